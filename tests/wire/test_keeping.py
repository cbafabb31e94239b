"""A member's answer goes back into the value that was imported, and nothing else of it changes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from attrs import evolve

from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual.categories import select_categories
from loyalty_engine.individual.personalized import accept_items, accept_offer, decline_offer
from loyalty_engine.model.attributes import JsonObject
from loyalty_engine.model.personal import (
    BenefitKind,
    FavoriteCategories,
    PersonalAttribute,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
)
from loyalty_engine.wire.loymax import (
    Method,
    Preference,
    keep_answer,
    read_favorite_categories,
    read_json,
    read_personalized_offer,
    read_receipt_thresholds,
    write_json,
)

CODES = {4: Preference(BenefitKind.POINTS, Method.PERCENT)}
NOON = dt.datetime.fromisoformat("2026-11-10T12:00+05:00")
ZONE = "Asia/Yekaterinburg"

#: Lower camel case, keys of the installation's own at every level, and numbers as people write them.
CATEGORIES = (
    '{"design":{"colour":"#0a0"},"selectedPeriod":1,"maxCount":2,"acceptedDate":null,"categories":['
    '{"icon":"milk.png","id":"101","name":"Dairy","goodsGroupUID":"6f6c",'
    '"startActiveDate":"2026-11-01T00:00:00+05:00",'
    '"endActiveDate":"2026-11-30T23:59:59+05:00","preferenceType":4,"preferenceValue":"5",'
    '"accepted":false,"rank":1},'
    '{"id":"102","accepted":false,"goodsGroupUID":"7a7a","preferenceType":4,'
    '"preferenceValue":7.5}],"v":[null,1.5]}'
)
OFFER = (
    '{"EndDate":"2026-11-30","Campaign":17,"Preferences":[{"Items":['
    '{"Picture":"bag.png","GoodsId":"handbag","PreferenceType":"Discount","CalculationMethod":"Percent",'
    '"PreferenceValue":50,"Accepted":false,"Score":0.87},'
    '{"CategoryId":"17","PreferenceType":"Discount","CalculationMethod":"Percent","PreferenceValue":20}],'
    '"BrandId":"corner"},{"Items":['
    '{"GoodsGroupUID":"school","PreferenceType":"Cashback","CalculationMethod":"Percent","PreferenceValue":30,'
    '"Accepted":null}]}]}'
)
SUMS = (
    '{"Thresholds":[{"Amount":1800,"Label":"a","PreferenceValue":500}],"CalculationMethod":"FixAmount",'
    '"PreferenceType":"Discount","AcceptanceRequired":true,"Text":"from 1800"}'
)


def categories(document: JsonObject) -> FavoriteCategories:
    return read_favorite_categories(document, preferences=CODES, currency="RUB", ignore_unknown=True)


def offer(document: JsonObject) -> PersonalizedOffer:
    return read_personalized_offer(document, currency="RUB", ignore_unknown=True)


def sums(document: JsonObject) -> ReceiptThresholds:
    return read_receipt_thresholds(document, currency="RUB", ignore_unknown=True)


def test_a_choice_changes_the_flag_and_the_date() -> None:
    document = read_json(CATEGORIES)
    chosen = select_categories(categories(document), ["101"], NOON, ZONE).value

    kept = keep_answer(document, chosen)

    assert write_json(kept) == CATEGORIES.replace(
        '"accepted":false,"rank"', '"accepted":true,"rank"'
    ).replace('"acceptedDate":null', '"acceptedDate":"2026-11-10T12:00:00+05:00"')
    assert categories(kept) == chosen
    withdrawn = select_categories(chosen, [], NOON, ZONE, replace=True).value
    assert write_json(keep_answer(kept, withdrawn)) == CATEGORIES


def test_an_accepted_item_changes_its_flag() -> None:
    document = read_json(OFFER)
    accepted = accept_items(offer(document), [ProductTarget("handbag")], NOON, ZONE).value

    assert write_json(keep_answer(document, accepted)) == OFFER.replace('"Accepted":false', '"Accepted":true')


def test_an_answer_to_what_had_no_flag_adds_one() -> None:
    text = OFFER.replace('"Campaign"', '"AcceptanceRequired":true,"Campaign"')
    document = read_json(text)
    answered = decline_offer(offer(document), NOON, ZONE).value

    kept = keep_answer(document, answered)

    assert write_json(kept) == f'{text[:-1]},"Accepted":false}}'
    assert offer(kept) == answered


def test_thresholds_are_accepted_at_the_top() -> None:
    document = read_json(SUMS)
    accepted = accept_offer(sums(document), NOON, ZONE).value

    assert write_json(keep_answer(document, accepted)) == f'{SUMS[:-1]},"Accepted":true}}'


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (CATEGORIES, categories(read_json(CATEGORIES))),
        (OFFER, offer(read_json(OFFER))),
        (SUMS, sums(read_json(SUMS))),
    ],
    ids=["categories", "offer", "thresholds"],
)
def test_without_an_answer_nothing_changes(text: str, value: PersonalAttribute) -> None:
    assert write_json(keep_answer(read_json(text), value)) == text


@pytest.mark.parametrize(
    ("text", "value", "path", "message"),
    [
        pytest.param(
            CATEGORIES.replace('"102"', '"103"'),
            categories(read_json(CATEGORIES)),
            "$.categories[1].id",
            "is '103', and not '102'",
            id="another category",
        ),
        pytest.param(
            CATEGORIES,
            evolve(categories(read_json(CATEGORIES)), categories=()),
            "$.categories",
            "there are 2, and not 0",
            id="other categories",
        ),
        pytest.param(
            OFFER.replace('"handbag"', '"purse"'),
            offer(read_json(OFFER)),
            "$.Preferences[0].Items[0]",
            "does not name 'handbag'",
            id="another item",
        ),
        pytest.param(OFFER, PersonalizedOffer(), "$.Preferences", "there are 3, and not 0", id="other items"),
        pytest.param(
            CATEGORIES, PersonalizedOffer(), "$.Preferences", "is no array of objects", id="of another kind"
        ),
        pytest.param(
            '{"Preferences":[{"Items":[5]}]}',
            offer(read_json(OFFER)),
            "$.Preferences[0].Items",
            "is no array of objects",
            id="no items",
        ),
    ],
)
def test_the_answer_to_another_value_is_refused(
    text: str, value: PersonalAttribute, path: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        keep_answer(read_json(text), value)
    assert [(problem.path, problem.message) for problem in caught.value.problems] == [(path, message)]


@pytest.mark.parametrize("document", ['{"Preferences":[]}', {"Preferences": []}])
def test_an_answer_goes_into_what_was_read(document: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        keep_answer(document, PersonalizedOffer())
    (problem,) = refused.value.problems
    assert (problem.path, problem.hint) == ("document", "read JSON with read_json first")
