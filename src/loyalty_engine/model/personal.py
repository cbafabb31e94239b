"""Individual offers that are imported per member: favourite categories and personalised offers.

An offer that a marketer configures once reads them: each member's attribute says which products,
categories, groups or receipt amounts earn what, from when to when, and whether the member has to accept.
`entries` gives all of them the same form, which is what the engine works with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum, IntEnum

from attrs import field, frozen

from loyalty_engine.errors import Problem, refuse
from loyalty_engine.model.amounts import PRICES, Amount
from loyalty_engine.model.fields import id_problems, money_problems, repeated, sequence_of
from loyalty_engine.model.identifiers import ExternalCode, InternalCode
from loyalty_engine.model.keys import Key, category_key, group_key, product_key
from loyalty_engine.model.money import Money
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.points import BONUS


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
        problems = id_problems(points=self.points, issue=self.issue)
        if self.kind is BenefitKind.COUPON:
            if self.issue is None:
                problems.append(Problem("issue", "is missing", "a coupon names the issue it comes from"))
            if self.amount is not None:
                problems.append(Problem("amount", "is not for coupons", "leave it out; one coupon is issued"))
        elif not isinstance(self.amount, Amount):
            problems.append(
                Problem("amount", f"{self.amount!r} is not an amount", "use a value of model.amounts")
            )
        elif self.kind is BenefitKind.POINTS and isinstance(self.amount, PRICES):
            problems.append(Problem("amount", "a price cannot be given in points", "use a share or a sum"))
        refuse("personal benefit", problems)


class TargetKind(IntEnum):
    """What an entry is about, the more specific the smaller."""

    PRODUCT = 0
    GROUP = 1
    CATEGORY = 2
    RECEIPT = 3


@frozen
class ProductTarget:
    """One product, by external or internal code."""

    code: ExternalCode | InternalCode


@frozen
class CategoryTarget:
    """A node of the category tree with all that is below it, by external or internal code."""

    code: ExternalCode | InternalCode


@frozen
class GroupTarget:
    """A product group."""

    id: str

    def __attrs_post_init__(self) -> None:
        refuse("group target", id_problems(id=self.id))


Target = ProductTarget | CategoryTarget | GroupTarget


def target_key(target: Target) -> Key:
    """The key that a line has where *target* covers it."""
    if isinstance(target, ProductTarget):
        return product_key(target.code)
    if isinstance(target, CategoryTarget):
        return category_key(target.code)
    return group_key(target.id)


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
        refuse("tier", money_problems("threshold", self.threshold))


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
        refuse(f"favourite category {self.id!r}", id_problems(id=self.id, group=self.group))


def _categories(value: Iterable[FavoriteCategory]) -> tuple[FavoriteCategory, ...]:
    return sequence_of(FavoriteCategory, value, "favourite categories", "categories")


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
        problems = repeated("categories", (category.id for category in self.categories), "category")
        if self.max_count is not None and (type(self.max_count) is not int or self.max_count < 0):
            problems.append(
                Problem("max_count", f"{self.max_count!r} is not a number of categories", "use 0 or more")
            )
        refuse("favourite categories", problems)


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
        refuse("personal item", id_problems(brand=self.brand))


def _items(value: Iterable[PersonalItem]) -> tuple[PersonalItem, ...]:
    return sequence_of(PersonalItem, value, "personalised offer", "items")


@frozen(kw_only=True)
class PersonalizedOffer:
    """Products, categories and groups that one member gets something on.

    Where *acceptance_required*, an item works once it, or the offer as a whole, is *accepted*. Without
    that flag, the presence of an acceptance (true or false, not None) means that acceptance is required.
    """

    items: tuple[PersonalItem, ...] = field(default=(), converter=_items)
    period: Period = ALWAYS
    acceptance_required: bool = False
    accepted: bool | None = None


def _tiers(value: Iterable[Tier]) -> tuple[Tier, ...]:
    return sequence_of(Tier, value, "receipt thresholds", "tiers")


@frozen(kw_only=True)
class ReceiptThresholds:
    """What one member gets from certain receipt amounts on: only the highest tier met applies.

    Tiers rise, and are of one kind of benefit. *strictly* means that a threshold must be exceeded and not
    only reached.
    """

    tiers: tuple[Tier, ...] = field(converter=_tiers)
    period: Period = ALWAYS
    acceptance_required: bool = False
    accepted: bool | None = None
    strictly: bool = False

    def __attrs_post_init__(self) -> None:
        problems = [] if self.tiers else [Problem("tiers", "there are none", "give at least one threshold")]
        for n, (tier, following) in enumerate(zip(self.tiers, self.tiers[1:], strict=False), 1):
            if tier.threshold.currency != following.threshold.currency:
                problems.append(
                    Problem(f"tiers[{n}].threshold", "is in another currency", "use one currency")
                )
            elif tier.threshold.minor >= following.threshold.minor:
                problems.append(
                    Problem(f"tiers[{n}].threshold", f"{following.threshold} does not rise", "sort tiers")
                )
            if tier.benefit.kind is not following.benefit.kind:
                problems.append(
                    Problem(f"tiers[{n}].benefit", "is of another kind", "one kind for all thresholds")
                )
        refuse("receipt thresholds", problems)


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
                label=item.target.id if isinstance(item.target, GroupTarget) else item.target.code.value,
                kind=_TARGET_KINDS[type(item.target)],
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


_TARGET_KINDS: dict[type[Target], TargetKind] = {
    ProductTarget: TargetKind.PRODUCT,
    CategoryTarget: TargetKind.CATEGORY,
    GroupTarget: TargetKind.GROUP,
}
