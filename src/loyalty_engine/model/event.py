"""Events: what happens to a member besides purchases, and how offers see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.attributes import EMPTY, Attributes, attributes
from loyalty_engine.model.fields import (
    choice_problems,
    faults,
    id_problems,
    kept,
    money_problems,
    needed_id_problems,
    zone_problems,
)
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.moments import moment_problem, number_problem, reading
from loyalty_engine.model.money import Money
from loyalty_engine.model.pairs import by_name, pair_problems
from loyalty_engine.model.receipt import (
    Line,
    Payment,
    Place,
    PointsAsked,
    PresentedCertificate,
    PresentedCoupon,
)
from loyalty_engine.model.statuses import Statuses, as_statuses, status_problems
from loyalty_engine.model.triggers import Trigger

_MOST_POINTS: Final = 10**12


def _place(value: Place | str | None) -> Place | None:
    return None if value is None else kept(_place_of, value)


def _place_of(value: object) -> Place:
    """A place is its own; text is the id of one."""
    if isinstance(value, Place):
        return value
    if isinstance(value, str):
        return Place(value)
    raise InvalidInput.at("place", "", f"{shown(value)} is not a place", 'write Place("shop") or "shop"')


def _attributes(value: Attributes | Mapping[str, object]) -> Attributes:
    return kept(attributes, value)


@frozen(kw_only=True)
class Event:
    """Something that happened to a member and is no purchase: a registration, a friend's purchase.

    *at* is the moment with its offset. Offers are judged by the clocks of *zone*; where it is not said,
    by the member's, or else by the programme's. *place* is where it happened, if anywhere. *amount* is
    the money that the event is about, such as what a friend has paid, and *points* the points of the kind
    *points_currency*, in its smallest parts. *card* is the number of the card that it is about, or that
    was shown, and *identified_by* how the member was identified, as on a receipt. *parameters* are all
    other facts; conditions read them by name. *statuses* are those that the event gives the member, by
    status system; the facts about the member still have the ones of before.

    Raises:
        InvalidInput: a field is no such thing; all problems are reported.
    """

    id: str
    trigger: Trigger
    at: dt.datetime
    zone: str | None = None
    place: Place | None = field(default=None, converter=_place)
    amount: Money | None = None
    points: int | None = None
    points_currency: str | None = None
    identified_by: str | None = None
    card: str | None = None
    parameters: Attributes = field(default=EMPTY, converter=_attributes)
    statuses: Statuses = field(default=(), converter=as_statuses)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id) + choice_problems("trigger", self.trigger, Trigger)
        moment = moment_problem("at", self.at, aware=True)
        problems += ([moment] if moment else []) + zone_problems("zone", self.zone)
        problems += [] if self.place is None else faults("place", _place_of, self.place)
        problems += [] if self.amount is None else money_problems("amount", self.amount)
        counted = None if self.points is None else number_problem("points", self.points, 0, _MOST_POINTS)
        problems += [counted] if counted else []
        problems += id_problems(
            points_currency=self.points_currency, identified_by=self.identified_by, card=self.card
        )
        if (self.points is None) != (self.points_currency is None):
            message = "points and their currency go together"
            problems.append(Problem("points", message, "give both, or neither"))
        problems += faults("parameters", attributes, self.parameters)
        problems += pair_problems("statuses", self.statuses, status_problems)
        refuse(f"event {shown(self.id)}", problems)
        object.__setattr__(self, "statuses", by_name(self.statuses))

    def occasion(self, zone: str) -> Occasion:
        """The event as offers see it; *zone* is that of the member or the programme."""
        known: dict[str, object] = dict(self.parameters.entries)
        if self.points is not None:
            known |= {"points": self.points, "points_currency": self.points_currency}
        clocks = self.zone or zone
        return Occasion(
            id=self.id,
            at=self.at,
            local=reading(self.at, clocks),
            zone=clocks,
            place=NOWHERE if self.place is None else self.place,
            currency="" if self.amount is None else self.amount.currency,
            minor=0 if self.amount is None else self.amount.minor,
            identified_by=self.identified_by,
            card=self.card,
            parameters=Attributes.of(known),
            statuses=self.statuses,
        )


@frozen(kw_only=True)
class Occasion:
    """An event as offers see it: a receipt without lines.

    *local* is what the clocks of *zone* show; *minor* the money that the event is about, in minor units of
    *currency*, which is empty where there is none. Points that it is about are among the *parameters*, as
    ``points`` and ``points_currency``. An event that happened nowhere has a place without a name.
    """

    id: str
    at: dt.datetime
    local: dt.datetime
    zone: str
    place: Place
    currency: str
    minor: int
    parameters: Attributes
    statuses: Statuses = ()
    identified_by: str | None = None
    card: str | None = None
    lines: tuple[Line, ...] = ()
    payments: tuple[Payment, ...] = ()
    coupons: tuple[PresentedCoupon, ...] = ()
    points_asked: tuple[PointsAsked, ...] = ()
    certificates: tuple[PresentedCertificate, ...] = ()


def _nowhere() -> Place:
    """A place that no place of sale can be taken for: its id is empty, which the constructor refuses."""
    place = object.__new__(Place)
    for name, value in (("id", ""), ("brand", None), ("zone", None), ("attributes", EMPTY)):
        object.__setattr__(place, name, value)
    return place


NOWHERE: Final = _nowhere()
"""The place of what happened nowhere in particular."""
