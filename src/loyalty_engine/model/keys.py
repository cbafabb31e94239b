"""Keys: the names under which a receipt's facts are looked up.

A line has a key for its product, for every category above it, for every group that holds it and for
every individual offer that covers it. Offers are indexed by the same keys, so a receipt finds the offers
that can match it by looking up what it has itself. Keys are plain text, because text keeps its hash.
"""

from __future__ import annotations

from enum import Enum
from typing import NewType, assert_never

from loyalty_engine.model.identifiers import Barcode, Code, ExternalCode, InternalCode

Key = NewType("Key", str)


class KeyKind(Enum):
    """What a key names."""

    PRODUCT = "product"
    INTERNAL_PRODUCT = "internal-product"
    BARCODE = "barcode"
    CATEGORY = "category"
    INTERNAL_CATEGORY = "internal-category"
    GROUP = "group"
    FAVORITE = "favorite"
    ENTRY = "entry"


_KINDS = {kind.value: kind for kind in KeyKind}
#: What the keys of products by external code, and of favourite products, begin with.
PRODUCT_PREFIX = f"{KeyKind.PRODUCT.value}:"
FAVORITE_PREFIX = f"{KeyKind.FAVORITE.value}:"


def key(kind: KeyKind, value: str) -> Key:
    """The key of *value* among things of its *kind*."""
    return Key(f"{kind.value}:{value}")


def kind_of(text: Key) -> KeyKind:
    """The kind of thing that a key names."""
    return _KINDS[text[: text.index(":")]]


def parse_key(text: Key) -> tuple[KeyKind, str]:
    """The kind and the value that a key was made of."""
    kind, _, value = text.partition(":")
    return _KINDS[kind], value


def product_key(code: Code) -> Key:
    """The key of a product by the very kind of code that names it."""
    if isinstance(code, ExternalCode):
        return Key(PRODUCT_PREFIX + code.value)
    if isinstance(code, InternalCode):
        return key(KeyKind.INTERNAL_PRODUCT, code.value)
    if isinstance(code, Barcode):
        return key(KeyKind.BARCODE, code.value)
    assert_never(code)


def category_key(code: ExternalCode | InternalCode) -> Key:
    """The key of a node of the category tree."""
    kind = KeyKind.CATEGORY if isinstance(code, ExternalCode) else KeyKind.INTERNAL_CATEGORY
    return key(kind, code.value)


def group_key(group: str) -> Key:
    """The key of a product group."""
    return key(KeyKind.GROUP, group)


def favorite_key(rule: str) -> Key:
    """The key of the lines whose product the member chose under the favourite-products rule *rule*."""
    return key(KeyKind.FAVORITE, rule)


def entry_key(attribute: str) -> Key:
    """The key of the lines that an entry of the member's personal attribute *attribute* covers."""
    return key(KeyKind.ENTRY, attribute)
