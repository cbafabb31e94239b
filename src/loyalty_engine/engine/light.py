"""Light construction of frozen records.

A frozen attrs class sets each field through `object.__setattr__`, which costs more than all the rest of
making it. What the engine makes itself needs no check, so it is made as a mutable twin of the same layout
that becomes the frozen class once it is filled. Nothing outside can tell the difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import ParamSpec, TypeVar, cast

import attrs

P = ParamSpec("P")
T = TypeVar("T")


def light(kind: Callable[P, T]) -> Callable[P, T]:
    """A constructor for the frozen attrs class *kind*, with the same arguments, that takes half the time.

    *kind* must have slots, no weak references, no converters, no validators, and no default that is made
    anew each time. Where the interpreter refuses to turn the twin into it, the constructor is *kind* itself.
    """
    frozen = cast(type[attrs.AttrsInstance], kind)
    fields = attrs.fields(frozen)
    twin = type(frozen.__name__, (), {"__slots__": [field.name for field in fields]})
    try:
        twin().__class__ = frozen
    except TypeError:
        return kind
    # No parameter begins with an underscore, so that none is in the way of what does.
    names = {_default(field): field.default for field in fields} | {"_twin": twin, "_frozen": frozen}
    filled = "".join([f" _made.{field.name} = {field.alias}\n" for field in fields])
    head = f"def make({', '.join(_parameters(fields))}):\n _made = _twin()\n"
    # Written out, as attrs writes an `__init__`, because Python calls a function with less ado than a class.
    # Names of fields of our own classes are all that goes into the text: whatever a receipt or an offer holds
    # never comes near it.
    exec(f"{head}{filled} _made.__class__ = _frozen\n return _made", names)  # noqa: S102 -- names of our fields
    return cast(Callable[P, T], names["make"])


def _parameters(fields: Iterable[attrs.Attribute[object]]) -> Iterator[str]:
    """The parameters as Python writes them, those that must be named behind the others."""
    named = False
    for field in sorted(fields, key=attrgetter("kw_only")):
        if field.kw_only and not named:
            named = True
            yield "*"
        yield f"{field.alias}" if field.default is attrs.NOTHING else f"{field.alias}={_default(field)}"


def _default(field: attrs.Attribute[object]) -> str:
    return f"_default_of_{field.alias}"
