"""Warnings before a predefined list changes that members have chosen from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from attrs import frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import kind_problems, sequence_of
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.member import Member
from loyalty_engine.model.moments import check_moment
from loyalty_engine.model.slots import PredefinedList, selection


@frozen(kw_only=True)
class UnlistedChoice:
    """A *product* that a member has chosen and nobody can choose any more; it works until it is cleared."""

    member: str
    position: int
    product: str


@frozen(kw_only=True)
class ListWarning:
    """A predefined list that changes although members have chosen from it.

    *added* and *removed* are the products that come and go, *choosing* the number of members whose choice
    counts under *rule*, and *unlisted* those of their choices that are not on the list any more.
    """

    rule: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    choosing: int
    unlisted: tuple[UnlistedChoice, ...]

    def __str__(self) -> str:
        members = "1 member has" if self.choosing == 1 else f"{self.choosing} members have"
        return (
            f"the list of {self.rule!r} changes (+{len(self.added)}, -{len(self.removed)}) "
            f"and {members} chosen from it; {len(self.unlisted)} of their choices will not be listed"
        )


def list_changes(
    before: OfferBook, after: OfferBook, members: Iterable[Member], at: dt.datetime
) -> tuple[ListWarning, ...]:
    """What changes for members who have chosen, when the book *after* replaces the book *before*.

    Only rules with predefined lists are looked at: whether their group changes, they name another group, or
    they are gone. There is no warning on a rule under which nobody's choice counts at the instant *at*, by
    the clock of the member's zone, or else of the programme's. Choices keep working; lists limit new ones.

    Raises:
        InvalidInput: *at* has no offset, or an argument is something else.
    """
    problems = kind_problems("before", before, OfferBook, "an offer book", "use compile_offers")
    problems += kind_problems("after", after, OfferBook, "an offer book", "use compile_offers")
    refuse("list changes", problems)
    check_moment("list changes", "at", at, aware=True)
    old, new = _lists(before), _lists(after)
    changed = {rule: (old[rule], new.get(rule, ())) for rule in old if old[rule] != new.get(rule, ())}
    choosing = dict.fromkeys(changed, 0)
    unlisted: dict[str, list[UnlistedChoice]] = {rule: [] for rule in changed}
    gone = {rule: frozenset(was).difference(now) for rule, (was, now) in changed.items()}
    for member in sequence_of(Member, members, "list changes", "members"):
        for slots in member.favorites:
            if slots.rule not in changed:
                continue
            chosen = selection(slots, before.favorite(slots.rule), at, member.zone or before.zone)
            choosing[slots.rule] += bool(chosen)
            unlisted[slots.rule] += [
                UnlistedChoice(member=member.id, position=slot.position, product=slot.product)
                for slot in chosen
                if slot.product is not None and slot.product in gone[slots.rule]
            ]
    return tuple(
        ListWarning(
            rule=rule,
            added=_without(now, was),
            removed=_without(was, now),
            choosing=choosing[rule],
            unlisted=tuple(unlisted[rule]),
        )
        for rule, (was, now) in sorted(changed.items(), key=lambda item: id_order(item[0]))
        if choosing[rule]
    )


def _lists(book: OfferBook) -> dict[str, tuple[str, ...]]:
    """The products of each predefined list, by rule."""
    return {
        rule.id: book.catalog.products_of_group(rule.source.group)
        for rule in book.favorites
        if isinstance(rule.source, PredefinedList)
    }


def _without(products: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    left = frozenset(others)
    return tuple(product for product in products if product not in left)
