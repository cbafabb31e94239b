"""Paying with points: how much may be paid with each kind, and what is paid of what the receipt asks for."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from loyalty_engine.engine.records import LinePayment, PointsPayment
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.member import NeedKind
from loyalty_engine.model.money import allocate
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.instructions import CutPayment, PaymentFigure
from loyalty_engine.testing.reference.amounts import PATIENCE, hand_out
from loyalty_engine.testing.reference.awarded import Award
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.scene import Scene


@frozen(kw_only=True)
class Part:
    """So many *points* that one award lets pay for one line, at *rate* thousandths a point."""

    award: Award
    line: Line
    currency: str
    rate: int
    points: int
    scene: Scene

    @property
    def number(self) -> int:
        """The number of the line."""
        return self.line.number

    @property
    def amount(self) -> int:
        """What the points pay, in whole minor units."""
        return (
            self.points * self.rate * _minor_units(self.scene) // (1000 * _parts(self.currency, self.scene))
        )

    def without_waste(self) -> Part:
        """With no more points than it takes to pay the same."""
        each = self.rate * _minor_units(self.scene)
        whole = 1000 * _parts(self.currency, self.scene)
        return evolve(self, points=(self.amount * whole + each - 1) // each)


@frozen(kw_only=True)
class Payments:
    """What may be paid, what is paid, and the parts of lines that it pays.

    *limits* are all that awards let pay; of each kind *most* points may be paid, and *granted* are.
    """

    limits: tuple[Part, ...]
    most: Mapping[str, int]
    granted: Mapping[str, int]

    @property
    def parts(self) -> list[Part]:
        """What is paid, kind by kind in the order of the buyer's choice."""
        return [part for kind in self.granted for part in self._parts(kind)]

    def _parts(self, kind: str) -> list[Part]:
        """What is paid with one kind: of the points that are granted, those that pay something."""
        return [part.without_waste() for part in _spread(self.granted[kind], kind, self.limits)]

    @property
    def payable(self) -> tuple[PointsPayment, ...]:
        """The most that may be paid with each kind."""
        kinds = sorted(self.most)
        found = (_sum(kind, _spread(self.most[kind], kind, self.limits)) for kind in kinds)
        return tuple(one for one in found if one.amount)

    @property
    def paid(self) -> tuple[PointsPayment, ...]:
        """What is paid with each kind."""
        found = (_sum(kind, self._parts(kind)) for kind in self.granted)
        return tuple(one for one in found if one.points)

    @property
    def payable_on(self) -> Mapping[str, frozenset[int]]:
        """The lines of which anything may be paid with each kind."""
        lines: dict[str, frozenset[int]] = defaultdict(frozenset)
        for limit in self.limits:
            if limit.points:
                lines[limit.currency] |= {limit.number}
        return lines

    def on_line(self, number: int) -> Iterator[LinePayment]:
        """What is paid of one line."""
        for part in self.parts:
            if part.number == number and part.points:
                chain = part.award.chain
                yield LinePayment(chain.offer.id, chain.number, part.currency, part.points, part.amount)

    def worth(self, kind: str, points: int) -> int:
        """What so many points of a kind pay, in minor units."""
        return sum(part.amount for part in _spread(points, kind, self.limits))


NOTHING_PAID = Payments(limits=(), most={}, granted={})


def pay(awards: Iterable[Award], scene: Scene) -> Payments:
    """Work out the most that may be paid with each kind of points, and pay what is asked for of it."""
    limits = tuple(_limits(awards, scene))
    kinds = sorted({limit.currency for limit in limits})
    most = {kind: _most([limit for limit in limits if limit.currency == kind], scene) for kind in kinds}
    granted = {}
    for asked in scene.receipt.points_asked:
        allowed = most.get(asked.currency, 0)
        granted[asked.currency] = allowed if asked.amount is None else min(allowed, asked.amount)
    return Payments(limits=limits, most=most, granted=granted)


def cut(payments: Payments, cutback: CutPayment, draft: Draft) -> Payments:
    """Pay with fewer points, the fewest for the money, where that makes the figure round."""
    kind = cutback.points
    if cutback.figure is PaymentFigure.PAYABLE:
        points = payments.most[kind]
        excess = payments.worth(kind, points) % cutback.step
    else:
        points = payments.granted.get(kind, 0)
        left = draft.to_pay - sum(one.amount for one in payments.paid)
        excess = -left % cutback.step
    wanted = payments.worth(kind, points) - excess
    fewer = range(points + 1)
    fewest = bisect_left(fewer, wanted, key=lambda n: payments.worth(kind, n))
    if not excess or wanted < 0 or payments.worth(kind, fewest) != wanted:
        return payments
    most, granted = dict(payments.most), dict(payments.granted)
    if cutback.figure is PaymentFigure.PAYABLE:
        most[kind] = fewest
    if kind in granted:
        granted[kind] = min(granted[kind], fewest)
    return evolve(payments, most=most, granted=granted)


def _limits(awards: Iterable[Award], scene: Scene) -> Iterator[Part]:
    """The most that each award lets pay for each line: of what may be paid, as many parts as are full."""
    lines = {line.number: line for line in scene.lines}
    for award in awards:
        for (number, currency, rate), money in award.payable.items():
            points = money * 1000 * _parts(currency, scene) // (rate * _minor_units(scene))
            yield Part(
                award=award, line=lines[number], currency=currency, rate=rate, points=points, scene=scene
            )


def _minor_units(scene: Scene) -> int:
    """How many minor units are one unit of the receipt's money."""
    units: int = 10 ** EXPONENTS[scene.receipt.currency]
    return units


def _parts(currency: str, scene: Scene) -> int:
    """How many smallest parts are one point."""
    kind = scene.points_currency(currency)
    if kind is None:
        raise AssertionError(f"no offer lets pay with {currency}, which the book does not know")
    parts: int = 10**kind.exponent
    return parts


def _most(limits: Sequence[Part], scene: Scene) -> int:
    """All that may be paid with one kind of points, and no more than the member has of it."""
    currency = limits[0].currency
    member = scene.loaded(NeedKind.BALANCE, currency)
    balance = None if member is None else dict(member.balances).get(currency)
    return 0 if balance is None else max(0, min(balance.active, sum(limit.points for limit in limits)))


def _spread(total: int, currency: str, limits: Sequence[Part]) -> list[Part]:
    """*total* points of a kind over what may be paid with it, in proportion, and no more than may be."""
    mine = [limit for limit in limits if limit.currency == currency]
    ordered = sorted(
        mine, key=lambda at: (id_order(at.scene.code(at.line)), -at.points, -at.line.amount.minor, at.number)
    )  # what several awards let pay of a line equally stays in the order of the awards
    if not total:
        return []
    caps = [limit.points for limit in ordered]
    shares = (hand_out if total <= PATIENCE else allocate)(total, caps, caps)
    parts = {id(limit): evolve(limit, points=share) for limit, share in zip(ordered, shares, strict=True)}
    return [parts[id(limit)] for limit in mine]


def _sum(currency: str, parts: Iterable[Part]) -> PointsPayment:
    together = list(parts)
    return PointsPayment(
        currency, sum(part.points for part in together), sum(part.amount for part in together)
    )
