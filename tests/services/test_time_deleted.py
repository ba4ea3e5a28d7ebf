"""Time that was deleted comes back as it was, or as much of it as is free."""

from contextlib import closing
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlite

from app.base import UserError, today, utc_now
from app.models.store import Store
from app.services import (
    clients,
    people,
    projects,
    tasks,
    time_deleted,
    time_edit,
    time_rates,
    timelog,
    timer,
    timesheet,
    workspace,
)


@pytest.fixture
def task(store):
    """A task of a project of a client, billed at 90 an hour."""
    client = clients.find_or_add(store, "Fennel Sample")
    project = projects.add(store, "Seasonal menus", client="Fennel Sample")
    time_rates.put(store, "client", client, 9000)
    return tasks.add(store, "Menu photos", project_id=project)


def gone(store):
    return time_deleted.deleted(store, people.me(store).id)


def rows(store, table="time_entry"):
    return store.rows(f"SELECT * FROM {table} ORDER BY id")


def noon(days=3):
    return utc_now().replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=days)


def test_a_deleted_entry_is_listed_and_comes_back_as_it_was(store, task):
    entry = timelog.add_span(store, noon(), noon() + timedelta(hours=2), task_id=task, note="lights")
    timelog.change(store, entry, "note", "lamps")
    time_rates.put_entry(store, entry, 5000)
    before = rows(store)
    timelog.delete(store, entry)
    assert time_deleted.count(store, people.me(store).id) == 1
    (one,) = gone(store)
    assert (one.title, one.minutes, one.note, one.who, one.on_date) == ("Menu photos", 120, "lamps", "Mara Sample", today() - timedelta(days=3))  # fmt: skip
    assert time_deleted.bring_back(store, one.id) == [entry]
    assert rows(store) == before
    told = [(change.field, change.new) for change in time_edit.history(store, entry)]
    assert told[:2] == [("restored", "back"), ("deleted", "deleted")] and ("note", "lamps") in told
    with pytest.raises(UserError, match="back already"):
        time_deleted.bring_back(store, one.id)


def test_bringing_back_is_one_step_to_undo_and_do_again(store, task):
    timelog.delete(store, timelog.add(store, 90, task_id=task))
    gone_rows, told = rows(store), rows(store, "time_event")
    time_deleted.bring_back(store, gone(store)[0].id)
    assert store.undo_label == "Bring back time"
    there = rows(store), rows(store, "time_event")
    store.undo()
    assert (rows(store), rows(store, "time_event")) == (gone_rows, told) and len(gone(store)) == 1
    store.redo()
    assert (rows(store), rows(store, "time_event")) == there and gone(store) == []


def test_an_entry_whose_number_was_given_away_keeps_its_history(store, task):
    first = timelog.add(store, 90, task_id=task)
    timelog.change(store, first, "minutes", 60)
    timelog.delete(store, first)
    second = timelog.add(store, 30, task_id=task)
    assert second == first
    assert time_edit.history(store, second) == []
    (back,) = time_deleted.bring_back(store, gone(store)[0].id)
    assert back != second
    assert [change.field for change in time_edit.history(store, back)] == ["restored", "minutes"]
    assert time_edit.history(store, second) == []


def test_entries_deleted_one_after_the_other_under_one_number_all_come_back(store, task):
    for minutes in (10, 20, 30):
        entry = timelog.add(store, minutes, task_id=task)
        timelog.change(store, entry, "note", f"{minutes}")
        timelog.delete(store, entry)
    for one in gone(store)[::-1]:
        (back,) = time_deleted.bring_back(store, one.id)
        told = [(change.field, change.new) for change in time_edit.history(store, back)]
        assert ("note", f"{one.minutes}") in told and len([each for each in told if each[0] == "note"]) == 1
    assert store.ids("SELECT minutes FROM time_entry ORDER BY minutes") == [10, 20, 30] and gone(store) == []


def test_where_other_time_stands_now_the_free_part_may_come_back(store, task):
    entry = timelog.add_span(store, noon(), noon() + timedelta(hours=3), task_id=task)
    timelog.delete(store, entry)
    timelog.add_span(store, noon() + timedelta(hours=1), noon() + timedelta(hours=2), task_id=task)
    (one,) = gone(store)
    with pytest.raises(timelog.ClashError, match="there is time on “Menu photos” already") as refused:
        time_deleted.bring_back(store, one.id)
    assert len(refused.value.free) == 2 and len(gone(store)) == 1
    made = time_deleted.bring_back(store, one.id, cut=True)
    minutes = store.rows(f"SELECT minutes FROM time_entry WHERE id IN ({made[0]}, {made[1]})")
    assert minutes == [(60,), (60,)] and gone(store) == []
    store.undo()
    assert store.value("SELECT count(*) FROM time_entry") == 1 and len(gone(store)) == 1


def test_what_is_taken_wholly_or_would_overfill_the_day_stays_deleted(store, task):
    entry = timelog.add_span(store, noon(), noon() + timedelta(hours=1), task_id=task)
    timelog.delete(store, entry)
    timelog.add_span(store, noon() - timedelta(hours=1), noon() + timedelta(hours=2), task_id=task)
    with pytest.raises(UserError, match="nothing of it can come back"):
        time_deleted.bring_back(store, gone(store)[0].id, cut=True)
    day = today() - timedelta(days=9)
    timelog.delete(store, timelog.add(store, 10 * 60, task_id=task, on=day))
    timelog.add(store, 20 * 60, task_id=task, on=day)
    with pytest.raises(UserError, match="20:00 h already"):
        time_deleted.bring_back(store, gone(store)[0].id)


def test_time_that_another_entry_took_over_is_not_listed(store, task):
    first, second = timelog.add(store, 30, task_id=task), timelog.add(store, 45, task_id=task)
    time_edit.merge(store, [first, second])
    timelog.add(store, 10, task_id=task)
    timesheet.put(store, "task", task, today(), 20)
    timer.start(store, task_id=task)
    timer.discard(store)
    assert gone(store) == []
    timesheet.put(store, "task", task, today(), 0)
    assert [one.minutes for one in gone(store)] == [20]


def test_time_on_what_is_deleted_too_comes_back_with_its_name(store, task):
    entry = timelog.add(store, 30, task_id=task)
    tasks.delete(store, [task])
    timelog.delete(store, entry)
    assert gone(store)[0].title == "Menu photos"
    assert time_deleted.bring_back(store, gone(store)[0].id) == [entry]


def test_an_entry_that_an_older_baton_deleted_comes_back_too(store, task):
    """Its last row tells no currency, no rule of its rate and no moment of its making."""
    timelog.delete(store, timelog.add(store, 30, task_id=task))
    with store.write("As it was written before"):
        old = store.value(
            "SELECT json_remove(old, '$.currency', '$.rate_from', '$.external_id', '$.created_at') FROM time_event"
        )
        store.execute(
            "INSERT INTO time_event (entry_id, field, old, new, on_date, at, by_id) SELECT entry_id, field, ?, new, on_date, at, by_id "
            "FROM time_event WHERE field = 'deleted'",
            (old,),
        )  # fmt: skip
    made = time_deleted.bring_back(store, gone(store)[0].id)
    assert store.row("SELECT minutes, rate_minor, currency FROM time_entry WHERE id = ?", made) == (30, 9000, "EUR")


def test_a_file_of_before_is_brought_up_to_date_with_all_that_was_deleted(store, task):
    timelog.delete(store, timelog.add(store, 30, task_id=task))
    before, path = rows(store, "time_event"), store.path
    store.close()
    with closing(sqlite.connect(str(path), isolation_level=None)) as connection:
        connection.execute("DROP INDEX time_event_deleted")
        connection.execute("DROP INDEX time_event_settled")
        connection.execute("DELETE FROM migration WHERE name LIKE '0022%'")
        connection.execute("PRAGMA user_version = 21")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with workspace.open_workspace(path) as again:
        assert rows(again, "time_event") == before
        plan = again.rows(f"EXPLAIN QUERY PLAN SELECT count(*) FROM time_event v WHERE {time_deleted._LEFT}")
        assert {"time_event_deleted", "time_event_settled"} <= set(" ".join(step[3] for step in plan).split())
        time_deleted.bring_back(again, gone(again)[0].id)
        assert again.ids("SELECT minutes FROM time_entry") == [30]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), min_size=2, max_size=6), pick=st.integers(0, 5)
)
def test_whatever_comes_back_no_two_entries_share_time(store, task, spans, pick):
    with store.write("Begin anew"):
        store.execute("DELETE FROM time_entry")
    before = len(gone(store))
    for begin, length in spans:
        start = noon(9) + timedelta(minutes=15 * begin)
        try:
            timelog.add_span(store, start, start + timedelta(minutes=15 * length), task_id=task)
        except UserError:
            timelog.delete(store, store.value("SELECT max(id) FROM time_entry"))
    listed = gone(store)[: len(gone(store)) - before]
    if listed:
        bring_back_any(store, listed[pick % len(listed)].id)
    taken = store.rows("SELECT started_at, ended_at FROM time_entry ORDER BY started_at")
    assert all(before[1] <= after[0] for before, after in pairwise(taken))


def bring_back_any(store: Store, deed: int) -> None:
    try:
        time_deleted.bring_back(store, deed)
    except timelog.ClashError as problem:
        if problem.free:
            made = time_deleted.bring_back(store, deed, cut=True)
            assert len(made) == len(problem.free)
