"""The command line itself: help, versions, schemas, and how it ends when things go wrong."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import jsonschema
import pytest
from cli.command import Run, example, fresh

from loyalty_engine import InvalidInput, __version__
from loyalty_engine.cli.commands import demo
from loyalty_engine.cli.output import Output
from loyalty_engine.wire.documents import DOCUMENTS

COMMANDS = (
    *("demo", "calculate", "validate", "import", "schema"),
    *("init", "load", "purchase", "refund", "balance", "ledger"),
)


def test_version(run: Run) -> None:
    assert run("--version").out == f"loyalty-engine {__version__}\n"


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=str)
def test_help_tells_the_exit_codes(run: Run, command: tuple[str, ...]) -> None:
    ran = run(*command, "--help")

    assert ran.status == 0
    assert "exit codes:\n  0    done" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="no command"),
        pytest.param(("frobnicate",), id="an unknown command"),
        pytest.param(("demo", "--receipt", "first"), id="a receipt that is no number"),
        pytest.param(("demo", "--js"), id="an option cut short"),
        pytest.param(("calculate", "receipt.json"), id="no offers"),
        pytest.param(("validate",), id="no files"),
        pytest.param(("schema", "everything"), id="no such schema"),
    ],
)
def test_wrong_calls(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)

    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("usage: loyalty-engine")


@pytest.mark.parametrize("what", DOCUMENTS)
def test_schemas(run: Run, what: str) -> None:
    ran = run("schema", what)
    schema = json.loads(ran.out)

    assert ran.status == 0
    assert schema["properties"]["format"] == {"const": f"loyalty-engine/{what}"}
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("what", ["offers", "catalog", "member", "receipt"])
def test_the_examples_fit_their_schemas(run: Run, what: str) -> None:
    with open(example(what), encoding="utf-8") as file:
        jsonschema.validate(json.load(file), json.loads(run("schema", what).out))


def test_the_command_is_a_module_too() -> None:
    ran = fresh("schema", "receipt")

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["title"] == "loyalty-engine/receipt"


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = [sys.executable, "-m", "loyalty_engine", "schema", "offers"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.close()
    _, complaints = process.communicate()

    assert (process.returncode, complaints) == (141, b"")


@pytest.mark.parametrize(
    ("error", "status", "complaint"),
    [
        pytest.param(BrokenPipeError(), 141, "", id="the reader has gone"),
        pytest.param(KeyboardInterrupt(), 130, "", id="interrupted"),
        pytest.param(
            OSError(28, "No space left on device"), 2, "No space left on device", id="the disk is full"
        ),
        pytest.param(OSError("strange"), 2, "strange", id="an error without a number"),
        pytest.param(
            InvalidInput.at("offer 'a'", "id", "is odd", "make it even"),
            1,
            "offer 'a': id: is odd (make it even)",
            id="an input that nobody located",
        ),
    ],
)
def test_users_see_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int, complaint: str
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(demo, "demo_book", fail)
    ran = run("demo")

    assert ran.status == status
    assert ran.err == (f"loyalty-engine: {complaint}\n" if complaint else "")


def test_a_process_without_standard_output(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", None)
        ran = run("demo")

    assert (ran.status, ran.err) == (2, "loyalty-engine: there is no standard output to write to\n")


class Terminal(io.StringIO):
    """A stream that says that a person reads it."""

    def isatty(self) -> bool:
        return True


def test_colours_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal()
    Output.to(terminal).show(demo.demo_blocks(demo.demo_book(), demo.demo_receipts(demo.demo_book())))
    shown = terminal.getvalue()

    assert "\x1b[1;36mTHE OFFERS\x1b[0m" in shown
    assert "individual: favourite products" in shown
    assert "together" in shown


def test_a_terminal_without_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.delitem(sys.modules, "loyalty_engine.cli.rich_view", raising=False)
    terminal = Terminal()
    Output.to(terminal).show(demo.demo_blocks(demo.demo_book(), ()))

    assert terminal.getvalue().startswith("THE OFFERS\n")
    assert "\x1b" not in terminal.getvalue()


def test_a_damaged_view_is_not_taken_for_a_missing_rich(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "loyalty_engine.cli.rich_view", None)

    with pytest.raises(ModuleNotFoundError, match="rich_view"):
        Output.to(Terminal())


def test_a_real_terminal_keeps_its_encoding() -> None:
    class OldTerminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    written = io.BytesIO()
    terminal = OldTerminal(written, encoding="latin-1")
    Output.to(terminal).write("2 × 49.90 …\n")
    terminal.flush()

    assert written.getvalue() == b"2 \xd7 49.90 ?\n"
