"""Messages by e-mail: a notifier that hands them to a mail server, by the SMTP of the standard library."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import Enum
from typing import Final

from attrs import define, field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.fields import choice_problems, kind_problems
from loyalty_engine.model.identifiers import text_problem
from loyalty_engine.model.moments import number_problem, span_problem
from loyalty_engine.program.given import call_problems
from loyalty_engine.program.ports import Outgoing
from loyalty_engine.program.relay import NotSent

_POLICY: Final = SMTP.clone(cte_type="7bit")  # every server takes it
_STATUS: Final = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")  # as in "550 5.1.1 no such user"
_LONGEST_SUBJECT: Final = 500


class Security(Enum):
    """How the way to the mail server is secured."""

    TLS = "tls"  # from the first byte on, usually on port 465
    STARTTLS = "starttls"  # before anything is said, usually on port 587; a server without it gets nothing
    NONE = "none"  # not at all: for a server on the same machine


@frozen(kw_only=True)
class Mail:
    """A mail to one address, *to*, with its texts; *html* is the same in HTML, None where there is none.

    *unsubscribe* is an address of the web at which one click ends such mails.

    Raises:
        InvalidInput: *to* is not one plain address, a text is damaged, or the subject or an address holds
            anything that is not printable, such as the end of a line. What it was is not told.
    """

    to: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)
    unsubscribe: str | None = field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = _address_problems(to=self.to) + _line_problems("subject", self.subject)
        problems += _text_problems("text", self.text)
        problems += [] if self.html is None else _text_problems("html", self.html)
        web = self.unsubscribe is None or re.fullmatch(r"https://[!-;=?-~]+", self.unsubscribe) is not None
        if not web:
            problems.append(Problem("unsubscribe", "is no address of the web", "write https://…"))
        refuse("mail", problems)


@define(eq=False, kw_only=True)
class SmtpNotifier:
    """Sends messages as mails from *sender*, through the mail server *host*; a `Notifier`.

    *letter* makes a mail of a message: it knows members' addresses, and raises `NotSent` where there is
    nothing to send or nobody to send it to.

    A message has the same `Message-ID` whenever it is sent, made of its id and the domain of the sender, so
    that a mail system can tell a repetition. What the server refuses in this one mail for good is not sent
    again; a server that cannot be reached, has no time or does not let us in is tried again. Of what it
    answers only the codes are kept, because its texts repeat addresses.

    *timeout* is for each answer of the server; with the default of 10 seconds, a mail takes less than half
    of the lease that a `Relay` has by default.

    Raises:
        InvalidInput: *sender* is not one plain address, *port* is none, *timeout* is not a time above 0 of a
            minute at most, *user* or *password* is not of ASCII or would go over an open line, or an argument
            is something else.
    """

    host: str
    sender: str
    letter: Callable[[Outgoing], Mail]
    sender_name: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    user: str | None = None
    password: str = field(default="", repr=False)
    timeout: dt.timedelta = dt.timedelta(seconds=10)
    context: ssl.SSLContext = field(factory=ssl.create_default_context, repr=False)

    def __attrs_post_init__(self) -> None:
        problems = _address_problems(sender=self.sender) + _line_problems("sender_name", self.sender_name)
        problems += choice_problems("security", self.security, Security)
        problems += _host_problems(self.host) + call_problems("letter", self.letter, "give a function")
        found = [
            number_problem("port", self.port, 1, 65_535),
            span_problem("timeout", self.timeout, "minute", such_as="seconds=10"),
            None if self.user is None else _login_problem("user", self.user),
            _login_problem("password", self.password),
        ]
        problems += [problem for problem in found if problem is not None]
        what, hint = "a context of TLS", "give ssl.create_default_context()"
        problems += kind_problems("context", self.context, ssl.SSLContext, what, hint)
        if self.user is not None and self.security is Security.NONE:
            message = "would go over an open line"
            problems.append(Problem("password", message, "use Security.TLS or Security.STARTTLS"))
        refuse("mail server", problems)

    def send(self, message: Outgoing) -> None:
        """Send *message* as a mail.

        Raises:
            NotSent: it was not delivered.
        """
        try:
            mail = self.letter(message)
        except InvalidInput as error:
            wrong = ", ".join(problem.path for problem in error.problems)
            raise NotSent(f"no mail could be made of it: {wrong}", for_good=True) from None
        server = self._connected()
        try:
            server.send_message(self._written(message, mail), _in_ascii(self.sender), [_in_ascii(mail.to)])
        except (smtplib.SMTPException, OSError) as error:
            raise _refused(error) from None
        finally:
            with suppress(smtplib.SMTPException, OSError):  # what was taken stays taken
                server.quit()
            server.close()

    def _connected(self) -> smtplib.SMTP:
        """A connection to the server, which lets us in.

        Raises:
            NotSent: it cannot be used for now.
        """
        server: smtplib.SMTP | None = None
        seconds = self.timeout.total_seconds()
        try:
            if self.security is Security.TLS:
                server = smtplib.SMTP_SSL(self.host, self.port, timeout=seconds, context=self.context)
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=seconds)
            if self.security is Security.STARTTLS:
                server.starttls(context=self.context)
            if self.user is not None:
                server.login(self.user, self.password)
        except (smtplib.SMTPException, OSError) as error:
            if server is not None:
                server.close()
            raise NotSent(f"the mail server cannot be used: {_said(error)}") from None
        return server

    def _written(self, message: Outgoing, mail: Mail) -> EmailMessage:
        letter = EmailMessage(policy=_POLICY)
        letter["From"] = Address(self.sender_name, addr_spec=_in_ascii(self.sender))
        letter["To"] = Address(addr_spec=_in_ascii(mail.to))
        letter["Subject"] = mail.subject
        letter["Date"] = message.at
        letter["Message-ID"] = message_id(message, self.sender)
        letter["Auto-Submitted"] = "auto-generated"  # so that nobody's absence is told us
        if mail.unsubscribe is not None:
            letter["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        letter.set_content(mail.text)
        if mail.html is not None:
            letter.add_alternative(mail.html, subtype="html")
        return letter


def message_id(message: Outgoing, sender: str) -> str:
    """The `Message-ID` of *message* as *sender* sends it; nobody can tell from it how much is sold."""
    digest = hashlib.sha256(message.id.encode()).hexdigest()[:32]
    return f"<{digest}@{_in_ascii(sender).rpartition('@')[2]}>"


def _refused(error: Exception) -> NotSent:
    """What became of a mail that the server did not take."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        (code, text), *_ = error.recipients.values()
        error = smtplib.SMTPDataError(code, text)
    if isinstance(error, smtplib.SMTPDataError):
        return NotSent(f"the mail server refuses it: {_said(error)}", for_good=error.smtp_code >= 500)
    return NotSent(f"the mail server cannot be used: {_said(error)}")


def _said(error: Exception) -> str:
    """The codes of an answer, or what kind of failure it was: the texts of both may name people."""
    if not isinstance(error, smtplib.SMTPResponseException):
        return type(error).__name__
    text = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
    status = _STATUS.match(text)
    return f"{error.smtp_code} {status[0].decode()}" if status else f"{error.smtp_code}"


def _host_problems(host: object) -> list[Problem]:
    if isinstance(host, str) and host and host.isprintable() and " " not in host:
        return []
    return [Problem("host", "is not the name of a server", "write a name such as mail.example.org")]


def _login_problem(path: str, value: object) -> Problem | None:
    """What is wrong with the name or the password of a login, which are told nobody."""
    if isinstance(value, str) and value.isascii():
        return None
    hint = "give the text that the mail server knows; Python's own client sends no other letters"
    return Problem(path, "is no text of ASCII", hint)


def _address_problems(**addresses: object) -> list[Problem]:
    hint = "write one address, such as name@example.org"
    return [
        Problem(path, "is not a plain address", hint)
        for path, value in addresses.items()
        if not _is_address(value)
    ]


def _is_address(value: object) -> bool:
    if not isinstance(value, str) or not value.isprintable() or " " in value:
        return False
    try:
        address = Address(addr_spec=value)
        _in_ascii(value)
    except (ValueError, IndexError, MessageError):
        return False
    return bool(address.username and address.domain) and address.addr_spec == value


def _in_ascii(address: str) -> str:
    """*address* with its domain as every mail server knows it."""
    name, _, domain = address.rpartition("@")
    return f"{name}@{domain.encode('idna').decode()}"


def _line_problems(path: str, value: object) -> list[Problem]:
    if not isinstance(value, str) or not value.isprintable():
        return [Problem(path, "is not one printable line", "leave out ends of lines and control characters")]
    if len(value) > _LONGEST_SUBJECT:
        return [Problem(path, f"has {len(value)} characters", f"use at most {_LONGEST_SUBJECT}")]
    return []


def _text_problems(path: str, value: object) -> list[Problem]:
    problem = text_problem(path, value)
    return [] if problem is None else [Problem(path, "is no text that people can read", problem.hint)]
