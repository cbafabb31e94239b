"""What a Loymax preference gives: a share, a sum, a price or a coupon, between its keys and our benefits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final, TypeVar

from attrs import field, frozen

from loyalty_engine.errors import MOST_PROBLEMS, InvalidInput, Problem, refuse
from loyalty_engine.model.amounts import (
    Amount,
    Fixed,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    Share,
)
from loyalty_engine.model.currencies import exponent
from loyalty_engine.model.decimals import scaled, shortest
from loyalty_engine.model.fields import choice_problems, kind_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.money import Percent, Quantity
from loyalty_engine.model.personal import BenefitKind, EntryBenefit
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.wire.faults import attempt, inside, missing_key, renamed
from loyalty_engine.wire.loymax.shapes import Method, PreferenceType

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


#: What a value is meant for every so much of, and the key that says how much.
_MEASURES: Final = MappingProxyType(
    {Method.AMOUNT_PER_MEASURE: "MeasureAmount", Method.AMOUNT_PER_WEIGHT: "MeasureWeight"}
)


def _measure(value: Decimal | int | None) -> Decimal | None:
    return Decimal(value) if isinstance(value, int) else value


@frozen
class Preference:
    """What a code in ``preferenceType`` of favourite categories stands for.

    For `Method.AMOUNT_PER_MEASURE` and `Method.AMOUNT_PER_WEIGHT`, *measure* is how much money, in whole
    units of the currency, or how much weight a value is given for.

    Raises:
        InvalidInput: *kind* or *method* is something else; coupons, for a category has no place for their
            issue; a measure that is not more than 0, is missing, or does not go with *method*.
    """

    kind: BenefitKind
    method: Method
    measure: Decimal | None = field(default=None, converter=_measure)

    def __attrs_post_init__(self) -> None:
        problems = choice_problems("kind", self.kind, BenefitKind)
        refuse("preference", problems + choice_problems("method", self.method, Method))
        if self.kind is BenefitKind.COUPON:
            raise InvalidInput.at("preference", "kind", "a category cannot name a coupon", "use another kind")
        if (self.method in _MEASURES) is not (type(self.measure) is Decimal and self.measure > 0):
            message = f"{shown(self.measure)} does not go with {self.method.value}"
            hint = "give more than 0 of money or weight for what is given per measure, and nothing otherwise"
            raise InvalidInput.at("preference", "measure", message, hint)


def preference_problems(preferences: object) -> list[Problem]:
    """What keeps *preferences* from saying what whole numbers stand for; JSON has text for their keys."""
    if not isinstance(preferences, Mapping):
        return kind_problems("preferences", preferences, Mapping, "a mapping", "give {4: Preference(…)}")
    problems = []
    for code, stands in preferences.items():
        path = f"preferences[{shown(code)}]"
        if type(code) is not int:
            problems.append(Problem(path, f"{shown(code)} is no whole number", "make the key an int"))
        problems += kind_problems(path, stands, Preference, "a Preference", "give a Preference(kind, method)")
    return problems


@frozen(kw_only=True)
class Given:
    """What the keys of a value say about what is given."""

    type: PreferenceType
    method: Method | None = None
    value: int | Decimal | None = None
    coupon: str | None = None
    measure_amount: int | Decimal | None = None
    measure_weight: int | Decimal | None = None

    def problems(self) -> list[Problem]:
        """Keys that are missing, or do not go with the type and the method."""
        keys = {
            "CalculationMethod": self.method,
            "PreferenceValue": self.value,
            "MeasureAmount": self.measure_amount,
            "MeasureWeight": self.measure_weight,
            "CouponEmissionId": self.coupon,
        }
        if self.type is PreferenceType.COUPON:
            wanted = {"CouponEmissionId"}
        else:
            measure = None if self.method is None else _MEASURES.get(self.method)
            wanted = {"CalculationMethod", "PreferenceValue", *([measure] if measure else [])}
        problems = [missing_key(key) for key, part in keys.items() if part is None and key in wanted]
        for key, part in keys.items():
            if part is not None and key not in wanted:
                owner = self.method if key in _MEASURES.values() and self.method else self.type
                problems.append(Problem(key, f"does not go with {owner.value}", "leave it out"))
        return problems


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
    return kind is BenefitKind.POINTS and method not in (Method.PRICE, Method.PRICE_PER_UNIT)


#: Amounts that are a value and nothing else.
Valued = Fixed | PerUnit | PerProduct | PriceForAll | PricePerUnit

_METHODS: Final[Mapping[type[Valued], Method]] = MappingProxyType(
    {
        Fixed: Method.FIX_AMOUNT,
        PerUnit: Method.AMOUNT_PER_UNIT,
        PerProduct: Method.AMOUNT_PER_UNIQUE_SKU,
        PriceForAll: Method.PRICE,
        PricePerUnit: Method.PRICE_PER_UNIT,
    }
)
_AMOUNTS: Final[Mapping[Method, Callable[[int], Valued]]] = MappingProxyType(
    {method: amount for amount, method in _METHODS.items()}
)


def amount_of(
    terms: Terms, kind: BenefitKind, method: Method, measure: int | Quantity | None, value: int | Decimal
) -> Amount:
    """How much *value* is, given as *method* says, for every *measure*; paths of problems are empty."""
    if method is Method.PERCENT:
        return Share(Percent(value))
    number = _whole(value, terms.decimals(kind, method), terms.unit(kind, method))
    if isinstance(measure, Quantity):
        make: Callable[[], Amount] = partial(PerWeight, measure, number)
    elif measure is not None:
        make = partial(PerSum, measure, number)
    else:
        make = partial(_AMOUNTS[method], number)
    return named({"value": ""}, make)


def minor_of(terms: Terms, value: int | Decimal) -> int:
    """How many minor units of money *value* is; paths of problems are empty."""
    return _whole(value, exponent(terms.currency), terms.currency)


def money_measure(terms: Terms, value: int | Decimal) -> int:
    """As `minor_of`, for what something is given for every so much of."""
    minor = minor_of(terms, value)
    if minor == 0:
        raise InvalidInput.at("benefit", "", "0 is no measure", "give more than 0")
    return minor


def _whole(value: int | Decimal, decimals: int, unit: str) -> int:
    """*value* in its smallest parts, of which there are not less than none."""
    number = scaled(value, decimals, unit, digits=16)
    if isinstance(number, Problem):
        raise InvalidInput("benefit", (number,))
    if number < 0:
        raise InvalidInput.at("benefit", "", f"{value} is negative", "give 0 or more")
    return number


def benefit_of(terms: Terms, given: Given) -> EntryBenefit:
    """What is given; a method and a value say how much, or the coupon's issue which coupon."""
    kind = KINDS[given.type]
    refuse("benefit", given.problems())
    if given.method is None or given.value is None:
        return named({"issue": "CouponEmissionId"}, partial(EntryBenefit, kind=kind, issue=given.coupon))
    problems: list[Problem] = []
    measure: int | Quantity | None = None
    if given.measure_amount is not None:
        measure = attempt(problems, "MeasureAmount", partial(money_measure, terms), given.measure_amount)
    elif given.measure_weight is not None:
        measure = attempt(problems, "MeasureWeight", Quantity.of, given.measure_weight)
    refuse("benefit", problems)
    amount = inside("PreferenceValue", partial(amount_of, terms, kind, given.method, measure), given.value)
    return named({"amount": "CalculationMethod"}, partial(given_in, terms, kind, amount))


def given_in(terms: Terms, kind: BenefitKind, amount: Amount) -> EntryBenefit:
    """The benefit of so much, in the points of *terms* where it is one in points."""
    if kind is BenefitKind.POINTS:
        return EntryBenefit(kind=kind, amount=amount, points=terms.points.id)
    return EntryBenefit(kind=kind, amount=amount)


def written_benefit(terms: Terms, benefit: EntryBenefit) -> Given:
    """The keys that say what *benefit* gives.

    Raises:
        InvalidInput: there is no method for it, or it gives other points than those of *terms*.
    """
    type_, amount = TYPES[benefit.kind], benefit.amount
    if benefit.kind is BenefitKind.COUPON:
        return Given(type=type_, coupon=benefit.issue)
    if benefit.kind is BenefitKind.POINTS and benefit.points != terms.points.id:
        message = f"gives {shown(benefit.points)}, and not {shown(terms.points.id)}"
        raise InvalidInput.at("benefit", "points", message, "write each kind of points by itself")
    if isinstance(amount, Share):
        value = Decimal(shortest(amount.percent.hundredths, 2))
        return Given(type=type_, method=Method.PERCENT, value=value)
    if isinstance(amount, PerSum):
        method = Method.AMOUNT_PER_MEASURE
        measure = Decimal(shortest(amount.every, exponent(terms.currency)))
        value = _decimal(terms, benefit.kind, method, amount.value)
        return Given(type=type_, method=method, value=value, measure_amount=measure)
    if isinstance(amount, PerWeight):
        method = Method.AMOUNT_PER_WEIGHT
        value = _decimal(terms, benefit.kind, method, amount.value)
        return Given(type=type_, method=method, value=value, measure_weight=Decimal(str(amount.every)))
    if isinstance(amount, Valued):
        method = _METHODS[type(amount)]
        return Given(type=type_, method=method, value=_decimal(terms, benefit.kind, method, amount.value))
    hint = "use a share, or a sum or a price that is the same for all products"
    raise InvalidInput.at("benefit", "amount", f"{shown(amount)} has no method there", hint)


def _decimal(terms: Terms, kind: BenefitKind, method: Method, number: int) -> Decimal:
    return Decimal(shortest(number, terms.decimals(kind, method)))


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
