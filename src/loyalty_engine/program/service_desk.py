"""`ServiceDesk`: what operators change for members by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.individual.operators import Operator
from loyalty_engine.model.actor import ByHand, Permission
from loyalty_engine.model.attributes import AttributeDefinition, freeze_value
from loyalty_engine.model.audit import AuditEntry
from loyalty_engine.model.counters import MOST_COUNTED
from loyalty_engine.model.fields import (
    as_tuple,
    id_problems,
    kind_problems,
    needed_id_problems,
    tuple_problems,
    zone_problems,
)
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.status_systems import StatusSystem
from loyalty_engine.program.adjust import (
    AttributeChanged,
    CounterSet,
    PointsChanged,
    PointsOrder,
    StatusSet,
    action_of,
    change_attribute,
    change_points,
    order_problems,
    set_counter,
    set_status,
)
from loyalty_engine.program.batches import Batch, BatchResult, BatchRow
from loyalty_engine.program.by_hand import Change, HandStep
from loyalty_engine.program.families import AccountJoined, join_account
from loyalty_engine.program.given import port_problems
from loyalty_engine.program.known import known, now_by
from loyalty_engine.program.merging import MembersMerged, merge_members
from loyalty_engine.program.ports import Clock, Members, Store, UnitOfWork
from loyalty_engine.program.status_records import StatusRecord
from loyalty_engine.program.statuses import systems_of
from loyalty_engine.program.transactions import transact

C = TypeVar("C", bound=Change)


@frozen(kw_only=True)
class ServiceDesk:
    """Changes by hand to what the programme keeps of members, by operators whom the host permits them.

    Each change takes an id that the host makes, as steps of a till do: the same id with the same request gets
    the same answer and changes nothing. It is noted in the audit, in the transaction that makes it, with its
    author, time and reason. An operator without the permission is refused, and that is noted as well;
    whatever else is refused leaves no trace. Days begin by the clocks of *zone*.

    A status has to be a tier of its system in *systems*; where no systems are given, any status will do.
    """

    store: Store
    members: Members
    clock: Clock
    zone: str = "UTC"
    systems: tuple[StatusSystem, ...] = field(default=(), converter=systems_of)

    def __attrs_post_init__(self) -> None:
        hint = 'give StatusSystem("club", …)'
        problems = tuple_problems("systems", self.systems, StatusSystem, "a status system", hint)
        ports = port_problems(
            store=(self.store, Store), members=(self.members, Members), clock=(self.clock, Clock)
        )
        refuse("service desk", ports + problems + zone_problems("zone", self.zone))

    def change_points(
        self, operation: str, operator: Operator, member: str, order: PointsOrder
    ) -> PointsChanged:
        """Grant points to *member*, or write some off, as *order* says; takes `Permission.EDIT_POINTS`.

        Raises:
            Refused: ``NO_PERMISSION``; ``NOT_ENOUGH`` points can be spent; or ``OTHER_REQUEST``.
            InvalidInput: an argument is something else, or the points would be over already.
            KeyError: the host knows no such member.
        """
        refuse("points by hand", order_problems(order))
        request = {"order": order}
        return self._changed(
            self._step(operation, operator, Permission.EDIT_POINTS, action_of(order), member, request),
            lambda unit, by: change_points(
                unit, known(self.members).account(member), order, operation, by, self.zone
            ),
        )

    def change_points_of(
        self, batch: str, operator: Operator, rows: Iterable[BatchRow], *, most: int | None = None
    ) -> BatchResult:
        """Change the points of many members, each as his row says; takes `Permission.EDIT_POINTS`.

        Each row is carried out once, whatever happens in between: after a crash, the same batch is sent again
        and goes on. So it does where only up to *most* rows are processed at a time. A row that cannot be
        carried out moves nothing and keeps none of the others from it; its result says why, and stays.

        Raises:
            Refused: ``NO_PERMISSION``; or ``OTHER_REQUEST``, where other rows were sent under this id.
            InvalidInput: an argument is something else.
            Conflict: another transaction was quicker; sent again, the batch goes on where it was.
        """
        given = as_tuple(rows)
        problems = tuple_problems("rows", given, BatchRow, "a row", "give BatchRow(member, Accrual(50))")
        if most is not None:
            numbered = number_problem("most", most, 0, MOST_COUNTED)
            problems += [numbered] if numbered else []
        refuse("batch of points", problems)
        found = Batch(
            store=self.store,
            members=known(self.members),
            clock=self.clock,
            zone=self.zone,
            id=batch,
            operator=operator,
            rows=given,
        )
        return found.carry_out(most)

    def set_counter(
        self,
        operation: str,
        operator: Operator,
        member: str | None,
        counter: str,
        value: int,
        *,
        expected: int | None = None,
    ) -> CounterSet:
        """Set a counter of *member*, None for one of the programme, to *value*.

        Takes `Permission.EDIT_COUNTERS`. Where a value is *expected*, the counter has to stand at it, so that
        no change in between is lost.

        Raises:
            Refused: ``NO_PERMISSION``; ``OUTDATED``, where the counter stands elsewhere; ``OTHER_REQUEST``.
            InvalidInput: an argument is something else.
            KeyError: the host knows no such member.
        """
        numbers = {"value": value} if expected is None else {"value": value, "expected": expected}
        found = (number_problem(path, n, -MOST_COUNTED, MOST_COUNTED) for path, n in numbers.items())
        refuse("counter", [*needed_id_problems(counter=counter), *filter(None, found)])
        request = {"counter": counter, "value": value, "expected": expected}
        return self._changed(
            self._step(operation, operator, Permission.EDIT_COUNTERS, "counter", member, request),
            lambda unit, by: set_counter(unit, member, counter, value, expected, by),
        )

    def set_status(
        self, operation: str, operator: Operator, member: str, system: str, status: str | None
    ) -> StatusSet:
        """Give *member* the *status* in the status system *system*; takes `Permission.EDIT_STATUSES`.

        None takes the status away that the programme has given.

        Raises:
            Refused: ``NO_PERMISSION`` or ``OTHER_REQUEST``.
            InvalidInput: an argument is something else.
            KeyError: the host knows no such member.
        """
        problems = needed_id_problems(system=system) + id_problems(status=status)
        refuse("status", problems or self._status_problems(system, status))
        request = {"system": system, "status": status}
        return self._changed(
            self._step(operation, operator, Permission.EDIT_STATUSES, "status", member, request),
            lambda unit, by: set_status(unit, member, system, status, operation, by),
        )

    def set_attribute(
        self, operation: str, operator: Operator, member: str, definition: AttributeDefinition, value: object
    ) -> AttributeChanged:
        """Give the attribute of *definition* a *value*, or take it away with None.

        Takes `Permission.EDIT_ATTRIBUTES`. The history of the attribute keeps the value and who gave it; the
        audit does not repeat it.

        Raises:
            Refused: ``NO_PERMISSION``; ``DOES_NOT_FIT``, ``REQUIRED`` or ``OUTDATED``; or ``OTHER_REQUEST``.
            InvalidInput: an argument is something else.
            KeyError: the host knows no such member.
        """
        hint = "give an AttributeDefinition"
        unlike = kind_problems("definition", definition, AttributeDefinition, "a definition", hint)
        held, odd = (None, ()) if value is None else freeze_value("value", value)
        refuse("attribute", [*unlike, *odd])
        request = {"attribute": definition.name, "value": held}
        return self._changed(
            self._step(operation, operator, Permission.EDIT_ATTRIBUTES, "attribute", member, request),
            lambda unit, by: change_attribute(unit, member, definition, value, operator, by),
        )

    def join_account(self, operation: str, operator: Operator, member: str) -> AccountJoined:
        """Add what *member* has to the account that he shares from now on; takes `Permission.MERGE_MEMBERS`.

        Which one that is, `Members.account` says; until this is called, what he has lies in his own, where
        nobody spends it. Lots keep their dates, and what he owes comes along. What open purchases hold
        follows when they end. Who leaves a family takes nothing with him: the host names his account again.

        Raises:
            Refused: ``NO_PERMISSION``; ``NOT_OFFERED``, where his account is his own; or ``OTHER_REQUEST``.
            InvalidInput: an argument is something else.
            KeyError: the host knows no such member.
        """
        return self._changed(
            self._step(operation, operator, Permission.MERGE_MEMBERS, "account", member, {}),
            lambda unit, by: join_account(unit, member, known(self.members).account(member), operation, by),
        )

    def merge_members(
        self, operation: str, operator: Operator, member: str, into: str, counters: Iterable[str] = ()
    ) -> MembersMerged:
        """Add what *member* has to what *into* has, who is the same person; takes `Permission.MERGE_MEMBERS`.

        Points and debts go to the account that `Members.account` names for both by now, as `join_account`
        moves them. What *member* has bought counts as bought by *into*. The *counters* named here are
        summed, each change at its moment; others stay as they are.
        Attributes are merged by `individual.merging`, and favourites are chosen anew.

        Raises:
            Refused: ``NO_PERMISSION``; ``NOT_OFFERED``, where they do not share an account; or
                ``OTHER_REQUEST``.
            InvalidInput: an argument is something else.
            KeyError: the host knows no such member.
        """
        names = as_tuple(counters)
        unnamed = [problem for n, one in enumerate(names) if (problem := id_problem(f"counters[{n}]", one))]
        refuse("merge", needed_id_problems(into=into) + unnamed)

        def merged(unit: UnitOfWork, by: ByHand) -> MembersMerged:
            known(self.members).load(into, ())
            return merge_members(unit, known(self.members), member, into, names, operation, by)

        request = {"into": into, "counters": names}
        return self._changed(
            self._step(operation, operator, Permission.MERGE_MEMBERS, "merge", member, request), merged
        )

    def status_records(self, member: str, system: str) -> tuple[StatusRecord, ...]:
        """Which statuses *member* was given in *system*: when, in place of which, why and by whom."""
        refuse("statuses", needed_id_problems(member=member, system=system))
        return transact(self.store, lambda unit: tuple(unit.status_records(member, system)))

    def audit(self, member: str | None) -> tuple[AuditEntry, ...]:
        """What was done for *member* by hand, and what was refused; None for nobody in particular."""
        refuse("audit", id_problems(member=member))
        return transact(self.store, lambda unit: tuple(unit.audit(member)))

    def _status_problems(self, system: str, status: str | None) -> list[Problem]:
        """What keeps *status* from being one of *system*, as far as systems are known."""
        known = {one.id: [tier.status for tier in one.tiers] for one in self.systems}
        if not known:
            return []
        if system not in known:
            message = f"there is no system {shown(system)}"
            return [Problem("system", message, f"there are {', '.join(known)}")]
        if status is None or status in known[system]:
            return []
        hint = f"there are {', '.join(known[system])}"
        return [Problem("status", f"{shown(status)} is none of the system", hint)]

    def _step(
        self,
        operation: str,
        operator: Operator,
        permission: Permission,
        action: str,
        member: str | None,
        request: Mapping[str, object],
    ) -> HandStep:
        return HandStep(
            operation=operation,
            operator=operator,
            permission=permission,
            action=action,
            member=member,
            request=request,
            at=now_by(self.clock),
        )

    def _changed(self, step: HandStep, change: Callable[[UnitOfWork, ByHand], C]) -> C:
        return step.carried_out(self.store, known(self.members), change)
