"""What a recommender proposes to one member, read into offers that the engine can give.

The document is that of Loymax's communication service: messages to one member by channels, each with goods
or receipt amounts and the offers on them. Only what decides about money is read; texts, links and pictures
are for the app that shows them. Of the eleven types of offer

* the six on the receipt become `ReceiptThresholds`, one for each kind of benefit and each period: a
  percentage off or in points, from any amount or from ``border`` on, or a sum from ``border`` on;
* the four on goods and categories, and the price per unit, become items of one `PersonalizedOffer`.

``border`` is reached at equality. Goods and categories have no place for one, and refuse it. ``validDate``
ends what has no ``dateTo`` of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Final, cast

from attrs import define, field, frozen

from loyalty_engine.errors import MOST_PROBLEMS, InvalidInput, Problem, refuse
from loyalty_engine.model.amounts import Amount
from loyalty_engine.model.identifiers import ExternalCode, InternalCode, id_problem, shown
from loyalty_engine.model.money import Money
from loyalty_engine.model.period import Period
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Target,
    Tier,
)
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.wire.converter import converter
from loyalty_engine.wire.faults import attempt, guess, missing_key
from loyalty_engine.wire.loymax.benefits import Terms, amount_of, given_in, minor_of, named
from loyalty_engine.wire.loymax.shapes import END, MAYBE_NUMBER, NUMBER, START, Method, key
from loyalty_engine.wire.text import LIMITS, DocumentError, Limits, parse


class OfferType(Enum):
    """The types of offer that a recommender chooses from."""

    ANY_AMOUNT_DISCOUNT = "CheckAmountDiscountNoLimit"
    ANY_AMOUNT_POINTS = "CheckAmountCashbackNoLimit"
    AMOUNT_DISCOUNT = "CheckAmountDiscount"
    AMOUNT_POINTS = "CheckAmountCashback"
    AMOUNT_FIXED_DISCOUNT = "CheckAmountFixDiscountNoLimit"
    AMOUNT_FIXED_POINTS = "CheckAmountFixCashbackNoLimit"
    CATEGORY_DISCOUNT = "DiscountPercentCategory"
    CATEGORY_POINTS = "CashbackPercentCategory"
    PRODUCT_DISCOUNT = "DiscountPercentGoods"
    PRODUCT_POINTS = "CashbackPercentGoods"
    PRODUCT_PRICE = "PricePerUnit"


_METHODS: Final[Mapping[OfferType, Method]] = MappingProxyType(
    {
        OfferType.AMOUNT_FIXED_DISCOUNT: Method.FIX_AMOUNT,
        OfferType.AMOUNT_FIXED_POINTS: Method.FIX_AMOUNT,
        OfferType.PRODUCT_PRICE: Method.PRICE_PER_UNIT,
    }
)  # all others are percentages
_IN_POINTS: Final = frozenset(
    {
        OfferType.ANY_AMOUNT_POINTS,
        OfferType.AMOUNT_POINTS,
        OfferType.AMOUNT_FIXED_POINTS,
        OfferType.CATEGORY_POINTS,
        OfferType.PRODUCT_POINTS,
    }
)
_FROM_BORDER: Final = frozenset(
    {
        OfferType.AMOUNT_DISCOUNT,
        OfferType.AMOUNT_POINTS,
        OfferType.AMOUNT_FIXED_DISCOUNT,
        OfferType.AMOUNT_FIXED_POINTS,
    }
)
_FROM_ANY: Final = frozenset({OfferType.ANY_AMOUNT_DISCOUNT, OfferType.ANY_AMOUNT_POINTS})
_CATEGORY: Final = frozenset({OfferType.CATEGORY_DISCOUNT, OfferType.CATEGORY_POINTS})


@frozen(kw_only=True)
class _Offer:
    value: int | Decimal = key("value", NUMBER)
    border: int | Decimal | None = key("border", MAYBE_NUMBER, None)
    order: int = key("displayOrder", default=0)
    type: OfferType = key("offerType")


@frozen(kw_only=True)
class _Goods:
    start: dt.datetime | None = key("dateFrom", START, None)
    end: dt.datetime | None = key("dateTo", END, None)
    product: str | None = key("goodsId", default=None)
    category: str | None = key("categoryName", default=None)
    offers: tuple[_Offer, ...] = key("offers")


@frozen(kw_only=True)
class _Message:
    channel: str | None = key("communicationType", default=None)
    goods: tuple[_Goods, ...] = key("value")


@frozen(kw_only=True)
class _Proposal:
    end: dt.datetime | None = key("validDate", END, None)
    messages: tuple[_Message, ...] = key("items")


@frozen(kw_only=True)
class _Answer:
    data: _Proposal


@frozen(kw_only=True)
class Recommendations:
    """What a recommender proposes to one member, as values for personal attributes of his.

    *offer* is on products and categories, None where there is nothing on them; *thresholds* are on receipt
    amounts, one for each kind of benefit and each period. Each goes into an attribute of its own.
    """

    offer: PersonalizedOffer | None = None
    thresholds: tuple[ReceiptThresholds, ...] = field(default=())


def read_communications(
    document: str | bytes,
    *,
    currency: str,
    points: PointsCurrency = BONUS_POINTS,
    categories: Mapping[str, Target] | None = None,
    internal_codes: bool = False,
    limits: Limits = LIMITS,
) -> Recommendations:
    """The offers that a document of the communication service proposes to one member.

    What several messages say alike, by several channels, is one offer with all their channels.

    Args:
        document: the service's answer, with its ``data``.
        currency: that of sums of money.
        points: the points that are given.
        categories: what each ``categoryName`` stands for, which is a name for people and no code.
        internal_codes: each ``goodsId`` is an internal code, and not one of the retailer's own.
        limits: how large the document may be.

    Raises:
        DocumentError: the document cannot be read; all problems are reported: a ``border`` that is missing or
            has no place, a name that is not in *categories*, two benefits from one amount on.
        InvalidInput: *currency* is unknown.
    """
    terms = Terms(currency, points)
    try:
        plain = parse(document, subject="communications", limits=limits)
        answer = converter(ignore_unknown=True).structure(plain, _Answer)
        gathered = _Gathered(terms=terms, categories=categories or {}, internal_codes=internal_codes)
        return gathered.all_of(answer.data)
    except DocumentError:
        raise
    except InvalidInput as error:
        found = tuple(problem.inside("$") for problem in error.problems)
        raise DocumentError("communications", found) from None


@define(kw_only=True)
class _Gathered:
    """What has been read so far; *tiers* by kind, period and threshold in minor units."""

    terms: Terms
    categories: Mapping[str, Target]
    internal_codes: bool
    items: dict[PersonalItem, None] = field(factory=dict)
    tiers: dict[tuple[BenefitKind, Period], dict[int, EntryBenefit]] = field(factory=dict)
    problems: list[Problem] = field(factory=list)

    def all_of(self, proposal: _Proposal) -> Recommendations:
        for path, goods in _goods(proposal):
            if len(self.problems) < MOST_PROBLEMS:
                self._read(path, goods)
        found = attempt(self.problems, "data", partial(_period, "", "validDate"), (None, proposal.end))
        refuse("communications", self.problems)
        whole = cast("Period", found)
        names = (message.channel for message in proposal.messages if message.channel)
        channels = tuple(dict.fromkeys(names))
        offer = PersonalizedOffer(items=tuple(self.items), period=whole, channels=channels)
        return Recommendations(
            offer=offer if self.items else None,
            thresholds=tuple(
                ReceiptThresholds(
                    tiers=tuple(
                        Tier(threshold=Money(minor, self.terms.currency), benefit=benefit)
                        for minor, benefit in sorted(tiers.items(), key=lambda tier: tier[0])
                    ),
                    period=period.narrowed(whole),
                    channels=channels,
                )
                for (_, period), tiers in self.tiers.items()
            ),
        )

    def _read(self, path: str, goods: _Goods) -> None:
        bounds = goods.start, goods.end
        period = attempt(self.problems, path, partial(_period, "dateFrom", "dateTo"), bounds)
        offers = sorted(enumerate(goods.offers), key=lambda numbered: numbered[1].order)
        for n, offer in offers:
            if period is not None and len(self.problems) < MOST_PROBLEMS:
                read = partial(self._read_offer, goods, period)
                attempt(self.problems, f"{path}.offers[{n}]", read, offer)

    def _read_offer(self, goods: _Goods, period: Period, offer: _Offer) -> None:
        kind = BenefitKind.POINTS if offer.type in _IN_POINTS else BenefitKind.DISCOUNT
        method = _METHODS.get(offer.type, Method.PERCENT)
        problems: list[Problem] = []
        if offer.type in _FROM_BORDER:
            problems += [missing_key("border")] if offer.border is None else []
        elif offer.border:
            problems.append(Problem("border", f"does not go with {offer.type.value}", "leave it out"))
        make = partial(amount_of, self.terms, kind, method, None)
        amount = attempt(problems, "value", make, offer.value)
        minor, target = 0, None
        if offer.type in _FROM_BORDER and offer.border is not None:
            minor = attempt(problems, "border", partial(minor_of, self.terms), offer.border) or 0
        elif offer.type not in _FROM_ANY:
            target = attempt(problems, "", partial(self._target, goods), offer.type)
        refuse("offer", problems)
        benefit = given_in(self.terms, kind, cast("Amount", amount))
        if target is not None:
            self.items[PersonalItem(target=target, benefit=benefit, period=period)] = None
        elif self.tiers.setdefault((kind, period), {}).setdefault(minor, benefit) != benefit:
            hint = "give one benefit from each amount on"
            raise InvalidInput.at("offer", "border", "another offer begins with this amount", hint)

    def _target(self, goods: _Goods, type_: OfferType) -> Target:
        if type_ in _CATEGORY:
            target = None if goods.category is None else self.categories.get(goods.category)
            if target is None:
                message = f"{type_.value} needs a categoryName that is known, and not {shown(goods.category)}"
                hint = guess(goods.category or "", self.categories)
                raise InvalidInput.at("offer", "offerType", message, hint)
            return target
        if goods.product is None:
            raise InvalidInput.at("offer", "offerType", f"{type_.value} needs a goodsId", "name the product")
        fault = id_problem("", goods.product)
        refuse("product", [fault] if fault else [])
        code = InternalCode(goods.product) if self.internal_codes else ExternalCode(goods.product)
        return ProductTarget(code)


def _goods(proposal: _Proposal) -> Iterator[tuple[str, _Goods]]:
    for m, message in enumerate(proposal.messages):
        for n, goods in enumerate(message.goods):
            yield f"data.items[{m}].value[{n}]", goods


def _period(start: str, end: str, bounds: tuple[dt.datetime | None, dt.datetime | None]) -> Period:
    return named({"start": start, "end": end}, partial(Period, *bounds))
