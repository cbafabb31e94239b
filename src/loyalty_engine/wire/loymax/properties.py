"""One property of an attribute value, read and written as services do that accept an offer.

The field's call has a path and a value: ``Preferences[?(@.BrandId == 'B')].Items[?(@.GoodsId ==
'G')].Accepted`` and ``true``. `parse_path` says what a path may be.
"""

from __future__ import annotations

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import JsonObject, JsonValue, freeze_json
from loyalty_engine.model.identifiers import shown
from loyalty_engine.wire.faults import guess
from loyalty_engine.wire.loymax.paths import Having, Step, parse_path
from loyalty_engine.wire.loymax.places import Place, replaced, written_place

_MOST_NAMED = 3  # places that a message lists


def read_property(value: JsonValue, path: str) -> JsonValue:
    """What stands at the one place in *value* that *path* means; the empty path means all of it.

    Raises:
        InvalidInput: *path* is no path, or means no place or several; the problem's path says where.
    """
    ((_, found),) = _meant(value, parse_path(path), add=False)
    return found


def write_property(value: JsonValue, path: str, new: object, *, add: bool = False) -> JsonValue:
    """*value* with *new* at the one place that *path* means; all else, and the order of members, stays.

    Args:
        value: the value of one attribute, frozen.
        path: where; the empty path replaces the whole value.
        new: plain JSON data, or frozen.
        add: allow the last name of *path* to be one that the object has not yet.

    Raises:
        InvalidInput: *path* is no path, or means no place or several; or *new* is no JSON value.
    """
    ((place, _),) = _meant(value, parse_path(path), add=add)
    return replaced(value, {place: freeze_json(new)})


def _meant(value: JsonValue, steps: tuple[Step, ...], *, add: bool) -> list[tuple[Place, JsonValue]]:
    """The one place that *steps* lead to, with what stands there."""
    found: list[tuple[Place, JsonValue]] = [((), value)]
    for n, step in enumerate(steps, 1):
        reached = found
        found = [(place + more, inside) for place, held in reached for more, inside in _taken(held, step)]
        if add and n == len(steps) and isinstance(step, str):
            found = [((*place, step), None) for place, held in reached if isinstance(held, JsonObject)]
        if not found:
            place, held = reached[0]
            raise InvalidInput.at("property", written_place(place), *_missed(held, step))
    if len(found) > 1:
        listed = ", ".join(written_place(place) for place, _ in found[:_MOST_NAMED])
        rest = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        message = f"the path means {len(found)} places: {listed}{rest}"
        raise InvalidInput.at("property", "$", message, "ask for more, with &&, until one is left")
    return found


def _taken(value: JsonValue, step: Step) -> list[tuple[Place, JsonValue]]:
    """The places one step on from *value*."""
    if isinstance(step, str):
        members = value.members if isinstance(value, JsonObject) else ()
        return [((name,), member) for name, member in members if name == step]
    items = value if isinstance(value, tuple) else ()
    if isinstance(step, int):
        return [((step,), items[step])] if step < len(items) else []
    return [((n,), item) for n, item in enumerate(items) if step(item)]


def _missed(value: JsonValue, step: Step) -> tuple[str, str]:
    """Why there is no place one step on from *value*, and what to do."""
    if isinstance(step, str):
        if isinstance(value, JsonObject):
            return f"has no member {shown(step)}", guess(step, [name for name, _ in value.members])
        hint = "read JSON with read_json first" if isinstance(value, (str, dict)) else "check the path"
        return f"is no object, and has no member {shown(step)}", hint
    if not isinstance(value, tuple):
        return "is no array", "check the path"
    if isinstance(step, Having):
        return f"no item has {step}", "check the values; text and numbers are not the same"
    return f"has {len(value)} items, and none at [{step}]", "count from 0"
