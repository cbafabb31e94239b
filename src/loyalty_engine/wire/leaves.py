"""Types that documents write in a form of their own: one list for readers, writers and schemas.

A number that has a point, or may have one, is text everywhere: ``"399.90"``, ``"12.5"``; JSON numbers are for
whole numbers, and ``2.0`` is one. Only within ``{"json": …}`` do numbers with a point stand as they are.

=================  ==========================================================================
money              ``{"amount": "399.90", "currency": "RUB"}``
quantity           ``"2"``, ``"0.755"``, or a whole JSON number
percentage         ``"12.5"``, or a whole JSON number; 0 to 100
date, moment       ``"2026-09-01"``; ``"2026-09-01T12:00+03:00"``, by the shop's clock without offset
time of day        ``"09:30"``
period             ``{"from": …, "until": …}``, the end excluded; or ``"through"``, the end included
code               ``"4601"``, the external code; otherwise ``{"internal": …}``, ``{"barcode": …}``
key of a counter   a word, such as ``"place"``, or ``{"parameter": "till"}``
attributes         an object; text, true, false and whole numbers as they are, ``{"double": "1.5"}``,
                   ``{"date": "2026-01-01"}``, and ``{"json": …}`` around an array or an object
=================  ==========================================================================
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from loyalty_engine.individual.attributes import AttributeItem
from loyalty_engine.model.attributes import Attributes, plain_number
from loyalty_engine.model.counter_keys import AnyKey, ByParameter, CounterKey
from loyalty_engine.model.identifiers import Barcode, ExternalCode, InternalCode
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import Factor, Worth
from loyalty_engine.model.schedule import DailyWindow
from loyalty_engine.model.text import Template
from loyalty_engine.rules.conditions.bounds import FromAttribute
from loyalty_engine.rules.emissions import ReceiptFigure, RuleFigure
from loyalty_engine.wire import forms, moments, values
from loyalty_engine.wire.faults import expected, members
from loyalty_engine.wire.leaf import Leaf, Schema, checked, members_schema, whole
from loyalty_engine.wire.text import Plain


def _read_integer(value: object) -> int:
    number = plain_number(value) if type(value) is Decimal else value
    if type(number) is int:
        return number
    quoted = type(value) is str and value.isascii() and value.isdigit()
    raise expected("a whole number", value, "write it without quotes" if quoted else "")


def _read_truth(value: object) -> bool:
    if type(value) is bool:
        return value
    raise expected("true or false", value)


_FIGURES: Final[tuple[ReceiptFigure | RuleFigure, ...]] = (*ReceiptFigure, *RuleFigure)


def _read_step(value: object) -> int | ReceiptFigure | RuleFigure:
    if type(value) is str:
        for figure in _FIGURES:
            if figure.value == value:
                return figure
        words = ", ".join(figure.value for figure in _FIGURES)
        raise expected("a whole number or a figure of the receipt", value, f"known are {words}")
    return _read_integer(value)


def _write_step(value: object) -> Plain:
    if isinstance(value, (ReceiptFigure, RuleFigure)):
        word: str = value.value
        return word
    return values.write_integer(checked(int, value))


def _write_date(value: object) -> Plain:
    if isinstance(value, dt.datetime):
        raise expected("a date alone", value, "mend it where it was made")
    day: dt.date = checked(dt.date, value)
    return day.isoformat()


def _write_moment(value: object) -> Plain:
    return moments.write_moment(checked(dt.datetime, value))


def _write_clock(value: object) -> Plain:
    return moments.write_clock(checked(dt.time, value))


def _write_closing(value: object) -> Plain:
    return moments.write_closing(checked(dt.time, value))


def _write_attributes(value: object) -> Plain:
    return values.write_attributes(checked(Attributes, value))


_DOUBLE: Final = {"anyOf": [{"type": "integer"}, whole(values.DECIMAL)]}
_TYPED_DOUBLE: Final = members_schema({"double": _DOUBLE}, "double")
_SCALARS: Final[list[Schema]] = [
    {"type": ["string", "boolean", "integer"]},
    _TYPED_DOUBLE,
    members_schema({"date": whole(moments.DATE)}, "date"),
]
_JSON: Final = members_schema({"json": {"type": ["array", "object"]}}, "json")


def _read_money_or_percent(value: object) -> object:
    return (forms.MONEY if isinstance(value, dict) else forms.PERCENT).read(value)


def _write_money_or_percent(value: object) -> Plain:
    return (forms.MONEY if isinstance(value, Money) else forms.PERCENT).write(value)


def _read_money_or_quantity(value: object) -> object:
    return (forms.MONEY if isinstance(value, dict) else forms.QUANTITY).read(value)


def _write_money_or_quantity(value: object) -> Plain:
    return (forms.MONEY if isinstance(value, Money) else forms.QUANTITY).write(value)


_KEYS: Final = MappingProxyType({key.value: key for key in CounterKey})

_PARAMETER: Final = members_schema({"parameter": {"type": "string"}}, "parameter")


def _read_key(value: object) -> AnyKey:
    if isinstance(value, dict):
        return ByParameter(forms.TEXT.read(members(value, ("parameter",))["parameter"]))
    if isinstance(value, str) and value in _KEYS:
        return _KEYS[value]
    raise expected(f"one of {', '.join(_KEYS)}", value, 'or write {"parameter": "till"}, by its name')


def _write_key(value: object) -> Plain:
    if isinstance(value, ByParameter):
        return {"parameter": forms.TEXT.write(value.name)}
    key: CounterKey = checked(CounterKey, value)
    return key.value


_INTEGER: Final = Leaf(read=_read_integer, write=values.write_integer, schema={"type": "integer"})

#: The form of a type, wherever it stands.
LEAVES: Final[Mapping[Any, Leaf]] = MappingProxyType(
    {
        str: forms.TEXT,
        int: _INTEGER,
        bool: Leaf(read=_read_truth, write=partial(checked, bool), schema={"type": "boolean"}),
        Decimal: Leaf(read=values.read_decimal, write=values.write_decimal, schema=_DOUBLE),
        dt.date: Leaf(read=moments.read_date, write=_write_date, schema=whole(moments.DATE)),
        dt.datetime: Leaf(read=moments.read_moment, write=_write_moment, schema=whole(moments.MOMENT)),
        dt.time: Leaf(read=moments.read_clock, write=_write_clock, schema=whole(moments.CLOCK)),
        Money: forms.MONEY,
        Quantity: forms.QUANTITY,
        Percent: forms.PERCENT,
        FromAttribute: forms.OWN,
        Worth: forms.WORTH,
        Factor: forms.FACTOR,
        Period: forms.PERIOD,
        Template: forms.TEMPLATE,
        Attributes: Leaf(
            read=values.read_attributes,
            write=_write_attributes,
            schema={"type": "object", "additionalProperties": {"anyOf": [*_SCALARS, _JSON]}},
            name="Attributes",
        ),
        ExternalCode: forms.code(ExternalCode, name="ExternalCode"),
        InternalCode: forms.code(InternalCode, name="InternalCode"),
        Barcode: forms.code(Barcode, name="Barcode"),
    }
)

#: The form of a choice between types that tell themselves apart.
CHOICES: Final[Mapping[frozenset[Any], Leaf]] = MappingProxyType(
    {
        frozenset({ExternalCode, InternalCode, Barcode}): forms.code(
            ExternalCode, InternalCode, Barcode, name="Code"
        ),
        frozenset({ExternalCode, InternalCode}): forms.code(ExternalCode, InternalCode, name="CategoryCode"),
        frozenset({int, ReceiptFigure, RuleFigure}): Leaf(
            read=_read_step,
            write=_write_step,
            schema={"anyOf": [{"type": "integer"}, {"enum": [one.value for one in _FIGURES]}]},
        ),
        frozenset({Money, Percent}): Leaf(
            read=_read_money_or_percent,
            write=_write_money_or_percent,
            schema={"anyOf": [forms.MONEY.schema, forms.PERCENT.schema]},
        ),
        frozenset({Money, Quantity}): Leaf(
            read=_read_money_or_quantity,
            write=_write_money_or_quantity,
            schema={"anyOf": [forms.MONEY.schema, forms.QUANTITY.schema]},
        ),
        frozenset({Money, FromAttribute}): forms.or_own(forms.MONEY, "MoneyBound"),
        frozenset({Quantity, FromAttribute}): forms.or_own(forms.QUANTITY, "QuantityBound"),
        frozenset({int, FromAttribute}): forms.or_own(_INTEGER, "NumberBound"),
        frozenset({CounterKey, ByParameter}): Leaf(
            read=_read_key,
            write=_write_key,
            schema={"anyOf": [{"enum": [*_KEYS]}, _PARAMETER]},
            name="CounterKey",
        ),
        frozenset({int, Decimal}): Leaf(read=values.read_number, write=values.write_number, schema=_DOUBLE),
        frozenset({int, Decimal, str}): Leaf(
            read=values.read_figure,
            write=values.write_value,
            schema={"anyOf": [{"type": ["string", "integer"]}, _TYPED_DOUBLE]},
        ),
        frozenset({bool, str, int, Decimal, dt.date}): Leaf(
            read=values.read_scalar, write=values.write_value, schema={"anyOf": _SCALARS}, name="Value"
        ),
    }
)

#: The form of a field that differs from that of its type, by the class and the field's name.
FIELDS: Final[Mapping[tuple[type, str], Leaf]] = MappingProxyType(
    {
        (DailyWindow, "end"): Leaf(
            read=moments.read_closing,
            write=_write_closing,
            schema={"anyOf": [whole(moments.CLOCK), {"const": "24:00"}]},
        ),
        (AttributeItem, "value"): Leaf(
            read=values.read_value, write=values.write_value, schema={"anyOf": [*_SCALARS, _JSON]}
        ),
    }
)
