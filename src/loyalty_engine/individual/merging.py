"""Two accounts of one member become one: what happens to each attribute, by its `MergeMode`.

| type | `SUM_OR_APPEND` | `MAX` |
|---|---|---|
| int, double | the sum, exact | the greater number |
| string | the texts, joined by a comma; equal ones stand once | – |
| json | the items of both, where both are arrays | – |
| date | – | the later date |
| bool | – | true, if one of them is |
| radio_string | – | – |

A dash means that the mode makes no sense for the type: the value stays as it is, and the report says so. It
also stays where the outcome would not fit the definition. A value that only the other account has is taken by
all modes but `NONE`. Histories are not merged: what is taken begins with the merge.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Final, assert_never

from attrs import evolve, field, frozen

from loyalty_engine.individual.attributes import AttributeHistory, Origin, Setter, outdated, put
from loyalty_engine.individual.refusal import refuse_request
from loyalty_engine.model.attributes import (
    DECIMAL_PLACES,
    AttributeDefinition,
    AttributeType,
    AttributeValue,
    MergeMode,
    value_key,
)
from loyalty_engine.model.decimals import scaled, shortest
from loyalty_engine.model.fields import sequence_of
from loyalty_engine.model.moments import check_moment

_SEPARATOR: Final = ", "
_NUMBERS: Final = frozenset({AttributeType.INT, AttributeType.DOUBLE})
_DIGITS: Final = 20  # more than an attribute's number has before the point


class MergeOutcome(Enum):
    """What became of an attribute when two accounts were merged."""

    KEPT = "kept"  # the value stays: by the mode, or because it is the greater or the only one
    COPIED = "copied"  # the other account's value is taken
    COMBINED = "combined"  # both values went into the new one
    IMPOSSIBLE = "impossible"  # the mode cannot be followed, and the value stays


@frozen(kw_only=True)
class MergedAttribute:
    """What happened to one attribute; values are None where there are none, *mode* where no definition is.

    *reason* says why an outcome is impossible; it is empty otherwise.
    """

    name: str
    mode: MergeMode | None
    outcome: MergeOutcome
    before: AttributeValue | None = field(eq=value_key)
    other: AttributeValue | None = field(eq=value_key)
    after: AttributeValue | None = field(eq=value_key)
    reason: str = ""


@frozen(kw_only=True)
class AttributeMerge:
    """The *histories* of the account that stays, and what happened to each attribute, both by name."""

    histories: tuple[AttributeHistory, ...]
    merged: tuple[MergedAttribute, ...]


def merge_attributes(
    staying: Iterable[AttributeHistory],
    leaving: Iterable[AttributeHistory],
    definitions: Iterable[AttributeDefinition],
    at: dt.datetime,
) -> AttributeMerge:
    """The attributes of the account that stays, after the one that leaves was merged into it at *at*.

    Args:
        staying: what the account that goes on has.
        leaving: what the account that is closed has.
        definitions: of the attributes; one without a definition stays as it is, and the report says so.
        at: when the accounts are merged.

    Raises:
        Refused: attributes of the account that stays were changed after *at*.
        InvalidInput: *at* has no offset, or an argument holds something else.
    """
    check_moment("merge", "at", at, aware=True)
    here = {one.name: one for one in sequence_of(AttributeHistory, staying, "merge", "staying")}
    there = {one.name: one for one in sequence_of(AttributeHistory, leaving, "merge", "leaving")}
    known = {one.name: one for one in sequence_of(AttributeDefinition, definitions, "merge", "definitions")}
    report = [
        _merged(name, known.get(name), _value(here.get(name)), _value(there.get(name)))
        for name in sorted(here.keys() | there.keys())
    ]
    changed = [one for one in report if value_key(one.after) != value_key(one.before)]
    late = [
        (name, problem)
        for one in changed
        if (name := one.name) in here
        for problem in outdated(here[name], at)
    ]
    refuse_request("merge", [evolve(problem, path=name) for name, problem in late])
    origin = Origin(at=at, setter=Setter.MERGE)
    for one in changed:
        history = here.get(one.name, AttributeHistory(one.name))
        here[one.name] = put(history, known[one.name], one.after, origin).history
    return AttributeMerge(histories=tuple(here[name] for name in sorted(here)), merged=tuple(report))


def _value(history: AttributeHistory | None) -> AttributeValue | None:
    return None if history is None or history.current is None else history.current.value


def _merged(
    name: str,
    definition: AttributeDefinition | None,
    before: AttributeValue | None,
    other: AttributeValue | None,
) -> MergedAttribute:
    mode = None if definition is None else definition.merge
    outcome, after, reason = _decided(definition, before, other)
    if definition is not None and after is not None and outcome is not MergeOutcome.KEPT:
        misfit = definition.check(after)
        if misfit is not None:
            outcome, after, reason = MergeOutcome.IMPOSSIBLE, before, misfit.message
    return MergedAttribute(
        name=name, mode=mode, outcome=outcome, before=before, other=other, after=after, reason=reason
    )


Decided = tuple[MergeOutcome, AttributeValue | None, str]


def _decided(
    definition: AttributeDefinition | None, before: AttributeValue | None, other: AttributeValue | None
) -> Decided:
    """The outcome, the value, and why the mode cannot be followed."""
    kept: Decided = (MergeOutcome.KEPT, before, "")
    if other is None or (definition is not None and definition.merge is MergeMode.NONE):
        return kept
    if definition is None:
        return MergeOutcome.IMPOSSIBLE, before, "the attribute has no definition"
    copied: Decided = (MergeOutcome.COPIED, other, "")
    if before is None:
        return copied
    match definition.merge:
        case MergeMode.NONE | MergeMode.COPY_IF_NOT_EXIST:
            return kept
        case MergeMode.ALWAYS_COPY:
            return kept if value_key(other) == value_key(before) else copied
        case MergeMode.MAX:
            greater = _greater(definition.type, before, other)
            if greater is None:
                return MergeOutcome.IMPOSSIBLE, before, f"of type {definition.type.value} none is the greater"
            return copied if greater else kept
        case MergeMode.SUM_OR_APPEND:
            both = _combined(definition.type, before, other)
            if both is None:
                message = f"these values of type {definition.type.value} can be neither added nor joined"
                return MergeOutcome.IMPOSSIBLE, before, message
            return MergeOutcome.COMBINED, both, ""
        case _:
            assert_never(definition.merge)


def _greater(type_: AttributeType, before: AttributeValue, other: AttributeValue) -> bool | None:
    """Is the *other* value the greater one? None where there is no such thing."""
    if isinstance(before, bool) and isinstance(other, bool) and type_ is AttributeType.BOOL:
        return other and not before
    if type_ in _NUMBERS and isinstance(before, (int, Decimal)) and isinstance(other, (int, Decimal)):
        return other > before
    if isinstance(before, dt.date) and isinstance(other, dt.date):
        return other > before
    return None


def _combined(type_: AttributeType, before: AttributeValue, other: AttributeValue) -> AttributeValue | None:
    """Both values in one; None where they cannot be."""
    if type_ in _NUMBERS and isinstance(before, (int, Decimal)) and isinstance(other, (int, Decimal)):
        return _sum(before, other)
    if type_ is AttributeType.STRING and isinstance(before, str) and isinstance(other, str):
        return before if before == other else f"{before}{_SEPARATOR}{other}"
    if isinstance(before, tuple) and isinstance(other, tuple):
        return before + other
    return None


def _sum(before: int | Decimal, other: int | Decimal) -> int | Decimal:
    """The exact sum: in whole numbers, so that the decimal context has no part in it."""
    if isinstance(before, int) and isinstance(other, int):
        return before + other
    parts = [scaled(number, DECIMAL_PLACES, "an attribute", digits=_DIGITS) for number in (before, other)]
    whole = sum(part for part in parts if isinstance(part, int))  # all are: no attribute is beyond
    return Decimal(shortest(whole, DECIMAL_PLACES))
