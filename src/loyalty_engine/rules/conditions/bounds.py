"""Bounds as conditions have them: at least so much, at most so much, or both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from attrs import frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import flag_problems, needed_id_problems
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.rules.figures import OwnBounds

T = TypeVar("T", Money, Quantity, int, dt.date)


@frozen
class FromAttribute:
    """A bound that each member has of his own: the number in his attribute *attribute*.

    It is in whole units: of the receipt's currency, pieces or kilograms, and points in their smallest parts.
    """

    attribute: str

    def __attrs_post_init__(self) -> None:
        refuse("from_attribute", needed_id_problems(attribute=self.attribute))

    def __str__(self) -> str:
        return f"the member's {self.attribute}"


def stated(bound: T | FromAttribute | None) -> T | None:
    """The bound as the offer states it; None where the member carries it."""
    return None if isinstance(bound, FromAttribute) else bound


def own_bounds(low: object, high: object) -> OwnBounds | None:
    """The bounds that the member carries; None where there are none."""
    least = low.attribute if isinstance(low, FromAttribute) else None
    most = high.attribute if isinstance(high, FromAttribute) else None
    return None if least is None and most is None else OwnBounds(low=least, high=most)


def or_own(check: Callable[[str, object], list[Problem]]) -> Callable[[str, object], list[Problem]]:
    """A check of bounds that takes those of the member as well."""
    return lambda path, value: [] if isinstance(value, FromAttribute) else check(path, value)


def bound_problems(
    low: T | FromAttribute | None,
    high: T | FromAttribute | None,
    check: Callable[[str, object], list[Problem]],
    *,
    strictly: bool = False,
    names: tuple[str, str] = ("at_least", "at_most"),
) -> list[Problem]:
    """What is wrong with two bounds: nothing is given, one is not sound, or nothing lies between them.

    Args:
        low: the lower bound, or None.
        high: the upper one, or None.
        check: says what is wrong with a bound by itself.
        strictly: the bounds themselves lie outside.
        names: what the fields are called.
    """
    problems = flag_problems(strictly=strictly)
    least, most = names
    problems += check(least, low) if low is not None else []
    problems += check(most, high) if high is not None else []
    if low is None and high is None:
        problems.append(Problem(least, f"is missing, and so is {most}", "give one bound or both"))
    elif not problems and low is not None and high is not None:
        if strictly and low == high:
            problems.append(Problem(most, f"nothing is more and less than {low}", "say strictly=False"))
        elif not isinstance(low, FromAttribute) and not isinstance(high, FromAttribute):
            problems += _order_problems(low, high, most)
    return problems


def _order_problems(low: T, high: T, most: str) -> list[Problem]:
    """What is wrong with two bounds that are sound by themselves; *most* is what the upper one is called."""
    currency = _currency(low)
    if currency != _currency(high):
        return [Problem(most, f"{high} is not in {currency}", "use one currency")]
    return [Problem(most, f"{high} is less than {low}", "swap the bounds")] if low > high else []


def _currency(bound: object) -> str:
    return bound.currency if isinstance(bound, Money) else ""


def in_words(low: object, high: object, *, strictly: bool = False) -> str:
    """Bounds as a marketer says them: ``at least 2 and at most 5``; nothing where there are none."""
    if low is not None and low == high:
        return f"exactly {low}"
    least = "" if low is None else f"{'more than' if strictly else 'at least'} {low}"
    most = "" if high is None else f"{'less than' if strictly else 'at most'} {high}"
    return " and ".join(part for part in (least, most) if part)


def plural(number: int, noun: str) -> str:
    """The noun as it stands after *number*: ``day``, ``days``."""
    return noun if abs(number) == 1 else f"{noun}s"
