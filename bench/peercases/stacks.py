"""How the promotions of a peer go together, said with priorities, exclusion groups and conditions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final

from attrs import evolve

from loyalty_engine import Discounted, InSets, Not, Products
from peercases.document import Case
from peercases.features import (
    BASE,
    BEST_COMBINATION,
    BEST_PER_LINE,
    EXCLUSIVE,
    ORDER_OF_STAGES,
    PAY_WITH_POINTS,
    SPREAD,
    UNITS_BELOW,
    UNITS_OF_CONDITIONS,
    UNKNOWN_KIND,
    Feature,
    Missing,
)
from peercases.gifts import Lane
from peercases.manners import Manner, Order, Stacking
from peercases.matching import matched
from peercases.offers import Book
from peercases.promotions import Promotion, offer_id, read_promotions
from peercases.savings import saved
from peercases.shop import Shop

#: The lanes that promotions may name, in their order.
_LANES: Final = ("pre", "default", "post")
#: Filters from the widest to the narrowest; without any, all is meant.
_NARROW: Final = {"tags": 1, "categories": 2, "templates": 3, "skus": 3}
#: More than there are promotions in a case.
_MANY: Final = 1_000
_Ranked = Sequence[Promotion]


def make_book(case: Case, shop: Shop, manner: Manner, missing: list[Feature]) -> Book:
    """The offers of *case*.

    Raises:
        Missing: something cannot be said, or was in *missing* before.
    """
    promotions = read_promotions(case, shop, manner, missing)
    if missing:
        raise Missing(*missing)
    book = Book()
    _check_points(promotions, shop, manner)
    _STACKS[manner.stacking](sorted(promotions, key=_ranking(manner, shop)), shop, book)
    book.add_floors(shop)
    return book


def _check_points(promotions: _Ranked, shop: Shop, manner: Manner) -> None:
    """Refuse points that two promotions cost, and, with a peer that spends them, those earned just now."""
    costs = {
        promotion.id: max((gift.cost for gift in promotion.gifts), default=0) for promotion in promotions
    }
    if sum(cost > 0 for cost in costs.values()) > 1:
        raise Missing(PAY_WITH_POINTS.of("two promotions at a price in points"))
    for promotion in promotions:
        kinds = {benefit.values.get("type") for benefit in promotion.document.glance("benefits")}
        cost, most = costs[promotion.id], max(shop.balances, default=0)
        if "points_earn" in kinds and manner.spends_earned and ("points_redeem" in kinds or cost > most):
            raise Missing(PAY_WITH_POINTS.of("points that the same purchase earns"))


def _ranking(manner: Manner, shop: Shop) -> Callable[[Promotion], tuple[object, ...]]:
    """Where a promotion stands among those that go together: the smaller first, shelf prices before all."""

    def rank(promotion: Promotion) -> tuple[object, ...]:
        first: tuple[object, ...] = (not promotion.catalogue,)
        if manner.order is Order.LINES_FIRST:
            first = (*first, promotion.lane.value)
        elif manner.order in (Order.BUY_GET_FIRST, Order.DEAREST_FIRST):
            first = (*first, not any(b.values.get("type") == "buy_get" for b in promotion.benefits))
        value = Decimal(0)
        if manner.order is Order.DEAREST_FIRST:
            value = -promotion.value
        elif manner.order is Order.SAVINGS:
            value = -saved(promotion.benefits, shop)
        return *first, -promotion.priority, value, promotion.place

    return rank


def _all(ranked: _Ranked, shop: Shop, book: Book) -> None:
    alone = [promotion.id for promotion in ranked if promotion.exclusive]
    if alone and len(ranked) > 1:
        raise Missing(EXCLUSIVE.of(", ".join(alone)))
    stops = [promotion for promotion in ranked if promotion.stacking.flag("stop_processing")]
    _no_picks_below(ranked)
    for n, promotion in enumerate(ranked):
        before = [other for other in stops if other in ranked[:n]]
        takes = _takes(promotion)
        if takes and not all(map(_takes, ranked[:n])):
            raise Missing(ORDER_OF_STAGES.of(promotion.id))
        book.add(promotion, priority=-n, cumulative=not takes, stopped_by=before)


def _no_picks_below(ranked: _Ranked) -> None:
    """Refuse so many units of lines that earlier promotions may have discounted."""
    for n, promotion in enumerate(ranked):
        if _picks(promotion) and not _takes(promotion) and any(map(_touches_goods, ranked[:n])):
            raise Missing(UNITS_BELOW.of(promotion.id))


def _takes(promotion: Promotion) -> bool:
    """Does the promotion take units from others?"""
    return any(gift.takes for gift in promotion.gifts)


def _picks(promotion: Promotion) -> bool:
    """Does the promotion give for some units of lines?"""
    return any(isinstance(benefit, InSets) for gift in promotion.gifts for benefit in gift.benefits)


def _touches_goods(promotion: Promotion) -> bool:
    return any(gift.lane in (Lane.LINES, Lane.ORDER) for gift in promotion.gifts)


def _exclusive_first(ranked: _Ranked, shop: Shop, book: Book) -> None:
    """Whoever is not the first exclusive one that holds works only where no exclusive one before holds.

    Shelf prices and what the cart gets do not exclude each other; those of the shelf do so on a line each.
    """
    _no_picks_below(ranked)
    for n, promotion in enumerate(ranked):
        before = ranked[:n] if promotion.exclusive else ranked
        alone = [o for o in before if o.exclusive and o.catalogue == promotion.catalogue]
        if promotion.catalogue:
            book.add(promotion, priority=-n, stopped_by=alone)
        else:
            book.add(promotion, priority=-n, blocked_by=alone)


def _units_once(ranked: _Ranked, shop: Shop, book: Book) -> None:
    """Exclusive ones take the lines that they change; what conditions alone use up cannot be said."""
    several = [promotion for promotion in ranked if promotion.exclusive]
    if len(several) > 1 and any(_picks(p) and not _takes(p) for p in several):
        raise Missing(UNITS_OF_CONDITIONS.of(", ".join(promotion.id for promotion in several)))
    chosen = any("combinable_with" in promotion.stacking for promotion in ranked)
    if chosen or (several and len(several) < len(ranked)):
        _beside_exclusive(ranked, book)
        return
    for n, promotion in enumerate(ranked):
        book.add(promotion, priority=-n, cumulative=not promotion.exclusive)


def _combines(one: Promotion, other: Promotion) -> bool:
    """May both of them be for the same units?"""
    friends, theirs = one.stacking.texts("combinable_with"), other.stacking.texts("combinable_with")
    if other.id in (friends or ()) or one.id in (theirs or ()):
        return True
    return not (one.exclusive or other.exclusive or friends or theirs)


def _beside_exclusive(ranked: _Ranked, book: Book) -> None:
    """Exclusive ones stay off the lines of all before them, and the others off those of exclusive ones."""
    if any(map(_picks, ranked)):
        raise Missing(UNITS_OF_CONDITIONS.of(", ".join(promotion.id for promotion in ranked)))
    for n, promotion in enumerate(ranked):
        before = [other for other in ranked[:n] if not _combines(promotion, other)]
        spared = [Not(Discounted(offer_id(other.place))) for other in before]
        measured = [evolve(one, selection=(*one.selection, *spared)) for one in promotion.terms.measured]
        gifts = [evolve(gift, selection=(*gift.selection, *spared)) for gift in promotion.gifts]
        apart = evolve(promotion, terms=evolve(promotion.terms, measured=tuple(measured)))
        book.add(apart, gifts=gifts, priority=-n)


def _in_lanes(named: Sequence[tuple[str, Promotion]], shop: Shop, book: Book) -> None:
    """In each lane, by its name, the best for each line; lanes one after another."""
    for n, lane in enumerate(dict.fromkeys(lane for lane, _ in named)):
        rivals = [promotion for name, promotion in named if name == lane]
        beside = [rival for rival in rivals if not _about_lines(rival)] if len(rivals) > 1 else []
        for other in beside:
            book.add(other, priority=-n)
        rivals = [rival for rival in rivals if rival not in beside]
        gifts = [gift for rival in rivals for gift in rival.gifts]
        if len(rivals) == 1 or all(gift.lane is Lane.ORDER for gift in gifts):
            for rival in rivals:
                book.add(rival, priority=-n, group=lane if len(rivals) > 1 else None)
        elif not all(gift.splits or len(gift.codes) == 1 for gift in gifts):
            raise Missing(BEST_PER_LINE.of(lane))
        else:
            for rival in rivals:
                _add_by_line(rival, lane, -n, shop, book, instead_of=_dearer(rival, rivals))


def _about_lines(promotion: Promotion) -> bool:
    """Is the promotion about lines, and not about goods that come beside them?"""
    return not any(gift.lane is Lane.GOODS for gift in promotion.gifts)


def _dearer(promotion: Promotion, rivals: _Ranked) -> list[Promotion]:
    """The discounts that are better than the credit of *promotion*, which it is then not given for."""
    discounts = [rival for rival in rivals if rival.lane is Lane.LINES]
    if promotion.lane is not Lane.POINTS or not discounts:
        return []
    shares = [benefit.values.get("type") for one in (promotion, *discounts) for benefit in one.benefits]
    if set(shares) != {"percent_off"} or min(other.value for other in discounts) < promotion.value:
        raise Missing(BEST_PER_LINE.of(f"the credit of {promotion.id}, or a discount"))
    return discounts


def _add_by_line(
    promotion: Promotion,
    lane: str,
    priority: int,
    shop: Shop,
    book: Book,
    *,
    instead_of: Sequence[Promotion],
) -> None:
    """An offer for each product, for which alone it competes, not given where one of *instead_of* is."""
    for code in sorted(set(shop.codes.values()), key=int):
        spared = [Not(Discounted(f"{offer_id(other.place)}.{code}")) for other in instead_of]
        gifts = [
            evolve(gift, selection=(*gift.selection, Products({code}), *spared)) if gift.splits else gift
            for gift in promotion.gifts
            if gift.splits or code in gift.codes
        ]
        if not gifts and promotion.gifts:
            continue
        book.add(promotion, gifts=gifts, priority=priority, group=f"{lane}@{code}", part=f".{code}")


def _best_per_line(ranked: _Ranked, shop: Shop, book: Book) -> None:
    named = [(promotion.stacking.text("lane", "default"), promotion) for promotion in ranked]
    unknown = [lane for lane, _ in named if lane not in _LANES]
    if unknown:
        raise Missing(UNKNOWN_KIND.of(f"lane {unknown[0]}"))
    _in_lanes(sorted(named, key=lambda pair: _LANES.index(pair[0])), shop, book)


def _best_of_kind(ranked: _Ranked, shop: Shop, book: Book) -> None:
    book.newest_first = True
    in_order = sorted(ranked, key=lambda promotion: promotion.lane.value)
    _in_lanes([(promotion.lane.name.lower(), promotion) for promotion in in_order], shop, book)


def _highest_priority(ranked: _Ranked, shop: Shop, book: Book) -> None:
    """One for each line, or all of them where all allow more; those on the order on top.

    It is the one that is meant most narrowly, and of those the one of highest priority; where all have a
    priority, priority comes first. Of several together, that of lowest priority is the first.
    """
    together = all(list(map(_allows_more, ranked)))  # all of them are read
    by_priority = all("priority" in promotion.document for promotion in ranked)
    for promotion in ranked:
        narrow, priority = _narrowness(promotion), int(promotion.priority)
        rank = priority * _MANY + narrow if by_priority else narrow * _MANY + priority
        alone = promotion.lane in (Lane.LINES, Lane.SHIPPING) and not together
        book.add(promotion, priority=-priority if together else rank, cumulative=not alone)


def _allows_more(promotion: Promotion) -> bool:
    """May there be others on the lines of the promotion?"""
    return bool(promotion.document.flag("apply_multiple"))


def _narrowness(promotion: Promotion) -> int:
    """How narrowly the lines of a promotion are meant: single products, or groups of them, or all."""
    filters = [benefit.part("target").part("filter").values for benefit in promotion.benefits]
    return max((_NARROW[key] for filter in filters for key in filter if key in _NARROW), default=0)


def _shelf_then_one(ranked: _Ranked, shop: Shop, book: Book) -> None:
    _no_picks_below(ranked)
    _in_lanes([("shelf", promotion) for promotion in ranked if promotion.catalogue], shop, book)
    for promotion in ranked:
        if not promotion.catalogue:
            book.add(promotion, priority=-1 if promotion.coded else -2, group="one")


def _combinable(ranked: _Ranked, shop: Shop, book: Book) -> None:
    """Every combination that is allowed is one offer, and the best of them is taken.

    Offers on lines and offers on the order combine by themselves, unless one of them stands for all.
    """
    order = [promotion for promotion in ranked if _about_order(promotion)]
    lines = [promotion for promotion in ranked if promotion not in order]
    credits = [promotion.id for promotion in (*order, *lines) if promotion.lane is Lane.POINTS]
    if len(credits) > 1 and order and order[0].id in credits:
        raise Missing(BASE.of(f"credit of the order on what {', '.join(credits[1:])} leaves"))
    total = [promotion for promotion in ranked if promotion.stacking.flag("totalitarian")]
    single = [promotion for promotion in lines if promotion.stacking.flag("stackable_on_item") is False]
    for promotion in order:
        promotion.stacking.skip("stackable_on_item")
    if total and total == order[:1]:
        _totalitarian(total[0], lines, order[1:], book)
        return
    if total:
        ways = [
            [*of_lines, *of_order]
            for of_lines in _combinations([p for p in lines if p not in total]) or [[]]
            for of_order in _combinations([p for p in order if p not in total]) or [[]]
        ]
        _add_ways([*([promotion] for promotion in total), *ways], "all", 0, book)
        return
    if not single:
        _add_ways(_combinations(lines), "lines", 0, book)
    elif len(single) == len(lines) and not any(
        p.stacking.flag("combinable_in_order") is False for p in lines
    ):
        _in_lanes([("item", promotion) for promotion in lines], shop, book)
    else:
        raise Missing(BEST_COMBINATION.of(", ".join(promotion.id for promotion in single)))
    _add_ways(_combinations(order), "order", -1, book)


def _totalitarian(promotion: Promotion, lines: _Ranked, order: Sequence[Promotion], book: Book) -> None:
    """What stands for all others, if it is better than what the lines get; it saves most of the *order*."""
    promotion.stacking.skip("combinable_in_order")
    ways = _combinations(lines)
    _add_ways([[promotion], *ways], "all", 0, book)
    spared = Not(Discounted(f"{offer_id(promotion.place)}{'.0' if ways else ''}"))
    others = [
        evolve(one, gifts=[evolve(gift, selection=(*gift.selection, spared)) for gift in one.gifts])
        for one in order
    ]
    _add_ways(_combinations(others), "order", -1, book)


def _about_order(promotion: Promotion) -> bool:
    """Is the promotion about the order as a whole, which it takes something off or gives credit for?"""
    scopes = {benefit.part("target").values.get("scope") for benefit in promotion.document.glance("benefits")}
    return promotion.lane is Lane.ORDER or (promotion.lane is Lane.POINTS and scopes == {"order"})


def _combinations(promotions: _Ranked) -> list[list[Promotion]]:
    """What goes together: each that goes with no other by itself, and all the others."""
    alone = [p for p in promotions if p.stacking.flag("combinable_in_order") is False]
    together = [p for p in promotions if p not in alone]
    return [*([promotion] for promotion in alone), *([together] if together else [])]


def _add_ways(ways: Sequence[Sequence[Promotion]], group: str, priority: int, book: Book) -> None:
    """An offer for each of *ways* to combine promotions; where there is one way, each works by itself."""
    if len(ways) == 1:
        for n, promotion in enumerate(ways[0]):
            book.add(promotion, priority=priority * _MANY - n)
        return
    for n, way in enumerate(ways):
        book.add(*way, group=group, priority=priority * _MANY, part=f".{n}")


def _no_sums_across(ranked: _Ranked, shop: Shop) -> None:
    """Refuse sums off some lines beside sums off some of these: the peer lets the other lines bear them."""
    sums = [
        {position.id for position in matched(benefit.part("target").part("filter"), shop)}
        for promotion in ranked
        for benefit in (promotion.benefits if promotion.gifts else ())
        if benefit.values.get("type") == "amount_off" and benefit.part("target").text("scope") == "lines"
    ]
    if any(one & other and one != other for one, other in combinations(sums, 2)):
        raise Missing(SPREAD.of("sums off lines that overlap"))


def _one_for_the_order(ranked: _Ranked, shop: Shop, book: Book) -> None:
    """Of percentages off the order, the best in the place of the first; all others one after another."""
    _no_sums_across(ranked, shop)
    shares = [p for p in ranked if any(g.lane is Lane.ORDER and g.level is not None for g in p.gifts)]
    for n, promotion in enumerate(ranked):
        if promotion in shares:
            book.add(promotion, priority=-ranked.index(shares[0]), group="order" if len(shares) > 1 else None)
        else:
            book.add(promotion, priority=-n)


_STACKS: Final = {
    Stacking.ALL: _all,
    Stacking.EXCLUSIVE_FIRST: _exclusive_first,
    Stacking.UNITS_ONCE: _units_once,
    Stacking.BEST_PER_LINE: _best_per_line,
    Stacking.BEST_OF_KIND: _best_of_kind,
    Stacking.HIGHEST_PRIORITY: _highest_priority,
    Stacking.SHELF_THEN_ONE: _shelf_then_one,
    Stacking.COMBINABLE: _combinable,
    Stacking.ONE_FOR_THE_ORDER: _one_for_the_order,
}
