"""The entries of a day, and the one that is chosen edited in place: moments or hours, note, billable, what it was on, rate,
split, joined, deleted; and what was changed of it before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.base import UserError
from app.services import time_deleted, time_edit, time_rates, timelog, timesheet
from app.views import theme
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import LinkButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.date_field import DateField
from app.views.parts.dates import full_text
from app.views.parts.field import Field
from app.views.parts.fields import FormRow, HoursField, NotesField
from app.views.parts.label import Label
from app.views.parts.menu import Menu
from app.views.parts.notice import Notice
from app.views.parts.pane import Pane
from app.views.parts.picker import Option
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.section import SectionHead
from app.views.parts.segmented import Segmented
from app.views.parts.time_finder import ICONS, ClockField, minutes_text, options, when_text

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.timesheet import Entry
    from app.views.page import ShellApi

_HISTORY: Final = 8
_NAMES: Final = {"minutes": "hours", "start": "from", "end": "to", "deleted": "entry", "restored": "entry"}
WIDTH: Final = 344
NARROW: Final = 272  # in a window below 1,100 px


def hours_words(entry: Entry) -> str:
    """'09:00 – 10:30' of an entry that has its moments, 'running' while its clock runs, else nothing."""
    if entry.minutes is None:
        return "running"
    if entry.started is None or entry.ended is None:
        return ""
    return f"{entry.started.astimezone():%H:%M} – {entry.ended.astimezone():%H:%M}"


class EntryEditor(QWidget):
    """The fields of one entry. `gone` fires when it was deleted or joined."""

    gone = Signal()

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self.entry: Entry | None = None
        self._day = date.min
        self._person = 0
        self.what = ChoiceField("On", partial(options, store), self._on_what)
        self.begin = ClockField("From", self._on_begin, placeholder="No time of day")
        self.end = ClockField("To", self._on_end, placeholder="No time of day")
        self.hours = HoursField("Hours", partial(self._change, "minutes"))
        self.on = DateField("Day", partial(self._change, "on_date"), required=True)
        self.note = NotesField("Note", partial(self._change, "note"), placeholder="What was done")
        self.billable = Segmented(((True, "Billable"), (False, "Not billable")), True, name="Billable", in_row=True)
        self.billable.changed.connect(lambda value: self._tried(partial(self._change, "billable", bool(value))))
        self.rate = AmountField("Rate", self._on_rate, placeholder="No rate")
        self.amount = Label("", "text2", theme.SECOND, wrap=True)
        self.clash = Notice("warn", "")
        self.clash.hide()
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(2)
        self.head = SectionHead("Entry")
        column.addWidget(self.head)
        for name, field in (
            ("On", self.what), ("From", self.begin), ("To", self.end), ("Hours", self.hours), ("Day", self.on), ("Note", self.note),
        ):  # fmt: skip
            column.addWidget(FormRow(name, field, name_width=72))
        column.addWidget(self.clash)
        column.addSpacing(6)
        column.addWidget(self.billable, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(4)
        column.addWidget(FormRow("Rate", self.rate, name_width=72))
        column.addWidget(self.amount)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 8, 0, 0)
        self.halve = QuietButton("Split", in_row=True)
        self.halve.set_tooltip("Make two entries of it, half the time each; then change either")
        self.halve.clicked.connect(self._split)
        self.join = QuietButton("Join", in_row=True)
        self.join.set_tooltip("Make one entry of all on the same thing this day")
        self.join.clicked.connect(self._join)
        self.delete = QuietButton("Delete", "trash", in_row=True)
        self.delete.clicked.connect(self._delete)
        for button in (self.halve, self.join, self.delete):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addSpacing(8)
        self.past = SectionHead("What it was before")
        self.told: KeyedRows[time_edit.Change, LineRow] = KeyedRows(
            lambda _: LineRow(), self._show_change, lambda one: (one.at, one.field, one.old), most=_HISTORY
        )
        column.addWidget(self.past)
        column.addWidget(self.told)

    def show_entry(self, entry: Entry, day: date, person_id: int, twins: int) -> None:
        """Show this one; `twins` are on the same thing that day, itself included."""
        other = self.entry is None or entry.id != self.entry.id
        self.entry, self._day, self._person = entry, day, person_id
        fields: tuple[Field[Any], ...] = (self.what, self.begin, self.end, self.hours, self.on, self.note, self.rate)
        if other:
            self.clash.hide()
            for field in fields:
                field.forget_edit()
        runs = "The clock runs: stop it first" if entry.minutes is None else None
        for field in (self.begin, self.end, self.hours, self.on, self.rate):
            field.set_read_only(runs)
        self.what.set_choice(Option((entry.kind, entry.record_id), entry.title, entry.detail, icon=ICONS[entry.kind]))
        self.begin.set_value(entry.started.astimezone().time().replace(second=0) if entry.started else None)
        self.end.set_value(entry.ended.astimezone().time().replace(second=0) if entry.ended else None)
        self.hours.set_value(entry.minutes)
        self.on.set_value(day)
        self.note.set_value(entry.note)
        self.billable.set_value(entry.billable)
        self.rate.set_currency(entry.currency or "EUR")
        self.rate.set_value(entry.rate_minor, hint=time_rates.SOURCES.get(entry.rate_from, ""))
        self.rate.setEnabled(entry.billable)
        self.amount.setText(self._amount_words(entry))
        self.halve.setEnabled((entry.minutes or 0) > 1)
        self.join.setVisible(twins > 1)
        self.join.setText(f"Join {twins}" if twins > 2 else "Join both")
        changes = time_edit.history(self._store, entry.id)
        self.past.setVisible(bool(changes))
        self.told.set_rows(changes)

    def _amount_words(self, entry: Entry) -> str:
        """What is billed of it, and by which rules."""
        if entry.minutes is None or not entry.billable:
            return ""
        rule = time_rates.rounding(self._store)
        billed = rule.billed(entry.minutes)
        counted = (
            f"{minutes_text(billed)} h are billed, {rule.words}"
            if rule.step
            else f"{minutes_text(billed)} h are billed"
        )
        if entry.rate_minor is None:
            return f"{counted}. Without a rate it has no amount; rates stand in the settings."
        from app.domain.money import format_money
        from app.domain.timing import amount_minor

        return f"{counted}: {format_money(amount_minor(billed, entry.rate_minor), entry.currency)}"

    def _show_change(self, row: LineRow, one: time_edit.Change) -> None:
        words = f"{_NAMES.get(one.field, one.field)}: {one.old} → {one.new}"
        row.show_line(words, note=when_text(one.at), note_token="text3", tooltip=f"{words}, {one.who}")

    # what is changed

    def _tried(self, act: Callable[[], object]) -> None:
        try:
            act()
        except UserError as problem:
            self._shell.error(str(problem))

    def _change(self, field: str, value: Any) -> None:
        if self.entry is None:
            return
        if field == "minutes" and value is None:
            raise UserError("Hours cannot be empty; delete the entry instead")
        self._clashing(partial(timelog.change, self._store, self.entry.id, field, value))

    def _on_what(self, key: Any) -> None:
        if self.entry is not None and key is not None:
            timelog.put_on(self._store, self.entry.id, *key)

    def _on_rate(self, minor: int | None) -> None:
        if self.entry is not None:
            time_rates.put_entry(self._store, self.entry.id, minor)

    def _on_begin(self, clock: Any) -> None:
        self._span(clock, None)

    def _on_end(self, clock: Any) -> None:
        self._span(None, clock)

    def _span(self, begin: Any, end: Any) -> None:
        """Another beginning leaves the end where it is; of an entry without moments the other end follows from its minutes."""
        from app.domain.timing import at_clock, next_at

        entry = self.entry
        if entry is None or entry.minutes is None:
            return
        if begin is None and end is None:
            raise UserError("Write a time of day, or change the hours")
        length = timedelta(minutes=entry.minutes)
        day = entry.started.astimezone().date() if entry.started is not None else self._day
        if begin is not None:
            start = at_clock(day, begin)
            stop = entry.ended if entry.ended is not None and entry.ended > start else start + length
        elif entry.started is not None:
            start, stop = entry.started, next_at(entry.started, end)  # perhaps past midnight
        else:
            stop = at_clock(day, end)
            start = stop - length
        self._clashing(partial(timelog.change_span, self._store, entry.id, start, stop), (start, stop))

    def _clashing(self, act: Callable[[], object], span: tuple[Any, Any] | None = None) -> None:
        """Do it; where another entry is in the way, offer the part that is free."""
        self.clash.hide()
        try:
            act()
        except timelog.ClashError as problem:
            if problem.free and span is not None and self.entry is not None:
                first, last = max(problem.free, key=lambda part: part[1] - part[0])
                words = f"Take {first.astimezone():%H:%M} – {last.astimezone():%H:%M}"
                cut = partial(timelog.change_span, self._store, self.entry.id, *span, cut=True)
                self.clash.say("warn", "Part of it is free", "", (words, partial(self._cut, cut)))
                self.clash.show()
            raise

    def _cut(self, act: Callable[[], object]) -> None:
        self.clash.hide()
        for field in (self.begin, self.end):
            field.forget_edit()
        self._tried(act)

    def _split(self) -> None:
        if self.entry is not None and self.entry.minutes:
            self._tried(partial(time_edit.split, self._store, self.entry.id, self.entry.minutes // 2))

    def _join(self) -> None:
        if self.entry is None:
            return
        key = (self.entry.kind, self.entry.record_id)
        there = timesheet.entries(self._store, self._day, self._person)
        ids = [one.id for one in there if (one.kind, one.record_id) == key]
        self._tried(partial(time_edit.merge, self._store, ids))

    def _delete(self) -> None:
        if self.entry is not None:
            title = self.entry.title
            timelog.delete(self._store, self.entry.id)
            self._shell.toast(f"Entry on {title} deleted")
            self.gone.emit()


class DayPane(Pane):
    """A day's entries as lines, and below them the chosen one."""

    added = Signal()
    deleted_wanted = Signal()

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self._day, self._person = date.min, 0
        self.entries: list[Entry] = []
        self.chosen: int | None = None
        self.head = SectionHead("", ("Log time", self.added.emit))
        self.rows: KeyedRows[Entry, LineRow] = KeyedRows(self._make, self._show, lambda entry: entry.id)
        self.nothing = Label("No entry this day", "text3", theme.SECOND)
        self.deleted = LinkButton("", size=theme.SECOND)
        self.deleted.clicked.connect(self.deleted_wanted)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        lines = QVBoxLayout()
        lines.setContentsMargins(16, 10, 16, 8)
        lines.setSpacing(4)
        for part in (self.head, self.nothing, self.rows, self.deleted):
            lines.addWidget(part)
        column.addLayout(lines)
        column.addStretch(1)
        self._column = column
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for each in (area, area.viewport(), inside):
            each.setAutoFillBackground(False)
        self.box.addWidget(area)
        self.setFixedWidth(theme.px(WIDTH))
        self.setAccessibleName("Entries of the day")

    @cached_property
    def editor(self) -> EntryEditor:
        """The chosen entry, made when a day has one."""
        made = EntryEditor(self._store, self._shell)
        made.gone.connect(lambda: self.choose(None))
        self._column.insertWidget(self._column.count() - 1, made)
        return made

    def show_day(self, day: date, person_id: int) -> None:
        """Show the entries of this day; the chosen one stays chosen while it is there."""
        self._day, self._person = day, person_id
        self.entries = timesheet.entries(self._store, day, person_id)
        worked = sum(entry.minutes or 0 for entry in self.entries)
        self.head.set_title(full_text(day))
        self.head.set_note(f"{minutes_text(worked)} h" if worked else "")
        self.nothing.setVisible(not self.entries)
        gone = time_deleted.count(self._store, person_id)
        self.deleted.setText(f"{gone} deleted {'entry' if gone == 1 else 'entries'}…")
        self.deleted.setVisible(bool(gone))
        ids = [entry.id for entry in self.entries]
        if self.chosen not in ids:
            self.chosen = ids[0] if ids else None
        self.rows.set_rows(self.entries)
        self._show_chosen()

    def choose_of(self, kind: str, record_id: int) -> None:
        """Edit the first entry on this thing, unless one of them is chosen; without any the chosen one stays."""
        found = [entry.id for entry in self.entries if (entry.kind, entry.record_id) == (kind, record_id)]
        if found and self.chosen not in found:
            self.choose(found[0])

    def choose(self, entry_id: int | None) -> None:
        """Edit another one."""
        self.chosen = entry_id
        self.rows.set_rows(self.entries)
        self._show_chosen()

    def _show_chosen(self) -> None:
        entry = next((one for one in self.entries if one.id == self.chosen), None)
        if entry is not None or "editor" in self.__dict__:
            self.editor.setVisible(entry is not None)
        if entry is not None:
            key = (entry.kind, entry.record_id)
            twins = sum((one.kind, one.record_id) == key and one.minutes is not None for one in self.entries)
            self.editor.show_entry(entry, self._day, self._person, twins)

    def _make(self, entry: Entry) -> LineRow:
        row = LineRow(96)
        row.clicked.connect(partial(self.choose, entry.id))
        row.set_menu_of(partial(self._menu, entry.id), "Change this entry")
        return row

    def _show(self, row: LineRow, entry: Entry) -> None:
        row.show_line(
            entry.note or entry.title,
            name=hours_words(entry) or "untimed",
            note="" if entry.minutes is None else minutes_text(entry.minutes),
            token="accent_text" if entry.id == self.chosen else "text",
            note_token="text" if entry.billable else "text3",
            tooltip=f"{entry.title}{', ' + entry.detail if entry.detail else ''}, {'billable' if entry.billable else 'not billable'}",
            opens=True,
        )

    def _menu(self, entry_id: int) -> Menu:
        menu = Menu(self)
        menu.add("Open what it is on", partial(self._open, entry_id), "arrow-square-out")
        menu.add("Delete", partial(self._delete, entry_id), "trash")
        return menu

    def _open(self, entry_id: int) -> None:
        entry = next(one for one in self.entries if one.id == entry_id)
        self._shell.go(entry.kind, entry.record_id)

    def _delete(self, entry_id: int) -> None:
        timelog.delete(self._store, entry_id)
        self._shell.toast("Entry deleted")
