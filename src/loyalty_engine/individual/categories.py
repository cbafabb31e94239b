"""Favourite categories: what a member is shown, what he chooses, and what a new import leaves of it.

A choice lasts as long as the categories that were chosen are in force. So it stands at an instant if a
category in force is accepted, and is open otherwise; nobody has to clear it. Dates without an offset are
read by the clock of the member's zone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from attrs import evolve, frozen

from loyalty_engine.errors import refuse
from loyalty_engine.individual.acceptance import Answered, answered
from loyalty_engine.individual.arguments import check_value
from loyalty_engine.individual.refusal import Reason, Refusal, refusal, refuse_request
from loyalty_engine.model.fields import as_tuple, tuple_problems
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.moments import at_clock, in_zone
from loyalty_engine.model.personal import FavoriteCategories, FavoriteCategory

_SUBJECT: Final = "favourite categories"
_BEFORE_ALL: Final = dt.datetime.min.replace(tzinfo=dt.UTC)
_AFTER_ALL: Final = dt.datetime.max.replace(tzinfo=dt.UTC)


def shown_categories(value: FavoriteCategories, at: dt.datetime, zone: str) -> tuple[FavoriteCategory, ...]:
    """The categories that a service shows at the instant *at*.

    They are those in force; once any of them is accepted, only those that work.
    """
    current = _in_force(value, at, zone)
    return working_categories(value, at, zone) if any(one.accepted for one in current) else current


def working_categories(value: FavoriteCategories, at: dt.datetime, zone: str) -> tuple[FavoriteCategory, ...]:
    """The categories that may grant something at the instant *at*: the first in order, up to the maximum."""
    return tuple(one for one in _in_force(value, at, zone) if _works(one))[: value.max_count]


def has_choice(value: FavoriteCategories, at: dt.datetime, zone: str) -> bool:
    """Does a choice of the member, or of an import for him, stand at the instant *at*?"""
    return any(one.accepted for one in _in_force(value, at, zone))


def choice_room(value: FavoriteCategories, at: dt.datetime, zone: str) -> int | None:
    """How many categories a choice at the instant *at* may have, beside those that work by themselves.

    None where there is no limit.
    """
    return _room(value, _in_force(value, at, zone))


def select_categories(
    value: FavoriteCategories, ids: Iterable[str], at: dt.datetime, zone: str, *, replace: bool = False
) -> Answered[FavoriteCategories]:
    """Choose the categories called *ids*, all in one call, at the instant *at*.

    The categories in force that are not named are no longer accepted; those of other times stay as they
    are. An id that stands twice counts once, and the choice that stands already changes nothing, however
    often it is sent.

    Args:
        value: what the member holds.
        ids: all the categories that he wants; with *replace*, none withdraws the choice.
        at: when he asks.
        zone: the IANA zone by whose clock he lives.
        replace: allow another choice while one stands.

    Raises:
        Refused: there is no acceptance flag and so nothing to choose, more are wanted than may work, an id
            is unknown, its category is not in force or needs no choice, or another choice stands.
    """
    check_value(_SUBJECT, value, FavoriteCategories)
    wanted = _wanted(ids)
    if all(one.accepted is None for one in value.categories):
        hint = "what is imported without an acceptance flag works by itself"
        refuse_request("choice", [refusal("", Reason.NOT_OFFERED, "there is nothing to choose from", hint)])
    current = _in_force(value, at, zone)
    standing = frozenset(one.id for one in current if one.accepted)
    if standing == wanted.keys():
        return Answered(value=value)
    refused = _id_refusals(value, wanted, at, zone)
    room = _room(value, current)
    if room is not None and len(wanted) > room:
        message = f"{len(wanted)} categories are wanted, and {room} may be chosen"
        refused.append(refusal("ids", Reason.TOO_MANY, message, "choose fewer"))
    if standing and not replace:
        message = f"{', '.join(map(shown, sorted(standing)))} is chosen already"
        refused.append(refusal("", Reason.CHOSEN, message, "wait until the choice ends"))
    refuse_request("choice", refused)
    return answered(value, _with_choice(value, current, wanted, _text_of(at)))


def _with_choice(
    value: FavoriteCategories,
    current: Iterable[FavoriteCategory],
    wanted: Iterable[str],
    accepted_at: str | None,
) -> FavoriteCategories:
    """*value*, where of the flagged *current* categories the *wanted* are accepted, and no others."""
    flagged = frozenset(one.id for one in current if one.accepted is not None)
    chosen = frozenset(wanted)
    return evolve(
        value,
        categories=tuple(
            evolve(one, accepted=one.id in chosen) if one.id in flagged else one for one in value.categories
        ),
        accepted_at=accepted_at if chosen else None,
    )


def _id_refusals(
    value: FavoriteCategories, wanted: dict[str, int], at: dt.datetime, zone: str
) -> list[Refusal]:
    """What keeps single categories from being chosen; *wanted* says where each id stands in the request."""
    by_id = {one.id: one for one in value.categories}
    local = in_zone(at, zone)
    found = []
    for id, n in wanted.items():
        path, category = f"ids[{n}]", by_id.get(id)
        if category is None:
            found.append(refusal(path, Reason.UNKNOWN, f"there is no category {shown(id)}"))
        elif category.period.has_ended(local, at):
            found.append(refusal(path, Reason.ENDED, f"{shown(id)} was for {category.period}"))
        elif not category.period.contains(local, at):
            found.append(refusal(path, Reason.CLOSED, f"{shown(id)} is for {category.period}"))
        elif category.accepted is None:
            hint = "it works by itself"
            found.append(refusal(path, Reason.NOT_OFFERED, f"{shown(id)} needs no choice", hint))
    return found


@frozen(kw_only=True)
class OverSelection:
    """A warning: from *since* on more categories are accepted than *max_count*, so that the last are *idle*.

    *since* is None where they were so at all times. *working* and *idle* are ids, in the attribute's order.
    """

    max_count: int
    since: dt.datetime | None
    working: tuple[str, ...]
    idle: tuple[str, ...]

    def __str__(self) -> str:
        total = len(self.working) + len(self.idle)
        since = f" from {self.since.isoformat(' ', 'minutes')} on" if self.since else ""
        idle = ", ".join(map(shown, self.idle))
        return f"{total} categories would work{since}, and {self.max_count} may; {idle} will not"


def over_selection(value: FavoriteCategories, zone: str) -> OverSelection | None:
    """The first time at which an imported value has more categories work than its maximum, if there is one.

    Nothing is refused: a calculation takes the first of them, in the order of the attribute.
    """
    check_value(_SUBJECT, value, FavoriteCategories)
    most = value.max_count
    if most is None:
        return None
    stretches = [(one.id, *_stretch(one, zone)) for one in value.categories if _works(one)]
    crowded = _crowded([(opens, closes) for _, opens, closes in stretches], most)
    if crowded is None:
        return None
    there = tuple(id for id, opens, closes in stretches if opens <= crowded < closes)
    since = None if crowded == _BEFORE_ALL else crowded
    return OverSelection(max_count=most, since=since, working=there[:most], idle=there[most:])


def _stretch(category: FavoriteCategory, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """The instants at which a category opens and closes."""
    start, end = category.period.start, category.period.end
    return _instant(start, zone) if start else _BEFORE_ALL, _instant(end, zone) if end else _AFTER_ALL


def _instant(bound: dt.datetime, zone: str) -> dt.datetime:
    return at_clock(bound, zone) if bound.tzinfo is None else bound


def _crowded(stretches: Iterable[tuple[dt.datetime, dt.datetime]], most: int) -> dt.datetime | None:
    """The first instant that lies in more than *most* of the *stretches*."""
    sound = [(opens, closes) for opens, closes in stretches if opens < closes]
    steps = [(opens, 1) for opens, _ in sound] + [(closes, -1) for _, closes in sound]
    there = 0
    for moment, step in sorted(steps):  # what closes at a moment makes room for what opens then
        there += step
        if there > most:
            return moment
    return None


@frozen(kw_only=True)
class ChoiceKept:
    """An import after the choice that stood was carried over to it.

    *kept* are the ids of the chosen categories that are still accepted, *lost* those that are not: they are
    gone, not in force, need no choice any more, or are more than the new maximum.
    """

    value: FavoriteCategories
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def keep_choice(old: FavoriteCategories, new: FavoriteCategories, at: dt.datetime, zone: str) -> ChoiceKept:
    """*new*, imported at the instant *at* in place of *old*, with the choice that stands.

    An import replaces the whole value, acceptances included. This keeps them for categories of the same id
    that are in force before and after; the others of the import that are in force are then not accepted.
    Where no choice stands, or nothing of it can be kept, the import stays as it is. A category of the same id
    that is in force only later belongs to the next choice.
    """
    chosen = tuple(one.id for one in _in_force(old, at, zone) if one.accepted)
    current = _in_force(new, at, zone)
    able = [one.id for one in current if one.accepted is not None and one.id in frozenset(chosen)]
    kept = tuple(able[: _room(new, current)])
    lost = tuple(id for id in chosen if id not in frozenset(kept))
    if not kept:
        return ChoiceKept(value=new, lost=lost)
    return ChoiceKept(value=_with_choice(new, current, kept, old.accepted_at), kept=kept, lost=lost)


def _in_force(value: FavoriteCategories, at: dt.datetime, zone: str) -> tuple[FavoriteCategory, ...]:
    check_value(_SUBJECT, value, FavoriteCategories)
    local = in_zone(at, zone)
    return tuple(one for one in value.categories if one.period.contains(local, at))


def _works(category: FavoriteCategory) -> bool:
    return category.accepted is not False


def _room(value: FavoriteCategories, current: Iterable[FavoriteCategory]) -> int | None:
    """How many of the *current* categories may be chosen beside those that work by themselves."""
    if value.max_count is None:
        return None
    return max(0, value.max_count - sum(one.accepted is None for one in current))


def _wanted(ids: Iterable[str]) -> dict[str, int]:
    """The ids that are wanted, each once, with their place in the request."""
    asked = as_tuple(ids)
    refuse("choice", tuple_problems("ids", asked, str, "an id", "give the ids of categories"))
    wanted: dict[str, int] = {}
    for n, id in enumerate(asked):
        wanted.setdefault(id, n)
    return wanted


def _text_of(at: dt.datetime) -> str:
    return at.isoformat(timespec="seconds")
