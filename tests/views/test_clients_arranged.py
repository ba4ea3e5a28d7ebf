"""The list of clients, arranged: columns, order, groups, cells, filters and segments with their counts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import filter_by, open_window, turn

from app.services import clients, custom_fields, saved_views, tags
from app.services.listing import SortKey


@pytest.fixture
def page(qtbot, studio, tmp_path):
    shell = open_window(qtbot, studio, tmp_path, "clients")
    yield shell.page
    shell.close()


def names(page):
    return [page.rows.index(row, 0).data() for row in range(len(page.rows.ids))]


def client_id(page, name):
    return clients.named(page.store, name)[0]


def test_grouped_by_owner_with_what_is_open_and_won(page):
    page.table.arrange(page.table.arrangement._replace(group="owner"))
    turn()
    heads = list(page.rows.heads.values())
    assert {head.words for head in heads} >= {"Mara Sample", "Ines Sample"}
    assert all(head.sums["open"].startswith("€") for head in heads)
    page.table.arrange(page.table.arrangement._replace(group="", sorts=(SortKey("won", True), SortKey("name"))))
    turn()
    assert names(page)[0] == "Larch Foods"


def test_a_field_of_ones_own_is_a_column_a_cell_and_a_filter(page):
    store = page.store
    field = custom_fields.define(store, "client", "Tier", "choice", ("A", "B"))
    page.shell.hub.flush()
    turn()
    key = f"custom:{field}"
    page.table.arrange(page.table.arrangement.with_column(key))
    assert page.table.edit_cell(client_id(page, "Basil & Oak"), key)
    page.table.editor.field.try_commit("A")
    page.table.setFocus()
    page.shell.hub.flush()
    turn()
    filter_by(page.filters, "tier", "A")
    assert names(page) == ["Basil & Oak"]
    assert [chip.text() for chip in page.filters.taken] == ["Tier: A"]
    page.filters.taken[0].closed.emit()
    turn()
    assert len(names(page)) == 16


def test_a_segment_stays_live_and_shows_its_count(page):
    store = page.store
    tag = tags.put(store, "client", [client_id(page, "Basil & Oak"), client_id(page, "Brook Cider")], "food")
    page.filters.narrow(tag_ids=(tag,))
    saved_views.save(store, "clients", "Food & drink", page.get_spec())
    page.filters.clear()
    page.shell.hub.flush()
    turn()
    chip = next(iter(page.filters.segments.values()))
    assert "Food & drink" in chip.text()
    assert page.filters._counts[f"view {next(iter(page.filters.segments))}"] == 2
    chip.click()
    turn()
    assert names(page) == ["Basil & Oak", "Brook Cider"]
    tags.put(store, "client", [client_id(page, "Larch Foods")], "food")
    page.shell.hub.flush()
    turn()
    assert names(page) == ["Basil & Oak", "Brook Cider", "Larch Foods"]
    chip = next(iter(page.filters.segments.values()))
    assert chip.isChecked()
    chip.click()
    turn()
    assert len(names(page)) == 16


def test_a_quick_chip_narrows(page):
    assert page.filters.chips["no_deals"].isHidden()
    page.filters.chips["mine"].click()
    turn()
    mine = names(page)
    assert 0 < len(mine) < 16 and len(mine) == page.filters._counts["mine"]
    page.filters.chips["mine"].click()
    turn()
    assert len(names(page)) == 16


def test_cells_are_edited_where_they_stand_and_figures_say_where_they_come_from(page):
    client = client_id(page, "Basil & Oak")
    assert page.table.edit_cell(client, "city")
    page.table.editor.field.try_commit("Port Sample")
    assert clients.detail(page.store, client).city == "Port Sample"
    refused = page.edits("won", page.rows.row(0))
    assert "Open the client" in refused
    for key in ("kind", "owner", "email", "website", "tags", "postcode"):
        assert not isinstance(page.edits(key, page.rows.row(0)), str), key


def test_what_is_seen_is_exported(page, tmp_path, qtbot):
    page.filters.narrow(chip="won", text="basil")
    turn()
    target = tmp_path / "seen.csv"
    page.write_seen(target)
    qtbot.waitUntil(target.exists)
    text = target.read_text("utf-8-sig")
    assert text.splitlines()[0].startswith("Name,City,Contacts") and "Basil & Oak" in text


def test_contacts_are_a_list_of_their_own(page, tmp_path, qtbot):
    shell = page.shell
    page._show_side("contacts")
    turn()
    assert page.main_button[0] == "New contact" and page.totals() == "<b>16</b> contacts"
    side = page.side
    first = side.rows.row(0)
    assert first.clients and first.decides
    assert side.table.edit_cell(first.id, "phone")
    side.table.editor.field.try_commit("+49 40 77")
    assert page.store.value("SELECT phone FROM contact WHERE id = ?", (first.id,)) == "+49 40 77"
    side.table.arrange(side.table.arrangement._replace(group="clients"))
    turn()
    assert len(side.rows.heads) == 16
    side.filters.narrow(text=first.clients.split()[0])
    turn()
    assert side.number == 1
    side.write_seen(tmp_path / "contacts.csv")
    qtbot.waitUntil((tmp_path / "contacts.csv").exists)
    page._new_contact()
    page.naming.field.line_input().setText("Ola Sample")
    page.naming.field.finish()
    turn()
    assert page.contact.title.value() == "Ola Sample"
    side.filters.clear()
    turn()
    side.verbs.delete([page.contact.contact_id])
    turn()
    assert side.number == 16
    shell.go("client", client_id(page, "Basil & Oak"))
    turn()
    assert page.switch.value() == "clients" and page.inspector.title.value() == "Basil & Oak"
