"""Money as whole minor units with an ISO 4217 currency. No float comes near it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from app.base import UserError

if TYPE_CHECKING:
    from babel import Locale

Cents = bool | Literal["auto"]

# ISO 4217, list one: every currency whose number of digits is not 2.
_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_DIGITS = {
    **dict.fromkeys(_WITHOUT_DECIMALS.split(), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_UNITS = {code: int("1" + "0" * digits) for code, digits in _DIGITS.items()}

# The signs that are read without doubt; every other currency goes by its code.
_SIGNS = {
    "EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹", "KRW": "₩", "ILS": "₪",
    "VND": "₫", "NGN": "₦", "UAH": "₴", "TRY": "₺", "PHP": "₱", "KZT": "₸", "GEL": "₾", "BRL": "R$",
    "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "HKD": "HK$", "TWD": "NT$", "MXN": "MX$",
}  # fmt: skip

# SQLite sums 64-bit integers: with this bound thousands of the largest amounts still add up.
_LARGEST = 10**15

_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}")
_SHORT_UNITS = ((10**9, "bn"), (10**6, "M"), (10**3, "k"))


class Money(NamedTuple):
    """An amount in minor units (cents) of an ISO 4217 currency."""

    minor: int
    currency: str


class _Pattern(NamedTuple):
    """What stands around and between the digits of an amount, for one currency in one language."""

    plus: tuple[str, str]
    minus: tuple[str, str]
    group: str
    decimal: str
    first_group: int
    next_groups: int


def minor_digits(currency: str) -> int:
    """Decimal places of a currency by ISO 4217: JPY 0, EUR 2, KWD 3; 2 for a code that is not listed."""
    return _DIGITS.get(currency, 2)


def _units(currency: str) -> int:
    """Minor units in one major unit."""
    return _UNITS.get(currency, 100)


def to_minor(amount: Decimal | str, currency: str) -> int:
    """Major units ('1234.5', a point as the decimal sign) as minor units, half a unit rounded away from 0.

    Raises UserError for what is not a finite number and for amounts too large to add up.
    """
    try:
        value = amount if isinstance(amount, Decimal) else Decimal(amount.strip())
    except InvalidOperation:
        raise UserError(f"“{_excerpt(amount)}” is not an amount of money.") from None
    if not value.is_finite():
        raise UserError(f"“{_excerpt(amount)}” is not an amount of money.")
    digits = minor_digits(currency)
    # The exponent is looked at first, since '1e999999999' would take all memory to round.
    if value and value.adjusted() + digits > 15:
        raise UserError(f"“{_excerpt(amount)}” is too large for an amount of money.")
    minor = int(value.quantize(Decimal((0, (1,), -digits)), ROUND_HALF_UP).scaleb(digits))
    if abs(minor) > _LARGEST:
        raise UserError(f"“{_excerpt(amount)}” is too large for an amount of money.")
    return minor


def to_major(minor: int, currency: str) -> Decimal:
    """Minor units as major units, exactly, with all the decimal places of the currency."""
    return Decimal(major_text(minor, currency))


def major_text(minor: int, currency: str) -> str:
    """Minor units as plain text in major units, for files and scripts: '10005534.00'."""
    digits = minor_digits(currency)
    sign = "-" if minor < 0 else ""
    if not digits:
        return f"{minor}"
    whole, rest = divmod(abs(minor), _units(currency))
    return f"{sign}{whole}.{rest:0{digits}d}"


def convert(minor: int, currency: str, home: str, rate: Decimal, per: Decimal | None = None) -> int:
    """Minor units of `currency` in minor units of `home`, half a unit rounded away from 0.

    `rate` is how many major units of `home` one major unit of `currency` costs; or, with `per`, how many of a third currency it
    costs, of which one of `home` costs `per`. Raises UserError unless they are positive numbers.
    """
    for each in (rate,) if per is None else (rate, per):
        if not each.is_finite() or each <= 0:
            raise UserError(f"{each} is not a rate from {currency} to {home}: a rate is greater than 0.")
    top, bottom = rate.as_integer_ratio()
    if per is not None:
        more, less = per.as_integer_ratio()
        top, bottom = top * less, bottom * more
    top *= _units(home)
    bottom *= _units(currency)
    amount = (2 * abs(minor) * top + bottom) // (2 * bottom)
    return -amount if minor < 0 else amount


def format_money(minor: int, currency: str, *, locale: str | None = None, cents: Cents = "auto") -> str:
    """An amount for people: '€38,400', '$1,200.50', 'CHF 1,200'; with a locale as that language writes it.

    `cents` 'auto' shows decimals only when they are not 0, True always, False never (rounded half up).
    Raises UserError for a locale that is not known.
    """
    unit = _UNITS.get(currency, 100)
    size = -minor if minor < 0 else minor
    whole, rest = divmod(size, unit)
    if rest and cents is False:
        whole, rest = whole + (2 * rest >= unit), 0
    tail = f"{unit + rest}"[1:] if unit > 1 and (rest or cents is True) else ""
    negative = minor < 0 and bool(whole or tail)
    if locale is None:
        sign = _SIGNS.get(currency) or currency + " "
        text = f"{sign}{whole:,}.{tail}" if tail else f"{sign}{whole:,}"
        return "-" + text if negative else text
    pattern = _pattern(currency, locale)
    before, after = pattern.minus if negative else pattern.plus
    return f"{before}{_grouped(whole, pattern)}{pattern.decimal + tail if tail else ''}{after}"


def short_money(minor: int, currency: str) -> str:
    """An amount where room is short, to a tenth of its unit: '€93.8k', '€1.2M', '€950'."""
    unit = _units(currency)
    size = abs(minor)
    whole = (2 * size + unit) // (2 * unit)
    text = f"{whole}"
    for step, name in _SHORT_UNITS:
        tenths = (20 * size + step * unit) // (2 * step * unit)
        # 999,960 is one million here, not '1000k'; so the unit is chosen after rounding.
        if tenths >= 10 and whole >= 1000:
            head, tenth = divmod(tenths, 10)
            text = f"{head:,}.{tenth}{name}" if tenth else f"{head:,}{name}"
            break
    sign = _SIGNS.get(currency) or currency + " "
    return f"{'-' if minor < 0 and whole else ''}{sign}{text}"


def parse_amount(text: str, currency: str, locale: str | None = None) -> int:
    """What a person typed ('€ 38.400,50', '(1,200)', "12'000") as minor units of `currency`.

    The language decides what a lone comma or point means; both together speak for themselves. Raises
    UserError for what is not an amount, names another currency, or could be read as a thousand times more.
    """
    bare, negative = _bare_number(text, _names(currency, locale))
    number = _plain_number(bare, currency, _decimal_sign(locale))
    if number is None:
        raise UserError(f"“{_excerpt(text)}” is not an amount in {currency}.")
    minor = to_minor(number, currency)
    return -minor if negative else minor


@lru_cache(maxsize=256)
def _names(currency: str, locale: str | None) -> tuple[str, ...]:
    """What the currency may be called, the longest first, since one sign can hold another (‘$US’, ‘$’)."""
    names = {currency, currency.lower(), _SIGNS.get(currency, currency)}
    if locale is not None:
        from babel.numbers import get_currency_symbol

        names.add(get_currency_symbol(currency, _known_locale(locale)))
    return tuple(sorted(names, key=len, reverse=True))


def _bare_number(text: str, names: tuple[str, ...]) -> tuple[str, bool]:
    """The digits and separators of a typed amount, and whether it is negative."""
    bare = text.strip().replace("−", "-").replace("٫", ".").replace("٬", ",").replace("’", "'")
    for name in names:
        if name in bare:
            bare = bare.replace(name, "", 1)
            break
    bare = re.sub(r"[\s\u200e\u200f\u061c]", "", bare)
    negative = False
    if bare.startswith("(") and bare.endswith(")"):
        bare, negative = bare[1:-1], True
    elif bare.startswith(("-", "+")):
        bare, negative = bare[1:], bare[0] == "-"
    elif bare.endswith("-"):
        bare, negative = bare[:-1], True
    return re.sub(r"(?<=\d)'(?=\d{3})", "", bare), negative


def _plain_number(bare: str, currency: str, decimal_sign: str) -> str | None:
    """Digits with a point as the decimal sign, or None for what is not a number."""
    signs = [sign for sign in ",." if sign in bare]
    if len(signs) == 2:
        decimal_sign = max(signs, key=bare.rindex)
    elif len(signs) == 1:
        decimal_sign = _meaning(bare, signs[0], currency, decimal_sign)
    whole, _, rest = bare.partition(decimal_sign)
    whole = whole.replace(".", ",")
    if "," in whole and not _GROUPED.fullmatch(whole):
        return None
    whole = whole.replace(",", "")
    if not (whole or rest) or not re.fullmatch(r"\d*", whole) or not re.fullmatch(r"\d*", rest):
        return None
    return f"{whole or 0}.{rest or 0}"


def _meaning(bare: str, sign: str, currency: str, decimal_sign: str) -> str:
    """The decimal sign of an amount that holds only `sign`, of which it has one or several."""
    other = "," if sign == "." else "."
    whole, _, rest = bare.partition(sign)
    if bare.count(sign) > 1:
        return other
    looks_grouped = len(rest) == 3 and rest.isdecimal() and 1 <= len(whole) <= 3 and not whole.startswith("0")
    if sign != decimal_sign:
        return other if looks_grouped else sign
    if not looks_grouped or minor_digits(currency) >= 3:
        return sign
    if minor_digits(currency) == 0:
        return other
    raise UserError(f"“{bare}” can be read in two ways: write {whole}{rest} or {whole}{sign}{rest[:2]}.")


@lru_cache(maxsize=64)
def _decimal_sign(locale: str | None) -> str:
    if locale is None:
        return "."
    return "," if _known_locale(locale).number_symbols["latn"]["decimal"] == "," else "."


def _known_locale(locale: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise UserError(f"“{locale}” is not a language that Baton knows.") from None


@lru_cache(maxsize=256)
def _pattern(currency: str, locale: str) -> _Pattern:
    """Learnt from babel once, because asking it for every card costs ten times as much."""
    from babel.numbers import format_currency

    known = _known_locale(locale)
    symbols = known.number_symbols["latn"]
    first, following = known.currency_formats["standard"].grouping

    def around(amount: int) -> tuple[str, str]:
        text = format_currency(Decimal(amount), currency, locale=known)
        digits = [at for at, letter in enumerate(text) if letter.isdigit()]
        before, after = text[: digits[0]], text[digits[-1] + 1 :]
        # Unicode TR 35: a code of letters is kept apart from the figures.
        return before + ("\xa0" if before[-1:].isalpha() else ""), after

    return _Pattern(around(1), around(-1), symbols["group"], symbols["decimal"], first, following)


def _grouped(whole: int, pattern: _Pattern) -> str:
    if pattern.first_group == pattern.next_groups == 3:
        return f"{whole:,}".replace(",", pattern.group)
    head, parts = f"{whole}", []
    size = pattern.first_group
    while len(head) > size:
        head, part = head[:-size], head[-size:]
        parts.append(part)
        size = pattern.next_groups
    return pattern.group.join([head, *reversed(parts)])


def _excerpt(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else text[:39] + "…"
