"""How somebody is reached: e-mails, telephones, addresses and links, in the form that is kept, with what opens each.

What cannot be opened is kept as it was typed and said to be so: a wrong address is worth more than none.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import quote, urlsplit

KINDS: Final = {"email": "E-mail", "phone": "Telephone", "url": "Link", "address": "Address"}
#: What each kind is usually called; any other word may be written.
LABELS: Final = {
    "email": ("work", "private", "billing", "support"),
    "phone": ("work", "mobile", "home", "fax"),
    "url": ("website", "profile", "shop", "documents"),
    "address": ("office", "billing", "delivery", "home"),
}
MAX_LENGTH: Final = 2_000
SEPARATOR: Final = ";"  # between several values in one cell of a file
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\.]+(?:\.[^\s@<>()\[\],;:\"\\.]+)+")
_DIALLED = re.compile(r"\+?[\d().\-/\s]{3,40}(?:(?:ext|x|#)\.?\s*\d{1,8})?", re.IGNORECASE)
_HOST = re.compile(r"[^\s/:@.]+(?:\.[^\s/:@.]+)+(?::\d{1,5})?(?:[/?#]\S*)?")


class Address(NamedTuple):
    """A postal address; each part is one line, and may be empty."""

    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


def address(kept: str) -> Address:
    """The address that `kept_address` wrote; of fewer lines the first ones, what is over belongs to the country."""
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    street, postcode, city = (lines[:3] + [""] * 3)[:3]
    return Address(street, postcode, city, " ".join(" ".join(lines[3:]).split()))


def kept_address(parts: Address) -> str:
    """Four lines: street, postcode, city, country; '' when all are empty."""
    lines = [" ".join(part.split()) for part in parts]
    return "\n".join(lines) if any(lines) else ""


def shown(kind: str, kept: str) -> str:
    """A value on one line, for people: a link without its scheme, an address with commas."""
    if kind == "address":
        street, postcode, city, country = address(kept)
        return ", ".join(part for part in (street, f"{postcode} {city}".strip(), country) if part)
    if kind == "url":
        return re.sub(r"^https?://", "", kept).rstrip("/") or kept
    return kept


def problem(kind: str, kept: str) -> str:
    """Why a value cannot be used as what it should be, as a sentence; '' when it can, and for addresses."""
    if not kept or kind == "address" or target(kind, kept):
        return ""
    if kind == "email":
        return "This is no e-mail address. It is kept as it is."
    if kind == "phone":
        return "This is no number that can be dialled. It is kept as it is."
    return "This is no link that can be opened. It is kept as it is."


def target(kind: str, kept: str) -> str:
    """What the system is asked to open: 'mailto:', 'tel:' or 'https:' and nothing else; '' when there is none."""
    kept = kept.strip()
    if kind == "email":
        return f"mailto:{quote(kept, safe='@+.-_')}" if _EMAIL.fullmatch(kept) else ""
    if kind == "phone":
        return _dialled(kept)
    if kind == "url":
        return _link(kept)
    return ""


def _dialled(kept: str) -> str:
    if not _DIALLED.fullmatch(kept) or len(re.findall(r"[0-9]", kept)) < 3:
        return ""
    number, _, extension = re.sub(r"(?i)\s*(?:ext|x|#)\.?\s*", "x", kept).partition("x")
    digits = re.sub(r"[^0-9]", "", re.sub(r"\(0\)", "", number) if kept.startswith("+") else number)
    return f"tel:{'+' if kept.startswith('+') else ''}{digits}" + (f";ext={extension}" if extension else "")


def _link(kept: str) -> str:
    bare = re.sub(r"(?i)^https?://", "", kept)
    if not _HOST.fullmatch(bare):
        return ""
    try:
        parts = urlsplit(f"https://{bare}")
        port = parts.port
    except ValueError:
        return ""
    return f"https://{bare}" if parts.hostname and port != 0 else ""


def address_cell(kept: str) -> str:
    """An address in a cell of a file: 'Quay 3 | 20457 | Sampletown | Nowhere'."""
    return " | ".join(address(kept)).rstrip(" |") if kept else ""


def address_of_cell(text: str) -> str:
    """The reverse of `address_cell`, as it is kept."""
    return kept_address(address("\n".join(text.split("|"))))


def split(text: str) -> list[str]:
    """Several values in one cell: 'a@x.example; b@x.example'. Repeats go."""
    found = (" ".join(part.split()) for part in text.split(SEPARATOR))
    return list(dict.fromkeys(part for part in found if part))
