"""The first example that people run."""

from __future__ import annotations

import pytest
import quickstart

from loyalty_engine import PointsTotal


def test_the_quick_start_prints_what_the_receipt_earns(capsys: pytest.CaptureFixture[str]) -> None:
    result = quickstart.main()

    assert result.total.decimal == "43.47"
    assert result.points == (PointsTotal("bonus", 2),)
    assert capsys.readouterr().out.splitlines() == [
        "48.30 EUR less 4.83 EUR makes 43.47 EUR",
        "1 12.42 EUR (mornings)",
        "2 31.05 EUR (mornings)",
        "You earn 2 points.",
        "Receipt r-1: 2 offers",
        "- mornings: granted; 4.83 EUR off",
        "- points: granted; 2 bonus points, 1 other effect",
    ]
