"""Ways to pay besides money: who can pay at all, what certificates pay, and what others' points do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from attrs import define, field

from loyalty_engine.engine.records import CertificatePayment, LineCertificate
from loyalty_engine.model.receipt import PresentedCertificate
from loyalty_engine.rules.instructions import AcceptCertificate, AllowPayment
from loyalty_engine.testing.reference.amounts import spread
from loyalty_engine.testing.reference.chains import Chain
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.truth import Truth


def can_pay(benefit: AllowPayment | AcceptCertificate, scene: Scene) -> bool:
    """Does anybody pay with points, or hand over a certificate that is accepted and has money on it?"""
    if isinstance(benefit, AllowPayment):
        return scene.member is not None and scene.may_spend is Truth.TRUE
    return any(fits(benefit.issues, one) and one.left.minor for one in scene.receipt.certificates)


def fits(issues: frozenset[str], certificate: PresentedCertificate) -> bool:
    """Is the certificate of one of the issues, where any are named?"""
    return certificate.issue in issues if issues else True


def rate_of(benefit: AllowPayment, scene: Scene) -> int:
    """What a point pays, in thousandths of a unit of money."""
    kind = scene.points_currency(benefit.points)
    if benefit.rate is not None:
        return benefit.rate
    return 0 if kind is None else kind.worth.thousandths


@define
class Leave:
    """Up to *left* of the line *number*, a rule lets pay with certificates of *issues*, or with any."""

    chain: Chain
    number: int
    issues: frozenset[str]
    left: int


@define
class Certified:
    """What each certificate could pay and does, and the parts of lines that it pays, each for one rule."""

    payments: list[CertificatePayment] = field(factory=list)
    parts: list[tuple[int, LineCertificate]] = field(factory=list)

    @property
    def of_lines(self) -> Counter[int]:
        """What is paid of each line."""
        sums = Counter[int]()
        for number, part in self.parts:
            sums[number] += part.amount
        return sums


def spend_certificates(leaves: Sequence[Leave], draft: Draft) -> Certified:
    """Spend one certificate after the other on what it may pay and nobody has paid yet."""
    done = Certified()
    lines = draft.scene.lines
    for certificate in draft.scene.receipt.certificates:
        mine = [leave for leave in leaves if fits(leave.issues, certificate)]
        paid = done.of_lines
        rooms = {}
        for line in lines:
            let = sum(leave.left for leave in mine if leave.number == line.number)
            rooms[line.number] = min(let, draft.left(line) - paid[line.number])
        most = min(certificate.left.minor, sum(rooms.values()))
        amount = most if certificate.amount is None else min(most, certificate.amount.minor)
        if most:
            done.payments.append(CertificatePayment(certificate.number, most, amount))
        shares = dict(spread(amount, lines, rooms, rooms, draft.scene)) if amount else {}
        for leave in mine:
            part = min(leave.left, shares.get(leave.number, 0))
            leave.left -= part
            if part:
                shares[leave.number] -= part
                offer, rule = leave.chain.offer.id, leave.chain.number
                paying = LineCertificate(offer, rule, certificate.number, part)
                done.parts.append((leave.number, paying))
    return done


def paid_by_others(draft: Draft) -> Counter[int]:
    """What points of other programmes pay of each line, in proportion to what is left to pay of it."""
    scene = draft.scene
    rest = draft.prices()
    for of_lines in draft.paid.values():
        rest = {number: left - of_lines[number] for number, left in rest.items()}
    total = sum(payment.amount.minor for payment in scene.receipt.payments if payment.in_points)
    total = min(total, sum(rest.values()))
    return Counter(spread(total, scene.lines, rest, rest, scene) if total else {})
