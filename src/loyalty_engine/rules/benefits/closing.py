"""Benefits that build on all others of their stage: points multiplied, the receipt's total rounded."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST
from loyalty_engine.model.fields import choice_problems, faults, kept, money_problems
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.money import Money
from loyalty_engine.model.points import BONUS, Factor
from loyalty_engine.rules.benefits.points import counted, credit_problems, living, points_problems
from loyalty_engine.rules.instructions import Instruction, Multiply, RoundOn, RoundReceipt


def _factor(value: Factor | int | str) -> Factor:
    return kept(Factor.of, value)


@frozen
class MultiplyPoints:
    """*factor* times as many points as all other offers give for the lines: double points.

    What it gives on top is its own award, at most *at_most* so much, in the smallest parts of *currency*. It
    sees the points for lines, of all offers, but not those that other multipliers give or that no line has
    earned. The factor is more than 1 and exact to a hundredth. What is on top lives for *lifetime*, whatever
    the points live that it multiplies.
    """

    kind: ClassVar[str] = "multiply_points"
    factor: Factor = field(converter=_factor)
    currency: str = field(default=BONUS, kw_only=True)
    at_most: int | None = field(default=None, kw_only=True)
    lifetime: Lifetime = field(default=FOREVER, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = faults("factor", Factor.of, self.factor)
        if self.at_most is not None:
            problems += points_problems("at_most", self.at_most)
        refuse(self.kind, problems + credit_problems(self.currency, self.lifetime))

    def lower(self) -> tuple[Instruction, ...]:
        multiply = Multiply(
            points=self.currency,
            hundredths=self.factor.hundredths,
            most=self.at_most,
            lifetime=self.lifetime,
        )
        return (multiply,)

    def describe(self) -> str:
        most = "" if self.at_most is None else f", {counted(self.at_most, self.currency)} more at most"
        return f"{self.factor} times the {self.currency} points{most}{living(self.lifetime)}"


def step_problems(path: str, step: object) -> list[Problem]:
    """What keeps *step* from being a sum that totals can be rounded to."""
    problems = money_problems(path, step, LARGEST)
    if not problems and isinstance(step, Money) and step.minor < 2:
        hint = "use two minor units or more"
        problems.append(Problem(path, f"every total is a multiple of {step}, or none is", hint))
    return problems


_WHERE = {
    RoundOn.LINES: "",
    RoundOn.UNDISCOUNTED: " on lines without a discount",
    RoundOn.DEAREST: " on the dearest line",
}


@frozen
class RoundTotal:
    """Round the receipt's total down to a multiple of *to*, after all other discounts.

    *on* says which of the lines that the rule works on bear what is missing: all of them, in proportion to
    what they cost by then; those without a discount, in the same way; or the dearest that can bear it. It
    gives all that is missing, or nothing where these lines cannot bear it.
    """

    kind: ClassVar[str] = "round_total"
    to: Money
    on: RoundOn = field(default=RoundOn.LINES, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = step_problems("to", self.to)
        refuse(self.kind, problems + choice_problems("on", self.on, RoundOn))

    def lower(self) -> tuple[Instruction, ...]:
        return (RoundReceipt(step=self.to.minor, currency=self.to.currency, on=self.on),)

    def describe(self) -> str:
        return f"round the total down to a multiple of {self.to}{_WHERE[self.on]}"
