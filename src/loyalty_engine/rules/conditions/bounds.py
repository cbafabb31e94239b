"""Bounds as conditions have them: at least so much, at most so much, or both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from loyalty_engine.errors import Problem
from loyalty_engine.model.fields import flag_problems
from loyalty_engine.model.money import Money, Quantity

T = TypeVar("T", Money, Quantity, int, dt.date)


def bound_problems(
    low: T | None,
    high: T | None,
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
        currency = _currency(low)
        if currency != _currency(high):
            problems.append(Problem(most, f"{high} is not in {currency}", "use one currency"))
        elif low > high:
            problems.append(Problem(most, f"{high} is less than {low}", "swap the bounds"))
        elif strictly and low == high:
            problems.append(Problem(most, f"nothing is more and less than {low}", "say strictly=False"))
    return problems


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
