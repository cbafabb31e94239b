"""What is repeated: as many at once where that is the same, and one after the other where it is not."""

from __future__ import annotations

from attrs import evolve

from loyalty_engine.engine.goods import by_code
from loyalty_engine.engine.money_off import summed_cuts, take_off
from loyalty_engine.engine.scene import lines_of, numbers
from loyalty_engine.engine.work import Work
from loyalty_engine.engine.worth import FINE
from loyalty_engine.model.counter_keys import CounterKey
from loyalty_engine.rules.emissions import Count, Credit, Debit, Emission, Issue, RuleFigure
from loyalty_engine.rules.instructions import AddGoods, Reduce, times_of


def take_off_repeatedly(instruction: Reduce, work: Work) -> None:
    """Work out a discount as often as it is repeated, each time after what it has given."""
    once, made = evolve(instruction, times=None), work.made
    for _ in range(work.count(instruction.times)):
        before = made.discount, work.used_up
        take_off(once, work)
        if (made.discount, work.used_up) == before:  # nothing has changed, and nothing will
            break
        made.cuts = summed_cuts(made.cuts)


def add_gift(instruction: AddGoods, work: Work) -> None:
    """Hand out goods."""
    units = instruction.units * work.count(instruction.times)
    if units:
        work.made.gifts = [*work.made.gifts, evolve(instruction, units=units, times=None)]
        work.award.benefit += instruction.worth * units * FINE


def emissions_of(work: Work) -> list[Emission]:
    """What a rule does besides the lines, with so many at once of what is repeated."""
    found: list[Emission] = []
    for emission in work.made.rule.emissions:
        times = times_of(emission)
        if isinstance(emission, Count) and CounterKey.PRODUCT in emission.keyed_by:
            found += _by_product(emission, work)
        elif isinstance(emission, Count) and isinstance(emission.value, RuleFigure):
            found.append(evolve(emission, value=work.figure(emission.value, work.lines)))
        elif times is None:
            found.append(emission)
        elif count := work.count(times):
            found.append(_many(emission, count))
    return found


def _by_product(emission: Count, work: Work) -> list[Emission]:
    """The changes of the counters of all products that the rule works on, repeated as *emission* is."""
    facts, count = work.draft.facts, work.count(emission.times)
    found: list[Emission] = []
    for code, mine in by_code(numbers(work.lines), facts.goods).items() if count else ():
        value = emission.value
        if isinstance(value, int):
            value *= count
        elif isinstance(value, RuleFigure):
            value = work.figure(value, lines_of(mine))
        of_product = tuple([facts.receipt.lines[n].number for n in mine])
        found.append(evolve(emission, value=value, times=None, product=code, lines=of_product))
    return found


def _many(emission: Emission, count: int) -> Emission:
    if isinstance(emission, Issue):
        return evolve(emission, count=emission.count * count)
    if isinstance(emission, (Credit, Debit)):
        return evolve(emission, amount=emission.amount * count)
    if isinstance(emission, Count) and isinstance(emission.value, int):
        return evolve(emission, value=emission.value * count)
    raise AssertionError(f"{emission} is not repeated")
