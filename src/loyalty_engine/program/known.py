"""The members and the clock of a host: what they answer is looked at, and no error tells who a member is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import TypeVar

from attrs import frozen

from loyalty_engine.errors import InvalidInput, LoyaltyError, refuse
from loyalty_engine.model.fields import kind_problems, needed_id_problems
from loyalty_engine.model.member import Member, Need
from loyalty_engine.model.moments import check_moment
from loyalty_engine.program.ports import Clock, Members

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
            InvalidInput: the host answers with something else than a member.
        """
        found = _known(lambda: self.host.load(member, needs))
        hint = "let Members.load answer with a Member, and raise KeyError where there is none"
        refuse("host", kind_problems("member", found, Member, "a member", hint))
        return found

    def account(self, member: str) -> str:
        """Whose points the member's are.

        Raises:
            UnknownMember: the host says so.
            InvalidInput: the host answers with something that is no id.
        """
        found = _known(lambda: self.host.account(member))
        if needed_id_problems(account=found):
            hint = "let Members.account answer with the member's own id where he shares no account"
            raise InvalidInput.at("host", "account", "is no id", hint)
        return found


def known(host: Members) -> Members:
    """The members of *host*, asked so that its errors tell nobody who they are about."""
    return host if isinstance(host, KnownMembers) else KnownMembers(host)


def now_by(clock: Clock) -> dt.datetime:
    """What *clock* shows.

    Raises:
        InvalidInput: it shows no instant with its offset from UTC.
    """
    shown = clock.now()
    check_moment("clock", "now", shown, aware=True)
    return shown


def _known(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except KeyError:
        pass  # what is raised here would drag the other error along
    raise UnknownMember
