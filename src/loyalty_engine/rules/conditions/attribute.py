"""The condition on attributes: of a line, its product, the receipt, the place or the member."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.fields import id_problems
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.predicates import Carrier, HasValue, LineValue, Predicate, Range

Scalar = bool | str | int | Decimal | dt.date


def _values(value: object) -> frozenset[Scalar] | None:
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise InvalidInput.at("attribute", "values", f"{value!r} is not a collection", "give a set of values")
    items = tuple(value)
    refuse(
        "attribute",
        (
            Problem(
                f"values[{n}]",
                f"{item!r} is no value",
                "give text, true/false, a whole number, Decimal or date",
            )
            for n, item in enumerate(items)
            if not isinstance(item, Scalar) or isinstance(item, dt.datetime)
        ),
    )
    return frozenset(items)


@frozen(kw_only=True)
class HasAttribute:
    """The attribute *name* of a *carrier* is one of *values*, lies *between* bounds, or is there at all.

    Attributes of a line or of its product narrow the lines; those of the receipt, the place and the
    member hold for the receipt as a whole. A line's and a receipt's attributes are the parameters that
    the till sends.
    """

    kind: ClassVar[str] = "attribute"
    of: Carrier
    name: str
    values: frozenset[Scalar] | None = field(default=None, converter=_values)
    between: Range | None = None

    def __attrs_post_init__(self) -> None:
        problems = id_problems(name=self.name)
        if self.values is not None and self.between is not None:
            problems.append(Problem("between", "stands beside values", "give one of the two"))
        if self.values is not None and not self.values:
            problems.append(
                Problem("values", "is empty, so nothing could ever match", "name one, or leave it out")
            )
        if not isinstance(self.of, Carrier):
            problems.append(Problem("of", f"{self.of!r} carries no attributes", "use a Carrier"))
        refuse(self.kind, problems)

    def lower(self) -> Predicate:
        wanted = self.between if self.values is None else self.values
        if self.of in (Carrier.LINE, Carrier.PRODUCT):
            return LineValue(carrier=self.of, name=self.name, wanted=wanted)
        return HasValue(carrier=self.of, name=self.name, wanted=wanted)

    def describe(self) -> str:
        if self.values is not None:
            return f"the {self.of.value}'s {self.name} is {listed(self.values)}"
        return f"the {self.of.value}'s {self.name} is {self.between or 'there'}"
