"""The ways to say how much: a share, a sum, a price, so much for every so much.

One vocabulary serves discounts and points. Every value is an integer of the smallest part of what is
given: minor units of the receipt's currency for a discount or a price, the smallest part of the points
currency for points. Shared by benefits and by the entries of individual offers, which carry benefits.
"""

from __future__ import annotations

from enum import Enum

from attrs import Attribute, field, frozen, validators

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.money import Percent, Quantity

LARGEST = 10**15


def _at_least_nothing(owner: object, attribute: Attribute[int], value: int) -> None:
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise InvalidInput.at(
            type(owner).__name__,
            attribute.name,
            f"{value!r} is not an amount",
            "write a whole number of the smallest part, from 0 to 10**15",
        )


def _something(owner: object, attribute: Attribute[int], value: int) -> None:
    _at_least_nothing(owner, attribute, value)
    if value == 0:
        raise InvalidInput.at(
            type(owner).__name__, attribute.name, "every 0 would never end", "use at least 1"
        )


def _name(owner: object, attribute: Attribute[str], value: object) -> None:
    if not isinstance(value, str) or not value:
        raise InvalidInput.at(
            type(owner).__name__, attribute.name, f"{value!r} is not a name", "use some text"
        )


class Bearer(Enum):
    """Who carries an attribute that a price is read from."""

    PRODUCT = "product"
    LINE = "line"


@frozen
class Share:
    """A percentage of the base."""

    percent: Percent = field(validator=validators.instance_of(Percent))


@frozen
class Fixed:
    """One sum for all the lines together, spread over them in proportion to their base."""

    value: int = field(validator=_at_least_nothing)


@frozen
class PerLine:
    """The same sum for each line."""

    value: int = field(validator=_at_least_nothing)


@frozen
class PerUnit:
    """A sum for each unit: per piece, or per kilogram of weighed goods."""

    value: int = field(validator=_at_least_nothing)


@frozen
class PerProduct:
    """A sum for each distinct product, however many units of it there are."""

    value: int = field(validator=_at_least_nothing)


@frozen
class PricePerUnit:
    """A unit of each line costs this much; the discount is what brings it there."""

    value: int = field(validator=_at_least_nothing)


@frozen
class PriceForAll:
    """The lines together cost this much; the discount is what brings them there."""

    value: int = field(validator=_at_least_nothing)


@frozen
class PerSum:
    """A sum for every full *every* of the lines' base together."""

    every: int = field(validator=_something)
    value: int = field(validator=_at_least_nothing)


@frozen
class PerWeight:
    """A sum for every full *every* of the lines' quantity together."""

    every: Quantity = field(validator=validators.instance_of(Quantity))
    value: int = field(validator=_at_least_nothing)


@frozen
class TagPrice:
    """A price per unit read from an attribute of each product, or of each line: a yellow price tag.

    The attribute holds the price in whole units of money, ``"79.90"``. A line without the attribute, or
    whose attribute does not read as a price, gets nothing.
    """

    attribute: str = field(validator=_name)
    of: Bearer = Bearer.PRODUCT


Amount = (
    Share
    | Fixed
    | PerLine
    | PerUnit
    | PerProduct
    | PricePerUnit
    | PriceForAll
    | PerSum
    | PerWeight
    | TagPrice
)
#: Amounts that name the price to pay and not what to take off: they make no sense in points.
PRICES = (PricePerUnit, PriceForAll, TagPrice)
