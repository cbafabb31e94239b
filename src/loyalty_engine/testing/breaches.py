"""What every calculation promises, whatever its offers are: for the tests of a host as for our own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import LineResult, Outcome
from loyalty_engine.model.intents import GiftIntent, PointsIntent, WithdrawalIntent
from loyalty_engine.model.receipt import Line


def breaches(calculation: Calculation) -> tuple[str, ...]:
    """Every promise that the figures of *calculation* break, in words; nothing where they keep all.

    The lines are those of the receipt and add up to it. Nothing is below its floor, nor negative, nor listed
    for nothing. Points of lines add up to the totals, and so do those to be granted where there are any.
    What points and certificates pay adds up too, and is no more than is asked for, may be paid, and is owed.
    What gave something was granted and nothing else was, and verdicts add up to the figures. What
    only a connected till can give is not given where the till was offline.

    A host calls it in its own tests, on what its offers make of its receipts::

        assert breaches(calculate(receipt, member, offers)) == ()
    """
    found = (*_of_lines(calculation), *_of_points(calculation), *_of_payments(calculation))
    return (*found, *_of_verdicts(calculation), *_of_offline(calculation))


def _of_lines(calculation: Calculation) -> Iterator[str]:
    lines = calculation.receipt.lines
    for n, (bought, line) in enumerate(zip_longest(lines, calculation.lines)):
        if bought is None or line is None:
            yield f"lines[{n}]: the receipt has {len(lines)} lines, and {len(calculation.lines)} are told of"
            return
        yield from (f"lines[{n}]: {breach}" for breach in _of_line(bought, line))


def _of_line(bought: Line, line: LineResult) -> Iterator[str]:
    same = bought.number, bought.amount.minor, bought.amount.currency
    if (line.number, line.amount, line.currency) != same:
        yield f"number, amount and currency are {same} on the receipt"
    if not 0 <= line.floor <= line.amount:
        yield f"its floor {line.floor} is not between 0 and its amount {line.amount}"
    given = [part.amount for part in line.discounts]
    if sum(given) > line.amount - line.floor:
        yield f"discounts of {sum(given)} leave less than its floor {line.floor} of {line.amount}"
    paid = sum(part.amount for part in line.payments) + sum(part.amount for part in line.certificates)
    if paid > line.amount - sum(given):
        yield f"points and certificates pay {paid} of {line.amount - sum(given)}"
    parts = [*given, *(part.amount for part in line.adopted), *(part.amount for part in line.points)]
    parts += [part.amount for part in line.payments] + [part.amount for part in line.certificates]
    if any(part <= 0 for part in parts):
        yield "something is listed for nothing, or for less"


def _of_points(calculation: Calculation) -> Iterator[str]:
    of_lines = _sums((part.currency, part.amount) for line in calculation.lines for part in line.points)
    totals = _sums((total.currency, total.amount) for total in calculation.points)
    if of_lines != totals:
        yield f"points: those of the lines come to {of_lines}, the totals to {totals}"
    for name, listed in (("points", calculation.points), ("would_earn", calculation.would_earn)):
        kinds = [total.currency for total in listed]
        if kinds != sorted(set(kinds)) or any(total.amount <= 0 for total in listed):
            yield f"{name}: kinds are not sorted, or one is listed twice or for nothing"
    grants = [intent for intent in calculation.intents if isinstance(intent, PointsIntent)]
    granted = _sums((intent.currency, intent.amount) for intent in grants)
    if grants and granted != totals:
        yield f"intents: points of {granted} are to be granted, and {totals} are earned"
    for intent in grants:
        if sum(part for _, part in intent.lines) != intent.amount:
            yield f"intents: the parts of {intent} do not add up"


def _of_payments(calculation: Calculation) -> Iterator[str]:
    of_lines = [part for line in calculation.lines for part in line.payments]
    points = _sums((part.currency, part.points) for part in of_lines)
    if points != (listed := _sums((one.currency, one.points) for one in calculation.paid)):
        yield f"paid: the points of the lines come to {points}, and {listed} are paid"
    money = _sums((part.currency, part.amount) for part in of_lines)
    if money != (listed := _sums((one.currency, one.amount) for one in calculation.paid)):
        yield f"paid: the money of the lines comes to {money}, and {listed} is paid"
    asked = {one.currency: one.amount for one in calculation.receipt.points_asked}
    payable = {one.currency: one for one in calculation.payable}
    for one in calculation.paid:
        most = payable.get(one.currency)
        wanted = asked.get(one.currency, 0)
        if most is None or one.points > most.points or one.amount > most.amount:
            yield f"paid: {one} is more than may be paid"
        if wanted is not None and one.points > wanted:
            yield f"paid: {one} is more than is asked for"
    certified = [(part.number, part.amount) for line in calculation.lines for part in line.certificates]
    listed = _sums((one.number, one.amount) for one in calculation.certificates)
    if _sums(certified) != listed:
        yield "certificates: those of the lines do not come to what they pay"
    if any(one.amount > one.payable for one in calculation.certificates):
        yield "certificates: one pays more than it may"
    if not 0 <= calculation.to_pay.minor <= calculation.total.minor:
        yield f"to_pay: {calculation.to_pay} is not between nothing and {calculation.total}"


def _of_offline(calculation: Calculation) -> Iterator[str]:
    if not calculation.receipt.offline:
        return
    if calculation.discount.minor or calculation.payable or calculation.certificates:
        yield "offline: something is taken off, or may be paid otherwise than with money"
    if any(isinstance(intent, (GiftIntent, WithdrawalIntent)) for intent in calculation.intents):
        yield "offline: goods are to be handed out, or points to be taken"


def _of_verdicts(calculation: Calculation) -> Iterator[str]:
    verdicts = calculation.verdicts
    if len({verdict.offer for verdict in verdicts}) < len(verdicts):
        yield "verdicts: an offer has two"
    for verdict in verdicts:
        if bool(verdict.gave) is not (verdict.outcome is Outcome.GRANTED):
            yield f"verdicts: {verdict.offer!r} is {verdict.outcome.value} and gave {verdict.gave}"
    granted = {verdict.offer for verdict in verdicts if verdict.outcome is Outcome.GRANTED}
    given = [part.offer for line in calculation.lines for part in line.discounts]
    given += [part.offer for line in calculation.lines for part in line.points]
    given += [intent.offer for intent in calculation.intents]
    given += [message.offer for message in calculation.messages]
    for offer in sorted(set(given) - granted):
        yield f"verdicts: {offer!r} gave something and was not granted"
    discount = sum(verdict.gave.discount for verdict in verdicts)
    if discount != calculation.discount.minor:
        yield f"verdicts: discounts of {discount} are told of, and {calculation.discount.minor} is given"
    points = _sums((total.currency, total.amount) for verdict in verdicts for total in verdict.gave.points)
    totals = _sums((total.currency, total.amount) for total in calculation.points)
    if points != totals:
        yield f"verdicts: points of {points} are told of, and {totals} are earned"


def _sums(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The sums by name, of those that come to anything."""
    sums: Counter[str] = Counter()
    for name, amount in parts:
        sums[name] += amount
    return {name: amount for name, amount in sorted(sums.items()) if amount}
