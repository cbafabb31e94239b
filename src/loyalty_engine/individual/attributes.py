"""A member's attributes: one value after another, who set it, and what was in force when.

A host keeps an `AttributeHistory` for each attribute that a member has had; `current_attributes` makes of
them what a `Member` takes. Whether the values of the past are kept is up to the definition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import Enum
from itertools import pairwise

from attrs import evolve, field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.individual.arguments import operator_problems
from loyalty_engine.individual.operators import Operator
from loyalty_engine.individual.refusal import (
    Reason,
    Refusal,
    refusal,
    refuse_request,
)
from loyalty_engine.model.actor import ByHand, Permission
from loyalty_engine.model.attributes import (
    AttributeDefinition,
    Attributes,
    AttributeValue,
    freeze_value,
    value_key,
)
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    id_problems,
    kind_problems,
    needed_id_problems,
    sequence_of,
    tuple_problems,
)
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.intents import AttributeIntent
from loyalty_engine.model.moments import check_moment, moment_problem


class Setter(Enum):
    """Who gave an attribute its value."""

    MEMBER = "member"
    IMPORT = "import"
    OFFER = "offer"
    OPERATOR = "operator"
    MERGE = "merge"  # another account of the member


@frozen(kw_only=True)
class AttributeItem:
    """One *value* of an attribute: in force from *created_at* to just before *changed_at*.

    *changed_at* is None for the current value. *offer* is the one that set it, *by_hand* which operator did,
    when and why; each is None for all other setters.
    """

    value: AttributeValue = field(eq=value_key)
    created_at: dt.datetime
    changed_at: dt.datetime | None = None
    setter: Setter = Setter.MEMBER
    offer: str | None = None
    by_hand: ByHand | None = None

    def __attrs_post_init__(self) -> None:
        kept, faults = freeze_value("value", self.value)
        moments = {"created_at": self.created_at}
        moments |= {} if self.changed_at is None else {"changed_at": self.changed_at}
        found = (moment_problem(path, moment, aware=True) for path, moment in moments.items())
        problems = [*faults, *(problem for problem in found if problem)]
        if len(moments) == 2 and not problems and moments["changed_at"] <= self.created_at:
            message = f"{self.changed_at} does not come after {self.created_at}"
            problems.append(Problem("changed_at", message, "leave out what was in force at no time"))
        problems += choice_problems("setter", self.setter, Setter) + id_problems(offer=self.offer)
        if self.by_hand is not None:
            problems += kind_problems("by_hand", self.by_hand, ByHand, "a change by hand", "give a ByHand")
        refuse("attribute value", problems)
        object.__setattr__(self, "value", kept)


def _items(value: Iterable[AttributeItem]) -> tuple[AttributeItem, ...]:
    return as_tuple(value)


@frozen(kw_only=True)
class AttributeHistory:
    """The values of one attribute of one member, the oldest first; the last may be the current one.

    Raises:
        InvalidInput: *name* is no id, or one of the *items* begins before the one before it has ended.
    """

    name: str = field(kw_only=False)
    items: tuple[AttributeItem, ...] = field(default=(), converter=_items)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(name=self.name)
        unlike = tuple_problems("items", self.items, AttributeItem, "a value", "give an AttributeItem")
        for n, (before, after) in enumerate(pairwise(() if unlike else self.items), 1):
            if before.changed_at is None or before.changed_at > after.created_at:
                message = f"{after.created_at} lies within the time of the value before"
                problems.append(Problem(f"items[{n}].created_at", message, "sort the values by their time"))
        refuse(f"history of attribute {shown(self.name)}", problems + unlike)

    @property
    def current(self) -> AttributeItem | None:
        """The value in force, if there is one."""
        last = self.items[-1] if self.items else None
        return last if last is not None and last.changed_at is None else None

    def as_of(self, at: dt.datetime) -> AttributeItem | None:
        """The value that was in force at the instant *at*, as far as it was kept.

        Raises:
            InvalidInput: *at* has no offset.
        """
        check_moment("attribute", "at", at, aware=True)
        for item in reversed(self.items):
            if item.created_at <= at:
                return item if item.changed_at is None or at < item.changed_at else None
        return None


def current_attributes(histories: Iterable[AttributeHistory]) -> Attributes:
    """The values in force, as `Member.attributes` takes them."""
    known = sequence_of(AttributeHistory, histories, "attributes", "histories")
    return Attributes(tuple((one.name, one.current.value) for one in known if one.current is not None))


def attributes_as_of(histories: Iterable[AttributeHistory], at: dt.datetime) -> Attributes:
    """The values that were in force at the instant *at*, as far as they were kept: for a late receipt."""
    known = sequence_of(AttributeHistory, histories, "attributes", "histories")
    found = ((one.name, one.as_of(at)) for one in known)
    return Attributes(tuple((name, item.value) for name, item in found if item is not None))


@frozen(kw_only=True)
class AttributeRecord:
    """What became of an attribute: its value *before* and *after*, None where it had or has none."""

    name: str
    before: AttributeValue | None = field(eq=value_key)
    after: AttributeValue | None = field(eq=value_key)
    at: dt.datetime
    setter: Setter
    offer: str | None = None
    by_hand: ByHand | None = None


@frozen(kw_only=True)
class AttributeTransition:
    """The *history* to store, and the *record* of the change; None where the value was that already."""

    history: AttributeHistory
    record: AttributeRecord | None = None


def set_attribute(
    history: AttributeHistory,
    definition: AttributeDefinition,
    value: object,
    at: dt.datetime,
    *,
    by: Operator | None = None,
    setter: Setter = Setter.MEMBER,
) -> AttributeTransition:
    """The attribute with *value* from the instant *at* on; the value that it has already changes nothing.

    Args:
        history: what the member has had so far.
        definition: of the attribute.
        value: of its type; dicts and lists are frozen.
        at: when it was set.
        by: the operator who sets it; he needs `Permission.EDIT_ATTRIBUTES`.
        setter: who sets it, where no operator does.

    Raises:
        Refused: the operator may not, the value does not fit the definition, or the attribute was changed
            after *at*.
        InvalidInput: *definition* is of another attribute, or *at* has no offset.
    """
    refused = _refusals(history, definition, at, by)
    misfit = definition.check(value)
    if misfit is not None:
        refused.append(refusal("value", Reason.DOES_NOT_FIT, misfit.message, misfit.hint))
    refuse_request(f"attribute {shown(definition.name)}", refused)
    frozen_value, _ = freeze_value("value", value)
    return put(history, definition, frozen_value, _origin(at, by, setter))


def carry_out_attribute(
    history: AttributeHistory, definition: AttributeDefinition, intent: AttributeIntent, at: dt.datetime
) -> AttributeTransition:
    """The attribute as an offer wants it, on confirmation of the purchase at the instant *at*.

    Raises:
        Refused: as for `set_attribute`.
        InvalidInput: *intent* or *definition* is about another attribute, or *at* has no offset.
    """
    hint = "give an AttributeIntent of a calculation or reaction"
    refuse("attribute", kind_problems("intent", intent, AttributeIntent, "an attribute intent", hint))
    if intent.name != definition.name:
        message = f"the intent is for {shown(intent.name)}"
        raise InvalidInput.at("attribute", "intent", message, f"give one for {shown(definition.name)}")
    refused = _refusals(history, definition, at, None)
    misfit = definition.check(intent.value)
    if misfit is not None:
        refused.append(refusal("intent.value", Reason.DOES_NOT_FIT, misfit.message, misfit.hint))
    refuse_request(f"attribute {shown(definition.name)}", refused)
    return put(history, definition, intent.value, Origin(at=at, setter=Setter.OFFER, offer=intent.offer))


def remove_attribute(
    history: AttributeHistory,
    definition: AttributeDefinition,
    at: dt.datetime,
    *,
    by: Operator | None = None,
    setter: Setter = Setter.MEMBER,
) -> AttributeTransition:
    """The attribute without a value from the instant *at* on; where it has none, nothing changes.

    Raises:
        Refused: the operator may not, the attribute is required, or it was changed after *at*.
        InvalidInput: *definition* is of another attribute, or *at* has no offset.
    """
    refused = _refusals(history, definition, at, by)
    if definition.required and history.current is not None:
        message = "a required attribute cannot be without a value"
        refused.append(refusal("", Reason.REQUIRED, message, "set another value"))
    refuse_request(f"attribute {shown(definition.name)}", refused)
    return put(history, definition, None, _origin(at, by, setter))


@frozen(kw_only=True)
class Origin:
    """When, and by whom, a value is set."""

    at: dt.datetime
    setter: Setter
    offer: str | None = None
    by_hand: ByHand | None = None


def _origin(at: dt.datetime, by: Operator | None, setter: Setter) -> Origin:
    if by is None:
        return Origin(at=at, setter=setter)
    hand = ByHand(author=by.actor.id, at=at, reason=by.reason)
    return Origin(at=at, setter=Setter.OPERATOR, by_hand=hand)


def outdated(history: AttributeHistory, at: dt.datetime) -> list[Refusal]:
    """What keeps an attribute from being changed at the instant *at*: a later change."""
    last = history.items[-1] if history.items else None
    changed = None if last is None else last.changed_at or last.created_at
    if changed is None or changed <= at:
        return []
    message = f"it was changed at {changed.isoformat(' ', 'seconds')}, after the request"
    return [refusal("at", Reason.OUTDATED, message, "look at the attribute again")]


def _refusals(
    history: AttributeHistory, definition: AttributeDefinition, at: dt.datetime, by: Operator | None
) -> list[Refusal]:
    hint = 'build an AttributeHistory; AttributeHistory("…") is that of a member who has had no value'
    problems = kind_problems("history", history, AttributeHistory, "a history", hint)
    hint = "build an AttributeDefinition"
    problems += kind_problems("definition", definition, AttributeDefinition, "a definition", hint)
    refuse("attribute", problems + operator_problems(by))
    check_moment("attribute", "at", at, aware=True)
    if history.name != definition.name:
        message = f"the definition is that of {shown(definition.name)}"
        raise InvalidInput.at("attribute", "definition", message, f"give that of {shown(history.name)}")
    found = [] if by is None else by.refusals(Permission.EDIT_ATTRIBUTES)
    return found + outdated(history, at)


def put(
    history: AttributeHistory, definition: AttributeDefinition, value: AttributeValue | None, origin: Origin
) -> AttributeTransition:
    """The attribute with *value*, None for none, from the time of *origin* on; nothing is checked here."""
    current = history.current
    before = None if current is None else current.value
    if value_key(before) == value_key(value):
        return AttributeTransition(history=history)
    past = history.items if current is None else history.items[:-1]
    if current is not None and current.created_at < origin.at:
        past = (*past, evolve(current, changed_at=origin.at))
    items = past if definition.keeps_history else ()
    if value is not None:
        new = AttributeItem(
            value=value,
            created_at=origin.at,
            setter=origin.setter,
            offer=origin.offer,
            by_hand=origin.by_hand,
        )
        items = (*items, new)
    record = AttributeRecord(
        name=history.name,
        before=before,
        after=value,
        at=origin.at,
        setter=origin.setter,
        offer=origin.offer,
        by_hand=origin.by_hand,
    )
    return AttributeTransition(history=evolve(history, items=items), record=record)
