"""Budgets and limits: what an offer may still give, and counting what it has given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from attrs import define, field

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.goods import by_code
from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.engine.scene import Scene, lines_of
from loyalty_engine.engine.standing import figure_of, of_product, program_count
from loyalty_engine.engine.unit_room import NO_UNITS, Pool, UnitRoom
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.intents import CounterIntent, CounterOperation
from loyalty_engine.rules.emissions import Credit, Emission
from loyalty_engine.rules.figures import ProgramCount
from loyalty_engine.rules.limits import AnyLimit, Budget, Limit, UnitLimit, by_product, used, used_on
from loyalty_engine.rules.offer import Offer

#: Stands for money among the kinds of what is given; no kind of points has this name.
MONEY: Final = ""
NO_POINTS: Final[Mapping[str, int]] = MappingProxyType({})


@define(eq=False)
class Room:
    """What the budgets of an offer leave it to give, while its rules are worked out.

    *left* is what each budget has left, by kind, and whether it may be given in part; *spent* is what has
    been given since, and *capped* says that less was given than was claimed. *units* is for how many more
    units it may give; None where that is not limited.
    """

    left: Mapping[str, list[tuple[int, bool]]]
    spent: dict[str, int] = field(factory=dict)
    capped: bool = False
    units: UnitRoom | None = None

    def grant(self, kind: str, claim: int) -> int:
        """What of *claim* is given, which is then spent.

        Budgets that may be given in part cut it down first; then the others let it through or not.
        """
        before = self.spent.get(kind, 0)
        given = claim
        for left, partial in self.left.get(kind, ()):
            if partial:
                given = min(given, left - before)
        if any(given > left - before for left, partial in self.left.get(kind, ()) if not partial):
            given = 0
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
    """What is left of the budgets and the units of an offer that holds; None where neither is limited."""
    offer = contender.offer
    budgets = [limit for limit in offer.limits if isinstance(limit, Budget)]
    units = _units_left(contender, scene, draft)
    if not budgets and units is None:
        return None
    left: dict[str, list[tuple[int, bool]]] = {}
    for budget in budgets:
        kind = kind_of(budget)
        gone = draft.spent.get((contender.place, kind), 0)
        left.setdefault(kind, []).append((budget.most - _used(budget, offer, scene) - gone, budget.partial))
    return Room(left, units=units)


def _units_left(contender: Contender, scene: Scene, draft: Draft) -> UnitRoom | None:
    offer = contender.offer
    limits = [limit for limit in offer.limits if isinstance(limit, UnitLimit)]
    if not limits:
        return None
    before = draft.counted.get(contender.place, NO_UNITS)
    return UnitRoom([_pools(limit, offer, scene, before) for limit in limits], before)


def _pools(limit: UnitLimit, offer: Offer, scene: Scene, before: Mapping[int, int]) -> Mapping[int, Pool]:
    """How many more units *limit* allows than count *before*, line by line: of all, or of its product."""
    facts = scene.facts
    if not by_product(limit):
        left = limit.most - _used(limit, offer, scene) - sum(before.values())
        return dict.fromkeys(range(len(facts.goods)), Pool(facts.everything, left))
    figure, pools = used(limit, offer.id), dict[int, Pool]()
    for code, lines in by_code(range(len(facts.goods)), facts.goods).items():
        count = of_product(figure, code, scene)
        if isinstance(count, int):
            left = limit.most - count - sum([before.get(n, 0) for n in lines])
            pools |= dict.fromkeys(lines, Pool(lines_of(lines), left))
    return pools


def kind_of(budget: Budget) -> str:
    """The kind of points of *budget*, or `MONEY`."""
    return MONEY if budget.money is not None else budget.currency


def _used(limit: AnyLimit, offer: Offer, scene: Scene) -> int:
    figure = used(limit, offer.id)
    count = (
        program_count(figure, scene.facts) if isinstance(figure, ProgramCount) else figure_of(figure, scene)
    )
    return count if isinstance(count, int) else limit.most  # of what is not known, nothing is left


def counted(
    offer: Offer, given: Mapping[str, int], units: Mapping[int, int], facts: Facts, *, something: bool
) -> Iterable[CounterIntent]:
    """The changes that count what *offer* has given by kind, and for how many *units* of which lines.

    There is one for each counter. *something* says whether it has given anything at all, which is one use.
    """
    done: set[tuple[CountedPer, str]] = set()
    for limit in offer.limits:
        if by_product(limit):
            whole = facts.receipt.lines
            for code, lines in by_code(units, facts.goods).items():
                counter, value = used_on(limit, offer.id, facts.receipt, code), sum([units[n] for n in lines])
                if value and counter is not None and (limit.per, counter) not in done:
                    done.add((limit.per, counter))
                    numbers = tuple([whole[n].number for n in lines])
                    yield _increase(offer, limit, counter, value, numbers)
            continue
        if isinstance(limit, Budget):
            value = given.get(kind_of(limit), 0)
        else:
            value = int(something) if isinstance(limit, Limit) else sum(units.values())
        counter = used_on(limit, offer.id, facts.receipt)
        if value and counter is not None and (limit.per, counter) not in done:
            done.add((limit.per, counter))
            yield _increase(offer, limit, counter, value)


def _increase(
    offer: Offer, limit: AnyLimit, counter: str, value: int, lines: tuple[int, ...] = ()
) -> CounterIntent:
    increase, per = CounterOperation.INCREASE, limit.per
    return CounterIntent(
        offer=offer.id, counter=counter, operation=increase, value=value, per=per, lines=lines
    )
