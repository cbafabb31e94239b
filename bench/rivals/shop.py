"""A shop that every engine can serve: a percentage off a category from a certain receipt amount on."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Protocol

from attrs import frozen
from market import AT
from ratio import Work

from loyalty_engine import (
    Calculation,
    Catalog,
    Categories,
    Category,
    Level,
    Line,
    Member,
    Money,
    Offer,
    OfferBook,
    PercentOff,
    Policies,
    Product,
    Receipt,
    ReceiptAmount,
    calculate,
    compile_offers,
)
from loyalty_engine.model.money import ratio

LINES = 20
#: Categories that the receipt has goods of, two lines of each; a promotion for half of them is met.
ON_RECEIPT = 10


@frozen(kw_only=True)
class Promotion:
    """*percent* off the goods of *category*, on receipts of *least* cents or more."""

    category: str
    percent: int
    least: int


@frozen(kw_only=True)
class Position:
    """One piece of *product*, of *category*, for *cents*."""

    product: str
    category: str
    cents: int


@frozen(kw_only=True)
class Shop:
    """The promotions of a shop, one for each of its categories, and a purchase that meets five of them."""

    promotions: tuple[Promotion, ...]
    positions: tuple[Position, ...]

    @property
    def cents(self) -> int:
        """What the receipt comes to."""
        return sum(position.cents for position in self.positions)

    def discount(self, fired: Iterable[int], policies: Policies) -> int:
        """What the promotions *fired* take off, for engines that only say which ones do."""
        return sum(self._off(self.promotions[n], policies) for n in fired)

    def _off(self, promotion: Promotion, policies: Policies) -> int:
        """The discount of one promotion on its lines, each rounded."""
        assert policies.level is Level.LINE
        off = 0
        for position in self.positions:
            if position.category == promotion.category:
                off += ratio(position.cents, promotion.percent, 100, policies.discounts)
        return off


class Rival(Protocol):
    """What each module of this package offers."""

    POLICIES: Policies

    def build(self, shop: Shop) -> Work:
        """A purchase in *shop*; its result is the discount in cents."""
        ...


def open_shop(promotions: int, seed: int = 5) -> Shop:
    """A shop with that many *promotions*, 10 at least, for as many categories; exactly five are met."""
    rng = random.Random(seed)
    categories = [f"c{n}" for n in range(promotions)]
    positions = tuple(
        Position(
            product=f"{categories[n // 2]}p{n % 2}", category=categories[n // 2], cents=rng.randint(99, 2999)
        )
        for n in range(LINES)
    )
    total = sum(position.cents for position in positions)
    met, missed = (1_00, total), (total + 1, 3 * total)
    return Shop(
        positions=positions,
        promotions=tuple(
            Promotion(
                category=category,
                percent=rng.randint(5, 30),
                least=rng.randint(*(met if n < 5 or (n >= ON_RECEIPT and n % 2) else missed)),
            )
            for n, category in enumerate(categories)
        ),
    )


def book_of(shop: Shop, policies: Policies) -> OfferBook:
    """The promotions as offers of ours, rounding as *policies* say."""
    catalog = Catalog(
        categories=[Category(code=promotion.category) for promotion in shop.promotions],
        products=[Product(code=p.product, category=p.category) for p in shop.positions],
    )
    offers = [
        Offer.of(
            f"promotion-{n}",
            [Categories({p.category}), ReceiptAmount(at_least=Money(p.least, "EUR"))],
            [PercentOff(p.percent)],
            cumulative=True,
        )
        for n, p in enumerate(shop.promotions)
    ]
    return compile_offers(offers, catalog=catalog, policies=policies)


def ours(shop: Shop, policies: Policies) -> Callable[[], Calculation]:
    """A purchase in *shop* with everything that a calculation of ours says."""
    lines = [
        Line(number=n, product=position.product, amount=Money(position.cents, "EUR"))
        for n, position in enumerate(shop.positions, 1)
    ]
    receipt = Receipt(id="receipt", at=AT, place="shop", lines=lines)
    member, book = Member("member"), book_of(shop, policies)

    def purchase() -> Calculation:
        result = calculate(receipt, member, book)
        assert result.verdicts, "they are put into words on first use"
        return result

    return purchase
