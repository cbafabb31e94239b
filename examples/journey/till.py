"""The till: a basket of the data becomes a receipt."""

from __future__ import annotations

from collections.abc import Iterator

from journey.coupons import Scan, Scans
from journey.data import Basket, Sale
from journey.shop import CARD_PRICE, COUPON, FACE
from loyalty_engine import InvalidInput, Line, Measure, Money, Quantity, Receipt

DOLLARS = "USD"
#: Lines of a receipt that one line of the data can make.
PARTS = 2


def ring_up(basket: Basket, scans: Scans, fuel: frozenset[str]) -> Receipt:
    """The receipt of *basket*: shelf prices, with what the till knows of card prices and coupons.

    Line n of the data, from 0, is line ``2n + 1`` of the receipt, and line ``2n + 2`` as well where it has
    two parts; `position` leads back.

    Raises:
        InvalidInput: the model refuses the basket.
    """
    lines: list[Line] = []
    for n, sale in enumerate(basket.sales):
        try:
            lines += _lines(PARTS * n + 1, sale, scans.get((basket.id, n)), sale.product in fuel)
        except InvalidInput as error:
            subject = f"line {n + 1}, product {sale.product}, {error.subject}"
            raise InvalidInput(subject, error.problems) from None
    return Receipt(id=basket.id, at=basket.at, place=basket.store, lines=lines)


def position(number: int) -> int:
    """The position in the basket, from 0, of what stands on line *number* of its receipt."""
    return (number - 1) // PARTS


def _lines(number: int, sale: Sale, scan: Scan | None, is_fuel: bool) -> Iterator[Line]:
    """The line, in two parts where its card price does not divide evenly by its units."""
    measure = Measure.PIECE
    parts: tuple[tuple[int, int, int], ...] = ((sale.quantity, sale.shelf, sale.card),)
    if is_fuel:
        measure, parts = Measure.WEIGHED, ((1, sale.shelf, sale.card),)
    elif sale.retail_disc and sale.quantity > 1 and sale.card % sale.quantity:
        parts = split(sale.quantity, sale.shelf, sale.card)
    for n, (quantity, shelf, card) in enumerate(parts):
        units = Quantity.of(quantity)
        parameters: dict[str, str] = {}
        if sale.retail_disc:
            parameters[CARD_PRICE] = Money(card // quantity, DOLLARS).decimal
        if scan is not None:
            parameters[COUPON] = scan.source
            if not n:  # the shop doubles a coupon once
                parameters[FACE] = scan.label
        yield Line(
            number=number + n,
            product=sale.product,
            quantity=units,
            amount=Money(shelf, DOLLARS),
            measure=measure,
            parameters=parameters,
        )


def split(quantity: int, shelf: int, card: int) -> tuple[tuple[int, int, int], ...]:
    """Units whose card price does not divide evenly, in two parts whose unit prices are a cent apart.

    Three units for 10.00 are one of 3.34 and two of 3.33: each part has a price per unit in whole cents.
    The larger part comes first. Each part is its number of units, their price on the shelf and by card.

    >>> split(3, 1200, 1000)
    ((2, 800, 666), (1, 400, 334))
    """
    price, dearer = divmod(card, quantity)
    on_shelf, rest = divmod(shelf, quantity)
    dear_part = (dearer, dearer * on_shelf + min(dearer, rest), dearer * (price + 1))
    plain = quantity - dearer
    plain_part = (plain, plain * on_shelf + max(0, rest - dearer), plain * price)
    first, second = sorted((dear_part, plain_part), reverse=True)
    return first, second
