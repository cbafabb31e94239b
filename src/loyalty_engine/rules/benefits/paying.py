"""Benefits that let pay with something else than money: points, gift certificates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST, Amount, Share
from loyalty_engine.model.decimals import shortest
from loyalty_engine.model.fields import (
    as_set,
    choice_problems,
    faults,
    kept,
    kind_problems,
    money_problems,
    needed_id_problems,
    set_problems,
)
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.points import BONUS, Worth
from loyalty_engine.rules.benefits.closing import step_problems
from loyalty_engine.rules.benefits.discounts import maybe_percent, percent_problems
from loyalty_engine.rules.benefits.payable import Payable
from loyalty_engine.rules.instructions import (
    AcceptCertificate,
    AllowPayment,
    CutPayment,
    Instruction,
    PaymentFigure,
)
from loyalty_engine.rules.language import listed

#: What may be paid of each line where nothing else is said.
_ALL = Percent(100)


def _worth(value: Worth | int | str | None) -> Worth | None:
    return None if value is None else kept(Worth.of, value)


def _issues(value: Iterable[str]) -> frozenset[str]:
    return as_set(value)


def _much_problems(percent: object, payable: object, at_most: Money | None) -> list[Problem]:
    """What is wrong with how much may be paid, and with the most of it in all."""
    problems = [] if percent is None else percent_problems("percent", percent)
    if payable is not None:
        hint = 'write Payable(Money.of("3", "EUR"))'
        problems += kind_problems("payable", payable, Payable, "how much may be paid", hint)
        if percent is not None:
            problems.append(Problem("", "2 of percent and payable are given", "give one of them at most"))
    if at_most is None:
        return problems
    unsound = money_problems("at_most", at_most, LARGEST)
    if not unsound and isinstance(payable, Payable) and payable.currency not in (None, at_most.currency):
        unsound.append(Problem("at_most", f"{at_most} is not in {payable.currency}", "use one currency"))
    return problems + unsound


def _amount(benefit: PayWithPoints | PayWithCertificate) -> Amount:
    """How much may be paid of the lines; all, where nothing says so."""
    if benefit.payable is not None:
        return benefit.payable.lower()
    return Share(_ALL if benefit.percent is None else benefit.percent)


def _money(benefit: PayWithPoints | PayWithCertificate) -> tuple[int | None, str | None]:
    """The most that may be paid in all, and the currency of what the benefit says, where there are any."""
    currency = None if benefit.payable is None else benefit.payable.currency
    if benefit.at_most is None:
        return None, currency
    return benefit.at_most.minor, benefit.at_most.currency


def _said(benefit: PayWithPoints | PayWithCertificate) -> str:
    """How much may be paid, in words."""
    if benefit.payable is not None:
        return benefit.payable.describe()
    return f"up to {_ALL if benefit.percent is None else benefit.percent}"


@frozen(kw_only=True)
class PayWithPoints:
    """The lines may be paid with points of *currency*: up to *percent* of each, *at_most* so much in all.

    Without *percent* they may be paid as a whole, or as far as *payable* says in other ways. The base is the
    line's amount less its discounts. A point pays *worth* units of money; left out, what its kind is worth.
    The buyer says how many points he wants to pay with, on the receipt; the member's balance and the lines'
    floors are respected.
    """

    kind: ClassVar[str] = "pay_with_points"
    percent: Percent | None = field(default=None, converter=maybe_percent)
    payable: Payable | None = None
    currency: str = BONUS
    worth: Worth | None = field(default=None, converter=_worth)
    at_most: Money | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(currency=self.currency)
        if self.worth is not None:
            unsound = faults("worth", Worth.of, self.worth)
            if not unsound and not self.worth.thousandths:
                unsound.append(Problem("worth", "is 0, so nothing could be paid", "say what a point pays"))
            problems += unsound
        refuse(self.kind, problems + _much_problems(self.percent, self.payable, self.at_most))

    def lower(self) -> tuple[Instruction, ...]:
        rate = None if self.worth is None else self.worth.thousandths
        most, money = _money(self)
        amount = _amount(self)
        return (AllowPayment(amount=amount, points=self.currency, rate=rate, currency=money, most=most),)

    def describe(self) -> str:
        most = "" if self.at_most is None else f", {self.at_most} at most"
        rate = "" if self.worth is None else f", a point for {shortest(self.worth.thousandths, 3)}"
        return f"{_said(self)} may be paid in {self.currency} points{rate}{most}"


_FIGURES = {
    PaymentFigure.TO_PAY: "what is left to pay",
    PaymentFigure.PAYABLE: "what may be paid",
}


@frozen
class RoundPayment:
    """Let pay with fewer points of *currency*, so that what is left to pay is a multiple of *to*.

    *on* says whether that is rounded, up, or what may be paid with these points, down. It comes after all
    offers have said how much may be paid. Where no number of points makes it round, nothing changes.
    """

    kind: ClassVar[str] = "round_payment"
    to: Money
    on: PaymentFigure = field(default=PaymentFigure.TO_PAY, kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = step_problems("to", self.to) + choice_problems("on", self.on, PaymentFigure)
        refuse(self.kind, problems + needed_id_problems(currency=self.currency))

    def lower(self) -> tuple[Instruction, ...]:
        step, money = self.to.minor, self.to.currency
        return (CutPayment(points=self.currency, step=step, currency=money, figure=self.on),)

    def describe(self) -> str:
        fewer = f"by paying with fewer {self.currency} points"
        return f"round {_FIGURES[self.on]} to a multiple of {self.to} {fewer}"


@frozen(kw_only=True)
class PayWithCertificate:
    """The lines may be paid with gift certificates: up to *percent* of each, *at_most* so much in all.

    Without *percent* they may be paid as a whole, or as far as *payable* says in other ways. The base is the
    line's amount less its discounts. Certificates of *issues* are accepted; where none are named, any. The
    buyer, known or not, hands them over with the receipt; what points have paid by then, and the lines'
    floors, are respected.
    """

    kind: ClassVar[str] = "pay_with_certificate"
    percent: Percent | None = field(default=None, converter=maybe_percent)
    payable: Payable | None = None
    issues: frozenset[str] = field(default=frozenset(), converter=_issues)
    at_most: Money | None = None

    def __attrs_post_init__(self) -> None:
        problems = set_problems("issues", self.issues, id_problem)
        refuse(self.kind, problems + _much_problems(self.percent, self.payable, self.at_most))

    def lower(self) -> tuple[Instruction, ...]:
        most, currency = _money(self)
        amount = _amount(self)
        return (AcceptCertificate(amount=amount, issues=self.issues, currency=currency, most=most),)

    def describe(self) -> str:
        of = f" of {listed(self.issues)}" if self.issues else ""
        most = "" if self.at_most is None else f", {self.at_most} at most"
        return f"{_said(self)} may be paid with gift certificates{of}{most}"
