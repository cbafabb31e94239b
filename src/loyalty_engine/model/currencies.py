"""Currency codes and how many decimals each of them has.

The table is checked in, so an amount means the same on every machine and in every version of any other
package. Its numbers are those of the standard, not those of a display locale: a locale shows the Iraqi
dinar or the rial of Iran without decimals, whereas ISO 4217 divides the one by 1,000 and the other by 100.

Source:
    ISO 4217, list one (current currency and funds codes), as published on `LIST_PUBLISHED`.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from loyalty_engine.errors import InvalidInput, Problem

#: The day of the edition of list one that the table was taken from.
LIST_PUBLISHED: Final = dt.date(2026, 9, 17)

#: The current codes that have a minor unit, funds codes among them: 17, 139, 7 and 2 of them.
_CURRENT: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF
        CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
        GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL
        MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR
        PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP
        TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
    """,
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

#: Codes withdrawn since 2021. They stay, because the receipts of those years can still be calculated; for the
#: same reason no code ever leaves the table. All of them had two decimals.
_WITHDRAWN: Final = "ANG BGN CUC HRK SLL ZWL"

#: Metals, bond units, special drawing rights, the code for tests and the one for no currency. The standard
#: gives them no minor unit, so an amount in them has no smallest part, and they are not in the table.
_WITHOUT_MINOR_UNIT: Final = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"

#: What a message repeats of a wrong code, in characters.
_LONGEST_SHOWN: Final = 20

#: Decimals of a currency by its code: 2 for ``"EUR"``, 0 for ``"JPY"``.
EXPONENTS: Final[Mapping[str, int]] = MappingProxyType(
    {code: decimals for decimals, codes in _CURRENT.items() for code in codes.split()}
    | dict.fromkeys(_WITHDRAWN.split(), 2)
)


def exponent(currency: str) -> int:
    """How many decimals amounts in *currency* have, 0 to 4.

    Raises:
        InvalidInput: the table does not hold *currency*; the hint names the codes most like it.
    """
    problem = currency_problem(currency)
    if problem:
        raise InvalidInput("currency", (problem,))
    return EXPONENTS[currency]


def currency_problem(currency: object, path: str = "") -> Problem | None:
    """What is wrong with *currency* as a code of the table, if anything; *path* is where it stands."""
    if type(currency) is not str:
        return Problem(path, f"{type(currency).__name__} is not a currency code", "write text such as 'EUR'")
    if currency in EXPONENTS:
        return None
    if currency in _WITHOUT_MINOR_UNIT.split():
        return Problem(path, f"{currency!r} has no minor unit in ISO 4217", "use a currency that has one")
    near = _nearest(currency[:_LONGEST_SHOWN])
    return Problem(
        path,
        f"unknown currency {currency[:_LONGEST_SHOWN]!r}",
        f"did you mean {' or '.join(map(repr, near))}?" if near else "use a code of ISO 4217 such as 'EUR'",
    )


def _nearest(text: str) -> list[str]:
    """Codes that *text* may stand for, the likeliest first."""
    code = text.strip().upper()
    if code in EXPONENTS:
        return [code]
    # The first two letters are those of the country, so an old code is mostly near its successor: RUR, RUB.
    neighbours = [known for known in sorted(EXPONENTS) if len(code) == 3 and known[:2] == code[:2]]
    return neighbours or difflib.get_close_matches(code, sorted(EXPONENTS), n=1)
