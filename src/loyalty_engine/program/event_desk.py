"""`EventDesk`: what happens to members besides purchases, and what offers answer to it is carried out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from loyalty_engine.engine.react import Reaction
from loyalty_engine.errors import refuse
from loyalty_engine.model.event import Event
from loyalty_engine.model.fields import (
    as_tuple,
    kind_problems,
    needed_id_problems,
    repeated,
    tuple_problems,
)
from loyalty_engine.model.statuses import Statuses
from loyalty_engine.program.known import known, now_by
from loyalty_engine.program.ports import Members, UnitOfWork
from loyalty_engine.program.program import LoyaltyProgram
from loyalty_engine.program.reactions import Happening, KeptReaction, Reacting
from loyalty_engine.program.transactions import transact


@frozen
class EventDesk:
    """Events of the members of *program*: a registration, a birthday, a friend's purchase, expired points.

    The host says what happened. The offers in force at the moment of the event that answer its trigger are
    judged, and what they bring is moved in one transaction, as that of a confirmed purchase is: points,
    counters, attributes, statuses, favourite slots and coupons here; messages, mailings and whatever else the
    host has to do leave by the outbox.

    Each step has an id that the host makes, as the steps of a till do: the same id with the same event gets
    the same answer and moves nothing; with another event it is refused. What an event brings is no further
    event by itself: where a status that an offer has given is to be answered, the host says so.

    Raises:
        InvalidInput: *program* is something else.
    """

    program: LoyaltyProgram

    def __attrs_post_init__(self) -> None:
        hint = "write EventDesk(LoyaltyProgram(…))"
        refuse("event desk", kind_problems("program", self.program, LoyaltyProgram, "a programme", hint))

    def react(
        self,
        operation: str,
        event: Event,
        member: str | None = None,
        *,
        statuses: Statuses | Mapping[str, str] = (),
    ) -> Reaction:
        """What *event* brings *member*, None where nobody is known; it is carried out.

        *statuses* are those that he had before the event, where later ones are kept by now.

        Raises:
            Refused: ``OTHER_REQUEST``, where the operation was something else.
            InvalidInput: an argument is something else, or the event is a purchase or a part of one.
            KeyError: the host knows no such member, or no version of the offers was in force.
        """
        happening = Happening(operation=operation, event=event, member=member, statuses=statuses)
        return self.react_all([happening])[0]

    def react_all(self, happenings: Iterable[Happening]) -> tuple[Reaction, ...]:
        """What several events bring, all of it in one transaction, in their order: each sees those before.

        So a friend is rewarded for registering and a member for inviting him, or neither.

        Raises:
            Refused: as for `react`; nothing is carried out then.
            InvalidInput: an argument is something else, or two steps have one id.
            KeyError: as for `react`.
        """
        given = as_tuple(happenings)
        hint = "give Happening(operation=…, event=…, member=…)"
        problems = tuple_problems("happenings", given, Happening, "a happening", hint)
        refuse("events", problems or repeated("happenings", (one.operation for one in given), "operation"))
        shop, members = self.program, known(self.program.members)

        def taken_in(unit: UnitOfWork) -> tuple[Reaction, ...]:
            if len(given) > 1:
                _begin_in_order(unit, members, given)
            reacting = Reacting(
                unit=unit,
                members=members,
                books=shop.books,
                lottery=shop.lottery,
                coupons=shop.coupons,
                readers=shop.readers,
                now=now_by(shop.clock),
            )
            return tuple(reacting.once(one).reaction for one in given)

        return transact(shop.store, taken_in)

    def reaction(self, operation: str) -> KeptReaction | None:
        """What the step with this id has brought; None where no event was taken in by it."""
        refuse("event", needed_id_problems(operation=operation))
        done = transact(self.program.store, lambda unit: unit.operation(operation))
        return done.answer if done is not None and isinstance(done.answer, KeptReaction) else None


def _begin_in_order(unit: UnitOfWork, members: Members, happenings: Iterable[Happening]) -> None:
    """Read something of each step and each member, in the order of their ids, before anything is done.

    A store that locks what is read then has all of it in that order, and two of these never wait for each
    other; nor does one have what all members share before it has what is theirs.
    """
    for operation in sorted(one.operation for one in happenings):
        unit.operation(operation)
    ids = {one.member for one in happenings if one.member is not None}
    for owner in sorted(ids.union(map(members.account, ids))):
        unit.kinds(owner)
