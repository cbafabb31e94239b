"""Why no set can be made: which part of it has too little, and how much there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest
from attrs import frozen
from cases.till import CAKE, CUP, TEA, eur, receipt, sell
from engine.judged import CAKES, CUPS, MONEY, TEAS, TEN, a, gives, verdict

from loyalty_engine.engine.records import Outcome, Reason, Verdict
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
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.rules.benefits import (
    BundlePrice,
    BuyGet,
    EveryNth,
    InSets,
    IssueCoupon,
    NForM,
    PointsAmount,
    SetOf,
)
from loyalty_engine.rules.conditions.products import PersonalEntries
from loyalty_engine.rules.conditions.receipt import LineAmount
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.offer import Rule
from loyalty_engine.rules.predicates import Range

MINE = PersonalEntries("mine")
THREE_TEAS = SetOf([TEAS], 3)
TWO_AND_A_CUP = receipt((TEA, "10.00", 2), (CUP, "5.00"))


def lacks(what: str, seen: int, needed: int) -> Reason:
    return Reason(0, f"a set takes {what}", seen, Range(low=needed))


@pytest.mark.parametrize(
    ("benefit", "sale", "reasons"),
    [
        pytest.param(NForM(4, 3), TWO_AND_A_CUP, [lacks("4 units", 3, 4)], id="any products"),
        pytest.param(
            NForM(3, 2, same_product=True),
            receipt((TEA, "10.00"), (CUP, "5.00"), (TEA, "9.00")),
            [lacks("3 units of one product", 2, 3)],
            id="of the product that there is most of",
        ),
        pytest.param(EveryNth(9), TWO_AND_A_CUP, [lacks("9 units", 3, 9)], id="every ninth"),
        pytest.param(
            InSets(parts=[THREE_TEAS], benefits=[TEN]),
            TWO_AND_A_CUP,
            [lacks(f"3 units where {TEAS.describe()}", 2, 3)],
            id="of certain products",
        ),
        pytest.param(
            BundlePrice([SetOf([TEAS]), SetOf([CAKES], 2), SetOf([CUPS], 3)], eur("1")),
            TWO_AND_A_CUP,
            [
                lacks(f"2 units where {CAKES.describe()}", 0, 2),
                lacks(f"3 units where {CUPS.describe()}", 1, 3),
            ],
            id="all parts that have too little, in their order",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEAS], 2), get=SetOf([CAKES])),
            TWO_AND_A_CUP,
            [lacks(f"1 unit where {CAKES.describe()}", 0, 1)],
            id="what is got",
        ),
        pytest.param(
            BuyGet(buy=SetOf([TEAS], 2), units=2),
            TWO_AND_A_CUP,
            [lacks(f"4 units where {TEAS.describe()}", 2, 4)],
            id="more of the same",
        ),
        pytest.param(
            BundlePrice([SetOf([TEAS], 2), SetOf([TEAS])], eur("1")),
            TWO_AND_A_CUP,
            [lacks(f"1 unit where {TEAS.describe()}", 0, 1)],
            id="what the part before has left",
        ),
        pytest.param(
            InSets(parts=[SetOf([TEAS], amount=eur("20"))], benefits=[TEN]),
            TWO_AND_A_CUP,
            [
                Reason(
                    0,
                    f"a set takes units for at least 20.00 EUR where {TEAS.describe()}",
                    1000,
                    Range(low=2000),
                    MONEY,
                )
            ],
            id="too little money",
        ),
        pytest.param(
            BundlePrice([SetOf([TEAS], amount=eur("5")), SetOf([CAKES], 2)], eur("1")),
            TWO_AND_A_CUP,
            [lacks(f"2 units where {CAKES.describe()}", 0, 2)],
            id="units beside a part in money",
        ),
        pytest.param(
            InSets(parts=[SetOf(same_product=True, amount=eur("20"))], benefits=[TEN]),
            TWO_AND_A_CUP,
            [
                Reason(
                    0, "a set takes units of one product for at least 20.00 EUR", 1000, Range(low=2000), MONEY
                )
            ],
            id="too little money for any product",
        ),
        pytest.param(
            InSets(
                parts=[THREE_TEAS], rules=[Rule(conditions=[LineAmount(at_least=eur("1"))], benefits=[TEN])]
            ),
            TWO_AND_A_CUP,
            [lacks(f"3 units where {TEAS.describe()}", 2, 3)],
            id="whatever is asked of sets besides",
        ),
    ],
)
@pytest.mark.parametrize("cumulative", [False, True], ids=["competing", "cumulative"])
def test_what_parts_lack(
    benefit: Benefit, sale: Receipt, reasons: Sequence[Reason], cumulative: bool
) -> None:
    found = verdict([a(gives(benefit), cumulative=cumulative)], sale)
    assert found == Verdict(offer="a", outcome=Outcome.NOT_MET, reasons=tuple(reasons))


def test_it_is_said_in_words() -> None:
    offer = a(gives(InSets(parts=[THREE_TEAS], benefits=[TEN])))
    assert str(sell([offer], TWO_AND_A_CUP).explain()).splitlines()[1:] == [
        "- a: not met; a set takes 3 units where the product is tea (seen: 2)"
    ]


@pytest.mark.parametrize(
    "sale",
    [
        pytest.param(receipt((CAKE, "1.00")), id="one cake"),
        pytest.param(receipt((TEA, "10.00")), id="none, so the offer was not even looked at"),
    ],
)
@pytest.mark.parametrize(
    "benefits",
    [
        pytest.param([TEN], id="a discount"),
        pytest.param([PointsAmount(5)], id="points"),
        pytest.param([PointsAmount(5), TEN], id="points and a discount, said once"),
    ],
)
def test_the_stage_and_the_index_make_no_difference(benefits: list[Benefit], sale: Receipt) -> None:
    in_sets = InSets(parts=[SetOf([CAKES], 2)], benefits=benefits)
    cakes = sum(line.product == ExternalCode(CAKE) for line in sale.lines)

    assert verdict([a(gives(in_sets))], sale) == Verdict(
        offer="a", outcome=Outcome.NOT_MET, reasons=(lacks(f"2 units where {CAKES.describe()}", cakes, 2),)
    )


def test_a_rule_that_gives_something_else_as_well_has_nothing_left() -> None:
    """What it gives without sets was all that there was to give."""
    both = a(gives(InSets(parts=[THREE_TEAS], benefits=[TEN]), PointsAmount(0)))
    assert verdict([both], TWO_AND_A_CUP).outcome is Outcome.NOTHING_LEFT


def test_coupons_for_each_set() -> None:
    each = InSets(parts=[SetOf([CAKES], 2)], rules=[Rule(benefits=[IssueCoupon("spring")])])
    found = verdict([a(gives(each))], TWO_AND_A_CUP)
    assert found.reasons == (lacks(f"2 units where {CAKES.describe()}", 0, 2),)


class TestUnknown:
    PART = InSets(parts=[SetOf([MINE], 2)], benefits=[TEN])
    NOT_READ = Member("m-1", not_loaded=[Need(NeedKind.PERSONAL, "mine")])

    def test_a_part_may_be_able_to_use_what_there_is(self) -> None:
        found = verdict([a(gives(self.PART))], TWO_AND_A_CUP, self.NOT_READ)
        words = f"a set takes 2 units where {MINE.describe()}"
        assert (found.outcome, found.reasons) == (
            Outcome.UNKNOWN,
            (Reason(0, words, unknown="personal mine"),),
        )

    def test_there_is_too_little_in_any_case(self) -> None:
        found = verdict([a(gives(self.PART))], receipt((TEA, "10.00")), self.NOT_READ)
        assert (found.outcome, found.reasons) == (
            Outcome.NOT_MET,
            (lacks(f"2 units where {MINE.describe()}", 0, 2),),
        )

    def test_another_part_has_too_little(self) -> None:
        both = BundlePrice([SetOf([MINE]), SetOf([CAKES])], eur("1"))
        assert verdict([a(gives(both))], TWO_AND_A_CUP, self.NOT_READ).outcome is Outcome.NOT_MET

    def test_entries_that_are_not_accepted(self) -> None:
        entry = PersonalItem(
            target=ProductTarget(ExternalCode(TEA)),
            benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(10)),
        )
        waiting = Member("m-1", personal={"mine": PersonalizedOffer(items=[entry], accepted=False)})
        assert verdict([a(gives(self.PART))], TWO_AND_A_CUP, waiting).outcome is Outcome.NOT_ACCEPTED
        assert verdict([a(gives(self.PART))], receipt((TEA, "10.00")), waiting).outcome is Outcome.NOT_MET


@frozen
class TeaPairs:
    """A kind of a host's own, with no parts of sets to be named."""

    kind: ClassVar[str] = "acme:tea_pairs"

    def lower(self) -> tuple[Instruction, ...]:
        return InSets(parts=[THREE_TEAS], benefits=[TEN]).lower()

    def describe(self) -> str:
        return "10 % off three teas"


def test_a_kind_of_ones_own_has_no_words_for_its_parts() -> None:
    found = verdict([a(gives(TeaPairs()))], TWO_AND_A_CUP)
    assert found.reasons == (Reason(0, "a set is as the benefit asks", 2, Range(low=3)),)
