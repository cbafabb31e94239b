"""Ways to pay besides money: what there is to pay with, and how much of each line is open to it."""

from __future__ import annotations

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.facts import Facts
from loyalty_engine.engine.worth import in_tie_order
from loyalty_engine.model.money import spread_below
from loyalty_engine.model.receipt import PresentedCertificate
from loyalty_engine.rules.instructions import AcceptCertificate, AllowPayment, Given


def payable(instruction: AllowPayment | AcceptCertificate, facts: Facts) -> bool:
    """Is there anybody who may pay with points, or a certificate to pay with that is accepted?"""
    if isinstance(instruction, AllowPayment):
        return facts.member is not None and facts.bar is None
    return any(accepts(instruction, one) and one.left.minor for one in facts.receipt.certificates)


def accepts(instruction: AcceptCertificate, certificate: PresentedCertificate) -> bool:
    """May be paid with *certificate*?"""
    return not instruction.issues or certificate.issue in instruction.issues


def for_payment(instruction: AllowPayment | AcceptCertificate, draft: Draft) -> Draft:
    """*draft* with what cannot be paid lying on the lines like a floor.

    With points, that is what other offers let pay already; with certificates, what is paid already.
    """
    floors = draft.floors
    if isinstance(instruction, AcceptCertificate):
        for paid in (draft.paid or {}).values():
            floors = [floor + part for floor, part in zip(floors, paid, strict=True)]
    elif draft.allowed is not None:
        floors = [floor + part for floor, part in zip(floors, draft.allowed, strict=True)]
    return Draft(draft.facts, draft.given, floors, draft.free, draft.before, starts=draft.starts)


def paid_by_others(draft: Draft) -> list[int]:
    """What points of other programmes pay of each line, in proportion to what is left to pay."""
    facts = draft.facts
    paid = sum(payment.amount.minor for payment in facts.receipt.payments if payment.in_points)
    return spread_within(paid, draft.rest(), facts) if paid else []


def note_others(draft: Draft) -> None:
    """Note what points of other programmes pay, once."""
    if draft.facts.receipt.payments and Given.EXTERNAL_PAYMENT not in (draft.paid or {}):
        external = paid_by_others(draft)
        if any(external):
            draft.pay(Given.EXTERNAL_PAYMENT, external)


def spread_within(total: int, rooms: list[int], facts: Facts) -> list[int]:
    """*total*, or as much of it as there is room for, over all lines in proportion to their *rooms*."""
    parts = [0] * len(rooms)
    total = min(total, sum(rooms))
    if total:
        order = in_tie_order(range(len(rooms)), rooms, facts)
        weights = [rooms[n] for n in order]
        for n, part in zip(order, spread_below(weights, total, weights), strict=True):
            parts[n] = part
    return parts
