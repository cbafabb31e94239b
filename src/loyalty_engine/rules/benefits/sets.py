"""Benefits for units and sets of them: three for the price of two, the second at half price, bundles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import evolve, field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST, PriceForAll, Share
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    flag_problems,
    kind_problems,
    money_problems,
    tuple_problems,
)
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.rules.benefits.discounts import percent, percent_problems
from loyalty_engine.rules.benefits.held import held_problems
from loyalty_engine.rules.benefits.within_sets import for_each_set, on_units, rules_problems
from loyalty_engine.rules.conditions.logic import joined, line_tests
from loyalty_engine.rules.instructions import (
    Given,
    Instruction,
    Reduce,
)
from loyalty_engine.rules.language import (
    Benefit,
    Condition,
    as_benefits,
    as_conditions,
    meaning,
    word_problems,
)
from loyalty_engine.rules.rule import Rule, as_rules
from loyalty_engine.rules.units import (
    MOST_UNITS,
    SetPart,
    Sets,
    UnitOrder,
)

_ALL = Percent(100)
_ORDERS = {
    UnitOrder.DEAREST: "the dearest",
    UnitOrder.CHEAPEST: "the cheapest",
    UnitOrder.FIRST: "the first scanned",
    UnitOrder.LAST: "the last scanned",
}


def _units_problems(path: str, value: object, least: int = 1) -> list[Problem]:
    problem = number_problem(path, value, least, MOST_UNITS)
    return [problem] if problem else []


def _most_problems(path: str, value: object) -> list[Problem]:
    return [] if value is None else _units_problems(path, value)


def _product_problems(path: str, value: object) -> list[Problem]:
    """What keeps conditions from selecting products; none at all is legal and stands for any product."""
    problems = tuple_problems(path, value, object, "a condition")
    for n, condition in enumerate(value if isinstance(value, tuple) and not problems else ()):
        at = f"{path}[{n}]"
        problems += word_problems(at, condition, "condition") or line_tests(at, condition)[1]
    return problems


def _counted(units: int) -> str:
    return f"{units} unit{'' if units == 1 else 's'}"


def _at_most(most: int | None) -> str:
    return "" if most is None else f", at most {most} {'time' if most == 1 else 'times'} a receipt"


@frozen
class SetOf:
    """A part of a set: *units* units of lines on which all of *products* hold; of any line without them.

    With *same_product*, they are all of one product, whichever it is: the first in the order of the sets of
    which there are enough. With *amount* instead of *units*, it is as many units as it takes until they
    come to so much: in discounts to what they cost, in points to what discounts leave of that.
    """

    products: tuple[Condition, ...] = field(default=(), converter=as_conditions)
    units: int = 1
    same_product: bool = field(default=False, kw_only=True)
    amount: Money | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        uncounted = _units_problems("units", self.units)
        problems = _product_problems("products", self.products) + uncounted
        if self.amount is not None:
            unlike = money_problems("amount", self.amount, LARGEST)
            if not unlike and not self.amount.minor:
                message = "is nothing, so a set would never be complete"
                unlike.append(Problem("amount", message, "use a sum of at least one minor unit"))
            if not uncounted and self.units != 1:
                unlike.append(Problem("units", "is said beside amount", "say one of them"))
            problems += unlike
        refuse("part of a set", problems + flag_problems(same_product=self.same_product))

    def lowered(self) -> SetPart:
        """The part in the closed language."""
        tests = tuple(t for one in self.products for t in line_tests("", one)[0])
        part = SetPart(tests=tests, units=self.units, same_product=self.same_product)
        if self.amount is None:
            return part
        return evolve(part, amount=self.amount.minor, currency=self.amount.currency)

    def describe(self) -> str:
        """The part in words."""
        units = ("units" if self.amount else _counted(self.units)) + " of one product" * self.same_product
        worth = f" for at least {self.amount}" if self.amount else ""
        return units + worth + (f" where {joined(self.products)}" if self.products else "")


def _parts(value: Iterable[SetOf]) -> tuple[SetOf, ...]:
    return as_tuple(value)


def _part_problems(path: str, value: object) -> list[Problem]:
    problems = tuple_problems(path, value, SetOf, "a part of a set", "give SetOf([Products({…})], 2)")
    if not problems and not value:
        problems.append(Problem(path, "is empty, so a set would hold nothing", "name what a set is made of"))
    return problems


@frozen(kw_only=True)
class InSets:
    """*benefits* for units of complete sets; what does not fill a set gets nothing.

    A set is made of its *parts*, each of so many units, and one set after the other is made while the lines
    hold one, at most *at_most* on a receipt, in *order*: the dearest units first, unless it says otherwise.
    Each part in turn takes its units, those first that no other part can use, and hands none back; so three
    or more parts that share some of their products may make fewer sets than there could be. Say parts that
    take the same goods as one.

    The benefits are for the whole set, or for part number *of*, counted from 0; with *pick*, for so many of
    these units, in *pick_order*. Sums and prices for all are for each set; a cap of a benefit is for all sets
    together. The other kinds of this family are short forms of this one.

    *rules* are decided for each set, on the units that the benefits are for, before any are picked: their
    conditions narrow these units and measure them, so many units of a line at their share of its amount.
    Coupons, gifts, points on top and steps of counters are given once for each set on which the rule holds.
    A set on which no rule holds is not taken.
    """

    kind: ClassVar[str] = "in_sets"
    parts: tuple[SetOf, ...] = field(converter=_parts)
    benefits: tuple[Benefit, ...] = field(default=(), converter=as_benefits)
    rules: tuple[Rule, ...] = field(default=(), converter=as_rules)
    of: int | None = None
    pick: int | None = None
    pick_order: UnitOrder = UnitOrder.CHEAPEST
    order: UnitOrder = UnitOrder.DEAREST
    at_most: int | None = None

    def __attrs_post_init__(self) -> None:
        problems = _part_problems("parts", self.parts)
        last = 0 if problems else len(self.parts) - 1
        problems += (
            held_problems(self.benefits, on_units, needed=self.rules == ())
            + rules_problems("rules", self.rules)
            + _most_problems("at_most", self.at_most)
            + _most_problems("pick", self.pick)
        )
        if self.of is not None:
            problem = number_problem("of", self.of, 0, last)
            problems += [problem] if problem else []
        problems += choice_problems("order", self.order, UnitOrder)
        refuse(self.kind, problems + choice_problems("pick_order", self.pick_order, UnitOrder))

    def lower(self) -> tuple[Instruction, ...]:
        sets = Sets(
            parts=tuple(part.lowered() for part in self.parts),
            order=self.order,
            most=self.at_most,
            of=self.of,
            pick=self.pick,
            pick_order=self.pick_order,
        )
        found: list[Instruction] = [
            evolve(one, units=sets) for benefit in self.benefits for one in on_units("", benefit)[0]
        ]
        for rule in self.rules:
            mine = evolve(sets, where=tuple(map(meaning, rule.conditions)))
            for benefit in rule.benefits:
                found += for_each_set("", benefit, mine)[0]
        return tuple(found)

    def describe(self) -> str:
        whole = " and ".join(part.describe() for part in self.parts)
        of = "" if self.of is None or not self.parts else f" the {self.parts[self.of].describe()} of"
        pick = "" if self.pick is None else f" {_ORDERS[self.pick_order]} {_counted(self.pick)} of"
        each = f"{pick}{of} each set of {whole}{_at_most(self.at_most)}"
        said = [f"{' and '.join(one.describe() for one in self.benefits)} on{each}"] if self.benefits else []
        said += [f"for{each} ({'; '.join(one.describe() for one in self.rules)})"] if self.rules else []
        return " and ".join(said)


@frozen
class NForM:
    """*take* units for the price of *pay*: of each set of *take*, the cheapest cost nothing.

    Sets are made of the dearest units first, so that the buyer gets most, unless *order* says otherwise; at
    most *at_most* of them on a receipt. With *same_product*, each set is of one product.
    """

    kind: ClassVar[str] = "n_for_m"
    take: int
    pay: int
    order: UnitOrder = field(default=UnitOrder.DEAREST, kw_only=True)
    at_most: int | None = field(default=None, kw_only=True)
    same_product: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = _units_problems("take", self.take) + _units_problems("pay", self.pay, least=0)
        if not problems and self.pay >= self.take:
            message = f"{self.take} for the price of {self.pay} gives nothing"
            problems.append(Problem("pay", message, "ask for fewer than are taken"))
        problems += choice_problems("order", self.order, UnitOrder)
        problems += _most_problems("at_most", self.at_most)
        refuse(self.kind, problems + flag_problems(same_product=self.same_product))

    def lower(self) -> tuple[Instruction, ...]:
        parts = (SetPart(units=self.take, same_product=self.same_product),)
        sets = Sets(parts=parts, order=self.order, most=self.at_most, pick=self.take - self.pay)
        return (Reduce(amount=Share(_ALL), units=sets),)

    def describe(self) -> str:
        same = " of the same product" if self.same_product else ""
        return f"{self.take}{same} for the price of {self.pay}{_at_most(self.at_most)}"


@frozen
class EveryNth:
    """*percent* off one unit of every *n*: the cheapest of each *n*.

    Sets of *n* are made of the dearest units first, unless *order* says otherwise; at most *at_most* of them
    on a receipt. With *same_product*, each set is of one product.
    """

    kind: ClassVar[str] = "every_nth"
    n: int
    percent: Percent = field(default=_ALL, converter=percent)
    order: UnitOrder = field(default=UnitOrder.DEAREST, kw_only=True)
    at_most: int | None = field(default=None, kw_only=True)
    same_product: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = _units_problems("n", self.n) + percent_problems("percent", self.percent)
        problems += choice_problems("order", self.order, UnitOrder)
        problems += _most_problems("at_most", self.at_most)
        refuse(self.kind, problems + flag_problems(same_product=self.same_product))

    def lower(self) -> tuple[Instruction, ...]:
        parts = (SetPart(units=self.n, same_product=self.same_product),)
        sets = Sets(parts=parts, order=self.order, most=self.at_most, pick=1)
        return (Reduce(amount=Share(self.percent), units=sets),)

    def describe(self) -> str:
        same = " of the same product" if self.same_product else ""
        return f"{self.percent} off one unit of every {self.n}{same}{_at_most(self.at_most)}"


@frozen
class SomeUnitsOff:
    """*percent* off so many *units* at most: the cheapest of all, unless *order* says which others."""

    kind: ClassVar[str] = "some_units_off"
    units: int
    percent: Percent = field(default=_ALL, converter=percent)
    order: UnitOrder = field(default=UnitOrder.CHEAPEST, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = _units_problems("units", self.units) + percent_problems("percent", self.percent)
        refuse(self.kind, problems + choice_problems("order", self.order, UnitOrder))

    def lower(self) -> tuple[Instruction, ...]:
        sets = Sets(parts=(SetPart(),), order=self.order, most=self.units)
        return (Reduce(amount=Share(self.percent), units=sets),)

    def describe(self) -> str:
        which = "unit" if self.units == 1 else f"{self.units} units"
        return f"{self.percent} off {_ORDERS[self.order]} {which}"


@frozen
class BundlePrice:
    """*price* for each complete set of *parts*, whatever they cost one by one; never more than that.

    Sets are made of the dearest units first, unless *order* says otherwise; at most *at_most* of them on a
    receipt.
    """

    kind: ClassVar[str] = "bundle_price"
    parts: tuple[SetOf, ...] = field(converter=_parts)
    price: Money
    order: UnitOrder = field(default=UnitOrder.DEAREST, kw_only=True)
    at_most: int | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = _part_problems("parts", self.parts) + money_problems("price", self.price, LARGEST)
        problems += choice_problems("order", self.order, UnitOrder)
        refuse(self.kind, problems + _most_problems("at_most", self.at_most))

    def lower(self) -> tuple[Instruction, ...]:
        parts = tuple(part.lowered() for part in self.parts)
        sets = Sets(parts=parts, order=self.order, most=self.at_most)
        amount, currency = PriceForAll(self.price.minor), self.price.currency
        excludes = frozenset({Given.DISCOUNT})
        return (Reduce(amount=amount, currency=currency, excludes=excludes, units=sets),)

    def describe(self) -> str:
        whole = " and ".join(part.describe() for part in self.parts)
        return f"{self.price} for each set of {whole}{_at_most(self.at_most)}"


@frozen(kw_only=True)
class BuyGet:
    """*percent* off what *get* names for whoever buys what *buy* names: buy two coffees, get a cake free.

    Without *get*, the units come from the same products: of each set, the cheapest *units* get the discount;
    where *buy* asks for one product, they are units of that one.
    Sets are made of the dearest units first, unless *order* says otherwise; at most *at_most* of them on a
    receipt.
    """

    kind: ClassVar[str] = "buy_get"
    buy: SetOf
    get: SetOf | None = None
    units: int = 1
    percent: Percent = field(default=_ALL, converter=percent)
    order: UnitOrder = UnitOrder.DEAREST
    at_most: int | None = None

    def __attrs_post_init__(self) -> None:
        hint = "give SetOf([Products({…})], 2)"
        problems = kind_problems("buy", self.buy, SetOf, "a part of a set", hint)
        if self.get is not None:
            problems += kind_problems("get", self.get, SetOf, "a part of a set", hint)
        elif not problems and self.buy.amount is not None:
            message = "is so much money, to which no units can be added"
            problems.append(Problem("buy.amount", message, "say what is got as get=SetOf(…)"))
        uncounted = _units_problems("units", self.units)
        if self.get is not None and not uncounted and self.units != 1:
            problems.append(Problem("units", "is said beside get", "say get=SetOf(…, units) alone"))
        problems += uncounted + percent_problems("percent", self.percent)
        problems += choice_problems("order", self.order, UnitOrder)
        refuse(self.kind, problems + _most_problems("at_most", self.at_most))

    def lower(self) -> tuple[Instruction, ...]:
        bought = self.buy.lowered()
        if self.get is None:
            whole = evolve(bought, units=bought.units + self.units)
            sets = Sets(parts=(whole,), order=self.order, most=self.at_most, pick=self.units)
        else:
            sets = Sets(parts=(bought, self.get.lowered()), order=self.order, most=self.at_most, of=1)
        return (Reduce(amount=Share(self.percent), units=sets),)

    def describe(self) -> str:
        got = f"{_counted(self.units)} more" if self.get is None else self.get.describe()
        return f"buy {self.buy.describe()} and get {self.percent} off {got}{_at_most(self.at_most)}"
