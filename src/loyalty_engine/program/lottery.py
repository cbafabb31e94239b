"""Where the draws of a purchase come from: numbers that nobody can foresee, or that a test has chosen."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from loyalty_engine.errors import refuse
from loyalty_engine.model.context import DRAWS, Draws
from loyalty_engine.model.moments import number_problem
from loyalty_engine.program.given import mapping_problems
from loyalty_engine.program.ports import Lottery


@frozen
class SecretLottery:
    """Numbers from the machine's source of secrets, which neither buyers nor cashiers can foresee."""

    def draw(self, purchase: str, name: str) -> int:
        """A number from 0 to 999,999, each as likely as the others."""
        return secrets.randbelow(DRAWS)


def _numbers(value: Mapping[str, int]) -> Mapping[str, int]:
    try:
        return dict(value)
    except (TypeError, ValueError):
        return value


@frozen
class FixedLottery:
    """The *numbers* of some draws, for tests; any other is *others*, which wins next to nothing.

    Raises:
        InvalidInput: a number is not a whole one from 0 to 999,999.
    """

    numbers: Mapping[str, int] = field(default={}, converter=_numbers)
    others: int = DRAWS - 1

    def __attrs_post_init__(self) -> None:
        refuse("lottery", mapping_problems("numbers", self.numbers, "give a dict of numbers by draws"))
        found = [number_problem("numbers", number, 0, DRAWS - 1) for number in self.numbers.values()]
        found.append(number_problem("others", self.others, 0, DRAWS - 1))
        refuse("lottery", [problem for problem in found if problem is not None])

    def draw(self, purchase: str, name: str) -> int:
        """The number that was chosen for the draw."""
        return self.numbers.get(name, self.others)


def drawn(known: Draws, names: Iterable[str], purchase: str, lottery: Lottery) -> Draws:
    """What was drawn for *purchase*: all that is *known*, and now those of *names* that are not."""
    draws = dict(known)
    for name in names:
        if name not in draws:
            draws[name] = lottery.draw(purchase, name)
    return tuple(sorted(draws.items()))
