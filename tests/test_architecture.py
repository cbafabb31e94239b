"""The layer rule of docs/adr/0001-architecture-layers.md, checked from the source."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1] / "src" / "loyalty_engine"
MODULES = sorted(ROOT.rglob("*.py"))
LONGEST = 400  # lines; a longer module becomes a package of families

ROW = ("errors", "model", "rules", "engine", "individual", "communications", "program", "analysis")
LEAVES = ("wire", "adapters", "testing", "notebook", "cli")
PURE = ROW[: ROW.index("program")]
MAY_USE_WIRE = ("adapters", "testing", "notebook", "cli")
MAY_USE_ADAPTERS = ("cli",)  # the command is a host, and keeps a programme in a file
FRONT = "the package itself"  # loyalty_engine/__init__.py, which offers the row's names

# Where an outside package, or a module of the standard library with one proper place, may be imported.
HOMES = {
    "attr": (),  # the old name of attrs
    "alembic": ("adapters/migrations/", "adapters/sqlalchemy"),
    "attrs": ("",),
    "cattrs": ("wire/",),
    "dateutil": ("model/period.py",),
    "hypothesis": ("testing/",),
    "json": ("wire/",),
    "psycopg": ("adapters/sqlalchemy",),
    "rich": ("cli/",),
    "sqlalchemy": ("adapters/migrations/", "adapters/sqlalchemy"),
}
# Clocks, randomness, environment, files, network, threads, logs, and what could fetch any of them by name.
WORLD = frozenset(
    """
    asyncio builtins concurrent ctypes getpass glob http importlib io locale logging marshal mmap
    multiprocessing os pathlib pickle platform random runpy sched secrets select selectors shelve shutil
    signal socket sqlite3 ssl subprocess sys tempfile threading time urllib uuid
    """.split()
)
CLOCKS = frozenset({"now", "today", "utcnow"})
WORLDLY_CALLS = frozenset({"__import__", "breakpoint", "eval", "exec", "input", "open", "print"})
# The one module that writes code: a constructor for each kind of record, from the names of its fields.
ALLOWED = (PurePosixPath("engine/light.py"), "exec() reaches for the world")


def part_of(where: PurePosixPath) -> str:
    """The layer or leaf that a module belongs to."""
    if where.name == "__init__.py" and len(where.parts) == 1:
        return FRONT
    if str(where) == "__main__.py":
        return "cli"
    return where.parts[0].removesuffix(".py")


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The dotted names that an import reaches for; `from a import b` may mean a module a.b."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    else:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def target(name: str) -> str:
    """The layer or leaf that a dotted name of ours leads to."""
    inside = name.split(".")[1:2]
    return inside[0] if inside and inside[0] in (*ROW, *LEAVES) else FRONT


def layer_fault(part: str, other: str) -> str | None:
    """What is wrong with an import of *other* from *part*, if anything is."""
    if part == other:
        return "imports the package that holds it" if part == FRONT else None
    if part in ROW:
        if other in ROW:
            return f"{other} is to the right of {part}" if ROW.index(other) > ROW.index(part) else None
        return f"{part} imports {'a leaf: ' + other if other in LEAVES else other}"
    shared = {"wire": MAY_USE_WIRE, "adapters": MAY_USE_ADAPTERS}
    if other in LEAVES and part not in shared.get(other, ()):
        return f"{part} imports a leaf: {other}"
    return None


def import_faults(node: ast.Import | ast.ImportFrom, where: PurePosixPath) -> Iterator[str]:
    """What is wrong with one import statement, wherever it stands in its module."""
    part = part_of(where)
    if isinstance(node, ast.ImportFrom) and node.level:
        yield "relative import"
        return
    for name in imported(node):
        package = name.split(".")[0]
        if package == "loyalty_engine":
            if fault := layer_fault(part, target(name)):
                yield fault
        elif package in HOMES:
            if not str(where).startswith(HOMES[package]):
                yield f"{package} is not at home here"
        elif package not in sys.stdlib_module_names:
            yield f"{package} is no dependency of ours"
        elif part in PURE and package in WORLD:
            yield f"{package} reaches for the world"
        if name == "typing.Any" and part != "wire":
            yield "Any outside wire"


def impure(node: ast.AST) -> str | None:
    """What makes a node depend on more than its module's arguments, if anything does."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
            return f".{name}() reads a clock"
        case ast.Attribute(value=ast.Attribute(attr=kind) | ast.Name(id=kind), attr=name) if (
            kind in ("date", "datetime") and name in CLOCKS
        ):
            return f"{kind}.{name} is a clock"
        case ast.Call(func=ast.Attribute(attr="astimezone"), args=[], keywords=[]):
            return ".astimezone() reads the machine's zone"
        case ast.Call(func=ast.Name(id=name)) if name in WORLDLY_CALLS:
            return f"{name}() reaches for the world"
        case ast.Global():
            return "global state"
        case _:
            return None


def faults(source: str, path: str) -> list[str]:
    """Everything that breaks the rule in a module with this source at this path below the package."""
    where = PurePosixPath(path)
    part = part_of(where)
    tree = ast.parse(source)
    found = [] if part in (*ROW, *LEAVES, FRONT) else [f"{part} is no layer"]
    hidden = {
        inner
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for inner in ast.walk(outer)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found += import_faults(node, where)
            if part in ROW and node in hidden:
                found.append("import inside a function")
            if where.name == "__init__.py" and node not in tree.body:
                found.append("an __init__ imports at its top level or not at all")
        elif part in PURE and (fault := impure(node)) and (where, fault) != ALLOWED:
            found.append(fault)
    return found


def test_there_is_something_to_check() -> None:
    assert ROOT / "errors.py" in MODULES


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module_keeps_to_its_layer(module: Path) -> None:
    assert faults(module.read_text(encoding="utf-8"), module.relative_to(ROOT).as_posix()) == []


def test_no_module_is_too_long() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES
        if path != ROOT / "__init__.py"  # a list of names, which nobody reads from top to bottom
    }

    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        pytest.param(
            "model/money.py",
            "from loyalty_engine.rules.offer import Offer",
            "rules is to the right of model",
            id="a layer imports from its right",
        ),
        pytest.param(
            "model/money.py",
            "from loyalty_engine import rules",
            "rules is to the right of model",
            id="a layer imports a package on its right by name",
        ),
        pytest.param(
            "rules/offer.py",
            "if TYPE_CHECKING:\n    import loyalty_engine.engine.match",
            "engine is to the right of rules",
            id="a layer imports from its right for types only",
        ),
        pytest.param(
            "engine/explain.py",
            "from loyalty_engine.wire.read import read",
            "engine imports a leaf: wire",
            id="the row imports a leaf",
        ),
        pytest.param(
            "analysis/report.py",
            "from loyalty_engine import notebook",
            "analysis imports a leaf: notebook",
            id="the right end of the row imports a leaf",
        ),
        pytest.param(
            "engine/match.py",
            "from loyalty_engine import Receipt",
            "engine imports the package itself",
            id="the row imports the package that is made of it",
        ),
        pytest.param(
            "__init__.py",
            "from loyalty_engine.wire.read import read",
            "the package itself imports a leaf: wire",
            id="the package offers a leaf's name",
        ),
        pytest.param(
            "notebook/html.py",
            "from loyalty_engine.cli.tables import table",
            "notebook imports a leaf: cli",
            id="a leaf imports another",
        ),
        pytest.param(
            "wire/read.py",
            "from loyalty_engine.adapters.memory import Memory",
            "wire imports a leaf: adapters",
            id="the one leaf that others may use imports another",
        ),
        pytest.param(
            "notebook/html.py",
            "from loyalty_engine.adapters.memory import Memory",
            "notebook imports a leaf: adapters",
            id="a leaf that is no host imports an adapter",
        ),
        pytest.param(
            "__main__.py",
            "from loyalty_engine.testing.laws import check",
            "cli imports a leaf: testing",
            id="the module behind `python -m` is part of the command",
        ),
        pytest.param(
            "helpers/text.py",
            "",
            "helpers is no layer",
            id="a package without a place in the row",
        ),
        pytest.param(
            "rules/offer.py", "from .stacking import Policy", "relative import", id="a relative import"
        ),
        pytest.param(
            "rules/offer.py",
            "def f():\n    from loyalty_engine.model.money import Money",
            "import inside a function",
            id="an import inside a function",
        ),
        pytest.param(
            "rules/offer.py",
            "class A:\n    def f(self):\n        if self:\n            import math",
            "import inside a function",
            id="an import deep inside a method",
        ),
        pytest.param(
            "adapters/__init__.py",
            "try:\n    import math\nexcept ImportError:\n    pass",
            "an __init__ imports at its top level or not at all",
            id="an __init__ tries an import",
        ),
        pytest.param(
            "__init__.py",
            "def __getattr__(name):\n    import math",
            "an __init__ imports at its top level or not at all",
            id="an __init__ imports later",
        ),
        pytest.param(
            "engine/facts.py", "import cattrs", "cattrs is not at home here", id="cattrs outside wire"
        ),
        pytest.param("cli/main.py", "import json", "json is not at home here", id="json in the command"),
        pytest.param(
            "notebook/html.py", "import json", "json is not at home here", id="json in the notebook"
        ),
        pytest.param(
            "model/slots.py",
            "from dateutil.relativedelta import relativedelta",
            "dateutil is not at home here",
            id="dateutil in another module of the model",
        ),
        pytest.param(
            "rules/offer.py",
            "from hypothesis import strategies",
            "hypothesis is not at home here",
            id="hypothesis outside the test kit",
        ),
        pytest.param(
            "notebook/html.py", "import rich", "rich is not at home here", id="rich outside the command"
        ),
        pytest.param(
            "adapters/sql_unit.py",
            "import sqlalchemy",
            "sqlalchemy is not at home here",
            id="sqlalchemy in what the store on the standard library uses",
        ),
        pytest.param("model/money.py", "import attr", "attr is not at home here", id="attrs by its old name"),
        pytest.param(
            "wire/read.py", "import orjson", "orjson is no dependency of ours", id="an undeclared package"
        ),
        pytest.param("rules/offer.py", "from typing import Any", "Any outside wire", id="Any outside wire"),
        *(
            pytest.param(
                "engine/match.py", f"import {name}", f"{name} reaches for the world", id=f"{name} in the core"
            )
            for name in sorted(WORLD)
        ),
        pytest.param(
            "communications/plan.py",
            "from concurrent.futures import ThreadPoolExecutor",
            "concurrent reaches for the world",
            id="threads in the last layer that has none",
        ),
        *(
            pytest.param(
                "engine/match.py", f"at = clock.{name}()", f".{name}() reads a clock", id=f".{name}()"
            )
            for name in sorted(CLOCKS)
        ),
        pytest.param(
            "model/receipt.py",
            "at: dt.datetime = field(factory=dt.datetime.now)",
            "datetime.now is a clock",
            id="a clock that is handed over instead of called",
        ),
        pytest.param(
            "model/receipt.py",
            "on: date = field(factory=date.today)",
            "date.today is a clock",
            id="a calendar that is handed over",
        ),
        pytest.param(
            "engine/facts.py",
            "local = at.astimezone()",
            ".astimezone() reads the machine's zone",
            id="the machine's own time zone",
        ),
        *(
            pytest.param("engine/match.py", f"{name}('x')", f"{name}() reaches for the world", id=f"{name}()")
            for name in sorted(WORLDLY_CALLS)
        ),
        pytest.param("engine/light.py", "eval('x')", "eval() reaches for the world", id="code that asks"),
        pytest.param(
            "engine/match.py", "def f():\n    global cache", "global state", id="a global statement"
        ),
    ],
)
def test_the_rule_bites(path: str, source: str, fault: str) -> None:
    assert faults(source, path) == [fault]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param(
            "rules/offer.py", "from loyalty_engine.model.money import Money", id="a layer uses its left"
        ),
        pytest.param("rules/offer.py", "from loyalty_engine.rules.stacking import Policy", id="and itself"),
        pytest.param("cli/main.py", "from loyalty_engine import calculate", id="a leaf uses the package"),
        pytest.param(
            "wire/read.py", "from loyalty_engine.analysis.report import Report", id="a leaf uses the row"
        ),
        *(
            pytest.param(f"{leaf}/a.py", "from loyalty_engine.wire.read import read", id=f"{leaf} uses wire")
            for leaf in MAY_USE_WIRE
        ),
        pytest.param(
            "cli/programme.py",
            "from loyalty_engine.adapters.sqlite import SqliteStore",
            id="the command is a host and uses adapters",
        ),
        pytest.param(
            "__main__.py", "from loyalty_engine.cli.main import main", id="python -m is the command"
        ),
        pytest.param(
            "__init__.py", "from loyalty_engine.engine.calculate import calculate", id="the package's names"
        ),
        pytest.param("__init__.py", "from importlib.metadata import version", id="the package's version"),
        pytest.param(
            "model/period.py", "from dateutil.relativedelta import relativedelta", id="dateutil at home"
        ),
        pytest.param("wire/deep/read.py", "import json, cattrs", id="json and cattrs at home"),
        pytest.param(
            "cli/main.py", "def f():\n    import time; print(time.time())", id="a leaf lives in the world"
        ),
        pytest.param("program/ports.py", "import uuid\nat = clock.now()", id="the programme has ports"),
        pytest.param(
            "engine/facts.py", "import datetime\nlocal = at.astimezone(zone)", id="a zone that is named"
        ),
        pytest.param("engine/light.py", "exec('def make(): ...', names)", id="constructors are written"),
    ],
)
def test_the_rule_lets_pass(path: str, source: str) -> None:
    assert faults(source, path) == []
