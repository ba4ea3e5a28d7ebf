"""The story, step by step: each does what a person would do, says what came of it, and checks that it did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.base import UserError, today
from app.tour.journey import Tour
from app.tour.sample_deals import write_deals

if TYPE_CHECKING:
    from app.domain.burndown import Burndown
    from app.domain.forecast import Forecast, Month
    from app.models.store import Store
    from app.views.handoff.conflicts import Choice
    from app.views.handoff.wizard import HandoffWizard
    from app.views.handoff.work import Work

SOLD, RUNNING, DONE_TODAY = "Rebrand and site", "Kiosk app", "Catalogue screens"
TEMPLATE: Final = "Website"


def new_workspace(tour: Tour) -> None:
    """A file with the sample studio in it, shown in a window."""
    from app.services import demo, figures, workspace

    store = workspace.create(tour.own("studio.baton"), my_name="Mara Sample", currency="EUR")
    tour.use(store)
    demo.fill(store, today=today())
    found = figures.totals(store)
    tour.say(
        f"studio.baton holds a small sample studio: {found.clients} clients, {found.deals} deals, "
        f"{found.projects} projects, {found.tasks} tasks."
    )
    tour.show()
    tour.picture("deals-board")


def import_deals(tour: Tour) -> None:
    """A table of deals out of another program, two rows of it wrong; both are named, the others land."""
    from app.services import deal_board, deals
    from app.views.dialogs.import_dialog import DONE, ImportDialog

    source = tour.own("deals.csv")
    rows = write_deals(source, today())
    window = tour.window
    window.shell.files.import_data()
    dialog = window.dialog(ImportDialog)
    dialog.take_file("deals", source)
    window.wait_for("The preview of deals.csv", dialog.main.isEnabled)
    tour.picture("import-preview", "light", "dark")
    dialog.main.click()
    window.wait_for("The import of deals.csv", lambda: dialog.steps.currentIndex() == DONE and dialog.main.isEnabled())
    tour.picture("import-done")
    report = dialog.report
    window.press(dialog, dialog.close_button.text())
    if report is None:
        raise UserError("The import ended without an answer.")
    landed = report.landed
    if (landed.created, len(landed.errors)) != (rows - 2, 2):
        raise UserError(
            f"{landed.created} of {rows} deals came in, with {len(landed.errors)} errors; two were expected."
        )
    tour.say(f"{rows} rows in deals.csv: {landed.created} came in, {len(landed.errors)} did not, all in one action.")
    for problem in landed.errors:
        tour.say(f"Row {problem.row}, {problem.field}: “{problem.value}”. {problem.problem}")
    for note in (*report.stated, *landed.notes):
        tour.say(note)
    long_won = deal_board.waiting_for_handoff(tour.store, won_before=today() - timedelta(30))
    deals.waive_handoff(tour.store, long_won)
    tour.say(f"{len(long_won)} deals won long ago are marked as needing no project.")
    tour.window.settle()


def totals(tour: Tour) -> None:
    """The sums, as `baton show totals` gives them, and the forecast of today."""
    from app.services import figures

    found = figures.totals(tour.store)
    tour.say(f"{found.deals} deals: {found.won} won for {tour.money(found.won_minor)}, {found.lost} lost.")
    tour.say(f"{found.open} open for {tour.money(found.open_minor)}, weighted {tour.money(found.weighted_minor)}.")
    tour.window.open_page("deals.board")
    tour.picture("deals-board-with-import", "light", "dark")
    tour.window.open_page("forecast")
    tour.picture("forecast-before")


def win_deal(tour: Tour) -> None:
    """A card is dragged to Won; the dialog asks when, and the wizard opens."""
    from app.services import deal_board
    from app.views.dialogs.win_deal import WinDialog

    window = tour.window
    board = window.board("deals.board")
    tour.deal = int(tour.store.value("SELECT id FROM deal WHERE title = ?", (SOLD,)))
    won = next(pane.column.key for pane in board.panes if pane.column.tone == "won")
    window.lift(board, tour.deal, won)
    tour.picture("drag-to-won", "light", "dark")
    window.drop(board)
    dialog = window.dialog(WinDialog)
    tour.picture("closing-date")
    window.press(dialog, "Win and hand off")
    card = deal_board.cards(tour.store, [tour.deal])[0]
    if card.stage_kind != "won" or card.closed_on != today():
        raise UserError(f"{SOLD} is in {card.stage}, closed {card.closed_on}; it was dropped on Won.")
    tour.say(f"{SOLD} for {card.client}, {tour.money(card.amount_minor or 0)}, was dropped on Won and is won today.")


def hand_off(tour: Tour) -> None:
    """The wizard, step by step, to the project."""
    from app.views.handoff.wizard import STEPS as PAGES
    from app.views.handoff.wizard import HandoffWizard

    window = tour.window
    wizard = window.dialog(HandoffWizard)
    for index in range(len(PAGES)):
        if wizard.current != index or wizard.work is None:
            raise UserError(f"The wizard stands at step {wizard.current + 1} in place of {index + 1}.")
        title = PAGES[index].title_for(wizard.work)
        if title == "Plan":
            _choose_template(tour, wizard)
        if PAGES[index].key == "promised":
            _keep_promises(wizard)
        if PAGES[index].key == "owners":
            tour.picture(f"wizard-{index + 1}-{PAGES[index].key}-open")
            _settle_conflicts(tour, wizard)
        tour.picture(f"wizard-{index + 1}-{PAGES[index].key}", "light", "dark")
        verdict = wizard.work.verdict()
        tour.say(f"{title}: {PAGES[index].settled(wizard.work).text}. {verdict.sentence}.")
        window.press(wizard, wizard.next_button.text())
    project = tour.store.value("SELECT project_id FROM handoff WHERE deal_id = ?", (tour.deal,))
    if project is None:
        raise UserError("The wizard ended without a project.")
    tour.project = int(project)


def _keep_promises(wizard: HandoffWizard) -> None:
    """Make a task of every promise that nobody has decided on."""
    from app.domain import handoff_promises

    work = wizard.work
    for at in range(len(work.plan.promises or ()) if work else 0):
        if work is not None and (work.plan.promises or ())[at].outcome == "open":
            work.put(handoff_promises.keep(work.plan, at, owner=work.me))


def _choose_template(tour: Tour, wizard: HandoffWizard) -> None:
    from app.views.handoff.step_plan import TemplateCard

    card = next((each for each in wizard.findChildren(TemplateCard) if each.name == TEMPLATE), None)
    if card is None:
        raise UserError(f"The wizard offers no template “{TEMPLATE}”.")
    card.click()
    tour.window.settle()


def _settle_conflicts(tour: Tour, wizard: HandoffWizard) -> None:
    """Take a way out of each conflict, as somebody in a hurry would, until nothing is open."""
    from app.views.handoff.conflict_box import ConflictBox

    for _ in range(60):
        tour.window.settle(20)
        conflict = wizard.work.conflict if wizard.work else None
        if wizard.work is None or conflict is None:
            return
        choice = way_out(wizard.work)
        tour.say(f"{conflict.title}: {choice.text}.")
        box = tour.window.part(wizard, ConflictBox)
        next(way for way in box.ways if way.choice == choice).setChecked(True)
        tour.window.press(wizard, "Apply")
    raise UserError("The wizard still finds something open after sixty choices.")


def way_out(work: Work) -> Choice:
    """The first way that moves no finish; where every way does, the last one, which leaves things as they are."""
    choices = work.choices()[0]
    last = work.plan.last_day
    easy = [each for each in choices if each.plan and each.plan.last_day and last and each.plan.last_day <= last]
    return (easy or choices[-1:])[0]


def show_project(tour: Tour) -> None:
    """The project: every task has an owner and a date; one undo takes all of it back, one redo brings it again."""
    from app.services import projects

    store, shell = tour.store, tour.window.shell
    _check_owned(store, tour.project)
    row = projects.rows(store, [tour.project])[0]
    owners = store.value("SELECT count(DISTINCT assignee_id) FROM task WHERE project_id = ?", (tour.project,))
    tour.say(
        f"{row.name} for {row.client} has {row.tasks} tasks, every one with an owner ({owners} people) and a date, "
        f"from {row.start_on} to {row.finish_on}."
    )
    label = store.undo_label
    shell.undo()
    tour.window.settle()
    if projects.rows(store, [tour.project]):
        raise UserError("Undo left the project in place.")
    shell.redo()
    tour.window.settle()
    if _check_owned(store, tour.project) != row.tasks:
        raise UserError("Redo did not bring every task back.")
    tour.say(f"Undo took “{label}” back as a whole, Redo brought all {row.tasks} tasks again.")
    shell.go("project", tour.project)
    tour.window.settle()
    tour.picture("project", "light", "dark")


def _check_owned(store: Store, project: int) -> int:
    """How many tasks the project has. Raises UserError when one of them has no owner or no date."""
    bare = store.rows(
        "SELECT title FROM task WHERE project_id = ? AND deleted_at IS NULL AND (assignee_id IS NULL OR due_on IS NULL)",
        (project,),
    )
    if bare:
        raise UserError(f"“{bare[0][0]}” has no owner or no date.")
    return int(store.value("SELECT count(*) FROM task WHERE project_id = ? AND deleted_at IS NULL", (project,)))


def finish_task(tour: Tour) -> None:
    """A task of a project under way is dragged to Done, and its burn-down falls."""
    from app.services import figures

    store, window = tour.store, tour.window
    project = int(store.value("SELECT id FROM project WHERE name = ?", (RUNNING,)))
    task, minutes = store.rows("SELECT id, estimate_minutes FROM task WHERE title = ?", (DONE_TODAY,))[0]
    before = figures.burndown(store, project)
    window.open_page("burndown", {"project_id": project})
    tour.picture("burn-down-before")
    window.open_page("projects.board", {})
    tour.picture("tasks-board", "light", "dark")
    board = window.board("projects.board")
    done = int(store.value("SELECT id FROM status WHERE kind = 'done' AND project_id IS NULL"))
    window.lift(board, task, done)
    tour.picture("drag-to-done")
    window.drop(board)
    after = figures.burndown(store, project)
    if before.remaining - after.remaining != minutes:
        raise UserError(
            f"{DONE_TODAY} is worth {minutes} minutes; the burn-down fell from {before.remaining} to {after.remaining}."
        )
    tour.say(f"{DONE_TODAY} was dragged to Done: {RUNNING} has {_hours(after)} left of what were {_hours(before)}.")
    window.open_page("burndown", {"project_id": project})
    tour.picture("burn-down-after", "light", "dark")


def show_forecast(tour: Tour) -> None:
    """The forecast after the deal was won: it moved from what may come to what has come."""
    from app.services import figures

    after = figures.forecast(tour.store)
    amount = int(tour.store.value("SELECT amount_minor FROM deal WHERE id = ?", (tour.deal,)))
    now = _month(after)
    if now.closed < amount:
        raise UserError(f"{SOLD} is won today, and this month has closed only {tour.money(now.closed)}.")
    tour.window.open_page("forecast")
    tour.picture("forecast-after", "light", "dark")
    tour.say(
        f"Closed this month: {tour.money(now.closed - amount)} before, {tour.money(now.closed)} now. "
        f"Open: {tour.money(after.open_minor + amount)} before, {tour.money(after.open_minor)} now."
    )


def write_reports(tour: Tour) -> None:
    """Both reports as PDF."""
    from app.reports import reports

    project = int(tour.store.value("SELECT id FROM project WHERE name = ?", (RUNNING,)))
    for path in (
        reports.forecast(tour.store, tour.own("forecast.pdf")),
        reports.project(tour.store, project, tour.own("project-status.pdf")),
    ):
        if not path.read_bytes().startswith(b"%PDF-"):
            raise UserError(f"{path.name} is no PDF.")
        tour.say(f"{path.name}: {path.stat().st_size // 1024} kB.")


def make_backup(tour: Tour) -> None:
    """A backup, opened and checked; then the window closes."""
    from app.services import workspace

    path = tour.store.path
    copy = workspace.back_up(path, tour.folder / "backups")
    tour.note(copy)
    for which in (copy, path):
        problems = workspace.check(which)
        if problems:
            raise UserError(f"{which.name} is damaged: {problems[0]}")
    tour.say(f"backups/{copy.name}: compared with the workspace and checked, nothing wrong in either.")


def _month(told: Forecast) -> Month:
    return next(month for month in told.months if month.month == f"{told.as_of:%Y-%m}")


def _hours(told: Burndown) -> str:
    return f"{round(told.remaining / 60):,} h"


STEPS: Final[tuple[tuple[str, Callable[[Tour], None]], ...]] = (
    ("A new workspace", new_workspace),
    ("Deals come in from a file", import_deals),
    ("What there is", totals),
    ("A deal is won", win_deal),
    ("The handoff", hand_off),
    ("The project", show_project),
    ("Work gets done", finish_task),
    ("What that does to the forecast", show_forecast),
    ("Reports", write_reports),
    ("A backup", make_backup),
)
