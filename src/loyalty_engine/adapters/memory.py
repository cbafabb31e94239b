"""Stores that live as long as their process: for tests, demonstrations and small jobs."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from attrs import define, field

from loyalty_engine.errors import refuse
from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.identification import Identifier
from loyalty_engine.program.given import mapping_problems
from loyalty_engine.program.imports import (
    Checkpoint,
    Commit,
    ImportOvertaken,
    NoValue,
    RowOutcome,
)


@define(eq=False)
class MemoryAttributes:
    """Attributes of members in memory; an `AttributeStore`.

    *identifiers* says who has which identifier. *values* has what was stored, by member and attribute, and
    *refused* the rows of each import that were not carried out. Threads wait for each other.

    Raises:
        InvalidInput: *identifiers* is no mapping.
    """

    identifiers: Mapping[Identifier, str] = field(repr=False)
    values: dict[tuple[str, str], AttributeValue] = field(factory=dict, repr=False)
    refused: dict[str, tuple[RowOutcome, ...]] = field(factory=dict, repr=False)
    _reached: dict[str, Checkpoint] = field(factory=dict, init=False)
    _turn: threading.Lock = field(factory=threading.Lock, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        hint = "give a dict of members' ids by Identifier"
        refuse("attributes", mapping_problems("identifiers", self.identifiers, hint))

    def checkpoint(self, import_id: str) -> Checkpoint | None:
        """What the last commit of this import has reached."""
        return self._reached.get(import_id)

    def members(self, identifiers: Sequence[Identifier]) -> Sequence[str | None]:
        """The members with these identifiers."""
        return [self.identifiers.get(identifier) for identifier in identifiers]

    def commit(self, part: Commit) -> None:
        """Store all of *part*, or nothing where another run has gone on."""
        with self._turn:
            if self._reached.get(part.import_id) != part.before:
                raise ImportOvertaken(part.import_id)
            for change in part.changes:
                if isinstance(change.value, NoValue):
                    self.values.pop((change.member, change.attribute), None)
                else:
                    self.values[change.member, change.attribute] = change.value
            self.refused[part.import_id] = (*self.refused.get(part.import_id, ()), *part.refused)
            self._reached[part.import_id] = part.reached
