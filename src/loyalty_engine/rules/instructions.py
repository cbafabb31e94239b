"""Instructions: the closed language that benefits are lowered to, and that the engine carries out.

Each instruction belongs to one stage of the purchase.
"""

from __future__ import annotations

from enum import Enum, IntEnum

from attrs import frozen

from loyalty_engine.model.amounts import Amount, PricePerUnit, Share, TagPrice
from loyalty_engine.model.identifiers import Code
from loyalty_engine.model.lifetime import FOREVER, Lifetime
from loyalty_engine.rules.emissions import Count, Credit, Debit, Emission, Issue
from loyalty_engine.rules.predicates import Compare
from loyalty_engine.rules.times import Times
from loyalty_engine.rules.units import Sets


class Stage(IntEnum):
    """The steps of a purchase, in order."""

    SETUP = 0
    DISCOUNT = 1
    PAYMENT_LIMIT = 2
    PAYMENT = 3
    ACCRUAL = 4
    COMPLETION = 5


class Given(Enum):
    """A kind of benefit already on a line that the base of a later benefit may leave out."""

    DISCOUNT = "discount"
    POINTS_PAYMENT = "points_payment"
    CERTIFICATE_PAYMENT = "certificate_payment"
    EXTERNAL_PAYMENT = "external_payment"


#: What points are earned on leaves all of it out, unless the benefit says otherwise.
PAID_IN_MONEY = frozenset(Given)


@frozen
class FromEntry:
    """How much: whatever the member's entry of the personal attribute *attribute* says."""

    attribute: str


@frozen(kw_only=True, weakref_slot=False)
class Reduce:
    """Take money off the lines, or off *units* of them; never more than *most* minor units in all.

    *currency* is that of the amounts inside; None where there are none. It gives nothing unless all checks
    in *when* hold on what is left of the lines, or of the receipt as it was when the stage began.

    With *further*, *amount* is for the first set of units, the first of *further* for the second, and so on;
    the last is for all sets that are left. With *times* it is repeated, each time after what it has given.
    """

    amount: Amount | FromEntry
    currency: str | None = None
    excludes: frozenset[Given] = frozenset()
    units: Sets | None = None
    most: int | None = None
    when: tuple[Compare, ...] = ()
    further: tuple[Amount, ...] = ()
    times: Times | None = None


@frozen(kw_only=True, weakref_slot=False)
class Accrue:
    """Give points of *points* for the lines, or for *units* of them; never more than *most* in all.

    *currency* is that of the money inside the amount, if any; *most* counts smallest parts of points, and
    *when* is as in `Reduce`. With *times*, so many times as many points are given.
    """

    amount: Amount | FromEntry
    points: str
    currency: str | None = None
    excludes: frozenset[Given] = PAID_IN_MONEY
    units: Sets | None = None
    most: int | None = None
    when: tuple[Compare, ...] = ()
    lifetime: Lifetime = FOREVER
    times: Times | None = None


@frozen(kw_only=True)
class Multiply:
    """Give points on top of those that the lines have earned: *hundredths* / 100 times as many in all.

    It sees what all other benefits of the accrual have given in *points* for the lines, and gives at most
    *most* on top. *when* is as in `Reduce`.
    """

    points: str
    hundredths: int
    most: int | None = None
    when: tuple[Compare, ...] = ()
    lifetime: Lifetime = FOREVER


class RoundOn(Enum):
    """Which lines bear the discount that rounds a receipt."""

    LINES = "lines"
    UNDISCOUNTED = "undiscounted"
    DEAREST = "dearest"


@frozen(kw_only=True)
class RoundReceipt:
    """After all other discounts, take off the lines what makes the receipt's total a multiple of *step*."""

    step: int
    currency: str
    on: RoundOn = RoundOn.LINES


@frozen(kw_only=True)
class Adopt:
    """Let what the till or a partner has given on the lines be the offer's: discounts, or points of *points*.

    An adopted discount is in the lines' amounts already, so no price falls; adopted points are given.
    """

    points: str | None = None
    lifetime: Lifetime = FOREVER


@frozen(kw_only=True)
class AddGoods:
    """Add *units* units of *product* to the purchase for nothing; a unit counts as *worth* minor units."""

    product: Code
    units: int
    worth: int = 0
    currency: str | None = None
    times: Times | None = None


@frozen(kw_only=True)
class AllowPayment:
    """Let the member pay with *points*, for each line up to what *amount* makes of it, *most* in all.

    A point pays *rate* thousandths of a unit of money; None stands for what the kind of points is worth.
    """

    amount: Amount
    points: str
    rate: int | None = None
    currency: str | None = None
    excludes: frozenset[Given] = frozenset({Given.DISCOUNT})
    most: int | None = None


class PaymentFigure(Enum):
    """What a payment is rounded for: what is left to pay after points, or what may be paid with them."""

    TO_PAY = "to_pay"
    PAYABLE = "payable"


@frozen(kw_only=True)
class CutPayment:
    """After all limits are known, let pay with fewer *points*, so that *figure* is a multiple of *step*."""

    points: str
    step: int
    currency: str
    figure: PaymentFigure = PaymentFigure.TO_PAY


@frozen(kw_only=True)
class AcceptCertificate:
    """Let the buyer pay with gift certificates, for each line up to what *amount* makes of it, *most* in all.

    *issues* are those of the certificates; where there are none, any will do.
    """

    amount: Amount
    issues: frozenset[str] = frozenset()
    currency: str | None = None
    excludes: frozenset[Given] = frozenset({Given.DISCOUNT})
    most: int | None = None


@frozen(kw_only=True)
class SetFloor:
    """No line may cost less than this; a share is one of the line's amount."""

    floor: PricePerUnit | Share | TagPrice
    currency: str | None = None


@frozen(kw_only=True)
class SetInitialPrice:
    """Discounts start from this price of each unit, and not from what the till asks for the line."""

    price: PricePerUnit | TagPrice
    currency: str | None = None


@frozen
class FillSlots:
    """Fill the member's free slots under the favourite-products rule *rule*."""

    rule: str


@frozen
class IssueFromEntry:
    """Issue the coupons that the member's entries of the personal attribute *attribute* name."""

    attribute: str


#: What may speak of sums of money; its *currency* is None where it does not.
IN_MONEY = (
    Reduce,
    Accrue,
    AddGoods,
    AllowPayment,
    CutPayment,
    AcceptCertificate,
    RoundReceipt,
    SetFloor,
    SetInitialPrice,
)
#: What a till can only give while it is connected: money off, goods, and payments in points or certificates.
AT_TILL = (Reduce, RoundReceipt, AddGoods, SetInitialPrice, AllowPayment, CutPayment, AcceptCertificate)
#: What set-up carries out, before any stage.
SETUP = (SetFloor, SetInitialPrice, FillSlots)
#: What may be repeated: something of which twice as much may be given.
Repeatable = Reduce | Accrue | AddGoods | Issue | Count | Credit | Debit
_REPEATABLE = (Reduce, Accrue, AddGoods, Issue, Count, Credit, Debit)
#: Something to do for lines, or in set-up: it has a stage of its own.
Staged = (
    Reduce
    | Adopt
    | AddGoods
    | Accrue
    | Multiply
    | RoundReceipt
    | AllowPayment
    | CutPayment
    | AcceptCertificate
    | SetFloor
    | SetInitialPrice
    | FillSlots
    | IssueFromEntry
)
Instruction = Staged | Emission


def times_of(instruction: Instruction) -> Times | None:
    """How often *instruction* is repeated; None where it is carried out once."""
    return instruction.times if isinstance(instruction, _REPEATABLE) else None


def stage_of(instruction: Staged) -> Stage:
    """The stage in which an instruction is carried out that has one of its own."""
    if isinstance(instruction, SETUP):
        return Stage.SETUP
    if isinstance(instruction, (Reduce, RoundReceipt, AddGoods)):
        return Stage.DISCOUNT
    if isinstance(instruction, Adopt):
        return Stage.DISCOUNT if instruction.points is None else Stage.ACCRUAL
    if isinstance(instruction, (AllowPayment, CutPayment)):
        return Stage.PAYMENT_LIMIT
    if isinstance(instruction, AcceptCertificate):
        return Stage.PAYMENT
    return Stage.ACCRUAL if isinstance(instruction, (Accrue, Multiply)) else Stage.COMPLETION


def comes_last(instruction: Instruction) -> bool:
    """Does the instruction belong to the last pass of its stage, which builds on what the others gave?"""
    return isinstance(instruction, (Multiply, RoundReceipt, CutPayment))
