"""Purchases and their steps in a store in SQL.

What a purchase was calculated as is the largest part of it, and never changes. So it is written once, in a
row of its own, that purchases and the answers of steps name by its digest.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from copy import copy
from typing import Final

from attrs import define, field

from loyalty_engine.adapters.sql_family import SqlFamily, counter_key, owner_key
from loyalty_engine.adapters.sql_rows import instant, kept, readable
from loyalty_engine.adapters.sql_transaction import OPEN_PURCHASES, Key
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.program.purchases import Reservation, StoredOperation, StoredPurchase, refuse_taken
from loyalty_engine.wire import stored
from loyalty_engine.wire.kinds import Kinds

_PURCHASE: Final = "SELECT value, calculation FROM purchase WHERE id = ?"
RESERVED: Final = "SELECT by FROM reservation WHERE owner = ? AND counter = ?"

#: Calculations that a process knows by heart: as many as its tills may have open at a time.
MOST_RECENT: Final = 1_024
#: Of more past purchases than these, none is learned by heart: they would drive out those of open ones.
MOST_TOGETHER: Final = 128

#: Each once, though the account is the member's own.
_PURCHASES_OF: Final = (
    "SELECT purchase.value, purchase.calculation, calculation.value FROM"
    " (SELECT id FROM purchase WHERE member = ? AND made >= ? AND made <= ?"
    "  UNION SELECT id FROM purchase WHERE owner = ? AND made >= ? AND made <= ?) AS found"
    " JOIN purchase ON purchase.id = found.id"
    " JOIN calculation ON calculation.purchase = purchase.id AND calculation.digest = purchase.calculation"
    " ORDER BY purchase.made, purchase.id"
)


@define(eq=False)
class Recent:
    """Calculations that this process has lately written or read, by their digests.

    A digest stands for one calculation for ever, whatever other processes do, so none of them grows old.
    """

    _by_digest: dict[str, Calculation] = field(init=False, factory=dict)

    def calculation(self, digest: str) -> Calculation | None:
        """The calculation with this digest, if it is known here."""
        return self._by_digest.get(digest)

    def keep(self, digest: str, calculation: Calculation) -> None:
        """Know a calculation; where there are too many, all others are forgotten."""
        if len(self._by_digest) >= MOST_RECENT:
            self._by_digest.clear()
        self._by_digest[digest] = calculation


@define(eq=False, slots=False)  # families with fields of their own make up one unit
class SqlPurchases(SqlFamily):
    """What the programme asks about purchases, within one transaction."""

    _kinds: Kinds
    _recent: Recent = field(factory=Recent)
    #: Calculations that this transaction has read or written, with their digests, by purchase and identity.
    _calculations: dict[tuple[str | None, int], tuple[Calculation, str]] = field(init=False, factory=dict)
    #: Steps that were looked for and are not there, and purchases that were and reserve nothing.
    _new: set[str] = field(init=False, factory=set)
    _unreserved: set[str] = field(init=False, factory=set)

    def operation(self, id: str, *, purchase: str | None = None) -> StoredOperation | None:
        """The step with this id."""
        self._sql.hold(("operation", id))
        if purchase is not None:
            self._sql.hold(_purchase_key(purchase))
            self._sql.expect(_PURCHASE, purchase)
        for of, step, request, calculation, answered, answer in self._sql.rows(
            tuple[str | None, str, str, str | None, str | None, str | None],
            "SELECT purchase, step, request, calculation, answered, answer FROM operation WHERE id = ?",
            id,
        ):
            return StoredOperation(
                id=id,
                purchase=of,
                step=step,
                request=kept(stored.REQUEST, request, self._kinds),
                answer=self._answer(answered, answer)
                if calculation is None
                else self._calculated(of, calculation),
            )
        self._new.add(id)
        return None

    def record(self, operation: StoredOperation) -> None:
        """Keep a step."""
        self._sql.hold(("operation", operation.id))
        if operation.id not in self._new:
            known = self._sql.rows(tuple[str], "SELECT id FROM operation WHERE id = ?", operation.id)
            refuse_taken("operations", [operation], [id for (id,) in known])
        answer, calculation = operation.answer, None
        if isinstance(answer, Calculation):
            calculation, answer = self._digest(operation.purchase, answer), None
        self._sql.run(
            "INSERT INTO operation (id, purchase, step, request, calculation, answered, answer)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            operation.id,
            operation.purchase,
            operation.step,
            stored.REQUEST.write(operation.request),
            calculation,
            *stored.write_answer(answer, self._kinds),
        )
        self._new.discard(operation.id)

    def purchase(self, id: str) -> StoredPurchase | None:
        """The purchase with this id."""
        self._sql.hold(_purchase_key(id))
        found = self._sql.rows(tuple[str, str], _PURCHASE, id)
        if not found:
            self._unreserved.add(id)
            return None
        ((value, digest),) = found
        purchase = kept(stored.PURCHASE, (value, self._calculated(id, digest)), self._kinds)
        if not (purchase.is_open and purchase.reserved):
            self._unreserved.add(id)
        self._hold_what_it_moves(purchase)
        return purchase

    def save(self, purchase: StoredPurchase) -> None:
        """Keep a purchase, and what it reserves while it is open."""
        self._sql.hold(_purchase_key(purchase.id))
        self._sql.hold(OPEN_PURCHASES, shared=True)
        made = purchase.was_made and purchase.member is not None
        if made:
            self._hold_whose_it_is(purchase)
        self._sql.hold(*(counter_key(one.owner, one.counter) for one in purchase.reserved))
        self._sql.run(
            "INSERT INTO purchase (id, state, expires, member, owner, made, calculation, value)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET state = excluded.state, expires = excluded.expires,"
            " member = CASE WHEN purchase.made IS NULL THEN excluded.member ELSE purchase.member END,"
            " owner = excluded.owner, made = excluded.made,"
            " calculation = excluded.calculation, value = excluded.value",
            purchase.id,
            purchase.state.value,
            instant(purchase.expires_at),
            purchase.member,
            purchase.owner,
            instant(purchase.calculation.receipt.at) if made else None,
            self._digest(purchase.id, purchase.calculation),
            stored.PURCHASE.write(purchase, self._kinds),
        )
        if purchase.id not in self._unreserved:
            self._free(purchase.id)
        reserved = purchase.reserved if purchase.is_open else ()
        for n, one in enumerate(reserved):
            self._sql.run(
                "INSERT INTO reservation (owner, counter, purchase, number, by) VALUES (?, ?, ?, ?, ?)",
                one.owner or "",
                one.counter,
                purchase.id,
                n,
                one.by,
            )
        (self._unreserved.discard if reserved else self._unreserved.add)(purchase.id)

    def purchases_of(
        self, member: str, account: str, since: dt.datetime, until: dt.datetime
    ) -> Sequence[StoredPurchase]:
        """The purchases that were made by *member*, and those made on *account*."""
        self._sql.hold(owner_key(member))
        self._sql.hold(owner_key(account))
        times = instant(since), instant(until)
        rows = self._sql.rows(tuple[str, str, str], _PURCHASES_OF, member, *times, account, *times)
        return [
            kept(stored.PURCHASE, (value, self._read(digest, text, len(rows))), self._kinds)
            for value, digest, text in rows
        ]

    def hand_over(self, member: str, into: str) -> None:
        """Find what *member* has bought so far as what *into* has bought."""
        self._sql.hold(owner_key(member), owner_key(into))
        self._sql.run("UPDATE purchase SET member = ? WHERE member = ? AND made IS NOT NULL", into, member)

    def overdue(self, at: dt.datetime) -> Sequence[str]:
        """The open purchases whose time was over at the instant *at*."""
        self._sql.hold(OPEN_PURCHASES)
        found = self._sql.rows(
            tuple[str], "SELECT id FROM purchase WHERE state = 'open' AND expires <= ?", instant(at)
        )
        return sorted((id for (id,) in found), key=id_order)

    def reserved(self, owner: str | None, name: str) -> Sequence[Reservation]:
        """What open purchases would change of the counter."""
        self._sql.hold(counter_key(owner, name))
        found = self._sql.rows(tuple[int], RESERVED, owner or "", name)
        return [Reservation(owner=owner, counter=name, by=by) for (by,) in found]

    def _hold_what_it_moves(self, purchase: StoredPurchase) -> None:
        """Hold whose it is, then what it has reserved: always in this order, so none waits in a circle."""
        self._hold_whose_it_is(purchase)
        self._sql.hold(*(counter_key(one.owner, one.counter) for one in purchase.reserved))

    def _hold_whose_it_is(self, purchase: StoredPurchase) -> None:
        """Hold the member, then the account that he may share: as a calculation does which reads both."""
        for one in (purchase.member, purchase.owner):
            if one is not None:
                self._sql.hold(owner_key(one))

    def _free(self, purchase: str) -> None:
        """Take away what the purchase has reserved."""
        found = self._sql.rows(
            tuple[str, str], "SELECT owner, counter FROM reservation WHERE purchase = ?", purchase
        )
        if found:
            self._sql.hold(*(counter_key(owner or None, counter) for owner, counter in found))
            self._sql.run("DELETE FROM reservation WHERE purchase = ?", purchase)

    def _digest(self, purchase: str | None, calculation: Calculation) -> str:
        """By what the calculation is named; it is written where it is not there."""
        known = self._calculations.get((purchase, id(calculation)))
        if known is not None:
            return known[1]
        text = stored.CALCULATION.write(calculation, self._kinds)
        digest = hashlib.sha256(text.encode()).hexdigest()
        self._sql.run(
            "INSERT INTO calculation (purchase, digest, value) VALUES (?, ?, ?)"
            " ON CONFLICT (purchase, digest) DO NOTHING",
            purchase,
            digest,
            text,
        )
        self._seen(purchase, calculation, digest)
        self._recent.keep(digest, copy(calculation))  # as it is read: it explains nothing any more
        return digest

    def _calculated(self, purchase: str | None, digest: str) -> Calculation:
        """The calculation with this digest."""
        found = self._recent.calculation(digest)
        if found is None:
            ((text,),) = self._sql.rows(
                tuple[str],
                "SELECT value FROM calculation WHERE purchase = ? AND digest = ?",
                purchase,
                digest,
            )
            found = kept(stored.CALCULATION, text, self._kinds)
            self._recent.keep(digest, found)
        self._seen(purchase, found, digest)
        return found

    def _read(self, digest: str, text: str, together: int) -> Calculation:
        """The calculation with this digest and *text*, one of so many that are read *together*."""
        found = self._recent.calculation(digest)
        if found is None:
            found = kept(stored.CALCULATION, text, self._kinds)
            if together <= MOST_TOGETHER:
                self._recent.keep(digest, found)
        return found

    def _seen(self, purchase: str | None, calculation: Calculation, digest: str) -> None:
        self._calculations[purchase, id(calculation)] = calculation, digest

    def _answer(self, word: str | None, text: str | None) -> object:
        with readable("an answer"):
            return stored.read_answer(word, text, self._kinds)


def _purchase_key(purchase: str) -> Key:
    return ("purchase", purchase)
