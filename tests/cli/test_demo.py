"""The demonstration: what it prints, its figures worked out by hand, and that nothing is missing."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli.command import Run, fresh

from loyalty_engine import Calculation, Outcome
from loyalty_engine.cli.commands.demo import demo_book, demo_receipts
from loyalty_engine.cli.outcomes import Level, level_of
from loyalty_engine.testing.agreement import disagreements
from loyalty_engine.testing.reference import reference_calculate
from loyalty_engine.wire.documents import read_calculation

GOLDEN = Path(__file__).with_name("demo.txt")
BOOK = demo_book()
SHOWN = {one.purchase.receipt.id: one for one in demo_receipts(BOOK)}


def outcome_of(offer: str, receipt: str) -> Outcome:
    verdicts = SHOWN[receipt].calculation.explain().verdicts
    return next(verdict.outcome for verdict in verdicts if verdict.offer == offer)


def discounts(calculation: Calculation) -> dict[str, int]:
    """What each offer took off, in kopecks."""
    found: dict[str, int] = {}
    for part in (d for line in calculation.lines for d in line.discounts):
        found[part.offer] = found.get(part.offer, 0) + part.amount
    return found


def points(calculation: Calculation) -> dict[str, int]:
    """The points that each offer gave."""
    found: dict[str, int] = {}
    for part in (p for line in calculation.lines for p in line.points):
        found[part.offer] = found.get(part.offer, 0) + part.amount
    return found


def test_it_prints_what_it_always_printed(run: Run) -> None:
    ran = run("demo")

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == GOLDEN.read_text(encoding="utf-8").splitlines(), (
        "if the change is meant: python -m loyalty_engine demo > tests/cli/demo.txt"
    )


@pytest.mark.parametrize(
    "environment",
    [
        pytest.param({"PYTHONHASHSEED": "1"}, id="another order of sets"),
        pytest.param(
            {"PYTHONHASHSEED": "2", "COLUMNS": "20", "TERM": "xterm-256color"}, id="a narrow terminal"
        ),
        pytest.param({"FORCE_COLOR": "1", "TTY_COMPATIBLE": "1"}, id="colours wished for, but no terminal"),
        pytest.param({"TZ": "Pacific/Kiritimati", "LC_ALL": "C"}, id="another time zone and language"),
        pytest.param({"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}, id="another encoding"),
    ],
)
def test_every_machine_prints_the_same_bytes(environment: dict[str, str]) -> None:
    ran = fresh("demo", env=environment)

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout == GOLDEN.read_bytes()


def test_it_needs_no_package_besides_those_of_the_core() -> None:
    code = (
        "import sys; sys.modules.update(rich=None, hypothesis=None, pytest=None)\n"
        "from loyalty_engine.cli.main import main; sys.exit(main(['demo']))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    assert (ran.returncode, ran.stdout) == (0, GOLDEN.read_bytes())


@pytest.mark.parametrize("receipt", SHOWN)
def test_slips_are_as_wide_as_a_till_s_paper(receipt: str) -> None:
    lines = slip_of(receipt)
    printed = lines[lines.index("=" * 46) : len(lines) - lines[::-1].index("=" * 46)]

    assert max(map(len, printed)) == 46
    assert any(line.startswith("TOTAL RUB") for line in printed)


# The figures below were worked out from the price list and the offers with pencil and paper, in roubles.
# Shares are rounded half-up to the kopeck per line, points down to whole ones once per offer.


@pytest.mark.parametrize(
    ("receipt", "totals", "given", "earned"),
    [
        pytest.param(
            "1",
            # 1,000 off 7,089 in proportion: 562.8438, 30.8929, 55.0148 and 351.2484 would round to 999.99;
            # the kopeck that is missing goes to the satchel, whose claim (56284.5 / 399000) is the first
            ["3427.15", "188.11", "334.99", "2138.75"],
            {"receipt-discount": 1000_00},
            # 30 % of 3,950.25 without the calculator; 3 % of 6,089; a chip for each of 12 × 500
            {"school-points": 1185, "points": 182, "chips": 12},
            id="1: David's 1,000 off from 3,600, and 30 % points on a group",
        ),
        pytest.param(
            "2",
            # 179.80 − 17.98; 4 × 34.90; 449.00 − 44.90; 161.87 (1.35 × 119.90) − 16.19; 195.00 − 19.50
            ["161.82", "139.60", "404.10", "145.68", "175.50"],
            {"pensioners": 98_57, "yellow-price": 44_00},
            # 25 % of the apples' 145.68; 3 % of 1,026.70; a chip for each of 2 × 500
            {"bought-often": 36, "points": 30, "chips": 2},
            id="2: Boris in the morning, with a yellow price tag",
        ),
        pytest.param(
            "3",
            ["349.00", "54.90"],
            {"coffee-coupon": 100_00},
            {"points": 12},
            id="3: Boris in the evening, with a coupon",
        ),
        pytest.param(
            "4",
            # half of 6,990; nothing off the purse yet; 15 % off 159.80 and off 259.00; the tag of the cream
            ["3495.00", "2990.00", "135.83", "220.15", "189.00"],
            {"brand-fans": 3495_00, "favorite-products": 62_82, "yellow-price": 51_00},
            # 20 % and 3 % of 7,029.98; a chip for each of 14 × 500
            {"receipt-points": 1405, "points": 210, "chips": 14},
            id="4: Anna's handbag and favourites",
        ),
        pytest.param(
            "5",
            # 5 % of the wine are 39.90, but 2 × 389 must remain; chocolate of 347 for 299: 48 in proportion
            ["778.00", "1510.50", "111.16", "187.84", "140.53"],
            {"holiday": 106_90, "chocolate-trio": 48_00},
            {"chips": 5},
            id="5: a buyer without a card on City Day",
        ),
        pytest.param(
            "6",
            # first 20 % off 690 and 820, 12 % off 459, 15 % off 199.80 and 1,590, and 5 % off 219 and 890;
            # then 1,000 off in proportion to 4,867.80: 141.75 168.45 94.29 41.05 326.64 44.99 182.83
            ["410.25", "487.55", "309.63", "128.78", "1024.86", "163.06", "662.67"],
            {
                "ten-days": 302_00,
                "favorite-categories": 55_08,
                "favorite-products": 268_47,
                "holiday": 55_45,
                "receipt-discount": 1000_00,
            },
            # 15 % of 1,153.64 for breakfast; her birthday; 3 % of 3,186.80; a chip for each of 6 × 500
            {"favorite-categories": 173, "birthday": 500, "points": 95, "chips": 6},
            id="6: Clara's birthday on City Day",
        ),
        pytest.param(
            "7",
            # 30 % off 2,990; 15 % off 239.70 and off 289.00
            ["2093.00", "203.74", "245.65"],
            {"brand-fans": 897_00, "favorite-products": 79_31},
            # 10 % and 3 % of 2,542.39: less than 3,000
            {"receipt-points": 254, "points": 76, "chips": 5},
            id="7: Anna's purse",
        ),
    ],
)
def test_figures(receipt: str, totals: list[str], given: dict[str, int], earned: dict[str, int]) -> None:
    calculation = SHOWN[receipt].calculation

    assert [line.total.decimal for line in calculation.lines] == totals
    assert discounts(calculation) == given
    assert points(calculation) == earned


@pytest.mark.parametrize("receipt", SHOWN)
def test_the_reference_engine_comes_to_the_same_figures(receipt: str) -> None:
    one = SHOWN[receipt]
    reference = reference_calculate(one.purchase.receipt, one.purchase.member, BOOK)
    different = disagreements(one.calculation, reference)

    assert [found for found in different if not found.startswith("offer ")] == []


@pytest.mark.parametrize(
    ("receipt", "offer", "outcome"),
    [
        pytest.param("5", "holiday", Outcome.GRANTED, id="the holiday discount is for everybody"),
        pytest.param("5", "points", Outcome.UNKNOWN, id="points are not for a buyer without a card"),
        pytest.param("5", "chocolate-trio", Outcome.GRANTED, id="three bars for one price"),
        pytest.param("6", "birthday", Outcome.GRANTED, id="birthday points around the day"),
        pytest.param("4", "birthday", Outcome.NOT_MET, id="and at no other time"),
        pytest.param("2", "yellow-price", Outcome.GRANTED, id="a yellow price tag for members"),
        pytest.param("2", "pensioners", Outcome.GRANTED, id="10 % for pensioners in the morning"),
        pytest.param("3", "pensioners", Outcome.NOT_IN_FORCE, id="but not in the evening"),
        pytest.param("1", "pensioners", Outcome.NOT_IN_FORCE, id="nor in the afternoon"),
        pytest.param("2", "coffee-week", Outcome.BEATEN, id="8 % on coffee loses against 10 % on everything"),
        pytest.param("3", "coffee-week", Outcome.BEATEN, id="and against a coupon of its exclusion group"),
        pytest.param("3", "coffee-coupon", Outcome.GRANTED, id="a coupon that is presented"),
        pytest.param("3", "chips", Outcome.NOTHING_LEFT, id="403.90 are too little for a chip"),
        pytest.param("4", "favorite-products", Outcome.GRANTED, id="favourite products, with an auto-fill"),
        pytest.param("2", "favorite-products", Outcome.NOT_MET, id="no auto-fill below 1,500"),
        pytest.param("2", "bought-often", Outcome.GRANTED, id="a favourite from the list of last month"),
        pytest.param("6", "favorite-categories", Outcome.GRANTED, id="favourite categories"),
        pytest.param("4", "brand-fans", Outcome.GRANTED, id="50 % on the handbag, 1 to 15 September"),
        pytest.param("7", "brand-fans", Outcome.GRANTED, id="30 % on the purse, 16 to 30 September"),
        pytest.param("6", "ten-days", Outcome.GRANTED, id="20 % off a category for ten days"),
        pytest.param("1", "school-points", Outcome.GRANTED, id="30 % points on a group, accepted"),
        pytest.param("2", "school-points", Outcome.NOT_ACCEPTED, id="the same, not accepted yet"),
        pytest.param("4", "receipt-points", Outcome.GRANTED, id="points from a receipt amount"),
        pytest.param("6", "receipt-discount", Outcome.GRANTED, id="a discount from a receipt amount"),
        pytest.param("1", "summer-sale", Outcome.NOT_IN_FORCE, id="a stopped offer"),
        pytest.param("1", "welcome", Outcome.OTHER_TRIGGER, id="an offer for another event"),
    ],
)
def test_what_became_of_an_offer(receipt: str, offer: str, outcome: Outcome) -> None:
    assert outcome_of(offer, receipt) is outcome


def test_a_favourite_of_last_month_makes_way_for_one_of_this_receipt() -> None:
    favorites = [line for line in slip_of("4") if "favourites" in line]

    assert favorites == ["* New in your favourites, slot 2: Gouda, 200 g"]


def slip_of(receipt: str) -> list[str]:
    """The lines of a receipt in the expected output."""
    text = GOLDEN.read_text(encoding="utf-8").split(f"RECEIPT {receipt} OF 7")[1]
    return text.split("What the offers did")[0].splitlines()


def test_of_the_accepted_categories_only_the_first_two_count() -> None:
    """All for School is the third that Clara accepted, so her pencils get what everybody gets."""
    pencils = SHOWN["6"].calculation.lines[5]

    assert [discount.offer for discount in pencils.discounts] == ["holiday", "receipt-discount"]


def test_the_group_leaves_out_the_calculator() -> None:
    calculator = SHOWN["1"].calculation.lines[3]

    assert {part.offer for part in calculator.points} == {"chips", "points"}


@pytest.mark.parametrize("level", [pytest.param(level, id=level.value) for level in Level])
def test_every_level_of_reach_gives_something_that_is_seen(level: Level) -> None:
    """All four levels, the individual one by each of its three mechanics, have a row in the last table."""
    title = f"individual: {level.value}" if level.individual else level.value
    row = re.search(rf"^{title} +(\d+) +(\d+) +(\S+) +(\d+) +(\d+)$", GOLDEN.read_text("utf-8"), re.MULTILINE)

    assert row is not None
    offers, receipts, *gains = row.groups()
    assert int(offers) == sum(level_of(offer) is level for offer in BOOK.offers)
    assert int(receipts) > 0
    assert any(float(gain) for gain in gains)


def test_the_last_table_adds_up() -> None:
    table = (
        GOLDEN.read_text(encoding="utf-8")
        .split("WHAT EACH LEVEL OF REACH GAVE\n")[1]
        .split("\n\n")[0]
        .splitlines()
    )
    cells = [line.split()[-5:] for line in table[1:] if line[0].isalpha()]
    *levels, together = [[int(cell.replace(".", "")) for cell in row] for row in cells]

    assert len(levels) == len(Level)
    for column in (0, 2, 3, 4):  # a receipt may count in several rows
        assert sum(row[column] for row in levels) == together[column]


def test_what_is_confirmed_is_the_receipt_that_was_shown() -> None:
    lines = GOLDEN.read_text(encoding="utf-8").split("A PURCHASE CONFIRMED\n")[1].splitlines()
    steps = [[int(cell.replace(".", "")) for cell in line.split()[-3:]] for line in lines[3:7]]
    shown = SHOWN["1"].calculation
    satchel = shown.lines[0]
    points = {total.currency: total.amount for total in shown.points}
    gone = {kind: sum(part.amount for part in satchel.points if part.currency == kind) for kind in points}
    sold = [shown.total.minor, points["bonus"], points["chip"]]
    kept = [
        shown.total.minor - satchel.total.minor,
        *(points[kind] - gone[kind] for kind in ("bonus", "chip")),
    ]

    assert steps == [[0, 0, 0], sold, sold, kept]


@pytest.mark.parametrize(
    ("arguments", "receipts"),
    [
        pytest.param(["--receipt", "4"], ["4"], id="one receipt"),
        pytest.param(["--member", "anna"], ["4", "7"], id="the receipts of a member"),
        pytest.param(["--member", "anonymous"], ["5"], id="the buyer without a card"),
        pytest.param(["--member", "boris", "--receipt", "3"], ["3"], id="both"),
    ],
)
def test_filters(run: Run, arguments: list[str], receipts: list[str]) -> None:
    text = run("demo", *arguments).out
    document = json.loads(run("demo", "--json", *arguments).out)

    assert re.findall(r"^RECEIPT (\d) OF 7", text, re.MULTILINE) == receipts
    assert text.startswith("RECEIPT")
    assert [found["receipt"] for found in document["receipts"]] == receipts


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--receipt", "8"], id="no such receipt"),
        pytest.param(["--member", "nobody"], id="no such member"),
        pytest.param(["--member", "anna", "--receipt", "1"], id="not this member's receipt"),
    ],
)
def test_filters_that_leave_nothing(run: Run, arguments: list[str]) -> None:
    ran = run("demo", *arguments)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "loyalty-engine: there is no such receipt; there are 1 to 7, "
        "and the buyers anna, boris, clara, david, anonymous\n"
    )


def test_json_holds_every_calculation_with_a_verdict_on_every_offer(run: Run) -> None:
    found = json.loads(run("demo", "--json").out)["receipts"]
    calculations = [read_calculation(json.dumps(receipt["calculation"])) for receipt in found]

    assert [receipt["member"] for receipt in found] == [
        *("david", "boris", "boris"),
        *("anna", None, "clara", "anna"),
    ]
    for receipt, calculation in zip(found, calculations, strict=True):
        expected = SHOWN[receipt["receipt"]].calculation
        assert (calculation.lines, calculation.total) == (expected.lines, expected.total)
        assert calculation.fingerprint == expected.fingerprint
        assert calculation.verdicts == expected.explain().verdicts
        assert len(calculation.verdicts) == len(BOOK)


def test_json_is_the_same_in_every_process() -> None:
    first, second = (fresh("demo", "--json", env={"PYTHONHASHSEED": seed}) for seed in ("1", "2"))

    assert first.stdout == second.stdout
    assert first.stdout.endswith(b"}\n")
