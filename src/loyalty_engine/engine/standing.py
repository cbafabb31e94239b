"""What a member has and has done, as figures and checks ask for it."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.needs import need_of, profile_need
from loyalty_engine.engine.scene import Miss, Scene
from loyalty_engine.model.context import Context
from loyalty_engine.model.counters import Counter
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.member import Member, Need
from loyalty_engine.model.period import Period
from loyalty_engine.model.profile import Card
from loyalty_engine.model.window import Window, within
from loyalty_engine.rules.figures import (
    BalanceNow,
    CounterMoves,
    CounterNow,
    GetsStatus,
    HasCardLike,
    HasStatus,
    IsReferred,
    MemberCheck,
    MemberFigure,
    ProgramCount,
)
from loyalty_engine.rules.predicates import OneOf, Source


def figure_of(figure: MemberFigure, scene: Scene) -> int | Need:
    """What *figure* comes to; the need where it is not known."""
    facts, need = scene.facts, need_of(figure)
    if facts.member is None or not facts.known(need):
        return need
    if isinstance(figure, BalanceNow) and figure.with_receipt:
        return facts.member.balance(figure.currency) + scene.moved(figure.currency)
    return _measured(figure, facts.member, facts)


def program_count(figure: ProgramCount, facts: Facts) -> int | Need:
    """What a counter of the programme comes to; the need where it is not known."""
    found = counted_in_all(figure, facts.context, facts.receipt.at, facts.local)
    return need_of(figure) if found is None else found


def counted_in_all(figure: ProgramCount, context: Context, at: dt.datetime, local: dt.datetime) -> int | None:
    """What a counter of the programme comes to at the instant *at*, *local* by the clock; None: not known."""
    counter = context.counter(figure.counter)
    if counter is None:
        return None
    return counter.value if figure.during is None else _moves(counter, figure, figure.during, at, local)


def counted(figure: CounterNow | CounterMoves, member: Member, at: dt.datetime, local: dt.datetime) -> int:
    """What a counter of *member* comes to at the instant *at*, which is *local* by the clock."""
    counter = member.counter(figure.counter)
    if isinstance(figure, CounterNow):
        return counter.value
    return _moves(counter, figure, figure.during, at, local)


def _moves(
    counter: Counter,
    figure: CounterMoves | ProgramCount,
    during: Period | Window,
    at: dt.datetime,
    local: dt.datetime,
) -> int:
    """By how much *counter* changed within *during*, or how often, as *figure* asks."""
    counts = within(during, at, local)
    moves = [change.by for change in counter.changes if counts(change.at)]
    return sum(moves) if figure.summed else len(moves)


def _measured(figure: MemberFigure, member: Member, facts: Facts) -> int:
    if isinstance(figure, (CounterNow, CounterMoves)):
        return counted(figure, member, facts.receipt.at, facts.local)
    if isinstance(figure, BalanceNow):
        return member.balance(figure.currency)
    assert_never(figure)


def of_member(check: MemberCheck, facts: Facts) -> Miss | None:
    """Why *check* does not hold; None where it does."""
    need, member = need_of(check), facts.member
    if member is None or not facts.known(need):
        return Miss(check, unknown=need)
    seen: str | None = None
    if isinstance(check, HasStatus):
        seen = member.status(check.system)
        met = seen is not None and (check.statuses is None or seen in check.statuses)
    elif isinstance(check, HasCardLike):
        met = any(_is_like(card, check, facts) for card in member.cards)
        shown = facts.receipt.card
        seen = (shown or "") if check.presented else ", ".join(card.number for card in member.cards)
    elif isinstance(check, IsReferred):
        seen = member.referrer
        met = seen is not None and (check.by is None or seen in check.by)
    else:
        assert_never(check)
    return None if met is not check.negated else Miss(check, seen=seen)


def of_event(check: GetsStatus, facts: Facts) -> Miss | None:
    """Why the event gives no status as *check* says; None where it does. A receipt gives none."""
    receipt = facts.receipt
    seen = dict(receipt.statuses).get(check.system) if isinstance(receipt, Occasion) else None
    met = seen is not None and (check.statuses is None or seen in check.statuses)
    return None if met is not check.negated else Miss(check, seen=seen)


def _is_like(card: Card, wanted: HasCardLike, facts: Facts) -> bool:
    return (
        (wanted.numbers is None or card.number in wanted.numbers)
        and (wanted.types is None or card.type in wanted.types)
        and (wanted.categories is None or card.category in wanted.categories)
        and (wanted.issues is None or card.issue in wanted.issues)
        and (wanted.states is None or card.state in wanted.states)
        and (not wanted.presented or card.number == facts.receipt.card)
    )


def of_profile(check: OneOf, facts: Facts) -> Miss | None:
    """Why none of the names that the member's profile gives is among those wanted; None where one is."""
    need, member = profile_need(check), facts.member
    if need is not None and (member is None or not facts.known(need)):
        return Miss(check, unknown=need)
    names = _names(check.source, member)
    if (not names.isdisjoint(check.values)) is not check.negated:
        return None
    return Miss(check, seen=", ".join(sorted(names)))


def _names(source: Source, member: Member | None) -> frozenset[str]:
    if member is None:
        return frozenset()
    if source is Source.CONTACT:
        return member.contacts
    return frozenset() if member.state is None else frozenset({member.state.value})
