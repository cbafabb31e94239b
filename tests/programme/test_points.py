"""How points move, step by step, and that nothing is ever made out of nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any, ClassVar

import pytest
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.ledger import (
    IN_LOTS,
    OWNED,
    Account,
    AccountKind,
    LedgerEntry,
    Wallet,
    after,
    balance_sheet,
    wallet_of,
)
from loyalty_engine.model.lots import Lot
from loyalty_engine.program.points import (
    Moved,
    Posting,
    Shortage,
    give_back,
    grant,
    hold,
    redeem,
    release,
    settled,
    take_back,
    write_off,
)

START = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
ISSUED, WALLET, RESERVE, OWED = (
    AccountKind.ISSUED,
    AccountKind.WALLET,
    AccountKind.RESERVE,
    AccountKind.OWED,
)


def day(n: int) -> dt.datetime:
    """Noon of the *n*-th day of September 2026, and on from there."""
    return START + dt.timedelta(days=n - 1, hours=12)


def posting(operation: str, on: int, by_hand: ByHand | None = None) -> Posting:
    return Posting(operation=operation, at=day(on), recorded_at=day(on), by_hand=by_hand)


def lot(id: str, amount: int, *, active: int | None = None, expires: int | None = None) -> Lot:
    return Lot(
        id,
        amount=amount,
        active_from=None if active is None else day(active),
        expires_at=None if expires is None else day(expires),
    )


def anna(*lots: Lot, held: tuple[Lot, ...] = (), owed: int = 0) -> Wallet:
    return Wallet(owner="anna", lots=lots, held=held, owed=owed)


def left(moved: Moved) -> dict[str, int]:
    return {one.id: one.amount for one in moved.wallet.lots}


class TestSpending:
    WALLET = anna(lot("a", 100, expires=20), lot("b", 50, expires=10), lot("c", 30, active=15))

    def test_points_are_held_and_then_spent_from_the_lots_that_expire_first(self) -> None:
        held = hold(self.WALLET, 70, posting("pay", 5))
        assert (left(held), held.wallet.reserved) == ({"a": 80, "b": 0, "c": 30}, 70)
        spent = redeem(held.wallet, {"b": 50, "a": 20}, posting("confirm", 12))
        assert (left(spent), spent.wallet.reserved) == ({"a": 80, "b": 0, "c": 30}, 0)
        assert [(one.source.kind, one.target.kind, one.lot, one.amount) for one in spent.entries] == [
            (AccountKind.RESERVE, AccountKind.REDEEMED, "b", 50),
            (AccountKind.RESERVE, AccountKind.REDEEMED, "a", 20),
        ]

    def test_a_lot_does_not_expire_while_it_is_held_and_does_when_it_is_let_go(self) -> None:
        held = hold(self.WALLET, 50, posting("pay", 5))
        assert redeem(held.wallet, {"b": 50}, posting("confirm", 30)).wallet.reserved == 0
        back = release(held.wallet, {"b": 50}, posting("cancel", 30))
        assert (left(back)["b"], back.wallet.expired(day(30))) == (50, 150)

    @pytest.mark.parametrize(
        ("wallet", "on", "free"),
        [
            pytest.param(WALLET, 5, 150, id="what is active"),
            pytest.param(WALLET, 10, 100, id="not what has just expired"),
            pytest.param(WALLET, 15, 130, id="what has just become active"),
            pytest.param(anna(lot("a", 100), owed=40), 5, 60, id="not what is owed"),
            pytest.param(anna(lot("a", 100), owed=140), 5, 0, id="nothing while more is owed"),
        ],
    )
    def test_no_more_is_spent_than_there_is(self, wallet: Wallet, on: int, free: int) -> None:
        assert max(0, wallet.balance(day(on))) == free
        with pytest.raises(InvalidInput) as caught:
            hold(wallet, free + 1, posting("pay", on))
        assert f"of {free + 1} points only {free} can be spent" in str(caught.value)
        assert hold(wallet, free, posting("pay", on)).wallet.reserved == free


class TestReturns:
    @pytest.mark.parametrize(
        ("wallet", "amount", "shortage", "expected"),
        [
            pytest.param(
                anna(lot("new", 50, active=20), lot("old", 100)),
                30,
                Shortage.SUPPRESS,
                ({"new": 20, "old": 100}, 0, 0),
                id="from the points that the purchase brought, though they are not active yet",
            ),
            pytest.param(
                anna(lot("new", 10), lot("old", 100, expires=9), lot("older", 5, expires=8)),
                30,
                Shortage.SUPPRESS,
                ({"new": 0, "old": 85, "older": 0}, 0, 0),
                id="then from others, the first to expire first",
            ),
            pytest.param(
                anna(lot("new", 10), lot("next", 100, active=20)),
                30,
                Shortage.ALLOW_NEGATIVE,
                ({"new": 0, "next": 100}, 20, 20),
                id="what is not there is owed",
            ),
            pytest.param(
                anna(lot("new", 10)), 30, Shortage.SUPPRESS, ({"new": 0}, 0, 20), id="or let go, and said"
            ),
        ],
    )
    def test_points_that_were_brought(
        self, wallet: Wallet, amount: int, shortage: Shortage, expected: tuple[dict[str, int], int, int]
    ) -> None:
        moved = take_back(wallet, amount, posting("return", 5), lot="new", shortage=shortage)
        assert (left(moved), moved.wallet.owed, moved.shortfall) == expected

    @pytest.mark.parametrize(
        ("amount", "expected"),
        [
            pytest.param(20, {"a": 20, "b": 0}, id="into the lot that expires last"),
            pytest.param(60, {"a": 50, "b": 10}, id="and then into the other"),
        ],
    )
    def test_points_that_had_paid(self, amount: int, expected: dict[str, int]) -> None:
        wallet = anna(lot("a", 0, expires=20), lot("b", 0, expires=10))
        moved = give_back(wallet, amount, {"a": 50, "b": 50}, posting("return", 15))
        assert left(moved) == expected

    def test_no_more_comes_back_than_was_spent(self) -> None:
        with pytest.raises(InvalidInput, match="more than were spent"):
            give_back(anna(lot("a", 0)), 51, {"a": 50}, posting("return", 5))


def test_what_is_owed_is_paid_off_by_the_next_points() -> None:
    first = grant(anna(owed=30), 20, posting("one", 1), lot="one")
    assert (left(first), first.wallet.owed, first.wallet.balance(day(1))) == ({"one": 0}, 10, -10)
    second = grant(first.wallet, 50, posting("two", 2), lot="two")
    assert (left(second), second.wallet.owed) == ({"one": 0, "two": 40}, 0)
    assert [entry.id for entry in second.entries] == ["two/1", "two/2"]


def test_points_that_are_not_active_yet_pay_nothing_off() -> None:
    moved = grant(anna(owed=30), 20, posting("one", 1), lot="one", active_from=day(9))
    assert (left(moved), moved.wallet.owed) == ({"one": 20}, 30)


class TestDebts:
    """Points are owed since the fifth; some become active later, and expire."""

    WALLET = evolve(
        anna(lot("late", 100, active=10, expires=20), lot("old", 30, expires=4), owed=40), owed_since=day(5)
    )

    @pytest.mark.parametrize(
        ("on", "balance", "expired"),
        [
            pytest.param(5, -40, 30, id="nothing is there yet"),
            pytest.param(10, 60, 30, id="paid off as soon as there is something"),
            pytest.param(20, 0, 90, id="and not owed any more when the rest has expired"),
            pytest.param(4, -40, 30, id="before it was owed"),
            pytest.param(3, -10, 0, id="when there was something else"),
        ],
    )
    def test_lots_pay_as_they_become_active(self, on: int, balance: int, expired: int) -> None:
        assert (self.WALLET.balance(day(on)), self.WALLET.expired(day(on))) == (balance, expired)

    def test_what_will_change(self) -> None:
        assert self.WALLET.changes(day(5)) == ((day(10), 100), (day(20), -60))
        assert self.WALLET.changes(day(10)) == ((day(20), -60),)

    @pytest.mark.parametrize("on", [10, 15, 25])
    def test_the_next_step_writes_it_as_of_when_it_was(self, on: int) -> None:
        moved = grant(self.WALLET, 5, posting("next", on), lot="next")
        paid = moved.entries[0]
        assert (paid.lot, paid.amount, paid.at, paid.recorded_at) == ("late", 40, day(10), day(on))
        assert (paid.source.kind, paid.target.kind) == (AccountKind.WALLET, AccountKind.OWED)
        assert (left(moved), moved.wallet.owed) == ({"late": 60, "next": 5, "old": 30}, 0)
        assert [moved.wallet.balance(day(n)) for n in (10, 25)] == [65, 5]

    def test_what_was_paid_off_cannot_be_spent(self) -> None:
        with pytest.raises(InvalidInput, match="of 61 points only 60 can be spent"):
            hold(self.WALLET, 61, posting("pay", 12))
        held = hold(self.WALLET, 60, posting("pay", 12))
        assert (left(held)["late"], held.wallet.reserved, held.wallet.owed) == (0, 60, 0)

    def test_of_several_lots_the_first_that_is_active_pays(self) -> None:
        lots = (lot("b", 30, active=9, expires=12), lot("a", 30, active=7), lot("c", 30, active=9))
        wallet = evolve(anna(*lots, owed=70), owed_since=day(5))
        assert [(one.lot, one.amount, one.at) for one in wallet.paid_off(day(20))] == [
            ("a", 30, day(7)),
            ("b", 30, day(9)),
            ("c", 10, day(9)),
        ]


class TestClaims:
    """Points are held for a purchase when they are to be taken back."""

    def claimed(self, amount: int) -> Moved:
        held = hold(anna(lot("a", 30), lot("b", 20, expires=9)), 40, posting("pay", 5)).wallet
        return take_back(held, amount, posting("return", 6), lot="b", shortage=Shortage.SUPPRESS)

    def test_what_is_held_is_claimed(self) -> None:
        moved = self.claimed(35)
        assert (left(moved), moved.shortfall, moved.claimed) == ({"a": 0, "b": 0}, 25, 25)
        assert (moved.wallet.claimed, moved.wallet.owed, moved.wallet.reserved) == (25, 0, 40)

    def test_no_more_is_claimed_than_is_held(self) -> None:
        moved = self.claimed(70)
        assert (moved.shortfall, moved.claimed) == (60, 40)
        again = take_back(moved.wallet, 5, posting("again", 6), lot="b", shortage=Shortage.SUPPRESS)
        assert (again.entries, again.shortfall, again.claimed) == ((), 5, 0)

    def test_it_is_taken_when_it_is_let_go(self) -> None:
        back = release(self.claimed(35).wallet, {"a": 20, "b": 20}, posting("cancel", 7))
        assert (left(back), back.wallet.claimed, back.wallet.reserved) == ({"a": 15, "b": 0}, 0, 0)

    def test_it_is_let_go_when_it_is_spent(self) -> None:
        spent = redeem(self.claimed(35).wallet, {"a": 20, "b": 20}, posting("confirm", 7))
        assert (left(spent), spent.wallet.claimed, spent.wallet.reserved) == ({"a": 0, "b": 0}, 0, 0)
        assert balance_sheet(spent.entries)[AccountKind.TAKEN_BACK] == -25

    @pytest.mark.parametrize(
        ("step", "amounts", "claimed"),
        [
            pytest.param(release, {"a": 0, "b": 0}, 5, id="let go: all of it is taken"),
            pytest.param(redeem, {"a": 0, "b": 0}, 20, id="spent: what the other holds stays claimed"),
        ],
    )
    def test_of_two_purchases_one_ends(
        self, step: Callable[..., Moved], amounts: dict[str, int], claimed: int
    ) -> None:
        moved = step(self.claimed(35).wallet, {"b": 20}, posting("end", 7))
        assert (left(moved), moved.wallet.claimed, moved.wallet.reserved) == (amounts, claimed, 20)


def test_a_change_by_hand_says_whose() -> None:
    hand = ByHand(author="olga", at=day(1), reason="she waited")
    moved = grant(anna(), 20, posting("gift", 1, hand), lot="gift")
    assert [entry.by_hand for entry in moved.entries] == [hand]


class TestLooking:
    """What a wallet was at a moment, and what was known of it."""

    ENTRIES = (
        *grant(anna(), 100, posting("p-1", 1), lot="p-1", active_from=day(3), expires_at=day(20)).entries,
        *grant(
            anna(), 40, Posting(operation="p-2", at=day(2), recorded_at=day(8)), lot="p-2"
        ).entries,  # a till that was offline
    )

    @pytest.mark.parametrize(
        ("on", "known", "balance", "pending"),
        [
            pytest.param(1, None, 0, 100, id="not active yet"),
            pytest.param(3, None, 140, 0, id="active"),
            pytest.param(3, 3, 100, 0, id="as it was known then: the other till had not reported"),
            pytest.param(3, 7, 100, 0, id="as it was known on the day before it did"),
            pytest.param(3, 8, 140, 0, id="as it was known once it had"),
            pytest.param(20, None, 40, 0, id="expired"),
        ],
    )
    def test_a_balance(self, on: int, known: int | None, balance: int, pending: int) -> None:
        seen = wallet_of(self.ENTRIES, "anna", at=day(on), known_at=None if known is None else day(known))
        assert (seen.balance(day(on)), seen.pending(day(on))) == (balance, pending)

    def test_what_will_change(self) -> None:
        seen = wallet_of(self.ENTRIES, "anna")
        assert seen.changes(day(1)) == ((day(3), 100), (day(20), -100))
        assert seen.changes(day(3)) == ((day(20), -100),)
        assert seen.changes(day(20)) == seen.changes(day(30)) == ()

    def test_what_will_change_comes_in_order_and_only_where_the_balance_does(self) -> None:
        """On the ninth, 30 points take the place of 30 others."""
        wallet = anna(lot("a", 30, active=9, expires=15), lot("b", 30, expires=9), lot("c", 20, active=12))
        assert wallet.changes(day(1)) == ((day(12), 20), (day(15), -30))

    def test_a_moment_has_an_offset(self) -> None:
        nowhere: dict[str, Any] = {"at": dt.datetime(2026, 9, 3)}
        later: dict[str, Any] = {"at": day(3), "known_at": dt.datetime(2026, 9, 3)}
        for moments, path in ((nowhere, "at"), (later, "known_at")):
            with pytest.raises(InvalidInput) as caught:
                wallet_of((), "anna", **moments)
            assert [problem.path for problem in caught.value.problems] == [path]

    def test_others_and_other_points_are_passed_over(self) -> None:
        assert wallet_of(self.ENTRIES, "boris") == Wallet(owner="boris")
        chips = Wallet(owner="anna", currency="chip")
        assert wallet_of(self.ENTRIES, "anna", currency="chip") == after(chips, self.ENTRIES) == chips
        assert set(balance_sheet(self.ENTRIES, "chip").values()) == {0}

    def test_lots_of_several_members_may_have_one_name(self) -> None:
        boris = grant(Wallet(owner="boris"), 7, posting("p-9", 2), lot="p-1")
        assert wallet_of((*self.ENTRIES, *boris.entries), "anna") == wallet_of(self.ENTRIES, "anna")

    def test_lots_are_in_the_order_of_their_ids_whenever_they_were_granted(self) -> None:
        assert [one.id for one in wallet_of(reversed(self.ENTRIES), "anna").lots] == ["p-1", "p-2"]


class TestHindsight:
    """Entries that count earlier than what they take: a till was slow, or a clock was set back."""

    @staticmethod
    def entries(*moves: tuple[AccountKind, AccountKind, int, int, int]) -> list[LedgerEntry]:
        """Entries of anna's: from where to where, how many, from which day on, and on which day written."""
        return [
            LedgerEntry(
                id=f"{n}",
                operation="p",
                at=day(at),
                recorded_at=day(recorded),
                amount=amount,
                source=Account(source, "anna" if source in OWNED else None),
                target=Account(target, "anna" if target in OWNED else None),
                lot="p-1" if {source, target} & IN_LOTS else None,
            )
            for n, (source, target, amount, at, recorded) in enumerate(moves)
        ]

    @pytest.mark.parametrize(
        ("moves", "seen"),
        [
            pytest.param(
                [
                    (ISSUED, WALLET, 10, 1, 1),
                    (WALLET, AccountKind.WRITTEN_OFF, 10, 2, 2),
                    (AccountKind.WRITTEN_OFF, WALLET, 4, 5, 5),
                    (WALLET, RESERVE, 4, 3, 6),
                    (RESERVE, WALLET, 4, 3, 7),
                    (WALLET, RESERVE, 3, 3, 8),
                ],
                [(10, 0, 0), (0, 0, 0), (0, 0, 0), (0, 0, 0), (1, 3, 0)],
                id="paid with what was given back meanwhile",
            ),
            pytest.param(
                [
                    (ISSUED, WALLET, 10, 1, 1),
                    (OWED, AccountKind.TAKEN_BACK, 6, 4, 4),
                    (WALLET, OWED, 5, 2, 5),
                ],
                [(10, 0, 0), (10, 0, 0), (10, 0, 0), (5, 0, 1), (5, 0, 1)],
                id="paid off before it was owed",
            ),
            pytest.param(
                [(ISSUED, WALLET, 10, 3, 3), (WALLET, AccountKind.TAKEN_BACK, 10, 2, 4)],
                [None, None, (0, 0, 0), (0, 0, 0), (0, 0, 0)],
                id="taken back before it was granted",
            ),
        ],
    )
    def test_they_count_once_it_is_there(
        self, moves: list[tuple[AccountKind, AccountKind, int, int, int]], seen: list[Any]
    ) -> None:
        entries = self.entries(*moves)
        for given in (entries, entries[::-1]):
            wallets = [wallet_of(given, "anna", at=day(n)) for n in range(1, 6)]
            told = [(one.lots[0].amount, one.reserved, one.owed) if one.lots else None for one in wallets]
            assert told == seen

    def test_a_clock_that_was_set_back(self) -> None:
        entries = self.entries((ISSUED, WALLET, 10, 1, 3), (WALLET, AccountKind.TAKEN_BACK, 7, 1, 2))
        known = [wallet_of(entries, "anna", known_at=day(n)) for n in (1, 2, 3)]
        assert known == [Wallet(owner="anna")] * 2 + [wallet_of(entries, "anna")]

    def test_entries_that_are_missing_are_missed_at_any_moment(self) -> None:
        for n in (1, 9):
            with pytest.raises(InvalidInput, match="a lot that nothing granted"):
                wallet_of(self.entries((WALLET, RESERVE, 1, 5, 5)), "anna", at=day(n))


class TestBadEntries:
    ENTRY: ClassVar[dict[str, Any]] = {
        "id": "1",
        "operation": "p",
        "at": day(1),
        "recorded_at": day(1),
        "amount": 5,
        "source": Account(AccountKind.ISSUED),
        "target": Account(AccountKind.WALLET, "anna"),
        "lot": "p",
    }

    @pytest.mark.parametrize(
        ("wrong", "paths"),
        [
            pytest.param({"amount": 0}, ["amount"], id="nothing moves"),
            pytest.param({"amount": -1, "lot": " "}, ["lot", "amount"], id="two things at once"),
            pytest.param({"lot": None}, ["lot"], id="points in no lot"),
            pytest.param({"target": Account(AccountKind.ISSUED)}, ["target", "lot"], id="to where they are"),
            pytest.param({"at": dt.datetime(2026, 9, 1)}, ["at"], id="no offset"),
            pytest.param({"active_from": day(3), "expires_at": day(3)}, ["expires_at"], id="never active"),
            pytest.param(
                {"source": Account(AccountKind.RESERVE, "anna"), "expires_at": day(3)},
                ["active_from"],
                id="dates of old points",
            ),
            pytest.param(
                {"source": Account(AccountKind.RESERVE, "anna"), "active_from": day(3)},
                ["active_from"],
                id="another date of old points",
            ),
            pytest.param({"source": "anna", "target": None}, ["source", "target"], id="what is no account"),
            pytest.param({"by_hand": "olga"}, ["by_hand"], id="a name for a change by hand"),
        ],
    )
    def test_what_is_no_entry(self, wrong: dict[str, Any], paths: list[str]) -> None:
        with pytest.raises(InvalidInput) as caught:
            LedgerEntry(**{**self.ENTRY, **wrong})
        assert [problem.path for problem in caught.value.problems] == paths

    def test_a_single_point_moves(self) -> None:
        assert wallet_of([LedgerEntry(**{**self.ENTRY, "amount": 1})], "anna").balance(day(1)) == 1

    @pytest.mark.parametrize(
        ("make", "said"),
        [
            pytest.param(
                lambda: Account(AccountKind.WALLET),
                "account: owner: is not said as members have such accounts",
                id="a wallet of nobody",
            ),
            pytest.param(
                lambda: Account(AccountKind.ISSUED, "anna"),
                "account: owner: is not said as the programme has such accounts",
                id="the programme's, of a member",
            ),
        ],
    )
    def test_what_is_no_account(self, make: Callable[[], Account], said: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            make()
        assert str(caught.value).startswith(said)

    def test_whose_an_account_of_no_kind_is_is_not_asked(self) -> None:
        kind: Any = "wallet"
        with pytest.raises(InvalidInput) as caught:
            Account(kind, "anna")
        assert [problem.path for problem in caught.value.problems] == ["kind"]

    def test_entries_that_cannot_be_all(self) -> None:
        entry = LedgerEntry(**self.ENTRY)
        spent = LedgerEntry(
            **{
                **self.ENTRY,
                "id": "2",
                "amount": 6,
                "source": Account(AccountKind.WALLET, "anna"),
                "target": Account(AccountKind.REDEEMED),
            }
        )
        with pytest.raises(InvalidInput, match="has -1 left in the wallet"):
            wallet_of([entry, spent], "anna")
        with pytest.raises(InvalidInput, match="nothing granted"):
            wallet_of([spent], "anna")
        with pytest.raises(InvalidInput, match="which is there"):
            wallet_of([entry, entry], "anna")

    def test_no_more_is_paid_off_than_is_owed(self) -> None:
        entry = LedgerEntry(**self.ENTRY)
        paid = {"source": Account(AccountKind.WALLET, "anna"), "target": Account(AccountKind.OWED, "anna")}
        with pytest.raises(InvalidInput, match="pays off more than was owed"):
            wallet_of([entry, LedgerEntry(**{**self.ENTRY, "id": "2", "amount": 1, **paid})], "anna")


class Ledger(RuleBasedStateMachine):
    """A member earns, holds, spends, returns and lets points expire at random, beside plain sums."""

    lots = Bundle("lots")

    @initialize()
    def begin(self) -> None:
        self.wallet, self.today, self.steps = anna(), 1, 0
        self.entries: list[LedgerEntry] = []
        self.spent: dict[str, int] = {}
        self.open: list[dict[str, int]] = []

    def carry_out(self, step: Callable[[Wallet], Moved], lots: Collection[str] = ()) -> Moved:
        """Move points; a step does with the lots that it names, and those that can be spent from."""
        moved = step(self.wallet)
        if not moved.claimed:  # for which all that is held is looked at
            near = step(self.wallet.usable(day(self.today), lots))
            assert (near.entries, near.shortfall) == (moved.entries, moved.shortfall)
        self.entries += moved.entries
        self.wallet = moved.wallet
        return moved

    def next(self) -> Posting:
        self.steps += 1
        return posting(f"step-{self.steps}", self.today)

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.today += days

    @rule(
        target=lots, amount=st.integers(1, 50), delay=st.integers(0, 5), life=st.none() | st.integers(6, 20)
    )
    def earn(self, amount: int, delay: int, life: int | None) -> str:
        step = self.next()
        self.carry_out(
            lambda wallet: grant(
                wallet,
                amount,
                step,
                lot=step.operation,
                active_from=day(self.today + delay) if delay else None,
                expires_at=None if life is None else day(self.today + life),
            )
        )
        return step.operation

    @rule(share=st.integers(0, 100), kept=st.booleans(), stays_open=st.booleans())
    def pay(self, share: int, kept: bool, stays_open: bool) -> None:
        before = self.wallet.balance(day(self.today))
        step = self.next()
        held = self.carry_out(lambda wallet: hold(wallet, max(0, before) * share // 100, step))
        parts = {one.lot or "": one.amount for one in held.entries if one.target.kind is AccountKind.RESERVE}
        if stays_open:
            self.open.append(parts)
            return
        claimed = self.wallet.claimed  # of what is held: taken from whatever is let go first
        self.end(parts, kept)
        if not kept and not claimed:
            assert self.wallet.balance(day(self.today)) == before

    @precondition(lambda self: self.open)
    @rule(data=st.data(), kept=st.booleans())
    def end_a_purchase(self, data: st.DataObject, kept: bool) -> None:
        self.end(self.open.pop(data.draw(st.integers(0, len(self.open) - 1))), kept)

    def end(self, parts: dict[str, int], kept: bool) -> None:
        step = self.next()
        self.carry_out(lambda wallet: (redeem if kept else release)(wallet, parts, step), parts)
        for id, part in parts.items() if kept else ():
            self.spent[id] = self.spent.get(id, 0) + part

    @rule(share=st.integers(0, 100))
    def bring_goods_back(self, share: int) -> None:
        amount = sum(self.spent.values()) * share // 100
        step = self.next()
        moved = self.carry_out(lambda wallet: give_back(wallet, amount, self.spent, step), self.spent)
        for entry in moved.entries:
            if entry.target.kind is AccountKind.WALLET:  # the others pay off what is owed
                self.spent[entry.lot or ""] -= entry.amount

    @rule(lot=lots, amount=st.integers(1, 60), shortage=st.sampled_from(Shortage))
    def lose(self, lot: str, amount: int, shortage: Shortage) -> None:
        step = self.next()
        moved = self.carry_out(
            lambda wallet: take_back(wallet, amount, step, lot=lot, shortage=shortage), (lot,)
        )
        taken = sum(one.amount for one in moved.entries if one.target.kind is AccountKind.TAKEN_BACK)
        missing = moved.shortfall - moved.claimed if shortage is Shortage.SUPPRESS else 0
        assert taken == amount - missing

    @rule(amount=st.integers(1, 60), shortage=st.sampled_from(Shortage))
    def withdraw(self, amount: int, shortage: Shortage) -> None:
        step = self.next()
        self.carry_out(lambda wallet: write_off(wallet, amount, step, shortage=shortage))

    @invariant()
    def all_accounts_come_to_nothing(self) -> None:
        sheet = balance_sheet(self.entries)
        assert sum(sheet.values()) == 0
        wallet = self.wallet
        now = day(self.today)
        there = sum(one.amount for one in wallet.lots)
        assert sheet[AccountKind.WALLET] == there
        assert sheet[AccountKind.OWED] == -wallet.owed <= 0
        held = sum(sum(parts.values()) for parts in self.open)
        assert sheet[AccountKind.RESERVE] == wallet.reserved == held
        assert 0 <= -sheet[AccountKind.CLAIMED] == wallet.claimed <= held
        assert sheet[AccountKind.REDEEMED] == sum(self.spent.values())
        assert wallet.balance(now) + wallet.owed + wallet.pending(now) + wallet.expired(now) == there

    @invariant()
    def what_will_change_is_what_does(self) -> None:
        now = day(self.today)
        changes = self.wallet.changes(now)
        for later in range(self.today, self.today + 30, 3):
            coming = sum(amount for moment, amount in changes if moment <= day(later))
            assert self.wallet.balance(day(later)) == self.wallet.balance(now) + coming

    @invariant()
    def nothing_expires_while_it_could_pay_what_is_owed(self) -> None:
        """At any later moment, too; and the entries that say so change no balance."""
        for later in range(self.today, self.today + 30, 3):
            net = self.wallet.net(day(later))
            assert not net.owed or not any(
                one.pays(net.owing_since(day(later)), day(later)) for one in net.lots
            )
            written = settled(Moved(entries=(), wallet=self.wallet), posting("settle", later))
            for then in (later, later + 7):
                assert written.wallet.balance(day(then)) == self.wallet.balance(day(then))

    @invariant()
    def the_wallet_is_what_the_entries_come_to(self) -> None:
        assert wallet_of(self.entries, "anna") == self.wallet
        assert len({entry.id for entry in self.entries}) == len(self.entries)


TestLedger = Ledger.TestCase
