"""The main job, as its user lives it: deals come in from a file, one is won, handed off, delivered, and the figures follow.

Real widgets without a screen, a real workspace, real files. Mara works alone, so the wizard asks her for no owners.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from app.base import today
from app.reports import reports
from app.services import deal_board, figures, handoff, projects, settings, task_board
from app.views.dialogs.import_dialog import DONE, ImportDialog
from app.views.dialogs.win_deal import WinDialog
from app.views.handoff.step_plan import TemplateCard
from app.views.handoff.wizard import HandoffWizard
from app.views.parts.ticks import RadioButton
from app.views.tour_window import TourWindow

HEAD = ("Deal", "Client", "Stage", "Amount", "Created", "Expected close", "Closed")


@pytest.fixture
def window(qapp, tmp_path, store):
    """Baton's window on Mara's workspace."""
    with TourWindow(tmp_path, (1280, 800)) as opened:
        opened.use(store)
        yield opened


@pytest.fixture
def leads(tmp_path):
    """Six deals out of another program; one has an amount that is no number."""
    path = tmp_path / "leads.csv"
    day = today()
    rows = [
        ("Bakery site", "Copper Mill Bakery", "Proposal", "12000", day - timedelta(40), day + timedelta(20), ""),
        ("Menu cards", "Basil & Oak", "Lead", "1800", day - timedelta(9), day + timedelta(60), ""),
        ("Ticket shop", "Saltmarsh Museum", "Negotiation", "24600.50", day - timedelta(30), day + timedelta(5), ""),
        ("Old poster", "Inkwell Books", "Lost", "900", day - timedelta(200), "", day - timedelta(150)),
        ("Photo days", "Quince & Fig", "Qualified", "a lot", day - timedelta(3), day + timedelta(9), ""),
        ("Signage", "", "Lead", "3000", day - timedelta(3), day + timedelta(9), ""),
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def bring_in(window, path):
    """File > Import: the file, what would land, Import, Close."""
    window.shell.files.import_data()
    dialog = window.dialog(ImportDialog)
    dialog.take_file("deals", path)
    window.wait_for("the preview", dialog.main.isEnabled)
    assert dialog.main.text() == "Import 5 rows"
    dialog.main.click()
    window.wait_for("the import", lambda: dialog.steps.currentIndex() == DONE and dialog.main.isEnabled())
    report = dialog.report
    window.press(dialog, "Close")
    return report


def deal_of(store, title):
    return int(store.value("SELECT id FROM deal WHERE title = ? AND deleted_at IS NULL", (title,)))


def drop_on(window, board, card, kind):
    """Drag a card to the column of this kind and let go."""
    key = next(pane.column.key for pane in board.panes if kind in (pane.column.tone, pane.column.name))
    window.lift(board, card, key)
    window.drop(board)


def win_bakery_site(window, store):
    """The card is dropped on Won, and the closing date is today's."""
    deal = deal_of(store, "Bakery site")
    drop_on(window, window.board("deals.board"), deal, "won")
    dialog = window.dialog(WinDialog)
    assert dialog.closed_on.value() == today()
    window.press(dialog, "Win and hand off")
    return deal, window.dialog(HandoffWizard)


def month_now(store):
    told = figures.forecast(store)
    return next(month for month in told.months if month.month == f"{today():%Y-%m}"), told


def text_of(path):
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_a_deal_goes_from_a_file_to_a_delivered_project(window, store, leads, tmp_path):
    # Deals come in; the row that is wrong is named and the others land.
    report = bring_in(window, leads)
    assert (report.landed.created, [problem.row for problem in report.landed.errors]) == (5, [5])
    board = window.board("deals.board")
    assert {pane.column.name: pane.column.count for pane in board.panes} == {
        "Lead": 2, "Qualified": 0, "Proposal": 1, "Negotiation": 1, "Won": 0,
    }  # fmt: skip
    before, told_before = month_now(store)

    # One is won: dragged, dated, and the wizard opens.
    deal, wizard = win_bakery_site(window, store)
    card = deal_board.cards(store, [deal])[0]
    assert (card.stage_kind, card.closed_on, card.needs_handoff) == ("won", today(), True)

    # What was sold, the plan, the dates, the review. Working alone, she is asked for no owner.
    assert wizard.work.solo
    assert wizard.next_button.text() == "Next: Promised"
    window.press(wizard, "Next: Promised")
    window.press(wizard, "Next: Plan")
    next(each for each in wizard.findChildren(TemplateCard) if each.name == "Website").click()
    window.settle()
    window.press(wizard, "Next: Dates")
    while wizard.work.conflict is not None:  # a week with more work than hours stays as it is
        keep = next(way for way in wizard.findChildren(RadioButton) if way.text().startswith("Keep it"))
        keep.click()
        window.press(wizard, "Apply")
    window.press(wizard, "Next: Review")
    planned = len(wizard.work.plan.included)
    window.press(wizard, "Create project")

    # The project is there, whole: every task with an owner and a working day.
    project = int(store.value("SELECT project_id FROM handoff WHERE deal_id = ?", (deal,)))
    row = projects.rows(store, [project])[0]
    assert (row.name, row.client, row.tasks, row.done) == ("Bakery site", "Copper Mill Bakery", planned, 0)
    calendar = settings.calendar(store)
    for owner, start, due in store.rows(
        "SELECT assignee_id, start_on, due_on FROM task WHERE project_id = ?", (project,)
    ):
        assert owner is not None
        assert calendar.is_working(date.fromisoformat(start)) and calendar.is_working(date.fromisoformat(due))
    linked = deal_board.cards(store, [deal])[0]
    assert (linked.project_id, linked.needs_handoff) == (project, False)

    # One undo takes the handoff back, one redo brings it again.
    window.shell.undo()
    assert projects.rows(store, [project]) == [] and deal_board.cards(store, [deal])[0].needs_handoff
    window.shell.redo()
    window.settle()
    assert projects.rows(store, [project])[0].tasks == planned

    # A task is dragged to Done, and the burn-down of the project falls by its estimate.
    burning = figures.burndown(store, project)
    window.open_page("projects.board", {"project_id": project})
    board = window.board("projects.board")
    todo = next(pane for pane in board.panes if pane.column.name == "To do")
    assert todo.column.count == planned
    free = next(task for task in task_board.cards(store, list(todo.model.ids)) if task.can_start)
    drop_on(window, board, free.id, "Done")
    after = figures.burndown(store, project)
    assert burning.remaining - after.remaining == free.estimate_minutes > 0
    assert projects.rows(store, [project])[0].done == 1

    # The forecast has moved: what was expected is closed now.
    now, told = month_now(store)
    assert now.closed - before.closed == 12_000_00
    assert told_before.open_minor - told.open_minor == 12_000_00
    for key in ("forecast", "burndown"):
        page = window.open_page(key, {"project_id": project} if key == "burndown" else None)
        assert page.chart.picture() is not None

    # Both reports say so.
    forecast = text_of(reports.forecast(store, tmp_path / "forecast.pdf", paper="a4"))
    status = text_of(reports.project(store, project, tmp_path / "status.pdf", paper="us-letter"))
    assert "Ticket shop" in forecast and "24,600" in forecast
    assert "Bakery site" in status and "Copper Mill Bakery" in status and "Website" not in forecast


def test_closing_the_wizard_leaves_the_deal_won_and_the_draft_kept(window, store, leads):
    bring_in(window, leads)
    deal, wizard = win_bakery_site(window, store)
    window.press(wizard, "Next: Promised")
    window.press(wizard, "Next: Plan")
    next(each for each in wizard.findChildren(TemplateCard) if each.name == "Onboarding").click()
    window.settle()
    window.press(wizard, "Close")
    assert store.value("SELECT count(*) FROM project") == 0
    assert deal_board.cards(store, [deal])[0].needs_handoff
    assert handoff.load_draft(store, deal).template_name == "Onboarding"


def test_a_deal_without_a_client_is_won_but_not_handed_off_before_it_has_one(window, store, leads):
    bring_in(window, leads)
    deal = deal_of(store, "Signage")
    drop_on(window, window.board("deals.board"), deal, "won")
    dialog = window.dialog(WinDialog)
    window.press(dialog, "Win and hand off")
    assert dialog.isVisible(), "it asks for the client first"
    window.press(dialog, "Win, hand off later")
    card = deal_board.cards(store, [deal])[0]
    assert (card.stage_kind, card.client_id) == ("won", None)
    with pytest.raises(Exception, match="client"):
        handoff.draft(store, deal)
