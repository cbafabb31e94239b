"""Giving a member another status, so that it is known later when, why and by whom."""

from __future__ import annotations

from attrs import evolve

from loyalty_engine.program.ports import UnitOfWork
from loyalty_engine.program.status_records import StatusRecord


def give_status(unit: UnitOfWork, member: str, record: StatusRecord) -> StatusRecord:
    """Give *member* the status that *record* says; the record, with the status of before.

    A status that he has already is not given again, and one that he was given for a later moment stands, but
    for what an operator decides; nothing is kept then.
    """
    given = evolve(record, before=unit.status(member, record.system))
    if given.before == given.after:
        return given
    known = unit.status_records(member, record.system)
    if given.by_hand is None and known and known[-1].at > given.at:
        return evolve(given, after=given.before)
    unit.keep_status(member, given)
    return given
