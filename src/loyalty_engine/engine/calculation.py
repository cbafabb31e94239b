"""The result of a calculation: a value that stands by itself."""

from __future__ import annotations

from attrs import field, frozen

from loyalty_engine.engine.compile import OfferBook
from loyalty_engine.engine.explain import Explanation
from loyalty_engine.engine.fingerprint import fingerprint
from loyalty_engine.engine.hindsight import all_verdicts
from loyalty_engine.engine.records import LineResult, Message, PointsTotal, Verdict
from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.intents import Intent
from loyalty_engine.model.member import Member
from loyalty_engine.model.money import Money
from loyalty_engine.model.receipt import Receipt

#: The version of what offers mean. It rises when the same arguments would give another result.
SEMANTICS = 1


@frozen
class Link:
    """What a calculation was made from, as long as it has not travelled."""

    book: OfferBook
    member: Member | None


@frozen(kw_only=True)
class Calculation:
    """What a receipt earns: a value that compares, pickles and can be written as a document.

    *lines* are in the order of the receipt. *points* are what the receipt earns, and *would_earn* what a
    member of whom nothing else is known would earn, which is of interest where the buyer is not known.
    *intents* are to be carried out on confirmation, in their order. *verdicts* say what became of the
    offers that could match; `explain` covers all the others as well.
    """

    receipt: Receipt
    lines: tuple[LineResult, ...]
    points: tuple[PointsTotal, ...] = ()
    would_earn: tuple[PointsTotal, ...] = ()
    intents: tuple[Intent, ...] = ()
    messages: tuple[Message, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    semantics: int = SEMANTICS
    _link: Link | None = field(default=None, eq=False, repr=False)
    _fingerprint: str = field(default="", eq=False, repr=False)

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
    def fingerprint(self) -> str:
        """A digest of everything that the result depends on; equal digests promise equal results.

        It covers the receipt, the facts about the member that the offers read, the offers by their meaning,
        the catalogue, the policies and the version of the semantics. Worked out on first use; empty where
        the calculation was read from a document that did not carry it.
        """
        if not self._fingerprint and self._link is not None:
            digest = fingerprint(self.receipt, self._link.member, self._link.book, self.semantics)
            object.__setattr__(self, "_fingerprint", digest)
        return self._fingerprint

    def explain(self, offers: OfferBook | None = None, member: Member | None = None) -> Explanation:
        """What every offer did, or why it did not.

        A calculation that has travelled has lost its link to the offers: give the book and the member to
        hear about all offers again. Without them the explanation covers the offers that were woken.

        Raises:
            InvalidInput: *offers* and *member* are not those of this calculation.
        """
        link = self._link if offers is None else Link(offers, member)
        if link is None:
            return Explanation(
                receipt=self.receipt.id, currency=self.currency, verdicts=self.verdicts, complete=False
            )
        if (
            offers is not None
            and fingerprint(self.receipt, member, offers, self.semantics) != self.fingerprint
        ):
            hint = "give the very book and member that the receipt was calculated with"
            raise InvalidInput.at("explanation", "", "these offers and member gave another calculation", hint)
        return Explanation(
            receipt=self.receipt.id,
            currency=self.currency,
            verdicts=all_verdicts(self.receipt, link.member, link.book, self.verdicts),
            complete=True,
            points=link.book.points,
            names=tuple((offer.id, offer.name) for offer in link.book.offers if offer.name),
        )

    def __reduce__(self) -> tuple[object, ...]:
        values = (
            self.receipt,
            self.lines,
            self.points,
            self.would_earn,
            self.intents,
            self.messages,
            self.verdicts,
        )
        return _travelled, (*values, self.semantics, self.fingerprint)


def _travelled(
    receipt: Receipt,
    lines: tuple[LineResult, ...],
    points: tuple[PointsTotal, ...],
    would_earn: tuple[PointsTotal, ...],
    intents: tuple[Intent, ...],
    messages: tuple[Message, ...],
    verdicts: tuple[Verdict, ...],
    semantics: int,
    digest: str,
) -> Calculation:
    return Calculation(
        receipt=receipt,
        lines=lines,
        points=points,
        would_earn=would_earn,
        intents=intents,
        messages=messages,
        verdicts=verdicts,
        semantics=semantics,
        fingerprint=digest,
    )
