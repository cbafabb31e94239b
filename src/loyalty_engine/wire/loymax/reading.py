"""From the shapes of Loymax attributes to the individual offers of the model.

Paths of problems are those of the attribute value, key by key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final, cast

from attrs import evolve

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.identifiers import ExternalCode, InternalCode, id_problem
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.period import Period
from loyalty_engine.model.personal import (
    CategoryTarget,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    GroupTarget,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Target,
    Tier,
)
from loyalty_engine.wire.faults import attempt, inside
from loyalty_engine.wire.loymax import shapes
from loyalty_engine.wire.loymax.benefits import (
    Given,
    Preference,
    Terms,
    amount_of,
    benefit_of,
    each,
    given_in,
    money_measure,
    named,
)
from loyalty_engine.wire.loymax.shapes import IdType, Method

_CAMEL: Final = MappingProxyType(
    {
        "start": "startActiveDate",
        "end": "endActiveDate",
        "group": "goodsGroupUID",
        "max_count": "maxCount",
    }
)
_PASCAL: Final = MappingProxyType(
    {
        "start": "StartDate",
        "end": "EndDate",
        "tiers": "Thresholds",
        "threshold": "Amount",
        "channels": "Channels",
    }
)

#: Keys of each threshold's benefit that stand at the top, once for all.
_OF_ALL: Final = re.compile(r"^Thresholds\[[0-9]+\]\.(CalculationMethod|MeasureAmount|MeasureWeight)$")


def categories(
    terms: Terms, preferences: Mapping[int, Preference], shape: shapes.Categories
) -> FavoriteCategories:
    """The favourite categories that *shape* holds."""
    problems: list[Problem] = []
    found = each(problems, "categories", partial(_category, terms, preferences), shape.categories)
    refuse("favourite categories", problems)
    make = partial(
        FavoriteCategories,
        categories=found,
        max_count=shape.max_count,
        selected_period=shape.selected_period,
        accepted_at=shape.accepted_at,
    )
    return named(_CAMEL, make)


def _category(
    terms: Terms, preferences: Mapping[int, Preference], shape: shapes.Category
) -> FavoriteCategory:
    problems: list[Problem] = []
    benefit = attempt(problems, "", partial(_preference, terms, preferences), shape)
    period = attempt(problems, "", partial(_period, _CAMEL), shape)
    refuse("favourite category", problems)
    make = partial(
        FavoriteCategory,
        id=shape.id,
        name=shape.name,
        group=shape.group,
        benefit=cast("EntryBenefit", benefit),
        period=cast("Period", period),
        accepted=shape.accepted,
    )
    return named(_CAMEL, make)


def _preference(terms: Terms, preferences: Mapping[int, Preference], shape: shapes.Category) -> EntryBenefit:
    found = preferences.get(shape.preference_type)
    if found is None:
        message = f"the code {shape.preference_type} is not known"
        hint = f"the table that was given has {', '.join(map(str, sorted(preferences))) or 'no codes'}"
        raise InvalidInput.at("category", "preferenceType", message, hint)
    measure = _measure(terms, found)
    make = partial(amount_of, terms, found.kind, found.method, measure)
    return given_in(terms, found.kind, inside("preferenceValue", make, shape.value))


def _measure(terms: Terms, preference: Preference) -> int | Quantity | None:
    if preference.measure is None:
        return None
    if preference.method is Method.AMOUNT_PER_WEIGHT:
        return inside("preferenceType", Quantity.of, preference.measure)
    return inside("preferenceType", partial(money_measure, terms), preference.measure)


def personalized(terms: Terms, shape: shapes.Personalized) -> PersonalizedOffer:
    """The personalised offer that *shape* holds."""
    problems: list[Problem] = []
    items: list[PersonalItem] = []
    for n, block in enumerate(shape.blocks):
        path = f"Preferences[{n}]"
        if block.brand is not None and (fault := id_problem(f"{path}.BrandId", block.brand)):
            problems.append(fault)
        brand = block.brand if not problems else None  # in vain, but for what is wrong with the items
        items += each(problems, f"{path}.Items", partial(_item, terms, brand), block.items)
    period = attempt(problems, "", partial(_period, _PASCAL), shape)
    refuse("personalised offer", problems)
    make = partial(
        PersonalizedOffer,
        items=tuple(items),
        period=cast("Period", period),
        acceptance_required=shape.acceptance_required,
        accepted=shape.accepted,
        channels=shape.channels,
    )
    return named(_PASCAL, make)


def _period(
    keys: Mapping[str, str],
    shape: shapes.Category | shapes.Personalized | shapes.Thresholds | shapes.Item,
) -> Period:
    return named(keys, partial(Period, shape.start, shape.end))


def _item(terms: Terms, brand: str | None, shape: shapes.Item) -> PersonalItem:
    problems: list[Problem] = []
    target = attempt(problems, "", _target, shape)
    given = Given(
        type=shape.preference_type,
        method=shape.method,
        value=shape.value,
        coupon=shape.coupon,
        measure_amount=shape.measure_amount,
        measure_weight=shape.measure_weight,
    )
    benefit = attempt(problems, "", partial(benefit_of, terms), given)
    period = attempt(problems, "", partial(_period, _PASCAL), shape)
    refuse("item", problems)
    return PersonalItem(
        target=cast("Target", target),
        benefit=cast("EntryBenefit", benefit),
        period=cast("Period", period),
        accepted=shape.accepted,
        brand=brand,
        price_before=shape.price_before,
        price_after=shape.price_after,
    )


def _target(shape: shapes.Item) -> Target:
    named = {"GoodsId": shape.goods, "CategoryId": shape.category, "GoodsGroupUID": shape.group}
    given = [(key, id) for key, id in named.items() if id is not None]
    if len(given) != 1:
        message = f"it is named by {' and '.join(key for key, _ in given)}" if given else "nothing is named"
        raise InvalidInput.at("item", "", message, f"name exactly one of {', '.join(named)}")
    ((key, id),) = given
    fault = id_problem(key, id)
    refuse("item", [fault] if fault else [])
    if key == "GoodsGroupUID":
        if shape.id_type is IdType.INTERNAL:
            raise InvalidInput.at("item", "IdType", "a group has one id", "leave it out")
        return GroupTarget(id)
    code = InternalCode(id) if shape.id_type is IdType.INTERNAL else ExternalCode(id)
    return ProductTarget(code) if key == "GoodsId" else CategoryTarget(code)


def thresholds(terms: Terms, strictly: bool, shape: shapes.Thresholds) -> ReceiptThresholds:
    """The offer on receipt amounts that *shape* holds."""
    problems: list[Problem] = []
    found = each(problems, "Thresholds", partial(_tier, terms, shape), shape.thresholds)
    lifted = (evolve(problem, path=_OF_ALL.sub(r"\1", problem.path)) for problem in problems)
    problems = list(dict.fromkeys(lifted))
    period = attempt(problems, "", partial(_period, _PASCAL), shape)
    refuse("receipt thresholds", problems)
    make = partial(
        ReceiptThresholds,
        tiers=found,
        period=cast("Period", period),
        acceptance_required=shape.acceptance_required,
        accepted=shape.accepted,
        strictly=strictly,
        channels=shape.channels,
    )
    return named(_PASCAL, make)


def _tier(terms: Terms, offer: shapes.Thresholds, shape: shapes.Threshold) -> Tier:
    problems: list[Problem] = []
    threshold = attempt(problems, "", partial(_money, terms), shape.amount)
    given = Given(
        type=offer.preference_type,
        method=offer.method,
        value=shape.value,
        coupon=shape.coupon,
        measure_amount=offer.measure_amount,
        measure_weight=offer.measure_weight,
    )
    benefit = attempt(problems, "", partial(benefit_of, terms), given)
    refuse("threshold", problems)
    make_tier = partial(Tier, threshold=cast("Money", threshold), benefit=cast("EntryBenefit", benefit))
    return named(_PASCAL, make_tier)


def _money(terms: Terms, amount: int | Decimal) -> Money:
    return named({"amount": "Amount"}, partial(Money.of, amount, terms.currency))
