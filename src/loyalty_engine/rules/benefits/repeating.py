"""Benefits given several times over: a coupon for every so much, points and discounts so many times."""

from __future__ import annotations

from typing import ClassVar, TypeGuard

from attrs import evolve, field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST
from loyalty_engine.model.fields import (
    choice_problems,
    faults,
    kept,
    money_problems,
)
from loyalty_engine.model.intents import CounterOperation
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.benefits.held import Refusal, carried_out, held_problems
from loyalty_engine.rules.benefits.tiers import TierBy, bound_of, bound_problems
from loyalty_engine.rules.emissions import Count
from loyalty_engine.rules.instructions import Accrue, FromEntry, Instruction, Reduce, Repeatable
from loyalty_engine.rules.language import Benefit, as_benefits
from loyalty_engine.rules.times import MOST_TIMES, Times


def _step(value: Money | Quantity | int | str | None) -> Money | Quantity | None:
    return value if value is None or isinstance(value, Money) else kept(Quantity.of, value)


@frozen
class Repeat:
    """*benefits* several times over: so many *times*, or once for *every* full so much, *at_most* so often.

    What is counted is, *by* choice, the amount of the lines that the rule works on, their quantity, how many
    different products they are, or the amount of the whole receipt; all before discounts where money is
    taken off, and after them where points are given. A benefit is repeated before the next one begins.
    Points, coupons, gifts and steps of counters are given as so many at once; a discount is worked out anew
    each time, after what it has taken off. Nothing is repeated more than 1,000 times.
    """

    kind: ClassVar[str] = "repeat"
    benefits: tuple[Benefit, ...] = field(converter=as_benefits)
    times: int | None = None
    every: Money | Quantity | None = field(default=None, converter=_step, kw_only=True)
    by: TierBy = field(default=TierBy.AMOUNT, kw_only=True)
    at_most: int | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, held_problems(self.benefits, repeated) + self._times_problems())

    def _times_problems(self) -> list[Problem]:
        """What keeps the fields from saying how often."""
        problems: list[Problem] = []
        if (self.times is None) == (self.every is None):
            message = "is said beside every" if self.every is not None else "is missing"
            problems.append(Problem("times", message, "say how many times, or for every how much"))
        if self.at_most is not None and self.every is None:
            problems.append(Problem("at_most", "is for every so much", "leave it out"))
        for path, number in (("times", self.times), ("at_most", self.at_most)):
            problem = None if number is None else number_problem(path, number, 1, MOST_TIMES)
            problems += [problem] if problem else []
        unlike = choice_problems("by", self.by, TierBy)
        if isinstance(self.every, Money):
            problems += money_problems("every", self.every, LARGEST)
        elif self.every is not None:
            problems += faults("every", Quantity.of, self.every)
        if not problems and not unlike and self.every is not None:
            problems = bound_problems("every", self.every, self.by)
            if not problems and bound_of(self.every, self.by) < 1:
                problems.append(Problem("every", "is nothing", "give more than 0"))
        return problems + unlike

    def lower(self) -> tuple[Instruction, ...]:
        times = self._times()
        lowered = [one for benefit in self.benefits for one in repeated("", benefit)[0]]
        return tuple(evolve(one, times=times) for one in lowered)

    def _times(self) -> Times:
        if self.every is None:
            return Times(most=self.times or 1)
        return Times(
            most=self.at_most or MOST_TIMES,
            figure=self.by.figure,
            every=bound_of(self.every, self.by),
            currency=self.every.currency if isinstance(self.every, Money) else None,
        )

    def describe(self) -> str:
        gives = " and ".join(benefit.describe() for benefit in self.benefits)
        if self.every is None:
            return f"{'once' if self.times == 1 else f'{self.times} times'}: {gives}"
        most = "" if self.at_most is None else f", {self.at_most} times at most"
        return f"for every {self.by.words(self.every)}{most}: {gives}"


def repeated(path: str, benefit: Benefit) -> tuple[list[Repeatable], list[Problem]]:
    """What *benefit* does, to be repeated; or why it is not."""
    hint = (
        "repeat discounts, points, coupons, gifts and steps of counters; say the rest beside it in the rule"
    )
    return carried_out(path, benefit, _grows, Refusal("is not repeated", hint))


def _grows(one: Instruction) -> TypeGuard[Repeatable]:
    """Is twice *one* something else than once, and known beforehand?"""
    if not isinstance(one, Repeatable):
        return False
    if isinstance(one, Count):
        return isinstance(one.value, int) and one.operation is not CounterOperation.ESTABLISH
    if isinstance(one, (Reduce, Accrue)) and isinstance(one.amount, FromEntry):
        return False
    return one.times is None
