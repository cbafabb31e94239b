"""Whether a calculation and the reference engine agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.react import Reaction
from loyalty_engine.engine.records import (
    LineCertificate,
    LineDiscount,
    LinePayment,
    LinePoints,
    LineResult,
    Outcome,
    Verdict,
)
from loyalty_engine.model.intents import Intent, PointsIntent
from loyalty_engine.testing.reference import ReferenceOutcome, ReferenceReaction


def reaction_disagreements(reaction: Reaction, reference: ReferenceReaction) -> tuple[str, ...]:
    """As `disagreements`, for two answers about one event."""
    found = [
        f"{what}: expected {expected}, seen {seen}"
        for what, seen, expected in (
            ("points", reaction.points, reference.points),
            ("intents", _gathered(reaction.intents), _gathered(reference.intents)),
            ("messages", reaction.messages, reference.messages),
        )
        if seen != expected
    ]
    return (*found, *_of_verdicts(reaction.explain().verdicts, reference))


def disagreements(calculation: Calculation, reference: ReferenceOutcome) -> tuple[str, ...]:
    """Every difference between two answers about one receipt, in words; nothing where they agree.

    Everything is compared: lines with their floors, discounts, points and payments, totals, what may be paid
    and what is, messages and intents in their order, and of the verdict on every offer of the book its
    outcome, what was given, and by whom it was beaten. Several benefits of one kind that one rule gives a
    line count as one figure, and so do all points of a kind that one offer gives the receipt.
    """
    found = []
    for what, seen, expected in (
        ("lines", _merged(calculation.lines), _merged(reference.lines)),
        ("points", calculation.points, reference.points),
        ("would_earn", calculation.would_earn, reference.would_earn),
        ("intents", _gathered(calculation.intents), _gathered(reference.intents)),
        ("messages", calculation.messages, reference.messages),
        ("payable", calculation.payable, reference.payable),
        ("paid", calculation.paid, reference.paid),
        ("certificates", calculation.certificates, reference.certificates),
    ):
        if seen != expected:
            found.append(f"{what}: expected {expected}, seen {seen}")
    found += _of_verdicts(calculation.explain().verdicts, reference)
    return tuple(found)


def _merged(lines: Iterable[LineResult]) -> tuple[LineResult, ...]:
    """The lines with one figure for each rule, although it may have given several benefits of one kind."""
    return tuple(
        evolve(
            line,
            discounts=_of_rules(line.discounts),
            adopted=_of_rules(line.adopted),
            points=_points_of_rules(line),
            payments=_payments_of_rules(line),
            certificates=_certificates_of_rules(line),
        )
        for line in lines
    )


def _of_rules(parts: Iterable[LineDiscount]) -> tuple[LineDiscount, ...]:
    sums: dict[tuple[str, int], int] = {}
    for part in parts:
        sums[part.offer, part.rule] = sums.get((part.offer, part.rule), 0) + part.amount
    return tuple(LineDiscount(offer, rule, amount) for (offer, rule), amount in sums.items())


def _points_of_rules(line: LineResult) -> tuple[LinePoints, ...]:
    sums: dict[tuple[str, int, str], int] = {}
    for part in line.points:
        key = part.offer, part.rule, part.currency
        sums[key] = sums.get(key, 0) + part.amount
    return tuple(
        LinePoints(offer, rule, currency, amount) for (offer, rule, currency), amount in sums.items()
    )


def _payments_of_rules(line: LineResult) -> tuple[LinePayment, ...]:
    sums: dict[tuple[str, int, str], tuple[int, int]] = {}
    for part in line.payments:
        key = part.offer, part.rule, part.currency
        points, amount = sums.get(key, (0, 0))
        sums[key] = points + part.points, amount + part.amount
    return tuple(
        LinePayment(offer, rule, currency, points, amount)
        for (offer, rule, currency), (points, amount) in sums.items()
    )


def _certificates_of_rules(line: LineResult) -> tuple[LineCertificate, ...]:
    sums: dict[tuple[str, int, str], int] = {}
    for part in line.certificates:
        key = part.offer, part.rule, part.number
        sums[key] = sums.get(key, 0) + part.amount
    return tuple(LineCertificate(*key, amount) for key, amount in sums.items())


def _gathered(intents: Iterable[Intent]) -> tuple[Intent, ...]:
    """The intents with one for all points of a kind and lifetime that an offer gives, where the first is."""
    found: dict[tuple[object, ...], Intent] = {}
    for n, intent in enumerate(intents):
        if not isinstance(intent, PointsIntent):
            found["", str(n)] = intent
            continue
        key = intent.offer, intent.currency, intent.active_from, intent.expires_at
        earlier = found.get(key)
        parts = dict(earlier.lines) if isinstance(earlier, PointsIntent) else {}
        for line, part in intent.lines:
            parts[line] = parts.get(line, 0) + part
        lines = tuple((line, part) for line, part in sorted(parts.items()) if part)
        more = earlier.amount if isinstance(earlier, PointsIntent) else 0
        found[key] = evolve(intent, lines=lines, amount=intent.amount + more)
    return tuple(found.values())


def _of_verdicts(
    verdicts: Iterable[Verdict], reference: ReferenceOutcome | ReferenceReaction
) -> Iterator[str]:
    seen = {verdict.offer: verdict for verdict in verdicts}
    for expected in reference.verdicts:
        verdict = seen.pop(expected.offer, None)
        if verdict is None:
            yield f"offer {expected.offer!r}: expected {expected.outcome}, seen no verdict"
        elif verdict.outcome is not expected.outcome:
            yield f"offer {expected.offer!r}: expected {expected.outcome}, seen {verdict}"
        elif verdict.gave != expected.gave:
            yield f"offer {expected.offer!r}: expected {expected.gave}, seen {verdict}"
        elif expected.outcome is Outcome.BEATEN and set(verdict.by) != set(expected.by):
            yield f"offer {expected.offer!r}: expected to be beaten by {sorted(expected.by)}, seen {verdict}"
    for offer in seen:
        yield f"offer {offer!r}: a verdict on an offer that is not in the book"
