"""What a rule sees at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.figures import Means
from loyalty_engine.rules.instructions import Given
from loyalty_engine.testing.reference.scene import Scene

#: What is paid with each means, line by line, by the numbers of the lines.
Paid = Mapping[Means, Mapping[int, int]]
WAYS: Final[Mapping[Means, Given]] = {
    Means.POINTS: Given.POINTS_PAYMENT,
    Means.CERTIFICATES: Given.CERTIFICATE_PAYMENT,
    Means.OTHER_POINTS: Given.EXTERNAL_PAYMENT,
}


@frozen(kw_only=True)
class View:
    """What a rule sees at one moment: the lines still open to it, and the sums of that moment.

    A line of which units have been taken is the smaller line that is left. *counts* says what each of the
    *lines* counts for, by its number, and *worth* the same of each line of the receipt, as it was when the
    stage began; *left* is what is left to pay of each right now, and *givers* who has given discounts on it.
    *pending* are the points that the receipt has brought and cost by now. *paid* is what of each line of the
    receipt was paid with each means when the stage began, and *paid_parts* the same of each of the *lines*.
    """

    scene: Scene
    lines: tuple[Line, ...]
    counts: Mapping[int, int]
    worth: Mapping[int, int]
    left: Mapping[int, int]
    givers: Mapping[int, frozenset[str]]
    pending: Mapping[str, int]
    paid: Paid
    paid_parts: Paid

    @property
    def left_to_pay(self) -> int:
        """What the receipt comes to right now."""
        return sum(self.left.values()) + self.scene.besides_lines

    def paid_with(self, means: Means) -> int:
        """What of the receipt was paid with *means* when the stage began."""
        besides = self.scene.besides_lines if means is Means.MONEY else 0
        return sum(self.paid[means].values()) + besides

    def lines_paid_with(self, means: Means) -> int:
        """What of the lines seen was paid with *means* when the stage began."""
        return sum(self.paid_parts[means][line.number] for line in self.lines)

    @property
    def receipt_sum(self) -> int:
        """What the whole receipt came to when the stage began."""
        return sum(self.worth.values()) + self.scene.besides_lines


def paid_by_means(worth: Mapping[int, int], paid: Mapping[Given, Mapping[int, int]]) -> Paid:
    """What of lines that come to *worth* is *paid* with each means: in money, what nothing else pays."""
    by_means = {
        means: {number: paid.get(how, {}).get(number, 0) for number in worth} for means, how in WAYS.items()
    }
    in_money = {number: sum_ - sum(of[number] for of in by_means.values()) for number, sum_ in worth.items()}
    return {**by_means, Means.MONEY: in_money}
