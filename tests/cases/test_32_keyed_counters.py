"""Counters kept by place, card, product or time: each of these has one of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import cast

import pytest
from attrs import evolve
from cases.till import CAKE, CUP, MEMBER, NOON, TEA, eur, off, outcomes, receipt, sell

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.engine.refund import ReturnedLine, refund
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.context import Context
from loyalty_engine.model.counter_keys import CounterKey
from loyalty_engine.model.counters import CountedPer, Counter, CounterChange
from loyalty_engine.model.identifiers import Barcode
from loyalty_engine.model.intents import CounterIntent, CounterOperation
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.model.window import Window, WindowUnit
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.effects import ChangeCounter
from loyalty_engine.rules.benefits.repeating import Repeat
from loyalty_engine.rules.conditions.bounds import FromAttribute
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.products import Products
from loyalty_engine.rules.conditions.standing import CounterChanges, CounterValue
from loyalty_engine.rules.emissions import ReceiptFigure, RuleFigure
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.limits import Budget, Limit, UnitLimit
from loyalty_engine.rules.offer import Offer

PROGRAM = CountedPer.PROGRAM
BRAND, CARD, DAY, PLACE, PRODUCT = (
    CounterKey.BRAND,
    CounterKey.CARD,
    CounterKey.DAY,
    CounterKey.PLACE,
    CounterKey.PRODUCT,
)
YES, NO, UNKNOWN = Outcome.GRANTED, Outcome.NOT_MET, Outcome.UNKNOWN
SALE = evolve(receipt((TEA, "100.00")), card="k-1")
CARDLESS = evolve(SALE, card=None)
AT_HOME = CounterValue("visits", at_least=3, keyed_by={PLACE})
OF_CARD = CounterValue("visits", at_least=3, keyed_by={CARD})


def member(*not_loaded: Need, **counters: int) -> Member:
    """A member whose counters are called by the place, the card or nothing."""
    names = {"here": "visits{place=s-1}", "there": "visits{place=s-2}", "card": "visits{card=k-1}"}
    values = {names.get(name, name): value for name, value in counters.items()}
    return Member("m-1", counters=values, not_loaded=not_loaded)


@pytest.mark.parametrize(
    ("condition", "sale", "buyer", "outcome"),
    [
        pytest.param(AT_HOME, SALE, member(here=3), YES, id="at this place"),
        pytest.param(AT_HOME, SALE, member(here=2, there=9, visits=9), NO, id="not at others, nor in all"),
        pytest.param(AT_HOME, SALE, MEMBER, NO, id="never here"),
        pytest.param(
            CounterValue("visits", at_most=0, keyed_by={PLACE}), SALE, MEMBER, YES, id="a first visit"
        ),
        pytest.param(OF_CARD, SALE, member(card=3), YES, id="of this card"),
        pytest.param(OF_CARD, CARDLESS, member(card=3), NO, id="no card, no counter"),
        pytest.param(
            CounterValue("visits", at_most=9, keyed_by={CARD}),
            CARDLESS,
            MEMBER,
            NO,
            id="which is not 0 either",
        ),
        pytest.param(Not(OF_CARD), CARDLESS, MEMBER, YES, id="and so is not as asked"),
        pytest.param(OF_CARD, CARDLESS, None, UNKNOWN, id="nobody is known, card or not"),
        pytest.param(
            AT_HOME,
            SALE,
            member(Need(NeedKind.COUNTER, "visits", {PLACE}), here=3),
            UNKNOWN,
            id="none is loaded",
        ),
        pytest.param(
            AT_HOME,
            SALE,
            member(Need(NeedKind.COUNTER, "visits{place=s-1}"), here=3),
            UNKNOWN,
            id="this one is not loaded",
        ),
        pytest.param(
            AT_HOME,
            SALE,
            member(Need(NeedKind.COUNTER, "visits{place=s-2}"), here=3),
            YES,
            id="another is not",
        ),
        pytest.param(
            CounterValue("visits", at_least=FromAttribute("goal"), keyed_by={CARD}),
            CARDLESS,
            Member("m-1", not_loaded=[Need(NeedKind.ATTRIBUTE, "goal")]),
            NO,
            id="what is not there lies within no bounds",
        ),
    ],
)
def test_counters_of_members(
    condition: Condition, sale: Receipt, buyer: Member | None, outcome: Outcome
) -> None:
    offer = Offer.of("a", [condition], [PercentOff(10)])
    assert outcomes(sell([offer], sale, buyer))["a"] is outcome


@pytest.mark.parametrize(
    ("counters", "outcome"),
    [
        ({"sold{place=s-1,day=2026-09-15}": 99}, YES),
        ({"sold{place=s-1,day=2026-09-15}": 98}, NO),
        ({"sold": 99, "sold{place=s-1}": 99, "sold{place=s-1,day=2026-09-14}": 99}, UNKNOWN),
    ],
)
def test_counters_of_the_programme(counters: dict[str, int], outcome: Outcome) -> None:
    """The hundredth of the day at each place; one that the context lacks is not known."""
    hundredth = CounterValue("sold", at_least=99, at_most=99, per=PROGRAM, keyed_by={PLACE, DAY})
    offer = Offer.of("a", [hundredth], [PercentOff(10)])
    assert outcomes(sell([offer], SALE, None, context=Context(counters=counters)))["a"] is outcome


def test_changes_within_a_window() -> None:
    hour = dt.timedelta(hours=1)
    often = Counter(9, changes=[CounterChange(at=NOON - n * 30 * hour, by=1) for n in (1, 2)])
    condition = CounterChanges("visits", at_least=2, window=Window(1, WindowUnit.DAY), keyed_by={PLACE})
    offer = Offer.of("a", [condition], [PercentOff(10)])
    assert outcomes(sell([offer], SALE, Member("m-1", counters={"visits{place=s-1}": often})))["a"] is NO
    wide = evolve(condition, window=Window(1, WindowUnit.WEEK))
    offer = Offer.of("a", [wide], [PercentOff(10)])
    assert outcomes(sell([offer], SALE, Member("m-1", counters={"visits{place=s-1}": often})))["a"] is YES


def counted(
    benefits: Iterable[Benefit], sale: Receipt, buyer: Member | None = MEMBER
) -> list[tuple[str, int]]:
    offer = Offer.of("a", [Not(Products({CAKE}))], [PercentOff(10), *benefits])
    result = sell([offer], sale, buyer)
    return [(one.counter, one.value) for one in result.intents if isinstance(one, CounterIntent)]


@pytest.mark.parametrize(
    ("benefit", "sale", "buyer", "found"),
    [
        pytest.param(
            ChangeCounter("n", keyed_by={PLACE, DAY}),
            SALE,
            MEMBER,
            [("n{place=s-1,day=2026-09-15}", 1)],
            id="the one of the place and the day",
        ),
        pytest.param(
            ChangeCounter("n", keyed_by={CARD}), CARDLESS, MEMBER, [], id="no card, nothing to change"
        ),
        pytest.param(
            ChangeCounter("n", per=PROGRAM, keyed_by={CARD}),
            SALE,
            None,
            [("n{card=k-1}", 1)],
            id="of a card of whoever it is",
        ),
        pytest.param(
            ChangeCounter("n", 2, keyed_by={PRODUCT}),
            receipt((TEA, "10.00"), (CUP, "5.00"), (TEA, "7.00"), (CAKE, "9.00")),
            MEMBER,
            [("n{product=cup}", 2), ("n{product=tea}", 2)],
            id="of each product that the rule works on",
        ),
        pytest.param(
            Repeat([ChangeCounter("n", 2, keyed_by={PRODUCT})], every=eur("10")),
            receipt((TEA, "20.00"), (CUP, "15.00")),
            MEMBER,
            [("n{product=cup}", 6), ("n{product=tea}", 6)],
            id="of each product, for every ten euros",
        ),
        pytest.param(
            ChangeCounter("n", RuleFigure.UNITS, keyed_by={PRODUCT}),
            receipt((TEA, "10.00", 3), (CUP, "5.00", 2), (TEA, "7.00")),
            MEMBER,
            [("n{product=cup}", 2), ("n{product=tea}", 4)],
            id="by the units of each",
        ),
        pytest.param(
            ChangeCounter("n", RuleFigure.AMOUNT, keyed_by={PRODUCT, DAY}),
            receipt((TEA, "10.00", 3), (CUP, "5.00", 2), (TEA, "7.00")),
            MEMBER,
            [("n{product=cup,day=2026-09-15}", 500), ("n{product=tea,day=2026-09-15}", 1700)],
            id="by what each comes to",
        ),
        pytest.param(
            ChangeCounter("n", RuleFigure.LINES, keyed_by={PRODUCT}),
            receipt(
                ("unknown", "10.00"),
                Line(number=2, product=Barcode("4600"), amount=eur("5.00")),
            ),
            MEMBER,
            [("n{product=unknown}", 1)],
            id="unknown products by their ERP codes alone",
        ),
    ],
)
def test_what_is_counted(
    benefit: Benefit, sale: Receipt, buyer: Member | None, found: list[tuple[str, int]]
) -> None:
    assert counted([benefit], sale, buyer) == found


class TestProducts:
    """A condition on the counter of each product means those lines whose product's is as it says."""

    AT_MOST_TWO = CounterValue("bought", at_most=1, keyed_by={PRODUCT})
    SALE = receipt((TEA, "100.00"), (CUP, "50.00"), (TEA, "20.00"))

    def test_lines_are_told_apart(self) -> None:
        offer = Offer.of("a", [self.AT_MOST_TWO], [PercentOff(10)])
        assert off(sell([offer], self.SALE, Member("m-1", counters={"bought{product=tea}": 2}))) == (
            "0.00",
            "5.00",
            "0.00",
        )
        turned = Offer.of("a", [Not(self.AT_MOST_TWO)], [PercentOff(10)])
        assert off(sell([turned], self.SALE, Member("m-1", counters={"bought{product=tea}": 2}))) == (
            "10.00",
            "0.00",
            "2.00",
        )

    def test_every_so_many(self) -> None:
        offer = Offer.of("a", [CounterValue("bought", every=2, keyed_by={PRODUCT})], [PercentOff(10)])
        buyer = Member("m-1", counters={"bought{product=tea}": 4, "bought{product=cup}": 3})
        assert off(sell([offer], self.SALE, buyer)) == ("10.00", "0.00", "2.00")

    def test_one_that_is_not_loaded_leaves_all_open(self) -> None:
        offer = Offer.of("a", [Products({CUP}), self.AT_MOST_TWO], [PercentOff(10)])
        buyer = Member("m-1", not_loaded=[Need(NeedKind.COUNTER, "bought{product=tea}")])
        assert outcomes(sell([offer], self.SALE, buyer))["a"] is UNKNOWN
        assert outcomes(sell([offer], receipt((CUP, "5.00")), buyer))["a"] is YES
        assert outcomes(sell([offer], receipt((TEA, "5.00")), buyer))["a"] is NO

    def test_products_without_an_erp_code_have_no_counter(self) -> None:
        offer = Offer.of("a", [self.AT_MOST_TWO], [PercentOff(10)])
        scanned = receipt(Line(number=1, product=Barcode("4600"), amount=eur("5.00")))
        assert outcomes(sell([offer], scanned))["a"] is NO


class TestLimits:
    ONCE_A_DAY_HERE = Offer.of("a", [], [PercentOff(10)], limits=[Limit(1, keyed_by={PLACE, DAY})])

    def test_a_use_here_and_today(self) -> None:
        result = sell([self.ONCE_A_DAY_HERE], SALE)
        assert [one.counter for one in result.intents if isinstance(one, CounterIntent)] == [
            "uses:a{place=s-1,day=2026-09-15}"
        ]
        elsewhere = Member("m-1", counters={"uses:a{place=s-2,day=2026-09-15}": 1, "uses:a": 1})
        assert outcomes(sell([self.ONCE_A_DAY_HERE], SALE, elsewhere))["a"] is YES
        here = Member("m-1", counters={"uses:a{place=s-1,day=2026-09-15}": 1})
        verdict = sell([self.ONCE_A_DAY_HERE], SALE, here).explain()
        assert str(verdict).endswith(
            "- a: not met; the offer gives at most once per member, place and day (seen: 1)"
        )

    def test_of_each_card_whoever_shows_it(self) -> None:
        offer = Offer.of("a", [], [PercentOff(10)], limits=[Limit(1, per=PROGRAM, keyed_by={CARD})])
        fresh, worn = (Context(counters={"uses:a{card=k-1}": n}) for n in (0, 1))
        assert outcomes(sell([offer], SALE, None, context=fresh))["a"] is YES
        assert outcomes(sell([offer], SALE, None, context=worn))["a"] is NO
        assert outcomes(sell([offer], CARDLESS, None, context=fresh))["a"] is NO

    def test_a_budget_of_each_place(self) -> None:
        offer = Offer.of("a", [], [PercentOff(10)], limits=[Budget(eur("50.00"), keyed_by={PLACE})])
        spent = Context(counters={"money:a{place=s-1}": 46_00, "money:a": 50_00})
        result = sell([offer], SALE, context=spent)
        assert off(result) == ("4.00",)
        assert [(one.counter, one.value) for one in result.intents if isinstance(one, CounterIntent)] == [
            ("money:a{place=s-1}", 400)
        ]

    def test_units_of_each_brand(self) -> None:
        offer = Offer.of("a", [], [PercentOff(10)], limits=[UnitLimit(2, keyed_by={BRAND})])
        assert outcomes(sell([offer], SALE))["a"] is NO

    def test_limits_side_by_side_are_counted_apart(self) -> None:
        limits = [Limit(1, keyed_by={DAY}), Limit(9)]
        result = sell([Offer.of("a", [], [PercentOff(10)], limits=limits)], SALE)
        assert [one.counter for one in result.intents if isinstance(one, CounterIntent)] == [
            "uses:a{day=2026-09-15}",
            "uses:a",
        ]

    def test_no_offer_shares_a_counter_with_another(self) -> None:
        """Not even one that is called like the counter of another offer at a place."""
        odd, plain = "x{place=s-1}", "x"
        assert Limit(1).counter(odd) == "uses:x%7Bplace=s-1%7D"
        offers = [
            Offer.of(odd, [], [PercentOff(10)], cumulative=True, limits=[Limit(1)]),
            Offer.of(plain, [], [PercentOff(10)], cumulative=True, limits=[Limit(1, keyed_by={PLACE})]),
        ]
        found = [one.counter for one in sell(offers, SALE).intents if isinstance(one, CounterIntent)]
        assert sorted(found) == ["uses:x%7Bplace=s-1%7D", "uses:x{place=s-1}"]


class TestNeeds:
    BOOK = compile_offers(
        [
            TestLimits.ONCE_A_DAY_HERE,
            Offer.of("b", [Products({TEA})], [PercentOff(10)], limits=[Budget(eur("5"), keyed_by={CARD})]),
            Offer.of("c", [CounterValue("sold", at_most=3, keyed_by={PRODUCT})], [PercentOff(5)]),
            Offer.of(
                "d",
                [CounterChanges("n", at_least=1, window=Window(2, WindowUnit.DAY), keyed_by={PLACE})],
                [PercentOff(5)],
            ),
        ]
    )

    def test_of_a_book(self) -> None:
        assert self.BOOK.needs == {
            Need(NeedKind.COUNTER, "uses:a", {PLACE, DAY}),
            Need(NeedKind.PROGRAM_COUNTER, "money:b", {CARD}),
            Need(NeedKind.COUNTER, "sold", {PRODUCT}),
            Need(NeedKind.COUNTER_CHANGES, "n", {PLACE}),
        }

    def test_on_a_receipt(self) -> None:
        sale = evolve(receipt((TEA, "5.00"), (CUP, "5.00")), card="k")
        assert self.BOOK.needs_for(sale) == {
            Need(NeedKind.COUNTER, "uses:a{place=s-1,day=2026-09-15}"),
            Need(NeedKind.PROGRAM_COUNTER, "money:b{card=k}"),
            Need(NeedKind.COUNTER, "sold{product=tea}"),
            Need(NeedKind.COUNTER, "sold{product=cup}"),
            Need(NeedKind.COUNTER_CHANGES, "n{place=s-1}"),
        }
        assert Need(NeedKind.PROGRAM_COUNTER, "money:b{card=k}") not in self.BOOK.needs_for(CARDLESS)

    def test_how_far_back(self) -> None:
        two_days_ago = NOON.replace(tzinfo=None) - dt.timedelta(days=2)
        mine = Need(NeedKind.COUNTER_CHANGES, "n{place=s-1}")
        assert self.BOOK.since(mine, SALE) == two_days_ago
        assert self.BOOK.since(Need(NeedKind.COUNTER_CHANGES, "n", {PLACE}), SALE) == two_days_ago
        assert self.BOOK.since(Need(NeedKind.COUNTER_CHANGES, "n{place=s-2}"), SALE) is None

    def test_the_fingerprint_reads_what_the_receipt_is_about(self) -> None:
        def fingerprint(**counters: int) -> str:
            return sell([Offer.of("a", [AT_HOME], [PercentOff(10)])], SALE, member(**counters)).fingerprint

        assert fingerprint(here=3, there=1) == fingerprint(here=3, there=2) != fingerprint(here=4, there=1)


class TestReturns:
    def test_turn_back_the_counter_of_the_purchase(self) -> None:
        result = sell([TestLimits.ONCE_A_DAY_HERE], SALE)
        (undone,) = refund(result, [ReturnedLine(1, 1)]).counters
        intent = result.intents[undone.intent]
        assert isinstance(intent, CounterIntent)
        assert (intent.counter, undone.amount) == ("uses:a{place=s-1,day=2026-09-15}", 1)

    def test_turn_back_the_counters_of_the_products_that_come_back(self) -> None:
        offer = Offer.of("a", [], [ChangeCounter("n", RuleFigure.UNITS, keyed_by={PRODUCT})])
        result = sell([offer], receipt((TEA, "10.00", 4), (CUP, "5.00", 2), (TEA, "10.00", 4)))
        undone = refund(result, [ReturnedLine(1, 2)]).counters
        assert [(result.intents[one.intent], one.amount) for one in undone] == [
            (
                CounterIntent(
                    offer="a",
                    counter="n{product=tea}",
                    operation=CounterOperation.INCREASE,
                    value=8,
                    lines=(1, 3),
                ),
                2,
            )
        ]


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: ChangeCounter("n", ReceiptFigure.TOTAL, keyed_by={PRODUCT}),
            "by: is of the whole receipt, and the counter of one product (give a number, or a RuleFigure)",
        ),
        (lambda: ChangeCounter("n", None, keyed_by={PRODUCT}), "by: is of the whole receipt"),
        (lambda: ChangeCounter("n{}"), "counter: 'n{}' holds a brace (use keyed_by"),
        (lambda: CounterValue("n{place=1}", at_least=1), "counter: 'n{place=1}' holds a brace"),
        (
            lambda: CounterValue("n", at_least=FromAttribute("goal"), keyed_by={PRODUCT}),
            "at_least: is the member's own, for each product alike (give a number)",
        ),
        (
            lambda: Limit(1, keyed_by={PRODUCT}),
            "keyed_by: is the product, and what is limited is one for all of them",
        ),
        (
            lambda: Limit(1, keyed_by=cast("set[CounterKey]", {"place"})),
            "keyed_by: 'place' is not a CounterKey",
        ),
        (lambda: Budget(eur("1"), keyed_by=cast("set[CounterKey]", 3)), "keyed_by: 3 is not a set"),
    ],
)
def test_what_cannot_be_meant(build: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        build()
    assert message in str(caught.value)
