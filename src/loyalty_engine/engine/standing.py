"""What a member has and has done, as figures and checks ask for it."""

from __future__ import annotations

import datetime as dt
from typing import Protocol, assert_never

from attrs import evolve

from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.engine.needs import need_of, profile_need
from loyalty_engine.engine.scene import Miss, Scene
from loyalty_engine.model.context import Context
from loyalty_engine.model.counter_keys import UNKEYED, Keying, counter_name
from loyalty_engine.model.counters import Counter
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.member import Member, Need
from loyalty_engine.model.period import Period
from loyalty_engine.model.profile import Card
from loyalty_engine.model.window import Window, within
from loyalty_engine.rules.figures import (
    BalanceNow,
    Counted,
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


class Moment(Keying, Protocol):
    """A receipt, or what else there is a moment of: the instant beside the clock."""

    @property
    def at(self) -> dt.datetime:
        """The instant."""
        ...


def figure_of(figure: MemberFigure, scene: Scene) -> int | Need | None:
    """What *figure* comes to; the need where it is not known, None where the receipt is about no counter."""
    facts, need = scene.facts, need_of(figure)
    if facts.member is None or not facts.known(need):
        return need
    if need.keyed_by:
        mine = need.on(facts.receipt)
        if mine is None or not facts.known(mine):
            return mine
    if isinstance(figure, BalanceNow) and figure.with_receipt:
        return facts.member.balance(figure.currency) + scene.moved(figure.currency)
    return _measured(figure, facts.member, facts)


def of_products(test: Counted, scene: Scene, lines: Lines) -> Lines | Need:
    """The lines among *lines* whose product's counter is as *test* says; the need where one is not known."""
    passed, facts, met = 0, scene.facts, dict[str | None, bool]()
    family = need_of(test.figure)
    if isinstance(test.figure, MemberFigure) and not facts.known(family):
        return family
    for n, goods in enumerate(facts.goods):
        code = goods.code
        if code not in met:
            found = of_product(test.figure, code, scene)
            if isinstance(found, Need):
                return found
            met[code] = found is not None and found in test.range and _steps(found, test.every)
        if met[code]:
            passed |= 1 << n
    return passed & lines


def of_product(
    figure: CounterNow | CounterMoves | ProgramCount, code: str | None, scene: Scene
) -> int | Need | None:
    """What a counter of each product comes to for that of a *code*; as with `figure_of`."""
    name = counter_name(figure.counter, figure.keyed_by, scene.facts.receipt, code)
    if name is None:
        return None
    one = evolve(figure, counter=name, keyed_by=UNKEYED)
    return program_count(one, scene.facts) if isinstance(one, ProgramCount) else figure_of(one, scene)


def _steps(value: int, every: int | None) -> bool:
    return every is None or (value != 0 and value % every == 0)


def program_count(figure: ProgramCount, facts: Facts) -> int | Need | None:
    """What a counter of the programme comes to; the need where it is not known, None as in `figure_of`."""
    found = counted_in_all(figure, facts.context, facts.receipt)
    return need_of(figure).on(facts.receipt) if found is None else found


def counted_in_all(figure: ProgramCount, context: Context, seen: Moment) -> int | None:
    """What a counter of the programme comes to as of *seen*; None where it is not known, or there is none."""
    name = counter_name(figure.counter, figure.keyed_by, seen) if figure.keyed_by else figure.counter
    counter = None if name is None else context.counter(name)
    if counter is None:
        return None
    return counter.value if figure.during is None else _moves(counter, figure, figure.during, seen)


def counted(figure: CounterNow | CounterMoves, member: Member, seen: Moment) -> int | None:
    """What a counter of *member* comes to as of *seen*; None where that is about none."""
    name = counter_name(figure.counter, figure.keyed_by, seen) if figure.keyed_by else figure.counter
    if name is None:
        return None
    counter = member.counter(name)
    if isinstance(figure, CounterNow):
        return counter.value
    return _moves(counter, figure, figure.during, seen)


def _moves(
    counter: Counter, figure: CounterMoves | ProgramCount, during: Period | Window, seen: Moment
) -> int:
    """By how much *counter* changed within *during*, or how often, as *figure* asks."""
    counts = within(during, seen.at, seen.local)
    moves = [change.by for change in counter.changes if counts(change.at)]
    return sum(moves) if figure.summed else len(moves)


def _measured(figure: MemberFigure, member: Member, facts: Facts) -> int | None:
    if isinstance(figure, (CounterNow, CounterMoves)):
        return counted(figure, member, facts.receipt)
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
