"""Personalised offers: accepting and declining them, as a whole and item by item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual.acceptance import AcceptanceChange, Answered
from loyalty_engine.individual.personalized import accept_items, accept_offer, decline_items, decline_offer
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.amounts import Fixed, Share
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.personal import (
    Acceptance,
    BenefitKind,
    CategoryTarget,
    EntryBenefit,
    GroupTarget,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Target,
    Tier,
    entries,
)

ZONE = "Europe/Moscow"
HANDBAG, PURSE = ProductTarget("handbag"), ProductTarget("purse")
COSMETICS, SCHOOL = CategoryTarget("decorative-cosmetics"), GroupTarget("all-for-school")
FIRST_HALF, SECOND_HALF = Period("2026-09-01", "2026-09-15"), Period("2026-09-16", "2026-09-30")


def percent_off(percent: int) -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(percent)))


def item(
    target: Target,
    percent: int,
    period: Period = ALWAYS,
    accepted: bool | None = None,
    brand: str | None = None,
) -> PersonalItem:
    return PersonalItem(
        target=target, benefit=percent_off(percent), period=period, accepted=accepted, brand=brand
    )


#: 50 % on a handbag 1-15 September and 30 % on a purse 16-30 September, each to be accepted.
FANS = PersonalizedOffer(
    items=[item(HANDBAG, 50, FIRST_HALF, accepted=False), item(PURSE, 30, SECOND_HALF, accepted=False)]
)
#: 20 % on decorative cosmetics 1-10 March, to be accepted as a whole.
MARCH = PersonalizedOffer(
    items=[item(COSMETICS, 20)], period=Period("2026-03-01", "2026-03-10"), acceptance_required=True
)
#: 500 off from 1800, 1000 off from 3600.
SUMS = ReceiptThresholds(
    tiers=[
        Tier(
            threshold=Money.of(amount, "RUB"),
            benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(off * 100)),
        )
        for amount, off in (("1800", 500), ("3600", 1000))
    ],
    period=Period(None, "2026-09-30"),
    acceptance_required=True,
)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


AUGUST = moment("2026-08-20T10:00+03:00")
FEBRUARY = moment("2026-02-20T10:00+03:00")
IN_TIME = moment("2026-09-15T23:59:59+03:00")
TOO_LATE = moment("2026-09-16T00:00+03:00")


def change(
    order: int, id: str | None, before: Acceptance, after: Acceptance, brand: str | None = None
) -> AcceptanceChange:
    return AcceptanceChange(order=order, id=id, brand=brand, before=before, after=after)


def accepted(value: PersonalizedOffer, *flags: bool | None) -> PersonalizedOffer:
    """*value*, its items with these flags."""
    pairs = zip(value.items, flags, strict=True)
    return evolve(value, items=[evolve(item, accepted=flag) for item, flag in pairs])


class TestItems:
    @pytest.mark.parametrize("at", [AUGUST, IN_TIME], ids=["before it starts", "in its last second"])
    def test_a_handbag_is_accepted(self, at: dt.datetime) -> None:
        assert accept_items(FANS, [HANDBAG], at, ZONE) == Answered(
            value=accepted(FANS, True, False),
            changes=(change(0, "handbag", Acceptance.DECLINED, Acceptance.ACCEPTED),),
        )

    def test_declined_and_accepted_again(self) -> None:
        taken = accept_items(FANS, [HANDBAG, PURSE], AUGUST, ZONE).value
        declined = decline_items(taken, [HANDBAG], AUGUST, ZONE)

        assert declined == Answered(
            value=accepted(FANS, False, True),
            changes=(change(0, "handbag", Acceptance.ACCEPTED, Acceptance.DECLINED),),
        )
        assert accept_items(declined.value, [HANDBAG], AUGUST, ZONE).value == taken

    def test_a_replay_changes_nothing(self) -> None:
        taken = accept_items(FANS, [HANDBAG], AUGUST, ZONE).value

        assert accept_items(taken, [HANDBAG, HANDBAG], IN_TIME, ZONE) == Answered(value=taken)

    def test_an_item_overrides_the_offer(self) -> None:
        assert accept_items(MARCH, [COSMETICS], FEBRUARY, ZONE) == Answered(
            value=accepted(MARCH, True),
            changes=(change(0, "decorative-cosmetics", Acceptance.AWAITING, Acceptance.ACCEPTED),),
        )

    def test_what_the_offer_says_already_is_not_said_again(self) -> None:
        value = evolve(MARCH, accepted=True)

        assert accept_items(value, [COSMETICS], FEBRUARY, ZONE) == Answered(value=value)
        assert decline_items(value, [COSMETICS], FEBRUARY, ZONE).value == accepted(value, False)

    #: One product at two brands, and twice at one of them, for other times.
    BRANDS = PersonalizedOffer(
        items=[
            item(PURSE, 10, accepted=False, brand="corner"),
            item(PURSE, 20, FIRST_HALF, accepted=False, brand="market"),
            item(PURSE, 30, SECOND_HALF, accepted=False, brand="market"),
            item(PURSE, 40, accepted=None),
        ]
    )

    @pytest.mark.parametrize(
        ("brand", "at", "flags"),
        [
            pytest.param(None, AUGUST, (True, True, True, None), id="all brands"),
            pytest.param("corner", AUGUST, (True, False, False, None), id="one brand"),
            pytest.param("market", AUGUST, (False, True, True, None), id="both times"),
            pytest.param("market", TOO_LATE, (False, False, True, None), id="the one that is not over"),
        ],
    )
    def test_which_item_is_meant(
        self, brand: str | None, at: dt.datetime, flags: tuple[bool | None, ...]
    ) -> None:
        assert accept_items(self.BRANDS, [PURSE], at, ZONE, brand=brand).value == accepted(
            self.BRANDS, *flags
        )

    @pytest.mark.parametrize("answer", [accept_items, decline_items])
    @pytest.mark.parametrize(
        ("value", "targets", "brand", "said"),
        [
            pytest.param(
                FANS,
                [PURSE, HANDBAG],
                None,
                [("targets[1]", Reason.ENDED, "'handbag' was for 2026-09-01 – 2026-09-15")],
                id="over",
            ),
            pytest.param(
                FANS,
                [COSMETICS],
                None,
                [("targets[0]", Reason.UNKNOWN, "there is no item 'decorative-cosmetics'")],
                id="unknown",
            ),
            pytest.param(
                FANS,
                [CategoryTarget("purse"), GroupTarget("purse")],
                None,
                [
                    ("targets[0]", Reason.UNKNOWN, "there is no item 'purse'"),
                    ("targets[1]", Reason.UNKNOWN, "there is no item 'purse'"),
                ],
                id="a category and a group of the same name as the product",
            ),
            pytest.param(
                BRANDS,
                [PURSE],
                "kiosk",
                [("targets[0]", Reason.UNKNOWN, "there is no item 'purse' of brand 'kiosk'")],
                id="another brand",
            ),
            pytest.param(
                PersonalizedOffer(items=[item(SCHOOL, 30)]),
                [SCHOOL],
                None,
                [("targets[0]", Reason.NOT_OFFERED, "'all-for-school' needs no acceptance")],
                id="works by itself",
            ),
            pytest.param(
                evolve(FANS, items=[*FANS.items, item(SCHOOL, 30)]),
                [SCHOOL, COSMETICS, HANDBAG],
                None,
                [
                    ("targets[0]", Reason.NOT_OFFERED, "'all-for-school' needs no acceptance"),
                    ("targets[1]", Reason.UNKNOWN, "there is no item 'decorative-cosmetics'"),
                    ("targets[2]", Reason.ENDED, "'handbag' was for 2026-09-01 – 2026-09-15"),
                ],
                id="all reasons at once",
            ),
        ],
    )
    def test_what_is_not_allowed(
        self,
        answer: Callable[..., Answered[PersonalizedOffer]],
        value: PersonalizedOffer,
        targets: list[Target],
        brand: str | None,
        said: list[tuple[str, Reason, str]],
    ) -> None:
        with pytest.raises(Refused) as caught:
            answer(value, targets, TOO_LATE, ZONE, brand=brand)

        found = zip(caught.value.problems, caught.value.reasons, strict=True)
        assert [(problem.path, reason, problem.message) for problem, reason in found] == said

    def test_targets_say_what_they_are(self) -> None:
        with pytest.raises(InvalidInput, match="'handbag' is not a target") as caught:
            accept_items(FANS, ["handbag"], AUGUST, ZONE)  # type: ignore[list-item]
        assert not isinstance(caught.value, Refused)


class TestWholeOffers:
    def test_an_offer_is_accepted_before_it_starts(self) -> None:
        assert accept_offer(MARCH, FEBRUARY, ZONE) == Answered(
            value=evolve(MARCH, accepted=True),
            changes=(change(0, "decorative-cosmetics", Acceptance.AWAITING, Acceptance.ACCEPTED),),
        )

    def test_thresholds_are_accepted_and_declined(self) -> None:
        taken = accept_offer(SUMS, AUGUST, ZONE)

        assert taken == Answered(
            value=evolve(SUMS, accepted=True),
            changes=(change(0, None, Acceptance.AWAITING, Acceptance.ACCEPTED),),
        )
        assert decline_offer(taken.value, AUGUST, ZONE) == Answered(
            value=evolve(SUMS, accepted=False),
            changes=(change(0, None, Acceptance.ACCEPTED, Acceptance.DECLINED),),
        )

    def test_items_that_carry_an_acceptance_follow_the_offer(self) -> None:
        assert accept_offer(FANS, AUGUST, ZONE).value == accepted(FANS, True, True)

    def test_items_that_are_over_stay_as_they_are(self) -> None:
        assert accept_offer(FANS, TOO_LATE, ZONE).value == accepted(FANS, False, True)

    def test_the_last_word_counts(self) -> None:
        kept = accept_items(MARCH, [COSMETICS], FEBRUARY, ZONE).value

        assert decline_offer(kept, FEBRUARY, ZONE) == Answered(
            value=evolve(accepted(MARCH, False), accepted=False),
            changes=(change(0, "decorative-cosmetics", Acceptance.ACCEPTED, Acceptance.DECLINED),),
        )

    def test_an_offer_without_items_can_be_answered(self) -> None:
        empty = PersonalizedOffer(acceptance_required=True)

        assert accept_offer(empty, AUGUST, ZONE) == Answered(value=evolve(empty, accepted=True))

    @pytest.mark.parametrize("answer", [accept_offer, decline_offer])
    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            pytest.param(
                PersonalizedOffer(items=[item(SCHOOL, 30)]), Reason.NOT_OFFERED, id="works by itself"
            ),
            pytest.param(PersonalizedOffer(), Reason.NOT_OFFERED, id="has nothing to accept"),
            pytest.param(
                evolve(SUMS, acceptance_required=False), Reason.NOT_OFFERED, id="thresholds that work"
            ),
            pytest.param(MARCH, Reason.ENDED, id="over"),
            pytest.param(
                evolve(SUMS, period=Period(None, "2026-08-31")), Reason.ENDED, id="thresholds, over"
            ),
            pytest.param(
                evolve(FANS, items=[FANS.items[0], item(SCHOOL, 30)]),
                Reason.ENDED,
                id="all that needs an acceptance is over",
            ),
        ],
    )
    def test_what_is_not_allowed(
        self,
        answer: Callable[..., Answered[PersonalizedOffer]],
        value: PersonalizedOffer,
        reason: Reason,
    ) -> None:
        with pytest.raises(Refused) as caught:
            answer(value, TOO_LATE, ZONE)
        assert caught.value.reasons == (reason,)


FLAGS = st.sampled_from([None, False, True])
PERIODS = st.sampled_from([ALWAYS, FIRST_HALF, SECOND_HALF, Period("2026-09-10", None)])
TARGETS = [HANDBAG, PURSE, COSMETICS, SCHOOL]
OFFERS = st.builds(
    PersonalizedOffer,
    items=st.lists(
        st.builds(item, st.sampled_from(TARGETS), st.just(10), PERIODS, FLAGS, st.sampled_from([None, "b"])),
        max_size=5,
    ),
    period=PERIODS,
    acceptance_required=st.booleans(),
    accepted=FLAGS,
)
MOMENTS = st.integers(0, 50).map(lambda days: AUGUST + dt.timedelta(days=days))


class TestLaws:
    """Whatever is imported and answered."""

    @given(OFFERS, MOMENTS, st.booleans())
    def test_an_answer_to_the_offer_covers_all_that_is_not_over(
        self, value: PersonalizedOffer, at: dt.datetime, yes: bool
    ) -> None:
        answer = accept_offer if yes else decline_offer
        try:
            result = answer(value, at, ZONE)
        except Refused:
            return
        local = at.astimezone(dt.timezone(dt.timedelta(hours=3))).replace(tzinfo=None)
        left = {
            entry.acceptance
            for entry in entries("offer", result.value)
            if entry.acceptance is not Acceptance.NEEDLESS and not entry.period.has_ended(local, at)
        }
        assert left <= {Acceptance.ACCEPTED if yes else Acceptance.DECLINED}
        assert answer(result.value, at, ZONE) == Answered(value=result.value)

    @given(OFFERS, st.lists(st.sampled_from(TARGETS), max_size=3), MOMENTS, st.booleans())
    def test_only_the_named_items_change_and_a_replay_changes_nothing(
        self, value: PersonalizedOffer, targets: list[Target], at: dt.datetime, yes: bool
    ) -> None:
        answer = accept_items if yes else decline_items
        try:
            result = answer(value, targets, at, ZONE)
        except Refused:
            return
        pairs = zip(value.items, result.value.items, strict=True)
        assert all(old == new or new.target in targets for old, new in pairs)
        assert evolve(result.value, items=value.items) == value
        assert answer(result.value, targets, at, ZONE) == Answered(value=result.value)
