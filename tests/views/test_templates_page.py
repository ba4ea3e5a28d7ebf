"""The templates' page as one uses it: chosen, edited, linked, copied and deleted, with mouse and keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from selling_window import choose, fill, open_window, press, said, turn, type_into

from app.base import today
from app.domain.schedule import Link
from app.models.store import Store
from app.services import deals, handoff, template_list, template_tasks
from app.views import theme
from app.views.dialogs.delete_template import DeleteTemplateDialog
from app.views.dialogs.link_template_task import LinkTemplateTaskDialog
from app.views.dialogs.new_project import NewProjectDialog
from app.views.dialogs.new_template import NewTemplateDialog
from app.views.pages.templates import TemplatesPage
from app.views.parts.buttons import IconButton
from app.views.parts.paint import text_width
from app.views.parts.template_task_inspector import link_words
from app.views.shell import Shell

Key = Qt.Key


def opened(qtbot: Any, store: Store, tmp_path: Any) -> tuple[Shell, TemplatesPage]:
    shell = open_window(qtbot, store, tmp_path, "templates")
    page = shell.findChild(TemplatesPage)
    assert isinstance(page, TemplatesPage)
    return shell, page


def titles(page: TemplatesPage) -> list[str]:
    return [row.task.title for row in page.lists.shown.values()]


def test_the_first_template_is_shown_with_its_tasks_and_dates(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    assert [row.name for row in page.lists.rows.values()] == ["Website", "Onboarding", "Monthly retainer"]
    assert len(titles(page)) == 15
    assert page.lists.said.text().startswith("From today: ")
    assert all(row.dates is not None for row in page.lists.shown.values())
    press(Key.Key_Down)
    assert page.template is not None and page.template.name == "Onboarding" and len(titles(page)) == 13


def test_a_template_made_by_keyboard_alone(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    page.new()
    dialog = page.findChild(NewTemplateDialog)
    assert dialog is not None
    turn()
    type_into("Rebrand")
    press(Key.Key_Return)
    turn()
    assert page.template is not None and page.template.name == "Rebrand" and not titles(page)
    page.add_task()
    turn()
    type_into("Interviews")
    press(Key.Key_Return)
    assert titles(page) == ["Interviews"]
    fill(page.one.hours, "12")
    fill(page.one.days, "3")
    assert [(t.minutes, t.duration_days) for t in page.template.tasks] == [(720, 3)]
    press(Key.Key_Escape)
    assert not page.beside.is_open


def test_an_offset_that_its_links_refuse_is_said_and_moved_by_a_click(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    assert page.template is not None
    task = next(t for t in page.template.tasks if t.title == "Go live")
    page.open_task(task.id)
    choose(page.one.starts, "After the project")
    fill(page.one.offset, "2")
    assert "keeps it until day" in page.one.warning.accessibleName() + page.template.faults[0].text
    assert page.lists.shown[task.id].wrong
    page.one._set_offset(page.template.faults[0].move_to or 0)
    turn()
    assert not page.template.faults and not page.lists.shown[task.id].wrong
    assert page.lists.shown[task.id].starts.endswith("after the start")


def test_a_circle_is_refused_in_the_dialog_with_its_path(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    assert page.template is not None
    page.table.select(page.template.tasks[0].id)
    page._link_task()
    dialog = page.one.findChild(LinkTemplateTaskDialog)
    assert dialog is not None
    dialog.other.set_value(page.template.tasks[1].id)
    dialog.submit()
    turn()
    assert dialog.isVisible() and dialog._refusal is not None
    assert len(template_list.links_of(store, page.template.id)) == len(page.template.links)
    dialog.reject()


def test_tasks_move_and_go_by_keyboard_and_come_back(qtbot: Any, store: Store, tmp_path: Any) -> None:
    shell, page = opened(qtbot, store, tmp_path)
    before = titles(page)
    page.table.setFocus()
    page.table.selectRow(1)
    turn()
    QTest.keyClick(page.table, Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    turn()
    assert titles(page)[:2] == [before[1], before[0]]
    QTest.keyClick(page.table, Key.Key_Delete)
    turn()
    assert len(titles(page)) == len(before) - 1
    assert "removed" in said(shell)
    store.undo()
    store.undo()
    turn()
    assert titles(page) == before


def test_a_template_without_a_role_is_marked_in_both_lists(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    assert page.template is not None
    template_tasks.change(store, page.template.tasks[2].id, "role_id", None)
    turn()
    assert page.lists.rows[page.template.id].wrong == 1
    assert "has no role" in page.lists.shown[page.template.tasks[2].id].wrong
    page.open_template()
    turn()
    assert page.whole.faults.widgets


def test_roles_and_milestones_are_edited_beside_the_tasks(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    page.open_template()
    turn()
    page.whole._begin(page.whole.next_role)
    type_into("Texter")
    press(Key.Key_Return)
    assert page.template is not None and page.template.roles[-1].name == "Texter"
    role = page.whole.roles.widgets[page.template.roles[0].id]
    fill(role.name, "Director")
    assert page.template.roles[0].name == "Director"
    first = page.template.milestones[0]
    page.whole._remove_milestone(first)
    turn()
    assert first.id not in [each.id for each in page.template.milestones]


def test_deleting_asks_when_projects_were_made_with_it(qtbot: Any, store: Store, tmp_path: Any) -> None:
    deal = deals.add(store, "Site", client="Acme")
    deals.win(store, [deal], today())
    handoff.complete(store, handoff.draft(store, deal, template="Website"))
    _, page = opened(qtbot, store, tmp_path)
    page.delete()
    dialog = page.findChild(DeleteTemplateDialog)
    assert dialog is not None and "1 project was made with it" in dialog.text_label.text()
    dialog.archive.click()
    turn()
    assert [row.name for row in page.lists.rows.values()] == ["Onboarding", "Monthly retainer"]
    page.delete()  # not used: gone at once, and one step brings it back
    turn()
    assert [row.name for row in page.lists.rows.values()] == ["Monthly retainer"]
    store.undo()
    turn()
    assert "Onboarding" in [row.name for row in page.lists.rows.values()]


def test_without_a_template_the_page_says_what_belongs_here(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    for row in list(page.lists.rows):
        page.templates.select(row)
        page.delete()
        turn()
    assert page._all.currentIndex() == 1 and page.main_button is None


def test_a_project_is_made_of_the_template_by_key_and_shown(qtbot: Any, store: Store, tmp_path: Any) -> None:
    shell, page = opened(qtbot, store, tmp_path)
    page.templates.setFocus()
    press(Key.Key_P)
    dialog = page.findChild(NewProjectDialog)
    assert dialog is not None
    turn()
    assert dialog.template.value() == "Website" and dialog.foot_note.text().startswith("15 tasks, ")
    type_into("Harbour site")
    press(Key.Key_Return)
    turn()
    assert shell.key == "projects" and said(shell) == "Harbour site added"
    assert store.value("SELECT count(*) FROM task t JOIN project p ON p.id = t.project_id WHERE p.name = 'Harbour site'") == 15  # fmt: skip


def test_a_new_project_says_what_its_template_makes_from_its_start(qtbot: Any, store: Store, tmp_path: Any) -> None:
    _, page = opened(qtbot, store, tmp_path)
    dialog = NewProjectDialog(page, store)
    dialog.open()
    turn()
    assert dialog.foot_note.text() == ""
    choose(dialog.template, "Onboarding")
    fill(dialog.start, "4 jan 2027")
    assert dialog.foot_note.text().startswith("13 tasks, 4 Jan 2027 to ")
    dialog.reject()
    turn()


def test_names_of_templates_are_whole_and_links_in_words(qtbot: Any, store: Store, tmp_path: Any) -> None:
    shell = open_window(qtbot, store, tmp_path, "templates", width=1280)
    page = shell.page
    assert isinstance(page, TemplatesPage)
    names = page.templates
    room = names.columnWidth(0) - 2 * 12
    assert all(text_width(row.name, theme.TEXT, theme.REGULAR) <= room for row in page.lists.rows.values())
    assert (
        link_words(Link(1, 2, "FS", 1)) == "1 d later"
        and link_words(Link(1, 2, "SS", -2)) == "start to start, 2 d earlier"
    )
    assert link_words(Link(1, 2)) == ""
    shell.close()


def test_a_role_is_removed_and_ctrl_z_brings_it_back_from_where_the_keyboard_then_is(
    qtbot: Any, store: Store, tmp_path: Any
) -> None:
    shell, page = opened(qtbot, store, tmp_path)
    page.open_template()
    turn()

    def roles() -> list[str]:
        assert page.template is not None
        return [role.name for role in page.template.roles]

    def cross(name: str) -> IconButton:
        line = next(each for each in page.whole.roles.widgets.values() if each.name.value() == name)
        return line.findChildren(IconButton)[-1]

    before = roles()
    for gone, then in ((before[0], before[1]), (before[2], before[1])):
        button = cross(gone)
        button.setFocus()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        turn()
        assert roles() == [name for name in before if name != gone]
        assert cross(then).hasFocus()
        press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        turn()
        assert roles() == before
    cross(before[0]).click()
    turn()
    page.whole.title.begin_edit()
    press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    turn()
    assert roles() == before, "nothing was typed: the last action is taken back"
    type_into("x")
    press(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.whole.title.line_input().text() == "Website", "what was typed is taken back, and nothing else"
    shell.close()
