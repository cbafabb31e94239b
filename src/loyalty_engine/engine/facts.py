"""Facts: everything about a receipt and its buyer that offers can ask for, gathered once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import islice

from attrs import define, evolve

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.goods import Goods
from loyalty_engine.engine.index import ANYTHING, Circumstances
from loyalty_engine.engine.spending import Bar, bar_of
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.keys import Key, entry_key, favorite_key
from loyalty_engine.model.member import Member, Need
from loyalty_engine.model.personal import Entry
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.slots import selection

#: A set of lines: bit n stands for the receipt's line number n, counted from 0.
Lines = int


@define(eq=False)
class Covered:
    """The lines that one entry in force covers."""

    entry: Entry
    lines: Lines


@define(eq=False)
class Facts:
    """What is known about one receipt; once set-up has filled slots, nothing in it changes any more.

    *currency* is that of the receipt, *amounts* are the lines' amounts in its minor units. *lines* says which
    lines have a key. *entries* holds the personal entries in force by attribute, and *refused* says that the
    member has not accepted all that is offered on this receipt. *partial* says that some facts about the
    member are not known, and *offline* that the till was not connected. *bar* is why the buyer may not spend
    points, and *withholds* says that there is such a thing, or that the till was offline. *quantities* are
    the lines' quantities in thousandths where they differ from the receipt's.
    """

    receipt: Receipt | Occasion
    member: Member | None
    book: OfferBook
    local: dt.datetime
    today: dt.date
    currency: str
    goods: list[Goods]
    amounts: list[int]
    amount: int
    everything: Lines
    lines: dict[Key, Lines]
    entries: dict[str, list[Covered]]
    refused: bool
    circumstances: Circumstances
    partial: bool
    context: Context
    offline: bool = False
    bar: Bar | None = None
    withholds: bool = False
    quantities: list[int] | None = None

    def quantity(self, n: int) -> int:
        """The quantity of line *n* in thousandths."""
        if self.quantities is not None:
            return self.quantities[n]
        return self.receipt.lines[n].quantity.thousandths

    def known(self, need: Need) -> bool:
        """Is the fact loaded? With nobody known, none is."""
        return self.member is not None and need not in self.member.not_loaded


def gather(
    receipt: Receipt | Occasion, member: Member | None, book: OfferBook, context: Context = NOTHING
) -> Facts:
    """Everything that the offers of *book* can ask about *receipt*, *member* and *context*."""
    goods = book.goods_on(receipt)
    amounts = [line.amount.minor for line in receipt.lines]
    lines: dict[Key, Lines] = {}
    bit = 1
    for one in goods:
        for key in one.keys:
            if key in lines:
                lines[key] |= bit
            else:
                lines[key] = bit
        bit <<= 1
    amount = receipt.minor if isinstance(receipt, Occasion) else sum(amounts)
    audiences = member.audiences if member is not None else frozenset()
    offline = not isinstance(receipt, Occasion) and receipt.offline
    bar = None if member is None or isinstance(receipt, Occasion) else bar_of(receipt, member)
    circumstances = Circumstances.of(receipt, amount, audiences)
    facts = Facts(
        receipt=receipt,
        member=member,
        book=book,
        local=circumstances.local,
        today=circumstances.local.date(),
        currency=receipt.currency,
        goods=goods,
        amounts=amounts,
        amount=amount,
        everything=bit - 1,
        lines=lines,
        entries={},
        refused=False,
        circumstances=circumstances,
        partial=member is None or bool(member.not_loaded),
        context=context,
        offline=offline,
        bar=bar,
        withholds=offline or bar is not None,
    )
    lines[ANYTHING] = facts.everything
    if member is not None:
        if member.favorites:
            _choose(facts, member)
        if member.personal:
            _personal(facts, member)
    return facts


def _choose(facts: Facts, member: Member) -> None:
    """Mark the lines whose product the member has chosen."""
    book = facts.book
    for slots in member.favorites:
        key = favorite_key(slots.rule)
        if book.mentions(key):
            chosen = selection(slots, book.favorite(slots.rule), facts.receipt.at, zone_of(facts))
            mark(facts, key, [slot.product for slot in chosen if slot.product is not None])


def zone_of(facts: Facts) -> str:
    """The time zone of the member's slots."""
    return (facts.member.zone if facts.member is not None else None) or facts.book.zone


def mark(facts: Facts, key: Key, products: Iterable[str]) -> None:
    """Give *key* to the lines of *products*."""
    wanted = frozenset(products)
    found = sum(1 << n for n, one in enumerate(facts.goods) if one.id in wanted and one.product is not None)
    if found:
        facts.lines[key] = facts.lines.get(key, 0) | found


def if_agreed(facts: Facts) -> Facts:
    """*facts* as they would be if the member had accepted everything that is offered."""
    agreed = evolve(facts, lines=facts.lines.copy(), entries={})
    if facts.member is not None:
        _personal(agreed, facts.member, agreed=True)
    return agreed


def _personal(facts: Facts, member: Member, *, agreed: bool = False) -> None:
    """Mark the lines that the member's entries cover, where they work or where everything is *agreed* to."""
    by_key = member.entries_by_key
    covered: dict[Key, Lines] = {}
    bit = 1
    for one in facts.goods:
        for key in one.all_keys:
            if key in by_key:
                covered[key] = covered.get(key, 0) | bit
        bit <<= 1
    found = [Covered(entry, lines) for key, lines in covered.items() for entry in by_key[key]]
    found += [Covered(entry, facts.everything) for entry in member.entries_on_receipts]
    limits: dict[str, frozenset[int] | None] = {}
    for hit in found:
        entry = hit.entry
        if entry.attribute not in facts.book.personal or not _in_force(entry, facts):
            continue
        if not agreed and not entry.acceptance.works:
            facts.refused = True
            continue
        attribute = entry.attribute
        if attribute not in limits:
            limits[attribute] = _first(member.limited(attribute, agreed=agreed), facts)
            facts.refused |= not agreed and member.may_crowd(attribute)
        allowed = limits[attribute]
        if allowed is None or entry.order in allowed:
            facts.entries.setdefault(attribute, []).append(hit)
            key = entry_key(attribute)
            facts.lines[key] = facts.lines.get(key, 0) | hit.lines
    for hits in facts.entries.values():
        hits.sort(key=_order)


def _order(hit: Covered) -> int:
    return hit.entry.order


def _in_force(entry: Entry, facts: Facts) -> bool:
    if entry.brand is not None and entry.brand != facts.receipt.place.brand:
        return False
    return entry.period.contains(facts.local, facts.receipt.at)


def _first(limited: tuple[int, tuple[Entry, ...]] | None, facts: Facts) -> frozenset[int] | None:
    """The entries that a maximum lets through, by their order; None where it matters not."""
    if limited is None:
        return None
    most, working = limited
    return frozenset(entry.order for entry in islice((e for e in working if _in_force(e, facts)), most))
