"""How competing offers are resolved, and how figures are rounded: the policies of an offer book."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import choice_problems, kind_problems
from loyalty_engine.model.money import Rounding


@frozen
class LoymaxOrder:
    """Non-cumulative offers first, at most one per line and stage; then all cumulative ones.

    Among non-cumulative offers the higher priority comes first, then the greater weight (offers that fill
    slots or set prices), then the greater benefit for the buyer over the whole receipt, then the smaller
    id. Offers of equal priority and weight are tried out on the lines still free, again after each choice.
    Cumulative offers apply by priority, weight and id, each to what the others have left.

    It is not a law of this order that one more offer never costs the buyer money: 27 % on one line and
    26 % on another give 53 on two lines of 100; with 24 % on everything added, that one wins with 48.
    """


Stacking = LoymaxOrder


class Level(Enum):
    """Where a percentage is rounded: each unit, each line, or once over the receipt and then spread."""

    UNIT = "unit"
    LINE = "line"
    RECEIPT = "receipt"


@frozen(kw_only=True)
class Policies:
    """The rules of the programme that hold for every offer of a book.

    Discounts round half-up to the currency's minor unit, at the level of the line; points round down.
    """

    stacking: Stacking = LoymaxOrder()
    discounts: Rounding = Rounding.HALF_UP
    points: Rounding = Rounding.DOWN
    level: Level = Level.LINE

    def __attrs_post_init__(self) -> None:
        problems = kind_problems("stacking", self.stacking, Stacking, "a way to stack", "use LoymaxOrder()")
        problems += choice_problems("discounts", self.discounts, Rounding)
        problems += choice_problems("points", self.points, Rounding)
        refuse("policies", problems + choice_problems("level", self.level, Level))


DEFAULT_POLICIES = Policies()
