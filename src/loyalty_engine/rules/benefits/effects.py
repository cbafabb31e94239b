"""Benefits that touch no line: messages, coupons, counters.

They go with the rule's first benefit on lines, and are withheld where that gave nothing.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import choice_problems, faults, kept, needed_id_problems
from loyalty_engine.model.intents import CounterOperation
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.text import Template
from loyalty_engine.rules.instructions import Channel, Count, Instruction, Issue, Say

_MOST_COUPONS = 1_000
_MOST_COUNTED = 10**12
#: Characters of a message that a sentence repeats.
_SHOWN = 80


def _template(value: Template | str) -> Template:
    return kept(Template.of, value)


def _quoted(text: str) -> str:
    return f"“{text if len(text) <= _SHOWN else f'{text[:_SHOWN].rstrip()}…'}”"


@frozen
class ReceiptMessage:
    """A text printed on the buyer's receipt; see `loyalty_engine.model.text` for what it may name."""

    kind: ClassVar[str] = "receipt_message"
    text: Template = field(converter=_template)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, faults("text", Template.of, self.text))

    def lower(self) -> tuple[Instruction, ...]:
        return (Say(channel=Channel.RECEIPT, text=self.text),)

    def describe(self) -> str:
        return f"print {_quoted(self.text.text)}"


@frozen
class CashierMessage:
    """A text shown to the cashier."""

    kind: ClassVar[str] = "cashier_message"
    text: Template = field(converter=_template)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, faults("text", Template.of, self.text))

    def lower(self) -> tuple[Instruction, ...]:
        return (Say(channel=Channel.CASHIER, text=self.text),)

    def describe(self) -> str:
        return f"tell the cashier {_quoted(self.text.text)}"


@frozen
class IssueCoupon:
    """*count* coupons of *issue*; they go to the bearer where the buyer is not known."""

    kind: ClassVar[str] = "issue_coupon"
    issue: str
    count: int = 1

    def __attrs_post_init__(self) -> None:
        problem = number_problem("count", self.count, 1, _MOST_COUPONS)
        refuse(self.kind, needed_id_problems(issue=self.issue) + ([problem] if problem else []))

    def lower(self) -> tuple[Instruction, ...]:
        return (Issue(issue=self.issue, count=self.count),)

    def describe(self) -> str:
        return f"{'a coupon' if self.count == 1 else f'{self.count} coupons'} of {self.issue}"


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
        problems = needed_id_problems(counter=self.counter)
        problem = None if self.by is None else number_problem("by", self.by, 0, _MOST_COUNTED)
        problems += [problem] if problem else []
        refuse(self.kind, problems + choice_problems("operation", self.operation, CounterOperation))

    def lower(self) -> tuple[Instruction, ...]:
        return (Count(counter=self.counter, operation=self.operation, value=self.by),)

    def describe(self) -> str:
        step = "what was given" if self.by is None else str(self.by)
        if self.operation is CounterOperation.ESTABLISH:
            return f"set counter {self.counter} to {step}"
        return f"{self.operation.value} counter {self.counter} by {step}"
