"""Benefits that touch no line: texts at the till, coupons, counters.

They go with the rule's first benefit on lines, and are withheld where that gave nothing.
"""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.counter_keys import (
    UNKEYED,
    AnyKey,
    CounterKey,
    as_keys,
    key_problems,
    keys_in_words,
    name_problems,
)
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.fields import choice_problems, faults, kept, needed_id_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.intents import CounterOperation
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.text import Template
from loyalty_engine.rules.emissions import Channel, Count, Issue, ReceiptFigure, Redeem, RuleFigure, Say
from loyalty_engine.rules.instructions import Instruction

_MOST_COUPONS = 1_000
_MOST_COUNTED = 10**12
#: Characters of a message that a sentence repeats.
_SHOWN = 80


def _template(value: Template | str) -> Template:
    return kept(Template.of, value)


def quoted(text: str) -> str:
    """*text* in quotation marks, cut where it is long."""
    return f"“{text if len(text) <= _SHOWN else f'{text[:_SHOWN].rstrip()}…'}”"


@frozen
class ReceiptMessage:
    """*text* is printed on the buyer's receipt; see `loyalty_engine.model.text` for what it may name."""

    kind: ClassVar[str] = "receipt_message"
    text: Template = field(converter=_template)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, faults("text", Template.of, self.text))

    def lower(self) -> tuple[Instruction, ...]:
        return (Say(channel=Channel.RECEIPT, text=self.text),)

    def describe(self) -> str:
        return f"print {quoted(self.text.text)}"


@frozen
class CashierMessage:
    """*text* is shown to the cashier; it may name what a `ReceiptMessage` may."""

    kind: ClassVar[str] = "cashier_message"
    text: Template = field(converter=_template)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, faults("text", Template.of, self.text))

    def lower(self) -> tuple[Instruction, ...]:
        return (Say(channel=Channel.CASHIER, text=self.text),)

    def describe(self) -> str:
        return f"tell the cashier {quoted(self.text.text)}"


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
class RedeemCoupons:
    """Mark as used the presented coupons that the conditions of the rule ask for."""

    kind: ClassVar[str] = "redeem_coupons"

    def lower(self) -> tuple[Instruction, ...]:
        return (Redeem(),)

    def describe(self) -> str:
        return "the coupons are used up"


_FIGURES: dict[ReceiptFigure | RuleFigure, str] = {
    ReceiptFigure.AMOUNT: "the receipt's amount before discounts",
    ReceiptFigure.DISCOUNT: "the receipt's discounts",
    ReceiptFigure.TOTAL: "what the receipt comes to",
    ReceiptFigure.LINES: "the number of the receipt's lines",
    ReceiptFigure.UNITS: "the number of units on the receipt",
    ReceiptFigure.IN_MONEY: "what is paid in money",
    ReceiptFigure.WITH_POINTS: "what is paid with points",
    ReceiptFigure.WITH_CERTIFICATES: "what is paid with gift certificates",
    RuleFigure.AMOUNT: "the amount of these products",
    RuleFigure.LINES: "the number of lines of these products",
    RuleFigure.UNITS: "the number of units of these products",
}


@frozen
class ChangeCounter:
    """Change the counter *counter* by, or to, *by*; None stands for what the rule gave on this receipt.

    *operation* says whether it goes up, goes down or is set. What the rule gave is in minor units of money
    for discounts and in the smallest parts of points. *by* may also be a figure of the receipt as it stands
    at the end, or one of the lines that the rule works on.

    *per* says whose counter it is: the member's, or one of the programme for all buyers, known or not.
    *keyed_by* says what else it is kept by: each place, say, or each card and month has one of its own, and
    that of the receipt changes. Without a card there is no counter of the card to change. By product, that of
    each product changes that the rule works on: by a number for each, or by a figure of its lines. Products
    are told apart by their ERP codes.
    """

    kind: ClassVar[str] = "change_counter"
    counter: str
    by: int | ReceiptFigure | RuleFigure | None = 1
    operation: CounterOperation = field(default=CounterOperation.INCREASE, kw_only=True)
    per: CountedPer = field(default=CountedPer.MEMBER, kw_only=True)
    keyed_by: frozenset[AnyKey] = field(default=UNKEYED, converter=as_keys, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = name_problems(self.counter) + _step_problems(self.by)
        problems += choice_problems("per", self.per, CountedPer) + key_problems(self.keyed_by)
        if (
            not problems
            and CounterKey.PRODUCT in self.keyed_by
            and not isinstance(self.by, (int, RuleFigure))
        ):
            hint = "give a number, or a RuleFigure"
            problems.append(Problem("by", "is of the whole receipt, and the counter of one product", hint))
        refuse(self.kind, problems + choice_problems("operation", self.operation, CounterOperation))

    def lower(self) -> tuple[Instruction, ...]:
        return (
            Count(
                counter=self.counter,
                operation=self.operation,
                value=self.by,
                per=self.per,
                keyed_by=self.keyed_by,
            ),
        )

    def describe(self) -> str:
        if self.by is None:
            step = "what was given"
        else:
            step = _FIGURES[self.by] if isinstance(self.by, (ReceiptFigure, RuleFigure)) else str(self.by)
        whose = "" if self.per is CountedPer.MEMBER else "the programme's "
        counter = f"{self.counter}{keys_in_words(self.keyed_by)}"
        if self.operation is CounterOperation.ESTABLISH:
            return f"set {whose}counter {counter} to {step}"
        return f"{self.operation.value} {whose}counter {counter} by {step}"


def _step_problems(value: object) -> list[Problem]:
    if value is None or isinstance(value, (ReceiptFigure, RuleFigure)):
        return []
    if isinstance(value, int):
        problem = number_problem("by", value, 0, _MOST_COUNTED)
        return [problem] if problem else []
    hint = "give a whole number, a ReceiptFigure, a RuleFigure, or None for what the rule gave"
    return [Problem("by", f"{shown(value)} is no step of a counter", hint)]
