"""Other engines at the same work: ``python bench/peers.py [--quick] [--json]``, with the extra ``bench``.

Each works out the discount of a 20-line receipt under 10, 100 and 1,000 promotions, each a percentage off a
category from a receipt amount on; five are met. rule-engine, business-rules and zen-engine (as expressions,
and as a decision table) judge the conditions alone, from facts prepared for them, and the discount is worked
out for them. stateset-embedded and django-oscar do all the work themselves. So do we, with verdicts and all
the rest, rounding as the peer does, and the two discounts are asserted to be equal to the cent. A peer that
is not installed is left out.

With ``--json`` the last line is one flat object: how many times as long each peer takes as we do with 1,000
promotions, and ``fastest_peer_over_ours_at_1000``, the least of these.

rule-engine holds dateutil below 3, so the extra wants an environment of its own:

    python3 run env .deps/peers
    .deps/peers/bin/pip install -e ".[bench]"
    .deps/peers/bin/python bench/peers.py
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, cast

from ratio import Ratio, Rounds, Work, take_turns
from report import Goal, Report
from rivals.shop import Rival, Shop, open_shop, ours

#: The module that knows each peer.
RIVALS: Mapping[str, str] = MappingProxyType(
    {
        "rule_engine": "rivals.rule_engine_expressions",
        "business_rules": "rivals.business_rules_lists",
        "zen_engine": "rivals.zen_expressions",
        "zen_engine_table": "rivals.zen_table",
        "stateset_embedded": "rivals.stateset_promotions",
        "django_oscar": "rivals.oscar_offers",
    }
)
FASTEST: Final = "fastest_peer_over_ours_at_1000"
GOALS: Mapping[str, Goal] = {
    FASTEST: Goal(30, at_least=True),
    **{f"{name}_over_ours_at_1000": Goal(30, at_least=True) for name in RIVALS},
}
#: Seconds that the comparison with one peer may take, more or less.
PATIENCE: Final = 15.0


def rival(module: str) -> Rival | None:
    """The peer that *module* knows; None where it is not installed."""
    try:
        return cast(Rival, import_module(module))
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("rivals"):
            raise
        return None


def compare(peer: Rival, shop: Shop, patience: float) -> Rounds:
    """Both at the same purchase, in turns, once they are seen to agree."""
    theirs, mine = peer.build(shop), ours(shop, peer.POLICIES)
    found = mine()
    assert len([verdict for verdict in found.verdicts if verdict.gave]) == 5
    began = time.process_time()
    assert theirs() == found.discount.minor, (theirs(), found.discount)
    took = time.process_time() - began
    if took < patience:
        assert theirs() == found.discount.minor, "a purchase leaves something behind"
    works: dict[str, Work] = {"theirs": theirs, "ours": mine}
    return take_turns(works, rounds=max(2, min(60, int(patience / (took + 0.01)))))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Other engines at the same work.")
    parser.add_argument("--json", action="store_true", help="end with one flat JSON object")
    parser.add_argument("--quick", action="store_true", help="few promotions; the figures mean nothing")
    options = parser.parse_args(arguments)
    sizes, patience = ((10, 20), 0.1) if options.quick else ((10, 100, 1_000), PATIENCE)
    report = Report(GOALS)
    rows: list[tuple[object, ...]] = []
    for name, module in RIVALS.items():
        peer = rival(module)
        if peer is None:
            rows.append((name, *("not installed" for _ in sizes), ""))
            continue
        found = [compare(peer, open_shop(size), patience) for size in sizes]
        times = found[-1].ratio("theirs", "ours")
        rows.append((name, *(_both(rounds) for rounds in found), times))
        report.figures[f"{name}_over_ours_at_1000"] = times
    least = min(report.figures.values(), key=_median, default=None)
    if least is not None:
        report.figures[FASTEST] = least
    report.table(
        "A 20-line receipt that 5 promotions match: theirs / ours, us",
        ("peer", *(f"{size:,} promotions" for size in sizes), "times, in the last"),
        rows,
    )
    report.summary()
    if options.json:
        print(report.as_json())


def _both(rounds: Rounds) -> str:
    return f"{rounds.of('theirs') * 1e6:,.0f} / {rounds.of('ours') * 1e6:,.0f}"


def _median(figure: Ratio | float) -> float:
    return figure.median if isinstance(figure, Ratio) else figure


if __name__ == "__main__":
    main()
