"""What a book keeps for speed: what filling it costs, in any order of time, and that it is bounded."""

from __future__ import annotations

import gc
import random
import statistics
import time
import tracemalloc
from functools import partial

from families import FAMILIES
from market import crowded, receipts
from ratio import Ratio, still, take_turns
from report import Report
from scale import Scale, compiled, purchase, renewed

from loyalty_engine import Member, OfferBook, Receipt, calculate
from loyalty_engine.engine.index import MOST_KEPT


def _all(stream: list[Receipt], member: Member, book: OfferBook) -> None:
    for receipt in stream:
        purchase(receipt, member, book)


def random_times(scale: Scale, report: Report) -> None:
    """Receipts of two years, in the order of time and in any order, on a fresh book and on a warm one."""
    market = scale.market
    book = compiled(market, market.offers(scale.sizes[2]))
    anew = renewed(book)
    rising = receipts(market, scale.stream)
    mixed = random.Random(4).sample(rising, len(rising))
    fresh = take_turns(
        {
            "random": lambda: _all(mixed, market.member, anew()),
            "sorted": lambda: _all(rising, market.member, anew()),
        },
        min(scale.rounds, 8),
    )
    warm = take_turns(
        {
            "random": partial(_all, mixed, market.member, book),
            "sorted": partial(_all, rising, market.member, book),
        },
        min(scale.rounds, 8),
    )
    figures = {"fresh": fresh.ratio("random", "sorted"), "warm": warm.ratio("random", "sorted")}
    report.table(
        f"{scale.stream:,} different receipts of two years in the third book",
        ("book", "in time order, us each", "at random, us each", "times"),
        [
            (
                name,
                rounds.of("sorted") / scale.stream * 1e6,
                rounds.of("random") / scale.stream * 1e6,
                figures[name],
            )
            for name, rounds in (("fresh", fresh), ("warm", warm))
        ],
    )
    report.figures["random_time_over_sorted"] = max(figures.values(), key=_median)


def _median(ratio: Ratio) -> float:
    return ratio.median


def cold_calls(scale: Scale, report: Report) -> None:
    """The first call on a fresh book against later ones: the third book, and crowds on one key."""
    market = scale.market
    crowds = {"the third book": market.offers(scale.sizes[2])}
    for name, family in FAMILIES.items():
        crowds[name] = [*market.matching, *family(market, scale.crowd)]
    rows, figures = [], []
    for name, offers in crowds.items():
        firsts, laters = [], []
        with still():
            for _ in range(min(scale.rounds, 20)):
                fresh = compiled(market, offers)  # not `renewed`, which keeps the plans of rules once woken
                firsts.append(_seconds(market.receipt, market.member, fresh))
                calls = [_seconds(market.receipt, market.member, fresh) for _ in range(20)]
                laters.append(statistics.median(calls))
        figures.append(Ratio.of([first / later for first, later in zip(firsts, laters, strict=True)]))
        rows.append((name, statistics.median(firsts) * 1e6, statistics.median(laters) * 1e6, figures[-1]))
    report.table(
        f"The first call on a fresh book (crowds of {scale.crowd:,})",
        ("book", "first, us", "later, us", "times"),
        rows,
    )
    report.figures["cold_over_warm"] = max(figures, key=_median)


def _seconds(receipt: Receipt, member: Member, book: OfferBook) -> float:
    began = time.process_time()
    purchase(receipt, member, book)
    return time.process_time() - began


def bytes_per_offer(scale: Scale, report: Report) -> None:
    """What a book holds per offer besides the offers and the catalogue, which were there before."""
    market, count = scale.market, scale.sizes[2]
    offers, stream = market.offers(count), receipts(market, scale.stream)
    compiled(market, offers)
    gc.collect()
    tracemalloc.start()
    try:
        book = compiled(market, offers)
        gc.collect()
        after = tracemalloc.get_traced_memory()[0] / count
        _all(stream, market.member, book)
        gc.collect()
        used = tracemalloc.get_traced_memory()[0] / count
    finally:
        tracemalloc.stop()
    report.table(
        f"Memory of a book of {count:,} offers, besides the offers and the catalogue",
        ("when", "bytes per offer"),
        [("compiled", after), (f"after {scale.stream:,} receipts of two years", used)],
    )
    report.figures["book_bytes_per_offer"] = after


def bounds(scale: Scale, report: Report) -> None:
    """Receipts at random moments under very many overlapping periods: what is kept stays within its bound."""
    market = scale.market
    book = compiled(market, [*market.matching, *crowded(market, scale.crowd)])
    stream = receipts(market, 2 * scale.stream, seed=5)
    random.Random(6).shuffle(stream)
    most = drops = before = 0
    for receipt in stream:
        calculate(receipt, market.member, book)
        kept = book.index.kept
        most, drops, before = max(most, kept), drops + (kept < before), kept
        assert kept <= MOST_KEPT + scale.crowd, kept
    report.table(
        f"What is kept for speed, under {scale.crowd:,} overlapping periods, after {len(stream):,} receipts",
        ("kept", "references"),
        [("bound", MOST_KEPT), ("most kept", most), ("times all was dropped", drops)],
    )
