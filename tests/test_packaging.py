"""What a stranger relies on before any calculation: names, versions, dependencies, commands and links."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

import loyalty_engine

PROJECT = Path(__file__).parents[1]
DESCRIBED = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGES = [PROJECT / "README.md", PROJECT / "CHANGELOG.md", *sorted((PROJECT / "docs").rglob("*.md"))]


def output_of(*arguments: str) -> str:
    """What a fresh Python prints."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True).stdout


def test_the_changelog_starts_with_the_version_of_the_project() -> None:
    headings = re.findall(
        r"^## (\S+) - (\d{4}-\d\d-\d\d)$", (PROJECT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )

    assert headings[0][0] == DESCRIBED["version"]
    assert [date for _, date in headings] == sorted((date for _, date in headings), reverse=True)


def test_the_package_knows_the_version_of_the_project() -> None:
    assert loyalty_engine.__version__ == DESCRIBED["version"]


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(loyalty_engine.__file__).parent / "py.typed").is_file()
    assert "Typing :: Typed" in DESCRIBED["classifiers"]


def test_every_public_name_exists_once_and_in_order() -> None:
    assert list(loyalty_engine.__all__) == sorted(set(loyalty_engine.__all__))
    assert [name for name in loyalty_engine.__all__ if not hasattr(loyalty_engine, name)] == []


def test_the_core_needs_four_packages() -> None:
    names = [re.split(r"[<>=!~ ;\[]", dependency)[0] for dependency in DESCRIBED["dependencies"]]

    assert names == ["attrs", "cattrs", "python-dateutil", "tzdata"]


def test_importing_the_package_loads_no_leaf_and_no_extra() -> None:
    """A fresh process, because this one has loaded them all."""
    loaded = output_of("-c", "import sys, loyalty_engine; print(*sys.modules)").split()

    unwanted = {"alembic", "cattrs", "hypothesis", "psycopg", "pytest", "rich", "sqlalchemy"} | {
        f"loyalty_engine.{leaf}" for leaf in ("adapters", "cli", "notebook", "testing", "wire")
    }
    assert "loyalty_engine" in loaded
    assert unwanted & set(loaded) == set()


def test_the_command_is_installed() -> None:
    (command,) = metadata.entry_points(group="console_scripts", name="loyalty-engine")

    assert callable(command.load())


def test_the_readme_gives_two_commands_to_start_with() -> None:
    commands = runpy.run_path(str(PROJECT / ".ci" / "readme_commands.py"))["commands"]
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")

    assert commands(readme) == ["python3 run demo", "python3 run test"]
    assert commands("```console\n$ rm -r /\n```\n") == [], "a fence without the mark is not for running"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", prose) if "://" not in link and link[0] != "#"]

    assert [link for link in links if not (page.parent / link.split("#")[0]).exists()] == []


def test_the_bootstrap_refuses_an_old_python_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    bootstrap = runpy.run_path(str(PROJECT / "run"))

    assert bootstrap["NEEDED"] == (3, 11)
    assert DESCRIBED["requires-python"] == ">=3.11"
    assert bootstrap["refuse_version"]() == 2
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


def test_the_bootstrap_explains_itself() -> None:
    shown = output_of(str(PROJECT / "run"))

    assert "python3 run demo" in shown
    assert "python3 run test" in shown
