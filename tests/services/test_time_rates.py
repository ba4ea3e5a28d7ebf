"""Which rate an entry takes, that it keeps it, and how time is counted when it is billed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError, today
from app.domain.timing import STEPS, Rounding, amount_minor
from app.services import clients, people, projects, tasks, time_edit, time_rates, timelog


@pytest.fixture
def work(store):
    """A task of a project of a client."""
    client = clients.find_or_add(store, "Fennel Sample")
    project = projects.add(store, "Seasonal menus", client="Fennel Sample")
    return client, project, tasks.add(store, "Menu photos", project_id=project)


def logged(store, task):
    entry = timelog.add(store, 60, task_id=task)
    return store.row("SELECT rate_minor, currency, rate_from FROM time_entry WHERE id = ?", (entry,))


def test_the_narrowest_rate_applies(store, work):
    client, project, task = work
    me = people.me(store).id
    assert logged(store, task) == (None, "EUR", "")
    time_rates.put_workspace(store, 6000)
    assert logged(store, task)[::2] == (6000, "workspace")
    time_rates.put(store, "person", me, 7000)
    assert logged(store, task)[::2] == (7000, "person")
    time_rates.put(store, "client", client, 8000)
    assert logged(store, task)[::2] == (8000, "client")
    time_rates.put(store, "project", project, 9000)
    assert logged(store, task)[::2] == (9000, "project")
    time_rates.put(store, "member", project, 9500, person_id=me)
    assert logged(store, task)[::2] == (9500, "member")


def test_an_entry_keeps_its_rate_and_may_have_its_own(store, work):
    _, project, task = work
    time_rates.put(store, "project", project, 9000)
    entry = timelog.add(store, 60, task_id=task)
    time_rates.put(store, "project", project, 12000)
    read = "SELECT rate_minor, rate_from FROM time_entry"
    assert store.row(read) == (9000, "project")
    time_rates.put_entry(store, entry, 5000)
    timelog.put_on(store, entry, "project", project)
    assert store.row(read) == (5000, "entry")
    time_rates.put_entry(store, entry, None)
    assert store.row(read) == (12000, "project")
    with pytest.raises(UserError, match="nothing or more"):
        time_rates.put_entry(store, entry, -1)


def test_hours_from_before_there_was_a_rate_get_it_in_one_step_and_nothing_else_changes(store, work):
    client, _, task = work
    early = timelog.add(store, 60, task_id=task)
    loose = timelog.add(store, 60, project_id=projects.add(store, "Logo"))
    free = timelog.add(store, 60, task_id=task, billable=False)
    everything = [early, loose, free]
    assert time_rates.waiting(store, everything) == [] and time_rates.give(store, everything) == 0
    time_rates.put(store, "client", client, 8000)
    rated = timelog.add(store, 60, task_id=task)
    time_rates.put(store, "client", client, 9900)
    everything.append(rated)
    assert time_rates.waiting(store, everything) == [early]
    before = store.rows("SELECT * FROM time_entry ORDER BY id")
    assert time_rates.give(store, everything) == 1
    rates = dict(store.rows("SELECT id, rate_minor FROM time_entry"))
    assert rates == {early: 9900, loose: None, free: None, rated: 8000}
    assert store.undo_label == "Give hours their rates"
    store.undo()
    assert store.rows("SELECT * FROM time_entry ORDER BY id") == before
    time_rates.put_workspace(store, 5000)
    assert time_rates.waiting(store, everything) == [early, loose]


def test_rates_that_are_set_are_listed_and_changed_there(store, work):
    client, project, _ = work
    time_rates.put(store, "client", client, 8000)
    time_rates.put(store, "member", project, 9500, person_id=people.me(store).id)
    kinds = {line.kind: line for line in time_rates.special_rates(store)}
    assert kinds["client"].name == "Fennel Sample" and kinds["member"].detail == "Seasonal menus"
    time_rates.change_line(store, kinds["member"], None)
    assert [line.kind for line in time_rates.special_rates(store)] == ["client"]


@given(st.integers(1, 1440), st.sampled_from(STEPS), st.sampled_from(("up", "nearest")))
def test_what_is_billed_is_whole_steps_and_never_far_from_what_was_worked(minutes, step, way):
    billed = Rounding(step, way).billed(minutes)
    assert billed > 0 and (not step or billed % step == 0)
    assert abs(billed - minutes) < max(1, step)
    if way == "up" or not step:
        assert billed >= minutes


@given(st.integers(0, 1440), st.integers(0, 100_000))
def test_amounts_are_half_up(minutes, rate):
    assert abs(amount_minor(minutes, rate) * 60 - minutes * rate) <= 30


def test_split_and_joined_an_entry_is_what_it_was(store, work):
    entry = timelog.add(store, 90, task_id=work[2], note="lights")
    rest = time_edit.split(store, entry, 60)
    assert store.rows("SELECT minutes FROM time_entry ORDER BY id") == [(60,), (30,)]
    assert time_edit.merge(store, [entry, rest]) == entry
    assert store.row("SELECT minutes, note FROM time_entry") == (90, "lights")
    with pytest.raises(UserError, match="less than its 1:30 h"):
        time_edit.split(store, entry, 90)


def test_entries_that_differ_stay_apart(store, work):
    first, second = timelog.add(store, 30, task_id=work[2]), timelog.add(store, 30, client_id=work[0])
    with pytest.raises(UserError, match="different things"):
        time_edit.merge(store, [first, second])


def test_the_history_tells_what_it_was_and_outlives_nothing_that_is_undone(store, work):
    entry = timelog.add(store, 90, task_id=work[2])
    assert time_edit.history(store, entry) == []
    timelog.change(store, entry, "minutes", 60)
    timelog.change(store, entry, "billable", False)
    told = time_edit.history(store, entry)
    assert [(one.field, one.old, one.new) for one in told][-1] == ("minutes", "1:30 h", "1:00 h")
    assert told[0].who == people.me(store).name
    assert ("billable", "billable", "not billable") in [(one.field, one.old, one.new) for one in told]
    timelog.delete(store, entry)
    assert time_edit.history(store, entry)[0].field == "deleted"
    store.undo()
    assert "deleted" not in [one.field for one in time_edit.history(store, entry)]


def test_a_day_has_24_hours(store, work):
    timelog.add(store, 20 * 60, task_id=work[2], on=today())
    with pytest.raises(UserError, match="20:00 h already"):
        timelog.add(store, 5 * 60, task_id=work[2], on=today())
