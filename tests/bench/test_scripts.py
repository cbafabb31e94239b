"""The scripts run at a small scale, and end with the figures that they promise."""

from __future__ import annotations

import json
from pathlib import Path

import growth
import imports
import peers
import program
import pytest
from report import Report
from rivals.shop import open_shop, ours
from sqlalchemy import URL

from loyalty_engine import Level, Policies, Rounding


def test_growth_ends_with_all_its_figures(capsys: pytest.CaptureFixture[str]) -> None:
    growth.main(["--quick", "--json"])

    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(figures) == list(growth.GOALS)
    assert all(isinstance(figure, float) and figure > 0 for figure in figures.values())


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_imports_ends_with_all_its_figures(capsys: pytest.CaptureFixture[str], format: str) -> None:
    imports.main(["--quick", "--json", "--format", format])

    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(figures) == list(imports.GOALS)
    assert figures["rows"] == imports.FEW
    assert all(figure > 0 for figure in figures.values())


def test_programme_ends_with_its_figures(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOYALTY_POSTGRES", raising=False)

    program.main(["--quick", "--json"])

    lines = capsys.readouterr().out.splitlines()
    figures = json.loads(lines[-1])
    assert "No PostgreSQL is named; see --postgres" in lines
    assert list(figures) == [name for name in program.GOALS if not name.startswith("postgres")]
    assert all(figure > 0 for figure in figures.values())


def test_programme_measures_a_server_that_is_named(postgres: URL) -> None:
    report = Report(program.GOALS)

    program.on_a_server(program.QUICK, postgres.render_as_string(hide_password=False), report)

    assert list(report.figures) == [name for name in program.GOALS if name.startswith("postgres")]
    assert all(figure >= 0 for figure in report.figures.values() if isinstance(figure, float))


@pytest.mark.parametrize("promotions", [10, 40])
def test_five_promotions_are_met_and_take_off_what_any_engine_would(promotions: int) -> None:
    shop = open_shop(promotions)

    found = ours(shop, Policies())()

    granted = [int(v.offer.removeprefix("promotion-")) for v in found.verdicts if v.gave]
    assert granted == [0, 1, 2, 3, 4]
    assert found.discount.minor == shop.discount(granted, Policies()) > 0


def test_rounding_is_that_of_the_peer() -> None:
    shop = open_shop(10)

    each, once = (
        ours(shop, Policies(discounts=Rounding.DOWN, level=level))() for level in (Level.LINE, Level.RECEIPT)
    )

    assert 0 < once.discount.minor - each.discount.minor <= 5


def test_a_peer_that_is_not_installed_is_left_out(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rival_of_nobody.py").write_text("import no_such_engine\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(peers, "RIVALS", {"nobody": "rival_of_nobody"})

    peers.main(["--quick", "--json"])

    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if "nobody" in line] == [
        ["nobody", "not", "installed", "not", "installed"]
    ]
    assert lines[-1] == "{}"


def test_a_peer_that_agrees_is_compared(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path / "rival_by_loop.py", off=0)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(peers, "RIVALS", {"zen_engine": "rival_by_loop"})

    peers.main(["--quick", "--json"])

    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert list(figures) == ["fastest_peer_over_ours_at_1000", "zen_engine_over_ours_at_1000"]


def test_a_peer_that_differs_by_a_cent_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(tmp_path / "rival_off_by_one.py", off=1)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(peers, "RIVALS", {"zen_engine": "rival_off_by_one"})

    with pytest.raises(AssertionError):
        peers.main(["--quick"])


def _write(path: Path, off: int) -> None:
    """A peer that knows the five promotions by heart."""
    path.write_text(
        "from loyalty_engine import Policies\n"
        "POLICIES = Policies()\n"
        "def build(shop):\n"
        f"    return lambda: shop.discount(range(5), POLICIES) + {off}\n"
    )


def test_a_broken_module_of_ours_is_not_taken_for_a_missing_peer() -> None:
    with pytest.raises(ModuleNotFoundError):
        peers.rival("rivals.no_such_module")
