"""Verdicts: what became of each offer, from what the stages came to."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from loyalty_engine.engine.award import Award, work_out
from loyalty_engine.engine.plan import Contender, Gate, StageRule
from loyalty_engine.engine.records import Gain, Outcome, PointsTotal, Reason, Unit, Verdict
from loyalty_engine.engine.scene import Miss
from loyalty_engine.engine.settle import Settled
from loyalty_engine.engine.setup import Prepared
from loyalty_engine.engine.stack import Entrant
from loyalty_engine.engine.stages import Decided
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.schedule import ANY_TIME
from loyalty_engine.rules.instructions import Stage
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.predicates import Compare, Contains, LineFigure, OfLines, ReceiptSum


@define(eq=False)
class _Case:
    """All that is known about one offer on a receipt."""

    contender: Contender
    stage: Stage | None = None
    rules: set[int] = field(factory=set)
    discount: int = 0
    points: dict[str, int] = field(factory=dict)
    capped: bool = False
    done: bool = False
    beaten: tuple[Stage, Award, tuple[str, ...]] | None = None
    empty: Stage | None = None
    misses: list[tuple[StageRule, Miss]] = field(factory=list)


def verdicts(prepared: Prepared, decided: Sequence[Decided], settled: Settled) -> tuple[Verdict, ...]:
    """One verdict for each offer that was woken, in the order of their ids."""
    cases: dict[int, _Case] = {}
    for rule in prepared.done:
        _done(_case(cases, rule.contender), Stage.SETUP, rule.number)
    for rule in prepared.idle:
        _case(cases, rule.contender).empty = Stage.SETUP
    for rule, miss in prepared.misses:
        _case(cases, rule.contender).misses.append((rule, miss))
    for stage in decided:
        for entrant in stage.field:
            case = _case(cases, entrant.contender)
            if entrant.award:
                _add(case, stage.stage, entrant.award)
            else:
                _judge(case, entrant, stage)
        for rule, miss in stage.misses:
            _case(cases, rule.contender).misses.append((rule, miss))
    found = [_verdict(case, settled.effects.get(place, 0)) for place, case in cases.items()]
    found.sort(key=_by_id)
    return tuple(found)


def _by_id(verdict: Verdict) -> tuple[int, int, str]:
    return id_order(verdict.offer)


def _case(cases: dict[int, _Case], contender: Contender) -> _Case:
    case = cases.get(contender.place)
    if case is None:
        case = cases[contender.place] = _Case(contender)
    return case


def _done(case: _Case, stage: Stage, rule: int) -> None:
    case.done = True
    case.stage = stage if case.stage is None else case.stage
    case.rules.add(rule)


def _add(case: _Case, stage: Stage, award: Award) -> None:
    case.capped = case.capped or award.capped
    for made in award.rules:
        _done(case, stage, made.rule.number)
        case.discount += sum([part for _, part in made.cuts])
        for grant in made.grants:
            case.points[grant.currency] = case.points.get(grant.currency, 0) + grant.amount


def _judge(case: _Case, entrant: Entrant, stage: Decided) -> None:
    """An offer that held and gave nothing: would it give on everything that the stage began with?"""
    alone = entrant.alone or work_out(entrant.contender, entrant.matches, stage.scene, stage.begin)
    if alone:
        if case.beaten is None:
            case.beaten = stage.stage, alone, _holders(entrant, alone, stage)
        return
    unmet = [(match.rule, match.miss) for match in entrant.matches if match.miss is not None]
    case.misses += unmet
    if len(unmet) < len(entrant.matches) and case.empty is None:
        case.empty = stage.stage


def _holders(entrant: Entrant, alone: Award, stage: Decided) -> tuple[str, ...]:
    """The offers that hold what *entrant* would have been given on."""
    if entrant.excluded_by is not None:
        return (entrant.excluded_by.offer.id,)
    wanted = alone.takes
    return tuple(award.contender.offer.id for award in stage.awards if award.takes & wanted)


def gain_of(award: Award) -> Gain:
    """What *award* gives."""
    points: dict[str, int] = {}
    for made in award.rules:
        for grant in made.grants:
            points[grant.currency] = points.get(grant.currency, 0) + grant.amount
    return _gain(sum(part for made in award.rules for _, part in made.cuts), points, 0)


def _gain(discount: int, points: dict[str, int], effects: int) -> Gain:
    totals = tuple(PointsTotal(currency, points[currency]) for currency in sorted(points)) if points else ()
    return Gain(discount, totals, effects)


def _verdict(case: _Case, effects: int) -> Verdict:
    offer = case.contender.offer.id
    if case.done:
        return Verdict(
            offer=offer,
            outcome=Outcome.GRANTED,
            stage=case.stage,
            rules=tuple(sorted(case.rules)),
            gave=_gain(case.discount, case.points, effects),
            capped=case.capped,
        )
    if case.beaten is not None:
        stage, alone, holders = case.beaten
        return Verdict(
            offer=offer, outcome=Outcome.BEATEN, stage=stage, by=holders, would_have_given=gain_of(alone)
        )
    if case.empty is not None:
        return Verdict(offer=offer, outcome=Outcome.NOTHING_LEFT, stage=case.empty)
    return missed(offer, case.misses)


#: Which outcome of an offer's rules stands for the offer: the first of these.
_ORDER = (Outcome.NOT_ACCEPTED, Outcome.NOT_MET, Outcome.UNKNOWN, Outcome.NOT_IN_FORCE)


def missed(offer: str, misses: Sequence[tuple[StageRule, Miss]]) -> Verdict:
    """The verdict on an offer none of whose rules held."""
    if len(misses) == 1:
        rule, miss = misses[0]
        return Verdict(offer=offer, outcome=_outcome(miss), reasons=(_reason(rule, miss),))
    outcomes = [_outcome(miss) for _, miss in misses]
    outcome = min(outcomes, key=_ORDER.index)
    stand_for_it = [pair for pair, found in zip(misses, outcomes, strict=True) if found is outcome]
    reasons = dict.fromkeys(_reason(rule, miss) for rule, miss in stand_for_it)
    return Verdict(offer=offer, outcome=outcome, reasons=tuple(reasons))


def _outcome(miss: Miss) -> Outcome:
    if miss.refused:
        return Outcome.NOT_ACCEPTED
    if miss.unknown is not None:
        return Outcome.UNKNOWN
    return Outcome.NOT_MET if miss.gate in (None, Gate.REACH) else Outcome.NOT_IN_FORCE


def _reason(rule: StageRule, miss: Miss) -> Reason:
    condition = rule.sentence(miss.clause) if miss.gate is None else _demand(rule.contender, miss.gate)
    unknown = "" if miss.unknown is None else f"{miss.unknown.kind.value} {miss.unknown.name}"
    return Reason(rule.number, condition, miss.seen, miss.needed, _unit(miss), unknown)


def _demand(contender: Contender, gate: Gate) -> str:
    """A demand of the offer itself, in words."""
    offer = contender.offer
    if gate is Gate.TIME:
        when = [str(part) for part in (offer.period, offer.schedule) if part not in (ALWAYS, ANY_TIME)]
        return f"the offer works {', '.join(when)}"
    if gate is Gate.PLACE:
        return f"the offer works at {listed(offer.places or ())}"
    if gate is Gate.CURRENCY:
        return f"the offer is in {contender.currency}"
    return f"the offer is for {offer.reach}"


def _unit(miss: Miss) -> Unit:
    predicate = miss.predicate
    if isinstance(predicate, Contains):
        return Unit.QUANTITY
    if isinstance(predicate, Compare):
        figure = predicate.figure
        if isinstance(figure, ReceiptSum) or (
            isinstance(figure, OfLines) and figure.figure is LineFigure.AMOUNT
        ):
            return Unit.MONEY
        if isinstance(figure, OfLines) and figure.figure is LineFigure.QUANTITY:
            return Unit.QUANTITY
    return Unit.PLAIN
