"""Paying with gift certificates: what each of them pays of which line."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define

from loyalty_engine.engine.draft import Draft
from loyalty_engine.engine.light import light
from loyalty_engine.engine.paying import accepts, spread_within
from loyalty_engine.engine.plan import StageRule
from loyalty_engine.engine.records import CertificatePayment, LineCertificate
from loyalty_engine.engine.work import Award
from loyalty_engine.rules.instructions import AcceptCertificate

_line_certificate, _certificate_payment = light(LineCertificate), light(CertificatePayment)


@define(eq=False)
class _Leave:
    """What is *left* of what a rule lets pay of line *n* with certificates that *instruction* accepts."""

    rule: StageRule
    instruction: AcceptCertificate
    n: int
    left: int


@define(eq=False)
class Certified:
    """What certificates could pay and do, one by one, what they pay *of_lines*, and for which offers."""

    certificates: tuple[CertificatePayment, ...]
    of_lines: list[int]
    lines: list[tuple[LineCertificate, ...]]


def pay_with_certificates(awards: Iterable[Award], draft: Draft) -> Certified:
    """Spend the certificates in the order in which they were handed over.

    Each pays of a line what the offers that accept it let pay there, and no more than is left above the
    line's floor. What it pays is spread over the lines in proportion to that; on a line, offers come in the
    order in which they were granted.
    """
    facts = draft.facts
    leaves = [
        _Leave(made.rule, instruction, n, amount)
        for award in awards
        for made in award.rules
        for instruction, parts in made.allowed
        if isinstance(instruction, AcceptCertificate)
        for n, amount in parts
    ]
    open_ = [rest - floor for rest, floor in zip(draft.rest(), draft.floors, strict=True)]
    of_lines = [0] * len(open_)
    lines: list[tuple[LineCertificate, ...]] = [()] * len(open_)
    payments = []
    for certificate in facts.receipt.certificates:
        mine = [leave for leave in leaves if accepts(leave.instruction, certificate)]
        rooms = [0] * len(open_)
        for leave in mine:
            rooms[leave.n] = min(open_[leave.n], rooms[leave.n] + leave.left)
        payable = min(certificate.left.minor, sum(rooms))
        amount = min(payable, certificate.wanted.minor)
        if payable:
            payments.append(_certificate_payment(certificate.number, payable, amount))
        parts = spread_within(amount, rooms, facts)
        for n, part in enumerate(parts):
            open_[n] -= part
            of_lines[n] += part
        for leave in mine:
            part = min(leave.left, parts[leave.n])
            if part:
                leave.left -= part
                parts[leave.n] -= part
                rule = leave.rule
                paid = _line_certificate(rule.contender.offer.id, rule.number, certificate.number, part)
                lines[leave.n] += (paid,)
    return Certified(tuple(payments), of_lines, lines)
