"""Kinds of points: bonuses, stars, chips."""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.decimals import scaled, shortest, written
from loyalty_engine.model.fields import faults, kept, name_problems, needed_id_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.moments import number_problem

BONUS: Final = "bonus"

#: The most that a point can be worth, in thousandths: twelve digits before the point.
_DEAREST: Final = 10**15 - 1


@frozen
class Worth:
    """What a point is worth in units of money, kept in thousandths; 0 is allowed."""

    thousandths: int

    def __attrs_post_init__(self) -> None:
        problem = number_problem("thousandths", self.thousandths, 0, _DEAREST)
        refuse("worth of a point", [problem] if problem else [])

    @classmethod
    def of(cls, value: Worth | int | str) -> Worth:
        """``1``, ``"0.5"`` or ``0``; at most three decimals and twelve digits before the point.

        Raises:
            InvalidInput: *value* is negative, or no such number.
        """
        if isinstance(value, Worth):
            return value
        thousandths = scaled(value, 3, "what a point is worth", digits=12)
        if not isinstance(thousandths, Problem) and thousandths < 0:
            thousandths = Problem("", f"{value} is negative", "give 0 or more")
        if isinstance(thousandths, Problem):
            raise InvalidInput("worth of a point", (thousandths,))
        return cls(thousandths)


@frozen
class Factor:
    """How many times as many points there will be, kept in hundredths: more than 1, at most 1,000."""

    hundredths: int

    def __attrs_post_init__(self) -> None:
        problem = number_problem("hundredths", self.hundredths, 101, 100_000)
        refuse("factor", [problem] if problem else [])

    @classmethod
    def of(cls, value: Factor | int | str) -> Factor:
        """``2``, ``"1.5"`` or ``"1.25"``; at most two decimals.

        Raises:
            InvalidInput: *value* is no such number, or not more than 1, or more than 1,000.
        """
        if isinstance(value, Factor):
            return value
        hundredths = scaled(value, 2, "a factor", digits=4)
        if not isinstance(hundredths, Problem) and not 100 < hundredths <= 100_000:
            hundredths = Problem("", f"{value} is out of bounds", "give more than 1, and 1000 at most")
        if isinstance(hundredths, Problem):
            raise InvalidInput("factor", (hundredths,))
        return cls(hundredths)

    def __str__(self) -> str:
        return shortest(self.hundredths, 2)


def _worth(value: Worth | int | str) -> Worth:
    return kept(Worth.of, value)


@frozen(kw_only=True)
class PointsCurrency:
    """A kind of points and how finely it divides.

    *exponent* is the number of decimals of a point, 0 to 6: amounts of points are integers of the
    smallest part, so with exponent 0 they are whole points. *worth* is what one point is worth in units
    of money where benefits are compared, written ``1`` or ``"0.5"``; 0 is for collectibles that must not
    outbid money.
    """

    id: str = field(default=BONUS, kw_only=False)
    name: str = ""
    exponent: int = 0
    worth: Worth = field(default=Worth(1000), converter=_worth)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id) + name_problems(name=self.name)
        problem = number_problem("exponent", self.exponent, 0, 6)
        problems += ([problem] if problem else []) + faults("worth", Worth.of, self.worth)
        refuse(f"points currency {shown(self.id)}", problems)

    def write(self, amount: int) -> str:
        """*amount* smallest parts as a person writes points: ``19``, or ``1.50`` with two decimals."""
        return written(amount, self.exponent)


BONUS_POINTS = PointsCurrency(BONUS, name="bonus points")
