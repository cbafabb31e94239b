"""Who buys and what he shows: coupons, identification, state, contacts, cards, referrer."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve
from cases.till import MEMBER, TEA, outcomes, receipt, sell

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.masks import fits_mask
from loyalty_engine.model.member import CARDS, CONTACTS, REFERRER, STATE, Member, Need
from loyalty_engine.model.profile import Card, CardState, CardType, MemberState
from loyalty_engine.model.receipt import PresentedCoupon
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.conditions.buyer import HasCard, HasContact, IdentifiedBy, InState, Referred
from loyalty_engine.rules.conditions.coupons import CouponMask
from loyalty_engine.rules.conditions.logic import Not
from loyalty_engine.rules.conditions.receipt import CouponPresented
from loyalty_engine.rules.language import Condition
from loyalty_engine.rules.offer import Offer

YES, NO, WHO_KNOWS = Outcome.GRANTED, Outcome.NOT_MET, Outcome.UNKNOWN
SALE = receipt((TEA, "10.00"))
GOLD = Card("k1", type=CardType.VIRTUAL, category="gold", issue="first")
SECOND = Card("k2", type=CardType.ADDITIONAL, state=CardState.PREPARED)
FRIEND = Member("m", state=MemberState.REGISTERED, contacts={"phone"}, cards=[SECOND, GOLD], referrer="m-2")


def outcome(condition: Condition, member: Member | None = MEMBER, **told: Any) -> Outcome:
    offer = Offer.of("a", [condition], [PercentOff(10)])
    return outcomes(sell([offer], evolve(SALE, **told), member))["a"]


@pytest.mark.parametrize(
    ("mask", "number", "fits"),
    [
        pytest.param("SPRING", "SPRING", True, id="a number itself"),
        pytest.param("SPRING", "SPRING1", False, id="no more than that"),
        pytest.param("SPRING", "spring", False, id="case counts"),
        pytest.param("SP*", "SP", True, id="a star for nothing"),
        pytest.param("SP*", "SPRING", True, id="a star for much"),
        pytest.param("*17", "SPRING-17", True, id="a star before"),
        pytest.param("*17", "SPRING-171", False, id="and nothing behind"),
        pytest.param("S*-*7", "SPRING-17", True, id="two stars"),
        pytest.param("S**7", "S7", True, id="two stars side by side"),
        pytest.param("SPRING-??", "SPRING-17", True, id="one for each question mark"),
        pytest.param("SPRING-??", "SPRING-1", False, id="and not less"),
        pytest.param("?*", "1", True, id="at least one"),
        pytest.param("*?*?", "1", False, id="at least two"),
        pytest.param("[a-z].+", "a", False, id="nothing else is special"),
        pytest.param("[a-z].+", "[a-z].+", True, id="but means itself"),
        pytest.param("*", "*?", True, id="stars and question marks in a number"),
        pytest.param("ab", "*?", False, id="are no mask there"),
        pytest.param("a*", "*", False, id="nor a star"),
    ],
)
def test_masks(mask: str, number: str, fits: bool) -> None:
    shown = outcome(CouponMask(mask), coupons=[_coupon(number)])

    assert fits_mask(number, mask) is fits
    assert shown is (YES if fits else NO)


def _coupon(number: str, issue: str | None = None) -> PresentedCoupon:
    return PresentedCoupon(number=number, issue=issue)


def test_no_mask_takes_long() -> None:
    mask = "*a" * 60 + "b"

    assert not fits_mask("a" * 200, mask)
    assert fits_mask("a" * 199 + "b", mask)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(CouponMask("A*"), YES, id="one like it"),
        pytest.param(CouponMask("A*", at_least=2), YES, id="two like it"),
        pytest.param(CouponMask("A*", at_least=3), NO, id="not three"),
        pytest.param(Not(CouponMask("B*")), YES, id="none like another"),
        pytest.param(CouponPresented({"spring"}, at_least=2), YES, id="two of an issue"),
        pytest.param(CouponPresented({"spring"}, at_least=3), NO, id="not three of an issue"),
        pytest.param(CouponPresented({"spring", "autumn"}, at_least=3), YES, id="three of two issues"),
    ],
)
def test_how_many_coupons(condition: Condition, expected: Outcome) -> None:
    coupons = [_coupon("A1", "spring"), _coupon("A2", "spring"), _coupon("X3", "autumn"), _coupon("X4")]

    assert outcome(condition, coupons=coupons) is expected


def test_how_the_buyer_was_identified() -> None:
    by_phone = IdentifiedBy({"phone", "qr_code"})

    assert outcome(by_phone, None, identified_by="phone") is YES
    assert outcome(by_phone, identified_by="card") is NO
    assert outcome(by_phone) is NO
    assert outcome(Not(by_phone)) is YES


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(InState({MemberState.REGISTERED, MemberState.NORMAL}), YES, id="one of two states"),
        pytest.param(InState({MemberState.ANONYMOUS}), NO, id="another state"),
        pytest.param(HasContact({"phone", "email"}), YES, id="a phone or an e-mail address"),
        pytest.param(HasContact({"email"}), NO, id="an e-mail address"),
        pytest.param(Referred(), YES, id="brought by somebody"),
        pytest.param(Referred({"m-2", "m-3"}), YES, id="brought by one of two"),
        pytest.param(Referred({"m-3"}), NO, id="brought by somebody else"),
        pytest.param(Not(Referred()), NO, id="come by himself"),
        pytest.param(HasCard(), YES, id="any card"),
        pytest.param(HasCard(numbers={"k2", "k3"}), YES, id="a card on a list"),
        pytest.param(HasCard(numbers={"k3"}), NO, id="a card that he has not"),
        pytest.param(HasCard(types={CardType.VIRTUAL}), YES, id="a virtual card"),
        pytest.param(HasCard(types={CardType.PHYSICAL}), NO, id="a physical card"),
        pytest.param(HasCard(categories={"gold"}, issues={"first"}), YES, id="a category and an issue"),
        pytest.param(HasCard(states={CardState.PREPARED}), YES, id="a card that is not activated yet"),
        pytest.param(
            HasCard(categories={"gold"}, states={CardState.PREPARED}), NO, id="but no one card that is both"
        ),
        pytest.param(HasCard(presented=True), YES, id="the card that he shows"),
        pytest.param(HasCard(categories={"gold"}, presented=True), NO, id="which is not the golden one"),
    ],
)
def test_who_he_is(condition: Condition, expected: Outcome) -> None:
    assert outcome(condition, FRIEND, card="k2") is expected


@pytest.mark.parametrize(
    ("condition", "need"),
    [
        (InState({MemberState.NORMAL}), STATE),
        (HasContact({"phone"}), CONTACTS),
        (HasCard(), CARDS),
        (Referred(), REFERRER),
    ],
)
def test_what_nobody_knows_and_what_is_not_there(condition: Condition, need: Need) -> None:
    book = compile_offers([Offer.of("a", [condition], [PercentOff(10)])])
    unread = Member("m", not_loaded={need})

    assert book.needs == {need}
    assert outcome(condition, unread) is outcome(Not(condition), unread) is WHO_KNOWS
    assert outcome(condition, None) is WHO_KNOWS
    assert outcome(condition, MEMBER) is NO
    assert outcome(Not(condition), MEMBER) is YES


def test_a_card_that_is_not_shown() -> None:
    assert outcome(HasCard(presented=True), FRIEND) is NO
    assert outcome(HasCard(presented=True), FRIEND, card="stranger's") is NO


@pytest.mark.parametrize(
    ("condition", "card", "seen"),
    [
        pytest.param(HasCard(categories={"silver"}), "k2", "k1, k2", id="all cards"),
        pytest.param(HasCard(categories={"silver"}, presented=True), "k2", "k2", id="the card that is shown"),
        pytest.param(HasCard(presented=True), None, "", id="no card"),
    ],
)
def test_the_cards_that_were_seen(condition: Condition, card: str | None, seen: str) -> None:
    calculation = sell([Offer.of("a", [condition], [PercentOff(10)])], evolve(SALE, card=card), FRIEND)

    assert [reason.seen for reason in calculation.explain().verdicts[0].reasons] == [seen]


@pytest.mark.parametrize(
    ("arguments", "path", "said"),
    [
        ({"state": "normal"}, "state", "'normal' is not a MemberState"),
        ({"contacts": "phone"}, "contacts", "'phone' is not a set"),
        ({"cards": [Card("k1"), Card("k1")]}, "cards[1]", "card is there already"),
        ({"cards": ["k1"]}, "cards[0]", "something of type str is not a card (give a Card)"),
        ({"referrer": ""}, "referrer", "is no id"),
    ],
)
def test_a_profile_that_cannot_be(arguments: dict[str, Any], path: str, said: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        Member("m", **arguments)

    assert [problem.path for problem in raised.value.problems] == [path]
    assert said in str(raised.value)


def test_a_card_that_cannot_be() -> None:
    wrong: Any = {"type": "virtual", "category": "", "state": None}
    with pytest.raises(InvalidInput) as raised:
        Card("k1", **wrong)

    assert [problem.path for problem in raised.value.problems] == ["type", "category", "state"]
