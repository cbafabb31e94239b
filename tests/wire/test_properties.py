"""Single properties of attribute values, read and written by the paths that services send."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import JsonValue, freeze_json
from loyalty_engine.wire.loymax import read_json, read_property, write_json, write_property
from loyalty_engine.wire.loymax.paths import LONGEST_PATH, Having, Step, parse_path
from loyalty_engine.wire.loymax.places import Place, replaced, written_place
from loyalty_engine.wire.text import DocumentError, Limits

OFFER: dict[str, Any] = {
    "Title": "for fans",
    "Preferences": [
        {"BrandId": "B", "Items": [{"GoodsId": "G", "Accepted": False, "Note": None}, {"GoodsId": "H"}]},
        {"BrandId": "C", "Items": [{"GoodsId": "G", "Accepted": False, "it's": 1.5}]},
    ],
}
VALUE = freeze_json(json.loads(json.dumps(OFFER), parse_float=Decimal))


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        pytest.param("", (), id="the whole value"),
        pytest.param("$", (), id="the whole value by its sign"),
        pytest.param("Title", ("Title",), id="a name"),
        pytest.param("$.Title", ("Title",), id="a name after the sign"),
        pytest.param("$['Title']", ("Title",), id="a quoted name after the sign"),
        pytest.param("a-b._c.ключ", ("a-b", "_c", "ключ"), id="names"),
        pytest.param("[0][ 12 ].a", (0, 12, "a"), id="indexes"),
        pytest.param("""a["it's"]['say "\\'no\\'" \\\\']""", ("a", "it's", "say \"'no'\" \\"), id="quotes"),
        pytest.param(
            "Preferences[?(@.BrandId == 'B')].Items[?(@.GoodsId == 'G')].Accepted",
            ("Preferences", Having((("BrandId", "B"),)), "Items", Having((("GoodsId", "G"),)), "Accepted"),
            id="as the field writes it",
        ),
        pytest.param(
            "a[?( @['x y']==-1.50&&@.b == true && @.c==null && @.d == false&&@.e==0)]",
            (
                "a",
                Having((("x y", Decimal("-1.50")), ("b", True), ("c", None), ("d", False), ("e", 0))),
            ),
            id="several tests of all sorts",
        ),
    ],
)
def test_paths(path: str, steps: tuple[Step, ...]) -> None:
    assert parse_path(path) == steps


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param(".a", "character 1: expected a name, got '.a'", id="a point first"),
        pytest.param("a.", "character 3: expected a name, got the end", id="a point last"),
        pytest.param("a b", "character 2: expected '.', got ' b'", id="a blank"),
        pytest.param("$a", "character 2: expected '.', got 'a'", id="no point after the sign"),
        pytest.param("a..b", "character 3: expected a name, got '.b'", id="descent"),
        pytest.param("a.*", "character 3: expected a name, got '*'", id="a wildcard"),
        pytest.param(
            "a[*]", "character 3: expected an index, a name in quotes, or ?(…)", id="a wildcard item"
        ),
        pytest.param("a[-1]", "character 3: expected an index", id="from the end"),
        pytest.param("a[01]", "character 3: expected an index", id="a leading zero"),
        pytest.param("a[0:2]", "character 4: expected ']', got ':2]'", id="a slice"),
        pytest.param("a[0,1]", "character 4: expected ']'", id="a union"),
        pytest.param("a['b]", "character 3: expected an index", id="an open quote"),
        pytest.param("a['\\n']", "character 3: expected an index", id="another escape"),
        pytest.param("a[?@.b == 1]", "character 4: expected '('", id="a filter without parentheses"),
        pytest.param("a[?(@.b)]", "character 8: expected '=='", id="existence"),
        pytest.param("a[?(@.b > 1)]", "character 9: expected '=='", id="another comparison"),
        pytest.param("a[?(@.b == 1 || @.c == 2)]", "character 14: expected ')'", id="or"),
        pytest.param("a[?(@.b == @.c)]", "character 12: expected text in quotes", id="two properties"),
        pytest.param("a[?(@.b.length == 1)]", "character 8: expected '=='", id="a path in a filter"),
        pytest.param("a[?(@[0] == 1)]", "character 7: expected a name in quotes", id="an index in a filter"),
        pytest.param("a[?(@.b == 1e5)]", "character 12: expected text in quotes", id="an exponent"),
        pytest.param("a[?(@.b == yes)]", "character 12: expected text in quotes", id="another word"),
        pytest.param("a[?(@.b == 'x')", "character 16: expected ']', got the end", id="an open bracket"),
        pytest.param("a[0]b", "character 5: expected '.'", id="a name after a bracket"),
        pytest.param("a" * (LONGEST_PATH + 1), "is no path", id="too long"),
        pytest.param(5, "5 is no path", id="a number"),
    ],
)
def test_what_is_no_path(path: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_path(path)
    assert message in caught.value.problems[0].message


def test_the_longest_path() -> None:
    assert parse_path("a" * LONGEST_PATH) == ("a" * LONGEST_PATH,)


ACCEPTED = "Preferences[?(@.BrandId == 'B')].Items[?(@.GoodsId == 'G')].Accepted"


class TestWriting:
    def test_accepting_an_item_as_services_do(self) -> None:
        written = write_property(VALUE, ACCEPTED, True)

        assert write_json(written) == write_json(VALUE).replace('"Accepted":false', '"Accepted":true', 1)
        assert (read_property(VALUE, ACCEPTED), read_property(written, ACCEPTED)) == (False, True)

    @pytest.mark.parametrize("path", ["", "$"])
    def test_the_whole_value(self, path: str) -> None:
        assert write_property(VALUE, path, {"a": [1]}) == freeze_json({"a": [1]})
        assert write_property("blue", path, "red") == "red"
        assert write_property(None, path, 5) == 5
        assert read_property("blue", path) == "blue"

    @pytest.mark.parametrize(
        ("path", "found"),
        [
            ("Preferences[1].Items[0]['it\\'s']", Decimal("1.5")),
            ("Preferences[?(@.BrandId == 'B')].Items[?(@.GoodsId == 'G' && @.Accepted == false)].Note", None),
            ("Preferences[0].Items[?(@.Note == null)].GoodsId", "G"),
            ("Preferences[?(@.BrandId == 'B')].Items[?(@.GoodsId == 'H')].GoodsId", "H"),
        ],
    )
    def test_reading(self, path: str, found: JsonValue) -> None:
        assert read_property(VALUE, path) == found

    def test_a_new_property_comes_last_where_it_is_allowed(self) -> None:
        path = "Preferences[0].Items[1].Accepted"

        written = write_property(VALUE, path, True, add=True)

        assert '{"GoodsId":"H","Accepted":true}' in write_json(written)
        assert write_property(written, path, True, add=True) == written

    @pytest.mark.parametrize(
        ("path", "add", "where", "message"),
        [
            (
                "Preferences[0].Items[1].Accepted",
                False,
                "$.Preferences[0].Items[1]",
                "has no member 'Accepted'",
            ),
            ("preferences", False, "$", "has no member 'preferences'"),
            ("preferences.a", True, "$", "has no member 'preferences'"),
            ("Title.a", False, "$.Title", "is no object, and has no member 'a'"),
            ("Title.a", True, "$.Title", "is no object, and has no member 'a'"),
            ("Title[0]", False, "$.Title", "is no array"),
            ("Preferences[2]", True, "$.Preferences", "has 2 items, and none at [2]"),
            ("Preferences[?(@.BrandId == 'X')]", False, "$.Preferences", "no item has BrandId 'X'"),
            (
                "Preferences[0].Items[?(@.GoodsId == 'G' && @.Accepted == 0)]",
                False,
                "$.Preferences[0].Items",
                "no item has GoodsId 'G' and Accepted 0",
            ),
            (
                "Preferences[1].Items[?(@.Note == null)]",
                False,
                "$.Preferences[1].Items",
                "no item has Note None",
            ),
            (
                "Preferences[?(@.BrandId == 'B')].Items[?(@.Accepted == false && @.Note == null)].Accepted.x",
                False,
                "$.Preferences[0].Items[0].Accepted",
                "is no object, and has no member 'x'",
            ),
        ],
    )
    def test_no_such_place(self, path: str, add: bool, where: str, message: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            write_property(VALUE, path, True, add=add)
        assert [(problem.path, problem.message) for problem in caught.value.problems] == [(where, message)]

    def test_several_places(self) -> None:
        value = freeze_json({"a": [{"b": [{"c": 1, "d": n} for n in range(3)]}, {"b": [{"c": 1}]}]})

        with pytest.raises(InvalidInput) as caught:
            write_property(value, "a[0].b[?(@.c == 1)].d", True)
        assert caught.value.problems[0].message == (
            "the path means 3 places: $.a[0].b[0].d, $.a[0].b[1].d, $.a[0].b[2].d"
        )
        with pytest.raises(InvalidInput, match=r"4 places: .*\.b\[2\]\.e and 1 more"):
            write_property(freeze_json({"b": [{"c": 1}] * 4}), "b[?(@.c == 1)].e", True, add=True)

    def test_what_no_value_can_be(self) -> None:
        with pytest.raises(InvalidInput, match="floats are not exact"):
            write_property(VALUE, "Title", 1.5)


class TestJson:
    TEXT = '{"z": [1.50, "ü", null, {"b": true, "a": {}}], "a": -5}'

    def test_order_is_kept(self) -> None:
        assert write_json(read_json(self.TEXT)) == '{"z":[1.5,"ü",null,{"b":true,"a":{}}],"a":-5}'
        assert write_json(read_json(self.TEXT.encode()), indent=2) == self.TEXT.replace("1.50", "1.5")

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[]", "is no object"),
            ('{"a": 1e-20}', "no number within bounds"),
            ("{", "line 1, column 2"),
            ('{"a": 1, "a": 2}', "stands twice"),
        ],
    )
    def test_what_is_no_object(self, text: str, message: str) -> None:
        with pytest.raises(InvalidInput, match=message):
            read_json(text)

    def test_limits_are_kept(self) -> None:
        with pytest.raises(DocumentError, match="is larger than 10 bytes"):
            read_json(self.TEXT, limits=Limits(bytes=10))


NAMES = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=3)
SCALARS = st.none() | st.booleans() | st.integers(-9, 9) | NAMES
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


def places_in(value: Any, place: Place = ()) -> list[Place]:
    """Every place in plain JSON data."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for name, held in inner for found in places_in(held, (*place, name)))]


def path_of(place: Place) -> str:
    """The path that means *place* alone, all its names in quotes."""
    quoted = (
        f"[{name}]"
        if isinstance(name, int)
        else "['{}']".format(name.replace("\\", "\\\\").replace("'", "\\'"))
        for name in place
    )
    return "$" + "".join(quoted)


def put(value: Any, place: Place, new: Any) -> Any:
    """*value*, plain, with *new* at *place*."""
    if not place:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = put(copy[place[0]], place[1:], new)
    return copy


class TestLaws:
    """Of every place in every value."""

    @given(VALUES, st.data(), VALUES)
    def test_a_write_changes_one_place_and_nothing_else(
        self, value: Any, data: st.DataObject, new: Any
    ) -> None:
        place = data.draw(st.sampled_from(places_in(value)))
        frozen = freeze_json(value)
        path = path_of(place)

        written = write_property(frozen, path, new)

        assert write_json(written) == write_json(freeze_json(put(value, place, new)))
        assert read_property(written, path) == freeze_json(new)
        assert write_json(write_property(written, path, read_property(frozen, path))) == write_json(frozen)

    @given(st.text("a.[]?()@=&'\"\\ 0-$", max_size=12))
    def test_any_text_is_a_path_or_refused(self, path: str) -> None:
        try:
            steps = parse_path(path)
        except InvalidInput:
            return
        assert len(steps) <= len(path)


@pytest.mark.parametrize(
    ("place", "text"), [((), "$"), (("a", 0, "b c", "d"), "$.a[0]['b c'].d"), ((1, 2), "$[1][2]")]
)
def test_places_in_words(place: Place, text: str) -> None:
    assert written_place(place) == text


def test_several_places_at_once() -> None:
    value = freeze_json({"a": [1, 2, {"b": 3}], "c": 4})

    changed = replaced(value, {("a", 0): 10, ("a", 2, "b"): 30, ("a", 2, "d"): 40, ("e",): 50})

    assert write_json(changed) == '{"a":[10,2,{"b":30,"d":40}],"c":4,"e":50}'


@pytest.mark.parametrize("value", ['{"Title":"for fans"}', {"Title": "for fans"}])
def test_json_is_read_before_it_is_written_to(value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        write_property(value, "Title", "for all")
    assert str(refused.value) == (
        "property: $: is no object, and has no member 'Title' (read JSON with read_json first)"
    )
