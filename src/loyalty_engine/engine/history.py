"""Past purchases, measured as figures ask for it, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from attrs import define

from loyalty_engine.engine.fitting import fits
from loyalty_engine.engine.goods import Goods
from loyalty_engine.engine.scene import Scene
from loyalty_engine.model.purchases import PastPurchase
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.window import within as in_stretch
from loyalty_engine.rules.figures import Measured
from loyalty_engine.rules.predicates import (
    Bought,
    Keyed,
    LineTest,
    LineValue,
    Number,
    Range,
)

#: A bound of what is compared exactly; None for none.
Bound = Number | Fraction | None


@define(eq=False)
class Piece:
    """A line of a purchase, past or present: what it is and what it came to."""

    goods: Goods
    quantity: int
    cost: int
    discount: int = 0
    with_points: int = 0
    points: Sequence[tuple[str, int]] = ()


@define(eq=False)
class Purchase:
    """A purchase, past or present, with its lines, what was paid in money, and its extra points."""

    pieces: list[Piece]
    paid: int = 0
    extra: Sequence[tuple[str, int]] = ()


def measured(figure: Bought, scene: Scene) -> Fraction | None:
    """What *figure* comes to for a member whose purchases are known; None for an average of nothing."""
    chosen = [purchase for purchase in _candidates(figure, scene) if _is_meant(purchase, figure)]
    total = sum(_amount(purchase, figure) for purchase in chosen)
    if figure.measured is Measured.AVERAGE:
        return Fraction(total, len(chosen)) if chosen else None
    return Fraction(total)


def within(value: Fraction, range: Range) -> bool:
    """Does *value* lie in *range*, to the last part?"""
    return between(value, range, range.low, range.high)


def between(value: Fraction, range: Range, low: Bound, high: Bound) -> bool:
    """Does *value* lie between *low* and *high*, which are open where the bounds of *range* are?"""
    least, most = (None if bound is None else Fraction(bound) for bound in (low, high))
    if least is not None and (value <= least if range.low_open else value < least):
        return False
    return most is None or not (value >= most if range.high_open else value > most)


def _candidates(figure: Bought, scene: Scene) -> Iterator[Purchase]:
    """The purchases that were made when, where and in the currency that *figure* says."""
    facts = scene.facts
    receipt, member = facts.receipt, facts.member
    purchase = isinstance(receipt, Receipt)  # and not an event, which is no purchase
    currency = facts.currency if figure.currency is None and figure.measured.in_money else figure.currency
    timely = in_stretch(figure.during, receipt.at, facts.local)
    for past in member.purchases if member is not None else ():
        if (past.id == receipt.id and purchase) or not timely(past.at):
            continue
        if not figure.schedule.holds(past.at.replace(tzinfo=None)):
            continue
        if figure.places is not None and past.place not in figure.places:
            continue
        if currency is None or past.currency == currency:
            yield _of_past(past, facts.book.goods)
    if (
        figure.current
        and purchase
        and timely(receipt.at)
        and figure.schedule.holds(facts.local)
        and (figure.places is None or receipt.place.id in figure.places)
        and (currency is None or receipt.currency == currency)
    ):
        yield _of_receipt(scene)


def _of_past(past: PastPurchase, goods: Callable[..., Goods]) -> Purchase:
    pieces = [
        Piece(
            goods(line.product),
            line.quantity.thousandths,
            line.cost,
            0 if line.discount is None else line.discount.minor,
            0 if line.paid_with_points is None else line.paid_with_points.minor,
            line.points,
        )
        for line in past.lines
    ]
    return Purchase(
        pieces,
        sum(payment.amount.minor for payment in past.payments if not payment.in_points),
        past.extra_points,
    )


def _of_receipt(scene: Scene) -> Purchase:
    """The receipt itself, for what it is worth in this stage."""
    facts = scene.facts
    pieces = [
        Piece(facts.goods[n], line.quantity.thousandths, worth, facts.amounts[n] - worth)
        for n, (line, worth) in enumerate(zip(facts.receipt.lines, scene.begin, strict=True))
    ]
    return Purchase(
        pieces, sum(payment.amount.minor for payment in facts.receipt.payments if not payment.in_points)
    )


def _is_meant(purchase: Purchase, figure: Bought) -> bool:
    """Is it for the right amount, and with the right products? Other lines are dropped where they must be."""
    if figure.amount != _ANY and sum(piece.cost for piece in purchase.pieces) not in figure.amount:
        return False
    if figure.tests:
        passing = [piece for piece in purchase.pieces if all(_passes(piece, test) for test in figure.tests)]
        if figure.products_only:
            purchase.pieces = passing
        return bool(passing)
    return True


_ANY = Range()


def _passes(piece: Piece, test: LineTest) -> bool:
    goods = piece.goods
    if isinstance(test, Keyed):
        passed = not test.keys.isdisjoint(goods.all_keys)
    elif isinstance(test, LineValue) and goods.product is not None:
        passed = fits(goods.product.attributes.get(test.name), test.wanted)
    else:
        passed = False
    return passed is not test.negated


def _amount(purchase: Purchase, figure: Bought) -> int:
    what, pieces = figure.measured, purchase.pieces
    if what is Measured.COUNT:
        return 1
    if what is Measured.AMOUNT or what is Measured.AVERAGE:
        return sum(piece.cost for piece in pieces)
    if what is Measured.QUANTITY:
        return sum(piece.quantity for piece in pieces)
    if what is Measured.DISCOUNT:
        return sum(piece.discount for piece in pieces)
    if what is Measured.PAID:
        return purchase.paid
    if what is Measured.PAID_WITH_POINTS:
        return sum(piece.with_points for piece in pieces)
    for_lines = sum(_of_kind(piece.points, figure) for piece in pieces)
    if what is Measured.POINTS:
        return for_lines
    extra = _of_kind(purchase.extra, figure)
    if what is Measured.EXTRA_POINTS:
        return extra
    if what is Measured.ALL_POINTS:
        return for_lines + extra
    assert_never(what)


def _of_kind(points: Sequence[tuple[str, int]], figure: Bought) -> int:
    return sum(amount for currency, amount in points if currency == figure.points)
