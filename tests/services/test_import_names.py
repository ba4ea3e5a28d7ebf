"""Names in a file stand on one line, and those that are too long are refused with their row."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.services import imports
from app.services.imports import Batch


def land(store, kind, **columns):
    count = len(next(iter(columns.values())))
    return imports.land(store, Batch(kind, list(range(1, count + 1)), columns, {}))


@pytest.mark.parametrize(
    ("kind", "field", "most"),
    [
        ("clients", "name", 500), ("clients", "owner", 500), ("contacts", "client", 500), ("products", "name", 200), ("products", "code", 60),
        ("deals", "title", 500), ("deals", "client", 500), ("deals", "contact", 500), ("deals", "stage", 120), ("deals", "pipeline", 120),
        ("deals", "owner", 500), ("deals", "source", 120), ("deals", "product", 200), ("deals", "lost_reason", 120),
        ("tasks", "project", 500), ("tasks", "milestone", 500), ("tasks", "status", 60), ("tasks", "assignee", 500),
    ],
)  # fmt: skip
def test_a_name_may_be_as_long_as_in_the_window_and_no_longer(store, kind, field, most):
    own = "title" if kind in ("deals", "tasks") else "name"
    columns = {own: ["One", "Two"], "project": ["Move", "Move"]} if kind == "tasks" else {own: ["One", "Two"]}
    report = land(store, kind, **(columns | {field: ["x" * most, "y" * 10_000]}))
    assert report.created == 1
    assert [(problem.row, problem.field, problem.value) for problem in report.errors] == [(2, field, "y" * 40 + "…")]
    assert report.errors[0].problem.endswith(f"has 10,000 characters; {most} at most.")
    assert not any("y" * 100 in name for names in report.made.values() for name in names)


@pytest.mark.parametrize(("kind", "field"), [("clients", "tags"), ("deals", "tags"), ("tasks", "labels")])
def test_one_tag_that_is_too_long_refuses_its_row(store, kind, field):
    own = "name" if kind == "clients" else "title"
    report = land(store, kind, **{own: ["One", "Two"], field: [["vip", "x" * 101], ["vip"]]})
    assert report.created == 1 and [(problem.row, problem.field) for problem in report.errors] == [(1, field)]
    assert report.errors[0].problem == "The name of this tag has 101 characters; 100 at most."
    assert store.rows("SELECT name FROM tag") == [("vip",)]


def test_names_over_several_lines_are_one_and_the_same(store):
    report = land(
        store, "deals", title=["Shop\nand more", " Sign\t "], client=["Acme\r\nGmbH", "Acme  GmbH"], owner=["Mara\nSample", "mara sample"]
    )  # fmt: skip
    assert report.created == 2 and report.made == {"client": ["Acme GmbH"]}
    assert store.rows("SELECT title FROM deal ORDER BY id") == [("Shop and more",), ("Sign",)]


@pytest.mark.parametrize(("kind", "table"), [("clients", "client"), ("products", "product"), ("contacts", "contact")])
def test_what_is_known_by_its_name_keeps_the_capitals_that_it_has_here(store, kind, table):
    land(store, kind, name=["Acme Ltd", "Basil"], email=["a@acme.example", "b@basil.example"], tax=[19, 19])
    again = land(store, kind, name=["ACME ltd", "Basil"], email=["a@acme.example", "b@basil.example"], tax=[19, 19])
    assert (again.created, again.updated, again.skipped) == (0, 0, 2)
    changed = land(store, kind, name=["ACME LTD"], email=["A@acme.example"], tax=[7])
    assert changed.updated == 1
    assert store.rows(f"SELECT name FROM {table} ORDER BY id") == [("Acme Ltd",), ("Basil",)]


def test_a_record_known_by_its_external_id_is_renamed_as_the_file_says(store):
    land(store, "clients", name=["Acme Ltd"], external_id=["7"])
    assert land(store, "clients", name=["ACME Ltd"], external_id=["7"]).updated == 1
    assert store.rows("SELECT name FROM client") == [("ACME Ltd",)]


def test_a_contact_found_by_its_e_mail_takes_another_name_but_not_other_capitals(store):
    land(store, "contacts", name=["Ana Lopes"], email=["ana@acme.example"])
    land(store, "contacts", name=["ANA LOPES"], email=["ana@acme.example"])
    assert store.rows("SELECT name FROM contact") == [("Ana Lopes",)]
    land(store, "contacts", name=["Ana Lopes Silva"], email=["ana@acme.example"])
    assert store.rows("SELECT name FROM contact") == [("Ana Lopes Silva",)]


def test_a_name_of_nothing_but_blanks_is_none(store):
    report = land(store, "clients", name=["\n\t", "\x1f \u00a0", "\u200b \ufeff", "One"])
    assert report.created == 1 and [problem.problem for problem in report.errors] == ["A name is needed."] * 3


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=5
    )
)
def test_whatever_a_file_holds_names_are_one_line_without_blanks_around(store, many):
    report = land(store, "clients", name=many)
    names = [name for (name,) in store.rows("SELECT name FROM client")]
    assert all(name == " ".join(name.split()) and name for name in names)
    assert report.created + report.updated + report.skipped + len(report.errors) == len(many)
    store.undo()


def test_a_text_has_its_end_as_well(store):
    report = land(store, "clients", name=["One", "Two"], street=["x" * 100_000, "x" * 100_001])
    assert report.created == 1
    assert report.errors[0].problem == "The street has 100,001 characters; 100,000 at most."


@pytest.mark.parametrize(
    ("kind", "columns", "count", "note"),
    [
        ("clients", {"name": ["Acme", "acme", "ACME"]}, 1, "2 rows mean the same client as a row above, and were taken for a change of it."),
        ("contacts", {"name": ["Rosa", "Rosa"], "email": ["r@x.example"] * 2}, 1, "1 row means the same contact as a row above, and was taken for a change of it."),
        ("products", {"name": ["Logo", "logo"]}, 1, "1 row means the same product as a row above, and was taken for a change of it."),
        ("deals", {"title": ["Shop", "Shop 2"], "external_id": ["1", "1"]}, 1, "1 row means the same deal as a row above, and was left out."),
        ("tasks", {"title": ["Review", "Review"], "project": ["Move"] * 2}, 1, "1 row means the same task of its project as a row above, and was left out."),
    ],
)  # fmt: skip
def test_rows_that_mean_the_same_record_are_counted(store, kind, columns, count, note):
    report = land(store, kind, **columns)
    assert report.created == count and note in report.notes
