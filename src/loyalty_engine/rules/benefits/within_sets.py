"""What may be given for units of sets, and what once for each set."""

from __future__ import annotations

from typing import TypeGuard

from attrs import evolve

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.fields import tuple_problems
from loyalty_engine.rules.benefits.held import Refusal, carried_out
from loyalty_engine.rules.benefits.repeating import repeated
from loyalty_engine.rules.instructions import Accrue, FromEntry, Instruction, Reduce
from loyalty_engine.rules.language import Benefit, Condition, meaning
from loyalty_engine.rules.rule import Rule
from loyalty_engine.rules.times import Times
from loyalty_engine.rules.units import Sets


def on_units(path: str, benefit: Benefit) -> tuple[list[Reduce | Accrue], list[Problem]]:
    """What *benefit* does to lines; or why it cannot be given for units."""
    hint = "use a discount or points; messages, coupons and the like stand beside it in the rule"
    return carried_out(path, benefit, _for_units, Refusal("is not for units of a line", hint))


def _for_units(one: Instruction) -> TypeGuard[Reduce | Accrue]:
    if not isinstance(one, (Reduce, Accrue)) or isinstance(one.amount, FromEntry):
        return False
    return one.units is None and not one.when


def rules_problems(path: str, value: object) -> list[Problem]:
    """What keeps rules from being decided for each set."""
    problems = tuple_problems(path, value, Rule, "a rule", "give Rule(conditions=[…], benefits=[…])")
    for n, rule in enumerate(value if isinstance(value, tuple) and not problems else ()):
        for m, condition in enumerate(rule.conditions):
            problems += _meaning_problems(f"{path}[{n}].conditions[{m}]", condition)
        for m, benefit in enumerate(rule.benefits):
            problems += for_each_set(f"{path}[{n}].benefits[{m}]", benefit, None)[1]
    return problems


def _meaning_problems(path: str, condition: Condition) -> list[Problem]:
    try:
        meaning(condition)
    except InvalidInput as error:
        return [problem.inside(path) for problem in error.problems]
    except RecursionError:
        return [Problem(path, "is nested too deeply", "say it with fewer levels")]
    return []


def for_each_set(path: str, benefit: Benefit, sets: Sets | None) -> tuple[list[Instruction], list[Problem]]:
    """What *benefit* does for units of *sets*, or once for each of them; or why it cannot."""
    for_units, problems = on_units(path, benefit)
    if not problems:
        return [evolve(one, units=sets) for one in for_units], []
    besides, problems = repeated(path, benefit)
    if problems or any(isinstance(one, (Reduce, Accrue)) for one in besides):
        hint = "use discounts, points, coupons, gifts and steps of counters; rules stand beside the sets"
        return [], [Problem(path, f"{type(benefit).__name__} is not given for each set", hint)]
    return [evolve(one, times=Times(figure=sets)) for one in besides], []
