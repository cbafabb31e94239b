"""Light construction of frozen records.

A frozen attrs class sets each field through `object.__setattr__`, which costs more than all the rest of
making it. What the engine makes itself needs no check, so it is made as a mutable twin of the same layout
that becomes the frozen class once it is filled. Nothing outside can tell the difference.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import attrs

P = ParamSpec("P")
T = TypeVar("T")


def light(kind: Callable[P, T]) -> Callable[P, T]:
    """A constructor for the frozen attrs class *kind*, with the same arguments, that is twice as fast.

    *kind* must have slots, no weak references, no converters and no validators. Where the interpreter
    refuses to turn the twin into it, the constructor is *kind* itself.
    """
    frozen = cast(type[attrs.AttrsInstance], kind)

    def freeze(self: object) -> None:
        self.__class__ = frozen

    twin = attrs.make_class(
        frozen.__name__,
        {
            field.name: attrs.field(default=field.default, kw_only=field.kw_only, alias=field.alias)
            for field in attrs.fields(frozen)
        },
        class_body={"__attrs_post_init__": freeze},
        slots=True,
        weakref_slot=False,
        eq=False,
        repr=False,
    )
    sample = [None for field in attrs.fields(frozen)]
    try:
        twin(**dict(zip((field.alias for field in attrs.fields(frozen)), sample, strict=True)))
    except TypeError:
        return kind
    return cast(Callable[P, T], twin)
