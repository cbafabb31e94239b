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

from loyalty_engine.testing import reference_calculate


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
    **more: object,
) -> dict[str, object]:
    return {
        "id": "made-up",
        "peer": peer,
        "kind": "calculation",
        "conventions": {"rounding": "half up"},
        "cart": {"lines": lines, **({"codes": more.pop("codes")} if "codes" in more else {})},
        "promotions": promotions,
        "expected": expected,
        "asserted": list(expected),
        **more,
    }


def read(values: Mapping[str, object], tmp_path: Path) -> Case:
    (tmp_path / "nobody.json").write_text(json.dumps([values]))
    (case,) = read_cases(tmp_path)
    return case


def judged(values: Mapping[str, object], tmp_path: Path, *faults: Fault) -> Judgement:
    return judge(read(values, tmp_path), faults)


ORDER_10 = benefit("amount_off", "10", scope="order")
FROM_5 = {"type": "cart_amount", "op": ">=", "value": "5"}
GIFT = {"type": "free_item", "sku": "b", "qty": "1"}


ALONE = {"stackable_on_item": False}


def buy_one_get_one() -> dict[str, object]:
    return {"type": "buy_get", "buy": {"qty": "1"}, "get": {"qty": "1", "percent_off": "100"}, "repeat": True}


#: Cases of the same format, made for the tests, one for each thing that a case can say.
REPRODUCED = [
    pytest.param(case.document.values, id=str(case.document.values["description"]))
    for case in read_cases(Path(__file__).parent / "peer_cases")
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
    """Something else than *value*, by more than any rounding, that is no other reading of it either."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, dict):
        return {name: _another(each) for name, each in value.items()}
    if isinstance(value, list):
        return [*value[:-1], _another(value[-1])] if value else ["P"]
    text = str(value)
    return f"another {text}" if text.isalpha() else str(Decimal(text) + Decimal("1.7"))


OVER = promotion(ORDER_10, code="C", valid_to="2026-11-21")
REFUSED = made(
    [line("a", "30")],
    [OVER],
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
        pytest.param(REFUSED, {"error": "coupon_expired"}, "", id="a code that is over has expired"),
        pytest.param(
            GIVEN,
            {"error": "coupon_expired"},
            "error: expected coupon_expired, found none",
            id="a code that works has not",
        ),
        pytest.param(REFUSED, {"error": "VOUCHER_USED_UP"}, "", id="a code that is refused for any reason"),
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


TWO_UNITS = {"type": "cart_qty", "op": ">=", "value": "2"}
REPEATS = {"applications": "offers repeat until they fail"}
NOT_EXPRESSIBLE = [
    pytest.param(
        made(
            [line("a", "2")],
            [promotion(benefit("bundle_fixed_price", "1", scope="condition_units"))],
            {},
            peer="django-oscar",
        ),
        "units that a condition uses up, beside those that get something (promotions[0])",
        id="a price for units of a condition that is not there",
    ),
    pytest.param(
        made(
            [line("a", "8", 5)],
            [promotion(benefit("amount_off", "3", scope="units", max_units="1"), conditions=[TWO_UNITS])],
            {},
            peer="django-oscar",
            conventions=REPEATS,
        ),
        "how often an offer was applied (promotions[0].benefits[0])",
        id="a sum off the cheapest units, as often as units last",
    ),
    pytest.param(
        made(
            [line("a", "2", 2), line("b", "8", 2)],
            [promotion(benefit("bundle_fixed_price", "5", scope="condition_units"), conditions=[TWO_UNITS])],
            {},
            peer="django-oscar",
            conventions=REPEATS,
        ),
        "a set at a price (promotions[0].benefits[0]: sets that save something after one that does not)",
        id="a set that saves nothing, and another that does",
    ),
    pytest.param(
        made(
            [line("a", "2", 20_000)],
            [promotion(benefit("bundle_fixed_price", "3", scope="condition_units"), conditions=[TWO_UNITS])],
            {},
            peer="django-oscar",
            conventions=REPEATS,
        ),
        "a set at a price (promotions[0].benefits[0]: more than 10000 units)",
        id="sets of more units than can be looked at one by one",
    ),
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
            [promotion(ORDER_10, ORDER_10, limits={"campaign_spend": "9", "used": "0"})],
            {"total": "90"},
        ),
        "budget in money that several offers share (P gives more than 9)",
        id="a budget that two benefits exceed together",
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
            peer="erpnext",
        ),
        "two ways to round discounts in one book (total: expected 8.93, found 8.92)",
        id="a peer that does not say what becomes of halves",
    ),
    pytest.param(
        made(
            [line("a", "10.50"), line("b", "10.50")],
            [
                promotion(benefit("percent_off", "15", scope="units"), catalogue=True),
                promotion(benefit("amount_off", "1", scope="order"), id="Q"),
            ],
            {"total": "16.86"},
            peer="sylius",
        ),
        "two ways to round discounts in one book (total: expected 16.86, found 16.84)",
        id="prices on the shelf and in the cart that are rounded in two ways",
    ),
    pytest.param(
        made([line("a", "1")], [promotion(benefit("percent_off", "1", scope="lines", spread="wide"))], {}),
        "another way to spread a sum (promotions[0].benefits[0].target.spread is wide)",
        id="a spread that nobody knows, even where nothing is spread",
    ),
    pytest.param(
        made(
            [line("a", "1")],
            [
                promotion(
                    {**GIFT, "per": {"qty": "1"}, "repeat": True, "round": "down"}, limits={"per_order": "1"}
                )
            ],
            {},
        ),
        "how often an offer was applied (promotions[0].limits.per_order)",
        id="gifts that are to be given so many times",
    ),
    pytest.param(
        made([line("a", "1")], [promotion({**buy_one_get_one(), "pick": "cheapest_first"})], {}),
        "buy X get Y (promotions[0].benefits[0]: cheapest_first)",
        id="sets of the cheapest units",
    ),
    pytest.param(
        made(
            [line("a", "1")],
            [promotion(ORDER_10, conditions=[{"type": "customer_attribute", "path": "history.spent"}])],
            {},
        ),
        "a kind that is not translated (attribute history.spent)",
        id="what is known of a customer, but is no attribute",
    ),
    pytest.param(
        made(
            [line("a", "1")],
            [promotion(ORDER_10, limits={"campaign_spend": "9", "total": "9", "used": "3"})],
            {},
        ),
        "uses and money counted in one figure (promotions[0].limits.used)",
        id="three uses, or three units of money",
    ),
    pytest.param(
        made(
            [line("a", "1")],
            [
                promotion(
                    {"type": "points_redeem", "amount_per_point": "1", "target": {"scope": "order"}},
                    {"type": "points_earn", "per_amount": "1", "points": "1"},
                ),
            ],
            {},
            peer="odoo",
        ),
        "payment with points (points that the same purchase earns)",
        id="points that are earned and spent at once",
    ),
    pytest.param(
        made([line("a", "1")], [promotion(ORDER_10, channels=["web"])], {}),
        "case lacks a value (cart.channel, for promotions[0])",
        id="a promotion of some channels, in a cart of none",
    ),
    pytest.param(
        made(
            [line("a", "1")],
            [promotion(ORDER_10)],
            {},
            customer={"history": {"orders": [{"id": "1", "status": "lost"}]}},
        ),
        "unknown value (customer.history.orders[0].status is 'lost')",
        id="an order of which nobody knows whether it counts",
    ),
    pytest.param(
        made(
            [line("a", "1")],
            [promotion(ORDER_10), promotion(ORDER_10, id="Q", conditions=[FROM_5])],
            {"eligible": True},
        ),
        "a key that is not translated (expected.eligible, of several promotions)",
        id="one of two promotions holds",
    ),
    pytest.param(
        made([line("a", "1")], [promotion(GIFT)], {"free_items": [{"sku": "b", "qty": "1", "size": "L"}]}),
        "a key that is not translated (expected.free_items.size)",
        id="a gift of which more is expected than we know",
    ),
    pytest.param(
        made(
            [line("a", "1")],
            [promotion({"type": "points_earn", "per_amount": "1", "points": "1", "round": "up"})],
            {},
        ),
        "a kind that is not translated (promotions[0].benefits[0]: points rounded up)",
        id="points rounded in a way of their own",
    ),
    pytest.param(
        made([line("a", "1")], [promotion({"type": "tiers", "by": "spent", "levels": [1]})], {}),
        "a case on which this script breaks (TypeError: cannot unpack non-iterable int object)",
        id="a case that is put together in another way",
    ),
    pytest.param(
        made([line("a", "0.98", 3, tax_rate="0.05")], [], {"total": "3.08"}),
        "taxes that the host rounds in another way (total: expected 3.08, found 3.09)",
        id="the tax of each unit is rounded",
    ),
    pytest.param(
        made(
            [line("a", "100", tax_rate="0.20")],
            [promotion(benefit("percent_off", "50", scope="order"))],
            {"total_discount": "60", "subtotal": "60"},
            peer="nobody",
        ),
        "a word that the case may mean in another way (total_discount: expected 60, found 50.00; "
        "subtotal: expected 60, found 100.00)",
        id="a discount with tax, or without it",
    ),
    pytest.param(
        made([line("a", "1")], [promotion(ORDER_10, code="C")], {"eligible": True}),
        "case lacks a value (cart.codes, for promotions[0])",
        id="a code, and nobody says whether it is presented",
    ),
    pytest.param(
        made([line("a", "1")], [promotion(ORDER_10, code=["A", "B"])], {}),
        "unknown value (promotions[0].code is ['A', 'B'])",
        id="a list where one text is expected",
    ),
    pytest.param(
        made(
            [line("a", "100")],
            [
                promotion({**ORDER_10, "cost_points": "20"}),
                promotion({**ORDER_10, "cost_points": "20"}, id="Q"),
            ],
            {"total": "80"},
            customer={"id": "c", "points": {"card": "30"}},
        ),
        "payment with points (two promotions at a price in points)",
        id="two promotions that would spend the same points",
    ),
    pytest.param(
        made(
            [line("a", "10")],
            [
                promotion(
                    {
                        **benefit("points_redeem", scope="order"),
                        "amount_per_point": "1",
                        "all_points": True,
                    }
                )
            ],
            {"points": {"redeemed": "24"}},
            customer={"id": "c", "points": {"P": "24"}},
        ),
        "payment with points (more points than can be spent)",
        id="all points, more than the cart is worth",
    ),
    pytest.param(
        made(
            [line("a", "10"), line("b", "10")],
            [
                promotion(benefit("amount_off", "5", scope="lines")),
                promotion(benefit("amount_off", "10", scope="lines", filter={"skus": ["a"]}), id="Q"),
            ],
            {"total": "7"},
            peer="odoo",
        ),
        "another way to spread a sum (sums off lines that overlap)",
        id="a peer that takes a sum off the lines that no other sum is for",
    ),
    pytest.param(
        made(
            [line("a", "90", tax_rate="0.20")],
            [promotion(ORDER_10, conditions=[{"type": "cart_amount", "op": ">=", "value": "100"}])],
            {"total": "96"},
        ),
        "a word that the case may mean in another way (total: expected 96, found 108.00)",
        id="a threshold that is reached with tax alone",
    ),
    pytest.param(
        made(
            [line("a", "20"), line("b", "18")],
            [
                promotion(
                    benefit("percent_off", "50", scope="units", filter={"skus": ["a"]}), catalogue=True
                ),
                promotion(benefit("percent_off", "50", scope="units", max_units="1"), id="Q", code="C"),
            ],
            {"total": "23"},
            codes=["C"],
            peer="saleor",
        ),
        "so many units of lines that earlier offers have discounted (Q)",
        id="the cheapest unit by its price on the shelf",
    ),
    pytest.param(
        made(
            [line("a", "20")],
            [
                promotion(
                    {**benefit("percent_off", "20", scope="units"), "as": "future_credit"}, stacking=ALONE
                ),
                promotion(benefit("percent_off", "15", scope="units"), id="Q", stacking=ALONE),
            ],
            {"total": "20"},
            peer="broadleaf",
        ),
        "best offer per line among sums that are spread over lines (the credit of P, or a discount)",
        id="credit that is better than a discount",
    ),
    pytest.param(
        made(
            [line("a", "20")],
            [
                promotion({**benefit("percent_off", "20", scope="order"), "as": "future_credit"}),
                promotion({**benefit("percent_off", "15", scope="units"), "as": "future_credit"}, id="Q"),
            ],
            {"points": {"earned_credit": "7"}},
            peer="broadleaf",
        ),
        "another base of a percentage (credit of the order on what Q leaves)",
        id="credit on what other credit leaves",
    ),
    pytest.param(
        made(
            [line("a", "20"), line("b", "20")],
            [promotion(benefit("percent_off", "10", scope="lines"))],
            {"value": "4"},
        ),
        "a key that is not translated (expected.value, of several promotions or lines)",
        id="a value of several lines",
    ),
]


@pytest.mark.parametrize(("values", "why"), NOT_EXPRESSIBLE)
def test_what_cannot_be_said_is_named(values: Mapping[str, object], why: str, tmp_path: Path) -> None:
    found = judged(values, tmp_path)

    assert (found.verdict, found.why) == (Verdict.NOT_EXPRESSIBLE, why)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        pytest.param(
            made([line("a", "a lot")], [], {"total": "1"}),
            "unknown value (cart.lines[0].unit_price is 'a lot')",
            id="no number",
        ),
        pytest.param(
            made([line("a", "1e400")], [], {"total": "1"}),
            "unknown value (cart.lines[0].unit_price is '1e400')",
            id="a number beyond all bounds",
        ),
        pytest.param(
            made([line("a", "1")], [], {"total": "1"}, now="soon"),
            "unknown value (now is 'soon')",
            id="no day",
        ),
        pytest.param(
            made([line("a", "1")], [OVER], {"total": "1"}),
            "case lacks a value (now, for promotions[0])",
            id="a promotion of some days on no day",
        ),
        pytest.param(
            made([line("a", "1")], [], {"total": None}),
            "unknown value (total is None)",
            id="nothing expected",
        ),
    ],
)
def test_a_case_that_is_not_sound_is_told_apart(
    values: Mapping[str, object], why: str, tmp_path: Path
) -> None:
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

        reference = reference_calculate(shop.receipt, shop.member, figures.compiled, context=figures.context)

        assert (reference.lines, reference.points) == (figures.calculation.lines, figures.calculation.points)


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


#: The cases lie beside the checkout where they are worked with, and are no part of the project.
needs_cases = pytest.mark.skipif(
    not peer_cases.DIRECTORY.is_dir(),
    reason=f"no cases of other engines in {peer_cases.DIRECTORY}; bench/peer_cases.py takes any directory",
)


@needs_cases
def test_no_case_of_another_engine_is_wrong() -> None:
    faults = read_faults(peer_cases.FAULTY)

    found = [judge(case, faults) for case in read_cases(peer_cases.DIRECTORY)]

    assert {j.case.id: j.why for j in found if j.verdict is Verdict.WRONG} == {}
    assert sum(j.verdict is Verdict.REPRODUCED for j in found) >= 0.9 * len(found)
