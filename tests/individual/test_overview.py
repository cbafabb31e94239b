"""What services show a member: slots, categories and offers, each with its state and the reason for it."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine import (
    BenefitKind,
    Catalog,
    Category,
    CategoryTarget,
    ChosenCategories,
    Context,
    Daily,
    EntryBenefit,
    ExternalCode,
    FavoriteCategories,
    FavoriteCategory,
    FavoriteProducts,
    FavoriteProductsRule,
    Fixed,
    InvalidInput,
    Limit,
    Line,
    Member,
    Members,
    Money,
    Monthly,
    Offer,
    OfferBook,
    Percent,
    PercentOff,
    Period,
    PersonalBenefit,
    PersonalEntries,
    PersonalItem,
    PersonalizedOffer,
    PredefinedList,
    Product,
    ProductGroup,
    ProductTarget,
    PurchaseHistory,
    Receipt,
    ReceiptThresholds,
    Share,
    Slot,
    SlotSet,
    Tier,
    calculate,
    compile_offers,
)
from loyalty_engine.individual import overview
from loyalty_engine.individual.categories import select_categories
from loyalty_engine.individual.refusal import Refused
from loyalty_engine.individual.shown import Overview, ShownItem, ShownSet, ShownSlot
from loyalty_engine.individual.state import OfferState
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.slots import Chooser, SlotKind
from loyalty_engine.rules.offer import Audiences, State
from loyalty_engine.wire.documents import read_overview, write

NOON = dt.datetime.fromisoformat("2026-09-15T12:00+02:00")
BERLIN = "Europe/Berlin"
CATALOG = Catalog(
    categories=[Category(code="beauty")],
    products=[
        Product(code="honey", name="Honey 250 g"),
        Product(code="milk", name="Milk 1 l"),
        Product(code="oats", name="Oats 500 g"),
        Product(code="handbag"),
        Product(code="purse"),
    ],
    groups=[
        ProductGroup.of("breakfast", products={"oats", "honey", "milk"}),
        ProductGroup.of("school", products={"oats"}),
    ],
)


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def off(percent: int) -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(percent)))


def personal(name: str, **more: Any) -> Offer:
    return Offer.of(name, [PersonalEntries(name)], [PersonalBenefit(name)], reach=Members(), **more)


def book_of(*offers: Offer, rule: FavoriteProductsRule | None = None) -> OfferBook:
    return compile_offers(offers, catalog=CATALOG, favorites=[] if rule is None else [rule], zone=BERLIN)


class TestFavoriteProducts:
    RULE = FavoriteProductsRule(
        id="breakfast",
        name="Your breakfast",
        source=PredefinedList("breakfast"),
        default_slots=2,
        max_slots=3,
        selection=Monthly(),
        fill=Period(None, "2026-12-31"),
    )
    OFFER = Offer.of("fifteen", [FavoriteProducts("breakfast")], [PercentOff(15)], reach=Members())
    CHOSEN = at("2026-09-02T18:00+02:00")

    def shown(self, slots: SlotSet | None, rule: FavoriteProductsRule, now: dt.datetime = NOON) -> ShownSet:
        member = Member("anna", favorites=[] if slots is None else [slots])
        (found,) = overview(member, book_of(self.OFFER, rule=rule), now).favorites
        return found

    def test_a_set_with_its_slots_and_its_period(self) -> None:
        slots = SlotSet(
            rule="breakfast",
            slots=[Slot(position=1, product="honey", changed_at=self.CHOSEN), Slot(position=2)],
        )
        assert self.shown(slots, self.RULE) == ShownSet(
            rule="breakfast",
            name="Your breakfast",
            slots=(
                ShownSlot(
                    position=1,
                    product="honey",
                    name="Honey 250 g",
                    kind=SlotKind.NORMAL,
                    chosen_by=Chooser.MEMBER,
                    changed_at=self.CHOSEN,
                    locked=False,
                    may_change=False,
                ),
                ShownSlot(
                    position=2,
                    product=None,
                    name="",
                    kind=SlotKind.NORMAL,
                    chosen_by=None,
                    changed_at=None,
                    locked=False,
                    may_change=True,
                ),
            ),
            begins=at("2026-09-01T00:00+02:00"),
            ends=at("2026-10-01T00:00+02:00"),
            may_choose=True,
            choose_until=at("2027-01-01T00:00+01:00"),
            choices=("honey", "milk", "oats"),
            offers=("fifteen",),
            state=OfferState.ACTIVE,
            reason="offer fifteen gives it",
        )

    @pytest.mark.parametrize(
        ("changes", "slot", "now", "product", "may_change"),
        [
            pytest.param({}, {}, NOON, "honey", False, id="a choice stands until its period ends"),
            pytest.param(
                {"allow_change": True}, {}, NOON, "honey", True, id="the rule lets the member choose again"
            ),
            pytest.param({}, {}, at("2026-10-01T00:00+02:00"), None, True, id="with October it is cleared"),
            pytest.param(
                {}, {}, at("2026-09-30T23:59:59+02:00"), "honey", False, id="not a second before October"
            ),
            pytest.param({}, {"locked": True}, at("2026-10-02T00:00+02:00"), None, False, id="locked"),
            pytest.param(
                {"fill": Period(None, "2026-09-30")},
                {},
                at("2026-10-01T00:00+02:00"),
                None,
                False,
                id="nothing is chosen any more",
            ),
            pytest.param(
                {"selection": Daily(), "fill": Period("2026-09-16", None)},
                {},
                NOON,
                None,
                False,
                id="nothing is chosen yet",
            ),
        ],
    )
    def test_what_may_be_changed(
        self,
        changes: dict[str, Any],
        slot: dict[str, Any],
        now: dt.datetime,
        product: str | None,
        may_change: bool,
    ) -> None:
        mine = Slot(position=1, product="honey", changed_at=self.CHOSEN, **slot)
        found = self.shown(SlotSet(rule="breakfast", slots=[mine]), evolve(self.RULE, **changes), now)
        assert [(one.product, one.may_change) for one in found.slots] == [(product, may_change)]
        assert found.may_choose is may_change
        assert (found.choose_until is None) or found.may_choose

    def test_whoever_has_no_slots_yet_has_the_default_ones(self) -> None:
        assert [slot.position for slot in self.shown(None, self.RULE).slots] == [1, 2]

    def test_slots_beyond_the_maximum_are_not_shown(self) -> None:
        slots = SlotSet(rule="breakfast", slots=[Slot(position=n) for n in range(1, 6)])
        assert [slot.position for slot in self.shown(slots, self.RULE).slots] == [1, 2, 3]

    def test_a_list_of_one_s_own_purchases(self) -> None:
        rule = evolve(self.RULE, source=PurchaseHistory())
        mine = SlotSet(rule="breakfast", candidates=["purse", "milk"])
        assert self.shown(mine, rule).choices == ("purse", "milk")

    def test_a_product_that_left_the_catalogue_stays_chosen_and_has_no_name(self) -> None:
        gone = Slot(position=1, product="gone", changed_at=self.CHOSEN)
        (slot,) = self.shown(SlotSet(rule="breakfast", slots=[gone]), self.RULE).slots
        assert (slot.product, slot.name) == ("gone", "")

    def test_what_is_not_loaded_is_named(self) -> None:
        need = Need(NeedKind.FAVORITE, "breakfast")
        found = overview(Member("anna", not_loaded={need}), book_of(self.OFFER, rule=self.RULE), NOON)
        assert (found.favorites, found.not_loaded) == ((), (need,))


class TestCategories:
    SCHOOL = FavoriteCategory(id="1", name="School", group="school", benefit=off(10), accepted=False)
    FRESH = FavoriteCategory(id="2", name="Breakfast", group="breakfast", benefit=off(20), accepted=False)

    def states(self, *categories: FavoriteCategory, most: int | None = 1) -> dict[str, tuple[str, str]]:
        value = FavoriteCategories(categories=categories, max_count=most)
        offer = Offer.of("mine", [ChosenCategories("mine")], [PersonalBenefit("mine")])
        (found,) = overview(Member("boris", personal={"mine": value}), book_of(offer), NOON).categories
        assert (found.attribute, found.max_count, found.offers) == ("mine", most, ("mine",))
        assert found.may_choose is any(one.state is OfferState.AWAITING for one in found.categories)
        return {one.name: (one.state.value, one.reason) for one in found.categories}

    def test_all_may_be_chosen_while_none_is(self) -> None:
        assert self.states(self.SCHOOL, self.FRESH) == {
            "School": ("awaiting", "the member may choose it"),
            "Breakfast": ("awaiting", "the member may choose it"),
        }

    def test_once_one_is_chosen_the_others_are_not(self) -> None:
        assert self.states(evolve(self.SCHOOL, accepted=True), self.FRESH) == {
            "School": ("active", "offer mine gives it"),
            "Breakfast": ("declined", "another one is chosen"),
        }

    def test_a_choice_of_the_past_is_none(self) -> None:
        old = evolve(self.SCHOOL, accepted=True, period=Period(None, "2026-08-31"))
        assert self.states(old, self.FRESH) == {
            "School": ("ended", "its period is over"),
            "Breakfast": ("awaiting", "the member may choose it"),
        }

    def test_categories_of_the_next_month_wait_for_it(self) -> None:
        october = Period("2026-10-01", "2026-10-31")
        assert self.states(evolve(self.SCHOOL, period=october), self.FRESH) == {
            "School": ("future", "its period begins later"),
            "Breakfast": ("awaiting", "the member may choose it"),
        }
        assert self.states(evolve(self.SCHOOL, period=october, accepted=True), self.FRESH) == {
            "School": ("future", "its period begins later"),
            "Breakfast": ("awaiting", "the member may choose it"),
        }

    def test_what_works_by_itself_may_leave_nothing_to_choose(self) -> None:
        assert self.states(evolve(self.SCHOOL, accepted=None), self.FRESH) == {
            "School": ("active", "offer mine gives it"),
            "Breakfast": ("inactive", "only the first 1 work"),
        }

    @given(
        st.lists(
            st.tuples(
                st.sampled_from([None, False, True]),
                st.sampled_from([ALWAYS, Period(None, "2026-08-31"), Period("2026-10-01")]),
            ),
            max_size=4,
        ),
        st.sampled_from([None, 0, 1, 2]),
    )
    def test_what_awaits_a_choice_can_be_chosen_and_nothing_else(
        self, drawn: list[tuple[bool | None, Period]], most: int | None
    ) -> None:
        categories = [
            evolve(self.SCHOOL, id=str(n), name=str(n), accepted=accepted, period=period)
            for n, (accepted, period) in enumerate(drawn)
        ]
        value = FavoriteCategories(categories=categories, max_count=most)
        for id, (state, _) in self.states(*categories, most=most).items():
            try:
                chosen = bool(select_categories(value, [id], NOON, "Europe/Berlin").changes)
            except Refused:
                chosen = False
            assert (state == "awaiting") is chosen

    def test_no_more_than_the_maximum_work(self) -> None:
        both = [evolve(one, accepted=True) for one in (self.SCHOOL, self.FRESH)]
        assert self.states(*both) == {
            "School": ("active", "offer mine gives it"),
            "Breakfast": ("inactive", "only the first 1 work"),
        }

    def test_without_an_acceptance_flag_all_work_and_none_is_chosen(self) -> None:
        both = [evolve(one, accepted=None) for one in (self.SCHOOL, self.FRESH)]
        assert {state for state, _ in self.states(*both, most=None).values()} == {"active"}


FANS = PersonalizedOffer(
    items=[
        PersonalItem(
            target=ProductTarget(ExternalCode("handbag")),
            benefit=off(50),
            period=Period("2026-09-01", "2026-09-15"),
            price_before="100.00",
            price_after="50.00",
        ),
        PersonalItem(
            target=ProductTarget(ExternalCode("purse")),
            benefit=off(30),
            period=Period("2026-09-16", "2026-09-30"),
        ),
    ]
)


class TestPersonalizedOffers:
    def seen(self, value: Any, now: dt.datetime = NOON, **more: Any) -> list[tuple[str, str]]:
        member = Member("clara", personal={"fans": value}, **more.pop("member", {}))
        context = more.pop("context", Context())
        found = overview(member, book_of(personal("fans", **more)), now, context=context)
        return [(item.state.value, item.reason) for item in found.personalized[0].items]

    def test_half_off_a_handbag_until_the_15th_and_then_30_off_a_purse(self) -> None:
        found = overview(Member("clara", personal={"fans": FANS}), book_of(personal("fans")), NOON)
        assert found.personalized[0].items == (
            ShownItem(
                target=ProductTarget(ExternalCode("handbag")),
                benefit=off(50),
                period=Period("2026-09-01", "2026-09-15"),
                price_before="100.00",
                price_after="50.00",
                needs_acceptance=False,
                state=OfferState.ACTIVE,
                reason="offer fans gives it",
            ),
            ShownItem(
                target=ProductTarget(ExternalCode("purse")),
                benefit=off(30),
                period=Period("2026-09-16", "2026-09-30"),
                needs_acceptance=False,
                state=OfferState.FUTURE,
                reason="its period begins later",
            ),
        )

    @pytest.mark.parametrize(
        ("now", "states"),
        [
            pytest.param("2026-09-15T23:59:59+02:00", ["active", "future"], id="the last second of the 15th"),
            pytest.param("2026-09-16T00:00+02:00", ["ended", "active"], id="the 16th, in Berlin"),
            pytest.param("2026-09-15T22:00Z", ["ended", "active"], id="the 16th in Berlin, seen from London"),
            pytest.param("2026-10-01T00:00+02:00", ["ended", "ended"], id="October"),
        ],
    )
    def test_dates_are_those_of_the_programme(self, now: str, states: list[str]) -> None:
        assert [state for state, _ in self.seen(FANS, at(now))] == states

    def test_dates_are_those_of_the_member_who_has_a_zone(self) -> None:
        lisbon = {"zone": "Europe/Lisbon"}
        assert [s for s, _ in self.seen(FANS, at("2026-09-16T00:00+02:00"), member=lisbon)] == [
            "active",
            "future",
        ]

    @pytest.mark.parametrize(
        ("changes", "state", "reason"),
        [
            pytest.param(
                {"acceptance_required": True}, "awaiting", "the member has to accept it", id="asked"
            ),
            pytest.param(
                {"acceptance_required": True, "accepted": True},
                "active",
                "offer fans gives it",
                id="accepted",
            ),
            pytest.param({"accepted": False}, "declined", "the member has declined it", id="declined"),
            pytest.param(
                {"accepted": False, "period": Period(None, "2026-09-14")},
                "ended",
                "its period is over",
                id="declined, and over since",
            ),
            pytest.param(
                {"acceptance_required": True, "period": Period("2026-09-20", None)},
                "awaiting",
                "the member has to accept it",
                id="accepted in advance",
            ),
        ],
    )
    def test_acceptance(self, changes: dict[str, Any], state: str, reason: str) -> None:
        item = PersonalItem(target=CategoryTarget(ExternalCode("beauty")), benefit=off(20))
        assert self.seen(PersonalizedOffer(items=[item], **changes)) == [(state, reason)]

    @pytest.mark.parametrize(
        ("offer", "state", "reason"),
        [
            pytest.param({"state": State.STOPPED}, "inactive", "no offer gives it", id="stopped"),
            pytest.param({"period": Period(None, "2026-09-14")}, "ended", "offer fans is over", id="over"),
            pytest.param(
                {"period": Period("2026-09-16", None)}, "future", "offer fans begins later", id="to come"
            ),
            pytest.param(
                {"limits": [Limit(1)], "member": {"counters": {"uses:fans": 1}}},
                "used_up",
                "offer fans gives at most once per member",
                id="used",
            ),
            pytest.param(
                {"limits": [Limit(2)], "member": {"counters": {"uses:fans": 1}}},
                "active",
                "offer fans gives it",
                id="once more",
            ),
            pytest.param(
                {"limits": [Limit(5, per=CountedPer.PROGRAM)], "context": Context(counters={"uses:fans": 5})},
                "used_up",
                "offer fans gives at most 5 times in all",
                id="used by others",
            ),
            pytest.param(
                {"limits": [Limit(5, per=CountedPer.PROGRAM)]},
                "active",
                "offer fans gives it",
                id="nobody knows how often it was used",
            ),
        ],
    )
    def test_the_offer_that_gives_it(self, offer: dict[str, Any], state: str, reason: str) -> None:
        assert self.seen(evolve(FANS, items=FANS.items[:1]), **offer) == [(state, reason)]

    def test_an_offer_for_others_gives_nothing(self) -> None:
        offer = evolve(personal("fans"), reach=Audiences({"pensioners"}))
        found = overview(Member("clara", personal={"fans": FANS}), book_of(offer), NOON).personalized[0]
        assert {item.state for item in found.items} == {OfferState.INACTIVE}
        assert found.items[0].reason == "offer fans is for members among pensioners"

    def test_what_no_offer_reads_gives_nothing(self) -> None:
        found = overview(Member("clara", personal={"fans": FANS}), book_of(), NOON).personalized[0]
        assert [(item.state, item.reason) for item in found.items] == [
            (OfferState.INACTIVE, "no offer gives it")
        ] * 2

    def test_of_two_offers_the_better_one_counts(self) -> None:
        over = evolve(personal("fans", period=Period(None, "2026-09-14")), id="before")
        found = overview(Member("clara", personal={"fans": FANS}), book_of(over, personal("fans")), NOON)
        assert found.personalized[0].offers == ("before", "fans")
        assert found.personalized[0].items[0].state is OfferState.ACTIVE

    def test_receipt_amounts(self) -> None:
        tier = Tier(
            threshold=Money.of("18.00", "EUR"),
            benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(500)),
        )
        value = ReceiptThresholds(tiers=[tier], strictly=True)
        found = overview(Member("clara", personal={"fans": value}), book_of(personal("fans")), NOON)
        assert found.personalized[0].items == (
            ShownItem(
                target=None,
                benefit=None,
                tiers=(tier,),
                strictly=True,
                period=Period(),
                needs_acceptance=False,
                state=OfferState.ACTIVE,
                reason="offer fans gives it",
            ),
        )

    def test_an_item_whose_dates_leave_no_moment_is_over(self) -> None:
        item = PersonalItem(
            target=ProductTarget(ExternalCode("purse")), benefit=off(30), period=Period("2026-10-16", None)
        )
        assert self.seen(PersonalizedOffer(items=[item], period=Period(None, "2026-10-10"))) == [
            ("ended", "its period is over")
        ]


def everything() -> Overview:
    rule = TestFavoriteProducts.RULE
    slot = Slot(position=1, product="honey", changed_at=TestFavoriteProducts.CHOSEN)
    member = Member(
        "anna",
        favorites=[SlotSet(rule="breakfast", slots=[slot])],
        personal={
            "fans": FANS,
            "mine": FavoriteCategories(categories=[TestCategories.SCHOOL], max_count=1),
        },
    )
    offers = [
        TestFavoriteProducts.OFFER,
        personal("fans"),
        Offer.of("mine", [ChosenCategories("mine")], [PersonalBenefit("mine")]),
    ]
    return overview(member, book_of(*offers, rule=rule), NOON)


def test_an_overview_is_a_document() -> None:
    assert read_overview(write(everything())) == everything()


def test_what_is_no_argument_is_named() -> None:
    nothing: Any = "nothing"
    with pytest.raises(InvalidInput) as caught:
        overview(nothing, nothing, NOON, context=nothing)
    assert [problem.path for problem in caught.value.problems] == ["member", "book", "context"]
    with pytest.raises(InvalidInput):
        overview(Member("anna"), book_of(), dt.datetime(2026, 9, 15))


PERIODS = st.builds(
    Period,
    st.sampled_from([None, "2026-09-10", "2026-09-15", "2026-09-16"]),
    st.sampled_from([None, "2026-09-16", "2026-09-20"]),
)
AGREED = st.sampled_from([None, True, False])
PRODUCTS = ("honey", "milk", "oats")


@given(
    st.lists(st.tuples(PERIODS, AGREED), min_size=3, max_size=3),
    PERIODS,
    AGREED,
    st.booleans(),
    PERIODS,
    st.integers(9, 21),
)
def test_what_is_shown_as_active_is_given_and_nothing_else(
    kept: list[tuple[Period, bool | None]],
    whole: Period,
    accepted: bool | None,
    required: bool,
    running: Period,
    day: int,
) -> None:
    now = dt.datetime(2026, 9, day, 23, 30, tzinfo=ZoneInfo(BERLIN))
    items = [
        PersonalItem(target=ProductTarget(code), benefit=off(10), period=period, accepted=agreed)
        for code, (period, agreed) in zip(PRODUCTS, kept, strict=True)
    ]
    value = PersonalizedOffer(items=items, period=whole, acceptance_required=required, accepted=accepted)
    member, book = Member("anna", personal={"fans": value}), book_of(personal("fans", period=running))
    shown = overview(member, book, now).personalized[0].items
    cost = Money.of("10.00", "EUR")
    lines = [Line(number=n, product=code, amount=cost) for n, code in enumerate(PRODUCTS, 1)]
    given_off = calculate(Receipt(id="r", at=now, place="shop", lines=lines), member, book).lines
    assert [item.state is OfferState.ACTIVE for item in shown] == [
        line.discount.minor > 0 for line in given_off
    ]
