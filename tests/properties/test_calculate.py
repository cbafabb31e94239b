"""Promises about the whole calculation; each class names one."""

from __future__ import annotations

import decimal
import pickle
import random

from attrs import evolve
from hypothesis import assume, event, given, note, target
from hypothesis import strategies as st

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculate import calculate
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.records import Outcome
from loyalty_engine.engine.tasks import sets_of
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.intents import CounterIntent, PointsIntent, SlotIntent, WithdrawalIntent
from loyalty_engine.model.member import Member
from loyalty_engine.model.profile import Card, CardState, MemberState
from loyalty_engine.model.receipt import Line, Measure
from loyalty_engine.rules.benefits import PayWithPoints, WithdrawPoints
from loyalty_engine.rules.emissions import Credit, Debit
from loyalty_engine.rules.instructions import AT_TILL, Instruction, RoundReceipt, SetInitialPrice
from loyalty_engine.rules.offer import Offer, State
from loyalty_engine.rules.units import (
    UnitOrder,
)
from loyalty_engine.testing import World, breaches, disagreements, offers, reference_calculate, worlds

SHUFFLES = st.randoms(use_true_random=False)


def sold(world: World) -> Calculation:
    """The first receipt of the world, sold to its first buyer."""
    return calculate(world.receipt, world.member, world.book(), context=world.context)


def figures(calculation: Calculation) -> tuple[object, ...]:
    """All that a buyer or a host can see of a calculation."""
    return (
        calculation.lines,
        calculation.points,
        calculation.would_earn,
        calculation.intents,
        calculation.messages,
    )


class TestMeaning:
    """The engine says what the rules say: on every receipt it agrees with the reference engine."""

    @given(worlds())
    def test_every_figure_and_verdict_is_that_of_the_reference(self, world: World) -> None:
        expected = reference_calculate(world.receipt, world.member, world, context=world.context)
        granted = [verdict for verdict in expected.verdicts if verdict.outcome is Outcome.GRANTED]
        event(f"granted: {min(len(granted), 3)}")
        target(float(len(granted)), label="offers granted")

        assert disagreements(sold(world), expected) == ()


class TestTillsThatWereOffline:
    """What only a connected till can give is not given; all the rest is."""

    @given(worlds())
    def test_every_figure_and_verdict_is_that_of_the_reference(self, world: World) -> None:
        late, book = evolve(world.receipt, offline=True), world.book()
        found = calculate(late, world.member, book, context=world.context)
        expected = reference_calculate(late, world.member, book, context=world.context)

        assert disagreements(found, expected) == ()
        assert breaches(found) == ()

    @given(worlds())
    def test_where_nothing_needs_the_till_nothing_else_is_given(self, world: World) -> None:
        plain = [offer for offer in world.offers if compiles_alone(offer) and not needs_till(offer)]
        here = evolve(world.receipt, offline=False)
        connected, late = (
            calculate(one, world.member, plain, context=world.context)
            for one in (here, evolve(here, offline=True))
        )

        assert figures(late) == figures(connected)
        assert late.verdicts == connected.verdicts


class TestDeterminism:
    """A calculation is a function of its arguments, in whatever order the host loaded them."""

    @given(worlds())
    def test_repeating_it_gives_the_same(self, world: World) -> None:
        book = world.book()
        first = calculate(world.receipt, world.member, book, context=world.context)

        assert calculate(world.receipt, world.member, book, context=world.context) == first
        assert calculate(world.receipt, world.member, world.book(), context=world.context) == first
        assert (
            calculate(world.receipt, world.member, book, context=world.context).fingerprint
            == first.fingerprint
        )

    @given(worlds(), SHUFFLES)
    def test_the_order_of_offers_and_all_that_they_name_is_irrelevant(
        self, world: World, rng: random.Random
    ) -> None:
        shuffled = shuffled_book(world, rng)
        expected = sold(world)
        seen = calculate(world.receipt, shuffled_member(world.member, rng), shuffled, context=world.context)

        assert seen == expected
        assert seen.fingerprint == expected.fingerprint
        assert seen.explain().verdicts == expected.explain().verdicts

    @given(worlds(receipts=2, members=2))
    def test_what_was_calculated_before_leaves_no_trace(self, world: World) -> None:
        alone = sold(world)
        used = world.book()
        for receipt in world.receipts:
            for member in reversed(world.members):
                calculate(receipt, member, used, context=world.context)

        assert calculate(world.receipt, world.member, used, context=world.context) == alone

    @given(worlds(), st.integers(1, 6))
    def test_the_context_of_decimal_is_irrelevant(self, world: World, precision: int) -> None:
        expected = sold(world)
        with decimal.localcontext(prec=precision, rounding=decimal.ROUND_CEILING, Emax=9, Emin=-9):
            seen = sold(world)

        assert seen == expected

    @given(worlds())
    def test_a_book_that_has_travelled_is_the_same_book(self, world: World) -> None:
        travelled = pickle.loads(pickle.dumps(world.book()))
        calculation = calculate(world.receipt, world.member, travelled, context=world.context)

        assert calculation == sold(world)

    @given(worlds())
    def test_a_calculation_travels(self, world: World) -> None:
        calculation = sold(world)
        travelled = pickle.loads(pickle.dumps(calculation))

        assert travelled == calculation
        assert travelled.fingerprint == calculation.fingerprint

    @given(worlds())
    def test_a_plain_list_of_offers_serves_too(self, world: World) -> None:
        plain = [offer for offer in world.offers if compiles_alone(offer)]

        assert calculate(world.receipt, world.member, plain) == calculate(
            world.receipt, world.member, compile_offers(plain)
        )


def compiles_alone(offer: Offer) -> bool:
    """Does the offer name nothing that a book must have been given?"""
    try:
        compile_offers([offer])
    except ValueError:
        return False
    return True


def needs_till(offer: Offer) -> bool:
    """Does the offer give anything that only a connected till can give, or take points?"""
    given = [one for rule in compile_offers([offer]).rules for one in (*rule.instructions, *rule.emissions)]
    return any(isinstance(one, (*AT_TILL, Debit)) for one in given)


def shuffled_book(world: World, rng: random.Random) -> OfferBook:
    """The world's book, from the same parts in another order."""
    catalog = world.catalog
    return compile_offers(
        rng.sample(world.offers, len(world.offers)),
        catalog=Catalog(
            products=rng.sample(catalog.products, len(catalog.products)),
            categories=rng.sample(catalog.categories, len(catalog.categories)),
        ),
        groups=rng.sample(catalog.groups, len(catalog.groups)),
        favorites=rng.sample(world.favorites, len(world.favorites)),
        points=rng.sample(world.points, len(world.points)),
        policies=world.policies,
        zone=world.zone,
    )


def shuffled_member(member: Member | None, rng: random.Random) -> Member | None:
    """The same member, whose facts were loaded in another order."""
    if member is None:
        return None
    return evolve(
        member,
        personal=dict(rng.sample(member.personal, len(member.personal))),
        favorites=rng.sample(member.favorites, len(member.favorites)),
        attributes=dict(rng.sample(member.attributes.entries, len(member.attributes))),
    )


def goes_by_position(book: OfferBook) -> bool:
    """Does an offer ask for the units that were scanned first, or last?"""
    instructions = [one for rule in book.rules for one in (*rule.instructions, *rule.emissions)]
    by_position = {UnitOrder.FIRST, UnitOrder.LAST}
    return any(by_position & {sets.order, sets.pick_order} for one in instructions for sets in sets_of(one))


def lowered(offer: Offer) -> list[Instruction]:
    """All that the rules of the offer do, and those inside of them."""
    return [one for rule in offer.all_rules for benefit in rule.benefits for one in benefit.lower()]


def gives_on_top(offer: Offer) -> bool:
    """Does the offer give points that no line has earned? Those compete with nobody."""
    return any(isinstance(one, Credit) for one in lowered(offer))


def gives_apart(offer: Offer) -> bool:
    """Does the offer round the total or set initial prices? It does so in a stage of its own."""
    return any(isinstance(one, (RoundReceipt, SetInitialPrice)) for one in lowered(offer))


class TestOrderOfScanning:
    """In which order the goods were scanned is without effect, where they can be told apart.

    Offers that ask for the order of scanning are left out.
    """

    @given(worlds(), SHUFFLES)
    def test_lines_keep_their_figures(self, world: World, rng: random.Random) -> None:
        lines = one_line_per_product(world)
        order = rng.sample(range(len(lines)), len(lines))
        numbers = {lines[n].number: place for place, n in enumerate(order, 1)}
        scanned = [evolve(lines[n], number=place) for place, n in enumerate(order, 1)]
        book = world.book()
        assume(not goes_by_position(book))
        expected = calculate(evolve(world.receipt, lines=lines), world.member, book, context=world.context)
        seen = calculate(evolve(world.receipt, lines=scanned), world.member, book, context=world.context)

        by_number = {line.number: line for line in seen.lines}
        assert tuple(
            evolve(by_number[numbers[line.number]], number=line.number) for line in expected.lines
        ) == (expected.lines)
        assert (seen.points, seen.would_earn, seen.messages) == (
            expected.points,
            expected.would_earn,
            expected.messages,
        )
        assert [relabelled(intent, numbers) for intent in expected.intents] == [
            relabelled(intent, {}) for intent in seen.intents
        ]


def one_line_per_product(world: World) -> tuple[Line, ...]:
    """The lines of the receipt, of each product the first: two of one product may tie by their number."""
    first: dict[str, Line] = {}
    for line in world.receipt.lines:
        product = world.catalog.find(line.product)
        first.setdefault(line.product.value if product is None else product.code, line)
    return tuple(first.values())


def relabelled(intent: object, numbers: dict[int, int]) -> object:
    """The intent with the numbers that its lines have on the other receipt."""
    if isinstance(intent, CounterIntent):
        return evolve(intent, lines=tuple(sorted(numbers.get(number, number) for number in intent.lines)))
    if not isinstance(intent, PointsIntent):
        return intent
    parts = sorted((numbers.get(number, number), part) for number, part in intent.lines)
    return evolve(intent, lines=tuple(parts))


class TestFigures:
    """Exact and bounded: everything adds up, and nothing is ever below its floor or below nothing."""

    @given(worlds())
    def test_every_promise_of_a_calculation_is_kept(self, world: World) -> None:
        calculation = sold(world)
        event(f"paid with points: {bool(calculation.paid)}")

        assert breaches(calculation) == ()


class TestSpending:
    """Points are not taken off a card that is not activated, nor from a member who has left, by any offer."""

    @given(
        worlds(),
        st.one_of(
            st.sampled_from((MemberState.DELETED, MemberState.DEREGISTERED)),
            st.sampled_from([state for state in CardState if state is not CardState.ACTIVATED]),
        ),
    )
    def test_nothing_is_taken(self, world: World, state: MemberState | CardState) -> None:
        paying = Offer.of("paying", [], [PayWithPoints(), WithdrawPoints(1)], cumulative=True)
        book = evolve(world, offers=(*world.offers, paying)).book()
        member, receipt = world.member or Member("m"), evolve(world.receipt, offline=False)
        before = calculate(receipt, member, book, context=world.context)
        event(f"spent otherwise: {bool(before.payable)}")
        if isinstance(state, MemberState):
            member = evolve(member, state=state)
        else:
            member, receipt = evolve(member, cards=(Card("k9", state=state),)), evolve(receipt, card="k9")
        calculation = calculate(receipt, member, book, context=world.context)

        assert (calculation.payable, calculation.paid) == ((), ())
        assert not [one for one in calculation.intents if isinstance(one, WithdrawalIntent)]


class TestStacking:
    """Offers that give nothing, or are not in force, might as well not exist."""

    @given(worlds())
    def test_a_cumulative_offer_that_grants_nothing_changes_nothing(self, world: World) -> None:
        expected = sold(world)
        gave = {verdict.offer: verdict.gave for verdict in expected.explain().verdicts}
        idle = [
            offer
            for offer in world.offers
            if offer.cumulative and not gave[offer.id] and offer.exclusion_group is None
        ]
        event(f"idle: {len(idle)}")
        rest = tuple(offer for offer in world.offers if offer not in idle)
        without = sold(evolve(world, offers=rest))
        if world.member is None:  # what gives this buyer nothing may well give a member something
            without = evolve(without, would_earn=expected.would_earn)

        assert figures(without) == figures(expected)

    @given(worlds(), offers())
    def test_an_offer_that_is_not_in_force_changes_nothing(self, world: World, other: Offer) -> None:
        stopped = evolve(other, id="stopped", state=State.STOPPED)
        more = evolve(world, offers=(*world.offers, stopped))

        assert figures(sold(more)) == figures(sold(world))

    @given(worlds())
    def test_at_most_one_competing_offer_takes_a_unit_in_each_stage(self, world: World) -> None:
        competing = {offer.id for offer in world.offers if not offer.cumulative and not gives_apart(offer)}
        for bought, line in zip(world.receipt.lines, sold(world).lines, strict=True):
            units = 1 if bought.measure is Measure.WEIGHED else bought.quantity.thousandths // 1000
            assert len({part.offer for part in line.discounts if part.offer in competing}) <= units

    @given(worlds())
    def test_at_most_one_offer_of_an_exclusion_group_gives_in_each_stage(self, world: World) -> None:
        group_of = {
            offer.id: offer.exclusion_group
            for offer in world.offers
            if offer.exclusion_group and not (gives_on_top(offer) or gives_apart(offer))
        }
        calculation = sold(world)
        giving = [
            {part.offer for line in calculation.lines for part in line.discounts},
            {part.offer for line in calculation.lines for part in line.points},
        ]
        for of_stage in giving:
            groups = [group_of[offer] for offer in of_stage if offer in group_of]
            assert len(groups) == len(set(groups))


class TestAccount:
    """Every offer of the book has one verdict, and every cent, point and intent an offer and a rule."""

    @given(worlds())
    def test_every_offer_has_exactly_one_verdict(self, world: World) -> None:
        calculation = sold(world)
        explained = calculation.explain()
        ids = [verdict.offer for verdict in explained.verdicts]
        note(str(explained))

        assert sorted(ids) == sorted(offer.id for offer in world.offers)
        by_id = {verdict.offer: verdict for verdict in explained.verdicts}
        assert all(by_id[verdict.offer] == verdict for verdict in calculation.verdicts)

    @given(worlds())
    def test_every_part_names_a_rule_of_an_offer_that_was_granted(self, world: World) -> None:
        calculation = sold(world)
        rules = {offer.id: len(offer.all_rules) for offer in world.offers}
        granted = {
            verdict.offer for verdict in calculation.explain().verdicts if verdict.outcome is Outcome.GRANTED
        }
        parts = [(part.offer, part.rule) for line in calculation.lines for part in line.discounts]
        parts += [(part.offer, part.rule) for line in calculation.lines for part in line.points]

        assert all(offer in granted and 0 <= rule < rules[offer] for offer, rule in parts)
        assert {intent.offer for intent in calculation.intents} <= granted
        assert {message.offer for message in calculation.messages} <= granted

    @given(worlds())
    def test_intents_are_for_those_who_can_have_them(self, world: World) -> None:
        calculation = sold(world)
        promised: dict[str, int] = {}
        for intent in calculation.intents:
            if isinstance(intent, PointsIntent):
                promised[intent.currency] = promised.get(intent.currency, 0) + intent.amount
                assert sum(part for _, part in intent.lines) == intent.amount
            if world.member is None:
                assert not isinstance(intent, (PointsIntent, SlotIntent))
        earned = {total.currency: total.amount for total in calculation.points}
        assert promised == ({} if world.member is None else earned)

    @given(worlds())
    def test_a_known_member_would_earn_what_he_earns(self, world: World) -> None:
        calculation = sold(world)
        if world.member is not None:
            assert calculation.would_earn == calculation.points


class TestEveryInput:
    """Whatever is accepted can be calculated: it is refused when it is built, or never."""

    @given(worlds(receipts=2, members=2))
    def test_every_receipt_for_every_buyer(self, world: World) -> None:
        book = world.book()
        for receipt in world.receipts:
            for member in world.members:
                calculation = calculate(receipt, member, book)
                assert str(calculation.explain())

    @given(worlds())
    def test_an_empty_book(self, world: World) -> None:
        nothing = sold(evolve(world, offers=()))

        assert (nothing.discount.minor, nothing.points, nothing.intents) == (0, (), ())
        assert nothing.explain().verdicts == ()

    @given(worlds(receipts=1), st.integers(2, 40))
    def test_a_long_receipt(self, world: World, times: int) -> None:
        lines = [
            evolve(line, number=line.number + 100 * n) for n in range(times) for line in world.receipt.lines
        ]
        calculation = calculate(evolve(world.receipt, lines=lines), world.member, world.book())

        assert calculation.total.minor >= sum(line.floor for line in calculation.lines)
