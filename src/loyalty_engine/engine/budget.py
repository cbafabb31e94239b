"""Budgets: what an offer may still give, and counting what it has given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from attrs import define, field

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.engine.scene import Scene
from loyalty_engine.engine.standing import figure_of, program_count
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterIntent, CounterOperation
from loyalty_engine.rules.emissions import Credit, Emission
from loyalty_engine.rules.figures import ProgramCount
from loyalty_engine.rules.limits import Budget, Limit, used
from loyalty_engine.rules.offer import Offer

#: Stands for money among the kinds of what is given; no kind of points has this name.
MONEY: Final = ""
NO_POINTS: Final[Mapping[str, int]] = MappingProxyType({})


@define(eq=False)
class Room:
    """What the budgets of an offer leave it to give, while its rules are worked out.

    *left* is what each budget has left, by kind, and whether it may be given in part; *spent* is what has
    been given since, and *capped* says that less was given than was claimed.
    """

    left: Mapping[str, list[tuple[int, bool]]]
    spent: dict[str, int] = field(factory=dict)
    capped: bool = False

    def grant(self, kind: str, claim: int) -> int:
        """What of *claim* is given, which is then spent.

        Budgets that may be given in part cut it down first; then the others let it through or not.
        """
        before = self.spent.get(kind, 0)
        given = claim
        for left, partial in self.left.get(kind, ()):
            if partial:
                given = min(given, max(0, left - before))
        if any(given > left - before for left, partial in self.left.get(kind, ()) if not partial):
            given = 0
        if given:
            self.spent[kind] = before + given
        self.capped = self.capped or given < claim
        return given

    def on_top(self, rule: StageRule, emissions: Sequence[Emission], draft: Draft) -> list[int] | None:
        """What is given of the points on top among *emissions* of *rule*, once; None where there are none."""
        if rule.once and (rule.contender.place, rule.number) in draft.fired:
            return None
        credits = [one for one in emissions if isinstance(one, Credit)]
        return [self.grant(one.points, one.amount) for one in credits] or None


def room_of(contender: Contender, scene: Scene, draft: Draft) -> Room | None:
    """What is left of the budgets of an offer that holds; None where it has none."""
    offer = contender.offer
    budgets = [limit for limit in offer.limits if isinstance(limit, Budget)]
    if not budgets:
        return None
    left: dict[str, list[tuple[int, bool]]] = {}
    for budget in budgets:
        kind = kind_of(budget)
        gone = draft.spent.get((contender.place, kind), 0)
        left.setdefault(kind, []).append((budget.most - _used(budget, offer, scene) - gone, budget.partial))
    return Room(left)


def kind_of(budget: Budget) -> str:
    """The kind of points of *budget*, or `MONEY`."""
    return MONEY if budget.money is not None else budget.currency


def _used(budget: Budget, offer: Offer, scene: Scene) -> int:
    figure = used(budget, offer.id)
    count = (
        program_count(figure, scene.facts) if isinstance(figure, ProgramCount) else figure_of(figure, scene)
    )
    return count if isinstance(count, int) else budget.most  # of what is not known, nothing is left


def counted(offer: Offer, given: Mapping[str, int], *, something: bool) -> Iterable[CounterIntent]:
    """The changes that count what *offer* has given by kind, one for each counter of its limits.

    *something* says whether it has given anything at all, which is one use.
    """
    seen: set[tuple[CountedPer, str]] = set()
    for limit in offer.limits:
        value = int(something) if isinstance(limit, Limit) else given.get(kind_of(limit), 0)
        counter = limit.counter(offer.id)
        if value and (limit.per, counter) not in seen:
            seen.add((limit.per, counter))
            increase = CounterOperation.INCREASE
            yield CounterIntent(
                offer=offer.id, counter=counter, operation=increase, value=value, per=limit.per
            )
