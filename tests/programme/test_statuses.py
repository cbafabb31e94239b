"""Statuses of members: worked out once for each period, kept, told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from programme.test_service_desk import OLGA, desk
from programme.till import Watch, program

from loyalty_engine import (
    InStatus,
    InvalidInput,
    IssueCoupon,
    Member,
    Offer,
    StatusSystem,
    StatusTier,
    Trigger,
    react,
)
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.model.counters import CounterChange
from loyalty_engine.model.window import WindowUnit
from loyalty_engine.program.event_desk import EventDesk
from loyalty_engine.program.ports import Conflict
from loyalty_engine.program.statuses import StatusChange, StatusKeeping
from loyalty_engine.testing.kept_statuses import status_given

TIERS = (StatusTier("bronze", up_to=100), StatusTier("silver", up_to=200), StatusTier("gold"))
CLUB = StatusSystem("club", counter="spent", tiers=TIERS)
#: October begins in Riga when it is nine in the evening in UTC.
OCTOBER = dt.datetime(2026, 9, 30, 21, tzinfo=dt.UTC)


def keeping(*systems: StatusSystem, at: dt.datetime = OCTOBER) -> tuple[StatusKeeping, Watch]:
    watch = Watch(at)
    made = StatusKeeping(store=MemoryStore(), clock=watch, systems=systems or (CLUB,), zone="Europe/Riga")
    return made, watch


def spend(made: StatusKeeping, at: dt.datetime, by: int, member: str = "anna") -> None:
    with made.store.begin() as unit:
        unit.count(member, "spent", CounterChange(at=at, by=by))


def kept(made: StatusKeeping, member: str = "anna") -> str | None:
    with made.store.begin() as unit:
        return unit.status(member, "club")


def day(n: int) -> dt.datetime:
    return OCTOBER + dt.timedelta(days=n)


class TestPeriods:
    @pytest.mark.parametrize(
        ("spent", "after"),
        [
            pytest.param([], "bronze", id="nothing"),
            pytest.param([(-1, 100)], "bronze", id="up to the threshold"),
            pytest.param([(-1, 101)], "silver", id="more than the threshold"),
            pytest.param([(-30, 150), (-1, 51)], "gold", id="all of the period counts"),
            pytest.param([(-31, 150), (-1, 51)], "bronze", id="and nothing before it"),
            pytest.param([(-1, 101), (0, 500)], "silver", id="nor what comes after it"),
        ],
    )
    def test_a_status_is_what_the_counter_came_to(self, spent: list[tuple[int, int]], after: str) -> None:
        made, _ = keeping()
        for n, by in spent:
            spend(made, day(n), by)
        list(made.renew(["anna"]))
        assert kept(made) == after

    def test_a_change_says_what_was_before_and_since_when_it_is(self) -> None:
        made, watch = keeping()
        spend(made, day(-1), 150)
        expected = StatusChange(member="anna", system="club", before="bronze", after="silver", since=OCTOBER)
        assert list(made.renew(["anna", "boris"])) == [expected]
        watch.turn(days=31, hours=1)  # clocks are set back in October
        down = evolve(expected, before="silver", after="bronze", since=watch.time)
        assert list(made.renew(["anna", "boris"])) == [down]

    def test_what_was_before_is_told_by_the_counter_where_nothing_was_kept(self) -> None:
        made, _ = keeping()
        spend(made, day(-40), 300)
        assert [(one.before, one.after) for one in made.renew(["anna"])] == [("gold", "bronze")]

    def test_within_a_period_nothing_is_worked_out_again(self) -> None:
        """A change is told again, for a host that has crashed, and what was given by hand stands."""
        made, watch = keeping()
        spend(made, day(-1), 150)
        (change,) = made.renew(["anna"])
        with made.store.begin() as unit:
            unit.keep_status("anna", status_given("gold", system="club"))
        spend(made, day(-1), 1000)  # of a till that was offline
        watch.turn(days=20)
        assert list(made.renew(["anna"])) == [change]
        assert kept(made) == "gold"

    def test_a_year_is_a_period_too(self) -> None:
        made, watch = keeping(evolve(CLUB, period=WindowUnit.YEAR))
        spend(made, day(-200), 150)
        assert list(made.renew(["anna"])) == []
        watch.turn(days=100)
        assert [one.after for one in made.renew(["anna"])] == ["silver"]

    def test_what_is_lost_on_the_way_is_asked_for_again(self) -> None:
        made, _ = keeping()
        for member in ("anna", "boris"):
            spend(made, day(-1), 150, member)

        def failing() -> Iterator[str]:
            yield "anna"
            raise Conflict("the members")

        with pytest.raises(Conflict):
            list(made.renew(failing()))
        assert [one.member for one in made.renew(["anna", "boris"])] == ["anna", "boris"]

    def test_offers_answer_the_event(self) -> None:
        up = Offer.of(
            "up",
            [InStatus("club", {"bronze"}), InStatus("club", {"silver"}, new=True)],
            [IssueCoupon("welcome")],
            trigger=Trigger.STATUS_CHANGED,
        )
        made, _ = keeping()
        spend(made, day(-1), 150)
        (change,) = made.renew(["anna"])
        event = change.event()
        assert (event.at, event.statuses) == (OCTOBER, (("club", "silver"),))
        reaction = react(event, Member("anna", statuses={"club": change.before}), [up])
        assert [type(one).__name__ for one in reaction.intents] == ["CouponIntent"]
        self.carried_out_once(made, change, up)

    def carried_out_once(self, made: StatusKeeping, change: StatusChange, *offers: Offer) -> None:
        """However often the change is told; the status of before counts, although that of after is kept."""
        assert isinstance(made.store, MemoryStore)
        shop, store, _ = program(*offers, store=made.store)
        for told in (change, *made.renew(["anna"])):
            EventDesk(shop).react_all([told.happening()])
        assert [(one.member, type(one.intent).__name__) for one in store.outbox] == [("anna", "CouponIntent")]
        assert "anna" not in store.outbox[0].id


@given(
    months=st.lists(st.lists(st.integers(-50, 150), max_size=3), min_size=1, max_size=5),
    given_by_hand=st.none() | st.sampled_from([tier.status for tier in TIERS]),
)
def test_a_status_is_the_first_whose_threshold_is_not_exceeded(
    months: list[list[int]], given_by_hand: str | None
) -> None:
    made, watch = keeping(at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    last: str | None = None
    for month, sums in enumerate(months, 2):
        for by in sums:
            spend(made, watch.time + dt.timedelta(days=3), by)
        watch.time = dt.datetime(2026, month, 1, tzinfo=dt.UTC)
        changes = list(made.renew(["anna"]))
        status = next(tier.status for tier in TIERS if tier.up_to is None or sum(sums) <= tier.up_to)
        assert kept(made) == status
        assert [one.after for one in changes] == ([] if (last or "bronze") == status else [status])
        last = status
        if given_by_hand is not None:
            with made.store.begin() as unit:
                by_hand = evolve(status_given(given_by_hand, system="club"), at=watch.time)
                unit.keep_status("anna", by_hand)
            last = given_by_hand


class TestStanding:
    def test_what_a_member_is_told(self) -> None:
        made, watch = keeping()
        spend(made, day(-1), 150)
        list(made.renew(["anna"]))
        spend(made, day(3), 40)
        watch.turn(days=5)
        found = made.standing("anna", "club")
        assert (found.status, found.value, found.next_status, found.missing) == ("silver", 40, "bronze", 61)
        assert found.until == dt.datetime(2026, 10, 31, 22, tzinfo=dt.UTC)

    def test_a_status_that_was_given_counts(self) -> None:
        made, _ = keeping()
        with made.store.begin() as unit:
            unit.keep_status("anna", status_given("gold", system="club"))
        assert made.standing("anna", "club").status == "gold"

    def test_a_system_has_to_be_known(self) -> None:
        made, _ = keeping()
        with pytest.raises(InvalidInput, match="there is no system 'tiers'"):
            made.standing("anna", "tiers")


@pytest.mark.parametrize(
    ("wrong", "paths"),
    [
        pytest.param({"systems": ["club"]}, ["systems[0]"], id="no system"),
        pytest.param(
            {"systems": [CLUB, CLUB], "zone": "Mars"}, ["systems[1]", "zone"], id="twice, and no zone"
        ),
        pytest.param({"store": MemoryStore, "clock": None}, ["store", "clock"], id="no ports"),
    ],
)
def test_what_is_no_keeping(wrong: dict[str, Any], paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        StatusKeeping(**{"store": MemoryStore(), "clock": Watch(), "systems": [CLUB], **wrong})
    assert [problem.path for problem in caught.value.problems] == paths


class TestByHand:
    def test_a_status_is_one_of_its_system(self) -> None:
        made = evolve(desk(), systems=[CLUB])
        for system, status, path in (("club", "platinum", "status"), ("tiers", "gold", "system")):
            with pytest.raises(InvalidInput) as caught:
                made.set_status("1", OLGA, "anna", system, status)
            assert [problem.path for problem in caught.value.problems] == [path]
        assert made.set_status("1", OLGA, "anna", "club", "gold").after == "gold"
        assert made.set_status("2", OLGA, "anna", "club", None).before == "gold"

    def test_systems_are_systems(self) -> None:
        wrong: Any = ["club"]
        with pytest.raises(InvalidInput) as caught:
            evolve(desk(), systems=wrong)
        assert [problem.path for problem in caught.value.problems] == ["systems[0]"]
