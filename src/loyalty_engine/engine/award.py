"""Awards: what the rules of one offer come to in one stage, worked out on a draft that stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import define

from loyalty_engine.engine.budget import MONEY, NO_POINTS, Room, room_of
from loyalty_engine.engine.claims import (
    PointsOfEntries,
    best_cuts,
    best_points,
    by_kind,
    claims_of,
    coupons_of,
)
from loyalty_engine.engine.closing import multiplied_points, rounded_off
from loyalty_engine.engine.decide import decide
from loyalty_engine.engine.draft import NOTHING_TAKEN, Draft
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.match import Match, holds
from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.engine.scene import Miss, Scene, lines_of, numbers
from loyalty_engine.engine.units import (
    Run,
    Units,
    all_of,
    at_once,
    by_number,
    first_free,
    following,
    meant,
    most_of,
    multiplied,
    portion,
    remainder,
    rest_of,
    units_of,
)
from loyalty_engine.engine.units import made as made_sets
from loyalty_engine.engine.worth import FINE, Part, Parts, at_most, discount, fine_worth, points
from loyalty_engine.model.amounts import Amount
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.personal import BenefitKind
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.rules.instructions import (
    Accrue,
    AllowPayment,
    FromEntry,
    Given,
    IssueFromEntry,
    Multiply,
    Reduce,
    RoundReceipt,
)


@define(eq=False)
class Grant:
    """Points of one kind, worked out once, with their parts by line, and how long they live."""

    currency: str
    amount: int
    parts: Parts
    lifetime: Lifetime = FOREVER


@define(eq=False)
class RuleAward:
    """What one rule comes to: money off lines, *discount* in sum, points, and coupons that entries name.

    *allowed* is money that may be paid with points, benefit by benefit. *credits* are the points on top that
    budgets leave, emission by emission; None where there are none.
    """

    rule: StageRule
    cuts: Sequence[Part] = ()
    discount: int = 0
    grants: Sequence[Grant] = ()
    allowed: Sequence[tuple[AllowPayment, Parts]] = ()
    coupons: Sequence[str] = ()
    credits: Sequence[int] | None = None


@define(eq=False)
class Award:
    """What one offer comes to in one stage.

    *rules* are those that hold and give something, or have nothing to give on lines. *benefit* is what the
    buyer gains, in billionths of a minor unit; *takes* are the lines that no other non-cumulative offer may
    have, but of those in *some* only so many units are taken, on which so much is given; *capped* says that
    a floor, or what was left, cut it short. *spent* is what it takes of the offer's budgets.
    """

    contender: Contender
    rules: list[RuleAward]
    benefit: int = 0
    takes: Lines = 0
    some: Mapping[int, tuple[int, int]] = NOTHING_TAKEN
    capped: bool = False
    spent: Mapping[str, int] = NO_POINTS

    def __bool__(self) -> bool:
        return bool(self.rules)


def work_out(contender: Contender, matches: Sequence[Match], scene: Scene, draft: Draft) -> Award:
    """What the rules of one offer that hold come to on *draft*, in their order.

    Every benefit sees what its predecessors gave. Within a non-cumulative offer a rule leaves alone the
    lines that an earlier rule has changed.
    """
    award = Award(contender, [])
    cumulative = contender.offer.cumulative
    room = room_of(contender, scene, draft) if contender.offer.limits else None
    several = len(matches) > 1 or len(matches[0].rule.instructions) > 1
    if several or (cumulative and draft.partly):
        draft = draft.trial()
    free = draft.free
    if cumulative:
        free = draft.facts.everything
        draft.partly, draft.taken = 0, NOTHING_TAKEN
    for match in matches:
        lines = _seen(match, scene, draft, free)
        if lines is None:
            continue
        rule = match.rule
        work = _Work(award, RuleAward(rule), lines, scene, draft, room=room)
        for n, instruction in enumerate(rule.instructions):
            if isinstance(instruction, Reduce):
                _reduce(instruction, work, note=several)
            elif isinstance(instruction, Accrue):
                _accrue(instruction, work)
            elif isinstance(instruction, Multiply):
                _multiply(instruction, work)
            elif isinstance(instruction, RoundReceipt):
                _round(instruction, work, note=several)
            elif isinstance(instruction, AllowPayment):
                _allow(instruction, work, note=several)
            elif isinstance(instruction, IssueFromEntry) and instruction not in rule.instructions[:n]:
                # an entry gives its coupon once, however often the rule reads the attribute
                coupons = coupons_of(instruction.attribute, lines, scene)
                work.made.coupons = [*work.made.coupons, *coupons]
        made = work.made
        if made.cuts or made.grants or made.coupons or made.allowed or not rule.instructions:
            award.rules.append(made)
        some = _in_part(work) if work.units else NOTHING_TAKEN
        award.takes |= work.takes
        if cumulative:
            continue
        if some or award.some:
            award.some = _joined(award.some, work.takes, some)
        if several:
            draft.take(work.takes, some)
            free = draft.free
    if room is not None:
        for made in award.rules:
            made.credits = room.on_top(made.rule, draft)
        award.spent, award.capped = room.spent, award.capped or room.capped
    return award


def _joined(
    before: Mapping[int, tuple[int, int]], takes: Lines, some: Mapping[int, tuple[int, int]]
) -> Mapping[int, tuple[int, int]]:
    """What two rules of an offer take of lines in part; the second *takes* others as a whole."""
    if not before:
        return some
    joined = {n: have for n, have in before.items() if not takes >> n & 1 or n in some}
    for n, (units, given) in some.items():
        earlier, held = joined.get(n, (0, 0))
        joined[n] = earlier + units, held + given
    return joined


@define(eq=False)
class _Work:
    """A rule that is being worked out: what it has come to, and the lines and units that it has taken."""

    award: Award
    made: RuleAward
    lines: Lines
    scene: Scene
    draft: Draft
    takes: Lines = 0
    units: Units | None = None
    room: Room | None = None

    def granted(self, kind: str, claim: int, most: int | None) -> int:
        """What of *claim* is given where the benefit gives *most* at most and budgets have so much left."""
        given = claim if most is None else min(claim, most)
        if self.room is not None:
            given = self.room.grant(kind, given)
        if given < claim:
            self.award.capped = True
        return given


def _seen(match: Match, scene: Scene, draft: Draft, free: Lines) -> Lines | None:
    """The lines that a rule works on now; None where it does not hold, or nothing is left of its lines."""
    plan = match.rule.plan
    gone = (draft.facts.everything & ~free) | draft.partly
    if plan.live or (gone and (plan.revives or plan.wide or (plan.shrinks and match.lines & gone))):
        found = holds(plan, rest_of(scene, free & draft.partly, draft), free)
        return None if isinstance(found, Miss) else found
    if match.miss is not None:
        return None
    lines = match.lines & free
    return lines if lines or not match.lines else None


def _left(work: _Work) -> Draft:
    """The draft with what is left of the lines of which others have taken some units."""
    partly = work.lines & work.draft.partly
    return portion(work.draft, remainder(partly, work.draft)) if partly else work.draft


def _reached(instruction: Reduce | Accrue | Multiply, work: _Work) -> bool:
    """Is the step reached, on what is left of the lines, that *instruction* is for?"""
    scene = rest_of(work.scene, work.lines & work.draft.partly, work.draft)
    return all(decide(check, scene, work.lines) is None for check in instruction.when)


def _reduce(instruction: Reduce, work: _Work, *, note: bool) -> None:
    """Work out a discount, and *note* it on the draft for those who follow."""
    if instruction.when and not _reached(instruction, work):
        return
    amount, excludes, lines = instruction.amount, instruction.excludes, work.lines
    runs: list[Run] = []
    if isinstance(amount, FromEntry):
        claims = claims_of(amount.attribute, BenefitKind.DISCOUNT, lines, work.scene)
        parts, capped = best_cuts(claims, excludes, _left(work))
    elif instruction.units is None:
        view = _left(work) if work.draft.partly else work.draft
        parts, capped = discount(amount, numbers(lines), excludes, view)
    else:
        runs = made_sets(instruction.units, lines, work.scene, work.draft)
        chosen = meant(instruction.units, runs, work.draft.facts)
        parts, capped = _cut_units((amount, *instruction.further), chosen, excludes, work)
    claim = sum([part for _, part in parts])
    total = work.granted(MONEY, claim, instruction.most)
    if total < claim:
        parts = at_most(total, parts, work.draft.facts)
    award, made = work.award, work.made
    award.capped = award.capped or capped
    if not parts:
        return
    if note:
        work.draft.give(award.contender.offer.id, parts)
    award.benefit += total * FINE
    made.discount += total
    made.cuts = [*made.cuts, *parts] if made.cuts else parts
    if instruction.units is not None:
        work.units = most_of(work.units, all_of(runs))
    else:
        work.takes |= lines if len(parts) == lines.bit_count() else lines_of([n for n, _ in parts])


def _cut_units(
    amounts: Sequence[Amount], chosen: list[tuple[int, Units]], excludes: frozenset[Given], work: _Work
) -> tuple[Parts, bool]:
    """A discount on chosen units: line by line on all of them at once, or set by set."""
    groups = [(amounts[0], chosen)] if len(amounts) == 1 else by_number(amounts, chosen)
    runs = [(amount, run) for amount, sets in groups for run in at_once(amount, sets, points=False)]
    spent: Units = {}
    capped = False
    for (amount, _), (times, slices) in zip(runs, following([r for _, r in runs], work.draft), strict=True):
        view = portion(work.draft, slices, spent)
        parts, short = discount(multiplied(amount, times), sorted(slices), excludes, view)
        capped = capped or short
        for n, part in parts:
            spent[n] = spent.get(n, 0) + part
    return sorted(spent.items()), capped


def _in_part(work: _Work) -> dict[int, tuple[int, int]]:
    """The lines of which only some units are taken: how many, and what is given on them; notes all lines."""
    draft, some = work.draft, {}
    for n, count in (work.units or {}).items():
        if not work.takes >> n & 1 and first_free(n, draft) + count < units_of(n, draft.facts):
            some[n] = count, sum(part for m, part in work.made.cuts if m == n)
    work.takes |= lines_of(work.units or ())
    return some


def _accrue(instruction: Accrue, work: _Work) -> None:
    """Work out points."""
    if instruction.when and not _reached(instruction, work):
        return
    amount, excludes, draft = instruction.amount, instruction.excludes, work.draft
    lines = work.lines
    if isinstance(amount, FromEntry):
        view = _left(work)
        claims = claims_of(amount.attribute, BenefitKind.POINTS, lines, work.scene)
        worked: list[PointsOfEntries] = []
        for claim in best_points(claims, excludes, view):
            kind = draft.facts.book.points_currency(claim.points)
            worked.append((kind, *points(claim.amount, claim.on, excludes, view, kind), claim.on))
        for one in worked if work.room is None else by_kind(worked):
            _grant(*one, instruction, work)
        return
    kind = draft.facts.book.points_currency(instruction.points)
    if instruction.units is None:
        on = numbers(lines)
        _grant(kind, *points(amount, on, excludes, _left(work), kind), on, instruction, work)
        return
    runs = made_sets(instruction.units, lines, work.scene, draft)
    total, spread = 0, Units()
    chosen = meant(instruction.units, runs, draft.facts)
    for times, slices in following(at_once(amount, chosen, points=True), draft):
        view = portion(draft, slices)
        sum_of, parts, _ = points(multiplied(amount, times), sorted(slices), excludes, view, kind)
        if parts:
            total += sum_of
            for n, part in parts:
                spread[n] = spread.get(n, 0) + part
    if spread:
        _grant(kind, total, sorted(spread.items()), [], [], instruction, work)
        work.units = most_of(work.units, all_of(runs))


def _allow(instruction: AllowPayment, work: _Work, *, note: bool) -> None:
    """Work out what may be paid with points; what other offers let pay lies on a line like a floor."""
    draft, lines = work.draft, work.lines
    if draft.facts.member is None:
        return
    floors = draft.floors
    if draft.allowed is not None:
        floors = [floor + part for floor, part in zip(floors, draft.allowed, strict=True)]
    view = Draft(draft.facts, draft.given, floors, draft.free, draft.before)
    parts, capped = discount(instruction.amount, numbers(lines), instruction.excludes, view)
    total = sum([part for _, part in parts])
    if instruction.most is not None and total > instruction.most:
        total, capped = instruction.most, True
        parts = at_most(total, parts, draft.facts)
    work.award.capped = work.award.capped or capped
    if not parts:
        return
    if note:
        draft.allow(parts)
    work.award.benefit += total * FINE
    work.made.allowed = [*work.made.allowed, (instruction, parts)]
    work.takes |= lines_of([n for n, _ in parts])


def _grant(
    kind: PointsCurrency,
    total: int,
    parts: Parts,
    weights: Sequence[int],
    on: Sequence[int],
    instruction: Accrue | Multiply,
    work: _Work,
) -> None:
    """Give points, and take those of the lines *on* which they were worked out that had a weight in it."""
    given = work.granted(kind.id, total, instruction.most) if parts else 0
    if given < total:
        parts = at_most(given, parts, work.draft.facts)
    if parts:
        lifetime = instruction.lifetime if isinstance(instruction, Accrue) else FOREVER
        work.made.grants = [*work.made.grants, Grant(kind.id, given, parts, lifetime)]
        work.award.benefit += given * fine_worth(kind, work.draft.facts)
        work.takes |= lines_of([n for n, weight in zip(on, weights, strict=True) if weight])


def _multiply(instruction: Multiply, work: _Work) -> None:
    """Give points that the lines have earned once more."""
    if instruction.when and not _reached(instruction, work):
        return
    kind, on = work.draft.facts.book.points_currency(instruction.points), numbers(work.lines)
    _grant(kind, *multiplied_points(instruction, on, work.draft), on, instruction, work)


def _round(instruction: RoundReceipt, work: _Work, *, note: bool) -> None:
    """Take off what makes the total round, and *note* it on the draft for those who follow."""
    parts = rounded_off(instruction, numbers(work.lines), work.draft)
    claim = sum([part for _, part in parts])
    total = work.granted(MONEY, claim, None)
    if total < claim:
        parts = at_most(total, parts, work.draft.facts)
    if note:
        work.draft.give(work.award.contender.offer.id, parts)
    work.award.benefit += total * FINE
    work.made.discount += total
    work.made.cuts = [*work.made.cuts, *parts]
    work.takes |= lines_of([n for n, _ in parts])
