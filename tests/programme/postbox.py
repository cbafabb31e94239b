"""A mail server on this machine that keeps what it gets, answers as it is told to, and speaks TLS."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from attrs import define, field

CERTIFICATE = Path(__file__).with_name("localhost.pem")  # and its key; for tests alone
DROP = "drop"  # instead of an answer: end the conversation
HANG = "hang"  # instead of an answer: say nothing


@define(eq=False)
class Postbox:
    """What a server has heard, and what it is to answer: *answers* by the first word of a command.

    The word `.` stands for the end of a mail, and `hello` for the greeting.
    """

    answers: Mapping[str, str] = field(factory=dict)
    port: int = 0
    heard: list[str] = field(factory=list)
    secured: list[bool] = field(factory=list)  # by TLS, for each mail
    raw: list[bytes] = field(factory=list)

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=SMTP) for one in self.raw]


def trusting() -> ssl.SSLContext:
    """Trust the server of this machine, and no other."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


class Conversation(socketserver.StreamRequestHandler):
    postbox: Postbox
    tls: bool = False  # from the first byte on

    def setup(self) -> None:
        self.secure = self.tls
        if self.tls:
            self.request = _own().wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self) -> None:
        if not self.say("hello", "220 at your service"):
            return
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            word = line.split(" ")[0].upper()
            given = _credentials(line) if word == "AUTH" else line.removeprefix(line.split(" ")[0]).strip()
            self.postbox.heard.append(f"{word} {given}")
            if not self.answer(word):
                return

    def answer(self, word: str) -> bool:
        """Answer a command; False where the conversation ends with it."""
        if word == "EHLO":
            return self.say(word, "250-localhost\r\n250-AUTH PLAIN\r\n250 STARTTLS")
        if word == "STARTTLS":
            return self.say(word, "220 go on") and self.start_tls()
        if word == "AUTH":
            return self.say(word, "235 come in")
        if word == "DATA":
            return self.say(word, "354 tell me") and (self.in_command or self.take_mail())
        if word == "QUIT":
            self.say(word, "221 farewell")
            return False
        return self.say(word, "250 so be it")

    def say(self, word: str, usual: str) -> bool:
        told = self.postbox.answers.get(word, usual)
        if told == HANG:
            self.rfile.read()  # until the other side gives up
        if told in (DROP, HANG):
            return False
        self.in_command = told != usual
        self.wfile.write(f"{told}\r\n".encode())
        return True

    def start_tls(self) -> bool:
        self.finish()
        self.request = _own().wrap_socket(self.request, server_side=True)
        super().setup()
        self.secure = True
        return True

    def finish(self) -> None:
        super().finish()
        if self.secure:
            self.request.close()

    def take_mail(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.postbox.secured.append(self.secure)
        self.postbox.raw.append(b"".join(lines))
        return self.say(".", "250 taken")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """The other side has gone, or does not trust us: its own test says which."""


@contextmanager
def postbox(answers: Mapping[str, str] | None = None, *, tls: bool = False) -> Iterator[Postbox]:
    """A server for the time of the block."""
    kept = Postbox(answers or {})
    handler = type("Handler", (Conversation,), {"postbox": kept, "tls": tls})
    with Server(("127.0.0.1", 0), handler) as server:
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()


def nobody() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _own() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def _credentials(line: str) -> str:
    return base64.b64decode(line.split(" ")[2]).decode().replace("\0", " ").strip()
