"""Which facts about a member predicates read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import assert_never

from attrs import evolve

from loyalty_engine.model.counter_keys import CounterKey, Keying
from loyalty_engine.model.keys import FAVORITE_PREFIX, marked, parse_key
from loyalty_engine.model.member import CARDS, CONTACTS, PURCHASES, REFERRER, STATE, Need, NeedKind
from loyalty_engine.model.period import Period
from loyalty_engine.model.window import Window
from loyalty_engine.rules.emissions import Debit
from loyalty_engine.rules.figures import (
    BalanceNow,
    Counted,
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
from loyalty_engine.rules.instructions import (
    Accrue,
    AllowPayment,
    FillSlots,
    FromEntry,
    Instruction,
    IssueFromEntry,
    Reduce,
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
    """The fact about a member that *asks* reads; of a family of counters, all of them."""
    if isinstance(asks, CounterNow):
        return Need(NeedKind.COUNTER, asks.counter, asks.keyed_by)
    if isinstance(asks, CounterMoves):
        return Need(NeedKind.COUNTER_CHANGES, asks.counter, asks.keyed_by)
    if isinstance(asks, BalanceNow):
        return Need(NeedKind.BALANCE, asks.currency)
    if isinstance(asks, HasStatus):
        return Need(NeedKind.STATUS, asks.system)
    if isinstance(asks, HasCardLike):
        return CARDS
    if isinstance(asks, ProgramCount):
        kind = NeedKind.PROGRAM_COUNTER if asks.during is None else NeedKind.PROGRAM_COUNTER_CHANGES
        return Need(kind, asks.counter, asks.keyed_by)
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
        return type(predicate)(tuple([with_draws(part, offer) for part in predicate.parts]))
    if isinstance(predicate, Compare) and predicate.figure == Draw():
        return evolve(predicate, figure=Draw(name=offer))
    return predicate


#: A fact that has dates, and the stretch of time in which it is asked for.
Past = tuple[Need, Period | Window]


def past_of(check: Compare | Counted) -> tuple[Past, ...]:
    """What of the past *check* asks for."""
    if isinstance(check.figure, (CounterMoves, Bought)):
        return ((need_of(check.figure), check.figure.during),)
    if isinstance(check.figure, ProgramCount) and check.figure.during is not None:
        return ((need_of(check.figure), check.figure.during),)
    return ()


def opening(during: Period | Window, local: dt.datetime) -> dt.datetime:
    """The clock reading with which *during* begins at the latest, seen from a receipt made at *local*."""
    return during.opens(local) if isinstance(during, Window) else during.span[0]


NO_NEEDS: frozenset[Need] = frozenset()


def needs_on(needs: Iterable[Need], seen: Keying, products: Iterable[str | None]) -> frozenset[Need]:
    """What *needs* come to on *seen* with these *products*: of families those counters that it is about."""
    found: set[Need | None] = set()
    codes = frozenset(products)
    for need in needs:
        of_products = CounterKey.PRODUCT in need.keyed_by
        found.update([need.on(seen, code) for code in codes] if of_products else [need.on(seen)])
    return frozenset(need for need in found if need is not None)


def needs_of(leaf: Predicate) -> frozenset[Need]:
    """The facts about a member that *leaf*, which combines no others, reads."""
    if isinstance(leaf, Keyed):
        chosen = [key for key in marked(leaf.keys) if key.startswith(FAVORITE_PREFIX)]
        if not chosen:
            return NO_NEEDS
        return frozenset(Need(NeedKind.FAVORITE, parse_key(key)[1]) for key in chosen)
    if isinstance(leaf, EntryOf):
        return frozenset({Need(NeedKind.PERSONAL, leaf.attribute)})
    if isinstance(leaf, OneOf) and leaf.source is Source.AUDIENCE:
        return frozenset(Need(NeedKind.AUDIENCE, name) for name in leaf.values)
    if isinstance(leaf, HasValue) and leaf.carrier is Carrier.MEMBER:
        return frozenset({Need(NeedKind.ATTRIBUTE, leaf.name)})
    if isinstance(leaf, Compare):
        return _compared(leaf)
    if isinstance(leaf, Contains):  # its tests are leaves of their own
        return NO_NEEDS if leaf.own is None else own_needs(leaf.own)
    if isinstance(leaf, MemberCheck):
        return frozenset({need_of(leaf)})
    if isinstance(leaf, Counted):
        return frozenset({need_of(leaf.figure)})
    if isinstance(leaf, OneOf) and (need := profile_need(leaf)) is not None:
        return frozenset({need})
    return NO_NEEDS


def needs_in(instruction: Instruction) -> list[Need]:
    """The facts about a member that say what *instruction* gives."""
    if isinstance(instruction, (Reduce, Accrue)) and isinstance(instruction.amount, FromEntry):
        return [Need(NeedKind.PERSONAL, instruction.amount.attribute)]
    if isinstance(instruction, IssueFromEntry):
        return [Need(NeedKind.PERSONAL, instruction.attribute)]
    if isinstance(instruction, AllowPayment):
        return [Need(NeedKind.BALANCE, instruction.points), STATE, CARDS]
    if isinstance(instruction, Debit):
        return [STATE, CARDS]
    if isinstance(instruction, FillSlots):
        return [Need(NeedKind.FAVORITE, instruction.rule)]
    return []


def _compared(check: Compare) -> frozenset[Need]:
    """The fact that is compared, and those that it is compared with."""
    found = NO_NEEDS if check.own is None else own_needs(check.own)
    if isinstance(check.figure, AttributeFigure):
        return found | {Need(NeedKind.ATTRIBUTE, check.figure.attribute)}
    if isinstance(check.figure, (MemberFigure, Bought, Draw, ProgramCount)):
        return found | {need_of(check.figure)}
    return found


def own_needs(own: OwnBounds) -> frozenset[Need]:
    """The attributes that hold the bounds of the member."""
    names = [name for name in (own.low, own.high) if name is not None]
    return frozenset(Need(NeedKind.ATTRIBUTE, name) for name in names)
