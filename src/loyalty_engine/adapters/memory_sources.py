"""Members and versions of the offers in memory: for tests, demonstrations, and small jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from attrs import define, field

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import id_problems, kind_problems, sequence_of
from loyalty_engine.model.member import Member, Need
from loyalty_engine.model.moments import check_moment


@define(eq=False)
class MemoryBooks:
    """`Books` in memory; its versions are numbered from 1 on."""

    _books: list[OfferBook] = field(init=False, factory=list)
    _in_force: list[tuple[dt.datetime | None, str]] = field(init=False, factory=list)

    def publish(self, book: OfferBook, since: dt.datetime | None = None) -> str:
        """Let *book* be in force from the instant *since* on, until the next; its version.

        None stands for all the time before the next.

        Raises:
            InvalidInput: *book* is something else, or *since* has no offset.
        """
        refuse("offers", kind_problems("book", book, OfferBook, "an offer book", "compile the offers"))
        if since is not None:
            check_moment("offers", "since", since, aware=True)
        self._books.append(book)
        version = str(len(self._books))
        self._in_force.append((since, version))
        return version

    def current(self, at: dt.datetime) -> str:
        """The version that is in force at the instant *at*.

        Raises:
            KeyError: none is.
        """
        ever = [version for since, version in self._in_force if since is None]
        dated = [(since, n, v) for n, (since, v) in enumerate(self._in_force) if since and since <= at]
        if dated:
            return max(dated)[2]
        if ever:
            return ever[-1]
        raise KeyError("no version of the offers is in force")

    def book(self, version: str) -> OfferBook:
        """The offers of *version*.

        Raises:
            KeyError: there is no such version.
        """
        for n, book in enumerate(self._books, 1):
            if version == str(n):
                return book
        raise KeyError("there is no such version of the offers")


@define(eq=False)
class MemoryMembers:
    """`Members` in memory."""

    _known: dict[str, Member] = field(init=False, factory=dict, repr=False)
    _accounts: dict[str, str] = field(init=False, factory=dict, repr=False)

    def keep(self, members: Iterable[Member], *, account: str | None = None) -> None:
        """Keep *members* in place of what was known of them.

        *account* says whose points theirs are, such as those of their family. None leaves it as it was; at
        first a member's points are his own.

        Raises:
            InvalidInput: one is no member, or the account is no id.
        """
        kept = sequence_of(Member, members, "members", "members")
        refuse("members", id_problems(account=account))
        for one in kept:
            self._known[one.id] = one
            if account is not None:
                self._accounts[one.id] = account

    def load(self, member: str, needs: Collection[Need]) -> Member:
        """The member with all facts that are known, those in *needs* among them.

        Raises:
            KeyError: there is no such member.
        """
        if member not in self._known:
            raise KeyError("there is no such member")
        return self._known[member]

    def account(self, member: str) -> str:
        """Whose points the member's are; his own where nothing else was said."""
        return self._accounts.get(member, member)
