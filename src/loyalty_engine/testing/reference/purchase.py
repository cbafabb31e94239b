"""The purchase from beginning to end: set-up, discounts, points, completion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from attrs import define, evolve, field

from loyalty_engine.engine.records import Message
from loyalty_engine.model.amounts import Fixed
from loyalty_engine.model.identifiers import id_order
from loyalty_engine.model.intents import (
    CounterIntent,
    CouponIntent,
    CouponUseIntent,
    GiftIntent,
    Intent,
    PointsIntent,
)
from loyalty_engine.model.money import Money
from loyalty_engine.model.personal import BenefitKind
from loyalty_engine.model.receipt import Line
from loyalty_engine.model.text import Template
from loyalty_engine.rules.emissions import (
    Channel,
    Count,
    Credit,
    Issue,
    ReceiptFigure,
    Redeem,
    Say,
    Send,
)
from loyalty_engine.rules.instructions import Given, Stage
from loyalty_engine.rules.offer import Offer
from loyalty_engine.testing.reference.amounts import Job
from loyalty_engine.testing.reference.awarded import Award, earned_by
from loyalty_engine.testing.reference.awards import Trial, attempt
from loyalty_engine.testing.reference.budgets import within_budgets
from loyalty_engine.testing.reference.certificates import (
    Certified,
    Leave,
    paid_by_others,
    spend_certificates,
)
from loyalty_engine.testing.reference.chains import Chain, Round, chains_of
from loyalty_engine.testing.reference.conditions import coupons_asked_for
from loyalty_engine.testing.reference.draft import Draft
from loyalty_engine.testing.reference.effects import (
    Change,
    change,
    credited,
    figure,
    is_there,
    message,
    points_intents,
)
from loyalty_engine.testing.reference.nesting import judge_in_turn
from loyalty_engine.testing.reference.payment import NOTHING_PAID, Payments, cut, pay
from loyalty_engine.testing.reference.pending import charge, note_earned
from loyalty_engine.testing.reference.points import points_for
from loyalty_engine.testing.reference.repeating import besides_lines
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.setup import SetUp
from loyalty_engine.testing.reference.stages import StageRecord, rank
from loyalty_engine.testing.reference.truth import Truth
from loyalty_engine.testing.reference.units import free_parts
from loyalty_engine.testing.reference.view import View, paid_by_means
from loyalty_engine.testing.reference.withheld import withheld

BEFORE_MULTIPLICATION = tuple(round for round in Round if round is not Round.MULTIPLICATION)


@define
class Purchase:
    """One run through the stages; everything that is given is written down here, in order.

    *done* lists the rules that did something besides giving money or points, once for every such thing.
    *completion* is what rules see when the last stage begins.
    """

    scene: Scene
    offers: list[Offer]
    draft: Draft
    awards: list[Award] = field(factory=list)
    rounds: dict[Round, StageRecord] = field(factory=dict)
    intents: list[Intent] = field(factory=list)
    texts: list[tuple[Offer, Channel, Template]] = field(factory=list)
    done: list[tuple[Chain, Stage]] = field(factory=list)
    emitted: set[tuple[str, int]] = field(factory=set)
    credits: list[tuple[Award, PointsIntent, int]] = field(factory=list)
    figures: list[tuple[int, CounterIntent, ReceiptFigure]] = field(factory=list)
    sendings: list[tuple[int, Offer, Send]] = field(factory=list)
    payments: Payments = NOTHING_PAID
    completion: View | None = None
    certified: Certified = field(factory=Certified)

    @classmethod
    def of(cls, scene: Scene, offers: Iterable[Offer]) -> Purchase:
        """The purchase with *offers*, all of them in force, carried through to its end."""
        nothing = {line.number: 0 for line in scene.lines}
        draft = Draft(scene, dict(nothing), dict(nothing))
        purchase = cls(scene, sorted(offers, key=rank), draft)
        purchase.set_up()
        for round in BEFORE_MULTIPLICATION:
            purchase.contest(round)
            purchase.draft.cap_prices()
            if round is Round.PAYMENT:
                purchase.pay(pay(purchase.awards, purchase.scene))
            elif round is Round.PAYMENT_ROUNDING:
                purchase.round_payment()
            elif round is Round.CERTIFICATES:
                purchase.pay_by_certificate()
        purchase.credit()
        purchase.draft.earned = earned_by(purchase.awards)
        purchase.contest(Round.MULTIPLICATION)
        purchase.complete()
        purchase.conclude()
        return purchase

    def worth(self) -> dict[int, int]:
        """What each line counts for in a stage that begins now."""
        return {line.number: self.draft.price(line) for line in self.scene.lines}

    def view(self) -> View:
        """All lines, as they are now."""
        worth = self.worth()
        paid = paid_by_means(worth, self.draft.paid)
        return View(
            scene=self.scene,
            lines=self.scene.lines,
            counts=worth,
            worth=worth,
            left=self.draft.prices(),
            givers=dict(self.draft.givers),
            pending=dict(self.draft.pending),
            paid=paid,
            paid_parts=paid,
        )

    def set_up(self) -> None:
        """Prices and slots, before any stage."""
        made = SetUp(self.scene, self.draft)
        made.carry_out(self.offers, self.view())
        self.scene = made.scene
        self.awards += made.awards
        self.intents += made.intents
        self.done += made.done

    # Discounts and points

    def contest(self, round: Round) -> None:
        """One round: exclusion groups are settled, then offers that compete, then those that add up."""
        first = next((known for at, known in self.rounds.items() if at.stage is round.stage), None)
        worth = self.worth() if first is None else first.worth
        if round is Round.DISCOUNTS:
            worth = {line.number: line.amount.minor for line in self.scene.lines}
        record = StageRecord(self.draft.copy(), worth, {})
        self.rounds[round] = record
        for group in {offer.exclusion_group for offer in self.offers if offer.exclusion_group is not None}:
            members = [offer for offer in self.offers if offer.exclusion_group == group]
            before = None if first is None else first.winners[group]
            record.winners[group] = before or self._winner(round, members)
        present = [offer for offer in self.offers if not record.shuts_out(offer)]
        pending = [offer for offer in present if not offer.cumulative]
        for place in sorted({rank(offer)[:2] for offer in pending}):
            self._compete(round, [offer for offer in pending if rank(offer)[:2] == place])
        for offer in present:
            if offer.cumulative:
                self._settle(round, attempt(offer, round, self.draft, record))

    def _winner(self, round: Round, members: list[Offer]) -> str | None:
        """Of an exclusion group, the one that stays: of those that alone would give something, the first."""
        record = self.rounds[round]
        alone = {offer.id: attempt(offer, round, record.draft, record) for offer in members}
        giving = [offer for offer in members if alone[offer.id]]
        giving.sort(key=lambda at: (*rank(at)[:2], -alone[at.id].worth(self.scene), id_order(at.id)))
        return giving[0].id if giving else None

    def _compete(self, round: Round, pending: list[Offer]) -> None:
        """Offers of one priority and weight: the best for the buyer first, and then all the others again."""
        record = self.rounds[round]
        while True:
            trials = {offer.id: attempt(offer, round, self.draft, record, record.taken) for offer in pending}
            giving = [offer for offer in pending if trials[offer.id].acts]
            if not giving:
                return
            best = min(giving, key=lambda at: (-trials[at.id].worth(self.scene), id_order(at.id)))
            self._settle(round, trials[best.id])
            record.taken |= trials[best.id].taken()
            for number in trials[best.id].taken():
                record.taken_by.setdefault(number, set()).add(best.id)
            pending = [offer for offer in pending if offer is not best]

    def _settle(self, round: Round, trial: Trial) -> None:
        self.draft = trial.draft
        for award in trial.awards:
            if not award:
                continue
            self.awards.append(award)
            chain = award.chain
            for gift in award.gifts:
                self.intents.append(GiftIntent(offer=chain.offer.id, product=gift.product, units=gift.units))
            self.done += [(chain, round.stage)] * len(award.gifts)
            self.intents += points_intents(award, self.scene)
            if chain.emission_round is round or chain.reads_entries:
                self._emit(award, round.stage)

    def pay(self, payments: Payments) -> None:
        """Pay with points as the receipt asks for it."""
        for total in self.payments.paid:
            self.draft.pending[total.currency] += total.points
        self.payments, self.draft.payable_on = payments, payments.payable_on
        of_lines = Counter[int]()
        for part in self.payments.parts:
            of_lines[part.number] += part.amount
        for total in self.payments.paid:
            self.draft.pending[total.currency] -= total.points
        self.draft.paid[Given.POINTS_PAYMENT] = of_lines
        self.draft.allowed = of_lines.copy()  # from now on, what is not paid is free

    def round_payment(self) -> None:
        """Pay with fewer points where offers round the payment, one after the other."""
        for award in self.awards:
            for cutback in award.cutbacks:
                less = cut(self.payments, cutback, self.draft)
                if less != self.payments:
                    self.done.append((award.chain, Stage.PAYMENT_LIMIT))
                self.pay(less)

    def pay_by_certificate(self) -> None:
        """Pay with the certificates, one after the other; what is left is paid in money or otherwise."""
        leaves = [
            Leave(award.chain, number, issues, part)
            for award in self.awards
            for number, issues, part in award.certified
        ]
        self.certified = spend_certificates(leaves, self.draft)
        self.draft.paid[Given.CERTIFICATE_PAYMENT] = self.certified.of_lines
        self.draft.paid[Given.EXTERNAL_PAYMENT] = paid_by_others(self.draft)

    # Messages, coupons, counters

    def _emit(self, award: Award, stage: Stage) -> None:
        """What goes with the rule's benefit on lines, once."""
        chain = award.chain
        if (chain.offer.id, chain.number) in self.emitted:
            return
        self.emitted.add((chain.offer.id, chain.number))
        charge(award, self.draft)
        emissions = within_budgets(chain.offer, award.emissions, self.draft)
        given = sum(award.discounts.values())
        if self.scene.member is not None:  # points for nobody are not given
            given = award.parts + sum(one.amount for one in emissions if isinstance(one, Credit))
        for emission in emissions:
            if isinstance(emission, Say):
                self.texts.append((chain.offer, emission.channel, emission.text))
                self.done.append((chain, stage))
            elif isinstance(emission, Issue):
                self._issue(chain, stage, emission.issue, emission.count)
            elif isinstance(emission, Credit):
                self._credit(chain, stage, emission)
            elif isinstance(emission, Redeem):
                for coupon in coupons_asked_for(chain.all_conditions, self.scene.receipt):
                    self.intents.append(
                        CouponUseIntent(offer=chain.offer.id, number=coupon.number, issue=coupon.issue)
                    )
                    self.done.append((chain, stage))
            elif is_there(emission, self.scene):
                self.intents.append(self._change(chain, emission, given))
                self.done.append((chain, stage))

    def _change(self, chain: Chain, emission: Change, given: int) -> Intent:
        """A change of what is known about the member, or a message to him, to be worded in the end."""
        intent = change(chain.offer.id, emission, given, self.scene)
        if isinstance(intent, CounterIntent) and isinstance(emission, Count):
            if isinstance(emission.value, ReceiptFigure):
                self.figures.append((len(self.intents), intent, emission.value))
        elif isinstance(emission, Send):
            self.sendings.append((len(self.intents), chain.offer, emission))
        return intent

    def _credit(self, chain: Chain, stage: Stage, emission: Credit) -> None:
        """Points that no line has earned; they are spread over the lines in the end."""
        award = Award(chain, Round.POINTS)
        self.awards.append(award)
        intent = credited(chain.offer.id, emission, self.scene, ())
        note_earned([(emission.points, emission.lifetime, emission.amount)], self.draft)
        self.credits.append((award, intent, len(self.intents)))
        if self.scene.member is not None:
            self.intents.append(intent)

    def credit(self) -> None:
        """Rules that give points and no benefit on lines, after all that compete."""
        for offer in self.offers:
            for chain in chains_of(offer):
                if chain.stands_alone and chain.credited and not withheld(chain.given_alone, self.scene):
                    view = self.view()
                    truth, lines = judge_in_turn(chain.turns_alone, view)
                    if truth is Truth.TRUE:
                        self._emit(besides_lines(chain, lines, view), Stage.ACCRUAL)

    def conclude(self) -> None:
        """Everything that waits for the end: points that no line has earned, figures, and messages."""
        lines = self.scene.lines
        job = Job(
            draft=self.draft,
            slices=free_parts(lines, {}),
            excludes=frozenset({Given.DISCOUNT}),
            begun=self.worth(),
            elsewhere={line.number: 0 for line in lines},
        )
        for award, intent, place in self.credits:
            kind = intent.currency
            points = points_for(Fixed(intent.amount), kind, job)
            award.points = {(number, kind): part for number, part in points.by_line.items()}
            if not self.scene.lines:
                award.points = {(0, kind): intent.amount}
            if self.scene.member is not None:
                parts = tuple((number, part) for number, part in sorted(points.by_line.items()) if part)
                self.intents[place] = evolve(intent, lines=parts)
        for place, counted, which in self.figures:
            self.intents[place] = evolve(counted, value=figure(which, self.draft))
        for place, offer, send in self.sendings:
            self.intents[place] = message(offer.id, send, self._values(offer))

    def _issue(self, chain: Chain, stage: Stage, issue: str, count: int) -> None:
        self.intents.append(CouponIntent(offer=chain.offer.id, issue=issue, count=count))
        self.done.append((chain, stage))

    def complete(self) -> None:
        """Coupons of entries, and whatever goes with no benefit on lines."""
        self.completion = self.view()
        for offer in self.offers:
            for chain in chains_of(offer):
                view = self.view()
                truth, lines = judge_in_turn(chain.turns_alone, view)
                if truth is not Truth.TRUE or withheld(chain.given_alone, self.scene):
                    continue
                issues = list(self.coupons(chain, lines, view.receipt_sum))
                for issue in issues:
                    self._issue(chain, Stage.COMPLETION, issue, 1)
                alone = chain.stands_alone and chain.emission_round is Stage.COMPLETION
                if alone or (issues and chain.reads_entries):
                    self._emit(besides_lines(chain, lines, view), Stage.COMPLETION)

    def coupons(self, chain: Chain, lines: tuple[Line, ...], receipt_sum: int) -> Iterator[str]:
        """The issues that entries in force name, one for each that covers a line of the rule."""
        for attribute in dict.fromkeys(one.attribute for one in chain.coupons_of_entries):
            for entry in self.scene.entries(attribute) or ():
                benefit = entry.benefit_at(receipt_sum, self.scene.receipt.currency)
                covering = any(self.scene.covers(entry, line, receipt_sum) for line in lines)
                if covering and benefit is not None and benefit.kind is BenefitKind.COUPON and benefit.issue:
                    yield benefit.issue

    def messages(self) -> Iterator[Message]:
        """All texts, with the figures that stand at the end."""
        for offer, channel, text in self.texts:
            yield Message(offer.id, channel, text.render(self._values(offer)))

    def _values(self, offer: Offer) -> dict[str, str]:
        receipt, member = self.scene.receipt, self.scene.member
        of_offer = [award for award in self.awards if award.chain.offer is offer]
        points = self.points(of_offer)
        amount = sum(line.amount.minor for line in receipt.lines) + self.scene.besides_lines
        return {
            "member.id": "" if member is None else member.id,
            "offer.discount": self._money(sum(sum(award.discounts.values()) for award in of_offer)),
            "offer.name": offer.name or offer.id,
            "offer.points": " + ".join(self._written(kind, amount) for kind, amount in points.items()) or "0",
            "receipt.amount": self._money(amount),
            "receipt.discount": self._money(amount - self.draft.to_pay),
            "receipt.id": receipt.id,
            "receipt.total": self._money(self.draft.to_pay),
        }

    def _money(self, minor: int) -> str:
        currency = self.scene.receipt.currency
        return str(Money(minor, currency)) if currency else ""

    def _written(self, currency: str, amount: int) -> str:
        kind = self.scene.points_currency(currency)
        return str(amount) if kind is None else kind.write(amount)

    def points(self, awards: Iterable[Award]) -> dict[str, int]:
        """The points of *awards* by kind, sorted, none of 0."""
        totals: dict[str, int] = {}
        for award in awards:
            for (_, currency), amount in award.points.items():
                totals[currency] = totals.get(currency, 0) + amount
        return {currency: totals[currency] for currency in sorted(totals) if totals[currency]}
