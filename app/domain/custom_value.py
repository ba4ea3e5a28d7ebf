"""What a field of the user's own may hold: seven kinds, each with one written form that is kept, sorted and compared.

| kind   | kept as                          | typed as, for example        |
|--------|----------------------------------|------------------------------|
| text   | itself                           | any words                    |
| number | '12.5', '-3'                     | '12,500.5'                   |
| money  | minor units and currency, '1250 EUR' | '€12.50', '12.50 USD'    |
| date   | '2026-11-27'                     | '27 Nov 2026', '2026-11-27'  |
| choice | one of its options               | an option, whatever its case |
| yes_no | '1', '0'                         | 'yes', 'no'                  |
| link   | an address, or 'client:12'       | 'example.com'                |
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from app.base import UserError
from app.domain.money import format_money, parse_amount

KINDS: Final = {
    "text": "Text",
    "number": "Number",
    "money": "Money",
    "date": "Date",
    "choice": "Choice",
    "yes_no": "Yes or no",
    "link": "Link",
}
RECORDS: Final = ("client", "contact", "deal", "product", "project", "task")
MAX_TEXT: Final = 10_000
MAX_LINK: Final = 2_000
# As many digits as SQLite's REAL sorts without mixing two numbers up.
MAX_DIGITS: Final = 15
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?", re.ASCII)
_MONEY = re.compile(r"(-?(?:0|[1-9]\d{0,15})) ([A-Z]{3})", re.ASCII)
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:[,.]\d{2,3})*[,.]\d{3}")
_RECORD = re.compile(rf"({'|'.join(RECORDS)}):([1-9]\d{{0,17}})", re.ASCII)
_CODE = re.compile(r"(?<![^\W\d_])[A-Za-z]{3}(?![^\W\d_])")
_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "file"})
_YES: Final = frozenset(["yes", "y", "true", "t", "1", "on", "x", "✓", "ja", "oui", "si", "sí", "sim"])
_NO: Final = frozenset(["no", "n", "false", "f", "0", "off", "-", "✗", "nein", "non", "não"])
_SIGNED_CODES: Final = (
    "EUR",
    "USD",
    "GBP",
    "JPY",
    "CNY",
    "INR",
    "KRW",
    "ILS",
    "UAH",
    "TRY",
    "PHP",
    "BRL",
    "CAD",
    "AUD",
)


def parse(kind: str, typed: str, *, name: str, options: Sequence[str] = (), locale: str | None = None) -> str:
    """What a person typed, in the form that is kept; '' for nothing. `name` is the field's, for the sentence.

    `options` are the words of a choice; of money the first is the currency that holds when none is typed. Numbers and money
    follow `locale`. Raises UserError with one sentence.
    """
    said = typed.strip()
    if not said:
        return ""
    if "\0" in said:
        raise UserError(f"{name} holds a NUL, a character that no text has. Delete it.")
    if kind == "text":
        return _short_enough(said, name, MAX_TEXT)
    if len(said) > MAX_LINK:
        raise UserError(f"{name} has {len(said):,} characters; that is no {KINDS[kind].lower()}.")
    if kind == "number":
        return _number(said, name, locale)
    if kind == "money":
        return _money(said, options[0] if options else "EUR", locale)
    if kind == "date":
        return _date(said, name)
    if kind == "choice":
        return _choice(said, name, options)
    return _yes_no(said, name) if kind == "yes_no" else _link(said, name)


def canonical(kind: str, value: str, *, name: str, options: Sequence[str] = ()) -> str:
    """`value` as it is when it is in the form that is kept, else as `parse` reads it. Raises UserError; '' passes."""
    if not value or is_kept(kind, value, options):
        return value
    return parse(kind, value, name=name, options=options)


def is_kept(kind: str, value: str, options: Sequence[str] = ()) -> bool:
    """Whether `value` is in the form that a field of this kind keeps; `options` are those of a choice."""
    if kind == "text":
        return len(value) <= MAX_TEXT and value == value.strip() and "\0" not in value
    if kind == "number":
        return bool(_NUMBER.fullmatch(value)) and value != "-0" and _digits(Decimal(value)) <= MAX_DIGITS
    if kind == "money":
        return bool(_MONEY.fullmatch(value)) and value[:2] != "-0" and abs(amount(value)[0]) <= 10**15
    if kind == "date":
        return _is_day(value)
    if kind == "choice":
        return value in options
    if kind == "yes_no":
        return value in ("0", "1")
    return bool(_RECORD.fullmatch(value)) or _is_address(value)


def shown(kind: str, value: str, *, locale: str | None = None) -> str:
    """A kept value for people: '12,500.5', '€12.50', '27 Nov 2026', 'Yes'. What cannot be read is shown as it is."""
    try:
        if kind == "number" and value:
            return _grouped(Decimal(value), locale)
        if kind == "money" and value:
            return format_money(*amount(value), locale=locale)
        if kind == "date" and value:
            day = date.fromisoformat(value)
            return f"{day.day} {_MONTHS[day.month - 1].title()} {day.year}"
    except (ValueError, InvalidOperation):
        return value
    if kind == "yes_no" and value in ("0", "1"):
        return "Yes" if value == "1" else "No"
    if kind == "link":
        return value.removeprefix("https://").removeprefix("http://").removeprefix("mailto:").rstrip("/") or value
    return value


def amount(value: str) -> tuple[int, str]:
    """Minor units and currency of a kept amount. Raises ValueError for what is none."""
    minor, _, currency = value.partition(" ")
    if not _MONEY.fullmatch(value):
        raise ValueError(value)
    return int(minor), currency


def record_of(value: str) -> tuple[str, int] | None:
    """The record that a kept link leads to, such as ('client', 12); None for an address."""
    found = _RECORD.fullmatch(value)
    return (found[1], int(found[2])) if found else None


def _number(said: str, name: str, locale: str | None) -> str:
    number = _read(said, _decimal_mark(locale))
    if number is None:
        raise UserError(f"{name} is a number: write digits, such as 12.5.")
    if _digits(number) > MAX_DIGITS:
        raise UserError(f"{name} has more than {MAX_DIGITS} digits. Round it.")
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _read(said: str, mark: str) -> Decimal | None:
    """The number in digits, points, commas and spaces; `mark` begins the decimals unless the number itself says otherwise."""
    bare = re.sub(r"[\s'’٬\u200e\u200f\u061c]", "", said).replace("−", "-").replace("٫", mark)
    if "," in bare and "." in bare:
        mark = max(",.", key=bare.rindex)
    other = "," if mark == "." else "."
    if bare.count(other) == 1 and mark not in bare and not _GROUPS.fullmatch(bare):
        mark, other = other, mark
    whole, _, rest = bare.partition(mark)
    if other in whole:
        if not _GROUPS.fullmatch(whole):
            return None
        whole = whole.replace(other, "")
    if not re.fullmatch(r"[+-]?\d*", whole) or not re.fullmatch(r"\d*", rest) or not (whole.lstrip("+-") or rest):
        return None
    return Decimal(f"{whole}.{rest or 0}" if whole.lstrip("+-") else f"{whole}0.{rest}")


def _decimal_mark(locale: str | None) -> str:
    if locale is None:
        return "."
    from babel.numbers import get_decimal_symbol

    return "," if get_decimal_symbol(locale) == "," else "."


def _digits(number: Decimal) -> int:
    """Digits before and behind the point that a written form of it needs."""
    bare = number.normalize()
    exponent = bare.as_tuple().exponent
    behind = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return max(bare.adjusted() + 1, 1) + behind


def _grouped(number: Decimal, locale: str | None) -> str:
    text = f"{number:,f}"
    if locale is not None:
        from babel.numbers import get_decimal_symbol, get_group_symbol

        marks = {",": get_group_symbol(locale), ".": get_decimal_symbol(locale)}
        text = "".join(marks.get(letter, letter) for letter in text)
    return text


def _money(said: str, default: str, locale: str | None) -> str:
    currency, rest = _currency(said, default)
    minor = parse_amount(rest, currency, locale)
    return f"{minor} {currency}"


def _currency(said: str, default: str) -> tuple[str, str]:
    """The currency that is named, and what is left of the words."""
    code = _CODE.search(said)
    if code:
        return code[0].upper(), said[: code.start()] + said[code.end() :]
    for sign, named in _signs():
        if sign in said and sign not in format_money(0, default):
            return named, said.replace(sign, "", 1)
    return default, said


@lru_cache(maxsize=1)
def _signs() -> tuple[tuple[str, str], ...]:
    """Every sign with its currency, the longest first, since one holds another ('CA$', '$')."""
    signs = ((format_money(0, code).replace("0", "").strip(), code) for code in _SIGNED_CODES)
    return tuple(sorted(signs, key=lambda pair: (-len(pair[0]), pair[0])))


def _date(said: str, name: str) -> str:
    wrong = UserError(f"{name} is a date: write 27 Nov 2026 or 2026-11-27.")
    named = re.fullmatch(r"(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})", said)
    if named and named[2][:3].lower() in _MONTHS:
        said = f"{named[3]}-{_MONTHS.index(named[2][:3].lower()) + 1:02d}-{int(named[1]):02d}"
    if not _is_day(said):
        raise wrong
    return said


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return False
    try:
        return 1900 <= date.fromisoformat(text).year <= 2199
    except ValueError:
        return False


def _choice(said: str, name: str, options: Sequence[str]) -> str:
    for option in options:
        if option == said:
            return option
    for option in options:
        if option.casefold() == said.casefold():
            return option
    listed = ", ".join(options[:6]) + (" …" if len(options) > 6 else "")
    raise UserError(f"{_excerpt(said)} is no choice of {name}. There are {listed}.")


def _yes_no(said: str, name: str) -> str:
    if said.casefold() in _YES:
        return "1"
    if said.casefold() in _NO:
        return "0"
    raise UserError(f"{name} is yes or no.")


def _link(said: str, name: str) -> str:
    if _RECORD.fullmatch(said) or _is_address(said):
        return said
    if re.fullmatch(r"[^\s@/:]+@[^\s@/]+\.[^\s@/]+", said):
        return f"mailto:{said}"
    if re.fullmatch(r"[^\s/:@.]+(?:\.[^\s/:@.]+)+(?::\d+)?(?:[/?#]\S*)?", said) and _is_address(f"https://{said}"):
        return f"https://{said}"
    raise UserError(f"{name} is a link: write an address such as example.com.")


def _is_address(text: str) -> bool:
    if len(text) > MAX_LINK or any(letter.isspace() or ord(letter) < 32 for letter in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    if parts.scheme not in _SCHEMES:
        return False
    return bool(parts.netloc) if parts.scheme in ("http", "https") else bool(parts.path)


def _short_enough(said: str, name: str, most: int) -> str:
    if len(said) > most:
        raise UserError(f"{name} has {len(said):,} characters; {most:,} at most. Put the rest into the notes.")
    return said


def _excerpt(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"
