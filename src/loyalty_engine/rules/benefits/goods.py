"""Benefits in goods: what is handed out beside what stands on the receipt."""

from __future__ import annotations

from typing import ClassVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST
from loyalty_engine.model.fields import faults, kept, money_problems
from loyalty_engine.model.identifiers import Code, product_code
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.money import Money
from loyalty_engine.rules.instructions import AddGoods, Instruction

#: The most units of a product that one benefit can add.
MOST_ADDED = 10**4


def _product(value: Code | str) -> Code:
    return kept(product_code, value)


@frozen
class AddGift:
    """*units* units of *product* for nothing, which need not be on the receipt; plain text is an ERP code.

    The till is asked to hand them out by an intent; a line that it prints for them costs 0. Where offers
    exclude each other or compete, a unit counts as *worth*, nothing unless it is said. The gift takes no
    line, and needs one that is left to the offer.
    """

    kind: ClassVar[str] = "add_gift"
    product: Code = field(converter=_product)
    units: int = 1
    worth: Money | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems: list[Problem] = faults("product", product_code, self.product)
        problem = number_problem("units", self.units, 1, MOST_ADDED)
        problems += [problem] if problem else []
        if self.worth is not None:
            problems += money_problems("worth", self.worth, LARGEST)
        refuse(self.kind, problems)

    def lower(self) -> tuple[Instruction, ...]:
        if self.worth is None:
            return (AddGoods(product=self.product, units=self.units),)
        worth, currency = self.worth.minor, self.worth.currency
        return (AddGoods(product=self.product, units=self.units, worth=worth, currency=currency),)

    def describe(self) -> str:
        worth = "" if self.worth is None else f" worth {self.worth} each"
        return f"{self.units} × {self.product.value} as a gift{worth}"
