"""Ranks: the order in which offers compete and rules are decided, which no order of loading can change."""

from __future__ import annotations

from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.rules.instructions import Stage

#: The stages in which offers compete for lines.
CONTESTED = (Stage.DISCOUNT, Stage.PAYMENT_LIMIT, Stage.ACCRUAL)


def rank(contenders: list[Contender], rules: list[StageRule]) -> tuple[Contender, ...]:
    """Put offers and rules into the order in which they are decided; the result is the offers by id."""
    by_id = tuple(sorted(contenders, key=_by_id))
    for n, contender in enumerate(by_id):
        contender.order = n
    contenders.sort(key=_contest_order)
    before: tuple[int, int] | None = None
    for place, contender in enumerate(contenders):
        strength = (contender.offer.priority, contender.weight)
        contender.place = place
        contender.seed = contenders[place - 1].seed if strength == before else place
        before = strength
    rules.sort(key=_decision_order)
    for n, rule in enumerate(rules):
        rule.rank = n
    return by_id


def _by_id(contender: Contender) -> tuple[int, int, str]:
    return id_order(contender.offer.id)


def _contest_order(contender: Contender) -> tuple[int, int, int]:
    return -contender.offer.priority, -contender.weight, contender.order


def _decision_order(rule: StageRule) -> tuple[int, bool, bool, int]:
    """By this, rules of one offer stay as they were: each before those inside of it."""
    contested = rule.stage in CONTESTED and bool(rule.instructions)
    on_top = contested and rule.contender.offer.cumulative
    return rule.stage, rule.last, on_top, rule.contender.place
