"""Records made lightly are the records that they stand for, to whoever looks."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest
from attrs import define, evolve, field, frozen
from attrs.exceptions import FrozenInstanceError

from loyalty_engine.engine.light import light


@frozen(weakref_slot=False)
class Price:
    """A record with an argument that must be given, and one that need not."""

    minor: int
    currency: str = "EUR"


@frozen(kw_only=True, weakref_slot=False)
class Tag:
    """A record whose arguments are named, one of them otherwise than its field."""

    text: str
    _colour: str = field(default="yellow", alias="paint")


@frozen(weakref_slot=False)
class Note:
    """A record whose first argument is named, and whose second is not."""

    colour: str = field(kw_only=True)
    text: str


@frozen
class Watched:
    """A record that can be referred to weakly, so that it has a layout of its own."""

    minor: int


@define
class Loose:
    """A record that is not frozen, and a subclass of nothing."""

    minor: int = 5


@pytest.mark.parametrize(
    ("kind", "positional", "named"),
    [
        pytest.param(Price, [100], {}, id="by position"),
        pytest.param(Price, [100, "USD"], {}, id="by position, all of it"),
        pytest.param(Price, [], {"currency": "USD", "minor": 100}, id="by name"),
        pytest.param(Tag, [], {"text": "new"}, id="by name alone"),
        pytest.param(Tag, [], {"text": "new", "paint": "red"}, id="by another name"),
        pytest.param(Note, ["new"], {"colour": "red"}, id="by position behind one by name"),
        pytest.param(Watched, [5], {}, id="of a layout that has no twin"),
        pytest.param(Loose, [], {}, id="of a class that may change"),
    ],
)
def test_a_light_record_is_like_any_other(
    kind: Callable[..., object], positional: list[object], named: dict[str, object]
) -> None:
    made, expected = light(kind)(*positional, **named), kind(*positional, **named)

    assert made == expected
    assert (type(made), repr(made)) == (type(expected), repr(expected))
    assert copy.copy(made) == pickle.loads(pickle.dumps(made)) == expected


def test_a_light_record_is_frozen() -> None:
    made = light(Price)(100)

    assert hash(made) == hash(Price(100))
    with pytest.raises(FrozenInstanceError):
        made.minor = 5  # type: ignore[misc]
    assert evolve(made, minor=5) == Price(5)


@pytest.mark.parametrize(
    ("kind", "positional", "named"),
    [
        pytest.param(Price, [], {}, id="without what must be given"),
        pytest.param(Price, [100], {"minor": 100}, id="twice the same"),
        pytest.param(Price, [100], {"colour": "red"}, id="with what is unknown"),
        pytest.param(Tag, ["new"], {}, id="by position, where names are asked for"),
        pytest.param(Tag, [], {"text": "new", "_colour": "red"}, id="by the name of the field"),
    ],
)
def test_a_light_record_takes_the_arguments_of_its_class(
    kind: Callable[..., object], positional: list[object], named: dict[str, object]
) -> None:
    for make in (kind, light(kind)):
        with pytest.raises(TypeError):
            make(*positional, **named)


def test_there_is_a_twin_where_the_layout_allows_one() -> None:
    assert light(Price) is not Price
    assert light(Tag) is not Tag
    assert light(Watched) is Watched
