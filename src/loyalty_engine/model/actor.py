"""Who changes a member's facts by hand, what the host lets them do, and what is kept of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import Enum

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import (
    as_set,
    choice_problems,
    name_problems,
    needed_id_problems,
    set_problems,
    untold,
)
from loyalty_engine.model.moments import moment_problem


class Permission(Enum):
    """What a host may let an operator do."""

    EDIT_FAVORITES = "edit_favorites"
    EDIT_ATTRIBUTES = "edit_attributes"
    EDIT_POINTS = "edit_points"  # grant them, and write them off
    EDIT_COUNTERS = "edit_counters"
    EDIT_STATUSES = "edit_statuses"
    EDIT_COUPONS = "edit_coupons"
    MERGE_MEMBERS = "merge_members"  # join accounts, of one person or of a family


def _permissions(value: Iterable[Permission]) -> frozenset[Permission]:
    return as_set(value)


def _permission_problem(path: str, value: object) -> Problem | None:
    return next(iter(choice_problems(path, value, Permission)), None)


@frozen(kw_only=True)
class Actor:
    """A person, or a program, that works for the host: its *id* there, and what it may do.

    The host knows who has which role; the library asks for single permissions only.
    """

    id: str = field(kw_only=False)
    permissions: frozenset[Permission] = field(default=frozenset(), converter=_permissions)

    def __attrs_post_init__(self) -> None:
        problems = [untold(problem) for problem in needed_id_problems(id=self.id)]
        problems += set_problems("permissions", self.permissions, _permission_problem)
        refuse("actor", problems)

    def may(self, permission: Permission) -> bool:
        """Did the host grant *permission*?"""
        return permission in self.permissions


@frozen(kw_only=True)
class ByHand:
    """What is kept of a change by hand: who made it, when, and for which reason.

    Raises:
        InvalidInput: *reason* is blank, or *at* has no offset.
    """

    author: str
    at: dt.datetime
    reason: str

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(author=self.author) + name_problems(reason=self.reason)
        dated = moment_problem("at", self.at, aware=True)
        problems += [dated] if dated else []
        if not problems and not self.reason.strip():
            problems.append(Problem("reason", "is blank", "say in a few words why"))
        refuse("change by hand", problems)
