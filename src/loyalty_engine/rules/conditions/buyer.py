"""Conditions on who buys: how he was identified, his state, his contacts, his cards, who brought him."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import ClassVar, TypeVar

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import an, as_set, flag_problems, set_problems
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.model.profile import CardState, CardType, MemberState
from loyalty_engine.rules.figures import HasCardLike, IsReferred
from loyalty_engine.rules.language import listed
from loyalty_engine.rules.predicates import OneOf, Predicate, Source

E = TypeVar("E", bound=Enum)

_NEVER = "so nothing could ever match"


def _names(value: Iterable[str]) -> frozenset[str]:
    return as_set(value)


def _some_names(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else as_set(value)


def _member_states(value: Iterable[MemberState]) -> frozenset[MemberState]:
    return as_set(value)


def _types(value: Iterable[CardType] | None) -> frozenset[CardType] | None:
    return None if value is None else as_set(value)


def _card_states(value: Iterable[CardState] | None) -> frozenset[CardState] | None:
    return None if value is None else as_set(value)


def _words_problems(path: str, value: object, words: type[Enum]) -> list[Problem]:
    """What keeps *value* from being a set of some of *words*."""

    def problem(path: str, member: object) -> Problem | None:
        if isinstance(member, words):
            return None
        hint = f"use {words.__name__}.{next(iter(words)).name} or another of them"
        return Problem(path, f"{shown(member)} is not {an(words.__name__)}", hint)

    return set_problems(path, value, problem, _NEVER)


@frozen
class IdentifiedBy:
    """The buyer was identified in one of the ways *methods*, which are the host's words for them.

    The receipt says how, as `Receipt.identified_by`.
    """

    kind: ClassVar[str] = "identified_by"
    methods: frozenset[str] = field(converter=_names)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, set_problems("methods", self.methods, id_problem, _NEVER))

    def lower(self) -> Predicate:
        return OneOf(source=Source.IDENTIFIED_BY, values=self.methods)

    def describe(self) -> str:
        return f"the buyer is identified by {listed(self.methods)}"


@frozen
class InState:
    """The member's state is one of *states*."""

    kind: ClassVar[str] = "in_state"
    states: frozenset[MemberState] = field(converter=_member_states)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, _words_problems("states", self.states, MemberState))

    def lower(self) -> Predicate:
        return OneOf(source=Source.STATE, values=frozenset(state.value for state in self.states))

    def describe(self) -> str:
        return f"the member is {listed(state.value for state in self.states)}"


@frozen
class HasContact:
    """The member has linked one of *contacts*: a phone, an e-mail address, or what else the host knows."""

    kind: ClassVar[str] = "has_contact"
    contacts: frozenset[str] = field(converter=_names)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, set_problems("contacts", self.contacts, id_problem, _NEVER))

    def lower(self) -> Predicate:
        return OneOf(source=Source.CONTACT, values=self.contacts)

    def describe(self) -> str:
        return f"the member has linked his {listed(self.contacts)}"


@frozen
class Referred:
    """Somebody has brought the member to the programme; one of the members *by*, where they are named."""

    kind: ClassVar[str] = "referred"
    by: frozenset[str] | None = field(default=None, converter=_some_names)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, [] if self.by is None else set_problems("by", self.by, id_problem, _NEVER))

    def lower(self) -> Predicate:
        return IsReferred(by=self.by)

    def describe(self) -> str:
        return f"the member was referred by {'somebody' if self.by is None else listed(self.by)}"


@frozen(kw_only=True)
class HasCard:
    """The member has a card that is as every field says; None stands for any.

    It has one of the *numbers*, is of one of the *types*, *categories* and *issues*, and in one of the
    *states*: one card is all of it. With *presented* it must be the very card that was shown at the till,
    `Receipt.card`.
    """

    kind: ClassVar[str] = "has_card"
    numbers: frozenset[str] | None = field(default=None, converter=_some_names)
    types: frozenset[CardType] | None = field(default=None, converter=_types)
    categories: frozenset[str] | None = field(default=None, converter=_some_names)
    issues: frozenset[str] | None = field(default=None, converter=_some_names)
    states: frozenset[CardState] | None = field(default=None, converter=_card_states)
    presented: bool = False

    def __attrs_post_init__(self) -> None:
        problems = flag_problems(presented=self.presented)
        for path, names in (
            ("numbers", self.numbers),
            ("categories", self.categories),
            ("issues", self.issues),
        ):
            problems += [] if names is None else set_problems(path, names, id_problem, _NEVER)
        problems += [] if self.types is None else _words_problems("types", self.types, CardType)
        problems += [] if self.states is None else _words_problems("states", self.states, CardState)
        refuse(self.kind, problems)

    def lower(self) -> Predicate:
        return HasCardLike(
            numbers=self.numbers,
            types=self.types,
            categories=self.categories,
            issues=self.issues,
            states=self.states,
            presented=self.presented,
        )

    def describe(self) -> str:
        said = [
            f"{what} {listed(names)}"
            for what, names in (
                ("of number", self.numbers),
                ("of type", None if self.types is None else [one.value for one in self.types]),
                ("of category", self.categories),
                ("of issue", self.issues),
                ("in state", None if self.states is None else [one.value for one in self.states]),
            )
            if names is not None
        ]
        does = "shows" if self.presented else "has"
        return " ".join([f"the member {does} a card", ", ".join(said)]).strip()
