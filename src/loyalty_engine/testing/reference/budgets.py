"""Limits of offers: what budgets leave, and what is counted in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve

from loyalty_engine.engine.records import Gain
from loyalty_engine.model.counter_keys import UNKEYED
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.intents import CounterIntent, CounterOperation
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.emissions import Credit, Emission
from loyalty_engine.rules.limits import AnyLimit, Budget, Limit, UnitLimit, by_product, used, used_on
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing.reference.draft import CountedUnit, Draft
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.standing import number_of
from loyalty_engine.testing.reference.units import MadeSet, Slice

#: What money is called where points go by their kind.
IN_MONEY = "money off"


def spend(offer: Offer, kind: str | None, claim: int, draft: Draft) -> int:
    """What the budgets of *offer* leave of *claim*, in money or in points of *kind*; it is spent at once."""
    budgets = [
        limit
        for limit in offer.limits
        if isinstance(limit, Budget) and kind == (limit.currency if limit.money is None else None)
    ]
    key = (offer.id, IN_MONEY if kind is None else f"points {kind}")
    before = draft.given_away.get(key, 0)
    lefts = {budget: budget.most - (_used(budget, offer, draft) + before) for budget in budgets}
    allowed = max(0, min([claim, *(left for budget, left in lefts.items() if budget.partial)]))
    if any(allowed > left for budget, left in lefts.items() if not budget.partial):
        allowed = 0
    draft.given_away[key] = before + allowed
    return allowed


def within_budgets(offer: Offer, emissions: Sequence[Emission], draft: Draft) -> list[Emission]:
    """*emissions*, with points on top cut down to what is left of them; those that get none are left out."""
    allowed = [
        evolve(one, amount=spend(offer, one.points, one.amount, draft)) if isinstance(one, Credit) else one
        for one in emissions
    ]
    return [one for one in allowed if not isinstance(one, Credit) or one.amount]


def _used(limit: AnyLimit, offer: Offer, draft: Draft, product: str | None = None) -> int:
    """How much of the limit is used; where it is one of each product, of that of *product*."""
    figure, scene = used(limit, offer.id), draft.scene
    if product is not None:
        name = scene.counter(figure.counter, figure.keyed_by, product) or ""
        figure = evolve(figure, counter=name, keyed_by=UNKEYED)
    count = number_of(figure, scene)
    if count is None:
        raise AssertionError("an offer of which a limit is not known does not hold")
    return count


def affordable(
    offer: Offer, made: Sequence[MadeSet], slices: Sequence[Slice], draft: Draft, *, in_points: bool
) -> list[MadeSet]:
    """Those of the sets for the units of which the offer may still give, one after the other."""
    if not any(isinstance(limit, UnitLimit) for limit in offer.limits):
        return list(made)
    starts = {piece.number: piece.start for piece in slices}
    kept: list[MadeSet] = []
    for one in made:
        more = units_counted(offer, [*kept, one], starts, in_points=in_points)
        if _within_limits(offer, draft.counted | more, draft):
            kept.append(one)
    return kept


def _within_limits(offer: Offer, units: Iterable[CountedUnit], draft: Draft) -> bool:
    """May the offer give something for all these units: together, and those of each product?"""
    of_lines, scene = how_many(offer, units), draft.scene
    for limit in offer.limits:
        if not isinstance(limit, UnitLimit):
            continue
        if not by_product(limit):
            if of_lines.total() > limit.most - _used(limit, offer, draft):
                return False
            continue
        for product, lines in _products(of_lines, scene).items():
            more = sum(of_lines[line.number] for line in lines)
            if more > limit.most - _used(limit, offer, draft, product):
                return False
    return True


def _products(of_lines: Mapping[int, int], scene: Scene) -> dict[str, list[Line]]:
    """The lines of each product that has an ERP code, in the order of these, where anything is counted."""
    found: dict[str, list[Line]] = {}
    for line in scene.lines:
        code = scene.erp_code(line)
        if code is not None and of_lines.get(line.number):
            found.setdefault(code, []).append(line)
    return {code: found[code] for code in sorted(found, key=id_order)}


def units_counted(
    offer: Offer, made: Iterable[MadeSet], starts: Mapping[int, int], *, in_points: bool
) -> frozenset[CountedUnit]:
    """The units that the sets are for: of each line those that follow each other from where it *starts*."""
    chosen = sum((one.choice for one in made), start=Counter[int]())
    return frozenset(
        CountedUnit(offer.id, in_points, line, starts[line] + n)
        for line, k in chosen.items()
        for n in range(k)
    )


def how_many(offer: Offer, units: Iterable[CountedUnit], *, in_points: bool = True) -> Counter[int]:
    """How many units of lines count: as many as got a discount, or points, whichever are more."""
    counts = Counter(
        (unit.line, unit.in_points)
        for unit in units
        if unit.offer == offer.id and (in_points or not unit.in_points)
    )
    lines = {line for line, _ in counts}
    return Counter({line: max(counts[line, False], counts[line, True]) for line in lines})


def counted(
    offer: Offer, gave: Gain, units: Counter[int], scene: Scene, *, known: bool
) -> Iterator[CounterIntent]:
    """One change for each counter: by 1 for a use, else by what was given, points to those *known*."""
    points = {total.currency: total.amount for total in gave.points} if known else {}
    changes: dict[tuple[str, CountedPer], tuple[int, tuple[int, ...]]] = {}
    for limit in offer.limits:
        if by_product(limit):
            for code, lines in _products(units, scene).items():
                name = used_on(limit, offer.id, scene.receipt, code) or ""
                numbers = tuple(line.number for line in lines)
                changes[name, limit.per] = sum(units[number] for number in numbers), numbers
            continue
        if isinstance(limit, Limit):
            value = 1 if gave.discount or gave.effects or gave.adopted or points else 0
        elif isinstance(limit, UnitLimit):
            value = units.total()
        else:
            value = gave.discount if limit.money is not None else points.get(limit.currency, 0)
        changes[used_on(limit, offer.id, scene.receipt) or "", limit.per] = value, ()
    for (counter, per), (value, numbers) in changes.items():
        if value and counter:
            yield CounterIntent(
                offer=offer.id,
                counter=counter,
                operation=CounterOperation.INCREASE,
                value=value,
                per=per,
                lines=numbers,
            )
