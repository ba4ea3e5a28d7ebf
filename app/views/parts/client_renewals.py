"""How a client stands after the sale, each reason with its way out, and its renewals."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services import accounts, renewal_list
from app.views.parts.deal_renewal import open_menu
from app.views.parts.deal_warnings import DealWarnings, Warned
from app.views.parts.field import PAD
from app.views.parts.link_list import LinkList
from app.views.parts.marks import Mark
from app.views.parts.renewal_actions import RenewalActions
from app.views.parts.renewal_words import HEALTH, HEALTH_ICONS, HEALTH_TONES, amount_text, when_text

if TYPE_CHECKING:
    from app.domain.account_health import Reason
    from app.models.store import Store
    from app.views.page import ShellApi


class ClientRenewals(QWidget):
    """`on_call` opens the place to write a call down; `show_client(id)` reads."""

    def __init__(self, store: Store, shell: ShellApi, on_call: Callable[[], object]) -> None:
        super().__init__()
        self._store, self._shell, self._on_call = store, shell, on_call
        self._client_id: int | None = None
        self.verbs = RenewalActions(store, shell, self)
        self.mark = Mark("check-circle", "Good", "good")
        self.warnings = DealWarnings()
        self.links = LinkList(
            "Renewals", "repeat", lambda i: open_menu(self.verbs, i, self.links), ("Plan renewal", self._new)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._standing = QWidget()
        inset = QVBoxLayout(self._standing)
        inset.setContentsMargins(PAD, 0, PAD, 16)
        inset.setSpacing(8)
        row = QHBoxLayout()
        row.addWidget(self.mark)
        row.addStretch(1)
        inset.addLayout(row)
        inset.addWidget(self.warnings)
        column.addWidget(self._standing)
        column.addWidget(self.links)

    def show_client(self, client_id: int) -> None:
        """Read how the client stands."""
        self._client_id = client_id
        found = accounts.one(self._store, client_id)
        if found is None:
            return
        health = found.health
        sold = found.won_deals or found.projects or found.renewals
        words = health.reasons[0].words if health.level == "good" else HEALTH[health.level]
        self.mark.set_mark(HEALTH_ICONS[health.level], words, HEALTH_TONES[health.level])
        self.mark.setVisible(bool(sold) or health.level != "good")
        told = [self._warned(reason) for reason in health.reasons if reason.level != "good"]
        self.warnings.setVisible(self.warnings.show_warnings(told))
        self._standing.setVisible(not (self.mark.isHidden() and self.warnings.isHidden()))
        rows = renewal_list.of_client(self._store, client_id)
        self.links.show_links([(row.id, row.title, when_text(row), amount_text(row)) for row in rows])

    def _warned(self, reason: Reason) -> Warned:
        kind, record = reason.about
        if kind == "project":
            way: tuple[str, Callable[[], object]] = ("Open", partial(self._shell.go, "project", record))
        elif kind == "renewal":
            way = ("Renew…", partial(self.verbs.renew, record))
        elif reason.key == "steps":
            way = ("Its deals", partial(self._shell.open_page, "deals.list", {"client_id": self._client_id}))
        else:
            way = ("Log a call", self._on_call)
        return Warned(HEALTH_TONES[reason.level], reason.words, "", way, HEALTH_ICONS[reason.level])

    def _new(self) -> None:
        if self._client_id is not None:
            self.verbs.new(client_id=self._client_id)
