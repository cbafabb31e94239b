"""Paying with points: what may be paid for which line, and how much of what was asked for is granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define

from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.light import light
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.engine.records import LinePayment, PointsPayment
from loyalty_engine.engine.work import Award
from loyalty_engine.engine.worth import POWERS, in_tie_order
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.money import spread_below
from loyalty_engine.rules.instructions import AllowPayment

_line_payment, _points_payment = light(LinePayment), light(PointsPayment)


@define(eq=False)
class Allowance:
    """What a rule lets pay for line *n*: *points* smallest parts, each worth *up* / *down* minor units."""

    rule: StageRule
    n: int
    points: int
    up: int
    down: int


@define(eq=False)
class Payment:
    """What may be paid with points and what is, by kind; and what is paid *of_lines*, in minor units."""

    payable: tuple[PointsPayment, ...]
    paid: tuple[PointsPayment, ...]
    of_lines: list[int]
    lines: list[tuple[LinePayment, ...]]


def pay(awards: Sequence[Award], facts: Facts) -> Payment:
    """Grant of what the receipt asks for what the offers allow and the member has."""
    by_kind = _allowances(awards, facts)
    asked = {one.currency: one.amount for one in facts.receipt.points_asked}
    of_lines = [0] * len(facts.amounts)
    lines: list[tuple[LinePayment, ...]] = [()] * len(facts.amounts)
    payable, paid = [], []
    order = [*[kind for kind in asked if kind in by_kind], *sorted(by_kind.keys() - asked.keys())]
    for kind in order:
        allowances = by_kind[kind]
        most = min(sum([one.points for one in allowances]), _balance(kind, facts))
        worth = sum(_money(_granted(most, allowances, facts), allowances))
        if most:
            payable.append(_points_payment(kind, most, worth))
        wanted = asked.get(kind, 0)
        points = _granted(most if wanted is None else min(wanted, most), allowances, facts)
        money = _money(points, allowances)
        if any(points):
            paid.append(_points_payment(kind, sum(points), sum(money)))
        for one, part, amount in zip(allowances, points, money, strict=True):
            if part:
                offer = one.rule.contender.offer.id
                lines[one.n] += (_line_payment(offer, one.rule.number, kind, part, amount),)
                of_lines[one.n] += amount
    payable.sort(key=_kind_of)
    return Payment(tuple(payable), tuple(paid), of_lines, lines)


def _kind_of(payment: PointsPayment) -> str:
    return payment.currency


def _allowances(awards: Sequence[Award], facts: Facts) -> Mapping[str, list[Allowance]]:
    """What may be paid for each line, by kind of points, in the order of the awards."""
    money_parts = POWERS[exponent(facts.receipt.currency)]
    found: dict[str, list[Allowance]] = {}
    for award in awards:
        for made in award.rules:
            sums: dict[tuple[int, str, int], int] = {}
            for instruction, parts in made.allowed:
                if not isinstance(instruction, AllowPayment):
                    continue
                id, rate = instruction.points, instruction.rate
                if rate is None:
                    rate = facts.book.points_currency(id).worth.thousandths
                for n, amount in parts:
                    sums[n, id, rate] = sums.get((n, id, rate), 0) + amount
            for (n, id, rate), amount in sums.items():
                up, down = rate * money_parts, 1000 * POWERS[facts.book.points_currency(id).exponent]
                points = amount * down // up
                if points:
                    found.setdefault(id, []).append(Allowance(made.rule, n, points, up, down))
    return found


def _balance(kind: str, facts: Facts) -> int:
    """The points that the member can spend; none where that is not known."""
    if facts.member is None or not facts.known(Need(NeedKind.BALANCE, kind)):
        return 0
    return max(0, facts.member.balance(kind))


def _granted(points: int, allowances: Sequence[Allowance], facts: Facts) -> list[int]:
    """*points* spread in proportion to what may be paid for each line."""
    limits = [one.points for one in allowances]
    granted = [0] * len(limits)
    if points:
        order = in_tie_order([one.n for one in allowances], limits, facts)
        shares = spread_below([limits[i] for i in order], points, [limits[i] for i in order])
        for i, share in zip(order, shares, strict=True):
            granted[i] = share
    return granted


def _money(points: Sequence[int], allowances: Sequence[Allowance]) -> list[int]:
    """What *points* are worth on each line, rounded down to a minor unit."""
    return [part * one.up // one.down for part, one in zip(points, allowances, strict=True)]
