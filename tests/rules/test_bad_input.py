"""What cannot be meant is refused where it stands: a good value of each class, spoilt in one argument.

Each row names the class, the arguments that are exchanged, the paths of all problems, and a part of what is
said. Receipts, members, offers and the like have tables of their own beside their other tests.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from rules.samples import CARD, EVERY, MORNINGS, NOON, PRICE, SEPTEMBER, TEA

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.identifiers import Barcode, ExternalCode
from loyalty_engine.model.intents import CounterOperation
from loyalty_engine.model.lifetime import Lifetime
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import Unit
from loyalty_engine.rules import benefits as b
from loyalty_engine.rules import conditions as c
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions.history import Spent
from loyalty_engine.rules.conditions.receipt import ReceiptContains
from loyalty_engine.rules.offer import Rule
from loyalty_engine.rules.predicates import Range

TEN_OFF = b.PercentOff(10)
COUNT = b.TierBy.QUANTITY

YEN = Money(100, "JPY")
LESS = Money(-1, "EUR")
TOO_MUCH = Money(10**15 + 1, "EUR")
LONG = 10**5000
DAY = dt.date(2026, 9, 1)


def nested(levels: int) -> Rule:
    """A rule with so many levels of rules inside."""
    return Rule(benefits=[b.Then([nested(levels - 1)]) if levels else TEN_OFF])


ROWS: list[tuple[Any, dict[str, Any], list[str], str]] = [
    # products
    (c.Products, {"codes": "tea"}, ["codes"], "'tea' is not a set (give a set or a list, even of one)"),
    (c.Products, {"codes": None}, ["codes"], "None is not a set"),
    (c.Products, {"codes": []}, ["codes"], "is empty, so nothing could ever match (name at least one)"),
    (c.Products, {"codes": {"tea": 1}}, ["codes"], "is not a set"),
    (c.Products, {"codes": [46]}, ["codes"], '46 is of type int, not text (write "46")'),
    (c.Products, {"codes": [["tea"]]}, ["codes"], "[['tea']] is not a set"),
    (c.Products, {"codes": ["", "ok", " a"]}, ["codes", "codes"], "' a' has white space around it"),
    (c.Categories, {"codes": [Barcode("46")]}, ["codes"], "names a product, not a category"),
    (c.Categories, {"codes": ()}, ["codes"], "is empty"),
    (c.Groups, {"ids": [ExternalCode("teas")]}, ["ids"], "is of type ExternalCode, not text"),
    (c.Groups, {"ids": 5}, ["ids"], "5 is not a set"),
    (c.FavoriteProducts, {"rule": None}, ["rule"], "None is of type NoneType, not text"),
    (c.ChosenCategories, {"attribute": ""}, ["attribute"], "'' is blank"),
    (c.PersonalEntries, {"attribute": LONG}, ["attribute"], "<int> is of type int, not text"),
    # attributes
    (c.HasAttribute, {"of": "member"}, ["of"], "'member' is not a Carrier (use one of Carrier.PRODUCT,"),
    (c.HasAttribute, {"name": None}, ["name"], "None is of type NoneType"),
    (c.HasAttribute, {"values": "gold"}, ["values"], "'gold' is not a set (give a set of values)"),
    (c.HasAttribute, {"values": 5}, ["values"], "5 is not a set"),
    (
        c.HasAttribute,
        {"values": []},
        ["values"],
        "is empty, so nothing could ever match (leave it out for any)",
    ),
    (c.HasAttribute, {"values": [1.5]}, ["values"], "is of type float"),
    (c.HasAttribute, {"values": [NOON]}, ["values"], "give the date alone"),
    (c.HasAttribute, {"values": [("a",)]}, ["values"], "('a',) has parts (compare single values)"),
    (c.HasAttribute, {"values": [None]}, ["values"], "None is no value"),
    (c.HasAttribute, {"values": [Decimal("NaN")]}, ["values"], "is no number within bounds"),
    (c.HasAttribute, {"values": [LONG]}, ["values"], "is beyond 64 bits"),
    (c.HasAttribute, {"values": [1, True]}, ["values"], "a set cannot hold true beside 1"),
    (c.HasAttribute, {"values": iter([1.5, None])}, ["values", "values"], "None is no value"),
    (c.HasAttribute, {"between": Range(low=1)}, ["between"], "stands beside values (give one of the two)"),
    (c.HasAttribute, {"values": None, "between": 5}, ["between"], "5 is not a range of numbers"),
    (c.HasAttribute, {"values": None, "between": Range(low=10**20)}, ["between.low"], "is beyond 64 bits"),
    # quantities and amounts
    (c.LineQuantity, {"at_least": None, "at_most": None}, ["at_least"], "is missing, and so is at_most"),
    (c.LineQuantity, {"at_least": 0}, ["at_least"], "0 is not more than 0"),
    (c.LineQuantity, {"at_least": 0.5}, ["at_least"], "0.5 is a float, and floats are not exact"),
    (c.LineQuantity, {"at_least": 6}, ["at_most"], "5 is less than 6 (swap the bounds)"),
    (c.LineQuantity, {"at_least": 5}, ["at_most"], "nothing is more and less than 5 (say strictly=False)"),
    (c.LineQuantity, {"strictly": 1}, ["strictly"], "1 is neither true nor false"),
    (c.LineQuantity, {"at_least": "x", "at_most": True}, ["at_least", "at_most"], "bool is not a number"),
    (c.LineAmount, {"at_least": None}, ["at_least"], "is missing, and so is at_most"),
    (c.LineAmount, {"at_least": 9.9}, ["at_least"], "9.9 is not money (write Money.of"),
    (c.LineAmount, {"at_least": LESS}, ["at_least"], "-0.01 EUR is negative"),
    (c.LineAmount, {"at_most": YEN}, ["at_most"], "100 JPY is not in EUR (use one currency)"),
    (
        c.LineAmount,
        {"at_most": Money(1, "EUR")},
        ["at_most"],
        "0.01 EUR is less than 9.90 EUR (swap the bounds)",
    ),
    (c.ReceiptAmount, {"at_most": None}, ["at_least"], "is missing, and so is at_most"),
    (c.ReceiptAmount, {"at_most": TOO_MUCH}, ["at_most"], "is more than 10000000000000.00 EUR"),
    (c.ReceiptAmount, {"at_least": PRICE}, ["at_most"], "nothing is more and less than 9.90 EUR"),
    (c.ReceiptAmount, {"strictly": None, "so_far": "no"}, ["strictly", "so_far"], "'no' is neither true nor"),
    (c.DistinctProducts, {"at_least": 2.0}, ["at_least"], "2.0 is not a whole number from 0 to 1000000"),
    (c.LineCount, {"at_least": -1}, ["at_least"], "-1 is not a whole number from 0 to 1000000"),
    (c.DistinctProducts, {"at_least": True}, ["at_least"], "True is not a whole number"),
    (c.DistinctProducts, {"at_least": LONG}, ["at_least"], "a number of more than 18 digits"),
    (c.DistinctProducts, {"at_least": 6}, ["at_most"], "5 is less than 6"),
    (c.ReceiptContains, {"products": TEA}, ["products"], "is not a sequence (give a list of conditions)"),
    (c.ReceiptContains, {"products": {TEA}}, ["products"], "is not a sequence"),
    (c.ReceiptContains, {"products": []}, ["products"], "is empty (name at least one condition)"),
    (c.ReceiptContains, {"products": ["tea"]}, ["products[0]"], "'tea' lacks lower() and describe()"),
    (
        c.ReceiptContains,
        {"products": [TEA, CARD]},
        ["products[1]"],
        "does not select products (use conditions on",
    ),
    (c.ReceiptContains, {"products": [c.AnyOf([TEA, TEA])]}, ["products[0]"], "say it once for each"),
    (c.ReceiptContains, {"products": [c.AllOf([TEA, CARD])]}, ["products[0]"], "does not select products"),
    (c.ReceiptContains, {"products": [b.PercentOff(5)]}, ["products[0]"], "PercentOff is a benefit"),
    (
        c.ReceiptContains,
        {"products": [c.Not(c.AllOf([TEA, CARD]))]},
        ["products[0]"],
        "cannot negate lines and checks together",
    ),
    (
        c.ReceiptContains,
        {"products": [CARD], "at_least": 0},
        ["products[0]", "at_least"],
        "0 is not more than 0",
    ),
    (c.ReceiptContains, {"at_least": 3, "at_most": 2}, ["at_most"], "2 is less than 3"),
    (
        c.ReceiptContains,
        {"amount_at_most": Money.of("1", "EUR")},
        ["amount_at_most"],
        "is less than 9.90 EUR",
    ),
    (
        c.ReceiptContains,
        {"amount_at_least": None},
        ["strictly", "so_far"],
        "is said where no amount is asked for",
    ),
    (c.ReceiptContains, {"amount_at_least": 5}, ["amount_at_least"], "5 is not money"),
    (c.ReceiptContains, {"different_at_least": -1}, ["different_at_least"], "-1 is not a whole number"),
    (c.ReceiptContains, {"so_far": "no"}, ["so_far"], "'no' is neither true nor"),
    # places, payments, coupons
    (c.AtPlaces, {"places": "shop"}, ["places"], "'shop' is not a set"),
    (c.AtPlaces, {"places": []}, ["places"], "is empty, so nothing could ever match"),
    (c.AtBrands, {"brands": [None]}, ["brands"], "None is of type NoneType, not text"),
    (c.PaidBy, {"methods": b"card"}, ["methods"], "b'card' is not a set"),
    (c.PaidBy, {"at_least": LESS}, ["at_least"], "is negative"),
    (c.PaidBy, {"at_most": None, "strictly": 1}, ["strictly"], "1 is neither true nor false"),
    (c.PaidWith, {"means": "money"}, ["means"], "'money' is not a Means"),
    (c.PaidWith, {"at_most": YEN}, ["at_most"], "is not in EUR (use one currency)"),
    (c.PaidWith, {"of_lines": 1}, ["of_lines"], "1 is neither true nor false"),
    (c.PaidWith, {"at_least": None, "strictly": None}, ["strictly"], "None is neither true nor false"),
    (c.CouponPresented, {"issues": 5}, ["issues"], "5 is not a set"),
    # time
    (c.OnDates, {"period": "2026-09-01"}, ["period"], "'2026-09-01' is not a period (write Period("),
    (c.OnDates, {"period": MORNINGS}, ["period"], "is not a period"),
    (c.Scheduled, {"schedule": SEPTEMBER}, ["schedule"], "is not a schedule (write Schedule.of("),
    # the member
    (c.InAudience, {"audiences": []}, ["audiences"], "is empty, so nobody could be meant"),
    (c.InAudience, {"audiences": "pensioners"}, ["audiences"], "'pensioners' is not a set"),
    (c.Birthday, {"before": -1}, ["before"], "-1 is not a whole number from 0 to 182"),
    (c.Birthday, {"before": True, "after": 183}, ["before", "after"], "183 is not a whole number"),
    (c.Birthday, {"attribute": None}, ["attribute"], "None is of type NoneType"),
    (c.BirthdayMonth, {"attribute": 5}, ["attribute"], "5 is of type int"),
    (c.BirthdayMonth, {"before": 6, "after": -1}, ["before", "after"], "6 is not a whole number from 0 to 5"),
    (c.MemberDayOfYear, {"first": None, "last": None}, ["first"], "is missing, and so is last"),
    (c.MemberDayOfYear, {"first": "02-30"}, ["first"], "'02-30' is not a day of a year (write \"06-30\")"),
    (c.MemberDayOfYear, {"first": "6-1", "last": 601}, ["first", "last"], "'6-1' is not a day of a year"),
    (c.MemberDayOfYear, {"last": "W01-1"}, ["last"], "'W01-1' is not a day of a year"),
    (c.MemberDayOfMonth, {"first": None, "last": None}, ["first"], "is missing, and so is last"),
    (c.MemberDayOfMonth, {"first": 0, "last": 32}, ["first", "last"], "0 is not a whole number from 1 to 31"),
    (c.TimeSince, {"at_least": None, "at_most": None}, ["at_least"], "is missing, and so is at_most"),
    (
        c.TimeSince,
        {"unit": "year"},
        ["unit"],
        "'year' is not a Unit (use one of Unit.YEAR, Unit.MONTH, Unit.DAY)",
    ),
    (c.TimeSince, {"at_least": 6}, ["at_most"], "5 is less than 6"),
    (c.TimeSince, {"at_least": Quantity.of(1)}, ["at_least"], "is not a whole number from -1000000"),
    (
        c.TimeSince,
        {"attribute": "", "unit": Unit, "at_most": 1.5},
        ["attribute", "unit", "at_most"],
        "1.5 is not",
    ),
    (c.MemberDate, {"first": None, "last": None}, ["first"], "is missing, and so is last"),
    (c.MemberDate, {"first": NOON}, ["first"], "is not a date (give a datetime.date, without a time)"),
    (c.MemberDate, {"first": "2020-01-01"}, ["first"], "'2020-01-01' is not a date"),
    (c.MemberDate, {"last": dt.date.min}, ["last"], "0001-01-01 lies outside the years 1900 to 2999"),
    (c.MemberDate, {"first": DAY}, ["last"], "2020-12-31 is less than 2026-09-01 (swap the bounds)"),
    # discounts that are there already
    (c.Discounted, {"offer": ""}, ["offer"], "'' is blank"),
    (c.ExternalDiscount, {"at_least": None, "strictly": 1}, ["strictly"], "1 is neither true nor false"),
    (c.ExternalDiscountSum, {"at_least": None}, ["at_least"], "is missing, and so is at_most"),
    (c.ExternalDiscountSum, {"at_most": LESS, "strictly": 1}, ["strictly", "at_most"], "is negative"),
    (c.ExternalPoints, {"at_least": -1}, ["at_least"], "-1 is not a whole number from 0"),
    (c.ExternalPoints, {"at_least": 11}, ["at_most"], "10 is less than 11"),
    (c.ExternalDiscount, {"at_most": YEN}, ["at_most"], "is not in EUR (use one currency)"),
    (c.ExternalDiscount, {"at_least": LESS}, ["at_least"], "is negative"),
    # coupons and buyers
    (c.CouponPresented, {"at_least": 0}, ["at_least"], "0 is not a whole number from 1 to 1000"),
    (c.CouponMask, {"mask": "", "at_least": 1.0}, ["mask", "at_least"], "1.0 is not a whole number"),
    (c.IdentifiedBy, {"methods": "phone"}, ["methods"], "'phone' is not a set"),
    (c.InState, {"states": {"normal"}}, ["states"], "'normal' is not a MemberState (use MemberState.NORMAL"),
    (c.InState, {"states": []}, ["states"], "is empty, so nothing could ever match"),
    (c.HasContact, {"contacts": [None]}, ["contacts"], "None is of type NoneType, not text"),
    (c.HasCard, {"numbers": [], "types": [1]}, ["numbers", "types"], "1 is not a CardType (use CardType.PHY"),
    (c.HasCard, {"states": "x", "presented": None}, ["presented", "states"], "'x' is not a set"),
    (c.Referred, {"by": ()}, ["by"], "is empty, so nothing could ever match"),
    # counters, points, statuses
    (c.CounterValue, {"at_least": None, "every": None}, ["at_least"], "is missing, and so is at_most"),
    (c.CounterValue, {"every": 0}, ["every"], "0 is not a whole number from 1"),
    (c.CounterValue, {"per": "program"}, ["per"], "'program' is not a CountedPer"),
    (c.CounterChanges, {"per": None}, ["per"], "None is not a CountedPer"),
    (c.CounterValue, {"every": 1.5, "at_least": None}, ["every"], "1.5 is not a whole number"),
    (c.CounterValue, {"counter": "", "at_most": 4}, ["counter", "at_most"], "4 is less than 5"),
    (c.CounterValue, {"at_least": True}, ["at_least"], "True is not a whole number"),
    (c.CounterValue, {"at_least": 1, "every": None, "at_most": "goal"}, ["at_most"], "'goal' is not a whole"),
    (
        c.LineQuantity,
        {"at_least": c.FromAttribute("goal"), "at_most": c.FromAttribute("goal"), "strictly": True},
        ["at_most"],
        "nothing is more and less than the member's goal (say strictly=False)",
    ),
    (c.LineCount, {"at_least": c.FromAttribute("goal")}, ["at_least"], "is not a whole number from 0"),
    (c.CounterChanges, {"at_least": c.FromAttribute("x")}, ["at_least"], "is not a whole number from"),
    (c.ExternalDiscountSum, {"at_least": c.FromAttribute("goal")}, ["at_least"], "is not money"),
    (c.CounterChanges, {"period": SEPTEMBER}, ["window"], "stands beside period (give one of the two)"),
    (c.CounterChanges, {"window": 30}, ["window"], "30 is not a window (write Window(30, WindowUnit.DAY))"),
    (c.CounterChanges, {"window": None, "period": "x"}, ["period"], "'x' is not a period"),
    (c.CounterChanges, {"summed": 1}, ["summed"], "1 is neither true nor false"),
    (c.Balance, {"at_least": None, "at_most": None}, ["at_least"], "is missing, and so is at_most"),
    (c.Balance, {"with_receipt": 1, "at_least": 1}, ["with_receipt"], "1 is neither true nor false"),
    (c.Balance, {"currency": 5, "at_most": "9"}, ["currency", "at_most"], "'9' is not a whole number"),
    (c.InStatus, {"new": "yes"}, ["new"], "'yes' is neither true nor false"),
    (c.InStatus, {"any_of": []}, ["any_of"], "is empty, so nothing could ever match"),
    (c.InStatus, {"system": None, "any_of": "gold"}, ["system", "any_of"], "'gold' is not a set"),
    # chance
    (c.Chance, {"percent": "100.01"}, ["percent"], "100.01 is not between 0 and 100"),
    (c.Chance, {"percent": 0.1, "draw": ""}, ["percent", "draw"], "floats are not exact"),
    (
        c.MonthlyDate,
        {"before": 14, "after": -1},
        ["before", "after"],
        "14 is not a whole number from 0 to 13",
    ),
    (c.MonthlyDate, {"attribute": None}, ["attribute"], "None is of type NoneType"),
    # past purchases
    (c.PurchaseCount, {"of": 5}, ["of"], "5 is not a choice of purchases (write Purchases(window=…))"),
    (c.PurchaseCount, {"every": 0}, ["every"], "0 is not a whole number from 1"),
    (c.PurchaseCount, {"at_least": None, "every": None}, ["at_least"], "is missing, and so is at_most"),
    (c.PurchaseSum, {"spent": "average"}, ["spent"], "'average' is not a Spent (use one of Spent.AMOUNT"),
    (c.PurchaseSum, {"at_least": YEN}, ["of.amount_at_least"], "EUR is not JPY (use one currency)"),
    (
        c.PurchaseSum,
        {"spent": Spent.PAID, "of": c.Purchases(products=[TEA], products_only=True)},
        ["of.products_only"],
        "cannot be said of payments, which no line has",
    ),
    (c.PurchaseQuantity, {"at_least": 6}, ["at_most"], "5 is less than 6"),
    (c.PurchasePoints, {"earned": None, "currency": ""}, ["earned", "currency"], "None is not an Earned"),
    (
        c.PurchasePoints,
        {"of": c.Purchases(products=[TEA], products_only=True)},
        ["of.products_only"],
        "cannot be said of extra points",
    ),
    # conditions of conditions
    (c.AnyOf, {"parts": []}, ["parts"], "is empty (name at least one condition)"),
    (c.AnyOf, {"parts": TEA}, ["parts"], "is not a sequence (give a list of conditions)"),
    (c.AnyOf, {"parts": [TEA, None, c.Products]}, ["parts[1]", "parts[2]"], "Products is a class"),
    (c.AllOf, {"parts": {TEA, CARD}}, ["parts"], "is not a sequence"),
    (c.AllOf, {"parts": ["tea"]}, ["parts[0]"], "'tea' lacks lower() and describe()"),
    (c.Not, {"part": c.Products}, ["part"], "Products is a class (give a value of it: Products(…))"),
    (c.Not, {"part": [TEA]}, ["part"], "lacks lower() and describe()"),
    (c.Not, {"part": b.SetOf([TEA])}, ["part"], "lacks lower() and describe()"),
    # discounts
    (b.PercentOff, {"percent": "100.01"}, ["percent"], "100.01 is not between 0 and 100"),
    (b.PercentOff, {"percent": -1}, ["percent"], "-1 is not between 0 and 100"),
    (b.PercentOff, {"percent": 0.1}, ["percent"], '0.1 is a float, and floats are not exact (write "0.1")'),
    (b.PercentOff, {"percent": "10 %"}, ["percent"], "'10 %' is not a plain number"),
    (b.PercentOff, {"percent": None}, ["percent"], "NoneType is not a number"),
    (b.PercentOff, {"excluding": "discount"}, ["excluding"], "'discount' is not a set"),
    (
        b.PercentOff,
        {"percent": True, "excluding": ["discount"]},
        ["percent", "excluding"],
        "use values of Given",
    ),
    (b.AmountOff, {"amount": 500}, ["amount"], "500 is not money"),
    (
        b.AmountOff,
        {"amount": TOO_MUCH},
        ["amount"],
        "is more than 10000000000000.00 EUR (check the unit it is in)",
    ),
    (
        b.AmountOff,
        {"amount": LESS, "per": "unit"},
        ["amount", "per"],
        "'unit' is not a Per (use one of Per.RECEIPT",
    ),
    (b.FixedPrice, {"price": "9.90"}, ["price"], "'9.90' is not money"),
    (b.FixedPrice, {"price": LESS, "together": 1}, ["price", "together"], "1 is neither true nor false"),
    (b.TaggedPrice, {"attribute": None, "of": "line"}, ["attribute", "of"], "'line' is not a Bearer"),
    (
        b.MinimumPrice,
        {"price": None},
        [""],
        "0 of price, percent and attribute are given (give exactly one of them)",
    ),
    (b.MinimumPrice, {"percent": 10}, [""], "2 of price, percent and attribute are given"),
    (b.MinimumPrice, {"price": None, "percent": 101}, ["percent"], "101 is not between 0 and 100"),
    (
        b.MinimumPrice,
        {"price": 5, "percent": "x", "attribute": ""},
        ["attribute", "price", "percent", ""],
        "3 of",
    ),
    (b.PercentOff, {"at_most": 5}, ["at_most"], "5 is not money"),
    (b.PercentOff, {"at_most": LESS}, ["at_most"], "-0.01 EUR is negative"),
    # units and sets
    (b.NForM, {"take": 2}, ["pay"], "2 for the price of 2 gives nothing (ask for fewer than are taken)"),
    (b.NForM, {"take": 0, "pay": -1}, ["take", "pay"], "0 is not a whole number from 1 to 1000000"),
    (b.NForM, {"order": "dearest", "at_most": 0}, ["order", "at_most"], "'dearest' is not a UnitOrder"),
    (b.NForM, {"same_product": "tea"}, ["same_product"], "'tea' is neither true nor false"),
    (b.EveryNth, {"same_product": 1}, ["same_product"], "1 is neither true nor false (write True or False)"),
    (b.EveryNth, {"n": 0, "percent": 101}, ["n", "percent"], "101 is not between 0 and 100"),
    (b.EveryNth, {"n": True, "at_most": 10**7}, ["n", "at_most"], "True is not a whole number from 1"),
    (b.SomeUnitsOff, {"units": 1.5, "order": None}, ["units", "order"], "1.5 is not a whole number"),
    (b.SomeUnitsOff, {"percent": None}, ["percent"], "NoneType is not a number"),
    (b.BundlePrice, {"parts": []}, ["parts"], "is empty, so a set would hold nothing (name what a set is"),
    (b.BundlePrice, {"parts": b.SetOf()}, ["parts"], "is not a sequence (give a list or a tuple)"),
    (b.BundlePrice, {"parts": [TEA], "price": LESS}, ["parts[0]", "price"], "is not a part of a set"),
    (b.BundlePrice, {"price": "12", "at_most": "2"}, ["price", "at_most"], "'12' is not money"),
    (b.BuyGet, {"buy": TEA}, ["buy"], "is not a part of a set (give SetOf([Products({…})], 2))"),
    (b.BuyGet, {"units": 2}, ["units"], "is said beside get (say get=SetOf(…, units) alone)"),
    (b.BuyGet, {"get": [b.SetOf()], "percent": "x"}, ["get", "percent"], "is not a part of a set"),
    (
        b.BuyGet,
        {"buy": b.SetOf(amount=PRICE), "get": None},
        ["buy.amount"],
        "is so much money, to which no units can be added (say what is got as get=SetOf(…))",
    ),
    (b.BuyGet, {"get": None, "units": 0}, ["units"], "0 is not a whole number from 1 to 1000000"),
    (b.InSets, {"parts": []}, ["parts"], "is empty, so a set would hold nothing"),
    (
        b.InSets,
        {"benefits": [], "rules": []},
        ["benefits"],
        "is empty, so nothing would be given (give a benefit)",
    ),
    (b.InSets, {"benefits": b.PercentOff(5)}, ["benefits"], "is not a sequence"),
    (b.InSets, {"pick": 0}, ["pick"], "0 is not a whole number from 1 to 1000000"),
    (b.InSets, {"of": 2}, ["of"], "2 is not a whole number from 0 to 1"),
    (b.InSets, {"of": -1, "pick_order": 1}, ["of", "pick_order"], "1 is not a UnitOrder"),
    (
        b.InSets,
        {"benefits": [b.PercentOff(5), b.ReceiptMessage("Bye"), CARD]},
        ["benefits[1]", "benefits[2]"],
        "ReceiptMessage is not for units of a line (use a discount or points; messages, coupons and the like",
    ),
    (
        b.InSets,
        {"benefits": [b.PersonalBenefit("fans")]},
        ["benefits[0]"],
        "PersonalBenefit is not for units",
    ),
    (b.InSets, {"benefits": [b.NForM(3, 2)]}, ["benefits[0]"], "NForM is not for units of a line"),
    (b.InSets, {"benefits": [b.MinimumPrice(percent=5)]}, ["benefits[0]"], "MinimumPrice is not for units"),
    # points
    (b.PointsPercent, {"at_most": -1}, ["at_most"], "-1 is not a number of points"),
    (b.PointsPercent, {"percent": Quantity.of(1)}, ["percent"], "Quantity is not a number"),
    (b.PointsPercent, {"currency": None, "excluding": 5}, ["currency", "excluding"], "5 is not a set"),
    (
        b.PointsAmount,
        {"points": -1},
        ["points"],
        "-1 is not a number of points (use a whole number of the smallest",
    ),
    (b.PointsAmount, {"points": Percent(5)}, ["points"], "is not a number of points"),
    (
        b.PointsAmount,
        {"points": LONG, "per": Per, "currency": ""},
        ["points", "per", "currency"],
        "<int> is not",
    ),
    (b.PointsPerSum, {"every": Money.zero("EUR")}, ["every"], "every 0.00 EUR would never end"),
    (b.PointsPerSum, {"points": 1.5, "every": None}, ["points", "every"], "1.5 is not a number of points"),
    (b.GraduatedPercent, {"bands": [b.PercentBand(5)]}, ["bands"], "1 bands are given (give from 2 to 100"),
    (b.GraduatedPercent, {"bands": 5, "excluding": 5}, ["bands", "excluding"], "5 is not a sequence"),
    (
        b.GraduatedPoints,
        {"bands": (b.PercentBand(5, PRICE), b.PercentBand(5, PRICE), b.PercentBand(5)), "currency": ""},
        ["bands[1].above", "bands[2].above", "currency"],
        "9.90 EUR is not above 9.90 EUR (let each band",
    ),
    (
        b.GraduatedPoints,
        {"bands": (b.PercentBand(5, PRICE), b.PercentBand(5, YEN))},
        ["bands[1].above"],
        "100 JPY is not in EUR (use one currency)",
    ),
    (b.UnitByUnit, {"values": ()}, ["values"], "0 values are given (give from 1 to 100)"),
    (b.UnitByUnit, {"values": [5], "order": None}, ["values[0]", "order"], "5 is not a discount"),
    (b.UnitByUnit, {"values": (PRICE, PRICE, PRICE)}, ["at_most"], "3 values are given, and 2 at most count"),
    (b.UnitByUnit, {"at_most": 0}, ["at_most"], "0 is not a whole number from 1"),
    (b.UnitByUnit, {"values": (PRICE, Percent(5))}, ["values[1]"], "5 % stands beside 9.90 EUR (give money"),
    (b.UnitByUnit, {"values": (LESS, YEN)}, ["values[0]", "values[1]"], "100 JPY is not in EUR"),
    (
        b.MultiplyPoints,
        {"factor": 1, "currency": ""},
        ["factor", "currency"],
        "1 is out of bounds (give more",
    ),
    (
        b.InitialPrice,
        {"attribute": None},
        [""],
        "0 of price and attribute are given (give exactly one of them)",
    ),
    (b.InitialPrice, {"price": LESS, "attribute": "tag"}, ["price", ""], "2 of price and attribute"),
    (b.InitialPrice, {"price": PRICE, "attribute": None}, ["of"], "says whose attribute it is, and there is"),
    (
        b.InitialPrice,
        {"price": None, "attribute": "", "of": "tea"},
        ["attribute", "of"],
        "'tea' is not a Bearer",
    ),
    (b.AddGift, {"product": "", "units": 0}, ["product", "units"], "0 is not a whole number"),
    (b.AddGift, {"units": 10**4 + 1, "worth": LESS}, ["units", "worth"], "10001 is not a whole"),
    (b.AdoptExternalPoints, {"currency": "", "lifetime": 365}, ["currency", "lifetime"], "365"),
    (b.MultiplyPoints, {"factor": "1.005"}, ["factor"], "1.005"),
    (b.MultiplyPoints, {"factor": 1.5, "at_most": -1}, ["factor", "at_most"], "-1 is not a number of points"),
    (b.RoundTotal, {"to": Money(1, "EUR")}, ["to"], "every total is a multiple of 0.01 EUR"),
    (b.RoundTotal, {"to": LESS, "on": "tea"}, ["to", "on"], "'tea' is not a RoundOn"),
    (
        b.InSets,
        {
            "rules": [
                Rule(
                    conditions=[c.Not(c.AllOf([c.Products({"tea"}), c.AtPlaces({"s"})]))], benefits=[TEN_OFF]
                ),
                Rule(
                    benefits=[
                        b.ReceiptMessage("Bye"),
                        b.NForM(3, 2),
                        b.Then([Rule(benefits=[TEN_OFF])]),
                        b.InSets(parts=[b.SetOf()], benefits=[TEN_OFF]),
                        b.MinimumPrice(price=PRICE),
                    ]
                ),
            ]
        },
        ["rules[0].conditions[0]", *(f"rules[1].benefits[{n}]" for n in range(5))],
        "NForM is not given for each set (use discounts, points, coupons, gifts and steps of counters",
    ),
    (b.InSets, {"rules": [TEN_OFF]}, ["rules[0]"], "give Rule(conditions=[…], benefits=[…])"),
    (b.Repeat, {"benefits": []}, ["benefits"], "is empty, so nothing would be given"),
    (
        b.Repeat,
        {"benefits": [TEN_OFF, b.ReceiptMessage("Bye"), b.MinimumPrice(price=PRICE)]},
        ["benefits[1]", "benefits[2]"],
        "ReceiptMessage is not repeated (repeat discounts, points, coupons, gifts and steps of counters",
    ),
    (
        b.Repeat,
        {
            "benefits": [
                b.ChangeCounter("n", None),
                b.ChangeCounter("n", 1, operation=CounterOperation.ESTABLISH),
                b.PersonalBenefit("fans"),
                b.Repeat([TEN_OFF], 2),
                b.Then([Rule(benefits=[TEN_OFF])]),
            ],
        },
        [f"benefits[{n}]" for n in range(5)],
        "ChangeCounter is not repeated",
    ),
    (
        b.Repeat,
        {"every": None, "at_most": None},
        ["times"],
        "is missing (say how many times, or for every how much)",
    ),
    (b.Repeat, {"times": 2}, ["times"], "is said beside every"),
    (
        b.Repeat,
        {"times": 1001, "every": None, "at_most": None},
        ["times"],
        "1001 is not a whole number from 1 to 1000",
    ),
    (b.Repeat, {"times": 0, "every": None}, ["at_most", "times"], "is for every so much (leave it out)"),
    (b.Repeat, {"at_most": 0}, ["at_most"], "0 is not a whole number from 1 to 1000"),
    (b.Repeat, {"every": 2}, ["every"], "2 is not a sum of money (give Money"),
    (b.Repeat, {"every": LESS, "by": "tea"}, ["every", "by"], "'tea' is not a TierBy"),
    (b.Repeat, {"every": Money(0, "EUR")}, ["every"], "is nothing (give more than 0)"),
    (
        b.Repeat,
        {"every": "1.5", "by": b.TierBy.PRODUCTS},
        ["every"],
        "1.5 is not a num",
    ),
    (b.Then, {"rules": ()}, ["rules"], "is empty, so nothing would be decided (give a rule)"),
    (b.Then, {"rules": [TEN_OFF]}, ["rules[0]"], "give Rule(conditions=[…], benefits=[…])"),
    (
        b.Then,
        {"rules": [Rule(benefits=[TEN_OFF]), nested(4)]},
        ["rules[1]"],
        "holds too many levels of rules (nest at most 4 levels)",
    ),
    (b.Tiered, {"steps": ()}, ["steps"], "0 steps are given"),
    (b.Tiered, {"steps": [TEN_OFF], "by": "weight"}, ["steps[0]", "by"], "give Step(at_least, [benefits])"),
    (
        b.Tiered,
        {"steps": (b.Step(2, [TEN_OFF]),)},
        ["steps[0].at_least"],
        "2 is not a sum of money (give Money, or say by=TierBy.QUANTITY)",
    ),
    (
        b.Tiered,
        {"steps": (b.Step(PRICE, [TEN_OFF]), b.Step("2.5", [TEN_OFF])), "by": b.TierBy.PRODUCTS},
        ["steps[0].at_least", "steps[1].at_least"],
        "2.5 is not a number of products",
    ),
    (
        b.Tiered,
        {
            "steps": (b.Step(2, [TEN_OFF]), b.Step(2, [TEN_OFF]), b.Step(1, [TEN_OFF])),
            "by": b.TierBy.QUANTITY,
        },
        ["steps[1].at_least", "steps[2].at_least"],
        "1 is not more than 2 (let each step ask for more",
    ),
    (
        b.Tiered,
        {"steps": (b.Step(PRICE, [TEN_OFF]), b.Step(Money.of("20", "RUB"), [TEN_OFF]))},
        ["steps[1].at_least"],
        "20.00 RUB is not in EUR (use one currency)",
    ),
    (
        b.Tiered,
        {"steps": (b.Step(PRICE, [TEN_OFF, b.AmountOff(Money.of("2", "RUB"))]),)},
        ["steps[0].benefits[1]"],
        "speaks of RUB beside EUR",
    ),
    (
        b.Tiered,
        {
            "steps": (b.Step(1, [b.AmountOff(PRICE)]), b.Step(2, [b.AmountOff(Money.of("2", "RUB"))])),
            "by": b.TierBy.QUANTITY,
        },
        ["steps[1].benefits[0]"],
        "speaks of RUB beside EUR",
    ),
    # the rest
    (b.PersonalBenefit, {"attribute": 5}, ["attribute"], "5 is of type int"),
    (b.FillFavoriteSlots, {"rule": ""}, ["rule"], "'' is blank"),
    (
        b.ReceiptMessage,
        {"text": "{offer.discont}"},
        ["text"],
        "unknown placeholder {offer.discont} (did you mean {",
    ),
    (b.ReceiptMessage, {"text": "{ } }"}, ["text", "text"], "a lone '}' at 4"),
    (b.CashierMessage, {"text": None}, ["text"], "None is of type NoneType, not text"),
    (
        b.IssueCoupon,
        {"issue": None, "count": 0},
        ["issue", "count"],
        "0 is not a whole number from 1 to 1000",
    ),
    (b.ChangeCounter, {"by": "total"}, ["by"], "'total' is no step of a counter (give a whole number, a Rec"),
    (b.ChangeCounter, {"by": True}, ["by"], "True is not a whole number from 0"),
    (b.ChangeCounter, {"per": 1}, ["per"], "1 is not a CountedPer"),
    (
        b.AdditionalPoints,
        {"points": 0, "currency": ""},
        ["points", "currency"],
        "0 is not a number of points",
    ),
    (b.AdditionalPoints, {"lifetime": 5}, ["lifetime"], "5 is not a lifetime (write Lifetime("),
    (b.GraduatedPoints, {"lifetime": 12}, ["lifetime"], "12 is not a lifetime"),
    (b.PointsPercent, {"lifetime": None}, ["lifetime"], "None is not a lifetime"),
    (b.PointsAmount, {"lifetime": "1 year"}, ["lifetime"], "'1 year' is not a lifetime"),
    (b.PointsPerSum, {"lifetime": Lifetime}, ["lifetime"], "is not a lifetime"),
    (b.WithdrawPoints, {"points": -1}, ["points"], "-1 is not a number of points to move (use a whole"),
    (
        b.PayWithPoints,
        {"percent": 101, "currency": "", "worth": 0, "at_most": 5},
        ["currency", "worth", "percent", "at_most"],
        "is 0, so nothing could be paid (say what a point pays)",
    ),
    (b.PayWithPoints, {"worth": "0.0001"}, ["worth"], "decimal"),
    (b.PayWithPoints, {"at_most": Money(-1, "EUR")}, ["at_most"], "-0.01 EUR is negative"),
    (
        b.AmountPerSum,
        {"amount": 5, "every": Money(0, "EUR"), "excluding": 5},
        ["amount", "every", "excluding"],
        "every 0.00 EUR would never end",
    ),
    (b.AmountPerSum, {"every": YEN}, ["every"], "100 JPY is not in EUR"),
    (b.AmountPerSum, {"every": None}, ["every"], "None is not money"),
    (
        b.AmountPerWeight,
        {"amount": LESS, "every": "a lot", "excluding": 5},
        ["amount", "every", "excluding"],
        "a lot",
    ),
    (
        b.PointsPerWeight,
        {"points": -1, "every": 0.5, "currency": "", "lifetime": 5},
        ["points", "every", "currency", "lifetime"],
        "floats are not exact",
    ),
    (b.TaggedAmount, {"attribute": "", "of": "line"}, ["attribute", "of"], "'line' is not a Bearer"),
    (
        b.TaggedPoints,
        {"attribute": "", "of": "line", "currency": 5, "lifetime": None},
        ["attribute", "of", "currency", "lifetime"],
        "'line' is not a Bearer",
    ),
    (
        b.PointsToPrice,
        {"price": LESS, "together": 1, "currency": "", "lifetime": 5},
        ["price", "together", "currency", "lifetime"],
        "-0.01 EUR is negative",
    ),
    (
        b.PointsToTaggedPrice,
        {"attribute": None, "of": None, "currency": "", "lifetime": 5},
        ["attribute", "of", "currency", "lifetime"],
        "None is not a Bearer",
    ),
    (b.MultiplyPoints, {"lifetime": "a week"}, ["lifetime"], "'a week' is not a lifetime"),
    (
        b.RoundPayment,
        {"to": Money(1, "EUR"), "on": "payable", "currency": ""},
        ["to", "on", "currency"],
        "every total is a multiple of 0.01 EUR, or none is",
    ),
    (b.RoundPayment, {"to": LESS}, ["to"], "-0.01 EUR is negative"),
    (
        b.PayWithCertificate,
        {"percent": "x", "issues": ["", "ok"], "at_most": LESS},
        ["issues", "percent", "at_most"],
        "-0.01 EUR is negative",
    ),
    (b.PayWithCertificate, {"issues": "xmas"}, ["issues"], "'xmas' is not a set (give a set or a list"),
    (b.PayWithPoints, {"payable": PRICE}, ["payable", ""], "is not how much may be paid (write Payable("),
    (
        b.PayWithPoints,
        {"payable": b.Payable(PRICE)},
        [""],
        "2 of percent and payable are given (give one of them at most)",
    ),
    (
        b.PayWithPoints,
        {"percent": None, "payable": b.Payable(above=YEN)},
        ["at_most"],
        "9.90 EUR is not in JPY (use one currency)",
    ),
    (b.PayWithCertificate, {"payable": b.Payable(PRICE)}, [""], "2 of percent and payable are given"),
    (b.SetAttribute, {"name": "", "value": 1.5}, ["name", "value"], "floats are not exact"),
    (b.SetAttribute, {"value": None}, ["value"], "None is no value"),
    (b.SetAttribute, {"value": ["a"]}, ["value"], "has parts (give one value: text,"),
    (b.SetStatus, {"system": 5, "status": ""}, ["system", "status"], "5 is of type int"),
    (b.CalculateStatus, {"system": None}, ["system"], "None is of type NoneType"),
    (b.ChangeSlots, {"rule": "", "count": 0}, ["rule", "count"], "0 is not a whole number from 1 to 1000"),
    (
        b.ChangeSlots,
        {"change": None, "count": 2},
        ["change"],
        "is missing beside a count (say SlotChange.MORE",
    ),
    (
        b.ChangeSlots,
        {"change": None, "count": 0, "clear": False},
        ["change"],
        "is missing, so nothing would change (or say clear=True)",
    ),
    (
        b.ChangeSlots,
        {"change": "more", "clear": 1},
        ["clear", "change"],
        "'more' is not a SlotChange (use one of SlotChange.MORE",
    ),
    (
        b.SendMessage,
        {"channel": "sms", "text": "{offer}", "image": "tea.png"},
        ["channel", "text", "image"],
        "'tea.png' is no address (write \"https://…\"",
    ),
    (b.SendMessage, {"button": ""}, ["button"], "is empty (say what is written on it"),
    (
        b.SendMessage,
        {"channel": MessageChannel.SMS},
        ["", "subject", "short_text", "url"],
        "has text and image, which sms does not show (sms takes text)",
    ),
    (
        b.SendMessage,
        {"channel": MessageChannel.VIBER, "subject": None, "short_text": None, "button": "B" * 31},
        ["button"],
        "has 31 characters (use at most 30)",
    ),
    (
        b.SendMessage,
        {
            "channel": MessageChannel.VIBER,
            "subject": None,
            "short_text": None,
            "image": None,
            "button": "Buy",
            "url": None,
        },
        ["url"],
        "is missing, and viber needs it",
    ),
    (
        b.SendMessage,
        {"channel": MessageChannel.EMAIL, "subject": None, "url": None},
        ["subject"],
        "is missing, and email needs it (give one)",
    ),
    (b.SendMessage, {"text": None, "image": None}, [""], "has nothing, which push does not show (push takes"),
    (b.TriggeredMailing, {"mailing": "", "on": "yes"}, ["mailing", "on"], "'yes' is neither true nor false"),
    (b.ChangeCounter, {"counter": "", "by": -1}, ["counter", "by"], "-1 is not a whole number from 0"),
    (
        b.ChangeCounter,
        {"operation": "increase"},
        ["operation"],
        "is not a CounterOperation (use one of Count",
    ),
]


def _named(n: int, kind: Any, wrong: dict[str, Any]) -> str:
    return f"{n}: {kind.kind}, {' and '.join(wrong)}"


@pytest.mark.parametrize(
    ("kind", "wrong", "paths", "text"),
    [pytest.param(*row, id=_named(n, row[0], row[1])) for n, row in enumerate(ROWS)],
)
def test_what_cannot_be_meant(kind: Any, wrong: dict[str, Any], paths: list[str], text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        kind(**{**EVERY[kind], **wrong})
    assert [problem.path for problem in caught.value.problems] == paths
    assert text in str(caught.value)
    assert caught.value.subject == kind.kind
    assert all(problem.hint for problem in caught.value.problems), "every message says what to do"


def test_the_table_has_a_row_for_every_kind() -> None:
    with_arguments = {kind for kind in (*c.CONDITIONS, *b.BENEFITS) if EVERY[kind]}
    assert {row[0] for row in ROWS} == with_arguments
    assert len(ROWS) >= 60


@pytest.mark.parametrize(
    ("wrong", "paths", "text"),
    [
        pytest.param({"units": 0}, ["units"], "0 is not a whole number from 1 to 1000000", id="no unit"),
        pytest.param({"products": TEA}, ["products"], "is not a sequence", id="a condition by itself"),
        pytest.param({"products": [CARD]}, ["products[0]"], "does not select products", id="who pays how"),
        pytest.param({"products": ["tea"]}, ["products[0]"], "'tea' lacks lower()", id="a code"),
        pytest.param(
            {"products": [TEA, c.AnyOf([TEA, TEA])], "units": 10**7},
            ["products[1]", "units"],
            "say it once for each",
            id="alternatives, and too many",
        ),
        pytest.param({"units": 2, "amount": PRICE}, ["units"], "is said beside amount", id="both"),
        pytest.param({"amount": 30}, ["amount"], "30 is not money", id="a number"),
        pytest.param({"amount": LESS}, ["amount"], "-0.01 EUR is negative", id="less than nothing"),
        pytest.param({"amount": Money(0, "EUR")}, ["amount"], "would never be complete", id="nothing"),
        pytest.param({"same_product": TEA}, ["same_product"], "is neither true nor false", id="a product"),
    ],
)
def test_what_cannot_be_a_part_of_a_set(wrong: dict[str, Any], paths: list[str], text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        b.SetOf(**wrong)
    assert [problem.path for problem in caught.value.problems] == paths
    assert text in str(caught.value)
    assert caught.value.subject == "part of a set"


def test_a_condition_for_all_is_taken_without_its_name() -> None:
    assert ReceiptContains([TEA]) == ReceiptContains(products=(TEA,))


@pytest.mark.parametrize(("attribute", "words"), [(" ", "' ' is blank"), (None, "None is of type NoneType")])
def test_a_bound_of_the_member_names_an_attribute(attribute: Any, words: str) -> None:
    with pytest.raises(InvalidInput, match="from_attribute") as caught:
        c.FromAttribute(attribute)

    (problem,) = caught.value.problems
    assert problem.path == "attribute"
    assert words in problem.message
