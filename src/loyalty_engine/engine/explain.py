"""Explanations: what every offer did on a receipt, or why it did not, as data and as text."""

from __future__ import annotations

import datetime as dt
from typing import Final

from attrs import frozen

from loyalty_engine.engine.records import FigureUnit, Gain, Outcome, Reason, Verdict
from loyalty_engine.model.money import Money
from loyalty_engine.model.points import PointsCurrency

_LAST_DAY: Final = dt.date.max.toordinal()
#: The units of which so much more could be asked for.
_SUMS: Final = frozenset({FigureUnit.MONEY, FigureUnit.QUANTITY})
_WORDS = {
    Outcome.GRANTED: "granted",
    Outcome.BEATEN: "beaten",
    Outcome.NOTHING_LEFT: "came to nothing",
    Outcome.NOT_ACCEPTED: "not accepted",
    Outcome.NOT_MET: "not met",
    Outcome.UNKNOWN: "unknown",
    Outcome.NOT_IN_FORCE: "not in force",
    Outcome.OTHER_TRIGGER: "not for purchases",
}


@frozen(kw_only=True)
class Explanation:
    """The verdicts on a receipt, and how to write them; ``str()`` gives the text.

    *complete* says that every offer of the book is among the *verdicts*; otherwise only those are that the
    receipt had woken. *names* are the offers' names by id, where they have one. *what* is explained is a
    receipt, or an event; then *receipt* is the event's id.
    """

    receipt: str
    currency: str
    verdicts: tuple[Verdict, ...]
    complete: bool
    points: tuple[PointsCurrency, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    what: str = "Receipt"

    def __str__(self) -> str:
        count = len(self.verdicts)
        lines = [f"{self.what} {self.receipt}: {count} offer{'' if count == 1 else 's'}"]
        lines += [self.sentence(verdict) for verdict in self.verdicts]
        if not self.complete:
            lines.append("Offers that could not match are left out; explain with the offer book to see them.")
        return "\n".join(lines)

    def sentence(self, verdict: Verdict) -> str:
        """One verdict in a line of text."""
        name = dict(self.names).get(verdict.offer, "")
        words = _WORDS[verdict.outcome]
        if verdict.outcome is Outcome.OTHER_TRIGGER and self.what != "Receipt":
            words = "not for this event"
        head = f"- {verdict.offer}{f' ({name})' if name else ''}: {words}"
        return head + "".join(f"; {part}" for part in self.details(verdict))

    def details(self, verdict: Verdict) -> list[str]:
        """What there is to say about a verdict besides its outcome."""
        details = []
        if verdict.gave:
            details.append(self.gain(verdict.gave))
        if verdict.outcome is Outcome.BEATEN:
            by = f"by {', '.join(verdict.by)}" if verdict.by else "by what was given before"
            details.append(f"{by}; alone it would give {self.gain(verdict.would_have_given)}")
        if verdict.capped:
            details.append("cut short by what was left")
        return details + [self.reason(reason) for reason in verdict.reasons]

    def gain(self, gain: Gain) -> str:
        """What was given, in words."""
        kinds = {kind.id: kind for kind in self.points}
        parts = [f"{Money(gain.discount, self.currency)} off"] if gain.discount else []
        if gain.payable:
            parts.append(f"up to {Money(gain.payable, self.currency)} may be paid with points")
        if gain.certified:
            parts.append(f"up to {Money(gain.certified, self.currency)} may be paid with certificates")
        if gain.adopted:
            parts.append(f"{Money(gain.adopted, self.currency)} taken off already")
        for total in gain.points:
            kind = kinds.get(total.currency) or PointsCurrency(total.currency)
            parts.append(f"{kind.write(total.amount)} {kind.name or kind.id}")
        if gain.effects:
            parts.append(f"{gain.effects} other effect{'' if gain.effects == 1 else 's'}")
        return ", ".join(parts) or "nothing"

    def reason(self, reason: Reason) -> str:
        """Why a rule gave nothing, in words."""
        if reason.unknown:
            return f"{reason.condition} (not known: {reason.unknown})"
        if reason.seen is None:
            return reason.condition
        return f"{reason.condition} (seen: {self._number(reason)}{self._missing(reason)})"

    def _number(self, reason: Reason, value: int | None = None) -> str:
        number = reason.seen if value is None else value
        return (self._written(number, reason.unit) if isinstance(number, int) else str(number)) or "none"

    def _written(self, number: int, unit: FigureUnit) -> str:
        if unit is FigureUnit.MONEY:
            return str(Money(number, self.currency))
        if unit is FigureUnit.QUANTITY:
            whole, rest = divmod(number, 1000)
            return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)
        if unit is FigureUnit.DATE and 1 <= number <= _LAST_DAY:
            return str(dt.date.fromordinal(number))
        if unit is FigureUnit.DAY_OF_YEAR:
            month, day = divmod(number, 100)
            return f"{month:02d}-{day:02d}"
        return str(number)

    def _missing(self, reason: Reason) -> str:
        """How much more would have done, where it is a matter of more."""
        low = None if reason.needed is None else reason.needed.low
        if reason.unit not in _SUMS or not isinstance(reason.seen, int) or not isinstance(low, int):
            return ""
        if low == 1:  # from the smallest part on: that is, at all
            return ""
        missing = low - reason.seen + (1 if reason.needed is not None and reason.needed.low_open else 0)
        return f"; {self._number(reason, missing)} more would do" if missing > 0 else ""
