"""A new change order: what it adds to what is sold or takes off, the tasks that come and those that are dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError
from app.services import change_orders, deal_lines, people
from app.services.change_orders import Draft, NewTask, Part
from app.views import theme
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import IconButton, LinkButton, MainButton, QuietButton
from app.views.parts.change_orders_words import change_words, signed_hours, signed_money
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.date_field import DateField
from app.views.parts.fields import HoursField, TextField
from app.views.parts.label import Label
from app.views.parts.picker import Option
from app.views.parts.record_rows import LineRow
from app.views.parts.scrolled import scrolled
from app.views.parts.ticks import CheckBox

if TYPE_CHECKING:
    from app.models.store import Store


_MOST_SEEN: Final = 5  # tasks; more of them scroll


class _PartRow(QWidget):
    """What is to be sold besides: words, price and hours."""

    def __init__(self, dialog: NewChangeOrderDialog) -> None:
        super().__init__()
        self.title = TextField("What is sold", dialog.on_part, boxed=True, placeholder="What is sold besides")
        self.amount = AmountField(
            "Price", dialog.on_part, currency=dialog.draft.currency, boxed=True, placeholder="Price"
        )
        self.hours = HoursField("Hours", dialog.on_part, boxed=True, placeholder="Hours")
        self.amount.setFixedWidth(theme.px(120))
        self.hours.setFixedWidth(theme.px(80))
        self.remove = IconButton("x", "Take this away", in_row=True, size=12)
        self.remove.clicked.connect(lambda: dialog.drop_part(self))
        _in_row(self, (self.title, 1), (self.amount, 0), (self.hours, 0), (self.remove, 0))
        self.parts = (self.title, self.amount, self.hours)

    def part(self) -> Part | None:
        """What it says; None while it has no words."""
        title = self.title.value().strip()
        return Part("sold", title, self.amount.value() or 0, self.hours.value() or 0) if title else None


class _TaskRow(QWidget):
    """A task that comes: its words, hours, owner and both days."""

    def __init__(self, dialog: NewChangeOrderDialog, task: NewTask) -> None:
        super().__init__()
        self.line_id = task.line_id
        self.title = TextField("Task", boxed=True, placeholder="Task")
        self.hours = HoursField("Hours", boxed=True, placeholder="Hours")
        known = [Option(one.id, one.name, person=True, mine=one.is_me) for one in people.everyone(dialog.store)]
        self.owner = PersonField("Owner", known, boxed=True)
        self.start = DateField("Start", boxed=True, placeholder="Start")
        self.due = DateField("Due", boxed=True, placeholder="Due")
        self.remove = IconButton("x", "Take this away", in_row=True, size=12)
        self.remove.clicked.connect(lambda: dialog.drop_task(self))
        for field, width in ((self.hours, 72), (self.owner, 150), (self.start, 132), (self.due, 132)):
            field.setFixedWidth(theme.px(width))
        _in_row(
            self, (self.title, 1), (self.hours, 0), (self.owner, 0), (self.start, 0), (self.due, 0), (self.remove, 0)
        )
        self.parts = (self.title, self.hours, self.owner, self.start, self.due)
        self.title.set_value(task.title)
        self.hours.set_value(task.minutes or None)
        self.owner.set_value(task.owner_id)
        self.start.set_value(task.start_on)
        self.due.set_value(task.due_on)

    def task(self) -> NewTask:
        """What it says."""
        return NewTask(
            self.title.value(), self.hours.value() or 0, self.owner.value(), self.start.value(), self.due.value(), self.line_id
        )  # fmt: skip


class NewChangeOrderDialog(FormDialog):
    """Begins with the difference between the deal and what was agreed. Nothing is done before the order is accepted."""

    proposed = Signal(int, int)
    """The order and its number."""

    def __init__(self, parent: QWidget, store: Store, project_id: int, deal_id: int | None = None) -> None:
        self.draft: Draft = change_orders.draft(store, project_id, deal_id)
        super().__init__(
            parent, "New change order", "Nothing is done before it is accepted: then its tasks are created or cancelled, and the "
            "deal and the budget follow.", width=800,
        )  # fmt: skip
        self.store = store
        self.sold: list[_PartRow] = []
        self.tasks: list[_TaskRow] = []
        self.drops: dict[int, CheckBox] = {}
        self.title_field = self.add_field(
            "Title", TextField("Title", required=True, boxed=True, placeholder="What changes")
        )
        self.title_field.set_value(self.draft.title)
        self.date = self.add_field("Date", DateField("Date", boxed=True, required=True))
        self.date.set_value(self.draft.on)
        self.promise = self.add_field("New promise", DateField("New promise", boxed=True, placeholder="Stays"))
        self._parts, self._tasks = _column(), _column()
        inside = QWidget()
        inside.setLayout(self._tasks)
        self._tasks.setContentsMargins(3, 3, 3, 3)  # room for the ring of what has the keyboard
        self._area = scrolled(inside)
        self._build_sold()
        self._build_tasks()
        self.add_button(QuietButton("Close"))
        self.add_button(MainButton("Propose"), self.submit)
        self.on_part()

    def _build_sold(self) -> None:
        self.body.addSpacing(8)
        self.body.addWidget(Label("What is sold", "text", theme.TEXT, theme.SEMIBOLD))
        for part in self.draft.parts:
            line = LineRow()
            note = ", ".join(
                words
                for words in (signed_money(part.amount_minor, self.draft.currency), signed_hours(part.minutes))
                if words
            )
            line.show_line(part.title, icon="git-diff", note=note, tooltip="As the deal stands now")
            self.body.addWidget(line)
        self.body.addLayout(self._parts)
        links = QHBoxLayout()
        links.setSpacing(16)
        self.more = LinkButton("Sell something besides", "plus", size=theme.SECOND)
        self.more.clicked.connect(self.add_part)
        links.addWidget(self.more)
        links.addStretch(1)
        self.body.addLayout(links)
        self._build_unsold()

    def _build_unsold(self) -> None:
        gone = {part.line_id for part in self.draft.parts}
        lines = deal_lines.lines(self.store, self.draft.deal_id) if self.draft.deal_id is not None else []
        self._lines = {line.id: line for line in lines if line.id not in gone}
        self.less: ChoiceField | None = None
        if self._lines:
            options = [Option(line.id, line.title) for line in self._lines.values()]
            self.less = self.add_field(
                "Takes off",
                ChoiceField("Takes off", options, self.on_part, boxed=True, empty="Nothing", placeholder="Nothing"),
            )

    def _build_tasks(self) -> None:
        self.body.addSpacing(8)
        self.body.addWidget(Label("Tasks", "text", theme.TEXT, theme.SEMIBOLD))
        self.body.addWidget(self._area)
        for task in self.draft.tasks:
            self.add_task(task)
        self.add_one = LinkButton("Add task", "plus", size=theme.SECOND)
        self.add_one.clicked.connect(lambda: self.add_task(None))
        self.body.addWidget(self.add_one)
        titles = dict(self.store.rows("SELECT id, title FROM task WHERE project_id = ?", (self.draft.project_id,)))
        for gone in self.draft.drops:
            self._offer_drop(gone, titles[gone])

    def _offer_drop(self, task: int, title: str) -> None:
        if task not in self.drops:
            tick = self.drops[task] = CheckBox(f"Drop “{title}”; it is cancelled, not deleted")
            tick.setChecked(True)
            self.body.addWidget(tick)

    # What is added and taken away

    def add_part(self) -> _PartRow:
        """One more line to sell, ready to be typed."""
        row = _PartRow(self)
        self.sold.append(row)
        self._parts.addWidget(row)
        self.fields += row.parts
        self._fit()
        QTimer.singleShot(0, row.title, row.title.begin_edit)  # once it has its place
        return row

    def drop_part(self, row: _PartRow) -> None:
        """Take a line to sell away."""
        self.sold.remove(row)
        self._forget(row, row.parts)
        self.on_part()

    def add_task(self, task: NewTask | None) -> _TaskRow:
        """One more task, offered with its owner and days."""
        row = _TaskRow(self, task or change_orders.planned(self.store, self.draft.project_id, "", 0))
        self.tasks.append(row)
        self._tasks.addWidget(row)
        self.fields += row.parts
        self._fit()
        if task is None:
            QTimer.singleShot(0, row.title, row.title.begin_edit)
            QTimer.singleShot(0, row, lambda: self._area.ensureWidgetVisible(row))
        return row

    def drop_task(self, row: _TaskRow) -> None:
        """Take a task away."""
        self.tasks.remove(row)
        self._forget(row, row.parts)

    def _forget(self, row: QWidget, parts: tuple[QWidget, ...]) -> None:
        self.fields = [field for field in self.fields if field not in parts]
        row.hide()
        row.deleteLater()
        self._fit()

    def _fit(self) -> None:
        """As high as its rows: Qt's own adjusting stops at two thirds of the screen."""
        layout = self.layout()
        self._area.setFixedHeight(min(len(self.tasks), _MOST_SEEN) * theme.px(36) + 4)
        self._area.setVisible(bool(self.tasks))
        if layout is not None:
            layout.activate()
            height = max(self.sizeHint().height(), layout.totalHeightForWidth(self.width()))
            self.resize(self.width(), height)
        parent = self.parentWidget()
        if parent is not None and self.isVisible():
            middle = parent.window().mapToGlobal(parent.window().rect().center())
            self.move(middle - QPoint(self.width() // 2, self.height() // 2))

    def open(self) -> None:
        super().open()
        self._fit()

    def on_part(self, _value: object = None) -> None:
        """Say below what the order comes to."""
        made = self.order()
        self.set_note(change_words(made.amount_minor, made.minutes, made.currency))
        if self.less is not None and self.less.value() is not None:
            tasks = self.store.rows(
                "SELECT t.id, t.title FROM task t JOIN status s ON s.id = t.status_id WHERE t.deal_line_id = ? "
                "AND t.deleted_at IS NULL AND s.kind IN ('todo', 'doing', 'review')",
                (self.less.value(),),
            )
            for task, title in tasks:
                self._offer_drop(task, title)
            self._fit()

    def order(self) -> Draft:
        """The order as it is typed."""
        parts = [*self.draft.parts, *(part for row in self.sold if (part := row.part()) is not None)]
        if self.less is not None and self.less.value() is not None:
            line = self._lines[self.less.value()]
            parts.append(Part("unsold", line.title, -line.amount_minor, -(line.minutes or 0), line.id))
        return self.draft._replace(
            title=self.title_field.value(), on=self.date.value() or self.draft.on, promised_on=self.promise.value(), parts=tuple(parts),
            tasks=tuple(row.task() for row in self.tasks),
            drops=tuple(task for task, tick in self.drops.items() if tick.isChecked()),
        )  # fmt: skip

    def submit(self, *, again: bool = False) -> None:  # noqa: ARG002
        if not self.take_typed():
            return
        made = self.order()
        if not made.title.strip():
            made = made._replace(title=next((part.title for part in made.parts), ""))
        try:
            order = change_orders.propose(self.store, made)
        except UserError as problem:
            self.refuse(problem)
            return
        number = int(self.store.value("SELECT number FROM change_order WHERE id = ?", (order,)))
        self.accept()
        self.proposed.emit(order, number)


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(4)
    return column


def _in_row(holder: QWidget, *parts: tuple[QWidget, int]) -> None:
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for part, stretch in parts:
        row.addWidget(part, stretch, Qt.AlignmentFlag.AlignVCenter)
