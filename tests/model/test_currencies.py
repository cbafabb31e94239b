"""The table of currencies against what the standard says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import MutableMapping
from typing import cast

import pytest

from loyalty_engine.errors import InvalidInput, Problem
from loyalty_engine.model.currencies import EXPONENTS, exponent

WITHDRAWN = {"ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"}


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [
        pytest.param("EUR", 2, id="the euro has cents"),
        pytest.param("RUB", 2, id="the rouble has kopecks"),
        pytest.param("JPY", 0, id="the yen has no smaller part"),
        pytest.param("ISK", 0, id="the Icelandic crown lost its aurar"),
        pytest.param("UGX", 0, id="the Ugandan shilling has no cents"),
        pytest.param("KWD", 3, id="the Kuwaiti dinar has 1,000 fils"),
        pytest.param("IQD", 3, id="the Iraqi dinar has fils in the standard, though locales show none"),
        pytest.param("AFN", 2, id="the afghani has puls in the standard, though locales show none"),
        pytest.param("IRR", 2, id="the Iranian rial has decimals in the standard, though locales show none"),
        pytest.param(
            "MGA", 2, id="the ariary has two decimals in the standard, though it has five iraimbilanja"
        ),
        pytest.param(
            "HUF", 2, id="the forint has two decimals in the standard, though nobody pays in fillér"
        ),
        pytest.param("CLF", 4, id="the unidad de fomento has four decimals"),
        pytest.param("UYW", 4, id="the unidad previsional has four decimals"),
        pytest.param("UYI", 0, id="the unidad indexada has none"),
        pytest.param("ZWG", 2, id="Zimbabwe Gold is there"),
        pytest.param("XCG", 2, id="the Caribbean guilder is there"),
        pytest.param("XAD", 2, id="the Arab accounting dinar is there"),
        pytest.param("BGN", 2, id="the lev was withdrawn, and its receipts can still be read"),
    ],
)
def test_exponent(currency: str, decimals: int) -> None:
    assert exponent(currency) == decimals


def test_the_table_has_as_many_codes_of_each_exponent_as_list_one() -> None:
    current = {code: decimals for code, decimals in EXPONENTS.items() if code not in WITHDRAWN}

    assert Counter(current.values()) == {0: 17, 2: 139, 3: 7, 4: 2}


def test_the_table_keeps_what_was_withdrawn_since_2021() -> None:
    assert {code: EXPONENTS.get(code) for code in WITHDRAWN} == dict.fromkeys(WITHDRAWN, 2)


def test_a_code_is_three_capital_letters() -> None:
    assert [code for code in EXPONENTS if not re.fullmatch("[A-Z]{3}", code)] == []


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        cast(MutableMapping[str, int], EXPONENTS)["ABC"] = 2


@pytest.mark.parametrize(
    ("currency", "message", "hint"),
    [
        pytest.param("RUR", "unknown currency 'RUR'", "did you mean 'RUB'?", id="a code of former times"),
        pytest.param("eur", "unknown currency 'eur'", "did you mean 'EUR'?", id="small letters"),
        pytest.param(" EUR ", "unknown currency ' EUR '", "did you mean 'EUR'?", id="blanks around it"),
        pytest.param(
            "CUX", "unknown currency 'CUX'", "did you mean 'CUC' or 'CUP'?", id="two of one country"
        ),
        pytest.param("EURO", "unknown currency 'EURO'", "did you mean 'EUR'?", id="a name"),
        pytest.param(
            "QUR", "unknown currency 'QUR'", "did you mean 'QAR'?", id="like several of other countries"
        ),
        pytest.param(
            "QQQ", "unknown currency 'QQQ'", "use a code of ISO 4217 such as 'EUR'", id="like nothing"
        ),
        pytest.param("", "unknown currency ''", "use a code of ISO 4217 such as 'EUR'", id="nothing"),
        pytest.param(
            "9" * 1_000_000,
            f"unknown currency '{'9' * 20}'",
            "use a code of ISO 4217 such as 'EUR'",
            id="a flood",
        ),
        pytest.param(
            "XAU",
            "'XAU' has no minor unit in ISO 4217",
            "use a currency that has one",
            id="gold has no smallest part",
        ),
        pytest.param(978, "int is not a currency code", "write text such as 'EUR'", id="the numeric code"),
        pytest.param(
            ["EUR"], "list is not a currency code", "write text such as 'EUR'", id="a list of codes"
        ),
        pytest.param(None, "NoneType is not a currency code", "write text such as 'EUR'", id="no code"),
    ],
)
def test_what_is_no_currency_is_refused(currency: str, message: str, hint: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        exponent(currency)

    assert (refused.value.subject, refused.value.problems) == ("currency", (Problem("", message, hint),))


@pytest.mark.parametrize("currency", "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX".split())
def test_codes_without_a_minor_unit_are_left_out(currency: str) -> None:
    with pytest.raises(InvalidInput, match="no minor unit"):
        exponent(currency)
