"""Which fact about a member a figure or a check reads that asks for one."""

from __future__ import annotations

from typing import assert_never

from loyalty_engine.model.member import CARDS, CONTACTS, REFERRER, STATE, Need, NeedKind
from loyalty_engine.rules.figures import BalanceNow, CounterMoves, CounterNow, MemberFigure
from loyalty_engine.rules.predicates import HasCardLike, HasStatus, IsReferred, MemberCheck, OneOf, Source

#: The sources of names that a member has once.
OF_PROFILE = {Source.STATE: STATE, Source.CONTACT: CONTACTS}


def profile_need(check: OneOf) -> Need | None:
    """The fact about a member that gives the names *check* looks at, where they are of his profile."""
    return OF_PROFILE.get(check.source)


def need_of(asks: MemberFigure | MemberCheck) -> Need:
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
    if isinstance(asks, IsReferred):
        return REFERRER
    assert_never(asks)
