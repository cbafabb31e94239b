"""Coupons on purchases: which count, what becomes of them in each phase, and what is kept of them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attrs import evolve
from programme.coupon_shop import OFFERS, OLGA, SLIP, CouponShop, InARow, coupon_shop
from programme.till import program
from shop import NOON, eur, receipt

from loyalty_engine import (
    CouponIntent,
    CouponMask,
    CouponUseIntent,
    InvalidInput,
    IssueCoupon,
    Offer,
    PercentOff,
    PointsAsked,
    PresentedCoupon,
    RedeemCoupons,
)
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.memory_throttle import MemoryThrottle
from loyalty_engine.adapters.notifiers import MemoryNotifier
from loyalty_engine.adapters.sql_outbox import SqlOutbox
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.engine.refund import ReturnedLine
from loyalty_engine.model.coupons import Coupon, CouponFault, CouponState, ShownCoupon
from loyalty_engine.program.coupon_desk import CouponStanding
from loyalty_engine.program.coupons import Coupons
from loyalty_engine.program.origin import Origin, OriginKind
from loyalty_engine.program.ports import Guess, Outgoing
from loyalty_engine.program.purchases import Obstacle, PurchaseRefused
from loyalty_engine.program.relay import Relay
from loyalty_engine.program.steps import Step

S, F = CouponState, CouponFault
DAY = dt.timedelta(days=1)


class TestOneCoupon:
    def test_it_is_queued_then_used_and_counts_once(self) -> None:
        shop = coupon_shop()
        (code,) = shop.codes()
        assert shop.state(code) is S.ISSUED
        assert shop.show("p", code).discount == eur("3.00")
        assert shop.state(code) is S.QUEUED_TO_USE
        shop.confirm("p")
        assert shop.state(code) is S.USED
        assert (shop.show("q", code).discount, shop.faults("q")) == (eur("0.00"), [F.USED])

    def test_it_is_as_before_where_the_purchase_is_cancelled(self) -> None:
        shop = coupon_shop()
        (code,) = shop.codes()
        before = shop.desk.find(code)
        shop.show("p", code)
        shop.till.cancel("p", "p/no")
        assert shop.desk.find(code) == before
        assert shop.show("q", code).discount == eur("3.00")

    def test_it_is_as_before_where_nobody_confirms(self) -> None:
        shop = coupon_shop()
        (code,) = shop.codes()
        shop.show("p", code)
        shop.watch.turn(hours=2)
        assert shop.till.sweep() == ("p",)
        assert shop.state(code) is S.ISSUED

    def test_of_two_open_purchases_the_first_has_it(self) -> None:
        shop = coupon_shop()
        (code,) = shop.codes()
        shop.show("p", code)
        assert (shop.show("q", code).discount, shop.faults("q")) == (eur("0.00"), [F.IN_USE])
        shop.till.cancel("p", "p/no")
        assert (shop.show("q", code, step="d").discount, shop.faults("q")) == (eur("3.00"), [None])

    def test_it_is_free_again_where_it_is_not_shown_any_more(self) -> None:
        shop = coupon_shop()
        (code,) = shop.codes()
        shop.show("p", code)
        shop.show("p", step="d")
        assert shop.state(code) is S.ISSUED
        shop.confirm("p")
        assert shop.state(code) is S.ISSUED

    def test_later_steps_of_the_purchase_keep_it(self) -> None:
        shop = coupon_shop()
        (code,) = shop.codes()
        shop.show("p", code, "NO-SUCH")
        asked = [PointsAsked(currency="bonus", amount=1)]
        assert shop.till.pay("p", "p/pay", asked).discount == eur("3.00")
        assert shop.till.cancel_payment("p", "p/free").discount == eur("3.00")
        assert shop.faults("p") == [None, F.UNKNOWN]
        shop.confirm("p")
        assert shop.state(code) is S.USED

    def test_it_does_not_count_twice_on_one_receipt(self) -> None:
        shop = coupon_shop()
        (code,) = shop.codes()
        assert shop.show("p", code, code.lower().replace("-", "")).discount == eur("3.00")
        assert shop.faults("p") == [None, F.REPEATED]
        shop.show("p", "WRONG", "WRONG", step="d")
        assert shop.faults("p") == [F.UNKNOWN, F.UNKNOWN]

    def test_it_is_used_only_where_an_offer_asks_for_that(self) -> None:
        shop = coupon_shop()
        (code,) = shop.codes("next")
        shop.watch.turn(days=1)
        for purchase in "pq":
            assert shop.show(purchase, code).discount == eur("1.00")
            shop.confirm(purchase)
            assert shop.state(code) is S.ISSUED

    def test_two_offers_use_it_once(self) -> None:
        twin = evolve(OFFERS[2], id="twin")
        shop = coupon_shop(*OFFERS, twin)
        (code,) = shop.codes()
        assert shop.show("p", code).discount == eur("6.00")
        shop.confirm("p")
        assert shop.state(code) is S.USED

    def test_sending_a_step_again_changes_nothing(self) -> None:
        shop = coupon_shop(*OFFERS, SLIP)
        (code,) = shop.codes()
        first = shop.show("p", code)
        assert shop.show("p", code) == first
        done = shop.confirm("p")
        sent = shop.store.outbox
        assert shop.confirm("p") == done
        assert shop.show("p", code) == first
        assert (shop.state(code), shop.store.outbox) == (S.USED, sent)

    def test_the_same_step_with_another_coupon_is_another_request(self) -> None:
        shop = coupon_shop()
        one, other = shop.codes(count=2)
        shop.show("p", one)
        with pytest.raises(
            PurchaseRefused, match="carried out before, and differs in its receipt"
        ) as refused:
            shop.show("p", other)
        assert refused.value.obstacle is Obstacle.OTHER_REQUEST


class TestWhichCount:
    @pytest.mark.parametrize(
        ("prepare", "member", "days", "fault"),
        [
            pytest.param(lambda shop: shop.hers(), "anna", 0, None, id="her own"),
            pytest.param(lambda shop: shop.hers(), "anna", 6, None, id="to the last moment"),
            pytest.param(lambda shop: shop.hers(), "anna", 7, F.EXPIRED, id="over"),
            pytest.param(lambda shop: shop.hers(), "boris", 0, F.OTHER_MEMBER, id="another member"),
            pytest.param(lambda shop: shop.hers(), None, 0, F.OTHER_MEMBER, id="a stranger"),
            pytest.param(lambda shop: shop.codes("hers")[0], "anna", 0, F.NOT_ISSUED, id="created only"),
            pytest.param(lambda shop: shop.codes("next")[0], "anna", 0, F.NOT_ACTIVE, id="too early"),
            pytest.param(lambda shop: shop.codes("next")[0], "anna", 1, None, id="from its day on"),
            pytest.param(lambda shop: shop.codes()[0], None, 0, None, id="of whoever has it"),
            pytest.param(lambda shop: "spring 10", None, 400, None, id="public"),
            pytest.param(lambda shop: "2222-2222-2229", "anna", 0, F.UNKNOWN, id="no such number"),
            pytest.param(lambda shop: "Ѕpring-10", "anna", 0, F.UNKNOWN, id="a letter of another script"),
            pytest.param(lambda shop: annulled(shop), "anna", 0, F.REJECTED, id="annulled"),
        ],
    )
    def test_what_is_wrong_with_a_coupon(
        self, prepare: Callable[[CouponShop], str], member: str | None, days: int, fault: CouponFault | None
    ) -> None:
        shop = coupon_shop()
        number = prepare(shop)
        shop.watch.turn(days=days)
        found = shop.show("p", number, member=member)
        assert shop.faults("p") == [fault]
        assert bool(found.discount.minor) == (fault is None)
        assert shop.confirm("p").to_pay == found.to_pay  # the sale goes on

    def test_the_moment_of_the_receipt_counts(self) -> None:
        shop = coupon_shop()
        code = shop.hers()
        shop.watch.turn(days=8)
        shop.show("late", code, at=NOON + DAY)
        assert shop.faults("late") == [None]

    def test_a_public_code_counts_on_several_purchases_at_a_time(self) -> None:
        shop = coupon_shop()
        for purchase in "pq":
            assert shop.show(purchase, "SPRING-10").discount == eur("10.00")
            kept = shop.till.purchase(purchase)
            assert kept is not None
            assert kept.reserved == ()
        for purchase in "pq":
            shop.confirm(purchase)
        assert shop.state("SPRING-10") is S.ISSUED

    def test_coupons_of_the_host_are_left_to_him(self) -> None:
        club = Offer.of("club", [CouponMask("CLUB-*")], [PercentOff(50), RedeemCoupons()])
        shop = coupon_shop(club)
        mine = PresentedCoupon(number="CLUB-17", issue="club")
        claimed = PresentedCoupon(number="CLUB-18", issue="leaflet")  # the programme knows better
        shop.till.calculate("p", "p/c", receipt(("tea", "60.00"), coupons=[claimed, mine]), "anna")
        done = shop.confirm("p")
        assert (done.discount, shop.faults("p")) == (eur("30.00"), [F.UNKNOWN, None])
        use = CouponUseIntent(offer="club", number="CLUB-17", issue="club")
        assert [one.intent for one in shop.store.outbox] == [use]

    def test_a_mask_fits_public_codes(self) -> None:
        shop = coupon_shop(Offer.of("spring", [CouponMask("SPRING-??")], [PercentOff(50)]))
        assert shop.show("p", "spring10").discount == eur("50.00")

    def test_without_a_place_for_coupons_they_are_left_to_the_host(self) -> None:
        till, store, _ = program(*OFFERS, SLIP)
        shown = [PresentedCoupon(number="L-1", issue="leaflet")]
        assert till.calculate("p", "1", receipt(("tea", "60.00"), coupons=shown)).discount == eur("3.00")
        done = till.confirm("p", "2")
        assert [one.intent for one in store.outbox] == list(done.intents)
        assert CouponUseIntent(offer="leaflet", number="L-1", issue="leaflet") in done.intents


def annulled(shop: CouponShop) -> str:
    """The code of a coupon that was annulled."""
    code = shop.hers()
    found = shop.desk.find(code)
    assert found is not None
    assert found.coupon is not None
    shop.desk.annul("annul", OLGA, found.coupon)
    return code


class TestIssuing:
    def test_coupons_are_queued_then_issued_and_their_codes_leave(self) -> None:
        shop = coupon_shop(*OFFERS, SLIP)
        shop.show("p")
        queued = [CouponStanding(issue=id, state=S.QUEUED_TO_ISSUE) for id in ("hers", "next", "next")]
        assert list(shop.desk.coupons_of("anna")) == queued
        shop.confirm("p")
        next_, hers = shop.store.outbox
        assert next_ == Outgoing(
            id="p/0",
            origin=Origin(OriginKind.PURCHASE, "p"),
            member="anna",
            intent=CouponIntent(offer="slip", issue="next", count=2),
            at=NOON,
            codes=("2222-2222-2222", "2222-2222-2223"),
        )
        assert hers.codes == ("2222-2222-2224",)
        assert "2222" not in repr(next_)
        assert {one.state for one in shop.desk.coupons_of("anna")} == {S.ISSUED}
        shop.watch.turn(days=1)
        numbers = (*next_.codes, *hers.codes)
        assert shop.show("q", *numbers).discount == eur("6.00")
        assert shop.faults("q") == [None, None, None]

    def test_what_several_offers_would_issue_is_queued_together(self) -> None:
        told = [
            Offer.of(id, [], [IssueCoupon(id), IssueCoupon("next")], cumulative=True)
            for id in ("all", "hers")
        ]
        shop = coupon_shop(*told)
        shop.show("p")
        assert [one.issue for one in shop.desk.coupons_of("anna")] == ["hers", "next", "next"]
        assert shop.desk.coupons_of("boris") == ()

    def test_a_purchase_that_is_cancelled_issues_nothing(self) -> None:
        shop = coupon_shop(SLIP)
        shop.show("p")
        shop.till.cancel("p", "p/no")
        assert (shop.desk.coupons_of("anna"), shop.store.outbox) == ((), ())

    def test_a_stranger_gets_what_is_for_bearers(self) -> None:
        shop = coupon_shop(SLIP)
        shop.show("p", member=None)
        shop.confirm("p")
        assert [len(one.codes) for one in shop.store.outbox] == [2, 0]

    def test_the_code_of_a_public_issue_is_told(self) -> None:
        shop = coupon_shop(Offer.of("told", [], [IssueCoupon("all")], cumulative=True))
        shop.show("p")
        shop.confirm("p")
        assert [one.codes for one in shop.store.outbox] == [("SPRING-10",)]

    @pytest.mark.parametrize(
        ("annul", "parts", "state"),
        [
            pytest.param(True, [1, 2], S.REJECTED, id="all is back"),
            pytest.param(True, [1], S.ISSUED, id="a part is back"),
            pytest.param(False, [1, 2], S.ISSUED, id="they are to stay"),
        ],
    )
    def test_what_a_return_does_to_issued_coupons(
        self, annul: bool, parts: list[int], state: CouponState
    ) -> None:
        shop = coupon_shop(*OFFERS, SLIP, annul=annul)
        shop.show("p")
        shop.confirm("p")
        shop.watch.turn(days=1)
        (first, second), (hers,) = (one.codes for one in shop.store.outbox)
        shop.show("open", second)
        shop.show("q", hers)
        shop.confirm("q")
        for line in parts:
            shop.till.refund("p", f"p/back-{line}", [ReturnedLine(line, 1)])
        assert [shop.state(one) for one in (first, second, hers)] == [state, S.QUEUED_TO_USE, S.USED]

    def test_a_return_does_not_give_back_what_was_used(self) -> None:
        shop = coupon_shop(annul=True)
        (code,) = shop.codes()
        shop.show("p", code)
        shop.confirm("p")
        shop.till.refund("p", "p/back", [ReturnedLine(1, 1), ReturnedLine(2, 1)])
        assert shop.state(code) is S.USED


@pytest.mark.parametrize("lasting", [False, True], ids=["memory", "file"])
def test_of_tills_at_the_same_time_one_gets_the_coupon(lasting: bool, tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "shop.sqlite") as file:
        shop = coupon_shop(store=file if lasting else MemoryStore())
        (code,) = shop.codes()
        start = threading.Barrier(8)

        def sell(purchase: str) -> int:
            start.wait()
            shop.show(purchase, code)
            return shop.confirm(purchase).discount.minor

        with ThreadPoolExecutor(8) as tills:
            given = list(tills.map(sell, "pqrstuvw"))
    assert sorted(given) == [0] * 7 + [3_00]


class TestGuessing:
    def test_too_many_wrong_numbers_and_none_is_looked_up(self) -> None:
        shop = coupon_shop(throttle=MemoryThrottle(of_member=3))
        code = shop.hers()
        assert shop.show("p", "A", "B", "C", code).discount == eur("0.00")
        assert shop.faults("p") == [F.UNKNOWN, F.UNKNOWN, F.UNKNOWN, F.THROTTLED]
        assert shop.state(code) is S.ISSUED
        shop.watch.turn(hours=1)
        assert shop.show("q", code).discount == eur("5.00")

    def test_others_are_not_kept_from_theirs(self) -> None:
        shop = coupon_shop(throttle=MemoryThrottle(of_member=1, at_place=1))
        (code,) = shop.codes()
        shop.show("p", "A", "B")
        shop.show("q", "A", "B", member=None)
        assert shop.show("r", code, member="boris").discount == eur("3.00")
        (code,) = shop.codes()
        elsewhere = receipt(("tea", "60.00"), place="s2", coupons=[PresentedCoupon(number=code)])
        assert shop.till.calculate("s", "s/c", elsewhere).discount == eur("3.00")

    def test_numbers_of_others_are_guesses_too(self) -> None:
        shop = coupon_shop(throttle=MemoryThrottle(of_member=1))
        code = shop.hers("boris")
        shop.show("p", code, "A")
        assert shop.faults("p") == [F.OTHER_MEMBER, F.THROTTLED]

    def test_one_wrong_number_is_one_guess_however_often_the_purchase_is_calculated(self) -> None:
        shop = coupon_shop(throttle=MemoryThrottle(of_member=2))
        code = shop.hers()
        for step in "abcd":
            shop.show("p", "WRONG", step=step)
        shop.show("p", "WRONG", code, step="e")
        assert shop.faults("p") == [F.UNKNOWN, None]

    def test_a_throttle_that_fails_stops_no_sale(self) -> None:
        class Down(MemoryThrottle):
            def allows(self, guess: Guess) -> bool:
                raise ConnectionError

        shop = coupon_shop(throttle=Down())
        code = shop.hers()
        shop.show("p", code)
        assert (shop.faults("p"), shop.confirm("p").discount) == ([F.THROTTLED], eur("0.00"))

    def test_a_clock_that_ran_ahead_keeps_nobody_away(self) -> None:
        throttle = MemoryThrottle(of_member=1)
        throttle.missed(Guess(member="anna", place="s1", at=NOON + 300 * DAY))
        assert throttle.allows(Guess(member="anna", place="s1", at=NOON))

    def test_those_who_were_wrong_long_ago_are_forgotten(self) -> None:
        """Though nobody asks for them again; those who were wrong of late are not."""
        throttle = MemoryThrottle(of_member=1)
        for n in range(5_000):
            throttle.missed(Guess(member=f"{n}", place="s1", at=NOON + n * DAY / 100))
        assert len(throttle._missed) < 2_000
        last = [Guess(member=f"{n}", place="s1", at=NOON + 50 * DAY) for n in (4_995, 4_998, 4_999)]
        assert [throttle.allows(guess) for guess in last] == [True, False, False]

    def test_what_lies_before_the_window_is_forgotten(self) -> None:
        throttle = MemoryThrottle(of_member=2, window=dt.timedelta(minutes=10))
        at = [
            Guess(member="anna", place="s1", at=NOON + dt.timedelta(minutes=n)) for n in (0, 5, 9, 10, 14, 15)
        ]
        throttle.missed(at[0])
        throttle.missed(at[1])
        assert [throttle.allows(one) for one in at] == [False, False, False, True, True, True]

    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            pytest.param({"of_member": 0}, "of_member", id="no number at all"),
            pytest.param({"at_place": 0}, "at_place", id="none at a place"),
            pytest.param({"window": dt.timedelta(0)}, "window", id="no time"),
            pytest.param({"window": 60}, "window", id="a number"),
        ],
    )
    def test_a_throttle_that_would_do_nothing_is_refused(self, wrong: dict[str, object], path: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            MemoryThrottle(**wrong)  # type: ignore[arg-type]
        assert [problem.path for problem in refused.value.problems] == [path]


class TestWhatIsKept:
    def test_no_number_of_one_coupon_lies_in_the_file(self, tmp_path: Path) -> None:
        """But that of one issued just now, in its message."""
        with SqliteStore(tmp_path / "shop.sqlite") as store:
            shop = coupon_shop(*OFFERS, SLIP, store=store)
            made = (*shop.codes(count=3), shop.hers())
            shop.desk.import_numbers("import", OLGA, "leaflet", ["PARTNER-4711"])
            shop.show("p", *made[:2], made[3], "PARTNER-4711", "GUESS-1234")
            shop.till.cancel_payment("p", "p/free")
            shop.confirm("p")
            sent = [code for one in store.outbox for code in one.codes]
            with store.transaction() as sql:
                tables = [
                    name
                    for (name,) in sql.rows(tuple[str], "SELECT name FROM sqlite_master WHERE type = 'table'")
                ]
                kept = {name: repr(sql.run(f"SELECT * FROM {name}")) for name in tables}
        for code in (*made, "PARTNER-4711", "GUESS-1234"):
            for written in (code, code.replace("-", "")):
                assert [name for name, rows in kept.items() if written in rows] == []
        assert len(sent) == 3
        assert all([name for name, rows in kept.items() if code in rows] == ["outbox"] for code in sent)

    def test_not_even_the_digest_of_a_receipt_is_made_with_numbers(self, tmp_path: Path) -> None:
        """From which a short number could be found again by trying."""
        with SqliteStore(tmp_path / "shop.sqlite") as store:
            shop = coupon_shop(store=store)
            (code,) = shop.codes()
            made = receipt(("tea", "60.00"), coupons=[PresentedCoupon(number=code)])
            shop.till.calculate("p", "1", made, "anna")
            shop.till.accrue("p", "2", [], receipt=made)
            late = evolve(made, offline=True)
            shop.till.accrue_offline("q", "3", made, "anna")
            with store.transaction() as sql:
                steps = sql.rows(
                    tuple[str, str], "SELECT id, request FROM operation WHERE purchase IS NOT NULL"
                )
        plain = [Step.of("x", "x", {"receipt": one}).request[0][1] for one in (made, late)]
        sealed = evolve(made, coupons=[PresentedCoupon(number=shop.desk.coupons.digest(code) or "")])
        digest = Step.of("x", "x", {"receipt": sealed}).request[0][1]
        assert [id for id, _ in steps] == ["1", "2", "3"]
        assert [digest in request for _, request in steps] == [True, True, False]
        assert not any(one in request for one in plain for _, request in steps)

    def test_the_file_forgets_a_code_that_was_sent(self, tmp_path: Path) -> None:
        with SqliteStore(tmp_path / "shop.sqlite") as store:
            shop = coupon_shop(SLIP, store=store)
            shop.show("p")
            shop.confirm("p")
            notifier = MemoryNotifier()
            Relay(SqlOutbox(store), notifier).run_once(NOON)
            assert [len(one.codes) for one in notifier.messages.values()] == [2, 1]
            assert [one.codes for one in store.outbox] == [(), ()]

    def test_what_is_kept_of_a_coupon_that_was_shown(self) -> None:
        shop = coupon_shop()
        code = shop.hers()
        digest = shop.desk.coupons.digest(code)
        shop.show("p", code, "SPRING-10")
        kept = shop.till.purchase("p")
        assert kept is not None
        public = shop.desk.coupons.digest("SPRING-10")
        assert kept.coupons == (
            ShownCoupon(digest=digest, issue="hers"),
            ShownCoupon(digest=public, issue="all", number="SPRING-10"),
        )
        shop.confirm("p")
        found = shop.desk.find(code)
        assert found is not None
        assert found.coupon is not None
        assert (found.coupon.used_in, found.coupon.member) == ("p", "anna")

    def test_another_key_finds_nothing(self) -> None:
        shop = coupon_shop()
        code = shop.hers()
        other = evolve(shop.till, coupons=evolve(shop.desk.coupons, key=bytes(31) + b"1"))
        assert evolve(shop, till=other).show("p", code).discount == eur("0.00")

    @pytest.mark.parametrize("key", [bytes(31), "0" * 32, None])
    def test_a_key_that_is_too_short_is_refused_and_not_shown(self, key: object) -> None:
        with pytest.raises(InvalidInput, match="key: is not of 32 bytes or more"):
            Coupons(key=key, entropy=InARow(), throttle=MemoryThrottle())  # type: ignore[arg-type]
        good = Coupons(key=b"secret" * 6, entropy=InARow(), throttle=MemoryThrottle())
        assert "secret" not in repr(good)

    def test_randomness_that_repeats_itself_is_found_out(self) -> None:
        shop = coupon_shop()
        stuck = evolve(shop.desk, coupons=evolve(shop.desk.coupons, entropy=bytes))
        stuck.generate("1", OLGA, "leaflet", 1)
        with pytest.raises(InvalidInput, match="entropy: gives what it has given before"):
            stuck.generate("2", OLGA, "leaflet", 1)


def test_whose_and_when() -> None:
    """What operators see of the coupons of a member."""
    shop = coupon_shop()
    code = shop.hers()
    (now,) = shop.desk.coupons_of("anna")
    (later,) = shop.desk.coupons_of("anna", NOON + 7 * DAY)
    assert isinstance(now.coupon, Coupon)
    assert (now.issue, now.state, later.state) == ("hers", S.ISSUED, S.EXPIRED)
    assert now.coupon.expires_at == NOON + 7 * DAY
    assert shop.desk.find(code) == now
    assert shop.desk.find("ſ") is None
    assert shop.desk.coupons_of("boris") == ()
