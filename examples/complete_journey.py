"""A year of real grocery baskets, calculated by the engine and compared with what was charged, to the cent.

    python examples/complete_journey.py --data DIR [--json] [--limit N]

DIR holds the Complete Journey 2.0 data as gzipped CSV files (84.51°, licence CC0): 75,000 receipt lines of
47,243 baskets that 2,377 households bought in 293 shops in 2017. They are a sample of the year's lines, so
most baskets are parts of baskets. No two lines of a basket are of one product.

What the columns of the receipt lines mean, as far as the data show:

- ``sales_value``: what the shop received, the manufacturer's coupon included. 0 on 529 lines.
- ``retail_disc``: what the card price took off the price on the shelf; on 37,606 lines.
- ``coupon_disc``: what a manufacturer's coupon paid; on 1,135 lines, 141 of them of quantity 0.
- ``coupon_match_disc``: what the shop added to the coupon; on 556 lines, never without a coupon. It is as
  much as the coupon, until both are worth a dollar: 0.50 becomes 1.00, and so does 0.75.
- Hence shelf price = sales_value + retail_disc + coupon_match_disc, and the buyer pays sales_value −
  coupon_disc: less than nothing on 169 lines, of which 141 are of quantity 0.
- ``quantity``: pieces, or portions of weighed goods. All 692 quantities above 1,000 are petrol in
  thousandths of a gallon: they give shelf prices from 1.92 to 3.36 a gallon, and of the 691 that have a
  card price, 688 come to a price per gallon in tenths of a cent that ends in 9. 416 lines have quantity 0:
  274 with no money at all, 141 with a coupon apart from its goods, 1 with a card price.
- ``week``: 1 to 53; ``transaction_timestamp``: the shop's clock with its offset. A basket has one of each.

And of the other files:

- products: 92,331 in three levels, of which 639 lack one or two; 4,270 nodes of the tree. 222 lines are of
  5 products that are not in the file: they are sold, but belong to no category, and no campaign reaches
  them. One product and one basket have ids that a number format has shortened (9e+05).
- demographics: of 801 households, one answer or none to each of seven questions. Every answer is an
  audience.
- campaigns: 27, sent to 1,559 households. coupons: 116,204 rows, 111,332 of them different, for 981
  numbers. 742 numbers begin with 5: a manufacturer's coupon, whose number ends in the code of what it pays
  (the check digit is left out). The other 239 are the shop's own and say nothing about their value.
- coupon_redemptions: 2,102, each of a coupon that its household was sent. Most of the lines that used them
  are not in the sample: on 55 lines a coupon was used that day whose number says its value and whose
  products include the line's.

What the engine makes of it, and why agreeing means something:

- The receipt has shelf prices. On a line with a card price the till says the price per unit (the parameter
  ``card_price``), and one offer for members, a yellow price tag, brings the line there; how much it takes
  off is the engine's own subtraction. The price itself comes from the line, because the sample rarely has a
  second line of the product, shop and week. (Where another basket of the week has the product at a card
  price, four lines in five agree with another one to the cent per unit; the report counts them.) A price
  that does not divide evenly by the units (three for 10.00) makes two lines a cent per unit apart. Petrol
  is one portion at the price of the portion, for price tags are in whole cents.
- Where a household redeemed a campaign's coupon, its member has an item, accepted, for the coupon's
  products on that day, and the amount is read from the coupon's number, never from the line. The till says
  only that a coupon of that campaign was scanned with the line. Of the 55 such lines 52 agree.
- Coupons from elsewhere stand in no other file, so their value is the line's ``coupon_disc``; they too are
  items of the member, and pay at most what is left after the card price.
- What the shop adds is never read from ``coupon_match_disc``: an offer doubles each coupon by the rule
  above, and at most what is left (a coupon of 0.75 on goods of 0.99 gets 0.24). How many coupons were used
  on a line is not in the data: we take the smallest number of equal ones, at most one for each unit, that
  the rule explains.
- Each campaign that a household was sent is a personalised offer in its attributes: 5 % in points on the
  goods of the campaign's coupons, while it runs. These points, and three more offers in points, are our own
  addition; they show reach and leave money alone. Of a campaign of type A the goods are those of all its
  coupons, since the data do not say which of them a household got.

A basket is *reconciled* if on every line the price tag, the coupons and the doubling come to
``retail_disc``, ``coupon_disc`` and ``coupon_match_disc`` each, and the total to what was paid. Of all
baskets 46,786 are; every other one is named with the reason. 412 hold lines of quantity 0, which the model
refuses. In 28 a coupon is worth more than its line: the shop paid the difference out, the engine stops at
0. In 15 doubling does not explain what the shop added, and in 2 a coupon paid something else than its
number says.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen
from journey.audit import Audit
from journey.coupons import find_scans
from journey.data import Journey, load
from journey.report import by_campaign, by_week, figures, not_reconciled, summary, titled
from journey.shop import members, open_shop
from journey.till import ring_up

from loyalty_engine import InvalidInput, calculate

#: After how many baskets progress is shown.
STEP = 2_000


@frozen(kw_only=True)
class Run:
    """What was loaded, what came of it, and how long each step took, in seconds."""

    journey: Journey
    audit: Audit
    seconds: tuple[tuple[str, float], ...]


def run(data: Path, limit: int | None = None) -> Run:
    """Load the data in the directory *data* and calculate every basket, or the first *limit*.

    Raises:
        OSError: a file is missing or cannot be read.
        InvalidInput: a file is not as expected.
    """
    clock = [time.perf_counter()]
    journey = load(data, limit)
    clock.append(time.perf_counter())
    scans = find_scans(journey)
    book = open_shop(journey, scans)
    member_of = members(journey, scans)
    clock.append(time.perf_counter())
    audit = Audit.of(journey.campaigns)
    for n, basket in enumerate(journey.baskets, 1):
        try:
            receipt = ring_up(basket, scans, journey.fuel)
        except InvalidInput as error:
            audit.refuse(basket, error)
        else:
            audit.compare(basket, scans, calculate(receipt, member_of[basket.household], book))
        if n % STEP == 0 or n == len(journey.baskets):
            show_progress(n, len(journey.baskets))
    clock.append(time.perf_counter())
    steps = zip(("load", "compile", "calculate"), clock, clock[1:], strict=False)
    return Run(journey=journey, audit=audit, seconds=tuple((step, end - start) for step, start, end in steps))


def show_progress(done: int, all: int) -> None:
    """Say on stderr how far the baskets are: on one line in a terminal, now and then elsewhere."""
    text = f"{done:,} of {all:,} baskets"
    if sys.stderr.isatty():
        print(f"\r{text}", end="" if done < all else "\n", file=sys.stderr, flush=True)
    elif done == all or done % (5 * STEP) == 0:
        print(text, file=sys.stderr, flush=True)


def peak_mib() -> float:
    """The most memory that the process has held, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the exit code is 0 unless the data cannot be read."""
    started = time.perf_counter()
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="directory with the gzipped CSV files")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--limit", type=int, help="calculate only the first LIMIT baskets")
    options = parser.parse_args(arguments)
    if options.limit is not None and options.limit < 1:
        parser.error("--limit must be at least 1")
    try:
        done = run(options.data, options.limit)
    except (OSError, InvalidInput) as error:
        print(f"complete_journey: {error}", file=sys.stderr)
        return 2
    print(titled("By week", by_week(done.audit)))
    print(titled("By campaign", by_campaign(done.audit, done.journey)))
    print(titled("Baskets that are not reconciled", not_reconciled(done.audit)))
    print(titled("Summary", summary(done.audit, done.journey)))
    seconds = time.perf_counter() - started
    steps = ", ".join(f"{step} {took:.1f} s" for step, took in done.seconds)
    print(f"{seconds:.1f} s ({steps}), {peak_mib():.0f} MiB at most")
    if options.json:
        times = {f"{step}_seconds": round(took, 3) for step, took in done.seconds}
        whole = {"seconds": round(seconds, 3), "peak_mib": round(peak_mib(), 1)}
        print(json.dumps({**figures(done.audit), **whole, **times}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
