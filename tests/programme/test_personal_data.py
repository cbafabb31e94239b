"""Errors land in logs: none tells who a member is, or what is his, wherever it comes from."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from programme.coupon_shop import CouponShop, coupon_shop
from programme.steps import opened
from programme.till import Guests, Watch
from shop import NOON, eur, receipt

from loyalty_engine import Event, Member, Need, PointsAsked, Trigger
from loyalty_engine.adapters.memory_outbox import MemoryOutbox
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.individual.operators import Operator
from loyalty_engine.model.actor import Actor, ByHand, Permission
from loyalty_engine.model.coupons import CouponIssue, CouponKind
from loyalty_engine.model.identification import Identifier, IdentifierKind
from loyalty_engine.model.ledger import Account, AccountKind, wallet_of
from loyalty_engine.model.profile import Card
from loyalty_engine.model.receipt import PresentedCertificate, PresentedCoupon
from loyalty_engine.program.adjust import Accrual, WriteOff
from loyalty_engine.program.batches import BatchRow
from loyalty_engine.program.event_desk import EventDesk
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.service_desk import ServiceDesk
from loyalty_engine.testing.kept import RESERVE, WALLET, entry
from loyalty_engine.wire.documents import read, write

# Each of them holds what nothing else does.
MARK = "zq"
ANNA, HOME, STRANGER = "zqanna", "zqhome", "zqstranger"
CODE, CARD, VALUE = "ZQ-7K2M", "4000-zq-12", "zq, secretly"
SPOILT = f" {ANNA} "

TILL = receipt(("tea", "60.00"), coupons=[PresentedCoupon(number=CODE)], card=CARD)
JOINED = Event(id="joined", trigger=Trigger.REGISTRATION, at=NOON, parameters={"motto": VALUE})
OLGA = Operator(Actor("olga", permissions=Permission), reason="a late parcel")


class Host(Guests):
    """A host whose errors say whom they are about."""

    def load(self, member: str, needs: Collection[Need]) -> Member:
        if member == STRANGER:
            raise KeyError(f"{member} of {HOME}")
        return Member(member, attributes={"motto": VALUE})

    def account(self, member: str) -> str:
        if member == STRANGER:
            raise KeyError(member)
        return HOME


def shop_of() -> LoyaltyProgram:
    """A shop where anna has bought something, and has something in her basket."""
    shop = evolve(opened(MemoryStore())[0], members=Host())
    shop.calculate("p", "p/c", TILL, ANNA)
    shop.confirm("p", "p/ok")
    shop.calculate("q", "q/c", TILL, ANNA)
    return shop


def desk(shop: LoyaltyProgram) -> ServiceDesk:
    return ServiceDesk(store=shop.store, members=shop.members, clock=Watch())


def post(shop: LoyaltyProgram, *entries: Any) -> None:
    with shop.store.begin() as unit:
        unit.post(entries)


STEPS: dict[str, Callable[[LoyaltyProgram], object]] = {
    "a stranger buys": lambda shop: shop.calculate("x", "x", TILL, STRANGER),
    "a stranger's balance": lambda shop: shop.balance(STRANGER),
    "no id of a member": lambda shop: shop.calculate("x", "x", TILL, SPOILT),
    "a member of another type": lambda shop: shop.calculate("x", "x", TILL, {"id": ANNA}),  # type: ignore[arg-type]
    "no receipt": lambda shop: shop.calculate("x", "x", {"card": CARD}, ANNA),  # type: ignore[arg-type]
    "another member's": lambda shop: shop.calculate("q", "x", TILL, "boris"),
    "another request": lambda shop: shop.calculate("q", "q/c", TILL, "boris"),
    "the same step of another": lambda shop: shop.confirm("q", "p/ok"),
    "not open": lambda shop: shop.pay("p", "x", [PointsAsked(amount=1)]),
    "too much comes back": lambda shop: shop.refund("p", "x", [ReturnedLine(1, 9)]),
    "more than there is": lambda shop: post(shop, entry("x", WALLET, RESERVE, 99, lot="p/0", owner=HOME)),
    "a lot that is not there": lambda shop: post(shop, entry("x", WALLET, RESERVE, 9, owner=ANNA)),
    "an entry twice": lambda shop: post(shop, *shop.store.ledger),  # type: ignore[attr-defined]
    "the ledger in part": lambda shop: wallet_of([entry("x", WALLET, RESERVE, 9, owner=ANNA)], ANNA),
    "points by hand for a stranger": lambda shop: desk(shop).change_points("x", OLGA, STRANGER, Accrual(5)),
    "points by hand for no id": lambda shop: desk(shop).change_points("x", OLGA, SPOILT, Accrual(5)),
    "too many points by hand": lambda shop: desk(shop).change_points("x", OLGA, ANNA, WriteOff(10**6)),
    "a counter that moved": lambda shop: desk(shop).set_counter("x", OLGA, ANNA, "visits", 7, expected=3),
    "a batch of no rows": lambda shop: desk(shop).change_points_of("x", OLGA, [(ANNA, 5)]),  # type: ignore[list-item]
    "a row for no id": lambda shop: BatchRow(SPOILT, Accrual(5)),
    "an event of a stranger": lambda shop: EventDesk(shop).react("x", JOINED, STRANGER),
    "an event of no id": lambda shop: EventDesk(shop).react("x", JOINED, SPOILT),
    "another event": lambda shop: [EventDesk(shop).react("x", JOINED, one) for one in (ANNA, "boris")],
    "events in the place of happenings": lambda shop: EventDesk(shop).react_all([ANNA]),  # type: ignore[list-item]
    "who may not": lambda shop: desk(shop).change_points(
        "x", Operator(Actor("zqotto"), reason="zq told me so"), ANNA, Accrual(5)
    ),
}
VALUES: dict[str, Callable[[], object]] = {
    "member": lambda: Member(SPOILT),
    "member's card": lambda: Card(f"{CARD}\0"),
    "cards twice": lambda: Member(ANNA, cards=[Card(CARD), Card(CARD)]),
    "cards that are none": lambda: Member(ANNA, cards=[CARD]),  # type: ignore[list-item]
    "attribute that is damaged": lambda: Member(ANNA, attributes={"motto": f"{VALUE}\ud800"}),
    "attribute of no type": lambda: Member(ANNA, attributes={"motto": {VALUE}}),
    "attribute out of bounds": lambda: Member(ANNA, attributes={"income": Decimal("1e99")}),
    "referrer": lambda: Member("x", referrer=SPOILT),
    "coupon": lambda: PresentedCoupon(number=f"{CODE} "),
    "coupons that are none": lambda: receipt(("tea", "1.00"), coupons=[CODE]),
    "certificate": lambda: PresentedCertificate(number=f"{CODE} ", left=eur("1.00")),
    "certificates twice": lambda: receipt(
        ("tea", "1.00"), certificates=[PresentedCertificate(number=CODE, left=eur("1.00"))] * 2
    ),
    "card on a receipt": lambda: receipt(("tea", "1.00"), card=f"{CARD} "),
    "identifier": lambda: Identifier(IdentifierKind.PHONE, SPOILT),
    "operator": lambda: Actor(SPOILT),
    "reason of an operator": lambda: Operator(Actor("otto"), reason=f"{VALUE}\0"),
    "reason that is long": lambda: Operator(Actor("otto"), reason=VALUE * 99),
    "author": lambda: ByHand(author=SPOILT, at=NOON, reason=f"{VALUE}\ud800"),
    "code of an issue": lambda: CouponIssue(id="s", kind=CouponKind.PUBLIC, code=f"{CODE}!"),
    "account": lambda: Account(AccountKind.WALLET, SPOILT),
}

# What a host has written in a document; the rest of it is sound.
DOCUMENTS: dict[str, tuple[str, dict[str, object]]] = {
    "coupons that are text": ("receipt", {"coupons": CODE}),
    "coupons in a list": ("receipt", {"coupons": [CODE]}),
    "certificates in a list": ("receipt", {"certificates": [CODE]}),
    "card that is a list": ("receipt", {"card": [CARD]}),
    "card that is a number": ("member", {"cards": [{"number": 40001234}]}),
    "cards that are numbers": ("member", {"cards": [40001234]}),
    "id that is a number": ("member", {"id": 40001234}),
    "id in a list": ("member", {"id": [ANNA]}),
    "id that is an object": ("member", {"id": {"value": ANNA}}),
    "attributes that are text": ("member", {"attributes": VALUE}),
    "attribute of no type": ("member", {"attributes": {"income": 40001234.5}}),
    "attribute that is no date": ("member", {"attributes": {"born": {"date": "40001234"}}}),
    "attribute that is no day": ("member", {"attributes": {"born": {"date": "4000-12-34"}}}),
    "attribute that is no number": ("member", {"attributes": {"income": {"double": VALUE}}}),
    "attribute that is no JSON": ("member", {"attributes": {"income": {"json": VALUE}}}),
}


COUPONS: dict[str, Callable[[CouponShop], object]] = {
    "no number": lambda shop: shop.desk.import_numbers("x", OLGA, "hers", ["zq!"]),
    "a number twice": lambda shop: shop.desk.import_numbers("x", OLGA, "hers", [CODE, CODE]),
    "a number that is there": lambda shop: [
        shop.desk.import_numbers(f"{n}", OLGA, "hers", [CODE]) for n in range(2)
    ],
    "numbers that are none": lambda shop: shop.desk.import_numbers("x", OLGA, "hers", [{CODE}]),  # type: ignore[list-item]
    "a number that nobody has made": lambda shop: shop.desk.assign("x", OLGA, CODE, ANNA),
    "a member who is none": lambda shop: shop.desk.issue("x", OLGA, "hers", SPOILT),
    "a member who has too little": lambda shop: shop.desk.sell("x", "hers", ANNA),
    "what is no coupon": lambda shop: shop.desk.annul("x", OLGA, CODE),  # type: ignore[arg-type]
    "what is no text": lambda shop: shop.desk.find({CODE}),  # type: ignore[arg-type]
}


def told(error: BaseException) -> str:
    """All that a log may show of an error: its text, what it holds, and the errors behind it."""
    shown, seen = [], error
    while True:
        shown += [str(seen), repr(seen), repr(seen.args), repr(vars(seen))]
        behind = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
        if behind is None:
            break
        seen = behind
    return "\n".join([*shown, *traceback.TracebackException.from_exception(error).format_exception_only()])


def caught(call: Callable[[], object]) -> BaseException:
    with pytest.raises(Exception) as found:  # noqa: PT011 -- of whichever kind
        call()
    return found.value


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_step_that_fails_tells_nobody_whose_it_was(step: Callable[[LoyaltyProgram], object]) -> None:
    shop = shop_of()
    assert MARK not in told(caught(lambda: step(shop))).lower()


@pytest.mark.parametrize("step", COUPONS.values(), ids=COUPONS)
def test_a_coupon_that_fails_tells_nobody_its_number(step: Callable[[CouponShop], object]) -> None:
    shop = coupon_shop()
    assert MARK not in told(caught(lambda: step(shop))).lower()


def test_no_representation_of_a_programme_tells_what_it_keeps() -> None:
    shop = shop_of()
    with shop.store.begin() as unit:
        assert MARK not in f"{shop!r} {desk(shop)!r} {unit!r} {MemoryOutbox(shop.store)!r}".lower()  # type: ignore[arg-type]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_what_is_wrong_with_a_value_is_told_without_it(value: Callable[[], object]) -> None:
    assert MARK not in told(caught(value)).lower()


@pytest.mark.parametrize(("what", "given"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_what_is_wrong_with_a_document_is_told_without_what_is_somebodys(
    what: str, given: dict[str, object]
) -> None:
    sound = json.loads(write(TILL if what == "receipt" else Member("anna")))
    error = told(caught(lambda: read(json.dumps(sound | given)))).lower()
    assert MARK not in error
    assert "4000" not in error
    assert "$." in error
