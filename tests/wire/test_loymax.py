"""Attribute values as Loymax installations hold them: the shapes of live data, and ours for the rest."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, cast

import pytest
from wire.refusals import Refusal, listed

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import (
    Amount,
    Fixed,
    PerLine,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    Share,
)
from loyalty_engine.model.attributes import Attributes, JsonObject, freeze_json
from loyalty_engine.model.identifiers import ExternalCode, InternalCode
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.personal import (
    BenefitKind,
    CategoryTarget,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    GroupTarget,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Tier,
)
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.wire.loymax import (
    Method,
    Preference,
    read_favorite_categories,
    read_personalized_offer,
    read_receipt_thresholds,
    write_favorite_categories,
    write_personalized_offer,
    write_receipt_thresholds,
)
from loyalty_engine.wire.text import DocumentError, Limits, parse

CODES = {
    1: Preference(BenefitKind.DISCOUNT, Method.PERCENT),
    2: Preference(BenefitKind.DISCOUNT, Method.FIX_AMOUNT),
    4: Preference(BenefitKind.POINTS, Method.PERCENT),
    5: Preference(BenefitKind.POINTS, Method.PERCENT),
}
STARS = PointsCurrency("stars", exponent=1)


def off(amount: Any) -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.DISCOUNT, amount=amount)


def points(amount: Any, currency: str = "bonus") -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.POINTS, amount=amount, points=currency)


DAIRY = """
{
  "maxCount": 2, "selectedPeriod": 1, "acceptedDate": null,
  "categories": [
    {"id": "101", "name": "Dairy", "goodsGroupUID": "6f6c", "startActiveDate": "2026-11-01T00:00:00+05:00",
     "endActiveDate": "2026-11-30T23:59:59+05:00", "preferenceType": 4, "preferenceValue": 5,
     "accepted": false}
  ]
}
"""


class TestFavoriteCategories:
    def test_the_shape_of_live_data(self) -> None:
        assert read_favorite_categories(DAIRY, preferences=CODES, currency="RUB") == FavoriteCategories(
            max_count=2,
            selected_period=1,
            categories=(
                FavoriteCategory(
                    id="101",
                    name="Dairy",
                    group="6f6c",
                    benefit=points(Share(Percent(5))),
                    period=Period("2026-11-01T00:00+05:00", "2026-12-01T00:00+05:00"),
                    accepted=False,
                ),
            ),
        )

    def test_without_a_flag_nothing_is_to_be_accepted(self) -> None:
        text = DAIRY.replace(',\n     "accepted": false', "")

        value = read_favorite_categories(text, preferences=CODES, currency="RUB")

        assert [category.accepted for category in value.categories] == [None]

    def test_the_value_of_an_attribute_of_type_json(self) -> None:
        stored = Attributes.of(FavoriteCategory=json.loads(DAIRY))["FavoriteCategory"]
        assert isinstance(stored, JsonObject)

        read = read_favorite_categories(stored, preferences=CODES, currency="RUB")

        assert read == read_favorite_categories(DAIRY, preferences=CODES, currency="RUB")

    def test_it_is_what_a_member_holds(self) -> None:
        value = read_favorite_categories(DAIRY, preferences=CODES, currency="RUB")

        assert len(Member("m", personal={"FavoriteCategory": value}).entries_by_key) == 1

    def test_a_number_without_a_fraction_is_whole_however_it_is_written(self) -> None:
        text = DAIRY.replace('"maxCount": 2', '"maxCount": 2.0').replace(
            '"preferenceType": 4', '"preferenceType": 4.0'
        )

        for given in (text, cast("JsonObject", freeze_json(parse(text)))):
            assert read_favorite_categories(
                given, preferences=CODES, currency="RUB"
            ) == read_favorite_categories(DAIRY, preferences=CODES, currency="RUB")

    def test_unknown_keys_are_refused_or_left_out(self) -> None:
        text = DAIRY.replace('"maxCount"', '"colour": "red", "maxCount"')

        with pytest.raises(DocumentError, match="colour"):
            read_favorite_categories(text, preferences=CODES, currency="RUB")
        assert read_favorite_categories(
            text, preferences=CODES, currency="RUB", ignore_unknown=True
        ) == read_favorite_categories(DAIRY, preferences=CODES, currency="RUB")

    def test_of_two_codes_that_mean_the_same_the_lower_is_written(self) -> None:
        value = read_favorite_categories(
            DAIRY.replace('"preferenceType": 4', '"preferenceType": 5'), preferences=CODES, currency="RUB"
        )

        assert '"preferenceType":4' in write_favorite_categories(value, preferences=CODES, currency="RUB")

    def test_what_no_code_stands_for_is_not_written(self) -> None:
        category = FavoriteCategory(id="1", group="g", benefit=points(Fixed(5)))

        with pytest.raises(InvalidInput, match="there is no code for points by FixAmount") as caught:
            write_favorite_categories(
                FavoriteCategories(categories=(category,)), preferences=CODES, currency="RUB"
            )
        assert caught.value.problems[0].path == "categories[0].benefit"

    def test_a_category_with_a_coupon_is_not_written(self) -> None:
        coupon = EntryBenefit(kind=BenefitKind.COUPON, issue="spring")
        value = FavoriteCategories(categories=(FavoriteCategory(id="1", group="g", benefit=coupon),))

        with pytest.raises(InvalidInput, match="a category cannot name a coupon"):
            write_favorite_categories(value, preferences=CODES, currency="RUB")

    def test_no_code_can_stand_for_a_coupon_for_its_issue_has_no_place(self) -> None:
        with pytest.raises(InvalidInput):
            Preference(BenefitKind.COUPON, Method.PERCENT)


ITEMS = """
{
  "StartDate": "2026-09-01T00:00:00+03:00", "EndDate": "2026-09-30T23:59:59+03:00",
  "Preferences": [
    {"BrandId": "corner", "Items": [
      {"GoodsId": "bag", "PreferenceType": "Discount", "CalculationMethod": "Percent", "PreferenceValue": 50,
       "StartDate": "2026-09-01", "EndDate": "2026-09-15", "Accepted": true,
       "PriceUp": "100", "PriceDown": "50"},
      {"GoodsId": "7", "IdType": "Internal", "PreferenceType": "Cashback", "CalculationMethod": "FixAmount",
       "PreferenceValue": "2.5", "Accepted": null},
      {"CategoryId": "17", "PreferenceType": "Discount", "CalculationMethod": "AmountPerUnit",
       "PreferenceValue": 10.5}
    ]},
    {"Items": [
      {"GoodsGroupUID": "school", "PreferenceType": "Coupon", "CouponEmissionId": "spring"},
      {"GoodsId": "tea", "PreferenceType": "Discount", "CalculationMethod": "PricePerUnit",
       "PreferenceValue": "79.90"}
    ]}
  ]
}
"""

OFFER = PersonalizedOffer(
    period=Period("2026-09-01T00:00+03:00", "2026-10-01T00:00+03:00"),
    items=(
        PersonalItem(
            target=ProductTarget(ExternalCode("bag")),
            benefit=off(Share(Percent(50))),
            period=Period("2026-09-01", "2026-09-15"),
            accepted=True,
            brand="corner",
            price_before="100",
            price_after="50",
        ),
        PersonalItem(
            target=ProductTarget(InternalCode("7")), benefit=points(Fixed(25), "stars"), brand="corner"
        ),
        PersonalItem(target=CategoryTarget(ExternalCode("17")), benefit=off(PerUnit(1050)), brand="corner"),
        PersonalItem(
            target=GroupTarget("school"), benefit=EntryBenefit(kind=BenefitKind.COUPON, issue="spring")
        ),
        PersonalItem(target=ProductTarget(ExternalCode("tea")), benefit=off(PricePerUnit(7990))),
    ),
)


MID_SEPTEMBER = Period(None, "2026-09-16T00:00")


class TestPersonalizedOffer:
    def test_products_categories_and_groups(self) -> None:
        assert read_personalized_offer(ITEMS, currency="RUB", points=STARS) == OFFER

    def test_it_is_written_as_it_was(self) -> None:
        text = write_personalized_offer(OFFER, currency="RUB", points=STARS)

        assert read_personalized_offer(text, currency="RUB", points=STARS) == OFFER
        assert json.loads(text)["Preferences"][0] == {
            "BrandId": "corner",
            "Items": [
                {
                    "GoodsId": "bag",
                    "PreferenceType": "Discount",
                    "CalculationMethod": "Percent",
                    "PreferenceValue": 50,
                    "PriceUp": "100",
                    "PriceDown": "50",
                    "StartDate": "2026-09-01T00:00:00",
                    "EndDate": "2026-09-15T23:59:59",
                    "Accepted": True,
                },
                {
                    "GoodsId": "7",
                    "IdType": "Internal",
                    "PreferenceType": "Cashback",
                    "CalculationMethod": "FixAmount",
                    "PreferenceValue": 2.5,
                },
                {
                    "CategoryId": "17",
                    "PreferenceType": "Discount",
                    "CalculationMethod": "AmountPerUnit",
                    "PreferenceValue": 10.5,
                },
            ],
        }

    @pytest.mark.parametrize(
        ("dates", "period"),
        [
            pytest.param("", ALWAYS, id="none"),
            pytest.param('"StartDate": null, "EndDate": "",', ALWAYS, id="null and empty"),
            pytest.param('"StartDate": "0001-01-01T00:00:00",', ALWAYS, id="the first of all dates"),
            pytest.param('"EndDate": "9999-12-31T23:59:59.9999999",', ALWAYS, id="the last of all moments"),
            pytest.param('"EndDate": "9999-12-31",', ALWAYS, id="the last of all dates"),
            pytest.param('"EndDate": "2026-09-15",', MID_SEPTEMBER, id="a date"),
            pytest.param('"EndDate": "2026-09-15T23:59",', MID_SEPTEMBER, id="the last minute"),
            pytest.param('"EndDate": "2026-09-15T23:59:59",', MID_SEPTEMBER, id="the last second"),
            pytest.param('"EndDate": "2026-09-15T23:59:59.9999999",', MID_SEPTEMBER, id="the last moment"),
            pytest.param(
                '"StartDate": "2026-09-01T00:00:00.0000000Z",', Period("2026-09-01T00:00Z"), id="7 decimals"
            ),
        ],
    )
    def test_dates(self, dates: str, period: Period) -> None:
        read = read_personalized_offer(f'{{{dates} "Preferences": []}}', currency="RUB")

        assert read == PersonalizedOffer(period=period)

    @pytest.mark.parametrize(
        ("flags", "required", "accepted"),
        [
            pytest.param("", False, None, id="none: nothing is to be accepted"),
            pytest.param('"AcceptanceRequired": true,', True, None, id="required"),
            pytest.param('"AcceptanceRequired": true, "Accepted": true,', True, True, id="given"),
            pytest.param('"Accepted": false,', False, False, id="declined"),
            pytest.param('"Accepted": null,', False, None, id="null"),
        ],
    )
    def test_acceptance(self, flags: str, required: bool, accepted: bool | None) -> None:
        read = read_personalized_offer(f'{{{flags} "Preferences": []}}', currency="RUB")

        assert (read.acceptance_required, read.accepted) == (required, accepted)
        assert read_personalized_offer(write_personalized_offer(read, currency="RUB"), currency="RUB") == read

    def test_all_problems_of_all_items_at_once(self) -> None:
        text = ITEMS.replace("50,", "150,").replace("10.5", "1.111").replace("09-15", "08-15")

        with pytest.raises(DocumentError) as caught:
            read_personalized_offer(text, currency="RUB", points=STARS)

        assert [problem.path for problem in caught.value.problems] == [
            "$.Preferences[0].Items[0].PreferenceValue",
            "$.Preferences[0].Items[0].EndDate",
            "$.Preferences[0].Items[2].PreferenceValue",
        ]

    @pytest.mark.parametrize(
        ("benefit", "path"),
        [
            pytest.param(off(PerLine(5)), "items[0].benefit.amount", id="no method"),
            pytest.param(points(Fixed(5), "chips"), "items[0].benefit.points", id="other points"),
        ],
    )
    def test_what_has_no_place_there_is_not_written(self, benefit: EntryBenefit, path: str) -> None:
        item = PersonalItem(target=GroupTarget("g"), benefit=benefit)

        with pytest.raises(InvalidInput) as caught:
            write_personalized_offer(PersonalizedOffer(items=(item,)), currency="RUB")
        assert [problem.path for problem in caught.value.problems] == [path]


#: All eight ways of the field to say how much, as a discount and in points with one decimal.
EIGHT_WAYS = [
    pytest.param('"Percent", "PreferenceValue": 15', Share(Percent(15)), Share(Percent(15)), id="percent"),
    pytest.param('"FixAmount", "PreferenceValue": 2.5', Fixed(250), Fixed(25), id="sum"),
    pytest.param('"AmountPerUnit", "PreferenceValue": 2.5', PerUnit(250), PerUnit(25), id="sum per unit"),
    pytest.param(
        '"AmountPerUniqueSku", "PreferenceValue": 2.5', PerProduct(250), PerProduct(25), id="sum per product"
    ),
    pytest.param(
        '"AmountPerMeasure", "PreferenceValue": 2.5, "MeasureAmount": 100',
        PerSum(100_00, 250),
        PerSum(100_00, 25),
        id="sum for every so much money",
    ),
    pytest.param(
        '"AmountPerWeight", "PreferenceValue": 2.5, "MeasureWeight": 0.5',
        PerWeight(Quantity.of("0.5"), 250),
        PerWeight(Quantity.of("0.5"), 25),
        id="sum for every so much weight",
    ),
    pytest.param('"Price", "PreferenceValue": 2.5', PriceForAll(250), PriceForAll(250), id="price for all"),
    pytest.param(
        '"PricePerUnit", "PreferenceValue": 2.5', PricePerUnit(250), PricePerUnit(250), id="price per unit"
    ),
]


class TestHowMuch:
    @pytest.mark.parametrize(("keys", "discount", "in_points"), EIGHT_WAYS)
    def test_the_eight_ways(self, keys: str, discount: Amount, in_points: Amount) -> None:
        for kind, benefit in (("Discount", off(discount)), ("Cashback", points(in_points, "stars"))):
            item = f'{{"GoodsId": "tea", "PreferenceType": "{kind}", "CalculationMethod": {keys}}}'
            text = f'{{"Preferences": [{{"Items": [{item}]}}]}}'

            read = read_personalized_offer(text, currency="RUB", points=STARS)

            assert [item.benefit for item in read.items] == [benefit]
            assert json.loads(write_personalized_offer(read, currency="RUB", points=STARS)) == json.loads(
                text
            )

    @pytest.mark.parametrize(("keys", "discount", "in_points"), EIGHT_WAYS)
    def test_of_receipt_amounts(self, keys: str, discount: Amount, in_points: Amount) -> None:
        value, *measure = re.split(", (?=.Measure)", keys)
        method, size = value.split(", ")
        at_the_top = ", ".join(['"PreferenceType": "Discount"', f'"CalculationMethod": {method}', *measure])
        text = f'{{{at_the_top}, "Thresholds": [{{"Amount": 1800, {size}}}]}}'

        read = read_receipt_thresholds(text, currency="RUB")

        assert [tier.benefit for tier in read.tiers] == [off(discount)]
        assert json.loads(write_receipt_thresholds(read, currency="RUB")) == json.loads(text)

    @pytest.mark.parametrize(
        ("preference", "amount"),
        [
            (Preference(BenefitKind.DISCOUNT, Method.AMOUNT_PER_UNIQUE_SKU), PerProduct(500)),
            (Preference(BenefitKind.DISCOUNT, Method.AMOUNT_PER_MEASURE, 100), PerSum(100_00, 500)),
            (
                Preference(BenefitKind.DISCOUNT, Method.AMOUNT_PER_WEIGHT, Decimal("0.50")),
                PerWeight(Quantity.of("0.5"), 500),
            ),
            (Preference(BenefitKind.DISCOUNT, Method.PRICE), PriceForAll(500)),
        ],
    )
    def test_of_categories(self, preference: Preference, amount: Amount) -> None:
        codes = {**CODES, 9: preference}
        text = DAIRY.replace('"preferenceType": 4', '"preferenceType": 9')

        read = read_favorite_categories(text, preferences=codes, currency="RUB")

        assert [category.benefit for category in read.categories] == [off(amount)]
        assert '"preferenceType":9' in write_favorite_categories(read, preferences=codes, currency="RUB")

    def test_amount_is_another_word_for_a_fixed_sum(self) -> None:
        read = read_receipt_thresholds(SUMS.replace("FixAmount", "Amount"), currency="RUB")

        assert read == read_receipt_thresholds(SUMS, currency="RUB")

    @pytest.mark.parametrize(
        ("method", "measure"),
        [
            (Method.PERCENT, 5),
            (Method.AMOUNT_PER_MEASURE, None),
            (Method.AMOUNT_PER_WEIGHT, 0),
            (Method.AMOUNT_PER_WEIGHT, Decimal(-1)),
            (Method.AMOUNT_PER_MEASURE, "100"),
        ],
    )
    def test_a_code_has_the_measure_that_it_needs(self, method: Method, measure: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            Preference(BenefitKind.DISCOUNT, method, measure)
        assert [problem.path for problem in caught.value.problems] == ["measure"]

    def test_a_measure_that_the_currency_does_not_have(self) -> None:
        codes = {4: Preference(BenefitKind.DISCOUNT, Method.AMOUNT_PER_MEASURE, Decimal("0.001"))}

        with pytest.raises(DocumentError) as caught:
            read_favorite_categories(DAIRY, preferences=codes, currency="RUB")
        assert [problem.path for problem in caught.value.problems] == ["$.categories[0].preferenceType"]


def test_channels_are_kept() -> None:
    text = '{"Channels": ["Mobb_App", "receipt"], "Preferences": []}'
    read = read_personalized_offer(text, currency="RUB")

    assert read == PersonalizedOffer(channels=("Mobb_App", "receipt"))
    assert json.loads(write_personalized_offer(read, currency="RUB")) == json.loads(text)
    sums = SUMS.replace('"Accepted": true', '"Channels": ["push"]')
    assert read_receipt_thresholds(sums, currency="RUB").channels == ("push",)


def tier(amount: str, benefit: EntryBenefit) -> Tier:
    return Tier(threshold=Money.of(amount, "RUB"), benefit=benefit)


SUMS = """
{"PreferenceType": "Discount", "CalculationMethod": "FixAmount", "EndDate": "2026-12-31", "Accepted": true,
 "Thresholds": [{"Amount": 1800, "PreferenceValue": 500}, {"Amount": "3600.50", "PreferenceValue": 1000}]}
"""


class TestReceiptThresholds:
    def test_sums_off_from_certain_amounts_on(self) -> None:
        assert read_receipt_thresholds(SUMS, currency="RUB") == ReceiptThresholds(
            tiers=(tier("1800", off(Fixed(500_00))), tier("3600.50", off(Fixed(1000_00)))),
            period=Period(None, dt.date(2026, 12, 31)),
            accepted=True,
        )

    def test_points_by_the_hundred(self) -> None:
        text = SUMS.replace("Discount", "Cashback").replace("FixAmount", "Percent")
        text = text.replace('"PreferenceValue": 500', '"PreferenceValue": 10')
        text = text.replace('"PreferenceValue": 1000', '"PreferenceValue": 20')

        read = read_receipt_thresholds(text, currency="RUB", points=STARS)

        assert [tier.benefit for tier in read.tiers] == [
            points(Share(Percent(10)), "stars"),
            points(Share(Percent(20)), "stars"),
        ]

    def test_coupons(self) -> None:
        text = '{"PreferenceType": "Coupon", "Thresholds": [{"Amount": 10, "CouponEmissionId": "spring"}]}'
        read = read_receipt_thresholds(text, currency="RUB")

        assert read.tiers == (tier("10", EntryBenefit(kind=BenefitKind.COUPON, issue="spring")),)
        assert read_receipt_thresholds(write_receipt_thresholds(read, currency="RUB"), currency="RUB") == read

    @pytest.mark.parametrize("strictly", [False, True])
    def test_it_is_written_as_it_was(self, strictly: bool) -> None:
        value = read_receipt_thresholds(SUMS, currency="RUB", strictly=strictly)
        text = write_receipt_thresholds(value, currency="RUB", indent=2)

        assert read_receipt_thresholds(text, currency="RUB", strictly=strictly) == value
        assert '{"Amount": 1800, "PreferenceValue": 500}' in text
        assert value.strictly is strictly

    def test_no_thresholds_at_all(self) -> None:
        with pytest.raises(DocumentError, match=r"\$\.Thresholds: "):
            read_receipt_thresholds('{"PreferenceType": "Coupon", "Thresholds": []}', currency="RUB")

    @pytest.mark.parametrize(
        ("tiers", "path"),
        [
            pytest.param(
                (tier("1", off(Fixed(1))), tier("2", off(Share(Percent(1))))),
                "tiers[1].benefit.amount",
                id="two methods",
            ),
            pytest.param(
                (tier("1", off(PerSum(100, 1))), tier("2", off(PerSum(200, 1)))),
                "tiers[1].benefit.amount",
                id="two measures",
            ),
            pytest.param(
                (Tier(threshold=Money.of(1, "EUR"), benefit=off(Fixed(1))),),
                "tiers[0].threshold",
                id="another currency",
            ),
            pytest.param((tier("1", off(PerLine(1))),), "tiers[0].benefit.amount", id="no method"),
        ],
    )
    def test_what_has_no_place_there_is_not_written(self, tiers: tuple[Tier, ...], path: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            write_receipt_thresholds(ReceiptThresholds(tiers=tiers), currency="RUB")
        assert [problem.path for problem in caught.value.problems] == [path]


SAMPLES = {"categories": DAIRY, "offer": ITEMS, "thresholds": SUMS}
READERS: dict[str, Callable[[str], object]] = {
    "categories": partial(read_favorite_categories, preferences=CODES, currency="RUB"),
    "offer": partial(read_personalized_offer, currency="RUB", points=STARS),
    "thresholds": partial(read_receipt_thresholds, currency="RUB"),
}
REFUSALS = listed("loymax_refusals.txt", SAMPLES)


@pytest.mark.parametrize("refusal", REFUSALS, ids=[refusal.id for refusal in REFUSALS])
def test_what_is_wrong_is_located(refusal: Refusal) -> None:
    with pytest.raises(DocumentError) as caught:
        READERS[refusal.what](refusal.text)

    found = {problem.path: problem.message for problem in caught.value.problems}
    assert refusal.says in found.get(refusal.path, f"nothing at {refusal.path}, but at {[*found]}")


def test_a_thousand_faults_are_cut_short() -> None:
    item = '{"PreferenceType": "Coupon", "GoodsId": "x"}'
    text = f'{{"Preferences": [{{"Items": [{",".join([item] * 1000)}]}}]}}'

    with pytest.raises(DocumentError) as caught:
        read_personalized_offer(text, currency="RUB")
    assert len(caught.value.problems) == 100


def test_limits_are_kept() -> None:
    with pytest.raises(DocumentError, match="is larger than 10 bytes"):
        read_personalized_offer(ITEMS, currency="RUB", limits=Limits(bytes=10))


def test_an_unknown_currency_is_the_callers_fault() -> None:
    with pytest.raises(InvalidInput, match="unknown currency 'RUR'") as caught:
        read_personalized_offer(ITEMS, currency="RUR")
    assert not isinstance(caught.value, DocumentError)


PERCENT_OFF = Preference(BenefitKind.DISCOUNT, Method.PERCENT)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        pytest.param(
            {"4": PERCENT_OFF},
            "preferences['4']: '4' is no whole number (make the key an int)",
            id="keys as JSON has them",
        ),
        pytest.param(
            {4: "Discount"},
            "preferences[4]: 'Discount' is not a Preference (give a Preference(kind, method))",
            id="words",
        ),
        pytest.param(
            "4=Discount",
            "preferences: '4=Discount' is not a mapping (give {4: Preference(…)})",
            id="no table",
        ),
    ],
)
def test_what_is_no_table_of_codes(table: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as read:
        read_favorite_categories(DAIRY, preferences=table, currency="RUB")
    with pytest.raises(InvalidInput) as written:
        write_favorite_categories(FavoriteCategories(), preferences=table, currency="RUB")
    assert str(read.value) == str(written.value) == f"favourite categories: {message}"


@pytest.mark.parametrize(
    ("kind", "method", "path"),
    [("Discount", Method.PERCENT, "kind"), (BenefitKind.DISCOUNT, "Percent", "method")],
)
def test_a_code_stands_for_a_kind_and_a_method(kind: Any, method: Any, path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Preference(kind, method)
    assert [problem.path for problem in refused.value.problems] == [path]
