"""Members, operators, purchases, months and zones at random, against a model that a child could keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from attrs import define, evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from individual.breakfast import OLGA

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.individual import (
    Listing,
    Operator,
    Refused,
    SlotTransition,
    carry_out_slots,
    choose_favorite,
    choose_favorites,
    clear_favorite,
    favorites_list,
    list_changes,
    lock_slot,
    open_slot,
    with_candidates,
)
from loyalty_engine.model.catalog import Catalog, Product, ProductGroup
from loyalty_engine.model.intents import SlotChange, SlotCountIntent
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.receipt import Line, Place, Receipt
from loyalty_engine.model.selection import Daily, EveryDays, Monthly, OneTime, SelectionPeriod, Weekly
from loyalty_engine.model.slots import (
    FavoriteProductsRule,
    PredefinedList,
    PurchaseHistory,
    SlotSet,
    selection,
)
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots
from loyalty_engine.rules.offer import Offer

PRODUCTS = tuple("abcd")
ANCHOR = dt.date(2026, 2, 3)
SELECTIONS: tuple[SelectionPeriod, ...] = (OneTime(), Daily(), Weekly("wed"), Monthly(), EveryDays(3, ANCHOR))
ZONES = ("Europe/Riga", "America/Havana", "Pacific/Auckland", "Australia/Lord_Howe", "Asia/Kolkata")
WINDOWS = (ALWAYS, Period("2026-03-01", "2026-04-30"))
FILL = Offer.of("fill", benefits=[FillFavoriteSlots("r")])
BY = st.sampled_from([None, OLGA])
POSITIONS = st.sampled_from([1, 2, 1, 2, 3, 4])
SETS = st.lists(st.sampled_from(PRODUCTS), max_size=3, unique=True) | st.lists(
    st.sampled_from(PRODUCTS), max_size=4
)


@define
class Cell:
    """A slot as the model sees it; what was chosen, and when."""

    product: str | None = None
    at: dt.datetime | None = None
    locked: bool = False


class Favorites(RuleBasedStateMachine):
    """One member's slots under one rule, from February on."""

    @initialize(
        source=st.sampled_from([PredefinedList("list"), PurchaseHistory()]),
        selection=st.sampled_from(SELECTIONS),
        counts=st.sampled_from([(0, 2), (1, 1), (2, 3), (2, 2), (1, 4)]),
        allow_change=st.booleans(),
        fill=st.sampled_from(WINDOWS),
        zone=st.sampled_from(ZONES),
    )
    def start(
        self, counts: tuple[int, int], zone: str, source: PredefinedList | PurchaseHistory, **more: Any
    ) -> None:
        self.rule = FavoriteProductsRule(
            id="r", source=source, default_slots=counts[0], max_slots=counts[1], **more
        )
        self.zone = zone
        self.now = dt.datetime(2026, 2, 20, 10, tzinfo=dt.UTC)
        self.listed = set("abc")
        self.book = self.book_of(self.listed)
        self.purchases: list[PastPurchase] = []
        self.have = SlotSet(rule="r")
        self.cells = {n: Cell() for n in range(1, counts[0] + 1)}
        self.asked: Callable[[SlotSet], SlotTransition] | None = None

    # What the model knows

    def local(self, at: dt.datetime) -> dt.datetime:
        return at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def period(self, at: dt.datetime) -> object:
        """A name for the selection period of *at*; two instants of one period have the same."""
        day, every = self.local(at).date(), self.rule.selection
        if isinstance(every, OneTime):
            return None
        if isinstance(every, Daily):
            return day
        if isinstance(every, Weekly):
            return (day - dt.timedelta(days=2)).isocalendar()[:2]
        if isinstance(every, Monthly):
            return day.year, day.month
        return (day - ANCHOR).days // 3

    def stands(self, position: int) -> bool:
        cell = self.cells.get(position)
        return (
            cell is not None
            and cell.at is not None
            and cell.product is not None
            and (self.period(cell.at) == self.period(self.now))
        )

    @property
    def standing(self) -> dict[int, str]:
        return {n: cell.product for n, cell in self.cells.items() if cell.product and self.stands(n)}

    @property
    def open(self) -> bool:
        day = self.local(self.now).date()
        return self.rule.fill == ALWAYS or dt.date(2026, 3, 1) <= day <= dt.date(2026, 4, 30)

    @property
    def offered(self) -> set[str]:
        if isinstance(self.rule.source, PredefinedList):
            return self.listed
        today = self.local(self.now)
        month = 12 * today.year + today.month - 1
        days = [(self.local(purchase.at), purchase) for purchase in self.purchases]
        bought = [purchase for day, purchase in days if 12 * day.year + day.month == month]
        return {line.product.value for purchase in bought for line in purchase.lines}

    def may_change(self, position: int, by: Operator | None) -> bool:
        if by is not None:
            return True
        return not self.cells[position].locked and (not self.stands(position) or self.rule.allow_change)

    # What the library is asked

    def book_of(self, listed: set[str]) -> OfferBook:
        group = ProductGroup.of("list", products=listed)
        catalog = Catalog(products=[Product(code=code) for code in PRODUCTS], groups=[group])
        return compile_offers([FILL], catalog=catalog, favorites=[self.rule], zone="Asia/Tokyo")

    def listing(self) -> Listing:
        return favorites_list(self.rule, self.book.catalog, self.purchases, at=self.now, zone=self.zone)

    def ask(
        self, act: Callable[..., SlotTransition], *asked: object, by: Operator | None, allowed: bool
    ) -> bool:
        """Ask for something, and then again; says whether it was done."""
        at, zone, rule = self.now, self.zone, self.rule

        def request(have: SlotSet) -> SlotTransition:
            return act(have, rule, *asked, at=at, zone=zone, by=by)

        try:
            done = request(self.have)
        except Refused:
            assert not allowed
            return False
        assert allowed
        assert request(done.slots) == SlotTransition(slots=done.slots)
        before = {slot.position: slot for slot in self.have.slots}
        for record in done.records:
            assert before.get(record.position, record.before) == record.before
            assert (record.by_hand is None) == (by is None)
            assert (
                by is not None
                or act in (lock_slot, open_slot)
                or not (record.before and record.before.locked and self.stands(record.position))
            )
        self.have, self.asked = done.slots, request
        return True

    # What happens

    def tick(self) -> None:
        """No two things happen at one instant."""
        self.now += dt.timedelta(minutes=1)

    @rule(hours=st.sampled_from([1, 5, 24, 24 * 3, 24 * 9, 24 * 20]))
    def time_passes(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    @rule(zone=st.sampled_from(ZONES))
    def the_member_moves(self, zone: str) -> None:
        self.zone = zone

    @rule(bought=st.sets(st.sampled_from(PRODUCTS), min_size=1))
    def the_member_buys(self, bought: set[str]) -> None:
        lines = [PastLine(product=code, amount=Money(100, "EUR")) for code in sorted(bought)]
        self.purchases.append(PastPurchase(id=str(len(self.purchases)), at=self.now, lines=lines))

    @rule(listed=st.sets(st.sampled_from(PRODUCTS), min_size=1))
    def the_list_changes(self, listed: set[str]) -> None:
        after = self.book_of(listed)
        member = Member("m", favorites=[self.have], zone=self.zone)
        warnings = list_changes(self.book, after, [member], self.now)
        predefined = isinstance(self.rule.source, PredefinedList)

        assert bool(warnings) == (predefined and listed != self.listed and bool(self.standing))
        for warning in warnings:
            assert set(warning.added) == listed - self.listed
            assert set(warning.removed) == self.listed - listed
            assert {choice.position: choice.product for choice in warning.unlisted} == {
                n: product for n, product in self.standing.items() if product in self.listed - listed
            }
        self.listed, self.book = listed, after

    @rule(position=POSITIONS, product=st.sampled_from(PRODUCTS), by=BY)
    def choose_one(self, position: int, product: str, by: Operator | None) -> None:
        self.tick()
        kept = self.standing.get(position) == product
        allowed = kept or (
            position in self.cells
            and self.open
            and product in self.offered
            and product not in self.standing.values()
            and self.may_change(position, by)
        )
        if self.ask(choose_favorite, position, product, self.listing(), by=by, allowed=allowed) and not kept:
            self.cells[position] = evolve(self.cells[position], product=product, at=self.now)

    @rule(products=SETS, by=BY)
    def choose_all(self, products: list[str], by: Operator | None) -> None:
        self.tick()
        kept = {n for n, product in self.standing.items() if product in products}
        dropped = self.standing.keys() - kept
        new = [product for product in products if product not in self.standing.values()]
        places = [
            n for n in sorted(self.cells.keys() - kept) if by or n in dropped or not self.cells[n].locked
        ]
        allowed = (
            len(set(products)) == len(products)
            and self.offered.issuperset(new)
            and all(self.may_change(n, by) for n in dropped)
            and len(new) <= len(places)
            and (self.open or not (new or dropped))
        )
        if self.ask(choose_favorites, products, self.listing(), by=by, allowed=allowed):
            for n in dropped:
                self.cells[n] = evolve(self.cells[n], product=None)
            for n, product in zip(places, new, strict=False):
                self.cells[n] = evolve(self.cells[n], product=product, at=self.now)
            assert set(self.standing.values()) == set(products)

    @rule(position=POSITIONS, by=BY)
    def clear(self, position: int, by: Operator | None) -> None:
        self.tick()
        allowed = position in self.cells and (
            not self.stands(position) or (self.may_change(position, by) and (self.open or by is not None))
        )
        if self.ask(clear_favorite, position, by=by, allowed=allowed) and self.stands(position):
            self.cells[position] = evolve(self.cells[position], product=None)

    @rule(position=POSITIONS, by=BY, locked=st.booleans())
    def lock(self, position: int, by: Operator | None, locked: bool) -> None:
        self.tick()
        if self.ask(lock_slot if locked else open_slot, position, by=by, allowed=position in self.cells):
            self.cells[position].locked = locked

    @rule(change=st.sampled_from([None, *SlotChange]), count=st.integers(0, 4), clear=st.booleans())
    def an_offer_changes_the_number(self, change: SlotChange | None, count: int, clear: bool) -> None:
        self.tick()
        intent = SlotCountIntent(offer="o", rule="r", change=change, count=count, clear=clear)
        self.have = carry_out_slots(self.have, self.rule, [intent], at=self.now, zone=self.zone).slots
        have = len(self.cells)
        wanted = {
            SlotChange.MORE: have + count,
            SlotChange.FEWER: have - count,
            SlotChange.SET: count,
            None: have,
        }
        for _ in range(max(0, have - max(0, wanted[change]))):
            del self.cells[max(self.cells)]
        while len(self.cells) < min(wanted[change], self.rule.max_slots):
            self.cells[min(set(range(1, 9)) - self.cells.keys())] = Cell()
        if clear:
            self.cells = {n: Cell(locked=cell.locked) for n, cell in self.cells.items()}
        self.asked = None  # slots that are new may take what the old ones held

    @rule(bought=st.lists(st.sampled_from(PRODUCTS), min_size=1, max_size=3))
    def a_purchase_fills_slots(self, bought: list[str]) -> None:
        self.tick()
        lines = [Line(number=n, product=code, amount=Money(100, "EUR")) for n, code in enumerate(bought, 1)]
        receipt = Receipt(id="r", at=self.now, place=Place("shop"), lines=lines)
        member = with_candidates(Member("m", favorites=[self.have], zone=self.zone), [self.listing()])
        intents = calculate(receipt, member, self.book).intents
        done = carry_out_slots(self.have, self.rule, intents, at=self.now, zone=self.zone)
        again = carry_out_slots(done.slots, self.rule, intents, at=self.now, zone=self.zone)

        free = [n for n in sorted(self.cells) if not self.stands(n) and not self.cells[n].locked]
        takes = self.offered.difference(self.standing.values()) if self.open else set()
        filled = {
            r.position: r.after.product for r in done.records if r.after and r.after.changed_at == self.now
        }
        assert [*filled] == free[: len(takes)]
        assert takes.issuperset(filled.values())
        assert set(filled.values()) >= takes.intersection(bought) or len(filled) == len(free)
        assert (again.records, done.skipped, again.skipped) == ((), (), ())
        for n, product in filled.items():
            self.cells[n] = evolve(self.cells[n], product=product, at=self.now)
        self.have = done.slots

    @precondition(lambda self: self.asked is not None)
    @rule()
    def an_old_request_comes_again(self) -> None:
        """However late, it changes nothing: it finds what it asked for, or something newer."""
        assert self.asked is not None
        try:
            again = self.asked(self.have)
        except Refused:
            return
        assert again.records == ()

    # What is always so

    @invariant()
    def the_choices_are_those_of_the_model(self) -> None:
        chosen = selection(self.have, self.rule, self.now, self.zone)

        assert {slot.position: slot.product for slot in chosen} == self.standing
        assert len(chosen) <= len(self.cells) <= self.rule.max_slots
        assert len(set(self.standing.values())) == len(chosen)


Favorites.TestCase.settings = settings(stateful_step_count=50)
TestFavorites = Favorites.TestCase
