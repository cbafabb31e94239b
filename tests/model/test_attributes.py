"""Attributes: exact immutable values, frozen JSON, and definitions that say what fits."""

from __future__ import annotations

import copy
import datetime as dt
import decimal
import pickle
from collections.abc import Mapping
from decimal import Decimal
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.attributes import (
    DEEPEST_JSON,
    EMPTY,
    LARGEST_JSON,
    AttributeDefinition,
    Attributes,
    AttributeType,
    JsonObject,
    JsonValue,
    MergeMode,
    attributes,
    freeze_json,
    freeze_value,
    value_key,
)

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


class Size(IntEnum):
    LARGE = 3


def nested(depth: int) -> list[Any]:
    """Lists inside each other."""
    value: list[Any] = []
    for _ in range(depth - 1):
        value = [value]
    return value


class TestFreezing:
    @pytest.mark.parametrize(
        ("value", "frozen"),
        [
            pytest.param(None, None, id="null"),
            pytest.param(True, True, id="true"),
            pytest.param("чай", "чай", id="text"),
            pytest.param(-(2**63), -(2**63), id="the least integer"),
            pytest.param(2**63 - 1, 2**63 - 1, id="the greatest integer"),
            pytest.param([1, [2]], (1, (2,)), id="an array"),
            pytest.param((1, 2), (1, 2), id="a frozen array"),
            pytest.param({}, JsonObject(), id="an empty object"),
            pytest.param(
                {"Items": [{"GoodsId": "7", "Accepted": None}]},
                JsonObject((("Items", (JsonObject((("GoodsId", "7"), ("Accepted", None))),)),)),
                id="objects in an array in an object",
            ),
            pytest.param(JsonObject((("a", 1),)), JsonObject((("a", 1),)), id="what is frozen already"),
        ],
    )
    def test_freezes(self, value: object, frozen: JsonValue) -> None:
        result = freeze_json(value)

        assert result == frozen
        assert hash(result) == hash(frozen)
        assert pickle.loads(pickle.dumps(result)) == frozen == copy.deepcopy(result)

    @pytest.mark.parametrize(
        ("written", "number"),
        [
            pytest.param("1.50", "1.5", id="trailing zeros go"),
            pytest.param("-1E-3", "-0.001", id="exponents go"),
            pytest.param("999999999999999.999999999", "999999999999999.999999999", id="the greatest"),
            pytest.param("-0.000000001", "-0.000000001", id="the finest"),
            pytest.param("1.5000000000000", "1.5", id="zeros beyond the last place count for nothing"),
        ],
    )
    def test_decimals_are_written_in_one_way(self, written: str, number: str) -> None:
        with decimal.localcontext(decimal.Context(prec=1, traps=[])):  # a host's context has no say
            frozen = freeze_json([Decimal(written)])

        assert repr(frozen) == repr((Decimal(number),))

    @pytest.mark.parametrize(
        ("written", "number"),
        [
            pytest.param("2.0", 2, id="as data frames write it"),
            pytest.param("-5", -5, id="without a point"),
            pytest.param("1E+3", 1000, id="with an exponent"),
            pytest.param("999999999999999.000", 999_999_999_999_999, id="the greatest"),
            pytest.param("1.0000000000000", 1, id="zeros beyond the last place count for nothing"),
            pytest.param("-0.00", 0, id="there is one zero"),
            pytest.param("0E+1000000", 0, id="however it is written"),
        ],
    )
    def test_decimals_without_a_fraction_are_whole_numbers(self, written: str, number: int) -> None:
        with decimal.localcontext(decimal.Context(prec=1, traps=[])):
            frozen = freeze_json([Decimal(written)])

        assert repr(frozen) == repr((number,))

    @pytest.mark.parametrize(
        ("value", "path", "message", "hint"),
        [
            pytest.param({"a": 1.5}, "a", "is of type float", "a Decimal of its text", id="a float"),
            pytest.param([float("nan")], "[0]", "is of type float", "exact", id="not a number"),
            pytest.param([Decimal("NaN")], "[0]", "within bounds", "at most 15", id="decimal not a number"),
            pytest.param(
                [Decimal("sNaN")], "[0]", "within bounds", "at most 15", id="signalling not a number"
            ),
            pytest.param([Decimal("-Infinity")], "[0]", "within bounds", "at most 15", id="infinity"),
            pytest.param([Decimal(10) ** 15], "[0]", "within bounds", "at most 15", id="sixteen digits"),
            pytest.param([Decimal("1E-10")], "[0]", "within bounds", "9 after it", id="ten places"),
            pytest.param([Decimal("1E+3000000")], "[0]", "within bounds", "at most", id="a decimal bomb"),
            pytest.param([2**63], "[0]", "beyond 64 bits", "as text", id="an integer too great"),
            pytest.param([-(2**63) - 1], "[0]", "beyond 64 bits", "as text", id="an integer too small"),
            pytest.param([10**5000], "[0]", "is beyond 64 bits", "as text", id="an unprintable integer"),
            pytest.param(
                [Size.LARGE], "[0]", "of type Size", "values are text", id="a number of another class"
            ),
            pytest.param(["\ud800"], "[0]", "surrogate", "read it again", id="damaged text"),
            pytest.param(
                [NOON.date()], "[0]", "of type date", "value.isoformat()", id="a date: JSON has none"
            ),
            pytest.param([NOON], "[0]", "of type datetime", "time as text", id="a moment"),
            pytest.param([{"a"}], "[0]", "of type set", "sorted list", id="a set"),
            pytest.param([object], "[0]", "of type type", "values are text", id="a class"),
            pytest.param({"a": {7: 1}}, "a", "7 cannot name a member", "text", id="a number for a name"),
            pytest.param({"a\x00": 1}, "", "cannot name a member", "text", id="a damaged name"),
            pytest.param(nested(65), "[0]" * 64, "deeper than 64", "flatten", id="too deep"),
            pytest.param([0] * 100_000, "[99999]", "after 100000 values", "less", id="too large an array"),
            pytest.param(
                {f"{n}": 0 for n in range(100_009)},
                "99999",
                "after 100000 values",
                "less",
                id="too large an object",
            ),
        ],
    )
    def test_refuses(self, value: object, path: str, message: str, hint: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            freeze_json(value)

        (problem,) = refused.value.problems
        assert refused.value.subject == "JSON value"
        assert problem.path == path
        assert message in problem.message
        assert hint in problem.hint

    def test_names_every_problem(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            freeze_json({"Items": [{"Value": 1.5}, {"Value": 2**64}], 3: None, "Note": "\udc00"})

        assert [problem.path for problem in refused.value.problems] == [
            "Items[0].Value",
            "Items[1].Value",
            "",
            "Note",
        ]

    def test_limits_are_reached(self) -> None:
        assert freeze_json(nested(DEEPEST_JSON)) is not None
        assert freeze_json([0] * (LARGEST_JSON - 1)) is not None

    @staticmethod
    def around(value: object, depth: int) -> object:
        for _ in range(depth):
            value = [value]
        return value

    def test_limits_count_what_was_frozen_before(self) -> None:
        deep = freeze_json({"inner": nested(DEEPEST_JSON - 1)})
        large = freeze_json({"inner": [0] * (LARGEST_JSON - 2)})

        with pytest.raises(InvalidInput, match="deeper than 64"):
            freeze_json([deep])
        with pytest.raises(InvalidInput, match="deeper than 64"):
            freeze_json(self.around(JsonObject(), DEEPEST_JSON))
        assert freeze_json(self.around(JsonObject(), DEEPEST_JSON - 1)) is not None
        with pytest.raises(InvalidInput, match="after 100000 values"):
            JsonObject((("outer", large),))

    def test_a_value_that_holds_itself(self) -> None:
        ring: list[object] = []
        ring.append(ring)

        with pytest.raises(InvalidInput, match="deeper than 64"):
            freeze_json(ring)

    def test_a_small_value_that_unfolds_without_end(self) -> None:
        value: list[object] = ["ha"]
        for _ in range(60):
            value = [value, value]

        with pytest.raises(InvalidInput, match="after 100000 values"):
            freeze_json(value)


class TestJsonObject:
    def test_looks_members_up(self) -> None:
        value = JsonObject((("b", 1), ("a", None)))

        assert (value.get("b"), value.get("a", 5), value.get("c"), value.get("c", 5)) == (1, None, None, 5)

    def test_keeps_the_order_of_members_and_compares_without_it(self) -> None:
        one, other = freeze_json({"b": 1, "a": 2}), freeze_json({"a": 2, "b": 1})

        assert isinstance(one, JsonObject)
        assert [name for name, _ in one.members] == ["b", "a"]
        assert one == other
        assert hash(one) == hash(other)

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            pytest.param({"a": 1}, {"a": True}, False, id="true is not 1"),
            pytest.param({"a": [0]}, {"a": [False]}, False, id="false is not 0, in an array either"),
            pytest.param([{"a": 1}], [{"a": True}], False, id="nor in an object in an array"),
            pytest.param({"a": 1}, {"a": Decimal("1.0")}, True, id="1 is 1.0"),
            pytest.param({"a": None}, {}, False, id="null is not nothing"),
            pytest.param({"a": "1"}, {"a": 1}, False, id="text is not a number"),
        ],
    )
    def test_equality(self, one: object, other: object, same: bool) -> None:
        left, right = freeze_json({"value": one}), freeze_json({"value": other})

        assert (left == right) is same
        assert (len({left, right}) == 1) is same

    @pytest.mark.parametrize(
        ("members", "problem"),
        [
            pytest.param((("a", 1), ("a", 2)), "the member 'a' stands twice", id="a name twice"),
            pytest.param((("a", 1.5),), "a: is of type float", id="a float"),
            pytest.param(("ab",), "members: ('ab',) is no sequence of pairs", id="no pairs"),
            pytest.param(
                {"a": 1}, "members: {'a': 1} is no sequence of pairs", id="a dict: freeze_json reads it"
            ),
        ],
    )
    def test_refuses(self, members: Any, problem: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            JsonObject(members)

        assert problem in str(refused.value)

    def test_freezes_what_stands_in_it(self) -> None:
        items: Any = (("a", [1, {"b": 2}]),)

        assert JsonObject(items) == freeze_json({"a": [1, {"b": 2}]})


class TestAttributes:
    def test_is_an_immutable_mapping(self) -> None:
        size = Attributes.of({"size": "XL", "price class": 3}, organic=True)

        assert size.entries == (("organic", True), ("price class", 3), ("size", "XL"))
        assert list(size) == ["organic", "price class", "size"]
        assert len(size) == 3
        assert size["size"] == size.get("size") == "XL"
        assert ("size" in size, "colour" in size, 5 in size) == (True, False, False)
        assert (size.get("colour"), size.get("colour", "red")) == (None, "red")
        with pytest.raises(KeyError, match="colour"):
            size["colour"]
        assert pickle.loads(pickle.dumps(size)) == size == copy.deepcopy(size)
        assert pickle.loads(pickle.dumps(size))["size"] == "XL"

    def test_nothing_is_empty(self) -> None:
        assert Attributes.of() == Attributes.of({}) == Attributes(()) == EMPTY
        assert len(EMPTY) == 0

    def test_dates_and_json(self) -> None:
        values = Attributes.of(born=dt.date(1990, 2, 28), offer={"Items": [1]})

        assert values["born"] == dt.date(1990, 2, 28)
        assert values["offer"] == JsonObject((("Items", (1,)),))

    def test_order_of_loading_leaves_no_trace(self) -> None:
        one, other = Attributes.of({"b": 1, "a": 2}), Attributes((("a", 2), ("b", 1)))

        assert one == other
        assert (repr(one), hash(one)) == (repr(other), hash(other))

    def test_true_is_not_one(self) -> None:
        assert Attributes.of(a=True) != Attributes.of(a=1)
        assert Attributes.of(a=(True,)) != Attributes.of(a=(1,))
        assert Attributes.of(a=1) == Attributes.of(a=Decimal("1.00"))

    def test_the_converter(self) -> None:
        values = Attributes.of(size="XL")

        assert attributes(values) is values
        assert attributes({"size": "XL"}) == values

    @pytest.mark.parametrize(
        "value",
        [
            pytest.param(None, id="None"),
            pytest.param("size=XL", id="text"),
            pytest.param([("size", "XL")], id="pairs"),
        ],
    )
    def test_the_converter_refuses(self, value: Any) -> None:
        with pytest.raises(InvalidInput, match=r"^attributes: .* is no mapping"):
            attributes(value)

    @pytest.mark.parametrize(
        ("values", "path", "message"),
        [
            pytest.param({"size": 1.5}, "size", "is of type float", id="a float"),
            pytest.param({"size": None}, "size", "None is no value", id="None: leave it out"),
            pytest.param({"at": NOON}, "at", "of type datetime", id="a moment"),
            pytest.param({"colours": {"red"}}, "colours", "of type set", id="a set"),
            pytest.param(
                {"offer": {"Items": [{"Value": 1.5}]}}, "offer.Items[0].Value", "float", id="deep inside"
            ),
            pytest.param({"": 1}, "", "the name '' is blank", id="a blank name"),
            pytest.param({7: 1}, "", "the name 7 is of type int", id="a number for a name"),
        ],
    )
    def test_refuses(self, values: Mapping[str, object], path: str, message: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            Attributes.of(values)

        (problem,) = refused.value.problems
        assert (refused.value.subject, problem.path) == ("attributes", path)
        assert message in problem.message

    def test_names_every_problem(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            Attributes.of({"a": 1.5, " b": 1, "c": None}, d=2**70)

        assert [problem.path for problem in refused.value.problems] == ["a", "", "c", "d"]

    @pytest.mark.parametrize(
        "build",
        [
            pytest.param(
                lambda: Attributes.of({"size": "M"}, size="L"), id="in the mapping and as a keyword"
            ),
            pytest.param(lambda: Attributes((("size", "M"), ("size", "M"))), id="in the entries"),
        ],
    )
    def test_a_name_stands_once(self, build: Any) -> None:
        with pytest.raises(InvalidInput) as refused:
            build()

        assert refused.value.problems == (Problem("size", "the attribute stands twice", "keep one of them"),)

    @pytest.mark.parametrize("entries", [{"size": "XL"}, ("size",), "size", None, 5])
    def test_entries_are_pairs(self, entries: Any) -> None:
        with pytest.raises(InvalidInput, match=r"entries: .* is no sequence of pairs"):
            Attributes(entries)

    @given(st.dictionaries(st.from_regex(r"[a-z]{1,3}", fullmatch=True), st.booleans() | st.integers(-3, 3)))
    def test_equal_exactly_where_all_values_are(self, values: dict[str, bool | int]) -> None:
        plain = {name: (type(value), value) for name, value in values.items()}
        numbers = {name: int(value) for name, value in values.items()}

        same = plain == {name: (int, number) for name, number in numbers.items()}
        assert (Attributes.of(values) == Attributes.of(numbers)) is same


def test_value_key_tells_apart_what_python_does_not() -> None:
    values = (True, 1, False, 0, "1", (True,), (1,), (), dt.date(2026, 1, 1), "2026-01-01", None)

    assert len({value_key(value) for value in values}) == len(values)
    assert value_key(Decimal("1.0")) == value_key(1)


@pytest.mark.parametrize(
    ("value", "kept", "problems"),
    [
        pytest.param("tea", "tea", (), id="text"),
        pytest.param(Decimal("1.50"), Decimal("1.5"), (), id="a number"),
        pytest.param([1], (1,), (), id="an array"),
        pytest.param(
            None, None, (Problem("size", "None is no value", "leave the attribute out"),), id="None"
        ),
    ],
)
def test_freeze_value(value: object, kept: object, problems: tuple[Problem, ...]) -> None:
    assert freeze_value("size", value) == (kept, problems)


class TestDefinition:
    FITS = (
        (AttributeType.BOOL, True),
        (AttributeType.STRING, ""),
        (AttributeType.STRING, "tea"),
        (AttributeType.JSON, {"a": [1]}),
        (AttributeType.JSON, [1]),
        (AttributeType.JSON, "text is JSON too"),
        (AttributeType.JSON, True),
        (AttributeType.DATE, dt.date(2026, 11, 22)),
        (AttributeType.INT, -5),
        (AttributeType.INT, Decimal("5.0")),
        (AttributeType.DOUBLE, Decimal("0.5")),
        (AttributeType.DOUBLE, 5),
        (AttributeType.RADIO_STRING, "red"),
    )
    DOES_NOT_FIT = (
        (AttributeType.BOOL, 1),
        (AttributeType.BOOL, "true"),
        (AttributeType.STRING, 5),
        (AttributeType.JSON, dt.date(2026, 11, 22)),
        (AttributeType.JSON, None),
        (AttributeType.DATE, "2026-11-22"),
        (AttributeType.DATE, NOON),
        (AttributeType.INT, True),
        (AttributeType.INT, Decimal("5.5")),
        (AttributeType.INT, "5"),
        (AttributeType.DOUBLE, 0.5),
        (AttributeType.DOUBLE, True),
        (AttributeType.DOUBLE, "0.5"),
        (AttributeType.RADIO_STRING, "blue"),
        (AttributeType.RADIO_STRING, 5),
    )

    @staticmethod
    def definition(kind: AttributeType) -> AttributeDefinition:
        allowed = ("red", "green") if kind is AttributeType.RADIO_STRING else ()
        return AttributeDefinition(name="it", type=kind, allowed=allowed)

    @pytest.mark.parametrize(("kind", "value"), FITS)
    def test_fits(self, kind: AttributeType, value: object) -> None:
        assert self.definition(kind).check(value) is None

    @pytest.mark.parametrize(("kind", "value"), DOES_NOT_FIT)
    def test_does_not_fit(self, kind: AttributeType, value: object) -> None:
        problem = self.definition(kind).check(value)

        assert problem is not None
        assert problem.path == "it"

    def test_every_type_is_tried(self) -> None:
        assert {kind for kind, _ in self.FITS} == {kind for kind, _ in self.DOES_NOT_FIT} == {*AttributeType}

    @pytest.mark.parametrize(
        ("kind", "value", "problem"),
        [
            pytest.param(
                AttributeType.RADIO_STRING,
                "blue",
                Problem("it", "does not fit an attribute of type radio_string", "give one of red, green"),
                id="a choice that is not offered",
            ),
            pytest.param(
                AttributeType.INT,
                "5",
                Problem("it", "does not fit an attribute of type int", "give a value of type int"),
                id="text for a number",
            ),
        ],
    )
    def test_says_what_would_fit(self, kind: AttributeType, value: object, problem: Problem) -> None:
        assert self.definition(kind).check(value) == problem

    def test_names_the_place_inside_json(self) -> None:
        problem = self.definition(AttributeType.JSON).check({"Items": [1, 2.5]})

        assert problem is not None
        assert problem.path == "it.Items[1]"

    def test_defaults(self) -> None:
        definition = AttributeDefinition(name="size", type=AttributeType.STRING)

        assert definition == AttributeDefinition(
            name="size",
            type=AttributeType.STRING,
            title="",
            allowed=(),
            required=False,
            hidden=False,
            keeps_history=False,
            merge=MergeMode.NONE,
        )
        assert pickle.loads(pickle.dumps(definition)) == definition

    def test_the_words_of_the_wire(self) -> None:
        assert [kind.value for kind in AttributeType] == [
            *("bool", "string", "json", "date", "int", "double", "radio_string")
        ]
        assert [mode.value for mode in MergeMode] == [
            *("none", "copy_if_not_exist", "sum_or_append", "always_copy", "max")
        ]

    @pytest.mark.parametrize(
        ("fields", "paths"),
        [
            pytest.param({"name": ""}, ["name"], id="a blank name"),
            pytest.param({"title": 5}, ["title"], id="a number for a title"),
            pytest.param({"type": "int"}, ["type"], id="a type by its word"),
            pytest.param({"merge": "max"}, ["merge"], id="a merge mode by its word"),
            pytest.param({"required": 1}, ["required"], id="a number for a truth value"),
            pytest.param({"hidden": None}, ["hidden"], id="None for a truth value"),
            pytest.param({"keeps_history": "no"}, ["keeps_history"], id="text for a truth value"),
            pytest.param({"allowed": ["a"]}, ["allowed"], id="choices for a number"),
            pytest.param({"type": AttributeType.RADIO_STRING}, ["allowed"], id="a choice of nothing"),
            pytest.param(
                {"type": AttributeType.RADIO_STRING, "allowed": ["a", "", "a"]},
                ["allowed[1]", "allowed[2]"],
                id="a blank choice and one that stands twice",
            ),
            pytest.param(
                {"name": 5, "hidden": 0, "merge": None},
                ["name", "hidden", "merge"],
                id="every problem at once",
            ),
        ],
    )
    def test_refuses(self, fields: dict[str, Any], paths: list[str]) -> None:
        with pytest.raises(InvalidInput) as refused:
            AttributeDefinition(**{"name": "size", "type": AttributeType.INT, **fields})

        assert [problem.path for problem in refused.value.problems] == paths

    @pytest.mark.parametrize("allowed", ["red", 5, [5]])
    def test_choices_are_a_sequence_of_texts(self, allowed: Any) -> None:
        with pytest.raises(InvalidInput, match="attribute definition: allowed"):
            AttributeDefinition(name="size", type=AttributeType.RADIO_STRING, allowed=allowed)
