"""The ways to say how much: a share, a sum, a price, so much for every so much.

One vocabulary serves discounts, points and payments. Every value is an integer of the smallest part of
what is given: minor units of the receipt's currency for a discount, a payment or a price, the smallest part
of the points currency for points. Shared by benefits and by the entries of individual offers, which carry
benefits.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from itertools import pairwise
from typing import Final

from attrs import Attribute, field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    kind_problems,
    needed_id_problems,
    tuple_problems,
)
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.money import Percent, Quantity

#: The most that an amount can be: ten million millions of money in cents.
LARGEST: Final = 10**15
#: More bands than anybody prints on a poster.
MOST_BANDS: Final = 100


def amount_problems(path: str, value: object, least: int = 0) -> list[Problem]:
    """What is wrong with *value* as a whole number of the smallest part."""
    if type(value) is int and least <= value <= LARGEST:
        return []
    hint = f"write a whole number of the smallest part, from {least} to {LARGEST:,}"
    return [Problem(path, f"{shown(value)} is not an amount", hint)]


def _amount(owner: object, attribute: Attribute[int], value: int) -> None:
    problems = amount_problems(attribute.name, value)
    if problems:
        raise InvalidInput(type(owner).__name__, tuple(problems))


class Bearer(Enum):
    """Who carries an attribute that a price is read from."""

    PRODUCT = "product"
    LINE = "line"


@frozen(weakref_slot=False)
class Share:
    """A percentage of the base."""

    percent: Percent

    def __attrs_post_init__(self) -> None:
        hint = 'write Percent("12.5")'
        refuse("Share", kind_problems("percent", self.percent, Percent, "a percentage", hint))


@frozen
class Fixed:
    """One sum for all the lines together, spread over them in proportion to their base."""

    value: int = field(validator=_amount)


@frozen
class PerLine:
    """The same sum for each line."""

    value: int = field(validator=_amount)


@frozen
class PerUnit:
    """A sum for each unit: per piece, or per kilogram of weighed goods."""

    value: int = field(validator=_amount)


@frozen
class PerProduct:
    """A sum for each distinct product, however many units of it there are."""

    value: int = field(validator=_amount)


@frozen
class PricePerUnit:
    """A unit of each line costs this much; the discount is what brings it there."""

    value: int = field(validator=_amount)


@frozen
class PriceForAll:
    """The lines together cost this much; the discount is what brings them there."""

    value: int = field(validator=_amount)


@frozen
class PerSum:
    """A sum for every full *every* of the lines' base together."""

    every: int
    value: int

    def __attrs_post_init__(self) -> None:
        problems = amount_problems("every", self.every, least=1)
        refuse("PerSum", problems + amount_problems("value", self.value))


@frozen
class PerWeight:
    """A sum for every full *every* of the lines' quantity together."""

    every: Quantity
    value: int

    def __attrs_post_init__(self) -> None:
        problems = kind_problems("every", self.every, Quantity, "a quantity", 'write Quantity.of("0.5")')
        refuse("PerWeight", problems + amount_problems("value", self.value))


@frozen
class TagPrice:
    """A price per unit read from an attribute of each product, or of each line: a yellow price tag.

    The attribute holds the price in whole units of money, ``"79.90"``. A line without the attribute, or
    whose attribute does not read as a price, gets nothing.
    """

    attribute: str
    of: Bearer = Bearer.PRODUCT

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        refuse("TagPrice", problems + choice_problems("of", self.of, Bearer))


@frozen
class TagAmount:
    """A sum for each unit read from an attribute of each product, or of each line: stars on the label.

    The attribute holds whole units of what is given, ``"2.50"``: of money, or of points. A line without the
    attribute, or whose attribute does not read as such a sum, gets nothing.
    """

    attribute: str
    of: Bearer = Bearer.PRODUCT

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(attribute=self.attribute)
        refuse("TagAmount", problems + choice_problems("of", self.of, Bearer))


@frozen
class Band:
    """A band of a `Graduated` amount: *percent* of what lies above *above*, up to the next band."""

    above: int
    percent: Percent

    def __attrs_post_init__(self) -> None:
        hint = 'write Percent("12.5")'
        problems = amount_problems("above", self.above)
        refuse("Band", problems + kind_problems("percent", self.percent, Percent, "a percentage", hint))


def _bands(value: Iterable[Band]) -> tuple[Band, ...]:
    return as_tuple(value)


@frozen
class Graduated:
    """A percentage for each band of the lines' base together: 5 % of the first 100, 10 % of the rest.

    The bands rise. They are summed exactly and rounded once, for money and for points.
    """

    bands: tuple[Band, ...] = field(converter=_bands)

    def __attrs_post_init__(self) -> None:
        problems = tuple_problems("bands", self.bands, Band, "a band", "give Band(10000, Percent(5))")
        if not problems and not 1 <= len(self.bands) <= MOST_BANDS:
            problems.append(Problem("bands", f"{len(self.bands)} bands are given", f"give 1 to {MOST_BANDS}"))
        for n, (band, following) in enumerate(pairwise(() if problems else self.bands), 1):
            if following.above <= band.above:
                message = f"{following.above} is not above {band.above}"
                problems.append(Problem(f"bands[{n}].above", message, "let each band lie above the other"))
        refuse("Graduated", problems)


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
    | TagAmount
    | Graduated
)
#: Amounts that name the price to pay and not what to give: in points, what is paid above it comes back.
PRICES = (PricePerUnit, PriceForAll, TagPrice)
