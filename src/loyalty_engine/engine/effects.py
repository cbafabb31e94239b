"""Effects: what emissions become that are no texts at the till, coupons or counters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import assert_never

from loyalty_engine.engine.coupons import coupon_checks
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.fitting import is_shown
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.engine.worth import Parts, in_tie_order
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.intents import (
    AttributeIntent,
    CouponUseIntent,
    Intent,
    MailingIntent,
    MessageIntent,
    SlotCountIntent,
    StatusIntent,
    WithdrawalIntent,
)
from loyalty_engine.model.lifetime import Lifetime
from loyalty_engine.model.money import spread
from loyalty_engine.rules.emissions import (
    Assign,
    Debit,
    Mail,
    Rank,
    ReceiptFigure,
    Redeem,
    Resize,
    Send,
)
from loyalty_engine.rules.figures import CouponsShown
from loyalty_engine.rules.instructions import Given
from loyalty_engine.rules.predicates import Source


def intents_of(
    emission: Debit | Redeem | Assign | Rank | Resize | Mail, rule: StageRule, facts: Facts
) -> list[Intent]:
    """The changes that *emission* asks for; none of a member where nobody is known."""
    offer = rule.contender.offer.id
    if isinstance(emission, Redeem):
        return _used(rule, facts)
    if facts.member is None:
        return []
    if isinstance(emission, Debit):
        return [WithdrawalIntent(offer=offer, currency=emission.points, amount=emission.amount)]
    if isinstance(emission, Assign):
        return [AttributeIntent(offer=offer, name=emission.name, value=emission.value)]
    if isinstance(emission, Rank):
        return [StatusIntent(offer=offer, system=emission.system, status=emission.status)]
    if isinstance(emission, Mail):
        return [MailingIntent(offer=offer, mailing=emission.mailing, on=emission.on)]
    if isinstance(emission, Resize):
        return [
            SlotCountIntent(
                offer=offer,
                rule=emission.rule,
                change=emission.change,
                count=emission.count,
                clear=emission.clear,
            )
        ]
    assert_never(emission)


def _used(rule: StageRule, facts: Facts) -> list[Intent]:
    """The presented coupons that conditions of *rule* ask for, in the order of the receipt."""
    issues: set[str] = set()
    numbers: set[str] = set()
    counted: list[CouponsShown] = []
    for part in rule.plan.whole:
        for check in coupon_checks(part):
            if isinstance(check, CouponsShown):
                counted.append(check)
            else:
                (issues if check.source is Source.COUPON_ISSUE else numbers).update(check.values)
    return [
        CouponUseIntent(offer=rule.contender.offer.id, number=coupon.number, issue=coupon.issue)
        for coupon in facts.receipt.coupons
        if coupon.issue in issues or coupon.number in numbers or any(is_shown(one, coupon) for one in counted)
    ]


def message_of(emission: Send, offer: str, values: Mapping[str, str]) -> MessageIntent:
    """The message to the member with *values* in the place of names."""
    text, short_text, subject = emission.text, emission.short_text, emission.subject
    return MessageIntent(
        offer=offer,
        channel=emission.channel,
        text=None if text is None else text.render(values),
        short_text=None if short_text is None else short_text.render(values),
        subject=None if subject is None else subject.render(values),
        image=emission.image,
        button=emission.button,
        url=emission.url,
    )


def moments_of(lifetime: Lifetime, facts: Facts) -> tuple[dt.datetime | None, dt.datetime | None]:
    """From when points are active that are given here and now, and when they expire.

    The clocks are those of the place, or of the programme where the place does not name its zone; on an event
    that happened nowhere in particular, those by which it is judged.
    """
    receipt = facts.receipt
    fallback = receipt.zone if isinstance(receipt, Occasion) else facts.book.zone
    return lifetime.moments(receipt.at, receipt.place.zone or fallback)


def on_lines(points: int, draft: Draft) -> Parts:
    """*points* that no line has earned, over all lines by what they cost in the end.

    By their quantity where nothing costs anything.
    """
    facts = draft.facts
    weights = [amount - given for amount, given in zip(facts.amounts, draft.given, strict=True)]
    if not any(weights):
        weights = [facts.quantity(n) for n in range(len(weights))]
    if not weights:
        return []
    order = in_tie_order(range(len(weights)), weights, facts)
    shares = spread(points, [weights[n] for n in order])
    return sorted([(n, share) for n, share in zip(order, shares, strict=True) if share])


def receipt_figure(which: ReceiptFigure, draft: Draft) -> int:
    """A figure of the receipt as it stands on *draft*."""
    facts = draft.facts
    if which is ReceiptFigure.AMOUNT:
        return facts.amount
    if which is ReceiptFigure.DISCOUNT:
        return sum(draft.given)
    if which is ReceiptFigure.TOTAL:
        return facts.amount - sum(draft.given)
    if which is ReceiptFigure.LINES:
        return len(facts.receipt.lines)
    if which is ReceiptFigure.UNITS:
        return sum(line.units for line in facts.receipt.lines)
    paid = draft.paid or {}
    if which is ReceiptFigure.WITH_POINTS:
        return sum(paid.get(Given.POINTS_PAYMENT, ()))
    if which is ReceiptFigure.WITH_CERTIFICATES:
        return sum(paid.get(Given.CERTIFICATE_PAYMENT, ()))
    if which is ReceiptFigure.IN_MONEY:
        return facts.amount - sum(draft.given) - sum(map(sum, paid.values()))
    assert_never(which)
