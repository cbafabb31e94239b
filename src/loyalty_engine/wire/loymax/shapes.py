"""The JSON of Loymax attributes as it stands in the field, key by key.

Favourite categories are written in lower camel case, personalised offers in Pascal case. Dates may have
seconds with seven decimals. An end belongs to what it ends. What is empty, null, in the year 1 as a start or
in the year 9999 as an end stands for no date.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any, Final

from attrs import NOTHING, field, frozen

from loyalty_engine.wire.faults import expected, guess
from loyalty_engine.wire.leaf import Leaf
from loyalty_engine.wire.moments import read_included_end, read_start, write_included_end, write_moment
from loyalty_engine.wire.shapes import FORM, KEY
from loyalty_engine.wire.text import Plain

_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)
_TENTH_OF_A_MICROSECOND: Final = re.compile(r"(\.[0-9]{6})[0-9]", re.ASCII)


def _start(value: object) -> dt.datetime | None:
    if value is None or value == "":
        return None
    start = read_start(_TENTH_OF_A_MICROSECOND.sub(r"\1", value) if isinstance(value, str) else value)
    return None if start.year == dt.MINYEAR else start


def _end(value: object) -> dt.datetime | None:
    if value is None or value == "":
        return None
    end = read_included_end(value)
    return None if end.year == dt.MAXYEAR else end


def _number(value: object) -> int | Decimal:
    if type(value) is str and _NUMBER.fullmatch(value):
        return Decimal(value)
    if type(value) is int or type(value) is Decimal:
        return value
    raise expected("a number, or text of one", value)


def _maybe_number(value: object) -> int | Decimal | None:
    return None if value is None else _number(value)


def _write_number(value: Decimal | int) -> Plain:
    return int(value) if value == int(value) else value


START: Final = Leaf(read=_start, write=write_moment, schema={})
END: Final = Leaf(read=_end, write=write_included_end, schema={})
NUMBER: Final = Leaf(read=_number, write=_write_number, schema={})
MAYBE_NUMBER: Final = Leaf(read=_maybe_number, write=_write_number, schema={})


def key(name: str, form: Leaf | None = None, default: object = NOTHING) -> Any:
    """A field that stands under *name* in JSON, in a *form* of its own where the type's will not do."""
    return field(default=default, metadata={KEY: name, FORM: form})


class PreferenceType(Enum):
    """What is given."""

    DISCOUNT = "Discount"
    CASHBACK = "Cashback"  # points
    COUPON = "Coupon"


class Method(Enum):
    """How a value is used."""

    PERCENT = "Percent"
    FIX_AMOUNT = "FixAmount"  # read from "Amount" as well
    AMOUNT_PER_UNIT = "AmountPerUnit"
    AMOUNT_PER_UNIQUE_SKU = "AmountPerUniqueSku"
    AMOUNT_PER_MEASURE = "AmountPerMeasure"  # for every so much money
    AMOUNT_PER_WEIGHT = "AmountPerWeight"  # for every so much weight
    PRICE = "Price"  # of all the products together
    PRICE_PER_UNIT = "PricePerUnit"


_METHODS: Final = MappingProxyType(
    {method.value: method for method in Method} | {"Amount": Method.FIX_AMOUNT}
)


def _method(value: object) -> Method | None:
    if value is None:
        return None
    if type(value) is str and value in _METHODS:
        return _METHODS[value]
    raise expected(
        f"one of {', '.join(_METHODS)}", value, guess(value, _METHODS) if type(value) is str else ""
    )


def _write_method(value: Method | None) -> Plain:
    return None if value is None else value.value


METHOD: Final = Leaf(read=_method, write=_write_method, schema={})


class IdType(Enum):
    """Whose code a product or a category is named by."""

    EXTERNAL = "External"
    INTERNAL = "Internal"


@frozen(kw_only=True)
class Category:
    """One favourite category."""

    id: str = key("id")
    name: str = key("name", default="")
    group: str = key("goodsGroupUID")
    start: dt.datetime | None = key("startActiveDate", START, None)
    end: dt.datetime | None = key("endActiveDate", END, None)
    preference_type: int = key("preferenceType")
    value: int | Decimal = key("preferenceValue", NUMBER)
    accepted: bool | None = key("accepted", default=None)


@frozen(kw_only=True)
class Categories:
    """The favourite categories of one member."""

    max_count: int | None = key("maxCount", default=None)
    selected_period: int | None = key("selectedPeriod", default=None)
    accepted_at: str | None = key("acceptedDate", default=None)
    categories: tuple[Category, ...] = key("categories")


@frozen(kw_only=True)
class Item:
    """One product, category or group of a personalised offer."""

    goods: str | None = key("GoodsId", default=None)
    category: str | None = key("CategoryId", default=None)
    group: str | None = key("GoodsGroupUID", default=None)
    id_type: IdType = key("IdType", default=IdType.EXTERNAL)
    preference_type: PreferenceType = key("PreferenceType")
    method: Method | None = key("CalculationMethod", METHOD, None)
    value: int | Decimal | None = key("PreferenceValue", MAYBE_NUMBER, None)
    measure_amount: int | Decimal | None = key("MeasureAmount", MAYBE_NUMBER, None)
    measure_weight: int | Decimal | None = key("MeasureWeight", MAYBE_NUMBER, None)
    coupon: str | None = key("CouponEmissionId", default=None)
    price_before: str | None = key("PriceUp", default=None)
    price_after: str | None = key("PriceDown", default=None)
    start: dt.datetime | None = key("StartDate", START, None)
    end: dt.datetime | None = key("EndDate", END, None)
    accepted: bool | None = key("Accepted", default=None)


@frozen(kw_only=True)
class Block:
    """The items of one brand, or of all."""

    brand: str | None = key("BrandId", default=None)
    items: tuple[Item, ...] = key("Items")


@frozen(kw_only=True)
class Personalized:
    """A personalised offer on products, categories and groups."""

    start: dt.datetime | None = key("StartDate", START, None)
    end: dt.datetime | None = key("EndDate", END, None)
    acceptance_required: bool = key("AcceptanceRequired", default=False)
    accepted: bool | None = key("Accepted", default=None)
    channels: tuple[str, ...] = key("Channels", default=())
    blocks: tuple[Block, ...] = key("Preferences")


@frozen(kw_only=True)
class Threshold:
    """What is given from one receipt amount on."""

    amount: int | Decimal = key("Amount", NUMBER)
    value: int | Decimal | None = key("PreferenceValue", MAYBE_NUMBER, None)
    coupon: str | None = key("CouponEmissionId", default=None)


@frozen(kw_only=True)
class Thresholds:
    """A personalised offer on receipt amounts."""

    start: dt.datetime | None = key("StartDate", START, None)
    end: dt.datetime | None = key("EndDate", END, None)
    acceptance_required: bool = key("AcceptanceRequired", default=False)
    accepted: bool | None = key("Accepted", default=None)
    channels: tuple[str, ...] = key("Channels", default=())
    preference_type: PreferenceType = key("PreferenceType")
    method: Method | None = key("CalculationMethod", METHOD, None)
    measure_amount: int | Decimal | None = key("MeasureAmount", MAYBE_NUMBER, None)
    measure_weight: int | Decimal | None = key("MeasureWeight", MAYBE_NUMBER, None)
    thresholds: tuple[Threshold, ...] = key("Thresholds")
