"""Benefits that change what is known about a member: attributes, statuses, the number of slots."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, cast

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.attributes import JsonObject, Scalar, freeze_value, value_key
from loyalty_engine.model.fields import choice_problems, flag_problems, needed_id_problems
from loyalty_engine.model.intents import SlotChange
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.slots import MOST_SLOTS
from loyalty_engine.rules.emissions import Assign, Rank, Resize
from loyalty_engine.rules.instructions import Instruction


def _value(value: Scalar) -> Scalar:
    """Converter: a value as attributes keep it; what is none stays as it is, to be refused."""
    frozen_value = freeze_value("", value)[0]
    return value if frozen_value is None else cast("Scalar", frozen_value)


def _value_problems(value: object) -> list[Problem]:
    found, problems = freeze_value("value", value)
    if isinstance(found, (tuple, JsonObject)):
        return [Problem("value", "has parts", "give one value: text, a number, a date, or yes or no")]
    return list(problems)


@frozen
class SetAttribute:
    """Give the member's attribute *name* a *value*: text, a number, a date, or yes or no."""

    kind: ClassVar[str] = "set_attribute"
    name: str
    value: Scalar = field(converter=_value, eq=value_key)

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(name=self.name) + _value_problems(self.value))

    def lower(self) -> tuple[Instruction, ...]:
        return (Assign(name=self.name, value=self.value),)

    def describe(self) -> str:
        return f"set the member's {self.name} to {_written(self.value)}"


def _written(value: Scalar) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{value:f}" if not isinstance(value, (str, int)) else str(value)


@frozen
class SetStatus:
    """Give the member *status* in the status system *system*."""

    kind: ClassVar[str] = "set_status"
    system: str
    status: str

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(system=self.system, status=self.status))

    def lower(self) -> tuple[Instruction, ...]:
        return (Rank(system=self.system, status=self.status),)

    def describe(self) -> str:
        return f"give the member status {self.status} ({self.system})"


@frozen
class CalculateStatus:
    """Have the member's status in the status system *system* worked out anew."""

    kind: ClassVar[str] = "calculate_status"
    system: str

    def __attrs_post_init__(self) -> None:
        refuse(self.kind, needed_id_problems(system=self.system))

    def lower(self) -> tuple[Instruction, ...]:
        return (Rank(system=self.system),)

    def describe(self) -> str:
        return f"work out the member's status anew ({self.system})"


@frozen
class ChangeSlots:
    """Change how many favourite slots the member has under the favourite-products rule *rule*.

    There are *count* more or fewer, at least 1, or exactly *count*; never more than the rule allows. With
    *clear*, all slots are emptied as well, or, where *change* is None, nothing else happens to them.
    """

    kind: ClassVar[str] = "change_slots"
    rule: str
    change: SlotChange | None = None
    count: int = 0
    clear: bool = field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(rule=self.rule) + flag_problems(clear=self.clear)
        least = 0 if self.change in (None, SlotChange.SET) else 1
        if self.change is not None:
            problems += choice_problems("change", self.change, SlotChange)
        counted = number_problem("count", self.count, least, MOST_SLOTS)
        problems += [counted] if counted else []
        if self.change is None and not counted and self.count:
            hint = "say SlotChange.MORE, FEWER or SET"
            problems.append(Problem("change", "is missing beside a count", hint))
        if self.change is None and self.clear is False:
            problems.append(Problem("change", "is missing, so nothing would change", "or say clear=True"))
        refuse(self.kind, problems)

    def lower(self) -> tuple[Instruction, ...]:
        return (Resize(rule=self.rule, change=self.change, count=self.count, clear=self.clear),)

    def describe(self) -> str:
        words = []
        if self.change is SlotChange.SET:
            words.append(f"give the member exactly {_slots(self.count)}")
        elif self.change is not None:
            words.append(f"give the member {_slots(self.count, f' {self.change.value}')}")
        if self.clear:
            words.append("empty all slots" if not words else "empty them")
        return f"{' and '.join(words)} ({self.rule})"


def _slots(count: int, more: str = "") -> str:
    return f"{count}{more} favourite slot{'' if count == 1 else 's'}"
