"""What the shop's loyalty programme is made of besides its offers."""

from __future__ import annotations

from loyalty_engine import (
    AttributeDefinition,
    AttributeType,
    FavoriteProductsRule,
    Monthly,
    PointsCurrency,
    PredefinedList,
    PurchaseHistory,
    Weekly,
)

ZONE = "Europe/Moscow"

POINTS = (PointsCurrency("bonus", name="bonus points"), PointsCurrency("chip", name="chips", worth=0))

#: Two ways to a list of favourites: made by the shop, or from what the member bought last month.
FAVORITES = (
    FavoriteProductsRule(
        id="breakfast-favorites",
        name="Favourite products for breakfast",
        source=PredefinedList("breakfast"),
        default_slots=2,
        max_slots=3,
        selection=Monthly(),
    ),
    FavoriteProductsRule(
        id="bought-often", name="What you buy most", source=PurchaseHistory(), selection=Weekly()
    ),
)

#: The attributes of members; offers may name no others.
ATTRIBUTES = (
    AttributeDefinition(name="first_name", type=AttributeType.STRING, title="First name"),
    AttributeDefinition(name="birthday", type=AttributeType.DATE, title="Date of birth"),
    *(
        AttributeDefinition(name=name, type=AttributeType.JSON, title=title)
        for name, title in (
            ("favorite_categories", "Favourite categories"),
            ("personal_products", "Personalised offer: products"),
            ("personal_categories", "Personalised offer: categories"),
            ("personal_groups", "Personalised offer: product groups"),
            ("receipt_points", "Personalised offer: points from a receipt amount"),
            ("receipt_discount", "Personalised offer: a discount from a receipt amount"),
        )
    ),
)
