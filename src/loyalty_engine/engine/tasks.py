"""What the benefits of a rule come to: a task for each stage in which there is something to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from loyalty_engine.engine.asks import NOTHING, Asks, asks_of, together
from loyalty_engine.engine.needs import needs_in
from loyalty_engine.model.counter_keys import CounterKey
from loyalty_engine.rules.emissions import Count, Credit, Debit, Emission, RuleFigure
from loyalty_engine.rules.instructions import (
    AT_TILL,
    IN_MONEY,
    SETUP,
    Accrue,
    AllowPayment,
    FromEntry,
    Instruction,
    IssueFromEntry,
    Multiply,
    Reduce,
    RoundReceipt,
    Stage,
    Staged,
    comes_last,
    stage_of,
    times_of,
)
from loyalty_engine.rules.predicates import Compare, Contains, Predicate, Range
from loyalty_engine.rules.units import SetPart, Sets


@frozen(eq=False, kw_only=True, weakref_slot=False)
class Task:
    """What a rule has to do in one *stage*; *last* says that it is done in the last pass of the stage.

    *emissions* fire where the rule gives something in this stage; *once*, they fire in the first such
    stage only. *several* says that discounts are of several turns, *repeats* that emissions are repeated, or
    measured on the lines. *sets* is what the receipt must contain for the sets that are given for, and
    *required* the same where all is given for them; *step* must be reached for the rule to give anything.
    *inner* is what is asked of sets besides: of their units, and of those of which it counts how many.
    *reads* is what all of this asks for, and *rounds* says that it depends on all that others give. *at_till*
    says that nothing of it is done for a till that was offline, and *spends* that nothing is for a buyer who
    may not spend points.
    """

    stage: Stage
    last: bool
    instructions: tuple[Instruction, ...]
    emissions: tuple[Emission, ...]
    once: bool
    several: bool
    repeats: bool
    sets: tuple[Contains, ...]
    required: tuple[Contains, ...]
    inner: tuple[Predicate, ...]
    step: Compare | None
    reads: Asks
    rounds: bool
    at_till: bool
    spends: bool


@frozen(eq=False, weakref_slot=False)
class Gives:
    """What a rule gives: its *instructions*, its *tasks* by stage, and what to know of them as a whole.

    *currencies* are those of the money that they speak of, and with *setup* some are done before any stage.
    It is *plain* where no task asks for more than the conditions of the rule.
    """

    instructions: tuple[Instruction, ...]
    tasks: tuple[Task, ...]
    currencies: frozenset[str]
    setup: bool
    plain: bool


def gives(instructions: Sequence[Instruction]) -> Gives:
    """What a rule with these *instructions* gives."""
    made = tasks(instructions)
    return Gives(
        tuple(instructions),
        made,
        frozenset(_currencies(instructions)),
        any(isinstance(one, SETUP) for one in instructions),
        all(task.step is None and not task.rounds for task in made),
    )


def tasks(instructions: Sequence[Instruction]) -> tuple[Task, ...]:
    """The tasks of a rule, one per stage that it has something to do in.

    Messages, coupons and counters go with the first benefit on lines. Where an imported entry decides
    whether that is a discount, points or a coupon, they wait in each of these stages. Without a benefit on
    lines they go together: with the accrual where points are among them, otherwise at completion.
    """
    by_stage: dict[tuple[Stage, bool], list[Staged]] = {}
    emissions: list[Emission] = []
    for one in instructions:
        if isinstance(one, Emission):
            emissions.append(one)
            continue
        mine = by_stage.setdefault((stage_of(one), comes_last(one)), [])
        if not (isinstance(one, IssueFromEntry) and one in mine):
            mine.append(one)  # an entry gives its coupon once, however often the rule reads the attribute
    first = next((key for key in by_stage if key[0] is not Stage.SETUP), None)
    if emissions and first is None:
        credited = any(isinstance(emission, Credit) for emission in emissions)
        first = (Stage.ACCRUAL if credited else Stage.COMPLETION), False
        by_stage[first] = []
    personal = any(map(is_personal, instructions))
    return tuple(
        [
            _task(
                key,
                by_stage[key],
                emissions if key == first or (personal and key[0] is not Stage.SETUP) else (),
                emissions,
                once=personal,
            )
            for key in sorted(by_stage)
        ]
    )


def _task(
    key: tuple[Stage, bool],
    instructions: Sequence[Staged],
    mine: Sequence[Emission],
    emissions: Sequence[Emission],
    *,
    once: bool,
) -> Task:
    """The task of the stage of *key*, with those of the rule's *emissions* that are *mine*."""
    inner = tuple([part for one in (*instructions, *mine) for part in _asked_inside(one)])
    needs = frozenset(need for one in (*instructions, *mine) for need in needs_in(one))
    units = [_units_in(one) for one in instructions]
    sets = tuple([Contains(tests=part.tests) for parts in units for part in parts if part.tests])
    return Task(
        stage=key[0],
        last=key[1],
        instructions=tuple(instructions),
        emissions=tuple(mine),
        once=once,
        several=len(instructions) > 1 or any(times_of(one) is not None for one in instructions),
        repeats=any(times_of(one) is not None or _is_measured(one) for one in emissions),
        sets=sets,
        required=sets if len(set(units)) == 1 else (),
        step=lowest_step(instructions or emissions),
        inner=inner,
        reads=together([*map(asks_of, inner), Asks(needs=needs) if needs else NOTHING]),
        rounds=any(isinstance(one, RoundReceipt) for one in instructions),
        at_till=_is_at_till(instructions, mine),
        spends=_is_spending(instructions, mine),
    )


def _is_at_till(instructions: Sequence[Staged], emissions: Sequence[Emission]) -> bool:
    """Does it take points from the member, or give nothing but what a till must be connected for?"""
    if any(isinstance(one, Debit) for one in emissions):
        return True
    return bool(instructions) and all(isinstance(one, AT_TILL) for one in instructions)


def _is_spending(instructions: Sequence[Staged], emissions: Sequence[Emission]) -> bool:
    """Does it take points from the member, or say only how much may be paid with them?"""
    if any(isinstance(one, Debit) for one in emissions):
        return True
    return bool(instructions) and all(isinstance(one, AllowPayment) for one in instructions)


def is_personal(one: Instruction) -> bool:
    """Does an entry of the member say what *one* gives?"""
    if isinstance(one, (Reduce, Accrue)):
        return isinstance(one.amount, FromEntry)
    return isinstance(one, IssueFromEntry)


def _is_measured(emission: Emission) -> bool:
    """Is it a matter of the lines that the rule works on what is counted, and how much?"""
    return isinstance(emission, Count) and (
        isinstance(emission.value, RuleFigure) or CounterKey.PRODUCT in emission.keyed_by
    )


def lowest_step(instructions: Sequence[Instruction]) -> Compare | None:
    """What must be reached for any of *instructions* to give; None where they do not all have such a step.

    They have one where all of them begin with a lower bound of one and the same figure.
    """
    lowest: Compare | None = None
    for one in instructions:
        first = _first_step(one)
        if (
            first is None
            or first.negated
            or first.range.low is None
            or (lowest and first.figure != lowest.figure)
        ):
            return None
        low = (first.range.low, first.range.low_open)
        if lowest is None or lowest.range.low is None or low < (lowest.range.low, lowest.range.low_open):
            lowest = evolve(first, range=Range(low=low[0], low_open=low[1]))
    return lowest


def _first_step(one: Instruction) -> Compare | None:
    """What must be reached for *one* to give anything, if that is said first."""
    if isinstance(one, (Reduce, Accrue, Multiply)) and one.when:
        return one.when[0]
    times = times_of(one)
    return None if times is None else times.reached


def _units_in(instruction: Instruction) -> tuple[SetPart, ...]:
    """The parts of the sets that *instruction* gives for, if it does."""
    if isinstance(instruction, (Reduce, Accrue)) and instruction.units is not None:
        return instruction.units.parts
    return ()


def sets_of(instruction: Instruction) -> list[Sets]:
    """The sets that *instruction* gives for, or by which it is repeated."""
    found = []
    if isinstance(instruction, (Reduce, Accrue)) and instruction.units is not None:
        found.append(instruction.units)
    times = times_of(instruction)
    if times is not None and isinstance(times.figure, Sets):
        found.append(times.figure)
    return found


def _asked_inside(instruction: Instruction) -> list[Predicate]:
    """What *instruction* asks of sets: of their units, and of those of which it counts how many."""
    return [
        asked
        for sets in sets_of(instruction)
        for asked in (*sets.where, *(test for part in sets.parts for test in part.tests))
    ]


def _currencies(instructions: Sequence[Instruction]) -> Iterator[str]:
    """The currencies of the money that *instructions* speak of."""
    for one in instructions:
        if isinstance(one, IN_MONEY) and one.currency is not None:
            yield one.currency
        times = times_of(one)
        if times is not None and times.currency is not None:
            yield times.currency
        for sets in sets_of(one):
            yield from (part.currency for part in sets.parts if part.currency is not None)
        for asked in _asked_inside(one):
            yield from asks_of(asked).currencies
        if isinstance(one, (Reduce, Accrue, Multiply)):
            yield from (check.currency for check in one.when if check.currency is not None)
