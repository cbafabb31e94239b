"""The lines and the shipping charges of a cart: what each costs, and what is known of it besides."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from attrs import define, field, frozen

from loyalty_engine import Line, Money, Quantity
from peercases.document import Document, as_number
from peercases.features import FINER, Feature, Missing
from peercases.manners import Manner, Prices
from peercases.taxes import Taxes, taxes_of

#: Our names for the money of a case, by the number of decimals.
_CURRENCIES: Final = {0: "JPY", 2: "EUR", 4: "CLF"}
#: Points have this many decimals.
POINT_DECIMALS: Final = 2
#: What a line costs for each unit of weight, so that it can bear any sum.
_WEIGHT: Final = 10**6
#: The parts of a cart: what is bought, what was used up by an offer before, sums of tax for each unit of it,
#: and what bringing it costs; the one line of an empty cart, because a receipt has lines; and no part at all.
GOODS: Final = "goods"
USED: Final = "used"
FIXED_TAX: Final = "fixed tax"
SHIPPING: Final = "shipping"
NOTHING: Final = "nothing"
NO_PART: Final = "none"
#: Groups of products, by the key that a line or a filter names them under.
GROUPED: Final = {"categories": "category", "tags": "tag", "templates": "template"}


@frozen
class Scale:
    """Amounts with so many *decimals* as whole numbers of the smallest unit."""

    decimals: int

    @property
    def currency(self) -> str:
        """Our name for the money of the case."""
        return _CURRENCIES[self.decimals]

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
    off its *amount* already. A unit is *stock_factor* units of stock.
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
    groups: tuple[str, ...] = ()
    stock_factor: Decimal = Decimal(1)

    def lines(self, code: str, currency: str) -> Iterable[Line]:
        """The lines of our receipt; *code* is what we call the product."""
        count = len(self.numbers)
        for n, number in enumerate(self.numbers):
            yield Line(
                number=number,
                product=code,
                quantity=Quantity.of(1 if count > 1 else self.quantity),
                amount=Money(portion(self.amount, n, count), currency),
                name=self.id,
                parameters=self.parameters,
            )


def portion(amount: int, n: int, count: int) -> int:
    """The part of the unit *n* where *amount* is split over *count* of them."""
    return amount * (n + 1) // count - amount * n // count


@define(eq=False)
class Positions:
    """The positions of a cart, read one after another."""

    scale: Scale
    manner: Manner
    unit_by_unit: bool
    found: list[Position] = field(factory=list)

    def read(self, cart: Document) -> list[Position]:
        """All positions of *cart*."""
        for line in cart.parts("lines"):
            self._goods(line)
        for charge in cart.parts("shipping"):
            option = charge.text("option", charge.text("id"))
            self._add(charge, SHIPPING, charge.needed("amount"), Decimal(1), {"option": option})
        weights = [as_number(each, "cart.weights") for each in cart.texts("weights") or ()]
        for n, weight in enumerate(weights):
            made = Document(f"weights[{n}]", {"id": str(n), "sku": str(n)})
            self._add(made, GOODS, (weight if any(weights) else Decimal(1)) * _WEIGHT, Decimal(1), {})
        if not self.found:
            self._add(Document("", {"id": "", "sku": "nothing"}), NOTHING, Decimal(0), Decimal(1), {})
        return self.found

    def _goods(self, line: Document) -> None:
        quantity, price = line.needed("qty"), line.needed("unit_price")
        price = line.number("unit_price_incl_tax") or price
        subtotal, percent = line.number("subtotal"), line.number("manual_discount_percent")
        amount = price * quantity if subtotal is None else subtotal
        before = (line.number("existing_discount") or Decimal(0)) + amount * (percent or 0) / 100
        amount -= before
        dearer = line.number("original_unit_price")
        if dearer is not None and dearer > price and not before:
            before = (dearer - price) * quantity
        parameters: dict[str, object] = {"unit_price": round(price, 9), "quantity": quantity}
        if line.flag("already_discounted"):
            parameters["already_discounted"] = True
        for key in ("min_unit_price", "uom"):
            if key in line:
                parameters[key] = line.text(key) if key == "uom" else line.needed(key)
        named = [f"{name}:{value}" for key, name in GROUPED.items() for value in line.texts(key) or ()]
        named += [f"template:{value}" for value in line.texts("template") or ()]
        already = line.part("already")
        used, taken = already.number("units_used") or Decimal(0), already.number("discount") or Decimal(0)
        if used:
            gone = amount * used / quantity
            self._add(line, USED, gone - taken, used, {}, before=taken)
            amount, quantity = amount - gone, quantity - used
        self._add(line, GOODS, amount, quantity, parameters, before=before, groups=named)

    def _add(
        self,
        document: Document,
        part: str,
        amount: Decimal,
        quantity: Decimal,
        parameters: dict[str, object],
        *,
        before: Decimal = Decimal(0),
        groups: Iterable[str] = (),
    ) -> None:
        if amount < 0 or quantity < 0:
            raise Missing(Feature("lines that cost less than nothing", f"{document.path} costs {amount}"))
        name, taxes = document.text("id"), taxes_of(document)
        if self.manner.prices is Prices.WITH_TAX:
            amount = taxes.gross(amount)
        elif taxes.fixed:
            raise Missing(Feature("sums of tax, on prices without tax", document.path))
        first = 1 + sum(len(position.numbers) for position in self.found)
        split = int(quantity) if self.unit_by_unit and part == GOODS and quantity == int(quantity) else 1
        position = Position(
            id=name,
            part=part,
            sku=document.text("sku", f"{part}:{name}"),
            quantity=quantity,
            amount=self.scale.minor(amount),
            taken_before=self.scale.minor(before),
            numbers=tuple(range(first, first + split)),
            taxes=taxes,
            parameters={"part": part, **parameters},
            groups=tuple(groups),
            stock_factor=document.number("stock_factor") or Decimal(1),
        )
        if quantity:
            self.found.append(position)
        if quantity and taxes.fixed:
            tax = Document(document.path, {"id": f"{name}, tax"})
            self._add(tax, FIXED_TAX, taxes.fixed * quantity, Decimal(1), {})
