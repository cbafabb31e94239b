"""What came of the baskets, as text and as figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from journey.audit import Audit, Reason, Tally, confirmed_tags
from journey.data import Journey
from loyalty_engine import Money


def by_week(audit: Audit) -> Iterator[str]:
    """A table of the weeks; amounts in dollars, refused baskets without their money."""
    yield (
        "week  baskets  reconciled  households  shelf price  card prices  coupons  doubling"
        "    charged   points"
    )
    for week, tally in sorted(audit.weeks.items()):
        yield (
            f"{week:4}  {tally.baskets:7,}  {tally.reconciled:10,}  {len(tally.households):10,}"
            f"  {dollars(tally.shelf):>11}  {dollars(tally.cuts.tag):>11}  {dollars(tally.cuts.coupon):>7}"
            f"  {dollars(tally.cuts.doubling):>8}  {dollars(tally.charged):>9}  {dollars(tally.points):>7}"
        )


def by_campaign(audit: Audit, journey: Journey) -> Iterator[str]:
    """A table of the campaigns: to how many households each was sent, and whom it reached how."""
    yield "campaign  type  from        to            sent  reached  baskets  coupons   points"
    for campaign in sorted(journey.campaigns, key=lambda campaign: int(campaign.id)):
        tally = audit.campaigns.get(campaign.id) or Tally()
        yield (
            f"{campaign.id:>8}  {campaign.type:4}  {campaign.first}  {campaign.last}"
            f"  {len(campaign.households):6,}  {len(tally.households):7,}  {tally.baskets:7,}"
            f"  {dollars(tally.cuts.coupon):>7}  {dollars(tally.points):>7}"
        )


def not_reconciled(audit: Audit) -> Iterator[str]:
    """Every basket that is not reconciled, by reason."""
    for reason in Reason:
        findings = audit.of_reason(reason)
        if findings:
            yield f"{len(findings):,} baskets: {reason.value}"
            for finding in findings:
                yield f"  {finding.basket.id}  {finding.words}"


def summary(audit: Audit, journey: Journey) -> Iterator[str]:
    """The counts, which add up, and how far the card prices are confirmed by other baskets."""
    parts = " + ".join(
        f"{len(findings):,} ({reason.value})" for reason in Reason if (findings := audit.of_reason(reason))
    )
    yield f"{audit.baskets:,} baskets = {audit.reconciled:,} reconciled" + (f" + {parts}" if parts else "")
    lines, several, agreeing = confirmed_tags(journey.baskets, journey.fuel)
    yield (
        f"{lines:,} lines of goods with a card price; {several:,} of them of a product that another basket"
        f" of the week holds at a card price too; {agreeing:,} of these at the same price per unit as another"
    )


def figures(audit: Audit) -> dict[str, int]:
    """The sums of everything, in cents and hundredths of points, for machines."""
    weeks = audit.weeks.values()
    return {
        "baskets": audit.baskets,
        "reconciled": audit.reconciled,
        "refused": len(audit.of_reason(Reason.REFUSED)),
        "differing": sum(finding.reason is not Reason.REFUSED for finding in audit.findings),
        "shelf_cents": sum(week.shelf for week in weeks),
        "card_price_cents": sum(week.cuts.tag for week in weeks),
        "coupon_cents": sum(week.cuts.coupon for week in weeks),
        "doubling_cents": sum(week.cuts.doubling for week in weeks),
        "charged_cents": sum(week.charged for week in weeks),
        "points_hundredths": sum(week.points for week in weeks),
        "campaigns_reaching": len(audit.campaigns),
    }


def titled(title: str, lines: Iterator[str] | Sequence[str]) -> str:
    """A part of the report under its title."""
    return "\n".join((f"\n{title}", "-" * len(title), *lines))


def dollars(cents: int) -> str:
    """An amount as a person writes it; points look the same."""
    return Money(cents, "USD").decimal
