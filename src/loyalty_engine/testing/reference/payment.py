"""Paying with points: how much may be paid with each kind, and what is paid of what the receipt asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from loyalty_engine.engine.records import LinePayment, PointsPayment
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.member import NeedKind
from loyalty_engine.model.money import allocate
from loyalty_engine.model.receipt import Line
from loyalty_engine.testing.reference.amounts import PATIENCE, hand_out
from loyalty_engine.testing.reference.awarded import Award
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


@frozen(kw_only=True)
class Payments:
    """What may be paid, what is paid, and the parts of lines that it pays."""

    payable: tuple[PointsPayment, ...]
    paid: tuple[PointsPayment, ...]
    parts: tuple[Part, ...]

    def on_line(self, number: int) -> Iterator[LinePayment]:
        """What is paid of one line."""
        for part in self.parts:
            if part.number == number and part.points:
                chain = part.award.chain
                yield LinePayment(chain.offer.id, chain.number, part.currency, part.points, part.amount)


NOTHING_PAID = Payments(payable=(), paid=(), parts=())


def pay(awards: Iterable[Award], scene: Scene) -> Payments:
    """Work out the most that may be paid with each kind of points, and pay what is asked for of it."""
    limits = list(_limits(awards, scene))
    kinds = sorted({limit.currency for limit in limits})
    most = {kind: _most([limit for limit in limits if limit.currency == kind], scene) for kind in kinds}
    payable = (_sum(kind, _spread(most[kind], kind, limits)) for kind in kinds)
    paid, parts = [], []
    for asked in scene.receipt.points_asked:
        granted = most.get(asked.currency, 0)
        if asked.amount is not None:
            granted = min(granted, asked.amount)
        paying = _spread(granted, asked.currency, limits)
        paid.append(_sum(asked.currency, paying))
        parts += paying
    return Payments(
        payable=tuple(one for one in payable if one.points),
        paid=tuple(one for one in paid if one.points),
        parts=tuple(parts),
    )


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
        mine, key=lambda at: (id_order(at.scene.code(at.line)), -at.points, at.number)
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
