"""Whether a rule's conditions hold, and which lines it works on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import assert_never

from attrs import evolve

from loyalty_engine.model.attributes import EMPTY, Attributes, AttributeValue, value_key
from loyalty_engine.model.event import Occasion
from loyalty_engine.model.member import NeedKind
from loyalty_engine.model.receipt import Line, PresentedCoupon, Receipt
from loyalty_engine.rules.figures import (
    CouponsShown,
    Draw,
    ExternalSum,
    GetsStatus,
    MemberFigure,
    PaidByMethods,
    PaidSum,
    ProgramCount,
)
from loyalty_engine.rules.predicates import (
    All,
    Always,
    Any,
    Bought,
    Carrier,
    Compare,
    Contains,
    Counted,
    Discounted,
    During,
    EntryOf,
    External,
    HasValue,
    IsMember,
    Keyed,
    LineFigure,
    LineTest,
    LineValue,
    OfLines,
    OneOf,
    Predicate,
    ReceiptSum,
    Source,
    Wanted,
    has_line_test,
)
from loyalty_engine.testing.reference.bounds import lies_within
from loyalty_engine.testing.reference.dates import is_number, number_of_attribute
from loyalty_engine.testing.reference.history import purchased
from loyalty_engine.testing.reference.scene import Scene
from loyalty_engine.testing.reference.standing import (
    AboutMember,
    about_member,
    counts_products,
    coupons_shown,
    is_about_none,
    is_wanted,
    number_of,
)
from loyalty_engine.testing.reference.truth import Truth, all_hold, any_holds
from loyalty_engine.testing.reference.view import View


def judge(conditions: Iterable[Predicate], view: View) -> tuple[Truth, tuple[Line, ...]]:
    """Do all *conditions* hold, and on which lines?

    First the plain line tests narrow the lines. Then each choice between lines is made on what they left:
    every branch that holds brings its lines. What all choices agree on remains, and on that the other
    conditions are decided. A rule that asks for lines and finds none does not hold. Where it is not known
    which lines are meant, they are all those that may be.
    """
    parts = tuple(_flat(conditions))
    tests = tuple(part for part in parts if isinstance(part, LineTest))
    choices = tuple(part for part in parts if isinstance(part, Any) and has_line_test(part))
    checks = tuple(part for part in parts if not has_line_test(part))
    truths = []
    lines = view.lines
    if tests:
        of_line = {line: all_hold(line_truth(test, line, view) for test in tests) for line in lines}
        truths.append(any_holds(of_line.values()))
        lines = tuple(line for line in lines if of_line[line] is truths[0] is not Truth.FALSE)
    found = lines
    for choice in choices:
        truth, brought = _choose(choice, evolve(view, lines=lines))
        truths.append(truth)
        found = tuple(line for line in found if line in brought)
    if (tests or choices) and not found and all_hold(truths) is Truth.TRUE:
        truths.append(Truth.FALSE)
    truths += [_check(check, evolve(view, lines=found)) for check in checks]
    return all_hold(truths), found


def _flat(conditions: Iterable[Predicate]) -> Iterable[Predicate]:
    for condition in conditions:
        if isinstance(condition, All):
            yield from _flat(condition.parts)
        else:
            yield condition


def _choose(choice: Any, view: View) -> tuple[Truth, tuple[Line, ...]]:
    branches = [judge((branch,), view) for branch in choice.parts]
    truth = any_holds(truth for truth, _ in branches)
    brought = {line for of_branch, lines in branches if of_branch is truth for line in lines}
    return truth, tuple(line for line in view.lines if line in brought)


def line_truth(test: LineTest, line: Line, view: View) -> Truth:
    """Does the line pass the test?"""
    scene = view.scene
    if isinstance(test, Keyed):
        return any_holds(scene.has_key(line, key) for key in test.keys).unless(test.negated)
    if isinstance(test, LineValue):
        value = scene.attribute_of_line(line, test.name, of_product=test.carrier is Carrier.PRODUCT)
        return Truth.of(_is(value, test.wanted)).unless(test.negated)
    if isinstance(test, External):
        given = line.external_points if test.points else _taken_off(line)
        return Truth.of(given in test.range).unless(test.negated)
    if isinstance(test, Discounted):
        givers = view.givers.get(line.number, frozenset())
        return Truth.of(bool(givers) if test.offer is None else test.offer in givers).unless(test.negated)
    if isinstance(test, Counted):
        return counts_products(test, line, scene).unless(test.negated)
    if isinstance(test, EntryOf):
        entries = scene.entries(test.attribute)
        if entries is None:
            return Truth.UNKNOWN
        covered = any(scene.covers(entry, line, view.receipt_sum) for entry in entries)
        return Truth.of(covered).unless(test.negated)
    assert_never(test)


def _taken_off(line: Line) -> int:
    return line.external_discount.minor if line.external_discount else 0


def _check(check: Predicate, view: View) -> Truth:
    if isinstance(check, All):
        return all_hold(_check(part, view) for part in check.parts)
    if isinstance(check, Any):
        return any_holds(_check(part, view) for part in check.parts)
    if isinstance(check, LineTest):
        raise AssertionError("a choice without line tests holds none")
    return _plain_check(check, view).unless(check.negated)


def _plain_check(
    check: Compare | OneOf | IsMember | HasValue | During | Contains | Always | AboutMember | GetsStatus,
    view: View,
) -> Truth:
    receipt = view.scene.receipt
    if isinstance(check, Compare):
        return _compare(check, view)
    if isinstance(check, OneOf):
        return _one_of(check, view.scene)
    if isinstance(check, IsMember):
        return Truth.UNKNOWN if view.scene.member is None else Truth.TRUE
    if isinstance(check, HasValue):
        attributes = _attributes(check, view.scene)
        return (
            Truth.UNKNOWN if attributes is None else Truth.of(_is(attributes.get(check.name), check.wanted))
        )
    if isinstance(check, During):
        in_period = check.period.contains(receipt.local, receipt.at)
        return Truth.of(in_period and check.schedule.holds(receipt.local))
    if isinstance(check, Contains):
        passed = {
            line: all_hold(line_truth(test, line, view) for test in check.tests) for line in receipt.lines
        }
        if Truth.UNKNOWN in passed.values():
            return Truth.UNKNOWN
        held = tuple(line for line in receipt.lines if passed[line] is Truth.TRUE)
        return lies_within(_figure_of_receipt(check, held, view), check, view.scene)
    if isinstance(check, GetsStatus):
        given = set(receipt.statuses) if isinstance(receipt, Occasion) else set()
        statuses = {status for system, status in given if system == check.system}
        return Truth.of(bool(statuses if check.statuses is None else statuses & check.statuses))
    if isinstance(check, AboutMember):
        return about_member(check, view.scene)
    if isinstance(check, Always):
        return Truth.TRUE
    assert_never(check)


def _compare(check: Compare, view: View) -> Truth:
    figure, scene = check.figure, view.scene
    if isinstance(figure, OfLines):
        return lies_within(figure_of_lines(figure.figure, view), check, scene)
    if isinstance(figure, ReceiptSum):
        return lies_within(view.left_to_pay if figure.so_far else view.receipt_sum, check, scene)
    if isinstance(figure, ExternalSum):
        return Truth.of(sum(_taken_off(line) for line in scene.receipt.lines) in check.range)
    if isinstance(figure, PaidByMethods):
        by_method = Counter[str]()
        for payment in scene.receipt.payments:
            by_method[payment.method] += payment.amount.minor
        return Truth.of(sum(by_method[method] for method in figure.methods) in check.range)
    if isinstance(figure, PaidSum):
        paid = view.lines_paid_with if figure.of_lines else view.paid_with
        return Truth.of(paid(figure.means) in check.range)
    if isinstance(figure, (MemberFigure, CouponsShown, ProgramCount)):
        if is_about_none(figure, scene):
            return Truth.FALSE
        if isinstance(figure, CouponsShown):
            count: int | None = coupons_shown(figure, scene)
        else:
            count = number_of(figure, scene, view.pending)
        if count is None:
            return Truth.UNKNOWN
        stepped = check.every is None or (count != 0 and count % check.every == 0)
        return all_hold((lies_within(count, check, scene), Truth.of(stepped)))
    if isinstance(figure, Draw):
        drawn = dict(scene.context.draws)
        if figure.name not in drawn:
            return Truth.UNKNOWN
        return Truth.of(drawn[figure.name] in check.range)
    if isinstance(figure, Bought):
        return _of_history(check, figure, view)
    member = scene.loaded(NeedKind.ATTRIBUTE, figure.attribute)
    if member is None:
        return Truth.UNKNOWN
    number = number_of_attribute(figure, member.attributes.get(figure.attribute), scene.receipt.local.date())
    return Truth.of(number is not None and number in check.range)


def _figure_of_receipt(check: Contains, held: tuple[Line, ...], view: View) -> int:
    """What *check* measures of whole lines of the receipt."""
    if check.figure is LineFigure.QUANTITY:
        return sum(line.quantity.thousandths for line in held)
    if check.figure is LineFigure.AMOUNT:
        worth = view.left if check.so_far else view.worth
        return sum(worth[line.number] for line in held)
    return figure_of_lines(check.figure, evolve(view, lines=held))


def _of_history(check: Compare, figure: Bought, view: View) -> Truth:
    member = view.scene.loaded(NeedKind.PROFILE, "purchases")
    if member is None:
        return Truth.UNKNOWN

    def passes(line: Line, tests: tuple[LineTest, ...]) -> bool:
        return all_hold(line_truth(test, line, view) for test in tests) is Truth.TRUE

    value = purchased(figure, view.scene, member, view.worth, passes)
    if value is None:
        return Truth.FALSE
    stepped = check.every is None or (value != 0 and value % check.every == 0)
    return all_hold((lies_within(value, check, view.scene), Truth.of(stepped)))


def figure_of_lines(figure: LineFigure, view: View) -> int:
    """What the lines seen come to: in minor units, thousandths or as a number."""
    if figure is LineFigure.AMOUNT:
        return sum(view.counts[line.number] for line in view.lines)
    if figure is LineFigure.QUANTITY:
        return sum(line.quantity.thousandths for line in view.lines)
    if figure is LineFigure.PRODUCTS:
        return len({view.scene.identity(line) for line in view.lines})
    if figure is LineFigure.LINES:
        return len(view.lines)
    assert_never(figure)


def _one_of(check: OneOf, scene: Scene) -> Truth:
    receipt = scene.receipt
    if check.source is Source.AUDIENCE:
        if scene.member is None:
            return Truth.UNKNOWN
        known = {name for name in check.values if scene.loaded(NeedKind.AUDIENCE, name) is not None}
        if known & scene.member.audiences:
            return Truth.TRUE
        return Truth.of(False) if known == check.values else Truth.UNKNOWN
    if check.source in (Source.STATE, Source.CONTACT):
        name = "state" if check.source is Source.STATE else "contacts"
        member = scene.loaded(NeedKind.PROFILE, name)
        if member is None:
            return Truth.UNKNOWN
        state = set() if member.state is None else {member.state.value}
        return Truth.of(bool(check.values & (member.contacts if name == "contacts" else state)))
    names: set[str | None]
    if check.source is Source.PLACE:
        names = {receipt.place.id}
    elif check.source is Source.BRAND:
        names = {receipt.place.brand}
    elif check.source is Source.PAYMENT:
        names = {payment.method for payment in receipt.payments}
    elif check.source is Source.COUPON_ISSUE:
        names = {coupon.issue for coupon in receipt.coupons}
    elif check.source is Source.COUPON_NUMBER:
        names = {coupon.number for coupon in receipt.coupons}
    elif check.source is Source.CURRENCY:
        names = {receipt.currency}
    elif check.source is Source.IDENTIFIED_BY:
        names = {receipt.identified_by}
    else:
        assert_never(check.source)
    return Truth.of(any(name in check.values for name in names))


def coupons_asked_for(
    conditions: Iterable[Predicate], receipt: Receipt | Occasion
) -> tuple[PresentedCoupon, ...]:
    """The presented coupons that any of *conditions* wants, by its issue or by its number."""
    wanted = [one for one in _leaves(conditions) if isinstance(one, OneOf) and not one.negated]
    issues = {name for one in wanted if one.source is Source.COUPON_ISSUE for name in one.values}
    numbers = {name for one in wanted if one.source is Source.COUPON_NUMBER for name in one.values}
    counted = [
        one.figure
        for one in _leaves(conditions)
        if isinstance(one, Compare) and isinstance(one.figure, CouponsShown)
        if not one.negated and one.range.low is not None and one.range.low >= 1
    ]
    return tuple(
        one
        for one in receipt.coupons
        if one.issue in issues or one.number in numbers or any(is_wanted(one, by) for by in counted)
    )


def _leaves(conditions: Iterable[Predicate]) -> Iterable[Predicate]:
    for condition in conditions:
        if isinstance(condition, (All, Any)):
            yield from _leaves(condition.parts)
        else:
            yield condition


def _attributes(check: HasValue, scene: Scene) -> Attributes | None:
    if check.carrier in (Carrier.RECEIPT, Carrier.EVENT):
        of_event = isinstance(scene.receipt, Occasion)
        return scene.receipt.parameters if of_event is (check.carrier is Carrier.EVENT) else EMPTY
    if check.carrier is Carrier.PLACE:
        return scene.receipt.place.attributes
    member = scene.loaded(NeedKind.ATTRIBUTE, check.name)
    return None if member is None else member.attributes


def _is(value: AttributeValue | None, wanted: Wanted) -> bool:
    """Is the attribute as wanted? A missing one never is; true is not the number 1."""
    if value is None:
        return False
    if wanted is None:
        return True
    if isinstance(wanted, frozenset):
        return any(value_key(value) == value_key(one) for one in wanted)
    return isinstance(value, (int, Decimal)) and is_number(value) and value in wanted
