"""What our calculation of a case comes to, in the words in which the case says what is expected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import assert_never

from attrs import define, evolve

from loyalty_engine import (
    Budget,
    Calculation,
    Context,
    CouponIntent,
    GiftIntent,
    Level,
    Offer,
    OfferBook,
    PointsCurrency,
    Policies,
    Rounding,
    calculate,
    compile_offers,
)
from peercases.features import BUDGET, PAY_WITH_POINTS, SHIPPING_TAX, UNKNOWN_KEY, Missing
from peercases.gifts import Lane
from peercases.goods import FreeGoods
from peercases.manners import Manner, Prices, Subtotal
from peercases.offers import Book
from peercases.positions import FIXED_TAX, GOODS, POINT_DECIMALS, SHIPPING, Position, portion
from peercases.rewards import CREDIT, POINTS
from peercases.shop import Shop


@define(eq=False, slots=False)
class Figures:
    """A calculation of a case, and what it says."""

    shop: Shop
    book: Book
    manner: Manner
    compiled: OfferBook
    calculation: Calculation
    context: Context

    @classmethod
    def of(cls, shop: Shop, book: Book, manner: Manner, level: Level, rounding: Rounding) -> Figures:
        """Calculate with percentages rounded at *level*, and discounts as *rounding* says."""
        balances = [] if shop.member is None else [name for name, _ in shop.member.balances]
        kinds = dict.fromkeys([POINTS, CREDIT, *balances, *book.payments])
        points = [PointsCurrency(name, exponent=POINT_DECIMALS) for name in kinds]
        policies = Policies(discounts=rounding, points=Rounding.HALF_UP, level=level)
        offers = [_within_budget(offer, book, shop, manner) for offer in book.offers]
        unspent = Context(counters={limit.counter(offer.id): 0 for offer in offers for limit in offer.limits})
        compiled = compile_offers(offers, catalog=shop.catalog(), policies=policies, points=points)
        calculation = calculate(shop.receipt, shop.member, compiled, context=unspent)
        found = cls(shop, book, manner, compiled, calculation, unspent)
        found.check_budgets()
        return found

    def check_budgets(self) -> None:
        """Budgets hold benefit by benefit, so it would matter if several exceeded one together."""
        for promotion in self.book.promotions:
            budget, given = promotion.budget, self._of_promotion(promotion.id)
            if budget is not None and given > max(budget, Decimal(0)):
                raise Missing(BUDGET.of(f"{promotion.id} gives more than {budget}"))

    @cached_property
    def added(self) -> list[tuple[FreeGoods, int]]:
        """Goods that the till adds, and how many units of each."""
        known = [gift.goods for gift in self.book.gifts if gift.goods is not None]
        found = list[tuple[FreeGoods, int]]()
        for intent in self.calculation.intents:
            if isinstance(intent, CouponIntent):
                found += [(next(one for one in known if one.issue == intent.issue), intent.count)]
            elif isinstance(intent, GiftIntent):
                code = intent.product.value
                found += [(next(one for one in known if one.free and one.sku == code), intent.units)]
        return found

    @property
    def _added_price(self) -> Decimal:
        return sum((goods.price * count for goods, count in self.added), Decimal(0))

    @property
    def _added_off(self) -> Decimal:
        return sum((goods.off(count) for goods, count in self.added), Decimal(0))

    @cached_property
    def _given(self) -> dict[tuple[int, str, Lane], int]:
        """What was taken off, by the first line of a position, promotion and lane."""
        first = {number: p.numbers[0] for p in self.shop.positions for number in p.numbers}
        found: dict[tuple[int, str, Lane], int] = {}
        for line in self.calculation.lines:
            for discount in line.discounts:
                promotion, lane = self.book.sources[discount.offer, discount.rule]
                key = (first[line.number], promotion.id, lane)
                found[key] = found.get(key, 0) + discount.amount
        return found

    def _off(self, position: Position, lanes: Iterable[Lane] = tuple(Lane)) -> int:
        first = position.numbers[0]
        return sum(v for (on, _, lane), v in self._given.items() if on == first and lane in lanes)

    def _of_promotion(self, promotion: str) -> Decimal:
        return self.money(sum(v for (_, name, _), v in self._given.items() if name == promotion))

    def money(self, minor: int) -> Decimal:
        """An amount as the case writes it."""
        return self.shop.scale.value(minor)

    def _named(self, name: str) -> Position:
        for position in (*self.shop.of(GOODS), *self.shop.of(SHIPPING)):
            if position.id == name:
                return position
        for position in self.shop.of(GOODS):
            if position.sku == name:
                return position
        raise Missing(UNKNOWN_KEY.of(f"a line {name}"))

    def line_discount(self, name: str) -> Decimal:
        """What was taken off a line."""
        position = self._named(name)
        lanes = (Lane.LINES,) if self.manner.unit_level_only else tuple(Lane)
        return self.money(self._off(position, lanes))

    def promotion_line(self, promotion: str, line: str, *, with_goods: bool = False) -> Decimal:
        """What a promotion took off a line, or off everything where the line is ``total``.

        Goods that it gave are a line of their own, and a part of everything *with_goods*.
        """
        gifts = [gift.goods for p in self.book.promotions if p.id == promotion for gift in p.gifts]
        given = [(goods, count) for goods, count in self.added if goods in gifts]
        if line == "total":
            goods_off = sum((goods.off(count) for goods, count in given), Decimal(0))
            return self._of_promotion(promotion) + (goods_off if with_goods else 0)
        if any(goods.sku == line for goods, _ in given):
            return sum((goods.off(count) for goods, count in given if goods.sku == line), Decimal(0))
        first = self._named(line).numbers[0]
        return self.money(sum(v for (on, by, _), v in self._given.items() if on == first and by == promotion))

    def unit_price(self, name: str) -> Decimal:
        """What a unit of a line costs in the end."""
        position = self._named(name)
        return self._left(position) / position.quantity

    def line_total(self, name: str) -> Decimal:
        """What a line costs in the end."""
        position = self._named(name)
        if position.taxes.fixed:
            raise Missing(UNKNOWN_KEY.of(f"what the line {name} costs, with a sum of tax"))
        return self._left(position)

    def _left(self, position: Position) -> Decimal:
        return self.money(position.amount - self._off(position))

    def unit_discounts(self, name: str) -> list[Decimal]:
        """What was taken off each unit of a line, before the calculation and by it."""
        position = self._named(name)
        before, count = position.taken_before, len(position.numbers)
        results = {line.number: line for line in self.calculation.lines}
        return [
            self.money(results[number].discount.minor + portion(before, n, count))
            for n, number in enumerate(position.numbers)
        ]

    @property
    def total_discount(self) -> Decimal:
        """All that was taken off goods, and off shipping where the convention has it so."""
        manner, taken = self.manner, self._added_off
        for position in self.shop.positions:
            if position.part == GOODS or manner.discount_with_shipping:
                off = self.money(self._off(position))
                taken += self.rounded(position.taxes.gross(off)) if manner.discount_with_tax else off
        return taken

    @property
    def order_discount(self) -> Decimal:
        """What was taken off goods for the order as a whole."""
        return self.money(sum(self._off(position, [Lane.ORDER]) for position in self.shop.of(GOODS)))

    @property
    def lines_total(self) -> Decimal:
        """What goods come to after the discounts on lines, before those on the order."""
        taken = sum(self._off(position, [Lane.LINES]) for position in self.shop.of(GOODS))
        return self.money(sum(position.amount for position in self.shop.of(GOODS)) - taken)

    @property
    def subtotal(self) -> Decimal:
        """What goods come to, before discounts or after them."""
        match self.manner.subtotal:
            case Subtotal.BEFORE:
                goods = self.money(sum(position.amount for position in self.shop.of(GOODS)))
                return goods + self._added_price
            case Subtotal.AFTER_WITH_TAX:
                return self._gross(self.shop.of(GOODS))
            case Subtotal.AFTER_NET:
                return sum(map(self._net, self.shop.of(GOODS)), Decimal(0))
            case _:
                assert_never(self.manner.subtotal)

    def readings(self, key: str) -> set[Decimal]:
        """What a figure may also mean, with some peers or in some cases."""
        both = (False, True)
        match key:
            case "total_discount":
                manners = [
                    evolve(self.manner, discount_with_shipping=shipping, discount_with_tax=tax)
                    for shipping in both
                    for tax in both
                ]
                return {evolve(self, manner=manner).total_discount for manner in manners}
            case "subtotal":
                manners = [evolve(self.manner, subtotal=subtotal) for subtotal in Subtotal]
                return {evolve(self, manner=manner).subtotal for manner in manners}
            case "shipping_total":
                return {self.shipping_total, sum(map(self._net, self.shop.of(SHIPPING)), Decimal(0))}
            case _:
                return set()

    @property
    def unit(self) -> Decimal:
        """The smallest unit of money."""
        return Decimal(1).scaleb(-self.shop.scale.decimals)

    def rounded(self, value: Decimal) -> Decimal:
        """*value* in whole units of the smallest money."""
        return value.quantize(self.unit, ROUND_HALF_UP)

    def _gross(self, positions: Iterable[Position]) -> Decimal:
        if self.manner.prices is Prices.WITH_TAX:
            return sum(map(self._left, positions), Decimal(0))
        return sum((self.rounded(p.taxes.gross(self._left(p))) for p in positions), Decimal(0))

    def _net(self, position: Position) -> Decimal:
        if position.part == FIXED_TAX:
            return Decimal(0)
        if position.part == SHIPPING and not position.taxes.known:
            return self._net_of_shipping(self._left(position))
        if self.manner.prices is Prices.WITH_TAX:
            return self.rounded(position.taxes.net_of_gross(self._left(position)))
        return self.rounded(position.taxes.net(self._left(position)))

    def _net_of_shipping(self, amount: Decimal) -> Decimal:
        """What a charge without a rate of its own is without tax: its parts follow the rates of the goods."""
        goods = self.shop.of(GOODS)
        if any(position.taxes.on_top or position.taxes.fixed for position in goods):
            raise Missing(SHIPPING_TAX)
        of_rate: dict[Decimal, Decimal] = {}
        for position in goods:
            rate = position.taxes.included
            of_rate[rate] = of_rate.get(rate, Decimal(0)) + self._left(position)
        everything = sum(of_rate.values()) or Decimal(1)
        parts = [(amount * part / everything, rate) for rate, part in of_rate.items()]
        return amount - sum((self.rounded(part - part / (1 + rate)) for part, rate in parts), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What goods and shipping cost with tax."""
        return self._gross(self.shop.positions) + self._added_price - self._added_off - self._paid

    @property
    def _paid(self) -> Decimal:
        """What was paid with points."""
        return self.money(sum(payment.amount for payment in self.calculation.paid))

    @property
    def net_total(self) -> Decimal:
        """What goods and shipping cost without tax."""
        if self._added_price != self._added_off:
            raise Missing(UNKNOWN_KEY.of("the tax of goods that are added"))
        return self._gross(self.shop.positions) - self.tax_total - self._paid

    def _net_by_parts(self, positions: Sequence[Position]) -> Decimal:
        """What *positions* cost without tax: goods and discounts, by promotion and rate, rounded apart."""
        if any(position.taxes.on_top for position in positions):
            raise Missing(UNKNOWN_KEY.of("discounts as goods of their own, with tax on top"))
        of_rate: dict[tuple[str, Decimal], int] = {}
        net = Decimal(0)
        for position in positions:
            if not position.taxes.known:
                net += self._net(position)
                continue
            rate = position.taxes.included
            net += self.rounded(position.taxes.net(self.money(position.amount)))
            for (on, promotion, _), value in self._given.items():
                if on == position.numbers[0]:
                    of_rate[promotion, rate] = of_rate.get((promotion, rate), 0) + value
        return net - sum(
            (self.rounded(self.money(v) / (1 + rate)) for (_, rate), v in of_rate.items()), Decimal(0)
        )

    @property
    def tax_total(self) -> Decimal:
        """All tax, or that of shipping alone; what pays takes no tax away."""
        if self._paid and not self.book.pays:
            raise Missing(PAY_WITH_POINTS.of("the tax of what points pay"))
        taxed = self.shop.of(SHIPPING) if self.manner.shipping_tax_only else self.shop.positions
        if self.manner.net_by_parts:
            return self._gross(taxed) - self._net_by_parts(taxed)
        return self._gross(taxed) - sum(map(self._net, taxed), Decimal(0))

    @property
    def shipping_total(self) -> Decimal:
        """What shipping costs with tax."""
        return self._gross(self.shop.of(SHIPPING))

    def shipping_discount(self, name: str) -> Decimal:
        """What was taken off a shipping charge."""
        return self.money(self._off(self._named(name)))

    def points(self, name: str) -> Decimal:
        """Points, or credit in money, that the purchase earns."""
        if name == "redeemed":
            spent = sum(payment.points for payment in self.calculation.paid)
            asked = [p.amount for p in self.shop.receipt.points_asked if p.currency in self.shop.whole_points]
            if spent < sum(amount or 0 for amount in asked):
                raise Missing(PAY_WITH_POINTS.of("more points than can be spent"))
            for promotion in self.book.promotions:
                if promotion.id in self.applied:
                    spent += max((gift.cost for gift in promotion.gifts), default=0)
            return Decimal(spent).scaleb(-POINT_DECIMALS)
        kinds = {"earned": POINTS, "earned_credit": CREDIT}
        if name not in kinds:
            raise Missing(UNKNOWN_KEY.of(f"points {name}"))
        earned = sum(p.amount for p in self.calculation.points if p.currency == kinds[name])
        return Decimal(earned).scaleb(-POINT_DECIMALS)

    @property
    def value(self) -> Decimal:
        """What the one promotion takes off the one line that there is."""
        positions = [position for position in self.shop.positions if self._off(position)]
        if len(self.book.promotions) > 1 or len(positions) > 1:
            raise Missing(UNKNOWN_KEY.of("expected.value, of several promotions or lines"))
        return self.money(sum(map(self._off, positions)))

    @property
    def allocation(self) -> list[Decimal]:
        """The parts of a sum, in the order of the lines."""
        return [self.money(self._off(position)) for position in self.shop.of(GOODS)]

    @cached_property
    def applied(self) -> frozenset[str]:
        """The promotions that gave something."""
        granted = {(v.offer, rule) for v in self.calculation.explain().verdicts for rule in v.rules}
        return frozenset(promotion.id for key, (promotion, _) in self.book.sources.items() if key in granted)


def _within_budget(offer: Offer, book: Book, shop: Shop, manner: Manner) -> Offer:
    """The offer with what is left of its promotion's budget, where it is the promotion's only offer."""
    rules = [promotion for (id, _), (promotion, _) in book.sources.items() if id == offer.id]
    if len(set(rules)) != 1:
        return offer
    promotion = rules[0]
    offers = {id for (id, _), (source, _) in book.sources.items() if source is promotion}
    left, partial = promotion.budget, manner.budgets_in_part
    if left is None or len(offers) > 1 or (len(rules) > 1 and not partial):
        return offer
    if shop.scale.minor(left) < 1:
        return offer
    return evolve(offer, limits=[Budget(shop.scale.money(left, "budget"), partial=partial)])
