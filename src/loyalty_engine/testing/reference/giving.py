"""Working out what one rule gives on the lines that it sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from loyalty_engine.model.amounts import Amount
from loyalty_engine.model.personal import BenefitKind, Entry, EntryBenefit
from loyalty_engine.rules.instructions import (
    AT_TILL,
    AcceptCertificate,
    Accrue,
    AddGoods,
    Adopt,
    AllowPayment,
    CutPayment,
    FromEntry,
    Given,
    Multiply,
    Reduce,
    RoundReceipt,
)
from loyalty_engine.rules.limits import UnitLimit
from loyalty_engine.rules.units import SetPart, Sets
from loyalty_engine.testing.reference.amounts import (
    Job,
    by_line,
    money_off,
    no_more_than,
    spread,
)
from loyalty_engine.testing.reference.awarded import Award, worth_of_points
from loyalty_engine.testing.reference.budgets import affordable, spend, units_counted
from loyalty_engine.testing.reference.certificates import can_pay, rate_of
from loyalty_engine.testing.reference.chains import Chain, OnLines, Round, steps_of
from loyalty_engine.testing.reference.closing import on_top, rounding
from loyalty_engine.testing.reference.conditions import judge
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.points import Points, points_for, together
from loyalty_engine.testing.reference.repeating import how_often, repeated
from loyalty_engine.testing.reference.truth import Truth
from loyalty_engine.testing.reference.units import (
    MadeSet,
    Slice,
    between,
    make_sets,
    runs,
    slices_of,
    taken_by_sets,
)
from loyalty_engine.testing.reference.view import View


@frozen(kw_only=True)
class Ground:
    """What a rule works on: the free part of its lines, in this state of the receipt, as *view* sees it.

    *elsewhere* says how much has been taken off units of each line that it does not see, in this stage.
    """

    draft: Draft
    slices: tuple[Slice, ...]
    view: View
    begun: Mapping[int, int]
    elsewhere: Mapping[int, int]

    def job(self, slices: tuple[Slice, ...], excludes: frozenset[Given]) -> Job:
        """A benefit to be worked out on these units."""
        return Job(
            draft=self.draft,
            slices=slices,
            excludes=excludes,
            begun=self.begun,
            elsewhere=self.elsewhere,
        )


@frozen
class Task:
    """So much, in a kind of points where it is points, to be worked out."""

    amount: Amount
    currency: str
    job: Job


def give(chain: Chain, round: Round, ground: Ground) -> Award:
    """Work out the rule's benefits of this round on its lines, in their order, and note them in the draft."""
    lines = tuple(piece.as_line() for piece in ground.slices)
    seen = evolve(ground.view, lines=lines)
    award = Award(chain, round, emissions=tuple(repeated(chain.emissions, seen, ground.slices)))
    for benefit in _one_by_one(chain.of_round(round), seen, ground.slices):
        view = evolve(ground.view, left=ground.draft.prices(), givers=dict(ground.draft.givers))
        seen = evolve(view, lines=lines)
        if judge(steps_of(benefit), seen)[0] is not Truth.TRUE:
            continue
        if ground.draft.scene.offline and isinstance(benefit, AT_TILL):
            continue
        if isinstance(benefit, RoundReceipt):
            _round_off(benefit, award, ground)
            continue
        if isinstance(benefit, (AllowPayment, AcceptCertificate)):
            wanted = _let_pay(benefit, award, ground)
            award.taken |= {piece.number: piece.stop for piece in ground.slices if piece.number in wanted}
            continue
        if isinstance(benefit, CutPayment):
            payable = ground.draft.payable_on[benefit.points]
            on = {piece.number: piece.stop for piece in ground.slices if piece.number in payable}
            award.cutbacks += [benefit] if on else []
            award.taken |= on
            continue
        if isinstance(benefit, Multiply):
            _multiply(benefit, award, ground)
            continue
        if isinstance(benefit, AddGoods):
            if ground.slices:
                units = benefit.units * how_often(benefit, seen, ground.slices)
                award.gifts += [evolve(benefit, units=units, times=None)] if units else []
            continue
        if isinstance(benefit, Adopt):
            wanted = _adopt(benefit, award, ground)
            award.taken |= {piece.number: piece.stop for piece in ground.slices if piece.number in wanted}
            continue
        made: Sequence[MadeSet] = ()
        if benefit.units is not None:
            made = _allowed(make_sets(benefit.units, ground.slices, view), benefit, chain, ground)
            tasks = _for_sets(benefit, _amount(benefit), made, ground)
            held = taken_by_sets(made)
            stops = {at.number: at.start + held[at.number] for at in ground.slices if held[at.number]}
        else:
            slices = ground.slices
            if any(isinstance(limit, UnitLimit) for limit in chain.offer.limits):
                made = _allowed(_single_units(benefit, ground), benefit, chain, ground)
                slices = slices_of(made, slices, Counter())
            tasks = _for_lines(benefit, evolve(ground, slices=slices))
            stops = {piece.number: piece.stop for piece in slices}
        if isinstance(benefit, Reduce):
            wanted, changed = _take_off(benefit.most, tasks, award, ground.draft)
        else:
            count = how_often(benefit, seen, ground.slices)
            wanted = changed = _add_points(benefit, count, tasks, award, ground.draft)
        if changed:  # a set counts as a whole
            _count(made if benefit.units is not None else _on(changed, made), benefit, chain, ground)
        if wanted and benefit.units is not None:  # a set is taken as a whole
            wanted = set(stops)
        award.taken |= {number: max(stops[number], award.taken.get(number, 0)) for number in wanted}
    return award


def _one_by_one(benefits: Iterable[OnLines], seen: View, slices: tuple[Slice, ...]) -> Iterator[OnLines]:
    """*benefits*, each discount as often as it is repeated."""
    for benefit in benefits:
        yield from [benefit] * (how_often(benefit, seen, slices) if isinstance(benefit, Reduce) else 1)


def _single_units(benefit: Reduce | Accrue, ground: Ground) -> list[MadeSet]:
    """The units of the lines that the benefit is for, one by one, the dearest first."""
    every = make_sets(Sets(parts=(SetPart(),)), ground.slices, ground.view)
    if not isinstance(benefit.amount, FromEntry):
        return every
    scene, receipt_sum = ground.draft.scene, ground.view.receipt_sum
    entries = [entry for entry, _ in _offered(benefit, ground)]
    slices = [at for at in ground.slices if any(scene.covers(e, at.line, receipt_sum) for e in entries)]
    return _on({piece.number for piece in slices}, every)


def _on(lines: Container[int], made: Iterable[MadeSet]) -> list[MadeSet]:
    """Those single units that lie on some lines."""
    return [one for one in made if one.whole[0].line.number in lines]


def _allowed(
    made: Sequence[MadeSet], benefit: Reduce | Accrue, chain: Chain, ground: Ground
) -> list[MadeSet]:
    """What limits of the offer leave of the sets."""
    in_points = isinstance(benefit, Accrue)
    return affordable(chain.offer, made, ground.slices, ground.draft, in_points=in_points)


def _count(made: Iterable[MadeSet], benefit: Reduce | Accrue, chain: Chain, ground: Ground) -> None:
    """Note the units that the sets are for."""
    starts = {piece.number: piece.start for piece in ground.slices}
    ground.draft.counted |= units_counted(chain.offer, made, starts, in_points=isinstance(benefit, Accrue))


def _adopt(benefit: Adopt, award: Award, ground: Ground) -> set[int]:
    """What others have given on the units; these are the lines on which they have."""
    sent: dict[int, int] = {}
    for piece in ground.slices:
        line = piece.line
        off = 0 if line.external_discount is None else line.external_discount.minor
        figure = off if benefit.points is None else line.external_points
        if amount := between(figure, piece.start, piece.stop, piece.line_units):
            sent[piece.number] = amount
    if benefit.points is None:
        for number, amount in sent.items():
            award.adopted[number] = award.adopted.get(number, 0) + amount
        return set(sent)
    allowed = spend(award.chain.offer, benefit.points, sum(sent.values()), ground.draft)
    if not allowed:
        return set()
    lot = award.lots.setdefault((benefit.points, benefit.lifetime), {})
    for number, part in no_more_than(allowed, sent, ground.draft.scene).items():
        if part:
            lot[number] = lot.get(number, 0) + part
            key = number, benefit.points
            award.points[key] = award.points.get(key, 0) + part
    return set(sent)


def _round_off(benefit: RoundReceipt, award: Award, ground: Ground) -> None:
    off = rounding(benefit, tuple(piece.line for piece in ground.slices), ground.draft)
    allowed = spend(award.chain.offer, None, sum(off.values()), ground.draft)
    off = no_more_than(allowed, off, ground.draft.scene)
    for number, part in off.items():
        award.discounts[number] = award.discounts.get(number, 0) + part
        _note(ground.draft, award, number, part)
    award.taken |= {piece.number: piece.stop for piece in ground.slices if off.get(piece.number)}


def _multiply(benefit: Multiply, award: Award, ground: Ground) -> None:
    scene = ground.draft.scene
    earned = {
        piece.number: ground.draft.earned.get((piece.number, benefit.points), 0) for piece in ground.slices
    }
    more = on_top(benefit, earned, scene)
    claim = more if benefit.most is None else min(more, benefit.most)
    allowed = spend(award.chain.offer, benefit.points, claim, ground.draft) if more else 0
    if not allowed:
        return
    lines = tuple(piece.line for piece in ground.slices)
    lot = award.lots.setdefault((benefit.points, benefit.lifetime), {})
    for number, part in no_more_than(allowed, spread(more, lines, earned, None, scene), scene).items():
        if part:
            lot[number] = lot.get(number, 0) + part
            key = number, benefit.points
            award.points[key] = award.points.get(key, 0) + part
    award.taken |= {piece.number: piece.stop for piece in ground.slices if earned[piece.number]}


def _let_pay(benefit: AllowPayment | AcceptCertificate, award: Award, ground: Ground) -> set[int]:
    """How much of the lines may be paid besides money; these are the lines of which anything may."""
    draft = ground.draft
    if not can_pay(benefit, draft.scene):
        return set()
    wanted = money_off(benefit.amount, ground.job(ground.slices, benefit.excludes))
    allowed = no_more_than(benefit.most, wanted, draft.scene)
    for number, part in allowed.items():
        if isinstance(benefit, AllowPayment):
            key = number, benefit.points, rate_of(benefit, draft.scene)
            award.payable[key] = award.payable.get(key, 0) + part
            draft.allowed[number] += part
        else:
            award.certified.append((number, benefit.issues, part))
    return {number for number, part in allowed.items() if part}


def _take_off(
    most: int | None, tasks: Iterable[Task], award: Award, draft: Draft
) -> tuple[set[int], set[int]]:
    """Discounts; these are the lines that get any, and of them those that cost less than the till asks."""
    off: dict[int, int] = {}
    for task in tasks:
        for number, part in money_off(task.amount, evolve(task.job, spent=off)).items():
            off[number] = off.get(number, 0) + part
    used = {number: min(part, max(0, -draft.taken_off[number])) for number, part in off.items()}
    off = {number: part - used[number] for number, part in off.items()}
    for number, part in used.items():  # the buyer gains nothing by what comes off a higher initial price
        draft.taken_off[number] += part
    award.used_up = award.used_up or any(used.values())
    claim = sum(off.values())
    allowed = spend(award.chain.offer, None, claim if most is None else min(claim, most), draft)
    for number, part in no_more_than(allowed, off, draft.scene).items():
        award.discounts[number] = award.discounts.get(number, 0) + part
        _note(draft, award, number, part)
        off[number] = part
    cheaper = {number for number, part in off.items() if part}
    return cheaper | {number for number, part in used.items() if part}, cheaper


def _note(draft: Draft, award: Award, number: int, part: int) -> None:
    """Take *part* off a line, and remember by whom."""
    draft.taken_off[number] += part
    if part:
        draft.givers[number] = draft.givers.get(number, frozenset()) | {award.chain.offer.id}


def _add_points(benefit: Accrue, count: int, tasks: Sequence[Task], award: Award, draft: Draft) -> set[int]:
    """Points; these are the lines that they were worked out on."""
    claimants: set[int] = set()
    for currency in dict.fromkeys(task.currency for task in tasks):
        points = together(
            points_for(task.amount, currency, task.job) for task in tasks if task.currency == currency
        )
        most = points.total if benefit.most is None else min(points.total, benefit.most)
        if benefit.times is not None:  # each time no more than the most, and what comes of it so often
            by_line = no_more_than(most, points.by_line, draft.scene)
            points = together([Points(by_line, points.claimants)] * count)
            most = points.total
        allowed = spend(award.chain.offer, currency, most, draft)
        if not allowed:
            continue
        lot = award.lots.setdefault((currency, benefit.lifetime), {})
        for number, part in no_more_than(allowed, points.by_line, draft.scene).items():
            if part:  # what gives a line none of a kind says nothing of the order of kinds on it
                lot[number] = lot.get(number, 0) + part
                award.points[number, currency] = award.points.get((number, currency), 0) + part
        claimants |= points.claimants
    return claimants


def _amount(benefit: Reduce | Accrue) -> Amount:
    if isinstance(benefit.amount, FromEntry):
        raise AssertionError("an entry gives for lines, not for sets")
    return benefit.amount


def _for_sets(
    benefit: Reduce | Accrue, amount: Amount, made: Sequence[MadeSet], ground: Ground
) -> list[Task]:
    """Once for all units that the sets choose, or for the sets, those together that follow and are alike."""
    currency = benefit.points if isinstance(benefit, Accrue) else ""
    further = benefit.further if isinstance(benefit, Reduce) else ()
    used = Counter[int]()
    tasks = []
    for n, one in enumerate((amount, *further)):  # each set has its own, and the last is for all others
        mine = list(made[n : n + 1] if n < len(further) else made[n:])
        for run in [mine] if by_line(one) else runs(mine):
            job = ground.job(slices_of(run, ground.slices, used), benefit.excludes)
            tasks.append(Task(one, currency, evolve(job, times=1 if by_line(one) else len(run))))
    return tasks


def _for_lines(benefit: Reduce | Accrue, ground: Ground) -> list[Task]:
    """Once for all lines, or once for each entry that keeps lines.

    Each entry is worked out alone on its lines, each line keeps the best entry, and the entry will be worked
    out again over the lines that it kept. Of equally good ones the more specific is kept, then the first.
    """
    if not isinstance(benefit.amount, FromEntry):
        currency = benefit.points if isinstance(benefit, Accrue) else ""
        return [Task(benefit.amount, currency, ground.job(ground.slices, benefit.excludes))]
    scene, receipt_sum = ground.draft.scene, ground.view.receipt_sum
    offered: list[tuple[Entry, Amount, str, Mapping[int, Fraction]]] = []
    for entry, given in _offered(benefit, ground):
        if given.amount is not None:
            covered = tuple(at for at in ground.slices if scene.covers(entry, at.line, receipt_sum))
            job = ground.job(covered, benefit.excludes)
            offered.append(
                (
                    entry,
                    given.amount,
                    given.points,
                    _worth_by_line(given.amount, given.points, given.kind, job),
                )
            )
    kept: dict[int, int] = {}
    for piece in ground.slices:
        rivals = [
            (-alone[piece.number], entry.kind, entry.order)
            for entry, _, _, alone in offered
            if piece.number in alone
        ]
        if rivals:
            kept[piece.number] = min(rivals)[-1]
    tasks = []
    for entry, amount, points, _ in offered:
        slices = tuple(piece for piece in ground.slices if kept.get(piece.number) == entry.order)
        tasks.append(Task(amount, points, ground.job(slices, benefit.excludes)))
    return tasks


def _offered(benefit: Reduce | Accrue, ground: Ground) -> Iterator[tuple[Entry, EntryBenefit]]:
    """The entries that give a discount, or points, at this receipt amount, with what they give."""
    if isinstance(benefit.amount, FromEntry):
        scene = ground.draft.scene
        wanted = BenefitKind.DISCOUNT if isinstance(benefit, Reduce) else BenefitKind.POINTS
        for entry in scene.entries(benefit.amount.attribute) or ():
            given = entry.benefit_at(ground.view.receipt_sum, scene.receipt.currency)
            if given is not None and given.kind is wanted and given.amount is not None:
                yield entry, given


def _worth_by_line(amount: Amount, points: str, kind: BenefitKind, job: Job) -> dict[int, Fraction]:
    """What an entry alone would be worth on each line that it covers."""
    if kind is BenefitKind.DISCOUNT:
        return {number: Fraction(off) for number, off in money_off(amount, job).items()}
    given = points_for(amount, points, job).by_line
    return {
        piece.number: worth_of_points(given.get(piece.number, 0), points, job.scene) for piece in job.slices
    }
