"""PDF documents: a template of Baton's own, set with typst. Data goes in as values, so nothing in it is markup.

A document is PDF/UA-1: tagged, titled, its charts described. Templates see `resources/reports` and nothing else.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from app import paths
from app.base import UserError, check_ending
from app.exchange.writers import replacing
from app.reports import fonts, wording

Paper = Literal["a4", "us-letter"]
PAPERS: tuple[Paper, ...] = ("a4", "us-letter")
STANDARD: Literal["ua-1"] = "ua-1"
# Points between the margins, and how many pixels of a chart are set on a point: 11 px of an axis become 7.6 pt.
_TEXT_WIDTH = {"a4": 487.28, "us-letter": 504.0}
_PX_PER_POINT = 1.45
_RUNNING = 60
# Isolates keep a name that runs from right to left from reordering what stands beside it (Unicode TR 9).
_ISOLATE, _POP = "\u2068", "\u2069"


def forecast_report(data: Mapping[str, Any], out: Path, paper: Paper = "a4") -> Path:
    """Write the forecast as PDF to `out`; see `write`."""
    return write("forecast", data, out, paper)


def project_report(data: Mapping[str, Any], out: Path, paper: Paper = "a4") -> Path:
    """Write a project's status as PDF to `out`; see `write`."""
    return write("project", data, out, paper)


def write(template: str, data: Mapping[str, Any], out: Path, paper: Paper = "a4") -> Path:
    """Set the template and put it in the place of `out`, whole or not at all.

    Raises UserError for the name of another kind of file, and when the folder is missing, not writable or full; what was
    there is then unchanged.
    """
    check_ending(out, "A report is", ".pdf")
    document = typeset(template, data, paper)
    with replacing(out) as part:
        part.write_bytes(document)
    return out


def typeset(template: str, data: Mapping[str, Any], paper: Paper = "a4") -> bytes:
    """The template with the data as a PDF; `data` is what JSON holds, its keys as the template names them.

    A character that no font on this computer has becomes a □, and a note in the document says so.
    """
    import typst

    choice = fonts.choose(_texts(data))
    missing = "".join(sorted(choice.missing))
    more = {
        "missing": [f"U+{ord(sign):04X}" for sign in missing],
        "short": wording.cut(data["title"], _RUNNING),
        "maker": wording.cut(data["business"], _RUNNING),
    }
    values = _printable({**data, **more}, missing)
    folder = paths.resource("reports")
    compiler = typst.Compiler(
        input=folder / f"{template}.typ",
        root=folder,
        font_paths=choice.book,
    )
    inputs = {"data": json.dumps(values, ensure_ascii=False), "paper": known_paper(paper)}
    document = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=STANDARD)
    assert isinstance(document, bytes)
    return document


def known_paper(name: str) -> Paper:
    """The paper of that name. Raises UserError for one that is not known."""
    for paper in PAPERS:
        if name == paper:
            return paper
    raise UserError(f"“{name}” is no paper that Baton knows. Choose a4 or us-letter.")


def chart_size(paper: Paper, height_px: int) -> tuple[int, int]:
    """The pixels of a chart that fills the width between the margins."""
    return round(_TEXT_WIDTH[paper] * _PX_PER_POINT), height_px


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _printable(value: Any, missing: str) -> Any:
    """The same data with every text as it can be set."""
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else _settable(value, missing)
    if isinstance(value, Mapping):
        return {key: _printable(part, missing) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(part, missing) for part in value]
    return value


def _settable(text: str, missing: str) -> str:
    signs = set(text)
    # Control characters, halves of surrogates: PDF/UA refuses them, and no reader sees them. Line ends stay.
    unseen: dict[int, str | None] = {
        ord(sign): None for sign in signs - {"\n"} if unicodedata.category(sign) in ("Cc", "Cs")
    }
    unseen |= {ord(sign): fonts.NO_GLYPH for sign in signs.intersection(missing)}
    text = text.translate(unseen) if unseen else text
    # The texts of a picture are isolated by being texts of their own.
    if text.startswith("<svg") or not any(unicodedata.bidirectional(sign) in ("R", "AL") for sign in signs):
        return text
    return f"{_ISOLATE}{text}{_POP}"
