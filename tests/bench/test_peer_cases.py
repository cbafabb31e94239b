"""Cases of other engines are said in our words, calculated, and compared in what they assert alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import peer_cases
import pytest
from peercases.document import Case, read_cases
from peercases.faults import Fault, read_faults
from peercases.judge import Judgement, Verdict, judge, replay

from loyalty_engine.testing import disagreements, reference_calculate

NET = {"tax_rate": "0.20", "tax_included": False}
GROSS = {"tax_rate": "0.20", "tax_included": True}


def line(sku: str, price: str, qty: object = 1, **more: object) -> dict[str, object]:
    return {"id": sku, "sku": sku, "qty": qty, "unit_price": price, **more}


def promotion(*benefits: Mapping[str, object], id: str = "P", **more: object) -> dict[str, object]:
    return {"id": id, "conditions": [], "benefits": list(benefits), **more}


def benefit(type: str, value: str | None = None, **target: object) -> dict[str, object]:
    return {"type": type, "value": value, "target": target}


def made(
    lines: list[dict[str, object]],
    promotions: list[dict[str, object]],
    expected: Mapping[str, object],
    *,
    peer: str = "nobody",
    kind: str = "calculation",
    **more: object,
) -> dict[str, object]:
    cart: dict[str, object] = {"lines": lines}
    cart |= {key: more.pop(key) for key in ("codes", "shipping", "weights") if key in more}
    if "refuses_automatic" in more:
        cart["ignore_automatic"] = more.pop("refuses_automatic")
    return {
        "id": "made-up",
        "peer": peer,
        "kind": kind,
        "conventions": more.pop("conventions", {"rounding": "half up"}),
        "cart": cart,
        "promotions": promotions,
        "expected": expected,
        "asserted": more.pop("asserted", list(expected)),
        **more,
    }


def read(values: Mapping[str, object], tmp_path: Path) -> Case:
    (tmp_path / "nobody.json").write_text(json.dumps([values]))
    (case,) = read_cases(tmp_path)
    return case


def judged(values: Mapping[str, object], tmp_path: Path, *faults: Fault) -> Judgement:
    return judge(read(values, tmp_path), faults)


ORDER_10 = benefit("amount_off", "10", scope="order")
ITEM_PERCENT = benefit("percent_off", "10", scope="units", filter={"categories": ["tea"]})
TEA = {"categories": ["tea"]}

REPRODUCED = [
    pytest.param(made([], [promotion(ORDER_10)], {"total": "0", "applied": []}), id="an empty cart"),
    pytest.param(
        made(
            [line("a", "30.00"), line("b", "60")],
            [promotion(ORDER_10)],
            {"total": "80", "total_discount": "10"},
        ),
        id="a sum off the order",
    ),
    pytest.param(
        made(
            [line("a", "30", 2)],
            [promotion(ORDER_10)],
            {"line_discounts": {"a": "10"}, "unit_prices": {"a": "25"}},
        ),
        id="the price of a unit is what is left by unit",
    ),
    pytest.param(
        made(
            [line("a", "30"), line("b", "20")],
            [
                promotion(
                    benefit("amount_off", "4", scope="units", spread="each_unit", filter={"skus": ["b"]})
                )
            ],
            {"line_discounts": {"a": "0", "b": "4"}, "line_totals": {"a": "30", "b": "16"}},
        ),
        id="a sum off each unit of some products",
    ),
    pytest.param(
        made(
            [line("a", "30", 2, **TEA), line("b", "20")],
            [promotion(ITEM_PERCENT)],
            {"per_promotion": {"P": {"a": "6", "b": "0"}}},
        ),
        id="a percentage off a category",
    ),
    pytest.param(
        made(
            [line("a", "30", tags=["sale"]), line("b", "20")],
            [
                promotion(
                    benefit(
                        "percent_off",
                        "50",
                        scope="lines",
                        filter={
                            "exclude_skus": ["b"],
                            "tags": ["sale"],
                            "min_unit_price": "30",
                            "max_unit_price": "30",
                        },
                    )
                )
            ],
            {"total_discount": "15"},
        ),
        id="a filter of tags, prices and products left out",
    ),
    pytest.param(
        made(
            [line("a", "30"), line("b", "70")],
            [promotion(benefit("fixed_price", "50", scope="order"))],
            {"total": "50", "line_discounts": {"a": "15", "b": "35"}},
        ),
        id="a price for the order",
    ),
    pytest.param(
        made(
            [line("a", "19.99", 2)],
            [promotion(benefit("percent_off", "10", scope="units"), catalogue=True)],
            {"total_discount": "4.00"},
            peer="saleor",
        ),
        id="a percentage of each unit is rounded unit by unit where the peer does so",
    ),
    pytest.param(
        made(
            [line("a", "100")],
            [
                promotion(benefit("percent_off", "20", scope="lines", base="original"), id="P"),
                promotion(benefit("percent_off", "10", scope="lines", base="original"), id="Q"),
            ],
            {"total_discount": "30"},
        ),
        id="percentages of the original price add up",
    ),
    pytest.param(
        made(
            [line("a", "100")],
            [
                promotion(benefit("percent_off", "20", scope="lines"), id="P"),
                promotion(benefit("percent_off", "10", scope="lines"), id="Q"),
            ],
            {"total_discount": "28"},
        ),
        id="percentages of what is left do not",
    ),
    pytest.param(
        made(
            [line("a", "100"), line("b", "100")],
            [
                promotion(
                    benefit("amount_off", "100", scope="units", filter={"skus": ["a"]}), id="P", priority="2"
                ),
                promotion(benefit("amount_off", "30", scope="order"), id="Q"),
            ],
            {"line_discounts": {"a": "100", "b": "30"}},
        ),
        id="a sum is spread over what is left",
    ),
    pytest.param(
        made(
            [line("a", "30")],
            [promotion(ORDER_10, code="C")],
            {"total": "30", "applied": []},
            codes=["D"],
        ),
        id="a code that is not presented",
    ),
    pytest.param(
        made(
            [line("a", "30")],
            [promotion(ORDER_10, code="C"), promotion(ORDER_10, id="Q", automatic=True)],
            {"total": "20", "applied": ["P"]},
            codes=["C"],
            refuses_automatic=True,
        ),
        id="automatic promotions refused",
    ),
    pytest.param(
        made(
            [line("a", "30")],
            [promotion(ORDER_10, valid_from="2026-11-01", valid_to="2026-11-22")],
            {"total": "20"},
            now="2026-11-22",
        ),
        id="the last day of a promotion belongs to it",
    ),
    pytest.param(
        made([line("a", "30")], [promotion(ORDER_10, channels=[])], {"total": "30", "applied": []}),
        id="a promotion that works nowhere",
    ),
    pytest.param(
        made(
            [line("a", "30", 2)],
            [promotion(ORDER_10, conditions=[{"type": "cart_amount", "op": ">", "value": "60"}])],
            {"eligible": False},
            kind="eligibility",
        ),
        id="more than is not at least",
    ),
    pytest.param(
        made(
            [line("a", "30", 2)],
            [
                promotion(
                    conditions=[
                        {"type": "cart_qty", "op": ">=", "value": "2", "filter": {"skus": ["a"]}},
                        {"type": "contains", "filter": {"skus": ["a"]}, "distinct_skus": 1},
                        {"type": "line_qty", "min": "2"},
                    ]
                )
            ],
            {"eligible": True},
            kind="eligibility",
        ),
        id="whether conditions hold is seen without a benefit",
    ),
    pytest.param(
        made(
            [line("a", "30")],
            [
                promotion(
                    ORDER_10,
                    conditions=[
                        {"type": "customer_group", "in": ["VIP"]},
                        {"type": "customer_attribute", "path": "city", "op": "in", "values": ["Oslo"]},
                        {"type": "nth_order", "n": 2},
                    ],
                )
            ],
            {"total": "20"},
            customer={"groups": ["VIP"], "attributes": {"city": "Oslo"}, "history": {"completed_orders": 1}},
        ),
        id="groups, attributes and orders of the customer",
    ),
    pytest.param(
        made(
            [line("a", "80")],
            [
                promotion(ORDER_10, id="P", priority="2"),
                promotion(
                    ORDER_10,
                    id="Q",
                    priority="1",
                    conditions=[{"type": "cart_amount", "op": ">=", "value": "75", "base": "current"}],
                ),
            ],
            {"total": "70", "applied": ["P"]},
        ),
        id="a threshold of what is left so far",
    ),
    pytest.param(
        made(
            [line("a", "10")],
            [
                promotion(
                    benefit("shipping_percent_off", "50", scope="shipping"),
                    conditions=[{"type": "shipping", "method_in": ["dhl"]}],
                )
            ],
            {"shipping_total": "2", "shipping_discounts": {"dhl": "2"}, "total": "12", "total_discount": "0"},
            shipping=[{"id": "dhl", "amount": "4"}],
        ),
        id="shipping is a line of its own, and no part of the goods",
    ),
    pytest.param(
        made(
            [line("a", "30")],
            [promotion(benefit("amount_off", "20", scope="order_and_shipping", spread="proportional"))],
            {"line_discounts": {"a": "15"}, "shipping_discounts": {"s": "5"}},
            shipping=[{"id": "s", "amount": "10"}],
        ),
        id="a sum off goods and shipping",
    ),
    pytest.param(
        made(
            [line("a", "10.00", **NET)],
            [promotion(benefit("amount_off", "5", scope="order"))],
            {"net_total": "5.00", "total": "6.00", "tax_total": "1.00"},
        ),
        id="tax comes on top of what is left",
    ),
    pytest.param(
        made(
            [line("a", "12.00", **GROSS)],
            [promotion(benefit("amount_off", "6", scope="order"))],
            {"net_total": "5.00", "total": "6.00"},
        ),
        id="tax is taken out of what is left",
    ),
    pytest.param(
        made(
            [
                line("a", "10", **NET),
                line("b", "100", taxes=[{"rate": "0.15", "included": False}, {"fixed": "10"}]),
            ],
            [promotion(benefit("amount_off", "5", scope="order"))],
            {"total": "132.00"},
            peer="odoo",
        ),
        id="a peer takes sums off prices with tax",
    ),
    pytest.param(
        made(
            [line("a", "50", min_unit_price="45"), line("b", "20", 3)],
            [promotion(benefit("amount_off", "25", scope="order"))],
            {"unit_discounts": {"a": ["5"], "b": ["6.67", "6.67", "6.66"]}},
        ),
        id="a price that no discount goes below, and units one by one",
    ),
    pytest.param(
        made(
            [line("a", "15", already_discounted=True, original_unit_price="20"), line("b", "40")],
            [promotion(benefit("percent_off", "50", scope="order"), skip_discounted_lines=True)],
            {"line_totals": {"a": "15", "b": "20"}, "unit_discounts": {"a": ["5"], "b": ["20"]}},
        ),
        id="lines that were discounted before are left alone",
    ),
    pytest.param(
        made(
            [line("a", "20")],
            [
                promotion(
                    {
                        "type": "tiered_percent",
                        "by": "cart_amount",
                        "base": "10",
                        "tiers": [["20", "15"], ["30", "20"]],
                        "target": {"scope": "lines"},
                    }
                )
            ],
            {"total_discount": "3"},
        ),
        id="a tier begins with its threshold",
    ),
    pytest.param(
        made(
            [line("a", "20", 5)],
            [
                promotion(
                    {
                        "type": "tiered_amount",
                        "by": "cart_qty",
                        "tiers": [["3", "7"], ["6", "9"]],
                        "target": {"scope": "order"},
                    }
                )
            ],
            {"total_discount": "7"},
        ),
        id="tiers of a quantity",
    ),
    pytest.param(
        made(
            [line("a", "20", 3)],
            [
                promotion(
                    {
                        "type": "graduated_amount",
                        "first_unit": "5",
                        "additional_unit": "2",
                        "target": {"scope": "line"},
                    }
                )
            ],
            {"total_discount": "9"},
        ),
        id="more off the first unit than off the others",
    ),
    pytest.param(
        made(
            [line("a", "90")],
            [
                promotion({"type": "points_earn", "per_amount": "1", "points": "0.1"}),
                promotion(benefit("percent_off", "10", scope="order"), id="Q"),
            ],
            {"points": {"earned": "8.10"}},
        ),
        id="points on what is paid",
    ),
    pytest.param(
        made(
            [line("a", "100")],
            [promotion({**benefit("percent_off", "10", scope="units"), "as": "future_credit"})],
            {"points": {"earned_credit": "10"}, "total_discount": "0"},
        ),
        id="credit for the next purchase is points",
    ),
    pytest.param(
        made(
            [],
            [promotion({"type": "allocate", "value": "7"})],
            {"allocation": ["2", "5"]},
            weights=[100, 250],
        ),
        id="a sum spread over weights",
    ),
    pytest.param(
        made(
            [line("a", "500")],
            [
                promotion(
                    benefit("amount_off", "100", scope="order"),
                    limits={"campaign_spend": "100", "used": "0", "campaign_uses": "5"},
                )
            ],
            {"total": "400"},
        ),
        id="limits that are not reached",
    ),
    pytest.param(
        made(
            [line("a", "100")],
            [
                promotion(
                    ORDER_10,
                    id="P",
                    exclusive=True,
                    conditions=[{"type": "cart_qty", "op": ">=", "value": "2"}],
                    priority="3",
                ),
                promotion(benefit("amount_off", "20", scope="order"), id="Q", exclusive=True, priority="2"),
                promotion(benefit("amount_off", "40", scope="order"), id="R", priority="9"),
            ],
            {"applied": ["Q"], "total": "80"},
            peer="sylius",
        ),
        id="an exclusive promotion that holds is alone",
    ),
    pytest.param(
        made(
            [line("a", "100")],
            [
                promotion(ORDER_10, id="P", priority="1"),
                promotion(benefit("amount_off", "40", scope="order"), id="Q", priority="2"),
            ],
            {"applied": ["Q"]},
            peer="erpnext",
        ),
        id="the highest priority alone",
    ),
    pytest.param(
        made(
            [
                line("a", "40", categories=["x"]),
                line("b", "30", categories=["x", "y"]),
                line("c", "20", categories=["y"]),
            ],
            [
                promotion(
                    benefit("amount_off", "5", scope="units", filter={"categories": ["x"]}),
                    id="P",
                    sequence="0",
                    stacking={"stop_processing": True},
                    code="C",
                ),
                promotion(benefit("amount_off", "2", scope="units"), id="Q", sequence="1"),
            ],
            {"per_promotion": {"P": {"total": "10"}, "Q": {"c": "2"}}},
            codes=["C"],
        ),
        id="a promotion that stops others on its own lines",
    ),
    pytest.param(
        made(
            [line("a", "100"), line("b", "10")],
            [
                promotion(benefit("amount_off", "8", scope="units", filter={"skus": ["a"]}), id="P"),
                promotion(benefit("amount_off", "5", scope="units"), id="Q"),
                promotion(benefit("percent_off", "10", scope="lines"), id="R", stacking={"lane": "post"}),
            ],
            {"line_discounts": {"a": "17.20", "b": "5.50"}},
            peer="solidus",
        ),
        id="the best for each line in each lane",
    ),
    pytest.param(
        made(
            [line("a", "10"), line("b", "20")],
            [
                promotion(benefit("amount_off", "3", scope="units"), id="P", catalogue=True),
                promotion(benefit("percent_off", "20", scope="units"), id="Q", catalogue=True),
                promotion(ORDER_10, id="R"),
                promotion(benefit("amount_off", "1", scope="order"), id="S", code="C"),
            ],
            {"per_promotion": {"P": {"a": "3"}, "Q": {"b": "4"}, "S": {"total": "1"}}},
            codes=["C"],
            peer="saleor",
        ),
        id="the best shelf price of each product, then a code before all others",
    ),
    pytest.param(
        made(
            [line("a", "10")],
            [
                promotion(
                    benefit("amount_off", "1", scope="order"), id="P", stacking={"combinable_in_order": True}
                ),
                promotion(
                    benefit("amount_off", "2", scope="order"), id="Q", stacking={"combinable_in_order": False}
                ),
            ],
            {"applied": ["Q"]},
            peer="broadleaf",
        ),
        id="a promotion that goes with no other",
    ),
    pytest.param(
        made(
            [line("a", "2.37", 6), line("b", "3.28")],
            [promotion(benefit("percent_off", "5", scope="units", pick="cheapest_first"))],
            {"total_discount": "0.87", "line_discounts": {"a": "0.7110", "b": "0.1640"}},
            peer="django-oscar",
        ),
        id="a peer that rounds the sum down and shows lines unrounded",
    ),
    pytest.param(
        made(
            [line("a", "500"), line("b", "100")],
            [promotion(benefit("amount_off", "200", scope="order"))],
            {"line_discounts": {"a": "166.66666666666666", "b": "33.333333333333336"}},
            peer="medusa",
        ),
        id="a peer that rounds nothing",
    ),
]


@pytest.mark.parametrize("values", REPRODUCED)
def test_what_a_case_says_is_reproduced(values: Mapping[str, object], tmp_path: Path) -> None:
    found = judged(values, tmp_path)

    assert (found.verdict, found.why) == (Verdict.REPRODUCED, "")


@pytest.mark.parametrize("values", REPRODUCED)
def test_any_other_figure_would_be_wrong(values: Mapping[str, object], tmp_path: Path) -> None:
    expected = json.loads(json.dumps(values["expected"]), parse_float=Decimal)
    for key in expected:
        others = {**expected, key: _another(expected[key])}

        found = judged({**values, "expected": others}, tmp_path)

        assert (found.verdict, key in found.why) == (Verdict.WRONG, True), key


def _another(value: object) -> object:
    """Something else than *value*, by more than any rounding."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return {name: _another(each) for name, each in value.items()}
    if isinstance(value, list):
        names = bool(value) and isinstance(value[0], str) and value[0].isalpha()
        return [] if names else ["P"] if not value else [*value[:-1], _another(value[-1])]
    return str(Decimal(str(value)) + 2)


REFUSED = made(
    [line("a", "30")],
    [promotion(ORDER_10, code="C", valid_to="2026-11-21")],
    {},
    codes=["C"],
    now="2026-11-22",
)
GIVEN = made([line("a", "30")], [promotion(ORDER_10, code="C")], {}, codes=["C"])


@pytest.mark.parametrize(
    ("values", "expected", "why"),
    [
        pytest.param(REFUSED, {"error": "coupon_invalid"}, "", id="a code that is over is refused"),
        pytest.param(
            GIVEN,
            {"error": "coupon_invalid"},
            "error: expected coupon_invalid, found none",
            id="a code that works is not refused",
        ),
        pytest.param(
            REFUSED, {"error": "campaign_budget_exceeded:P"}, "", id="what gives nothing is refused"
        ),
        pytest.param(
            GIVEN,
            {"error": "campaign_budget_exceeded:P"},
            "error: expected campaign_budget_exceeded:P, found none",
            id="what gives something is not",
        ),
        pytest.param(REFUSED, {"not_applied": ["P"]}, "", id="not applied"),
        pytest.param(
            GIVEN, {"not_applied": ["P"]}, "not_applied: expected none, found P", id="applied all the same"
        ),
        pytest.param(
            GIVEN,
            {"total": "19.99", "line_discounts": {"a": "9.99"}},
            "total: expected 19.99, found 20.00; line_discounts.a: expected 9.99, found 10.00",
            id="every difference is named",
        ),
        pytest.param(GIVEN, {"total": "19.99", "tolerance": "0.01"}, "", id="within a tolerance"),
    ],
)
def test_differences_are_told(
    values: Mapping[str, object], expected: dict[str, object], why: str, tmp_path: Path
) -> None:
    more = {"tolerance": expected.pop("tolerance")} if "tolerance" in expected else {}

    found = judged({**values, "expected": expected, "asserted": list(expected), **more}, tmp_path)

    assert (found.verdict, found.why) == (Verdict.WRONG if why else Verdict.REPRODUCED, why)


def test_what_is_not_asserted_is_not_compared(tmp_path: Path) -> None:
    found = judged({**GIVEN, "expected": {"total": "1", "gold": "2"}, "asserted": []}, tmp_path)

    assert found.verdict is Verdict.REPRODUCED


NOT_EXPRESSIBLE = [
    pytest.param(
        made([line("a", "1")], [promotion({**ORDER_10, "colour": "red"}, hue="blue")], {"total": "1"}),
        "a key that is not translated (promotions[0].hue); "
        "a key that is not translated (promotions[0].benefits[0].colour)",
        id="keys that nobody reads could change the figures",
    ),
    pytest.param(
        made(
            [line("a", "1")], [promotion(benefit("lottery"), conditions=[{"type": "moon", "value": "1"}])], {}
        ),
        "a kind that is not translated (condition moon); a kind that is not translated (benefit lottery)",
        id="kinds that nobody knows, all of them at once",
    ),
    pytest.param(
        made([line("a", "1")], [promotion(ORDER_10)], {"mood": "1"}),
        "a key that is not translated (expected.mood)",
        id="an expectation that nobody knows",
    ),
    pytest.param(
        made([line("a", "1")], [promotion(ORDER_10)], {"total": "0"}, steps=[{"day": 1}]),
        "several purchases, returns or days in one case",
        id="a case of several steps",
    ),
    pytest.param(
        made([line("a", "1")], [promotion(benefit("percent_off", "33.333", scope="order"))], {"total": "1"}),
        "percentages finer than a hundredth (promotions[0].benefits[0] is 33.333)",
        id="a third of a percent",
    ),
    pytest.param(
        made([line("a", "1")], [promotion(benefit("amount_off", "0.001", scope="order"))], {"total": "1"}),
        "amounts finer than the smallest unit of money (promotions[0].benefits[0] is 0.001)",
        id="a tenth of a cent",
    ),
    pytest.param(
        made(
            [line("a", "90")],
            [promotion(ORDER_10, limits={"campaign_spend": "9", "used": "0"})],
            {"total": "90"},
        ),
        "budget of an offer in money, all or nothing (P gives more than 9)",
        id="a budget that is exceeded",
    ),
    pytest.param(
        made(
            [line("a", "90")],
            [promotion(ORDER_10, limits={"total": "9", "used_total": "9"})],
            {"total": "90"},
        ),
        "limit on the number of uses (promotions[0].limits.total is 9)",
        id="a limit that is reached",
    ),
    pytest.param(
        made(
            [line("a", "10"), line("b", "3.33"), line("c", "3.33"), line("d", "3.33")],
            [promotion(benefit("amount_off", "10", scope="order"))],
            {"line_discounts": {"a": "5.01", "b": "1.67", "c": "1.66", "d": "1.66"}},
        ),
        "the leftover cents of a spread sum on other lines (line_discounts.a: expected 5.01, found 5.00; "
        "line_discounts.c: expected 1.66, found 1.67)",
        id="a peer that gives the leftover cents to other lines",
    ),
    pytest.param(
        made(
            [line("a", "10.50")],
            [promotion(benefit("percent_off", "15", scope="units"))],
            {"total": "8.93"},
            peer="sylius",
        ),
        "rounding half-down, which rounds the price half-up (total: expected 8.93, found 8.92)",
        id="a peer that rounds the price",
    ),
]


@pytest.mark.parametrize(("values", "why"), NOT_EXPRESSIBLE)
def test_what_cannot_be_said_is_named(values: Mapping[str, object], why: str, tmp_path: Path) -> None:
    found = judged(values, tmp_path)

    assert (found.verdict, found.why) == (Verdict.NOT_EXPRESSIBLE, why)


FAULTY = made([line("a", "10", 2)], [], {"total_discount": "20.01"}, source_test="Discounts::test_one")


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        pytest.param([Fault(id="made-up", reason="not so")], "not so", id="by its id"),
        pytest.param([Fault(peer="nobody", test="test_one", reason="not so")], "not so", id="by its test"),
        pytest.param(
            [Fault(id="another", reason="x"), Fault(peer="nobody", test="test_two", reason="y")],
            "it takes 20.01 off what costs 20",
            id="because nothing can be taken from nothing",
        ),
    ],
)
def test_a_faulty_case_is_no_target(faults: list[Fault], reason: str, tmp_path: Path) -> None:
    found = judged(FAULTY, tmp_path, *faults)

    assert (found.verdict, found.why) == (Verdict.FAULTY, reason)


@pytest.mark.parametrize("values", REPRODUCED)
def test_the_reference_engine_says_the_same(values: Mapping[str, object], tmp_path: Path) -> None:
    for figures in replay(read(values, tmp_path)):
        shop = figures.shop

        reference = reference_calculate(shop.receipt, shop.member, figures.compiled)

        assert disagreements(figures.calculation, reference) == ()


def test_the_script_prints_what_became_of_each_case_and_ends_with_the_totals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [
        {**GIVEN, "id": "n-1", "expected": {"total": "20"}, "asserted": ["total"]},
        {**GIVEN, "id": "n-2", "expected": {"total": "21"}, "asserted": ["total"]},
        {**GIVEN, "id": "n-3", "steps": [{}]},
        {**GIVEN, "id": "m-4", "peer": "medusa"},
    ]
    (tmp_path / "cases.json").write_text(json.dumps(cases))
    (tmp_path / "faulty").write_text(json.dumps([{"id": "m-4", "reason": "nothing is asserted"}]))
    monkeypatch.setattr(peer_cases, "FAULTY", tmp_path / "faulty")

    peer_cases.main([str(tmp_path), "--json"])

    assert (
        capsys.readouterr().out
        == """
nobody: 1 reproduced, 1 wrong, 1 not expressible
  n-2 is wrong: total: expected 21, found 20.00
  n-3 is not expressible: several purchases, returns or days in one case

medusa: 1 faulty
  m-4 is faulty: nothing is asserted

Missing features
  feature                                         cases  such as
  several purchases, returns or days in one case      1      n-3

All 4 cases
                   cases  share
  reproduced           1  25.0%
  wrong                1  25.0%
  not expressible      1  25.0%
  faulty               1  25.0%
{"reproduced": 1, "wrong": 1, "not_expressible": 1, "faulty": 1}
"""
    )


def test_a_directory_without_cases_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        peer_cases.main([str(tmp_path)])

    assert f"there are no cases in {tmp_path}" in capsys.readouterr().err


@pytest.mark.skipif(not peer_cases.DIRECTORY.is_dir(), reason=f"there are no cases in {peer_cases.DIRECTORY}")
def test_no_case_of_another_engine_is_wrong() -> None:
    faults = read_faults(peer_cases.FAULTY)

    found = [judge(case, faults) for case in read_cases(peer_cases.DIRECTORY)]

    assert {j.case.id: j.why for j in found if j.verdict is Verdict.WRONG} == {}
    assert sum(j.verdict is Verdict.REPRODUCED for j in found) > len(found) / 2
