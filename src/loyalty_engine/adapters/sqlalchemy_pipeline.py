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
from psycopg import adapt, pq
from psycopg.abc import Buffer, Transformer
from psycopg.adapt import PyFormat
from psycopg.pq.abc import PGconn, PGresult

#: A statement with a `?` for each value, and the values.
Statement: TypeAlias = tuple[str, tuple[object, ...]]

#: Statements that a connection prepares, which the server keeps for it; others it reads anew each time.
_MOST_PREPARED: Final = 100
_FAILED: Final = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED)
_LOST: Final = "the connection was lost"


@define(eq=False)
class Pipeline:
    """The way to the server on one connection, for as long as that lasts.

    Where the host's engine prepares no statements, as behind some poolers, none is prepared here either.
    """

    _connection: psycopg.Connection[object]
    _server: PGconn = field(init=False)
    _values: Transformer = field(init=False)
    _selector: selectors.BaseSelector = field(init=False, factory=selectors.DefaultSelector)
    _prepared: dict[str, bytes] = field(init=False, factory=dict)
    _numbers: Iterator[int] = field(init=False, factory=count)

    def __attrs_post_init__(self) -> None:
        self._server = self._connection.pgconn
        self._values = adapt.Transformer(self._connection)
        self._selector.register(self._server.socket, selectors.EVENT_READ)

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
        if self._server.transaction_status != pq.TransactionStatus.IDLE:
            self._connection.rollback()

    def exchange(self, statements: Sequence[Statement]) -> list[PGresult]:
        """Carry *statements* out one after the other; the answer to each of them.

        Raises:
            psycopg.Error: one of them failed, and those after it were not carried out.
            UnicodeError: a value cannot be written.
        """
        dumped = [
            (statement, self._values.dump_sequence(values, [PyFormat.TEXT] * len(values)))
            for statement, values in statements
        ]
        self._server.enter_pipeline_mode()
        sent: list[
            str | None
        ] = []  # what each answer is to: a statement that is prepared, or one that is run
        for statement, values in dumped:
            sent += self._send(statement, values)
        self._server.pipeline_sync()
        answers = list(self._answers())
        self._server.exit_pipeline_mode()
        for prepared, answer in zip(sent, answers, strict=True):
            if prepared is not None and answer.status in _FAILED:
                del self._prepared[prepared]
        _refuse_failed(answers)
        return [answer for prepared, answer in zip(sent, answers, strict=True) if prepared is None]

    def rows(self, answer: PGresult) -> list[tuple[object, ...]]:
        """The rows of an answer."""
        self._values.set_pgresult(answer)
        return self._values.load_rows(0, answer.ntuples, tuple)

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
            self._selector.modify(self._server.socket, selectors.EVENT_READ | selectors.EVENT_WRITE)
            self._wait()
            self._selector.modify(self._server.socket, selectors.EVENT_READ)
        while True:
            while self._server.is_busy():
                self._wait()
            answer = self._server.get_result()
            if answer is None:
                if self._server.status != pq.ConnStatus.OK:
                    raise psycopg.OperationalError(_LOST)
            elif answer.status == pq.ExecStatus.PIPELINE_SYNC:
                return
            else:
                yield answer

    def _wait(self) -> None:
        """Wait until something can be done, and read what is there."""
        self._selector.select()
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
