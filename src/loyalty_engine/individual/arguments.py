"""What is given in place of slots, an attribute or an operator, named before anything is decided."""

from __future__ import annotations

from typing import Final

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.individual.listing import Listing
from loyalty_engine.individual.operators import Operator
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.slots import FavoriteProductsRule, SlotSet

_OPERATOR: Final = 'build an Operator(Actor("id", …), reason="…")'


def slot_problems(slots: object, rule: object, by: object) -> list[Problem]:
    """What keeps the arguments of a change of slots from being what they are called."""
    hint = 'build a SlotSet; SlotSet(rule="…") is that of a member who has none yet'
    problems = kind_problems("slots", slots, SlotSet, "a slot set", hint)
    hint = "build a FavoriteProductsRule"
    problems += kind_problems("rule", rule, FavoriteProductsRule, "a favourite-products rule", hint)
    return problems + operator_problems(by)


def operator_problems(by: object) -> list[Problem]:
    """What keeps *by* from being an operator or None."""
    return [] if by is None else kind_problems("by", by, Operator, "an operator", _OPERATOR)


def check_listing(subject: str, listing: object) -> None:
    """Refuse what is no listing.

    Raises:
        InvalidInput: *listing* is something else, such as the codes alone.
    """
    refuse(subject, kind_problems("listing", listing, Listing, "a listing", "use favorites_list"))


def check_value(subject: str, value: object, *kinds: type, path: str = "value") -> None:
    """Refuse what is none of *kinds*, an attribute that is chosen from or answered.

    Raises:
        InvalidInput: *value* is something else, such as JSON that has not been read yet.
    """
    if not isinstance(value, kinds):
        names = " or ".join(kind.__name__ for kind in kinds)
        hint = "read stored JSON with loyalty_engine.wire.loymax"
        refuse(subject, kind_problems(path, value, kinds[0], f"of type {names}", hint))
