"""Operators have an id and permissions; a change by hand has an author, a moment and a reason."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.actor import Actor, ByHand, Permission

NOON = dt.datetime.fromisoformat("2026-09-15T12:00+02:00")


def test_an_actor_may_what_was_granted() -> None:
    olga = Actor("olga", permissions=[Permission.EDIT_FAVORITES])
    assert (olga.may(Permission.EDIT_FAVORITES), olga.may(Permission.EDIT_ATTRIBUTES)) == (True, False)


@pytest.mark.parametrize(
    ("make", "wrong", "paths"),
    [
        pytest.param(Actor, {"id": " ", "permissions": ["all"]}, ["id", "permissions"], id="an actor"),
        pytest.param(
            ByHand,
            {"author": "", "at": dt.datetime(2026, 9, 15), "reason": "she asked"},
            ["author", "at"],
            id="no author, no offset",
        ),
        pytest.param(ByHand, {"author": "olga", "at": NOON, "reason": "  "}, ["reason"], id="no reason"),
    ],
)
def test_what_cannot_be_meant(make: Any, wrong: dict[str, Any], paths: list[str]) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(**wrong)
    assert [problem.path for problem in caught.value.problems] == paths
