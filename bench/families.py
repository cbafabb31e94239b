"""Offers aimed at one receipt that must cost it nothing, and offers that miss it by a hair.

A book of an adversarial family holds the five offers that match and any number of others, all of one kind and
as near to the receipt as they can be without a chance.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from market import AT, Market

from loyalty_engine import (
    Audiences,
    BenefitKind,
    Categories,
    CategoryTarget,
    Condition,
    DailyWindow,
    EntryBenefit,
    ExternalCode,
    FavoriteCategories,
    FavoriteCategory,
    GroupTarget,
    LineAmount,
    LineQuantity,
    Member,
    Money,
    Offer,
    Percent,
    PercentOff,
    Period,
    PersonalBenefit,
    PersonalEntries,
    PersonalItem,
    PersonalizedOffer,
    Products,
    ProductTarget,
    ReceiptAmount,
    Schedule,
    Share,
    Weekday,
    Weekdays,
)
from loyalty_engine.model.personal import Target

OFF = (PercentOff(20),)
Family = Callable[[Market, int], Iterator[Offer]]


def other_skus(market: Market, count: int) -> Iterator[Offer]:
    """Each is about a product that is not on the receipt."""
    for n in range(count):
        yield Offer.of(f"far-{n}", [Products({market.products[n % len(market.products)]})], OFF)


def _past(condition: Condition, count: int) -> Iterator[Offer]:
    begin = dt.datetime(2020, 1, 1)  # noqa: DTZ001  clock readings of the shop
    for n in range(count):
        start = begin + dt.timedelta(hours=2 * n)
        hour = Period(start, start + dt.timedelta(hours=1))
        yield Offer.of(f"far-{n}", [condition], OFF, period=hour)


def past_on_sku(market: Market, count: int) -> Iterator[Offer]:
    """Each was about a product of the receipt, for an hour of its own in the past."""
    return _past(Products({market.own[0]}), count)


def past_on_root(market: Market, count: int) -> Iterator[Offer]:
    """Each was about a topmost category of the receipt, for an hour of its own in the past."""
    return _past(Categories({market.roots[0]}), count)


def _for_others(condition: Condition, count: int) -> Iterator[Offer]:
    for n in range(count):
        yield Offer.of(f"far-{n}", [condition], OFF, reach=Audiences({f"others-{n}"}))


def audiences_on_sku(market: Market, count: int) -> Iterator[Offer]:
    """Each is about a product of the receipt, for an audience of its own."""
    return _for_others(Products({market.own[0]}), count)


def audiences_on_root(market: Market, count: int) -> Iterator[Offer]:
    """Each is about a topmost category of the receipt, for an audience of its own."""
    return _for_others(Categories({market.roots[0]}), count)


def amounts_on_root(market: Market, count: int) -> Iterator[Offer]:
    """Each is about a topmost category of the receipt, from an amount on that the receipt does not reach."""
    for n in range(count):
        much = ReceiptAmount(at_least=Money(market.receipt.amount.minor + 1 + n, "EUR"))
        yield Offer.of(f"far-{n}", [Categories({market.roots[0]}), much], OFF)


def places(market: Market, count: int) -> Iterator[Offer]:
    """Each is about all products, in a shop of its own."""
    for n in range(count):
        yield Offer.of(f"far-{n}", [], OFF, places={f"elsewhere-{n}"})


def hours(market: Market, count: int) -> Iterator[Offer]:
    """Each is about all products, at hours of its own on another weekday than the receipt's."""
    starts = ((start, length) for length in range(20, 400) for start in range(0, 1440 - length, 7))
    distinct = ((start, length, day) for start, length in starts for day in range(7) if day != AT.weekday())
    for n, (start, length, day) in enumerate(islice(distinct, count)):
        days, window = Weekdays((Weekday(day),)), DailyWindow(_time(start), _time(start + length))
        yield Offer.of(f"far-{n}", [], OFF, schedule=Schedule(days=(days,), windows=(window,)))


def _time(minute: int) -> dt.time:
    return dt.time(minute // 60, minute % 60)


#: The families that must cost nothing, by what the table calls them.
FAMILIES: Mapping[str, Family] = MappingProxyType(
    {
        "other SKUs": other_skus,
        "same SKU, N past hours": past_on_sku,
        "root category, N past hours": past_on_root,
        "same SKU, N audiences": audiences_on_sku,
        "root category, N audiences": audiences_on_root,
        "root category, N amounts above": amounts_on_root,
        "all products, N places": places,
        "all products, N hours": hours,
    }
)


def matches(market: Market, count: int) -> Iterator[Offer]:
    """Each matches three lines of the receipt, by what they come to; it takes a tenth of a percent."""
    for n in range(count):
        reached = LineAmount(at_least=Money(1 + n, "EUR"))
        yield _near(f"match-more-{n}", market, reached)


def near_by_amount(market: Market, count: int) -> Iterator[Offer]:
    """Each is about three lines of the receipt and asks for more than they come to, less than the whole."""
    for n in range(count):
        missed = LineAmount(at_least=Money(_of_three(market) + 1 + n, "EUR"))
        yield _near(f"near-{n}", market, missed)


def near_by_quantity(market: Market, count: int) -> Iterator[Offer]:
    """Each is about three lines of the receipt and asks for more units than they hold."""
    for n in range(count):
        yield _near(f"near-{n}", market, LineQuantity(at_least=100 + n))


def _near(id: str, market: Market, condition: Condition) -> Offer:
    tenth = PercentOff(Percent("0.10"))
    return Offer.of(id, [Categories({market.node}), condition], [tenth], cumulative=True)


def _of_three(market: Market) -> int:
    above = {p.code for p in market.catalog.products if market.node in market.catalog.ancestry(p.category)}
    return sum(line.amount.minor for line in market.receipt.lines if line.product.value in above)


#: The ways to miss by a hair.
NEAR_MISSES: Mapping[str, Family] = MappingProxyType(
    {
        "line amount not reached": near_by_amount,
        "quantity not reached": near_by_quantity,
    }
)

#: The personal attribute that the offer of `personal` reads.
PERSONAL = "personal_offers"


def personal() -> Offer:
    """The offer that gives members what their own attribute says."""
    return Offer.of("personal", [PersonalEntries(PERSONAL)], [PersonalBenefit(PERSONAL)], cumulative=True)


def _tenth() -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(10)))


def with_items(market: Market, count: int) -> Member:
    """A member with *count* personal items; five hit the receipt: three products, a category, a group."""
    codes = [*market.own[-3:], *market.products[: count - 5]]
    targets: list[Target] = [CategoryTarget(ExternalCode(market.node)), GroupTarget("g0")]
    targets += [ProductTarget(ExternalCode(code)) for code in codes]
    items = tuple(PersonalItem(target=target, benefit=_tenth()) for target in targets)
    return Member(
        "member", audiences=market.member.audiences, personal={PERSONAL: PersonalizedOffer(items=items)}
    )


def with_categories(market: Market, count: int) -> Member:
    """A member with *count* favourite categories, of which five may work at a time: one hits the receipt."""
    chosen = ["g0", *(f"gone-{n}" for n in range(count - 1))]
    categories = tuple(
        FavoriteCategory(id=f"{n}", group=group, benefit=_tenth()) for n, group in enumerate(chosen)
    )
    return Member(
        "member",
        audiences=market.member.audiences,
        personal={PERSONAL: FavoriteCategories(categories=categories, max_count=5)},
    )


#: The attributes that a member may have, by what the table calls them.
ATTRIBUTES: Mapping[str, Callable[[Market, int], Member]] = MappingProxyType(
    {
        "items of a personalised offer": with_items,
        "favourite categories": with_categories,
    }
)
