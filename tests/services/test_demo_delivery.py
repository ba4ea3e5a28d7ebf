"""The sample studio's past deliveries: finished projects that the figures of the past can be told from."""

from __future__ import annotations

from app.base import today
from app.models.store import Store
from app.services import delivery, demo, demo_delivery, handoff, leaks, project_timeline, task_detail
from app.services.demo import Lists


def past(store: Store) -> None:
    demo.fill(store, today=today(), past=True)
    if store.value("SELECT 1 FROM project WHERE status = 'done'") is None:
        statuses = dict(store.rows("SELECT kind, id FROM status WHERE project_id IS NULL"))
        with store.write("Past"):
            demo_delivery.fill_past(store, today(), Lists({}, statuses, store.ids("SELECT id FROM person ORDER BY id")))


def test_finished_projects_fill_the_path_and_the_figures(store: Store) -> None:
    past(store)
    told = leaks.read(store)
    assert len(told.path.steps[-1].reached) == 10
    assert told.numbers.won_without_project == 1
    assert {one.name for one in told.by_template} == {"Website", "Onboarding", "No template"}
    assert told.whole.margin is not None
    assert delivery.read(store, None, "half").finished > 60
    assert store.value("SELECT count(*) FROM task WHERE done_on > ?", (today().isoformat(),)) == 0


def test_the_templates_can_be_used_after_them(store: Store) -> None:
    past(store)
    deal = store.value(
        "SELECT d.id FROM deal d WHERE d.title = 'Ticket shop' AND NOT EXISTS (SELECT 1 FROM handoff h WHERE h.deal_id = d.id)"
    )
    assert handoff.draft(store, deal, template="Website").tasks


def test_the_same_day_gives_the_same_past(store: Store, tmp_path) -> None:
    from app.services import workspace

    past(store)
    with workspace.create(tmp_path / "twin.baton", my_name="Mara Sample", currency="EUR") as twin:
        past(twin)
        words = "SELECT title, start_on, done_on, estimate_minutes, assignee_id FROM task ORDER BY id"
        assert store.rows(words) == twin.rows(words)


def test_nobody_in_the_studio_works_more_than_eight_hours_on_a_day(studio: Store) -> None:
    assert studio.value("SELECT count(*) FROM time_entry") > 40
    most = studio.value("SELECT max(day) FROM (SELECT sum(minutes) AS day FROM time_entry GROUP BY person_id, on_date)")
    assert most <= 480


def test_a_milestone_of_the_sample_is_due_when_the_last_of_its_bars_ends(studio: Store) -> None:
    for (project,) in studio.rows("SELECT id FROM project WHERE status = 'active'"):
        told = project_timeline.timeline(studio, project)
        for stone in told.stones:
            bars = [bar for bar in told.bars if bar.milestone_id == stone.id and bar.parent_id is None]
            assert stone.on == max(bar.span[1] for bar in bars), stone.title


def test_work_under_way_in_the_studio_stands_where_it_is_since_it_began_and_reached_milestones_are_reached(studio):
    task = studio.value("SELECT id FROM task WHERE title = 'Checkout flow'")
    found = task_detail.detail(studio, task)
    assert found is not None and found.status_since_on == found.started_on
    open_ones = studio.rows(
        "SELECT m.title FROM milestone m JOIN task t ON t.milestone_id = m.id JOIN status s ON s.id = t.status_id "
        "WHERE m.done_on IS NULL GROUP BY m.id HAVING sum(s.kind <> 'done') = 0"
    )
    assert open_ones == []
    assert studio.value("SELECT done_on FROM milestone WHERE title = 'Concept approved'") is not None
