"""The examples that the documentation of such programmes gives, to the cent."""

from __future__ import annotations

import datetime as dt

import pytest
from cases.till import CUP, TEA, earned, eur, off, off_by, outcomes, receipt, sell

from loyalty_engine.engine.records import Outcome, PointsTotal
from loyalty_engine.model.amounts import Amount, Fixed, Share
from loyalty_engine.model.catalog import Catalog, Category, Product, ProductGroup
from loyalty_engine.model.identifiers import ExternalCode, InternalCode
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Percent
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.personal import (
    BenefitKind,
    CategoryTarget,
    EntryBenefit,
    GroupTarget,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Target,
    Tier,
)
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.personal import PersonalBenefit
from loyalty_engine.rules.benefits.points import PointsPercent
from loyalty_engine.rules.conditions.products import PersonalEntries, Products
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.offer import Members, Offer

HANDBAG, PURSE, LIPSTICK, SOAP, PENCIL = "handbag", "purse", "lipstick", "soap", "pencil"
CATALOG = Catalog(
    categories=(
        Category(code="cosmetics"),
        Category(code="decorative", parent="cosmetics", internal_id="77"),
        Category(code="lips", parent="decorative"),
    ),
    products=(
        Product(code=HANDBAG),
        Product(code=PURSE, internal_id="1002"),
        Product(code=LIPSTICK, category="lips"),
        Product(code=SOAP, category="cosmetics"),
        Product(code=PENCIL),
    ),
    groups=(ProductGroup.of("All for School", products=(PENCIL, HANDBAG)),),
)
OFFER = Offer.of("personal", [PersonalEntries("mine")], [PersonalBenefit("mine")])


def noon(day: str) -> dt.datetime:
    """Noon of a day by the shop's clock."""
    return dt.datetime.fromisoformat(f"{day}T12:00:00+03:00")


def item(
    target: Target, percent: str, period: Period, kind: BenefitKind = BenefitKind.DISCOUNT
) -> PersonalItem:
    """A percentage on something, from day to day."""
    benefit = EntryBenefit(kind=kind, amount=Share(Percent(percent)))
    return PersonalItem(target=target, benefit=benefit, period=period)


def member(*items: PersonalItem) -> Member:
    """A member with these items in one individual offer."""
    return Member("m-1", personal={"mine": PersonalizedOffer(items=items)})


BRAND_FAN = member(
    item(ProductTarget(ExternalCode(HANDBAG)), "50", Period("2026-09-01", "2026-09-15")),
    item(ProductTarget(InternalCode("1002")), "30", Period("2026-09-16", "2026-09-30")),
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2026-08-31", ("0.00", "0.00"), id="before September"),
        pytest.param("2026-09-01", ("500.00", "0.00"), id="1 September: 50 % on the handbag"),
        pytest.param("2026-09-15", ("500.00", "0.00"), id="15 September: the last day of the handbag"),
        pytest.param("2026-09-16", ("0.00", "90.00"), id="16 September: 30 % on the purse"),
        pytest.param("2026-09-30", ("0.00", "90.00"), id="30 September: the last day of the purse"),
        pytest.param("2026-10-01", ("0.00", "0.00"), id="after September"),
    ],
)
def test_a_handbag_of_1000_and_a_purse_of_300(day: str, expected: tuple[str, ...]) -> None:
    sale = receipt((HANDBAG, "1000.00"), (PURSE, "300.00"), at=noon(day))

    assert off(sell([OFFER], sale, BRAND_FAN, catalog=CATALOG)) == expected


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        pytest.param(
            ExternalCode("decorative"), "2026-03-01", ("39.98", "0.00"), id="everything below the category"
        ),
        pytest.param(InternalCode("77"), "2026-03-10", ("39.98", "0.00"), id="by its internal id as well"),
        pytest.param(ExternalCode("decorative"), "2026-03-11", ("0.00", "0.00"), id="not on 11 March"),
    ],
)
def test_20_per_cent_off_decorative_cosmetics(
    code: ExternalCode | InternalCode, day: str, expected: tuple[str, ...]
) -> None:
    buyer = member(item(CategoryTarget(code), "20", Period("2026-03-01", "2026-03-10")))
    sale = receipt((LIPSTICK, "199.90"), (SOAP, "50.00"), at=noon(day))

    assert off(sell([OFFER], sale, buyer, catalog=CATALOG)) == expected


@pytest.mark.parametrize(
    ("day", "points"),
    [
        pytest.param("2026-08-19", {}, id="the day before"),
        pytest.param("2026-08-20", {"bonus": 45}, id="30 % of 150.00 in points"),
        pytest.param("2026-08-31", {"bonus": 45}, id="the last day"),
    ],
)
def test_30_per_cent_points_on_the_group_all_for_school(day: str, points: dict[str, int]) -> None:
    period = Period("2026-08-20", "2026-08-31")
    buyer = member(item(GroupTarget("All for School"), "30", period, BenefitKind.POINTS))
    sale = receipt((PENCIL, "50.00"), (HANDBAG, "100.00"), (SOAP, "10.00"), at=noon(day))

    assert earned(sell([OFFER], sale, buyer, catalog=CATALOG)) == points


def thresholds(kind: BenefitKind, *tiers: tuple[str, Amount]) -> Member:
    """A member with thresholds on the receipt's amount."""
    found = [Tier(threshold=eur(at), benefit=EntryBenefit(kind=kind, amount=amount)) for at, amount in tiers]
    return Member("m-1", personal={"mine": ReceiptThresholds(tiers=found, period=ALWAYS)})


@pytest.mark.parametrize(
    ("amounts", "points"),
    [
        pytest.param(("500.00", "499.99"), {}, id="999.99: below the first threshold"),
        pytest.param(("500.00", "500.00"), {"bonus": 100}, id="1000: 10 %"),
        pytest.param(("2000.00", "999.99"), {"bonus": 299}, id="2999.99: 10 %, rounded down once"),
        pytest.param(("2000.00", "1000.00"), {"bonus": 600}, id="3000: 20 % of all of it"),
    ],
)
def test_points_of_10_per_cent_from_1000_and_20_from_3000(
    amounts: tuple[str, str], points: dict[str, int]
) -> None:
    buyer = thresholds(BenefitKind.POINTS, ("1000", Share(Percent(10))), ("3000", Share(Percent(20))))

    assert earned(sell([OFFER], receipt((TEA, amounts[0]), (CUP, amounts[1])), buyer)) == points


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        pytest.param(("1000.00", "799.99"), ("0.00", "0.00"), id="1799.99: nothing yet"),
        pytest.param(("1200.00", "600.00"), ("333.33", "166.67"), id="1800: 500 over two thirds and one"),
        pytest.param(("1800.00", "1799.99"), ("250.00", "250.00"), id="3599.99: still 500"),
        pytest.param(("2700.00", "900.00"), ("750.00", "250.00"), id="3600: 1000, and not 1500"),
    ],
)
def test_500_off_from_1800_and_1000_off_from_3600(
    amounts: tuple[str, str], expected: tuple[str, ...]
) -> None:
    buyer = thresholds(BenefitKind.DISCOUNT, ("1800", Fixed(500_00)), ("3600", Fixed(1000_00)))

    assert off(sell([OFFER], receipt((TEA, amounts[0]), (CUP, amounts[1])), buyer)) == expected


FOR_ONE = Offer.of("A", [Products({TEA})], [PercentOff(27)], priority=58)
FOR_ALL = Offer.of("B", benefits=[PercentOff(24)], priority=58)


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        pytest.param([(TEA, "100.00")], {"A": "27.00"}, id="one position: 27 % on it are more"),
        pytest.param(
            [(TEA, "100.00"), (CUP, "100.00")], {"B": "48.00"}, id="two positions: 24 % on both are more"
        ),
        pytest.param(
            [(TEA, "1000.00"), (CUP, "10.00")],
            {"A": "270.00", "B": "2.40"},
            id="the sum counts, not the number: 270.00 beat 242.40, and B keeps the cup",
        ),
    ],
)
def test_27_per_cent_on_one_position_or_24_on_all(
    positions: list[tuple[str, str]], expected: dict[str, str]
) -> None:
    assert off_by(sell([FOR_ONE, FOR_ALL], receipt(*positions))) == expected


@pytest.mark.parametrize(
    ("excluding", "expected"),
    [
        pytest.param(frozenset({Given.DISCOUNT}), "28.00", id="10 % that exclude discounts: 20 + 8"),
        pytest.param(frozenset[Given](), "30.00", id="10 % of the whole: 20 + 10"),
    ],
)
def test_a_group_discount_on_top_of_20_per_cent(excluding: frozenset[Given], expected: str) -> None:
    offers = [
        Offer.of("1", benefits=[PercentOff(20)], cumulative=True),
        Offer.of("2", [Products({TEA})], [PercentOff(10, excluding=excluding)], cumulative=True),
    ]

    assert off(sell(offers, receipt((TEA, "100.00")))) == (expected,)


def test_without_a_card_the_answer_still_lists_the_points_that_would_be_accrued() -> None:
    offer = Offer.of("members", benefits=[PointsPercent(5)], reach=Members())
    calculation = sell([offer], receipt((TEA, "100.00")), None)

    assert (calculation.points, calculation.would_earn) == ((), (PointsTotal("bonus", 5),))
    assert outcomes(calculation) == {"members": Outcome.UNKNOWN}
