"""Stores for tests that run on several: in files and in databases, which are closed at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

import pytest
from hypothesis.stateful import RuleBasedStateMachine
from postgres import Databases
from programme.till import Kept
from sqlalchemy import Engine, create_engine

from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlite import SqliteStore


class Files:
    """Files of SQLite, for a class of tests."""

    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> Iterator[None]:
        self.files = (tmp_path / f"{n}.sqlite" for n in range(100))
        self.opened: list[SqliteStore] = []
        yield
        for store in self.opened:
            store.close()

    def open(self, path: Path | None = None) -> SqliteStore:
        """The store in the file *path*; without it, in a new one."""
        self.opened.append(SqliteStore(path or next(self.files)))
        return self.opened[-1]


class Servers:
    """Databases of PostgreSQL, and connections of their own to them, for a class of tests."""

    @pytest.fixture(autouse=True)
    def server(self, database: Callable[..., Engine]) -> Iterator[None]:
        self.new, self.others = database, list[Engine]()
        yield
        for engine in self.others:
            engine.dispose()

    def other(self, store: object) -> PostgresStore:
        """Another store in the database of *store*."""
        assert isinstance(store, PostgresStore)
        self.others.append(create_engine(store.engine.url))
        return PostgresStore(self.others[-1])


class OnAFile(RuleBasedStateMachine):
    """A state machine whose store is a file of SQLite; it stands before the machine among the bases."""

    def made(self) -> Kept:
        self.folder = TemporaryDirectory()
        self.file = SqliteStore(Path(self.folder.name) / "shop.sqlite")
        return self.file

    def teardown(self) -> None:
        super().teardown()
        self.file.close()
        self.folder.cleanup()


class InADatabase(RuleBasedStateMachine):
    """A state machine whose store is a database of PostgreSQL; as `OnAFile`."""

    databases: ClassVar[Databases]

    def made(self) -> Kept:
        return PostgresStore(self.databases.new())

    def teardown(self) -> None:
        super().teardown()
        self.databases.clear()
