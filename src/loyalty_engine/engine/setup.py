"""Set-up: what happens before any stage, so that it counts on the same receipt: prices and slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define, field

from loyalty_engine.engine.budget import MONEY, room_of
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, mark, zone_of
from loyalty_engine.engine.match import Match, match
from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.engine.scene import Scene, numbers
from loyalty_engine.engine.worth import at_most, floor, initial
from loyalty_engine.model.keys import favorite_key
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.slots import FavoriteProductsRule, SlotSet, fill, filled
from loyalty_engine.rules.instructions import FillSlots, SetFloor, SetInitialPrice, Stage


@define(eq=False)
class Fill:
    """Slots that one rule fills, as pairs of position and product."""

    rule: StageRule
    favorites: str
    slots: tuple[tuple[int, str], ...]


@define(eq=False)
class Prepared:
    """What set-up came to.

    *woken* are all rules that can match, by rank, and *rules* those of them that the later stages decide.
    *done* are the rules of set-up that did something, and how much, *idle* those that held and did nothing.
    *lowered* are the lines that initial prices make cheaper, and by how much; *given* is what counts as given
    on each line for them, and *capped* has the places of offers whose budgets did not pay for all of it.
    """

    woken: list[StageRule]
    rules: list[StageRule]
    fills: list[Fill] = field(factory=list)
    done: list[tuple[StageRule, int]] = field(factory=list)
    lowered: list[tuple[StageRule, int, int]] = field(factory=list)
    given: list[int] | None = None
    capped: set[int] = field(factory=set)
    idle: list[StageRule] = field(factory=list)


def wake(facts: Facts) -> list[StageRule]:
    """The rules that can match, by their ranks."""
    book = facts.book
    return [book.rules[rank] for rank in sorted(book.index.wake(facts.lines, facts.circumstances))]


def set_up(facts: Facts, draft: Draft) -> Prepared:
    """Wake the rules of a receipt and carry out those of set-up.

    Floors are noted on *draft*, and products filled into slots as favourites in *facts*.
    """
    woken = wake(facts)
    if not woken or woken[0].stage is not Stage.SETUP:  # ranks follow the stages
        return Prepared(woken, woken)
    later = next((n for n, rule in enumerate(woken) if rule.stage is not Stage.SETUP), len(woken))
    prepared = Prepared(woken, woken[later:])
    slots: dict[str, SlotSet] = {}
    starts: dict[int, tuple[int, StageRule]] = {}
    matches, _ = match(woken[:later], Scene(facts, facts.amounts, facts.amount, draft.given))
    for found in matches:
        if found.miss is None:
            effects = _carry_out(found, facts, draft, slots, starts, prepared)
            if effects:
                prepared.done.append((found.rule, effects))
            else:
                prepared.idle.append(found.rule)
    if starts:
        _start(starts, draft, prepared)
    if prepared.fills:
        for one in prepared.fills:
            mark(facts, favorite_key(one.favorites), [product for _, product in one.slots])
        prepared.woken = wake(facts)
        prepared.rules = [rule for rule in prepared.woken if rule.stage is not Stage.SETUP]
    return prepared


def _start(starts: Mapping[int, tuple[int, StageRule]], draft: Draft, prepared: Prepared) -> None:
    """Let discounts start from other prices, but not below a floor nor beyond what budgets have left."""
    amounts = draft.facts.amounts
    draft.starts = amounts.copy()
    lowered: dict[int, list[tuple[int, int]]] = {}
    for n, (price, rule) in sorted(starts.items()):
        start = max(price, draft.floors[n])
        if start < amounts[n]:
            lowered.setdefault(rule.contender.place, []).append((n, amounts[n] - start))
        else:
            draft.starts[n], draft.given[n] = start, amounts[n] - start
    for parts in lowered.values():
        contender = starts[parts[0][0]][1].contender
        for n, off in _afforded(parts, contender, draft, prepared):
            draft.starts[n] -= off
            draft.give(contender.offer.id, [(n, off)])
            prepared.lowered.append((starts[n][1], n, off))
    prepared.given = draft.given.copy()


def _afforded(
    parts: list[tuple[int, int]], contender: Contender, draft: Draft, prepared: Prepared
) -> Sequence[tuple[int, int]]:
    """As much of the *parts* of a lower price as the offer's budgets pay for."""
    facts = draft.facts
    scene = Scene(facts, facts.amounts, facts.amount, draft.given)
    room = room_of(contender, scene, draft) if contender.offer.limits else None
    if room is None:
        return parts
    claim = sum(off for _, off in parts)
    given = room.grant(MONEY, claim)
    draft.spend(contender.place, room.spent)
    if given == claim:
        return parts
    prepared.capped.add(contender.place)
    return at_most(given, parts, facts)


def _carry_out(
    found: Match,
    facts: Facts,
    draft: Draft,
    slots: dict[str, SlotSet],
    starts: dict[int, tuple[int, StageRule]],
    prepared: Prepared,
) -> int:
    """Carry out a rule of set-up; says how many prices it set and slots it filled."""
    effects = 0
    for instruction in found.rule.instructions:
        if isinstance(instruction, SetFloor):
            tagged = False
            for n in numbers(found.lines):
                least = floor(instruction.floor, n, facts)
                if least is not None:
                    draft.floors[n] = max(draft.floors[n], least)
                    tagged = True
            effects += tagged
        elif isinstance(instruction, SetInitialPrice) and not facts.offline:
            priced = False
            for n in numbers(found.lines):
                price = initial(instruction.price, n, facts)
                if price is not None:
                    priced = True
                    if n not in starts or price < starts[n][0]:
                        starts[n] = price, found.rule
            effects += priced
        elif isinstance(instruction, FillSlots):
            filling = _fill(facts.book.favorite(instruction.rule), facts, slots)
            if filling:
                prepared.fills.append(Fill(found.rule, instruction.rule, filling))
                effects += len(filling)
    return effects


def _fill(rule: FavoriteProductsRule, facts: Facts, slots: dict[str, SlotSet]) -> tuple[tuple[int, str], ...]:
    """What goes into the member's free slots under *rule*, *slots* being the sets that were filled before."""
    if facts.member is None or not facts.known(Need(NeedKind.FAVORITE, rule.id)):
        return ()
    mine = slots.get(rule.id) or facts.member.slots(rule.id)
    at, zone = facts.receipt.at, zone_of(facts)
    filling = fill(mine, rule, _ranked(rule, mine, facts), at, zone)
    slots[rule.id] = filled(mine, rule, filling, at)
    return filling


def _ranked(rule: FavoriteProductsRule, mine: SlotSet, facts: Facts) -> Sequence[str]:
    """The products that may be chosen: those of the receipt first, the dearest first, then the list."""
    listed = facts.book.listed(rule, mine)
    if not rule.receipt_first:
        return listed
    eligible = frozenset(listed)
    spent: dict[str, int] = {}
    order = {}
    for goods, amount in zip(facts.goods, facts.amounts, strict=True):
        if goods.id in eligible:
            spent[goods.id] = spent.get(goods.id, 0) + amount
            order[goods.id] = goods.order
    bought = sorted(spent, key=lambda id: (-spent[id], order[id]))
    return [*bought, *listed]
