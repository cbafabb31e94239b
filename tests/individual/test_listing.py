"""What a member may choose favourite products from."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from individual.breakfast import BOUGHT, CATALOG, RULE, SEPTEMBER, When, on, purchase

from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual import Listing, Page, SearchBy, favorites_list, search
from loyalty_engine.model.catalog import Catalog, Product
from loyalty_engine.model.identifiers import Barcode, InternalCode
from loyalty_engine.model.money import Money
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.slots import PredefinedList, PurchaseHistory

FIFTEEN = [f"product {n}" for n in range(1, 16)]
CHAIN = Catalog(products=[Product(code=code) for code in FIFTEEN])
#: One product a day from 1 to 15 July, each in another shop of the chain.
IN_JULY = [
    purchase(f"2026-07-{n:02}T12:00+03:00", (code, "1"), place=f"shop {n}")
    for n, code in enumerate(FIFTEEN, 1)
]


class TestFifteenProductsInJuly:
    """ "An LP member purchased 15 different products in July across the retail chain outlets. On August 1 at
    00:00, the list of products available for selection will be updated."
    """

    @pytest.mark.parametrize(
        ("when", "expected"),
        [
            pytest.param(on("2026-07-31T23:59:59.999999+03:00"), set(), id="until July is over, June counts"),
            pytest.param(on("2026-08-01T00:00+03:00"), set(FIFTEEN), id="on 1 August at 00:00"),
            pytest.param(on("2026-07-31T21:00+00:00"), set(FIFTEEN), id="by the clock of the member"),
            pytest.param(on("2026-08-31T23:59:59+03:00"), set(FIFTEEN), id="all through August"),
            pytest.param(on("2026-09-01T00:00+03:00"), set(), id="and in September no more"),
            pytest.param(on("2026-08-01T00:00+03:00", "America/Lima"), set(), id="it is July still in Lima"),
            pytest.param(
                on("2026-08-01T05:00+00:00", "America/Lima"), set(FIFTEEN), id="and then August there as well"
            ),
        ],
    )
    def test_the_list_is_updated(self, when: When, expected: set[str]) -> None:
        listing = favorites_list(BOUGHT, CHAIN, IN_JULY, **when)

        assert set(listing.products) == expected
        assert len(listing.products) == len(expected)

    def test_it_says_until_when_it_is_valid(self) -> None:
        listing = favorites_list(BOUGHT, CHAIN, IN_JULY, **on("2026-08-15T12:00+03:00"))

        assert (listing.since, listing.until) == (dt.datetime(2026, 8, 1), dt.datetime(2026, 9, 1))

    def test_the_latest_purchase_comes_first_among_equal_quantities(self) -> None:
        listing = favorites_list(BOUGHT, CHAIN, IN_JULY, **on("2026-08-15T12:00+03:00"))

        assert listing.products == tuple(reversed(FIFTEEN))


@pytest.mark.parametrize(
    ("purchases", "expected"),
    [
        pytest.param([], (), id="nobody bought anything"),
        pytest.param(
            [
                purchase("2026-08-01T12:00+03:00", ("tea", "1"), ("oats", "3")),
                purchase("2026-08-02T12:00+03:00", ("milk", "2")),
            ],
            ("oats", "milk", "tea"),
            id="the largest quantity first",
        ),
        pytest.param(
            [
                purchase("2026-08-01T12:00+03:00", ("tea", "2"), ("oats", "3")),
                purchase("2026-08-02T12:00+03:00", ("tea", "2")),
            ],
            ("tea", "oats"),
            id="quantities of one product are added up",
        ),
        pytest.param(
            [purchase("2026-08-01T12:00+03:00", ("tea", "0.999"), ("oats", "1"))],
            ("oats", "tea"),
            id="to a thousandth",
        ),
        pytest.param(
            [
                purchase("2026-08-02T12:00+03:00", ("tea", "1")),
                purchase("2026-08-02T11:30+02:00", ("milk", "1")),
            ],
            ("milk", "tea"),
            id="then the latest, which is the later instant and not the later reading",
        ),
        pytest.param(
            [purchase("2026-08-02T12:00+03:00", ("tea", "1"), ("10", "1"), ("9", "1"), ("milk", "1"))],
            ("9", "10", "milk", "tea"),
            id="then by code, numbers by their value",
        ),
        pytest.param(
            [purchase("2026-08-02T12:00+03:00", ("tea", "1"), ("gone", "5"))],
            ("tea",),
            id="what has left the catalogue is not offered",
        ),
        pytest.param(
            [
                purchase("2026-07-31T23:30+03:00", ("tea", "1")),
                purchase("2026-08-31T23:30+03:00", ("milk", "1")),
                purchase("2026-09-01T00:30+03:00", ("oats", "1")),
            ],
            ("milk",),
            id="one month and no other",
        ),
        pytest.param(
            [purchase("2026-09-01T01:30+05:00", ("tea", "1"))],
            ("tea",),
            id="a purchase far away belongs to the month that it was at home",
        ),
    ],
)
def test_a_list_of_purchases(purchases: list[PastPurchase], expected: tuple[str, ...]) -> None:
    assert favorites_list(BOUGHT, CATALOG, purchases, **SEPTEMBER).products == expected


def test_all_codes_of_a_product_mean_it() -> None:
    lines = [
        PastLine(product=code, amount=Money(1, "EUR"))
        for code in ("honey", InternalCode("11"), Barcode("4750001"), "milk", "milk")
    ]
    bought = PastPurchase(id="1", at=dt.datetime(2026, 8, 2, tzinfo=dt.UTC), lines=lines)

    assert favorites_list(BOUGHT, CATALOG, [bought], **SEPTEMBER).products == ("honey", "milk")


def test_of_one_brand() -> None:
    rule = evolve(BOUGHT, source=PurchaseHistory(brand="cow"))
    bought = [purchase("2026-08-02T12:00+03:00", ("tea", "1"), ("milk", "1"), ("oats", "2"), ("9", "9"))]

    assert favorites_list(rule, CATALOG, bought, **SEPTEMBER).products == ("oats", "milk")


@given(st.integers(0, 366 * 4 * 24), st.sampled_from(["Europe/Riga", "America/Havana", "Pacific/Apia"]))
def test_each_purchase_is_listed_in_one_month_the_one_after_it(hours: int, zone: str) -> None:
    """Whatever clocks do: they repeat the first hour of a month in Havana, and leave out a day in Apia."""
    at = dt.datetime(2010, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
    bought = [purchase(at.isoformat(), ("tea", "1"))]
    month = dt.timedelta(days=28)
    listed = [
        later
        for n in range(4)
        if favorites_list(BOUGHT, CATALOG, bought, at=(later := at + n * month), zone=zone).products
    ]

    assert listed
    assert at not in listed
    readings = {at: favorites_list(BOUGHT, CATALOG, [], at=at, zone=zone) for at in [at, *listed]}
    assert {readings[later].since for later in listed} == {readings[at].until}


class TestPredefined:
    def test_the_products_of_the_group_by_code(self) -> None:
        listing = favorites_list(RULE, CATALOG, IN_JULY, **SEPTEMBER)

        assert listing == Listing(rule="breakfast", products=("honey", "milk", "oats", "rye"))
        assert "honey" in listing
        assert "tea" not in listing
        assert 5 not in listing

    def test_no_such_group(self) -> None:
        rule = evolve(RULE, source=PredefinedList("lunch"))

        with pytest.raises(InvalidInput, match=r"list of products: rule.source.group: there is no product"):
            favorites_list(rule, CATALOG, **SEPTEMBER)


def test_what_is_no_list() -> None:
    wrong: Any = {"rule": "", "products": {"tea"}}

    assert Listing(rule="r", products=["tea"]).products == ("tea",)
    with pytest.raises(InvalidInput) as caught:
        Listing(**wrong)
    assert [problem.path for problem in caught.value.problems] == [*wrong]


@pytest.mark.parametrize(
    ("when", "since"),
    [
        pytest.param("2026-11-01T00:30-04:00", "2026-11-01", id="the first half past midnight of November"),
        pytest.param("2026-11-01T00:30-05:00", "2026-11-01", id="the second, for clocks are set back at one"),
        pytest.param("2026-10-31T23:59-04:00", "2026-10-01", id="and October before both"),
    ],
)
def test_a_list_is_renewed_once_where_the_first_hour_of_a_month_comes_twice(when: str, since: str) -> None:
    listing = favorites_list(BOUGHT, CATALOG, **on(when, "America/Havana"))

    assert listing.since == dt.datetime.fromisoformat(since)


LISTING = Listing(rule="breakfast", products=("tea", "honey", "milk", "gone"))


@pytest.mark.parametrize(
    ("text", "by", "expected"),
    [
        pytest.param("", SearchBy.NAME, ["tea", "honey", "milk", "gone"], id="everything, in its order"),
        pytest.param("HONEY", SearchBy.NAME, ["tea", "honey"], id="capital letters are small ones"),
        pytest.param(" 2.5 ", SearchBy.NAME, ["milk"], id="spaces around do not count"),
        pytest.param("oats", SearchBy.NAME, [], id="only what is listed"),
        pytest.param("go", SearchBy.CODE, ["gone"], id="a code that the catalogue does not know"),
        pytest.param("one", SearchBy.CODE, [], id="a code is not searched in the middle"),
        pytest.param("Tea", SearchBy.CODE, [], id="nor in another case"),
        pytest.param("47", SearchBy.BARCODE, ["honey", "milk"], id="bar codes that begin alike"),
        pytest.param("4760002", SearchBy.BARCODE, ["milk"], id="any bar code of a product"),
    ],
)
def test_search(text: str, by: SearchBy, expected: list[str]) -> None:
    page = search(LISTING, CATALOG, text, by=by)

    assert [product.code for product in page.products] == expected
    assert page.total == len(expected)


def test_pages() -> None:
    found = search(LISTING, CATALOG).products

    assert search(LISTING, CATALOG, start=1, count=2) == Page(products=found[1:3], start=1, total=4)
    assert search(LISTING, CATALOG, start=4) == Page(products=(), start=4, total=4)
    assert found[3] == Product(code="gone")


def test_what_is_no_search() -> None:
    wrong: dict[str, object] = {"start": -1, "count": 0, "by": "name", "text": 5}

    with pytest.raises(InvalidInput) as caught:
        search(LISTING, CATALOG, **wrong)  # type: ignore[arg-type]
    assert [problem.path for problem in caught.value.problems] == [*wrong]
