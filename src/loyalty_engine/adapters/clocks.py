"""Clocks: that of the machine, and one that stands still."""

from __future__ import annotations

import datetime as dt

from attrs import define, field, frozen

from loyalty_engine.model.moments import check_moment


@frozen
class SystemClock:
    """The clock of the machine, in UTC."""

    def now(self) -> dt.datetime:
        """The instant."""
        return dt.datetime.now(dt.UTC)


def _instant(instance: object, attribute: object, value: dt.datetime) -> None:
    check_moment("clock", "time", value, aware=True)


@define
class StandingClock:
    """A clock that shows *time* until it is set: for tests, and for what is entered afterwards.

    Raises:
        InvalidInput: *time* has no offset.
    """

    time: dt.datetime = field(validator=_instant)

    def now(self) -> dt.datetime:
        """The instant that it shows."""
        return self.time
