"""Cases from the tests of other engines, each replayed under the convention that its peer declares.

Of a case that asserts a total, nothing but the total is compared. A case is reproduced; or wrong, with the
difference; or not expressible, with the feature that is missing; or judged faulty, with the reason: those are
listed in peer_cases_faulty.json.

    python bench/peer_cases.py [DIRECTORY] [--json]

DIRECTORY holds JSON files of cases; by default it is ../shared/peer_cases beside the checkout. With
``--json`` the last line is one flat object of the totals.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from peercases.document import read_cases
from peercases.faults import read_faults
from peercases.judge import Judgement, Verdict, judge
from report import Report

HERE: Final = Path(__file__).resolve().parent
DIRECTORY: Final = HERE.parent.parent / "shared" / "peer_cases"
FAULTY: Final = HERE / "peer_cases_faulty.json"
EXAMPLES: Final = 3
_WORDS: Final = {verdict: verdict.value.replace("_", " ") for verdict in Verdict}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Replay cases from the tests of other engines.")
    parser.add_argument("directory", nargs="?", type=Path, default=DIRECTORY)
    parser.add_argument("--json", action="store_true", help="end with one flat object of the totals")
    options = parser.parse_args(arguments)
    cases = read_cases(options.directory)
    if not cases:
        parser.error(f"there are no cases in {options.directory}")
    faults = read_faults(FAULTY)
    found = [judge(case, faults) for case in cases]
    for peer in dict.fromkeys(judgement.case.peer for judgement in found):
        _print_peer(peer, [judgement for judgement in found if judgement.case.peer == peer])
    _print_features(found)
    totals = Counter(judgement.verdict for judgement in found)
    rows = [(_WORDS[verdict], totals[verdict], f"{totals[verdict] / len(found):.1%}") for verdict in Verdict]
    Report({}).table(f"All {len(found)} cases", ("", "cases", "share"), rows)
    if options.json:
        print(json.dumps({verdict.value: totals[verdict] for verdict in Verdict}))


def _print_peer(peer: str, found: Sequence[Judgement]) -> None:
    """What became of the cases of one peer; those that are reproduced are only counted."""
    totals = Counter(judgement.verdict for judgement in found)
    counts = ", ".join(f"{totals[verdict]} {_WORDS[verdict]}" for verdict in Verdict if totals[verdict])
    print(f"\n{peer}: {counts}")
    for judgement in found:
        if judgement.verdict is not Verdict.REPRODUCED:
            print(f"  {judgement.case.id} is {_WORDS[judgement.verdict]}: {judgement.why}")


def _print_features(found: Iterable[Judgement]) -> None:
    """How many cases need each missing feature: what to add to the language first."""
    needing: dict[str, list[str]] = {}
    for judgement in found:
        for name in dict.fromkeys(feature.name for feature in judgement.missing):
            needing.setdefault(name, []).append(judgement.case.id)
    ranked = sorted(needing.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    rows = [(name, len(cases), ", ".join(cases[:EXAMPLES])) for name, cases in ranked]
    if rows:
        Report({}).table("Missing features", ("feature", "cases", "such as"), rows)


if __name__ == "__main__":
    main()
