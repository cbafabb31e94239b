"""Tiers: the more of it, the more is given; the highest step that is reached counts alone."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from itertools import pairwise
from typing import ClassVar, TypeGuard

from attrs import evolve, field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    faults,
    kept,
    money_problems,
    tuple_problems,
)
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.benefits.held import Refusal, carried_out, held_problems
from loyalty_engine.rules.instructions import Accrue, Instruction, Multiply, Reduce
from loyalty_engine.rules.language import Benefit, as_benefits
from loyalty_engine.rules.predicates import Compare, LineFigure, OfLines, Range, ReceiptSum

#: More steps than anybody prints on a poster.
_MOST_STEPS = 100


class TierBy(Enum):
    """What the steps of tiers are measured by.

    `AMOUNT` and `QUANTITY` are those of the lines that the rule works on, `PRODUCTS` is how many different
    products they are, and `RECEIPT` is the amount of the whole receipt.
    """

    AMOUNT = "amount"
    QUANTITY = "quantity"
    PRODUCTS = "products"
    RECEIPT = "receipt"

    @property
    def of_money(self) -> bool:
        """Are the bounds sums of money?"""
        return self in (TierBy.AMOUNT, TierBy.RECEIPT)

    @property
    def figure(self) -> OfLines | ReceiptSum:
        """What is compared."""
        return ReceiptSum() if self is TierBy.RECEIPT else OfLines(figure=LineFigure(self.value))

    def words(self, bound: Money | Quantity) -> str:
        """So much of what is measured, in words."""
        if self is TierBy.PRODUCTS:
            return f"{bound} different products among these"
        return f"{bound} of {'the receipt' if self is TierBy.RECEIPT else 'these products'}"


def _bound(value: Money | Quantity | int | str) -> Money | Quantity:
    return value if isinstance(value, Money) else kept(Quantity.of, value)


@frozen
class Step:
    """A step of tiers: *benefits* from *at_least* on, a sum of money or a number of units or products."""

    at_least: Money | Quantity = field(converter=_bound)
    benefits: tuple[Benefit, ...] = field(converter=as_benefits)

    def __attrs_post_init__(self) -> None:
        if isinstance(self.at_least, Money):
            problems = money_problems("at_least", self.at_least, LARGEST)
        else:
            problems = faults("at_least", Quantity.of, self.at_least)
        refuse("step", problems + held_problems(self.benefits, for_lines))

    def lower(self) -> list[Reduce | Accrue | Multiply]:
        """What the benefits do, whatever is reached."""
        return [one for benefit in self.benefits for one in for_lines("", benefit)[0]]

    def describe(self) -> str:
        """What the step gives, in words."""
        return " and ".join(benefit.describe() for benefit in self.benefits)


def for_lines(path: str, benefit: Benefit) -> tuple[list[Reduce | Accrue | Multiply], list[Problem]]:
    """What *benefit* does to lines; or why it cannot be given in steps."""
    hint = "use a discount or points; messages, coupons and the like stand beside it in the rule"
    return carried_out(path, benefit, _stepped, Refusal("is not given in steps", hint))


def _stepped(one: Instruction) -> TypeGuard[Reduce | Accrue | Multiply]:
    return isinstance(one, (Reduce, Accrue, Multiply)) and not one.when


def _steps(value: Iterable[Step]) -> tuple[Step, ...]:
    return as_tuple(value)


@frozen
class Tiered:
    """The benefits of the highest of *steps* that is reached; steps do not add up, and bounds are included.

    *by* says what is measured. Amounts are those with which the stage begins: before discounts where money is
    taken off, after them where points are given; what other offers have taken does not count. Each step asks
    for more than the one before. A rule none of whose steps is reached is not met.
    """

    kind: ClassVar[str] = "tiered"
    steps: tuple[Step, ...] = field(converter=_steps)
    by: TierBy = field(default=TierBy.AMOUNT, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = tuple_problems("steps", self.steps, Step, "a step", "give Step(at_least, [benefits])")
        if not problems and not 1 <= len(self.steps) <= _MOST_STEPS:
            message = f"{len(self.steps)} steps are given"
            problems.append(Problem("steps", message, f"give from 1 to {_MOST_STEPS} steps"))
        unlike = choice_problems("by", self.by, TierBy)
        if not problems and not unlike:
            problems = _bound_problems(self.steps, self.by) or _order_problems(self.steps)
            problems += _currency_problems(self.steps)
        refuse(self.kind, problems + unlike)

    def lower(self) -> tuple[Instruction, ...]:
        bounds = [bound_of(step.at_least, self.by) for step in self.steps]
        found: list[Instruction] = []
        for step, low, high in zip(self.steps, bounds, [*bounds[1:], None], strict=True):
            currency = step.at_least.currency if isinstance(step.at_least, Money) else None
            reached = Range(low=low, high=high, high_open=high is not None)
            check = Compare(figure=self.by.figure, range=reached, currency=currency)
            found += [evolve(one, when=(check,)) for one in step.lower()]
        return tuple(found)

    def describe(self) -> str:
        first, *others = self.steps
        low = first.at_least
        least = f"a receipt of {low}" if self.by is TierBy.RECEIPT else self.by.words(low)
        clauses = [f"from {least}: {first.describe()}"]
        clauses += [f"from {step.at_least}: {step.describe()}" for step in others]
        return ", ".join(clauses)


def bound_of(bound: Money | Quantity, by: TierBy) -> int:
    """A bound as the figure counts: minor units, thousandths, or products."""
    if isinstance(bound, Money):
        return bound.minor
    return bound.thousandths // 1000 if by is TierBy.PRODUCTS else bound.thousandths


def _bound_problems(steps: tuple[Step, ...], by: TierBy) -> list[Problem]:
    """Bounds of another sort than the steps are measured by."""
    return [
        p for n, step in enumerate(steps) for p in bound_problems(f"steps[{n}].at_least", step.at_least, by)
    ]


def bound_problems(path: str, bound: Money | Quantity, by: TierBy) -> list[Problem]:
    """What keeps *bound* from being one of the figure that is measured."""
    if isinstance(bound, Money):
        if by.of_money:
            return []
        return [Problem(path, f"{bound} is not a number", "give a number, or say by=TierBy.AMOUNT")]
    if by.of_money:
        return [Problem(path, f"{bound} is not a sum of money", "give Money, or say by=TierBy.QUANTITY")]
    if by is TierBy.PRODUCTS and bound.thousandths % 1000:
        return [Problem(path, f"{bound} is not a number of products", "give a whole number")]
    return []


def _order_problems(steps: tuple[Step, ...]) -> list[Problem]:
    """Steps that do not ask for more than the one before, or not in its currency."""
    problems: list[Problem] = []
    for n, (before, step) in enumerate(pairwise(steps), 1):
        path, low, high = f"steps[{n}].at_least", before.at_least, step.at_least
        if isinstance(low, Money) and isinstance(high, Money) and low.currency != high.currency:
            problems.append(Problem(path, f"{high} is not in {low.currency}", "use one currency"))
        elif bound_of(high, TierBy.QUANTITY) <= bound_of(low, TierBy.QUANTITY):
            hint = "let each step ask for more than the one before"
            problems.append(Problem(path, f"{high} is not more than {low}", hint))
    return problems


def _currency_problems(steps: tuple[Step, ...]) -> list[Problem]:
    """Benefits in another currency than the first that is named."""
    named = [step.at_least.currency for step in steps if isinstance(step.at_least, Money)]
    problems: list[Problem] = []
    for n, step in enumerate(steps):
        for m, benefit in enumerate(step.benefits):
            for one in for_lines("", benefit)[0]:
                if isinstance(one, Multiply):
                    continue
                if one.currency is not None and named and one.currency != named[0]:
                    message = f"speaks of {one.currency} beside {named[0]}"
                    problems.append(Problem(f"steps[{n}].benefits[{m}]", message, "use one currency"))
                elif one.currency is not None and not named:
                    named.append(one.currency)
    return problems
