"""Points that the customer spends: as a payment, or as the price of a promotion."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import evolve

from loyalty_engine import Balance, Money, PayWithPoints
from peercases.document import Document
from peercases.features import PAY_WITH_POINTS, Missing
from peercases.gifts import Gift, Lane, Target, target_of
from peercases.manners import Manner
from peercases.matching import matched
from peercases.positions import POINT_DECIMALS, Scale
from peercases.shop import Shop
from peercases.terms import Terms

_POINTS = Scale(POINT_DECIMALS)


def points_redeem(benefit: Document, promotion: Document, shop: Shop, manner: Manner) -> Iterator[Gift]:
    """Payment with all points of the customer, in whole steps, or with as many as the cart asks for.

    The peer may spend what the same purchase earns; we cannot. They allow no more than they are worth, and
    leave the rest to other points.
    """
    target, rate = target_of(benefit, shop, manner), benefit.needed("amount_per_point")
    step = _POINTS.exactly(benefit.number("required_points") or Decimal("0.01"), benefit.path)
    if benefit.text("as") not in ("", "discount", "payment"):
        raise Missing(PAY_WITH_POINTS.of(f"{benefit.path} as {benefit.text('as')}"))
    most = _most(target, benefit, shop)
    kind = _kind(promotion, shop)
    balance = shop.member.balance(kind) if shop.member is not None else 0
    asked = shop.cart.number("redeem_points")
    wanted = balance if asked is None else _POINTS.exactly(asked, "cart.redeem_points")
    whole, everything = min(wanted, balance) // step * step, benefit.flag("all_points")
    if step > 1 or everything:
        shop.whole_points.add(kind)
    if whole:
        shop.ask(kind, whole)
        worth = Money(shop.scale.minor(_POINTS.value(whole) * rate), shop.scale.currency)
        most = worth if most is None or worth.minor < most.minor else most
    made = PayWithPoints(currency=kind, worth=f"{rate:f}", at_most=most)
    yield Gift(lane=Lane.POINTS, selection=target.selection, benefits=(made,), value=rate)


def _most(target: Target, benefit: Document, shop: Shop) -> Money | None:
    """The most that points may pay: all, or the price of the cheapest unit."""
    if target.most_per_line is not None or (target.scope == "order" and target.most is not None):
        raise Missing(PAY_WITH_POINTS.of(f"{benefit.path}: so many units"))
    if target.scope == "order":
        return None
    document = benefit.part("target")
    if target.scope != "units" or document.text("pick") != "cheapest_first" or target.most not in (None, 1):
        raise Missing(PAY_WITH_POINTS.of(f"{benefit.path}: {target.scope}"))
    found = matched(document.part("filter"), shop)
    prices = [shop.scale.value(position.amount) / position.quantity for position in found]
    return shop.scale.money(min(prices, default=Decimal(0)), benefit.path)


def _kind(promotion: Document, shop: Shop) -> str:
    """The points that a promotion is about: those of its name, or the only ones that the customer has."""
    kinds = [kind for kind, _ in shop.member.balances] if shop.member is not None else []
    return promotion.text("id") if promotion.text("id") in kinds or len(kinds) != 1 else kinds[0]


def at_a_price(gifts: list[Gift], benefit: Document, promotion: Document, shop: Shop) -> list[Gift]:
    """*gifts* for so many points, which the customer must have."""
    cost, kind = _POINTS.exactly(benefit.needed("cost_points"), benefit.path), _kind(promotion, shop)
    if shop.member is None or not shop.member.balances or cost < 1:
        raise Missing(PAY_WITH_POINTS.of(f"{benefit.path}.cost_points"))
    terms = Terms((Balance(kind, at_least=cost),))
    return [evolve(gift, terms=gift.terms.and_(terms), cost=cost) for gift in gifts]
