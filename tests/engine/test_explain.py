"""What an explanation says of a verdict, word by word."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from loyalty_engine import Explanation, Gain, Outcome, PointsCurrency, PointsTotal, Range, Reason, Verdict
from loyalty_engine.engine.records import FigureUnit

KINDS = (PointsCurrency("star", name="stars", exponent=2), PointsCurrency("chip"))
MONEY, QUANTITY, PLAIN = FigureUnit.MONEY, FigureUnit.QUANTITY, FigureUnit.PLAIN
DATE, DAY_OF_YEAR = FigureUnit.DATE, FigureUnit.DAY_OF_YEAR


def explained(*verdicts: Verdict, complete: bool = True) -> Explanation:
    return Explanation(
        receipt="r", currency="EUR", verdicts=verdicts, complete=complete, points=KINDS, names=(("b", "Tea"),)
    )


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        pytest.param(
            Verdict(offer="a", outcome=Outcome.OTHER_TRIGGER), "a: not for purchases", id="the outcome alone"
        ),
        pytest.param(
            Verdict(offer="b", outcome=Outcome.NOTHING_LEFT), "b (Tea): came to nothing", id="with its name"
        ),
        pytest.param(
            Verdict(offer="a", outcome=Outcome.GRANTED, gave=Gain(discount=150)),
            "a: granted; 1.50 EUR off",
            id="money",
        ),
        pytest.param(
            Verdict(offer="a", outcome=Outcome.GRANTED, gave=Gain(points=(PointsTotal("star", 150),))),
            "a: granted; 1.50 stars",
            id="points by the name of their kind",
        ),
        pytest.param(
            Verdict(offer="a", outcome=Outcome.GRANTED, gave=Gain(points=(PointsTotal("chip", 150),))),
            "a: granted; 150 chip",
            id="points of a kind without a name",
        ),
        pytest.param(
            Verdict(offer="a", outcome=Outcome.GRANTED, gave=Gain(points=(PointsTotal("gem", 7),))),
            "a: granted; 7 gem",
            id="points of a kind that nobody described",
        ),
        pytest.param(
            Verdict(
                offer="a",
                outcome=Outcome.GRANTED,
                gave=Gain(discount=5, points=(PointsTotal("chip", 1), PointsTotal("star", 1)), effects=1),
                capped=True,
            ),
            "a: granted; 0.05 EUR off, 1 chip, 0.01 stars, 1 other effect; cut short by what was left",
            id="everything together, and less than it might have been",
        ),
        pytest.param(
            Verdict(offer="a", outcome=Outcome.GRANTED, gave=Gain(effects=2)),
            "a: granted; 2 other effects",
            id="effects alone",
        ),
        pytest.param(
            Verdict(offer="a", outcome=Outcome.BEATEN, by=("b", "c"), would_have_given=Gain(discount=100)),
            "a: beaten; by b, c; alone it would give 1.00 EUR off",
            id="by those who beat it",
        ),
        pytest.param(
            Verdict(offer="a", outcome=Outcome.BEATEN),
            "a: beaten; by what was given before; alone it would give nothing",
            id="by nobody in particular",
        ),
        pytest.param(
            Verdict(
                offer="a", outcome=Outcome.NOT_MET, reasons=(Reason(0, "it rains"), Reason(1, "it snows"))
            ),
            "a: not met; it rains; it snows",
            id="several reasons",
        ),
    ],
)
def test_a_sentence(verdict: Verdict, sentence: str) -> None:
    assert explained().sentence(verdict) == f"- {sentence}"


def test_outcomes_by_their_names_and_in_words_the_strongest_first() -> None:
    assert [
        (outcome.value, explained().sentence(Verdict(offer="a", outcome=outcome, by=("b",))).split(";")[0])
        for outcome in Outcome
    ] == [
        ("granted", "- a: granted"),
        ("beaten", "- a: beaten"),
        ("nothing_left", "- a: came to nothing"),
        ("not_accepted", "- a: not accepted"),
        ("not_met", "- a: not met"),
        ("unknown", "- a: unknown"),
        ("not_in_force", "- a: not in force"),
        ("other_trigger", "- a: not for purchases"),
    ]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        pytest.param(Reason(0, "it rains"), "it rains", id="nothing was seen"),
        pytest.param(
            Reason(0, "it rains", unknown="attribute sky"),
            "it rains (not known: attribute sky)",
            id="a fact that is not known",
        ),
        pytest.param(Reason(0, "paid by card", ""), "paid by card (seen: none)", id="no name was seen"),
        pytest.param(Reason(0, "at s1", "s2"), "at s1 (seen: s2)", id="a name"),
        pytest.param(
            Reason(0, "age", Decimal("2.50"), Range(low=3)), "age (seen: 2.50)", id="a decimal number"
        ),
        pytest.param(
            Reason(0, "sum", 1450, Range(low=5000), MONEY),
            "sum (seen: 14.50 EUR; 35.50 EUR more would do)",
            id="how much money is missing",
        ),
        pytest.param(
            Reason(0, "sum", 5000, Range(low=5000, low_open=True), MONEY),
            "sum (seen: 50.00 EUR; 0.01 EUR more would do)",
            id="a cent above a bound that is excluded",
        ),
        pytest.param(
            Reason(0, "sum", 4999, Range(low=5000, high=9000, high_open=True), MONEY),
            "sum (seen: 49.99 EUR; 0.01 EUR more would do)",
            id="the upper bound has no say in what is missing",
        ),
        pytest.param(
            Reason(0, "sum", 9900, Range(low=5000, high=9000), MONEY),
            "sum (seen: 99.00 EUR)",
            id="too much, where no more would do",
        ),
        pytest.param(
            Reason(0, "not so much", 5000, Range(low=5000), MONEY),
            "not so much (seen: 50.00 EUR)",
            id="the very bound of what must not be reached",
        ),
        pytest.param(
            Reason(0, "sum", 9900, Range(high=9000), MONEY), "sum (seen: 99.00 EUR)", id="no lower bound"
        ),
        pytest.param(Reason(0, "sum", 0, None, MONEY), "sum (seen: 0.00 EUR)", id="no bounds are told"),
        pytest.param(
            Reason(0, "tea", 0, Range(low=1), QUANTITY), "tea (seen: 0)", id="any quantity at all would do"
        ),
        pytest.param(
            Reason(0, "tea", 0, Range(low=2), QUANTITY),
            "tea (seen: 0; 0.002 more would do)",
            id="two thousandths are more than any",
        ),
        pytest.param(
            Reason(0, "tea", 2500, Range(low=3000), QUANTITY),
            "tea (seen: 2.5; 0.5 more would do)",
            id="a quantity without zeros at its end",
        ),
        pytest.param(
            Reason(0, "tea", 75, Range(low=10000), QUANTITY),
            "tea (seen: 0.075; 9.925 more would do)",
            id="a quantity in thousandths",
        ),
        pytest.param(
            Reason(0, "tea", 10000, Range(high=2000), QUANTITY), "tea (seen: 10)", id="a whole quantity"
        ),
        pytest.param(
            Reason(0, "tea", 1000, Range(low=Decimal("2500.5")), QUANTITY),
            "tea (seen: 1)",
            id="a bound between two thousandths",
        ),
        pytest.param(
            Reason(
                0, "born", dt.date(1991, 1, 2).toordinal(), Range(low=dt.date(2000, 1, 1).toordinal()), DATE
            ),
            "born (seen: 1991-01-02)",
            id="a date",
        ),
        pytest.param(
            Reason(0, "born", 0, Range(low=1), DATE), "born (seen: 0)", id="a number that is no date"
        ),
        pytest.param(
            Reason(0, "born", dt.date.max.toordinal(), Range(high=1), DATE),
            "born (seen: 9999-12-31)",
            id="the last date there is",
        ),
        pytest.param(
            Reason(0, "born", dt.date.max.toordinal() + 1, Range(high=1), DATE),
            "born (seen: 3652060)",
            id="a number beyond all dates",
        ),
        pytest.param(
            Reason(0, "born", 102, Range(low=615), DAY_OF_YEAR), "born (seen: 01-02)", id="a day of the year"
        ),
        pytest.param(
            Reason(0, "products", 1, Range(low=3), PLAIN), "products (seen: 1)", id="things that are counted"
        ),
        pytest.param(
            Reason(0, "days", -1500, Range(low=0), PLAIN), "days (seen: -1500)", id="days before a day"
        ),
    ],
)
def test_a_reason(reason: Reason, words: str) -> None:
    assert explained().reason(reason) == words


@pytest.mark.parametrize(
    ("complete", "last"),
    [
        pytest.param(True, "- a: granted", id="of the whole book"),
        pytest.param(
            False,
            "Offers that could not match are left out; explain with the offer book to see them.",
            id="of the offers that were woken",
        ),
    ],
)
def test_a_text_says_whether_offers_are_left_out(*, complete: bool, last: str) -> None:
    lines = str(explained(Verdict(offer="a", outcome=Outcome.GRANTED), complete=complete)).splitlines()

    assert lines[:2] == ["Receipt r: 1 offer", "- a: granted"]
    assert lines[-1] == last
    assert len(lines) == (2 if complete else 3)
