"""The files of the Complete Journey data as frozen records; `load` reads all of them.

Amounts are whole cents. Every reader checks the header of its file and names the row that it cannot read.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from attrs import evolve, frozen

from loyalty_engine import Attributes, Category, InvalidInput, Product

T = TypeVar("T")
#: The columns of demographics.csv.gz that make target audiences: ``"age: 65+"``.
TRAITS = tuple("age income home_ownership marital_status household_size household_comp kids_count".split())
#: What kind of goods is sold by volume here, its quantities in thousandths of a gallon.
FUEL = "GASOLINE"


@frozen(kw_only=True)
class Sale:
    """One line of transactions.csv.gz; what the columns mean stands in `complete_journey`."""

    product: str
    quantity: int
    sales_value: int
    retail_disc: int
    coupon_disc: int
    coupon_match_disc: int

    @property
    def shelf(self) -> int:
        """The price on the shelf, before the card price and coupons."""
        return self.sales_value + self.retail_disc + self.coupon_match_disc

    @property
    def card(self) -> int:
        """The price for card holders, before coupons."""
        return self.sales_value + self.coupon_match_disc

    @property
    def paid(self) -> int:
        """What the buyer paid; negative where the coupon was worth more than the goods."""
        return self.sales_value - self.coupon_disc


@frozen(kw_only=True)
class Basket:
    """The lines of one purchase that are in the data, in its order; most baskets are parts of baskets."""

    id: str
    household: str
    store: str
    at: dt.datetime
    week: int
    sales: tuple[Sale, ...]


@frozen(kw_only=True)
class Coupon:
    """A coupon of a campaign and the products that it is good for; *number* lacks its check digit."""

    number: str
    campaign: str
    products: frozenset[str]


@frozen(kw_only=True)
class Campaign:
    """A campaign, from *first* to *last* day; the *households* that it was sent to; its *coupons*.

    Of type A each household got coupons chosen for it, and which ones is not in the data; of types B
    and C every household got all of them.
    """

    id: str
    type: str
    first: dt.date
    last: dt.date
    households: frozenset[str]
    coupons: tuple[Coupon, ...]


@frozen(kw_only=True)
class Redemption:
    """On this *day* the *household* used the coupon *number* of the *campaign*."""

    household: str
    number: str
    campaign: str
    day: dt.date


@frozen(kw_only=True)
class Journey:
    """Everything in the data. *audiences* are the households with demographics and their audiences."""

    baskets: tuple[Basket, ...]
    products: tuple[Product, ...]
    categories: tuple[Category, ...]
    fuel: frozenset[str]
    audiences: tuple[tuple[str, frozenset[str]], ...]
    campaigns: tuple[Campaign, ...]
    redemptions: tuple[Redemption, ...]


def load(directory: Path, limit: int | None = None) -> Journey:
    """The whole data set in *directory*, with no more than the first *limit* baskets.

    Raises:
        OSError: a file is missing or cannot be opened.
        InvalidInput: a file is damaged, has other columns than expected, or a row that cannot be meant.
    """
    products, categories, fuel = read_products(directory)
    return Journey(
        baskets=read_baskets(directory)[:limit],
        products=products,
        categories=categories,
        fuel=fuel,
        audiences=read_audiences(directory),
        campaigns=read_campaigns(directory),
        redemptions=read_redemptions(directory),
    )


def records(directory: Path, name: str, columns: str, parse: Callable[[list[str]], T]) -> Iterator[T]:
    """What *parse* makes of each row of the file *name*, which must have exactly these *columns*."""
    expected, n = columns.split(), 0
    try:
        with gzip.open(directory / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
            for n, row in enumerate(csv.reader(file), 1):
                if len(row) != len(expected):
                    raise ValueError(f"it has {len(row)} fields and not {len(expected)}")
                if n > 1:
                    yield parse(row)
                elif row != expected:
                    raise ValueError(f"the columns are {', '.join(row)} and not {', '.join(expected)}")
    except (ValueError, EOFError, csv.Error, zlib.error, gzip.BadGzipFile) as error:
        raise InvalidInput.at(f"{name}.csv.gz", f"row {n}", str(error)) from None


def cents(text: str) -> int:
    """*text*, an amount in dollars with two decimals, in cents.

    >>> cents("12.05")
    1205
    """
    whole, _, rest = text.partition(".")
    if not (whole.isdecimal() and rest.isdecimal() and len(rest) == 2):
        raise ValueError(f"{text!r} is not an amount with two decimals")
    return 100 * int(whole) + int(rest)


def plain(id: str) -> str:
    """An *id* as it was before a number format shortened it, as befell one basket and one product.

    >>> plain("4.0128e+10"), plain("40128000001")
    ('40128000000', '40128000001')
    """
    return str(int(Decimal(id))) if "e+" in id else id


def read_baskets(directory: Path) -> tuple[Basket, ...]:
    """The baskets of transactions.csv.gz, in the order of their first lines."""
    columns = (
        "household_id store_id basket_id product_id quantity sales_value retail_disc coupon_disc"
        " coupon_match_disc week transaction_timestamp"
    )
    baskets: dict[str, Basket] = {}
    sales: dict[str, list[Sale]] = {}

    def note(row: list[str]) -> None:
        household, store, id, product, quantity, value, retail, coupon, match, week, at = row
        basket = Basket(
            id=plain(id),
            household=household,
            store=store,
            at=dt.datetime.fromisoformat(at),
            week=int(week),
            sales=(),
        )
        if baskets.setdefault(basket.id, basket) != basket:
            raise ValueError(f"basket {basket.id} has another household, shop or time than before")
        sale = Sale(
            product=plain(product),
            quantity=int(quantity),
            sales_value=cents(value),
            retail_disc=cents(retail),
            coupon_disc=cents(coupon),
            coupon_match_disc=cents(match),
        )
        sales.setdefault(basket.id, []).append(sale)

    for _ in records(directory, "transactions", columns, note):
        pass
    return tuple(evolve(basket, sales=tuple(sales[id])) for id, basket in baskets.items())


def read_products(directory: Path) -> tuple[tuple[Product, ...], tuple[Category, ...], frozenset[str]]:
    """The products, their tree of categories, and the codes of the products that are fuel.

    The same word may name a category in several departments, so a category's code is its path.
    """
    columns = "product_id manufacturer_id department brand product_category product_type package_size"
    parents: dict[str, str | None] = {}
    paths: dict[tuple[str, str, str], str | None] = {}
    brands: dict[str, Attributes] = {}
    fuel: set[str] = set()

    def product(row: list[str]) -> Product:
        id, _, department, brand, category, kind, size = row
        place = (department, category, kind)
        if place not in paths:
            paths[place] = _path(place, parents)
        if brand not in brands:
            brands[brand] = Attributes.of({"brand": brand} if brand else {})
        if kind.startswith(FUEL):
            fuel.add(plain(id))
        name = f"{kind or category or department} {size}".rstrip()
        return Product(code=plain(id), name=name, category=paths[place], attributes=brands[brand])

    products = tuple(records(directory, "products", columns, product))
    categories = (
        Category(code=code, name=code.rpartition(" > ")[2], parent=up) for code, up in parents.items()
    )
    return products, tuple(categories), frozenset(fuel)


def _path(levels: tuple[str, str, str], parents: dict[str, str | None]) -> str | None:
    """The code of the deepest node that *levels* name, which is noted with the nodes above it."""
    code: str | None = None
    for level in levels:
        if level:
            word = " ".join(level.split())
            node = word if code is None else f"{code} > {word}"
            parents.setdefault(node, code)
            code = node
    return code


def read_audiences(directory: Path) -> tuple[tuple[str, frozenset[str]], ...]:
    """The households with demographics, each with an audience for every trait that is known."""

    def audiences(row: list[str]) -> tuple[str, frozenset[str]]:
        known = ((trait, value) for trait, value in zip(TRAITS, row[1:], strict=True) if value)
        return row[0], frozenset(f"{trait}: {value}" for trait, value in known)

    return tuple(records(directory, "demographics", f"household_id {' '.join(TRAITS)}", audiences))


def read_campaigns(directory: Path) -> tuple[Campaign, ...]:
    """The campaigns with the households that they were sent to and their coupons, by number."""
    sent: dict[str, set[str]] = {}
    for campaign, household in records(directory, "campaigns", "campaign_id household_id", list):
        sent.setdefault(campaign, set()).add(household)
    products: dict[str, dict[str, set[str]]] = {}
    for number, product, campaign in records(directory, "coupons", "coupon_upc product_id campaign_id", list):
        products.setdefault(campaign, {}).setdefault(number, set()).add(plain(product))

    def described(row: list[str]) -> Campaign:
        id, type, first, last = row
        return Campaign(
            id=id,
            type=type.removeprefix("Type "),
            first=dt.date.fromisoformat(first),
            last=dt.date.fromisoformat(last),
            households=frozenset(sent.get(id, ())),
            coupons=tuple(
                Coupon(number=number, campaign=id, products=frozenset(found))
                for number, found in sorted(products.get(id, {}).items())
            ),
        )

    columns = "campaign_id campaign_type start_date end_date"
    return tuple(records(directory, "campaign_descriptions", columns, described))


def read_redemptions(directory: Path) -> tuple[Redemption, ...]:
    """Which household used which coupon of which campaign, and when."""

    def redemption(row: list[str]) -> Redemption:
        household, number, campaign, day = row
        date = dt.date.fromisoformat(day)
        return Redemption(household=household, number=number, campaign=campaign, day=date)

    columns = "household_id coupon_upc campaign_id redemption_date"
    return tuple(records(directory, "coupon_redemptions", columns, redemption))
