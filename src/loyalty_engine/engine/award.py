"""Awards: what the rules of one offer come to in one stage, worked out on a draft that stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from loyalty_engine.engine.budget import room_of
from loyalty_engine.engine.claims import coupons_of
from loyalty_engine.engine.draft import NOTHING_TAKEN, Draft
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.match import Match, holds
from loyalty_engine.engine.money_off import adopt_discounts, round_off, summed_cuts, take_off
from loyalty_engine.engine.paying import for_payment, payable
from loyalty_engine.engine.pending import added, moved_by, moved_on_top, tops_up_at_once
from loyalty_engine.engine.plan import Contender
from loyalty_engine.engine.points_on import add_points, adopt_points, multiply_points
from loyalty_engine.engine.repeating import add_gift, emissions_of, take_off_repeatedly
from loyalty_engine.engine.scene import Miss, Scene, lines_of, numbers
from loyalty_engine.engine.units import first_free, joined, rest_of, units_of
from loyalty_engine.engine.work import Award, RuleAward, Work
from loyalty_engine.engine.worth import FINE, at_most, discount, sum_of
from loyalty_engine.rules.instructions import (
    AT_TILL,
    AcceptCertificate,
    Accrue,
    AddGoods,
    Adopt,
    AllowPayment,
    CutPayment,
    Instruction,
    IssueFromEntry,
    Multiply,
    Reduce,
    RoundReceipt,
)


def work_out(contender: Contender, matches: Sequence[Match], scene: Scene, draft: Draft) -> Award:
    """What the rules of one offer that hold come to on *draft*, in their order.

    Every benefit sees what its predecessors gave. Within a non-cumulative offer a rule leaves alone the
    lines that an earlier rule has changed, unless one lies inside the other.
    """
    award = Award(contender, [])
    cumulative = contender.offer.cumulative
    room = room_of(contender, scene, draft) if contender.offer.limits else None
    several = len(matches) > 1 or matches[0].rule.several
    if several or (cumulative and draft.partly):
        draft = draft.trial()
    free = draft.free
    if cumulative:
        free = draft.facts.everything
        draft.partly, draft.taken = 0, NOTHING_TAKEN
    work: Work | None = None
    for match in matches:
        rule = match.rule
        if work is not None and work.made.rule.root != rule.root:
            free, work = _take(work), None
        lines = _seen(match, scene, draft, free)
        if lines is None:
            continue
        made = RuleAward(rule)
        if work is None:
            work = Work(award, made, lines, scene, draft, several)
        else:
            held = work.takes, work.units, work.used_up
            work = Work(award, made, lines, scene, draft, several, *held, outer=work)
        work.room = room
        if rule.repeats:
            made.repeated = emissions_of(work)
        for instruction in rule.instructions:
            _carry_out(instruction, work)
        if made.gives() or not rule.instructions:
            award.rules.append(made)
            if room is not None and tops_up_at_once(made):
                made.credits = room.on_top(rule, made.emissions, draft)
            if draft.pending is not None:
                _move(award, moved_by(made, draft), draft, note=several)
    if work is not None:
        _take(work)
    if room is not None:
        for made in award.rules:
            if not tops_up_at_once(made):
                made.credits = room.on_top(made.rule, made.emissions, draft)
        award.spent, award.capped = room.spent, award.capped or room.capped
        if room.units is not None:
            award.units, award.capped = room.units.counted, award.capped or room.units.capped
    if draft.pending is not None:
        _move(award, moved_on_top(award.rules, draft), draft, note=False)
    return award


def _carry_out(instruction: Instruction, work: Work) -> None:
    """Work out one benefit."""
    if work.draft.facts.offline and isinstance(instruction, AT_TILL):
        return
    if isinstance(instruction, Reduce):
        if instruction.times is None:
            take_off(instruction, work)
        else:
            take_off_repeatedly(instruction, work)
    elif isinstance(instruction, Accrue):
        add_points(instruction, work)
    elif isinstance(instruction, Multiply):
        multiply_points(instruction, work)
    elif isinstance(instruction, RoundReceipt):
        round_off(instruction, work)
    elif isinstance(instruction, (AllowPayment, AcceptCertificate)):
        let_pay(instruction, work)
    elif isinstance(instruction, CutPayment):
        cut_payment(instruction, work)
    elif isinstance(instruction, Adopt):
        if instruction.points is None:
            adopt_discounts(work)
        else:
            adopt_points(instruction, instruction.points, work)
    elif isinstance(instruction, AddGoods):
        if work.lines:
            add_gift(instruction, work)
    elif isinstance(instruction, IssueFromEntry):
        work.made.coupons = [*work.made.coupons, *coupons_of(instruction.attribute, work.lines, work.scene)]


def _move(award: Award, moves: Mapping[str, int], draft: Draft, *, note: bool) -> None:
    """Let *award* move points, and *note* it on the draft for the rules that follow."""
    if moves:
        award.moves = added(award.moves, moves)
        if note:
            draft.move(moves)


def _take(work: Work) -> Lines:
    """Take what a rule, and those inside of it, have given for; the lines that are then free to others."""
    award, draft = work.award, work.draft
    some = _in_part(work) if work.units else NOTHING_TAKEN
    award.takes |= work.takes
    if award.contender.offer.cumulative:
        return draft.facts.everything
    if some or award.some:
        award.some = joined(award.some, work.takes, some)
    if work.note:
        draft.take(work.takes, some)
    return draft.free


def _seen(match: Match, scene: Scene, draft: Draft, free: Lines) -> Lines | None:
    """The lines that a rule works on now; None where it does not hold, or nothing is left of its lines."""
    plan = match.rule.plan
    asks = plan.asks
    gone = (draft.facts.everything & ~free) | draft.partly
    if asks.live or (gone and (asks.revives or plan.wide or (asks.shrinks and match.lines & gone))):
        found = holds(plan, rest_of(scene, free & draft.partly, draft), free)
        return None if isinstance(found, Miss) else found
    if match.miss is not None:
        return None
    lines = match.lines & free
    return lines if lines or not match.lines else None


def _in_part(work: Work) -> dict[int, tuple[int, int]]:
    """The lines of which only some units are taken: how many, and what is given on them; notes all lines."""
    draft, some, given = work.draft, {}, dict(summed_cuts(work.cuts))
    for n, count in (work.units or {}).items():
        if not work.takes >> n & 1 and first_free(n, draft) + count < units_of(n, draft.facts):
            some[n] = count, given.get(n, 0) + work.used_up.get(n, 0)
    work.takes |= lines_of(work.units or ())
    return some


def cut_payment(instruction: CutPayment, work: Work) -> None:
    """Round a payment where any of the lines may be paid with its points; it takes these lines."""
    lines = work.lines & work.draft.payable_on.get(instruction.points, 0)
    if lines:
        work.made.cutbacks = [*work.made.cutbacks, instruction]
        work.takes |= lines


def let_pay(instruction: AllowPayment | AcceptCertificate, work: Work) -> None:
    """Work out what may be paid with points, or with certificates."""
    draft = work.draft
    if not payable(instruction, draft.facts):
        return
    view = for_payment(instruction, draft)
    parts, capped = discount(instruction.amount, numbers(work.lines), instruction.excludes, view)
    total = sum_of(parts)
    if instruction.most is not None and total > instruction.most:
        total, capped = instruction.most, True
        parts = at_most(total, parts, draft.facts)
    work.award.capped = work.award.capped or capped
    if not parts:
        return
    if work.note and isinstance(instruction, AllowPayment):
        draft.allow(parts)
    work.award.benefit += total * FINE
    work.made.allowed = [*work.made.allowed, (instruction, parts)]
    work.takes |= lines_of([n for n, _ in parts])
