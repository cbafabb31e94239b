"""The rules of an offer with those inside of them, in the order in which they are decided."""

from __future__ import annotations

from attrs import define

from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.rule import HoldsRules, Rule


@define(eq=False)
class Place:
    """Where *rule* stands: its *number* in results, and the rule *around* it with the benefit that holds it.

    *at* is its own number among the rules of the offer, or of that benefit. *root* is the number of the
    outermost rule around it, or its own.
    """

    rule: Rule
    number: int
    root: int
    at: int
    around: Place | None = None
    benefit: int = 0

    @property
    def path(self) -> str:
        """How the rule is reached from the offer."""
        inner = f"rules[{self.at}]"
        return inner if self.around is None else f"{self.around.path}.benefits[{self.benefit}].{inner}"

    @property
    def conditions(self) -> list[tuple[int, Condition]]:
        """What must hold, from the outermost rule on, each with the number of its rule."""
        before = [] if self.around is None else self.around.conditions
        return before + [(self.number, condition) for condition in self.rule.conditions]


def places_of(offer: Offer) -> list[Place]:
    """The rules of *offer*, each followed by those inside of it."""
    found: list[Place] = []
    for n, rule in enumerate(offer.rules):
        found.append(Place(rule, n, n, n))
        _enter(found[-1], found, len(offer.rules) - n - 1)
    return found


def _enter(place: Place, found: list[Place], ahead: int) -> None:
    """Add the rules inside of *place*; numbers begin after those of the rules of the offer still *ahead*."""
    for n, benefit in enumerate(place.rule.benefits):
        if isinstance(benefit, HoldsRules):
            for m, rule in enumerate(benefit.rules):
                found.append(Place(rule, len(found) + ahead, place.root, m, place, n))
                _enter(found[-1], found, ahead)
