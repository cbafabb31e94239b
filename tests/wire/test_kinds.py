from __future__ import annotations

import datetime as dt
import enum
import pickle
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import pytest
from attrs import field, frozen, validators

from loyalty_engine.errors import InvalidInput
from loyalty_engine.model.money import Money
from loyalty_engine.model.schedule import ANY_TIME, Schedule
from loyalty_engine.rules.benefits import PercentOff
from loyalty_engine.rules.conditions import AnyOf, Groups, Products
from loyalty_engine.rules.emissions import Say
from loyalty_engine.rules.instructions import Instruction, Reduce
from loyalty_engine.rules.language import Benefit, Condition
from loyalty_engine.rules.offer import Offer
from loyalty_engine.rules.predicates import Carrier, HasValue, Keyed, Predicate
from loyalty_engine.wire.documents import read_offers, write_offers
from loyalty_engine.wire.kinds import KINDS, Kinds
from loyalty_engine.wire.schema import schema
from loyalty_engine.wire.text import DocumentError

if TYPE_CHECKING:
    from loyalty_engine.model.receipt import Receipt as ForCheckersOnly


class Sky(enum.Enum):
    CLEAR = "clear"
    RAIN = "rain"


@frozen(kw_only=True)
class Station:
    name: str
    height: Decimal = Decimal(0)


@frozen
class Weather:
    """The weather at the place of sale is as wanted; the till sends it with the receipt."""

    kind: ClassVar[str] = "acme:weather"
    skies: frozenset[Sky]
    stations: tuple[Station, ...] = ()
    since: dt.datetime | None = None
    most: int = field(default=5, validator=validators.ge(1))

    def lower(self) -> Predicate:
        wanted = frozenset(sky.value for sky in self.skies)
        return HasValue(carrier=Carrier.RECEIPT, name="sky", wanted=wanted)

    def describe(self) -> str:
        return f"it is {' or '.join(sorted(sky.value for sky in self.skies))}"


@frozen
class Within:
    """Another condition, within some distance."""

    kind: ClassVar[str] = "acme:within"
    part: Condition
    parts: tuple[Condition, ...] = field(factory=tuple)
    hours: Schedule = ANY_TIME
    rows: tuple[tuple[str, Money], ...] = ()
    pair: tuple[int, str] = (0, "")

    def lower(self) -> Keyed:
        return Keyed(keys=frozenset())

    def describe(self) -> str:
        return f"within: {self.part.describe()}"


@frozen
class FreeParking:
    """A ticket for the car park."""

    kind: ClassVar[str] = "acme:free_parking"
    hours: int

    def lower(self) -> tuple[Instruction, ...]:
        return ()

    def describe(self) -> str:
        return f"{self.hours} hours of parking"


OURS = KINDS.with_(Weather, FreeParking, Within)
NORTH = Station(name="north", height=Decimal("1.5"))
RAIN = Weather(frozenset({Sky.RAIN}), (NORTH,), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
NEAR = Within(Groups({"g"}), rows=(("a", Money.of(1, "EUR")),))
OFFER = Offer.of("dry", [AnyOf([RAIN, NEAR])], [FreeParking(2)])


class TestAHostsKind:
    def test_it_is_written_and_read_as_ours_are(self) -> None:
        text = write_offers([OFFER], kinds=OURS)

        assert read_offers(text, kinds=OURS).offers == (OFFER,)
        assert '{"kind": "acme:free_parking", "hours": 2}' in text
        assert write_offers(read_offers(text, kinds=OURS), kinds=OURS) == text

    def test_it_is_described_in_the_schema(self) -> None:
        described = schema("offers", OURS)["$defs"]

        assert described["Weather"]["properties"]["kind"] == {"const": "acme:weather"}
        assert {"$ref": "#/$defs/Weather"} in described["Condition"]["oneOf"]
        assert {"$ref": "#/$defs/FreeParking"} in described["Benefit"]["oneOf"]
        assert described["Sky"] == {"enum": ["clear", "rain"]}

    def test_a_document_cannot_name_it_where_it_is_not_given(self) -> None:
        with pytest.raises(DocumentError, match="'acme:weather' is no kind of condition"):
            read_offers(write_offers([OFFER], kinds=OURS))

    def test_nor_can_it_be_written_there(self) -> None:
        with pytest.raises(InvalidInput, match="is of no kind of condition that is known here") as caught:
            write_offers([OFFER])
        assert caught.value.problems[0].path == "offers[0].rules[0].conditions[0].parts[0]"

    @pytest.mark.parametrize(
        ("kind", "path"),
        [
            pytest.param(Weather([Sky.RAIN]), ".skies", id="a list for a set"),  # type: ignore[arg-type]
            pytest.param(Weather(frozenset({5})), ".skies", id="a number for a word"),  # type: ignore[arg-type]
            pytest.param(Within(NORTH), ".part", id="no condition at all"),  # type: ignore[arg-type]
            pytest.param(Within(RAIN, rows={"a": 1}), ".rows", id="a dict for pairs"),  # type: ignore[arg-type]
            pytest.param(Within(RAIN, rows=(("a", 1),)), ".rows.a", id="no money"),  # type: ignore[arg-type]
            pytest.param(Within(RAIN, pair=(1,)), ".pair", id="half a pair"),  # type: ignore[arg-type]
            pytest.param(Within(RAIN, hours=5), ".hours", id="no schedule"),  # type: ignore[arg-type]
        ],
    )
    def test_what_its_class_let_pass_is_not_written(self, kind: Condition, path: str) -> None:
        offer = Offer.of("o", [kind], [FreeParking(2)])

        with pytest.raises(InvalidInput) as caught:
            write_offers([offer], kinds=OURS)
        assert caught.value.problems[0].path == f"offers[0].rules[0].conditions[0]{path}"

    @pytest.mark.parametrize(
        ("old", "new", "path", "says"),
        [
            pytest.param('["rain"]', '["sun"]', ".skies[0]", "expected one of clear", id="a wrong word"),
            pytest.param('"1.5"', '"x"', ".stations[0].height", "expected a decimal", id="a wrong number"),
            pytest.param('["rain"]', '["rain"], "most": 0', "", "must be >= 1: 0", id="its own validator"),
        ],
    )  # fmt: skip
    def test_what_it_refuses_is_located(self, old: str, new: str, path: str, says: str) -> None:
        text = write_offers([OFFER], kinds=OURS)
        assert text.count(old) == 1

        with pytest.raises(DocumentError) as caught:
            read_offers(text.replace(old, new), kinds=OURS)

        (problem,) = caught.value.problems
        assert problem.path == f"$.offers[0].rules[0].conditions[0].parts[0]{path}"
        assert says in problem.message


class TestKinds:
    def test_ours_are_those_of_the_two_lists(self) -> None:
        assert Kinds() == KINDS
        assert Products in KINDS.conditions
        assert PercentOff in KINDS.benefits

    def test_what_lower_returns_tells_conditions_from_benefits(self) -> None:
        assert OURS.conditions == (*KINDS.conditions, Weather, Within)
        assert OURS.benefits == (*KINDS.benefits, FreeParking)

    def test_a_kind_is_added_once(self) -> None:
        assert OURS.with_(Weather, Products) == OURS
        assert KINDS.with_(Weather, Weather) == KINDS.with_(Weather)
        assert KINDS.with_() == KINDS

    def test_adding_leaves_no_trace(self) -> None:
        KINDS.with_(Weather)
        assert Weather not in KINDS.conditions

    def test_they_travel(self) -> None:
        assert pickle.loads(pickle.dumps(OURS)) == OURS


class _Base:
    kind: ClassVar[str] = "acme:x"

    def lower(self) -> Keyed:
        return Keyed(keys=frozenset())

    def describe(self) -> str:
        return ""


class NoAttrs(_Base):
    pass


@attrs.define
class NotFrozen(_Base):
    pass


@frozen(eq=False)
class NoEquality(_Base):
    pass


@frozen
class NoTag:
    def lower(self) -> Keyed:
        return Keyed(keys=frozenset())

    def describe(self) -> str:
        return ""


@frozen
class NoNamespace(_Base):
    kind: ClassVar[str] = "weather"


@frozen
class NoText(_Base):
    kind: ClassVar[Any] = 5


@frozen
class NoDescription:
    kind: ClassVar[str] = "acme:x"

    def lower(self) -> Keyed:
        return Keyed(keys=frozenset())


@frozen
class NoLower:
    kind: ClassVar[str] = "acme:x"

    def describe(self) -> str:
        return ""


@frozen
class NoReturn(_Base):
    def lower(self):  # type: ignore[no-untyped-def]
        return Keyed(keys=frozenset())


@frozen
class WrongReturn:
    kind: ClassVar[str] = "acme:x"

    def lower(self) -> tuple[int, ...]:
        return ()

    def describe(self) -> str:
        return ""


@frozen
class Unannotated(_Base):
    sky = field()  # type: ignore[var-annotated]


@frozen
class ForCheckers(_Base):
    receipt: ForCheckersOnly


@frozen
class WithADict(_Base):
    levels: tuple[dict[str, int], ...]


@frozen
class WithAFloat(_Base):
    station: Station
    level: float | None = None


@frozen
class WithUntagged(_Base):
    either: Station | Sky


@frozen
class WithAFieldForItsTag(_Base):
    kind: str = "acme:x"  # type: ignore[misc]


@frozen
class SameTag(_Base):
    kind: ClassVar[str] = "acme:weather"


class Outer:
    @frozen
    class Inner(_Base):
        """A class inside a class can be imported."""


def local() -> type:
    @frozen
    class Local(_Base):
        pass

    return Local


@pytest.mark.parametrize(
    ("kind", "path", "says"),
    [
        pytest.param(NoAttrs, "NoAttrs", "is no attrs class", id="a plain class"),
        pytest.param(NotFrozen, "NotFrozen", "can be changed after it is made", id="not frozen"),
        pytest.param(NoEquality, "NoEquality", "has no hash by value", id="equal to itself alone"),
        pytest.param(local(), "Local", "cannot be imported", id="defined inside a function"),
        pytest.param(NoTag, "NoTag.kind", "None is not a tag", id="without a tag"),
        pytest.param(NoNamespace, "NoNamespace.kind", "'weather' is not a tag", id="without a namespace"),
        pytest.param(NoText, "NoText.kind", "5 is not a tag", id="a tag that is no text"),
        pytest.param(NoDescription, "NoDescription.describe", "is missing", id="without describe()"),
        pytest.param(NoLower, "NoLower.lower", "does not say", id="without lower()"),
        pytest.param(NoReturn, "NoReturn.lower", "does not say", id="lower() without annotation"),
        pytest.param(WrongReturn, "WrongReturn.lower", "does not say", id="lower() to something else"),
        pytest.param(Unannotated, "Unannotated.sky", "has no annotation", id="a field without annotation"),
        pytest.param(ForCheckers, "ForCheckers", "mean nothing at run time", id="an unknown annotation"),
        pytest.param(WithADict, "WithADict.levels", "no form for dict", id="a dict"),
        pytest.param(WithAFloat, "WithAFloat.level", "no form for float", id="a float"),
        pytest.param(WithUntagged, "WithUntagged.either", "no form for", id="a choice without tags"),
        pytest.param(WithAFieldForItsTag, "WithAFieldForItsTag.kind", "is a field", id="a field called kind"),
        pytest.param(SameTag, "SameTag.kind", "'acme:weather' is taken", id="a tag that is taken"),
        pytest.param(RAIN, "<Weather>", "is not a class", id="a value"),
        pytest.param("acme:weather", "'acme:weather'", "is not a class", id="a tag"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_kind(kind: Any, path: str, says: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        OURS.with_(kind)

    assert [p for p in caught.value.problems if p.path.startswith(path) and says in p.message]


def test_every_kind_is_looked_at() -> None:
    with pytest.raises(InvalidInput) as caught:
        KINDS.with_(NoTag, Weather, NoDescription)  # type: ignore[arg-type]

    assert [problem.path for problem in caught.value.problems] == ["NoTag.kind", "NoDescription.describe"]


def test_a_class_inside_a_class_can_be_a_kind() -> None:
    assert Outer.Inner in KINDS.with_(Outer.Inner).conditions


def test_a_single_instruction_makes_a_benefit() -> None:
    assert Single in KINDS.with_(Single).benefits


@frozen
class Single:
    kind: ClassVar[str] = "acme:single"

    def lower(self) -> tuple[Reduce, Say]:
        raise NotImplementedError

    def describe(self) -> str:
        return ""


_condition: type[Condition] = Weather
_benefit: type[Benefit] = FreeParking
