"""A loyalty programme for the benchmarks, with its tills: the market of `market` on a store.

Every purchase has an id, a member and a receipt of its own, for a till sees none of them twice.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator

from attrs import define, evolve, field, frozen
from market import AT, Market, open_market
from scale import compiled

from loyalty_engine import Calculation, Member, Members, Need, Offer, OfferBook, PayWithPoints, PointsAsked
from loyalty_engine.model.ledger import Account, AccountKind, LedgerEntry
from loyalty_engine.program.ports import Store
from loyalty_engine.program.program import LoyaltyProgram

#: Whoever has many entries, and the offer by which he pays.
REGULAR = "regular"
PAY = Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True)


@frozen
class Guests:
    """The members of a market, all of whom are alike."""

    member: Member

    def load(self, member: str, needs: Collection[Need]) -> Member:
        return evolve(self.member, id=member)

    def account(self, member: str) -> str:
        return member


@frozen
class OneBook:
    """Offers of which there is one version."""

    offers: OfferBook

    def current(self, at: dt.datetime) -> str:
        return "1"

    def book(self, version: str) -> OfferBook:
        return self.offers


class AtTheTill:
    """The moment of the receipt, for ever."""

    def now(self) -> dt.datetime:
        return AT


def small_market() -> Market:
    """A market that every process makes anew in a moment."""
    return open_market(products=3_000, groups=60, width=4)


@define(eq=False)
class Till:
    """A till called *name*, at a programme on *store*."""

    store: Store
    market: Market
    book: OfferBook
    name: str = "till"
    program: LoyaltyProgram = field(init=False)
    _numbers: Iterator[int] = field(init=False, factory=itertools.count)

    def __attrs_post_init__(self) -> None:
        self.program = LoyaltyProgram(
            store=self.store,
            members=Guests(self.market.member),
            books=OneBook(self.book),
            clock=AtTheTill(),
        )

    @classmethod
    def on(cls, store: Store, market: Market, offers: int, name: str = "till") -> Till:
        """The till where so many offers are in force, five of which match."""
        return cls(store, market, compiled(market, [*market.offers(offers), PAY]), name)

    def buy(self, member: str | None = None, points: int | None = None) -> Calculation:
        """Calculate a purchase and confirm it, by a new member where none is named."""
        id = f"{self.name}-{next(self._numbers)}"
        asked = () if points is None else (PointsAsked(amount=points),)
        receipt = evolve(self.market.receipt, id=id, points_asked=asked)
        self.program.calculate(id, f"{id}/1", receipt, member or f"member of {id}")
        return self.program.confirm(id, f"{id}/2")


def entries(count: int, member: str = REGULAR) -> Iterator[LedgerEntry]:
    """*count* entries of a member who earns points, and spends them or lets them expire; some are left."""
    wallet, issued, redeemed = (
        Account(AccountKind.WALLET, member),
        Account(AccountKind.ISSUED),
        Account(AccountKind.REDEEMED),
    )

    def moved(n: int, lot: str, amount: int, *, spent: bool = False, expires: bool = False) -> LedgerEntry:
        return LedgerEntry(
            id=f"{member} {n}",
            operation="long ago",
            at=AT - dt.timedelta(days=400),
            recorded_at=AT - dt.timedelta(days=400),
            amount=amount,
            source=wallet if spent else issued,
            target=redeemed if spent else wallet,
            lot=lot,
            expires_at=AT - dt.timedelta(days=1) if expires else None,
        )

    yield moved(0, "left", 10**9)
    for n in range(1, count - 2, 3):
        yield moved(n, f"spent {n}", 7)
        yield moved(n + 1, f"spent {n}", 7, spent=True)
        yield moved(n + 2, f"expired {n}", 3, expires=True)
