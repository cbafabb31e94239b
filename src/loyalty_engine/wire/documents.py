"""Documents: what a program reads from a file or a service, and writes to one.

Each begins with its format and its version: ``{"format": "loyalty-engine/receipt", "version": 1, …}``. The
other members are those of the value itself. How single values are written is said in
`loyalty_engine.wire.leaves`, and the whole in the published schemas.

==============================  =================  ==========================================================
format                          read as            holds
==============================  =================  ==========================================================
``loyalty-engine/offers``       `OfferSet`         offers and what they name: everything that an offer book
                                                   is compiled from, but for the catalogue
``loyalty-engine/catalog``      `Catalog`          products, categories, groups
``loyalty-engine/member``       `Member`           all facts about one member
``loyalty-engine/members``      `MemberList`       several of them
``loyalty-engine/receipt``      `Receipt`          one purchase
``loyalty-engine/receipts``     `ReceiptList`      several of them
``loyalty-engine/context``      `Context`          what belongs to the programme, such as recorded draws
``loyalty-engine/calculation``  `Calculation`      what a purchase earned
``loyalty-engine/event``        `Event`            something that happened and is no purchase
``loyalty-engine/reaction``     `Reaction`         what an event brought
``loyalty-engine/overview``     `Overview`         the individual offers of one member, as services show them
==============================  =================  ==========================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias, TypeVar

from attrs import field, frozen

from loyalty_engine.engine.book import OfferBook
from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.engine.compile import compile_offers
from loyalty_engine.engine.react import Reaction
from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.individual.shown import Overview
from loyalty_engine.model.attributes import AttributeDefinition
from loyalty_engine.model.catalog import EMPTY_CATALOG, Catalog, ProductGroup
from loyalty_engine.model.context import Context
from loyalty_engine.model.event import Event
from loyalty_engine.model.fields import sequence_of
from loyalty_engine.model.identifiers import shown
from loyalty_engine.model.member import Member
from loyalty_engine.model.points import BONUS_POINTS, PointsCurrency
from loyalty_engine.model.receipt import Receipt
from loyalty_engine.model.slots import FavoriteProductsRule
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.stacking import DEFAULT_POLICIES, Policies
from loyalty_engine.wire.belonging import calculation_problems
from loyalty_engine.wire.converter import converter
from loyalty_engine.wire.faults import called, expected, guess
from loyalty_engine.wire.kinds import KINDS, Kinds
from loyalty_engine.wire.layout import dumps
from loyalty_engine.wire.text import LIMITS, DocumentError, Limits, Plain, parse

VERSION: Final = 1
"""The version of all formats."""

FORMAT: Final = "format"
"""The member that says what a document holds."""

FORMAT_VERSION: Final = "version"
"""The member that says in which version of its format a document is written."""

T = TypeVar("T")


def _offers(value: Iterable[Offer]) -> tuple[Offer, ...]:
    return sequence_of(Offer, value, "offer set", "offers")


def _groups(value: Iterable[ProductGroup]) -> tuple[ProductGroup, ...]:
    return sequence_of(ProductGroup, value, "offer set", "groups")


def _favorites(value: Iterable[FavoriteProductsRule]) -> tuple[FavoriteProductsRule, ...]:
    return sequence_of(FavoriteProductsRule, value, "offer set", "favorites")


def _points(value: Iterable[PointsCurrency]) -> tuple[PointsCurrency, ...]:
    return sequence_of(PointsCurrency, value, "offer set", "points")


def _attributes(value: Iterable[AttributeDefinition] | None) -> tuple[AttributeDefinition, ...] | None:
    return None if value is None else sequence_of(AttributeDefinition, value, "offer set", "attributes")


@frozen(kw_only=True)
class OfferSet:
    """Offers with what they name: the arguments of `compile_offers`, but for the catalogue."""

    offers: tuple[Offer, ...] = field(default=(), converter=_offers)
    groups: tuple[ProductGroup, ...] = field(default=(), converter=_groups)
    favorites: tuple[FavoriteProductsRule, ...] = field(default=(), converter=_favorites)
    points: tuple[PointsCurrency, ...] = field(default=(BONUS_POINTS,), converter=_points)
    attributes: tuple[AttributeDefinition, ...] | None = field(default=None, converter=_attributes)
    policies: Policies = DEFAULT_POLICIES
    zone: str = "UTC"

    @classmethod
    def of(cls, book: OfferBook) -> OfferSet:
        """What *book* was compiled from; its groups are those of its catalogue."""
        return cls(
            offers=book.offers,
            favorites=book.favorites,
            points=book.points,
            attributes=book.attributes,
            policies=book.policies,
            zone=book.zone,
        )

    def compiled(self, catalog: Catalog = EMPTY_CATALOG) -> OfferBook:
        """The book of the offers, with this catalogue.

        Raises:
            InvalidInput: as for `compile_offers`.
        """
        return compile_offers(
            self.offers,
            catalog=catalog,
            groups=self.groups,
            favorites=self.favorites,
            points=self.points,
            attributes=self.attributes,
            policies=self.policies,
            zone=self.zone,
        )


def _members(value: Iterable[Member]) -> tuple[Member, ...]:
    return sequence_of(Member, value, "member list", "members")


@frozen
class MemberList:
    """Several members, in their order."""

    members: tuple[Member, ...] = field(converter=_members)


def _receipts(value: Iterable[Receipt]) -> tuple[Receipt, ...]:
    return sequence_of(Receipt, value, "receipt list", "receipts")


@frozen
class ReceiptList:
    """Several receipts, in their order."""

    receipts: tuple[Receipt, ...] = field(converter=_receipts)


Document: TypeAlias = (
    OfferSet
    | Catalog
    | Member
    | MemberList
    | Receipt
    | ReceiptList
    | Context
    | Calculation
    | Event
    | Reaction
    | Overview
)
"""Everything that is a document of its own."""

#: What each format is read as.
DOCUMENTS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "offers": OfferSet,
        "catalog": Catalog,
        "member": Member,
        "members": MemberList,
        "receipt": Receipt,
        "receipts": ReceiptList,
        "context": Context,
        "calculation": Calculation,
        "event": Event,
        "reaction": Reaction,
        "overview": Overview,
    }
)


def format_of(what: str) -> str:
    """The format of documents that hold *what*, a key of `DOCUMENTS`."""
    return f"loyalty-engine/{what}"


def read(document: str | bytes, *, kinds: Kinds = KINDS, limits: Limits = LIMITS) -> Document:
    """The value of a document, whichever of the formats it has.

    Args:
        document: JSON, in UTF-8 where it is bytes.
        kinds: the kinds of condition and benefit that it may name.
        limits: how large it may be.

    Raises:
        DocumentError: it cannot be read; all problems are reported, each with its path.
    """
    value: Document = _structured(document, "document", DOCUMENTS, kinds, limits)
    return value


def read_offers(document: str | bytes, *, kinds: Kinds = KINDS, limits: Limits = LIMITS) -> OfferSet:
    """The offers of a document, with what they name; arguments and errors are those of `read`.

    Whether the offers fit together, and the catalogue, is seen when they are compiled.
    """
    return _read(document, OfferSet, kinds, limits)


def read_catalog(document: str | bytes, *, limits: Limits = LIMITS) -> Catalog:
    """The catalogue of a document; arguments and errors are those of `read`."""
    return _read(document, Catalog, KINDS, limits)


def read_member(document: str | bytes, *, limits: Limits = LIMITS) -> Member:
    """The member of a document; arguments and errors are those of `read`."""
    return _read(document, Member, KINDS, limits)


def read_members(document: str | bytes, *, limits: Limits = LIMITS) -> MemberList:
    """The members of a document; arguments and errors are those of `read`."""
    return _read(document, MemberList, KINDS, limits)


def read_receipt(document: str | bytes, *, limits: Limits = LIMITS) -> Receipt:
    """The receipt of a document; arguments and errors are those of `read`."""
    return _read(document, Receipt, KINDS, limits)


def read_receipts(document: str | bytes, *, limits: Limits = LIMITS) -> ReceiptList:
    """The receipts of a document; arguments and errors are those of `read`."""
    return _read(document, ReceiptList, KINDS, limits)


def read_context(document: str | bytes, *, limits: Limits = LIMITS) -> Context:
    """The context of a document; arguments and errors are those of `read`."""
    return _read(document, Context, KINDS, limits)


def read_calculation(document: str | bytes, *, limits: Limits = LIMITS) -> Calculation:
    """The calculation of a document; arguments and errors are those of `read`.

    It equals the one that was written, and carries its fingerprint.
    """
    return _read(document, Calculation, KINDS, limits)


def read_event(document: str | bytes, *, limits: Limits = LIMITS) -> Event:
    """The event of a document; arguments and errors are those of `read`."""
    return _read(document, Event, KINDS, limits)


def read_reaction(document: str | bytes, *, limits: Limits = LIMITS) -> Reaction:
    """The reaction of a document; arguments and errors are those of `read`.

    It equals the one that was written, and carries its fingerprint.
    """
    return _read(document, Reaction, KINDS, limits)


def read_overview(document: str | bytes, *, limits: Limits = LIMITS) -> Overview:
    """The overview of a document; arguments and errors are those of `read`."""
    return _read(document, Overview, KINDS, limits)


def _read(document: str | bytes, kind: type[T], kinds: Kinds, limits: Limits) -> T:
    """The value of a document that can only be of one *kind*."""
    what = next(what for what, known in DOCUMENTS.items() if known is kind)
    value: T = _structured(document, f"{what} document", {what: kind}, kinds, limits)
    return value


def _structured(
    document: str | bytes, subject: str, wanted: Mapping[str, type], kinds: Kinds, limits: Limits
) -> Any:
    """The value of a document that may be any of those *wanted*."""
    plain = parse(document, subject=subject, limits=limits)
    problems: list[Problem] = []
    value: Any = None
    try:
        if type(plain) is not dict:
            raise expected("an object with format and version", plain)
        kind = _kind(plain, {format_of(what): kind for what, kind in wanted.items()}, problems)
        problems += _version_problems(plain)
        body = {key: part for key, part in plain.items() if key not in (FORMAT, FORMAT_VERSION)}
        if kind is not None:
            value = converter(kinds).structure(body, kind)
            problems += calculation_problems(value) if isinstance(value, Calculation) else ()
    except InvalidInput as error:
        problems += error.problems
    except RecursionError:
        problems.append(Problem("", "lies too deep for where it is read from", "read it nearer to the top"))
    if problems:
        raise DocumentError(subject, tuple(problem.inside("$") for problem in problems))
    return value


def _kind(plain: Mapping[str, Plain], wanted: Mapping[str, type], problems: list[Problem]) -> type | None:
    """What to read *plain* as; what is wrong with its format is added to *problems*."""
    given = plain.get(FORMAT)
    known = f"known are {', '.join(wanted)}"
    if type(given) is str and given in wanted:
        return wanted[given]
    if FORMAT not in plain:
        problems.append(Problem(FORMAT, "is missing", known))
    else:
        hint = guess(given, wanted) if type(given) is str else known
        problems.append(Problem(FORMAT, f"{called(given)} is not what is read here", hint))
    return next(iter(wanted.values())) if len(wanted) == 1 else None


def _version_problems(plain: Mapping[str, Plain]) -> list[Problem]:
    version = plain.get(FORMAT_VERSION)
    if FORMAT_VERSION not in plain:
        return [Problem(FORMAT_VERSION, "is missing", f"write {VERSION}")]
    if type(version) is int and version == VERSION:
        return []
    newer = type(version) is int and version > VERSION
    hint = "use a newer release of the library" if newer else f"write {VERSION}"
    return [Problem(FORMAT_VERSION, f"expected {VERSION}, got {called(version)}", hint)]


def plain_document(value: Document, kinds: Kinds = KINDS) -> dict[str, Plain]:
    """A document as plain JSON data, its format and version first.

    Raises:
        InvalidInput: *value* is no document, or holds something that has no written form.
    """
    what = next((name for name, kind in DOCUMENTS.items() if kind is type(value)), None)
    if what is None:
        hint = f"documents are {', '.join(kind.__name__ for kind in DOCUMENTS.values())}"
        raise InvalidInput.at("document", "", f"{shown(value)} is no document", hint)
    body: dict[str, Plain] = converter(kinds).unstructure(value)
    return {FORMAT: format_of(what), FORMAT_VERSION: VERSION, **body}


def write(value: Document, *, kinds: Kinds = KINDS, indent: int | None = 2) -> str:
    """The document that holds *value*: the same text for the same value, in every process.

    What `read` makes of it equals *value*.

    Args:
        value: one of the values that are documents.
        kinds: the kinds of condition and benefit that it may name.
        indent: spaces for each level, None for no white space at all.

    Raises:
        InvalidInput: *value* is no document, or holds something that has no written form.
    """
    return dumps(plain_document(value, kinds), indent=indent)


def write_offers(offers: OfferSet | Iterable[Offer], *, kinds: Kinds = KINDS, indent: int | None = 2) -> str:
    """As `write`; offers alone will do where they name nothing that has to be defined."""
    found = offers if isinstance(offers, OfferSet) else OfferSet(offers=offers)
    return write(found, kinds=kinds, indent=indent)


def write_calculation(calculation: Calculation, *, indent: int | None = 2) -> str:
    """As `write`; the fingerprint goes with it."""
    return write(calculation, indent=indent)
