"""The audit: what operators did for members, and what they were refused."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.actor import ByHand, Permission
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    flag_problems,
    id_problems,
    kind_problems,
    name_problems,
    needed_id_problems,
    tuple_problems,
)

Details = tuple[tuple[str, str], ...]


def _details(value: Iterable[tuple[str, str]]) -> Details:
    return as_tuple(value)


@frozen(kw_only=True)
class AuditEntry:
    """One thing that was done for *member* by hand, or was refused for want of *permission*.

    *by* says who did it, when and why; *action* what it was, and *operation* under which id it was sent.
    *details* are pairs of texts, such as the amount, or what stood there before. *member* is None where it
    was about nobody in particular, such as a counter of the programme.
    """

    by: ByHand
    permission: Permission
    action: str
    operation: str
    member: str | None = None
    allowed: bool = True
    details: Details = field(default=(), converter=_details)

    def __attrs_post_init__(self) -> None:
        problems = kind_problems("by", self.by, ByHand, "a change by hand", "give a ByHand")
        problems += choice_problems("permission", self.permission, Permission)
        problems += needed_id_problems(action=self.action, operation=self.operation)
        problems += id_problems(member=self.member) + flag_problems(allowed=self.allowed)
        problems += self._detail_problems()
        refuse("audit entry", problems)

    def _detail_problems(self) -> list[Problem]:
        problems = tuple_problems("details", self.details, tuple, "a pair", "give (name, text) pairs")
        for n, pair in enumerate(() if problems else self.details):
            texts: tuple[object, ...] = pair
            if len(texts) != 2 or name_problems(name=texts[0], text=texts[1]):
                problems.append(Problem(f"details[{n}]", "is no pair of texts", "give (name, text)"))
        return problems
