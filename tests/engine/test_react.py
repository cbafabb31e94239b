"""Events other than purchases: who is answered, when, and with what."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterable
from typing import Any

import pytest
from attrs import evolve

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import Reaction, react, referral_purchase
from loyalty_engine.engine.records import Message, Outcome, PointsTotal
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.event import Event
from loyalty_engine.model.intents import (
    CounterIntent,
    CounterOperation,
    CouponIntent,
    MessageIntent,
    PointsIntent,
)
from loyalty_engine.model.lifetime import Delay, Lifetime
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.money import Money
from loyalty_engine.model.period import Period
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.receipt import Line, Place, Receipt
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.model.window import Window, WindowUnit
from loyalty_engine.rules.benefits import (
    AdditionalPoints,
    CashierMessage,
    ChangeCounter,
    IssueCoupon,
    PointsPercent,
    SendMessage,
)
from loyalty_engine.rules.conditions import (
    AtPlaces,
    BirthdayMonth,
    CounterChanges,
    HasAttribute,
    InAudience,
    InStatus,
    LineQuantity,
    Not,
    PersonalEntries,
    Products,
    PurchaseCount,
    Purchases,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.conditions.bounds import FromAttribute
from loyalty_engine.rules.emissions import Channel, ReceiptFigure
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Audiences, Members, Offer, State, Trigger
from loyalty_engine.rules.predicates import Carrier, Range
from loyalty_engine.testing import reaction_disagreements, reference_react

GIFT = AdditionalPoints(100)
MEMBER = Member("m-1", attributes={"birthday": dt.date(1990, 9, 15)}, audiences={"fans"})


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def happened(
    trigger: Trigger = Trigger.REGISTRATION, at: str = "2026-09-15T12:00+03:00", **more: object
) -> Event:
    return Event(id="e-1", trigger=trigger, at=dt.datetime.fromisoformat(at), **more)  # type: ignore[arg-type]


def answer(
    offers: Iterable[Offer] | OfferBook, event: Event, member: Member | None = MEMBER, zone: str = "UTC"
) -> Reaction:
    """The reaction, after the reference engine has said the same."""
    book = offers if isinstance(offers, OfferBook) else compile_offers(offers, zone=zone)
    reaction = react(event, member, book)
    found = reaction_disagreements(reaction, reference_react(event, member, book))
    assert not found, "\n".join(found)
    return reaction


def outcome(reaction: Reaction, offer: str = "a") -> Outcome:
    return next(v.outcome for v in reaction.explain().verdicts if v.offer == offer)


def on(
    trigger: Trigger = Trigger.REGISTRATION, conditions: Iterable[Condition] = (), **more: object
) -> Offer:
    return Offer.of("a", conditions, [GIFT], trigger=trigger, **more)  # type: ignore[arg-type]


class TestWhoIsAnswered:
    def test_welcome_points(self) -> None:
        reaction = answer([on()], happened())

        assert reaction.member == "m-1"
        assert reaction.points == (PointsTotal("bonus", 100),)
        assert reaction.intents == (PointsIntent(offer="a", currency="bonus", amount=100, lines=()),)
        assert outcome(reaction) is Outcome.GRANTED

    def test_all_offers_that_hold_are_carried_out_for_nothing_competes(self) -> None:
        offers = [
            Offer.of(id, benefits=[AdditionalPoints(n)], trigger=Trigger.BIRTHDAY, exclusion_group="x")
            for n, id in enumerate(("a", "b", "c"), 1)
        ]
        assert answer(offers, happened(Trigger.BIRTHDAY)).points == (PointsTotal("bonus", 6),)

    @pytest.mark.parametrize(
        ("offer", "event", "expected"),
        [
            pytest.param(on(), happened(Trigger.BIRTHDAY), Outcome.OTHER_TRIGGER, id="another event"),
            pytest.param(
                Offer.of("a", benefits=[GIFT]), happened(), Outcome.OTHER_TRIGGER, id="offers on purchases"
            ),
            pytest.param(on(state=State.STOPPED), happened(), Outcome.NOT_IN_FORCE, id="it is stopped"),
            pytest.param(
                on(period=Period(None, "2026-09-14")), happened(), Outcome.NOT_IN_FORCE, id="it is over"
            ),
            pytest.param(on(places=["s-1"]), happened(), Outcome.NOT_IN_FORCE, id="it happened nowhere"),
            pytest.param(
                on(places=["s-1"]), happened(place="s-1"), Outcome.GRANTED, id="it happened in the shop"
            ),
            pytest.param(on(reach=Members()), happened(), Outcome.GRANTED, id="for members"),
            pytest.param(on(reach=Audiences({"x"})), happened(), Outcome.NOT_MET, id="for an audience"),
            pytest.param(
                on(Trigger.BIRTHDAY, [BirthdayMonth()]),
                happened(Trigger.BIRTHDAY),
                Outcome.GRANTED,
                id="a condition on the member",
            ),
            pytest.param(on(conditions=[InAudience({"x"})]), happened(), Outcome.NOT_MET, id="one not met"),
        ],
    )
    def test_the_demands_of_an_offer(self, offer: Offer, event: Event, expected: Outcome) -> None:
        assert outcome(answer([offer], event)) is expected

    def test_a_fact_that_is_not_loaded_leaves_it_undecided(self) -> None:
        member = Member("m", not_loaded=[Need(NeedKind.AUDIENCE, "fans")])
        reaction = answer([on(conditions=[InAudience({"fans"})])], happened(), member)

        assert outcome(reaction) is Outcome.UNKNOWN

    def test_without_lines_it_does_not_matter_what_is_not_known_about_them(self) -> None:
        member = Member("m", not_loaded=[Need(NeedKind.PERSONAL, "fans")])
        reaction = answer([on(conditions=[PersonalEntries("fans")])], happened(), member)

        assert outcome(reaction) is Outcome.NOT_MET

    def test_where_nobody_is_known_points_are_named_and_not_given(self) -> None:
        reaction = answer([on(Trigger.BALANCE_REQUEST)], happened(Trigger.BALANCE_REQUEST), None)

        assert (reaction.member, reaction.points, reaction.intents) == (
            None,
            (PointsTotal("bonus", 100),),
            (),
        )

    def test_all_that_is_no_argument_is_named_at_once(self) -> None:
        nothing: Any = "nothing"
        with pytest.raises(InvalidInput) as caught:
            react(nothing, nothing, [], context=nothing)

        assert [problem.path for problem in caught.value.problems] == ["event", "member", "context"]

    @pytest.mark.parametrize("trigger", [Trigger.PURCHASE, Trigger.SET])
    def test_a_purchase_is_calculated(self, trigger: Trigger) -> None:
        with pytest.raises(InvalidInput) as caught:
            react(happened(trigger), MEMBER, [])
        assert str(caught.value) == (
            f"event 'e-1': trigger: a {trigger.value} is calculated and not reacted to "
            "(call calculate(receipt, member, offers))"
        )


class TestWhen:
    """Events are judged by the member's clocks, or else by the programme's."""

    NIGHT = (
        "2026-09-14T22:30+00:00"  # half past one on the 15th in Riga, half past six on the 14th in New York
    )
    FROM_THE_15TH = on(period=Period("2026-09-15"))

    @pytest.mark.parametrize(
        ("member", "zone", "event_zone", "expected"),
        [
            pytest.param(Member("m", zone="Europe/Riga"), "UTC", None, Outcome.GRANTED, id="the member's"),
            pytest.param(
                Member("m", zone="America/New_York"),
                "Europe/Riga",
                None,
                Outcome.NOT_IN_FORCE,
                id="and his first",
            ),
            pytest.param(Member("m"), "Europe/Riga", None, Outcome.GRANTED, id="the programme's"),
            pytest.param(Member("m"), "UTC", None, Outcome.NOT_IN_FORCE, id="UTC, where none is named"),
            pytest.param(
                Member("m", zone="America/New_York"),
                "UTC",
                "Europe/Riga",
                Outcome.GRANTED,
                id="the event's own",
            ),
        ],
    )
    def test_the_period(self, member: Member, zone: str, event_zone: str | None, expected: Outcome) -> None:
        event = happened(at=self.NIGHT, zone=event_zone)

        assert outcome(answer([self.FROM_THE_15TH], event, member, zone)) is expected

    @pytest.mark.parametrize(
        ("zone", "expected"),
        [
            pytest.param("UTC", Outcome.GRANTED, id="since 10:00 of the day before"),
            pytest.param("Europe/Riga", Outcome.NOT_MET, id="since 13:00"),
        ],
    )
    def test_a_window_is_counted_back_by_the_clocks_of_the_event(self, zone: str, expected: Outcome) -> None:
        visited = dt.datetime.fromisoformat("2026-09-14T12:00+00:00")
        visits = {"visits": Counter(1, changes=[CounterChange(at=visited, by=1)])}
        bought = PastPurchase(id="p", at=visited, place="s", lines=[PastLine(product="tea", amount=eur("1"))])
        member = Member("m-1", counters=visits, purchases=[bought])
        day = Window(1, WindowUnit.DAY)
        conditions = (
            CounterChanges("visits", at_least=1, window=day),
            PurchaseCount(Purchases(window=day), at_least=1),
        )
        event = happened(at="2026-09-15T10:00+00:00", zone=zone)

        for condition in conditions:
            offer = Offer.of("a", [condition], [GIFT], trigger=Trigger.REGISTRATION)
            assert outcome(answer([offer], event, member)) is expected

    def test_the_hours_of_a_day(self) -> None:
        morning = on(schedule=Schedule.of(between=("01:00", "02:00")))
        riga, utc = Member("m", zone="Europe/Riga"), Member("m")

        assert outcome(answer([morning], happened(at=self.NIGHT), riga)) is Outcome.GRANTED
        assert outcome(answer([morning], happened(at=self.NIGHT), utc)) is Outcome.NOT_IN_FORCE

    @pytest.mark.parametrize(
        ("place", "expires"),
        [
            pytest.param(None, "2026-10-14T22:30+00:00", id="a month later by the member's clocks"),
            pytest.param(
                Place("s", zone="America/New_York"), "2026-10-14T22:30+00:00", id="or by those of the place"
            ),
        ],
    )
    def test_lifetimes(self, place: Place | None, expires: str) -> None:
        given = AdditionalPoints(5, lifetime=Lifetime(expires_after=Delay(months=1)))
        offer = Offer.of("a", benefits=[given], trigger=Trigger.REGISTRATION)
        (intent,) = answer(
            [offer], happened(at=self.NIGHT, place=place), Member("m", zone="Europe/Riga")
        ).intents

        assert isinstance(intent, PointsIntent)
        assert intent.expires_at == dt.datetime.fromisoformat(expires)


class TestFactsOfAnEvent:
    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            pytest.param(
                HasAttribute(of=Carrier.EVENT, name="network", values={"vk"}),
                Outcome.GRANTED,
                id="a parameter",
            ),
            pytest.param(
                HasAttribute(of=Carrier.EVENT, name="points", between=Range(low=5)),
                Outcome.GRANTED,
                id="points",
            ),
            pytest.param(
                HasAttribute(of=Carrier.RECEIPT, name="network"), Outcome.NOT_MET, id="a receipt's is another"
            ),
            pytest.param(ReceiptAmount(at_least=eur("50")), Outcome.GRANTED, id="enough money"),
            pytest.param(ReceiptAmount(at_least=eur("50"), so_far=True), Outcome.GRANTED, id="so far, too"),
            pytest.param(ReceiptAmount(at_least=eur("51")), Outcome.NOT_MET, id="not enough money"),
            pytest.param(
                ReceiptAmount(at_least=Money.of("1", "USD")), Outcome.NOT_IN_FORCE, id="other money"
            ),
            pytest.param(Products({"tea"}), Outcome.NOT_MET, id="lines, of which there are none"),
            pytest.param(Not(Products({"tea"})), Outcome.NOT_MET, id="nor others"),
            pytest.param(ReceiptContains([Products({"tea"})]), Outcome.NOT_MET, id="no tea"),
            pytest.param(Not(ReceiptContains([Products({"tea"})])), Outcome.GRANTED, id="indeed no tea"),
            pytest.param(LineQuantity(at_most=2), Outcome.GRANTED, id="none is at most two"),
            pytest.param(AtPlaces({"s-1"}), Outcome.NOT_MET, id="nowhere is not the shop"),
        ],
    )
    def test_conditions(self, condition: Condition, expected: Outcome) -> None:
        event = happened(
            Trigger.REFERRAL_PURCHASE,
            amount=eur("50"),
            points=5,
            points_currency="bonus",
            parameters={"network": "vk"},
        )
        assert outcome(answer([on(Trigger.REFERRAL_PURCHASE, [condition])], event)) is expected

    def test_a_bound_of_the_members_own_where_there_is_no_money(self) -> None:
        member = Member("m-1", attributes={"usual": 10})
        own = FromAttribute("usual")
        for condition, expected in (
            (ReceiptAmount(at_least=own), Outcome.NOT_MET),
            (ReceiptAmount(at_most=own), Outcome.GRANTED),
        ):
            assert outcome(answer([on(conditions=[condition])], happened(), member)) is expected

    def test_counters_and_messages_use_them(self) -> None:
        benefits: list[Benefit] = [
            ChangeCounter("friends_spent", ReceiptFigure.TOTAL),
            SendMessage(MessageChannel.SMS, "{receipt.total}: {offer.points} points, {member.id}"),
            AdditionalPoints(5),
        ]
        offer = Offer.of("a", benefits=benefits, trigger=Trigger.REFERRAL_PURCHASE)
        event = happened(Trigger.REFERRAL_PURCHASE, amount=eur("50"))

        assert answer([offer], event).intents == (
            CounterIntent(
                offer="a", counter="friends_spent", operation=CounterOperation.INCREASE, value=5000
            ),
            MessageIntent(offer="a", channel=MessageChannel.SMS, text="50.00 EUR: 5 points, m-1"),
            PointsIntent(offer="a", currency="bonus", amount=5, lines=()),
        )

    def test_without_an_amount_there_is_none_to_name(self) -> None:
        said = SendMessage(MessageChannel.SMS, "[{receipt.total}]")
        (intent,) = answer(
            [Offer.of("a", benefits=[said], trigger=Trigger.BIRTHDAY)], happened(Trigger.BIRTHDAY)
        ).intents

        assert intent == MessageIntent(offer="a", channel=MessageChannel.SMS, text="[]")

    def test_texts_at_the_till(self) -> None:
        offer = Offer.of("a", benefits=[CashierMessage("Hello {member.id}")], trigger=Trigger.BALANCE_REQUEST)

        assert answer([offer], happened(Trigger.BALANCE_REQUEST)).messages == (
            Message("a", Channel.CASHIER, "Hello m-1"),
        )


def test_the_purchase_of_a_friend_brings_points_to_both() -> None:
    offers = compile_offers(
        [
            Offer.of("buyer", benefits=[PointsPercent(10)]),
            Offer.of(
                "referrer",
                [ReceiptAmount(at_least=eur("20"))],
                [AdditionalPoints(50), IssueCoupon("thanks")],
                trigger=Trigger.REFERRAL_PURCHASE,
            ),
        ]
    )
    receipt = Receipt(
        id="r-1",
        at=dt.datetime.fromisoformat("2026-09-15T12:00+03:00"),
        place="s-1",
        lines=[Line(number=1, product="tea", amount=eur("30"))],
    )
    bought = calculate(receipt, Member("friend"), offers)
    thanked = answer(offers, referral_purchase(bought, "friend"), Member("m-1"))

    assert bought.intents == (PointsIntent(offer="buyer", currency="bonus", amount=3, lines=((1, 3),)),)
    assert thanked.member == "m-1"
    assert thanked.event.parameters["friend"] == "friend"
    assert thanked.intents == (
        PointsIntent(offer="referrer", currency="bonus", amount=50, lines=()),
        CouponIntent(offer="referrer", issue="thanks", count=1),
    )


GOLD = {"tiers": "gold"}
TO_GOLD = InStatus("tiers", {"gold"}, new=True)


@pytest.mark.parametrize(
    ("condition", "given", "expected"),
    [
        pytest.param(TO_GOLD, GOLD, Outcome.GRANTED, id="to gold"),
        pytest.param(TO_GOLD, {"tiers": "bronze"}, Outcome.NOT_MET, id="to bronze"),
        pytest.param(TO_GOLD, {"fans": "gold"}, Outcome.NOT_MET, id="in another system"),
        pytest.param(TO_GOLD, {}, Outcome.NOT_MET, id="to nothing"),
        pytest.param(InStatus("tiers", new=True), GOLD, Outcome.GRANTED, id="to anything"),
        pytest.param(Not(TO_GOLD), GOLD, Outcome.NOT_MET, id="not to gold"),
        pytest.param(Not(TO_GOLD), {}, Outcome.GRANTED, id="not to gold, but to nothing"),
        pytest.param(InStatus("tiers", {"gold"}), GOLD, Outcome.NOT_MET, id="gold before"),
        pytest.param(InStatus("tiers", {"silver"}), GOLD, Outcome.GRANTED, id="silver before"),
    ],
)
def test_a_status_and_the_new_one(condition: Condition, given: dict[str, str], expected: Outcome) -> None:
    event = happened(Trigger.STATUS_CHANGED, statuses=given)
    member = Member("m-1", statuses={"tiers": "silver"})

    assert outcome(answer([on(Trigger.STATUS_CHANGED, [condition])], event, member)) is expected


def test_a_new_status_is_known_where_nobody_is() -> None:
    event = happened(Trigger.STATUS_CHANGED, statuses=GOLD)

    assert outcome(answer([on(Trigger.STATUS_CHANGED, [TO_GOLD])], event, None)) is Outcome.GRANTED


def test_a_purchase_gives_no_status() -> None:
    line = Line(number=1, product="tea", amount=eur("10"))
    receipt = Receipt(id="r", at=happened().at, place="s", lines=[line])
    book = compile_offers([Offer.of("a", [TO_GOLD], [GIFT]), Offer.of("b", [Not(TO_GOLD)], [GIFT])])
    verdicts = calculate(receipt, MEMBER, book).explain().verdicts

    assert [verdict.outcome for verdict in verdicts] == [Outcome.NOT_MET, Outcome.GRANTED]
    assert book.needs == frozenset()


class TestAReaction:
    BOOK = compile_offers(
        [
            Offer.of("a", [InAudience({"fans"})], [GIFT], trigger=Trigger.BIRTHDAY, name="A gift"),
            Offer.of("b", [HasAttribute(of=Carrier.MEMBER, name="vip")], [GIFT], trigger=Trigger.BIRTHDAY),
            Offer.of("c", [HasAttribute(of=Carrier.MEMBER, name="age")], [GIFT], trigger=Trigger.RETURN),
            Offer.of("d", benefits=[GIFT]),
        ]
    )
    EVENT = happened(Trigger.BIRTHDAY)

    def test_it_reads_like_this(self) -> None:
        assert str(answer(self.BOOK, self.EVENT).explain()).splitlines() == [
            "Event (birthday) e-1: 4 offers",
            "- a (A gift): granted; 100 bonus points",
            "- b: not met; the member has a value for vip",
            "- c: not for this event",
            "- d: not for this event",
        ]

    def test_sums_are_in_the_currency_of_the_event(self) -> None:
        rich = Offer.of("a", [ReceiptAmount(at_least=eur("60"))], [GIFT], trigger=Trigger.DEPOSIT)
        said = str(answer([rich], happened(Trigger.DEPOSIT, amount=eur("50"))).explain())
        assert "(seen: 50.00 EUR; 10.00 EUR more would do)" in said

    def test_it_travels(self) -> None:
        reaction = react(self.EVENT, MEMBER, self.BOOK)
        arrived = pickle.loads(pickle.dumps(reaction))

        assert arrived == reaction
        assert hash(arrived) == hash(reaction)
        assert not arrived.explain().complete
        assert [verdict.offer for verdict in arrived.verdicts] == ["a", "b"]

    def test_its_needs_are_those_of_the_offers_that_answer_the_event(self) -> None:
        assert self.BOOK.needs_on(Trigger.BIRTHDAY) == {
            Need(NeedKind.AUDIENCE, "fans"),
            Need(NeedKind.ATTRIBUTE, "vip"),
        }
        assert self.BOOK.needs_on(Trigger.PURCHASE) == self.BOOK.needs == frozenset()

    def test_what_is_stopped_needs_nothing(self) -> None:
        vip = Offer.of("a", [HasAttribute(of=Carrier.MEMBER, name="vip")], [GIFT], trigger=Trigger.BIRTHDAY)
        books = [compile_offers([evolve(vip, state=state)]) for state in (State.RUNNING, State.STOPPED)]

        found = [book.needs_on(Trigger.BIRTHDAY) for book in books]
        assert found == [{Need(NeedKind.ATTRIBUTE, "vip")}, frozenset()]

    @pytest.mark.parametrize(
        ("event", "member", "same"),
        [
            pytest.param(EVENT, MEMBER, True, id="the same arguments"),
            pytest.param(happened(Trigger.BIRTHDAY, parameters={"x": 1}), MEMBER, False, id="another fact"),
            pytest.param(EVENT, Member("m-1", audiences={"fans"}), True, id="facts that nobody reads"),
            pytest.param(
                EVENT,
                Member("m-1", audiences={"fans"}, attributes={"age": 30}),
                True,
                id="one that is read for another event",
            ),
            pytest.param(
                EVENT,
                Member("m-1", audiences={"fans"}, attributes={"vip": True}),
                False,
                id="one that is read",
            ),
            pytest.param(EVENT, None, False, id="nobody"),
        ],
    )
    def test_its_fingerprint_covers_what_it_depends_on(
        self, event: Event, member: Member | None, same: bool
    ) -> None:
        ours = react(self.EVENT, MEMBER, self.BOOK).fingerprint

        assert (react(event, member, self.BOOK).fingerprint == ours) is same

    def test_its_fingerprint_depends_on_the_trigger_of_an_offer(self) -> None:
        here, there = (compile_offers([on(trigger)]) for trigger in (Trigger.BIRTHDAY, Trigger.RETURN))

        assert react(self.EVENT, None, here).fingerprint != react(self.EVENT, None, there).fingerprint


@pytest.mark.parametrize(
    ("wrong", "path", "text"),
    [
        pytest.param({"trigger": "birthday"}, "trigger", "'birthday' is not a Trigger", id="a word"),
        pytest.param(
            {"at": dt.datetime(1800, 1, 1, tzinfo=dt.UTC)},
            "at",
            "lies outside the years",
            id="no day of a shop",
        ),
        pytest.param({"zone": "Riga"}, "zone", "there is no time zone 'Riga'", id="no zone"),
        pytest.param({"place": 5}, "place", "5 is not a place", id="no place"),
        pytest.param({"amount": Money(-1, "EUR")}, "amount", "is negative", id="less than nothing"),
        pytest.param(
            {"points": 5}, "points", "points and their currency go together", id="points of no kind"
        ),
        pytest.param({"parameters": {"a": 1.5}}, "parameters.a", "floats are not exact", id="a float"),
    ],
)
def test_what_is_no_event(wrong: dict[str, object], path: str, text: str) -> None:
    good = {"id": "e", "trigger": Trigger.BIRTHDAY, "at": dt.datetime(2026, 9, 15, tzinfo=dt.UTC)}
    with pytest.raises(InvalidInput) as caught:
        Event(**{**good, **wrong})  # type: ignore[arg-type]

    assert [problem.path for problem in caught.value.problems] == [path]
    assert text in str(caught.value)
