"""Awards: what the rules of one offer come to in one stage, worked out on a draft that stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.engine.match import Match, holds
from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.engine.scene import Miss, Scene, lines_of, numbers
from loyalty_engine.engine.worth import Part, Parts, discount, points
from loyalty_engine.model.amounts import Amount
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.personal import BenefitKind, Entry, EntryBenefit
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.rules.instructions import Accrue, FromEntry, Given, IssueFromEntry, Reduce

#: Benefits are compared in billionths of a minor unit, so that points of any kind compare exactly.
FINE = 10**9
POWERS: tuple[int, ...] = tuple(10**n for n in range(12))


@define(eq=False)
class Grant:
    """Points of one kind, worked out once, with their parts by line."""

    currency: str
    amount: int
    parts: Parts


@define(eq=False)
class RuleAward:
    """What one rule comes to: money off lines, *discount* in sum, points, and coupons that entries name."""

    rule: StageRule
    cuts: Sequence[Part] = ()
    discount: int = 0
    grants: Sequence[Grant] = ()
    coupons: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.cuts or self.grants or self.coupons)


@define(eq=False)
class Award:
    """What one offer comes to in one stage.

    *rules* are those that hold and give something, or have nothing to give on lines. *benefit* is what the
    buyer gains, in billionths of a minor unit; *takes* are the lines that no other non-cumulative offer may
    have; *capped* says that a floor, or what was left, cut it short.
    """

    contender: Contender
    rules: list[RuleAward]
    benefit: int = 0
    takes: Lines = 0
    capped: bool = False

    def __bool__(self) -> bool:
        return bool(self.rules)


def work_out(contender: Contender, matches: Sequence[Match], scene: Scene, draft: Draft) -> Award:
    """What the rules of one offer that hold come to on *draft*, in their order.

    Every benefit sees what its predecessors gave. Within a non-cumulative offer a rule leaves alone the
    lines that an earlier rule has changed.
    """
    award = Award(contender, [])
    cumulative = contender.offer.cumulative
    free = draft.facts.everything if cumulative else draft.free
    several = len(matches) > 1 or len(matches[0].rule.instructions) > 1
    if several:
        draft = draft.trial()
    for match in matches:
        lines = _seen(match, scene, draft, free)
        if lines is None:
            continue
        rule, takes = match.rule, 0
        made = RuleAward(rule)
        for n, instruction in enumerate(rule.instructions):
            if isinstance(instruction, Reduce):
                takes |= _reduce(instruction, lines, scene, draft, made, award, note=several)
            elif isinstance(instruction, Accrue):
                takes |= _accrue(instruction, lines, scene, draft, made, award)
            elif isinstance(instruction, IssueFromEntry) and instruction not in rule.instructions[:n]:
                # an entry gives its coupon once, however often the rule reads the attribute
                made.coupons = [*made.coupons, *_coupons(instruction.attribute, lines, scene)]
        if made.cuts or made.grants or made.coupons or not rule.instructions:
            award.rules.append(made)
        award.takes |= takes
        if not cumulative:
            free &= ~takes
    return award


def _seen(match: Match, scene: Scene, draft: Draft, free: Lines) -> Lines | None:
    """The lines that a rule works on now; None where it does not hold, or nothing is left of its lines."""
    plan = match.rule.plan
    if plan.live or (
        free != draft.facts.everything and (plan.revives or (plan.shrinks and match.lines & ~free))
    ):
        found = holds(plan, Scene(scene.facts, scene.worth, scene.amount, draft.given), free)
        return None if isinstance(found, Miss) else found
    if match.miss is not None:
        return None
    lines = match.lines & free
    return lines if lines or not match.lines else None


def _reduce(
    instruction: Reduce,
    lines: Lines,
    scene: Scene,
    draft: Draft,
    made: RuleAward,
    award: Award,
    *,
    note: bool,
) -> Lines:
    """Work out a discount, *note* it on the draft for those who follow, and say which lines it changes."""
    amount, excludes = instruction.amount, instruction.excludes
    if isinstance(amount, FromEntry):
        claims = _claims(amount.attribute, BenefitKind.DISCOUNT, lines, scene)
        parts, capped = _best_cuts(claims, excludes, draft)
    else:
        parts, capped = discount(amount, numbers(lines), excludes, draft)
    if not parts:
        award.capped = award.capped or capped
        return 0
    total = sum([part for _, part in parts])
    if note:
        for n, part in parts:
            draft.given[n] += part
    award.benefit += total * FINE
    award.capped = award.capped or capped
    made.discount += total
    made.cuts = [*made.cuts, *parts] if made.cuts else parts
    return lines if len(parts) == lines.bit_count() else lines_of([n for n, _ in parts])


def _accrue(
    instruction: Accrue, lines: Lines, scene: Scene, draft: Draft, made: RuleAward, award: Award
) -> Lines:
    """Work out points, and say which lines they were worked out on."""
    amount, excludes = instruction.amount, instruction.excludes
    if isinstance(amount, FromEntry):
        claims = _claims(amount.attribute, BenefitKind.POINTS, lines, scene)
        chosen = [(claim.amount, claim.points, claim.on) for claim in _best_points(claims, excludes, draft)]
    else:
        chosen = [(amount, instruction.points, numbers(lines))]
    takes = 0
    for how_much, currency, on in chosen:
        kind = draft.facts.book.points_currency(currency)
        total, parts, weights = points(how_much, on, excludes, draft, kind)
        if parts:
            made.grants = [*made.grants, Grant(currency, total, parts)]
            award.benefit += total * fine_worth(kind, draft.facts)
            takes |= lines_of([n for n, weight in zip(on, weights, strict=True) if weight])
    return takes


def fine_worth(kind: PointsCurrency, facts: Facts) -> int:
    """What the smallest part of a *kind* of points is worth, in billionths of a minor unit of money."""
    return kind.worth.thousandths * POWERS[exponent(facts.receipt.currency) + 6 - kind.exponent]


@define(eq=False)
class Claim:
    """An entry in force with what it gives here, and the lines that it covers here."""

    entry: Entry
    amount: Amount
    points: str
    on: list[int]


def _benefits(attribute: str, lines: Lines, scene: Scene) -> Iterator[tuple[Entry, EntryBenefit, Lines]]:
    """The entries of *attribute* in force on *lines*, with what they give at this receipt amount."""
    for hit in scene.facts.entries.get(attribute, ()):
        on = hit.lines & lines
        benefit = hit.entry.benefit_at(scene.amount, scene.facts.receipt.currency)
        if on and benefit is not None:
            yield hit.entry, benefit, on


def _claims(attribute: str, kind: BenefitKind, lines: Lines, scene: Scene) -> list[Claim]:
    """The entries of *attribute* that give discounts, or points, on *lines*."""
    return [
        Claim(entry, benefit.amount, benefit.points, numbers(on))
        for entry, benefit, on in _benefits(attribute, lines, scene)
        if benefit.kind is kind and benefit.amount is not None
    ]


def _coupons(attribute: str, lines: Lines, scene: Scene) -> list[str]:
    """The issues of the coupons that entries name, once for each entry that covers a line."""
    benefits = [benefit for _, benefit, _ in _benefits(attribute, lines, scene)]
    return [b.issue for b in benefits if b.kind is BenefitKind.COUPON and b.issue is not None]


def _best_cuts(claims: list[Claim], excludes: frozenset[Given], draft: Draft) -> tuple[Parts, bool]:
    """Discounts by entries: each line keeps the entry that gives it most, and each entry its lines."""
    worked = [discount(claim.amount, claim.on, excludes, draft)[0] for claim in claims]
    cuts: Parts = []
    any_capped = False
    for claim in _kept(claims, worked):
        parts, capped = discount(claim.amount, claim.on, excludes, draft)
        cuts += parts
        any_capped = any_capped or capped
    return sorted(cuts), any_capped


def _best_points(claims: list[Claim], excludes: frozenset[Given], draft: Draft) -> list[Claim]:
    """Points by entries: each line keeps the entry whose points are worth most to it."""
    worked = []
    for claim in claims:
        kind = draft.facts.book.points_currency(claim.points)
        parts = points(claim.amount, claim.on, excludes, draft, kind)[1]
        each = fine_worth(kind, draft.facts)
        worked.append([(n, part * each) for n, part in parts])
    return _kept(claims, worked)


def _kept(claims: list[Claim], worked: list[Parts]) -> list[Claim]:
    """The claims with the lines that each keeps: to the most, then the more specific, then the first."""
    if len(claims) < 2:
        return claims
    best: dict[int, tuple[int, int, int, int]] = {}
    for i, (claim, parts) in enumerate(zip(claims, worked, strict=True)):
        gains = dict(parts)
        for n in claim.on:
            bid = (-gains.get(n, 0), claim.entry.kind.value, claim.entry.order, i)
            if n not in best or bid < best[n]:
                best[n] = bid
    kept: list[list[int]] = [[] for _ in claims]
    for n in sorted(best):
        kept[best[n][3]].append(n)
    return [Claim(c.entry, c.amount, c.points, on) for c, on in zip(claims, kept, strict=True) if on]
