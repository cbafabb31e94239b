"""A PostgreSQL for the tests: the one that LOYALTY_POSTGRES names, or one that is started here.

LOYALTY_POSTGRES is a URL, `postgresql+psycopg://…`, of a database in which tests may make schemas. Without
it, each process of pytest that needs a server starts one of those that are installed, on loopback and in a
folder of its own, and stops it at its end. Where none can be started, tests that need it are skipped, or
fail where LOYALTY_POSTGRES_NEEDED is set.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from attrs import define, field
from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from loyalty_engine.adapters.sqlalchemy_schema import upgrade
from loyalty_engine.adapters.sqlalchemy_tables import TABLES

_INSTALLED: Final = Path("/usr/lib/postgresql")
GROWING: Final = ("audit", "entry", "status")  # tables whose rows stay, unless their triggers are off
_STAND_INS: Final = ("postgres", "nobody")  # PostgreSQL does not run as root
_STARTED: Final = 60  # seconds
# The server ends, and its folder goes, when the pipe to it is closed, or this process is killed.
_WITH_ITS_PARENT: Final = '"$@" & server=$!; read -r line; kill -QUIT $server; wait $server; rm -r "$0"'


@pytest.fixture(scope="session")
def postgres() -> Iterator[URL]:
    """The address of a server; each process of pytest has its own, unless LOYALTY_POSTGRES names one."""
    given = os.environ.get("LOYALTY_POSTGRES")
    if given:
        yield make_url(given)
        return
    programs = _installed()
    if programs is None:
        why = f"no PostgreSQL is installed in {_INSTALLED}, and LOYALTY_POSTGRES names none"
        if os.environ.get("LOYALTY_POSTGRES_NEEDED"):
            pytest.fail(why)
        pytest.skip(why)
    with _server(programs) as url:
        yield url


@define
class Databases:
    """Tables with nothing in them, each in a schema of its own; they are emptied and used again."""

    server: URL
    _free: list[Engine] = field(factory=list)
    _taken: list[tuple[Engine, bool]] = field(factory=list)

    def new(self, *, altered: bool = False) -> Engine:
        """An engine of empty tables; those that a test alters are not used again."""
        engine = self._made() if altered or not self._free else self._free.pop()
        self._taken.append((engine, altered))
        return engine

    def clear(self) -> None:
        """Take back what a test has had."""
        for engine, altered in self._taken:
            if altered:
                self._drop(engine)
            else:
                engine.dispose()
                self._empty(engine)
                self._free.append(engine)
        self._taken.clear()

    def close(self) -> None:
        """Leave nothing behind."""
        for engine in self._free:
            self._drop(engine)

    def _made(self) -> Engine:
        schema = f"test_{uuid4().hex}"
        _carry_out(self.server, f"CREATE SCHEMA {schema}")
        # The name of the application tells its connections from those of other tests.
        options = f"-csearch_path={schema} -capplication_name={schema}"
        engine = create_engine(self.server.update_query_dict({"options": options}))
        upgrade(engine)
        engine.dispose()  # tests that count connections are to count their own
        return engine

    def _drop(self, engine: Engine) -> None:
        engine.dispose()
        schema = str(engine.url.query["options"]).split("=")[-1]
        _carry_out(self.server, f"DROP SCHEMA {schema} CASCADE")

    @staticmethod
    def _empty(engine: Engine) -> None:
        names = [table.name for table in reversed(TABLES.sorted_tables)]
        _carry_out(
            engine.url,
            *(f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in GROWING),
            *(f"DELETE FROM {name}" for name in names),
            *(f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in GROWING),
        )


@pytest.fixture(scope="session")
def databases(postgres: URL) -> Iterator[Databases]:
    """The tables that tests use one after the other."""
    made = Databases(postgres)
    yield made
    made.close()


@pytest.fixture
def database(databases: Databases) -> Iterator[Callable[..., Engine]]:
    """Makes engines, each of tables with nothing in them."""
    yield databases.new
    databases.clear()


def _carry_out(url: URL, *statements: str) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _installed() -> Path | None:
    """Where the programs of the newest server are that is installed."""
    found = [path.parent for path in _INSTALLED.glob("*/bin/postgres")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def _server(programs: Path) -> Iterator[URL]:
    """A server in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="loyalty-postgres-"))
    user = _user()
    if user is not None:
        shutil.chown(folder, user)
    try:
        data, port = folder / "data", _free_port()
        make: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "loyalty",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        ]
        subprocess.run([*make, "--no-sync"], check=True, capture_output=True, cwd=folder, user=user)
        start: list[str | Path] = [
            programs / "postgres",
            "-D",
            data,
            "-p",
            str(port),
            "-k",
            folder,
            "-h",
            "127.0.0.1",
        ]
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(
                ["sh", "-c", _WITH_ITS_PARENT, folder, *start],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=folder,
                user=user,
            )
        try:
            yield _ready(port, running, folder / "log")
        finally:
            running.communicate()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> str | None:
    """As whom the server runs; None where that is who we are."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return next((name for name in _STAND_INS if name in known), None)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def _ready(port: int, running: subprocess.Popen[bytes], log: Path) -> URL:
    """The address of the server, once it answers."""
    url = URL.create("postgresql+psycopg", "loyalty", host="127.0.0.1", port=port, database="postgres")
    until = time.monotonic() + _STARTED
    while True:
        try:
            _carry_out(url, "SELECT 1")
        except OperationalError:
            if running.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL has not started: {log.read_text()}") from None
            time.sleep(0.05)
        else:
            return url
