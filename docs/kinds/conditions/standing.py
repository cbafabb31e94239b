"""See also [what conditions do not know](../../semantics.md#unknown)."""

from __future__ import annotations

import datetime as dt

from attrs import evolve

from kinds.conditions.asking import reached
from kinds.shop import bought
from loyalty_engine import (
    Balance,
    ByParameter,
    Context,
    CountedPer,
    Counter,
    CounterChange,
    CounterChanges,
    CounterKey,
    CounterValue,
    InStatus,
    Member,
    Offer,
    Opening,
    PercentOff,
    PointsBalance,
    Window,
    WindowUnit,
    calculate,
)

days = [dt.datetime(2026, month, day, 12, tzinfo=dt.UTC) for month, day in ((7, 1), (8, 20), (9, 2))]
visits = Counter(15, changes=[CounterChange(at=at, by=1) for at in days])
anna = Member(
    "anna", counters={"visits": visits}, balances={"chip": PointsBalance(12)}, statuses={"tiers": "gold"}
)


def counter_value() -> None:
    every_fifth = CounterValue("visits", every=5)
    reached(every_fifth, member=anna)
    # Nobody has ever counted returns.
    reached(CounterValue("returns", at_most=0), member=anna)
    # A counter of the programme is one for all buyers; it comes with the context of the calculation.
    hundredth = CounterValue("sold", every=100, per=CountedPer.PROGRAM)
    hundredth.describe()
    offers = [Offer.of("lucky", [hundredth], [PercentOff(50)])]
    str(calculate(bought, None, offers, context=Context(counters={"sold": 4200})).total)
    # Kept by the place, each has a counter of its own, and that of the receipt's is meant.
    here = CounterValue("visits", at_least=3, keyed_by={CounterKey.PLACE})
    here.describe()
    reached(here, member=Member("boris", counters={"visits{place=shop-7}": 4}))
    # What there is no word for, the host sends as a parameter, here the number of the till.
    this_till = CounterValue("visits", at_least=3, keyed_by={ByParameter("till")})
    this_till.describe()
    at_till = evolve(bought, parameters={"till": 2})
    reached(this_till, receipt=at_till, member=Member("boris", counters={"visits{@till=2}": 4}))


def counter_changes() -> None:
    lately = CounterChanges("visits", at_least=2, window=Window(30, WindowUnit.DAY))
    reached(lately, member=anna)
    this_month = Window(1, WindowUnit.MONTH, opening=Opening.END)
    in_sum = CounterChanges("visits", at_least=2, summed=True, window=this_month)
    in_sum.describe()
    reached(in_sum, member=anna)


def balance() -> None:
    ten = Balance("chip", at_least=10)
    reached(ten, member=anna)
    reached(Balance(at_least=1), member=anna)
    Balance("chip", at_least=10, with_receipt=True).describe()


def in_status() -> None:
    gold = InStatus("tiers", {"gold", "platinum"})
    reached(gold, member=anna)
    InStatus("tiers").describe()
    InStatus("tiers", {"gold"}, new=True).describe()
