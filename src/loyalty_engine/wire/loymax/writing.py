"""From the individual offers of the model to the shapes of Loymax attributes.

Paths of problems are those of the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import cast

from attrs import evolve

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import InternalCode
from loyalty_engine.model.personal import (
    BenefitKind,
    CategoryTarget,
    FavoriteCategories,
    FavoriteCategory,
    GroupTarget,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Tier,
)
from loyalty_engine.wire.faults import inside
from loyalty_engine.wire.loymax import shapes
from loyalty_engine.wire.loymax.benefits import (
    Given,
    Preference,
    Terms,
    each,
    written_benefit,
)
from loyalty_engine.wire.loymax.shapes import IdType, Method


def categories_shape(
    terms: Terms, preferences: Mapping[int, Preference], value: FavoriteCategories
) -> shapes.Categories:
    """The shape that holds *value*; of several codes that mean the same, the lowest is written."""
    codes = {preferences[code]: code for code in sorted(preferences, reverse=True)}
    problems: list[Problem] = []
    found = each(problems, "categories", partial(_category_shape, terms, codes), value.categories)
    refuse("favourite categories", problems)
    return shapes.Categories(
        max_count=value.max_count,
        selected_period=value.selected_period,
        accepted_at=value.accepted_at,
        categories=found,
    )


def _category_shape(
    terms: Terms, codes: Mapping[Preference, int], value: FavoriteCategory
) -> shapes.Category:
    if value.benefit.kind is BenefitKind.COUPON:
        raise InvalidInput.at(
            "category", "benefit.kind", "a category cannot name a coupon", "use another kind"
        )
    given = inside("benefit", partial(written_benefit, terms), value.benefit)
    method, size = cast("Method", given.method), cast("Decimal", given.value)
    measure = given.measure_amount or given.measure_weight
    code = codes.get(Preference(value.benefit.kind, method, None if measure is None else Decimal(measure)))
    if code is None:
        every = "" if measure is None else f" of {measure}"
        message = f"there is no code for {value.benefit.kind.value} by {method.value}{every}"
        raise InvalidInput.at("category", "benefit", message, "add it to the table that is given")
    return shapes.Category(
        id=value.id,
        name=value.name,
        group=value.group,
        start=value.period.start,
        end=value.period.end,
        preference_type=code,
        value=size,
        accepted=value.accepted,
    )


def personalized_shape(terms: Terms, value: PersonalizedOffer) -> shapes.Personalized:
    """The shape that holds *value*: neighbouring items of one brand in one block, in their order."""
    problems: list[Problem] = []
    found = each(problems, "items", partial(_item_shape, terms), value.items)
    refuse("personalised offer", problems)
    written = zip((item.brand for item in value.items), found, strict=True)
    return shapes.Personalized(
        start=value.period.start,
        end=value.period.end,
        acceptance_required=value.acceptance_required,
        accepted=value.accepted,
        channels=value.channels,
        blocks=tuple(
            shapes.Block(brand=brand, items=tuple(item for _, item in pairs))
            for brand, pairs in groupby(written, key=itemgetter(0))
        ),
    )


def _item_shape(terms: Terms, value: PersonalItem) -> shapes.Item:
    given = inside("benefit", partial(written_benefit, terms), value.benefit)
    target = value.target
    code = None if isinstance(target, GroupTarget) else target.code
    return shapes.Item(
        goods=target.code.value if isinstance(target, ProductTarget) else None,
        category=target.code.value if isinstance(target, CategoryTarget) else None,
        group=target.id if isinstance(target, GroupTarget) else None,
        id_type=IdType.INTERNAL if isinstance(code, InternalCode) else IdType.EXTERNAL,
        preference_type=given.type,
        method=given.method,
        value=given.value,
        measure_amount=given.measure_amount,
        measure_weight=given.measure_weight,
        coupon=given.coupon,
        price_before=value.price_before,
        price_after=value.price_after,
        start=value.period.start,
        end=value.period.end,
        accepted=value.accepted,
    )


def thresholds_shape(terms: Terms, value: ReceiptThresholds) -> shapes.Thresholds:
    """The shape that holds *value*, but for whether thresholds must be exceeded."""
    problems: list[Problem] = []
    first = inside("tiers[0].benefit", partial(written_benefit, terms), value.tiers[0].benefit)
    found = each(problems, "tiers", partial(_tier_shape, terms, first), value.tiers)
    refuse("receipt thresholds", problems)
    return shapes.Thresholds(
        start=value.period.start,
        end=value.period.end,
        acceptance_required=value.acceptance_required,
        accepted=value.accepted,
        channels=value.channels,
        preference_type=first.type,
        method=first.method,
        measure_amount=first.measure_amount,
        measure_weight=first.measure_weight,
        thresholds=found,
    )


def _tier_shape(terms: Terms, first: Given, tier: Tier) -> shapes.Threshold:
    given = inside("benefit", partial(written_benefit, terms), tier.benefit)
    if evolve(given, value=first.value, coupon=first.coupon) != first:
        raise InvalidInput.at(
            "tier", "benefit.amount", "is of another kind than the first", "use one for all"
        )
    if tier.threshold.currency != terms.currency:
        message = f"{tier.threshold} is not in {terms.currency}"
        raise InvalidInput.at("tier", "threshold", message, "say the currency of the thresholds")
    amount = Decimal(tier.threshold.decimal)
    return shapes.Threshold(amount=amount, value=given.value, coupon=given.coupon)
