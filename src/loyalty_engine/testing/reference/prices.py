"""Prices: what tags say, floors, and initial prices."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from loyalty_engine.errors import Problem
from loyalty_engine.model.amounts import Bearer, PricePerUnit, Share, TagAmount, TagPrice
from loyalty_engine.model.currencies import EXPONENTS
from loyalty_engine.model.decimals import scaled
from loyalty_engine.model.money import Rounding, ratio
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.instructions import SetFloor, SetInitialPrice
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.units import Slice


def times_units(value: int, units: Slice | Line, rounding: Rounding) -> int:
    """*value* for each unit of the line, or of so much of it."""
    thousandths = units.thousandths if isinstance(units, Slice) else units.quantity.thousandths
    return ratio(value, thousandths, 1000, rounding)


def tag_price(tag: TagPrice, line: Line, scene: Scene) -> int | None:
    """The price on the tag, in minor units of the receipt's currency; None where there is none to read."""
    return tagged(tag, line, EXPONENTS[scene.receipt.currency], scene)


def tagged(tag: TagPrice | TagAmount, line: Line, places: int, scene: Scene) -> int | None:
    """What is on the tag, in parts of which 10 ** *places* are a unit; None where nothing can be read."""
    value = scene.attribute_of_line(line, tag.attribute, of_product=tag.of is Bearer.PRODUCT)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
        return None
    parts = scaled(value, places, "a tag")
    return None if isinstance(parts, Problem) or parts < 0 else parts


def floor_of(instruction: SetFloor, line: Line, scene: Scene) -> int | None:
    """The least that the line may cost, by one instruction; None where it says nothing about the line."""
    floor, rounding = instruction.floor, scene.book.policies.discounts
    if isinstance(floor, Share):
        return ratio(line.amount.minor, floor.percent.hundredths, 100_00, rounding)
    if isinstance(floor, PricePerUnit):
        return times_units(floor.value, line, rounding)
    if isinstance(floor, TagPrice):
        price = tag_price(floor, line, scene)
        return None if price is None else times_units(price, line, rounding)
    assert_never(floor)


def initial_price(instruction: SetInitialPrice, line: Line, scene: Scene) -> int | None:
    """What discounts on the line start from, by one instruction; None where it says nothing of it."""
    price = instruction.price
    each = price.value if isinstance(price, PricePerUnit) else tag_price(price, line, scene)
    return None if each is None else times_units(each, line, scene.book.policies.discounts)
