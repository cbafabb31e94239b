"""What is known of a member on a receipt: chosen products and individual offers, line by line."""

from __future__ import annotations

import pytest
from cases.till import CAKE, CATALOG, CUP, NOON, TEA, off, outcomes, receipt, sell

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.amounts import Share
from loyalty_engine.model.identifiers import Barcode, Code, ExternalCode
from loyalty_engine.model.intents import CouponIntent, SlotIntent
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
)
from loyalty_engine.model.receipt import Line
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, Slot, SlotSet
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots, PersonalBenefit
from loyalty_engine.rules.conditions.products import ChosenCategories, FavoriteProducts, PersonalEntries
from loyalty_engine.rules.offer import Offer

MINE = FavoriteProductsRule(id="mine", source=PredefinedList("tea time"), default_slots=2, max_slots=2)
ON_FAVOURITES = Offer.of("sale", [FavoriteProducts("mine")], [PercentOff(10)])
ON_ENTRIES = Offer.of("a", [PersonalEntries("mine")], [PersonalBenefit("mine")])


def chose(*products: str | None) -> Member:
    """A member with a slot for each of the products."""
    slots = [
        Slot(position=n, product=product, changed_at=None if product is None else NOON)
        for n, product in enumerate(products, 1)
    ]
    return Member("m-1", favorites=[SlotSet(rule="mine", slots=slots)])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(ExternalCode(TEA), ("1.00",), id="the favourite itself"),
        pytest.param(Barcode(TEA), ("0.00",), id="an unknown barcode that reads like its code"),
        pytest.param(ExternalCode("mystery"), ("0.00",), id="a favourite that the catalogue does not have"),
    ],
)
def test_only_products_of_the_catalogue_are_favourites(code: Code, expected: tuple[str, ...]) -> None:
    line = Line(number=1, product=code, amount=Money.of(10, "EUR"))

    assert off(sell([ON_FAVOURITES], receipt(line), chose(TEA, "mystery"), favorites=[MINE])) == expected


def test_what_was_chosen_before_and_what_is_filled_now_are_favourites_alike() -> None:
    fill = Offer.of("fill", benefits=[FillFavoriteSlots("mine")])
    sale = receipt((TEA, "10.00"), (CUP, "10.00"), (CAKE, "10.00"))
    calculation = sell([fill, ON_FAVOURITES], sale, chose(TEA, None), favorites=[MINE])

    assert calculation.intents == (SlotIntent(offer="fill", rule="mine", position=2, product=CUP),)
    assert off(calculation) == ("1.00", "1.00", "0.00")


@pytest.mark.parametrize(
    ("member", "woken"),
    [
        pytest.param(chose(TEA), ("sale",), id="the favourite is on the receipt"),
        pytest.param(chose(CUP), (), id="another product is the favourite"),
        pytest.param(Member("m-1"), (), id="nothing was chosen"),
    ],
)
def test_an_offer_for_favourites_sleeps_where_there_are_none(member: Member, woken: tuple[str, ...]) -> None:
    book = compile_offers([ON_FAVOURITES], catalog=CATALOG, favorites=[MINE])
    calculation = calculate(receipt((TEA, "10.00")), member, book)

    assert tuple(verdict.offer for verdict in calculation.verdicts) == woken


def coupon(product: str, issue: str, *, accepted: bool | None = None) -> PersonalItem:
    benefit = EntryBenefit(kind=BenefitKind.COUPON, issue=issue)
    return PersonalItem(target=ProductTarget(ExternalCode(product)), benefit=benefit, accepted=accepted)


def test_coupons_come_in_the_order_of_the_individual_offer_and_not_of_the_receipt() -> None:
    items = [coupon(CAKE, "first"), coupon(TEA, "second"), coupon(CUP, "third"), coupon(TEA, "fourth")]
    member = Member("m-1", personal={"mine": PersonalizedOffer(items=items)})
    sale = receipt((TEA, "1.00"), (CUP, "1.00"), (CAKE, "1.00"))

    assert sell([ON_ENTRIES], sale, member).intents == tuple(
        CouponIntent(offer="a", issue=issue, count=1) for issue in ("first", "second", "third", "fourth")
    )


def category(id: str, group: str, *, accepted: bool) -> FavoriteCategory:
    tenth = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(10)))
    return FavoriteCategory(id=id, group=group, benefit=tenth, accepted=accepted)


@pytest.mark.parametrize(
    ("most", "outcome"),
    [
        pytest.param(2, Outcome.NOT_ACCEPTED, id="two may be chosen: the member need only accept"),
        pytest.param(1, Outcome.NOT_MET, id="one may be chosen: sweets come first, whatever is accepted"),
        pytest.param(0, Outcome.NOT_MET, id="none may be chosen"),
        pytest.param(None, Outcome.NOT_ACCEPTED, id="any number may be chosen"),
    ],
)
def test_tea_time_that_the_member_has_declined_after_sweets(most: int | None, outcome: Outcome) -> None:
    categories = [category("1", "sweets", accepted=True), category("2", "tea time", accepted=False)]
    offer = Offer.of("a", [ChosenCategories("mine")], [PersonalBenefit("mine")])
    member = Member("m-1", personal={"mine": FavoriteCategories(categories=categories, max_count=most)})

    assert outcomes(sell([offer], receipt((TEA, "10.00")), member)) == {"a": outcome}
