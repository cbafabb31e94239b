"""What became of the entries of an attribute when its member accepted, declined or chose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from attrs import frozen

from loyalty_engine.model.personal import (
    Acceptance,
    FavoriteCategories,
    PersonalAttribute,
    PersonalizedOffer,
    ReceiptThresholds,
    entries,
)
from loyalty_engine.model.targets import target_label

V = TypeVar("V", FavoriteCategories, PersonalizedOffer, ReceiptThresholds)


@frozen(kw_only=True)
class AcceptanceChange:
    """An entry that was *before* and is *after* an answer of the member.

    *order* is its place in the attribute; *id* that of the category, or the code by which the item names its
    product, category or group, None for an offer on receipt amounts; *brand* that of the item.
    """

    order: int
    id: str | None
    brand: str | None = None
    before: Acceptance
    after: Acceptance


@frozen(kw_only=True)
class Answered(Generic[V]):
    """The attribute after an answer, and the entries that it changed; none where it was given before."""

    value: V
    changes: tuple[AcceptanceChange, ...] = ()


def answered(before: V, after: V) -> Answered[V]:
    """The answer that made *after* of *before*: the same entries, with other acceptances."""
    names = _names(before)
    pairs = zip(entries("", before), entries("", after), names, strict=True)
    changes = tuple(
        AcceptanceChange(
            order=old.order, id=name, brand=old.brand, before=old.acceptance, after=new.acceptance
        )
        for old, new, name in pairs
        if old.acceptance is not new.acceptance
    )
    return Answered(value=after, changes=changes)


def _names(value: PersonalAttribute) -> Iterator[str | None]:
    """By what a service names each entry."""
    if isinstance(value, FavoriteCategories):
        yield from (category.id for category in value.categories)
    elif isinstance(value, PersonalizedOffer):
        yield from (target_label(item.target) for item in value.items)
    else:
        yield None
