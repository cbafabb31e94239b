"""Ports of which any call may fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from attrs import define, evolve

from loyalty_engine.program.ports import Conflict, Store, UnitOfWork
from loyalty_engine.program.program import LoyaltyProgram


class Fault(Exception):
    """What a port fails with."""


class Stop(BaseException):
    """What ends a process from outside."""


@define
class Alarm:
    """Goes off at the *at*-th tick."""

    error: BaseException | type[BaseException]
    at: int
    ticks: int = 0

    def tick(self) -> None:
        self.ticks += 1
        if self.ticks == self.at:
            raise self.error


@define
class Tripping:
    """A port, or a unit of work, of which a call may raise; *after* it was carried out, or before."""

    port: Any
    alarm: Alarm

    def __getattr__(self, name: str) -> Callable[..., object]:
        called = getattr(self.port, name)

        def call(*given: object, **named: object) -> object:
            self.alarm.tick()
            answer = called(*given, **named)
            self.alarm.tick()
            return answer

        return call


@define
class TrippingStore:
    """A store that may fail before, within and after a transaction."""

    store: Store
    alarm: Alarm

    @contextmanager
    def begin(self) -> Iterator[Any]:
        self.alarm.tick()
        with self.store.begin() as unit:
            yield Tripping(unit, self.alarm)
            self.alarm.tick()
        self.alarm.tick()


@define
class Watched:
    """A store that remembers which conflicts its transactions have met, whoever hears of them."""

    store: Store
    refused: list[Conflict]

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        try:
            with self.store.begin() as unit:
                yield unit
        except Conflict as error:
            self.refused.append(error)
            raise


def tripping(shop: LoyaltyProgram, alarm: Alarm) -> LoyaltyProgram:
    """The programme, of whose ports any call may raise."""
    return evolve(
        shop,
        store=cast(Store, TrippingStore(shop.store, alarm)),
        members=cast(Any, Tripping(shop.members, alarm)),
        books=cast(Any, Tripping(shop.books, alarm)),
        clock=cast(Any, Tripping(shop.clock, alarm)),
    )
