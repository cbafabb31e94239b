"""``loyalty-engine purchase``: a purchase is calculated, and confirmed or cancelled."""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from collections.abc import Iterator
from typing import cast

from attrs import evolve

from loyalty_engine import PointsAsked, Receipt
from loyalty_engine.cli.arguments import Commands, add_at, add_file, command
from loyalty_engine.cli.documents import loaded
from loyalty_engine.cli.failure import DONE
from loyalty_engine.cli.output import Output
from loyalty_engine.cli.programme import Programme, programme_in
from loyalty_engine.cli.result import points_of, result_blocks
from loyalty_engine.cli.view import Block, Style, Text
from loyalty_engine.model.identifiers import joined_id
from loyalty_engine.model.points import BONUS
from loyalty_engine.program.purchases import StoredPurchase
from loyalty_engine.wire.documents import plain_document, read_receipt
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.text import Plain


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "purchase", run, "sell: calculate a purchase, confirm or cancel it", _DETAILS)
    add_file(parser)
    parser.add_argument("receipt", metavar="RECEIPT", help="the document of the receipt")
    parser.add_argument("--member", metavar="ID", help="the buyer, where he is known")
    parser.add_argument("--points", metavar="N", type=_points, help="pay with so many bonus points")
    end = parser.add_mutually_exclusive_group()
    end.add_argument(
        "--keep-open", action="store_true", help="only calculate it; so it is, if nothing is said"
    )
    end.add_argument("--confirm", action="store_true", help="carry out what the calculation says")
    end.add_argument("--cancel", action="store_true", help="let it go")
    parser.add_argument("--purchase", metavar="ID", help="the id of the purchase; that of the receipt")
    add_at(parser)
    parser.add_argument("--json", action="store_true", help="write the purchase as JSON")


_DETAILS = (
    "Nothing moves before a purchase is confirmed; until then its points and limits are\n"
    "set aside. An open purchase whose time is over is cancelled by the next call.\n"
    "To call again for the same purchase does no harm. A RECEIPT named - is standard input."
)


def _points(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:19]) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of points, 1 or more")
    return int(text[:19])


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Carry out the steps of the purchase that *arguments* ask for, and show how it stands."""
    with programme_in(arguments.file, arguments.at) as programme:
        receipt = loaded(arguments.receipt, read_receipt)
        if arguments.points is not None:
            receipt = evolve(receipt, points_asked=[PointsAsked(amount=arguments.points)])
        purchase = receipt.id if arguments.purchase is None else arguments.purchase
        programme.till.sweep()
        _calculate(programme, purchase, receipt, arguments.member)
        if arguments.confirm:
            programme.till.confirm(purchase, joined_id(purchase, "confirm"))
        elif arguments.cancel:
            programme.till.cancel(purchase, joined_id(purchase, "cancel"))
        found = cast(StoredPurchase, programme.till.purchase(purchase))  # it was calculated
        if arguments.json:
            output.write(f"{dumps(_plain(found), indent=2)}\n")
        else:
            output.show(_blocks(programme, found))
    return DONE


def _calculate(programme: Programme, purchase: str, receipt: Receipt, member: str | None) -> None:
    """Calculate the purchase, unless it stands so already.

    Raises:
        Failure: the member is not known, or no offers are in force.
    """
    found = programme.till.purchase(purchase)
    if found is not None and (found.calculation.receipt, found.member) == (receipt, member):
        return
    if member is not None and not programme.known(member):
        raise programme.stranger()
    programme.version_at(receipt.at)
    steps = (joined_id(purchase, "calculate", str(n)) for n in itertools.count(1))
    free = next(step for step in steps if programme.operation(step) is None)
    programme.till.calculate(purchase, free, receipt, member)


def _blocks(programme: Programme, found: StoredPurchase) -> Iterator[Block]:
    book = programme.books.book(found.book)
    yield from result_blocks(found.calculation, found.member, book, explain=False)
    yield Text()
    if found.is_open:
        until = _written(found.expires_at)
        yield Text(f"Purchase {found.id} is open until {until}; --confirm carries it out", Style.STRONG)
    else:
        yield Text(f"Purchase {found.id} is {found.state.value.replace('_', ' ')}", Style.STRONG)
    if found.member is not None:
        now = programme.clock.now()
        for currency in sorted({BONUS, *(one.currency for one in found.calculation.points)}):
            wallet = programme.till.balance(found.member, currency)
            yield Text(f"Balance: {points_of(currency, wallet.balance(now), book)}")


def _written(at: dt.datetime) -> str:
    return at.isoformat(" ", "minutes")


def _plain(found: StoredPurchase) -> dict[str, Plain]:
    return {
        "purchase": found.id,
        "state": found.state.value,
        "member": found.member,
        "offers": found.book,
        "expires_at": found.expires_at.isoformat() if found.is_open else None,
        "calculation": plain_document(found.calculation),
    }
