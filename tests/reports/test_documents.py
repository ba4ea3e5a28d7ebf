"""Documents: the right characters on both papers, data that stays data, and a file that is whole or untouched."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError
from app.reports import documents, fonts

CHART = '<svg xmlns="http://www.w3.org/2000/svg" width="700" height="100"><text x="9" y="40">{}</text></svg>'
NAMES = {
    "greek": "Ελληνική Εταιρεία",
    "cyrillic": "ООО «Ромашка»",
    "japanese": "株式会社山田製作所",
    "korean": "한국전자",
    "chinese": "中文公司",
    "polish": "Żółć & Łódź",
    "vietnamese": "Nguyễn Thị Ánh",
}


def _deal(title: str, client: str = "Basil & Oak") -> dict[str, str]:
    return {
        "client": client, "title": title, "stage": "Proposal", "closes": "7 Dec", "amount": "€38,400", "own_amount": "",
        "probability": "50%", "weighted": "€19,200",
    }  # fmt: skip


def _data(*rows: dict[str, str], **more: Any) -> dict[str, Any]:
    figure = {"label": "Closed", "value": "€1", "note": "so far", "tone": "plain"}
    month = dict.fromkeys(("closed", "commit", "best_case", "pipeline", "expected", "range", "deals"), "–")
    return {
        "title": "Revenue forecast", "business": "Sample Studio", "dated": "As of 12 November 2026", "basis": "EUR",
        "figures": [figure] * 5, "chart": CHART.format("Revenue by month"), "chart_words": "Bar chart of revenue.",
        "months": [{**month, "month": "November 2026", "here": True}], "total": {**month, "month": "November to April"},
        "apart": [], "widths": {"stage": 50, "closes": 50, "amount": 40, "weighted": 40},
        "groups": [{"name": "November 2026", "sum": "some deals", "rows": list(rows or [_deal("Rebrand")])}],
        "set_apart": [], "notes": ["Closed deals count in full."], **more,
    }  # fmt: skip


def _open(document: bytes, tmp_path: Path) -> pypdf.PdfReader:
    path = tmp_path / "document.pdf"
    path.write_bytes(document)
    return pypdf.PdfReader(path)


def _text(reader: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("us-letter", (612, 792))])
def test_a_document_has_the_size_of_its_paper(paper: documents.Paper, size: tuple[int, int], tmp_path: Path) -> None:
    box = _open(documents.typeset("forecast", _data(), paper), tmp_path).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_an_unknown_paper_is_refused() -> None:
    with pytest.raises(UserError, match="no paper"):
        documents.known_paper("a5")


def test_a_document_is_tagged_titled_and_says_what_its_chart_shows(tmp_path: Path) -> None:
    reader = _open(documents.typeset("forecast", _data()), tmp_path)
    root = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Revenue forecast"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert "Bar chart of revenue." in _described(root["/StructTreeRoot"])


def _described(node: Any) -> set[str]:
    """The alternative texts of the structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return {text for child in node for text in _described(child)}
    if not isinstance(node, dict):
        return set()
    own = {str(node["/Alt"])} if "/Alt" in node else set()
    return own | (_described(node["/K"]) if "/K" in node else set())


def test_the_chart_is_drawn_with_lines_and_letters_not_pixels(tmp_path: Path) -> None:
    reader = _open(documents.typeset("forecast", _data(chart=CHART.format("Umsatz"))), tmp_path)
    assert not list(reader.pages[0].images)
    assert "Umsatz" in _text(reader)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_names_in_many_scripts_can_be_read_back(name: str, tmp_path: Path) -> None:
    data = _data(_deal("Deal", client=name), chart=CHART.format(name.replace("&", "&amp;")))
    reader = _open(documents.typeset("forecast", data), tmp_path)
    assert _text(reader).replace(" ", "").count(name.replace(" ", "")) == 2
    _no_notdef(reader)


def test_arabic_and_hebrew_names_are_shaped_and_run_from_right_to_left(tmp_path: Path) -> None:
    data = _data(_deal("شركة الأمل", client="בית קפה"), business="شركة الأمل")
    reader = _open(documents.typeset("forecast", data), tmp_path)
    _no_notdef(reader)
    letters = set(_text(reader))
    assert set("شركةالأمل") <= letters | set("لاأ")
    assert set("ביתקפה") <= letters
    assert any("DejaVuSans" in str(font["/BaseFont"]) for font in _fonts(reader))


def _fonts(reader: pypdf.PdfReader) -> list[Any]:
    return [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]


def _no_notdef(reader: pypdf.PdfReader) -> None:
    """Every glyph that is shown has a character; glyph 0 is the one for a missing character."""
    for page in reader.pages:
        font = ""
        for operands, operator in pypdf.generic.ContentStream(page.get_contents(), reader).operations:
            if operator == b"Tf":
                font = str(operands[0])
            elif operator in (b"Tj", b"TJ"):
                for shown in operands[0] if operator == b"TJ" else operands:
                    if isinstance(shown, pypdf.generic.ByteStringObject | pypdf.generic.TextStringObject):
                        raw = shown.original_bytes
                        glyphs = {int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)}
                        assert 0 not in glyphs, f"a missing glyph in {font}"


def test_a_character_that_no_font_has_becomes_a_box_and_the_document_says_so(tmp_path: Path) -> None:
    nowhere = "\U000e0e0e"  # not assigned, so in no font
    assert fonts.choose([nowhere]).missing == {nowhere}
    reader = _open(documents.typeset("forecast", _data(_deal(f"Odd {nowhere} sign"))), tmp_path)
    text = _text(reader)
    assert "Odd □ sign" in text
    assert "U+E0E0E" in text
    _no_notdef(reader)


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd")',
        "*bold*",
        "_it_ $x^2$",
        "<label> @ref",
        "= Heading",
        "\\u{41}",
        "// gone",
        "#sys.inputs",
    ],
)
def test_markup_in_a_name_is_printed_and_not_obeyed(words: str, tmp_path: Path) -> None:
    data = _data(_deal(words), title=words, business=words, chart=CHART.format("x"))
    reader = _open(documents.typeset("forecast", data), tmp_path)
    text = _text(reader).replace("\u200b", "")
    assert text.replace(" ", "").count(words.replace(" ", "")) >= 3
    assert "root:" not in text


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_any_text_can_be_set(words: str) -> None:
    assert documents.typeset("forecast", _data(_deal(words, client=words), business=words)).startswith(b"%PDF")


def test_heads_repeat_and_pages_are_counted(tmp_path: Path) -> None:
    rows = [_deal(f"Deal number {number}") for number in range(200)]
    reader = _open(documents.typeset("forecast", _data(*rows)), tmp_path)
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in text
    for text in pages[1:-1]:
        assert "Client" in text
        assert "Weighted" in text
        assert "November 2026" in text
    whole = "\n".join(pages)
    assert all(f"Deal number {number}" in whole for number in range(200))


def test_templates_fetch_nothing_from_elsewhere() -> None:
    folder = documents.paths.resource("reports")
    sources = [path.read_text(encoding="utf-8") for path in folder.glob("*.typ")]
    assert len(sources) >= 3
    assert not any("@preview" in source or "read(" in source or "eval(" in source for source in sources)


def test_every_font_that_ships_stands_beside_its_licence() -> None:
    for folder in ("text", "cjk"):
        place = documents.paths.resource("fonts", folder)
        assert list(place.glob("LICENSE-*.txt"))
        assert list(place.glob("*.?tf"))


def test_widths_agree_with_the_fonts_own_metrics() -> None:
    from fontTools.ttLib import TTFont

    for path, probe in (
        (fonts.text_folder() / "Inter-SemiBold.otf", "Wolfe €1,234 Ελλάδα"),
        (documents.paths.resource("fonts", "cjk", "WenQuanYiMicroHei.ttf"), "株式会社한국中文"),
    ):
        truth = TTFont(path)
        names, face = truth.getBestCmap(), fonts.Face(path)
        for sign in probe:
            assert face.glyph(sign) == truth.getGlyphID(names[ord(sign)])
            assert face.advance(sign) == pytest.approx(truth["hmtx"][names[ord(sign)]][0] / truth["head"].unitsPerEm)


def test_an_old_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    out.write_text("old")
    assert documents.forecast_report(_data(), out) == out
    assert out.read_bytes().startswith(b"%PDF")
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_missing_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no folder"):
        documents.forecast_report(_data(), tmp_path / "nowhere" / "report.pdf")


@pytest.mark.parametrize("problem", [errno.ENOSPC, errno.EACCES])
def test_a_full_disk_or_a_locked_file_keeps_the_old_report(
    problem: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report.pdf"
    out.write_text("old")

    def refuse(path: Path, data: bytes) -> int:
        raise OSError(problem, "refused")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(UserError, match=r"report\.pdf.*unchanged"):
        documents.forecast_report(_data(), out)
    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]
