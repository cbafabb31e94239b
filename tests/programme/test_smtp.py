"""Messages leave by e-mail: whole conversations with a mail server on this machine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve
from programme.postbox import DROP, HANG, nobody, postbox, trusting
from shop import NOON

from loyalty_engine import InvalidInput, MessageChannel
from loyalty_engine.adapters.memory_outbox import MemoryOutbox
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.smtp import Mail, Security, SmtpNotifier
from loyalty_engine.model.intents import MessageIntent
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.relay import Delivery, NotSent, Relay

ADDRESSES = {"anna": "anna@home.example", "boris": "boris@bücher.example"}
LETTER = MessageIntent(
    offer="thanks", channel=MessageChannel.EMAIL, subject="Спасибо, Anna!", text="You have 7 points.\n.\nBye"
)
HIDDEN = ("anna", "home.example", "Спасибо", "secret")


def outgoing(id: str = "p/0", member: str | None = "anna") -> Outgoing:
    origin = Origin(OriginKind.PURCHASE, "p")
    return Outgoing(id=id, origin=origin, member=member, intent=LETTER, at=NOON)


def letter(message: Outgoing) -> Mail:
    """What a host writes: whom a message goes to, and what it says."""
    if not isinstance(message.intent, MessageIntent) or message.member not in ADDRESSES:
        raise NotSent("there is nobody to write to", for_good=True)
    told = message.intent
    return Mail(to=ADDRESSES[message.member], subject=told.subject or "", text=told.text or "")


def notifier(port: object, **more: Any) -> SmtpNotifier:
    usual: dict[str, Any] = {
        "host": "localhost",
        "port": port,
        "sender": "shop@example.com",
        "letter": letter,
        "context": trusting(),
        "timeout": dt.timedelta(seconds=20),
    }
    return SmtpNotifier(**usual | more)


def refusal(server: SmtpNotifier, message: Outgoing | None = None) -> NotSent:
    with pytest.raises(NotSent) as caught:
        server.send(outgoing() if message is None else message)
    assert not [one for one in HIDDEN if one in str(caught.value)]
    return caught.value


class TestMail:
    def test_a_mail_arrives_as_it_was_written(self) -> None:
        with postbox() as box:
            notifier(box.port, sender_name="Tea & Co.").send(outgoing())
        (mail,) = box.mails
        headers = {name: str(mail[name]) for name in ("From", "To", "Subject", "Date", "Auto-Submitted")}
        assert headers == {
            "From": '"Tea & Co." <shop@example.com>',
            "To": "anna@home.example",
            "Subject": "Спасибо, Anna!",
            "Date": "Mon, 23 Nov 2026 12:00:00 +0300",
            "Auto-Submitted": "auto-generated",
        }
        assert mail.get_content() == "You have 7 points.\r\n.\r\nBye\r\n"
        assert [one for one in box.heard if one.startswith(("MAIL", "RCPT"))] == [
            "MAIL FROM:<shop@example.com>",
            "RCPT TO:<anna@home.example>",
        ]

    def test_a_domain_of_any_script_is_written_as_servers_know_it(self) -> None:
        with postbox() as box:
            notifier(box.port).send(outgoing(member="boris"))
        assert box.mails[0]["To"] == "boris@xn--bcher-kva.example"

    def test_a_mail_in_html_has_its_text_beside_it(self) -> None:
        mail = Mail(
            to="anna@home.example",
            subject="7",
            text="You have 7 points.",
            html="<p>You have <b>7</b> points.",
            unsubscribe="https://shop.example/off?t=1",
        )
        with postbox() as box:
            notifier(box.port, letter=lambda message: mail).send(outgoing())
        (found,) = box.mails
        parts = [(part.get_content_type(), part.get_content().strip()) for part in found.iter_parts()]
        assert parts == [
            ("text/plain", "You have 7 points."),
            ("text/html", "<p>You have <b>7</b> points."),
        ]
        assert found["List-Unsubscribe"] == "<https://shop.example/off?t=1>"
        assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    def test_a_message_has_the_same_id_whenever_it_is_sent(self) -> None:
        with postbox() as box:
            for id in ("p/0", "p/1", "p/0"):
                notifier(box.port).send(outgoing(id))
        first, second, again = (mail["Message-ID"] for mail in box.mails)
        assert (first, first.endswith("@example.com>")) == (again, True)
        assert first != second
        assert box.raw[0] == box.raw[2]

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            pytest.param({"to": "anna@home.example\r\nBcc: all@home.example"}, "to", id="a line more"),
            pytest.param({"to": "anna@home.example, boris@home.example"}, "to", id="two addresses"),
            pytest.param({"to": "Anna <anna@home.example>"}, "to", id="a name"),
            pytest.param({"to": "anna"}, "to", id="no domain"),
            pytest.param({"to": "anna@"}, "to", id="an empty domain"),
            pytest.param({"to": ""}, "to", id="nothing"),
            pytest.param({"to": None}, "to", id="none"),
            pytest.param({"to": f"anna@{'a' * 70}.example"}, "to", id="a label too long"),
            pytest.param({"subject": "7 points\r\nBcc: all@home.example"}, "subject", id="lines"),
            pytest.param({"subject": "7 points\u2028"}, "subject", id="an end of line of another kind"),
            pytest.param({"subject": "7" * 501}, "subject", id="a subject too long"),
            pytest.param({"text": "half a pair: \ud800"}, "text", id="a damaged text"),
            pytest.param({"html": "nothing: \0"}, "html", id="damaged HTML"),
            pytest.param({"unsubscribe": "https://shop.example/>\r\nBcc: x"}, "unsubscribe", id="no web"),
            pytest.param({"unsubscribe": "mailto:off@shop.example"}, "unsubscribe", id="no click"),
        ],
    )
    def test_what_is_no_mail(self, wrong: dict[str, Any], path: str) -> None:
        usual: dict[str, Any] = {"to": "anna@home.example", "subject": "7 points", "text": "Thank you."}
        with pytest.raises(InvalidInput) as caught:
            Mail(**usual | wrong)
        assert [problem.path for problem in caught.value.problems] == [path]
        assert not [one for one in ("anna", "boris", "home.example", "7 points") if one in str(caught.value)]

    def test_a_mail_that_cannot_be_made_is_not_tried_again(self) -> None:
        def broken(message: Outgoing) -> Mail:
            return Mail(to="anna@home.example\n", subject="7\n", text="")

        failed = refusal(notifier(nobody(), letter=broken))
        assert (failed.why, failed.for_good) == ("no mail could be made of it: to, subject", True)

    def test_whoever_has_no_address_gets_none(self) -> None:
        failed = refusal(notifier(nobody()), outgoing(member=None))
        assert (failed.why, failed.for_good) == ("there is nobody to write to", True)

    def test_no_representation_tells_of_a_member(self) -> None:
        told = repr(letter(outgoing())) + repr(notifier(25, user="shop", password="secret"))
        assert not [one for one in HIDDEN if one in told]


class TestServer:
    @pytest.mark.parametrize(
        ("answers", "why", "for_good"),
        [
            pytest.param({"hello": "554 go away"}, "cannot be used: 554", False, id="not let in"),
            pytest.param({"hello": DROP}, "cannot be used: SMTPServerDisconnected", False, id="hung up on"),
            pytest.param(
                {"EHLO": "250 localhost"}, "cannot be used: SMTPNotSupportedError", False, id="no TLS"
            ),
            pytest.param({"MAIL": "451 4.3.0 later"}, "cannot be used: 451 4.3.0", False, id="no time"),
            pytest.param(
                {"MAIL": "550 5.7.1 not you"}, "cannot be used: 550 5.7.1", False, id="not our name"
            ),
            pytest.param(
                {"RCPT": "550 5.1.1 <anna@home.example>: nobody"},
                "refuses it: 550 5.1.1",
                True,
                id="nobody",
            ),
            pytest.param({"RCPT": "452 anna@home.example is full"}, "refuses it: 452", False, id="full"),
            pytest.param({"RCPT": DROP}, "cannot be used: SMTPServerDisconnected", False, id="lost"),
            pytest.param({"DATA": "554 5.6.0 anna"}, "refuses it: 554 5.6.0", True, id="no mail wanted"),
            pytest.param({".": "552 5.3.4 too big"}, "refuses it: 552 5.3.4", True, id="too large"),
            pytest.param({".": "451 anna: later"}, "refuses it: 451", False, id="greylisted"),
            pytest.param({".": DROP}, "cannot be used: SMTPServerDisconnected", False, id="no answer"),
        ],
    )
    def test_what_a_server_refuses(self, answers: Mapping[str, str], why: str, for_good: bool) -> None:
        with postbox(answers) as box:
            failed = refusal(notifier(box.port))
        assert (failed.why, failed.for_good) == (f"the mail server {why}", for_good)

    def test_a_server_that_is_not_there_or_says_nothing(self) -> None:
        failed = [refusal(notifier(nobody()))]
        with postbox({"hello": HANG}) as box:
            failed.append(refusal(notifier(box.port, timeout=dt.timedelta(seconds=0.2))))
        assert [(one.why, one.for_good) for one in failed] == [
            ("the mail server cannot be used: ConnectionRefusedError", False),
            ("the mail server cannot be used: SMTPServerDisconnected", False),
        ]

    @pytest.mark.parametrize("farewell", [DROP, "421 no"])
    def test_what_was_taken_stays_taken_however_the_conversation_ends(self, farewell: str) -> None:
        with postbox({"QUIT": farewell}) as box:
            notifier(box.port).send(outgoing())
        assert len(box.mails) == 1

    @pytest.mark.parametrize("security", Security)
    def test_the_way_is_secured_as_it_is_said(self, security: Security) -> None:
        with postbox(tls=security is Security.TLS) as box:
            notifier(box.port, security=security).send(outgoing())
        assert box.secured == [security is not Security.NONE]

    def test_a_server_that_nobody_vouches_for_gets_nothing(self) -> None:
        for security in (Security.TLS, Security.STARTTLS):
            with postbox(tls=security is Security.TLS) as box:
                stranger = SmtpNotifier(
                    host="localhost",
                    port=box.port,
                    sender="shop@example.com",
                    letter=letter,
                    security=security,
                )
                failed = refusal(stranger)
            assert (failed.why, failed.for_good) == (
                "the mail server cannot be used: SSLCertVerificationError",
                False,
            )
            assert box.raw == []

    def test_a_name_and_a_password(self) -> None:
        with postbox() as box:
            notifier(box.port, user="shop", password="secret").send(outgoing())
        assert "AUTH shop secret" in box.heard
        with postbox({"AUTH": "535 5.7.8 shop, secret: wrong"}) as box:
            failed = refusal(notifier(box.port, user="shop", password="secret"))
        assert (failed.why, failed.for_good) == ("the mail server cannot be used: 535 5.7.8", False)

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            ({"sender": "Shop <shop@example.com>"}, "sender"),
            ({"sender_name": "Shop\nBcc: x"}, "sender_name"),
            ({"port": 0}, "port"),
            ({"security": "tls"}, "security"),
            ({"timeout": dt.timedelta(0)}, "timeout"),
            ({"timeout": 10}, "timeout"),
            ({"user": "shop", "security": Security.NONE}, "password"),
            ({"user": "shöp", "password": "secret"}, "user"),
            ({"user": "shop", "password": "sécret"}, "password"),
        ],
    )
    def test_what_is_no_server(self, wrong: dict[str, Any], path: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            notifier(**{"port": 25} | wrong)
        assert [problem.path for problem in caught.value.problems] == [path]
        assert "cret" not in str(caught.value)


def test_a_relay_sends_mails_and_tries_again() -> None:
    store = MemoryStore()
    with store.begin() as unit:
        for n, member in enumerate(("anna", None, "boris")):
            unit.send(evolve(outgoing(f"p/{n}"), member=member))
    outbox = MemoryOutbox(store)
    with postbox({"RCPT": "450 later"}) as box:
        first = Relay(outbox, notifier(box.port)).run_once(NOON)
    with postbox() as box:
        second = Relay(outbox, notifier(box.port)).run_once(NOON + dt.timedelta(minutes=1))
    assert first == Delivery(put_off=("p/0", "p/2"), given_up=("p/1",))
    assert second == Delivery(sent=("p/0", "p/2"))
    assert [mail["To"] for mail in box.mails] == ["anna@home.example", "boris@xn--bcher-kva.example"]
