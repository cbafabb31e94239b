"""Benefits, and the entries of individual offers, say in these ways how much they give.

Most benefits have a shorter form for them: `PercentOff(10)` is a `Share`. In full they stand in the entries
of [members](../how-to/individual-offers.md) and in the instructions of [benefits of your
own](../how-to/own-benefit.md). Values are whole numbers of the smallest part of what is given: minor units of
the receipt's currency, or the smallest parts of the points.
"""

from __future__ import annotations

from kinds.shop import bought, catalog
from loyalty_engine import (
    Band,
    BenefitKind,
    EntryBenefit,
    Fixed,
    Graduated,
    GroupTarget,
    Member,
    Offer,
    Percent,
    PerLine,
    PerProduct,
    PersonalBenefit,
    PersonalItem,
    PersonalizedOffer,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    Quantity,
    Share,
    TagAmount,
    TagPrice,
    calculate,
    compile_offers,
)

offer = Offer.of("personal", benefits=[PersonalBenefit("gift")])
book = compile_offers([offer], catalog=catalog)


def off(benefit: EntryBenefit) -> list[str]:
    """What an entry on breakfast takes off the sencha, the cocoa and the mug; the last two are breakfast."""
    entry = PersonalItem(target=GroupTarget("breakfast"), benefit=benefit)
    member = Member("anna", personal={"gift": PersonalizedOffer(items=[entry])})
    return [line.discount.decimal for line in calculate(bought, member, book).lines]


def share() -> None:
    tenth = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(10)))
    off(tenth)


def fixed() -> None:
    five = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(500))
    off(five)


def per_line() -> None:
    one_each = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=PerLine(100))
    off(one_each)


def per_unit() -> None:
    one_each = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=PerUnit(100))
    off(one_each)


def per_product() -> None:
    one_each = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=PerProduct(100))
    off(one_each)


def price_per_unit() -> None:
    three = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=PricePerUnit(300))
    off(three)


def price_for_all() -> None:
    fifteen = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=PriceForAll(1500))
    off(fifteen)


def per_sum() -> None:
    # One for every full 15.00, of 20.00 together:
    every_15 = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=PerSum(every=1500, value=100))
    off(every_15)


def per_weight() -> None:
    # One for every three units, of three together:
    every_3 = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=PerWeight(every=Quantity.of(3), value=100))
    off(every_3)


def tag_price() -> None:
    yellow = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=TagPrice("yellow_price"))
    off(yellow)


def tag_amount() -> None:
    # The mug's label says 2.99, and that is taken off:
    rebate = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=TagAmount("yellow_price"))
    off(rebate)


def graduated() -> None:
    # 5 % of the first 10.00, and 10 % of the other 10.00:
    more = EntryBenefit(
        kind=BenefitKind.DISCOUNT, amount=Graduated([Band(0, Percent(5)), Band(1000, Percent(10))])
    )
    off(more)
