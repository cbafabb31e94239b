"""Paying with points: what may be paid for which line, and how much of what was asked for is granted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from attrs import define

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.light import light
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.engine.records import LinePayment, PointsPayment
from loyalty_engine.engine.work import Award
from loyalty_engine.engine.worth import POWERS, in_tie_order
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.money import spread_below
from loyalty_engine.rules.instructions import AllowPayment, CutPayment, PaymentFigure

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
    """What may be paid with points and what is, by kind; and what is paid *of_lines*, in minor units.

    *allowances* are by kind, *most* and *granted* the points of each kind that may be paid and that are, and
    *rounded* the rules that have cut them down.
    """

    payable: tuple[PointsPayment, ...]
    paid: tuple[PointsPayment, ...]
    of_lines: list[int]
    lines: list[tuple[LinePayment, ...]]
    allowances: Mapping[str, list[Allowance]]
    most: Mapping[str, int]
    granted: Mapping[str, int]
    rounded: Sequence[StageRule] = ()


def pay(awards: Sequence[Award], facts: Facts) -> Payment:
    """Grant of what the receipt asks for what the offers allow and the member has."""
    by_kind = _allowances(awards, facts)
    most = {kind: min(sum([one.points for one in of]), _balance(kind, facts)) for kind, of in by_kind.items()}
    granted = {
        one.currency: most[one.currency] if one.amount is None else min(one.amount, most[one.currency])
        for one in facts.receipt.points_asked
        if one.currency in most
    }
    return _written(by_kind, most, granted, facts)


def rounded(payment: Payment, awards: Sequence[Award], draft: Draft) -> Payment:
    """*payment* with fewer points, where awards round what may be paid with them, or what is left to pay."""
    most, granted = dict(payment.most), dict(payment.granted)
    rules = [
        made.rule
        for award in awards
        for made in award.rules
        for instruction in made.cutbacks
        if _cut(instruction, most, granted, payment.allowances, draft)
    ]
    return _written(payment.allowances, most, granted, draft.facts, rules) if rules else payment


def _cut(
    instruction: CutPayment,
    most: dict[str, int],
    granted: dict[str, int],
    by_kind: Mapping[str, list[Allowance]],
    draft: Draft,
) -> bool:
    """Cut the points down so that the figure is round; says whether they had to be, and could."""
    facts, kind = draft.facts, instruction.points
    allowances, bound = by_kind[kind], granted.get(kind, 0)

    def pays(points: int) -> int:
        return sum(_money(_granted(points, allowances, facts), allowances))

    if instruction.figure is PaymentFigure.PAYABLE:
        bound = most[kind]
        excess = pays(bound) % instruction.step
    else:
        paid = [sum(_money(_granted(n, by_kind[one], facts), by_kind[one])) for one, n in granted.items()]
        excess = (sum(paid) + sum(draft.given) - facts.amount) % instruction.step
    wanted = pays(bound) - excess
    fewest = bisect_left(range(bound), wanted, key=pays)
    if not excess or pays(fewest) != wanted:
        return False
    if instruction.figure is PaymentFigure.PAYABLE:
        most[kind] = fewest
    if kind in granted:
        granted[kind] = min(fewest, granted[kind])
    return True


def _written(
    by_kind: Mapping[str, list[Allowance]],
    most: Mapping[str, int],
    granted: Mapping[str, int],
    facts: Facts,
    rules: Sequence[StageRule] = (),
) -> Payment:
    """The payment of so many points, in the order in which they are asked for."""
    of_lines = [0] * len(facts.amounts)
    lines: list[tuple[LinePayment, ...]] = [()] * len(facts.amounts)
    paid = []
    for kind, wanted in granted.items():
        allowances = by_kind[kind]
        points = _granted(wanted, allowances, facts)
        money = _money(points, allowances)
        points = _fewest(money, allowances)
        if any(points):
            paid.append(_points_payment(kind, sum(points), sum(money)))
        for one, part, amount in zip(allowances, points, money, strict=True):
            if part:
                offer = one.rule.contender.offer.id
                lines[one.n] += (_line_payment(offer, one.rule.number, kind, part, amount),)
                of_lines[one.n] += amount
    payable = []
    for kind, points_of_kind in sorted(most.items()):
        worth = sum(_money(_granted(points_of_kind, by_kind[kind], facts), by_kind[kind]))
        if worth:
            payable.append(_points_payment(kind, points_of_kind, worth))
    return Payment(tuple(payable), tuple(paid), of_lines, lines, by_kind, most, granted, rules)


def _allowances(awards: Sequence[Award], facts: Facts) -> Mapping[str, list[Allowance]]:
    """What may be paid for each line, by kind of points, in the order of the awards."""
    money_parts = POWERS[exponent(facts.currency)]
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


def _fewest(money: Sequence[int], allowances: Sequence[Allowance]) -> list[int]:
    """The fewest points that pay so much on each line: none is taken that would pay nothing."""
    return [-(-amount * one.down // one.up) for amount, one in zip(money, allowances, strict=True)]


def _money(points: Sequence[int], allowances: Sequence[Allowance]) -> list[int]:
    """What *points* are worth on each line, rounded down to a minor unit."""
    return [part * one.up // one.down for part, one in zip(points, allowances, strict=True)]
