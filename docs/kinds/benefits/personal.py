"""[Individual offers](../../how-to/individual-offers.md) shows all that these can do."""

from __future__ import annotations

from kinds.benefits.giving import sell
from loyalty_engine import (
    BenefitKind,
    EntryBenefit,
    FillFavoriteSlots,
    Member,
    Percent,
    PersonalBenefit,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    Share,
    Slot,
    SlotSet,
)


def personal_benefit() -> None:
    fans = PersonalBenefit("fans")
    half = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(50)))
    entry = PersonalItem(target=ProductTarget("mug"), benefit=half)
    fan = Member("anna", personal={"fans": PersonalizedOffer(items=[entry])})
    [line.discount.decimal for line in sell(fans, member=fan).lines]


def fill_favorite_slots() -> None:
    fill = FillFavoriteSlots("breakfast")
    chooser = Member(
        "anna", favorites=[SlotSet(rule="breakfast", slots=[Slot(position=1), Slot(position=2)])]
    )
    sell(fill, member=chooser).intents
