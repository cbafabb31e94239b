"""The shop's offers, from those for everybody down to those for one member."""

from __future__ import annotations

from loyalty_engine import (
    AdditionalPoints,
    AmountOff,
    Audiences,
    Birthday,
    Carrier,
    CashierMessage,
    Categories,
    ChangeCounter,
    ChosenCategories,
    CouponPresented,
    FavoriteProducts,
    FillFavoriteSlots,
    FixedPrice,
    Groups,
    HasAttribute,
    IssueCoupon,
    LineQuantity,
    Members,
    MinimumPrice,
    Money,
    Offer,
    Per,
    PercentOff,
    Period,
    PersonalBenefit,
    PersonalEntries,
    PointsAmount,
    PointsPercent,
    PointsPerSum,
    ReceiptAmount,
    ReceiptContains,
    ReceiptMessage,
    Rule,
    Schedule,
    State,
    TaggedPrice,
    Trigger,
)
from loyalty_engine.cli.demo.goods import CURRENCY
from loyalty_engine.cli.demo.programme import FAVORITES

_BREAKFAST, _OFTEN = (rule.id for rule in FAVORITES)
_LISTED = 10  # prices and personal offers that stand above the shop's own


def _money(amount: str) -> Money:
    return Money.of(amount, CURRENCY)


FOR_EVERYBODY = (
    Offer.of(
        "holiday",
        benefits=(PercentOff(5),),
        name="City Day: 5 % off everything",
        period=Period("2026-09-12", "2026-09-13"),
    ),
    Offer.of(
        "chips",
        benefits=(PointsPerSum(1, every=_money("500"), currency="chip"),),
        name="A chip for every 500 roubles",
        cumulative=True,
    ),
    Offer.of(
        "coffee-week",
        conditions=(Categories({"coffee"}),),
        benefits=(PercentOff(8),),
        name="Coffee week: 8 % off",
        period=Period("2026-08-24", "2026-08-30"),
        exclusion_group="coffee",
    ),
    Offer.of(
        "coffee-coupon",
        conditions=(CouponPresented({"coffee-100"}), Categories({"coffee"})),
        benefits=(AmountOff(_money("100"), per=Per.LINE),),
        name="Coffee coupon: 100 off",
        priority=1,
        exclusion_group="coffee",
    ),
    Offer.of(
        "coupon-for-you",
        conditions=(ReceiptAmount(at_least=_money("2000")),),
        benefits=(
            IssueCoupon("coffee-100"),
            ReceiptMessage("Thank you for shopping for {receipt.total}: here is a coupon for coffee."),
        ),
        name="A coffee coupon from 2,000",
    ),
    Offer.of(
        "chocolate-trio",
        conditions=(Categories({"chocolate"}), LineQuantity(at_least=3, at_most=3)),
        benefits=(FixedPrice(_money("299"), together=True),),
        name="Three chocolates for 299",
        priority=1,
        period=Period("2026-09-07", "2026-09-13"),
    ),
    Offer.of(
        "wine-price",
        conditions=(Categories({"wine"}),),
        benefits=(MinimumPrice(price=_money("389")), CashierMessage("Wine: check the buyer's age.")),
        name="No bottle of wine below 389",
    ),
    Offer.of(
        "summer-sale",
        benefits=(PercentOff(15),),
        name="Summer sale",
        state=State.STOPPED,
    ),
)

FOR_MEMBERS = (
    Offer.of(
        "welcome",
        benefits=(AdditionalPoints(200),),
        name="200 points for joining",
        reach=Members(),
        trigger=Trigger.REGISTRATION,
    ),
    Offer.of(
        "points",
        benefits=(PointsPercent(3),),
        name="3 % of every purchase in points",
        reach=Members(),
        cumulative=True,
    ),
    Offer.of(
        "birthday",
        conditions=(Birthday(before=3, after=3),),
        benefits=(
            PointsAmount(500),
            ReceiptMessage("Happy birthday! {offer.points} points for you."),
            ChangeCounter("birthday_gifts"),
        ),
        name="Birthday points",
        reach=Members(),
        cumulative=True,
    ),
    Offer.of(
        "yellow-price",
        conditions=(HasAttribute(of=Carrier.PRODUCT, name="yellow_price"),),
        benefits=(TaggedPrice("yellow_price"),),
        name="Yellow price tag",
        reach=Members(),
        priority=_LISTED,
    ),
)

FOR_AUDIENCES = (
    Offer.of(
        "pensioners",
        benefits=(PercentOff(10),),
        name="Pensioners: 10 % in the morning",
        reach=Audiences({"pensioners"}),
        schedule=Schedule.of(weekdays=("mon", "tue", "wed", "thu", "fri"), between=("08:00", "12:00")),
    ),
)

INDIVIDUAL = (
    Offer(
        id="favorite-products",
        name="Favourite products: 15 % off",
        reach=Members(),
        rules=(
            Rule(
                conditions=(
                    ReceiptAmount(at_least=_money("1500")),
                    ReceiptContains((Groups({"breakfast"}),)),
                ),
                benefits=(FillFavoriteSlots(_BREAKFAST),),
                name="a free slot is filled",
            ),
            Rule(conditions=(FavoriteProducts(_BREAKFAST),), benefits=(PercentOff(15),), name="15 % off"),
        ),
    ),
    Offer.of(
        "bought-often",
        conditions=(FavoriteProducts(_OFTEN),),
        benefits=(PointsPercent(25),),
        name="25 % points on your favourite",
        reach=Members(),
    ),
    Offer.of(
        "favorite-categories",
        conditions=(ChosenCategories("favorite_categories"),),
        benefits=(PersonalBenefit("favorite_categories"),),
        name="Favourite categories",
        reach=Members(),
        priority=1,
    ),
    Offer.of(
        "brand-fans",
        conditions=(PersonalEntries("personal_products"),),
        benefits=(PersonalBenefit("personal_products"), ReceiptMessage("For a fan: {offer.discount} off.")),
        name="For fans of a brand",
        reach=Members(),
        priority=_LISTED,
    ),
    Offer.of(
        "ten-days",
        conditions=(PersonalEntries("personal_categories"),),
        benefits=(PersonalBenefit("personal_categories"),),
        name="Ten days of your category",
        reach=Members(),
        priority=_LISTED,
    ),
    Offer.of(
        "school-points",
        conditions=(PersonalEntries("personal_groups"),),
        benefits=(PersonalBenefit("personal_groups"),),
        name="Points on All for School",
        reach=Members(),
        priority=_LISTED,
    ),
    Offer.of(
        "receipt-points",
        conditions=(PersonalEntries("receipt_points"),),
        benefits=(PersonalBenefit("receipt_points"),),
        name="Points from a receipt amount",
        reach=Members(),
    ),
    Offer.of(
        "receipt-discount",
        conditions=(PersonalEntries("receipt_discount"),),
        benefits=(PersonalBenefit("receipt_discount"),),
        name="A discount from a receipt amount",
        reach=Members(),
        cumulative=True,
    ),
)

OFFERS = (*FOR_EVERYBODY, *FOR_MEMBERS, *FOR_AUDIENCES, *INDIVIDUAL)
