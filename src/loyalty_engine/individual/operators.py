"""Operators who change something for members: in the call centre, or on the member's profile."""

from __future__ import annotations

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.individual.refusal import Refusal, permission_refusals
from loyalty_engine.model.actor import Actor, Permission
from loyalty_engine.model.fields import kind_problems, name_problems


@frozen(kw_only=True)
class Operator:
    """An *actor* who does something for a member, and for which *reason*; both are kept with what changes.

    Raises:
        InvalidInput: *reason* is blank.
    """

    actor: Actor = field(kw_only=False)
    reason: str

    def __attrs_post_init__(self) -> None:
        problems = kind_problems("actor", self.actor, Actor, "an actor", 'build an Actor("id", …)')
        named = name_problems(reason=self.reason)
        if not named and not self.reason.strip():
            named.append(Problem("reason", "is blank", "say in a few words why"))
        refuse("operator", problems + named)

    def refusals(self, permission: Permission) -> list[Refusal]:
        """What keeps the operator from doing what takes *permission*."""
        return permission_refusals(self.actor, permission)
