"""What is not known of a member leaves the offer [undecided](../../semantics.md#unknown)."""

from __future__ import annotations

from attrs import evolve

from kinds.conditions.asking import reached
from kinds.shop import bought
from loyalty_engine import (
    Card,
    CardState,
    CardType,
    HasCard,
    HasContact,
    IdentifiedBy,
    InState,
    Member,
    MemberState,
    Referred,
)

card = Card("2200", type=CardType.VIRTUAL, category="gold")
anna = Member("anna", state=MemberState.REGISTERED, contacts={"phone"}, cards=[card], referrer="boris")
swiped = evolve(bought, card="2200", identified_by="phone")


def identified_by() -> None:
    by_phone = IdentifiedBy({"qr_code", "phone"})
    reached(by_phone, receipt=swiped, member=anna)
    reached(by_phone, member=anna)


def in_state() -> None:
    registered = InState({MemberState.REGISTERED})
    reached(registered, member=anna)


def has_contact() -> None:
    phone = HasContact({"phone"})
    reached(phone, member=anna)
    reached(HasContact({"email"}), member=anna)


def has_card() -> None:
    virtual = HasCard(types={CardType.VIRTUAL}, states={CardState.ACTIVATED})
    reached(virtual, member=anna)
    gold = HasCard(categories={"gold"}, presented=True)
    gold.describe()
    reached(gold, member=anna)
    reached(gold, receipt=swiped, member=anna)


def referred() -> None:
    invited = Referred()
    reached(invited, member=anna)
    reached(Referred(by={"clara"}), member=anna)
