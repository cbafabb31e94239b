"""A draft of the receipt: what stands at one moment of the calculation."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from attrs import define, field, frozen

from loyalty_engine.model.receipt import Line
from loyalty_engine.rules.instructions import Given
from loyalty_engine.testing.reference.scene import Scene


@frozen
class CountedUnit:
    """Unit number *unit* of a line, for which an offer has given a discount, or else points."""

    offer: str
    in_points: bool
    line: int
    unit: int


@define
class Draft:
    """What stands on the lines at one moment: the floors, what has been taken off so far, and by whom.

    *earned* are the points of each line by kind, for those who build on them.
    *allowed* says how much of each line may be paid with points, or is, once that is settled; *paid* how much
    is, in each way but money. *given_away* is what offers have given of their budgets, by their ids and the
    kind of what they gave. *pending* are the points of each kind that the member has at once from this
    receipt, less what it costs him, and *charged* the rules whose withdrawals are among them. *starts* has
    the initial prices of lines, where offers set them, and *payable_on* the lines that may be paid with each
    kind of points. *counted* are the units that count for the limits of offers.
    """

    scene: Scene
    floors: dict[int, int]
    taken_off: dict[int, int]
    givers: dict[int, frozenset[str]] = field(factory=dict)
    earned: Mapping[tuple[int, str], int] = field(factory=dict)
    allowed: Counter[int] = field(factory=Counter)
    paid: dict[Given, Counter[int]] = field(factory=dict)
    given_away: dict[tuple[str, str], int] = field(factory=dict)
    pending: Counter[str] = field(factory=Counter)
    charged: set[tuple[str, int]] = field(factory=set)
    starts: dict[int, int] = field(factory=dict)
    payable_on: Mapping[str, frozenset[int]] = field(factory=lambda: defaultdict(frozenset))
    counted: frozenset[CountedUnit] = frozenset()

    def copy(self) -> Draft:
        """The same, to try something out on."""
        floors, taken_off, givers = dict(self.floors), dict(self.taken_off), dict(self.givers)
        allowed, paid = self.allowed.copy(), dict(self.paid)
        moved = self.pending.copy(), set(self.charged)
        so_far = self.earned, allowed, paid, dict(self.given_away), *moved
        last = dict(self.starts), self.payable_on, self.counted
        return Draft(self.scene, floors, taken_off, givers, *so_far, *last)

    def price(self, line: Line) -> int:
        """What the line costs now: at first more than the till asks, where the initial price is higher."""
        return line.amount.minor - self.taken_off[line.number]

    def start(self, line: Line) -> int:
        """What discounts on the line start from."""
        return self.starts.get(line.number, line.amount.minor)

    def cap_prices(self) -> None:
        """No line costs more than the till asks, whatever discounts have started from."""
        for line in self.scene.lines:
            self.taken_off[line.number] = max(0, self.taken_off[line.number])
            self.starts[line.number] = min(self.start(line), line.amount.minor)

    def left(self, line: Line) -> int:
        """What may still be taken off the line, or paid of it with points."""
        return self.price(line) - self.held(line)

    def held(self, line: Line) -> int:
        """What nothing may touch: the line's floor, and above it what may be paid already."""
        return self.floors[line.number] + self.allowed[line.number]

    @property
    def to_pay(self) -> int:
        """What the receipt comes to now."""
        return sum(self.prices().values()) + self.scene.besides_lines

    def paid_sums(self) -> dict[Given, int]:
        """What is paid in each way but money."""
        return {how: sum(of_lines.values()) for how, of_lines in self.paid.items()}

    def prices(self) -> dict[int, int]:
        """What each line costs now, by its number."""
        return {line.number: min(self.price(line), line.amount.minor) for line in self.scene.lines}
