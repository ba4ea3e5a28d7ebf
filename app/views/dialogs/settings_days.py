"""Settings of working days: the week, the public holidays, and one's own days off."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import people, public_holidays, settings
from app.views import theme
from app.views.dialogs.settings_days_off import DaysOff
from app.views.dialogs.settings_section import NAMES, Section
from app.views.dialogs.settings_week import WeekFields
from app.views.parts.choice_field import ChoiceField
from app.views.parts.dates import day_text, distance_text
from app.views.parts.paint import paint_text
from app.views.parts.section import SectionHead

if TYPE_CHECKING:
    from datetime import date

    from app.models.store import Store
    from app.views.dialogs.settings_dialog import SettingsDialog

NO_HOLIDAYS = "No public holidays"
LOADING = "The list of countries is being read"
_SHOWN = 5


class Holidays(QWidget):
    """The next public holidays, a line each."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[date, str]] = []

    def show_days(self, days: list[tuple[date, str]]) -> None:
        """Show these."""
        self.lines = days
        self.setFixedHeight(len(days) * theme.px(24))
        self.setVisible(bool(days))
        self.setAccessibleName("; ".join(f"{day_text(day)} {name}" for day, name in days))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        high = theme.px(24)
        left, first, second = theme.px(NAMES) + 10, theme.px(124), theme.px(228)
        for at, (day, name) in enumerate(self.lines):
            paint_text(painter, QRect(left, at * high, first - 8, high), day_text(day), "text2")
            paint_text(painter, QRect(left + first, at * high, second - 8, high), name, "text")
            end = left + first + second
            paint_text(painter, QRect(end, at * high, self.width() - end, high), distance_text(day), "text3")


class DaysSection(Section):
    """The week, the holidays of a country, the days off."""

    reads: ClassVar[frozenset[str]] = frozenset({"setting", "day_off", "person"})

    def __init__(self, store: Store, dialog: SettingsDialog) -> None:
        super().__init__(store, dialog, "Working days")
        self.week = WeekFields(lambda week: settings.change_week(store, week))
        self.country = ChoiceField("Country", (), self._on_country, boxed=True, empty=NO_HOLIDAYS)
        self.region = ChoiceField("Region", (), self._on_region, boxed=True, empty="The whole country")
        self.holidays = Holidays()
        self.days_off = DaysOff(store, dialog)
        self._build()
        dialog.names.countries_known.connect(self.refresh)
        dialog.names.want_countries()

    def _build(self) -> None:
        self.column.addWidget(SectionHead("Week"))
        self.column.addWidget(self.week)
        self.say(
            "Plans put work on these days. People who work this week follow it; others keep their own, under People."
        )
        self.column.addSpacing(16)
        self.column.addWidget(SectionHead("Public holidays"))
        self.add_row("Country", self.country)
        self._region_row = self.add_row("Region", self.region)
        self.column.addWidget(self.holidays)
        self._no_days = self.say("")
        self._no_days.setContentsMargins(theme.px(NAMES), 0, 0, 0)
        self.column.addSpacing(16)
        self.column.addWidget(self.days_off)
        self.column.addStretch(1)

    def refresh(self) -> None:
        names = self.dialog.names
        self.week.show_week(settings.week(self.store))
        country, region = settings.place(self.store)
        self.country.set_options(names.countries or ([(country, country)] if country else []))
        self.country.set_value(country or None)
        self.country.set_read_only(None if names.countries else LOADING)
        regions = names.regions(country)
        self.region.set_options(regions or ([(region, region)] if region else []))
        self.region.set_value(region or None)
        self._region_row.setVisible(bool(regions or region))
        self._show_holidays(country, region)
        everyone = people.everyone(self.store)
        self.days_off.show_days(settings.days_off(self.store), everyone)

    def _show_holidays(self, country: str, region: str) -> None:
        try:
            coming = public_holidays.coming(country, region, _SHOWN)
        except UserError as problem:
            self.holidays.show_days([])
            self._no_days.setText(str(problem))
            self._no_days.show()
            return
        self.holidays.show_days(coming)
        self._no_days.setText("" if coming else "Without a country every working day of the week counts.")
        self._no_days.setVisible(not coming)

    def take_focus(self) -> None:
        self.week.days[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_country(self, country: str | None) -> None:
        settings.change_place(self.store, country or "")

    def _on_region(self, region: str | None) -> None:
        settings.change_place(self.store, settings.place(self.store)[0], region or "")
