"""Returns: goods of a confirmed purchase come back, and what they had moved is moved back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from loyalty_engine.engine.refund import Refund, RefundManner, ReturnedLine, refund, returned_in
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.counters import CountedPer, CounterChange
from loyalty_engine.model.intents import CounterIntent, PointsIntent, WithdrawalIntent
from loyalty_engine.model.ledger import AccountKind, LedgerEntry, Wallet
from loyalty_engine.program.carrying import step_of
from loyalty_engine.program.coupons import annul_issued
from loyalty_engine.program.families import account_of, follow
from loyalty_engine.program.points import Posting, Shortage, forgive, give_back, take_back
from loyalty_engine.program.ports import Members, UnitOfWork
from loyalty_engine.program.purchases import LotPart, PurchaseState, StoredPurchase


@frozen
class Shortfall:
    """So many points of a kind should have been taken back and were spent already.

    *claimed* of them are only held for purchases that are not confirmed, and taken when these let them go.
    """

    currency: str
    amount: int
    claimed: int = 0


@frozen(kw_only=True)
class Returned:
    """What a return came to, and which points it could not take back, or takes as owed."""

    refund: Refund
    shortfalls: tuple[Shortfall, ...] = ()


@frozen(kw_only=True)
class _Return:
    """One return, within one transaction."""

    unit: UnitOfWork
    purchase: StoredPurchase
    refund: Refund
    operation: str
    now: dt.datetime

    def posting(self, part: str) -> Posting:
        """The heading of entries for one part of this return; it does not count before the receipt does."""
        at = max(self.now, self.purchase.calculation.receipt.at)
        return Posting(operation=self.operation, at=at, recorded_at=self.now, part=part)

    def pay_back(self, owner: str) -> tuple[LotPart, ...]:
        """Give back the points that had paid for the goods; what stays spent, by lot."""
        spent = {(one.currency, one.lot): one.amount for one in self.purchase.spent}
        for part in self.refund.paid:
            mine = {lot: amount for (currency, lot), amount in spent.items() if currency == part.currency}
            posting = self.posting(f"back-{part.currency}")
            wallet = self.unit.wallet(owner, part.currency, at=posting.at, lots=mine)
            entries = give_back(wallet, part.points, mine, posting).entries
            self.unit.post(entries)
            spent = {key: amount for key, amount in spent.items() if key[0] != part.currency}
            spent |= {(part.currency, one.lot): one.amount for one in _less(mine, entries, part.currency)}
        return tuple(LotPart(currency, lot, amount) for (currency, lot), amount in sorted(spent.items()))

    def take_back(self, owner: str, shortage: Shortage) -> tuple[Shortfall, ...]:
        """Take back the points that the goods had brought."""
        short: dict[str, Shortfall] = {}
        for reversal in self.refund.taken_back:
            intent = self.purchase.calculation.intents[reversal.intent]
            if not isinstance(intent, PointsIntent):
                continue
            lot = self.purchase.origin.brings(reversal.intent)
            posting = self.posting(f"intent-{reversal.intent}")
            wallet = self.unit.wallet(owner, intent.currency, at=posting.at, lots=(lot,))
            moved = take_back(wallet, reversal.amount, posting, lot=lot, shortage=shortage)
            if moved.shortfall and shortage is Shortage.SUPPRESS:
                whole = self.unit.wallet(owner, intent.currency)  # with all that is held
                moved = take_back(whole, reversal.amount, posting, lot=lot, shortage=shortage)
            self.unit.post(moved.entries)
            if moved.shortfall:
                was = short.get(intent.currency, Shortfall(intent.currency, 0))
                amount, claimed = was.amount + moved.shortfall, was.claimed + moved.claimed
                short[intent.currency] = evolve(was, amount=amount, claimed=claimed)
        return tuple(short[currency] for currency in sorted(short))

    def restore(self, owner: str, account: str) -> tuple[tuple[int, tuple[LotPart, ...]], ...]:
        """Give back the points that offers had taken; what stays withdrawn, by intent."""
        withdrawn = dict(self.purchase.withdrawn)
        for reversal in self.refund.given_back:
            intent = self.purchase.calculation.intents[reversal.intent]
            if not isinstance(intent, WithdrawalIntent):
                continue
            parts = {part.lot: part.amount for part in withdrawn.get(reversal.intent, ())}
            owed = intent.amount - self._restored(reversal.intent) - sum(parts.values())
            amount = max(0, reversal.amount - owed)
            if reversal.amount > amount:
                whole = self._debtor(owner, account, intent.currency)
                forgiven = forgive(whole, reversal.amount - amount, self.posting(f"owed-{reversal.intent}"))
                self.unit.post(forgiven.entries)
            posting = self.posting(f"intent-{reversal.intent}")
            wallet = self.unit.wallet(owner, intent.currency, at=posting.at, lots=parts)
            entries = give_back(wallet, amount, parts, posting, source=AccountKind.WRITTEN_OFF).entries
            self.unit.post(entries)
            withdrawn[reversal.intent] = _less(parts, entries, intent.currency)
        return tuple(sorted(withdrawn.items()))

    def _debtor(self, owner: str, account: str, currency: str) -> Wallet:
        """The wallet that owes, or has paid off, what was to be withdrawn and was not there."""
        own = self.unit.wallet(owner, currency)
        return own if own.lots or account == owner else self.unit.wallet(account, currency)

    def _restored(self, intent: int) -> int:
        """How many of the points that an intent took have been given back before."""
        given = (one for back in self.purchase.refunds for one in back.given_back)
        return sum(one.amount for one in given if one.intent == intent)

    def count_back(self) -> None:
        """Undo what the goods had counted, at the moment that counted it: no later window gains by it."""
        at = self.purchase.calculation.receipt.at
        for reversal in self.refund.counters:
            intent = self.purchase.calculation.intents[reversal.intent]
            if isinstance(intent, CounterIntent):
                owner = None if intent.per is CountedPer.PROGRAM else self.purchase.member
                if intent.per is CountedPer.PROGRAM or owner is not None:
                    by = -reversal.amount if step_of(intent) > 0 else reversal.amount
                    self.unit.count(owner, intent.counter, CounterChange(at=at, by=by))


def take_return(
    unit: UnitOfWork,
    members: Members,
    purchase: StoredPurchase,
    lines: Iterable[ReturnedLine],
    manner: RefundManner,
    *,
    operation: str,
    now: dt.datetime,
    shortage: Shortage,
    annul: bool = False,
) -> Returned:
    """Take *lines* of *purchase* back, and keep it as it is afterwards.

    With *annul*, coupons that it has issued are annulled once all of it is back.

    Raises:
        InvalidInput: these goods cannot come back, or there are none.
    """
    wanted = tuple(lines)
    if not wanted:
        raise InvalidInput.at("return", "lines", "is empty", "name a line that comes back")
    found = refund(purchase.calculation, wanted, earlier=purchase.refunds, manner=manner)
    step = _Return(unit=unit, purchase=purchase, refund=found, operation=operation, now=now)
    spent, withdrawn, shortfalls = purchase.spent, purchase.withdrawn, tuple[Shortfall, ...]()
    if purchase.owner is not None:
        account = account_of(members, purchase.owner, purchase.member)
        spent = step.pay_back(purchase.owner)
        withdrawn = step.restore(purchase.owner, account)
        follow(unit, members, purchase.owner, purchase.member, step.posting("follow"))
        shortfalls = step.take_back(account, shortage)
    step.count_back()
    refunds = (*purchase.refunds, found)
    state = PurchaseState.RETURNED if _all_back(purchase, refunds) else PurchaseState.PARTLY_RETURNED
    if annul and state is PurchaseState.RETURNED:
        annul_issued(unit, purchase)
    unit.save(evolve(purchase, state=state, refunds=refunds, spent=spent, withdrawn=withdrawn))
    return Returned(refund=found, shortfalls=shortfalls)


def _less(parts: Mapping[str, int], entries: Iterable[LedgerEntry], currency: str) -> tuple[LotPart, ...]:
    """What stays spent of *parts*, by lot, once *entries* have given some of it back."""
    left = dict(parts)
    for entry in entries:
        if entry.target.kind is AccountKind.WALLET:
            left[entry.lot or ""] -= entry.amount
    return tuple(LotPart(currency, lot, amount) for lot, amount in left.items() if amount)


def _all_back(purchase: StoredPurchase, refunds: Iterable[Refund]) -> bool:
    bought = sum(line.quantity.thousandths for line in purchase.calculation.receipt.lines)
    return bought == sum(returned_in(refunds).values())
