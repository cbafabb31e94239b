from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from wire.refusals import REFUSALS, Refusal
from wire.samples import SAMPLES

from loyalty_engine.errors import InvalidInput
from loyalty_engine.wire.documents import DOCUMENTS, plain_document, read
from loyalty_engine.wire.kinds import KINDS
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.schema import schema
from loyalty_engine.wire.text import DocumentError, parse

PUBLISHED = Path(__file__).parents[2] / "docs" / "schema"
VALIDATORS = {what: Draft202012Validator(schema(what)) for what in DOCUMENTS}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_the_published_schema_is_the_one_in_force(what: str) -> None:
    """After a change that is meant, write the files anew with ``loyalty-engine schema``."""
    published = (PUBLISHED / f"{what}.json").read_text(encoding="utf-8")

    assert published == dumps(schema(what), indent=2) + "\n"


def test_nothing_else_is_published() -> None:
    assert {path.stem for path in PUBLISHED.glob("*.json")} == DOCUMENTS.keys()


@pytest.mark.parametrize("what", DOCUMENTS)
def test_a_schema_is_one(what: str) -> None:
    Draft202012Validator.check_schema(schema(what))


@pytest.mark.parametrize("what", SAMPLES)
def test_what_is_read_and_what_is_written_fits_the_schema(what: str) -> None:
    VALIDATORS[what].validate(json.loads(SAMPLES[what]))
    VALIDATORS[what].validate(json.loads(dumps(plain_document(read(SAMPLES[what])))))


def _parsed(refusal: Refusal) -> Any:
    """The spoilt document as another reader of JSON would see it."""
    parse(refusal.text)
    return json.loads(refusal.text)


@pytest.mark.parametrize("refusal", REFUSALS, ids=[refusal.id for refusal in REFUSALS])
def test_a_schema_refuses_a_document_of_the_wrong_shape(refusal: Refusal) -> None:
    try:
        document = _parsed(refusal)
    except DocumentError:  # no schema sees what stands twice, or is no number
        return

    assert VALIDATORS[refusal.what].is_valid(document) is not refusal.spoils_the_shape


def test_every_kind_is_described() -> None:
    described = schema("offers")["$defs"]
    tags = [option["$ref"].rsplit("/", 1)[1] for option in described["Condition"]["oneOf"]]

    assert tags == [kind.__name__ for kind in KINDS.conditions]
    assert described["PercentOff"]["description"] == "*percent* off each line."
    assert described["PercentOff"]["required"] == ["kind", "percent"]


def test_there_is_no_schema_of_anything_else() -> None:
    with pytest.raises(InvalidInput, match="known are offers, catalog"):
        schema("offer")
