"""Ranks: the order in which offers compete and rules are decided, which no order of loading can change."""

from __future__ import annotations

from collections import defaultdict

from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.rules.instructions import Stage

#: The stages in which offers compete for lines.
CONTESTED = (Stage.DISCOUNT, Stage.PAYMENT_LIMIT, Stage.ACCRUAL)


def rank(contenders: list[Contender]) -> tuple[tuple[Contender, ...], tuple[StageRule, ...]]:
    """The offers by id and their rules as they are decided; each learns its place in these orders."""
    by_id = tuple(sorted(contenders, key=_by_id))
    for n, contender in enumerate(by_id):
        contender.order = n
    before: tuple[int, int] | None = None
    seed = 0
    turns: defaultdict[tuple[Stage, bool, bool], list[StageRule]] = defaultdict(list)
    for place, contender in enumerate(sorted(by_id, key=_strength)):
        strength = _strength(contender)
        if strength != before:
            before, seed = strength, place
        contender.place, contender.seed = place, seed
        for rule in contender.pieces:  # those of one offer stay as they are: each before those inside of it
            turns[_turn(rule, contender)].append(rule)
    rules = tuple([rule for turn in sorted(turns) for rule in turns[turn]])
    for n, rule in enumerate(rules):
        rule.rank = n
    return by_id, rules


def _by_id(contender: Contender) -> tuple[int, int, str]:
    return id_order(contender.offer.id)


def _strength(contender: Contender) -> tuple[int, int]:
    return -contender.offer.priority, -contender.weight


def _turn(rule: StageRule, contender: Contender) -> tuple[Stage, bool, bool]:
    contested = rule.stage in CONTESTED and bool(rule.instructions)
    return rule.stage, rule.last, contested and contender.offer.cumulative
