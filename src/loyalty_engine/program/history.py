"""What members have bought before, as conditions on past purchases ask for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.kept import past_purchase
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.identifiers import LONGEST_ID
from loyalty_engine.model.member import PURCHASES
from loyalty_engine.model.moments import local_time
from loyalty_engine.model.purchases import PastPurchase
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.program.ports import UnitOfWork
from loyalty_engine.program.purchases import StoredPurchase

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
    kept = unit.purchases_of(member, account, _instant(opens), seen.at)
    known = {id for one in kept for id in (one.id, one.calculation.receipt.id)}
    found = {past.id: past for past in told if past.id not in known}
    for one in kept:
        past = _past(one, seen.id)
        if past is not None and local_time(past.at) >= opens:
            found[past.id] = past
    return tuple(found.values())


def _instant(clock: dt.datetime) -> dt.datetime:
    """An instant before which no clock in the world showed this."""
    return max(clock.replace(tzinfo=dt.UTC), _FIRST + _MOST_OFFSET) - _MOST_OFFSET


def _past(kept: StoredPurchase, seen: str) -> PastPurchase | None:
    """The purchase under its own id, since ids of receipts may begin anew every day; None for nothing.

    What has the id of the receipt that is *seen* would be taken for that receipt: it gets another.
    """
    id = kept.id if kept.id != seen else f"{kept.id[: LONGEST_ID - 1]}'"
    return past_purchase(kept.calculation, kept.refunds, id=id)
