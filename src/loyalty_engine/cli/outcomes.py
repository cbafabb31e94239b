"""What every offer did on a receipt, or why it did not, grouped by outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from types import MappingProxyType
from typing import Final

from attrs import evolve

from loyalty_engine import (
    AllOf,
    AnyOf,
    AttributeIntent,
    Audiences,
    Calculation,
    Catalog,
    Channel,
    ChosenCategories,
    Condition,
    CountedPer,
    CounterIntent,
    CounterOperation,
    CouponIntent,
    CouponUseIntent,
    Everyone,
    Explanation,
    FavoriteProducts,
    GiftIntent,
    MailingIntent,
    MessageIntent,
    Not,
    Offer,
    OfferBook,
    Outcome,
    PersonalEntries,
    ReceiptContains,
    SlotCountIntent,
    SlotIntent,
    StatusIntent,
    Verdict,
    WithdrawalIntent,
)
from loyalty_engine.cli.view import Block, Style, Text, padded, wrapped

WIDTH: Final = 80
_LONGEST_ID: Final = 24  # columns for ids; a longer one pushes its text to the right


class Level(Enum):
    """How personal an offer is, from the widest reach to the narrowest; individual ones by their mechanic."""

    EVERYBODY = "everybody"
    MEMBERS = "members"
    AUDIENCE = "audience"
    FAVORITE_PRODUCTS = "favourite products"
    FAVORITE_CATEGORIES = "favourite categories"
    PERSONALIZED = "personalised offers"

    @property
    def individual(self) -> bool:
        """Does the offer depend on what one member has chosen, or was given?"""
        return self not in (Level.EVERYBODY, Level.MEMBERS, Level.AUDIENCE)

    @property
    def short(self) -> str:
        """The level without the mechanic."""
        return "individual" if self.individual else self.value


_MECHANICS: Final = (
    (FavoriteProducts, Level.FAVORITE_PRODUCTS),
    (ChosenCategories, Level.FAVORITE_CATEGORIES),
    (PersonalEntries, Level.PERSONALIZED),
)


def level_of(offer: Offer) -> Level:
    """How personal *offer* is."""
    conditions = [c for rule in offer.rules for condition in rule.conditions for c in _parts(condition)]
    for kind, level in _MECHANICS:
        if any(isinstance(condition, kind) for condition in conditions):
            return level
    if isinstance(offer.reach, Audiences):
        return Level.AUDIENCE
    return Level.EVERYBODY if isinstance(offer.reach, Everyone) else Level.MEMBERS


def _parts(condition: Condition) -> Iterator[Condition]:
    """*condition* and all conditions inside it."""
    yield condition
    inside: tuple[Condition, ...] = ()
    if isinstance(condition, (AllOf, AnyOf)):
        inside = condition.parts
    elif isinstance(condition, Not):
        inside = (condition.part,)
    elif isinstance(condition, ReceiptContains):
        inside = condition.products
    for part in inside:
        yield from _parts(part)


_TITLES: Final = MappingProxyType(
    {
        Outcome.GRANTED: ("granted", Style.GOOD),
        Outcome.BEATEN: ("beaten by other offers", Style.BAD),
        Outcome.NOTHING_LEFT: ("came to nothing", Style.BAD),
        Outcome.NOT_ACCEPTED: ("not accepted by the member", Style.BAD),
        Outcome.NOT_MET: ("conditions not met", Style.FAINT),
        Outcome.UNKNOWN: ("undecided, for lack of knowledge", Style.FAINT),
        Outcome.NOT_IN_FORCE: ("not in force", Style.FAINT),
        Outcome.OTHER_TRIGGER: ("not for purchases", Style.FAINT),
    }
)


def with_all_verdicts(calculation: Calculation) -> Calculation:
    """*calculation* with a verdict on every offer of its book, those included that could not match."""
    return evolve(calculation, verdicts=calculation.explain().verdicts)


def outcomes(calculation: Calculation, explanation: Explanation, book: OfferBook) -> Iterator[Block]:
    """The verdicts of *explanation* in groups, granted first, each offer with its reach."""
    width = min(_LONGEST_ID, max((len(v.offer) for v in explanation.verdicts), default=0))
    for outcome, (title, style) in _TITLES.items():
        verdicts = [verdict for verdict in explanation.verdicts if verdict.outcome is outcome]
        if verdicts:
            yield Text(f"  {title}", style)
        above = ""
        for verdict in verdicts:
            head = f"    {padded(verdict.offer, width)}  {level_of(book.offer(verdict.offer)).short:10}  "
            text = "; ".join(_details(verdict, calculation, explanation, book.catalog))
            first, *others = ["as above"] if text and text == above else wrapped(text, WIDTH - len(head))
            yield Text(head + first)
            yield from (Text(" " * len(head) + line) for line in others)
            above = text


def _details(
    verdict: Verdict, calculation: Calculation, explanation: Explanation, catalog: Catalog
) -> list[str]:
    if verdict.outcome is not Outcome.GRANTED:
        return explanation.details(verdict)
    effects = list(_effects(verdict.offer, calculation, catalog))
    floors = verdict.gave.effects - len(effects)  # a minimum price leaves no trace but on the lines
    effects += ["a minimum price"] * floors
    measured = evolve(verdict.gave, effects=0)
    parts = ([explanation.gain(measured)] if measured else []) + effects
    capped = ["cut short by what was left"] if verdict.capped else []
    return [", ".join(parts) or "nothing", *capped]


def _effects(offer: str, calculation: Calculation, catalog: Catalog) -> Iterator[str]:
    """What *offer* did besides money and points, in words."""
    for intent in calculation.intents:
        if intent.offer != offer:
            continue
        if isinstance(intent, CouponIntent):
            yield f"{intent.count} × coupon {intent.issue}"
        elif isinstance(intent, CounterIntent):
            whose = "the programme's counter" if intent.per is CountedPer.PROGRAM else "counter"
            yield f"{whose} {intent.counter} {_OPERATIONS[intent.operation]}{intent.value}"
        elif isinstance(intent, SlotIntent):
            yield f"slot {intent.position}: {product_name(intent.product, catalog)}"
        elif isinstance(intent, GiftIntent):
            yield f"{intent.units} × {product_name(intent.product.value, catalog)} as a gift"
        elif isinstance(intent, WithdrawalIntent):
            yield f"{intent.amount} {intent.currency} points off the balance"
        elif isinstance(intent, CouponUseIntent):
            yield f"coupon {intent.number} used"
        elif isinstance(intent, AttributeIntent):
            yield f"{intent.name} = {intent.value}"
        elif isinstance(intent, StatusIntent):
            yield f"status {intent.status or 'worked out anew'} ({intent.system})"
        elif isinstance(intent, SlotCountIntent):
            yield f"favourite slots changed ({intent.rule})"
        elif isinstance(intent, MessageIntent):
            yield f"a message by {intent.channel.value}"
        elif isinstance(intent, MailingIntent):
            yield f"mailing {intent.mailing} {'on' if intent.on else 'off'}"
    for message in calculation.messages:
        if message.offer == offer:
            yield f"a message to the {'buyer' if message.channel is Channel.RECEIPT else 'cashier'}"


_OPERATIONS: Final = MappingProxyType(
    {CounterOperation.INCREASE: "+", CounterOperation.REDUCE: "−", CounterOperation.ESTABLISH: "= "}
)


def product_name(code: str, catalog: Catalog) -> str:
    """The name of the product with this external code; the code itself where there is none."""
    product = catalog.by_code(code)
    return (product.name if product else "") or code


def described(offers: Iterable[Offer]) -> Iterator[Block]:
    """The *offers* by level, each with its sentence."""
    by_level: dict[Level, list[Offer]] = {level: [] for level in Level}
    for offer in offers:
        by_level[level_of(offer)].append(offer)
    for level, found in by_level.items():
        if found:
            title = f"individual: {level.value}" if level.individual else _REACH[level]
            yield Text(f"  {title}", Style.STRONG)
        for offer in found:
            yield Text(f"    {offer.id}: {offer.name}" if offer.name else f"    {offer.id}")
            yield from (Text(f"      {line}", Style.FAINT) for line in wrapped(offer.describe(), WIDTH - 6))


_REACH: Final = MappingProxyType(
    {
        Level.EVERYBODY: "for all buyers",
        Level.MEMBERS: "for members of the programme",
        Level.AUDIENCE: "for a target audience",
    }
)
