"""A member's answer, put into the attribute value that it was given for, and into nothing else.

Values in the field have keys that nobody here knows. A value that is read with *ignore_unknown* says what
the engine needs; after an answer its acceptances go back into the original object, whose other members
stay as they are and where they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar, cast

from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.model.attributes import JsonObject, JsonValue, freeze_json
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.personal import FavoriteCategories, PersonalAttribute, PersonalizedOffer
from loyalty_engine.model.targets import target_label
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.loymax.places import Place, replaced, written_place
from loyalty_engine.wire.text import LIMITS, Limits, Plain, parse

T = TypeVar("T")

_NAMES = ("GoodsId", "CategoryId", "GoodsGroupUID")


def read_json(document: str | bytes, *, limits: Limits = LIMITS) -> JsonObject:
    """The object that JSON text holds, all its members in their order.

    Raises:
        DocumentError: the text cannot be read.
        InvalidInput: it is no object, or holds a number that an attribute cannot.
    """
    value = freeze_json(parse(document, subject="attribute value", limits=limits))
    if isinstance(value, JsonObject):
        return value
    raise InvalidInput.at("attribute value", "$", "is no object", "give the value of one attribute")


def write_json(value: JsonValue, *, indent: int | None = None) -> str:
    """The JSON text that holds *value*, the members of objects in their order; *indent* as for `dumps`."""
    return dumps(_in_order(value), indent=indent)


def _in_order(value: JsonValue) -> Plain:
    if isinstance(value, JsonObject):
        return {name: _in_order(member) for name, member in value.members}
    if isinstance(value, tuple):
        return [_in_order(item) for item in value]
    return value


def keep_answer(document: JsonObject, value: PersonalAttribute) -> JsonObject:
    """*document* with the acceptances of *value*, which was read from it and has been answered since.

    Only ``accepted`` and ``acceptedDate`` of categories change, and ``Accepted`` of offers and items, and of
    those only what is different; what is absent or null stays so where nothing was answered.

    Args:
        document: the attribute value as it was imported, with all its members in their order.
        value: what it was read as, after the member's choice or answer.

    Raises:
        InvalidInput: *value* was not read from *document*; the path says where they part.
    """
    hint = "read JSON with read_json first"
    refuse("answer", kind_problems("document", document, JsonObject, "a JSON object", hint))
    if isinstance(value, FavoriteCategories):
        flags = dict(_of_categories(document, value))
    else:
        flags = {("Accepted",): value.accepted}
        flags |= dict(_of_items(document, value)) if isinstance(value, PersonalizedOffer) else {}
    changes = {place: flag for place, flag in flags.items() if _at(document, place) != flag}
    return cast("JsonObject", replaced(document, changes))  # no place is empty, so the whole stays an object


def _of_categories(document: JsonObject, value: FavoriteCategories) -> Iterator[tuple[Place, JsonValue]]:
    yield ("acceptedDate",), value.accepted_at
    found = _objects(document, ("categories",))
    for category, (place, shape) in _together(("categories",), value.categories, found):
        if shape.get("id") != category.id:
            raise _parted((*place, "id"), f"is {shown(shape.get('id'))}, and not {shown(category.id)}")
        yield (*place, "accepted"), category.accepted


def _of_items(document: JsonObject, value: PersonalizedOffer) -> Iterator[tuple[Place, JsonValue]]:
    found = [
        item
        for place, _ in _objects(document, ("Preferences",))
        for item in _objects(document, (*place, "Items"))
    ]
    for item, (place, shape) in _together(("Preferences",), value.items, found):
        name = target_label(item.target)
        if name not in [shape.get(key) for key in _NAMES]:
            raise _parted(place, f"does not name {shown(name)}")
        yield (*place, "Accepted"), item.accepted


def _together(
    place: Place, items: tuple[T, ...], found: list[tuple[Place, JsonObject]]
) -> Iterator[tuple[T, tuple[Place, JsonObject]]]:
    if len(items) != len(found):
        raise _parted(place, f"there are {len(found)}, and not {len(items)}")
    yield from zip(items, found, strict=True)


def _objects(document: JsonObject, place: Place) -> list[tuple[Place, JsonObject]]:
    """The objects in the array at *place*, each with its own place."""
    found = _at(document, place)
    items = found if isinstance(found, tuple) else ()
    objects = [((*place, n), item) for n, item in enumerate(items) if isinstance(item, JsonObject)]
    if not isinstance(found, tuple) or len(objects) != len(found):
        raise _parted(place, "is no array of objects")
    return objects


def _at(value: JsonValue, place: Place) -> JsonValue:
    """What stands at *place*; None where nothing does."""
    for name in place:
        if isinstance(value, JsonObject):
            value = value.get(str(name))
        elif isinstance(value, tuple) and isinstance(name, int):
            value = value[name]
        else:
            return None
    return value


def _parted(place: Place, message: str) -> InvalidInput:
    hint = "give the value that was read from this object"
    return InvalidInput.at("answer", written_place(place), message, hint)
