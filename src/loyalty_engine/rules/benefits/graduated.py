"""Graduated benefits: each part of what is bought has its own percentage, or each unit its own discount."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST, MOST_BANDS, Band, Fixed, Graduated, Share
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    money_problems,
    tuple_problems,
)
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.points import BONUS
from loyalty_engine.rules.benefits.discounts import base, given, given_problems, percent, percent_problems
from loyalty_engine.rules.benefits.points import credit_problems, living
from loyalty_engine.rules.instructions import (
    PAID_IN_MONEY,
    Accrue,
    Given,
    Instruction,
    Reduce,
)
from loyalty_engine.rules.units import (
    MOST_UNITS,
    SetPart,
    Sets,
    UnitOrder,
)

_ORDERS = {
    UnitOrder.DEAREST: "the dearest first",
    UnitOrder.CHEAPEST: "the cheapest first",
    UnitOrder.FIRST: "in the order of scanning",
    UnitOrder.LAST: "the last scanned first",
}


@frozen
class PercentBand:
    """*percent* of what lies above *above*, up to the next band; None for everything from the first cent."""

    percent: Percent = field(converter=percent)
    above: Money | None = None

    def __attrs_post_init__(self) -> None:
        problems = percent_problems("percent", self.percent)
        if self.above is not None:
            problems += money_problems("above", self.above, LARGEST)
        refuse("band", problems)

    @property
    def least(self) -> int:
        """Where the band begins, in minor units."""
        return 0 if self.above is None else self.above.minor


def _bands(value: Iterable[PercentBand]) -> tuple[PercentBand, ...]:
    return as_tuple(value)


def _band_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being bands that rise in one currency."""
    problems = tuple_problems(
        path, value, PercentBand, "a band", 'give PercentBand(10, Money.of("100", "EUR"))'
    )
    if problems or not isinstance(value, tuple):
        return problems
    bands: tuple[PercentBand, ...] = value
    if all(band.above is None for band in bands[:1]) and not 2 <= len(bands) <= MOST_BANDS:
        hint = f"give from 2 to {MOST_BANDS} bands; one percentage of everything is no band"
        return [Problem(path, f"{len(bands)} bands are given", hint)]
    for n, (low, high) in enumerate(pairwise(bands), 1):
        at = f"{path}[{n}].above"
        if low.above is not None and high.above is not None and low.above.currency != high.above.currency:
            problems.append(Problem(at, f"{high.above} is not in {low.above.currency}", "use one currency"))
        elif high.least <= low.least:
            message = f"{high.above or 0} is not above {low.above or 0}"
            problems.append(Problem(at, message, "let each band lie above the other"))
    return problems


def _lowered(bands: tuple[PercentBand, ...]) -> tuple[Graduated, str | None]:
    currency = next((band.above.currency for band in bands if band.above is not None), None)
    return Graduated([Band(band.least, band.percent) for band in bands]), currency


def _clauses(bands: tuple[PercentBand, ...], of: str) -> str:
    """The bands in words; *of* joins a percentage to what it is one of."""
    clauses = []
    for band, following in zip(bands, [*bands[1:], None], strict=True):
        if following is None:
            clauses.append(f"{band.percent} {of} what is above {band.above}")
        elif band.above is None:
            clauses.append(f"{band.percent} {of} the first {following.above}")
        else:
            clauses.append(f"{band.percent} {of} what is between {band.above} and {following.above}")
    return clauses[-1] if len(clauses) == 1 else f"{', '.join(clauses[:-1])} and {clauses[-1]}"


@frozen
class GraduatedPercent:
    """A percentage off for each band of what the lines cost together: 5 % of the first 100, 10 % of the rest.

    Each of the *bands* begins above a sum of money and ends where the next one begins. They are summed
    exactly and rounded once, whatever the level at which percentages are rounded, and the sum is spread over
    the lines. Discounts given before count as part of the base unless they are in *excluding*.
    """

    kind: ClassVar[str] = "graduated_percent"
    bands: tuple[PercentBand, ...] = field(converter=_bands)
    excluding: frozenset[Given] = field(default=frozenset(), converter=given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, _band_problems("bands", self.bands) + given_problems("excluding", self.excluding))

    def lower(self) -> tuple[Instruction, ...]:
        amount, currency = _lowered(self.bands)
        return (Reduce(amount=amount, currency=currency, excludes=self.excluding),)

    def describe(self) -> str:
        return _clauses(self.bands, "off") + (f" of {base(self.excluding)}" if self.excluding else "")


@frozen
class GraduatedPoints:
    """A percentage in points for each band of what the lines cost together.

    Each of the *bands* begins above a sum of money and ends where the next one begins. They are summed
    exactly and rounded once to the smallest part of *currency*, and the points are spread over the lines. The
    base leaves out what is in *excluding*, by default discounts and everything not paid in money. The points
    live for *lifetime*.
    """

    kind: ClassVar[str] = "graduated_points"
    bands: tuple[PercentBand, ...] = field(converter=_bands)
    currency: str = field(default=BONUS, kw_only=True)
    excluding: frozenset[Given] = field(default=PAID_IN_MONEY, converter=given, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = _band_problems("bands", self.bands) + credit_problems(self.currency, self.lifetime)
        refuse(self.kind, problems + given_problems("excluding", self.excluding))

    def lower(self) -> tuple[Instruction, ...]:
        amount, money = _lowered(self.bands)
        accrue = Accrue(
            amount=amount,
            points=self.currency,
            currency=money,
            excludes=self.excluding,
            lifetime=self.lifetime,
        )
        return (accrue,)

    def describe(self) -> str:
        of = "" if self.excluding == PAID_IN_MONEY else f" of {base(self.excluding)}"
        return f"{_clauses(self.bands, 'of')}{of} in {self.currency} points{living(self.lifetime)}"


def _values(value: Iterable[Money | Percent]) -> tuple[Money | Percent, ...]:
    return as_tuple(value)


@frozen
class UnitByUnit:
    """A discount that differs by unit: the first gets the first of *values*, and so on, all others the last.

    Values are all sums of money, or all percentages of the unit's price. At most *at_most* units get any, the
    dearest first unless *order* says otherwise; the others stay free for other offers. A weighed line is one
    unit, and no unit gets more than it costs.
    """

    kind: ClassVar[str] = "unit_by_unit"
    values: tuple[Money | Percent, ...] = field(converter=_values)
    at_most: int | None = field(default=None, kw_only=True)
    order: UnitOrder = field(default=UnitOrder.DEAREST, kw_only=True)

    def __attrs_post_init__(self) -> None:
        hint = 'give Money.of("1.00", "EUR") or Percent(10)'
        problems = tuple_problems("values", self.values, Money | Percent, "a discount", hint)
        if not problems:
            problems = _value_problems(self.values)
        if self.at_most is not None:
            problem = number_problem("at_most", self.at_most, 1, MOST_UNITS)
            problems += [problem] if problem else []
            if not problems and self.at_most < len(self.values):
                message = f"{len(self.values)} values are given, and {self.at_most} at most count"
                problems.append(Problem("at_most", message, "give no more values than units"))
        refuse(self.kind, problems + choice_problems("order", self.order, UnitOrder))

    def lower(self) -> tuple[Instruction, ...]:
        amounts = [Fixed(one.minor) if isinstance(one, Money) else Share(one) for one in self.values]
        currency = next((one.currency for one in self.values if isinstance(one, Money)), None)
        units = Sets(parts=(SetPart(),), order=self.order, most=self.at_most)
        return (Reduce(amount=amounts[0], further=tuple(amounts[1:]), currency=currency, units=units),)

    def describe(self) -> str:
        *firsts, last = self.values
        clauses = [f"{one} off unit {n}" for n, one in enumerate(firsts, 1)]
        clauses.append(f"{last} off each {'further ' if firsts else ''}unit")
        several = clauses[-1] if len(clauses) == 1 else f"{', '.join(clauses[:-1])} and {clauses[-1]}"
        most = (
            "" if self.at_most is None else f", {self.at_most} unit{'' if self.at_most == 1 else 's'} at most"
        )
        return f"{several}{most}, {_ORDERS[self.order]}"


def _value_problems(values: tuple[Money | Percent, ...]) -> list[Problem]:
    """What keeps *values* from being discounts of one sort."""
    if not 1 <= len(values) <= MOST_BANDS:
        return [Problem("values", f"{len(values)} values are given", f"give from 1 to {MOST_BANDS}")]
    problems: list[Problem] = []
    first = values[0]
    for n, one in enumerate(values):
        path = f"values[{n}]"
        if isinstance(one, Money) is not isinstance(first, Money):
            problems.append(Problem(path, f"{one} stands beside {first}", "give money or percentages alone"))
        elif isinstance(one, Money) and isinstance(first, Money):
            problems += money_problems(path, one, LARGEST)
            if one.currency != first.currency:
                problems.append(Problem(path, f"{one} is not in {first.currency}", "use one currency"))
    return problems
