"""The floor: the least that plain Python takes to write down what the receipt of the benchmarks comes to.

No rules, no index, no stacking: five offers known by heart, and which of them concerns a product looked up in
one dictionary. What remains is the arithmetic and the public records, made by their own constructors, and
the result is equal to the engine's. `growth` compares the two.
"""

from __future__ import annotations

from collections.abc import Callable

from market import Market

from loyalty_engine import (
    Calculation,
    Gain,
    LineDiscount,
    LinePoints,
    LineResult,
    Member,
    Outcome,
    PointsIntent,
    PointsTotal,
    Receipt,
    Stage,
    Verdict,
)
from loyalty_engine.model.money import allocate
from loyalty_engine.model.points import BONUS

#: What each of the offers gives, in percent; the last in points.
RATES = {"match-1": 10, "match-2": 15, "match-3": 7, "match-4": 5, "match-5": 10}


def by_heart(market: Market) -> Callable[[Receipt, Member], Calculation]:
    """The calculation of the five offers of *market*, written for these five alone."""
    rates, points_offer = RATES, "match-5"
    offers = [offer for offer in RATES for _ in range(3)]
    offer_of = dict(zip(market.own, offers, strict=False))
    percent, stage = rates[points_offer], {points_offer: Stage.ACCRUAL}

    def calculate(receipt: Receipt, member: Member) -> Calculation:
        gained = dict.fromkeys(rates, 0)
        discounts: list[tuple[LineDiscount, ...]] = []
        earning: list[tuple[int, int]] = []
        for n, line in enumerate(receipt.lines):
            given: tuple[LineDiscount, ...] = ()
            offer = offer_of.get(line.product.value)
            if offer is not None:
                if offer == points_offer:
                    earning.append((n, line.amount.minor))
                else:
                    off = (line.amount.minor * rates[offer] + 50) // 100
                    gained[offer] += off
                    given = (LineDiscount(offer, 0, off),)
            discounts.append(given)
        total = sum([base for _, base in earning]) * percent // 10_000
        order = sorted(earning, key=lambda pair: receipt.lines[pair[0]].product.value)
        shares = allocate(total, [base for _, base in order])
        points = {n: share for (n, _), share in zip(order, shares, strict=True) if share}
        earned = (PointsTotal(BONUS, total),)
        spread = tuple([(receipt.lines[n].number, points[n]) for n in sorted(points)])
        return Calculation(
            receipt=receipt,
            lines=tuple(
                [
                    LineResult(
                        line.number,
                        line.amount.currency,
                        line.amount.minor,
                        0,
                        given,
                        (LinePoints(points_offer, 0, BONUS, points[n]),) if n in points else (),
                    )
                    for n, (line, given) in enumerate(zip(receipt.lines, discounts, strict=True))
                ]
            ),
            points=earned,
            would_earn=earned,
            intents=(PointsIntent(offer=points_offer, currency=BONUS, amount=total, lines=spread),),
            verdicts=tuple(
                [
                    Verdict(
                        offer=offer,
                        outcome=Outcome.GRANTED,
                        stage=stage.get(offer, Stage.DISCOUNT),
                        rules=(0,),
                        gave=Gain(gained[offer], earned if offer == points_offer else ()),
                    )
                    for offer in rates
                ]
            ),
        )

    return calculate
