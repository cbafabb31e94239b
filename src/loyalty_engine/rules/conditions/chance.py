"""The condition on chance: the draw is made by the host, and recorded."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.context import DRAWS
from loyalty_engine.model.fields import faults, id_problems, kept
from loyalty_engine.model.money import Percent
from loyalty_engine.rules.figures import Draw
from loyalty_engine.rules.predicates import Compare, Predicate, Range


def _percent(value: Percent | int | str) -> Percent:
    return kept(Percent, value)


@frozen
class Chance:
    """The purchase is among *percent* of all, by the number drawn for it.

    The draw is that of the offer, or the one called *draw*, which several rules and offers may share.
    Without a recorded draw the answer is unknown.
    """

    kind: ClassVar[str] = "chance"
    percent: Percent = field(converter=_percent)
    draw: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = faults("percent", Percent, self.percent)
        refuse(self.kind, problems + id_problems(draw=self.draw))

    def lower(self) -> Predicate:
        first_beyond = self.percent.hundredths * DRAWS // 10_000
        return Compare(figure=Draw(name=self.draw), range=Range(high=first_beyond, high_open=True))

    def describe(self) -> str:
        by = "" if self.draw is None else f" of the draw {self.draw}"
        return f"chance grants it, in {self.percent} of all cases{by}"
