"""A lead out of one line, a pasted signature or a short mail: who, how to reach them, how much, and by when.

'Acme, Jane Doe, 4500 EUR, March' or eight lines from the foot of an e-mail. Nothing is guessed that is not written there;
what is understood is shown before it is kept, and what is not stays in `rest`. Amounts and days are read in `quick_figures`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from app.domain import quick_figures, quick_words
from app.domain.quick_figures import CUT

MOST: Final = 4_000  # characters that are read; what a person types or a signature holds is far shorter


class Lead(NamedTuple):
    """What was understood. `amount` in major units, None when none was named; '' and None: nothing was said.

    `currency` is '' when an amount was named without one. `rest` are the parts that no field took.
    """

    title: str = ""
    client: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    amount: Decimal | None = None
    currency: str = ""
    closes: date | None = None
    rest: tuple[str, ...] = ()


class Known(NamedTuple):
    """Names that are in the workspace already, folded with `fold`: they settle who is a client and who a person."""

    clients: Collection[str] = frozenset()
    contacts: Collection[str] = frozenset()


def fold(name: str) -> str:
    """A name as names are compared: case and spaces aside."""
    return " ".join(name.split()).casefold()


def parse(text: str, *, today: date, home: str = "EUR", month_first: bool = False, known: Known | None = None) -> Lead:
    """Read a lead. `home` decides what '$' and 'kr' mean; `month_first` whether 3/4 is 4 March. Never raises.

    Of a text longer than `MOST` the end is not read; it is in `rest` as it stands.
    """
    text = text.replace("\x00", " ").replace(CUT, " ").strip()
    text, unread = text[:MOST], text[MOST:]
    lines = [line.strip(" \t>*_") for line in text.splitlines()]
    lines = [line for line in lines if line]
    reader = _Reader(today, home, month_first=month_first, known=known or Known())
    if len(lines) > 1:
        reader.read_lines(lines)
    elif lines:
        reader.read_line(lines[0])
    lead = reader.lead()
    unread_lines = tuple(line.strip() for line in unread.splitlines() if line.strip())
    return lead._replace(rest=lead.rest + unread_lines) if unread_lines else lead


class _Reader:
    """Collects what is found; each field takes the first that is said."""

    def __init__(self, today: date, home: str, *, month_first: bool, known: Known) -> None:
        self._today, self._home, self._month_first, self._known = today, home, month_first, known
        self._said: dict[str, str] = {}
        self._amount: tuple[Decimal, str] | None = None
        self._closes: date | None = None
        self._rest: list[str] = []

    # --- one line -----------------------------------------------------------------------------------------------------

    def read_line(self, line: str) -> None:
        labelled = [part for part in re.split(r"[;|\t]|,\s(?=[\w ]{1,20}[:=])", line) if part.strip()]
        if sum(quick_words.LABEL.match(part) is not None for part in labelled) >= 2:
            self.read_lines([part.strip() for part in labelled])
            return
        rest = self._take_figures(self._take_addresses(line))
        parts = [_trimmed(part) for part in re.split(rf"{CUT}|[,;|\t·•]|\s[-–—/]\s", rest)]
        parts = [part for part in parts if re.search(r"\w", part)]
        parts = [part for place, part in enumerate(parts) if not self._take_alone(part, first=place == 0)]
        self._place(self._take_joined(parts))

    def _take_alone(self, part: str, *, first: bool) -> bool:
        """A whole part that is a number or a month; the first part is a name, even when it is called Mars."""
        if self._amount is None:
            number = quick_figures.bare_number(part)
            if number is not None:
                self._amount = (number, "")
                return True
        if self._closes is None and not first:
            self._closes = quick_figures.day_of(part, self._today, month_first=self._month_first)
            return self._closes is not None
        return False

    def _place(self, parts: Sequence[str]) -> None:
        """Who is who among the names that are left."""
        left = [part for part in parts if not self._take_sure(part)]
        for place, part in enumerate(left):
            name = self._said
            named = bool(name.keys() & {"contact", "email"})
            work = bool(quick_words.WORK.search(part)) and (part[0].islower() or place > 0 or named)
            if "client" not in name and not work:
                name["client"] = part
            elif work and "title" not in name:
                name["title"] = part
            elif "contact" not in name and _is_person(part, least=1):
                name["contact"] = part
            elif "title" not in name:
                name["title"] = part
            else:
                self._rest.append(part)

    def _take_sure(self, part: str) -> bool:
        folded = fold(part)
        if folded in self._known.clients and self._say("client", part):
            return True
        if folded in self._known.contacts and self._say("contact", part):
            return True
        if quick_words.HONORIFIC.match(part) and self._say("contact", quick_words.HONORIFIC.sub("", part)):
            return True
        if self._is_of_mail(part) and self._say("contact", part):
            return True
        return bool(quick_words.COMPANY.search(part)) and not _is_sentence(part) and self._say("client", part)

    def _is_of_mail(self, part: str) -> bool:
        """'Jane Doe' beside jane.doe@acme.com."""
        local = fold(self._said.get("email", "").partition("@")[0])
        words = [word for word in re.split(r"\W+", fold(part)) if word]
        return len(words) > 1 and _is_person(part) and all(word in local for word in words)

    def _take_joined(self, parts: Sequence[str]) -> list[str]:
        """'Jane Doe from Acme', 'Jane Doe (Acme)'."""
        left = []
        for part in parts:
            match = quick_words.JOINED.match(part)
            if match and _is_person(match["contact"], least=1) and "contact" not in self._said:
                self._say("contact", quick_words.HONORIFIC.sub("", match["contact"]))
                self._say("client", match["client1"] or match["client2"])
            else:
                left.append(part)
        return left

    # --- several lines ------------------------------------------------------------------------------------------------

    def read_lines(self, lines: Sequence[str]) -> None:
        names: list[str] = []
        for line in lines:
            if quick_words.CLOSING.match(line):
                continue
            labelled = quick_words.LABEL.match(line)
            if labelled and self._take_labelled(labelled):
                continue
            rest = self._take_figures(self._take_addresses(line), alone=False)
            if _is_sentence(line):
                self._rest.append(line)
                continue
            for raw in re.split(rf"{CUT}|[|\t·•]|\s[-–—/]\s", rest):
                part = raw.strip(" ,;.:")
                part = re.sub(
                    r"(?i)(?:^|\s)(?:tel|phone|fon|mob(?:ile|il)?|fax|e-?mail|web|t|m|p|f|e|w)\.?:?$", "", part
                ).strip(" ,;.:/")
                if re.search(r"\w{2}", part):
                    names.append(part)
        self._place_lines(names)

    def _take_labelled(self, match: re.Match[str]) -> bool:
        field, said = str(match.lastgroup), match["said"].strip()
        field = next(name for name in quick_words.LABELS if match[name] is not None)
        if field == "fax":
            self._take_figures(self._take_addresses(re.sub(r"^\S[\d\s()+/.-]*", CUT, said)))
            return True
        if field in ("client", "contact", "title"):
            return self._say(field, self._take_addresses(said).replace(CUT, " ").strip(" ,;"))
        if field == "amount":
            number = quick_figures.bare_number(said)
            if number is not None and self._amount is None:
                self._amount = (number, "")
                return True
        if field == "closes" and self._closes is None:
            self._closes = quick_figures.day_of(said, self._today, month_first=self._month_first)
            return self._closes is not None
        if field == "phone":
            found = quick_words.PHONE.search(said)
            if found and self._say("phone", _phone(found[1])):
                said = said.replace(found[1], CUT)
        rest = self._take_figures(self._take_addresses(said), alone=False)
        self._rest += [part for part in (each.strip(" ,;|") for each in rest.split(CUT)) if re.search(r"\w", part)]
        return True

    def _place_lines(self, names: Sequence[str]) -> None:
        left: list[str] = []
        for part in names:
            if _is_sentence(part) or quick_words.ADDRESS.search(part):
                self._rest.append(part)
            elif not self._take_sure(part):
                left.append(part)
        left = self._take_joined(left)
        for part in left:
            bare, _, after = part.partition(",")
            if "contact" not in self._said and _is_person(bare) and not quick_words.JOB.search(bare):
                self._say("contact", bare)
                if after.strip():
                    self._rest.append(after.strip())
            elif "client" not in self._said and self._is_of_domain(part):
                self._say("client", part)
            elif quick_words.JOB.search(part):
                self._rest.append(part)
            elif quick_words.WORK.search(part) and "title" not in self._said:
                self._say("title", part)
            elif "client" not in self._said and "contact" in self._said and _is_name(part):
                self._say("client", part)
            else:
                self._rest.append(part)

    def _is_of_domain(self, part: str) -> bool:
        """'Blue Heron Dental' beside mail@blueherondental.com."""
        domain = _domain(self._said.get("email", "")) or _domain(self._said.get("website", ""))
        word = re.sub(r"\W", "", fold(part))
        stem = re.sub(r"\W", "", domain)
        return len(stem) > 2 and len(word) > 2 and (word in stem or stem in word)

    # --- what looks the same everywhere -------------------------------------------------------------------------------

    def _take_addresses(self, line: str) -> str:
        """E-mail and website, cut out of the line; a name before '<mail>' is a person's."""
        named = quick_words.NAMED_MAIL.search(line)
        if named and _is_person(named[1].strip(), least=1) and not quick_words.COMPANY.search(named[1]):
            self._say("contact", named[1].strip())
            line = line.replace(named[1], CUT, 1)
        for found in quick_words.EMAIL.finditer(line):
            self._say("email", found[1].strip(".").lower())
        line = re.sub(r"[<(\[]?\s*CUT\s*[>)\]]?".replace("CUT", CUT), CUT, quick_words.EMAIL.sub(CUT, line))
        for found in quick_words.SITE.finditer(line):
            self._say("website", found[0].rstrip("./").removeprefix("mailto:"))
        return quick_words.SITE.sub(CUT, line)

    def _take_figures(self, line: str, *, alone: bool = True) -> str:
        """Amount with its currency, day, phone number: in this order, since digits look alike."""
        amount, line = quick_figures.take_amount(line, self._home)
        if amount is not None and self._amount is None:
            self._amount = amount
        day, line = quick_figures.take_day(line, self._today, month_first=self._month_first)
        if day is not None and self._closes is None:
            self._closes = day
        for found in quick_words.PHONE.finditer(line):
            if _is_phone(found[1], sure=not alone) and self._say("phone", _phone(found[1])):
                line = line.replace(found[1], CUT, 1)
                break
        return line

    def _say(self, field: str, words: str) -> bool:
        words = " ".join(words.split()).strip(" ,;")
        if not words or field in self._said:
            return False
        self._said[field] = words
        return True

    def lead(self) -> Lead:
        """What was found; a company mail names the company when nothing else does."""
        said = self._said
        if "client" not in said and said.get("email"):
            domain = _domain(said["email"])
            if domain and domain not in quick_words.FREE_MAIL:
                said["client"] = domain.replace("-", " ").title()
        if "contact" not in said and "client" not in said and said.get("email"):
            words = [word for word in re.split(r"[._+-]", said["email"].partition("@")[0]) if word.isalpha()]
            if len(words) > 1:
                said["contact"] = " ".join(words).title()
        amount, currency = self._amount or (None, "")
        if currency and not said and amount is None:
            currency = ""
        return Lead(**said, amount=amount, currency=currency, closes=self._closes, rest=tuple(self._rest))  # type: ignore[arg-type]


def _is_person(words: str, least: int = 2) -> bool:
    """Two to four words that begin with capitals, without figures and without what only companies are called."""
    words = quick_words.HONORIFIC.sub("", words.strip())
    if quick_words.COMPANY.search(words) or quick_words.WORK.search(words) or not least <= len(words.split()) <= 4:
        return False
    return all(
        re.fullmatch(r"[^\W\d_][^\W\d_'’.-]*(?:[-'’.][^\W\d_]+)*\.?", word)
        and (word[0].isupper() or not word[0].islower() or word in quick_words.SMALL)
        for word in words.split()
    )


def _is_name(words: str) -> bool:
    return 1 <= len(words.split()) <= 6 and (words[0].isupper() or words[0].isdigit() or not words[0].islower())


def _is_sentence(words: str) -> bool:
    return (
        len(words) > 70
        or len(words.split()) > 8
        or bool(re.search(r"[.?!]\s|[?!]$", words) and not quick_words.COMPANY.search(words))
    )


def _trimmed(part: str) -> str:
    """Without the signs around it; the point of 'Inc.' belongs to the name."""
    bare = part.strip(" .:")
    return f"{bare}." if part.rstrip(" :").endswith(".") and quick_words.COMPANY.search(f"{bare}.") else bare


def _is_phone(found: str, *, sure: bool) -> bool:
    """Seven to fifteen digits (ITU-T E.164); in a line of other things also a '+', a 0 in front or signs between them."""
    digits = re.sub(r"\D", "", found)
    if not 7 <= len(digits) <= 15:
        return False
    return (
        sure or found.lstrip("(")[0] in "+0" or bool(re.search(r"[()/-]", found)) or len(re.findall(r"[ .]", found)) > 1
    )


def _phone(found: str) -> str:
    return " ".join(found.split()).strip(" -/.")


def _domain(address: str) -> str:
    """The name in 'jane@mail.acme.co.uk' or 'https://www.acme.com/x': 'acme'."""
    host = re.sub(r"^\w+://", "", address.rpartition("@")[2]).partition("/")[0].removeprefix("www.")
    labels = host.lower().split(".")
    if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in ("co", "com", "org", "net", "ac", "gov"):
        labels = labels[:-1]
    return labels[-2] if len(labels) > 1 else ""
