"""A message may name [some figures](../values.md#text-with-placeholders)."""

from __future__ import annotations

from attrs import evolve

from kinds.benefits.giving import sell
from kinds.shop import bought
from loyalty_engine import (
    CashierMessage,
    ChangeCounter,
    CountedPer,
    CounterKey,
    CouponPresented,
    IssueCoupon,
    Offer,
    PercentOff,
    PresentedCoupon,
    ReceiptFigure,
    ReceiptMessage,
    RedeemCoupons,
    RuleFigure,
    calculate,
)


def receipt_message() -> None:
    saved = ReceiptMessage("You saved {offer.discount}.")
    sell(PercentOff(10), saved).messages


def cashier_message() -> None:
    ask = CashierMessage("Ask for the age.")
    sell(ask).messages


def issue_coupon() -> None:
    two = IssueCoupon("spring", 2)
    sell(two).intents
    # To the bearer, where nobody is known:
    sell(two, member=None).intents


def redeem_coupons() -> None:
    used_up = RedeemCoupons()
    offer = Offer.of("offer", [CouponPresented({"spring"})], [PercentOff(10), used_up])
    receipt = evolve(bought, coupons=[PresentedCoupon(number="S-1", issue="spring")])
    calculate(receipt, None, [offer]).intents


def change_counter() -> None:
    one_more = ChangeCounter("visits")
    sell(one_more).intents
    # What the rule gave, and a figure of the receipt:
    sell(PercentOff(10), ChangeCounter("saved", None)).intents
    spent = ChangeCounter("spent", ReceiptFigure.TOTAL)
    spent.describe()
    sell(PercentOff(10), spent).intents
    # A stamp for each unit that the rule works on:
    stamps = ChangeCounter("stamps", RuleFigure.UNITS)
    stamps.describe()
    sell(stamps).intents
    # A counter of the programme counts for all buyers, known or not:
    sold = ChangeCounter("sold", ReceiptFigure.UNITS, per=CountedPer.PROGRAM)
    sold.describe()
    sell(sold, member=None).intents
    # Kept by product and year, each product that the rule works on has a counter of its own:
    of_each = ChangeCounter("bought", RuleFigure.UNITS, keyed_by={CounterKey.PRODUCT, CounterKey.YEAR})
    of_each.describe()
    sell(of_each).intents
