"""What operators change by hand: points, counters and statuses; each change says what it came to."""

from __future__ import annotations

from enum import Enum
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.individual.attributes import remove_attribute, set_attribute
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import Reason, refusal, refuse_request
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.attributes import AttributeDefinition
from loyalty_engine.model.audit import Details
from loyalty_engine.model.counters import CounterChange
from loyalty_engine.model.fields import choice_problems, kind_problems, needed_id_problems
from loyalty_engine.model.identifiers import joined_id
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.points import BONUS
from loyalty_engine.program.points import Posting, Shortage, grant, write_off
from loyalty_engine.program.ports import UnitOfWork
from loyalty_engine.program.reserve import reserved_points
from loyalty_engine.program.status_records import StatusRecord
from loyalty_engine.program.status_steps import give_status

#: The most points that anybody grants or writes off by hand at a time.
MOST_BY_HAND: Final = 10**12


class TooFewPoints(Enum):
    """What becomes of a write-off of more points than can be spent."""

    ERROR = "error"  # it is refused
    NEGATIVE_BALANCE = "negative_balance"  # the rest is owed
    ZERO_BALANCE = "zero_balance"  # what is there is taken, and the rest let go


@frozen(kw_only=True)
class Accrual:
    """*amount* smallest parts of *currency* for a member, which live as *lifetime* says.

    Raises:
        InvalidInput: *amount* is not from 1 to 10**12, or another field is no such thing.
    """

    amount: int = field(kw_only=False)
    currency: str = BONUS
    lifetime: Lifetime = FOREVER

    def __attrs_post_init__(self) -> None:
        problems = _amount_problems(self.amount, self.currency)
        hint = "write Lifetime(expires_after=Delay(months=3))"
        refuse("accrual", problems + kind_problems("lifetime", self.lifetime, Lifetime, "a lifetime", hint))


@frozen(kw_only=True)
class WriteOff:
    """*amount* smallest parts of *currency* off what a member can spend; *too_few* says what if it is less.

    What open purchases have set aside cannot be spent.

    Raises:
        InvalidInput: *amount* is not from 1 to 10**12, or another field is no such thing.
    """

    amount: int = field(kw_only=False)
    currency: str = BONUS
    too_few: TooFewPoints = TooFewPoints.ERROR

    def __attrs_post_init__(self) -> None:
        problems = _amount_problems(self.amount, self.currency)
        refuse("write-off", problems + choice_problems("too_few", self.too_few, TooFewPoints))


PointsOrder = Accrual | WriteOff


def order_problems(order: object) -> list[Problem]:
    """What keeps *order* from being an order for points."""
    if isinstance(order, Accrual):
        return []
    return kind_problems("order", order, WriteOff, "an order for points", "give an Accrual or a WriteOff")


def action_of(order: PointsOrder) -> str:
    """What the audit calls it."""
    return "accrual" if isinstance(order, Accrual) else "write-off"


def _amount_problems(amount: int, currency: str) -> list[Problem]:
    problem = number_problem("amount", amount, 1, MOST_BY_HAND)
    return needed_id_problems(currency=currency) + ([problem] if problem else [])


@frozen(kw_only=True)
class PointsChanged:
    """So many points came, or went where *amount* is negative; *missing* more should have gone.

    What was missing is owed or let go, as the order said.
    """

    currency: str
    amount: int
    missing: int = 0

    def details(self) -> Details:
        """What the audit says of it."""
        short = (("missing", str(self.missing)),) if self.missing else ()
        return ("currency", self.currency), ("amount", str(self.amount)), *short


@frozen(kw_only=True)
class CounterSet:
    """A counter stood at *before* and stands at *after*."""

    counter: str
    before: int
    after: int

    def details(self) -> Details:
        """What the audit says of it."""
        return ("counter", self.counter), ("before", str(self.before)), ("after", str(self.after))


@frozen(kw_only=True)
class StatusSet:
    """The programme had given the status *before* in *system*, and gives *after*; None stands for none."""

    system: str
    before: str | None
    after: str | None

    def details(self) -> Details:
        """What the audit says of it."""
        return ("system", self.system), ("before", self.before or ""), ("after", self.after or "")


@frozen(kw_only=True)
class AttributeChanged:
    """Whether an attribute has *changed*: to another value, or to none."""

    attribute: str
    changed: bool

    def details(self) -> Details:
        """What the audit says of it: not the values, which are personal, and stand in the history."""
        return ("attribute", self.attribute), ("changed", "yes" if self.changed else "no")


def change_points(
    unit: UnitOfWork, owner: str, order: PointsOrder, operation: str, by: ByHand, zone: str
) -> PointsChanged:
    """Carry *order* out on the account *owner*.

    Raises:
        Refused: ``NOT_ENOUGH``.
        InvalidInput: the points would be over already.
    """
    posting = Posting(operation=operation, at=by.at, recorded_at=by.at, by_hand=by)
    if isinstance(order, Accrual):
        return _accrued(unit, owner, order, posting, zone)
    return _written_off(unit, owner, order, posting)


def _accrued(unit: UnitOfWork, owner: str, order: Accrual, posting: Posting, zone: str) -> PointsChanged:
    active, expires = order.lifetime.moments(posting.at, zone)
    if expires is not None and expires <= (active or posting.at):
        problem = Problem("lifetime", "is over before the points are active", "choose a later end")
        refuse("accrual", [problem])
    lot = joined_id("by hand", posting.operation)
    moved = grant(
        unit.wallet(owner, order.currency, at=posting.at, lots=(lot,)),
        order.amount,
        posting,
        lot=lot,
        active_from=active or posting.at,
        expires_at=expires,
    )
    unit.post(moved.entries)
    return PointsChanged(currency=order.currency, amount=order.amount)


def _written_off(unit: UnitOfWork, owner: str, order: WriteOff, posting: Posting) -> PointsChanged:
    wallet = unit.wallet(owner, order.currency, at=posting.at)
    free = max(0, wallet.balance(posting.at) - reserved_points(unit, owner, order.currency))
    missing = max(0, order.amount - free)
    if missing and order.too_few is TooFewPoints.ERROR:
        message = f"of {order.amount} points only {free} can be spent"
        hint = "write off less, or let the member owe the rest"
        refuse_request("write-off", [refusal("amount", Reason.NOT_ENOUGH, message, hint)])
    taken = order.amount if order.too_few is TooFewPoints.NEGATIVE_BALANCE else order.amount - missing
    if taken:
        unit.post(write_off(wallet, taken, posting, shortage=Shortage.ALLOW_NEGATIVE).entries)
    return PointsChanged(currency=order.currency, amount=-taken, missing=missing)


def set_counter(
    unit: UnitOfWork, owner: str | None, name: str, value: int, expected: int | None, by: ByHand
) -> CounterSet:
    """Set the counter *name* of *owner*, None for the programme's, to *value*.

    Raises:
        Refused: ``OUTDATED``, where it does not stand at what is *expected*.
    """
    before = unit.counter(owner, name, changes=False).value
    if expected is not None and before != expected:
        message = f"the counter stands at {before}, and not at {expected}"
        hint = "look at it again, and decide anew"
        refuse_request("counter", [refusal("expected", Reason.OUTDATED, message, hint)])
    if value != before:
        unit.count(owner, name, CounterChange(at=by.at, by=value - before))
    return CounterSet(counter=name, before=before, after=value)


def set_status(
    unit: UnitOfWork, member: str, system: str, status: str | None, operation: str, by: ByHand
) -> StatusSet:
    """Give the member *status* in *system*; None takes it away."""
    record = StatusRecord(
        system=system, after=status, at=by.at, recorded_at=by.at, operation=operation, by_hand=by
    )
    return StatusSet(system=system, before=give_status(unit, member, record).before, after=status)


def change_attribute(
    unit: UnitOfWork,
    member: str,
    definition: AttributeDefinition,
    value: object,
    operator: Operator,
    by: ByHand,
) -> AttributeChanged:
    """Give an attribute of the member *value*; None takes its value away.

    Raises:
        Refused: ``DOES_NOT_FIT``, ``REQUIRED`` or ``OUTDATED``.
    """
    history = unit.attribute(member, definition.name)
    if value is None:
        done = remove_attribute(history, definition, by.at, by=operator)
    else:
        done = set_attribute(history, definition, value, by.at, by=operator)
    unit.keep_attribute(member, done.history)
    return AttributeChanged(attribute=definition.name, changed=done.record is not None)
