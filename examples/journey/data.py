"""The files of the Complete Journey data as frozen records; `load` reads all of them.

Amounts are whole cents. Every reader checks the header of its file and names the row that it cannot read.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

from loyalty_engine import Attributes, Category, InvalidInput, Product

#: The columns of demographics.csv.gz that make target audiences: ``"age: 65+"``.
TRAITS = (
    "age",
    "income",
    "home_ownership",
    "marital_status",
    "household_size",
    "household_comp",
    "kids_count",
)
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
        OSError: a file is missing or cannot be read.
        InvalidInput: a file has other columns than expected, or a row cannot be read.
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


def rows(directory: Path, name: str, columns: tuple[str, ...]) -> Iterator[list[str]]:
    """The rows of the file *name*, which must have exactly these *columns*."""
    with gzip.open(directory / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = tuple(next(reader, ()))
        if header != columns:
            message = f"the columns are {', '.join(header)}"
            raise InvalidInput.at(f"{name}.csv.gz", "row 1", message, f"expected {', '.join(columns)}")
        for row in reader:
            if len(row) != len(columns):
                message = f"it has {len(row)} of {len(columns)} fields"
                raise InvalidInput.at(f"{name}.csv.gz", f"row {reader.line_num}", message)
            yield row


def cents(text: str) -> int:
    """*text*, an amount in dollars with two decimals, in cents.

    >>> cents("12.05")
    1205
    """
    whole, _, rest = text.partition(".")
    if not (whole.isdecimal() and rest.isdecimal() and len(rest) == 2):
        raise InvalidInput.at("amount", "", f"{text!r} is no amount", "write dollars and two decimals")
    return 100 * int(whole) + int(rest)


def read_baskets(directory: Path) -> tuple[Basket, ...]:
    """The baskets of transactions.csv.gz, in the order of their first lines."""
    columns = (
        "household_id",
        "store_id",
        "basket_id",
        "product_id",
        "quantity",
        "sales_value",
        "retail_disc",
        "coupon_disc",
        "coupon_match_disc",
        "week",
        "transaction_timestamp",
    )
    heads: dict[str, tuple[str, str, str, str]] = {}
    sales: dict[str, list[Sale]] = {}
    for n, row in enumerate(rows(directory, "transactions", columns), 2):
        household, store, basket, product, quantity, value, retail, coupon, match, week, at = row
        head = (household, store, week, at)
        if heads.setdefault(basket, head) != head:
            message = f"basket {basket} has another household, store or time than before"
            raise InvalidInput.at("transactions.csv.gz", f"row {n}", message)
        try:
            sale = Sale(
                product=product,
                quantity=int(quantity),
                sales_value=cents(value),
                retail_disc=cents(retail),
                coupon_disc=cents(coupon),
                coupon_match_disc=cents(match),
            )
        except ValueError as error:
            raise InvalidInput.at("transactions.csv.gz", f"row {n}", str(error)) from None
        sales.setdefault(basket, []).append(sale)
    return tuple(
        Basket(
            id=basket,
            household=household,
            store=store,
            at=dt.datetime.fromisoformat(at),
            week=int(week),
            sales=tuple(sales[basket]),
        )
        for basket, (household, store, week, at) in heads.items()
    )


def read_products(directory: Path) -> tuple[tuple[Product, ...], tuple[Category, ...], frozenset[str]]:
    """The products, their tree of categories, and the products that are fuel.

    The same word may name a category in several departments, so a category's code is its path.
    """
    columns = (
        "product_id",
        "manufacturer_id",
        "department",
        "brand",
        "product_category",
        "product_type",
        "package_size",
    )
    products: list[Product] = []
    parents: dict[str, str | None] = {}
    paths: dict[tuple[str, str, str], str | None] = {}
    brands: dict[str, Attributes] = {}
    fuel: set[str] = set()
    for code, _, department, brand, category, kind, size in rows(directory, "products", columns):
        place = (department, category, kind)
        if place not in paths:
            paths[place] = _path(place, parents)
        attributes = brands.get(brand)
        if attributes is None:
            attributes = brands[brand] = Attributes.of({"brand": brand} if brand else {})
        name = f"{kind or category or department} {size}".rstrip()
        products.append(Product(code=code, name=name, category=paths[place], attributes=attributes))
        if kind.startswith(FUEL):
            fuel.add(code)
    categories = tuple(
        Category(code=code, name=code.rpartition(" > ")[2], parent=parent) for code, parent in parents.items()
    )
    return tuple(products), categories, frozenset(fuel)


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
    return tuple(
        (
            household,
            frozenset(f"{trait}: {value}" for trait, value in zip(TRAITS, values, strict=True) if value),
        )
        for household, *values in rows(directory, "demographics", ("household_id", *TRAITS))
    )


def read_campaigns(directory: Path) -> tuple[Campaign, ...]:
    """The campaigns with the households that they were sent to and their coupons, by number."""
    sent: dict[str, set[str]] = {}
    for campaign, household in rows(directory, "campaigns", ("campaign_id", "household_id")):
        sent.setdefault(campaign, set()).add(household)
    products: dict[str, dict[str, set[str]]] = {}
    for number, product, campaign in rows(directory, "coupons", ("coupon_upc", "product_id", "campaign_id")):
        products.setdefault(campaign, {}).setdefault(number, set()).add(product)
    columns = ("campaign_id", "campaign_type", "start_date", "end_date")
    return tuple(
        Campaign(
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
        for id, type, first, last in rows(directory, "campaign_descriptions", columns)
    )


def read_redemptions(directory: Path) -> tuple[Redemption, ...]:
    """Which household used which coupon of which campaign, and when."""
    columns = ("household_id", "coupon_upc", "campaign_id", "redemption_date")
    return tuple(
        Redemption(household=household, number=number, campaign=campaign, day=dt.date.fromisoformat(day))
        for household, number, campaign, day in rows(directory, "coupon_redemptions", columns)
    )
