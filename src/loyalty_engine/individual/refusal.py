"""Why something that a member or an operator asked for is not done."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import define, frozen

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.actor import Actor, Permission


class Reason(Enum):
    """Why a request is refused, for services that say it in their own words."""

    TOO_MANY = "too_many"  # more than there are slots, or than max_count allows
    UNKNOWN = "unknown"  # nothing has this id or position
    REPEATED = "repeated"  # one thing twice
    NOT_LISTED = "not_listed"  # the product is not among those one may choose from
    LOCKED = "locked"  # the slot takes nothing
    CHOSEN = "chosen"  # there is a choice already, and it stands until its period ends
    CLOSED = "closed"  # choices are not made at this time
    ENDED = "ended"  # what is accepted is over
    NOT_OFFERED = "not_offered"  # there is nothing to choose or to accept
    DOES_NOT_FIT = "does_not_fit"  # the attribute takes no such value
    REQUIRED = "required"  # the attribute cannot be without a value
    OUTDATED = "outdated"  # something was changed after the request was made
    NO_PERMISSION = "no_permission"  # the host has not granted it
    NOT_ENOUGH = "not_enough"  # fewer points can be spent
    IN_USE = "in_use"  # a purchase that is still open has it
    OTHER_REQUEST = "other_request"  # the operation id was used for something else


@frozen(kw_only=True)
class Refusal(Problem):
    """One reason against a request; *path* leads into the request, such as ``products[1]``."""

    reason: Reason


@define(slots=False)
class Refused(InvalidInput):
    """A request is not allowed as it stands; nothing of it was done. All reasons are given at once."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons, in the order of the problems."""
        return tuple(problem.reason for problem in self.problems if isinstance(problem, Refusal))


def refuse_request(subject: str, refusals: Iterable[Refusal]) -> None:
    """Raise `Refused` where there is any reason to; otherwise do nothing."""
    found = tuple(refusals)
    if found:
        raise Refused(subject, found)


def refusal(path: str, reason: Reason, message: str, hint: str = "") -> Refusal:
    """One reason against a request."""
    return Refusal(path, message, hint, reason=reason)


def permission_refusals(actor: Actor, permission: Permission) -> list[Refusal]:
    """What keeps *actor* from doing what takes *permission*."""
    if actor.may(permission):
        return []
    message = "the host has not permitted this operator to do this"
    hint = f"it takes Permission.{permission.name}"
    return [refusal("actor", Reason.NO_PERMISSION, message, hint)]
