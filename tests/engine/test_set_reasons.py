"""Why no set got anything: which condition of the sets is not met, said once however many sets there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest
from attrs import frozen
from cases.till import CUP, TEA, eur, receipt, sell
from engine.judged import CAKES, CUPS, FIRST, MONEY, QUANTITY, TEAS, TEN, a, gives, verdict

from loyalty_engine.engine.records import FigureUnit, Outcome, Reason, Verdict
from loyalty_engine.model.amounts import Fixed
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
)
from loyalty_engine.rules.benefits import (
    AddGift,
    AmountOff,
    InSets,
    IssueCoupon,
    MinimumPrice,
    PointsPercent,
    SetOf,
    Then,
)
from loyalty_engine.rules.conditions.attribute import HasAttribute
from loyalty_engine.rules.conditions.logic import AllOf, AnyOf, Not
from loyalty_engine.rules.conditions.member import InAudience
from loyalty_engine.rules.conditions.products import PersonalEntries
from loyalty_engine.rules.conditions.receipt import (
    DistinctProducts,
    LineAmount,
    LineQuantity,
    ReceiptAmount,
    ReceiptContains,
)
from loyalty_engine.rules.instructions import Instruction, Stage
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer, Rule
from loyalty_engine.rules.predicates import Carrier, Range

#: The dearest two, 40 and 30, make the first pair, and 20 and 10 the second.
FOUR = receipt((TEA, "10.00"), (CUP, "20.00"), (CUP, "30.00"), (TEA, "40.00"))
LEVEL = HasAttribute(of=Carrier.MEMBER, name="level", values={"gold"})
NOT_READ = Member("m-1", not_loaded=[Need(NeedKind.ATTRIBUTE, "level")])
DECLINED = Member(
    "m-1",
    personal={
        "mine": PersonalizedOffer(
            items=[
                PersonalItem(
                    target=ProductTarget(ExternalCode(TEA)),
                    benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(10)),
                )
            ],
            accepted=False,
        )
    },
)
MINE = PersonalEntries("mine")


def pairs(*rules: Rule, benefits: Sequence[Benefit] = (), units: int = 2) -> InSets:
    return InSets(parts=[SetOf(units=units)], benefits=benefits, rules=rules)


def when(*conditions: Condition, gives: Sequence[Benefit] = (TEN,)) -> Rule:
    return Rule(conditions=conditions, benefits=gives)


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        pytest.param(CAKES, Reason(0, "in a set, the product is cake"), id="a product"),
        pytest.param(
            LineAmount(at_least=eur("100")),
            Reason(0, "in a set, these products come to at least 100.00 EUR", 7000, Range(low=10000), MONEY),
            id="what a set is worth, as the first is",
        ),
        pytest.param(
            LineQuantity(at_least=3),
            Reason(0, "in a set, there are at least 3 of these products", 2000, Range(low=3000), QUANTITY),
            id="how much is in a set",
        ),
        pytest.param(
            Not(DistinctProducts(at_least=2)),
            Reason(0, f"in a set, {Not(DistinctProducts(at_least=2)).describe()}", 2, Range(low=2)),
            id="what a set must not be",
        ),
        pytest.param(
            AnyOf([CAKES, LineQuantity(at_least=3)]),
            Reason(0, f"in a set, {AnyOf([CAKES, LineQuantity(at_least=3)]).describe()}"),
            id="a choice",
        ),
        pytest.param(
            AllOf([TEAS, LineAmount(at_least=eur("41"))]),
            Reason(
                0,
                f"in a set, {AllOf([TEAS, LineAmount(at_least=eur('41'))]).describe()}",
                4000,
                Range(low=4100),
                MONEY,
            ),
            id="of the tea of a set",
        ),
        pytest.param(
            ReceiptAmount(at_least=eur("200")),
            Reason(0, "the receipt comes to at least 200.00 EUR", 10000, Range(low=20000), MONEY),
            id="what is asked of the receipt is no matter of sets",
        ),
        pytest.param(
            ReceiptContains([CAKES]),
            Reason(0, ReceiptContains([CAKES]).describe(), 0, Range(low=1), QUANTITY),
            id="contents of the receipt",
        ),
        pytest.param(InAudience({"staff"}), Reason(0, InAudience({"staff"}).describe(), ""), id="the member"),
    ],
)
@pytest.mark.parametrize("cumulative", [False, True], ids=["competing", "cumulative"])
def test_what_sets_lack(condition: Condition, reason: Reason, cumulative: bool) -> None:
    found = verdict([a(gives(pairs(when(condition))), cumulative=cumulative)], FOUR)
    assert found == Verdict(offer="a", outcome=Outcome.NOT_MET, reasons=(reason,))


RICH, RICHER = LineAmount(at_least=eur("100")), LineAmount(at_least=eur("200"))
LACKS = Reason(0, "in a set, these products come to at least 100.00 EUR", 7000, Range(low=10000), MONEY)
LACKS_MORE = Reason(0, "in a set, these products come to at least 200.00 EUR", 7000, Range(low=20000), MONEY)
WHO_LEVEL = Reason(0, LEVEL.describe(), unknown="attribute level")


@pytest.mark.parametrize(
    ("benefits", "outcome", "reasons"),
    [
        pytest.param(
            [pairs(when(RICH, gives=[TEN, AmountOff(eur("1"))]))],
            Outcome.NOT_MET,
            [LACKS],
            id="several benefits of a rule",
        ),
        pytest.param(
            [pairs(when(RICH), when(RICHER))], Outcome.NOT_MET, [LACKS, LACKS_MORE], id="several rules"
        ),
        pytest.param(
            [pairs(when(RICH, gives=[IssueCoupon("c")]))], Outcome.NOT_MET, [LACKS], id="a coupon for a set"
        ),
        pytest.param(
            [pairs(when(RICH, gives=[AddGift("mug")]))], Outcome.NOT_MET, [LACKS], id="a gift for a set"
        ),
        pytest.param(
            [pairs(when(RICH, gives=[TEN, PointsPercent(5)]))],
            Outcome.NOT_MET,
            [LACKS],
            id="in several stages, where the sets are worth the same",
        ),
        pytest.param(
            [pairs(when(LineAmount(at_most=eur("35")), LEVEL), when(CAKES))],
            Outcome.NOT_MET,
            [Reason(0, "in a set, the product is cake")],
            id="of rules, not met before unknown",
        ),
        pytest.param([pairs(when(LEVEL))], Outcome.UNKNOWN, [WHO_LEVEL], id="a fact not loaded"),
        pytest.param(
            [pairs(when(LineAmount(at_most=eur("35")), LEVEL))],
            Outcome.UNKNOWN,
            [WHO_LEVEL],
            id="of the second set it is not known, whatever the first lacks",
        ),
        pytest.param(
            [pairs(when(RICH, LEVEL))], Outcome.NOT_MET, [LACKS], id="a definite no comes before an unknown"
        ),
        pytest.param(
            [pairs(when(LineAmount(at_least=eur("50")), CUPS, LineQuantity(at_least=2)))],
            Outcome.NOT_MET,
            [
                Reason(
                    0, "in a set, these products come to at least 50.00 EUR", 3000, Range(low=5000), MONEY
                ),
            ],
            id="a set is told what it lacks first",
        ),
        pytest.param(
            [
                pairs(
                    when(DistinctProducts(at_least=2), LineAmount(at_most=eur("20"))),
                    when(LineQuantity(at_least=2), LineAmount(at_least=eur("90"))),
                )
            ],
            Outcome.NOT_MET,
            [
                Reason(
                    0, "in a set, these products come to at most 20.00 EUR", 7000, Range(high=2000), MONEY
                ),
                Reason(
                    0, "in a set, these products come to at least 90.00 EUR", 7000, Range(low=9000), MONEY
                ),
            ],
            id="the condition of each rule that is not met",
        ),
        pytest.param(
            [pairs(when(RICH), units=4)],
            Outcome.NOTHING_LEFT,
            [],
            id="a set that is rich enough has nothing left",
        ),
        pytest.param(
            [pairs(when(RICH), units=4), pairs(when(CAKES))],
            Outcome.NOTHING_LEFT,
            [],
            id="nor has it where the sets of another benefit lack something",
        ),
        pytest.param(
            [pairs(benefits=[TEN], units=5), pairs(when(RICH))],
            Outcome.NOT_MET,
            [Reason(0, "a set takes 5 units", 4, Range(low=5)), LACKS],
            id="no set of the benefit without conditions can be made, and others lack something",
        ),
        pytest.param(
            [pairs(when(RICH), benefits=[TEN])],
            Outcome.NOTHING_LEFT,
            [],
            id="what is given without conditions has nothing left",
        ),
    ],
)
def test_outcomes_of_rules_in_sets(
    benefits: Sequence[Benefit], outcome: Outcome, reasons: Sequence[Reason]
) -> None:
    """All stand at their minimum price, so that what holds gives nothing."""
    floor = Offer.of("floor", benefits=[MinimumPrice(percent=100)])
    found = verdict([floor, a(gives(*benefits))], FOUR, NOT_READ)
    stage = Stage.DISCOUNT if outcome is Outcome.NOTHING_LEFT else None
    assert (found.outcome, found.stage, found.reasons) == (outcome, stage, tuple(reasons))


@pytest.mark.parametrize(
    ("conditions", "outcome"),
    [
        pytest.param([MINE], Outcome.UNKNOWN, id="entries that are not loaded"),
        pytest.param([MINE, LEVEL], Outcome.UNKNOWN, id="nor is another fact"),
        pytest.param([MINE, ReceiptAmount(at_least=eur("900"))], Outcome.NOT_MET, id="and a definite no"),
    ],
)
def test_lines_that_nobody_knows_make_no_sets(conditions: Sequence[Condition], outcome: Outcome) -> None:
    needs = [Need(NeedKind.PERSONAL, "mine"), Need(NeedKind.ATTRIBUTE, "level")]
    found = verdict([a(gives(pairs(when(*conditions))))], FOUR, Member("m-1", not_loaded=needs))

    assert found.outcome is outcome


def test_conditions_of_different_sets_are_each_said_once() -> None:
    """The first pair, 40 and 30, is too dear; the two after it, of one product, are too much alike."""
    sale = receipt((TEA, "40.00"), (CUP, "30.00"), (TEA, "10.00", 4))
    rule = when(LineAmount(at_most=eur("20")), DistinctProducts(at_least=2))
    assert verdict([a(gives(pairs(rule)))], sale).reasons == (
        Reason(0, "in a set, these products come to at most 20.00 EUR", 7000, Range(high=2000), MONEY),
        Reason(0, f"in a set, {DistinctProducts(at_least=2).describe()}", 1, Range(low=2), FigureUnit.PLAIN),
    )


def test_what_was_declined_is_not_accepted() -> None:
    found = verdict([a(gives(pairs(when(MINE))))], FOUR, DECLINED)
    reason = Reason(0, f"in a set, {MINE.describe()}")
    assert found == Verdict(offer="a", outcome=Outcome.NOT_ACCEPTED, reasons=(reason,))

    found = verdict([a(gives(pairs(when(MINE, RICH))))], FOUR, DECLINED)
    assert found == Verdict(offer="a", outcome=Outcome.NOT_MET, reasons=(reason,))


def test_nobody_is_known() -> None:
    found = verdict([a(gives(pairs(when(LEVEL))))], FOUR, None)
    assert found == Verdict(offer="a", outcome=Outcome.UNKNOWN, reasons=(WHO_LEVEL,))


def test_rules_say_their_numbers() -> None:
    """What sets lack stands beside what other rules of the offer lack, with the number of each."""
    offer = a(gives(TEN, when=[CAKES]), gives(Then([gives(pairs(when(RICH)))]), TEN, when=[CAKES]))
    assert [reason.rule for reason in verdict([offer], FOUR).reasons] == [0, 1]

    offer = a(gives(TEN, when=[CAKES]), gives(pairs(when(RICH))), gives(Then([gives(pairs(when(RICHER)))])))
    assert verdict([offer], FOUR).reasons == (
        Reason(0, "the product is cake"),
        Reason(1, LACKS.condition, 7000, Range(low=10000), MONEY),
        Reason(3, LACKS_MORE.condition, 7000, Range(low=20000), MONEY),
    )


def test_a_set_that_others_have_is_beaten() -> None:
    rich = a(gives(pairs(when(LineAmount(at_least=eur("50"))))))
    assert verdict([FIRST, rich], FOUR).outcome is Outcome.GRANTED
    only = receipt((TEA, "40.00"), (TEA, "30.00"))
    assert verdict([FIRST, rich], only).outcome is Outcome.BEATEN


@pytest.mark.parametrize(
    ("rule", "member", "sentence"),
    [
        pytest.param(
            when(RICH),
            NOT_READ,
            "- a: not met; in a set, these products come to at least 100.00 EUR "
            "(seen: 70.00 EUR; 30.00 EUR more would do)",
            id="what would do",
        ),
        pytest.param(
            when(LEVEL),
            NOT_READ,
            f"- a: unknown; {LEVEL.describe()} (not known: attribute level)",
            id="what is not known",
        ),
    ],
)
def test_the_text(rule: Rule, member: Member, sentence: str) -> None:
    sold = sell([a(gives(pairs(rule)))], FOUR, member)
    assert str(sold.explain()).splitlines()[1:] == [sentence]


@frozen
class RichPairs:
    """A host's kind of benefit, which asks something of sets."""

    kind: ClassVar[str] = "acme:rich_pairs"

    def lower(self) -> tuple[Instruction, ...]:
        return pairs(when(RICH)).lower()

    def describe(self) -> str:
        return "10 % off rich pairs"


def test_a_kind_of_ones_own_has_no_words_for_what_it_asks_of_sets() -> None:
    reason = Reason(0, "a set is as the benefit asks", 7000, Range(low=10000), MONEY)
    assert verdict([a(gives(RichPairs()))], FOUR).reasons == (reason,)
