"""Pages, records and dialogs brought on the screen, for pictures: each returns what to close afterwards, or None."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base import today
from app.tour.sample_deals import write_deals

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.views.tour_window import TourWindow


def page(key: str) -> Callable[[TourWindow], None]:
    return lambda window: show_page(window, key)


def show_page(window: TourWindow, key: str, filter: dict[str, object] | None = None) -> None:
    window.open_page(key, filter)


def record(kind: str, sql: str) -> Callable[[TourWindow], None]:
    """A record with its inspector beside the list."""

    def show(window: TourWindow) -> None:
        window.shell.go(kind, int(window.shell.store.value(sql)))
        window.settle()

    return show


def dragged(window: TourWindow) -> None:
    board = window.board("deals.board")
    deal = int(window.shell.store.value("SELECT id FROM deal WHERE title = 'Shop migration'"))
    window.lift(board, deal, board.panes[3].column.key, 1)


def win(window: TourWindow) -> QWidget:
    from app.views.dialogs.win_deal import WinDialog

    window.shell.voice.be_quiet()
    board = window.board("deals.board")
    deal = int(window.shell.store.value("SELECT id FROM deal WHERE title = 'Shop migration'"))
    board.drop_cards([deal], board.panes[-1].column.key, None)
    window.settle()
    return window.dialog(WinDialog)


def new(key: str) -> Callable[[TourWindow], QWidget]:
    """What the main button of a page opens."""

    def show(window: TourWindow) -> QWidget:
        from app.views.parts.dialog import BatonDialog

        window.open_page(key)
        window.shell.new()
        window.settle()
        return window.dialog(BatonDialog)

    return show


def import_dialog(window: TourWindow) -> QWidget:
    from app.views.dialogs.import_dialog import ImportDialog

    window.open_page("deals.board")
    window.shell.files.import_data()
    window.settle()
    return window.dialog(ImportDialog)


def preview(window: TourWindow) -> QWidget:
    from app.views.dialogs.import_dialog import ImportDialog

    dialog = import_dialog(window)
    assert isinstance(dialog, ImportDialog)
    with tempfile.TemporaryDirectory(prefix="baton-shots-") as folder:
        source = Path(folder) / "deals.csv"
        write_deals(source, today())
        dialog.take_file("deals", source)
        window.wait_for("the preview of the import", dialog.main.isEnabled)
    return dialog


def report(window: TourWindow) -> QWidget:
    from app.views.parts.dialog import BatonDialog

    window.open_page("forecast")
    window.shell.files.reports()
    window.settle()
    return window.dialog(BatonDialog)


def refused(window: TourWindow) -> QWidget:
    """A new deal with a title that is missing, an amount that is none, and a day that is none."""
    from app.views.dialogs.new_deal import NewDealDialog

    dialog = new("deals.board")(window)
    assert isinstance(dialog, NewDealDialog)
    dialog.submit()
    for field, typed in ((dialog.amount, "38.4o0"), (dialog.closes, "31 Feb")):
        field.begin_edit()
        line = field.line_input()
        assert line is not None
        line.setText(typed)
        field.finish()
    window.settle()
    return dialog


def found(window: TourWindow) -> None:
    window.open_page("deals.board")
    find = window.shell.header.find_box
    window.activate()
    find.begin()
    find.setText("ki")
    window.settle()


def renewals(window: TourWindow) -> None:
    show_page(window, "accounts", {"view": "renewals"})


def renewal(verb: str) -> Callable[[TourWindow], QWidget]:
    """The dialog that changes a renewal, or makes the deal that renews it."""

    def show(window: TourWindow) -> QWidget:
        from app.views.pages.accounts import AccountsPage
        from app.views.parts.dialog import BatonDialog

        renewals(window)
        page = window.shell.page
        assert isinstance(page, AccountsPage)
        getattr(page.verbs, verb)(
            int(
                window.shell.store.value(
                    "SELECT id FROM renewal WHERE title LIKE 'Care plan%' AND state = 'due' ORDER BY due_on LIMIT 1 OFFSET 2"
                )
            )
        )
        window.settle()
        return window.dialog(BatonDialog)

    return show


def timeline(name: str) -> Callable[[TourWindow], None]:
    """The timeline of a project."""

    def show(window: TourWindow) -> None:
        project = int(window.shell.store.value("SELECT id FROM project WHERE name = ?", (name,)))
        show_page(window, "timeline", {"project_id": project})

    return show


def graph(window: TourWindow) -> None:
    page: Any = window.open_page("timeline")
    page.show_project(int(window.shell.store.value("SELECT id FROM project WHERE name = 'Kiosk app'")))
    page.toolbar.set_graph(True)
    window.settle()
    page.graph.view.fit(0.7)
    window.settle()


def keys(window: TourWindow) -> QWidget:
    from app.views.parts.dialog import BatonDialog

    window.open_page("deals.board")
    window.shell.commands.actions["keys"].trigger()
    window.settle()
    return window.dialog(BatonDialog)


def quick_lead(window: TourWindow) -> QWidget:
    from app.views.dialogs.quick_lead import QuickLeadDialog

    window.open_page("deals.board")
    window.shell.commands.actions["quick_lead"].trigger()
    window.settle()
    dialog = window.dialog(QuickLeadDialog)
    dialog.paper.setPlainText("Acme Sample Ltd, Jane Doe, 4500 EUR, March")
    window.settle()
    return dialog


def quick_task(window: TourWindow) -> QWidget:
    from app.views.dialogs.new_task import NewTaskDialog

    dialog = new("projects.board")(window)
    assert isinstance(dialog, NewTaskDialog)
    dialog.title_field.begin_edit()
    line = dialog.title_field.line_input()
    assert line is not None
    line.setText("Draft copy @Ines ~4h fri #web")
    line.textEdited.emit(line.text())
    window.settle()
    return dialog


def duplicates(*, compared: bool) -> Callable[[TourWindow], QWidget]:
    """Clients that may be there twice, as a list or side by side."""

    def show(window: TourWindow) -> QWidget:
        from app.services import clients
        from app.views.dialogs.duplicates import show_duplicates

        store = window.shell.store
        if clients.named(store, "Basil and Oak GmbH") is None:
            double = clients.add(store, "Basil and Oak GmbH", email="menus@example.com", phone="+49 30 5551234")
            clients.change(store, double, "street", "Sample Street 12")
            clients.add(store, "Tideway Enegry")
        window.open_page("clients")
        dialog = show_duplicates(window.shell, store, window.shell)
        window.wait_for("the pairs", lambda: bool(dialog.pairs.rows.ids))
        if compared:
            dialog.open_pair()
        window.settle()
        return dialog

    return show


def merged_deals(window: TourWindow) -> QWidget:
    """A deal that is there twice, side by side."""
    from app.services import deal_lines, deals, duplicates
    from app.views.dialogs.duplicates import show_duplicates

    store = window.shell.store
    if not duplicates.found(store, "deal"):
        one, title, client, closes = store.row(  # type: ignore[misc]
            "SELECT id, title, client_id, expected_close_on FROM deal WHERE closed_on IS NULL AND client_id AND amount_minor LIMIT 1"
        )
        other = deals.add(store, title.upper(), client=client)
        deals.change(store, other, "expected_close_on", date.fromisoformat(closes) if closes else None)
        deal_lines.add_many(store, other, [("Design", "3", "day", 80_000), ("Build", "5", "day", 80_000)])
        deal_lines.add_many(store, one, [("Workshop", "1", "day", 120_000)])
    window.open_page("deals.board")
    dialog = show_duplicates(window.shell, store, window.shell, "deal")
    window.wait_for("the pairs", lambda: bool(dialog.pairs.rows.ids))
    dialog.open_pair()
    window.settle()
    return dialog


def projects_grouped(window: TourWindow) -> None:
    window.open_page("projects")
    table = window.shell.page.table  # type: ignore[union-attr]
    table.arrange(table.arrangement._replace(group="health"))
    window.settle()


def contacts(window: TourWindow) -> None:
    """The people instead of the clients."""
    window.open_page("clients")
    window.shell.page._show_side("contacts")  # type: ignore[union-attr]
    window.settle()
    table = window.shell.page.side.table  # type: ignore[union-attr]
    table.select(table.listed[0])
    window.settle()


def clients_by_owner(window: TourWindow) -> None:
    window.open_page("clients")
    window.shell.page._show_side("clients")  # type: ignore[union-attr]
    table = window.shell.page.table  # type: ignore[union-attr]
    table.arrange(table.arrangement._replace(group="owner"))
    window.settle()


def tasks_by_week(window: TourWindow) -> None:
    window.open_page("tasks.list")
    table = window.shell.page.table  # type: ignore[union-attr]
    table.arrange(table.arrangement._replace(group="due"))
    window.settle()


def tasks_by_project(window: TourWindow) -> None:
    window.open_page("projects.board")
    window.shell.page.set_group("project")  # type: ignore[union-attr]
    window.settle()


def own_columns(window: TourWindow) -> QWidget:
    """The board of a project with columns of its own, and the menu of the first."""
    from app.services import status_edit

    store = window.shell.store
    project = int(store.value("SELECT id FROM project WHERE name = 'Seasonal menus'"))
    status_edit.add(store, "With the client", "review", project)
    window.open_page("projects.board", {"project_id": project})
    window.settle()
    page = window.shell.page
    page.open_head_menu()  # type: ignore[union-attr]
    window.settle()
    return page._head_menu  # type: ignore[union-attr]


def settings(section: str) -> Callable[[TourWindow], QWidget]:
    def show(window: TourWindow) -> QWidget:
        from app.views.dialogs.settings_dialog import SettingsDialog

        window.open_page("projects")
        SettingsDialog(window.shell.store, window.shell, section).open()
        window.settle()
        return window.dialog(SettingsDialog)

    return show


def leaving(window: TourWindow) -> QWidget:
    from app.services import people
    from app.views.dialogs.leaving import LeavingDialog

    window.open_page("projects")
    store = window.shell.store
    member = next(each for each in people.members(store) if each.name == "Ines Sample")
    LeavingDialog(window.shell, store, member).open()
    window.settle()
    return window.dialog(LeavingDialog)


def rates(window: TourWindow) -> QWidget:
    """A central bank's file of rates before it lands."""
    from app.services import deals
    from app.views.dialogs.settings_currencies import CurrenciesSection
    from app.views.dialogs.settings_dialog import SettingsDialog

    store = window.shell.store
    if not store.value("SELECT 1 FROM deal WHERE title = 'Overseas launch'"):
        deals.add(store, "Overseas launch", amount_minor=8_400_00, currency="USD")
    window.open_page("deals.board")
    dialog = SettingsDialog(store, window.shell, "currencies")
    dialog.open()
    section = dialog.sections["currencies"]
    assert isinstance(section, CurrenciesSection)
    with tempfile.TemporaryDirectory(prefix="baton-shots-") as folder:
        source = Path(folder) / "eurofxref-hist.csv"
        lines = [f"{today() - timedelta(days=n)},1.08{n:02},163.{n:02},0.86{n:02}" for n in range(30)]
        source.write_text("\n".join(("Date,USD,JPY,GBP", *lines)), encoding="utf-8")
        section.take_file(source)
        window.wait_for("the preview of the rates", lambda: section.preview is not None)
    window.settle()
    return dialog


def deleted_time(window: TourWindow) -> QWidget:
    """Two entries deleted, one of which stands where other time is now."""
    from datetime import datetime, time

    from app.services import timelog
    from app.views.dialogs.deleted_time import DeletedTimeDialog

    store = window.shell.store
    task = int(store.value("SELECT id FROM task WHERE title = 'Menu photos'"))
    if not store.value("SELECT 1 FROM time_event WHERE field = 'deleted'"):
        for day, note in ((7, "Lights and tripod"), (8, "Second round")):
            start = datetime.combine(today() - timedelta(days=day), time(6, 0)).astimezone()
            timelog.delete(store, timelog.add_span(store, start, start + timedelta(hours=2), task_id=task, note=note))
            if day == 7:
                timelog.add_span(store, start, start + timedelta(hours=1), task_id=task)
    window.open_page("week")
    page: Any = window.shell.page
    page.show_deleted()
    dialog = window.dialog(DeletedTimeDialog)
    dialog.table.opened.emit(max(line.target for line in dialog.table.figures.lines) - 1)
    window.settle()
    return dialog
