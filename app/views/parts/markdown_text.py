"""Markdown as a document that loads nothing: no picture, no file, no style from anywhere; HTML stands there as it was typed.

made = document(text)              in the colours and the type of the theme
links(made)                        what may be opened, by a click alone: http, https and mailto
boxes(text), tick(text, n)         the check boxes of its lists, in the order of the source
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from PySide6.QtCore import QUrl
from PySide6.QtGui import QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat

from app.views import theme

SCHEMES: Final = frozenset({"http", "https", "mailto"})
#: The state of a line of a list with a check box, which is painted by whoever shows the document.
OPEN: Final = 1
TICKED: Final = 2
INDENT: Final = 24
_MARKER: Final = QTextBlockFormat.MarkerType
_HEADS: Final = {1: theme.TAB, 2: theme.TEXT}
_BOX: Final = re.compile(r"^(?:[ \t]*>)*[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\](?=[ \t])", re.MULTILINE)
_FENCE: Final = re.compile(r"^[ \t>]*(`{3,}|~{3,})")


class Quiet(QTextDocument):
    """A document that asks nobody for anything."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: ARG002
        """Nothing, whatever it is."""
        return None


class Span(NamedTuple):
    """A stretch of a document with what it leads to, from position `start` to before `end`."""

    start: int
    end: int
    href: str
    words: str


def document(text: str) -> QTextDocument:
    """`text` set in the theme's type: headings hardly larger than the text, links in the accent's colour."""
    made = Quiet()
    made.setUndoRedoEnabled(False)
    made.setDocumentMargin(0)
    made.setIndentWidth(theme.px(INDENT))
    made.setDefaultFont(theme.font(theme.TEXT))
    features = QTextDocument.MarkdownFeature
    made.setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
    _take_pictures_out(made)
    _dress(made)
    return made


def may_open(href: str) -> bool:
    """Whether a link may be followed at all."""
    url = QUrl(href, QUrl.ParsingMode.StrictMode)
    return url.isValid() and url.scheme().lower() in SCHEMES and bool(url.host() or url.scheme().lower() == "mailto")


def links(made: QTextDocument) -> list[Span]:
    """The links that may be followed, from the top."""
    found: list[Span] = []
    for start, text, shape in _fragments(made):
        href = shape.anchorHref()
        if not (shape.isAnchor() and may_open(href)):
            continue
        if found and found[-1].end == start and found[-1].href == href:
            last = found.pop()
            found.append(Span(last.start, start + len(text), href, last.words + text))
        else:
            found.append(Span(start, start + len(text), href, text))
    return found


def box_blocks(made: QTextDocument) -> list[QTextBlock]:
    """The lines of lists that have a check box, in the state `OPEN` or `TICKED`."""
    return [block for block in _blocks(made) if block.userState() >= OPEN]


def boxes(text: str) -> list[tuple[int, bool]]:
    """Where the check boxes of a source stand and whether they are ticked; those in fenced code are none."""
    found, fence, at = [], "", 0
    for line in text.splitlines(keepends=True):
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and (box := _BOX.match(line)):
            found.append((at + box.start(1), box[1] != " "))
        at += len(line)
    return found


def tick(text: str, number: int) -> str:
    """The source with its check box `number`, from 0, ticked or unticked; unchanged when there is none."""
    found = boxes(text)
    if not 0 <= number < len(found):
        return text
    at, ticked = found[number]
    return f"{text[:at]}{' ' if ticked else 'x'}{text[at + 1 :]}"


def _blocks(made: QTextDocument) -> Iterator[QTextBlock]:
    block = made.begin()
    while block.isValid():
        yield block
        block = block.next()


def _fragments(made: QTextDocument) -> Iterator[tuple[int, str, QTextCharFormat]]:
    for block in _blocks(made):
        step = block.begin()
        while not step.atEnd():
            fragment = step.fragment()
            yield fragment.position(), fragment.text(), fragment.charFormat()
            step += 1


def _take_pictures_out(made: QTextDocument) -> None:
    """A picture is replaced by its words, which lead to it where that may be followed."""
    found = [
        (start, len(text), shape.toImageFormat())
        for start, text, shape in _fragments(made)
        if shape.isImageFormat() or "\ufffc" in text
    ]
    cursor = QTextCursor(made)
    for start, length, shape in reversed(found):
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        plain = QTextCharFormat()
        if may_open(shape.name()):
            plain.setAnchor(True)
            plain.setAnchorHref(shape.name())
        words = str(shape.property(QTextFormat.Property.ImageAltText) or "") or shape.name() or "picture"
        cursor.insertText(f"[{words}]", plain)


def _dress(made: QTextDocument) -> None:
    """Type and colours; a link that may not be followed looks like the words it is."""
    cursor = QTextCursor(made)
    link, words, code = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
    link.setForeground(theme.colour("accent_text"))
    link.setFontUnderline(True)
    words.setForeground(theme.colour("text"))
    words.setFontUnderline(False)
    words.setAnchor(False)
    words.setAnchorHref("")
    code.setFontFamilies(["monospace"])
    code.setFontStyleHint(QFont.StyleHint.Monospace)
    code.setFontFixedPitch(True)
    for start, text, shape in list(_fragments(made)):
        cursor.setPosition(start)
        cursor.setPosition(start + len(text), QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(link if shape.isAnchor() and may_open(shape.anchorHref()) else words)
    for block in _blocks(made):
        level = block.blockFormat().headingLevel()
        cursor.setPosition(block.position())
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        if level:
            head = QTextCharFormat()
            head.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            head.setFont(theme.font(_HEADS.get(level, theme.TEXT), theme.SEMIBOLD))
            cursor.mergeCharFormat(head)
        elif block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence):
            cursor.mergeCharFormat(code)
        look = _without_marker(block)
        look.setTopMargin(8 if level and block.position() else 0)
        look.setBottomMargin(2 if block.textList() is not None or block.userState() >= OPEN else 4)
        look.setNonBreakableLines(False)
        cursor.setBlockFormat(look)


def _without_marker(block: QTextBlock) -> QTextBlockFormat:
    """The format of a line; its check box is noted as its state, and leaves the list with the marker."""
    marker, inside = block.blockFormat().marker(), block.textList()
    if marker != _MARKER.NoMarker and inside is not None:
        inside.remove(block)
        block.setUserState(TICKED if marker == _MARKER.Checked else OPEN)
    look = block.blockFormat()
    look.setMarker(_MARKER.NoMarker)
    return look
