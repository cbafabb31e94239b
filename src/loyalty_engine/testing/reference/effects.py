"""What a rule does besides giving money and points: changes of what is known about a member, messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import (
    AttributeIntent,
    CounterIntent,
    Intent,
    MailingIntent,
    MessageIntent,
    PointsIntent,
    SlotCountIntent,
    StatusIntent,
    WithdrawalIntent,
)
from loyalty_engine.rules.emissions import (
    Assign,
    Count,
    Credit,
    Debit,
    Mail,
    Rank,
    ReceiptFigure,
    Resize,
    Send,
)
from loyalty_engine.rules.instructions import Given
from loyalty_engine.testing.reference.awarded import Award
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.lifetimes import lifetime_moments
from loyalty_engine.testing.reference.scene import Scene

Change = Count | Debit | Assign | Rank | Resize | Send | Mail


def change(offer: str, emission: Change, given: int, scene: Scene) -> Intent:
    """What is to be carried out; figures of the receipt are 0, and texts without figures, until its end."""
    if isinstance(emission, Count):
        value = given if emission.value is None else emission.value
        return CounterIntent(
            offer=offer,
            counter=scene.counter(emission.counter, emission.keyed_by, emission.product) or "",
            operation=emission.operation,
            value=value if isinstance(value, int) else 0,
            per=emission.per,
            lines=emission.lines,
        )
    if isinstance(emission, Debit):
        return WithdrawalIntent(offer=offer, currency=emission.points, amount=emission.amount)
    if isinstance(emission, Assign):
        return AttributeIntent(offer=offer, name=emission.name, value=emission.value)
    if isinstance(emission, Rank):
        return StatusIntent(offer=offer, system=emission.system, status=emission.status)
    if isinstance(emission, Resize):
        rule, resized, count = emission.rule, emission.change, emission.count
        return SlotCountIntent(offer=offer, rule=rule, change=resized, count=count, clear=emission.clear)
    if isinstance(emission, Mail):
        return MailingIntent(offer=offer, mailing=emission.mailing, on=emission.on)
    if isinstance(emission, Send):
        return message(offer, emission, {})
    assert_never(emission)


def is_there(emission: Change, scene: Scene) -> bool:
    """Is there what is to be changed? Nobody has counters, or an address, and no card has no counter."""
    if not isinstance(emission, Count):
        return scene.member is not None
    somebody = scene.member is not None or emission.per is CountedPer.PROGRAM
    return somebody and scene.counter(emission.counter, emission.keyed_by, emission.product) is not None


def credited(offer: str, credit: Credit, scene: Scene, lines: tuple[tuple[int, int], ...]) -> PointsIntent:
    """Points to be put down for the member, with the moments between which they can be spent."""
    active, expires = lifetime_moments(credit.lifetime, scene.receipt.at, scene.clocks)
    return PointsIntent(
        offer=offer,
        currency=credit.points,
        amount=credit.amount,
        lines=lines,
        active_from=active,
        expires_at=expires,
    )


def message(offer: str, send: Send, values: Mapping[str, str]) -> MessageIntent:
    """The message to the member, with *values* in the place of names."""
    texts = (send.text, send.short_text, send.subject)
    text, short_text, subject = (None if one is None else one.render(values) for one in texts)
    return MessageIntent(
        offer=offer,
        channel=send.channel,
        text=text,
        short_text=short_text,
        subject=subject,
        image=send.image,
        button=send.button,
        url=send.url,
    )


def figure(which: ReceiptFigure, draft: Draft) -> int:
    """A figure of the receipt as it stands now."""
    lines = draft.scene.lines
    if which is ReceiptFigure.AMOUNT:
        return sum(line.amount.minor for line in lines) + draft.scene.besides_lines
    if which is ReceiptFigure.DISCOUNT:
        return sum(line.amount.minor - draft.price(line) for line in lines)
    if which is ReceiptFigure.TOTAL:
        return draft.to_pay
    if which is ReceiptFigure.LINES:
        return len(lines)
    if which is ReceiptFigure.UNITS:
        return sum(line.units for line in lines)
    paid = draft.paid_sums()
    if which is ReceiptFigure.WITH_POINTS:
        return paid.get(Given.POINTS_PAYMENT, 0)
    if which is ReceiptFigure.WITH_CERTIFICATES:
        return paid.get(Given.CERTIFICATE_PAYMENT, 0)
    if which is ReceiptFigure.IN_MONEY:
        return draft.to_pay - sum(paid.values())
    assert_never(which)


def points_intents(award: Award, scene: Scene) -> Iterator[PointsIntent]:
    """The points of an award, to be given to the member, by kind and lifetime."""
    if scene.member is None:
        return
    for (currency, lifetime), parts in award.lots.items():
        lines = tuple((n, part) for n, part in sorted(parts.items()) if part)
        if lines:
            credit = Credit(points=currency, amount=sum(parts.values()), lifetime=lifetime)
            yield credited(award.chain.offer.id, credit, scene, lines)
