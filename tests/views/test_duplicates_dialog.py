"""Duplicates in the window: found, compared side by side, merged, told apart, and hinted at while one types."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import Key, fill, is_open, open_window, press, said, turn

from app.base import today
from app.services import activities, clients, deal_lines, deals, duplicates, handoff
from app.views import jobs
from app.views.dialogs.duplicates import DuplicatesDialog, show_duplicates
from app.views.parts.picker import Picker


@pytest.fixture
def shell(qtbot, store, tmp_path):
    oak = clients.add(store, "Basil & Oak", email="info@basil.example")
    deals.add(store, "Menus", client=oak)
    double = clients.add(store, "Basil and Oak GmbH", email="hello@basil.example", phone="030 5551234")
    activities.log(store, "note", "Met at the fair.", client_id=double)
    clients.add(store, "Tideway Energy")
    clients.add(store, "Quince & Fig")
    with jobs.synchronous():
        made = open_window(qtbot, store, tmp_path, "clients")
        yield made
        made.close()


@pytest.fixture
def dialog(shell):
    return opened(shell)


def opened(shell, kind="client", ids=()):
    made = show_duplicates(shell, shell.store, shell, kind, ids)
    turn()
    return made


def pairs(dialog):
    return [(row.one.name, row.other.name) for row in dialog.pairs.pairs()]


def test_the_menu_leads_there_from_any_page(shell):
    shell.open_page("forecast")
    shell.commands.actions["duplicates"].trigger()
    turn()
    dialog = shell.findChild(DuplicatesDialog)
    assert shell.key == "clients" and dialog is not None
    assert pairs(dialog) == [("Basil & Oak", "Basil and Oak GmbH")]
    assert dialog.pairs.count.text() == "1 pair"
    assert dialog.pairs.sides[0].text() == "Basil & Oak: info@basil.example, 1 deal"


def test_side_by_side_and_merged_with_the_keyboard_alone(shell, dialog, qtbot):
    press(Key.Key_Return)
    turn()
    panel = dialog.panel
    assert [head.text() for head in panel.heads] == ["Basil & Oak", "Basil and Oak GmbH"]
    assert panel.moves.text().startswith("1 activity moves to Basil & Oak.")
    assert panel.heads[0].hasFocus()
    press(Key.Key_Tab)
    assert panel.cells["name"][1].hasFocus()  # the fuller one is chosen
    press(Key.Key_Left)
    assert panel.cells["name"][0].isChecked()
    press(Key.Key_Return)
    turn()
    assert dialog.foot_note.text() == "Basil and Oak GmbH merged into Basil & Oak."
    assert pairs(dialog) == []
    found = clients.detail(shell.store, 1)
    assert (found.name, found.phone) == ("Basil & Oak", "030 5551234")
    assert len(shell.page.rows.ids) == 3
    dialog.undo_button.click()
    qtbot.waitUntil(lambda: pairs(dialog) == [("Basil & Oak", "Basil and Oak GmbH")])
    assert len(shell.page.rows.ids) == 4


def test_the_other_may_stay_with_all_it_has(shell, dialog):
    dialog.main.click()
    turn()
    dialog.panel.heads[1].click()
    assert dialog.panel.cells["email"][1].isChecked()
    assert dialog.panel.moves.text().startswith("1 deal moves to Basil and Oak GmbH.")
    dialog.main.click()
    turn()
    assert clients.detail(shell.store, 1) is None
    assert clients.detail(shell.store, 2).email == "hello@basil.example"


def test_told_apart_it_stays_so_until_it_is_suggested_again(shell, dialog):
    press(Key.Key_Delete)
    turn()
    assert pairs(dialog) == []
    assert dialog.foot_note.text() == "Basil & Oak and Basil and Oak GmbH are not the same."
    dialog.reject()
    dialog = opened(shell)
    assert pairs(dialog) == [] and not dialog.main.isEnabled()
    dialog.pairs.switch.findChildren(type(dialog.pairs.switch._group.button(0)))[3].click()
    turn()
    assert pairs(dialog) == [("Basil & Oak", "Basil and Oak GmbH")]
    dialog.main.click()
    turn()
    assert duplicates.told_apart(shell.store) == [] and pairs(dialog) == []


def test_esc_goes_back_before_it_closes(dialog):
    dialog.open_pair()
    turn()
    press(Key.Key_Escape)
    turn()
    assert is_open(dialog) and dialog.stack.currentWidget() is dialog.pairs
    press(Key.Key_Escape)
    turn()
    assert not is_open(dialog)


def test_what_went_meanwhile_is_said(shell, dialog):
    dialog.open_pair()
    turn()
    with shell.store.write("Delete client"):
        shell.store.execute("UPDATE client SET deleted_at = '2026-01-01T00:00:00Z' WHERE id = 2")
    dialog.main.click()
    turn()
    assert "One of these clients is gone" in dialog.foot_note.text()


def test_chosen_in_the_list_they_are_compared_at_once(shell):
    page = shell.page
    page.doings.duplicates([1, 3, 4])
    turn()
    dialog = shell.findChild(DuplicatesDialog)
    assert [head.text() for head in dialog.panel.heads] == ["Basil & Oak", "Tideway Energy", "Quince & Fig"]
    assert dialog.title_label.text() == "Merge 3 clients" and dialog.back.isHidden()
    dialog.main.click()
    turn()
    assert said(shell) == "2 merged into Basil & Oak"
    shell.undo()
    turn()
    assert len(page.rows.ids) == 4


def test_a_new_client_that_is_nearly_known(shell, qtbot):
    page = shell.page
    page.new()
    turn()
    QTest.keyClicks(page.dialog.name_field.line_input(), "Tidewy Energy")
    qtbot.waitUntil(lambda: not page.dialog.hint.isHidden())
    assert page.dialog.hint.words.text() == "Nearly known: Tideway Energy"
    page.dialog.hint.link.click()
    turn()
    assert page.inspector.title.value() == "Tideway Energy"


def test_a_new_contact_that_is_nearly_known_is_offered(shell):
    clients.add_contact(shell.store, "Jonas Sample", client_id=1)
    page = shell.page
    page.show_record("client", 3)
    turn()
    people = page.inspector.contacts
    people.begin()
    turn()
    people.picker.search_line().setText("Jonas Sampel")
    assert [(option.text, option.secondary) for option in people.picker.options()] == [
        ("Add “Jonas Sampel”", ""),
        ("Jonas Sample", "nearly known, Basil & Oak"),
    ]
    press(Key.Key_Down)
    press(Key.Key_Return)
    turn()
    assert [card.contact.name for card in people.cards] == ["Jonas Sample"]


def test_another_name_is_no_hint(shell, qtbot):
    page = shell.page
    page.new()
    turn()
    fill(page.dialog.name_field, "Harbour Office")
    assert page.dialog.hint.isHidden()
    page.dialog.reject()


def test_a_deal_for_a_client_that_is_nearly_known_offers_it(shell):
    shell.open_page("deals.board")
    shell.page.new()
    turn()
    field = shell.page.verbs.dialog.client
    field.open_list("Tidewy Energy")
    turn()
    picker = field.picker()
    assert [(option.text, option.secondary) for option in picker.options()] == [
        ("Add “Tidewy Energy”", ""),
        ("Tideway Energy", "nearly known"),
    ]
    press(Key.Key_Down)
    press(Key.Key_Return)
    turn()
    assert field.value() == 3
    shell.page.verbs.dialog.reject()


@pytest.fixture
def doubled(shell):
    """A deal that is there twice, the second time with lines."""
    one = deals.add(shell.store, "Website relaunch", client=1, amount_minor=1_200_000)
    other = deals.add(shell.store, "Website re-launch", client=1)
    for title in ("Design", "Build"):
        deals.add_line(shell.store, other, title, price_minor=600_000)
    activities.log(shell.store, "note", "By spring.", deal_id=other)
    return one, other


def test_deals_are_a_third_kind_and_merge_with_their_lines(shell, doubled, qtbot):
    one, other = doubled
    dialog = opened(shell, "deal")
    assert pairs(dialog) == [("Website relaunch", "Website re-launch")]
    assert dialog.pairs.current.why == "The same title, written otherwise; The same amount"
    assert dialog.pairs.sides[0].text().startswith("Website relaunch: Basil & Oak, €12,000, ")
    dialog.open_pair()
    turn()
    panel = dialog.panel
    assert panel.moves.text().startswith("Nothing else hangs on what goes.")  # the fuller one stays
    panel.heads[0].click()
    assert panel.moves.text().startswith("1 activity moves to Website relaunch.")
    assert [cell.text() for cell in panel.cells["amount_minor"]] == ["€12,000", "€12,000, 2 lines"]
    panel.cells["amount_minor"][1].click()
    dialog.main.click()
    turn()
    assert dialog.foot_note.text() == "Website re-launch merged into Website relaunch."
    assert pairs(dialog) == []
    assert [line.title for line in deal_lines.lines(shell.store, one)] == ["Design", "Build"]
    dialog.undo_button.click()
    qtbot.waitUntil(lambda: pairs(dialog) == [("Website relaunch", "Website re-launch")])
    assert not deal_lines.lines(shell.store, one) and len(deal_lines.lines(shell.store, other)) == 2


def test_the_lines_of_both_can_be_kept(shell, doubled):
    one, _ = doubled
    deals.add_line(shell.store, one, "Photographs", price_minor=50_000)
    dialog = opened(shell, "deal", doubled)
    tick = dialog.panel.together["amount_minor"]
    assert tick.text() == "All 3 lines together: €12,500"
    dialog.panel.heads[0].click()
    tick.click()
    dialog.main.click()
    turn()
    assert said(shell) == "Website re-launch merged into Website relaunch"
    assert len(deal_lines.lines(shell.store, one)) == 3


def test_what_was_handed_off_stays_and_nothing_else_can(shell, doubled):
    one, other = doubled
    deals.win(shell.store, [one], today())
    handoff.complete(shell.store, handoff.draft(shell.store, one))
    dialog = opened(shell, "deal", doubled)
    panel = dialog.panel
    assert panel.moves.text().startswith("“Website relaunch” was handed off, so it stays")
    assert [head.isEnabled() for head in panel.heads] == [True, False]
    assert [cell.isEnabled() for cell in panel.cells["amount_minor"]] == [True, False]
    dialog.reject()
    deals.win(shell.store, [other], today())
    handoff.complete(shell.store, handoff.draft(shell.store, other))
    dialog = opened(shell, "deal", doubled)
    assert "were both handed off" in dialog.foot_note.text() and not dialog.main.isEnabled()


def test_only_the_pairs_in_sight_are_read(shell, monkeypatch):
    read = []
    sides = duplicates.sides
    monkeypatch.setattr(duplicates, "sides", lambda store, kind, ids: read.extend(ids) or sides(store, kind, ids))
    with shell.store.write("Fill"):
        rows = [(f"Harbour {word} Office",) for word in ("North", "South") for _ in range(2)]
        many = [
            (f"{a}{b} Printing {a}{c}",) for a in "ABCDEFGHIJ" for b in "KLMNOPQRST" for c in "UVWXY" for _ in range(2)
        ]
        shell.store.insert("client", ("name", "created_at"), [(*row, "2026-01-01T00:00:00Z") for row in (*rows, *many)])
    dialog = opened(shell)
    assert len(dialog.pairs.rows.ids) > 500
    assert len(set(read)) < 500


def menu_line(menu, words):
    return next(action for action in menu.actions() if action.text() == words)


def merge_with_typed(menu, typed, widget):
    """Choose 'Merge with…' in a menu and the first that is found for what is typed."""
    menu_line(menu, "Merge with…").trigger()
    turn()
    picker = widget.window().findChild(Picker) or widget.findChild(Picker)
    picker.search_line().setText(typed)
    found = [option.text for option in picker.options()]
    press(Key.Key_Return)
    turn()
    return found


def compared(shell):
    dialog = next(d for d in shell.findChildren(DuplicatesDialog) if d.isVisible())
    return dialog, [head.text() for head in dialog.panel.heads]


def test_a_client_is_merged_with_one_found_by_typing(shell):
    page = shell.page
    found = merge_with_typed(page.doings.menu([1]), "quin", page)
    assert found == ["Quince & Fig"]
    dialog, heads = compared(shell)
    assert heads == ["Basil & Oak", "Quince & Fig"]
    dialog.main.click()
    turn()
    assert said(shell) == "Quince & Fig merged into Basil & Oak" and len(page.rows.ids) == 3


def test_those_with_a_word_of_its_name_are_offered_before_anything_is_typed(shell):
    names = [side.name for side in duplicates.others(shell.store, "client", 1, "")]
    assert names == ["Basil and Oak GmbH"]


def test_a_contact_is_merged_from_its_row(shell):
    first = clients.add_contact(shell.store, "Jonas Sample", client_id=1)
    clients.add_contact(shell.store, "J. Sample", client_id=2, email="j@basil.example")
    shell.page.show_record("contact", first)
    turn()
    assert merge_with_typed(shell.page.side.verbs.menu([first]), "sample", shell.page) == ["J. Sample"]
    dialog, heads = compared(shell)
    assert heads == ["Jonas Sample", "J. Sample"] and dialog.title_label.text() == "Merge 2 contacts"
    dialog.reject()


def test_a_deal_is_found_by_its_title_or_its_client(shell, doubled):
    one, other = doubled
    far = deals.add(shell.store, "Brand film", client=4)
    shell.open_page("deals.list")
    turn()
    page = shell.page
    assert [side.id for side in duplicates.others(shell.store, "deal", one, "")] == [other, 1]  # of its client
    assert merge_with_typed(page._menu([one]), "quince", page) == ["Brand film"]
    dialog, heads = compared(shell)
    assert heads == ["Website relaunch", "Brand film"]
    assert [cell.text() for cell in dialog.panel.cells["client_id"]] == ["Basil & Oak", "Quince & Fig"]
    dialog.reject()
    menu_line(page._menu([one, other, far]), "Merge…").trigger()
    turn()
    assert len(compared(shell)[1]) == 3


def test_on_the_deals_the_menu_leads_to_their_duplicates(shell, doubled):
    shell.open_page("deals.board")
    shell.commands.actions["duplicates"].trigger()
    turn()
    assert shell.key == "deals.board"
    assert pairs(shell.findChild(DuplicatesDialog)) == [("Website relaunch", "Website re-launch")]
