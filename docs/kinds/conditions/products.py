"""See also [what conditions see](../../semantics.md#what-conditions-see)."""

from __future__ import annotations

import datetime as dt

from kinds.conditions.asking import reached
from kinds.shop import bought, catalog
from loyalty_engine import (
    BenefitKind,
    Categories,
    ChosenCategories,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    FavoriteProducts,
    FavoriteProductsRule,
    Groups,
    Member,
    Offer,
    Percent,
    PercentOff,
    PersonalEntries,
    PersonalItem,
    PersonalizedOffer,
    PredefinedList,
    Products,
    ProductTarget,
    Share,
    Slot,
    SlotSet,
    calculate,
    compile_offers,
)

tenth = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(10)))


def products() -> None:
    green = Products({"sencha", "gyokuro"})
    reached(green)


def categories() -> None:
    tea = Categories({"tea"})
    reached(tea)
    reached(Categories({"drinks"}))


def groups() -> None:
    breakfast = Groups({"breakfast"})
    reached(breakfast)


def favorite_products() -> None:
    favorites = FavoriteProducts("breakfast")
    # Anna has one slot, and has chosen the cocoa.
    rule = FavoriteProductsRule(id="breakfast", source=PredefinedList("breakfast"))
    slot = Slot(position=1, product="cocoa", changed_at=dt.datetime(2026, 9, 1, 18, tzinfo=dt.UTC))
    chooser = Member("anna", favorites=[SlotSet(rule="breakfast", slots=[slot])])
    offer = Offer.of("favorites", [favorites], [PercentOff(10)])
    result = calculate(bought, chooser, compile_offers([offer], catalog=catalog, favorites=[rule]))
    [line.discount.decimal for line in result.lines]


def chosen_categories() -> None:
    chosen = ChosenCategories("mine")
    entry = FavoriteCategory(id="1", group="breakfast", benefit=tenth, accepted=True)
    chooser = Member("anna", personal={"mine": FavoriteCategories(categories=[entry])})
    reached(chosen, member=chooser)


def personal_entries() -> None:
    fans = PersonalEntries("fans")
    entry = PersonalItem(target=ProductTarget("mug"), benefit=tenth)
    reached(fans, member=Member("anna", personal={"fans": PersonalizedOffer(items=[entry])}))
    reached(fans, member=Member("boris"))
