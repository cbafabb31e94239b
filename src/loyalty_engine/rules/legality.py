"""Which instructions are legal for which trigger, in one place.

Benefits on lines need lines, which only a purchase has. What concerns the member is legal on every event, and
texts at the till on those that happen there.

Source:
    The field does not publish its table; this one follows its lists of events and actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from loyalty_engine.errors import Problem
from loyalty_engine.model.triggers import Trigger, TriggerGroup
from loyalty_engine.rules.emissions import (
    Assign,
    Count,
    Credit,
    Debit,
    Issue,
    Mail,
    Rank,
    ReceiptFigure,
    Resize,
    RuleFigure,
    Say,
    Send,
)
from loyalty_engine.rules.instructions import Instruction, Stage, times_of
from loyalty_engine.rules.predicates import ReceiptSum

#: The field's event for each stage of a purchase; set-up has none of its own.
PURCHASE_EVENTS: Final[Mapping[Stage, str]] = MappingProxyType(
    {
        Stage.DISCOUNT: "OnPurchaseCalculate",
        Stage.PAYMENT_LIMIT: "OnPurchasePaymentCalculate",
        Stage.PAYMENT: "OnPurchasePayment",
        Stage.ACCRUAL: "OnPurchaseDiscount",
        Stage.COMPLETION: "OnPurchaseConfirm",
    }
)

PURCHASES: Final = frozenset({Trigger.PURCHASE})
ANY_EVENT: Final = frozenset(trigger for trigger in Trigger if trigger.group is not TriggerGroup.INTERNAL)
AT_REGISTER: Final = frozenset(trigger for trigger in ANY_EVENT if trigger.at_register)
WITH_AMOUNT: Final = frozenset(trigger for trigger in ANY_EVENT if trigger.has_amount)

#: The triggers for which an instruction is legal; those that are not listed are for purchases alone.
LEGAL: Final[Mapping[type, frozenset[Trigger]]] = MappingProxyType(
    {
        Say: AT_REGISTER,
        Issue: ANY_EVENT,
        Count: ANY_EVENT,
        Credit: ANY_EVENT,
        Debit: ANY_EVENT,
        Assign: ANY_EVENT,
        Rank: ANY_EVENT,
        Resize: ANY_EVENT,
        Send: ANY_EVENT,
        Mail: ANY_EVENT,
    }
)

#: The triggers that have a figure for a counter to step by; the others are those of a receipt alone.
FIGURES: Final[Mapping[ReceiptFigure | RuleFigure, frozenset[Trigger]]] = MappingProxyType(
    dict.fromkeys((ReceiptFigure.AMOUNT, ReceiptFigure.TOTAL, ReceiptFigure.IN_MONEY), WITH_AMOUNT)
)


def trigger_problems(trigger: Trigger) -> list[Problem]:
    """What keeps an offer from answering *trigger* at all."""
    if trigger is Trigger.PURCHASE or trigger.group is not TriggerGroup.INTERNAL:
        return []
    message = f"{trigger.value} is a part of a purchase, which no offer answers by itself"
    return [Problem("trigger", message, "use Trigger.PURCHASE")]


def illegal(instruction: Instruction, trigger: Trigger) -> Problem | None:
    """What keeps *instruction* from being carried out on *trigger*, if anything does."""
    if trigger is Trigger.PURCHASE:
        return None
    allowed = LEGAL.get(type(instruction), PURCHASES)
    if trigger not in allowed:
        if allowed is AT_REGISTER:
            message, hint = f"there is no till on {trigger}", "send the member a message instead"
        else:
            message = f"works on lines of a receipt, and there are none on {trigger}"
            hint = "give AdditionalPoints, a coupon or a message, or use Trigger.PURCHASE"
        return Problem("", message, hint)
    step = instruction.value if isinstance(instruction, Count) else None
    if isinstance(step, (ReceiptFigure, RuleFigure)) and trigger not in FIGURES.get(step, PURCHASES):
        return Problem("by", f"there is no {step.value} to count on {trigger}", "give a whole number")
    times = times_of(instruction)
    figure = None if times is None else times.figure
    if figure is None or (isinstance(figure, ReceiptSum) and trigger in WITH_AMOUNT):
        return None
    return Problem("every", f"there is nothing to measure on {trigger}", "say how many times")
