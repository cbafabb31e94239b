"""The fingerprint of a calculation: a digest of everything that its result depends on."""

from __future__ import annotations

import hashlib

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.model.canonical import encode
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.member import CARDS, CONTACTS, PURCHASES, REFERRER, STATE, Member, Need, NeedKind
from loyalty_engine.model.receipt import Receipt

#: The version of the encoding; it rises when equal values would be written in another way.
ENCODING = 1


def fingerprint(
    receipt: Receipt, member: Member | None, book: OfferBook, semantics: int, context: Context = NOTHING
) -> str:
    """64 hexadecimal digits; the same on every machine and under every order of loading."""
    needs, of_families = book.needs, book.of_families(receipt)
    facts = None if member is None else facts_read(member, needs, of_families)
    return hashlib.sha256(
        encode(
            (
                ENCODING,
                semantics,
                receipt.digest,
                receipt.local,
                facts,
                book.digest,
                *context_read(context, needs, of_families),
            )
        )
    ).hexdigest()


def context_read(
    context: Context, needs: frozenset[Need], of_families: frozenset[Need]
) -> tuple[object, ...]:
    """What is among *needs* of the context, and *of_families*: draws, and counters of the programme."""
    value, moves = NeedKind.PROGRAM_COUNTER, NeedKind.PROGRAM_COUNTER_CHANGES

    def read(kind: NeedKind, name: str) -> bool:
        need = Need(kind, name)
        return need in needs or need in of_families

    return (
        tuple((name, n) for name, n in context.draws if read(NeedKind.DRAW, name)),
        tuple((n, c.value) for n, c in context.counters if read(value, n)),
        tuple((n, c.changes) for n, c in context.counters if read(moves, n)),
    )


def facts_read(member: Member, needs: frozenset[Need], of_families: frozenset[Need]) -> tuple[object, ...]:
    """The facts about *member* among both kinds of needs, looked up by what he has, for needs may be many."""

    def read(kind: NeedKind, name: str) -> bool:
        need = Need(kind, name)
        return need in needs or need in of_families

    return (
        tuple((n, v) for n, v in member.attributes.entries if read(NeedKind.ATTRIBUTE, n)),
        frozenset(n for n in member.audiences if read(NeedKind.AUDIENCE, n)),
        tuple(slots for slots in member.favorites if read(NeedKind.FAVORITE, slots.rule)),
        tuple((n, v) for n, v in member.personal if read(NeedKind.PERSONAL, n)),
        frozenset(need for need in member.not_loaded if need in needs or need in of_families),
        member.id,
        member.zone,
        tuple((n, c.value) for n, c in member.counters if read(NeedKind.COUNTER, n)),
        tuple((n, c.changes) for n, c in member.counters if read(NeedKind.COUNTER_CHANGES, n)),
        tuple((n, v) for n, v in member.balances if read(NeedKind.BALANCE, n)),
        tuple((n, v) for n, v in member.statuses if read(NeedKind.STATUS, n)),
        member.state if STATE in needs else None,
        member.contacts if CONTACTS in needs else None,
        member.cards if CARDS in needs else None,
        member.purchases if PURCHASES in needs else None,
        member.referrer if REFERRER in needs else None,
    )
