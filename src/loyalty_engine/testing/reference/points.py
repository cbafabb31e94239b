"""How much a benefit comes to in points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from loyalty_engine.model.amounts import (
    PRICES,
    Amount,
    Fixed,
    Graduated,
    PerLine,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    Share,
    TagAmount,
)
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.money import ratio
from loyalty_engine.rules.instructions import Given
from loyalty_engine.testing.reference.amounts import Job, above, for_every, in_bands, spread_over
from loyalty_engine.testing.reference.prices import tagged
from loyalty_engine.testing.reference.units import Slice


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
    if not job.slices or kind is None:
        return NO_POINTS
    if isinstance(amount, PRICES) and Given.DISCOUNT not in job.excludes:
        job = evolve(job, excludes=job.excludes | {Given.DISCOUNT})
    rounding = job.scene.book.policies.points
    bases = {piece.number: job.base(piece) for piece in job.slices}
    quantities = {piece.number: piece.thousandths for piece in job.slices}
    if isinstance(amount, Share):
        parts = amount.percent.hundredths * 10**kind.exponent
        minors = 100_00 * 10 ** EXPONENTS[job.scene.receipt.currency]
        return _spread_points(ratio(sum(bases.values()), parts, minors, rounding), job.slices, bases, job)
    if isinstance(amount, Fixed):
        return _spread_points(amount.value * job.times, job.slices, _some(bases, quantities), job)
    if isinstance(amount, PerSum):
        return _spread_points(for_every(amount, job), job.slices, bases, job)
    if isinstance(amount, Graduated):
        minors = 100_00 * 10 ** EXPONENTS[job.scene.receipt.currency]
        total = ratio(in_bands(amount, job), 10**kind.exponent, minors, rounding)
        return _spread_points(total, job.slices, bases, job)
    if isinstance(amount, PerLine):
        total = amount.value * job.times * len(job.slices)
        return _spread_points(total, job.slices, dict.fromkeys(bases, 1), job)
    if isinstance(amount, PerUnit):
        total = ratio(amount.value, job.thousandths, 1000, rounding)
        return _spread_points(total, job.slices, quantities, job)
    if isinstance(amount, PerWeight):
        return _spread_points(for_every(amount, job), job.slices, quantities, job)
    if isinstance(amount, PerProduct):
        return together(
            _spread_points(
                amount.value * job.times,
                slices,
                _some({piece.number: bases[piece.number] for piece in slices}, quantities),
                job,
            )
            for slices in job.by_product
        )
    if isinstance(amount, TagAmount):
        values = {
            piece.number: piece.thousandths * (tagged(amount, piece.line, kind.exponent, job.scene) or 0)
            for piece in job.slices
        }
        return _spread_points(ratio(sum(values.values()), 1, 1000, rounding), job.slices, values, job)
    more = bases if isinstance(amount, PriceForAll) else above(amount, job)
    paid_above = sum(more.values())
    if isinstance(amount, PriceForAll):
        paid_above = max(0, paid_above - amount.value * job.times)
    minors = 10 ** EXPONENTS[job.scene.receipt.currency]
    return _spread_points(ratio(paid_above, 10**kind.exponent, minors, rounding), job.slices, more, job)


def _some(bases: Mapping[int, int], quantities: Mapping[int, int]) -> dict[int, int]:
    """*bases* as weights, or the quantities where nothing costs anything."""
    return dict(bases) if any(bases.values()) else {number: quantities[number] for number in bases}


def _spread_points(total: int, slices: tuple[Slice, ...], weights: Mapping[int, int], job: Job) -> Points:
    if not total:
        return NO_POINTS
    claimants = frozenset(piece.number for piece in slices if weights[piece.number])
    return Points(spread_over(total, slices, weights, None, job), claimants)


def together(several: Iterable[Points]) -> Points:
    """All of them, line by line."""
    by_line: dict[int, int] = {}
    claimants: frozenset[int] = frozenset()
    for points in several:
        for number, part in points.by_line.items():
            by_line[number] = by_line.get(number, 0) + part
        claimants |= points.claimants
    return Points(by_line, claimants)
