"""The conventions that the peers declare: how each of them rounds, stacks, orders and taxes.

A convention is a matter of the peer; where its words differ between cases, the words of the case decide.
For a peer that is not in the table, they do so alone.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from attrs import evolve, frozen

from loyalty_engine import Level, Rounding, UnitOrder
from peercases.document import Case


class Stacking(Enum):
    """How the promotions of a peer go together."""

    ALL = "all of them, one after another"
    EXCLUSIVE_FIRST = "the exclusive one of highest priority alone, else all of them"
    UNITS_ONCE = "each unit for one of them, unless they say that they are not exclusive"
    BEST_PER_LINE = "in each lane the best one for each line"
    BEST_OF_KIND = "the best one for each line, the best one for shipping and the best one for the order"
    HIGHEST_PRIORITY = "one of highest priority for a line, unless all of them allow more"
    SHELF_THEN_ONE = "one price per product, then one code or else the best one for the order"
    COMBINABLE = "the best of all combinations that are allowed"
    ONE_FOR_THE_ORDER = "one for the order, all others after one another"


class Order(Enum):
    """Which of the promotions that go together comes first."""

    PRIORITY = "by priority, then as listed"
    LINES_FIRST = "those on lines, those on the order, those on shipping; by priority and as listed"
    DEAREST_FIRST = "buy-and-get first, then the larger value"
    SAVINGS = "by priority, then what saves most by itself"
    BUY_GET_FIRST = "buy-and-get first, then as listed"


class Prices(Enum):
    """What tax has to do with the amounts that offers work on."""

    AS_WRITTEN = "offers work on the prices as they are written, with or without tax"
    WITH_TAX = "offers work on prices with tax"


class Subtotal(Enum):
    """What a case calls the subtotal."""

    BEFORE = "goods before discounts"
    AFTER_WITH_TAX = "goods after discounts, with tax"
    AFTER_NET = "goods after discounts, without tax"


@frozen(kw_only=True)
class Manner:
    """A convention.

    *decimals* are those of the amounts. *unit_level* is where a percentage of units is rounded,
    *line_level* one of lines and *order_level* one of the order; *remaining* says that percentages are ones
    of what is left, where a case does not say. *bundles* are made of these units first, and *sets_take*
    their units from other sets. *bundles_by_count* says that a condition on an amount has no units for a
    price. *last_first* gives leftover cents to the last of equal lines. *exact* figures are compared as
    closely as money has decimals. *raises* says that a price that is set may be higher than before.
    *rounding* is that of discounts, *shelf_rounding* that of discounts for all on the shelf, and
    *halves_unknown* says that nobody knows what becomes of halves. *unit_level_only* leaves the shares of
    order discounts out of those of lines, and *shipping_tax_only* all other tax out of the total of taxes.
    *discount_with_shipping* and *discount_with_tax* say what the total discount has in it. *whole_points*
    are given for full amounts alone. *net_by_parts* says that the net of goods and of discounts are rounded
    each by itself. *gifts_are_free* says that the price of a gift is what it is worth.
    *spares_shelf_prices_only* says that what is discounted already means: on the shelf. *spends_earned*
    says that points are spent by the purchase that earns them, and *payments_earn* that they are earned on
    what points pay as well. *any_order* says that parts of a sum are compared in any order.
    *shipping_price_alone* says that nothing else is taken off shipping for which a promotion sets a price.
    *budgets_in_part* says that the last of a budget is given. *lines_share* says that a sum off lines is
    one for all of them. *repeats* says that a promotion is applied as often as units last.
    """

    stacking: Stacking = Stacking.ALL
    order: Order = Order.PRIORITY
    rounding: Rounding = Rounding.HALF_UP
    unit_level: Level = Level.LINE
    line_level: Level = Level.LINE
    order_level: Level = Level.RECEIPT
    remaining: bool = True
    prices: Prices = Prices.AS_WRITTEN
    bundles: UnitOrder = UnitOrder.DEAREST
    bundles_by_count: bool = False
    sets_take: bool = False
    decimals: int = 2
    last_first: bool = False
    exact: bool = False
    raises: bool = False
    shelf_rounding: Rounding | None = None
    halves_unknown: bool = False
    unit_level_only: bool = False
    shipping_tax_only: bool = False
    subtotal: Subtotal = Subtotal.BEFORE
    discount_with_shipping: bool = False
    discount_with_tax: bool = False
    whole_points: bool = False
    net_by_parts: bool = False
    gifts_are_free: bool = False
    spares_shelf_prices_only: bool = False
    repeats: bool = False
    spends_earned: bool = False
    payments_earn: bool = False
    any_order: bool = False
    shipping_price_alone: bool = False
    budgets_in_part: bool = False
    lines_share: bool = False


#: Money that has no smaller unit.
_WITHOUT_DECIMALS: Final = ("CLP", "JPY", "KRW", "VND")
#: As their authors describe them; see the README of the cases.
MANNERS: Final = {
    "broadleaf": Manner(stacking=Stacking.COMBINABLE, order=Order.SAVINGS, unit_level=Level.UNIT),
    "django-oscar": Manner(
        stacking=Stacking.UNITS_ONCE,
        rounding=Rounding.DOWN,
        unit_level=Level.RECEIPT,
        line_level=Level.RECEIPT,
        remaining=False,
        bundles=UnitOrder.CHEAPEST,
        bundles_by_count=True,
        last_first=True,
        exact=True,
    ),
    "erpnext": Manner(
        stacking=Stacking.HIGHEST_PRIORITY,
        unit_level=Level.UNIT,
        line_level=Level.UNIT,
        raises=True,
        halves_unknown=True,
        whole_points=True,
    ),
    "magento": Manner(line_level=Level.RECEIPT, unit_level=Level.RECEIPT, last_first=True),
    "medusa": Manner(order=Order.BUY_GET_FIRST, decimals=4, exact=True),
    "odoo": Manner(
        stacking=Stacking.ONE_FOR_THE_ORDER,
        prices=Prices.WITH_TAX,
        lines_share=True,
        spends_earned=True,
        payments_earn=True,
    ),
    "saleor": Manner(
        stacking=Stacking.SHELF_THEN_ONE, unit_level=Level.UNIT, last_first=True, gifts_are_free=True
    ),
    "shopware": Manner(
        stacking=Stacking.EXCLUSIVE_FIRST,
        line_level=Level.RECEIPT,
        unit_level=Level.RECEIPT,
        remaining=False,
        net_by_parts=True,
        shipping_price_alone=True,
    ),
    "solidus": Manner(stacking=Stacking.BEST_PER_LINE, budgets_in_part=True),
    "spree": Manner(stacking=Stacking.BEST_OF_KIND),
    "sylius": Manner(
        stacking=Stacking.EXCLUSIVE_FIRST,
        unit_level=Level.UNIT,
        shelf_rounding=Rounding.HALF_DOWN,
        spares_shelf_prices_only=True,
    ),
    "vendure": Manner(
        order=Order.LINES_FIRST,
        rounding=Rounding.HALF_DOWN,
        subtotal=Subtotal.AFTER_WITH_TAX,
        last_first=True,
    ),
}


def _with_shipping(words: str) -> bool:
    """Does the total discount have that on shipping in it?"""
    said = re.search(r"total_discount (here )?(includes|with|and) [^\"]*shipping", words)
    return said is not None or re.search(r"shipping[^\"]* included in total_discount", words) is not None


def _decimals(case: Case, words: str) -> int | None:
    """The decimals of the money of *case*, where its words or its currency say that there are none."""
    cart = case.document.values.get("cart")
    currency = str(cart.get("currency")) if isinstance(cart, dict) else ""
    if "integer minor units" in words and '"units"' in words:
        return 0
    return 0 if currency.upper() in _WITHOUT_DECIMALS else None


def manner_of(case: Case) -> Manner:
    """The convention of *case*: its peer's, as the words of the case have it."""
    manner, words = MANNERS.get(case.peer, Manner()), case.words
    decimals = _decimals(case, words)
    if decimals is not None:
        manner = evolve(manner, decimals=decimals)
    if '"rounding": "none' in words:
        manner = evolve(manner, decimals=4, exact=True)
    if manner.order is Order.BUY_GET_FIRST and "creation order" not in words:
        manner = evolve(manner, order=Order.DEAREST_FIRST)
    if manner.subtotal is not Subtotal.BEFORE and re.search(r"net subtotal|total is net", words):
        manner = evolve(manner, subtotal=Subtotal.AFTER_NET)
    return evolve(
        manner,
        sets_take="not reusable" in words,
        unit_level_only="unit-level part only" in words,
        shipping_tax_only="tax of the shipping cost only" in words,
        any_order=re.search(r"multiset|any order|order-blind|match_array", words) is not None,
        discount_with_shipping=_with_shipping(words),
        discount_with_tax=re.search(r"total_discount [^\"]*with tax", words) is not None,
        repeats="offers repeat" in words,
    )
