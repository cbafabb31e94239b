"""Ways to spoil a document: each exchanges one piece of a sample, and says where that is found, and how.

Most stand in text files, three lines each: what is wrong; ``in SAMPLE: OLD -> NEW``; ``PATH: MESSAGE``,
of which the message need only begin so or hold it. *By the reader alone* means that the document still has
the shape that its schema asks for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen
from wire.samples import SAMPLES

_ENTRY = re.compile(
    r"^(?P<id>\S.*)\n"
    r"    in (?P<what>\w+)(?P<reader>, by the reader alone)?: (?P<old>.+) -> (?P<new>.+)\n"
    r"    (?P<path>\$.*?): (?P<says>.+)\n",
    re.MULTILINE,
)


@frozen(kw_only=True)
class Refusal:
    """In the sample *what*, *old* becomes *new*; a problem at *path* says *says*."""

    id: str
    what: str
    sample: str
    old: str
    new: str
    path: str
    says: str
    spoils_the_shape: bool

    @property
    def text(self) -> str:
        assert self.sample.count(self.old) == 1, f"{self.old!r} is not one piece of the sample"
        return self.sample.replace(self.old, self.new)


def listed(file: str, samples: Mapping[str, str]) -> list[Refusal]:
    """The refusals in a file beside this one, of these *samples*."""
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")
    entries = list(_ENTRY.finditer(text))
    assert 3 * len(entries) == sum(1 for line in text.splitlines() if line and not line.startswith("#"))
    return [
        Refusal(
            id=entry["id"],
            what=entry["what"],
            sample=samples[entry["what"]],
            old=entry["old"],
            new="" if entry["new"] == "(nothing)" else entry["new"],
            path=entry["path"],
            says=entry["says"],
            spoils_the_shape=entry["reader"] is None,
        )
        for entry in entries
    ]


REFUSALS = [
    *listed("refusals.txt", SAMPLES),
    Refusal(
        id="a number of 5,000 digits",
        what="receipt",
        sample=SAMPLES["receipt"],
        old='"till": 4',
        new=f'"till": {"9" * 5000}',
        path="$.parameters.till",
        says="is a number of 5000 digits",
        spoils_the_shape=False,
    ),
    Refusal(
        id="an id of 201 characters",
        what="receipt",
        sample=SAMPLES["receipt"],
        old='"r-1"',
        new=f'"{"x" * 201}"',
        path="$.id",
        says="has 201 characters",
        spoils_the_shape=False,
    ),
    Refusal(
        id="a key of 10,000 characters",
        what="receipt",
        sample=SAMPLES["receipt"],
        old='"id": "r-1"',
        new=f'"id": "r-1", "{"x" * 10_000}": 1',
        path=f"$['{'x' * 79}…]",
        says="is not known here",
        spoils_the_shape=True,
    ),
]
