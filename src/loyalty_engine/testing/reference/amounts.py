"""How much a benefit comes to: money off lines, and points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from attrs import define, frozen

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import (
    PRICES,
    Amount,
    Bearer,
    Fixed,
    PerLine,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    Share,
    TagPrice,
)
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.money import Money, Rounding, allocate, ratio
from loyalty_engine.model.receipt import Line, Measure
from loyalty_engine.rules.instructions import Given, SetFloor
from loyalty_engine.rules.stacking import Level
from loyalty_engine.testing.reference.scene import Scene

#: Up to so many units are handed out one at a time; more would take too long and go through `allocate`.
PATIENCE = 100


def hand_out(total: int, weights: Sequence[int], caps: Sequence[int] | None = None) -> tuple[int, ...]:
    """What `allocate` promises, one unit at a time: each to whoever has the least for his weight so far.

    The claim of an entry that has n units is (2n + 1) / weight, the smallest claim is served first, and of
    equal claims the earlier one. There must be room for *total*.
    """
    shares = [0] * len(weights)
    for _ in range(total):
        open_to = [n for n, weight in enumerate(weights) if weight and (caps is None or shares[n] < caps[n])]
        first = min(open_to, key=lambda n: (Fraction(2 * shares[n] + 1, weights[n]), n))
        shares[first] += 1
    return tuple(shares)


@define
class Draft:
    """What stands on the lines at one moment: the floors, and what has been taken off so far."""

    scene: Scene
    floors: dict[int, int]
    taken_off: dict[int, int]

    def copy(self) -> Draft:
        """The same, to try something out on."""
        return Draft(self.scene, dict(self.floors), dict(self.taken_off))

    def price(self, line: Line) -> int:
        """What the line costs now."""
        return line.amount.minor - self.taken_off[line.number]

    def left(self, line: Line) -> int:
        """What may still be taken off the line."""
        return self.price(line) - self.floors[line.number]

    def base(self, line: Line, excludes: frozenset[Given]) -> int:
        """What a share or sum is reckoned from; nothing is paid in points yet."""
        return self.price(line) if Given.DISCOUNT in excludes else line.amount.minor

    @property
    def to_pay(self) -> int:
        """What the receipt comes to now."""
        return sum(map(self.price, self.scene.lines))


@frozen(kw_only=True)
class Job:
    """One benefit to be worked out: on these lines, in this state of the receipt."""

    draft: Draft
    lines: tuple[Line, ...]
    excludes: frozenset[Given]

    @property
    def scene(self) -> Scene:
        """The receipt, its buyer and the book."""
        return self.draft.scene

    def base(self, line: Line) -> int:
        """What the benefit is reckoned from on one line."""
        return self.draft.base(line, self.excludes)

    @property
    def whole_base(self) -> int:
        """What the benefit is reckoned from on all its lines."""
        return sum(map(self.base, self.lines))

    @property
    def thousandths(self) -> int:
        """The quantity of all its lines."""
        return sum(line.quantity.thousandths for line in self.lines)

    @property
    def by_product(self) -> list[tuple[Line, ...]]:
        """The lines of each distinct product."""
        codes = dict.fromkeys(map(self.scene.code, self.lines))
        return [tuple(line for line in self.lines if self.scene.code(line) == code) for code in codes]

    def spread(
        self, total: int, lines: tuple[Line, ...], weights: Mapping[int, int], caps: Mapping[int, int] | None
    ) -> dict[int, int]:
        """*total* over *lines* in proportion to *weights*, in the order that settles ties."""
        ordered = self.scene.in_tie_order(lines, weights)
        claims = [weights[line.number] for line in ordered]
        limits = None if caps is None else [caps[line.number] for line in ordered]
        shares = (hand_out if total <= PATIENCE else allocate)(total, claims, limits)
        return {line.number: share for line, share in zip(ordered, shares, strict=True)}


def money_off(amount: Amount, job: Job) -> dict[int, int]:
    """What a discount takes off each line, in minor units: never more than is left on the line."""
    if isinstance(amount, PRICES) and Given.DISCOUNT not in job.excludes:
        job = Job(draft=job.draft, lines=job.lines, excludes=job.excludes | {Given.DISCOUNT})
    wanted = _wanted_off_lines(amount, job)
    if wanted is not None:
        return {line.number: min(wanted[line.number], job.draft.left(line)) for line in job.lines}
    if isinstance(amount, PerProduct):
        off: dict[int, int] = {}
        for lines in job.by_product:
            off |= _sum_off(amount.value, lines, job)
        return off
    return _sum_off(_wanted_together(amount, job), job.lines, job)


def _sum_off(total: int, lines: tuple[Line, ...], job: Job) -> dict[int, int]:
    """One sum off some lines together, in proportion to their base, and no more than they have left."""
    left = {line.number: job.draft.left(line) for line in lines}
    bases = {line.number: job.base(line) for line in lines}
    return job.spread(min(total, sum(left.values())), lines, bases, left)


def _wanted_off_lines(amount: Amount, job: Job) -> dict[int, int] | None:
    """What is wanted off each line by itself; None where the amount concerns lines together."""
    policies = job.scene.book.policies
    if isinstance(amount, Share):
        if policies.level is Level.RECEIPT:
            return None
        return {line.number: _share_of_line(amount, line, job) for line in job.lines}
    if isinstance(amount, PerLine):
        return {line.number: amount.value for line in job.lines}
    if isinstance(amount, PerUnit):
        return {line.number: _times(amount.value, line, policies.discounts) for line in job.lines}
    if isinstance(amount, (PricePerUnit, TagPrice)):
        wanted = {}
        for line in job.lines:
            price = amount.value if isinstance(amount, PricePerUnit) else tag_price(amount, line, job.scene)
            cost = None if price is None else _times(price, line, policies.discounts)
            wanted[line.number] = 0 if cost is None else max(0, job.base(line) - cost)
        return wanted
    return None


def _share_of_line(share: Share, line: Line, job: Job) -> int:
    policies = job.scene.book.policies
    parts = [job.base(line)]
    if policies.level is Level.UNIT and line.measure is Measure.PIECE:
        units = line.quantity.thousandths // 1000
        each, over = divmod(parts[0], units)
        parts = [each + 1] * over + [each] * (units - over)
    return sum(ratio(part, share.percent.hundredths, 100_00, policies.discounts) for part in parts)


def _times(value: int, line: Line, rounding: Rounding) -> int:
    """*value* for each unit of the line."""
    return ratio(value, line.quantity.thousandths, 1000, rounding)


def _wanted_together(amount: Amount, job: Job) -> int:
    """What is wanted off the lines together."""
    if isinstance(amount, Share):
        return ratio(job.whole_base, amount.percent.hundredths, 100_00, job.scene.book.policies.discounts)
    if isinstance(amount, Fixed):
        return amount.value
    if isinstance(amount, PerSum):
        return job.whole_base // amount.every * amount.value
    if isinstance(amount, PerWeight):
        return job.thousandths // amount.every.thousandths * amount.value
    if isinstance(amount, PriceForAll):
        return max(0, job.whole_base - amount.value)
    raise AssertionError(f"{amount} is not for lines together")


def tag_price(tag: TagPrice, line: Line, scene: Scene) -> int | None:
    """The price on the tag, in minor units of the receipt's currency; None where there is none to read."""
    value = scene.attribute_of_line(line, tag.attribute, of_product=tag.of is Bearer.PRODUCT)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    try:
        price = Money.of(value, scene.receipt.currency).minor
    except InvalidInput:
        return None
    return price if price >= 0 else None


def floor_of(instruction: SetFloor, line: Line, scene: Scene) -> int | None:
    """The least that the line may cost, by one instruction; None where it says nothing about the line."""
    floor, rounding = instruction.floor, scene.book.policies.discounts
    if isinstance(floor, Share):
        return ratio(line.amount.minor, floor.percent.hundredths, 100_00, rounding)
    if isinstance(floor, PricePerUnit):
        return _times(floor.value, line, rounding)
    if isinstance(floor, TagPrice):
        price = tag_price(floor, line, scene)
        return None if price is None else _times(price, line, rounding)
    assert_never(floor)


@frozen
class Points:
    """Points of one kind: all of them, their spread over the lines, and the lines that had a claim."""

    by_line: Mapping[int, int]
    claimants: frozenset[int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_line.values())


NO_POINTS = Points({}, frozenset())


def points_for(amount: Amount, currency: str, job: Job) -> Points:
    """The points that a benefit gives, exact over the receipt, rounded once, then spread over the lines."""
    kind = job.scene.points_currency(currency)
    if not job.lines or kind is None:
        return NO_POINTS
    rounding = job.scene.book.policies.points
    bases = {line.number: job.base(line) for line in job.lines}
    quantities = {line.number: line.quantity.thousandths for line in job.lines}
    if isinstance(amount, Share):
        parts = amount.percent.hundredths * 10**kind.exponent
        minors = 100_00 * 10 ** EXPONENTS[job.scene.receipt.currency]
        return _spread_points(ratio(sum(bases.values()), parts, minors, rounding), job.lines, bases, job)
    if isinstance(amount, Fixed):
        return _spread_points(amount.value, job.lines, _some(bases, quantities), job)
    if isinstance(amount, PerSum):
        total = job.whole_base // amount.every * amount.value
        return _spread_points(total, job.lines, bases, job)
    if isinstance(amount, PerLine):
        return _spread_points(amount.value * len(job.lines), job.lines, dict.fromkeys(bases, 1), job)
    if isinstance(amount, PerUnit):
        total = ratio(amount.value, job.thousandths, 1000, rounding)
        return _spread_points(total, job.lines, quantities, job)
    if isinstance(amount, PerWeight):
        total = job.thousandths // amount.every.thousandths * amount.value
        return _spread_points(total, job.lines, quantities, job)
    if isinstance(amount, PerProduct):
        return _together(
            _spread_points(
                amount.value,
                lines,
                _some({at.number: bases[at.number] for at in lines}, quantities),
                job,
            )
            for lines in job.by_product
        )
    raise AssertionError(f"{amount} is a price, and points have none")


def _some(bases: Mapping[int, int], quantities: Mapping[int, int]) -> dict[int, int]:
    """*bases* as weights, or the quantities where nothing costs anything."""
    return dict(bases) if any(bases.values()) else {number: quantities[number] for number in bases}


def _spread_points(total: int, lines: tuple[Line, ...], weights: Mapping[int, int], job: Job) -> Points:
    if not total:
        return NO_POINTS
    claimants = frozenset(line.number for line in lines if weights[line.number])
    return Points(job.spread(total, lines, weights, None), claimants)


def _together(several: Iterable[Points]) -> Points:
    by_line: dict[int, int] = {}
    claimants: frozenset[int] = frozenset()
    for points in several:
        by_line |= points.by_line
        claimants |= points.claimants
    return Points(by_line, claimants)
