"""Importing with fields of one's own and tags: found by their heads, made on the spot, wrong values shown where they stand."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.services import custom_fields, tags
from app.views import theme
from app.views.dialogs.import_dialog import ImportDialog
from app.views.dialogs.import_table import options

sys.path.insert(0, str(Path(__file__).parent))
FakeShell = importlib.import_module("chart_shell").FakeShell
helpers = importlib.import_module("test_import_dialog")

NAME = {"clients": "name", "contacts": "name", "deals": "title"}


@pytest.fixture
def dialog(qtbot, qapp, store):
    theme.apply(qapp)
    shell = FakeShell(store)
    qtbot.addWidget(shell)
    shell.show()
    made = ImportDialog(store, shell)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.open()
    yield made
    helpers.settled(qtbot, made)


@pytest.fixture
def take(qtbot, dialog, tmp_path):
    def taken(kind, text):
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        helpers.take(qtbot, dialog, kind, path)

    return taken


def held(store, kind):
    """Tags and own fields of each record by its name."""
    record = kind[:-1]
    names = {field.id: field.name for field in custom_fields.fields(store, record)}
    ids = dict(store.rows(f"SELECT id, {NAME[kind]} FROM {record} WHERE deleted_at IS NULL"))
    values, marks = custom_fields.values(store, record, list(ids)), tags.of(store, record, list(ids))
    return {
        name: (sorted(tag.name for tag in marks[i]), {names[field]: value for field, value in values[i].items()})
        for i, name in ids.items()
    }


@pytest.mark.parametrize("kind", NAME)
def test_a_column_is_kept_as_a_field_that_is_made_with_the_import_and_goes_with_its_undo(
    qtbot, dialog, store, take, kind
):
    take(kind, f"{NAME[kind]},tags,Shelf\nOne,vip; spring,A7\nTwo,,\n")
    assert helpers.buttons(dialog) == [NAME[kind], "tags", ""]
    offered = [option.text for option in options(kind, "Shelf", dialog.ready.fields)]
    assert offered[-1] == "Keep as a field “Shelf”"
    helpers.choose(qtbot, dialog, 2, "custom:Shelf")
    assert custom_fields.fields(store, kind[:-1]) == []  # nothing before the import
    helpers.land(qtbot, dialog)
    assert held(store, kind) == {"One": (["spring", "vip"], {"Shelf": "A7"}), "Two": ([], {})}
    store.undo()
    assert held(store, kind) == {} and custom_fields.fields(store, kind[:-1]) == [] and tags.everything(store) == []


@pytest.mark.parametrize("kind", NAME)
def test_a_field_is_known_by_its_head_and_wrong_values_are_shown_where_they_stand(qtbot, dialog, store, take, kind):
    for name, value_kind, choices in (
        ("Seats", "number", ()),
        ("Since", "date", ()),
        ("Size", "choice", ("Small", "Large")),
    ):
        custom_fields.define(store, kind[:-1], name, value_kind, choices)
    take(
        kind, f"{NAME[kind]},tags,seats,SINCE,Size\nGood,vip,12.5,31.12.2026,large\nBad,never,many,32.12.2026,Purple\n"
    )
    assert helpers.buttons(dialog) == [NAME[kind], "tags", "custom:Seats", "custom:Since", "custom:Size"]
    lines = [[cell.text for cell in line.cells] for line in dialog.preview.refused.table.figures.lines]
    assert [line[:3] for line in lines] == [
        ["2", "Seats", "many"],
        ["2", "Since", "32.12.2026"],
        ["2", "Size", "Purple"],
    ]
    cells = dialog.preview.table.cells
    wrong = [column for column in range(5) if cells.index(1, column).data(Qt.ItemDataRole.ToolTipRole)]
    assert wrong == [2, 3, 4]
    assert not any(cells.index(0, column).data(Qt.ItemDataRole.ToolTipRole) for column in range(5))
    helpers.land(qtbot, dialog)
    assert held(store, kind) == {"Good": (["vip"], {"Seats": "12.5", "Since": "2026-12-31", "Size": "Large"})}
    assert [tag.name for tag in tags.everything(store)] == ["vip"]


def test_a_field_that_was_marked_when_it_went_out_gets_its_own_name_back(store):
    custom_fields.define(store, "deal", "Code")
    assert [option.text for option in options("deals", "custom:Source", ("Code",))][-1] == "Keep as a field “Source”"
    assert [option.text for option in options("deals", "custom:code", ("Code",))][-1] == "Code"


def test_all_clients_of_a_contact_and_its_owner_come_in(qtbot, dialog, store, take):
    take(
        "contacts",
        "name,client,role,owner\nRosa,Blue Heron; Quay Office,Buyer; Adviser,Jonas Sample\nMara,A; B; C,x; y,\n",
    )
    assert helpers.buttons(dialog) == ["name", "client", "role", "owner"]
    lines = [[cell.text for cell in line.cells] for line in dialog.preview.refused.table.figures.lines]
    assert [line[:3] for line in lines] == [["2", "Role", "x; y"]]
    helpers.land(qtbot, dialog)
    assert store.rows(
        "SELECT c.name, k.role, p.name FROM client_contact k JOIN client c ON c.id = k.client_id "
        "JOIN contact x ON x.id = k.contact_id JOIN person p ON p.id = x.owner_id ORDER BY k.id"
    ) == [("Blue Heron", "Buyer", "Jonas Sample"), ("Quay Office", "Adviser", "Jonas Sample")]


def test_first_and_last_name_are_shown_as_one_name_and_the_kind_may_be_another(qtbot, dialog, store, take):
    text = "First name,Last name,Company\nRosa,Sample,Blue Heron\n"
    take("contacts", text)
    assert helpers.buttons(dialog) == ["name", "", "", "client"]
    assert dialog.preview.table.cells.index(0, 0).data() == "Rosa Sample"
    take("clients", text)
    assert helpers.buttons(dialog) == ["", "", "name"]
    take("contacts", text)
    helpers.land(qtbot, dialog)
    assert store.rows("SELECT x.name, c.name FROM contact x, client c") == [("Rosa Sample", "Blue Heron")]
