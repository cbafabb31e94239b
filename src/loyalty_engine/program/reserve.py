"""What an open purchase would change, and no other purchase may use before it is confirmed or cancelled."""

from __future__ import annotations

from collections.abc import Iterator

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterIntent, CounterOperation, PointsIntent, WithdrawalIntent
from loyalty_engine.program.confirm import step_of
from loyalty_engine.program.ports import UnitOfWork
from loyalty_engine.program.purchases import Reservation


def withdrawals_of(currency: str) -> str:
    """Under which name it is reserved what offers are to take of a kind of points."""
    return f"withdrawn:{currency}"


def reserved_points(unit: UnitOfWork, owner: str, currency: str) -> int:
    """How many points of *owner* the offers of open purchases are to take."""
    return sum(one.by for one in unit.reserved(owner, withdrawals_of(currency)))


def reservations(
    unit: UnitOfWork, calculation: Calculation, member: str | None, owner: str | None
) -> tuple[Reservation, ...]:
    """What the purchase would change of counters, and would take of the points of *owner*."""
    counted = tuple(_of_counters(unit, calculation, member))
    return counted if owner is None else (*counted, *_of_points(calculation, owner))


def _of_counters(unit: UnitOfWork, calculation: Calculation, member: str | None) -> Iterator[Reservation]:
    """The steps of counters, by which limits and budgets are kept; setting one is a step to its value."""
    steps: dict[tuple[str | None, str], int] = {}
    for intent in calculation.intents:
        if not isinstance(intent, CounterIntent) or (intent.per is CountedPer.MEMBER and member is None):
            continue
        owner = None if intent.per is CountedPer.PROGRAM else member
        key, by = (owner, intent.counter), step_of(intent)
        if intent.operation is CounterOperation.ESTABLISH:
            others = sum(one.by for one in unit.reserved(*key))
            by = intent.value - unit.counter(*key).value - others - steps.get(key, 0)
        steps[key] = steps.get(key, 0) + by
        if by:
            yield Reservation(owner=owner, counter=intent.counter, by=by)


def _of_points(calculation: Calculation, owner: str) -> Iterator[Reservation]:
    """The points that offers take, beyond those that the purchase brings at once."""
    taken: dict[str, int] = {}
    for intent in calculation.intents:
        if isinstance(intent, WithdrawalIntent):
            taken[intent.currency] = taken.get(intent.currency, 0) + intent.amount
        elif isinstance(intent, PointsIntent) and intent.active_from is None:
            taken[intent.currency] = taken.get(intent.currency, 0) - intent.amount
    for currency, amount in sorted(taken.items()):
        if amount > 0:
            yield Reservation(owner=owner, counter=withdrawals_of(currency), by=amount)
