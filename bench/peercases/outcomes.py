"""What became of the promotions of a case: did they hold, how often were they applied, what was refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from loyalty_engine import BundlePrice, InSets, Outcome, StatusIntent
from peercases.features import APPLICATIONS, UNKNOWN_KEY, Missing
from peercases.figures import Figures

#: How errors begin that refuse a code.
_OF_CODES: Final = ("code_", "coupon_", "voucher_")
_MET: Final = {Outcome.GRANTED, Outcome.BEATEN, Outcome.NOTHING_LEFT}


def tier(figures: Figures) -> str:
    """The status that the purchase brings."""
    found = [each.status for each in figures.calculation.intents if isinstance(each, StatusIntent)]
    return ", ".join(status for status in found if status is not None) or "none"


def eligible(figures: Figures) -> bool:
    """Do the conditions of a promotion hold?"""
    verdicts = figures.calculation.explain().verdicts
    met = {verdict.offer for verdict in verdicts if verdict.outcome in _MET}
    found: dict[str, bool] = {}
    for (offer, _), (promotion, _) in figures.book.sources.items():
        found[promotion.id] = found.get(promotion.id, False) or offer in met
    if len(set(found.values())) > 1:
        raise Missing(UNKNOWN_KEY.of("expected.eligible, of several promotions"))
    return any(found.values())


def applications(figures: Figures, name: str) -> Decimal:
    """How often a promotion was applied: once, unless it goes by sets, which are known of one promotion."""
    promotions = figures.book.promotions
    gifts = [gift for promotion in promotions if promotion.id == name for gift in promotion.gifts]
    if not any(isinstance(one, (BundlePrice, InSets)) for gift in gifts for one in gift.benefits):
        return Decimal(name in figures.applied)
    times = {gift.times for gift in gifts}
    (known, *more) = times
    if known is None or more or len(promotions) > 1:
        raise Missing(APPLICATIONS.of(name))
    return Decimal(known if name in figures.applied else 0)


def refused(figures: Figures, error: str) -> bool:
    """Was what *error* names refused?"""
    kind, _, name = error.partition(":")
    if kind.lower().startswith(_OF_CODES):
        return _over(figures) if kind.lower().endswith("expired") else not _coded(figures) & figures.applied
    if kind == "campaign_budget_exceeded":
        return name not in figures.applied
    raise Missing(UNKNOWN_KEY.of(f"error {error}"))


def _coded(figures: Figures) -> frozenset[str]:
    """The promotions whose code is presented."""
    codes = {coupon.number for coupon in figures.shop.receipt.coupons}
    return frozenset(p.id for p in figures.book.promotions if p.document.values.get("code") in codes)


def _over(figures: Figures) -> bool:
    """Are the promotions of all codes that are presented out of their time?"""
    asked = _coded(figures)
    outcomes = {verdict.offer: verdict.outcome for verdict in figures.calculation.explain().verdicts}
    found = {outcomes[offer] for (offer, _), (p, _) in figures.book.sources.items() if p.id in asked}
    return found == {Outcome.NOT_IN_FORCE}
