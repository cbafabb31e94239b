"""How statements get to PostgreSQL: many at a time, prepared, on connections that others use."""

from __future__ import annotations

import selectors
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine

from loyalty_engine.adapters.sql_unit import SqlUnit
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlalchemy_pipeline import Pipeline, Statement
from loyalty_engine.program.ports import StoreFailed
from loyalty_engine.testing.kept import granted, message
from loyalty_engine.testing.kept_statuses import status_given

PREPARED = "SELECT count(*) FROM pg_prepared_statements"


@pytest.fixture
def engine(database: Callable[..., Engine]) -> Engine:
    return database()


@pytest.fixture
def pipeline(engine: Engine) -> Iterator[Pipeline]:
    pooled = engine.raw_connection()
    connection = pooled.driver_connection
    assert isinstance(connection, psycopg.Connection)
    yield Pipeline(connection)
    pooled.close()


def rows(pipeline: Pipeline, statements: Sequence[Statement]) -> list[tuple[object, ...]]:
    """Those of the last of *statements*."""
    answers = pipeline.exchange(statements)
    assert len(answers) == len(statements)
    return pipeline.rows(answers[-1])


@contextmanager
def only_connection(engine: Engine, **settings: object) -> Iterator[Engine]:
    """The same database through a pool of one connection."""
    own = create_engine(engine.url, pool_size=1, max_overflow=0, connect_args=settings)
    yield own
    own.dispose()


@contextmanager
def interrupted_while_it_waits(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqlUnit]:
    """A transaction that has written something, and then waits for the server until somebody stops it."""

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    with store.begin() as unit, monkeypatch.context() as patched:
        unit.post([granted("1", 30)])
        patched.setattr(selectors.DefaultSelector, "select", stop)
        yield unit


def test_the_rows_of_the_last_statement_come_back(pipeline: Pipeline) -> None:
    found = rows(
        pipeline,
        [
            ("SELECT 1", ()),
            ("SELECT name, number FROM (VALUES (?, 1), (?, 2)) AS given (name, number)", ("a", None)),
        ],
    )
    assert found == [("a", 1), (None, 2)]


def test_more_than_the_way_holds_goes_in_both_directions(pipeline: Pipeline) -> None:
    large = "x" * 1_000_000
    assert rows(pipeline, [("SELECT ?", (f"{n}{large}",)) for n in range(40)]) == [(f"39{large}",)]


class TestFailures:
    def test_after_a_statement_that_fails_none_is_carried_out(self, pipeline: Pipeline) -> None:
        for _ in range(2):
            with pytest.raises(psycopg.errors.DivisionByZero):
                pipeline.exchange([("SELECT 1", ()), ("SELECT 1 / ?", (0,)), ("SELECT 2", ())])
        assert rows(pipeline, [("SELECT 2", ()), ("SELECT 1 / ?", (1,))]) == [(1,)]

    def test_a_statement_that_is_none_is_refused_each_time(self, pipeline: Pipeline) -> None:
        for _ in range(2):
            with pytest.raises(psycopg.errors.SyntaxError):
                pipeline.exchange([("SELECT 1", ()), ("NONSENSE", ()), ("SELECT 2", ())])

    def test_a_value_that_cannot_be_written_is_not_sent(self, pipeline: Pipeline) -> None:
        with pytest.raises(psycopg.DataError):
            pipeline.exchange([("SELECT ?", ("nothing: \0",))])
        assert rows(pipeline, [("SELECT ?", ("something",))]) == [("something",)]

    def test_a_connection_that_was_broken_off_while_it_waited_is_not_used_again(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its answers would come to whoever is next."""
        store = PostgresStore(engine)
        with pytest.raises(KeyboardInterrupt), interrupted_while_it_waits(store, monkeypatch) as unit:
            unit.kinds("home")
        assert store.ledger == ()


class TestPrepared:
    def test_each_statement_is_prepared_once(self, pipeline: Pipeline) -> None:
        for n in range(3):
            assert rows(pipeline, [("SELECT ?", (n,)), ("SELECT ?", (n,)), (PREPARED, ())]) == [(2,)]

    def test_not_without_end(self, pipeline: Pipeline) -> None:
        for n in range(150):
            assert rows(pipeline, [(f"SELECT {n}", ())]) == [(n,)]
        assert rows(pipeline, [(PREPARED, ())]) == [(100,)]

    def test_none_where_the_host_wants_none(self, engine: Engine) -> None:
        with only_connection(engine, prepare_threshold=None) as own, PostgresStore(own).transaction() as sql:
            assert [sql.run(PREPARED) for _ in range(3)] == [[(0,)]] * 3

    def test_those_that_somebody_has_thrown_away_are_prepared_anew(self, engine: Engine) -> None:
        """As psycopg does with all of a connection, after a rollback of statements that it has prepared."""
        with only_connection(engine) as own:
            store = PostgresStore(own)
            for n in range(2):
                with store.begin() as unit:
                    unit.send(message(f"{n}"))
                with own.connect() as connection:
                    connection.exec_driver_sql("DEALLOCATE ALL")
                with store.begin() as unit:
                    unit.keep_status("anna", status_given(f"{n}"))
                with own.connect() as connection:
                    connection.exec_driver_sql("DEALLOCATE ALL")
            with store.begin() as unit:
                assert unit.status("anna", "levels") == "1"
            assert [one.id for one in store.outbox] == ["0", "1"]

    def test_not_in_the_middle_of_a_transaction(self, engine: Engine) -> None:
        """What was written before would be missing."""

        def work() -> None:
            with PostgresStore(engine).transaction() as sql:
                for statement in (PREPARED, "DEALLOCATE ALL", PREPARED):
                    sql.run(statement)

        with pytest.raises(StoreFailed, match="InvalidSqlStatementName"):
            work()
