"""Processes on one store: many at a time, and some that are killed. Run as a program of its own.

`python -m programme.race sell PLACE PROCESSES` lets processes sell at the same time; `naive` does so through
a store that reads, and writes in a later transaction. `… kill PLACE ROUNDS SEED` kills writers, `returns`
those that take goods back; `torn` does so where each statement stands for itself. `… tell PLACE PROCESSES`
lets them tell of events at the same time, and `fork` lets them use the store of their parent.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from enum import Enum
from functools import partial
from typing import Any

from attrs import evolve
from programme.places import LONGEST, Shared, close, end_within, kind, opened, settled, torn
from programme.till import Kept, program
from shop import NOON, eur, receipt

from loyalty_engine import (
    AdditionalPoints,
    AmountOff,
    Budget,
    ChangeCounter,
    Event,
    IssueCoupon,
    Members,
    Offer,
    PayWithPoints,
    PointsAsked,
    PointsPercent,
    Trigger,
)
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.model.ledger import AccountKind
from loyalty_engine.program.event_desk import EventDesk
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import PurchaseState
from loyalty_engine.program.reactions import Happening
from loyalty_engine.testing.kept import WALLET, entry, granted

BUDGET = 20_00
EACH = 3_00  # of the budget, so that the last is given in part
POINTS = 50
SALES = 2  # of each process
OFFERS = (
    Offer.of("all", [], [AmountOff(eur("3.00"))], cumulative=True, limits=[Budget(money=eur("20.00"))]),
    Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True),
)
LASTING = (
    *OFFERS,
    Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True),
    Offer.of("visits", [], [ChangeCounter("visits", 1)], reach=Members(), cumulative=True),
    Offer.of("slip", [], [IssueCoupon("spring")], reach=Members(), cumulative=True),
    Offer.of(
        "invited",
        [],
        [AdditionalPoints(7), ChangeCounter("visits", 1), IssueCoupon("spring")],
        trigger=Trigger.FRIEND_INVITED,
    ),
)
SHARED = (
    Offer.of(
        "shared", [], [AdditionalPoints(7)], trigger=Trigger.FRIEND_INVITED, limits=[Budget(points=POINTS)]
    ),
)
PURCHASES = 3  # of each round of killing
INVITED = ("anna", "boris")
RETURN = 5  # of so many parts of a round, the return of goods takes one


class Part(Enum):
    """Which steps of a round are meant."""

    ALL = "all"
    SALES = "sales"
    RETURNS = "returns"


Step = tuple[str, tuple[Any, ...]]  # the name of a call of the programme, and its arguments


class Naive:
    """The control: a store whose transactions read at once, and write what they have decided only later."""

    def __init__(self, store: Shared) -> None:
        self.store = store

    @contextmanager
    def begin(self) -> Iterator[Any]:
        unit = NaiveUnit(self.store)
        yield unit
        time.sleep(0.01)  # as on the way to a database on another machine
        with self.store.begin() as real:
            for name, given in unit.written:
                getattr(real, name)(*given)


class NaiveUnit:
    def __init__(self, store: Shared) -> None:
        self.store = store
        self.written: list[tuple[str, tuple[Any, ...]]] = []

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            if name in ("record", "save", "count", "post", "send", "keep_coupon"):
                return self.written.append((name, given))
            with self.store.begin() as unit:
                return getattr(unit, name)(*given, **named)

        return called


def sell(shop: LoyaltyProgram, process: int) -> None:
    """Sell to one member, who pays with points as far as they go."""
    for n in range(SALES):
        purchase = f"{process}-{n}"
        asked = [PointsAsked(currency="bonus", amount=4)]
        till = receipt(("tea", "60.00"), points_asked=asked)
        shop.calculate(purchase, f"{purchase}/c", till, "anna")
        shop.confirm(purchase, f"{purchase}/ok")


def sell_without_points(shop: LoyaltyProgram, process: int) -> None:
    """Sell to nobody in particular: a control that does not read what it writes cannot do more."""
    for n in range(SALES):
        purchase = f"{process}-{n}"
        shop.calculate(purchase, f"{purchase}/c", receipt(("tea", "60.00")))
        shop.confirm(purchase, f"{purchase}/ok")


def tell(shop: LoyaltyProgram, process: int) -> None:
    """Tell of events of two members, half of the processes the other way round."""
    for n in range(SALES):
        invited = Event(id=f"{process}-{n}", trigger=Trigger.FRIEND_INVITED, at=NOON)
        members = INVITED if process % 2 else reversed(INVITED)
        EventDesk(shop).react_all(
            Happening(operation=f"{process}-{n}/{who}", event=invited, member=who) for who in members
        )


def at_the_same_time(processes: int, work: Callable[[int], None]) -> None:
    """Do *work* in so many processes, which begin when all are there."""
    waiting, go = os.pipe()
    children = []
    for n in range(processes):
        child = os.fork()
        if child == 0:
            os.close(go)
            os.read(waiting, 1)
            end_with(partial(work, n))
        children.append(child)
    os.close(waiting)
    os.close(go)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes == [0] * processes


def end_with(work: Callable[[], None]) -> None:
    """Do *work* and end this process, without what its parent would do at its end."""
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 -- a process that was forked must not go on as its parent
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


def race(place: str, processes: int, *, naive: bool) -> None:
    def work(process: int) -> None:
        with opened(place) as store:
            if naive:
                shop = evolve(program(*OFFERS)[0], store=Naive(store))
                sell_without_points(shop, process)
            else:
                sell(program(*OFFERS, store=store)[0], process)

    at_the_same_time(processes, work)


def invite(place: str, processes: int) -> None:
    """Let processes share a budget of points for those who invite others."""

    def work(process: int) -> None:
        with opened(place) as store:
            tell(program(*SHARED, store=store)[0], process)

    at_the_same_time(processes, work)


def fork(place: str, processes: int) -> None:
    """Let processes spend a point each through the store that their parent has used, and uses afterwards."""
    with opened(place) as store:
        with store.begin() as unit:
            unit.post([granted("grant", POINTS)])
        at_the_same_time(processes, partial(_spend_one, store))
        assert [one.amount for one in store.ledger] == [POINTS] + [1] * processes


def _spend_one(store: Shared, process: int) -> None:
    with store.begin() as unit:
        unit.post([entry(f"{process}", WALLET, AccountKind.REDEEMED, 1)])
    close(store)


def steps(round: int) -> Iterator[Step]:
    """The steps of one round, each of which may be sent again."""
    asked = [PointsAsked(currency="bonus", amount=3)]
    till = receipt(("tea", "60.00"), ("soap", "40.00"), points_asked=asked)
    for n in range(round * PURCHASES, (round + 1) * PURCHASES):
        yield "calculate", (f"p{n}", f"p{n}/c", till, "anna")
        yield "confirm", (f"p{n}", f"p{n}/ok")
        if n % 3 == 1:
            yield "refund", (f"p{n - 1}", f"p{n - 1}/back", [ReturnedLine(1, 1)])
            yield "calculate", (f"c{n}", f"c{n}/c", till, "anna")
            yield "cancel", (f"c{n}", f"c{n}/no")
            yield "accrue_offline", (f"o{n}", f"o{n}/late", till, "anna")
            yield "react_all", (happened(n),)


def happened(n: int) -> list[Happening]:
    """A friend was invited, which brings something to both."""
    invited = Event(id=f"e{n}", trigger=Trigger.FRIEND_INVITED, at=NOON)
    return [Happening(operation=f"e{n}/{who}", event=invited, member=who) for who in INVITED]


def send(shop: LoyaltyProgram, round: int, part: Part = Part.ALL) -> None:
    """Send the steps of a round, or that part of them, whichever of them were sent before."""
    for name, given in steps(round):
        if part is Part.ALL or (name == "refund") is (part is Part.RETURNS):
            getattr(EventDesk(shop) if name == "react_all" else shop, name)(*given)


def kill(place: str, rounds: int, seed: int, part: Part) -> None:
    """Kill a writer in each round, look at what it has left, and send its steps again.

    Where it is killed over returns alone, what comes before them in the round has happened by then.
    """
    drawn, twin = random.Random(seed), program(*LASTING)
    longest = LONGEST[kind(place)] // (1 if part is Part.ALL else RETURN)
    cut = 0
    for round in range(rounds):
        if part is Part.RETURNS:
            send(twin[0], round, Part.SALES)
        with opened(place) as store:
            if part is Part.RETURNS:
                send(program(*LASTING, store=store)[0], round, Part.SALES)
        inside = drawn.randrange(1, longest) if round % 2 or part is Part.RETURNS else None
        child = os.fork()
        if child == 0:
            end_with(partial(_write, place, round, inside, part))
        if inside is None:
            time.sleep(drawn.uniform(0, 0.05))
            os.kill(child, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert code in (0, -signal.SIGKILL), code
        cut += code != 0
        settled(place)
        send(twin[0], round)
        with opened(place) as store:
            shop = program(*LASTING, store=store)[0]
            whole(shop, store, round)
            send(shop, round)
            assert told(shop, store, round) == told(twin[0], twin[1], round)
    print(f"{cut} of {rounds} writers killed")


def _write(place: str, round: int, at: int | None, part: Part) -> None:
    """Carry out a round; with *at*, end without a word after so many steps of the store's own."""
    with opened(place) as store:
        if at is not None:
            end_within(store, at)
        send(program(*LASTING, store=store)[0], round, part)


def whole(shop: LoyaltyProgram, store: Shared, round: int) -> None:
    """Of each purchase everything has happened that its state says, and nothing else."""
    ledger, outbox = store.ledger, store.outbox
    for n in range(round * PURCHASES, (round + 1) * PURCHASES):
        kept = shop.purchase(f"p{n}")
        state = None if kept is None else kept.state
        confirmed = state not in (None, PurchaseState.OPEN)
        returned = state is PurchaseState.PARTLY_RETURNED
        done = [one.operation for one in ledger]
        with store.begin() as unit:
            recorded = [unit.operation(f"p{n}/{step}") is not None for step in ("c", "ok", "back")]
        assert recorded == [kept is not None, confirmed, returned]
        assert (f"p{n}/ok" in done, f"p{n}/back" in done) == (confirmed, returned)
        assert [one.id for one in outbox].count(f"p{n}/{slip(shop, f'p{n}')}") == confirmed
        late = shop.purchase(f"o{n}")
        assert late is None or late.state is PurchaseState.CONFIRMED
        assert (f"o{n}/late" in done) == (late is not None)
        taken = [EventDesk(shop).reaction(f"e{n}/{who}") is not None for who in INVITED]
        points = [f"e{n}/{who}" in done for who in INVITED]
        coupons = [f"event/e{n}/{who}/2" in [one.id for one in outbox] for who in INVITED]
        assert taken == points == coupons == 2 * [taken[0]]


def slip(shop: LoyaltyProgram, purchase: str) -> int:
    """The number of the intent that issues the coupon."""
    kept = shop.purchase(purchase)
    intents = () if kept is None else kept.calculation.intents
    return next((n for n, one in enumerate(intents) if one.offer == "slip"), 0)


def told(shop: LoyaltyProgram, store: Kept, round: int) -> Sequence[object]:
    """All that a round may have changed."""
    names = [f"{kind}{n}" for n in range(round * PURCHASES, (round + 1) * PURCHASES) for kind in "pco"]
    with store.begin() as unit:
        counters = [unit.counter(who, "visits") for who in INVITED] + [unit.counter(None, "money:all")]
    wallets = [shop.balance(who) for who in INVITED]
    return (store.ledger, store.outbox, counters, wallets, [shop.purchase(name) for name in names])


if __name__ == "__main__":
    _, what, place, *numbers = sys.argv
    if what in ("kill", "returns", "torn"):
        with torn() if what == "torn" else nullcontext():
            kill(place, int(numbers[0]), int(numbers[1]), Part.RETURNS if what == "returns" else Part.ALL)
    elif what == "tell":
        invite(place, int(numbers[0]))
    elif what == "fork":
        fork(place, int(numbers[0]))
    else:
        race(place, int(numbers[0]), naive=what == "naive")
