"""A day at two tills that share one file: ``python examples/pos_session.py``.

The file, of SQLite, holds offers, members, purchases and points. Two processes of tills are killed on this
day, one between calculating and confirming, one in the middle of a confirmation; a till is offline for an
hour; goods come back three times. In the evening the books are looked at: every point is somewhere, nothing
was given twice, and nothing was lost.

The clock is set by hand, so that every run prints the same. With a path the file is made there and stays:
``python examples/pos_session.py day.sqlite``, and then ``loyalty-engine ledger day.sqlite``.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from attrs import frozen

from loyalty_engine import (
    AmountOff,
    Budget,
    Calculation,
    Catalog,
    Category,
    ChangeCounter,
    IssueCoupon,
    Line,
    Member,
    Members,
    Money,
    Offer,
    PayWithPoints,
    PointsAsked,
    PointsPercent,
    Product,
    Products,
    Receipt,
    ReceiptAmount,
    RuleFigure,
    compile_offers,
)
from loyalty_engine.adapters.clocks import StandingClock
from loyalty_engine.adapters.notifiers import ConsoleNotifier
from loyalty_engine.adapters.sql_books import SqlBooks
from loyalty_engine.adapters.sql_members import SqlMembers
from loyalty_engine.adapters.sql_outbox import SqlOutbox
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.model.ledger import balance_sheet
from loyalty_engine.program.ports import Outgoing, UnitOfWork
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.relay import Relay

Goods = dict[str, int]
"""How many of each product are on a receipt."""

PRICES = {"tea": 12_00, "coffee": 4_00, "cake": 6_00, "mug": 16_00}  # in cents
MEMBERS = ("anna", "boris", "clara")


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


CATALOG = Catalog(
    categories=[Category(code="drinks"), Category(code="rest")],
    products=[
        Product(code=code, category="drinks" if code in ("tea", "coffee") else "rest") for code in PRICES
    ],
)
OFFERS = (
    Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True),
    Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True),
    # The whole shop has 5.00 to give away: two receipts get 2.00, and the third what is left.
    Offer.of(
        "opening",
        [ReceiptAmount(at_least=eur("10.00"))],
        [AmountOff(eur("2.00"))],
        cumulative=True,
        limits=[Budget(eur("5.00"))],
    ),
    Offer.of(
        "stamps",
        [Products({"coffee"})],
        [ChangeCounter("cups", RuleFigure.UNITS)],
        reach=Members(),
        cumulative=True,
    ),
    Offer.of(
        "thanks",
        [ReceiptAmount(at_least=eur("30.00"))],
        [IssueCoupon("autumn")],
        reach=Members(),
        cumulative=True,
    ),
)


def moment(time: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-09-15T{time}+02:00")


@frozen
class Shop:
    """The programme as the tills see it, and the clock on the wall."""

    store: SqliteStore
    clock: StandingClock
    program: LoyaltyProgram

    @classmethod
    def on(cls, store: SqliteStore, time: str) -> Shop:
        """The programme in the file of *store*."""
        clock = StandingClock(moment(time))
        program = LoyaltyProgram(store=store, members=SqlMembers(store), books=SqlBooks(store), clock=clock)
        return cls(store, clock, program)

    def say(self, where: str, text: str) -> None:
        print(f"{self.clock.time:%H:%M}  {where:6}  {text}")

    def at(self, time: str) -> None:
        """Let it be *time*."""
        self.clock.time = moment(time)

    def receipt(self, purchase: str, goods: Goods, points: int = 0) -> Receipt:
        """A receipt of now; *points* are to pay for a part of it."""
        lines = [
            Line(number=n, product=code, quantity=count, amount=Money(PRICES[code] * count, "EUR"))
            for n, (code, count) in enumerate(goods.items(), 1)
        ]
        asked = [PointsAsked(amount=points)] if points else []
        return Receipt(id=purchase, at=self.clock.time, place="shop", lines=lines, points_asked=asked)

    def calculate(self, purchase: str, member: str, goods: Goods, points: int = 0) -> Calculation:
        """The first phase. The till makes the ids: one for the purchase, one for each step."""
        receipt = self.receipt(purchase, goods, points)
        return self.program.calculate(purchase, f"{purchase}/calculate", receipt, member)

    def confirm(self, purchase: str) -> Calculation:
        """The second phase; whoever gets no answer sends the same step again."""
        return self.program.confirm(purchase, f"{purchase}/confirm")


def told(goods: Goods) -> str:
    return ", ".join(code if count == 1 else f"{count} × {code}" for code, count in goods.items())


def result(found: Calculation) -> str:
    off = f", {found.discount.decimal} off" if found.discount.minor else ""
    paid = f", {found.paid[0].points} points pay" if found.paid else ""
    earned = found.points[0].amount if found.points else 0
    return f"{found.amount.decimal}{off}{paid}: {found.to_pay.decimal} to pay, earns {earned}"


def play(path: Path) -> None:
    """The day, from the opening to the books."""
    with SqliteStore(path) as store:
        SqlBooks(store).publish(compile_offers(OFFERS, catalog=CATALOG))
        SqlMembers(store).keep(Member(name) for name in MEMBERS)
        shop = Shop.on(store, "09:00")
        morning(shop)
        killed_before_the_confirmation(shop)
        killed_in_the_middle_of_one(shop)
        nobody_confirms(shop)
        offline(shop)
        returns(shop)
        evening(shop)


def sell(shop: Shop, till: str, purchase: str, member: str, goods: Goods) -> None:
    found = shop.calculate(purchase, member, goods)
    shop.confirm(purchase)
    shop.say(till, f"{purchase}: {member} buys {told(goods)}. {result(found)}")


def morning(shop: Shop) -> None:
    shop.at("09:05")
    sell(shop, "till 1", "A-1", "anna", {"tea": 2, "mug": 1})
    shop.at("09:20")
    sell(shop, "till 2", "B-1", "boris", {"coffee": 3})


def killed_before_the_confirmation(shop: Shop) -> None:
    shop.at("09:40")
    goods: Goods = {"cake": 1}
    kill_a_till(shop, "calculated")
    shop.say("till 1", "A-2: anna pays for a cake with points, and the till is killed before it confirms")
    wallet = shop.program.balance("anna")
    balance = wallet.balance(shop.clock.time)
    shop.say("till 2", f"anna has {balance} points to spend, and {wallet.reserved} are set aside for A-2")
    again = shop.calculate("A-2", "anna", goods, points=3)
    shop.confirm("A-2")
    shop.say("till 1", f"A-2: the till is back, and sends both steps. {result(again)}")


def killed_in_the_middle_of_one(shop: Shop) -> None:
    shop.at("10:15")
    found = shop.calculate("B-2", "clara", {"tea": 3})
    before = written(shop)
    kill_a_till(shop, "confirming")
    shop.say("till 2", "B-2: clara buys 3 × tea, and the till is killed in the middle of the confirmation")
    half = "nothing of it" if written(shop) == before else "HALF OF IT"
    shop.say("till 2", f"B-2: {half} is in the file")
    shop.confirm("B-2")
    once = written(shop)
    shop.say("till 2", f"B-2: the till is back, and sends the step again. {result(found)}")
    shop.confirm("B-2")
    twice = "nothing moves" if written(shop) == once else "IT MOVES AGAIN"
    shop.say("till 2", f"B-2: the answer got lost, so it is sent once more: {twice}")


def nobody_confirms(shop: Shop) -> None:
    shop.at("11:00")
    shop.calculate("A-3", "boris", {"mug": 1}, points=1)
    shop.say("till 1", "A-3: boris wants a mug, pays with a point, and leaves")
    shop.at("12:05")
    gone = ", ".join(shop.program.sweep())
    balance = shop.program.balance("boris").balance(shop.clock.time)
    shop.say("sweep", f"{gone}: its hour is over; boris has {balance} point to spend again")


def offline(shop: Shop) -> None:
    """A till that was offline hands in what it has sold, in whatever order, and some of it twice."""
    sold = []
    for time, purchase, member, goods in (
        ("12:40", "B-3", "boris", {"coffee": 2}),
        ("13:10", "B-4", "anna", {"tea": 2}),
    ):
        shop.at(time)
        sold.append((purchase, shop.receipt(purchase, goods), member))
        shop.say("till 2", f"{purchase}: offline, {member} buys {told(goods)} at the full price")
    shop.at("14:00")
    for purchase, receipt, member in reversed([*sold, *sold]):
        shop.program.accrue_offline(purchase, f"{purchase}/late", receipt, member)
    for purchase, _, _ in sold:
        kept = shop.program.purchase(purchase)
        state = "missing" if kept is None else kept.state.value
        points = 0 if kept is None else sum(total.amount for total in kept.calculation.points)
        shop.say("till 2", f"{purchase}: handed in twice, {state} once, earns {points}")


def returns(shop: Shop) -> None:
    for time, purchase, what, lines in (
        ("15:00", "A-1", "one of anna's teas", [ReturnedLine(1, 1)]),
        ("15:30", "A-2", "anna's cake", [ReturnedLine(1, 1)]),
        ("16:00", "B-2", "all that clara bought", [ReturnedLine(1, 3)]),
    ):
        shop.at(time)
        back = shop.program.refund(purchase, f"{purchase}/return", lines)
        points = sum(paid.points for paid in back.refund.paid)
        taken = sum(reversal.amount for reversal in back.refund.taken_back)
        paid = f" and {points} points" if points else ""
        shop.say("till 1", f"{purchase}: {what} back for {back.refund.amount.decimal}{paid}, loses {taken}")


def evening(shop: Shop) -> None:
    shop.at("20:00")
    print("\nOutbox")
    Relay(SqlOutbox(shop.store), ConsoleNotifier()).run_once(shop.clock.time)
    with shop.store.begin() as unit:
        print("\nBalances")
        for name in MEMBERS:
            wallet = unit.wallet(name, "bonus")
            print(f"{name:6} {wallet.balance(shop.clock.time):3}, set aside {wallet.reserved}")
        print("\nCounters")
        for name in MEMBERS:
            print(f"{name:6} {unit.counter(name, 'cups').value:3} cups")
        print(f"budget {unit.counter(None, 'money:opening').value:3} of 500 cents given")
    print("\nLedger")
    sheet = balance_sheet(shop.store.ledger)
    for kind, amount in sheet.items():
        if amount:
            print(f"{kind.value.replace('_', ' '):12} {amount:3}")
    print(f"{'together':12} {sum(sheet.values()):3}")


def written(shop: Shop) -> tuple[object, ...]:
    """All that a confirmation can have moved."""
    with shop.store.begin() as unit:
        counted = [unit.counter(name, "cups").value for name in MEMBERS]
        budget = unit.counter(None, "money:opening").value
        purchases = [unit.purchase(id) for id in ("A-1", "A-2", "B-1", "B-2")]
    return shop.store.ledger, shop.store.outbox, counted, budget, purchases


def kill_a_till(shop: Shop, when: str) -> None:
    """Let a till work in a process of its own, and kill that once it has got as far as *when*."""
    command = [sys.executable, __file__, "--till", when, str(shop.store.path), f"{shop.clock.time:%H:%M}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as till:  # noqa: S603
        reached = till.stdout.readline() if till.stdout else ""
        if reached.strip() != when:
            raise RuntimeError("the till did not get so far")
        till.kill()  # SIGKILL: nothing in it runs any more


def till(when: str, path: str, time: str) -> None:
    """What the process of a till does until it is killed."""
    store = SqliteStore(path)
    shop = Shop.on(store, time)
    if when == "calculated":
        shop.calculate("A-2", "anna", {"cake": 1}, points=3)
        stand_still(when)
    with store.begin() as unit:
        halfway = LoyaltyProgram(
            store=Halfway(unit), members=shop.program.members, books=shop.program.books, clock=shop.clock
        )
        halfway.confirm("B-2", "B-2/confirm")


@frozen
class Halfway:
    """A store, within a transaction, that stands still when points and counters are written."""

    unit: UnitOfWork

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        yield cast(UnitOfWork, self)

    def send(self, message: Outgoing) -> None:
        stand_still("confirming")

    def __getattr__(self, name: str) -> object:
        return getattr(self.unit, name)


def stand_still(when: str) -> None:
    """Say how far the till has come, and wait for what never comes."""
    print(when, flush=True)
    sys.stdin.read()
    os._exit(1)


def main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["--till"]:
        till(*arguments[1:])
    elif arguments:
        path = Path(arguments[0])
        if path.exists():
            raise SystemExit(f"{path} is there already; name a new file")
        play(path)
    else:
        with tempfile.TemporaryDirectory() as folder:
            play(Path(folder) / "day.sqlite")


if __name__ == "__main__":
    main(sys.argv[1:])
