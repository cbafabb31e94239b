"""Limits of offers: how often they give something, and how much in all."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from cases.till import CAKE, CATALOG, CHIPS, MEMBER, NOON, STARS, TEA, earned, eur, off, receipt

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome, Verdict
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import Amount, Fixed, Share
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.counters import CountedPer, Counter, CounterChange
from loyalty_engine.model.identifiers import ExternalCode
from loyalty_engine.model.intents import CounterIntent
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.personal import (
    BenefitKind,
    EntryBenefit,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
)
from loyalty_engine.model.points import BONUS_POINTS
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.window import Opening, Window, WindowUnit
from loyalty_engine.rules.benefits import (
    AdditionalPoints,
    AmountOff,
    ChangeCounter,
    InSets,
    MinimumPrice,
    NForM,
    PercentOff,
    PersonalBenefit,
    PointsAmount,
    ReceiptMessage,
    SetOf,
)
from loyalty_engine.rules.benefits.discounts import Per
from loyalty_engine.rules.conditions import Products
from loyalty_engine.rules.language import Benefit
from loyalty_engine.rules.limits import Budget, Limit
from loyalty_engine.rules.offer import Offer, Rule
from loyalty_engine.testing import disagreements, reference_calculate

PROGRAM, EACH = CountedPer.PROGRAM, CountedPer.MEMBER
TODAY = Window(1, WindowUnit.DAY, opening=Opening.END)
TEN_OFF = PercentOff(10)
SALE = receipt((TEA, "10.00"), (CAKE, "5.00"))


def sold(
    offers: Offer | list[Offer],
    member: Member | None = MEMBER,
    context: Context = NOTHING,
    sale: Receipt = SALE,
) -> Calculation:
    """The calculation, after the reference engine has said the same."""
    offers = [offers] if isinstance(offers, Offer) else offers
    book = compile_offers(offers, catalog=CATALOG, points=(BONUS_POINTS, STARS, CHIPS))
    calculation = calculate(sale, member, book, context=context)
    found = disagreements(calculation, reference_calculate(sale, member, book, context=context))
    assert not found, "\n".join(found)
    return calculation


def limited(*limits: Limit | Budget, benefits: tuple[Benefit, ...] = (TEN_OFF,)) -> Offer:
    return Offer.of("a", benefits=benefits, limits=limits)


def used(value: int, *ago: int, how: str = "uses") -> Member:
    """A member who has used the offer so often, by one each so many hours ago."""
    moves = [CounterChange(at=NOON - dt.timedelta(hours=hours), by=1) for hours in ago]
    return Member("m-1", counters={f"{how}:a": Counter(value, changes=moves)})


def given(**counters: Counter | int) -> Context:
    """What the offer has given to all."""
    return Context(counters={f"{how}:a": counter for how, counter in counters.items()})


def counted(calculation: Calculation) -> list[tuple[str, CountedPer, int]]:
    """The counters that are to be increased, and by how much."""
    intents = [intent for intent in calculation.intents if isinstance(intent, CounterIntent)]
    return [(intent.counter, intent.per, intent.value) for intent in intents]


def verdict(calculation: Calculation) -> Verdict:
    return calculation.explain().verdicts[0]


@pytest.mark.parametrize(
    ("member", "said"),
    [
        pytest.param(used(3), "at most 3 times", id="the uses"),
        pytest.param(used(1000, how="money"), "at most 10.00 EUR", id="the money"),
    ],
)
def test_the_verdict_names_the_limit_that_is_used_up(member: Member, said: str) -> None:
    offer = limited(Limit(3), Budget(eur("10.00")))
    (reason,) = verdict(sold(offer, member)).reasons
    assert said in reason.condition


class TestUses:
    @pytest.mark.parametrize(
        ("limit", "member", "expected"),
        [
            pytest.param(Limit(3), MEMBER, Outcome.GRANTED, id="never used"),
            pytest.param(Limit(3), used(2), Outcome.GRANTED, id="the third time of three"),
            pytest.param(Limit(3), used(3), Outcome.NOT_MET, id="the fourth time of three"),
            pytest.param(Limit(1), used(-1), Outcome.GRANTED, id="more returned than used"),
            pytest.param(Limit(1, window=TODAY), used(9), Outcome.GRANTED, id="once a day, long ago"),
            pytest.param(Limit(1, window=TODAY), used(9, 13), Outcome.GRANTED, id="once a day, yesterday"),
            pytest.param(Limit(1, window=TODAY), used(9, 11), Outcome.NOT_MET, id="once a day, this morning"),
            pytest.param(Limit(2, window=TODAY), used(9, 11), Outcome.GRANTED, id="twice a day"),
            pytest.param(Limit(1), None, Outcome.UNKNOWN, id="nobody knows who buys"),
            pytest.param(
                Limit(1),
                Member("m", not_loaded=[Need(NeedKind.COUNTER, "uses:a")]),
                Outcome.UNKNOWN,
                id="the counter is not loaded",
            ),
        ],
    )
    def test_of_a_member(self, limit: Limit, member: Member | None, expected: Outcome) -> None:
        calculation = sold(limited(limit), member)

        assert verdict(calculation).outcome is expected
        assert counted(calculation) == ([("uses:a", EACH, 1)] if expected is Outcome.GRANTED else [])

    @pytest.mark.parametrize(
        ("limit", "context", "expected"),
        [
            pytest.param(Limit(1000, per=PROGRAM), given(uses=999), Outcome.GRANTED, id="the thousandth"),
            pytest.param(Limit(1000, per=PROGRAM), given(uses=1000), Outcome.NOT_MET, id="one too many"),
            pytest.param(Limit(1000, per=PROGRAM), NOTHING, Outcome.UNKNOWN, id="nobody has counted"),
            pytest.param(
                Limit(1, per=PROGRAM, window=TODAY),
                given(uses=Counter(7, changes=[CounterChange(at=NOON - dt.timedelta(hours=13), by=7)])),
                Outcome.GRANTED,
                id="the first of the day",
            ),
        ],
    )
    @pytest.mark.parametrize("member", [MEMBER, None], ids=["a member", "a stranger"])
    def test_of_all(self, limit: Limit, context: Context, expected: Outcome, member: Member | None) -> None:
        calculation = sold(limited(limit), member, context)

        assert verdict(calculation).outcome is expected
        assert counted(calculation) == ([("uses:a", PROGRAM, 1)] if expected is Outcome.GRANTED else [])

    def test_a_used_up_limit_says_so(self) -> None:
        offers = limited(Limit(3, window=TODAY))

        assert (
            "not met; the offer gives at most 3 times per member in the day of the receipt (seen: 3)"
            in str(sold(offers, used(9, 1, 2, 3)).explain())
        )

    def test_one_purchase_is_one_use_whatever_it_brings(self) -> None:
        two = Offer(
            id="a",
            rules=[
                Rule(benefits=[TEN_OFF, PointsAmount(5), ReceiptMessage("Hello")]),
                Rule(conditions=[Products([CAKE])], benefits=[PercentOff(50)]),
            ],
            limits=[Limit(2), Limit(1, window=TODAY)],
        )

        assert counted(sold(two, used(1, 13))) == [("uses:a", EACH, 1)]

    @pytest.mark.parametrize(
        ("benefit", "uses"),
        [
            pytest.param(ReceiptMessage("Hello"), 1, id="a message"),
            pytest.param(MinimumPrice(percent=50), 1, id="a price floor"),
            pytest.param(NForM(3, 2), 0, id="a set that does not come about"),
        ],
    )
    def test_what_counts(self, benefit: Benefit, uses: int) -> None:
        assert counted(sold(limited(Limit(5), benefits=(benefit,)))) == [("uses:a", EACH, 1)] * uses

    def test_points_that_nobody_gets_use_nothing(self) -> None:
        offer = limited(Limit(5, per=PROGRAM), benefits=(PointsAmount(5),))
        calculation = sold(offer, None, given(uses=0))

        assert earned(calculation) == {"bonus": 5}
        assert counted(calculation) == []

    def test_an_offer_that_is_beaten_is_not_used(self) -> None:
        offers = [limited(Limit(5)), Offer.of("b", benefits=[PercentOff(20)])]

        assert counted(sold(offers)) == []

    def test_a_limit_holds_although_nobody_knows_the_other(self) -> None:
        offer = limited(Limit(1), Limit(1, per=PROGRAM))

        assert verdict(sold(offer, None, given(uses=1))).outcome is Outcome.NOT_MET


class TestMoney:
    @pytest.mark.parametrize(
        ("budget", "context", "expected", "value", "capped"),
        [
            pytest.param(Budget(eur("2.00")), given(money=0), ("1.00", "0.50"), 150, False, id="enough"),
            pytest.param(Budget(eur("1.50")), given(money=0), ("1.00", "0.50"), 150, False, id="just enough"),
            pytest.param(Budget(eur("2.00")), given(money=140), ("0.40", "0.20"), 60, True, id="in part"),
            pytest.param(
                Budget(eur("2.00"), partial=False),
                given(money=140),
                ("0.00", "0.00"),
                0,
                True,
                id="as a whole",
            ),
        ],
    )
    def test_of_all(
        self, budget: Budget, context: Context, expected: tuple[str, ...], value: int, capped: bool
    ) -> None:
        calculation = sold(limited(budget), None, context)

        assert off(calculation) == expected
        assert counted(calculation) == ([("money:a", PROGRAM, value)] if value else [])
        assert verdict(calculation).capped is capped
        assert verdict(calculation).outcome is (Outcome.GRANTED if value else Outcome.NOTHING_LEFT)

    def test_a_budget_that_is_used_up_ends_the_offer(self) -> None:
        offer = limited(Budget(eur("2.00")), benefits=(TEN_OFF, PointsAmount(5)))
        calculation = sold(offer, MEMBER, given(money=200))

        assert earned(calculation) == {}
        assert "the offer gives at most 2.00 EUR in all (seen: 2.00 EUR)" in str(calculation.explain())

    def test_what_is_not_known_is_not_spent(self) -> None:
        assert verdict(sold(limited(Budget(eur("2.00"))))).outcome is Outcome.UNKNOWN

    def test_of_each_member_this_day(self) -> None:
        offer = limited(Budget(eur("0.61"), per=EACH, window=TODAY))
        member = Member(
            "m-1",
            counters={
                "money:a": Counter(500, changes=[CounterChange(at=NOON - dt.timedelta(hours=1), by=1)])
            },
        )

        assert off(sold(offer, member)) == ("0.40", "0.20")

    def test_all_budgets_hold_together(self) -> None:
        offer = limited(Budget(eur("1.00"), per=EACH), Budget(eur("9.00")), Limit(5, per=PROGRAM))
        member = Member("m-1", counters={"money:a": 10})

        calculation = sold(offer, member, given(money=870, uses=4))

        assert off(calculation) == ("0.20", "0.10")
        assert counted(calculation) == [
            ("money:a", EACH, 30),
            ("money:a", PROGRAM, 30),
            ("uses:a", PROGRAM, 1),
        ]

    def test_what_is_cut_down_to_a_part_may_pass_as_a_whole(self) -> None:
        offer = limited(Budget(eur("1.20"), partial=False), Budget(eur("0.60"), per=EACH))

        assert off(sold(offer, MEMBER, given(money=0))) == ("0.40", "0.20")
        assert off(sold(offer, MEMBER, given(money=61))) == ("0.00", "0.00")

    def test_benefits_and_rules_draw_on_one_budget_in_their_order(self) -> None:
        offer = Offer(
            id="a",
            rules=[
                Rule(conditions=[Products([TEA])], benefits=[AmountOff(eur("1.00")), AmountOff(eur("2.00"))]),
                Rule(conditions=[Products([CAKE])], benefits=[AmountOff(eur("4.00"))]),
            ],
            limits=[Budget(eur("5.00"))],
        )

        assert off(sold(offer, None, given(money=0))) == ("3.00", "2.00")
        assert off(sold(offer, None, given(money=250))) == ("2.50", "0.00")

    def test_what_one_benefit_has_drawn_another_cannot_draw_as_a_whole(self) -> None:
        benefits = AmountOff(eur("1.00")), AmountOff(eur("2.00")), AmountOff(eur("1.50"))
        offer = limited(Budget(eur("2.50"), partial=False), benefits=benefits)
        calculation = sold(offer, None, given(money=0))

        assert off(calculation) == ("1.67", "0.83")
        assert counted(calculation) == [("money:a", PROGRAM, 250)]

    def test_a_benefit_with_a_cap_of_its_own_draws_on_the_budget_no_more_than_that(self) -> None:
        offer = limited(Budget(eur("1.00"), partial=False), benefits=(PercentOff(10, at_most=eur("0.90")),))

        assert off(sold(offer, None, given(money=10))) == ("0.60", "0.30")
        assert off(sold(offer, None, given(money=11))) == ("0.00", "0.00")

    def test_units_that_got_nothing_stay_free(self) -> None:
        free = receipt((TEA, "30.00", 3))
        offers = [
            Offer.of("a", benefits=[NForM(3, 2)], priority=5, limits=[Budget(eur("9.00"), partial=False)]),
            Offer.of("b", benefits=[TEN_OFF]),
        ]

        assert off(sold(offers, None, given(money=0), free)) == ("3.00",)
        assert off(sold(offers, None, given(money=-100), free)) == ("10.00",)

    def test_units_of_sets_that_got_no_points_stay_free(self) -> None:
        stars = InSets(parts=[SetOf(units=3)], benefits=[PointsAmount(5, currency="star")])
        one = InSets(parts=[SetOf()], benefits=[PointsAmount(1)], at_most=1)
        limits = [Budget(points=1, currency="star", partial=False)]
        offers = [
            Offer.of("a", benefits=[stars, one], priority=5, limits=limits),
            Offer.of("b", benefits=[PointsAmount(1, per=Per.UNIT)]),
        ]
        context = Context(counters={"points:star:a": 0})

        assert earned(sold(offers, MEMBER, context, receipt((TEA, "30.00", 3)))) == {"bonus": 3}

    def test_a_budget_of_another_offer_is_another_one(self) -> None:
        offers = [
            Offer.of("a", [Products([TEA])], [TEN_OFF], limits=[Budget(eur("0.60"))]),
            Offer.of("b", [Products([CAKE])], [TEN_OFF], limits=[Budget(eur("0.20"))]),
        ]
        context = Context(counters={"money:a": 0, "money:b": 0})

        assert off(sold(offers, None, context)) == ("0.60", "0.20")

    def test_a_budget_in_money_asks_for_no_kind_of_points(self) -> None:
        offer = limited(Budget(eur("2.00")))

        assert compile_offers([offer], points=(STARS,)).needs == compile_offers([offer]).needs

    def test_a_budget_has_its_own_currency(self) -> None:
        offer = limited(Budget(eur("2.00")))
        assert compile_offers([offer]).needs == {Need(NeedKind.PROGRAM_COUNTER, "money:a")}

        dollars = AmountOff(Money.of("1.00", "USD"))
        with pytest.raises(InvalidInput, match="speaks of money in EUR, USD"):
            compile_offers([limited(Budget(eur("2.00")), benefits=(dollars,))])


class TestPoints:
    def test_in_part(self) -> None:
        offer = limited(Budget(points=10, per=EACH), benefits=(PointsAmount(7), TEN_OFF))
        calculation = sold(offer, used(5, how="points:bonus"))

        assert earned(calculation) == {"bonus": 5}
        assert off(calculation) == ("1.00", "0.50")
        assert counted(calculation) == [("points:bonus:a", EACH, 5)]
        assert verdict(calculation).capped

    def test_other_points_are_not_limited(self) -> None:
        offer = limited(
            Budget(points=1, currency="star", per=EACH),
            benefits=(PointsAmount(7), PointsAmount(3, currency="star")),
        )

        assert earned(sold(offer)) == {"bonus": 7, "star": 1}

    def test_points_for_lines_come_before_points_on_top(self) -> None:
        offer = limited(Budget(points=10, per=EACH), benefits=(AdditionalPoints(8), PointsAmount(6)))
        calculation = sold(offer)

        assert [part.amount for line in calculation.lines for part in line.points] == [4, 3, 2, 1]
        assert earned(calculation) == {"bonus": 10}
        assert counted(calculation) == [("points:bonus:a", EACH, 10)]

    def test_what_a_rule_gave_is_what_was_left(self) -> None:
        offer = limited(
            Budget(points=10, per=EACH), benefits=(AdditionalPoints(8), ChangeCounter("given", None))
        )
        calculation = sold(offer, used(6, how="points:bonus"))

        assert counted(calculation) == [("given", EACH, 4), ("points:bonus:a", EACH, 4)]
        assert verdict(calculation).capped
        assert not verdict(sold(offer, used(2, how="points:bonus"))).capped

    def test_points_on_top_of_discounts_are_taken_off_those_for_lines(self) -> None:
        rules = [
            Rule(benefits=[TEN_OFF, AdditionalPoints(8)]),
            Rule(benefits=[PointsAmount(6)]),
        ]
        offer = Offer(id="a", rules=rules, limits=[Budget(points=10, per=EACH)])

        assert [(one.currency, one.amount) for one in sold(offer).points] == [("bonus", 10)]

    def test_points_on_top_as_a_whole_or_not_at_all(self) -> None:
        offer = limited(Budget(points=7, per=EACH, partial=False), benefits=(AdditionalPoints(8),))
        calculation = sold(offer)

        assert (calculation.points, calculation.intents) == ((), ())
        assert verdict(calculation).outcome is Outcome.NOTHING_LEFT

    def test_entries_draw_on_one_budget_together(self) -> None:
        items = [
            PersonalItem(
                target=ProductTarget(ExternalCode(product)),
                benefit=EntryBenefit(kind=BenefitKind.POINTS, amount=Fixed(10)),
            )
            for product in (TEA, CAKE)
        ]
        member = Member("m-1", personal={"mine": PersonalizedOffer(items=items)})
        offer = limited(Budget(points=10, per=EACH), benefits=(PersonalBenefit("mine"),))
        calculation = sold(offer, member)

        assert [part.amount for line in calculation.lines for part in line.points] == [5, 5]

    @pytest.mark.parametrize(
        ("of_cake", "expected"),
        [
            pytest.param(("star", Fixed(4)), [("a", "bonus", 10), ("a", "star", 4)], id="of two kinds"),
            pytest.param(("bonus", Fixed(4)), [("a", "bonus", 10), ("a", "bonus", 4)], id="of one kind"),
            pytest.param(
                ("bonus", Share(Percent("1"))),
                [("a", "bonus", 10), ("b", "bonus", 1)],
                id="a line that earns less than a point is free for others",
            ),
        ],
    )
    def test_a_budget_that_suffices_leaves_each_line_what_its_entry_gives(
        self, of_cake: tuple[str, Amount], expected: list[tuple[str, str, int]]
    ) -> None:
        kind, amount = of_cake
        items = [
            PersonalItem(
                target=ProductTarget(ExternalCode(product)),
                benefit=EntryBenefit(kind=BenefitKind.POINTS, amount=amount, points=points),
            )
            for product, points, amount in ((TEA, "bonus", Fixed(10)), (CAKE, kind, amount))
        ]
        member = Member("m-1", personal={"mine": PersonalizedOffer(items=items)})
        budget = Budget(points=20, per=EACH)
        offers = [
            Offer.of("a", benefits=[PersonalBenefit("mine")], limits=[budget], priority=1),
            Offer.of("b", benefits=[PointsAmount(1, per=Per.LINE)]),
        ]
        calculation = sold(offers, member)

        assert [
            (p.offer, p.currency, p.amount) for line in calculation.lines for p in line.points
        ] == expected

    def test_what_a_stranger_would_earn(self) -> None:
        offer = limited(Budget(points=10, per=EACH), benefits=(PointsAmount(20),))
        calculation = sold(offer, None)

        assert calculation.points == ()
        assert [total.amount for total in calculation.would_earn] == [10]

    def test_of_all_for_a_stranger_is_reported_and_not_spent(self) -> None:
        offer = limited(Budget(points=10), benefits=(PointsAmount(20),))
        calculation = sold(offer, None, Context(counters={"points:bonus:a": 4}))

        assert earned(calculation) == {"bonus": 6}
        assert calculation.intents == ()

    def test_an_unknown_kind_of_points_is_refused(self) -> None:
        with pytest.raises(InvalidInput) as raised:
            compile_offers([limited(Limit(1), Budget(points=5, currency="bonsu"))])

        assert [problem.path for problem in raised.value.problems] == ["offers[0].limits[1].currency"]


def test_the_book_says_what_to_load() -> None:
    book = compile_offers(
        [limited(Limit(3), Limit(1, window=TODAY), Budget(eur("9")), Budget(points=5, window=TODAY))]
    )

    assert book.needs == {
        Need(NeedKind.COUNTER, "uses:a"),
        Need(NeedKind.COUNTER_CHANGES, "uses:a"),
        Need(NeedKind.PROGRAM_COUNTER, "money:a"),
        Need(NeedKind.PROGRAM_COUNTER_CHANGES, "points:bonus:a"),
    }
    midnight = NOON.replace(hour=0, tzinfo=None)
    assert book.since(Need(NeedKind.COUNTER_CHANGES, "uses:a"), SALE) == midnight
    assert book.since(Need(NeedKind.PROGRAM_COUNTER_CHANGES, "points:bonus:a"), SALE) == midnight


def test_no_two_offers_share_a_counter() -> None:
    one, two = Budget(points=1, currency="a"), Budget(points=1, currency="a:b")

    assert one.counter("b:c") != two.counter("c")


def test_what_was_used_is_in_the_fingerprint_where_it_is_read() -> None:
    offer = limited(Budget(eur("9.00")))
    marks = {
        sold(offer, None, context).fingerprint
        for context in (given(money=0), given(money=1), given(money=0, uses=5), given(money=Counter(0)))
    }

    assert len(marks) == 2


def test_limits_change_what_an_offer_means() -> None:
    books = [compile_offers([limited(Budget(eur("9.00"), partial=partial))]) for partial in (True, False)]

    assert books[0].digest != books[1].digest


@pytest.mark.parametrize(
    ("id", "limits", "path", "said"),
    [
        pytest.param("a", 5, "limits", "5 is not", id="no limits"),
        pytest.param(
            "a",
            [Limit(1), 5],
            "limits[1]",
            "(give a Limit, a UnitLimit or a Budget)",
            id="5",
        ),
        pytest.param("o" * 199, [Limit(1)], "limits[0]", "shorten the offer's id", id="too long an id"),
    ],
)
def test_limits_that_cannot_be(id: str, limits: Any, path: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(said)) as raised:
        Offer.of(id, benefits=[TEN_OFF], limits=limits)

    assert [problem.path for problem in raised.value.problems] == [path]


def test_a_limited_offer_in_words() -> None:
    offer = limited(
        Limit(1, window=Window(1, WindowUnit.MONTH, opening=Opening.END)),
        Limit(5000, per=PROGRAM),
        Budget(eur("100.00"), partial=False),
        Budget(points=500, per=EACH),
    )

    assert offer.describe() == (
        "For every buyer: 10 % off, always; at most once per member in the month of the receipt; "
        "at most 5,000 times in all; at most 100.00 EUR in all, each time as a whole; "
        "at most 500 bonus points per member."
    )
