"""Guards: what must be on a receipt for a rule to have a chance, worked out from its conditions.

A guard may demand too little, so that a rule is woken in vain, but never too much.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from attrs import define

from loyalty_engine.model.keys import Key, KeyKind, entry_key, marked, parse_key
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.schedule import ANY_TIME, Schedule
from loyalty_engine.rules.figures import PaidSum
from loyalty_engine.rules.offer import Audiences, Offer
from loyalty_engine.rules.predicates import (
    All,
    Any,
    Bought,
    Compare,
    Contains,
    During,
    EntryOf,
    Keyed,
    LineFigure,
    OfLines,
    OneOf,
    Predicate,
    ReceiptSum,
    Source,
)


def clock(local: dt.datetime) -> int:
    """A clock reading as a number of microseconds, which compares faster than a `datetime`."""
    minutes = (local.toordinal() * 24 + local.hour) * 60 + local.minute
    return (minutes * 60 + local.second) * 1_000_000 + local.microsecond


EVER = (clock(ALWAYS.span[0]), clock(ALWAYS.span[1]))
#: How selective a kind of key is: smaller is better as a guard. Chosen by kind, not by the size of a set.
SELECTIVITY = {
    KeyKind.PRODUCT: 0,
    KeyKind.INTERNAL_PRODUCT: 0,
    KeyKind.BARCODE: 0,
    KeyKind.FAVORITE: 1,
    KeyKind.ENTRY: 1,
    KeyKind.GROUP: 2,
    KeyKind.CATEGORY: 3,
    KeyKind.INTERNAL_CATEGORY: 3,
}


@define(eq=False, weakref_slot=False)
class Guard:
    """The demands of the rule of a *rank*; None stands for no demand.

    At least one of *keys*, one of *audiences*, the place among *places*; a time from *opens* up to *closes*,
    as `clock` reads it, and in the hours of *schedule*; a receipt of at least *least* minor units. The keys
    are a tuple, for the garbage collector has no need to look at one that holds nothing but text.
    """

    rank: int
    keys: tuple[Key, ...] | None
    audiences: frozenset[str] | None
    places: frozenset[str] | None
    opens: int
    closes: int
    schedule: Schedule | None
    least: int


#: What a guard says besides the rank.
Demands = tuple[
    tuple[Key, ...] | None, frozenset[str] | None, frozenset[str] | None, int, int, Schedule | None, int
]


def demands(parts: Iterable[Predicate], offer: Offer) -> Demands:
    """What a rule of *offer* cannot hold without, all *parts* of whose predicate must hold."""
    least, (opens, closes), places, period, hours = 0, EVER, offer.places, offer.period, offer.schedule
    choices: list[frozenset[Key]] = []
    audiences = offer.reach.names if isinstance(offer.reach, Audiences) else None
    if period is not ALWAYS:
        start, end = period.span
        opens, closes = clock(start), clock(end)
    schedule = hours if hours is not ANY_TIME and hours.week_minutes is not None else None
    for part in parts:
        if isinstance(part, Keyed):
            if not part.negated:
                choices.append(part.keys)
        elif isinstance(part, OneOf):
            if part.negated:
                continue
            if part.source is Source.AUDIENCE:
                audiences = _fewer(audiences, part.values)
            elif part.source is Source.PLACE:
                places = _fewer(places, part.values)
        elif isinstance(part, During):
            if part.negated:
                continue
            if part.period is not ALWAYS:
                start, end = part.period.span
                opens, closes = max(opens, clock(start)), min(closes, clock(end))
            if schedule is None and part.schedule is not ANY_TIME and part.schedule.week_minutes is not None:
                schedule = part.schedule
        else:
            found = _keys(part)
            if found is not None:
                choices.append(found)
            if isinstance(part, (Compare, Contains)):
                least = max(least, _least(part))
    keys = _best(choices)
    return None if keys is None else tuple(keys), audiences, places, opens, closes, schedule, least


def _fewer(names: frozenset[str] | None, others: frozenset[str]) -> frozenset[str]:
    return others if names is None or len(others) < len(names) else names


def keys_of(predicate: Predicate) -> frozenset[Key]:
    """Every key that *predicate* mentions anywhere."""
    if isinstance(predicate, Keyed):
        return predicate.keys
    if isinstance(predicate, (All, Any)):
        return frozenset().union(*map(keys_of, predicate.parts))
    if isinstance(predicate, Contains):
        return frozenset().union(*map(keys_of, predicate.tests))
    if isinstance(predicate, EntryOf):
        return frozenset({entry_key(predicate.attribute)})
    if isinstance(predicate, Compare) and isinstance(predicate.figure, Bought):
        return frozenset().union(*map(keys_of, predicate.figure.tests))
    return frozenset()


def _keys(predicate: Predicate) -> frozenset[Key] | None:
    if isinstance(predicate, Keyed):
        return None if predicate.negated else predicate.keys
    if isinstance(predicate, EntryOf):
        return None if predicate.negated else frozenset({entry_key(predicate.attribute)})
    if isinstance(predicate, Contains):
        if predicate.negated or predicate.range.low is None or predicate.range.low <= 0:
            return None
        return _best([keys for test in predicate.tests if (keys := _keys(test)) is not None])
    if isinstance(predicate, All):
        return _best([keys for part in predicate.parts if (keys := _keys(part)) is not None])
    if isinstance(predicate, Any):
        branches = [_keys(part) for part in predicate.parts]
        if any(keys is None for keys in branches):
            return None
        return frozenset().union(*(keys for keys in branches if keys is not None))
    return None


def _best(choices: list[frozenset[Key]]) -> frozenset[Key] | None:
    if len(choices) < 2:
        return choices[0] if choices else None
    return min(choices, key=_selectivity)


def _selectivity(keys: frozenset[Key]) -> int:
    return max([SELECTIVITY[parse_key(key)[0]] for key in marked(keys)], default=0)


def _least(predicate: Compare | Contains) -> int:
    """The least that the receipt must come to; what some lines must come to, the whole must as well."""
    if predicate.negated or not isinstance(predicate.range.low, int):
        return 0
    figure = predicate.figure
    if isinstance(figure, OfLines):
        figure = figure.figure
    whole = isinstance(figure, (ReceiptSum, PaidSum))
    return predicate.range.low if whole or figure is LineFigure.AMOUNT else 0
