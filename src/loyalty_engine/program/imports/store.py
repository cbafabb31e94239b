"""The port to a host's store of attributes, as imports use it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import define, frozen

from loyalty_engine.errors import LoyaltyError
from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.identification import Identifier
from loyalty_engine.program.imports.rows import START, ImportState, NoValue, Position, RowOutcome


@frozen(kw_only=True)
class Checkpoint:
    """How far an import has come: its *position*, and what became of the rows before it.

    *warned* counts the rows with warnings, whatever else became of them. *finished* means that there are no
    rows after the position.
    """

    position: Position = START
    completed: int = 0
    errors: int = 0
    warned: int = 0
    finished: bool = False

    @property
    def rows(self) -> int:
        """The rows before the position."""
        return self.completed + self.errors

    @property
    def state(self) -> ImportState:
        """The state of the import that has come so far."""
        if not self.finished:
            return ImportState.SUSPENDED if self.rows else ImportState.NOT_PROCESSED
        return ImportState.PROCESSED_WITH_ERROR if self.errors else ImportState.PROCESSED


@frozen
class AttributeChange:
    """The new *value* of one attribute of one *member*; `NoValue.REMOVED` takes the old one away."""

    member: str
    attribute: str
    value: AttributeValue | NoValue


@frozen(kw_only=True)
class Commit:
    """A part of an import, to be carried out as a whole.

    *before* is the checkpoint that it follows, None for the first part; *reached* is the one after it.
    *changes* are in the order of the rows, so of two for one attribute the later counts. *refused* are the
    rows that were not carried out.
    """

    import_id: str
    before: Checkpoint | None
    reached: Checkpoint
    changes: tuple[AttributeChange, ...]
    refused: tuple[RowOutcome, ...]


@define(slots=False)
class ImportOvertaken(LoyaltyError):
    """Another run of the same import has gone on meanwhile; nothing of this part was stored."""

    import_id: str

    def __str__(self) -> str:
        return f"import {self.import_id!r}: another run has gone on with it; start again to go on from there"


class AttributeStore(Protocol):
    """Where imports find members and put values.

    Calls are synchronous. Whatever is raised, and wherever a process ends, a commit has happened as a whole
    or not at all; what `checkpoint` says afterwards tells which.
    """

    def checkpoint(self, import_id: str) -> Checkpoint | None:
        """What the last commit of this import has reached; None where there was none."""
        ...

    def members(self, identifiers: Sequence[Identifier]) -> Sequence[str | None]:
        """The id of the member with each of the *identifiers*, in their order; None where there is none."""
        ...

    def commit(self, part: Commit) -> None:
        """Store all changes of *part* and the checkpoint that it reaches, in one transaction.

        Raises:
            ImportOvertaken: the checkpoint of the import is not the one that *part* follows.
        """
        ...
