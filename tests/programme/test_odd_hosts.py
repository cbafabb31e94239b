"""What a host answers is looked at before anything is done with it, so that no points go astray."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve
from programme.coupon_shop import coupon_shop
from programme.desk_steps import OLGA
from programme.steps import TILL, kept, opened
from programme.till import Guests, Kept

from loyalty_engine import InvalidInput, Need
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.program.adjust import Accrual
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.service_desk import ServiceDesk


@define
class Odd(Guests):
    """A host who answers with something else."""

    member: Any = None
    owner: Any = None

    def load(self, member: str, needs: Collection[Need]) -> Any:
        return super().load(member, needs) if self.member is None else self.member[0]

    def account(self, member: str) -> Any:
        return member if self.owner is None else self.owner[0]


@define
class Local:
    """A clock that shows *time*, of which nobody knows where."""

    time: Any = dt.datetime(2026, 11, 23, 12)

    def now(self) -> Any:
        return self.time


def desk(shop: LoyaltyProgram) -> ServiceDesk:
    return ServiceDesk(store=shop.store, members=shop.members, clock=shop.clock)


STEPS: dict[str, Callable[[LoyaltyProgram], object]] = {
    "calculate": lambda shop: shop.calculate("q", "q/c", TILL, "anna"),
    "calculate again": lambda shop: shop.calculate("p", "p/again", TILL, "anna"),
    "confirm": lambda shop: shop.confirm("p", "p/ok"),
    "sell offline": lambda shop: shop.accrue_offline("q", "q/c", TILL, "anna"),
    "give points": lambda shop: desk(shop).change_points("x", OLGA, "anna", Accrual(5)),
}


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Kept:
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "shop.sqlite")


def begun(store: Kept) -> LoyaltyProgram:
    """A programme with an open purchase."""
    shop, _ = opened(store)
    shop.calculate("p", "p/c", evolve(TILL, points_asked=()), "anna")
    return shop


def refused(shop: LoyaltyProgram, step: Callable[[LoyaltyProgram], object], path: str) -> None:
    before = kept(shop.store)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as caught:
        step(shop)
    assert [problem.path for problem in caught.value.problems] == [path]
    assert "anna" not in str(caught.value)
    assert kept(shop.store) == before  # type: ignore[arg-type]


@pytest.mark.parametrize("step", [step for name, step in STEPS.items() if name != "confirm"])
@pytest.mark.parametrize("answer", [None, {"id": "anna"}, "anna"])
def test_a_member_who_is_none(store: Kept, step: Callable[[LoyaltyProgram], object], answer: object) -> None:
    """None stands for nobody, whose points would go to nobody."""
    refused(evolve(begun(store), members=Odd(member=[answer])), step, "member")


@pytest.mark.parametrize("step", [step for name, step in STEPS.items() if name != "confirm"])
@pytest.mark.parametrize("answer", [None, "", 7, " anna "])
def test_an_account_that_is_none(
    store: Kept, step: Callable[[LoyaltyProgram], object], answer: object
) -> None:
    refused(evolve(begun(store), members=Odd(owner=[answer])), step, "account")


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("clock", [Local(), Local(None), Local(0)], ids=["no offset", "nothing", "a number"])
def test_a_clock_that_shows_no_instant(
    store: Kept, step: Callable[[LoyaltyProgram], object], clock: Local
) -> None:
    refused(evolve(begun(store), clock=clock), step, "now")


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda shop: shop.sweep(), id="sweep"),
        pytest.param(lambda shop: shop.forecast(TILL.lines, "s1"), id="forecast"),
    ],
)
def test_a_clock_without_an_offset_is_no_use_for_enquiries(
    store: Kept, call: Callable[[LoyaltyProgram], object]
) -> None:
    refused(evolve(begun(store), clock=Local()), call, "now")


@pytest.mark.parametrize("given", [b"", b"a", b"a" * 40, "x" * 12, None])
def test_random_bytes_that_are_none(given: Any) -> None:
    shop = coupon_shop()
    odd = evolve(shop.desk, coupons=evolve(shop.desk.coupons, entropy=lambda count: given))
    before = kept(shop.store)
    with pytest.raises(InvalidInput, match="entropy"):
        odd.generate("x", OLGA, "leaflet", 1)
    assert kept(shop.store) == before
