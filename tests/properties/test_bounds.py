"""Every award is inside its bounds, and every intent is explained by a verdict.

Books are drawn from all kinds; the floors and amounts of lines are in ``test_calculate``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from attrs import evolve
from hypothesis import event, given
from hypothesis import strategies as st

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Verdict
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterIntent, PointsIntent
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.money import Money
from loyalty_engine.rules.benefits.closing import MultiplyPoints
from loyalty_engine.rules.benefits.discounts import AmountOff, MinimumPrice, Per, PercentOff
from loyalty_engine.rules.benefits.effects import CashierMessage, ChangeCounter, IssueCoupon, ReceiptMessage
from loyalty_engine.rules.benefits.messages import SendMessage
from loyalty_engine.rules.benefits.points import AdditionalPoints, PointsAmount, PointsPercent
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.limits import AnyLimit, Budget, Limit, UnitLimit, used_on
from loyalty_engine.rules.offer import Offer, Trigger
from loyalty_engine.testing import World, worlds
from loyalty_engine.testing.strategies.limiting import may_limit_units

SHUFFLES = st.randoms(use_true_random=False)
#: Benefits that are neither money nor points.
BESIDES = (CashierMessage, ChangeCounter, IssueCoupon, MinimumPrice, ReceiptMessage, SendMessage)


def sold(world: World) -> Calculation:
    """The first receipt of the world, sold to its first buyer."""
    return calculate(world.receipt, world.member, world.book(), context=world.context)


def most_of(benefit: Benefit) -> int | None:
    """The most that a benefit says it gives on a receipt, in minor units or in points; None for no limit."""
    if isinstance(benefit, PercentOff):
        return None if benefit.at_most is None else benefit.at_most.minor
    if isinstance(benefit, (PointsPercent, MultiplyPoints)):
        return benefit.at_most
    if isinstance(benefit, AmountOff):
        return benefit.amount.minor if benefit.per is Per.RECEIPT else None
    if isinstance(benefit, PointsAmount):
        return benefit.points if benefit.per is Per.RECEIPT else None
    if isinstance(benefit, AdditionalPoints):
        return benefit.points
    return 0 if isinstance(benefit, BESIDES) else None


class TestBenefits:
    """No benefit gives more than it says."""

    @given(worlds())
    def test_caps_and_sums(self, world: World) -> None:
        given_by: Counter[tuple[str, int]] = Counter()
        for line in sold(world).lines:
            for off in line.discounts:
                given_by[off.offer, off.rule] += off.amount
            for points in line.points:
                given_by[points.offer, points.rule] += points.amount
        for offer in world.offers:
            for n, rule in enumerate(offer.rules):
                bounds = [most_of(benefit) for benefit in rule.benefits]
                most = [bound for bound in bounds if bound is not None]
                if len(most) == len(bounds):
                    event(f"reached: {given_by[offer.id, n] == sum(most) > 0}")
                    assert given_by[offer.id, n] <= sum(most)


class TestPayments:
    """Points pay no more than the goods cost, than is asked for, and than the buyer has."""

    @given(worlds())
    def test_payments(self, world: World) -> None:
        calculation = sold(world)
        payable = {one.currency: one for one in calculation.payable}
        asked = {one.currency: one.amount for one in world.receipt.points_asked}
        event(f"paid: {bool(calculation.paid)}")
        for paid in calculation.paid:
            most = asked[paid.currency]
            assert 0 < paid.points <= payable[paid.currency].points
            assert most is None or paid.points <= most
            assert paid.amount <= payable[paid.currency].amount
        for one in calculation.payable:
            assert world.member is not None
            assert one.points <= world.member.balance(one.currency)

        spent: Counter[str] = Counter()
        for line in calculation.lines:
            assert sum(part.amount for part in line.payments) <= line.total.minor - line.floor
            for part in line.payments:
                spent[part.currency] += part.points
        assert spent == {paid.currency: paid.points for paid in calculation.paid}
        assert 0 <= calculation.to_pay.minor <= calculation.total.minor


def limited(world: World, rng: random.Random) -> World:
    """The world, in which every offer has limits that a receipt comes near to."""
    currency = world.receipt.currency

    def limits(*, of_units: bool) -> Iterator[AnyLimit]:
        money, points = Money(rng.randint(1, 3000), currency), rng.randint(1, 60)
        for per in rng.sample(tuple(CountedPer), rng.randint(1, 2)):
            yield Budget(money, per=per, partial=rng.random() < 0.7)
            yield Budget(points=points, per=per, partial=rng.random() < 0.7)
            yield Limit(rng.randint(1, 6), per=per)
            if of_units:
                yield UnitLimit(rng.randint(1, 6), per=per)

    home = (offer for offer in world.offers if "USD" not in offer.describe())
    purchases = [(one, may_limit_units(one.rules)) for one in home if one.trigger is Trigger.PURCHASE]
    offers = tuple(evolve(one, limits=limits(of_units=of_units)) for one, of_units in purchases)
    return evolve(world, offers=offers)


def left_of(limit: AnyLimit, offer: Offer, world: World) -> int:
    """What is left of a limit; nothing, where it is not known how much is used, or there is no counter."""
    counter = used_on(limit, offer.id, world.receipt)
    if counter is None:
        known = None
    elif limit.per is CountedPer.PROGRAM:
        known = world.context.counter(counter)
    elif world.member is None or Need(NeedKind.COUNTER, counter) in world.member.not_loaded:
        known = None
    else:
        known = world.member.counter(counter)
    return 0 if known is None else max(0, limit.most - known.value)


def given_of(limit: Limit | Budget, verdict: Verdict, *, known: bool) -> int:
    """What an offer gave of that which is limited: leave to pay is nothing, nor are points for nobody."""
    gave = verdict.gave
    points = {total.currency: total.amount for total in gave.points} if known else {}
    if isinstance(limit, Limit):
        return int(bool(gave.discount or gave.adopted or gave.effects or points))
    return gave.discount if limit.money is not None else points.get(limit.currency, 0)


def lines_cut(offer: str, calculation: Calculation) -> int:
    """The lines that are cheaper by the offer; of each of them at least one unit counts."""
    return sum(any(part.offer == offer for part in line.discounts) for line in calculation.lines)


class TestLimits:
    """No offer gives more than its budgets have left, and all that it gives is counted."""

    @given(worlds(), SHUFFLES)
    def test_limits(self, world: World, rng: random.Random) -> None:
        world = limited(world, rng)
        calculation = sold(world)
        verdicts = {verdict.offer: verdict for verdict in calculation.explain().verdicts}
        counted = {
            (intent.offer, intent.per, intent.counter): intent.value
            for intent in calculation.intents
            if isinstance(intent, CounterIntent)
        }
        event(f"given: {any(verdict.gave for verdict in verdicts.values())}")
        for offer in world.offers:
            for limit in offer.limits:
                counter = used_on(limit, offer.id, world.receipt) or ""
                used = counted.get((offer.id, limit.per, counter), 0)
                assert used <= left_of(limit, offer, world)
                if isinstance(limit, UnitLimit):
                    assert used >= lines_cut(offer.id, calculation)
                else:
                    assert used == given_of(limit, verdicts[offer.id], known=world.member is not None)


class TestIntents:
    """Every intent is explained: its offer was granted, and the verdict says what it gave."""

    @given(worlds())
    def test_verdicts_say_what_is_asked_for(self, world: World) -> None:
        calculation = sold(world)
        verdicts = calculation.explain().verdicts
        limits = [(offer.id, limit) for offer in world.offers for limit in offer.limits]
        codes = {None, *(goods.code for goods in world.book().goods_on(world.receipt))}
        uses = {
            (offer, used_on(limit, offer, world.receipt, code)) for offer, limit in limits for code in codes
        }
        points: Counter[tuple[str, str]] = Counter()
        done: Counter[str] = Counter(message.offer for message in calculation.messages)
        for intent in calculation.intents:
            if isinstance(intent, PointsIntent):
                points[intent.offer, intent.currency] += intent.amount
            elif not isinstance(intent, CounterIntent) or (intent.offer, intent.counter) not in uses:
                done[intent.offer] += 1
        event(f"points: {bool(points)}, effects: {bool(done)}")

        gave = {(one.offer, total.currency): total.amount for one in verdicts for total in one.gave.points}
        assert points == ({} if world.member is None else gave)
        effects = {verdict.offer: verdict.gave.effects for verdict in verdicts}
        assert all(number <= effects[offer] for offer, number in done.items())
