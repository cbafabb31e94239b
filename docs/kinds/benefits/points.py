"""Points are active at once and never expire, unless a `lifetime` says otherwise.

A lifetime has a delay or a certain day at either end, by the clocks of the place, or of the programme where
the place does not name its zone. Both delays count from the moment of the purchase. A delay of months and
days is one by the calendar: a month after 31 January is 28 February, and a day later is the same time of day
although clocks are changed in between; minutes are exact. The intent names the two moments. An expiry that is
rounded to the beginning of a day or month never comes before the points are active: it is put off to the next
beginning.

See also [points](../../semantics.md#points).
"""

from __future__ import annotations

import datetime as dt

from kinds.benefits.giving import sell
from loyalty_engine import (
    AdditionalPoints,
    Beginning,
    Delay,
    Lifetime,
    Money,
    Per,
    PointsAmount,
    PointsPercent,
    PointsPerSum,
    WithdrawPoints,
)

year = Lifetime(active_after=Delay(days=14), expires_after=Delay(months=12))
to_new_year = Lifetime(
    active_after=Delay(days=1), active_rounding=Beginning.DAY, last_day=dt.date(2026, 12, 31)
)


def points_percent() -> None:
    tenth = PointsPercent(10, lifetime=year)
    sell(tenth).points
    (granted,) = sell(tenth).intents
    granted
    sell(PointsPercent(10, at_most=3)).points


def points_amount() -> None:
    per_unit = PointsAmount(2, per=Per.UNIT)
    sell(per_unit).points
    sell(PointsAmount(500)).points


def points_per_sum() -> None:
    chips = PointsPerSum(1, every=Money.of("20", "EUR"), currency="chip")
    sell(chips).points


def additional_points() -> None:
    hundred = AdditionalPoints(100, lifetime=to_new_year)
    (granted,) = sell(hundred).intents
    granted


def withdraw_points() -> None:
    ten_chips = WithdrawPoints(10, currency="chip")
    sell(ten_chips).intents
