"""Messages leave at least once, and no message is lost, whatever fails in between."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from programme.till import program
from shop import NOON, receipt

from loyalty_engine import (
    Barcode,
    CouponIntent,
    InvalidInput,
    IssueCoupon,
    Members,
    MessageChannel,
    Offer,
    SendMessage,
)
from loyalty_engine.adapters.memory_outbox import MemoryOutbox
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.notifiers import ConsoleNotifier, MemoryNotifier
from loyalty_engine.model.intents import GiftIntent, MessageIntent
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.ports import Conflict, Outgoing, StoreFailed
from loyalty_engine.program.relay import Delivery, NotSent, Relay

OFFERS = (
    Offer.of("slip", [], [IssueCoupon("spring")], reach=Members(), cumulative=True),
    Offer.of("thanks", [], [SendMessage(MessageChannel.SMS, "Thank you!")], reach=Members(), cumulative=True),
)


def minutes(n: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=n)


def sold(*purchases: str) -> MemoryStore:
    """A store with the messages of some purchases: a coupon and a text each."""
    shop, store, _ = program(*OFFERS)
    for purchase in purchases:
        shop.calculate(purchase, f"{purchase}/c", receipt(("tea", "5.00")), "anna")
        shop.confirm(purchase, f"{purchase}/ok")
    return store


class Deaf(MemoryNotifier):
    """Delivers nothing, the first few times."""

    def __init__(self, times: int, *, for_good: bool = False) -> None:
        super().__init__()
        self.times, self.for_good, self.tried = times, for_good, 0

    def send(self, message: Outgoing) -> None:
        self.tried += 1
        if self.tried <= self.times:
            raise NotSent("the gateway does not answer", for_good=self.for_good)
        super().send(message)


def test_messages_leave_once_the_purchase_is_confirmed() -> None:
    shop, store, _ = program(*OFFERS)
    relay = Relay(MemoryOutbox(store), notifier := MemoryNotifier())
    shop.calculate("p", "1", receipt(("tea", "5.00")), "anna")
    assert relay.run_once(NOON) == Delivery()
    shop.confirm("p", "2")
    assert relay.run_once(NOON) == Delivery(sent=("p/0", "p/1"))
    assert [(one.id, one.member, one.intent.offer) for one in notifier.messages.values()] == [
        ("p/0", "anna", "slip"),
        ("p/1", "anna", "thanks"),
    ]
    assert relay.run_once(minutes(60)) == Delivery()


def test_a_few_at_a_time() -> None:
    relay = Relay(MemoryOutbox(sold("p", "q")), MemoryNotifier(), batch=3)
    assert [len(relay.run_once(NOON).sent) for _ in range(3)] == [3, 1, 0]


def test_what_is_not_delivered_is_tried_again_later_and_later() -> None:
    relay = Relay(MemoryOutbox(sold("p")), Deaf(5), batch=1)
    assert relay.run_once(NOON) == Delivery(put_off=("p/0",))
    assert relay.run_once(NOON) == Delivery(put_off=("p/1",))
    assert relay.run_once(NOON) == Delivery()
    assert relay.run_once(minutes(1)) == Delivery(put_off=("p/0",))
    assert relay.run_once(minutes(1)) == Delivery(put_off=("p/1",))
    assert relay.run_once(minutes(2)) == Delivery()
    assert relay.run_once(minutes(3)) == Delivery(put_off=("p/0",))
    assert relay.run_once(minutes(3)) == Delivery(sent=("p/1",))
    assert relay.run_once(minutes(6)) == Delivery()
    assert relay.run_once(minutes(7)) == Delivery(sent=("p/0",))


@pytest.mark.parametrize(
    ("tries", "for_good"),
    [
        pytest.param(1, True, id="it cannot be delivered"),
        pytest.param(2, False, id="it was tried often enough"),
    ],
)
def test_what_is_given_up_is_kept_apart(tries: int, for_good: bool) -> None:
    outbox = MemoryOutbox(sold("p"))
    relay = Relay(outbox, deaf := Deaf(99, for_good=for_good), most_tries=2)
    runs = [relay.run_once(minutes(10 * n)) for n in range(tries)]
    assert runs[-1].given_up == ("p/0", "p/1")
    dead = [(one.message.id, one.tries, one.why) for one in outbox.dead_letters()]
    assert dead == [(id, tries, "the gateway does not answer") for id in ("p/0", "p/1")]
    assert relay.run_once(minutes(10_000)) == Delivery()
    assert deaf.tried == 2 * tries


def test_a_notifier_that_stumbles_over_one_message_delivers_the_others() -> None:
    class Stumbles(MemoryNotifier):
        def send(self, message: Outgoing) -> None:
            if message.id == "p/0":
                raise ConnectionError("no route to +371 20000000")
            super().send(message)

    outbox = MemoryOutbox(sold("p"))
    relay = Relay(outbox, Stumbles(), most_tries=2)
    assert relay.run_once(NOON) == Delivery(sent=("p/1",), put_off=("p/0",))
    assert relay.run_once(minutes(1)) == Delivery(given_up=("p/0",))
    assert [(one.message.id, one.tries, one.why) for one in outbox.dead_letters()] == [
        ("p/0", 2, "ConnectionError")
    ]


class Power(BaseException):
    """The process ends here."""


def test_what_was_sent_and_not_noted_is_sent_again_under_the_same_id() -> None:
    class Fails(MemoryOutbox):
        def sent(self, id: str) -> None:
            raise Power

    outbox, notifier = Fails(sold("p")), MemoryNotifier()
    with pytest.raises(Power):
        Relay(outbox, notifier).run_once(NOON)
    assert [*notifier.messages] == ["p/0"]
    again = Relay(outbox, notifier, batch=1)
    with pytest.raises(Power):
        again.run_once(minutes(4))
    assert [*notifier.messages] == ["p/0", "p/1"]
    assert again.run_once(minutes(4)) == Delivery()
    with pytest.raises(Power):
        again.run_once(minutes(5))
    assert [*notifier.messages] == ["p/0", "p/1"]


def test_a_message_that_ends_every_relay_is_given_up() -> None:
    """The others leave meanwhile; whoever takes it up again lets it be tried as often."""

    class Deadly(MemoryNotifier):
        def send(self, message: Outgoing) -> None:
            super().send(message)
            if message.id == "p/0":
                raise Power

    outbox, notifier = MemoryOutbox(sold("p", "q")), Deadly()
    relay = Relay(outbox, notifier, most_tries=3)
    why = "nobody has noted what became of the last try: its process may have ended in it"
    for began in (0, 60):
        for n in range(3):
            with pytest.raises(Power):
                relay.run_once(minutes(began + 5 * n))
            if began == n == 0:
                assert relay.run_once(NOON) == Delivery(sent=("p/1", "q/0", "q/1"))
        assert relay.run_once(minutes(began + 15)) == Delivery(given_up=("p/0",))
        assert [(one.message.id, one.why) for one in outbox.dead_letters()] == [("p/0", why)]
        outbox.take_up("p/0")


def test_a_clock_that_is_set_back_loses_nothing() -> None:
    """What is leased or put off waits until the clock is there again; what is new leaves at once."""
    outbox = MemoryOutbox(sold("p", "q"))
    outbox.lease(minutes(60), minutes(65), 1)
    runs = [
        Relay(outbox, Deaf(1), batch=2).run_once(minutes(60)),
        Relay(outbox, MemoryNotifier()).run_once(NOON),
    ]
    assert [(one.sent, one.put_off) for one in runs] == [(("q/0",), ("p/1",)), (("q/1",), ())]
    later = [Relay(outbox, MemoryNotifier()).run_once(minutes(n)).sent for n in (60, 61, 65)]
    assert later == [(), ("p/1",), ("p/0",)]


def test_two_relays_share_the_work() -> None:
    outbox = MemoryOutbox(sold("p"))
    first = outbox.lease(NOON, minutes(5), 1)
    second = Relay(outbox, MemoryNotifier()).run_once(NOON)
    assert ([one.message.id for one in first], second.sent) == (["p/0"], ("p/1",))
    outbox.sent("p/0")
    outbox.put_off("p/0", minutes(1), "too late to say so")
    assert Relay(outbox, MemoryNotifier()).run_once(minutes(60)) == Delivery()


def test_a_run_begins_nothing_in_the_second_half_of_its_lease() -> None:
    """So that what it is about when its lease ends was begun in time for a notifier that is not too slow."""
    seconds = iter([10, 10, 40, 41])
    outbox = MemoryOutbox(sold("p", "q"))
    slow = Relay(outbox, MemoryNotifier(), lease=dt.timedelta(minutes=1), stopwatch=lambda: next(seconds))
    assert slow.run_once(NOON) == Delivery(sent=("p/0", "p/1"))
    again = Relay(outbox, MemoryNotifier())
    assert again.run_once(NOON) == Delivery(sent=("q/0", "q/1"))


def test_what_was_sent_is_noted_however_often_others_are_quicker() -> None:
    class Busy(MemoryOutbox):
        refused = 0

        def sent(self, id: str) -> None:
            self.refused += 1
            if self.refused % 10:
                raise Conflict("the outbox")
            super().sent(id)

    relay = Relay(Busy(sold("p")), notifier := MemoryNotifier())
    assert relay.run_once(NOON) == Delivery(sent=("p/0", "p/1"))
    assert (relay.run_once(minutes(60)), len(notifier.messages)) == (Delivery(), 2)


def test_a_run_ends_where_it_cannot_note_what_it_sends() -> None:
    """Or else it would send on and on what has to be sent again."""

    class Full(MemoryOutbox):
        def sent(self, id: str) -> None:
            raise StoreFailed("database or disk is full")

    outbox, notifier = Full(sold("p")), MemoryNotifier()
    with pytest.raises(StoreFailed):
        Relay(outbox, notifier).run_once(NOON)
    assert [*notifier.messages] == ["p/0"]


class TestConsole:
    def test_it_shows_what_leaves(self, capsys: pytest.CaptureFixture[str]) -> None:
        Relay(MemoryOutbox(sold("p")), ConsoleNotifier()).run_once(NOON)
        assert capsys.readouterr().out == (
            "p/0: coupon for anna, by slip: issue spring, count 1\n"
            "p/1: message for anna, by thanks: channel sms, text 'Thank you!'\n"
        )

    @pytest.mark.parametrize(
        ("message", "line"),
        [
            pytest.param(
                Outgoing(
                    id="p/1",
                    origin=Origin(OriginKind.PURCHASE, "p"),
                    member="anna",
                    intent=CouponIntent(offer="slip", issue="spring", count=2),
                    at=NOON,
                    codes=("2222-2222-2222", "3333-3333-3333"),
                ),
                "p/1: coupon for anna, by slip: issue spring, count 2, codes 2222-2222-2222 3333-3333-3333",
                id="codes",
            ),
            pytest.param(
                Outgoing(
                    id="p/0",
                    origin=Origin(OriginKind.PURCHASE, "p"),
                    member=None,
                    intent=GiftIntent(offer="mug", product=Barcode("460"), units=2),
                    at=NOON,
                ),
                "p/0: gift for the bearer, by mug: product 460, units 2",
                id="a gift for a bearer",
            ),
            pytest.param(
                Outgoing(
                    id="p\x1b[2J/0",
                    origin=Origin(OriginKind.PURCHASE, "p"),
                    member="anna\x07",
                    intent=MessageIntent(offer="o\n", channel=MessageChannel.SMS, text="a\nb"),
                    at=NOON,
                ),
                r"'p\x1b[2J/0': message for 'anna\x07', by 'o\n': channel sms, text 'a\nb'",
                id="what a terminal would obey",
            ),
        ],
    )
    def test_it_writes_to_its_own_stream_a_line_for_each(self, message: Outgoing, line: str) -> None:
        ConsoleNotifier(stream := io.StringIO()).send(message)
        assert stream.getvalue() == f"{line}\n"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"batch": 0}, "batch"),
        ({"most_tries": 0}, "most_tries"),
        ({"lease": dt.timedelta(0)}, "lease"),
        ({"pause": 5}, "pause"),
    ],
)
def test_what_is_no_relay(wrong: dict[str, Any], path: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Relay(MemoryOutbox(MemoryStore()), MemoryNotifier(), **wrong)
    assert [problem.path for problem in caught.value.problems] == [path]


def test_a_time_without_an_offset() -> None:
    with pytest.raises(InvalidInput):
        Relay(MemoryOutbox(MemoryStore()), MemoryNotifier()).run_once(dt.datetime(2026, 9, 1))
