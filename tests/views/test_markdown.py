"""Markdown that loads nothing: pictures and files are words, HTML is text, links open on a click and only to the web or by mail."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtTest import QTest

from app.base import UserError
from app.views.parts import markdown_text
from app.views.parts.markdown_field import MarkdownField

SOURCE = """# Cart
Guests **and** members, see [the board](https://example.org/board).

- [x] Cart states
- [ ] Error states
  - [ ] Card refused

```
- [ ] not a box
```
"""


@pytest.fixture
def field(qtbot):
    kept = []
    made = MarkdownField("Description", kept.append)
    made.kept = kept
    made.set_value(SOURCE)
    made.resize(300, made.heightForWidth(300))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def opened(monkeypatch):
    found = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: found.append(url.toString()) or True)
    return found


def click(field, at):
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def place_of(field, words):
    """Where these words stand in the field."""
    made = field.document()
    at = made.find(words).selectionStart()
    block = made.findBlock(at)
    line = block.layout().lineForTextPosition(at - block.position())
    x = line.cursorToX(at - block.position() + 1)[0]
    top = made.documentLayout().blockBoundingRect(block).top() + line.y() + line.height() / 2
    return QPoint(round(x + field._corner().x()), round(top + field._corner().y()))


def test_pictures_are_words_and_nothing_is_ever_asked_for(monkeypatch):
    asked = []
    monkeypatch.setattr(markdown_text.Quiet, "loadResource", lambda *args: asked.append(args))
    made = markdown_text.document(
        "![plan](file:///etc/passwd) ![logo](https://example.org/x.png)\n\n<img src='http://example.org/y.png'>"
    )
    made.setTextWidth(300)
    assert made.toPlainText() == "[plan] [logo]\n<img src='http://example.org/y.png'>"
    assert [span.href for span in markdown_text.links(made)] == ["https://example.org/x.png"]
    assert asked == [] or all("file" not in str(args) for args in asked)
    assert (
        markdown_text.Quiet().loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl("file:///etc/hosts"))
        is None
    )


def test_html_stands_there_as_typed():
    made = markdown_text.document("Some <b>bold</b> &amp; <script>alert(1)</script>\n\n<div style='x'>block</div>")
    assert made.toPlainText() == "Some <b>bold</b> & <script>alert(1)</script>\n<div style='x'>block</div>"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://example.org",
        "https:",
        "//example.org",
        "x",
    ],
)
def test_a_link_that_may_not_be_followed_is_only_words(href):
    made = markdown_text.document(f"[here]({href})")
    assert markdown_text.links(made) == [] and "here" in made.toPlainText()


@pytest.mark.parametrize("href", ["https://example.org/a?b=c", "http://example.org", "mailto:jo@example.org"])
def test_the_web_and_mail_may_be_opened(href):
    assert [span.href for span in markdown_text.links(markdown_text.document(f"[here]({href})"))] == [href]


def test_a_click_on_a_link_opens_it_and_edits_nothing(field, opened):
    click(field, place_of(field, "board"))
    assert opened == ["https://example.org/board"] and not field.is_editing()


def test_a_click_on_a_box_ticks_it_in_the_source(field):
    click(field, field._boxes()[1].translated(field._corner().toPoint()).center())
    assert "- [x] Error states" in field.value() and field.kept == [field.value()]
    click(field, field._boxes()[0].translated(field._corner().toPoint()).center())
    assert "- [ ] Cart states" in field.value() and not field.is_editing()


def test_a_click_elsewhere_or_enter_edits_the_source_and_escape_goes_back(field):
    click(field, place_of(field, "Guests"))
    assert field.text_input().toPlainText() == SOURCE
    field.text_input().setPlainText("other")
    QTest.keyClick(field.text_input(), Qt.Key.Key_Escape)
    assert not field.is_editing() and field.value() == SOURCE and field.kept == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    field.text_input().setPlainText("other")
    field.leave()
    assert field.value() == "other" and field.kept == ["other"]


def test_the_menu_has_the_links_and_boxes_for_the_keyboard(field, opened):
    menu = field.menu()
    lines = {line.text(): line for line in menu.actions()}
    lines["Open https://example.org/board"].trigger()
    lines["Tick Error states"].trigger()
    assert opened == ["https://example.org/board"] and "- [x] Error" in field.value()
    menu.deleteLater()


def test_what_is_refused_stays_open_with_a_sentence(field):
    def refuse(_text):
        raise UserError("Too long")

    field.on_commit = refuse
    field.begin_edit()
    field.text_input().setPlainText("other")
    assert not field.finish() and field.refusal().startswith("Too long")


def test_boxes_in_fenced_code_are_none_and_those_in_quotes_and_numbered_lists_are():
    assert [ticked for _, ticked in markdown_text.boxes(SOURCE)] == [True, False, False]
    text = "> - [ ] a\n\n1. [x] b\n* [X] c\n- [] no\n"
    assert [ticked for _, ticked in markdown_text.boxes(text)] == [False, True, True]
    assert markdown_text.tick(text, 0).startswith("> - [x] a") and markdown_text.tick(text, 9) == text


def test_a_long_description_is_cut_until_it_is_asked_for(field):
    field.set_value("\n\n".join(f"Line {n}" for n in range(80)))
    assert field.is_cut()
    low = field.heightForWidth(300)
    field.unfold()
    assert not field.is_cut() and field.heightForWidth(300) > 2 * low


@pytest.mark.parametrize(
    "text", [">" * 5000, "[" * 20000, "*a_ " * 5000, "![](x)" * 2000, "- " * 2000, "|a" * 500 + "|\n" + "|-" * 500]
)
def test_hostile_markdown_is_shown_in_no_time(text):
    made = markdown_text.document(text)
    made.setTextWidth(280)
    assert made.size().height() >= 0


def test_it_is_read_out_as_it_reads(field):
    assert field.accessibleName().startswith("Description: Cart\nGuests and members")


def test_naughty_strings_are_shown_and_lead_nowhere(field, data):
    import json

    asked = []
    for words in json.loads((data / "text" / "blns.json").read_text(encoding="utf-8")):
        field.set_value(words)
        field.heightForWidth(300)
        asked += [span.href for span in markdown_text.links(field.document())]
    assert all(markdown_text.may_open(href) for href in asked)
