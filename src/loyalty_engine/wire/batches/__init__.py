"""Batches of attribute values: CSV or JSON Lines, read row by row in constant memory.

A row says for whom (a kind of identifier and its value), which attribute, and the new value. `read_batch`
gives the rows of a stream to `loyalty_engine.program.imports`, which carries them out.

Cells are data, whatever they look like: nothing in them is evaluated, shortened or guessed at. Reports of
outcomes are made for people, and open in programs that do evaluate; so there, what looks like a formula gets
an apostrophe before it.
"""

from loyalty_engine.wire.batches.reading import read_batch
from loyalty_engine.wire.batches.terms import ROW_LIMITS, BatchFormat, BatchTerms, PersonalKind
from loyalty_engine.wire.batches.values import personal_readers
from loyalty_engine.wire.batches.writing import OUTCOME_COLUMNS, outcome_lines, write_batch, write_outcomes

__all__ = [
    "OUTCOME_COLUMNS",
    "ROW_LIMITS",
    "BatchFormat",
    "BatchTerms",
    "PersonalKind",
    "outcome_lines",
    "personal_readers",
    "read_batch",
    "write_batch",
    "write_outcomes",
]
