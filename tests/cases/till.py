"""A till for the tables of cases: short ways to write receipts, and a sale that two engines must agree on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.model.catalog import Catalog, Category, Product, ProductGroup
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.model.receipt import Line, Place, Receipt
from loyalty_engine.model.slots import FavoriteProductsRule
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.stacking import DEFAULT_POLICIES, Policies
from loyalty_engine.testing import disagreements, reference_calculate

#: Noon of a Tuesday, by the clock of a shop three hours ahead of UTC.
NOON = dt.datetime(2026, 9, 15, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=3)))

TEA, CUP, CAKE = "tea", "cup", "cake"
CATALOG = Catalog(
    categories=(Category(code="food"), Category(code="drinks", parent="food"), Category(code="ware")),
    products=(
        Product(code=TEA, category="drinks"),
        Product(code=CUP, category="ware"),
        Product(code=CAKE, category="food"),
    ),
    groups=(ProductGroup.of("tea time", products=(TEA, CUP)), ProductGroup.of("sweets", products=(CAKE,))),
)
#: A kind of points as good as the usual one, to see which benefit was kept.
STARS = PointsCurrency("star", exponent=2)
CHIPS = PointsCurrency("chip", worth=0)
MEMBER = Member("m-1")

Position = tuple[str, str] | tuple[str, str, int | str]


def eur(amount: str) -> Money:
    """Euros as people write them."""
    return Money.of(amount, "EUR")


def receipt(*positions: Position | Line, at: dt.datetime = NOON, place: Place | str = "s-1") -> Receipt:
    """A receipt of positions: a product, its amount in euros, and the quantity where it is not 1."""
    lines = (_line(number, position) for number, position in enumerate(positions, 1))
    return Receipt(id="r-1", at=at, place=place, lines=lines)


def _line(number: int, position: Position | Line) -> Line:
    if isinstance(position, Line):
        return position
    product, amount, *quantity = position
    return Line(number=number, product=product, amount=eur(amount), quantity=quantity[0] if quantity else 1)


def sell(
    offers: Iterable[Offer],
    sale: Receipt,
    member: Member | None = MEMBER,
    *,
    catalog: Catalog = CATALOG,
    favorites: Iterable[FavoriteProductsRule] = (),
    points: Iterable[PointsCurrency] = (BONUS_POINTS, STARS, CHIPS),
    policies: Policies = DEFAULT_POLICIES,
    context: Context = NOTHING,
) -> Calculation:
    """The calculation, after the reference engine has said the same about every figure and verdict."""
    book = compile_offers(offers, catalog=catalog, favorites=favorites, points=points, policies=policies)
    calculation = calculate(sale, member, book, context=context)
    found = disagreements(calculation, reference_calculate(sale, member, book, context=context))
    assert not found, "\n".join(found)
    return calculation


def off(calculation: Calculation) -> tuple[str, ...]:
    """What was taken off each line, in euros."""
    return tuple(line.discount.decimal for line in calculation.lines)


def off_by(calculation: Calculation) -> dict[str, str]:
    """What each offer took off, in euros, in the order in which they first gave something."""
    given: dict[str, int] = {}
    for line in calculation.lines:
        for discount in line.discounts:
            given[discount.offer] = given.get(discount.offer, 0) + discount.amount
    return {offer: Money(minor, "EUR").decimal for offer, minor in given.items()}


def earned(calculation: Calculation) -> dict[str, int]:
    """The points of each kind."""
    return {total.currency: total.amount for total in calculation.points}


def outcomes(calculation: Calculation) -> dict[str, Outcome]:
    """What became of each offer of the book."""
    return {verdict.offer: verdict.outcome for verdict in calculation.explain().verdicts}


def texts(calculation: Calculation) -> tuple[str, ...]:
    """The messages, in their order."""
    return tuple(message.text for message in calculation.messages)
