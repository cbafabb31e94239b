"""Laws of periods, schedules, selection periods and distances of dates, each against a plainer way."""

from __future__ import annotations

import calendar
import datetime as dt

from hypothesis import example, given
from hypothesis import strategies as st

from loyalty_engine.model.days import DayRule, DaysOfMonth, EveryNDays, NthWeekday, Weekday, Weekdays
from loyalty_engine.model.period import (
    Period,
    Unit,
    days_from_anniversary,
    full_units_since,
    in_zone,
    local_time,
)
from loyalty_engine.model.schedule import DailyWindow, Schedule
from loyalty_engine.model.selection import (
    Daily,
    EveryDays,
    Monthly,
    SelectionPeriod,
    Weekly,
    period_end,
    period_start,
)

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2999, 12, 31)
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/St_Johns",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",
)

dates = st.dates(FIRST, LAST)
readings = st.datetimes(dt.datetime.combine(FIRST, dt.time()), dt.datetime.combine(LAST, dt.time.max))
offsets = st.integers(-24 * 60 + 1, 24 * 60 - 1).map(
    lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))
)
instants = st.builds(lambda reading, offset: reading.replace(tzinfo=offset), readings, offsets)
# far enough from the first and last year that the same moment lies within them everywhere
near = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
near_readings = st.builds(dt.datetime.combine, near, st.times())
near_instants = st.builds(lambda reading, offset: reading.replace(tzinfo=offset), near_readings, offsets)

clock_times = st.times() | st.builds(dt.time, st.integers(0, 23), st.sampled_from((0, 30)))
windows = (
    st.tuples(clock_times, clock_times)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: DailyWindow(*pair))
)
weekdays = st.sampled_from(Weekday)
days_of_month = st.integers(1, 31) | st.integers(-31, -1)
weekly_rules = st.frozensets(weekdays, min_size=1).map(Weekdays)
day_rules: st.SearchStrategy[DayRule] = st.one_of(
    weekly_rules,
    st.frozensets(days_of_month, min_size=1).map(DaysOfMonth),
    st.builds(NthWeekday, weekdays, st.sampled_from((1, 2, 3, 4, 5, -1))),
    st.builds(EveryNDays, near, st.integers(1, 1000)),
)
schedules = st.builds(
    lambda days, hours: Schedule(days=days, windows=hours),
    st.lists(day_rules, max_size=3),
    st.lists(windows, max_size=3),
)
selections: st.SearchStrategy[SelectionPeriod] = st.one_of(
    st.just(Daily()),
    st.builds(Weekly, weekdays),
    st.builds(Monthly, st.integers(1, 31)),
    st.builds(EveryDays, st.integers(1, 40), near),
)


def on_the_calendar(rule: DayRule, day: dt.date) -> bool:
    """Is *day* one of *rule*, by looking at the sheet of its month and counting from an anchor?"""
    sheet = list(calendar.Calendar().itermonthdates(day.year, day.month))
    month = [date for date in sheet if date.month == day.month]
    match rule:
        case Weekdays(days):
            return day.isoweekday() in {weekday + 1 for weekday in days}
        case DaysOfMonth(days):
            return day in {month[n - 1 if n > 0 else n] for n in days if abs(n) <= len(month)}
        case NthWeekday(weekday, nth):
            same = [date for date in month if date.isoweekday() == weekday + 1]
            return day in same[nth - 1 if nth > 0 else nth :][:1]
        case EveryNDays(anchor, n):
            return (day - anchor) % dt.timedelta(days=n) == dt.timedelta()


class TestPeriod:
    """A period holds from its start up to just before its end, so that two that meet never overlap."""

    @given(st.lists(near_readings, min_size=3, max_size=3, unique=True), near_readings, offsets)
    def test_periods_that_meet_share_no_reading(
        self, bounds: list[dt.datetime], local: dt.datetime, offset: dt.timezone
    ) -> None:
        first, middle, last = sorted(bounds)
        instant = local.replace(tzinfo=offset)
        one, two, both = Period(first, middle), Period(middle, last), Period(first, last)

        assert one.contains(local, instant) + two.contains(local, instant) == both.contains(local, instant)
        assert both.contains(local, instant) == (first <= local < last)

    @given(st.lists(near_instants, min_size=3, max_size=3, unique=True), near_instants)
    def test_periods_that_meet_share_no_instant(
        self, bounds: list[dt.datetime], instant: dt.datetime
    ) -> None:
        first, middle, last = sorted(bounds)
        local = local_time(instant)
        one, two, both = Period(first, middle), Period(middle, last), Period(first, last)

        assert one.contains(local, instant) + two.contains(local, instant) == both.contains(local, instant)
        assert both.contains(local, instant) == (first <= instant < last)

    @given(near_instants, near_instants, offsets)
    def test_an_instant_is_the_same_by_every_clock(
        self, start: dt.datetime, instant: dt.datetime, offset: dt.timezone
    ) -> None:
        elsewhere = instant.astimezone(offset)
        period = Period(start)

        assert period.contains(local_time(instant), instant) == period.contains(
            local_time(elsewhere), elsewhere
        )
        assert period == Period(start.astimezone(offset))

    @given(
        st.none() | near_readings | near_instants, st.none() | near_readings | near_instants, near_instants
    )
    def test_the_span_is_never_too_narrow(
        self, start: dt.datetime | None, end: dt.datetime | None, instant: dt.datetime
    ) -> None:
        period = Period(start).narrowed(Period(end=end))  # crossed bounds, too
        local = local_time(instant)
        opens, closes = period.span
        within = (start is None or (local >= start if start.tzinfo is None else instant >= start)) and (
            end is None or (local < end if end.tzinfo is None else instant < end)
        )

        assert period.contains(local, instant) == within
        assert opens <= local < closes or not within

    @given(dates, dates, readings, offsets)
    def test_whole_days_count_to_the_last(
        self, first: dt.date, last: dt.date, local: dt.datetime, offset: dt.timezone
    ) -> None:
        first, last = sorted((first, last))

        assert Period(first, last).contains(local, local.replace(tzinfo=offset)) == (
            first <= local.date() <= last
        )
        assert Period(first, last) == Period(first.isoformat(), last.isoformat())


class TestSchedule:
    """A schedule holds where any of its windows is open that starts on any of its days."""

    @given(day_rules, near)
    def test_days_are_those_of_the_calendar(self, rule: DayRule, day: dt.date) -> None:
        assert rule.holds_on(day) == on_the_calendar(rule, day)

    @given(schedules, near_readings)
    def test_holds_where_an_opening_covers_the_reading(self, schedule: Schedule, local: dt.datetime) -> None:
        """Every opening is laid out in full, on the day of the reading and on the day before it."""
        today = local.date()
        open_now = []
        for day in (today - DAY, today):
            if schedule.days and not any(on_the_calendar(rule, day) for rule in schedule.days):
                continue
            midnight = dt.datetime.combine(day, dt.time())
            open_now += [midnight <= local < midnight + DAY] if not schedule.windows else []
            for window in schedule.windows:
                opens = dt.datetime.combine(day, window.start)
                closes = dt.datetime.combine(day, window.end)
                open_now.append(opens <= local < (closes if closes > opens else closes + DAY))

        assert schedule.holds(local) == any(open_now)

    @given(schedules, readings)
    def test_week_minutes_are_never_too_narrow(self, schedule: Schedule, local: dt.datetime) -> None:
        stretches = schedule.week_minutes
        minute = 1440 * local.weekday() + 60 * local.hour + local.minute

        if stretches is not None and schedule.holds(local):
            assert any(start <= minute < end for start, end in stretches)

    @given(st.lists(weekly_rules, max_size=2), st.lists(windows, max_size=3), st.data())
    def test_week_minutes_of_weekdays_and_windows_are_exact(
        self, days: list[Weekdays], hours: list[DailyWindow], data: st.DataObject
    ) -> None:
        """Some second of every minute within is open, and none of any minute without."""
        schedule = Schedule(days=days, windows=hours)
        stretches = ((0, 10080),) if schedule.week_minutes is None else schedule.week_minutes
        bounds = [minute for start, end in stretches for minute in (start, end - 1, end)]
        minute = data.draw(st.sampled_from(bounds) | st.integers(0, 10079))
        begins = dt.datetime.combine(dt.date(2026, 9, 7), dt.time()) + dt.timedelta(minutes=minute % 10080)
        moments = {begins} | {begins.replace(second=0) + edge for edge in edges(hours)}
        tried = [m for m in moments if begins <= m < begins + dt.timedelta(minutes=1)]

        assert any(schedule.holds(m) for m in tried) == any(s <= minute % 10080 < e for s, e in stretches)

    @given(schedules)
    def test_week_minutes_rise_and_do_not_touch(self, schedule: Schedule) -> None:
        cuts = [minute for stretch in schedule.week_minutes or () for minute in stretch]

        assert cuts == sorted(set(cuts))
        assert all(0 <= minute <= 10080 for minute in cuts)
        assert cuts != [0, 10080]


def edges(hours: list[DailyWindow]) -> set[dt.timedelta]:
    """Where within a minute the windows open."""
    return {
        dt.timedelta(seconds=window.start.second, microseconds=window.start.microsecond) for window in hours
    }


class TestSelection:
    """Selection periods follow one another without gap or overlap, and every moment lies in its own."""

    @given(selections, readings)
    def test_a_moment_lies_in_its_period(self, rule: SelectionPeriod, local: dt.datetime) -> None:
        start, end = period_start(rule, local), period_end(rule, local)

        assert start is not None
        assert end is not None
        assert start <= local < end
        assert start.time() == end.time() == dt.time()

    @given(selections, near_readings)
    def test_periods_follow_one_another(self, rule: SelectionPeriod, local: dt.datetime) -> None:
        start, end = period_start(rule, local), period_end(rule, local)

        assert start is not None
        assert end is not None
        assert (period_start(rule, start), period_end(rule, start)) == (start, end)
        assert period_end(rule, start - dt.timedelta.resolution) == start
        assert period_start(rule, end) == end

    @given(selections, near_readings)
    def test_it_begins_on_the_last_day_of_choosing(self, rule: SelectionPeriod, local: dt.datetime) -> None:
        """Going back day by day finds the same beginning."""
        day = local.date()
        while not is_day_of_choosing(rule, day):
            day -= DAY

        assert period_start(rule, local) == dt.datetime.combine(day, dt.time())


def is_day_of_choosing(rule: SelectionPeriod, day: dt.date) -> bool:
    match rule:
        case Weekly(weekday):
            return day.isoweekday() == weekday + 1
        case Monthly(n):
            return day.day == n or (day.day < n and (day + DAY).month != day.month)
        case EveryDays(n, anchor):
            return (day - anchor) % dt.timedelta(days=n) == dt.timedelta()
        case _:
            return True


class TestAnniversary:
    """The anniversary that is counted from is the nearest, and of two that are equally far the past one."""

    @given(near, dates)
    @example(dt.date(2004, 2, 29), dt.date(2026, 2, 28))
    @example(dt.date(2004, 12, 31), dt.date(2027, 1, 1))
    def test_days_from_anniversary(self, born: dt.date, today: dt.date) -> None:
        days = days_from_anniversary(born, today)
        nearer = range(1 - abs(days), abs(days))

        assert is_anniversary(born, today - dt.timedelta(days=days))
        assert not any(is_anniversary(born, today - dt.timedelta(days=n)) for n in nearer)
        assert days >= 0 or not is_anniversary(born, today + dt.timedelta(days=days))

    @given(st.dates(), st.dates())
    def test_no_date_is_too_far_away(self, born: dt.date, today: dt.date) -> None:
        assert abs(days_from_anniversary(born, today)) <= (
            183 if dt.MINYEAR < today.year < dt.MAXYEAR else 366
        )


def is_anniversary(born: dt.date, day: dt.date) -> bool:
    if (born.month, born.day) == (2, 29) and not calendar.isleap(day.year):
        return (day.month, day.day) == (2, 28)
    return (day.month, day.day) == (born.month, born.day)


class TestFullUnits:
    """The n-th unit after the date has come, and the next one has not."""

    @given(near, near, st.sampled_from(Unit))
    @example(dt.date(2004, 2, 29), dt.date(2026, 2, 28), Unit.YEAR)
    @example(dt.date(2026, 1, 31), dt.date(2026, 3, 30), Unit.MONTH)
    def test_full_units_since(self, since: dt.date, today: dt.date, unit: Unit) -> None:
        units = full_units_since(since, today, unit)

        assert later(since, units, unit) <= today < later(since, units + 1, unit)

    @given(st.dates(), st.dates(), st.sampled_from(Unit))
    def test_no_date_is_too_far_away(self, since: dt.date, today: dt.date, unit: Unit) -> None:
        assert (full_units_since(since, today, unit) >= 0) == (since <= today)


def later(since: dt.date, units: int, unit: Unit) -> dt.date:
    """The day *units* after *since*, by its day of the month or the month's last."""
    if unit is Unit.DAY:
        return since + units * DAY
    year, month = divmod(12 * since.year + since.month - 1 + units * (12 if unit is Unit.YEAR else 1), 12)
    length = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(since.day, length))


class TestZones:
    """A reading in a zone is the instant by that zone's offset, which is never a whole day."""

    @given(instants, st.sampled_from(ZONES))
    def test_in_zone(self, instant: dt.datetime, zone: str) -> None:
        reading = in_zone(instant, zone)

        assert reading.tzinfo is None
        assert abs(reading.replace(tzinfo=dt.UTC) - instant) < DAY

    @given(instants, st.sampled_from(ZONES), offsets)
    def test_it_does_not_matter_how_the_instant_is_written(
        self, instant: dt.datetime, zone: str, offset: dt.timezone
    ) -> None:
        written = instant.astimezone(offset)

        if FIRST <= written.date() <= LAST:
            assert in_zone(written, zone) == in_zone(instant, zone)
