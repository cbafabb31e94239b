"""Loymax attribute values: the individual offers of one member as such installations hold and import them.

They are read into the values of `loyalty_engine.model.personal` and written back, with these conversions:

* Ends are included there and excluded here: ``23:59:59`` ends with that second, a date with its day. Dates
  with an offset come back as the same instants, in UTC.
* Percentages are 0 to 100. Sums are in whole units of a currency that the value does not name, so it is an
  argument; sums of points likewise.
* ``Accepted`` of an item overrides that of the offer, null inherits. Where no acceptance is required, its
  presence says that it is.
* A coupon names its issue in ``CouponEmissionId``, and has neither a method nor a value.
* ``CalculationMethod`` is one of the field's eight. ``AmountPerMeasure`` has beside its value
  ``MeasureAmount``, for how much money it is given, and ``AmountPerWeight`` has ``MeasureWeight``, for how
  many kilograms. ``Amount`` is read as ``FixAmount``. What an offer on receipt amounts measures stands at its
  top, as its method does.
* ``Channels`` lists the channels by which the member is to hear of an offer. This key, and the two measures,
  are ours: no public source names those of the field.

Keys that are not known are refused, or left out where *ignore_unknown* says so. A host that has to give them
back keeps the object as it came, from `read_json`: `keep_answer` puts a member's choice or answer into it,
`write_property` writes a single property, as services in the field do, and `write_json` makes text of it.
All of them leave the rest as it was, and in its order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias, TypeVar

from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.model.attributes import JsonObject
from loyalty_engine.model.personal import FavoriteCategories, PersonalizedOffer, ReceiptThresholds
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.wire.converter import converter, to_plain
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.loymax import reading, shapes, writing
from loyalty_engine.wire.loymax.benefits import Preference, Terms, preference_problems
from loyalty_engine.wire.loymax.keeping import keep_answer, read_json, write_json
from loyalty_engine.wire.loymax.properties import read_property, write_property
from loyalty_engine.wire.loymax.shapes import Method
from loyalty_engine.wire.text import LIMITS, DocumentError, Limits, parse
from loyalty_engine.wire.values import thawed

__all__ = [
    "Method",
    "Preference",
    "keep_answer",
    "read_favorite_categories",
    "read_json",
    "read_personalized_offer",
    "read_property",
    "read_receipt_thresholds",
    "write_favorite_categories",
    "write_json",
    "write_personalized_offer",
    "write_property",
    "write_receipt_thresholds",
]

Source: TypeAlias = str | bytes | JsonObject
"""An attribute value: JSON text, or what an attribute of type Json holds."""

S = TypeVar("S")
T = TypeVar("T")


def read_favorite_categories(
    document: Source,
    *,
    preferences: Mapping[int, Preference],
    currency: str,
    points: PointsCurrency = BONUS_POINTS,
    ignore_unknown: bool = False,
    limits: Limits = LIMITS,
) -> FavoriteCategories:
    """The favourite categories of one member.

    Args:
        document: the attribute value.
        preferences: what each code in ``preferenceType`` stands for in this installation. There is no
            default, because no table of the codes is public.
        currency: that of sums of money.
        points: the points that are given.
        ignore_unknown: leave out keys that are not known, instead of refusing them.
        limits: how large the value may be.

    Raises:
        DocumentError: the value cannot be read; all problems are reported, a code that is not in
            *preferences* among them.
        InvalidInput: *currency* is unknown, or *preferences* is no such table.
    """
    refuse("favourite categories", preference_problems(preferences))
    build = partial(reading.categories, Terms(currency, points), preferences)
    return _read("favourite categories", document, shapes.Categories, build, ignore_unknown, limits)


def read_personalized_offer(
    document: Source,
    *,
    currency: str,
    points: PointsCurrency = BONUS_POINTS,
    ignore_unknown: bool = False,
    limits: Limits = LIMITS,
) -> PersonalizedOffer:
    """A personalised offer of one member on products, categories and groups.

    Arguments and errors are those of `read_favorite_categories`.
    """
    build = partial(reading.personalized, Terms(currency, points))
    return _read("personalised offer", document, shapes.Personalized, build, ignore_unknown, limits)


def read_receipt_thresholds(
    document: Source,
    *,
    currency: str,
    points: PointsCurrency = BONUS_POINTS,
    strictly: bool = False,
    ignore_unknown: bool = False,
    limits: Limits = LIMITS,
) -> ReceiptThresholds:
    """A personalised offer of one member on receipt amounts.

    Arguments and errors are those of `read_favorite_categories`. *strictly* says that a threshold must be
    exceeded and not only reached, which the value itself cannot.
    """
    build = partial(reading.thresholds, Terms(currency, points), strictly)
    return _read("receipt thresholds", document, shapes.Thresholds, build, ignore_unknown, limits)


def _read(
    subject: str,
    document: Source,
    shape: type[S],
    build: Callable[[S], T],
    ignore_unknown: bool,
    limits: Limits,
) -> T:
    try:
        if isinstance(document, JsonObject):
            plain = thawed(document)
        else:
            plain = parse(document, subject=subject, limits=limits)
        return build(converter(ignore_unknown=ignore_unknown).structure(plain, shape))
    except DocumentError:
        raise
    except InvalidInput as error:
        raise DocumentError(subject, tuple(problem.inside("$") for problem in error.problems)) from None


def write_favorite_categories(
    value: FavoriteCategories,
    *,
    preferences: Mapping[int, Preference],
    currency: str,
    points: PointsCurrency = BONUS_POINTS,
    indent: int | None = None,
) -> str:
    """The attribute value that holds *value*; `read_favorite_categories` makes an equal one of it.

    Args:
        value: the favourite categories of one member.
        preferences: as for reading; of several codes that mean the same, the lowest is written.
        currency: that of sums of money.
        points: the points that are given.
        indent: as for `dumps`.

    Raises:
        InvalidInput: *value* holds something that has no place there, such as other ways to say how much
            than those of `Method`.
    """
    refuse("favourite categories", preference_problems(preferences))
    shape = writing.categories_shape(Terms(currency, points), preferences, value)
    return dumps(to_plain(shape), indent=indent)


def write_personalized_offer(
    value: PersonalizedOffer,
    *,
    currency: str,
    points: PointsCurrency = BONUS_POINTS,
    indent: int | None = None,
) -> str:
    """The attribute value that holds *value*; arguments and errors as for `write_favorite_categories`."""
    return dumps(to_plain(writing.personalized_shape(Terms(currency, points), value)), indent=indent)


def write_receipt_thresholds(
    value: ReceiptThresholds,
    *,
    currency: str,
    points: PointsCurrency = BONUS_POINTS,
    indent: int | None = None,
) -> str:
    """The attribute value that holds *value*; arguments and errors as for `write_favorite_categories`.

    Whether a threshold must be exceeded is not written, for there is no key that says so.
    """
    return dumps(to_plain(writing.thresholds_shape(Terms(currency, points), value)), indent=indent)
