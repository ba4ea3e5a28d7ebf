"""The list of projects: narrowed, sorted by several keys, grouped with sums; health in SQL is health by the rule."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest

from app.base import today
from app.models.store import Store
from app.services import people, project_list, projects, tags, tasks, timelog
from app.services.listing import SortKey
from app.services.project_list import PLAIN, ProjectFilter


def make(store: Store, name: str, **fields: object) -> int:
    project = projects.add(store, name, client=str(fields.pop("client", "")) or None)
    for field, value in fields.items():
        projects.change(store, project, field, value)
    return project


@pytest.fixture
def five(store: Store) -> dict[str, int]:
    """One of each: on time, past its promise, late, over its hours, on hold; and one that is archived."""
    far, near = today() + timedelta(days=200), today() + timedelta(days=20)
    people.add(store, "Ines Invented")
    found = {
        "good": make(store, "Good", client="Larch", promised_on=far),
        "bad": make(store, "Bad", client="Larch", promised_on=near),
        "late": make(store, "Late"),
        "over": make(store, "Over", budget_minutes=60, budget_minor=100_00, rate_minor=50_00),
        "held": make(store, "Held"),
        "gone": make(store, "Gone"),
    }
    me = people.me(store).id
    for key, due in (
        ("good", near),
        ("bad", far),
        ("late", today() - timedelta(days=9)),
        ("over", near),
        ("held", near),
    ):
        tasks.add(store, f"Do {key}", project_id=found[key], due_on=due, assignee_id=me, estimate_minutes=120)
    timelog.add(store, 180, project_id=found["over"])
    projects.change(store, found["held"], "status", "on_hold")
    projects.archive(store, [found["gone"]])
    return found


def passing(store: Store, found: dict[str, int], **fields: object) -> set[str]:
    ids = project_list.ids(store, ProjectFilter(**fields)).ids  # type: ignore[arg-type]
    return {key for key, project in found.items() if project in ids}


def test_chips_leave_what_they_say(store: Store, five: dict[str, int]) -> None:
    assert passing(store, five) == {"good", "bad", "late", "over", "held"}
    assert passing(store, five, chip="active") == {"good", "bad", "late", "over"}
    assert passing(store, five, chip="at_risk") == {"over"}
    assert passing(store, five, chip="late") == {"bad", "late"}
    assert passing(store, five, chip="over_budget") == {"over"}
    assert passing(store, five, chip="archived") == {"gone"}
    assert projects.rows(store, [five["gone"]])[0][-2:] == ("none", "Archived")
    assert project_list.counts(store, PLAIN) == {
        "mine": 5, "active": 4, "at_risk": 1, "late": 2, "over_budget": 1, "archived": 1,
    }  # fmt: skip
    assert project_list.totals(store) == (5, 600)


def test_narrowed_by_words_client_owner_and_tag(store: Store, five: dict[str, int]) -> None:
    client = store.value("SELECT id FROM client WHERE name = 'Larch'")
    tag = tags.put(store, "project", [five["late"]], "spring")
    assert passing(store, five, text="larch") == {"good", "bad"} == passing(store, five, client_id=client)
    assert passing(store, five, tag_id=tag) == {"late"}
    assert passing(store, five, owner_id=people.me(store).id) == {"good", "bad", "late", "over", "held"}
    flt = ProjectFilter(text="a", chip="late", client_id=3, open_only=False)
    assert project_list.from_spec(project_list.to_spec(flt)) == flt
    assert project_list.from_spec({"chip": "??", "client_id": "x", "open_only": 1}) == PLAIN


def test_health_in_sql_is_health_by_the_rule(studio: Store, five_in_studio: None) -> None:
    ids = project_list.ids(studio, ProjectFilter(open_only=False), (), "health")
    by_sql = {project: part.key for part in ids.parts or () for project in part.ids}
    assert by_sql == {row.id: row.health for row in projects.rows(studio, list(by_sql))}
    assert set(by_sql.values()) >= {"good", "bad", "warn"}


@pytest.fixture
def five_in_studio(studio: Store) -> None:
    """Every branch of the rule beside the studio's own projects."""
    kept = make(studio, "Said by hand")
    projects.say_health(studio, kept, "bad", "silent")
    closed = make(studio, "Closed")
    projects.close(studio, closed)
    projects.say_health(studio, closed, "good")
    undated = make(studio, "No dates")
    tasks.add(studio, "Do", project_id=undated, assignee_id=people.me(studio).id)
    over = make(studio, "Over", budget_minutes=10)
    tasks.add(studio, "Do", project_id=over, assignee_id=people.me(studio).id, due_on=date(2199, 1, 4))
    timelog.add(studio, 11, project_id=over)


def test_groups_have_their_sums_and_rows_stand_in_order(store: Store, five: dict[str, int]) -> None:
    found = project_list.ids(store, PLAIN, (SortKey("name", True),), "client")
    larch, none = found.parts or ()
    assert (larch.name, larch.ids) == ("Larch", [five["good"], five["bad"]])
    assert larch.sums["left"] == 240 and none.sums["logged"] == 180 and none.sums["budget"] == 100_00
    by_status = project_list.ids(store, PLAIN, (), "status").parts or ()
    assert [part.key for part in by_status] == ["active", "on_hold"]


@pytest.mark.parametrize("key", sorted(project_list.SORTS))
def test_every_key_sorts_both_ways(store: Store, five: dict[str, int], key: str) -> None:
    up, down = (project_list.ids(store, PLAIN, (SortKey(key, way),)).ids for way in (False, True))
    assert sorted(up) == sorted(down) and len(up) == 5


@pytest.mark.parametrize("group", sorted(project_list.GROUPS))
def test_every_grouping_holds_every_project(store: Store, five: dict[str, int], group: str) -> None:
    found = project_list.ids(store, PLAIN, (SortKey("health"), SortKey("burnt", True)), group)
    assert {i for part in found.parts or () for i in part.ids} == set(found.ids)
    assert sum(part.sums["count"] for part in found.parts or ()) == 5


def test_ten_thousand_projects_are_narrowed_and_sorted_in_a_moment(store: Store) -> None:
    with store.write("Many"):
        columns = ("id", "name", "status", "currency", "budget_minutes", "created_at")
        store.insert(
            "project", columns, [(n, f"P {n % 97} {n}", "active", "EUR", 600, "2026-01-01") for n in range(1, 10_001)]
        )
        store.insert(
            "task",
            ("id", "title", "project_id", "status_id", "estimate_minutes", "due_on", "created_on", "created_at"),
            [
                (n, "T", n % 10_000 + 1, n % 4 + 1, 60, "2026-12-01", "2026-01-01", "2026-01-01")
                for n in range(1, 20_001)
            ],
        )
    begun = time.perf_counter()
    assert len(project_list.ids(store, PLAIN, (SortKey("health"), SortKey("name"))).ids) == 10_000
    project_list.counts(store, PLAIN)
    assert time.perf_counter() - begun < 2  # some 0.1 s; generous, as others share the machine
    assert len(project_list.rows(store, range(1, 60))) == 59
