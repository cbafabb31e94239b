"""The channels by which a member is written to, and what a message may consist of on each.

Source:
    The channel and content table of the field: which layouts of text, image and button a channel has, and
    which of them need a subject.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from attrs import frozen

from loyalty_engine.errors import Problem
from loyalty_engine.model.identifiers import shown

#: Characters of an address of an image or a link.
_LONGEST_ADDRESS: Final = 2_000
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.ASCII)


class MessageChannel(Enum):
    """How a message reaches a member."""

    SMS = "sms"
    EMAIL = "email"
    PUSH = "push"
    VIBER = "viber"
    SOCIAL = "social"
    CHATBOT = "chatbot"


class Part(Enum):
    """A part of a message."""

    TEXT = "text"
    IMAGE = "image"
    BUTTON = "button"
    SUBJECT = "subject"
    SHORT_TEXT = "short_text"
    URL = "url"


@frozen(kw_only=True)
class ChannelRule:
    """What a message consists of on one channel.

    One of *layouts* makes its core, of text, image and button. Of the other parts those in *needed* must be
    there and those in *allowed* may be. A button has at most *longest_button* characters.
    """

    layouts: tuple[frozenset[Part], ...]
    needed: frozenset[Part] = frozenset()
    allowed: frozenset[Part] = frozenset()
    longest_button: int = 0


_TEXT, _IMAGE, _BUTTON = Part.TEXT, Part.IMAGE, Part.BUTTON

#: What each channel can carry. A gateway may carry less.
CHANNELS: Final[Mapping[MessageChannel, ChannelRule]] = MappingProxyType(
    {
        MessageChannel.SMS: ChannelRule(layouts=(frozenset({_TEXT}),)),
        MessageChannel.EMAIL: ChannelRule(
            layouts=(frozenset({_TEXT}), frozenset({_TEXT, _IMAGE})),
            needed=frozenset({Part.SUBJECT}),
            allowed=frozenset({Part.SHORT_TEXT}),
        ),
        MessageChannel.PUSH: ChannelRule(
            layouts=(frozenset({_TEXT}), frozenset({_IMAGE}), frozenset({_TEXT, _IMAGE})),
            allowed=frozenset({Part.SUBJECT, Part.SHORT_TEXT, Part.URL}),
        ),
        MessageChannel.VIBER: ChannelRule(
            layouts=(
                frozenset({_TEXT}),
                frozenset({_IMAGE}),
                frozenset({_TEXT, _BUTTON}),
                frozenset({_TEXT, _IMAGE, _BUTTON}),
            ),
            longest_button=30,
        ),
        MessageChannel.SOCIAL: ChannelRule(layouts=(frozenset({_TEXT}),)),
        MessageChannel.CHATBOT: ChannelRule(
            layouts=(frozenset({_TEXT}), frozenset({_TEXT, _IMAGE})),
            allowed=frozenset({Part.SUBJECT}),
        ),
    }
)


def content_problems(channel: MessageChannel, parts: Mapping[Part, object]) -> list[Problem]:
    """What keeps a message of these *parts*, None for those that are missing, from going by *channel*.

    Paths are the words of the parts. A button and its address belong together.
    """
    rule = CHANNELS[channel]
    there = frozenset(part for part, value in parts.items() if value is not None)
    core = there & {_TEXT, _IMAGE, _BUTTON}
    problems = []
    if core not in rule.layouts:
        seen = _together(core) if core else "nothing"
        hint = f"{channel.value} takes {', or '.join(map(_together, rule.layouts))}"
        problems.append(Problem("", f"has {seen}, which {channel.value} does not show", hint))
    needed = rule.needed | ({Part.URL} if Part.BUTTON in there else frozenset())
    problems += [
        Problem(part.value, f"is missing, and {channel.value} needs it", "give one")
        for part in Part
        if part in needed - there
    ]
    problems += [
        Problem(part.value, f"has no place in a message by {channel.value}", "leave it out")
        for part in Part
        if part in there - core - needed - rule.allowed
    ]
    button = parts.get(Part.BUTTON)
    if isinstance(button, str) and len(button) > rule.longest_button > 0:
        message = f"{shown(button)} has {len(button)} characters"
        problems.append(Problem(Part.BUTTON.value, message, f"use at most {rule.longest_button}"))
    return problems


def address_problems(**addresses: object) -> list[Problem]:
    """What keeps values from being addresses such as ``https://…`` or ``shop://basket``, None aside."""
    hint = f'write "https://…", or another scheme, in at most {_LONGEST_ADDRESS:,} characters'
    return [
        Problem(path, f"{shown(value)} is no address", hint)
        for path, value in addresses.items()
        if value is not None
        and not (isinstance(value, str) and len(value) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(value))
    ]


def _together(parts: frozenset[Part]) -> str:
    return " and ".join(part.value for part in Part if part in parts)
