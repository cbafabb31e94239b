"""Processes that share a store give no more than there is, and lose nothing when they are killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from programme.coupon_race import COUPONS
from programme.places import opened
from programme.race import BUDGET, INVITED, OFFERS, POINTS, SALES
from programme.relaying import SHARED
from programme.till import program
from shop import NOON
from sqlalchemy import Engine

from loyalty_engine.model.ledger import AccountKind
from loyalty_engine.program.event_desk import EventDesk
from loyalty_engine.program.purchases import PurchaseState
from loyalty_engine.testing.kept import WALLET, entry

PROCESSES = 16
KILLS = int(os.environ.get("LOYALTY_KILLS", "20"))
SEED = int(os.environ.get("LOYALTY_SEED", "1"))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")


def run(*arguments: object, program: str = "race") -> str:
    done = race(*arguments, program=program)
    assert done.returncode == 0, done.stderr
    return done.stdout


def race(*arguments: object, program: str = "race") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", f"programme.{program}", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A file of SQLite, and a database of PostgreSQL."""
    if request.param == "sqlite":
        return str(tmp_path / "shop.sqlite")
    engine: Engine = request.getfixturevalue("database")()
    return engine.url.render_as_string(hide_password=False)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Where relays note what they have sent."""
    return tmp_path / "sent"


def given(place: str) -> int:
    """How much of the budget confirmed purchases have had, in minor units."""
    with opened(place) as store, store.begin() as unit:
        return unit.counter(None, "money:all").value


def test_processes_share_a_budget_and_points(place: str) -> None:
    with opened(place) as store, store.begin() as unit:
        unit.post([entry("grant", AccountKind.ISSUED, WALLET, POINTS, owner="anna")])
    run("sell", place, PROCESSES)
    assert given(place) == BUDGET
    with opened(place) as store:
        shop, _, _ = program(*OFFERS, store=store)
        wallet = shop.balance("anna")
        kept = [shop.purchase(f"{n}-{m}") for n in range(PROCESSES) for m in range(SALES)]
    assert {one.state for one in kept if one is not None} == {PurchaseState.CONFIRMED}
    assert sum(one.calculation.discount.minor for one in kept if one is not None) == BUDGET
    assert sum(part.amount for one in kept if one is not None for part in one.spent) == POINTS
    assert (sum(lot.amount for lot in wallet.lots), wallet.reserved) == (0, 0)


def test_processes_share_a_budget_of_events(place: str) -> None:
    """Whichever of two members each tells of first."""
    run("tell", place, PROCESSES)
    with opened(place) as store:
        shop, _, _ = program(store=store)
        assert sum(shop.balance(who).balance(NOON) for who in INVITED) == POINTS
        kept = [
            EventDesk(shop).reaction(f"{n}-{m}/{who}")
            for n in range(PROCESSES)
            for m in range(SALES)
            for who in INVITED
        ]
    assert None not in kept


def test_processes_that_are_shown_the_same_coupons_take_each_once(place: str) -> None:
    assert run("show", place, PROCESSES, program="coupon_race").split() == ["1"] * COUPONS


def test_a_store_that_reads_and_writes_apart_takes_coupons_twice(place: str) -> None:
    """Or else the test above would show nothing."""
    taken = run("naive", place, PROCESSES, program="coupon_race").split()
    assert sum(map(int, taken)) > COUPONS


def test_processes_that_are_forked_go_on_with_the_store_of_their_parent(place: str) -> None:
    run("fork", place, 4)


def test_a_store_that_reads_and_writes_apart_gives_too_much(place: str) -> None:
    """Or else the test above would show nothing."""
    run("naive", place, PROCESSES)
    assert given(place) > BUDGET


def test_nothing_is_lost_or_doubled_when_writers_are_killed(place: str) -> None:
    """LOYALTY_KILLS says how many, LOYALTY_SEED where; every other one is killed within its work for sure."""
    killed = run("kill", place, KILLS, SEED)
    assert int(killed.split()[0]) >= KILLS // 2


def test_nothing_is_lost_or_doubled_when_goods_come_back_to_writers_that_are_killed(place: str) -> None:
    killed = run("returns", place, KILLS, SEED)
    assert int(killed.split()[0]) >= KILLS // 3


def test_transactions_that_are_none_are_found_out(place: str) -> None:
    """Or else the test above would show nothing."""
    found = race("torn", place, 20, 7)
    assert found.returncode != 0
    assert "AssertionError" in found.stderr or "InvalidInput" in found.stderr


def test_relays_of_several_processes_send_each_message_once(place: str, sheet: Path) -> None:
    sent = run("share", place, sheet, PROCESSES, program="relaying").split()
    assert sorted(sent, key=int) == [f"{n}" for n in range(SHARED)]


def test_relays_that_look_and_lease_apart_send_messages_twice(place: str, sheet: Path) -> None:
    """Or else the test above would show nothing."""
    sent = run("naive", place, sheet, PROCESSES, program="relaying").split()
    assert len(sent) > SHARED


def test_no_message_is_lost_when_relays_are_killed(place: str, sheet: Path) -> None:
    """Every other one after it has sent a message and before it has noted it: that one is sent again."""
    killed = run("kill", place, sheet, KILLS, SEED, program="relaying")
    assert int(killed.split()[0]) >= KILLS // 2


def test_relays_that_note_what_they_have_not_sent_are_found_out(place: str, sheet: Path) -> None:
    """Or else the test above would show nothing."""
    found = race("hasty", place, sheet, 20, 7, program="relaying")
    assert found.returncode != 0
    assert "AssertionError" in found.stderr


def test_a_message_that_kills_every_relay_is_given_up(place: str, sheet: Path) -> None:
    told = run("deadly", place, sheet, 3, program="relaying").split()
    assert told == ["a", "b", "b", "b", "c", "b:4"]


def test_imports_that_are_killed_end_as_if_they_were_not(place: str) -> None:
    killed = run("kill", place, KILLS, SEED, program="importing")
    assert int(killed.split()[0]) >= KILLS // 2


def test_imports_in_transactions_that_are_none_are_found_out(place: str) -> None:
    """Or else the test above would show nothing."""
    found = race("torn", place, 40, 7, program="importing")
    assert found.returncode != 0
    assert any(kind in found.stderr for kind in ("AssertionError", "ImportOvertaken", "InvalidInput"))
