"""Coupons by hand: issues, codes, numbers from elsewhere, whose they become, and who may do all that."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from programme.coupon_shop import ALL, LEAFLET, OLGA, CouponShop, coupon_shop
from programme.till import Guests, versions
from shop import NOON, eur, receipt

from loyalty_engine import (
    AmountOff,
    CouponPresented,
    Delay,
    InvalidInput,
    IssueCoupon,
    Lifetime,
    Members,
    Offer,
    PayWithPoints,
    PointsAsked,
    RedeemCoupons,
    WithdrawPoints,
)
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import Reason, Refused
from loyalty_engine.model.actor import Actor, ByHand, Permission
from loyalty_engine.model.coupons import Coupon, CouponIssue, CouponKind, CouponState
from loyalty_engine.model.ledger import AccountKind, balance_sheet
from loyalty_engine.program.adjust import Accrual, TooFewPoints, WriteOff
from loyalty_engine.program.coupon_changes import CouponsChanged
from loyalty_engine.program.service_desk import ServiceDesk

S = CouponState
OTTO = Operator(Actor("otto"), reason="just so")
BY = ByHand(author="olga", at=NOON, reason="spring")
NONE = Coupon(digest="0" * 64, issue="hers")


def kept(shop: CouponShop, number: str) -> Coupon:
    found = shop.desk.find(number)
    assert found is not None
    assert found.coupon is not None
    return found.coupon


class TestMaking:
    def test_codes_for_distribution_may_be_used_at_once(self) -> None:
        shop = coupon_shop()
        made = shop.desk.generate("1", OLGA, "leaflet", 2)
        assert made.codes == ("2222-2222-2222", "2222-2222-2223")
        assert made.digests == tuple(map(shop.desk.coupons.digest, made.codes))
        expected = Coupon(digest=made.digests[0], issue="leaflet", state=S.ISSUED, issued_at=NOON, by_hand=BY)
        assert kept(shop, made.codes[0]) == expected

    def test_personal_codes_wait_for_their_member(self) -> None:
        shop = coupon_shop()
        (code,) = shop.desk.generate("1", OLGA, "hers", 1).codes
        assert shop.state(code) is S.CREATED
        shop.watch.turn(hours=1)
        shop.desk.assign("2", OLGA, code.lower(), "anna")
        (found,) = shop.desk.coupons_of("anna")
        assert found.coupon == kept(shop, code)
        assert (found.state, found.coupon.member, found.coupon.issued_at) == (
            S.ISSUED,
            "anna",
            shop.watch.time,
        )

    def test_codes_are_told_once(self) -> None:
        shop = coupon_shop()
        first = shop.desk.generate("1", OLGA, "leaflet", 2)
        again = shop.desk.generate("1", OLGA, "leaflet", 2)
        assert again == first  # which leaves the codes out
        assert (len(first.codes), again.codes) == (2, ())
        assert first.codes[0] not in repr(first)
        alone = shop.desk.issue("2", OLGA, "hers", "anna")
        assert (len(alone.codes), shop.desk.issue("2", OLGA, "hers", "anna").codes) == (1, ())
        assert len(shop.desk.coupons_of("anna")) == 1

    def test_numbers_from_elsewhere(self) -> None:
        shop = coupon_shop()
        done = shop.desk.import_numbers("1", OLGA, "leaflet", ["P-1", "p 2"])
        assert done == CouponsChanged(
            issue="leaflet", digests=tuple(kept(shop, n).digest for n in ("P1", "P2"))
        )
        assert shop.show("p", "P-1").discount.minor == 3_00

    def test_all_that_is_wrong_with_numbers_is_said_at_once_and_none_of_them_told(self) -> None:
        shop = coupon_shop()
        numbers = ["X-9", "spring-10", "Ѕ-1", "x9", "", "Y-1"]
        with pytest.raises(Refused) as refused:
            shop.desk.import_numbers("1", OLGA, "leaflet", numbers)
        assert [(one.path, one.message) for one in refused.value.problems] == [
            ("numbers[1]", "is there already"),
            ("numbers[2]", "is no number of a coupon"),
            ("numbers[3]", "is there already"),
            ("numbers[4]", "is no number of a coupon"),
        ]
        assert not any(number in str(refused.value) for number in numbers if number)
        assert shop.desk.find("X-9") is None
        shop.desk.import_numbers("1", OLGA, "leaflet", ["X-9", "Y-1"])


def selling(price: int | None = 30) -> CouponShop:
    """A shop that sells a mug; anna has 50 points, of which 20 expire soon."""
    pay = Offer.of("pay", [], [PayWithPoints(percent=50)], reach=Members(), cumulative=True)
    mug = Offer.of("mug", [CouponPresented({"mug"})], [AmountOff(eur("5.00")), RedeemCoupons()])
    shop = coupon_shop(pay, mug)
    week = Lifetime(expires_after=Delay(days=7))
    issue = CouponIssue(id="mug", kind=CouponKind.PERSONAL, price=price, lifetime=week)
    shop.desk.open_issue("mug", OLGA, issue)
    soon = Lifetime(expires_after=Delay(days=1))
    points = ServiceDesk(store=shop.store, members=shop.till.members, clock=shop.watch)
    points.change_points("a", OLGA, "anna", Accrual(30))
    points.change_points("b", OLGA, "anna", Accrual(20, lifetime=soon))
    return shop


class TestSelling:
    def test_a_member_pays_with_the_points_that_expire_first(self) -> None:
        shop = selling()
        (code,) = shop.desk.sell("1", "mug", "anna").codes
        assert (shop.state(code), kept(shop, code).member) == (S.ISSUED, "anna")
        wallet = shop.till.balance("anna")
        assert {lot.id: lot.amount for lot in wallet.lots} == {"by hand/a": 20, "by hand/b": 0}
        assert (wallet.reserved, balance_sheet(shop.store.ledger)[AccountKind.REDEEMED]) == (0, 30)

    def test_it_is_sold_once_however_often_that_is_asked(self) -> None:
        shop = selling()
        first = shop.desk.sell("1", "mug", "anna")
        again = shop.desk.sell("1", "mug", "anna")
        assert (again, len(first.codes), again.codes) == (first, 1, ())
        assert shop.till.balance("anna").balance(NOON) == 20
        with pytest.raises(Refused) as refused:
            shop.desk.sell("1", "hers", "anna")
        assert refused.value.reasons == (Reason.OTHER_REQUEST,)

    def test_points_that_an_open_purchase_has_set_aside_buy_nothing(self) -> None:
        shop = selling()
        shop.show("p")
        shop.till.pay("p", "p/pay", [PointsAsked(currency="bonus", amount=21)])
        with pytest.raises(Refused) as refused:
            shop.desk.sell("1", "mug", "anna")
        assert refused.value.reasons == (Reason.NOT_ENOUGH,)
        shop.till.cancel("p", "p/no")
        assert len(shop.desk.sell("1", "mug", "anna").codes) == 1

    def test_points_that_an_offer_is_about_to_take_buy_nothing(self) -> None:
        shop = selling(price=50)
        swap = Offer.of("swap", [], [WithdrawPoints(1)], reach=Members(), cumulative=True)
        other = evolve(shop, till=evolve(shop.till, books=versions(swap)))
        other.show("p")
        with pytest.raises(Refused, match="of 50 points only 49 can be spent"):
            shop.desk.sell("1", "mug", "anna")
        other.till.cancel("p", "p/no")
        assert len(shop.desk.sell("1", "mug", "anna").codes) == 1
        assert shop.till.balance("anna").balance(NOON) == 0

    @pytest.mark.parametrize(
        ("issue", "reason"),
        [
            pytest.param("mug", Reason.NOT_OFFERED, id="not for sale"),
            pytest.param("none", Reason.UNKNOWN, id="no such issue"),
            pytest.param("all", Reason.DOES_NOT_FIT, id="public"),
        ],
    )
    def test_what_is_not_sold(self, issue: str, reason: Reason) -> None:
        shop = selling(price=None)
        before = shop.store.ledger
        with pytest.raises(Refused) as refused:
            shop.desk.sell("1", issue, "anna")
        assert (refused.value.reasons, shop.store.ledger) == ((reason,), before)


class TestGivingBack:
    """Anna has bought a mug for 20 points that expire soon and 10 others, which leaves her 20."""

    def sold(self) -> tuple[CouponShop, str]:
        shop = selling()
        (code,) = shop.desk.sell("1", "mug", "anna").codes
        return shop, code

    def test_the_points_come_back_into_their_lots_and_nobody_can_use_the_coupon(self) -> None:
        shop, code = self.sold()
        before = kept(shop, code)
        first = shop.desk.give_back("2", before, "anna")
        assert shop.desk.give_back("2", before, "anna") == first
        assert (shop.state(code), shop.till.balance("anna").balance(NOON)) == (S.REJECTED, 50)
        wallet = shop.till.balance("anna")
        assert {lot.id: lot.amount for lot in wallet.lots} == {"by hand/a": 30, "by hand/b": 20}
        sheet = balance_sheet(shop.store.ledger)
        assert (sheet[AccountKind.REDEEMED], sum(sheet.values())) == (0, 0)

    def test_what_has_expired_meanwhile_cannot_be_spent_any_more(self) -> None:
        shop, code = self.sold()
        shop.watch.turn(days=1)
        shop.desk.give_back("2", kept(shop, code), "anna")
        wallet = shop.till.balance("anna")
        assert (wallet.balance(shop.watch.time), wallet.expired(shop.watch.time)) == (30, 20)

    def test_what_is_owed_is_paid_off_first(self) -> None:
        shop, code = self.sold()
        points = ServiceDesk(store=shop.store, members=shop.till.members, clock=shop.watch)
        points.change_points("c", OLGA, "anna", WriteOff(45, too_few=TooFewPoints.NEGATIVE_BALANCE))
        shop.desk.give_back("2", kept(shop, code), "anna")
        assert shop.till.balance("anna").balance(NOON) == 5

    def test_the_points_follow_a_member_to_the_family(self) -> None:
        shop, code = self.sold()
        family = Guests({"anna": "home"})
        moved = evolve(shop, till=evolve(shop.till, members=family), desk=evolve(shop.desk, members=family))
        ServiceDesk(store=shop.store, members=family, clock=shop.watch).join_account("j", OLGA, "anna")
        moved.desk.give_back("2", kept(shop, code), "anna")
        assert moved.till.balance("anna").balance(NOON) == 50
        with shop.store.begin() as unit:
            assert unit.wallet("anna", "bonus").balance(NOON) == 0

    def test_it_is_taken_back_once(self) -> None:
        shop, code = self.sold()
        coupon = kept(shop, code)
        shop.desk.give_back("2", coupon, "anna")
        with pytest.raises(Refused) as refused:
            shop.desk.give_back("3", coupon, "anna")
        assert refused.value.reasons == (Reason.ENDED,)
        with pytest.raises(Refused) as refused:
            shop.desk.give_back("2", coupon, "boris")
        assert refused.value.reasons == (Reason.OTHER_REQUEST,)
        assert shop.till.balance("anna").balance(NOON) == 50

    @pytest.mark.parametrize(
        ("happens", "who", "reason"),
        [
            pytest.param(lambda _, __: None, "boris", Reason.NOT_OFFERED, id="by another"),
            pytest.param(
                lambda shop, _: shop.watch.turn(days=8), "anna", Reason.ENDED, id="once it has expired"
            ),
            pytest.param(
                lambda shop, code: shop.desk.annul("x", OLGA, kept(shop, code)),
                "anna",
                Reason.ENDED,
                id="once it is annulled",
            ),
            pytest.param(
                lambda shop, code: shop.show("p", code), "anna", Reason.IN_USE, id="while it is shown"
            ),
            pytest.param(
                lambda shop, code: [shop.show("p", code), shop.confirm("p")],
                "anna",
                Reason.ENDED,
                id="once it is used",
            ),
        ],
    )
    def test_what_is_not_taken_back(
        self, happens: Callable[[CouponShop, str], object], who: str, reason: Reason
    ) -> None:
        shop, code = self.sold()
        happens(shop, code)
        before = shop.store.ledger
        with pytest.raises(Refused) as refused:
            shop.desk.give_back("2", kept(shop, code), who)
        assert (refused.value.reasons, shop.store.ledger) == ((reason,), before)

    def test_what_was_not_bought_is_not_taken_back(self) -> None:
        shop = selling()
        given = kept(shop, shop.hers())
        for coupon, reason in ((given, Reason.NOT_OFFERED), (NONE, Reason.UNKNOWN)):
            with pytest.raises(Refused) as refused:
                shop.desk.give_back("2", coupon, "anna")
            assert refused.value.reasons == (reason,)

    def test_what_a_purchase_with_the_id_of_a_sale_has_issued_is_not_taken_back(self) -> None:
        shop = selling()
        slip = Offer.of("slip", [], [IssueCoupon("hers")], reach=Members())
        till = evolve(shop.till, books=versions(slip))
        shop.desk.sell("1", "mug", "anna")
        till.calculate("1", "c", receipt(("tea", "1.00")), "anna")
        till.confirm("1", "ok")
        (given,) = (one.coupon for one in shop.desk.coupons_of("anna") if one.issue == "hers")
        assert given is not None
        assert given.issued_by == "1"
        with pytest.raises(Refused) as refused:
            shop.desk.give_back("2", given, "anna")
        assert refused.value.reasons == (Reason.NOT_OFFERED,)


class TestAnnulling:
    def test_nobody_can_use_what_is_annulled(self) -> None:
        shop = coupon_shop()
        (made,) = shop.codes("hers")
        issued = shop.hers()
        for code in (made, issued):
            shop.desk.annul(f"annul-{code}", OLGA, kept(shop, code))
            assert (shop.state(code), kept(shop, code).by_hand) == (S.REJECTED, BY)

    def test_a_public_code_ends(self) -> None:
        shop = coupon_shop()
        shop.desk.annul("1", OLGA, kept(shop, "SPRING-10"))
        assert shop.show("p", "SPRING-10").discount.minor == 0

    def test_a_purchase_that_is_open_keeps_what_it_has(self) -> None:
        shop = coupon_shop()
        code = shop.hers()
        shop.show("p", code)
        with pytest.raises(Refused) as refused:
            shop.desk.annul("1", OLGA, kept(shop, code))
        assert refused.value.reasons == (Reason.IN_USE,)
        shop.till.cancel("p", "p/no")
        shop.desk.annul("1", OLGA, kept(shop, code))


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        pytest.param(
            lambda shop: shop.desk.open_issue("x", OLGA, LEAFLET), Reason.REPEATED, id="an issue again"
        ),
        pytest.param(
            lambda shop: shop.desk.open_issue(
                "x", OLGA, CouponIssue(id="more", kind=CouponKind.PUBLIC, code="spring10")
            ),
            Reason.REPEATED,
            id="a code again",
        ),
        pytest.param(
            lambda shop: shop.desk.generate("x", OLGA, "none", 1), Reason.UNKNOWN, id="no such issue"
        ),
        pytest.param(lambda shop: shop.desk.generate("x", OLGA, "all", 1), Reason.DOES_NOT_FIT, id="public"),
        pytest.param(
            lambda shop: shop.desk.issue("x", OLGA, "all", "anna"), Reason.DOES_NOT_FIT, id="public to one"
        ),
        pytest.param(
            lambda shop: shop.desk.import_numbers("x", OLGA, "none", ["A"]), Reason.UNKNOWN, id="for no issue"
        ),
        pytest.param(
            lambda shop: shop.desk.assign("x", OLGA, "A", "anna"), Reason.UNKNOWN, id="no such coupon"
        ),
        pytest.param(lambda shop: shop.desk.assign("x", OLGA, "ß", "anna"), Reason.UNKNOWN, id="no number"),
        pytest.param(
            lambda shop: shop.desk.assign("x", OLGA, shop.hers(), "anna"), Reason.ENDED, id="issued before"
        ),
        pytest.param(lambda shop: shop.desk.annul("x", OLGA, NONE), Reason.UNKNOWN, id="nothing to annul"),
        pytest.param(lambda shop: annulled_twice(shop), Reason.ENDED, id="annulled before"),
    ],
)
def test_what_cannot_be_done(step: Callable[[CouponShop], object], reason: Reason) -> None:
    shop = coupon_shop()
    with pytest.raises(Refused) as refused:
        step(shop)
    assert refused.value.reasons == (reason,)


def annulled_twice(shop: CouponShop) -> None:
    code = shop.hers()
    for operation in "xy":
        shop.desk.annul(operation, OLGA, kept(shop, code))


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(lambda shop, who: shop.desk.open_issue("x", who, ALL), id="open an issue"),
        pytest.param(lambda shop, who: shop.desk.generate("x", who, "leaflet", 1), id="generate"),
        pytest.param(lambda shop, who: shop.desk.import_numbers("x", who, "leaflet", ["A"]), id="import"),
        pytest.param(lambda shop, who: shop.desk.issue("x", who, "hers", "anna"), id="issue"),
        pytest.param(lambda shop, who: shop.desk.assign("x", who, "A", "anna"), id="assign"),
        pytest.param(lambda shop, who: shop.desk.annul("x", who, NONE), id="annul"),
    ],
)
def test_who_may_not_is_refused_and_noted(step: Callable[[CouponShop, Operator], object]) -> None:
    shop = coupon_shop()
    with pytest.raises(Refused) as refused:
        step(shop, OTTO)
    assert refused.value.reasons == (Reason.NO_PERMISSION,)
    with shop.store.begin() as unit:
        noted = [one for who in (None, "anna") for one in unit.audit(who) if not one.allowed]
    assert [(one.by.author, one.permission) for one in noted] == [("otto", Permission.EDIT_COUPONS)]


def test_what_the_audit_says() -> None:
    shop = coupon_shop()
    (one,) = shop.desk.issue("1", OLGA, "hers", "anna").digests
    shop.desk.generate("2", OLGA, "leaflet", 3)
    with shop.store.begin() as unit:
        (hers,), of_all = unit.audit("anna"), unit.audit(None)
    assert (hers.action, hers.details) == ("coupon issued", (("issue", "hers"), ("coupon", one)))
    last = of_all[-1]
    assert (last.action, last.details) == ("coupons made", (("issue", "leaflet"), ("coupons", "3")))
    opened = {one.details for one in of_all if one.action == "coupon issue"}
    assert (("issue", "hers"), ("coupons", "0")) in opened


@pytest.mark.parametrize(
    ("step", "path"),
    [
        pytest.param(lambda shop: shop.desk.open_issue("x", OLGA, "hers"), "issue", id="an id"),
        pytest.param(lambda shop: shop.desk.generate("x", OLGA, "leaflet", 0), "count", id="none"),
        pytest.param(lambda shop: shop.desk.generate("x", OLGA, "leaflet", 1_001), "count", id="too many"),
        pytest.param(
            lambda shop: shop.desk.import_numbers("x", OLGA, "leaflet", []), "numbers", id="no numbers"
        ),
        pytest.param(
            lambda shop: shop.desk.import_numbers("x", OLGA, "leaflet", [7]), "numbers[0]", id="a number"
        ),
        pytest.param(
            lambda shop: shop.desk.import_numbers("x", OLGA, "leaflet", ["A"] * 1_001),
            "numbers",
            id="too long",
        ),
        pytest.param(lambda shop: shop.desk.issue("x", OLGA, "hers", ""), "member", id="nobody"),
        pytest.param(lambda shop: shop.desk.assign("x", OLGA, 7, "anna"), "number", id="no text"),
        pytest.param(lambda shop: shop.desk.annul("x", OLGA, "A"), "coupon", id="a number for a coupon"),
        pytest.param(lambda shop: shop.desk.find(7), "number", id="nothing to look for"),
    ],
)
def test_what_cannot_be_meant(step: Callable[[CouponShop], object], path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        step(coupon_shop())
    assert [problem.path for problem in refused.value.problems] == [path]


def test_coupons_are_issued_to_those_whom_the_host_knows() -> None:
    shop = coupon_shop()
    with pytest.raises(KeyError):
        shop.desk.issue("1", OLGA, "hers", "nobody")
