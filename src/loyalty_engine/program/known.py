"""The members of a host, asked so that an error about one tells nobody who it is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from attrs import frozen

from loyalty_engine.errors import LoyaltyError
from loyalty_engine.model.member import Member, Need
from loyalty_engine.program.ports import Members

T = TypeVar("T")


class UnknownMember(LoyaltyError, KeyError):
    """The host knows no such member. Its own error may have said which; this one does not."""

    def __str__(self) -> str:
        return "the host knows no such member"


@frozen
class KnownMembers:
    """What *host* knows of its members; `Members` of which a stranger is an `UnknownMember`."""

    host: Members

    def load(self, member: str, needs: Collection[Need]) -> Member:
        """The member with the facts in *needs*.

        Raises:
            UnknownMember: there is no such member.
        """
        return _known(lambda: self.host.load(member, needs))

    def account(self, member: str) -> str:
        """Whose points the member's are.

        Raises:
            UnknownMember: the host says so.
        """
        return _known(lambda: self.host.account(member))


def known(host: Members) -> Members:
    """The members of *host*, asked so that its errors tell nobody who they are about."""
    return host if isinstance(host, KnownMembers) else KnownMembers(host)


def _known(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except KeyError:
        pass  # what is raised here would drag the other error along
    raise UnknownMember
