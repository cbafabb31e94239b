"""The conditions of a rule must all hold anyhow."""

from __future__ import annotations

from kinds.conditions.asking import reached
from loyalty_engine import AllOf, AnyOf, AtPlaces, Categories, LineQuantity, Not, Products, ReceiptContains

tea, mug = Categories({"tea"}), Products({"mug"})


def any_of() -> None:
    either = AnyOf([tea, mug])
    reached(either)
    # A part that is not about lines is for every line, where it holds.
    anywhere = AnyOf([tea, AtPlaces({"shop-7"})])
    anywhere.describe()
    reached(anywhere)


def all_of() -> None:
    both = AllOf([tea, LineQuantity(at_least=2)])
    reached(both)
    reached(AnyOf([both, mug]))


def not_() -> None:
    other = Not(tea)
    reached(other)
    # "No tea on the receipt" is another thing:
    without = Not(ReceiptContains([tea]))
    without.describe()
    reached(without)
