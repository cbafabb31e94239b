"""The result as a value: it compares, travels, explains itself and carries its fingerprint."""

from __future__ import annotations

import decimal
import pickle
import subprocess
import sys
from typing import Any

import pytest
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    AmountOff,
    Calculation,
    CashierMessage,
    Context,
    CouponIntent,
    InAudience,
    InvalidInput,
    IssueCoupon,
    Line,
    LineQuantity,
    Member,
    Members,
    Need,
    NeedKind,
    Offer,
    OfferBook,
    Outcome,
    PercentOff,
    Period,
    PointsPercent,
    PointsTotal,
    Products,
    ReceiptAmount,
    ReceiptMessage,
    State,
    Trigger,
    calculate,
    compile_offers,
)

OFFERS = (
    Offer.of("tea", (Products({"tea"}),), (PercentOff(10),), name="Tea week"),
    Offer.of("less-tea", (Products({"tea"}),), (PercentOff(5),)),
    Offer.of("pensioners", (InAudience({"pensioners"}),), (PercentOff(5),), cumulative=True),
    Offer.of("big", (ReceiptAmount(at_least=eur("50.00")),), (AmountOff(eur("5.00")),), cumulative=True),
    Offer.of("three-teas", (Products({"tea"}), LineQuantity(at_least=3)), (PercentOff(50),), cumulative=True),
    Offer.of(
        "points", (), (PointsPercent(10), ReceiptMessage("You get {offer.points} points.")), reach=Members()
    ),
    Offer.of("coupon", (), (IssueCoupon("spring"), CashierMessage("Hand out a coupon."))),
    Offer.of("over", (), (PercentOff(1),), period=Period(None, "2026-11-22")),
    Offer.of("elsewhere", (), (PercentOff(1),), places={"s2"}),
    Offer.of("stopped", (), (PercentOff(1),), state=State.STOPPED),
    Offer.of("welcome", (), (IssueCoupon("spring"),), trigger=Trigger.REGISTRATION),
    Offer.of(
        "dollars", (ReceiptAmount(at_least=eur("0.00")),), (PercentOff(1),), priority=-1, exclusion_group="g"
    ),
)
TILL = receipt(Line(number=1, product="tea", quantity=2, amount=eur("8.00")), ("soap", "6.00"))
TILL = receipt(
    Line(number=1, product="tea", quantity=2, amount=eur("8.00")),
    Line(number=2, product="soap", amount=eur("6.00")),
)


@pytest.fixture(scope="module")
def book() -> OfferBook:
    return compile_offers(OFFERS, catalog=CATALOG)


def outcomes(calculation: Calculation) -> dict[str, Outcome]:
    return {verdict.offer: verdict.outcome for verdict in calculation.explain().verdicts}


def test_every_offer_has_one_verdict(book: OfferBook) -> None:
    assert outcomes(calculate(TILL, Member("m", audiences={"pensioners"}), book)) == {
        "tea": Outcome.GRANTED,
        "less-tea": Outcome.BEATEN,
        "pensioners": Outcome.GRANTED,
        "big": Outcome.NOT_MET,
        "three-teas": Outcome.NOT_MET,
        "points": Outcome.GRANTED,
        "coupon": Outcome.GRANTED,
        "over": Outcome.NOT_IN_FORCE,
        "elsewhere": Outcome.NOT_IN_FORCE,
        "stopped": Outcome.NOT_IN_FORCE,
        "welcome": Outcome.OTHER_TRIGGER,
        "dollars": Outcome.GRANTED,
    }


def test_the_explanation_reads_like_this(book: OfferBook) -> None:
    text = str(calculate(TILL, Member("m"), book).explain())

    assert text.splitlines() == [
        "Receipt r: 12 offers",
        "- big: not met; the receipt comes to at least 50.00 EUR (seen: 14.00 EUR; 36.00 EUR more would do)",
        "- coupon: granted; 2 other effects",
        "- dollars: granted; 0.06 EUR off",
        "- elsewhere: not in force; the offer works at s2 (seen: s1)",
        "- less-tea: beaten; by tea; alone it would give 0.40 EUR off",
        "- over: not in force; the offer works until 2026-11-22 (seen: 2026-11-23 12:00)",
        "- pensioners: not met; the member is among pensioners (seen: none)",
        "- points: granted; 1 bonus points, 1 other effect",
        "- stopped: not in force; the offer is stopped",
        "- tea (Tea week): granted; 0.80 EUR off",
        "- three-teas: not met; there are at least 3 of these products (seen: 2; 1 more would do)",
        "- welcome: not for purchases",
    ]


def test_a_fact_that_was_not_loaded_is_named(book: OfferBook) -> None:
    member = Member("m", not_loaded={Need(NeedKind.AUDIENCE, "pensioners")})
    explanation = calculate(TILL, member, book).explain()
    (verdict,) = [verdict for verdict in explanation.verdicts if verdict.offer == "pensioners"]

    assert verdict.outcome is Outcome.UNKNOWN
    assert explanation.sentence(verdict) == (
        "- pensioners: unknown; the member is among pensioners (not known: audience pensioners)"
    )


def test_a_buyer_without_a_card_hears_what_a_member_would_earn(book: OfferBook) -> None:
    calculation = calculate(TILL, None, book)

    assert calculation.points == ()
    assert calculation.would_earn == (PointsTotal("bonus", 1),)
    assert calculation.intents == (CouponIntent(offer="coupon", issue="spring", count=1),)


def test_a_calculation_travels(book: OfferBook) -> None:
    calculation = calculate(TILL, Member("m"), book)
    copy = pickle.loads(pickle.dumps(calculation))

    assert copy == calculation
    assert copy.fingerprint == calculation.fingerprint
    assert not copy.explain().complete
    assert copy.explain(book, Member("m")) == calculation.explain()


def test_another_book_does_not_explain_it(book: OfferBook) -> None:
    calculation = calculate(TILL, Member("m"), book)

    with pytest.raises(InvalidInput, match="make another calculation"):
        calculation.explain(compile_offers(OFFERS[1:], catalog=CATALOG), Member("m"))


def test_the_fingerprint_changes_with_what_the_result_depends_on(book: OfferBook) -> None:
    renamed = [Offer.of("tea", (Products({"tea"}),), (PercentOff(10),), name="Another name"), *OFFERS[1:]]
    dearer = receipt(Line(number=1, product="tea", amount=eur("8.01")))
    member = Member("m", audiences={"pensioners", "of no interest"}, attributes={"of": "no interest"})
    prints = {
        "as it is": calculate(TILL, Member("m"), book).fingerprint,
        "in another order": calculate(
            TILL, Member("m"), compile_offers(OFFERS[::-1], catalog=CATALOG)
        ).fingerprint,
        "renamed": calculate(TILL, Member("m"), compile_offers(renamed, catalog=CATALOG)).fingerprint,
        "fewer offers": calculate(TILL, Member("m"), compile_offers(OFFERS[1:], catalog=CATALOG)).fingerprint,
        "another catalogue": calculate(TILL, Member("m"), compile_offers(OFFERS)).fingerprint,
        "another receipt": calculate(dearer, Member("m"), book).fingerprint,
        "another member": calculate(TILL, member, book).fingerprint,
        "nobody": calculate(TILL, None, book).fingerprint,
    }

    assert prints["as it is"] == prints["in another order"] == prints["renamed"]
    assert len(set(prints.values())) == len(prints) - 2
    assert all(len(digest) == 64 for digest in prints.values())


def test_facts_that_no_offer_reads_leave_the_fingerprint_alone(book: OfferBook) -> None:
    plain = calculate(TILL, Member("m"), book)
    wordy = calculate(TILL, Member("m", attributes={"of": "no interest"}, audiences={"others"}), book)

    assert wordy.fingerprint == plain.fingerprint


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(
            {"receipt": Member("1")},
            "receipt: something of type Member is not a receipt",
            id="a member in place of a receipt",
        ),
        pytest.param(
            {"member": "42"}, "member: something of type str is not a member", id="an id in place of a member"
        ),
        pytest.param(
            {"context": {"spring": 7}},
            "context: {'spring': 7} is not a context",
            id="draws in place of a context",
        ),
    ],
)
def test_what_is_no_receipt_no_member_or_no_context(
    book: OfferBook, change: dict[str, Any], said: str
) -> None:
    arguments: dict[str, Any] = {"receipt": TILL, "member": None, "context": Context()} | change
    with pytest.raises(InvalidInput) as raised:
        calculate(arguments["receipt"], arguments["member"], book, context=arguments["context"])

    assert said in str(raised.value)


def test_all_that_is_no_argument_is_named_at_once(book: OfferBook) -> None:
    nothing: Any = "nothing"
    with pytest.raises(InvalidInput) as raised:
        calculate(nothing, nothing, book, context=nothing)

    assert [problem.path for problem in raised.value.problems] == ["receipt", "member", "context"]


def test_plain_offers_serve_as_well(book: OfferBook) -> None:
    till = receipt(("unheard-of", "1.00"))

    assert calculate(till, None, OFFERS) == calculate(till, None, compile_offers(OFFERS))


def test_the_decimal_context_of_the_host_has_no_effect(book: OfferBook) -> None:
    expected = calculate(TILL, Member("m"), book)
    with decimal.localcontext(prec=2, rounding=decimal.ROUND_UP):
        assert calculate(TILL, Member("m"), book) == expected


SCRIPT = """
from test_calculation import OFFERS, TILL, CATALOG, Member, calculate, compile_offers
member = Member("m", audiences={"pensioners", "b", "c"})
result = calculate(TILL, member, compile_offers(OFFERS, catalog=CATALOG))
print(result.fingerprint, str(result.explain()), repr(result))
"""


def test_the_hash_seed_has_no_effect() -> None:
    def run(seed: int) -> bytes:
        roots = [str(path) for path in sys.path]
        environment = {
            "PYTHONHASHSEED": str(seed),
            "PYTHONPATH": ":".join([__file__.rpartition("/")[0], *roots]),
        }
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, check=True
        )
        return done.stdout

    assert len({run(seed) for seed in (0, 1, 42)}) == 1


def test_noon_is_noon() -> None:
    assert receipt(("tea", "1.00")).local.hour == NOON.hour
