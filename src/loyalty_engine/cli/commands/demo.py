"""``loyalty-engine demo``: the receipts of a small shop, with what each offer did or why it did not."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from loyalty_engine import Calculation, Money, OfferBook, Outcome, calculate, compile_offers
from loyalty_engine.cli.arguments import Commands, command
from loyalty_engine.cli.demo.confirmed import confirmed
from loyalty_engine.cli.demo.goods import CATALOG, CURRENCY
from loyalty_engine.cli.demo.offers import OFFERS
from loyalty_engine.cli.demo.people import MEMBERS
from loyalty_engine.cli.demo.programme import ATTRIBUTES, FAVORITES, POINTS, ZONE
from loyalty_engine.cli.demo.purchases import PURCHASES, Purchase
from loyalty_engine.cli.failure import DONE, USAGE, Failure
from loyalty_engine.cli.outcomes import WIDTH, Level, described, level_of, outcomes, with_all_verdicts
from loyalty_engine.cli.output import Output
from loyalty_engine.cli.slip import slip
from loyalty_engine.cli.view import Block, Column, Style, Table, Text, wrapped
from loyalty_engine.wire.documents import plain_document
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.text import Plain

ANONYMOUS = "anonymous"


def add(commands: Commands) -> None:
    """Say how the command is called."""
    parser = command(commands, "demo", run, "calculate the receipts of a small shop", _DETAILS)
    parser.add_argument("--receipt", metavar="N", type=int, help="only receipt N")
    parser.add_argument("--member", metavar="ID", help=f"only receipts of this member; or {ANONYMOUS}")
    parser.add_argument("--json", action="store_true", help="write one JSON document with every calculation")


_DETAILS = (
    "The shop, its offers and its customers are made up. Each receipt is followed\n"
    "by what every offer did on it, or why it did nothing."
)


def run(arguments: argparse.Namespace, output: Output) -> int:
    """Show the receipts that *arguments* leave."""
    book = demo_book()
    number = None if arguments.receipt is None else str(arguments.receipt)
    shown = chosen(demo_receipts(book), number, arguments.member)
    if arguments.json:
        output.write(demo_document(shown))
    else:
        whole = arguments.receipt is None and arguments.member is None
        output.show(demo_blocks(book, shown) if whole else receipt_blocks(book, shown))
    return DONE


@frozen
class Shown:
    """A purchase of the demonstration and what it came to."""

    purchase: Purchase
    calculation: Calculation

    @property
    def buyer(self) -> str:
        """The member's id, or `ANONYMOUS`."""
        return ANONYMOUS if self.purchase.member is None else self.purchase.member.id


def demo_book() -> OfferBook:
    """The offers of the demonstration, compiled."""
    return compile_offers(
        OFFERS, catalog=CATALOG, favorites=FAVORITES, points=POINTS, attributes=ATTRIBUTES, zone=ZONE
    )


def demo_receipts(book: OfferBook) -> tuple[Shown, ...]:
    """All receipts of the demonstration, calculated."""
    return tuple(Shown(p, calculate(p.receipt, p.member, book)) for p in PURCHASES)


def chosen(shown: Iterable[Shown], receipt: str | None, buyer: str | None) -> tuple[Shown, ...]:
    """The receipts that *receipt* and *buyer* leave; None stands for all.

    Raises:
        Failure: there is none.
    """
    found = tuple(
        one for one in shown if receipt in (None, one.purchase.receipt.id) and buyer in (None, one.buyer)
    )
    if not found:
        buyers = ", ".join([*(member.id for member in MEMBERS), ANONYMOUS])
        message = f"there is no such receipt; there are 1 to {len(PURCHASES)}, and the buyers {buyers}"
        raise Failure((message,), USAGE)
    return found


def demo_blocks(book: OfferBook, shown: Sequence[Shown]) -> Iterator[Block]:
    """The offers, the receipts, what each level of reach gave, and a purchase that is confirmed."""
    yield Text("THE OFFERS", Style.TITLE)
    yield from described(book.offers)
    yield Text()
    yield Text()
    yield from receipt_blocks(book, shown)
    yield Text()
    yield Text()
    yield Text("WHAT EACH LEVEL OF REACH GAVE", Style.TITLE)
    yield _by_level(book, [one.calculation for one in shown])
    yield Text()
    yield Text()
    yield Text("A PURCHASE CONFIRMED", Style.TITLE)
    yield from confirmed(book)


def receipt_blocks(book: OfferBook, shown: Sequence[Shown]) -> Iterator[Block]:
    """Receipts as the till prints them, each with what every offer did."""
    for n, one in enumerate(shown):
        number = one.purchase.receipt.id
        yield from (Text(), Text()) if n else ()
        yield Text(f"RECEIPT {number} OF {len(PURCHASES)}, {one.buyer}", Style.TITLE)
        yield from (Text(f"  {line}", Style.FAINT) for line in wrapped(f"{one.purchase.why}.", WIDTH - 2))
        yield Text()
        yield from slip(one.calculation, one.purchase.member, book)
        yield Text()
        yield Text("What the offers did, and why others did not", Style.STRONG)
        yield from outcomes(one.calculation, one.calculation.explain(), book)


def _by_level(book: OfferBook, calculations: Sequence[Calculation]) -> Table:
    """How many offers of each level there are, on how many receipts they gave something, and what."""
    levels = {offer.id: level_of(offer) for offer in book.offers}
    return Table(
        columns=(
            Column("level"),
            *(Column(name, right=True) for name in ("offers", "receipts", "discount")),
            *(Column(kind.id, right=True) for kind in POINTS),
        ),
        rows=(_level_row(level, levels, calculations) for level in Level),
        total=_row("together", len(levels), len(calculations), calculations, frozenset(levels)),
    )


def _level_row(
    level: Level, levels: dict[str, Level], calculations: Sequence[Calculation]
) -> tuple[str, ...]:
    offers = frozenset(offer for offer, found in levels.items() if found is level)
    reached = sum(
        any(v.offer in offers and v.outcome is Outcome.GRANTED for v in calculation.verdicts)
        for calculation in calculations
    )
    name = f"individual: {level.value}" if level.individual else level.value
    return _row(name, len(offers), reached, calculations, offers)


def _row(
    name: str, count: int, receipts: int, calculations: Sequence[Calculation], offers: frozenset[str]
) -> tuple[str, ...]:
    lines = [line for calculation in calculations for line in calculation.lines]
    discount = sum(d.amount for line in lines for d in line.discounts if d.offer in offers)
    points = (
        sum(p.amount for line in lines for p in line.points if p.offer in offers and p.currency == kind.id)
        for kind in POINTS
    )
    return name, str(count), str(receipts), Money(discount, CURRENCY).decimal, *map(str, points)


def demo_document(shown: Sequence[Shown]) -> str:
    """The demonstration as one JSON document: of each receipt the buyer, its point, and the calculation."""
    receipts: list[Plain] = []
    for one in shown:
        explained = with_all_verdicts(one.calculation)
        plain: dict[str, Plain] = {
            "receipt": one.purchase.receipt.id,
            "member": None if one.purchase.member is None else one.purchase.member.id,
            "shows": one.purchase.why,
            "calculation": dict(plain_document(explained)),
        }
        receipts.append(plain)
    return dumps({"receipts": receipts}, indent=2) + "\n"
