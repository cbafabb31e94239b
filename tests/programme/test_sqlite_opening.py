"""Two processes that make one file at a time both come to use it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, cast

from attrs import define

from loyalty_engine.adapters.sqlite import SqliteStore, _prepare


@define
class Slow:
    """A connection whose process is so slow that another makes the tables while it looks for them."""

    connection: sqlite3.Connection
    path: Path
    looked: int = 0

    def execute(self, statement: str) -> Any:
        if statement.startswith(("PRAGMA", "SELECT")):
            self.looked += 1
            if self.looked == 2:
                with SqliteStore(self.path):
                    pass
        return self.connection.execute(statement)


def test_a_file_that_another_makes_meanwhile_is_ours(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    _prepare(cast("sqlite3.Connection", Slow(connection, path)))
    connection.close()
    with SqliteStore(path) as store, store.begin() as unit:
        assert unit.purchase("p") is None
