"""The values of rows: from the text of a cell or a JSON value to what an attribute holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeAlias, cast

from attrs import define, field

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.attributes import (
    AttributeDefinition,
    AttributeType,
    AttributeValue,
    JsonObject,
    freeze_value,
)
from loyalty_engine.model.personal import PersonalAttribute
from loyalty_engine.program.imports.rows import NoValue
from loyalty_engine.wire.batches.glance import Glance, accounted_for, glimpsed
from loyalty_engine.wire.batches.remarks import crowded, over_selections, unknown_targets
from loyalty_engine.wire.batches.terms import BatchTerms, PersonalKind
from loyalty_engine.wire.faults import expected
from loyalty_engine.wire.loymax import (
    read_favorite_categories,
    read_personalized_offer,
    read_receipt_thresholds,
)
from loyalty_engine.wire.moments import read_date
from loyalty_engine.wire.text import LIMITS, Limits, Plain, parse

Found: TypeAlias = tuple[AttributeValue | NoValue, tuple[Problem, ...]]
"""A value, unread where nobody wants it, and the warnings about it."""


class ValueReader(Protocol):
    """Reads the values of one attribute; `InvalidInput` has paths that are empty or begin with ``$``."""

    def from_text(self, text: str) -> Found:
        """The value that the text of a cell stands for."""
        ...

    def from_plain(self, value: Plain) -> Found:
        """The value that is a member of a JSON object."""
        ...

    def at_a_glance(self, value: Any) -> tuple[int, tuple[Problem, ...]] | None:
        """Where *value* is certainly in order, the strings in it and the warnings about it."""
        ...


def value_reader(name: str, terms: BatchTerms, limits: Limits, with_values: bool) -> ValueReader | None:
    """The reader for the attribute called *name*; None where the *terms* have no such attribute."""
    definition = terms.definition(name)
    if definition is None:
        return None
    kind = terms.personal.get(name)
    if kind is None:
        return _Common(definition, limits)
    return _Personal(definition, kind, terms, limits, with_values)


def personal_readers(
    terms: BatchTerms, limits: Limits = LIMITS
) -> Mapping[str, Callable[[AttributeValue], PersonalAttribute]]:
    """What makes individual offers of the values of attributes that hold them, by the names in *terms*.

    Each raises `InvalidInput` for a value in which there are none.
    """
    readers = {name: _offer_reader(kind, terms, limits) for name, kind in terms.personal.items()}
    return MappingProxyType({name: partial(_of_object, read) for name, read in readers.items()})


def _of_object(
    read: Callable[[str | JsonObject], PersonalAttribute], value: AttributeValue
) -> PersonalAttribute:
    if not isinstance(value, JsonObject):
        raise expected("an object", value)
    return read(value)


_INTEGER: Final = re.compile(r"(-?[0-9]{1,19})(?:\.0{1,9})?", re.ASCII)
_DOUBLE: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?", re.ASCII)
_BOOLS: Final = MappingProxyType({"true": True, "false": False})


def _bool_in(text: str) -> object:
    if text not in _BOOLS:
        raise expected("true or false", text)
    return _BOOLS[text]


def _integer_in(text: str) -> object:
    number = _INTEGER.fullmatch(text)
    if number is None:
        raise expected("a whole number", text, "write its digits, and a minus sign before them at most")
    return int(number[1])


def _double_in(text: str) -> object:
    if _DOUBLE.fullmatch(text) is None:
        raise expected("a number", text, "write up to 15 digits, and up to 9 after a point")
    return Decimal(text)


_IN_TEXT: Final[Mapping[AttributeType, Callable[[str], object]]] = MappingProxyType(
    {
        AttributeType.BOOL: _bool_in,
        AttributeType.STRING: lambda text: text,
        AttributeType.DATE: read_date,
        AttributeType.INT: _integer_in,
        AttributeType.DOUBLE: _double_in,
        AttributeType.RADIO_STRING: lambda text: text,
    }
)


@define
class _Common:
    """Values of an attribute that holds no individual offers."""

    definition: AttributeDefinition
    limits: Limits

    def from_text(self, text: str) -> Found:
        read = _IN_TEXT.get(self.definition.type)
        return self._checked(read(text) if read else parse(text, limits=self.limits))

    def from_plain(self, value: Plain) -> Found:
        return self._checked(read_date(value) if self.definition.type is AttributeType.DATE else value)

    def at_a_glance(self, value: Any) -> None:
        return None

    def _checked(self, value: object) -> Found:
        if value is None:
            raise InvalidInput.at("value", "", "null is no value", "leave the value empty to remove it")
        kept = _frozen(value)
        problem = self.definition.check(kept)
        if problem is not None:
            raise InvalidInput.at("value", "", problem.message, problem.hint)
        return kept, ()


def _frozen(value: object) -> AttributeValue:
    kept, problems = freeze_value("", value)
    if kept is None:
        raise InvalidInput("value", problems)
    return kept


@define
class _Personal:
    """Values of an attribute that holds individual offers."""

    definition: AttributeDefinition
    kind: PersonalKind
    terms: BatchTerms
    limits: Limits
    with_values: bool
    _read: Callable[[str | JsonObject], PersonalAttribute] = field(init=False)
    _glance: Glance = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._read = _offer_reader(self.kind, self.terms, self.limits)
        self._glance = Glance(self.kind, self._accepts, self.limits)

    def from_text(self, text: str) -> Found:
        if not self.with_values:
            value = glimpsed(text)
            seen = None if value is None else self.at_a_glance(value)
            if seen is not None and accounted_for(text, seen[0]):
                return NoValue.UNREAD, seen[1]
        offer = self._read(text)
        plain = parse(text, limits=self.limits)
        return _frozen(plain), self._remarks(plain, offer)

    def from_plain(self, value: Plain) -> Found:
        kept = _frozen(value)
        if not isinstance(kept, JsonObject):
            raise expected("an object", value)
        return kept, self._remarks(value, self._read(kept))

    def at_a_glance(self, value: Any) -> tuple[int, tuple[Problem, ...]] | None:
        if self.with_values:
            return None
        strings = self._glance.strings(value)
        if strings is None or crowded(self.kind, value):
            return None
        return strings, unknown_targets(self.kind, value, self.terms.catalog)

    def _remarks(self, value: Plain, offer: PersonalAttribute) -> tuple[Problem, ...]:
        unknown = unknown_targets(self.kind, value, self.terms.catalog)
        return unknown + over_selections(offer, self.terms.zone)

    def _accepts(self, text: str) -> bool:
        try:
            self._read(text)
            _frozen(parse(text, limits=self.limits))
        except InvalidInput:
            return False
        return True


def _offer_reader(
    kind: PersonalKind, terms: BatchTerms, limits: Limits
) -> Callable[[str | JsonObject], PersonalAttribute]:
    currency = cast("str", terms.currency)  # terms with individual offers have one
    common: dict[str, Any] = {
        "points": terms.points,
        "ignore_unknown": terms.ignore_unknown,
        "limits": limits,
    }
    if kind is PersonalKind.FAVORITE_CATEGORIES:
        return partial(read_favorite_categories, currency=currency, preferences=terms.preferences, **common)
    if kind is PersonalKind.PERSONALIZED_OFFER:
        return partial(read_personalized_offer, currency=currency, **common)
    return partial(read_receipt_thresholds, currency=currency, strictly=terms.strictly, **common)
