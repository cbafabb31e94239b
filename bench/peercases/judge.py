"""Judging a case: translate, calculate, compare what its test asserts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Final

from attrs import frozen

from loyalty_engine import InvalidInput
from peercases.compare import Difference, differences
from peercases.document import Case
from peercases.features import HALF_DOWN, LEFTOVER, LEVELS, REFUSED, STEPS, UNKNOWN_KEY, Feature, Missing
from peercases.figures import Figures
from peercases.manners import manner_of
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


def judge(case: Case, faulty: Mapping[str, str]) -> Judgement:
    """Judge *case*; *faulty* gives the reasons why cases, by their ids, are no targets."""
    if case.id in faulty:
        return Judgement(case=case, verdict=Verdict.FAULTY, fault=faulty[case.id])
    try:
        found = _replay(case)
    except Missing as error:
        features = tuple(dict.fromkeys(error.features))
        return Judgement(case=case, verdict=Verdict.NOT_EXPRESSIBLE, missing=features)
    except InvalidInput as error:
        refused = (REFUSED.of(str(error)),)
        return Judgement(case=case, verdict=Verdict.NOT_EXPRESSIBLE, missing=refused)
    verdict = Verdict.WRONG if found else Verdict.REPRODUCED
    return Judgement(case=case, verdict=verdict, differences=tuple(found))


def _replay(case: Case) -> list[Difference]:
    """How our figures differ from those that *case* asserts."""
    manner, document, missing = manner_of(case), case.document, list[Feature]()
    document.skip(*_ABOUT)
    if document.take("steps") or "steps" in case.asserted:
        missing.append(STEPS)
    shop = open_shop(case, manner, unit_by_unit="unit_discounts" in case.asserted)
    book = make_book(case, shop, manner, missing)
    unread = [UNKNOWN_KEY.of(path) for path in document.unread()]
    if unread:
        raise Missing(*unread)
    found = [differences(case, Figures.of(shop, book, manner, level)) for level in book.levels]
    if any(other != found[0] for other in found[1:]):
        raise Missing(LEVELS.of("; ".join(map(str, found[0] or found[-1]))))
    unit, text = Decimal(1).scaleb(-manner.decimals), "; ".join(map(str, found[0]))
    if not all(gift.splits for gift in book.gifts) and _only_leftovers(found[0], unit):
        raise Missing(LEFTOVER.of(text))
    if manner.half_down and found[0] and all(abs(step) == unit for step in _gaps(found[0])):
        raise Missing(HALF_DOWN.of(text))
    return found[0]


def _gaps(found: list[Difference]) -> Iterator[Decimal]:
    """By how much figures differ; something else than a figure differs by more than any unit of money."""
    for difference in found:
        if isinstance(difference.expected, Decimal) and isinstance(difference.found, Decimal):
            yield difference.expected - difference.found
        else:
            yield Decimal(10**9)


def _only_leftovers(found: list[Difference], unit: Decimal) -> bool:
    """Do parts of sums alone differ, by the smallest unit of money, and the sums not?"""
    gaps = list(_gaps(found))
    return (
        bool(gaps) and all(d.part for d in found) and not sum(gaps) and all(abs(gap) <= unit for gap in gaps)
    )
