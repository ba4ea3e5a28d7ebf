"""What is written can be read again, exactly; and a failure leaves the old file as it was."""

# ruff: noqa: DTZ001  (a cell of a spreadsheet has no time zone)
import csv
import gc
import json
import os
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import icalendar
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base import UserError
from app.exchange.calendar import Event, write_ics
from app.exchange.tables import read_table
from app.exchange.writers import replacing, write_csv, write_json, write_xlsx

DATA = Path(os.environ.get("BATON_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"))
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20) | st.sampled_from(
    [
        "a;b",
        "x\ty",
        "=1+1",
        '"',
        '""',
        "a,b",
        "first\nsecond",
        "cr\rlf\r\n",
        " padded ",
        "sep=;",
        "1|2",
        "'",
        "\ufeff",
    ]
)
HEADERS = st.lists(
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=8),
    min_size=1,
    max_size=4,
    unique=True,
)
in_one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)


@in_one_folder
@given(st.data(), HEADERS)
def test_csv_reads_back_as_it_was_written(tmp_path, data, headers):
    width = len(headers)
    row = (
        st.lists(CELLS, min_size=width, max_size=width).map(tuple).filter(lambda row: any(cell.strip() for cell in row))
    )
    rows = data.draw(st.lists(row, min_size=1, max_size=8))
    path = tmp_path / "round.csv"
    write_csv(path, headers, rows)
    table = read_table(path)
    assert table.headers == tuple(headers)
    assert table.rows == rows
    assert table.notes == () or "title" in table.notes[0]


@in_one_folder
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=30),
            st.integers(-(10**12), 10**12) | st.none(),
            st.dates(date(1900, 3, 1), date(2199, 12, 31)) | st.none(),
            st.booleans(),
        ).filter(lambda row: row[0].strip()),
        min_size=1,
        max_size=6,
    )
)
def test_xlsx_reads_back_with_its_types(tmp_path, rows):
    path = tmp_path / "round.xlsx"
    write_xlsx(path, ["text", "number", "day", "sure"], rows)
    table = read_table(path)
    assert table.headers == ("text", "number", "day", "sure")
    assert table.rows == rows


def test_csv_keeps_texts_that_look_like_formulas(tmp_path):
    path = tmp_path / "out.csv"
    write_csv(path, ["name", "phone"], [["=SUM(A1)", "+49 228 1"], ["@home", "-5"]])
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1:] == [["=SUM(A1)", "+49 228 1"], ["@home", "-5"]]


def test_csv_writes_values_plainly(tmp_path):
    path = tmp_path / "out.csv"
    moment = datetime(2026, 3, 12, 14, 30, tzinfo=UTC)
    write_csv(path, list("abcdef"), [[None, True, Decimal("1E+3"), date(2026, 3, 12), moment, 0.5]])
    assert path.read_bytes() == b"a,b,c,d,e,f\r\n,true,1000,2026-03-12,2026-03-12T14:30:00+00:00,0.5\r\n"


def test_xlsx_stores_formulas_and_addresses_as_texts(tmp_path):
    path = tmp_path / "out.xlsx"
    moment, days = datetime(2026, 3, 12, 14, 30, tzinfo=UTC), timedelta(hours=30)
    row = ["=1+1", "http://acme.example", Decimal("12.50"), moment, 2**60, date(1850, 1, 1), "x" * 100, days]
    write_xlsx(path, [f"h{number}" for number in range(8)], [row], sheet="Deals / 2026: [won]")
    table = read_table(path)
    assert table.sheets == ("Deals   2026   won",)
    assert table.rows[0][:7] == (
        "=1+1",
        "http://acme.example",
        12.5,
        datetime(2026, 3, 12, 14, 30),
        str(2**60),
        "1850-01-01",
        "x" * 100,
    )


def test_xlsx_refuses_what_a_cell_cannot_hold(tmp_path):
    with pytest.raises(UserError, match="Row 1 holds a text of 40,000 characters"):
        write_xlsx(tmp_path / "out.xlsx", ["note"], [["x" * 40_000]])
    assert list(tmp_path.iterdir()) == []


def test_json_keeps_money_and_days_readable(tmp_path):
    path = tmp_path / "all.json"
    write_json(path, {"amount": Decimal("1.10"), "on": date(2026, 3, 12), "name": "Łódź", "ids": {2, 1}})
    assert json.loads(path.read_text(encoding="utf-8")) == {
        "amount": "1.10", "on": "2026-03-12", "name": "Łódź", "ids": [1, 2],
    }  # fmt: skip
    assert "Łódź" in path.read_text(encoding="utf-8")


def failing_rows():
    yield ["Acme"]
    raise RuntimeError("the source broke off")


def test_a_failure_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("precious")
    with pytest.raises(RuntimeError):
        write_csv(path, ["name"], failing_rows())
    with pytest.raises(TypeError):
        write_json(path, {"x": object()})
    assert path.read_text() == "precious" and list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_and_a_folder_as_target_are_told(tmp_path):
    with pytest.raises(UserError, match="no folder"):
        write_csv(tmp_path / "nowhere" / "out.csv", ["a"], [])
    with pytest.raises(UserError, match="is a folder"):
        write_xlsx(tmp_path, ["a"], [])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(UserError, match="may not be written"):
        write_csv(tmp_path / "out.csv", ["a"], [])
    tmp_path.chmod(0o700)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_told():
    with pytest.raises(UserError, match="disk is full"):
        write_csv("/dev/full", ["a"], [["x" * 100_000]])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_a_full_disk_is_told_of_a_workbook_without_further_noise(capfd):
    with pytest.raises(UserError, match="disk is full"):
        write_xlsx("/dev/full", ["a"], [["x" * 30_000]])
    gc.collect()  # a zip file that was not closed would say so on standard error
    assert capfd.readouterr().err == ""


def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text("old")
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("this system makes no links")
    with replacing(link) as part:
        part.write_text("new")
    assert link.is_symlink() and real.read_text() == "new"


@pytest.mark.skipif(not (DATA / "text").is_dir(), reason="the sample data is not here")
def test_naughty_strings_survive_both_formats(tmp_path):
    texts = json.loads((DATA / "text" / "blns.json").read_text(encoding="utf-8"))
    rows = [(str(number), text) for number, text in enumerate(texts) if not {"\0", "\ufffe"} & set(text)]
    write_csv(tmp_path / "naughty.csv", ["no", "text"], rows)
    assert read_table(tmp_path / "naughty.csv").rows == rows
    write_xlsx(tmp_path / "naughty.xlsx", ["no", "text"], rows)
    assert [(no, text or "") for no, text in read_table(tmp_path / "naughty.xlsx").rows] == rows


# --- calendars ------------------------------------------------------------------------------------

EVENTS = [
    Event("task-12", date(2026, 3, 12), "Write, test; ship", note="first\nsecond", categories=("Website",)),
    Event("milestone-3", date(2026, 3, 10), "Launch", done=True),
    Event("task-13", date(2026, 3, 12), "Build", until=date(2026, 3, 14)),
]


def components(path):
    return icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def test_due_dates_are_events_of_whole_days(tmp_path):
    path = tmp_path / "due.ics"
    write_ics(path, EVENTS, workspace="w1")
    launch, write, build = components(path)
    assert (launch.decoded("dtstart"), launch.decoded("dtend")) == (date(2026, 3, 10), date(2026, 3, 11))
    assert (build.decoded("dtstart"), build.decoded("dtend")) == (date(2026, 3, 12), date(2026, 3, 15))
    assert (str(launch["summary"]), str(write["summary"])) == ("✓ Launch", "Write, test; ship")
    assert str(write["description"]) == "first\nsecond" and str(write["transp"]) == "TRANSPARENT"


def test_the_same_task_has_the_same_uid_in_every_export(tmp_path):
    for name, events in (("a.ics", EVENTS), ("b.ics", EVENTS[:1])):
        write_ics(tmp_path / name, events, workspace="w1")
    assert [str(event["uid"]) for event in components(tmp_path / "b.ics")] == ["task-12@w1.baton"]
    assert "task-12@w1.baton" in [str(event["uid"]) for event in components(tmp_path / "a.ics")]
