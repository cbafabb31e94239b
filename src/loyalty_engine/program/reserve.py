"""What an open purchase would change, and no other purchase may use before it is confirmed or cancelled."""

from __future__ import annotations

from collections.abc import Iterator

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterIntent, CounterOperation, PointsIntent, WithdrawalIntent
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.program.carrying import step_of
from loyalty_engine.program.ports import UnitOfWork
from loyalty_engine.program.purchases import Reservation
from loyalty_engine.rules.limits import used_on


def withdrawals_of(currency: str) -> str:
    """Under which name it is reserved what offers are to take of a kind of points."""
    return f"withdrawn:{currency}"


def reserved_points(unit: UnitOfWork, owner: str, currency: str) -> int:
    """How many points of *owner* the offers of open purchases are to take."""
    return sum(one.by for one in unit.reserved(owner, withdrawals_of(currency)))


def reservations(
    unit: UnitOfWork, calculation: Calculation, book: OfferBook, member: str | None, owner: str | None
) -> tuple[Reservation, ...]:
    """What the purchase would change of counters, and would take of the points of *owner*.

    What it would bring, to the points as to a counter that is no offer's limit, is nobody's before it is
    confirmed.
    """
    counted = tuple(_of_counters(unit, calculation, book, member))
    return counted if owner is None else (*counted, *_of_points(calculation, owner))


def _of_counters(
    unit: UnitOfWork, calculation: Calculation, book: OfferBook, member: str | None
) -> Iterator[Reservation]:
    """By how much counters would change in all; setting one is a step to its value."""
    steps: dict[tuple[str | None, str], int] = {}
    used: set[tuple[str | None, str]] = set()  # what is added to these is there no more for others
    for intent in calculation.intents:
        if not isinstance(intent, CounterIntent) or (intent.per is CountedPer.MEMBER and member is None):
            continue
        owner = None if intent.per is CountedPer.PROGRAM else member
        key, by = (owner, intent.counter), step_of(intent)
        is_set = intent.operation is CounterOperation.ESTABLISH
        if is_set:
            others = sum(one.by for one in unit.reserved(*key))
            by = intent.value - unit.counter(*key, changes=False).value - others - steps.get(key, 0)
        if is_set or _of_a_limit(intent, calculation.receipt, book):
            used.add(key)
        steps[key] = steps.get(key, 0) + by
    for (owner, counter), by in steps.items():
        if by < 0 or (by and (owner, counter) in used):
            yield Reservation(owner=owner, counter=counter, by=by)


def _of_a_limit(intent: CounterIntent, receipt: Receipt, book: OfferBook) -> bool:
    """Does the counter say how much of a limit of the offer is used?"""
    codes = {None, *book.products_on(receipt)} if intent.lines else {None}
    return any(
        used_on(limit, intent.offer, receipt, code) == intent.counter
        for limit in book.offer(intent.offer).limits
        for code in codes
    )


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
