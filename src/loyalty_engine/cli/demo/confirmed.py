"""What comes after the receipt: one of them is confirmed in a file of SQLite, and goods come back."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define

from loyalty_engine import Money, OfferBook
from loyalty_engine.adapters.clocks import StandingClock
from loyalty_engine.adapters.sql_books import SqlBooks
from loyalty_engine.adapters.sql_members import SqlMembers
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.cli.demo.people import DAVID
from loyalty_engine.cli.demo.programme import POINTS
from loyalty_engine.cli.demo.purchases import PURCHASES
from loyalty_engine.cli.programme import store_at
from loyalty_engine.cli.view import Block, Column, Table, Text
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.model.ledger import balance_sheet
from loyalty_engine.program.program import LoyaltyProgram

SOLD: Final = PURCHASES[0].receipt
"""The receipt of David's that is confirmed."""

_LATER: Final = dt.timedelta(days=2)
_KINDS: Final = tuple(kind.id for kind in POINTS)


def confirmed(book: OfferBook) -> Iterator[Block]:
    """The purchase step by step, with David's balances after each, in a file that is gone afterwards.

    Raises:
        Failure: no such file can be made.
    """
    with tempfile.TemporaryDirectory() as folder, store_at(str(Path(folder) / "demo.sqlite")) as store:
        rows = list(_steps(_Till.of(store, book)))
        sheets = [balance_sheet(store.ledger, kind) for kind in _KINDS]
    yield Text(f"  Receipt {SOLD.id} once more, at a till that keeps its purchases in a file of SQLite.")
    yield Table(
        columns=(Column("step"), *(Column(name, right=True) for name in ("paid", *_KINDS))), rows=rows
    )
    together = " and ".join(str(sum(sheet.values())) for sheet in sheets)
    yield Text(f"  All accounts of the ledger come to {together}, as they must.")


@define
class _Till:
    """The till, its clock, and what the buyer has paid so far."""

    program: LoyaltyProgram
    clock: StandingClock
    paid: Money

    @classmethod
    def of(cls, store: SqliteStore, book: OfferBook) -> _Till:
        books, members, clock = SqlBooks(store), SqlMembers(store), StandingClock(SOLD.at)
        books.publish(book)
        members.keep([DAVID])
        program = LoyaltyProgram(store=store, members=members, books=books, clock=clock)
        return cls(program, clock, Money.zero(SOLD.currency))

    def row(self, step: str) -> tuple[str, ...]:
        """What a step has led to."""
        now = self.clock.now()
        balances = (self.program.balance(DAVID.id, kind).balance(now) for kind in _KINDS)
        return step, self.paid.decimal, *map(str, balances)


def _steps(till: _Till) -> Iterator[tuple[str, ...]]:
    till.program.calculate(SOLD.id, "calculate", SOLD, DAVID.id)
    yield till.row("calculated: nothing has moved")
    till.paid = till.program.confirm(SOLD.id, "confirm").to_pay
    yield till.row("confirmed")
    till.paid = till.program.confirm(SOLD.id, "confirm").to_pay
    yield till.row("confirmed again, as the answer got lost")
    till.clock.time += _LATER
    back = till.program.refund(SOLD.id, "return", [ReturnedLine(1, SOLD.lines[0].quantity)])
    till.paid -= back.refund.amount
    yield till.row(f"the {(SOLD.lines[0].name or 'goods').lower()} comes back, two days later")
