"""The draft: what is noted on it, and that a trial leaves it as it is."""

from __future__ import annotations

from cases.till import CUP, TEA, receipt

from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import gather

SALE = receipt((TEA, "1.00"), (CUP, "2.00"))


def blank() -> Draft:
    return Draft.blank(gather(SALE, None, compile_offers([])))


def test_what_offers_give_of_their_budgets_adds_up_pass_by_pass() -> None:
    draft = blank()
    for place, spent in ((3, {"": 5}), (3, {}), (4, {"": 2}), (3, {"": 7, "bonus": 1}), (3, {"bonus": 10})):
        draft.spend(place, spent)
    assert draft.spent == {(3, ""): 12, (4, ""): 2, (3, "bonus"): 11}


def test_a_trial_spends_nothing() -> None:
    draft = blank()
    draft.spend(3, {"": 5})
    trial = draft.trial()
    trial.spend(3, {"": 7})
    trial.count_units(3, {0: 1})
    assert (draft.spent, draft.counted) == ({(3, ""): 5}, {})
    assert (trial.spent, trial.counted) == ({(3, ""): 12}, {3: {0: 1}})


def test_of_each_line_the_most_units_count_that_any_pass_has() -> None:
    draft = blank()
    draft.count_units(3, {0: 2})
    draft.count_units(4, {0: 1, 1: 0})
    draft.count_units(3, {0: 1, 1: 3})
    draft.count_units(4, {0: 1})
    assert draft.counted == {3: {0: 2, 1: 3}, 4: {0: 1, 1: 0}}


def test_lines_begin_with_what_they_cost_after_set_up() -> None:
    """A line with a higher initial price begins below nothing given; it never costs more than its amount."""
    draft = blank()
    draft.given, draft.starts = [-50, 20], [150, 180]
    draft.to_amounts()
    assert (draft.given, draft.starts) == ([0, 20], [100, 180])


def test_without_initial_prices_what_is_given_stands() -> None:
    draft = blank()
    draft.given = [10, 20]
    draft.to_amounts()
    assert (draft.given, draft.starts) == ([10, 20], None)
