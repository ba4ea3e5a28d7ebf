"""From the menu of a project: done once more, kept as a template, its hours given back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from selling_window import fill, open_window, said, turn

from app.base import today
from app.models.store import Store
from app.services import deals, handoff, project_copy, projects, tasks, template_from_project, templates, timelog
from app.views.dialogs.duplicate_project import DuplicateProjectDialog
from app.views.dialogs.save_template import SaveTemplateDialog
from app.views.dialogs.template_hours import TemplateHoursDialog
from app.views.pages.projects import Projects
from app.views.parts.menu import Menu
from app.views.shell import Shell
from app.views.theme import px


def opened(qtbot: Any, store: Store, tmp_path: Any) -> tuple[Shell, Projects]:
    shell = open_window(qtbot, store, tmp_path, "projects")
    page = shell.findChild(Projects)
    assert isinstance(page, Projects)
    return shell, page


def line(menu: Menu | None, words: str) -> Any:
    assert menu is not None
    return next(action for action in menu.actions() if action.text().startswith(words))


def kiosk(store: Store) -> int:
    return int(store.value("SELECT id FROM project WHERE name = 'Kiosk app'"))


def test_a_project_is_duplicated_from_its_menu_and_shown(qtbot: Any, studio: Store, tmp_path: Any) -> None:
    shell, page = opened(qtbot, studio, tmp_path)
    line(page.table.menu([kiosk(studio)]), "Duplicate").trigger()
    dialog = page.findChild(DuplicateProjectDialog)
    assert dialog is not None and "16 tasks, " in dialog.foot_note.text()
    dialog.submit()
    turn()
    assert "Kiosk app (copy)" in [name for _, name, _ in projects.choices(studio)]
    assert page.inspector.project is not None and page.inspector.project.row.name == "Kiosk app (copy)"
    assert "added" in said(shell)


def test_a_copy_stands_in_the_list_as_it_is_narrowed_and_the_next_one_is_numbered(
    qtbot: Any, studio: Store, tmp_path: Any
) -> None:
    _, page = opened(qtbot, studio, tmp_path)
    page.filters.narrow(open_only=True)
    turn()
    for name in ("Kiosk app (copy)", "Kiosk app (copy 2)"):
        line(page.table.menu([kiosk(studio)]), "Duplicate").trigger()
        dialog = page.findChildren(DuplicateProjectDialog)[-1]
        assert dialog.name_field.value() == name
        dialog.submit()
        turn()
        assert page.filters.flt.open_only and page.inspector.project is not None
        assert page.inspector.project.row.name == name and page.table.current == page.inspector.project.row.id
    name = next(at for at, column in enumerate(page.rows.columns) if column.key == "name")
    assert page.table.columnWidth(name) >= px(200)  # beside the inspector the copies can be told apart
    page.filters.narrow(open_only=True, text="nothing is named so")
    turn()
    page.show_record("project", kiosk(studio))  # what the filter keeps out is shown all the same
    turn()
    assert not page.filters.flt.text and page.table.current == kiosk(studio)


def test_a_project_is_kept_as_a_template_and_a_taken_name_is_refused(qtbot: Any, studio: Store, tmp_path: Any) -> None:
    shell, page = opened(qtbot, studio, tmp_path)
    line(page.table.menu([kiosk(studio)]), "Save as template").trigger()
    dialog = page.findChild(SaveTemplateDialog)
    assert dialog is not None
    dialog.name_field.set_value("Website")
    dialog.submit()
    assert dialog.isVisible() and "already" in dialog.name_field.refusal()
    fill(dialog.name_field, "Kiosk")
    dialog.submit()
    turn()
    assert "Kiosk" in templates.names(studio) and "saved" in said(shell)


def test_hours_are_given_back_when_the_project_is_done_and_only_those_chosen(
    qtbot: Any, studio: Store, tmp_path: Any
) -> None:
    shell, page = opened(qtbot, studio, tmp_path)
    project = kiosk(studio)
    assert not line(page.table.menu([project]), "Actual hours").isEnabled()
    template_from_project.save(studio, project, "Kiosk")
    ids = studio.ids("SELECT id FROM task WHERE project_id = ? AND deleted_at IS NULL ORDER BY id", (project,))
    for number, task in enumerate(ids[-2:]):
        timelog.add(studio, 1000 + 60 * number, task_id=task, on=today() - timedelta(days=40 + number))
    tasks.move(studio, ids, tasks.first_status(studio, "done"))
    projects.close(studio, project)
    turn()
    line(page.table.menu([project]), "Actual hours").trigger()
    dialog = page.findChild(TemplateHoursDialog)
    template = int(studio.value("SELECT id FROM template WHERE name = 'Kiosk'"))
    assert dialog is not None and dialog.template.value() == template and dialog.go.isEnabled(), (
        "its tasks are like those"
    )
    dialog._on_template(None)
    assert not dialog.go.isEnabled()
    dialog._on_template(template)
    wanted = dialog.chosen()
    assert len(wanted) >= 2
    left_out, *_ = wanted
    next(row for row in dialog.lines.widgets.values() if row.line.task_id == left_out).tick.setChecked(False)
    dialog.go.click()
    turn()
    minutes = dict(studio.rows("SELECT id, minutes FROM template_task WHERE template_id = ?", (template,)))
    assert all(minutes[key] == value for key, value in wanted.items() if key != left_out)
    assert minutes[left_out] != wanted[left_out] and "learned" in said(shell)
    assert studio.undo_label == "Actual hours to template"


def test_a_finished_project_offers_its_hours_by_itself(qtbot: Any, store: Store, tmp_path: Any) -> None:
    deal = deals.add(store, "Site", client="Acme")
    deals.win(store, [deal], today())
    project = handoff.complete(store, handoff.draft(store, deal, template="Website")).project_id
    kick = int(store.value("SELECT min(id) FROM task WHERE project_id = ?", (project,)))
    timelog.add(store, 330, task_id=kick, on=today() - timedelta(days=1))
    _, page = opened(qtbot, store, tmp_path)
    page.open_project(project)
    turn()
    assert page.inspector._offer_row.isHidden()
    done = tasks.first_status(store, "done")
    tasks.move(store, store.ids("SELECT id FROM task WHERE project_id = ?", (project,)), done)
    projects.close(store, project)
    turn()
    page.open_project(project)
    assert not page.inspector._offer_row.isHidden()
    dialog = TemplateHoursDialog(page, store, projects.rows(store, [project])[0])
    assert list(dialog.chosen().values()) == [330]
    dialog.go.click()
    turn()
    assert page.inspector._offer_row.isHidden()


def test_a_copy_of_nothing_dated_says_so(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    project = projects.add(store, "Loose")
    tasks.add(store, "Some day", project_id=project)
    dialog = DuplicateProjectDialog(page, store, projects.rows(store, [project])[0])
    assert dialog.foot_note.text() == "1 task, no dates"
    assert project_copy.begins(store, project) is None
