"""The renewals of a deal beside it: the one that it is, those it is to have, and the one that could be planned."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.money import format_money
from app.services import renewal_list, renewals
from app.views.parts.dates import short_text
from app.views.parts.deal_warnings import DealWarnings, Warned
from app.views.parts.field import PAD
from app.views.parts.link_list import LinkList
from app.views.parts.renewal_actions import RenewalActions
from app.views.parts.renewal_words import amount_text, notice_near, notice_text, when_text

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.deal_board import DealCard
    from app.services.renewal_list import RenewalRow
    from app.views.page import ShellApi


class DealRenewal(QWidget):
    """The section 'Renewal' of a won deal, and of an open one that renews another."""

    def __init__(self, store: Store, shell: ShellApi) -> None:
        super().__init__()
        self._store, self._shell = store, shell
        self._deal_id: int | None = None
        self.verbs = RenewalActions(store, shell, self)
        self.links = LinkList("Renewal", "repeat", self._menu, ("Plan renewal", self._new))
        self.warnings = DealWarnings()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.links)
        inset = QVBoxLayout()
        inset.setContentsMargins(PAD, 0, PAD, 0)
        inset.addWidget(self.warnings)
        column.addLayout(inset)

    def show_deal(self, card: DealCard) -> bool:
        """Show the renewals of a deal; whether there is anything to say."""
        self._deal_id = card.id
        own, before = renewal_list.of_deal(self._store, card.id)
        won = card.stage_kind == "won"
        if not won and before is None and not own:
            return False
        rows = [*([before] if before is not None else []), *own]
        waits = not won  # what was planned while it was won counts again once it is
        links = [
            (
                row.id,
                row.title,
                "renewed here"
                if row is before and won
                else "once won"
                if waits and row is not before
                else when_text(row),
                amount_text(row),
            )
            for row in rows
        ]
        self.links.show_links(links)
        link = self.links.head.link
        if link is not None:
            link.setVisible(won and card.client_id is not None)
        told = [self._notice(row) for row in own if won and notice_near(row)]
        offered = renewals.offered(self._store, card.id) if won and card.client_id is not None else None
        if offered is not None:
            worth = "" if offered.amount_minor is None else f", {format_money(offered.amount_minor, offered.currency)}"
            title = f"{offered.title} could be planned"
            text = f"Due {short_text(offered.due_on)}{worth}: {offered.why}"
            told.append(
                Warned("info", title, text, ("Plan it", partial(self.verbs.accept, card.id, offered)), "repeat")
            )
        self.warnings.setVisible(self.warnings.show_warnings(told))
        return True

    def _notice(self, row: RenewalRow) -> Warned:
        way = (
            ("Open deal", partial(self._shell.go, "deal", row.next_id))
            if row.next_id
            else ("Renew…", partial(self.verbs.renew, row.id))
        )
        return Warned("warn", notice_text(row), f"{row.title}, calendar days", way, "repeat")

    def _new(self) -> None:
        if self._deal_id is not None:
            self.verbs.new(deal_id=self._deal_id)

    def _menu(self, renewal_id: int) -> None:
        open_menu(self.verbs, renewal_id, self.links)


def open_menu(actions: RenewalActions, renewal_id: int, at: QWidget) -> None:
    """What can be done with a renewal, below its row."""
    from PySide6.QtCore import QPoint, Qt

    menu = actions.menu([renewal_id], at)
    if menu is None:
        return
    row = at.window().focusWidget()
    under = row if row is not None and at.isAncestorOf(row) else at
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(under.mapToGlobal(QPoint(0, under.height() + 2)))
