"""Kinds of benefit, a module per family; `BENEFITS` is the one list of them."""

from __future__ import annotations

from loyalty_engine.rules.benefits.adopted import AdoptExternalDiscount, AdoptExternalPoints
from loyalty_engine.rules.benefits.closing import MultiplyPoints, RoundTotal
from loyalty_engine.rules.benefits.discounts import (
    AmountOff,
    FixedPrice,
    InitialPrice,
    MinimumPrice,
    PercentOff,
    TaggedPrice,
)
from loyalty_engine.rules.benefits.effects import (
    CashierMessage,
    ChangeCounter,
    IssueCoupon,
    ReceiptMessage,
    RedeemCoupons,
)
from loyalty_engine.rules.benefits.goods import AddGift
from loyalty_engine.rules.benefits.graduated import (
    GraduatedPercent,
    GraduatedPoints,
    PercentBand,
    UnitByUnit,
)
from loyalty_engine.rules.benefits.measured import AmountPerSum, AmountPerWeight, PointsPerWeight
from loyalty_engine.rules.benefits.messages import SendMessage, TriggeredMailing
from loyalty_engine.rules.benefits.nested import Then
from loyalty_engine.rules.benefits.payable import Payable
from loyalty_engine.rules.benefits.paying import PayWithCertificate, PayWithPoints, RoundPayment
from loyalty_engine.rules.benefits.personal import FillFavoriteSlots, PersonalBenefit
from loyalty_engine.rules.benefits.points import (
    AdditionalPoints,
    PointsAmount,
    PointsPercent,
    PointsPerSum,
    WithdrawPoints,
)
from loyalty_engine.rules.benefits.profile import CalculateStatus, ChangeSlots, SetAttribute, SetStatus
from loyalty_engine.rules.benefits.repeating import Repeat
from loyalty_engine.rules.benefits.sets import (
    BundlePrice,
    BuyGet,
    EveryNth,
    InSets,
    NForM,
    SetOf,
    SomeUnitsOff,
)
from loyalty_engine.rules.benefits.tagged import (
    PointsToPrice,
    PointsToTaggedPrice,
    TaggedAmount,
    TaggedPoints,
)
from loyalty_engine.rules.benefits.tiers import Step, TierBy, Tiered
from loyalty_engine.rules.language import Benefit

BENEFITS: tuple[type[Benefit], ...] = (
    PercentOff,
    AmountOff,
    FixedPrice,
    TaggedPrice,
    MinimumPrice,
    InitialPrice,
    NForM,
    EveryNth,
    SomeUnitsOff,
    BundlePrice,
    BuyGet,
    InSets,
    GraduatedPercent,
    UnitByUnit,
    RoundTotal,
    AddGift,
    AdoptExternalDiscount,
    AdoptExternalPoints,
    PointsPercent,
    PointsAmount,
    PointsPerSum,
    GraduatedPoints,
    MultiplyPoints,
    AdditionalPoints,
    WithdrawPoints,
    AmountPerSum,
    AmountPerWeight,
    PointsPerWeight,
    TaggedAmount,
    TaggedPoints,
    PointsToPrice,
    PointsToTaggedPrice,
    PayWithPoints,
    PayWithCertificate,
    RoundPayment,
    Tiered,
    PersonalBenefit,
    FillFavoriteSlots,
    ReceiptMessage,
    CashierMessage,
    IssueCoupon,
    RedeemCoupons,
    ChangeCounter,
    SetAttribute,
    SetStatus,
    CalculateStatus,
    ChangeSlots,
    SendMessage,
    TriggeredMailing,
    Repeat,
    Then,
)

__all__ = [
    "AddGift",
    "AdditionalPoints",
    "AdoptExternalDiscount",
    "AdoptExternalPoints",
    "AmountOff",
    "AmountPerSum",
    "AmountPerWeight",
    "BENEFITS",
    "BundlePrice",
    "BuyGet",
    "CalculateStatus",
    "CashierMessage",
    "ChangeCounter",
    "ChangeSlots",
    "EveryNth",
    "FillFavoriteSlots",
    "FixedPrice",
    "GraduatedPercent",
    "GraduatedPoints",
    "InSets",
    "InitialPrice",
    "IssueCoupon",
    "MinimumPrice",
    "MultiplyPoints",
    "NForM",
    "PayWithCertificate",
    "PayWithPoints",
    "Payable",
    "PercentBand",
    "PercentOff",
    "PersonalBenefit",
    "PointsAmount",
    "PointsPerSum",
    "PointsPerWeight",
    "PointsPercent",
    "PointsToPrice",
    "PointsToTaggedPrice",
    "ReceiptMessage",
    "RedeemCoupons",
    "Repeat",
    "RoundPayment",
    "RoundTotal",
    "SendMessage",
    "SetAttribute",
    "SetOf",
    "SetStatus",
    "SomeUnitsOff",
    "Step",
    "TaggedAmount",
    "TaggedPoints",
    "TaggedPrice",
    "Then",
    "TierBy",
    "Tiered",
    "TriggeredMailing",
    "UnitByUnit",
    "WithdrawPoints",
]
