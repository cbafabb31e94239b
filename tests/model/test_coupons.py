"""What may be a number of a coupon, what codes are made of, and which states a coupon goes through."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty_engine import Delay, InvalidInput, Lifetime
from loyalty_engine.model.coupons import (
    CODE_LENGTH,
    CODE_LETTERS,
    EDGES,
    Coupon,
    CouponIssue,
    CouponKind,
    CouponState,
    ShownCoupon,
    code_of,
    coupon_number,
)
from loyalty_engine.model.receipt import PresentedCoupon

NOON = dt.datetime.fromisoformat("2026-09-15T12:00+02:00")
MINE = CouponIssue(id="spring", kind=CouponKind.PERSONAL)
S = CouponState


@pytest.mark.parametrize(
    ("written", "number"),
    [
        pytest.param("SPRING-10", "SPRING10", id="hyphen"),
        pytest.param("spring 10", "SPRING10", id="case and blank"),
        pytest.param("7", "7", id="one digit"),
        pytest.param("A" * 64, "A" * 64, id="the longest"),
        pytest.param("A" * 65, None, id="too long"),
        pytest.param("", None, id="nothing"),
        pytest.param("-", None, id="a hyphen alone"),
        pytest.param("A--B", None, id="two hyphens"),
        pytest.param("A\n", None, id="a line break at its end"),
        pytest.param("A_B", None, id="another sign"),
        pytest.param("ſPRING", None, id="long s, which becomes S"),
        pytest.param("ıSSUE", None, id="dotless i, which becomes I"),
        pytest.param("GRUß", None, id="sharp s, which becomes SS"),
        pytest.param("\u212a9", None, id="Kelvin sign, which becomes k"),
        pytest.param("\u0410BC", None, id="Cyrillic A, which looks like A"),
        pytest.param("٣٤", None, id="digits of another script"),
    ],
)
def test_the_number_that_is_meant(written: str, number: str | None) -> None:
    assert coupon_number(written) == number


@given(written=st.text(max_size=70))
def test_numbers_of_other_letters_are_never_taken_for_ours(written: str) -> None:
    found = coupon_number(written)
    kept = written.replace(" ", "").replace("-", "")
    assert found is None or (kept.isascii() and kept.isalnum() and found == kept.upper())


def test_codes_cannot_be_guessed() -> None:
    assert len(set(CODE_LETTERS)) == 32
    assert not set(CODE_LETTERS) & set("01IO")
    assert CODE_LENGTH * math.log2(len(CODE_LETTERS)) == 60


@given(random=st.binary(min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_a_code_is_a_number_of_one_letter_for_each_byte(random: bytes) -> None:
    number = coupon_number(code_of(random))
    assert number == "".join(CODE_LETTERS[byte % 32] for byte in random)


def test_each_letter_is_as_likely_as_another() -> None:
    letters = [code_of(bytes([n] * CODE_LENGTH))[0] for n in range(256)]
    assert {letters.count(one) for one in CODE_LETTERS} == {8}


@pytest.mark.parametrize("length", [0, 11, 13])
def test_a_code_is_not_made_of_too_little(length: int) -> None:
    with pytest.raises(ValueError, match=f"made of 12 random bytes, not of {length}"):
        code_of(bytes(length))


@pytest.mark.parametrize(("before", "after"), list(itertools.product(EDGES, S)))
def test_states_change_along_their_edges_only(before: CouponState, after: CouponState) -> None:
    allowed = {
        (S.CREATED, S.ISSUED),
        (S.CREATED, S.REJECTED),
        (S.ISSUED, S.USED),
        (S.ISSUED, S.REJECTED),
    }
    coupon = Coupon(digest="d", issue="spring", state=before)
    if (before, after) in allowed:
        assert coupon.moved(after).state is after
    else:
        with pytest.raises(InvalidInput, match="does not become"):
            coupon.moved(after)


@pytest.mark.parametrize(
    ("hours", "queued", "state"),
    [
        pytest.param(0, False, S.ISSUED, id="issued"),
        pytest.param(0, True, S.QUEUED_TO_USE, id="in an open purchase"),
        pytest.param(24, False, S.EXPIRED, id="its time is over"),
        pytest.param(24, True, S.QUEUED_TO_USE, id="over since it is in an open purchase"),
    ],
)
def test_the_state_of_an_issued_coupon(hours: int, queued: bool, state: CouponState) -> None:
    issue = CouponIssue(id="day", kind=CouponKind.PERSONAL, lifetime=Lifetime(expires_after=Delay(days=1)))
    coupon = issue.issued("d", NOON, member="anna")
    assert coupon.state_at(NOON + dt.timedelta(hours=hours), queued=queued) is state


def test_the_lifetime_counts_from_the_issue_by_the_clocks_of_the_issue() -> None:
    life = Lifetime(active_on=dt.date(2026, 9, 17), last_day=dt.date(2026, 9, 30))
    issue = CouponIssue(id="late", kind=CouponKind.DISTRIBUTED, lifetime=life, zone="Europe/Berlin")
    assert issue.issued("d", NOON, issued_by="P") == Coupon(
        digest="d",
        issue="late",
        state=S.ISSUED,
        issued_at=NOON,
        active_from=dt.datetime.fromisoformat("2026-09-16T22:00+00:00"),
        expires_at=dt.datetime.fromisoformat("2026-09-30T22:00+00:00"),
        issued_by="P",
    )


def test_a_coupon_is_issued_once() -> None:
    with pytest.raises(InvalidInput, match="one that is issued does not become issued"):
        MINE.issue(MINE.issued("d", NOON), NOON)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        pytest.param({"id": ""}, "id: '' is blank", id="no id"),
        pytest.param({"kind": "personal"}, "kind: 'personal' is not a CouponKind", id="no kind"),
        pytest.param({"lifetime": None}, "lifetime: None is not a lifetime", id="no lifetime"),
        pytest.param({"zone": None}, "zone: None is not the name of a time zone", id="no zone"),
        pytest.param({"zone": "Riga"}, "zone: there is no time zone 'Riga'", id="unknown zone"),
        pytest.param({"title": 7}, "title: 7 is of type int", id="no title"),
        pytest.param({"code": "X"}, "code: is for public issues", id="a code for many coupons"),
        pytest.param({"kind": CouponKind.PUBLIC}, "code: is no code", id="no code"),
        pytest.param({"price": 0}, "price: 0 is not a whole number from 1", id="a price of nothing"),
        pytest.param({"price": 5, "currency": ""}, "currency: '' is blank", id="a price in nothing"),
        pytest.param(
            {"kind": CouponKind.PUBLIC, "code": "X", "price": 5},
            "price: is for coupons that are some member's",
            id="a price of what is public",
        ),
        pytest.param({"kind": CouponKind.PUBLIC, "code": "ſ"}, "code: is no code", id="other letters"),
    ],
)
def test_an_issue_that_cannot_be_meant(wrong: dict[str, object], problem: str) -> None:
    fields: dict[str, object] = {"id": "spring", "kind": CouponKind.PERSONAL, **wrong}
    with pytest.raises(InvalidInput) as refused:
        CouponIssue(**fields)  # type: ignore[arg-type]
    assert str(refused.value).split(": ", 1)[1].startswith(problem)


@pytest.mark.parametrize(
    ("shown", "presented"),
    [
        pytest.param(
            ShownCoupon(digest="d", issue="spring"),
            PresentedCoupon(number="d", issue="spring"),
            id="a number that is secret",
        ),
        pytest.param(
            ShownCoupon(digest="d", issue="all", number="SPRING-10"),
            PresentedCoupon(number="SPRING-10", issue="all"),
            id="a code that is public",
        ),
        pytest.param(
            ShownCoupon(issue="mine", number="4417"),
            PresentedCoupon(number="4417", issue="mine"),
            id="a coupon of the host",
        ),
    ],
)
def test_what_conditions_see_of_a_coupon(shown: ShownCoupon, presented: PresentedCoupon) -> None:
    assert shown.presented == presented
    assert presented.number == shown.digest or presented.number not in repr(shown)
