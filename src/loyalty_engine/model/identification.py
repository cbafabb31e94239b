"""By what a member is found: a card's number, a phone, an e-mail address or another of many things."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import choice_problems, needed_id_problems, untold


class IdentifierKind(Enum):
    """What an identifier of a member is."""

    CARD_NUMBER = "card_number"
    LOGIN = "login"
    CARD_BAR_CODE = "card_bar_code"
    CARD_TRACK_1 = "card_track_1"
    CARD_TRACK_2 = "card_track_2"
    CARD_TRACK_3 = "card_track_3"
    UID = "uid"
    DATA = "data"
    ANONYMOUS = "anonymous"
    PHONE = "phone"
    EMAIL = "email"
    OAUTH = "oauth"
    OAUTH_APPLICATION = "oauth_application"
    COUPON = "coupon"
    PARTNER_COUPON = "partner_coupon"
    PHONE_HASH = "phone_hash"
    APPLE_WALLET_CARD = "apple_wallet_card"
    GPAY_WALLET_CARD = "gpay_wallet_card"
    QR_CODE = "qr_code"
    PERSON_UID = "person_uid"
    GIFT_CERTIFICATE = "gift_certificate"


@frozen
class Identifier:
    """One identifier of a member: its *kind*, and its *value* as the host knows it.

    Raises:
        InvalidInput: the kind is none, or the value is no id.
    """

    kind: IdentifierKind
    value: str

    def __attrs_post_init__(self) -> None:
        problems = choice_problems("kind", self.kind, IdentifierKind)
        refuse("identifier", problems + [untold(one) for one in needed_id_problems(value=self.value)])
