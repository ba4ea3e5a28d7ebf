"""Contacts from vCards, versions 2.1, 3.0 and 4.0, as address books write them rather than as the standards
ask.

vobject reads single lines here, never whole cards: it refuses a whole file over one broken picture or a
PROFILE line, and cuts a name at its first comma. Lines that hold no contact data (pictures, keys, vendor
extensions) are not looked at.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.base import UserError, on_one_line
from app.domain import reach
from app.domain.cells import one_cell
from app.exchange.files import Table, decode, read_bytes

CONTACT_COLUMNS = ("name", "email", "phone", "client", "role", "tags", "external_id")
EXTRA_COLUMNS = (
    "notes",
    "website",
    "street",
    "city",
    "postcode",
    "country",
    "other_emails",
    "other_phones",
    "addresses",
)
_WANTED = frozenset(
    ("FN", "N", "ORG", "EMAIL", "TEL", "TITLE", "ROLE", "NICKNAME", "CATEGORIES", "NOTE", "URL", "ADR", "UID",
     "KIND", "X-ADDRESSBOOKSERVER-KIND")
)  # fmt: skip
_PROPERTY = re.compile(r"(?:[\w-]+\.)?([A-Za-z][\w-]*)(?=[;:])")
_BINARY = re.compile(r"ENCODING=(?:B|BASE64)\b|;BASE64\b", re.IGNORECASE)
_FAX_OR_PAGER = frozenset(("fax", "pager", "modem", "bbs"))


class Property(NamedTuple):
    """One line of a card: upper-case name, lower-case types, value parts decoded and unescaped."""

    name: str
    types: frozenset[str]
    rank: int  # PREF of version 4.0, 1 first; 100 where nothing is preferred
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return ";".join(self.parts).strip()


def looks_like_vcard(data: bytes) -> bool:
    """Whether a file begins as a vCard does."""
    start = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").upper()
    return re.match(rb"BEGIN[ \t]*:[ \t]*VCARD", start) is not None


def read_vcards(path: str | Path, *, encoding: str | None = None) -> Table:
    """The contacts of a vCard file, a row per card in the contact columns; cards left out are named in the
    notes.

    Raises UserError when the file cannot be read or holds no card with a name, an address or a number.
    """
    path = Path(path)
    return cards_table(read_bytes(path), path.name, encoding)


def cards_table(data: bytes, name: str, encoding: str | None = None) -> Table:
    """As `read_vcards`, from the file's content."""
    text, used_encoding, note = decode(data, name, encoding)
    notes = [note] if note else []
    contacts: list[dict[str, str]] = []
    for number, lines in enumerate(_cards(text), start=1):
        contact, problem = _contact(lines)
        if problem:
            notes.append(f"Card {number}: {problem}")
        if contact is not None:
            contacts.append(contact)
    if not contacts:
        raise UserError(f"“{name}” holds no contact that can be read. Export it again as a vCard (.vcf) or as CSV.")
    extra = tuple(column for column in EXTRA_COLUMNS if any(contact.get(column) for contact in contacts))
    columns = CONTACT_COLUMNS + extra
    rows = [tuple(contact.get(column, "") for column in columns) for contact in contacts]
    return Table(columns, list(rows), "vcard", encoding=used_encoding, notes=tuple(notes))


# --- from text to properties ----------------------------------------------------------------------


def _cards(text: str) -> Iterator[list[str]]:
    """The unfolded lines of each card. A card inside a card (AGENT of version 2.1) is passed over; one that is never closed ends
    where the next begins.
    """
    depth = 0
    lines: list[str] = []
    for line in re.split(r"\r\n|\r|\n", text.lstrip("\ufeff")):
        mark = re.sub(r"\s", "", line).upper()
        if mark == "BEGIN:VCARD":
            if depth == 1 and not _is_agent(lines):
                if any(map(str.strip, lines)):
                    yield list(_unfold(lines))
                depth = 0
            depth += 1
            if depth == 1:
                lines = []
        elif mark == "END:VCARD":
            if depth == 1:
                yield list(_unfold(lines))
            depth = max(0, depth - 1)
        elif depth == 1:
            lines.append(line)
    if depth:
        yield list(_unfold(lines))  # the file was cut short: what there is of the last card


def _is_agent(lines: list[str]) -> bool:
    """Whether the card that begins now belongs to the one before."""
    above = next((line for line in reversed(lines) if line.strip()), "")
    return above.lstrip().upper().startswith("AGENT")


def _unfold(lines: list[str]) -> Iterator[str]:
    """Logical lines: folded ones joined, the soft breaks of quoted-printable too, blank ones dropped."""
    current = ""
    for line in lines:
        if current and _soft_break(current):
            current = current[:-1] + line
        elif line[:1] in (" ", "\t"):
            current += line[1:]
        elif _PROPERTY.match(line):
            if current:
                yield current
            current = line
        elif line.strip() and not _BINARY.search(current[:200]):
            current += "\n" + line  # a line break that its writer forgot to escape
    if current:
        yield current


def _soft_break(line: str) -> bool:
    return line.endswith("=") and "QUOTED-PRINTABLE" in line.partition(":")[0].upper()


def _property(line: str) -> Property | None:
    """A line that matters, or None. Raises vobject's ParseError for a line that is none."""
    from vobject.base import parseLine

    match = _PROPERTY.match(line)
    if match is None or match[1].upper() not in _WANTED:
        return None
    name, params, value, _group = parseLine(line.replace("\n", "\\n"))
    words = {str(param[0]).upper(): [str(word) for word in param[1:]] for param in params}
    types = {word.lower() for key, values in words.items() for word in (values or [key]) if key == "TYPE" or not values}
    types = {single.strip() for word in types for single in word.strip('"').split(",")}
    quoted = "quoted-printable" in types or "QUOTED-PRINTABLE" in (word.upper() for word in words.get("ENCODING", []))
    charset = (words.get("CHARSET") or ["utf-8"])[0]
    preferred = (words.get("PREF") or [""])[0].strip('"')
    rank = int(preferred) if preferred.isdecimal() else 1 if "pref" in types else 100
    parts = re.split(r"(?<!\\);", value) if name.upper() in ("N", "ORG", "ADR") else [value]
    if "LABEL" in words:
        parts[0] = parts[0].rpartition(":")[2]  # a label with colons that its writer did not quote runs into the value
    texts = tuple(_unescaped(_unquoted(part, charset) if quoted else part) for part in parts)
    return Property(name.upper(), frozenset(types), rank, texts)


def _unquoted(part: str, charset: str) -> str:
    """Quoted-printable to text; an unknown or wrong charset falls back on what can be read."""
    raw = quopri.decodestring(part.encode("utf-8"))
    for encoding in (charset, "utf-8"):
        try:
            return raw.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("cp1252", "replace")


def _unescaped(part: str) -> str:
    text = re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], part, flags=re.DOTALL)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.strip()


# --- from properties to a contact -----------------------------------------------------------------


def _contact(lines: list[str]) -> tuple[dict[str, str] | None, str]:
    """The contact of a card, and what there is to say about it ('' when nothing)."""
    from vobject.base import ParseError

    card: dict[str, list[Property]] = {}
    unreadable = 0
    for line in lines:
        try:
            found = _property(line)
        except ParseError:
            unreadable += 1
            continue
        if found is not None and found.text.strip("; "):
            card.setdefault(found.name, []).append(found)
    if any(kind.text.lower() == "group" for kind in card.get("KIND", []) + card.get("X-ADDRESSBOOKSERVER-KIND", [])):
        return None, "left out, it is a list of contacts and not a person."
    emails = _in_order(card.get("EMAIL", []))
    phones = _phones(card.get("TEL", []))
    name = _name(card) or next(iter([*emails, *phones]), "")
    if not name:
        return None, "left out, it has neither a name nor an e-mail address nor a number."
    firms = list(dict.fromkeys(filter(None, _first_parts(card, "ORG"))))
    contact = {
        "name": name,
        "email": emails[0] if emails else "",
        "phone": phones[0] if phones else "",
        "client": one_cell(firms),
        "role": _role(card, len(firms)),
        "tags": "; ".join(_tags(card)),
        "external_id": _first_part(card, "UID"),
        "notes": "\n".join(note.text for note in card.get("NOTE", [])),
        "website": "; ".join(_in_order(card.get("URL", []))),
        "other_emails": "; ".join(emails[1:]),
        "other_phones": "; ".join(phones[1:]),
        "addresses": "; ".join(_addresses(card.get("ADR", []))),
        **_address(card.get("ADR", [])),
    }
    return contact, f"{unreadable} lines could not be read and were left out." if unreadable else ""


def _name(card: dict[str, list[Property]]) -> str:
    for formatted in card.get("FN", []):
        return on_one_line(formatted.text)
    for structured in card.get("N", []):
        family, given, additional, prefix, suffix = (*structured.parts, *[""] * 5)[:5]
        return on_one_line(" ".join((prefix, given, additional, family, suffix)))
    return _first_part(card, "NICKNAME") or _first_part(card, "ORG")


def _first_part(card: dict[str, list[Property]], name: str) -> str:
    return next(iter(_first_parts(card, name)), "")


def _first_parts(card: dict[str, list[Property]], name: str) -> list[str]:
    return [on_one_line(part) for found in card.get(name, []) for part in found.parts[:1]]


def _role(card: dict[str, list[Property]], firms: int) -> str:
    """The title, one for each firm where there are as many, else the first for all."""
    titles = _first_parts(card, "TITLE") or _first_parts(card, "ROLE")
    if firms < 2:
        return next(iter(titles), "")
    return one_cell(titles if len(titles) == firms else titles[:1])


def _in_order(found: list[Property]) -> list[str]:
    """Texts without repeats, preferred ones first."""
    return list(dict.fromkeys(on_one_line(item.text) for item in sorted(found, key=lambda item: item.rank)))


def _phones(found: list[Property]) -> list[str]:
    """Numbers to call, preferred ones first; faxes and pagers stand last."""
    ranked = sorted(found, key=lambda item: (bool(item.types & _FAX_OR_PAGER), item.rank))
    numbers = (re.sub(r"^tel:", "", on_one_line(item.text), flags=re.IGNORECASE) for item in ranked)
    return list(dict.fromkeys(re.sub(r";ext=", " ext. ", number, flags=re.IGNORECASE) for number in numbers))


def _tags(card: dict[str, list[Property]]) -> list[str]:
    words = [word.strip() for found in card.get("CATEGORIES", []) for word in re.split(r"[,;\n]", found.text)]
    return list(dict.fromkeys(word for word in words if word))


def _addresses(found: list[Property]) -> list[str]:
    """Every address in the form of a cell, the preferred one first."""
    cells = []
    for each in sorted(found, key=lambda item: (item.rank, "work" not in item.types)):
        parts = _address([each])
        kept = reach.kept_address(
            reach.Address(**{name: parts[name].replace("|", "/").replace(";", ",") for name in parts})
        )
        cells.append(reach.address_cell(kept))
    return list(dict.fromkeys(cell for cell in cells if cell))


def _address(found: list[Property]) -> dict[str, str]:
    """The preferred address, else that of work, else the first."""
    if not found:
        return {}
    best = min(found, key=lambda item: (item.rank, "work" not in item.types))
    box, extended, street, city, region, postcode, country = (*best.parts, *[""] * 7)[:7]
    lines = ", ".join(on_one_line(part) for part in (box, extended, street) if part)
    place = ", ".join(on_one_line(part) for part in (city, region) if part)
    return {"street": lines, "city": place, "postcode": on_one_line(postcode), "country": on_one_line(country)}
