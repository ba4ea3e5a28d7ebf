"""Settings of the fields of one's own: per kind of record their names, kinds, options and order."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout

from app.services import custom_fields
from app.services.custom_fields import KINDS, Field
from app.views import theme
from app.views.dialogs.settings_rows import OrderedLine, focus_first
from app.views.dialogs.settings_section import Ask, Column, Section, Table
from app.views.parts.custom_new import NewField
from app.views.parts.fields import TextField
from app.views.parts.label import Label
from app.views.parts.section import SectionHead
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

COLUMNS: Final = (
    Column("Field"),
    Column("Kind", 84),
    Column("Options"),
    Column("Filled", 64, right=True),
    Column("", 96),
)
RECORDS: Final = (("deal", "Deals", ""), ("client", "Clients", ""), ("contact", "Contacts", ""), ("project", "Projects", ""), ("task", "Tasks", ""))  # fmt: skip


class FieldLine(OrderedLine):
    """One field. Alt+Up and Alt+Down move it."""

    removes = ("x", "Delete")

    def __init__(self, section: FieldsSection, field: Field) -> None:
        super().__init__()
        self.section, self.field = section, field
        self.filled = 0
        self.name = TextField("Field", self._rename, required=True)
        self.kind = Label("", "text2")
        self.kind.setContentsMargins(8, 0, 8, 0)
        self.kind.setFixedHeight(theme.px(theme.FIELD_ROW))
        self.options = TextField("Options", self._set_options)
        self.set_cells(COLUMNS, (self.name, self.kind, self.options, self.count, self.buttons))

    def show_field(self, field: Field, filled: int, place: int, of: int) -> None:
        """Show the field, which so many records fill."""
        self.field, self.filled = field, filled
        self.name.set_value(field.name)
        self.kind.setText(KINDS[field.kind])
        self.options.set_value(", ".join(field.options))
        named = {"choice": "Options", "money": "Currency"}.get(field.kind, "")
        self.options.set_read_only(None if named else f"{KINDS[field.kind]} needs no options")
        self.show_count(filled, "records")
        self.show_place(field.name, place, of)

    def begin_remove(self) -> None:
        """Delete the field, after saying how many records lose a value."""
        if not self.filled:
            self._delete()
            return
        said = "1 record loses its value" if self.filled == 1 else f"{self.filled:,} records lose their value"
        ask = Ask(f"{said} of {self.field.name}.", None, "Delete the field", self._delete, f"Keep {self.field.name}")
        self.put_question(ask)
        self.section.bring(ask)

    def _delete(self) -> None:
        self.section.dialog.tried(lambda: custom_fields.delete(self.section.store, self.field.id))

    def move_by(self, by: int) -> None:
        self.section.dialog.tried(lambda: custom_fields.move(self.section.store, self.field.id, by))

    def _rename(self, name: str) -> None:
        custom_fields.rename(self.section.store, self.field.id, name)

    def _set_options(self, typed: str) -> None:
        """One word in the place of another renames that option, and the records follow; else the list is as typed."""
        words = [" ".join(word.split()) for word in typed.split(",") if word.strip()]
        before = self.field.options
        gone = [word for word in before if word not in words]
        come = [word for word in words if word not in before]
        store, field_id = self.section.store, self.field.id
        with store.write("Change options"):
            if (
                self.field.kind == "choice"
                and len(gone) == len(come) == 1
                and before.index(gone[0]) == words.index(come[0])
            ):
                custom_fields.rename_option(store, field_id, gone[0], come[0])
            custom_fields.set_options(store, field_id, words)


class FieldsSection(Section):
    """The fields of one kind of record at a time."""

    reads: ClassVar[frozenset[str]] = frozenset(
        {"custom_field", "custom_value", "deal", "client", "contact", "project", "task"}
    )

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Fields")
        self.record = "deal"
        self.found: list[Field] = []
        self._counts: dict[int, int] = {}
        self.chooser = Segmented(RECORDS, "deal", name="Fields of")
        self.chooser.changed.connect(self._on_record)
        self.table: Table[Field, FieldLine] = Table(
            "Fields", COLUMNS, lambda field: FieldLine(self, field), self._show_field, lambda field: field.id
        )
        self.form: NewField | None = None
        line = QHBoxLayout()
        line.addWidget(self.chooser)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addSpacing(8)
        self.head = SectionHead("Fields of deals", ("Add field", self.begin))
        self.column.addWidget(self.head)
        self.column.addWidget(self.table)
        self._place = self.column.count()
        self.none = self.say("")
        self.say(
            "Your own fields stand in every record of their kind, in filters, and as columns of imports and exports. "
            "Change one word of a choice, and the records that have it follow. Alt Up and Alt Down move a field."
        )
        self.column.addStretch(1)

    def refresh(self) -> None:
        self.found = custom_fields.fields(self.store, self.record)
        self._counts = custom_fields.counts(self.store, self.record)
        words = next(words for key, words, _ in RECORDS if key == self.record).lower()
        self.head.set_title(f"Fields of {words}")
        self.table.set_rows(self.found)
        self.table.setVisible(bool(self.found))
        self.none.setText(f"No fields of your own for {words} yet.")
        self.none.setVisible(not self.found and (self.form is None or self.form.isHidden()))

    def take_focus(self) -> None:
        focus_first(self.table)

    def _show_field(self, line: FieldLine, field: Field) -> None:
        line.show_field(field, self._counts.get(field.id, 0), self.found.index(field), len(self.found))

    def _on_record(self, record: str) -> None:
        self.record = record
        self._end()
        QTimer.singleShot(0, self, self.refresh)

    def begin(self) -> None:
        """Open the form that defines a field."""
        self._end()
        self.form = NewField(self.store, self.record)
        self.form.added.connect(lambda _: QTimer.singleShot(0, self, self._end))
        self.form.left.connect(lambda: QTimer.singleShot(0, self, self._end))
        self.form.setMaximumWidth(theme.px(360))
        self.column.insertWidget(self._place, self.form)
        self.none.hide()
        self.form.begin()
        self.bring(self.form)

    def _end(self) -> None:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
            self.refresh()
