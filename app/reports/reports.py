"""The reports: what they say is gathered from the workspace here, and set by `documents`."""

from __future__ import annotations

import locale
from datetime import date
from pathlib import Path
from typing import Literal

from app.base import today
from app.models.store import Store
from app.reports import documents
from app.reports.documents import Paper
from app.services import settings

# Where paper is US Letter; A4 everywhere else (Unicode CLDR, supplemental data, measurementData).
_LETTER = ("BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE")


def forecast(store: Store, out: Path, *, as_of: date | None = None, paper: str | None = None) -> Path:
    """Write the revenue forecast as PDF to `out`; returns it. `as_of` is a day (today), `paper` see `paper_of`.

    Raises UserError when the file cannot be written; what was there is then unchanged.
    """
    from app.reports import forecast_report

    size = paper_of(store, paper)
    return documents.forecast_report(forecast_report.gather(store, as_of or today(), size), out, size)


def project(store: Store, project_id: int, out: Path, *, as_of: date | None = None, paper: str | None = None) -> Path:
    """Write the status of a project as PDF to `out`; returns it. `as_of` is a day (today), `paper` see `paper_of`.

    Raises UserError when the project is gone or the file cannot be written; what was there is then unchanged.
    """
    from app.reports import project_report

    size = paper_of(store, paper)
    return documents.project_report(project_report.gather(store, project_id, as_of or today(), size), out, size)


def handoff(store: Store, out: Path, *, period: str = "all", paper: str | None = None) -> Path:
    """Write where the handoff leaks as PDF to `out`; returns it. `period` is of `leaks_report.PERIODS`: won when.

    Raises UserError when the file cannot be written; what was there is then unchanged.
    """
    from app.reports import leaks_report

    size = paper_of(store, paper)
    return documents.write("handoff", leaks_report.gather(store, size, period), out, size)


def delivery(
    store: Store, out: Path, *, project_id: int | None = None, period: str = "quarter", paper: str | None = None
) -> Path:
    """Write the delivery figures of a project or of all as PDF to `out`; returns it. `period` is of
    `delivery_report.PERIODS`: finished when. Raises UserError when the file cannot be written.
    """
    from app.reports import delivery_report

    size = paper_of(store, paper)
    return documents.write("delivery", delivery_report.gather(store, size, project_id, period), out, size)


def change_order(store: Store, order_id: int, out: Path, *, paper: str | None = None) -> Path:
    """Write a change order as PDF to `out`, for the client to sign; returns it.

    Raises UserError when the order is gone or the file cannot be written; what was there is then unchanged.
    """
    from app.reports import brief_change

    return documents.write("change-order", brief_change.gather(store, order_id), out, paper_of(store, paper))


def hand_back(store: Store, project_id: int, out: Path, *, paper: str | None = None) -> Path:
    """Write how promise and result of a project compare as PDF to `out`; returns it.

    Raises UserError when the project is gone or the file cannot be written; what was there is then unchanged.
    """
    from app.reports import brief_hand_back

    return documents.write("hand-back", brief_hand_back.gather(store, project_id), out, paper_of(store, paper))


def brief(
    store: Store, project_id: int, audience: Literal["team", "client"], out: Path, *, paper: str | None = None
) -> Path:
    """Write the brief of a project for the 'team' or the 'client' as PDF to `out`; returns it.

    Raises UserError when the project is gone or the file cannot be written; what was there is then unchanged.
    """
    from app.reports import brief_report

    return documents.write("brief", brief_report.gather(store, project_id, audience), out, paper_of(store, paper))


def paper_of(store: Store, wanted: str | None = None) -> Paper:
    """'a4' or 'us-letter': as wanted, else as the settings say, else as is usual in the country. Raises UserError."""
    chosen = str(wanted or settings.get(store, "paper", ""))
    if not chosen:
        country = str(settings.get(store, "country", "")) or (locale.getlocale()[0] or "").partition("_")[2]
        chosen = "us-letter" if country.upper() in _LETTER else "a4"
    return documents.known_paper(chosen)
