"""The events of the field: all of them, each once."""

from __future__ import annotations

from collections import Counter

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.triggers import TRIGGERS, Trigger, TriggerGroup
from loyalty_engine.rules.legality import PURCHASE_EVENTS

#: All values of the field's enumeration of events, by group.
FIELD = {
    TriggerGroup.PURCHASE: """OnPurchaseCalculate OnPurchasePaymentCalculate OnPurchasePayment
        OnPurchasePaymentCancel OnPurchaseDiscount OnPurchaseDeposit OnPurchaseConfirm OnPurchaseCancel
        OnPurchaseRefundCalculate OnPurchaseRefund""",
    TriggerGroup.INTERNAL: "OnGoodsSetProcess OnIteratorProcess",
    TriggerGroup.CARD: """OnBalanceRequest OnCardIssue OnCardActivation OnCardAttach OnCardSet OnCardReplace
        OnExternalCardReplace OnBlockCard OnUnblockCard OnDeleteCard OnRecoverCard OnCardCategoryChange""",
    TriggerGroup.PROFILE: """OnBeginRegistration OnEndPersonRegistration OnAttachPhone OnAttachEmail
        OnQuestionnaireUpdate OnCustomerAttributeUpdate OnCustomerSubscriptionChange OnCustomerStateChange
        MergeCustomersProfiles LinkAccount OnMobileAppInstall OnSendPasswordToCheque""",
    TriggerGroup.SCHEDULED: "OnBirthday OnBonusLifetimeActivation OnBonusLifetimeExpired",
    TriggerGroup.STATUS: "OnStatusSystemCalculation OnPersonStatusChange",
    TriggerGroup.ACCOUNT: "OnManualCharge OnManualWithdraw",
    TriggerGroup.COUPON: "OnCouponPurchased OnCouponRefunded",
    TriggerGroup.CERTIFICATE: """OnGiftCertificateSale OnGiftCertificatePayment OnGiftCertificateRefund
        OnGiftCertificatePaymentCancel""",
    TriggerGroup.SOCIAL: """OnReferralPurchase OnFriendInvite OnSocialNetworkLink OnSocialActivity
        OnRemoveSocialActivity OnSocialGroupJoin OnSocialGroupLeave""",
}


def test_all_56_events_of_the_field_are_there_each_once() -> None:
    covered = Counter(api for trigger in Trigger for api in trigger.api)

    assert len(covered) == 56
    assert set(covered.values()) == {1}
    assert set(TRIGGERS) == set(Trigger)


@pytest.mark.parametrize("group", TriggerGroup)
def test_the_groups_of_events(group: TriggerGroup) -> None:
    assert {api for trigger in Trigger if trigger.group is group for api in trigger.api} == set(
        FIELD[group].split()
    )


def test_a_trigger_is_found_by_the_name_that_the_field_gives_it() -> None:
    assert all(Trigger.of_api(api) is trigger for trigger in Trigger for api in trigger.api)
    assert Trigger.of_api("OnPurchaseDiscount") is Trigger.PURCHASE
    assert set(PURCHASE_EVENTS.values()) == set(Trigger.PURCHASE.api)


def test_an_event_that_is_not_there_is_named_with_its_neighbour() -> None:
    with pytest.raises(InvalidInput, match=r"no event 'OnBirthdy' \(did you mean 'OnBirthday'\?\)"):
        Trigger.of_api("OnBirthdy")


def test_the_words_of_a_trigger_differ_from_all_others() -> None:
    assert len({str(trigger) for trigger in Trigger}) == len(Trigger)
    assert {trigger.value for trigger in Trigger} == {trigger.name.lower() for trigger in Trigger}
