"""The customer of a case as our member, and what he has refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Final

from loyalty_engine import Member, Money, PastLine, PastPurchase
from peercases.document import Document
from peercases.features import Feature, Missing
from peercases.positions import POINT_DECIMALS, Scale

#: Parameters of a receipt that refuses offers, and the beginning of those that refuse a single one.
NO_AUTOMATIC: Final = "no_automatic"
NO_PROMOTIONS: Final = "no_promotions"
REMOVED: Final = "removed:"
#: How the name of an audience begins that one promotion was given to.
ASSIGNED: Final = "assigned:"
#: Limits of money, and limits of uses by each buyer and by all of them.
BUDGETS: Final = ("campaign_spend", "budget_amount")
PER_CUSTOMER: Final = ("per_customer", "coupon_per_customer")
COUNTED: Final = ("total", "campaign_uses", "campaign_uses_per_attribute", "coupon_total")
#: What becomes of orders.
_STANDING: Final = frozenset(
    ("", "complete", "completed", "confirmed", "delivered", "fulfilled", "new", "paid", "placed", "shipped")
)
_GONE: Final = frozenset({"canceled", "cancelled", "cart", "draft"})
#: More orders than any customer of a case has placed.
_MOST_ORDERS: Final = 1_000
#: What tells who a guest is.
_TELLING: Final = ("email", "history", "id")
#: What follows the name of an attribute where its value is a number written as text.
AS_NUMBER: Final = "#"


def counter_of(promotion: Document) -> str:
    """The name under which uses of *promotion* are counted."""
    return f"uses:{promotion.text('id')}"


def uses_of(promotion: Document, limit: str) -> str:
    """The name of the figure that says how many uses of *promotion* count for *limit*."""
    return f"{counter_of(promotion)}:{limit}"


def written(value: object) -> str:
    """A scalar as text: truth values in lower case, whoever wrote them."""
    text = str(value)
    return text.lower() if isinstance(value, bool) or text in ("True", "False") else text


def known(document: Document) -> dict[str, object]:
    """What a receipt knows: which offers are refused or removed, and how often each has been used by all."""
    cart, customer = document.part("cart"), document.part("customer")
    found: dict[str, object] = {}
    for promotion in document.parts("promotions"):
        limits = promotion.part("limits")
        found |= {uses_of(promotion, key): _uses(limits, key) for key in COUNTED if key in limits}
    if cart.flag("ignore_automatic"):
        found[NO_AUTOMATIC] = True
    ignored = cart.take("ignore_promotions")
    if ignored is True:
        found[NO_PROMOTIONS] = True
    names = [*ignored] if isinstance(ignored, list) else []
    names += customer.part("attributes").texts("removed_promotions") or []
    return found | {f"{REMOVED}{name}": True for name in names}


def _uses(limits: Document, key: str) -> int:
    """How many uses count for the limit *key*; of a promotion with a budget, ``used`` is a sum of money."""
    uses = limits.whole(f"used_{key}")
    uses = limits.whole("coupon_used") if uses is None and key == "coupon_total" else uses
    uses = limits.whole("used_total") if uses is None else uses
    if uses is not None or not any(budget in limits for budget in BUDGETS):
        return (limits.whole("used") if uses is None else uses) or 0
    if limits.number("used"):
        raise Missing(Feature("uses and money counted in one figure", f"{limits.path}.used"))
    return 0


def member_of(document: Document, scale: Scale, at: dt.datetime) -> Member | None:
    """The customer of a case at the moment *at*; a guest is nobody, unless something tells who he is."""
    customer = document.part("customer")
    assigned = [
        f"{ASSIGNED}{promotion.values.get('id')}"
        for promotion in document.parts("promotions")
        if promotion.values.get("assigned_to_customer")
    ]
    name = customer.text("id", customer.text("email", "somebody"))
    guest, history = customer.flag("logged_in") is False, customer.part("history")
    if not (customer.values or assigned) or (guest and not any(key in customer for key in _TELLING)):
        return None
    found = _attributes(customer.part("attributes"), "")
    found |= {"id": name, "email": customer.text("email"), "logged_in": written(not guest)}
    return Member(
        name,
        attributes=found,
        audiences=[*(customer.texts("groups") or ()), *assigned],
        purchases=_purchases(history, scale, at - dt.timedelta(days=1)),
        balances=_balances(customer.part("points")),
        counters={counter_of(each): _used(each, history) for each in document.parts("promotions")},
    )


def _purchases(history: Document, scale: Scale, at: dt.datetime) -> list[PastPurchase]:
    """The orders that the customer has placed before *at*, or what they come to, in as many purchases."""
    orders = history.parts("orders")
    for order in orders:
        order.skip("id", "email", "codes")
    placed = [order for order in orders if _counts(order)]
    count, spent = history.whole("completed_orders"), history.number("spent")
    if count is None:
        count = len(placed) or int(spent is not None)
    if count > _MOST_ORDERS:
        raise Missing(Feature("very many past orders", history.path))
    amounts = [scale.minor(spent or Decimal(0)), *([0] * (count - 1))][:count]
    return [
        PastPurchase(id=str(n), at=at, lines=[PastLine(product="0", amount=Money(amount, scale.currency))])
        for n, amount in enumerate(amounts)
    ]


def _balances(points: Document) -> dict[str, int]:
    """The points that the customer can spend, by their kind."""
    return {kind: Scale(POINT_DECIMALS).exactly(points.needed(kind), points.path) for kind in points.values}


def _counts(order: Document) -> bool:
    """Was an order placed, and stands?"""
    status = order.text("status").lower()
    if status not in _STANDING | _GONE:
        raise Missing(Feature("unknown value", f"{order.path}.status is {status!r}"))
    return status in _STANDING


def _used(promotion: Document, history: Document) -> int:
    """How often the customer has used *promotion*, by his history.

    What was cancelled does not count, unless the coupon cannot be used again.
    """
    told = [promotion.part("limits").whole(f"used_{key}") for key in PER_CUSTOMER]
    code, uses = promotion.values.get("code"), history.part("promotion_uses")
    again = promotion.flag("coupon_reusable_after_cancel") is not False
    orders = [order for order in history.parts("orders") if not again or _counts(order)]
    known = sum(each for each in (uses.whole(promotion.text("id")), *told) if each is not None)
    return known + sum(code in (o.texts("codes") or ()) for o in orders)


def _attributes(document: Document, before: str) -> dict[str, object]:
    """Attributes under flat names; a number written as text stands beside it as a number."""
    found: dict[str, object] = {}
    for key, value in document.values.items():
        name = f"{before}{key}"
        if isinstance(value, dict):
            found |= _attributes(document.part(key), f"{name}.")
        elif isinstance(value, (str, int)):
            document.skip(key)
            found[name] = written(value)
            number = str(value)
            if number.removeprefix("-").replace(".", "", 1).isdigit():
                found[f"{name}{AS_NUMBER}"] = document.needed(key)
    return found
