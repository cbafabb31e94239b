"""A sum taken off lines: the room that each of them has, and what lies above a price."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from attrs import evolve
from cases.till import CUP, TEA, earned, eur, off, receipt, sell
from engine.test_worth import Does

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import gather
from loyalty_engine.engine.worth import Parts, spread_off, tag
from loyalty_engine.model.amounts import Bearer, PricePerUnit, TagPrice
from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.benefits import FixedPrice
from loyalty_engine.rules.instructions import Accrue
from loyalty_engine.rules.offer import Offer

SALE = receipt((TEA, "1.00"), (CUP, "0.05"))


@pytest.mark.parametrize(
    ("total", "bases", "parts", "capped"),
    [
        pytest.param(50, [100, 0], [(0, 50)], False, id="a line without a base has no room"),
        pytest.param(10, [0, 5], [(1, 5)], True, id="though something is left of it"),
        pytest.param(10, [0, 0], [], True, id="nor has any"),
        pytest.param(1, [100, 0], [(0, 1)], False, id="a minor unit is something"),
        pytest.param(0, [0, 0], [], False, id="of nothing, nothing is cut short"),
        pytest.param(6, [1, 5], [(0, 1), (1, 5)], False, id="a base of one is a base"),
        pytest.param(-4, [100, 5], [], False, id="less than nothing is nothing"),
    ],
)
def test_room(total: int, bases: list[int], parts: Parts, capped: bool) -> None:
    draft = Draft.blank(gather(SALE, None, compile_offers([])))
    assert spread_off(total, [0, 1], bases, draft) == (parts, capped)


def test_what_costs_less_than_the_price_has_nothing_above_it() -> None:
    sale = receipt((TEA, "10.00"), (CUP, "3.00"))
    assert off(sell([Offer.of("a", benefits=[FixedPrice(eur("4.00"))])], sale)) == ("6.00", "0.00")
    above = Does((Accrue(amount=PricePerUnit(400), points="bonus", currency="EUR"),))
    result = sell([Offer.of("a", benefits=[above])], sale)
    assert earned(result) == {"bonus": 6}
    assert [len(line.points) for line in result.lines] == [1, 0]


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        pytest.param("0.79", 79, id="text"),
        pytest.param(2, 200, id="a whole number"),
        pytest.param(Decimal("2.5"), 250, id="a number"),
        pytest.param("0", 0, id="nothing"),
        pytest.param("-1", None, id="less than nothing"),
        pytest.param("cheap", None, id="a word"),
        pytest.param("1.005", None, id="too fine"),
        pytest.param(True, None, id="yes, which is not 1"),
        pytest.param(dt.date(2026, 9, 15), None, id="a date"),
    ],
)
def test_tags(value: object, parts: int | None) -> None:
    line = Line(number=1, product=TEA, amount=eur("1.00"), parameters=Attributes.of({"price": value}))
    facts = gather(receipt(line), None, compile_offers([]))
    assert tag(TagPrice("price", of=Bearer.LINE), 0, facts) == parts
    assert tag(TagPrice("other", of=Bearer.LINE), 0, facts) is None
    assert tag(TagPrice("price", of=Bearer.PRODUCT), 0, facts) is None


def test_lines_that_were_raised_have_the_room_of_their_amount() -> None:
    draft = Draft.blank(gather(SALE, None, compile_offers([])))
    draft.given = [-20, 0]
    assert spread_off(200, [0, 1], [120, 5], draft) == ([(0, 120), (1, 5)], True)
    assert evolve(draft, given=[100, 0]).left(0) == 0
