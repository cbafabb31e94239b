"""The condition on attributes: of a line, its product, the receipt, the place, the member or an event."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.attributes import Scalar, freeze_value, value_key
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    faults,
    kept,
    kind_problems,
    needed_id_problems,
)
from loyalty_engine.model.identifiers import shown
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.predicates import (
    Carrier,
    HasValue,
    LineValue,
    Predicate,
    Range,
    reach_problems,
    wanted_key,
)


def _scalars(value: Iterable[Scalar]) -> frozenset[Scalar]:
    """The values as attributes keep them: of two ways to write a number, one."""
    if not isinstance(value, (tuple, frozenset)):
        raise InvalidInput.at("values", "", f"{shown(value)} is not a set", "give a set of values")
    if not value:
        raise InvalidInput.at("values", "", "is empty, so nothing could ever match", "leave it out for any")
    problems: list[Problem] = []
    found: list[Scalar] = []
    for given in value:
        scalar, faulty = freeze_value("", given)
        problems += faulty
        if isinstance(scalar, Scalar):
            found.append(scalar)
        elif not faulty:
            problems.append(Problem("", f"{shown(given)} has parts", "compare single values"))
    if len(set(map(value_key, found))) > len(set(found)):
        hint = "make a condition for each, inside AnyOf"
        problems.append(Problem("", "a set cannot hold true beside 1, or false beside 0", hint))
    refuse("values", sorted(problems, key=str))
    return frozenset(found)


def _values(value: Iterable[Scalar] | None) -> frozenset[Scalar] | None:
    if value is None:
        return None
    return kept(_scalars, as_tuple(tuple(value) if isinstance(value, Set) else value))


@frozen(kw_only=True)
class HasAttribute:
    """The attribute *name* of a carrier is one of *values*, lies *between* bounds, or is there at all.

    *of* says whose attribute it is. Attributes of a line or of its product narrow the lines; those of the
    receipt, the place and the member hold for the receipt as a whole. A line's and a receipt's attributes are
    the parameters that the till sends, an event's those that the host sends with it. True is not 1 here.
    """

    kind: ClassVar[str] = "attribute"
    of: Carrier
    name: str
    values: frozenset[Scalar] | None = field(default=None, converter=_values, eq=wanted_key)
    between: Range | None = None

    def __attrs_post_init__(self) -> None:
        problems = choice_problems("of", self.of, Carrier) + needed_id_problems(name=self.name)
        if self.values is not None:
            problems += faults("values", _scalars, self.values)
        if self.between is not None:
            hint = "write Range(low=1, high=5)"
            unlike = kind_problems("between", self.between, Range, "a range of numbers", hint)
            problems += unlike or reach_problems("between", self.between)
            if self.values is not None:
                problems.append(Problem("between", "stands beside values", "give one of the two"))
        refuse(self.kind, problems)

    def lower(self) -> Predicate:
        wanted = self.between if self.values is None else self.values
        if self.of in (Carrier.LINE, Carrier.PRODUCT):
            return LineValue(carrier=self.of, name=self.name, wanted=wanted)
        return HasValue(carrier=self.of, name=self.name, wanted=wanted)

    def describe(self) -> str:
        if self.values is not None:
            return f"the {self.of.value}'s {self.name} is {listed(map(_word, self.values))}"
        if self.between is not None:
            return f"the {self.of.value}'s {self.name} is {self.between}"
        return f"the {self.of.value} has a value for {self.name}"


def _word(value: Scalar) -> str:
    """A value as a person says it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
