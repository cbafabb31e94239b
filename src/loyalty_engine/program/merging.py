"""Two members who turn out to be one person: what the programme keeps of one becomes that of the other."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve, frozen

from loyalty_engine.individual.refusal import Reason, refusal, refuse_request
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.audit import Details
from loyalty_engine.program.adjust import CounterSet
from loyalty_engine.program.families import Poured, pour
from loyalty_engine.program.points import Posting
from loyalty_engine.program.ports import Members, UnitOfWork


@frozen(kw_only=True)
class MembersMerged:
    """What was the other's was added to *into*: points and debts, and the *counters* that were summed.

    What the other had bought counts as bought by *into* from now on.
    """

    into: str
    poured: tuple[Poured, ...] = ()
    counters: tuple[CounterSet, ...] = ()

    def details(self) -> Details:
        """What the audit says of it."""
        points = [(one.currency, str(one.amount - one.owed)) for one in self.poured]
        counters = [(one.counter, f"{one.before} → {one.after}") for one in self.counters]
        return ("into", self.into), *points, *counters


def merge_members(
    unit: UnitOfWork,
    members: Members,
    member: str,
    into: str,
    counters: Iterable[str],
    operation: str,
    by: ByHand,
) -> MembersMerged:
    """Add what *member* has to what *into* has: points and debts, past purchases, and sums of *counters*.

    Raises:
        Refused: ``NOT_OFFERED``, where the host does not say that they share an account by now.
    """
    account = members.account(into)
    if member == into or members.account(member) != account:
        message = "does not share an account with the other"
        hint = "let Members.account name the account of the one who stays for both"
        refuse_request("merge", [refusal("member", Reason.NOT_OFFERED, message, hint)])
    posting = Posting(operation=operation, at=by.at, recorded_at=by.at, part="merge", by_hand=by)
    poured = pour(unit, member, account, posting) if account != member else ()
    unit.hand_over(member, into)
    summed = tuple(_summed(unit, member, into, name) for name in sorted(set(counters)))
    return MembersMerged(into=into, poured=poured, counters=summed)


def _summed(unit: UnitOfWork, member: str, into: str, name: str) -> CounterSet:
    """Move each change of a counter, with its moment, so that windows count it where they did."""
    before = unit.counter(into, name, changes=False).value
    for change in unit.counter(member, name).changes:
        unit.count(into, name, change)
        unit.count(member, name, evolve(change, by=-change.by))
    return CounterSet(counter=name, before=before, after=unit.counter(into, name, changes=False).value)
