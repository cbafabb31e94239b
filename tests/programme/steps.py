"""Every step of a programme, each after what has to come before it, with offers that move all there is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen
from programme.till import Guests, Kept, Versions, Watch, program
from shop import CATALOG, NOON, eur, receipt
from sqlalchemy import Table, select

from loyalty_engine import (
    AddGift,
    AdditionalPoints,
    AmountOff,
    Budget,
    ChangeCounter,
    ChangeSlots,
    CountedPer,
    CouponPresented,
    Event,
    FavoriteProductsRule,
    IssueCoupon,
    Limit,
    Members,
    MessageChannel,
    Offer,
    Payment,
    PayWithPoints,
    PointsAsked,
    PointsPercent,
    PredefinedList,
    RedeemCoupons,
    SendMessage,
    SetAttribute,
    SetStatus,
    SlotChange,
    Trigger,
    WithdrawPoints,
    compile_offers,
)
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlalchemy_tables import TABLES
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.engine.refund import RefundManner, ReturnedLine
from loyalty_engine.model.ledger import AccountKind
from loyalty_engine.program.event_desk import EventDesk
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.reactions import Happening
from loyalty_engine.testing.kept import WALLET, entry

OFFERS: Final = (
    Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True),
    Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True),
    Offer.of("all", [], [AmountOff(eur("3.00"))], cumulative=True, limits=[Budget(money=eur("20.00"))]),
    Offer.of("few", [], [AmountOff(eur("1.00"))], reach=Members(), cumulative=True, limits=[Limit(3)]),
    Offer.of("swap", [], [WithdrawPoints(2)], reach=Members(), cumulative=True),
    Offer.of("visits", [], [ChangeCounter("visits", 1)], reach=Members(), cumulative=True),
    Offer.of("crowd", [], [ChangeCounter("crowd", 1, per=CountedPer.PROGRAM)], cumulative=True),
    Offer.of("taste", [], [SetAttribute("taste", "tea")], reach=Members(), cumulative=True),
    Offer.of("gold", [], [SetStatus("levels", "gold")], reach=Members(), cumulative=True),
    Offer.of("more", [], [ChangeSlots("breakfast", SlotChange.MORE, 1)], reach=Members(), cumulative=True),
    Offer.of("slip", [], [IssueCoupon("spring")], reach=Members(), cumulative=True),
    Offer.of("thanks", [], [SendMessage(MessageChannel.SMS, "Thank you!")], reach=Members(), cumulative=True),
    Offer.of(
        "paper", [CouponPresented({"leaflet"})], [AmountOff(eur("5.00")), RedeemCoupons()], cumulative=True
    ),
    Offer.of("mug", [], [AddGift("juice")], cumulative=True),
    Offer.of(
        "joined",
        [],
        [
            AdditionalPoints(20),
            WithdrawPoints(2),
            ChangeCounter("visits", 1),
            ChangeCounter("crowd", 1, per=CountedPer.PROGRAM),
            SetAttribute("taste", "tea"),
            SetStatus("levels", "gold"),
            ChangeSlots("breakfast", SlotChange.MORE, 1),
            IssueCoupon("spring"),
            SendMessage(MessageChannel.SMS, "Welcome!"),
        ],
        trigger=Trigger.REGISTRATION,
        limits=[Limit(3), Budget(points=90)],
    ),
)
BREAKFAST: Final = FavoriteProductsRule(
    id="breakfast", source=PredefinedList("breakfast"), default_slots=1, max_slots=3
)
BOOK: Final = compile_offers(OFFERS, catalog=CATALOG, favorites=[BREAKFAST])
TILL: Final = receipt(
    ("tea", "60.00"), ("soap", "40.00"), points_asked=[PointsAsked(currency="bonus", amount=6)]
)
BACK: Final = (ReturnedLine(1, 1),)

Call = Callable[[LoyaltyProgram], object]


@frozen
class Step:
    """A *call* of the programme, and the calls that come *before* it; its clock then shows *minutes* more.

    By then, members belong to *families*.
    """

    call: Call
    before: tuple[Call, ...] = ()
    minutes: int = 0
    families: Mapping[str, str] = MappingProxyType({})


def _calculated(purchase: str, member: str | None = "anna") -> Call:
    return lambda shop: shop.calculate(purchase, f"{purchase}/c", TILL, member)


def _confirmed(purchase: str) -> Call:
    return lambda shop: shop.confirm(purchase, f"{purchase}/ok")


def _happened(*members: str | None) -> Call:
    """Each has registered, all told of at the same time."""
    joined = Event(id="joined", trigger=Trigger.REGISTRATION, at=NOON)
    told = [Happening(operation=f"{len(members)}-{one}", event=joined, member=one) for one in members]
    return lambda shop: EventDesk(shop).react_all(told)


def _returned(manner: RefundManner = RefundManner.NORMAL) -> Call:
    return lambda shop: shop.refund("p", "p/back", BACK, manner=manner)


_OPEN: Final = (_calculated("p"),)
_DONE: Final = (_calculated("p"), _confirmed("p"))

STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "calculate": Step(_calculated("p")),
        "calculate for nobody": Step(_calculated("p", None)),
        "calculate again": Step(
            lambda shop: shop.calculate("p", "p/again", receipt(("tea", "9.00")), "anna"), _OPEN
        ),
        "pay": Step(lambda shop: shop.pay("p", "p/pay", [PointsAsked(currency="bonus", amount=9)]), _OPEN),
        "cancel the payment": Step(lambda shop: shop.cancel_payment("p", "p/none"), _OPEN),
        "accrue": Step(
            lambda shop: shop.accrue("p", "p/cash", [Payment(amount=eur("10.00"), method="cash")]), _OPEN
        ),
        "confirm": Step(_confirmed("p"), _OPEN),
        "confirm for nobody": Step(_confirmed("p"), (_calculated("p", None),)),
        "confirm the second": Step(_confirmed("q"), (*_DONE, _calculated("q"))),
        "cancel": Step(lambda shop: shop.cancel("p", "p/no"), _OPEN),
        "refund": Step(_returned(), _DONE),
        "refund points first": Step(_returned(RefundManner.POINTS_FIRST), _DONE),
        "refund the rest": Step(
            lambda shop: shop.refund("p", "p/rest", [ReturnedLine(2, 1)]), (*_DONE, _returned())
        ),
        "event": Step(_happened("anna")),
        "events of two": Step(_happened("boris", "anna"), (*_DONE, _happened("anna"))),
        "sweep": Step(lambda shop: shop.sweep(), (*_OPEN, _calculated("q")), 90),
    }
)

#: Those of which each is one transaction.
TILL_STEPS: Final = {name: step for name, step in STEPS.items() if name != "sweep"}


def opened(store: Kept) -> tuple[LoyaltyProgram, Watch]:
    """A programme with all the offers."""
    shop, _, watch = program(store=store)
    return evolve(shop, books=Versions({"v1": BOOK})), watch


def prepared(step: Step, store: Kept) -> LoyaltyProgram:
    """A programme that is ready for *step*; anna has points in two lots."""
    shop, watch = opened(store)
    with store.begin() as unit:
        for lot in ("L-1", "L-2"):
            unit.post([entry(lot, AccountKind.ISSUED, WALLET, 10, lot=lot, owner="anna")])
    for call in step.before:
        call(shop)
    watch.turn(minutes=step.minutes)
    return evolve(shop, members=Guests(step.families))


def meant(step: Step, store: Kept) -> tuple[object, object]:
    """What *step* answers where nothing fails, and what is kept afterwards."""
    answer = step.call(prepared(step, store))
    return answer, kept(store)


def still_open(shop: LoyaltyProgram, purchase: str) -> bool:
    """Is the purchase open? Whether it is or not, what the open ones have set aside is what is held."""
    found = {id: one for id in "pq" if (one := shop.purchase(id)) is not None and one.is_open}
    held = sum(part.amount for one in found.values() for part in one.held)
    assert (held, shop.balance("anna").reserved) == (6 * len(found), 6 * len(found))
    return purchase in found


def kept(store: Kept) -> object:
    """All that lies in a store, in no order."""
    if isinstance(store, MemoryStore):
        return dict(store._kept)
    if isinstance(store, PostgresStore):
        return {table.name: _lines(store, table) for table in TABLES.sorted_tables}
    assert isinstance(store, SqliteStore)
    with closing(sqlite3.connect(store.path)) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: _rows(file, name) for name in names if not name.startswith("sqlite")}


def _lines(store: PostgresStore, table: Table) -> list[str]:
    columns = [column for column in table.columns if column.name != "number"]
    with store.engine.connect() as connection:
        return sorted(repr(row) for row in connection.execute(select(*columns)).mappings())


def _rows(file: sqlite3.Connection, table: str) -> list[str]:
    found = file.execute(f"SELECT * FROM {table}")
    columns = [column[0] for column in found.description]
    rows = (dict(zip(columns, row, strict=True)) for row in found)
    return sorted(repr({name: value for name, value in row.items() if name != "number"}) for row in rows)
