"""Offers: what a marketer publishes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import cast

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.fields import id_problems, id_set, sequence_of
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.schedule import ANY_TIME, Schedule
from loyalty_engine.rules.language import Benefit, Condition

HIGHEST = 10**9


class Trigger(Enum):
    """The event that an offer answers."""

    PURCHASE = "purchase"
    REGISTRATION = "registration"
    CARD_ACTIVATION = "card_activation"
    BIRTHDAY = "birthday"


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
    names = id_set(value, "audiences", "names")
    if not names:
        raise InvalidInput.at(
            "audiences", "names", "is empty, so nobody could be meant", "use Members() for all"
        )
    return names


@frozen
class Audiences:
    """Members who are in at least one of the target audiences *names*."""

    names: frozenset[str] = field(converter=_audiences)

    def __str__(self) -> str:
        return f"members among {', '.join(sorted(self.names))}"


Reach = Everyone | Members | Audiences


def _words(value: Iterable[object], path: str) -> tuple[object, ...]:
    items = sequence_of(object, value, "rule", path)
    problems = [
        Problem(
            f"{path}[{n}]", f"{item!r} is a class or lacks lower() and describe()", "give a value of a kind"
        )
        for n, item in enumerate(items)
        if isinstance(item, type)
        or not (callable(getattr(item, "lower", None)) and hasattr(item, "describe"))
    ]
    refuse("rule", problems)
    return items


def _conditions(value: Iterable[Condition]) -> tuple[Condition, ...]:
    return cast(tuple[Condition, ...], _words(value, "conditions"))


def _benefits(value: Iterable[Benefit]) -> tuple[Benefit, ...]:
    return cast(tuple[Benefit, ...], _words(value, "benefits"))


@frozen(kw_only=True)
class Rule:
    """Where all *conditions* hold, all *benefits* are given, in their order.

    Conditions on products narrow the lines first, whatever order they are written in; then the others are
    checked, on the lines so narrowed.
    """

    conditions: tuple[Condition, ...] = field(default=(), converter=_conditions)
    benefits: tuple[Benefit, ...] = field(converter=_benefits)
    name: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.benefits:
            raise InvalidInput.at(
                "rule", "benefits", "is empty, so the rule would do nothing", "give a benefit"
            )

    def describe(self) -> str:
        """The rule as one sentence."""
        gives = " and ".join(benefit.describe() for benefit in self.benefits)
        if not self.conditions:
            return f"{gives}, always"
        return f"{gives}, if {' and '.join(condition.describe() for condition in self.conditions)}"


def _rules(value: Iterable[Rule]) -> tuple[Rule, ...]:
    return sequence_of(Rule, value, "offer", "rules")


def _places(value: Iterable[str] | None) -> frozenset[str] | None:
    return None if value is None else id_set(value, "offer", "places")


@frozen(kw_only=True)
class Offer:
    """An offer: whom it reaches, when and where it works, how it competes, and its rules in order.

    *period* and *schedule* are by the clock of the place of sale; *places* lists places of sale, None for
    all. Among offers that are not *cumulative*, at most one takes a line in each stage, the higher
    *priority* first. At most one offer of an *exclusion_group* works on a receipt in each stage.
    """

    id: str
    rules: tuple[Rule, ...] = field(converter=_rules)
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

    def __attrs_post_init__(self) -> None:
        problems = id_problems(id=self.id, exclusion_group=self.exclusion_group)
        if not self.rules:
            problems.append(Problem("rules", "is empty, so the offer would do nothing", "give a rule"))
        if type(self.priority) is not int or not -HIGHEST <= self.priority <= HIGHEST:
            problems.append(Problem("priority", f"{self.priority!r} is not a priority", "use a whole number"))
        if self.places is not None and not self.places:
            problems.append(
                Problem("places", "is empty, so the offer works nowhere", "leave it out for all places")
            )
        for path, value, kind in (
            ("reach", self.reach, Reach),
            ("trigger", self.trigger, Trigger),
            ("state", self.state, State),
            ("period", self.period, Period),
            ("schedule", self.schedule, Schedule),
            ("cumulative", self.cumulative, bool),
            ("name", self.name, str),
        ):
            if not isinstance(value, kind):
                problems.append(Problem(path, f"{value!r} does not fit", "see the documentation of Offer"))
        refuse(f"offer {self.id!r}", problems)

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
        )

    def describe(self) -> str:
        """The offer in one sentence that a marketer understands."""
        when = [str(part) for part in (self.period, self.schedule) if part not in (ALWAYS, ANY_TIME)]
        where = [] if self.places is None else [f"at {', '.join(sorted(self.places))}"]
        rules = "; ".join(rule.describe() for rule in self.rules)
        return f"For {self.reach}{''.join(f', {part}' for part in (*when, *where))}: {rules}."
