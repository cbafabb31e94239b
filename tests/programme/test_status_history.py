"""Statuses of the past: which a member had when, why, and by whom."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from programme.test_service_desk import OLGA, desk
from programme.test_statuses import CLUB, OCTOBER, day, keeping, spend
from programme.till import program
from shop import NOON, receipt

from loyalty_engine import CalculateStatus, InvalidInput, Members, Offer, SetStatus
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.service_desk import ServiceDesk
from loyalty_engine.program.status_records import StatusCause, StatusRecord, record_as_of
from loyalty_engine.program.status_steps import give_status
from loyalty_engine.testing.kept_statuses import GIVEN, status_given

HOUR = dt.timedelta(hours=1)
GOLD = Offer.of("gold", [], [SetStatus("club", "gold")], reach=Members())
ANEW = Offer.of("anew", [], [CalculateStatus("club")], reach=Members())


class TestWhatIsKept:
    def test_of_a_period(self) -> None:
        """From its beginning on, whenever it was worked out; once, and nothing where nothing changes."""
        made, watch = keeping()
        spend(made, day(-1), 150)
        spend(made, day(5), 150)
        watch.turn(hours=3)
        list(made.renew(["anna"]))
        list(made.renew(["anna"]))
        watch.turn(days=31)
        list(made.renew(["anna"]))
        with made.store.begin() as unit:
            (record,) = unit.status_records("anna", "club")
        assert record == StatusRecord(
            system="club",
            after="silver",
            at=OCTOBER,
            recorded_at=OCTOBER + 3 * HOUR,
            operation=record.operation,
        )
        assert record.operation.startswith(f"status/club/{OCTOBER.isoformat()}/")
        assert "anna" not in record.operation
        assert record.cause is StatusCause.PERIOD

    @pytest.mark.parametrize(
        ("offers", "offer", "after"),
        [
            pytest.param([GOLD], "gold", "gold", id="given"),
            pytest.param([ANEW], "anew", None, id="taken away"),
        ],
    )
    def test_of_an_offer(self, offers: list[Offer], offer: str, after: str | None) -> None:
        """From the receipt on, though it was confirmed later; given again, it is not kept again."""
        shop, store, watch = program(*offers)
        with store.begin() as unit:
            unit.keep_status("anna", status_given("silver", system="club"))
        for n in (1, 2):
            shop.calculate(f"P-{n}", f"{n}/calculate", receipt(("tea", "10.00")), "anna")
            watch.turn(minutes=5)
            shop.confirm(f"P-{n}", f"{n}/confirm")
        with store.begin() as unit:
            _, record = unit.status_records("anna", "club")
        assert record == StatusRecord(
            system="club",
            before="silver",
            after=after,
            at=NOON,
            recorded_at=NOON + dt.timedelta(minutes=5),
            operation="1/confirm",
            offer=offer,
            origin=Origin(OriginKind.PURCHASE, "P-1"),
        )
        assert record.cause is StatusCause.OFFER

    @pytest.mark.parametrize(
        ("order", "statuses"),
        [
            pytest.param((0, 1), ["silver", "gold"], id="one after the other"),
            pytest.param((1, 0), ["gold"], id="the first one late"),
        ],
    )
    def test_what_comes_late_changes_nothing_given_for_a_later_moment(
        self, order: tuple[int, int], statuses: list[str]
    ) -> None:
        """Whatever the order in which the receipts of a till come that was offline."""
        store = MemoryStore()
        for n in order:
            offer = Offer.of("to", [], [SetStatus("club", ("silver", "gold")[n])], reach=Members())
            shop, _, watch = program(offer, store=store)
            watch.turn(days=1)
            sold = receipt(("tea", "1.00"), at=NOON + n * HOUR)
            shop.accrue_offline(f"P-{n}", f"{n}/accrue", sold, "anna")
        with store.begin() as unit:
            assert [one.after for one in unit.status_records("anna", "club")] == statuses
            assert unit.status("anna", "club") == "gold"

    def test_a_period_that_is_worked_out_late_leaves_what_was_given_within_it(self) -> None:
        made, watch = keeping()
        spend(made, day(-1), 150)
        with made.store.begin() as unit:
            given = evolve(status_given("gold", system="club"), at=day(2), recorded_at=day(2))
            give_status(unit, "anna", given)
        watch.turn(days=5)
        assert list(made.renew(["anna"])) == []
        assert made.standing("anna", "club").status == "gold"

    def test_by_hand(self) -> None:
        made = desk()
        for n, status in enumerate(("gold", "gold", None)):
            made.set_status(f"ticket-{n}", OLGA, "anna", "club", status)
        first, last = made.status_records("anna", "club")
        assert (first.before, first.after, first.operation) == (None, "gold", "ticket-0")
        assert (last.before, last.after, last.operation) == ("gold", None, "ticket-2")
        for record in (first, last):
            assert record.cause is StatusCause.OPERATOR
            assert record.by_hand is not None
            assert (record.by_hand.author, record.by_hand.reason) == (OLGA.actor.id, OLGA.reason)
            assert record.at == record.recorded_at == record.by_hand.at
        assert made.status_records("boris", "club") == ()


class TestAnInstant:
    """Silver from the 1st on, and written on the 2nd, as was gold from the 31st on; none from the 3rd on."""

    @pytest.mark.parametrize(
        ("days", "known", "after"),
        [
            pytest.param(-2, None, "nothing yet", id="before all"),
            pytest.param(-1, None, "gold", id="from the very moment on"),
            pytest.param(0, None, "gold", id="what was written later counts"),
            pytest.param(0, 1, "gold", id="known at once with what came late"),
            pytest.param(0, 0, "nothing yet", id="and not known before"),
            pytest.param(2, None, None, id="taken away"),
            pytest.param(2, 1, "gold", id="which was not known before"),
            pytest.param(9, None, None, id="ever since"),
        ],
    )
    def test_what_counted_then(self, days: int, known: int | None, after: str | None) -> None:
        first = GIVEN[0].at
        known_at = None if known is None else first + known * 24 * HOUR
        found = record_as_of(GIVEN[:3], first + days * 24 * HOUR, known_at)
        assert (found.after if found else "nothing yet") == after

    def test_a_status_that_nobody_gave_is_that_of_the_counter(self) -> None:
        made, _ = keeping()
        spend(made, day(-40), 300)
        spend(made, day(-1), 150)
        with made.store.begin() as unit:
            for at, status in ((day(5), "bronze"), (day(7), None)):
                record = evolve(status_given(status, system="club"), at=at, recorded_at=at)
                give_status(unit, "anna", record)
        found = [made.status_at("anna", "club", day(n)) for n in (-45, -10, 0, 4, 5, 6, 7)]
        assert found == ["bronze", "gold", "silver", "silver", "bronze", "bronze", "silver"]
        assert made.status_at("anna", "club", day(6), known_at=day(4)) == "silver"
        assert made.status_at("boris", "club", day(6)) == "bronze"

    def test_what_is_no_question(self) -> None:
        made, _ = keeping()
        naive = dt.datetime(2026, 10, 1)
        questions: list[Callable[[], object]] = [
            lambda: made.status_at("anna", "tiers", OCTOBER),
            lambda: made.status_at("anna", "club", naive),
            lambda: made.status_at("anna", "club", OCTOBER, known_at=naive),
        ]
        for ask in questions:
            with pytest.raises(InvalidInput):
                ask()


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["a period", "a purchase", "late", "by hand"]),
            st.sampled_from(["bronze", "silver", "gold", None]),
            st.integers(1, 40),
        ),
        max_size=8,
    )
)
def test_what_is_kept_tells_the_status_of_now(steps: list[tuple[str, str | None, int]]) -> None:
    """Each record begins where the one before has ended, and the last says what the member has."""
    store = MemoryStore()
    made, watch = keeping(CLUB)
    made = evolve(made, store=store)
    by_hand = ServiceDesk(store=store, members=desk().members, clock=watch, systems=[CLUB])
    for n, (how, status, days) in enumerate(steps):
        watch.turn(days=days)
        spend(made, watch.time, days * 5)
        if how == "a period":
            list(made.renew(["anna"]))
        elif how == "by hand":
            by_hand.set_status(str(n), OLGA, "anna", "club", status)
        else:
            gives = CalculateStatus("club") if status is None else SetStatus("club", status)
            offer = Offer.of("to", [], [gives], reach=Members())
            shop, _, _ = program(offer, store=store)
            at = watch.time - 7 * 24 * HOUR if how == "late" else watch.time
            evolve(shop, clock=watch).accrue_offline(f"P{n}", f"{n}", receipt(("tea", "1.00"), at=at), "anna")
        with store.begin() as unit:
            kept, records = unit.status("anna", "club"), unit.status_records("anna", "club")
        assert [one.before for one in records] == [None, *(one.after for one in records[:-1])][: len(records)]
        assert all(one.before != one.after for one in records)
        found = record_as_of(records, watch.time)
        assert (found.after if found else None) == kept
        assert made.status_at("anna", "club", watch.time) == made.standing("anna", "club").status


@pytest.mark.parametrize(
    ("statement", "refused"),
    [
        pytest.param("UPDATE status SET after = 'gold'", "never changed", id="changed"),
        pytest.param("DELETE FROM status", "never deleted", id="deleted"),
    ],
)
def test_a_file_lets_nobody_rewrite_the_past(tmp_path: Path, statement: str, refused: str) -> None:
    path = tmp_path / "shop.sqlite"
    with SqliteStore(path) as store, store.begin() as unit:
        unit.keep_status("anna", status_given("silver"))
    with closing(sqlite3.connect(path)) as file, pytest.raises(sqlite3.IntegrityError, match=refused):
        file.execute(statement)
