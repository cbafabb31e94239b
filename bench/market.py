"""The market to measure in: a catalogue, one receipt, five offers that match it, and very many that do not.

The receipt has 20 lines, or so many times as many lines and offers. Each of five offers works on three lines:
one names products, one a category, one a group for an audience, one a category from a certain receipt amount
on, and one gives points on a group. All other offers are made so that none can match: they are about other
products, or about those of the receipt but over, still to come, for others, somewhere else, at another hour
or for larger receipts.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator

from attrs import frozen

from loyalty_engine import (
    AmountOff,
    Audiences,
    Benefit,
    Calculation,
    Catalog,
    Categories,
    Category,
    Condition,
    Everyone,
    Groups,
    Line,
    Member,
    Money,
    Offer,
    Outcome,
    PercentOff,
    Period,
    PointsPercent,
    Product,
    ProductGroup,
    Products,
    Receipt,
    ReceiptAmount,
    Schedule,
)
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.schedule import ANY_TIME

AT = dt.datetime(2026, 11, 18, 10, 30, tzinfo=dt.UTC)
PLACE = "shop-0"
MINE = frozenset({"audience-0", "audience-1", "audience-2", "audience-3", "audience-4"})
MATCHING = 5
DEPTH = 4


@frozen(kw_only=True)
class Market:
    """A shop with its goods, and what is known about one purchase in it.

    *own* are the products of the receipt, in its order, and *roots* the topmost categories above them.
    *products*, *categories* and *groups* are those that the receipt has nothing to do with.
    """

    catalog: Catalog
    receipt: Receipt
    member: Member
    matching: tuple[Offer, ...]
    own: tuple[str, ...]
    node: str
    roots: tuple[str, ...]
    products: tuple[str, ...]
    categories: tuple[str, ...]
    groups: tuple[str, ...]

    def offers(self, count: int, seed: int = 1) -> list[Offer]:
        """*count* offers, exactly five of which match the receipt."""
        return [*self.matching, *distractors(self, count - MATCHING, seed)]

    def check(self, result: Calculation) -> None:
        """Assert that exactly the offers that match have been granted."""
        granted = {verdict.offer for verdict in result.verdicts if verdict.outcome is Outcome.GRANTED}
        assert granted == {offer.id for offer in self.matching}, granted


def open_market(
    products: int = 50_000, groups: int = 500, width: int = 8, seed: int = 20261118, times: int = 1
) -> Market:
    """A market with that many products, in a category tree of depth four, and that many product groups.

    Its receipt has *times* 20 lines, which *times* 5 offers match.
    """
    rng = random.Random(seed)
    nodes = [str(n) for n in range(width)]
    tree = [Category(code=f"c{node}") for node in nodes]
    for _ in range(DEPTH - 1):
        nodes = [f"{node}-{n}" for node in nodes for n in range(width)]
        tree += [Category(code=f"c{node}", parent=f"c{node.rpartition('-')[0]}") for node in nodes]
    goods = [Product(code=f"p{n}", category=f"c{rng.choice(nodes)}") for n in range(products)]
    sets = [
        ProductGroup.of(f"g{n}", products={p.code for p in rng.sample(goods, products // groups)})
        for n in range(groups)
    ]
    catalog = Catalog(products=goods, categories=tree, groups=sets)
    return _with_receipt(catalog, rng, times)


def _with_receipt(catalog: Catalog, rng: random.Random, times: int) -> Market:
    """The market around a receipt of *times* 20 products, three of each of five kinds and five of no kind."""
    keys = {p.code: {*catalog.ancestry(p.category), *catalog.groups_of(p)} for p in catalog.products}
    by_node: dict[str, list[str]] = {}
    for product in catalog.products:
        by_node.setdefault(catalog.ancestry(product.category)[1], []).append(product.code)
    nodes = [node for node, codes in sorted(by_node.items()) if len(codes) >= 5][: 2 * times]
    sets = [f"g{n}" for n in range(2 * times)]
    targets = {*nodes, *sets}
    mixed = list(keys)
    rng.shuffle(mixed)

    def some(count: int, wanted: set[str]) -> list[str]:
        return [code for code in mixed if keys[code] & targets == wanted][:count]

    free = some(8 * times, set())
    own: list[str] = []
    matching: list[tuple[list[str], str, str, str, str]] = []
    for n in range(times):
        first, second, third, fourth = nodes[2 * n], nodes[2 * n + 1], sets[2 * n], sets[2 * n + 1]
        plain = free[8 * n : 8 * n + 8]
        matching.append((plain[:3], first, second, third, fourth))
        own += [*plain[:3], *some(3, {first}), *some(3, {third})]
        own += [*some(3, {second}), *some(3, {fourth}), *plain[3:]]
    assert len(own) == 20 * times
    receipt = Receipt(
        id="receipt",
        at=AT,
        place=PLACE,
        lines=[
            Line(number=n, product=code, quantity=rng.randint(1, 3), amount=_price(rng))
            for n, code in enumerate(own, 1)
        ],
    )
    touched = set().union(*(keys[code] for code in own))
    return Market(
        catalog=catalog,
        receipt=receipt,
        member=Member("member", audiences=MINE),
        matching=tuple(
            offer for n, these in enumerate(matching) for offer in _matching(5 * n, *these, receipt)
        ),
        own=tuple(own),
        node=nodes[0],
        roots=tuple(dict.fromkeys(code.partition("-")[0] for code in sorted(touched) if code[0] == "c")),
        products=tuple(code for code in keys if code not in own),
        categories=tuple(node.code for node in catalog.categories if node.code not in touched),
        groups=tuple(group.id for group in catalog.groups if group.id not in touched),
    )


def _price(rng: random.Random) -> Money:
    return Money(rng.randint(99, 2999), "EUR")


def _matching(
    before: int, products: Iterable[str], first: str, second: str, third: str, fourth: str, receipt: Receipt
) -> Iterator[Offer]:
    """Five offers, numbered on from *before*: on products, two categories and two groups."""
    ids = [f"match-{before + n}" for n in range(1, MATCHING + 1)]
    part = Money(receipt.amount.minor // 2, "EUR")
    yield Offer.of(ids[0], [Products(products)], [PercentOff(10)], priority=3)
    yield Offer.of(ids[1], [Categories({first})], [PercentOff(15)], priority=2, places={PLACE})
    yield Offer.of(
        ids[2],
        [Groups({third})],
        [PercentOff(7)],
        priority=1,
        reach=Audiences({"audience-0"}),
        period=Period("2026-11-01", "2026-11-30"),
    )
    yield Offer.of(
        ids[3],
        [Categories({second}), ReceiptAmount(at_least=part)],
        [PercentOff(5)],
        cumulative=True,
        schedule=Schedule.of(between=("09:00", "12:00")),
    )
    yield Offer.of(ids[4], [Groups({fourth})], [PointsPercent(10)], cumulative=True)


def distractors(market: Market, count: int, seed: int) -> Iterator[Offer]:
    """*count* offers that do not match: of a hundred, five about the receipt's goods, two about no goods."""
    rng = random.Random(seed)
    above = market.receipt.amount.minor + 1
    for n in range(count):
        id, kind = f"other-{n}", n % 100
        benefit = _benefit(rng)
        if kind < 3:
            mine = Products({rng.choice(market.own)})
            yield Offer.of(id, [mine], [benefit], period=_past(rng), priority=rng.randrange(9))
        elif kind == 3:
            yield Offer.of(id, [_mine(market, rng)], [benefit], reach=Audiences(_others(rng)))
        elif kind == 4:
            much = ReceiptAmount(at_least=Money(above + rng.randrange(100_00), "EUR"))
            yield Offer.of(id, [_mine(market, rng), much], [benefit])
        elif kind < 7:
            yield _without_products(id, benefit, above, rng)
        else:
            yield _elsewhere(id, benefit, market, rng)


def _mine(market: Market, rng: random.Random) -> Condition:
    if rng.random() < 0.5:
        return Products({rng.choice(market.own)})
    return Categories({rng.choice(market.roots)})


def _without_products(id: str, benefit: Benefit, above: int, rng: random.Random) -> Offer:
    kind = rng.randrange(4)
    if kind == 0:
        return Offer.of(id, [], [benefit], reach=Audiences(_others(rng)))
    if kind == 1:
        return Offer.of(id, [], [benefit], places=_other_places(rng))
    if kind == 2:
        return Offer.of(id, [], [benefit], schedule=_other_hours(rng))
    much = ReceiptAmount(at_least=Money(above + rng.randrange(100_00), "EUR"))
    return Offer.of(id, [much], [benefit])


def _elsewhere(id: str, benefit: Benefit, market: Market, rng: random.Random) -> Offer:
    """An offer about other products, and half of the time with other demands as well."""
    conditions: list[Condition] = []
    kind = rng.random()
    if kind < 0.7:
        conditions.append(Products(rng.sample(market.products, rng.randint(1, 20))))
    elif kind < 0.9:
        conditions.append(Categories({rng.choice(market.categories)}))
    else:
        conditions.append(Groups({rng.choice(market.groups)}))
    if rng.random() < 0.2:
        conditions.append(ReceiptAmount(at_least=Money(rng.randrange(1_00, 200_00), "EUR")))
    when = rng.random()
    return Offer.of(
        id,
        conditions,
        [benefit],
        reach=Audiences(_others(rng)) if rng.random() < 0.25 else Everyone(),
        places=_other_places(rng) if rng.random() < 0.2 else None,
        period=_past(rng) if when < 0.2 else _future(rng) if when < 0.4 else ALWAYS,
        schedule=_other_hours(rng) if rng.random() < 0.1 else ANY_TIME,
        priority=rng.randrange(9),
        cumulative=rng.random() < 0.3,
    )


def _benefit(rng: random.Random) -> Benefit:
    kind = rng.random()
    if kind < 0.7:
        return PercentOff(rng.randint(1, 50))
    return PointsPercent(rng.randint(1, 20)) if kind < 0.85 else AmountOff(Money(rng.randint(10, 500), "EUR"))


def _others(rng: random.Random) -> set[str]:
    return {f"audience-{n}" for n in rng.sample(range(5, 400), rng.randint(1, 3))}


def _other_places(rng: random.Random) -> set[str]:
    return {f"shop-{n}" for n in rng.sample(range(1, 300), rng.randint(1, 20))}


def _other_hours(rng: random.Random) -> Schedule:
    """An hour or so of the afternoon or evening."""
    begin = rng.randrange(12 * 60, 22 * 60)
    end = begin + rng.randrange(30, 110)
    return Schedule.of(between=(_clock(begin), _clock(end)))


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _past(rng: random.Random) -> Period:
    """Some days of the two years before the receipt."""
    first = AT.date() - dt.timedelta(days=rng.randrange(40, 730))
    return Period(first, first + dt.timedelta(days=rng.randrange(3, 30)))


def _future(rng: random.Random) -> Period:
    """Some days of the year after the receipt."""
    first = AT.date() + dt.timedelta(days=rng.randrange(1, 365))
    return Period(first, first + dt.timedelta(days=rng.randrange(3, 30)))


def receipts(market: Market, count: int, seed: int = 2) -> list[Receipt]:
    """*count* receipts of 20 lines each at random moments of two years, in the order of time."""
    rng = random.Random(seed)
    codes = (*market.products, *market.own)
    moments = sorted(AT - dt.timedelta(minutes=rng.randrange(2 * 365 * 24 * 60)) for _ in range(count))
    return [
        Receipt(
            id=f"receipt-{n}",
            at=at,
            place=f"shop-{rng.randrange(300)}",
            lines=[
                Line(number=number, product=code, amount=_price(rng))
                for number, code in enumerate([*rng.sample(codes, 15), *rng.sample(market.own, 5)], 1)
            ],
        )
        for n, at in enumerate(moments)
    ]


def crowded(market: Market, count: int, seed: int = 3) -> Iterator[Offer]:
    """*count* offers on the topmost categories, for others, in force for months that overlap in many ways."""
    rng, others = random.Random(seed), Audiences({"others"})
    for n in range(count):
        first = AT - dt.timedelta(minutes=rng.randrange(2 * 365 * 24 * 60))
        period = Period(first, first + dt.timedelta(days=rng.randrange(200, 700)))
        root = market.roots[n % len(market.roots)]
        yield Offer.of(f"crowd-{n}", [Categories({root})], [PercentOff(5)], period=period, reach=others)
