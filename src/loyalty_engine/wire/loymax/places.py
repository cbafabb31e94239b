"""Places inside a JSON value, and the value with something else there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from loyalty_engine.errors import Problem
from loyalty_engine.model.attributes import JsonObject, JsonValue
from loyalty_engine.wire.text import step

Place: TypeAlias = tuple[str | int, ...]
"""The names and the indexes that lead from a value to one inside it."""


def written_place(place: Place) -> str:
    """The place as messages write it, from ``$``, the whole value, on."""
    path = Problem("$", "")
    for name in place:
        path = Problem(f"[{name}]" if isinstance(name, int) else step(name), "").inside(path.path)
    return path.path


def replaced(value: JsonValue, changes: Mapping[Place, JsonValue]) -> JsonValue:
    """*value* with other values at some places; all else, and the order of members, is as it was.

    The places must be there, but for the last name of each: a member that is not there yet comes last.
    """
    if () in changes:
        return changes[()]
    inside: dict[str | int, dict[Place, JsonValue]] = {}
    for place, new in changes.items():
        inside.setdefault(place[0], {})[place[1:]] = new
    if isinstance(value, JsonObject):
        members = [
            (name, replaced(member, inside.pop(name)) if name in inside else member)
            for name, member in value.members
        ]
        members += [(str(name), replaced(None, rest)) for name, rest in inside.items()]
        return JsonObject(tuple(members))
    if isinstance(value, tuple):
        items = enumerate(value)
        return tuple(replaced(item, inside[n]) if n in inside else item for n, item in items)
    return value
