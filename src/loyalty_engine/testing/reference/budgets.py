"""Limits of offers: what budgets leave, and what is counted in the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from loyalty_engine.engine.records import Gain
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterIntent, CounterOperation
from loyalty_engine.rules.emissions import Credit, Emission
from loyalty_engine.rules.limits import Budget, Limit, used
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.standing import number_of

#: What money is called where points go by their kind.
IN_MONEY = "money off"


def spend(offer: Offer, kind: str | None, claim: int, draft: Draft) -> int:
    """What the budgets of *offer* leave of *claim*, in money or in points of *kind*; it is spent at once."""
    budgets = [
        limit
        for limit in offer.limits
        if isinstance(limit, Budget) and kind == (limit.currency if limit.money is None else None)
    ]
    key = (offer.id, IN_MONEY if kind is None else f"points {kind}")
    before = draft.given_away.get(key, 0)
    lefts = {budget: budget.most - (_used(budget, offer, draft) + before) for budget in budgets}
    allowed = max(0, min([claim, *(left for budget, left in lefts.items() if budget.partial)]))
    if any(allowed > left for budget, left in lefts.items() if not budget.partial):
        allowed = 0
    draft.given_away[key] = before + allowed
    return allowed


def within_budgets(offer: Offer, emissions: Sequence[Emission], draft: Draft) -> list[Emission]:
    """*emissions*, with points on top cut down to what is left of them; those that get none are left out."""
    allowed = [
        evolve(one, amount=spend(offer, one.points, one.amount, draft)) if isinstance(one, Credit) else one
        for one in emissions
    ]
    return [one for one in allowed if not isinstance(one, Credit) or one.amount]


def _used(budget: Budget, offer: Offer, draft: Draft) -> int:
    count = number_of(used(budget, offer.id), draft.scene)
    if count is None:
        raise AssertionError("an offer whose budget is not known does not hold")
    return count


def counted(offer: Offer, gave: Gain, *, known: bool) -> Iterator[CounterIntent]:
    """One change for each counter: by 1 for a use, else by what was given, points to those *known*."""
    points = {total.currency: total.amount for total in gave.points} if known else {}
    changes: dict[tuple[str, CountedPer], int] = {}
    for limit in offer.limits:
        if isinstance(limit, Limit):
            value = 1 if gave.discount or gave.effects or points else 0
        else:
            value = gave.discount if limit.money is not None else points.get(limit.currency, 0)
        changes[limit.counter(offer.id), limit.per] = value
    for (counter, per), value in changes.items():
        if value:
            yield CounterIntent(
                offer=offer.id, counter=counter, operation=CounterOperation.INCREASE, value=value, per=per
            )
