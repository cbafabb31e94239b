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
    facts = None if member is None else facts_read(member, book.needs)
    return hashlib.sha256(
        encode(
            (
                ENCODING,
                semantics,
                receipt.digest,
                receipt.local,
                facts,
                book.digest,
                *context_read(context, book.needs),
            )
        )
    ).hexdigest()


def context_read(context: Context, needs: frozenset[Need]) -> tuple[object, ...]:
    """What is among *needs* of the context: draws, and counters of the programme."""
    value, moves = NeedKind.PROGRAM_COUNTER, NeedKind.PROGRAM_COUNTER_CHANGES
    return (
        tuple((name, n) for name, n in context.draws if Need(NeedKind.DRAW, name) in needs),
        tuple((n, c.value) for n, c in context.counters if Need(value, n) in needs),
        tuple((n, c.changes) for n, c in context.counters if Need(moves, n) in needs),
    )


def facts_read(member: Member, needs: frozenset[Need]) -> tuple[object, ...]:
    """The facts about *member* among *needs*, looked up by what he has: offers may need very many."""

    def read(kind: NeedKind, name: str) -> bool:
        return Need(kind, name) in needs

    return (
        tuple((n, v) for n, v in member.attributes.entries if read(NeedKind.ATTRIBUTE, n)),
        frozenset(n for n in member.audiences if read(NeedKind.AUDIENCE, n)),
        tuple(slots for slots in member.favorites if read(NeedKind.FAVORITE, slots.rule)),
        tuple((n, v) for n, v in member.personal if read(NeedKind.PERSONAL, n)),
        member.not_loaded & needs,
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
