"""What a member may choose favourite products from: a list made by marketers, or one of his own purchases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import Enum

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.individual.refusal import Reason, Refusal, refusal
from loyalty_engine.model.catalog import Catalog, Product
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    kind_problems,
    needed_id_problems,
    tuple_problems,
)
from loyalty_engine.model.identifiers import id_order, shown
from loyalty_engine.model.moments import in_zone, number_problem
from loyalty_engine.model.purchases import PastPurchase
from loyalty_engine.model.selection import Monthly, period_end, period_start
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, PurchaseHistory

MOST_ON_A_PAGE = 1_000


def _products(value: Iterable[str]) -> tuple[str, ...]:
    return as_tuple(value)


@frozen(kw_only=True)
class Listing:
    """The *products* that one member may choose from under *rule*, by their codes, in the order of the list.

    A list of purchases is valid from *since* until *until*, the first of a month and that of the next at
    00:00 by the clock of the member's zone; a predefined one has neither.
    """

    rule: str
    products: tuple[str, ...] = field(converter=_products)
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    _listed: frozenset[str] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(rule=self.rule)
        problems += tuple_problems("products", self.products, str, "a product's code", "give its ERP code")
        refuse(f"list of products of {shown(self.rule)}", problems)
        object.__setattr__(self, "_listed", frozenset(self.products))

    def __contains__(self, product: object) -> bool:
        return isinstance(product, str) and product in self._listed

    def lacks(self, product: str, path: str = "product") -> list[Refusal]:
        """What keeps *product*, which a request names at *path*, from being chosen."""
        if product in self:
            return []
        message = f"{shown(product)} is not on the list"
        return [refusal(path, Reason.NOT_LISTED, message, "choose from the list")]

    def check(self, rule: FavoriteProductsRule, at: dt.datetime, zone: str) -> None:
        """Refuse to be used for another rule, or in another month.

        Raises:
            InvalidInput: the list is not the one of *rule* at the instant *at* in *zone*.
        """
        problems = []
        if self.rule != rule.id:
            message = f"it is the list of {shown(self.rule)}, not of {shown(rule.id)}"
            problems.append(Problem("rule", message, "make the list of this rule"))
        local = in_zone(at, zone)
        if self.since is not None and self.until is not None and not self.since <= local < self.until:
            message = f"it is valid from {self.since:%Y-%m-%d} to {self.until:%Y-%m-%d}, not at {local}"
            problems.append(Problem("", message, "make the list anew on the 1st of each month"))
        refuse("list of products", problems)


def favorites_list(
    rule: FavoriteProductsRule,
    catalog: Catalog,
    purchases: Iterable[PastPurchase] = (),
    *,
    at: dt.datetime,
    zone: str,
) -> Listing:
    """What a member may choose from under *rule* at the instant *at*.

    A predefined list has the products of its group, by their codes, like auto-fill. A list of purchases has
    every product of the catalogue that was bought in the calendar month before, wherever that was, the
    largest quantity first, then the latest purchase, then by code; where the rule names a brand, only
    products of that brand. What was returned in full is not among the *purchases* any more. Each purchase
    counts by its own time, so that one that arrives late still belongs to its month.

    Args:
        rule: says which kind of list it is.
        catalog: has the group, and knows which codes mean one product.
        purchases: the member's confirmed purchases; those of other months are passed over.
        at: an instant, with its offset from UTC.
        zone: the member's IANA zone, or else the programme's: whose months these are.

    Raises:
        InvalidInput: the catalogue lacks the group, *at* or *zone* is none, or an argument is something else.
    """
    past = as_tuple(purchases)
    hint = "build a FavoriteProductsRule"
    problems = kind_problems("rule", rule, FavoriteProductsRule, "a favourite-products rule", hint)
    problems += kind_problems("catalog", catalog, Catalog, "a catalogue", "build a Catalog")
    problems += tuple_problems("purchases", past, PastPurchase, "a past purchase", "build a PastPurchase")
    refuse("list of products", problems)
    local = in_zone(at, zone)
    if isinstance(rule.source, PredefinedList):
        if catalog.group(rule.source.group) is None:
            message = f"there is no product group {shown(rule.source.group)} in the catalogue"
            raise InvalidInput.at("list of products", "rule.source.group", message, "load the group too")
        return Listing(rule=rule.id, products=catalog.products_of_group(rule.source.group))
    since = period_start(Monthly(), local)
    bought = _bought_before(since, past, rule.source, catalog, zone) if since is not None else ()
    return Listing(rule=rule.id, products=bought, since=since, until=period_end(Monthly(), local))


def _bought_before(
    since: dt.datetime,
    purchases: Iterable[PastPurchase],
    source: PurchaseHistory,
    catalog: Catalog,
    zone: str,
) -> tuple[str, ...]:
    """The products bought in the month before *since*, in the order of the list."""
    first = (since - dt.timedelta(days=1)).replace(day=1)
    quantities: dict[str, int] = {}
    last: dict[str, dt.datetime] = {}
    for purchase in purchases:
        if not first <= in_zone(purchase.at, zone) < since:
            continue
        for line in purchase.lines:
            product = catalog.find(line.product)
            if product is None or source.brand not in (None, product.brand):
                continue
            code = product.code
            quantities[code] = quantities.get(code, 0) + line.quantity.thousandths
            last[code] = max(purchase.at, last.get(code, purchase.at))
    products = sorted(quantities, key=id_order)  # what the next two find equal stays in this order
    products.sort(key=last.__getitem__, reverse=True)
    products.sort(key=quantities.__getitem__, reverse=True)
    return tuple(products)


class SearchBy(Enum):
    """What a search compares with."""

    NAME = "name"
    CODE = "code"
    BARCODE = "barcode"


@frozen(kw_only=True)
class Page:
    """A part of what was found: *products* from number *start* on, counted from 0, of *total*."""

    products: tuple[Product, ...]
    start: int
    total: int


def search(
    listing: Listing,
    catalog: Catalog,
    text: str = "",
    *,
    by: SearchBy = SearchBy.NAME,
    start: int = 0,
    count: int = 20,
) -> Page:
    """The products on *listing* that *text* fits, in the order of the list.

    A name fits that contains the text, in small or capital letters; a code or bar code that begins with it.
    An empty text fits all. What the catalogue does not know is found by its code alone.

    Raises:
        InvalidInput: *start* is below 0, *count* is not from 1 to 1000, or an argument is something else.
    """
    numbers = [
        number_problem("start", start, 0, 10**9),
        number_problem("count", count, 1, MOST_ON_A_PAGE),
    ]
    problems = [problem for problem in numbers if problem] + choice_problems("by", by, SearchBy)
    problems += kind_problems("text", text, str, "text", "give a str")
    problems += kind_problems("listing", listing, Listing, "a listing", "use favorites_list")
    problems += kind_problems("catalog", catalog, Catalog, "a catalogue", "build a Catalog")
    refuse("search", problems)
    wanted = text.strip()
    known = (catalog.by_code(code) or Product(code=code) for code in listing.products)
    found = [product for product in known if _fits(product, wanted, by)]
    return Page(products=tuple(found[start : start + count]), start=start, total=len(found))


def _fits(product: Product, text: str, by: SearchBy) -> bool:
    if not text:
        return True
    if by is SearchBy.NAME:
        return text.casefold() in product.name.casefold()
    codes = [product.code] if by is SearchBy.CODE else product.barcodes
    return any(code.startswith(text) for code in codes)
