"""Who a member is to the programme: state, contacts, cards."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import field, frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import as_tuple, choice_problems, id_problems, needed_id_problems


class MemberState(Enum):
    """How far a member has come in the programme, or that he has left it."""

    NORMAL = "normal"
    REGISTERED = "registered"
    ANONYMOUS = "anonymous"
    DELETED = "deleted"
    DEREGISTERED = "deregistered"


class CardType(Enum):
    """What a card is: a piece of plastic, a second one of the same account, or a number in an app."""

    PHYSICAL = "physical"
    ADDITIONAL = "additional"
    VIRTUAL = "virtual"


class CardState(Enum):
    """Where a card is in its life."""

    CREATING = "creating"
    CREATED = "created"
    EMITTED = "emitted"
    PACKED = "packed"
    PREPARED = "prepared"
    ISSUED = "issued"
    ACTIVATED = "activated"
    BLOCKED = "blocked"
    REPLACED = "replaced"
    EXPIRED = "expired"
    DELETED = "deleted"


@frozen(kw_only=True)
class Card:
    """A card of a member; *category* and *issue* are the host's names for them."""

    number: str = field(kw_only=False)
    type: CardType = CardType.PHYSICAL
    category: str | None = None
    issue: str | None = None
    state: CardState = CardState.ACTIVATED

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(number=self.number) + choice_problems("type", self.type, CardType)
        problems += id_problems(category=self.category, issue=self.issue)
        refuse("card", problems + choice_problems("state", self.state, CardState))


def as_cards(value: Iterable[Card]) -> tuple[Card, ...]:
    """Converter for the cards of a member."""
    return as_tuple(value)


def number_of(card: Card) -> str:
    """By what cards are told apart."""
    return card.number
