"""Confirming a purchase: what its calculation asked for is carried out, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress

from attrs import evolve, frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.individual.attributes import carry_out_attribute
from loyalty_engine.individual.grants import carry_out_slots
from loyalty_engine.individual.refusal import Refused
from loyalty_engine.model.attributes import AttributeDefinition, AttributeType
from loyalty_engine.model.counters import CountedPer, CounterChange
from loyalty_engine.model.intents import (
    AttributeIntent,
    CounterIntent,
    CounterOperation,
    CouponIntent,
    CouponUseIntent,
    Intent,
    PointsIntent,
    SlotCountIntent,
    SlotIntent,
    StatusIntent,
    WithdrawalIntent,
)
from loyalty_engine.model.ledger import AccountKind, LedgerEntry
from loyalty_engine.model.member import Member
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.program.coupons import Coupons, NewCoupons, issue_coupons, use_coupon
from loyalty_engine.program.points import Posting, Shortage, grant, redeem, write_off
from loyalty_engine.program.ports import Origin, OriginKind, Outgoing, UnitOfWork
from loyalty_engine.program.purchases import LotPart, PurchaseState, StoredPurchase


@frozen(kw_only=True)
class Confirmation:
    """One purchase that is being confirmed, within one transaction.

    *member* is what the host knows of the buyer, None where that is nothing, or nobody any more. *coupons*
    is None where the host keeps all coupons itself.
    """

    unit: UnitOfWork
    purchase: StoredPurchase
    book: OfferBook
    operation: str
    now: dt.datetime
    member: Member | None
    coupons: Coupons | None

    def carry_out(self) -> StoredPurchase:
        """Move all that the calculation asked for; the purchase as it is kept afterwards."""
        self._spend()
        withdrawn, issued = [], list[str]()
        for n, intent in enumerate(self.purchase.calculation.intents):
            if isinstance(intent, CouponIntent):
                issued += self._issue(n, intent)
                continue
            parts = self._move(n, intent)
            if parts:
                withdrawn.append((n, parts))
        self._fill_slots()
        return evolve(
            self.purchase,
            state=PurchaseState.CONFIRMED,
            confirmed_at=self.now,
            held=(),
            reserved=(),
            spent=self.purchase.held,
            withdrawn=tuple(withdrawn),
            issued=tuple(issued),
        )

    @property
    def at(self) -> dt.datetime:
        """The instant from which everything counts: that of the receipt."""
        return self.purchase.calculation.receipt.at

    def posting(self, part: str) -> Posting:
        """The heading of entries for one part of this confirmation."""
        return Posting(operation=self.operation, at=self.at, recorded_at=self.now, part=part)

    def _spend(self) -> None:
        """Spend the points that were held."""
        owner = self.purchase.owner
        for currency in sorted({part.currency for part in self.purchase.held}):
            parts = {one.lot: one.amount for one in self.purchase.held if one.currency == currency}
            if owner is not None:
                wallet = self.unit.wallet(owner, currency, at=self.at, lots=parts)
                self.unit.post(redeem(wallet, parts, self.posting(f"spend-{currency}")).entries)

    def _move(self, n: int, intent: Intent) -> tuple[LotPart, ...]:
        """Carry out the intent with this number; the lots that it took points from."""
        owner, member = self.purchase.owner, self.purchase.member
        if isinstance(intent, CounterIntent):
            self._count(intent)
        elif isinstance(intent, CouponUseIntent):
            self._use(n, intent)
        elif owner is None or member is None:
            self._send(n, intent)
        elif isinstance(intent, PointsIntent):
            self._grant(n, intent, owner)
        elif isinstance(intent, WithdrawalIntent):
            wallet = self.unit.wallet(owner, intent.currency, at=self.at)
            shortage = Shortage.ALLOW_NEGATIVE  # the offer has given what it asked the points for
            moved = write_off(wallet, intent.amount, self.posting(f"intent-{n}"), shortage=shortage)
            self.unit.post(moved.entries)
            return lot_parts(moved.entries, AccountKind.WRITTEN_OFF)
        elif isinstance(intent, AttributeIntent):
            self._set(intent, member)
        elif isinstance(intent, StatusIntent):
            self.unit.keep_status(member, intent.system, intent.status)
        elif not isinstance(intent, (SlotIntent, SlotCountIntent)):
            self._send(n, intent)
        return ()

    def _grant(self, n: int, intent: PointsIntent, owner: str) -> None:
        """Grant the points, from the receipt on; those over before they are active are over at once."""
        active, expires = intent.active_from or self.at, intent.expires_at
        over = expires is not None and expires <= active
        lot = lot_of(self.purchase.id, n)
        moved = grant(
            self.unit.wallet(owner, intent.currency, at=self.at, lots=(lot,)),
            intent.amount,
            self.posting(f"intent-{n}"),
            lot=lot,
            active_from=None if over else active,
            expires_at=self.at if over else expires,
        )
        self.unit.post(moved.entries)

    def _issue(self, n: int, intent: CouponIntent) -> tuple[str, ...]:
        """Issue coupons, and send their codes; the digests of those that the programme keeps."""
        new = NewCoupons()
        if self.coupons is not None:
            new = issue_coupons(self.coupons, self.unit, self.purchase, intent)
        self._send(n, intent, new.codes)
        return new.digests

    def _use(self, n: int, intent: CouponUseIntent) -> None:
        """Use a coupon up; one that the host keeps, he has to be told of."""
        if not use_coupon(self.unit, self.purchase, intent):
            self._send(n, intent)

    def _count(self, intent: CounterIntent) -> None:
        owner = None if intent.per is CountedPer.PROGRAM else self.purchase.member
        if intent.per is CountedPer.MEMBER and owner is None:
            return  # nobody is known whose counter it would be
        by = step_of(intent)
        if intent.operation is CounterOperation.ESTABLISH:
            by = intent.value - self.unit.counter(owner, intent.counter, changes=False).value
        if by:
            self.unit.count(owner, intent.counter, CounterChange(at=self.at, by=by))

    def _set(self, intent: AttributeIntent, member: str) -> None:
        """Give the attribute its value, unless it was changed after the receipt: then that change stands."""
        history = self.unit.attribute(member, intent.name)
        known = {one.name: one for one in self.book.attributes or ()}
        definition = known.get(intent.name) or AttributeDefinition(name=intent.name, type=AttributeType.JSON)
        with suppress(Refused):
            changed = carry_out_attribute(history, definition, intent, self.at)
            self.unit.keep_attribute(member, changed.history)

    def _fill_slots(self) -> None:
        """Carry out what the calculation asks of favourite slots, rule by rule."""
        id, intents = self.purchase.member, self.purchase.calculation.intents
        if id is None:
            return
        about = [one for one in intents if isinstance(one, (SlotIntent, SlotCountIntent))]
        zone = (None if self.member is None else self.member.zone) or self.book.zone
        for name in sorted({one.rule for one in about}):
            known = SlotSet(rule=name) if self.member is None else self.member.slots(name)
            have = self.unit.slots(id, name) or known
            done = carry_out_slots(have, self.book.favorite(name), about, at=self.at, zone=zone)
            self.unit.keep_slots(id, done.slots)

    def _send(self, n: int, intent: Intent, codes: tuple[str, ...] = ()) -> None:
        self.unit.send(
            Outgoing(
                id=f"{self.purchase.id}/{n}",
                origin=Origin(OriginKind.PURCHASE, self.purchase.id),
                member=self.purchase.member,
                intent=intent,
                at=self.at,
                codes=codes,
            )
        )


def lot_of(purchase: str, intent: int) -> str:
    """The id of the lot that an intent of a purchase makes."""
    return f"{purchase}/{intent}"


def step_of(intent: CounterIntent) -> int:
    """By how much a counter goes up or down; 0 where it is set to a value."""
    if intent.operation is CounterOperation.ESTABLISH:
        return 0
    return -intent.value if intent.operation is CounterOperation.REDUCE else intent.value


def lot_parts(entries: Iterable[LedgerEntry], target: AccountKind) -> tuple[LotPart, ...]:
    """Which points of which lots have come to *target*; other entries may pay off what was owed."""
    return tuple(
        LotPart(entry.currency, entry.lot, entry.amount)
        for entry in entries
        if entry.target.kind is target and entry.lot is not None
    )
