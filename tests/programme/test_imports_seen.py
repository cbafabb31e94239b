"""Purchases see what was imported into the store of their programme: one history with all other values."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from shop import CATALOG, NOON, eur, receipt

from loyalty_engine import (
    AttributeDefinition,
    AttributeType,
    Carrier,
    HasAttribute,
    Member,
    Need,
    NeedKind,
    Offer,
    Outcome,
    PersonalBenefit,
    PersonalEntries,
    PointsAmount,
    compile_offers,
)
from loyalty_engine.adapters.clocks import StandingClock
from loyalty_engine.adapters.memory_sources import MemoryBooks, MemoryMembers
from loyalty_engine.adapters.memory_store import MemoryStore
from loyalty_engine.adapters.sqlite import SqliteStore
from loyalty_engine.individual.attributes import set_attribute
from loyalty_engine.model.identification import Identifier, IdentifierKind
from loyalty_engine.program.imports import (
    ImportRow,
    ImportState,
    KeptAttributes,
    Position,
    RefusedRow,
    run_import,
)
from loyalty_engine.program.ports import Store
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.wire.batches import BatchTerms, PersonalKind, personal_readers, read_batch

DAY = dt.timedelta(days=1)
CITY = AttributeDefinition(name="city", type=AttributeType.STRING, keeps_history=True)
MINE = AttributeDefinition(name="mine", type=AttributeType.JSON, keeps_history=True)
TERMS = BatchTerms(
    definitions=[CITY, MINE],
    personal={"mine": PersonalKind.PERSONALIZED_OFFER},
    currency="EUR",
    support_empty=True,
)
BOOK = compile_offers(
    [
        Offer.of("mine", [PersonalEntries("mine")], [PersonalBenefit("mine")], cumulative=True),
        Offer.of(
            "bonn",
            [HasAttribute(of=Carrier.MEMBER, name="city", values={"Bonn"})],
            [PointsAmount(5)],
            cumulative=True,
        ),
    ],
    catalog=CATALOG,
    attributes=[CITY, MINE],
)
PHONE = Identifier(IdentifierKind.PHONE, "+491")
TEA = receipt(("tea", "10.00"))


def offer(percent: int) -> str:
    item = {
        "GoodsId": "tea",
        "PreferenceType": "Discount",
        "CalculationMethod": "Percent",
        "PreferenceValue": percent,
    }
    return json.dumps({"Preferences": [{"Items": [item]}]})


def batch(*rows: tuple[str, str, str]) -> bytes:
    cells = (f'phone,{who},{name},"{value.replace(chr(34), chr(34) * 2)}"' for who, name, value in rows)
    return "\n".join(["identifier_kind,identifier,attribute,value", *cells]).encode()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    with SqliteStore(tmp_path / "shop.sqlite") as kept:
        yield kept


class Desk:
    """A programme, and imports into its store at moments that the test chooses."""

    def __init__(self, store: Store) -> None:
        self.clock, books, members = StandingClock(NOON), MemoryBooks(), MemoryMembers()
        books.publish(BOOK)
        members.keep([Member("anna", not_loaded={Need(NeedKind.PERSONAL, "mine")})])
        self.attributes = KeptAttributes(
            store=store,
            find=lambda sought: ["anna" if one == PHONE else None for one in sought],
            clock=self.clock,
            definitions=TERMS.definitions,
        )
        self.shop = LoyaltyProgram(
            store=store, members=members, books=books, clock=self.clock, readers=personal_readers(TERMS)
        )
        self.steps = 0

    def run(self, name: str, *rows: tuple[str, str, str]) -> ImportState:
        text = batch(*rows)

        def opened(start: Position) -> Iterator[ImportRow]:
            return read_batch(io.BytesIO(text), TERMS, start=start, with_values=True)

        return run_import(opened, self.attributes, name, rows_at_once=1).state

    def sold(self, at: dt.datetime) -> tuple[str, int]:
        """What is taken off, and the points."""
        self.steps += 1
        found = self.shop.calculate(f"p{self.steps}", f"s{self.steps}", evolve(TEA, at=at), "anna")
        return found.discount.decimal, sum(one.amount for one in found.points)


def test_purchases_see_what_was_imported(store: Store) -> None:
    desk = Desk(store)
    before = desk.sold(NOON)
    assert desk.run("1", ("+491", "mine", offer(20)), ("+491", "city", "Bonn")) is ImportState.PROCESSED
    assert (before, desk.sold(NOON)) == (("0.00", 0), ("2.00", 5))


def test_a_late_receipt_sees_what_was_there_at_its_time(store: Store) -> None:
    desk = Desk(store)
    desk.run("1", ("+491", "mine", offer(20)), ("+491", "city", "Bonn"))
    desk.clock.time += DAY
    desk.run("2", ("+491", "mine", offer(30)), ("+491", "city", ""))
    assert [desk.sold(NOON + n * DAY) for n in (-1, 0, 1)] == [("0.00", 0), ("2.00", 5), ("3.00", 0)]


def test_what_was_set_otherwise_is_one_history_with_it(store: Store) -> None:
    desk = Desk(store)
    with store.begin() as unit:
        chosen = set_attribute(unit.attribute("anna", "city"), CITY, "Bonn", NOON - DAY).history
        unit.keep_attribute("anna", chosen)
    desk.run("1", ("+491", "city", "Kiel"))
    with store.begin() as unit:
        items = unit.attribute("anna", "city").items
    assert [(one.value, one.setter.value) for one in items] == [("Bonn", "member"), ("Kiel", "import")]
    assert [desk.sold(at)[1] for at in (NOON - DAY, NOON)] == [5, 0]


def test_a_clock_that_was_set_back_does_not_stop_an_import(store: Store) -> None:
    desk = Desk(store)
    desk.run("1", ("+491", "city", "Bonn"))
    desk.clock.time -= DAY
    desk.run("2", ("+491", "city", "Kiel"), ("+491", "city", "Ulm"))
    with store.begin() as unit:
        history = unit.attribute("anna", "city")
    assert [(one.value, one.created_at) for one in history.items] == [("Ulm", NOON)]


def test_rows_that_were_refused_are_kept_without_their_values(store: Store) -> None:
    desk = Desk(store)
    rows = (("+491", "mine", offer(2000)), ("+499", "city", "Bonn"), ("+491", "city", "Bonn"))
    assert desk.run("1", *rows) is ImportState.PROCESSED_WITH_ERROR
    assert desk.run("1", *rows) is ImportState.PROCESSED_WITH_ERROR  # its report; nothing is read again
    refused = list(desk.attributes.refused("1"))
    assert [(one.line, one.identifier, one.attribute, len(one.problems)) for one in refused] == [
        (2, PHONE, "mine", 1),
        (3, Identifier(IdentifierKind.PHONE, "+499"), "city", 1),
    ]
    assert "+49" not in repr(refused[0])
    assert isinstance(refused[0], RefusedRow)


def test_what_can_be_read_no_more_is_not_known_and_the_sale_goes_on(store: Store) -> None:
    desk = Desk(store)
    with store.begin() as unit:
        broken = set_attribute(unit.attribute("anna", "mine"), MINE, {"Preferences": 7}, NOON - DAY).history
        unit.keep_attribute("anna", broken)
    found = desk.shop.calculate("p", "s", TEA, "anna")
    verdicts = {one.offer: one.outcome for one in found.explain().verdicts}
    assert (found.discount, verdicts["mine"]) == (eur("0.00"), Outcome.UNKNOWN)
