"""Attributes: typed facts about members, products, lines and places, under names that the host chooses.

Values are exact and immutable: JSON is frozen on the way in (objects become `JsonObject`, arrays tuples),
decimals are bounded and written in one way only. Values that compare equal behave alike, so ``True`` is
not ``1`` here, while 1 and ``Decimal("1.0")`` are one number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from operator import itemgetter
from types import MappingProxyType
from typing import Final, TypeAlias

from attrs import define, field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.fields import repeated, sequence_of
from loyalty_engine.model.identifiers import id_problem, shown, text_problem

DEEPEST_JSON: Final = 64  # arrays and objects inside each other
LARGEST_JSON: Final = 100_000  # values in one JSON value, itself and everything inside it
INTEGER_DIGITS: Final = 15  # of a decimal number, before the point
DECIMAL_PLACES: Final = 9  # of a decimal number, after the point
_INTEGER_BOUND: Final = 2**63  # integers fit the eight bytes that databases and columnar files give them


def value_key(value: AttributeValue | None) -> Hashable:
    """Equal for two values exactly where they are the same value; Python alone takes ``True`` for ``1``."""
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, tuple):
        return tuple(map(value_key, value))
    return value


def _pairs_key(pairs: tuple[tuple[str, AttributeValue | None], ...]) -> Hashable:
    return frozenset((name, value_key(value)) for name, value in pairs)


@frozen
class JsonObject:
    """A JSON object that cannot change. Its members keep their order, but equality leaves it aside.

    Raises:
        InvalidInput: a name stands twice, or a value is no `JsonValue` within the limits.
    """

    members: tuple[tuple[str, JsonValue], ...] = field(default=(), eq=_pairs_key)
    _by_name: dict[str, JsonValue] = field(init=False, eq=False, repr=False)
    _values: int = field(init=False, eq=False, repr=False)  # this object and everything inside it
    _depth: int = field(init=False, eq=False, repr=False)  # 1 for an object of scalars

    def __attrs_post_init__(self) -> None:
        freezing = _Freezing(values=1, depth=1)
        members = freezing.members("", _pairs("members", self.members, freezing.problems), level=1)
        refuse("JSON object", freezing.problems)
        object.__setattr__(self, "members", members)
        object.__setattr__(self, "_by_name", dict(members))
        object.__setattr__(self, "_values", freezing.values)
        object.__setattr__(self, "_depth", freezing.depth)

    def get(self, name: str, default: JsonValue = None) -> JsonValue:
        """The value of a member, or *default* where there is no such member."""
        return self._by_name.get(name, default)


JsonValue: TypeAlias = bool | int | Decimal | str | tuple["JsonValue", ...] | JsonObject | None
"""A frozen JSON value; `freeze_json` makes one of dicts and lists."""

Scalar: TypeAlias = bool | int | Decimal | str | dt.date
"""An attribute value that has no parts."""

AttributeValue: TypeAlias = Scalar | tuple[JsonValue, ...] | JsonObject
"""Everything that an attribute can be. An attribute without a value is left out; None is no value."""


@define
class _Freezing:
    """One walk over a value from outside: its frozen copy, its size, and every problem with its path."""

    values: int = 0
    depth: int = 0
    problems: list[Problem] = field(factory=list)
    _full: bool = False

    def freeze(self, path: str, value: object, level: int = 0) -> JsonValue:
        """The frozen value; None where there was a problem. *level* counts the containers around it."""
        if value is None or isinstance(value, (str, int, Decimal)):
            return self._scalar(path, value) if self._fits(path, 1, level) else None
        if isinstance(value, JsonObject):
            return value if self._fits(path, value._values, level + value._depth) else None
        if type(value) is list or type(value) is tuple or isinstance(value, Mapping):
            return self._container(path, value, level + 1) if self._fits(path, 1, level + 1) else None
        self.problems.append(_scalar_problem(path, value))
        return None

    def _container(self, path: str, value: Iterable[object], level: int) -> JsonValue:
        if isinstance(value, Mapping):
            members = self.members(path, value.items(), level)
            return None if self.problems else JsonObject(members)
        items = []
        for n, item in enumerate(value):
            if self._full:
                break
            items.append(self.freeze(f"{path}[{n}]", item, level))
        return tuple(items)

    def members(
        self, path: str, pairs: Iterable[tuple[object, object]], level: int
    ) -> tuple[tuple[str, JsonValue], ...]:
        """The frozen members of an object; *level* is that of their values."""
        frozen_members: dict[str, JsonValue] = {}
        for name, value in pairs:
            if self._full:
                break
            if type(name) is not str or text_problem(path, name) is not None:
                self._note(path, f"{shown(name)} cannot name a member", "names are text")
            elif name in frozen_members:
                self._note(path, f"the member {shown(name)} stands twice", "keep one of them")
            else:
                frozen_members[name] = self.freeze(f"{path}.{name}" if path else name, value, level)
        return tuple(frozen_members.items())

    def _scalar(self, path: str, value: object) -> JsonValue:
        if value is None or isinstance(value, bool):
            return value
        if type(value) is str and text_problem(path, value) is None:
            return value
        if type(value) is int and -_INTEGER_BOUND <= value < _INTEGER_BOUND:
            return value
        number = plain_number(value) if type(value) is Decimal else None
        if number is None:
            self.problems.append(_scalar_problem(path, value))
        return number

    def _fits(self, path: str, values: int, depth: int) -> bool:
        """Count *values* more, reaching *depth*; False, with a problem, where that is beyond the limits."""
        self.values += values
        self.depth = max(self.depth, depth)
        if depth > DEEPEST_JSON:
            self._note(path, f"lies deeper than {DEEPEST_JSON} arrays and objects", "flatten the value")
            return False
        if self.values > LARGEST_JSON and not self._full:
            self._full = True  # and nothing more is looked at: shared parts can make a small value endless
            self._note(path, f"comes after {LARGEST_JSON} values", "keep less in one attribute")
        return not self._full

    def _note(self, path: str, message: str, hint: str) -> None:
        self.problems.append(Problem(path, message, hint))


def plain_number(value: Decimal) -> int | Decimal | None:
    """The number without trailing zeros and exponent; None where it is not finite or out of bounds.

    One without a fraction is an integer, as spreadsheets and data frames write ``2.0`` for 2. Works on the
    digits, so the precision of the decimal context has no part in it.
    """
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):  # infinity, or not a number
        return None
    if not any(digits):
        return 0
    if value.adjusted() >= INTEGER_DIGITS:
        return None
    kept = len(digits)
    while exponent < 0 and digits[kept - 1] == 0:
        kept, exponent = kept - 1, exponent + 1
    if exponent < -DECIMAL_PLACES:
        return None
    number = Decimal((sign, digits[:kept] + (0,) * exponent, min(exponent, 0)))
    return number if exponent < 0 else int(number)


def _scalar_problem(path: str, value: object) -> Problem:
    """Why a value that is not None, true or false cannot be part of an attribute."""
    message = f"is of type {type(value).__name__}, which no value has"
    hint = "values are text, bool, int, Decimal, a date alone, or JSON made of dicts, lists and these"
    if type(value) is str:
        return Problem(path, "holds U+0000 or half of a surrogate pair", "read it again from its source")
    if type(value) is int:
        return Problem(path, "is beyond 64 bits", "give long numbers as text")
    if type(value) is Decimal:
        hint = f"at most {INTEGER_DIGITS} digits before the point and {DECIMAL_PLACES} after it"
        return Problem(path, "is no number within bounds", hint)
    if isinstance(value, float):
        hint = "floats are not exact; give a Decimal of its text"
    elif isinstance(value, dt.datetime):
        hint = "give the date alone, value.date(), or the time as text"
    elif isinstance(value, dt.date):
        hint = "JSON has no dates; give its text, value.isoformat()"
    elif isinstance(value, (set, frozenset)):
        hint = "a set has no order; give a sorted list"
    return Problem(path, message, hint)


def freeze_json(value: object) -> JsonValue:
    """A frozen copy of a JSON value made of dicts, lists, text, numbers, booleans and None.

    Raises:
        InvalidInput: there are floats or other types in it, names that are not text, or it is deeper or
            larger than `DEEPEST_JSON` and `LARGEST_JSON` allow.
    """
    freezing = _Freezing()
    frozen_value = freezing.freeze("", value)
    refuse("JSON value", freezing.problems)
    return frozen_value


def freeze_value(path: str, value: object) -> tuple[AttributeValue | None, tuple[Problem, ...]]:
    """An attribute value as models keep it, and what was wrong with it; one of the two is empty."""
    if type(value) is dt.date or (type(value) is str and value.isprintable()):
        return value, ()
    if value is None:
        return None, (Problem(path, "None is no value", "leave the attribute out"),)
    freezing = _Freezing()
    frozen_value = freezing.freeze(path, value)
    return (None if freezing.problems else frozen_value), tuple(freezing.problems)


def _pairs(path: str, value: object, problems: list[Problem]) -> tuple[tuple[object, object], ...]:
    """The pairs of a name and a value in *value*; none, with a problem, where it holds anything else."""
    if isinstance(value, (tuple, list)) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in value):
        return tuple(value)
    problems.append(Problem(path, f"{shown(value)} is no sequence of pairs", "give (name, value) pairs"))
    return ()


def _entries(value: Iterable[tuple[str, object]]) -> tuple[tuple[str, AttributeValue], ...]:
    """Converter of pairs: values frozen, names unique, sorted by name."""
    problems: list[Problem] = []
    found: dict[str, AttributeValue] = {}
    for name, given in _pairs("entries", value, problems):
        fault = id_problem("", name)
        if fault is not None or not isinstance(name, str):
            problems += [Problem("", f"the name {fault.message}", fault.hint)] if fault else []
            continue
        kept, faults = freeze_value(name, given)
        problems += faults
        if name in found:
            problems.append(Problem(name, "the attribute stands twice", "keep one of them"))
        if kept is not None:
            found[name] = kept
    refuse("attributes", problems)
    return tuple(sorted(found.items(), key=itemgetter(0)))


@frozen
class Attributes:
    """Named values that cannot change; where they come from, and in what order, leaves no trace.

    Raises:
        InvalidInput: a name is no id or stands twice, or a value is a float or of another foreign type;
            the path is the name of the attribute.

    >>> Attributes.of(brand="Rimma", weight=Decimal("0.250"))["weight"]
    Decimal('0.25')
    """

    entries: tuple[tuple[str, AttributeValue], ...] = field(default=(), converter=_entries, eq=_pairs_key)
    _by_name: dict[str, AttributeValue] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_by_name", dict(self.entries))

    @classmethod
    def of(cls, mapping: Mapping[str, object] | None = None, /, **named: object) -> Attributes:
        """The attributes of a mapping, of keywords, or of both together."""
        return cls((*(() if mapping is None else _items(mapping)), *named.items()))

    def get(self, name: str, default: AttributeValue | None = None) -> AttributeValue | None:
        """The value of the attribute, or *default* where it has none."""
        return self._by_name.get(name, default)

    def __getitem__(self, name: str) -> AttributeValue:
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)


EMPTY: Final = Attributes()


def attributes(value: Attributes | Mapping[str, object]) -> Attributes:
    """Converter for fields that hold attributes; a mapping is frozen, anything else refused."""
    return value if isinstance(value, Attributes) else Attributes(_items(value))


def _items(value: Mapping[str, object]) -> tuple[tuple[str, object], ...]:
    if isinstance(value, Mapping):
        return tuple(value.items())
    raise InvalidInput.at("attributes", "", f"{shown(value)} is no mapping", "give a dict of values by name")


class AttributeType(Enum):
    """What the values of an attribute are."""

    BOOL = "bool"
    STRING = "string"
    JSON = "json"
    DATE = "date"
    INT = "int"
    DOUBLE = "double"  # exact decimals all the same; the name is the one that marketers know
    RADIO_STRING = "radio_string"  # one of a list of texts


_KINDS: Final = MappingProxyType(
    {
        AttributeType.BOOL: (bool,),
        AttributeType.STRING: (str,),
        AttributeType.JSON: (bool, int, Decimal, str, tuple, JsonObject),
        AttributeType.DATE: (dt.date,),
        AttributeType.INT: (int,),
        AttributeType.DOUBLE: (int, Decimal),
        AttributeType.RADIO_STRING: (str,),
    }
)


class MergeMode(Enum):
    """What becomes of a member's value when another account is merged into his."""

    NONE = "none"  # the value stays as it is
    COPY_IF_NOT_EXIST = "copy_if_not_exist"  # the other account's value is taken where there was none
    SUM_OR_APPEND = "sum_or_append"  # numbers are added, texts and lists joined
    ALWAYS_COPY = "always_copy"  # the other account's value replaces it
    MAX = "max"  # the greater of the two is kept


def _kind_problem(path: str, value: object, kind: type) -> Problem | None:
    if isinstance(value, kind):
        return None
    return Problem(path, f"{shown(value)} is not of type {kind.__name__}", f"give a {kind.__name__}")


def _allowed(value: Iterable[str]) -> tuple[str, ...]:
    return sequence_of(str, value, "attribute definition", "allowed")


@frozen(kw_only=True)
class AttributeDefinition:
    """What a host says about one of its attributes.

    *name* is the logical name under which values are stored, *title* what people read. *allowed* lists
    the texts to choose from; an attribute of type `AttributeType.RADIO_STRING` must have it, others cannot.

    Raises:
        InvalidInput: a field has a wrong type, or *allowed* does not suit *type*.
    """

    name: str
    type: AttributeType
    title: str = ""
    allowed: tuple[str, ...] = field(default=(), converter=_allowed)
    required: bool = False
    hidden: bool = False
    keeps_history: bool = False
    merge: MergeMode = MergeMode.NONE

    def __attrs_post_init__(self) -> None:
        found = (
            id_problem("name", self.name),
            text_problem("title", self.title),
            _kind_problem("type", self.type, AttributeType),
            _kind_problem("required", self.required, bool),
            _kind_problem("hidden", self.hidden, bool),
            _kind_problem("keeps_history", self.keeps_history, bool),
            _kind_problem("merge", self.merge, MergeMode),
            *(id_problem(f"allowed[{n}]", text) for n, text in enumerate(self.allowed)),
            *repeated("allowed", self.allowed, "the choice"),
            self._choice_problem(),
        )
        refuse(f"attribute definition {shown(self.name)}", (problem for problem in found if problem))

    def _choice_problem(self) -> Problem | None:
        if (self.type is AttributeType.RADIO_STRING) == bool(self.allowed):
            return None
        message = f"there are {len(self.allowed)} choices"
        return Problem("allowed", message, "list them for the type RADIO_STRING, and for no other")

    def check(self, value: object) -> Problem | None:
        """What keeps a value from being one of this attribute, if anything does; the path is its name."""
        kept, problems = freeze_value(self.name, value)
        if problems:
            return problems[0]
        if type(kept) in _KINDS[self.type] and (not self.allowed or kept in self.allowed):
            return None
        kind = self.type.value
        hint = f"give one of {', '.join(self.allowed)}" if self.allowed else f"give a value of type {kind}"
        return Problem(self.name, f"does not fit an attribute of type {kind}", hint)
