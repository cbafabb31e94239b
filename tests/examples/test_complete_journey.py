"""The example on real baskets: on a small data set of its own, and on the real one where that is at hand."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from complete_journey import Run, main, run
from hypothesis import given
from hypothesis import strategies as st
from journey.audit import Reason, Tally, confirmed_tags
from journey.coupons import ELSEWHERE, VALUES, Scan, added, find_scans, how_many, value_of
from journey.data import Sale, cents, load
from journey.till import position, ring_up, split

from loyalty_engine import Money

ROOT = Path(__file__).parents[2]
REAL = Path(
    os.environ.get("LOYALTY_ENGINE_COMPLETE_JOURNEY", ROOT.parent / "shared" / "data" / "completejourney")
)
needs_real = pytest.mark.skipif(
    not (REAL / "transactions.csv.gz").is_file(),
    reason=f"no Complete Journey data in {REAL}; LOYALTY_ENGINE_COMPLETE_JOURNEY can name another place",
)

FILES = {
    "products": """\
product_id,manufacturer_id,department,brand,product_category,product_type,package_size
1,10,GROCERY,Private,MILK,WHITE MILK,1 GAL
2,20,DRUG GM,National,SOAP,BAR SOAP,
3,30,FUEL,Private,COUPON/MISC ITEMS,GASOLINE-REG UNLEADED,
4,40,GROCERY,National,COLD CEREAL,KIDS CEREAL,20 OZ
5,50,MISCELLANEOUS,National,,,
""",
    "demographics": """\
household_id,age,income,home_ownership,marital_status,household_size,household_comp,kids_count
7,65+,35-49K,Homeowner,,2,2 Adults No Kids,0
""",
    "campaigns": "campaign_id,household_id\n1,7\n1,9\n",
    "campaign_descriptions": """\
campaign_id,campaign_type,start_date,end_date
1,Type B,2017-03-01,2017-03-31
""",
    "coupons": """\
coupon_upc,product_id,campaign_id
54200000076,4,1
54200000076,6,1
54200000076,4,1
10000085361,2,1
""",
    "coupon_redemptions": """\
household_id,coupon_upc,campaign_id,redemption_date
7,54200000076,1,2017-03-02
7,10000085361,1,2017-03-02
8,54200000076,1,2017-03-02
""",
    "transactions": """\
household_id,store_id,basket_id,product_id,quantity,sales_value,retail_disc,coupon_disc,coupon_match_disc,week,transaction_timestamp
8,300,plain,1,1,2.00,0.00,0.00,0.00,9,2017-03-01T09:00:00-0500
8,300,card,1,2,3.00,1.00,0.00,0.00,9,2017-03-01T09:00:00-0500
8,300,thirds,1,3,10.00,2.00,0.00,0.00,9,2017-03-01T09:00:00-0500
8,300,petrol,3,8396,18.46,0.84,0.00,0.00,9,2017-03-01T09:00:00-0500
7,300,campaign,4,1,3.00,1.00,1.00,0.00,9,2017-03-02T09:00:00-0500
7,300,campaign,1,1,2.00,0.00,0.00,0.00,9,2017-03-02T09:00:00-0500
8,300,newspaper,2,1,2.75,0.00,0.75,0.25,9,2017-03-03T09:00:00-0500
8,300,capped,2,1,0.75,0.50,0.75,0.24,9,2017-03-04T09:00:00-0500
8,300,two,2,2,4.30,0.31,0.70,0.70,9,2017-03-05T09:00:00-0500
8,300,free,5,1,0.00,0.50,0.00,0.00,9,2017-03-05T10:00:00-0500
8,300,unknown,6,1,1.00,0.10,0.00,0.00,9,2017-03-05T11:00:00-0500
8,300,over,2,1,0.89,0.10,2.99,0.00,10,2017-03-06T09:00:00-0500
8,300,none,1,1,2.00,0.00,0.00,0.00,10,2017-03-06T10:00:00-0500
8,300,none,2,0,0.00,0.00,1.00,0.00,10,2017-03-06T10:00:00-0500
8,300,single,2,1,3.00,0.00,0.55,0.00,10,2017-03-07T09:00:00-0500
8,300,number,4,1,3.00,0.00,0.50,0.00,10,2017-03-02T18:00:00-0500
""",
}


def write(directory: Path, **changed: str) -> Path:
    """The small data set in *directory*, with the text of some files *changed*."""
    for name, text in {**FILES, **changed}.items():
        with gzip.open(directory / f"{name}.csv.gz", "wt", encoding="utf-8") as file:
            file.write(text)
    return directory


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(write(tmp_path_factory.mktemp("journey")))


@pytest.mark.parametrize(
    ("basket", "reason", "words"),
    [
        pytest.param("plain", None, "", id="no discount at all"),
        pytest.param("card", None, "", id="two units at a card price"),
        pytest.param("thirds", None, "", id="three units at a card price that three does not divide"),
        pytest.param("petrol", None, "", id="petrol at a price per gallon in tenths of a cent"),
        pytest.param("campaign", None, "", id="a campaign's coupon, redeemed and worth what its number says"),
        pytest.param("newspaper", None, "", id="a coupon from elsewhere, doubled up to a dollar"),
        pytest.param("capped", None, "", id="doubling stops at what is left on the line"),
        pytest.param("two", None, "", id="two coupons on two units whose prices are a cent apart"),
        pytest.param("free", None, "", id="a card price of nothing"),
        pytest.param("unknown", None, "", id="a product that the catalogue lacks"),
        pytest.param(
            "over",
            Reason.COUPON_OVER_PRICE,
            "line 1, product 2: a coupon paid 2.99 where 0.89 was left to pay",
            id="a coupon worth more than the line is not paid out",
        ),
        pytest.param(
            "none",
            Reason.REFUSED,
            "line 2, product 2, quantity: 0 is not more than 0 (leave out what was not bought)",
            id="the model refuses a quantity of 0 and the report says where it stands",
        ),
        pytest.param(
            "single",
            Reason.NOT_DOUBLED,
            "line 1, product 2: the shop added 0.00 to 0.55, ours 0.45",
            id="a coupon that the shop did not double",
        ),
        pytest.param(
            "number",
            Reason.OTHER_VALUE,
            "line 1, product 4: coupon 54200000076 is worth 1.00 and paid 0.50",
            id="a coupon that paid something else than its number says",
        ),
    ],
)
def test_a_basket_is_reconciled_or_named_with_its_reason(
    small: Run, basket: str, reason: Reason | None, words: str
) -> None:
    found = [(f.reason, f.words) for f in small.audit.findings if f.basket.id == basket]

    assert found == ([] if reason is None else [(reason, words)])


def test_the_counts_add_up(small: Run) -> None:
    assert (small.audit.baskets, small.audit.reconciled, len(small.audit.findings)) == (14, 10, 4)


def test_a_week_adds_up_what_its_baskets_were_charged(small: Run) -> None:
    week = small.audit.weeks[9]

    assert (week.baskets, week.reconciled, week.households) == (10, 10, {"7", "8"})
    assert (week.shelf, week.cuts.tag, week.cuts.coupon, week.cuts.doubling) == (54_70, 6_25, 3_20, 1_19)
    assert week.charged == week.shelf - week.cuts.tag - week.cuts.coupon - week.cuts.doubling


def test_a_campaign_reaches_the_household_that_it_was_sent(small: Run) -> None:
    # The cereal costs 2.00 after card price and coupon: 5 % are 10 hundredths of a point. The household 8
    # redeemed the coupon without having been sent the campaign, so it gets the money and no points.
    expected = Tally(baskets=2, households={"7", "8"}, points=10)
    expected.cuts.coupon = 2_00

    assert small.audit.campaigns == {"1": expected}


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(("2.75,0.00,0.75,0.25", "2.74,0.00,0.75,0.26"), id="a cent more from the shop"),
        pytest.param(
            ("3.00,1.00,1.00,0.00", "3.00,1.00,1.01,0.00"), id="a cent more from the campaign's coupon"
        ),
    ],
)
def test_a_cent_of_difference_is_seen(tmp_path: Path, changed: tuple[str, str]) -> None:
    transactions = FILES["transactions"].replace(*changed)
    assert transactions != FILES["transactions"]

    audit = run(write(tmp_path, transactions=transactions)).audit

    assert (audit.baskets, audit.reconciled, len(audit.findings)) == (14, 9, 5)


def test_the_last_line_of_the_output_is_one_flat_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--data", str(write(tmp_path)), "--json", "--limit", "12"])

    printed = capsys.readouterr()
    figures = json.loads(printed.out.splitlines()[-1])
    assert code == 0
    assert (figures["baskets"], figures["reconciled"], figures["refused"], figures["differing"]) == (
        12,
        10,
        1,
        1,
    )
    assert {type(value) for value in figures.values()} == {int, float}
    assert figures["seconds"] > 0 < figures["peak_mib"]
    assert printed.err.splitlines()[-1] == "12 of 12 baskets"
    assert "none  line 2, product 2" in printed.out


def test_every_basket_is_calculated_without_a_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(write(tmp_path))]) == 0
    assert "14 baskets = 10 reconciled + 1 (the model refuses it)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "spoil", "expected"),
    [
        pytest.param(
            "campaigns",
            lambda text: text.replace("household_id", "family"),
            "campaigns.csv.gz: row 1: the columns are campaign_id, family and not campaign_id, household_id",
            id="another header",
        ),
        pytest.param(
            "campaigns",
            lambda text: text + "2\n",
            "campaigns.csv.gz: row 4: it has 1 fields and not 2",
            id="a short row",
        ),
        pytest.param(
            "transactions",
            lambda text: text.replace("18.46", "18.4"),
            "transactions.csv.gz: row 5: '18.4' is not an amount with two decimals",
            id="an amount without two decimals",
        ),
        pytest.param(
            "transactions",
            lambda text: text.replace(",8396,", ",x,"),
            "transactions.csv.gz: row 5: invalid literal",
            id="a quantity that is no number",
        ),
        pytest.param(
            "transactions",
            lambda text: text.replace("300,none,2", "301,none,2"),
            "transactions.csv.gz: row 15: basket none has another household, shop or time than before",
            id="a basket in two shops",
        ),
        pytest.param(
            "coupon_redemptions",
            lambda text: text.replace("2017-03-02", "2017-02-29", 1),
            "coupon_redemptions.csv.gz: row 2: day is out of range for month",
            id="a day that does not exist",
        ),
    ],
)
def test_a_faulty_file_is_named_with_its_row(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    spoil: Callable[[str], str],
    expected: str,
) -> None:
    write(tmp_path, **{name: spoil(FILES[name])})

    assert main(["--data", str(tmp_path)]) == 2
    assert f"complete_journey: {expected}" in capsys.readouterr().err


def test_a_file_that_was_cut_short_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    coupons = write(tmp_path) / "coupons.csv.gz"
    coupons.write_bytes(coupons.read_bytes()[:-9])

    assert main(["--data", str(tmp_path)]) == 2
    assert "coupons.csv.gz: row" in capsys.readouterr().err


def test_ids_in_the_notation_of_numbers_are_read_as_they_were(tmp_path: Path) -> None:
    shortened = {name: text.replace("plain,1,", "4e+10,9e+05,") for name, text in FILES.items()}
    shortened["products"] = FILES["products"].replace("\n1,", "\n9e+05,")

    journey = load(write(tmp_path, **shortened))

    assert (journey.baskets[0].id, journey.baskets[0].sales[0].product) == ("40000000000", "900000")
    assert "900000" in {product.code for product in journey.products}


def test_a_directory_without_the_data_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 2
    assert "products.csv.gz" in capsys.readouterr().err


def test_no_baskets_cannot_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path), "--limit", "0"])


@pytest.mark.parametrize(
    ("number", "worth"),
    [
        pytest.param("54200000076", 100, id="a dollar"),
        pytest.param("57007440087", 300, id="three dollars"),
        pytest.param("53700060000", None, id="the cashier decides"),
        pytest.param("10000085476", None, id="the shop's own coupon, whatever its last digits"),
        pytest.param("542000000769", None, id="with its check digit the last two digits are others"),
    ],
)
def test_what_a_coupon_is_worth_by_its_number(number: str, worth: int | None) -> None:
    assert value_of(number) == worth


def test_value_codes_are_two_digits() -> None:
    assert all(len(code) == 2 and code.isdecimal() and worth > 0 for code, worth in VALUES.items())


@pytest.mark.parametrize(
    ("face", "extra"),
    [
        pytest.param(25, 25, id="as much again"),
        pytest.param(50, 50, id="exactly to a dollar"),
        pytest.param(75, 25, id="up to a dollar"),
        pytest.param(100, 0, id="a dollar is not doubled"),
        pytest.param(250, 0, id="more than a dollar is not doubled"),
    ],
)
def test_doubling(face: int, extra: int) -> None:
    assert added(face) == extra


@pytest.mark.parametrize(
    ("quantity", "coupon", "match", "count"),
    [
        pytest.param(1, 50, 50, 1, id="one coupon doubled"),
        pytest.param(2, 70, 70, 2, id="two coupons of 0.35"),
        pytest.param(1, 70, 70, 1, id="not more coupons than units"),
        pytest.param(6, 450, 150, 6, id="six coupons of 0.75"),
        pytest.param(3, 100, 0, 1, id="one coupon of a dollar rather than more smaller ones"),
        pytest.param(9000, 25, 7, 1, id="what doubling does not explain counts as one"),
    ],
)
def test_how_many_coupons_were_used(quantity: int, coupon: int, match: int, count: int) -> None:
    sale = Sale(
        product="1",
        quantity=quantity,
        sales_value=900,
        retail_disc=0,
        coupon_disc=coupon,
        coupon_match_disc=match,
    )

    assert how_many(sale) == count


def test_a_scan_says_what_the_till_notes() -> None:
    two = Scan(source=ELSEWHERE, face=35, count=2)

    assert (two.label, two.pays, two.added) == ("2 × 0.35", 70, 70)
    assert Scan(source="1", face=100, number="54200000076").label == "1.00"


@given(st.integers(2, 1000), st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_split_line_is_the_same_purchase_at_prices_in_whole_cents(
    quantity: int, card: int, discount: int
) -> None:
    if card % quantity == 0:
        card += 1
    parts = split(quantity, card + discount, card)

    assert [sum(figures) for figures in zip(*parts, strict=True)] == [quantity, card + discount, card]
    assert all(units > 0 and price % units == 0 and shelf >= price for units, shelf, price in parts)
    assert abs(parts[0][2] // parts[0][0] - parts[1][2] // parts[1][0]) == 1


def test_the_parts_of_a_line_lead_back_to_it(tmp_path: Path) -> None:
    journey = load(write(tmp_path))
    basket = next(basket for basket in journey.baskets if basket.id == "thirds")

    receipt = ring_up(basket, find_scans(journey), journey.fuel)

    assert [position(line.number) for line in receipt.lines] == [0, 0]
    assert [line.parameters["card_price"] for line in receipt.lines] == ["3.33", "3.34"]
    assert receipt.amount == Money.of(12, "USD")


def test_card_prices_are_confirmed_by_other_baskets_of_the_week(tmp_path: Path) -> None:
    lines = "".join(
        f"8,300,{basket},1,{units},{price},0.10,0.00,0.00,9,2017-03-01T09:00:00-0500\n"
        for basket, units, price in (("a", 1, "1.50"), ("b", 2, "3.00"), ("c", 1, "1.60"))
    )
    header = FILES["transactions"].partition("\n")[0]
    journey = load(write(tmp_path, transactions=f"{header}\n{lines}"))

    assert confirmed_tags(journey.baskets, journey.fuel) == (3, 3, 2)


@pytest.mark.parametrize("text", ["1", "1.5", "-1.00", "1.000", "1,00", " 1.00", ""])
def test_an_amount_has_two_decimals(text: str) -> None:
    with pytest.raises(ValueError, match="two decimals"):
        cents(text)


@needs_real
def test_the_real_data_is_as_the_example_describes_it() -> None:
    journey = load(REAL)

    sales = [sale for basket in journey.baskets for sale in basket.sales]
    coupons = {coupon.number for campaign in journey.campaigns for coupon in campaign.coupons}
    counts = {
        "baskets": len(journey.baskets),
        "lines": len(sales),
        "households": len({basket.household for basket in journey.baskets}),
        "shops": len({basket.store for basket in journey.baskets}),
        "received nothing": sum(sale.sales_value == 0 for sale in sales),
        "card prices": sum(sale.retail_disc > 0 for sale in sales),
        "coupons": sum(sale.coupon_disc > 0 for sale in sales),
        "coupons without goods": sum(sale.coupon_disc > 0 and not sale.quantity for sale in sales),
        "matches": sum(sale.coupon_match_disc > 0 for sale in sales),
        "matches without a coupon": sum(
            sale.coupon_match_disc > 0 and not sale.coupon_disc for sale in sales
        ),
        "paid out": sum(sale.paid < 0 for sale in sales),
        "nothing": sum(not sale.quantity for sale in sales),
        "nothing at all": sum(not (sale.quantity or sale.shelf or sale.coupon_disc) for sale in sales),
        "in thousandths": sum(sale.quantity > 1000 for sale in sales),
        "petrol in thousandths": sum(sale.quantity > 1000 and sale.product in journey.fuel for sale in sales),
        "products": len(journey.products),
        "nodes": len(journey.categories),
        "with demographics": len(journey.audiences),
        "campaigns": len(journey.campaigns),
        "sent to": len(frozenset().union(*(campaign.households for campaign in journey.campaigns))),
        "coupon numbers": len(coupons),
        "manufacturers' numbers": sum(number.startswith("5") for number in coupons),
        "pairs": sum(len(coupon.products) for campaign in journey.campaigns for coupon in campaign.coupons),
        "redemptions": len(journey.redemptions),
    }
    assert counts == {
        "baskets": 47_243,
        "lines": 75_000,
        "households": 2_377,
        "shops": 293,
        "received nothing": 529,
        "card prices": 37_606,
        "coupons": 1_135,
        "coupons without goods": 141,
        "matches": 556,
        "matches without a coupon": 0,
        "paid out": 169,
        "nothing": 416,
        "nothing at all": 274,
        "in thousandths": 692,
        "petrol in thousandths": 692,
        "products": 92_331,
        "nodes": 4_270,
        "with demographics": 801,
        "campaigns": 27,
        "sent to": 1_559,
        "coupon numbers": 981,
        "manufacturers' numbers": 742,
        "pairs": 111_332,
        "redemptions": 2_102,
    }
    numbers = [scan for scan in find_scans(journey).values() if scan.number]
    assert len(numbers) == 55


@needs_real
def test_every_real_basket_is_reconciled_or_named() -> None:
    command = [sys.executable, str(ROOT / "examples" / "complete_journey.py"), "--data", str(REAL), "--json"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    lines = done.stdout.splitlines()
    figures = json.loads(lines[-1])
    named = {line.split()[0] for line in lines if re.match(r"  \d+  line \d+, product", line)}
    assert (figures["baskets"], figures["reconciled"], figures["refused"]) == (47_243, 46_786, 412)
    assert figures["differing"] == 45
    assert len(named) == 412 + 45
    assert figures["peak_mib"] < 1024
    assert done.stderr.splitlines()[-1] == "47,243 of 47,243 baskets"
