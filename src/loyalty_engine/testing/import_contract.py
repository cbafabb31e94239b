"""What stores of imported attributes have to promise, as tests that a host runs on his own.

A host writes a class that says how a store is made, and pytest finds the tests of the contract in it:

    class TestMyAttributes(AttributeStoreContract):
        def attributes(self, known):
            return MyAttributes(known)  # new, with these members

        def value(self, store, member, attribute):
            return store.read(member, attribute)
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final

from attrs import evolve

from loyalty_engine.errors import Problem
from loyalty_engine.model.attributes import AttributeValue
from loyalty_engine.model.identification import Identifier, IdentifierKind
from loyalty_engine.program.imports import (
    AttributeChange,
    AttributeStore,
    Checkpoint,
    Commit,
    ImportOvertaken,
    ImportRow,
    NoValue,
    PartDone,
    Position,
    RefusedRow,
    RowOutcome,
    RowState,
)
from loyalty_engine.program.ports import Conflict
from loyalty_engine.testing.promised import raised, same

_ANNA: Final = Identifier(IdentifierKind.PHONE, "+4915100001")
_BORIS: Final = Identifier(IdentifierKind.EMAIL, "boris@example.org")
_NOBODY: Final = Identifier(IdentifierKind.PHONE, "+4915100009")
_KNOWN: Final = {_ANNA: "anna", _BORIS: "boris"}
_BAD: Final = ImportRow(3, Position(30, 4), _BORIS, "city", problems=(Problem("value", "is no value"),))
_FIRST: Final = Commit(
    import_id="autumn",
    before=None,
    reached=Checkpoint(position=Position(30, 4), completed=2, errors=1, warned=1),
    changes=(AttributeChange("anna", "city", "Bonn"), AttributeChange("boris", "children", 2)),
    refused=(RowOutcome(_BAD, RowState.ERROR, _BAD.problems),),
)
_SECOND: Final = Commit(
    import_id="autumn",
    before=_FIRST.reached,
    reached=Checkpoint(position=Position(90, 10), completed=6, errors=1, warned=1, finished=True),
    changes=(
        AttributeChange("anna", "city", "Kiel"),
        AttributeChange("anna", "city", "Ulm"),
        AttributeChange("boris", "children", NoValue.REMOVED),
        AttributeChange("boris", "city", "Jena"),
    ),
    refused=(),
)
_THREADS: Final = 4

#: A part of an import, as the store of a programme keeps it.
PART_DONE: Final = PartDone(
    reached=_FIRST.reached,
    refused=(
        RefusedRow.of(_FIRST.refused[0]),
        RefusedRow(line=9, identifier=None, attribute="", problems=()),
    ),
)


class AttributeStoreContract(ABC):
    """The promises of `AttributeStore`; each test is one."""

    @abstractmethod
    def attributes(self, known: Mapping[Identifier, str]) -> AttributeStore:
        """A new store in which nothing was imported, and in which these members are *known*."""

    @abstractmethod
    def value(self, store: AttributeStore, member: str, attribute: str) -> AttributeValue | None:
        """The value that the member has by now; None where there is none."""

    def another(self, store: AttributeStore) -> AttributeStore:
        """A second store of what *store* holds, as another process would open it.

        Where an adapter has no such thing, it is *store* itself.
        """
        return store

    def test_members_are_found_in_the_order_asked(self) -> None:
        """Each as often as he is asked for; nobody is None."""
        store = self.attributes(_KNOWN)
        found = store.members([_BORIS, _NOBODY, _ANNA, _BORIS])
        same(list(found), ["boris", None, "anna", "boris"])
        same(list(store.members([])), [])

    def test_an_import_that_was_not_begun_has_no_checkpoint(self) -> None:
        """Nor has another one."""
        store = self.attributes(_KNOWN)
        same(store.checkpoint("autumn"), None)
        store.commit(_FIRST)
        same(store.checkpoint("winter"), None)

    def test_a_part_is_stored_with_its_checkpoint(self) -> None:
        """Part after part."""
        store = self.attributes(_KNOWN)
        for part, values in ((_FIRST, ("Bonn", None, 2)), (_SECOND, ("Ulm", "Jena", None))):
            store.commit(part)
            for seen in (store, self.another(store)):
                same(seen.checkpoint("autumn"), part.reached)
                same(self._values(seen), values)

    def test_a_part_that_follows_another_checkpoint_is_refused_as_a_whole(self) -> None:
        """A part that was stored already, one that leaves out another, and a beginning that is none."""
        store = self.attributes(_KNOWN)
        with raised(ImportOvertaken, "a part that follows one that was never stored"):
            store.commit(_SECOND)
        same((store.checkpoint("autumn"), self._values(store)), (None, (None, None, None)))
        store.commit(_FIRST)
        for before in (None, evolve(_FIRST.reached, errors=0)):
            with raised(ImportOvertaken, f"a part that follows {before}"):
                store.commit(evolve(_SECOND, before=before))
        same((store.checkpoint("autumn"), self._values(store)), (_FIRST.reached, ("Bonn", None, 2)))

    def test_imports_know_nothing_of_each_other(self) -> None:
        """Not even where the name of one begins with that of another."""
        store = self.attributes(_KNOWN)
        for name in ("autumn", "autumn:1", "autumn:"):
            store.commit(evolve(_FIRST, import_id=name))
        store.commit(_SECOND)
        for name in ("autumn:1", "autumn:"):
            same(store.checkpoint(name), _FIRST.reached)

    def test_a_part_without_rows_moves_the_checkpoint(self) -> None:
        """An import ends with one."""
        store = self.attributes(_KNOWN)
        end = Checkpoint(finished=True)
        store.commit(Commit(import_id="autumn", before=None, reached=end, changes=(), refused=()))
        same(store.checkpoint("autumn"), end)

    def test_many_parts_follow_each_other(self) -> None:
        """However many there are, the checkpoint is that of the last."""
        store, before = self.attributes(_KNOWN), None
        for n in range(1, 20):
            reached = Checkpoint(position=Position(n * 10, n + 1), completed=n)
            change = AttributeChange("anna", "city", f"town {n}")
            store.commit(
                Commit(import_id="autumn", before=before, reached=reached, changes=(change,), refused=())
            )
            same((store.checkpoint("autumn"), self.value(store, "anna", "city")), (reached, f"town {n}"))
            before = reached

    def test_of_runs_at_the_same_time_one_goes_on(self) -> None:
        """All the others hear that it has; whoever is told to try again does."""
        store, together = self.attributes(_KNOWN), Barrier(_THREADS)

        def run(number: int) -> int:
            mine = store if number == 0 else self.another(store)
            together.wait()
            while True:
                try:
                    mine.commit(_FIRST)
                except Conflict:
                    continue
                except ImportOvertaken:
                    return 0
                return 1

        with ThreadPoolExecutor(_THREADS) as threads:
            same(sum(threads.map(run, range(_THREADS))), 1)
        same((store.checkpoint("autumn"), self._values(store)), (_FIRST.reached, ("Bonn", None, 2)))

    def _values(self, store: AttributeStore) -> tuple[AttributeValue | None, ...]:
        pairs = (("anna", "city"), ("boris", "city"), ("boris", "children"))
        return tuple(self.value(store, member, attribute) for member, attribute in pairs)
