"""Currencies as people write them: ISO 4217 codes, symbols, words."""

from __future__ import annotations

import re

from app.domain.currency import CURRENT, is_known
from app.exchange.problem import ValueProblem, shown

_NAMES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pound": "GBP", "pounds": "GBP", "us$": "USD",
    "usd$": "USD", "us dollar": "USD", "us dollars": "USD", "dollar": "USD", "dollars": "USD", "c$": "CAD",
    "ca$": "CAD", "can$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD",
    "r$": "BRL", "mx$": "MXN", "nt$": "TWD", "sfr": "CHF", "sfr.": "CHF", "fr.": "CHF", "zł": "PLN",
    "kč": "CZK", "ft": "HUF", "lei": "RON", "₺": "TRY", "tl": "TRY", "₽": "RUB", "₴": "UAH", "₩": "KRW",
    "₫": "VND", "₪": "ILS", "฿": "THB", "₦": "NGN", "₱": "PHP", "₹": "INR", "rs": "INR", "rs.": "INR",
    "₸": "KZT", "₾": "GEL", "cn¥": "CNY", "rmb": "CNY", "元": "CNY", "円": "JPY", "jp¥": "JPY",
}  # fmt: skip
# Signs that several currencies use: the home currency decides if it is one of them, else the first there is.
_SHARED = {
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "MXN", "TWD", "ARS", "CLP", "COP"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "kr": ("", "SEK", "NOK", "DKK", "ISK"),
    "kr.": ("", "DKK", "SEK", "NOK", "ISK"),
}
_BEFORE = re.compile(r"[^\d(+-]+")
_AFTER = re.compile(r"[^\d)+-]+$")


def parse_currency(cell: object, home: str | None = None) -> str:
    """The ISO 4217 code for a code, a symbol or a word. `home` settles signs that several currencies share
    ('$', '¥', 'kr').

    Raises ValueProblem for an unknown code and for a shared sign that nothing settles.
    """
    text = str(cell).strip() if cell is not None else ""
    if is_known(text):
        return text
    if not text:
        raise ValueProblem("A currency is missing here.")
    word = " ".join(text.casefold().split())
    if is_known(word.upper()):
        return word.upper()
    if word in _NAMES:
        return _NAMES[word]
    if word in _SHARED:
        code = home if home in _SHARED[word] else _SHARED[word][0]
        if code:
            return code
        raise ValueProblem(f"{shown(text)} may mean several currencies; write the code, such as SEK.")
    raise ValueProblem(f"{shown(text)} is no currency that Baton knows; write its code of three letters, such as EUR.")


def currency_in(cell: object, home: str | None = None) -> str | None:
    """The currency written beside an amount ('€1,200', '1 200 kr'), None where there is none.

    Raises ValueProblem where something stands there that is no currency.
    """
    if not isinstance(cell, str) or (cell.isascii() and not re.search(r"[A-Za-z$]", cell)):
        return None
    before, after = _around(cell.strip().strip("()-+ "))
    mark = before or after
    if not mark:
        return None
    if _is_word(mark):
        raise ValueProblem(
            f"{shown(mark)} is no currency that Baton knows; write its code of three letters, such as EUR."
        )
    return parse_currency(mark, home)


def strip_currency(text: str) -> str:
    """`text` without the currency before or after the number; unchanged when what stands there is none."""
    before, after = _around(text)
    if bool(before) == bool(after):
        return text
    word = " ".join((before or after).casefold().split())
    if (not is_known(word.upper()) or _is_word(before or after)) and word not in _NAMES and word not in _SHARED:
        return text
    return text.removeprefix(before).removesuffix(after).strip()


def _is_word(mark: str) -> bool:
    """Whether it is rather a word than a code of the past: the 'Std' of hours is the STD of São Tomé only in capitals."""
    return mark.upper() not in CURRENT and is_known(mark.upper()) and not mark.isupper()


def _around(text: str) -> tuple[str, str]:
    """What stands before the first and after the last digit or sign, marks of decimals and thousands not
    counted.
    """
    before, after = _BEFORE.match(text), _AFTER.search(text)
    if before and before.end() == len(text):
        return "", ""
    first, last = (before[0].strip() if before else ""), (after[0].strip() if after else "")
    return (first if first.strip(".,'’") else ""), (last if last.strip(".,'’") else "")
