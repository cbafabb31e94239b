"""Messages, coupons, counters, and changes of what is known about the member."""

from __future__ import annotations

from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.counter_keys import CounterKey
from loyalty_engine.model.intents import CounterOperation, SlotChange
from loyalty_engine.rules.benefits.effects import (
    CashierMessage,
    ChangeCounter,
    IssueCoupon,
    ReceiptMessage,
)
from loyalty_engine.rules.benefits.messages import SendMessage, TriggeredMailing
from loyalty_engine.rules.benefits.points import AdditionalPoints, WithdrawPoints
from loyalty_engine.rules.benefits.profile import CalculateStatus, ChangeSlots, SetAttribute, SetStatus
from loyalty_engine.rules.emissions import ReceiptFigure, RuleFigure
from loyalty_engine.rules.language import Benefit
from loyalty_engine.testing.strategies.adding import a_lifetime
from loyalty_engine.testing.strategies.buyers import a_holder, some_keys
from loyalty_engine.testing.strategies.tape import Tape
from loyalty_engine.testing.strategies.words import (
    COUNTERS,
    FAVORITE_RULES,
    ISSUES,
    LEVELS,
    POINTS_IDS,
    SCALARS,
    TEXTS,
)


def a_message(tape: Tape) -> Benefit:
    """A message to the member, of parts that its channel takes."""
    channel = tape.one_of(tuple(MessageChannel))
    text = tape.one_of(TEXTS)
    if channel is MessageChannel.EMAIL:
        return SendMessage(channel, text, subject=tape.one_of(TEXTS))
    if channel is MessageChannel.PUSH and tape.chance(50):
        return SendMessage(channel, image="https://shop.example/tea.png", url="shop://tea")
    if channel is MessageChannel.VIBER and tape.chance(50):
        return SendMessage(channel, text, button="Buy", url="https://shop.example/tea")
    return SendMessage(channel, text)


def a_change(tape: Tape) -> Benefit:
    """A change of what is known about the member, or a message to him."""
    kind = tape.below(9)
    if kind < 2:
        points = tape.between(1, 50)
        return AdditionalPoints(points, currency=tape.one_of(POINTS_IDS), lifetime=a_lifetime(tape))
    if kind == 2:
        return WithdrawPoints(tape.between(1, 10), currency=tape.one_of(POINTS_IDS))
    if kind == 3:
        return SetAttribute("level", tape.one_of(SCALARS))
    if kind == 4:
        return SetStatus("club", tape.one_of(LEVELS)) if tape.chance(50) else CalculateStatus("club")
    if kind == 5:
        if tape.chance(30):
            return ChangeSlots(tape.one_of(FAVORITE_RULES), clear=True)
        change = tape.one_of((SlotChange.MORE, SlotChange.FEWER, SlotChange.SET))
        return ChangeSlots(tape.one_of(FAVORITE_RULES), change, 1, clear=tape.chance(30))
    if kind == 6:
        return TriggeredMailing("welcome", on=not tape.chance(30))
    if kind == 7:
        step = tape.one_of((*ReceiptFigure, *RuleFigure))
        return _counting(tape, step)
    return a_message(tape)


def _counting(tape: Tape, step: int | ReceiptFigure | RuleFigure | None) -> Benefit:
    operation = tape.one_of(tuple(CounterOperation))
    per, keys = a_holder(tape), some_keys(tape)
    if isinstance(step, (int, RuleFigure)) and tape.chance(20):
        keys = frozenset({CounterKey.PRODUCT})
    return ChangeCounter(tape.one_of(COUNTERS), step, operation=operation, per=per, keyed_by=keys)


def an_effect(tape: Tape) -> Benefit:
    """A message, a coupon, a counter, or a change of what is known about the member."""
    if tape.chance(45):
        return a_change(tape)
    kind = tape.below(4)
    if kind == 0:
        return ReceiptMessage(tape.one_of(TEXTS))
    if kind == 1:
        return CashierMessage(tape.one_of(TEXTS))
    if kind == 2:
        return IssueCoupon(tape.one_of(ISSUES), tape.between(1, 3))
    step = None if tape.chance(40) else tape.below(5)
    return _counting(tape, step)
