"""How large the benchmarks are, and the books that they compile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, KeysView

import attrs
from market import Market, open_market

from loyalty_engine import Member, Offer, OfferBook, Receipt, Verdict, calculate, compile_offers
from loyalty_engine.engine.index import Circumstances, Guards, Index, shelve
from loyalty_engine.model.keys import Key


@attrs.frozen(kw_only=True)
class Scale:
    """How large everything is. Figures are named for the full scale.

    *large* is a market whose receipt is ten times as long. *sizes* are the offers of the growing books,
    *crowd* those of one kind, *stream* the receipts of two years.
    """

    market: Market
    large: Market
    sizes: tuple[int, int, int, int]
    crowd: int
    rounds: int
    stream: int


def full() -> Scale:
    """The scale of the figures."""
    return Scale(
        market=open_market(),
        large=open_market(times=10),
        sizes=(10, 1_000, 10_000, 100_000),
        crowd=10_000,
        rounds=100,
        stream=500,
    )


def quick() -> Scale:
    """A small scale, to see that everything works; its figures mean nothing."""
    market = open_market(products=3_000, groups=60, width=4)
    large = open_market(products=6_000, groups=60, width=4, times=10)
    return Scale(market=market, large=large, sizes=(10, 50, 100, 200), crowd=100, rounds=2, stream=20)


def compiled(market: Market, offers: Iterable[Offer]) -> OfferBook:
    """The book of *offers* in *market*."""
    return compile_offers(offers, catalog=market.catalog)


def purchase(receipt: Receipt, member: Member, book: OfferBook) -> tuple[Verdict, ...]:
    """A calculation with all that it says; verdicts would otherwise wait for somebody to ask."""
    return calculate(receipt, member, book).verdicts


def renewed(book: OfferBook) -> Callable[[], OfferBook]:
    """How to make *book* anew with an index as it is before its first receipt."""
    return lambda: attrs.evolve(book, index=shelve(book.rules, book.index.guards))


class EveryRule(Index):
    """An index that does not help: it wakes every rule."""

    def __init__(self, keys: KeysView[Key], ranks: Iterable[int]) -> None:
        super().__init__({}, Guards(()))
        self._keys = keys
        self._ranks = frozenset(ranks)

    @property
    def keys(self) -> KeysView[Key]:
        return self._keys

    def wake(self, keys: Iterable[Key], seen: Circumstances) -> set[int]:
        return set(self._ranks)


def without_index(book: OfferBook) -> OfferBook:
    """*book* with every rule woken by every receipt."""
    return attrs.evolve(book, index=EveryRule(book.index.keys, (rule.rank for rule in book.rules)))
