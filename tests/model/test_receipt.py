"""A receipt as the till presents it."""

from __future__ import annotations

import datetime as dt
import pickle
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.attributes import EMPTY, Attributes
from loyalty_engine.model.identifiers import Barcode, ExternalCode
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.receipt import (
    MOST_LINES,
    MOST_POINTS,
    Line,
    Measure,
    Payment,
    Place,
    PointsAsked,
    PresentedCertificate,
    PresentedCoupon,
    Receipt,
)

AT = dt.datetime(2026, 9, 15, 12, tzinfo=dt.timezone(dt.timedelta(hours=3)))
PRICE = Money.of("9.90", "EUR")
YEN = Money(100, "JPY")
TEA = Line(number=1, product="tea", amount=PRICE)


def line(**more: Any) -> Line:
    return Line(**{"number": 1, "product": "tea", "amount": PRICE, **more})


def receipt(**more: Any) -> Receipt:
    return Receipt(**{"id": "r-1", "at": AT, "place": "shop", "lines": [TEA], **more})


def paths(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.path for problem in error.value.problems]


class TestLine:
    def test_a_number_a_product_and_an_amount_are_enough(self) -> None:
        assert line() == Line(
            number=1,
            product=ExternalCode("tea"),
            quantity=Quantity(1000),
            amount=PRICE,
            measure=Measure.PIECE,
            name="",
            price=None,
            external_discount=None,
            parameters=EMPTY,
        )

    @pytest.mark.parametrize(
        ("quantity", "measure"),
        [
            pytest.param(1, Measure.PIECE, id="one"),
            pytest.param("2", Measure.PIECE, id="two"),
            pytest.param(Decimal("2.000"), Measure.PIECE, id="two, with decimals"),
            pytest.param("0.755", Measure.WEIGHED, id="less than a kilogram"),
            pytest.param(Quantity(1500), Measure.WEIGHED, id="one and a half"),
        ],
    )
    def test_the_measure_follows_from_the_quantity(self, quantity: Any, measure: Measure) -> None:
        assert line(quantity=quantity).measure is measure

    def test_a_whole_kilogram_can_be_weighed(self) -> None:
        assert line(quantity=1, measure=Measure.WEIGHED).measure is Measure.WEIGHED

    def test_what_is_free_is_legal(self) -> None:
        assert line(amount=Money.zero("EUR"), external_discount=PRICE).amount.minor == 0

    def test_attributes_may_be_a_dict(self) -> None:
        assert line(parameters={"shelf": 4}).parameters == Attributes.of(shelf=4)

    @pytest.mark.parametrize(
        ("wrong", "text"),
        [
            pytest.param({"number": 0}, "number: 0 is not a whole number from 1", id="no number"),
            pytest.param({"number": True}, "number: True is not a whole number", id="true for a number"),
            pytest.param({"number": 10**5000}, "number: a number of more than 18 digits", id="a long number"),
            pytest.param({"product": ""}, "product: '' is blank", id="no product"),
            pytest.param({"product": 46}, 'product: 46 is of type int, not text (write "46")', id="a number"),
            pytest.param({"quantity": 0}, "quantity: 0 is not more than 0", id="nothing bought"),
            pytest.param({"quantity": -1}, "quantity: -1 is not more than 0", id="a return"),
            pytest.param({"quantity": 0.5}, "quantity: 0.5 is a float", id="a float for a quantity"),
            pytest.param(
                {"quantity": "0.5", "measure": Measure.PIECE},
                "quantity: 0.5 is not a whole number of pieces (say measure=Measure.WEIGHED)",
                id="half a piece",
            ),
            pytest.param({"amount": 9.9}, "amount: 9.9 is not money", id="a float for money"),
            pytest.param({"amount": Money(-1, "EUR")}, "amount: -0.01 EUR is negative", id="below nothing"),
            pytest.param({"measure": "piece"}, "measure: 'piece' is not a Measure", id="text for a measure"),
            pytest.param({"name": None}, "name: None is of type NoneType", id="None for a name"),
            pytest.param({"name": "x" * 1001}, "name: 'xxx", id="a name that is none"),
            pytest.param({"price": YEN}, "price: 100 JPY is not in EUR", id="a price in yen"),
            pytest.param({"price": Money(-1, "EUR")}, "price: -0.01 EUR is negative", id="a negative price"),
            pytest.param(
                {"external_discount": YEN}, "external_discount: 100 JPY is not in EUR", id="a discount in yen"
            ),
            pytest.param({"parameters": {"w": 0.5}}, "parameters.w: is of type float", id="a float"),
            pytest.param({"parameters": [1]}, "parameters: [1] is no mapping", id="a list of parameters"),
        ],
    )
    def test_no_line(self, wrong: dict[str, Any], text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            line(**wrong)
        assert text in str(caught.value)
        assert len(caught.value.problems) == 1

    def test_every_problem_at_once(self) -> None:
        wrong: dict[str, Any] = {
            "number": 0,
            "product": "",
            "quantity": 0,
            "amount": 9.9,
            "measure": 1,
            "name": 5,
            "price": 1,
            "external_discount": Money(-1, "JPY"),
            "parameters": {"": 1},
        }
        with pytest.raises(InvalidInput) as caught:
            line(**wrong)
        assert caught.value.subject == "line 0"
        assert paths(caught) == [*wrong]


GIFT = PresentedCertificate(number="G1", left=PRICE)


@pytest.mark.parametrize(
    ("amount", "wanted"),
    [
        pytest.param(None, PRICE, id="all that is left"),
        pytest.param(Money(1, "EUR"), Money(1, "EUR"), id="a cent"),
        pytest.param(PRICE + PRICE, PRICE, id="more than is left"),
    ],
)
def test_what_is_wanted_of_a_certificate(amount: Money | None, wanted: Money) -> None:
    assert evolve(GIFT, amount=amount).wanted == wanted


def test_a_certificate_has_one_currency() -> None:
    with pytest.raises(InvalidInput) as caught:
        evolve(GIFT, amount=YEN)
    assert paths(caught) == ["amount"]
    assert "100 JPY is not in EUR" in str(caught.value)


class TestPlacePaymentCouponPoints:
    def test_they_are_values(self) -> None:
        place = Place("shop", brand="leaf", zone="Europe/Riga", attributes={"floors": 2})

        assert place == pickle.loads(pickle.dumps(place))
        assert place.attributes == Attributes.of(floors=2)
        assert PresentedCoupon(number="A1") == PresentedCoupon(number="A1", issue=None)
        assert Payment(method="card", amount=Money.zero("EUR")).method == "card"

    @pytest.mark.parametrize(
        ("make", "wrong"),
        [
            pytest.param(Place, {"id": None, "brand": "", "zone": "nowhere", "attributes": 5}, id="place"),
            pytest.param(Place, {"id": "shop", "zone": "Europe/riga"}, id="a zone in another case"),
            pytest.param(Payment, {"method": None, "amount": None}, id="payment"),
            pytest.param(Payment, {"method": "card", "amount": Money(-1, "EUR")}, id="money back"),
            pytest.param(PresentedCoupon, {"number": None, "issue": ""}, id="coupon"),
            pytest.param(Payment, {"method": "", "amount": None, "in_points": 1}, id="points, perhaps"),
            pytest.param(PresentedCertificate, {"number": "", "issue": "", "left": None}, id="certificate"),
            pytest.param(
                PresentedCertificate, {"number": "", "left": Money(-1, "EUR")}, id="certificate that owes"
            ),
            pytest.param(PointsAsked, {"currency": "", "amount": 0}, id="no points"),
            pytest.param(PointsAsked, {"currency": None, "amount": True}, id="points of no kind"),
            pytest.param(PointsAsked, {"amount": MOST_POINTS + 1}, id="more points than there are"),
        ],
    )
    def test_every_problem_at_once(self, make: Any, wrong: dict[str, Any]) -> None:
        with pytest.raises(InvalidInput) as caught:
            make(**wrong)
        assert paths(caught) == [path for path in wrong if wrong[path] not in ("shop", "card")]


class TestReceipt:
    def test_an_id_a_moment_a_place_and_a_line_are_enough(self) -> None:
        assert receipt() == Receipt(
            id="r-1", at=AT, place=Place("shop"), lines=(TEA,), payments=(), coupons=(), parameters=EMPTY
        )

    def test_figures(self) -> None:
        made = receipt(lines=[TEA, line(number=7, amount=Money(10, "EUR"))])

        assert made.currency == "EUR"
        assert made.amount == Money.of("10.00", "EUR")
        assert made.local == dt.datetime(2026, 9, 15, 12)

    def test_travels(self) -> None:
        made = receipt(
            at=AT.astimezone(ZoneInfo("Europe/Riga")),
            payments=iter([Payment(method="card", amount=PRICE)]),
            coupons=[PresentedCoupon(number="A1")],
        )

        assert pickle.loads(pickle.dumps(made)) == made
        assert hash(pickle.loads(pickle.dumps(made))) == hash(made)

    def test_shops_in_two_zones_have_two_receipts(self) -> None:
        """At one instant it is noon here and nine there, and offers keep to the clock on the wall."""
        there = receipt(at=AT.astimezone(dt.UTC))

        assert there.at == AT
        assert there != receipt()
        assert len({there, receipt(), receipt(at=AT)}) == 2

    @pytest.mark.parametrize(
        ("wrong", "path", "text"),
        [
            pytest.param({"id": None}, "id", "None is of type NoneType, not text", id="None for an id"),
            pytest.param({"id": 10**5000}, "id", "is of type int, not text", id="a number for an id"),
            pytest.param({"at": AT.replace(tzinfo=None)}, "at", "has no offset from UTC", id="a naive time"),
            pytest.param({"at": AT.date()}, "at", "is not a date with a time", id="a date"),
            pytest.param({"at": "2026-09-15T12:00"}, "at", "is not a date with a time", id="text for a time"),
            pytest.param({"at": AT.replace(year=1)}, "at", "outside the years 1900 to 2999", id="the year 1"),
            pytest.param({"place": None}, "place.id", "None is of type NoneType", id="no place"),
            pytest.param({"place": ""}, "place.id", "'' is blank", id="a place without a name"),
            pytest.param({"lines": []}, "lines", "there are 0 (give 1 to 10,000 lines)", id="no lines"),
            pytest.param({"lines": None}, "lines", "None is not a sequence", id="None for lines"),
            pytest.param({"lines": TEA}, "lines", "is not a sequence", id="one line for all"),
            pytest.param({"lines": {TEA}}, "lines", "a set or a dict has no order", id="a set of lines"),
            pytest.param({"lines": [TEA, None]}, "lines[1]", "None is not a line", id="None for a line"),
            pytest.param(
                {"lines": [TEA, line(number=3), line(number=2)]},
                "lines[2].number",
                "2 comes after 3",
                id="falling numbers",
            ),
            pytest.param({"lines": [TEA, TEA]}, "lines[1].number", "1 comes after 1", id="a number twice"),
            pytest.param(
                {"lines": [TEA, line(number=2, amount=YEN)]},
                "lines[1].amount",
                "100 JPY is not in EUR (one receipt has one currency",
                id="two currencies",
            ),
            pytest.param(
                {"payments": [Payment(method="card", amount=YEN)]},
                "payments[0].amount",
                "100 JPY is not in EUR",
                id="paid in another currency",
            ),
            pytest.param(
                {"lines": [line(number=n, amount=Money(10**24 - 1, "EUR")) for n in (1, 2)]},
                "lines",
                "they add up to more than 24 digits",
                id="more money than there is",
            ),
            pytest.param({"payments": {}}, "payments", "{} is not a sequence", id="a dict of payments"),
            pytest.param({"payments": [5]}, "payments[0]", "5 is not a payment", id="a number for a payment"),
            pytest.param(
                {"coupons": "A1"}, "coupons", "something of type str is not a sequence", id="text for coupons"
            ),
            pytest.param(
                {"coupons": ["A1"]},
                "coupons[0]",
                "something of type str is not a presented",
                id="text for a coupon",
            ),
            pytest.param({"points_asked": 5}, "points_asked", "5 is not a sequence", id="5 points"),
            pytest.param(
                {"points_asked": [5]}, "points_asked[0]", "5 is not points", id="5 points in a list"
            ),
            pytest.param(
                {"points_asked": [PointsAsked(), PointsAsked(amount=5)]},
                "points_asked[1]",
                "kind 'bonus' is there already",
                id="a kind of points twice",
            ),
            pytest.param(
                {"certificates": ["G1"]},
                "certificates[0]",
                "something of type str is not a certificate",
                id="text for a gift",
            ),
            pytest.param(
                {"certificates": [GIFT, GIFT]},
                "certificates[1]",
                "certificate is there already",
                id="a certificate twice",
            ),
            pytest.param(
                {"certificates": [evolve(GIFT, number=f"G{n}") for n in range(101)]},
                "certificates",
                "there are 101 (give 100 at most)",
                id="a drawer full of certificates",
            ),
            pytest.param(
                {"certificates": [PresentedCertificate(number="G1", left=YEN)]},
                "certificates[0].left",
                "is not in EUR",
                id="a certificate in yen",
            ),
            pytest.param({"parameters": 5}, "parameters", "5 is no mapping", id="a number for parameters"),
        ],
    )
    def test_no_receipt(self, wrong: dict[str, Any], path: str, text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            receipt(**wrong)
        assert paths(caught) == [path]
        assert text in str(caught.value)

    def test_every_problem_at_once(self) -> None:
        with pytest.raises(InvalidInput) as caught:
            receipt(
                id="",
                at=AT.replace(tzinfo=None),
                place=Barcode("46"),
                lines=[line(number=2), line(number=1, amount=YEN)],
                payments=[Payment(method="card", amount=YEN)],
                coupons=[None],
                parameters={"": 1},
            )
        assert caught.value.subject == "receipt ''"
        assert paths(caught) == [
            "id",
            "at",
            "place.id",
            "lines[1].number",
            "coupons[0]",
            "parameters",
            "lines[1].amount",
            "payments[0].amount",
        ]

    def test_the_longest_receipt(self) -> None:
        lines = [line(number=n) for n in range(1, MOST_LINES + 2)]

        assert receipt(lines=lines[:-1]).amount == Money(990 * MOST_LINES, "EUR")
        with pytest.raises(InvalidInput, match=r"lines: there are 10001 \(give 1 to 10,000 lines\)"):
            receipt(lines=lines)
