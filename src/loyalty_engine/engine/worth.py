"""Working out amounts: how much a benefit comes to on certain lines, and how it is spread over them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts
from loyalty_engine.errors import Problem
from loyalty_engine.model.amounts import (
    PRICES,
    Amount,
    Bearer,
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
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.decimals import scaled
from loyalty_engine.model.money import ratio, ratios, spread, spread_below
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.model.receipt import Measure
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.stacking import Level

#: A part of an amount with the position of its line; lines without a part are left out.
Part = tuple[int, int]
Parts = list[Part]
EVERY_HUNDREDTH = 10_000
# Bound once: reading a member off its class costs as much as a division.
_BY_RECEIPT: Final = Level.RECEIPT
_BY_UNIT: Final = Level.UNIT
_DISCOUNT: Final = Given.DISCOUNT
#: A price to pay is what remains, whoever took the rest off.
WHAT_PRICES_EXCLUDE = frozenset({Given.DISCOUNT})

#: Benefits are compared in billionths of a minor unit, so that points of any kind compare exactly.
FINE = 10**9
#: The powers of ten, which are read more quickly than worked out.
POWERS: tuple[int, ...] = tuple(10**n for n in range(12))


def sum_of(parts: Iterable[Part]) -> int:
    """All *parts* together."""
    total = 0
    for _, part in parts:
        total += part
    return total


def discount(
    amount: Amount, lines: Sequence[int], excludes: frozenset[Given], draft: Draft
) -> tuple[Parts, bool]:
    """What *amount* takes off each of *lines*, at most what is left there; and whether that cut it short."""
    if isinstance(amount, Share):
        return _share_off(amount.percent.hundredths, lines, bases_of(lines, excludes, draft), draft)
    facts = draft.facts
    policies = facts.book.policies
    bases = bases_of(lines, WHAT_PRICES_EXCLUDE if isinstance(amount, PRICES) else excludes, draft)
    if isinstance(amount, Fixed):
        return spread_off(amount.value, lines, bases, draft)
    elif isinstance(amount, PerSum):
        return spread_off(sum(bases) // amount.every * amount.value, lines, bases, draft)
    elif isinstance(amount, PerWeight):
        weight = sum(_quantities(lines, facts))
        return spread_off(weight // amount.every.thousandths * amount.value, lines, bases, draft)
    elif isinstance(amount, PriceForAll):
        return spread_off(max(0, sum(bases) - amount.value), lines, bases, draft)
    elif isinstance(amount, Graduated):
        wanted_in_all = ratio(in_bands(amount, sum(bases)), 1, EVERY_HUNDREDTH, policies.discounts)
        return spread_off(wanted_in_all, lines, bases, draft)
    elif isinstance(amount, PerProduct):
        return _per_product(amount.value, lines, bases, draft)
    elif isinstance(amount, PerLine):
        wanted = [amount.value] * len(lines)
    elif isinstance(amount, PerUnit):
        wanted = ratios(_quantities(lines, facts), amount.value, 1000, policies.discounts)
    elif isinstance(amount, (PricePerUnit, TagPrice)):
        wanted = _above(amount, lines, bases, facts)
    elif isinstance(amount, TagAmount):
        wanted = []
        for n in lines:
            value = tag(amount, n, facts) or 0
            wanted.append(ratio(value, facts.quantity(n), 1000, policies.discounts))
    else:
        assert_never(amount)
    return _off(wanted, lines, draft)


def _quantities(lines: Sequence[int], facts: Facts) -> list[int]:
    return [facts.quantity(n) for n in lines]


def _share_off(
    hundredths: int, lines: Sequence[int], bases: Sequence[int], draft: Draft
) -> tuple[Parts, bool]:
    """So many *hundredths* of a percent of *bases*, rounded at the level that the book says."""
    policies = draft.facts.book.policies
    level, rounding = policies.level, policies.discounts
    if level is _BY_RECEIPT:
        return spread_off(ratio(sum(bases), hundredths, EVERY_HUNDREDTH, rounding), lines, bases, draft)
    if level is _BY_UNIT:
        wanted = _by_units(hundredths, lines, bases, draft.facts)
    else:
        wanted = ratios(bases, hundredths, EVERY_HUNDREDTH, rounding)
    return _off(wanted, lines, draft)


def _off(wanted: Sequence[int], lines: Sequence[int], draft: Draft) -> tuple[Parts, bool]:
    """What is *wanted* off each of *lines*, at most what is left there; and whether that cut it short."""
    amounts, given, floors = draft.facts.amounts, draft.given, draft.floors
    parts, capped = [], False
    for n, want in zip(lines, wanted, strict=True):
        left = amounts[n] - given[n] - floors[n]
        if want > left:
            want, capped = left, True
        if want > 0:
            parts.append((n, want))
    return parts, capped


def _above(
    price: PricePerUnit | TagPrice, lines: Sequence[int], bases: Sequence[int], facts: Facts
) -> list[int]:
    """What each line costs above a price per unit, at least 0; nothing where no tag says a price."""
    above = []
    for n, base in zip(lines, bases, strict=True):
        each = price.value if isinstance(price, PricePerUnit) else tag(price, n, facts)
        cost = base if each is None else ratio(each, facts.quantity(n), 1000, facts.book.policies.discounts)
        above.append(max(0, base - cost))
    return above


def in_bands(amount: Graduated, base: int) -> int:
    """What the bands make of *base*, in hundredths of a percent of its smallest part."""
    total = 0
    for band in reversed(amount.bands):
        if base > band.above:
            total += (base - band.above) * band.percent.hundredths
            base = band.above
    return total


def at_most(most: int, parts: Sequence[Part], facts: Facts) -> Parts:
    """*most* spread over the lines of *parts* by what each would have got."""
    lines, weights = [n for n, _ in parts], [part for _, part in parts]
    if not most:
        return []
    order = in_tie_order(lines, weights, facts)
    return _parts(lines, order, spread(most, [weights[i] for i in order]))


def bases_of(lines: Sequence[int], excludes: frozenset[Given], draft: Draft) -> list[int]:
    """What a benefit is worked out from on each line: its amount, less what is given and excluded."""
    if excludes:
        return _bases_without(excludes, lines, draft)
    starts = draft.facts.amounts if draft.starts is None else draft.starts
    return list(map(starts.__getitem__, lines))  # without a function of its own, as a comprehension is


def _bases_without(excludes: frozenset[Given], lines: Sequence[int], draft: Draft) -> list[int]:
    amounts, given = draft.facts.amounts, draft.given
    if _DISCOUNT in excludes:
        bases = [amounts[n] - given[n] for n in lines]
    else:
        starts = amounts if draft.starts is None else draft.starts
        bases = [starts[n] for n in lines]
    for how, paid in (draft.paid or {}).items():
        if how in excludes:
            # the parts of a line are rounded one by one, and may come to more than theirs of the amount
            bases = [max(0, base - paid[n]) for n, base in zip(lines, bases, strict=True)]
    return bases


def _by_units(hundredths: int, lines: Sequence[int], bases: Sequence[int], facts: Facts) -> list[int]:
    return [_by_unit(facts, n, base, hundredths) for n, base in zip(lines, bases, strict=True)]


def _by_unit(facts: Facts, n: int, base: int, hundredths: int) -> int:
    """A share of each unit of line *n*, rounded unit by unit; units differ by a minor unit at most."""
    rounding, line = facts.book.policies.discounts, facts.receipt.lines[n]
    if line.measure is Measure.WEIGHED:
        return ratio(base, hundredths, EVERY_HUNDREDTH, rounding)
    units = facts.quantity(n) // 1000
    low, dearer = divmod(base, units)
    cheap, dear = (ratio(unit, hundredths, EVERY_HUNDREDTH, rounding) for unit in (low, low + 1))
    return (units - dearer) * cheap + dearer * dear


def in_tie_order(lines: Sequence[int], weights: Sequence[int], facts: Facts) -> list[int]:
    """Positions in *lines* in the order that settles equal claims.

    That is by product, larger weight, larger amount of the line, and line number.
    """
    whole, goods = facts.receipt.lines, facts.goods

    def claim(i: int) -> tuple[tuple[int, int, str], int, int, int]:
        n = lines[i]
        return goods[n].order, -weights[i], -whole[n].amount.minor, n

    return sorted(range(len(lines)), key=claim)


def spread_off(total: int, lines: Sequence[int], bases: Sequence[int], draft: Draft) -> tuple[Parts, bool]:
    """*total* over *lines* in proportion to *bases*, never more on a line than is left there."""
    caps = [draft.left(n) if base > 0 else 0 for n, base in zip(lines, bases, strict=True)]
    most = sum(caps)
    if min(total, most) <= 0:
        return [], total > most
    order = in_tie_order(lines, bases, draft.facts)
    shares = spread_below([caps[i] for i in order], min(total, most), [bases[i] for i in order])
    return _parts(lines, order, shares), total > most


def _parts(lines: Sequence[int], order: Sequence[int], shares: Sequence[int]) -> Parts:
    """The *shares* of positions in *order*, by line; those who get nothing are left out."""
    return sorted([(lines[i], share) for i, share in zip(order, shares, strict=True) if share])


def _per_product(value: int, lines: Sequence[int], bases: Sequence[int], draft: Draft) -> tuple[Parts, bool]:
    base_of = dict(zip(lines, bases, strict=True))
    spread = [
        spread_off(value, same, [base_of[n] for n in same], draft) for same in _by_product(lines, draft.facts)
    ]
    return sorted(part for parts, _ in spread for part in parts), any(capped for _, capped in spread)


def _by_product(lines: Sequence[int], facts: Facts) -> list[list[int]]:
    same: dict[object, list[int]] = {}
    for n in lines:
        same.setdefault(facts.goods[n].identity, []).append(n)
    return list(same.values())


def tag(tagged: TagPrice | TagAmount, n: int, facts: Facts, places: int | None = None) -> int | None:
    """What the tag of line *n* says for a unit, in smallest parts; None where nothing can be read.

    It has *places* decimals; None stands for those of the receipt's money.
    """
    product = facts.goods[n].product
    if tagged.of is Bearer.LINE:
        value = facts.receipt.lines[n].parameters.get(tagged.attribute)
    else:
        value = None if product is None else product.attributes.get(tagged.attribute)
    parts = scaled(value, exponent(facts.currency) if places is None else places, "a tag")
    return None if isinstance(parts, Problem) or parts < 0 else parts


def floor(least: PricePerUnit | Share | TagPrice, n: int, facts: Facts) -> int | None:
    """The least that line *n* may cost under *least*, at most its amount; None where no tag says so."""
    amount, rounding = facts.amounts[n], facts.book.policies.discounts
    if isinstance(least, Share):
        return ratio(amount, least.percent.hundredths, EVERY_HUNDREDTH, rounding)
    price = least.value if isinstance(least, PricePerUnit) else tag(least, n, facts)
    return None if price is None else min(amount, ratio(price, facts.quantity(n), 1000, rounding))


def initial(price: PricePerUnit | TagPrice, n: int, facts: Facts) -> int | None:
    """What discounts on line *n* start from under *price*; None where no tag says so."""
    each = price.value if isinstance(price, PricePerUnit) else tag(price, n, facts)
    return None if each is None else ratio(each, facts.quantity(n), 1000, facts.book.policies.discounts)


def points(
    amount: Amount, lines: Sequence[int], excludes: frozenset[Given], draft: Draft, currency: PointsCurrency
) -> tuple[int, Parts, list[int]]:
    """How many points *amount* makes of *lines*: the sum, its parts, and the weight of each line in them.

    Points are summed exactly over the lines and rounded once; the parts add up to the sum.
    """
    facts = draft.facts
    rounding = facts.book.policies.points
    if isinstance(amount, Share):
        bases = bases_of(lines, excludes, draft)
        finest = POWERS[currency.exponent] * amount.percent.hundredths
        total = ratio(sum(bases), finest, EVERY_HUNDREDTH * POWERS[exponent(facts.currency)], rounding)
        return total, spread_points(total, lines, bases, facts), bases
    if isinstance(amount, PRICES):
        excludes |= WHAT_PRICES_EXCLUDE
    bases = bases_of(lines, excludes, draft)
    quantities = _quantities(lines, facts)
    weights = bases
    if isinstance(amount, Fixed):
        total, weights = amount.value, bases if any(bases) else quantities
    elif isinstance(amount, PerSum):
        total = sum(bases) // amount.every * amount.value
    elif isinstance(amount, Graduated):
        parts, wholes = POWERS[currency.exponent], EVERY_HUNDREDTH * POWERS[exponent(facts.currency)]
        total = ratio(in_bands(amount, sum(bases)), parts, wholes, rounding)
    elif isinstance(amount, PerWeight):
        total, weights = sum(quantities) // amount.every.thousandths * amount.value, quantities
    elif isinstance(amount, PerLine):
        total, weights = amount.value * len(lines), [1] * len(lines)
    elif isinstance(amount, PerUnit):
        total, weights = ratio(amount.value, sum(quantities), 1000, rounding), quantities
    elif isinstance(amount, PerProduct):
        return _points_per_product(amount.value, lines, bases, facts)
    elif isinstance(amount, TagAmount):
        weights = _tagged(amount, lines, currency, facts)
        total = ratio(sum(weights), 1, 1000, rounding)
    elif isinstance(amount, PriceForAll):
        total = _points_of(max(0, sum(bases) - amount.value), currency, facts)
    elif isinstance(amount, (PricePerUnit, TagPrice)):
        weights = _above(amount, lines, bases, facts)
        total = _points_of(sum(weights), currency, facts)
    else:
        assert_never(amount)
    return total, spread_points(total, lines, weights, facts), weights


def _tagged(amount: TagAmount, lines: Sequence[int], currency: PointsCurrency, facts: Facts) -> list[int]:
    """What tags give for each line, in thousandths of the smallest part."""
    return [(tag(amount, n, facts, currency.exponent) or 0) * facts.quantity(n) for n in lines]


def _points_of(money: int, currency: PointsCurrency, facts: Facts) -> int:
    """A point for each unit of *money*, rounded once."""
    parts, minor_units = POWERS[currency.exponent], POWERS[exponent(facts.currency)]
    return ratio(money, parts, minor_units, facts.book.policies.points)


def spread_points(total: int, lines: Sequence[int], weights: Sequence[int], facts: Facts) -> Parts:
    """*total* points over *lines* by their weights."""
    if total <= 0 or not any(weights):
        return []
    if len(lines) == 1:
        return [(lines[0], total)]
    order = in_tie_order(lines, weights, facts)
    return _parts(lines, order, spread(total, [weights[i] for i in order]))


def _points_per_product(
    value: int, lines: Sequence[int], bases: Sequence[int], facts: Facts
) -> tuple[int, Parts, list[int]]:
    base_of = dict(zip(lines, bases, strict=True))
    parts: Parts = []
    weight_of: dict[int, int] = {}
    groups = _by_product(lines, facts)
    for same in groups:
        weights = [base_of[n] for n in same]
        if not any(weights):
            weights = [facts.quantity(n) for n in same]
        weight_of.update(zip(same, weights, strict=True))
        parts += spread_points(value, same, weights, facts)
    return value * len(groups), sorted(parts), [weight_of[n] for n in lines]


def fine_worth(kind: PointsCurrency, facts: Facts) -> int:
    """What the smallest part of a *kind* of points is worth, in billionths of a minor unit of money."""
    return kind.worth.thousandths * POWERS[exponent(facts.currency) + 6 - kind.exponent]
