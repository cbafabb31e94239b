"""django-oscar: site offers on category ranges, worked out by its applicator, with SQLite in memory.

The offers are loaded beforehand. Its conditions and benefits ask the database whether a range holds a
product. It rounds each offer once, down, and so do we here.
"""

from __future__ import annotations

from decimal import Decimal

import django
from django.conf import settings
from django.core.management import call_command
from oscar import defaults
from oscar.core.loading import get_class, get_model
from ratio import Work

from loyalty_engine import Level, Policies, Rounding
from rivals.shop import Shop

POLICIES = Policies(discounts=Rounding.DOWN, level=Level.RECEIPT)
_APPS = (
    "analytics checkout address shipping catalogue communication partner basket payment offer order "
    "customer search voucher wishlists"
).split()


class _NoMigrations:
    """Makes all tables as the models stand now."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


def _set_up() -> None:
    if settings.configured:
        call_command("flush", interactive=False, verbosity=0)
        return
    settings.configure(
        **{name: getattr(defaults, name) for name in dir(defaults) if name.startswith("OSCAR_")},
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        INSTALLED_APPS=[
            *(f"django.contrib.{name}" for name in ("auth", "contenttypes", "sites", "sessions", "messages")),
            "treebeard",
            *(f"oscar.apps.{name}.apps.{name.title()}Config" for name in _APPS),
            "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
        ],
        MIGRATION_MODULES=_NoMigrations(),
        SECRET_KEY="none",  # noqa: S106  nothing is signed
        SITE_ID=1,
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def build(shop: Shop) -> Work:
    """The goods, a basket of them, and one offer for each promotion."""
    _set_up()
    everything = _range("everything", includes_all_products=True)
    model = get_model("catalogue", "Category")
    nodes = {p.category: model.add_root(name=p.category) for p in shop.promotions}
    for promotion in shop.promotions:
        range_ = _range(promotion.category)
        range_.included_categories.add(nodes[promotion.category])
        get_model("offer", "ConditionalOffer").objects.create(
            name=promotion.category,
            condition=get_model("offer", "Condition").objects.create(
                range=everything, type="Value", value=Decimal(promotion.least) / 100
            ),
            benefit=get_model("offer", "Benefit").objects.create(
                range=range_, type="Percentage", value=promotion.percent
            ),
            exclusive=False,
            max_basket_applications=1,
        )
    basket = _basket(shop, nodes)
    applicator = get_class("offer.applicator", "Applicator")()
    offers = applicator.get_offers(basket)
    assert len(offers) == len(shop.promotions)

    def purchase() -> int:
        basket.reset_offer_applications()
        applicator.apply_offers(basket, offers)
        return sum(int(one["discount"] * 100) for one in basket.offer_applications)

    return purchase


def _range(name: str, **options: bool) -> django.db.models.Model:
    return get_model("offer", "Range").objects.create(name=name, **options)


def _basket(shop: Shop, nodes: dict[str, django.db.models.Model]) -> django.db.models.Model:
    kind = get_model("catalogue", "ProductClass").objects.create(
        name="goods", requires_shipping=False, track_stock=False
    )
    partner = get_model("partner", "Partner").objects.create(name="shop")
    basket = get_model("basket", "Basket").objects.create()
    basket.strategy = get_class("partner.strategy", "Default")()
    for position in shop.positions:
        product = get_model("catalogue", "Product").objects.create(
            title=position.product, upc=position.product, product_class=kind
        )
        product.categories.add(nodes[position.category])
        get_model("partner", "StockRecord").objects.create(
            product=product,
            partner=partner,
            partner_sku=position.product,
            price_currency=settings.OSCAR_DEFAULT_CURRENCY,
            price=Decimal(position.cents) / 100,
        )
        basket.add_product(product)
    return basket
