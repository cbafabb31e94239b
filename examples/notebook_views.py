"""Receipts, calculations and offers as a notebook shows them: ``python examples/notebook_views.py``.

The cells are marked for JupyterLab with Jupytext, and for editors that know ``# %%``. As a program it prints
the views as text; with ``--html FILE`` it writes them as a page.
"""

# %%
from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from loyalty_engine import (
    Line,
    LineQuantity,
    Member,
    Members,
    Money,
    Offer,
    OfferBook,
    PercentOff,
    Period,
    PointsPercent,
    Products,
    Receipt,
    ReceiptAmount,
    ReceiptMessage,
    calculate,
    compile_offers,
)
from loyalty_engine.notebook import View, show

# %% [markdown]
# An offer book is shown as a table of its offers. In a notebook, `%load_ext loyalty_engine.notebook` makes
# this the way in which every book, receipt, calculation and explanation is shown; `show` does it for one
# value.

# %%
BOOK: OfferBook = compile_offers(
    [
        Offer.of(
            "tea-20",
            [Products({"sencha", "assam"}), LineQuantity(at_least=2)],
            [PercentOff(20)],
            name="Two teas: 20 % off",
        ),
        Offer.of("sencha-15", [Products({"sencha"})], [PercentOff(15)], name="Sencha: 15 % off"),
        Offer.of(
            "points",
            [ReceiptAmount(at_least=Money.of("20.00", "EUR"))],
            [PointsPercent(5), ReceiptMessage("You earn {offer.points} points.")],
            name="Points from 20 euros",
            reach=Members(),
            cumulative=True,
        ),
        Offer.of(
            "august",
            [Products({"mug"})],
            [PercentOff(50)],
            name="Mugs in August",
            period=Period("2026-08-01", "2026-08-31"),
        ),
    ]
)
show(BOOK)


# %% [markdown]
# A receipt, and what it comes to for a member.


# %%
def purchase(id: str, day: int, sencha: int) -> Receipt:
    """*sencha* packets of tea and a mug, on a *day* of September."""
    return Receipt(
        id=id,
        at=dt.datetime(2026, 9, day, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        place="harbour-street",
        lines=[
            Line(
                number=1,
                product="sencha",
                quantity=sencha,
                amount=Money(sencha * 12_50, "EUR"),
                name="Sencha, 100 g",
            ),
            Line(number=2, product="mug", amount=Money.of("18.00", "EUR"), name="Mug, blue"),
        ],
    )


RECEIPT = purchase("R-1", 7, 2)
CALCULATION = calculate(RECEIPT, Member("42"), BOOK)
show(RECEIPT)

# %%
show(CALCULATION)

# %% [markdown]
# Why each offer did what it did, those included that could not match.

# %%
show(CALCULATION.explain())

# %% [markdown]
# Several calculations, one row each. The book has the names of kinds of points.

# %%
WEEK = [calculate(purchase(f"R-{day}", day, 1 + day % 3), Member("42"), BOOK) for day in range(7, 14)]
show(WEEK, book=BOOK)


# %%
def views() -> tuple[View, ...]:
    """All views of this page, from top to bottom."""
    return (
        show(BOOK),
        show(RECEIPT),
        show(CALCULATION),
        show(CALCULATION.explain()),
        show(WEEK, book=BOOK),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Show the views of receipts, calculations and offers.")
    parser.add_argument("--html", metavar="FILE", type=Path, help="write a page instead of text")
    page: Path | None = parser.parse_args().html
    if page is None:
        print(*views(), sep="\n\n")
    else:
        body = "".join(view.html for view in views())
        page.write_text(
            f"<!doctype html>\n<meta charset=utf-8>\n<title>Views</title>\n{body}", encoding="utf-8"
        )


# in a notebook the cells have shown everything
if __name__ == "__main__" and "get_ipython" not in globals():
    main()
