"""Benefits for units: sets of few units, whose parts overlap now and then."""

from __future__ import annotations

from collections.abc import Callable

from loyalty_engine.model.money import Money
from loyalty_engine.rules.benefits.sets import (
    BundlePrice,
    BuyGet,
    EveryNth,
    InSets,
    NForM,
    SetOf,
    SomeUnitsOff,
)
from loyalty_engine.rules.instructions import UnitOrder
from loyalty_engine.rules.language import Benefit
from loyalty_engine.testing.strategies.asking import about_lines, some_products
from loyalty_engine.testing.strategies.people import a_percentage
from loyalty_engine.testing.strategies.shops import a_sum
from loyalty_engine.testing.strategies.tape import Tape

_ORDERS = (UnitOrder.DEAREST, UnitOrder.CHEAPEST, UnitOrder.FIRST, UnitOrder.LAST)
_FEW = (1, 2, 3, 1, 2, 4)


def _an_order(tape: Tape, usual: UnitOrder = UnitOrder.DEAREST) -> UnitOrder:
    return tape.one_of(_ORDERS) if tape.chance(40) else usual


def _a_limit(tape: Tape) -> int | None:
    return tape.between(1, 3) if tape.chance(25) else None


def _a_part(tape: Tape) -> SetOf:
    """Units of any line, of some products, or of lines that any condition on lines selects."""
    kind = tape.below(4)
    if kind == 0:
        return SetOf(units=tape.one_of(_FEW))
    if kind == 3:
        return SetOf([about_lines(tape)], tape.one_of(_FEW))
    return SetOf([some_products(tape)], tape.one_of(_FEW))


def _in_sets(tape: Tape, benefit: Callable[[Tape], Benefit]) -> InSets:
    parts = tape.several(_a_part, most=3, least=1)
    return InSets(
        parts=parts,
        benefits=tape.several(benefit, most=1 + tape.chance(25), least=1),
        of=tape.below(len(parts)) if tape.chance(30) else None,
        pick=tape.one_of(_FEW) if tape.chance(40) else None,
        pick_order=_an_order(tape, UnitOrder.CHEAPEST),
        order=_an_order(tape),
        at_most=_a_limit(tape),
    )


def on_units(tape: Tape, currency: str, benefit: Callable[[Tape], Benefit]) -> Benefit:
    """A benefit for units; *benefit* makes those that are given for sets, money off or points."""
    kind = tape.below(12)
    if kind < 2:
        pay = tape.below(3)
        take = pay + 1 + tape.below(2)
        return NForM(take, pay, order=_an_order(tape), at_most=_a_limit(tape))
    if kind == 2:
        return EveryNth(tape.one_of(_FEW), a_percentage(tape), order=_an_order(tape), at_most=_a_limit(tape))
    if kind == 3:
        return SomeUnitsOff(tape.one_of(_FEW), a_percentage(tape), order=_an_order(tape, UnitOrder.CHEAPEST))
    if kind == 4:
        parts = tape.several(_a_part, most=2, least=1)
        price = Money(a_sum(tape), currency)
        return BundlePrice(parts, price, order=_an_order(tape), at_most=_a_limit(tape))
    if kind == 5:
        get = _a_part(tape) if tape.chance(60) else None
        return BuyGet(
            buy=_a_part(tape),
            get=get,
            units=1 if get else tape.one_of(_FEW),
            percent=a_percentage(tape),
            order=_an_order(tape),
            at_most=_a_limit(tape),
        )
    return _in_sets(tape, benefit)
