"""How often something is done, and what is done so often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from attrs import evolve

from loyalty_engine.model.counter_keys import CounterKey
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.emissions import Count, Credit, Debit, Emission, Issue, RuleFigure
from loyalty_engine.rules.instructions import Instruction, times_of
from loyalty_engine.rules.predicates import LineFigure, OfLines
from loyalty_engine.rules.units import Sets
from loyalty_engine.testing.reference.awarded import Award
from loyalty_engine.testing.reference.chains import Chain, Round
from loyalty_engine.testing.reference.conditions import figure_of_lines
from loyalty_engine.testing.reference.units import Slice, free_parts, make_sets
from loyalty_engine.testing.reference.view import View


def how_often(one: Instruction, seen: View, slices: tuple[Slice, ...]) -> int:
    """How often *one* is done for a rule that sees *seen*, which are *slices* of lines."""
    times = times_of(one)
    if times is None:
        return 1
    if times.figure is None:
        return times.most
    if isinstance(times.figure, Sets):
        value = len(make_sets(times.figure, slices, seen))
    elif isinstance(times.figure, OfLines):
        value = figure_of_lines(times.figure.figure, seen)
    else:
        value = seen.receipt_sum
    full = 0
    while full < times.most and (full + 1) * times.every <= value:
        full += 1
    return full


def repeated(emissions: Sequence[Emission], seen: View, slices: tuple[Slice, ...]) -> Iterator[Emission]:
    """*emissions*, added up where they are done several times, and none that is never done."""
    for emission in emissions:
        count = how_often(emission, seen, slices)
        if isinstance(emission, Count) and CounterKey.PRODUCT in emission.keyed_by:
            yield from _of_products(emission, seen, count)
            continue
        if isinstance(emission, Issue):
            emission = evolve(emission, count=sum([emission.count] * count))
        elif isinstance(emission, (Credit, Debit)):
            emission = evolve(emission, amount=sum([emission.amount] * count))
        elif isinstance(emission, Count) and isinstance(emission.value, int) and emission.times is not None:
            emission = evolve(emission, value=sum([emission.value] * count))
        elif isinstance(emission, Count) and isinstance(emission.value, RuleFigure):
            emission = evolve(emission, value=_figure(emission.value, seen))
        if count:
            yield emission


def _of_products(emission: Count, seen: View, count: int) -> Iterator[Count]:
    """The change for each product that is seen, in the order of ids, done *count* times."""
    scene = seen.scene
    codes = {code for line in seen.lines if (code := scene.erp_code(line)) is not None}
    for code in sorted(codes, key=id_order) if count else ():
        lines = tuple(line for line in seen.lines if scene.erp_code(line) == code)
        value = emission.value
        if isinstance(value, int):
            value = sum([value] * count)
        elif isinstance(value, RuleFigure):
            value = _figure(value, evolve(seen, lines=lines))
        yield evolve(
            emission, value=value, times=None, product=code, lines=tuple(line.number for line in lines)
        )


def _figure(which: RuleFigure, seen: View) -> int:
    """A figure of the lines seen."""
    if which is RuleFigure.AMOUNT:
        return figure_of_lines(LineFigure.AMOUNT, seen)
    if which is RuleFigure.LINES:
        return len(seen.lines)
    if which is RuleFigure.UNITS:
        return sum(line.units for line in seen.lines)
    assert_never(which)


def besides_lines(chain: Chain, lines: tuple[Line, ...], view: View) -> Award:
    """What a rule that works on *lines* does besides them."""
    done = tuple(repeated(chain.emissions, evolve(view, lines=lines), free_parts(lines, {})))
    return Award(chain, Round.POINTS, emissions=done)
