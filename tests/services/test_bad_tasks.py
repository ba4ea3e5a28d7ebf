"""What one should not type, import or open: every bad task is a sentence or shows as what it is, and nothing hangs."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from app.base import UserError, today
from app.services import (
    handoff,
    levelling,
    project_copy,
    project_timeline,
    projects,
    schedules,
    settings,
    task_comments,
    task_detail,
    tasks,
    template_list,
)


@pytest.fixture
def project(store):
    return projects.add(store, "Kiosk app")


@pytest.fixture
def task(store, project):
    return tasks.add(store, "Checkout", project_id=project)


def blns(data):
    return json.loads((data / "text" / "blns.json").read_text(encoding="utf-8"))


class TestText:
    def test_a_title_of_ten_thousand_characters_is_refused_with_its_length(self, store, task):
        for attempt in (
            lambda: tasks.change(store, task, "title", "x" * 10_000),
            lambda: tasks.add(store, "x" * 10_000),
            lambda: tasks.change(store, task, "blocked_reason", "x" * 10_000),
        ):
            with pytest.raises(UserError, match="10,000 characters"):
                attempt()

    def test_a_description_beyond_measure_is_refused_and_the_old_one_kept(self, store, task):
        tasks.change(store, task, "description", "kept")
        with pytest.raises(UserError, match="100,001 characters"):
            tasks.change(store, task, "description", "x" * 100_001)
        assert tasks.detail(store, task).description == "kept"

    def test_nul_is_refused_wherever_words_are_kept(self, store, task):
        for attempt in (
            lambda: tasks.change(store, task, "title", "a\0b"),
            lambda: tasks.change(store, task, "description", "a\0b"),
            lambda: task_comments.add_comment(store, task, "a\0b"),
        ):
            with pytest.raises(UserError, match="NUL"):
                attempt()

    def test_naughty_strings_are_kept_to_the_letter_in_title_description_and_comment(self, store, task, data):
        with store.write("Type them"):
            for words in blns(data):
                plain = " ".join(words.split())
                try:
                    tasks.change(store, task, "title", words)
                except UserError:
                    seen = any(sign.isprintable() and sign != " " for sign in plain)
                    assert not seen or len(plain) > 500 or "\0" in plain
                    continue
                tasks.change(store, task, "description", words)
                task_comments.add_comment(store, task, words)
                found = tasks.detail(store, task)
                assert found.card.title == plain and found.description == words.strip()
                assert found.timeline
        said = {moment.text for moment in task_detail.timeline(store, task, limit=2_000) if moment.kind == "comment"}
        assert len(said) > 300


class TestDays:
    def test_a_task_of_four_hundred_years_is_a_sentence(self, store, task):
        tasks.change(store, task, "start_on", date(1950, 1, 2))
        with pytest.raises(UserError, match="outside 1900 to 2200"):
            tasks.change(store, task, "due_on", date(2350, 1, 1))
        with pytest.raises(UserError, match="working days; a task takes 10,000 at most"):
            tasks.change(store, task, "due_on", date(2190, 1, 1))
        with pytest.raises(UserError, match="0 to 10,000 working days"):
            tasks.change(store, task, "duration_days", 104_000)
        with pytest.raises(UserError, match="10,000 at most"):
            tasks.add(store, "Long", start_on=date(1901, 1, 1), due_on=date(2199, 1, 1))

    def test_a_project_over_three_centuries_is_planned_all_the_same(self, store, project):
        first = tasks.add(store, "First", project_id=project, start_on=date(1901, 1, 1), due_on=date(1901, 1, 2))
        last = tasks.add(store, "Last", project_id=project, start_on=date(2199, 1, 1), due_on=date(2199, 1, 2))
        tasks.add_dependency(store, first, last)
        told = project_timeline.timeline(store, project)
        assert told.heads[0].finish.year == 2199

    def test_due_before_start_is_refused_in_one_go_and_takes_the_start_along_alone(self, store, task):
        with pytest.raises(UserError, match="would be due before it starts"):
            tasks.add(store, "Backwards", start_on=date(2026, 3, 3), due_on=date(2026, 3, 2))
        tasks.change(store, task, "start_on", date(2026, 3, 3))
        tasks.change(store, task, "due_on", date(2026, 3, 2))
        card = tasks.detail(store, task).card
        assert card.start_on <= card.due_on == date(2026, 3, 2)

    def test_a_deadline_before_the_start_shows_as_negative_float(self, store, task):
        tasks.change(store, task, "start_on", today() + timedelta(days=30))
        tasks.change(store, task, "deadline_on", today() + timedelta(days=3))
        found = task_detail.detail(store, task)
        assert found.bound.total_float < 0 and found.spare_days < 0
        (row,) = schedules.schedule(store, found.card.project_id).rows
        assert row.total_float == found.bound.total_float and row.critical

    def test_not_before_after_the_deadline_shows_as_negative_float_too(self, store, task):
        tasks.change(store, task, "deadline_on", today() + timedelta(days=3))
        tasks.change(store, task, "not_before_on", today() + timedelta(days=30))
        assert task_detail.detail(store, task).bound.total_float < 0

    @pytest.mark.parametrize("field", ["deadline_on", "not_before_on", "start_on", "due_on"])
    def test_no_day_lies_outside_the_years_of_plans(self, store, task, field):
        with pytest.raises(UserError, match="year 9999 is outside"):
            tasks.change(store, task, field, date(9999, 12, 31))


class TestLinks:
    def test_a_circle_is_refused_with_its_way(self, store, project, task):
        then = tasks.add(store, "Payment", project_id=project)
        tasks.add_dependency(store, task, then)
        with pytest.raises(UserError, match="“Checkout” → “Payment” → “Checkout”"):
            tasks.add_dependency(store, then, task)

    def test_no_task_waits_for_itself(self, store, task):
        with pytest.raises(UserError, match="cannot wait for itself"):
            tasks.add_dependency(store, task, task)

    def test_a_circle_from_elsewhere_leaves_the_task_readable(self, store, project, task):
        then = tasks.add(store, "Payment", project_id=project)
        tasks.add_dependency(store, task, then)
        with store.write("From elsewhere"):
            store.insert("dependency", ("predecessor_id", "successor_id", "kind", "lag_days"), [(then, task, "FS", 0)])
        tasks.change(store, task, "deadline_on", today())
        assert task_detail.detail(store, task).bound is None
        assert project_timeline.timeline(store, project).cyclic == ["Kiosk app"]


class TestNoWorkingDay:
    @pytest.fixture
    def idle(self, store):
        settings.put(store, "week_minutes", [0] * 7)
        return store

    def test_no_such_week_can_be_chosen(self, store):
        with pytest.raises(UserError, match="no working day"):
            settings.change_week(store, [0] * 7)

    def test_whatever_plans_says_what_is_missing(self, idle, project, task):
        template = idle.value("SELECT id FROM template WHERE name = 'Website'")
        for attempt in (
            lambda: schedules.schedule(idle, project),
            lambda: project_timeline.timeline(idle, project),
            lambda: levelling.preview(idle, [project]),
            lambda: tasks.change(idle, task, "start_on", today()),
            lambda: project_copy.duplicate(idle, project, "Copy", today()),
            lambda: template_list.preview(idle, template, today()),
        ):
            with pytest.raises(UserError, match="No day of the week is worked"):
                attempt()

    def test_the_handoff_says_it_too(self, studio):
        settings.put(studio, "week_minutes", [0] * 7)
        with pytest.raises(UserError, match="No day of the week is worked"):
            handoff.draft(studio, studio.value("SELECT id FROM deal WHERE title = 'Ticket shop'"), start=today())

    def test_what_only_shows_still_shows(self, idle, task):
        assert task_detail.detail(idle, task).card.title == "Checkout"
        assert tasks.change(idle, task, "title", "Check-out") == []

    def test_years_of_days_off_hang_nothing(self, store, project, task):
        first = today()
        with store.write("Away for long"):
            for year in range(10):
                start = first + timedelta(days=366 * year)
                settings.add_day_off(store, start, start + timedelta(days=365))
        tasks.change(store, task, "start_on", today())
        assert schedules.schedule(store, project).plan.finish > first + timedelta(days=3_000)
