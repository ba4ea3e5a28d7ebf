"""How somebody is reached: every e-mail, telephone, address and link of a client or contact, edited in place.

    rows = ChannelRows(store, shell, "client")
    rows.show_record(id)      read them; None shows none; rows.reload() after a change
The sign before a value opens it; '…' labels, copies, removes it or makes it the main one. '+ Add' begins another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain import reach
from app.services import channels
from app.services.channels import OWN, Channel
from app.views.parts.attempt import attempt
from app.views.parts.buttons import IconButton
from app.views.parts.field import PAD
from app.views.parts.menu import Menu
from app.views.parts.reach_row import ICONS, OPENS, ReachRow
from app.views.parts.record_rows import KeyedRows
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.page import ShellApi
    from app.views.parts.view_name import NamePopup

Record = Literal["client", "contact"]
_ALWAYS: Final = ("email", "phone")  # asked for most, so that their place is in sight while it is empty
_FRESH: Final = -1  # the row that is about to become a channel


class ChannelRow(ReachRow):
    """One channel with its menu."""

    def __init__(self, section: ChannelRows, channel: Channel) -> None:
        super().__init__(channel.kind, self._commit)
        self.section, self.channel = section, channel
        self.more = IconButton("dots-three", "More", in_row=True, size=14)
        self.more.clicked.connect(lambda: self._open_menu(self.more.mapToGlobal(QPoint(0, self.more.height() + 2))))
        self.row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        self.naming: NamePopup | None = None
        self.ended.connect(lambda: QTimer.singleShot(0, self, self._on_ended))

    def show_channel(self, channel: Channel, *, alone: bool = True) -> None:
        """Show it; 'main' stands beside the first of several."""
        self.channel = channel
        words = [channel.label] if channel.label else []
        words += ["main"] if channel.is_main and not alone else []
        self.show_value(channel.value, ", ".join(words))
        self.more.set_name(f"More for {reach.shown(channel.kind, channel.value)}")
        self.more.setVisible(bool(channel.value))

    def _commit(self, value: str) -> None:
        self.section.commit(self.channel, value)

    def _on_ended(self) -> None:
        if self.channel.id == _FRESH and not self.field.refusal() and not self.field.is_editing():
            self.section.drop_fresh()

    def menu(self) -> Menu:
        """What can be done with it."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kind = self.channel.kind
        if kind in OPENS:
            menu.add(OPENS[kind], self.open_value, ICONS[kind], "Ctrl+Enter", why_not=reach.problem(kind, self.value))
        menu.add("Copy", self.copy, "copy")
        if not self.channel.is_main:
            menu.add("Make it the main one", partial(self.section.make_main, self.channel), "arrow-up")
        labels = menu.add_menu(self.channel.label or "Label", "tag")
        known = dict.fromkeys((*reach.LABELS[kind], *([self.channel.label] if self.channel.label else [])))
        for label in known:
            chosen = "check" if label == self.channel.label else ""
            labels.add(label.replace("&", "&&"), partial(self.section.label, self.channel, label), chosen)
        labels.addSeparator()
        labels.add("Another word…", self.ask_label, "pencil-simple")
        if self.channel.label:
            labels.add("No label", partial(self.section.label, self.channel, ""), "x")
        menu.addSeparator()
        menu.add("Remove", partial(self.section.remove, self.channel), "trash")
        return menu

    def ask_label(self) -> None:
        """Ask for a word of the user's own."""
        from app.views.parts.view_name import NamePopup

        take = partial(channels.label, *self.section.place(self.channel), self.channel.id)
        self.naming = NamePopup(self.more, "Label", self.channel.label, take, example="Such as assistant")
        self.naming.open_at(self.more)
        self.naming.field.begin_edit()

    def _open_menu(self, at: QPoint) -> None:
        self.menu().popup(at)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.channel.value:
            self._open_menu(event.globalPos())


class ChannelRows(QWidget):
    """See the top of this module."""

    def __init__(self, store: Store, shell: ShellApi, record: Record) -> None:
        super().__init__()
        self.store, self._shell, self._record = store, shell, record
        self._id: int | None = None
        self._fresh = ""
        self.found: list[Channel] = []
        self.setAccessibleName("How to reach them")
        self.head = SectionHead("Contact details", ("Add", self._ask_kind))
        self.rows: KeyedRows[Channel, ChannelRow] = KeyedRows(
            lambda channel: ChannelRow(self, channel), self._show, lambda channel: (channel.kind, channel.id)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inset = QHBoxLayout()  # the rows end outside of the text's edge, the head does not
        inset.setContentsMargins(PAD, 0, PAD, 0)
        inset.addWidget(self.head)
        column.addLayout(inset)
        column.addWidget(self.rows)

    def show_record(self, record_id: int | None) -> None:
        """Show the channels of a record; another than before drops what was being typed."""
        if record_id != self._id:
            self._fresh = ""
            for row in self.rows.widgets.values():
                row.field.forget_edit()
        self._id = record_id
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        self.found = [] if self._id is None else channels.of(self.store, self._record, [self._id])[self._id]
        lines: list[Channel] = []
        for kind in reach.KINDS:
            mine = [each for each in self.found if each.kind == kind]
            if not mine and kind in _ALWAYS:
                mine = [Channel(OWN, kind, "", "", True)]
            if kind == self._fresh and all(each.value for each in mine):
                mine.append(Channel(_FRESH, kind, "", "", False))
            lines += mine
        self.rows.set_rows(lines)

    def _show(self, row: ChannelRow, channel: Channel) -> None:
        row.show_channel(channel, alone=sum(each.kind == channel.kind for each in self.found) < 2)

    # What is done

    def _ask_kind(self) -> None:
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind, words in reach.KINDS.items():
            menu.add(words, partial(self.begin, kind), ICONS[kind])
        if self.head.link is not None:
            menu.popup(self.head.link.mapToGlobal(QPoint(0, self.head.link.height() + 4)))

    def begin(self, kind: str) -> None:
        """An empty place to type one more of this kind."""
        self._fresh = kind
        self.reload()
        empty = next(row for row in self.rows.widgets.values() if row.channel.kind == kind and not row.channel.value)
        QTimer.singleShot(0, empty, empty.field.begin_edit)  # the place is laid out first

    def drop_fresh(self) -> None:
        """Nothing was typed."""
        self._fresh = ""
        self.reload()

    def place(self, channel: Channel) -> tuple[Store, Record, int, str]:
        """Where a channel belongs, as the verbs ask for it."""
        return self.store, self._record, self._id or 0, channel.kind

    def commit(self, channel: Channel, value: str) -> None:
        """Keep what was typed. Raises UserError."""
        if channel.value:
            channels.change(*self.place(channel), channel.id, value)
        elif value.strip():
            channels.add(*self.place(channel), value)
            self._fresh = ""
        QTimer.singleShot(0, self, self.reload)

    def label(self, channel: Channel, name: str) -> None:
        """Call it so."""
        self._attempt(lambda: channels.label(*self.place(channel), channel.id, name))

    def make_main(self, channel: Channel) -> None:
        """Let it be the first of its kind."""
        self._attempt(lambda: channels.make_main(*self.place(channel), channel.id))

    def remove(self, channel: Channel) -> None:
        """Take it away; Undo brings it back."""
        if self._attempt(lambda: channels.remove(*self.place(channel), channel.id)):
            self._shell.toast(f"{reach.shown(channel.kind, channel.value)} removed")

    def _attempt(self, act: Callable[[], object]) -> bool:
        done = attempt(self._shell, act)
        if done:
            QTimer.singleShot(0, self, self.reload)
        return done
