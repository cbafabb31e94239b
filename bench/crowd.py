"""Several processes that sell at the same time, each at a till of its own, on one store."""

from __future__ import annotations

import multiprocessing
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from queue import Queue
from typing import Final
from uuid import uuid4

from attrs import frozen
from sqlalchemy import create_engine, make_url, text
from tills import Till, small_market

from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlalchemy_schema import upgrade
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.program.ports import Store

_WARM: Final = 2  # purchases of each process before the clock starts
_PATIENCE: Final = 120  # seconds until all processes are ready
_BEAT: Final = 0.01  # seconds between two looks at who waits


@frozen
class Crowd:
    """How long each purchase took, in seconds by the wall, and all together, from the first to the last.

    *waiting* is how many processes waited for a lock, on average; None where nobody has looked.
    """

    seconds: tuple[float, ...]
    lasted: float
    waiting: float | None = None

    @property
    def per_second(self) -> float:
        """Purchases of all processes together."""
        return len(self.seconds) / self.lasted

    @property
    def median(self) -> float:
        """Half of the purchases took longer."""
        return statistics.median(self.seconds)

    @property
    def p99(self) -> float:
        """A hundredth of the purchases took longer."""
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[98]


def on_sqlite(path: Path, processes: int, purchases: int, offers: int) -> Crowd:
    """Each process sells so many times, in the file *path*."""
    return _sold(_SqliteAt(path), processes, purchases, offers)


def on_postgres(url: str, processes: int, purchases: int, offers: int) -> Crowd:
    """Each process sells so many times, in tables of their own in the database at *url*."""
    with _schema(url) as own, _watched(url) as waiting:
        sold = _sold(_PostgresAt(own), processes, purchases, offers)
    return Crowd(sold.seconds, sold.lasted, statistics.fmean(waiting) if waiting else 0.0)


@frozen
class _SqliteAt:
    path: Path

    def __call__(self) -> Store:
        return SqliteStore(self.path)


@frozen
class _PostgresAt:
    url: str

    def __call__(self) -> Store:
        return PostgresStore(create_engine(self.url))


def _sold(store: Callable[[], Store], processes: int, purchases: int, offers: int) -> Crowd:
    spawn = multiprocessing.get_context("spawn")
    ready, answers = spawn.Barrier(processes), spawn.Queue()
    names = [f"{uuid4().hex[:8]}-{n}" for n in range(processes)]
    crowd = [
        spawn.Process(target=_sell, args=(store, name, purchases, offers, ready, answers)) for name in names
    ]
    for one in crowd:
        one.start()
    found: list[tuple[float, float, list[float]]] = [answers.get(timeout=10 * _PATIENCE) for _ in crowd]
    for one in crowd:
        one.join()
    lasted = max(end for _, end, _ in found) - min(begin for begin, _, _ in found)
    return Crowd(tuple(second for _, _, seconds in found for second in seconds), lasted)


def _sell(
    store: Callable[[], Store],
    name: str,
    purchases: int,
    offers: int,
    ready: Barrier,
    answers: Queue[tuple[float, float, list[float]]],
) -> None:
    """Sell in a process of its own, once all are ready."""
    till = Till.on(store(), small_market(), offers, name)
    for _ in range(_WARM):
        till.buy()
    ready.wait(_PATIENCE)
    seconds, begin = [], time.monotonic()  # one clock for all processes of a machine
    for _ in range(purchases):
        began = time.perf_counter()
        till.buy()
        seconds.append(time.perf_counter() - began)
    answers.put((begin, time.monotonic(), seconds))


@contextmanager
def _schema(url: str) -> Iterator[str]:
    """The URL of tables with nothing in them, which are gone afterwards."""
    schema, server = f"bench_{uuid4().hex}", create_engine(url)
    with server.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    own = make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
    try:
        engine = create_engine(own)
        upgrade(engine)
        engine.dispose()
        yield own.render_as_string(hide_password=False)
    finally:
        with server.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        server.dispose()


@contextmanager
def _watched(url: str) -> Iterator[list[int]]:
    """How many sessions wait for a lock, looked at again and again while there are others at work."""
    seen: list[int] = []
    over = threading.Event()
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    counted = text(
        "SELECT count(*) FILTER (WHERE wait_event_type = 'Lock'), count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
    )

    def watch() -> None:
        with server.connect() as connection:
            while not over.wait(_BEAT):
                waiting, working = connection.execute(counted).one()
                if working:
                    seen.append(waiting)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        over.set()
        watcher.join()
        server.dispose()
