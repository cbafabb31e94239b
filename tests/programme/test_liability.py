"""What a programme owes its members, read from the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from programme.test_points import day, posting

from loyalty_engine import InvalidInput, Money, PointsCurrency
from loyalty_engine.model.ledger import LedgerEntry, Wallet, wallet_of
from loyalty_engine.model.liability import Buckets, Liability, liabilities
from loyalty_engine.program.points import (
    Moved,
    Shortage,
    grant,
    hold,
    redeem,
    release,
    take_back,
    write_off,
)

OWNERS = ("anna", "boris")


def written(*steps: Callable[[Wallet], Moved], owner: str = "anna") -> list[LedgerEntry]:
    """The entries of steps on one wallet."""
    wallet, entries = Wallet(owner=owner), list[LedgerEntry]()
    for step in steps:
        moved = step(wallet)
        wallet = moved.wallet
        entries += moved.entries
    return entries


ENTRIES = written(
    lambda one: grant(one, 100, posting("a", 1), lot="a", expires_at=day(8)),
    lambda one: grant(one, 60, posting("b", 1), lot="b", active_from=day(5), expires_at=day(40)),
    lambda one: grant(one, 7, posting("c", 1), lot="c"),
    lambda one: hold(one, 30, posting("d", 2)),
    lambda one: redeem(one, {"a": 10}, posting("e", 3)),
    lambda one: write_off(one, 5, posting("f", 3), shortage=Shortage.SUPPRESS),
)


class TestReports:
    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            pytest.param(0, None, id="before anything"),
            pytest.param(
                1,
                {
                    "active": 107,
                    "pending": 60,
                    "issued": 167,
                    "activating": Buckets(within_week=60),
                    "expiring": Buckets(within_week=100, month_to_year=60, never=7),
                },
                id="granted",
            ),
            pytest.param(
                3,
                {
                    "active": 72,
                    "pending": 60,
                    "reserved": 20,
                    "redeemed": 10,
                    "written_off": 5,
                    "issued": 167,
                    "activating": Buckets(within_week=60),
                    "expiring": Buckets(within_week=65, month_to_year=60, never=7),
                },
                id="used",
            ),
            pytest.param(
                9,
                {
                    "active": 67,
                    "reserved": 20,
                    "expired": 65,
                    "redeemed": 10,
                    "written_off": 5,
                    "issued": 167,
                    "expiring": Buckets(month_to_year=60, never=7),
                },
                id="expired; what is held does not",
            ),
        ],
    )
    def test_what_is_out(self, on: int, expected: dict[str, Any] | None) -> None:
        found = [] if expected is None else [Liability(currency="bonus", **expected)]
        assert list(liabilities(ENTRIES, day(on))) == found
        assert list(liabilities(reversed(ENTRIES), day(on))) == found

    def test_as_it_was_known(self) -> None:
        late = [evolve(ENTRIES[0], recorded_at=day(6))]
        assert liabilities(late, day(3), known_at=day(5)) == ()
        (found,) = liabilities(late, day(3), known_at=day(6))
        assert found.active == 100

    def test_each_kind_of_points_apart(self) -> None:
        chips = written(
            lambda one: grant(evolve(one, currency="chips"), 3, posting("x", 1), lot="x"), owner="boris"
        )
        found = liabilities([*ENTRIES, *chips], day(1))
        assert [(one.currency, one.active) for one in found] == [("bonus", 107), ("chips", 3)]

    def test_what_lots_have_paid_off_is_not_owed(self) -> None:
        entries = written(
            lambda one: grant(one, 60, posting("b", 1), lot="b", active_from=day(5), expires_at=day(20)),
            lambda one: write_off(one, 40, posting("f", 3), shortage=Shortage.ALLOW_NEGATIVE),
        )
        found = [liabilities(entries, day(on))[0] for on in (4, 5, 20)]
        seen = [(one.active, one.pending, one.owed, one.expired) for one in found]
        assert seen == [(0, 60, 40, 0), (20, 0, 0, 0), (0, 0, 0, 20)]

    def test_a_single_point_is_owed_until_one_comes(self) -> None:
        """A lot of which nothing is left pays nothing."""
        entries = written(
            lambda one: grant(one, 5, posting("a", 1), lot="a"),
            lambda one: write_off(one, 6, posting("b", 2), shortage=Shortage.ALLOW_NEGATIVE),
            lambda one: grant(one, 1, posting("c", 2), lot="c", active_from=day(4)),
        )
        found = [liabilities(entries, day(on))[0] for on in (3, 4)]
        assert [(one.active, one.pending, one.owed) for one in found] == [(0, 1, 1), (0, 0, 0)]


def test_buckets_end_with_the_calendar() -> None:
    at = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
    moments = (
        at + dt.timedelta(days=7),
        at + dt.timedelta(days=7, seconds=1),
        dt.datetime(2026, 2, 28, 12, tzinfo=dt.UTC),
        dt.datetime(2026, 2, 28, 13, tzinfo=dt.UTC),
        dt.datetime(2027, 1, 31, 12, tzinfo=dt.UTC),
        dt.datetime(2027, 1, 31, 13, tzinfo=dt.UTC),
        None,
    )
    found = Buckets.of([(moment, 10**n) for n, moment in enumerate(moments)], at, "UTC")
    assert found == Buckets(
        within_week=1, week_to_month=110, month_to_year=11_000, from_year=100_000, never=1_000_000
    )


class TestWorth:
    @pytest.mark.parametrize(
        ("points", "amount", "currency", "expected"),
        [
            pytest.param(PointsCurrency("bonus"), 150, "EUR", "150.00", id="a euro each"),
            pytest.param(PointsCurrency("bonus", worth="0.015"), 1, "EUR", "0.02", id="rounded half-up"),
            pytest.param(PointsCurrency("bonus", exponent=2, worth="0.5"), 150, "EUR", "0.75", id="parts"),
            pytest.param(PointsCurrency("bonus", worth="0.5"), 3, "JPY", "2", id="no cents"),
            pytest.param(PointsCurrency("bonus", worth=0), 150, "EUR", "0.00", id="collectibles"),
        ],
    )
    def test_outstanding_points_are_worth_money(
        self, points: PointsCurrency, amount: int, currency: str, expected: str
    ) -> None:
        found = Liability(currency="bonus", active=amount, expired=7, owed=3)
        assert found.worth(points, currency) == Money.of(expected, currency)

    def test_all_that_can_still_be_spent_is_outstanding(self) -> None:
        assert (
            Liability(currency="bonus", active=1, pending=20, reserved=300, expired=4000).outstanding == 321
        )

    @pytest.mark.parametrize(
        ("points", "currency", "paths"),
        [
            pytest.param(PointsCurrency("chips"), "EUR", ["points"], id="another kind"),
            pytest.param("bonus", "euro", ["points", "currency"], id="no kind, no currency"),
        ],
    )
    def test_what_has_no_worth(self, points: Any, currency: str, paths: list[str]) -> None:
        with pytest.raises(InvalidInput) as caught:
            Liability(currency="bonus").worth(points, currency)
        assert [problem.path for problem in caught.value.problems] == paths


def test_moments_have_offsets_and_zones_are_known() -> None:
    nowhere: Any = dt.datetime(2026, 9, 1)
    for ask, path in (
        (lambda: liabilities(ENTRIES, nowhere), "at"),
        (lambda: liabilities(ENTRIES, day(1), known_at=nowhere), "known_at"),
        (lambda: liabilities(ENTRIES, day(1), zone="Mars"), "zone"),
    ):
        with pytest.raises(InvalidInput) as caught:
            ask()  # type: ignore[no-untyped-call]
        assert [problem.path for problem in caught.value.problems] == [path]


STEPS = st.tuples(
    st.sampled_from(OWNERS),
    st.sampled_from(["grant", "hold", "redeem", "release", "take back", "write off", "wait"]),
    st.integers(1, 40),
    st.integers(0, 6),
    st.none() | st.integers(7, 30),
    st.sampled_from(Shortage),
)


def random_entries(steps: list[tuple[str, str, int, int, int | None, Shortage]]) -> list[LedgerEntry]:
    """What these steps write, each on the day that has come."""
    wallets = {owner: Wallet(owner=owner) for owner in OWNERS}
    entries: list[LedgerEntry] = []
    today = 1
    for n, (owner, what, amount, delay, life, shortage) in enumerate(steps):
        wallet, head = wallets[owner], posting(f"{n}", today)
        free, held = max(0, wallet.balance(day(today))), wallet.held
        if what == "grant":
            active, expires = day(today + delay), None if life is None else day(today + life)
            moved = grant(wallet, amount, head, lot=f"{n}", active_from=active, expires_at=expires)
        elif what == "hold":
            moved = hold(wallet, min(amount, free), head)
        elif what in ("redeem", "release") and held:
            moved = (redeem if what == "redeem" else release)(wallet, {held[0].id: held[0].amount}, head)
        elif what == "take back":
            lot = wallet.lots[0].id if wallet.lots else "none"
            moved = take_back(wallet, amount, head, lot=lot, shortage=shortage)
        elif what == "write off":
            moved = write_off(wallet, amount, head, shortage=shortage)
        else:
            today += delay
            continue
        wallets[owner] = moved.wallet
        entries += moved.entries
    return entries


@given(steps=st.lists(STEPS, max_size=25), on=st.integers(1, 90), known=st.none() | st.integers(1, 90))
def test_a_report_is_the_sum_of_all_wallets(steps: list[Any], on: int, known: int | None) -> None:
    entries = random_entries(steps)
    at, known_at = day(on), None if known is None else day(known)
    (found,) = liabilities(entries, at, known_at=known_at) or (Liability(currency="bonus"),)
    wallets = [wallet_of(entries, owner, at=at, known_at=known_at) for owner in OWNERS]
    assert found.active - found.owed == sum(wallet.balance(at) for wallet in wallets)
    assert found.owed == sum(wallet.net(at).owed for wallet in wallets)
    assert found.pending == sum(wallet.pending(at) for wallet in wallets)
    assert found.expired == sum(wallet.expired(at) for wallet in wallets)
    assert found.reserved == sum(wallet.reserved for wallet in wallets)
    assert found.claimed == sum(wallet.claimed for wallet in wallets)
    gone = found.expired + found.redeemed + found.taken_back + found.written_off
    assert found.issued == found.outstanding + gone - found.owed - found.claimed
    activating, expiring = found.activating, found.expiring
    assert activating.within_week + activating.week_to_month == found.pending
    ends = expiring.within_week + expiring.week_to_month + expiring.month_to_year + expiring.never
    assert ends == found.active + found.pending
