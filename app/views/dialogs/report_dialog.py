"""Reports as PDF: which one, of what, on which paper, and where to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from app.base import UserError, today
from app.views import theme
from app.views.parts.buttons import MainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.dialog import BatonDialog
from app.views.parts.label import Label
from app.views.parts.segmented import Segmented

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Progress
    from app.views.page import ShellApi

WHAT: Final[dict[str, str]] = {
    "forecast": "Closed and expected revenue by month, with its range, and the deals behind it.",
    "project": "The state of one project: what is done and left, when it finishes, what was promised.",
    "handoff": "Where the handoff leaks: from won to delivered, what slips through, and sold against what it takes.",
    "delivery": "Kept due days, cycle time, throughput, work under way, estimates, and when the open projects finish.",
    "brief": "One page for the team: goals, what was sold with its hours, what was promised, people, dates, payment, risks.",
    "client_brief": "One page for the client: goals, what is included and what is not, people, dates and payment.",
}
OF_PROJECT: Final = ("project", "brief", "client_brief")
PAPERS: Final = (("a4", "A4"), ("us-letter", "US letter"))


class ReportDialog(BatonDialog):
    """Asks what to write; the writing itself goes on in the background, after the dialog has closed.

    `report` ('forecast', 'project', 'handoff' or 'delivery') and `project_id` are chosen from the start. `period` is
    the one that the report of the handoff or of delivery is about; the latter is of all projects without `project_id`.
    """

    def __init__(
        self,
        store: Store,
        shell: ShellApi,
        parent: QWidget,
        *,
        report: str = "forecast",
        project_id: int | None = None,
        period: str = "",
    ) -> None:
        super().__init__(parent, "Write a report", width=760)
        from app.services import projects, settings

        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store = store
        self._shell = shell
        self._about = report, project_id, period
        self.report = Segmented(
            (
                ("forecast", "Revenue forecast"),
                ("project", "Project status"),
                ("handoff", "Handoff"),
                ("delivery", "Delivery"),
                ("brief", "Team brief"),
                ("client_brief", "Client brief"),
            ),
            report,
            name="Report",
        )
        paper = str(settings.get(store, "paper", "a4"))
        self.paper = Segmented(PAPERS, paper if paper in dict(PAPERS) else "a4", name="Paper")
        found = projects.choices(store)
        if project_id is not None and all(project_id != choice[0] for choice in found):
            found += [(row.id, row.name, row.client or "") for row in projects.rows(store, [project_id])]
        self.project = ChoiceField("Project", found, boxed=True, placeholder="Choose a project")
        self.project.set_value(project_id if project_id is not None else found[0][0] if found else None)
        self.words = Label("", "text2", wrap=True)
        self._project_name = Label("Project", "text3")
        self._lay_out()
        self.report.changed.connect(self._on_report)
        self.add_button(QuietButton("Close"))
        self.save = MainButton("Save as PDF…", "file-pdf")
        self.add_button(self.save, self.ask_where)
        self._on_report()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        grid.setColumnMinimumWidth(0, theme.px(72))
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[QWidget, QWidget], ...] = (
            (Label("Report", "text3"), self.report),
            (self._project_name, self.project),
            (Label("Paper", "text3"), self.paper),
        )
        for row, (name, part) in enumerate(rows):
            grid.addWidget(name, row, 0)
            grid.addWidget(part, row, 1)
        self.body.addLayout(grid)
        self.body.addSpacing(4)
        self.body.addWidget(self.words)

    def _on_report(self, _key: Any = None) -> None:
        which = str(self.report.value())
        self.words.setText(WHAT[which])
        self.set_note("")
        for part in (self.project, self._project_name):
            part.setEnabled(which in OF_PROJECT)

    def ask_where(self) -> None:
        """Ask where to write to; says what is missing instead when something is."""
        if self.report.value() in OF_PROJECT and self.project.value() is None:
            self.set_note("Choose the project that the report is about")
            self.project.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog = QFileDialog(self, "Save as PDF", str(folder / f"{self.file_name()}.pdf"), "PDF (*.pdf)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda chosen: self.write(Path(chosen)))
        dialog.open()

    def file_name(self) -> str:
        """'Kiosk app 2026-11-12', without signs that a file system may refuse."""
        what = {"handoff": "Handoff", "delivery": "Delivery"}.get(str(self.report.value()), "Forecast")
        if self.report.value() in OF_PROJECT:
            option = self.project.choice(self.project.value())
            what = option.text if option else "Project"
            what += {"brief": " team brief", "client_brief": " brief"}.get(str(self.report.value()), "")
        plain = "".join(sign if sign.isalnum() or sign in " -_" else "-" for sign in what)
        return f"{plain} {today().isoformat()}"

    def write(self, out: Path) -> None:
        """Write the chosen report to `out`, in the background, and offer to open it."""
        from app.services import settings

        shell, store = self._shell, self._store
        first, about, chosen = self._about
        which, paper, project = str(self.report.value()), str(self.paper.value()), self.project.value()
        if settings.get(store, "paper", "a4") != paper:
            settings.put(store, "paper", paper, "Choose paper")
        period, one = (chosen, about) if which == first else ("", None)

        def work(progress: Progress) -> Path:
            from app.reports import reports

            progress.check()
            try:
                if which == "project":
                    reports.project(store, project, out, paper=paper)
                elif which in OF_PROJECT:
                    reports.brief(store, project, "team" if which == "brief" else "client", out, paper=paper)
                elif which == "handoff":
                    reports.handoff(store, out, period=period or "all", paper=paper)
                elif which == "delivery":
                    reports.delivery(store, out, project_id=one, period=period or "quarter", paper=paper)
                else:
                    reports.forecast(store, out, paper=paper)
            except OSError as problem:
                raise UserError(f"{out} could not be written: {problem.strerror}. Choose another place.") from problem
            return out

        def done(path: Path) -> None:
            url = QUrl.fromLocalFile(str(path))
            shell.toast(f"{path.name} is written", action=("Open", lambda: QDesktopServices.openUrl(url)))

        self.accept()
        shell.run_job(work, done, title=f"Writing {out.name}")
