"""Which facts about a member predicates read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import assert_never

from attrs import evolve

from loyalty_engine.model.keys import FAVORITE_PREFIX, marked, parse_key
from loyalty_engine.model.member import CARDS, CONTACTS, PURCHASES, REFERRER, STATE, Need, NeedKind
from loyalty_engine.model.period import Period
from loyalty_engine.model.window import Window
from loyalty_engine.rules.figures import (
    BalanceNow,
    CounterMoves,
    CounterNow,
    Draw,
    HasCardLike,
    HasStatus,
    IsReferred,
    MemberCheck,
    MemberFigure,
    OwnBounds,
    ProgramCount,
)
from loyalty_engine.rules.predicates import (
    All,
    Any,
    AttributeFigure,
    Bought,
    Carrier,
    Compare,
    Contains,
    EntryOf,
    HasValue,
    Keyed,
    OneOf,
    Predicate,
    Source,
)

#: The draw of an offer before the offer is known.
UNNAMED = "the offer's own"
#: The sources of names that a member has once.
OF_PROFILE = {Source.STATE: STATE, Source.CONTACT: CONTACTS}


def profile_need(check: OneOf) -> Need | None:
    """The fact about a member that gives the names *check* looks at, where they are of his profile."""
    return OF_PROFILE.get(check.source)


def need_of(asks: MemberFigure | MemberCheck | Bought | Draw | ProgramCount) -> Need:
    """The fact about a member that *asks* reads."""
    if isinstance(asks, CounterNow):
        return Need(NeedKind.COUNTER, asks.counter)
    if isinstance(asks, CounterMoves):
        return Need(NeedKind.COUNTER_CHANGES, asks.counter)
    if isinstance(asks, BalanceNow):
        return Need(NeedKind.BALANCE, asks.currency)
    if isinstance(asks, HasStatus):
        return Need(NeedKind.STATUS, asks.system)
    if isinstance(asks, HasCardLike):
        return CARDS
    if isinstance(asks, ProgramCount):
        moves = asks.during is not None
        return Need(NeedKind.PROGRAM_COUNTER_CHANGES if moves else NeedKind.PROGRAM_COUNTER, asks.counter)
    if isinstance(asks, Draw):
        return Need(NeedKind.DRAW, asks.name or UNNAMED)
    if isinstance(asks, Bought):
        return PURCHASES
    if isinstance(asks, IsReferred):
        return REFERRER
    assert_never(asks)


def with_draws(predicate: Predicate, offer: str) -> Predicate:
    """*predicate* with *offer* as the name of each draw that has none."""
    if isinstance(predicate, (All, Any)):
        parts = tuple(with_draws(part, offer) for part in predicate.parts)
        same = all(part is before for part, before in zip(parts, predicate.parts, strict=True))
        return predicate if same else type(predicate)(parts)
    if isinstance(predicate, Compare) and predicate.figure == Draw():
        return evolve(predicate, figure=Draw(name=offer))
    return predicate


def stretches(predicate: Predicate) -> list[tuple[Need, Period | Window]]:
    """What of the past *predicate* asks for: the facts that have dates, and in which stretch of time."""
    if isinstance(predicate, (All, Any)):
        return [found for part in predicate.parts for found in stretches(part)]
    if isinstance(predicate, Compare) and isinstance(predicate.figure, (CounterMoves, Bought)):
        return [(need_of(predicate.figure), predicate.figure.during)]
    if isinstance(predicate, Compare) and isinstance(predicate.figure, ProgramCount):
        during = predicate.figure.during
        return [] if during is None else [(need_of(predicate.figure), during)]
    return []


def dated(predicates: Iterable[Predicate]) -> dict[Need, tuple[Period | Window, ...]]:
    """In which stretches of time *predicates* ask for facts that have dates."""
    found: dict[Need, set[Period | Window]] = {}
    for predicate in predicates:
        for need, during in stretches(predicate):
            found.setdefault(need, set()).add(during)
    return {need: tuple(during) for need, during in found.items()}


def opening(during: Period | Window, local: dt.datetime) -> dt.datetime:
    """The clock reading with which *during* begins at the latest, seen from a receipt made at *local*."""
    return during.opens(local) if isinstance(during, Window) else during.span[0]


_NO_NEEDS: frozenset[Need] = frozenset()


def needs_of(predicate: Predicate) -> frozenset[Need]:
    """The facts about a member that *predicate* reads."""
    if isinstance(predicate, (All, Any)):
        return frozenset().union(*map(needs_of, predicate.parts))
    if isinstance(predicate, Keyed):
        chosen = [key for key in marked(predicate.keys) if key.startswith(FAVORITE_PREFIX)]
        if not chosen:
            return _NO_NEEDS
        return frozenset(Need(NeedKind.FAVORITE, parse_key(key)[1]) for key in chosen)
    if isinstance(predicate, EntryOf):
        return frozenset({Need(NeedKind.PERSONAL, predicate.attribute)})
    if isinstance(predicate, OneOf) and predicate.source is Source.AUDIENCE:
        return frozenset(Need(NeedKind.AUDIENCE, name) for name in predicate.values)
    if isinstance(predicate, HasValue) and predicate.carrier is Carrier.MEMBER:
        return frozenset({Need(NeedKind.ATTRIBUTE, predicate.name)})
    if isinstance(predicate, Compare):
        return _compared(predicate)
    if isinstance(predicate, Contains):
        return frozenset().union(*map(needs_of, predicate.tests))
    if isinstance(predicate, MemberCheck):
        return frozenset({need_of(predicate)})
    if isinstance(predicate, OneOf) and (need := profile_need(predicate)) is not None:
        return frozenset({need})
    return _NO_NEEDS


def _compared(check: Compare) -> frozenset[Need]:
    """The fact that is compared, and those that it is compared with."""
    found = _NO_NEEDS if check.own is None else own_needs(check.own)
    if isinstance(check.figure, AttributeFigure):
        return found | {Need(NeedKind.ATTRIBUTE, check.figure.attribute)}
    if isinstance(check.figure, (MemberFigure, Bought, Draw, ProgramCount)):
        return found | {need_of(check.figure)}
    return found


def own_needs(own: OwnBounds) -> frozenset[Need]:
    """The attributes that hold the bounds of the member."""
    names = [name for name in (own.low, own.high) if name is not None]
    return frozenset(Need(NeedKind.ATTRIBUTE, name) for name in names)
