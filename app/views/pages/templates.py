"""Project templates: which there are, and the tasks, roles, milestones and links of each, with its plan from today on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.base import UserError, today
from app.services import template_edit, template_list, template_tasks
from app.services.template_list import Preview, TemplateWhole
from app.views.page import Page
from app.views.parts.beside import Beside
from app.views.parts.dates import short_text
from app.views.parts.empty import EmptyState
from app.views.parts.menu import Menu
from app.views.parts.task_cards import quoted
from app.views.parts.template_lists import TemplateLists
from app.views.parts.template_rows import shown_tasks
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.template_inspector import TemplateInspector
    from app.views.parts.template_task_inspector import TemplateTaskInspector

_NEW = ("New template", "plus", "Ctrl+N")


class TemplatesPage(Page):
    """See the top of this module."""

    key = "templates"
    first_click = ("template_fields", "template_inspector", "template_task_inspector")
    reads = frozenset(
        {"template", "template_role", "template_milestone", "template_task", "template_dependency"}
        | {"person", "setting", "day_off", "handoff", "tag", "template_rule", "client", "product", "pipeline"}
    )
    shortcut_help = (
        ("Enter", "Open the template or the task beside the list"),
        ("F2", "Rename it"),
        ("P", "Make a project of the template"),
        ("A", "Add a task below the current one"),
        ("L", "Link the task with another one"),
        ("Alt+Up, Alt+Down", "Move the task"),
        ("Del", "Take the task out, or delete the template"),
        ("Esc", "Close what is beside"),
    )

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__(store, shell)
        self.main_button = _NEW
        self.template: TemplateWhole | None = None
        self.plan: Preview | None = None
        self._wanted: int | None = None
        self.lists = TemplateLists(self.add_task)
        self.templates, self.table = self.lists.templates, self.lists.table
        self._build()
        self._connect()

    def _build(self) -> None:
        self.panel = QStackedWidget()
        self.beside = Beside(self.lists, self.panel)
        self.beside.needs = lambda: px(880)
        self._all = QStackedWidget()
        self._all.addWidget(self.beside)
        self._all.addWidget(
            EmptyState(
                "copy",
                "No templates yet",
                "A template holds the tasks of a kind of project, who does them and how long they take. "
                "The handoff makes a dated project of it.",
                ("New template", self.new),
            )
        )
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._all)

    @cached_property
    def whole(self) -> TemplateInspector:
        """The template beside its tasks, made when it is first looked at."""
        from app.views.parts.template_inspector import TemplateInspector

        made = TemplateInspector(self.store, self.shell, self.open_task, self._template_more)
        made.make.clicked.connect(lambda _: self._make_project())
        made.copy.clicked.connect(lambda _: self._duplicate())
        made.closed.connect(self.close_inspector)
        self.panel.addWidget(made)
        return made

    def make_details(self) -> TemplateInspector:
        return self.whole

    @cached_property
    def one(self) -> TemplateTaskInspector:
        """A task beside the others, made when it is first looked at."""
        from app.views.parts.template_task_inspector import TemplateTaskInspector

        made = TemplateTaskInspector(self.store, self.shell, self.open_template, self.open_task, self._task_more)
        made.closed.connect(self.close_inspector)
        self.panel.addWidget(made)
        return made

    def _connect(self) -> None:
        self.lists.scope_changed.connect(self.refresh)
        self.templates.current_changed.connect(self._on_template)
        self.templates.clicked.connect(lambda _: self.open_template())
        self.templates.opened.connect(lambda _: self.open_template())
        self.templates.menu = lambda _: self._template_menu()
        self.table.current_changed.connect(self._on_task)
        self.table.clicked.connect(lambda _: self._open_current())
        self.table.opened.connect(self.open_task)
        self.table.menu = self._task_menu
        self._bind(self.templates, "F2", lambda: self.open_template(rename=True))
        self._bind(self.templates, "Del", self.delete)
        self._bind(self.lists, "A", self.add_task)
        self._bind(self.templates, "P", self._make_project)
        self._bind(self.table, "F2", self._rename_task)
        self._bind(self.table, "L", self._link_task)
        self._bind(self.table, "Del", self._remove_tasks)
        self._bind(self.table, "Alt+Up", partial(self._move_task, -1))
        self._bind(self.table, "Alt+Down", partial(self._move_task, 1))

    def _bind(self, over: QWidget, keys: str, does: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), over)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(does)

    # --- reading and showing ------------------------------------------------------------

    def refresh(self) -> None:
        found = template_list.rows(self.store, archived=self.lists.with_archived)
        hidden = not found and bool(template_list.rows(self.store, archived=True))
        self.lists.show_templates(found)
        self._all.setCurrentIndex(0 if found or hidden else 1)
        self.main_button = _NEW if found or hidden else None
        wanted = self._wanted if self._wanted in self.lists.rows else self.templates.current
        self._wanted = None
        if wanted not in self.lists.rows:
            wanted = next(iter(self.lists.rows), None)
        before = self.template
        if wanted is not None and self.templates.current != wanted:
            self.templates.select(wanted)
        if before is self.template:  # else it was read as it was selected
            self._show(wanted)
        self.head_changed.emit()

    def _show(self, template_id: int | None) -> None:
        found = None if template_id is None else template_list.whole(self.store, template_id)
        self.template = found
        try:
            self.plan = None if found is None else template_list.preview(self.store, found.id, today())
        except UserError:  # tasks in a circle, from a file made elsewhere: said by the faults
            self.plan = None
        shown = shown_tasks(found, self.plan) if found is not None else {}
        self.lists.show_tasks(shown, self._length_text(), chosen=found is not None)
        if found is None:
            self.close_inspector()
        elif self.beside.is_open:
            task = self.lists.shown.get(self.one.task.id) if self._at_task and self.one.task else None
            if task is not None:
                self.one.show_task(found, task.task)
            else:
                self.panel.setCurrentWidget(self.whole)
                self.whole.show_template(found, self._length_text())

    def _length_text(self) -> str:
        if self.plan is None:
            return ""
        days = f"{self.plan.days} working day{'' if self.plan.days == 1 else 's'}"
        return f"From today: {short_text(self.plan.start)} to {short_text(self.plan.finish)}, {days}"

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.focusWidget() is None:  # else Qt would take the first part of the toolbar
            self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def totals(self) -> str:
        count = len([row for row in self.lists.rows.values() if not row.archived])
        return f"<b>{count}</b> template{'' if count == 1 else 's'}" if count else ""

    def panes(self) -> list[QWidget]:
        return [self.templates, self.table if self.lists.shown else self.lists.none, self.panel]

    # --- what is beside -----------------------------------------------------------------

    def _on_template(self, template_id: int | None) -> None:
        if template_id is not None and (self.template is None or template_id != self.template.id):
            if self.beside.is_open:
                self.panel.setCurrentWidget(self.whole)
            self._show(template_id)

    def _on_task(self, task_id: int | None) -> None:
        if task_id is not None and self.beside.is_open and self.table.hasFocus():
            self.open_task(task_id)

    def _open_current(self) -> None:
        if len(self.table.selected) == 1 and self.table.current is not None:
            self.open_task(self.table.current)

    @property
    def _at_task(self) -> bool:
        """Whether a task is beside, rather than the whole template."""
        return "one" in self.__dict__ and self.panel.currentWidget() is self.one

    def open_template(self, *, rename: bool = False) -> None:
        """Show the whole template beside its tasks."""
        if self.template is not None:
            self.panel.setCurrentWidget(self.whole)
            self.whole.show_template(self.template, self._length_text())
            self.beside.open()
            if rename:
                self.whole.title.begin_edit()

    def open_task(self, task_id: int) -> None:
        """Show a task beside the others."""
        row = self.lists.shown.get(task_id)
        if row is not None and self.template is not None:
            if self.table.current != task_id:
                self.table.select(task_id)
            self.panel.setCurrentWidget(self.one)
            self.one.show_task(self.template, row.task)
            self.beside.open()

    def close_inspector(self) -> None:
        """Give the lists the whole room, and the keyboard."""
        if self.beside.is_open:
            self.beside.close_panel()
            (self.table if self._at_task else self.templates).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.beside.is_open:
            self.close_inspector()
        else:
            super().keyPressEvent(event)

    # --- acting -------------------------------------------------------------------------

    def new(self) -> None:
        from app.views.dialogs.new_template import NewTemplateDialog

        dialog = NewTemplateDialog(self, self.store)
        dialog.added.connect(self._on_added)
        dialog.open()

    def _on_added(self, template_id: int, name: str) -> None:
        self._wanted = template_id
        self.refresh()
        self.open_template()
        self.shell.toast(f"{name} added")

    def show_template(self, template_id: int) -> None:
        """Choose a template, whether it is in use or archived."""
        if template_id not in self.lists.rows:
            self.lists.scope.set_value("all")
        self._wanted = template_id
        self.refresh()

    def apply_filter(self, wanted: Any) -> None:
        """{'template_id': 3}."""
        if "template_id" in wanted:
            self.show_template(int(wanted["template_id"]))
            self.open_template()

    def add_task(self) -> None:
        """A task below the current one; its title waits to be typed."""
        if self.template is None:
            return
        current = self.table.current if self.table.current in self.lists.shown else None
        made = template_tasks.add(self.store, self.template.id, "New task", after=current)
        self.refresh()
        self.open_task(made)
        self.one.title.begin_edit()

    def _rename_task(self) -> None:
        if self.table.current is not None:
            self.open_task(self.table.current)
            self.one.title.begin_edit()

    def _link_task(self) -> None:
        if self.table.current is not None:
            self.open_task(self.table.current)
            self.one.add_link()

    def _move_task(self, by: int) -> None:
        if self.table.current is not None:
            template_tasks.move(self.store, self.table.current, by)

    def _remove_tasks(self) -> None:
        ids = self.table.selected
        if ids:
            words = quoted(self.lists.shown[ids[0]].task.title) if len(ids) == 1 else f"{len(ids)} tasks"
            template_tasks.remove(self.store, ids)
            self.shell.toast(f"{words} removed")

    def _duplicate(self) -> None:
        if self.template is not None:
            self._wanted = template_edit.duplicate(self.store, self.template.id)
            self.refresh()
            self.shell.toast(f"{quoted(self.template.name)} made")

    def _make_project(self) -> None:
        """The work of this template as a project without a deal, from another day on."""
        if self.template is not None and not self.template.archived:
            from app.views.dialogs.new_project import NewProjectDialog

            dialog = NewProjectDialog(self, self.store, template=self.template.name)
            dialog.added.connect(self._on_project)
            dialog.open()

    def _on_project(self, project_id: int, name: str) -> None:
        self.shell.go("project", project_id)
        self.shell.toast(f"{quoted(name)} added")

    def _archive(self) -> None:
        if self.template is not None:
            does, words = (
                (template_edit.bring_back, "is back") if self.template.archived else (template_edit.archive, "archived")
            )
            name = self.template.name
            does(self.store, self.template.id)
            self.shell.toast(f"{quoted(name)} {words}")

    def delete(self) -> None:
        """Delete the template; asked first when projects were made with it."""
        if self.template is None:
            return
        if not self.template.used:
            self._delete(self.template.id, self.template.name)
            return
        from app.views.dialogs.delete_template import DeleteTemplateDialog

        found = self.template
        DeleteTemplateDialog(
            self, found, lambda: self._delete(found.id, found.name), None if found.archived else self._archive
        ).open()

    def _delete(self, template_id: int, name: str) -> None:
        template_edit.delete(self.store, template_id)
        self.shell.toast(f"{quoted(name)} deleted")

    def _template_more(self, button: QWidget) -> None:
        self._popup(self._template_menu(), button)

    def _task_more(self, button: QWidget) -> None:
        if self.one.task is not None:
            self._popup(self._task_menu([self.one.task.id]), button)

    def _popup(self, menu: Menu | None, button: QWidget) -> None:
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _template_menu(self) -> Menu | None:
        if self.template is None:
            return None
        menu = Menu(self)
        menu.add("Rename", partial(self.open_template, rename=True), "pencil-simple", "F2")
        menu.add("New project…", self._make_project, "plus", "P")
        menu.add("Duplicate", self._duplicate, "copy")
        menu.add("Bring back" if self.template.archived else "Archive", self._archive, "archive")
        menu.addSeparator()
        menu.add("Delete", self.delete, "trash", "Del")
        return menu

    def _task_menu(self, ids: list[int]) -> Menu | None:
        if not ids:
            return None
        menu = Menu(self)
        if len(ids) == 1:
            menu.add("Rename", self._rename_task, "pencil-simple", "F2")
            menu.add("Add task below", self.add_task, "plus", "A")
            menu.add("Link…", self._link_task, "arrow-down-right", "L")
            menu.add("Move up", partial(self._move_task, -1), "caret-up", "Alt+Up")
            menu.add("Move down", partial(self._move_task, 1), "caret-down", "Alt+Down")
            menu.addSeparator()
        menu.add("Remove", self._remove_tasks, "trash", "Del")
        return menu
