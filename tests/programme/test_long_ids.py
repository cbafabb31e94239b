"""Whatever is an id may be that of a purchase, a step or a batch: what is named after it always has one."""

from __future__ import annotations

import pytest
from programme.desk_steps import OLGA, ROWS
from programme.steps import BACK, TILL, opened
from programme.till import Guests

from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.model.identifiers import LONGEST_ID, id_problem
from loyalty_engine.model.ledger import AccountKind
from loyalty_engine.program.adjust import Accrual
from loyalty_engine.program.service_desk import ServiceDesk
from loyalty_engine.testing.kept import WALLET, entry


def played(length: int, purchase: int | None = None) -> list[object]:
    """What moves in a day whose steps have ids of this length, and whose purchases have others perhaps."""
    shop, watch = opened(store := MemoryStore())
    p, q = ("p" * (purchase or length), "q" * (purchase or length))
    with store.begin() as unit:
        unit.post([entry("L-1", AccountKind.ISSUED, WALLET, 30, lot="L-1", owner="anna")])
    steps = iter("abcdefghijklm")

    def step() -> str:
        return next(steps) * length

    for _ in range(2):
        shop.calculate(p, step(), TILL, "anna")
    shop.confirm(p, step())
    shop.refund(p, step(), BACK)
    shop.calculate(q, step(), TILL, "anna")
    watch.turn(hours=2)
    assert shop.sweep() == (q,)
    desk = ServiceDesk(store=store, members=Guests({"anna": "home"}), clock=watch)
    desk.change_points(step(), OLGA, "boris", Accrual(5))
    rows = desk.change_points_of(batch := step(), OLGA, ROWS)
    assert rows == desk.change_points_of(batch, OLGA, ROWS)
    desk.join_account(step(), OLGA, "anna")
    ids = [one.id for one in store.ledger] + [one.id for one in store.outbox]
    assert [one for one in ids if id_problem("id", one)] == []
    return [(one.source, one.target, one.amount) for one in store.ledger] + [len(store.outbox)]


@pytest.mark.parametrize("length", [180, 187, 190, 195, 198, 199, LONGEST_ID])
def test_steps_with_long_ids(length: int) -> None:
    assert played(length) == played(5)


@pytest.mark.parametrize("length", [180, 185, 190, 195, LONGEST_ID])
def test_purchases_with_long_ids(length: int) -> None:
    """Above all, what is set aside for one comes free when its time is over."""
    assert played(5, length) == played(5)
