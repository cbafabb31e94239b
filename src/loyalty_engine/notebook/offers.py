"""Explanations and offer books as blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from attrs import evolve

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.explain import Explanation
from loyalty_engine.engine.records import NO_GAIN, Outcome, Verdict
from loyalty_engine.model.period import ALWAYS
from loyalty_engine.model.schedule import ANY_TIME
from loyalty_engine.notebook.blocks import (
    Block,
    Cell,
    Column,
    Part,
    Sentence,
    Table,
    cell,
    counted,
    first,
    left_out,
    titled,
)
from loyalty_engine.rules.offer import Offer, State, Trigger

#: How outcomes are written, each with a symbol that only repeats the words.
OUTCOMES: Final = MappingProxyType(
    {
        Outcome.GRANTED: Part("granted", symbol="✓"),
        Outcome.BEATEN: Part("beaten", symbol="↓"),
        Outcome.NOTHING_LEFT: Part("came to nothing", symbol="∅"),
        Outcome.NOT_ACCEPTED: Part("not accepted", symbol="✗"),
        Outcome.NOT_MET: Part("not met", symbol="✗"),
        Outcome.UNKNOWN: Part("unknown", symbol="?"),
        Outcome.NOT_IN_FORCE: Part("not in force", symbol="○"),
        Outcome.OTHER_TRIGGER: Part("not for purchases", symbol="○"),
    }
)
_PLACE: Final = MappingProxyType({outcome: place for place, outcome in enumerate(Outcome)})


def explanation_blocks(explanation: Explanation) -> Iterator[Block]:
    """What became of every offer."""
    tally = tally_of(explanation.verdicts)
    caption = f"Receipt {explanation.receipt}: {counted(len(explanation.verdicts), 'offer')}"
    yield from verdict_blocks(explanation, f"{caption} ({tally})" if tally else caption)
    if not explanation.complete:
        yield Sentence("Offers that could not match are left out; explain with the offer book to see them.")


def tally_of(verdicts: Sequence[Verdict]) -> str:
    """How many of the *verdicts* there are by outcome, ``2 granted, 1 not met``."""
    by_outcome = Counter(verdict.outcome for verdict in verdicts)
    return ", ".join(f"{by_outcome[o]:,} {part.text}" for o, part in OUTCOMES.items() if by_outcome[o])


def verdict_blocks(explanation: Explanation, caption: str) -> Iterator[Block]:
    """The verdicts of *explanation* as a table: granted first, then in the order of `Outcome`."""
    names = dict(explanation.names)
    verdicts = sorted(explanation.verdicts, key=_place)
    yield Table(
        caption=caption,
        columns=(Column("Offer"), Column("Outcome"), Column("Gave"), Column("Reasons")),
        rows=tuple(
            (
                titled(verdict.offer, names.get(verdict.offer, "")),
                (OUTCOMES[verdict.outcome],),
                cell(explanation.gain(verdict.gave)) if verdict.gave else (),
                cell(*explanation.details(evolve(verdict, gave=NO_GAIN))),
            )
            for verdict in first(verdicts)
        ),
    )
    yield from left_out(verdicts, "offer")


def _place(verdict: Verdict) -> int:
    return _PLACE[verdict.outcome]


def book_blocks(book: OfferBook) -> Iterator[Block]:
    """What the offers of *book* say."""
    yield Table(
        caption=f"{counted(len(book.offers), 'offer')}, {counted(len(book.catalog.products), 'product')} "
        f"in the catalogue, time zone {book.zone}",
        columns=(Column("Offer"), Column("Reach"), Column("When and where"), Column("Rules")),
        rows=tuple(
            (
                titled(offer.id, offer.name),
                cell(str(offer.reach)),
                _when(offer),
                cell(*(rule.describe() for rule in offer.rules)),
            )
            for offer in first(book.offers)
        ),
    )
    yield from left_out(book.offers, "offer")


def _when(offer: Offer) -> Cell:
    limits = [str(part) for part in (offer.period, offer.schedule) if part not in (ALWAYS, ANY_TIME)]
    if offer.places is not None:
        limits.append(f"at {', '.join(sorted(offer.places))}")
    if offer.trigger is not Trigger.PURCHASE:
        limits.append(f"on {offer.trigger}, not on purchases")
    if offer.state is State.STOPPED:
        limits.append("stopped")
    return cell(*limits or ["at any time"])
