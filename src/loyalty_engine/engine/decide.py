"""The meaning of the leaves of the closed language: which lines pass a test, and whether a check holds."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.engine.fitting import fits
from loyalty_engine.engine.history import Bound, between, measured
from loyalty_engine.engine.narrow import narrow
from loyalty_engine.engine.needs import OF_PROFILE, need_of
from loyalty_engine.engine.own import bounds_of, exact_bounds
from loyalty_engine.engine.scene import Miss, Scene, numbers, worst
from loyalty_engine.engine.standing import (
    figure_of,
    of_event,
    of_member,
    of_profile,
    program_count,
)
from loyalty_engine.engine.tills import of_till
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.period import days_from_anniversary, days_from_monthly_date, full_units_since
from loyalty_engine.rules.figures import (
    DayInMonth,
    DayInYear,
    DaysFromMonthlyDate,
    Draw,
    GetsStatus,
    MemberCheck,
    MemberFigure,
    ProgramCount,
    TillFigure,
)
from loyalty_engine.rules.predicates import (
    All,
    Always,
    Any,
    AttributeFigure,
    Bought,
    Carrier,
    Compare,
    Contains,
    DaysFromAnniversary,
    During,
    FullUnitsSince,
    HasValue,
    IsMember,
    LineFigure,
    LineTest,
    MemberNumber,
    MonthsFromAnniversary,
    Number,
    OfLines,
    OneOf,
    Predicate,
    Range,
    ReceiptSum,
    Source,
)

# Bound once: reading a member off its class costs as much as a division.
_AUDIENCE: Final = Source.AUDIENCE
_CURRENCY: Final = Source.CURRENCY
_PLACE: Final = Source.PLACE
_AMOUNT: Final = LineFigure.AMOUNT
_QUANTITY: Final = LineFigure.QUANTITY
NOBODY = Need(NeedKind.ATTRIBUTE, "member")


def decide(check: Predicate, scene: Scene, lines: Lines) -> Miss | None:
    """Why *check* does not hold on the receipt, with *lines* as the lines seen; None where it holds."""
    facts = scene.facts
    if isinstance(check, Compare):
        return _compare(check, scene, lines)
    if isinstance(check, OneOf):
        return _one_of(check, facts)
    if isinstance(check, During):
        inside = check.period.contains(facts.local, facts.receipt.at) and check.schedule.holds(facts.local)
        return (
            None if inside is not check.negated else Miss(check, seen=facts.local.isoformat(" ", "minutes"))
        )
    if isinstance(check, HasValue):
        return _has_value(check, facts)
    if isinstance(check, Contains):
        return _contains(check, scene)
    if isinstance(check, MemberCheck):
        return of_member(check, facts)
    if isinstance(check, GetsStatus):
        return of_event(check, facts)
    if isinstance(check, IsMember):
        if facts.member is None:
            return Miss(check, unknown=NOBODY)
        return Miss(check) if check.negated else None
    if isinstance(check, Always):
        return Miss(check) if check.negated else None
    if isinstance(check, (All, Any)):
        return _decide_parts(check, scene, lines)
    if isinstance(check, LineTest):
        raise AssertionError("line tests are narrowed by, never decided")
    assert_never(check)


def _decide_parts(check: All | Any, scene: Scene, lines: Lines) -> Miss | None:
    found = [decide(part, scene, lines) for part in check.parts]
    misses = [miss for miss in found if miss is not None]
    if isinstance(check, Any):
        return None if len(misses) < len(found) else worst(misses)
    return next((miss for miss in misses if not miss.undecided), misses[0]) if misses else None


def _compare(check: Compare, scene: Scene, lines: Lines) -> Miss | None:
    facts, figure = scene.facts, check.figure
    value: Number | None
    if isinstance(figure, OfLines):
        of_lines = figure.figure
        if of_lines is _AMOUNT:  # what is asked for most, without a detour
            value = scene.amount_of(lines)
        else:
            value = scene.quantity_of(lines) if of_lines is _QUANTITY else _measure(of_lines, scene, lines)
    elif isinstance(figure, ReceiptSum):
        value = measure(figure, scene, lines)
    elif isinstance(figure, TillFigure):
        value = of_till(figure, scene, lines)
    elif isinstance(figure, Draw):
        value = facts.context.draw(figure.name or "")
        if value is None:
            return Miss(check, unknown=need_of(figure))
    elif isinstance(figure, Bought):
        need = need_of(figure)
        if not facts.known(need):
            return Miss(check, unknown=need)
        return _of_history(check, measured(figure, scene), facts)
    elif isinstance(figure, (MemberFigure, ProgramCount)):
        found = program_count(figure, facts) if isinstance(figure, ProgramCount) else figure_of(figure, scene)
        if isinstance(found, Need):
            return Miss(check, unknown=found)
        value = found
    else:
        need = Need(NeedKind.ATTRIBUTE, figure.attribute)
        if not facts.known(need):
            return Miss(check, unknown=need)
        value = _of_attribute(figure, facts)
    if check.own is not None or check.every is not None:
        return _compare_further(check, value, facts)
    bounds = check.range
    if (value is not None and value in bounds) is not check.negated:
        return None
    return Miss(check, value, bounds)


def _compare_further(check: Compare, value: Number | None, facts: Facts) -> Miss | None:
    """As `_compare`, where *value* must be a multiple, or within bounds of the member's own."""
    bounds = check.range if check.own is None else bounds_of(check, check.own, facts)
    stepped = value is not None and (
        check.every is None or (bool(value) and Fraction(value) % check.every == 0)
    )
    if isinstance(bounds, Need):
        if stepped:  # what is no step is none, whatever the bounds are
            return Miss(check, seen=value, unknown=bounds)
        bounds = None
    met = stepped and value is not None and bounds is not None and value in bounds
    if met is not check.negated:
        return None
    return Miss(check, seen=value, needed=bounds)


def _of_history(check: Compare, value: Fraction | None, facts: Facts) -> Miss | None:
    """Why a figure of past purchases, which may be an average, is not as *check* says; None where it is."""
    seen = None if value is None else math.floor(value)
    needed: Range | None = check.range
    stepped = value is not None and (check.every is None or bool(value and value % check.every == 0))
    low: Bound = check.range.low
    high: Bound = check.range.high
    if check.own is not None and stepped:
        bounds, rounded = exact_bounds(check, check.own, facts), bounds_of(check, check.own, facts)
        if isinstance(bounds, Need):
            return Miss(check, seen=seen, unknown=bounds)
        stepped = bounds is not None
        low, high = bounds or (None, None)
        needed = rounded if isinstance(rounded, Range) else None
    met = stepped and value is not None and between(value, check.range, low, high)
    if met is not check.negated:
        return None
    return Miss(check, seen=seen, needed=needed)


def measure(figure: ReceiptSum | OfLines, scene: Scene, lines: Lines) -> int:
    """What the receipt comes to, or *lines* do, in minor units, thousandths or as a number."""
    if isinstance(figure, OfLines):
        return _measure(figure.figure, scene, lines)
    if figure.so_far:
        return scene.facts.amount - sum([given for given in scene.given if given > 0])
    return scene.amount


def _measure(figure: LineFigure, scene: Scene, lines: Lines) -> int:
    if figure is _QUANTITY:
        return scene.quantity_of(lines)
    if figure is _AMOUNT:
        return scene.amount_of(lines)
    if figure is LineFigure.PRODUCTS:
        return _products_on(lines, scene.facts)
    if figure is LineFigure.LINES:
        return lines.bit_count()
    assert_never(figure)


def _products_on(lines: Lines, facts: Facts) -> int:
    return len({facts.goods[n].identity for n in numbers(lines)})


def _of_attribute(figure: AttributeFigure, facts: Facts) -> Number | None:
    """A figure made of a member's attribute; None where the attribute is missing or of another type."""
    if facts.member is None or isinstance(
        figure, (OfLines, ReceiptSum, MemberFigure, TillFigure, Bought, Draw, ProgramCount)
    ):
        return None
    value = facts.member.attributes.get(figure.attribute)
    if isinstance(figure, MemberNumber):
        if isinstance(value, dt.date):
            return value.toordinal()
        return value if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None
    if not isinstance(value, dt.date):
        return None
    if isinstance(figure, DaysFromAnniversary):
        return days_from_anniversary(value, facts.today)
    if isinstance(figure, DaysFromMonthlyDate):
        return days_from_monthly_date(value, facts.today)
    if isinstance(figure, DayInYear):
        return value.month * 100 + value.day
    if isinstance(figure, DayInMonth):
        return value.day
    if isinstance(figure, MonthsFromAnniversary):
        return (facts.today.month - value.month) % 12
    if isinstance(figure, FullUnitsSince):
        return full_units_since(value, facts.today, figure.unit)
    assert_never(figure)


def _one_of(check: OneOf, facts: Facts) -> Miss | None:
    source = check.source
    if source is _AUDIENCE:
        met = facts.member is not None and not facts.member.audiences.isdisjoint(check.values)
        if not met:
            for name in sorted(check.values) if facts.partial else ():
                if not facts.known(need := Need(NeedKind.AUDIENCE, name)):
                    return Miss(check, unknown=need)
    elif source is _CURRENCY:
        met = facts.currency in check.values
    elif source is _PLACE:
        met = facts.receipt.place.id in check.values
    elif source in OF_PROFILE:
        return of_profile(check, facts)
    else:
        met = not check.values.isdisjoint(_names(source, facts))
    if met is not check.negated:
        return None
    names = facts.circumstances.audiences if source is _AUDIENCE else _names(source, facts)
    return Miss(check, seen=", ".join(sorted(names)))


def _names(source: Source, facts: Facts) -> tuple[str, ...]:
    receipt = facts.receipt
    if source is _PLACE:
        return (receipt.place.id,)
    if source is _CURRENCY:
        return (facts.currency,)
    if source is Source.BRAND:
        return () if receipt.place.brand is None else (receipt.place.brand,)
    if source is Source.PAYMENT:
        return tuple(payment.method for payment in receipt.payments)
    if source is Source.COUPON_ISSUE:
        return tuple(coupon.issue for coupon in receipt.coupons if coupon.issue is not None)
    if source is Source.COUPON_NUMBER:
        return tuple(coupon.number for coupon in receipt.coupons)
    if source is Source.IDENTIFIED_BY:
        return () if receipt.identified_by is None else (receipt.identified_by,)
    return ()


def _has_value(check: HasValue, facts: Facts) -> Miss | None:
    if check.carrier is Carrier.MEMBER:
        need = Need(NeedKind.ATTRIBUTE, check.name)
        if facts.member is None or not facts.known(need):
            return Miss(check, unknown=need)
        value = facts.member.attributes.get(check.name)
    elif check.carrier is Carrier.PLACE:
        value = facts.receipt.place.attributes.get(check.name)
    else:  # a receipt has no event's facts, and an event no receipt's
        of_event = isinstance(facts.receipt, Occasion)
        asked = of_event is (check.carrier is Carrier.EVENT)
        value = facts.receipt.parameters.get(check.name) if asked else None
    if fits(value, check.wanted) is not check.negated:
        return None
    return Miss(check, seen=None if value is None else str(value))


def _contains(check: Contains, scene: Scene) -> Miss | None:
    lines = scene.facts.everything
    undecided = None
    for test in check.tests:
        found = narrow(test, scene, lines)
        if not isinstance(found, Miss):
            lines = found
        elif found.undecided:
            undecided = undecided or found
        else:
            lines = 0
    value = _whole(check, scene, lines)
    if lines and undecided is not None:
        return undecided
    bounds = check.range if check.own is None else bounds_of(check, check.own, scene.facts)
    if isinstance(bounds, Need):
        return Miss(check, seen=value, unknown=bounds)
    if (bounds is not None and value in bounds) is not check.negated:
        return None
    return Miss(check, seen=value, needed=bounds)


def _whole(check: Contains, scene: Scene, lines: Lines) -> int:
    """What *check* measures of *lines*, which are whole, whatever others have taken of them."""
    facts, on = scene.facts, numbers(lines)
    if check.figure is _QUANTITY:
        return sum(facts.quantity(n) for n in on)
    if check.figure is not _AMOUNT:
        return _measure(check.figure, scene, lines)
    if check.so_far:
        return sum(facts.amounts[n] - max(0, scene.given[n]) for n in on)
    return sum(scene.begin[n] for n in on)
