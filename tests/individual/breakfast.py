"""A shop with a breakfast list, whose members choose favourite products."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, TypedDict

from loyalty_engine.individual import Listing, Operator
from loyalty_engine.model.actor import Actor, Permission
from loyalty_engine.model.catalog import Catalog, Product, ProductGroup
from loyalty_engine.model.money import Money
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.slots import (
    Chooser,
    FavoriteProductsRule,
    PredefinedList,
    PurchaseHistory,
    Slot,
    SlotSet,
)

ZONE = "Europe/Riga"
CATALOG = Catalog(
    products=[
        Product(code="honey", name="Honey, 250 g", barcodes=["4750001"], internal_id="11", brand="bee"),
        Product(code="milk", name="Milk 2.5 %", barcodes=["4750002", "4760002"], brand="cow"),
        Product(code="oats", name="Oats", brand="cow"),
        Product(code="tea", name="Honeybush tea", brand="leaf"),
        Product(code="9", name="Nine"),
        Product(code="10", name="Ten"),
    ],
    groups=[
        ProductGroup.of("breakfast", products={"honey", "milk", "oats", "rye"}),
        ProductGroup.of("drinks", products={"milk", "tea"}),
    ],
)
RULE = FavoriteProductsRule(id="breakfast", source=PredefinedList("breakfast"), default_slots=2, max_slots=3)
BOUGHT = FavoriteProductsRule(id="bought", source=PurchaseHistory(), default_slots=2, max_slots=3)
LIST = Listing(rule="breakfast", products=("honey", "milk", "oats", "tea"))

OLGA = Operator(Actor("olga", permissions=[Permission.EDIT_FAVORITES]), reason="the member called")
OTTO = Operator(Actor("otto"), reason="the member called")


class When(TypedDict):
    """When and where something is asked."""

    at: dt.datetime
    zone: str


def on(text: str, zone: str = ZONE) -> When:
    """At an instant, by the clock of *zone*."""
    return {"at": dt.datetime.fromisoformat(text), "zone": zone}


SEPTEMBER = on("2026-09-15T12:00+03:00")
LATER = on("2026-09-16T09:00+03:00")
NOON = SEPTEMBER["at"]
LONG_AGO = NOON - dt.timedelta(days=300)


def slot(position: int, product: str | None = None, at: dt.datetime | None = None, **more: Any) -> Slot:
    """A slot whose product was chosen an hour ago, or at *at*."""
    if product is not None and at is None:
        at = NOON - dt.timedelta(hours=1)
    return Slot(position=position, product=product, changed_at=at, **more)


def slots(*them: Slot, rule: str = "breakfast", **more: Any) -> SlotSet:
    return SlotSet(rule=rule, slots=them, **more)


def chosen(after: SlotSet) -> dict[int, str | None]:
    """What is in which slot."""
    return {each.position: each.product for each in after.slots}


def by_operator(each: Slot) -> bool:
    return each.chosen_by is Chooser.OPERATOR


def purchase(at: str, *lines: tuple[str, str], place: str = "shop") -> PastPurchase:
    """A purchase of products in some quantities."""
    made: Iterable[PastLine] = [
        PastLine(product=product, quantity=quantity, amount=Money(100, "EUR")) for product, quantity in lines
    ]
    return PastPurchase(id=f"{at} at {place}", at=dt.datetime.fromisoformat(at), place=place, lines=made)
