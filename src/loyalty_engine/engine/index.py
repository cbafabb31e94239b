"""The index: which rules can match a receipt, found by looking up what the receipt has.

Rules whose guard names the same key share a *shelf*. A shelf keeps, for every stretch of time in which the
same periods are in force, a *cell*: the rules then in force, arranged by what else their guards demand. So
a thousand offers that are over, or meant for other audiences, other places, other hours or larger receipts,
cost nothing. The index may wake too many rules, never too few.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, KeysView, Mapping, Sequence
from operator import itemgetter
from typing import cast

from attrs import define, field

from loyalty_engine.engine.guard import EVER, Guard, clock
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.keys import Key
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.schedule import MINUTES_OF_DAY, MINUTES_OF_WEEK

#: The key of rules that no key guards; every receipt has it.
ANYTHING = Key("")
#: References to rules that the cells of one index may hold together before all of them are dropped.
MOST_KEPT = 2_000_000


@define(eq=False)
class Circumstances:
    """What a receipt offers to the guards besides its keys; *clock* is its local time as `clock` reads it."""

    local: dt.datetime
    clock: int
    audiences: frozenset[str]
    place: str
    amount: int

    @classmethod
    def of(cls, receipt: Receipt | Occasion, amount: int, audiences: frozenset[str]) -> Circumstances:
        """The circumstances of a *receipt* that comes to *amount*, for a member of *audiences*."""
        local = receipt.local
        return cls(local, clock(local), audiences, receipt.place.id, amount)

    @property
    def minute(self) -> int:
        """The minute of the week, from Monday 00:00."""
        return self.local.weekday() * MINUTES_OF_DAY + self.local.hour * 60 + self.local.minute


#: The least amount of cells in which no rule asks for an amount.
NO_AMOUNT = 10**30


@define(eq=False)
class Cell:
    """Rules arranged by what they demand: *plain* ones nothing more, the others wait behind their demand.

    *audiences* and *places* lead on to further cells. *amounts* are those, rising, from which the rules of
    *ranks* have a chance, *lowest* the first of them.
    """

    plain: tuple[int, ...] = ()
    audiences: Waiting = field(factory=dict)
    places: Waiting = field(factory=dict)
    hours: Hours | None = None
    lowest: int = NO_AMOUNT
    amounts: Sequence[int] = ()
    ranks: Sequence[int] = ()

    @property
    def from_amount(self) -> int:
        """The amount from which the cell may wake a rule whatever the audiences are."""
        return 0 if self.plain or self.places or self.hours is not None else self.lowest

    def wake(self, seen: Circumstances, woken: set[int], index: Index) -> None:
        """Add the ranks of all rules that have a chance under *seen* to *woken*."""
        if self.plain:
            woken.update(self.plain)
        if self.audiences:
            for name in self.audiences.keys() & seen.audiences:
                _arranged(self.audiences, name, _by_place, index).wake(seen, woken, index)
        if self.places and seen.place in self.places:
            _arranged(self.places, seen.place, _by_hour, index).wake(seen, woken, index)
        if self.hours is not None:
            self.hours.at(seen.minute).wake(seen, woken, index)
        if seen.amount >= self.lowest:
            woken.update(self.ranks[: bisect_right(self.amounts, seen.amount)])


#: Cells by the name that leads to them; what nobody has asked for yet is still a rank, or a list of them.
Waiting = dict[str, "Cell | list[int] | int"]


def _arranged(waiting: Waiting, name: str, arrange: Arrange, index: Index) -> Cell:
    cell = waiting[name]
    if isinstance(cell, (list, int)):
        cell = waiting[name] = arrange([cell] if isinstance(cell, int) else cell, index)
    return cell


class Hours:
    """Rules that work in certain hours of the week, per stretch between any of their beginnings and ends."""

    def __init__(self, ranks: list[int], index: Index) -> None:
        self._ranks = ranks
        self._index = index
        self._cells: list[tuple[int, int, Cell]] = []

    def at(self, minute: int) -> Cell:
        """The rules that work in this minute of the week."""
        known = self._cells
        number = bisect_right(known, minute, key=itemgetter(0))
        if number and minute < known[number - 1][1]:
            return known[number - 1][2]
        since, until, cell = self._worked_out(minute)
        insort(known, (since, until, cell), key=itemgetter(0))
        return cell

    def _worked_out(self, minute: int) -> tuple[int, int, Cell]:
        """The stretch around *minute* in which no rule's hours begin and none's end, and its rules."""
        since, until = 0, MINUTES_OF_WEEK
        rows = []
        hours = self._index.guards.hours
        for rank in self._ranks:
            for start, end in hours[rank] or ():
                if start > minute:
                    if start < until:
                        until = start
                    break
                if end > minute:
                    rows.append(rank)
                    if start > since:
                        since = start
                    if end < until:
                        until = end
                    break
                if end > since:
                    since = end
        self._index.keep(len(rows) + 1)
        return since, until, _by_least(rows, self._index)


Arrange = Callable[[list[int], "Index"], Cell]


def _split(ranks: Sequence[int], names: Sequence[frozenset[str] | None]) -> tuple[list[int], Waiting]:
    """The rules that demand no name, and by name those that do, to be arranged when it is asked for.

    *names* are the names that rules demand, by rank.
    """
    free = [rank for rank in ranks if names[rank] is None]
    waiting: dict[str, list[int] | int] = {}
    for rank in ranks if len(free) < len(ranks) else ():
        for name in names[rank] or ():
            before = waiting.setdefault(name, rank)
            if isinstance(before, list):
                before.append(rank)
            elif before is not rank:
                waiting[name] = [before, rank]
    return free, cast("Waiting", waiting)


def _by_audience(ranks: list[int], index: Index) -> Cell:
    free, audiences = _split(ranks, index.guards.audiences)
    cell = _by_place(free, index)
    if audiences:
        cell.audiences = audiences
    return cell


def _by_place(ranks: list[int], index: Index) -> Cell:
    free, places = _split(ranks, index.guards.places)
    cell = _by_hour(free, index)
    if places:
        cell.places = places
    return cell


def _by_hour(ranks: list[int], index: Index) -> Cell:
    hours = index.guards.hours
    free = [rank for rank in ranks if hours[rank] is None]
    timed = [rank for rank in ranks if hours[rank] is not None] if len(free) < len(ranks) else []
    cell = _by_least(free, index)
    if timed:
        cell.hours = Hours(timed, index)
    return cell


def _by_least(ranks: list[int], index: Index) -> Cell:
    least = index.guards.least
    plain = tuple([rank for rank in ranks if not least[rank]])
    if len(plain) == len(ranks):
        return Cell(plain)
    rising = sorted([rank for rank in ranks if least[rank]], key=least.__getitem__)
    amounts = [least[rank] for rank in rising]
    return Cell(plain, lowest=amounts[0], amounts=amounts, ranks=rising)


#: From when to when, the amount from which the cell wakes rules for any audience, whether it has none for
#: certain audiences (None where it has none for any), and the cell.
Stretch = tuple[int, int, int, Callable[[frozenset[str]], bool] | None, Cell]
NO_STRETCH: Stretch = (0, 0, 0, None, Cell())


#: Audiences in one cell that are too many to be kept twice.
MANY_NAMES = 1_000


class Shelf:
    """The rules under one key, by the stretches of time between which the same periods are in force.

    *last* is the stretch that was asked for last: its beginning and its end, the amount below which its cell
    wakes no rule for a buyer of certain audiences, the test for these, and the cell. It is one value, so that
    threads which share a book never see half of it.
    """

    __slots__ = ("_ranks", "_stretches", "last")

    def __init__(self, ranks: tuple[int, ...]) -> None:
        self._ranks = ranks
        self._stretches: list[Stretch] = []
        self.last: Stretch = NO_STRETCH

    def at(self, now: int, index: Index) -> Stretch:
        """The stretch that the clock reading *now* falls in; its cell is worked out once."""
        known = self._stretches
        number = bisect_right(known, now, key=itemgetter(0))
        if number and now < known[number - 1][1]:
            stretch = known[number - 1]
        else:
            stretch = self._worked_out(now, index)
            insort(known, stretch, key=itemgetter(0))
        self.last = stretch
        return stretch

    def _worked_out(self, now: int, index: Index) -> Stretch:
        """The stretch around *now* in which no rule opens and none closes."""
        since, until = EVER
        rows = []
        all_open, all_close = index.guards.opens, index.guards.closes
        for rank in self._ranks:
            opens, closes = all_open[rank], all_close[rank]
            if opens > now:
                if opens < until:
                    until = opens
            elif closes <= now:
                if closes > since:
                    since = closes
            else:
                rows.append(rank)
                if opens > since:
                    since = opens
                if closes < until:
                    until = closes
        index.keep(len(rows) + 1)
        cell = _by_audience(rows, index)
        names = cell.audiences.keys()
        if not names:
            return since, until, cell.from_amount, None, cell
        # a set compares from its smaller side; a large one takes longer to make than it would save
        for_none_of = frozenset(names).isdisjoint if len(names) < MANY_NAMES else names.isdisjoint
        return since, until, cell.from_amount, for_none_of, cell

    def forget(self) -> None:
        """Drop what was worked out."""
        self._stretches = []
        self.last = NO_STRETCH


class Guards:
    """What all rules demand, by rank, demand by demand as in a `Guard`; *hours* are minutes of the week.

    Arranging many rules looks at one demand of each after the other, which is faster where these stand side
    by side.
    """

    __slots__ = ("audiences", "closes", "hours", "least", "opens", "places")

    def __init__(self, guards: Sequence[Guard]) -> None:
        self.opens = [guard.opens for guard in guards]
        self.closes = [guard.closes for guard in guards]
        self.audiences = [guard.audiences for guard in guards]
        self.places = [guard.places for guard in guards]
        self.hours = [guard.schedule and guard.schedule.week_minutes for guard in guards]
        self.least = [guard.least for guard in guards]


class Index:
    """All shelves by key. Filled lazily; what it works out is bounded and can be dropped at any time.

    *rows* are the ranks of the rules by key, and *guards* what they demand. Many keys guard one rule, so that
    its rank stands there alone. Ranks, because the garbage collector passes over tuples of numbers.
    """

    def __init__(self, rows: Mapping[Key, int | tuple[int, ...]], guards: Guards) -> None:
        self._rows = rows
        self.guards = guards
        self._shelves: dict[Key, Shelf] = {}
        self._kept = 0

    @property
    def keys(self) -> KeysView[Key]:
        """All keys that a shelf exists for."""
        return self._rows.keys()

    @property
    def kept(self) -> int:
        """How many references to rules the cells hold now; at most `MOST_KEPT`, and one cell."""
        return self._kept

    def wake(self, keys: Iterable[Key], seen: Circumstances) -> set[int]:
        """The ranks of the rules that have a chance on a receipt with these keys."""
        woken: set[int] = set()
        shelves, now, amount, audiences = self._shelves, seen.clock, seen.amount, seen.audiences
        for key in keys:
            shelf = shelves.get(key)
            if shelf is None:
                rows = self._rows.get(key)
                if rows is None:
                    continue
                shelf = shelves[key] = Shelf((rows,) if isinstance(rows, int) else rows)
            since, until, least, for_none_of, cell = shelf.last
            if not since <= now < until:
                _, _, least, for_none_of, cell = shelf.at(now, self)
            if amount >= least or (for_none_of is not None and not for_none_of(audiences)):
                cell.wake(seen, woken, self)
        return woken

    def keep(self, references: int) -> None:
        """Make room for *references* more; beyond the bound everything worked out so far is dropped."""
        self._kept += references
        if self._kept > MOST_KEPT:
            for shelf in list(self._shelves.values()):  # a copy: other threads may open shelves meanwhile
                shelf.forget()
            self._kept = references


def shelve(running: Iterable[Guard], guards: Guards) -> Index:
    """The index of the rules *running*, whose ranks are their numbers among *guards*."""
    found: dict[Key, int | list[int]] = {}
    crowded: list[Key] = []
    for guard in running:
        rank = guard.rank
        for key in (ANYTHING,) if guard.keys is None else guard.keys:
            before = found.setdefault(key, rank)
            if before is rank:
                continue
            if isinstance(before, list):
                before.append(rank)
            else:
                found[key] = [before, rank]
                crowded.append(key)
    rows = cast("dict[Key, int | tuple[int, ...]]", found)
    for key in crowded:
        rows[key] = tuple(cast("list[int]", found[key]))
    return Index(rows, guards)
