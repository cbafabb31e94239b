"""Triggers: the events that offers answer, with the names that the field gives them.

A purchase is one trigger with several stages; the field has an event for each of them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from attrs import frozen

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import shown


class TriggerGroup(Enum):
    """What an event concerns."""

    PURCHASE = "purchase"
    INTERNAL = "internal"  # parts of a purchase, which benefits with rules of their own go through
    CARD = "card"
    PROFILE = "profile"
    SCHEDULED = "scheduled"
    STATUS = "status"
    ACCOUNT = "account"
    COUPON = "coupon"
    CERTIFICATE = "certificate"
    SOCIAL = "social"


class Trigger(Enum):
    """The event that an offer answers."""

    PURCHASE = "purchase"
    PAYMENT_CANCELLED = "payment_cancelled"
    DEPOSIT = "deposit"
    PURCHASE_CANCELLED = "purchase_cancelled"
    RETURN_CALCULATION = "return_calculation"
    RETURN = "return"
    SET = "set"
    ITERATION = "iteration"
    BALANCE_REQUEST = "balance_request"
    CARD_ISSUE = "card_issue"
    CARD_ACTIVATION = "card_activation"
    CARD_LINKED = "card_linked"
    CARD_ASSIGNED = "card_assigned"
    CARD_REPLACED = "card_replaced"
    EXTERNAL_CARD_REPLACED = "external_card_replaced"
    CARD_BLOCKED = "card_blocked"
    CARD_UNBLOCKED = "card_unblocked"
    CARD_DELETED = "card_deleted"
    CARD_RESTORED = "card_restored"
    CARD_CATEGORY_CHANGED = "card_category_changed"
    REGISTRATION_STARTED = "registration_started"
    REGISTRATION = "registration"
    PHONE_LINKED = "phone_linked"
    EMAIL_LINKED = "email_linked"
    FORM_UPDATED = "form_updated"
    ATTRIBUTE_CHANGED = "attribute_changed"
    CONSENT_CHANGED = "consent_changed"
    STATE_CHANGED = "state_changed"
    PROFILES_MERGED = "profiles_merged"
    ACCOUNT_LINKED = "account_linked"
    APP_INSTALLED = "app_installed"
    ONE_TIME_CODE_PRINTED = "one_time_code_printed"
    BIRTHDAY = "birthday"
    POINTS_ACTIVATED = "points_activated"
    POINTS_EXPIRED = "points_expired"
    STATUS_CALCULATION = "status_calculation"
    STATUS_CHANGED = "status_changed"
    POINTS_CREDITED = "points_credited"
    POINTS_DEBITED = "points_debited"
    COUPON_BOUGHT = "coupon_bought"
    COUPON_REFUNDED = "coupon_refunded"
    CERTIFICATE_SOLD = "certificate_sold"
    CERTIFICATE_PAYMENT = "certificate_payment"
    CERTIFICATE_REFUNDED = "certificate_refunded"
    CERTIFICATE_PAYMENT_CANCELLED = "certificate_payment_cancelled"
    REFERRAL_PURCHASE = "referral_purchase"
    FRIEND_INVITED = "friend_invited"
    NETWORK_LINKED = "network_linked"
    SOCIAL_ACTIVITY = "social_activity"
    SOCIAL_ACTIVITY_REMOVED = "social_activity_removed"
    GROUP_JOINED = "group_joined"
    GROUP_LEFT = "group_left"

    @property
    def group(self) -> TriggerGroup:
        """What the event concerns."""
        return TRIGGERS[self].group

    @property
    def api(self) -> tuple[str, ...]:
        """The field's own values for it; several for a purchase, one for each of its events."""
        return TRIGGERS[self].api

    @property
    def at_register(self) -> bool:
        """Is somebody standing at a till when it happens, to whom a text can be shown?"""
        return TRIGGERS[self].at_register

    @property
    def has_amount(self) -> bool:
        """Does the event carry an amount of money?"""
        return TRIGGERS[self].has_amount

    @classmethod
    def of_api(cls, value: str) -> Trigger:
        """The trigger that the field calls *value*, such as ``OnBirthday``.

        Raises:
            InvalidInput: there is no such event.
        """
        found = _BY_API.get(value)
        if found is None:
            near = difflib.get_close_matches(str(value)[:80], _BY_API, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {len(_BY_API)}, such as OnBirthday"
            raise InvalidInput.at("trigger", "", f"there is no event {shown(value)}", hint)
        return found

    def __str__(self) -> str:
        return TRIGGERS[self].words


@frozen(kw_only=True)
class TriggerFacts:
    """What is known about a trigger: its group, the field's values for it, and words to stand after "on"."""

    group: TriggerGroup
    api: tuple[str, ...]
    words: str
    at_register: bool = False
    has_amount: bool = False


def _facts(
    group: TriggerGroup, words: str, *api: str, at_register: bool = False, has_amount: bool = False
) -> TriggerFacts:
    return TriggerFacts(group=group, api=api, words=words, at_register=at_register, has_amount=has_amount)


def _at_register(group: TriggerGroup, words: str, *api: str) -> TriggerFacts:
    """Of an operation at a register that carries an amount."""
    return _facts(group, words, *api, at_register=True, has_amount=True)


_G = TriggerGroup

#: Every trigger. Between them they cover all events of the field, each once.
TRIGGERS: Final[Mapping[Trigger, TriggerFacts]] = MappingProxyType(
    {
        Trigger.PURCHASE: _at_register(
            _G.PURCHASE,
            "purchase",
            "OnPurchaseCalculate",
            "OnPurchasePaymentCalculate",
            "OnPurchasePayment",
            "OnPurchaseDiscount",
            "OnPurchaseConfirm",
        ),
        Trigger.PAYMENT_CANCELLED: _at_register(
            _G.PURCHASE, "cancelling a payment in points", "OnPurchasePaymentCancel"
        ),
        Trigger.DEPOSIT: _at_register(_G.PURCHASE, "a deposit at the till", "OnPurchaseDeposit"),
        Trigger.PURCHASE_CANCELLED: _at_register(_G.PURCHASE, "cancelling a purchase", "OnPurchaseCancel"),
        Trigger.RETURN_CALCULATION: _at_register(
            _G.PURCHASE, "calculating a return", "OnPurchaseRefundCalculate"
        ),
        Trigger.RETURN: _at_register(_G.PURCHASE, "a return", "OnPurchaseRefund"),
        Trigger.SET: _facts(_G.INTERNAL, "a set of products", "OnGoodsSetProcess"),
        Trigger.ITERATION: _facts(_G.INTERNAL, "a repetition", "OnIteratorProcess"),
        Trigger.BALANCE_REQUEST: _facts(_G.CARD, "a balance request", "OnBalanceRequest", at_register=True),
        Trigger.CARD_ISSUE: _facts(_G.CARD, "card issue", "OnCardIssue", at_register=True),
        Trigger.CARD_ACTIVATION: _facts(_G.CARD, "card activation", "OnCardActivation"),
        Trigger.CARD_LINKED: _facts(_G.CARD, "linking a card", "OnCardAttach"),
        Trigger.CARD_ASSIGNED: _facts(_G.CARD, "assigning a card", "OnCardSet"),
        Trigger.CARD_REPLACED: _facts(_G.CARD, "replacing a card", "OnCardReplace"),
        Trigger.EXTERNAL_CARD_REPLACED: _facts(
            _G.CARD, "replacing a card elsewhere", "OnExternalCardReplace"
        ),
        Trigger.CARD_BLOCKED: _facts(_G.CARD, "blocking a card", "OnBlockCard"),
        Trigger.CARD_UNBLOCKED: _facts(_G.CARD, "unblocking a card", "OnUnblockCard"),
        Trigger.CARD_DELETED: _facts(_G.CARD, "deleting a card", "OnDeleteCard"),
        Trigger.CARD_RESTORED: _facts(_G.CARD, "restoring a card", "OnRecoverCard"),
        Trigger.CARD_CATEGORY_CHANGED: _facts(_G.CARD, "changing a card's category", "OnCardCategoryChange"),
        Trigger.REGISTRATION_STARTED: _facts(_G.PROFILE, "starting registration", "OnBeginRegistration"),
        Trigger.REGISTRATION: _facts(_G.PROFILE, "registration", "OnEndPersonRegistration"),
        Trigger.PHONE_LINKED: _facts(_G.PROFILE, "linking a phone", "OnAttachPhone"),
        Trigger.EMAIL_LINKED: _facts(_G.PROFILE, "linking an e-mail address", "OnAttachEmail"),
        Trigger.FORM_UPDATED: _facts(_G.PROFILE, "filling in the form", "OnQuestionnaireUpdate"),
        Trigger.ATTRIBUTE_CHANGED: _facts(_G.PROFILE, "changing an attribute", "OnCustomerAttributeUpdate"),
        Trigger.CONSENT_CHANGED: _facts(
            _G.PROFILE, "changing consent to mailings", "OnCustomerSubscriptionChange"
        ),
        Trigger.STATE_CHANGED: _facts(_G.PROFILE, "changing the state of a member", "OnCustomerStateChange"),
        Trigger.PROFILES_MERGED: _facts(_G.PROFILE, "merging profiles", "MergeCustomersProfiles"),
        Trigger.ACCOUNT_LINKED: _facts(_G.PROFILE, "linking an account", "LinkAccount"),
        Trigger.APP_INSTALLED: _facts(_G.PROFILE, "installing the app", "OnMobileAppInstall"),
        Trigger.ONE_TIME_CODE_PRINTED: _facts(
            _G.PROFILE, "printing a one-time password", "OnSendPasswordToCheque", at_register=True
        ),
        Trigger.BIRTHDAY: _facts(_G.SCHEDULED, "birthday", "OnBirthday"),
        Trigger.POINTS_ACTIVATED: _facts(_G.SCHEDULED, "points becoming active", "OnBonusLifetimeActivation"),
        Trigger.POINTS_EXPIRED: _facts(_G.SCHEDULED, "points expiring", "OnBonusLifetimeExpired"),
        Trigger.STATUS_CALCULATION: _facts(_G.STATUS, "working out statuses", "OnStatusSystemCalculation"),
        Trigger.STATUS_CHANGED: _facts(_G.STATUS, "a change of status", "OnPersonStatusChange"),
        Trigger.POINTS_CREDITED: _facts(_G.ACCOUNT, "points credited by hand", "OnManualCharge"),
        Trigger.POINTS_DEBITED: _facts(_G.ACCOUNT, "points debited by hand", "OnManualWithdraw"),
        Trigger.COUPON_BOUGHT: _facts(_G.COUPON, "buying a coupon for points", "OnCouponPurchased"),
        Trigger.COUPON_REFUNDED: _facts(_G.COUPON, "giving a coupon back", "OnCouponRefunded"),
        Trigger.CERTIFICATE_SOLD: _at_register(
            _G.CERTIFICATE, "selling a gift certificate", "OnGiftCertificateSale"
        ),
        Trigger.CERTIFICATE_PAYMENT: _at_register(
            _G.CERTIFICATE, "paying with a gift certificate", "OnGiftCertificatePayment"
        ),
        Trigger.CERTIFICATE_REFUNDED: _at_register(
            _G.CERTIFICATE, "taking a gift certificate back", "OnGiftCertificateRefund"
        ),
        Trigger.CERTIFICATE_PAYMENT_CANCELLED: _at_register(
            _G.CERTIFICATE, "cancelling a payment with a certificate", "OnGiftCertificatePaymentCancel"
        ),
        Trigger.REFERRAL_PURCHASE: _facts(
            _G.SOCIAL, "a friend's purchase", "OnReferralPurchase", has_amount=True
        ),
        Trigger.FRIEND_INVITED: _facts(_G.SOCIAL, "inviting a friend", "OnFriendInvite"),
        Trigger.NETWORK_LINKED: _facts(_G.SOCIAL, "linking a social network", "OnSocialNetworkLink"),
        Trigger.SOCIAL_ACTIVITY: _facts(_G.SOCIAL, "an activity in a social network", "OnSocialActivity"),
        Trigger.SOCIAL_ACTIVITY_REMOVED: _facts(
            _G.SOCIAL, "removing an activity in a social network", "OnRemoveSocialActivity"
        ),
        Trigger.GROUP_JOINED: _facts(_G.SOCIAL, "joining a group", "OnSocialGroupJoin"),
        Trigger.GROUP_LEFT: _facts(_G.SOCIAL, "leaving a group", "OnSocialGroupLeave"),
    }
)

_BY_API: Final = MappingProxyType({api: trigger for trigger, facts in TRIGGERS.items() for api in facts.api})
