"""Which fact about a member a figure or a check reads that asks for one."""

from __future__ import annotations

from typing import assert_never

from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.rules.figures import BalanceNow, CounterMoves, CounterNow, MemberFigure
from loyalty_engine.rules.predicates import HasStatus


def need_of(asks: MemberFigure | HasStatus) -> Need:
    """The fact about a member that *asks* reads."""
    if isinstance(asks, CounterNow):
        return Need(NeedKind.COUNTER, asks.counter)
    if isinstance(asks, CounterMoves):
        return Need(NeedKind.COUNTER_CHANGES, asks.counter)
    if isinstance(asks, BalanceNow):
        return Need(NeedKind.BALANCE, asks.currency)
    if isinstance(asks, HasStatus):
        return Need(NeedKind.STATUS, asks.system)
    assert_never(asks)
