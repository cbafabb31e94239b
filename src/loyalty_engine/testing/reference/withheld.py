"""What is not given whatever its conditions say: the till was offline, or the buyer may not spend."""

from __future__ import annotations

from collections.abc import Sequence

from loyalty_engine.engine.records import Outcome
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.testing.reference.chains import needs_till, spends
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.truth import Truth


def withheld(given: Sequence[Instruction], scene: Scene) -> Outcome | None:
    """What becomes of a rule that gives *given* at one of its turns, where none of it can be; else None."""
    if scene.offline and needs_till(given):
        return Outcome.NOT_IN_FORCE
    if not spends(given) or scene.may_spend is Truth.TRUE:
        return None
    return Outcome.UNKNOWN if scene.may_spend is Truth.UNKNOWN else Outcome.NOT_MET
