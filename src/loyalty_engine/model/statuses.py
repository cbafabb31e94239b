"""What a member holds in the programme besides counters: points to spend, and statuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from attrs import frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.pairs import as_pairs

#: The most points of a kind, in their smallest parts, on either side of 0.
MOST_POINTS: Final = 10**18


@frozen
class PointsBalance:
    """The points of one kind that the member can spend now: *active* of their smallest parts.

    Points that are not active yet do not count. The balance may be negative, where points were taken back
    that had been spent.
    """

    active: int = 0

    def __attrs_post_init__(self) -> None:
        problem = number_problem("active", self.active, -MOST_POINTS, MOST_POINTS)
        refuse("balance", [problem] if problem else [])


def as_balance(value: PointsBalance | int) -> PointsBalance:
    """Converter: a number is so many active parts."""
    if type(value) is int and abs(value) <= MOST_POINTS:
        return PointsBalance(value)
    return cast("PointsBalance", value)


def balance_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being a balance."""
    if isinstance(value, PointsBalance):
        return []
    return [Problem(path, f"{shown(value)} is no balance", "give a whole number of the smallest parts")]


#: Statuses by status system.
Statuses = tuple[tuple[str, str], ...]


def as_statuses(value: Mapping[str, str] | Statuses) -> Statuses:
    """Converter: the items of a mapping; a status is its id."""
    return as_pairs(value, _as_status)


def _as_status(value: str) -> str:
    return value


def status_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being the id of a status."""
    problem = id_problem(path, value)
    return [problem] if problem else []
