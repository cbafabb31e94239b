"""What members have bought before: for conditions on past purchases, and for whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from attrs import frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.kept import past_purchase
from loyalty_engine.errors import refuse
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.fields import needed_id_problems
from loyalty_engine.model.identifiers import LONGEST_ID
from loyalty_engine.model.member import PURCHASES
from loyalty_engine.model.moments import local_time, moment_problem
from loyalty_engine.model.purchases import PastPurchase
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.program.given import port_problems
from loyalty_engine.program.known import known
from loyalty_engine.program.ports import Members, Store, UnitOfWork
from loyalty_engine.program.transactions import transact

#: No clock is further from UTC: what it shows, taken for UTC, is at most so far from the instant it means.
_MOST_OFFSET: Final = dt.timedelta(days=1)
_FIRST: Final = dt.datetime.min.replace(tzinfo=dt.UTC)


def past_purchases(
    unit: UnitOfWork,
    book: OfferBook,
    seen: Receipt | Occasion,
    member: str,
    account: str,
    told: Iterable[PastPurchase] = (),
) -> tuple[PastPurchase, ...]:
    """What *member* has bought before *seen*, as far back as offers of *book* look.

    These are the purchases of the member himself, and all that were made on the *account* that he shares,
    less what has come back by now; and those that the host has *told*, but for the ones that the programme
    keeps itself, under their id or that of their receipt.
    """
    opens = book.since(PURCHASES, seen)
    if opens is None:
        return tuple(told)
    kept = unit.purchases_of(member, account, earliest(opens), seen.at)
    own = {id for one in kept for id in (one.id, one.calculation.receipt.id)}
    found = {past.id: past for past in told if past.id not in own}
    for one in kept:
        # What has the id of the receipt that is seen would be taken for that receipt: it gets another.
        id = one.id if one.id != seen.id else f"{one.id[: LONGEST_ID - 1]}'"
        past = past_purchase(one.calculation, one.refunds, id=id)
        if past is not None and local_time(past.at) >= opens:
            found[past.id] = past
    return tuple(found.values())


@frozen(kw_only=True)
class MemberPurchases:
    """What members of a programme have bought before, for lists of favourites, apps and service desks."""

    store: Store
    members: Members

    def __attrs_post_init__(self) -> None:
        refuse("purchases", port_problems(store=(self.store, Store), members=(self.members, Members)))

    def between(self, member: str, since: dt.datetime, until: dt.datetime) -> tuple[PastPurchase, ...]:
        """The purchases from the instant *since* to *until*, both included, in the order of time.

        They are those of the member himself, and all that were made on the account that he shares, each under
        its id, less what has come back by now; what came back as a whole is not among them. Those that the
        host knows of, and the programme does not, are not either.

        Raises:
            InvalidInput: *member* is no id, or a moment has no offset.
            KeyError: the host knows no such member.
        """
        moments = {"since": since, "until": until}
        unlike = (moment_problem(path, moment, aware=True) for path, moment in moments.items())
        refuse("purchases", needed_id_problems(member=member) + [one for one in unlike if one])
        account = known(self.members).account(member)
        kept = transact(self.store, lambda unit: unit.purchases_of(member, account, since, until))
        found = (past_purchase(one.calculation, one.refunds, id=one.id) for one in kept)
        return tuple(past for past in found if past is not None)


def earliest(clock: dt.datetime) -> dt.datetime:
    """An instant before which no clock in the world showed this."""
    return max(clock.replace(tzinfo=dt.UTC), _FIRST + _MOST_OFFSET) - _MOST_OFFSET
