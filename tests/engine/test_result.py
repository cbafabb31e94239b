"""A calculation is a value: it compares, hashes, travels, adds up and explains itself."""

from __future__ import annotations

import pickle

import attrs
import pytest
from attrs import evolve
from shop import CATALOG, eur, receipt

from loyalty_engine import (
    Calculation,
    Explanation,
    InvalidInput,
    LineDiscount,
    LineResult,
    Member,
    Money,
    Offer,
    PercentOff,
    PointsAmount,
    Problem,
    Products,
    Verdict,
    calculate,
    compile_offers,
)

OFFERS = [
    Offer.of("tea", [Products({"tea"})], [PercentOff(10)], name="Tea week"),
    Offer.of("all", [], [PercentOff(5), PointsAmount(3)], cumulative=True),
    Offer.of("soap", [Products({"soap"})], [PercentOff(10)], name="Soap week"),
]
BOOK = compile_offers(OFFERS, catalog=CATALOG)
TILL = receipt(("tea", "10.00"), ("coffee", "4.00"))


def sold(member: Member | None = Member("m")) -> Calculation:
    return calculate(TILL, member, BOOK)


def test_figures_add_up() -> None:
    calculation = sold()

    assert calculation.currency == "EUR"
    assert (calculation.amount, calculation.discount, calculation.total) == (
        eur("14.00"),
        eur("1.70"),
        eur("12.30"),
    )
    assert [(line.discount, line.total) for line in calculation.lines] == [
        (eur("1.50"), eur("8.50")),
        (eur("0.20"), eur("3.80")),
    ]


def test_a_line_adds_up_in_its_own_currency() -> None:
    discounts = (LineDiscount("a", 0, 30), LineDiscount("b", 0, 12))
    line = LineResult(1, "JPY", 100, 0, discounts, ())

    assert (line.discount, line.total) == (Money(42, "JPY"), Money(58, "JPY"))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(sold(None), id="for somebody else"),
        pytest.param(calculate(TILL, Member("m"), OFFERS[:1]), id="by other offers"),
        pytest.param(calculate(receipt(("tea", "10.00")), Member("m"), BOOK), id="of another receipt"),
        pytest.param(evolve(sold(), semantics=2), id="by another meaning of offers"),
        pytest.param("a calculation", id="a text"),
        pytest.param(None, id="nothing"),
    ],
)
def test_calculations_that_differ_are_not_equal(other: object) -> None:
    assert sold() != other
    assert other != sold()


def test_equal_calculations_are_one_in_a_set() -> None:
    assert len({sold(), sold(), sold(None)}) == 2
    assert hash(sold()) == hash(sold()) != hash(sold(None))


def test_verdicts_are_put_into_words_once() -> None:
    calculation = sold()

    assert [verdict.offer for verdict in calculation.verdicts] == ["all", "tea"]
    assert calculation.verdicts is calculation.verdicts


@pytest.mark.parametrize("semantics", [1, 2])
def test_a_calculation_travels_with_the_version_of_its_meaning(semantics: int) -> None:
    calculation = evolve(sold(), semantics=semantics)
    copy = pickle.loads(pickle.dumps(calculation))

    assert (copy, copy.semantics, copy.fingerprint) == (calculation, semantics, calculation.fingerprint)


def test_the_fingerprint_covers_the_version_of_the_meaning() -> None:
    assert evolve(sold(), semantics=2).fingerprint != sold().fingerprint


def test_a_calculation_that_was_read_from_a_document_has_what_stood_there() -> None:
    read = Calculation(receipt=TILL, lines=sold().lines)

    assert (read.fingerprint, read.verdicts) == ("", ())
    assert read.explain() == Explanation(receipt="r", currency="EUR", verdicts=(), complete=False)


def test_an_explanation_covers_the_book_or_what_was_woken() -> None:
    calculation = sold()
    copy = pickle.loads(pickle.dumps(calculation))

    assert copy.explain() == Explanation(
        receipt="r", currency="EUR", verdicts=calculation.verdicts, complete=False
    )
    assert calculation.explain() == Explanation(
        receipt="r",
        currency="EUR",
        verdicts=copy.explain(BOOK, Member("m")).verdicts,
        complete=True,
        points=BOOK.points,
        names=(("soap", "Soap week"), ("tea", "Tea week")),
    )
    assert [verdict.offer for verdict in calculation.explain().verdicts] == ["all", "soap", "tea"]


def test_of_a_buyer_without_a_card_the_offers_explain_it() -> None:
    calculation = sold(None)
    copy = pickle.loads(pickle.dumps(calculation))

    assert copy.explain(BOOK) == calculation.explain()


@pytest.mark.parametrize("kind", [Calculation, Explanation, Verdict])
def test_what_has_many_parts_is_made_of_named_parts(kind: type) -> None:
    assert all(part.kw_only for part in attrs.fields(kind))


def test_other_offers_do_not_explain_it() -> None:
    with pytest.raises(InvalidInput) as caught:
        sold().explain(BOOK, None)

    assert caught.value.subject == "explanation"
    assert caught.value.problems == (
        Problem(
            "",
            "these offers and this member make another calculation",
            "give the very book, member and context that the receipt was calculated with",
        ),
    )
