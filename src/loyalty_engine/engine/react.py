"""The other call: what an event that is no purchase brings a member."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from attrs import field, frozen

from loyalty_engine.engine.arguments import argument_problems
from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculation import SEMANTICS, Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.course import Course, run_event
from loyalty_engine.engine.explain import Explanation
from loyalty_engine.engine.fingerprint import ENCODING, context_read, facts_read
from loyalty_engine.engine.records import Message, PointsTotal, Verdict
from loyalty_engine.engine.verdicts import all_verdicts, woken_verdicts
from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.model.canonical import encode
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.event import Event
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.intents import Intent
from loyalty_engine.model.member import Member
from loyalty_engine.model.triggers import Trigger, TriggerGroup
from loyalty_engine.rules.offer import Offer


@frozen(kw_only=True, weakref_slot=False)
class Reaction:
    """What an event brings: a value that compares, pickles and can be written as a document.

    *member* is the id of whom the *intents* are for, None where nobody is known. *points* are what the event
    brings, *messages* the texts for the till where it happened. *verdicts* are those on the offers that could
    match, by id; `explain` covers all the others as well. *fingerprint* covers everything that the result
    depends on, as that of a calculation does.
    """

    event: Event
    member: str | None = None
    points: tuple[PointsTotal, ...] = ()
    intents: tuple[Intent, ...] = ()
    messages: tuple[Message, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    semantics: int = SEMANTICS
    fingerprint: str = ""
    _course: Course | None = field(default=None, eq=False, repr=False)

    def explain(self) -> Explanation:
        """What every offer did on this event, or why it did not.

        A reaction that has travelled has lost its link to the offers, and explains those that could match.
        """
        course = self._course
        return Explanation(
            receipt=self.event.id,
            currency="" if self.event.amount is None else self.event.amount.currency,
            verdicts=self.verdicts if course is None else all_verdicts(course),
            complete=course is not None,
            points=() if course is None else course.facts.book.points,
            names=() if course is None else course.facts.book.names,
            what=f"Event ({self.event.trigger})",
        )

    def __reduce__(self) -> tuple[object, ...]:
        values = (self.event, self.member, self.points, self.intents, self.messages, self.verdicts)
        return _travelled, (*values, self.semantics, self.fingerprint)


def _travelled(
    event: Event,
    member: str | None,
    points: tuple[PointsTotal, ...],
    intents: tuple[Intent, ...],
    messages: tuple[Message, ...],
    verdicts: tuple[Verdict, ...],
    semantics: int,
    fingerprint: str,
) -> Reaction:
    return Reaction(
        event=event,
        member=member,
        points=points,
        intents=intents,
        messages=messages,
        verdicts=verdicts,
        semantics=semantics,
        fingerprint=fingerprint,
    )


def react(
    event: Event,
    member: Member | None,
    offers: OfferBook | Iterable[Offer],
    *,
    context: Context = NOTHING,
) -> Reaction:
    """Decide what *event* brings *member* under *offers*.

    The offers that answer the event's trigger are judged as on a purchase, with a receipt that has no lines;
    conditions on lines find none. All of them that hold are carried out: nothing competes where there are no
    lines. As `calculate`, it is a function of its arguments and moves nothing.

    Args:
        event: what happened.
        member: all facts about the member whom it happened to; None where nobody is known.
        offers: a compiled book; plain offers serve where speed does not matter.
        context: what belongs to the programme: the recorded draws.

    Raises:
        InvalidInput: *event* is no event, or a purchase or a part of one; *member* is no member, *context* no
            context; or plain offers do not make a book.
    """
    unlike = kind_problems("event", event, Event, "an event", "build an Event, or read one")
    refuse("reaction", unlike + argument_problems(member, context))
    if event.trigger is Trigger.PURCHASE or event.trigger.group is TriggerGroup.INTERNAL:
        message = f"a {event.trigger.value} is calculated and not reacted to"
        hint = "call calculate(receipt, member, offers)"
        raise InvalidInput.at(f"event {event.id!r}", "trigger", message, hint)
    book = offers if isinstance(offers, OfferBook) else compile_offers(offers)
    occasion = event.occasion((None if member is None else member.zone) or book.zone)
    course = run_event(occasion, event.trigger, member, book, context)
    settled = course.settled
    needs, of_families = book.needs_on(event.trigger), book.of_families(occasion)
    facts = None if member is None else facts_read(member, needs, of_families)
    read = context_read(context, needs, of_families)
    digest = encode((ENCODING, SEMANTICS, event, occasion.local, facts, book.digest, *read))
    return Reaction(
        event=event,
        member=None if member is None else member.id,
        points=settled.points,
        intents=settled.intents,
        messages=settled.messages,
        verdicts=woken_verdicts(course),
        fingerprint=hashlib.sha256(digest).hexdigest(),
        course=course,
    )


def referral_purchase(calculation: Calculation, friend: str) -> Event:
    """The purchase of the member *friend* as an event for whoever has referred him.

    It carries the purchase's id, time and place, what it came to, and the friend's id as the parameter
    ``friend``. So one purchase yields two results with intents: the calculation for the buyer, and the
    reaction to this event for the referrer.
    """
    receipt = calculation.receipt
    return Event(
        id=receipt.id,
        trigger=Trigger.REFERRAL_PURCHASE,
        at=receipt.at,
        place=receipt.place,
        amount=calculation.total,
        parameters={"friend": friend},
    )
