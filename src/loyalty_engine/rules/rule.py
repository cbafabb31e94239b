"""Rules: conditions, and the benefits that are given where all of them hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import as_tuple, name_problems, tuple_problems
from loyalty_engine.rules.conditions.logic import joined
from loyalty_engine.rules.language import Benefit, Condition, as_benefits, as_conditions, word_problems

#: Rules may lie this deep inside each other; people nest one or two.
DEEPEST_RULES = 4
_PACKAGE = __name__.rpartition(".")[0]
_CONDITIONS, _BENEFITS = f"{_PACKAGE}.conditions.", f"{_PACKAGE}.benefits."


def _condition_problems(path: str, condition: object) -> list[Problem]:
    """What keeps *condition* from being one; whether a host's kind means anything, compilation tells."""
    if type(condition).__module__.startswith(_BENEFITS):
        return [Problem(path, f"{type(condition).__name__} is a benefit", "put it among the benefits")]
    return word_problems(path, condition, "condition")


def _benefit_problems(path: str, benefit: object) -> list[Problem]:
    if type(benefit).__module__.startswith(_CONDITIONS):
        return [Problem(path, f"{type(benefit).__name__} is a condition", "put it among the conditions")]
    return word_problems(path, benefit, "benefit")


@frozen(kw_only=True)
class Rule:
    """Where all *conditions* hold, all *benefits* are given, in their order.

    Conditions on products narrow the lines first, whatever order they are written in; then the others are
    checked, on the lines so narrowed.
    """

    conditions: tuple[Condition, ...] = field(default=(), converter=as_conditions)
    benefits: tuple[Benefit, ...] = field(converter=as_benefits)
    name: str = ""

    def __attrs_post_init__(self) -> None:
        problems = tuple_problems("conditions", self.conditions, object, "a condition")
        for n, condition in enumerate(() if problems else self.conditions):
            problems += _condition_problems(f"conditions[{n}]", condition)
        unlike = tuple_problems("benefits", self.benefits, object, "a benefit")
        if not unlike and not self.benefits:
            unlike.append(Problem("benefits", "is empty, so the rule would do nothing", "give a benefit"))
        for n, benefit in enumerate(() if unlike else self.benefits):
            unlike += _benefit_problems(f"benefits[{n}]", benefit)
        refuse("rule", problems + unlike + name_problems(name=self.name))

    def describe(self) -> str:
        """The rule as one sentence."""
        gives = " and ".join(benefit.describe() for benefit in self.benefits)
        return f"{gives}, if {joined(self.conditions)}" if self.conditions else f"{gives}, always"


class HoldsRules:
    """A benefit that holds *rules* of its own, which are decided besides the rule that it stands in."""

    __slots__ = ()

    rules: tuple[Rule, ...]


def depth(rule: Rule) -> int:
    """How many levels of rules lie inside *rule*."""
    inside = [one for benefit in rule.benefits if isinstance(benefit, HoldsRules) for one in benefit.rules]
    return 1 + max(map(depth, inside)) if inside else 0


def inner_rules(rule: Rule) -> Iterator[Rule]:
    """The rules inside of *rule*, each before those inside of it."""
    for benefit in rule.benefits:
        if isinstance(benefit, HoldsRules):
            for inner in benefit.rules:
                yield inner
                yield from inner_rules(inner)


def as_rules(value: Iterable[Rule]) -> tuple[Rule, ...]:
    """The converter of a field of rules."""
    return as_tuple(value)


def inner_problems(path: str, rules: object) -> list[Problem]:
    """What keeps *rules* from standing inside a rule."""
    problems = tuple_problems(path, rules, Rule, "a rule", "give Rule(conditions=[…], benefits=[…])")
    if problems or not isinstance(rules, tuple):
        return problems
    if not rules:
        return [Problem(path, "is empty, so nothing would be decided", "give a rule")]
    return [
        Problem(f"{path}[{n}]", "holds too many levels of rules", f"nest at most {DEEPEST_RULES} levels")
        for n, rule in enumerate(rules)
        if depth(rule) >= DEEPEST_RULES
    ]
