"""Amounts and days in running words, as people of several languages write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from app.domain.currency import is_known

CUT: Final = "\x1f"  # stands where something was taken out
MOST_MAJOR: Final = Decimal(10**12)
LANGUAGES: Final = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "cs",
    "sv",
    "da",
    "nb",
    "fi",
    "hu",
    "ro",
    "uk",
    "el",
    "tr",
)

_SIGNS: Final = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "R$": "BRL",
    "MX$": "MXN", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₴": "UAH", "₺": "TRY", "₪": "ILS", "₩": "KRW", "zł": "PLN",
    "Kč": "CZK", "Ft": "HUF", "лв": "BGN", "грн": "UAH", "SFr.": "CHF", "sFr.": "CHF", "Fr.": "CHF", "$": "$", "kr.": "kr", "kr": "kr",
}  # fmt: skip
_WORDS: Final = {
    "euros": "EUR", "euro": "EUR", "eur": "EUR", "dollars": "$", "dollar": "$", "dólares": "$", "usd": "USD", "pounds": "GBP", "pfund": "GBP",
    "gbp": "GBP", "quid": "GBP", "franken": "CHF", "chf": "CHF", "francs": "CHF", "złotych": "PLN", "zlotych": "PLN", "pln": "PLN",
    "kronor": "SEK", "kroner": "kr", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "korun": "CZK", "czk": "CZK", "reais": "BRL", "brl": "BRL", "yen": "JPY",
    "jpy": "JPY", "cad": "CAD", "aud": "AUD", "huf": "HUF", "forint": "HUF", "гривень": "UAH",
}  # fmt: skip
_DOLLARS: Final = frozenset(("USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"))
_CROWNS: Final = frozenset(("SEK", "NOK", "DKK", "ISK"))
_STEPS: Final = {
    "k": 3, "tsd": 3, "tsd.": 3, "tausend": 3, "mil": 3, "tys": 3, "tys.": 3, "thousand": 3, "m": 6, "mio": 6, "mio.": 6, "mln": 6, "million": 6,
    "millionen": 6, "millions": 6,
}  # fmt: skip
_NUMBER: Final = r"\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)*"
_STEP: Final = (
    r"(?:\s?(?:k|K|m|M|Mio\.?|mio|mln|Tsd\.?|tsd\.?|Tausend|tausend|tys\.?|thousand|millions?|Millionen)(?![\w]))?"
)
_SIGN: Final = "|".join(sorted((re.escape(sign) for sign in _SIGNS), key=len, reverse=True))
_WORD: Final = "|".join(sorted(_WORDS, key=len, reverse=True))
_CODE: Final = rf"(?:{_SIGN})|\b(?i:{_WORD})\b|\b[A-Z]{{3}}\b"
_AMOUNT = re.compile(
    rf"(?<![\w.,+/-])(?:(?:ca\.?|about|approx\.?|around|etwa|rund|environ|circa|~|≈)\s*)?"
    rf"(?:(?P<before>{_CODE})\s?(?P<first>{_NUMBER})(?P<step1>{_STEP})|(?P<second>{_NUMBER})(?P<step2>{_STEP})(?:,-+|\.-+|,–)?\s?(?P<after>{_CODE}))"
    r"(?![\d])"
)
_BARE = re.compile(rf"(?:ca\.?|about|~|≈)?\s*({_NUMBER})({_STEP})(?:,-|\.-|.–)?", re.IGNORECASE)


def number(text: str) -> Decimal | None:
    """'4.500', "12'000", '1 250,50', '4,5': three digits behind a lone sign are thousands, else it is the decimal sign."""
    text = re.sub(r"[ \u00a0\u202f'’]", "", text)
    signs = {sign for sign in text if sign in ",."}
    if len(signs) == 2:
        decimal = max(signs, key=text.rindex)
    elif len(signs) == 1:
        sign = signs.pop()
        whole, _, rest = text.rpartition(sign)
        grouped = text.count(sign) > 1 or (len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0")
        decimal = "" if grouped else sign
    else:
        decimal = ""
    whole, _, rest = text.partition(decimal) if decimal else (text, "", "")
    text = re.sub(r"[,.]", "", whole) + (f".{rest}" if rest else "")
    try:
        found = Decimal(text)
    except ArithmeticError:
        return None
    return found if found.is_finite() else None


def bare_number(part: str) -> Decimal | None:
    """A part that is nothing but an amount without its currency: '4500', '4.5k'; small numbers and years are none."""
    match = _BARE.fullmatch(part.strip())
    if match is None:
        return None
    found = _stepped(match[1], match[2])
    if found is None or found < 50 or (not match[2] and re.fullmatch(r"20[2-9]\d", match[1])) or match[1][0] == "0":
        return None
    return found if found <= MOST_MAJOR else None


def take_amount(line: str, home: str) -> tuple[tuple[Decimal, str] | None, str]:
    """The first amount with a currency, as (major units, ISO code), and the line without it."""
    for match in _AMOUNT.finditer(line):
        currency = _currency(match["before"] or match["after"], home)
        found = _stepped(match["first"] or match["second"], match["step1"] or match["step2"] or "")
        if currency and found is not None and found <= MOST_MAJOR:
            return (found, currency), line[: match.start()] + CUT + line[match.end() :]
    return None, line


def _stepped(digits: str, step: str) -> Decimal | None:
    found = number(digits)
    power = _STEPS.get(step.strip().casefold(), 0)
    if found is None or not power:
        return found
    found = found.scaleb(power)
    return found.quantize(Decimal(1)) if found == found.to_integral() else found


def _currency(said: str, home: str) -> str:
    code = _SIGNS.get(said) or _WORDS.get(said.casefold()) or (said if is_known(said) else "")
    if code == "$":
        return home if home in _DOLLARS else "USD"
    if code == "kr":
        return home if home in _CROWNS else "SEK"
    return code


# --- days ---------------------------------------------------------------------------------------------------------------

_IN: Final = (
    r"(?:(?:by|in|until|till|before|for|closes?|closing|due|from|bis|im|zum|ab|für|vor|en|pour|avant|d'ici|para|antes de|a|entro|per|in|em|até|"
    r"voor|op|do|w|na|till|i|senast|til|inden|mennessä)\s+(?:the\s+|le\s+|el\s+|il\s+|o\s+|den\s+|zum\s+)?)?"
)
_LED = re.compile(rf"(?i)(?<!\w){_IN}$")
_LONGEST_LED: Final = 24
_EDGE: Final = {
    "early": 5, "beginning of": 5, "start of": 5, "anfang": 5, "début": 5, "principios de": 5, "inizio": 5, "início de": 5, "begin": 5,
    "mid": 15, "middle of": 15, "mitte": 15, "mi": 15, "mediados de": 15, "metà": 15, "meados de": 15, "half": 15,
    "late": 31, "end of": 31, "end": 31, "ende": 31, "fin": 31, "fin de": 31, "finales de": 31, "fine": 31, "final de": 31, "fim de": 31, "eind": 31, "koniec": 31,
}  # fmt: skip
_SOON: Final = {
    "today": 0, "heute": 0, "aujourd'hui": 0, "hoy": 0, "oggi": 0, "hoje": 0, "vandaag": 0, "tomorrow": 1, "morgen": 1, "demain": 1, "mañana": 1,
    "domani": 1, "amanhã": 1, "next week": 7, "nächste woche": 7, "la semaine prochaine": 7, "semaine prochaine": 7, "la próxima semana": 7,
    "próxima semana": 7, "prossima settimana": 7, "la settimana prossima": 7, "volgende week": 7, "nästa vecka": 7,
}  # fmt: skip
_NEXT_MONTH: Final = (
    r"next month|nächsten monat|nächster monat|le mois prochain|mois prochain|(?:el )?próximo m[eê]s|(?:il )?mese prossimo|"
    r"prossimo mese|volgende maand|nästa månad"
)
_UNITS: Final = {
    1: "days?|tage?n?|jours?|días?|giorni|dias?|dagen|dni|dagar",
    7: "weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|tygodni\\w*|veckor",
    30: "months?|monate?n?|mois|meses|mes|mesi|mês|maanden|miesi\\w*|månader",
}
_LATER = re.compile(
    rf"(?i)\b(?:in|within|innerhalb von|dans|en|dentro de|tra|fra|entro|em|over|za|om)\s+(\d{{1,2}})\s+(?:({_UNITS[1]})|({_UNITS[7]})|({_UNITS[30]}))\b"
)
_QUARTER = re.compile(
    r"(?i)(?<!\w)(?:Q|T|KW?Q)\s?([1-4])(?:[ /.']*(20\d\d|\d\d)(?!\d))?(?!\w)|(?<!\w)([1-4])\.?\s?(?:Quartal|quarter|trimestre|kwartał)(?:\s+(20\d\d))?"
)
_ISO = re.compile(r"(?<![\d-])(20\d\d|19\d\d)-(\d{1,2})-(\d{1,2})(?![\d-])")
_NUMERIC = re.compile(
    r"(?<![\w./+-])(\d{1,2})([./-])(\d{1,2})(?:\2|\2\s)(20\d\d|\d\d)(?![\w./-])|(?<![\w./+,-])(\d{1,2})\.(\d{1,2})\.(?![\d])"
)


@cache
def _months() -> dict[str, int]:
    """The names of the months in `LANGUAGES`, folded, long and short. English wins where two languages disagree."""
    from babel import Locale

    found: dict[str, int] = {}
    for language in LANGUAGES:
        months = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in months[context][width].items():
                    word = name.casefold().rstrip(".")
                    if len(word) >= 3 and not any(sign.isdigit() for sign in word):
                        found.setdefault(word, month)
    found.update({"sept": 9, "mrz": 3, "jän": 1, "jänner": 1, "feber": 2, "setembre": 9})
    return found


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Day and month, month and day, month alone with what makes it a date."""
    name = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    edge = "|".join(sorted(map(re.escape, _EDGE), key=len, reverse=True))
    year = r"(?:[ ,]*(?:de |del |of |')?(?P<year>20\d\d)(?!\d))?"
    flags = re.IGNORECASE
    return (
        re.compile(
            rf"(?<![\w.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s?(?:de |of )?(?P<month>{name})\b\.?{year}", flags
        ),
        re.compile(
            rf"(?<!\w)(?P<month>{name})\b\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?![\d.,]*\s?(?:€|\$|£|k\b|[A-Z]{{3}}\b)){year}",
            flags,
        ),
        re.compile(rf"(?<!\w)(?:(?P<edge>{edge})[\s-])?(?P<month>{name})\b\.?{year}", flags),
    )


def take_day(line: str, today: date, *, month_first: bool = False) -> tuple[date | None, str]:
    """The first day that is surely one, and the line without it; months alone count only behind 'by', 'end of' or with a year."""
    for find in (_iso, _numeric, _named, _quarter, _later):
        found = find(line, today, month_first=month_first)
        if found is not None:
            day, start, end = found
            led = _led(line, start)
            return day, line[: start - len(led)] + CUT + line[end:]
    return None, line


def day_of(part: str, today: date, *, month_first: bool = False) -> date | None:
    """The day that a whole part means: 'March', 'end of May', 'bis 15. März', 'next week', 'Q2'."""
    said = " ".join(part.split())
    words = re.sub(rf"(?i)^{_IN}", "", said).strip(" .")
    for each in (said, words):
        day, rest = take_day(each, today, month_first=month_first)
        if day is not None and not re.search(r"\w", rest.replace(CUT, "")):
            return day
    soon = _SOON.get(words.casefold())
    if soon is not None:
        return today + timedelta(days=soon)
    if re.fullmatch(_NEXT_MONTH, words, re.IGNORECASE):
        return _month_end(today.year + today.month // 12, today.month % 12 + 1)
    alone = _patterns()[2].fullmatch(words)
    return _of_month(alone, today) if alone else None


Found = tuple[date, int, int]


def _iso(line: str, today: date, *, month_first: bool) -> Found | None:  # noqa: ARG001
    for match in _ISO.finditer(line):
        day = _day(int(match[1]), int(match[2]), int(match[3]))
        if day is not None:
            return day, match.start(), match.end()
    return None


def _numeric(line: str, today: date, *, month_first: bool) -> Found | None:
    """15.03.2027, 3/15/27, '15.3.': the larger number is the day where it can be no month."""
    for match in _NUMERIC.finditer(line):
        one, two = int(match[1] or match[5]), int(match[3] or match[6])
        swapped = two > 12 or (month_first and match[2] == "/" and one <= 12)
        first, second = (two, one) if swapped else (one, two)
        year = int(match[4]) if match[4] else 0
        day = _with_year(year + (2000 if 0 < year < 100 else 0), second, first, today)
        if day is not None:
            return day, match.start(), match.end()
    return None


def _named(line: str, today: date, *, month_first: bool) -> Found | None:  # noqa: ARG001
    for pattern in _patterns()[:2]:
        for match in pattern.finditer(line):
            day = _with_year(int(match["year"] or 0), _months()[match["month"].casefold()], int(match["day"]), today)
            if day is not None:
                return day, match.start(), match.end()
    for match in _patterns()[2].finditer(line):
        if match["edge"] or match["year"] or _led(line, match.start()).strip():
            day = _of_month(match, today)
            if day is not None:
                return day, match.start(), match.end()
    return None


def _led(line: str, start: int) -> str:
    """The 'by the ' that stands right before a place in a line."""
    found = _LED.search(line, max(0, start - _LONGEST_LED), start)
    return found[0] if found else ""


def _quarter(line: str, today: date, *, month_first: bool) -> Found | None:  # noqa: ARG001
    match = _QUARTER.search(line)
    if match is None:
        return None
    month = 3 * int(match[1] or match[3])
    year = int(match[2] or match[4] or 0)
    year = year + 2000 if 0 < year < 100 else year
    if not year:
        year = today.year + (month < today.month)
    return _month_end(year, month), match.start(), match.end()


def _later(line: str, today: date, *, month_first: bool) -> Found | None:  # noqa: ARG001
    match = _LATER.search(line)
    if match is None:
        return None
    count = int(match[1])
    if match[4]:
        months = today.year * 12 + today.month - 1 + count
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1])), match.start(), match.end()
    return today + timedelta(days=count * (7 if match[3] else 1)), match.start(), match.end()


def _of_month(match: re.Match[str], today: date) -> date | None:
    """A month means its last day, 'early' its 5th, 'mid' its 15th; without a year the next one, this month included."""
    month = _months()[match["month"].casefold()]
    year = int(match["year"] or 0) or today.year + (month < today.month)
    last = monthrange(year, month)[1]
    return date(year, month, min(_EDGE.get((match["edge"] or "end").casefold(), 31), last))


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _with_year(year: int, month: int, day: int, today: date) -> date | None:
    """Without a year the first such day that is not before today."""
    if year:
        return _day(year, month, day)
    for candidate in range(today.year, today.year + 9):
        found = _day(candidate, month, day)
        if found is not None and found >= today:
            return found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1970 <= year <= 2199 else None
    except ValueError:
        return None
