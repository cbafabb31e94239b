"""``validate``: every problem with its place, and an exit code for scripts."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from cli.command import Run, example

from loyalty_engine import Calculation, Groups, Offer, PercentOff, calculate
from loyalty_engine.cli.commands.demo import demo_book
from loyalty_engine.cli.demo.people import MEMBERS
from loyalty_engine.cli.demo.purchases import PURCHASES
from loyalty_engine.model.context import Context
from loyalty_engine.wire.documents import MemberList, OfferSet, ReceiptList, write


def test_documents_in_order(run: Run) -> None:
    files = [example(name) for name in ("offers", "catalog", "member", "receipt")]
    ran = run("validate", *files, "--catalog", example("catalog"))

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"{files[0]}: 5 offers, in order",
        f"{files[1]}: a catalogue of 4 products, 5 categories and 0 groups, in order",
        f"{files[2]}: member m-17, in order",
        f"{files[3]}: receipt r-1 of 3 lines, in order",
    ]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        pytest.param(MemberList(MEMBERS), "4 members", id="members"),
        pytest.param(Context(draws={"wheel": 1}), "a context with 1 draw", id="a context"),
        pytest.param(ReceiptList((PURCHASES[0].receipt,)), "1 receipt", id="one receipt in a list"),
        pytest.param(
            calculate(PURCHASES[0].receipt, PURCHASES[0].member, demo_book()),
            "the calculation of receipt 1",
            id="a calculation",
        ),
    ],
)
def test_other_documents_in_order(
    run: Run, tmp_path: Path, document: MemberList | ReceiptList | Context | Calculation, words: str
) -> None:
    file = tmp_path / "document.json"
    file.write_text(write(document), encoding="utf-8")

    assert run("validate", str(file)).out == f"{file}: {words}, in order\n"


def test_every_problem_has_its_place(run: Run) -> None:
    file = example("broken-offers")
    ran = run("validate", file)

    assert (ran.status, ran.err) == (1, "")
    assert [line.partition(": ")[0] for line in ran.out.splitlines()] == [
        f"{file}:$.offers[0].period.through",
        f"{file}:$.offers[0].rules[0].benefits[0].kind",
        f"{file}:$.offers[1].discount",
        f"{file}:$.offers[1].rules[0].benefits[0].percent",
    ]
    assert ran.out.splitlines()[3].endswith(": 120 is not between 0 and 100 (12.5 % is written 12.5)")


def test_offers_must_name_what_there_is(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "offers.json"
    file.write_text(write(OfferSet(offers=[Offer.of("tea", [Groups({"tee"})], [PercentOff(5)])])), "utf-8")
    ran = run("validate", str(file))

    assert ran.status == 1
    assert ran.out.startswith(f"{file}:$.offers[0].rules[0].conditions[0]: unknown product group 'tee'")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"", "$: line 1, column 1: there is nothing in it", id="an empty file"),
        pytest.param(b" \n\n", "$: line 3, column 1: there is nothing in it", id="nothing but white space"),
        pytest.param(b"\x00" * 64, "$: line 1, column 1", id="zeros"),
        pytest.param(b"\x1b[31m\xff\xfe", "$: byte 5 is not UTF-8", id="no text"),
        pytest.param(
            b"[" * 100_000, "$: line 1, column 65: the document is nested too deeply", id="a deep hole"
        ),
        pytest.param(b'{"format": 1', "$: line 1, column 13", id="a document cut off"),
        pytest.param(b'{"a": 1, "a": 2}', "$.a: the name 'a' stands twice", id="a name twice"),
        pytest.param(b"[]", "$: expected an object with format and version", id="a list"),
        pytest.param(b"NaN", "$: NaN is no number", id="no number"),
        pytest.param(
            b"9" * 10_000, "$: 99999999999999999999… is a number of 10000 digits", id="a long number"
        ),
        pytest.param(b" " * (10 * 2**20 + 1), "$: is larger than 10,485,760 bytes", id="a large file"),
        pytest.param(
            b'{"format": "loyalty-engine/receipt", "version": 1, "\\u001b[2J": 1}',
            r"$['\x1b[2J']: is not known here",
            id="a name that clears the screen",
        ),
    ],
)
def test_hostile_files(run: Run, tmp_path: Path, content: bytes, problem: str) -> None:
    file = tmp_path / "document.json"
    file.write_bytes(content)
    ran = run("validate", str(file))

    assert (ran.status, ran.err) == (1, "")
    assert any(line.startswith(f"{file}:{problem}") for line in ran.out.splitlines())
    assert ran.out.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param("nowhere.json", "No such file or directory", id="no such file"),
        pytest.param(".", "Is a directory", id="a directory"),
        pytest.param("a\x00b", "embedded null byte", id="a name that no file can have"),
        pytest.param("x" * 5000, "File name too long", id="a name without end"),
    ],
)
def test_files_that_cannot_be_read(run: Run, path: str, reason: str) -> None:
    ran = run("validate", path, example("receipt"))

    assert ran.status == 2
    assert ran.err.startswith("loyalty-engine: ")
    assert f": cannot be read: {reason}" in ran.err
    assert ran.err.count("\n") == 1
    assert ran.out.endswith("receipt r-1 of 3 lines, in order\n"), "the other files are checked all the same"


def test_the_worst_file_decides(run: Run) -> None:
    files = ("nowhere.json", example("broken-offers"), example("receipt"))

    assert run("validate", *files).status == 2
    assert run("validate", *files[1:]).status == 1
    assert run("validate", *files[2:]).status == 0


def test_a_broken_catalogue_stops_everything(run: Run) -> None:
    ran = run("validate", example("offers"), "--catalog", example("receipt"))

    assert (ran.status, ran.out) == (1, "")
    assert f"{example('receipt')}:$.format" in ran.err


def test_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"{}")))
    ran = run("validate", "-")

    assert ran.status == 1
    assert "<stdin>:$.format: is missing" in ran.out
    assert run("validate", "-", "-").status == 2


def test_a_process_without_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    ran = run("validate", "-")

    assert (ran.status, ran.err) == (
        2,
        "loyalty-engine: <stdin>: cannot be read: there is no standard input\n",
    )
