"""What goods would cost a buyer, and what they would bring him, before there is a receipt.

A shop shows such prices on shelves, in an app or in a web shop. Each product is judged as if it were bought
alone, so what hangs on other goods, or on the sum of a receipt, is not promised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from attrs import evolve, field, frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.records import LineDiscount, LinePoints, PointsTotal
from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.fields import as_tuple, tuple_problems
from loyalty_engine.model.identifiers import Code
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Line, Place, Receipt

#: What the receipts of forecasts are called; nothing hangs on it.
_FORECAST = "forecast"


@frozen(kw_only=True)
class Forecast:
    """What *product* would cost, *price*, in place of *before*, and the *points* it would bring.

    *discounts* and *line_points* say which offers that is for.
    """

    product: Code
    before: Money
    price: Money
    points: tuple[PointsTotal, ...] = ()
    discounts: tuple[LineDiscount, ...] = ()
    line_points: tuple[LinePoints, ...] = field(default=())


def forecast(
    goods: Iterable[Line],
    member: Member | None,
    book: OfferBook,
    *,
    at: dt.datetime,
    place: Place | str,
    context: Context = NOTHING,
) -> tuple[Forecast, ...]:
    """What each of *goods*, a line with its amount, would cost *member* if it were bought alone.

    Args:
        goods: lines as a receipt has them; their numbers do not matter.
        member: for whom the prices are shown; None for whoever has no card.
        book: whose offers count.
        at: when, with the offset of the place.
        place: where.
        context: what belongs to the programme.

    Raises:
        InvalidInput: an argument is something else.
    """
    asked = as_tuple(goods)
    problems = tuple_problems("goods", asked, Line, "a line", "give a Line")
    if not isinstance(book, OfferBook):
        problems.append(Problem("book", "is no offer book", "use compile_offers"))
    refuse("forecast", problems)
    return tuple(_forecast(line, member, book, at, place, context) for line in asked)


def _forecast(
    line: Line,
    member: Member | None,
    book: OfferBook,
    at: dt.datetime,
    place: Place | str,
    context: Context,
) -> Forecast:
    receipt = Receipt(id=_FORECAST, at=at, place=place, lines=(evolve(line, number=1),))
    found = calculate(receipt, member, book, context=context)
    (result,) = found.lines
    return Forecast(
        product=line.product,
        before=line.amount,
        price=result.total,
        points=found.points,
        discounts=result.discounts,
        line_points=result.points,
    )
