"""What only a store in PostgreSQL has to show: its tables, its locks, and how it loses connections."""

from __future__ import annotations

import datetime as dt
import doctest
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import cast

import pytest
from alembic.script import ScriptDirectory
from programme.coupon_shop import coupon_shop
from programme.till import program
from shop import receipt
from sqlalchemy import URL, Engine, create_engine, inspect, text
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DBAPIError, ProgrammingError

from loyalty_engine import ChangeCounter, InvalidInput, IssueCoupon, Members, Offer, PointsPercent
from loyalty_engine.adapters.sql_unit import SqlUnit
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlalchemy_schema import settings, upgrade
from loyalty_engine.adapters.sqlalchemy_tables import TABLES, VERSION, VERSION_TABLE
from loyalty_engine.adapters.sqlalchemy_transaction import PostgresTransaction
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.errors import LoyaltyError
from loyalty_engine.program.coupon_changes import MOST_AT_A_TIME
from loyalty_engine.program.ports import Conflict, StoreFailed
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.purchases import PurchaseState
from loyalty_engine.testing.kept import (
    AT,
    CODE,
    HERS,
    ISSUE,
    OURS,
    VISIT,
    annulled,
    coupon,
    granted,
    message,
    operation,
    purchase,
    slots,
    write,
)
from loyalty_engine.testing.kept_statuses import status_given

TENTH = Offer.of("tenth", [], [PointsPercent(10)], reach=Members(), cumulative=True)
MOVING = (
    TENTH,
    Offer.of("visits", [], [ChangeCounter("visits", 1)], reach=Members(), cumulative=True),
    Offer.of("slip", [], [IssueCoupon("spring")], reach=Members(), cumulative=True),
)
MOST_WAYS = 10  # to the server, of any step of these purchases
TILL = receipt(("tea", "60.00"), ("soap", "40.00"))
PAGE = Path(__file__).parents[2] / "docs" / "postgres-tables.md"
AT_ONCE = dt.timedelta(milliseconds=20)


@pytest.fixture
def engine(database: Callable[..., Engine]) -> Engine:
    return database()


@pytest.fixture
def altered(database: Callable[..., Engine]) -> Engine:
    """Of tables that the test alters."""
    return database(altered=True)


@pytest.fixture
def store(engine: Engine) -> PostgresStore:
    return PostgresStore(engine)


def by_hand(engine: Engine, *statements: str) -> None:
    """Carry statements out in the database, past the library."""
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def described(engine: Engine) -> set[tuple[object, ...]]:
    """All columns, constraints, indexes and sequences of the tables, in PostgreSQL's own words."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                """
                SELECT table_name, column_name, data_type, collation_name, is_nullable, identity_generation
                FROM information_schema.columns WHERE table_schema = current_schema()
                UNION ALL
                SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', ''
                FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
                UNION ALL
                SELECT tablename, indexname, replace(indexdef, current_schema(), ''), '', '', ''
                FROM pg_indexes WHERE schemaname = current_schema()
                """
            )
        )
        return {tuple(row) for row in found if row[0] != VERSION_TABLE}


class TestTables:
    def test_the_migrations_come_to_the_tables(self, engine: Engine, altered: Engine) -> None:
        with altered.begin() as connection:
            for name in inspect(connection).get_table_names():
                connection.execute(text(f"DROP TABLE {name} CASCADE"))
            TABLES.create_all(connection)
        assert described(engine) == described(altered)

    def test_they_have_the_columns_of_the_other_store_in_sql(self, tmp_path: Path) -> None:
        """For the statements are the same."""
        path = tmp_path / "shop.sqlite"
        SqliteStore(path).close()
        with closing(create_engine(f"sqlite:///{path}").raw_connection()) as file:
            names = file.cursor().execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            columns = {
                name: [
                    row[0] for row in file.cursor().execute(f"SELECT name FROM pragma_table_info('{name}')")
                ]
                for (name,) in names
                if not name.startswith("sqlite")
            }
        assert {one.name: [column.name for column in one.columns] for one in TABLES.sorted_tables} == columns

    def test_the_release_knows_the_last_migration(self, engine: Engine) -> None:
        with engine.connect() as connection:
            scripts = ScriptDirectory.from_config(settings(connection))
        assert scripts.get_heads() == [VERSION]

    def test_several_may_upgrade_at_a_time(self, postgres: URL, engine: Engine) -> None:
        by_hand(engine, "DROP SCHEMA IF EXISTS other CASCADE", "CREATE SCHEMA other")
        other = create_engine(postgres.update_query_dict({"options": "-csearch_path=other"}))
        threads = [threading.Thread(target=upgrade, args=(other,)) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert described(other) == described(engine)
        upgrade(other)
        with PostgresStore(other).begin() as unit:
            assert unit.purchase("P") is None
        other.dispose()
        by_hand(engine, "DROP SCHEMA other CASCADE")

    def test_an_upgrade_that_breaks_off_leaves_nothing(self, postgres: URL, engine: Engine) -> None:
        """Whatever the engine does by itself."""
        by_hand(
            engine,
            "DROP SCHEMA IF EXISTS other CASCADE",
            "CREATE SCHEMA other",
            "CREATE TABLE other.wallet (taken INTEGER)",
        )
        url = postgres.update_query_dict({"options": "-csearch_path=other"})
        other = create_engine(url, isolation_level="AUTOCOMMIT")
        with pytest.raises(ProgrammingError, match='relation "wallet" already exists'):
            upgrade(other)
        with other.connect() as connection:
            assert inspect(connection).get_table_names() == ["wallet"]
        other.dispose()
        by_hand(engine, "DROP SCHEMA other CASCADE")

    @pytest.mark.parametrize(
        "statement",
        [
            pytest.param("UPDATE status SET after = 'gold'", id="changed"),
            pytest.param("DELETE FROM status", id="deleted"),
            pytest.param("TRUNCATE status", id="emptied"),
        ],
    )
    def test_statuses_of_the_past_stay(self, store: PostgresStore, statement: str) -> None:
        with store.begin() as unit:
            unit.keep_status("anna", status_given("silver"))
        with pytest.raises(DBAPIError, match="what is kept of a status is never changed or deleted"):
            by_hand(store.engine, statement)

    @pytest.mark.parametrize(
        "statement",
        [
            pytest.param("UPDATE entry SET amount = 1", id="changed"),
            pytest.param("DELETE FROM entry", id="deleted"),
            pytest.param("TRUNCATE entry", id="emptied"),
        ],
    )
    def test_the_ledger_only_grows(self, store: PostgresStore, statement: str) -> None:
        with store.begin() as unit:
            unit.post([granted("1", 30)])
        with pytest.raises(DBAPIError, match="an entry of the ledger is never changed or deleted"):
            by_hand(store.engine, statement)
        assert [one.amount for one in store.ledger] == [30]


def test_the_page_about_the_tables_is_true(engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where it needs a server, which it passes over when it is tested as a page."""
    address = engine.url.render_as_string(hide_password=False)
    page = PAGE.read_text(encoding="utf-8").replace("postgresql+psycopg://shop@db.example/shop", address)
    names: dict[str, object] = {}
    for fence in re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        if fence.startswith(">>>"):
            example = doctest.DocTestParser().get_doctest(fence, names, "page", str(PAGE), 0)
            doctest.DocTestRunner().run(example, clear_globs=False)
            names = example.globs
        else:
            exec(fence, names)
    cast(Engine, names["engine"]).dispose()
    assert capsys.readouterr().out == ""  # what an example that fails would print


class TestOpening:
    @pytest.mark.parametrize(
        ("statement", "message"),
        [
            pytest.param(
                f"UPDATE {VERSION_TABLE} SET version_num = '9999'",
                f"its tables are of version 9999, and this release knows {VERSION}; use a newer release",
                id="of a newer release",
            ),
            pytest.param(
                f"UPDATE {VERSION_TABLE} SET version_num = '0000'",
                f"its tables are of version 0000, and this release knows {VERSION};"
                " call loyalty_engine.adapters.sqlalchemy_schema.upgrade first",
                id="of an older release",
            ),
            pytest.param(
                f"DROP TABLE {VERSION_TABLE}",
                "its database has no tables of this library;"
                " call loyalty_engine.adapters.sqlalchemy_schema.upgrade first",
                id="of nobody",
            ),
        ],
    )
    def test_tables_that_this_release_cannot_use_are_refused(
        self, altered: Engine, statement: str, message: str
    ) -> None:
        by_hand(altered, statement)
        with pytest.raises(StoreFailed) as caught:
            PostgresStore(altered)
        assert str(caught.value) == f"the store of the programme: {message}"

    @pytest.mark.parametrize("url", ["sqlite://", "postgresql+psycopg_async://"])
    def test_an_engine_of_something_else_is_refused(self, url: str) -> None:
        with pytest.raises(InvalidInput, match="is not of PostgreSQL through psycopg"):
            PostgresStore(create_engine(url))

    def test_a_server_that_is_not_there(self) -> None:
        with pytest.raises(StoreFailed) as caught:
            PostgresStore(create_engine("postgresql+psycopg://anna:secret@127.0.0.1:1/shop"))
        assert str(caught.value) == "the store of the programme: the database cannot be reached"

    @pytest.mark.parametrize("level", ["SERIALIZABLE", "AUTOCOMMIT"])
    def test_the_defaults_of_the_engine_do_not_matter(self, engine: Engine, level: IsolationLevel) -> None:
        own = create_engine(engine.url, isolation_level=level)
        store = PostgresStore(own)
        with store.transaction() as sql:
            assert sql.run("SHOW transaction_isolation") == [("read committed",)]
        with pytest.raises(ZeroDivisionError):
            self.break_off(store)
        assert store.ledger == ()
        own.dispose()

    @staticmethod
    def break_off(store: PostgresStore) -> None:
        with store.begin() as unit:
            unit.post([granted("1", 30)])
            unit.kinds("home")
            raise ZeroDivisionError


def _keep_coupon(unit: SqlUnit) -> None:
    unit.keep_coupon_issue(ISSUE)
    unit.keep_coupon(coupon("d1"))


#: What one transaction does, and what no other can write before the first has ended.
HELD: dict[str, tuple[Callable[[SqlUnit], object], Callable[[SqlUnit], object]]] = {
    "a step that is not there": (lambda a: a.operation("op"), lambda b: b.record(operation("op", None))),
    "a purchase that is not there": (lambda a: a.purchase("P"), lambda b: b.save(purchase())),
    "purchases of a member": (
        lambda a: a.purchases_of("anna", "anna", AT, AT),
        lambda b: b.save(purchase(state=PurchaseState.CONFIRMED)),
    ),
    "purchases of a family": (
        lambda a: a.purchases_of("boris", "home", AT, AT),
        lambda b: b.save(purchase(state=PurchaseState.CONFIRMED)),
    ),
    "purchases of one who is merged": (
        lambda a: a.purchases_of("anna", "anna", AT, AT),
        lambda b: b.hand_over("anna-2", "anna"),
    ),
    "purchases that are overdue": (lambda a: a.overdue(AT), lambda b: b.save(purchase())),
    "a purchase that was saved": (lambda a: a.save(purchase()), lambda b: b.overdue(AT)),
    "a wallet that is not there": (lambda a: a.wallet("home", "bonus"), lambda b: b.post([granted("1", 3)])),
    "kinds of points": (lambda a: a.kinds("home"), lambda b: b.post([granted("1", 3)])),
    "a counter that is not there": (
        lambda a: a.counter("anna", "visits"),
        lambda b: b.count("anna", "visits", VISIT),
    ),
    "a budget that nobody has used": (
        lambda a: a.counter(None, "money", changes=False),
        lambda b: b.count(None, "money", VISIT),
    ),
    "a budget that nobody has reserved": (
        lambda a: a.reserved(None, "money"),
        lambda b: b.save(purchase(reserved=[OURS])),
    ),
    "a limit that nobody has reserved": (
        lambda a: a.reserved("anna", "money"),
        lambda b: b.save(purchase(reserved=[HERS])),
    ),
    "favourites": (lambda a: a.slots("anna", "favourites"), lambda b: b.keep_slots("anna", slots())),
    "a status": (
        lambda a: a.status("anna", "levels"),
        lambda b: b.keep_status("anna", status_given("gold")),
    ),
    "statuses of the past": (
        lambda a: a.status_records("anna", "levels"),
        lambda b: b.keep_status("anna", status_given("gold")),
    ),
    "an attribute": (
        lambda a: a.attribute("anna", "taste"),
        lambda b: b.keep_attribute("anna", b.attribute("anna", "taste")),
    ),
    "a coupon that is not there": (lambda a: a.coupon("d1"), _keep_coupon),
    "a coupon that was kept": (_keep_coupon, lambda b: b.coupon("d1")),
    "coupons of a member": (lambda a: a.coupons_of("anna"), _keep_coupon),
    "issues of coupons": (lambda a: a.coupon_issues(), lambda b: b.keep_coupon_issue(ISSUE)),
}


class TestLocks:
    @pytest.mark.parametrize(("first", "second"), HELD.values(), ids=HELD.keys())
    def test_what_one_reads_no_other_writes_before_its_end(
        self, store: PostgresStore, first: Callable[[SqlUnit], object], second: Callable[[SqlUnit], object]
    ) -> None:
        hasty = PostgresStore(store.engine, patience=AT_ONCE)
        with store.begin() as unit:
            first(unit)
            unit.status("carla", "levels")  # what only writes waits for what reads
            with pytest.raises(Conflict, match="try again"), hasty.begin() as other:
                second(other)
        with hasty.begin() as other:
            assert other.status("anna", "levels") is None

    def test_a_coupon_changes_hands_only_once_nobody_looks_at_those_of_its_owner(
        self, store: PostgresStore
    ) -> None:
        hasty = PostgresStore(store.engine, patience=AT_ONCE)
        with store.begin() as unit:
            _keep_coupon(unit)
        with store.begin() as unit:
            assert unit.coupons_of("anna") == [coupon("d1")]
            with pytest.raises(Conflict, match="try again"), hasty.begin() as other:
                other.keep_coupon(coupon("d1", "carla"))

    @pytest.mark.parametrize(
        "write",
        [
            pytest.param(lambda unit: unit.send(message("1")), id="a message"),
            pytest.param(lambda unit: unit.post([granted("1", 3, owner=f"{id(unit)}")]), id="an entry"),
        ],
    )
    def test_of_two_that_write_under_one_id_one_is_told(
        self, store: PostgresStore, write: Callable[[SqlUnit], object]
    ) -> None:
        ended = list[str]()

        def twice() -> None:
            with store.begin() as unit:
                write(unit)
                with store.begin() as other:
                    write(other)
                ended.append("the other")

        with pytest.raises(Conflict, match="try again"):
            twice()
        assert ended == ["the other"]
        assert len(store.outbox) + len(store.ledger) == 1

    def test_what_open_purchases_let_go_waits_for_who_has_read_it(self, store: PostgresStore) -> None:
        """Though the purchase that lets go has not been read before."""
        hasty = PostgresStore(store.engine, patience=AT_ONCE)
        with store.begin() as unit:
            unit.save(purchase(reserved=[OURS]))
        with store.begin() as unit:
            unit.reserved(None, "money")
            with pytest.raises(Conflict, match="try again"), hasty.begin() as other:
                other.save(purchase())

    def test_purchases_of_different_members_do_not_wait(self, store: PostgresStore) -> None:
        hasty = PostgresStore(store.engine, patience=AT_ONCE)
        shops = [program(TENTH, store=one)[0] for one in (store, hasty)]
        with store.begin() as unit:
            unit.save(purchase("P", reserved=[HERS]))
            unit.record(operation("op", None))
            unit.post([granted("1", 30)])
            unit.count("anna", "visits", VISIT)
            unit.send(message("P/0"))
            shops[1].calculate("p", "1", TILL, "boris")
            shops[1].confirm("p", "2")
        assert [one.amount for one in store.ledger] == [30, 10]

    def test_tills_that_are_shown_one_public_code_do_not_wait(self, store: PostgresStore) -> None:
        """Of other coupons one till at a time has what it needs to know."""
        hasty = PostgresStore(store.engine, patience=AT_ONCE)
        with store.begin() as unit:
            for issue in (CODE, ISSUE):
                unit.keep_coupon_issue(issue)
                unit.keep_coupon(issue.issued(issue.id, AT))
        with store.begin() as unit:
            found = unit.coupon(CODE.id), unit.coupon(ISSUE.id)
            with hasty.begin() as other:
                assert other.coupon(CODE.id) == found[0]
            with pytest.raises(Conflict, match="try again"), hasty.begin() as other:
                other.coupon(ISSUE.id)
            with pytest.raises(Conflict, match="try again"), hasty.begin() as other:
                other.keep_coupon(annulled(CODE.issued(CODE.id, AT)))

    def test_the_server_has_locks_for_as_many_coupons_as_are_made_at_a_time(
        self, store: PostgresStore
    ) -> None:
        shop = coupon_shop(store=store)
        assert len(shop.codes(count=MOST_AT_A_TIME)) == MOST_AT_A_TIME

    def test_of_two_that_wait_for_each_other_one_is_told(self, store: PostgresStore) -> None:
        """PostgreSQL finds them out after a second, unless it is told to look sooner."""
        started, ended = threading.Barrier(2), list[str]()

        def work(mine: str, other: str) -> None:
            try:
                with store.begin() as unit:
                    unit.kinds(mine)
                    started.wait()
                    unit.kinds(other)
                ended.append("well")
            except Conflict:
                ended.append("conflict")

        threads = [threading.Thread(target=work, args=pair) for pair in (("a", "b"), ("b", "a"))]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(ended) == ["conflict", "well"]

    def test_stores_in_other_schemas_of_the_database_do_not_wait(
        self, store: PostgresStore, database: Callable[..., Engine]
    ) -> None:
        with store.begin() as unit, PostgresStore(database(), patience=AT_ONCE).begin() as other:
            assert (unit.purchase("P"), other.purchase("P")) == (None, None)


class TestTrouble:
    @pytest.mark.parametrize("status", ["half a pair: \ud800", "nothing: \0"])
    def test_after_a_failure_nothing_is_carried_out(self, store: PostgresStore, status: str) -> None:
        """Not even where the host goes on as if there had been none."""
        with pytest.raises(StoreFailed) as first, store.begin() as unit:
            self.stumble(unit, status)
        assert str(first.value) == "the store of the programme: a value that PostgreSQL cannot hold"
        with store.begin() as unit:
            assert (unit.ledger(), unit.status("anna", "levels")) == ((), None)

    @staticmethod
    def stumble(unit: SqlUnit, status: str) -> None:
        unit.post([granted("1", 30)])
        unit.keep_status("anna", status_given(status))
        for member in ("anna", "boris"):
            with pytest.raises(StoreFailed):
                unit.status(member, "levels")

    def test_one_whose_first_statement_failed_does_not_end_well(self, store: PostgresStore) -> None:
        """Though there is nothing to be committed."""
        hasty, ends = PostgresStore(store.engine, patience=AT_ONCE), list[str]()

        def work() -> None:
            with hasty.begin() as unit:
                with pytest.raises(Conflict):
                    unit.kinds("anna")
                ends.append("the block")

        with store.begin() as holder:
            holder.kinds("anna")
            with pytest.raises(Conflict, match="try again"):
                work()
        assert ends == ["the block"]

    def test_what_is_refused_is_not_told(self, altered: Engine) -> None:
        store = PostgresStore(altered)
        by_hand(store.engine, "ALTER TABLE status ADD CHECK (after <> 'gold')")
        with pytest.raises(LoyaltyError) as caught, store.begin() as unit:
            unit.keep_status("anna", status_given("gold"))
        refused = "PostgreSQL has refused it with CheckViolation (23514)"
        assert str(caught.value) == f"the store of the programme: {refused}"

    def test_what_cannot_be_read_is_not_told(self, store: PostgresStore) -> None:
        with store.begin() as unit:
            write(unit)
        by_hand(store.engine, "UPDATE purchase SET value = replace(value, 'anna', 'anna\"')")
        with pytest.raises(LoyaltyError) as caught, store.begin() as unit:
            unit.purchase("P")
        assert str(caught.value) == "the store of the programme: this release cannot read a purchase in it"

    def test_a_pool_without_a_free_connection(self, store: PostgresStore) -> None:
        small = PostgresStore(create_engine(store.engine.url, pool_size=1, max_overflow=0, pool_timeout=0.02))
        with small.begin(), pytest.raises(StoreFailed, match="no connection of the engine's pool was free"):
            small.begin().__enter__()
        small.engine.dispose()


class TestLostConnections:
    """As when a server is restarted, or somebody between it and us gives up."""

    def test_one_that_is_lost_between_transactions_is_replaced(self, store: PostgresStore) -> None:
        with store.begin() as unit, store.begin() as other:
            assert (unit.purchase("P"), other.operation("op")) == (None, None)
        end_all(store.engine)
        for n in range(3):
            with store.begin() as unit:
                unit.post([granted(f"{n}", 30, lot=f"{n}")])
        assert len(store.ledger) == 3

    def test_one_that_is_lost_within_a_transaction_takes_all_of_it(self, store: PostgresStore) -> None:
        with pytest.raises(StoreFailed) as caught, lost(store) as unit:
            unit.status("anna", "levels")
        assert str(caught.value) == "the store of the programme: the connection to the database was lost"
        assert store.ledger == ()

    def test_one_that_is_lost_at_the_end_leaves_it_open(self, store: PostgresStore) -> None:
        """The host sends the step again, which is safe whatever happened."""
        shop = program(TENTH, store=store)[0]
        shop.calculate("p", "1", TILL, "anna")
        with (
            pytest.raises(StoreFailed, match="all of it may have happened; send the step again"),
            lost(store),
        ):
            pass
        for _ in range(2):
            shop.confirm("p", "2")
        assert [one.amount for one in store.ledger] == [10]

    @pytest.mark.parametrize("step", ["confirm", "refund"])
    def test_no_half_of_a_step_is_left_wherever_it_breaks_off(
        self, store: PostgresStore, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        """At each of its ways to the server; sent again, the step is what it is without any trouble."""
        (shop, kept, _), (twin, meant, _) = program(*MOVING, store=store), program(*MOVING)
        cut = 0
        for n in range(MOST_WAYS):
            for one in (shop, twin):
                one.calculate(f"p{n}", f"p{n}/1", TILL, "anna")
                if step == "refund":
                    one.confirm(f"p{n}", f"p{n}/2")
            before = shop.purchase(f"p{n}"), kept.ledger, kept.outbox
            with monkeypatch.context() as patched:
                patched.setattr(PostgresTransaction, "_sent", breaking_off(n))
                try:
                    carry_out(shop, step, f"p{n}")
                except StoreFailed:
                    cut += 1
                    patched.undo()
                    assert (shop.purchase(f"p{n}"), kept.ledger, kept.outbox) == before
                    carry_out(shop, step, f"p{n}")
            carry_out(twin, step, f"p{n}")
            after = shop.purchase(f"p{n}"), kept.ledger, kept.outbox
            assert after == (twin.purchase(f"p{n}"), meant.ledger, meant.outbox)
        assert 2 < cut < MOST_WAYS


def carry_out(shop: LoyaltyProgram, step: str, purchase: str) -> None:
    if step == "confirm":
        shop.confirm(purchase, f"{purchase}/3")
    else:
        shop.refund(purchase, f"{purchase}/3", [ReturnedLine(1, 1)])


def breaking_off(at: int) -> Callable[[PostgresTransaction], list[tuple[object, ...]]]:
    """What goes to the server, but that the connection breaks off before it goes there for this time."""
    sent, ways = PostgresTransaction._sent, count()

    def send(self: PostgresTransaction) -> list[tuple[object, ...]]:
        if next(ways) == at:
            self.pipeline._connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return sent(self)

    return send


@contextmanager
def lost(store: PostgresStore) -> Iterator[SqlUnit]:
    """A transaction that has written something and lost its connection."""
    with store.begin() as unit:
        unit.post([granted("1", 30)])
        end_all(store.engine)
        yield unit


def end_all(engine: Engine) -> None:
    """End all connections to the tables of *engine*, and wait until they have ended."""
    own = create_engine(engine.url)
    with own.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND application_name = current_setting('application_name')"
            )
        )
    own.dispose()
