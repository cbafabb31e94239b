"""Documents: what a program reads from a file or a service, and writes to one.

Each begins with its format and its version: ``{"format": "loyalty-engine/receipt", "version": 1, …}``. The
other members are those of the value itself. What a document says is in `loyalty_engine.wire.leaves` for
single values, and in the published schemas for the whole.

=============================  ====================  =====================================================
format                         read as               holds
=============================  ====================  =====================================================
``loyalty-engine/offers``      `OfferSet`            offers with what they name: everything that an offer
                                                     book is compiled from, but for the catalogue
``loyalty-engine/catalog``     `Catalog`             products, categories, groups
``loyalty-engine/member``      `Member`              all facts about one member
``loyalty-engine/members``     `MemberList`          several of them
``loyalty-engine/receipt``     `Receipt`             one purchase
``loyalty-engine/receipts``    `ReceiptList`         several of them
=============================  ====================  =====================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar, cast

from attrs import field, frozen

from loyalty_engine.errors import InvalidInput, Problem, refuse
from loyalty_engine.model.attributes import AttributeDefinition
from loyalty_engine.model.catalog import Catalog, ProductGroup
from loyalty_engine.model.fields import sequence_of
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.member import Member
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.slots import FavoriteProductsRule
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.stacking import DEFAULT_POLICIES, Policies
from loyalty_engine.wire.converter import converter
from loyalty_engine.wire.faults import expected, guess, missing_key
from loyalty_engine.wire.kinds import KINDS, Kinds
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.text import LIMITS, DocumentError, Limits, Plain, parse
