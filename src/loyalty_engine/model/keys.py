"""Keys: the names under which a receipt's facts are looked up.

A line has a key for its product, for every category above it, for every group that holds it and for
every individual offer that covers it. Offers are indexed by the same keys, so a receipt finds the offers
that can match it by looking up what it has itself. Keys are plain text, because text keeps its hash.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import Enum
from functools import lru_cache
from typing import NewType, assert_never, cast

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import Barcode, Code, ExternalCode, InternalCode, shown

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
#: No code holds this character, so nothing that begins with it is the key of a product.
MARK = "\0"


def key(kind: KeyKind, value: str) -> Key:
    """The key of *value* among things of its *kind*.

    A product's key is its code as it stands, for there are so many of them; every other key begins with
    `MARK` and the name of its kind.
    """
    return Key(value if kind is KeyKind.PRODUCT else f"{MARK}{kind.value}:{value}")


def parse_key(text: Key) -> tuple[KeyKind, str]:
    """The kind and the value that a key was made of.

    Raises:
        InvalidInput: *text* is no key.
    """
    if not text.startswith(MARK):
        return KeyKind.PRODUCT, text
    name, _, value = text[1:].partition(":")
    kind = _KINDS.get(name)
    if kind is None:
        hint = "make keys with product_key(), category_key() and their like"
        raise InvalidInput.at("key", "", f"{shown(text)} is not a key", hint)
    return kind, value


#: What the keys of favourite products begin with.
FAVORITE_PREFIX = key(KeyKind.FAVORITE, "")
#: What stands behind every key that begins with `MARK`, and before every other.
_AFTER_MARK = chr(ord(MARK) + 1)


def marked(keys: Collection[Key]) -> list[Key]:
    """Those of *keys* that are not codes of products as they stand."""
    if not keys or min(keys) >= _AFTER_MARK:
        return []
    return [key for key in keys if key < _AFTER_MARK]


def product_key(code: Code) -> Key:
    """The key of a product by the very kind of code that names it."""
    if isinstance(code, ExternalCode):
        return Key(code.value)
    if isinstance(code, InternalCode):
        return key(KeyKind.INTERNAL_PRODUCT, code.value)
    if isinstance(code, Barcode):
        return key(KeyKind.BARCODE, code.value)
    assert_never(code)


def product_keys(codes: Iterable[Code]) -> frozenset[Key]:
    """The keys of many products."""
    return cast(
        "frozenset[Key]",
        frozenset([c.value if type(c) is ExternalCode else product_key(c) for c in codes]),
    )


def category_key(code: ExternalCode | InternalCode) -> Key:
    """The key of a node of the category tree."""
    kind = KeyKind.CATEGORY if isinstance(code, ExternalCode) else KeyKind.INTERNAL_CATEGORY
    return _shared_key(kind, code.value)


def group_key(group: str) -> Key:
    """The key of a product group."""
    return _shared_key(KeyKind.GROUP, group)


@lru_cache(maxsize=16_384)  # more than there are categories and groups in most catalogues
def _shared_key(kind: KeyKind, value: str) -> Key:
    """The key of something that many products belong to: one text for all of them, as long as it is here."""
    return key(kind, value)


def favorite_key(rule: str) -> Key:
    """The key of the lines whose product the member chose under the favourite-products rule *rule*."""
    return key(KeyKind.FAVORITE, rule)


def entry_key(attribute: str) -> Key:
    """The key of the lines that an entry of the member's personal attribute *attribute* covers."""
    return key(KeyKind.ENTRY, attribute)
