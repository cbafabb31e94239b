"""Where the member stands: counters, points to spend, statuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import assert_never

from attrs import evolve

from loyalty_engine.model.counter_keys import UNKEYED
from loyalty_engine.model.member import Member, NeedKind
from loyalty_engine.model.period import Period
from loyalty_engine.model.receipt import Line, PresentedCoupon
from loyalty_engine.model.window import Window
from loyalty_engine.rules.figures import (
    BalanceNow,
    Counted,
    CounterMoves,
    CounterNow,
    CouponsShown,
    HasCardLike,
    HasStatus,
    IsReferred,
    MemberFigure,
    ProgramCount,
)
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.truth import Truth

#: The receipt has brought the member no points, and cost him none.
NOTHING_MOVED: Mapping[str, int] = {}


def number_of(
    figure: MemberFigure | ProgramCount, scene: Scene, pending: Mapping[str, int] = NOTHING_MOVED
) -> int | None:
    """The number asked for, with *pending* points where they are meant; None where it is not known."""
    if isinstance(figure, CounterNow):
        member, name = _counter_of_member(NeedKind.COUNTER, figure, scene)
        if member is None:
            return None
        return dict(member.counters)[name].value if name in dict(member.counters) else 0
    if isinstance(figure, CounterMoves):
        member, name = _counter_of_member(NeedKind.COUNTER_CHANGES, figure, scene)
        if member is None:
            return None
        counter = dict(member.counters).get(name)
        changes = () if counter is None else counter.changes
        counted = [change for change in changes if falls_into(figure.during, change.at, scene)]
        return sum(change.by for change in counted) if figure.summed else len(counted)
    if isinstance(figure, BalanceNow):
        member = scene.loaded(NeedKind.BALANCE, figure.currency)
        if member is None:
            return None
        balance = dict(member.balances).get(figure.currency)
        moved = pending.get(figure.currency, 0) if figure.with_receipt else 0
        return moved if balance is None else balance.active + moved
    if isinstance(figure, ProgramCount):
        of_program = dict(scene.context.counters).get(scene.counter(figure.counter, figure.keyed_by) or "")
        if of_program is None or figure.during is None:
            return None if of_program is None else of_program.value
        during = figure.during
        counted = [one for one in of_program.changes if falls_into(during, one.at, scene)]
        return sum(one.by for one in counted) if figure.summed else len(counted)
    assert_never(figure)


def is_about_none(figure: object, scene: Scene) -> bool:
    """Is it a counter of each card, say, that is asked for, and no card was shown to somebody known?"""
    if not isinstance(figure, (CounterNow, CounterMoves, ProgramCount)):
        return False
    if isinstance(figure, (CounterNow, CounterMoves)):
        kind = NeedKind.COUNTER if isinstance(figure, CounterNow) else NeedKind.COUNTER_CHANGES
        if scene.loaded(kind, figure.counter, figure.keyed_by) is None:
            return False
    return scene.counter(figure.counter, figure.keyed_by) is None


def counts_products(test: Counted, line: Line, scene: Scene) -> Truth:
    """Is the counter of the line's product as asked for? Not known where that of any product is not."""
    figure = test.figure
    if isinstance(figure, (CounterNow, CounterMoves)):
        kind = NeedKind.COUNTER if isinstance(figure, CounterNow) else NeedKind.COUNTER_CHANGES
        if scene.loaded(kind, figure.counter, figure.keyed_by) is None:
            return Truth.UNKNOWN
    numbers: dict[str | None, int | None] = {}
    for one in scene.lines:
        code = scene.erp_code(one)
        name = scene.counter(figure.counter, figure.keyed_by, code)
        if name is not None:
            numbers[code] = number_of(evolve(figure, counter=name, keyed_by=UNKEYED), scene)
            if numbers[code] is None:
                return Truth.UNKNOWN
    count = numbers.get(scene.erp_code(line))
    if count is None:
        return Truth.FALSE
    return Truth.of(count in test.range and (test.every is None or (count != 0 and count % test.every == 0)))


def _counter_of_member(
    kind: NeedKind, figure: CounterNow | CounterMoves, scene: Scene
) -> tuple[Member | None, str]:
    """The member, where his counter is known that the receipt is about, and the name of that."""
    name = scene.counter(figure.counter, figure.keyed_by) or ""
    family = scene.loaded(kind, figure.counter, figure.keyed_by)
    return (None if family is None or not name else scene.loaded(kind, name)), name


def falls_into(during: Period | Window, then: dt.datetime, scene: Scene) -> bool:
    """Was *then* not after the receipt, and by its own clock within the stretch?"""
    receipt = scene.receipt
    if then > receipt.at:
        return False
    reading = then.replace(tzinfo=None)
    if isinstance(during, Window):
        return during.opens(receipt.local) <= reading
    return during.contains(reading, then)


AboutMember = HasStatus | HasCardLike | IsReferred


def about_member(check: AboutMember, scene: Scene) -> Truth:
    """The truth about what a member has or is."""
    if isinstance(check, HasStatus):
        return has_status(check, scene)
    member = scene.loaded(NeedKind.PROFILE, "referrer" if isinstance(check, IsReferred) else "cards")
    if member is None:
        return Truth.UNKNOWN
    if isinstance(check, IsReferred):
        known = {member.referrer} - {None}
        return Truth.of(bool(known if check.by is None else known & check.by))
    cards = [card for card in member.cards if not check.presented or scene.receipt.card == card.number]
    demands = (
        (check.numbers, [card.number for card in cards]),
        (check.types, [card.type for card in cards]),
        (check.categories, [card.category for card in cards]),
        (check.issues, [card.issue for card in cards]),
        (check.states, [card.state for card in cards]),
    )
    fitting = set(range(len(cards)))
    for wanted, seen in demands:
        if wanted is not None:
            fitting &= {n for n, value in enumerate(seen) if value in wanted}
    return Truth.of(bool(fitting))


def coupons_shown(figure: CouponsShown, scene: Scene) -> int:
    """How many coupons on the receipt are of the issues, and like the mask."""
    return sum(is_wanted(coupon, figure) for coupon in scene.receipt.coupons)


def is_wanted(coupon: PresentedCoupon, figure: CouponsShown) -> bool:
    """Is the coupon of one of the issues, and its number like the mask?"""
    of_issue = figure.issues is None or coupon.issue in figure.issues
    return of_issue and (figure.mask is None or _is_like(coupon.number, figure.mask))


def _is_like(number: str, mask: str) -> bool:
    """The rest of the number against the rest of the mask, row by row."""
    ends = {0}
    for wanted in mask:
        if wanted == "*":
            ends = {end for start in ends for end in range(start, len(number) + 1)}
        else:
            ends = {end + 1 for end in ends if end < len(number) and wanted in ("?", number[end])}
    return len(number) in ends


def has_status(check: HasStatus, scene: Scene) -> Truth:
    """Has the member one of the statuses asked for, or any where none is named?"""
    member = scene.loaded(NeedKind.STATUS, check.system)
    if member is None:
        return Truth.UNKNOWN
    status = dict(member.statuses).get(check.system)
    if status is None:
        return Truth.FALSE
    return Truth.of(check.statuses is None or status in check.statuses)
