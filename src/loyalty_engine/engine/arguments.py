"""What is given in place of a member or of the programme's facts, named before anything is decided."""

from __future__ import annotations

from loyalty_engine.errors import Problem
from loyalty_engine.model.context import Context
from loyalty_engine.model.fields import kind_problems
from loyalty_engine.model.member import Member


def argument_problems(member: object, context: object) -> list[Problem]:
    """What keeps *member* from being a member or None, and *context* from being a context."""
    hint = "build a Member; None is a buyer who is not known"
    problems = [] if member is None else kind_problems("member", member, Member, "a member", hint)
    return problems + kind_problems(
        "context", context, Context, "a context", "build a Context, or leave it out"
    )
