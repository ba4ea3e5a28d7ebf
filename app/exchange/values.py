"""From a cell to a value: pure parsers, each of which takes what people and programs write or raises
ValueProblem.

Nothing is guessed per cell: how dates and decimals read is settled for a whole column (`guess_*`), shown to
the user, and a cell that does not fit is refused. An empty cell is the caller's business (`is_blank`); every
parser refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from app.exchange.currencies import currency_in, parse_currency, strip_currency
from app.exchange.dates import DateOrder, Order, guess_date_order, parse_date, parse_moment
from app.exchange.problem import ValueProblem, shown

__all__ = [
    "DateOrder", "DecimalMark", "Order", "Predecessor", "ValueProblem", "currency_in", "guess_date_order",
    "guess_decimal", "guess_fraction", "is_blank", "parse_bool", "parse_currency", "parse_date", "parse_days",
    "parse_minutes", "parse_moment", "parse_number", "parse_percent", "parse_predecessors", "parse_tags",
    "parse_text",
]  # fmt: skip

_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d+)?", re.ASCII)
_GROUPED = {  # the common amounts, '€1,200.50' and '1.200,50', settled by one match
    ".": re.compile(r"[$€£]?(-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?)", re.ASCII),
    ",": re.compile(r"[$€£]?(-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?)", re.ASCII),
}
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’´`]+(?=\d)")
_MARKS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "－": "-", "٫": ".", "٬": "'", "，": ",", "．": "."})
_DIGITS_AND_MARKS = re.compile(r"\d+(?:[.,]\d+)*|[.,]\d+|\d+[.,]")
_NO_CENTS = re.compile(r"(?<=\d)[.,]-{1,2}$")  # '1'200.-' and '1.200,--': the dash is no sign
_NUMBER_INSIDE = re.compile(r"\d(?:[\d.,\s'’]*\d)?")
_YES_WORDS = "yes y true t 1 on x ✓ ✔ ☑ ja j wahr oui vrai sí si sim s sì vero verdadero verdadeiro tak да billable"
_YES = frozenset(_YES_WORDS.split())
_NO_WORDS = (
    "no n false f 0 off - ✗ ✘ ☐ nein falsch non faux não nao falso nee nej nie нет non-billable nonbillable unbillable"
)
_NO = frozenset(_NO_WORDS.split())
_KINDS = {kind: kind for kind in ("FS", "SS", "FF", "SF")} | {
    "EA": "FS",
    "AA": "SS",
    "EE": "FF",
    "AE": "SF",
    "FD": "FS",
    "DD": "SS",
    "DF": "SF",
}  # German, French
_LINK = re.compile(
    r"(?P<key>.+?)(?:\s*(?P<kind>FS|SS|FF|SF|EA|AA|EE|AE|FD|DD|DF)\s*(?P<lag>[+\-−–]\s*\d+)?\s*(?:d|days?|t|tage?|j|jours?)?)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,4})[:hH]([0-5]?\d)(?::([0-5]?\d))?")
_SPELT = re.compile(
    r"(?:PT)?(?:(\d+(?:[.,]\d+)?)\s*(?:h|hrs?|hours?|std|stunden?|heures?)\.?)?"
    r"\s*(?:(\d+(?:[.,]\d+)?)\s*(?:m|min|mins|minutes?|minuten)\.?)?\s*(?:(\d+)\s*(?:s|secs?|seconds?)\.?)?",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"(\d+(?:[.,]\d{1,2})?)\s*(?:d|days?|t|tage?|j|jours?|días?|giorn[io]|dag(?:en)?)\.?\s*\??", re.IGNORECASE
)
_LONGEST_MINUTES = 100_000 * 60


class DecimalMark(NamedTuple):
    """What separates the decimals in a column. `ambiguous` when the column does not prove it ('1,200')."""

    decimal: str
    ambiguous: bool


class Predecessor(NamedTuple):
    """A dependency as written: the predecessor's key, the kind FS, SS, FF or SF, the lag in working days."""

    key: str
    kind: str
    lag: int


def is_blank(cell: object) -> bool:
    """Whether the cell holds nothing: None, or a text of spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def parse_text(cell: object) -> str:
    """The cell as text: trimmed, whole floats without '.0', days as ISO. Raises ValueProblem on NUL; '' for
    an empty cell.
    """
    if isinstance(cell, str):
        if "\0" in cell:
            raise ValueProblem("The text holds a NUL, a character that no text has; delete it.")
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


# --- numbers --------------------------------------------------------------------------------------


def parse_number(cell: object, decimal: str = ".") -> Decimal:
    """The number in `cell`: '1.234,56' (`decimal` ','), "1'234.50", '1 234,5', '(500)' and '500-' (negative),
    '€1,200'.

    Raises ValueProblem for everything else: shorthand ('12k'), exponents, percents, marks where no thousands
    can end.
    """
    if type(cell) is str and decimal == "." and _PLAIN.fullmatch(cell):  # the fast path: plain exported numbers
        return Decimal(cell)
    if type(cell) is str and (found := _GROUPED[decimal].fullmatch(cell)):
        return Decimal(found[1].replace(",", "") if decimal == "." else found[1].replace(".", "").replace(",", "."))
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        number = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        if not number.is_finite():
            raise ValueProblem(f"{shown(cell)} is not a number that can be counted with.")
        return number
    if not isinstance(cell, str) or not cell.strip():
        raise ValueProblem("A number is missing here." if is_blank(cell) else f"{shown(cell)} is not a number.")
    digits, negative = _unsigned(cell)
    number = Decimal(_ungrouped(digits, decimal, cell))
    return -number if negative else number


def _unsigned(cell: str) -> tuple[str, bool]:
    """The digits with their marks, and whether the number is negative; the currency is dropped."""
    text = cell.strip().translate(_MARKS)
    signs = ""
    if text.startswith("(") and text.endswith(")"):
        text, signs = text[1:-1].strip(), "-"
    text, signs = _without_sign(text, signs)
    text, signs = _without_sign(strip_currency(text), signs)  # the sign may stand before the currency or after it
    if len(signs) > 1:
        raise ValueProblem(f"{shown(cell)} has more than one sign; write it as -500.")
    return text, signs == "-"


def _without_sign(text: str, signs: str) -> tuple[str, str]:
    text = _NO_CENTS.sub("", text)
    if text.startswith(("+", "-")):
        return text[1:].strip(), signs + text[0]
    if text.endswith("-"):
        return text[:-1].strip(), signs + "-"
    return text, signs


def _ungrouped(digits: str, decimal: str, cell: str) -> str:
    """Digits with '.' as the only mark. Groups of thousands must be whole, so that a wrong decimal mark shows
    itself.
    """
    grouped = re.fullmatch(r"\d{1,3}(?:[\s\u00a0\u202f\u2009'’´`]\d{3})+(?:[.,]\d*)?", digits)
    digits = _SPACES.sub("", digits) if grouped else digits
    if len(digits) > 30 or not _DIGITS_AND_MARKS.fullmatch(digits):
        raise ValueProblem(f"{shown(cell)} is not a number; write it in digits, such as 1200.50.")
    group = "," if decimal == "." else "."
    whole, _, fraction = digits.partition(decimal)
    parts = whole.split(group)
    if group in fraction or decimal in fraction or (len(parts) > 1 and not _whole_groups(parts, group)):
        word = {".": "point", ",": "comma"}[decimal]
        raise ValueProblem(
            f"{shown(cell)} is not a number with a decimal {word}; choose the other decimal mark, or correct it."
        )
    return f"{''.join(parts) or '0'}.{fraction or '0'}" if fraction else "".join(parts) or "0"


def _whole_groups(parts: list[str], group: str) -> bool:
    """Groups of three ('1,234,567'), or of two and then three as in India ('12,34,567')."""
    if not parts[0] or parts[0].startswith("0") or len(parts[0]) > 3:
        return False
    if all(len(part) == 3 for part in parts[1:]):
        return True
    return group == "," and len(parts[-1]) == 3 and all(len(part) == 2 for part in parts[1:-1]) and len(parts[0]) < 3


def guess_decimal(values: Iterable[object], thousandths: Container[object] = ()) -> DecimalMark:
    """The decimal mark of a column of texts, by majority of the cells that prove one. '1,200' and '1.200'
    prove nothing, but for a point in one of `thousandths`, the amounts in currencies of three decimals.

    Ambiguous when cells contradict each other, or when only such cells have a mark: they are taken as
    thousands.
    """
    proven = {".": 0, ",": 0}
    thousands = {".": 0, ",": 0}
    for value in {value for value in values if isinstance(value, str)}:
        if "," not in value and value[-3:-2] == "." and value.count(".") == 1 and value.replace(".", "").isdigit():
            proven["."] += 1  # '1200.50', the most common case by far
            continue
        found = _NUMBER_INSIDE.search(value)
        marks = re.findall(r"[.,]", found[0]) if found else []
        if not marks or found is None:
            continue
        last = marks[-1]
        before, _, after = found[0].rpartition(last)
        if len(set(marks)) == 2:
            proven[last] += 1
        elif len(marks) > 1:
            proven["," if last == "." else "."] += 1
        elif len(after) != 3 or len(before) > 3 or before.startswith("0") or (last == "." and value in thousandths):
            proven[last] += 1
        else:
            thousands[last] += 1
    if proven["."] != proven[","]:
        return DecimalMark("." if proven["."] > proven[","] else ",", bool(proven["."] and proven[","]))
    if proven["."] or thousands["."] or thousands[","]:
        return DecimalMark("," if thousands["."] > thousands[","] else ".", True)
    return DecimalMark(".", False)


def parse_percent(cell: object, decimal: str = ".", *, fraction: bool = False) -> Decimal:
    """Percent from 0 to 100: '45', '45 %', '12,5%'. With `fraction`, a cell without the sign is a share of 1
    (0.45 is 45).

    Raises ValueProblem outside 0 to 100.
    """
    if type(cell) is str and not fraction and cell.isdecimal() and len(cell) < 3:  # the fast path
        return Decimal(cell)
    text = cell.strip() if isinstance(cell, str) else cell
    signed = isinstance(text, str) and text.endswith(("%", "％"))
    number = parse_number(text[:-1].strip() if isinstance(text, str) and signed else text, decimal)
    if fraction and not signed:
        number *= 100
    if not 0 <= number <= 100:
        raise ValueProblem(f"{shown(cell)} is not between 0 and 100 %.")
    return number


def guess_fraction(values: Iterable[object], decimal: str = ".") -> bool:
    """Whether a column of percents is written as shares of 1: all within 0 to 1, at least one of them
    between.
    """
    between = False
    for value in {value for value in values if not is_blank(value)}:
        try:
            number = parse_number(value, decimal)
        except ValueProblem:
            return False
        if not 0 <= number <= 1:
            return False
        between |= 0 < number < 1
    return between


# --- yes and no, durations ------------------------------------------------------------------------


def parse_bool(cell: object) -> bool:
    """Yes or no in the common words and marks of several languages; numbers 1 and 0. Raises ValueProblem."""
    if isinstance(cell, bool):
        return cell
    word = parse_text(cell).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueProblem(f"{shown(cell)} is neither yes nor no." if word else "Yes or no is missing here.")


def parse_minutes(cell: object, decimal: str = ".") -> int:
    """Whole minutes (half up) from a duration in hours: 1.5, '1:30', '1h 30m', '1h30', '90 min', 'PT1H30M', a
    spreadsheet's time.

    Raises ValueProblem for a negative one, days, and more than 100,000 hours.
    """
    if isinstance(cell, datetime):  # a spreadsheet's duration over a day arrives as a moment counted from 1899-12-31
        return _minutes((cell - datetime(1899, 12, 31)) // timedelta(seconds=1), cell)  # noqa: DTZ001
    if isinstance(cell, timedelta):
        return _minutes(cell // timedelta(seconds=1), cell)
    if isinstance(cell, time):
        return _minutes(cell.hour * 3600 + cell.minute * 60 + cell.second, cell)
    if isinstance(cell, str):
        text = cell.strip()
        if clock := _CLOCK.fullmatch(text):
            hours, minutes, seconds = (int(part or 0) for part in clock.groups())
            return _minutes(hours * 3600 + minutes * 60 + seconds, cell)
        spelt = _SPELT.fullmatch(text)
        if spelt and any(spelt.groups()):
            h, m, s = (Decimal((part or "0").replace(",", ".")) for part in spelt.groups())
            return _minutes(h * 3600 + m * 60 + s, cell)
        if re.fullmatch(
            r"\d+[.,]\d{1,2}", text
        ):  # of hours nobody writes two-digit thousands: either mark is the decimal
            return _minutes(Decimal(text.replace(",", ".")) * 3600, cell)
    return _minutes(_counted(cell, decimal, "hours; write them as 1.5, 1:30 or 90 min") * 3600, cell)


def parse_days(cell: object, decimal: str = ".") -> Decimal:
    """A number of days: 2, '2 days', '1 day?' (an estimate, as planning programs write it), '3 Tage'. Raises ValueProblem."""
    if isinstance(cell, str) and (found := _DAYS.fullmatch(cell.strip())):
        return Decimal(found[1].replace(",", "."))
    return _counted(cell, decimal, "days; write them as 3")


def _counted(cell: object, decimal: str, what: str) -> Decimal:
    try:
        return parse_number(cell, decimal)
    except ValueProblem:
        raise ValueProblem(f"{shown(cell)} is not a number of {what}.") from None


def _minutes(seconds: Decimal | int, cell: object) -> int:
    minutes = int((Decimal(seconds) / 60).to_integral_value(ROUND_HALF_UP))
    if 0 <= minutes <= _LONGEST_MINUTES:
        return minutes
    raise ValueProblem(f"{shown(cell)} is not a possible number of hours.")


# --- lists ----------------------------------------------------------------------------------------


def parse_predecessors(cell: object, known: Collection[str] = ()) -> list[Predecessor]:
    """'12FS+2;7SS-1' as (key, kind, lag in working days); '12' alone means FS. Separated by ';' or ','. Kinds are
    also read as German and French planners write them (EA, FD).

    `known` keys are taken whole even when they end like a kind ('STAFF'). Raises ValueProblem for a part that
    reads as none.
    """
    links: dict[Predecessor, None] = {}
    for part in re.split(r"[;,\n]", parse_text(cell)):
        text = part.strip()
        if not text:
            continue
        found = _LINK.fullmatch(text)
        if text in known or found is None:
            links[_whole_key(text, known)] = None
            continue
        key, kind, lag = found["key"].strip(), found["kind"], found["lag"]
        if kind and lag is None and key not in known and key[-1].isalpha() and found.start("kind") == len(found["key"]):
            links[Predecessor(text, "FS", 0)] = None  # 'STAFF' is a key, 'design FF' and '12FF' are links
            continue
        if kind is None:
            links[_whole_key(text, known)] = None
            continue
        links[Predecessor(key, _KINDS[kind.upper()], int(re.sub(r"\s", "", lag).translate(_MARKS)) if lag else 0)] = (
            None
        )
    return list(links)


def _whole_key(text: str, known: Collection[str]) -> Predecessor:
    lost = re.search(r"(?:FS|SS|FF|SF)\s*(?:[+\-−–]?\s*\d|[+\-−–]$)|^\d+\s*[+]\s*\d", text, re.IGNORECASE)
    if lost and text not in known:
        raise ValueProblem(f"{shown(text)} is not a predecessor; write key, kind, lag in working days, such as 12FS+2.")
    return Predecessor(text, "FS", 0)


def parse_tags(cell: object) -> list[str]:
    """Tags in order, without repeats (case ignored) and without '#'. Separated by ';', '|' or lines; if there
    is none, by ','.
    """
    text = parse_text(cell)
    if not text:
        return []
    separator = r"[;|\n]" if re.search(r"[;|\n]", text) else ","
    tags: dict[str, str] = {}
    for part in re.split(separator, text):
        tag = " ".join(part.split()).lstrip("#").strip()
        if tag:
            tags.setdefault(tag.casefold(), tag)
    return list(tags.values())
