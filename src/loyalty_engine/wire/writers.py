"""Writers: from the library's values to plain JSON values, the same for equal values in every process.

Members of an object stand in the order of the class's fields, the tag first; members that have their default
are left out. Sets are sorted: numbers by size, text as ids are, everything else by its own text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any, TypeAlias, assert_never

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import id_order, shown
from loyalty_engine.wire.faults import inside, within
from loyalty_engine.wire.forms import MONEY
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.leaf import Leaf
from loyalty_engine.wire.shapes import (
    KIND,
    Collection,
    Directory,
    Listing,
    Maybe,
    Member,
    Record,
    Row,
    Shape,
    Tagged,
    Words,
    word,
)
from loyalty_engine.wire.text import Plain, step

Write: TypeAlias = Callable[[Any], Plain]
"""From one of our values to a plain one; raises `InvalidInput` where it has no written form."""

WriterOf: TypeAlias = Callable[[Any], Write]
"""The writer of a type."""


def writer(shape: Shape, writer_of: WriterOf) -> Write:
    """The writer for values of one shape; *writer_of* gives the writers of the types inside."""
    match shape:
        case Leaf():
            return shape.write
        case Record():
            return partial(_write_record, shape, cache(partial(_member_writers, shape, writer_of)))
        case Tagged():
            return partial(_write_tagged, shape, writer_of)
        case Words():
            return partial(_write_word, shape)
        case Listing():
            return partial(_write_listing, writer_of(shape.item))
        case Collection():
            return partial(_write_collection, writer_of(shape.item))
        case Directory():
            return partial(_write_directory, writer_of(shape.item))
        case Row():
            return partial(_write_row, tuple(map(writer_of, shape.items)))
        case Maybe():
            return partial(_write_maybe, writer_of(shape.item))
        case _:
            assert_never(shape)


def _strange(value: object, what: str) -> InvalidInput:
    return InvalidInput.at("value", "", f"{shown(value)} is no {what}", "mend it where it was made")


def _member_writers(record: Record, writer_of: WriterOf) -> tuple[tuple[Member, Write], ...]:
    return tuple((m, m.form.write if m.form else writer_of(m.type)) for m in record.members)


def _write_record(
    record: Record, members_of: Callable[[], tuple[tuple[Member, Write], ...]], value: object
) -> Plain:
    if type(value) is not record.type:
        raise _strange(value, record.type.__name__)
    plain: dict[str, Plain] = {} if record.tag is None else {KIND: record.tag}
    for member, write in members_of():
        part, default = getattr(value, member.attribute), member.default
        # 0 equals False, and 1 equals Decimal(1), but they are not written alike
        if part is default or (type(part) is type(default) and part == default):
            continue
        try:
            plain[member.key] = write(part)
        except InvalidInput as error:
            raise within(member.key, error) from None
    for figure in record.figures:
        plain[figure] = MONEY.write(getattr(value, figure))
    if record.short is not None and [*plain] == [record.short]:
        return plain[record.short]
    return plain


def _write_tagged(tagged: Tagged, writer_of: WriterOf, value: object) -> Plain:
    if type(value) not in tagged.family.values():
        message = f"{shown(value)} is of no kind of {tagged.what} that is known here"
        raise InvalidInput.at(tagged.what, "", message, "give kinds=KINDS.with_(…) with the class")
    return writer_of(type(value))(value)


def _write_word(words: Words, value: object) -> Plain:
    if not isinstance(value, words.type):
        raise _strange(value, words.type.__name__)
    return word(value)


def _write_listing(write: Write, value: object) -> list[Plain]:
    if not isinstance(value, tuple):
        raise _strange(value, "tuple")
    try:
        return [write(item) for item in value]
    except InvalidInput:
        return [inside(f"[{n}]", write, item) for n, item in enumerate(value)]  # says which one


def _write_collection(write: Write, value: object) -> list[Plain]:
    if not isinstance(value, frozenset):
        raise _strange(value, "frozenset")
    return [plain for _, plain in sorted(_places(write, value), key=_place)]


def _places(
    write: Write, items: Iterable[object]
) -> Iterable[tuple[tuple[int, int, tuple[int, int, str]], Plain]]:
    """Each item as it is written, with its place in a sorted set."""
    for item in items:
        plain = write(item)
        if isinstance(item, int) and not isinstance(item, bool):
            yield (0, item, (0, 0, "")), plain
        elif isinstance(plain, str):
            yield (1, 0, id_order(plain)), plain
        else:
            yield (2, 0, (0, 0, dumps(plain))), plain


def _place(
    pair: tuple[tuple[int, int, tuple[int, int, str]], Plain],
) -> tuple[int, int, tuple[int, int, str]]:
    return pair[0]


def _write_directory(write: Write, value: object) -> Plain:
    if not isinstance(value, tuple):
        raise _strange(value, "tuple")
    return {name: inside(step(name), write, part) for name, part in value}


def _write_row(writes: tuple[Write, ...], value: object) -> Plain:
    if not isinstance(value, tuple) or len(value) != len(writes):
        raise _strange(value, f"tuple of {len(writes)}")
    return [write(item) for write, item in zip(writes, value, strict=True)]


def _write_maybe(write: Write, value: object) -> Plain:
    return None if value is None else write(value)
