"""Conditions on products: each narrows the lines that the rule's other conditions and benefits see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, cast

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import as_set, faults, kept, needed_id_problems, set_problems
from loyalty_engine.model.identifiers import (
    Code,
    ExternalCode,
    InternalCode,
    id_problem,
    node_code,
    product_code,
)
from loyalty_engine.model.keys import category_key, favorite_key, group_key, product_keys
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.predicates import EntryOf, Keyed

_NEVER = "so nothing could ever match"


def _product_codes(value: Iterable[Code | str]) -> frozenset[Code]:
    given = as_set(value)
    if type(given) is frozenset:
        return frozenset(kept(product_code, code) for code in given)
    return cast("frozenset[Code]", given)


def _product_problem(path: str, value: object) -> Problem | None:
    return next(iter(faults(path, product_code, value)), None)


def _node_codes(value: Iterable[ExternalCode | InternalCode | str]) -> frozenset[ExternalCode | InternalCode]:
    given = as_set(value)
    if type(given) is frozenset:
        return frozenset(kept(node_code, code) for code in given)
    return cast("frozenset[ExternalCode | InternalCode]", given)


def _node_problem(path: str, value: object) -> Problem | None:
    return next(iter(faults(path, node_code, value)), None)


def _group_ids(value: Iterable[str]) -> frozenset[str]:
    return as_set(value)


@frozen
class Products:
    """The line's product is one of *codes*; plain text means the ERP code."""

    kind: ClassVar[str] = "products"
    codes: frozenset[Code] = field(converter=_product_codes)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, set_problems("codes", self.codes, _product_problem, _NEVER))

    def lower(self) -> Keyed:
        return Keyed(keys=product_keys(self.codes))

    def describe(self) -> str:
        return f"the product is {listed(code.value for code in self.codes)}"


@frozen
class Categories:
    """The line's product stands in one of the categories *codes*, or anywhere below one."""

    kind: ClassVar[str] = "categories"
    codes: frozenset[ExternalCode | InternalCode] = field(converter=_node_codes)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, set_problems("codes", self.codes, _node_problem, _NEVER))

    def lower(self) -> Keyed:
        return Keyed(keys=frozenset(map(category_key, self.codes)))

    def describe(self) -> str:
        return f"the product is from category {listed(code.value for code in self.codes)}"


@frozen
class Groups:
    """The line's product belongs to one of the product groups *ids*."""

    kind: ClassVar[str] = "groups"
    ids: frozenset[str] = field(converter=_group_ids)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, set_problems("ids", self.ids, id_problem, _NEVER))

    def lower(self) -> Keyed:
        return Keyed(keys=frozenset(map(group_key, self.ids)))

    def describe(self) -> str:
        return f"the product is from group {listed(self.ids)}"


@frozen
class FavoriteProducts:
    """The member has chosen the line's product under the favourite-products rule *rule*."""

    kind: ClassVar[str] = "favorite_products"
    rule: str

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(rule=self.rule))

    def lower(self) -> Keyed:
        return Keyed(keys=frozenset({favorite_key(self.rule)}))

    def describe(self) -> str:
        return f"the product is one of the member's favourites ({self.rule})"


@frozen
class ChosenCategories:
    """The member has chosen a category, in the personal attribute *attribute*, that covers the line."""

    kind: ClassVar[str] = "chosen_categories"
    attribute: str

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(attribute=self.attribute))

    def lower(self) -> EntryOf:
        return EntryOf(attribute=self.attribute)

    def describe(self) -> str:
        return f"the product is from one of the member's favourite categories ({self.attribute})"


@frozen
class PersonalEntries:
    """An entry of the member's personalised offer *attribute* covers the line.

    An entry on receipt amounts covers every line of a receipt that meets its lowest threshold.
    """

    kind: ClassVar[str] = "personal_entries"
    attribute: str

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(attribute=self.attribute))

    def lower(self) -> EntryOf:
        return EntryOf(attribute=self.attribute)

    def describe(self) -> str:
        return f"the member's personalised offer {self.attribute} covers the product"
