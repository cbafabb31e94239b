"""The shop of a case: its cart as our receipt, its products as our catalogue, its customer as our member.

Taxes, shipping and shelf prices are lines, attributes and amounts to us. A shipping charge is a line of the
part ``shipping``; what a peer knows about a line beyond its amount stands in the line's parameters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from attrs import define, field, frozen

from loyalty_engine import (
    Catalog,
    Line,
    Member,
    Money,
    PresentedCoupon,
    Product,
    ProductGroup,
    Quantity,
    Receipt,
)
from peercases.document import Case, Document, as_moment
from peercases.features import FINER, NO_LINES, UNIT_OF_MEASURE, UNITS_USED, Feature, Missing
from peercases.manners import Manner, Prices
from peercases.taxes import Taxes, taxes_of

#: Our names for the money of a case and for any other money, by the number of decimals.
_CURRENCIES: Final = {0: ("JPY", "KRW"), 2: ("EUR", "USD"), 4: ("CLF", "UYW")}
#: The day of a case that names none.
SOME_DAY: Final = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
HERE: Final = "shop"
#: What a line costs for each unit of weight, so that it can bear any sum.
_WEIGHT: Final = 10**6
#: A product that is on no receipt.
_NOTHING: Final = "0"
GOODS: Final = "goods"
SHIPPING: Final = "shipping"
#: Parameters of a receipt that refuses offers.
NO_AUTOMATIC: Final = "no_automatic"
NO_PROMOTIONS: Final = "no_promotions"


@frozen
class Scale:
    """Amounts with so many *decimals* as whole numbers of the smallest unit.

    *foreign* ones are in other money than the cart's.
    """

    decimals: int
    foreign: bool = False

    @property
    def currency(self) -> str:
        """Our name for the money of the case, or for any other."""
        return _CURRENCIES[self.decimals][self.foreign]

    def minor(self, value: Decimal) -> int:
        """*value* in the smallest unit, to which it is rounded."""
        return int(value.scaleb(self.decimals).to_integral_value(ROUND_HALF_UP))

    def exactly(self, value: Decimal, what: str) -> int:
        """*value* in the smallest unit, of which it must be a multiple."""
        minor = self.minor(value)
        if value.scaleb(self.decimals) != minor:
            raise Missing(FINER.of(f"{what} is {value}"))
        return minor

    def money(self, value: Decimal, what: str) -> Money:
        """*value* as a sum of money, which must be exact."""
        return Money(self.exactly(value, what), self.currency)

    def value(self, minor: int) -> Decimal:
        """An amount of the smallest unit as people write it."""
        return Decimal(minor).scaleb(-self.decimals)


@frozen(kw_only=True)
class Position:
    """A line of the cart, or a shipping charge: what stands on one line of our receipt, or on several.

    *numbers* are those of the lines, more than one where each unit has its own. *taken_before* is what was
    off its *amount* already.
    """

    id: str
    part: str
    sku: str
    quantity: Decimal
    amount: int
    taken_before: int
    numbers: tuple[int, ...]
    taxes: Taxes
    parameters: dict[str, object]
    groups: tuple[str, ...]


@define(eq=False)
class Shop:
    """All of a case but its promotions."""

    scale: Scale
    positions: list[Position]
    receipt: Receipt
    member: Member | None
    codes: dict[str, str]
    currency: str
    groups: set[str] = field(factory=set)

    @property
    def has_shipping(self) -> bool:
        """Are there shipping charges?"""
        return any(position.part == SHIPPING for position in self.positions)

    def code(self, sku: str) -> str:
        """Our code for a product: a number, which settles ties in the order of the cart."""
        return self.codes.setdefault(sku, str(len(self.codes) + 1))

    def group(self, name: str) -> str:
        """Our group of the products that a case puts into a category, or under a tag; it may be empty."""
        self.groups.add(name)
        return name

    def catalog(self) -> Catalog:
        """The products, in the groups that the offers name."""
        products = {
            self.codes[position.sku]: {"min_unit_price": least}
            if (least := position.parameters.get("min_unit_price")) is not None
            else {}
            for position in self.positions
        }
        members: dict[str, set[str]] = {name: {_NOTHING} for name in self.groups}
        for position in self.positions:
            for name in position.groups:
                members.setdefault(name, set()).add(self.codes[position.sku])
        return Catalog(
            products=[Product(code=code, attributes=found) for code, found in products.items()],
            groups=[ProductGroup.of(name, products=found) for name, found in members.items()],
        )


def open_shop(case: Case, manner: Manner, *, unit_by_unit: bool) -> Shop:
    """The shop of *case*; *unit_by_unit* gives each unit a line of its own."""
    document, scale = case.document, Scale(manner.decimals)
    cart = document.part("cart")
    positions: list[Position] = []
    for line in cart.parts("lines"):
        _add_goods(line, positions, scale, manner, unit_by_unit=unit_by_unit)
    for charge in cart.parts("shipping"):
        _add(charge, positions, scale, manner, SHIPPING, charge.needed("amount"))
    for n, weight in enumerate(cart.texts("weights") or ()):
        made = Document(f"weights[{n}]", {"id": str(n), "sku": str(n)})
        _add(made, positions, scale, manner, GOODS, Decimal(weight) * _WEIGHT)
    if not positions:
        raise Missing(NO_LINES)
    order = positions[::-1] if manner.last_first else positions
    codes: dict[str, str] = {}
    for position in order:
        codes.setdefault(position.sku, str(len(codes) + 1))
    receipt = Receipt(
        id=case.id,
        at=as_moment(document.text("now")) if "now" in document else SOME_DAY,
        place=cart.text("channel", HERE),
        lines=[line for position in positions for line in _lines(position, codes[position.sku], scale)],
        coupons=[
            PresentedCoupon(number=code, issue=code) for code in dict.fromkeys(cart.texts("codes") or ())
        ],
        parameters=_parameters(cart, document.part("customer")),
    )
    return Shop(scale, positions, receipt, _member(document), codes, cart.text("currency"))


def _add_goods(
    line: Document, positions: list[Position], scale: Scale, manner: Manner, *, unit_by_unit: bool
) -> None:
    if line.part("already").values:
        raise Missing(UNITS_USED.of(f"{line.path}.already"))
    if (line.number("stock_factor") or 1) != 1:
        raise Missing(UNIT_OF_MEASURE.of(f"{line.path}.stock_factor"))
    quantity, price = line.needed("qty"), line.needed("unit_price")
    with_tax = line.number("unit_price_incl_tax")
    price = price if with_tax is None else with_tax
    subtotal = line.number("subtotal")
    amount = price * quantity if subtotal is None else subtotal
    before = line.number("existing_discount") or Decimal(0)
    percent = line.number("manual_discount_percent")
    if percent is not None:
        before += amount * percent / 100
    amount -= before
    dearer = line.number("original_unit_price")
    if dearer is not None and dearer > price and not before:
        before = (dearer - price) * quantity
    parameters: dict[str, object] = {"unit_price": round(price, 9), "quantity": quantity}
    if line.flag("already_discounted"):
        parameters["already_discounted"] = True
    least = line.number("min_unit_price")
    if least is not None:
        parameters["min_unit_price"] = least
    uom = line.texts("uom")
    if uom:
        parameters["uom"] = uom[0]
    groups = [
        f"{name}:{value}"
        for key, name in (("categories", "category"), ("tags", "tag"), ("templates", "template"))
        for value in line.texts(key) or ()
    ]
    if "template" in line:
        groups.append(f"template:{line.text('template')}")
    if not quantity:
        return
    _add(line, positions, scale, manner, GOODS, amount, quantity, before, parameters, groups, unit_by_unit)


def _add(
    document: Document,
    positions: list[Position],
    scale: Scale,
    manner: Manner,
    part: str,
    amount: Decimal,
    quantity: Decimal = Decimal(1),
    before: Decimal = Decimal(0),
    parameters: dict[str, object] | None = None,
    groups: Iterable[str] = (),
    unit_by_unit: bool = False,
) -> None:
    if amount < 0 or quantity < 0:
        raise Missing(Feature("lines that cost less than nothing", f"{document.path} costs {amount}"))
    taxes = taxes_of(document)
    if manner.prices is Prices.WITH_TAX:
        amount = taxes.with_tax(amount, quantity)
    name = document.text("id")
    found = {"part": part, **(parameters or {})}
    option = document.text("option", name)
    if part == SHIPPING:
        found["option"] = option
    count = sum(len(position.numbers) for position in positions)
    split = int(quantity) if unit_by_unit and part == GOODS and quantity == int(quantity) else 1
    positions.append(
        Position(
            id=name,
            part=part,
            sku=document.text("sku", f"{part}:{name}"),
            quantity=quantity,
            amount=scale.minor(amount),
            taken_before=scale.minor(before),
            numbers=tuple(range(count + 1, count + 1 + split)),
            taxes=taxes,
            parameters=found,
            groups=tuple(groups),
        )
    )


def _lines(position: Position, code: str, scale: Scale) -> Iterable[Line]:
    count = len(position.numbers)
    for n, number in enumerate(position.numbers):
        amount = position.amount * (n + 1) // count - position.amount * n // count
        yield Line(
            number=number,
            product=code,
            quantity=Quantity.of(1 if count > 1 else position.quantity),
            amount=Money(amount, scale.currency),
            name=position.id,
            parameters=position.parameters,
        )


def _parameters(cart: Document, customer: Document) -> dict[str, object]:
    """What the receipt knows: whether automatic offers, or all, are refused, and which the buyer removed."""
    found: dict[str, object] = {}
    if cart.flag("ignore_automatic"):
        found[NO_AUTOMATIC] = True
    ignored = cart.take("ignore_promotions")
    for name in ignored if isinstance(ignored, list) else ():
        found[f"removed:{name}"] = True
    if ignored is True:
        found[NO_PROMOTIONS] = True
    removed = customer.values.get("attributes")
    names = removed.get("removed_promotions") if isinstance(removed, dict) else None
    for name in names or ():
        found[f"removed:{name}"] = True
    return found


def _member(document: Document) -> Member | None:
    """The customer; a guest is nobody."""
    customer = document.part("customer")
    assigned = [
        f"assigned:{promotion.get('id')}"
        for promotion in _objects(document.values.get("promotions"))
        if promotion.get("assigned_to_customer")
    ]
    if not customer.values and not assigned:
        return None
    attributes: dict[str, object] = {}
    for key, value in customer.part("attributes").values.items():
        customer.part("attributes").skip(key)
        if isinstance(value, (str, int, bool)):
            attributes[key] = value
    name = customer.text("id", customer.text("email", "somebody"))
    attributes |= {"id": name, "email": customer.text("email")}
    if customer.flag("logged_in") is False:
        return None
    history = customer.part("history")
    orders = history.parts("orders")
    counted = history.whole("completed_orders")
    attributes["orders"] = len(orders) if counted is None else counted
    for order in orders:
        order.skip("id", "status", "codes", "email")
    return Member(name, attributes=attributes, audiences=[*(customer.texts("groups") or ()), *assigned])


def _objects(value: object) -> Iterator[dict[str, object]]:
    for each in value if isinstance(value, list) else ():
        if isinstance(each, dict):
            yield each
