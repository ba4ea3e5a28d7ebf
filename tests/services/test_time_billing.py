"""Hours to write an invoice from."""

from datetime import timedelta

import pytest

from app.base import today
from app.domain.timing import Rounding
from app.services import deals, projects, time_billing, time_rates, timelog

DAY = today() - timedelta(days=40)


@pytest.fixture
def menus(store):
    project = projects.add(store, "Seasonal menus", client="Fennel Sample")
    time_rates.put(store, "project", project, 9000)
    return project


def read(store, **wanted):
    return time_billing.entries(store, DAY, DAY, **wanted)


def test_each_entry_is_rounded_and_the_rounded_ones_are_added_up(store, menus):
    time_rates.choose_rounding(store, Rounding(15, "up"))
    for minutes in (10, 20, 31):
        timelog.add(store, minutes, project_id=menus, on=DAY)
    (line,) = time_billing.sums(read(store), "project")
    assert (line.name, line.detail, line.minutes, line.billed) == ("Seasonal menus", "Fennel Sample", 61, 90)
    assert line.amounts == (("EUR", 13_500),)
    assert store.rows("SELECT minutes FROM time_entry") == [(10,), (20,), (31,)]


def test_selling_and_free_work_count_as_worked_and_are_not_billed(store, menus):
    timelog.add(store, 60, project_id=menus, on=DAY, billable=False)
    timelog.add(store, 30, deal_id=deals.add(store, "Rebrand", client="Fennel Sample"), on=DAY, billable=False)
    whole = time_billing.whole(read(store))
    assert (whole.minutes, whole.billed, whole.amounts, whole.unrated) == (90, 0, (), 0)
    assert [line.name for line in time_billing.sums(read(store), "project")] == ["Seasonal menus", "Without a project"]


def test_what_has_no_rate_is_told_apart_and_not_taken_as_nothing(store):
    bare = projects.add(store, "Logo")
    timelog.add(store, 45, project_id=bare, on=DAY)
    whole = time_billing.whole(read(store))
    assert whole.unrated == 45 and whole.amounts == ()
    assert read(store)[0].amount_minor is None


def test_sums_by_client_person_and_month_agree(store, menus):
    timelog.add(store, 60, project_id=menus, on=DAY)
    found = read(store, project_id=menus)
    for by in ("project", "client", "person", "month"):
        assert sum(line.billed for line in time_billing.sums(found, by)) == 60
    assert time_billing.sums(found, "month")[0].key == f"{DAY:%Y-%m}"
