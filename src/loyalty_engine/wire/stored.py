"""What stores of the programme keep as text: the values that are no documents of their own.

A `Form` writes one kind of value and reads it back; what it reads equals what was written. The text is that
of documents, without format and version, for the store has its own version for all that it keeps; and without
figures that follow from others.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, Final, Generic, TypeVar, cast

from attrs import evolve, frozen
from cattrs import BaseConverter

from loyalty_engine.engine.calculation import Calculation
from loyalty_engine.errors import InvalidInput
from loyalty_engine.individual.attributes import AttributeHistory
from loyalty_engine.model.actor import ByHand
from loyalty_engine.model.audit import Details
from loyalty_engine.model.catalog import Catalog
from loyalty_engine.model.coupons import Coupon, CouponIssue
from loyalty_engine.model.intents import Intent
from loyalty_engine.model.member import Member
from loyalty_engine.model.slots import SlotSet
from loyalty_engine.program.adjust import AttributeChanged, CounterSet, PointsChanged, StatusSet
from loyalty_engine.program.batches import BatchBegun, RowResult
from loyalty_engine.program.coupon_changes import CouponsChanged
from loyalty_engine.program.families import AccountJoined
from loyalty_engine.program.imports import PartDone
from loyalty_engine.program.merging import MembersMerged
from loyalty_engine.program.purchases import StoredPurchase
from loyalty_engine.program.reactions import KeptReaction
from loyalty_engine.program.returns import Returned
from loyalty_engine.wire.converter import converter
from loyalty_engine.wire.documents import OfferSet
from loyalty_engine.wire.kinds import KINDS, Kinds
from loyalty_engine.wire.layout import packed
from loyalty_engine.wire.leaf import Leaf, checked
from loyalty_engine.wire.readers import Read, reader
from loyalty_engine.wire.shapes import Record, shape_of
from loyalty_engine.wire.text import unpacked
from loyalty_engine.wire.writers import Write, writer

T = TypeVar("T")


@frozen
class Form(Generic[T]):
    """The text of one kind of value; *what* it is, for messages, and its *type*."""

    what: str
    type: Any

    def write(self, value: T, kinds: Kinds = KINDS) -> str:
        """The text of *value*, in which hosts' *kinds* of condition and benefit may be named.

        Raises:
            InvalidInput: something in it has no written form.
        """
        return packed(_converter(kinds).unstructure(value, unstructure_as=self.type))

    def read(self, text: str, kinds: Kinds = KINDS) -> T:
        """The value of a text that `write` made.

        Raises:
            InvalidInput: it was made by something else, or names a kind that is not among *kinds*.
        """
        value: T = _converter(kinds).structure(unpacked(text, subject=self.what), self.type)
        return value


def _converter(kinds: Kinds) -> BaseConverter:
    return converter(kinds, figures=False)


@frozen
class PurchaseForm:
    """The text of a purchase, and that of its calculation, which others may name as well."""

    what: str = "purchase"

    def write(self, purchase: StoredPurchase, kinds: Kinds = KINDS) -> str:
        """The text of *purchase* but for its calculation; `CALCULATION` writes that.

        Raises:
            InvalidInput: something in it has no written form.
        """
        return packed(_without_calculation(kinds)(purchase))

    def read(self, written: tuple[str, Calculation], kinds: Kinds = KINDS) -> StoredPurchase:
        """The purchase of a text that `write` made, with its calculation.

        Raises:
            InvalidInput: it was made by something else.
        """
        text, calculation = written
        plain: object = unpacked(text, subject=self.what)
        if isinstance(plain, dict):
            plain = {**plain, "calculation": calculation}
        found: StoredPurchase = _with_calculation(kinds)(plain)
        return found


@lru_cache(maxsize=16)
def _without_calculation(kinds: Kinds) -> Write:
    shape = cast(Record, shape_of(StoredPurchase, kinds.families))
    rest = tuple(member for member in shape.members if member.type is not Calculation)
    return writer(evolve(shape, members=rest), _converter(kinds).get_unstructure_hook)


@lru_cache(maxsize=16)
def _with_calculation(kinds: Kinds) -> Read:
    """The reader of a purchase in which the calculation stands as it is."""
    ours = _converter(kinds)
    shape = cast(Record, shape_of(StoredPurchase, kinds.families))
    as_it_is = partial(checked, Calculation)
    given = Leaf(read=as_it_is, write=as_it_is, schema={})
    members = (evolve(one, form=given if one.type is Calculation else one.form) for one in shape.members)
    return reader(evolve(shape, members=tuple(members)), lambda type_: partial(ours.structure, cl=type_))


PURCHASE: Final = PurchaseForm()
CALCULATION: Final[Form[Calculation]] = Form("calculation", Calculation)
INTENT: Final[Form[Intent]] = Form("intent", Intent)
SLOTS: Final[Form[SlotSet]] = Form("favourite slots", SlotSet)
HISTORY: Final[Form[AttributeHistory]] = Form("attribute", AttributeHistory)
BY_HAND: Final[Form[ByHand]] = Form("change by hand", ByHand)
OFFERS: Final[Form[OfferSet]] = Form("version of the offers", OfferSet)
CATALOG: Final[Form[Catalog]] = Form("catalogue", Catalog)
MEMBER: Final[Form[Member]] = Form("member", Member)
COUPON: Final[Form[Coupon]] = Form("coupon", Coupon)
COUPON_ISSUE: Final[Form[CouponIssue]] = Form("coupon issue", CouponIssue)
CODES: Final[Form[tuple[str, ...]]] = Form("list of codes", tuple[str, ...])
DETAILS: Final[Form[Details]] = Form("details of an audit entry", Details)
REQUEST: Final[Form[tuple[tuple[str, str], ...]]] = Form("request", tuple[tuple[str, str], ...])

#: What steps answer besides calculations, by the words that tell one from another.
ANSWERS: Final[Mapping[str, Form[Any]]] = MappingProxyType(
    {
        "attribute": Form("answer", AttributeChanged),
        "account": Form("answer", AccountJoined),
        "batch": Form("answer", BatchBegun),
        "counter": Form("answer", CounterSet),
        "coupons": Form("answer", CouponsChanged),
        "import": Form("answer", PartDone),
        "merge": Form("answer", MembersMerged),
        "points": Form("answer", PointsChanged),
        "reaction": Form("answer", KeptReaction),
        "returned": Form("answer", Returned),
        "row": Form("answer", RowResult),
        "status": Form("answer", StatusSet),
    }
)


def write_answer(answer: object, kinds: Kinds = KINDS) -> tuple[str | None, str | None]:
    """The word for the kind of an answer, and its text; both None where a step answers nothing.

    Raises:
        InvalidInput: no step answers such a thing.
    """
    if answer is None:
        return None, None
    for word, form in ANSWERS.items():
        if type(answer) is form.type:
            return word, form.write(answer, kinds)
    known = ", ".join(form.type.__name__ for form in ANSWERS.values())
    raise InvalidInput.at("answer", "", f"{type(answer).__name__} is no answer of a step", f"known: {known}")


def read_answer(word: str | None, text: str | None, kinds: Kinds = KINDS) -> object:
    """The answer that `write_answer` wrote.

    Raises:
        InvalidInput: something else wrote it.
    """
    if word is None or text is None:
        return None
    if word not in ANSWERS:
        raise InvalidInput.at("answer", "", "is of no kind that is known here", "use a newer release")
    answer: object = ANSWERS[word].read(text, kinds)
    return answer
