"""The kinds of condition and benefit that documents may name: ours, and those of a host.

A host's kind is checked when it is added, for it must be written, read elsewhere, compared and replayed as
ours are.

>>> KINDS.with_() == KINDS
True
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin, get_type_hints

import attrs
from attrs import frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import shown
from loyalty_engine.rules.benefits import BENEFITS
from loyalty_engine.rules.conditions import CONDITIONS
from loyalty_engine.rules.instructions import Instruction
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.predicates import Predicate
from loyalty_engine.wire.shapes import (
    KIND,
    Collection,
    Directory,
    Families,
    Listing,
    Maybe,
    Record,
    Row,
    shape_of,
)

_TAG: Final = re.compile(r"[a-z][a-z0-9_]*:[a-z][a-z0-9_]*", re.ASCII)


@frozen(kw_only=True)
class Kinds:
    """Kinds of condition and of benefit, each found by its tag."""

    conditions: tuple[type[Condition], ...] = CONDITIONS
    benefits: tuple[type[Benefit], ...] = BENEFITS

    @property
    def families(self) -> Families:
        """The kinds by their tags, for conditions and for benefits."""
        conditions = MappingProxyType({kind.kind: kind for kind in self.conditions})
        benefits = MappingProxyType({kind.kind: kind for kind in self.benefits})
        return MappingProxyType({Condition: conditions, Benefit: benefits})

    def with_(self, *kinds: type[Condition] | type[Benefit]) -> Kinds:
        """These kinds and more: ``KINDS.with_(Weather, FreeParking)``.

        What ``lower()`` says that it returns tells conditions from benefits. Adding a kind again changes
        nothing.

        Args:
            kinds: frozen attrs classes that can be imported by name. The tag carries a namespace,
                ``acme:weather``; every field is annotated, with a type that documents have a form for.

        Raises:
            InvalidInput: a kind is something else, or its tag is taken. All problems are reported.
        """
        conditions, benefits = list(self.conditions), list(self.benefits)
        problems: list[Problem] = []
        for kind in kinds:
            given: Any = kind  # it may be anything, whatever the annotation says
            if given in conditions or given in benefits:
                continue
            found = list(_kind_problems(given, self.families)) if isinstance(given, type) else [_NO_CLASS]
            tags = [known.kind for known in conditions] + [known.kind for known in benefits]
            tag = getattr(given, KIND, None)
            if not found and tag in tags:
                found.append(Problem(KIND, f"{tag!r} is taken", "choose another tag"))
            if found:
                problems += (problem.inside(getattr(given, "__name__", shown(given))) for problem in found)
            else:
                (benefits if _lowers_to(given) is Benefit else conditions).append(given)
        refuse("kinds", problems)
        return Kinds(conditions=tuple(conditions), benefits=tuple(benefits))


_NO_CLASS: Final = Problem("", "is not a class", "give the class and not a value of it")


def _kind_problems(kind: Any, families: Families) -> Iterator[Problem]:
    """What keeps a class from being a kind."""
    if not attrs.has(kind):
        yield Problem("", "is no attrs class", "decorate it with attrs.frozen")
        return
    # Every frozen class of attrs has the one function that refuses to set anything.
    if kind.__setattr__ is not Problem.__setattr__:
        yield Problem("", "can be changed after it is made", "decorate it with attrs.frozen")
    if getattr(kind, "__hash__", None) is None or kind.__eq__ is object.__eq__:
        yield Problem("", "has no hash by value", "leave eq and hash as attrs.frozen sets them")
    if _imported(kind) is not kind:
        hint = "define it at the top level of a module"
        yield Problem("", f"cannot be imported as {kind.__module__}.{kind.__qualname__}", hint)
    tag = getattr(kind, KIND, None)
    if not isinstance(tag, str) or not _TAG.fullmatch(tag):
        hint = 'say kind: ClassVar[str] = "acme:weather", with a namespace of your own'
        yield Problem(KIND, f"{shown(tag)} is not a tag of a host", hint)
    if not callable(getattr(kind, "describe", None)):
        yield Problem("describe", "is missing", "add describe(self) -> str")
    if _lowers_to(kind) is None:
        hint = "annotate lower() with Predicate, or one of them, or with tuple[Instruction, ...]"
        yield Problem("lower", "does not say whether this is a condition or a benefit", hint)
    yield from _field_problems(kind, families)


def _imported(kind: type) -> object:
    found: object = sys.modules.get(kind.__module__)
    for name in kind.__qualname__.split("."):
        found = getattr(found, name, None)
    return found


def _hints(thing: Any) -> dict[str, Any] | None:
    """The resolved annotations; None where a name in them means nothing at run time."""
    try:
        return get_type_hints(thing)
    except (AttributeError, NameError, SyntaxError, TypeError):
        return None


def _lowers_to(kind: type) -> Any:
    """The protocol that ``lower()`` makes the class one of; None where it does not say."""
    returned = (_hints(getattr(kind, "lower", None)) or {}).get("return")
    if get_origin(returned) is tuple:
        parts = {part for item in get_args(returned) for part in get_args(item) or (item,)}
        return Benefit if parts - {Ellipsis} <= {*get_args(Instruction)} else None
    return Condition if {*(get_args(returned) or (returned,))} <= {*get_args(Predicate)} else None


def _field_problems(kind: type[attrs.AttrsInstance], families: Families) -> Iterator[Problem]:
    if _hints(kind) is None:
        hint = "import what the annotations name at run time, and not for type checkers alone"
        yield Problem("", "has annotations that mean nothing at run time", hint)
        return
    for field in attrs.fields(kind):
        if field.type is None:
            yield Problem(field.name, "has no annotation", "say what it holds")
        if field.name == KIND:
            yield Problem(
                KIND, "is a field, and the tag stands under that name", "call the field something else"
            )
    if all(field.type is not None for field in attrs.fields(kind)):
        yield from _shape_problems("", kind, families, set())


def _shape_problems(path: str, type_: Any, families: Families, seen: set[object]) -> Iterator[Problem]:
    """Where documents have no form for what is in *type_*."""
    if type_ in seen:
        return
    seen.add(type_)
    try:
        shape = shape_of(type_, families)
    except InvalidInput as error:
        yield from (problem.inside(path) for problem in error.problems)
        return
    match shape:
        case Record():
            for member in shape.members:
                if member.form is None:
                    inside = f"{path}.{member.key}" if path else member.key
                    yield from _shape_problems(inside, member.type, families, seen)
        case Listing(item) | Collection(item) | Directory(item) | Maybe(item):
            yield from _shape_problems(path, item, families, seen)
        case Row(items):
            for item in items:
                yield from _shape_problems(path, item, families, seen)
        case _:
            pass


KINDS: Final = Kinds()
"""The kinds of this library: those of `CONDITIONS` and of `BENEFITS`."""
