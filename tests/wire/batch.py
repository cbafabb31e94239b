"""The attributes and the rows that tests of batches use."""

from __future__ import annotations

import io
import json

from loyalty_engine import (
    AttributeDefinition,
    AttributeType,
    BenefitKind,
    Catalog,
    Category,
    Product,
    ProductGroup,
)
from loyalty_engine.model.identification import Identifier, IdentifierKind
from loyalty_engine.program.imports import START, ImportRow, Position
from loyalty_engine.wire.batches import BatchFormat, BatchTerms, PersonalKind, read_batch
from loyalty_engine.wire.batches.terms import ROW_LIMITS
from loyalty_engine.wire.loymax import Method, Preference
from loyalty_engine.wire.text import Limits

HEADER = "identifier_kind,identifier,attribute,value\n"

CATALOG = Catalog(
    categories=[Category(code="drinks")],
    products=[Product(code="100", category="drinks"), Product(code="200", internal_id="I-2")],
    groups=[ProductGroup.of("school", products={"100"})],
)
TERMS = BatchTerms(
    definitions=[
        AttributeDefinition(name="city", type=AttributeType.STRING),
        AttributeDefinition(name="vip", type=AttributeType.BOOL),
        AttributeDefinition(name="children", type=AttributeType.INT),
        AttributeDefinition(name="weight", type=AttributeType.DOUBLE),
        AttributeDefinition(name="wedding", type=AttributeType.DATE),
        AttributeDefinition(name="extra", type=AttributeType.JSON),
        AttributeDefinition(name="size", type=AttributeType.RADIO_STRING, allowed=("S", "M")),
        AttributeDefinition(name="level", type=AttributeType.STRING, required=True),
    ],
    personal={
        "offers": PersonalKind.PERSONALIZED_OFFER,
        "categories": PersonalKind.FAVORITE_CATEGORIES,
        "sums": PersonalKind.RECEIPT_THRESHOLDS,
    },
    currency="EUR",
    preferences={4: Preference(BenefitKind.DISCOUNT, Method.PERCENT)},
    catalog=CATALOG,
)


def rows(
    data: str | bytes,
    terms: BatchTerms = TERMS,
    *,
    format: BatchFormat = BatchFormat.CSV,
    start: Position = START,
    with_values: bool = True,
    limits: Limits = ROW_LIMITS,
) -> list[ImportRow]:
    """The rows of a batch that is given as a whole."""
    stream = io.BytesIO(data.encode() if isinstance(data, str) else data)
    return list(read_batch(stream, terms, format=format, start=start, with_values=with_values, limits=limits))


def phone(number: str = "+49151") -> Identifier:
    return Identifier(IdentifierKind.PHONE, number)


def csv_row(attribute: str, value: str, identifier: str = "+49151") -> str:
    quoted = value.replace('"', '""')
    return f'phone,{identifier},{attribute},"{quoted}"\n'


def json_row(attribute: str, value: object, identifier: str = "+49151") -> str:
    parts = ("phone", identifier, attribute, value)
    names = ("identifier_kind", "identifier", "attribute", "value")
    return json.dumps(dict(zip(names, parts, strict=True))) + "\n"


def item(**keys: object) -> dict[str, object]:
    """An item of a personalised offer, 15 % off product 100 where *keys* say nothing else."""
    return {
        "GoodsId": "100",
        "PreferenceType": "Discount",
        "CalculationMethod": "Percent",
        "PreferenceValue": 15,
    } | keys


def offer(*items: dict[str, object], **keys: object) -> dict[str, object]:
    return {"Preferences": [{"BrandId": "b1", "Items": list(items) or [item()]}]} | keys


def category(**keys: object) -> dict[str, object]:
    return {"id": "1", "goodsGroupUID": "school", "preferenceType": 4, "preferenceValue": 5} | keys
