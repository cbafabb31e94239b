"""``loyalty-engine refund``: goods of a confirmed purchase come back."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from loyalty_engine import InvalidInput, Money
from loyalty_engine.cli.arguments import Commands, add_at, add_file, command
from loyalty_engine.cli.failure import DONE
from loyalty_engine.cli.output import Output
from loyalty_engine.cli.programme import Programme, programme_in
from loyalty_engine.cli.result import points_of
from loyalty_engine.cli.view import Block, Style, Text
from loyalty_engine.engine.refund import IntentReversal, RefundManner, ReturnedLine, returned_in
from loyalty_engine.model.identifiers import joined_id
from loyalty_engine.model.intents import PointsIntent, WithdrawalIntent
from loyalty_engine.model.money import Quantity
from loyalty_engine.program.purchases import StoredOperation, StoredPurchase
from loyalty_engine.program.returns import Returned
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.text import Plain

Wanted = tuple[int, Quantity | None]
"""A line by its number, and how much of it comes back; None for all that is left."""


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "refund", run, "take goods of a confirmed purchase back", _DETAILS)
    add_file(parser)
    parser.add_argument("purchase", metavar="PURCHASE", help="the id of the purchase")
    help = "the line N comes back, or so much of it; may be said for several lines"
    parser.add_argument(
        "--line", metavar="N[=QUANTITY]", action="append", required=True, type=_line, help=help
    )
    help = "give back points that were paid before any money"
    parser.add_argument("--points-first", action="store_true", help=help)
    help = "an id of this return; without it, the same lines are taken for the same return"
    parser.add_argument("--operation", metavar="ID", help=help)
    add_at(parser)
    parser.add_argument("--json", action="store_true", help="write what comes back as JSON")


_DETAILS = (
    "What comes back is worked out from the calculation that was confirmed. To call again\n"
    "for the same return does no harm; for a second one of the same lines say --operation."
)


def _line(text: str) -> Wanted:
    number, equals, quantity = text.partition("=")
    try:
        if number.isascii() and number.isdigit() and len(number) < 10:
            return int(number), Quantity.of(quantity) if equals else None
    except InvalidInput:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is not a line such as 2, or 2=1.5 for a part of it")


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Take the lines that *arguments* name back, and show what that comes to."""
    manner = RefundManner.POINTS_FIRST if arguments.points_first else RefundManner.NORMAL
    purchase, wanted = arguments.purchase, sorted(arguments.line, key=lambda line: line[0])
    named = arguments.operation
    operation = _operation(purchase, wanted, manner) if named is None else named
    with programme_in(arguments.file, arguments.at) as programme:
        before = programme.till.purchase(purchase)
        lines = _lines(before, wanted, programme.operation(operation))
        returned = programme.till.refund(purchase, operation, lines, manner=manner)
        found = cast(StoredPurchase, programme.till.purchase(purchase))
        if arguments.json:
            output.write(f"{dumps(_plain(found, returned), indent=2)}\n")
        else:
            again = before is not None and before.refunds == found.refunds
            output.show(_blocks(programme, found, returned, again=again))
    return DONE


def _operation(purchase: str, wanted: Iterable[Wanted], manner: RefundManner) -> str:
    """An id for the return: the same for the same lines."""
    text = " ".join([manner.value, *(f"{number}={quantity}" for number, quantity in wanted)])
    return joined_id(purchase, "refund", hashlib.sha256(text.encode()).hexdigest()[:12])


def _lines(
    purchase: StoredPurchase | None, wanted: Sequence[Wanted], done: StoredOperation | None
) -> tuple[ReturnedLine, ...]:
    """The lines that come back; those of the answer where this very return was carried out before."""
    if done is not None and isinstance(done.answer, Returned):
        before = done.answer.refund.lines
        named = [(one.number, one.quantity) for one in before]
        if [(number, quantity or dict(named).get(number)) for number, quantity in wanted] == named:
            return before
    lines = [] if purchase is None else purchase.calculation.receipt.lines
    gone = {} if purchase is None else returned_in(purchase.refunds)
    left = {line.number: line.quantity.thousandths - gone.get(line.number, 0) for line in lines}
    one = Quantity(1000)  # where there is no such line, or nothing of it is left: it is refused with a reason
    return tuple(
        ReturnedLine(number, quantity or (Quantity(left[number]) if left.get(number) else one))
        for number, quantity in wanted
    )


def _blocks(
    programme: Programme, purchase: StoredPurchase, returned: Returned, *, again: bool
) -> Iterator[Block]:
    book, refund = programme.books.book(purchase.book), returned.refund
    if again:
        hint = "--operation ID for another return of the same lines"
        yield Text(f"This return was carried out before ({hint}):", Style.FAINT)
    yield Text(f"Back to the buyer: {refund.amount}", Style.GOOD)
    for paid in refund.paid:
        worth = Money(paid.amount, refund.currency)
        yield Text(f"Back to the balance: {points_of(paid.currency, paid.points, book)} for {worth}")
    for certificate in refund.certificates:
        worth = Money(certificate.amount, refund.currency)
        yield Text(f"Back onto certificate {certificate.number}: {worth}")
    for text, moved in (("Taken back", refund.taken_back), ("Given back", refund.given_back)):
        for currency, amount in _points(purchase, moved).items():
            yield Text(f"{text}: {points_of(currency, amount, book)}")
    for short in returned.shortfalls:
        spent = points_of(short.currency, short.amount, book)
        yield Text(f"Spent already, and let go: {spent}", Style.BAD)
    yield Text(f"Purchase {purchase.id} is {purchase.state.value.replace('_', ' ')}", Style.STRONG)


def _points(purchase: StoredPurchase, moved: Iterable[IntentReversal]) -> dict[str, int]:
    """How many points of each kind move back."""
    sums: dict[str, int] = {}
    for one in moved:
        intent = purchase.calculation.intents[one.intent]
        if isinstance(intent, (PointsIntent, WithdrawalIntent)):
            sums[intent.currency] = sums.get(intent.currency, 0) + one.amount
    return dict(sorted(sums.items()))


def _plain(purchase: StoredPurchase, returned: Returned) -> Plain:
    refund = returned.refund
    lines: list[Plain] = [{"number": one.number, "quantity": str(one.quantity)} for one in refund.lines]
    return {
        "purchase": purchase.id,
        "state": purchase.state.value,
        "lines": lines,
        "amount": {"amount": refund.amount.decimal, "currency": refund.currency},
        "points_back": _written((one.currency, one.points) for one in refund.paid),
        "points_taken_back": _written(_points(purchase, refund.taken_back).items()),
        "points_given_back": _written(_points(purchase, refund.given_back).items()),
        "shortfalls": _written((one.currency, one.amount) for one in returned.shortfalls),
    }


def _written(points: Iterable[tuple[str, int]]) -> Plain:
    return [{"currency": currency, "points": amount} for currency, amount in points]
