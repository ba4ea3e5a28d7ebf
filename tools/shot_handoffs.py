"""The steps of a handoff brought on the screen, for pictures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.base import today
from app.domain import handoff_money, handoff_promises
from app.services import activities, handoff, payments, template_rules
from app.tour.steps import way_out

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.handoff import HandoffPlan
    from app.views.tour_window import TourWindow


def at_step(step: int, settled: bool = True) -> Callable[[TourWindow], QWidget]:
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


def paying(window: TourWindow) -> QWidget:
    """The review with payments by thirds."""
    wizard = at_step(4)(window)
    work = wizard.work  # type: ignore[attr-defined]
    work.put(handoff_money.by_scheme(work.plan, work.sold_minor or 0, "thirds"))
    window.settle()
    return wizard


def used_for(window: TourWindow) -> None:
    """A template that is used for a client and a pipeline."""
    from app.views.pages.templates import TemplatesPage

    store = window.shell.store
    template = int(store.value("SELECT id FROM template WHERE name = 'Website'"))
    if not template_rules.rules_of(store, template):
        template_rules.add(store, template, "client", int(store.value("SELECT min(id) FROM client")), automatic=True)
        template_rules.add(store, template, "pipeline", int(store.value("SELECT min(id) FROM pipeline")))
    window.open_page("templates")
    page = window.shell.page
    assert isinstance(page, TemplatesPage)
    page.show_record("template", template)
    page.open_template()
    window.settle()


def paid(window: TourWindow) -> None:
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


def promised(window: TourWindow) -> QWidget:
    """The step of the promises, with some decided on: a mail and a call were logged before."""
    store = window.shell.store
    deal = int(store.value("SELECT id FROM deal WHERE title = 'Ticket shop'"))
    if not store.value("SELECT 1 FROM activity WHERE deal_id = ? AND text LIKE '%seat map%'", (deal,)):
        for kind, text in _SAID:
            activities.log(store, kind, text, deal_id=deal)
    wizard = at_step(1)(window)
    work = wizard.work  # type: ignore[attr-defined]
    found = [at for at, promise in enumerate(work.plan.promises) if promise.outcome == "open"]
    for at, settle in zip(found, (handoff_promises.keep, declined, deferred), strict=False):
        work.put(settle(work.plan, at))
    window.settle()
    return wizard


def said_days(window: TourWindow) -> QWidget:
    """The days that were said beside those that are possible: a seat map is promised too soon, and the finish as well."""
    wizard = promised(window)
    work = wizard.work  # type: ignore[attr-defined]
    work.set_promise(work.plan.last_day - timedelta(days=6))
    while work.conflict is not None and work.conflict.kind != "late":
        work.apply(work.choices()[0][0])
    wizard.go(3)  # type: ignore[attr-defined]
    rows = wizard.steps[3].table.rows  # type: ignore[attr-defined]
    for milestone in [row.key for row in rows.rows if row.group][:2]:
        rows.toggle_group(milestone)
    window.settle()
    return wizard


def declined(plan: HandoffPlan, at: int) -> HandoffPlan:
    return handoff_promises.decline(plan, at, "Offered, but not part of the order")


def deferred(plan: HandoffPlan, at: int) -> HandoffPlan:
    return handoff_promises.defer(plan, at, today() + timedelta(days=20))
