"""The one call: what a purchase earns."""

from __future__ import annotations

from collections.abc import Iterable

from loyalty_engine.engine.arguments import argument_problems
from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.course import run
from loyalty_engine.engine.light import light
from loyalty_engine.engine.records import PointsTotal
from loyalty_engine.errors import refuse
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.rules.offer import Offer

_calculation = light(Calculation)
#: A member of whom nothing is known but that there is one.
SOMEBODY = Member("somebody")


def calculate(
    receipt: Receipt,
    member: Member | None,
    offers: OfferBook | Iterable[Offer],
    *,
    context: Context = NOTHING,
) -> Calculation:
    """Decide what *receipt* earns *member* under *offers*.

    A function of its arguments and of nothing else; it moves nothing. The intents of the result say what
    to carry out when the purchase is confirmed.

    Args:
        receipt: the purchase as the till presents it.
        member: all facts about the member; None for a buyer who is not known.
        offers: a compiled book; plain offers serve where speed does not matter.
        context: what belongs to the programme: the recorded draws.

    Raises:
        InvalidInput: plain offers do not make a book, *receipt* is no receipt, *member* no member or
            *context* no context. Nothing else raises once the book is compiled.
    """
    book = offers if isinstance(offers, OfferBook) else compile_offers(offers)
    _check(receipt, member, context)
    course = run(receipt, member, book, context)
    settled = course.settled
    return _calculation(
        receipt=receipt,
        lines=settled.lines,
        points=settled.points,
        would_earn=settled.points if member is not None else _would_earn(receipt, book, context),
        intents=settled.intents,
        payable=() if settled.payment is None else settled.payment.payable,
        paid=() if settled.payment is None else settled.payment.paid,
        certificates=() if settled.certified is None else settled.certified.certificates,
        messages=settled.messages,
        course=course,
    )


def _check(receipt: object, member: object, context: object) -> None:
    """Refuse what is given in place of a receipt, of a member, or of a context."""
    known = member is None or isinstance(member, Member)
    if known and isinstance(receipt, Receipt) and isinstance(context, Context):
        return
    problems = kind_problems("receipt", receipt, Receipt, "a receipt", "build a Receipt, or read one")
    refuse("calculation", problems + argument_problems(member, context))


def _would_earn(receipt: Receipt, book: OfferBook, context: Context) -> tuple[PointsTotal, ...]:
    """The points that a member without any facts would get."""
    return run(receipt, SOMEBODY, book, context).settled.points
