"""Stores of imported attributes keep the published contract, which finds those that do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest
from attrs import evolve
from programme.stores import Files, Servers

from loyalty_engine.adapters.clocks import StandingClock
from loyalty_engine.adapters.memory import MemoryAttributes
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.model.attributes import AttributeDefinition, AttributeType, AttributeValue
from loyalty_engine.model.identification import Identifier
from loyalty_engine.program.imports import (
    AttributeStore,
    Checkpoint,
    Commit,
    KeptAttributes,
    NoValue,
)
from loyalty_engine.program.ports import Store
from loyalty_engine.testing.import_contract import AttributeStoreContract
from loyalty_engine.testing.kept import AT

DATED = (
    AttributeDefinition(name="city", type=AttributeType.STRING, keeps_history=True),
    AttributeDefinition(name="children", type=AttributeType.INT),
)


class TestMemoryAttributes(AttributeStoreContract):
    def attributes(self, known: Mapping[Identifier, str]) -> AttributeStore:
        return MemoryAttributes(known)

    def value(self, store: AttributeStore, member: str, attribute: str) -> AttributeValue | None:
        assert isinstance(store, MemoryAttributes)
        return store.values.get((member, attribute))


def kept(store: Store, known: Mapping[Identifier, str]) -> KeptAttributes:
    return KeptAttributes(
        store=store,
        find=lambda sought: [known.get(one) for one in sought],
        clock=StandingClock(AT),
        definitions=DATED,
    )


class Kept(AttributeStoreContract):
    """In the store of a programme."""

    def value(self, store: AttributeStore, member: str, attribute: str) -> AttributeValue | None:
        assert isinstance(store, KeptAttributes)
        with store.store.begin() as unit:
            current = unit.attribute(member, attribute).current
        return None if current is None else current.value


class TestInMemoryStore(Kept):
    def attributes(self, known: Mapping[Identifier, str]) -> AttributeStore:
        return kept(MemoryStore(), known)


class TestInSqliteStore(Files, Kept):
    def attributes(self, known: Mapping[Identifier, str]) -> AttributeStore:
        return kept(self.open(), known)

    def another(self, store: AttributeStore) -> AttributeStore:
        assert isinstance(store, KeptAttributes)
        assert isinstance(store.store, SqliteStore)
        return evolve(store, store=self.open(store.store.path))


class TestInPostgresStore(Servers, Kept):
    def attributes(self, known: Mapping[Identifier, str]) -> AttributeStore:
        return kept(PostgresStore(self.new()), known)

    def another(self, store: AttributeStore) -> AttributeStore:
        assert isinstance(store, KeptAttributes)
        return evolve(store, store=self.other(store.store))


class Forgetful(MemoryAttributes):
    """Keeps no checkpoint."""

    def checkpoint(self, import_id: str) -> Checkpoint | None:
        return None


class Trusting(MemoryAttributes):
    """Stores a part whatever it follows."""

    def commit(self, part: Commit) -> None:
        super().commit(evolve(part, before=self.checkpoint(part.import_id)))


class Hoarding(MemoryAttributes):
    """Takes no value away."""

    def commit(self, part: Commit) -> None:
        there = tuple(one for one in part.changes if not isinstance(one.value, NoValue))
        super().commit(evolve(part, changes=there))


class Backwards(MemoryAttributes):
    """Carries changes out from the last to the first."""

    def commit(self, part: Commit) -> None:
        super().commit(evolve(part, changes=part.changes[::-1]))


class HalfWay(MemoryAttributes):
    """Stores the values before it looks whether it may."""

    def commit(self, part: Commit) -> None:
        for change in part.changes:
            if not isinstance(change.value, NoValue):
                self.values[change.member, change.attribute] = change.value
        super().commit(part)


class Shuffled(MemoryAttributes):
    """Finds members in an order of its own, each once."""

    def members(self, identifiers: Sequence[Identifier]) -> Sequence[str | None]:
        return super().members(sorted(set(identifiers), key=lambda one: one.value))


class Sloppy(MemoryAttributes):
    """Takes imports for one whose names begin alike."""

    def commit(self, part: Commit) -> None:
        super().commit(evolve(part, import_id=part.import_id.split(":")[0]))

    def checkpoint(self, import_id: str) -> Checkpoint | None:
        return super().checkpoint(import_id.split(":")[0])


@pytest.mark.parametrize(
    "broken",
    [Forgetful, Trusting, Hoarding, Backwards, HalfWay, Shuffled, Sloppy],
    ids=lambda kind: kind.__name__,
)
def test_the_contract_finds_a_store_that_breaks_it(broken: Callable[..., MemoryAttributes]) -> None:
    class Case(TestMemoryAttributes):
        def attributes(self, known: Mapping[Identifier, str]) -> AttributeStore:
            return broken(known)

    promises = [name for name in dir(Case) if name.startswith("test_")]
    assert any(breaks(getattr(Case(), name)) for name in promises)


def breaks(promise: Callable[[], None]) -> bool:
    try:
        promise()
    except Exception:  # noqa: BLE001 -- a contract may be broken in any way
        return True
    return False
