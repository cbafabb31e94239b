"""What a batch leaves unsaid: which attributes there are, and how their values are to be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.attributes import AttributeDefinition, AttributeType
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.fields import sequence_of, zone_problems
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.wire.loymax.benefits import Preference, preference_problems
from loyalty_engine.wire.text import Limits

ROW_LIMITS: Final = Limits(bytes=2**20, items=10_000, values=100_000)
"""How large one row may be, where no limits are given: a megabyte, and what one attribute can hold."""


class BatchFormat(Enum):
    """How the rows of a batch are written."""

    CSV = "csv"
    JSON_LINES = "jsonl"


class PersonalKind(Enum):
    """Which individual offers an attribute holds, in the form that Loymax gives them."""

    FAVORITE_CATEGORIES = "favorite_categories"
    PERSONALIZED_OFFER = "personalized_offer"
    RECEIPT_THRESHOLDS = "receipt_thresholds"


def _definitions(value: Iterable[AttributeDefinition]) -> tuple[AttributeDefinition, ...]:
    return sequence_of(AttributeDefinition, value, "batch terms", "definitions")


def _personal(value: Mapping[str, PersonalKind]) -> Mapping[str, PersonalKind]:
    return MappingProxyType(dict(value))


def _preferences(value: Mapping[int, Preference]) -> Mapping[int, Preference]:
    return MappingProxyType(dict(value))


@frozen(kw_only=True)
class BatchTerms:
    """How the rows of a batch are to be understood.

    Args:
        definitions: the attributes that a row may name.
        personal: those that hold individual offers, by name; they need no definition, and where they have
            one it is of type Json.
        currency: that of sums in individual offers; needed where there are any.
        points: the points that individual offers give.
        preferences: what the codes in ``preferenceType`` of favourite categories stand for.
        strictly: thresholds must be exceeded, and not only reached.
        ignore_unknown: leave out keys of individual offers that are not known, instead of refusing them.
        catalog: where products, categories and groups are looked for; what is not there is a warning.
        zone: the time zone of members, for warnings of categories that work at the same time.
        support_empty: an empty value takes the old one away; otherwise it is an error.

    Raises:
        InvalidInput: an attribute stands twice, or one that holds individual offers is not of type Json;
            there are individual offers without a currency, or favourite categories without *preferences*; or
            the currency is unknown.
    """

    definitions: tuple[AttributeDefinition, ...] = field(default=(), converter=_definitions)
    personal: Mapping[str, PersonalKind] = field(factory=dict, converter=_personal)
    currency: str | None = None
    points: PointsCurrency = BONUS_POINTS
    preferences: Mapping[int, Preference] = field(factory=dict, converter=_preferences)
    strictly: bool = False
    ignore_unknown: bool = False
    catalog: Catalog | None = None
    zone: str = "UTC"
    support_empty: bool = False

    def __attrs_post_init__(self) -> None:
        if self.currency is not None:
            exponent(self.currency)
        problems = [fault for name in self.personal if (fault := id_problem("personal", name))]
        problems += zone_problems("zone", self.zone)
        names: set[str] = set()
        for n, definition in enumerate(self.definitions):
            path = f"definitions[{n}]"
            if definition.name in names:
                problems.append(Problem(path, f"{definition.name} stands twice", "keep one of them"))
            if definition.name in self.personal and definition.type is not AttributeType.JSON:
                message = f"{definition.name} holds individual offers and is of type {definition.type.value}"
                problems.append(Problem(path, message, "give it the type Json"))
            names.add(definition.name)
        if PersonalKind.FAVORITE_CATEGORIES in self.personal.values() and not self.preferences:
            hint = "say what each code in preferenceType stands for"
            problems.append(Problem("preferences", "favourite categories need them", hint))
        if self.personal and self.currency is None:
            problems.append(Problem("currency", "is missing", "say what sums in individual offers are in"))
        problems += preference_problems(self.preferences)
        refuse("batch terms", problems)

    def definition(self, name: str) -> AttributeDefinition | None:
        """The definition of the attribute called *name*; of one that holds individual offers, as of Json."""
        for definition in self.definitions:
            if definition.name == name:
                return definition
        return AttributeDefinition(name=name, type=AttributeType.JSON) if name in self.personal else None

    @property
    def names(self) -> tuple[str, ...]:
        """All attributes that a row may name."""
        return tuple(dict.fromkeys((*(definition.name for definition in self.definitions), *self.personal)))
