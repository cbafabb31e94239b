"""Coupons in a store in SQL."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define

from loyalty_engine.adapters.sql_family import SqlFamily, owner_key
from loyalty_engine.adapters.sql_rows import kept
from loyalty_engine.adapters.sql_transaction import Key
from loyalty_engine.model.coupons import Coupon, CouponIssue
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.wire import stored


@define(eq=False)
class SqlCoupons(SqlFamily):
    """What the programme asks about coupons."""

    def coupon_issue(self, id: str) -> CouponIssue | None:
        """The coupon issue with this id."""
        self._sql.hold(_ISSUES, shared=True)
        found = self._sql.rows(tuple[str], "SELECT value FROM coupon_issue WHERE id = ?", id)
        return kept(stored.COUPON_ISSUE, found[0][0]) if found else None

    def coupon_issues(self) -> Sequence[CouponIssue]:
        """All coupon issues."""
        self._sql.hold(_ISSUES, shared=True)
        found = self._sql.rows(tuple[str], "SELECT value FROM coupon_issue")
        issues = (kept(stored.COUPON_ISSUE, value) for (value,) in found)
        return sorted(issues, key=lambda issue: id_order(issue.id))

    def keep_coupon_issue(self, issue: CouponIssue) -> None:
        """Keep a coupon issue."""
        self._sql.hold(_ISSUES)
        self._sql.run(
            "INSERT INTO coupon_issue (id, kind, value) VALUES (?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, value = excluded.value",
            issue.id,
            issue.kind.value,
            stored.COUPON_ISSUE.write(issue),
        )

    def coupon(self, digest: str) -> Coupon | None:
        """The coupon of whose number this is the digest.

        Many tills may read a public code at a time, since purchases do not change it.
        """
        public = self._sql.rows(
            tuple[int],
            "SELECT 1 FROM coupon JOIN coupon_issue ON coupon_issue.id = coupon.issue"
            " WHERE coupon.digest = ? AND coupon_issue.kind = 'public'",
            digest,
        )
        self._sql.hold(_coupon_key(digest), shared=bool(public))
        found = self._sql.rows(tuple[str], "SELECT value FROM coupon WHERE digest = ?", digest)
        return kept(stored.COUPON, found[0][0]) if found else None

    def coupons_of(self, member: str) -> Sequence[Coupon]:
        """The coupons that *member* has got."""
        self._sql.hold(owner_key(member))
        found = self._sql.rows(tuple[str], "SELECT value FROM coupon WHERE member = ?", member)
        coupons = (kept(stored.COUPON, value) for (value,) in found)
        return sorted(coupons, key=lambda coupon: coupon.digest)

    def keep_coupon(self, coupon: Coupon) -> None:
        """Keep a coupon."""
        self._sql.hold(_coupon_key(coupon.digest))
        had = self._sql.rows(tuple[str | None], "SELECT member FROM coupon WHERE digest = ?", coupon.digest)
        whose = {coupon.member, *(member for (member,) in had)}  # who had it has one fewer
        self._sql.hold(*(owner_key(member) for member in whose if member is not None))
        self._sql.run(
            "INSERT INTO coupon (digest, issue, state, member, value) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (digest) DO UPDATE SET issue = excluded.issue, state = excluded.state,"
            " member = excluded.member, value = excluded.value",
            coupon.digest,
            coupon.issue,
            coupon.state.value,
            coupon.member,
            stored.COUPON.write(coupon),
        )


_ISSUES: Key = ("coupon issues",)


def _coupon_key(digest: str) -> Key:
    return ("coupon", digest)
