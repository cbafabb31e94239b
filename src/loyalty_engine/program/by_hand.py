"""Steps of operators: permitted or refused, carried out once, and audited either way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from attrs import frozen

from loyalty_engine.errors import LoyaltyError, refuse
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import Reason, Refused, refusal, refuse_request
from loyalty_engine.model.actor import ByHand, Permission
from loyalty_engine.model.audit import AuditEntry, Details
from loyalty_engine.model.fields import id_problems, kind_problems, needed_id_problems
from loyalty_engine.program.ports import Members, Store, UnitOfWork
from loyalty_engine.program.steps import Step
from loyalty_engine.program.transactions import transact


class Change(Protocol):
    """What a step came to."""

    def details(self) -> Details:
        """What the audit says of it."""
        ...


C = TypeVar("C", bound=Change)


@frozen(kw_only=True)
class HandStep:
    """What *operator* asks for at the moment *at*: the *action*, on *member*, None for nobody in particular.

    Raises:
        InvalidInput: an id is none, or *operator* is no operator.
    """

    operation: str
    operator: Operator
    permission: Permission
    action: str
    member: str | None
    request: Mapping[str, object]
    at: dt.datetime

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(operation=self.operation) + id_problems(member=self.member)
        hint = 'give Operator(Actor("id", …), reason="…")'
        refuse(
            self.action, problems + kind_problems("operator", self.operator, Operator, "an operator", hint)
        )

    def permitted(self, store: Store) -> None:
        """Refuse an operator who may not do this; that is noted in the audit.

        Raises:
            Refused: ``NO_PERMISSION``.
        """
        found = self.operator.refusals(self.permission)
        if found:
            refused = self._entry((), allowed=False)
            transact(store, lambda unit: unit.note(refused))  # it is to last although the step is refused
        refuse_request(self.action, found)

    def carried_out(self, store: Store, members: Members, change: Callable[[UnitOfWork, ByHand], C]) -> C:
        """What the step comes to, once it is permitted and the host knows the member.

        Raises:
            Refused: as for `permitted` and `within`.
            KeyError: the host knows no such member.
        """
        self.admitted(store, members)
        return transact(store, lambda unit: self.within(unit, lambda by: change(unit, by)))

    def admitted(self, store: Store, members: Members) -> None:
        """Refuse an operator who may not do this, and a member whom the host does not know.

        Raises:
            Refused: as for `permitted`.
            KeyError: the host knows no such member.
        """
        self.permitted(store)
        if self.member is not None:
            members.load(self.member, ())

    def within(self, unit: UnitOfWork, change: Callable[[ByHand], C]) -> C:
        """What the step comes to, within a transaction; that of the last time, where it was carried out.

        Raises:
            Refused: ``OTHER_REQUEST``, or what *change* refuses.
        """
        return self.asked.once(unit, lambda: self.noted(unit, change), self.other)

    def noted(self, unit: UnitOfWork, change: Callable[[ByHand], C]) -> C:
        """What *change* comes to, noted in the audit."""
        done = change(self.by)
        unit.note(self._entry(done.details(), allowed=True))
        return done

    @property
    def asked(self) -> Step:
        """What is asked for, by whom and why."""
        asked = {**self.request, "member": self.member, "author": self.by.author, "reason": self.by.reason}
        return Step.of(self.operation, self.action, asked)

    def other(self, message: str) -> LoyaltyError:
        """The error for an id that was used for something else."""
        hint = "give each change an id of its own"
        return Refused(self.action, (refusal("operation", Reason.OTHER_REQUEST, message, hint),))

    @property
    def by(self) -> ByHand:
        """Who, when and why."""
        return ByHand(author=self.operator.actor.id, at=self.at, reason=self.operator.reason)

    def _entry(self, details: Details, *, allowed: bool) -> AuditEntry:
        return AuditEntry(
            by=self.by,
            permission=self.permission,
            action=self.action,
            operation=self.operation,
            member=self.member,
            allowed=allowed,
            details=details,
        )
