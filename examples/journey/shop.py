"""The shop as the engine sees it: its offers, its catalogue, and its members with their personal offers."""

from __future__ import annotations

from collections.abc import Iterable

from journey.coupons import ELSEWHERE, Scan, Scans, by_household, value_of
from journey.data import Campaign, Coupon, Journey
from loyalty_engine import (
    AmountOff,
    AnyOf,
    Bearer,
    BenefitKind,
    Carrier,
    Catalog,
    EntryBenefit,
    ExternalCode,
    Fixed,
    GroupTarget,
    HasAttribute,
    InAudience,
    Member,
    Members,
    Money,
    Offer,
    OfferBook,
    Per,
    Percent,
    Period,
    PersonalBenefit,
    PersonalEntries,
    PersonalItem,
    PersonalizedOffer,
    PointsCurrency,
    PointsPercent,
    ProductGroup,
    ProductTarget,
    Rule,
    Schedule,
    Scheduled,
    Share,
    TaggedPrice,
    compile_offers,
)

#: Parameters that the till sends with a line.
CARD_PRICE, COUPON, FACE = "card_price", "coupon", "coupon_face"
#: Ids of offers whose work is compared with what was charged; those of campaigns are `campaign_offer`s.
TAG, OTHER_COUPONS, DOUBLING = "card-prices", "coupons-from-elsewhere", "double-coupons"
#: What the members of a campaign earn on the goods that its coupons are good for.
CAMPAIGN_POINTS = Percent(5)


def campaign_offer(campaign: str) -> str:
    """The id of the offer that carries out a campaign."""
    return f"campaign-{campaign}"


def sent(campaign: str) -> str:
    """The member's attribute that says that the campaign was sent to him, with its terms."""
    return f"sent_{campaign}"


def redeemed(source: str) -> str:
    """The member's attribute that holds the coupons of a campaign, or from elsewhere, that he used."""
    return f"redeemed_{source}"


def open_shop(journey: Journey, scans: Scans) -> OfferBook:
    """The offers of the shop, compiled with its catalogue and the products of its campaigns."""
    groups = [_goods_of_campaign(campaign) for campaign in journey.campaigns if campaign.coupons]
    groups += map(_goods_of_coupon, _used(journey))
    catalog = Catalog(products=journey.products, categories=journey.categories, groups=groups)
    points = PointsCurrency("bonus", exponent=2)
    return compile_offers(offers(journey.campaigns, scans.values()), catalog=catalog, points=(points,))


def offers(campaigns: Iterable[Campaign], scans: Iterable[Scan]) -> tuple[Offer, ...]:
    """What the shop really did with prices, and, for the sake of the example, offers in points of our own.

    The card price comes first and alone; then coupons; then what the shop adds to them. Each takes at most
    what is left, so the order is part of the meaning.
    """
    campaigns, scans = tuple(campaigns), tuple(scans)
    tagged = HasAttribute(of=Carrier.LINE, name=CARD_PRICE)
    card = TaggedPrice(CARD_PRICE, of=Bearer.LINE)
    shop = [
        Offer.of(TAG, (tagged,), (card,), name="Yellow price tags for card holders", reach=Members()),
        *map(_campaign, campaigns),
        Offer(
            id=OTHER_COUPONS,
            name="Coupons from newspapers, packages and the like",
            rules=(_redeeming(ELSEWHERE),),
            reach=Members(),
            cumulative=True,
            priority=20,
        ),
    ]
    doubled = {scan.label: scan.added for scan in scans if scan.added}
    if doubled:
        used = AnyOf(
            [PersonalEntries(redeemed(source)) for source in sorted({scan.source for scan in scans})]
        )
        rules = [
            Rule(
                conditions=(used, HasAttribute(of=Carrier.LINE, name=FACE, values={label})),
                benefits=(AmountOff(Money(cents, "USD"), per=Per.LINE),),
                name=f"{label} doubled",
            )
            for label, cents in sorted(doubled.items())
        ]
        name = "Coupons count double up to a dollar"
        shop.append(Offer(id=DOUBLING, name=name, rules=rules, reach=Members(), cumulative=True, priority=10))
    return (*shop, *_points())


def _campaign(campaign: Campaign) -> Offer:
    """One offer carries out a campaign for all households: what each gets stands in its attributes."""
    earning = Rule(
        conditions=(PersonalEntries(sent(campaign.id)),),
        benefits=(PersonalBenefit(sent(campaign.id)),),
        name="points on the campaign's goods",
    )
    return Offer(
        id=campaign_offer(campaign.id),
        name=f"Campaign {campaign.id}, type {campaign.type}",
        rules=(_redeeming(campaign.id), earning),
        reach=Members(),
        cumulative=True,
        priority=20,
    )


def _redeeming(source: str) -> Rule:
    scanned = HasAttribute(of=Carrier.LINE, name=COUPON, values={source})
    return Rule(
        conditions=(PersonalEntries(redeemed(source)), scanned),
        benefits=(PersonalBenefit(redeemed(source)),),
        name="coupons",
    )


def _points() -> Iterable[Offer]:
    mornings = Scheduled(Schedule.of(weekdays=["mon", "tue", "wed"], between=("06:00", "12:00")))
    private = HasAttribute(of=Carrier.PRODUCT, name="brand", values={"Private"})
    families = InAudience({"kids_count: 1", "kids_count: 2", "kids_count: 3+"})
    yield Offer.of("points", (), (PointsPercent(1),), name="1 % in points", reach=Members(), cumulative=True)
    yield Offer.of(
        "points-senior-mornings",
        (InAudience({"age: 65+"}), mornings),
        (PointsPercent(10),),
        name="Mornings for those of 65 and over",
        cumulative=True,
    )
    yield Offer.of(
        "points-family-brands",
        (families, private),
        (PointsPercent(3),),
        name="Own brands for families",
        cumulative=True,
    )


def _used(journey: Journey) -> list[Coupon]:
    """The coupons that somebody redeemed and whose number says what they pay."""
    used = {(one.number, one.campaign) for one in journey.redemptions if value_of(one.number) is not None}
    return [c for campaign in journey.campaigns for c in campaign.coupons if (c.number, c.campaign) in used]


def _goods_of_campaign(campaign: Campaign) -> ProductGroup:
    products = frozenset().union(*(coupon.products for coupon in campaign.coupons))
    return ProductGroup.of(sent(campaign.id), products=products)


def _goods_of_coupon(coupon: Coupon) -> ProductGroup:
    return ProductGroup.of(_coupon_group(coupon.number, coupon.campaign), products=coupon.products)


def _coupon_group(number: str, campaign: str) -> str:
    return f"coupon {number} of {campaign}"


def members(journey: Journey, scans: Scans) -> dict[str, Member]:
    """Every household that bought something, as a member, by its id.

    Its demographics are audiences. Each campaign that it was sent is a personalised offer in points on the
    campaign's goods. Each coupon that it redeemed is an item that it has accepted, for that day alone.
    """
    audiences = dict(journey.audiences)
    personal: dict[str, dict[str, PersonalizedOffer]] = {
        household: {} for household in dict.fromkeys(basket.household for basket in journey.baskets)
    }
    for campaign in journey.campaigns:
        terms = _terms(campaign)
        for household in campaign.households & personal.keys():
            personal[household][sent(campaign.id)] = terms
    for (household, source), items in _coupon_items(journey, scans).items():
        if household in personal:
            personal[household][redeemed(source)] = PersonalizedOffer(items=items, acceptance_required=True)
    return {
        household: Member(household, audiences=audiences.get(household, frozenset()), personal=offers)
        for household, offers in personal.items()
    }


def _terms(campaign: Campaign) -> PersonalizedOffer:
    earns = EntryBenefit(kind=BenefitKind.POINTS, amount=Share(CAMPAIGN_POINTS))
    goods = PersonalItem(target=GroupTarget(sent(campaign.id)), benefit=earns)
    return PersonalizedOffer(items=(goods,), period=Period(campaign.first, campaign.last))


def _coupon_items(journey: Journey, scans: Scans) -> dict[tuple[str, str], list[PersonalItem]]:
    """The redeemed coupons by household and source."""
    items: dict[tuple[str, str], list[PersonalItem]] = {}
    for one in journey.redemptions:
        face = value_of(one.number)
        if face is not None:
            item = PersonalItem(
                target=GroupTarget(_coupon_group(one.number, one.campaign)),
                benefit=_pays(face),
                period=Period(one.day, one.day),
                accepted=True,
            )
            items.setdefault((one.household, one.campaign), []).append(item)
    for household, found in by_household(scans, journey.baskets).items():
        items[household, ELSEWHERE] = [
            PersonalItem(
                target=ProductTarget(ExternalCode(sale.product)),
                benefit=_pays(scan.pays),
                period=Period(basket.at.date(), basket.at.date()),
                accepted=True,
            )
            for basket, sale, scan in found
        ]
    return items


def _pays(cents: int) -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(cents))
