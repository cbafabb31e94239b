"""What a member has and has done, as figures and checks ask for it."""

from __future__ import annotations

from typing import assert_never

from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.needs import need_of
from loyalty_engine.engine.scene import Miss, Scene
from loyalty_engine.model.member import Member, Need
from loyalty_engine.model.window import within
from loyalty_engine.rules.figures import BalanceNow, CounterMoves, CounterNow, MemberFigure
from loyalty_engine.rules.predicates import HasStatus


def figure_of(figure: MemberFigure, scene: Scene) -> int | Need:
    """What *figure* comes to; the need where it is not known."""
    facts, need = scene.facts, need_of(figure)
    if facts.member is None or not facts.known(need):
        return need
    return _measured(figure, facts.member, facts)


def _measured(figure: MemberFigure, member: Member, facts: Facts) -> int:
    if isinstance(figure, CounterNow):
        return member.counter(figure.counter).value
    if isinstance(figure, CounterMoves):
        counts = within(figure.during, facts.receipt.at)
        moves = [change.by for change in member.counter(figure.counter).changes if counts(change.at)]
        return sum(moves) if figure.summed else len(moves)
    if isinstance(figure, BalanceNow):
        return member.balance(figure.currency)
    assert_never(figure)


def in_status(check: HasStatus, facts: Facts) -> Miss | None:
    """Why the member has not such a status; None where he has."""
    need = need_of(check)
    if facts.member is None or not facts.known(need):
        return Miss(check, unknown=need)
    status = facts.member.status(check.system)
    met = status is not None and (check.statuses is None or status in check.statuses)
    return None if met is not check.negated else Miss(check, seen=status)
