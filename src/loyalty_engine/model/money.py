"""Exact numbers: money, quantities, percentages, and the only places where anything is rounded.

Inside, every number is an integer of the smallest part: minor units of a currency, thousandths of a piece or
a kilogram, hundredths of a percent. Neither floats nor the context of `decimal` can touch a result. The laws:

* what is written as text is kept exactly or refused, and reads back the same;
* two currencies never meet: adding or comparing them is refused;
* `ratio` is the exact quotient, rounded once, the named way, and symmetric around zero;
* `allocate` hands out every unit, gives no entry more than its cap, and never takes a unit away from an
  entry because there is one more to share.

>>> Money.of("399.90", "RUB") + Money.of(10, "RUB")
Money(minor=40990, currency='RUB')
>>> print(Money.of("399.90", "RUB"), "|", Quantity.of("0.755"), "|", Percent("12.5"))
399.90 RUB | 0.755 | 12.5 %
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from decimal import Decimal
from heapq import heapify, heapreplace
from operator import add, le
from typing import Final, assert_never

from attrs import frozen

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.currencies import EXPONENTS, currency_problem
from loyalty_engine.model.decimals import scaled, shortest, written


class Rounding(enum.Enum):
    """What becomes of the part of a unit that a division leaves."""

    HALF_UP = "half_up"  #: to the nearest unit; a half goes away from zero
    HALF_DOWN = "half_down"  #: to the nearest unit; a half goes toward zero
    HALF_EVEN = "half_even"  #: to the nearest unit; a half goes to the even neighbour
    DOWN = "down"  #: toward zero
    UP = "up"  #: away from zero


# Bound once: reading a member off its class costs as much as the division.
_HALF_UP: Final = Rounding.HALF_UP
_HALF_DOWN: Final = Rounding.HALF_DOWN
_HALF_EVEN: Final = Rounding.HALF_EVEN
_DOWN: Final = Rounding.DOWN
_UP: Final = Rounding.UP


def ratio(value: int, numerator: int, denominator: int, rounding: Rounding) -> int:
    """*value* × *numerator* / *denominator*, rounded once.

    A negative result is the mirror of the positive one, so a return undoes its sale.

    Raises:
        InvalidInput: *denominator* is 0.

    >>> ratio(399_90, 1250, 10_000, Rounding.HALF_UP)  # 12.5 % of 399.90
    4999
    """
    product = value * numerator
    if product >= 0 < denominator:  # what discounts and points ask for, on every line
        if rounding is _HALF_UP:
            return (2 * product + denominator) // (2 * denominator)
        if rounding is _DOWN:
            return product // denominator
    if not denominator:
        raise InvalidInput.at("ratio", "denominator", "nothing can be divided by 0", "give another number")
    size = abs(denominator)
    whole, rest = divmod(abs(product), size)
    if rounding is _HALF_UP:
        whole += 2 * rest >= size
    elif rounding is _HALF_DOWN:
        whole += 2 * rest > size
    elif rounding is _HALF_EVEN:
        whole += 2 * rest + whole % 2 > size  # an odd number of units leans upwards at exactly a half
    elif rounding is _UP:
        whole += rest > 0
    elif rounding is not _DOWN:
        assert_never(rounding)
    return whole if (product < 0) == (denominator < 0) else -whole


def ratios(values: Sequence[int], numerator: int, denominator: int, rounding: Rounding) -> list[int]:
    """`ratio` of each of *values*."""
    plain = rounding is _HALF_UP and numerator >= 0 < denominator
    double = 2 * denominator
    found = []
    for value in values:
        if plain and value >= 0:  # written out, for this is what discounts ask for on every line
            found.append((2 * value * numerator + denominator) // double)
        else:
            found.append(ratio(value, numerator, denominator, rounding))
    return found


def allocate(total: int, weights: Sequence[int], caps: Sequence[int] | None = None) -> tuple[int, ...]:
    """Spread *total* over entries in proportion to their *weights*, none above its cap.

    The method is Sainte-Laguë's. Picture one queue of units: the n-th unit of an entry of weight w stands at
    (2n − 1) / w, a tie goes to the earlier entry, and a cap strikes the units above it from the queue. The
    shares are the first *total* units of the queue. Hence they add up, and one unit more lengthens one share
    and shortens none. Exactly the first w units of an entry of weight w stand before 2, so without caps the
    sum of the weights is spread into the weights, and less gives no entry more than its weight.

    Args:
        total: units to hand out, 0 or more.
        weights: one per entry, each 0 or more; an entry of weight 0 gets nothing. The order of the entries
            is the order in which ties are settled.
        caps: the most that each entry may get, 0 or more; what a capped entry leaves goes to the others.

    Returns:
        One share per entry, in their order.

    Raises:
        InvalidInput: a number is negative or no integer, the lengths differ, or *total* cannot be placed
            because all weights are 0 or the caps are too low.

    Source:
        docs/adr/0004-allocation.md

    >>> allocate(1000, [1, 1, 1])
    (334, 333, 333)
    >>> allocate(1000, [1, 1, 1], caps=[100, 1000, 1000])
    (100, 450, 450)
    """
    problems = _misallocated(total, weights, caps)
    if problems:
        raise InvalidInput("allocation", tuple(problems))
    if not total:
        return (0,) * len(weights)
    return tuple(spread(total, weights) if caps is None else spread_below(caps, total, weights))


def _misallocated(total: int, weights: Sequence[int], caps: Sequence[int] | None) -> list[Problem]:
    problems = []
    for path, numbers in (("total", (total,)), ("weights", weights), ("caps", caps or ())):
        if numbers and ({*map(type, numbers)} != {int} or min(numbers) < 0):
            bad = next(number for number in numbers if type(number) is not int or number < 0)
            problems.append(Problem(path, f"{bad!r} is no share of anything", "give integers, 0 or more"))
    if caps is not None and len(caps) != len(weights):
        lengths = f"there are {len(caps)} caps for {len(weights)} weights"
        problems.append(Problem("caps", lengths, "give each entry its cap"))
    if problems or not total:
        return problems
    if not any(weights):
        return [Problem("weights", f"nobody has a claim on any of {total}", "give an entry a weight")]
    if caps is not None:
        room = sum(cap for cap, weight in zip(caps, weights, strict=True) if weight)
        if room < total:
            return [Problem("caps", f"they leave room for {room} of {total}", "lower the total first")]
    return []


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """`allocate` without caps, for numbers known to be sound: *total* and some weight are above 0."""
    whole = sum(weights)
    # Cut the queue at the place 2 × total / whole: each share is its exact claim, rounded half-up. The sum
    # is off by at most half a unit per entry, however large the total is.
    double_total, double_whole = 2 * total, 2 * whole
    shares = [(double_total * weight + whole) // double_whole for weight in weights]
    missing = total - sum(shares)
    if not missing:
        return shares
    # Places become integers that compare alike, for two that differ are 1 / (weight × weight) apart or more.
    scale = max(weights) ** 2
    if missing > 0:  # by the place of each entry's next unit
        queue = [((2 * shares[i] + 1) * scale // weight, i) for i, weight in enumerate(weights) if weight]
        heapify(queue)
        for _ in range(missing):
            i = queue[0][1]
            shares[i] += 1
            heapreplace(queue, ((2 * shares[i] + 1) * scale // weights[i], i))
    else:  # from behind, by the place of each entry's last unit: places and entries count downwards
        queue = [((1 - 2 * shares[i]) * scale // weight, -i) for i, weight in enumerate(weights) if weight]
        heapify(queue)
        for _ in range(-missing):
            i = -queue[0][1]
            shares[i] -= 1
            heapreplace(queue, ((1 - 2 * shares[i]) * scale // weights[i], -i))
    return shares


def spread_below(caps: Sequence[int], total: int, weights: Sequence[int]) -> list[int]:
    """`allocate` for numbers known to be sound: *total* is above 0, and *caps* have room for it."""
    held, claims = [0] * len(weights), list(weights)
    # Striking units from the queue moves later ones forward and none back. So an entry that reaches its cap
    # in the queue without caps also reaches it in the queue with them: it takes its cap and leaves, and what
    # remains is the same question about the others. Where no share is above its cap, both queues begin alike.
    # Mostly two rounds do, and there is never more than one for each entry at its cap.
    while not all(map(le, shares := spread(total, claims), caps)):
        for i, (share, cap) in enumerate(zip(shares, caps, strict=True)):
            if share >= cap:
                held[i], claims[i] = cap, 0
                total -= cap
    return list(map(add, held, shares))


#: Sums may grow beyond what can be written. An amount past this is a mistake, and Python itself refuses to
#: print integers of thousands of digits.
_MOST_MINOR: Final = 10**24 - 1

#: 12 digits before the point and 3 behind it.
_MOST_THOUSANDTHS: Final = 10**15 - 1

#: 100 %, in hundredths of a per cent.
_WHOLE: Final = 100_00

_UNIT_HINT: Final = "check the unit it is given in"

#: The most decimals that any currency has.
_MOST_DECIMALS: Final = max(EXPONENTS.values())


@frozen
class Money:
    """An amount of one currency in its minor units: ``Money(399_90, "RUB")`` is 399.90 roubles.

    Negative amounts are legal here; where one cannot be meant, the model that holds it says so. Amounts of
    one currency add up, negate and compare; ``sum(amounts, Money.zero("RUB"))`` adds many.
    """

    minor: int
    currency: str

    def __attrs_post_init__(self) -> None:
        problems = []
        if type(self.minor) is not int:
            message = f"{type(self.minor).__name__} is not a number of minor units"
            problems.append(Problem("minor", message, 'give an int, or write Money.of("9.90", "EUR")'))
        elif not -_MOST_MINOR <= self.minor <= _MOST_MINOR:
            problems.append(Problem("minor", "it has more than 24 digits", _UNIT_HINT))
        if unknown := currency_problem(self.currency, "currency"):
            problems.append(unknown)
        if problems:
            raise InvalidInput("money", tuple(problems))

    @classmethod
    def of(cls, amount: str | int | Decimal, currency: str) -> Money:
        """The money that people write as *amount*, in whole units of *currency*.

        Args:
            amount: digits with at most one point, ``"399.90"``, or an integer or `Decimal`; up to 15 digits
                before the point and no more decimals than the currency has.
            currency: a code of `EXPONENTS`.

        Raises:
            InvalidInput: *amount* is anything else, a float above all, or *currency* is unknown.
        """
        unknown = currency_problem(currency, "currency")
        places, what = (_MOST_DECIMALS, "a currency") if unknown else (EXPONENTS[currency], currency)
        minor = scaled(amount, places, what, path="amount")
        if isinstance(minor, Problem):
            raise InvalidInput("money", (minor, unknown) if unknown else (minor,))
        return cls(minor, currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in *currency*: what a sum starts from."""
        return cls(0, currency)

    @property
    def decimal(self) -> str:
        """The amount with all decimals of its currency and without its code: ``"399.90"``."""
        return written(self.minor, EXPONENTS[self.currency])

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._like(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._like(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._like(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._like(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._like(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._like(other)

    def _like(self, other: Money) -> int:
        """The minor units of *other*, if it can be added to this and compared with it."""
        if not isinstance(other, Money):
            message = f"{self.currency} cannot be added to or compared with {type(other).__name__}"
            raise InvalidInput.at("money", "", message, "make it money first, with Money.of")
        if other.currency != self.currency:
            message = f"{self.currency} cannot be added to or compared with {other.currency}"
            raise InvalidInput.at("money", "currency", message, "convert one of them first")
        return other.minor


@frozen(order=True)
class Quantity:
    """How much of a product: pieces, kilograms or the like, exact to a thousandth and more than nothing."""

    thousandths: int

    def __attrs_post_init__(self) -> None:
        if type(self.thousandths) is not int:
            message = f"{type(self.thousandths).__name__} is not a number of thousandths"
            raise InvalidInput.at("quantity", "", message, 'give an int, or write Quantity.of("0.5")')
        if abs(self.thousandths) > _MOST_THOUSANDTHS:
            raise InvalidInput.at("quantity", "", "it has more than 12 digits before the point", _UNIT_HINT)
        if self.thousandths <= 0:
            message = f"{shortest(self.thousandths, 3)} is not more than 0"
            raise InvalidInput.at("quantity", "", message, "leave out what was not bought")

    @classmethod
    def of(cls, value: int | str | Decimal | Quantity) -> Quantity:
        """The quantity that people write as *value*: ``2`` or ``"0.755"``.

        Raises:
            InvalidInput: *value* is not more than 0, has more than 3 decimals or more than 12 digits before
                the point, or is no number at all; floats and booleans are none.
        """
        if isinstance(value, Quantity):
            return value
        thousandths = scaled(value, 3, "a quantity", digits=12)
        if isinstance(thousandths, Problem):
            raise InvalidInput("quantity", (thousandths,))
        return cls(thousandths)

    @property
    def whole(self) -> bool:
        """Whether it is a number of whole pieces."""
        return self.thousandths % 1000 == 0

    def __str__(self) -> str:
        return shortest(self.thousandths, 3)


@frozen(order=True, repr=False, init=False)
class Percent:
    """A share of something, 0 to 100 per cent, exact to a hundredth of a per cent: ``Percent("12.5")``.

    It is built from what people write, ``12``, ``"12.5"`` or a `Decimal`, or from another percentage;
    `from_hundredths` takes the number inside.

    Raises:
        InvalidInput: the value is out of range, has more than 2 decimals, or is no number at all; floats
            and booleans are none.
    """

    hundredths: int

    # By position only: whoever copies field by field then fails, instead of making 0.5 % into 50 %.
    def __init__(self, value: int | str | Decimal | Percent, /) -> None:
        number = value.hundredths if isinstance(value, Percent) else scaled(value, 2, "a percentage")
        if isinstance(number, Problem):
            raise InvalidInput("percentage", (number,))
        self.__attrs_init__(number)

    def __attrs_post_init__(self) -> None:
        if type(self.hundredths) is not int:
            message = f"{type(self.hundredths).__name__} is not a number of hundredths"
            raise InvalidInput.at("percentage", "", message, 'give an int, or write Percent("12.5")')
        if not 0 <= self.hundredths <= _WHOLE:
            shown = shortest(self.hundredths, 2) if abs(self.hundredths) <= _MOST_MINOR else "it"
            message = f"{shown} is not between 0 and 100"
            raise InvalidInput.at("percentage", "", message, "12.5 % is written 12.5")

    @classmethod
    def from_hundredths(cls, hundredths: int) -> Percent:
        """The percentage of *hundredths* of a per cent, 0 to 10,000: 1250 is 12.5 %."""
        percent = cls.__new__(cls)
        percent.__attrs_init__(hundredths)
        return percent

    def __str__(self) -> str:
        return f"{shortest(self.hundredths, 2)} %"

    def __repr__(self) -> str:
        return f"Percent({shortest(self.hundredths, 2)!r})"
