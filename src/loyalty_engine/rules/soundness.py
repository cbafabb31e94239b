"""Checks of what a host's kinds lower to, field by field; the library's own kinds need none.

The engine interprets predicates and instructions without a second look, so what a kind of another package
puts together is compared with the annotations once, when its offer is compiled.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import NoneType, UnionType
from typing import NewType, Union, get_args, get_origin, get_type_hints

import attrs

from loyalty_engine.errors import Problem
from loyalty_engine.model.amounts import (
    LARGEST,
    Graduated,
    PerSum,
    PriceForAll,
    PricePerUnit,
    Share,
    TagAmount,
    TagPrice,
)
from loyalty_engine.model.attributes import freeze_value
from loyalty_engine.model.channels import Part, address_problems, content_problems
from loyalty_engine.model.counter_keys import CounterKey, name_problems
from loyalty_engine.model.currencies import currency_problem
from loyalty_engine.model.fields import faults, id_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.keys import parse_key
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.slots import MOST_SLOTS
from loyalty_engine.rules.emissions import (
    Assign,
    Count,
    Credit,
    Debit,
    Issue,
    Mail,
    Rank,
    Resize,
    RuleFigure,
    Send,
)
from loyalty_engine.rules.figures import (
    BalanceNow,
    CounterMoves,
    CounterNow,
    CouponsShown,
    Draw,
    ExternalSum,
    GetsStatus,
    HasStatus,
    MemberFigure,
    PaidByMethods,
    PaidSum,
    ProgramCount,
)
from loyalty_engine.rules.instructions import (
    AcceptCertificate,
    Accrue,
    AddGoods,
    Adopt,
    AllowPayment,
    CutPayment,
    FromEntry,
    Instruction,
    Multiply,
    Reduce,
    RoundReceipt,
    SetFloor,
    SetInitialPrice,
)
from loyalty_engine.rules.predicates import (
    Bought,
    Carrier,
    Compare,
    Contains,
    Counted,
    Discounted,
    External,
    HasValue,
    Keyed,
    LineFigure,
    LineTest,
    LineValue,
    OfLines,
    Predicate,
    Range,
    ReceiptSum,
    reach_problems,
)
from loyalty_engine.rules.times import MOST_TIMES, Times
from loyalty_engine.rules.units import (
    MOST_UNITS,
    SetPart,
    Sets,
)

#: What may be compared with bounds that the member carries.
_CARRIED = OfLines | LineFigure | ReceiptSum | MemberFigure | ProgramCount | Bought
_LINES = (Carrier.LINE, Carrier.PRODUCT)
_MOST_COUPONS, _MOST_COUNTED, _MOST_STEP = 1_000, 10**12, 10**18


def predicate_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being a predicate that the engine can decide."""
    return _unlike(path, value, Predicate)


def instruction_problems(path: str, value: object) -> list[Problem]:
    """What keeps *value* from being an instruction that the engine can carry out."""
    return _unlike(path, value, Instruction)


def _unlike(path: str, value: object, hint: object) -> list[Problem]:
    """Where *value* is not what the annotation *hint* says."""
    if isinstance(hint, NewType):
        return _unlike(path, value, hint.__supertype__)
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _unlike_all(path, value, arguments)
    if origin in (tuple, frozenset):
        if not isinstance(value, (tuple, frozenset)) or type(value) is not origin:
            return [Problem(path, f"{shown(value)} is not a {_name(origin)}", f"give a {_name(origin)}")]
        return [p for n, item in enumerate(value) for p in _unlike(f"{path}[{n}]", item, arguments[0])]
    if type(value) is not hint:
        return [Problem(path, f"{shown(value)} is not of type {_name(hint)}", f"give a {_name(hint)}")]
    kind = type(value)
    if not (attrs.has(kind) and kind.__module__.startswith("loyalty_engine.rules.")):
        return []
    found = [
        problem
        for name, inside in _fields(kind).items()
        for problem in _unlike(f"{path}.{name}", getattr(value, name), inside)
    ]
    return found or [problem.inside(path) for problem in _senseless(value)]


def _unlike_all(path: str, value: object, hints: tuple[object, ...]) -> list[Problem]:
    """Where *value* is nothing of what *hints* allow."""
    for hint in hints:
        if type(value) in (hint, get_origin(hint)):
            return _unlike(path, value, hint)
    names = ", ".join(_name(hint) for hint in hints)
    return [Problem(path, f"{shown(value)} has no place here", f"give one of {names}")]


def _name(hint: object) -> str:
    return "None" if hint is NoneType else getattr(hint, "__name__", str(hint))


@lru_cache(maxsize=64)
def _fields(kind: type[attrs.AttrsInstance]) -> Mapping[str, object]:
    """The annotations of a class of predicates or instructions, which are values all through."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in attrs.fields(kind)}


def _senseless(value: object) -> list[Problem]:
    """What cannot be meant, though every field has its type."""
    match value:
        case Keyed(keys=keys):
            return [problem for key in sorted(keys) for problem in faults("keys", parse_key, key)][:1]
        case LineValue(carrier=carrier) if carrier not in _LINES:
            return [Problem("carrier", f"{carrier} does not differ by line", "use HasValue")]
        case HasValue(carrier=carrier) if carrier in _LINES:
            return [Problem("carrier", f"{carrier} differs by line", "use LineValue")]
        case Compare():
            money = isinstance(value.figure, (ReceiptSum, ExternalSum))
            money = money or value.figure == OfLines(figure=LineFigure.AMOUNT)
            money = money or (isinstance(value.figure, Bought) and value.figure.measured.in_money)
            if isinstance(value.figure, (PaidSum, PaidByMethods)):
                money = value.range != Range(low=1)
            stated = value.own is None or not (value.range.low is None and value.range.high is None)
            found = _currency_problems(value.currency, needed=money and stated) + _own_problems(value)
            found += reach_problems("range", value.range)
            every = 1 if value.every is None else value.every
            found += _number_problems("every", every, 1, _MOST_STEP)
            return found + _product_problems(value.figure, of_products=False)
        case External():
            money = not value.points and value.range != Range(low=1)
            found = _currency_problems(value.currency, needed=money)
            return found + reach_problems("range", value.range)
        case Discounted(offer=offer):
            return id_problems(offer=offer)
        case Bought():
            found = _currency_problems(value.currency, needed=value.amount != Range())
            found += id_problems(points=value.points) + reach_problems("amount", value.amount)
            return found + _tests_problems(value.tests)
        case Draw(name=name):
            return id_problems(name=name)
        case CouponsShown(mask=mask):
            return id_problems(mask=mask)
        case CounterNow(counter=counter) | CounterMoves(counter=counter) | ProgramCount(counter=counter):
            return name_problems(counter)
        case Counted():
            found = reach_problems("range", value.range)
            every = 1 if value.every is None else value.every
            found += _number_problems("every", every, 1, _MOST_STEP)
            return found + _product_problems(value.figure, of_products=True)
        case BalanceNow(currency=currency):
            return id_problems(currency=currency)
        case HasStatus(system=system) | GetsStatus(system=system):
            return id_problems(system=system)
        case Contains():
            money = value.figure is LineFigure.AMOUNT and (value.own is None or value.range != Range())
            found = _currency_problems(value.currency, needed=money) + _own_problems(value)
            return found + reach_problems("range", value.range)
        case Reduce():
            plain = (Share, TagPrice, TagAmount, FromEntry)
            needed = value.most is not None or not all(
                isinstance(amount, plain) for amount in (value.amount, *value.further)
            )
            return (
                _currency_problems(value.currency, needed=needed)
                + _unit_problems(value)
                + _when_problems(value)
                + _further_problems(value)
            )
        case Accrue():
            needed = isinstance(value.amount, (PerSum, Graduated, PricePerUnit, PriceForAll))
            found = id_problems(points=value.points) + _currency_problems(value.currency, needed=needed)
            return found + _unit_problems(value) + _when_problems(value)
        case Multiply():
            found = id_problems(points=value.points) + _number_problems(
                "hundredths", value.hundredths, 101, 10**5
            )
            return found + _number_problems("most", value.most or 0, 0, LARGEST) + _when_problems(value)
        case RoundReceipt():
            found = _currency_problems(value.currency, needed=True)
            return found + _number_problems("step", value.step, 2, LARGEST)
        case AllowPayment():
            money = value.most is not None or not isinstance(value.amount, (Share, TagPrice, TagAmount))
            found = id_problems(points=value.points) + _currency_problems(value.currency, needed=money)
            found += _number_problems("rate", 1 if value.rate is None else value.rate, 1, LARGEST)
            return found + _number_problems("most", value.most or 0, 0, LARGEST)
        case Adopt():
            return id_problems(points=value.points)
        case AddGoods():
            found = _number_problems("units", value.units, 1, MOST_UNITS)
            found += _number_problems("worth", value.worth, 0, LARGEST)
            return found + _currency_problems(value.currency, needed=value.worth > 0)
        case CutPayment():
            found = id_problems(points=value.points) + _currency_problems(value.currency, needed=True)
            return found + _number_problems("step", value.step, 2, LARGEST)
        case AcceptCertificate():
            money = value.most is not None or not isinstance(value.amount, (Share, TagPrice, TagAmount))
            found = [problem for issue in sorted(value.issues) for problem in id_problems(issues=issue)]
            found += _currency_problems(value.currency, needed=money)
            return found + _number_problems("most", value.most or 0, 0, LARGEST)
        case Times():
            return _times_problems(value)
        case SetPart():
            found = _number_problems("units", value.units, 1, MOST_UNITS)
            found += _currency_problems(value.currency, needed=value.amount is not None)
            amount = 1 if value.amount is None else value.amount
            return found + _number_problems("amount", amount, 1, LARGEST)
        case Sets():
            return _set_problems(value)
        case SetInitialPrice():
            return _currency_problems(value.currency, needed=isinstance(value.price, PricePerUnit))
        case SetFloor():
            return _currency_problems(value.currency, needed=isinstance(value.floor, PricePerUnit))
        case Issue():
            return id_problems(issue=value.issue) + _number_problems("count", value.count, 1, _MOST_COUPONS)
        case Count():
            found = name_problems(value.counter)
            step = value.value if isinstance(value.value, int) else 0
            if CounterKey.PRODUCT in value.keyed_by and not isinstance(value.value, (int, RuleFigure)):
                hint = "give a number, or a RuleFigure"
                found.append(Problem("value", "is not of one product, and the counter is", hint))
            if value.times is not None and not isinstance(value.value, int):
                found.append(Problem("times", "repeats what is not a number", "say how much to count"))
            return found + _number_problems("value", step, 0, _MOST_COUNTED)
        case Credit() | Debit():
            found = id_problems(points=value.points)
            return found + _number_problems("amount", value.amount, 1, _MOST_COUNTED)
        case Assign():
            return id_problems(name=value.name) + list(freeze_value("value", value.value)[1])
        case Rank():
            return id_problems(system=value.system, status=value.status)
        case Resize():
            return id_problems(rule=value.rule) + _number_problems("count", value.count, 0, MOST_SLOTS)
        case Send():
            parts: dict[Part, object] = {part: getattr(value, part.value) for part in Part}
            found = address_problems(image=value.image, url=value.url)
            return found + content_problems(value.channel, parts)
        case Mail():
            return id_problems(mailing=value.mailing)
        case _:
            return []


def _own_problems(check: Compare | Contains) -> list[Problem]:
    """What cannot be meant by bounds that the member carries."""
    own = check.own
    if own is None:
        return []
    found = id_problems(low=own.low, high=own.high)
    if own.low is None and own.high is None:
        found.append(Problem("low", "is missing, and so is high", "name an attribute, or leave out own"))
    for name, stated, of_member in (("low", check.range.low, own.low), ("high", check.range.high, own.high)):
        if stated is not None and of_member is not None:
            found.append(Problem(name, f"stands beside {stated}", "give one of the two"))
    if not isinstance(check.figure, _CARRIED):
        hint = "measure the receipt, the lines, past purchases, or where the member stands"
        found.append(Problem("", f"is not for {shown(check.figure)}", hint))
    return [problem.inside("own") for problem in found]


def _unit_problems(value: Reduce | Accrue) -> list[Problem]:
    found = _number_problems("most", value.most or 0, 0, LARGEST)
    if value.units is not None and isinstance(value.amount, FromEntry):
        message = "an entry gives for lines, not for sets of units"
        found.append(Problem("units", message, "leave out units, or name the amount"))
    return found


def _further_problems(value: Reduce) -> list[Problem]:
    if not value.further or value.units is not None:
        return []
    return [Problem("further", "is for further sets, and there are none", "say units, or leave it out")]


def _when_problems(value: Reduce | Accrue | Multiply) -> list[Problem]:
    """Checks that a benefit cannot judge; those of members and moments are conditions of the rule."""
    hint = "measure the lines, or the receipt as the stage found it; make other checks conditions"
    found = [
        Problem(f"when[{n}].figure", f"{shown(check.figure)} is not for a step", hint)
        for n, check in enumerate(value.when)
        if not isinstance(check.figure, OfLines) and check.figure != ReceiptSum()
    ]
    return found + [
        Problem(f"when[{n}].own", "differs by member, which a step does not", hint)
        for n, check in enumerate(value.when)
        if check.own is not None
    ]


def _set_problems(sets: Sets) -> list[Problem]:
    found = [] if sets.parts else [Problem("parts", "is empty, so a set would hold nothing", "name a part")]
    for path, number, least in (("most", sets.most, 1), ("pick", sets.pick, 1)):
        found += [] if number is None else _number_problems(path, number, least, MOST_UNITS)
    if sets.of is not None:
        found += _number_problems("of", sets.of, 0, max(0, len(sets.parts) - 1))
    return found


def _times_problems(times: Times) -> list[Problem]:
    """What cannot be meant by how often something is done; what is left to pay would change meanwhile."""
    found = _number_problems("most", times.most, 1, MOST_TIMES)
    found += _number_problems("every", times.every, 1, _MOST_STEP)
    if times.figure == ReceiptSum(so_far=True):
        hint = "measure the receipt as the stage found it"
        found.append(Problem("figure.so_far", "changes while it is repeated", hint))
    money = isinstance(times.figure, ReceiptSum) or times.figure == OfLines(figure=LineFigure.AMOUNT)
    return found + _currency_problems(times.currency, needed=money)


def _product_problems(figure: object, *, of_products: bool) -> list[Problem]:
    """What is wrong with a counter that is kept by the product, or is not: lines have products."""
    counters = (CounterNow, CounterMoves, ProgramCount)
    if not isinstance(figure, counters) or (CounterKey.PRODUCT in figure.keyed_by) is of_products:
        return []
    if of_products:
        return [Problem("figure", "is no counter of products", "compare it with Compare")]
    return [Problem("figure", "is a counter of each product", "ask for it with Counted")]


def _tests_problems(tests: tuple[LineTest, ...]) -> list[Problem]:
    """What keeps tests from being decided on lines of the past, of which the product is known alone."""
    return [
        Problem(f"tests[{n}]", "asks more than what the product is", "use Keyed, or LineValue of products")
        for n, test in enumerate(tests)
        if not isinstance(test, Keyed)
        and not (isinstance(test, LineValue) and test.carrier is Carrier.PRODUCT)
    ]


def _currency_problems(currency: str | None, *, needed: bool) -> list[Problem]:
    if currency is None:
        hint = "say of which, or the cents of every currency would be meant"
        return [Problem("currency", "is missing beside a sum of money", hint)] if needed else []
    problem = currency_problem(currency, "currency")
    return [problem] if problem else []


def _number_problems(path: str, value: int, low: int, high: int) -> list[Problem]:
    problem = number_problem(path, value, low, high)
    return [problem] if problem else []
