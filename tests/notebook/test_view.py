"""Views of receipts, calculations, explanations and offer books."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from notebook.markup import Markup
from shop import eur

from loyalty_engine import (
    Audiences,
    Barcode,
    Benefit,
    Calculation,
    CashierMessage,
    Catalog,
    ChangeCounter,
    Explanation,
    FavoriteProductsRule,
    FillFavoriteSlots,
    InternalCode,
    InvalidInput,
    IssueCoupon,
    Line,
    Member,
    Members,
    Money,
    Offer,
    OfferBook,
    Outcome,
    Payment,
    PayWithCertificate,
    PayWithPoints,
    PercentOff,
    Period,
    Place,
    PointsAsked,
    PointsCurrency,
    PointsPercent,
    PredefinedList,
    PresentedCertificate,
    PresentedCoupon,
    Product,
    ProductGroup,
    Products,
    Receipt,
    ReceiptMessage,
    Schedule,
    Verdict,
    calculate,
    compile_offers,
)
from loyalty_engine.notebook import (
    View,
    book_html,
    calculation_html,
    explanation_html,
    receipt_html,
    show,
)
from loyalty_engine.notebook.blocks import LONGEST_TEXT, MOST_ROWS, readable
from loyalty_engine.notebook.offers import OUTCOMES
from loyalty_engine.notebook.view import Viewed
from loyalty_engine.rules.offer import State, Trigger
from loyalty_engine.testing import World, worlds

STARS = PointsCurrency("star", name="stars", exponent=2)
CATALOG = Catalog(products=[Product(code="mug", name="Mug, blue")])
BOOK = compile_offers(
    [
        Offer.of("half", [Products({"tea"})], [PercentOff(50)], name="Half & half"),
        Offer.of("ten", [Products({"tea"})], [PercentOff(10)]),
        Offer.of(
            "stars",
            benefits=[PointsPercent(5, currency="star"), ReceiptMessage("{offer.points} more stars")],
            reach=Members(),
            cumulative=True,
        ),
        Offer.of("wine", [Products({"wine"})], [PercentOff(5)]),
    ],
    catalog=CATALOG,
    points=[STARS],
)
RECEIPT = Receipt(
    id="R-1",
    at=dt.datetime(2026, 9, 8, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    place="harbour",
    lines=[
        Line(number=1, product="tea", quantity=2, amount=eur("13.80"), name="<Tea>"),
        Line(number=2, product="mug", amount=eur("18.00")),
    ],
)
CALCULATION = calculate(RECEIPT, Member("m-17"), BOOK)


GOLDEN = Path(__file__).with_name("calculation.html")  # without the style sheet


def body(html: str) -> str:
    """A view without its style sheet."""
    return html.split("</style>\n")[1]


def test_a_calculation() -> None:
    assert body(calculation_html(CALCULATION)) == GOLDEN.read_text(encoding="utf-8")


def test_a_receipt() -> None:
    receipt = evolve(
        RECEIPT,
        lines=[
            *RECEIPT.lines,
            Line(number=3, product=Barcode("460"), quantity="0.755", amount=eur("1.00")),
            Line(number=9, product=InternalCode("77"), amount=eur("0.00")),
        ],
        payments=[Payment(method="card", amount=eur("30.00")), Payment(method="cash", amount=eur("2.80"))],
        coupons=[PresentedCoupon(number="c-1", issue="spring"), PresentedCoupon(number="c-2")],
    )

    assert show(receipt, book=BOOK).text.splitlines() == [
        "Receipt R-1, 2026-09-08 09:30, harbour",
        " Line  Product           Quantity  Amount, EUR",
        "    1  <Tea>; tea               2        13.80",
        "    2  Mug, blue; mug           1        18.00",
        "    3  bar code 460         0.755         1.00",
        "    9  internal code 77         1         0.00",
        "Total                                    32.80",
        "",
        "Payments: card 30.00 EUR, cash 2.80 EUR",
        "",
        "Coupons presented: spring, c-2",
    ]


def test_an_explanation() -> None:
    assert show(CALCULATION.explain()).text.splitlines() == [
        "Receipt R-1: 4 offers (2 granted, 1 beaten, 1 not met)",
        "Offer              Outcome    Gave                        Reasons",
        "Half & half; half  ✓ granted  6.90 EUR off",
        "stars              ✓ granted  1.24 stars, 1 other effect",
        "ten                ↓ beaten                               by half; alone it would give 1.38 EUR off",
        "wine               ✗ not met                              the product is wine",
    ]


def test_an_offer_book() -> None:
    book = compile_offers(
        [
            Offer.of("a", [], [PercentOff(10)], name="All"),
            Offer.of(
                "b",
                benefits=[PercentOff(20)],
                reach=Audiences({"staff"}),
                period=Period(None, "2026-09-15"),
                schedule=Schedule.of(between=("08:00", "12:00")),
                places=["2", "1"],
            ),
            Offer.of("c", [], [IssueCoupon("x")], state=State.STOPPED, trigger=Trigger.CARD_ACTIVATION),
        ],
        zone="Europe/Riga",
    )

    assert show(book).text.splitlines() == [
        "3 offers, 0 products in the catalogue, time zone Europe/Riga",
        "Offer   Reach                When and where                                     Rules",
        "All; a  every buyer          at any time                                        10 % off, always",
        "b       members among staff  until 2026-09-15; every day, 08:00–12:00; at 1, 2  20 % off, always",
        (
            "c       every buyer          on card activation, not on purchases; stopped      "
            "a coupon of x, always"
        ),
    ]


def test_several_calculations() -> None:
    other = calculate(evolve(RECEIPT, id="R-2", lines=RECEIPT.lines[1:]), None, BOOK)

    assert show([CALCULATION, other], book=BOOK).text.splitlines() == [
        "2 receipts",
        "Receipt  Time              Place    Lines     Amount   Discount      Total      Points  Granted",
        "R-1      2026-09-08 09:30  harbour      2  31.80 EUR  −6.90 EUR  24.90 EUR  1.24 stars  half, stars",
        "R-2      2026-09-08 09:30  harbour      1  18.00 EUR             18.00 EUR",
        "Total                                   3  49.80 EUR  −6.90 EUR  42.90 EUR",
    ]


def test_calculations_of_two_currencies_have_no_total() -> None:
    yen = evolve(RECEIPT, lines=[Line(number=1, product="tea", amount=Money(100, "JPY"))])

    assert "Total" not in show([CALCULATION, calculate(yen, None, BOOK)], book=BOOK).text.splitlines()[-1]


def test_without_the_book_points_are_said_to_be_in_parts() -> None:
    text = show((CALCULATION,)).text

    assert "124 star " in text
    assert text.endswith(
        "Points are in the smallest parts of their kind; show(…, book=…) writes them in full."
    )


def test_an_anonymous_buyer_sees_what_a_member_would_earn() -> None:
    text = show(calculate(RECEIPT, None, BOOK)).text

    assert "A member would earn 1.24 stars more." in text.splitlines()


def test_what_could_be_paid_with_points_and_what_is() -> None:
    book = compile_offers([Offer.of("all", benefits=[PayWithPoints()])])
    sale = evolve(RECEIPT, points_asked=[PointsAsked(amount=3)])
    lines = show(calculate(sale, Member("m", balances={"bonus": 5}), book)).text.splitlines()

    to_pay = RECEIPT.amount - eur("3.00")
    assert "Could be paid with points: 5 bonus points for 5.00 EUR" in lines
    assert "Paid with points: 3 bonus points for 3.00 EUR" in lines
    assert f"To pay: {to_pay}" in lines


def test_what_certificates_pay() -> None:
    gifts = [PresentedCertificate(number=n, left=eur("5.00")) for n in ("G-1", "G-2")]
    book = compile_offers([Offer.of("gifts", benefits=[PayWithCertificate()])])
    lines = show(calculate(evolve(RECEIPT, certificates=gifts), None, book)).text.splitlines()

    assert "Paid with certificates: 5.00 EUR of G-1, 5.00 EUR of G-2" in lines
    assert f"To pay: {RECEIPT.amount - eur('10.00')}" in lines


def test_a_calculation_that_has_travelled_takes_its_names_from_the_book() -> None:
    travelled = pickle.loads(pickle.dumps(CALCULATION))

    assert "Half & half" not in show(travelled).text
    assert "124 star" in show(travelled).text
    assert "Half & half −6.90" in show(travelled, book=BOOK).text
    assert "1.24 stars" in show(travelled, book=BOOK).text
    assert "Mug, blue; mug" in show(travelled, book=BOOK).text
    assert "Offers that could not match are left out" in show(travelled.explain()).text


@pytest.mark.parametrize("outcome", Outcome)
def test_outcomes_are_called_what_explanations_call_them(outcome: Outcome) -> None:
    explanation = Explanation(
        receipt="r", currency="EUR", verdicts=(Verdict(offer="o", outcome=outcome),), complete=True
    )

    assert explanation.sentence(explanation.verdicts[0]).startswith(f"- o: {OUTCOMES[outcome].text}")
    assert OUTCOMES[outcome].symbol


HOSTILE = "<script>alert(\"x\")</script><img src=x onerror='y'>&lt;\u202e$x$"
EVIL = f"{HOSTILE}</table></div></style><!--"


def hostile() -> tuple[OfferBook, Calculation]:
    """A calculation in which every text that a host can give is hostile."""
    catalog = Catalog(
        products=[Product(code=HOSTILE, name=EVIL), Product(code="b", name=EVIL)],
        groups=[ProductGroup.of(HOSTILE, products={"b", HOSTILE})],
    )
    benefits: list[Benefit] = [
        PercentOff(10),
        PointsPercent(5, currency=HOSTILE),
        ReceiptMessage(f"{EVIL} {{member.id}} {{receipt.id}}"),
        CashierMessage(EVIL),
        IssueCoupon(HOSTILE),
        ChangeCounter(HOSTILE),
    ]
    book = compile_offers(
        [
            Offer.of(
                HOSTILE,
                [Products({HOSTILE})],
                benefits,
                name=EVIL,
                reach=Audiences({HOSTILE}),
                places=[HOSTILE],
            ),
            Offer.of("slots", benefits=[FillFavoriteSlots(HOSTILE)], exclusion_group=HOSTILE),
            Offer.of("beaten", [Products({HOSTILE})], [PercentOff(1)], name=EVIL),
            Offer.of("other", [Products({f"{HOSTILE}2"})], [PercentOff(1)], name=EVIL),
        ],
        catalog=catalog,
        favorites=[
            FavoriteProductsRule(
                id=HOSTILE, name=EVIL, source=PredefinedList(HOSTILE), default_slots=1, max_slots=1
            )
        ],
        points=[PointsCurrency(HOSTILE, name=EVIL)],
    )
    receipt = Receipt(
        id=HOSTILE,
        at=RECEIPT.at,
        place=Place(HOSTILE, brand=HOSTILE),
        lines=[
            Line(number=1, product=HOSTILE, amount=eur("100.00"), name=EVIL),
            Line(number=2, product=Barcode(HOSTILE), amount=eur("100.00")),
            Line(number=3, product=InternalCode(HOSTILE), amount=eur("100.00")),
        ],
        payments=[Payment(method=HOSTILE, amount=eur("1.00"))],
        coupons=[PresentedCoupon(number=HOSTILE), PresentedCoupon(number="n", issue=HOSTILE)],
    )
    return book, calculate(receipt, Member(HOSTILE, audiences=[HOSTILE]), book)


@pytest.mark.parametrize(
    ("view", "times"),
    [
        pytest.param(lambda book, made: show(made.receipt), 9, id="a receipt"),
        pytest.param(lambda book, made: show(made), 33, id="a calculation"),
        pytest.param(lambda book, made: show(made, book=book), 33, id="a calculation with its book"),
        pytest.param(lambda book, made: show([made, made]), 8, id="several calculations"),
        pytest.param(lambda book, made: show([made, made], book=book), 8, id="several with their book"),
        pytest.param(lambda book, made: show(made.explain()), 8, id="an explanation"),
        pytest.param(lambda book, made: show(book), 13, id="an offer book"),
    ],
)
def test_hostile_texts_are_shown_as_they_are(
    view: Callable[[OfferBook, Calculation], View], times: int
) -> None:
    shown = view(*hostile())
    read = Markup(shown.html)  # refuses elements and attributes that are not ours

    assert read.text.count(readable(HOSTILE)) == times
    assert "\u202e" not in shown.html + shown.text
    assert {"tex2jax_ignore", "mathjax_ignore"} <= set(read.elements[0][1]["class"].split())


def many_lines(number: int) -> Receipt:
    return evolve(
        RECEIPT, lines=[Line(number=n, product=f"p{n}", amount=eur("1.00")) for n in range(1, number + 1)]
    )


def test_of_a_long_receipt_the_first_lines_are_shown() -> None:
    receipt = many_lines(MOST_ROWS + 1)
    read = Markup(receipt_html(receipt))

    assert read.count("tr") == MOST_ROWS + 2  # and the headings and the total
    assert read.texts[-1] == "1 more line is not shown."
    assert "101.00" in read.texts
    assert "not shown" not in receipt_html(many_lines(MOST_ROWS))


def test_of_many_offers_the_granted_are_shown() -> None:
    offers = [Offer.of(f"{n}", [Products({f"p{n}"})], [PercentOff(1)]) for n in range(1, 1201)]
    book = compile_offers([*offers, Offer.of("last", [Products({"tea"})], [PercentOff(1)])])
    made = calculate(RECEIPT, None, book)
    explained, described = Markup(explanation_html(made.explain())), Markup(book_html(book))

    assert explained.count("tr") == described.count("tr") == MOST_ROWS + 1
    assert explained.texts[-1] == described.texts[-1] == "1,101 more offers are not shown."
    assert explained.texts[5:8] == ["last", "✓", "granted"]
    assert len(explanation_html(made.explain())) < 50_000


def test_of_many_calculations_the_first_are_shown_and_all_are_added_up() -> None:
    read = Markup(show([CALCULATION] * 150).html)

    assert read.count("tr") == MOST_ROWS + 2
    assert "50 more receipts are not shown." in read.texts
    assert "3735.00 EUR" in read.texts


def test_a_view_of_the_longest_texts_is_bounded() -> None:
    receipt = evolve(RECEIPT, lines=[evolve(RECEIPT.lines[0], name="tea" * 333)])

    assert len(receipt_html(receipt)) < 4_000 + LONGEST_TEXT


def test_no_calculations() -> None:
    assert show([]).text.splitlines()[0] == "0 receipts"
    assert Markup(show([]).html).count("tr") == 1


def test_a_view_gives_what_a_notebook_asks_for() -> None:
    view = show(RECEIPT)

    assert view._repr_html_() == view.html == receipt_html(RECEIPT)
    assert str(view) == repr(view) == view.text
    assert view._repr_mimebundle_() == {"text/plain": view.text, "text/html": view.html}
    assert view._repr_mimebundle_(include=["text/html"]) == {"text/html": view.html}
    assert view._repr_mimebundle_(exclude=["text/html"]) == {"text/plain": view.text}


@pytest.mark.parametrize(
    ("value", "book", "path", "message"),
    [
        pytest.param("tea", None, "", "there is none of 'tea'", id="text"),
        pytest.param(None, None, "", "there is none of None", id="nothing"),
        pytest.param([CALCULATION, 1], None, "[1]", "1 is not a calculation", id="a list of other things"),
        pytest.param(RECEIPT, [], "book", "[] is not an offer book", id="a book that is none"),
    ],
)
def test_what_has_no_view_is_refused(value: Viewed, book: OfferBook | None, path: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        show(value, book=book)

    assert [(problem.path, problem.message) for problem in refused.value.problems] == [(path, message)]


@given(worlds(), st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_views_of_any_world_are_well_formed_and_show_its_names(world: World, name: str) -> None:
    named = evolve(
        world,
        offers=tuple(evolve(offer, name=name) for offer in world.offers),
        receipts=tuple(
            evolve(receipt, lines=tuple(evolve(line, name=name) for line in receipt.lines))
            for receipt in world.receipts
        ),
    )
    book = named.book()
    made = calculate(named.receipt, named.member, book)
    values: tuple[Viewed, ...] = (named.receipt, made, made.explain(), book)

    for value in values:
        read = Markup(show(value).html)
        assert not name.strip() or readable(name) in read.texts
    Markup(show([made], book=book).html)
