"""The reference calculation, in the form in which it can be compared with the engine's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from loyalty_engine.engine.records import (
    CertificatePayment,
    Gain,
    LineDiscount,
    LinePoints,
    LineResult,
    Message,
    Outcome,
    PointsPayment,
    PointsTotal,
)
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.event import Event, Occasion
from loyalty_engine.model.intents import Intent
from loyalty_engine.model.member import Member
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.rules.instructions import IN_MONEY, Instruction
from loyalty_engine.rules.limits import Budget
from loyalty_engine.rules.offer import Offer, State, Trigger
from loyalty_engine.rules.predicates import All, Any, Compare, Contains, External, Predicate
from loyalty_engine.testing.reference.awards import Trial, attempt
from loyalty_engine.testing.reference.budgets import counted, how_many
from loyalty_engine.testing.reference.chains import (
    Chain,
    Round,
    asked_of_sets,
    chains_of,
    first_step,
    sets_in,
    steps_of,
)
from loyalty_engine.testing.reference.purchase import Purchase
from loyalty_engine.testing.reference.scene import Book, Scene
from loyalty_engine.testing.reference.stages import StageRecord
from loyalty_engine.testing.reference.view import View, paid_by_means
from loyalty_engine.testing.reference.why import Turns, outcomes_of
from loyalty_engine.testing.reference.withheld import withheld


@frozen(kw_only=True)
class ReferenceVerdict:
    """What became of one offer, who holds what it wanted, and what it gave."""

    offer: str
    outcome: Outcome
    by: frozenset[str]
    gave: Gain


@frozen(kw_only=True)
class ReferenceOutcome:
    """What two engines must agree on. Everything is as in `Calculation`, and the verdicts are all there."""

    lines: tuple[LineResult, ...]
    points: tuple[PointsTotal, ...]
    would_earn: tuple[PointsTotal, ...]
    intents: tuple[Intent, ...]
    messages: tuple[Message, ...]
    payable: tuple[PointsPayment, ...]
    paid: tuple[PointsPayment, ...]
    certificates: tuple[CertificatePayment, ...]
    verdicts: tuple[ReferenceVerdict, ...]


def reference_calculate(
    receipt: Receipt, member: Member | None, book: Book, *, context: Context = NOTHING
) -> ReferenceOutcome:
    """Work out a purchase the slow and obvious way: every offer, every rule, every line, in every stage.

    There is no index and nothing is remembered from one receipt to the next, so it serves as the second
    opinion on the engine, and as the meaning of the rules in code.

    Args:
        receipt: the purchase.
        member: the facts about the buyer; None for one without a card.
        book: an `OfferBook`, or whatever else has its offers, catalogue, rules, points and policies.
        context: the recorded draws.
    """
    offers = tuple(offer for offer in book.offers if in_force(offer, receipt))
    scene = Scene(receipt=receipt, member=member, book=book, context=context)
    purchase = Purchase.of(scene, offers)
    earned = _totals(purchase)
    if member is None:
        would_earn = _totals(Purchase.of(evolve(scene, member=Member("nobody")), offers))
    else:
        would_earn = earned
    return ReferenceOutcome(
        lines=tuple(_line_result(line, purchase) for line in receipt.lines),
        points=earned,
        would_earn=would_earn,
        intents=(*purchase.intents, *_uses(purchase)),
        messages=tuple(purchase.messages()),
        payable=purchase.payments.payable,
        paid=purchase.payments.paid,
        certificates=tuple(purchase.certified.payments),
        verdicts=tuple(_verdict(offer, purchase) for offer in book.offers),
    )


@frozen(kw_only=True)
class ReferenceReaction:
    """What two engines must agree on about an event. Everything is as in `Reaction`."""

    points: tuple[PointsTotal, ...]
    intents: tuple[Intent, ...]
    messages: tuple[Message, ...]
    verdicts: tuple[ReferenceVerdict, ...]


def reference_react(
    event: Event, member: Member | None, book: Book, *, context: Context = NOTHING
) -> ReferenceReaction:
    """Work out an event the slow way: as a purchase without lines, under the offers that answer it."""
    zone = book.zone if member is None or member.zone is None else member.zone
    occasion = event.occasion(zone)
    offers = tuple(offer for offer in book.offers if in_force(offer, occasion, event.trigger))
    purchase = Purchase.of(Scene(receipt=occasion, member=member, book=book, context=context), offers)
    return ReferenceReaction(
        points=_totals(purchase),
        intents=(*purchase.intents, *_uses(purchase)),
        messages=tuple(purchase.messages()),
        verdicts=tuple(_verdict(offer, purchase, event.trigger) for offer in book.offers),
    )


def _uses(purchase: Purchase) -> Iterator[Intent]:
    """What offers with limits have used, in the order of the offers."""
    for offer in purchase.offers:
        known = purchase.scene.member is not None
        units = how_many(offer, purchase.draft.counted, in_points=known)
        yield from counted(offer, gain(offer, purchase), units, purchase.scene, known=known)


def in_force(offer: Offer, receipt: Receipt | Occasion, trigger: Trigger = Trigger.PURCHASE) -> bool:
    """Does the offer answer *trigger*, now, here, and in this currency?"""
    return offer.trigger is trigger and _runs(offer, receipt)


def _runs(offer: Offer, receipt: Receipt | Occasion) -> bool:
    return (
        offer.state is State.RUNNING
        and offer.period.contains(receipt.local, receipt.at)
        and offer.schedule.holds(receipt.local)
        and (offer.places is None or receipt.place.id in offer.places)
        and currencies_of(offer) <= {receipt.currency}
    )


def currencies_of(offer: Offer) -> set[str]:
    """The currencies of all the money that stands in the offer."""
    found: set[str | None] = set()
    for chain in chains_of(offer):
        found |= {check.currency for check in _comparisons(chain.all_conditions)}
        found |= {one.currency for one in chain.instructions if isinstance(one, IN_MONEY)}
        found |= {check.currency for one in chain.on_lines for check in steps_of(one)}
        found |= {check.currency for one in chain.instructions if (check := first_step(one)) is not None}
        found |= {check.currency for check in _comparisons(asked_of_sets(chain))}
        found |= {part.currency for sets in sets_in(chain) for part in sets.parts}
    of_budgets = (limit.money for limit in offer.limits if isinstance(limit, Budget))
    found |= {money.currency for money in of_budgets if money is not None}
    return {currency for currency in found if currency is not None}


def _comparisons(conditions: tuple[Predicate, ...]) -> Iterator[Compare | Contains | External]:
    for condition in conditions:
        if isinstance(condition, (All, Any)):
            yield from _comparisons(condition.parts)
        elif isinstance(condition, (Compare, Contains, External)):
            yield from _comparisons(condition.tests if isinstance(condition, Contains) else ())
            yield condition


def _totals(purchase: Purchase) -> tuple[PointsTotal, ...]:
    return tuple(PointsTotal(currency, n) for currency, n in purchase.points(purchase.awards).items())


def _line_result(line: Line, purchase: Purchase) -> LineResult:
    discounts, points, adopted = [], [], []
    for award in purchase.awards:
        offer, rule = award.chain.offer.id, award.chain.number
        if others := award.adopted.get(line.number):
            adopted.append(LineDiscount(offer, rule, others))
        if off := award.discounts.get(line.number):
            discounts.append(LineDiscount(offer, rule, off))
        for (number, currency), amount in award.points.items():
            if number == line.number and amount:
                points.append(LinePoints(offer, rule, currency, amount))
    return LineResult(
        number=line.number,
        currency=line.amount.currency,
        amount=line.amount.minor,
        floor=purchase.draft.floors[line.number],
        discounts=tuple(discounts),
        points=tuple(points),
        payments=tuple(purchase.payments.on_line(line.number)),
        adopted=tuple(adopted),
        certificates=tuple(part for number, part in purchase.certified.parts if number == line.number),
    )


def _verdict(offer: Offer, purchase: Purchase, trigger: Trigger = Trigger.PURCHASE) -> ReferenceVerdict:
    receipt = purchase.scene.receipt
    gave, by = gain(offer, purchase), set[str]()
    if not _runs(offer, receipt):
        outcome = Outcome.NOT_IN_FORCE
    elif offer.trigger is not trigger:
        outcome = Outcome.OTHER_TRIGGER
    elif gave:
        outcome = Outcome.GRANTED
    else:
        rivals = (_rivals(offer, purchase.rounds[round], round, purchase) for round in Round)
        by = next((of_round for of_round in rivals if of_round), set())
        outcome = Outcome.BEATEN if by else _why_nothing(offer, purchase)
    return ReferenceVerdict(offer=offer.id, outcome=outcome, by=frozenset(by), gave=gave)


def gain(offer: Offer, purchase: Purchase) -> Gain:
    """All that the offer gave."""
    awards = [award for award in purchase.awards if award.chain.offer is offer]
    return Gain(
        discount=sum(sum(award.discounts.values()) for award in awards),
        points=tuple(PointsTotal(currency, n) for currency, n in purchase.points(awards).items()),
        payable=sum(sum(award.payable.values()) for award in awards),
        certified=sum(part for award in awards for _, _, part in award.certified),
        adopted=sum(sum(award.adopted.values()) for award in awards),
        effects=sum(chain.offer is offer for chain, _ in purchase.done),
    )


def _rivals(offer: Offer, record: StageRecord, round: Round, purchase: Purchase) -> set[str]:
    """Whoever has what the offer would have given on all that the stage began with; nobody if nothing."""
    if any(award.chain.offer is offer and award.round is round for award in purchase.awards):
        return set()  # it was let round a payment, and there was nothing to round
    trial = attempt(offer, round, record.draft, record)
    if not trial:
        return set()
    if record.shuts_out(offer):
        winner = record.winners[offer.exclusion_group or ""]
        return set() if winner is None else {winner}
    return _holders(offer, trial, record, round, purchase)


def _holders(offer: Offer, trial: Trial, record: StageRecord, round: Round, purchase: Purchase) -> set[str]:
    wanted = set(trial.taken())
    if round is Round.ROUNDING:  # whoever rounds the total leaves nothing to round on any line
        wanted = {line.number for line in purchase.scene.lines}
    held = {rival for number in wanted for rival in record.taken_by.get(number, ())}
    if offer.cumulative or not held:  # it saw every line, but those before it had left nothing there
        held |= {
            award.chain.offer.id
            for award in purchase.awards
            if award.round is round and wanted & award.taken.keys()
        }
    return held


def _why_nothing(offer: Offer, purchase: Purchase) -> Outcome:
    """Of everything that became of the offer's rules, stage by stage, what comes first among the outcomes."""
    chains = chains_of(offer)
    views = (one for chain in chains for one in _views(chain, purchase))
    found = {outcome for turns, given, view in views for outcome in outcomes_of(turns, given, view)}
    found |= {outcome for chain in chains for _, outcome in _withheld(chain, purchase.scene)}
    return next(outcome for outcome in Outcome if outcome in found)


def _withheld(chain: Chain, scene: Scene) -> list[tuple[tuple[Instruction, ...], Outcome]]:
    """What the rule gives at its turns, where none of it was given whatever its conditions, and why not."""
    turns = [chain.of_setup, *map(chain.given_in, Round), chain.given_alone]
    return [(given, outcome) for given in turns if (outcome := withheld(given, scene)) is not None]


def _views(chain: Chain, purchase: Purchase) -> Iterator[tuple[Turns, Sequence[Instruction], View]]:
    """What must hold in each of the rule's stages, what it gives there, and all that the stage found."""
    lines = purchase.scene.lines
    amounts = {line.number: line.amount.minor for line in lines}
    untouched = paid_by_means(amounts, {})
    unseen = [given for given, _ in _withheld(chain, purchase.scene)]
    if chain.of_setup and chain.of_setup not in unseen:
        before = evolve(purchase.scene, slots={})
        yield (
            chain.turns,
            chain.of_setup,
            View(
                scene=before,
                lines=lines,
                counts=amounts,
                worth=amounts,
                left=amounts,
                givers={},
                pending={},
                paid=untouched,
                paid_parts=untouched,
            ),
        )
    for round, record in purchase.rounds.items():
        if chain.of_round(round) and chain.given_in(round) not in unseen:
            paid = paid_by_means(record.worth, record.draft.paid)
            yield (
                chain.turns_of(round),
                chain.of_round(round),
                View(
                    scene=purchase.scene,
                    lines=lines,
                    counts=record.worth,
                    worth=record.worth,
                    left=record.draft.prices(),
                    givers=record.draft.givers,
                    pending=record.draft.pending,
                    paid=paid,
                    paid_parts=paid,
                ),
            )
    if purchase.completion is None:
        raise AssertionError("nobody asks what became of an offer before the end")
    if chain.given_alone in unseen:
        return
    if chain.stands_alone and chain.credited:  # as it was when accrual began
        pending = purchase.rounds[Round.POINTS].draft.pending
        yield chain.turns_alone, chain.emissions, evolve(purchase.completion, pending=pending)
    elif chain.coupons_of_entries or (chain.stands_alone and chain.emissions):
        yield chain.turns_alone, chain.coupons_of_entries or chain.emissions, purchase.completion
