"""Who buys: four members with all that is known about them. The anonymous buyer needs no description."""

from __future__ import annotations

import datetime as dt

from loyalty_engine import (
    BenefitKind,
    CategoryTarget,
    EntryBenefit,
    ExternalCode,
    FavoriteCategories,
    FavoriteCategory,
    Fixed,
    GroupTarget,
    InternalCode,
    Member,
    Money,
    Percent,
    Period,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Share,
    Slot,
    SlotSet,
    Tier,
)
from loyalty_engine.cli.demo.goods import CURRENCY
from loyalty_engine.cli.demo.programme import FAVORITES, ZONE

_BREAKFAST, _OFTEN = (rule.id for rule in FAVORITES)


def _percent_off(percent: int) -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(percent)))


def _percent_in_points(percent: int) -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.POINTS, amount=Share(Percent(percent)))


def _money_off(amount: str) -> EntryBenefit:
    return EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(_money(amount).minor))


def _money(amount: str) -> Money:
    return Money.of(amount, CURRENCY)


def _school(*, accepted: bool | None) -> PersonalizedOffer:
    """30 % points on All for School, for members who agree to it."""
    item = PersonalItem(target=GroupTarget("all-for-school"), benefit=_percent_in_points(30))
    return PersonalizedOffer(
        items=(item,), period=Period("2026-08-20", "2026-08-31"), acceptance_required=True, accepted=accepted
    )


def _slot(position: int, product: str, chosen: str) -> Slot:
    """A slot that the member filled at *chosen*, by the clock in Moscow."""
    changed_at = dt.datetime.fromisoformat(f"{chosen}+03:00")
    return Slot(position=position, product=product, changed_at=changed_at)


def _category(group: str, benefit: EntryBenefit, *, accepted: bool = True) -> FavoriteCategory:
    return FavoriteCategory(id=group, group=group, benefit=benefit, accepted=accepted)


ANNA = Member(
    "anna",
    attributes={"first_name": "Anna", "birthday": dt.date(1988, 3, 2)},
    # Choices last for a calendar month, so what was chosen in August has made way in September.
    favorites=(
        SlotSet(
            rule=_BREAKFAST,
            slots=(_slot(1, "11201", "2026-09-02T08:15"), _slot(2, "10101", "2026-08-20T19:40")),
        ),
    ),
    personal={
        "personal_products": PersonalizedOffer(
            items=(
                PersonalItem(
                    target=ProductTarget(ExternalCode("31101")),
                    benefit=_percent_off(50),
                    period=Period("2026-09-01", "2026-09-15"),
                ),
                PersonalItem(
                    target=ProductTarget(InternalCode("932101")),
                    benefit=_percent_off(30),
                    period=Period("2026-09-16", "2026-09-30"),
                ),
            )
        ),
        "receipt_points": ReceiptThresholds(
            tiers=(
                Tier(threshold=_money("1000"), benefit=_percent_in_points(10)),
                Tier(threshold=_money("3000"), benefit=_percent_in_points(20)),
            )
        ),
    },
    zone=ZONE,
)

BORIS = Member(
    "boris",
    attributes={"first_name": "Boris", "birthday": dt.date(1951, 11, 30)},
    audiences={"pensioners"},
    favorites=(
        SlotSet(
            rule=_OFTEN,
            slots=(_slot(1, "13101", "2026-08-24T09:00"),),
            candidates=("13101", "10103", "11101"),
        ),
    ),
    personal={"personal_groups": _school(accepted=None)},
    zone=ZONE,
)

CLARA = Member(
    "clara",
    attributes={"first_name": "Clara", "birthday": dt.date(1990, 9, 12)},
    personal={
        # At most two categories work: the first two of those that she has accepted.
        "favorite_categories": FavoriteCategories(
            categories=(
                _category("sweet-tooth", _percent_off(12)),
                _category("fair-trade", _percent_off(7), accepted=False),
                _category("breakfast", _percent_in_points(15)),
                _category("all-for-school", _percent_off(10)),
            ),
            max_count=2,
        ),
        "personal_categories": PersonalizedOffer(
            items=(PersonalItem(target=CategoryTarget(ExternalCode("make-up")), benefit=_percent_off(20)),),
            period=Period("2026-09-10", "2026-09-19"),
        ),
        "receipt_discount": ReceiptThresholds(
            tiers=(
                Tier(threshold=_money("1800"), benefit=_money_off("500")),
                Tier(threshold=_money("3600"), benefit=_money_off("1000")),
            )
        ),
    },
    zone=ZONE,
)

DAVID = Member(
    "david",
    attributes={"first_name": "David", "birthday": dt.date(1979, 6, 17)},
    personal={
        "personal_groups": _school(accepted=True),
        "receipt_discount": ReceiptThresholds(
            tiers=(
                Tier(threshold=_money("1800"), benefit=_money_off("500")),
                Tier(threshold=_money("3600"), benefit=_money_off("1000")),
            )
        ),
    },
    zone=ZONE,
)

MEMBERS = (ANNA, BORIS, CLARA, DAVID)
