"""Kinds of condition, a module per family; `CONDITIONS` is the one list of them."""

from __future__ import annotations

from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.buyer import HasCard, HasContact, IdentifiedBy, InState, Referred
from loyalty_engine.rules.conditions.chance import Chance
from loyalty_engine.rules.conditions.coupons import CouponMask
from loyalty_engine.rules.conditions.discounts import Discounted, ExternalDiscount
from loyalty_engine.rules.conditions.history import (
    PurchaseCount,
    PurchasePoints,
    PurchaseQuantity,
    Purchases,
    PurchaseSum,
)
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.member import Birthday, BirthdayMonth, InAudience, MemberDate, TimeSince
from loyalty_engine.rules.conditions.products import (
    Categories,
    ChosenCategories,
    FavoriteProducts,
    Groups,
    PersonalEntries,
    Products,
)
from loyalty_engine.rules.conditions.receipt import (
    AtBrands,
    AtPlaces,
    CouponPresented,
    DistinctProducts,
    LineAmount,
    LineQuantity,
    PaidBy,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.conditions.standing import Balance, CounterChanges, CounterValue, InStatus
from loyalty_engine.rules.conditions.time import OnDates, Scheduled
from loyalty_engine.rules.language import Condition

CONDITIONS: tuple[type[Condition], ...] = (
    Products,
    Categories,
    Groups,
    FavoriteProducts,
    ChosenCategories,
    PersonalEntries,
    Discounted,
    ExternalDiscount,
    HasAttribute,
    LineQuantity,
    LineAmount,
    DistinctProducts,
    ReceiptAmount,
    ReceiptContains,
    AtPlaces,
    AtBrands,
    PaidBy,
    CouponPresented,
    CouponMask,
    IdentifiedBy,
    Chance,
    OnDates,
    Scheduled,
    InAudience,
    Birthday,
    BirthdayMonth,
    TimeSince,
    MemberDate,
    CounterValue,
    CounterChanges,
    Balance,
    InStatus,
    InState,
    HasContact,
    HasCard,
    Referred,
    PurchaseCount,
    PurchaseSum,
    PurchaseQuantity,
    PurchasePoints,
    AnyOf,
    AllOf,
    Not,
)

__all__ = [
    "AllOf",
    "AnyOf",
    "AtBrands",
    "AtPlaces",
    "Balance",
    "Birthday",
    "BirthdayMonth",
    "CONDITIONS",
    "Categories",
    "Chance",
    "ChosenCategories",
    "CounterChanges",
    "CounterValue",
    "CouponMask",
    "CouponPresented",
    "Discounted",
    "DistinctProducts",
    "ExternalDiscount",
    "FavoriteProducts",
    "Groups",
    "HasAttribute",
    "HasCard",
    "HasContact",
    "IdentifiedBy",
    "InAudience",
    "InState",
    "InStatus",
    "LineAmount",
    "LineQuantity",
    "MemberDate",
    "Not",
    "OnDates",
    "PaidBy",
    "PersonalEntries",
    "Products",
    "ReceiptAmount",
    "ReceiptContains",
    "PurchaseCount",
    "PurchasePoints",
    "PurchaseQuantity",
    "PurchaseSum",
    "Purchases",
    "Referred",
    "Scheduled",
    "TimeSince",
]
