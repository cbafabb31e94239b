"""What is asked without moving anything: what may be paid with points, and what goods would cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from attrs import evolve, frozen

from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.forecast import Forecast, forecast
from loyalty_engine.engine.records import PointsPayment
from loyalty_engine.model.moments import in_zone, local_time
from loyalty_engine.model.receipt import Line, Place, Receipt
from loyalty_engine.program.facts import NO_READERS, PersonalReader, facts_for
from loyalty_engine.program.ports import Books, Members, UnitOfWork
from loyalty_engine.program.purchases import StoredPurchase


@frozen(kw_only=True)
class Enquiry:
    """A look at what is kept, within one transaction."""

    unit: UnitOfWork
    members: Members
    books: Books
    readers: Mapping[str, PersonalReader] = NO_READERS

    def available(self, kept: StoredPurchase) -> tuple[PointsPayment, ...]:
        """What may be paid for an open purchase with points, what it has set aside itself being free."""
        book = self.books.book(kept.book)
        receipt = evolve(kept.calculation.receipt, points_asked=())
        facts, context = facts_for(
            self.unit,
            self.members,
            book,
            receipt,
            kept.member,
            lambda _: kept.draws,
            besides=kept,
            readers=self.readers,
        )
        return calculate(receipt, facts, book, context=context).payable

    def local(self, now: dt.datetime, place: Place) -> dt.datetime:
        """What clocks show at the place, or else in the zone of the programme."""
        shown = in_zone(now, place.zone or self.books.book(self.books.current(now)).zone)
        return now.astimezone(dt.timezone(shown - local_time(now.astimezone(dt.UTC))))

    def forecast(
        self, goods: Sequence[Line], member: str | None, place: Place, at: dt.datetime
    ) -> tuple[Forecast, ...]:
        """What each of *goods* would cost the member, bought alone, and without any luck."""
        if not goods:
            return ()
        book = self.books.book(self.books.current(at))
        lines = tuple(evolve(line, number=n) for n, line in enumerate(goods, 1))
        together = Receipt(id="forecast", at=at, place=place, lines=lines)
        facts, context = facts_for(self.unit, self.members, book, together, member, readers=self.readers)
        return forecast(goods, facts, book, at=at, place=place, context=context)
