"""Favourite categories: what is shown, what may be chosen, and what an import leaves of a choice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual.acceptance import AcceptanceChange, Answered
from loyalty_engine.individual.categories import (
    ChoiceKept,
    OverSelection,
    has_choice,
    keep_choice,
    over_selection,
    select_categories,
    shown_categories,
    working_categories,
)
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.amounts import Share
from loyalty_engine.model.money import Percent
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.personal import (
    Acceptance,
    BenefitKind,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
)

ZONE = "Asia/Yekaterinburg"  # five hours before UTC
NOVEMBER = Period("2026-11-01", "2026-11-30")
DECEMBER = Period("2026-12-01", "2026-12-31")
FIVE = EntryBenefit(kind=BenefitKind.POINTS, amount=Share(Percent(5)))
NOON = dt.datetime.fromisoformat("2026-11-10T12:00+05:00")
LATER = dt.datetime.fromisoformat("2026-11-20T12:00+05:00")
ACCEPTED_AT = "2026-11-10T12:00:00+05:00"


def category(id: str, *, accepted: bool | None = False, period: Period = NOVEMBER) -> FavoriteCategory:
    return FavoriteCategory(
        id=id, name=f"Category {id}", group=f"g-{id}", benefit=FIVE, period=period, accepted=accepted
    )


#: Dairy, bread and fish for November, of which one may choose two, and toys for December.
OFFERED = FavoriteCategories(
    max_count=2,
    selected_period=1,
    categories=[category("101"), category("102"), category("103"), category("201", period=DECEMBER)],
)


def accepting(
    value: FavoriteCategories, *ids: str, accepted_at: str | None = ACCEPTED_AT
) -> FavoriteCategories:
    """*value* with these categories accepted besides those that are, written down by hand."""
    return evolve(
        value,
        categories=[evolve(one, accepted=True) if one.id in ids else one for one in value.categories],
        accepted_at=accepted_at,
    )


CHOSEN = accepting(OFFERED, "101", "103")


def change(order: int, id: str, before: Acceptance, after: Acceptance) -> AcceptanceChange:
    return AcceptanceChange(order=order, id=id, before=before, after=after)


class TestSelecting:
    def test_two_of_three_in_one_call(self) -> None:
        assert select_categories(OFFERED, ["103", "101"], NOON, ZONE) == Answered(
            value=CHOSEN,
            changes=(
                change(0, "101", Acceptance.DECLINED, Acceptance.ACCEPTED),
                change(2, "103", Acceptance.DECLINED, Acceptance.ACCEPTED),
            ),
        )

    def test_an_id_that_stands_twice_counts_once(self) -> None:
        assert select_categories(OFFERED, ["101", "103", "101"], NOON, ZONE).value == CHOSEN

    @pytest.mark.parametrize("replace", [False, True])
    def test_the_choice_that_stands_changes_nothing(self, replace: bool) -> None:
        again = select_categories(CHOSEN, ["103", "101"], LATER, ZONE, replace=replace)

        assert again == Answered(value=CHOSEN)

    def test_where_it_is_allowed_a_choice_is_replaced(self) -> None:
        result = select_categories(CHOSEN, ["102", "103"], LATER, ZONE, replace=True)

        assert result == Answered(
            value=accepting(OFFERED, "102", "103", accepted_at="2026-11-20T12:00:00+05:00"),
            changes=(
                change(0, "101", Acceptance.ACCEPTED, Acceptance.DECLINED),
                change(1, "102", Acceptance.DECLINED, Acceptance.ACCEPTED),
            ),
        )

    def test_where_it_is_allowed_a_choice_is_withdrawn(self) -> None:
        assert select_categories(CHOSEN, [], LATER, ZONE, replace=True).value == OFFERED

    def test_a_new_choice_is_open_when_the_old_one_is_over(self) -> None:
        december = dt.datetime.fromisoformat("2026-12-01T00:00+05:00")

        result = select_categories(CHOSEN, ["201"], december, ZONE)

        assert result.value == accepting(CHOSEN, "201", accepted_at="2026-12-01T00:00:00+05:00")

    def test_dates_are_those_of_the_members_clock(self) -> None:
        at = dt.datetime.fromisoformat("2026-11-30T20:00Z")  # an hour into December in Yekaterinburg

        assert select_categories(OFFERED, ["201"], at, ZONE).value == accepting(
            OFFERED, "201", accepted_at="2026-11-30T20:00:00+00:00"
        )
        with pytest.raises(Refused):
            select_categories(OFFERED, ["201"], at, "UTC")

    def test_without_a_maximum_all_may_be_chosen(self) -> None:
        unlimited = evolve(OFFERED, max_count=None)

        result = select_categories(unlimited, ["101", "102", "103"], NOON, ZONE)

        assert result.value == accepting(unlimited, "101", "102", "103")

    @pytest.mark.parametrize(
        ("value", "ids", "said"),
        [
            pytest.param(
                OFFERED,
                ["101", "102", "103"],
                [("ids", Reason.TOO_MANY, "3 categories are wanted, and 2 may be chosen")],
                id="more than there may be",
            ),
            pytest.param(
                OFFERED,
                ["101", "999"],
                [("ids[1]", Reason.UNKNOWN, "there is no category '999'")],
                id="unknown",
            ),
            pytest.param(
                OFFERED,
                ["201"],
                [("ids[0]", Reason.CLOSED, "'201' is for 2026-12-01 – 2026-12-31")],
                id="not yet in force",
            ),
            pytest.param(
                evolve(OFFERED, categories=[category("9", period=Period(None, "2026-10-31")), category("1")]),
                ["9"],
                [("ids[0]", Reason.ENDED, "'9' was for until 2026-10-31")],
                id="over",
            ),
            pytest.param(
                CHOSEN, ["102"], [("", Reason.CHOSEN, "'101', '103' is chosen already")], id="chosen already"
            ),
            pytest.param(
                evolve(OFFERED, categories=[category("1"), category("2", accepted=None)]),
                ["2"],
                [("ids[0]", Reason.NOT_OFFERED, "'2' needs no choice")],
                id="works by itself",
            ),
            pytest.param(
                evolve(OFFERED, categories=[category("1"), category("2"), category("3", accepted=None)]),
                ["1", "2"],
                [("ids", Reason.TOO_MANY, "2 categories are wanted, and 1 may be chosen")],
                id="one works by itself and leaves room for one more",
            ),
            pytest.param(
                evolve(OFFERED, categories=[category("1", accepted=None)]),
                ["1"],
                [("", Reason.NOT_OFFERED, "there is nothing to choose from")],
                id="no acceptance flag at all",
            ),
            pytest.param(
                FavoriteCategories(),
                [],
                [("", Reason.NOT_OFFERED, "there is nothing to choose from")],
                id="no categories",
            ),
            pytest.param(
                CHOSEN,
                ["999", "201", "102"],
                [
                    ("ids[0]", Reason.UNKNOWN, "there is no category '999'"),
                    ("ids[1]", Reason.CLOSED, "'201' is for 2026-12-01 – 2026-12-31"),
                    ("ids", Reason.TOO_MANY, "3 categories are wanted, and 2 may be chosen"),
                    ("", Reason.CHOSEN, "'101', '103' is chosen already"),
                ],
                id="all reasons at once",
            ),
        ],
    )
    def test_what_is_not_allowed(
        self, value: FavoriteCategories, ids: Sequence[str], said: list[tuple[str, Reason, str]]
    ) -> None:
        with pytest.raises(Refused) as caught:
            select_categories(value, ids, NOON, ZONE)

        found = zip(caught.value.problems, caught.value.reasons, strict=True)
        assert [(problem.path, reason, problem.message) for problem, reason in found] == said

    @pytest.mark.parametrize("ids", ["101", [101], {"101"}])
    def test_ids_are_a_list_of_texts(self, ids: Sequence[str]) -> None:
        with pytest.raises(InvalidInput) as caught:
            select_categories(OFFERED, ids, NOON, ZONE)
        assert not isinstance(caught.value, Refused)


def ids_of(categories: Sequence[FavoriteCategory]) -> list[str]:
    return [one.id for one in categories]


class TestShowing:
    @pytest.mark.parametrize(
        ("value", "at", "shown", "working"),
        [
            pytest.param(OFFERED, NOON, ["101", "102", "103"], [], id="all in force, none chosen"),
            pytest.param(CHOSEN, NOON, ["101", "103"], ["101", "103"], id="only the chosen"),
            pytest.param(
                CHOSEN, dt.datetime.fromisoformat("2026-12-01T00:00+05:00"), ["201"], [], id="the next month"
            ),
            pytest.param(
                accepting(OFFERED, "101", "102", "103"),
                NOON,
                ["101", "102"],
                ["101", "102"],
                id="imported with more accepted than may be: the first of them",
            ),
            pytest.param(
                evolve(OFFERED, categories=[category("1", accepted=None), category("2")]),
                NOON,
                ["1", "2"],
                ["1"],
                id="one works by itself, and nothing is chosen",
            ),
            pytest.param(
                FavoriteCategories(categories=[category("1", accepted=None), category("2", accepted=None)]),
                NOON,
                ["1", "2"],
                ["1", "2"],
                id="no acceptance flag: all work",
            ),
        ],
    )
    def test_what_is_shown_when(
        self, value: FavoriteCategories, at: dt.datetime, shown: list[str], working: list[str]
    ) -> None:
        assert ids_of(shown_categories(value, at, ZONE)) == shown
        assert ids_of(working_categories(value, at, ZONE)) == working

    @pytest.mark.parametrize(
        ("value", "chosen"),
        [
            (OFFERED, False),
            (CHOSEN, True),
            (accepting(OFFERED, "201"), False),
            (FavoriteCategories(categories=[category("1", accepted=None)]), False),
        ],
    )
    def test_whether_a_choice_stands(self, value: FavoriteCategories, chosen: bool) -> None:
        assert has_choice(value, NOON, ZONE) is chosen


MIDNIGHT = dt.datetime.fromisoformat("2026-11-01T00:00+05:00")


class TestOverSelection:
    @pytest.mark.parametrize(
        ("value", "warning"),
        [
            pytest.param(OFFERED, None, id="nothing accepted"),
            pytest.param(CHOSEN, None, id="as many as may be"),
            pytest.param(
                evolve(accepting(OFFERED, "101", "102", "103"), max_count=None), None, id="no maximum"
            ),
            pytest.param(
                accepting(OFFERED, "101", "102", "103"),
                OverSelection(max_count=2, since=MIDNIGHT, working=("101", "102"), idle=("103",)),
                id="one too many",
            ),
            pytest.param(accepting(OFFERED, "101", "102", "201"), None, id="not at the same time"),
            pytest.param(
                FavoriteCategories(
                    max_count=0, categories=[category("1", accepted=None, period=ALWAYS), category("2")]
                ),
                OverSelection(max_count=0, since=None, working=(), idle=("1",)),
                id="at all times",
            ),
            pytest.param(
                FavoriteCategories(
                    max_count=1,
                    categories=[
                        category("1", accepted=True, period=Period(None, "2026-11-01T00:00+05:00")),
                        category("2", accepted=True),
                    ],
                ),
                None,
                id="one ends where the next begins, as an instant and by the clock",
            ),
        ],
    )
    def test_an_import_that_accepts_too_much(
        self, value: FavoriteCategories, warning: OverSelection | None
    ) -> None:
        assert over_selection(value, ZONE) == warning

    @pytest.mark.parametrize(
        ("since", "text"),
        [
            (MIDNIGHT, "3 categories would work from 2026-11-01 00:00+05:00 on, and 2 may; '103' will not"),
            (None, "3 categories would work, and 2 may; '103' will not"),
        ],
    )
    def test_the_warning_says_which(self, since: dt.datetime | None, text: str) -> None:
        assert str(OverSelection(max_count=2, since=since, working=("101", "102"), idle=("103",))) == text


RICHER = evolve(OFFERED, categories=[category("100"), *OFFERED.categories])


class TestKeepingAChoice:
    def test_the_same_categories_stay_chosen(self) -> None:
        assert keep_choice(CHOSEN, RICHER, LATER, ZONE) == ChoiceKept(
            value=accepting(RICHER, "101", "103"), kept=("101", "103")
        )

    def test_what_the_import_accepts_itself_gives_way(self) -> None:
        imported = accepting(RICHER, "100", "201", accepted_at=None)

        assert keep_choice(CHOSEN, imported, LATER, ZONE).value == accepting(RICHER, "101", "103", "201")

    @pytest.mark.parametrize(
        ("old", "new", "lost"),
        [
            pytest.param(OFFERED, accepting(RICHER, "100"), (), id="nothing was chosen"),
            pytest.param(
                CHOSEN,
                evolve(OFFERED, categories=[category("102", accepted=True)]),
                ("101", "103"),
                id="what was chosen is gone",
            ),
            pytest.param(
                CHOSEN,
                evolve(OFFERED, categories=[category("101", period=DECEMBER)]),
                ("101", "103"),
                id="the same id, for the next month",
            ),
            pytest.param(
                CHOSEN,
                evolve(OFFERED, categories=[category("101", accepted=None)]),
                ("101", "103"),
                id="it needs no choice any more",
            ),
            pytest.param(CHOSEN, evolve(OFFERED, max_count=0), ("101", "103"), id="nothing may be chosen"),
        ],
    )
    def test_else_the_import_stays_as_it_is(
        self, old: FavoriteCategories, new: FavoriteCategories, lost: tuple[str, ...]
    ) -> None:
        assert keep_choice(old, new, LATER, ZONE) == ChoiceKept(value=new, lost=lost)

    def test_a_smaller_maximum_keeps_the_first(self) -> None:
        assert keep_choice(CHOSEN, evolve(OFFERED, max_count=1), LATER, ZONE) == ChoiceKept(
            value=accepting(evolve(OFFERED, max_count=1), "101"), kept=("101",), lost=("103",)
        )


FLAGS = st.sampled_from([None, False, True])
PERIODS = st.sampled_from([ALWAYS, NOVEMBER, DECEMBER, Period("2026-11-15", None)])


@st.composite
def some_categories(draw: st.DrawFn) -> FavoriteCategories:
    count = draw(st.integers(0, 5))
    made = [category(str(n), accepted=draw(FLAGS), period=draw(PERIODS)) for n in range(count)]
    return FavoriteCategories(max_count=draw(st.sampled_from([None, 0, 1, 2])), categories=made)


WANTED = st.lists(st.sampled_from(["0", "1", "2", "3", "4", "5"]), max_size=4)
MOMENTS = st.integers(0, 60).map(lambda days: NOON + dt.timedelta(days=days))


class TestLaws:
    """Whatever is imported and asked for."""

    @given(some_categories(), WANTED, MOMENTS, st.booleans())
    def test_what_is_chosen_works_and_a_replay_changes_nothing(
        self, value: FavoriteCategories, wanted: list[str], at: dt.datetime, replace: bool
    ) -> None:
        try:
            result = select_categories(value, wanted, at, ZONE, replace=replace)
        except Refused:
            return
        if result.changes:
            assert frozenset(wanted) <= frozenset(ids_of(working_categories(result.value, at, ZONE)))
        assert has_choice(result.value, at, ZONE) is bool(wanted)
        assert select_categories(result.value, wanted, at, ZONE) == Answered(value=result.value)

    @given(some_categories(), some_categories(), MOMENTS)
    def test_what_is_kept_works_and_keeping_twice_is_keeping_once(
        self, old: FavoriteCategories, new: FavoriteCategories, at: dt.datetime
    ) -> None:
        kept = keep_choice(old, new, at, ZONE)

        assert frozenset(kept.kept) <= frozenset(ids_of(working_categories(kept.value, at, ZONE)))
        assert keep_choice(old, kept.value, at, ZONE).value == kept.value

    @given(some_categories(), MOMENTS)
    def test_without_a_warning_all_that_is_accepted_works(
        self, value: FavoriteCategories, at: dt.datetime
    ) -> None:
        accepted = [
            one.id for one in shown_categories(evolve(value, max_count=None), at, ZONE) if one.accepted
        ]
        if over_selection(value, ZONE) is None:
            assert frozenset(accepted) <= frozenset(ids_of(working_categories(value, at, ZONE)))
