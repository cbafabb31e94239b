"""The values of attributes in documents: what JSON has itself as it stands, and the rest with its type."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Final, cast

from loyalty_engine.errors import MOST_PROBLEMS, InvalidInput, Problem, refuse
from loyalty_engine.model.attributes import Attributes, AttributeValue, JsonObject, JsonValue, freeze_value
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.wire.faults import expected, guess, members, sort_of
from loyalty_engine.wire.moments import read_date
from loyalty_engine.wire.text import LIMITS, Plain, step

#: A decimal number as text; the digits are those that `Limits` allows in a number.
DECIMAL: Final = r"-?[0-9]{1,30}(\.[0-9]{1,30})?"
_DECIMAL: Final = re.compile(DECIMAL, re.ASCII)

_INTEGER_BOUND: Final = 10**LIMITS.digits

_TYPES: Final = ("double", "date", "json")


def read_decimal(value: object) -> Decimal:
    """The exact number that text such as ``"1.5"`` stands for; a whole JSON number will do."""
    if type(value) is int:
        return Decimal(value)
    if type(value) is str and _DECIMAL.fullmatch(value):
        return Decimal(value)
    hint = 'write digits and at most one point, in quotes: "1.5"'
    raise expected("a decimal number as text", value, hint, untold=True)


def write_decimal(value: object) -> str:
    """The number as text, without an exponent."""
    if type(value) is Decimal and value.is_finite():
        text = format(value, "f")
        if _DECIMAL.fullmatch(text):
            return text
    raise InvalidInput.at("number", "", f"{shown(value)} is no number within bounds", "use fewer digits")


def write_integer(value: object) -> int:
    """A whole number that a document may hold."""
    if type(value) is int and -_INTEGER_BOUND < value < _INTEGER_BOUND:
        return value
    hint = f"documents have whole numbers of up to {LIMITS.digits} digits"
    raise InvalidInput.at("number", "", f"{shown(value)} cannot be written", hint)


def read_number(value: object) -> int | Decimal:
    """A whole JSON number, or a decimal number as text."""
    return value if type(value) is int else read_decimal(value)


def write_number(value: object) -> int | str:
    """Whole numbers as JSON has them, others as text."""
    return write_decimal(value) if type(value) is Decimal else write_integer(value)


def read_attributes(value: object) -> Attributes:
    """The attributes that an object of typed values holds.

    Raises:
        InvalidInput: every value and every name that cannot be one.
    """
    if type(value) is not dict:
        raise expected("an object of attributes by name", value, untold=True)
    problems: list[Problem] = []
    found: list[tuple[str, object]] = []
    for name, written in value.items():
        if len(problems) >= MOST_PROBLEMS:
            break
        path = step(name)
        if fault := id_problem(path, name):
            problems.append(fault)
        kept, faults = _read_value(path, written, _TYPES)
        problems += faults
        found.append((name, kept))
    refuse("attributes", problems)
    return Attributes(tuple(found))


def read_scalar(value: object) -> AttributeValue:
    """A value that has no parts: text, true or false, a number or a date."""
    return _alone(value, ("double", "date"))


def read_value(value: object) -> AttributeValue:
    """Any value of an attribute, with its type where JSON has none for it."""
    return _alone(value, _TYPES)


def _alone(value: object, types: tuple[str, ...]) -> AttributeValue:
    kept, faults = _read_value("", value, types)
    refuse("value", faults)
    return cast("AttributeValue", kept)


def read_figure(value: object) -> int | Decimal | str:
    """Text or a whole number as it stands, or ``{"double": …}``."""
    if type(value) is str or type(value) is int:
        return value
    return read_decimal(members(value, ("double",))["double"])


def _read_value(
    path: str, value: object, types: tuple[str, ...]
) -> tuple[AttributeValue | None, tuple[Problem, ...]]:
    """The value, and what is wrong with it: one of the two is empty."""
    if isinstance(value, (str, bool, int)):
        return freeze_value(path, value)
    if isinstance(value, Decimal):
        hint = 'write {"double": "…"}'
        return None, (Problem(path, f"{sort_of(value)} stands without its type", hint),)
    if type(value) is not dict or len(value) != 1:
        hint = 'write text, true, false or a whole number as it is, and the rest as {"double": "1.5"}, '
        hint += " or ".join(f'{{"{name}": …}}' for name in types[1:])
        return None, (Problem(path, f"{sort_of(value)} is no value of an attribute", hint),)
    ((name, written),) = value.items()
    inside = f"{path}.{name}" if path else name
    if name not in types:
        return None, (
            Problem(f"{path}.{step(name)}" if path else step(name), "is no type", guess(name, types)),
        )
    try:
        if name == "json":
            return _read_json(inside, written)
        return freeze_value(inside, _read_day(written) if name == "date" else read_decimal(written))
    except InvalidInput as error:
        return None, tuple(problem.inside(inside) for problem in error.problems)


def _read_day(value: object) -> dt.date:
    """As `read_date`; a date that is wrong is not told, because it may be that of somebody's birth."""
    try:
        return read_date(value)
    except InvalidInput as error:
        hint = error.problems[0].hint
    raise expected("a date", value, hint, untold=True)


def _read_json(path: str, value: object) -> tuple[AttributeValue | None, tuple[Problem, ...]]:
    if not isinstance(value, (list, dict)):
        return None, (Problem(path, f"{sort_of(value)} needs no type", "write the value itself"),)
    return freeze_value(path, value)


def write_attributes(value: Attributes) -> Plain:
    """The object of typed values, by name in order."""
    return {name: write_value(kept) for name, kept in value.entries}


def write_value(value: AttributeValue) -> Plain:
    """One value, with its type where JSON has none for it."""
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return write_integer(value)
    if isinstance(value, Decimal):
        return {"double": write_decimal(value)}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    return {"json": thawed(value)}


def thawed(value: JsonValue) -> Plain:
    """A frozen JSON value as plain lists and dicts, members by name in order."""
    if isinstance(value, JsonObject):
        return {name: thawed(member) for name, member in sorted(value.members, key=_name)}
    if isinstance(value, tuple):
        return [thawed(item) for item in value]
    return value


def _name(member: tuple[str, JsonValue]) -> str:
    return member[0]
