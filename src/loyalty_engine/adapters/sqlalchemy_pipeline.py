"""Statements that go to PostgreSQL together, and whose answers come back together.

They go through libpq, which psycopg gives access to as `Connection.pgconn`. Its cursors can do the same, and
take four times as long over it, which for a purchase is more than the calculation.
"""

from __future__ import annotations

import selectors
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from typing import Final, TypeAlias

import psycopg
from attrs import define, field
from psycopg import pq
from psycopg.abc import Buffer
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq.abc import PGconn, PGresult

#: A statement with a `?` for each value, and the values.
Statement: TypeAlias = tuple[str, tuple[object, ...]]

#: Statements that a connection prepares, which the server keeps for it; others it reads anew each time.
_MOST_PREPARED: Final = 100
_FAILED: Final = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED)
_LOST: Final = "the connection was lost"
_TO_READ: Final = selectors.EVENT_READ


@define(eq=False)
class Pipeline:
    """The way to the server on one connection, for as long as that lasts.

    Where the host's engine prepares no statements, as behind some poolers, none is prepared here either.
    """

    _connection: psycopg.Connection[object]
    _server: PGconn = field(init=False)
    _selector: selectors.BaseSelector = field(init=False, factory=selectors.DefaultSelector)
    _prepared: dict[str, bytes] = field(init=False, factory=dict)
    _numbers: Iterator[int] = field(init=False, factory=count)

    def __attrs_post_init__(self) -> None:
        self._server = self._connection.pgconn

    @property
    def is_lost(self) -> bool:
        """Is the connection of no use any more?"""
        return (
            self._server.status != pq.ConnStatus.OK
            or self._server.pipeline_status != pq.PipelineStatus.OFF  # it broke off while it waited
        )

    def forget(self) -> None:
        """Begin anew, and prepare statements anew: somebody has thrown away those that were prepared."""
        self._prepared.clear()
        self.roll_back()

    def roll_back(self) -> None:
        """Take back what was not committed.

        Raises:
            psycopg.Error: the connection is lost.
        """
        if self.is_lost:
            raise psycopg.OperationalError(_LOST)
        self._connection.rollback()

    def exchange(self, statements: Sequence[Statement]) -> list[tuple[object, ...]]:
        """Carry *statements* out one after the other; the rows of the last.

        Raises:
            psycopg.Error: one of them failed, and those after it were not carried out.
            UnicodeError: a value cannot be written.
        """
        values = Transformer(self._connection)
        dumped = [
            (statement, values.dump_sequence(given, [PyFormat.TEXT] * len(given)))
            for statement, given in statements
        ]
        self._server.enter_pipeline_mode()
        sent: list[
            str | None
        ] = []  # what each answer is to: a statement that is prepared, or one that is run
        for statement, written in dumped:
            sent += self._send(statement, written)
        self._server.pipeline_sync()
        answers = list(self._answers())
        self._server.exit_pipeline_mode()
        for prepared, answer in zip(sent, answers, strict=True):
            if prepared is not None and answer.status in _FAILED:
                del self._prepared[prepared]
        _refuse_failed(answers)
        values.set_pgresult(answers[-1])
        return values.load_rows(0, answers[-1].ntuples, tuple)

    def _send(self, statement: str, values: Sequence[Buffer | None]) -> list[str | None]:
        """Send a statement; what there will be answers to."""
        name, made = self._prepared.get(statement), list[str | None]()
        if name is None:
            if self._connection.prepare_threshold is None or len(self._prepared) >= _MOST_PREPARED:
                self._server.send_query_params(_of_libpq(statement), values)
                return [None]
            name = self._prepared[statement] = b"loyalty_%d" % next(self._numbers)
            self._server.send_prepare(name, _of_libpq(statement))
            made = [statement]
        self._server.send_query_prepared(name, values)
        return [*made, None]

    def _answers(self) -> Iterator[PGresult]:
        """What the server answers, until it has answered everything."""
        while self._server.flush():  # it does not read on while its own answers are not read
            self._wait(_TO_READ | selectors.EVENT_WRITE)
        while True:
            while self._server.is_busy():
                self._wait(_TO_READ)
            answer = self._server.get_result()
            if answer is None:
                if self._server.status != pq.ConnStatus.OK:
                    raise psycopg.OperationalError(_LOST)
            elif answer.status == pq.ExecStatus.PIPELINE_SYNC:
                return
            else:
                yield answer

    def _wait(self, events: int) -> None:
        """Wait until the socket is ready, and read what is there."""
        self._selector.register(self._server.socket, events)
        try:
            self._selector.select()
        finally:
            self._selector.unregister(self._server.socket)
        self._server.consume_input()


def _refuse_failed(answers: Sequence[PGresult]) -> None:
    for answer in answers:
        if answer.status in _FAILED:
            raise psycopg.errors.error_from_result(answer)


@cache
def _of_libpq(statement: str) -> bytes:
    """The statement with the marks for values that libpq knows: `$1` and so on."""
    first, *others = statement.split("?")
    return "".join([first, *(f"${n}{part}" for n, part in enumerate(others, 1))]).encode()
