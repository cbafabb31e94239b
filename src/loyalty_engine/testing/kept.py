"""What the contract of stores keeps: a purchase as it is calculated, confirmed and returned, and entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from attrs import evolve

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.refund import ReturnedLine, refund
from loyalty_engine.errors import Problem
from loyalty_engine.individual.attributes import AttributeHistory, AttributeItem, Setter
from loyalty_engine.model.actor import ByHand, Permission
from loyalty_engine.model.attributes import freeze_value
from loyalty_engine.model.audit import AuditEntry
from loyalty_engine.model.counters import NEVER_COUNTED, Counter, CounterChange
from loyalty_engine.model.coupons import (
    Coupon,
    CouponFault,
    CouponIssue,
    CouponKind,
    CouponState,
    ShownCoupon,
)
from loyalty_engine.model.intents import CouponIntent, MailingIntent
from loyalty_engine.model.ledger import OWNED, Account, AccountKind, LedgerEntry, Wallet, wallet_of
from loyalty_engine.model.lifetime import Delay, Lifetime
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, PointsAsked, Receipt
from loyalty_engine.model.slots import Chooser, Slot, SlotKind, SlotSet
from loyalty_engine.model.statuses import PointsBalance
from loyalty_engine.program.adjust import AttributeChanged, CounterSet, PointsChanged, StatusSet
from loyalty_engine.program.batches import BatchBegun, RowResult, RowState
from loyalty_engine.program.families import AccountJoined, Poured
from loyalty_engine.program.merging import MembersMerged
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.ports import Outgoing, UnitOfWork
from loyalty_engine.program.purchases import (
    LotPart,
    PurchaseState,
    Reservation,
    StoredOperation,
    StoredPurchase,
)
from loyalty_engine.program.returns import Returned, Shortfall
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.paying import PayWithPoints
from loyalty_engine.rules.benefits.points import PointsPercent
from loyalty_engine.rules.limits import Limit
from loyalty_engine.rules.offer import Members, Offer
from loyalty_engine.testing.import_contract import PART_DONE
from loyalty_engine.testing.kept_events import REACTED
from loyalty_engine.testing.kept_statuses import status_given

AT: Final = dt.datetime(2026, 9, 15, 12, 30, 15, 250_000, tzinfo=dt.timezone(dt.timedelta(hours=3)))
"""The moment of the purchase."""

HOUR: Final = dt.timedelta(hours=1)
WALLET, RESERVE, OWED = AccountKind.WALLET, AccountKind.RESERVE, AccountKind.OWED
CLAIMED = AccountKind.CLAIMED

_OFFERS: Final = (
    Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True),
    Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True),
    Offer.of("welcome", [], [PercentOff(20)], reach=Members(), cumulative=True, limits=[Limit(3)]),
)


def calculation(at: dt.datetime = AT) -> Calculation:
    """A purchase with a discount, points earned, points that pay, and a use of a limit."""
    lines = [
        Line(number=1, product="tea", quantity=2, amount=Money.of("80.00", "EUR")),
        Line(number=2, product="jam", quantity="0.755", amount=Money.of("7.55", "EUR")),
    ]
    asked = [PointsAsked(currency="bonus", amount=9)]
    receipt = Receipt(id="R", at=at, place="shop", lines=lines, points_asked=asked)
    anna = Member("anna", balances={"bonus": PointsBalance(40)})
    return calculate(receipt, anna, compile_offers(_OFFERS))


def purchase(
    id: str = "P",
    state: PurchaseState = PurchaseState.OPEN,
    *,
    at: dt.datetime = AT,
    expires_at: dt.datetime = AT + HOUR,
    reserved: Iterable[Reservation] = (),
) -> StoredPurchase:
    """A purchase of which nothing has come back."""
    return StoredPurchase(
        id=id,
        state=state,
        calculation=calculation(at),
        member="anna",
        owner="home",
        book="autumn",
        expires_at=expires_at,
        held=(LotPart("bonus", "L-1", 9),),
        reserved=tuple(reserved),
        draws=(("lucky", 999_999), ("wheel", 0)),
    )


def returned() -> tuple[StoredPurchase, Returned]:
    """A purchase of which a part came back, and what the return answered."""
    found = calculation()
    back = refund(found, [ReturnedLine(1, 1)])
    kept = StoredPurchase(
        id="P",
        state=PurchaseState.PARTLY_RETURNED,
        calculation=found,
        member=None,
        owner=None,
        book="autumn",
        expires_at=AT + HOUR,
        confirmed_at=AT + HOUR / 2,
        spent=(LotPart("bonus", "L-1", 5),),
        withdrawn=((2, (LotPart("chips", "L-2", 3), LotPart("chips", "L-3", 1))), (4, ())),
        refunds=(back,),
        coupons=(
            ShownCoupon(digest="0f" * 32, issue="spring"),
            ShownCoupon(issue="host", number="4417"),
            ShownCoupon(fault=CouponFault.THROTTLED),
        ),
        issued=("a1" * 32, "b2" * 32),
    )
    return kept, Returned(refund=back, shortfalls=(Shortfall("bonus", 3, claimed=1),))


def operation(id: str, answer: object) -> StoredOperation:
    """A step with this answer, of the purchase or, where it was by hand, of none."""
    request = (("lines", "0f" * 32), ("manner", "a1" * 32))
    purchase = None if id in BY_HAND else "P"
    return StoredOperation(id=id, purchase=purchase, step="refund", request=request, answer=answer)


def entry(
    id: str,
    source: AccountKind,
    target: AccountKind,
    amount: int,
    *,
    lot: str | None = "L-1",
    owner: str = "home",
    currency: str = "bonus",
    active_from: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
    by_hand: ByHand | None = None,
    at: dt.datetime = AT,
) -> LedgerEntry:
    """Points of *owner* that move."""
    giver, taker = (Account(kind, owner if kind in OWNED else None) for kind in (source, target))
    return LedgerEntry(
        id=id,
        operation="op",
        at=at,
        recorded_at=AT + HOUR,
        currency=currency,
        amount=amount,
        source=giver,
        target=taker,
        lot=lot,
        active_from=active_from,
        expires_at=expires_at,
        by_hand=by_hand,
    )


def granted(
    id: str, amount: int, *, lot: str = "L-1", owner: str = "home", currency: str = "bonus"
) -> LedgerEntry:
    """New points, which live for a while."""
    return entry(
        id,
        AccountKind.ISSUED,
        WALLET,
        amount,
        lot=lot,
        owner=owner,
        currency=currency,
        active_from=AT + HOUR,
        expires_at=AT + 1000 * HOUR,
        by_hand=ByHand(author="clerk", at=AT, reason="a late parcel"),
    )


def noted(member: str | None = "anna", *, allowed: bool = True) -> AuditEntry:
    """Something that was done by hand, or refused."""
    return AuditEntry(
        by=ByHand(author="clerk", at=AT, reason="a late\nparcel"),
        permission=Permission.EDIT_POINTS,
        action="accrual",
        operation="op",
        member=member,
        allowed=allowed,
        details=(("amount", "30"), ("currency", "bonus")) if allowed else (),
    )


def message(id: str, member: str | None = "anna") -> Outgoing:
    """Something that is to leave: what a purchase sends a member, or an event its bearer."""
    intent = CouponIntent(offer="slip", issue="spring", count=2)
    mailing = MailingIntent(offer="slip", mailing="spring", on=False)
    codes = () if member else ("2222-2222-2222", "3333-3333-3333")
    origin = Origin(OriginKind.PURCHASE, "P") if member else Origin(OriginKind.EVENT, "E")
    return Outgoing(
        id=id, origin=origin, member=member, intent=mailing if member else intent, at=AT, codes=codes
    )


def slots() -> SlotSet:
    """Favourites of which one is chosen and one is not."""
    first = Slot(position=1, product="tea", changed_at=AT, kind=SlotKind.BIRTHDAY, chosen_by=Chooser.SYSTEM)
    return SlotSet(rule="favourites", slots=[first, Slot(position=2, locked=True)], candidates=["jam", "tea"])


def history() -> AttributeHistory:
    """An attribute that has had values of several types."""
    values = (True, 7, Decimal("1.25"), "two\nlines", dt.date(2026, 9, 1), {"a": [1, None, {"b": False}]})
    frozen = [freeze_value("value", value)[0] for value in values]
    times = [AT + n * HOUR for n in range(len(values) + 1)]
    items = [
        AttributeItem(
            value=value,
            created_at=times[n],
            changed_at=None if n == len(values) - 1 else times[n + 1],
            setter=Setter.OFFER if n % 2 else Setter.MEMBER,
            offer="slip" if n % 2 else None,
        )
        for n, value in enumerate(frozen)
        if value is not None
    ]
    return AttributeHistory("taste", items=items)


def coupon(digest: str, member: str | None = "anna") -> Coupon:
    """A coupon that was issued for a while."""
    return ISSUE.issued(digest, AT, member=member, issued_by="P")


def annulled(coupon: Coupon) -> Coupon:
    """The coupon as somebody has rejected it by hand."""
    return evolve(coupon, state=CouponState.REJECTED, by_hand=ByHand(author="clerk", at=AT, reason="lost"))


ISSUE: Final = CouponIssue(
    id="spring",
    kind=CouponKind.PERSONAL,
    lifetime=Lifetime(active_after=Delay(days=1), last_day=dt.date(2026, 12, 31)),
    zone="Europe/Riga",
    title="Spring, for members",
)
CODE: Final = CouponIssue(id="10", kind=CouponKind.PUBLIC, code="SPRING-10")

#: Entries that move points of one lot in all ways; what they come to is `wallet_of` them.
MOVES: Final = (
    granted("1", 30),
    granted("2", 5, lot="10"),
    granted("3", 5, lot="9"),
    entry("4", WALLET, RESERVE, 12),
    entry("5", RESERVE, AccountKind.REDEEMED, 4),
    entry("6", RESERVE, WALLET, 3),
    entry("7", WALLET, AccountKind.WRITTEN_OFF, 5, lot="9"),
    entry("8", OWED, AccountKind.TAKEN_BACK, 6, lot=None, at=AT + HOUR),
    entry("9", WALLET, OWED, 2, lot="10"),
    entry("10", CLAIMED, AccountKind.TAKEN_BACK, 3, lot=None),
    entry("11", WALLET, CLAIMED, 1),
)

#: Entries that make lots of all times, of some of which nothing is left, or something is held.
LOTS: Final = (
    *(
        entry(str(n), AccountKind.ISSUED, WALLET, n, lot=f"L-{n}", active_from=active, expires_at=expires)
        for n, (active, expires) in enumerate(
            (
                (None, None),
                (AT + HOUR, None),
                (None, AT + HOUR),
                (AT.astimezone(dt.UTC), AT + 2 * HOUR),
                (AT + 2 * HOUR, AT + 3 * HOUR),
                (None, AT.astimezone(dt.timezone(-HOUR))),
                (None, None),
                (None, AT + HOUR),
            ),
            1,
        )
    ),
    entry("h-1", WALLET, RESERVE, 1, lot="L-1"),
    entry("h-3", WALLET, RESERVE, 2, lot="L-3"),
    entry("h-7", WALLET, RESERVE, 7, lot="L-7"),
    entry("h-8", WALLET, AccountKind.WRITTEN_OFF, 8, lot="L-8"),
    entry("o", OWED, AccountKind.TAKEN_BACK, 6, lot=None),
)

#: What changes by hand answer, parts of imports, and events: steps of no purchase.
BY_HAND: Final[Mapping[str, object]] = MappingProxyType(
    {
        "points": PointsChanged(currency="bonus", amount=-3, missing=2),
        "counter": CounterSet(counter="visits", before=4, after=0),
        "status": StatusSet(system="levels", before=None, after="gold"),
        "account": AccountJoined(account="home", poured=(Poured(currency="bonus", amount=5, owed=2),)),
        "merge": MembersMerged(into="anna", counters=(CounterSet(counter="visits", before=1, after=3),)),
        "attribute": AttributeChanged(attribute="taste", changed=True),
        "batch": BatchBegun(3),
        "row": RowResult(state=RowState.PROCESSED, changed=PointsChanged(currency="bonus", amount=5)),
        "error": RowResult(state=RowState.WITH_ERROR, problems=(Problem("amount", "too few", "less"),)),
        "import": PART_DONE,
        "reaction": REACTED,
    }
)
VISIT: Final = CounterChange(at=AT, by=3)
UNDONE: Final = CounterChange(at=AT.astimezone(dt.UTC), by=-1)
OURS: Final = Reservation(owner=None, counter="money", by=500)
HERS: Final = Reservation(owner="anna", counter="money", by=-2)


def write(unit: UnitOfWork) -> None:
    """Write something of every kind."""
    unit.save(purchase(reserved=[OURS, HERS]))
    unit.record(operation("op", calculation()))
    unit.post(MOVES)
    unit.count("anna", "visits", VISIT)
    unit.count(None, "visits", UNDONE)
    unit.keep_slots("anna", slots())
    unit.keep_attribute("anna", history())
    unit.keep_status("anna", status_given("silver"))
    unit.keep_coupon_issue(ISSUE)
    unit.keep_coupon(coupon("d1"))
    unit.note(noted())
    unit.send(message("P/0"))
    unit.send(message("P/1", None))


def seen(unit: UnitOfWork) -> dict[str, object]:
    """What a transaction reads of what `write` writes."""
    return {
        "purchase": unit.purchase("P"),
        "operation": unit.operation("op"),
        "overdue": list(unit.overdue(AT + HOUR)),
        "purchases": list(unit.purchases_of("anna", "home", AT, AT)),
        "wallet": unit.wallet("home", "bonus"),
        "kinds": list(unit.kinds("home")),
        "counters": (unit.counter("anna", "visits"), unit.counter(None, "visits")),
        "reserved": (list(unit.reserved(None, "money")), list(unit.reserved("anna", "money"))),
        "slots": unit.slots("anna", "favourites"),
        "attribute": unit.attribute("anna", "taste"),
        "status": (unit.status("anna", "levels"), list(unit.status_records("anna", "levels"))),
        "issues": (unit.coupon_issue("spring"), list(unit.coupon_issues())),
        "coupons": (unit.coupon("d1"), list(unit.coupons_of("anna"))),
        "audit": (list(unit.audit("anna")), list(unit.audit(None))),
    }


def whole() -> dict[str, object]:
    """What is read after `write`."""
    return {
        "purchase": purchase(reserved=[OURS, HERS]),
        "operation": operation("op", calculation()),
        "overdue": ["P"],
        "purchases": [],
        "wallet": wallet_of(MOVES, "home"),
        "kinds": ["bonus"],
        "counters": (Counter(3, changes=[VISIT]), Counter(-1, changes=[UNDONE])),
        "reserved": ([OURS], [HERS]),
        "slots": slots(),
        "attribute": history(),
        "status": ("silver", [status_given("silver")]),
        "issues": (ISSUE, [ISSUE]),
        "coupons": (coupon("d1"), [coupon("d1")]),
        "audit": ([noted()], []),
    }


def nothing() -> dict[str, object]:
    """What is read of a new store."""
    return {
        "purchase": None,
        "operation": None,
        "overdue": [],
        "purchases": [],
        "wallet": Wallet(owner="home"),
        "kinds": [],
        "counters": (NEVER_COUNTED, NEVER_COUNTED),
        "reserved": ([], []),
        "slots": None,
        "attribute": AttributeHistory("taste"),
        "status": (None, []),
        "issues": (None, []),
        "coupons": (None, []),
        "audit": ([], []),
    }
