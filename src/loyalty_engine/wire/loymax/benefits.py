"""What a Loymax preference gives: a share, a sum, a price or a coupon, between its keys and our benefits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final, TypeVar, assert_never, cast

from attrs import frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.amounts import Amount, Fixed, PerUnit, PricePerUnit, Share
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.decimals import scaled, shortest
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.money import Percent
from loyalty_engine.model.personal import BenefitKind, EntryBenefit
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.wire.faults import attempt, missing_key, renamed
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
        InvalidInput: coupons, for a category has no place for their issue, or a price in points.
    """

    kind: BenefitKind
    method: Method

    def __attrs_post_init__(self) -> None:
        if self.kind is BenefitKind.COUPON:
            raise InvalidInput.at("preference", "kind", "a category cannot name a coupon", "use another kind")
        if self.kind is BenefitKind.POINTS and self.method is Method.PRICE_PER_UNIT:
            raise InvalidInput.at(
                "preference", "method", "a price cannot be given in points", "use another method"
            )


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

    def decimals(self, kind: BenefitKind) -> int:
        """The decimals of what is given."""
        return self.points.exponent if kind is BenefitKind.POINTS else exponent(self.currency)

    def unit(self, kind: BenefitKind) -> str:
        """What is given, for messages."""
        return self.points.id if kind is BenefitKind.POINTS else self.currency


def amount_of(kind: BenefitKind, method: Method, terms: Terms, value: int | Decimal) -> Amount:
    """How much *value* is, given as *method* says; paths of problems are empty."""
    if method is Method.PERCENT:
        return Share(Percent(value))
    number = scaled(value, terms.decimals(kind), terms.unit(kind))
    if isinstance(number, Problem) or number < 0:
        fault = (
            number if isinstance(number, Problem) else Problem("", f"{value} is negative", "give 0 or more")
        )
        raise InvalidInput("benefit", (fault,))
    match method:
        case Method.FIX_AMOUNT:
            return Fixed(number)
        case Method.AMOUNT_PER_UNIT:
            return PerUnit(number)
        case Method.PRICE_PER_UNIT:
            return PricePerUnit(number)
        case _:
            assert_never(method)


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
    amount = within("PreferenceValue", partial(amount_of, kind, method, terms, value))
    points = {"points": terms.points.id} if kind is BenefitKind.POINTS else {}
    return named({"amount": "CalculationMethod"}, partial(EntryBenefit, kind=kind, amount=amount, **points))


def value_of(benefit: EntryBenefit, terms: Terms) -> tuple[Method, int | Decimal]:
    """The method and the value that say how much *benefit* gives.

    Raises:
        InvalidInput: there is no method for it, or it gives other points than those of *terms*.
    """
    amount = benefit.amount
    if benefit.kind is BenefitKind.POINTS and benefit.points != terms.points.id:
        message = f"gives {shown(benefit.points)}, and not {shown(terms.points.id)}"
        raise InvalidInput.at("benefit", "points", message, "write each kind of points by itself")
    places = terms.decimals(benefit.kind)
    if isinstance(amount, Share):
        return Method.PERCENT, Decimal(shortest(amount.percent.hundredths, 2))
    if isinstance(amount, Fixed):
        return Method.FIX_AMOUNT, Decimal(shortest(amount.value, places))
    if isinstance(amount, PerUnit):
        return Method.AMOUNT_PER_UNIT, Decimal(shortest(amount.value, places))
    if isinstance(amount, PricePerUnit):
        return Method.PRICE_PER_UNIT, Decimal(shortest(amount.value, places))
    hint = "use a share, a fixed sum, a sum per unit or a price per unit"
    raise InvalidInput.at("benefit", "amount", f"{shown(amount)} has no method there", hint)


def written_benefit(
    terms: Terms, benefit: EntryBenefit
) -> tuple[Method | None, int | Decimal | None, str | None]:
    """The method, the value and the coupon of *benefit*."""
    if benefit.kind is BenefitKind.COUPON:
        return None, None, benefit.issue
    method, size = within("benefit", partial(value_of, benefit, terms))
    return method, size, None


def named(keys: Mapping[str, str], make: Callable[[], T]) -> T:
    """What *make* makes; paths of problems begin with the *keys* that fields have in the value."""
    try:
        return make()
    except InvalidInput as error:
        raise InvalidInput(error.subject, renamed(error.problems, keys)) from None


def within(path: str, make: Callable[[], T]) -> T:
    """What *make* makes; paths of problems begin with *path*."""
    problems: list[Problem] = []
    made = attempt(problems, path, _call, make)
    refuse("value", problems)
    return cast("T", made)


def _call(make: Callable[[], T]) -> T:
    return make()


def each(problems: list[Problem], path: str, make: Callable[[S], T], values: Iterable[S]) -> tuple[T, ...]:
    """What *make* makes of each of the *values*; why it cannot is added to *problems*."""
    made = []
    for n, value in enumerate(values):
        if len(problems) < MOST_PROBLEMS:
            made.append(attempt(problems, f"{path}[{n}]", make, value))
    return tuple(one for one in made if one is not None)
