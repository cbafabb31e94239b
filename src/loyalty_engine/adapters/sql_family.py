"""What the families of statements of a store in SQL have in common."""

from __future__ import annotations

from attrs import define

from loyalty_engine.adapters.sql_transaction import Key, SqlTransaction


@define(eq=False)
class SqlFamily:
    """A part of what the programme asks of one transaction, as statements."""

    _sql: SqlTransaction


def owner_key(owner: str) -> Key:
    """All that one owner has, or one member: his points, counters, favourites, attributes and statuses."""
    return ("owner", owner)


def counter_key(owner: str | None, name: str) -> Key:
    """A counter of the programme, None being its owner; those of a member are held with all that he has."""
    return ("counter", name) if owner is None else owner_key(owner)
