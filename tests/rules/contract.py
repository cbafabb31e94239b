"""What every kind of condition and of benefit promises."""

from __future__ import annotations

import pickle
import re
from typing import Any, ClassVar, get_type_hints

import attrs
import pytest

TAG = re.compile(r"[a-z]+(_[a-z]+)*")


def check_kind(kind: Any, arguments: dict[str, Any]) -> None:
    """The promises of one kind, on a value with these arguments."""
    value, again = kind(**arguments), kind(**arguments)

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, next(iter(arguments), "kind"), None)
    assert (value, hash(value)) == (again, hash(again))
    assert value != "something else"
    assert pickle.loads(pickle.dumps(value)) == value

    assert TAG.fullmatch(kind.kind), "a tag of ours has no namespace"
    hints = get_type_hints(kind)
    assert hints["kind"] == ClassVar[str]
    assert {field.name for field in attrs.fields(kind)} <= set(hints)
    assert "return" in get_type_hints(kind.lower)
    assert get_type_hints(kind.describe)["return"] is str
    assert kind.__doc__

    assert value.lower() == value.lower() == again.lower() == pickle.loads(pickle.dumps(value)).lower()
    assert hash(value.lower()) == hash(again.lower())
    check_clause(value.describe())


def check_clause(clause: str) -> None:
    """One clause, to stand after "if" or before "and"."""
    assert clause
    assert clause == clause.strip()
    assert clause[-1] not in ".,;:"
    assert "\n" not in clause
    assert "  " not in clause
    assert not re.search(r"\bNone\b|\(\)|frozenset|<|object at", clause), "nothing of Python shows through"
