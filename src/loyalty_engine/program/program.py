"""`LoyaltyProgram`: the calls of a till, each one transaction, each safe to send again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeVar

from attrs import evolve, field, frozen

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.forecast import Forecast
from loyalty_engine.engine.records import PointsPayment
from loyalty_engine.engine.refund import RefundManner, ReturnedLine
from loyalty_engine.errors import refuse
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    id_problems,
    kind_problems,
    needed_id_problems,
    tuple_problems,
)
from loyalty_engine.model.ledger import Wallet
from loyalty_engine.model.moments import span_problem
from loyalty_engine.model.points import BONUS
from loyalty_engine.model.receipt import Line, Payment, Place, PointsAsked, Receipt
from loyalty_engine.program.coupons import Coupons, sealed
from loyalty_engine.program.enquiries import Enquiry
from loyalty_engine.program.facts import NO_READERS, PersonalReader
from loyalty_engine.program.given import mapping_problems, port_problems, receipt_problems
from loyalty_engine.program.known import known, now_by
from loyalty_engine.program.lottery import SecretLottery
from loyalty_engine.program.phases import Phase, needed, same_receipt, still_open
from loyalty_engine.program.points import Shortage
from loyalty_engine.program.ports import Books, Clock, Lottery, Members, Store, UnitOfWork
from loyalty_engine.program.purchases import (
    Obstacle,
    PurchaseRefused,
    StoredPurchase,
)
from loyalty_engine.program.returns import Returned, take_return
from loyalty_engine.program.steps import Step
from loyalty_engine.program.transactions import transact

T = TypeVar("T")
_HOUR = dt.timedelta(hours=1)
_PORTS: Final = {"store": Store, "members": Members, "books": Books, "clock": Clock, "lottery": Lottery}


@frozen(kw_only=True)
class LoyaltyProgram:
    """A loyalty programme on a host's ports: purchases in two phases, points, counters, favourites.

    A purchase is calculated, as often as the till likes, and then confirmed or cancelled; goods of a
    confirmed one may be returned. Nothing moves before it is confirmed; until then the points that pay for
    it and the limits that it uses are set aside, so that no other purchase can use them. A purchase that
    nobody confirms is cancelled by `sweep` once its time, *patience*, is over.

    Each step has an id that the till makes. The same id with the same request gets the same answer and moves
    nothing; with another request it is refused. *shortage* says what becomes of points that a return takes
    back and that are spent already. With *coupons* the programme keeps coupons itself;
    `StoredPurchase.coupons` says what it has found of those that were shown. *readers* make individual offers
    of the imported attributes that hold them, by their names.

    Raises:
        InvalidInput: an argument is something else, or *patience* is not a time above 0, of a year at most.
    """

    store: Store
    members: Members
    books: Books
    clock: Clock
    lottery: Lottery = field(factory=SecretLottery)
    patience: dt.timedelta = _HOUR
    shortage: Shortage = Shortage.SUPPRESS
    coupons: Coupons | None = None
    readers: Mapping[str, PersonalReader] = NO_READERS

    def __attrs_post_init__(self) -> None:
        ports = {path: (getattr(self, path), port) for path, port in _PORTS.items()}
        coupons, hint = self.coupons, "write Coupons(key=…, entropy=…, throttle=…)"
        problems = port_problems(**ports) + choice_problems("shortage", self.shortage, Shortage)
        problems += [] if coupons is None else kind_problems("coupons", coupons, Coupons, "coupons", hint)
        problems += mapping_problems("readers", self.readers, "give a dict of readers by attributes")
        patience = span_problem("patience", self.patience, "year", such_as="hours=1")
        refuse("programme", problems if patience is None else [patience, *problems])

    def calculate(
        self, purchase: str, operation: str, receipt: Receipt, member: str | None = None
    ) -> Calculation:
        """What *receipt* earns, and what it may be paid with; points that it asks to pay with are set aside.

        Raises:
            PurchaseRefused: the purchase is not open any more, or is another member's, or the operation was
                something else.
            KeyError: the host knows no such member, or no version of the offers is in force.
        """
        refuse("purchase", receipt_problems(receipt) + id_problems(member=member))
        return self._once(
            purchase,
            operation,
            "calculate",
            {"receipt": sealed(self.coupons, receipt), "member": member},
            lambda phase, kept: phase.calculate(kept, receipt, member).calculation,
        )

    def available(self, purchase: str) -> tuple[PointsPayment, ...]:
        """What may be paid for the purchase with points, by kind, as it stands now; nothing is set aside.

        Raises:
            PurchaseRefused: there is no such purchase, or it is not open.
            KeyError: the host knows the buyer no more.
        """
        refuse("enquiry", needed_id_problems(purchase=purchase))

        def asked(unit: UnitOfWork) -> tuple[PointsPayment, ...]:
            return self._enquiry(unit).available(still_open(needed(unit.purchase(purchase), purchase)))

        return transact(self.store, asked)

    def pay(
        self, purchase: str, operation: str, points: Iterable[PointsAsked], *, receipt: Receipt | None = None
    ) -> Calculation:
        """The purchase paid with these points as far as they may pay; in place of what was asked before.

        *receipt* is what the till has by now, where it is to be compared with what was calculated; it shows
        no coupon that it did not show then.

        Raises:
            PurchaseRefused: as for `calculate`, or the purchase was never calculated, or not with *receipt*.
        """
        asked = as_tuple(points)
        unlike = tuple_problems("points", asked, PointsAsked, "points that are asked for", "give PointsAsked")
        refuse("payment", unlike + ([] if receipt is None else receipt_problems(receipt)))
        return self._again(
            purchase,
            operation,
            "pay",
            {"points": asked},
            lambda known: evolve(known, points_asked=asked),
            receipt,
        )

    def cancel_payment(self, purchase: str, operation: str) -> Calculation:
        """The purchase without any payment in points; what was set aside is free again."""
        return self._again(
            purchase, operation, "cancel_payment", {}, lambda known: evolve(known, points_asked=())
        )

    def accrue(
        self, purchase: str, operation: str, payments: Iterable[Payment], *, receipt: Receipt | None = None
    ) -> Calculation:
        """The purchase with the payments that the till has taken; points are earned on what they allow.

        *receipt* and the errors are as for `pay`.
        """
        taken = as_tuple(payments)
        unlike = tuple_problems("payments", taken, Payment, "a payment", "give a Payment")
        refuse("payment", unlike + ([] if receipt is None else receipt_problems(receipt)))
        return self._again(
            purchase,
            operation,
            "accrue",
            {"payments": taken},
            lambda known: evolve(known, payments=taken),
            receipt,
        )

    def accrue_offline(
        self, purchase: str, operation: str, receipt: Receipt, member: str | None = None
    ) -> Calculation:
        """Take in what a till has sold while it was offline: calculated and confirmed at once.

        The offers of the receipt's own time count. They give points, counters and coupons, and take nothing
        off, for the buyer has paid; what the till gave itself is in the lines' `external_discount`. Goods may
        come back as of any confirmed purchase.

        Raises:
            PurchaseRefused: the purchase is not open any more, or is another member's, or the operation was
                something else.
            KeyError: the host knows no such member, or no version of the offers was in force.
        """
        refuse("purchase", receipt_problems(receipt) + id_problems(member=member))
        late = evolve(receipt, offline=True)
        return self._once(
            purchase,
            operation,
            "accrue_offline",
            {"receipt": sealed(self.coupons, late), "member": member},
            lambda phase, kept: phase.confirm(phase.calculate(kept, late, member)),
        )

    def confirm(self, purchase: str, operation: str) -> Calculation:
        """Carry out all that the last calculation of the purchase asks for, in one transaction.

        Raises:
            PurchaseRefused: there is no such purchase, it is not open, or the operation was something else.
        """
        return self._once(
            purchase,
            operation,
            "confirm",
            {},
            lambda phase, kept: phase.confirm(needed(kept, purchase)),
        )

    def cancel(self, purchase: str, operation: str) -> None:
        """Let the purchase go; what was set aside is free again.

        Raises:
            PurchaseRefused: as for `confirm`.
        """
        self._once(
            purchase,
            operation,
            "cancel",
            {},
            lambda phase, kept: phase.cancel(needed(kept, purchase)),
        )

    def refund(
        self,
        purchase: str,
        operation: str,
        lines: Iterable[ReturnedLine],
        *,
        manner: RefundManner = RefundManner.NORMAL,
    ) -> Returned:
        """Take goods of a confirmed purchase back, and move everything that `engine.refund` says.

        Raises:
            PurchaseRefused: there is no such purchase, or it is not confirmed.
            InvalidInput: these goods cannot come back.
        """
        wanted = as_tuple(lines)
        problems = tuple_problems("lines", wanted, ReturnedLine, "a returned line", "give a ReturnedLine")
        refuse("return", problems + choice_problems("manner", manner, RefundManner))
        request = {"lines": wanted, "manner": manner}

        def step(phase: Phase, kept: StoredPurchase | None) -> Returned:
            found = needed(kept, purchase)
            if not found.returnable:
                message = f"it is {found.state.value.replace('_', ' ')}, so nothing of it can come back"
                raise PurchaseRefused(Obstacle.NOT_CONFIRMED, purchase, message)
            return take_return(
                phase.unit,
                known(self.members),
                found,
                wanted,
                manner,
                operation=operation,
                now=phase.now,
                shortage=self.shortage,
                annul=self.coupons is not None and self.coupons.annul_returned,
            )

        return self._once(purchase, operation, "refund", request, step)

    def balance(self, member: str, currency: str = BONUS) -> Wallet:
        """What the member, or his family, has of a kind of points; the wallet answers for any instant."""
        refuse("enquiry", needed_id_problems(member=member, currency=currency))
        return transact(self.store, lambda unit: unit.wallet(known(self.members).account(member), currency))

    def purchase(self, purchase: str) -> StoredPurchase | None:
        """The purchase as it is kept; None where there is none."""
        refuse("enquiry", needed_id_problems(purchase=purchase))
        return transact(self.store, lambda unit: unit.purchase(purchase))

    def forecast(
        self,
        goods: Iterable[Line],
        place: Place | str,
        member: str | None = None,
        *,
        at: dt.datetime | None = None,
    ) -> tuple[Forecast, ...]:
        """What each of *goods*, lines in one currency, would cost the member if it were bought alone.

        *at* is when, with the offset of the place; without it now, by the clocks of the place's zone, or else
        of the programme's.

        Raises:
            InvalidInput: an argument is something else.
            KeyError: the host knows no such member, or no version of the offers is in force.
        """
        asked = as_tuple(goods)
        problems = tuple_problems("goods", asked, Line, "a line", "give a Line")
        refuse("forecast", problems + id_problems(member=member))
        where = place if isinstance(place, Place) else Place(place)

        def looked_up(unit: UnitOfWork) -> tuple[Forecast, ...]:
            look = self._enquiry(unit)
            return look.forecast(asked, member, where, at or look.local(now_by(self.clock), where))

        return transact(self.store, looked_up)

    def sweep(self) -> tuple[str, ...]:
        """Cancel the purchases whose time is over; the host calls it every now and then. Their ids.

        Where one cannot be cancelled, the others are all the same; it stays open, for the next call to try.

        Raises:
            Exception: the first that came up, once all purchases were tried; mostly `Conflict` or
                `StoreFailed`.
        """
        now = now_by(self.clock)
        overdue = transact(self.store, lambda unit: tuple(unit.overdue(now)))
        gone: list[str] = []
        failures: list[Exception] = []
        for purchase in overdue:
            try:
                if self._timed_out(purchase, now):
                    gone.append(purchase)
            except Exception as error:  # noqa: BLE001 -- one purchase must not keep the others open
                failures.append(error)
        if failures:
            raise failures[0]
        return tuple(gone)

    def _timed_out(self, purchase: str, now: dt.datetime) -> bool:
        """Cancel a purchase, unless it has got more time meanwhile, or has ended."""

        def let_go(unit: UnitOfWork) -> bool:
            found = unit.purchase(purchase)
            if found is None or not found.is_open or found.expires_at > now:
                return False
            # No step of a till has this part, so that its entries cannot have the ids of these.
            self._phase(unit, purchase, purchase).cancel(found, "timeout")
            return True

        return transact(self.store, let_go)

    def _once(
        self,
        purchase: str,
        operation: str,
        step: str,
        request: Mapping[str, object],
        carry_out: Callable[[Phase, StoredPurchase | None], T],
    ) -> T:
        """The answer of a step: that of the last time, where it was carried out before."""
        refuse("step", needed_id_problems(purchase=purchase, operation=operation))
        asked = Step.of(operation, step, request, purchase=purchase)
        return transact(
            self.store,
            lambda unit: asked.once(
                unit,
                lambda: carry_out(self._phase(unit, purchase, operation), unit.purchase(purchase)),
                lambda other: PurchaseRefused(Obstacle.OTHER_REQUEST, purchase, other),
            ),
        )

    def _again(
        self,
        purchase: str,
        operation: str,
        step: str,
        request: Mapping[str, object],
        pay: Callable[[Receipt], Receipt],
        receipt: Receipt | None = None,
    ) -> Calculation:
        """Calculate the purchase, paid otherwise; with *receipt*, only where it is that of the purchase."""

        def carry_out(phase: Phase, kept: StoredPurchase | None) -> Calculation:
            found = still_open(needed(kept, purchase))
            if receipt is not None:
                same_receipt(found, receipt, self.coupons)
            changed = pay(found.calculation.receipt)
            return phase.calculate(found, changed, found.member, again=True).calculation

        told = request if receipt is None else {**request, "receipt": sealed(self.coupons, receipt)}
        return self._once(purchase, operation, step, told, carry_out)

    def _enquiry(self, unit: UnitOfWork) -> Enquiry:
        return Enquiry(unit=unit, members=known(self.members), books=self.books, readers=self.readers)

    def _phase(self, unit: UnitOfWork, purchase: str, operation: str) -> Phase:
        return Phase(
            unit=unit,
            members=known(self.members),
            books=self.books,
            lottery=self.lottery,
            purchase=purchase,
            operation=operation,
            now=now_by(self.clock),
            patience=self.patience,
            coupons=self.coupons,
            readers=self.readers,
        )
