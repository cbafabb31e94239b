"""Members choose favourite products: whole sets, one slot, and what is not allowed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from individual.breakfast import (
    CATALOG,
    LATER,
    LIST,
    LONG_AGO,
    NOON,
    RULE,
    SEPTEMBER,
    When,
    chosen,
    on,
    slot,
    slots,
)

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual import (
    Reason,
    Refused,
    SlotRecord,
    SlotTransition,
    choose_favorite,
    choose_favorites,
    clear_favorite,
    lock_slot,
    open_slot,
    overview,
)
from loyalty_engine.model.member import Member
from loyalty_engine.model.period import Period
from loyalty_engine.model.selection import Daily, EveryDays, Monthly, SelectionPeriod, Weekly
from loyalty_engine.model.slots import Chooser, FavoriteProductsRule, Slot, SlotKind, SlotSet

NONE_YET = SlotSet(rule="breakfast")
FREE = evolve(RULE, allow_change=True)
MONTHLY = evolve(RULE, selection=Monthly())
OVER = evolve(RULE, fill=Period(None, "2026-09-14"))
HONEY = slot(1, "honey")
SOON = NOON + dt.timedelta(hours=1)


class TestWholeSet:
    @pytest.mark.parametrize(
        ("have", "rule", "products", "expected"),
        [
            pytest.param(
                NONE_YET, RULE, ["milk", "honey"], {1: "milk", 2: "honey"}, id="into free slots, in order"
            ),
            pytest.param(NONE_YET, RULE, ["milk"], {1: "milk", 2: None}, id="fewer than there are slots"),
            pytest.param(
                slots(slot(1), slot(2, "honey"), slot(3)),
                RULE,
                ["milk", "honey", "oats"],
                {1: "milk", 2: "honey", 3: "oats"},
                id="what is chosen stays where it is",
            ),
            pytest.param(
                slots(HONEY, slot(2, "milk")),
                FREE,
                ["oats", "honey"],
                {1: "honey", 2: "oats"},
                id="what is given up makes room, where the rule allows changes",
            ),
            pytest.param(slots(HONEY, slot(2, "milk")), FREE, [], {1: None, 2: None}, id="nothing any more"),
            pytest.param(
                slots(slot(1, locked=True), slot(2), slot(3)),
                RULE,
                ["honey", "milk"],
                {1: None, 2: "honey", 3: "milk"},
                id="a locked slot is passed over",
            ),
            pytest.param(
                slots(slot(1, "honey", locked=True), slot(2)),
                RULE,
                ["honey", "milk"],
                {1: "honey", 2: "milk"},
                id="and what it holds stays",
            ),
            pytest.param(
                slots(slot(1, "oats", LONG_AGO), slot(2, "milk", LONG_AGO)),
                MONTHLY,
                ["milk"],
                {1: "milk", 2: None},
                id="a choice of another month is none, and gives way to a newer one",
            ),
            pytest.param(
                slots(slot(1), slot(2), slot(3), slot(4)),
                RULE,
                ["honey", "milk", "oats"],
                {1: "honey", 2: "milk", 3: "oats", 4: None},
                id="as many as the rule allows",
            ),
            pytest.param(
                slots(slot(1, "rye"), slot(2)),
                RULE,
                ["rye", "milk"],
                {1: "rye", 2: "milk"},
                id="what is chosen and not listed any more stays",
            ),
        ],
    )
    def test_choosing(
        self, have: SlotSet, rule: FavoriteProductsRule, products: list[str], expected: dict[int, str | None]
    ) -> None:
        after = choose_favorites(have, rule, products, LIST, **SEPTEMBER)

        assert chosen(after.slots) == expected
        assert choose_favorites(after.slots, rule, products, LIST, **LATER) == SlotTransition(
            slots=after.slots
        )

    def test_ten_thousand_wrong_products_make_a_message_of_a_hundred_lines(self) -> None:
        with pytest.raises(Refused) as caught:
            choose_favorites(NONE_YET, RULE, [f"odd-{n}" for n in range(9_999)], LIST, **SEPTEMBER)

        lines = str(caught.value).splitlines()
        assert len(caught.value.reasons) == 10_000
        assert {Reason.NOT_LISTED, Reason.TOO_MANY} == set(caught.value.reasons)
        assert lines[0].endswith(": 10,000 problems")
        assert (len(lines), lines[-1]) == (102, "  and 9,900 more")

    def test_what_is_kept_of_it(self) -> None:
        after = choose_favorites(
            slots(slot(1), slot(2, kind=SlotKind.BIRTHDAY), candidates=["tea"]),
            RULE,
            ["tea"],
            LIST,
            **SEPTEMBER,
        )
        tea = Slot(position=1, product="tea", changed_at=NOON, chosen_by=Chooser.MEMBER)

        assert after == SlotTransition(
            slots=slots(tea, slot(2, kind=SlotKind.BIRTHDAY), candidates=["tea"]),
            records=(SlotRecord(position=1, before=slot(1), after=tea, at=NOON, chooser=Chooser.MEMBER),),
        )

    def test_records_say_what_was_given_up(self) -> None:
        after = choose_favorites(slots(HONEY, slot(2, "milk")), FREE, ["oats"], LIST, **SEPTEMBER)
        seen = [
            (r.position, r.before and r.before.product, r.after and r.after.product) for r in after.records
        ]

        assert seen == [(1, "honey", "oats"), (2, "milk", None)]

    @pytest.mark.parametrize(
        ("have", "rule", "products", "reasons"),
        [
            pytest.param(
                NONE_YET,
                RULE,
                ["honey", "milk", "oats"],
                {"products": Reason.TOO_MANY},
                id="three for two slots",
            ),
            pytest.param(
                slots(slot(1), slot(2), slot(3), slot(4)),
                RULE,
                ["honey", "milk", "oats", "tea"],
                {"products": Reason.TOO_MANY},
                id="slots beyond the maximum do not count",
            ),
            pytest.param(
                SlotSet(rule="breakfast", no_slots=True),
                RULE,
                ["honey"],
                {"products": Reason.TOO_MANY},
                id="no slots at all",
            ),
            pytest.param(
                slots(slot(1), slot(2, "honey"), slot(3, "milk"), slot(4, "oats")),
                RULE,
                ["honey", "milk", "oats", "tea"],
                {"products": Reason.TOO_MANY},
                id="as many choices as the rule allows, wherever they are",
            ),
            pytest.param(
                NONE_YET, RULE, ["honey", "soap"], {"products[1]": Reason.NOT_LISTED}, id="not on the list"
            ),
            pytest.param(
                NONE_YET, RULE, ["honey", "honey"], {"products[1]": Reason.REPEATED}, id="one product twice"
            ),
            pytest.param(
                slots(HONEY, slot(2)), RULE, ["milk"], {"products": Reason.CHOSEN}, id="giving up what stands"
            ),
            pytest.param(
                slots(slot(1, "honey", locked=True), slot(2)),
                FREE,
                ["milk"],
                {"products": Reason.LOCKED},
                id="giving up what is locked",
            ),
            pytest.param(
                slots(slot(1, locked=True), slot(2)),
                RULE,
                ["honey", "milk"],
                {"products": Reason.LOCKED},
                id="too few slots because one is locked",
            ),
            pytest.param(NONE_YET, OVER, ["honey"], {"": Reason.CLOSED}, id="after the fill window"),
            pytest.param(
                slots(HONEY, slot(2)),
                evolve(OVER, allow_change=True),
                [],
                {"": Reason.CLOSED},
                id="nor is anything given up then",
            ),
            pytest.param(
                slots(slot(1, "honey", SOON), slot(2)),
                RULE,
                ["honey"],
                {"products[0]": Reason.REPEATED},
                id="a request that comes after a later one",
            ),
            pytest.param(
                slots(slot(1, "tea", SOON), slot(2)),
                RULE,
                ["honey", "milk"],
                {"products": Reason.CHOSEN},
                id="and finds too few slots",
            ),
            pytest.param(
                slots(HONEY, slot(2)),
                OVER,
                ["soap", "milk", "milk", "oats"],
                {
                    "products[2]": Reason.REPEATED,
                    "": Reason.CLOSED,
                    "products[0]": Reason.NOT_LISTED,
                    "products": Reason.TOO_MANY,
                },
                id="everything at once",
            ),
        ],
    )
    def test_refused(
        self, have: SlotSet, rule: FavoriteProductsRule, products: list[str], reasons: dict[str, Reason]
    ) -> None:
        with pytest.raises(Refused) as caught:
            choose_favorites(have, rule, products, LIST, **SEPTEMBER)
        assert {
            p.path: reason for p, reason in zip(caught.value.problems, caught.value.reasons, strict=True)
        } == reasons

    def test_it_says_until_when_a_choice_stands(self) -> None:
        with pytest.raises(Refused) as caught:
            choose_favorites(slots(HONEY, slot(2, "milk")), MONTHLY, ["oats"], LIST, **SEPTEMBER)
        assert str(caught.value) == (
            "choice of favourite products: 2 problems\n"
            "  products: slot 1 holds 'honey' until 2026-10-01 00:00\n"
            "  products: slot 2 holds 'milk' until 2026-10-01 00:00"
        )


class TestOneSlot:
    @pytest.mark.parametrize(
        ("have", "rule", "position", "product", "expected"),
        [
            pytest.param(NONE_YET, RULE, 2, "honey", {1: None, 2: "honey"}, id="a free slot"),
            pytest.param(
                slots(HONEY), FREE, 1, "milk", {1: "milk"}, id="another product, where that is allowed"
            ),
            pytest.param(
                slots(slot(1, "honey", LONG_AGO)),
                MONTHLY,
                1,
                "milk",
                {1: "milk"},
                id="after the period is over",
            ),
            pytest.param(
                slots(slot(1, "honey", LONG_AGO), slot(2)),
                MONTHLY,
                2,
                "honey",
                {1: None, 2: "honey"},
                id="a product of another month again",
            ),
        ],
    )
    def test_choosing(
        self,
        have: SlotSet,
        rule: FavoriteProductsRule,
        position: int,
        product: str,
        expected: dict[int, str | None],
    ) -> None:
        after = choose_favorite(have, rule, position, product, LIST, **SEPTEMBER)

        assert chosen(after.slots) == expected
        again = choose_favorite(after.slots, rule, position, product, LIST, **LATER)
        assert again == SlotTransition(slots=after.slots)

    @pytest.mark.parametrize(
        ("have", "rule", "position", "product", "reasons"),
        [
            pytest.param(NONE_YET, RULE, 3, "honey", (Reason.UNKNOWN,), id="no such slot"),
            pytest.param(
                slots(slot(1), slot(2), slot(3), slot(4)), RULE, 4, "tea", (Reason.TOO_MANY,), id="beyond all"
            ),
            pytest.param(NONE_YET, RULE, 1, "soap", (Reason.NOT_LISTED,), id="not on the list"),
            pytest.param(slots(HONEY), RULE, 1, "milk", (Reason.CHOSEN,), id="a choice that stands"),
            pytest.param(slots(HONEY, slot(2)), RULE, 2, "honey", (Reason.REPEATED,), id="a product twice"),
            pytest.param(slots(slot(1, locked=True)), FREE, 1, "milk", (Reason.LOCKED,), id="a locked slot"),
            pytest.param(NONE_YET, OVER, 1, "honey", (Reason.CLOSED,), id="after the fill window"),
            pytest.param(slots(slot(1, "tea", SOON)), FREE, 1, "milk", (Reason.CHOSEN,), id="a late request"),
            pytest.param(
                slots(HONEY, slot(2, "milk", locked=True)),
                OVER,
                2,
                "soap",
                (Reason.CLOSED, Reason.LOCKED, Reason.NOT_LISTED),
                id="everything at once",
            ),
        ],
    )
    def test_refused(
        self,
        have: SlotSet,
        rule: FavoriteProductsRule,
        position: int,
        product: str,
        reasons: tuple[Reason, ...],
    ) -> None:
        with pytest.raises(Refused) as caught:
            choose_favorite(have, rule, position, product, LIST, **SEPTEMBER)
        assert caught.value.reasons == reasons

    def test_a_choice_beyond_the_maximum_makes_no_room_for_another(self) -> None:
        """The rule allowed four slots when these were chosen; three count, wherever they are."""
        have = slots(slot(1), slot(2, "honey"), slot(3, "milk"), slot(4, "oats"))

        with pytest.raises(Refused) as caught:
            choose_favorite(have, RULE, 1, "tea", LIST, **SEPTEMBER)
        assert caught.value.reasons == (Reason.TOO_MANY,)
        assert chosen(choose_favorite(have, FREE, 4, "tea", LIST, **SEPTEMBER).slots)[4] == "tea"


@pytest.mark.parametrize(
    ("selection", "last", "free_again"),
    [
        pytest.param(Daily(), "2026-09-15T23:59:59+03:00", "2026-09-16T00:00+03:00", id="daily"),
        pytest.param(Weekly("mon"), "2026-09-20T23:59:59+03:00", "2026-09-21T00:00+03:00", id="weekly"),
        pytest.param(Monthly(), "2026-09-30T23:59:59+03:00", "2026-10-01T00:00+03:00", id="monthly"),
        pytest.param(
            EveryDays(2, dt.date(2026, 9, 14)),
            "2026-09-15T23:59:59+03:00",
            "2026-09-16T00:00+03:00",
            id="every two days",
        ),
        pytest.param(
            EveryDays(40, dt.date(2026, 9, 15)),
            "2026-10-24T23:59:59+03:00",
            "2026-10-25T00:00+03:00",
            id="before clocks are set back",
        ),
        pytest.param(
            EveryDays(41, dt.date(2026, 9, 15)),
            "2026-10-25T23:59:59+02:00",
            "2026-10-26T00:00+02:00",
            id="after clocks were set back",
        ),
    ],
)
def test_the_next_choice_is_made_when_the_period_is_over(
    selection: SelectionPeriod, last: str, free_again: str
) -> None:
    """Nobody clears anything: 15 September's choice stands to the last second, and then it does not."""
    rule = evolve(RULE, selection=selection)
    after = choose_favorites(NONE_YET, rule, ["honey", "milk"], LIST, **SEPTEMBER).slots

    with pytest.raises(Refused) as caught:
        choose_favorites(after, rule, ["oats", "tea"], LIST, **on(last))
    assert caught.value.reasons == (Reason.CHOSEN, Reason.CHOSEN)
    again = choose_favorites(after, rule, ["oats", "tea"], LIST, **on(free_again))
    assert chosen(again.slots) == {1: "oats", 2: "tea"}


def test_once_and_for_ever() -> None:
    after = choose_favorites(NONE_YET, RULE, ["honey", "milk"], LIST, **SEPTEMBER).slots

    with pytest.raises(Refused, match="slot 1 holds 'honey' for good"):
        choose_favorites(after, RULE, ["oats", "tea"], LIST, **on("2999-12-31T12:00+03:00"))


class TestClearing:
    @pytest.mark.parametrize(
        ("have", "rule", "expected"),
        [
            pytest.param(slots(HONEY), FREE, {1: None}, id="where the rule allows changes"),
            pytest.param(slots(slot(1)), RULE, {1: None}, id="an empty slot stays empty"),
            pytest.param(
                slots(slot(1, "honey", LONG_AGO)),
                MONTHLY,
                {1: "honey"},
                id="an old choice is none, so it stays",
            ),
            pytest.param(
                slots(slot(1, "honey", LONG_AGO)),
                evolve(OVER, selection=Monthly()),
                {1: "honey"},
                id="and nobody minds the fill window then",
            ),
        ],
    )
    def test_clearing(
        self, have: SlotSet, rule: FavoriteProductsRule, expected: dict[int, str | None]
    ) -> None:
        after = clear_favorite(have, rule, 1, **SEPTEMBER)

        assert chosen(after.slots) == expected
        assert clear_favorite(after.slots, rule, 1, **LATER) == SlotTransition(slots=after.slots)

    @pytest.mark.parametrize(
        ("have", "rule", "reasons"),
        [
            pytest.param(slots(slot(2)), RULE, (Reason.UNKNOWN,), id="no such slot"),
            pytest.param(slots(HONEY), RULE, (Reason.CHOSEN,), id="a choice that stands"),
            pytest.param(slots(evolve(HONEY, locked=True)), FREE, (Reason.LOCKED,), id="a locked slot"),
            pytest.param(
                slots(HONEY), evolve(OVER, allow_change=True), (Reason.CLOSED,), id="after the window"
            ),
            pytest.param(slots(slot(1, "tea", SOON)), FREE, (Reason.CHOSEN,), id="a late request"),
        ],
    )
    def test_refused(self, have: SlotSet, rule: FavoriteProductsRule, reasons: tuple[Reason, ...]) -> None:
        with pytest.raises(Refused) as caught:
            clear_favorite(have, rule, 1, **SEPTEMBER)
        assert caught.value.reasons == reasons

    def test_ten_thousand_wrong_products_make_a_message_of_a_hundred_lines(self) -> None:
        with pytest.raises(Refused) as caught:
            choose_favorites(NONE_YET, RULE, [f"odd-{n}" for n in range(9_999)], LIST, **SEPTEMBER)

        lines = str(caught.value).splitlines()
        assert len(caught.value.reasons) == 10_000
        assert {Reason.NOT_LISTED, Reason.TOO_MANY} == set(caught.value.reasons)
        assert lines[0].endswith(": 10,000 problems")
        assert (len(lines), lines[-1]) == (102, "  and 9,900 more")

    def test_what_is_kept_of_it(self) -> None:
        after = clear_favorite(slots(HONEY, slot(2)), FREE, 1, **SEPTEMBER)
        empty = Slot(position=1, changed_at=NOON)

        assert after.records == (
            SlotRecord(position=1, before=HONEY, after=empty, at=NOON, chooser=Chooser.MEMBER),
        )
        assert after.slots == slots(empty, slot(2))


class TestLocks:
    def test_a_slot_is_locked_and_opened(self) -> None:
        locked = lock_slot(slots(HONEY, slot(2)), FREE, 1, **SEPTEMBER)
        opened = open_slot(locked.slots, FREE, 1, **LATER)

        assert locked.slots == slots(evolve(HONEY, locked=True), slot(2))
        assert [(r.position, r.chooser, r.at) for r in locked.records] == [(1, Chooser.SYSTEM, NOON)]
        assert lock_slot(locked.slots, FREE, 1, **LATER) == SlotTransition(slots=locked.slots)
        assert opened.slots == slots(HONEY, slot(2))

    def test_a_slot_is_locked_before_there_are_any(self) -> None:
        assert lock_slot(NONE_YET, RULE, 2, **SEPTEMBER).slots == slots(slot(1), slot(2, locked=True))

    def test_no_such_slot(self) -> None:
        for turn in (lock_slot, open_slot):
            with pytest.raises(Refused, match=r"position: there is no slot 3 \(there are 1, 2\)"):
                turn(NONE_YET, RULE, 3, **SEPTEMBER)


class TestWhatCannotBeMeant:
    @pytest.mark.parametrize(
        ("wrong", "text"),
        [
            pytest.param(
                {"slots": SlotSet(rule="lunch")}, "slots: the slots are those under 'lunch'", id="slots"
            ),
            pytest.param({"listing": evolve(LIST, rule="lunch")}, "it is the list of 'lunch'", id="a list"),
            pytest.param({"products": "honey"}, "'honey' is not a sequence", id="one text"),
            pytest.param({"products": ["honey", 5]}, "products[1]: 5 is not a product's code", id="a number"),
            pytest.param(
                {"at": dt.datetime(2026, 9, 15)}, "at: 2026-09-15T00:00:00 has no offset", id="no offset"
            ),
            pytest.param({"zone": "Riga"}, "there is no time zone 'Riga'", id="no zone"),
            pytest.param(
                {"listing": evolve(LIST, since=dt.datetime(2026, 8, 1), until=dt.datetime(2026, 9, 1))},
                "it is valid from 2026-08-01 to 2026-09-01",
                id="the list of another month",
            ),
        ],
    )
    def test_a_whole_set(self, wrong: dict[str, Any], text: str) -> None:
        asked = {"slots": NONE_YET, "rule": RULE, "products": ["honey"], "listing": LIST, **SEPTEMBER}

        with pytest.raises(InvalidInput) as caught:
            choose_favorites(**{**asked, **wrong})
        assert not isinstance(caught.value, Refused)
        assert text in str(caught.value)

    def test_one_slot(self) -> None:
        wrong: Any = {"position": True, "product": ["honey"]}

        with pytest.raises(InvalidInput) as caught:
            choose_favorite(NONE_YET, RULE, listing=LIST, **wrong, **SEPTEMBER)
        assert [problem.path for problem in caught.value.problems] == [*wrong]
        for act in (clear_favorite, lock_slot, open_slot):
            with pytest.raises(InvalidInput, match="position: '1' is not a whole number"):
                act(NONE_YET, RULE, "1", **SEPTEMBER)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("zone", "made", "stands", "over"),
    [
        pytest.param(
            "Africa/Cairo",
            "2026-04-23T21:59:59+02:00",
            "2026-04-23T23:59:59+02:00",
            "2026-04-24T01:00:00+03:00",
            id="a day that begins at one, because clocks are set forward at midnight",
        ),
        pytest.param(
            "America/Nuuk",
            "2026-10-24T23:30:00-01:00",
            "2026-10-24T23:59:59-02:00",
            "2026-10-25T00:00:00-02:00",
            id="a day whose last hour comes twice",
        ),
        pytest.param(
            "America/Havana",
            "2026-11-01T00:30:00-04:00",
            "2026-11-01T23:59:59-05:00",
            "2026-11-02T00:00:00-05:00",
            id="a day whose first hour comes twice",
        ),
        pytest.param(
            "Europe/Riga",
            "2026-03-28T00:00:00+02:00",
            "2026-03-28T23:59:59+02:00",
            "2026-03-29T00:00:00+02:00",
            id="the day before a short one",
        ),
        pytest.param(
            "Europe/Riga",
            "2026-03-29T02:59:59+02:00",
            "2026-03-29T23:59:59+03:00",
            "2026-03-30T00:00:00+03:00",
            id="a short day",
        ),
    ],
)
def test_a_day_is_over_at_midnight_whatever_clocks_do(zone: str, made: str, stands: str, over: str) -> None:
    daily = evolve(RULE, selection=Daily())
    after = choose_favorite(NONE_YET, daily, 1, "honey", LIST, **on(made, zone)).slots

    with pytest.raises(Refused) as caught:
        choose_favorite(after, daily, 1, "milk", LIST, **on(stands, zone))
    assert caught.value.reasons == (Reason.CHOSEN,)
    assert chosen(choose_favorite(after, daily, 1, "milk", LIST, **on(over, zone)).slots)[1] == "milk"


@given(
    st.lists(st.tuples(st.sampled_from([None, "honey", "milk"]), st.booleans(), st.booleans()), max_size=3),
    st.sampled_from([RULE, FREE, MONTHLY, OVER]),
)
def test_a_slot_takes_what_the_overview_says_it_takes(
    cells: list[tuple[str | None, bool, bool]], rule: FavoriteProductsRule
) -> None:
    times = [LONG_AGO if old else NOON - dt.timedelta(hours=n) for n, (_, old, _) in enumerate(cells, 1)]
    have = slots(
        *(
            slot(n, product, at.replace(microsecond=n), locked=locked)
            for n, ((product, _, locked), at) in enumerate(zip(cells, times, strict=True), 1)
        )
    )
    book = compile_offers([], catalog=CATALOG, favorites=[rule], zone=SEPTEMBER["zone"])
    shown = overview(Member("m", favorites=[have]), book, NOON).favorites[0]

    for each in shown.slots:
        refused = False
        try:
            after = choose_favorite(have, rule, each.position, "tea", LIST, **SEPTEMBER)
            assert chosen(after.slots)[each.position] == "tea"
        except Refused:
            refused = True
        assert each.may_change is not refused


@pytest.mark.parametrize(
    ("when", "taken"),
    [
        pytest.param(on("2026-09-15T23:30+03:00"), False, id="the same day at home"),
        pytest.param(on("2026-09-15T23:30+03:00", "Asia/Tokyo"), True, id="the next day in Tokyo"),
    ],
)
def test_periods_are_those_of_the_members_clock(when: When, taken: bool) -> None:
    daily = evolve(RULE, selection=Daily())
    have = slots(HONEY)

    if taken:
        assert chosen(choose_favorite(have, daily, 1, "milk", LIST, **when).slots) == {1: "milk"}
    else:
        with pytest.raises(Refused):
            choose_favorite(have, daily, 1, "milk", LIST, **when)
