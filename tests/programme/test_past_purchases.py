"""Conditions on past purchases are answered from what the programme keeps itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve
from hypothesis import given
from hypothesis import strategies as st
from programme.test_service_desk import OLGA
from programme.till import Guests, Kept, Watch, program, versions
from shop import NOON, eur, receipt
from sqlalchemy import Engine

from loyalty_engine import (
    InvalidInput,
    Line,
    Member,
    Members,
    Need,
    Offer,
    PercentOff,
    PointsPercent,
    Products,
    Receipt,
    calculate,
)
from loyalty_engine.adapters.memory_store import MemoryStore, MemoryUnit
from loyalty_engine.adapters.sql_purchases import _PURCHASES_OF
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.engine.kept import past_purchase
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.model.identifiers import LONGEST_ID
from loyalty_engine.model.member import PURCHASES
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.window import Opening, Window, WindowUnit
from loyalty_engine.program.history import MemberPurchases
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import StoredPurchase
from loyalty_engine.program.service_desk import ServiceDesk
from loyalty_engine.rules.conditions.history import PurchaseCount, Purchases, PurchaseSum

DAY = dt.timedelta(days=1)
MONTH = Window(1, WindowUnit.MONTH, opening=Opening.END)
#: Every third purchase of the month, the one on the receipt included.
THIRD = Offer.of("third", [PurchaseCount(Purchases(window=MONTH, current=True), every=3)], [PercentOff(10)])
#: From 100.00 in the last 30 days on.
GOOD = Offer.of(
    "good",
    [PurchaseSum(Purchases(window=Window(30, WindowUnit.DAY)), at_least=eur("100.00"))],
    [PercentOff(20)],
)
SOAP = Products({"soap"})
EVER = Offer.of("ever", [PurchaseCount(at_least=2)], [PercentOff(50)])


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "sqlite":
        with SqliteStore(tmp_path / "shop.sqlite") as file:
            yield file
    else:
        database: Callable[[], Engine] = request.getfixturevalue("database")
        yield PostgresStore(database())


@define
class Counter:
    """A till that makes ids by itself."""

    shop: LoyaltyProgram
    sold: int = 0

    def sell(
        self,
        at: dt.datetime = NOON,
        member: str | None = "anna",
        amount: str = "10.00",
        *,
        confirm: bool = True,
        sale: Receipt | None = None,
    ) -> str:
        """What is taken off, as a text; the purchase is called by its number."""
        self.sold += 1
        id = str(self.sold)
        sale = sale or receipt(("tea", amount), at=at)
        found = self.shop.calculate(id, f"{id}/calculate", sale, member)
        if confirm:
            found = self.shop.confirm(id, f"{id}/confirm")
        return found.discount.decimal

    def take_back(self, purchase: str, quantity: int = 1) -> None:
        self.shop.refund(purchase, f"{purchase}/back", [ReturnedLine(1, quantity)])


def counter(*offers: Offer, store: Kept | None = None, families: Mapping[str, str] | None = None) -> Counter:
    made, _, _ = program(*offers, store=store or MemoryStore(), families=families)
    return Counter(made)


class TestWhatCounts:
    def test_every_third_purchase_of_the_month(self, store: Kept) -> None:
        """Though the host knows nothing of purchases, and all receipts have one id."""
        till = counter(THIRD, store=store)
        days = [
            NOON - 40 * DAY,
            NOON - 2 * DAY,
            NOON - DAY,
            *(NOON + n * DAY for n in range(4)),
            NOON + 20 * DAY,
        ]
        found = [till.sell(at) for at in days]
        assert found == ["0.00", "0.00", "0.00", "1.00", "0.00", "0.00", "1.00", "0.00"]

    def test_each_member_for_himself(self, store: Kept) -> None:
        till = counter(THIRD, store=store)
        found = [till.sell(member=name) for name in ("anna", "boris", None, "anna", "boris", None, "anna")]
        assert found == ["0.00"] * 6 + ["1.00"]

    def test_what_is_not_confirmed_does_not_count(self, store: Kept) -> None:
        till = counter(THIRD, store=store)
        till.sell(confirm=False)
        till.sell(confirm=False)
        till.shop.cancel("2", "2/cancel")
        assert [till.sell(), till.sell(), till.sell()] == ["0.00", "0.00", "1.00"]

    def test_a_purchase_does_not_count_for_itself(self, store: Kept) -> None:
        """However often it is calculated, and whatever it is called."""
        till = counter(THIRD, store=store)
        till.sell()
        for n in range(4):
            sale = evolve(receipt(("tea", "10.00")), id="1" if n == 3 else "2")
            found = till.shop.calculate("2", f"again/{n}", sale, "anna")
            assert found.discount.decimal == "0.00"
        till.shop.confirm("2", "2/confirm")
        till.sold = 2
        assert till.sell(sale=evolve(receipt(("tea", "10.00")), id="1")) == "1.00"

    def test_what_has_come_back_does_not_count(self, store: Kept) -> None:
        till = counter(GOOD, THIRD, store=store)
        two = receipt(Line(number=1, product="tea", quantity=2, amount=eur("120.00")))
        till.sell(sale=two)
        assert till.sell() == "2.00"
        till.take_back("1")
        assert till.sell() == "1.00"  # 60.00 and 10.00, less 2.00, are too few; it is the third
        till.shop.refund("1", "rest", [ReturnedLine(1, 1)])
        assert [till.sell(), till.sell()] == ["1.00", "0.00"]  # two are left, then three

    def test_what_comes_late_sees_what_was_before_it(self, store: Kept) -> None:
        """The purchases up to its own moment, and none that were made since."""
        third = Offer.of("third", THIRD.rules[0].conditions, [PointsPercent(10)], reach=Members())
        till = counter(third, store=store)
        till.sell(NOON - 2 * DAY)
        till.sell(NOON + DAY)
        late = [(NOON - DAY, ()), (NOON - DAY, (1,)), (NOON - 3 * DAY, ())]
        for n, (at, points) in enumerate(late):
            done = till.shop.accrue_offline(f"L{n}", f"L{n}", receipt(("tea", "10.00"), at=at), "anna")
            assert tuple(one.amount for one in done.points) == points

    def test_a_forecast_counts_them_too(self, store: Kept) -> None:
        till = counter(THIRD, store=store)
        tea = Line(number=1, product="tea", amount=eur("10.00"))
        prices = []
        for _ in range(3):
            (one,) = till.shop.forecast([tea], "s1", "anna", at=NOON)
            prices.append(one.price.decimal)
            till.sell()
        assert prices == ["10.00", "10.00", "9.00"]

    def test_what_may_be_paid_is_said_with_them(self, store: Kept) -> None:
        """The same facts as those of the calculation, which the purchase itself is none of."""
        till = counter(THIRD, store=store)
        for _ in range(2):
            till.sell()
        till.sell(confirm=False)
        assert till.shop.available("3") == ()


class TestFamilies:
    def test_a_family_shares_what_was_bought_since_it_is_one(self, store: Kept) -> None:
        till = counter(EVER, store=store)
        families = dict[str, str]()
        till.shop = evolve(till.shop, members=Guests(families))
        till.sell(member="anna")
        till.sell(member="boris")
        families |= {"anna": "home", "boris": "home"}
        assert [till.sell(member=name) for name in ("anna", "boris")] == ["0.00", "5.00"]
        assert till.sell(member="anna") == "5.00"
        del families["boris"]
        assert till.sell(member="boris") == "5.00"  # what he has bought himself stays his

    def test_what_others_of_the_family_bought_before_is_theirs(self, store: Kept) -> None:
        till = counter(EVER, store=store)
        families = dict[str, str]()
        till.shop = evolve(till.shop, members=Guests(families))
        for _ in range(2):
            till.sell(member="boris")
        families |= {"anna": "home", "boris": "home"}
        assert [till.sell(member=name) for name in ("anna", "boris", "anna")] == ["0.00", "5.00", "5.00"]

    def test_one_person_has_one_history(self, store: Kept) -> None:
        """What was bought with the second card counts, and goods of it may still come back."""
        till = counter(EVER, store=store)
        for member in ("anna-2", "anna-2", "anna"):
            assert till.sell(member=member) == "0.00"
        till.shop = evolve(till.shop, members=Guests({"anna-2": "anna"}))
        assert till.sell(member="anna", confirm=False) == "0.00"
        ServiceDesk(store=store, members=till.shop.members, clock=Watch()).merge_members(
            "1", OLGA, "anna-2", "anna"
        )
        assert till.sell(member="anna", confirm=False) == "5.00"
        for n in "12":
            till.take_back(n)
        assert till.sell(member="anna", confirm=False) == "0.00"


class Strict(Guests):
    """A host that says so where it does not know whose account is meant."""

    def account(self, member: str) -> str:
        raise KeyError(member)


@define
class Archive(Guests):
    """A host that tells of purchases, and may say that it cannot."""

    told: Sequence[PastPurchase] = ()
    unknown: bool = False

    def load(self, member: str, needs: Collection[Need]) -> Member:
        return Member(member, purchases=self.told, not_loaded={PURCHASES} if self.unknown else set())


def old(id: str, at: dt.datetime = NOON - DAY) -> PastPurchase:
    return PastPurchase(id=id, at=at, lines=[PastLine(product="tea", amount=eur("10.00"))])


class TestTheHost:
    @pytest.mark.parametrize(
        ("told", "taken_off"),
        [
            pytest.param([], "0.00", id="nothing"),
            pytest.param([old("of before")], "5.00", id="a purchase of before"),
            pytest.param([old("1")], "0.00", id="a purchase that the programme keeps"),
            pytest.param([old("r")], "0.00", id="its receipt"),
            pytest.param([old("of before"), old("r"), old("1")], "5.00", id="all of them"),
        ],
    )
    def test_what_it_tells_counts_once(self, told: list[PastPurchase], taken_off: str) -> None:
        till = counter(EVER)
        till.sell()
        till.shop = evolve(till.shop, members=Archive(told=told))
        assert till.sell() == taken_off

    def test_what_it_tells_of_a_purchase_that_came_back_does_not_count(self) -> None:
        till = counter(EVER)
        till.sell()
        till.take_back("1")
        till.shop = evolve(till.shop, members=Archive(told=[old("r"), old("of before")]))
        assert till.sell() == "0.00"

    def test_nothing_is_unknown_because_it_knows_nothing(self) -> None:
        till = counter(EVER)
        till.shop = evolve(till.shop, members=Archive(unknown=True))
        assert [till.sell(), till.sell(), till.sell()] == ["0.00", "0.00", "5.00"]

    def test_what_nobody_asked_for_stays_unknown(self) -> None:
        till = counter(Offer.of("any", [], [PercentOff(1)]))
        till.shop = evolve(till.shop, members=Archive(unknown=True))
        assert till.sell() == "0.10"


class Closed(MemoryUnit):
    """Nobody may ask it for purchases of the past."""

    def purchases_of(
        self, member: str, account: str, since: dt.datetime, until: dt.datetime
    ) -> Sequence[StoredPurchase]:
        raise AssertionError("nobody needs them")


def test_the_store_is_asked_only_where_offers_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the book has for other goods."""
    of_soap = evolve(THIRD, rules=[evolve(THIRD.rules[0], conditions=[*THIRD.rules[0].conditions, SOAP])])
    till = counter(of_soap, Offer.of("tenth", [], [PointsPercent(10)], reach=Members()))
    monkeypatch.setattr(MemoryUnit, "purchases_of", Closed.purchases_of)
    till.sell()
    with pytest.raises(AssertionError, match="nobody needs them"):
        till.sell(sale=receipt(("soap", "10.00")))


def test_ids_may_be_as_long_as_ids_may_be() -> None:
    """That of a past purchase which happens to be the id of the receipt, too."""
    till, long = counter(EVER), "x" * LONGEST_ID
    till.shop.calculate(long, "1", receipt(("tea", "10.00")), "anna")
    till.shop.confirm(long, "2")
    till.sell()
    assert till.sell(sale=evolve(receipt(("tea", "10.00")), id=long)) == "5.00"


class TestTheSameAgain:
    def test_what_does_not_count_leaves_no_trace(self) -> None:
        """Two members who differ in what no offer looks at have the same facts."""
        prints = []
        for days in ([], [200, 31], [200, -1]):
            till = counter(GOOD)
            for ago in (3, *days):
                till.sell(NOON - ago * DAY)
            till.sell()
            kept = till.shop.purchase(str(till.sold))
            prints.append("" if kept is None else kept.calculation.fingerprint)
        assert len(set(prints)) == 1
        assert prints[0]

    def test_a_calculation_is_that_of_its_facts(self, store: Kept) -> None:
        till = counter(GOOD, store=store)
        sale = evolve(receipt(("tea", "120.00")), id="first")
        till.sell(sale=sale)
        till.sell()
        first, second = (till.shop.purchase(id) for id in "12")
        assert first is not None
        assert second is not None
        past = past_purchase(first.calculation)
        assert past is not None
        anna = Member("anna", purchases=[evolve(past, id="1")])
        book = till.shop.books.book("v1")
        again = calculate(second.calculation.receipt, anna, book)
        assert (again, again.fingerprint) == (second.calculation, second.calculation.fingerprint)
        assert "granted" in str(second.calculation.explain(book, anna))


class TestWhoAsks:
    def test_purchases_between_two_instants(self, store: Kept) -> None:
        """Those of the member and of his family, under their ids, and what is left of them."""
        till = counter(EVER, store=store, families={"anna": "home", "boris": "home"})
        two = Line(number=1, product="tea", quantity=2, amount=eur("20.00"))
        for n, member in ((-3, "anna"), (-2, "boris"), (-1, "carla"), (0, "anna"), (1, "anna")):
            till.sell(member=member, sale=receipt(two, at=NOON + n * DAY))
        till.take_back("2")
        till.take_back("4", 2)
        asked = MemberPurchases(store=store, members=till.shop.members)
        found = [
            [
                (past.id, str(past.lines[0].quantity))
                for past in asked.between("anna", NOON + since * DAY, until)
            ]
            for since, until in ((-3, NOON + DAY), (-2, NOON), (-9, NOON - 4 * DAY))
        ]
        assert found == [[("1", "2"), ("2", "1"), ("5", "2")], [("2", "1")], []]

    def test_what_is_no_question(self) -> None:
        made, store, _ = program(EVER)
        asked = MemberPurchases(store=store, members=made.members)
        with pytest.raises(InvalidInput) as caught:
            asked.between("", NOON.replace(tzinfo=None), NOON.replace(tzinfo=None))
        assert [problem.path for problem in caught.value.problems] == ["member", "since", "until"]
        with pytest.raises(KeyError):
            MemberPurchases(store=store, members=Strict()).between("nobody", NOON, NOON)
        wrong: Any = "a store"
        with pytest.raises(InvalidInput) as caught:
            MemberPurchases(store=wrong, members=wrong)
        assert [problem.path for problem in caught.value.problems] == ["store", "members"]


@given(
    sales=st.lists(
        st.tuples(
            st.integers(-70, 0),
            st.sampled_from(["anna", "boris", "carla"]),
            st.integers(1, 3),
            st.sampled_from(["confirmed", "open", "cancelled", "partly returned", "returned"]),
        ),
        max_size=12,
    ),
    families=st.sampled_from([{}, {"anna": "home", "boris": "home"}, {"boris": "anna"}]),
)
def test_the_programme_tells_what_a_host_would_echo(
    sales: list[tuple[int, str, int, str]], families: dict[str, str]
) -> None:
    """Each calculation is that of the member with all purchases that were made for him, as far as kept."""
    offers = (THIRD, GOOD, EVER)
    till, book = counter(*offers, families=families), versions(*offers).book("v1")
    made: list[tuple[str, str]] = []
    for days, member, quantity, fate in sales:
        tea = Line(number=1, product="tea", quantity=quantity, amount=eur(f"{quantity * 30}.00"))
        sale = receipt(tea, at=NOON + days * DAY)
        till.sell(member=member, sale=sale, confirm=fate not in ("open", "cancelled"))
        id = str(till.sold)
        found = till.shop.purchase(id)
        assert found is not None
        past = []
        for other, whose in made:
            one = till.shop.purchase(other)
            if one is not None and (whose == member or one.owner == found.owner):
                past += [
                    evolve(kept, id=other) for kept in [past_purchase(one.calculation, one.refunds)] if kept
                ]
        assert found.calculation.lines == calculate(sale, Member(member, purchases=past), book).lines
        if fate == "cancelled":
            till.shop.cancel(id, f"{id}/cancel")
        elif fate != "open":
            made.append((id, member))
        if "returned" in fate:
            till.take_back(id, quantity if fate == "returned" else 1)


def test_a_file_is_read_by_whose_and_when(tmp_path: Path) -> None:
    """And not purchase by purchase."""
    with SqliteStore(tmp_path / "shop.sqlite") as file, file.transaction() as sql:
        plan = sql.run(f"EXPLAIN QUERY PLAN {_PURCHASES_OF}", "anna", 0, 1, "home", 0, 1)
    steps = [str(row[-1]) for row in plan]
    assert [step for step in steps if "made_" in step] == [
        "SEARCH purchase USING INDEX made_by (member=? AND made>? AND made<?)",
        "SEARCH purchase USING INDEX made_on (owner=? AND made>? AND made<?)",
    ]
    assert not [step for step in steps if step.startswith("SCAN purchase")]
