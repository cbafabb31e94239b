"""Members with their audiences, slots and individual offers, and buyers without a card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cache
from itertools import product

from hypothesis import strategies as st

from loyalty_engine.model.amounts import (
    Amount,
    Band,
    Bearer,
    Fixed,
    Graduated,
    PerLine,
    PerProduct,
    PerSum,
    PerUnit,
    PerWeight,
    PriceForAll,
    PricePerUnit,
    Share,
    TagAmount,
    TagPrice,
)
from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.counters import Counter, CounterChange
from loyalty_engine.model.identifiers import ExternalCode, InternalCode
from loyalty_engine.model.member import CARDS, PURCHASES, REFERRER, STATE, Member, Need, NeedKind
from loyalty_engine.model.member import CONTACTS as CONTACTS_NEED
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.personal import (
    BenefitKind,
    CategoryTarget,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    GroupTarget,
    PersonalAttribute,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Target,
    Tier,
)
from loyalty_engine.model.profile import Card, CardState, CardType, MemberState
from loyalty_engine.model.purchases import PastLine, PastPurchase
from loyalty_engine.model.receipt import Payment
from loyalty_engine.model.slots import FavoriteProductsRule, PredefinedList, PurchaseHistory, Slot, SlotSet
from loyalty_engine.testing.strategies.shops import a_code, a_quantity, a_sum
from loyalty_engine.testing.strategies.tape import Tape, built
from loyalty_engine.testing.strategies.words import (
    AUDIENCES,
    BIRTHDAYS,
    BRANDS,
    CARD_ISSUES,
    CATEGORIES,
    CONTACTS,
    COUNTERS,
    ENDS,
    ENTRIES,
    FAVORITE_RULES,
    GOALS,
    GROUPS,
    ISSUES,
    KEYS,
    LEVELS,
    LIMITED,
    NOON,
    OFFER_IDS,
    OWN_FACTS,
    PAST,
    PERIODS,
    POINTS_IDS,
    PRODUCTS,
    SELECTIONS,
    STATUSES,
    SYSTEMS,
    ZONES,
)

#: Most members have not left.
STAYING = (MemberState.NORMAL, MemberState.REGISTERED, MemberState.ANONYMOUS) * 2
_PERCENTAGES = ("10", "50", "27", "33.33", "100", "0", "0.5", "20")


def a_percentage(tape: Tape) -> Percent:
    """One that people use, or any."""
    if tape.chance(20):
        return Percent.from_hundredths(tape.below(100_01))
    return Percent(tape.one_of(_PERCENTAGES))


def a_period(tape: Tape) -> Period:
    """Mostly the whole of time."""
    return tape.one_of(PERIODS) if tape.chance(30) else ALWAYS


_OF_ONE_VALUE: Mapping[int, Callable[[int], Amount]] = {
    1: Fixed,
    2: PerUnit,
    3: PerLine,
    4: PerProduct,
    7: PricePerUnit,
    8: PriceForAll,
}


def an_amount(tape: Tape) -> Amount:
    """How much, in any of the ways there are."""
    if tape.chance(8):
        return Graduated([Band(0, a_percentage(tape)), Band(1 + a_sum(tape), a_percentage(tape))])
    kind = tape.below(11)
    if kind == 0:
        return Share(a_percentage(tape))
    value = a_sum(tape)
    if kind == 5:
        return PerSum(1 + a_sum(tape), value)
    if kind == 6:
        return PerWeight(Quantity(1 + tape.below(3_000)), value)
    if kind == 9:
        return TagPrice("tag", tape.one_of((Bearer.PRODUCT, Bearer.LINE)))
    if kind == 10:
        return TagAmount("tag", tape.one_of((Bearer.PRODUCT, Bearer.LINE)))
    return _OF_ONE_VALUE[kind](value)


def _a_benefit(tape: Tape, kind: BenefitKind) -> EntryBenefit:
    if kind is BenefitKind.COUPON:
        return EntryBenefit(kind=kind, issue=tape.one_of(ISSUES))
    amount = an_amount(tape)
    return EntryBenefit(kind=kind, amount=amount, points=tape.one_of(POINTS_IDS))


_KINDS = (BenefitKind.DISCOUNT, BenefitKind.POINTS, BenefitKind.DISCOUNT, BenefitKind.COUPON)


def an_agreement(tape: Tape) -> bool | None:
    """Nothing was asked, or yes or no was said."""
    return tape.one_of((None, True, False, None, False))


def _a_target(tape: Tape) -> Target:
    kind = tape.below(6)
    if kind < 2:
        return ProductTarget(ExternalCode(tape.one_of(PRODUCTS)))
    if kind == 2:
        return ProductTarget(InternalCode(f"i{tape.below(len(PRODUCTS))}"))
    if kind == 3:
        return CategoryTarget(ExternalCode(tape.one_of(CATEGORIES)))
    if kind == 4:
        return CategoryTarget(InternalCode(f"n{tape.below(len(CATEGORIES))}"))
    return GroupTarget(tape.one_of(GROUPS))


def _an_item(tape: Tape) -> PersonalItem:
    return PersonalItem(
        target=_a_target(tape),
        benefit=_a_benefit(tape, tape.one_of(_KINDS)),
        period=a_period(tape),
        accepted=an_agreement(tape),
        brand=tape.one_of(BRANDS) if tape.chance(20) else None,
    )


def a_personalized_offer(tape: Tape) -> PersonalizedOffer:
    """Up to four items on products, categories and groups."""
    return PersonalizedOffer(
        items=tape.several(_an_item, most=3, least=1),
        period=a_period(tape),
        acceptance_required=tape.chance(30),
        accepted=an_agreement(tape),
        channels=("push", "sms") if tape.chance(10) else (),
    )


def some_favorite_categories(tape: Tape) -> FavoriteCategories:
    """Up to three categories, sometimes more than may be chosen."""
    categories = [
        FavoriteCategory(
            id=f"k{n}",
            group=tape.one_of(GROUPS),
            benefit=_a_benefit(tape, tape.one_of(_KINDS)),
            period=a_period(tape),
            accepted=an_agreement(tape),
        )
        for n in range(tape.between(1, 3))
    ]
    return FavoriteCategories(categories=categories, max_count=tape.one_of((None, 1, 2, 0)))


def some_thresholds(tape: Tape, currency: str) -> ReceiptThresholds:
    """One to three rising thresholds of one kind of benefit."""
    kind = tape.one_of(_KINDS)
    sums = sorted({a_sum(tape) for _ in range(tape.between(1, 3))})
    return ReceiptThresholds(
        tiers=[Tier(threshold=Money(minor, currency), benefit=_a_benefit(tape, kind)) for minor in sums],
        period=a_period(tape),
        accepted=an_agreement(tape),
        strictly=tape.chance(20),
    )


def _some_personal(tape: Tape, currency: str) -> dict[str, PersonalAttribute]:
    found: dict[str, PersonalAttribute] = {}
    if tape.chance(80):
        found["personal"] = a_personalized_offer(tape)
    if tape.chance(80):
        found["chosen"] = some_favorite_categories(tape)
    if tape.chance(80):
        found["thresholds"] = some_thresholds(tape, currency)
    return found


def _a_slot_set(tape: Tape, rule: str) -> SlotSet:
    products = list(tape.some(PRODUCTS, most=3, least=0))
    slots = []
    for position in range(1, tape.between(1, 4)):
        chosen = products.pop() if products and tape.chance(70) else None
        changed = None if chosen is None else NOON - dt.timedelta(hours=tape.one_of((0, 12, 24, 24 * 40)))
        slots.append(Slot(position=position, product=chosen, changed_at=changed, locked=tape.chance(10)))
    candidates = tape.some((*PRODUCTS, "nowhere"), most=4, least=0)
    return SlotSet(rule=rule, slots=slots, candidates=candidates, no_slots=not slots and not candidates)


def a_favorites_rule(tape: Tape, id: str) -> FavoriteProductsRule:
    """A rule over a group's products, or over what the member has bought."""
    most = tape.between(1, 3)
    return FavoriteProductsRule(
        id=id,
        source=PredefinedList(tape.one_of(GROUPS)) if id == "listed" else PurchaseHistory(),
        default_slots=tape.between(0, most),
        max_slots=most,
        selection=tape.one_of(SELECTIONS),
        fill=a_period(tape),
        receipt_first=not tape.chance(30),
    )


def a_counter(tape: Tape) -> Counter:
    """A counter that has moved up and down, mostly a little."""
    changes = tape.several(
        lambda at: CounterChange(at=at.one_of(PAST), by=at.one_of((1, 1, 5, -2, 300))), most=4
    )
    return Counter(tape.one_of((0, 1, 5, 10, -1, 3, 300)), changes=changes)


def some_uses(tape: Tape) -> dict[str, Counter]:
    """What most offers have given so far: much the same, whatever it is that is limited."""
    counters = [Counter(), a_counter(tape), a_counter(tape)]
    ids = tape.some(OFFER_IDS, most=7, least=3)
    used = {f"{how}:{id}": counters[n % 3] for n, (how, id) in enumerate(product(LIMITED, ids))}
    ends = tape.some(ENDS, most=6, least=0) if tape.chance(50) else ()
    keyed = [*product(used, ends[:2]), *product(COUNTERS, ends)]
    if tape.chance(40):  # all products, so that what is asked of them is known of the programme, too
        each = [f"{{product={code}}}" for code in PRODUCTS]
        keyed += product([*COUNTERS, *(f"units:{id}" for id in ids)], each)
    return used | {f"{name}{end}": counters[n % 3] for n, (name, end) in enumerate(keyed)}


def a_past_line(tape: Tape, currency: str) -> PastLine:
    """A line that was bought before, with a part of it taken off or paid with points."""
    amount = a_sum(tape)
    off, paid = (tape.below(amount // 2 + 1) if tape.chance(40) else None for _ in range(2))
    return PastLine(
        product=a_code(tape),
        quantity=a_quantity(tape),
        amount=Money(amount, currency),
        discount=None if off is None else Money(off, currency),
        paid_with_points=None if paid is None else Money(paid, currency),
        points={id: tape.below(20) for id in tape.some(POINTS_IDS, most=2, least=0)},
    )


def a_purchase(tape: Tape, id: str, currency: str) -> PastPurchase:
    """A purchase of one to three lines, mostly in the currency of the receipt."""
    currency = "USD" if tape.chance(10) else currency
    return PastPurchase(
        id=id,
        at=tape.one_of(PAST),
        place=tape.one_of((None, "s1", "s2")),
        lines=tape.several(lambda at: a_past_line(at, currency), most=3, least=1),
        payments=[Payment(method="card", amount=Money(a_sum(tape), currency))] if tape.chance(50) else (),
        extra_points={id: tape.below(20) for id in tape.some(POINTS_IDS, most=1, least=0)},
    )


def a_card(tape: Tape, number: str) -> Card:
    """A card of any type, in one of a few states."""
    return Card(
        number,
        type=tape.one_of(tuple(CardType)),
        category=tape.one_of((None, "gold")),
        issue=tape.one_of((None, *CARD_ISSUES)),
        state=tape.one_of((CardState.ACTIVATED, CardState.PREPARED)),
    )


def a_member(tape: Tape, currency: str) -> Member:
    """A member with some of the facts that the offers of this kit ask for."""
    attributes: dict[str, object] = {}
    if tape.chance(70):
        attributes["birthday"] = tape.one_of(BIRTHDAYS)
    if tape.chance(50):
        attributes["level"] = tape.one_of((*LEVELS, 1, True))
    if tape.chance(50):
        attributes["visits"] = tape.below(12)
    if tape.chance(85):
        attributes["goal"] = tape.one_of(GOALS)
    audiences = tape.some(AUDIENCES, most=3, least=0)
    favorites = [_a_slot_set(tape, rule) for rule in FAVORITE_RULES if tape.chance(70)]
    personal = _some_personal(tape, currency)
    counters = {name: a_counter(tape) for name in COUNTERS if tape.chance(60)}
    if tape.chance(60):
        counters |= some_uses(tape)
    balances = {name: tape.one_of((0, 100, 5, 1000, 20_000, -3)) for name in POINTS_IDS if tape.chance(75)}
    statuses = {name: tape.one_of(STATUSES) for name in SYSTEMS if tape.chance(60)}
    contacts = tape.some(CONTACTS, most=2, least=0)
    cards = [a_card(tape, number) for number in tape.some(("k1", "k2"), most=2, least=0)]
    purchases = [a_purchase(tape, id, currency) for id in tape.some(("p1", "p2", "p3", "r-1"), 4, least=0)]
    needs: list[Need] = []
    if tape.chance(15):  # what has not been loaded is not there
        needs += (Need(NeedKind.ATTRIBUTE, name) for name in OWN_FACTS if name not in attributes)
        needs += (Need(NeedKind.AUDIENCE, name) for name in AUDIENCES if name not in audiences)
        rules = {slots.rule for slots in favorites}
        needs += (Need(NeedKind.FAVORITE, name) for name in FAVORITE_RULES if name not in rules)
        needs += (Need(NeedKind.PERSONAL, name) for name in ENTRIES if name not in personal)
        needs += (Need(NeedKind.COUNTER, name) for name in COUNTERS if name not in counters)
        needs += (Need(NeedKind.COUNTER_CHANGES, name) for name in COUNTERS if tape.chance(50))
        limited = [f"{how}:{id}" for how, id in product(LIMITED, OFFER_IDS)]
        needs += (Need(NeedKind.COUNTER, name) for name in limited if name not in counters)
        needs += (Need(NeedKind.COUNTER_CHANGES, name) for name in limited if name not in counters)
        ends = ("{place=s1}", "{card=k1}")
        needs += (Need(NeedKind.COUNTER, f"{name}{end}") for name in COUNTERS for end in ends)
        keys = tape.one_of(KEYS)
        families = (*COUNTERS, *(f"uses:{id}" for id in OFFER_IDS))
        needs += (Need(NeedKind.COUNTER, name, keys) for name in tape.some(families, most=3, least=0))
        needs += (Need(NeedKind.BALANCE, name) for name in POINTS_IDS if name not in balances)
        needs += (Need(NeedKind.STATUS, name) for name in SYSTEMS if name not in statuses)
        needs += (need for need in (STATE, CONTACTS_NEED, CARDS, REFERRER, PURCHASES) if tape.chance(50))
    return Member(
        "m-1",
        attributes=Attributes.of(attributes),
        audiences=audiences,
        favorites=favorites,
        personal=personal,
        counters=counters,
        balances=balances,
        statuses=statuses,
        state=tape.one_of((*MemberState, *STAYING)) if tape.chance(70) else None,
        contacts=contacts,
        cards=cards,
        purchases=purchases,
        referrer="m-2" if tape.chance(50) else None,
        zone=tape.one_of(ZONES) if tape.chance(30) else None,
        not_loaded=needs,
    )


@cache
def members(currency: str = "EUR", *, anonymous: bool = True) -> st.SearchStrategy[Member | None]:
    """Members with attributes, audiences, slots and individual offers; None too, where *anonymous*."""
    return built(lambda tape: None if anonymous and tape.chance(20) else a_member(tape, currency))
