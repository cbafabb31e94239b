"""Transactions of a store, tried again where another one was quicker and nothing has happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from loyalty_engine.program.ports import Conflict, Store, UnitOfWork

T = TypeVar("T")

#: Two that wait for each other are through with the second; more is for many that meet at one place.
_ATTEMPTS: Final = 5


def insist(call: Callable[[], T], attempts: int, *, though_waited: bool = False) -> T:
    """What *call* comes to, tried so many times in all where another transaction was quicker.

    Where it was kept waiting for as long as the store waits, it is tried again only with *though_waited*.

    Raises:
        Conflict: others were quicker each time, or have kept it waiting.
    """
    for _ in range(attempts - 1):
        try:
            return call()
        except Conflict as error:
            if error.waited and not though_waited:
                raise
    return call()


def transact(store: Store, work: Callable[[UnitOfWork], T]) -> T:
    """What *work* comes to in a transaction of its own; *work* does nothing outside of it that matters.

    Raises:
        Conflict: others were quicker each time, or have kept it waiting for as long as the store waits.
    """

    def attempt() -> T:
        with store.begin() as unit:
            return work(unit)

    return insist(attempt, _ATTEMPTS)
