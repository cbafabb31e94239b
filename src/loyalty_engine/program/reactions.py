"""What an event brings a member: decided by the offers of its moment, and carried out in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from attrs import evolve, field, frozen

from loyalty_engine.engine.react import Reaction, react
from loyalty_engine.errors import LoyaltyError, refuse
from loyalty_engine.individual.grants import slot_kind
from loyalty_engine.individual.refusal import Reason, Refused, refusal
from loyalty_engine.model.context import Draws
from loyalty_engine.model.event import Event
from loyalty_engine.model.fields import id_problems, kind_problems, needed_id_problems
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.pairs import by_name, pair_problems
from loyalty_engine.model.statuses import Statuses, as_statuses, status_problems
from loyalty_engine.program.carrying import Carrying, chooser_of
from loyalty_engine.program.coupons import Coupons
from loyalty_engine.program.facts import PersonalReader, facts_on
from loyalty_engine.program.lottery import drawn
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.ports import Books, Lottery, Members, UnitOfWork
from loyalty_engine.program.purchases import LotPart
from loyalty_engine.program.steps import Step


@frozen(kw_only=True)
class Happening:
    """An *event*, the *member* whom it happened to, None for nobody known, and the step that takes it in.

    *operation* is the id of that step, which the host makes: sent again, it is carried out once. *statuses*
    are those that the member had before the event, by status system, where later ones are kept by now.

    Raises:
        InvalidInput: a field is no such thing.
    """

    operation: str
    event: Event
    member: str | None = None
    statuses: Statuses = field(default=(), converter=as_statuses)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(operation=self.operation) + id_problems(member=self.member)
        problems += kind_problems("event", self.event, Event, "an event", "build an Event")
        refuse("happening", problems + pair_problems("statuses", self.statuses, status_problems))

    @property
    def step(self) -> Step:
        """What is asked for."""
        asked = {"event": self.event, "member": self.member, "statuses": by_name(self.statuses)}
        return Step.of(self.operation, "event", asked)

    @property
    def origin(self) -> Origin:
        """Where what it sets going comes from."""
        return Origin(OriginKind.EVENT, self.operation)


@frozen(kw_only=True)
class KeptReaction:
    """A *reaction* as it is kept: it was carried out at *carried_out_at*, under the version *book*.

    *owner* is whose points the member's were. *draws* are the numbers that were drawn for it, *withdrawn* the
    points that offers took for something, by the intent that did, and *issued* the digests of the coupons
    that the programme has issued.
    """

    reaction: Reaction
    owner: str | None
    book: str
    carried_out_at: dt.datetime
    draws: Draws = ()
    withdrawn: tuple[tuple[int, tuple[LotPart, ...]], ...] = ()
    issued: tuple[str, ...] = ()


@frozen(kw_only=True)
class Reacting:
    """Reactions to events within one transaction, which is carried out *now*."""

    unit: UnitOfWork
    members: Members
    books: Books
    lottery: Lottery
    coupons: Coupons | None
    readers: Mapping[str, PersonalReader]
    now: dt.datetime

    def once(self, happening: Happening) -> KeptReaction:
        """What the event brought; what it was the last time, where it was taken in before.

        Raises:
            Refused: ``OTHER_REQUEST``.
            InvalidInput: the event is a purchase, or a part of one.
            KeyError: the host knows no such member, or no version of the offers was in force.
        """
        return happening.step.once(self.unit, lambda: self._carried_out(happening), _taken)

    def _carried_out(self, happening: Happening) -> KeptReaction:
        event, member = happening.event, happening.member
        version = self.books.current(event.at)
        book = self.books.book(version)
        facts, context = facts_on(
            self.unit,
            self.members,
            book,
            event,
            member,
            lambda names: drawn((), names, happening.operation, self.lottery),
            readers=self.readers,
        )
        found = react(event, _before(facts, happening.statuses), book, context=context)
        owner = None if member is None else self.members.account(member)
        done = Carrying(
            unit=self.unit,
            origin=happening.origin,
            operation=happening.operation,
            member=member,
            owner=owner,
            book=book,
            at=event.at,
            now=self.now,
            chooser=chooser_of(self.members, member, found.intents),
            coupons=self.coupons,
            slots=slot_kind(event.trigger),
        ).carry_out(found.intents)
        return KeptReaction(
            reaction=found,
            owner=owner,
            book=version,
            carried_out_at=self.now,
            draws=context.draws,
            withdrawn=done.withdrawn,
            issued=done.issued,
        )


def _before(member: Member | None, statuses: Statuses) -> Member | None:
    """The member as he was before the event, which has given him other statuses by now."""
    if member is None or not statuses:
        return member
    told = {Need(NeedKind.STATUS, system) for system, _ in statuses}
    known = {**dict(member.statuses), **dict(statuses)}
    return evolve(member, statuses=known, not_loaded=member.not_loaded - told)


def _taken(message: str) -> LoyaltyError:
    hint = "give each event a step of its own"
    return Refused("event", (refusal("operation", Reason.OTHER_REQUEST, message, hint),))
