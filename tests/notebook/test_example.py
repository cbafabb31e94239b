"""The example notebook, run as the program that it also is."""

from __future__ import annotations

import sys
from pathlib import Path

import notebook_views
import pytest
from notebook.markup import Markup


def test_it_prints_the_views(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["notebook_views.py"])

    notebook_views.main()

    assert capsys.readouterr().out == "\n\n".join(view.text for view in notebook_views.views()) + "\n"


def test_it_writes_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.html"
    monkeypatch.setattr(sys, "argv", ["notebook_views.py", "--html", str(page)])

    notebook_views.main()

    written = page.read_text(encoding="utf-8")
    assert [view.html for view in notebook_views.views() if view.html not in written] == []
    assert [Markup(view.html).count("table") for view in notebook_views.views()] == [1, 1, 3, 1, 1]
