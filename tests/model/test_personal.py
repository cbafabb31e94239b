"""Individual offers that are imported per member: what each says, and to whom it applies."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.amounts import Amount, Fixed, PriceForAll, PricePerUnit, Share, TagPrice
from loyalty_engine.model.identifiers import Barcode, ExternalCode, InternalCode
from loyalty_engine.model.keys import category_key, group_key, product_key
from loyalty_engine.model.money import Money, Percent
from loyalty_engine.model.period import ALWAYS, Period
from loyalty_engine.model.personal import (
    Acceptance,
    BenefitKind,
    Entry,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    PersonalAttribute,
    PersonalItem,
    PersonalizedOffer,
    ReceiptThresholds,
    Tier,
    entries,
)
from loyalty_engine.model.targets import (
    CategoryTarget,
    GroupTarget,
    ProductTarget,
    Target,
    TargetKind,
    target_key,
    target_kind,
    target_label,
)

TENTH = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Share(Percent(10)))
FIVE = EntryBenefit(kind=BenefitKind.DISCOUNT, amount=Fixed(500))
POINTS = EntryBenefit(kind=BenefitKind.POINTS, amount=Fixed(5))
COUPON = EntryBenefit(kind=BenefitKind.COUPON, issue="spring")
SEPTEMBER = Period("2026-09-01", "2026-09-30")
TEA = ProductTarget("tea")


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def tier(minor: int, benefit: EntryBenefit = TENTH) -> Tier:
    return Tier(threshold=eur(minor), benefit=benefit)


def paths(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.path for problem in error.value.problems]


class TestTargets:
    @pytest.mark.parametrize(
        ("target", "kind", "key", "label"),
        [
            pytest.param(
                ProductTarget("tea"),
                TargetKind.PRODUCT,
                product_key(ExternalCode("tea")),
                "tea",
                id="product",
            ),
            pytest.param(
                ProductTarget(InternalCode("7")),
                TargetKind.PRODUCT,
                product_key(InternalCode("7")),
                "7",
                id="product by internal code",
            ),
            pytest.param(
                CategoryTarget("food"),
                TargetKind.CATEGORY,
                category_key(ExternalCode("food")),
                "food",
                id="category",
            ),
            pytest.param(GroupTarget("teas"), TargetKind.GROUP, group_key("teas"), "teas", id="group"),
        ],
    )
    def test_what_an_entry_is_about(self, target: Target, kind: TargetKind, key: str, label: str) -> None:
        assert (target_kind(target), target_key(target), target_label(target)) == (kind, key, label)
        assert pickle.loads(pickle.dumps(target)) == target

    @pytest.mark.parametrize(
        ("make", "given", "text"),
        [
            pytest.param(ProductTarget, 7, "product target: code: 7 is of type int", id="a number"),
            pytest.param(ProductTarget, Barcode("46"), "'46') is a bar code", id="a bar code for a product"),
            pytest.param(
                CategoryTarget, Barcode("46"), "names a product, not a", id="a bar code for a category"
            ),
            pytest.param(CategoryTarget, "", "category target: code: '' is blank", id="nothing"),
            pytest.param(GroupTarget, None, "group target: id: None is of type NoneType", id="no group"),
        ],
    )
    def test_no_target(self, make: Callable[[Any], Target], given: Any, text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            make(given)
        assert text in str(caught.value)

    def test_the_more_specific_comes_first(self) -> None:
        assert sorted(TargetKind) == [
            TargetKind.PRODUCT,
            TargetKind.GROUP,
            TargetKind.CATEGORY,
            TargetKind.RECEIPT,
        ]


class TestEntryBenefit:
    @pytest.mark.parametrize(
        ("wrong", "path"),
        [
            pytest.param({"kind": "discount", "amount": Fixed(5)}, ["kind"], id="text for a kind"),
            pytest.param({"kind": BenefitKind.DISCOUNT}, ["amount"], id="a discount of nothing said"),
            pytest.param({"kind": BenefitKind.POINTS, "amount": 5}, ["amount"], id="a bare number"),
            pytest.param({"kind": BenefitKind.COUPON}, ["issue"], id="a coupon of no issue"),
            pytest.param(
                {"kind": BenefitKind.COUPON, "issue": "", "amount": Fixed(5)},
                ["issue", "amount"],
                id="a coupon with an amount and a blank issue",
            ),
            pytest.param(
                {"kind": BenefitKind.DISCOUNT, "points": None, "issue": 5},
                ["points", "issue", "amount"],
                id="everything",
            ),
        ],
    )
    def test_no_benefit(self, wrong: dict[str, Any], path: list[str]) -> None:
        with pytest.raises(InvalidInput) as caught:
            EntryBenefit(**wrong)
        assert paths(caught) == path

    @pytest.mark.parametrize("price", [PricePerUnit(5), PriceForAll(5), TagPrice("tag")])
    def test_what_is_above_a_price_may_come_back_in_points(self, price: Amount) -> None:
        assert EntryBenefit(kind=BenefitKind.DISCOUNT, amount=price).amount == price
        assert EntryBenefit(kind=BenefitKind.POINTS, amount=price).amount == price


class TestFavoriteCategories:
    def test_no_category(self) -> None:
        wrong: Any = {"id": None, "group": "", "name": 5, "benefit": 5, "period": 5, "accepted": 1}
        with pytest.raises(InvalidInput) as caught:
            FavoriteCategory(**wrong)
        assert caught.value.subject == "favourite category None"
        assert paths(caught) == [*wrong]

    @pytest.mark.parametrize(
        ("wrong", "text"),
        [
            pytest.param({"categories": 5}, "categories: 5 is not a sequence", id="a number"),
            pytest.param(
                {"categories": [TENTH]}, "categories[0]: <EntryBenefit>", id="a benefit for a category"
            ),
            pytest.param(
                {"max_count": -1}, "max_count: -1 is not a number of categories", id="fewer than none"
            ),
            pytest.param({"max_count": True}, "max_count: True is not a number", id="true"),
            pytest.param({"selected_period": 10**5000}, "selected_period: <int> is not", id="a long number"),
            pytest.param(
                {"accepted_at": 5}, "accepted_at: 5 is of type int, not text", id="a number for text"
            ),
        ],
    )
    def test_no_categories(self, wrong: dict[str, Any], text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            FavoriteCategories(**wrong)
        assert text in str(caught.value)
        assert len(caught.value.problems) == 1

    def test_a_category_stands_once(self) -> None:
        category = FavoriteCategory(id="k", group="teas", benefit=TENTH)
        with pytest.raises(InvalidInput, match=r"categories\[1\]: category 'k' is there already"):
            FavoriteCategories(categories=[category, category])

    def test_a_maximum_of_none_is_legal(self) -> None:
        assert FavoriteCategories(max_count=0).max_count == 0


class TestPersonalizedOffer:
    def test_no_item(self) -> None:
        wrong: Any = {
            "target": "tea",
            "benefit": None,
            "period": None,
            "accepted": "yes",
            "brand": "",
            "price_before": 9.9,
            "price_after": "x" * 1001,
        }
        with pytest.raises(InvalidInput) as caught:
            PersonalItem(**wrong)
        assert paths(caught) == [*wrong]

    def test_no_offer(self) -> None:
        wrong: Any = {"items": [None], "period": 5, "accepted": 0, "acceptance_required": None}
        with pytest.raises(InvalidInput) as caught:
            PersonalizedOffer(**wrong)
        assert paths(caught) == ["items[0]", "period", "accepted", "acceptance_required"]

    @pytest.mark.parametrize(
        ("channels", "path"),
        [
            pytest.param("push", "channels", id="a text"),
            pytest.param([5], "channels[0]", id="a number"),
            pytest.param(["push", " "], "channels[1]", id="a blank"),
            pytest.param(["push", "sms", "push"], "channels[2]", id="one twice"),
        ],
    )
    def test_no_channels(self, channels: Any, path: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            PersonalizedOffer(channels=channels)
        assert paths(caught) == [path]
        with pytest.raises(InvalidInput) as caught:
            ReceiptThresholds(tiers=[tier(1)], channels=channels)
        assert paths(caught) == [path]


class TestReceiptThresholds:
    @pytest.mark.parametrize(
        ("tiers", "text"),
        [
            pytest.param([], "tiers: there are none (give at least one threshold)", id="none"),
            pytest.param([5], "tiers[0]: 5 is not a threshold (give a Tier)", id="a number"),
            pytest.param(
                [tier(1000), tier(1000)],
                "tiers[1].threshold: 10.00 EUR does not rise above 10.00 EUR",
                id="equal",
            ),
            pytest.param([tier(1000), tier(999)], "tiers[1].threshold: 9.99 EUR does not rise", id="falling"),
            pytest.param(
                [tier(1), Tier(threshold=Money(5, "JPY"), benefit=TENTH)],
                "tiers[1].threshold: 5 JPY is not in EUR",
                id="two currencies",
            ),
            pytest.param(
                [tier(1), tier(2, COUPON)],
                "tiers[1].benefit: gives coupon, and not discount",
                id="two kinds of benefit",
            ),
        ],
    )
    def test_no_thresholds(self, tiers: Any, text: str) -> None:
        with pytest.raises(InvalidInput) as caught:
            ReceiptThresholds(tiers=tiers)
        assert text in str(caught.value)

    def test_every_problem_at_once(self) -> None:
        wrong: Any = {"period": 5, "accepted": 1, "acceptance_required": 1, "strictly": 1}
        with pytest.raises(InvalidInput) as caught:
            ReceiptThresholds(tiers=[tier(3), tier(2, POINTS), tier(1)], **wrong)
        assert paths(caught) == [
            *wrong,
            "tiers[1].threshold",
            "tiers[1].benefit",
            "tiers[2].threshold",
            "tiers[2].benefit",
        ]

    def test_no_tier(self) -> None:
        nothing: Any = None
        with pytest.raises(InvalidInput) as caught:
            Tier(threshold=eur(10**15 + 1), benefit=nothing)
        assert paths(caught) == ["threshold", "benefit"]

    @pytest.mark.parametrize(
        ("amount", "strictly", "benefit"),
        [
            pytest.param(999, False, None, id="a cent short of the first threshold"),
            pytest.param(1000, False, TENTH, id="exactly at the first threshold"),
            pytest.param(1000, True, None, id="at a threshold that must be exceeded"),
            pytest.param(1001, True, TENTH, id="a cent above a threshold that must be exceeded"),
            pytest.param(2999, False, TENTH, id="a cent short of the second"),
            pytest.param(3000, False, FIVE, id="at the second: thresholds replace, they do not add"),
            pytest.param(10**12, False, FIVE, id="far above the last"),
        ],
    )
    def test_the_highest_threshold_met_applies(
        self, amount: int, strictly: bool, benefit: EntryBenefit | None
    ) -> None:
        offer = ReceiptThresholds(tiers=[tier(1000), tier(3000, FIVE)], strictly=strictly)
        (entry,) = entries("sums", offer)

        assert entry.benefit_at(amount, "EUR") == benefit
        assert entry.benefit_at(amount, "JPY") is None


@pytest.mark.parametrize(
    ("acceptance", "works"),
    [
        pytest.param(Acceptance.NEEDLESS, True, id="nobody asks"),
        pytest.param(Acceptance.ACCEPTED, True, id="the member agrees"),
        pytest.param(Acceptance.AWAITING, False, id="the member has not been heard"),
        pytest.param(Acceptance.DECLINED, False, id="the member does not want it"),
    ],
)
def test_an_entry_works_if_acceptance_is_needless_or_given(acceptance: Acceptance, works: bool) -> None:
    assert acceptance.works is works


@pytest.mark.parametrize(
    ("required", "offer", "item", "acceptance"),
    [
        pytest.param(False, None, None, Acceptance.NEEDLESS, id="no flag anywhere"),
        pytest.param(True, None, None, Acceptance.AWAITING, id="required, and nothing said"),
        pytest.param(True, True, None, Acceptance.ACCEPTED, id="the whole offer accepted"),
        pytest.param(True, True, False, Acceptance.DECLINED, id="all but this item"),
        pytest.param(True, False, True, Acceptance.ACCEPTED, id="this item alone"),
        pytest.param(False, False, None, Acceptance.DECLINED, id="a flag means that acceptance is required"),
        pytest.param(False, None, True, Acceptance.ACCEPTED, id="a flag on the item, and given"),
    ],
)
def test_acceptance_of_an_item(
    required: bool, offer: bool | None, item: bool | None, acceptance: Acceptance
) -> None:
    personal = PersonalizedOffer(
        items=[PersonalItem(target=TEA, benefit=TENTH, accepted=item)],
        acceptance_required=required,
        accepted=offer,
    )

    assert [entry.acceptance for entry in entries("fans", personal)] == [acceptance]


ALIKE: dict[str, Any] = {"attribute": "a", "period": ALWAYS, "acceptance": Acceptance.NEEDLESS}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param(FavoriteCategories(), [], id="no categories"),
        pytest.param(PersonalizedOffer(), [], id="no items"),
        pytest.param(
            FavoriteCategories(
                categories=[
                    FavoriteCategory(id="1", name="Tea", group="teas", benefit=TENTH, period=SEPTEMBER),
                    FavoriteCategory(id="2", group="cups", benefit=COUPON, accepted=False),
                ]
            ),
            [
                Entry(
                    **{**ALIKE, "period": SEPTEMBER},
                    order=0,
                    label="Tea",
                    kind=TargetKind.GROUP,
                    key=group_key("teas"),
                    benefit=TENTH,
                ),
                Entry(
                    **{**ALIKE, "acceptance": Acceptance.DECLINED},
                    order=1,
                    label="2",
                    kind=TargetKind.GROUP,
                    key=group_key("cups"),
                    benefit=COUPON,
                ),
            ],
            id="favourite categories",
        ),
        pytest.param(
            PersonalizedOffer(
                items=[
                    PersonalItem(target=TEA, benefit=TENTH, period=Period("2026-09-10"), brand="leaf"),
                    PersonalItem(target=GroupTarget("cups"), benefit=POINTS),
                ],
                period=SEPTEMBER,
            ),
            [
                Entry(
                    **{**ALIKE, "period": Period("2026-09-10", "2026-09-30")},
                    order=0,
                    label="tea",
                    kind=TargetKind.PRODUCT,
                    key=product_key(ExternalCode("tea")),
                    benefit=TENTH,
                    brand="leaf",
                ),
                Entry(
                    **{**ALIKE, "period": SEPTEMBER},
                    order=1,
                    label="cups",
                    kind=TargetKind.GROUP,
                    key=group_key("cups"),
                    benefit=POINTS,
                ),
            ],
            id="a personalised offer, each missing date of an item taken from it",
        ),
        pytest.param(
            ReceiptThresholds(tiers=[tier(1000)], acceptance_required=True, strictly=True),
            [
                Entry(
                    **{**ALIKE, "acceptance": Acceptance.AWAITING},
                    order=0,
                    label="receipt amount",
                    kind=TargetKind.RECEIPT,
                    key=None,
                    benefit=None,
                    tiers=(tier(1000),),
                    strictly=True,
                )
            ],
            id="receipt thresholds",
        ),
    ],
)
def test_entries_have_one_form(value: PersonalAttribute, found: list[Entry]) -> None:
    assert list(entries("a", value)) == found


def test_an_entry_without_thresholds_gives_the_same_at_every_amount() -> None:
    (entry,) = entries("a", PersonalizedOffer(items=[PersonalItem(target=TEA, benefit=TENTH)]))

    assert entry.benefit_at(0, "EUR") == entry.benefit_at(10**15, "JPY") == TENTH
