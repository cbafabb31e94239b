"""How the types that have a form of their own in documents are read from it and written in it.

The forms themselves are listed in `loyalty_engine.wire.leaves`.
"""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any, Final, cast

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.currencies import EXPONENTS, currency_problem
from loyalty_engine.model.decimals import scaled, shortest
from loyalty_engine.model.identifiers import (
    Barcode,
    Code,
    ExternalCode,
    InternalCode,
    checked_id,
    shown,
    text_problem,
)
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import Worth
from loyalty_engine.model.text import Template
from loyalty_engine.wire import moments, values
from loyalty_engine.wire.faults import attempt, expected, members, renamed
from loyalty_engine.wire.text import Plain


def unwritable(value: object, kind: type) -> InvalidInput:
    return InvalidInput.at(
        "value", "", f"{shown(value)} is not of type {kind.__name__}", "mend it where it was made"
    )


def read_text(value: object) -> str:
    if type(value) is str:
        return value
    raise expected("text", value, f'write "{value}"' if type(value) is int and abs(value) < 10**18 else "")


def write_text(value: object) -> str:
    if damage := text_problem("", value):
        raise InvalidInput("text", (damage,))
    return str(value)


def read_integer(value: object) -> int:
    if type(value) is int:
        return value
    quoted = type(value) is str and value.isascii() and value.isdigit()
    raise expected("a whole number", value, "write it without quotes" if quoted else "")


def read_truth(value: object) -> bool:
    if type(value) is bool:
        return value
    raise expected("true or false", value)


def exactly(kind: type, value: object) -> Any:
    if type(value) is kind:
        return value
    raise unwritable(value, kind)


def read_money(value: object) -> Money:
    parts = members(value, ("amount", "currency"))
    amount, currency = parts["amount"], parts["currency"]
    unknown = currency_problem(currency, "currency")
    places, what = (4, "a currency") if unknown else (EXPONENTS[currency], currency)
    if type(amount) is str:
        minor = scaled(amount, places, what, path="amount", digits=24 - places)
    else:
        hint = 'write the amount in quotes, in whole units: "399.90"'
        minor = expected("text", amount, hint).problems[0].inside("amount")
    refuse("money", (problem for problem in (minor, unknown) if isinstance(problem, Problem)))
    return Money(cast("int", minor), currency)


def write_money(value: object) -> Plain:
    if not isinstance(value, Money):
        raise unwritable(value, Money)
    return {"amount": value.decimal, "currency": value.currency}


_NUMBER_HINT: Final = "write it as text in quotes, or as a whole number"


def read_quantity(value: object) -> Quantity:
    if type(value) is str or type(value) is int:
        return Quantity.of(value)
    raise expected("a quantity", value, _NUMBER_HINT)


def read_percent(value: object) -> Percent:
    if type(value) is str or type(value) is int:
        return Percent(value)
    raise expected("a percentage", value, _NUMBER_HINT)


def write_quantity(value: object) -> Plain:
    return str(exactly(Quantity, value))


def write_percent(value: object) -> Plain:
    return shortest(exactly(Percent, value).hundredths, 2)


def read_worth(value: object) -> Worth:
    if type(value) is not str and type(value) is not int:
        raise expected("what a point is worth", value, _NUMBER_HINT)
    thousandths = scaled(value, 3, "what a point is worth", digits=12)
    refuse("worth", [thousandths] if isinstance(thousandths, Problem) else [])
    if cast("int", thousandths) < 0:
        raise expected("what a point is worth", value, "give 0 or more")
    return Worth(cast("int", thousandths))


def write_worth(value: object) -> Plain:
    return shortest(exactly(Worth, value).thousandths, 3)


def _read_until(value: object) -> dt.datetime:
    try:
        return moments.read_moment(value)
    except InvalidInput as error:
        hint = (
            'write the first moment that is out, "2026-09-16T00:00", or "through" and the last day that is in'
        )
        raise InvalidInput.at("period", "", error.problems[0].message, hint) from None


def read_period(value: object) -> Period:
    parts = members(value, (), ("from", "until", "through"))
    end = "through" if "through" in parts else "until"
    problems: list[Problem] = []
    bounds: dict[str, dt.datetime | None] = {}
    for key, read in (
        ("from", moments.read_start),
        ("until", _read_until),
        ("through", moments.read_included_end),
    ):
        bounds[key] = attempt(problems, key, read, parts[key]) if key in parts else None
    if "until" in parts and "through" in parts:
        problems.append(Problem("through", "stands beside until", "give one of the two"))
    refuse("period", problems)
    try:
        return Period(bounds["from"], bounds[end])
    except InvalidInput as error:
        raise InvalidInput(error.subject, renamed(error.problems, {"start": "from", "end": end})) from None


def write_period(value: object) -> Plain:
    if not isinstance(value, Period):
        raise unwritable(value, Period)
    bounds = {"from": value.start, "until": value.end}
    return {key: moments.write_moment(bound) for key, bound in bounds.items() if bound is not None}


CODE_NAMES: Final = MappingProxyType({ExternalCode: "external", InternalCode: "internal", Barcode: "barcode"})


def read_code(kinds: tuple[type[Code], ...], value: object) -> Code:
    names = {CODE_NAMES[kind]: kind for kind in kinds}
    if type(value) is str and ExternalCode in kinds:
        return ExternalCode(checked_id("code", "", value))
    parts = members(value, (), tuple(names))
    if len(parts) != 1:
        raise expected(f"a code, as an object with one of {', '.join(names)}", value)
    ((name, code),) = parts.items()
    return names[name](checked_id("code", name, code))


def write_code(kinds: tuple[type[Code], ...], value: object) -> Plain:
    if not isinstance(value, kinds):
        raise unwritable(value, kinds[0])
    return value.value if isinstance(value, ExternalCode) else {CODE_NAMES[type(value)]: value.value}


def read_template(value: object) -> Template:
    return Template(read_text(value))


def write_template(value: object) -> Plain:
    return write_text(exactly(Template, value).text)


def write_date(value: object) -> Plain:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise unwritable(value, dt.date)
    return value.isoformat()


def write_clock(value: object) -> Plain:
    return moments.write_clock(exactly(dt.time, value))


def write_closing(value: object) -> Plain:
    return moments.write_closing(exactly(dt.time, value))


def write_moment(value: object) -> Plain:
    if not isinstance(value, dt.datetime):
        raise unwritable(value, dt.datetime)
    return moments.write_moment(value)


def write_attributes(value: object) -> Plain:
    if not isinstance(value, Attributes):
        raise unwritable(value, Attributes)
    return values.write_attributes(value)
