"""The result of a calculation: a value that stands by itself."""

from __future__ import annotations

from attrs import field, frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.course import Course, run
from loyalty_engine.engine.explain import Explanation
from loyalty_engine.engine.fingerprint import fingerprint
from loyalty_engine.engine.records import (
    CertificatePayment,
    LineResult,
    Message,
    PointsPayment,
    PointsTotal,
    Verdict,
)
from loyalty_engine.engine.verdicts import all_verdicts, woken_verdicts
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.context import NOTHING, Context
from loyalty_engine.model.intents import Intent
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Receipt

#: The version of what offers mean. It rises when the same arguments would give another result.
SEMANTICS = 1


@frozen(kw_only=True, eq=False, weakref_slot=False)
class Calculation:
    """What a receipt earns: a value that compares, pickles and can be written as a document.

    *lines* are in the order of the receipt. *points* are what the receipt earns, and *would_earn* what a
    member of whom nothing else is known would earn, which is of interest where the buyer is not known.
    *intents* are to be carried out on confirmation, in their order. *payable* is what the member may pay with
    points, by kind: as much as offers allow and the balance holds; *paid* is what is granted of what the
    receipt asks for. *certificates* are those that can pay anything, in the order in which they were handed
    over.
    """

    receipt: Receipt
    lines: tuple[LineResult, ...]
    points: tuple[PointsTotal, ...] = ()
    would_earn: tuple[PointsTotal, ...] = ()
    intents: tuple[Intent, ...] = ()
    messages: tuple[Message, ...] = ()
    payable: tuple[PointsPayment, ...] = ()
    paid: tuple[PointsPayment, ...] = ()
    certificates: tuple[CertificatePayment, ...] = ()
    semantics: int = SEMANTICS
    _verdicts: tuple[Verdict, ...] | None = field(default=None, repr=False)
    _fingerprint: str = field(default="", repr=False)
    _course: Course | None = field(default=None, repr=False)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What became of the offers that could match, by id; `explain` covers all the others as well.

        Put into words on first use.
        """
        if self._verdicts is None:
            found = () if self._course is None else woken_verdicts(self._course)
            object.__setattr__(self, "_verdicts", found)
            return found
        return self._verdicts

    def _values(self) -> tuple[object, ...]:
        """All that makes two calculations equal."""
        figures = (self.receipt, self.lines, self.points, self.would_earn)
        paid = self.payable, self.paid, self.certificates
        return (*figures, self.intents, self.messages, *paid, self.semantics, self.verdicts)

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Calculation) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    @property
    def currency(self) -> str:
        """The currency of all money here."""
        return self.receipt.currency

    @property
    def amount(self) -> Money:
        """What the lines add up to before discounts."""
        return self.receipt.amount

    @property
    def discount(self) -> Money:
        """All discounts; exactly the sum of the lines'."""
        return Money(sum(d.amount for line in self.lines for d in line.discounts), self.currency)

    @property
    def total(self) -> Money:
        """What the buyer owes after discounts; exactly the sum of the lines' totals."""
        return self.amount - self.discount

    @property
    def to_pay(self) -> Money:
        """What is left to pay in money: the total, less what points and certificates pay."""
        paid = sum(part.amount for part in self.paid) + sum(part.amount for part in self.certificates)
        return self.total - Money(paid, self.currency)

    @property
    def fingerprint(self) -> str:
        """A digest of everything that the result depends on; equal digests promise equal results.

        It covers the receipt, the facts about the member and the draws that the offers read, the offers by
        their meaning, the catalogue, the policies and the version of the semantics. Worked out on first use;
        empty where the calculation was read from a document that did not carry it.
        """
        if not self._fingerprint and self._course is not None:
            facts = self._course.facts
            digest = fingerprint(self.receipt, facts.member, facts.book, self.semantics, facts.context)
            object.__setattr__(self, "_fingerprint", digest)
        return self._fingerprint

    def explain(
        self, offers: OfferBook | None = None, member: Member | None = None, context: Context = NOTHING
    ) -> Explanation:
        """What every offer did, or why it did not.

        A calculation that has travelled has lost its link to the offers: give the book and the member to
        hear about all offers again. Without them the explanation covers the offers that were woken.

        Raises:
            InvalidInput: *offers*, *member* and *context* are not those of this calculation.
        """
        if offers is not None:
            if fingerprint(self.receipt, member, offers, self.semantics, context) != self.fingerprint:
                hint = "give the very book, member and context that the receipt was calculated with"
                message = "these offers and this member make another calculation"
                raise InvalidInput.at("explanation", "", message, hint)
            return _explained(run(self.receipt, member, offers, context))
        if self._course is not None:
            return _explained(self._course)
        return Explanation(
            receipt=self.receipt.id, currency=self.currency, verdicts=self.verdicts, complete=False
        )

    def __reduce__(self) -> tuple[object, ...]:
        return _travelled, (*self._values(), self.fingerprint)


def _travelled(
    receipt: Receipt,
    lines: tuple[LineResult, ...],
    points: tuple[PointsTotal, ...],
    would_earn: tuple[PointsTotal, ...],
    intents: tuple[Intent, ...],
    messages: tuple[Message, ...],
    payable: tuple[PointsPayment, ...],
    paid: tuple[PointsPayment, ...],
    certificates: tuple[CertificatePayment, ...],
    semantics: int,
    verdicts: tuple[Verdict, ...],
    fingerprint: str,
) -> Calculation:
    return Calculation(
        receipt=receipt,
        lines=lines,
        points=points,
        would_earn=would_earn,
        intents=intents,
        messages=messages,
        payable=payable,
        paid=paid,
        certificates=certificates,
        semantics=semantics,
        verdicts=verdicts,
        fingerprint=fingerprint,
    )


def _explained(course: Course) -> Explanation:
    receipt, book = course.facts.receipt, course.facts.book
    return Explanation(
        receipt=receipt.id,
        currency=receipt.currency,
        verdicts=all_verdicts(course),
        complete=True,
        points=book.points,
        names=book.names,
    )
