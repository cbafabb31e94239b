"""What a batch of personalised offers takes to validate: ``python bench/imports.py [--rows N] [--json]``.

A file is written into a temporary directory, of rows as analytics systems make them: for each member five
products of thirty thousand, percentages, prices to show, and dates of the whole or of an item. Then it is
validated in one process as ``loyalty-engine import --dry-run`` does, against a catalogue that has all but a
few of the products. With ``--json`` the last line is one flat object:

- ``rows``: how many rows there were.
- ``rows_per_second``: by the clock on the wall, so other work on the machine counts.
- ``rows_per_cpu_second``: the same by the time that this process had the processor.
- ``peak_mib``: the most memory that the process ever held, the interpreter and the catalogue included.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from report import Goal, Report

from loyalty_engine import Catalog, Product
from loyalty_engine.program.imports import ImportReport, dry_run
from loyalty_engine.wire.batches import BatchFormat, BatchTerms, PersonalKind, read_batch

GOALS = {
    "rows": Goal(1, at_least=True),
    "rows_per_second": Goal(20_000, at_least=True),
    "rows_per_cpu_second": Goal(20_000, at_least=True),
    "peak_mib": Goal(200),
}
PRODUCTS = 30_000
MISSING = 30  # of the products, in the catalogue
ROWS, FEW = 100_000, 2_000
ITEMS = 5


def offer(draw: random.Random) -> dict[str, object]:
    """What one member gets."""
    items = [item(draw) for _ in range(ITEMS)]
    return {
        "StartDate": f"2026-{draw.randrange(1, 10):02}-01T00:00:00+03:00",
        "EndDate": "2026-12-31T23:59:59+03:00",
        "AcceptanceRequired": draw.random() < 0.5,
        "Preferences": [{"BrandId": f"chain-{draw.randrange(4)}", "Items": items}],
    }


def item(draw: random.Random) -> dict[str, object]:
    """One product, with something off or points."""
    made: dict[str, object] = {
        "GoodsId": str(100_000 + draw.randrange(PRODUCTS)),
        "PreferenceType": draw.choice(["Discount", "Cashback"]),
        "CalculationMethod": "Percent",
        "PreferenceValue": draw.choice([5, 7.5, 10, 12.5, 15, 20, 25, 30]),
    }
    if draw.random() < 0.5:
        made["Accepted"] = draw.random() < 0.5
    if draw.random() < 0.2:
        made["PriceUp"], made["PriceDown"] = f"{draw.randrange(10, 999)}.90", f"{draw.randrange(5, 99)}.49"
    if draw.random() < 0.2:
        made["StartDate"] = f"2026-10-{draw.randrange(1, 15):02}T00:00:00+03:00"
        made["EndDate"] = f"2026-10-{draw.randrange(15, 32)}T23:59:59+03:00"
    return made


def lines(rows: int, format: BatchFormat, seed: int = 1) -> Iterator[str]:
    """A batch of so many rows."""
    draw = random.Random(seed)
    if format is BatchFormat.CSV:
        yield "identifier_kind,identifier,attribute,value\n"
    for n in range(rows):
        value = offer(draw)
        if format is BatchFormat.CSV:
            text = json.dumps(value, separators=(",", ":")).replace('"', '""')
            yield f'phone,+4915{n:08},personal_offers,"{text}"\n'
        else:
            parts = {"identifier_kind": "phone", "identifier": f"+4915{n:08}", "attribute": "personal_offers"}
            yield json.dumps(parts | {"value": value}, separators=(",", ":")) + "\n"


def terms() -> BatchTerms:
    """How the batch is read."""
    products = [Product(code=str(100_000 + n)) for n in range(PRODUCTS - MISSING)]
    return BatchTerms(
        personal={"personal_offers": PersonalKind.PERSONALIZED_OFFER},
        currency="EUR",
        catalog=Catalog(products=products),
    )


def validated(rows: int, format: BatchFormat) -> tuple[ImportReport, float, float]:
    """What a dry run says, and how long it took: by the wall, and of the processor."""
    read_by = terms()
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / f"offers.{format.value}"
        with file.open("w", encoding="utf-8") as made:
            made.writelines(lines(rows, format))
        with file.open("rb") as stream:
            wall, own = time.perf_counter(), time.process_time()
            report = dry_run(read_batch(stream, read_by, format=format))
            return report, time.perf_counter() - wall, time.process_time() - own


def peak_mib() -> float:
    """The most memory that this process has held; Linux counts in KiB, macOS in bytes."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / (2**20 if sys.platform == "darwin" else 2**10)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{FEW:,} rows")
    parser.add_argument("--rows", type=int, default=ROWS, help=f"{ROWS:,} where nothing is said")
    parser.add_argument("--format", choices=[format.value for format in BatchFormat], default="csv")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    arguments = parser.parse_args(argv)
    rows = FEW if arguments.quick else arguments.rows

    found, wall, own = validated(rows, BatchFormat(arguments.format))

    assert (found.created, found.errors) == (rows, 0)
    assert 0 < found.warned < rows
    report = Report(GOALS)
    report.figures |= {
        "rows": float(rows),
        "rows_per_second": rows / wall,
        "rows_per_cpu_second": rows / own,
        "peak_mib": peak_mib(),
    }
    report.summary()
    if arguments.json:
        print(report.as_json())


if __name__ == "__main__":
    main()
