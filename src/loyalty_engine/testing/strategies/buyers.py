"""Conditions on who the buyer is and where he stands: profile, counters, points, coupons, chance."""

from __future__ import annotations

from loyalty_engine.model.counter_keys import UNKEYED, AnyKey, CounterKey
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.period import Period
from loyalty_engine.model.profile import CardState, CardType, MemberState
from loyalty_engine.model.window import Opening, Window, WindowUnit
from loyalty_engine.rules.conditions.buyer import HasCard, HasContact, IdentifiedBy, InState, Referred
from loyalty_engine.rules.conditions.chance import Chance
from loyalty_engine.rules.conditions.coupons import CouponMask
from loyalty_engine.rules.conditions.receipt import (
    CouponPresented,
)
from loyalty_engine.rules.conditions.standing import Balance, CounterChanges, CounterValue, InStatus
from loyalty_engine.rules.language import Condition
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import (
    CARD_ISSUES,
    CONTACTS,
    COUNTERS,
    ISSUES,
    KEYS,
    MASKS,
    PERIODS,
    POINTS_IDS,
    STATUSES,
    SYSTEMS,
    WAYS,
)


def a_window(tape: Tape) -> Window:
    """A stretch of time before the receipt."""
    return Window(
        tape.one_of((1, 1, 2, 30)), tape.one_of(tuple(WindowUnit)), opening=tape.one_of(tuple(Opening))
    )


def some_time(tape: Tape) -> tuple[Period | None, Window | None]:
    """A period, a window, or all of the past."""
    kind = tape.below(4)
    if kind < 2:
        return None, a_window(tape)
    return (tape.one_of(PERIODS) if kind == 2 else None), None


def some_bounds(tape: Tape, *, step: bool = True) -> tuple[int | None, int | None, int | None]:
    """A lower bound, an upper one, or a step; one of them at least."""
    kind = tape.below(4 if step else 3)
    low = tape.one_of((1, 0, 5, 2, 10, -1))
    if kind == 3:
        return (low if tape.chance(20) else None), None, tape.one_of((5, 2, 1, 3))
    return (low if kind != 1 else None), (low + tape.below(6) if kind else None), None


def about_standing(tape: Tape, *, settled: bool = False) -> Condition:
    """A condition on counters, points to spend, or statuses; *settled*, one that set-up may ask."""
    kind = tape.below(4)
    if kind == 3:
        statuses = tape.some(STATUSES, most=2) if tape.chance(80) else None
        return InStatus(tape.one_of(SYSTEMS), statuses, new=tape.chance(40))
    if kind == 2:
        low, high, _ = some_bounds(tape, step=False)
        with_receipt = not settled and tape.chance(60)
        return Balance(tape.one_of(POINTS_IDS), at_least=low, at_most=high, with_receipt=with_receipt)
    low, high, every = some_bounds(tape)
    counter, per, keys = tape.one_of(COUNTERS), a_holder(tape), some_keys(tape)
    if kind == 0:
        return CounterValue(counter, at_least=low, at_most=high, every=every, per=per, keyed_by=keys)
    period, window = some_time(tape)
    return CounterChanges(
        counter,
        at_least=low,
        at_most=high,
        every=every,
        summed=tape.chance(40),
        period=period,
        window=window,
        per=per,
        keyed_by=keys,
    )


def a_holder(tape: Tape) -> CountedPer:
    """Mostly the member."""
    return CountedPer.PROGRAM if tape.chance(30) else CountedPer.MEMBER


def some_keys(tape: Tape) -> frozenset[AnyKey]:
    """What a counter is kept by: mostly nothing else."""
    return tape.one_of(KEYS) if tape.chance(30) else UNKEYED


def about_products(tape: Tape) -> Condition:
    """A condition on counters of products."""
    low, high, every = some_bounds(tape)
    counter, per = tape.one_of(COUNTERS), a_holder(tape)
    keys = {CounterKey.PRODUCT, CounterKey.YEAR} if tape.chance(30) else {CounterKey.PRODUCT}
    if tape.chance(50):
        return CounterValue(counter, at_least=low, at_most=high, every=every, per=per, keyed_by=keys)
    window = some_time(tape)[1]
    return CounterChanges(
        counter, at_least=low, at_most=high, window=window, every=every, per=per, keyed_by=keys
    )


def a_chance(tape: Tape) -> Condition:
    """Something left to a draw of the offer, or to one that offers share."""
    return Chance(tape.one_of(("10", "50", "0", "100", "0.01")), draw=tape.one_of((None, "wheel")))


def some_coupons(tape: Tape) -> Condition:
    """A condition on coupons."""
    kind = tape.below(3)
    if kind == 0:
        return CouponPresented(tape.some(ISSUES, most=1))
    count = tape.one_of((1, 2))
    if kind == 1:
        return CouponPresented(tape.some(ISSUES, most=2), at_least=count)
    return CouponMask(tape.one_of(MASKS), at_least=count)


def a_card_condition(tape: Tape) -> Condition:
    """A condition on the member's cards."""
    return HasCard(
        numbers={"k1"} if tape.chance(20) else None,
        types=tape.some(tuple(CardType), most=2) if tape.chance(40) else None,
        categories={"gold"} if tape.chance(20) else None,
        issues=tape.some(CARD_ISSUES, most=2) if tape.chance(20) else None,
        states={CardState.ACTIVATED} if tape.chance(40) else None,
        presented=tape.chance(30),
    )


def about_profiles(tape: Tape) -> Condition:
    """A condition on who the buyer is."""
    kind = tape.below(5)
    if kind == 0:
        return InState(tape.some(tuple(MemberState), most=3))
    if kind == 1:
        return HasContact(tape.some(CONTACTS, most=2))
    if kind == 2:
        return a_card_condition(tape)
    return (
        Referred(tape.one_of((None, {"m-2"}, {"m-3"})))
        if kind == 3
        else IdentifiedBy(tape.some(WAYS, most=2))
    )
