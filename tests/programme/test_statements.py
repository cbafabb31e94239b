"""How often the steps of a purchase go to the database: counted, so that it does not become more unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from attrs import evolve
from programme.till import program
from psycopg.pq.abc import PGresult
from shop import NOON, receipt
from sqlalchemy import Engine

from loyalty_engine import Members, Offer, PayWithPoints, PointsAsked, PointsPercent
from loyalty_engine.adapters.sql_books import SqlBooks
from loyalty_engine.adapters.sql_members import SqlMembers
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlalchemy_pipeline import Pipeline, Statement
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.adapters.sqlite_transaction import Transaction
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.program.program import LoyaltyProgram

EARN = Offer.of("earn", [], [PointsPercent(10)], reach=Members(), cumulative=True)
PAY = Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True)
EARNS = receipt(("tea", "60.00"), ("soap", "40.00"))
PAYS = evolve(EARNS, points_asked=(PointsAsked(amount=5),))


def counts(shop: LoyaltyProgram, till: Receipt, said: list[int]) -> list[tuple[int, int]]:
    """Of calculating a purchase, and of confirming it: how much was *said* to the database, and how often."""
    found = []
    for id, receipt_of_it in (("before", EARNS), ("p", till)):  # so that the member has points
        said.clear()
        shop.calculate(id, f"{id}/1", receipt_of_it, "anna")
        found.append((len(said), sum(said)))
        said.clear()
        shop.confirm(id, f"{id}/2")
        found.append((len(said), sum(said)))
    return found[-2:]


@pytest.mark.parametrize(
    ("till", "expected"),
    [
        pytest.param(EARNS, [(3, 14), (3, 15)], id="points are earned"),
        pytest.param(PAYS, [(3, 16), (4, 18)], id="points pay, too"),
    ],
)
def test_ways_to_a_server_and_statements(
    database: Callable[..., Engine],
    monkeypatch: pytest.MonkeyPatch,
    till: Receipt,
    expected: list[tuple[int, int]],
) -> None:
    """Its beginning and its end are statements of a transaction."""
    exchange, ways = Pipeline.exchange, list[int]()

    def count(self: Pipeline, statements: Sequence[Statement]) -> list[PGresult]:
        ways.append(len(statements))
        return exchange(self, statements)

    monkeypatch.setattr(Pipeline, "exchange", count)
    shop = program(EARN, PAY, store=PostgresStore(database()))[0]
    assert counts(shop, till, ways) == expected


def test_whoever_asks_for_a_member_or_an_offer_goes_there_once(
    database: Callable[..., Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which a step does several times, on a second connection."""
    carry_out, exchange, said = Transaction._carry_out, Pipeline.exchange, list[str]()

    def of_a_file(self: Transaction, statement: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        said.append(statement)
        return carry_out(self, statement, values)

    def of_a_server(self: Pipeline, statements: Sequence[Statement]) -> list[PGresult]:
        said.extend(statement for statement, _ in statements)
        return exchange(self, statements)

    monkeypatch.setattr(Transaction, "_carry_out", of_a_file)
    monkeypatch.setattr(Pipeline, "exchange", of_a_server)
    for store in (SqliteStore(tmp_path / "shop.sqlite"), PostgresStore(database())):
        said.clear()
        assert SqlMembers(store).account("anna") == "anna"
        with pytest.raises(KeyError):
            SqlBooks(store).current(NOON)
        assert len(said) == 2


@pytest.mark.parametrize(
    ("till", "expected"),
    [
        pytest.param(EARNS, [9, 10], id="points are earned"),
        pytest.param(PAYS, [11, 12], id="points pay, too"),
    ],
)
def test_statements_to_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, till: Receipt, expected: list[int]
) -> None:
    carry_out, said = Transaction._carry_out, list[int]()

    def count(self: Transaction, statement: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        said.append(1)
        return carry_out(self, statement, values)

    monkeypatch.setattr(Transaction, "_carry_out", count)
    with SqliteStore(tmp_path / "shop.sqlite") as store:
        shop = program(EARN, PAY, store=store)[0]
        assert [statements for _, statements in counts(shop, till, said)] == expected
