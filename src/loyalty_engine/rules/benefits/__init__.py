"""Kinds of benefit, a module per family; `BENEFITS` is the one list of them."""

from __future__ import annotations

from loyalty_engine.rules.benefits.discounts import (
    AmountOff,
    FixedPrice,
    MinimumPrice,
    PercentOff,
    TaggedPrice,
)
from loyalty_engine.rules.benefits.effects import CashierMessage, ChangeCounter, IssueCoupon, ReceiptMessage
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots, PersonalBenefit
from loyalty_engine.rules.benefits.points import PointsAmount, PointsPercent, PointsPerSum
from loyalty_engine.rules.benefits.sets import (
    BundlePrice,
    BuyGet,
    EveryNth,
    InSets,
    NForM,
    SetOf,
    SomeUnitsOff,
)
from loyalty_engine.rules.language import Benefit

BENEFITS: tuple[type[Benefit], ...] = (
    PercentOff,
    AmountOff,
    FixedPrice,
    TaggedPrice,
    MinimumPrice,
    NForM,
    EveryNth,
    SomeUnitsOff,
    BundlePrice,
    BuyGet,
    InSets,
    PointsPercent,
    PointsAmount,
    PointsPerSum,
    PersonalBenefit,
    FillFavoriteSlots,
    ReceiptMessage,
    CashierMessage,
    IssueCoupon,
    ChangeCounter,
)

__all__ = [
    "AmountOff",
    "BENEFITS",
    "BundlePrice",
    "BuyGet",
    "CashierMessage",
    "ChangeCounter",
    "EveryNth",
    "FillFavoriteSlots",
    "FixedPrice",
    "InSets",
    "IssueCoupon",
    "MinimumPrice",
    "NForM",
    "PercentOff",
    "PersonalBenefit",
    "PointsAmount",
    "PointsPerSum",
    "PointsPercent",
    "ReceiptMessage",
    "SetOf",
    "SomeUnitsOff",
    "TaggedPrice",
]
