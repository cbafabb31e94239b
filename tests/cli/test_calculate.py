"""``calculate``: documents in, a table or a document out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from attrs import evolve
from cli.command import Ran, Run, example, fresh

from loyalty_engine import (
    Member,
    Money,
    Offer,
    Outcome,
    PayWithCertificate,
    PayWithPoints,
    PointsAsked,
    PresentedCertificate,
)
from loyalty_engine.wire.documents import read_calculation, read_receipt, write, write_offers

WITH_MEMBER = ("--member", example("member"))
OF_THE_SHOP = ("--offers", example("offers"), "--catalog", example("catalog"))


def calculated(run: Run, *arguments: str) -> Ran:
    return run("calculate", *OF_THE_SHOP, *arguments, example("receipt"))


def test_the_table_of_a_member(run: Run) -> None:
    ran = calculated(run, *WITH_MEMBER)

    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Receipt r-1, harbour-street, 2026-09-08 09:30, member m-17",
        "",
        "#  product        quantity  amount, EUR  discount  total   points  offers",
        "-  -------------  --------  -----------  --------  -----  -------  --------------------",
        "1  Assam, 250 g          2        13.80      1.38  12.42  1 bonus  mornings, points",
        "2  Sencha, 100 g         1         9.90      2.00   7.90  1 bonus  yellow-price, points",
        "3  Tea pot, 1 l          1        34.50     17.25  17.25  1 bonus  brand-fans, points",
        "-  -------------  --------  -----------  --------  -----  -------  --------------------",
        "   together                       58.20     20.63  37.57",
        "Points: 3 bonus",
        "Receipt: You earn 3 points.",
        "",
        "What the offers did",
        "  granted",
        "    brand-fans    individual  17.25 EUR off",
        "    mornings      audience    1.38 EUR off",
        "    points        members     3 bonus points, a message to the buyer",
        "    yellow-price  members     2.00 EUR off",
    ]


def test_a_buyer_without_a_card_hears_what_a_member_would_earn(run: Run) -> None:
    ran = calculated(run)

    assert "2026-09-08 09:30, no member" in ran.out
    assert "together                       58.20      1.98  56.22" in ran.out
    assert "A member would earn: 5 bonus" in ran.out


def test_payment_with_points(run: Run, tmp_path: Path) -> None:
    offers, member, receipt = (tmp_path / f"{name}.json" for name in ("offers", "member", "receipt"))
    half = Offer.of("half", benefits=[PayWithPoints(percent=50)])
    offers.write_text(write_offers([half]), encoding="utf-8")
    member.write_text(write(Member("m", balances={"bonus": 9})), encoding="utf-8")
    sale = evolve(read_receipt(Path(example("receipt")).read_bytes()), points_asked=[PointsAsked(amount=7)])
    receipt.write_text(write(sale), encoding="utf-8")
    out = run("calculate", "--offers", str(offers), "--member", str(member), str(receipt)).out

    assert "Could be paid with points: 9 bonus for 9.00 EUR\n" in out
    assert "Paid with points: 7 bonus for 7.00 EUR\nTo pay: 51.20 EUR\n" in out
    assert "half  everybody   up to 29.10 EUR may be paid with points" in out


def test_payment_with_a_certificate(run: Run, tmp_path: Path) -> None:
    offers, receipt = (tmp_path / f"{name}.json" for name in ("offers", "receipt"))
    offers.write_text(write_offers([Offer.of("gifts", benefits=[PayWithCertificate()])]), encoding="utf-8")
    gift = PresentedCertificate(number="G-1", left=Money.of("8.20", "EUR"))
    sale = evolve(read_receipt(Path(example("receipt")).read_bytes()), certificates=[gift])
    receipt.write_text(write(sale), encoding="utf-8")
    out = run("calculate", "--offers", str(offers), str(receipt)).out

    assert "Paid with certificates: 8.20 EUR of G-1\nTo pay: 50.00 EUR\n" in out
    assert "gifts  everybody   up to 58.20 EUR may be paid with certificates" in out


def test_explain_says_why_the_others_gave_nothing(run: Run) -> None:
    plain, explained = calculated(run, *WITH_MEMBER).out, calculated(run, *WITH_MEMBER, "--explain").out

    assert "green-tea-september" not in plain
    assert "  beaten by other offers\n    green-tea-september  everybody   by yellow-price" in explained


def test_a_receipt_that_no_offer_is_for(run: Run, tmp_path: Path) -> None:
    offers = tmp_path / "offers.json"
    offers.write_text('{"format": "loyalty-engine/offers", "version": 1}', encoding="utf-8")
    ran = run("calculate", "--offers", str(offers), example("receipt"))

    assert ran.status == 0
    assert ran.out.endswith("What the offers did\n  nothing; --explain says why\n")
    assert "4006381333931" in ran.out, "a product without a name stands under its code"


def test_json_is_the_document_of_the_calculation(run: Run) -> None:
    ran = calculated(run, *WITH_MEMBER, "--json")
    calculation = read_calculation(ran.out)

    assert ran.out.endswith("}\n")
    assert (calculation.total.decimal, calculation.discount.decimal) == ("37.57", "20.63")
    assert calculation.fingerprint


def test_json_explained_has_a_verdict_on_every_offer(run: Run) -> None:
    calculation = read_calculation(calculated(run, "--json", "--explain").out)

    assert {verdict.offer: verdict.outcome for verdict in calculation.verdicts} == {
        "brand-fans": Outcome.UNKNOWN,
        "green-tea-september": Outcome.GRANTED,
        "mornings": Outcome.UNKNOWN,
        "points": Outcome.UNKNOWN,
        "yellow-price": Outcome.UNKNOWN,
    }


def test_a_document_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt = Path(example("receipt")).read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(receipt)))

    assert run("calculate", *OF_THE_SHOP, "-").out == calculated(run).out


def test_standard_input_serves_once(run: Run) -> None:
    ran = run("calculate", "--offers", "-", "-")

    assert (ran.status, ran.err) == (
        2,
        "loyalty-engine: standard input can be one of the documents, not several\n",
    )


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        pytest.param(
            ("--offers", "nowhere.json", example("receipt")),
            2,
            "nowhere.json: cannot be read: No such file or directory",
            id="a file that is not there",
        ),
        pytest.param(
            ("--offers", example("receipt"), example("receipt")),
            1,
            f"{example('receipt')}:$.format: the text 'loyalty-engine/receipt' is not what is read here",
            id="a document of another format",
        ),
        pytest.param(
            ("--offers", example("broken-offers"), example("receipt")),
            1,
            f"{example('broken-offers')}:$.offers[1].discount: is not known here",
            id="a document with problems",
        ),
        pytest.param(
            ("--offers", example("offers"), "--member", example("catalog"), example("receipt")),
            1,
            f"{example('catalog')}:$.format",
            id="a catalogue in place of a member",
        ),
    ],
)
def test_what_cannot_be_calculated(run: Run, arguments: tuple[str, ...], status: int, message: str) -> None:
    ran = run("calculate", *arguments)

    assert (ran.status, ran.out) == (status, "")
    assert f"loyalty-engine: {message}" in ran.err
    assert all(line.startswith("loyalty-engine: ") for line in ran.err.splitlines())


def test_offers_are_compiled_with_the_catalogue(run: Run, tmp_path: Path) -> None:
    offers = Path(example("offers")).read_text(encoding="utf-8").replace('"green-tea"]', '"green-tae"]')
    wrong = tmp_path / "offers.json"
    wrong.write_text(offers, encoding="utf-8")
    ran = run("calculate", "--offers", str(wrong), "--catalog", example("catalog"), example("receipt"))

    where = "$.offers[2].rules[0].conditions[0]"
    assert ran.status == 1
    assert ran.err == (
        f"loyalty-engine: {wrong}:{where}: unknown category 'green-tae' (did you mean 'green-tea'?)\n"
    )


def test_names_cannot_write_to_the_terminal(run: Run, tmp_path: Path) -> None:
    receipt = json.loads(Path(example("receipt")).read_text(encoding="utf-8"))
    receipt["lines"][0]["name"] = "\x1b[2Jtea\n9 beer\u202e"
    hostile = tmp_path / "receipt.json"
    hostile.write_text(json.dumps(receipt), encoding="utf-8")
    ran = run("calculate", *OF_THE_SHOP, str(hostile))

    assert ran.status == 0
    assert (
        "1  \N{REPLACEMENT CHARACTER}[2Jtea\N{REPLACEMENT CHARACTER}9 beer\N{REPLACEMENT CHARACTER}"
        in ran.out
    )


def test_json_in_a_process_of_its_own() -> None:
    ran = fresh("calculate", *OF_THE_SHOP, "--json", "-", stdin=Path(example("receipt")).read_bytes())

    assert (ran.returncode, ran.stderr) == (0, b"")
    assert read_calculation(ran.stdout).total.decimal == "56.22"
