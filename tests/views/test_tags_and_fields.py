"""Tags and fields of one's own in the inspector and in the settings, with the mouse and with the keyboard."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, deal_id, fill, open_window, turn

from app.services import custom_fields, tags
from app.views.dialogs.settings_dialog import SettingsDialog

KINDS = (
    ("Code", "text", ()), ("Seats", "number", ()), ("Licence", "money", ("USD",)), ("Start", "date", ()), ("Size", "choice", ("Small", "Large")),
    ("Signed", "yes_no", ()), ("Drive", "link", ()),
)  # fmt: skip


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "deals.board")
    yield made
    made.close()


@pytest.fixture
def inspector(shell):
    shell.go("deal", deal_id(shell.store, "Ticket shop"))
    turn()
    return shell.page.inspector


def names(inspector):
    return [tag.name for tag in inspector.tags.value()]


def add_tag(field, typed):
    QTest.keyClicks(field, typed[0])
    line = field.picker().search_line()
    QTest.keyClicks(line, typed[1:])
    QTest.keyClick(line, Key.Key_Return)
    turn()


def test_tags_are_typed_one_after_the_other_and_known_ones_completed(inspector):
    add_tag(inspector.tags, "spring sale")
    add_tag(inspector.tags, "vip, Summer")
    assert names(inspector) == ["spring sale", "Summer", "vip"]
    store = inspector._store
    tags.put(store, "deal", [deal_id(store, "Rebrand and site")], "retainer")
    add_tag(inspector.tags, "retai")
    assert "retainer" in names(inspector) and len(tags.everything(store)) == len(
        {t.name for t in tags.everything(store)}
    )
    assert inspector.tags.accessibleName() == "Tags: retainer, spring sale, Summer, vip"


def test_tags_are_taken_off_with_the_cross_and_with_delete(inspector):
    for name in ("one", "two", "three"):
        inspector.tags.add(name)
    field = inspector.tags
    cross = field.cross_of(field.places(field.width())[0])
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=cross.center())
    assert names(inspector) == ["three", "two"]
    QTest.keyClick(field, Key.Key_Left)
    assert "two" in field.accessibleDescription()
    QTest.keyClick(field, Key.Key_Delete)
    assert names(inspector) == ["three"]
    inspector._store.undo()
    inspector._shell.hub.flush()
    assert names(inspector) == ["three", "two"]


def test_a_tag_that_cannot_be_is_refused_below_the_chips(inspector):
    inspector.tags.add("x" * 101)
    assert "101 characters" in inspector.tags.refusal() and names(inspector) == []
    inspector.tags.add("fine")
    assert inspector.tags.refusal() == ""


def test_many_tags_take_several_lines_and_stay_inside(inspector):
    for number in range(12):
        inspector.tags.add(f"a tag of some length {number}")
    turn()
    field = inspector.tags
    places = field.places(field.width())
    assert all(place.right() < field.width() for place in places)
    assert field.height() >= places[-1].bottom()


def define_all(store):
    return {name: custom_fields.define(store, "deal", name, kind, options) for name, kind, options in KINDS}


def value(store, field):
    deal = deal_id(store, "Ticket shop")
    return custom_fields.values(store, "deal", [deal])[deal].get(field, "")


def test_empty_fields_shrink_to_one_line_and_unfold(shell, inspector):
    assert not inspector.custom.more.isVisible(), "without fields there is nothing but '+ Add field'"
    made = define_all(shell.store)
    shell.hub.flush()
    custom = inspector.custom
    assert custom.more.text() == "Show 7 fields" and not any(row.isVisible() for row in custom.rows.values())
    custom_fields.put(shell.store, made["Seats"], [inspector.deal_id], "12")
    shell.hub.flush()
    assert custom.more.text() == "Show 6 empty fields" and custom.rows[made["Seats"]].isVisible()
    QTest.mouseClick(custom.more, Qt.MouseButton.LeftButton)
    turn()
    assert all(row.isVisible() for row in custom.rows.values()) and not custom.more.isVisible()


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [("Seats", "1,250.5", "1250.5"), ("Licence", "1,200", "120000 USD"), ("Licence", "€5", "500 EUR"), ("Drive", "example.com", "https://example.com")],
)  # fmt: skip
def test_a_value_is_typed_in_its_place(shell, inspector, name, typed, kept):
    made = define_all(shell.store)
    shell.hub.flush()
    inspector.custom.unfold()
    fill(inspector.custom.rows[made[name]].field, typed)
    assert value(shell.store, made[name]) == kept
    shell.store.undo()
    shell.hub.flush()
    assert value(shell.store, made[name]) == ""
    assert inspector.custom.rows[made[name]].field.value() == ""


def test_words_days_and_choices(shell, inspector):
    made = define_all(shell.store)
    shell.hub.flush()
    inspector.custom.unfold()
    rows = inspector.custom.rows
    notes = rows[made["Code"]].field
    notes.begin_edit()
    notes.text_input().setPlainText("A-12\nsecond line")
    assert notes.finish() and value(shell.store, made["Code"]) == "A-12\nsecond line"
    fill(rows[made["Start"]].field, "1 Dec 2026")
    assert value(shell.store, made["Start"]) == "2026-12-01"
    for name, typed, kept in (("Size", "lar", "Large"), ("Signed", "no", "0")):
        field = rows[made[name]].field
        field.open_list(typed)
        QTest.keyClick(field.picker().search_line(), Key.Key_Return)
        turn()
        assert value(shell.store, made[name]) == ("" if name == "Signed" else kept)


def test_what_cannot_be_is_refused_in_place(shell, inspector):
    made = define_all(shell.store)
    custom_fields.put(shell.store, made["Seats"], [inspector.deal_id], "7")
    shell.hub.flush()
    field = inspector.custom.rows[made["Seats"]].field
    fill(field, "abc")
    assert "Seats is a number" in field.refusal() and "7 is kept" in field.refusal()
    assert value(shell.store, made["Seats"]) == "7"


def test_a_choice_that_is_no_option_any_more_says_so(shell, inspector):
    made = define_all(shell.store)
    custom_fields.put(shell.store, made["Size"], [inspector.deal_id], "Large")
    custom_fields.set_options(shell.store, made["Size"], ["Small"])
    shell.hub.flush()
    assert inspector.custom.rows[made["Size"]].field.accessibleName() == "Size: Large, no option any more"


def test_a_link_to_a_record_is_named_and_leads_there(shell, inspector, monkeypatch):
    made, other = define_all(shell.store), deal_id(shell.store, "Rebrand and site")
    custom_fields.put(shell.store, made["Drive"], [inspector.deal_id], f"deal:{other}")
    shell.hub.flush()
    field = inspector.custom.rows[made["Drive"]].field
    assert field.display(field.value()) == "Rebrand and site"
    QTest.mouseClick(field.opener, Qt.MouseButton.LeftButton)
    turn()
    assert inspector.deal_id == other


def test_a_field_is_defined_where_it_is_wanted(shell, inspector):
    custom = inspector.custom
    QTest.mouseClick(custom.head.link, Qt.MouseButton.LeftButton)
    turn()
    form = custom.form
    form.name.line_input().setText("Team size")
    QTest.keyClick(form.name.line_input(), Key.Key_Return)
    form.kind.open_list("choi")
    QTest.keyClick(form.kind.picker().search_line(), Key.Key_Return)
    turn()
    assert form.options.isVisible()
    assert not form.commit() and "at least one option" in form.options.refusal()
    form.options.line_input().setText("1 to 5, 6 to 20")
    QTest.keyClick(form.options.line_input(), Key.Key_Return)
    turn()
    field = custom_fields.by_name(shell.store, "deal", "team size")
    assert field.options == ("1 to 5", "6 to 20") and custom.rows[field.id].isVisible() and not form.isVisible()
    custom.begin_new()
    form.name.line_input().setText("TEAM SIZE")
    QTest.mouseClick(form.add, Qt.MouseButton.LeftButton)
    assert "named Team size already" in form.name.refusal()
    QTest.mouseClick(form.back, Qt.MouseButton.LeftButton)
    assert not form.isVisible() and len(custom_fields.fields(shell.store, "deal")) == 1


def test_a_hundred_fields_stand_in_the_inspector(shell, inspector):
    for number in range(100):
        custom_fields.define(shell.store, "deal", f"Field {number}")
    shell.hub.flush()
    assert inspector.custom.more.text() == "Show 100 fields"
    inspector.custom.begin_new()
    inspector.custom.form.name.line_input().setText("One more")
    assert not inspector.custom.form.commit() and "100 fields" in inspector.custom.form.name.refusal()


@pytest.fixture
def section(shell):
    def open_on(key):
        dialog = SettingsDialog(shell.store, shell, key)
        dialog.open()
        turn()
        return dialog, dialog.sections[key]

    return open_on


def test_settings_rename_join_recolour_and_delete_tags(shell, inspector, section):
    for name in ("spring", "Sprign", "unused"):
        tags.put(shell.store, "deal", [inspector.deal_id], name)
    dialog, page = section("tags")
    by_name = {line.tag.name: line for line in page.table.ordered()}
    fill(by_name["Sprign"].name, "Spring")
    shell.hub.flush()
    assert "are one tag now" in page.joined.text() and names(inspector) == ["spring", "unused"]
    by_name = {line.tag.name: line for line in page.table.ordered()}
    by_name["spring"].colour.try_commit(4)
    assert [tag.colour for tag in tags.everything(shell.store) if tag.name == "spring"] == [4]
    by_name["unused"].begin_delete()
    assert by_name["unused"].ask.words.text() == "1 record carries unused."
    QTest.mouseClick(by_name["unused"].ask.act, Qt.MouseButton.LeftButton)
    shell.hub.flush()
    assert "unused" not in [tag.name for tag in tags.everything(shell.store)]
    dialog.undo()
    assert "unused" in [tag.name for tag in tags.everything(shell.store)]
    dialog.close()


def test_settings_change_fields(shell, inspector, section):
    made = define_all(shell.store)
    custom_fields.put(shell.store, made["Size"], [inspector.deal_id], "Large")
    dialog, page = section("fields")
    line = page.table.row(made["Size"])
    fill(line.options, "Small, Huge, Tiny")
    assert value(shell.store, made["Size"]) == "Large", "a list of other words changes no record"
    fill(line.options, "Small, Huge, Wee")
    shell.hub.flush()
    assert custom_fields.field(shell.store, made["Size"]).options == ("Small", "Huge", "Wee")
    fill(line.name, "seats")
    assert "named Seats already" in line.name.refusal()
    line.name.cancel()
    QTest.keyClick(line.name, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    shell.hub.flush()
    assert [field.name for field in custom_fields.fields(shell.store, "deal")][3:5] == ["Size", "Start"]
    line.begin_remove()
    assert line.ask.words.text() == "1 record loses its value of Size."
    QTest.mouseClick(line.ask.act, Qt.MouseButton.LeftButton)
    shell.hub.flush()
    assert custom_fields.field(shell.store, made["Size"]) is None
    dialog.undo()
    assert value(shell.store, made["Size"]) == "Large"
    page.chooser.changed.emit("client")
    turn()
    assert page.table.isHidden() and "clients" in page.none.text()
    page.begin()
    page.form.name.line_input().setText("Region")
    page.form.commit()
    turn()
    assert [field.name for field in custom_fields.fields(shell.store, "client")] == ["Region"]
    dialog.close()
