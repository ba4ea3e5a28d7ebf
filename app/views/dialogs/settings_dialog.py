"""The settings of a workspace: sections at the left, everything edited in place and saved at once."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout

from app.base import Changes, UserError
from app.views import theme
from app.views.dialogs.settings_names import Names
from app.views.parts import icons
from app.views.parts.buttons import Button, PlainButton, QuietButton
from app.views.parts.dialog import BatonDialog
from app.views.parts.field import Field
from app.views.parts.line_field import LineField
from app.views.parts.notice import Notice
from app.views.parts.paint import paint_box, paint_text

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_section import Section
    from app.views.shell import Shell


class Place(NamedTuple):
    """A section, and where it is written; it is imported when it is first shown."""

    key: str
    title: str
    icon: str
    module: str
    attr: str


SECTIONS: Final = (
    Place("business", "Business", "buildings", "settings_business", "BusinessSection"),
    Place("days", "Working days", "calendar-blank", "settings_days", "DaysSection"),
    Place("people", "People", "users", "settings_people", "PeopleSection"),
    Place("rates", "Rates", "clock", "settings_rates", "RatesSection"),
    Place("currencies", "Currencies", "currency-circle-dollar", "settings_currencies", "CurrenciesSection"),
    Place("pipeline", "Pipelines", "columns", "settings_stages", "StagesSection"),
    Place("columns", "Task columns", "check-square", "settings_columns", "ColumnsSection"),
    Place("reasons", "Lost reasons", "x-circle", "settings_reasons", "ReasonsSection"),
    Place("products", "Products", "package", "settings_products", "ProductsSection"),
    Place("fields", "Fields", "list-bullets", "settings_fields", "FieldsSection"),
    Place("tags", "Tags", "tag", "settings_tags", "TagsSection"),
    Place("words", "Words", "note", "settings_words", "WordsSection"),
)
_SIZE: Final = (936, 720)
_RAIL: Final = 168


class RailButton(Button):
    """One section at the left; arrow keys walk them."""

    radius = theme.RADIUS_FIELD

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.setText(place.title)
        self.setAccessibleName(place.title)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(_RAIL), theme.px(theme.CONTROL))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()  # Qt would move the keyboard alone; the dialog shows the section too
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        chosen = self.isChecked()
        if chosen or self.hovered:
            paint_box(painter, self.rect(), self.radius, "accent_soft" if chosen else "hover")
        token = "accent_text" if chosen else "text2"
        icons.paint(painter, QRect(10, 0, 16, self.height()), self.place.icon, token, 16)
        weight = theme.SEMIBOLD if chosen else theme.MEDIUM
        paint_text(painter, self.rect().adjusted(36, 0, -8, 0), self.text(), token, weight=weight)


class SettingsDialog(BatonDialog):
    """Opens on `section`. Ctrl+Z and Ctrl+Shift+Z take back and do again here as everywhere."""

    def __init__(self, store: Store, shell: Shell, section: str = "business") -> None:
        super().__init__(shell, "Settings", width=880, resizable=True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.store, self.shell = store, shell
        self.names = Names(shell, self)
        self.sections: dict[str, Section] = {}
        self.stack = QStackedWidget()
        self.rail = QButtonGroup(self)
        self.refusal = Notice("bad", "", "", ("Close", self._forget_refusal))
        self._stale: set[str] = set()
        self._fill()
        self.undo_button = QuietButton("Undo", "arrow-counter-clockwise")
        self.add_button(self.undo_button, self.undo)
        self.add_button(PlainButton("Close"))
        self._connect()
        self.show_section(section)

    def _fill(self) -> None:
        rail = QVBoxLayout()
        rail.setSpacing(2)
        for at, place in enumerate(SECTIONS):
            button = RailButton(place)
            button.setFixedWidth(theme.px(_RAIL))
            self.rail.addButton(button, at)
            rail.addWidget(button)
        rail.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.refusal)
        right.addWidget(self.stack, 1)
        self.refusal.hide()
        line = QHBoxLayout()
        line.setSpacing(20)
        line.addLayout(rail)
        line.addLayout(right, 1)
        self.body.addLayout(line)
        self.setMinimumHeight(theme.px(420) + 2 * self.edge)

    def _connect(self) -> None:
        self.rail.idClicked.connect(lambda at: self.show_section(SECTIONS[at].key))
        self.shell.hub.changed.connect(self._on_changed)
        self.finished.connect(lambda _: self.names.stop())
        for keys, does in (("Ctrl+Z", self.undo), ("Ctrl+Shift+Z", self.redo), ("Ctrl+Y", self.redo)):
            QShortcut(QKeySequence(keys), self, does)
        for keys, by in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            QShortcut(QKeySequence(keys), self, lambda by=by: self.step(by))
        self._show_saved()

    def sizeHint(self) -> QSize:
        room = self.shell.screen().availableGeometry()
        wide, high = (theme.px(side) + 2 * self.edge for side in _SIZE)
        return QSize(min(wide, room.width()), min(high, room.height()))

    def adjustSize(self) -> None:
        """Its own size, where Qt would take two thirds of the screen at most."""
        self.resize(self.sizeHint())

    # --- sections -------------------------------------------------------------------

    def show_section(self, key: str) -> None:
        """Show a section; it is built the first time. Raises KeyError for an unknown one."""
        place = {each.key: each for each in SECTIONS}[key]
        if key not in self.sections:
            module = importlib.import_module(f"app.views.dialogs.{place.module}")
            made: Section = getattr(module, place.attr)(self.store, self)
            self.sections[key] = made
            self.stack.addWidget(made)
            self._stale.add(key)
        if key in self._stale:
            self._stale.discard(key)
            self.sections[key].refresh()
        self.rail.button(SECTIONS.index(place)).setChecked(True)
        if self.stack.isAncestorOf(self.focusWidget() or self):  # what is typed there is taken
            self._chosen().setFocus(Qt.FocusReason.OtherFocusReason)
        self.stack.setCurrentWidget(self.sections[key])
        self._forget_refusal()

    @property
    def section(self) -> str:
        """The key of the section that is seen."""
        return SECTIONS[self.rail.checkedId()].key

    def step(self, by: int) -> None:
        """Show the next or previous section."""
        self.show_section(SECTIONS[(self.rail.checkedId() + by) % len(SECTIONS)].key)

    def open(self) -> None:
        super().open()
        room = self.shell.screen().availableGeometry()
        left = max(room.left(), min(self.x(), room.right() - self.width() + 1))
        self.move(left, max(room.top(), min(self.y(), room.bottom() - self.height() + 1)))
        self._chosen().setFocus(Qt.FocusReason.PopupFocusReason)

    def _chosen(self) -> QAbstractButton:
        return self.rail.button(self.rail.checkedId())

    # --- what has changed -----------------------------------------------------------

    def tried(self, act: Callable[[], object]) -> bool:
        """Do what a button asks; a refusal is said above the section."""
        try:
            act()
        except UserError as problem:
            self.refusal.say("bad", str(problem), "", ("Close", self._forget_refusal))
            self.refusal.show()
            return False
        self._forget_refusal()
        return True

    def undo(self) -> None:
        """Take back the last action."""
        self.tried(lambda: self._said("Undone", self.store.undo()))

    def redo(self) -> None:
        """Do again what was last taken back."""
        self.tried(lambda: self._said("Done again", self.store.redo()))

    def _said(self, what: str, changes: Changes | None) -> None:
        self.shell.hub.flush()
        if changes is not None:
            self.set_note(f"{what}: {changes.label}")

    def _on_changed(self, changes: Changes) -> None:
        for key, section in self.sections.items():
            if section.reads & changes.tables.keys():
                if key == self.section:
                    section.refresh()
                else:
                    self._stale.add(key)
        self._show_saved(changes.label)

    def _show_saved(self, label: str = "") -> None:
        at = self.store.saved_at
        words = (
            "Every change is saved at once" if at is None or not label else f"Saved {at.astimezone():%H:%M:%S}, {label}"
        )
        self.set_note(words)
        undo = self.store.undo_label
        self.undo_button.setEnabled(undo is not None)
        self.undo_button.set_tooltip(f"Undo: {undo}" if undo else "Nothing to undo", "Ctrl+Z")

    def _forget_refusal(self) -> None:
        self.refusal.hide()

    # --- leaving --------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Close, after what is still typed was taken; a value that is refused now keeps the settings open, one that was before is
        dropped: its sentence said what is kept."""
        field = self._typed()
        refused = field is not None and bool(field.refusal())
        if field is not None and not field.finish():
            if not refused:
                field.begin_edit()
                return
            field.cancel()
        super().done(result)

    def _typed(self) -> LineField[Any] | None:
        return next(
            (each for each in self.findChildren(Field) if isinstance(each, LineField) and each.is_editing()), None
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if by and isinstance(self.focusWidget(), RailButton):
            self.step(by)
            self._chosen().setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
