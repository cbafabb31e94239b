"""Promotions of a case, each in our words, before they are stacked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from attrs import define, evolve

from loyalty_engine import (
    Carrier,
    Condition,
    CounterValue,
    Discounted,
    FixedPrice,
    HasAttribute,
    InvalidInput,
    Not,
    Period,
    Range,
)
from peercases.buyers import (
    BUDGETS,
    COUNTED,
    NO_AUTOMATIC,
    NO_PROMOTIONS,
    PER_CUSTOMER,
    REMOVED,
    counter_of,
    uses_of,
)
from peercases.document import Case, Document, as_moment, is_day
from peercases.features import APPLICATIONS, STAGES, UNITS_OF_CONDITIONS, UNKNOWN_KIND, Feature, Missing
from peercases.gifts import Gift, Lane
from peercases.makers import gifts_of
from peercases.manners import Manner, Stacking
from peercases.sets import is_multibuy
from peercases.shop import Shop
from peercases.terms import BEFORE, Measured, Terms, presented, terms_of
from peercases.words import Never

_NOWHERE: Final = "nowhere"
#: The id of the first offer; all ids are equally long, because ties go to the smaller one.
_FIRST: Final = 50_000
_NOT_DISCOUNTED: Final = Not(HasAttribute(of=Carrier.LINE, name="already_discounted", values={True}))


@define(eq=False, kw_only=True)
class Promotion:
    """A promotion of the case in our words.

    *place* is its place among the promotions. *coded* ones need a code, *assigned* ones belong to the
    customer, those of the *catalogue* make shelf prices. *budget* is what is left of its budget in money.
    """

    id: str
    place: int
    document: Document
    terms: Terms
    gifts: list[Gift]
    priority: Decimal
    exclusive: bool
    catalogue: bool
    coded: bool
    assigned: bool
    period: Period | None
    places: frozenset[str] | None
    budget: Decimal | None

    @property
    def stacking(self) -> Document:
        """What the promotion says about others."""
        return self.document.part("stacking")

    @property
    def benefits(self) -> list[Document]:
        """Its benefits in the words of the case."""
        return self.document.parts("benefits")

    @property
    def lane(self) -> Lane:
        """What it is about first of all."""
        return min((gift.lane for gift in self.gifts), key=lambda lane: lane.value, default=Lane.LINES)

    @property
    def value(self) -> Decimal:
        """The largest number among its benefits."""
        return max((gift.value for gift in self.gifts), default=Decimal(0))


def offer_id(place: int) -> str:
    """The id of the offer at *place*."""
    return str(_FIRST + place)


def read_promotions(case: Case, shop: Shop, manner: Manner, missing: list[Feature]) -> list[Promotion]:
    """The promotions of *case*; what cannot be said goes to *missing*."""
    found = []
    documents = case.document.parts("promotions")
    for place, document in enumerate(documents):
        try:
            found.append(_Reader(case, document, shop, manner, len(documents), missing).read(place))
        except Missing as error:
            missing += error.features
    return found


@define(eq=False)
class _Reader:
    case: Case
    document: Document
    shop: Shop
    manner: Manner
    count: int
    missing: list[Feature]

    def read(self, place: int) -> Promotion:
        document, stacking = self.document, self.document.part("stacking")
        code, automatic = document.text("code"), document.flag("automatic")
        rank = document.number("priority_rank") or document.number("sequence") or Decimal(0)
        coded = bool(code) and not automatic
        return Promotion(
            id=document.text("id"),
            place=place,
            document=document,
            terms=self._terms(code if coded else ""),
            gifts=self._gifts(),
            priority=(document.number("priority") or Decimal(0)) - rank,
            exclusive=bool(document.flag("exclusive")) or bool(stacking.flag("exclusive")),
            catalogue=bool(document.flag("catalogue")),
            coded=coded,
            assigned=bool(document.flag("assigned_to_customer")),
            period=self._period(),
            places=self._places(),
            budget=self._budget(document.part("limits")),
        )

    def _terms(self, code: str) -> Terms:
        """Its conditions, its code, and not to be refused; a coupon unknown to the case is presented."""
        checks, measured = list(self._standing(code)), list[Measured]()
        checks += self._limits(self.document.part("limits"))
        left = self._budget(self.document.part("limits"))
        if left is not None and left <= 0:
            checks.append(Never())
        self.document.skip("requires_code")
        free_units = self.manner.stacking is Stacking.UNITS_ONCE and self.count > 1
        for condition in self.document.parts("conditions"):
            if free_units and condition.values.get("type") == "contains" and not self._takes_sets():
                self.missing.append(UNITS_OF_CONDITIONS.of(condition.path))
            try:
                terms = terms_of(condition, self.shop, free_units=free_units, alone=self.count == 1)
            except Missing as error:
                self.missing += error.features
            else:
                checks += terms.checks
                measured += terms.measured
        return Terms(tuple(checks), tuple(measured))

    def _standing(self, code: str) -> Iterator[Condition]:
        if code:
            if set(self.case.asserted) == {"eligible"} and "codes" not in self.shop.cart:
                raise Missing(Feature("case lacks a value", f"cart.codes, for {self.document.path}"))
            yield presented(code)
        currency = self.document.text("currency")
        if currency and self.shop.currency and currency.upper() != self.shop.currency.upper():
            yield Never()
        refusals = [NO_PROMOTIONS, f"{REMOVED}{self.document.text('id')}", *([] if code else [NO_AUTOMATIC])]
        for refusal in refusals:
            if refusal in self.shop.receipt.parameters:
                yield Not(HasAttribute(of=Carrier.RECEIPT, name=refusal, values={True}))

    def _gifts(self) -> list[Gift]:
        """Its benefits, unless the case asks for no more than whether its conditions hold."""
        document, found = self.document, list[Gift]()
        if self.case.asserted and set(self.case.asserted) <= {"eligible"}:
            document.skip("benefits", "skip_discounted_lines")
            return []
        for benefit in document.parts("benefits"):
            try:
                found += gifts_of(benefit, document, self.shop, self.manner)
            except Missing as error:
                self.missing += error.features
        if self.manner.shipping_price_alone and any(map(_prices_shipping, found)):
            found = [gift for gift in found if gift.lane is not Lane.SHIPPING or _prices_shipping(gift)]
        if self.count > 1 and any(map(_after_discounts, found)):
            asked = [c for c in document.parts("conditions") if c.values.get("type") == "cart_amount"]
            if any(condition.text("base", "gross") in BEFORE for condition in asked):
                raise Missing(STAGES.of(document.path))
        if not document.flag("skip_discounted_lines"):
            return found
        spared = (_NOT_DISCOUNTED, *map(Not, self._earlier()))
        return [evolve(gift, selection=(*gift.selection, *spared)) for gift in found]

    def _earlier(self) -> Iterator[Discounted]:
        """Discounts of other promotions: only those of shelf prices, where the peer means no others."""
        if not self.manner.spares_shelf_prices_only:
            yield Discounted()
            return
        for place, other in enumerate(self.case.document.parts("promotions")):
            if other.values.get("catalogue"):
                yield Discounted(offer_id(place))

    def _period(self) -> Period | None:
        document, case = self.document, self.case.document
        start, end = document.text("valid_from"), document.text("valid_to")
        if not start and not end:
            return None
        if "now" not in case:
            raise Missing(Feature("case lacks a value", f"now, for {document.path}"))
        try:
            return Period(_instant(start, document.path), _instant(end, document.path, last=True))
        except InvalidInput as error:
            raise Missing(UNKNOWN_KIND.of(f"{document.path}: {error}")) from None

    def _places(self) -> frozenset[str] | None:
        """Where it works; a case that names channels must say which is the cart's."""
        channels = self.document.texts("channels")
        if channels and "channel" not in self.shop.cart:
            raise Missing(Feature("case lacks a value", f"cart.channel, for {self.document.path}"))
        return None if channels is None else frozenset(channels or [_NOWHERE])

    def _budget(self, limits: Document) -> Decimal | None:
        """What is left of a budget in money."""
        budgets = [limits.number(key) for key in BUDGETS]
        used = (limits.number("used") if any(key in limits for key in BUDGETS) else None) or Decimal(0)
        return min((budget - used for budget in budgets if budget is not None), default=None)

    def _limits(self, limits: Document) -> Iterator[Condition]:
        """That limits on uses are not reached, by what the receipt knows and by the customer's counters.

        Of a guest nothing is counted.
        """
        counter = counter_of(self.document)
        for key in COUNTED:
            most = limits.whole(key)
            if most is not None:
                name, left = uses_of(self.document, key), Range(high=most - 1)
                yield HasAttribute(of=Carrier.RECEIPT, name=name, between=left)
        for key in PER_CUSTOMER:
            most = limits.whole(key)
            if most is not None and self.shop.member is not None:
                yield CounterValue(counter, at_most=most - 1)
        times = limits.whole("per_order")
        if times == 0:
            yield Never()
        elif times is not None and not self.manner.repeats and self._goes_by_sets():
            raise Missing(APPLICATIONS.of(f"{limits.path}.per_order"))

    def _takes_sets(self) -> bool:
        """Does it use up units in sets, which are then those that its condition counts?"""
        benefits = self.document.glance("benefits")
        return self.manner.repeats and bool(benefits) and all(map(is_multibuy, benefits))

    def _goes_by_sets(self) -> bool:
        """May it be applied more than once on an order?"""
        benefits = self.document.glance("benefits")
        scopes = {benefit.part("target").values.get("scope") for benefit in benefits}
        again = any(b.values.get("repeat") and b.values.get("type") != "buy_get" for b in benefits)
        return again or bool(scopes & {"set", "set_group", "condition_units"})


def _after_discounts(gift: Gift) -> bool:
    """Is it given when discounts have been?"""
    return gift.lane is Lane.POINTS or (gift.lane is Lane.GOODS and not (gift.goods and gift.goods.free))


def _prices_shipping(gift: Gift) -> bool:
    """Does it set a price for shipping?"""
    return gift.lane is Lane.SHIPPING and any(isinstance(one, FixedPrice) for one in gift.benefits)


def _instant(value: str, path: str, *, last: bool = False) -> dt.datetime | str | None:
    """A day or an instant; the *last* instant belongs to the period, with all peers."""
    if not value or is_day(value):
        return value or None
    moment = as_moment(value, path).astimezone(dt.UTC).replace(tzinfo=None)
    return moment + dt.timedelta(microseconds=1) if last else moment
