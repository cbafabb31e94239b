"""Promises about documents; each class names one."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from wire.samples import SAMPLES

from loyalty_engine import calculate
from loyalty_engine.model.amounts import Fixed, PerUnit, PricePerUnit, Share
from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.identifiers import ExternalCode, InternalCode
from loyalty_engine.model.money import Money, Percent, Quantity
from loyalty_engine.model.period import Period
from loyalty_engine.model.personal import (
    BenefitKind,
    CategoryTarget,
    EntryBenefit,
    FavoriteCategories,
    FavoriteCategory,
    GroupTarget,
    PersonalItem,
    PersonalizedOffer,
    ProductTarget,
    ReceiptThresholds,
    Tier,
)
from loyalty_engine.model.points import PointsCurrency
from loyalty_engine.testing.strategies import World, catalogs, members, money, quantities, worlds
from loyalty_engine.wire import documents, loymax, moments
from loyalty_engine.wire.converter import converter, to_plain
from loyalty_engine.wire.documents import DOCUMENTS, Document, MemberList, OfferSet, ReceiptList, read, write
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.schema import schema
from loyalty_engine.wire.text import DocumentError, Limits, Plain, parse

Json: TypeAlias = Any  # what the standard library reads and writes, floats and all

CODES = {
    1: loymax.Preference(BenefitKind.DISCOUNT, loymax.Method.PERCENT),
    4: loymax.Preference(BenefitKind.POINTS, loymax.Method.PERCENT),
}
STARS = PointsCurrency("stars")
READERS: dict[str, Callable[[str | bytes], object]] = {
    "any": read,
    **{what: getattr(documents, f"read_{what}") for what in DOCUMENTS},
    "favorite categories": partial(loymax.read_favorite_categories, preferences=CODES, currency="RUB"),
    "personalized offer": partial(loymax.read_personalized_offer, currency="RUB"),
    "receipt thresholds": partial(loymax.read_receipt_thresholds, currency="RUB"),
}
SCHEMAS = {what: Draft202012Validator(schema(what)) for what in DOCUMENTS}
LOYMAX: tuple[Json, ...] = (
    {"categories": [{"id": "1", "goodsGroupUID": "g", "preferenceType": 4, "preferenceValue": 5}]},
    {
        "EndDate": "2026-09-15",
        "Preferences": [
            {
                "BrandId": "b",
                "Items": [
                    {
                        "GoodsId": "x",
                        "PreferenceType": "Discount",
                        "CalculationMethod": "Percent",
                        "PreferenceValue": "5",
                        "Accepted": True,
                    }
                ],
            }
        ],
    },
    {
        "PreferenceType": "Cashback",
        "CalculationMethod": "FixAmount",
        "StartDate": "2026-09-01T00:00:00Z",
        "Thresholds": [{"Amount": 10, "PreferenceValue": 1}],
    },
)

words = st.sampled_from(
    ["", "x", "tea", "2026-09-01", "2026-09-01T12:00Z", "1.5", "-1", "1e9", "RUB", "kind", "\x00", "٣"]
)
scalars: st.SearchStrategy[Json] = (
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(max_size=5)
)
names = words | st.sampled_from(
    ["id", "format", "version", "offers", "lines", "amount", "Items", "categories"]
)


def _containers(inside: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.lists(inside, max_size=4) | st.dictionaries(names, inside, max_size=4)


anything: st.SearchStrategy[Json] = st.recursive(scalars, _containers, max_leaves=12)


def places(value: Json, place: tuple[Json, ...] = ()) -> list[tuple[Json, ...]]:
    """The place of every value inside *value*, and its own."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place, *(found for name, item in items for found in places(item, (*place, name)))]


def at(value: Json, place: tuple[Json, ...]) -> Json:
    """What stands at *place* in *value*."""
    for name in place:
        value = value[name]
    return value


@st.composite
def spoilt(draw: st.DrawFn) -> str:
    """Documents in which up to three values are replaced, left out, moved or given to a wrong name."""
    document = json.loads(draw(st.sampled_from([*SAMPLES.values(), *map(json.dumps, LOYMAX)])))
    for _ in range(draw(st.integers(1, 3))):
        inner = [place for place in places(document) if place]
        if not inner:
            break
        *owner, name = draw(st.sampled_from(inner))
        holder = at(document, tuple(owner))
        match draw(st.sampled_from(["replace", "leave out", "move", "rename"])):
            case "replace":
                holder[name] = draw(anything)
            case "leave out":
                del holder[name]
            case "move":
                holder[name] = json.loads(json.dumps(at(document, draw(st.sampled_from(inner)))))
            case _:
                if isinstance(holder, dict):
                    holder[draw(names)] = holder.pop(name)
    return json.dumps(document, ensure_ascii=draw(st.booleans()))


def fed(reader: str, document: str | bytes) -> object:
    """What a reader makes of a document, or None where it refuses it in the one way that it may."""
    try:
        return READERS[reader](document)
    except DocumentError as error:
        problems = error.problems
    assert problems
    assert all(problem.path.startswith("$") and problem.message for problem in problems)
    return None


class TestNothingElseIsRaised:
    """Any input gives a value, or a `DocumentError` with located problems."""

    @given(st.sampled_from(list(READERS)), anything)
    def test_any_json(self, reader: str, value: Json) -> None:
        fed(reader, json.dumps(value))

    @given(st.sampled_from(list(READERS)), st.text())
    def test_any_text(self, reader: str, text: str) -> None:
        fed(reader, text)

    @given(st.sampled_from(list(READERS)), st.binary())
    def test_any_bytes(self, reader: str, octets: bytes) -> None:
        fed(reader, octets)

    @given(st.sampled_from(list(DOCUMENTS)), st.dictionaries(names, anything, max_size=6))
    def test_anything_under_a_good_head(self, what: str, body: dict[str, Json]) -> None:
        document = {**body, "format": f"loyalty-engine/{what}", "version": 1}
        fed("any", json.dumps(document))

    @given(st.sampled_from(list(READERS)), spoilt())
    def test_a_spoilt_document(self, reader: str, document: str) -> None:
        fed(reader, document)

    @given(spoilt(), st.integers(0, 10_000), st.text(alphabet='{}[]",:\\u0d8e1.-NaI \ud800\x00', max_size=3))
    def test_a_document_with_a_stray_piece(self, document: str, place: int, piece: str) -> None:
        place %= len(document)
        fed("any", document[:place] + piece + document[place + 1 :])

    @given(spoilt(), st.integers(0, 10_000))
    def test_a_document_cut_short(self, document: str, length: int) -> None:
        fed("any", document.encode("utf-8", "surrogatepass")[: length % len(document)])


class TestWhatIsReadIsWrittenAgain:
    """Whatever a reader takes has a written form, which reads as the same value and fits the schema."""

    @given(spoilt())
    def test_even_from_a_spoilt_document(self, document: str) -> None:
        value = fed("any", document)
        if value is not None:
            kept_by_documents(value)  # type: ignore[arg-type]


def kept_by_documents(value: Document) -> None:
    text = write(value)
    again = read(text)
    assert again == value
    assert write(again) == text
    what = next(what for what, kind in DOCUMENTS.items() if kind is type(value))
    SCHEMAS[what].validate(json.loads(text))


class TestNothingIsLost:
    """``read(write(v)) == v``; the text is the same the second time, and fits the schema."""

    @given(worlds(members=2))
    def test_offers_and_what_they_name(self, world: World) -> None:
        kept_by_documents(
            OfferSet(
                offers=world.offers,
                groups=world.catalog.groups,
                favorites=world.favorites,
                points=world.points,
                policies=world.policies,
                zone=world.zone,
            )
        )
        kept_by_documents(ReceiptList(world.receipts))
        kept_by_documents(MemberList([member for member in world.members if member is not None]))

    @given(catalogs(), members(anonymous=False))
    def test_catalogues_and_members(self, catalog: Any, member: Any) -> None:
        kept_by_documents(catalog)
        kept_by_documents(member)

    @given(worlds())
    def test_calculations(self, world: World) -> None:
        result = calculate(world.receipt, world.member, world.book())

        kept_by_documents(result)
        travelled = documents.read_calculation(write(result, indent=None))
        assert travelled.fingerprint == result.fingerprint
        assert travelled.total == result.total

    @given(worlds())
    def test_a_book_read_from_documents_calculates_the_same(self, world: World) -> None:
        offers = documents.read_offers(documents.write_offers(world.offers)).offers
        same = World(
            offers=offers,
            catalog=documents.read_catalog(write(world.catalog)),
            favorites=world.favorites,
            points=world.points,
            policies=world.policies,
            zone=world.zone,
            receipts=(documents.read_receipt(write(world.receipt)),),
            members=world.members,
        )

        here = calculate(world.receipt, world.member, world.book())
        there = calculate(same.receipt, same.member, same.book())
        assert (there, there.fingerprint) == (here, here.fingerprint)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Periods of clock readings or of instants, with any bounds."""
    bounds = st.none() | st.datetimes(dt.datetime(1900, 1, 2), dt.datetime(2999, 12, 30))
    zone = draw(st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=5, minutes=45))]))
    start, end = draw(bounds), draw(bounds)
    if start is not None and end is not None and start > end:
        start, end = end, start
    if start is not None and start == end:
        end = None
    dated = (None if bound is None else bound.replace(tzinfo=zone) for bound in (start, end))
    return Period(*dated)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**14), max_value=10**14)
json_values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | numbers | texts,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(texts, inside, max_size=4),
    max_leaves=8,
)
attribute_values = json_values.filter(lambda value: value is not None) | st.dates()
amounts = money("JPY") | money("RUB") | money("KWD")
largest = st.builds(Money, st.integers(-(10**24) + 1, 10**24 - 1), st.just("CLF"))


class TestSingleValues:
    """Every value keeps its exact meaning on paper."""

    @given(amounts | largest)
    def test_money(self, value: Money) -> None:
        self.kept(value)

    @given(quantities() | st.builds(Quantity, st.integers(1, 10**15 - 1)))
    def test_quantities(self, value: Quantity) -> None:
        self.kept(value)

    @given(st.integers(0, 10_000))
    def test_percentages(self, hundredths: int) -> None:
        self.kept(Percent.from_hundredths(hundredths))

    @given(periods())
    def test_periods(self, period: Period) -> None:
        self.kept(period)
        if period.end is not None:
            through = moments.write_included_end(period.end)
            assert converter().structure({"through": through}, Period).end == period.end

    @given(st.dictionaries(st.sampled_from(["a", "b b", "ё"]), attribute_values))
    def test_attributes(self, values: dict[str, Json]) -> None:
        self.kept(Attributes.of(values))

    def kept(self, value: object) -> None:
        text = dumps(to_plain(value))
        read = converter().structure(parse(text), type(value))
        assert read == value
        assert dumps(to_plain(read)) == text


plains: st.SearchStrategy[Plain] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**29), 10**29) | numbers | texts,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(texts, inside, max_size=4),
    max_leaves=20,
)


class TestText:
    """What is laid out is parsed again, whatever the layout."""

    @given(plains, st.none() | st.integers(0, 4))
    def test_layout(self, plain: Plain, indent: int | None) -> None:
        text = dumps(plain, indent=indent)

        assert parse(text) == plain
        assert json.loads(text, parse_float=Decimal) == plain
        assert dumps(parse(text), indent=indent) == text

    @given(st.text(alphabet='[]{}",:1\\ax ', max_size=40))
    def test_depth_is_what_another_reader_finds(self, text: str) -> None:
        try:
            value = json.loads(text)
        except ValueError:
            return
        deepest = max(len(place) + isinstance(at(value, place), (list, dict)) for place in places(value))
        limits = Limits(depth=max(deepest, 1))

        problems = refused(partial(parse, text, limits=limits))
        assert all("stands twice" in message for message in problems)
        if deepest > 1:
            assert refused(partial(parse, text, limits=Limits(depth=deepest - 1)))


def refused(read: Callable[[], object]) -> list[str]:
    """What a reader objects to."""
    try:
        read()
    except DocumentError as error:
        return [problem.message for problem in error.problems]
    return []


sums = st.integers(0, 10**15).map(Fixed) | st.integers(0, 10**15).map(PerUnit)
shares = st.integers(0, 10_000).map(Percent.from_hundredths).map(Share)
prices = st.integers(0, 10**15).map(PricePerUnit)
discounts = st.builds(EntryBenefit, kind=st.just(BenefitKind.DISCOUNT), amount=shares | sums | prices)
stars = st.builds(
    EntryBenefit, kind=st.just(BenefitKind.POINTS), amount=shares | sums, points=st.just("stars")
)
coupons = st.builds(EntryBenefit, kind=st.just(BenefitKind.COUPON), issue=st.sampled_from(["spring", "8"]))
agreements = st.none() | st.booleans()
codes = st.builds(ExternalCode, st.sampled_from("ab7")) | st.builds(InternalCode, st.sampled_from("ab7"))
targets = (
    st.builds(ProductTarget, codes) | st.builds(CategoryTarget, codes) | st.builds(GroupTarget, st.just("g"))
)
items = st.builds(
    PersonalItem,
    target=targets,
    benefit=discounts | stars | coupons,
    period=periods(),
    accepted=agreements,
    brand=st.sampled_from([None, "corner", "web"]),
    price_before=st.none() | st.just("9.90"),
)
categories = st.builds(
    FavoriteCategory,
    id=st.sampled_from(["1", "2", "3"]),
    group=st.sampled_from("gh"),
    benefit=st.builds(EntryBenefit, kind=st.just(BenefitKind.DISCOUNT), amount=shares)
    | st.builds(EntryBenefit, kind=st.just(BenefitKind.POINTS), amount=shares, points=st.just("stars")),
    period=periods(),
    accepted=agreements,
)


class TestLoymax:
    """Individual offers come back from attribute values as they were."""

    @given(st.lists(items, max_size=5), periods(), st.booleans(), agreements)
    def test_personalised_offers(
        self, items: list[PersonalItem], period: Period, required: bool, accepted: bool | None
    ) -> None:
        value = PersonalizedOffer(items=items, period=period, acceptance_required=required, accepted=accepted)
        text = loymax.write_personalized_offer(value, currency="KWD", points=STARS)

        assert loymax.read_personalized_offer(text, currency="KWD", points=STARS) == value

    @given(
        st.lists(categories, max_size=3, unique_by=lambda category: category.id),
        st.none() | st.integers(0, 3),
    )
    def test_favourite_categories(self, found: list[FavoriteCategory], most: int | None) -> None:
        value = FavoriteCategories(categories=found, max_count=most)
        text = loymax.write_favorite_categories(value, preferences=CODES, currency="KWD", points=STARS)

        read = loymax.read_favorite_categories(text, preferences=CODES, currency="KWD", points=STARS)
        assert read == value

    @given(st.lists(st.integers(0, 10**15), min_size=1, unique=True), st.data(), periods(), st.booleans())
    def test_receipt_thresholds(
        self, amounts: list[int], data: st.DataObject, period: Period, strictly: bool
    ) -> None:
        kind: st.SearchStrategy[Any] = data.draw(st.sampled_from([prices, shares]))
        tiers = [
            Tier(
                threshold=Money(amount, "KWD"),
                benefit=EntryBenefit(kind=BenefitKind.DISCOUNT, amount=data.draw(kind)),
            )
            for amount in sorted(amounts)
        ]
        value = ReceiptThresholds(tiers=tiers, period=period, strictly=strictly)
        text = loymax.write_receipt_thresholds(value, currency="KWD")

        assert loymax.read_receipt_thresholds(text, currency="KWD", strictly=strictly) == value
