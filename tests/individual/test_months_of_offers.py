"""Months of imports, choices, answers and purchases of two members, against a model made of plain lists.

The model keeps flags in dictionaries and days as numbers. It says of every request whether it is done, and
of every purchase which products cost less.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from loyalty_engine import (
    BenefitKind,
    Catalog,
    ChosenCategories,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    Line,
    Member,
    Money,
    Offer,
    Percent,
    Period,
    PersonalBenefit,
    PersonalEntries,
    PersonalItem,
    PersonalizedOffer,
    Product,
    ProductGroup,
    ProductTarget,
    Receipt,
    Share,
    calculate,
    compile_offers,
)
from loyalty_engine.individual.categories import keep_choice, select_categories
from loyalty_engine.individual.personalized import accept_items, accept_offer, decline_items, decline_offer
from loyalty_engine.individual.refusal import Refused
from loyalty_engine.model.personal import PersonalAttribute

DAY_ZERO = dt.date(2026, 9, 1)
CATEGORIES, ITEMS = range(4), range(3)
TENTH = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(10)))
BOOK = compile_offers(
    [
        Offer.of("categories", [ChosenCategories("categories")], [PersonalBenefit("categories")]),
        Offer.of("fans", [PersonalEntries("fans")], [PersonalBenefit("fans")]),
    ],
    catalog=Catalog(
        products=[Product(code=f"{kind}{n}") for kind in "ci" for n in range(4)],
        groups=[ProductGroup.of(f"g{n}", products={f"c{n}"}) for n in CATEGORIES],
    ),
)
ANNA_AND_BORIS = st.sampled_from(["anna", "boris"])
FLAGS = st.sampled_from([None, False, False, True])
DAYS = st.tuples(st.integers(-5, 20), st.integers(0, 15))


def day(number: int) -> dt.date:
    return DAY_ZERO + dt.timedelta(days=number)


class Told:
    """What the model knows of one member; entries are ``[first day, last day, flag]``."""

    def __init__(self) -> None:
        self.most: int | None = None
        self.categories: dict[str, list[Any]] = {}
        self.required = False
        self.accepted: bool | None = None
        self.items: dict[str, list[Any]] = {}

    def open_categories(self, today: int) -> dict[str, list[Any]]:
        return {id: one for id, one in self.categories.items() if one[0] <= today <= one[1]}

    def said(self, item: str) -> bool | None:
        """The member's word on an item; None where none is asked for."""
        flag: bool | None = self.items[item][2]
        if flag is None:
            flag = self.accepted
        return False if flag is None and self.required else flag

    def cheaper(self, today: int) -> set[str]:
        """The products that cost less today."""
        working = [id for id, one in self.open_categories(today).items() if one[2] is not False]
        items = [
            name
            for name, (first, last, _) in self.items.items()
            if first <= today <= last and self.said(name) is not False
        ]
        return {f"c{id}" for id in working[: self.most]} | set(items)


class MonthsOfOffers(RuleBasedStateMachine):
    """Two members, each with favourite categories and one personalised offer."""

    @initialize()
    def start(self) -> None:
        self.today = 0
        self.told = {"anna": Told(), "boris": Told()}
        self.categories = dict.fromkeys(self.told, FavoriteCategories())
        self.offers = dict.fromkeys(self.told, PersonalizedOffer())
        self.last: Callable[[], None] | None = None

    @property
    def now(self) -> dt.datetime:
        return dt.datetime.combine(day(self.today), dt.time(12), dt.UTC)

    @rule(days=st.integers(1, 9))
    def time_passes(self, days: int) -> None:
        self.today += days
        self.last = None

    @rule(
        who=ANNA_AND_BORIS,
        entries=st.lists(st.tuples(DAYS, FLAGS), min_size=1, max_size=len(CATEGORIES)),
        most=st.sampled_from([None, 1, 2, 2]),
    )
    def categories_are_imported(
        self, who: str, entries: list[tuple[tuple[int, int], bool | None]], most: int | None
    ) -> None:
        told = self.told[who]
        chosen = {id for id, one in told.open_categories(self.today).items() if one[2]}
        told.most = most
        told.categories = {
            str(n): [self.today + first, self.today + first + length, flag]
            for n, ((first, length), flag) in enumerate(entries)
        }
        imported = FavoriteCategories(
            max_count=most,
            categories=[
                FavoriteCategory(
                    id=id,
                    group=f"g{id}",
                    benefit=TENTH,
                    period=Period(day(first), day(last)),
                    accepted=flag,
                )
                for id, (first, last, flag) in told.categories.items()
            ],
        )
        kept = keep_choice(self.categories[who], imported, self.now, "UTC")
        self.categories[who] = kept.value
        now_open = told.open_categories(self.today)
        free = sum(one[2] is None for one in now_open.values())
        room = None if most is None else max(0, most - free)
        able = [id for id, one in now_open.items() if one[2] is not None and id in chosen][:room]
        assert kept.kept == tuple(able)
        if able:
            for id, one in now_open.items():
                one[2] = one[2] if one[2] is None else id in able
        self.last = None

    @rule(who=ANNA_AND_BORIS, ids=st.lists(st.sampled_from("01234"), max_size=3), replace=st.booleans())
    def categories_are_chosen(self, who: str, ids: list[str], replace: bool) -> None:
        told, wanted = self.told[who], set(ids)
        current = told.open_categories(self.today)
        standing = {id for id, one in current.items() if one[2]}
        free = sum(one[2] is None for one in current.values())
        offered = any(one[2] is not None for one in told.categories.values())
        allowed = (
            wanted <= {id for id, one in current.items() if one[2] is not None}
            and (told.most is None or not wanted or len(wanted) + free <= told.most)
            and (replace or not standing)
        )

        def ask() -> None:
            self.categories[who] = select_categories(
                self.categories[who], ids, self.now, "UTC", replace=replace
            ).value

        if not (offered and (wanted == standing or allowed)):
            with pytest.raises(Refused):
                ask()
            return
        ask()
        if wanted != standing:
            for id, one in current.items():
                one[2] = one[2] if one[2] is None else id in wanted
            chosen = [id for id, one in told.open_categories(self.today).items() if one[2]]
            assert told.most is None or len(chosen) <= told.most
        self.last = ask

    @rule(
        who=ANNA_AND_BORIS,
        entries=st.lists(st.tuples(DAYS, FLAGS), min_size=1, max_size=len(ITEMS)),
        required=st.booleans(),
        accepted=FLAGS,
    )
    def an_offer_is_imported(
        self,
        who: str,
        entries: list[tuple[tuple[int, int], bool | None]],
        required: bool,
        accepted: bool | None,
    ) -> None:
        told = self.told[who]
        told.required, told.accepted = required, accepted
        told.items = {
            f"i{n}": [self.today + first, self.today + first + length, flag]
            for n, ((first, length), flag) in enumerate(entries)
        }
        self.offers[who] = PersonalizedOffer(
            acceptance_required=required,
            accepted=accepted,
            items=[
                PersonalItem(
                    target=ProductTarget(name),
                    benefit=TENTH,
                    period=Period(day(first), day(last)),
                    accepted=flag,
                )
                for name, (first, last, flag) in told.items.items()
            ],
        )
        self.last = None

    @rule(who=ANNA_AND_BORIS, yes=st.booleans())
    def an_offer_is_answered(self, who: str, yes: bool) -> None:
        told = self.told[who]
        asking = [one for name, one in told.items.items() if told.said(name) is not None]

        def ask() -> None:
            answer = accept_offer if yes else decline_offer
            self.offers[who] = answer(self.offers[who], self.now, "UTC").value

        if all(self.today > last for _, last, _ in asking):
            with pytest.raises(Refused):
                ask()
            return
        ask()
        if told.required or told.accepted is not None:
            told.accepted = yes
        for one in told.items.values():
            if one[2] is not None and self.today <= one[1]:
                one[2] = yes
        self.last = ask

    @rule(
        who=ANNA_AND_BORIS,
        names=st.lists(st.sampled_from(["i0", "i1", "i2", "i3"]), min_size=1, max_size=2),
        yes=st.booleans(),
    )
    def items_are_answered(self, who: str, names: list[str], yes: bool) -> None:
        told = self.told[who]

        def ask() -> None:
            answer = accept_items if yes else decline_items
            targets = [ProductTarget(name) for name in names]
            self.offers[who] = answer(self.offers[who], targets, self.now, "UTC").value

        able = [
            name in told.items and told.said(name) is not None and self.today <= told.items[name][1]
            for name in names
        ]
        if not all(able):
            with pytest.raises(Refused):
                ask()
            return
        ask()
        for name in names:
            if told.said(name) is not yes or told.items[name][2] is not None:
                told.items[name][2] = yes
        self.last = ask

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_last_request_comes_again(self) -> None:
        before = dict(self.categories), dict(self.offers)
        assert self.last is not None
        self.last()
        assert (self.categories, self.offers) == before

    @rule(who=ANNA_AND_BORIS)
    def everything_is_bought(self, who: str) -> None:
        personal: dict[str, PersonalAttribute] = {
            "categories": self.categories[who],
            "fans": self.offers[who],
        }
        names = [f"c{n}" for n in CATEGORIES] + [f"i{n}" for n in ITEMS]
        receipt = Receipt(
            id="r",
            at=self.now,
            place="s",
            lines=[
                Line(number=n, product=name, amount=Money(100_00, "EUR")) for n, name in enumerate(names, 1)
            ],
        )

        result = calculate(receipt, Member(who, personal=personal), BOOK)

        discounts = zip(names, result.lines, strict=True)
        assert {name for name, line in discounts if line.discount.minor} == self.told[who].cheaper(self.today)


TestMonthsOfOffers = MonthsOfOffers.TestCase
TestMonthsOfOffers.settings = settings(stateful_step_count=25)
