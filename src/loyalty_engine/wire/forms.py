"""Money, quantities, percentages, periods, codes and texts in documents."""

from __future__ import annotations

import datetime as dt
from functools import partial
from types import MappingProxyType
from typing import Final, cast

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.currencies import EXPONENTS, currency_problem
from loyalty_engine.model.decimals import scaled, shortest
from loyalty_engine.model.identifiers import (
    Barcode,
    Code,
    ExternalCode,
    InternalCode,
    checked_id,
    text_problem,
)
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import Factor, Worth
from loyalty_engine.model.text import Template
from loyalty_engine.rules.conditions.bounds import FromAttribute
from loyalty_engine.wire import moments
from loyalty_engine.wire.faults import attempt, expected, members, renamed
from loyalty_engine.wire.leaf import Leaf, Schema, checked, members_schema, whole
from loyalty_engine.wire.text import Plain

_NUMBER_HINT: Final = "write it as text in quotes, or as a whole number"
_THOUSANDTHS: Final = whole(r"[0-9]{1,12}(\.[0-9]{1,3})?")


def _read_text(value: object) -> str:
    if type(value) is str:
        return value
    raise expected("text", value, "write it in quotes" if type(value) is int else "", untold=True)


def _write_text(value: object) -> str:
    if damage := text_problem("", value):
        raise InvalidInput("text", (damage,))
    return str(value)


TEXT: Final = Leaf(read=_read_text, write=_write_text, schema={"type": "string"})


def _read_template(value: object) -> Template:
    return Template(_read_text(value))


def _write_template(value: object) -> Plain:
    return _write_text(checked(Template, value).text)


TEMPLATE: Final = Leaf(
    read=_read_template,
    write=_write_template,
    schema={"type": "string", "minLength": 1, "maxLength": 2000},
    name="Template",
)


def _read_money(value: object) -> Money:
    parts = members(value, ("amount", "currency"))
    amount, currency = parts["amount"], parts["currency"]
    unknown = currency_problem(currency, "currency")
    places, what = (4, "a currency") if unknown else (EXPONENTS[currency], currency)
    if type(amount) is str:
        minor = scaled(amount, places, what, path="amount", digits=24 - places)  # all that Money can hold
    else:
        hint = 'write the amount in quotes, in whole units: "399.90"'
        minor = expected("text", amount, hint).problems[0].inside("amount")
    refuse("money", (problem for problem in (minor, unknown) if isinstance(problem, Problem)))
    return Money(cast("int", minor), currency)


def _write_money(value: object) -> Plain:
    money: Money = checked(Money, value)
    return {"amount": money.decimal, "currency": money.currency}


_MONEY: Final = {"amount": whole(r"-?[0-9]{1,24}(\.[0-9]{1,4})?"), "currency": {"enum": sorted(EXPONENTS)}}
MONEY: Final = Leaf(
    read=_read_money, write=_write_money, schema=members_schema(_MONEY, "amount", "currency"), name="Money"
)


def _read_quantity(value: object) -> Quantity:
    if type(value) is str or type(value) is int:
        return Quantity.of(value)
    raise expected("a quantity", value, _NUMBER_HINT)


def _write_quantity(value: object) -> Plain:
    return str(checked(Quantity, value))


QUANTITY: Final = Leaf(
    read=_read_quantity,
    write=_write_quantity,
    schema={"anyOf": [{"type": "integer", "minimum": 1}, _THOUSANDTHS]},
    name="Quantity",
)


def _read_own(value: object) -> FromAttribute:
    return FromAttribute(_read_text(members(value, ("attribute",))["attribute"]))


def _write_own(value: object) -> Plain:
    own: FromAttribute = checked(FromAttribute, value)
    return {"attribute": _write_text(own.attribute)}


OWN: Final = Leaf(
    read=_read_own,
    write=_write_own,
    schema=members_schema({"attribute": {"type": "string"}}, "attribute"),
    name="FromAttribute",
)


def or_own(leaf: Leaf, name: str) -> Leaf:
    """The form *leaf*, or that of a bound that the member carries."""

    def read(value: object) -> object:
        own = isinstance(value, dict) and "attribute" in value
        return (OWN if own else leaf).read(value)

    def write(value: object) -> Plain:
        return (OWN if isinstance(value, FromAttribute) else leaf).write(value)

    return Leaf(read=read, write=write, schema={"anyOf": [leaf.schema, OWN.schema]}, name=name)


def _read_percent(value: object) -> Percent:
    if type(value) is str or type(value) is int:
        return Percent(value)
    raise expected("a percentage", value, _NUMBER_HINT)


def _write_percent(value: object) -> Plain:
    return shortest(checked(Percent, value).hundredths, 2)


_PERCENT: Final = whole(r"0{0,12}(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)")
PERCENT: Final = Leaf(
    read=_read_percent,
    write=_write_percent,
    schema={"anyOf": [{"type": "integer", "minimum": 0, "maximum": 100}, _PERCENT]},
    name="Percent",
)


def _read_worth(value: object) -> Worth:
    if type(value) is not str and type(value) is not int:
        raise expected("what a point is worth", value, _NUMBER_HINT)
    thousandths = scaled(value, 3, "what a point is worth", digits=12)
    refuse("worth", [thousandths] if isinstance(thousandths, Problem) else [])
    if cast("int", thousandths) < 0:
        raise expected("what a point is worth", value, "give 0 or more")
    return Worth(cast("int", thousandths))


def _write_worth(value: object) -> Plain:
    return shortest(checked(Worth, value).thousandths, 3)


def _read_factor(value: object) -> Factor:
    if type(value) is str or type(value) is int:
        return Factor.of(value)
    raise expected("a factor", value, _NUMBER_HINT)


def _write_factor(value: object) -> Plain:
    return str(checked(Factor, value))


FACTOR: Final = Leaf(
    read=_read_factor,
    write=_write_factor,
    schema={"anyOf": [{"type": "integer", "minimum": 2}, whole(r"[0-9]{1,4}(\.[0-9]{1,2})?")]},
    name="Factor",
)

WORTH: Final = Leaf(
    read=_read_worth,
    write=_write_worth,
    schema={"anyOf": [{"type": "integer", "minimum": 0}, _THOUSANDTHS]},
    name="Worth",
)


def _read_until(value: object) -> dt.datetime:
    try:
        return moments.read_moment(value)
    except InvalidInput as error:
        hint = 'write the first moment that is out, "2026-09-16T00:00", or "through" and the last day'
        raise InvalidInput.at("period", "", error.problems[0].message, hint) from None


_BOUNDS: Final = MappingProxyType(
    {"from": moments.read_start, "until": _read_until, "through": moments.read_included_end}
)


def _read_period(value: object) -> Period:
    parts = members(value, (), tuple(_BOUNDS))
    problems: list[Problem] = []
    bounds = {key: attempt(problems, key, _BOUNDS[key], part) for key, part in parts.items()}
    if "until" in parts and "through" in parts:
        problems.append(Problem("through", "stands beside until", "give one of the two"))
    refuse("period", problems)
    end = "through" if "through" in parts else "until"
    try:
        return Period(bounds.get("from"), bounds.get(end))
    except InvalidInput as error:
        raise InvalidInput(error.subject, renamed(error.problems, {"start": "from", "end": end})) from None


def _write_period(value: object) -> Plain:
    period: Period = checked(Period, value)
    bounds = {"from": period.start, "until": period.end}
    return {key: moments.write_moment(bound) for key, bound in bounds.items() if bound is not None}


_DAY_OR_MOMENT: Final = {"anyOf": [whole(moments.DATE), whole(moments.MOMENT)]}
PERIOD: Final = Leaf(
    read=_read_period,
    write=_write_period,
    schema={
        "description": "until is the first moment that is out, through the last day, minute or second in.",
        **members_schema({"from": _DAY_OR_MOMENT, "until": whole(moments.MOMENT), "through": _DAY_OR_MOMENT}),
        "not": {"required": ["until", "through"]},
    },
    name="Period",
)

_WORDS: Final = MappingProxyType({ExternalCode: "external", InternalCode: "internal", Barcode: "barcode"})


def code(*kinds: type[Code], name: str) -> Leaf:
    """The form of codes of these *kinds*; plain text stands for an external code, where that is one."""
    options: list[Schema] = [TEXT.schema] if ExternalCode in kinds else []
    options += [members_schema({_WORDS[kind]: TEXT.schema}, _WORDS[kind]) for kind in kinds]
    return Leaf(
        read=partial(_read_code, {_WORDS[kind]: kind for kind in kinds}),
        write=partial(_write_code, kinds),
        schema={"anyOf": options},
        name=name,
    )


def _read_code(kinds: dict[str, type[Code]], value: object) -> Code:
    if type(value) is str and "external" in kinds:
        return ExternalCode(checked_id("code", "", value))
    parts = members(value, (), tuple(kinds))
    if len(parts) != 1:
        raise expected(f"a code, as an object with one of {', '.join(kinds)}", value)
    ((word, text),) = parts.items()
    return kinds[word](checked_id("code", word, text))


def _write_code(kinds: tuple[type[Code], ...], value: object) -> Plain:
    if type(value) not in kinds:
        checked(kinds[0], value)
    found = cast("Code", value)
    return found.value if isinstance(found, ExternalCode) else {_WORDS[type(found)]: found.value}
