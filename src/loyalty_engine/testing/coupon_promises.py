"""What every store of the programme has to promise about coupons: a part of its contract."""

from __future__ import annotations

from abc import ABC, abstractmethod

from attrs import evolve

from loyalty_engine.program.ports import Store
from loyalty_engine.testing.kept import CODE, ISSUE, annulled, coupon
from loyalty_engine.testing.promised import same


class CouponPromises(ABC):
    """The promises of `UnitOfWork` about coupons; each test is one."""

    @abstractmethod
    def store(self) -> Store:
        """A new store with nothing in it."""

    def test_coupons_are_found_by_digest_and_by_member(self) -> None:
        """Each as it was kept last, with all that it says; those of a bearer are nobody's."""
        store = self.store()
        with store.begin() as unit:
            unit.keep_coupon_issue(ISSUE)
            for one in (coupon("d3"), coupon("D"), coupon("d1", None), coupon("d2", "boris")):
                unit.keep_coupon(one)
        with store.begin() as unit:
            unit.keep_coupon(annulled(coupon("d3")))
            unit.keep_coupon(coupon("d2"))
        with store.begin() as unit:
            found = [unit.coupon(digest) for digest in ("d1", "d2", "d3", "d4", "d")]
            same(found, [coupon("d1", None), coupon("d2"), annulled(coupon("d3")), None, None])
            same(list(unit.coupons_of("anna")), [coupon("D"), coupon("d2"), annulled(coupon("d3"))])
            same(list(unit.coupons_of("boris")), [])

    def test_coupon_issues_replace_what_was_kept(self) -> None:
        """Each under its id, in the order of ids."""
        store = self.store()
        for one in (CODE, ISSUE, evolve(CODE, id="9"), evolve(CODE, title="Spring")):
            with store.begin() as unit:
                unit.keep_coupon_issue(one)
        with store.begin() as unit:
            same(unit.coupon_issue("10"), evolve(CODE, title="Spring"))
            same(unit.coupon_issue("1"), None)
            same([one.id for one in unit.coupon_issues()], ["9", "10", "spring"])
