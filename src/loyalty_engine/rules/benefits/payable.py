"""How much may be paid with points or certificates, where it is no percentage."""

from __future__ import annotations

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import (
    LARGEST,
    Amount,
    Bearer,
    PerSum,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    TagAmount,
    TagPrice,
)
from loyalty_engine.model.fields import (
    choice_problems,
    faults,
    flag_problems,
    id_problems,
    kept,
    money_problems,
)
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.benefits.discounts import Per, full_sum_problems, spread


def _quantity(value: Quantity | int | str | None) -> Quantity | None:
    return None if value is None else kept(Quantity.of, value)


@frozen
class Payable:
    """The most that may be paid: a sum, so much for every so much, what a label says, or all above a price.

    Exactly one is given: an *amount* once for each of what *per* names, or instead for every full *every*
    that the lines cost together or for every full *every_weight* of them; all that a unit, or the lines
    *together*, cost above the price *above*; all above the price per unit in the attribute *tagged_price*; or
    for each unit the sum in the attribute *tagged_amount*. *of* says whose attribute it is. What lines cost
    is their amounts less their discounts, whatever is paid by other means.
    """

    amount: Money | None = None
    per: Per = field(default=Per.RECEIPT, kw_only=True)
    every: Money | None = field(default=None, kw_only=True)
    every_weight: Quantity | None = field(default=None, converter=_quantity, kw_only=True)
    above: Money | None = field(default=None, kw_only=True)
    together: bool = field(default=False, kw_only=True)
    tagged_price: str | None = field(default=None, kw_only=True)
    tagged_amount: str | None = field(default=None, kw_only=True)
    of: Bearer = field(default=Bearer.PRODUCT, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = choice_problems("per", self.per, Per) + choice_problems("of", self.of, Bearer)
        problems += flag_problems(together=self.together)
        problems += id_problems(tagged_price=self.tagged_price, tagged_amount=self.tagged_amount)
        for path, sum_ in (("amount", self.amount), ("above", self.above)):
            if sum_ is not None:
                problems += money_problems(path, sum_, LARGEST)
        if self.every is not None:
            problems += full_sum_problems("every", self.every)
        if self.every_weight is not None:
            problems += faults("every_weight", Quantity.of, self.every_weight)
        refuse("payable", problems or self._choice_problems())

    def _choice_problems(self) -> list[Problem]:
        """What is wrong with fields that are each in order, taken together."""
        given = sum(
            way is not None for way in (self.amount, self.above, self.tagged_price, self.tagged_amount)
        )
        if given != 1:
            message = f"{given} of amount, above, tagged_price and tagged_amount are given"
            return [Problem("", message, "give exactly one of them")]
        counts = (self.per is not Per.RECEIPT) + (self.every is not None) + (self.every_weight is not None)
        if self.amount is not None and counts > 1:
            message = f"{counts} of per, every and every_weight are given"
            return [Problem("", message, "give one of them at most")]
        found = [
            Problem(path, f"goes with {owner}, and there is none", "leave it out")
            for path, owner, lonely in (
                ("per", "an amount", self.amount is None and self.per is not Per.RECEIPT),
                ("every", "an amount", self.amount is None and self.every is not None),
                ("every_weight", "an amount", self.amount is None and self.every_weight is not None),
                ("together", "a price in above", self.above is None and self.together),
                ("of", "an attribute", self._attribute is None and self.of is not Bearer.PRODUCT),
            )
            if lonely
        ]
        if self.amount is not None and self.every is not None and self.every.currency != self.amount.currency:
            message = f"{self.every} is not in {self.amount.currency}"
            found.append(Problem("every", message, "use one currency"))
        return found

    @property
    def _attribute(self) -> str | None:
        return self.tagged_amount if self.tagged_price is None else self.tagged_price

    @property
    def currency(self) -> str | None:
        """The currency of its sums; None where they stand in attributes, in that of the receipt."""
        stated = self.above if self.amount is None else self.amount
        return None if stated is None else stated.currency

    def lower(self) -> Amount:
        """The amount that it stands for."""
        if self.amount is not None:
            if self.every is not None:
                return PerSum(self.every.minor, self.amount.minor)
            if self.every_weight is not None:
                return PerWeight(self.every_weight, self.amount.minor)
            return spread(self.amount.minor, self.per)
        if self.above is not None:
            return PriceForAll(self.above.minor) if self.together else PricePerUnit(self.above.minor)
        if self.tagged_price is not None:
            return TagPrice(self.tagged_price, self.of)
        return TagAmount(self.tagged_amount or "", self.of)

    def describe(self) -> str:
        """How much it is, in words that "may be paid" follows."""
        if self.amount is not None:
            return f"up to {self.amount}{self._for_what()}"
        if self.above is not None:
            return f"what is above {self.above} {'for all of them together' if self.together else 'apiece'}"
        if self.tagged_price is not None:
            return f"what is above the price in the {self.of.value}'s {self.tagged_price}"
        return f"up to the sum in the {self.of.value}'s {self.tagged_amount} for each unit"

    def _for_what(self) -> str:
        if self.every is not None:
            return f" for every {self.every}"
        if self.every_weight is not None:
            return f" for every {self.every_weight} bought"
        return "" if self.per is Per.RECEIPT else f" per {self.per.value}"
