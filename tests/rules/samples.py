"""One good value of every class that a host builds, as the arguments that make it.

Other tests spoil these one argument at a time.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from loyalty_engine.model.amounts import (
    Band,
    Bearer,
    Fixed,
    Graduated,
    PerLine,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    Share,
    TagAmount,
    TagPrice,
)
from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.context import Context
from loyalty_engine.model.counters import CountedPer, Counter, CounterChange
from loyalty_engine.model.event import Event
from loyalty_engine.model.identifiers import Barcode, ExternalCode, InternalCode
from loyalty_engine.model.intents import CounterOperation, SlotChange
from loyalty_engine.model.keys import product_key
from loyalty_engine.model.lifetime import Beginning, Delay, Lifetime
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.money import Money, Percent, Quantity, Rounding
from loyalty_engine.model.period import Period, Unit
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    PersonalItem,
    PersonalizedOffer,
    ReceiptThresholds,
    Tier,
)
from loyalty_engine.model.points import Factor, PointsCurrency, Worth
from loyalty_engine.model.profile import Card, CardState, CardType, MemberState
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.receipt import (
    Line,
    Measure,
    Payment,
    Place,
    PointsAsked,
    PresentedCertificate,
    PresentedCoupon,
    Receipt,
)
from loyalty_engine.model.schedule import Schedule
from loyalty_engine.model.selection import Monthly
from loyalty_engine.model.slots import (
    Chooser,
    FavoriteProductsRule,
    PredefinedList,
    PurchaseHistory,
    Slot,
    SlotKind,
    SlotSet,
)
from loyalty_engine.model.statuses import PointsBalance
from loyalty_engine.model.targets import CategoryTarget, GroupTarget, ProductTarget
from loyalty_engine.model.text import Template
from loyalty_engine.model.window import Opening, Window, WindowUnit
from loyalty_engine.rules import benefits as b
from loyalty_engine.rules import conditions as c
from loyalty_engine.rules import figures as f
from loyalty_engine.rules import instructions as i
from loyalty_engine.rules import predicates as p
from loyalty_engine.rules import times as t
from loyalty_engine.rules import units as u
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions.history import Earned, Purchases, Spent
from loyalty_engine.rules.limits import Budget, Limit, UnitLimit
from loyalty_engine.rules.offer import Audiences, Everyone, Members, Offer, Rule, State, Trigger
from loyalty_engine.rules.stacking import Level, LoymaxOrder, Policies

NOON = dt.datetime(2026, 9, 15, 12, tzinfo=dt.timezone(dt.timedelta(hours=3)))
PRICE = Money.of("9.90", "EUR")
TEN = Percent(10)
SEPTEMBER = Period("2026-09-01", "2026-09-30")
MORNINGS = Schedule.of(weekdays=("mon", "fri"), between=("09:00", "12:00"))
TENTH = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(TEN))
YEAR = Lifetime(expires_after=Delay(months=12))
TEA = c.Products({"tea"})
CARD = c.PaidBy({"card"})
TEA_LINES = TEA.lower()
FROM_ONE_EURO = p.Compare(figure=p.ReceiptSum(), range=p.Range(low=100), currency="EUR")

Arguments = dict[str, Any]

MODEL: dict[type, Arguments] = {
    Share: {"percent": TEN},
    Fixed: {"value": 5},
    PerLine: {"value": 5},
    PerUnit: {"value": 5},
    PerProduct: {"value": 5},
    PricePerUnit: {"value": 5},
    PriceForAll: {"value": 5},
    PerSum: {"every": 100, "value": 5},
    PerWeight: {"every": Quantity.of(1), "value": 5},
    TagPrice: {"attribute": "tag", "of": Bearer.LINE},
    TagAmount: {"attribute": "stars", "of": Bearer.LINE},
    Band: {"above": 100, "percent": TEN},
    Graduated: {"bands": (Band(0, TEN), Band(100, TEN))},
    ProductTarget: {"code": ExternalCode("tea")},
    CategoryTarget: {"code": InternalCode("7")},
    GroupTarget: {"id": "school"},
    EntryBenefit: {"kind": BenefitKind.POINTS, "amount": Fixed(5), "points": "star", "issue": None},
    Tier: {"threshold": PRICE, "benefit": TENTH},
    FavoriteCategory: {
        "id": "k",
        "name": "Tea",
        "group": "teas",
        "benefit": TENTH,
        "period": SEPTEMBER,
        "accepted": True,
    },
    FavoriteCategories: {
        "categories": (FavoriteCategory(id="k", group="teas", benefit=TENTH),),
        "max_count": 2,
        "selected_period": 1,
        "accepted_at": "2026-09-01",
    },
    PersonalItem: {
        "target": ProductTarget("tea"),
        "benefit": TENTH,
        "period": SEPTEMBER,
        "accepted": False,
        "brand": "leaf",
        "price_before": "9.90",
        "price_after": "7.90",
    },
    PersonalizedOffer: {
        "items": (PersonalItem(target=GroupTarget("school"), benefit=TENTH),),
        "period": SEPTEMBER,
        "acceptance_required": True,
        "accepted": None,
    },
    ReceiptThresholds: {
        "tiers": (Tier(threshold=PRICE, benefit=TENTH),),
        "period": SEPTEMBER,
        "acceptance_required": False,
        "accepted": True,
        "strictly": True,
    },
    CounterChange: {"at": NOON, "by": 5},
    Counter: {"value": 3, "changes": (CounterChange(at=NOON, by=5),)},
    Card: {
        "number": "k1",
        "type": CardType.VIRTUAL,
        "category": "gold",
        "issue": "first",
        "state": CardState.PREPARED,
    },
    PastLine: {
        "product": ExternalCode("tea"),
        "quantity": Quantity.of(2),
        "amount": Money.of("19.80", "EUR"),
        "discount": PRICE,
        "paid_with_points": PRICE,
        "points": (("bonus", 5),),
    },
    PastPurchase: {
        "id": "p1",
        "at": NOON,
        "place": "shop",
        "lines": (PastLine(product="tea", amount=PRICE),),
        "payments": (Payment(method="card", amount=PRICE),),
        "extra_points": (("bonus", 5),),
    },
    c.FromAttribute: {"attribute": "goal"},
    Purchases: {
        "products": (TEA,),
        "products_only": True,
        "period": None,
        "window": Window(30, WindowUnit.DAY),
        "schedule": MORNINGS,
        "places": frozenset({"shop"}),
        "amount_at_least": PRICE,
        "amount_at_most": None,
        "current": True,
    },
    Context: {"draws": (("wheel", 5),), "counters": (("uses:tea", Counter(5)),)},
    PointsBalance: {"active": 500},
    Window: {"last": 2, "unit": WindowUnit.MONTH, "opening": Opening.END},
    Need: {"kind": NeedKind.ATTRIBUTE, "name": "birthday"},
    Member: {
        "id": "m-1",
        "attributes": Attributes.of(level="gold", visits=3, vip=True),
        "audiences": frozenset({"pensioners"}),
        "favorites": (SlotSet(rule="r"),),
        "personal": (("fans", PersonalizedOffer()),),
        "zone": "Europe/Riga",
        "not_loaded": frozenset({Need(NeedKind.AUDIENCE, "fans")}),
        "counters": (("visits", Counter(3)),),
        "balances": (("bonus", PointsBalance(500)),),
        "statuses": (("tiers", "gold"),),
        "state": MemberState.REGISTERED,
        "contacts": frozenset({"phone"}),
        "cards": (Card("k1"),),
        "referrer": "m-2",
        "purchases": (PastPurchase(id="p1", at=NOON, lines=(PastLine(product="tea", amount=PRICE),)),),
    },
    Worth: {"thousandths": 500},
    Delay: {"months": 1, "days": 2, "minutes": 3},
    Lifetime: {
        "active_after": Delay(days=14),
        "active_on": None,
        "active_rounding": Beginning.DAY,
        "expires_after": None,
        "last_day": dt.date(2027, 12, 31),
        "expiry_rounding": Beginning.MOMENT,
    },
    Factor: {"hundredths": 150},
    PointsCurrency: {"id": "star", "name": "stars", "exponent": 2, "worth": Worth(500)},
    Line: {
        "number": 1,
        "product": Barcode("46"),
        "quantity": Quantity.of(2),
        "amount": PRICE,
        "measure": Measure.PIECE,
        "name": "Tea",
        "price": PRICE,
        "external_discount": PRICE,
        "external_points": 250,
        "parameters": Attributes.of(till=4),
    },
    Place: {
        "id": "shop",
        "brand": "leaf",
        "zone": "Europe/Riga",
        "attributes": Attributes.of(floors=2),
    },
    Payment: {"method": "miles", "amount": PRICE, "in_points": True},
    PresentedCoupon: {"number": "A1", "issue": "spring"},
    PointsAsked: {"currency": "star", "amount": 150},
    PresentedCertificate: {"number": "G1", "left": PRICE, "issue": "xmas", "amount": Money.of("5", "EUR")},
    Receipt: {
        "id": "r-1",
        "at": NOON,
        "place": Place("shop"),
        "lines": (Line(number=1, product="tea", amount=PRICE),),
        "payments": (Payment(method="card", amount=PRICE),),
        "coupons": (PresentedCoupon(number="A1"),),
        "points_asked": (PointsAsked(),),
        "certificates": (PresentedCertificate(number="G1", left=PRICE),),
        "parameters": Attributes.of(channel="web"),
        "identified_by": "phone",
        "card": "k1",
    },
    Event: {
        "id": "e-1",
        "trigger": Trigger.REFERRAL_PURCHASE,
        "at": NOON,
        "zone": "Europe/Riga",
        "place": Place("shop"),
        "amount": PRICE,
        "points": 5,
        "points_currency": "bonus",
        "identified_by": "phone",
        "card": "2200",
        "parameters": Attributes.of(friend="m-2"),
        "statuses": (("tiers", "gold"),),
    },
    PredefinedList: {"group": "teas"},
    PurchaseHistory: {"brand": "leaf"},
    FavoriteProductsRule: {
        "id": "breakfast",
        "source": PredefinedList("teas"),
        "default_slots": 1,
        "max_slots": 2,
        "selection": Monthly(1),
        "fill": SEPTEMBER,
        "allow_change": True,
        "name": "Breakfast",
    },
    Slot: {
        "position": 1,
        "product": "tea",
        "changed_at": NOON,
        "kind": SlotKind.BIRTHDAY,
        "chosen_by": Chooser.OPERATOR,
        "locked": True,
    },
    SlotSet: {"rule": "breakfast", "slots": (Slot(position=1),), "candidates": ("tea",), "no_slots": False},
    Template: {"text": "Bye {member.id}"},
}

CONDITIONS: dict[type, Arguments] = {
    c.Products: {"codes": frozenset({ExternalCode("tea"), Barcode("46")})},
    c.Categories: {"codes": frozenset({ExternalCode("food")})},
    c.Groups: {"ids": frozenset({"teas"})},
    c.FavoriteProducts: {"rule": "breakfast"},
    c.ChosenCategories: {"attribute": "chosen"},
    c.PersonalEntries: {"attribute": "fans"},
    c.HasAttribute: {
        "of": p.Carrier.MEMBER,
        "name": "level",
        "values": frozenset({"gold", True, 5, Decimal("2.5"), dt.date(2026, 9, 15)}),
        "between": None,
    },
    c.LineQuantity: {"at_least": Quantity.of(2), "at_most": Quantity.of(5), "strictly": True},
    c.LineAmount: {"at_least": PRICE, "at_most": None, "strictly": False},
    c.DistinctProducts: {"at_least": 2, "at_most": 5},
    c.LineCount: {"at_least": 2, "at_most": 5},
    c.ReceiptAmount: {"at_least": None, "at_most": PRICE, "strictly": True, "so_far": True},
    c.ReceiptContains: {
        "products": (TEA,),
        "at_least": Quantity.of(1),
        "at_most": None,
        "amount_at_least": PRICE,
        "amount_at_most": None,
        "strictly": True,
        "so_far": True,
        "different_at_least": 2,
    },
    c.AtPlaces: {"places": frozenset({"shop"})},
    c.AtBrands: {"brands": frozenset({"leaf"})},
    c.PaidBy: {"methods": frozenset({"card"}), "at_least": None, "at_most": PRICE, "strictly": True},
    c.PaidWith: {"means": f.Means.POINTS, "at_least": PRICE, "at_most": None, "strictly": False},
    c.CouponPresented: {"issues": frozenset({"spring"}), "at_least": 2},
    c.OnDates: {"period": SEPTEMBER},
    c.Scheduled: {"schedule": MORNINGS},
    c.InAudience: {"audiences": frozenset({"pensioners"})},
    c.Birthday: {"before": 3, "after": 7, "attribute": "birthday"},
    c.BirthdayMonth: {"attribute": "birthday", "before": 1, "after": 2},
    c.TimeSince: {"attribute": "joined", "unit": Unit.YEAR, "at_least": 1, "at_most": 5},
    c.MemberDate: {"attribute": "joined", "first": dt.date(2020, 1, 1), "last": dt.date(2020, 12, 31)},
    c.Discounted: {"offer": "tea-time"},
    c.ExternalDiscountSum: {"at_least": PRICE, "at_most": None, "strictly": True},
    c.ExternalPoints: {"at_least": 5, "at_most": 10},
    c.ExternalDiscount: {"at_least": PRICE, "at_most": None, "strictly": True},
    c.CouponMask: {"mask": "A?-*", "at_least": 2},
    c.IdentifiedBy: {"methods": frozenset({"phone"})},
    c.InState: {"states": frozenset({MemberState.NORMAL})},
    c.HasContact: {"contacts": frozenset({"phone"})},
    c.HasCard: {
        "numbers": frozenset({"k1"}),
        "types": frozenset({CardType.VIRTUAL}),
        "categories": None,
        "issues": frozenset({"first"}),
        "states": frozenset({CardState.ACTIVATED}),
        "presented": True,
    },
    c.Referred: {"by": frozenset({"m-2"})},
    c.Chance: {"percent": TEN, "draw": "wheel"},
    c.MemberDayOfYear: {"attribute": "birthday", "first": "12-20", "last": "01-05"},
    c.MemberDayOfMonth: {"attribute": "payday", "first": 25, "last": 5},
    c.MonthlyDate: {"attribute": "payday", "before": 3, "after": 7},
    c.CounterValue: {
        "counter": "visits",
        "at_least": 5,
        "at_most": None,
        "every": 5,
        "per": CountedPer.PROGRAM,
    },
    c.CounterChanges: {
        "counter": "visits",
        "at_least": 2,
        "at_most": 4,
        "every": None,
        "summed": True,
        "period": None,
        "window": Window(30, WindowUnit.DAY),
        "per": CountedPer.MEMBER,
    },
    c.Balance: {"currency": "star", "at_least": 100, "at_most": 500, "with_receipt": True},
    c.InStatus: {"system": "tiers", "any_of": frozenset({"gold"}), "new": True},
    c.PurchaseCount: {"of": Purchases(current=True), "at_least": 2, "at_most": None, "every": 2},
    c.PurchaseSum: {
        "of": Purchases(amount_at_least=PRICE),
        "spent": Spent.AVERAGE,
        "at_least": PRICE,
        "at_most": None,
        "strictly": True,
    },
    c.PurchaseQuantity: {"of": Purchases(), "at_least": Quantity.of(2), "at_most": Quantity.of(5)},
    c.PurchasePoints: {
        "of": Purchases(),
        "earned": Earned.EXTRA,
        "currency": "star",
        "at_least": 2,
        "at_most": 5,
    },
    c.AnyOf: {"parts": (TEA, CARD)},
    c.AllOf: {"parts": (TEA, CARD)},
    c.Not: {"part": CARD},
}

BENEFITS: dict[type, Arguments] = {
    b.PercentOff: {"percent": TEN, "excluding": frozenset({i.Given.DISCOUNT}), "at_most": PRICE},
    b.AmountOff: {"amount": PRICE, "per": Per.UNIT, "excluding": frozenset({i.Given.DISCOUNT})},
    b.FixedPrice: {"price": PRICE, "together": True},
    b.TaggedPrice: {"attribute": "tag", "of": Bearer.LINE},
    b.MinimumPrice: {"price": PRICE, "percent": None, "attribute": None},
    b.NForM: {"take": 3, "pay": 2, "order": u.UnitOrder.CHEAPEST, "at_most": 2, "same_product": True},
    b.EveryNth: {
        "n": 2,
        "percent": TEN,
        "order": u.UnitOrder.FIRST,
        "at_most": 2,
        "same_product": True,
    },
    b.SomeUnitsOff: {"units": 2, "percent": TEN, "order": u.UnitOrder.LAST},
    b.BundlePrice: {
        "parts": (b.SetOf((TEA,), 2), b.SetOf()),
        "price": PRICE,
        "order": u.UnitOrder.LAST,
        "at_most": 2,
    },
    b.BuyGet: {
        "buy": b.SetOf((TEA,), 2),
        "get": b.SetOf(),
        "units": 1,
        "percent": TEN,
        "order": u.UnitOrder.CHEAPEST,
        "at_most": 1,
    },
    b.InSets: {
        "parts": (b.SetOf((TEA,), 2), b.SetOf()),
        "benefits": (b.PercentOff(10), b.PointsAmount(5)),
        "rules": (Rule(conditions=(TEA,), benefits=(b.IssueCoupon("spring"),)),),
        "of": 0,
        "pick": 1,
        "pick_order": u.UnitOrder.DEAREST,
        "order": u.UnitOrder.FIRST,
        "at_most": 3,
    },
    b.GraduatedPercent: {
        "bands": (b.PercentBand(5), b.PercentBand(10, PRICE)),
        "excluding": frozenset({i.Given.DISCOUNT}),
    },
    b.UnitByUnit: {"values": (PRICE, Money.of("2", "EUR")), "at_most": 2, "order": u.UnitOrder.FIRST},
    b.RoundTotal: {"to": PRICE, "on": i.RoundOn.DEAREST},
    b.InitialPrice: {"price": None, "attribute": "tag", "of": Bearer.LINE},
    b.AddGift: {"product": ExternalCode("cup"), "units": 2, "worth": PRICE},
    b.AdoptExternalDiscount: {},
    b.AdoptExternalPoints: {"currency": "star", "lifetime": YEAR},
    b.MultiplyPoints: {"factor": Factor.of("1.5"), "currency": "star", "at_most": 5, "lifetime": YEAR},
    b.GraduatedPoints: {
        "bands": (b.PercentBand(10, PRICE),),
        "currency": "star",
        "excluding": frozenset(),
        "lifetime": YEAR,
    },
    b.PointsPercent: {
        "percent": TEN,
        "currency": "star",
        "excluding": frozenset(),
        "at_most": 5,
        "lifetime": YEAR,
    },
    b.PointsAmount: {"points": 5, "per": Per.LINE, "currency": "star", "lifetime": YEAR},
    b.PointsPerSum: {
        "points": 5,
        "every": PRICE,
        "currency": "star",
        "excluding": frozenset(),
        "lifetime": YEAR,
    },
    b.AdditionalPoints: {"points": 5, "currency": "star", "lifetime": YEAR},
    b.WithdrawPoints: {"points": 5, "currency": "chip"},
    b.AmountPerSum: {
        "amount": PRICE,
        "every": Money.of("20", "EUR"),
        "excluding": frozenset({i.Given.DISCOUNT}),
    },
    b.AmountPerWeight: {
        "amount": PRICE,
        "every": Quantity.of("0.5"),
        "excluding": frozenset({i.Given.DISCOUNT}),
    },
    b.PointsPerWeight: {"points": 5, "every": Quantity.of("0.5"), "currency": "star", "lifetime": YEAR},
    b.TaggedAmount: {"attribute": "tag", "of": Bearer.LINE},
    b.TaggedPoints: {"attribute": "tag", "of": Bearer.LINE, "currency": "star", "lifetime": YEAR},
    b.PointsToPrice: {"price": PRICE, "together": True, "currency": "star", "lifetime": YEAR},
    b.PointsToTaggedPrice: {"attribute": "tag", "of": Bearer.LINE, "currency": "star", "lifetime": YEAR},
    b.PayWithPoints: {"percent": TEN, "currency": "chip", "worth": Worth(500), "at_most": PRICE},
    b.RoundPayment: {"to": PRICE, "on": i.PaymentFigure.PAYABLE, "currency": "star"},
    b.PayWithCertificate: {"percent": TEN, "issues": frozenset({"xmas"}), "at_most": PRICE},
    b.Tiered: {
        "steps": (b.Step(PRICE, (b.PercentOff(5),)), b.Step(Money.of("20", "EUR"), (b.PercentOff(10),))),
        "by": b.TierBy.RECEIPT,
    },
    b.Repeat: {
        "benefits": (b.IssueCoupon("spring"), b.PercentOff(5)),
        "times": None,
        "every": PRICE,
        "by": b.TierBy.RECEIPT,
        "at_most": 3,
    },
    b.Then: {"rules": (Rule(conditions=(c.Products({"tea"}),), benefits=(b.PercentOff(5),)),)},
    b.PersonalBenefit: {"attribute": "fans"},
    b.FillFavoriteSlots: {"rule": "breakfast"},
    b.ReceiptMessage: {"text": Template("Bye")},
    b.CashierMessage: {"text": Template("Bye")},
    b.IssueCoupon: {"issue": "spring", "count": 2},
    b.RedeemCoupons: {},
    b.ChangeCounter: {
        "counter": "visits",
        "by": 2,
        "operation": CounterOperation.ESTABLISH,
        "per": CountedPer.PROGRAM,
    },
    b.SetAttribute: {"name": "level", "value": Decimal("2.5")},
    b.SetStatus: {"system": "club", "status": "gold"},
    b.CalculateStatus: {"system": "club"},
    b.ChangeSlots: {"rule": "breakfast", "change": SlotChange.MORE, "count": 1, "clear": True},
    b.SendMessage: {
        "channel": MessageChannel.PUSH,
        "text": Template("Bye"),
        "short_text": Template("Bye"),
        "subject": Template("Bye"),
        "image": "https://shop.example/tea.png",
        "button": None,
        "url": "shop://tea",
    },
    b.TriggeredMailing: {"mailing": "welcome", "on": False},
}

OFFERS: dict[type, Arguments] = {
    b.SetOf: {"products": (TEA,), "units": 1, "same_product": True, "amount": PRICE},
    Audiences: {"names": frozenset({"pensioners"})},
    b.PercentBand: {"percent": TEN, "above": PRICE},
    b.Step: {"at_least": PRICE, "benefits": (b.PercentOff(10),)},
    Rule: {"conditions": (TEA,), "benefits": (b.PercentOff(10),), "name": "Tea"},
    Offer: {
        "id": "tea-time",
        "rules": (Rule(conditions=(TEA,), benefits=(b.PercentOff(10),)),),
        "name": "Tea time",
        "reach": Members(),
        "trigger": Trigger.BIRTHDAY,
        "state": State.STOPPED,
        "period": SEPTEMBER,
        "schedule": MORNINGS,
        "places": frozenset({"shop"}),
        "priority": 5,
        "cumulative": True,
        "exclusion_group": "teas",
        "limits": (Limit(3),),
    },
    Limit: {"uses": 3, "per": CountedPer.PROGRAM, "window": Window(1, WindowUnit.DAY)},
    Budget: {
        "money": None,
        "points": 500,
        "currency": "star",
        "per": CountedPer.MEMBER,
        "window": Window(1, WindowUnit.DAY),
        "partial": False,
    },
    UnitLimit: {"units": 3, "per": CountedPer.PROGRAM, "window": Window(1, WindowUnit.DAY)},
    Policies: {
        "stacking": LoymaxOrder(),
        "discounts": Rounding.DOWN,
        "points": Rounding.UP,
        "level": Level.RECEIPT,
    },
}

#: What kinds lower to. Hosts make these too, in kinds of their own.
LOWERED: dict[type, Arguments] = {
    p.Range: {"low": 1, "high": Decimal("2.5"), "low_open": True, "high_open": False},
    p.Keyed: {"keys": frozenset({product_key(ExternalCode("tea"))}), "negated": False},
    p.LineValue: {"carrier": p.Carrier.LINE, "name": "label", "wanted": None, "negated": True},
    p.EntryOf: {"attribute": "fans", "negated": False},
    p.Compare: {
        "figure": p.ReceiptSum(),
        "range": p.Range(low=100),
        "currency": "EUR",
        "negated": False,
        "every": 2,
        "own": f.OwnBounds(high="limit"),
    },
    f.OwnBounds: {"low": None, "high": "goal"},
    p.External: {"range": p.Range(low=5), "currency": "EUR", "negated": False, "points": False},
    p.Discounted: {"offer": None, "negated": True},
    f.HasCardLike: {
        "numbers": frozenset({"k1"}),
        "types": None,
        "categories": None,
        "issues": None,
        "states": frozenset({CardState.ACTIVATED}),
        "presented": False,
        "negated": False,
    },
    f.IsReferred: {"by": None, "negated": False},
    f.GetsStatus: {"system": "tiers", "statuses": None, "negated": False},
    f.HasStatus: {"system": "tiers", "statuses": None, "negated": False},
    p.OneOf: {"source": p.Source.PLACE, "values": frozenset({"shop"}), "negated": False},
    p.IsMember: {"negated": True},
    p.HasValue: {
        "carrier": p.Carrier.MEMBER,
        "name": "level",
        "wanted": frozenset({"gold"}),
        "negated": False,
    },
    p.During: {"period": SEPTEMBER, "schedule": MORNINGS, "negated": False},
    p.Contains: {
        "tests": (TEA_LINES,),
        "range": p.Range(low=1),
        "figure": p.LineFigure.AMOUNT,
        "currency": "EUR",
        "so_far": True,
        "negated": False,
    },
    p.Always: {"negated": True},
    p.All: {"parts": (TEA_LINES, p.IsMember())},
    p.Any: {"parts": (TEA_LINES, p.IsMember())},
    t.Times: {"most": 3, "figure": p.ReceiptSum(), "every": 990, "currency": "EUR"},
    u.SetPart: {
        "tests": (TEA_LINES,),
        "units": 2,
        "same_product": True,
        "amount": 990,
        "currency": "EUR",
    },
    u.Sets: {
        "parts": (u.SetPart(units=2), u.SetPart(tests=(TEA_LINES,))),
        "order": u.UnitOrder.CHEAPEST,
        "most": 2,
        "where": (TEA_LINES,),
        "of": 1,
        "pick": 1,
        "pick_order": u.UnitOrder.LAST,
    },
    i.Reduce: {
        "times": t.Times(most=2),
        "amount": Fixed(5),
        "currency": "EUR",
        "excludes": frozenset({i.Given.DISCOUNT}),
        "units": u.Sets(parts=(u.SetPart(),)),
        "most": 5,
        "when": (FROM_ONE_EURO,),
        "further": (Fixed(6), Share(TEN)),
    },
    i.Accrue: {
        "times": t.Times(most=2),
        "amount": PerSum(100, 5),
        "points": "bonus",
        "currency": "EUR",
        "excludes": frozenset(),
        "units": u.Sets(parts=(u.SetPart(),)),
        "most": 5,
        "when": (FROM_ONE_EURO,),
        "lifetime": YEAR,
    },
    i.Multiply: {"points": "bonus", "hundredths": 150, "most": 5, "when": (FROM_ONE_EURO,), "lifetime": YEAR},
    i.RoundReceipt: {"step": 100, "currency": "EUR", "on": i.RoundOn.UNDISCOUNTED},
    i.AllowPayment: {
        "amount": Fixed(5),
        "points": "bonus",
        "rate": 500,
        "currency": "EUR",
        "excludes": frozenset(),
        "most": 5,
    },
    i.CutPayment: {
        "points": "star",
        "step": 100,
        "currency": "EUR",
        "figure": i.PaymentFigure.PAYABLE,
    },
    i.AcceptCertificate: {
        "amount": Fixed(5),
        "issues": frozenset({"xmas"}),
        "currency": "EUR",
        "excludes": frozenset(),
        "most": 5,
    },
    i.SetFloor: {"floor": PricePerUnit(5), "currency": "EUR"},
}

EVERY: dict[type, Arguments] = {**MODEL, **CONDITIONS, **BENEFITS, **OFFERS, **LOWERED}
EVERYONE = Everyone()
