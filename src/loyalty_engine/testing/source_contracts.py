"""What sources of offers and of members have to promise, as tests that a host runs on his own.

A host writes a class that says how a source is made, and pytest finds the tests of the contract in it:

    class TestMyBooks(BooksContract):
        def books(self):
            return MyBooks(…)  # new, without any version

        def publish(self, books, book, since):
            books.put(book, since)
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from typing import Final

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculate import calculate
from loyalty_engine.model.member import Member, Need
from loyalty_engine.program.ports import Books, Members
from loyalty_engine.testing.kept import AT, HOUR
from loyalty_engine.testing.promised import raised, same
from loyalty_engine.testing.told import ANNA, BORIS, FACTS, autumn, fact, sale, winter

_JIFFY: Final = dt.timedelta(microseconds=1)


class BooksContract(ABC):
    """The promises of `Books`; each test is one."""

    @abstractmethod
    def books(self) -> Books:
        """A new source without any version of the offers."""

    @abstractmethod
    def publish(self, books: Books, book: OfferBook, since: dt.datetime) -> None:
        """Let *book* be in force in *books* from the instant *since* on, until the next."""

    def another(self, books: Books) -> Books:
        """A second source of what *books* holds, as another process would open it.

        Where an adapter has no such thing, it is *books* itself.
        """
        return books

    def test_a_new_source_has_nothing(self) -> None:
        """Neither a version in force nor any other."""
        books = self.books()
        with raised(KeyError, "nothing is in force"):
            books.current(AT)
        with raised(KeyError, "a version that was never there"):
            books.book("autumn")

    def test_a_version_is_in_force_from_its_time_on(self) -> None:
        """To the microsecond, whatever offset the instant is told with, and not before."""
        books = self.books()
        self.publish(books, autumn(), AT)
        for at in (AT, AT.astimezone(dt.UTC), AT + 1000 * HOUR):
            same(_offers(books, at), ["tea", "tenth"])
        with raised(KeyError, "before the first version"):
            books.current(AT - _JIFFY)

    def test_the_next_version_takes_its_place(self) -> None:
        """From its own time on, in whatever order they were published."""
        for order in ((AT, AT + HOUR), (AT + HOUR, AT)):
            books = self.books()
            for since in order:
                self.publish(books, autumn() if since == AT else winter(), since)
            same(_offers(books, AT + HOUR - _JIFFY), ["tea", "tenth"])
            same(_offers(books, AT + HOUR), ["fifth"])

    def test_what_is_published_later_for_the_same_time_counts(self) -> None:
        """So that a mistake can be mended before it is in force."""
        books = self.books()
        self.publish(books, winter(), AT)
        self.publish(books, autumn(), AT)
        same(_offers(books, AT), ["tea", "tenth"])

    def test_a_version_may_come_back(self) -> None:
        """The offers of the autumn are those of the autumn a year later, too."""
        books = self.books()
        for n, book in enumerate((autumn(), winter(), autumn())):
            self.publish(books, book, AT + n * HOUR)
        found = [_offers(books, AT + n * HOUR) for n in range(3)]
        same(found, [["tea", "tenth"], ["fifth"], ["tea", "tenth"]])

    def test_a_version_stays_as_it_is(self) -> None:
        """Once it was given it is there for confirms and returns, for other processes too."""
        books = self.books()
        self.publish(books, autumn(), AT)
        first = books.current(AT)
        self.publish(books, winter(), AT)
        for source in (books, self.another(books)):
            same([one.id for one in source.book(first).offers], ["tea", "tenth"])
            same(_offers(source, AT), ["fifth"])

    def test_a_version_calculates_as_what_was_published(self) -> None:
        """With all that the offers name: the catalogue, groups, kinds of points, policies."""
        books = self.books()
        self.publish(books, autumn(), AT)
        expected = calculate(sale(), ANNA, autumn())
        for source in (books, self.another(books)):
            found = calculate(sale(), ANNA, source.book(source.current(AT)))
            same(found, expected)
            same(found.fingerprint, expected.fingerprint)

    def test_sources_on_the_same_data_see_what_the_other_has(self) -> None:
        """What one process publishes, all the others sell by."""
        first = self.books()
        second = self.another(first)
        self.publish(second, autumn(), AT)
        same(_offers(first, AT), ["tea", "tenth"])
        self.publish(first, winter(), AT + HOUR)
        same(_offers(second, AT + HOUR), ["fifth"])


class MembersContract(ABC):
    """The promises of `Members`; each test is one."""

    @abstractmethod
    def members(self, *known: Member) -> Members:
        """A source that knows just these members, with what it can tell of their facts."""

    def test_each_fact_is_told_or_named(self) -> None:
        """A fact that is asked for is the member's own, or stands in `not_loaded`."""
        source = self.members(ANNA, BORIS)
        for member in (ANNA, BORIS):
            for need in FACTS:
                found = source.load(member.id, {need})
                same(found.id, member.id)
                if need not in found.not_loaded:
                    same((need, fact(found, need)), (need, fact(member, need)))

    def test_all_facts_may_be_asked_for_at_a_time(self) -> None:
        """What is told then is the same."""
        source = self.members(ANNA, BORIS)
        for member in (ANNA, BORIS):
            found = source.load(member.id, FACTS)
            told = [need for need in FACTS if need not in found.not_loaded]
            same([fact(found, need) for need in told], [fact(member, need) for need in told])

    def test_nothing_may_be_asked_for(self) -> None:
        """Then it is enough that the member is there."""
        same(self.members(ANNA).load("anna", set[Need]()).id, "anna")

    def test_who_is_not_there_is_nobody(self) -> None:
        """Not even where the id differs by a capital or a space alone."""
        source = self.members(ANNA)
        for id in ("boris", "Anna", "anna "):
            with raised(KeyError, "a member who is not there"):
                source.load(id, set[Need]())

    def test_everybody_has_an_account(self) -> None:
        """The same each time, and each his own unless the host has made families."""
        source = self.members(ANNA, BORIS)
        accounts = [source.account(id) for id in ("anna", "boris", "anna", "boris")]
        same(accounts[:2], accounts[2:])
        same([type(account) for account in accounts], [str] * 4)
        same(len(set(accounts)), 2)


def _offers(books: Books, at: dt.datetime) -> list[str]:
    """The ids of the offers in force."""
    return [offer.id for offer in books.book(books.current(at)).offers]
