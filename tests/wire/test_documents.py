from __future__ import annotations

import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve
from wire.samples import CATALOG, MEMBER, OFFERS, RECEIPT, SAMPLES

from loyalty_engine import Calculation, Member, Offer, calculate, compile_offers
from loyalty_engine.engine.records import Message
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.money import Money
from loyalty_engine.rules.benefits import PercentOff, PointsPercent
from loyalty_engine.rules.conditions import Products, ReceiptAmount
from loyalty_engine.rules.emissions import Channel
from loyalty_engine.wire.documents import (
    DOCUMENTS,
    Document,
    MemberList,
    OfferSet,
    ReceiptList,
    plain_document,
    read,
    read_calculation,
    read_catalog,
    read_member,
    read_offers,
    read_receipt,
    write,
    write_calculation,
    write_offers,
)
from loyalty_engine.wire.text import DocumentError, Limits

HALF = Offer.of("half", [Products({"tea"})], [PercentOff(50), PointsPercent(5)])
BIG = Offer.of("big", [ReceiptAmount(at_least=Money.of(5000, "RUB"))], [PercentOff(5)])


@pytest.mark.parametrize("what", SAMPLES)
def test_a_document_is_written_as_it_was_meant(what: str) -> None:
    value = read(SAMPLES[what])
    text = write(value)

    assert read(text) == value
    assert write(read(text)) == text
    assert read(write(value, indent=None)) == value
    assert read(text.encode()) == value


@pytest.mark.parametrize("what", SAMPLES)
def test_a_document_says_first_what_it_is(what: str) -> None:
    plain = plain_document(read(SAMPLES[what]))

    assert list(plain.items())[:2] == [("format", f"loyalty-engine/{what}"), ("version", 1)]


def test_every_document_has_a_sample() -> None:
    assert SAMPLES.keys() == DOCUMENTS.keys()
    assert {type(read(text)) for text in SAMPLES.values()} == set(DOCUMENTS.values())


def test_what_is_read_compiles_and_calculates() -> None:
    found = read_offers(OFFERS)
    catalog = evolve(read_catalog(CATALOG), categories=(*read_catalog(CATALOG).categories, *PENS))
    book = compile_offers(
        found.offers,
        catalog=catalog,
        groups=found.groups,
        favorites=found.favorites,
        points=found.points,
        policies=found.policies,
        zone=found.zone,
    )

    result = calculate(read_receipt(RECEIPT), read_member(MEMBER), book)

    assert read_calculation(write(result)) == result


PENS = read_catalog(
    '{"format":"loyalty-engine/catalog","version":1,"categories":[{"code":"pens"}]}'
).categories


class TestCalculation:
    def calculated(self) -> Calculation:
        return calculate(read_receipt(RECEIPT), Member("m-1"), [HALF, BIG])

    def test_it_comes_back_equal_and_says_who_it_was(self) -> None:
        result = self.calculated()
        read = read_calculation(write_calculation(result))

        assert read == result
        assert read.fingerprint == result.fingerprint != ""
        assert read.verdicts == result.verdicts != ()
        assert str(read.explain()) != ""

    def test_its_figures_stand_in_the_document(self) -> None:
        plain = plain_document(self.calculated())

        assert plain["amount"] == {"amount": "498.90", "currency": "RUB"}
        assert plain["discount"] == {"amount": "199.95", "currency": "RUB"}
        assert plain["total"] == {"amount": "298.95", "currency": "RUB"}

    def test_figures_may_be_left_out(self) -> None:
        result = self.calculated()
        text = write(result).replace('"discount": {"amount": "199.95", "currency": "RUB"},', "")

        assert read_calculation(text) == result

    def test_its_semantics_are_always_said(self) -> None:
        assert '"semantics":1' in write(self.calculated(), indent=None)

    def test_verdicts_are_checked_against_the_book_after_a_journey(self) -> None:
        result = self.calculated()
        book = compile_offers([HALF, BIG])

        assert read_calculation(write(result)).explain(book, Member("m-1")).complete


class TestOfferSet:
    def test_offers_alone_will_do(self) -> None:
        assert read_offers(write_offers([HALF, BIG])) == OfferSet(offers=(HALF, BIG))
        assert write_offers(OfferSet(offers=(HALF,))) == write_offers(offer for offer in [HALF])

    def test_the_order_of_offers_is_kept(self) -> None:
        assert [offer.id for offer in read_offers(write_offers([HALF, BIG])).offers] == ["half", "big"]

    @pytest.mark.parametrize("part", ["offers", "groups", "favorites", "points", "attributes"])
    def test_a_part_of_something_else_is_refused(self, part: str) -> None:
        with pytest.raises(InvalidInput):
            OfferSet(**{part: ["x"]})  # type: ignore[arg-type]
        with pytest.raises(InvalidInput):
            OfferSet(**{part: "x"})  # type: ignore[arg-type]


def test_lists_hold_their_own() -> None:
    with pytest.raises(InvalidInput):
        MemberList([read_receipt(RECEIPT)])  # type: ignore[list-item]
    with pytest.raises(InvalidInput):
        ReceiptList([read_member(MEMBER)])  # type: ignore[list-item]


@pytest.mark.parametrize("value", [None, 5, "x", HALF, [HALF], {"format": "loyalty-engine/offers"}])
def test_what_is_no_document_is_not_written(value: Document) -> None:
    with pytest.raises(InvalidInput, match="is no document"):
        write(value)


def test_what_has_no_written_form_is_said_with_its_path() -> None:
    broken = Message("half", Channel.RECEIPT, "half of a tea cup: \ud83c")

    with pytest.raises(InvalidInput) as caught:
        write(Calculation(receipt=read_receipt(RECEIPT), lines=(), messages=(broken,)))

    assert [problem.path for problem in caught.value.problems] == ["messages[0].text"]


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        pytest.param("null", ["$"], id="null"),
        pytest.param("[]", ["$"], id="a list"),
        pytest.param('"loyalty-engine/offers"', ["$"], id="text"),
        pytest.param("{}", ["$.format", "$.version"], id="nothing"),
        pytest.param('{"format": "loyalty-engine/offers"}', ["$.version"], id="no version"),
        pytest.param('{"format": "x", "version": 1, "id": 5}', ["$.format"], id="the rest of an unknown one"),
    ],
)
def test_the_head_of_a_document(document: str, paths: list[str]) -> None:
    with pytest.raises(DocumentError) as caught:
        read(document)

    assert [problem.path for problem in caught.value.problems] == paths


def test_all_problems_are_said_at_once() -> None:
    spoilt = RECEIPT.replace('"version": 1', '"version": 2').replace('"r-1"', "5").replace('"399.90"', "1.5")
    spoilt = spoilt.replace('"till": 4', '"till": null').replace('"coupons"', '"cupons"')

    with pytest.raises(DocumentError) as caught:
        read_receipt(spoilt)

    assert [problem.path for problem in caught.value.problems] == [
        "$.version",
        "$.id",
        "$.lines[0].amount.amount",
        "$.cupons",
        "$.parameters.till",
    ]
    assert all(problem.hint for problem in caught.value.problems[:4])
    assert "$.cupons: is not known here (did you mean 'coupons'?)" in str(caught.value)


def test_a_thousand_faults_are_cut_short() -> None:
    offers = ",".join(['{"id": 5}'] * 1000)

    with pytest.raises(DocumentError) as caught:
        read_offers(f'{{"format": "loyalty-engine/offers", "version": 1, "offers": [{offers}]}}')

    assert 100 <= len(caught.value.problems) < 110


NESTED = '{"kind": "any_of", "parts": [' * 27 + '{"kind": "groups", "ids": ["g"]}' + "]}" * 27
DEEP = f"""
{{
  "format": "loyalty-engine/offers",
  "version": 1,
  "offers": [
    {{
      "id": "o",
      "rules": [{{"conditions": [{NESTED}], "benefits": [{{"kind": "percent_off", "percent": 5}}]}}]
    }}
  ]
}}
"""


@pytest.mark.parametrize("left", [50, 70, 90, 120, 160])
def test_a_caller_with_few_calls_left_is_told_so(left: int) -> None:
    """Not with a `RecursionError` from somewhere inside."""

    def called_from(depth: int) -> object:
        return called_from(depth - 1) if depth else read(DEEP)

    used = len(inspect.stack(0))
    assert isinstance(read(DEEP), OfferSet)
    with pytest.raises(DocumentError, match="lies too deep for where it is read from"):
        called_from(sys.getrecursionlimit() - used - left)


def test_limits_are_passed_on() -> None:
    with pytest.raises(DocumentError, match="is larger than 10 bytes"):
        read_catalog(CATALOG, limits=Limits(bytes=10))
    assert isinstance(read(CATALOG, limits=Limits(depth=8)), Catalog)


CANONICAL = """
import datetime, decimal, sys
sys.path.insert(0, sys.argv[1])
from loyalty_engine import Offer
from loyalty_engine.rules.benefits import PercentOff
from loyalty_engine.rules.conditions import HasAttribute, Products
from loyalty_engine.rules.predicates import Carrier
from loyalty_engine.wire.documents import DOCUMENTS, read, write, write_offers
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.schema import schema
from wire.samples import SAMPLES

names = {f"p{n}" for n in range(50)}
days = {datetime.date(2026, 1, n) for n in range(1, 20)}
label = HasAttribute(of=Carrier.LINE, name="x", values=names | days | {decimal.Decimal("1.5"), 7, 10, True})
sys.stdout.write(write_offers([Offer.of("o", [Products(names), label], [PercentOff(1)], places=names)]))
for what in DOCUMENTS:
    sys.stdout.write(write(read(SAMPLES[what])) + dumps(schema(what)))
"""


def test_the_same_bytes_under_every_hash_seed() -> None:
    tests = Path(__file__).parents[1]
    source = tests.parent / "src"
    written = {
        subprocess.run(
            [sys.executable, "-c", CANONICAL, str(tests)],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": str(source),
                "PYTHONIOENCODING": "utf-8",
            },
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }

    assert len(written) == 1
    assert len(written.pop()) > 10_000
