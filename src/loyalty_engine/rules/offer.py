"""Offers: what a marketer publishes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import (
    as_set,
    as_tuple,
    choice_problems,
    flag_problems,
    id_problems,
    kind_problems,
    name_problems,
    needed_id_problems,
    set_problems,
    tuple_problems,
)
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.schedule import ANY_TIME, Schedule
from loyalty_engine.model.triggers import Trigger as Trigger
from loyalty_engine.rules.language import Benefit, Condition, listed
from loyalty_engine.rules.limits import AnyLimit
from loyalty_engine.rules.rule import Rule as Rule
from loyalty_engine.rules.rule import as_rules, inner_rules

HIGHEST = 10**9


class State(Enum):
    """Whether an offer works; a stopped one stays in the book and says why it gives nothing."""

    RUNNING = "running"
    STOPPED = "stopped"


@frozen
class Everyone:
    """Every buyer, with a card or without."""

    def __str__(self) -> str:
        return "every buyer"


@frozen
class Members:
    """Members of the programme only."""

    def __str__(self) -> str:
        return "members"


def _audiences(value: Iterable[str]) -> frozenset[str]:
    return as_set(value)


@frozen
class Audiences:
    """Members who are in at least one of the target audiences *names*."""

    names: frozenset[str] = field(converter=_audiences)

    def __attrs_post_init__(self) -> None:
        nobody = "so nobody could be meant; Members() stands for all"
        refuse("audiences", set_problems("names", self.names, id_problem, nobody))

    def __str__(self) -> str:
        return f"members among {listed(self.names)}"


Reach = Everyone | Members | Audiences


def _limits(value: Iterable[AnyLimit]) -> tuple[AnyLimit, ...]:
    return as_tuple(value)


def _limit_problems(offer: object, limits: object) -> list[Problem]:
    """What keeps *limits* from being limits whose counters can be named."""
    hint = "give a Limit, a UnitLimit or a Budget"
    problems: list[Problem] = []
    if not isinstance(limits, tuple):
        return tuple_problems("limits", limits, object, "a limit", hint)
    for n, limit in enumerate(limits):
        at = f"limits[{n}]"
        unlike = kind_problems(at, limit, AnyLimit, "a limit", hint)
        named = isinstance(offer, str) and id_problem("id", offer) is None
        if not unlike and named and id_problem(at, limit.counter(offer)):
            unlike.append(Problem(at, "has a counter with too long a name", "shorten the offer's id"))
        problems += unlike
    return problems


def _places(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else as_set(value)


@frozen(kw_only=True)
class Offer:
    """An offer: whom it reaches, when and where it works, how it competes, and its rules in order.

    *period* and *schedule* are by the clock of the place of sale; *places* lists places of sale, None for
    all. Among offers that are not *cumulative*, at most one takes a line in each stage, the higher
    *priority* first. At most one offer of an *exclusion_group* works on a receipt in each stage. All
    *limits* hold together.

    Results name rules by their numbers in *all_rules*.
    """

    id: str
    rules: tuple[Rule, ...] = field(converter=as_rules)
    name: str = ""
    reach: Reach = Everyone()
    trigger: Trigger = Trigger.PURCHASE
    state: State = State.RUNNING
    period: Period = ALWAYS
    schedule: Schedule = ANY_TIME
    places: frozenset[str] | None = field(default=None, converter=_places)
    priority: int = 0
    cumulative: bool = False
    exclusion_group: str | None = None
    limits: tuple[AnyLimit, ...] = field(default=(), converter=_limits)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id) + name_problems(name=self.name)
        unlike = tuple_problems("rules", self.rules, Rule, "a rule", "give a Rule, or use Offer.of")
        if not unlike and not self.rules:
            unlike.append(Problem("rules", "is empty, so the offer would do nothing", "give a rule"))
        problems += unlike
        hint = 'give Everyone(), Members() or Audiences({"pensioners"})'
        problems += kind_problems("reach", self.reach, Reach, "a reach", hint)
        problems += choice_problems("trigger", self.trigger, Trigger)
        problems += choice_problems("state", self.state, State)
        hint = 'write Period("2026-09-01", "2026-09-15")'
        problems += kind_problems("period", self.period, Period, "a period", hint)
        hint = 'write Schedule.of(weekdays=("mon", "fri"))'
        problems += kind_problems("schedule", self.schedule, Schedule, "a schedule", hint)
        if self.places is not None:
            nowhere = "so the offer works nowhere; None stands for all places"
            problems += set_problems("places", self.places, id_problem, nowhere)
        ranked = number_problem("priority", self.priority, -HIGHEST, HIGHEST)
        problems += ([ranked] if ranked else []) + flag_problems(cumulative=self.cumulative)
        problems += id_problems(exclusion_group=self.exclusion_group)
        problems += _limit_problems(self.id, self.limits)
        refuse(f"offer {shown(self.id)}", problems)

    @classmethod
    def of(
        cls,
        id: str,
        conditions: Iterable[Condition] = (),
        benefits: Iterable[Benefit] = (),
        *,
        name: str = "",
        reach: Reach = Everyone(),
        trigger: Trigger = Trigger.PURCHASE,
        state: State = State.RUNNING,
        period: Period = ALWAYS,
        schedule: Schedule = ANY_TIME,
        places: Iterable[str] | None = None,
        priority: int = 0,
        cumulative: bool = False,
        exclusion_group: str | None = None,
        limits: Iterable[AnyLimit] = (),
    ) -> Offer:
        """The common offer with one rule."""
        return cls(
            id=id,
            rules=(Rule(conditions=conditions, benefits=benefits),),
            name=name,
            reach=reach,
            trigger=trigger,
            state=state,
            period=period,
            schedule=schedule,
            places=places,
            priority=priority,
            cumulative=cumulative,
            exclusion_group=exclusion_group,
            limits=limits,
        )

    @property
    def all_rules(self) -> tuple[Rule, ...]:
        """The rules of the offer, and then those inside of them, an outer one before its inner ones."""
        return (*self.rules, *(inner for rule in self.rules for inner in inner_rules(rule)))

    def describe(self) -> str:
        """The offer in one sentence that a marketer understands."""
        when = [str(part) for part in (self.period, self.schedule) if part not in (ALWAYS, ANY_TIME)]
        where = [] if self.places is None else [f"at {listed(self.places)}"]
        event = [] if self.trigger is Trigger.PURCHASE else [f"on {self.trigger}"]
        rules = "; ".join(rule.describe() for rule in self.rules)
        most = "".join(f"; {limit.describe()}" for limit in self.limits)
        stopped = " (stopped)" if self.state is State.STOPPED else ""
        return f"{', '.join([f'For {self.reach}', *event, *when, *where])}: {rules}{most}{stopped}."
