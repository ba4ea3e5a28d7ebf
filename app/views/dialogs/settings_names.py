"""The names of countries and currencies, read in the background: the libraries that know them take a while to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from app.base import UserError
from app.views.parts.picker import Option

if TYPE_CHECKING:
    from app.services.public_holidays import Place
    from app.views.jobs import Job, Progress
    from app.views.shell import Shell


def _countries(progress: Progress) -> list[Place]:
    progress.check()
    from app.services import public_holidays

    return public_holidays.countries()


def _currencies(progress: Progress) -> list[Option]:
    progress.check()
    from babel import Locale

    from app.domain.currency import CURRENT

    names = Locale("en").currencies
    return [Option(code, code, str(names.get(code, ""))) for code in sorted(CURRENT)]


class Names(QObject):
    """Empty until they are there; then `countries_known` and `currencies_known` say so."""

    countries_known = Signal()
    currencies_known = Signal()

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._jobs: dict[str, Job] = {}
        self.countries: list[Option] = []
        self.currencies: list[Option] = []

    def want_countries(self) -> None:
        """Begin to read them, once."""
        if "countries" not in self._jobs:
            self._jobs["countries"] = self._shell.run_job(_countries, self._on_countries, title="Reading the countries")

    def want_currencies(self) -> None:
        """Begin to read them, once."""
        if "currencies" not in self._jobs:
            self._jobs["currencies"] = self._shell.run_job(
                _currencies, self._on_currencies, title="Reading the currencies"
            )

    def stop(self) -> None:
        """Nobody waits any more."""
        for job in self._jobs.values():
            job.cancel()

    def country(self, code: str) -> str:
        """The name of a country where it is known already, else its code."""
        return next((option.text for option in self.countries if option.key == code), code)

    def currency(self, code: str) -> str:
        """The name of a currency where it is known already."""
        return next((option.secondary for option in self.currencies if option.key == code), "")

    def regions(self, country: str) -> list[Option]:
        """The parts of a country that have holidays of their own; none before the countries are known."""
        if not country or not self.countries:
            return []
        from app.services import public_holidays

        try:
            return [Option(code, name, code if name != code else "") for code, name in public_holidays.regions(country)]
        except UserError:  # a file from elsewhere may name a country that no longer is one
            return []

    def _is_wanted(self, key: str) -> bool:
        """Work that was past its last check ends as done, though the dialog or the workspace is closed by then."""
        job = self._jobs.get(key)
        return isValid(self) and (job is None or not job.progress.stopped)

    def _on_countries(self, found: list[Place]) -> None:
        if self._is_wanted("countries"):
            self.countries = [Option(code, name, code) for code, name in found]
            self.countries_known.emit()

    def _on_currencies(self, found: list[Option]) -> None:
        if self._is_wanted("currencies"):
            self.currencies = found
            self.currencies_known.emit()
