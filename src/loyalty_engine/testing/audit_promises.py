"""What every store promises about the audit; a part of `StoreContract`."""

from __future__ import annotations

from abc import ABC, abstractmethod

from loyalty_engine.program.ports import Store
from loyalty_engine.testing.kept import noted
from loyalty_engine.testing.promised import same


class AuditPromises(ABC):
    """What is noted is kept."""

    @abstractmethod
    def store(self) -> Store:
        """A new store with nothing in it."""

    def test_the_audit_keeps_all_in_its_order(self) -> None:
        """What was refused as well, each member apart, and what is about nobody in particular."""
        store = self.store()
        entries = [noted(), noted("boris"), noted(allowed=False), noted(None), noted()]
        for one in entries:
            with store.begin() as unit:
                unit.note(one)
        with store.begin() as unit:
            same(list(unit.audit("anna")), [noted(), noted(allowed=False), noted()])
            same([list(unit.audit(who)) for who in ("boris", None)], [[noted("boris")], [noted(None)]])
