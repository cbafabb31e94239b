"""What a receipt costs as the offers grow in number: ``python bench/growth.py [--quick] [--json]``.

Figures are ratios between things that were timed in turns on this machine, now (see `ratio`), but for two:
what an offer costs to compile, and to keep. With ``--json`` the last line is one flat object of them:

- ``growth_100000_over_10``: a receipt in a book of 100,000 offers, against one of 10; five match in both.
- ``adversarial_10000_over_10``: the same for offers aimed at it that cannot match; the worst family.
- ``all_kinds_100000_over_10``: the same for offers of all kinds of condition and benefit on other products.
- ``lines_200_over_20``: a receipt of 200 lines that 50 offers match, against one of 20 lines and 5 offers.
- ``near_miss_over_match``: what one more offer costs that misses by a hair, against one more that matches.
- ``entries_10000_over_10``: personal entries of the member, as many of which hit; the worst attribute.
- ``receipt_in_objects``: a receipt in a book of 10,000, against creating a frozen attrs object of six fields.
- ``over_floor``: the same against `floor`, which makes the same records without any rules.
- ``random_time_over_sorted``: many receipts in random order, against the same in the order of time.
- ``index_off_over_ours_at_1000`` and ``…_10000``: every offer woken, against those that the index wakes.
- ``compile_us_per_offer``: microseconds of the processor to compile an offer, in the largest book.
- ``book_bytes_per_offer``: what a compiled book holds per offer besides the offers and the catalogue.
- ``cold_over_warm``: the first call on a fresh book, against a later one; the worst of several books.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from functools import partial

import attrs
from caches import bounds, bytes_per_offer, cold_calls, random_times
from families import ATTRIBUTES, FAMILIES, NEAR_MISSES, matches, personal
from floor import by_heart
from mixture import mixed_book
from ratio import Ratio, Work, still, take_turns
from report import Goal, Report
from scale import Scale, compiled, full, purchase, quick, without_index

from loyalty_engine import Calculation, Member, OfferBook, Receipt, calculate
from loyalty_engine.testing import reference_calculate

GOALS: Mapping[str, Goal] = {
    "growth_100000_over_10": Goal(1.3),
    "adversarial_10000_over_10": Goal(1.1),
    "all_kinds_100000_over_10": Goal(1.3),
    "lines_200_over_20": Goal(25),
    "near_miss_over_match": Goal(0.25),
    "entries_10000_over_10": Goal(1.15),
    "receipt_in_objects": Goal(150),
    "over_floor": Goal(3),
    "random_time_over_sorted": Goal(1.3),
    "index_off_over_ours_at_1000": Goal(40, at_least=True),
    "index_off_over_ours_at_10000": Goal(400, at_least=True),
    "compile_us_per_offer": Goal(30),
    "book_bytes_per_offer": Goal(2048),
    "cold_over_warm": Goal(50),
}


@attrs.frozen
class Six:
    """The unit of cost: an object of this size is about the least that Python makes of six values."""

    a: int
    b: int
    c: int
    d: int
    e: int
    f: int


def same_but_woken(ours: Calculation, other: Calculation) -> None:
    """Assert that both calculations are equal, *other* having verdicts on more offers at most."""
    verdicts = {verdict.offer: verdict for verdict in other.verdicts}
    assert all(verdicts[verdict.offer] == verdict for verdict in ours.verdicts)
    assert attrs.evolve(other, verdicts=ours.verdicts) == ours


def _works(receipt: Receipt, member: Member, books: Mapping[str, OfferBook]) -> dict[str, Work]:
    return {name: partial(purchase, receipt, member, book) for name, book in books.items()}


def growth(scale: Scale, report: Report) -> None:
    market = scale.market
    books, spent = {}, {}
    for size in scale.sizes:
        offers = market.offers(size)
        with still():
            began = time.process_time()
            books[f"{size:,}"] = book = compiled(market, offers)
            spent[f"{size:,}"] = (time.process_time() - began) / size * 1e6
        market.check(calculate(market.receipt, market.member, book))
    names = list(books)
    rounds = take_turns(_works(market.receipt, market.member, books), scale.rounds)
    least, most = names[0], names[-1]
    report.table(
        "A receipt of 20 lines that 5 offers match",
        ("offers", "us", "times the first", "compiled, us per offer"),
        [(name, rounds.of(name) * 1e6, rounds.ratio(name, least), spent[name]) for name in names],
    )
    report.figures["growth_100000_over_10"] = rounds.ratio(most, least)
    report.figures["compile_us_per_offer"] = spent[most]
    _constants(scale, report, books[names[2]])
    _index_off(scale, report, {name: books[name] for name in names[1:3]})


def _constants(scale: Scale, report: Report, book: OfferBook) -> None:
    receipt, member = scale.market.receipt, scale.market.member
    floor = by_heart(scale.market)
    assert floor(receipt, member) == calculate(receipt, member, book)
    works: dict[str, Work] = {
        "the engine": partial(purchase, receipt, member, book),
        "the floor": partial(floor, receipt, member),
        "an object": partial(Six, 1, 2, 3, 4, 5, 6),
    }
    rounds = take_turns(works, scale.rounds)
    report.table(
        "The same receipt in the third book",
        ("work", "us", "in objects", "in floors"),
        [
            (name, rounds.of(name) * 1e6, rounds.ratio(name, "an object"), rounds.ratio(name, "the floor"))
            for name in works
        ],
    )
    report.figures["receipt_in_objects"] = rounds.ratio("the engine", "an object")
    report.figures["over_floor"] = rounds.ratio("the engine", "the floor")


def _index_off(scale: Scale, report: Report, books: Mapping[str, OfferBook]) -> None:
    receipt, member = scale.market.receipt, scale.market.member
    rows = []
    for (name, book), at in zip(books.items(), (1_000, 10_000), strict=True):
        every = without_index(book)
        same_but_woken(calculate(receipt, member, book), calculate(receipt, member, every))
        rounds = take_turns(
            _works(receipt, member, {"ours": book, "index off": every}), min(scale.rounds, 60)
        )
        times = rounds.ratio("index off", "ours")
        rows.append((name, rounds.of("ours") * 1e6, rounds.of("index off") * 1e6, times))
        report.figures[f"index_off_over_ours_at_{at}"] = times
    report.table(
        "The same engine with every offer woken", ("offers", "ours, us", "index off, us", "times"), rows
    )


def adversarial(scale: Scale, report: Report) -> None:
    market, rows, worst = scale.market, [], None
    for name, family in FAMILIES.items():
        books = {
            f"{count:,}": compiled(market, [*market.matching, *family(market, count)])
            for count in (10, scale.crowd)
        }
        few, many = books
        results = [calculate(market.receipt, market.member, book) for book in books.values()]
        for result in results:
            market.check(result)
        rounds = take_turns(_works(market.receipt, market.member, books), scale.rounds)
        times = rounds.ratio(many, few)
        woken = len(results[-1].verdicts) - len(market.matching)
        rows.append((name, rounds.of(few) * 1e6, rounds.of(many) * 1e6, times, woken))
        worst = times if worst is None or times.median > worst.median else worst
    report.table(
        f"Offers aimed at the receipt that cannot match: 10 and {scale.crowd:,}",
        ("family", "10, us", f"{scale.crowd:,}, us", "times", "woken in vain"),
        rows,
    )
    assert worst is not None
    report.figures["adversarial_10000_over_10"] = worst


def all_kinds(scale: Scale, report: Report) -> None:
    """Books of offers whose conditions and benefits are of all kinds."""
    market = scale.market
    books = {f"{count:,}": mixed_book(market, count) for count in (scale.sizes[0], scale.sizes[-1])}
    for book in books.values():
        result = calculate(market.receipt, market.member, book)
        market.check(result)
        assert len(result.verdicts) == len(market.matching), "an offer on other products was woken"
    few, many = books
    rounds = take_turns(_works(market.receipt, market.member, books), scale.rounds)
    report.table(
        "Offers of all kinds on other products",
        ("offers", "us", "times the first"),
        [(name, rounds.of(name) * 1e6, rounds.ratio(name, few)) for name in books],
    )
    report.figures["all_kinds_100000_over_10"] = rounds.ratio(many, few)


def long_receipts(scale: Scale, report: Report) -> None:
    """A receipt of 200 lines that 50 offers match."""
    works: dict[str, Work] = {}
    for market in (scale.market, scale.large):
        book = compiled(market, market.offers(scale.sizes[1]))
        market.check(calculate(market.receipt, market.member, book))
        lines, offers = len(market.receipt.lines), len(market.matching)
        works[f"{lines} lines, {offers} offers"] = partial(purchase, market.receipt, market.member, book)
    short, long = works
    rounds = take_turns(works, scale.rounds)
    rows = [(name, rounds.of(name) * 1e6, rounds.ratio(name, short)) for name in works]
    report.table("Long receipts", ("receipt", "us", "times the first"), rows)
    report.figures["lines_200_over_20"] = rounds.ratio(long, short)


def near_misses(scale: Scale, report: Report) -> None:
    market, many = scale.market, 50
    books = {
        "none": compiled(market, market.matching),
        "matches": compiled(market, [*market.matching, *matches(market, many)]),
    }
    for name, family in NEAR_MISSES.items():
        books[name] = compiled(market, [*market.matching, *family(market, many)])
        market.check(calculate(market.receipt, market.member, books[name]))
    found = calculate(market.receipt, market.member, books["matches"])
    assert sum(verdict.gave.discount > 0 for verdict in found.verdicts) == many + 4
    rounds = take_turns(_works(market.receipt, market.member, books), scale.rounds)
    one = {name: (rounds.of(name) - rounds.of("none")) / many * 1e6 for name in books}
    times = {name: rounds.beyond("none", name, "matches") for name in NEAR_MISSES}
    report.table(
        "One more offer on three lines",
        ("offer", "us", "times a match"),
        [("matches", one["matches"], 1.0), *((name, one[name], times[name]) for name in NEAR_MISSES)],
    )
    report.figures["near_miss_over_match"] = max(times.values(), key=_median)


def _median(ratio: Ratio) -> float:
    return ratio.median


def entries(scale: Scale, report: Report) -> None:
    market, rows, figures = scale.market, [], []
    book = compiled(market, [*market.matching, personal()])
    for name, owner in ATTRIBUTES.items():
        few, many = owner(market, 10), owner(market, scale.crowd)
        results = [calculate(market.receipt, member, book) for member in (few, many)]
        assert results[0].lines == results[1].lines
        assert any(d.offer == "personal" for line in results[0].lines for d in line.discounts)
        works = {
            "few": partial(purchase, market.receipt, few, book),
            "many": partial(purchase, market.receipt, many, book),
        }
        rounds = take_turns(works, scale.rounds)
        figures.append(rounds.ratio("many", "few"))
        rows.append((name, rounds.of("few") * 1e6, rounds.of("many") * 1e6, figures[-1]))
    report.table(
        f"Personal entries of the member: 10 and {scale.crowd:,}, equal hits",
        ("attribute", "10, us", f"{scale.crowd:,}, us", "times"),
        rows,
    )
    report.figures["entries_10000_over_10"] = max(figures, key=_median)


def reference(scale: Scale, report: Report) -> None:
    """The reference engine, which scans everything; its time is only reported."""
    market, rows = scale.market, []
    for size in scale.sizes[:3]:
        book = compiled(market, market.offers(size))
        began = time.process_time()
        expected = reference_calculate(market.receipt, market.member, book)
        took = time.process_time() - began
        assert [line.discount for line in expected.lines] == [
            line.discount for line in calculate(market.receipt, market.member, book).lines
        ]
        rows.append((f"{size:,}", took * 1e3))
    report.table("The reference engine, which scans everything", ("offers", "ms"), rows)


PARTS = (
    growth,
    adversarial,
    all_kinds,
    long_receipts,
    near_misses,
    entries,
    random_times,
    cold_calls,
    bytes_per_offer,
    bounds,
    reference,
)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What a receipt costs as the offers grow in number.")
    parser.add_argument("--json", action="store_true", help="end with one flat JSON object")
    parser.add_argument("--quick", action="store_true", help="a small scale; its figures mean nothing")
    options = parser.parse_args(arguments)
    report = Report(GOALS)
    scale = quick() if options.quick else full()
    for part in PARTS:
        part(scale, report)
    report.summary()
    if options.json:
        print(report.as_json())


if __name__ == "__main__":
    main()
