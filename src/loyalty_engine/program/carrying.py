"""Carrying out what a confirmed purchase, or an event, asks for: each intent once, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress

from attrs import frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.individual.attributes import carry_out_attribute
from loyalty_engine.individual.grants import carry_out_slots
from loyalty_engine.individual.refusal import Refused
from loyalty_engine.model.attributes import AttributeDefinition, AttributeType
from loyalty_engine.model.counters import CountedPer, CounterChange
from loyalty_engine.model.coupons import ShownCoupon
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
from loyalty_engine.model.member import Member, Need, NeedKind
from loyalty_engine.model.slots import SlotKind, SlotSet
from loyalty_engine.program.coupons import Coupons, NewCoupons, issue_coupons, use_coupon
from loyalty_engine.program.origin import Origin
from loyalty_engine.program.points import Posting, Shortage, grant, write_off
from loyalty_engine.program.ports import Members, Outgoing, UnitOfWork
from loyalty_engine.program.purchases import LotPart
from loyalty_engine.program.status_records import StatusRecord
from loyalty_engine.program.status_steps import give_status


@frozen(kw_only=True)
class CarriedOut:
    """What somebody may have to take back: points *withdrawn*, by the intent that did, and *issued* coupons.

    The coupons are named by their digests.
    """

    withdrawn: tuple[tuple[int, tuple[LotPart, ...]], ...] = ()
    issued: tuple[str, ...] = ()


@frozen(kw_only=True)
class Carrying:
    """The intents of one purchase or event, which are being carried out for *member*, None for nobody known.

    *owner* is whose points his are. Everything counts from the moment *at* on and is written *now*, by the
    step *operation*. *chooser* is what the host knows of the member's favourite slots, None where that is
    nothing, or nobody any more, and new slots are of the kind *slots*. *coupons* is None where the host keeps
    all coupons itself; *shown* are those that a buyer has shown.
    """

    unit: UnitOfWork
    origin: Origin
    operation: str
    member: str | None
    owner: str | None
    book: OfferBook
    at: dt.datetime
    now: dt.datetime
    chooser: Member | None
    coupons: Coupons | None
    shown: tuple[ShownCoupon, ...] = ()
    slots: SlotKind = SlotKind.ACTION

    def carry_out(self, intents: Sequence[Intent]) -> CarriedOut:
        """Move all that *intents* ask for; what the host has to do himself is sent."""
        withdrawn, issued = [], list[str]()
        for n, intent in enumerate(intents):
            if isinstance(intent, CouponIntent):
                issued += self._issue(n, intent)
                continue
            parts = self._move(n, intent)
            if parts:
                withdrawn.append((n, parts))
        self._fill_slots(intents)
        return CarriedOut(withdrawn=tuple(withdrawn), issued=tuple(issued))

    def posting(self, part: str) -> Posting:
        """The heading of entries for one part of this step."""
        return Posting(operation=self.operation, at=self.at, recorded_at=self.now, part=part)

    def _move(self, n: int, intent: Intent) -> tuple[LotPart, ...]:
        """Carry out the intent with this number; the lots that it took points from."""
        owner, member = self.owner, self.member
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
            give_status(self.unit, member, self._status(intent))
        elif not isinstance(intent, (SlotIntent, SlotCountIntent)):
            self._send(n, intent)
        return ()

    def _status(self, intent: StatusIntent) -> StatusRecord:
        return StatusRecord(
            system=intent.system,
            after=intent.status,
            at=self.at,
            recorded_at=self.now,
            operation=self.operation,
            offer=intent.offer,
            origin=self.origin,
        )

    def _grant(self, n: int, intent: PointsIntent, owner: str) -> None:
        """Grant the points, from the moment on; those over before they are active are over at once."""
        active, expires = intent.active_from or self.at, intent.expires_at
        over = expires is not None and expires <= active
        lot = self.origin.brings(n)
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
            new = issue_coupons(
                self.coupons, self.unit, intent, member=self.member, at=self.at, issued_by=self.origin.id
            )
        self._send(n, intent, new.codes)
        return new.digests

    def _use(self, n: int, intent: CouponUseIntent) -> None:
        """Use a coupon up; one that the host keeps, he has to be told of."""
        if not use_coupon(self.unit, self.shown, intent, used_in=self.origin.id):
            self._send(n, intent)

    def _count(self, intent: CounterIntent) -> None:
        owner = None if intent.per is CountedPer.PROGRAM else self.member
        if intent.per is CountedPer.MEMBER and owner is None:
            return  # nobody is known whose counter it would be
        by = step_of(intent)
        if intent.operation is CounterOperation.ESTABLISH:
            by = intent.value - self.unit.counter(owner, intent.counter, changes=False).value
        if by:
            self.unit.count(owner, intent.counter, CounterChange(at=self.at, by=by))

    def _set(self, intent: AttributeIntent, member: str) -> None:
        """Give the attribute its value, unless it was changed after the moment: then that change stands."""
        history = self.unit.attribute(member, intent.name)
        known = {one.name: one for one in self.book.attributes or ()}
        definition = known.get(intent.name) or AttributeDefinition(name=intent.name, type=AttributeType.JSON)
        with suppress(Refused):
            changed = carry_out_attribute(history, definition, intent, self.at)
            self.unit.keep_attribute(member, changed.history)

    def _fill_slots(self, intents: Iterable[Intent]) -> None:
        """Carry out what is asked of favourite slots, rule by rule."""
        id, about = self.member, _of_slots(intents)
        if id is None:
            return
        zone = (None if self.chooser is None else self.chooser.zone) or self.book.zone
        for name in sorted({one.rule for one in about}):
            known = SlotSet(rule=name) if self.chooser is None else self.chooser.slots(name)
            have = self.unit.slots(id, name) or known
            rule = self.book.favorite(name)
            done = carry_out_slots(have, rule, about, at=self.at, zone=zone, kind=self.slots)
            self.unit.keep_slots(id, done.slots)

    def _send(self, n: int, intent: Intent, codes: tuple[str, ...] = ()) -> None:
        self.unit.send(
            Outgoing(
                id=self.origin.brings(n),
                origin=self.origin,
                member=self.member,
                intent=intent,
                at=self.at,
                codes=codes,
            )
        )


def chooser_of(members: Members, member: str | None, intents: Iterable[Intent]) -> Member | None:
    """*member* with the favourite slots that *intents* change; None where the host has nobody."""
    rules = {one.rule for one in _of_slots(intents)}
    if member is None or not rules:
        return None
    try:
        return members.load(member, {Need(NeedKind.FAVORITE, rule) for rule in rules})
    except KeyError:
        return None  # what was promised to a member who has left meanwhile can be confirmed all the same


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


def _of_slots(intents: Iterable[Intent]) -> list[SlotIntent | SlotCountIntent]:
    return [one for one in intents if isinstance(one, (SlotIntent, SlotCountIntent))]
