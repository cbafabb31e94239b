"""Imports of attributes, row by row: what a batch holds, where it goes, and what becomes of each row.

A batch is any sequence of rows; `loyalty_engine.wire.batches` reads one from CSV or JSON Lines. A row that is
refused keeps nothing of the others back, and the old value of its attribute stays. What has been carried out
is remembered together with it, so that an import that was interrupted goes on where it stopped.
"""

from loyalty_engine.program.imports.kept import KeptAttributes, PartDone, RefusedRow
from loyalty_engine.program.imports.rows import (
    START,
    ImportRow,
    ImportState,
    NoValue,
    Position,
    RowOutcome,
    RowState,
)
from loyalty_engine.program.imports.run import ImportReport, dry_run, run_import
from loyalty_engine.program.imports.store import (
    AttributeChange,
    AttributeStore,
    Checkpoint,
    Commit,
    ImportOvertaken,
)

__all__ = [
    "START",
    "AttributeChange",
    "AttributeStore",
    "Checkpoint",
    "Commit",
    "ImportOvertaken",
    "ImportReport",
    "ImportRow",
    "ImportState",
    "KeptAttributes",
    "NoValue",
    "PartDone",
    "Position",
    "RefusedRow",
    "RowOutcome",
    "RowState",
    "dry_run",
    "run_import",
]
