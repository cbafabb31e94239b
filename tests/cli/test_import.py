"""``import --dry-run``: what would become of each row, in words, in figures and in a report."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from cli.command import Run
from wire.batch import CATALOG, HEADER, category, csv_row, item, json_row, offer

from loyalty_engine import AttributeDefinition, AttributeType, Offer, PercentOff
from loyalty_engine.cli import output
from loyalty_engine.cli.progress import plain, progress
from loyalty_engine.wire.documents import OfferSet, write, write_offers

PERSONAL = ("--personalized", "offers", "--currency", "EUR")
GOOD = csv_row("offers", json.dumps(offer()))
BAD = csv_row("offers", json.dumps(offer(item(PreferenceValue=101))))


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """A row in order, one with an error, and one with a warning where there is a catalogue."""
    path = tmp_path / "batch.csv"
    path.write_text(HEADER + GOOD + BAD + csv_row("offers", json.dumps(offer(item(GoodsId="300")))), "utf-8")
    return path


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.json"
    path.write_text(write(CATALOG), "utf-8")
    return path


def test_errors_and_warnings_have_their_lines(run: Run, batch: Path, catalog: Path) -> None:
    ran = run("import", "--dry-run", str(batch), *PERSONAL, "--catalog", str(catalog))

    assert (ran.status, ran.err) == (1, "")
    product = f"{batch}:4: warning: value.Preferences[0].Items[0].GoodsId: the product '300'"
    assert [line.partition(" (")[0] for line in ran.out.splitlines()] == [
        f"{batch}:3: value.Preferences[0].Items[0].PreferenceValue: 101 is not between 0 and 100",
        f"{product} is not in the catalogue",
        f"{batch}: rows: 3, in order: 2, with errors: 1, with warnings: 1; nothing was stored",
    ]


def test_a_program_reads_json(run: Run, batch: Path) -> None:
    ran = run("import", "--dry-run", str(batch), *PERSONAL, "--json")

    assert ran.status == 1
    assert json.loads(ran.out) == {
        "state": "not_processed",
        "rows": 3,
        "created": 2,
        "errors": 1,
        "warned": 0,
        "first_errors": [
            {
                "line": 3,
                "path": "value.Preferences[0].Items[0].PreferenceValue",
                "message": "101 is not between 0 and 100",
                "hint": "12.5 % is written 12.5",
            }
        ],
        "first_warnings": [],
    }


def test_a_report_has_them_all_and_no_file_is_written_over(run: Run, tmp_path: Path) -> None:
    batch, report = tmp_path / "batch.csv", tmp_path / "report.csv"
    batch.write_text(HEADER + GOOD + BAD * 30, "utf-8")

    ran = run("import", "--dry-run", str(batch), *PERSONAL, "--errors", str(report))
    lines = report.read_text("utf-8").splitlines()
    again = run("import", "--dry-run", str(batch), *PERSONAL, "--errors", str(report))

    assert ran.out.splitlines()[-2:] == [
        f"{batch}: 10 more errors and warnings, in the report",
        f"{batch}: rows: 31, in order: 1, with errors: 30, with warnings: 0; nothing was stored",
    ]
    assert len(lines) == 31
    assert lines[1].startswith("3,error,phone,'+49151,offers,error,value.Preferences[0].Items[0].Pref")
    assert (again.status, again.out) == (2, "")
    assert again.err == f"loyalty-engine: {report}: cannot be written: File exists\n"
    assert report.read_text("utf-8").splitlines() == lines


def test_lines_of_json_and_definitions_of_a_set_of_offers(run: Run, tmp_path: Path) -> None:
    batch, offers = tmp_path / "batch.ndjson", tmp_path / "offers.json"
    sums = {"PreferenceType": "Cashback", "CalculationMethod": "FixAmount", "Thresholds": []}
    tiers = [{"Amount": 1000, "PreferenceValue": 10}]
    batch.write_text(
        json_row("city", "Bonn")
        + json_row("city", None)
        + json_row("favorites", {"categories": [category()]})
        + json_row("sums", sums | {"Thresholds": tiers}),
        "utf-8",
    )
    definitions = [AttributeDefinition(name="city", type=AttributeType.STRING)]
    offers.write_text(
        write_offers(OfferSet(offers=[Offer.of("a", [], [PercentOff(5)])], attributes=definitions)), "utf-8"
    )

    ran = run(
        *("import", "--dry-run", str(batch), "--offers", str(offers), "--empty-removes"),
        *("--categories", "favorites", "--thresholds", "sums", "--currency", "EUR"),
        *("--preference", "4=Discount:Percent"),
    )

    assert ran.out == f"{batch}: rows: 4, in order: 4, with errors: 0, with warnings: 0; nothing was stored\n"
    assert (ran.status, ran.err) == (0, "")


def test_standard_input_needs_a_format(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.TextIOWrapper(io.BytesIO((HEADER + GOOD).encode()))
    monkeypatch.setattr(sys, "stdin", text)

    assert run("import", "--dry-run", "-", *PERSONAL).err == (
        "loyalty-engine: <stdin>: the name does not say how rows are written; add --format\n"
    )
    assert run("import", "--dry-run", "-", "--format", "csv", *PERSONAL).out == (
        "<stdin>: rows: 1, in order: 1, with errors: 0, with warnings: 0; nothing was stored\n"
    )


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        ((), 2, "the command has no store to import into; look at the batch with --dry-run"),
        (("--dry-run",), 2, "no attribute is known: name those that hold offers with --personalized"),
        (("--dry-run", "--personalized", "offers"), 2, "say what sums in individual offers are in"),
        (("--dry-run", *PERSONAL, "--categories", "a"), 2, "say what the codes of favourite categories"),
        (("--dry-run", "--currency", "EURO", "--personalized", "offers"), 1, "unknown currency 'EURO'"),
        (("--dry-run", "--offers", "-", "--catalog", "-"), 2, "standard input can be one of the files"),
        (
            ("--dry-run", *PERSONAL, "--errors", "no/such/directory"),
            2,
            "no/such/directory: cannot be written",
        ),
        (("--dry-run", "--preference", "4=Gift:Percent"), 2, "'4=Gift:Percent' is not CODE="),
        (("--dry-run", "--preference", "²=Discount:Percent"), 2, "'²=Discount:Percent' is not CODE="),
    ],
)
def test_a_wrong_call_is_explained(
    run: Run, batch: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    ran = run("import", str(batch), *arguments)

    assert (ran.status, ran.out) == (status, "")
    assert message in ran.err


def test_a_batch_without_a_header_is_refused(run: Run, tmp_path: Path) -> None:
    batch = tmp_path / "batch.csv"
    batch.write_text(GOOD, "utf-8")

    ran = run("import", "--dry-run", str(batch), *PERSONAL)

    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"loyalty-engine: {batch}: line 1: the header is 'phone,+49151,offers,")
    assert run("import", "--dry-run", str(tmp_path / "none.csv")).status == 2


class Terminal(io.StringIO):
    """Standard error that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_without_rich_shows_every_tenth(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr("loyalty_engine.cli.progress.with_rich", lambda name: None)

    with progress("looking", 200) as advance:
        for done in (1, 19, 20, 21, 39, 90, 200):
            advance(done)

    assert shown.getvalue().splitlines() == [
        f"loyalty-engine: looking: {percent} %" for percent in (10, 40, 100)
    ]
    unknown = Terminal()
    plain(unknown, "looking", None)(10)
    assert unknown.getvalue() == ""


def test_a_terminal_with_rich_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("rich")
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")

    with progress("looking", 200) as advance:
        advance(100)

    assert "looking" in shown.getvalue()


@pytest.mark.parametrize("stream", [None, io.StringIO()], ids=["closed", "not a terminal"])
def test_nobody_watches(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(output, "with_rich", lambda name: pytest.fail(name))

    with progress("looking", 200) as advance:
        advance(100)

    assert stream is None or stream.getvalue() == ""
