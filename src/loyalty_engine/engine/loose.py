"""Loose units: what benefits for lines are given for, where an offer is limited in units."""

from __future__ import annotations

from attrs import evolve, frozen

from loyalty_engine.rules.instructions import Accrue, FromEntry, Instruction, Reduce
from loyalty_engine.rules.units import SetPart, Sets


@frozen(kw_only=True)
class LooseUnits(Sets):
    """Units of the lines, the dearest first, as many as a limit leaves. They are no sets.

    The benefit is worked out once on all of them, and takes those on lines that it changes.
    """

    parts: tuple[SetPart, ...] = (SetPart(),)


#: What a benefit for lines is given for where units are limited.
LOOSE = LooseUnits()


def for_units(instruction: Instruction) -> Instruction:
    """*instruction*, given for loose units where it is given for lines; entries say themselves for which."""
    if not isinstance(instruction, (Reduce, Accrue)) or isinstance(instruction.amount, FromEntry):
        return instruction
    return instruction if instruction.units is not None else evolve(instruction, units=LOOSE)
