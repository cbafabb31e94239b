"""What every store promises about the purchases of the past; a part of `StoreContract`."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from typing import Final

from attrs import evolve

from loyalty_engine.program.ports import Store
from loyalty_engine.program.purchases import PurchaseState, StoredPurchase
from loyalty_engine.testing.kept import AT, HOUR, purchase, returned
from loyalty_engine.testing.promised import same

_CONFIRMED: Final = PurchaseState.CONFIRMED
_JIFFY: Final = dt.timedelta(microseconds=1)


class PurchasePromises(ABC):
    """Purchases are found again by whose they are, and when they were made."""

    @abstractmethod
    def store(self) -> Store:
        """A new store with nothing in it."""

    def test_purchases_are_found_by_member_and_by_account(self) -> None:
        """Each once, whole, and whatever has come back of it; nobody's are found by nothing."""
        store, (partly, _) = self.store(), returned()
        kept = {
            "his own": evolve(purchase("1", _CONFIRMED), owner="anna"),
            "of the family": purchase("2", _CONFIRMED),
            "of another of the family": evolve(purchase("3", _CONFIRMED), member="boris"),
            "of a stranger": evolve(purchase("4", _CONFIRMED), member="carla", owner="carla"),
            "of nobody": evolve(purchase("5", _CONFIRMED), member=None, owner=None),
            "partly returned": evolve(partly, id="6", member="anna", owner="anna"),
            "returned": evolve(purchase("7", PurchaseState.RETURNED), owner="anna"),
            "open": purchase("8"),
            "cancelled": purchase("9", PurchaseState.CANCELLED),
        }
        with store.begin() as unit:
            for one in kept.values():
                unit.save(one)
        hers, family = ["his own", "of the family", "partly returned", "returned"], "of another of the family"
        for member, account, found in (
            ("anna", "anna", hers),
            ("anna", "home", [*hers[:2], family, *hers[2:]]),
            ("boris", "boris", [family]),
            ("home", "home", ["of the family", family]),
            ("carla", "home", ["of the family", family, "of a stranger"]),
            ("dora", "hut", []),
        ):
            with store.begin() as unit:
                same(list(unit.purchases_of(member, account, AT, AT)), [kept[name] for name in found])

    def test_purchases_are_found_by_their_time(self) -> None:
        """To the microsecond, whatever the offset, and in the order of time, of one instant that of ids."""
        store = self.store()
        moments = {"b": AT, "a": AT.astimezone(dt.UTC), "10": AT + HOUR, "9": AT + HOUR, "c": AT - HOUR}
        for id, at in moments.items():
            with store.begin() as unit:
                unit.save(purchase(id, at=at))
                unit.save(purchase(id, _CONFIRMED, at=at))
        for since, until, found in (
            (AT, AT, ["a", "b"]),
            (AT - HOUR, AT + HOUR, ["c", "a", "b", "10", "9"]),
            (AT.astimezone(dt.UTC), AT + HOUR, ["a", "b", "10", "9"]),
            (AT - HOUR + _JIFFY, AT - _JIFFY, []),
            (AT + HOUR, AT - HOUR, []),
            (dt.datetime.min.replace(tzinfo=dt.UTC), AT - HOUR, ["c"]),
        ):
            with store.begin() as unit:
                same([one.id for one in unit.purchases_of("anna", "home", since, until)], found)

    def test_a_purchase_is_found_as_it_was_kept_last(self) -> None:
        """Whoever it was begun for, and whatever came back of it; within the transaction, too."""
        store, confirmed = self.store(), evolve(purchase("P", _CONFIRMED), owner="anna")
        stranger = evolve(purchase("P"), member=None, owner=None)
        back: StoredPurchase = evolve(confirmed, state=PurchaseState.RETURNED)
        with store.begin() as unit:
            unit.save(stranger)
            same(list(unit.purchases_of("anna", "anna", AT, AT)), [])
            for one in (confirmed, back):
                unit.save(one)
                same(list(unit.purchases_of("anna", "anna", AT, AT)), [one])
        with store.begin() as unit:
            same(list(unit.purchases_of("anna", "anna", AT, AT)), [back])

    def test_purchases_are_handed_over(self) -> None:
        """Those made so far, as they are, and so they stay when goods come back; the family keeps its own."""
        store = self.store()
        made = [evolve(purchase(id, _CONFIRMED), owner="anna-2", member="anna-2") for id in "12"]
        hers = evolve(purchase("3", _CONFIRMED), owner="anna")
        still_open = evolve(purchase("4"), owner="anna-2", member="anna-2")
        with store.begin() as unit:
            for one in (*made, hers, still_open):
                unit.save(one)
        with store.begin() as unit:
            unit.hand_over("anna-2", "anna")
            unit.hand_over("anna-2", "anna")
            same(list(unit.purchases_of("anna", "home", AT, AT)), [*made, hers])
        back = evolve(made[0], state=PurchaseState.RETURNED)
        later = evolve(still_open, state=_CONFIRMED)
        with store.begin() as unit:
            unit.save(back)
            unit.save(later)
        with store.begin() as unit:
            same(list(unit.purchases_of("anna", "home", AT, AT)), [back, made[1], hers])
            same(list(unit.purchases_of("anna-2", "home", AT, AT)), [later])
            same(list(unit.purchases_of("boris", "anna-2", AT, AT)), [back, made[1], later])
            same(unit.purchase("1"), back)
