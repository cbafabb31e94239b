"""JSON Schema (2020-12) of the documents, from the same shapes that the readers and writers follow.

A schema says what a document looks like; that an offer's period ends after it begins, say, is seen by the
reader alone. So whatever the reader takes fits the schema, and not the other way round.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final, assert_never

from attrs import define, field

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.money import Money
from loyalty_engine.wire.documents import DOCUMENTS, FORMAT, FORMAT_VERSION, VERSION, format_of
from loyalty_engine.wire.kinds import KINDS, Kinds
from loyalty_engine.wire.leaf import Leaf, Schema
from loyalty_engine.wire.shapes import (
    KIND,
    Collection,
    Directory,
    Families,
    Family,
    Listing,
    Maybe,
    Record,
    Row,
    Tagged,
    Words,
    shape_of,
)

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema(what: str, kinds: Kinds = KINDS) -> Schema:
    """The JSON Schema of the documents that hold *what*.

    Args:
        what: a key of `DOCUMENTS`, such as ``"offers"``.
        kinds: the kinds of condition and benefit that documents may name.

    Raises:
        InvalidInput: there are no such documents.
    """
    if what not in DOCUMENTS:
        raise InvalidInput.at(
            "schema", "", f"{shown(what)} is no document", f"known are {', '.join(DOCUMENTS)}"
        )
    writing = _Writing(kinds.families)
    shape = shape_of(DOCUMENTS[what], kinds.families)
    assert isinstance(shape, Record)  # noqa: S101 -- for the type checker
    body = writing.object(shape)
    header = {FORMAT: {"const": format_of(what)}, FORMAT_VERSION: {"const": VERSION}}
    return {
        "$schema": DIALECT,
        "$id": f"urn:loyalty-engine:{what}:{VERSION}",
        "title": format_of(what),
        **body,
        "properties": header | body["properties"],
        "required": [*header, *body["required"]],
        "$defs": {name: writing.definitions[name] for name in sorted(writing.definitions)},
    }


@define
class _Writing:
    """One schema in the making: what has a name is described once, and referred to."""

    families: Families
    definitions: dict[str, Schema] = field(factory=dict, init=False)
    names: dict[object, str] = field(factory=dict, init=False)

    def of(self, type_: Any) -> Schema:
        """The schema for a place where a value of this type stands."""
        shape = shape_of(type_, self.families)
        match shape:
            case Leaf():
                return self.leaf(shape)
            case Record():
                return self.referred(type_, lambda: self.record(shape))
            case Tagged(_, family):
                return (
                    self.referred(type_, lambda: self.one_of(family))
                    if type_ in self.families
                    else self.one_of(family)
                )
            case Words(enumeration, by_word):
                return self.referred(enumeration, lambda: {"enum": list(by_word)})
            case Listing(item):
                return {"type": "array", "items": self.of(item)}
            case Collection(item):
                return {"type": "array", "items": self.of(item), "uniqueItems": True}
            case Directory(item):
                return {"type": "object", "additionalProperties": self.of(item)}
            case Row(items):
                parts = [self.of(item) for item in items]
                return {"type": "array", "prefixItems": parts, "minItems": len(parts), "maxItems": len(parts)}
            case Maybe(item):
                return {"anyOf": [self.of(item), {"type": "null"}]}
            case _:
                assert_never(shape)

    def leaf(self, leaf: Leaf) -> Schema:
        """The schema of a form of its own."""
        if not leaf.name:
            return leaf.schema
        self.definitions[leaf.name] = leaf.schema
        return _reference(leaf.name)

    def one_of(self, family: Family) -> Schema:
        """The schema for a place that several classes share."""
        return {"oneOf": [self.of(member) for member in family.values()]}

    def record(self, record: Record) -> Schema:
        """The schema of a class, or of the text that may stand for it."""
        described = self.object(record)
        return described if record.short is None else {"anyOf": [{"type": "string"}, described]}

    def object(self, record: Record) -> Schema:
        """The schema of a class."""
        properties: dict[str, Schema] = {} if record.tag is None else {KIND: {"const": record.tag}}
        for member in record.members:
            properties[member.key] = self.leaf(member.form) if member.form else self.of(member.type)
        properties |= {figure: self.of(Money) for figure in record.figures}
        required = [member.key for member in record.members if member.required]
        return {
            "description": (inspect.getdoc(record.type) or "").split("\n", 1)[0],
            "type": "object",
            "properties": properties,
            "required": required if record.tag is None else [KIND, *required],
            "additionalProperties": False,
        }

    def referred(self, type_: Any, describe: Callable[[], Schema]) -> Schema:
        """A reference to the one description of a class."""
        name = self.names.get(type_)
        if name is None:
            taken = type_.__name__ in self.definitions
            name = f"{type_.__module__}.{type_.__qualname__}" if taken else type_.__name__
            self.names[type_] = name
            self.definitions[name] = {}  # taken from now on, for a class may hold values of its own type
            self.definitions[name] = describe()
        return _reference(name)


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}
