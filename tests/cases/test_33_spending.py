"""Points are not taken off a card that is not activated, nor from a member who has left."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from attrs import evolve
from cases.till import NOON, TEA, earned, eur, outcomes, receipt, sell

from loyalty_engine import (
    AdditionalPoints,
    Benefit,
    Card,
    CardState,
    CardType,
    Event,
    Member,
    MemberState,
    Need,
    NeedKind,
    Offer,
    Outcome,
    PayWithCertificate,
    PayWithPoints,
    Period,
    PointsAsked,
    PointsPercent,
    PresentedCertificate,
    Trigger,
    WithdrawPoints,
    compile_offers,
    react,
)
from loyalty_engine.engine.records import PointsPayment
from loyalty_engine.model.member import CARDS, STATE

SHOWN = evolve(receipt((TEA, "40.00")), points_asked=(PointsAsked(),), card="k1")
BUYER = Member("m-1", balances={"bonus": 30})
PAY = Offer.of("pay", [], [PayWithPoints(percent=50)], cumulative=True)
EARN = Offer.of("earn", [], [PointsPercent(10)], cumulative=True)
ONLY_SO = "points are spent with an activated card, not an additional one, by a member who has not left"


def with_card(state: CardState, number: str = "k1") -> Member:
    return evolve(BUYER, cards=(Card(number, state=state), Card("k9")))


@pytest.mark.parametrize("state", [state for state in CardState if state is not CardState.ACTIVATED])
def test_a_card_that_is_not_activated_earns_and_does_not_pay(state: CardState) -> None:
    found = sell([PAY, EARN], SHOWN, with_card(state))
    assert (found.payable, found.paid, found.to_pay, earned(found)) == ((), (), eur("40.00"), {"bonus": 4})
    assert outcomes(found) == {"pay": Outcome.NOT_MET, "earn": Outcome.GRANTED}
    assert str(found.explain()).splitlines()[-1] == f"- pay: not met; {ONLY_SO} (seen: {state.value})"


def test_an_additional_card_earns_and_does_not_pay() -> None:
    found = sell([PAY, EARN], SHOWN, evolve(BUYER, cards=(Card("k1", type=CardType.ADDITIONAL),)))
    assert (found.payable, earned(found)) == ((), {"bonus": 4})
    assert str(found.explain()).splitlines()[-1] == f"- pay: not met; {ONLY_SO} (seen: additional)"


@pytest.mark.parametrize(
    ("shown", "buyer"),
    [
        pytest.param(SHOWN, with_card(CardState.ACTIVATED), id="an activated card"),
        pytest.param(SHOWN, with_card(CardState.BLOCKED, "k2"), id="another card of his is blocked"),
        pytest.param(SHOWN, BUYER, id="the host tells of no cards"),
        pytest.param(evolve(SHOWN, card=None), with_card(CardState.BLOCKED), id="no card is shown"),
        pytest.param(evolve(SHOWN, card=None), evolve(BUYER, not_loaded={CARDS}), id="nobody asks for cards"),
        pytest.param(SHOWN, evolve(BUYER, state=MemberState.ANONYMOUS), id="a member without a name"),
    ],
)
def test_everybody_else_pays(shown: object, buyer: Member) -> None:
    assert isinstance(shown, type(SHOWN))
    found = sell([PAY], shown, buyer)
    assert (found.paid, outcomes(found)) == ((PointsPayment("bonus", 20, 2000),), {"pay": Outcome.GRANTED})


@pytest.mark.parametrize("state", [MemberState.DELETED, MemberState.DEREGISTERED])
def test_whoever_has_left_does_not_pay_with_whatever_card(state: MemberState) -> None:
    found = sell([PAY], SHOWN, evolve(with_card(CardState.ACTIVATED), state=state))
    assert (found.payable, found.to_pay) == ((), eur("40.00"))
    assert found.explain().reason(found.verdicts[0].reasons[0]) == f"{ONLY_SO} (seen: {state.value})"


@pytest.mark.parametrize(
    ("buyer", "need"),
    [
        pytest.param(evolve(BUYER, not_loaded={CARDS}), "cards", id="cards"),
        pytest.param(evolve(BUYER, not_loaded={STATE}), "state", id="the state"),
        pytest.param(
            evolve(with_card(CardState.BLOCKED), not_loaded={CARDS}), "cards", id="cards, whatever was given"
        ),
        pytest.param(
            evolve(BUYER, state=MemberState.DELETED, not_loaded={STATE}),
            "state",
            id="the state, whatever was given",
        ),
    ],
)
def test_what_is_not_known_pays_nothing(buyer: Member, need: str) -> None:
    found = sell([PAY], SHOWN, buyer)
    assert (found.payable, outcomes(found)) == ((), {"pay": Outcome.UNKNOWN})
    assert found.explain().reason(found.verdicts[0].reasons[0]) == f"{ONLY_SO} (not known: profile {need})"


def test_what_is_known_says_no_before_what_is_not() -> None:
    found = sell([PAY], SHOWN, evolve(with_card(CardState.BLOCKED), not_loaded={STATE}))
    assert outcomes(found) == {"pay": Outcome.NOT_MET}


@pytest.mark.parametrize(
    ("benefits", "expected"),
    [
        pytest.param([WithdrawPoints(2)], None, id="points that an offer takes"),
        pytest.param([PointsPercent(10), WithdrawPoints(2)], None, id="points for points"),
        pytest.param([PayWithPoints(percent=50), AdditionalPoints(7)], None, id="points on top of a payment"),
        pytest.param([PayWithPoints(percent=50), PointsPercent(10)], {"bonus": 4}, id="another stage"),
    ],
)
def test_what_goes_with_points_that_are_taken_is_withheld(
    benefits: Sequence[Benefit], expected: dict[str, int] | None
) -> None:
    offer = Offer.of("o", [], benefits, cumulative=True)
    found = sell([offer], SHOWN, with_card(CardState.PREPARED))
    assert earned(found) == (expected or {})
    assert outcomes(found) == {"o": Outcome.NOT_MET if expected is None else Outcome.GRANTED}


def test_certificates_pay_with_any_card() -> None:
    sale = evolve(SHOWN, certificates=(PresentedCertificate(number="g-1", left=eur("5.00")),))
    offer = Offer.of("o", [], [PayWithPoints(percent=50), PayWithCertificate()], cumulative=True)
    found = sell([offer], sale, with_card(CardState.BLOCKED))
    assert (found.payable, found.to_pay, outcomes(found)) == ((), eur("35.00"), {"o": Outcome.GRANTED})


def test_an_offer_that_is_over_is_over() -> None:
    over = evolve(PAY, period=Period(end="2026-01-01"))
    assert outcomes(sell([over], SHOWN, with_card(CardState.BLOCKED))) == {"pay": Outcome.NOT_IN_FORCE}


def test_an_event_may_take_points_off_any_card() -> None:
    fee = Offer.of("fee", [], [WithdrawPoints(2)], trigger=Trigger.CARD_REPLACED)
    event = Event(id="e-1", trigger=Trigger.CARD_REPLACED, at=NOON, card="k1")
    found = react(event, with_card(CardState.REPLACED), [fee])
    assert [verdict.outcome for verdict in found.verdicts] == [Outcome.GRANTED]


def test_whoever_loads_what_the_book_needs_loads_states_where_points_are_spent() -> None:
    spent = {Need(NeedKind.BALANCE, "bonus"), STATE, CARDS}
    assert compile_offers([PAY]).needs == spent
    assert compile_offers([EARN]).needs == frozenset()
    assert {STATE, CARDS} <= compile_offers([Offer.of("w", [], [WithdrawPoints(2)])]).needs
