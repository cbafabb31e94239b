"""What a Loymax preference gives: a share, a sum, a price or a coupon, between its keys and our benefits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final, TypeVar

from attrs import frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.amounts import Amount, Fixed, PerUnit, PricePerUnit, Share
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.decimals import scaled, shortest
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.money import Percent
from loyalty_engine.model.personal import BenefitKind, EntryBenefit
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.wire.faults import attempt, inside, missing_key, renamed
from loyalty_engine.wire.loymax.shapes import Method, PreferenceType
from loyalty_engine.wire.text import MOST_PROBLEMS

S = TypeVar("S")
T = TypeVar("T")

KINDS: Final = MappingProxyType(
    {
        PreferenceType.DISCOUNT: BenefitKind.DISCOUNT,
        PreferenceType.CASHBACK: BenefitKind.POINTS,
        PreferenceType.COUPON: BenefitKind.COUPON,
    }
)
TYPES: Final = MappingProxyType({kind: type_ for type_, kind in KINDS.items()})


@frozen
class Preference:
    """What a code in ``preferenceType`` of favourite categories stands for.

    Raises:
        InvalidInput: coupons, for a category has no place for their issue.
    """

    kind: BenefitKind
    method: Method

    def __attrs_post_init__(self) -> None:
        if self.kind is BenefitKind.COUPON:
            raise InvalidInput.at("preference", "kind", "a category cannot name a coupon", "use another kind")


@frozen
class Terms:
    """What an attribute value leaves unsaid: the currency of its sums, and the points that it gives.

    Raises:
        InvalidInput: the currency is unknown.
    """

    currency: str
    points: PointsCurrency

    def __attrs_post_init__(self) -> None:
        exponent(self.currency)

    def decimals(self, kind: BenefitKind, method: Method) -> int:
        """The decimals of what is given, or of a price."""
        return self.points.exponent if _in_points(kind, method) else exponent(self.currency)

    def unit(self, kind: BenefitKind, method: Method) -> str:
        """What is given, or what a price is in, for messages."""
        return self.points.id if _in_points(kind, method) else self.currency


def _in_points(kind: BenefitKind, method: Method) -> bool:
    """Does a value count points? Prices are in money, whatever is given."""
    return kind is BenefitKind.POINTS and method is not Method.PRICE_PER_UNIT


_METHODS: Final[Mapping[type[Fixed | PerUnit | PricePerUnit], Method]] = MappingProxyType(
    {Fixed: Method.FIX_AMOUNT, PerUnit: Method.AMOUNT_PER_UNIT, PricePerUnit: Method.PRICE_PER_UNIT}
)
_AMOUNTS: Final[Mapping[Method, Callable[[int], Fixed | PerUnit | PricePerUnit]]] = MappingProxyType(
    {method: amount for amount, method in _METHODS.items()}
)


def amount_of(terms: Terms, kind: BenefitKind, method: Method, value: int | Decimal) -> Amount:
    """How much *value* is, given as *method* says; paths of problems are empty."""
    if method is Method.PERCENT:
        return Share(Percent(value))
    number = scaled(value, terms.decimals(kind, method), terms.unit(kind, method), digits=16)
    if isinstance(number, Problem):
        raise InvalidInput("benefit", (number,))
    if number < 0:
        raise InvalidInput.at("benefit", "", f"{value} is negative", "give 0 or more")
    return named({"value": ""}, partial(_AMOUNTS[method], number))


def benefit_of(
    terms: Terms,
    type_: PreferenceType,
    method: Method | None,
    value: int | Decimal | None,
    coupon: str | None,
) -> EntryBenefit:
    """What is given; *method* and *value* say how much, or *coupon* which coupon."""
    kind = KINDS[type_]
    given = {"CalculationMethod": method, "PreferenceValue": value, "CouponEmissionId": coupon}
    wanted = {"CouponEmissionId"} if kind is BenefitKind.COUPON else {"CalculationMethod", "PreferenceValue"}
    problems = [missing_key(key) for key, part in given.items() if part is None and key in wanted]
    problems += [
        Problem(key, f"does not go with {type_.value}", "leave it out")
        for key, part in given.items()
        if part is not None and key not in wanted
    ]
    refuse("benefit", problems)
    if method is None or value is None:
        return named({"issue": "CouponEmissionId"}, partial(EntryBenefit, kind=kind, issue=coupon))
    amount = inside("PreferenceValue", partial(amount_of, terms, kind, method), value)
    return named({"amount": "CalculationMethod"}, partial(given_in, terms, kind, amount))


def given_in(terms: Terms, kind: BenefitKind, amount: Amount) -> EntryBenefit:
    """The benefit of so much, in the points of *terms* where it is one in points."""
    if kind is BenefitKind.POINTS:
        return EntryBenefit(kind=kind, amount=amount, points=terms.points.id)
    return EntryBenefit(kind=kind, amount=amount)


def value_of(terms: Terms, benefit: EntryBenefit) -> tuple[Method, Decimal]:
    """The method and the value that say how much *benefit* gives.

    Raises:
        InvalidInput: there is no method for it, or it gives other points than those of *terms*.
    """
    amount = benefit.amount
    if benefit.kind is BenefitKind.POINTS and benefit.points != terms.points.id:
        message = f"gives {shown(benefit.points)}, and not {shown(terms.points.id)}"
        raise InvalidInput.at("benefit", "points", message, "write each kind of points by itself")
    if isinstance(amount, Share):
        return Method.PERCENT, Decimal(shortest(amount.percent.hundredths, 2))
    if isinstance(amount, (Fixed, PerUnit, PricePerUnit)):
        method = _METHODS[type(amount)]
        return method, Decimal(shortest(amount.value, terms.decimals(benefit.kind, method)))
    hint = "use a share, a fixed sum, a sum per unit or a price per unit"
    raise InvalidInput.at("benefit", "amount", f"{shown(amount)} has no method there", hint)


def written_benefit(terms: Terms, benefit: EntryBenefit) -> tuple[Method | None, Decimal | None, str | None]:
    """The method, the value and the coupon of *benefit*."""
    if benefit.kind is BenefitKind.COUPON:
        return None, None, benefit.issue
    method, size = inside("benefit", partial(value_of, terms), benefit)
    return method, size, None


def named(keys: Mapping[str, str], make: Callable[[], T]) -> T:
    """What *make* makes; paths of problems begin with the *keys* that fields have in the value."""
    try:
        return make()
    except InvalidInput as error:
        raise InvalidInput(error.subject, renamed(error.problems, keys)) from None


def each(problems: list[Problem], path: str, make: Callable[[S], T], values: Iterable[S]) -> tuple[T, ...]:
    """What *make* makes of each of the *values*; why it cannot is added to *problems*."""
    made = []
    for n, value in enumerate(values):
        if len(problems) < MOST_PROBLEMS:
            made.append(attempt(problems, f"{path}[{n}]", make, value))
    return tuple(one for one in made if one is not None)
