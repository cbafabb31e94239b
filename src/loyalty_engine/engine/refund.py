"""What a return gives back and takes back, worked out from the stored calculation of the purchase.

The goods that are kept are never judged again: whatever was granted stays granted for them. Of each figure of
the goods that come back, all returns together give exactly the fraction that has come back, rounded down, so
that the parts in which, and the order in which, goods are returned make no difference, and nothing is ever
given back twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from fractions import Fraction

from attrs import field, frozen

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.records import LineResult, PointsPayment
from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.fields import as_tuple, choice_problems, kind_problems, tuple_problems
from loyalty_engine.model.identifiers import Code, shown
from loyalty_engine.model.intents import CounterIntent, CounterOperation, PointsIntent, WithdrawalIntent
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.receipt import Line, Measure


class RefundManner(Enum):
    """What comes back first where a part was paid with points."""

    NORMAL = "normal"  # money and points in the proportion in which they were paid
    POINTS_FIRST = "points_first"  # points, until all that were paid are back; then money


def _quantity(value: Quantity | int | str) -> Quantity:
    return Quantity.of(value)


@frozen
class ReturnedLine:
    """So much of the line *number* of the purchase comes back."""

    number: int
    quantity: Quantity = field(converter=_quantity)


@frozen(kw_only=True)
class RefundedGoods:
    """What comes back for goods of one product and one unit price, whichever lines they were printed on.

    *quantity* is in thousandths. *total* is what was paid for them in money, points and certificates, in
    minor units.
    """

    product: Code
    quantity: int
    total: int


@frozen
class CertificateRefund:
    """What goes back onto the certificate *number*, in minor units."""

    number: str
    amount: int


@frozen
class IntentReversal:
    """How much of what an intent of the calculation moved is moved back.

    *intent* is its place among the calculation's intents, counted from 0, and *amount* is in the same unit.
    """

    intent: int
    amount: int


@frozen(kw_only=True)
class Refund:
    """What one return of the purchase *receipt* comes to.

    *money* is what the buyer gets, *paid* the points that go back to him, *certificates* what goes back onto
    gift certificates. *taken_back* are points that the purchase brought and that the return takes away, and
    *given_back* points that it cost; *counters* are changes of counters that are undone. Each names the
    intent that it reverses. A counter that was set to a value is not among them: nothing here says what stood
    before.
    """

    receipt: str
    lines: tuple[ReturnedLine, ...]
    goods: tuple[RefundedGoods, ...]
    currency: str
    money: int
    paid: tuple[PointsPayment, ...] = ()
    certificates: tuple[CertificateRefund, ...] = ()
    taken_back: tuple[IntentReversal, ...] = ()
    given_back: tuple[IntentReversal, ...] = ()
    counters: tuple[IntentReversal, ...] = ()

    @property
    def amount(self) -> Money:
        """What the buyer gets in money."""
        return Money(self.money, self.currency)


#: What goods come with: money, what each kind of points and each certificate pays, what an intent gives them.
_Figure = tuple[str, str | int]
_MONEY: _Figure = ("money", "")
#: The figures that add up to what was paid for goods.
_IN_MONEY = frozenset({"money", "paid", "certificate"})


@frozen(kw_only=True)
class _Pool:
    """Goods of one product and unit price, and their figures: nothing tells their units apart."""

    product: Code
    lines: tuple[int, ...]
    quantity: int
    amount: int
    figures: Mapping[_Figure, int]

    def gone(self, returned: Mapping[int, int]) -> int:
        """How much of it has come back, in thousandths."""
        return sum(returned.get(number, 0) for number in self.lines)

    def of(self, figure: _Figure, returned: Mapping[int, int]) -> int:
        """How much of *figure* belongs to what has come back."""
        return self.figures.get(figure, 0) * self.gone(returned) // self.quantity


@frozen
class _Course:
    """The pools of a purchase, with what had come back of each line before, and what has now."""

    pools: tuple[_Pool, ...]
    before: Mapping[int, int]
    now: Mapping[int, int]

    def moved(self, figure: _Figure) -> int:
        """How much of *figure* comes back with this return."""
        return sum(self.moved_in(pool, figure) for pool in self.pools)

    def moved_in(self, pool: _Pool, figure: _Figure) -> int:
        """How much of *figure* comes back with this return for the goods of *pool*."""
        return pool.of(figure, self.now) - pool.of(figure, self.before)

    def share(self, touched: frozenset[int], value: int) -> int:
        """How much of *value*, which a purchase of the lines *touched* moved once, is moved back."""
        pools = [pool for pool in self.pools if not touched.isdisjoint(pool.lines)]
        weighed = any(pool.amount for pool in pools)
        whole = sum(pool.amount if weighed else pool.quantity for pool in pools)
        now, before = (
            sum(
                Fraction(pool.gone(returned) * (pool.amount if weighed else pool.quantity), pool.quantity)
                for pool in pools
            )
            for returned in (self.now, self.before)
        )
        return int(now * value // whole) - int(before * value // whole)


def refund(
    calculation: Calculation,
    lines: Iterable[ReturnedLine],
    *,
    earlier: Iterable[Refund] = (),
    manner: RefundManner = RefundManner.NORMAL,
) -> Refund:
    """What the return of *lines* comes to, after the *earlier* returns of the same purchase.

    Args:
        calculation: that of the purchase, as it was confirmed.
        lines: what comes back; a line may be named more than once.
        earlier: all returns of the purchase so far, in any order.
        manner: what comes back first.

    Raises:
        InvalidInput: a line does not exist, or more of it would come back than was bought, or a part of a
            piece; all problems at once.

    Source:
        Returns of the field: the granted price stays for what is kept, and counters are reversed once.
    """
    wanted, past = as_tuple(lines), as_tuple(earlier)
    refuse("return", _unlike(calculation, wanted, past, manner))
    before = returned_in(past)
    refuse("return", _problems(calculation.receipt.lines, wanted, before))
    course = _Course(tuple(_pools(calculation)), before, _returned(wanted, before))
    paid = tuple(_paid(calculation, course, past, manner))
    shares = sum(course.moved(("paid", part.currency)) for part in calculation.paid)
    certificates = [
        (one.number, course.moved(("certificate", one.number))) for one in calculation.certificates
    ]
    return Refund(
        receipt=calculation.receipt.id,
        lines=wanted,
        goods=tuple(_goods(course)),
        currency=calculation.currency,
        money=course.moved(_MONEY) + shares - sum(part.amount for part in paid),
        paid=tuple(part for part in paid if part.points or part.amount),
        certificates=tuple(CertificateRefund(number, amount) for number, amount in certificates if amount),
        taken_back=tuple(_taken_back(calculation, course)),
        given_back=tuple(_undone(calculation, course, WithdrawalIntent)),
        counters=tuple(_undone(calculation, course, CounterIntent)),
    )


def returned_in(refunds: Iterable[Refund]) -> dict[int, int]:
    """How much of each line, by its number, has come back in these returns, in thousandths."""
    return _returned(one for refunded in refunds for one in refunded.lines)


def goods_back(calculation: Calculation, refunds: Iterable[Refund]) -> int:
    """What the goods of these returns had cost before discounts, in minor units."""
    returned = returned_in(refunds)
    return sum(pool.amount * pool.gone(returned) // pool.quantity for pool in _pools(calculation))


def refund_problems(path: str, refunds: tuple[Refund, ...], calculation: object) -> list[Problem]:
    """What keeps *refunds* from being returns of the purchase that was calculated so."""
    problems = tuple_problems(path, refunds, Refund, "a refund", "give what refund returned")
    if problems or not isinstance(calculation, Calculation):
        return problems
    receipt, hint = calculation.receipt.id, "give those of this purchase"
    return [
        Problem(f"{path}[{n}]", f"is a return of purchase {shown(one.receipt)}", hint)
        for n, one in enumerate(refunds)
        if one.receipt != receipt
    ]


def _unlike(
    calculation: Calculation,
    lines: tuple[ReturnedLine, ...],
    earlier: tuple[Refund, ...],
    manner: RefundManner,
) -> list[Problem]:
    """What is given in place of one of the arguments."""
    problems = kind_problems("calculation", calculation, Calculation, "a calculation", "calculate a receipt")
    problems += tuple_problems("lines", lines, ReturnedLine, "a returned line", "give a ReturnedLine")
    problems += refund_problems("earlier", earlier, calculation)
    return problems + choice_problems("manner", manner, RefundManner)


def _returned(lines: Iterable[ReturnedLine], before: Mapping[int, int] | None = None) -> dict[int, int]:
    """How much of each line has come back, in thousandths, *before* included."""
    found = dict(before or {})
    for one in lines:
        found[one.number] = found.get(one.number, 0) + one.quantity.thousandths
    return found


def _problems(
    bought: Iterable[Line], wanted: Iterable[ReturnedLine], before: Mapping[int, int]
) -> Iterator[Problem]:
    """What keeps *wanted* from coming back, where *before* has come back already."""
    known = {line.number: line for line in bought}
    left = {number: line.quantity.thousandths - before.get(number, 0) for number, line in known.items()}
    for n, one in enumerate(wanted):
        line = known.get(one.number)
        if line is None:
            hint = f"the receipt has the lines {', '.join(map(str, known))}"
            yield Problem(f"lines[{n}].number", f"there is no line {one.number}", hint)
        elif line.measure is Measure.PIECE and not one.quantity.whole:
            yield Problem(f"lines[{n}].quantity", f"{one.quantity} is a part of a piece", "return whole ones")
        elif one.quantity.thousandths > left[one.number]:
            rest = Quantity(left[one.number]) if left[one.number] else 0
            message = f"{one.quantity} is more than the {rest} that are left of line {one.number}"
            yield Problem(f"lines[{n}].quantity", message, "return no more than was bought")
        else:
            left[one.number] -= one.quantity.thousandths


def _pools(calculation: Calculation) -> Iterator[_Pool]:
    """The goods of the purchase, by product and unit price, in the order of the receipt."""
    pooled: dict[tuple[Code, Fraction], list[tuple[Line, LineResult]]] = {}
    for line, result in zip(calculation.receipt.lines, calculation.lines, strict=True):
        price = Fraction(line.amount.minor, line.quantity.thousandths)
        pooled.setdefault((line.product, price), []).append((line, result))
    points = {
        n: dict(intent.lines)
        for n, intent in enumerate(calculation.intents)
        if isinstance(intent, PointsIntent)
    }
    for (product, _), lines in pooled.items():
        figures: dict[_Figure, int] = {}
        for _, result in lines:
            for figure, amount in _figures(result, points):
                figures[figure] = figures.get(figure, 0) + amount
        yield _Pool(
            product=product,
            lines=tuple(line.number for line, _ in lines),
            quantity=sum(line.quantity.thousandths for line, _ in lines),
            amount=sum(line.amount.minor for line, _ in lines),
            figures=figures,
        )


def _figures(result: LineResult, points: Mapping[int, Mapping[int, int]]) -> Iterator[tuple[_Figure, int]]:
    """All that a line of the purchase comes with."""
    money = result.total.minor
    for payment in result.payments:
        money -= payment.amount
        yield ("paid", payment.currency), payment.amount
        yield ("points", payment.currency), payment.points
    for part in result.certificates:
        money -= part.amount
        yield ("certificate", part.number), part.amount
    yield _MONEY, money
    for n, spread in points.items():
        yield ("intent", n), spread.get(result.number, 0)


def _goods(course: _Course) -> Iterator[RefundedGoods]:
    for pool in course.pools:
        quantity = pool.gone(course.now) - pool.gone(course.before)
        if quantity:
            worth = (course.moved_in(pool, one) for one in pool.figures if one[0] in _IN_MONEY)
            yield RefundedGoods(product=pool.product, quantity=quantity, total=sum(worth))


def _paid(
    calculation: Calculation, course: _Course, earlier: Iterable[Refund], manner: RefundManner
) -> Iterator[PointsPayment]:
    """The points that go back, by kind: their own share of the goods, or as many as the goods are worth."""
    room = course.moved(_MONEY) + sum(course.moved(("paid", part.currency)) for part in calculation.paid)
    for part in calculation.paid:
        back = [one for refunded in earlier for one in refunded.paid if one.currency == part.currency]
        points = part.points - sum(one.points for one in back)
        amount = part.amount - sum(one.amount for one in back)
        if manner is RefundManner.POINTS_FIRST:
            share = min(room, amount)
            worth = points - part.points * (amount - share) // part.amount if part.amount else points
        else:
            share = min(course.moved(("paid", part.currency)), room, amount)
            worth = course.moved(("points", part.currency))
        room -= share
        yield PointsPayment(part.currency, points if share == amount else max(0, min(points, worth)), share)


def _taken_back(calculation: Calculation, course: _Course) -> Iterator[IntentReversal]:
    for n, intent in enumerate(calculation.intents):
        amount = course.moved(("intent", n)) if isinstance(intent, PointsIntent) else 0
        if amount:
            yield IntentReversal(n, amount)


def _undone(
    calculation: Calculation, course: _Course, kind: type[CounterIntent | WithdrawalIntent]
) -> Iterator[IntentReversal]:
    """The intents of *kind* that a purchase carries out once for all lines that their offer touched.

    Counters of products are counted for the lines of these.
    """
    everything = frozenset(line.number for line in calculation.lines)
    for n, intent in enumerate(calculation.intents):
        if not isinstance(intent, kind):
            continue
        if isinstance(intent, CounterIntent):
            value = 0 if intent.operation is CounterOperation.ESTABLISH else intent.value
        else:
            value = intent.amount
        if isinstance(intent, CounterIntent) and intent.lines:
            touched = frozenset(intent.lines)
        else:
            touched = frozenset(line.number for line in calculation.lines if _touches(intent.offer, line))
        amount = course.share(touched or everything, value)
        if amount:
            yield IntentReversal(n, amount)


def _touches(offer: str, line: LineResult) -> bool:
    """Did *offer* give the line anything?"""
    of_lines = (line.discounts, line.points, line.payments, line.adopted, line.certificates)
    return any(one.offer == offer for given in of_lines for one in given)
