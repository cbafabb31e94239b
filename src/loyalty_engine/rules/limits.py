"""Limits of offers: how often an offer gives something, for how many units, and how much in all."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.counter_keys import (
    UNKEYED,
    AnyKey,
    CounterKey,
    Keying,
    as_keys,
    called,
    counter_name,
    escaped,
    in_order,
    joined,
    key_problems,
)
from loyalty_engine.model.counters import MOST_COUNTED, CountedPer
from loyalty_engine.model.fields import (
    choice_problems,
    flag_problems,
    kind_problems,
    money_problems,
    needed_id_problems,
)
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.money import Money
from loyalty_engine.model.points import BONUS
from loyalty_engine.model.window import Window
from loyalty_engine.rules.figures import Counted, CounterMoves, CounterNow, ProgramCount
from loyalty_engine.rules.instructions import (
    AcceptCertificate,
    Accrue,
    AddGoods,
    Adopt,
    AllowPayment,
    Instruction,
    Multiply,
    Reduce,
    RoundReceipt,
    SetInitialPrice,
)
from loyalty_engine.rules.predicates import Compare, Range
from loyalty_engine.rules.units import MOST_UNITS

#: The figure that says how much of a limit is used.
Used = CounterNow | CounterMoves | ProgramCount
#: What gives something for lines or for the receipt, and not for so many units.
_NOT_FOR_UNITS = (
    AcceptCertificate,
    AddGoods,
    Adopt,
    AllowPayment,
    Multiply,
    RoundReceipt,
    SetInitialPrice,
)


def _problems(per: object, window: object, keyed_by: object, *, of_products: bool = False) -> list[Problem]:
    found = choice_problems("per", per, CountedPer) + key_problems(keyed_by)
    if not found and not of_products and isinstance(keyed_by, frozenset) and CounterKey.PRODUCT in keyed_by:
        message, hint = "is the product, and what is limited is one for all of them", "give a UnitLimit"
        found.append(Problem("keyed_by", message, hint))
    if window is None:
        return found
    return found + kind_problems("window", window, Window, "a window", "write Window(30, WindowUnit.DAY)")


def _whose(per: CountedPer, window: Window | None, keyed_by: frozenset[AnyKey]) -> str:
    member = ["member"] if per is CountedPer.MEMBER else []
    each = joined([*member, *map(called, in_order(keyed_by))])
    whom = f"per {each}" if each else "in all"
    return whom if window is None else f"{whom} {window}"


def _named(how: str, offer: str) -> str:
    """The counter that says *how* much *offer* has given; no two offers share one."""
    return f"{how}:{escaped(offer, '%{}')}"


@frozen
class Limit:
    """The offer gives something on at most so many purchases: *uses* of each member, or of all buyers.

    With a *window* only the uses count that fall into it. *keyed_by* says what else they are counted by: with
    the place, that many of each member at each place. Without a card there is nothing left of a limit of each
    card.

    Raises:
        InvalidInput: *uses* is not a whole number from 1 on, or another argument is something else.
    """

    uses: int
    per: CountedPer = field(default=CountedPer.MEMBER, kw_only=True)
    window: Window | None = field(default=None, kw_only=True)
    keyed_by: frozenset[AnyKey] = field(default=UNKEYED, converter=as_keys, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problem = number_problem("uses", self.uses, 1, MOST_COUNTED)
        refuse("limit", ([problem] if problem else []) + _problems(self.per, self.window, self.keyed_by))

    @property
    def most(self) -> int:
        """How many uses there are."""
        return self.uses

    def counter(self, offer: str) -> str:
        """The counter that says on how many purchases *offer* has given something."""
        return _named("uses", offer)

    def describe(self) -> str:
        """The limit as a marketer says it."""
        times = "once" if self.uses == 1 else f"{self.uses:,} times"
        return f"at most {times} {_whose(self.per, self.window, self.keyed_by)}"


@frozen
class Budget:
    """The offer gives at most so much in all: *money* off, or *points* in the smallest parts of *currency*.

    It is what each member may get, or what all buyers may; with a *window* only what was given in it counts,
    and *keyed_by* says what else it is counted by, as with a `Limit`.
    What goes beyond what is left is given in part, unless it is not *partial*: then it is not given at all.
    When all is used, the offer gives nothing more of any kind.

    Raises:
        InvalidInput: not one of *money* and *points* is given, or it is not above 0, or another argument is
            something else.
    """

    money: Money | None = None
    points: int | None = field(default=None, kw_only=True)
    currency: str = field(default=BONUS, kw_only=True)
    per: CountedPer = field(default=CountedPer.PROGRAM, kw_only=True)
    window: Window | None = field(default=None, kw_only=True)
    keyed_by: frozenset[AnyKey] = field(default=UNKEYED, converter=as_keys, kw_only=True)
    partial: bool = field(default=True, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems: list[Problem] = []
        if self.money is not None:
            problems += money_problems("money", self.money)
            if not problems and self.money.minor < 1:
                hint = "stop the offer instead, or leave the budget out"
                problems.append(Problem("money", f"{self.money} leaves nothing to give", hint))
        if self.points is not None:
            problem = number_problem("points", self.points, 1, MOST_COUNTED)
            problems += [problem] if problem else []
        if (self.money is None) is (self.points is None):
            problems.append(Problem("", "is not of money alone, nor of points alone", "give one of the two"))
        problems += needed_id_problems(currency=self.currency) + _problems(
            self.per, self.window, self.keyed_by
        )
        if self.points is None and self.currency != BONUS:
            problems.append(Problem("currency", "is a kind of points, and there are none", "give points"))
        refuse("budget", problems + flag_problems(partial=self.partial))

    @property
    def most(self) -> int:
        """How much there is, in minor units of money or in the smallest parts of points."""
        return self.money.minor if self.money is not None else self.points or 0

    def counter(self, offer: str) -> str:
        """The counter that says how much *offer* has given."""
        if self.money is not None:
            return _named("money", offer)
        kind = escaped(self.currency, "%:{}")
        return _named(f"points:{kind}", offer)

    def describe(self) -> str:
        """The budget as a marketer says it."""
        of_points = f"{self.points:,} {self.currency} points" if self.points is not None else ""
        whole = "" if self.partial else ", each time as a whole"
        return f"at most {self.money or of_points} {_whose(self.per, self.window, self.keyed_by)}{whole}"


@frozen
class UnitLimit:
    """The offer gives discounts and points for at most so many *units*: of each member, or of all buyers.

    A line of pieces has as many units as its quantity says, and a weighed line is one. With a *window* only
    the units count that were bought in it, and *keyed_by* says what else they are counted by, as with a
    `Limit`. Of more units the dearest are meant, and the others stay free for other offers; a set that would
    pass the limit is not made. When all are used, the offer gives nothing more of any kind.

    Counted by the product, so many units of each may be had. Then the offer is not for lines of products that
    are used up, nor of those that have no code to be counted by.

    Raises:
        InvalidInput: *units* is not a whole number from 1 to a million, or another argument is wrong.
    """

    units: int
    per: CountedPer = field(default=CountedPer.MEMBER, kw_only=True)
    window: Window | None = field(default=None, kw_only=True)
    keyed_by: frozenset[AnyKey] = field(default=UNKEYED, converter=as_keys, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problem = number_problem("units", self.units, 1, MOST_UNITS)
        found = _problems(self.per, self.window, self.keyed_by, of_products=True)
        refuse("unit limit", ([problem] if problem else []) + found)

    @property
    def most(self) -> int:
        """How many units there are."""
        return self.units

    def counter(self, offer: str) -> str:
        """The counter that says for how many units *offer* has given something."""
        return _named("units", offer)

    def describe(self) -> str:
        """The limit as a marketer says it."""
        units = "1 unit" if self.units == 1 else f"{self.units:,} units"
        return f"for at most {units} {_whose(self.per, self.window, self.keyed_by)}"


#: All that limits an offer.
AnyLimit = Limit | UnitLimit | Budget


def unit_problem(instructions: Iterable[Instruction]) -> Problem | None:
    """What keeps an offer that does all this from having a `UnitLimit`."""
    instructions = tuple(instructions)
    hint = "limit uses, or make a budget; or put the other benefits into an offer of their own"
    if any(isinstance(one, _NOT_FOR_UNITS) for one in instructions):
        return Problem("", "limits units, and the offer gives what is not given for units", hint)
    if not any(isinstance(one, (Reduce, Accrue)) for one in instructions):
        return Problem("", "limits units, and the offer gives nothing for units", hint)
    return None


def used(limit: AnyLimit, offer: str) -> Used:
    """The figure that says how much of *limit* is used of what *offer* gives."""
    counter, window, keys = limit.counter(offer), limit.window, limit.keyed_by
    if limit.per is CountedPer.PROGRAM:
        return ProgramCount(counter=counter, during=window, keyed_by=keys)
    if window is None:
        return CounterNow(counter=counter, keyed_by=keys)
    return CounterMoves(counter=counter, summed=True, during=window, keyed_by=keys)


def used_on(limit: AnyLimit, offer: str, seen: Keying, product: str | None = None) -> str | None:
    """The counter that says how much of *limit* is used of what *offer* gives where *seen* is.

    Where it is counted by the product, *product* is the code of that.
    """
    return counter_name(limit.counter(offer), limit.keyed_by, seen, product)


def by_product(limit: AnyLimit) -> bool:
    """Is *limit* one of each product?"""
    return CounterKey.PRODUCT in limit.keyed_by


def products_left(limit: AnyLimit, offer: str) -> Counted:
    """The test of lines that something of *limit*, one of each product, is left of their product."""
    return Counted(figure=used(limit, offer), range=Range(high=limit.most - 1))


def demanded(limit: AnyLimit, offer: str) -> Compare | Counted:
    """What must hold for *offer* to give anything: something of *limit* is left."""
    return products_left(limit, offer) if by_product(limit) else not_used_up(limit, offer)


def not_used_up(limit: AnyLimit, offer: str) -> Compare:
    """The check that something of *limit* is left, which is one for all of the receipt."""
    return Compare(figure=used(limit, offer), range=Range(high=limit.most - 1))
