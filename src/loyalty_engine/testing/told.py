"""What the contracts of sources ask for: two members with facts of every kind, and two versions of offers."""

from __future__ import annotations

import datetime as dt
from typing import Final, assert_never

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.model.catalog import Catalog, Category, Product, ProductGroup
from loyalty_engine.model.member import CARDS, CONTACTS, PURCHASES, REFERRER, STATE, Member, Need, NeedKind
from loyalty_engine.model.money import Money, Rounding
from loyalty_engine.model.personal import PersonalizedOffer
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.model.profile import Card, MemberState
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.receipt import Line, Receipt
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.rules.benefits.discounts import PercentOff
from loyalty_engine.rules.benefits.points import PointsPercent
from loyalty_engine.rules.conditions.products import Categories, Groups
from loyalty_engine.rules.offer import Members, Offer
from loyalty_engine.rules.stacking import Policies
from loyalty_engine.testing.kept import AT, HOUR

ANNA: Final = Member(
    "anna",
    attributes={"first_name": "Anna", "birthday": dt.date(1990, 2, 28), "children": 2, "vegetarian": True},
    audiences={"pensioners", "bakers"},
    favorites=[SlotSet(rule="breakfast", no_slots=True)],
    personal={"for-you": PersonalizedOffer(channels=["email"])},
    statuses={"levels": "gold"},
    state=MemberState.REGISTERED,
    contacts={"email"},
    cards=[Card("2000-1")],
    referrer="boris",
    purchases=[
        PastPurchase(
            id="P-0",
            at=AT - 24 * HOUR,
            place="shop",
            lines=[PastLine(product="tea", amount=Money.of("4.00", "EUR"))],
        )
    ],
)
"""A member with a fact of each kind."""

BORIS: Final = Member("boris", attributes={"first_name": "Boris"}, audiences={"bakers"})
"""A member with few facts."""

_NAMED: Final = {
    NeedKind.ATTRIBUTE: ("first_name", "birthday", "children", "vegetarian", "never-set"),
    NeedKind.AUDIENCE: ("pensioners", "bakers", "nobody"),
    NeedKind.FAVORITE: ("breakfast", "supper"),
    NeedKind.PERSONAL: ("for-you", "for-others"),
    NeedKind.STATUS: ("levels", "colours"),
}

FACTS: Final = frozenset(
    {Need(kind, name) for kind, names in _NAMED.items() for name in names}
    | {STATE, CONTACTS, CARDS, REFERRER, PURCHASES}
)
"""What a host can be asked about a member; counters and balances are the programme's own."""


def fact(member: Member, need: Need) -> object:
    """What *member* is, has or has done, as *need* asks."""
    match need.kind:
        case NeedKind.ATTRIBUTE:
            return member.attributes.get(need.name)
        case NeedKind.AUDIENCE:
            return need.name in member.audiences
        case NeedKind.FAVORITE:
            return member.slots(need.name)
        case NeedKind.PERSONAL:
            return dict(member.personal).get(need.name)
        case NeedKind.STATUS:
            return member.status(need.name)
        case NeedKind.PROFILE:
            return getattr(member, need.name)
        case (
            NeedKind.COUNTER
            | NeedKind.COUNTER_CHANGES
            | NeedKind.BALANCE
            | NeedKind.DRAW
            | NeedKind.PROGRAM_COUNTER
            | NeedKind.PROGRAM_COUNTER_CHANGES
        ):
            raise ValueError(f"no host is asked for a {need.kind.value}")
    assert_never(need.kind)


def autumn() -> OfferBook:
    """Two offers that need a catalogue, a group, and a kind of points of their own."""
    catalog = Catalog(
        categories=[Category(code="drinks"), Category(code="teas", parent="drinks")],
        products=[Product(code="tea", category="teas", barcodes=["4006381333931"])],
    )
    return compile_offers(
        [
            Offer.of("tea", [Categories({"drinks"})], [PercentOff(15)], name="Tea days"),
            Offer.of(
                "tenth",
                [Groups({"warm"})],
                [PointsPercent(10, currency="leaves")],
                reach=Members(),
                cumulative=True,
            ),
        ],
        catalog=catalog,
        groups=[ProductGroup.of("warm", products={"tea"})],
        points=[PointsCurrency("leaves", name="tea leaves", exponent=2)],
        policies=Policies(discounts=Rounding.UP),
        zone="Europe/Berlin",
    )


def winter() -> OfferBook:
    """Another offer, which needs nothing."""
    return compile_offers([Offer.of("fifth", [], [PercentOff(20)])])


def sale() -> Receipt:
    """A purchase that both offers of the autumn are for."""
    line = Line(number=1, product="tea", quantity=2, amount=Money.of("8.33", "EUR"))
    return Receipt(id="R", at=AT, place="shop", lines=[line])
