"""What a value is made of: every condition, benefit and figure inside offers."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import fields, has


def parts_of(value: object) -> Iterator[object]:
    """*value* and all that it is made of, at any depth."""
    yield value
    kind = type(value)
    if isinstance(value, (tuple, list, frozenset)):
        for one in value:
            yield from parts_of(one)
    elif has(kind):
        for field in fields(kind):
            yield from parts_of(getattr(value, field.name))
