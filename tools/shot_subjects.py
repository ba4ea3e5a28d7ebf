"""What there is to look at: each page, record and dialog as a Shot, and the few that the guide shows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from app.base import today
from app.domain import handoff_money, handoff_promises
from app.services import activities, handoff, handoff_rules, payments
from app.tour.sample_deals import write_deals
from app.tour.steps import way_out
from app.views import registry
from tools import shot_afterwards

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.handoff import HandoffPlan
    from app.views.tour_window import TourWindow


class Shot(NamedTuple):
    """One subject: `show` brings it on the screen and returns what to close afterwards, or None."""

    name: str
    show: Callable[[TourWindow], QWidget | None]


def _page(key: str) -> Callable[[TourWindow], None]:
    return lambda window: _show_page(window, key)


def _show_page(window: TourWindow, key: str, filter: dict[str, object] | None = None) -> None:
    window.open_page(key, filter)


def _record(kind: str, sql: str) -> Callable[[TourWindow], None]:
    """A record with its inspector beside the list."""

    def show(window: TourWindow) -> None:
        window.shell.go(kind, int(window.shell.store.value(sql)))
        window.settle()

    return show


def _dragged(window: TourWindow) -> None:
    board = window.board("deals.board")
    deal = int(window.shell.store.value("SELECT id FROM deal WHERE title = 'Shop migration'"))
    window.lift(board, deal, board.panes[3].column.key, 1)


def _win(window: TourWindow) -> QWidget:
    from app.views.dialogs.win_deal import WinDialog

    window.shell.voice.be_quiet()
    board = window.board("deals.board")
    deal = int(window.shell.store.value("SELECT id FROM deal WHERE title = 'Shop migration'"))
    board.drop_cards([deal], board.panes[-1].column.key, None)
    window.settle()
    return window.dialog(WinDialog)


def _new(key: str) -> Callable[[TourWindow], QWidget]:
    """What the main button of a page opens."""

    def show(window: TourWindow) -> QWidget:
        from app.views.parts.dialog import BatonDialog

        window.open_page(key)
        window.shell.new()
        window.settle()
        return window.dialog(BatonDialog)

    return show


def _import(window: TourWindow) -> QWidget:
    from app.views.dialogs.import_dialog import ImportDialog

    window.open_page("deals.board")
    window.shell.files.import_data()
    window.settle()
    return window.dialog(ImportDialog)


def _preview(window: TourWindow) -> QWidget:
    from app.views.dialogs.import_dialog import ImportDialog

    dialog = _import(window)
    assert isinstance(dialog, ImportDialog)
    with tempfile.TemporaryDirectory(prefix="baton-shots-") as folder:
        source = Path(folder) / "deals.csv"
        write_deals(source, today())
        dialog.take_file("deals", source)
        window.wait_for("the preview of the import", dialog.main.isEnabled)
    return dialog


def _report(window: TourWindow) -> QWidget:
    from app.views.parts.dialog import BatonDialog

    window.open_page("forecast")
    window.shell.files.reports()
    window.settle()
    return window.dialog(BatonDialog)


def _wizard(step: int, settled: bool = True) -> Callable[[TourWindow], QWidget]:
    """A step of the wizard for the deal that waits; with every conflict settled, or with the first one open."""

    def show(window: TourWindow) -> QWidget:
        from app.views.handoff.wizard import HandoffWizard

        window.open_page("deals.board")
        store = window.shell.store
        deal = int(store.value("SELECT id FROM deal WHERE title = 'Ticket shop'"))
        handoff.drop_draft(store, deal)  # each picture begins anew
        window.shell.start_handoff(deal)
        window.settle()
        wizard = window.dialog(HandoffWizard)
        assert wizard.work is not None
        wizard.work.choose_template("Website")
        window.settle()
        for _ in range(60 if settled else 0):
            if wizard.work.conflict is None:
                break
            wizard.work.apply(way_out(wizard.work))
            window.settle(20)
        wizard.go(step)
        window.settle()
        return wizard

    return show


def _paying(window: TourWindow) -> QWidget:
    """The review with payments by thirds."""
    wizard = _wizard(4)(window)
    work = wizard.work  # type: ignore[attr-defined]
    work.put(handoff_money.by_scheme(work.plan, work.sold_minor or 0, "thirds"))
    window.settle()
    return wizard


def _used_for(window: TourWindow) -> None:
    """A template that is used for a client and a pipeline."""
    from app.views.pages.templates import TemplatesPage

    store = window.shell.store
    template = int(store.value("SELECT id FROM template WHERE name = 'Website'"))
    if not handoff_rules.rules_of(store, template):
        handoff_rules.add(store, template, "client", int(store.value("SELECT min(id) FROM client")), automatic=True)
        handoff_rules.add(store, template, "pipeline", int(store.value("SELECT min(id) FROM pipeline")))
    window.open_page("templates")
    page = window.shell.page
    assert isinstance(page, TemplatesPage)
    page.show_record("template", template)
    page.open_template()
    window.settle()


def _paid(window: TourWindow) -> None:
    """A project with payments, the first of which has come."""
    store = window.shell.store
    project = int(store.value("SELECT min(id) FROM project"))
    from app.views.parts.inspector_frame import InspectorFrame
    from app.views.parts.payments_section import Payments

    if not payments.of(store, project):
        payments.mark_paid(store, payments.add(store, project, "Deposit", 600_000, due_on=today() - timedelta(days=9)))
        payments.add(store, project, "Interim payment", 600_000, due_on=today() - timedelta(days=2))
        payments.add(store, project, "Final payment", 600_000, due_on=today() + timedelta(days=30))
    window.shell.go("project", project)
    window.settle()
    section = window.shell.findChild(Payments)
    assert isinstance(section, Payments)
    window.part(window.shell, InspectorFrame).area.ensureWidgetVisible(section, 0, 200)
    window.settle()


_SAID: Final = (
    ("email", "Dear Ada, thank you for the call. We will deliver the seat map by 18 January. Two rounds of changes are included."),
    ("call", "They asked about the door scanners. We'll train all six of the staff on site. Offline tickets are included free of charge."),
)  # fmt: skip


def _promised(window: TourWindow) -> QWidget:
    """The step of the promises, with some decided on: a mail and a call were logged before."""
    store = window.shell.store
    deal = int(store.value("SELECT id FROM deal WHERE title = 'Ticket shop'"))
    if not store.value("SELECT 1 FROM activity WHERE deal_id = ? AND text LIKE '%seat map%'", (deal,)):
        for kind, text in _SAID:
            activities.log(store, kind, text, deal_id=deal)
    wizard = _wizard(1)(window)
    work = wizard.work  # type: ignore[attr-defined]
    found = [at for at, promise in enumerate(work.plan.promises) if promise.outcome == "open"]
    for at, settle in zip(found, (handoff_promises.keep, _declined, _deferred), strict=False):
        work.put(settle(work.plan, at))
    window.settle()
    return wizard


def _declined(plan: HandoffPlan, at: int) -> HandoffPlan:
    return handoff_promises.decline(plan, at, "Offered, but not part of the order")


def _deferred(plan: HandoffPlan, at: int) -> HandoffPlan:
    return handoff_promises.defer(plan, at, today() + timedelta(days=20))


def _found(window: TourWindow) -> None:
    window.open_page("deals.board")
    find = window.shell.header.find_box
    window.activate()
    find.begin()
    find.setText("ki")
    window.settle()


def _renewals(window: TourWindow) -> None:
    _show_page(window, "accounts", {"view": "renewals"})


def _renewal(verb: str) -> Callable[[TourWindow], QWidget]:
    """The dialog that changes a renewal, or makes the deal that renews it."""

    def show(window: TourWindow) -> QWidget:
        from app.views.pages.accounts import AccountsPage
        from app.views.parts.dialog import BatonDialog

        _renewals(window)
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


def _graph(window: TourWindow) -> None:
    page: Any = window.open_page("timeline")
    page.show_project(int(window.shell.store.value("SELECT id FROM project WHERE name = 'Kiosk app'")))
    page.toolbar.set_graph(True)
    window.settle()
    page.graph.view.fit(0.7)
    window.settle()


def _keys(window: TourWindow) -> QWidget:
    from app.views.parts.dialog import BatonDialog

    window.open_page("deals.board")
    window.shell.commands.actions["keys"].trigger()
    window.settle()
    return window.dialog(BatonDialog)


def _quick_lead(window: TourWindow) -> QWidget:
    from app.views.dialogs.quick_lead import QuickLeadDialog

    window.open_page("deals.board")
    window.shell.commands.actions["quick_lead"].trigger()
    window.settle()
    dialog = window.dialog(QuickLeadDialog)
    dialog.paper.setPlainText("Acme Sample Ltd, Jane Doe, 4500 EUR, March")
    window.settle()
    return dialog


def _quick_task(window: TourWindow) -> QWidget:
    from app.views.dialogs.new_task import NewTaskDialog

    dialog = _new("projects.board")(window)
    assert isinstance(dialog, NewTaskDialog)
    dialog.title_field.begin_edit()
    line = dialog.title_field.line_input()
    assert line is not None
    line.setText("Draft copy @Ines ~4h fri #web")
    line.textEdited.emit(line.text())
    window.settle()
    return dialog


def _duplicates(*, compared: bool) -> Callable[[TourWindow], QWidget]:
    """Clients that may be there twice, as a list or side by side."""

    def show(window: TourWindow) -> QWidget:
        from app.services import clients
        from app.views.dialogs.duplicates import show_duplicates

        store = window.shell.store
        if "Basil and Oak GmbH" not in {name for _, name in clients.names(store)}:
            double = clients.add(store, "Basil and Oak GmbH", email="menus@example.com", phone="+49 30 5551234")
            clients.change(store, double, "street", "Sample Street 12")
            clients.add(store, "Tideway Enegry")
        window.open_page("clients")
        dialog = show_duplicates(window.shell, store, window.shell)
        window.wait_for("the pairs", lambda: bool(dialog.rows.ids))
        if compared:
            dialog.open_pair()
        window.settle()
        return dialog

    return show


def _projects_grouped(window: TourWindow) -> None:
    window.open_page("projects")
    table = window.shell.page.table  # type: ignore[union-attr]
    table.arrange(table.arrangement._replace(group="health"))
    window.settle()


def _tasks_by_project(window: TourWindow) -> None:
    window.open_page("projects.board")
    window.shell.page.set_group("project")  # type: ignore[union-attr]
    window.settle()


def _own_columns(window: TourWindow) -> QWidget:
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


def _settings(section: str) -> Callable[[TourWindow], QWidget]:
    def show(window: TourWindow) -> QWidget:
        from app.views.dialogs.settings_dialog import SettingsDialog

        window.open_page("projects")
        SettingsDialog(window.shell.store, window.shell, section).open()
        window.settle()
        return window.dialog(SettingsDialog)

    return show


def _leaving(window: TourWindow) -> QWidget:
    from app.services import people
    from app.views.dialogs.leaving import LeavingDialog

    window.open_page("projects")
    store = window.shell.store
    member = next(each for each in people.members(store) if each.name == "Ines Sample")
    LeavingDialog(window.shell, store, member).open()
    window.settle()
    return window.dialog(LeavingDialog)


def _rates(window: TourWindow) -> QWidget:
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


def studio() -> Iterator[Shot]:
    """All that there is to look at in the studio."""
    for entry in registry.ENTRIES:
        yield Shot(f"page-{entry.key}", _page(entry.key))
    yield Shot("record-deal", _record("deal", "SELECT id FROM deal WHERE title = 'Rebrand and site'"))
    yield Shot("record-client", _record("client", "SELECT id FROM client WHERE name = 'Basil & Oak'"))
    yield Shot("record-task", _record("task", "SELECT id FROM task WHERE title = 'Checkout flow'"))
    yield Shot("record-project", _record("project", "SELECT id FROM project WHERE name = 'Kiosk app'"))
    yield Shot("projects-grouped", _projects_grouped)
    yield Shot("tasks-by-project", _tasks_by_project)
    yield Shot("own-columns", _own_columns)
    yield Shot("settings-columns", _settings("columns"))
    yield Shot("settings-rates", _settings("rates"))
    yield Shot("calendar-week", lambda window: _show_page(window, "calendar", {"view": "week"}))
    yield Shot("week-plan", lambda window: _show_page(window, "week", {"mode": "plan"}))
    yield Shot("week-bills", lambda window: _show_page(window, "week", {"mode": "bills"}))
    yield Shot("dialog-leaving", _leaving)
    yield Shot("timeline-graph", _graph)
    yield Shot("drag", _dragged)
    yield Shot("dialog-win", _win)
    yield Shot("dialog-new-deal", _new("deals.board"))
    yield Shot("dialog-new-client", _new("clients"))
    yield Shot("dialog-new-task", _new("projects.board"))
    yield Shot("dialog-new-project", _new("projects"))
    yield Shot("dialog-import-1", _import)
    yield Shot("dialog-import-2", _preview)
    yield Shot("dialog-report", _report)
    yield Shot("dialog-keys", _keys)
    yield Shot("search", _found)
    yield Shot("wizard-1-sold", _wizard(0))
    yield Shot("wizard-2-nothing-promised", _wizard(1))
    yield Shot("wizard-2-promised", _promised)
    yield Shot("wizard-3-plan", _wizard(2))
    yield Shot("wizard-4-conflict", _wizard(3, settled=False))
    yield Shot("wizard-4-owners", _wizard(3))
    yield Shot("wizard-5-review", _wizard(4))
    yield Shot("wizard-5-payments", _paying)
    yield Shot("templates-used-for", _used_for)
    yield Shot("project-payments", _paid)
    yield Shot("accounts-renewals", _renewals)
    yield Shot("dialog-renewal", _renewal("edit"))
    yield Shot("dialog-renew", _renewal("renew"))
    yield Shot("dialog-duplicates", _duplicates(compared=False))
    yield Shot("dialog-merge", _duplicates(compared=True))
    yield Shot("dialog-rates", _rates)
    for name, show in shot_afterwards.shots():
        yield Shot(name, show)


def empty() -> Iterator[Shot]:
    """Every page of a workspace with nothing in it."""
    for entry in registry.ENTRIES:
        yield Shot(f"empty-{entry.key}", _empty(entry.key))


def _empty(key: str) -> Callable[[TourWindow], None]:
    """The page itself, or the welcome that stands in its place."""

    def show(window: TourWindow) -> None:
        window.shell.open_page(key, {})
        window.settle()

    return show


def guide() -> Iterator[Shot]:
    """The pictures of README and guide, under the names that they have there."""
    yield Shot("deals-board", _dragged)
    yield Shot("tasks-board", _page("projects.board"))
    yield Shot("handoff-wizard", _wizard(3))
    yield Shot("forecast", _page("forecast"))
    yield Shot("burn-down", _page("burndown"))
    yield Shot("import", _preview)
    yield Shot("today", _page("today"))
    yield Shot("deal-lines", _record("deal", "SELECT id FROM deal WHERE title = 'Rebrand and site'"))
    yield Shot("deals-list", _page("deals.list"))
    yield Shot("tasks-list", _page("tasks.list"))
    yield Shot("projects-list", _record("project", "SELECT id FROM project WHERE name = 'Kiosk app'"))
    yield Shot("timeline", _page("timeline"))
    yield Shot("graph", _graph)
    yield Shot("numbers", _page("numbers"))
    yield Shot("accounts", _page("accounts"))
    yield Shot("templates", _page("templates"))
    yield Shot("delivery", _page("delivery"))
    yield Shot("handoff-leaks", _page("handoff"))
    yield Shot("quick-lead", _quick_lead)
    yield Shot("merge", _duplicates(compared=True))
    yield Shot("quick-task", _quick_task)
