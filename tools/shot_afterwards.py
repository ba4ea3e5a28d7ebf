"""What follows a handoff, to look at: change orders, a win taken back, the hand-back, a new deal from a project, the brief and
the welcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from app.services import brief, change_order_list, deals

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.views.tour_window import TourWindow

Show = Callable[["TourWindow"], "QWidget | None"]
_KIOSK = "SELECT id FROM project WHERE name = 'Kiosk app'"


def shots() -> Iterator[tuple[str, Show]]:
    """Name and subject of each."""
    yield "dialog-change-order-new", _new_order
    yield "dialog-change-order", order
    yield "dialog-unwin", unwin
    yield "dialog-hand-back", hand_back
    yield "dialog-new-deal-from", _wish
    yield "project-brief", brief_written
    yield "dialog-welcome-text", _welcome


def _deal(window: TourWindow) -> Any:
    """The inspector of the kiosk's deal, which sells more than was agreed."""
    store = window.shell.store
    deal = int(store.value("SELECT deal_id FROM project WHERE name = 'Kiosk app'"))
    if not store.value("SELECT 1 FROM deal_line WHERE deal_id = ? AND title = 'Gift cards'", (deal,)):
        deals.add_line(store, deal, "Gift cards", price_minor=180_000, minutes=720)
    window.shell.go("deal", deal)
    window.settle()
    return window.shell.page.inspector  # type: ignore[union-attr]


def _new_order(window: TourWindow) -> QWidget:
    from app.views.dialogs.change_order_new import NewChangeOrderDialog

    _deal(window).orders.begin()
    window.settle()
    return window.dialog(NewChangeOrderDialog)


def order(window: TourWindow) -> QWidget:
    from app.views.dialogs.change_order_new import NewChangeOrderDialog
    from app.views.dialogs.change_order_sheet import ChangeOrderSheet

    inspector = _deal(window)
    found = change_order_list.of_deal(window.shell.store, inspector.deal_id)
    if not found:
        inspector.orders.begin()
        window.settle()
        window.dialog(NewChangeOrderDialog).submit()
        window.settle()
        found = change_order_list.of_deal(window.shell.store, inspector.deal_id)
    inspector.orders.open_order(found[0].id)
    window.settle()
    return window.dialog(ChangeOrderSheet)


def unwin(window: TourWindow) -> QWidget:
    from app.views.dialogs.unwin import UnwinDialog

    window.open_page("deals.board")
    page: Any = window.shell.page
    page.verbs.reopen(int(window.shell.store.value("SELECT id FROM deal WHERE title = 'Service portal'")))
    window.settle()
    return window.dialog(UnwinDialog)


def hand_back(window: TourWindow) -> QWidget:
    from app.views.dialogs.hand_back_dialog import HandBackDialog
    from app.views.parts.hand_back_offer import open_hand_back

    window.open_page("projects")
    open_hand_back(window.shell, window.shell.store, window.shell, int(window.shell.store.value(_KIOSK)))
    window.settle()
    return window.dialog(HandBackDialog)


def _wish(window: TourWindow) -> QWidget:
    from app.views.dialogs.new_deal_from import ask

    window.open_page("projects")
    dialog = ask(window.shell, window.shell.store, window.shell, project_id=int(window.shell.store.value(_KIOSK)))
    window.settle()
    return dialog


_BRIEF = {
    "goals": "Visitors order and pay at the kiosk; queues at noon are half as long by spring.",
    "excluded": "The hardware of the kiosks, and the till's own software.",
    "risks": "The till has no test system before 7 January.",
}


def brief_written(window: TourWindow) -> None:
    """The brief of the kiosk, written."""
    from app.views.parts.inspector_frame import InspectorFrame
    from app.views.parts.project_brief import ProjectBrief

    store, project = window.shell.store, int(window.shell.store.value(_KIOSK))
    for field, text in _BRIEF.items():
        brief.change(store, project, field, text)
    window.shell.go("project", project)
    window.settle()
    section = window.part(window.shell, ProjectBrief)
    window.part(window.shell, InspectorFrame).area.ensureWidgetVisible(section, 0, 400)
    window.settle()


def _welcome(window: TourWindow) -> QWidget:
    from app.views.dialogs.welcome_text import WelcomeTextDialog

    window.open_page("projects")
    project = int(window.shell.store.value(_KIOSK))
    dialog = WelcomeTextDialog(window.shell, window.shell.store, window.shell, project)
    dialog.open()
    window.settle()
    return dialog
