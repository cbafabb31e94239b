"""Giving a member another status, so that it is known later when, why and by whom."""

from __future__ import annotations

from attrs import evolve

from loyalty_engine.program.ports import UnitOfWork
from loyalty_engine.program.status_records import StatusRecord


def give_status(unit: UnitOfWork, member: str, record: StatusRecord) -> StatusRecord:
    """Give *member* the status that *record* says; the record, with the status of before.

    A status that he has already is not given again, and nothing is kept then.
    """
    given = evolve(record, before=unit.status(member, record.system))
    if given.before != given.after:
        unit.keep_status(member, given)
    return given
