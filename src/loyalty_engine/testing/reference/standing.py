"""Where the member stands: counters, points to spend, statuses."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from loyalty_engine.model.member import NeedKind
from loyalty_engine.model.period import Period
from loyalty_engine.model.window import Window
from loyalty_engine.rules.figures import BalanceNow, CounterMoves, CounterNow, MemberFigure
from loyalty_engine.rules.predicates import HasStatus
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.truth import Truth


def number_of(figure: MemberFigure, scene: Scene) -> int | None:
    """The number asked for; None where it is not known."""
    if isinstance(figure, CounterNow):
        member = scene.loaded(NeedKind.COUNTER, figure.counter)
        if member is None:
            return None
        return dict(member.counters)[figure.counter].value if figure.counter in dict(member.counters) else 0
    if isinstance(figure, CounterMoves):
        member = scene.loaded(NeedKind.COUNTER_CHANGES, figure.counter)
        if member is None:
            return None
        counter = dict(member.counters).get(figure.counter)
        changes = () if counter is None else counter.changes
        counted = [change for change in changes if falls_into(figure.during, change.at, scene)]
        return sum(change.by for change in counted) if figure.summed else len(counted)
    if isinstance(figure, BalanceNow):
        member = scene.loaded(NeedKind.BALANCE, figure.currency)
        if member is None:
            return None
        balance = dict(member.balances).get(figure.currency)
        return 0 if balance is None else balance.active
    assert_never(figure)


def falls_into(during: Period | Window, then: dt.datetime, scene: Scene) -> bool:
    """Was *then* not after the receipt, and by its own clock within the stretch?"""
    receipt = scene.receipt
    if then > receipt.at:
        return False
    reading = then.replace(tzinfo=None)
    if isinstance(during, Window):
        return during.opens(receipt.local) <= reading
    return during.contains(reading, then)


def has_status(check: HasStatus, scene: Scene) -> Truth:
    """Has the member one of the statuses asked for, or any where none is named?"""
    member = scene.loaded(NeedKind.STATUS, check.system)
    if member is None:
        return Truth.UNKNOWN
    status = dict(member.statuses).get(check.system)
    if status is None:
        return Truth.FALSE
    return Truth.of(check.statuses is None or status in check.statuses)
