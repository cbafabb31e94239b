"""What an entry of the audit has to say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.actor import ByHand, Permission
from loyalty_engine.model.audit import AuditEntry

BY = ByHand(author="olga", at=dt.datetime(2026, 9, 15, 12, tzinfo=dt.UTC), reason="a late parcel")
ENTRY: dict[str, Any] = {
    "by": BY,
    "permission": Permission.EDIT_POINTS,
    "action": "accrual",
    "operation": "op",
    "member": "anna",
    "details": [("amount", "5")],
}


@pytest.mark.parametrize(
    ("wrong", "paths"),
    [
        pytest.param({}, [], id="nothing is wrong"),
        pytest.param({"member": None, "details": ()}, [], id="nobody in particular"),
        pytest.param(
            {"by": "olga", "permission": "all"}, ["by", "permission"], id="no author, no permission"
        ),
        pytest.param(
            {"action": " ", "operation": "", "member": ""}, ["action", "operation", "member"], id="no ids"
        ),
        pytest.param({"allowed": 1}, ["allowed"], id="a number for a flag"),
        pytest.param({"details": ["amount"]}, ["details[0]"], id="no pair"),
        pytest.param(
            {"details": [("a", "b"), ("a",), ("a", 5)]}, ["details[1]", "details[2]"], id="not two texts"
        ),
    ],
)
def test_what_an_entry_is(wrong: dict[str, Any], paths: list[str]) -> None:
    found: list[str] = []
    try:
        made = AuditEntry(**{**ENTRY, **wrong})
    except InvalidInput as error:
        found = [problem.path for problem in error.problems]
    else:
        assert made.details == tuple(wrong.get("details", ENTRY["details"]))
    assert found == paths
