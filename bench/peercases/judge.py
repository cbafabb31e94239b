"""Judging a case: translate, calculate, compare what its test asserts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum
from typing import Final

from attrs import frozen

from loyalty_engine import InvalidInput, Level, LoyaltyError, Rounding
from peercases.compare import Difference, differences
from peercases.document import Case
from peercases.faults import Fault, fault_of
from peercases.features import (
    BROKEN,
    LEFTOVER,
    LEVELS,
    REFUSED,
    ROUNDINGS,
    STEPS,
    UNKNOWN_KEY,
    Feature,
    Missing,
)
from peercases.figures import Figures
from peercases.manners import Manner, manner_of
from peercases.offers import Book
from peercases.shop import open_shop
from peercases.stacks import make_book

#: What a case says about itself that changes no figure.
_ABOUT: Final = (
    "asserted",
    "conventions",
    "description",
    "expected",
    "holds_in_2_21_2",
    "id",
    "kind",
    "notes",
    "peer",
    "peer_version",
    "result_in_2_21_2",
    "source_file",
    "source_test",
    "tolerance",
)


#: What goes wrong where nobody has thought of a case.
_UNFORESEEN: Final = (LoyaltyError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Verdict(Enum):
    """What became of a case."""

    REPRODUCED = "reproduced"
    WRONG = "wrong"
    NOT_EXPRESSIBLE = "not_expressible"
    FAULTY = "faulty"


@frozen(kw_only=True)
class Judgement:
    """What became of *case*, and why: what is *missing*, how figures differ, or what is wrong with it."""

    case: Case
    verdict: Verdict
    missing: tuple[Feature, ...] = ()
    differences: tuple[Difference, ...] = ()
    fault: str = ""

    @property
    def why(self) -> str:
        """The reasons in one line."""
        return self.fault or "; ".join(map(str, self.missing or self.differences))


def judge(case: Case, faults: Sequence[Fault] = ()) -> Judgement:
    """Judge *case*; *faults* tell which cases are no targets."""
    try:
        fault = fault_of(case, faults)
        if fault:
            return Judgement(case=case, verdict=Verdict.FAULTY, fault=fault)
        found = _compared(case, replay(case))
    except Missing as error:
        features = tuple(dict.fromkeys(error.features))
        return Judgement(case=case, verdict=Verdict.NOT_EXPRESSIBLE, missing=features)
    except InvalidInput as error:
        refused = (REFUSED.of(str(error)),)
        return Judgement(case=case, verdict=Verdict.NOT_EXPRESSIBLE, missing=refused)
    except _UNFORESEEN as error:  # one case must not hide what became of all others
        broken = (BROKEN.of(f"{type(error).__name__}: {error}"),)
        return Judgement(case=case, verdict=Verdict.NOT_EXPRESSIBLE, missing=broken)
    verdict = Verdict.WRONG if found else Verdict.REPRODUCED
    return Judgement(case=case, verdict=verdict, differences=tuple(found))


def replay(case: Case) -> list[Figures]:
    """What we make of *case*: our calculation, for each way in which its percentages may be rounded.

    Raises:
        Missing: it cannot be said.
    """
    manner, document, missing = manner_of(case), case.document, list[Feature]()
    document.skip(*_ABOUT)
    if document.take("steps") or "steps" in case.asserted:
        missing.append(STEPS)
    shop = open_shop(case, manner, unit_by_unit="unit_discounts" in case.asserted)
    book = make_book(case, shop, manner, missing)
    unread = [UNKNOWN_KEY.of(path) for path in document.unread()]
    if unread:
        raise Missing(*unread)
    roundings = _roundings(manner, book)
    return [Figures.of(shop, book, manner, level, how) for level in book.levels for how in roundings]


def _roundings(manner: Manner, book: Book) -> list[Rounding]:
    """How discounts are rounded: shelf prices in a way of their own, and in both ways where nobody says."""
    if manner.halves_unknown:
        return [Rounding.HALF_UP, Rounding.HALF_DOWN]
    shelf = manner.rounding if manner.shelf_rounding is None else manner.shelf_rounding
    found = {shelf if promotion.catalogue else manner.rounding for promotion in book.promotions}
    return sorted(found, key=lambda rounding: rounding.value) or [manner.rounding]


def _compared(case: Case, replayed: Sequence[Figures]) -> list[Difference]:
    """How our figures differ from those that *case* asserts."""
    first, *others = [differences(case, figures) for figures in replayed]
    text = "; ".join(map(str, first))
    if any(other != first for other in others):
        levels = len(replayed[0].book.levels)
        text = text or "; ".join(str(each) for other in others for each in other)
        raise Missing((LEVELS if levels > 1 else ROUNDINGS).of(text))
    figures, unit = replayed[0], replayed[0].unit
    gifts, count = figures.book.gifts, len(figures.shop.positions)
    spread = any(not gift.splits or gift.level is Level.RECEIPT for gift in gifts)
    if spread and _only_leftovers(first, unit, partial=_named(case) < count):
        raise Missing(LEFTOVER.of(text))
    return first


def _gaps(found: list[Difference]) -> Iterator[Decimal]:
    """By how much figures differ; something else than a figure differs by more than any unit of money."""
    for difference in found:
        if isinstance(difference.expected, Decimal) and isinstance(difference.found, Decimal):
            yield difference.expected - difference.found
        else:
            yield Decimal(10**9)


def _named(case: Case) -> int:
    """Of how many lines the case names figures."""
    found = [case.expected.get(key) for key in case.asserted]
    inner = [each for value in found if isinstance(value, dict) for each in value.values()]
    return max((len(value) for value in (*found, *inner) if isinstance(value, (dict, list))), default=0)


def _only_leftovers(found: list[Difference], unit: Decimal, *, partial: bool) -> bool:
    """Do parts of sums alone differ, by the smallest unit of money, and the sums not?

    Where figures are *partial*, their sum is not known.
    """
    gaps = list(_gaps(found))
    if not gaps or not all(difference.part for difference in found) or any(abs(gap) > unit for gap in gaps):
        return False
    return partial or not sum(gaps)
