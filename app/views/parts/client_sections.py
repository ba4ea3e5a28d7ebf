"""What a client's page says of its business: what it paid and pays per hour, how its projects go, what is next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.money import format_money
from app.services.client_page import ClientPage, Next
from app.services.projects import ProjectRow
from app.views import theme
from app.views.parts.buttons import IconButton
from app.views.parts.dates import day_text, short_text
from app.views.parts.field import PAD
from app.views.parts.fields import hours_text
from app.views.parts.project_words import HEALTH_ICONS, STATUS_ICONS, STATUS_WORDS, health_tone
from app.views.parts.record_rows import KeyedRows, LineRow
from app.views.parts.section import Action, SectionHead

Go = Callable[[str, Mapping[str, Any]], object]
_NAMES: Final = theme.FIELD_NAME
_TONES: Final = {"good": "good", "warn": "warn", "bad": "bad", "plain": "text3"}


class MoneyLines(QWidget):
    """Figures of a client, each a line that opens what it is made of: `go(page, filter)`, and `to_contact` what was said last.

    Without any only the head with its '+' is left.
    """

    def __init__(self, go: Go, to_contact: Callable[[], object], action: Action) -> None:
        super().__init__()
        self._go, self._to_contact = go, to_contact
        self.lines = {key: LineRow(_NAMES) for key in ("won", "open", "yearly", "rate", "hours", "since", "contact")}
        self._opens: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self.head = SectionHead("Figures", action)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        for key, line in self.lines.items():
            line.clicked.connect(partial(self._open, key))
            column.addWidget(line)

    def show_page(self, client_id: int, page: ClientPage, timed: Sequence[int]) -> None:
        """Show the figures; those that would be nothing are left out."""
        deals = {"client_id": client_id}
        money, paid = page.money, page.paid
        self._opens = {
            "won": ("deals.list", {**deals, "outcome": "won"}),
            "open": ("deals.list", {**deals, "outcome": "open"}),
            "yearly": ("deals.list", {**deals, "outcome": "won"}),
            "rate": ("tasks.list", {"ids": tuple(timed)}) if timed else ("deals.list", deals),
            "hours": ("tasks.list", {"ids": tuple(timed)}) if timed else ("deals.list", deals),
            "since": ("deals.list", {**deals, "outcome": "won" if money.won_since else ""}),
        }
        shown = partial(format_money, currency=money.home, cents=False)
        missing = f"{money.unconverted:,} without a rate" if money.unconverted else ""
        self._say("won", "Won", shown(money.won_minor) if money.won_deals else "", _deals(money.won_deals), missing)
        if money.won_deals > 1 and money.average_minor is not None:
            self.lines["won"].setToolTip(f"{shown(money.average_minor)} on average{f', {missing}' if missing else ''}")
        self._say(
            "open", "Open", shown(money.open_minor) if money.open_deals else "", _deals(money.open_deals), missing
        )
        self._say("yearly", "Recurring", f"{shown(money.yearly_minor)} a year" if money.yearly_minor else "")
        rate = paid.per_hour_minor
        self._say("rate", "Per hour", "" if rate is None else format_money(rate, money.home), "selling included", (
            f"{shown(paid.revenue_minor)} won, divided by all {hours_text(paid.minutes)} that were logged"
        ))  # fmt: skip
        self._say("hours", "Hours", hours_text(paid.minutes) if paid.minutes else "", _selling(paid.selling), (
            f"{hours_text(paid.delivering)} delivering, {hours_text(paid.selling)} selling, {hours_text(paid.other)} beside"
        ))  # fmt: skip
        since = money.since_on
        words = "Client since" if money.won_since else "Known since"
        self._say("since", words, short_text(since) if since else "")
        last = page.last_contact
        about = last.about if last else ""
        self._say("contact", "Last contact", day_text(last.on) if last else "", about, about, opens=True)

    def _say(
        self, key: str, name: str, text: str, note: str = "", tooltip: str = "", *, opens: bool | None = None
    ) -> None:
        line = self.lines[key]
        line.setVisible(bool(text))
        line.show_line(
            text, name=name, note=note, note_token="text3", tooltip=tooltip, opens=opens or key in self._opens, note_gives_way=True,
        )  # fmt: skip

    def _open(self, key: str) -> None:
        if key == "contact":
            self._to_contact()
        elif key in self._opens:
            self._go(*self._opens[key])


def _deals(count: int) -> str:
    return f"{count:,} {'deal' if count == 1 else 'deals'}" if count else ""


def _selling(minutes: int) -> str:
    return f"{hours_text(minutes)} selling" if minutes else ""


class ProjectLine(LineRow):
    """One project: its name, how far it is, when it ends, and a sign for its health."""

    def __init__(self, go: Callable[[int], object]) -> None:
        super().__init__()
        self._project_id = 0
        self.clicked.connect(lambda: go(self._project_id))

    def show_project(self, project: ProjectRow) -> None:
        """Show how it is now."""
        self._project_id = project.id
        running = project.is_open
        share = f"{project.percent}%" if project.tasks and running else ""
        day = project.ends_on or project.promised_on
        note = ", ".join(part for part in (share, short_text(day) if day and running else "") if part)
        sign = HEALTH_ICONS[project.health] if running else STATUS_ICONS[project.status]
        tone = _TONES[health_tone(project)] if running else "text3"
        told = [STATUS_WORDS[project.status], project.health_text if running else ""]
        self.show_line(
            project.name, icon="flag", note=note or ("" if running else STATUS_WORDS[project.status]), note_token="text2",
            sign=(sign, tone), token="accent_text", tooltip=", ".join(part for part in told if part), opens=True,
        )  # fmt: skip


class ProjectLines(QWidget):
    """The projects of a client: how far, when it ends, and whether the promise will be kept.

    Without any only the head with its '+' is left.
    """

    def __init__(self, go: Callable[[int], object], action: Action) -> None:
        super().__init__()
        self.head = SectionHead("Projects", action)
        self.rows: KeyedRows[ProjectRow, ProjectLine] = KeyedRows(
            lambda _: ProjectLine(go), ProjectLine.show_project, lambda row: row.id, most=6, reuse=True
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.rows)

    def show_projects(self, projects: Sequence[ProjectRow]) -> None:
        """Show them, those under way first."""
        self.rows.set_rows(projects)
        self.head.set_note(str(len(projects)) if len(projects) > 1 else "")


class NextLine(QWidget):
    """What is to be done: a tick, the words, the day."""

    def __init__(self, section: NextLines) -> None:
        super().__init__()
        self.tick = IconButton("circle", "Done", in_row=True)
        self.tick.clicked.connect(lambda: section.done(self.item))
        self.line = LineRow()
        self.line.clicked.connect(lambda: section.opened(self.item))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, PAD, 0)
        row.setSpacing(4)
        row.addWidget(self.tick)
        row.addWidget(self.line, 1)

    def show_item(self, item: Next) -> None:
        """Show one; what is late is red and says so."""
        self.item = item
        day = day_text(item.due_on) if item.due_on else ""
        self.line.show_line(
            item.text, note=f"{day}, late" if item.late else day, note_token="bad" if item.late else "text2",
            tooltip=f"{item.text} ({item.about})" if item.about else item.text, opens=item.deal_id is not None,
        )  # fmt: skip
        self.tick.set_name(f"Done: {item.text}")


class NextLines(QWidget):
    """The section: to-dos and next steps, the earliest first. `done` and `opened` are the page's."""

    def __init__(self, done: Callable[[Next], object], opened: Callable[[Next], object], action: Action) -> None:
        super().__init__()
        self.done, self.opened = done, opened
        self.head = SectionHead("Next", action)
        self.rows: KeyedRows[Next, NextLine] = KeyedRows(
            lambda _: NextLine(self), NextLine.show_item, lambda item: (item.kind, item.id), most=6, reuse=True
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inset = QHBoxLayout()  # the ticks stand outside of the text's edge, the head does not
        inset.setContentsMargins(PAD, 0, PAD, 0)
        inset.addWidget(self.head)
        column.addLayout(inset)
        column.addWidget(self.rows)

    def show_items(self, items: Sequence[Next]) -> None:
        """Show them; without any the head with its '+' is left."""
        self.rows.set_rows(items)
