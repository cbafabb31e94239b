"""What an entry of an individual offer is about: a product, a category or a product group."""

from __future__ import annotations

from enum import IntEnum

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, refuse
from loyalty_engine.model.fields import faults, kept, needed_id_problems
from loyalty_engine.model.identifiers import Barcode, ExternalCode, InternalCode, node_code, shown
from loyalty_engine.model.keys import Key, category_key, group_key, product_key


class TargetKind(IntEnum):
    """What an entry is about, the more specific the smaller."""

    PRODUCT = 0
    GROUP = 1
    CATEGORY = 2
    RECEIPT = 3


def _catalog_code(value: ExternalCode | InternalCode | str) -> ExternalCode | InternalCode:
    if isinstance(value, Barcode):
        hint = "give the product's external or internal code"
        raise InvalidInput.at("product code", "", f"{shown(value)} is a bar code", hint)
    return node_code(value)


def _product(value: ExternalCode | InternalCode | str) -> ExternalCode | InternalCode:
    return kept(_catalog_code, value)


def _category(value: ExternalCode | InternalCode | str) -> ExternalCode | InternalCode:
    return kept(node_code, value)


@frozen
class ProductTarget:
    """One product, by external or internal code.

    Plain text means the external code.
    """

    code: ExternalCode | InternalCode = field(converter=_product)

    def __attrs_post_init__(self) -> None:
        refuse("product target", faults("code", _catalog_code, self.code))


@frozen
class CategoryTarget:
    """A node of the category tree with all that is below it, by external or internal code.

    Plain text means the external code.
    """

    code: ExternalCode | InternalCode = field(converter=_category)

    def __attrs_post_init__(self) -> None:
        refuse("category target", faults("code", node_code, self.code))


@frozen
class GroupTarget:
    """A product group."""

    id: str

    def __attrs_post_init__(self) -> None:
        refuse("group target", needed_id_problems(id=self.id))


Target = ProductTarget | CategoryTarget | GroupTarget


def target_key(target: Target) -> Key:
    """The key that a line has where *target* covers it."""
    if isinstance(target, ProductTarget):
        return product_key(target.code)
    if isinstance(target, CategoryTarget):
        return category_key(target.code)
    return group_key(target.id)


def target_kind(target: Target) -> TargetKind:
    """What *target* is."""
    if isinstance(target, ProductTarget):
        return TargetKind.PRODUCT
    return TargetKind.CATEGORY if isinstance(target, CategoryTarget) else TargetKind.GROUP


def target_label(target: Target) -> str:
    """The code or the id by which *target* is named."""
    return target.id if isinstance(target, GroupTarget) else target.code.value
