"""Individual offers that are imported per member: favourite categories and personalised offers.

An offer that a marketer configures once reads them: each member's attribute says which products,
categories, groups or receipt amounts earn what, from when to when, and whether the member has to accept.
`entries` gives all of them the same form, which is what the engine works with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import pairwise
from typing import Final

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import LARGEST, Amount
from loyalty_engine.model.fields import (
    as_tuple,
    choice_problems,
    flag_problems,
    id_problems,
    kind_problems,
    money_problems,
    name_problems,
    needed_id_problems,
    repeated,
    tuple_problems,
)
from loyalty_engine.model.identifiers import id_problem, shown
from loyalty_engine.model.keys import Key, group_key
from loyalty_engine.model.moments import number_problem
from loyalty_engine.model.money import Money
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.points import BONUS
from loyalty_engine.model.targets import CategoryTarget as CategoryTarget
from loyalty_engine.model.targets import GroupTarget as GroupTarget
from loyalty_engine.model.targets import ProductTarget as ProductTarget
from loyalty_engine.model.targets import Target as Target
from loyalty_engine.model.targets import TargetKind as TargetKind
from loyalty_engine.model.targets import target_key as target_key
from loyalty_engine.model.targets import target_kind, target_label

#: The greatest number that an attribute may count to.
MOST_COUNTED: Final = 10**9


class BenefitKind(Enum):
    """What an entry gives."""

    DISCOUNT = "discount"
    POINTS = "points"
    COUPON = "coupon"


@frozen(kw_only=True)
class EntryBenefit:
    """The kind and the size of what one entry gives.

    *amount* is in minor units of the receipt's currency for a discount, and in the smallest parts of the
    points currency *points* for points. A coupon names its *issue* instead.
    """

    kind: BenefitKind
    amount: Amount | None = None
    points: str = BONUS
    issue: str | None = None

    def __attrs_post_init__(self) -> None:
        problems = choice_problems("kind", self.kind, BenefitKind)
        problems += needed_id_problems(points=self.points) + id_problems(issue=self.issue)
        if self.kind is BenefitKind.COUPON:
            if self.issue is None:
                problems.append(Problem("issue", "is missing", "a coupon names the issue it comes from"))
            if self.amount is not None:
                problems.append(Problem("amount", "is not for coupons", "leave it out; one coupon is issued"))
        else:
            hint = 'use a value of model.amounts, such as Share(Percent("10"))'
            problems += kind_problems("amount", self.amount, Amount, "an amount", hint)
        refuse("personal benefit", problems)


def _benefit_problems(path: str, value: object) -> list[Problem]:
    return kind_problems(path, value, EntryBenefit, "a personal benefit", "give an EntryBenefit")


def _working_problems(period: object, accepted: object) -> list[Problem]:
    """What is wrong with the fields that say when, and whether, something works."""
    problems = kind_problems("period", period, Period, "a period", 'write Period("2026-09-01", "2026-09-15")')
    return problems + ([] if accepted is None else flag_problems(accepted=accepted))


class Acceptance(Enum):
    """Whether the member has agreed to an entry; an entry works if it is needless or given."""

    NEEDLESS = "needless"
    ACCEPTED = "accepted"
    AWAITING = "awaiting"
    DECLINED = "declined"

    @property
    def works(self) -> bool:
        """May the entry grant anything?"""
        return self in (Acceptance.NEEDLESS, Acceptance.ACCEPTED)


@frozen(kw_only=True)
class Tier:
    """From a receipt amount of *threshold* on, the *benefit*."""

    threshold: Money
    benefit: EntryBenefit

    def __attrs_post_init__(self) -> None:
        problems = money_problems("threshold", self.threshold, LARGEST)
        refuse("tier", problems + _benefit_problems("benefit", self.benefit))


@frozen(kw_only=True)
class Entry:
    """One thing that one member gets, in the form common to all individual offers.

    *order* is its place in the attribute. An entry on receipt amounts has *tiers*, rising; every other has
    one *target* with its *key*, and one *benefit*. *strictly* means that a threshold must be exceeded.
    """

    attribute: str
    order: int
    label: str
    kind: TargetKind
    key: Key | None
    benefit: EntryBenefit | None
    tiers: tuple[Tier, ...] = ()
    strictly: bool = False
    period: Period
    acceptance: Acceptance
    brand: str | None = None

    def benefit_at(self, amount: int, currency: str) -> EntryBenefit | None:
        """What the entry gives on a receipt of *amount* minor units; of several tiers, the highest met."""
        best = self.benefit
        for tier in self.tiers:
            threshold = tier.threshold.minor
            if tier.threshold.currency == currency and (
                amount > threshold or (amount == threshold and not self.strictly)
            ):
                best = tier.benefit
        return best


@frozen(kw_only=True)
class FavoriteCategory:
    """A category, in truth a product group, that a member may choose or has chosen.

    *accepted* is None where the attribute has no acceptance flag; then nothing is chosen and the category
    works as it stands.
    """

    id: str
    name: str = ""
    group: str
    benefit: EntryBenefit
    period: Period = ALWAYS
    accepted: bool | None = None

    def __attrs_post_init__(self) -> None:
        problems = needed_id_problems(id=self.id, group=self.group) + name_problems(name=self.name)
        problems += _benefit_problems("benefit", self.benefit)
        problems += _working_problems(self.period, self.accepted)
        refuse(f"favourite category {shown(self.id)}", problems)


def _categories(value: Iterable[FavoriteCategory]) -> tuple[FavoriteCategory, ...]:
    return as_tuple(value)


@frozen(kw_only=True)
class FavoriteCategories:
    """The favourite categories of one member, as imported and chosen.

    *max_count* is how many of them work at the same time, the first in their order; None for no limit.
    *selected_period* and *accepted_at* are kept for the services that show them and change nothing here.
    """

    categories: tuple[FavoriteCategory, ...] = field(default=(), converter=_categories)
    max_count: int | None = None
    selected_period: int | None = None
    accepted_at: str | None = None

    def __attrs_post_init__(self) -> None:
        what, hint = "a favourite category", "give a FavoriteCategory"
        problems = tuple_problems("categories", self.categories, FavoriteCategory, what, hint)
        if not problems:
            problems += repeated("categories", (category.id for category in self.categories), "category")
        for path, value, what in (
            ("max_count", self.max_count, "a number of categories"),
            ("selected_period", self.selected_period, "a period's number"),
        ):
            if value is not None and number_problem(path, value, 0, MOST_COUNTED):
                message = f"{shown(value)} is not {what}"
                problems.append(Problem(path, message, f"use 0 to {MOST_COUNTED:,}, or None"))
        if self.accepted_at is not None:
            problems += name_problems(accepted_at=self.accepted_at)
        refuse("favourite categories", problems)


def _channels(value: Iterable[str]) -> tuple[str, ...]:
    return as_tuple(value)


def _channel_problems(channels: object) -> list[Problem]:
    problems = tuple_problems("channels", channels, str, "a channel's name", "give text")
    if isinstance(channels, tuple) and not problems:
        problems += [
            found for n, name in enumerate(channels) if (found := id_problem(f"channels[{n}]", name))
        ]
        problems += repeated("channels", channels, "channel")
    return problems


@frozen(kw_only=True)
class PersonalItem:
    """One item of a personalised offer.

    *period* narrows the offer's, each missing bound falling back alone. *accepted* overrides the offer's
    own where it is not None. *brand* is the chain that the item works in. *price_before* and
    *price_after* are for display.
    """

    target: Target
    benefit: EntryBenefit
    period: Period = ALWAYS
    accepted: bool | None = None
    brand: str | None = None
    price_before: str | None = None
    price_after: str | None = None

    def __attrs_post_init__(self) -> None:
        hint = "give a ProductTarget, a CategoryTarget or a GroupTarget"
        problems = kind_problems("target", self.target, Target, "a target", hint)
        problems += _benefit_problems("benefit", self.benefit)
        problems += _working_problems(self.period, self.accepted) + id_problems(brand=self.brand)
        prices = {"price_before": self.price_before, "price_after": self.price_after}
        problems += name_problems(**{path: text for path, text in prices.items() if text is not None})
        refuse("personal item", problems)


def _items(value: Iterable[PersonalItem]) -> tuple[PersonalItem, ...]:
    return as_tuple(value)


@frozen(kw_only=True)
class PersonalizedOffer:
    """Products, categories and groups that one member gets something on.

    Where *acceptance_required*, an item works once it, or the offer as a whole, is *accepted*. Without
    that flag, the presence of an acceptance (true or false, not None) means that acceptance is required.
    *channels* are those, in the host's own words, by which the member is to hear of it; they change nothing
    here.
    """

    items: tuple[PersonalItem, ...] = field(default=(), converter=_items)
    period: Period = ALWAYS
    acceptance_required: bool = False
    accepted: bool | None = None
    channels: tuple[str, ...] = field(default=(), converter=_channels)

    def __attrs_post_init__(self) -> None:
        problems = tuple_problems("items", self.items, PersonalItem, "an item", "give a PersonalItem")
        problems += _working_problems(self.period, self.accepted) + _channel_problems(self.channels)
        problems += flag_problems(acceptance_required=self.acceptance_required)
        refuse("personalised offer", problems)


def _tiers(value: Iterable[Tier]) -> tuple[Tier, ...]:
    return as_tuple(value)


@frozen(kw_only=True)
class ReceiptThresholds:
    """What one member gets from certain receipt amounts on: only the highest tier met applies.

    Tiers rise, and are of one kind of benefit. *strictly* means that a threshold must be exceeded and not
    only reached. Acceptance and *channels* are those of a `PersonalizedOffer`.
    """

    tiers: tuple[Tier, ...] = field(converter=_tiers)
    period: Period = ALWAYS
    acceptance_required: bool = False
    accepted: bool | None = None
    strictly: bool = False
    channels: tuple[str, ...] = field(default=(), converter=_channels)

    def __attrs_post_init__(self) -> None:
        problems = _working_problems(self.period, self.accepted) + _channel_problems(self.channels)
        problems += flag_problems(acceptance_required=self.acceptance_required, strictly=self.strictly)
        unlike = tuple_problems("tiers", self.tiers, Tier, "a threshold", "give a Tier")
        problems += unlike or self._tier_problems()
        refuse("receipt thresholds", problems)

    def _tier_problems(self) -> list[Problem]:
        problems = [] if self.tiers else [Problem("tiers", "there are none", "give at least one threshold")]
        for n, (tier, following) in enumerate(pairwise(self.tiers), 1):
            if tier.threshold.currency != following.threshold.currency:
                message = f"{following.threshold} is not in {tier.threshold.currency}"
                problems.append(Problem(f"tiers[{n}].threshold", message, "use one currency"))
            elif tier.threshold.minor >= following.threshold.minor:
                message = f"{following.threshold} does not rise above {tier.threshold}"
                problems.append(Problem(f"tiers[{n}].threshold", message, "sort the thresholds"))
            if tier.benefit.kind is not following.benefit.kind:
                message = f"gives {following.benefit.kind.value}, and not {tier.benefit.kind.value}"
                problems.append(Problem(f"tiers[{n}].benefit", message, "use one kind for all thresholds"))
        return problems


PersonalAttribute = FavoriteCategories | PersonalizedOffer | ReceiptThresholds


def _acceptance(required: bool, accepted: bool | None) -> Acceptance:
    if accepted is None:
        return Acceptance.AWAITING if required else Acceptance.NEEDLESS
    return Acceptance.ACCEPTED if accepted else Acceptance.DECLINED


def entries(attribute: str, value: PersonalAttribute) -> Iterator[Entry]:
    """What the personal attribute *attribute* gives its member, in the order of the attribute."""
    if isinstance(value, FavoriteCategories):
        for n, category in enumerate(value.categories):
            yield Entry(
                attribute=attribute,
                order=n,
                label=category.name or category.id,
                kind=TargetKind.GROUP,
                key=group_key(category.group),
                benefit=category.benefit,
                period=category.period,
                acceptance=_acceptance(False, category.accepted),
            )
    elif isinstance(value, PersonalizedOffer):
        for n, item in enumerate(value.items):
            yield Entry(
                attribute=attribute,
                order=n,
                label=target_label(item.target),
                kind=target_kind(item.target),
                key=target_key(item.target),
                benefit=item.benefit,
                period=item.period.narrowed(value.period),
                acceptance=_acceptance(
                    value.acceptance_required, value.accepted if item.accepted is None else item.accepted
                ),
                brand=item.brand,
            )
    else:
        yield Entry(
            attribute=attribute,
            order=0,
            label="receipt amount",
            kind=TargetKind.RECEIPT,
            key=None,
            benefit=None,
            tiers=value.tiers,
            strictly=value.strictly,
            period=value.period,
            acceptance=_acceptance(value.acceptance_required, value.accepted),
        )
