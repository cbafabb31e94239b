"""The shop of a case: its cart as our receipt, its products as our catalogue, its customer as our member.

Taxes, shipping and shelf prices are lines, attributes and amounts to us. A shipping charge is a line of the
part ``shipping``; what a peer knows about a line beyond its amount stands in the line's parameters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from attrs import define, evolve, field

from loyalty_engine import Catalog, Member, PointsAsked, PresentedCoupon, Product, ProductGroup, Receipt
from peercases.buyers import known, member_of
from peercases.document import Case, Document, as_moment
from peercases.manners import Manner, Prices
from peercases.positions import GOODS, Position, Positions, Scale

#: The day of a case that names none, and the place.
SOME_DAY: Final = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
HERE: Final = "shop"
#: A product that is on no receipt.
_NOTHING: Final = "0"


@define(eq=False)
class Shop:
    """All of a case but its promotions.

    Points of the kinds *whole_points* are spent in whole steps, or all at once. It is *ambiguous* where a
    threshold is reached with tax and not without.
    """

    scale: Scale
    manner: Manner
    cart: Document
    positions: list[Position]
    receipt: Receipt
    member: Member | None
    codes: dict[str, str]
    currency: str
    parameters: dict[str, object]
    groups: set[str] = field(factory=set)
    whole_points: set[str] = field(factory=set)
    ambiguous: bool = False

    @property
    def balances(self) -> list[int]:
        """How many smallest parts of points of each kind the customer has."""
        member = self.member
        return [] if member is None else [member.balance(kind) for kind, _ in member.balances]

    @property
    def only_goods(self) -> bool:
        """Is there nothing on the receipt but what is bought?"""
        return all(position.part == GOODS for position in self.positions)

    def of(self, part: str) -> list[Position]:
        """The positions of a part of the cart."""
        return [position for position in self.positions if position.part == part]

    def net(self, position: Position) -> Decimal:
        """What a position costs without tax, before discounts."""
        written, taxes = self.scale.value(position.amount), position.taxes
        net = taxes.net_of_gross(written) if self.manner.prices is Prices.WITH_TAX else taxes.net(written)
        return round(net, self.scale.decimals)

    def write(self, name: str, value: Decimal) -> None:
        """Write a figure that the host has worked out on the receipt."""
        self.parameters[name] = value
        self.receipt = evolve(self.receipt, parameters=self.parameters)

    def ask(self, points: str, amount: int) -> None:
        """Ask for so many smallest parts of *points* to be spent."""
        asked = [*self.receipt.points_asked, PointsAsked(points, amount)]
        self.receipt = evolve(self.receipt, points_asked=asked)

    def code(self, sku: str) -> str:
        """Our code for a product: a number, which settles ties in the order of the cart."""
        return self.codes.setdefault(sku, str(len(self.codes) + 1))

    def group(self, name: str) -> str:
        """Our group of the products that a case puts into a category, or under a tag; it may be empty."""
        self.groups.add(name)
        return name

    def catalog(self) -> Catalog:
        """The products, in the groups that the offers name."""
        floors: dict[str, dict[str, object]] = {}
        members: dict[str, set[str]] = {name: {_NOTHING} for name in self.groups}
        for position in self.positions:
            code, least = self.codes[position.sku], position.parameters.get("min_unit_price")
            floors.setdefault(code, {})
            if least is not None:
                floors[code]["min_unit_price"] = least
            for name in position.groups:
                members.setdefault(name, set()).add(code)
        return Catalog(
            products=[Product(code=code, attributes=found) for code, found in floors.items()],
            groups=[ProductGroup.of(name, products=found) for name, found in members.items()],
        )


def open_shop(case: Case, manner: Manner, *, unit_by_unit: bool) -> Shop:
    """The shop of *case*; *unit_by_unit* gives each unit a line of its own."""
    document, scale = case.document, Scale(manner.decimals)
    cart = document.part("cart")
    positions = Positions(scale, manner, unit_by_unit).read(cart)
    codes: dict[str, str] = {}
    last_first = manner.last_first and not _picks_only(document) and not _splits(document)
    for position in positions[::-1] if last_first else positions:
        codes.setdefault(position.sku, str(len(codes) + 1))
    at = as_moment(document.text("now"), "now") if "now" in document else SOME_DAY
    parameters = known(document)
    receipt = Receipt(
        id=case.id,
        at=at,
        place=cart.text("channel", HERE),
        lines=[line for each in positions for line in each.lines(codes[each.sku], scale.currency)],
        coupons=_presented(cart.texts("codes") or ()),
        parameters=parameters,
    )
    member = member_of(document, scale, at)
    return Shop(scale, manner, cart, positions, receipt, member, codes, cart.text("currency"), parameters)


def _picks_only(document: Document) -> bool:
    """Are there units to pick, the first of equal ones, and no sum of which the last gets leftover cents?"""
    benefits = [one for promotion in document.glance("promotions") for one in promotion.glance("benefits")]
    picked = any("max_units" in benefit.part("target") for benefit in benefits)
    return picked and all(benefit.text("type") == "percent_off" for benefit in benefits)


def _splits(document: Document) -> bool:
    """Is a sum split that is no discount? Where discounts are negative, their leftover cents go elsewhere."""
    benefits = [one for promotion in document.glance("promotions") for one in promotion.glance("benefits")]
    return any(one.text("type") == "allocate" and not one.text("value").startswith("-") for one in benefits)


def _presented(codes: Iterable[str]) -> list[PresentedCoupon]:
    return [PresentedCoupon(number=code, issue=code) for code in dict.fromkeys(codes)]


def total_quantity(positions: Iterable[Position]) -> Decimal:
    """How many units the *positions* have."""
    return sum((position.quantity for position in positions), Decimal(0))
