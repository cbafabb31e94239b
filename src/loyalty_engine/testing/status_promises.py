"""What every store promises about statuses; a part of `StoreContract`."""

from __future__ import annotations

from abc import ABC, abstractmethod

from loyalty_engine.program.ports import Store
from loyalty_engine.testing.kept_statuses import GIVEN, status_given
from loyalty_engine.testing.promised import same


class StatusPromises(ABC):
    """Statuses are kept with all that is known of them."""

    @abstractmethod
    def store(self) -> Store:
        """A new store with nothing in it."""

    def test_statuses_are_kept_one_after_the_other(self) -> None:
        """The last counts, whatever moment it counts from, and may take away; those before it stay."""
        store = self.store()
        for n, record in enumerate(GIVEN, 1):
            with store.begin() as unit:
                unit.keep_status("anna", record)
                same(unit.status("anna", "levels"), record.after)
            with store.begin() as unit:
                same(unit.status("anna", "levels"), record.after)
                same(list(unit.status_records("anna", "levels")), list(GIVEN[:n]))

    def test_each_member_has_a_status_in_each_system(self) -> None:
        """None of which anybody else has."""
        store = self.store()
        hers, his, other = status_given("silver"), status_given("gold"), status_given("red", system="colours")
        with store.begin() as unit:
            for member, record in (("anna", hers), ("boris", his), ("anna", other)):
                unit.keep_status(member, record)
        with store.begin() as unit:
            for member, system, kept in (
                ("anna", "levels", [hers]),
                ("boris", "levels", [his]),
                ("anna", "colours", [other]),
                ("boris", "colours", []),
                ("Anna", "levels", []),
            ):
                same(list(unit.status_records(member, system)), kept)
                same(unit.status(member, system), kept[-1].after if kept else None)
