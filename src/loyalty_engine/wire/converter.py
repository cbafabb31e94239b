"""The one converter between plain JSON values and the library's own.

It is strict: a type is what it is, so ``true`` is no number, ``"2"`` is no whole number, text is no list, and
nothing is dropped. It is thorough: every problem of a value is found in one go, each with its path, and what
the classes themselves refuse is reported in the same way.

cattrs finds the function for a type. All functions are ours, made from the type's shape, because those of
cattrs turn ``2.9`` into ``2`` and ``"false"`` into ``True`` without a word.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache, lru_cache
from typing import Any

from attrs import evolve
from cattrs import BaseConverter

from loyalty_engine.wire.kinds import KINDS, Kinds
from loyalty_engine.wire.leaf import Leaf
from loyalty_engine.wire.readers import Read, reader
from loyalty_engine.wire.shapes import Record, Shape, Words, shape_of, unwritable
from loyalty_engine.wire.text import Plain
from loyalty_engine.wire.writers import Write, writer


@lru_cache(maxsize=16)
def converter(kinds: Kinds = KINDS, *, ignore_unknown: bool = False, figures: bool = True) -> BaseConverter:
    """The strict converter for documents that name these *kinds*.

    With *ignore_unknown*, members of objects that are not known are left out instead of refused. Without
    *figures*, those that follow from others are not written.
    """
    ours = BaseConverter()
    families = kinds.families

    def shape(type_: Any) -> Shape:
        found = shape_of(type_, families)
        return found if figures or not isinstance(found, Record) else evolve(found, figures=())

    @cache
    def reader_of(type_: Any) -> Read:
        form = shape(type_)
        if isinstance(form, (Leaf, Words)):  # no detour for what is simple
            return reader(form, reader_of)
        hook = ours.get_structure_hook(type_)
        return lambda value: hook(value, type_)

    @cache
    def writer_of(type_: Any) -> Write:
        form = shape(type_)
        if isinstance(form, (Leaf, Words)):
            return writer(form, writer_of)
        return ours.get_unstructure_hook(type_)

    def reading(type_: Any) -> Any:
        read = reader(shape(type_), reader_of, ignore_unknown=ignore_unknown)
        return lambda value, _: read(value)

    def writing(type_: Any) -> Write:
        return writer(shape(type_), writer_of)

    ours.register_structure_hook_factory(_any_type, reading)
    ours.register_unstructure_hook_factory(_any_type, writing)
    # These cattrs looks up before any factory, and by inheritance.
    for basic in (bool, int, str, float, bytes, IntEnum):
        ours.register_structure_hook(basic, lambda value, type_: reading(type_)(value, type_))
    ours.register_unstructure_hook(str, writing(str))
    ours.register_unstructure_hook(bytes, _write_bytes)
    return ours


def _any_type(_: object) -> bool:
    return True


def _write_bytes(_: bytes) -> Plain:
    raise unwritable(bytes)


def to_plain(value: object, kinds: Kinds = KINDS) -> Plain:
    """A value of the library, or a list or tuple of them, as plain JSON data for whoever shows it.

    Numbers with a point that stand inside JSON attributes are `Decimal`; `dumps` writes them exactly.

    Raises:
        InvalidInput: it is, or holds, something that documents have no form for.
    """
    if value is None or isinstance(value, (tuple, list)):
        return None if value is None else [to_plain(item, kinds) for item in value]
    plain: Plain = converter(kinds).unstructure(value)
    return plain
