"""Types that documents write in a form of their own, each with how it is read, written and described.

A number that has a point, or may have one, is text everywhere: ``"399.90"``, ``"12.5"``; JSON numbers are for
whole numbers. Only within ``{"json": …}`` do numbers with a point stand as they are.

=================  ==========================================================================
money              ``{"amount": "399.90", "currency": "RUB"}``
quantity           ``"2"``, ``"0.755"``, or a whole JSON number
percentage         ``"12.5"``, or a whole JSON number; 0 to 100
date, moment       ``"2026-09-01"``; ``"2026-09-01T12:00+03:00"``, by the shop's clock without offset
time of day        ``"09:30"``
period             ``{"from": …, "until": …}``, the end excluded; or ``"through"``, the end included
code               ``"4601"``, the external code; otherwise ``{"internal": …}``, ``{"barcode": …}``
attributes         an object; text, true, false and whole numbers as they are, ``{"double": "1.5"}``,
                   ``{"date": "2026-01-01"}``, and ``{"json": …}`` around an array or an object
=================  ==========================================================================
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from attrs import frozen

from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.identifiers import Barcode, Code, ExternalCode, InternalCode
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import Worth
from loyalty_engine.model.schedule import DailyWindow
from loyalty_engine.model.text import Template
from loyalty_engine.wire import forms, moments, values
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


def _whole(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$"}


def _object(properties: dict[str, Schema], *required: str) -> Schema:
    schema: Schema = {"type": "object", "properties": properties}
    return schema | ({"required": list(required)} if required else {}) | {"additionalProperties": False}


def _code(*kinds: type[Code], name: str) -> Leaf:
    options: list[Schema] = [{"type": "string"}] if ExternalCode in kinds else []
    for word in (forms.CODE_NAMES[kind] for kind in kinds):
        options.append(_object({word: {"type": "string"}}, word))
    return Leaf(
        read=partial(forms.read_code, kinds),
        write=partial(forms.write_code, kinds),
        schema={"anyOf": options},
        name=name,
    )


_DOUBLE: Final = {"anyOf": [{"type": "integer"}, _whole(values.DECIMAL)]}
_SCALARS: Final[list[Schema]] = [
    {"type": ["string", "boolean", "integer"]},
    _object({"double": _DOUBLE}, "double"),
    _object({"date": _whole(moments.DATE)}, "date"),
]
_MOMENT: Final = _whole(moments.MOMENT)
_DAY_OR_MOMENT: Final = {"anyOf": [_whole(moments.DATE), _MOMENT]}

_MONEY: Final = _object(
    {"amount": _whole(r"-?[0-9]{1,24}(\.[0-9]{1,4})?"), "currency": {"enum": sorted(EXPONENTS)}},
    "amount",
    "currency",
)
_PERIOD: Final = {
    "description": "until is the first moment that is out; through is the last day, minute or second that is in.",
    **_object({"from": _DAY_OR_MOMENT, "until": _MOMENT, "through": _DAY_OR_MOMENT}),
    "not": {"required": ["until", "through"]},
}
_THOUSANDTHS: Final = _whole(r"[0-9]{1,12}(\.[0-9]{1,3})?")
_PERCENT: Final = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 100},
        _whole(r"0{0,9}(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)"),
    ]
}
_ATTRIBUTES: Final = {
    "type": "object",
    "additionalProperties": {"anyOf": [*_SCALARS, _object({"json": {"type": ["array", "object"]}}, "json")]},
}

#: The form of a type, wherever it stands.
LEAVES: Final = MappingProxyType(
    {
        str: Leaf(read=forms.read_text, write=forms.write_text, schema={"type": "string"}),
        int: Leaf(read=forms.read_integer, write=partial(forms.exactly, int), schema={"type": "integer"}),
        bool: Leaf(read=forms.read_truth, write=partial(forms.exactly, bool), schema={"type": "boolean"}),
        Decimal: Leaf(read=values.read_decimal, write=values.write_decimal, schema=_DOUBLE),
        dt.date: Leaf(read=moments.read_date, write=forms.write_date, schema=_whole(moments.DATE)),
        dt.datetime: Leaf(read=moments.read_moment, write=forms.write_moment, schema=_MOMENT),
        dt.time: Leaf(read=moments.read_clock, write=forms.write_clock, schema=_whole(moments.CLOCK)),
        Money: Leaf(read=forms.read_money, write=forms.write_money, schema=_MONEY, name="Money"),
        Quantity: Leaf(
            read=forms.read_quantity,
            write=forms.write_quantity,
            schema={"anyOf": [{"type": "integer", "minimum": 1}, _THOUSANDTHS]},
            name="Quantity",
        ),
        Percent: Leaf(read=forms.read_percent, write=forms.write_percent, schema=_PERCENT, name="Percent"),
        Period: Leaf(read=forms.read_period, write=forms.write_period, schema=_PERIOD, name="Period"),
        Worth: Leaf(
            read=forms.read_worth,
            write=forms.write_worth,
            schema={"anyOf": [{"type": "integer", "minimum": 0}, _THOUSANDTHS]},
            name="Worth",
        ),
        Template: Leaf(
            read=forms.read_template,
            write=forms.write_template,
            schema={"type": "string", "minLength": 1, "maxLength": 2000},
            name="Template",
        ),
        Attributes: Leaf(
            read=values.read_attributes, write=forms.write_attributes, schema=_ATTRIBUTES, name="Attributes"
        ),
        ExternalCode: _code(ExternalCode, name="ExternalCode"),
        InternalCode: _code(InternalCode, name="InternalCode"),
        Barcode: _code(Barcode, name="Barcode"),
    }
)

#: The form of a choice between types that stand for themselves.
CHOICES: Final = MappingProxyType(
    {
        frozenset({ExternalCode, InternalCode, Barcode}): _code(
            ExternalCode, InternalCode, Barcode, name="Code"
        ),
        frozenset({ExternalCode, InternalCode}): _code(ExternalCode, InternalCode, name="CategoryCode"),
        frozenset({int, Decimal, str}): Leaf(
            read=values.read_figure,
            write=values.write_value,
            schema={"anyOf": [{"type": ["string", "integer"]}, _object({"double": _DOUBLE}, "double")]},
        ),
        frozenset({int, Decimal}): Leaf(read=values.read_number, write=values.write_number, schema=_DOUBLE),
        frozenset({bool, str, int, Decimal, dt.date}): Leaf(
            read=values.read_scalar, write=values.write_value, schema={"anyOf": _SCALARS}, name="Value"
        ),
    }
)

#: The form of a field that differs from that of its type, by the class and the field's name.
FIELDS: Final = MappingProxyType(
    {
        (DailyWindow, "end"): Leaf(
            read=moments.read_closing,
            write=forms.write_closing,
            schema={"anyOf": [_whole(moments.CLOCK), {"const": "24:00"}]},
        ),
    }
)
