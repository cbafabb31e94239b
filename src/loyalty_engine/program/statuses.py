"""Statuses of members: worked out once for each period, and said to whoever asks."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from attrs import evolve, field, frozen

from loyalty_engine.errors import InvalidInput, LoyaltyError, refuse
from loyalty_engine.model.counters import Counter
from loyalty_engine.model.event import Event
from loyalty_engine.model.fields import as_tuple, repeated, tuple_problems, zone_problems
from loyalty_engine.model.identifiers import joined_id, shown
from loyalty_engine.model.status_systems import Standing, StatusSystem
from loyalty_engine.model.triggers import Trigger
from loyalty_engine.program.adjust import StatusSet
from loyalty_engine.program.given import port_problems
from loyalty_engine.program.known import now_by
from loyalty_engine.program.ports import Clock, Store, UnitOfWork
from loyalty_engine.program.reactions import Happening
from loyalty_engine.program.status_records import StatusRecord, record_as_of
from loyalty_engine.program.status_steps import give_status
from loyalty_engine.program.steps import Step
from loyalty_engine.program.transactions import transact

_DIGITS: Final = 32  # of a digest that stands for a member


def systems_of(value: Iterable[StatusSystem]) -> tuple[StatusSystem, ...]:
    """Converter for fields with status systems."""
    return as_tuple(value)


@frozen(kw_only=True)
class StatusChange:
    """In *system*, *member* had the status *before* and has *after*, from *since* on: when a period began."""

    member: str
    system: str
    before: str
    after: str
    since: dt.datetime

    def event(self) -> Event:
        """The change, for offers that answer it; facts about the member are to say the status of before."""
        return Event(
            id=_id(self.system, self.since, self.member),
            trigger=Trigger.STATUS_CHANGED,
            at=self.since,
            statuses={self.system: self.after},
        )

    def happening(self) -> Happening:
        """The change for `EventDesk.react_all`, which takes it in once, however often it is told."""
        event = self.event()
        return Happening(
            operation=joined_id(event.id, "event"),
            event=event,
            member=self.member,
            statuses={self.system: self.before},
        )


@frozen(kw_only=True)
class StatusKeeping:
    """The statuses that members have in *systems*, by what their counters came to.

    When a period is over, the host has the statuses of its members worked out for the next one. That happens
    once for each member, system and period, however often it is asked for: a status that an operator or an
    offer gives afterwards stands until the next period. Periods begin by the clocks of *zone*.
    """

    store: Store
    clock: Clock
    systems: tuple[StatusSystem, ...] = field(converter=systems_of)
    zone: str = "UTC"

    def __attrs_post_init__(self) -> None:
        hint = 'give StatusSystem("club", …)'
        problems = tuple_problems("systems", self.systems, StatusSystem, "a status system", hint)
        problems = problems or repeated("systems", (one.id for one in self.systems), "system")
        problems = port_problems(store=(self.store, Store), clock=(self.clock, Clock)) + problems
        refuse("status keeping", problems + zone_problems("zone", self.zone))

    def standing(self, member: str, system: str) -> Standing:
        """Which status *member* has in *system*, until when, and what is missing for a higher one.

        Raises:
            InvalidInput: there is no such system.
        """
        found = self._system(system)

        def asked(unit: UnitOfWork) -> Standing:
            standing = found.standing(self._counter(unit, member, found), now_by(self.clock), self.zone)
            kept = unit.status(member, found.id)
            return standing if kept is None else evolve(standing, status=kept)

        return transact(self.store, asked)

    def status_at(
        self, member: str, system: str, at: dt.datetime, *, known_at: dt.datetime | None = None
    ) -> str:
        """The status that *member* had in *system* at the instant *at*.

        Where none was given by then, it is what his counter came to.

        Args:
            member: whose status.
            system: the id of the system.
            at: the instant.
            known_at: count what was written up to this instant; None for all. The counter counts whole.

        Raises:
            InvalidInput: there is no such system, or a moment has no offset.
        """
        found = self._system(system)

        def asked(unit: UnitOfWork) -> str:
            given = record_as_of(unit.status_records(member, found.id), at, known_at)
            if given is not None and given.after is not None:
                return given.after
            return found.standing(self._counter(unit, member, found), at, self.zone).status

        return transact(self.store, asked)

    def renew(self, members: Iterable[str]) -> Iterator[StatusChange]:
        """Work out the statuses of *members* for the period that has begun; those that have changed.

        Each member is a transaction, carried out when the answers are asked for. A change is told whenever it
        is asked for within the period, so that none is lost by a crash; its event has the same id then.

        Raises:
            Conflict: another transaction was quicker; sent again, it goes on where it was.
        """
        for member in members:
            for system in self.systems:
                change = self._renewed(member, system)
                if change.before != change.after:
                    yield change

    def _renewed(self, member: str, system: StatusSystem) -> StatusChange:
        """What the new period brings, or has brought."""
        since = system.begins(now_by(self.clock), self.zone)
        step = Step.of(_id(system.id, since, member), "status of a period", {})
        done = transact(
            self.store,
            lambda unit: step.once(
                unit, lambda: self._worked_out(unit, member, system, since, step.id), _taken
            ),
        )
        return StatusChange(
            member=member, system=system.id, before=done.before or "", after=done.after or "", since=since
        )

    def _worked_out(
        self, unit: UnitOfWork, member: str, system: StatusSystem, since: dt.datetime, operation: str
    ) -> StatusSet:
        counter = self._counter(unit, member, system)
        earlier = system.standing(counter, since - dt.timedelta(microseconds=1), self.zone)
        after = system.standing(counter, since, self.zone).status
        record = StatusRecord(
            system=system.id, after=after, at=since, recorded_at=now_by(self.clock), operation=operation
        )
        given = give_status(unit, member, record)
        return StatusSet(system=system.id, before=given.before or earlier.status, after=given.after)

    def _counter(self, unit: UnitOfWork, member: str, system: StatusSystem) -> Counter:
        return unit.counter(member, system.counter)

    def _system(self, id: str) -> StatusSystem:
        for system in self.systems:
            if system.id == id:
                return system
        known = ", ".join(system.id for system in self.systems) or "none"
        raise InvalidInput.at("statuses", "system", f"there is no system {shown(id)}", f"there are {known}")


def _id(system: str, since: dt.datetime, member: str) -> str:
    """Under which id it is carried out once that a member gets the status of a period; it names no member."""
    whose = hashlib.sha256(member.encode()).hexdigest()[:_DIGITS]
    return joined_id("status", system, since.isoformat(), whose)


def _taken(_: str) -> LoyaltyError:
    message = "its id was used for something else"
    return InvalidInput.at("status of a period", "", message, "keep ids that begin with status/ free")
