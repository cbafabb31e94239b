"""How much a benefit comes to: money off lines, and points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve, field, frozen

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
    PricePerUnit,
    Share,
    TagAmount,
    TagPrice,
)
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.money import allocate, ratio
from loyalty_engine.model.receipt import Line, Measure
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.stacking import Level
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.prices import tag_price, tagged, times_units
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.units import Slice, between

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


@frozen(kw_only=True)
class Job:
    """One benefit to be worked out: on these units, in this state of the receipt.

    *begun* says what each line cost when the stage began; *elsewhere* what has been taken off units of it
    since that this benefit does not see, and *spent* what earlier sets of the benefit got. All amounts of the
    benefit count *times* as much.
    """

    draft: Draft
    slices: tuple[Slice, ...]
    excludes: frozenset[Given]
    begun: Mapping[int, int]
    elsewhere: Mapping[int, int]
    spent: Mapping[int, int] = field(factory=dict)
    times: int = 1

    @property
    def scene(self) -> Scene:
        """The receipt, its buyer and the book."""
        return self.draft.scene

    def discount(self, piece: Slice) -> int:
        """What lies on the units: from earlier stages, evenly on the whole line; else on the free ones."""
        line, free = piece.line, piece.line_units - piece.first
        before = line.amount.minor - self.begun[line.number]
        since = self.draft.taken_off[line.number] - before - self.elsewhere[line.number]
        here = between(since, piece.start - piece.first, piece.stop - piece.first, free)
        return between(before, piece.start, piece.stop, piece.line_units) + here

    def left(self, piece: Slice) -> int:
        """What may still be taken off the units: no more than is left on them, nor than on their line."""
        floor = between(self.draft.held(piece.line), piece.start, piece.stop, piece.line_units)
        on_line = self.draft.left(piece.line) - self.spent.get(piece.number, 0)
        return max(0, min(piece.amount - self.discount(piece) - floor, on_line))

    def base(self, piece: Slice) -> int:
        """What the benefit is reckoned from on the units; payments lie evenly on the whole line."""
        base = between(self.draft.start(piece.line), piece.start, piece.stop, piece.line_units)
        if Given.DISCOUNT in self.excludes:
            base = piece.amount - self.discount(piece)
        for how, of_lines in self.draft.paid.items():
            if how in self.excludes:
                base -= between(of_lines[piece.number], piece.start, piece.stop, piece.line_units)
        return max(0, base)

    @property
    def whole_base(self) -> int:
        """What the benefit is reckoned from on all its units."""
        return sum(map(self.base, self.slices))

    @property
    def thousandths(self) -> int:
        """The quantity of all its units."""
        return sum(piece.thousandths for piece in self.slices)

    @property
    def by_product(self) -> list[tuple[Slice, ...]]:
        """The units of each distinct product."""
        goods = dict.fromkeys(self.scene.identity(piece.line) for piece in self.slices)
        return [
            tuple(piece for piece in self.slices if self.scene.identity(piece.line) == one) for one in goods
        ]


def spread(
    total: int,
    lines: tuple[Line, ...],
    weights: Mapping[int, int],
    caps: Mapping[int, int] | None,
    scene: Scene,
) -> dict[int, int]:
    """*total* over *lines* in proportion to *weights*, in the order that settles ties."""
    ordered = scene.in_tie_order(lines, weights)
    claims = [weights[line.number] for line in ordered]
    limits = None if caps is None else [caps[line.number] for line in ordered]
    shares = (hand_out if total <= PATIENCE else allocate)(total, claims, limits)
    return {line.number: share for line, share in zip(ordered, shares, strict=True)}


def no_more_than(most: int | None, given: Mapping[int, int], scene: Scene) -> dict[int, int]:
    """What each line gets, where all of them together get *most* at most."""
    if most is None or sum(given.values()) <= most:
        return dict(given)
    lines = tuple(line for line in scene.lines if line.number in given)
    return spread(most, lines, given, given, scene)


def by_line(amount: Amount) -> bool:
    """Is the amount worked out once on all units that sets have chosen? Otherwise it is one of each set."""
    return isinstance(amount, (Share, PerUnit, PricePerUnit, TagPrice, TagAmount))


def money_off(amount: Amount, job: Job) -> dict[int, int]:
    """What a discount takes off each line, in minor units: never more than is left on the line."""
    if isinstance(amount, PRICES) and Given.DISCOUNT not in job.excludes:
        job = evolve(job, excludes=job.excludes | {Given.DISCOUNT})
    wanted = _wanted_off_lines(amount, job)
    if wanted is not None:
        return {piece.number: min(wanted[piece.number], job.left(piece)) for piece in job.slices}
    if isinstance(amount, PerProduct):
        off: dict[int, int] = {}
        for slices in job.by_product:
            off |= _sum_off(amount.value * job.times, slices, job)
        return off
    return _sum_off(_wanted_together(amount, job), job.slices, job)


def _sum_off(total: int, slices: tuple[Slice, ...], job: Job) -> dict[int, int]:
    """One sum off some lines together, in proportion to their base, and no more than they have left."""
    left = {piece.number: job.left(piece) for piece in slices}
    bases = {piece.number: job.base(piece) for piece in slices}
    return spread_over(min(total, sum(left.values())), slices, bases, left, job)


def spread_over(
    total: int,
    slices: tuple[Slice, ...],
    weights: Mapping[int, int],
    caps: Mapping[int, int] | None,
    job: Job,
) -> dict[int, int]:
    """*total* over the lines that units are of."""
    return spread(total, tuple(piece.line for piece in slices), weights, caps, job.scene)


def _wanted_off_lines(amount: Amount, job: Job) -> dict[int, int] | None:
    """What is wanted off each line by itself; None where the amount concerns lines together."""
    policies = job.scene.book.policies
    if isinstance(amount, Share):
        if policies.level is Level.RECEIPT:
            return None
        return {piece.number: _share_of_line(amount, piece, job) for piece in job.slices}
    if isinstance(amount, PerLine):
        return {piece.number: amount.value * job.times for piece in job.slices}
    if isinstance(amount, PerUnit):
        return {piece.number: times_units(amount.value, piece, policies.discounts) for piece in job.slices}
    if isinstance(amount, TagAmount):
        places: int = EXPONENTS[job.scene.receipt.currency]
        values = {piece.number: tagged(amount, piece.line, places, job.scene) or 0 for piece in job.slices}
        return {
            piece.number: times_units(values[piece.number], piece, policies.discounts) for piece in job.slices
        }
    if isinstance(amount, (PricePerUnit, TagPrice)):
        return above(amount, job)
    return None


def _share_of_line(share: Share, piece: Slice, job: Job) -> int:
    policies = job.scene.book.policies
    parts = [job.base(piece)]
    if policies.level is Level.UNIT and piece.line.measure is Measure.PIECE:
        each, over = divmod(parts[0], piece.units)
        parts = [each + 1] * over + [each] * (piece.units - over)
    return sum(ratio(part, share.percent.hundredths, 100_00, policies.discounts) for part in parts)


def _wanted_together(amount: Amount, job: Job) -> int:
    """What is wanted off the lines together."""
    if isinstance(amount, Share):
        return ratio(job.whole_base, amount.percent.hundredths, 100_00, job.scene.book.policies.discounts)
    if isinstance(amount, Fixed):
        return amount.value * job.times
    if isinstance(amount, (PerSum, PerWeight)):
        return for_every(amount, job)
    if isinstance(amount, PriceForAll):
        return max(0, job.whole_base - amount.value * job.times)
    if isinstance(amount, Graduated):
        return ratio(in_bands(amount, job), 1, 100_00, job.scene.book.policies.discounts)
    raise AssertionError(f"{amount} is not for lines together")


def in_bands(amount: Graduated, job: Job) -> int:
    """Each band's percentage of the part of the base that lies in it, in ten-thousandths."""
    bounds = [band.above * job.times for band in amount.bands] + [job.whole_base]
    total = 0
    for band, low, high in zip(amount.bands, bounds[:-1], bounds[1:], strict=True):
        total += band.percent.hundredths * max(0, min(high, job.whole_base) - low)
    return total


def for_every(amount: PerSum | PerWeight, job: Job) -> int:
    """So much for every full sum of the base, or for every full weight."""
    if isinstance(amount, PerSum):
        return job.whole_base // (amount.every * job.times) * amount.value * job.times
    return job.thousandths // (amount.every.thousandths * job.times) * amount.value * job.times


def above(price: PricePerUnit | TagPrice, job: Job) -> dict[int, int]:
    """What the units of each line cost more than they would at a price; nothing without a price."""
    rounding, more = job.scene.book.policies.discounts, {}
    for piece in job.slices:
        if isinstance(price, TagPrice):
            each = tag_price(price, piece.line, job.scene)
        else:
            each = price.value
        cost = None if each is None else times_units(each, piece, rounding)
        more[piece.number] = 0 if cost is None else max(0, job.base(piece) - cost)
    return more
