"""Benefits that touch no line: messages, coupons, counters.

They go with the rule's first benefit on lines, and are withheld where that gave nothing.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import id_problems
from loyalty_engine.model.intents import CounterOperation
from loyalty_engine.model.text import Template
from loyalty_engine.rules.instructions import Channel, Count, Instruction, Issue, Say


def _template(value: Template | str) -> Template:
    return value if isinstance(value, Template) else Template(value)


@frozen
class ReceiptMessage:
    """A text printed on the buyer's receipt; see `loyalty_engine.model.text` for what it may name."""

    kind: ClassVar[str] = "receipt_message"
    text: Template = field(converter=_template)

    def lower(self) -> tuple[Instruction, ...]:
        return (Say(channel=Channel.RECEIPT, text=self.text),)

    def describe(self) -> str:
        return f"print “{self.text.text}”"


@frozen
class CashierMessage:
    """A text shown to the cashier."""

    kind: ClassVar[str] = "cashier_message"
    text: Template = field(converter=_template)

    def lower(self) -> tuple[Instruction, ...]:
        return (Say(channel=Channel.CASHIER, text=self.text),)

    def describe(self) -> str:
        return f"tell the cashier “{self.text.text}”"


@frozen
class IssueCoupon:
    """*count* coupons of *issue*; they go to the bearer where the buyer is not known."""

    kind: ClassVar[str] = "issue_coupon"
    issue: str
    count: int = 1

    def __attrs_post_init__(self) -> None:
        problems = id_problems(issue=self.issue)
        if type(self.count) is not int or not 1 <= self.count <= 1000:
            problems.append(Problem("count", f"{self.count!r} is not a number of coupons", "use 1 to 1000"))
        refuse(self.kind, problems)

    def lower(self) -> tuple[Instruction, ...]:
        return (Issue(issue=self.issue, count=self.count),)

    def describe(self) -> str:
        return f"{self.count} coupon{'' if self.count == 1 else 's'} of {self.issue}"


@frozen
class ChangeCounter:
    """Change the counter *counter* by, or to, *by*; None stands for what the rule gave on this receipt.

    What the rule gave is in minor units of money for discounts and in the smallest parts of points.
    """

    kind: ClassVar[str] = "change_counter"
    counter: str
    by: int | None = 1
    operation: CounterOperation = field(default=CounterOperation.INCREASE, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = id_problems(counter=self.counter)
        if self.by is not None and (type(self.by) is not int or not 0 <= self.by <= 10**12):
            problems.append(Problem("by", f"{self.by!r} is not a step", "use a whole number from 0, or None"))
        refuse(self.kind, problems)

    def lower(self) -> tuple[Instruction, ...]:
        return (Count(counter=self.counter, operation=self.operation, value=self.by),)

    def describe(self) -> str:
        step = "what was given" if self.by is None else str(self.by)
        word = "to" if self.operation is CounterOperation.ESTABLISH else "by"
        return f"{self.operation.value} counter {self.counter} {word} {step}"
