"""How values stand in documents, kind by kind: whoever changes a line here changes the format."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from attrs import frozen

from loyalty_engine.engine.records import FigureUnit, LineDiscount, Outcome, Reason, Verdict
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model import amounts, intents, personal, schedule, slots
from loyalty_engine.model.amounts import Bearer
from loyalty_engine.model.attributes import AttributeDefinition, Attributes, AttributeType
from loyalty_engine.model.catalog import AttributeFilter, Category, Product, ProductGroup, ProductSet
from loyalty_engine.model.channels import MessageChannel
from loyalty_engine.model.counter_keys import ByParameter, CounterKey
from loyalty_engine.model.counters import CountedPer
from loyalty_engine.model.identifiers import Barcode, ExternalCode, InternalCode
from loyalty_engine.model.intents import CounterOperation, SlotChange
from loyalty_engine.model.lifetime import (
    Beginning,
    Delay,
    Lifetime,
)
from loyalty_engine.model.member import Need, NeedKind
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import Period
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.model.profile import CardType, MemberState
from loyalty_engine.model.receipt import Line, Place
from loyalty_engine.model.schedule import Schedule, Weekday
from loyalty_engine.model.window import Window, WindowUnit
from loyalty_engine.rules import benefits as b
from loyalty_engine.rules import conditions as c
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions.history import Earned
from loyalty_engine.rules.emissions import ReceiptFigure, RuleFigure
from loyalty_engine.rules.figures import Means
from loyalty_engine.rules.instructions import Given, PaymentFigure, Stage
from loyalty_engine.rules.limits import Budget, Limit, UnitLimit
from loyalty_engine.rules.offer import Audiences, Everyone, Members, Rule
from loyalty_engine.rules.predicates import Carrier, Range
from loyalty_engine.rules.stacking import LoymaxOrder
from loyalty_engine.rules.units import (
    UnitOrder,
)
from loyalty_engine.wire.converter import converter, to_plain
from loyalty_engine.wire.kinds import KINDS
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.shapes import TAGS
from loyalty_engine.wire.text import parse

RUB = Money.of("9.90", "RUB")

CONDITIONS = [
    (c.Products({"tea", "10", "9"}), '{"kind":"products","codes":["9","10","tea"]}'),
    (
        c.Products({Barcode("46"), InternalCode("7"), ExternalCode("x")}),
        '{"kind":"products","codes":["x",{"barcode":"46"},{"internal":"7"}]}',
    ),
    (c.Categories({"food", InternalCode("7")}), '{"kind":"categories","codes":["food",{"internal":"7"}]}'),
    (c.Groups({"school"}), '{"kind":"groups","ids":["school"]}'),
    (c.FavoriteProducts("five"), '{"kind":"favorite_products","rule":"five"}'),
    (c.ChosenCategories("Fav"), '{"kind":"chosen_categories","attribute":"Fav"}'),
    (c.PersonalEntries("Own"), '{"kind":"personal_entries","attribute":"Own"}'),
    (c.HasAttribute(of=Carrier.LINE, name="tag"), '{"kind":"attribute","of":"line","name":"tag"}'),
    (
        c.HasAttribute(of=Carrier.MEMBER, name="x", values={"b", 10, 9, Decimal("1.5"), dt.date(2026, 1, 2)}),
        (
            '{"kind":"attribute","of":"member","name":"x",'
            '"values":[9,10,"b",{"date":"2026-01-02"},{"double":"1.5"}]}'
        ),
    ),
    (
        c.HasAttribute(of=Carrier.PLACE, name="x", between=Range(low=1, high=Decimal("2.5"), low_open=True)),
        '{"kind":"attribute","of":"place","name":"x","between":{"low":1,"high":"2.5","low_open":true}}',
    ),
    (c.LineQuantity(at_least=2), '{"kind":"line_quantity","at_least":"2"}'),
    (
        c.LineAmount(at_most=RUB, strictly=True),
        '{"kind":"line_amount","at_most":{"amount":"9.90","currency":"RUB"},"strictly":true}',
    ),
    (
        c.LineAmount(at_least=RUB, at_most=c.FromAttribute("most")),
        '{"kind":"line_amount","at_least":{"amount":"9.90","currency":"RUB"},"at_most":{"attribute":"most"}}',
    ),
    (
        c.LineQuantity(at_least=c.FromAttribute("few"), at_most=2),
        '{"kind":"line_quantity","at_least":{"attribute":"few"},"at_most":"2"}',
    ),
    (c.LineCount(at_most=3), '{"kind":"line_count","at_most":3}'),
    (c.DistinctProducts(at_least=1, at_most=3), '{"kind":"distinct_products","at_least":1,"at_most":3}'),
    (
        c.ReceiptAmount(at_least=RUB, so_far=True),
        '{"kind":"receipt_amount","at_least":{"amount":"9.90","currency":"RUB"},"so_far":true}',
    ),
    (
        c.ReceiptContains([c.Groups({"g"})], at_least="0.5"),
        '{"kind":"receipt_contains","products":[{"kind":"groups","ids":["g"]}],"at_least":"0.5"}',
    ),
    (c.AtPlaces({"s-1"}), '{"kind":"at_places","places":["s-1"]}'),
    (c.AtBrands({"corner"}), '{"kind":"at_brands","brands":["corner"]}'),
    (c.PaidBy({"card"}), '{"kind":"paid_by","methods":["card"]}'),
    (
        c.PaidBy({"card"}, at_most=RUB),
        '{"kind":"paid_by","methods":["card"],"at_most":{"amount":"9.90","currency":"RUB"}}',
    ),
    (c.PaidWith(Means.OTHER_POINTS), '{"kind":"paid_with","means":"other_points"}'),
    (
        c.PaidWith(Means.MONEY, at_least=RUB, strictly=True),
        '{"kind":"paid_with","means":"money","at_least":{"amount":"9.90","currency":"RUB"},"strictly":true}',
    ),
    (
        c.PaidWith(Means.MONEY, of_lines=True),
        '{"kind":"paid_with","means":"money","of_lines":true}',
    ),
    (c.CouponPresented({"spring"}), '{"kind":"coupon_presented","issues":["spring"]}'),
    (
        c.OnDates(Period("2026-09-01", "2026-09-15")),
        '{"kind":"on_dates","period":{"from":"2026-09-01T00:00:00","until":"2026-09-16T00:00:00"}}',
    ),
    (
        c.Scheduled(Schedule.of(weekdays=["mon"], between=("22:00", "24:00"))),
        (
            '{"kind":"scheduled","schedule":{"days":[{"kind":"weekdays","days":["monday"]}],'
            '"windows":[{"from":"22:00","until":"24:00"}]}}'
        ),
    ),
    (c.InAudience({"gold"}), '{"kind":"in_audience","audiences":["gold"]}'),
    (c.Birthday(before=3), '{"kind":"birthday","before":3}'),
    (c.BirthdayMonth(attribute="name_day"), '{"kind":"birthday_month","attribute":"name_day"}'),
    (
        c.BirthdayMonth(before=1),
        '{"kind":"birthday_month","before":1}',
    ),
    (
        c.MemberDayOfYear(attribute="birthday", first="12-20", last="01-05"),
        '{"kind":"member_day_of_year","attribute":"birthday","first":"12-20","last":"01-05"}',
    ),
    (
        c.MemberDayOfMonth(attribute="payday", last=5),
        '{"kind":"member_day_of_month","attribute":"payday","last":5}',
    ),
    (
        c.TimeSince(attribute="joined", unit=schedule.Unit.MONTH, at_least=6),
        '{"kind":"time_since","attribute":"joined","unit":"month","at_least":6}',
    ),
    (
        c.MemberDate(attribute="joined", last=dt.date(2026, 1, 1)),
        '{"kind":"member_date","attribute":"joined","last":"2026-01-01"}',
    ),
    (c.Discounted(), '{"kind":"discounted"}'),
    (c.Discounted("tea"), '{"kind":"discounted","offer":"tea"}'),
    (c.ExternalDiscount(), '{"kind":"external_discount"}'),
    (
        c.ExternalDiscountSum(at_least=RUB),
        '{"kind":"external_discount_sum","at_least":{"amount":"9.90","currency":"RUB"}}',
    ),
    (c.ExternalPoints(), '{"kind":"external_points"}'),
    (c.ExternalPoints(at_most=5), '{"kind":"external_points","at_most":5}'),
    (
        c.ExternalDiscount(at_most=RUB),
        '{"kind":"external_discount","at_most":{"amount":"9.90","currency":"RUB"}}',
    ),
    (c.CouponPresented({"x"}, at_least=2), '{"kind":"coupon_presented","issues":["x"],"at_least":2}'),
    (c.CouponMask("A?*"), '{"kind":"coupon_mask","mask":"A?*"}'),
    (c.IdentifiedBy({"phone"}), '{"kind":"identified_by","methods":["phone"]}'),
    (c.InState({MemberState.NORMAL}), '{"kind":"in_state","states":["normal"]}'),
    (c.HasContact({"phone", "email"}), '{"kind":"has_contact","contacts":["email","phone"]}'),
    (
        c.HasCard(types={CardType.VIRTUAL}, presented=True),
        '{"kind":"has_card","types":["virtual"],"presented":true}',
    ),
    (c.Referred(), '{"kind":"referred"}'),
    (c.Referred({"m-2"}), '{"kind":"referred","by":["m-2"]}'),
    (c.Chance("2.5"), '{"kind":"chance","percent":"2.5"}'),
    (c.Chance(10, draw="wheel"), '{"kind":"chance","percent":"10","draw":"wheel"}'),
    (
        c.MonthlyDate(attribute="payday", after=3),
        '{"kind":"monthly_date","attribute":"payday","after":3}',
    ),
    (
        c.PurchaseSum(at_least=c.FromAttribute("goal")),
        '{"kind":"purchase_sum","at_least":{"attribute":"goal"}}',
    ),
    (
        c.ReceiptContains([c.Products({"tea"})], at_most=c.FromAttribute("few")),
        '{"kind":"receipt_contains","products":[{"kind":"products","codes":["tea"]}],"at_most":{"attribute":"few"}}',
    ),
    (c.CounterValue("visits", every=5), '{"kind":"counter_value","counter":"visits","every":5}'),
    (
        c.CounterValue("sold", every=5, per=CountedPer.PROGRAM),
        '{"kind":"counter_value","counter":"sold","every":5,"per":"program"}',
    ),
    (
        c.CounterValue("sold", every=5, keyed_by={CounterKey.DAY, CounterKey.PLACE, ByParameter("till")}),
        '{"kind":"counter_value","counter":"sold","every":5,"keyed_by":["day","place",{"parameter":"till"}]}',
    ),
    (
        c.CounterChanges("sold", at_most=5, per=CountedPer.PROGRAM),
        '{"kind":"counter_changes","counter":"sold","at_most":5,"per":"program"}',
    ),
    (
        c.CounterChanges("spent", at_least=500, summed=True, window=Window(1, WindowUnit.MONTH)),
        (
            '{"kind":"counter_changes","counter":"spent","at_least":500,"summed":true,'
            '"window":{"last":1,"unit":"month"}}'
        ),
    ),
    (
        c.Balance("chips", at_least=c.FromAttribute("goal"), at_most=90),
        '{"kind":"balance","currency":"chips","at_least":{"attribute":"goal"},"at_most":90}',
    ),
    (c.Balance("chips", at_least=10), '{"kind":"balance","currency":"chips","at_least":10}'),
    (
        c.Balance("chips", at_least=10, with_receipt=True),
        '{"kind":"balance","currency":"chips","at_least":10,"with_receipt":true}',
    ),
    (
        c.InStatus("tiers", {"silver", "gold"}),
        '{"kind":"in_status","system":"tiers","any_of":["gold","silver"]}',
    ),
    (
        c.InStatus("tiers", {"gold"}, new=True),
        '{"kind":"in_status","system":"tiers","any_of":["gold"],"new":true}',
    ),
    (c.PurchaseCount(every=5), '{"kind":"purchase_count","every":5}'),
    (
        c.PurchaseSum(c.Purchases(products=[c.Groups({"g"})], current=True), at_least=RUB),
        (
            '{"kind":"purchase_sum","of":{"products":[{"kind":"groups","ids":["g"]}],"current":true},'
            '"at_least":{"amount":"9.90","currency":"RUB"}}'
        ),
    ),
    (
        c.PurchaseQuantity(c.Purchases(places={"s-1"}), at_most="0.5"),
        '{"kind":"purchase_quantity","of":{"places":["s-1"]},"at_most":"0.5"}',
    ),
    (
        c.PurchasePoints(earned=Earned.EXTRA, at_least=1),
        '{"kind":"purchase_points","earned":"extra","at_least":1}',
    ),
    (c.AnyOf([c.Groups({"g"})]), '{"kind":"any_of","parts":[{"kind":"groups","ids":["g"]}]}'),
    (c.AllOf([c.Groups({"g"})]), '{"kind":"all_of","parts":[{"kind":"groups","ids":["g"]}]}'),
    (c.Not(c.Groups({"g"})), '{"kind":"not","part":{"kind":"groups","ids":["g"]}}'),
]

BENEFITS = [
    (b.PercentOff("12.50"), '{"kind":"percent_off","percent":"12.5"}'),
    (
        b.PercentOff(10, excluding={Given.POINTS_PAYMENT, Given.DISCOUNT}),
        '{"kind":"percent_off","percent":"10","excluding":["discount","points_payment"]}',
    ),
    (
        b.AmountOff(RUB, per=Per.UNIT),
        '{"kind":"amount_off","amount":{"amount":"9.90","currency":"RUB"},"per":"unit"}',
    ),
    (
        b.FixedPrice(RUB, together=True),
        '{"kind":"fixed_price","price":{"amount":"9.90","currency":"RUB"},"together":true}',
    ),
    (
        b.TaggedPrice("yellow", of=amounts.Bearer.LINE),
        '{"kind":"tagged_price","attribute":"yellow","of":"line"}',
    ),
    (b.MinimumPrice(percent=30), '{"kind":"minimum_price","percent":"30"}'),
    (
        b.PercentOff(20, at_most=RUB),
        '{"kind":"percent_off","percent":"20","at_most":{"amount":"9.90","currency":"RUB"}}',
    ),
    (b.NForM(3, 2), '{"kind":"n_for_m","take":3,"pay":2}'),
    (
        b.NForM(3, 2, order=UnitOrder.FIRST, at_most=1),
        '{"kind":"n_for_m","take":3,"pay":2,"order":"first","at_most":1}',
    ),
    (b.NForM(3, 2, same_product=True), '{"kind":"n_for_m","take":3,"pay":2,"same_product":true}'),
    (
        b.BuyGet(buy=b.SetOf(units=2, same_product=True)),
        '{"kind":"buy_get","buy":{"units":2,"same_product":true}}',
    ),
    (
        b.BuyGet(buy=b.SetOf(amount=RUB), get=b.SetOf()),
        '{"kind":"buy_get","buy":{"amount":{"amount":"9.90","currency":"RUB"}},"get":{}}',
    ),
    (b.EveryNth(2, 50), '{"kind":"every_nth","n":2,"percent":"50"}'),
    (
        b.SomeUnitsOff(1, order=UnitOrder.DEAREST),
        '{"kind":"some_units_off","units":1,"order":"dearest"}',
    ),
    (
        b.BundlePrice([b.SetOf([c.Groups({"g"})], 2), b.SetOf()], RUB),
        (
            '{"kind":"bundle_price","parts":[{"products":[{"kind":"groups","ids":["g"]}],"units":2},{}],'
            '"price":{"amount":"9.90","currency":"RUB"}}'
        ),
    ),
    (
        b.BuyGet(buy=b.SetOf([c.Groups({"g"})], 2), get=b.SetOf([c.Groups({"h"})])),
        (
            '{"kind":"buy_get","buy":{"products":[{"kind":"groups","ids":["g"]}],"units":2},'
            '"get":{"products":[{"kind":"groups","ids":["h"]}]}}'
        ),
    ),
    (
        b.InSets(
            parts=[b.SetOf(units=2)],
            benefits=[b.PercentOff(10), b.PointsAmount(5)],
            of=0,
            pick=1,
            pick_order=UnitOrder.LAST,
        ),
        (
            '{"kind":"in_sets","parts":[{"units":2}],"benefits":[{"kind":"percent_off","percent":"10"},'
            '{"kind":"points_amount","points":5}],"of":0,"pick":1,"pick_order":"last"}'
        ),
    ),
    (b.PointsPercent(5, at_most=10), '{"kind":"points_percent","percent":"5","at_most":10}'),
    (b.PointsPercent(5, currency="stars"), '{"kind":"points_percent","percent":"5","currency":"stars"}'),
    (b.PointsPercent(5, excluding=()), '{"kind":"points_percent","percent":"5","excluding":[]}'),
    (b.PointsAmount(7, per=Per.LINE), '{"kind":"points_amount","points":7,"per":"line"}'),
    (
        b.PointsPerSum(1, every=RUB),
        '{"kind":"points_per_sum","points":1,"every":{"amount":"9.90","currency":"RUB"}}',
    ),
    (
        b.GraduatedPercent([b.PercentBand(5), b.PercentBand(10, RUB)]),
        (
            '{"kind":"graduated_percent","bands":[{"percent":"5"},'
            '{"percent":"10","above":{"amount":"9.90","currency":"RUB"}}]}'
        ),
    ),
    (
        b.UnitByUnit([RUB, RUB], at_most=2),
        (
            '{"kind":"unit_by_unit","values":[{"amount":"9.90","currency":"RUB"},'
            '{"amount":"9.90","currency":"RUB"}],"at_most":2}'
        ),
    ),
    (b.UnitByUnit([Percent(5)]), '{"kind":"unit_by_unit","values":["5"]}'),
    (b.RoundTotal(RUB), '{"kind":"round_total","to":{"amount":"9.90","currency":"RUB"}}'),
    (
        b.InitialPrice(price=RUB),
        '{"kind":"initial_price","price":{"amount":"9.90","currency":"RUB"}}',
    ),
    (
        b.InitialPrice(attribute="was", of=amounts.Bearer.LINE),
        '{"kind":"initial_price","attribute":"was","of":"line"}',
    ),
    (b.AddGift("mug"), '{"kind":"add_gift","product":"mug"}'),
    (
        b.AddGift(InternalCode("7"), 2, worth=RUB),
        (
            '{"kind":"add_gift","product":{"internal":"7"},"units":2,'
            '"worth":{"amount":"9.90","currency":"RUB"}}'
        ),
    ),
    (b.AdoptExternalDiscount(), '{"kind":"adopt_external_discount"}'),
    (b.AdoptExternalPoints(), '{"kind":"adopt_external_points"}'),
    (
        b.MultiplyPoints(2, lifetime=Lifetime(expires_after=Delay(days=7))),
        '{"kind":"multiply_points","factor":"2","lifetime":{"expires_after":{"days":7}}}',
    ),
    (b.MultiplyPoints("1.50", at_most=5), '{"kind":"multiply_points","factor":"1.5","at_most":5}'),
    (
        b.GraduatedPoints([b.PercentBand(10, RUB)]),
        ('{"kind":"graduated_points","bands":[{"percent":"10","above":{"amount":"9.90","currency":"RUB"}}]}'),
    ),
    (
        b.Tiered([b.Step(RUB, [b.PercentOff(5)])]),
        (
            '{"kind":"tiered","steps":[{"at_least":{"amount":"9.90","currency":"RUB"},'
            '"benefits":[{"kind":"percent_off","percent":"5"}]}]}'
        ),
    ),
    (
        b.Tiered([b.Step("0.5", [b.PointsAmount(7)])], by=b.TierBy.QUANTITY),
        (
            '{"kind":"tiered","steps":[{"at_least":"0.5","benefits":[{"kind":"points_amount","points":7}]}],'
            '"by":"quantity"}'
        ),
    ),
    (
        b.InSets(
            parts=[b.SetOf(units=2)],
            rules=[Rule(conditions=[c.Products({"tea"})], benefits=[b.IssueCoupon("spring")])],
        ),
        (
            '{"kind":"in_sets","parts":[{"units":2}],"rules":[{"conditions":[{"kind":"products","codes":["tea"]}],'
            '"benefits":[{"kind":"issue_coupon","issue":"spring"}]}]}'
        ),
    ),
    (
        b.Repeat([b.IssueCoupon("spring")], every=RUB, by=b.TierBy.RECEIPT, at_most=3),
        (
            '{"kind":"repeat","benefits":[{"kind":"issue_coupon","issue":"spring"}],'
            '"every":{"amount":"9.90","currency":"RUB"},"by":"receipt","at_most":3}'
        ),
    ),
    (
        b.Repeat([b.PercentOff(5)], 3),
        '{"kind":"repeat","benefits":[{"kind":"percent_off","percent":"5"}],"times":3}',
    ),
    (
        b.Then([Rule(conditions=[c.Products({"tea"})], benefits=[b.PercentOff(5)], name="more")]),
        (
            '{"kind":"then","rules":[{"conditions":[{"kind":"products","codes":["tea"]}],'
            '"benefits":[{"kind":"percent_off","percent":"5"}],"name":"more"}]}'
        ),
    ),
    (b.PersonalBenefit("Own"), '{"kind":"personal_benefit","attribute":"Own"}'),
    (b.FillFavoriteSlots("five"), '{"kind":"fill_favorite_slots","rule":"five"}'),
    (b.ReceiptMessage("Thank you"), '{"kind":"receipt_message","text":"Thank you"}'),
    (b.CashierMessage("Ask: {member.id}"), '{"kind":"cashier_message","text":"Ask: {member.id}"}'),
    (b.IssueCoupon("spring", 2), '{"kind":"issue_coupon","issue":"spring","count":2}'),
    (
        b.ChangeCounter("visits", None, operation=CounterOperation.ESTABLISH),
        '{"kind":"change_counter","counter":"visits","by":null,"operation":"establish"}',
    ),
    (
        b.ChangeCounter("stamps", RuleFigure.UNITS),
        '{"kind":"change_counter","counter":"stamps","by":"rule_units"}',
    ),
    (
        b.ChangeCounter("spent", ReceiptFigure.IN_MONEY, per=CountedPer.PROGRAM),
        '{"kind":"change_counter","counter":"spent","by":"in_money","per":"program"}',
    ),
    (
        b.ChangeCounter("spent", ReceiptFigure.TOTAL),
        '{"kind":"change_counter","counter":"spent","by":"total"}',
    ),
    (
        b.AdditionalPoints(5, currency="stars"),
        '{"kind":"additional_points","points":5,"currency":"stars"}',
    ),
    (
        b.AdditionalPoints(
            5,
            lifetime=Lifetime(
                active_after=Delay(days=1), active_rounding=Beginning.DAY, last_day=dt.date(2026, 12, 31)
            ),
        ),
        (
            '{"kind":"additional_points","points":5,"lifetime":{"active_after":{"days":1},'
            '"active_rounding":"day","last_day":"2026-12-31"}}'
        ),
    ),
    (b.WithdrawPoints(5), '{"kind":"withdraw_points","points":5}'),
    (
        b.AmountPerSum(Money.of("5", "EUR"), every=Money.of("50", "EUR")),
        (
            '{"kind":"amount_per_sum","amount":{"amount":"5.00","currency":"EUR"},'
            '"every":{"amount":"50.00","currency":"EUR"}}'
        ),
    ),
    (
        b.AmountPerWeight(Money.of("5", "EUR"), every="0.5"),
        '{"kind":"amount_per_weight","amount":{"amount":"5.00","currency":"EUR"},"every":"0.5"}',
    ),
    (b.PointsPerWeight(5, every=2), '{"kind":"points_per_weight","points":5,"every":"2"}'),
    (b.TaggedAmount("rebate"), '{"kind":"tagged_amount","attribute":"rebate"}'),
    (b.TaggedPoints("stars", of=Bearer.LINE), '{"kind":"tagged_points","attribute":"stars","of":"line"}'),
    (
        b.PointsToPrice(Money.of("5", "EUR"), together=True),
        '{"kind":"points_to_price","price":{"amount":"5.00","currency":"EUR"},"together":true}',
    ),
    (b.PointsToTaggedPrice("tag"), '{"kind":"points_to_tagged_price","attribute":"tag"}'),
    (b.PayWithPoints(), '{"kind":"pay_with_points"}'),
    (
        b.PayWithPoints(percent=50, currency="chip", worth="0.01", at_most=Money.of("20", "EUR")),
        (
            '{"kind":"pay_with_points","percent":"50","currency":"chip","worth":"0.01",'
            '"at_most":{"amount":"20.00","currency":"EUR"}}'
        ),
    ),
    (
        b.RoundPayment(Money.of("1", "EUR")),
        '{"kind":"round_payment","to":{"amount":"1.00","currency":"EUR"}}',
    ),
    (
        b.RoundPayment(Money.of("1", "EUR"), on=PaymentFigure.PAYABLE, currency="star"),
        '{"kind":"round_payment","to":{"amount":"1.00","currency":"EUR"},"on":"payable","currency":"star"}',
    ),
    (b.PayWithCertificate(), '{"kind":"pay_with_certificate"}'),
    (
        b.PayWithCertificate(percent=50, issues={"xmas", "may"}, at_most=Money.of("20", "EUR")),
        (
            '{"kind":"pay_with_certificate","percent":"50","issues":["may","xmas"],'
            '"at_most":{"amount":"20.00","currency":"EUR"}}'
        ),
    ),
    (
        b.PayWithPoints(payable=b.Payable(Money.of("1", "EUR"), every=Money.of("10", "EUR"))),
        (
            '{"kind":"pay_with_points","payable":{"amount":{"amount":"1.00","currency":"EUR"},'
            '"every":{"amount":"10.00","currency":"EUR"}}}'
        ),
    ),
    (
        b.PayWithPoints(payable=b.Payable(Money.of("1", "EUR"), every_weight="0.5")),
        (
            '{"kind":"pay_with_points","payable":{"amount":{"amount":"1.00","currency":"EUR"},'
            '"every_weight":"0.5"}}'
        ),
    ),
    (
        b.PayWithCertificate(payable=b.Payable(above=Money.of("5", "EUR"), together=True)),
        (
            '{"kind":"pay_with_certificate","payable":{"above":{"amount":"5.00","currency":"EUR"},'
            '"together":true}}'
        ),
    ),
    (
        b.PayWithCertificate(payable=b.Payable(tagged_price="tag", of=amounts.Bearer.LINE)),
        '{"kind":"pay_with_certificate","payable":{"tagged_price":"tag","of":"line"}}',
    ),
    (b.RedeemCoupons(), '{"kind":"redeem_coupons"}'),
    (
        b.SetAttribute("rate", Decimal("2.50")),
        '{"kind":"set_attribute","name":"rate","value":{"double":"2.5"}}',
    ),
    (b.SetAttribute("vip", True), '{"kind":"set_attribute","name":"vip","value":true}'),
    (b.SetStatus("club", "gold"), '{"kind":"set_status","system":"club","status":"gold"}'),
    (b.CalculateStatus("club"), '{"kind":"calculate_status","system":"club"}'),
    (
        b.ChangeSlots("five", SlotChange.FEWER, 1),
        '{"kind":"change_slots","rule":"five","change":"fewer","count":1}',
    ),
    (b.ChangeSlots("five", clear=True), '{"kind":"change_slots","rule":"five","clear":true}'),
    (
        b.SendMessage(MessageChannel.VIBER, "Hi", button="Buy", url="https://shop.example"),
        '{"kind":"send_message","channel":"viber","text":"Hi","button":"Buy","url":"https://shop.example"}',
    ),
    (b.TriggeredMailing("welcome", on=False), '{"kind":"triggered_mailing","mailing":"welcome","on":false}'),
]

TAGGED = [
    (Everyone(), '{"kind":"everyone"}'),
    (Members(), '{"kind":"members"}'),
    (Audiences({"b", "a"}), '{"kind":"audiences","names":["a","b"]}'),
    (LoymaxOrder(), '{"kind":"loymax_order"}'),
    (amounts.Share(Percent(5)), '{"kind":"share","percent":"5"}'),
    (amounts.Fixed(500), '{"kind":"fixed","value":500}'),
    (amounts.PerLine(5), '{"kind":"per_line","value":5}'),
    (amounts.PerUnit(5), '{"kind":"per_unit","value":5}'),
    (amounts.PerProduct(5), '{"kind":"per_product","value":5}'),
    (amounts.PricePerUnit(5), '{"kind":"price_per_unit","value":5}'),
    (amounts.PriceForAll(5), '{"kind":"price_for_all","value":5}'),
    (amounts.PerSum(1000, 5), '{"kind":"per_sum","every":1000,"value":5}'),
    (
        amounts.Graduated([amounts.Band(100, Percent(5))]),
        '{"kind":"graduated","bands":[{"above":100,"percent":"5"}]}',
    ),
    (amounts.PerWeight(Quantity.of("0.5"), 5), '{"kind":"per_weight","every":"0.5","value":5}'),
    (amounts.TagAmount("stars"), '{"kind":"tag_amount","attribute":"stars"}'),
    (amounts.TagPrice("yellow"), '{"kind":"tag_price","attribute":"yellow"}'),
    (schedule.Weekdays({Weekday.SUNDAY, Weekday.FRIDAY}), '{"kind":"weekdays","days":["friday","sunday"]}'),
    (schedule.DaysOfMonth({10, -1, 9}), '{"kind":"days_of_month","days":[-1,9,10]}'),
    (schedule.NthWeekday("tue", -1), '{"kind":"nth_weekday","weekday":"tuesday","nth":-1}'),
    (schedule.EveryNDays(dt.date(2026, 9, 1), 3), '{"kind":"every_n_days","anchor":"2026-09-01","n":3}'),
    (schedule.OneTime(), '{"kind":"one_time"}'),
    (schedule.Daily(), '{"kind":"daily"}'),
    (schedule.Weekly("sun"), '{"kind":"weekly","day":"sunday"}'),
    (schedule.Monthly(31), '{"kind":"monthly","day":31}'),
    (schedule.EveryDays(2, dt.date(2026, 9, 1)), '{"kind":"every_days","n":2,"anchor":"2026-09-01"}'),
    (slots.PredefinedList("g"), '{"kind":"predefined_list","group":"g"}'),
    (slots.PurchaseHistory(), '{"kind":"purchase_history"}'),
    (personal.ProductTarget(ExternalCode("x")), '{"kind":"product","code":"x"}'),
    (personal.CategoryTarget(InternalCode("7")), '{"kind":"category","code":{"internal":"7"}}'),
    (personal.GroupTarget("g"), '{"kind":"group","id":"g"}'),
    (personal.FavoriteCategories(max_count=2), '{"kind":"favorite_categories","max_count":2}'),
    (
        personal.PersonalizedOffer(acceptance_required=True, accepted=False),
        '{"kind":"personalized_offer","acceptance_required":true,"accepted":false}',
    ),
    (
        personal.ReceiptThresholds(
            tiers=(
                personal.Tier(
                    threshold=RUB,
                    benefit=personal.EntryBenefit(kind=personal.BenefitKind.COUPON, issue="spring"),
                ),
            )
        ),
        (
            '{"kind":"receipt_thresholds","tiers":[{"threshold":{"amount":"9.90","currency":"RUB"},'
            '"benefit":{"kind":"coupon","issue":"spring"}}]}'
        ),
    ),
    (
        Limit(3, per=CountedPer.PROGRAM, window=Window(7, WindowUnit.DAY)),
        '{"kind":"limit","uses":3,"per":"program","window":{"last":7,"unit":"day"}}',
    ),
    (
        UnitLimit(2, window=Window(1, WindowUnit.DAY)),
        '{"kind":"unit_limit","units":2,"window":{"last":1,"unit":"day"}}',
    ),
    (
        Budget(Money.of("9.90", "EUR"), partial=False),
        '{"kind":"budget","money":{"amount":"9.90","currency":"EUR"},"partial":false}',
    ),
    (
        intents.PointsIntent(offer="o", currency="bonus", amount=5, lines=((1, 2), (3, 3))),
        '{"kind":"points","offer":"o","currency":"bonus","amount":5,"lines":[[1,2],[3,3]]}',
    ),
    (
        intents.PointsIntent(
            offer="o",
            currency="bonus",
            amount=5,
            lines=(),
            active_from=dt.datetime(2026, 9, 30, 21, tzinfo=dt.UTC),
            expires_at=dt.datetime(2027, 9, 30, 21, tzinfo=dt.UTC),
        ),
        (
            '{"kind":"points","offer":"o","currency":"bonus","amount":5,"lines":[],'
            '"active_from":"2026-09-30T21:00:00+00:00","expires_at":"2027-09-30T21:00:00+00:00"}'
        ),
    ),
    (
        intents.CouponIntent(offer="o", issue="spring", count=1),
        '{"kind":"coupon","offer":"o","issue":"spring","count":1}',
    ),
    (
        intents.CounterIntent(offer="o", counter="n", operation=CounterOperation.REDUCE, value=1),
        '{"kind":"counter","offer":"o","counter":"n","operation":"reduce","value":1}',
    ),
    (
        intents.CounterIntent(
            offer="o", counter="n", operation=CounterOperation.INCREASE, value=1, per=CountedPer.PROGRAM
        ),
        '{"kind":"counter","offer":"o","counter":"n","operation":"increase","value":1,"per":"program"}',
    ),
    (
        intents.SlotIntent(offer="o", rule="five", position=1, product="tea"),
        '{"kind":"slot","offer":"o","rule":"five","position":1,"product":"tea"}',
    ),
    (
        intents.GiftIntent(offer="o", product=ExternalCode("mug"), units=2),
        '{"kind":"gift","offer":"o","product":"mug","units":2}',
    ),
    (
        intents.WithdrawalIntent(offer="o", currency="chip", amount=5),
        '{"kind":"withdrawal","offer":"o","currency":"chip","amount":5}',
    ),
    (
        intents.CouponUseIntent(offer="o", number="A1", issue=None),
        '{"kind":"coupon_use","offer":"o","number":"A1"}',
    ),
    (
        intents.AttributeIntent(offer="o", name="since", value=dt.date(2026, 1, 1)),
        '{"kind":"attribute","offer":"o","name":"since","value":{"date":"2026-01-01"}}',
    ),
    (
        intents.StatusIntent(offer="o", system="club", status=None),
        '{"kind":"status","offer":"o","system":"club"}',
    ),
    (
        intents.SlotCountIntent(offer="o", rule="five", change=SlotChange.SET, count=2, clear=True),
        '{"kind":"slot_count","offer":"o","rule":"five","change":"set","count":2,"clear":true}',
    ),
    (
        intents.MessageIntent(offer="o", channel=MessageChannel.SMS, text="Hi"),
        '{"kind":"message","offer":"o","channel":"sms","text":"Hi"}',
    ),
    (
        intents.MailingIntent(offer="o", mailing="welcome", on=True),
        '{"kind":"mailing","offer":"o","mailing":"welcome","on":true}',
    ),
]

OTHERS = [
    (Place("s-7"), '"s-7"'),
    (Place("s-7", zone="Europe/Riga"), '{"id":"s-7","zone":"Europe/Riga"}'),
    (PointsCurrency(), "{}"),
    (PointsCurrency("stars", exponent=2, worth=0), '{"id":"stars","exponent":2,"worth":"0"}'),
    (Period("2026-09-01T12:00+03:00"), '{"from":"2026-09-01T09:00:00+00:00"}'),
    (Period(), "{}"),
    (
        Line(number=1, product="tea", amount=RUB),
        '{"number":1,"product":"tea","amount":{"amount":"9.90","currency":"RUB"},"measure":"piece"}',
    ),
    (
        Attributes.of(b=True, a=2, c=Decimal("1.50"), d=dt.date(2026, 1, 1), e="x"),
        '{"a":2,"b":true,"c":{"double":"1.5"},"d":{"date":"2026-01-01"},"e":"x"}',
    ),
    (
        Attributes.of(j={"a": {}, "b": [1, Decimal("2.50"), None]}, k=[]),
        '{"j":{"json":{"a":{},"b":[1,2.5,null]}},"k":{"json":[]}}',
    ),
    (
        AttributeDefinition(name="tier", type=AttributeType.RADIO_STRING, allowed=("b", "a")),
        '{"name":"tier","type":"radio_string","allowed":["b","a"]}',
    ),
    (Category(code="tea", parent="food"), '{"code":"tea","parent":"food"}'),
    (
        Product(code="46", barcodes={"9", "10"}, brand="Rimma"),
        '{"code":"46","barcodes":["9","10"],"brand":"Rimma"}',
    ),
    (
        ProductGroup(
            id="g",
            including=(ProductSet(attributes=(AttributeFilter(attribute="l", values={"a", 1}),)),),
            excluding=(ProductSet(products={"p"}),),
        ),
        (
            '{"id":"g","including":[{"attributes":[{"attribute":"l","values":[1,"a"]}]}],'
            '"excluding":[{"products":["p"]}]}'
        ),
    ),
    (Need(NeedKind.AUDIENCE, "gold"), '{"kind":"audience","name":"gold"}'),
    (LineDiscount("o", 0, 5), '{"offer":"o","rule":0,"amount":5}'),
    (
        Reason(0, "x", seen=Decimal("1.5"), needed=Range(low=2), unit=FigureUnit.MONEY),
        '{"rule":0,"condition":"x","seen":{"double":"1.5"},"needed":{"low":2},"unit":"money"}',
    ),
    (Reason(0, "x", seen="none"), '{"rule":0,"condition":"x","seen":"none"}'),
    (
        Verdict(offer="o", outcome=Outcome.BEATEN, stage=Stage.ACCRUAL, by=("p",)),
        '{"offer":"o","outcome":"beaten","stage":"accrual","by":["p"]}',
    ),
]


@frozen
class Shelf:
    """A class that looks at nothing, as those do that the engine makes for itself."""

    code: ExternalCode | InternalCode
    rows: tuple[tuple[int, int], ...]
    since: dt.date | None = None


ALL = [*CONDITIONS, *BENEFITS, *TAGGED, *OTHERS]


@pytest.mark.parametrize(("value", "text"), [pytest.param(*case, id=case[1]) for case in ALL])
def test_how_a_value_is_written_and_read_again(value: Any, text: str) -> None:
    assert dumps(to_plain(value)) == text
    read = converter().structure(parse(text), type(value))
    assert read == value
    assert dumps(to_plain(read)) == text


def test_every_kind_has_its_line() -> None:
    assert {type(value) for value, _ in CONDITIONS} == set(KINDS.conditions)
    assert {type(value) for value, _ in BENEFITS} == set(KINDS.benefits)
    assert {type(value) for value, _ in TAGGED} == set(TAGS)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        pytest.param(Quantity, "2", Quantity.of(2), id="a whole quantity as a number"),
        pytest.param(Percent, "5", Percent(5), id="a whole percentage as a number"),
        pytest.param(PointsCurrency, '{"worth":"0"}', PointsCurrency(worth=0), id="worth nothing, as text"),
        pytest.param(Place, '{"id":"s-7"}', Place("s-7"), id="a place in full"),
        pytest.param(ExternalCode, '{"external":"x"}', ExternalCode("x"), id="an external code in full"),
        pytest.param(Money, '{"amount":"9.9","currency":"RUB"}', RUB, id="fewer decimals than the currency"),
        pytest.param(
            Money,
            '{"amount":"9999999999999999999999.99","currency":"RUB"}',
            Money(10**24 - 1, "RUB"),
            id="the largest amount",
        ),
        pytest.param(Period, '{"through":"2026-09-15"}', Period(None, "2026-09-15"), id="an included end"),
        pytest.param(
            Period, '{"from":"2026-09-01"}', Period("2026-09-01"), id="a date begins with its midnight"
        ),
        pytest.param(Attributes, '{"a":{"double":2}}', Attributes.of(a=Decimal(2)), id="a whole double"),
        pytest.param(Reason, '{"rule":0,"condition":"x","stage":1}', None, id="an unknown key of a record"),
    ],
)
def test_other_ways_to_write_a_value(kind: type, text: str, value: object) -> None:
    if value is None:
        with pytest.raises(InvalidInput):
            converter().structure(parse(text), kind)
    else:
        assert converter().structure(parse(text), kind) == value


@pytest.mark.parametrize(
    ("value", "path"),
    [
        pytest.param(LineDiscount("o", 0, 1.5), "amount", id="a float"),  # type: ignore[arg-type]
        pytest.param(LineDiscount("o", True, 1), "rule", id="true for a number"),
        pytest.param(LineDiscount(b"o", 0, 1), "offer", id="bytes for text"),  # type: ignore[arg-type]
        pytest.param(LineDiscount("\ud800", 0, 1), "offer", id="half of a surrogate pair"),
        pytest.param(Verdict(offer="o", outcome="granted"), "outcome", id="text for a word"),  # type: ignore[arg-type]
        pytest.param(
            Verdict(offer="o", outcome=Outcome.GRANTED, rules=[0]),  # type: ignore[arg-type]
            "rules",
            id="a list for a tuple",
        ),
        pytest.param(
            Verdict(offer="o", outcome=Outcome.GRANTED, by=("p", 5)),  # type: ignore[arg-type]
            "by[1]",
            id="a number among texts",
        ),
        pytest.param(Reason(0, "x", needed=5), "needed", id="a number for a range"),  # type: ignore[arg-type]
        pytest.param(Reason(0, "x", seen=Decimal("1e40")), "seen", id="a huge decimal number"),
        pytest.param(Reason(0, "x", seen=Decimal("NaN")), "seen", id="no number at all"),
        pytest.param(Reason(0, "x", seen=10**30), "seen", id="a number of 31 digits"),
        pytest.param(LineDiscount("o", 0, -(10**30)), "amount", id="a negative one"),
        pytest.param(Reason(0, "x", needed=Range(low=10**30)), "needed.low", id="a bound of 31 digits"),
        pytest.param(Shelf(Barcode("46"), ()), "code", id="a code of another kind"),  # type: ignore[arg-type]
        pytest.param(Shelf(None, ()), "code", id="no code"),  # type: ignore[arg-type]
        pytest.param(Shelf(InternalCode("7"), ((1, 2, 3),)), "rows[0]", id="a row that is too long"),  # type: ignore[arg-type]
        pytest.param(
            Shelf(InternalCode("7"), (), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
            "since",
            id="a moment for a date",
        ),
        pytest.param([1.5], "", id="a float by itself"),
        pytest.param(b"x", "", id="bytes by themselves"),
        pytest.param({1: 2}, "", id="a dict"),
    ],
)
def test_what_has_no_form_is_not_written(value: object, path: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        to_plain(value)
    assert [problem.path for problem in caught.value.problems] == [path]


def test_lists_and_plain_values_are_written_too() -> None:
    assert to_plain([None, "x", 5, True, (RUB, Weekday.MONDAY)]) == [
        None,
        "x",
        5,
        True,
        [{"amount": "9.90", "currency": "RUB"}, "monday"],
    ]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        pytest.param(True, int, id="true is no number"),
        pytest.param("2", int, id="text is no number"),
        pytest.param(Decimal("2.5"), int, id="a number with a fraction is not whole"),
        pytest.param(Decimal("Infinity"), int, id="what has no end is not whole"),
        pytest.param(Decimal("sNaN"), int, id="what is no number is not whole"),
        pytest.param(1, bool, id="1 is not true"),
        pytest.param("false", bool, id="text is not false"),
        pytest.param(None, str, id="null is no text"),
        pytest.param(5, str, id="a number is no text"),
        pytest.param(0, Weekday, id="a number is no weekday"),
        pytest.param("abc", tuple[str, ...], id="text is no list"),
        pytest.param({"a": 1}, tuple[str, ...], id="an object is no list"),
        pytest.param("abc", frozenset[str], id="text is no set"),
        pytest.param([1], dict[str, int], id="there are no dicts"),
        pytest.param(1.5, float, id="there are no floats"),
        pytest.param("x", bytes, id="there are no bytes"),
        pytest.param([], Attributes, id="a list is no attributes"),
        pytest.param({f"a{n}": None for n in range(200)}, Attributes, id="two hundred faults"),
        pytest.param({"kind": "best_for_buyer"}, LoymaxOrder, id="another tag on a class of its own"),
        pytest.param({}, LoymaxOrder, id="no tag on a class of its own"),
        pytest.param({"a": 1}, tuple[tuple[str, bool], ...], id="a wrong value in a directory"),
        pytest.param([1], tuple[tuple[str, bool], ...], id="a list for a directory"),
        pytest.param({f"k{n}": 1 for n in range(200)}, tuple[tuple[str, bool], ...], id="200 wrong values"),
        pytest.param({f"k{n}": 1 for n in range(200)}, Place, id="200 unknown keys"),
        pytest.param({"worth": True}, PointsCurrency, id="true is no worth"),
    ],
)
def test_the_converter_takes_nothing_for_something_else(value: Any, kind: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        converter().structure(value, kind)
    assert 1 <= len(caught.value.problems) <= 101


@pytest.mark.parametrize("value", ["monday", "sunday"])
def test_an_enumeration_of_numbers_goes_by_its_names(value: str) -> None:
    assert to_plain(converter().structure(value, Weekday)) == value
