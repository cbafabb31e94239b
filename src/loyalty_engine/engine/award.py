"""Awards: what the rules of one offer come to in one stage, worked out on a draft that stays as it is."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts, Lines
from loyalty_engine.engine.match import Match, Miss, Scene, holds, numbers
from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.engine.worth import Parts, discount, points
from loyalty_engine.model.amounts import Amount
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.personal import BenefitKind, Entry, EntryBenefit
from loyalty_engine.rules.instructions import Accrue, FromEntry, Given, IssueFromEntry, Reduce

#: Benefits are compared in billionths of a minor unit, so that points of any kind compare exactly.
FINE = 10**9


@define(eq=False)
class Grant:
    """Points of one kind, worked out once, with their parts by line."""

    currency: str
    amount: int
    parts: Parts


@define(eq=False)
class RuleAward:
    """What one rule comes to: money off lines, points, and coupons that entries name."""

    rule: StageRule
    cuts: Parts = field(factory=list)
    grants: list[Grant] = field(factory=list)
    coupons: list[str] = field(factory=list)

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
    if len(matches) > 1 or len(matches[0].rule.instructions) > 1:
        draft = draft.trial()
    for match in matches:
        lines = _seen(match, scene, draft, free)
        if lines is None:
            continue
        made, takes = RuleAward(match.rule), 0
        for instruction in match.rule.instructions:
            if isinstance(instruction, Reduce):
                takes |= _reduce(instruction, lines, scene, draft, made, award)
            elif isinstance(instruction, Accrue):
                takes |= _accrue(instruction, lines, scene, draft, made, award)
            elif isinstance(instruction, IssueFromEntry):
                made.coupons += _coupons(instruction.attribute, lines, scene)
        if made or not match.rule.instructions:
            award.rules.append(made)
        award.takes |= takes
        if not cumulative:
            free &= ~takes
    return award


def _seen(match: Match, scene: Scene, draft: Draft, free: Lines) -> Lines | None:
    """The lines that a rule works on now; None where it does not hold, or none are left of those it is about."""
    plan = match.rule.plan
    if plan.live or match.miss is not None or (plan.shrinks and match.lines & ~free):
        found = holds(plan, Scene(scene.facts, scene.worth, scene.amount, draft.given), free)
        return None if isinstance(found, Miss) else found
    lines = match.lines & free
    return lines if lines or not match.lines else None


def _reduce(
    instruction: Reduce, lines: Lines, scene: Scene, draft: Draft, made: RuleAward, award: Award
) -> Lines:
    """Work out a discount, note it on a trial draft, and say which lines it changes."""
    amount, excludes = instruction.amount, instruction.excludes
    if isinstance(amount, FromEntry):
        parts, capped = _best_cuts(
            _entries(amount.attribute, BenefitKind.DISCOUNT, lines, scene), excludes, draft
        )
    else:
        parts, capped = discount(amount, numbers(lines), excludes, draft)
    takes = 0
    for n, part in parts:
        takes |= 1 << n
        award.benefit += part * FINE
    if draft.is_trial:
        for n, part in parts:
            draft.given[n] += part
    made.cuts += parts
    award.capped = award.capped or capped
    return takes


def _accrue(
    instruction: Accrue, lines: Lines, scene: Scene, draft: Draft, made: RuleAward, award: Award
) -> Lines:
    """Work out points, and say which lines they were worked out on."""
    amount = instruction.amount
    if isinstance(amount, FromEntry):
        chosen = _best_points(
            _entries(amount.attribute, BenefitKind.POINTS, lines, scene), instruction, draft
        )
    else:
        chosen = [(amount, instruction.points, numbers(lines))]
    takes = 0
    for how_much, currency, on in chosen:
        kind = draft.facts.book.points_currency(currency)
        total, parts, weights = points(how_much, on, instruction.excludes, draft, kind)
        if parts:
            made.grants.append(Grant(currency, total, parts))
            award.benefit += total * fine_worth(currency, draft.facts)
            takes |= sum(1 << n for n, weight in zip(on, weights, strict=True) if weight)
    return takes


def fine_worth(currency: str, facts: Facts) -> int:
    """What the smallest part of a kind of points is worth, in billionths of a minor unit of money."""
    kind = facts.book.points_currency(currency)
    return kind.worth * 10 ** (exponent(facts.receipt.currency) + 6 - kind.exponent)


#: An entry in force, what it gives here, and the lines that it covers here.
Claim = tuple[Entry, EntryBenefit, list[int]]


def _entries(attribute: str, kind: BenefitKind, lines: Lines, scene: Scene) -> list[Claim]:
    """The entries of *attribute* that give something of *kind* on *lines*."""
    claims: list[Claim] = []
    for hit in scene.facts.entries.get(attribute, ()):
        on = hit.lines & lines
        benefit = hit.entry.benefit_at(scene.amount, scene.facts.receipt.currency)
        if on and benefit is not None and benefit.kind is kind:
            claims.append((hit.entry, benefit, numbers(on)))
    return claims


def _best_cuts(claims: list[Claim], excludes: frozenset[Given], draft: Draft) -> tuple[Parts, bool]:
    """Discounts by entries: each line keeps the entry that gives it most, and each entry its lines."""
    worked = [discount(amount_of(benefit), on, excludes, draft)[0] for _, benefit, on in claims]
    cuts: Parts = []
    any_capped = False
    for benefit, on in _kept(claims, worked):
        parts, capped = discount(amount_of(benefit), on, excludes, draft)
        cuts += parts
        any_capped = any_capped or capped
    return sorted(cuts), any_capped


def _best_points(
    claims: list[Claim], instruction: Accrue, draft: Draft
) -> list[tuple[Amount, str, list[int]]]:
    """Points by entries: each line keeps the entry whose points are worth most to it."""
    worked = []
    for _, benefit, on in claims:
        kind = draft.facts.book.points_currency(benefit.points)
        parts = points(amount_of(benefit), on, instruction.excludes, draft, kind)[1]
        each = fine_worth(benefit.points, draft.facts)
        worked.append([(n, part * each) for n, part in parts])
    return [(amount_of(benefit), benefit.points, on) for benefit, on in _kept(claims, worked)]


def _kept(claims: list[Claim], worked: list[Parts]) -> list[tuple[EntryBenefit, list[int]]]:
    """The lines that each entry keeps: a line goes to the most, then the more specific, then the first."""
    if len(claims) == 1:
        return [(claims[0][1], claims[0][2])]
    best: dict[int, tuple[int, int, int, int]] = {}
    for i, ((entry, _, on), parts) in enumerate(zip(claims, worked, strict=True)):
        gains = dict(parts)
        for n in on:
            bid = (-gains.get(n, 0), entry.kind.value, entry.order, i)
            if n not in best or bid < best[n]:
                best[n] = bid
    kept: list[list[int]] = [[] for _ in claims]
    for n in sorted(best):
        kept[best[n][3]].append(n)
    return [(benefit, on) for (_, benefit, _), on in zip(claims, kept, strict=True) if on]


def amount_of(benefit: EntryBenefit) -> Amount:
    """The amount of an entry that gives discounts or points; only coupons have none."""
    assert benefit.amount is not None, "checked by EntryBenefit"
    return benefit.amount


def _coupons(attribute: str, lines: Lines, scene: Scene) -> list[str]:
    """The issues of the coupons that entries name, once for each entry that covers a line."""
    claims = _entries(attribute, BenefitKind.COUPON, lines, scene)
    return [benefit.issue for _, benefit, _ in claims if benefit.issue is not None]
