"""The two phases of a purchase: it is calculated as often as the till likes, then confirmed or cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from attrs import evolve, fields, frozen

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.model.ledger import AccountKind
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.program.carrying import Carrying, chooser_of, lot_parts
from loyalty_engine.program.confirm import confirmed
from loyalty_engine.program.coupons import Coupons
from loyalty_engine.program.facts import NO_READERS, PersonalReader, facts_for
from loyalty_engine.program.families import follow
from loyalty_engine.program.lottery import drawn
from loyalty_engine.program.points import Posting, hold, release
from loyalty_engine.program.ports import Books, Lottery, Members, UnitOfWork
from loyalty_engine.program.presented import present, shown_later
from loyalty_engine.program.purchases import (
    LotPart,
    Obstacle,
    PurchaseRefused,
    PurchaseState,
    StoredPurchase,
)
from loyalty_engine.program.reserve import reservations


@frozen(kw_only=True)
class Phase:
    """One step of an open purchase, or of one that is new, within one transaction.

    *patience* is how long the purchase may stay open afterwards. *coupons* is None where the host keeps all
    coupons itself.
    """

    unit: UnitOfWork
    members: Members
    books: Books
    lottery: Lottery
    purchase: str
    operation: str
    now: dt.datetime
    patience: dt.timedelta
    coupons: Coupons | None = None
    readers: Mapping[str, PersonalReader] = NO_READERS

    def calculate(
        self, kept: StoredPurchase | None, receipt: Receipt, member: str | None, *, again: bool = False
    ) -> StoredPurchase:
        """Calculate the purchase in place of what was *kept* of it, and set aside what it uses.

        *again* says that *receipt* is that of *kept*, in which some things were changed.
        """
        if kept is not None:
            _same_purchase(still_open(kept), receipt, member)
            kept = self._freed(kept, "release")
        seen = present(self.coupons, self.unit, receipt, member, kept, now=self.now, again=again)
        version = self.books.current(receipt.at) if kept is None or receipt.offline else kept.book
        book = self.books.book(version)
        facts, context = facts_for(
            self.unit,
            self.members,
            book,
            seen.receipt,
            member,
            lambda names: drawn(() if kept is None else kept.draws, names, self.purchase, self.lottery),
            readers=self.readers,
        )
        found = calculate(seen.receipt, facts, book, context=context)
        owner = None if member is None else self.members.account(member)
        made = StoredPurchase(
            id=self.purchase,
            state=PurchaseState.OPEN,
            calculation=found,
            member=member,
            owner=owner,
            book=version,
            expires_at=self.now + self.patience,
            held=() if owner is None else tuple(self._hold(found, owner)),
            reserved=(
                *reservations(self.unit, found, book, member, owner),
                *seen.reserved(self.unit, found.intents, member),
            ),
            coupons=seen.coupons,
            draws=context.draws,
        )
        self.unit.save(made)
        return made

    def confirm(self, kept: StoredPurchase) -> Calculation:
        """Carry out all that the calculation of the purchase asks for."""
        found = still_open(kept)
        carrying = Carrying(
            unit=self.unit,
            origin=found.origin,
            operation=self.operation,
            member=found.member,
            owner=found.owner,
            book=self.books.book(found.book),
            at=found.calculation.receipt.at,
            now=self.now,
            chooser=chooser_of(self.members, found.member, found.calculation.intents),
            coupons=self.coupons,
            shown=found.coupons,
        )
        self.unit.save(confirmed(found, carrying))
        self._follow(found, "follow")
        return found.calculation

    def cancel(self, kept: StoredPurchase, part: str = "release") -> None:
        """Let the purchase go; *part* tells the entries apart from those of other steps."""
        self.unit.save(evolve(self._freed(still_open(kept), part), state=PurchaseState.CANCELLED))

    def _freed(self, kept: StoredPurchase, part: str) -> StoredPurchase:
        """The purchase without what was set aside for it."""
        for currency in sorted({one.currency for one in kept.held}):
            parts = {one.lot: one.amount for one in kept.held if one.currency == currency}
            posting = self._posting(kept.calculation, f"{part}-{currency}")
            wallet = self.unit.wallet(kept.owner or "", currency, at=posting.at, lots=parts)
            self.unit.post(release(wallet, parts, posting).entries)
        free = evolve(kept, held=(), reserved=())
        self.unit.save(free)
        if kept.held or kept.reserved:
            self._follow(kept, f"{part}-follow")
        return free

    def _follow(self, kept: StoredPurchase, part: str) -> None:
        """Move what the step has brought to the account that the buyer has joined since, if he has."""
        posting = self._posting(kept.calculation, part)
        late = evolve(posting, at=max(posting.at, self.now))
        follow(self.unit, self.members, kept.owner, kept.member, late)

    def _hold(self, calculation: Calculation, owner: str) -> Iterable[LotPart]:
        """Set the points aside that pay for a part of the purchase."""
        for paid in calculation.paid:
            posting = self._posting(calculation, f"hold-{paid.currency}")
            wallet = self.unit.wallet(owner, paid.currency, at=posting.at)
            entries = hold(wallet, paid.points, posting).entries
            self.unit.post(entries)
            yield from lot_parts(entries, AccountKind.RESERVE)

    def _posting(self, calculation: Calculation, part: str) -> Posting:
        at = calculation.receipt.at
        return Posting(operation=self.operation, at=at, recorded_at=self.now, part=part)


def needed(kept: StoredPurchase | None, purchase: str) -> StoredPurchase:
    """The purchase.

    Raises:
        PurchaseRefused: there is none.
    """
    if kept is None:
        raise PurchaseRefused(Obstacle.NO_PURCHASE, purchase, "it was never calculated")
    return kept


def still_open(kept: StoredPurchase) -> StoredPurchase:
    """The purchase.

    Raises:
        PurchaseRefused: it is not open any more.
    """
    if not kept.is_open:
        otherwise = "; begin another one" if kept.state is PurchaseState.CANCELLED else ""
        message = f"it is {kept.state.value.replace('_', ' ')} already{otherwise}"
        raise PurchaseRefused(Obstacle.NOT_OPEN, kept.id, message)
    return kept


def same_receipt(kept: StoredPurchase, receipt: Receipt, coupons: Coupons | None) -> None:
    """Refuse a *receipt* that is another than was calculated, but for how it is paid, or shows more coupons.

    Coupons that it does not show again still count.

    Raises:
        PurchaseRefused: it is another; what differs is named.
    """
    known = kept.calculation.receipt
    given = evolve(receipt, payments=known.payments, points_asked=known.points_asked, coupons=known.coupons)
    names = [one.name for one in fields(Receipt) if getattr(given, one.name) != getattr(known, one.name)]
    if given != known:
        message = f"its {' and its '.join(names)} differ from what was calculated; calculate it anew first"
        raise PurchaseRefused(Obstacle.OTHER_RECEIPT, kept.id, message)
    if shown_later(coupons, receipt, kept):
        message = "it shows coupons that it was not calculated with; calculate it anew first"
        raise PurchaseRefused(Obstacle.OTHER_RECEIPT, kept.id, message)


def _same_purchase(kept: StoredPurchase, receipt: Receipt, member: str | None) -> None:
    """Refuse what cannot be the same purchase, whatever its id."""
    if kept.member is not None and kept.member != member:
        raise PurchaseRefused(Obstacle.OTHER_MEMBER, kept.id, "it is another member's")
    if kept.calculation.receipt.place.id != receipt.place.id:
        message = "it was begun at another place; give each purchase an id of its own"
        raise PurchaseRefused(Obstacle.OTHER_PLACE, kept.id, message)
