"""Offers and rules: what they hold, and what they refuse."""

from __future__ import annotations

import pickle
from typing import Any, ClassVar

import pytest
from attrs import frozen
from rules.samples import CARD, MORNINGS, OFFERS, SEPTEMBER, TEA

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.schedule import ANY_TIME
from loyalty_engine.rules.benefits import PercentOff, PointsAmount
from loyalty_engine.rules.conditions import Products
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Audiences, Everyone, Members, Offer, Rule, State, Trigger
from loyalty_engine.rules.predicates import Always, Predicate

TEN_OFF = PercentOff(10)


@frozen
class Weather:
    """A host's condition."""

    kind: ClassVar[str] = "acme:weather"

    def lower(self) -> Predicate:
        return Always()

    def describe(self) -> str:
        return "the sun shines"


@frozen
class Parking:
    """A host's benefit."""

    kind: ClassVar[str] = "acme:parking"
    free: tuple[Instruction, ...] = ()

    def lower(self) -> tuple[Instruction, ...]:
        return self.free

    def describe(self) -> str:
        return "free parking"


@frozen
class Mute:
    """A condition that has no words."""

    def lower(self) -> Predicate:
        return Always()


def paths(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.path for problem in error.value.problems]


class TestReach:
    @pytest.mark.parametrize(
        ("reach", "text"),
        [
            pytest.param(Everyone(), "every buyer", id="everyone"),
            pytest.param(Members(), "members", id="members"),
            pytest.param(Audiences(["b", "a"]), "members among a or b", id="audiences"),
        ],
    )
    def test_whom_an_offer_reaches(self, reach: Any, text: str) -> None:
        assert str(reach) == text
        assert pickle.loads(pickle.dumps(reach)) == reach

    @pytest.mark.parametrize(
        ("names", "text"),
        [
            pytest.param(
                [], "names: is empty, so nobody could be meant; Members() stands for all", id="none"
            ),
            pytest.param("pensioners", "names: 'pensioners' is not a set", id="one text"),
            pytest.param(None, "names: None is not a set", id="None"),
            pytest.param(["a", 5], "names: 5 is of type int, not text", id="a number"),
        ],
    )
    def test_no_audiences(self, names: Any, text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            Audiences(names)
        assert text in str(caught.value)


class TestRule:
    def test_lists_will_do(self) -> None:
        assert Rule(conditions=[TEA, CARD], benefits=[TEN_OFF]) == Rule(
            conditions=(TEA, CARD), benefits=(TEN_OFF,), name=""
        )
        assert Rule(benefits=iter([TEN_OFF])).conditions == ()

    def test_a_hosts_kinds_are_welcome(self) -> None:
        rule = Rule(conditions=[Weather()], benefits=[Parking()])

        assert rule.describe() == "free parking, if the sun shines"

    @pytest.mark.parametrize(
        ("wrong", "path", "text"),
        [
            pytest.param(
                {"benefits": []}, ["benefits"], "is empty, so the rule would do nothing", id="nothing"
            ),
            pytest.param(
                {"benefits": TEN_OFF}, ["benefits"], "is not a sequence", id="a benefit for benefits"
            ),
            pytest.param({"benefits": {TEN_OFF}}, ["benefits"], "a set or a dict has no order", id="a set"),
            pytest.param({"benefits": [PercentOff]}, ["benefits[0]"], "PercentOff is a class", id="a class"),
            pytest.param(
                {"benefits": [TEN_OFF, TEA]},
                ["benefits[1]"],
                "Products is a condition (put it among the con",
                id="a condition among benefits",
            ),
            pytest.param({"conditions": TEA}, ["conditions"], "is not a sequence", id="a condition for all"),
            pytest.param({"conditions": "tea"}, ["conditions"], "'tea' is not a sequence", id="text"),
            pytest.param(
                {"conditions": [TEA, TEN_OFF]},
                ["conditions[1]"],
                "PercentOff is a benefit (put it among the b",
                id="a benefit among conditions",
            ),
            pytest.param(
                {"conditions": [Products]},
                ["conditions[0]"],
                "Products is a class (give a value of it: Products(…",
                id="a class among conditions",
            ),
            pytest.param({"conditions": ["tea"]}, ["conditions[0]"], "'tea' lacks lower()", id="a bare name"),
            pytest.param({"conditions": [Mute()]}, ["conditions[0]"], "Mute() lacks lower()", id="no words"),
            pytest.param(
                {"conditions": [None], "benefits": [None], "name": None},
                ["conditions[0]", "benefits[0]", "name"],
                "None lacks lower()",
                id="everything at once",
            ),
        ],
    )
    def test_no_rule(self, wrong: dict[str, Any], path: list[str], text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            Rule(**{"benefits": [TEN_OFF], **wrong})
        assert paths(caught) == path
        assert text in str(caught.value)


class TestOffer:
    def test_an_id_and_a_rule_are_enough(self) -> None:
        rule = Rule(conditions=[TEA], benefits=[TEN_OFF])

        assert Offer(id="o", rules=[rule]) == Offer(
            id="o",
            rules=(rule,),
            name="",
            reach=Everyone(),
            trigger=Trigger.PURCHASE,
            state=State.RUNNING,
            period=ALWAYS,
            schedule=ANY_TIME,
            places=None,
            priority=0,
            cumulative=False,
            exclusion_group=None,
        )

    def test_of_makes_the_common_offer_of_one_rule(self) -> None:
        given = {name: each for name, each in OFFERS[Offer].items() if name not in ("id", "rules")}

        made = Offer.of("tea-time", [TEA], [PercentOff(10)], **given)

        assert made == Offer(**OFFERS[Offer])
        assert pickle.loads(pickle.dumps(made)) == made
        assert Offer.of("o", benefits=[TEN_OFF]).rules == (Rule(benefits=[TEN_OFF]),)

    @pytest.mark.parametrize(
        ("wrong", "path", "text"),
        [
            pytest.param({"id": None}, ["id"], "None is of type NoneType, not text", id="None for an id"),
            pytest.param({"rules": []}, ["rules"], "is empty, so the offer would do nothing", id="no rules"),
            pytest.param(
                {"rules": [TEN_OFF]}, ["rules[0]"], "is not a rule (give a Rule, or use", id="a benefit"
            ),
            pytest.param({"name": 5}, ["name"], "5 is of type int, not text", id="a number for a name"),
            pytest.param(
                {"reach": "everyone"}, ["reach"], "'everyone' is not a reach (give Everyone()", id="text"
            ),
            pytest.param({"reach": Members}, ["reach"], "is not a reach", id="a class for a reach"),
            pytest.param({"trigger": "purchase"}, ["trigger"], "is not a Trigger (use one of", id="a word"),
            pytest.param({"state": None}, ["state"], "use one of State.RUNNING, State.STOPPED", id="None"),
            pytest.param({"period": "2026-09-01"}, ["period"], "is not a period (write Period(", id="a date"),
            pytest.param({"schedule": SEPTEMBER}, ["schedule"], "is not a schedule", id="a period for hours"),
            pytest.param(
                {"places": []}, ["places"], "so the offer works nowhere; None stands for", id="nowhere"
            ),
            pytest.param({"places": "shop"}, ["places"], "'shop' is not a set", id="text for places"),
            pytest.param({"priority": True}, ["priority"], "True is not a whole number from", id="true"),
            pytest.param(
                {"priority": 10**9 + 1}, ["priority"], "from -1000000000 to 1000000000", id="too high"
            ),
            pytest.param({"priority": 10**5000}, ["priority"], "more than 18 digits", id="too long to print"),
            pytest.param({"cumulative": 1}, ["cumulative"], "1 is neither true nor false", id="1 for true"),
            pytest.param({"exclusion_group": ""}, ["exclusion_group"], "'' is blank", id="a blank group"),
            pytest.param(
                {"id": "", "rules": 5, "period": MORNINGS, "schedule": SEPTEMBER, "priority": 0.5},
                ["id", "rules", "period", "schedule", "priority"],
                "5 problems",
                id="everything at once",
            ),
        ],
    )
    def test_no_offer(self, wrong: dict[str, Any], path: list[str], text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            Offer(**{"id": "o", "rules": [Rule(benefits=[TEN_OFF])], **wrong})
        assert paths(caught) == path
        assert text in str(caught.value)


def test_the_protocols_know_their_kinds() -> None:
    assert isinstance(Weather(), Condition)
    assert isinstance(Parking(), Benefit)
    assert isinstance(PointsAmount(5), Benefit)
    assert not isinstance(5, Condition)
