"""Every reader is a border: what cannot be meant is refused, where it stands, and nothing else is raised."""

from __future__ import annotations

import pytest
from wire.refusals import REFUSALS, Refusal
from wire.samples import SAMPLES

from loyalty_engine.wire import documents
from loyalty_engine.wire.documents import DOCUMENTS, read
from loyalty_engine.wire.text import DocumentError

READERS = {what: getattr(documents, f"read_{what}") for what in DOCUMENTS}


@pytest.mark.parametrize("what", SAMPLES)
def test_the_samples_are_good_before_they_are_spoilt(what: str) -> None:
    assert type(READERS[what](SAMPLES[what])) is DOCUMENTS[what]
    assert read(SAMPLES[what]) == READERS[what](SAMPLES[what])


@pytest.mark.parametrize("refusal", REFUSALS, ids=[refusal.id for refusal in REFUSALS])
def test_a_spoilt_document_is_refused_where_it_is_spoilt(refusal: Refusal) -> None:
    with pytest.raises(DocumentError) as caught:
        READERS[refusal.what](refusal.text)

    found = {problem.path: problem.message for problem in caught.value.problems}
    assert refusal.says in found.get(refusal.path, f"nothing at {refusal.path}, but at {[*found]}")
    assert caught.value.subject == f"{refusal.what} document"
    assert all(path.startswith("$") for path in found)


def test_there_are_enough_ways_to_spoil_a_document() -> None:
    assert len({refusal.id for refusal in REFUSALS}) == len(REFUSALS) >= 100
