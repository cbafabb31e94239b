"""`CouponDesk`: what operators do with coupons, and which coupons a member has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping

from attrs import evolve, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.individual.operators import Operator
from loyalty_engine.model.actor import ByHand, Permission
from loyalty_engine.model.coupons import Coupon, CouponIssue, CouponState
from loyalty_engine.model.fields import as_tuple, kind_problems, needed_id_problems, tuple_problems
from loyalty_engine.model.moments import moment_problem, number_problem
from loyalty_engine.program.by_hand import HandStep
from loyalty_engine.program.coupon_changes import (
    MOST_AT_A_TIME,
    CouponsChanged,
    annul,
    assign,
    generate,
    import_digests,
    issue_to,
    open_issue,
    other_request,
    sell_to,
    take_sold_back,
)
from loyalty_engine.program.coupons import Coupons, in_use, to_issue
from loyalty_engine.program.given import port_problems
from loyalty_engine.program.known import known, now_by
from loyalty_engine.program.points import Posting
from loyalty_engine.program.ports import Clock, Members, Store, UnitOfWork
from loyalty_engine.program.steps import Step
from loyalty_engine.program.transactions import transact


@frozen(kw_only=True)
class CouponStanding:
    """A coupon of *issue* and its *state*; *coupon* is None where an open purchase would issue it."""

    issue: str
    state: CouponState
    coupon: Coupon | None = None


@frozen(kw_only=True)
class CouponDesk:
    """Coupons by hand, by operators with `Permission.EDIT_COUPONS`.

    Each change takes an id that the host makes, and is audited, as those of `ServiceDesk`. Codes of new
    coupons are told once: whoever sends a step again gets its answer without them.
    """

    store: Store
    members: Members
    clock: Clock
    coupons: Coupons

    def __attrs_post_init__(self) -> None:
        ports = port_problems(
            store=(self.store, Store), members=(self.members, Members), clock=(self.clock, Clock)
        )
        hint = "write Coupons(key=…, entropy=…, throttle=…)"
        refuse("coupon desk", ports + kind_problems("coupons", self.coupons, Coupons, "coupons", hint))

    def open_issue(self, operation: str, operator: Operator, issue: CouponIssue) -> CouponsChanged:
        """Keep a new issue; the code of a public one may be used at once.

        Raises:
            Refused: ``NO_PERMISSION``; ``REPEATED``, where there is such an issue, or a coupon has the code;
                or ``OTHER_REQUEST``.
        """
        what, hint = "a coupon issue", 'write CouponIssue(id="spring", kind=CouponKind.PERSONAL)'
        refuse("coupons", kind_problems("issue", issue, CouponIssue, what, hint))
        digest = None if issue.code is None else self.coupons.digest(issue.code)
        return self._changed(
            self._step(operation, operator, "coupon issue", {"issue": issue}),
            lambda unit, by: open_issue(unit, issue, digest, by),
        )

    def generate(self, operation: str, operator: Operator, issue: str, count: int) -> CouponsChanged:
        """Make *count* coupons with codes of their own, 1 to 1,000 at a time.

        Those of an issue for distribution may be used at once by whoever has the code. Those of a personal
        issue wait to be assigned.

        Raises:
            Refused: ``NO_PERMISSION``; ``UNKNOWN``, where there is no such issue; ``DOES_NOT_FIT``, where it
                is public; or ``OTHER_REQUEST``.
        """
        counted = number_problem("count", count, 1, MOST_AT_A_TIME)
        refuse("coupons", [*needed_id_problems(issue=issue), *([counted] if counted else [])])
        return self._changed(
            self._step(operation, operator, "coupons made", {"issue": issue, "count": count}),
            lambda unit, by: generate(self.coupons, unit, issue, count, by),
        )

    def import_numbers(
        self, operation: str, operator: Operator, issue: str, numbers: Iterable[str]
    ) -> CouponsChanged:
        """Make coupons with *numbers* from elsewhere, 1 to 1,000 at a time, or none where one is refused.

        Raises:
            Refused: as for `generate`; ``DOES_NOT_FIT`` for what is no number, and ``REPEATED`` for each
                number that is there already, all at once.
        """
        given = as_tuple(numbers)
        problems = tuple_problems("numbers", given, str, "a number of a coupon", "give text")
        if not problems and not 1 <= len(given) <= MOST_AT_A_TIME:
            problems = [Problem("numbers", f"there are {len(given)}", f"give 1 to {MOST_AT_A_TIME:,}")]
        refuse("coupons", needed_id_problems(issue=issue) + problems)
        digests = tuple(self.coupons.digest(number) for number in given)
        return self._changed(
            self._step(operation, operator, "coupons imported", {"issue": issue, "numbers": digests}),
            lambda unit, by: import_digests(unit, issue, digests, by),
        )

    def issue(self, operation: str, operator: Operator, issue: str, member: str) -> CouponsChanged:
        """Issue a new coupon to *member*, whose code is in the answer.

        Raises:
            Refused: as for `generate`.
            KeyError: the host knows no such member.
        """
        refuse("coupons", needed_id_problems(issue=issue, member=member))
        return self._changed(
            self._step(operation, operator, "coupon issued", {"issue": issue}, member),
            lambda unit, by: issue_to(self.coupons, unit, issue, member, by),
        )

    def sell(self, operation: str, issue: str, member: str) -> CouponsChanged:
        """Sell a new coupon to *member* for the points that it costs; its code is in the answer.

        It is the member's own wish, so that no operator is needed, and the ledger says what was paid.

        Raises:
            Refused: ``UNKNOWN`` or ``DOES_NOT_FIT``, as for `generate`; ``NOT_OFFERED``, where the issue has
                no price; ``NOT_ENOUGH`` points can be spent; or ``OTHER_REQUEST``.
            KeyError: the host knows no such member.
        """
        refuse("coupons", needed_id_problems(operation=operation, issue=issue, member=member))
        known(self.members).load(member, ())
        owner, now = known(self.members).account(member), now_by(self.clock)
        asked = Step.of(operation, "coupon sold", {"issue": issue, "member": member})
        posting = Posting(operation=operation, at=now, recorded_at=now)
        return _with_codes(
            self.store,
            lambda unit: sell_to(self.coupons, unit, issue, member, owner, posting),
            lambda unit, sold: asked.once(unit, sold, other_request),
        )

    def give_back(self, operation: str, coupon: Coupon, member: str) -> CouponsChanged:
        """Take a *coupon* back that *member* has bought and not used, for the points that it cost.

        It is the member's own wish, as buying it was. The points come into the lots that they were taken
        from; what of these has expired meanwhile cannot be spent any more.

        Raises:
            Refused: ``UNKNOWN``, where there is no such coupon; ``NOT_OFFERED``, where the member has not
                bought it; ``ENDED``, where it is used, annulled or expired; ``IN_USE``, where an open
                purchase has it; or ``OTHER_REQUEST``.
            KeyError: the host knows no such member.
        """
        refuse("coupons", _coupon_problems(coupon) + needed_id_problems(operation=operation, member=member))
        known(self.members).load(member, ())
        now = now_by(self.clock)
        asked = Step.of(operation, "coupon given back", {"coupon": coupon.digest, "member": member})
        posting = Posting(operation=operation, at=now, recorded_at=now)

        def back(unit: UnitOfWork) -> CouponsChanged:
            return take_sold_back(unit, known(self.members), coupon.digest, member, posting)

        return transact(self.store, lambda unit: asked.once(unit, lambda: back(unit), other_request))

    def assign(self, operation: str, operator: Operator, number: str, member: str) -> CouponsChanged:
        """Issue the coupon with this *number*, which was made or imported before, to *member*.

        Raises:
            Refused: ``NO_PERMISSION``; ``UNKNOWN``, where no coupon has this number; ``ENDED``, where it is
                issued or annulled already; or ``OTHER_REQUEST``.
            KeyError: the host knows no such member.
        """
        problems = kind_problems("number", number, str, "a number of a coupon", "give text")
        refuse("coupons", problems + needed_id_problems(member=member))
        digest = self.coupons.digest(number)
        return self._changed(
            self._step(operation, operator, "coupon assigned", {"coupon": digest}, member),
            lambda unit, by: assign(unit, digest, member, by),
        )

    def annul(self, operation: str, operator: Operator, coupon: Coupon) -> CouponsChanged:
        """Annul *coupon*, whether anybody has it or not; that of a public issue ends its code.

        Raises:
            Refused: ``NO_PERMISSION``; ``UNKNOWN``, where there is no such coupon; ``ENDED``, where it is
                used or annulled already; ``IN_USE``, where an open purchase has it; or ``OTHER_REQUEST``.
            KeyError: the host does not know the member any more who has it.
        """
        refuse("coupons", _coupon_problems(coupon))
        return self._changed(
            self._step(operation, operator, "coupon annulled", {"coupon": coupon.digest}, coupon.member),
            lambda unit, by: annul(unit, coupon.digest, by),
        )

    def find(self, number: str, at: dt.datetime | None = None) -> CouponStanding | None:
        """The coupon with this *number*, as it stands at the instant *at*, or now, if there is one."""
        unlike = kind_problems("number", number, str, "a number of a coupon", "give text")
        refuse("coupons", unlike + _moment_problems(at))
        digest = self.coupons.digest(number)

        def looked_up(unit: UnitOfWork) -> CouponStanding | None:
            coupon = None if digest is None else unit.coupon(digest)
            return None if coupon is None else _standing(unit, coupon, at or now_by(self.clock))

        return transact(self.store, looked_up)

    def coupons_of(self, member: str, at: dt.datetime | None = None) -> tuple[CouponStanding, ...]:
        """The coupons of *member* as they stand at the instant *at*, or now, then those to be issued."""
        refuse("coupons", needed_id_problems(member=member) + _moment_problems(at))
        moment = at or now_by(self.clock)

        def looked_up(unit: UnitOfWork) -> tuple[CouponStanding, ...]:
            found = [_standing(unit, coupon, moment) for coupon in unit.coupons_of(member)]
            for issue in unit.coupon_issues():
                count = sum(one.by for one in unit.reserved(member, to_issue(issue.id)))
                found += count * [CouponStanding(issue=issue.id, state=CouponState.QUEUED_TO_ISSUE)]
            return tuple(found)

        return transact(self.store, looked_up)

    def _step(
        self,
        operation: str,
        operator: Operator,
        action: str,
        request: Mapping[str, object],
        member: str | None = None,
    ) -> HandStep:
        return HandStep(
            operation=operation,
            operator=operator,
            permission=Permission.EDIT_COUPONS,
            action=action,
            member=member,
            request=request,
            at=now_by(self.clock),
        )

    def _changed(
        self, step: HandStep, change: Callable[[UnitOfWork, ByHand], CouponsChanged]
    ) -> CouponsChanged:
        step.admitted(self.store, known(self.members))
        return _with_codes(
            self.store,
            lambda unit: change(unit, step.by),
            lambda unit, changed: step.within(unit, lambda _: changed()),
        )


def _with_codes(
    store: Store,
    change: Callable[[UnitOfWork], CouponsChanged],
    once: Callable[[UnitOfWork, Callable[[], CouponsChanged]], CouponsChanged],
) -> CouponsChanged:
    """What *change* comes to, carried out by *once*; its codes leave beside what is kept of the answer."""
    told: list[str] = []

    def kept(unit: UnitOfWork) -> CouponsChanged:
        done = change(unit)
        told.extend(done.codes)
        return evolve(done, codes=())

    def attempt(unit: UnitOfWork) -> CouponsChanged:
        told.clear()  # those of an attempt that came to nothing
        return once(unit, lambda: kept(unit))

    return evolve(transact(store, attempt), codes=tuple(told))


def _coupon_problems(coupon: object) -> list[Problem]:
    hint = "find it by its number, or among those of its member"
    return kind_problems("coupon", coupon, Coupon, "a coupon", hint)


def _standing(unit: UnitOfWork, coupon: Coupon, at: dt.datetime) -> CouponStanding:
    queued = bool(unit.reserved(None, in_use(coupon.digest)))
    return CouponStanding(issue=coupon.issue, state=coupon.state_at(at, queued=queued), coupon=coupon)


def _moment_problems(at: object) -> list[Problem]:
    problem = None if at is None else moment_problem("at", at, aware=True)
    return [] if problem is None else [problem]
