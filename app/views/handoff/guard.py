"""What stands in place of the steps when a deal cannot be handed off: why, and a way out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.base import UserError, today
from app.models.store import Store
from app.services import clients, deals
from app.services.deal_board import DealCard
from app.views import theme
from app.views.parts.buttons import MainButton
from app.views.parts.client_field import ClientField
from app.views.parts.label import Label
from app.views.parts.notice import Notice
from app.views.theme import px

_WIDTH = 440


class Guard(QWidget):
    """`again` tries to open the wizard anew; `show_project` goes to the project there is already."""

    def __init__(
        self,
        store: Store,
        card: DealCard | None,
        reason: str,
        again: Callable[[], object],
        show_project: Callable[[int], object] | None,
    ) -> None:
        super().__init__()
        self.store = store
        self.card = card
        self._again = again
        self.button: MainButton | None = None
        self.client: ClientField | None = None
        inside = QVBoxLayout()
        inside.setSpacing(8)
        what, _, todo = reason.rpartition(". ")
        self.sentence = _wrapped((what or todo).rstrip("."), "text", theme.TITLE, theme.SEMIBOLD)
        inside.addWidget(self.sentence)
        if what:
            inside.addWidget(_wrapped(todo, "text2"))
        inside.addSpacing(8)
        self._offer(inside, show_project)
        self.problem = Notice("bad", "")
        self.problem.hide()
        inside.addWidget(self.problem)
        holder = QWidget()
        holder.setFixedWidth(px(_WIDTH))
        holder.setLayout(inside)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def _offer(self, inside: QVBoxLayout, show_project: Callable[[int], object] | None) -> None:
        card = self.card
        if card is None:
            return
        if card.project_id is not None:
            project = card.project_id
            if show_project is not None:
                self._add_button(inside, "Open project", lambda: show_project(project))
        elif card.stage_kind != "won":
            inside.addWidget(_wrapped("It becomes won today; you can set another day in the deal.", "text2"))
            self._add_button(inside, "Mark as won and hand off", self._win)
        elif card.client_id is None:
            self.client = ClientField(
                self.store, self._take_client, add_new=self._add_client, boxed=True, placeholder="Choose or type a name"
            )
            inside.addWidget(self.client)

    def _add_button(self, inside: QVBoxLayout, words: str, does: Callable[[], object]) -> None:
        self.button = MainButton(words)
        self.button.clicked.connect(lambda _: self._try(does))
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        inside.addLayout(row)

    def _try(self, does: Callable[[], object]) -> None:
        try:
            does()
        except UserError as problem:
            self.problem.say("bad", str(problem))
            self.problem.show()

    def _win(self) -> None:
        assert self.card is not None
        deals.win(self.store, [self.card.id], today())
        self._again()

    def _add_client(self, name: str) -> int:
        return clients.find_or_add(self.store, name)

    def _take_client(self, client: int | None) -> None:
        assert self.card is not None
        if client is not None:
            deals.change(self.store, self.card.id, "client_id", client)
            self._again()

    def take_focus(self) -> None:
        """Put the keyboard on the way out."""
        way = self.button or self.client
        if way is not None:
            way.setFocus(Qt.FocusReason.OtherFocusReason)


def _wrapped(text: str, token: str, size: float = theme.TEXT, weight: int = theme.REGULAR) -> Label:
    """Words over several lines, none of which is cut."""
    label = Label(text, token, size, weight, wrap=True)
    width = px(_WIDTH)
    label.setFixedSize(width, label.heightForWidth(width))
    return label
