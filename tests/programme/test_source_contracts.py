"""The library's sources of offers and members keep the published contracts, which find those that do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import cast

import pytest
from attrs import evolve
from programme.stores import Files, Servers

from loyalty_engine import InvalidInput, Member, Need, OfferBook
from loyalty_engine.adapters.memory_sources import MemoryBooks, MemoryMembers
from loyalty_engine.adapters.sql_books import SqlBooks
from loyalty_engine.adapters.sql_members import SqlMembers
from loyalty_engine.adapters.sqlalchemy import PostgresStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.program.ports import Books, Members
from loyalty_engine.testing.contracts import BooksContract, MembersContract
from loyalty_engine.testing.kept import AT, HOUR
from loyalty_engine.testing.kept_statuses import status_given
from loyalty_engine.testing.told import ANNA, BORIS, autumn, winter


class TestMemoryBooks(BooksContract):
    def books(self) -> Books:
        return MemoryBooks()

    def publish(self, books: Books, book: OfferBook, since: dt.datetime) -> None:
        cast(MemoryBooks, books).publish(book, since)


class TestMemoryMembers(MembersContract):
    def members(self, *known: Member) -> Members:
        source = MemoryMembers()
        source.keep(known)
        return source


class TestSqlBooks(Files, BooksContract):
    def books(self) -> Books:
        return SqlBooks(self.open())

    def publish(self, books: Books, book: OfferBook, since: dt.datetime) -> None:
        cast(SqlBooks, books).publish(book, since)

    def another(self, books: Books) -> Books:
        return SqlBooks(self.open(cast(SqliteStore, cast(SqlBooks, books).store).path))


class TestSqlMembers(Files, MembersContract):
    def members(self, *known: Member) -> Members:
        source = SqlMembers(self.open())
        source.keep(known)
        return source


class TestPostgresBooks(Servers, BooksContract):
    def books(self) -> Books:
        return SqlBooks(PostgresStore(self.new()))

    def publish(self, books: Books, book: OfferBook, since: dt.datetime) -> None:
        cast(SqlBooks, books).publish(book, since)

    def another(self, books: Books) -> Books:
        return SqlBooks(self.other(cast(SqlBooks, books).store))

    def test_offers_that_were_loaded_without_a_time_come_before_all_others(self) -> None:
        books = SqlBooks(PostgresStore(self.new()))
        later, ever = books.publish(winter(), AT), books.publish(autumn())
        assert [books.current(at) for at in (AT - HOUR, AT)] == [ever, later]

    def test_asking_does_not_wait_for_a_step(self) -> None:
        store = PostgresStore(self.new())
        books, members = SqlBooks(store), SqlMembers(store)
        version = books.publish(autumn())
        members.keep([ANNA, BORIS], account="home")
        with store.begin() as unit:
            unit.keep_status("anna", status_given("gold"))
            found = books.current(AT), members.load("anna", set[Need]()), members.account("anna")
        assert found == (version, ANNA, "home")


class TestPostgresMembers(Servers, MembersContract):
    def members(self, *known: Member) -> Members:
        source = SqlMembers(PostgresStore(self.new()))
        source.keep(known)
        return source


class TestOwnBooks(Files):
    """What the library's own sources of offers promise besides."""

    @pytest.fixture(params=["memory", "sqlite"])
    def books(self, request: pytest.FixtureRequest) -> MemoryBooks | SqlBooks:
        return MemoryBooks() if request.param == "memory" else SqlBooks(self.open())

    def test_a_version_without_a_time_is_in_force_before_all_others(
        self, books: MemoryBooks | SqlBooks
    ) -> None:
        later = books.publish(winter(), AT)
        ever = books.publish(autumn())
        found = [books.current(at) for at in (AT - 10**5 * HOUR, AT - HOUR, AT, AT + HOUR)]
        assert found == [ever, ever, later, later]

    def test_a_time_needs_its_offset(self, books: MemoryBooks | SqlBooks) -> None:
        with pytest.raises(InvalidInput, match=r"since: .* has no offset"):
            books.publish(autumn(), AT.replace(tzinfo=None))

    def test_what_is_no_book_is_refused(self, books: MemoryBooks | SqlBooks) -> None:
        with pytest.raises(InvalidInput, match=r"book: .* is not an offer book"):
            books.publish(cast(OfferBook, list(autumn().offers)))

    def test_the_same_offers_are_the_same_version(self) -> None:
        books = SqlBooks(self.open())
        versions = [books.publish(autumn(), AT + n * HOUR) for n in range(3)]
        assert len({*versions}) == 1
        with books.store.transaction(reading=True) as sql:
            assert sql.run("SELECT count(*) FROM in_force") == [(1,)]

    def test_a_catalogue_is_kept_once(self) -> None:
        books = SqlBooks(self.open())
        first = autumn()
        renamed = [evolve(offer, name="Tea weeks") for offer in first.offers]
        kind, sources = first.__reduce__()
        make = cast(Callable[..., OfferBook], kind)
        second = make(tuple(renamed), *cast(tuple[object, ...], sources)[1:])
        assert books.publish(first, AT) != books.publish(second, AT)
        with books.store.transaction(reading=True) as sql:
            assert sql.run("SELECT count(*) FROM catalog") == [(1,)]

    def test_a_book_is_compiled_once(self) -> None:
        books = SqlBooks(self.open())
        version = books.publish(autumn())
        assert books.book(version) is books.book(version)

    def test_asking_does_not_wait_for_a_step(self) -> None:
        """The programme asks for offers and members while its own transaction runs."""
        store = self.open()
        books, members = SqlBooks(store), SqlMembers(store)
        version = books.publish(autumn())
        members.keep([ANNA])
        with store.begin():
            found = books.current(AT), members.load("anna", set[Need]()), members.account("anna")
        assert found == (version, ANNA, "anna")


class TestOwnMembers(Files):
    """What the library's own sources of members promise besides."""

    @pytest.fixture(params=["memory", "sqlite"])
    def members(self, request: pytest.FixtureRequest) -> MemoryMembers | SqlMembers:
        return MemoryMembers() if request.param == "memory" else SqlMembers(self.open())

    def test_a_family_has_one_account(self, members: MemoryMembers | SqlMembers) -> None:
        members.keep([ANNA, BORIS], account="home")
        members.keep([BORIS])
        assert [members.account(id) for id in ("anna", "boris", "clara")] == ["home", "home", "clara"]
        members.keep([BORIS], account="boris")
        assert members.account("boris") == "boris"

    def test_facts_replace_those_of_before(self, members: MemoryMembers | SqlMembers) -> None:
        members.keep([ANNA])
        members.keep([Member("anna")])
        assert members.load("anna", set[Need]()) == Member("anna")

    def test_nobody_is_told_in_an_error(self, members: MemoryMembers | SqlMembers) -> None:
        with pytest.raises(KeyError) as caught:
            members.load("anna", set[Need]())
        assert str(caught.value) == "'there is no such member'"

    def test_one_member_alone_is_refused_without_being_told(
        self, members: MemoryMembers | SqlMembers
    ) -> None:
        with pytest.raises(InvalidInput, match="members: <Member> is not a sequence"):
            members.keep(cast(list[Member], ANNA))

    def test_what_is_no_member_is_refused(self, members: MemoryMembers | SqlMembers) -> None:
        with pytest.raises(InvalidInput, match=r"members\[1\]"):
            members.keep([ANNA, cast(Member, "boris")])
        with pytest.raises(KeyError):
            members.load("anna", set[Need]())


class Overwriting(MemoryBooks):
    """Has one version, which is always the last."""

    def publish(self, book: OfferBook, since: dt.datetime | None = None) -> str:
        self._books.clear()
        self._in_force.clear()
        return super().publish(book, since)


class Dateless(MemoryBooks):
    """Takes the last version for that in force, whenever it begins."""

    def current(self, at: dt.datetime) -> str:
        if not self._in_force:
            raise KeyError(at)
        return self._in_force[-1][1]


class Careless(MemoryMembers):
    """Compares ids as some databases do."""

    def load(self, member: str, needs: Collection[Need]) -> Member:
        return super().load(member.strip().lower(), needs)


class Shared(MemoryMembers):
    """Gives everybody one account."""

    def account(self, member: str) -> str:
        return "home"


class Poor(MemoryMembers):
    """Leaves a fact out, and does not say so."""

    def load(self, member: str, needs: Collection[Need]) -> Member:
        return evolve(super().load(member, needs), audiences=frozenset[str]())


def broken(contract: BooksContract | MembersContract) -> set[str]:
    """The promises that are not kept."""
    found = set()
    for promise in (name for name in dir(contract) if name.startswith("test_")):
        try:
            getattr(contract, promise)()
        except (AssertionError, KeyError):
            found.add(promise)
    return found


@pytest.mark.parametrize(
    ("kind", "promises"),
    [
        (MemoryBooks, set()),
        (
            Overwriting,
            {
                "test_a_version_may_come_back",
                "test_a_version_stays_as_it_is",
                "test_the_next_version_takes_its_place",
            },
        ),
        (
            Dateless,
            {
                "test_a_version_is_in_force_from_its_time_on",
                "test_a_version_may_come_back",
                "test_the_next_version_takes_its_place",
            },
        ),
    ],
)
def test_the_contract_finds_sources_of_offers_that_do_not_keep_it(
    kind: type[MemoryBooks], promises: set[str]
) -> None:
    class Contract(TestMemoryBooks):
        def books(self) -> Books:
            return kind()

    assert broken(Contract()) == promises


@pytest.mark.parametrize(
    ("kind", "promises"),
    [
        (MemoryMembers, set()),
        (Careless, {"test_who_is_not_there_is_nobody"}),
        (Shared, {"test_everybody_has_an_account"}),
        (Poor, {"test_all_facts_may_be_asked_for_at_a_time", "test_each_fact_is_told_or_named"}),
    ],
)
def test_the_contract_finds_sources_of_members_that_do_not_keep_it(
    kind: type[MemoryMembers], promises: set[str]
) -> None:
    class Contract(TestMemoryMembers):
        def members(self, *known: Member) -> Members:
            source = kind()
            source.keep(known)
            return source

    assert broken(Contract()) == promises
