"""What awards are made of: what one rule or offer comes to, and a rule that is being worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from attrs import define

from loyalty_engine.engine.budget import NO_POINTS, Room
from loyalty_engine.engine.decide import decide, measure
from loyalty_engine.engine.draft import NOTHING_TAKEN, Draft
from loyalty_engine.engine.facts import Lines
from loyalty_engine.engine.plan import Contender, StageRule
from loyalty_engine.engine.scene import Scene
from loyalty_engine.engine.sets import Run, counting, usable
from loyalty_engine.engine.unit_room import NO_UNITS
from loyalty_engine.engine.units import Units, portion, remainder, rest_of
from loyalty_engine.engine.worth import Part, Parts
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.rules.emissions import Emission, RuleFigure
from loyalty_engine.rules.instructions import AcceptCertificate, AddGoods, AllowPayment, CutPayment
from loyalty_engine.rules.predicates import Compare
from loyalty_engine.rules.times import Times
from loyalty_engine.rules.units import Sets

#: No initial price has taken anything of a discount.
NOTHING_USED: Mapping[int, int] = MappingProxyType({})


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

    *gifts* are goods to be handed out, *adopted* what of each line others have taken off and the rule makes
    its own. *allowed* is money that may be paid with points, or with certificates, benefit by benefit, and
    *cutbacks* round what is paid with points. *credits* are the points on top that budgets leave, emission by
    emission; None where there are none. *repeated* are the emissions of the rule where any are repeated, so
    many at once.
    """

    rule: StageRule
    cuts: Sequence[Part] = ()
    discount: int = 0
    grants: Sequence[Grant] = ()
    allowed: Sequence[tuple[AllowPayment | AcceptCertificate, Parts]] = ()
    coupons: Sequence[str] = ()
    gifts: Sequence[AddGoods] = ()
    adopted: Sequence[Part] = ()
    cutbacks: Sequence[CutPayment] = ()
    credits: Sequence[int] | None = None
    repeated: Sequence[Emission] | None = None

    @property
    def emissions(self) -> Sequence[Emission]:
        """What the rule does besides the lines."""
        return self.rule.emissions if self.repeated is None else self.repeated

    def gives(self) -> bool:
        """Does it come to anything on lines?"""
        given = self.cuts or self.grants or self.coupons or self.allowed or self.gifts or self.adopted
        return bool(given or self.cutbacks)


@define(eq=False)
class Award:
    """What one offer comes to in one stage.

    *rules* are those that hold and give something, or have nothing to give on lines. *benefit* is what the
    buyer gains, in billionths of a minor unit; *takes* are the lines that no other non-cumulative offer may
    have, but of those in *some* only so many units are taken, on which so much is given; *capped* says that a
    floor, or what was left, cut it short. *spent* is what it takes of the offer's budgets, *used_up* what
    initial prices take of its discounts, by line, and *moves* are the points that it brings the member or
    costs him at once, where the book asks for them. *units* are how many of each line count for its limits.
    """

    contender: Contender
    rules: list[RuleAward]
    benefit: int = 0
    takes: Lines = 0
    some: Mapping[int, tuple[int, int]] = NOTHING_TAKEN
    capped: bool = False
    spent: Mapping[str, int] = NO_POINTS
    moves: Mapping[str, int] = NO_POINTS
    used_up: Mapping[int, int] = NOTHING_USED
    units: Mapping[int, int] = NO_UNITS

    def __bool__(self) -> bool:
        return bool(self.rules)


@define(eq=False)
class Work:
    """A rule that is being worked out: what it has come to, and the lines and units that it has taken.

    With *note*, what it gives is noted on the draft, a trial, for those who follow. What a rule inside of
    another one takes is taken together with what went before it, in *outer*.
    """

    award: Award
    made: RuleAward
    lines: Lines
    scene: Scene
    draft: Draft
    note: bool
    takes: Lines = 0
    units: Units | None = None
    used_up: Mapping[int, int] = NOTHING_USED
    room: Room | None = None
    outer: Work | None = None
    _sets: tuple[Sets, list[Lines], list[Run]] | None = None

    @property
    def cuts(self) -> list[Part]:
        """All discounts of the rule, and of those before it that it is taken together with."""
        return [*(() if self.outer is None else self.outer.cuts), *self.made.cuts]

    def granted(self, kind: str, claim: int, most: int | None) -> int:
        """What of *claim* is given where the benefit gives *most* at most and budgets have so much left."""
        given = claim if most is None else min(claim, most)
        if self.room is not None:
            given = self.room.grant(kind, given)
        if given < claim:
            self.award.capped = True
        return given

    def use_up(self, used: Mapping[int, int]) -> None:
        """Initial prices use up so much of the discount."""
        self.used_up = _together(self.used_up, used)
        self.award.used_up = _together(self.award.used_up, used)
        if self.note:
            self.draft.use_up(used)

    def left(self) -> Draft:
        """The draft with what is left of the lines of which others have taken some units."""
        partly = self.lines & self.draft.partly
        return portion(self.draft, remainder(partly, self.draft)) if partly else self.draft

    def sets(self, sets: Sets) -> list[Run]:
        """The complete sets of what is left of the lines; made once for benefits that follow each other."""
        lines = usable(sets, self.lines, self.scene, self.draft)
        if self._sets is None or self._sets[0] is not sets or self._sets[1] != lines:
            self._sets = sets, lines, counting(sets, lines, self.scene, self.draft)
        return self._sets[2]

    def count(self, times: Times | None) -> int:
        """How often something is done, by what is left of the lines or by the receipt."""
        if times is None:
            return 1
        if times.figure is None:
            return times.most
        if isinstance(times.figure, Sets):
            return min(times.most, sum([run.times for run in self.sets(times.figure)]))
        scene = rest_of(self.scene, self.lines & self.draft.partly, self.draft)
        return min(times.most, measure(times.figure, scene, self.lines) // times.every)

    def figure(self, which: RuleFigure, lines: Lines) -> int:
        """A figure of what is left of *lines*, which are some of its own."""
        if which is RuleFigure.LINES:
            return lines.bit_count()
        if which is RuleFigure.UNITS:
            return sum([end - start for start, end in remainder(lines, self.draft).values()])
        return rest_of(self.scene, lines & self.draft.partly, self.draft).amount_of(lines)

    def reached(self, when: Iterable[Compare]) -> bool:
        """Is the step reached, on what is left of the lines, that *when* describes?"""
        scene = rest_of(self.scene, self.lines & self.draft.partly, self.draft)
        return all(decide(check, scene, self.lines) is None for check in when)


def _together(one: Mapping[int, int], other: Mapping[int, int]) -> Mapping[int, int]:
    return {n: one.get(n, 0) + other.get(n, 0) for n in one.keys() | other.keys()}
