"""What of a predicate is live: looks at what is given while a stage goes on, and is decided at each trial."""

from __future__ import annotations

from loyalty_engine.rules.figures import BalanceNow
from loyalty_engine.rules.predicates import (
    All,
    Any,
    Compare,
    Contains,
    Discounted,
    Predicate,
    ReceiptSum,
    is_of_lines,
)


def leaves(predicate: Predicate) -> list[Predicate]:
    """The parts of *predicate* that combine no others."""
    if isinstance(predicate, (All, Any)):
        return [leaf for part in predicate.parts for leaf in leaves(part)]
    return [predicate]


def discounts_asked(predicate: Predicate) -> list[Discounted]:
    """Where *predicate* asks which lines have been given discounts."""
    found: list[Discounted] = []
    for leaf in leaves(predicate):
        tests = leaf.tests if isinstance(leaf, Contains) else (leaf,)
        found += [test for test in tests if isinstance(test, Discounted)]
    return found


def is_pending(check: Compare) -> bool:
    """Does *check* ask for points that the receipt itself brings or costs?"""
    return isinstance(check.figure, BalanceNow) and check.figure.with_receipt


def is_live(check: Compare | Contains) -> bool:
    """Does *check* look at what other offers have given on this receipt?"""
    if isinstance(check, Contains):
        return check.so_far
    return (isinstance(check.figure, ReceiptSum) and check.figure.so_far) or is_pending(check)


def revives(check: Compare | Contains) -> bool:
    """Can less, of lines or of what is left to pay, make *check* hold? An upper bound says so.

    Points may come and go, so whatever looks at them can come to hold.
    """
    if isinstance(check, Compare) and is_pending(check):
        return True
    if not (isinstance(check, Compare) and is_of_lines(check.figure)) and not is_live(check):
        return False
    if check.own is not None and check.own.high is not None:
        return True
    return check.negated or check.range.high is not None
