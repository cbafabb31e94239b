"""Benefits that take money off lines, and the least that a line may cost."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import ClassVar, assert_never

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.model.amounts import (
    Bearer,
    Fixed,
    PerLine,
    PerUnit,
    PriceForAll,
    PricePerUnit,
    Share,
    TagPrice,
)
from loyalty_engine.model.fields import id_problems, money_problems
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.rules.instructions import Given, Instruction, Reduce, SetFloor


class Per(Enum):
    """What a sum is given for."""

    RECEIPT = "receipt"
    LINE = "line"
    UNIT = "unit"


def spread(value: int, per: Per) -> Fixed | PerLine | PerUnit:
    """The amount that gives *value* for the receipt as a whole, for each line or for each unit."""
    match per:
        case Per.RECEIPT:
            return Fixed(value)
        case Per.LINE:
            return PerLine(value)
        case Per.UNIT:
            return PerUnit(value)
        case _:
            assert_never(per)


def percent(value: Percent | int | str) -> Percent:
    """*value* as a percentage, 0 to 100."""
    return value if isinstance(value, Percent) else Percent(value)


def maybe_percent(value: Percent | int | str | None) -> Percent | None:
    """*value* as a percentage, where there is one."""
    return None if value is None else percent(value)


def given(value: Iterable[Given]) -> frozenset[Given]:
    """*value* as a set of kinds of benefit."""
    kinds = frozenset(value)
    if not all(isinstance(kind, Given) for kind in kinds):
        raise InvalidInput.at(
            "benefit", "excluding", f"{value!r} are not kinds of benefit", "use values of Given"
        )
    return kinds


def excluding(kinds: frozenset[Given]) -> str:
    """The clause that says what a percentage leaves out of its base."""
    if not kinds:
        return ""
    return " of what is left after " + " and ".join(sorted(kind.value.replace("_", " ") for kind in kinds))


@frozen
class PercentOff:
    """*percent* off each line.

    The base is the line's amount. Discounts given before count as part of it unless they are in
    *excluding*: 20 % and 10 % of 100 make 30, and 28 where the second excludes discounts.
    """

    kind: ClassVar[str] = "percent_off"
    percent: Percent = field(converter=percent)
    excluding: frozenset[Given] = field(default=frozenset(), converter=given, kw_only=True)

    def lower(self) -> tuple[Instruction, ...]:
        return (Reduce(amount=Share(self.percent), excludes=self.excluding),)

    def describe(self) -> str:
        return f"{self.percent} off{excluding(self.excluding)}"


@frozen
class AmountOff:
    """A sum of money off: for the lines together (spread over them), for each line, or for each unit."""

    kind: ClassVar[str] = "amount_off"
    amount: Money
    per: Per = field(default=Per.RECEIPT, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, money_problems("amount", self.amount))

    def lower(self) -> tuple[Instruction, ...]:
        return (Reduce(amount=spread(self.amount.minor, self.per), currency=self.amount.currency),)

    def describe(self) -> str:
        return f"{self.amount} off" + ("" if self.per is Per.RECEIPT else f" per {self.per.value}")


@frozen
class FixedPrice:
    """The price to pay, for each unit or for all the lines together; never more than the till asks."""

    kind: ClassVar[str] = "fixed_price"
    price: Money
    together: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, money_problems("price", self.price))

    def lower(self) -> tuple[Instruction, ...]:
        amount = PriceForAll(self.price.minor) if self.together else PricePerUnit(self.price.minor)
        return (Reduce(amount=amount, currency=self.price.currency, excludes=frozenset({Given.DISCOUNT})),)

    def describe(self) -> str:
        return f"{self.price} for all of them together" if self.together else f"{self.price} apiece"


@frozen
class TaggedPrice:
    """The price per unit that stands in *attribute* of the product, or of the line: a yellow price tag."""

    kind: ClassVar[str] = "tagged_price"
    attribute: str
    of: Bearer = field(default=Bearer.PRODUCT, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, id_problems(attribute=self.attribute))

    def lower(self) -> tuple[Instruction, ...]:
        return (Reduce(amount=TagPrice(self.attribute, self.of), excludes=frozenset({Given.DISCOUNT})),)

    def describe(self) -> str:
        return f"the price in the {self.of.value}'s {self.attribute}"


@frozen(kw_only=True)
class MinimumPrice:
    """No discount, of this or any other offer, brings a line below a price per unit or a share of its amount.

    It stands even where the offer's own discount is beaten. The highest floor of a line counts.
    """

    kind: ClassVar[str] = "minimum_price"
    price: Money | None = None
    percent: Percent | None = field(default=None, converter=maybe_percent)
    attribute: str | None = None

    def __attrs_post_init__(self) -> None:
        if [self.price, self.percent, self.attribute].count(None) != 2:
            raise InvalidInput.at(
                self.kind, "", "says not exactly one of price, percent, attribute", "give one"
            )
        problems = id_problems(attribute=self.attribute)
        refuse(self.kind, problems + (money_problems("price", self.price) if self.price is not None else []))

    def lower(self) -> tuple[Instruction, ...]:
        if self.price is not None:
            return (SetFloor(floor=PricePerUnit(self.price.minor), currency=self.price.currency),)
        if self.percent is not None:
            return (SetFloor(floor=Share(self.percent)),)
        return (SetFloor(floor=TagPrice(self.attribute or "")),)

    def describe(self) -> str:
        floor = self.price or self.percent or f"the price in the product's {self.attribute}"
        return f"never below {floor}"
