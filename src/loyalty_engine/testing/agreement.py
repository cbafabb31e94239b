"""Whether a calculation and the reference engine agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import Outcome, Verdict
from loyalty_engine.testing.reference import ReferenceOutcome


def disagreements(calculation: Calculation, reference: ReferenceOutcome) -> tuple[str, ...]:
    """Every difference between two answers about one receipt, in words; nothing where they agree.

    Everything is compared: lines with their floors, discounts and points, totals, messages and intents in
    their order, and the verdict on every offer of the book. Of *by*, in a verdict, only that the reference
    names somebody as well.
    """
    found = []
    for what, seen, expected in (
        ("lines", calculation.lines, reference.lines),
        ("points", calculation.points, reference.points),
        ("would_earn", calculation.would_earn, reference.would_earn),
        ("intents", calculation.intents, reference.intents),
        ("messages", calculation.messages, reference.messages),
    ):
        if seen != expected:
            found.append(f"{what}: expected {expected}, seen {seen}")
    found += _of_verdicts(calculation.explain().verdicts, reference)
    return tuple(found)


def _of_verdicts(verdicts: Iterable[Verdict], reference: ReferenceOutcome) -> Iterator[str]:
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
