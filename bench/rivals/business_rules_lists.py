"""business-rules: a rule for each promotion, with an action that notes it.

The facts are prepared beforehand, a variable for each category; the engine says which promotions are met,
and the discount is worked out for it.
"""

from __future__ import annotations

from collections.abc import Callable

from business_rules import run_all
from business_rules.variables import numeric_rule_variable
from ratio import Work

from loyalty_engine import Policies
from rivals.shop import Shop

POLICIES = Policies()


class Facts:
    """Variables, added one by one; the engine asks for nothing but its marks on each."""


class Fired:
    """Actions: which promotions are met."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def note(self, number: int) -> None:
        self.numbers.append(number)


def _variable(value: int) -> Callable[[], int]:
    def read() -> int:
        return value

    read.__name__ = "read"
    marked: Callable[[], int] = numeric_rule_variable(read)
    return marked


def build(shop: Shop) -> Work:
    """One rule for each promotion."""
    spent = {promotion.category: 0 for promotion in shop.promotions}
    for position in shop.positions:
        spent[position.category] += position.cents
    facts = Facts()
    for name, value in {**spent, "amount": shop.cents}.items():
        setattr(facts, name, _variable(value))
    rules = [
        {
            "conditions": {
                "all": [
                    {"name": promotion.category, "operator": "greater_than", "value": 0},
                    {"name": "amount", "operator": "greater_than_or_equal_to", "value": promotion.least},
                ]
            },
            "actions": [{"name": "note", "params": {"number": n}}],
        }
        for n, promotion in enumerate(shop.promotions)
    ]

    def purchase() -> int:
        fired = Fired()
        run_all(rules, facts, fired)
        return shop.discount(fired.numbers, POLICIES)

    return purchase
