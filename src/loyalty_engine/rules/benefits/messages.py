"""Benefits that write to the member: messages by SMS, e-mail and the like, and mailings that go by events."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.channels import MessageChannel, Part, address_problems, content_problems
from loyalty_engine.model.fields import choice_problems, faults, flag_problems, kept, needed_id_problems
from loyalty_engine.model.identifiers import text_problem
from loyalty_engine.model.text import Template
from loyalty_engine.rules.benefits.effects import quoted
from loyalty_engine.rules.emissions import Mail, Send
from loyalty_engine.rules.instructions import Instruction

_CHANNELS = {
    MessageChannel.SMS: "an SMS",
    MessageChannel.EMAIL: "an e-mail",
    MessageChannel.PUSH: "a push message",
    MessageChannel.VIBER: "a Viber message",
    MessageChannel.SOCIAL: "a message in a social network",
    MessageChannel.CHATBOT: "a message by chat bot",
}


def _template(value: Template | str | None) -> Template | None:
    return None if value is None else kept(Template.of, value)


def _button_problems(button: object) -> list[Problem]:
    if button is None:
        return []
    problem = text_problem("button", button)
    if problem is None and button == "":
        problem = Problem("button", "is empty", "say what is written on it, or leave it out")
    return [problem] if problem else []


@frozen
class SendMessage:
    """Send the member a message by *channel* when the purchase is confirmed.

    What it may consist of depends on the channel; see `loyalty_engine.model.channels`. *text*, *short_text*
    and *subject* may name figures as messages on the receipt do. *image* and *url* are addresses, *button*
    is what is written on the button that leads to *url*. Nothing is sent where the buyer is not known.
    """

    kind: ClassVar[str] = "send_message"
    channel: MessageChannel
    text: Template | None = field(default=None, converter=_template)
    short_text: Template | None = field(default=None, converter=_template, kw_only=True)
    subject: Template | None = field(default=None, converter=_template, kw_only=True)
    image: str | None = field(default=None, kw_only=True)
    button: str | None = field(default=None, kw_only=True)
    url: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = choice_problems("channel", self.channel, MessageChannel)
        texts = {"text": self.text, "short_text": self.short_text, "subject": self.subject}
        for path, text in texts.items():
            problems += [] if text is None else faults(path, Template.of, text)
        problems += address_problems(image=self.image, url=self.url) + _button_problems(self.button)
        if not problems:
            problems = content_problems(self.channel, self._parts())
        refuse(self.kind, problems)

    def _parts(self) -> dict[Part, object]:
        return {part: getattr(self, part.value) for part in Part}

    def lower(self) -> tuple[Instruction, ...]:
        send = Send(
            channel=self.channel,
            text=self.text,
            short_text=self.short_text,
            subject=self.subject,
            image=self.image,
            button=self.button,
            url=self.url,
        )
        return (send,)

    def describe(self) -> str:
        said = self.text or self.subject
        return f"send {_CHANNELS[self.channel]}{f' {quoted(said.text)}' if said else ' with an image'}"


@frozen
class TriggeredMailing:
    """Switch the triggered mailing *mailing* on for the member, or off where *on* is false."""

    kind: ClassVar[str] = "triggered_mailing"
    mailing: str
    on: bool = True

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(mailing=self.mailing) + flag_problems(on=self.on))

    def lower(self) -> tuple[Instruction, ...]:
        return (Mail(mailing=self.mailing, on=self.on),)

    def describe(self) -> str:
        return f"switch mailing {self.mailing} {'on' if self.on else 'off'} for the member"
