"""Projects as a list with their health, and one of them beside it: links both ways, fields, milestones."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest

sys.path.insert(0, str(Path(__file__).parent))

from selling_window import choose, fill, open_window, press, said, turn, type_into

from app.base import today
from app.services import project_list, project_members, projects, schedules
from app.services.listing import SortKey
from app.views.dialogs.new_project import NewProjectDialog
from app.views.parts.dates import short_text

Key = Qt.Key


@pytest.fixture
def shell(qtbot, studio, tmp_path):
    made = open_window(qtbot, studio, tmp_path, "projects")
    yield made
    made.close()


@pytest.fixture
def page(shell):
    return shell.page


@pytest.fixture
def asked(shell, monkeypatch):
    """Where the page wanted to go."""
    went = []
    monkeypatch.setattr(shell, "go", lambda kind, record: went.append((kind, record)))
    monkeypatch.setattr(shell, "open_page", lambda key, wanted=None: went.append((key, wanted)))
    return went


def project_id(store, name):
    return int(store.value("SELECT id FROM project WHERE name = ?", (name,)))


def cell(page, name, column):
    place = page.rows.row_of(project_id(page.store, name))
    at = next(n for n, each in enumerate(page.rows.columns) if each.key == column)
    return page.rows.index(place, at).data()


@pytest.fixture
def kiosk(page, studio):
    page.show_record("project", project_id(studio, "Kiosk app"))
    turn()
    return page.inspector


def test_a_row_says_how_far_it_is_and_whether_it_holds(page):
    assert cell(page, "Kiosk app", "tasks") == "6 of 16" and cell(page, "Kiosk app", "percent") == "37%"
    assert cell(page, "Kiosk app", "client") == "Larch Foods"
    assert cell(page, "Kiosk app", "health") == "1 task late"
    assert cell(page, "Seasonal menus", "health").endswith(" d to spare")
    assert page.totals().startswith("4 open  left <b>")


def test_done_projects_are_behind_all(page, studio):
    page.filters.line.setText("nothing like it")
    page.filters._typing.timeout.emit()
    turn()
    assert page._nothing.main.text() == "Show all"
    page._nothing.main.click()
    turn()
    assert len(page.rows.ids) == 4


def test_sorted_by_promise(page, studio):
    at = next(n for n, each in enumerate(page.rows.columns) if each.key == "promised")
    page.table._on_head(at)
    turn()
    days = [row.promised_on for row in projects.rows(studio, page.rows.ids)]
    assert days == sorted(days)


def test_client_deal_people_and_pages_are_a_click_away(kiosk, studio, asked):
    project = project_id(studio, "Kiosk app")
    client, deal = studio.row("SELECT client_id, deal_id FROM project WHERE id = ?", (project,))
    kiosk.client_link.click()
    kiosk.sold.section.link.click()
    next(iter(kiosk.people.rows.widgets.values())).click()
    kiosk.board.click()
    kiosk.burndown.click()
    contact = studio.value("SELECT contact_id FROM client_contact WHERE client_id = ?", (client,))
    assert asked == [
        ("client", client),
        ("deal", deal),
        ("contact", contact),
        ("projects.board", {"project_id": project}),
        ("burndown", {"project_id": project}),
    ]


def test_a_late_project_shows_what_is_late(kiosk, asked, studio):
    assert not kiosk.warning.isHidden()
    kiosk.warning.link.click()
    assert asked == [("projects.board", {"project_id": project_id(studio, "Kiosk app"), "chip": "late"})]


def test_late_work_says_when_the_project_is_to_be_expected_and_that_it_misses_its_promise(kiosk, studio):
    finish = projects.detail(studio, kiosk.project_id).row.finish_on
    projects.change(studio, kiosk.project_id, "promised_on", finish)
    kiosk.refresh()
    expected = schedules.schedule(studio, kiosk.project_id).plan.finish
    assert expected > finish
    words = f"Expected {short_text(expected)} instead of {short_text(finish)}, promised {short_text(finish)}."
    assert kiosk.warning.accessibleName().endswith(words)


def test_what_was_sold_stands_in_lines(kiosk):
    words = [row.text() for row in kiosk.sold.rows.widgets.values()]
    assert words == ["Concept, 34 h", "UX design, 96 h", "Build, 172 h", "Launch, 56 h"]


def test_fields_commit_one_by_one(kiosk, studio, shell):
    project = project_id(studio, "Kiosk app")
    fill(kiosk.fields.promised, "2027-01-20")
    fill(kiosk.fields.budget, "45000")
    fill(kiosk.fields.hours, "390")
    choose(kiosk.fields.owner, "Theo")
    assert studio.row("SELECT promised_on, budget_minor, budget_minutes FROM project WHERE id = ?", (project,)) == (
        "2027-01-20",
        4500000,
        23400,
    )
    assert projects.rows(studio, [project])[0].owner == "Theo Sample"
    shell.undo()
    turn()
    assert kiosk.fields.owner.display(kiosk.fields.owner.value()) == "Mara Sample"


def test_the_finish_follows_from_the_tasks(kiosk):
    assert kiosk.fields.finish.is_read_only() and "due dates" in kiosk.fields.finish.toolTip()


def test_a_project_with_open_tasks_is_not_closed(kiosk, studio):
    choose(kiosk.fields.status, "Done")
    assert "10 open tasks" in kiosk.fields.status.refusal() and kiosk.fields.status.value() == "active"
    choose(kiosk.fields.status, "On hold")
    assert projects.rows(studio, [project_id(studio, "Kiosk app")])[0].status == "on_hold"


def test_milestones_are_added_renamed_and_removed(kiosk, studio, shell):
    kiosk.milestones.begin()
    kiosk.milestones.next.line_input().setText("Signed off")
    kiosk.milestones.next.finish()
    turn()
    line = list(kiosk.milestones.rows.widgets.values())[-1]
    assert line.title.value() == "Signed off"
    fill(line.title, "Approved")
    fill(line.due, (today() + timedelta(days=90)).isoformat())
    made = projects.milestones(studio, project_id(studio, "Kiosk app"))[-1]
    assert (made.title, made.due_on) == ("Approved", today() + timedelta(days=90))
    line.remove.click()
    turn()
    assert len(kiosk.milestones.rows.widgets) == 4 and said(shell) == "Approved removed; its tasks stay"


def test_milestones_are_put_in_order_and_reached_by_hand_where_no_task_says_so(kiosk, studio, shell, monkeypatch):
    told = []
    monkeypatch.setattr(shell, "error", told.append)
    kiosk.milestones.add("Signed off")
    turn()
    line = list(kiosk.milestones.rows.widgets.values())[-1]
    line.flag.click()
    turn()
    project = project_id(studio, "Kiosk app")
    assert projects.milestones(studio, project)[-1].done_on == today()
    line.title.setFocus()
    press(Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [row.title for row in projects.milestones(studio, project)][-2:] == ["Signed off", "Live"]
    line.flag.setFocus()
    press(Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [row.title for row in projects.milestones(studio, project)][-2:] == ["Live", "Signed off"]
    first = next(iter(kiosk.milestones.rows.widgets.values()))
    first.flag.click()
    assert "reached when its tasks are done" in told[-1]


def test_members_join_get_a_role_and_leave_with_a_question(kiosk, studio, shell):
    project = project_id(studio, "Kiosk app")
    ines = studio.value("SELECT id FROM person WHERE name = 'Ines Sample'")
    line = kiosk.members.rows.widgets[ines]
    line.role._on_new("Lead")
    turn()
    assert next(row for row in project_members.of(studio, project) if row.person_id == ines).role == "Lead"
    line = kiosk.members.rows.widgets[ines]
    line.remove()
    line = kiosk.members.picker.search_line()
    line.setText("Theo")
    QTest.keyClick(line, Key.Key_Return)
    turn()
    assert said(shell) == "Ines Sample is off the project, 2 tasks to Theo Sample"
    assert ines not in kiosk.members.rows.widgets


def test_health_is_said_by_hand_and_goes_back(kiosk, studio):
    choose(kiosk.fields.health, "Late")
    fill(kiosk.fields.note, "The client is silent")
    assert kiosk.project.row.health_text == "The client is silent"
    assert kiosk.warning.link.text() == "Back to automatic"
    kiosk.warning.link.click()
    turn()
    assert kiosk.project.row.health_text == "1 task late" and kiosk.fields.health.value() is None


def test_the_budget_says_what_is_burnt_and_where_it_ends(kiosk):
    words = kiosk.budget.hours.words
    assert kiosk.budget.hours.value.endswith("of 380 h") and "% burnt" in words and "left" in words


def test_an_archived_project_says_so_and_comes_back(page, studio, shell):
    logo = project_id(studio, "Logo refresh")
    page.table.select(logo)
    page.table.setFocus()
    press(Key.Key_A)
    assert said(shell) == "Logo refresh archived" and logo not in page.rows.ids
    page.show_record("project", logo)
    turn()
    assert not page.inspector.put_away.isHidden()
    page.inspector.warning.link.click()
    turn()
    assert logo in page.rows.ids and page.inspector.put_away.isHidden()


def test_a_milestone_that_is_reached_is_ticked(kiosk):
    first = next(iter(kiosk.milestones.rows.widgets.values()))
    assert first.flag.toolTip().startswith("Reached") and first.due.is_read_only()


def test_a_new_project_with_a_new_client(page, studio, shell):
    page.new()
    turn()
    dialog = page.findChild(NewProjectDialog)
    type_into("Garden plan")
    dialog.client._on_new("Moss & Fern")
    dialog.submit()
    turn()
    made = projects.rows(studio, [project_id(studio, "Garden plan")])[0]
    assert made.client == "Moss & Fern" and made.owner == "Mara Sample"
    assert page.table.current == made.id and page.inspector.project_id == made.id
    assert said(shell) == "Garden plan added"


class Painted(QObject):
    """What is laid out otherwise than it asks for whenever the inspector is painted."""

    def __init__(self, inspector):
        super().__init__()
        self.inspector, self.times, self.squeezed = inspector, 0, []
        inspector.area.widget().installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.times += 1
            sections = (self.inspector.fields, self.inspector.milestones, self.inspector.members)
            self.squeezed += [each for each in sections if each.height() != each.sizeHint().height()]
        return False


def test_the_inspector_of_another_project_is_never_painted_before_its_rows_have_their_places(page, studio, kiosk):
    painted = Painted(kiosk)
    page.new()
    turn()
    type_into("Garden plan")
    page.findChild(NewProjectDialog).submit()
    turn()
    assert kiosk.project_id == project_id(studio, "Garden plan")
    page.show_record("project", project_id(studio, "Kiosk app"))
    turn()
    assert painted.times >= 2 and painted.squeezed == []


def test_a_promise_before_the_start_is_refused(page, studio):
    dialog = NewProjectDialog(page, studio)
    dialog.open()
    dialog.name_field.set_value("Too soon")
    dialog.promised.set_value(today() - timedelta(days=30))
    dialog.submit()
    assert "before the start" in dialog.promised.refusal()
    dialog.reject()
    turn()


def test_deleting_says_so_and_comes_back(page, studio, shell):
    page.table.select(project_id(studio, "Logo refresh"))
    page.table.setFocus()
    press(Key.Key_Delete)
    assert said(shell) == "Logo refresh deleted with 3 tasks" and len(page.rows.ids) == 3
    shell.undo()
    turn()
    assert len(page.rows.ids) == 4


def test_chips_count_what_they_would_leave_and_several_keys_sort(page, studio):
    assert page.filters.chips["at_risk"]._count == 1 and not page.filters.chips["at_risk"].isHidden()
    page.filters.narrow(chip="late")
    turn()
    assert [row.name for row in projects.rows(studio, page.rows.ids)] == [
        "Logo refresh"
    ]  # of Kiosk app a task is, but its finish holds
    page.filters.clear()
    page.table.arrange(page.table.arrangement._replace(sorts=(SortKey("health"), SortKey("name", True))))
    turn()
    assert [row.name for row in projects.rows(studio, page.rows.ids)][:2] == ["Logo refresh", "Kiosk app"]


def test_grouped_by_health_with_sums_and_kept_as_a_view(page, studio):
    page.table.arrange(page.table.arrangement._replace(group="health"))
    turn()
    heads = [head.words for head in page.rows.heads.values()]
    assert heads == ["Late", "At risk", "On time"] and all(head.sums["left"] for head in page.rows.heads.values())
    spec = page.get_spec()
    page.table.arrange(page.table.usual)
    turn()
    assert not page.rows.heads
    page.set_spec(spec)
    turn()
    assert page.rows.heads and page.table.arrangement.group == "health"


def test_cells_are_edited_where_they_stand_or_say_why_not(page, studio):
    kiosk = project_id(studio, "Kiosk app")
    row = project_list.rows(studio, [kiosk], page.table.known_columns)[0]
    assert "due dates" in page._edits("finish", row) and "follows from the tasks" in page._edits("left", row)
    assert page.table.edit_cell(kiosk, "name")
    field = page.table.editor.field
    field.line_input().setText("Kiosk app 2")
    field.finish()
    turn()
    assert projects.rows(studio, [kiosk])[0].name == "Kiosk app 2"
    fill(page._edits("budget", row), "45000")
    choose_in(page._edits("owner", row), "Theo")
    assert studio.row("SELECT budget_minor, owner_id FROM project WHERE id = ?", (kiosk,))[0] == 4500000


def choose_in(field, typed):
    """Choose in a field of a cell that stands by itself."""
    field.show()
    choose(field, typed)
    field.close()


def test_several_get_a_status_at_once_in_one_undo(page, studio, shell):
    names = ("Logo refresh", "Seasonal menus")
    ids = [project_id(studio, name) for name in names]
    page.verbs.set_status(ids, "on_hold")
    assert said(shell) == "2 projects are on hold"
    shell.undo()
    turn()
    assert {row.status for row in projects.rows(studio, ids)} == {"active"}
    told = page.verbs.menu(ids, page)
    assert [action.text().split("\t")[0] for action in told.actions() if action.text()] == [
        "Status",
        "Owner",
        "Archive",
        "Delete",
    ]


def test_what_is_seen_is_exported(page, studio, shell, tmp_path, qtbot):
    page.write_seen(tmp_path / "projects.csv")
    qtbot.waitUntil((tmp_path / "projects.csv").exists)
    qtbot.waitUntil(lambda: said(shell).startswith("projects.csv holds 4 projects"))
    text = (tmp_path / "projects.csv").read_text(encoding="utf-8-sig")
    assert (
        text.splitlines()[0].startswith("Project,Client,Status,Tasks,Done (%),Left (h),Burnt (%)")
        and "Kiosk app" in text
    )


def test_an_empty_workspace_says_what_belongs_here(qtbot, store, tmp_path):
    shell = open_window(qtbot, store, tmp_path, "projects")
    page = shell.page
    assert page._nothing.main.text() == "Add project" and page.main_button is None
    projects.add(store, "Shop")
    turn()
    assert page._nothing is None and len(page.rows.ids) == 1
    shell.close()
