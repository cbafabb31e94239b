"""Keys: under what name a receipt's facts are looked up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.identifiers import Barcode, Code, ExternalCode, InternalCode, id_problem
from loyalty_engine.model.keys import (
    FAVORITE_PREFIX,
    Key,
    KeyKind,
    category_key,
    entry_key,
    favorite_key,
    group_key,
    key,
    parse_key,
    product_key,
)

IDS = st.text(min_size=1).filter(lambda text: id_problem("", text) is None)


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        pytest.param(product_key(ExternalCode("7")), KeyKind.PRODUCT, id="a product by its ERP code"),
        pytest.param(
            product_key(InternalCode("7")), KeyKind.INTERNAL_PRODUCT, id="a product by internal code"
        ),
        pytest.param(product_key(Barcode("7")), KeyKind.BARCODE, id="a product by bar code"),
        pytest.param(category_key(ExternalCode("7")), KeyKind.CATEGORY, id="a category by its ERP code"),
        pytest.param(
            category_key(InternalCode("7")), KeyKind.INTERNAL_CATEGORY, id="a category by internal code"
        ),
        pytest.param(group_key("7"), KeyKind.GROUP, id="a group"),
        pytest.param(favorite_key("7"), KeyKind.FAVORITE, id="a favourite-products rule"),
        pytest.param(entry_key("7"), KeyKind.ENTRY, id="a personal attribute"),
    ],
)
def test_a_key_names_one_thing(made: Key, kind: KeyKind) -> None:
    assert parse_key(made) == (kind, "7")
    assert made == key(kind, "7")
    assert made.startswith(FAVORITE_PREFIX) is (kind is KeyKind.FAVORITE)


@given(st.sampled_from(KeyKind), IDS, st.sampled_from(KeyKind), IDS)
def test_different_things_have_different_keys(
    kind: KeyKind, value: str, other_kind: KeyKind, other: str
) -> None:
    assert parse_key(key(kind, value)) == (kind, value)
    assert (key(kind, value) == key(other_kind, other)) is ((kind, value) == (other_kind, other))


@given(IDS)
def test_codes_of_different_kinds_never_meet(value: str) -> None:
    codes: tuple[Code, ...] = (ExternalCode(value), InternalCode(value), Barcode(value))

    assert len({product_key(code) for code in codes}) == 3


def test_a_product_may_be_called_like_a_key() -> None:
    assert parse_key(product_key(ExternalCode("group:7"))) == (KeyKind.PRODUCT, "group:7")


def test_what_is_no_key_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"'\\x00shop:7' is not a key \(make keys with product_key"):
        parse_key(Key("\0shop:7"))
