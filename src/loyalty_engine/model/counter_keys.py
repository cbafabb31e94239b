"""What else a counter is kept by than whom: each place, each card, each month has a counter of its own.

A counter that is keyed by something is a family of counters. The one that a receipt is about has a name made
of the family's and of what the receipt says, such as ``visits{place=s-7,month=2026-09}``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from enum import Enum
from typing import Final, Protocol, assert_never

from attrs import frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.fields import as_set, choice_problems, needed_id_problems, set_problems
from loyalty_engine.model.identifiers import LONGEST_ID, shown


class CounterKey(Enum):
    """What a counter is kept by: the place of sale, its brand, the card shown, a product, or a time.

    Days are those of the clock of the place. Weeks begin on Monday and are numbered as ISO 8601 does.
    """

    PLACE = "place"
    BRAND = "brand"
    CARD = "card"
    PRODUCT = "product"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@frozen
class ByParameter:
    """What a counter is kept by, as the host sends it: the parameter *name* of the receipt or of the event.

    So there is one for each till, for each friend, or for each purchase that goods come back of. A text names
    one, and so does a whole number; where there is neither, there is no counter.

    Raises:
        InvalidInput: *name* is no id.
    """

    name: str

    def __attrs_post_init__(self) -> None:
        refuse("counter key", needed_id_problems(name=self.name))


#: Anything that a counter is kept by.
AnyKey = CounterKey | ByParameter
#: A counter that is kept by nothing else.
UNKEYED: Final[frozenset[AnyKey]] = frozenset()
_ORDER: Final = {key: n for n, key in enumerate(CounterKey)}


class HasPlace(Protocol):
    """A place as a receipt has it: its id, empty where there is none, and its brand."""

    @property
    def id(self) -> str:
        """What names the place."""
        ...

    @property
    def brand(self) -> str | None:
        """The brand, if it has one."""
        ...


class Keying(Protocol):
    """What says the keys of counters: a receipt, or an event as offers see it."""

    @property
    def place(self) -> HasPlace:
        """Where it was."""
        ...

    @property
    def card(self) -> str | None:
        """The card that was shown."""
        ...

    @property
    def local(self) -> dt.datetime:
        """When it was, by the clock of the place."""
        ...

    @property
    def parameters(self) -> Attributes:
        """All else that is known of it."""
        ...


def counter_name(
    counter: str, keyed_by: Iterable[AnyKey], seen: Keying, product: str | None = None
) -> str | None:
    """The name of the counter of the family *counter* that *seen*, such as a receipt, is about.

    Where it is kept by the product, *product* is the code of that. None where anything lacks what the family
    is kept by, such as a card. No two counters have the same name; one that would be too long for an id ends
    with a digest of the whole.
    """
    keys = in_order(keyed_by)
    if not keys:
        return counter
    parts = []
    for key in keys:
        value = product if key is CounterKey.PRODUCT else _value(key, seen)
        if not value:
            return None
        parts.append(f"{word_of(key)}={escaped(value)}")
    name = f"{counter}{{{','.join(parts)}}}"
    if len(name) <= LONGEST_ID:
        return name
    return f"{name[:100].rstrip()}{{#{hashlib.sha256(name.encode()).hexdigest()}}}"


def in_order(keyed_by: Iterable[AnyKey]) -> list[AnyKey]:
    """The keys in the order in which names have them: parameters come last, by their names."""
    return sorted(keyed_by, key=_rank)


def _rank(key: AnyKey) -> tuple[int, str]:
    return (len(_ORDER), key.name) if isinstance(key, ByParameter) else (_ORDER[key], "")


def word_of(key: AnyKey) -> str:
    """What stands for *key* in names of counters."""
    return f"@{escaped(key.name)}" if isinstance(key, ByParameter) else key.value


def escaped(text: str, reserved: str = "%{},=") -> str:
    """*text* with the characters that have a meaning in names of counters as their codes."""
    return "".join(f"%{ord(char):02X}" if char in reserved else char for char in text)


def _value(key: AnyKey, seen: Keying) -> str | None:
    """What *seen* says of *key*; nothing where it says nothing."""
    if isinstance(key, ByParameter):
        value = seen.parameters.get(key.name)
        return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None
    if key is CounterKey.PLACE:
        return seen.place.id
    if key is CounterKey.BRAND:
        return seen.place.brand
    if key is CounterKey.CARD:
        return seen.card
    day = seen.local.date()
    if key is CounterKey.DAY:
        return day.isoformat()
    if key is CounterKey.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    if key is CounterKey.MONTH:
        return f"{day.year}-{day.month:02}"
    if key is CounterKey.YEAR:
        return str(day.year)
    if key is CounterKey.PRODUCT:
        return None  # a receipt has many
    assert_never(key)


def as_keys(value: Iterable[AnyKey]) -> frozenset[AnyKey]:
    """Converter for what counters are kept by."""
    return value if value is UNKEYED else as_set(value)


def name_problems(counter: object) -> list[Problem]:
    """What keeps *counter* from being the name of a counter, or of a family of them."""
    problems = needed_id_problems(counter=counter)
    if not problems and isinstance(counter, str) and not {"{", "}"}.isdisjoint(counter):
        hint = "use keyed_by for a counter of each place, day and so on"
        problems.append(Problem("counter", f"{shown(counter)} holds a brace", hint))
    return problems


def key_problems(keyed_by: object) -> list[Problem]:
    """What keeps *keyed_by* from being a set of keys."""
    return set_problems("keyed_by", keyed_by, _key_problem)


def _key_problem(path: str, value: object) -> Problem | None:
    if isinstance(value, ByParameter):
        return None
    return next(iter(choice_problems(path, value, CounterKey)), None)


def called(key: AnyKey) -> str:
    """What people call *key*."""
    return key.name if isinstance(key, ByParameter) else key.value


def keys_in_words(keyed_by: Iterable[AnyKey]) -> str:
    """What a counter is kept by, to stand behind it: `` of this place and this day``; nothing for nothing."""
    words = [f"this {called(key)}" for key in in_order(keyed_by)]
    return f" of {joined(words)}" if words else ""


def joined(words: list[str]) -> str:
    """*words* as one enumeration: ``member, place and day``."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
