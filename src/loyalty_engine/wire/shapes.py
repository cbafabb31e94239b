"""What a type looks like in a document: one analysis, from which reader, writer and schema follow.

A class becomes an object with a member for each field of its constructor. Where several classes may stand in
one place, each carries a tag, ``kind``. Tuples become arrays, frozen sets sorted arrays, enumerations their
words, and what may be None may be null. The types of `loyalty_engine.wire.leaves` have forms of their own.
"""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable, Mapping
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.react import Reaction
from loyalty_engine.engine.records import LineResult
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model import amounts, intents, personal, schedule, slots
from loyalty_engine.model.attributes import JsonValue
from loyalty_engine.model.receipt import Place
from loyalty_engine.rules import limits, offer, stacking
from loyalty_engine.wire.leaf import Leaf
from loyalty_engine.wire.leaves import CHOICES, FIELDS, LEAVES

KIND: Final = "kind"
"""The member that holds the tag."""

KEY: Final = "loyalty_engine.wire.key"
"""Metadata of a field: what it is called in documents."""

FORM: Final = "loyalty_engine.wire.form"
"""Metadata of a field: the `Leaf` by which it is read and written."""

#: The tags of classes that share a place with others. Kinds of condition and benefit carry their own.
TAGS: Final[Mapping[type, str]] = MappingProxyType(
    {
        offer.Everyone: "everyone",
        offer.Members: "members",
        offer.Audiences: "audiences",
        limits.Limit: "limit",
        limits.Budget: "budget",
        limits.UnitLimit: "unit_limit",
        stacking.LoymaxOrder: "loymax_order",
        amounts.Share: "share",
        amounts.Fixed: "fixed",
        amounts.PerLine: "per_line",
        amounts.PerUnit: "per_unit",
        amounts.PerProduct: "per_product",
        amounts.PricePerUnit: "price_per_unit",
        amounts.PriceForAll: "price_for_all",
        amounts.PerSum: "per_sum",
        amounts.PerWeight: "per_weight",
        amounts.TagPrice: "tag_price",
        amounts.TagAmount: "tag_amount",
        amounts.Graduated: "graduated",
        schedule.Weekdays: "weekdays",
        schedule.DaysOfMonth: "days_of_month",
        schedule.NthWeekday: "nth_weekday",
        schedule.EveryNDays: "every_n_days",
        schedule.OneTime: "one_time",
        schedule.Daily: "daily",
        schedule.Weekly: "weekly",
        schedule.Monthly: "monthly",
        schedule.EveryDays: "every_days",
        slots.PredefinedList: "predefined_list",
        slots.PurchaseHistory: "purchase_history",
        personal.ProductTarget: "product",
        personal.CategoryTarget: "category",
        personal.GroupTarget: "group",
        personal.FavoriteCategories: "favorite_categories",
        personal.PersonalizedOffer: "personalized_offer",
        personal.ReceiptThresholds: "receipt_thresholds",
        intents.PointsIntent: "points",
        intents.CouponIntent: "coupon",
        intents.CounterIntent: "counter",
        intents.SlotIntent: "slot",
        intents.GiftIntent: "gift",
        intents.WithdrawalIntent: "withdrawal",
        intents.CouponUseIntent: "coupon_use",
        intents.AttributeIntent: "attribute",
        intents.StatusIntent: "status",
        intents.SlotCountIntent: "slot_count",
        intents.MessageIntent: "message",
        intents.MailingIntent: "mailing",
    }
)

#: Fields that documents call differently.
_KEYS: Final[Mapping[tuple[type, str], str]] = MappingProxyType(
    {(schedule.DailyWindow, "start"): "from", (schedule.DailyWindow, "end"): "until"}
)

#: Fields that hold no fact and stay where they are.
_LEFT_OUT: Final = frozenset({(Calculation, "_course"), (Reaction, "_course")})

#: Fields that are always said, although they have a default: it depends on the release of the library.
_ALWAYS_SAID: Final = frozenset({(Calculation, "semantics"), (Reaction, "semantics")})

#: Figures that follow from the fields. They are written for whoever does not reckon, and checked when read.
_FIGURES: Final[Mapping[type, tuple[str, ...]]] = MappingProxyType(
    {Calculation: ("amount", "discount", "total", "to_pay"), LineResult: ("discount", "total")}
)

#: Classes for which plain text will do where nothing but this field is said.
_SHORT: Final[Mapping[type, str]] = MappingProxyType({Place: "id"})

Family: TypeAlias = Mapping[str, type]
"""Classes by their tags."""

Families: TypeAlias = Mapping[type, Family]
"""The open families, conditions and benefits: the classes that may stand for a protocol."""


class _Unsaid(enum.Enum):
    UNSAID = enum.auto()


UNSAID: Final = _Unsaid.UNSAID
"""The default of a field that has none, or one that depends on other fields."""


@frozen(kw_only=True)
class Member:
    """One field of a class: what the class and what documents call it, and what is in it."""

    argument: str
    attribute: str
    key: str
    type: Any
    form: Leaf | None
    required: bool
    default: object


@frozen(kw_only=True)
class Record:
    """An attrs class: an object with *members*, and with *tag* where classes share its place.

    *figures* are properties in money that stand beside the members. *short* is the member for which plain
    text may stand alone.
    """

    type: Callable[..., Any]
    tag: str | None
    members: tuple[Member, ...]
    figures: tuple[str, ...]
    short: str | None


@frozen
class Tagged:
    """One of several classes, told apart by their tags; *what* they are, for messages."""

    what: str
    family: Family


@frozen
class Words:
    """An enumeration, by its words."""

    type: type[enum.Enum]
    by_word: Mapping[str, enum.Enum]


@frozen
class Listing:
    """An array of any length."""

    item: Any


@frozen
class Collection:
    """A set, as a sorted array in which nothing stands twice."""

    item: Any


@frozen
class Directory:
    """Pairs of a name and a value, as an object."""

    item: Any


@frozen
class Row:
    """An array of fixed length, each place with its own type."""

    items: tuple[Any, ...]


@frozen
class Maybe:
    """The type, or null."""

    item: Any


Shape: TypeAlias = Leaf | Record | Tagged | Words | Listing | Collection | Directory | Row | Maybe


def shape_of(type_: Any, families: Families) -> Shape:
    """What *type_* looks like in a document.

    Raises:
        InvalidInput: documents have no form for it.
    """
    leaf = LEAVES.get(type_)
    if leaf is not None:
        return leaf
    if type_ in families:
        return Tagged(type_.__name__.lower(), families[type_])
    if isinstance(type_, type) and issubclass(type_, enum.Enum):
        return Words(type_, MappingProxyType({word(member): member for member in type_}))
    if isinstance(type_, type) and attrs.has(type_):
        return _record(type_, families)
    origin, arguments = get_origin(type_), get_args(type_)
    if origin in (Union, UnionType):
        return _choice(type_, frozenset(arguments))
    if origin is frozenset:
        return Collection(arguments[0])
    if origin is tuple and arguments[1:] == (Ellipsis,):
        pair = get_args(arguments[0])
        if get_origin(arguments[0]) is tuple and len(pair) == 2 and pair[0] is str:
            return Directory(pair[1])
        return Listing(arguments[0])
    if origin is tuple and arguments:
        return Row(arguments)
    raise unwritable(type_)


def unwritable(type_: object) -> InvalidInput:
    """The error for a type that cannot stand in a document."""
    hint = (
        "use text, bool, int, Decimal, date, the library's own values, enumerations, frozen attrs classes, "
    )
    hint += "and tuples and frozensets of these"
    name = type_.__name__ if isinstance(type_, type) else str(type_)
    return InvalidInput.at("type", "", f"documents have no form for {name}", hint)


def word(member: enum.Enum) -> str:
    """What documents call a member of an enumeration: its value, or its name where the value is a number."""
    return member.value if isinstance(member.value, str) else member.name.lower()


def tag_of(type_: type, families: Families) -> str | None:
    """The tag of a class that shares its place with others; None for one that does not."""
    for family in families.values():
        for tag, member in family.items():
            if member is type_:
                return tag
    return TAGS.get(type_)


def _choice(type_: Any, options: frozenset[Any]) -> Shape:
    if NoneType in options:
        rest = tuple(option for option in get_args(type_) if option is not NoneType)
        return Maybe(Union[rest])  # noqa: UP007 -- the parts are known only here
    if options in CHOICES:
        return CHOICES[options]
    family = {TAGS[option]: option for option in get_args(type_) if option in TAGS}
    if len(family) != len(options):
        raise unwritable(type_)
    return Tagged("value", MappingProxyType(family))


def _record(type_: type[attrs.AttrsInstance], families: Families) -> Record:
    hints = get_type_hints(type_, localns={"JsonValue": JsonValue})  # which names itself
    members = []
    for field in attrs.fields(type_):
        if not field.init or (type_, field.name) in _LEFT_OUT:
            continue
        argument = field.alias or field.name
        always = (type_, field.name) in _ALWAYS_SAID
        public = hasattr(type_, argument)  # a private field behind a property, which works it out
        member = Member(
            argument=argument,
            attribute=argument if public else field.name,
            key=_KEYS.get((type_, field.name)) or field.metadata.get(KEY) or argument,
            type=hints.get(field.name, inspect.Parameter.empty),
            form=FIELDS.get((type_, field.name)) or field.metadata.get(FORM),
            required=always or field.default is attrs.NOTHING,
            default=UNSAID if always else _default(field),
        )
        members.append(member)
    return Record(
        type=type_,
        tag=tag_of(type_, families),
        members=tuple(members),
        figures=_FIGURES.get(type_, ()),
        short=_SHORT.get(type_),
    )


def _default(field: attrs.Attribute[Any]) -> object:
    """The value that a field has where nothing is said, as its class keeps it."""
    default: Any = field.default
    if default is attrs.NOTHING:
        return UNSAID
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]
        if default.takes_self:
            return UNSAID
        default = default.factory()
    converter: Any = field.converter
    if converter is None:
        return default
    return UNSAID if isinstance(converter, attrs.Converter) else converter(default)
