"""How a file is read, with what may be said otherwise: encoding, separator, sheet, dates, decimals, known records."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views import theme
from app.views.dialogs.import_plan import Asked, Ready, Same
from app.views.parts.choice_field import ChoiceField
from app.views.parts.fields import FormRow
from app.views.parts.label import Label
from app.views.parts.segmented import Segmented

_ENCODINGS: Final = (
    ("utf-8", "UTF-8"), ("cp1252", "Western, cp1252"), ("utf-16", "UTF-16"), ("mac_roman", "Mac Roman"), ("cp1250", "Central European"),
    ("cp1251", "Cyrillic"), ("cp1253", "Greek"), ("cp1254", "Turkish"), ("shift_jis", "Japanese, Shift JIS"), ("gb18030", "Chinese, GB 18030"),
)  # fmt: skip
_DELIMITERS: Final = ((",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Bar"))
_DATES: Final = (("dmy", "Day, month, year"), ("mdy", "Month, day, year"), ("ymd", "Year, month, day"))
_DECIMALS: Final = ((".", "Point, 1,200.50"), (",", "Comma, 1.200,50"))
_KNOWN: Final = (("update", "Update them"), ("skip", "Leave them"), ("create", "Add them again"))

Likely = tuple[str, str, str, int]


class ReadingForm(QWidget):
    """`changed(field, value)`: read it otherwise; the names are those of `Asked`."""

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, ChoiceField] = {}
        self._rows: dict[str, FormRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label("How it is read", "text", theme.TEXT, theme.SEMIBOLD))
        for key, name, choices in (
            ("sheet", "Sheet", ()),
            ("encoding", "Letters", _ENCODINGS),
            ("delimiter", "Columns", _DELIMITERS),
            ("dates", "Dates", _DATES),
            ("decimal", "Decimals", _DECIMALS),
            ("on_duplicate", "Known ones", _KNOWN),
        ):
            field = ChoiceField(name, choices, self._teller(key), boxed=True)
            self.fields[key] = field
            self._rows[key] = FormRow(name, field, name_width=84)
            column.addWidget(self._rows[key])

    def _teller(self, key: str) -> Any:
        return lambda value: self.changed.emit(key, value)

    def show_ready(self, ready: Ready) -> None:
        """Show how it was read; what does not apply to this file is not shown."""
        table, asked, reading = ready.table, ready.asked, ready.reading
        with QSignalBlocker(self):
            self.fields["sheet"].set_options([(name, name) for name in table.sheets])
            known = dict(_ENCODINGS)
            extra = [(table.encoding, table.encoding)] if table.encoding not in ("", *known) else []
            self.fields["encoding"].set_options([*_ENCODINGS, *extra])
            shown = {
                "sheet": asked.sheet or _sheet_read(ready),
                "encoding": table.encoding or None,
                "delimiter": table.delimiter or None,
                "dates": reading.dates,
                "decimal": reading.decimal,
                "on_duplicate": asked.on_duplicate,
            }
            for key, value in shown.items():
                self.fields[key].set_value(value)
        self._rows["sheet"].setVisible(len(table.sheets) > 1)
        self._rows["encoding"].setVisible(bool(table.encoding))
        self._rows["delimiter"].setVisible(bool(table.delimiter))


def _sheet_read(ready: Ready) -> str | None:
    """The sheet that was read unasked; the reader says so in a note when there are several."""
    notes = " ".join(ready.table.notes)
    return next((name for name in ready.table.sheets if f"“{name}” was read" in notes), None)


class LikelyNames(QWidget):
    """'GTXPro is likely GTX Pro': keep apart, or take as the same. `changed(same)` tells all choices."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.switches: dict[tuple[str, str, str], Segmented] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(Label("Likely the same", "text", theme.TEXT, theme.SEMIBOLD))
        self.hide()

    def forget(self) -> None:
        """Another file, or another kind."""
        for switch in self.switches.values():
            holder = switch.parentWidget()
            if holder is not None:
                self._column.removeWidget(holder)
                holder.hide()
                holder.deleteLater()
        self.switches.clear()
        self.hide()

    def show_likely(self, likely: tuple[Likely, ...]) -> None:
        """Add what is new; what was answered stays in sight, so that the answer can be taken back."""
        for table, name, like, records in likely:
            key = (table, name, like)
            if key in self.switches:
                continue
            holder = QWidget(self)
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, 2, 0, 4)
            inside.setSpacing(4)
            count = "1 row" if records == 1 else f"{records:,} rows"
            inside.addWidget(Label(f"{name} ({count}) is likely {like}", "text2", wrap=True))
            switch = Segmented(
                (("apart", "Keep apart"), ("same", "Take as the same")),
                name=f"{name}, likely {like}",
                in_row=True,
            )
            switch.changed.connect(lambda _: self.changed.emit(self.same()))
            inside.addWidget(switch)
            self._column.addWidget(holder)
            self.switches[key] = switch
        self.setVisible(bool(self.switches))

    def same(self) -> Same:
        """What is taken as the same: by field, the name in the file and the known one."""
        found: dict[str, dict[str, str]] = {}
        for (table, name, like), switch in self.switches.items():
            if switch.value() == "same":
                found.setdefault(table, {})[name] = like
        return found


def with_change(asked: Asked, key: str, value: Any) -> Asked:
    """The same question with one answer changed; another table begins with a fresh guess of its columns."""
    changed = asked._replace(**{key: value})
    if key in ("encoding", "delimiter", "sheet"):
        return changed._replace(choices=None, dates=None, decimal=None)
    return changed
