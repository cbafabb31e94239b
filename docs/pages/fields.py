"""The fields of a class as a table: what each holds, in which range, and what it is when left out."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import reduce
from operator import or_
from types import MappingProxyType, NoneType, UnionType
from typing import Final, Union, cast, get_args, get_origin, get_type_hints

import attrs
from attrs import NOTHING, Attribute, AttrsInstance

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import Scalar
from loyalty_engine.model.identifiers import Code, ExternalCode, InternalCode
from loyalty_engine.model.lifetime import Lifetime
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import Factor, Worth
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.model.text import Template
from loyalty_engine.model.window import Window
from loyalty_engine.rules.conditions.bounds import FromAttribute
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.predicates import Range

#: What stands for the way from a page to docs/reference, before it is known where the page stands.
ROOT: Final = "reference:"

#: What one of them is called, and what several are.
WORDS: Final[Mapping[object, tuple[str, str]]] = MappingProxyType(
    {
        bool: ("yes or no", ""),
        int: ("whole number", "whole numbers"),
        str: ("text", "texts"),
        dt.date: ("date", "dates"),
        Benefit: ("benefit", "benefits"),
        Code: ("product code", "product codes"),
        Condition: ("condition", "conditions"),
        ExternalCode | InternalCode: ("category code", "category codes"),
        Factor: ("factor", "factors"),
        FromAttribute: ("bound of the member", "bounds of the member"),
        Lifetime: ("lifetime", "lifetimes"),
        Money: ("sum of money", "sums of money"),
        Percent: ("percentage", "percentages"),
        Period: ("period", "periods"),
        Quantity: ("quantity", "quantities"),
        Range: ("range of numbers", "ranges of numbers"),
        Scalar: ("value", "values"),
        Schedule: ("schedule", "schedules"),
        Template: ("text with placeholders", "texts with placeholders"),
        Window: ("window", "windows"),
        Worth: ("worth of a point", ""),
    }
)
#: What is told elsewhere, or needs no telling; `docs/pages/values.py` tells the rest.
PAGES: Final[Mapping[object, str]] = MappingProxyType(
    {bool: "", int: "", str: "", Benefit: "benefits/index.md", Condition: "conditions/index.md"}
)
#: No field holds so small a number; what refuses it says what the field does hold.
_TOO_SMALL: Final = -(10**40)
#: An upper bound that only keeps numbers from growing without end, and nobody needs to know.
_NO_BOUND: Final = 10**12
#: Fields whose range depends on what stands in others; their docstrings say how.
_DEPENDING: Final = frozenset({("ChangeSlots", "count"), ("InSets", "of")})
_BOUNDS: Final = re.compile(r"\bfrom (-?[\d,]+) to (-?[\d,]+)")


def fields_of(kind: type) -> tuple[Attribute[object], ...]:
    """The fields of an attrs class, a kind or what a kind is made of."""
    fields: tuple[Attribute[object], ...] = attrs.fields(cast("type[AttrsInstance]", kind))
    return fields


def table(kind: type, example: object) -> str:
    """The fields of *kind*; *example* is a value of it, with which ranges are found out, or None."""
    hints = get_type_hints(kind)
    rows = [
        f"| `{field.name}` | {_holds(field.name, hints[field.name], example)} | {_default(field.default)} |"
        for field in fields_of(kind)
    ]
    head = ["| field | holds | default |", "|---|---|---|"]
    return "\n".join(head + rows) if rows else "It has no fields."


def named_types(kind: type) -> Iterator[type]:
    """The enumerations and classes that fields of *kind* hold and `WORDS` has no words for."""
    for hint in get_type_hints(kind).values():
        yield from _named(hint)


def _named(hint: object) -> Iterator[type]:
    if hint in WORDS or hint in (NoneType, Ellipsis):
        return
    if isinstance(hint, type) and (issubclass(hint, Enum) or attrs.has(hint)):
        yield hint
        if attrs.has(hint):
            yield from named_types(hint)
    for part in get_args(hint):
        yield from _named(part)


def _holds(name: str, hint: object, example: object) -> str:
    """What a field holds, in words."""
    parts = _alternatives(hint)
    origin = get_origin(parts[0])
    if origin is frozenset or origin is tuple:
        some = "one or more" if _refusal(name, origin(), example) else "any number of"
        items = _alternatives(get_args(parts[0])[0])
        return f"{some} {' or '.join(_called(item, several=True) for item in items)}"
    return " or ".join(_called(part) + (_between(name, example) if part is int else "") for part in parts)


def _alternatives(hint: object) -> list[object]:
    """The types that a value may have, None aside, as far as no one name stands for them together."""
    if hint in WORDS or get_origin(hint) not in (Union, UnionType):
        return [hint]
    parts = get_args(hint)
    without_none = [part for part in parts if part is not NoneType]
    whole: object = reduce(or_, without_none)
    return [whole] if whole in WORDS else without_none


def _called(hint: object, *, several: bool = False) -> str:
    if hint in WORDS:
        word = WORDS[hint][several]
        target = PAGES.get(hint, f"values.md#{WORDS[hint][0].replace(' ', '-')}")
        return f"[{word}]({ROOT}{target})" if target else word
    if isinstance(hint, type) and (issubclass(hint, Enum) or attrs.has(hint)):
        return f"[`{hint.__name__}`](#{hint.__name__.lower()})"
    raise SystemExit(f"docs/pages/fields.py: say in WORDS what {hint} is called")


def _between(name: str, example: object) -> str:
    """The range of a whole number, as whatever refuses numbers outside of it states it."""
    if (type(example).__name__, name) in _DEPENDING:
        return ""
    bounds = _BOUNDS.search(_refusal(name, _TOO_SMALL, example))
    if bounds is None:
        return ""
    low, high = (int(bound.replace(",", "")) for bound in bounds.groups())
    if low == -high:
        return ""
    return f" ({low:,} or more)" if high >= _NO_BOUND else f" ({low:,} to {high:,})"


def _refusal(name: str, value: object, example: object) -> str:
    """Why a field refuses *value*; nothing where it does not."""
    if example is None:
        return ""
    try:
        attrs.evolve(example, **{name: value})  # type: ignore[misc]
    except InvalidInput as error:
        return " ".join(str(problem) for problem in error.problems if problem.path == name)
    return ""


def _default(value: object) -> str:
    if value is NOTHING:
        return "required"
    if isinstance(value, frozenset):
        return f"`{{{', '.join(sorted(map(str, value)))}}}`"
    if attrs.has(type(value)):
        return str(value)
    return f"`{value}`" if isinstance(value, Enum) else f"`{value!r}`"
