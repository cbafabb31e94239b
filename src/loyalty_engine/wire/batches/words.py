"""What the parts of a row are called, by us and by Loymax."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from loyalty_engine.model.identification import IdentifierKind

PARTS: Final = ("identifier_kind", "identifier", "attribute", "value")
"""The parts of a row, in the order in which they are written."""

#: A part by the names that it may have in a file.
NAMES: Final = MappingProxyType(
    {
        **{part: part for part in PARTS},
        "identifierType": "identifier_kind",
        "identifierValue": "identifier",
        "attributeName": "attribute",
        "updateValue": "value",
    }
)

_LOYMAX: Final = """
    CardNumber Login CardBarCode CardTrack1 CardTrack2 CardTrack3 UID Data Anonymous Phone Email OAuth
    OAuthApplication Coupon PartnerCoupon PhoneHash AppleWalletCard GpayWalletCard QrCode PersonUID
    GiftCertificate
"""

#: A kind of identifier by the words that it may be written with.
KINDS: Final = MappingProxyType(
    {
        **{kind.value: kind for kind in IdentifierKind},
        **dict(zip(_LOYMAX.split(), IdentifierKind, strict=True)),
    }
)
