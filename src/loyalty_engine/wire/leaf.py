"""What it takes for a type to have a form of its own in documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from attrs import frozen

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import shown
from loyalty_engine.wire.text import Plain

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, or a part of one."""


@frozen(kw_only=True, eq=False)
class Leaf:
    """How one type stands in documents.

    *read* raises `InvalidInput`, with paths inside the value; so does *write*, for what has no written form.
    *schema* describes what *read* takes; under *name*, if it has one, it is described once for all its uses.
    """

    read: Callable[[Any], Any]
    write: Callable[[Any], Plain]
    schema: Schema
    name: str = ""


def whole(pattern: str) -> Schema:
    """The schema of text that matches *pattern* from its beginning to its end."""
    return {"type": "string", "pattern": f"^{pattern}$"}


def members_schema(properties: dict[str, Schema], *required: str) -> Schema:
    """The schema of an object with these *properties* and no others."""
    schema: Schema = {"type": "object", "properties": properties}
    return schema | ({"required": list(required)} if required else {}) | {"additionalProperties": False}


def checked(kind: type, value: object) -> Any:
    """*value*, which must be of *kind* to be written.

    Raises:
        InvalidInput: it is of another type, which the model that holds it does not look at.
    """
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    message = f"{shown(value)} is not of type {kind.__name__}"
    raise InvalidInput.at("value", "", message, "mend it where it was made")
