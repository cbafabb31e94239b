"""A glance at an individual offer: is it certainly in order?

The readers of individual offers look at everything, and say what is wrong and where. That takes its time, and
in a batch nearly every value is in order and made of parts that were there before: another product, but the
same benefit and the same dates. So a value is taken apart into its head and its items; codes are taken out
where they are plain; and what is left of each part is shown to the reader, once. A value of which the reader
has accepted all parts is accepted at a glance. Whatever is not certain goes to the reader as a whole.

Nothing here knows what an item means, only that items do not depend on each other but for the ids of
favourite categories. A property test holds the glance to the reader.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from attrs import define, field

from loyalty_engine.model.fields import LONGEST_NAME
from loyalty_engine.wire.batches.terms import PersonalKind
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.text import Limits, Plain

LONGEST: Final = 2**14
"""Characters of a text that is glanced at; a longer one goes to the reader at once."""

MOST_VALUES: Final = LONGEST // 2 + 1
"""No text so long holds more values; each has a sign and a comma at least."""

MOST_PARTS: Final = 20_000
"""How many parts are remembered; then remembering begins anew."""

_LONGEST_PART: Final = 1000  # characters of a part that is remembered, so that the memory is bounded
_DEEPEST: Final = 8  # arrays and objects inside each other, more than any of the kinds has
_PLAIN_CODE: Final = re.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}", re.ASCII)
_PLAIN_FRACTION: Final = re.compile(r"-?[0-9]{1,9}\.[0-9]{1,6}", re.ASCII)
_STAND_IN: Final = "x"
_FREE_IN_ITEMS: Final = ("GoodsId", "CategoryId", "GoodsGroupUID", "PriceUp", "PriceDown")
_DATES: Final = ("StartDate", "EndDate")
_CATEGORY_DATES: Final = ("startActiveDate", "endActiveDate")
_IN_BLOCKS: Final = frozenset(("BrandId", "Items"))


class Fraction(str):
    """The digits of a number with a point, as they stand in the text."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Fraction({self!s})"


def _fraction(text: str) -> Fraction:
    if _PLAIN_FRACTION.fullmatch(text) is None:
        raise ValueError(text)
    return Fraction(text)


_DECODER: Final = json.JSONDecoder(parse_float=_fraction)


def glimpsed(text: str) -> Any:
    """The value of JSON *text*, without a look at what is wrong with it; None where nothing can be seen.

    Of a name that stands twice the last counts, which `accounted_for` finds out.
    """
    if len(text) > LONGEST or "\\" in text:
        return None
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None


def accounted_for(text: str, strings: int) -> bool:
    """Has *text* as many *strings*, names included, as its value? With a name that stands twice it has more.

    There are no escapes in *text*, so every string has two quotation marks, and no others are there.
    """
    return text.count('"') == 2 * strings


@define
class Glance:
    """Looks at values of one *kind*; *accepts* says of JSON text whether the reader accepts it."""

    kind: PersonalKind
    accepts: Callable[[str], bool]
    limits: Limits
    _parts: dict[object, bool] = field(factory=dict, init=False)

    def strings(self, value: Any) -> int | None:
        """How many strings a *value* in order holds, names included; None where it is not certainly so."""
        if min(self.limits.items, self.limits.values) < MOST_VALUES or self.limits.depth < _DEEPEST:
            return None
        try:
            return _LOOK[self.kind](self, value)
        except (
            TypeError,
            ValueError,
            AttributeError,
            KeyError,
        ):
            return None  # there is text where an object should be, or the like

    def _personalized(self, value: Any) -> int | None:
        head = value.copy()
        blocks = head.pop("Preferences")
        count = self._head(head, "Preferences")
        if count is None or type(blocks) is not list:
            return None
        for block in blocks:
            items, brand = block["Items"], block.get("BrandId")
            if type(items) is not list or not block.keys() <= _IN_BLOCKS:
                return None
            if brand is not None:
                if not _plain(brand):
                    return None
                count += 1
            count += len(block)
            for item in items:
                part = item.copy()
                for key in _FREE_IN_ITEMS:
                    code = part.get(key)
                    if code is not None:
                        if not _plain(code):
                            return None
                        part[key] = _STAND_IN
                more = self._item(part, _DATES)
                if more is None:
                    return None
                count += more
        return count

    def _categories(self, value: Any) -> int | None:
        head = value.copy()
        categories = head.pop("categories")
        count = self._head(head, "categories")
        if count is None or type(categories) is not list:
            return None
        ids = set()
        for category in categories:
            part = category.copy()
            if not (_plain(part["id"]) and _plain(part["goodsGroupUID"])):
                return None
            ids.add(part["id"])
            part["id"] = part["goodsGroupUID"] = _STAND_IN
            name = part.get("name")
            if type(name) is str and len(name) <= LONGEST_NAME and name.isprintable():
                part["name"] = _STAND_IN
            more = self._item(part, _CATEGORY_DATES)
            if more is None:
                return None
            count += more
        return count if len(ids) == len(categories) else None

    def _thresholds(self, value: Any) -> int | None:
        return _strings_in(value) if self._known(repr(value), lambda: value) else None

    def _head(self, head: dict[str, Any], items: str) -> int | None:
        """The strings in *head* and the name of its *items*; None where it is not accepted without any."""
        count = self._part("head", head, lambda: {**head, items: []})
        return None if count is None else count + 1

    def _item(self, item: dict[str, Any], dates: tuple[str, str]) -> int | None:
        """The strings in *item*; None where it is not accepted alone, with its *dates* and without."""
        dated = {key: item.pop(key) for key in dates if key in item}
        count = self._part("item", item, lambda: _ALONE[self.kind](item))
        if count is None or not dated:
            return count
        more = self._part("dates", dated, lambda: _ALONE[self.kind](item | dated))
        return None if more is None else count + more

    def _part(self, role: str, part: dict[str, Any], value: Callable[[], Any]) -> int | None:
        values = tuple(part.values())
        types = tuple(map(type, values))  # because True is 1 to a dictionary
        if self._known((role, tuple(part), values, types), value):
            return len(part) + types.count(str)
        return None

    def _known(self, key: object, value: Callable[[], Any]) -> bool:
        """Has the reader accepted the value that *key* stands for? It is asked once."""
        known = self._parts.get(key)
        if known is None:
            text = dumps(_exact(value()))
            known = self.accepts(text)
            if len(text) <= _LONGEST_PART:
                if len(self._parts) >= MOST_PARTS:
                    self._parts.clear()
                self._parts[key] = known
        return known


def _plain(code: object) -> bool:
    return type(code) is str and _PLAIN_CODE.fullmatch(code) is not None


def _exact(value: Any) -> Plain:
    """*value* with the numbers that its digits stand for."""
    if isinstance(value, dict):
        return {name: _exact(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return Decimal(value) if isinstance(value, Fraction) else value


def _strings_in(value: Any) -> int:
    """How many strings *value* holds, names included."""
    if isinstance(value, dict):
        return len(value) + sum(map(_strings_in, value.values()))
    if isinstance(value, list):
        return sum(map(_strings_in, value))
    return int(type(value) is str)


_LOOK: Final = MappingProxyType(
    {
        PersonalKind.PERSONALIZED_OFFER: Glance._personalized,
        PersonalKind.FAVORITE_CATEGORIES: Glance._categories,
        PersonalKind.RECEIPT_THRESHOLDS: Glance._thresholds,
    }
)
_ALONE: Final[Mapping[PersonalKind, Callable[[Any], Any]]] = MappingProxyType(
    {
        PersonalKind.PERSONALIZED_OFFER: lambda item: {"Preferences": [{"Items": [item]}]},
        PersonalKind.FAVORITE_CATEGORIES: lambda item: {"categories": [item]},
    }
)
