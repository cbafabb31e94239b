"""Money, quantities, catalogues and receipts."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from attrs import evolve
from hypothesis import strategies as st

from loyalty_engine.model.attributes import Attributes
from loyalty_engine.model.catalog import (
    AttributeFilter,
    Catalog,
    Category,
    Product,
    ProductGroup,
    ProductSet,
)
from loyalty_engine.model.identifiers import Barcode, Code, ExternalCode, InternalCode
from loyalty_engine.model.money import Money, Quantity
from loyalty_engine.model.receipt import (
    Line,
    Measure,
    Payment,
    PointsAsked,
    PresentedCertificate,
    PresentedCoupon,
    Receipt,
)
from loyalty_engine.testing.strategies.tape import Tape, built
from loyalty_engine.testing.strategies.words import (
    CATEGORIES,
    GROUPS,
    ISSUES,
    METHODS,
    MOMENTS,
    PARENTS,
    PLACES,
    POINTS_IDS,
    PRODUCTS,
    SCALARS,
    TAGS,
    WAYS,
)

#: Sums at which roundings, thresholds and ties happen, in minor units.
SUMS = (100, 1000, 0, 1, 99, 50, 333, 500, 999, 2000, 3)
_WEIGHTS = ("0.755", "1.5", "0.001", "2.333")


def a_sum(tape: Tape) -> int:
    """Minor units, mostly few."""
    return tape.one_of(SUMS) if not tape.chance(40) else tape.below(tape.one_of((200, 2_000, 100_000)))


def _a_price(tape: Tape) -> int:
    return tape.one_of((1000, 9990, 500, 999, 2000)) if not tape.chance(40) else a_sum(tape)


def a_quantity(tape: Tape) -> Quantity:
    """Pieces, or a weight."""
    return Quantity.of(tape.one_of(_WEIGHTS) if tape.chance(25) else 1 + tape.below(5))


def a_catalog(tape: Tape) -> Catalog:
    """The tree of `words`, with its products somewhere in it, and its groups; some things are left out."""
    categories = tuple(
        Category(code=code, parent=PARENTS.get(code), internal_id=f"n{n}" if n % 2 else None)
        for n, code in enumerate(CATEGORIES)
    )
    products = tuple(_a_product(tape, n, code) for n, code in enumerate(PRODUCTS) if not tape.chance(10))
    groups = tuple(_a_group(tape, id) for id in GROUPS)
    return Catalog(products=products, categories=categories, groups=groups)


def _a_product(tape: Tape, n: int, code: str) -> Product:
    attributes: dict[str, object] = {}
    if tape.chance(40):
        attributes["tag"] = tape.one_of(TAGS)
    if tape.chance(40):
        attributes["label"] = tape.one_of(SCALARS)
    return Product(
        code=code,
        category=None if tape.chance(15) else tape.one_of(CATEGORIES),
        internal_id=f"i{n}" if n % 2 else None,
        barcodes=frozenset({f"4600{n}"}) if n % 3 == 0 else frozenset(),
        attributes=Attributes.of(attributes),
    )


def _a_group(tape: Tape, id: str) -> ProductGroup:
    if not tape.chance(40):
        products = tape.some((*PRODUCTS, "nowhere"), most=4)
        return ProductGroup.of(id, products=products, categories=tape.some(CATEGORIES, most=1, least=0))
    filters = (AttributeFilter(attribute="label", values=frozenset({tape.one_of(SCALARS)})),)
    return ProductGroup(
        id=id,
        including=(
            ProductSet(categories=frozenset(tape.some(CATEGORIES, most=2))),
            ProductSet(attributes=filters),
        ),
        excluding=(ProductSet(products=frozenset(tape.some(PRODUCTS, most=2))),) if tape.chance(50) else (),
    )


def a_code(tape: Tape) -> Code:
    """A product's code of any kind, mostly one that the catalogue knows."""
    kind = tape.below(20)
    n = tape.below(len(PRODUCTS))
    if kind < 15:
        return ExternalCode(PRODUCTS[n])
    if kind == 15:
        return InternalCode(f"i{n}")
    if kind == 16:
        return Barcode(f"4600{n}")
    return ExternalCode(f"unknown-{n % 2}")


def _a_line(tape: Tape, currency: str) -> Line:
    quantity = a_quantity(tape)
    parameters: dict[str, object] = {}
    if tape.chance(20):
        parameters["tag"] = tape.one_of(TAGS)
    if tape.chance(20):
        parameters["label"] = tape.one_of(SCALARS)
    return Line(
        number=1,
        product=a_code(tape),
        quantity=quantity,
        measure=Measure.WEIGHED if not quantity.whole or tape.chance(10) else Measure.PIECE,
        amount=Money(_a_price(tape), currency),
        external_discount=Money(tape.one_of((100, 0, 1)), currency) if tape.chance(20) else None,
        external_points=tape.one_of((1, 30, 250)) if tape.chance(20) else 0,
        parameters=Attributes.of(parameters),
    )


def _a_coupon(tape: Tape) -> PresentedCoupon:
    number = tape.below(3)
    return PresentedCoupon(number=f"c{number}", issue=None if number == 2 else ISSUES[number])


def _points_asked(tape: Tape) -> tuple[PointsAsked, ...]:
    kinds = tape.some(POINTS_IDS, most=3)
    wanted = [PointsAsked(kind, None if tape.chance(60) else 1 + a_sum(tape)) for kind in kinds]
    return tuple(reversed(wanted) if tape.chance(30) else wanted)


def _a_payment(tape: Tape, method: str, currency: str) -> Payment:
    if tape.chance(30):
        return Payment(method=method, amount=Money(a_sum(tape), currency), in_points=True)
    return Payment(method=method, amount=Money(100, currency))


def _certificates(tape: Tape, currency: str) -> list[PresentedCertificate]:
    """One to three gift certificates, some of issues that offers know, some for only a part."""
    return [
        PresentedCertificate(
            number=f"g{n}",
            left=Money(a_sum(tape), currency),
            issue=tape.one_of((None, *ISSUES)),
            amount=Money(a_sum(tape), currency) if tape.chance(30) else None,
        )
        for n in range(tape.between(1, 3))
    ]


def money(currency: str = "EUR") -> st.SearchStrategy[Money]:
    """Amounts of money that are legal on a line: 0 or more."""
    sums = st.one_of(st.sampled_from(SUMS), st.integers(0, 10**7))
    return sums.map(lambda minor: Money(minor, currency))


def quantities() -> st.SearchStrategy[Quantity]:
    """Whole pieces and weights."""
    return st.one_of(
        st.integers(1, 20).map(Quantity.of),
        st.sampled_from(_WEIGHTS).map(Quantity.of),
        st.decimals(Decimal("0.001"), 20, places=3).map(Quantity.of),
    )


def catalogs() -> st.SearchStrategy[Catalog]:
    """Small catalogues: a tree, products with and without attributes, groups with and without exclusions."""
    return built(a_catalog)


@cache
def receipts(currency: str = "EUR") -> st.SearchStrategy[Receipt]:
    """Receipts of one to eight lines: pieces and weighed goods; products repeated, unknown, free."""
    return _receipts(currency)


@st.composite
def _receipts(draw: st.DrawFn, currency: str) -> Receipt:
    tape = Tape.of(draw)
    parameters: dict[str, object] = {"channel": tape.one_of(SCALARS)} if tape.chance(50) else {}
    return Receipt(
        id="r-1",
        at=tape.one_of(MOMENTS) if tape.chance(50) else MOMENTS[0],
        place=tape.one_of(PLACES),
        payments=[_a_payment(tape, m, currency) for m in tape.some(METHODS, 2, least=0)],
        coupons=tape.several(_a_coupon, most=2),
        parameters=Attributes.of(parameters),
        points_asked=_points_asked(tape) if tape.chance(60) else (),
        certificates=_certificates(tape, currency) if tape.chance(50) else (),
        identified_by=tape.one_of((None, *WAYS)),
        card=tape.one_of((None, "k1", "k2")),
        offline=tape.chance(10),
        lines=_numbered(draw(_positions(currency))),
    )


@cache
def _positions(currency: str) -> st.SearchStrategy[list[Line]]:
    return st.lists(built(lambda tape: _a_line(tape, currency)), min_size=1, max_size=8)


def _numbered(lines: list[Line]) -> list[Line]:
    """The lines in their order, each with a number; a number is left out here and there."""
    return [evolve(line, number=2 * n - (n % 3 > 0)) for n, line in enumerate(lines, 1)]
