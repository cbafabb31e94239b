"""A programme with a clock that tests turn, for one or two members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Protocol, TypeVar, overload

from attrs import define, field
from shop import CATALOG, NOON

from loyalty_engine import Member, Need, Offer, OfferBook, compile_offers
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.model.ledger import LedgerEntry
from loyalty_engine.program.points import Shortage
from loyalty_engine.program.ports import Outgoing, Store
from loyalty_engine.program.program import LoyaltyProgram


@define
class Watch:
    """A clock that stands still until it is turned."""

    time: dt.datetime = NOON

    def now(self) -> dt.datetime:
        return self.time

    def turn(self, **by: int) -> None:
        self.time += dt.timedelta(**by)


@define
class Guests:
    """Members of whom the host knows nothing but their ids, and in which family they are."""

    families: Mapping[str, str] = field(factory=dict)

    def load(self, member: str, needs: Collection[Need]) -> Member:
        if member == "nobody":
            raise KeyError(member)
        return Member(member)

    def account(self, member: str) -> str:
        return self.families.get(member, member)


@define
class Versions:
    """Versions of the offers; the last is in force."""

    books: dict[str, OfferBook]

    def current(self, at: dt.datetime) -> str:
        return list(self.books)[-1]

    def book(self, version: str) -> OfferBook:
        return self.books[version]


class Kept(Store, Protocol):
    """A store that shows what was written."""

    @property
    def ledger(self) -> tuple[LedgerEntry, ...]: ...

    @property
    def outbox(self) -> tuple[Outgoing, ...]: ...


def versions(*offers: Offer) -> Versions:
    return Versions({"v1": compile_offers(offers, catalog=CATALOG)})


S = TypeVar("S", bound=Kept)


@overload
def program(
    *offers: Offer, shortage: Shortage = Shortage.SUPPRESS, families: Mapping[str, str] | None = None
) -> tuple[LoyaltyProgram, MemoryStore, Watch]: ...


@overload
def program(
    *offers: Offer,
    store: S,
    shortage: Shortage = Shortage.SUPPRESS,
    families: Mapping[str, str] | None = None,
) -> tuple[LoyaltyProgram, S, Watch]: ...


def program(
    *offers: Offer,
    store: Kept | None = None,
    shortage: Shortage = Shortage.SUPPRESS,
    families: Mapping[str, str] | None = None,
) -> tuple[LoyaltyProgram, Kept, Watch]:
    kept, watch = store or MemoryStore(), Watch()
    made = LoyaltyProgram(
        store=kept,
        members=Guests(families or {}),
        books=versions(*offers),
        clock=watch,
        shortage=shortage,
    )
    return made, kept, watch
