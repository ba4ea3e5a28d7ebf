"""One deal beside the list or board: everything about it, edited in place, in a fixed order.

inspector = DealInspector(store, shell, actions)
inspector.show_deal(id)     None for nothing; `deal_id` is what it shows
inspector.reload()          after a change
inspector.rename()          F2
inspector.closed            its cross was pressed, or the deal is gone
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.base import Changes, today
from app.services import activities, deal_copies, deal_detail, deal_terms, deals, settings, template_rules
from app.views.parts.breath import paint_later
from app.views.parts.buttons import LinkButton, PlainButton
from app.views.parts.change_orders_section import ChangeOrders
from app.views.parts.clock_button import ClockButton
from app.views.parts.custom_section import CustomSection
from app.views.parts.deal_delivery import Delivery
from app.views.parts.deal_fields import DealFields
from app.views.parts.deal_lines import DealLines
from app.views.parts.deal_menu import deal_menu
from app.views.parts.deal_origin import DealOrigin
from app.views.parts.deal_renewal import DealRenewal
from app.views.parts.deal_step import StepCard
from app.views.parts.deal_warnings import DealWarnings, Ways, warnings
from app.views.parts.fields import FormRow, NotesField
from app.views.parts.files_section import FilesSection
from app.views.parts.inspector_frame import InspectorFrame
from app.views.parts.label import ElidedLabel
from app.views.parts.note_log import NoteLog
from app.views.parts.record_rows import add_in_line
from app.views.parts.stage_strip import StageStrip
from app.views.parts.tags_field import TagsField

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_detail import DealDetail
    from app.views.page import ShellApi
    from app.views.parts.deal_actions import DealActions


class DealInspector(InspectorFrame):
    """See the top of this module."""

    def __init__(self, store: Store, shell: ShellApi, actions: DealActions) -> None:
        super().__init__("Deal", self._on_title, self._show_menu)
        self._store, self._shell, self._actions = store, shell, actions
        self.deal_id: int | None = None
        self.detail: DealDetail | None = None
        self.clock = ClockButton(store, shell, "deal")
        self.put_in_head(self.clock)
        self._build_top()
        self._build_rest()
        self._build_foot()
        self.fill_up()

    def _build_top(self) -> None:
        self.client_link = LinkButton("", gives_way=True)
        self.client_link.clicked.connect(self._go_to_client)
        self.contact = ElidedLabel("", "text2")
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.client_link)
        line.addWidget(self.contact, 1)
        holder = QWidget()
        holder.setLayout(line)
        self._client_row = self.add(holder)
        self.strip = StageStrip()
        self.strip.chosen.connect(self._on_stage)
        self.add(self.strip, above=8)
        self.setFocusProxy(self.strip)
        self.fields = DealFields(self._store)
        add_in_line(self, self.fields, above=16)
        self.tags = TagsField(self._store, "deal")
        add_in_line(self, FormRow("Tags", self.tags), above=4)

    def _build_rest(self) -> None:
        self.step = StepCard(self._change("next_step"), self._change("next_step_on"))
        self.step.done.connect(self._on_step_done)
        self._step_row = self.add(self.step, above=12)
        self.warnings = DealWarnings()
        self._ways = Ways(
            set_client=self.fields.ask_client,
            set_date=self.fields.closes.begin_edit,
            hold=lambda: self._act(self._actions.hold),
            release=lambda: self._act(self._actions.release),
            hand_off=self._hand_off,
            bring_back=lambda: self._act(self._bring_back),
        )
        self._warning_row = self.add(self.warnings, above=12)
        self.origin = DealOrigin(self._store, self._shell)
        self._origin_row = self.add(self.origin, above=16, flush=True)
        self.delivery = Delivery(self._store, lambda project: self._shell.go("project", project))
        self._delivery_row = self.add(self.delivery, above=16, flush=True)
        self.orders = ChangeOrders(self._store, self._shell)
        self._orders_row = self.add(self.orders, above=16, flush=True)
        self.renewal = DealRenewal(self._store, self._shell)
        self._renewal_row = self.add(self.renewal, above=16, flush=True)
        self.lines = DealLines(self._store, self._shell, self.reload)
        self.add(self.lines, above=16, flush=True)
        self.files = FilesSection(self._store, self._shell, "deal")
        self.add(self.files, above=16, flush=True)
        self.setAcceptDrops(True)
        self.custom = CustomSection(self._store, "deal", go=self._shell.go)
        add_in_line(self, self.custom, above=16)
        self._shell.hub.changed.connect(self._on_changed)
        self.notes = NotesField("Notes", self._change("notes"), placeholder="Add notes")
        self.add(self.notes, above=12, flush=True)
        self.log = NoteLog(self._store, self._shell, "deal")
        self.log.begun.connect(lambda: QTimer.singleShot(0, self, self._show_log))
        self.add(self.log, above=12)

    # Files may be dropped anywhere on the deal: they are shown where they will be

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.files.dragEnterEvent(event)
        if event.isAccepted():
            self.area.ensureWidgetVisible(self.files, 0, 24)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.files.dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.files.dropEvent(event)

    def _on_changed(self, changes: Changes) -> None:
        """Tags and custom fields are read again by themselves: few changes touch them, and then nothing else of the deal."""
        if self.deal_id is not None and changes.touches("tag", "tag_link"):
            self.tags.reload()
        if self.deal_id is not None and changes.touches("custom_field", "custom_value"):
            self.custom.reload()
        if self.deal_id is not None and changes.touches("attachment"):
            self.files.reload()

    def _show_log(self) -> None:
        self.area.ensureWidgetVisible(self.log.field, 0, 24)

    def _build_foot(self) -> None:
        self.win = PlainButton("Mark as won", "trophy")
        self.win.clicked.connect(lambda: self._act(self._actions.win))
        self.lose = PlainButton("Lost…", "x-circle")
        self.lose.clicked.connect(lambda: self._act(self._actions.lose))
        self.reopen = PlainButton("Reopen", "arrow-counter-clockwise")
        self.reopen.clicked.connect(self._reopen)
        for button in (self.win, self.lose, self.reopen):
            self.foot.addWidget(button)
        self.foot.addStretch(1)

    def _reopen(self) -> None:
        if self.deal_id is not None:
            self._actions.reopen(self.deal_id)

    # What is shown

    def show_deal(self, deal_id: int | None) -> None:
        """Show a deal from its top; None shows nothing and reads nothing."""
        if deal_id != self.deal_id:
            if (before := self.deal_id) is not None:
                self.save_typed(self._shell, "deal", lambda: deal_detail.detail(self._store, before))
            self.title.forget_edit()
            self.step.step.forget_edit()
            self.step.on_day.forget_edit()
            self.notes.forget_edit()
            self.log.forget()
            self.tags.show_record(deal_id)
            self.custom.show_record(deal_id)
            self.files.show_record(deal_id)
            self.area.verticalScrollBar().setValue(0)
            self.deal_id = deal_id
            self.reload()

    def reload(self) -> None:
        """Read the deal again; closes when it is gone."""
        if self.deal_id is None:
            self.detail = None
            self.clock.show_record(None)
            return
        self.detail = deal_detail.detail(self._store, self.deal_id)
        if self.detail is None:
            self.save_typed(self._shell, "deal", lambda: False)
            self.deal_id = None
            self.clock.show_record(None)
            self.closed.emit()
            return
        paint_later(self)
        self._show(self.detail)

    def _show(self, detail: DealDetail) -> None:
        card = detail.card
        self.title.set_value(card.title)
        self.clock.show_record(card.id, card.title)
        self.client_link.setText(card.client or "")
        self.client_link.setVisible(bool(card.client))
        contact = ", ".join(part for part in (detail.contact or "", detail.contact_role.lower()) if part)
        self.contact.set_text(f"  ·  {contact}" if contact and card.client else contact)
        self._client_row.setVisible(bool(card.client or contact))
        self._show_stage(detail)
        self.fields.show_deal(detail)
        self._show_step(detail)
        terms = deal_terms.terms(self._store, card.id)
        archived_on = terms.archived_on if terms is not None else None
        rule = template_rules.offered(self._store, detail.card.id) if detail.card.needs_handoff else ""
        told = warnings(detail, self._ways, today(), archived_on, rule)
        self._warning_row.setVisible(self.warnings.show_warnings(told))
        self._delivery_row.setVisible(self.delivery.show_delivery(card))
        self._origin_row.setVisible(self.origin.show_deal(card))
        self._orders_row.setVisible(self.orders.show_deal(card))
        self._renewal_row.setVisible(self.renewal.show_deal(card))
        self.lines.show_lines(detail)
        self.notes.set_value(detail.notes)
        self.log.show_record(self.deal_id)
        for button in (self.win, self.lose):
            button.setVisible(card.closed_on is None)
        self.reopen.setVisible(card.closed_on is not None)

    def _show_stage(self, detail: DealDetail) -> None:
        card = detail.card
        stages = deal_detail.stages(self._store, detail.pipeline_id)
        days = card.days_in_stage
        age = "since today" if days <= 0 else f"for {days} day{'s' if days > 1 else ''}"
        self.strip.show_stage(stages, card.stage_id, age)

    def _show_step(self, detail: DealDetail) -> None:
        card = detail.card
        self._step_row.setVisible(card.closed_on is None)
        late = ""
        if card.closed_on is None and card.next_step and card.next_step_on and card.next_step_on < today():
            days = settings.calendar(self._store).late_days(card.next_step_on, today())
            late = f"{days} d late" if days else "due"
        self.step.show_step(card.next_step, card.next_step_on, late)

    # What is done

    def rename(self) -> None:
        """Edit the title."""
        self.title.begin_edit()

    def _change(self, field: str) -> Callable[[object], None]:
        def commit(value: object) -> None:
            if self.deal_id is not None:
                deals.change(self._store, self.deal_id, field, value)

        return commit

    def _on_title(self, title: str) -> None:
        self._change("title")(title)

    def _on_stage(self, stage_id: int) -> None:
        if self.deal_id is not None:
            ids = [self.deal_id]
            self._actions.attempt(lambda: self._actions.move(ids, stage_id))

    def _on_step_done(self) -> None:
        """One action: the step becomes a line of the timeline, and its place is free for the next."""
        if self.deal_id is None or self.detail is None:
            return
        done = activities.complete_step(self._store, self.deal_id)
        self._shell.toast(f"{done} done")
        self.reload()
        self.step.ask()

    def _act(self, verb: Callable[[list[int]], object]) -> None:
        if self.deal_id is not None:
            verb([self.deal_id])

    def _bring_back(self, ids: list[int]) -> None:
        if self._actions.attempt(lambda: deal_copies.bring_back(self._store, ids)):
            self._shell.toast(f"{self.title.value()} is back")
            self.reload()

    def _go_to_client(self) -> None:
        if self.detail is not None and self.detail.card.client_id is not None:
            self._shell.go("client", self.detail.card.client_id)

    def _hand_off(self) -> None:
        if self.deal_id is not None:
            deal_id = self.deal_id
            self._actions.attempt(lambda: self._actions.hand_off(deal_id))

    def _show_menu(self, button: QWidget) -> None:
        if self.deal_id is None:
            return
        menu = deal_menu(self._actions, [self.deal_id], lambda _: self.rename(), self)
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(button.mapToGlobal(QPoint(0, button.height() + 4)))
