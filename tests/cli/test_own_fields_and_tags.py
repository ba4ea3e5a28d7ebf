"""Fields of one's own and tags through the commands: into a workspace, out to a file, into the next one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from asking import asked, imported

from app.cli.commands import run
from app.services import custom_fields, tags, workspace

NAME = {"clients": "name", "contacts": "name", "deals": "title"}
FIELDS = (
    ("Seats", "number", ()), ("Licence", "money", ("USD",)), ("Since", "date", ()), ("Size", "choice", ("Small", "Large")), ("Signed", "yes_no", ()),
)  # fmt: skip
GOOD = {"Seats": "12.5", "Licence": "120050 USD", "Since": "2026-12-31", "Size": "Large", "Signed": "1"}


def defined(path: Path, kind: str) -> None:
    with workspace.create(path, my_name="Mara Sample", currency="EUR") as store:
        for name, value_kind, options in FIELDS:
            custom_fields.define(store, kind[:-1], name, value_kind, options)


def held(path: Path, kind: str) -> dict[str, tuple[set[str], dict[str, str]]]:
    """Tags and own fields of each record by its name."""
    record = kind[:-1]
    with workspace.open_workspace(path, read_only=True) as store:
        names = {field.id: field.name for field in custom_fields.fields(store, record)}
        ids = dict(store.rows(f"SELECT id, {NAME[kind]} FROM {record}"))
        values, marks = custom_fields.values(store, record, list(ids)), tags.of(store, record, list(ids))
        return {
            name: ({tag.name for tag in marks[i]}, {names[field]: value for field, value in values[i].items()})
            for i, name in ids.items()
        }


@pytest.mark.parametrize("kind", NAME)
def test_columns_become_fields_when_asked_and_one_undo_takes_records_fields_and_tags_back(
    kind: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{NAME[kind]},tags,Shelf,Colour\nOne,vip; spring,A7,red\nTwo,,,blue\n"
    told = imported(capsys, path, kind, text, "--map", "custom:Shelf=Shelf")
    assert (told["created"], told["errors"], told["unused"]) == (2, [], ["Colour"])
    assert held(path, kind) == {"One": ({"vip", "spring"}, {"Shelf": "A7"}), "Two": (set(), {})}
    told = imported(capsys, path, kind, text, "--map", "custom:Colour=Colour", "--dry-run")
    assert (told["created"], told["errors"]) == (0, [])
    with workspace.open_workspace(path) as store:
        assert [field.name for field in custom_fields.fields(store, kind[:-1])] == ["Shelf"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", NAME)
def test_what_goes_out_of_one_workspace_is_the_same_out_of_the_next(
    kind: str, suffix: str, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    defined(path, kind)
    imported(
        capsys, path, kind, f"{NAME[kind]},tags,Seats,Licence,Since,Size,Signed\nOne,vip; büro,12.5,\"1,200.50\",2026-12-31,large,yes\nTwo,,,,,,\n"
    )  # fmt: skip
    assert held(path, kind) == {"One": ({"vip", "büro"}, GOOD), "Two": (set(), {})}
    asked(capsys, "export", path, kind, "--out", tmp_path / f"first.{suffix}")
    other = tmp_path / "other.baton"
    defined(other, kind)
    told = asked(capsys, "import", other, kind, tmp_path / f"first.{suffix}")
    assert (told["created"], told["errors"], told["unused"]) == (2, [], [])
    assert held(other, kind) == held(path, kind)
    for workspace_path, name in ((path, "one.csv"), (other, "two.csv")):
        asked(capsys, "export", workspace_path, kind, "--out", tmp_path / name)
    assert (tmp_path / "one.csv").read_text("utf-8") == (tmp_path / "two.csv").read_text("utf-8")


@pytest.mark.parametrize("kind", NAME)
def test_wrong_values_are_named_by_row_and_column_and_their_rows_leave_nothing(
    kind: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    defined(path, kind)
    head = f"{NAME[kind]},tags,owner,Seats,Licence,Since,Size,Signed,Shelf\n"
    rows = "Bad,never,Nobody Sample,many,dear,32.12.2026,Purple,perhaps,A1\nGood,vip,Mara Sample,1,2,2026-01-02,Small,no,A2\n"
    told = imported(capsys, path, kind, head + rows, "--map", "custom:Shelf=Shelf")
    assert told["created"] == 1
    assert sorted((error["row"], error["field"], error["value"]) for error in told["errors"]) == [
        (1, "Licence", "dear"), (1, "Seats", "many"), (1, "Signed", "perhaps"), (1, "Since", "32.12.2026"), (1, "Size", "Purple"),
    ]  # fmt: skip
    assert all(error["problem"].endswith(".") for error in told["errors"])
    assert held(path, kind) == {
        "Good": ({"vip"}, {"Seats": "1", "Licence": "200 USD", "Since": "2026-01-02", "Size": "Small", "Signed": "0", "Shelf": "A2"})
    }  # fmt: skip
    with workspace.open_workspace(path, read_only=True) as store:
        assert [tag.name for tag in tags.everything(store)] == ["vip"]
        assert store.rows("SELECT name FROM person") == [("Mara Sample",)]


@pytest.mark.parametrize("kind", NAME)
def test_a_field_that_cannot_be_made_stops_the_whole_import(
    kind: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = path.with_suffix(".csv")
    source.write_text(f"{NAME[kind]},tags,Shelf\nOne,vip,A7\n", encoding="utf-8")
    assert run(["import", str(path), kind, str(source), "--map", f"custom:{'x' * 101}=Shelf"]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "at most; this one has 101" in said.err and not path.exists()


def test_a_tag_of_a_whole_page_is_refused_with_its_row(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = imported(capsys, path, "clients", f"name,tags\nOne,{'x' * 101}\nTwo,vip\n")
    assert told["created"] == 1
    assert [(error["row"], error["field"]) for error in told["errors"]] == [(1, "tags")]


def test_people_are_told_what_came_of_an_import(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    defined(path, "clients")
    source = path.with_suffix(".csv")
    source.write_text(
        "name,owner,Seats,Since\nOne,Jonas Sample,1,\nTwo,Rosa Sample,2,\nBad,,many,never\n", encoding="utf-8"
    )
    assert run(["import", str(path), "clients", str(source)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "2 created, 0 updated, 0 skipped, 1 refused",
        "also created: 2 people (Jonas Sample, Rosa Sample)",
    ]
    assert sum(line.startswith("row 3, ") for line in lines) == 2


@pytest.mark.parametrize("suffix", ["ods", "pdf", "JSON"])
def test_a_table_is_not_written_under_the_name_of_another_format(
    suffix: str, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    defined(path, "clients")
    assert run(["export", str(path), "clients", "--out", str(tmp_path / f"out.{suffix}")]) == 1
    said = capsys.readouterr()
    assert said.err == f"Clients are not written as .{suffix}. Let the name of the file end in .csv or .xlsx.\n"
    assert not (tmp_path / f"out.{suffix}").exists()


@pytest.mark.parametrize(
    ("words", "name", "ending"),
    [
        (["export", "{}", "everything"], "out.csv", ".json"),
        (["export", "{}", "calendar"], "out.json", ".ics"),
        (["export", "{}", "time"], "out.txt", ".csv or .xlsx"),
        (["report", "{}", "forecast"], "out.docx", ".pdf"),
        (["report", "{}", "handoff"], "out.csv", ".pdf"),
    ],
)
def test_a_document_is_not_written_under_the_name_of_another_format(
    words: list[str], name: str, ending: str, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    defined(path, "clients")
    out = tmp_path / name
    assert run([word.format(path) for word in words] + ["--out", str(out)]) == 1
    said = capsys.readouterr()
    assert said.err.endswith(f"not written as {out.suffix}. Let the name of the file end in {ending}.\n")
    assert said.out == "" and not out.exists()


def test_a_name_without_an_ending_is_taken_as_it_is(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    defined(path, "clients")
    for name in ("Everything", "Everything v1.2", "ALL.JSON"):
        asked(capsys, "export", path, "everything", "--out", tmp_path / name)
        assert json.loads((tmp_path / name).read_text("utf-8"))["tables"]


def test_tags_and_links_go_out_in_the_same_order_whatever_order_they_came_in(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "key,title,project,predecessors,labels\n1,One,Move,,\n2,Two,Move,,\n3,Three,Move,2FS;1SS+1,vip; art\n"
    imported(capsys, path, "tasks", text)
    asked(capsys, "export", path, "tasks", "--out", tmp_path / "out.csv")
    assert '1SS+1;2FS,"art, vip",' in (tmp_path / "out.csv").read_text("utf-8")
