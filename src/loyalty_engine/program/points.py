"""How points move: granted, held for a purchase, spent, given back, taken back, written off.

Each move is a pure function from a wallet to the entries that carry it out, and to the wallet after them.
Spending takes from the lots that expire first. What is owed is paid off by points as soon as they can be
spent: each move first writes what lots have paid of it since the last one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum

from attrs import evolve, frozen

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.identifiers import joined_id
from loyalty_engine.model.ledger import OWNED, Account, AccountKind, LedgerEntry, Wallet, after
from loyalty_engine.model.lots import Lot, spend_lots


class Shortage(Enum):
    """What becomes of points that are to be taken back and are not there any more."""

    ALLOW_NEGATIVE = "allow_negative"  # the member owes them
    SUPPRESS = "suppress"  # they are let go, and the shortfall is said


@frozen(kw_only=True)
class Posting:
    """What the entries of one step have in common: the *operation*, and when it counts and was written.

    Their ids are that of the operation, its *part* where it has several, and a number.
    """

    operation: str
    at: dt.datetime
    recorded_at: dt.datetime
    part: str = ""
    by_hand: ByHand | None = None

    def entry_id(self, number: int) -> str:
        """The id of the entry with this number, counted from 1."""
        return joined_id(*filter(None, (self.operation, self.part, str(number))))


@frozen(kw_only=True)
class Moved:
    """What a step did: its *entries*, the *wallet* after them, and by how many points it fell short.

    *claimed* of those it fell short by are held for open purchases, and are taken when these let them go.
    """

    entries: tuple[LedgerEntry, ...]
    wallet: Wallet
    shortfall: int = 0
    claimed: int = 0


_Move = tuple[AccountKind, AccountKind, int, str | None]


def grant(
    wallet: Wallet,
    amount: int,
    posting: Posting,
    *,
    lot: str,
    active_from: dt.datetime | None = None,
    expires_at: dt.datetime | None = None,
) -> Moved:
    """Give *amount* points, 1 or more, as the new lot *lot*; what is owed is paid off with them once active.

    Raises:
        InvalidInput: there is such a lot, or the points would expire before they are active.
    """
    before = settled(Moved(entries=(), wallet=wallet), posting)
    made = LedgerEntry(
        id=posting.entry_id(len(before.entries) + 1),
        operation=posting.operation,
        at=posting.at,
        recorded_at=posting.recorded_at,
        by_hand=posting.by_hand,
        currency=wallet.currency,
        amount=amount,
        source=Account(AccountKind.ISSUED),
        target=Account(AccountKind.WALLET, wallet.owner),
        lot=lot,
        active_from=active_from,
        expires_at=expires_at,
    )
    granted = Moved(entries=(*before.entries, made), wallet=after(before.wallet, (made,)))
    return settled(granted, posting)


def hold(wallet: Wallet, amount: int, posting: Posting) -> Moved:
    """Set *amount* points aside for a purchase, from the lots that expire first.

    Raises:
        InvalidInput: fewer can be spent, what is owed being deducted.
    """
    free = max(0, wallet.balance(posting.at))
    if amount > free:
        message = f"of {amount} points only {free} can be spent"
        raise InvalidInput.at("points", "amount", message, "spend no more than the balance")
    before = settled(Moved(entries=(), wallet=wallet), posting)
    parts = spend_lots(before.wallet.lots, amount, posting.at, currency=wallet.currency)
    return _moved(
        before,
        [(AccountKind.WALLET, AccountKind.RESERVE, part, lot) for lot, part in parts.items()],
        posting,
    )


def release(wallet: Wallet, parts: Mapping[str, int], posting: Posting) -> Moved:
    """Let go of points that were held, *parts* by lot; each comes back into its lot, whatever its dates.

    What was claimed of them is taken. What is owed is paid off with those that can be spent.
    """
    before = settled(Moved(entries=(), wallet=wallet), posting)
    back = _moved(
        before,
        [(AccountKind.RESERVE, AccountKind.WALLET, part, lot) for lot, part in parts.items()],
        posting,
    )
    order = [(lot.id, parts[lot.id]) for lot in _expiring(wallet.lots) if lot.id in parts]
    claimed = _parts(wallet.claimed, order)
    taken = _moved(back, [(AccountKind.WALLET, AccountKind.CLAIMED, n, lot) for lot, n in claimed], posting)
    return settled(_unclaimed(taken, posting), posting)


def redeem(wallet: Wallet, parts: Mapping[str, int], posting: Posting) -> Moved:
    """Spend points that were held, *parts* by lot; a lot that has expired meanwhile pays all the same.

    What was claimed of them is let go, as they were spent after all.
    """
    moves = [(AccountKind.RESERVE, AccountKind.REDEEMED, part, lot) for lot, part in parts.items()]
    return _unclaimed(_moved(Moved(entries=(), wallet=wallet), moves, posting), posting)


def give_back(
    wallet: Wallet,
    amount: int,
    spent: Mapping[str, int],
    posting: Posting,
    *,
    source: AccountKind = AccountKind.REDEEMED,
) -> Moved:
    """Give back *amount* of the points *spent*, by lot, into the lots that they came from.

    *source* is where they went: points that an offer withdrew were written off.

    What comes back first goes into the lots that expire last, so that the member has the most of it. A lot
    that has expired meanwhile takes them, but they cannot be spent any more. What is owed is paid off with
    those that can: otherwise they might expire, and be owed all the same.

    Raises:
        InvalidInput: fewer were spent.
    """
    known = {lot.id: lot for lot in wallet.lots}
    order = [lot.id for lot in _expiring(known[id] for id in spent)]
    moves = list(_parts(amount, ((lot, spent[lot]) for lot in reversed(order))))
    if sum(part for _, part in moves) < amount:
        message = f"{amount} points are more than were spent"
        raise InvalidInput.at("points", "amount", message, "give back no more")
    before = settled(Moved(entries=(), wallet=wallet), posting)
    back = _moved(before, [(source, AccountKind.WALLET, part, lot) for lot, part in moves], posting)
    return settled(back, posting)


def forgive(wallet: Wallet, amount: int, posting: Posting) -> Moved:
    """Give back *amount* points that were to be withdrawn and became owed, because they were not there.

    They are owed no more; what was paid off of it meanwhile comes into the lot that expires last.
    """
    before = settled(Moved(entries=(), wallet=wallet), posting)
    owed = min(amount, before.wallet.owed)
    moves: list[_Move] = [(AccountKind.WRITTEN_OFF, AccountKind.OWED, owed, None)] if owed else []
    if amount > owed:
        last = _expiring(wallet.lots)[-1].id  # there is one, as something has paid it off
        moves.append((AccountKind.WRITTEN_OFF, AccountKind.WALLET, amount - owed, last))
    return _moved(before, moves, posting)


def take_back(wallet: Wallet, amount: int, posting: Posting, *, lot: str, shortage: Shortage) -> Moved:
    """Take back *amount* points that lot *lot* had brought, because goods were returned.

    They are taken from that lot first, whether it is active, not yet or no more; then from what else can be
    spent, by earliest expiry. What is not there is owed, or let go; but what is only held for a purchase is
    claimed, so that nobody keeps points by holding them while the goods come back.
    """
    taken = _withdrawn(wallet, amount, posting, AccountKind.TAKEN_BACK, first=lot, shortage=shortage)
    free = taken.wallet.reserved - taken.wallet.claimed
    claimed = 0 if shortage is Shortage.ALLOW_NEGATIVE else min(taken.shortfall, free)
    if not claimed:
        return taken
    found = _moved(taken, [(AccountKind.CLAIMED, AccountKind.TAKEN_BACK, claimed, None)], posting)
    return evolve(found, claimed=claimed)


def write_off(wallet: Wallet, amount: int, posting: Posting, *, shortage: Shortage) -> Moved:
    """Withdraw *amount* points from what can be spent, by earliest expiry.

    What is not there is owed, or let go.
    """
    return _withdrawn(wallet, amount, posting, AccountKind.WRITTEN_OFF, first=None, shortage=shortage)


def spent_first(wallet: Wallet, amount: int, at: dt.datetime) -> dict[str, int]:
    """Up to *amount* of the points that can be spent at the instant *at*, by lot, by earliest expiry."""
    lots = _expiring(lot for lot in wallet.lots if lot.active_at(at))
    return dict(_parts(amount, ((lot.id, lot.amount) for lot in lots)))


def settled(moved: Moved, posting: Posting) -> Moved:
    """Write what lots have paid of what is owed; each entry counts from when its lot could pay."""
    since = moved.wallet.owed_since
    for paid in moved.wallet.paid_off(posting.at):
        at = posting.at if since is None else max(since, paid.at)
        move = (AccountKind.WALLET, AccountKind.OWED, paid.amount, paid.lot)
        moved = _moved(moved, [move], evolve(posting, at=at))
    return moved


def _unclaimed(moved: Moved, posting: Posting) -> Moved:
    """Let go of what is claimed beyond what is still held."""
    over = moved.wallet.claimed - moved.wallet.reserved
    if over <= 0:
        return moved
    return _moved(moved, [(AccountKind.TAKEN_BACK, AccountKind.CLAIMED, over, None)], posting)


def _withdrawn(
    wallet: Wallet,
    amount: int,
    posting: Posting,
    target: AccountKind,
    *,
    first: str | None,
    shortage: Shortage,
) -> Moved:
    before = settled(Moved(entries=(), wallet=wallet), posting)
    own = [lot for lot in before.wallet.lots if lot.id == first]
    others = [lot for lot in before.wallet.lots if lot.id != first and lot.active_at(posting.at)]
    lots = [(lot.id, lot.amount) for lot in (*own, *_expiring(others))]
    taken = list(_parts(amount, lots))
    moves: list[_Move] = [(AccountKind.WALLET, target, part, lot) for lot, part in taken]
    missing = amount - sum(part for _, part in taken)
    if missing and shortage is Shortage.ALLOW_NEGATIVE:
        moves.append((AccountKind.OWED, target, missing, None))
    return evolve(_moved(before, moves, posting), shortfall=missing)


def _expiring(lots: Iterable[Lot]) -> list[Lot]:
    """*lots* in the order in which they are spent."""
    return sorted(lots, key=Lot.turn)


def _parts(amount: int, lots: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """*amount* taken from *lots*, one after the other, as far as they go."""
    for lot, there in lots:
        part = min(amount, there)
        if part:
            yield lot, part
            amount -= part


def _moved(moved: Moved, moves: Iterable[_Move], posting: Posting) -> Moved:
    """What *moved* did, and then *moves*."""
    wallet = moved.wallet
    entries = tuple(
        LedgerEntry(
            id=posting.entry_id(n),
            operation=posting.operation,
            at=posting.at,
            recorded_at=posting.recorded_at,
            by_hand=posting.by_hand,
            currency=wallet.currency,
            amount=amount,
            source=_account(source, wallet),
            target=_account(target, wallet),
            lot=lot,
        )
        for n, (source, target, amount, lot) in enumerate(moves, len(moved.entries) + 1)
    )
    return evolve(moved, entries=(*moved.entries, *entries), wallet=after(wallet, entries))


def _account(kind: AccountKind, wallet: Wallet) -> Account:
    return Account(kind, wallet.owner if kind in OWNED else None)
