"""Laws of lots and of status systems."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.lots import Lot, balances_at, pending_at, spend_lots
from loyalty_engine.model.status_systems import StatusSystem, StatusTier
from loyalty_engine.model.window import WindowUnit

NOON = dt.datetime(2026, 9, 15, 12, tzinfo=dt.UTC)
HOURS = st.integers(-3, 3).map(lambda n: NOON + dt.timedelta(hours=n))


@st.composite
def some_lots(draw: st.DrawFn) -> list[Lot]:
    ids = draw(st.lists(st.sampled_from("abcdef"), unique=True))
    lots = []
    for id in ids:
        begin, end = draw(st.none() | HOURS), draw(st.none() | HOURS)
        if begin and end and end <= begin:
            end = begin + dt.timedelta(minutes=1)
        currency = draw(st.sampled_from(("bonus", "chip")))
        amount = draw(st.integers(0, 9))
        lots.append(Lot(id, currency=currency, amount=amount, active_from=begin, expires_at=end))
    return lots


@given(some_lots(), HOURS, st.data())
def test_what_is_spent_comes_from_active_lots_the_first_to_expire_first(
    lots: list[Lot], at: dt.datetime, data: st.DataObject
) -> None:
    balance = balances_at(lots, at).get("bonus", 0)
    amount = data.draw(st.integers(0, balance))
    parts = spend_lots(data.draw(st.permutations(lots)), amount, at)
    by_id = {lot.id: lot for lot in lots}
    spent = [by_id[id] for id in parts]

    assert sum(parts.values()) == amount
    assert all(lot.currency == "bonus" and lot.active_at(at) for lot in spent)
    assert all(0 < part <= by_id[id].amount for id, part in parts.items())
    usable = [lot for lot in lots if lot.currency == "bonus" and lot.active_at(at)]
    never = dt.datetime.max.replace(tzinfo=dt.UTC)
    for lot in usable:
        if parts.get(lot.id, 0) < lot.amount:  # where anything is left, nothing that expires later is touched
            assert not any((o.expires_at or never) > (lot.expires_at or never) for o in spent)


@given(some_lots(), HOURS)
def test_every_point_is_active_pending_or_expired(lots: list[Lot], at: dt.datetime) -> None:
    gone = sum(lot.amount for lot in lots if lot.expires_at is not None and lot.expires_at <= at)

    balances = sum(balances_at(lots, at).values()) + sum(pending_at(lots, at).values())
    assert balances + gone == sum(lot.amount for lot in lots)


@given(
    st.lists(st.integers(0, 50), min_size=1, unique=True).map(sorted),
    st.lists(st.tuples(st.integers(-900, 900), st.integers(-20, 60))),
    st.integers(-900, 900),
    st.sampled_from([WindowUnit.DAY, WindowUnit.WEEK, WindowUnit.MONTH]),
)
def test_the_next_status_is_that_of_the_next_period(
    bounds: list[int], moves: list[tuple[int, int]], hours: int, period: WindowUnit
) -> None:
    tiers = [*(StatusTier(f"s{n}", up_to=bound) for n, bound in enumerate(bounds)), StatusTier("top")]
    system = StatusSystem("club", counter="spent", tiers=tiers, period=period)
    at = NOON + dt.timedelta(hours=hours)
    counter = Counter(
        changes=[CounterChange(at=NOON + dt.timedelta(hours=n), by=by) for n, by in moves if n <= hours]
    )

    now = system.standing(counter, at, "Europe/Riga")
    then = system.standing(counter, now.until, "Europe/Riga")

    assert at < now.until
    assert then.status == now.next_status
    if now.missing is not None:
        assert system.status_of(now.value + now.missing - 1) == now.next_status
        assert system.status_of(now.value + now.missing) != now.next_status
