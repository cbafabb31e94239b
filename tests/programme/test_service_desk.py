"""Changes by hand: who may make them, what they move, and what is kept of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from programme.till import Guests, Watch, program
from shop import NOON, receipt

from loyalty_engine import Delay, InvalidInput, Lifetime, Members, Offer, WithdrawPoints
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.actor import Actor, ByHand, Permission
from loyalty_engine.model.attributes import AttributeDefinition, AttributeType
from loyalty_engine.model.audit import AuditEntry
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.program.adjust import (
    Accrual,
    CounterSet,
    PointsChanged,
    StatusSet,
    TooFewPoints,
    WriteOff,
)
from loyalty_engine.program.service_desk import ServiceDesk

OLGA = Operator(Actor("olga", permissions=Permission), reason="a late parcel")
OTTO = Operator(Actor("otto"), reason="just so")
ERROR, NEGATIVE, ZERO = TooFewPoints
TASTE = AttributeDefinition(name="taste", type=AttributeType.STRING, keeps_history=True)


def desk(families: dict[str, str] | None = None, store: MemoryStore | None = None) -> ServiceDesk:
    kept = MemoryStore() if store is None else store
    return ServiceDesk(store=kept, members=Guests(families or {}), clock=Watch(), zone="Europe/Riga")


def spendable(made: ServiceDesk, owner: str = "anna", at: dt.datetime = NOON) -> int:
    with made.store.begin() as unit:
        return unit.wallet(owner, "bonus").balance(at)


def entries(made: ServiceDesk) -> tuple[Any, ...]:
    assert isinstance(made.store, MemoryStore)
    return made.store.ledger


class TestPoints:
    def test_points_are_granted_with_their_lifetime_and_their_author(self) -> None:
        made = desk()
        order = Accrual(50, lifetime=Lifetime(active_after=Delay(days=1), expires_after=Delay(months=1)))
        assert made.change_points("1", OLGA, "anna", order) == PointsChanged(currency="bonus", amount=50)
        (entry,) = entries(made)
        by = ByHand(author="olga", at=NOON, reason="a late parcel")
        assert (entry.at, entry.recorded_at, entry.by_hand) == (NOON, NOON, by)
        later = [spendable(made, at=NOON + dt.timedelta(days=n)) for n in (0, 1, 29, 30)]
        assert later == [0, 50, 50, 0]

    def test_points_of_a_member_are_those_of_his_family(self) -> None:
        made = desk({"anna": "home"})
        made.change_points("1", OLGA, "anna", Accrual(50))
        assert (spendable(made, "home"), spendable(made, "anna")) == (50, 0)

    @pytest.mark.parametrize(
        ("too_few", "amount", "expected"),
        [
            pytest.param(ERROR, 30, (-30, 0, 0), id="all that is there"),
            pytest.param(NEGATIVE, 31, (-31, 1, -1), id="the rest is owed"),
            pytest.param(ZERO, 31, (-30, 1, 0), id="the rest is let go"),
        ],
    )
    def test_points_are_written_off(
        self, too_few: TooFewPoints, amount: int, expected: tuple[int, int, int]
    ) -> None:
        made = desk()
        made.change_points("1", OLGA, "anna", Accrual(30))
        found = made.change_points("2", OLGA, "anna", WriteOff(amount, too_few=too_few))
        assert (found.amount, found.missing, spendable(made)) == expected

    def test_nothing_is_written_off_of_nothing(self) -> None:
        made = desk()
        found = made.change_points("1", OLGA, "anna", WriteOff(5, too_few=ZERO))
        assert (found, entries(made)) == (PointsChanged(currency="bonus", amount=0, missing=5), ())

    def test_no_more_is_written_off_than_open_purchases_leave(self) -> None:
        """An offer is to take 20 of the 30 points once the purchase is confirmed."""
        shop, store, _ = program(Offer.of("mug", [], [WithdrawPoints(20)], reach=Members()))
        made = desk(store=store)
        made.change_points("1", OLGA, "anna", Accrual(30))
        shop.calculate("p", "2", receipt(("tea", "60.00")), "anna")
        with pytest.raises(Refused, match="of 11 points only 10 can be spent") as caught:
            made.change_points("3", OLGA, "anna", WriteOff(11))
        assert caught.value.reasons == (Reason.NOT_ENOUGH,)
        assert made.change_points("3", OLGA, "anna", WriteOff(11, too_few=ZERO)).amount == -10

    def test_points_that_would_be_over_are_not_granted(self) -> None:
        made = desk()
        over = Lifetime(last_day=NOON.date() - dt.timedelta(days=1))
        with pytest.raises(InvalidInput) as caught:
            made.change_points("1", OLGA, "anna", Accrual(50, lifetime=over))
        assert [problem.path for problem in caught.value.problems] == ["lifetime"]
        assert (entries(made), made.audit("anna")) == ((), ())


class TestCountersAndStatuses:
    def test_a_counter_is_set_where_it_stands_as_expected(self) -> None:
        made = desk()
        made.set_counter("1", OLGA, "anna", "visits", 4)
        with pytest.raises(Refused, match="stands at 4, and not at 3") as caught:
            made.set_counter("2", OLGA, "anna", "visits", 5, expected=3)
        assert caught.value.reasons == (Reason.OUTDATED,)
        found = made.set_counter("2", OLGA, "anna", "visits", 1, expected=4)
        assert found == CounterSet(counter="visits", before=4, after=1)
        made.set_counter("3", OLGA, "anna", "visits", 1)  # where it stands
        with made.store.begin() as unit:
            changes = [CounterChange(at=NOON, by=4), CounterChange(at=NOON, by=-3)]
            assert unit.counter("anna", "visits") == Counter(1, changes=changes)

    def test_a_counter_of_the_programme_is_about_nobody(self) -> None:
        made = desk()
        made.set_counter("1", OLGA, None, "gifts", 9)
        with made.store.begin() as unit:
            assert unit.counter(None, "gifts").value == 9
        assert [one.action for one in made.audit(None)] == ["counter"]

    def test_a_status_is_given_and_taken_away(self) -> None:
        made = desk()
        given = made.set_status("1", OLGA, "anna", "club", "gold")
        gone = made.set_status("2", OLGA, "anna", "club", None)
        assert given == StatusSet(system="club", before=None, after="gold")
        assert gone == StatusSet(system="club", before="gold", after=None)


class TestAttributes:
    def test_the_history_keeps_what_was_given_and_by_whom(self) -> None:
        made = desk()
        assert isinstance(made.clock, Watch)
        changed = []
        for n, value in enumerate(("sweet", "sweet", "sour", None)):
            changed.append(made.set_attribute(f"{n}", OLGA, "anna", TASTE, value).changed)
            made.clock.turn(days=1)
        assert changed == [True, False, True, True]
        with made.store.begin() as unit:
            history = unit.attribute("anna", "taste")
        assert [item.value for item in history.items] == ["sweet", "sour"]
        hands = [(item.by_hand.author, item.by_hand.at) for item in history.items if item.by_hand]
        assert hands == [("olga", NOON), ("olga", NOON + dt.timedelta(days=2))]
        assert history.current is None

    def test_what_does_not_fit_is_refused(self) -> None:
        made = desk()
        needed = evolve(TASTE, required=True)
        for n, (definition, value, reason) in enumerate(
            [(TASTE, 5, Reason.DOES_NOT_FIT), (needed, "sweet", None), (needed, None, Reason.REQUIRED)]
        ):
            if reason is None:
                made.set_attribute(f"{n}", OLGA, "anna", definition, value)
                continue
            with pytest.raises(Refused) as caught:
                made.set_attribute(f"{n}", OLGA, "anna", definition, value)
            assert caught.value.reasons == (reason,)
        assert [one.operation for one in made.audit("anna")] == ["1"]


#: One of each change.
CHANGES: dict[str, Callable[[ServiceDesk, str, Operator], object]] = {
    "accrual": lambda made, id, by: made.change_points(id, by, "anna", Accrual(5)),
    "write-off": lambda made, id, by: made.change_points(id, by, "anna", WriteOff(5, too_few=ZERO)),
    "counter": lambda made, id, by: made.set_counter(id, by, "anna", "visits", 4),
    "status": lambda made, id, by: made.set_status(id, by, "anna", "club", "gold"),
    "attribute": lambda made, id, by: made.set_attribute(id, by, "anna", TASTE, "sweet"),
}
PERMISSIONS = {
    "accrual": Permission.EDIT_POINTS,
    "write-off": Permission.EDIT_POINTS,
    "counter": Permission.EDIT_COUNTERS,
    "status": Permission.EDIT_STATUSES,
    "attribute": Permission.EDIT_ATTRIBUTES,
}
DETAILS = {
    "accrual": (("currency", "bonus"), ("amount", "5")),
    "write-off": (("currency", "bonus"), ("amount", "0"), ("missing", "5")),
    "counter": (("counter", "visits"), ("before", "0"), ("after", "4")),
    "status": (("system", "club"), ("before", ""), ("after", "gold")),
    "attribute": (("attribute", "taste"), ("changed", "yes")),
}


@pytest.mark.parametrize("change", CHANGES)
class TestEachChange:
    def noted(self, change: str, operator: Operator, *, allowed: bool) -> AuditEntry:
        return AuditEntry(
            by=ByHand(author=operator.actor.id, at=NOON, reason=operator.reason),
            permission=PERMISSIONS[change],
            action=change,
            operation="1",
            member="anna",
            allowed=allowed,
            details=DETAILS[change] if allowed else (),
        )

    def test_it_is_carried_out_once_and_audited_once(self, change: str) -> None:
        made = desk()
        first = CHANGES[change](made, "1", OLGA)
        before = entries(made)
        assert CHANGES[change](made, "1", OLGA) == first
        assert entries(made) == before
        assert made.audit("anna") == (self.noted(change, OLGA, allowed=True),)

    def test_without_its_permission_it_is_refused_and_that_is_audited(self, change: str) -> None:
        made = desk()
        others = Actor("otto", permissions={*Permission} - {PERMISSIONS[change]})
        otto = Operator(others, reason="just so")
        with pytest.raises(Refused) as caught:
            CHANGES[change](made, "1", otto)
        assert caught.value.reasons == (Reason.NO_PERMISSION,)
        assert made.audit("anna") == (self.noted(change, otto, allowed=False),)
        assert entries(made) == ()
        CHANGES[change](made, "1", OLGA)  # nothing was carried out under the id

    def test_its_id_serves_for_nothing_else(self, change: str) -> None:
        made = desk()
        CHANGES[change](made, "1", OLGA)
        why = Operator(OLGA.actor, reason="another")
        other = next(name for name in CHANGES if name != change)
        for name, by, said in (
            (change, why, "was carried out before, and differs in its reason"),
            (other, OLGA, rf"operation '1' was the step '{change}' \("),
        ):
            with pytest.raises(Refused, match=said) as caught:
                CHANGES[name](made, "1", by)
            assert caught.value.reasons == (Reason.OTHER_REQUEST,)
        assert len(made.audit("anna")) == 1

    def test_nothing_happens_without_a_reason_to_believe_it(self, change: str) -> None:
        """Without an id, or an operator."""
        made = desk()
        nobody: Any = OLGA.actor
        for id, by, path in (("", OLGA, "operation"), ("1", nobody, "operator")):
            with pytest.raises(InvalidInput) as caught:
                CHANGES[change](made, id, by)
            assert [problem.path for problem in caught.value.problems] == [path]
        assert (made.audit("anna"), made.audit(None)) == ((), ())


def test_members_have_to_be_known() -> None:
    made = desk()
    with pytest.raises(KeyError):
        made.change_points("1", OLGA, "nobody", Accrual(5))
    assert (entries(made), made.audit("nobody")) == ((), ())


@pytest.mark.parametrize("order", [Accrual, WriteOff])
def test_amounts_have_bounds(order: Callable[[int], Accrual | WriteOff]) -> None:
    assert [order(amount).amount for amount in (1, 10**12)] == [1, 10**12]
    for amount in (0, -1, 10**12 + 1):
        with pytest.raises(InvalidInput) as caught:
            order(amount)
        assert [problem.path for problem in caught.value.problems] == ["amount"]


@pytest.mark.parametrize(
    ("ask", "paths"),
    [
        pytest.param(lambda made, bad: Accrual(bad), ["amount"], id="grant"),
        pytest.param(lambda made, bad: WriteOff(bad), ["amount"], id="write off"),
        pytest.param(lambda made, bad: Accrual(5, lifetime=bad), ["lifetime"], id="a lifetime"),
        pytest.param(lambda made, bad: WriteOff(5, too_few=bad), ["too_few"], id="what if too few"),
        pytest.param(lambda made, bad: made.change_points("1", OLGA, "anna", bad), ["order"], id="an order"),
        pytest.param(
            lambda made, bad: made.set_counter("1", OLGA, "anna", "", bad, expected=bad),
            ["counter", "value", "expected"],
            id="a counter",
        ),
        pytest.param(
            lambda made, bad: made.set_status("1", OLGA, "anna", bad, bad),
            ["system", "status"],
            id="a status",
        ),
        pytest.param(
            lambda made, bad: ServiceDesk(
                store=made.store, members=made.members, clock=made.clock, zone="Mars"
            ),
            ["zone"],
            id="a zone",
        ),
    ],
)
def test_what_is_no_request(ask: Callable[[ServiceDesk, Any], object], paths: list[str]) -> None:
    made = desk()
    with pytest.raises(InvalidInput) as caught:
        ask(made, 0.5)
    assert [problem.path for problem in caught.value.problems] == paths
