"""What the language of offers cannot say yet, or will not: the names under which cases are counted."""

from __future__ import annotations

from typing import Final

from attrs import frozen


@frozen
class Feature:
    """Something that a case needs and that cannot be said; *detail* tells what of this case needs it."""

    name: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.detail})" if self.detail else self.name

    def of(self, detail: str) -> Feature:
        """This feature, as one case needs it."""
        return Feature(self.name, detail)


class Missing(Exception):
    """A case cannot be said: *features* are missing."""

    def __init__(self, *features: Feature) -> None:
        super().__init__(*features)
        self.features = features


APPLICATIONS: Final = Feature("how often an offer was applied")
AT_MOST_UNITS_PER_LINE: Final = Feature("benefit on at most N units of each line")
BASE: Final = Feature("another base of a percentage")
BEST_COMBINATION: Final = Feature("best of all combinations of offers")
BEST_PER_LINE: Final = Feature("best offer per line among sums that are spread over lines")
BROKEN: Final = Feature("a case on which this script breaks")
BUDGET: Final = Feature("budget in money that several offers share")
BUNDLE_PRICE: Final = Feature("a set at a price")
BUY_GET: Final = Feature("buy X get Y")
CAP: Final = Feature("at most so much money off")
CUSTOM: Final = Feature("an expression in the peer's own language")
EXCLUSIVE: Final = Feature("an exclusive promotion, under a convention that does not say what it excludes")
FINER: Final = Feature("amounts finer than the smallest unit of money")
FREE_ELSEWHERE: Final = Feature("condition on the free units of other lines")
GROUPS: Final = Feature("groups of units, limited besides")
LEFTOVER: Final = Feature("the leftover cents of a spread sum on other lines")
LEVELS: Final = Feature("two levels of rounding percentages in one book")
MARKUP: Final = Feature("a price raised")
NTH_OF_SET: Final = Feature("every Nth unit of sets")
ORDER_OF_STAGES: Final = Feature("offers in an order that ours does not have")
PAY_WITH_POINTS: Final = Feature("payment with points")
PERCENT: Final = Feature("percentages finer than a hundredth")
ROUNDINGS: Final = Feature("two ways to round discounts in one book")
REFUSED: Final = Feature("what our library refuses")
SHIPPING_TAX: Final = Feature("tax of the shipping split over the rates of the goods")
SPREAD: Final = Feature("another way to spread a sum")
STAGES: Final = Feature("goods or points given on amounts before discounts")
STEPS: Final = Feature("several purchases, returns or days in one case")
TAX_ROUNDING: Final = Feature("taxes that the host rounds in another way")
TIERED: Final = Feature("amount or percentage by tiers")
UNITS_BELOW: Final = Feature("so many units of lines that earlier offers have discounted")
UNITS_OF_CONDITIONS: Final = Feature("units that a condition uses up, beside those that get something")
UNIT_OF_MEASURE: Final = Feature("units of measure that convert")
UNKNOWN_KEY: Final = Feature("a key that is not translated")
UNKNOWN_KIND: Final = Feature("a kind that is not translated")
WORDS: Final = Feature("a word that the case may mean in another way")
