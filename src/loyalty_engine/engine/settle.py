"""Settling: awards become the public records of a calculation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Final

from attrs import define, field

from loyalty_engine.engine.budget import MONEY, NO_POINTS, counted
from loyalty_engine.engine.certificates import Certified
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.effects import intents_of, message_of, moments_of, on_lines, receipt_figure
from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.light import light
from loyalty_engine.engine.money_off import summed_cuts
from loyalty_engine.engine.payment import Payment
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.engine.records import LineDiscount, LinePoints, LineResult, Message, PointsTotal
from loyalty_engine.engine.setup import Prepared
from loyalty_engine.engine.stages import Decided
from loyalty_engine.engine.work import Grant, RuleAward
from loyalty_engine.model.counter_keys import counter_name
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import (
    CounterIntent,
    CouponIntent,
    GiftIntent,
    Intent,
    PointsIntent,
    SlotIntent,
)
from loyalty_engine.model.lifetime import FOREVER
from loyalty_engine.model.money import Money
from loyalty_engine.rules.emissions import Count, Credit, Issue, ReceiptFigure, RuleFigure, Say, Send
from loyalty_engine.rules.instructions import Stage
from loyalty_engine.rules.offer import Offer

_line_result, _line_discount, _line_points = light(LineResult), light(LineDiscount), light(LinePoints)
_total, _points_intent = light(PointsTotal), light(PointsIntent)
_NEVER: Final = (None, None)


@define(eq=False)
class Settled:
    """The figures of a calculation; how much else each offer did, and the points it gave besides lines."""

    lines: tuple[LineResult, ...]
    points: tuple[PointsTotal, ...]
    intents: tuple[Intent, ...]
    messages: tuple[Message, ...]
    effects: dict[int, int] = field(factory=dict)
    credited: dict[int, dict[str, int]] = field(factory=dict)
    payment: Payment | None = None
    certified: Certified | None = None


@define(eq=False)
class _Account:
    """What is being written down, line by line and intent by intent.

    *sent* are messages to the member, with their places among the intents; they are worded in the end.
    *adopted* are the discounts of others that offers have made their own, by position of the line.
    """

    facts: Facts
    draft: Draft
    discounts: list[tuple[LineDiscount, ...]]
    points: list[tuple[LinePoints, ...]]
    totals: dict[str, int] = field(factory=dict)
    intents: list[Intent] = field(factory=list)
    said: list[tuple[StageRule, Say]] = field(factory=list)
    spoken: set[tuple[str, int]] = field(factory=set)
    effects: dict[int, int] = field(factory=dict)
    credited: dict[int, dict[str, int]] = field(factory=dict)
    sent: list[tuple[int, StageRule, Send]] = field(factory=list)
    adopted: dict[int, tuple[LineDiscount, ...]] = field(factory=dict)


def settle(facts: Facts, draft: Draft, prepared: Prepared, decided: Sequence[Decided]) -> Settled:
    """Write down what was awarded, in the order in which it was awarded."""
    count = len(facts.amounts)
    account = _Account(facts, draft, [()] * count, [()] * count)
    for rule, effects in prepared.done:
        _effect(account, rule, effects)
    for filling in prepared.fills:
        offer = filling.rule.contender.offer.id
        account.intents += [
            SlotIntent(offer=offer, rule=filling.favorites, position=position, product=product)
            for position, product in filling.slots
        ]
    for rule, n, off in prepared.lowered:
        account.discounts[n] += (_line_discount(rule.contender.offer.id, rule.number, off),)
    payment, certified = None, None
    for stage in decided:
        payment, certified = stage.payment or payment, certified or stage.certified
        for award in stage.awards:
            for made in award.rules:
                _write(account, made)
    for rule in () if payment is None else payment.rounded:
        _effect(account, rule, 1)
    _count_limits(account, prepared, decided)
    numbers = [line.number for line in facts.receipt.lines]
    currencies = repeat(facts.currency)
    columns = [numbers, currencies, facts.amounts, draft.floors, account.discounts, account.points]
    if payment is not None or certified is not None or account.adopted:
        columns.append([()] * count if payment is None else payment.lines)
        columns.append([account.adopted.get(n, ()) for n in range(count)])
        columns.append([()] * count if certified is None else certified.lines)
    lines = map(_line_result, *columns)
    return Settled(
        lines=tuple(lines),
        points=tuple([_total(currency, account.totals[currency]) for currency in sorted(account.totals)]),
        messages=_messages(account) if account.said or account.sent else (),
        intents=tuple(account.intents),
        effects=account.effects,
        credited=account.credited,
        payment=payment,
        certified=certified,
    )


def _count_limits(account: _Account, prepared: Prepared, decided: Sequence[Decided]) -> None:
    """Count what offers with limits have given; points count where there is somebody to have them."""
    known = account.facts.member is not None
    given: dict[int, dict[str, int]] = {}
    units: dict[int, dict[int, int]] = {}
    offers: dict[int, Offer] = {}
    handed: set[int] = set()
    for rule, _ in prepared.done:
        if rule.contender.offer.limits:
            offers[rule.contender.place] = rule.contender.offer
    for rule, _, off in prepared.lowered:
        sums = given.setdefault(rule.contender.place, {})
        sums[MONEY] = sums.get(MONEY, 0) + off
    for stage in decided:
        for award in stage.awards:
            if award.contender.offer.limits:
                place = award.contender.place
                offers[place] = award.contender.offer
                sums = given.setdefault(place, {})
                if award.units and (known or stage.stage is Stage.DISCOUNT):
                    of_lines = units.setdefault(place, {})
                    for n, count in award.units.items():
                        of_lines[n] = max(count, of_lines.get(n, 0))
                for made in award.rules:
                    if made.gifts or made.adopted:
                        handed.add(place)
                    sums[MONEY] = sums.get(MONEY, 0) + made.discount
                    for grant in made.grants:
                        sums[grant.currency] = sums.get(grant.currency, 0) + grant.amount
    for place in sorted(offers):
        sums = given.get(place, {})
        for kind, amount in account.credited.get(place, NO_POINTS).items():
            sums[kind] = sums.get(kind, 0) + amount
        if not known:
            sums = {MONEY: sums.get(MONEY, 0)}
        something = any(sums.values()) or account.effects.get(place, 0) > 0 or place in handed
        mine = units.get(place, {})
        account.intents += counted(offers[place], sums, mine, account.facts, something=something)


def _effect(account: _Account, rule: StageRule, count: int) -> None:
    place = rule.contender.place
    account.effects[place] = account.effects.get(place, 0) + count


def _write(account: _Account, made: RuleAward) -> None:
    rule = made.rule
    offer, number = rule.contender.offer.id, rule.number
    if made.cuts:
        discounts = account.discounts
        cuts = summed_cuts(made.cuts) if rule.several else made.cuts
        for n, part in cuts:
            discounts[n] += (_line_discount(offer, number, part),)
    for gift in made.gifts:
        account.intents.append(GiftIntent(offer=offer, product=gift.product, units=gift.units))
    for n, part in made.adopted:
        account.adopted[n] = (*account.adopted.get(n, ()), _line_discount(offer, number, part))
    for grant in made.grants:
        _write_points(account, offer, number, grant)
    for issue in made.coupons:
        account.intents.append(CouponIntent(offer=offer, issue=issue, count=1))
    if made.coupons:
        _effect(account, rule, len(made.coupons))
    if rule.emissions:
        _emit(account, made)


def _write_points(account: _Account, offer: str, number: int, grant: Grant) -> None:
    points, facts = account.points, account.facts
    for n, part in grant.parts:
        points[n] += (_line_points(offer, number, grant.currency, part),)
    account.totals[grant.currency] = account.totals.get(grant.currency, 0) + grant.amount
    if facts.member is not None:
        lines, lifetime = facts.receipt.lines, grant.lifetime
        active, expires = _NEVER if lifetime is FOREVER else moments_of(lifetime, facts)
        account.intents.append(
            _points_intent(
                offer=offer,
                currency=grant.currency,
                amount=grant.amount,
                lines=tuple([(lines[n].number, part) for n, part in grant.parts]),
                active_from=active,
                expires_at=expires,
            )
        )


def _emit(account: _Account, made: RuleAward) -> None:
    """Messages, coupons and counters that go with a rule that gave something, or had nothing to give."""
    rule = made.rule
    offer = rule.contender.offer.id
    if rule.once and (offer, rule.number) in account.spoken:
        return
    account.spoken.add((offer, rule.number))
    credits = iter(_credits(made))
    for emission in made.emissions:
        if isinstance(emission, Say):
            account.said.append((rule, emission))
        elif isinstance(emission, Issue):
            account.intents.append(CouponIntent(offer=offer, issue=emission.issue, count=emission.count))
        elif isinstance(emission, Credit):
            _credit(account, rule, emission, next(credits))
            continue
        elif isinstance(emission, Count):
            known = account.facts.member is not None
            name = _counter(emission, account.facts)
            if name is None:
                continue
            value = emission.value
            if value is None:
                value = _given(made) if known else made.discount
            elif isinstance(value, ReceiptFigure):
                value = receipt_figure(value, account.draft)
            elif isinstance(value, RuleFigure):
                raise AssertionError("figures of the rule are measured when it is worked out")
            account.intents.append(
                CounterIntent(
                    offer=offer,
                    counter=name,
                    operation=emission.operation,
                    value=value,
                    per=emission.per,
                    lines=emission.lines,
                )
            )
        elif isinstance(emission, Send):
            if account.facts.member is None:
                continue
            account.sent.append((len(account.intents), rule, emission))
            account.intents.append(message_of(emission, offer, {}))
        else:
            found = intents_of(emission, rule, account.facts)
            account.intents += found
            _effect(account, rule, len(found))
            continue
        _effect(account, rule, 1)


def _counter(emission: Count, facts: Facts) -> str | None:
    """The counter that is changed; None where there is none, of nobody or of what the receipt lacks."""
    if facts.member is None and emission.per is CountedPer.MEMBER:
        return None
    if not emission.keyed_by:
        return emission.counter
    return counter_name(emission.counter, emission.keyed_by, facts.receipt, emission.product)


def _given(made: RuleAward) -> int:
    """All that a rule gives, in minor units and in the smallest parts of points."""
    return made.discount + sum(grant.amount for grant in made.grants) + sum(_credits(made))


def _credits(made: RuleAward) -> Sequence[int]:
    """The points on top that a rule gives, emission by emission."""
    if made.credits is not None:
        return made.credits
    return [emission.amount for emission in made.emissions if isinstance(emission, Credit)]


def _credit(account: _Account, rule: StageRule, emission: Credit, amount: int) -> None:
    """Write down points that no line has earned; the lines carry them all the same, for returns."""
    if not amount:
        return
    offer, currency, facts = rule.contender.offer.id, emission.points, account.facts
    parts = on_lines(amount, account.draft)
    for n, part in parts:
        account.points[n] += (_line_points(offer, rule.number, currency, part),)
    account.totals[currency] = account.totals.get(currency, 0) + amount
    given = account.credited.setdefault(rule.contender.place, {})
    given[currency] = given.get(currency, 0) + amount
    if facts.member is not None:
        lines = facts.receipt.lines
        active, expires = moments_of(emission.lifetime, facts)
        account.intents.append(
            _points_intent(
                offer=offer,
                currency=currency,
                amount=amount,
                lines=tuple([(lines[n].number, part) for n, part in parts]),
                active_from=active,
                expires_at=expires,
            )
        )


def _messages(account: _Account) -> tuple[Message, ...]:
    """The texts, filled in with what the receipt came to in the end; those to the member are intents."""
    for place, rule, sending in account.sent:
        offer = rule.contender.offer
        account.intents[place] = message_of(sending, offer.id, _figures(account, rule))
    messages = []
    for rule, saying in account.said:
        offer = rule.contender.offer
        messages.append(Message(offer.id, saying.channel, saying.text.render(_figures(account, rule))))
    return tuple(messages)


def _figures(account: _Account, rule: StageRule) -> dict[str, str]:
    """What texts of *rule* may name."""
    offer, place = rule.contender.offer, rule.contender.place
    receipt, member = account.facts.receipt, account.facts.member
    discount = sum(account.draft.given)
    own = sum(d.amount for line in account.discounts for d in line if d.offer == offer.id)
    return {
        "member.id": "" if member is None else member.id,
        "offer.discount": _money(own, receipt.currency),
        "offer.name": offer.name or offer.id,
        "offer.points": _points_text(account, offer.id, place),
        "receipt.amount": _money(account.facts.amount, receipt.currency),
        "receipt.discount": _money(discount, receipt.currency),
        "receipt.id": receipt.id,
        "receipt.total": _money(account.facts.amount - discount, receipt.currency),
    }


def _money(minor: int, currency: str) -> str:
    """An amount in words; nothing on an event that is not about money."""
    return str(Money(minor, currency)) if currency else ""


def _points_text(account: _Account, offer: str, place: int) -> str:
    totals: dict[str, int] = {}
    if not account.points:  # on an event there are no lines to carry them
        totals |= account.credited.get(place, NO_POINTS)
    for line in account.points:
        for part in line:
            if part.offer == offer:
                totals[part.currency] = totals.get(part.currency, 0) + part.amount
    book = account.facts.book
    written = [book.points_currency(currency).write(amount) for currency, amount in sorted(totals.items())]
    return " + ".join(written) or "0"
