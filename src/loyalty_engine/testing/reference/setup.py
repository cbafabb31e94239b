"""Set-up: floors, initial prices and slots, which stand before any stage."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, evolve, field

from loyalty_engine.model.intents import SlotIntent
from loyalty_engine.model.member import NeedKind
from loyalty_engine.model.receipt import Line
from loyalty_engine.model.slots import fill, filled, selection
from loyalty_engine.rules.instructions import FillSlots, SetFloor, SetInitialPrice, Stage
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing.reference.amounts import no_more_than
from loyalty_engine.testing.reference.awarded import Award
from loyalty_engine.testing.reference.budgets import spend
from loyalty_engine.testing.reference.chains import Chain, Round, chains_of
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.nesting import judge_in_turn
from loyalty_engine.testing.reference.prices import floor_of, initial_price
from loyalty_engine.testing.reference.scene import Scene, ranked, without_old_choices
from loyalty_engine.testing.reference.truth import Truth
from loyalty_engine.testing.reference.view import View


@define
class SetUp:
    """What set-up comes to; everything that it gives is written down here, in order."""

    scene: Scene
    draft: Draft
    awards: list[Award] = field(factory=list)
    intents: list[SlotIntent] = field(factory=list)
    done: list[tuple[Chain, Stage]] = field(factory=list)

    def carry_out(self, offers: Iterable[Offer], view: View) -> None:
        """Prices and slots of every rule whose conditions hold, all judged before anything is changed."""
        chains = [chain for offer in offers for chain in chains_of(offer) if chain.of_setup]
        prices: dict[int, tuple[int, Chain]] = {}
        for chain, (truth, lines) in [(chain, judge_in_turn(chain.turns, view)) for chain in chains]:
            if truth is not Truth.TRUE:
                continue
            for instruction in chain.of_setup:
                if isinstance(instruction, SetFloor):
                    self._set_floors(chain, instruction, lines)
                elif isinstance(instruction, SetInitialPrice):
                    if not self.scene.offline:
                        self._set_prices(chain, instruction, lines, prices)
                else:
                    self._fill_slots(chain, instruction)
        self._start_from(prices)

    def _set_floors(self, chain: Chain, instruction: SetFloor, lines: tuple[Line, ...]) -> None:
        floors = {line: floor_of(instruction, line, self.scene) for line in lines}
        for line, floor in floors.items():
            if floor is not None:
                highest = max(floor, self.draft.floors[line.number])
                self.draft.floors[line.number] = min(line.amount.minor, highest)
        if any(floor is not None for floor in floors.values()):
            self.done.append((chain, Stage.SETUP))

    def _set_prices(
        self,
        chain: Chain,
        instruction: SetInitialPrice,
        lines: tuple[Line, ...],
        prices: dict[int, tuple[int, Chain]],
    ) -> None:
        """Of several initial prices of a line the lowest counts, of equal ones the first."""
        found = {line.number: initial_price(instruction, line, self.scene) for line in lines}
        for number, price in found.items():
            if price is not None and (number not in prices or price < prices[number][0]):
                prices[number] = price, chain
        if any(price is not None for price in found.values()):
            self.done.append((chain, Stage.SETUP))

    def _start_from(self, prices: dict[int, tuple[int, Chain]]) -> None:
        """Discounts start from the initial prices, but not below a floor; what is cheaper is a discount."""
        lines = {line.number: line for line in self.scene.lines if line.number in prices}
        off: dict[int, int] = {}
        for number, line in lines.items():
            start = max(prices[number][0], self.draft.floors[number])
            off[number] = line.amount.minor - start
        for offer in dict.fromkeys(chain.offer for _, chain in prices.values()):
            cheaper = {n: part for n, part in off.items() if part > 0 and prices[n][1].offer is offer}
            allowed = spend(offer, None, sum(cheaper.values()), self.draft)
            off |= no_more_than(allowed, cheaper, self.scene)
        for number, line in lines.items():
            part, (_, chain) = off[number], prices[number]
            self.draft.starts[number] = line.amount.minor - part
            self.draft.taken_off[number] = part
            if part > 0:
                self.draft.givers[number] = frozenset({chain.offer.id})
                self.awards.append(Award(chain, Round.DISCOUNTS, {number: part}))

    def _fill_slots(self, chain: Chain, instruction: FillSlots) -> None:
        member = self.scene.loaded(NeedKind.FAVORITE, instruction.rule)
        if member is None:
            return
        rule = next(rule for rule in self.scene.book.favorites if rule.id == instruction.rule)
        at, zone = self.scene.receipt.at, self.scene.zone_of(member)
        slots = without_old_choices(self.scene.slots_of(member, rule.id), rule, at, zone)
        room = max(0, rule.max_slots - len(selection(slots, rule, at, zone)))
        fills = fill(slots, rule, ranked(rule, slots, self.scene), at, zone)[:room]
        self.scene = evolve(self.scene, slots={**self.scene.slots, rule.id: filled(slots, rule, fills, at)})
        self.draft.scene = self.scene
        for position, product in fills:
            intent = SlotIntent(offer=chain.offer.id, rule=rule.id, position=position, product=product)
            self.intents.append(intent)
            self.done.append((chain, Stage.SETUP))
