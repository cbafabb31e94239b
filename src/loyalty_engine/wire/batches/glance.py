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
from collections.abc import Callable
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from attrs import define, field, frozen

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
_IN_BLOCKS: Final = frozenset(("BrandId", "Items"))
_MOST_NAMES: Final = 30  # of members of an item that is glanced at
_MOST_LAYOUTS: Final = 1000
_UNSEEN: Final = object()

_CODES: Final = frozenset(
    ("GoodsId", "CategoryId", "GoodsGroupUID", "PriceUp", "PriceDown", "id", "goodsGroupUID")
)
_TITLES: Final = frozenset(("name",))
_DATES: Final = frozenset(("StartDate", "EndDate", "startActiveDate", "endActiveDate"))


@frozen
class Layout:
    """Where in an item with these *names* its codes stand, its title, and its dates, by name *dated*."""

    names: tuple[str, ...]
    codes: tuple[int, ...]
    titles: tuple[int, ...]
    dates: tuple[int, ...]
    dated: tuple[str, ...]

    @classmethod
    def of(cls, names: tuple[str, ...]) -> Layout:
        """The layout of items with these members, in this order."""
        codes, titles, dates = (
            tuple(n for n, name in enumerate(names) if name in kind) for kind in (_CODES, _TITLES, _DATES)
        )
        return cls(names, codes, titles, dates, tuple(names[n] for n in dates))


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
    _parts: dict[object, Any] = field(factory=dict, init=False)
    _layouts: dict[tuple[str, ...], Layout] = field(factory=dict, init=False)

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
        blocks = value["Preferences"]
        count = self._head(value, "Preferences")
        if count is None or type(blocks) is not list:
            return None
        for block in blocks:
            brand = block.get("BrandId")
            if not block.keys() <= _IN_BLOCKS or not (brand is None or _plain(brand)):
                return None
            more = self._items(block["Items"])
            if more is None:
                return None
            count += len(block) + (brand is not None) + more
        return count

    def _categories(self, value: Any) -> int | None:
        categories = value["categories"]
        count, more = self._head(value, "categories"), self._items(categories)
        if count is None or more is None:
            return None
        ids = {category["id"] for category in categories}
        return count + more if len(ids) == len(categories) else None

    def _thresholds(self, value: Any) -> int | None:
        key = repr(value)
        known: int | None = self._parts.get(key, _UNSEEN)
        return self._learn(key, value, _strings_in(value)) if known is _UNSEEN else known

    def _head(self, value: Any, items: str) -> int | None:
        """The strings in *value* outside of its *items*; None where it is not accepted without any."""
        names = tuple(value)
        values = tuple([None if name == items else value[name] for name in names])
        types = tuple(map(type, values))  # because True is 1 to a dictionary
        key = (names, values, types)
        known: int | None = self._parts.get(key, _UNSEEN)
        if known is _UNSEEN:
            return self._learn(key, value | {items: []}, len(names) + types.count(str))
        return known

    def _items(self, items: Any) -> int | None:
        """The strings in *items*; None where one is not accepted alone, with its dates and without."""
        if type(items) is not list:
            return None
        count = 0
        for item in items:
            more = self._item(item)
            if more is None:
                return None
            count += more
        return count

    def _item(self, item: Any) -> int | None:
        values, names = list(item.values()), tuple(item)
        layout = self._layouts.get(names) or self._laid_out(names)
        for n in layout.codes:
            code = values[n]
            if code is not None:
                if type(code) is not str or _PLAIN_CODE.fullmatch(code) is None:
                    return None
                values[n] = _STAND_IN
        for n in layout.titles:
            if not _printable(values[n]):
                return None
            values[n] = _STAND_IN
        dates = tuple([values[n] for n in layout.dates])
        for n in layout.dates:
            values[n] = None
        types = tuple(map(type, values))
        key = (names, tuple(values), types)
        known: int | None = self._parts.get(key, _UNSEEN)
        if known is _UNSEEN:
            known = self._learn(key, self._alone(layout, values, ()), len(names) + types.count(str))
        if not dates or known is None:
            return known
        types = tuple(map(type, dates))
        dated = (layout.dated, dates, types)
        more: int | None = self._parts.get(dated, _UNSEEN)
        if more is _UNSEEN:
            more = self._learn(dated, self._alone(layout, values, dates), types.count(str))
        return None if more is None else known + more

    def _laid_out(self, names: tuple[str, ...]) -> Layout:
        layout = Layout.of(names)
        if len(names) <= _MOST_NAMES:
            if len(self._layouts) >= _MOST_LAYOUTS:
                self._layouts.clear()
            self._layouts[names] = layout
        return layout

    def _alone(self, layout: Layout, values: list[Any], dates: tuple[Any, ...]) -> Any:
        """A value whose only item has these *values*; its dates are these, or it has none."""
        item = dict(zip(layout.names, values, strict=True))
        for n in layout.dates:
            del item[layout.names[n]]
        item |= {layout.names[n]: date for n, date in zip(layout.dates, dates, strict=False)}
        if self.kind is PersonalKind.FAVORITE_CATEGORIES:
            return {"categories": [item]}
        return {"Preferences": [{"Items": [item]}]}

    def _learn(self, key: object, value: Any, strings: int) -> int | None:
        """*strings* where the reader accepts *value*, and None where not; *key* stands for it from now on."""
        text = dumps(_exact(value))
        known = strings if self.accepts(text) else None
        if len(text) <= _LONGEST_PART:
            if len(self._parts) >= MOST_PARTS:
                self._parts.clear()
            self._parts[key] = known
        return known


def _plain(code: object) -> bool:
    return type(code) is str and _PLAIN_CODE.fullmatch(code) is not None


def _printable(name: object) -> bool:
    return type(name) is str and len(name) <= LONGEST_NAME and name.isprintable()


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
