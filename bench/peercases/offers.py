"""Promotions of a case as our offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from attrs import define, field

from loyalty_engine import (
    AllOf,
    Audiences,
    Condition,
    Everyone,
    Level,
    MinimumPrice,
    Not,
    Offer,
    PayWithPoints,
    Period,
    ReceiptMessage,
    Rule,
)
from peercases.buyers import ASSIGNED
from peercases.features import BEST_COMBINATION, Missing
from peercases.gifts import Gift, Lane
from peercases.promotions import Promotion, offer_id
from peercases.shop import Shop
from peercases.terms import Terms
from peercases.words import Never

#: What a promotion without a benefit gives, so that something shows whether its conditions hold.
_SIGN: Final = ReceiptMessage("its conditions hold")


@define(eq=False)
class Book:
    """The offers of a case, and what each rule of them comes from.

    Of equal offers the first wins, or the newest: that of the smaller id.
    """

    newest_first: bool = False
    offers: list[Offer] = field(factory=list)
    sources: dict[tuple[str, int], tuple[Promotion, Lane]] = field(factory=dict)

    def add(
        self,
        *promotions: Promotion,
        gifts: Sequence[Gift] | None = None,
        priority: int = 0,
        cumulative: bool = True,
        group: str | None = None,
        part: str = "",
        blocked_by: Sequence[Promotion] = (),
        stopped_by: Sequence[Promotion] = (),
    ) -> None:
        """Add the offer that gives what *promotions* give.

        Args:
            promotions: what it comes from; mostly one.
            gifts: what it gives, by default all that they give.
            priority: the higher first.
            cumulative: it applies on top of others.
            group: at most one of this exclusion group applies.
            part: what tells it from other offers of the same promotions.
            blocked_by: it does not work where one of these holds.
            stopped_by: it does not work on the lines of one of these, where that holds.
        """
        first, rules = promotions[0], list[Rule]()
        id = f"{offer_id(-first.place if self.newest_first else first.place)}{part}"
        for promotion in promotions:
            if (promotion.assigned, promotion.period, promotion.places) != (
                first.assigned,
                first.period,
                first.places,
            ):
                raise Missing(BEST_COMBINATION.of(f"{first.id} and {promotion.id} do not go into one offer"))
            for gift in promotion.gifts if gifts is None else gifts:
                terms = promotion.terms.and_(gift.terms).on(gift.selection)
                for around in _around(blocked_by, stopped_by):
                    self.sources[id, len(rules)] = promotion, gift.lane
                    rules.append(Rule(conditions=[*terms, *around], benefits=gift.benefits))
        if not rules:
            self.sources[id, 0] = first, first.lane
            rules.append(Rule(conditions=[*_alone(first.terms), *_one(blocked_by)], benefits=[_SIGN]))
        offer = Offer(
            id=id,
            rules=rules,
            name=" and ".join(promotion.id for promotion in promotions),
            reach=Audiences({f"{ASSIGNED}{first.id}"}) if first.assigned else Everyone(),
            period=first.period or Period(),
            places=first.places,
            priority=priority,
            cumulative=cumulative,
            exclusion_group=group,
        )
        self.offers.append(offer)

    @property
    def promotions(self) -> list[Promotion]:
        """All that the offers come from."""
        return list(dict.fromkeys(promotion for promotion, _ in self.sources.values()))

    def add_floors(self, shop: Shop) -> None:
        """No line below the least price that it carries."""
        if any("min_unit_price" in position.parameters for position in shop.positions):
            self.offers.append(Offer.of("floors", benefits=[MinimumPrice(attribute="min_unit_price")]))

    @property
    def gifts(self) -> list[Gift]:
        """All that the promotions give."""
        return [gift for promotion in self.promotions for gift in promotion.gifts]

    @property
    def payments(self) -> list[str]:
        """The kinds of points with which it may be paid."""
        given = [one for gift in self.gifts for one in gift.benefits]
        return [one.currency for one in given if isinstance(one, PayWithPoints)]

    @property
    def pays(self) -> bool:
        """Are points a payment, and no discount?"""
        benefits = [benefit for promotion in self.promotions for benefit in promotion.benefits]
        return any(benefit.text("as") == "payment" for benefit in benefits)

    @property
    def levels(self) -> list[Level]:
        """Where percentages are to be rounded."""
        found = {gift.level for gift in self.gifts if gift.level is not None}
        return sorted(found, key=lambda level: level.value) or [Level.LINE]


def _alone(terms: Terms) -> list[Condition]:
    """The conditions of a rule that works on no lines in particular."""
    return terms.on(terms.measured[0].selection if terms.measured else ())


def _one(blocked_by: Sequence[Promotion]) -> list[Condition]:
    return [_refusal(other) for other in blocked_by]


def _around(blocked_by: Sequence[Promotion], stopped_by: Sequence[Promotion]) -> Iterator[list[Condition]]:
    """The ways around others: where each does not hold, or, for those who stop, on lines without it."""
    for freely in product((True, False), repeat=len(stopped_by)):
        way = _one(blocked_by)
        for other, free in zip(stopped_by, freely, strict=True):
            if free:
                way.append(_refusal(other))
            else:
                way += _holding(other)
                way += [Not(AllOf(gift.selection)) if gift.selection else Never() for gift in other.gifts]
        if Never() not in way or not stopped_by:
            yield way


def _holding(other: Promotion) -> tuple[Condition, ...]:
    """What holds where *other* works."""
    if other.terms.measured or other.period is not None or other.places is not None:
        raise Missing(BEST_COMBINATION.of(f"{other.id} excludes others where it holds"))
    return other.terms.checks


def _refusal(other: Promotion) -> Condition:
    """What holds where *other* does not work."""
    checks = _holding(other)
    return Not(AllOf(checks)) if checks else Never()
