"""Judging a case: translate, calculate, compare what its test asserts."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final

from attrs import frozen

from loyalty_engine import InvalidInput, LoyaltyError, Rounding
from peercases.compare import Difference, differences
from peercases.document import Case
from peercases.doubts import doubt_of, is_other_reading
from peercases.faults import Fault, fault_of
from peercases.features import (
    BROKEN,
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
    if is_other_reading(first, case, replayed[0]):
        return []
    doubt = doubt_of(first, case, replayed[0])
    if doubt is not None:
        raise Missing(doubt)
    return first
