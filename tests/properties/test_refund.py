"""Returns: whatever comes back, in whatever parts and order, all of it comes to the purchase and no more."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence

from hypothesis import event, given
from hypothesis import strategies as st

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.refund import Refund, RefundManner, ReturnedLine, refund
from loyalty_engine.model.intents import CounterIntent, CounterOperation, PointsIntent, WithdrawalIntent
from loyalty_engine.model.money import Quantity
from loyalty_engine.model.receipt import Measure
from loyalty_engine.testing import World, worlds

SHUFFLES = st.randoms(use_true_random=False)
MANNERS = tuple(RefundManner)


def bought(world: World) -> Calculation:
    """The first receipt of the world, sold to its first buyer."""
    return calculate(world.receipt, world.member, world.book(), context=world.context)


def everything(calculation: Calculation) -> list[ReturnedLine]:
    return [ReturnedLine(line.number, line.quantity) for line in calculation.receipt.lines]


def in_parts(calculation: Calculation, rng: random.Random) -> list[ReturnedLine]:
    """All goods of the purchase in any parts and order."""
    parts = []
    for line in calculation.receipt.lines:
        step = 1000 if line.measure is Measure.PIECE else 1
        left = line.quantity.thousandths // step
        while left:
            taken = rng.randint(1, left)
            parts.append(ReturnedLine(line.number, Quantity(taken * step)))
            left -= taken
    rng.shuffle(parts)
    return parts


def returned(
    calculation: Calculation,
    parts: Iterable[ReturnedLine],
    manners: Sequence[RefundManner],
    rng: random.Random,
) -> list[Refund]:
    """One return after the other, each in one of the *manners*."""
    found: list[Refund] = []
    for part in parts:
        found.append(refund(calculation, [part], earlier=found, manner=rng.choice(manners)))
    return found


def summed(refunds: Iterable[Refund]) -> Counter[object]:
    """What *refunds* come to together, figure by figure."""
    total: Counter[object] = Counter()
    for one in refunds:
        total["money"] += one.money
        for goods in one.goods:
            total["goods"] += goods.total
        for part in one.paid:
            total["points", part.currency] += part.points
            total["paid", part.currency] += part.amount
        for back in one.certificates:
            total["certificate", back.number] += back.amount
        for name, reversals in (
            ("back", one.taken_back),
            ("given", one.given_back),
            ("counts", one.counters),
        ):
            for reversal in reversals:
                total[name, reversal.intent] += reversal.amount
    return +total


def whole(calculation: Calculation) -> Counter[object]:
    """All that a purchase moved."""
    total: Counter[object] = Counter({"money": calculation.to_pay.minor, "goods": calculation.total.minor})
    for part in calculation.paid:
        total["points", part.currency] += part.points
        total["paid", part.currency] += part.amount
    for one in calculation.certificates:
        total["certificate", one.number] += one.amount
    for n, intent in enumerate(calculation.intents):
        if isinstance(intent, PointsIntent):
            total["back", n] += intent.amount
        elif isinstance(intent, WithdrawalIntent):
            total["given", n] += intent.amount
        elif isinstance(intent, CounterIntent) and intent.operation is not CounterOperation.ESTABLISH:
            total["counts", n] += intent.value
    return +total


@given(worlds(), SHUFFLES)
def test_returning_everything_gives_back_everything(world: World, rng: random.Random) -> None:
    calculation = bought(world)
    refunds = returned(calculation, in_parts(calculation, rng), MANNERS, rng)
    event(f"paid with points: {bool(calculation.paid)}, returns: {min(len(refunds), 3)}")

    assert summed(refunds) == whole(calculation)


@given(worlds(), SHUFFLES, st.sampled_from(MANNERS))
def test_parts_and_order_make_no_difference(world: World, rng: random.Random, manner: RefundManner) -> None:
    calculation = bought(world)
    parts = in_parts(calculation, rng)
    some = parts[: rng.randint(1, len(parts))]
    other = some.copy()
    rng.shuffle(other)

    one_by_one = summed(returned(calculation, some, [manner], rng))
    assert one_by_one == summed(returned(calculation, other, [manner], rng))
    assert one_by_one == summed([refund(calculation, some, manner=manner)])


@given(worlds(), SHUFFLES)
def test_nothing_is_given_back_twice_or_less_than_nothing(world: World, rng: random.Random) -> None:
    calculation = bought(world)
    most = whole(calculation)
    refunds = returned(calculation, in_parts(calculation, rng), MANNERS, rng)
    for n, one in enumerate(refunds, 1):
        figures = summed([one])
        assert all(amount >= 0 for amount in figures.values())
        assert one.money >= 0
        assert summed(refunds[:n]) <= most
        paid = sum(part.amount for part in one.paid) + sum(part.amount for part in one.certificates)
        assert one.money + paid == sum(goods.total for goods in one.goods)


@given(worlds())
def test_points_come_back_first_where_that_is_wanted(world: World) -> None:
    calculation = bought(world)
    for line in calculation.receipt.lines:
        one = ReturnedLine(line.number, line.quantity)
        first = refund(calculation, [one], manner=RefundManner.POINTS_FIRST)
        normal = refund(calculation, [one])
        assert first.money <= normal.money
        left = sum(part.amount for part in calculation.paid) - sum(part.amount for part in first.paid)
        assert first.money == 0 or left == 0
