"""Benefits that take money off lines: percentages, sums and prices, and the least that a line may cost."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import ClassVar, assert_never

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import (
    LARGEST,
    Bearer,
    Fixed,
    PerLine,
    PerProduct,
    PerUnit,
    PriceForAll,
    PricePerUnit,
    Share,
    TagPrice,
)
from loyalty_engine.model.fields import (
    as_set,
    choice_problems,
    faults,
    flag_problems,
    id_problems,
    kept,
    kind_problems,
    money_problems,
    needed_id_problems,
    set_problems,
)
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.rules.instructions import (
    Given,
    Instruction,
    Reduce,
    SetFloor,
    SetInitialPrice,
)


class Per(Enum):
    """What a sum is given for: the lines together (`RECEIPT`), each line, each unit, or each product."""

    RECEIPT = "receipt"
    LINE = "line"
    UNIT = "unit"
    PRODUCT = "product"


def spread(value: int, per: Per) -> Fixed | PerLine | PerUnit | PerProduct:
    """The amount that gives *value* for the receipt as a whole, for each line, unit or product."""
    match per:
        case Per.RECEIPT:
            return Fixed(value)
        case Per.LINE:
            return PerLine(value)
        case Per.UNIT:
            return PerUnit(value)
        case Per.PRODUCT:
            return PerProduct(value)
        case _:
            assert_never(per)


def percent(value: Percent | int | str) -> Percent:
    """Converter for fields that hold a percentage; `percent_problems` names what is none."""
    return kept(Percent, value)


def maybe_percent(value: Percent | int | str | None) -> Percent | None:
    """As `percent`, where there may be none."""
    return None if value is None else percent(value)


def percent_problems(path: str, value: object) -> list[Problem]:
    """What keeps a field filled by `percent` from being a percentage, 0 to 100."""
    return [] if isinstance(value, Percent) else faults(path, Percent, value)


def full_sum_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being a sum that is counted in full: there must be something of it."""
    problems = money_problems(path, value, LARGEST)
    if isinstance(value, Money) and not problems and not value.minor:
        message = f"{path} {value} would never end"
        problems.append(Problem(path, message, "use a sum of at least one minor unit"))
    return problems


def given(value: Iterable[Given]) -> frozenset[Given]:
    """Converter for fields that hold kinds of benefit; `given_problems` names what is none."""
    return as_set(value)


def given_problems(path: str, value: object) -> list[Problem]:
    """What keeps a field filled by `given` from being a set of kinds of benefit."""
    return set_problems(path, value, _given_problem)


def _given_problem(path: str, value: object) -> Problem | None:
    return next(iter(kind_problems(path, value, Given, "a kind of benefit", "use values of Given")), None)


_LEFT_OUT = {
    Given.DISCOUNT: "discounts",
    Given.POINTS_PAYMENT: "payment in points",
    Given.CERTIFICATE_PAYMENT: "certificates",
    Given.EXTERNAL_PAYMENT: "points of others",
}


def base(excluded: frozenset[Given]) -> str:
    """What a percentage is one of, where *excluded* does not count."""
    if not excluded:
        return "the full amount"
    *first, last = (words for kind, words in _LEFT_OUT.items() if kind in excluded)
    before = f"{', '.join(first)} and " if first else ""
    return f"what is left after {before}{last}"


@frozen
class PercentOff:
    """*percent* off each line.

    The base is the line's amount. Discounts given before count as part of it unless they are in
    *excluding*: 20 % and 10 % of 100 make 30, and 28 where the second excludes discounts. All lines together
    get *at_most* so much, in proportion to what each would have got.
    """

    kind: ClassVar[str] = "percent_off"
    percent: Percent = field(converter=percent)
    excluding: frozenset[Given] = field(default=frozenset(), converter=given, kw_only=True)
    at_most: Money | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = percent_problems("percent", self.percent) + given_problems("excluding", self.excluding)
        if self.at_most is not None:
            problems += money_problems("at_most", self.at_most, LARGEST)
        refuse(self.kind, problems)

    def lower(self) -> tuple[Instruction, ...]:
        most, currency = None, None
        if self.at_most is not None:
            most, currency = self.at_most.minor, self.at_most.currency
        amount = Share(self.percent)
        return (Reduce(amount=amount, currency=currency, excludes=self.excluding, most=most),)

    def describe(self) -> str:
        of = f" {base(self.excluding)}" if self.excluding else ""
        return f"{self.percent} off{of}" + ("" if self.at_most is None else f", {self.at_most} at most")


@frozen
class AmountOff:
    """A sum of money off: for the lines together (spread over them), for each line, unit or product.

    *amount* is given once for each of what *per* names. For the lines together, or for those of a product, it
    is spread in proportion to their amounts, less the kinds of benefit in *excluding*. A weighed line has as
    many units as kilograms.
    """

    kind: ClassVar[str] = "amount_off"
    amount: Money
    per: Per = field(default=Per.RECEIPT, kw_only=True)
    excluding: frozenset[Given] = field(default=frozenset(), converter=given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = money_problems("amount", self.amount, LARGEST)
        problems += choice_problems("per", self.per, Per)
        refuse(self.kind, problems + given_problems("excluding", self.excluding))

    def lower(self) -> tuple[Instruction, ...]:
        amount, currency = spread(self.amount.minor, self.per), self.amount.currency
        return (Reduce(amount=amount, currency=currency, excludes=self.excluding),)

    def describe(self) -> str:
        per = "" if self.per is Per.RECEIPT else f" per {self.per.value}"
        of = f", spread over {base(self.excluding)}" if self.excluding else ""
        return f"{self.amount} off{per}{of}"


@frozen
class FixedPrice:
    """The price to pay, for each unit or for all the lines together; never more than the till asks.

    *price* is that of a piece, or of a kilogram of weighed goods; with *together* it is that of everything.
    Discounts given before count towards it.
    """

    kind: ClassVar[str] = "fixed_price"
    price: Money
    together: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = money_problems("price", self.price, LARGEST)
        refuse(self.kind, problems + flag_problems(together=self.together))

    def lower(self) -> tuple[Instruction, ...]:
        amount = PriceForAll(self.price.minor) if self.together else PricePerUnit(self.price.minor)
        return (Reduce(amount=amount, currency=self.price.currency, excludes=frozenset({Given.DISCOUNT})),)

    def describe(self) -> str:
        return f"{self.price} for all of them together" if self.together else f"{self.price} apiece"


@frozen
class TaggedPrice:
    """The price per unit that stands in *attribute* of the product, or of the line: a yellow price tag.

    *of* says whose attribute it is. It holds the price in whole units of money, ``"79.90"``. A line without
    it, or where it does not read as a price, gets nothing.
    """

    kind: ClassVar[str] = "tagged_price"
    attribute: str
    of: Bearer = field(default=Bearer.PRODUCT, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        refuse(self.kind, problems + choice_problems("of", self.of, Bearer))

    def lower(self) -> tuple[Instruction, ...]:
        return (Reduce(amount=TagPrice(self.attribute, self.of), excludes=frozenset({Given.DISCOUNT})),)

    def describe(self) -> str:
        return f"the price in the {self.of.value}'s {self.attribute}"


@frozen(kw_only=True)
class MinimumPrice:
    """No discount, of this or any other offer, brings a line below a price per unit or a share of its amount.

    Exactly one is given: a *price* per unit, a *percent* of the line's amount, or the *attribute* of the
    product in which a price per unit stands. It stands even where the offer's own discount is beaten. The
    highest floor of a line counts.
    """

    kind: ClassVar[str] = "minimum_price"
    price: Money | None = None
    percent: Percent | None = field(default=None, converter=maybe_percent)
    attribute: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = id_problems(attribute=self.attribute)
        if self.price is not None:
            problems += money_problems("price", self.price, LARGEST)
        if self.percent is not None:
            problems += percent_problems("percent", self.percent)
        ways = sum(way is not None for way in (self.price, self.percent, self.attribute))
        if ways != 1:
            message = f"{ways} of price, percent and attribute are given"
            problems.append(Problem("", message, "give exactly one of them"))
        refuse(self.kind, problems)

    def lower(self) -> tuple[Instruction, ...]:
        if self.price is not None:
            return (SetFloor(floor=PricePerUnit(self.price.minor), currency=self.price.currency),)
        if self.percent is not None:
            return (SetFloor(floor=Share(self.percent)),)
        return (SetFloor(floor=TagPrice(self.attribute or "")),)

    def describe(self) -> str:
        if self.price is not None:
            return f"never below {self.price} apiece"
        if self.percent is not None:
            return f"never below {self.percent} of the amount"
        return f"never below the price in the product's {self.attribute}"


@frozen(kw_only=True)
class InitialPrice:
    """Discounts of all offers start from a price per unit, instead of from what the till asks for the line.

    It is *price*, or stands in *attribute* of the product or of the line, as *of* says. Where it is lower
    than the till's, the difference is a discount of this offer; where it is higher, discounts first use up
    what it is higher by: no line ever costs more than the till asks. It stands even where the offer's own
    discount is beaten. Of several initial prices of a line the lowest counts.
    """

    kind: ClassVar[str] = "initial_price"
    price: Money | None = None
    attribute: str | None = None
    of: Bearer = Bearer.PRODUCT

    def __attrs_post_init__(self) -> None:
        problems = id_problems(attribute=self.attribute) + choice_problems("of", self.of, Bearer)
        if self.price is not None:
            problems += money_problems("price", self.price, LARGEST)
        ways = sum(way is not None for way in (self.price, self.attribute))
        if ways != 1:
            problems.append(
                Problem("", f"{ways} of price and attribute are given", "give exactly one of them")
            )
        elif self.price is not None and self.of is Bearer.LINE:
            problems.append(Problem("of", "says whose attribute it is, and there is none", "leave it out"))
        refuse(self.kind, problems)

    def lower(self) -> tuple[Instruction, ...]:
        if self.price is not None:
            return (SetInitialPrice(price=PricePerUnit(self.price.minor), currency=self.price.currency),)
        return (SetInitialPrice(price=TagPrice(self.attribute or "", self.of)),)

    def describe(self) -> str:
        if self.price is not None:
            return f"discounts start from {self.price} apiece"
        return f"discounts start from the price in the {self.of.value}'s {self.attribute}"
