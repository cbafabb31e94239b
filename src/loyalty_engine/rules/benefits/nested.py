"""Benefits that hold rules of their own."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import refuse
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.rule import HoldsRules, Rule, as_rules, inner_problems


@frozen
class Then(HoldsRules):
    """Where the rule holds, *rules* are decided as well, on the lines that it works on.

    Each of them narrows these lines further and checks its own conditions on what it narrowed them to. What
    they give adds up with what the rule gives and with each other, also where the offer is not cumulative.
    They come after the rule's own benefits, in their order. Rules may lie 4 levels deep inside a rule.
    """

    kind: ClassVar[str] = "then"
    rules: tuple[Rule, ...] = field(converter=as_rules)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, inner_problems("rules", self.rules))

    def lower(self) -> tuple[Instruction, ...]:
        return ()  # its rules are rules of the offer, and lowered as such

    def describe(self) -> str:
        return f"also ({'; '.join(rule.describe() for rule in self.rules)})"
