"""Verdicts: what became of each offer, from what the stages came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Final

from attrs import define, evolve

from loyalty_engine.engine.award import work_out
from loyalty_engine.engine.budget import NO_POINTS
from loyalty_engine.engine.course import Course
from loyalty_engine.engine.decide import NOBODY
from loyalty_engine.engine.facts import if_agreed
from loyalty_engine.engine.light import light
from loyalty_engine.engine.match import NOTHING, reach
from loyalty_engine.engine.plan import LIMITS, Contender, Gate, StageRule
from loyalty_engine.engine.records import FigureUnit, Gain, Outcome, PointsTotal, Reason, Verdict
from loyalty_engine.engine.scene import Miss, Scene
from loyalty_engine.engine.stack import Entrant
from loyalty_engine.engine.stages import Decided
from loyalty_engine.engine.unmet import asks_sets, lacking, of_entries, sentence, unmet, unread
from loyalty_engine.engine.work import Award, RuleAward
from loyalty_engine.engine.worth import sum_of
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.schedule import ANY_TIME
from loyalty_engine.rules.figures import DayInYear, ExternalSum, Measured, PaidByMethods, PaidSum
from loyalty_engine.rules.instructions import AllowPayment, Stage
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.limits import AnyLimit, Budget, demanded
from loyalty_engine.rules.offer import State
from loyalty_engine.rules.predicates import (
    Bought,
    Compare,
    Contains,
    LineFigure,
    MemberNumber,
    OfLines,
    Predicate,
    ReceiptSum,
)
from loyalty_engine.rules.units import Sets

# Bound once: reading a member off its class costs as much as a division.
_GRANTED: Final = Outcome.GRANTED
_NOT_MET: Final = Outcome.NOT_MET
_LIMIT: Final = Gate.LIMIT
_OF_BUYER: Final = (Gate.REACH, _LIMIT, Gate.SPENDING)
_STOPPED: Final = State.STOPPED
_AMOUNT: Final = LineFigure.AMOUNT
_QUANTITY: Final = LineFigure.QUANTITY
_IN_MONEY: Final = FigureUnit.MONEY
_IN_QUANTITY: Final = FigureUnit.QUANTITY
_PLAIN: Final = FigureUnit.PLAIN
_OF_PURCHASES: Final = {
    Measured.AMOUNT: _IN_MONEY,
    Measured.AVERAGE: _IN_MONEY,
    Measured.DISCOUNT: _IN_MONEY,
    Measured.PAID: _IN_MONEY,
    Measured.PAID_WITH_POINTS: _IN_MONEY,
    Measured.QUANTITY: _IN_QUANTITY,
}
_OF_FIGURES: Final[Mapping[type, FigureUnit]] = {
    ReceiptSum: _IN_MONEY,
    ExternalSum: _IN_MONEY,
    PaidSum: _IN_MONEY,
    PaidByMethods: _IN_MONEY,
    MemberNumber: FigureUnit.DATE,
    DayInYear: FigureUnit.DAY_OF_YEAR,
}
_made, _worked_out, _reason_of, _total = light(Verdict), light(Gain), light(Reason), light(PointsTotal)


@define(eq=False)
class _Case:
    """What is known about an offer on a receipt: what it gave, its set-up, where it gave nothing.

    *made* is what its rules were awarded, from *stage* on, and *cut* says that any of it was cut short.
    """

    contender: Contender
    stage: Stage | None = None
    made: Sequence[RuleAward] = ()
    cut: bool = False
    set_up: Sequence[int] = ()
    beaten: tuple[Stage, Award, tuple[str, ...]] | None = None
    empty: Stage | None = None
    lowered: int = 0
    capped: bool = False


def woken_verdicts(course: Course) -> tuple[Verdict, ...]:
    """One verdict for each offer that the receipt woke, in the order of their ids."""
    woken = {rule.contender.place: rule.contender for rule in course.prepared.woken}
    return _verdicts(course, sorted(woken.values(), key=attrgetter("order")))


def all_verdicts(course: Course) -> tuple[Verdict, ...]:
    """One verdict for each offer of the book, in the order of their ids."""
    return _verdicts(course, course.facts.book.contenders)


def _verdicts(course: Course, contenders: Sequence[Contender]) -> tuple[Verdict, ...]:
    cases: dict[int, _Case] = {}
    for rule, _ in course.prepared.done:
        case = _case(cases, rule.contender)
        case.capped = case.capped or rule.contender.place in course.prepared.capped
        case.set_up = (*case.set_up, rule.number)
    for rule, _, off in course.prepared.lowered:
        _case(cases, rule.contender).lowered += off
    for rule in course.prepared.idle:
        _case(cases, rule.contender).empty = Stage.SETUP
    for stage in course.decided:
        for entrant in stage.field:
            case, award = _case(cases, entrant.contender), entrant.award
            if award is not None and award.rules:
                if case.stage is None:
                    case.stage, case.made, case.cut = stage.stage, award.rules, award.capped
                else:
                    case.made, case.cut = [*case.made, *award.rules], case.cut or award.capped
            else:
                _judge(case, entrant, stage)
    found, misses = [], course.misses
    for contender in contenders:
        known = cases.get(contender.place)
        if known is not None and (verdict := _verdict(known, course)) is not None:
            found.append(verdict)
        else:
            found.append(_missed(contender, course, misses))
    return tuple(found)


def _case(cases: dict[int, _Case], contender: Contender) -> _Case:
    case = cases.get(contender.place)
    if case is None:
        case = cases[contender.place] = _Case(contender)
    return case


def _judge(case: _Case, entrant: Entrant, stage: Decided) -> None:
    """An offer that held and gave nothing: would it give on everything that the stage began with?"""
    alone = entrant.alone or work_out(entrant.contender, entrant.matches, stage.scene, stage.begin)
    holders = _holders(entrant, alone, stage) if alone else ()
    if holders:
        if case.beaten is None:
            case.beaten = stage.stage, alone, holders
    elif alone or any(match.miss is None for match in entrant.matches):
        if case.empty is None:
            case.empty = stage.stage
        case.capped = case.capped or alone.capped


def _holders(entrant: Entrant, alone: Award, stage: Decided) -> tuple[str, ...]:
    """The offers that hold what *entrant* would have been given on."""
    if entrant.excluded_by is not None:
        return (entrant.excluded_by.offer.id,)
    anyone = entrant.contender.offer.cumulative
    anywhere = stage.last and stage.stage is Stage.DISCOUNT  # the total is rounded on whatever line
    return tuple(
        award.contender.offer.id
        for award in stage.awards
        if (anywhere or award.takes & alone.takes) and (anyone or not award.contender.offer.cumulative)
    )


def _gain(rules: Sequence[RuleAward], effects: int = 0, credited: Mapping[str, int] = NO_POINTS) -> Gain:
    """What *rules* give together, with the points *credited* besides those for lines."""
    discount = payable = certified = adopted = 0
    points: dict[str, int] = dict(credited) if credited else {}
    for made in rules:
        discount += made.discount
        if made.gifts:
            effects += len(made.gifts)
        if made.adopted:
            adopted += sum_of(made.adopted)
        for grant in made.grants:
            points[grant.currency] = points.get(grant.currency, 0) + grant.amount
        for instruction, parts in made.allowed:
            allowed = sum_of(parts)
            if isinstance(instruction, AllowPayment):
                payable += allowed
            else:
                certified += allowed
    totals = _totals(points) if points else ()
    return _worked_out(discount, totals, effects, payable, certified, adopted)


def _totals(points: Mapping[str, int]) -> tuple[PointsTotal, ...]:
    return tuple([_total(currency, points[currency]) for currency in sorted(points)])


def _verdict(case: _Case, course: Course) -> Verdict | None:
    """The verdict on an offer that held; None where no rule of it did."""
    offer, place, made = case.contender.offer.id, case.contender.place, case.made
    if made or case.set_up:
        settled = course.settled
        gave = _gain(made, settled.effects.get(place, 0), settled.credited.get(place, NO_POINTS))
        if case.lowered:
            gave = evolve(gave, discount=gave.discount + case.lowered)
        stage = Stage.SETUP if case.set_up else case.stage
        capped = case.cut or case.capped
        if gave.discount or gave.points or gave.effects or gave.payable or gave.certified or gave.adopted:
            return _made(
                offer=offer,
                outcome=_GRANTED,
                stage=stage,
                rules=_numbers(made, case.set_up),
                gave=gave,
                capped=capped,
            )
        case.empty, case.capped = stage, capped
    if case.beaten is not None:
        beaten, alone, holders = case.beaten
        return _made(
            offer=offer, outcome=Outcome.BEATEN, stage=beaten, by=holders, would_have_given=_gain(alone.rules)
        )
    if case.empty is not None:
        empty: Stage | None = case.empty
        if any(asks_sets(one) or unread(one, course.facts) for one in case.contender.pieces):
            found = _looked_at(case.contender, course, course.misses)
            if found.held is None and any(one.sets or one.entries for one in found.misses):
                return _not_held(case.contender, found.misses)
            empty = found.held or empty
        return _made(offer=offer, outcome=Outcome.NOTHING_LEFT, stage=empty, capped=case.capped)
    return None


def _numbers(made: Sequence[RuleAward], set_up: Sequence[int]) -> tuple[int, ...]:
    """The numbers of the rules that gave something, rising."""
    if len(made) == 1 and not set_up:
        return (made[0].rule.number,)
    return tuple(sorted({one.rule.number for one in made}.union(set_up)))


#: Which outcome of an offer's rules stands for the offer: the first of these.
_ORDER = (Outcome.NOT_ACCEPTED, Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.NOT_IN_FORCE)


def _missed(contender: Contender, course: Course, known: Mapping[int, Miss]) -> Verdict:
    """The verdict on an offer none of whose rules held; those without a *known* miss are looked at now."""
    offer, pieces = contender.offer, contender.pieces
    if len(pieces) == 1 and (only := known.get(pieces[0].rank)) is not None:
        outcome = _outcome(pieces[0], only, course)
        return _made(offer=offer.id, outcome=outcome, reasons=(_reason(_Missed(pieces[0], only, outcome)),))
    if offer.state is _STOPPED:  # nothing wakes it
        stopped = _reason_of(0, "the offer is stopped")
        return _made(offer=offer.id, outcome=Outcome.NOT_IN_FORCE, reasons=(stopped,))
    found = _looked_at(contender, course, known)
    if offer.trigger is not course.trigger and all(
        one.outcome is not Outcome.NOT_IN_FORCE for one in found.misses
    ):
        return _made(offer=offer.id, outcome=Outcome.OTHER_TRIGGER)
    if found.held is not None:  # it was not woken, because no set could be made
        return _made(offer=offer.id, outcome=Outcome.NOTHING_LEFT, stage=found.held)
    return _not_held(contender, found.misses)


@define(eq=False)
class _Missed:
    """A piece of a rule that does not hold, or none of its *sets* does, or its *entries* are not known."""

    piece: StageRule
    miss: Miss
    outcome: Outcome
    sets: Sets | None = None
    entries: bool = False


@define(eq=False)
class _LookedAt:
    """The first stage in which a rule of an offer *held*, if any did, and why others did not."""

    held: Stage | None
    misses: list[_Missed]


def _looked_at(contender: Contender, course: Course, known: Mapping[int, Miss]) -> _LookedAt:
    """All rules of an offer, on all that their stages began with; only those without a *known* miss anew."""
    held: list[Stage] = []
    misses: list[_Missed] = []
    for piece in contender.pieces:
        scene = course.scene(piece)
        found = known.get(piece.rank) or reach(piece, scene)
        if isinstance(found, Miss):
            misses.append(_Missed(piece, found, _outcome(piece, found, course)))
            continue
        lacks = unmet(piece, found, scene)
        if not lacks and (need := unread(piece, course.facts)) is not None:
            misses.append(_Missed(piece, Miss(NOTHING, unknown=need), Outcome.UNKNOWN, entries=True))
        elif not lacks:
            held.append(piece.stage)
        for sets, of_sets in lacks:
            misses += [_Missed(piece, miss, _outcome(piece, miss, course, sets), sets) for miss in of_sets]
    return _LookedAt(min(held, default=None), misses)


def _not_held(contender: Contender, misses: Sequence[_Missed]) -> Verdict:
    """The verdict on an offer of which nothing held: the reasons of the outcome that comes first."""
    outcome = min([one.outcome for one in misses], key=_ORDER.index)
    reasons = [_reason(one) for one in misses if one.outcome is outcome]
    return _made(offer=contender.offer.id, outcome=outcome, reasons=tuple(dict.fromkeys(reasons)))


def _outcome(rule: StageRule, miss: Miss, course: Course, sets: Sets | None = None) -> Outcome:
    if miss.unknown is not None:
        return Outcome.UNKNOWN
    if miss.gate is not None and miss.gate not in _OF_BUYER:
        return Outcome.NOT_IN_FORCE
    return Outcome.NOT_ACCEPTED if course.facts.refused and _awaits(rule, course, sets) else _NOT_MET


def _awaits(rule: StageRule, course: Course, sets: Sets | None) -> bool:
    """Would *rule*, or any of its *sets*, hold if the member had agreed to everything that is offered?"""
    scene = course.scene(rule)
    facts, givers, pending = if_agreed(course.facts), scene.givers, scene.pending
    agreed = Scene(
        facts, scene.worth, scene.amount, scene.given, givers=givers, pending=pending, paid=scene.paid
    )
    found = reach(rule, agreed)
    return not isinstance(found, Miss) and (sets is None or lacking(sets, found, agreed) is None)


def _reason(missed: _Missed) -> Reason:
    rule, miss = missed.piece, missed.miss
    if missed.sets is not None:
        number, condition = rule.number, sentence(rule, missed.sets, miss)
    elif missed.entries and miss.unknown is not None:
        number, condition = rule.number, of_entries(rule, miss.unknown)
    elif miss.gate is None and miss.clause != LIMITS:
        number, condition = rule.asked(miss.clause)
    else:  # the offer itself demands it, of all its rules alike
        number, condition = 0, _demand(rule.contender, miss.gate, miss)
    unit = _unit(miss.predicate) if miss.gate is not _LIMIT else _unit_of_limit(rule.contender, miss)
    unknown = ""
    if miss.unknown is not None:
        unknown = "who buys" if miss.unknown is NOBODY else f"{miss.unknown.kind.value} {miss.unknown.name}"
    return _reason_of(number, condition, miss.seen, miss.needed, unit, unknown)


def _demand(contender: Contender, gate: Gate | None, miss: Miss) -> str:
    """A demand of the offer itself, in words."""
    offer = contender.offer
    if gate is Gate.TIME:
        when = [str(part) for part in (offer.period, offer.schedule) if part not in (ALWAYS, ANY_TIME)]
        return f"the offer works {', '.join(when)}"
    if gate is Gate.PLACE:
        return f"the offer works at {listed(offer.places or ())}"
    if gate is Gate.CURRENCY:
        return f"the offer is in {contender.currency}"
    if gate is Gate.TILL:
        return "the till was offline, and could give no discount and take no points"
    if gate is Gate.SPENDING:
        return "points are spent with an activated card, not an additional one, by a member who has not left"
    limit = _limit(contender, miss)
    if limit is not None:
        return f"the offer gives {limit.describe()}"
    return f"the offer is for {offer.reach}"


def _limit(contender: Contender, miss: Miss) -> AnyLimit | None:
    """The limit of the offer that is used up, or not known to be left."""
    offer = contender.offer
    return next((one for one in offer.limits if demanded(one, offer.id) == miss.predicate), None)


def _unit_of_limit(contender: Contender, miss: Miss) -> FigureUnit:
    limit = _limit(contender, miss)
    return _IN_MONEY if isinstance(limit, Budget) and limit.money is not None else _PLAIN


def _unit(predicate: Predicate) -> FigureUnit:
    if isinstance(predicate, Compare):
        figure = predicate.figure
        if isinstance(figure, OfLines):
            if figure.figure is _AMOUNT:
                return _IN_MONEY
            return _IN_QUANTITY if figure.figure is _QUANTITY else _PLAIN
        if isinstance(figure, Bought):
            return _OF_PURCHASES.get(figure.measured, _PLAIN)
        return _OF_FIGURES.get(type(figure), _PLAIN)
    if isinstance(predicate, Contains):
        if predicate.figure is _AMOUNT:
            return _IN_MONEY
        return _IN_QUANTITY if predicate.figure is _QUANTITY else _PLAIN
    return _PLAIN
