"""Conditions: about lines, about the receipt and its buyer, and those made of conditions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache

from attrs import evolve
from hypothesis import strategies as st

from loyalty_engine.model.identifiers import Barcode, ExternalCode, InternalCode
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.period import Unit
from loyalty_engine.model.schedule import ANY_TIME
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.bounds import FromAttribute
from loyalty_engine.rules.conditions.discounts import (
    Discounted,
    ExternalDiscount,
    ExternalDiscountSum,
    ExternalPoints,
)
from loyalty_engine.rules.conditions.history import (
    Earned,
    PurchaseCount,
    PurchasePoints,
    PurchaseQuantity,
    Purchases,
    PurchaseSum,
    Spent,
)
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.member import (
    Birthday,
    BirthdayMonth,
    InAudience,
    MemberDate,
    MemberDayOfMonth,
    MemberDayOfYear,
    MonthlyDate,
    TimeSince,
)
from loyalty_engine.rules.conditions.products import (
    Categories,
    ChosenCategories,
    FavoriteProducts,
    Groups,
    PersonalEntries,
    Products,
)
from loyalty_engine.rules.conditions.receipt import (
    AtBrands,
    AtPlaces,
    DistinctProducts,
    LineAmount,
    LineCount,
    LineQuantity,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.conditions.standing import Balance, CounterValue
from loyalty_engine.rules.conditions.time import OnDates, Scheduled
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.predicates import Carrier, Range
from loyalty_engine.testing.strategies.buyers import (
    a_chance,
    about_products,
    about_profiles,
    about_standing,
    some_bounds,
    some_coupons,
    some_time,
)
from loyalty_engine.testing.strategies.paying import about_payments, paid_with
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape, built
from loyalty_engine.testing.strategies.words import (
    AUDIENCES,
    BRANDS,
    CATEGORIES,
    COUNTERS,
    FAVORITE_RULES,
    GROUPS,
    LEVELS,
    OFFER_IDS,
    PERIODS,
    PLACES,
    POINTS_IDS,
    PRODUCTS,
    SCALARS,
    SCHEDULES,
)


def some_products(tape: Tape) -> Products:
    """Products by external code, or one by another code."""
    if tape.chance(15):
        return Products({InternalCode(f"i{tape.below(7)}"), Barcode(f"4600{tape.below(7)}")})
    return Products(map(ExternalCode, tape.some((*PRODUCTS, "unknown-0"), most=4)))


def _categories(tape: Tape) -> Condition:
    if tape.chance(20):
        return Categories({InternalCode(tape.one_of(("n1", "n3")))})
    return Categories(tape.some(CATEGORIES, most=2))


def _attribute(tape: Tape, of: Carrier, name: str) -> Condition:
    kind = tape.below(3)
    if kind == 1:
        return HasAttribute(of=of, name=name)
    if kind == 2:
        return HasAttribute(of=of, name=name, between=Range(low=1, low_open=tape.chance(30)))
    return HasAttribute(of=of, name=name, values={tape.one_of(SCALARS), tape.one_of(LEVELS)})


def about_lines(tape: Tape, *, settled: bool = False) -> Condition:
    """A condition that narrows lines; *settled*, one that set-up cannot change."""
    if tape.chance(16):
        return about_discounts(tape) if tape.chance(60) else about_products(tape)
    kind = tape.below(12 if settled else 14)
    if kind < 4:
        return some_products(tape)
    if kind < 6:
        return _categories(tape)
    if kind < 8:
        return Groups(tape.some(GROUPS, most=2))
    if kind == 8:
        return _attribute(tape, Carrier.PRODUCT, "label")
    if kind == 9:
        return _attribute(tape, Carrier.LINE, "label")
    if kind == 10:
        return PersonalEntries(tape.one_of(("personal", "thresholds")))
    if kind == 11:
        return ChosenCategories("chosen")
    return FavoriteProducts(tape.one_of(FAVORITE_RULES))


def about_sums(tape: Tape, currency: str, *, settled: bool = False) -> Condition:
    """A condition that measures: money, units, or distinct products."""
    if tape.chance(30):
        return of_ones_own(tape, settled=settled)
    if tape.chance(10):
        return paid_with(tape, currency)
    kind = tape.below(4)
    strictly = tape.chance(20)
    if kind == 2:
        low = Quantity(1 + tape.below(6) * 500)
        return LineQuantity(at_least=low, at_most=Quantity.of(5) if tape.chance(20) else None)
    if kind == 3:
        if tape.chance(30):
            return DistinctProducts(at_most=tape.between(0, 3))
        counting = LineCount if tape.chance(40) else DistinctProducts
        return counting(at_least=tape.between(1, 3))
    minor = a_sum(tape)
    bound = Money(minor, currency)
    below = tape.chance(30)
    if kind == 1:
        if below:
            return LineAmount(at_most=bound, strictly=strictly)
        return LineAmount(at_least=bound, strictly=strictly)
    so_far = not settled and tape.chance(40)
    if below:
        return ReceiptAmount(at_most=Money(minor * 4, currency), strictly=strictly, so_far=so_far)
    return ReceiptAmount(at_least=bound, strictly=strictly, so_far=so_far)


def of_ones_own(tape: Tape, *, settled: bool = False) -> Condition:
    """A condition that measures what each member must reach by himself, or stay below."""
    bounds: tuple[FromAttribute | None, FromAttribute | None] = (FromAttribute("goal"), None)
    kind, strictly = tape.below(5), tape.chance(20)
    if tape.chance(40):
        bounds = bounds[::-1] if tape.chance(60) else (bounds[0], FromAttribute("visits"))
    low, high = bounds
    if kind == 0:
        return ReceiptAmount(
            at_least=low, at_most=high, strictly=strictly, so_far=not settled and tape.chance(50)
        )
    if kind == 1:
        return LineAmount(at_least=low, at_most=high, strictly=strictly)
    if kind == 2:
        return LineQuantity(at_least=low, at_most=high, strictly=strictly)
    if kind == 3:
        every = tape.one_of((None, 1, 5))
        return CounterValue(tape.one_of(COUNTERS), at_least=low, at_most=high, every=every)
    with_receipt = not settled and tape.chance(60)
    return Balance(tape.one_of(POINTS_IDS), at_least=low, at_most=high, with_receipt=with_receipt)


def about_discounts(tape: Tape) -> Condition:
    """A condition on discounts that a line has already."""
    kind = tape.below(5)
    if kind == 4:
        return ExternalPoints(at_least=tape.one_of((30, 31, 1)) if tape.chance(50) else None)
    if kind == 0:
        return Discounted()
    if kind == 1:
        return Discounted(tape.one_of(OFFER_IDS))
    return ExternalDiscount()


def about_buyers(tape: Tape, *, settled: bool = False) -> Condition:
    """A condition on the member."""
    kind = tape.below(17)
    if kind > 14:
        return _on_a_day(tape)
    if kind > 10:
        return about_profiles(tape)
    if kind > 6:
        return about_standing(tape, settled=settled)
    if kind < 2:
        return InAudience(tape.some(AUDIENCES, most=2))
    if kind == 2:
        return Birthday(before=tape.one_of((0, 7, 182)), after=tape.one_of((0, 7)))
    if kind == 3:
        return BirthdayMonth(before=tape.one_of((0, 0, 1, 5)), after=tape.one_of((0, 0, 5)))
    if kind == 4:
        return TimeSince(attribute="birthday", unit=tape.one_of(tuple(Unit)), at_least=tape.below(40))
    if kind == 5:
        return MonthlyDate(attribute="birthday", before=tape.one_of((0, 3)), after=tape.one_of((0, 13)))
    return _attribute(tape, Carrier.MEMBER, tape.one_of(("level", "visits")))


def _on_a_day(tape: Tape) -> Condition:
    """A range of dates: as they are, or in whatever year or month."""
    kind = tape.below(3)
    if kind == 0:
        return MemberDate(attribute="birthday", first=dt.date(1970, 1, 1))
    if kind == 1:
        first, last = (tape.one_of(("01-31", "02-28", "02-29", "09-15", "12-31")) for _ in range(2))
        return MemberDayOfYear(attribute="birthday", first=first, last=last)
    first_day, last_day = tape.one_of((15, 30)), tape.one_of((14, None, 31))
    return MemberDayOfMonth(attribute="birthday", first=first_day, last=last_day)


def some_purchases(tape: Tape, currency: str) -> Purchases:
    """Which purchases are meant: mostly few limits at a time."""
    products: tuple[Condition, ...] = ()
    if tape.chance(50):
        products = tape.several(_of_the_past, most=2, least=1)
    period, window = some_time(tape)
    bounded = tape.chance(20)
    return Purchases(
        products=products,
        products_only=bool(products) and tape.chance(50),
        period=period,
        window=window,
        schedule=tape.one_of(SCHEDULES) if tape.chance(20) else ANY_TIME,
        places=tape.some([place.id for place in PLACES], most=2) if tape.chance(20) else None,
        amount_at_least=Money(a_sum(tape), currency) if bounded else None,
        amount_at_most=Money(a_sum(tape) + 100_000, currency) if bounded and tape.chance(30) else None,
        current=tape.chance(50),
    )


def _of_the_past(tape: Tape) -> Condition:
    kind = tape.below(4)
    if kind == 0:
        return some_products(tape)
    if kind == 1:
        return _categories(tape)
    asked = Groups(tape.some(GROUPS, most=2)) if kind == 2 else _attribute(tape, Carrier.PRODUCT, "label")
    return Not(asked) if tape.chance(20) else asked


def about_history(tape: Tape, currency: str) -> Condition:
    """A condition on past purchases."""
    of = some_purchases(tape, currency)
    whole = evolve(of, products_only=False)
    kind = tape.below(4)
    if kind == 0:
        low, high, every = some_bounds(tape)
        return PurchaseCount(of, at_least=low, at_most=high, every=every)
    if kind == 1:
        spent = tape.one_of(tuple(Spent))
        of = whole if spent is Spent.PAID else of
        bound: Money | FromAttribute
        bound, strictly = Money(a_sum(tape), currency), tape.chance(20)
        if tape.chance(30):
            bound = FromAttribute(tape.one_of(("goal", "visits")))
        if tape.chance(30):
            return PurchaseSum(of, spent=spent, at_most=bound, strictly=strictly)
        return PurchaseSum(of, spent=spent, at_least=bound, strictly=strictly)
    if kind == 2:
        return PurchaseQuantity(of, at_least=Quantity(1 + tape.below(6) * 500))
    low, high, _ = some_bounds(tape, step=False)
    earned = tape.one_of(tuple(Earned))
    of = of if earned is Earned.FOR_LINES else whole
    return PurchasePoints(of, earned=earned, currency=tape.one_of(POINTS_IDS), at_least=low, at_most=high)


def about_receipts(tape: Tape, currency: str, *, settled: bool = False) -> Condition:
    """A condition that holds for the receipt or not, and narrows nothing."""
    kind = tape.below(24)
    if kind > 18:
        return about_buyers(tape, settled=settled)
    if kind == 18:
        return a_chance(tape)
    if kind > 15:
        return about_history(tape, currency)
    if kind < 5:
        return about_sums(tape, currency, settled=settled)
    if kind < 8:
        return about_buyers(tape, settled=settled)
    if kind < 10:
        narrow = tape.several(lambda at: about_lines(at, settled=settled), most=2, least=1)
        least = tape.one_of((None, Quantity.of(1), Quantity.of(2)))
        if not tape.chance(40):
            return ReceiptContains(narrow, at_least=least)
        goal = FromAttribute("goal")
        if tape.chance(20):
            units = (goal, None) if tape.chance(70) else (None, goal)
            return ReceiptContains(narrow, at_least=units[0], at_most=units[1])
        low, high = (tape.one_of((None, Money.of(str(n), currency), goal)) for n in (tape.below(20), 20))
        return ReceiptContains(
            narrow,
            at_least=least,
            amount_at_least=low,
            amount_at_most=high,
            so_far=bool(low or high) and not settled and tape.chance(40),
            different_at_least=tape.one_of((None, 1, 2)),
        )
    simple: tuple[Callable[[Tape], Condition], ...] = (
        lambda at: AtPlaces(at.some([place.id for place in PLACES], most=2)),
        lambda at: AtBrands(at.some(BRANDS, most=2)),
        lambda at: about_payments(at, currency),
        some_coupons,
        lambda at: OnDates(at.one_of(PERIODS)),
        lambda at: Scheduled(at.one_of(SCHEDULES)),
    )
    if kind == 15 and tape.chance(50):
        carriers = ((Carrier.RECEIPT, "channel"), (Carrier.PLACE, "floors"), (Carrier.EVENT, "network"))
        carrier, name = tape.one_of(carriers)
        return _attribute(tape, carrier, name)
    return simple[kind - 10](tape)


def a_condition(tape: Tape, currency: str, depth: int, *, settled: bool = False) -> Condition:
    """Any condition, at most *depth* conditions inside each other."""
    if tape.chance(4):
        most, strictly = Money(a_sum(tape), currency), tape.chance(20)
        if tape.chance(50):
            return ExternalDiscountSum(at_most=most, strictly=strictly)
        return ExternalDiscount(at_most=most, strictly=strictly)
    kind = tape.below(10)
    if kind < 4 or depth <= 0:
        return about_lines(tape, settled=settled)
    if kind < 6:
        return about_receipts(tape, currency, settled=settled)
    if kind == 9:
        return Not(_of_one_sort(tape, currency, depth - 1, lines=tape.chance(50), settled=settled))
    parts = tape.several(
        lambda at: a_condition(at, currency, depth - 1, settled=settled), most=3, least=2 - tape.chance(10)
    )
    return AllOf(parts) if kind == 6 else AnyOf(parts)


def _of_one_sort(tape: Tape, currency: str, depth: int, *, lines: bool, settled: bool) -> Condition:
    """A condition about lines alone, or about the receipt alone: only these have an opposite."""
    kind = tape.below(6)
    if kind < 3 or depth <= 0:
        if lines:
            return about_lines(tape, settled=settled)
        return about_receipts(tape, currency, settled=settled)
    parts = tape.several(
        lambda at: _of_one_sort(at, currency, depth - 1, lines=lines, settled=settled), most=2, least=1
    )
    if kind == 5:
        return Not(AllOf(parts))
    return AllOf(parts) if kind == 4 else AnyOf(parts)


@cache
def conditions(currency: str = "EUR") -> st.SearchStrategy[Condition]:
    """Conditions of all kinds, up to three inside each other; `Not` only where it has a meaning."""
    return built(lambda tape: a_condition(tape, currency, depth=3))
