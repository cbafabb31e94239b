"""Comparing what the engine decided with what was charged, and adding it up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from math import gcd

from attrs import Factory, define, frozen

from journey.coupons import Scan, Scans
from journey.data import Basket, Campaign, Sale
from journey.shop import DOUBLING, OTHER_COUPONS, TAG, campaign_offer
from journey.till import position
from loyalty_engine import Calculation, InvalidInput, Money


class Reason(Enum):
    """Why a basket is not reconciled."""

    REFUSED = "the model refuses it"
    COUPON_OVER_PRICE = "a coupon, with what the shop adds, is worth more than its line"
    NOT_DOUBLED = "doubling does not give what the shop added to a coupon"
    OTHER_VALUE = "a coupon paid something else than its number says"
    UNEXPLAINED = "unexplained"


@frozen(kw_only=True)
class Finding:
    """A basket that is not reconciled: the first reason, and everything that differs in words."""

    basket: Basket
    reason: Reason
    words: str


@define
class Cuts:
    """What the engine took off one line of the data, in cents, by who pays for it."""

    tag: int = 0
    coupon: int = 0
    doubling: int = 0


@define
class Tally:
    """Sums over baskets, in cents and hundredths of points; who was reached, and by how many baskets."""

    baskets: int = 0
    reconciled: int = 0
    shelf: int = 0
    cuts: Cuts = Factory(Cuts)
    points: int = 0
    charged: int = 0
    households: set[str] = Factory(set)


@define
class Audit:
    """What came of all baskets: sums by week and by campaign, and every basket that is not reconciled."""

    campaign_of: dict[str, str]
    weeks: dict[int, Tally] = Factory(dict)
    campaigns: dict[str, Tally] = Factory(dict)
    findings: list[Finding] = Factory(list)

    @classmethod
    def of(cls, campaigns: Iterable[Campaign]) -> Audit:
        """An audit of nothing yet."""
        return cls({campaign_offer(campaign.id): campaign.id for campaign in campaigns})

    def week(self, basket: Basket) -> Tally:
        """The sums of the basket's week."""
        return self.weeks.setdefault(basket.week, Tally())

    def refuse(self, basket: Basket, error: InvalidInput) -> None:
        """Note that the model has no receipt for *basket*; its money counts in no sum."""
        self.week(basket).baskets += 1
        self.findings.append(Finding(basket=basket, reason=Reason.REFUSED, words=str(error)))

    def compare(self, basket: Basket, scans: Scans, result: Calculation) -> None:
        """Compare *result* with what was charged for *basket*, line by line, and add it to the sums."""
        week = self.week(basket)
        week.baskets += 1
        week.households.add(basket.household)
        week.shelf += result.amount.minor
        cuts = [Cuts() for _ in basket.sales]
        reached: dict[str, Tally] = {}
        for line in result.lines:
            here = cuts[position(line.number)]
            for discount in line.discounts:
                if discount.offer == TAG:
                    here.tag += discount.amount
                elif discount.offer == DOUBLING:
                    here.doubling += discount.amount
                else:
                    here.coupon += discount.amount
                    if discount.offer != OTHER_COUPONS:
                        self._campaign(discount.offer, reached).cuts.coupon += discount.amount
            for points in line.points:
                week.points += points.amount
                if points.offer in self.campaign_of:
                    self._campaign(points.offer, reached).points += points.amount
        for tally in reached.values():
            tally.baskets += 1
            tally.households.add(basket.household)
        for here in cuts:
            week.cuts.tag += here.tag
            week.cuts.coupon += here.coupon
            week.cuts.doubling += here.doubling
        self._conclude(basket, scans, cuts, result)

    def _campaign(self, offer: str, reached: dict[str, Tally]) -> Tally:
        id = self.campaign_of[offer]
        tally = reached[id] = self.campaigns.setdefault(id, Tally())
        return tally

    def _conclude(self, basket: Basket, scans: Scans, cuts: list[Cuts], result: Calculation) -> None:
        week = self.week(basket)
        charged = sum(sale.paid for sale in basket.sales)
        week.charged += charged
        wrong = [
            (n, *difference)
            for n, (sale, here) in enumerate(zip(basket.sales, cuts, strict=True))
            if (difference := differs(sale, here, scans.get((basket.id, n)))) is not None
        ]
        if not wrong and result.total.minor == charged:
            week.reconciled += 1
            return
        words = "; ".join(f"line {n + 1}, product {basket.sales[n].product}: {why}" for n, _, why in wrong)
        reason = wrong[0][1] if wrong else Reason.UNEXPLAINED
        finding = Finding(basket=basket, reason=reason, words=words or "the totals differ")
        self.findings.append(finding)

    @property
    def baskets(self) -> int:
        """How many baskets there were."""
        return sum(week.baskets for week in self.weeks.values())

    @property
    def reconciled(self) -> int:
        """How many baskets come to the cent, in every line and every kind of discount."""
        return sum(week.reconciled for week in self.weeks.values())

    def of_reason(self, reason: Reason) -> list[Finding]:
        """The baskets that are not reconciled for *reason*."""
        return [finding for finding in self.findings if finding.reason is reason]


def differs(sale: Sale, cuts: Cuts, scan: Scan | None) -> tuple[Reason, str] | None:
    """Why the engine's figures of a line are not those charged, if they are not."""
    if (cuts.tag, cuts.coupon, cuts.doubling) == (sale.retail_disc, sale.coupon_disc, sale.coupon_match_disc):
        return None
    if cuts.tag != sale.retail_disc:
        return Reason.UNEXPLAINED, f"the card took off {_money(sale.retail_disc)}, ours {_money(cuts.tag)}"
    if scan is not None and sale.paid < 0:
        more = f" and the shop {_money(sale.coupon_match_disc)}" if sale.coupon_match_disc else ""
        words = f"a coupon paid {_money(sale.coupon_disc)}{more} where {_money(sale.card)} was left to pay"
        return Reason.COUPON_OVER_PRICE, words
    if scan is not None and cuts.coupon != sale.coupon_disc:
        words = f"coupon {scan.number} is worth {scan.label} and paid {_money(sale.coupon_disc)}"
        return (Reason.OTHER_VALUE if scan.number else Reason.UNEXPLAINED), words
    words = (
        f"the shop added {_money(sale.coupon_match_disc)} to {_money(sale.coupon_disc)},"
        f" ours {_money(cuts.doubling)}"
    )
    return Reason.NOT_DOUBLED, words


def _money(cents: int) -> str:
    return Money(cents, "USD").decimal


def confirmed_tags(baskets: Iterable[Basket], fuel: frozenset[str]) -> tuple[int, int, int]:
    """How far card prices are prices of the week, and not of one buyer.

    Returns:
        Lines with a card price; those of them whose product was sold at a card price in another basket of
        the same week as well; those of them whose price per unit is that of another such basket.
    """
    seen: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for product, week, price in _card_prices(baskets, fuel):
        seen.setdefault((product, week), []).append(price)
    lines = sum(map(len, seen.values()))
    several = [prices for prices in seen.values() if len(prices) > 1]
    agreeing = sum(prices.count(price) > 1 for prices in several for price in prices)
    return lines, sum(map(len, several)), agreeing


def _card_prices(
    baskets: Iterable[Basket], fuel: frozenset[str]
) -> Iterator[tuple[str, int, tuple[int, int]]]:
    """Product, week and price per unit, in lowest terms, of every line with a card price."""
    for basket in baskets:
        for sale in basket.sales:
            if sale.retail_disc and sale.quantity and sale.product not in fuel:
                common = gcd(sale.card, sale.quantity)
                yield sale.product, basket.week, (sale.card // common, sale.quantity // common)
