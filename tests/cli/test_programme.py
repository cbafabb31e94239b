"""A programme in a file, from `init` to `ledger`: what the commands answer, and what they refuse."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from attrs import evolve, frozen
from cli.command import Ran, Run, example, fresh
from shop import NOON, eur, receipt

from loyalty_engine import (
    Delay,
    Lifetime,
    Line,
    Member,
    Members,
    Offer,
    PayWithPoints,
    PercentOff,
    PointsCurrency,
    PointsPercent,
    Receipt,
)
from loyalty_engine.adapters.sql_members import SqlMembers
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.wire.documents import MemberList, OfferSet, read_calculation, write, write_offers

TENTH = Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True)
PAY = Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True)
FIFTH = Offer.of("fifth", [], [PercentOff(20)])
MONTH = Lifetime(active_after=Delay(days=14), expires_after=Delay(days=30))
LATER = Offer.of(
    "later", [], [PointsPercent(5, currency="chips", lifetime=MONTH)], reach=Members(), cumulative=True
)
TEA = receipt(("tea", "60.00"), ("soap", "40.00"))
AT = NOON.isoformat()


@frozen
class Shop:
    """A file in a folder, and the command on it."""

    folder: Path
    run: Run

    @property
    def file(self) -> str:
        return str(self.folder / "shop.sqlite")

    def __call__(self, command: str, *arguments: str, at: str | None = AT) -> Ran:
        """The command on the file, at a fixed time."""
        timed = () if at is None or command in ("init", "ledger") else ("--at", at)
        return self.run(command, self.file, *arguments, *timed)

    def document(self, name: str, text: str) -> str:
        """The path of a new document."""
        path = self.folder / f"{name}.json"
        path.write_text(text, encoding="utf-8")
        return str(path)

    def offers(self, *offers: Offer) -> str:
        kinds = [PointsCurrency("bonus"), PointsCurrency("chips", worth=0)]
        return self.document("offers", write_offers(OfferSet(offers=offers, points=kinds)))

    def members(self, *ids: str) -> str:
        return self.document("members", write(MemberList([Member(id) for id in ids])))

    def receipt(self, sold: Receipt, id: str = "r") -> str:
        return self.document(f"receipt-{id}", write(evolve(sold, id=id)))

    def sold(self, sold: Receipt = TEA, id: str = "r", member: str = "anna") -> None:
        """A confirmed purchase."""
        assert self("purchase", self.receipt(sold, id), "--member", member, "--confirm").status == 0

    def balance(self, member: str = "anna", at: str = AT) -> dict[str, int]:
        """What the member can spend, by kinds of points."""
        told = json.loads(self("balance", member, "--json", at=at).out)
        return {one["currency"]: one["balance"] for one in told["balances"]}


@pytest.fixture
def empty(tmp_path: Path, run: Run) -> Shop:
    """A file with nothing in it."""
    shop = Shop(tmp_path, run)
    assert shop("init").status == 0
    return shop


@pytest.fixture
def shop(empty: Shop) -> Shop:
    """A file with offers in points and two members."""
    loaded = empty("load", "--offers", empty.offers(TENTH, PAY), "--members", empty.members("anna", "boris"))
    assert (loaded.status, loaded.err) == (0, "")
    return empty


def complaints(ran: Ran) -> list[str]:
    """What stands on standard error, without the name of the program."""
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert all(line.startswith("loyalty-engine: ") for line in lines)
    return [line.removeprefix("loyalty-engine: ") for line in lines]


class TestInit:
    def test_a_file_is_made_once(self, tmp_path: Path, run: Run) -> None:
        shop = Shop(tmp_path, run)
        next_step = f"next: loyalty-engine load {shop.file} --offers FILE --members FILE"
        assert shop("init") == Ran(0, f"{shop.file}: made; {next_step}\n", "")
        shop("load", "--members", shop.members("anna"))
        assert shop("init") == Ran(0, f"{shop.file}: is there already; {next_step}\n", "")
        assert shop("balance", "anna").status == 0, "what was in it is in it still"

    def test_a_folder_that_is_not_there(self, tmp_path: Path, run: Run) -> None:
        ran = Shop(tmp_path / "nowhere", run)("init")
        assert (ran.status, complaints(ran)) == (
            2,
            [f"{tmp_path / 'nowhere' / 'shop.sqlite'}: unable to open database file"],
        )


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(call, id=call[0])
        for call in (
            ("load", "--members", example("member")),
            ("purchase", example("receipt")),
            ("refund", "r", "--line", "1"),
            ("balance", "anna"),
            ("ledger",),
        )
    ],
)
class TestFiles:
    """Every command says what is wrong with the file, and leaves it as it is."""

    def test_no_such_file(self, tmp_path: Path, run: Run, call: tuple[str, ...]) -> None:
        shop = Shop(tmp_path, run)
        ran = shop(*call)
        hint = f"loyalty-engine init {shop.file} makes it"
        assert (ran.status, complaints(ran)) == (2, [f"{shop.file}: there is no such file ({hint})"])
        assert not Path(shop.file).exists()

    def test_no_database(self, tmp_path: Path, run: Run, call: tuple[str, ...]) -> None:
        shop = Shop(tmp_path, run)
        Path(shop.file).write_text("no database at all", encoding="utf-8")
        ran = shop(*call)
        assert (ran.status, complaints(ran)) == (2, [f"{shop.file}: file is not a database"])

    def test_the_database_of_something_else(self, tmp_path: Path, run: Run, call: tuple[str, ...]) -> None:
        shop = Shop(tmp_path, run)
        with closing(sqlite3.connect(shop.file)) as other:
            other.execute("CREATE TABLE books (title TEXT)")
        ran = shop(*call)
        message = f"{shop.file}: its file is the database of something else"
        assert (ran.status, complaints(ran)) == (2, [message])

    def test_a_folder(self, tmp_path: Path, run: Run, call: tuple[str, ...]) -> None:
        ran = run(call[0], str(tmp_path), *call[1:])
        assert (ran.status, complaints(ran)) == (2, [f"{tmp_path}: is no file"])

    def test_a_path_that_no_file_can_have(self, run: Run, call: tuple[str, ...]) -> None:
        ran = run(call[0], "shop\0.sqlite", *call[1:])
        assert ran.status == 2
        assert "there is no such file" in complaints(ran)[0]


class TestLoad:
    def test_what_was_loaded_is_said(self, empty: Shop) -> None:
        ran = empty(
            "load",
            "--offers",
            example("offers"),
            "--catalog",
            example("catalog"),
            "--members",
            example("member"),
        )
        offers, members = ran.out.splitlines()
        assert (ran.status, ran.err) == (0, "")
        assert offers.startswith(
            f"{empty.file}: 5 offers and a catalogue of 4 products, 5 categories and 0 groups: version "
        )
        assert offers.endswith(", in force")
        assert members == f"{empty.file}: 1 member"

    def test_the_first_offers_are_in_force_ever_before_and_the_next_from_now_on(self, shop: Shop) -> None:
        assert shop("load", "--offers", shop.offers(FIFTH)).out.endswith(
            "in force from 2026-11-23 12:00+03:00 on\n"
        )
        yesterday = evolve(TEA, at=NOON - dt.timedelta(days=1))
        assert total(shop("purchase", shop.receipt(yesterday, "r1"), "--json")) == "100.00"
        assert total(shop("purchase", shop.receipt(TEA, "r2"), "--json")) == "80.00"

    def test_offers_may_be_loaded_before_they_are_in_force(self, shop: Shop) -> None:
        shop("load", "--offers", shop.offers(FIFTH), "--since", "2026-12-01T00:00+03:00")
        december = evolve(TEA, at=dt.datetime.fromisoformat("2026-12-01T09:00+03:00"))
        assert total(shop("purchase", shop.receipt(TEA, "r1"), "--json")) == "100.00"
        assert total(shop("purchase", shop.receipt(december, "r2"), "--json")) == "80.00"

    def test_a_purchase_is_confirmed_under_the_offers_that_calculated_it(self, shop: Shop) -> None:
        sale = shop.receipt(TEA)
        shop("purchase", sale, "--member", "anna")
        shop("load", "--offers", shop.offers(FIFTH))
        assert total(shop("purchase", sale, "--member", "anna", "--confirm", "--json")) == "100.00"
        assert shop.balance() == {"bonus": 10}

    def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_loaded(self, empty: Shop) -> None:
        twice = empty.members("anna", "boris", "anna")
        ran = empty(
            "load",
            *("--offers", example("broken-offers"), "--members", twice, "--members", example("receipt")),
            *("--members", "nowhere.json"),
        )
        assert ran.status == 2
        assert [line.split(": ")[0] for line in complaints(ran)] == [
            f"{example('broken-offers')}:$.offers[0].period.through",
            f"{example('broken-offers')}:$.offers[0].rules[0].benefits[0].kind",
            f"{example('broken-offers')}:$.offers[1].discount",
            f"{example('broken-offers')}:$.offers[1].rules[0].benefits[0].percent",
            f"{twice}:$.members[2].id",
            f"{example('receipt')}:$.format",
            "nowhere.json",
        ]
        assert "anna" not in ran.err
        assert empty("balance", "anna").status == 1

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            pytest.param((), "say what to load", id="nothing"),
            pytest.param(("--catalog", example("catalog")), "say what to load", id="a catalogue alone"),
            pytest.param(
                ("--members", example("member"), "--since", AT), "say what to load", id="members from when on"
            ),
            pytest.param(
                ("--members", "-", "--offers", "-"),
                "standard input can be one of the documents, not several",
                id="standard input twice",
            ),
        ],
    )
    def test_wrong_calls(self, empty: Shop, arguments: tuple[str, ...], message: str) -> None:
        ran = empty("load", *arguments)
        assert ran.status == 2
        assert message in complaints(ran)[0]


def total(ran: Ran) -> str:
    """What the receipt comes to."""
    told = json.loads(ran.out)
    return read_calculation(json.dumps(told["calculation"])).total.decimal


class TestPurchase:
    def test_it_is_calculated_and_stays_open(self, shop: Shop) -> None:
        ran = shop("purchase", shop.receipt(TEA), "--member", "anna")
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.splitlines() == [
            "Receipt r, s1, 2026-11-23 12:00, member anna",
            "",
            "#  product   quantity  amount, EUR  discount   total   points  offers",
            "-  --------  --------  -----------  --------  ------  -------  ------",
            "1  tea              1        60.00      0.00   60.00  6 bonus  tenth",
            "2  soap             1        40.00      0.00   40.00  4 bonus  tenth",
            "-  --------  --------  -----------  --------  ------  -------  ------",
            "   together                 100.00      0.00  100.00",
            "Points: 10 bonus",
            "",
            "What the offers did",
            "  granted",
            "    pay    members     up to 50.00 EUR may be paid with points",
            "    tenth  members     10 bonus",
            "",
            "Purchase r is open until 2026-11-23 13:00+03:00; --confirm carries it out",
            "Balance: 0 bonus",
        ]

    def test_confirmed_it_moves_once_however_often_it_is_called(self, shop: Shop) -> None:
        call = ("purchase", shop.receipt(TEA), "--member", "anna", "--confirm")
        first, second = shop(*call), shop(*call)
        assert first.out.splitlines()[-2:] == ["Purchase r is confirmed", "Balance: 10 bonus"]
        assert second == first
        assert shop("purchase", shop.receipt(TEA), "--member", "anna") == first
        assert shop.balance() == {"bonus": 10}

    def test_cancelled_it_is_gone(self, shop: Shop) -> None:
        call = ("purchase", shop.receipt(TEA), "--member", "anna")
        assert [shop(*call, "--cancel").out.splitlines()[-2] for _ in range(2)] == [
            "Purchase r is cancelled"
        ] * 2
        ran = shop(*call, "--confirm")
        message = f"{shop.file}: purchase 'r': it is cancelled already; begin another one"
        assert (ran.status, complaints(ran)) == (1, [message])

    def test_another_receipt_takes_the_place_of_the_one_before_and_may_come_back(self, shop: Shop) -> None:
        less = receipt(("tea", "60.00"))
        found = []
        for one in (TEA, less, TEA, less):
            found.append(total(shop("purchase", shop.receipt(one), "--member", "anna", "--json")))
        shop("purchase", shop.receipt(less), "--member", "anna", "--confirm")
        assert found == ["100.00", "60.00", "100.00", "60.00"]
        assert shop.balance() == {"bonus": 6}

    def test_after_the_confirmation_another_receipt_is_refused(self, shop: Shop) -> None:
        shop.sold()
        ran = shop("purchase", shop.receipt(receipt(("tea", "1.00"))), "--member", "anna")
        assert (ran.status, complaints(ran)) == (1, [f"{shop.file}: purchase 'r': it is confirmed already"])

    def test_points_pay_and_are_set_aside_until_the_end(self, shop: Shop) -> None:
        shop.sold()
        pay = ("purchase", shop.receipt(TEA, "r2"), "--member", "anna", "--points", "7")
        assert "Paid with points: 7 bonus for 7.00 EUR\nTo pay: 93.00 EUR\n" in shop(*pay).out
        told = json.loads(shop("balance", "anna", "--json").out)["balances"]
        assert [(one["balance"], one["reserved"]) for one in told] == [(3, 7)]
        shop(*pay, "--confirm")
        assert shop.balance() == {"bonus": 12}  # 10 − 7, and a tenth of 93.00

    def test_an_open_purchase_is_cancelled_once_its_time_is_over(self, shop: Shop) -> None:
        sale = shop.receipt(TEA)
        shop("purchase", sale, "--member", "anna")
        ran = shop("purchase", sale, "--member", "anna", "--confirm", at="2026-11-23T13:00+03:00")
        assert (ran.status, complaints(ran)) == (
            1,
            [f"{shop.file}: purchase 'r': it is cancelled already; begin another one"],
        )

    def test_a_buyer_who_is_not_known(self, shop: Shop) -> None:
        assert "Balance" not in shop("purchase", shop.receipt(TEA), "--confirm").out

    def test_a_purchase_has_its_own_id_where_it_is_said(self, shop: Shop) -> None:
        for id in ("till-1/7", "till-2/7"):
            shop("purchase", shop.receipt(TEA), "--member", "anna", "--purchase", id, "--confirm")
        assert shop.balance() == {"bonus": 20}

    def test_json_tells_how_it_stands(self, shop: Shop) -> None:
        call = ("purchase", shop.receipt(TEA), "--member", "anna", "--json")
        opened, confirmed = (json.loads(shop(*call, *end).out) for end in ((), ("--confirm",)))
        version = opened.pop("offers")
        assert len(version) == 16
        assert read_calculation(json.dumps(opened.pop("calculation"))).total == eur("100.00")
        assert opened == {
            "purchase": "r",
            "state": "open",
            "member": "anna",
            "expires_at": "2026-11-23T13:00:00+03:00",
        }
        assert (confirmed["state"], confirmed["expires_at"]) == ("confirmed", None)

    def test_a_member_whom_nobody_has_told_of(self, shop: Shop) -> None:
        ran = shop("purchase", shop.receipt(TEA), "--member", "clara", "--confirm")
        hint = f"loyalty-engine load {shop.file} --members FILE"
        assert (ran.status, complaints(ran)) == (1, [f"{shop.file}: there is no such member ({hint})"])

    def test_no_offers_in_force(self, empty: Shop) -> None:
        ran = empty("purchase", empty.receipt(TEA))
        hint = f"loyalty-engine load {empty.file} --offers FILE"
        message = f"{empty.file}: no offers are in force at {AT} ({hint})"
        assert (ran.status, complaints(ran)) == (1, [message])

    def test_a_receipt_that_cannot_be_meant(self, shop: Shop) -> None:
        ran = shop("purchase", example("broken-offers"))
        assert ran.status == 1
        assert complaints(ran)[0].startswith(f"{example('broken-offers')}:$.format: ")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            pytest.param(("--points", "0"), "'0' is not a number of points, 1 or more", id="no points"),
            pytest.param(("--points", "ten"), "'ten' is not a number of points", id="points in words"),
            pytest.param(("--at", "2026-11-23T12:00"), "has no offset from UTC", id="no offset"),
            pytest.param(("--at", "noon"), "'noon' is not a time such as 2026-", id="a time in words"),
            pytest.param(
                ("--at", "0001-01-01T00:00+00:00"), "lies outside the years 1900 to 2999", id="a time of old"
            ),
            pytest.param(("--confirm", "--cancel"), "not allowed with", id="two ends"),
        ],
    )
    def test_wrong_calls(self, shop: Shop, arguments: tuple[str, ...], said: str) -> None:
        ran = shop("purchase", example("receipt"), *arguments, at=None)
        assert (ran.status, ran.out) == (2, "")
        assert ran.err.startswith("usage: loyalty-engine purchase")
        assert said in ran.err.splitlines()[-1]

    def test_an_id_that_is_none(self, shop: Shop) -> None:
        ran = shop("purchase", shop.receipt(TEA), "--purchase", "")
        assert ran.status == 1
        assert complaints(ran)[0].startswith("enquiry: purchase: '' is blank")


class TestRefund:
    def test_a_part_of_a_line(self, shop: Shop) -> None:
        line = Line(number=1, product="tea", quantity=3, amount=eur("60.00"))
        shop.sold(receipt(line, line_two("40.00")))
        assert shop("refund", "r", "--line", "1=2", "--line", "2").out.splitlines() == [
            "Back to the buyer: 80.00 EUR",
            "Taken back: 8 bonus",
            "Purchase r is partly returned",
        ]
        assert shop.balance() == {"bonus": 2}

    def test_to_call_again_does_no_harm_and_an_id_makes_another_return(self, shop: Shop) -> None:
        shop.sold(receipt(Line(number=1, product="tea", quantity=3, amount=eur("60.00"))))
        first, again = (shop("refund", "r", "--line", "1=1") for _ in range(2))
        assert first.out.splitlines()[0] == "Back to the buyer: 20.00 EUR"
        hint = "--operation ID for another return of the same lines"
        assert again.out == f"This return was carried out before ({hint}):\n{first.out}"
        assert shop.balance() == {"bonus": 4}
        second, _ = (shop("refund", "r", "--line", "1=1", "--operation", "R-2") for _ in range(2))
        assert second.out.splitlines()[-1] == "Purchase r is partly returned"
        assert shop.balance() == {"bonus": 2}
        ran = shop("refund", "r", "--line", "1", "--operation", "R-3")
        assert ran.out.splitlines()[-1] == "Purchase r is returned", "what was left"
        assert shop("refund", "r", "--line", "1", "--operation", "R-3").status == 0

    def test_an_id_is_of_one_return(self, shop: Shop) -> None:
        shop.sold()
        shop("refund", "r", "--line", "1", "--operation", "R-1")
        ran = shop("refund", "r", "--line", "2", "--operation", "R-1")
        message = (
            f"{shop.file}: purchase 'r': operation 'R-1' was carried out before, and differs in its lines"
        )
        assert (ran.status, complaints(ran)) == (1, [message])

    @pytest.mark.parametrize(
        ("manner", "lines"),
        [
            ((), ["Back to the buyer: 58.00 EUR", "Back to the balance: 2 bonus for 2.00 EUR"]),
            (
                ("--points-first",),
                ["Back to the buyer: 56.00 EUR", "Back to the balance: 4 bonus for 4.00 EUR"],
            ),
        ],
        ids=["normal", "points first"],
    )
    def test_points_that_have_paid(self, shop: Shop, manner: tuple[str, ...], lines: list[str]) -> None:
        shop.sold()
        shop("purchase", shop.receipt(TEA, "r2"), "--member", "anna", "--points", "4", "--confirm")
        assert shop("refund", "r2", "--line", "1", *manner).out.splitlines()[:2] == lines

    def test_points_that_are_spent_already_are_let_go(self, shop: Shop) -> None:
        shop.sold()
        shop(
            "purchase",
            shop.receipt(receipt(("tea", "16.00")), "r2"),
            "--member",
            "anna",
            "--points",
            "8",
            "--confirm",
        )
        ran = shop("refund", "r", "--line", "1", "--line", "2")
        assert "Spent already, and let go: 8 bonus\n" in ran.out
        told = json.loads(shop("refund", "r", "--line", "1", "--line", "2", "--json").out)
        assert told["shortfalls"] == [{"currency": "bonus", "points": 8}]

    def test_json_tells_what_comes_back(self, shop: Shop) -> None:
        shop.sold()
        assert json.loads(shop("refund", "r", "--line", "1", "--json").out) == {
            "purchase": "r",
            "state": "partly_returned",
            "lines": [{"number": 1, "quantity": "1"}],
            "amount": {"amount": "60.00", "currency": "EUR"},
            "points_back": [],
            "points_taken_back": [{"currency": "bonus", "points": 6}],
            "points_given_back": [],
            "shortfalls": [],
        }

    def test_what_cannot_come_back_is_refused_all_of_it_at_once(self, shop: Shop) -> None:
        shop.sold()
        ran = shop("refund", "r", "--line", "1=2", "--line", "7")
        more = "2 is more than the 1 that are left of line 1 (return no more than was bought)"
        assert (ran.status, complaints(ran)) == (
            1,
            [
                f"return: lines[0].quantity: {more}",
                "return: lines[1].number: there is no line 7 (the receipt has the lines 1, 2)",
            ],
        )

    @pytest.mark.parametrize(
        ("purchase", "message"),
        [("r", "it is open, so nothing of it can come back"), ("unknown", "it was never calculated")],
    )
    def test_what_was_not_sold_cannot_come_back(self, shop: Shop, purchase: str, message: str) -> None:
        shop("purchase", shop.receipt(TEA))
        ran = shop("refund", purchase, "--line", "1")
        assert (ran.status, complaints(ran)) == (1, [f"{shop.file}: purchase {purchase!r}: {message}"])

    @pytest.mark.parametrize("line", ["", "tea", "1=", "1=none", "1=0", "-1", "1=-1", "99999999999"])
    def test_what_is_no_line(self, shop: Shop, line: str) -> None:
        ran = shop("refund", "r", f"--line={line}")
        assert (ran.status, ran.out) == (2, "")
        assert "is not a line such as 2, or 2=1.5 for a part of it" in ran.err


def line_two(amount: str) -> Line:
    """A line of soap."""
    return Line(number=2, product="soap", amount=eur(amount))


class TestBalance:
    @pytest.fixture
    def chips(self, empty: Shop) -> Shop:
        """A shop that gives points at once and others in two weeks, for a month."""
        empty("load", "--offers", empty.offers(TENTH, LATER), "--members", empty.members("anna"))
        empty.sold()
        return empty

    def test_what_is_there_and_what_is_to_come(self, chips: Shop) -> None:
        assert chips("balance", "anna").out.splitlines() == [
            "Member anna, 2026-11-23 12:00+03:00",
            "points  to spend  active later  set aside  owed  expired",
            "------  --------  ------------  ---------  ----  -------",
            "bonus         10             0          0     0        0",
            "chips          0             5          0     0        0",
            "",
            "What becomes active, and what expires",
            "on                      points  change",
            "----------------------  ------  ------",
            "2026-12-07 12:00+03:00  chips       +5",
            "2026-12-23 12:00+03:00  chips       -5",
        ]

    @pytest.mark.parametrize(
        ("at", "balance"),
        [
            pytest.param("2026-11-23T11:59+03:00", {"bonus": 0, "chips": 0}, id="before the purchase"),
            pytest.param("2026-12-07T11:59+03:00", {"bonus": 10, "chips": 0}, id="before they are active"),
            pytest.param("2026-12-07T09:00+00:00", {"bonus": 10, "chips": 5}, id="once they are active"),
            pytest.param("2026-12-23T12:00+03:00", {"bonus": 10, "chips": 0}, id="once they have expired"),
        ],
    )
    def test_at_another_time(self, chips: Shop, at: str, balance: dict[str, int]) -> None:
        assert chips.balance(at=at) == balance

    def test_by_the_clock_of_the_machine(self, chips: Shop) -> None:
        told = json.loads(chips("balance", "anna", "--json", at=None).out)
        assert dt.datetime.fromisoformat(told["at"]) > NOON - dt.timedelta(days=300)
        assert [one["currency"] for one in told["balances"]] == ["bonus", "chips"]

    def test_a_member_without_points(self, shop: Shop) -> None:
        assert shop("balance", "boris").out.splitlines() == [
            "Member boris, 2026-11-23 12:00+03:00",
            "no points so far",
        ]

    def test_a_family_has_one_balance(self, shop: Shop) -> None:
        with SqliteStore(Path(shop.file)) as store:
            SqlMembers(store).keep([Member("anna"), Member("boris")], account="home")
        shop.sold()
        assert [shop.balance(one) for one in ("anna", "boris", "home")] == [{"bonus": 10}] * 3


class TestLedger:
    def test_the_accounts_come_to_nothing(self, shop: Shop) -> None:
        assert shop("ledger").out == "no entries so far\n"
        shop.sold()
        shop("purchase", shop.receipt(TEA, "r2"), "--member", "anna", "--points", "4")
        assert shop("ledger").out.splitlines() == [
            "at                      from            to               amount  points  lot  operation",
            "----------------------  --------------  ---------------  ------  ------  ---  --------------",
            "2026-11-23 12:00+03:00  issued          wallet of anna       10  bonus   r/0  r/confirm",
            "2026-11-23 12:00+03:00  wallet of anna  reserve of anna       4  bonus   r/0  r2/calculate/1",
            "",
            "What the accounts come to",
            "account   bonus",
            "--------  -----",
            "wallet        6",
            "reserve       4",
            "issued      -10",
            "--------  -----",
            "together      0",
        ]

    def test_the_entries_of_one_member(self, shop: Shop) -> None:
        shop.sold()
        shop.sold(id="r2", member="boris")
        told = json.loads(shop("ledger", "boris", "--json").out)
        assert [(one["amount"], one["target_owner"]) for one in told["entries"]] == [(10, "boris")]
        assert sum(told["sheet"]["bonus"].values()) == 0
        assert shop("ledger", "anna").out.count("wallet of anna") == 1

    @pytest.mark.parametrize("command", ["balance", "ledger"])
    def test_a_member_whom_nobody_has_told_of(self, shop: Shop, command: str) -> None:
        ran = shop(command, "clara")
        hint = f"loyalty-engine load {shop.file} --members FILE"
        assert (ran.status, complaints(ran)) == (1, [f"{shop.file}: there is no such member ({hint})"])


def test_a_file_that_others_keep_busy(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    made: Callable[..., SqliteStore] = SqliteStore
    monkeypatch.setattr(
        "loyalty_engine.cli.programme.SqliteStore", lambda path: made(path, patience=dt.timedelta(0))
    )
    with SqliteStore(Path(shop.file)) as store, store.begin():
        ran = shop("purchase", shop.receipt(TEA), "--member", "anna")
    message = f"{shop.file}: others keep it busy; try again"
    assert (ran.status, complaints(ran)) == (2, [message])


def test_each_command_in_a_process_of_its_own(tmp_path: Path) -> None:
    file = str(tmp_path / "shop.sqlite")
    offers = ("--offers", example("offers"), "--catalog", example("catalog"))
    steps: Iterable[tuple[str, ...]] = (
        ("init", file),
        ("load", file, *offers, "--members", example("member")),
        ("purchase", file, example("receipt"), "--member", "m-17", "--confirm"),
        ("refund", file, "r-1", "--line", "3"),
        ("balance", file, "m-17"),
        ("ledger", file),
        ("refund", file, "r-1", "--line", "3", "--operation", "again"),
    )
    ran = [fresh(*step) for step in steps]
    assert [(one.returncode, one.stderr != b"") for one in ran] == [(0, False)] * 6 + [(1, True)]
    assert b"Traceback" not in ran[-1].stderr


@pytest.mark.parametrize("length", [180, 191, 195, 200])
def test_a_purchase_with_a_long_id_is_sold_and_comes_back(shop: Shop, length: int) -> None:
    purchase = "r" * length
    given = shop.receipt(TEA, "r")
    for end in ("--keep-open", "--confirm", "--confirm"):
        ran = shop("purchase", given, "--purchase", purchase, "--member", "anna", end)
        assert (ran.status, ran.err) == (0, "")
    assert shop.balance()["bonus"] == 10
    for _ in range(2):
        assert shop("refund", purchase, "--line", "1").status == 0
    assert shop.balance()["bonus"] == 4
    again = shop("purchase", given, "--purchase", f"{purchase[:-1]}s", "--member", "anna", "--cancel")
    assert (again.status, shop.balance()["bonus"]) == (0, 4)
