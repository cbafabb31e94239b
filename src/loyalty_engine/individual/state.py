"""What an individual offer is to its member: to come, at work, waiting, used up or over, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import Enum
from typing import Final, assert_never

from attrs import frozen

from loyalty_engine.engine.standing import counted, counted_in_all
from loyalty_engine.model.attributes import EMPTY, Attributes
from loyalty_engine.model.context import Context
from loyalty_engine.model.event import NOWHERE
from loyalty_engine.model.member import Member
from loyalty_engine.model.moments import in_zone
from loyalty_engine.model.period import Period
from loyalty_engine.model.personal import Acceptance, Entry
from loyalty_engine.model.receipt import Place
from loyalty_engine.rules.figures import ProgramCount
from loyalty_engine.rules.limits import AnyLimit, used
from loyalty_engine.rules.offer import Audiences, Everyone, Members, Offer


class OfferState(Enum):
    """What an individual offer is to its member."""

    FUTURE = "future"  # it begins later
    ACTIVE = "active"  # it works
    AWAITING = "awaiting"  # it works once the member accepts it
    DECLINED = "declined"  # the member has said no, and may still say yes
    USED_UP = "used_up"  # its limit is reached
    ENDED = "ended"  # it is over
    INACTIVE = "inactive"  # nothing gives it: no offer reads it, or none that is for this member


@frozen
class Standing:
    """The state of an individual offer, and the *reason* for it in a few words."""

    state: OfferState
    reason: str


@frozen(kw_only=True)
class Now:
    """When and for whom an individual offer is judged: at the instant *at*, by the clock of *zone*."""

    member: Member
    at: dt.datetime
    zone: str
    context: Context

    @property
    def place(self) -> Place:
        """No place in particular."""
        return NOWHERE

    @property
    def card(self) -> str | None:
        """No card is shown."""
        return None

    @property
    def parameters(self) -> Attributes:
        """Nothing else is known of it."""
        return EMPTY

    @property
    def local(self) -> dt.datetime:
        """What clocks in the zone show."""
        return in_zone(self.at, self.zone)

    def before(self, period: Period) -> bool:
        """Does *period* begin later?"""
        return not (period.contains(self.local, self.at) or period.has_ended(self.local, self.at))

    def after(self, period: Period) -> bool:
        """Is *period* over, or has it no moment at all?"""
        return period.is_empty or period.has_ended(self.local, self.at)


def standing_of_offers(offers: Iterable[Offer], now: Now) -> Standing:
    """What the offers that give an individual offer are at the moment; the best of them counts."""
    found = [_standing_of(offer, now) for offer in offers]
    return max(found, key=_worth, default=Standing(OfferState.INACTIVE, "no offer gives it"))


#: What an offer can be at a moment, from the worst for the member to the best.
_RISING: Final = (
    OfferState.INACTIVE,
    OfferState.ENDED,
    OfferState.USED_UP,
    OfferState.FUTURE,
    OfferState.ACTIVE,
)


def _worth(found: Standing) -> int:
    return _RISING.index(found.state)


def _standing_of(offer: Offer, now: Now) -> Standing:
    if not _reached(offer, now.member):
        return Standing(OfferState.INACTIVE, f"offer {offer.id} is for {offer.reach}")
    if now.after(offer.period):
        return Standing(OfferState.ENDED, f"offer {offer.id} is over")
    for limit in offer.limits:
        if _used_up(limit, offer, now):
            return Standing(OfferState.USED_UP, f"offer {offer.id} gives {limit.describe()}")
    if now.before(offer.period):
        return Standing(OfferState.FUTURE, f"offer {offer.id} begins later")
    return Standing(OfferState.ACTIVE, f"offer {offer.id} gives it")


def _reached(offer: Offer, member: Member) -> bool:
    reach = offer.reach
    if isinstance(reach, (Everyone, Members)):
        return True
    if isinstance(reach, Audiences):
        return not reach.names.isdisjoint(member.audiences)
    assert_never(reach)


def _used_up(limit: AnyLimit, offer: Offer, now: Now) -> bool:
    """Is nothing of *limit* left? Where that is not known, there is."""
    figure = used(limit, offer.id)
    if isinstance(figure, ProgramCount):
        gone = counted_in_all(figure, now.context, now)
    else:
        gone = counted(figure, now.member, now)
    return gone is not None and gone >= limit.most


def standing_of_entry(entry: Entry, offers: Iterable[Offer], now: Now) -> Standing:
    """What one entry of an individual offer is at the moment, *offers* being those that give it.

    What is over is over, whatever else holds; what the member has said comes before what has not begun,
    because an answer may be given in advance.
    """
    given = standing_of_offers(offers, now)
    if now.after(entry.period):
        return Standing(OfferState.ENDED, "its period is over")
    if given.state in (OfferState.INACTIVE, OfferState.ENDED):
        return given
    if entry.acceptance is Acceptance.DECLINED:
        return Standing(OfferState.DECLINED, "the member has declined it")
    if given.state is OfferState.USED_UP:
        return given
    if entry.acceptance is Acceptance.AWAITING:
        return Standing(OfferState.AWAITING, "the member has to accept it")
    if now.before(entry.period):
        return Standing(OfferState.FUTURE, "its period begins later")
    return given
