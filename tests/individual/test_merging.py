"""Two accounts become one: each attribute by its merge mode, and what happened to it."""

from __future__ import annotations

import datetime as dt
import decimal
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine.individual.attributes import (
    AttributeHistory,
    AttributeItem,
    Setter,
    current_attributes,
)
from loyalty_engine.individual.merging import AttributeMerge, MergedAttribute, MergeOutcome, merge_attributes
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.attributes import (
    AttributeDefinition,
    AttributeType,
    AttributeValue,
    MergeMode,
    freeze_json,
)

BEFORE, NOW = (dt.datetime(2026, 9, day, tzinfo=dt.UTC) for day in (1, 7))
KEPT, COPIED, COMBINED, IMPOSSIBLE = MergeOutcome


def definition(type_: AttributeType, mode: MergeMode) -> AttributeDefinition:
    allowed = ["gold", "silver"] if type_ is AttributeType.RADIO_STRING else []
    return AttributeDefinition(name="a", type=type_, allowed=allowed, merge=mode, keeps_history=True)


def holding(value: object, name: str = "a") -> list[AttributeHistory]:
    """An account with this value of the attribute; None for one without."""
    if value is None:
        return [AttributeHistory(name)]
    item = AttributeItem(value=value, created_at=BEFORE)  # type: ignore[arg-type]
    return [AttributeHistory(name, items=[item])]


def merged(
    type_: AttributeType, mode: MergeMode, before: object, other: object
) -> tuple[MergeOutcome, AttributeValue | None]:
    result = merge_attributes(holding(before), holding(other), [definition(type_, mode)], NOW)
    (report,) = result.merged
    assert current_attributes(result.histories).get("a") == report.after
    assert (report.outcome is IMPOSSIBLE) is bool(report.reason)
    return report.outcome, report.after


DAY, LATER_DAY = dt.date(2026, 9, 1), dt.date(2026, 9, 2)
LIST, OTHER_LIST, OBJECT = freeze_json([1]), freeze_json([2, [3]]), freeze_json({"a": 1})
T, M = AttributeType, MergeMode


@pytest.mark.parametrize(
    ("type_", "mode", "before", "other", "outcome", "after"),
    [
        pytest.param(T.INT, M.NONE, None, 5, KEPT, None, id="none: not even where there is none"),
        pytest.param(T.INT, M.NONE, 3, 5, KEPT, 3, id="none"),
        pytest.param(T.INT, M.COPY_IF_NOT_EXIST, 3, 5, KEPT, 3, id="copy, exists"),
        pytest.param(T.INT, M.COPY_IF_NOT_EXIST, None, 5, COPIED, 5, id="copy, does not exist"),
        pytest.param(T.INT, M.COPY_IF_NOT_EXIST, 3, None, KEPT, 3, id="copy nothing"),
        pytest.param(T.INT, M.ALWAYS_COPY, 3, 5, COPIED, 5, id="always copy"),
        pytest.param(T.INT, M.ALWAYS_COPY, 5, 5, KEPT, 5, id="always copy, the same"),
        pytest.param(T.INT, M.ALWAYS_COPY, 3, None, KEPT, 3, id="always copy, nothing"),
        pytest.param(T.INT, M.SUM_OR_APPEND, 3, 5, COMBINED, 8, id="sum"),
        pytest.param(T.INT, M.SUM_OR_APPEND, None, 5, COPIED, 5, id="sum with nothing"),
        pytest.param(T.INT, M.SUM_OR_APPEND, 2**62, 2**62, IMPOSSIBLE, 2**62, id="sum beyond the bounds"),
        pytest.param(
            T.DOUBLE, M.SUM_OR_APPEND, Decimal("0.1"), 2, COMBINED, Decimal("2.1"), id="sum of decimals"
        ),
        pytest.param(
            T.DOUBLE,
            M.SUM_OR_APPEND,
            Decimal("-0.000000001"),
            Decimal(999999999999999),
            COMBINED,
            Decimal("999999999999998.999999999"),
            id="sum, exact",
        ),
        pytest.param(T.STRING, M.SUM_OR_APPEND, "tea", "milk", COMBINED, "tea, milk", id="texts"),
        pytest.param(T.STRING, M.SUM_OR_APPEND, "tea", "tea", COMBINED, "tea", id="equal texts"),
        pytest.param(
            T.JSON, M.SUM_OR_APPEND, LIST, OTHER_LIST, COMBINED, freeze_json([1, 2, [3]]), id="arrays"
        ),
        pytest.param(T.JSON, M.SUM_OR_APPEND, LIST, OBJECT, IMPOSSIBLE, LIST, id="array and object"),
        pytest.param(T.JSON, M.SUM_OR_APPEND, 1, 2, IMPOSSIBLE, 1, id="numbers of JSON"),
        pytest.param(T.BOOL, M.SUM_OR_APPEND, False, True, IMPOSSIBLE, False, id="sum of yes and no"),
        pytest.param(T.DATE, M.SUM_OR_APPEND, DAY, LATER_DAY, IMPOSSIBLE, DAY, id="sum of dates"),
        pytest.param(
            T.RADIO_STRING, M.SUM_OR_APPEND, "gold", "silver", IMPOSSIBLE, "gold", id="sum of choices"
        ),
        pytest.param(T.INT, M.MAX, 3, 5, COPIED, 5, id="greater"),
        pytest.param(T.INT, M.MAX, 5, 3, KEPT, 5, id="less"),
        pytest.param(T.INT, M.MAX, 5, 5, KEPT, 5, id="equal"),
        pytest.param(T.INT, M.MAX, None, 3, COPIED, 3, id="greater than nothing"),
        pytest.param(T.DOUBLE, M.MAX, 3, Decimal("3.000000001"), COPIED, Decimal("3.000000001"), id="more"),
        pytest.param(T.DATE, M.MAX, DAY, LATER_DAY, COPIED, LATER_DAY, id="a later date"),
        pytest.param(T.BOOL, M.MAX, False, True, COPIED, True, id="yes is more than no"),
        pytest.param(T.BOOL, M.MAX, True, False, KEPT, True, id="no is less than yes"),
        pytest.param(T.STRING, M.MAX, "a", "b", IMPOSSIBLE, "a", id="no text is the greater"),
        pytest.param(T.RADIO_STRING, M.MAX, "silver", "gold", IMPOSSIBLE, "silver", id="nor a choice"),
        pytest.param(T.JSON, M.MAX, LIST, OTHER_LIST, IMPOSSIBLE, LIST, id="nor an array"),
        pytest.param(T.BOOL, M.ALWAYS_COPY, True, 1, IMPOSSIBLE, True, id="what does not fit"),
        pytest.param(T.RADIO_STRING, M.COPY_IF_NOT_EXIST, None, "x", IMPOSSIBLE, None, id="no choice"),
    ],
)
def test_modes(
    type_: AttributeType,
    mode: MergeMode,
    before: object,
    other: object,
    outcome: MergeOutcome,
    after: AttributeValue | None,
) -> None:
    with decimal.localcontext(decimal.Context(prec=3)):  # a host's context has no say
        assert merged(type_, mode, before, other) == (outcome, after)


def test_the_report_and_the_histories() -> None:
    points = evolve(definition(T.INT, M.SUM_OR_APPEND), name="visits")

    result = merge_attributes(
        holding(3, "visits") + holding("x", "mine"),
        holding(5, "visits") + holding("y", "theirs"),
        [points],
        NOW,
    )

    visits = AttributeHistory(
        "visits",
        items=[
            AttributeItem(value=3, created_at=BEFORE, changed_at=NOW),
            AttributeItem(value=8, created_at=NOW, setter=Setter.MERGE),
        ],
    )
    assert result == AttributeMerge(
        histories=(*holding("x", "mine"), visits),
        merged=(
            MergedAttribute(name="mine", mode=None, outcome=KEPT, before="x", other=None, after="x"),
            MergedAttribute(
                name="theirs",
                mode=None,
                outcome=IMPOSSIBLE,
                before=None,
                other="y",
                after=None,
                reason="the attribute has no definition",
            ),
            MergedAttribute(
                name="visits", mode=M.SUM_OR_APPEND, outcome=COMBINED, before=3, other=5, after=8
            ),
        ),
    )


def test_what_was_changed_later_is_not_merged() -> None:
    with pytest.raises(Refused) as caught:
        merge_attributes(holding(1), holding(2), [definition(T.INT, M.MAX)], BEFORE - dt.timedelta(seconds=1))
    assert [(p.path, r) for p, r in zip(caught.value.problems, caught.value.reasons, strict=True)] == [
        ("a", Reason.OUTDATED)
    ]


VALUES = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["gold", "x", DAY, LIST, OBJECT])


class TestLaws:
    """Whatever the two accounts hold."""

    @given(st.sampled_from(T), st.sampled_from(M), VALUES, VALUES)
    def test_what_comes_new_fits_its_definition(
        self, type_: AttributeType, mode: MergeMode, before: object, other: object
    ) -> None:
        outcome, after = merged(type_, mode, before, other)

        if outcome in (KEPT, IMPOSSIBLE):
            assert after == before
        else:
            assert definition(type_, mode).check(after) is None

    @given(
        st.sampled_from(T),
        st.sampled_from([M.NONE, M.COPY_IF_NOT_EXIST, M.ALWAYS_COPY, M.MAX]),
        VALUES,
        VALUES,
    )
    def test_all_but_sums_may_be_repeated(
        self, type_: AttributeType, mode: MergeMode, before: object, other: object
    ) -> None:
        _, after = merged(type_, mode, before, other)

        assert merged(type_, mode, after, other)[1] == after
