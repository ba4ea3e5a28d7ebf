"""Custom fields go out with their records and come in again: as CSV, as xlsx, as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.exchange import exporting, importing
from app.models.store import Store
from app.services import custom_fields, deals, workspace

FIELDS = (
    ("Code", "text", ()), ("Seats", "number", ()), ("Licence", "money", ("USD",)), ("Kick-off", "date", ()), ("Size", "choice", ("Small", "Large")),
    ("Signed", "yes_no", ()), ("Drive", "link", ()), ("Source", "text", ()),
)  # fmt: skip
VALUES = {
    "Code": "A, “12”\nline", "Seats": "-1250.5", "Licence": "120050 USD", "Kick-off": "2026-12-01", "Size": "Large", "Signed": "0",
    "Drive": "https://example.com/a", "Source": "not the built-in one",
}  # fmt: skip


def defined(store: Store) -> dict[str, int]:
    return {name: custom_fields.define(store, "deal", name, kind, options) for name, kind, options in FIELDS}


def values(store: Store, title: str) -> dict[str, str]:
    names = {field.id: field.name for field in custom_fields.fields(store, "deal")}
    deal = store.value("SELECT id FROM deal WHERE title = ?", (title,))
    return {names[field]: value for field, value in custom_fields.values(store, "deal", [deal])[deal].items()}


def filled(store: Store) -> None:
    fields, deal = defined(store), deals.add(store, "Full", client="Acme")
    deals.add(store, "Empty")
    for name, value in VALUES.items():
        custom_fields.put(store, fields[name], [deal], value)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_exported_is_imported_again_as_it_was(store: Store, tmp_path: Path, suffix: str) -> None:
    filled(store)
    path = tmp_path / f"deals.{suffix}"
    assert exporting.export(store, "deals", path) == 2
    with workspace.create(tmp_path / "other.baton", my_name="Ada", currency="EUR") as other:
        defined(other)
        report = importing.run(other, "deals", path)
        assert (report.landed.created, report.landed.errors, report.unused) == (2, [], ())
        assert values(other, "Full") == VALUES and values(other, "Empty") == {}


def test_an_import_into_a_new_workspace_keeps_other_columns_as_text_when_asked(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("title,Colour,Weight\nKiosk,red,5\nSign,,7\n", encoding="utf-8")
    report = importing.run(store, "deals", path, explicit={"custom:Colour": "Colour"})
    assert report.unused == ("Weight",) and values(store, "Kiosk") == {"Colour": "red"} and values(store, "Sign") == {}
    store.undo()
    assert custom_fields.fields(store, "deal") == []


def test_cells_are_read_by_the_kind_of_the_field_and_wrong_rows_are_named(store: Store, tmp_path: Path) -> None:
    defined(store)
    path = tmp_path / "deals.csv"
    path.write_text(
        "title;Seats;Licence;kick-OFF;Size;Signed\nGood;1.250,5;1.200,50 €;31.12.2026;large;ja\nBad;abc;x;32.12.2026;purple;perhaps\n"
        f"Long;{'9' * 20};;;;\n",
        encoding="utf-8",
    )
    report = importing.run(store, "deals", path)
    assert report.landed.created == 1
    assert values(store, "Good") == {
        "Seats": "1250.5",
        "Licence": "120050 EUR",
        "Kick-off": "2026-12-31",
        "Size": "Large",
        "Signed": "1",
    }
    assert [(problem.row, problem.field) for problem in report.landed.errors] == [
        (2, "Kick-off"), (2, "Licence"), (2, "Seats"), (2, "Signed"), (2, "Size"), (3, "Seats")
    ]  # fmt: skip
    assert all(problem.problem.endswith(".") for problem in report.landed.errors)


def test_a_text_of_ten_thousand_characters_passes_and_one_more_does_not(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text(f"title,Story\nFits,{'x' * 10_000}\nBursts,{'x' * 10_001}\n", encoding="utf-8")
    report = importing.run(store, "deals", path, explicit={"custom:Story": "Story"})
    assert values(store, "Fits") == {"Story": "x" * 10_000}
    assert ["10,001 characters" in problem.problem for problem in report.landed.errors] == [True]


def test_json_holds_fields_and_values(store: Store, tmp_path: Path) -> None:
    filled(store)
    exporting.export(store, "everything", tmp_path / "all.json")
    tables = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["tables"]
    assert {row["name"] for row in tables["custom_field"]} == {name for name, _, _ in FIELDS}
    assert {row["value"] for row in tables["custom_value"]} == set(VALUES.values())


@pytest.mark.parametrize("kind", ["clients", "contacts", "products", "tasks"])
def test_every_kind_takes_columns_of_ones_own_and_gives_them_back(store: Store, tmp_path: Path, kind: str) -> None:
    path, head = tmp_path / "in.csv", "title" if kind == "tasks" else "name"
    path.write_text(f"{head},Shelf\nOne,A7\n", encoding="utf-8")
    importing.run(store, kind, path, explicit={"custom:Shelf": "Shelf"})
    exporting.export(store, kind, tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].endswith(",Shelf") and lines[1].endswith(",A7")
