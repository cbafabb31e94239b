"""Words that the cases need and that our language lacks, made of what it can mean: a host's own kinds."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from loyalty_engine import Fixed, Given, Money
from loyalty_engine.rules.instructions import Instruction, Reduce
from loyalty_engine.rules.predicates import Always, Predicate


@frozen
class AmountOffRest:
    """A sum off the lines together, spread in proportion to what other offers have left of them."""

    kind: ClassVar[str] = "peer:amount_off_rest"
    amount: Money

    def lower(self) -> tuple[Instruction, ...]:
        amount = Fixed(self.amount.minor)
        return (Reduce(amount=amount, currency=self.amount.currency, excludes=frozenset({Given.DISCOUNT})),)

    def describe(self) -> str:
        return f"{self.amount} off what is left"


@frozen
class Never:
    """What never holds: for a promotion that another one excludes whatever is bought."""

    kind: ClassVar[str] = "peer:never"

    def lower(self) -> Predicate:
        return Always(negated=True)

    def describe(self) -> str:
        return "never"
