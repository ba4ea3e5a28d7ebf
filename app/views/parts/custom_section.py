"""The user's own fields of one record in an inspector: shown, edited in place, and defined where they are wanted.

section = CustomSection(store, "deal", go=shell.go)
section.show_record(id)       read its values; None shows none
Fields without a value wait behind 'Show n empty fields'. '+ Add field' defines another for every record of this kind.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services import custom_fields
from app.services.custom_fields import Field as CustomField
from app.views import theme
from app.views.parts.buttons import LinkButton
from app.views.parts.custom_values import show_value, value_field
from app.views.parts.field import PAD, Field
from app.views.parts.fields import FormRow
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.parts.custom_new import NewField


class CustomSection(QWidget):
    """See the top of this module. `changed` after the user has changed a value or defined a field."""

    changed = Signal()

    def __init__(
        self, store: Store, record: str, *, go: Callable[[str, int], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store, self._record, self._go = store, record, go
        self._id: int | None = None
        self._fields: tuple[CustomField, ...] = ()
        self._titles: dict[str, str] = {}
        self._all = False
        self._wanted: set[int] = set()  # empty ones that stay in sight: just defined, or just cleared
        self.rows: dict[int, FormRow] = {}
        self.form: NewField | None = None
        self.setAccessibleName("Fields")
        self._build()

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.head = SectionHead("Fields", ("Add field", self.begin_new))
        self.head.setContentsMargins(0, 0, PAD, 0)  # the fields end outside of the text's edge, the head does not
        self._column.addWidget(self.head)
        self.more = LinkButton("", size=theme.SECOND)
        self.more.clicked.connect(lambda _: self.unfold())
        self._column.addWidget(self.more)
        self.more.hide()

    # What is shown

    def show_record(self, record_id: int | None) -> None:
        """Show the values of a record; another than before drops what was being typed and folds the empty fields."""
        if record_id != self._id:
            self._wanted.clear()
            self._all = False
            self.end_new()
            for row in self.rows.values():
                if isinstance(row.field, Field):
                    row.field.forget_edit()
        self._id = record_id
        self.reload()

    def reload(self) -> None:
        """Read fields and values again."""
        if self._id is None:
            return
        known = tuple(custom_fields.fields(self._store, self._record))
        if known != self._fields:
            self._make_rows(known)
        values = custom_fields.values(self._store, self._record, [self._id])[self._id]
        links = [values[field.id] for field in known if field.kind == "link" and field.id in values]
        self._titles = custom_fields.link_titles(self._store, links)
        for field in known:
            show_value(self.rows[field.id].field, values.get(field.id, ""))
        self._fold(values)

    def _make_rows(self, known: tuple[CustomField, ...]) -> None:
        """A row for each field; those of a field that is as it was stay, with what is typed in them."""
        before = {field.id: field for field in self._fields}
        for field in before.values():
            if field._replace(rank=0) not in {each._replace(rank=0) for each in known}:
                row = self.rows.pop(field.id)
                self._column.removeWidget(row)
                row.hide()
                row.deleteLater()
        self._fields = known
        for at, field in enumerate(known, 1):
            if field.id not in self.rows:
                self.rows[field.id] = FormRow(field.name, self._make_field(field))
            self._column.removeWidget(self.rows[field.id])
            self._column.insertWidget(at, self.rows[field.id])
        walk: list[QWidget] = [row.field for row in (self.rows[field.id] for field in known)]
        for one, two in zip([self.head.link or self.head, *walk], [*walk, self.more], strict=True):
            QWidget.setTabOrder(one, two)

    def _make_field(self, field: CustomField) -> Field[Any]:
        return value_field(field, partial(self._put, field.id), lambda value: self._titles.get(value, ""), self._go)

    def _fold(self, values: dict[int, str]) -> None:
        hidden = 0
        for field in self._fields:
            row = self.rows[field.id]
            busy = isinstance(row.field, Field) and (row.field.holds_focus() or bool(row.field.refusal()))
            shown = bool(values.get(field.id)) or self._all or field.id in self._wanted or busy
            row.setVisible(shown)
            hidden += not shown
        some = len(self._fields) > hidden
        self.more.setText(f"Show {hidden} {'empty ' if some else ''}field{'s' if hidden != 1 else ''}")
        self.more.setVisible(hidden > 0)

    def unfold(self) -> None:
        """Show the empty fields too, until another record is shown; the keyboard goes to the first of them."""
        hidden = [field.id for field in self._fields if self.rows[field.id].isHidden()]
        self._all = True
        self.reload()
        if hidden:
            QTimer.singleShot(0, self.rows[hidden[0]].field, self.rows[hidden[0]].field.setFocus)

    def _put(self, field_id: int, text: str) -> None:
        if self._id is not None:
            self._wanted.add(field_id)
            custom_fields.put(self._store, field_id, [self._id], text)
            self.changed.emit()

    # Another field

    def begin_new(self) -> None:
        """Open the form that defines a field."""
        if self.form is None:
            from app.views.parts.custom_new import NewField

            self.form = NewField(self._store, self._record)
            self.form.added.connect(self._on_added)
            self.form.left.connect(self._on_left)
            self._column.addWidget(self.form)
        self.form.show()
        self.form.begin()

    def end_new(self) -> None:
        """Put the form away."""
        if self.form is not None:
            self.form.hide()

    def _on_left(self) -> None:
        self.end_new()
        if self.head.link is not None:
            self.head.link.setFocus()

    def _on_added(self, field_id: int) -> None:
        self.end_new()
        self._wanted.add(field_id)
        self.reload()
        row = self.rows.get(field_id)
        if row is not None and isinstance(row.field, Field):
            QTimer.singleShot(0, row.field, row.field.setFocus)
        self.changed.emit()
