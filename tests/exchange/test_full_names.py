"""Contacts whose first and last names stand in columns of their own."""

from __future__ import annotations

import pytest

from app.base import UserError
from app.exchange import importing
from app.exchange.full_names import joined
from app.exchange.tables import read_table


@pytest.fixture
def land(store, tmp_path):
    def landed(text, **options):
        (tmp_path / "in.csv").write_text(text, "utf-8")
        return importing.run(store, "contacts", tmp_path / "in.csv", **options)

    return landed


def names(store):
    return [name for (name,) in store.rows("SELECT name FROM contact ORDER BY id")]


def test_first_middle_and_last_name_are_the_name(store, land):
    report = land("Last Name,First Name,Middle Name,Company\nSample,Rosa,M.,Blue Heron\nBrook,Jonas,,\n,Mara, ,\n")
    assert names(store) == ["Rosa M. Sample", "Jonas Brook", "Mara"]
    assert report.stated == ("“First Name” and “Middle Name” and “Last Name” are the name together.",)
    assert store.rows("SELECT name FROM client") == [("Blue Heron",)]


def test_a_row_without_either_is_refused_by_its_number(store, land):
    report = land("Vorname;Nachname;E-Mail\nRosa;Sample;r@x.example\n;;j@x.example\n")
    assert names(store) == ["Rosa Sample"]
    assert [(problem.row, problem.field, problem.problem) for problem in report.landed.errors] == [
        (2, "name", "A name is needed.")
    ]


def test_a_column_for_the_whole_name_is_taken_as_it_is(store, land):
    assert land("Full name,First name,Last name\nDr. Rosa Sample,Rosa,Sample\n").stated == ()
    assert names(store) == ["Dr. Rosa Sample"]


def test_clients_have_no_first_name(tmp_path):
    (tmp_path / "in.csv").write_text("First name,Company\nRosa,Blue Heron\n", "utf-8")
    table = read_table(tmp_path / "in.csv")
    assert joined(table, "clients") == table and joined(table, "contacts").headers[0] == "Name"


def test_two_columns_do_not_fill_one_field(store, land):
    with pytest.raises(UserError, match="Two columns would fill the field shelf"):
        land("name,a,b\nRosa,x,y\n", explicit={"custom:Shelf": "a", "custom:shelf": "b"})
    assert names(store) == []
