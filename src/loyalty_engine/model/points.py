"""Kinds of points: bonuses, stars, chips."""

from __future__ import annotations

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import id_problem
from loyalty_engine.model.money import Quantity

BONUS = "bonus"


def _worth(value: Worth | int | str) -> Worth:
    return value if isinstance(value, Worth) else Worth.of(value)


@frozen
class Worth:
    """What a point is worth in units of money, kept in thousandths; 0 is allowed."""

    thousandths: int

    @classmethod
    def of(cls, value: int | str) -> Worth:
        """``1``, ``"0.5"`` or ``0``; at most three decimals."""
        if value == 0 and type(value) is int:
            return cls(0)
        try:
            return cls(Quantity.of(value).thousandths)
        except InvalidInput as error:
            raise InvalidInput.at(
                "points currency", "worth", error.problems[0].message, error.problems[0].hint
            ) from None


@frozen(kw_only=True)
class PointsCurrency:
    """A kind of points and how finely it divides.

    *exponent* is the number of decimals of a point, 0 to 6: amounts of points are integers of the
    smallest part, so with exponent 0 they are whole points. *worth* is what one point is worth in units
    of money where benefits are compared, written ``1`` or ``"0.5"``; 0 is for
    collectibles that must not outbid money.
    """

    id: str = field(default=BONUS, kw_only=False)
    name: str = ""
    exponent: int = 0
    worth: Worth = field(default=Worth(1000), converter=_worth)

    def __attrs_post_init__(self) -> None:
        problems = [id_problem("id", self.id)]
        if type(self.exponent) is not int or not 0 <= self.exponent <= 6:
            problems.append(
                Problem("exponent", f"{self.exponent!r} is not a number of decimals", "use 0 to 6")
            )
        refuse(f"points currency {self.id!r}", (p for p in problems if p))

    def write(self, amount: int) -> str:
        """*amount* smallest parts as a person writes points: ``19``, or ``1.50`` with two decimals."""
        if not self.exponent:
            return str(amount)
        whole, rest = divmod(abs(amount), 10**self.exponent)
        return f"{'-' if amount < 0 else ''}{whole}.{rest:0{self.exponent}d}"


BONUS_POINTS = PointsCurrency(BONUS, name="bonus points")
