"""Events bring members what offers answer: once, all of it or nothing, and it can be asked for later."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable

import pytest
from attrs import evolve
from hypothesis import assume, given
from programme.coupon_shop import coupon_shop
from programme.till import Guests, Versions, program
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    AdditionalPoints,
    Balance,
    Budget,
    Carrier,
    Chance,
    ChangeCounter,
    ChangeSlots,
    CountedPer,
    CounterKey,
    CounterValue,
    Delay,
    Event,
    FavoriteProductsRule,
    HasAttribute,
    InStatus,
    InvalidInput,
    IssueCoupon,
    Lifetime,
    Limit,
    Member,
    Members,
    MessageChannel,
    Need,
    NeedKind,
    Offer,
    PointsCurrency,
    PointsPercent,
    PredefinedList,
    ReceiptFigure,
    SendMessage,
    SetAttribute,
    SetStatus,
    Slot,
    SlotChange,
    SlotSet,
    Trigger,
    TriggeredMailing,
    WithdrawPoints,
    compile_offers,
    referral_purchase,
)
from loyalty_engine.engine.react import Reaction
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.coupons import CouponState
from loyalty_engine.model.intents import CouponIntent, MailingIntent, MessageIntent, PointsIntent
from loyalty_engine.model.ledger import Account, AccountKind, balance_sheet
from loyalty_engine.model.slots import SlotKind
from loyalty_engine.program.event_desk import EventDesk
from loyalty_engine.program.lottery import FixedLottery
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import LotPart, PurchaseRefused
from loyalty_engine.program.reactions import Happening, KeptReaction
from loyalty_engine.testing import World, worlds
from loyalty_engine.testing.kept_statuses import status_given
from loyalty_engine.wire.stored import read_answer, write_answer

T = Trigger
ISSUED = Account(AccountKind.ISSUED)
SMS = SendMessage(MessageChannel.SMS, "You have {offer.points} points.")
BREAKFAST = FavoriteProductsRule(
    id="breakfast", source=PredefinedList("breakfast"), default_slots=1, max_slots=3
)


def event(trigger: Trigger = T.REGISTRATION, id: str = "e-1", **more: object) -> Event:
    return Event(id=id, trigger=trigger, at=NOON, **more)  # type: ignore[arg-type]


def answer(trigger: Trigger, benefits: Iterable[object], *conditions: object, id: str = "o") -> Offer:
    return Offer.of(id, conditions, benefits, trigger=trigger)  # type: ignore[arg-type]


def desk(*offers: Offer) -> EventDesk:
    shop, _, _ = program()
    points = [PointsCurrency("bonus"), PointsCurrency("chips")]
    book = compile_offers(offers, catalog=CATALOG, favorites=[BREAKFAST], points=points)
    return EventDesk(evolve(shop, books=Versions({"v1": book})))


def kept(shop: LoyaltyProgram, member: str = "anna") -> dict[str, object]:
    """What there is for *member*, but for what is not there."""
    with shop.store.begin() as unit:
        slots = unit.slots(member, "breakfast")
        value = unit.attribute(member, "taste").current
        found = {
            "bonus": unit.wallet(member, "bonus").balance(NOON),
            "chips": unit.wallet(member, "chips").balance(NOON),
            "visits": unit.counter(member, "visits").value,
            "crowd": unit.counter(None, "crowd").value,
            "status": unit.status(member, "levels"),
            "taste": None if value is None else value.value,
            "slots": None if slots is None else [slot.kind for slot in slots.slots],
        }
    return {name: one for name, one in found.items() if one}


def outbox(shop: LoyaltyProgram) -> tuple[Outgoing, ...]:
    return shop.store.outbox  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("offers", "happened", "brings"),
    [
        pytest.param([], event(), {}, id="no offer answers"),
        pytest.param(
            [answer(T.REGISTRATION, [AdditionalPoints(200)])], event(), {"bonus": 200}, id="welcome"
        ),
        pytest.param(
            [answer(T.BIRTHDAY, [AdditionalPoints(200)])], event(), {}, id="an offer for another event"
        ),
        pytest.param(
            [answer(T.BIRTHDAY, [ChangeSlots("breakfast", SlotChange.MORE, 1)])],
            event(T.BIRTHDAY),
            {"slots": [SlotKind.NORMAL, SlotKind.BIRTHDAY]},
            id="a slot for the birthday",
        ),
        pytest.param(
            [answer(T.CARD_ACTIVATION, [SetStatus("levels", "silver"), AdditionalPoints(30)])],
            event(T.CARD_ACTIVATION, card="44"),
            {"status": "silver", "bonus": 30},
            id="a card is activated",
        ),
        pytest.param(
            [answer(T.ATTRIBUTE_CHANGED, [SetAttribute("taste", "tea")])],
            event(T.ATTRIBUTE_CHANGED, parameters={"attribute": "form"}),
            {"taste": "tea"},
            id="an attribute follows another",
        ),
        pytest.param(
            [answer(T.POINTS_ACTIVATED, [ChangeCounter("visits", 3)])],
            event(T.POINTS_ACTIVATED, points=7, points_currency="bonus"),
            {"visits": 3},
            id="points become active",
        ),
        pytest.param(
            [answer(T.COUPON_BOUGHT, [ChangeCounter("crowd", 1, per=CountedPer.PROGRAM)])],
            event(T.COUPON_BOUGHT),
            {"crowd": 1},
            id="a coupon is bought",
        ),
        pytest.param(
            [
                answer(
                    T.REFERRAL_PURCHASE,
                    [AdditionalPoints(50), ChangeCounter("visits", ReceiptFigure.TOTAL)],
                )
            ],
            event(T.REFERRAL_PURCHASE, amount=eur("40.00")),
            {"bonus": 50, "visits": 4000},
            id="a friend has bought something",
        ),
        pytest.param(
            [
                answer(
                    T.GROUP_JOINED,
                    [AdditionalPoints(5)],
                    HasAttribute(of=Carrier.EVENT, name="n", values={"vk"}),
                ),
                answer(T.GROUP_JOINED, [AdditionalPoints(7)], InStatus("levels"), id="p"),
            ],
            event(T.GROUP_JOINED, parameters={"n": "vk"}),
            {"bonus": 5},
            id="only what holds",
        ),
    ],
)
def test_what_an_event_brings(offers: list[Offer], happened: Event, brings: dict[str, object]) -> None:
    """And the same again, where it is sent again."""
    counter = desk(*offers)
    first = counter.react("op", happened, "anna")
    assert kept(counter.program) == brings
    assert counter.react("op", happened, "anna") == first
    assert kept(counter.program) == brings
    assert kept(counter.program, "boris") == {name: n for name, n in brings.items() if name == "crowd"}


def test_messages_and_mailings_leave_by_the_outbox() -> None:
    mailing = TriggeredMailing("club", on=True)
    counter = desk(answer(T.REGISTRATION, [AdditionalPoints(200), SMS, mailing]))
    counter.react("op", event(), "anna")
    message = MessageIntent(offer="o", channel=MessageChannel.SMS, text="You have 200 points.")
    origin = Origin(OriginKind.EVENT, "op")
    assert outbox(counter.program) == (
        Outgoing(id="event/op/1", origin=origin, member="anna", intent=message, at=NOON),
        Outgoing(
            id="event/op/2",
            origin=origin,
            member="anna",
            intent=MailingIntent(offer="o", mailing="club", on=True),
            at=NOON,
        ),
    )


def test_points_live_from_the_moment_of_the_event() -> None:
    life = Lifetime(active_after=Delay(days=1), expires_after=Delay(days=3))
    counter = desk(answer(T.REGISTRATION, [AdditionalPoints(200, lifetime=life)]))
    counter.react("op", event(), "anna")
    wallet = counter.program.balance("anna")
    assert [wallet.balance(NOON + dt.timedelta(days=n)) for n in range(4)] == [0, 200, 200, 0]
    (lot,) = wallet.lots
    assert lot.id == "event/op/0"


def test_points_come_to_the_family_and_all_else_to_the_member() -> None:
    shop, _, _ = program(
        answer(T.REGISTRATION, [AdditionalPoints(9), ChangeCounter("visits", 1)]), families={"anna": "home"}
    )
    EventDesk(shop).react("op", event(), "anna")
    assert (kept(shop), kept(shop, "home"), shop.balance("anna").balance(NOON)) == (
        {"visits": 1},
        {"bonus": 9},
        9,
    )


def test_nobody_known_gets_nothing_but_what_the_host_may_hand_out() -> None:
    counter = desk(
        answer(T.BALANCE_REQUEST, [IssueCoupon("leaflet"), ChangeCounter("visits", 1), AdditionalPoints(5)])
    )
    found = counter.react("op", event(T.BALANCE_REQUEST))
    assert (found.member, [one.amount for one in found.points]) == (None, [5])
    assert [(one.member, type(one.intent).__name__) for one in outbox(counter.program)] == [
        (None, "CouponIntent")
    ]


def test_coupons_of_the_programme_are_issued_and_their_codes_leave() -> None:
    shop = coupon_shop(answer(T.BIRTHDAY, [IssueCoupon("hers"), IssueCoupon("elsewhere")]))
    counter = EventDesk(shop.till)
    counter.react("op", event(T.BIRTHDAY), "anna")
    (found,) = shop.desk.coupons_of("anna")
    assert found.coupon is not None
    told = [one.codes for one in shop.store.outbox]
    assert (found.issue, found.state, found.coupon.issued_by) == ("hers", CouponState.ISSUED, "op")
    assert ([len(codes) for codes in told], shop.state(told[0][0])) == ([1, 0], CouponState.ISSUED)
    reaction = counter.reaction("op")
    assert reaction is not None
    assert reaction.issued == (found.coupon.digest,)


class TestSentAgain:
    def test_another_event_under_the_same_id_is_refused_and_says_what_differs(self) -> None:
        counter = desk(answer(T.REGISTRATION, [AdditionalPoints(200)]))
        counter.react("op", event(), "anna")
        for other, member, statuses, what in (
            (event(id="e-2"), "anna", {}, "its event"),
            (event(), "boris", {}, "its member"),
            (event(), "anna", {"levels": "gold"}, "its statuses"),
            (event(T.BIRTHDAY), None, {}, "its event and its member"),
        ):
            with pytest.raises(Refused) as refused:
                counter.react("op", other, member, statuses=statuses)
            assert refused.value.reasons == (Reason.OTHER_REQUEST,)
            assert f"differs in {what} " in f"{refused.value} "
            assert "anna" not in str(refused.value)
            assert "boris" not in str(refused.value)
        assert (kept(counter.program), kept(counter.program, "boris")) == ({"bonus": 200}, {})

    def test_the_id_of_a_step_of_a_till_is_taken_and_the_other_way_round(self) -> None:
        counter = desk(answer(T.REGISTRATION, [AdditionalPoints(200)]))
        counter.program.calculate("p", "1", receipt(("tea", "1.00")), "anna")
        with pytest.raises(Refused, match="was the step 'calculate' of purchase 'p'"):
            counter.react("1", event(), "anna")
        counter.react("2", event(), "anna")
        with pytest.raises(PurchaseRefused, match="was the step 'event'"):
            counter.program.confirm("p", "2")
        assert (counter.reaction("1"), kept(counter.program)) == (None, {"bonus": 200})

    def test_one_event_may_be_taken_in_by_several_steps(self) -> None:
        """Whether that is once for each of two members, or for one member twice, the host decides."""
        counter = desk(answer(T.FRIEND_INVITED, [AdditionalPoints(20), SMS]))
        for step, member in (("1", "anna"), ("2", "boris"), ("3", "anna")):
            counter.react(step, event(T.FRIEND_INVITED), member)
        assert (kept(counter.program), kept(counter.program, "boris")) == ({"bonus": 40}, {"bonus": 20})
        assert [(one.id, one.member) for one in outbox(counter.program)] == [
            ("event/1/1", "anna"),
            ("event/2/1", "boris"),
            ("event/3/1", "anna"),
        ]


class TestKept:
    def test_a_reaction_can_be_asked_for_and_explained_later(self) -> None:
        chips = [AdditionalPoints(10, currency="chips"), WithdrawPoints(4, currency="chips")]
        offers = [answer(T.REGISTRATION, chips), answer(T.REGISTRATION, [SMS], Chance(50), id="lucky")]
        counter = desk(*offers)
        counter = EventDesk(evolve(counter.program, lottery=FixedLottery({"lucky": 7})))
        found = counter.react("op", event(), "anna")
        assert counter.reaction("op") == KeptReaction(
            reaction=found,
            owner="anna",
            book="v1",
            carried_out_at=NOON,
            draws=(("lucky", 7),),
            withdrawn=((1, (LotPart("chips", "event/op/0", 4),)),),
        )
        assert counter.reaction("another") is None
        assert found.explain().complete
        assert [verdict.offer for verdict in found.verdicts] == ["lucky", "o"]

    def test_the_offers_of_its_moment_answer_an_event_that_is_told_late(self) -> None:
        class Yearly(Versions):
            def current(self, at: dt.datetime) -> str:
                return "old" if at < NOON else "new"

        old, new = (compile_offers([answer(T.BIRTHDAY, [AdditionalPoints(n)])]) for n in (1, 2))
        shop, _, _ = program()
        counter = EventDesk(evolve(shop, books=Yearly({"old": old, "new": new})))
        yesterday = NOON - dt.timedelta(days=1)
        late = evolve(event(T.BIRTHDAY), at=yesterday)
        counter.react("1", late, "anna")
        counter.react("2", event(T.BIRTHDAY), "boris")
        books = [found.book for step in "12" if (found := counter.reaction(step)) is not None]
        assert (books, kept(shop), kept(shop, "boris")) == (["old", "new"], {"bonus": 1}, {"bonus": 2})
        found = counter.reaction("1")
        assert found is not None
        assert (found.reaction.event.at, found.carried_out_at) == (yesterday, NOON)
        first, _ = shop.store.ledger  # type: ignore[attr-defined]
        assert (first.at, first.recorded_at, first.active_from) == (yesterday, NOON, yesterday)


class TestFacts:
    def test_the_host_is_asked_for_what_the_offers_of_the_event_read_and_nothing_else(self) -> None:
        asked: list[Collection[Need]] = []

        class Asked(Guests):
            def load(self, member: str, needs: Collection[Need]) -> Member:
                asked.append(needs)
                return Member(member)

        counter = desk(
            answer(T.REGISTRATION, [SMS], InStatus("levels"), id="one"),
            answer(T.BIRTHDAY, [SMS], InStatus("club"), id="two"),
            Offer.of("three", [CounterValue("visits", at_least=1)], [PointsPercent(1)]),
        )
        counter = EventDesk(evolve(counter.program, members=Asked()))
        counter.react("op", event(), "anna")
        assert asked == [{Need(NeedKind.STATUS, "levels")}]

    def test_what_the_programme_keeps_is_known(self) -> None:
        """What open purchases have set aside as well."""
        swap = Offer.of("swap", [], [WithdrawPoints(2)], reach=Members(), cumulative=True)
        rich = answer(T.BIRTHDAY, [SMS], Balance(at_least=9), CounterValue("visits", at_least=3), id="rich")
        counter = desk(answer(T.REGISTRATION, [AdditionalPoints(10), ChangeCounter("visits", 3)]), rich, swap)
        counter.react("1", event(), "anna")
        counter.program.calculate("p", "2", receipt(("tea", "1.00")), "anna")
        counter.react("3", event(T.BIRTHDAY), "anna")
        assert outbox(counter.program) == ()
        counter.program.cancel("p", "4")
        counter.react("5", event(T.BIRTHDAY), "anna")
        assert [one.id for one in outbox(counter.program)] == ["event/5/0"]

    def test_statuses_of_before_where_later_ones_are_kept(self) -> None:
        step_up = (InStatus("levels", {"silver"}), InStatus("levels", {"gold"}, new=True))
        counter = desk(answer(T.STATUS_CHANGED, [AdditionalPoints(5)], *step_up))
        with counter.program.store.begin() as unit:
            unit.keep_status("anna", status_given("gold"))
        changed = event(T.STATUS_CHANGED, statuses={"levels": "gold"})
        counter.react("1", changed, "anna")
        assert kept(counter.program) == {"status": "gold"}
        counter.react("2", changed, "anna", statuses={"levels": "silver"})
        assert kept(counter.program) == {"status": "gold", "bonus": 5}

    def test_statuses_of_before_that_the_host_cannot_tell_and_in_any_order(self) -> None:
        class Silent(Guests):
            def load(self, member: str, needs: Collection[Need]) -> Member:
                return Member(member, not_loaded=needs)

        was = (InStatus("levels", {"silver"}), InStatus("club", {"old"}))
        counter = desk(answer(T.STATUS_CHANGED, [AdditionalPoints(5)], *was))
        counter = EventDesk(evolve(counter.program, members=Silent()))
        for _ in range(2):
            for before in ({"levels": "silver", "club": "old"}, {"club": "old", "levels": "silver"}):
                counter.react("1", event(T.STATUS_CHANGED), "anna", statuses=before)
        assert kept(counter.program) == {"bonus": 5}

    def test_slots_that_the_host_kept_before(self) -> None:
        class Choosers(Guests):
            def load(self, member: str, needs: Collection[Need]) -> Member:
                chosen = Slot(position=1, product="tea", changed_at=NOON - dt.timedelta(days=1))
                return Member(member, favorites=[SlotSet(rule="breakfast", slots=[chosen])])

        counter = desk(answer(T.BIRTHDAY, [ChangeSlots("breakfast", SlotChange.MORE, 1)]))
        counter = EventDesk(evolve(counter.program, members=Choosers()))
        counter.react("1", event(T.BIRTHDAY), "anna")
        with counter.program.store.begin() as unit:
            slots = unit.slots("anna", "breakfast")
        assert slots is not None
        assert [slot.product for slot in slots.slots] == ["tea", None]

    def test_limits_and_budgets_of_events_hold(self) -> None:
        once = Offer.of("o", [], [AdditionalPoints(30)], trigger=T.PHONE_LINKED, limits=[Limit(1)])
        all_ = Offer.of("p", [], [AdditionalPoints(30)], trigger=T.PHONE_LINKED, limits=[Budget(points=50)])
        counter = desk(once, all_)
        for step, member in (("1", "anna"), ("2", "anna"), ("3", "boris")):
            counter.react(step, event(T.PHONE_LINKED), member)
        assert (kept(counter.program), kept(counter.program, "boris")) == ({"bonus": 80}, {"bonus": 30})

    @pytest.mark.parametrize(
        ("zone", "hours", "points"),
        [
            pytest.param(None, (0, 11), 7, id="one day by the clocks of the programme"),
            pytest.param(None, (0, 16), 14, id="two days by those of the programme"),
            pytest.param("Asia/Tokyo", (0, 11), 14, id="two days by those of the member"),
            pytest.param("Asia/Tokyo", (7, 16), 7, id="one day by those of the member, the next"),
            pytest.param("Asia/Tokyo", (7, 8), 7, id="early on the next day"),
        ],
    )
    def test_a_day_is_one_by_the_clocks_of_the_member(
        self, zone: str | None, hours: tuple[int, int], points: int
    ) -> None:
        """Hours are those after nine in the morning in UTC, the zone of the programme."""

        class There(Guests):
            def load(self, member: str, needs: Collection[Need]) -> Member:
                assert not any(one.keyed_by for one in needs)
                return Member(member, zone=zone)

        daily = Limit(1, keyed_by={CounterKey.DAY})
        counter = desk(Offer.of("o", [], [AdditionalPoints(7)], trigger=T.APP_INSTALLED, limits=[daily]))
        counter = EventDesk(evolve(counter.program, members=There()))
        for step, later in enumerate(hours):
            opened = evolve(event(T.APP_INSTALLED), at=NOON + dt.timedelta(hours=later))
            counter.react(f"{step}", opened, "anna")
        assert counter.program.balance("anna").balance(NOON + dt.timedelta(days=1)) == points

    @pytest.mark.parametrize(
        ("call", "error", "says"),
        [
            pytest.param(
                lambda counter: counter.react("op", event(), "nobody"),
                KeyError,
                "no such member",
                id="stranger",
            ),
            pytest.param(
                lambda counter: counter.react("op", event(T.PURCHASE), "anna"),
                InvalidInput,
                "calculate",
                id="purchase",
            ),
            pytest.param(
                lambda counter: counter.react("", event(), "anna"), InvalidInput, "operation", id="no id"
            ),
            pytest.param(
                lambda counter: counter.react("op", None, "anna"),
                InvalidInput,
                "build an Event",
                id="no event",
            ),
            pytest.param(
                lambda counter: counter.react_all([event()]), InvalidInput, "Happening", id="no happening"
            ),
            pytest.param(
                lambda counter: counter.react_all(2 * [Happening(operation="op", event=event())]),
                InvalidInput,
                "is there already",
                id="one id twice",
            ),
            pytest.param(
                lambda counter: counter.reaction(""), InvalidInput, "operation", id="asked for nothing"
            ),
            pytest.param(
                lambda counter: EventDesk(counter),
                InvalidInput,
                "EventDesk",
                id="no programme",
            ),
        ],
    )
    def test_what_is_no_event_of_a_member_moves_nothing(
        self, call: Callable[[EventDesk], object], error: type[Exception], says: str
    ) -> None:
        counter = desk(answer(T.REGISTRATION, [AdditionalPoints(200), SMS]))
        with pytest.raises(error, match=says):
            call(counter)
        assert (kept(counter.program), outbox(counter.program), counter.reaction("op")) == ({}, (), None)


class TestSeveral:
    """Events in one transaction."""

    OFFERS = (
        answer(T.REGISTRATION, [AdditionalPoints(100), SMS], id="welcome"),
        answer(T.FRIEND_INVITED, [AdditionalPoints(50), SMS], id="thanks"),
    )

    def happened(self, friend: str = "boris", inviter: str = "anna") -> list[Happening]:
        return [
            Happening(operation="joined", event=event(), member=friend),
            Happening(operation="invited", event=event(T.FRIEND_INVITED), member=inviter),
        ]

    def test_both_members_get_what_is_theirs(self) -> None:
        counter = desk(*self.OFFERS)
        both = counter.react_all(self.happened())
        assert [(one.member, one.points[0].amount) for one in both] == [("boris", 100), ("anna", 50)]
        assert (kept(counter.program, "boris"), kept(counter.program)) == ({"bonus": 100}, {"bonus": 50})
        assert [(one.origin.id, one.member) for one in outbox(counter.program)] == [
            ("joined", "boris"),
            ("invited", "anna"),
        ]
        assert counter.react_all(self.happened()) == both
        assert counter.react("invited", event(T.FRIEND_INVITED), "anna") == both[1]
        assert kept(counter.program) == {"bonus": 50}

    def test_neither_gets_anything_where_one_is_refused(self) -> None:
        counter = desk(*self.OFFERS)
        with pytest.raises(KeyError):
            counter.react_all(self.happened(inviter="nobody"))
        assert (kept(counter.program, "boris"), outbox(counter.program)) == ({}, ())
        assert counter.reaction("joined") is None
        assert len(counter.react_all(self.happened())) == 2

    def test_each_sees_what_those_before_have_brought(self) -> None:
        once = Offer.of("o", [], [AdditionalPoints(30)], trigger=T.PHONE_LINKED, limits=[Limit(1)])
        rich = answer(T.EMAIL_LINKED, [AdditionalPoints(7)], Balance(at_least=30), id="rich")
        counter = desk(once, rich)
        triggers = (T.EMAIL_LINKED, T.PHONE_LINKED, T.PHONE_LINKED, T.EMAIL_LINKED)
        found = counter.react_all(
            Happening(operation=str(n), event=event(one), member="anna") for n, one in enumerate(triggers)
        )
        assert [sum(one.amount for one in each.points) for each in found] == [0, 30, 0, 7]

    def test_none_at_all(self) -> None:
        assert desk().react_all([]) == ()


def test_a_friends_purchase_brings_the_buyer_and_who_has_invited_him_what_is_theirs() -> None:
    thanks = answer(T.REFERRAL_PURCHASE, [AdditionalPoints(50), SMS])
    tenth = Offer.of("tenth", [], [PointsPercent(10)], reach=Members())
    counter = desk(thanks, tenth)
    shop = counter.program
    shop.calculate("p", "1", receipt(("tea", "40.00")), "boris")
    bought = shop.confirm("p", "2")
    invited: list[Reaction] = [
        counter.react("p/friend", referral_purchase(bought, friend="boris"), "anna") for _ in range(2)
    ]
    assert invited[0] == invited[1]
    assert (kept(shop, "boris"), kept(shop)) == ({"bonus": 4}, {"bonus": 50})
    assert [(one.id, one.origin) for one in outbox(shop)] == [
        ("event/p/friend/1", Origin(OriginKind.EVENT, "p/friend"))
    ]


@given(worlds(most_offers=3))
def test_whatever_an_event_brings_is_carried_out_and_kept(world: World) -> None:
    """Points, messages and what the host has to do: as many as the intents say, in any drawn world."""

    class Host(Guests):
        def load(self, member: str, needs: Collection[Need]) -> Member:
            assert world.member is not None
            return world.member

    assume(world.events)
    shop, store, watch = program()
    counter = EventDesk(evolve(shop, members=Host(), books=Versions({"v1": world.book()})))
    who = None if world.member is None else world.member.id
    for n, happened in enumerate(world.events):
        before = len(store.outbox)
        watch.time = max(watch.time, happened.at)
        found = counter.react(f"{n}", happened, who)
        kept_ = counter.reaction(f"{n}")
        assert kept_ is not None
        assert kept_.reaction == found
        assert read_answer(*write_answer(kept_)) == kept_
        granted = Counter[str]()
        for intent in found.intents:
            if isinstance(intent, PointsIntent):
                granted[intent.currency] += intent.amount
        issued = [one for one in store.ledger if one.operation == f"{n}" and one.source == ISSUED]
        assert granted == sum((Counter({one.currency: one.amount}) for one in issued), Counter[str]())
        leaving = [
            one for one in found.intents if isinstance(one, (CouponIntent, MessageIntent, MailingIntent))
        ]
        assert [one.intent for one in store.outbox[before:]] == leaving
        assert counter.react(f"{n}", happened, who) == found
    assert sum(balance_sheet(store.ledger).values()) == 0
