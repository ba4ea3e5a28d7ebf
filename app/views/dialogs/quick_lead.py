"""A lead in one line, or out of a pasted e-mail: what was understood stands below it, each part editable, and Enter keeps it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from shiboken6 import isValid

from app.base import UserError, today
from app.domain.quick_lead import fold
from app.services import deal_detail, deal_rules, quick_deal, settings
from app.services.quick_deal import Draft, Names
from app.views import jobs
from app.views.dialogs.form import FormDialog
from app.views.parts.amount_field import AmountField
from app.views.parts.buttons import IconButton, MainButton, PlainButton, QuietButton
from app.views.parts.choice_field import ChoiceField
from app.views.parts.client_field import ClientField
from app.views.parts.date_field import DateField
from app.views.parts.fields import NotesField, TextField
from app.views.parts.picker import Option, as_options
from app.views.theme import px

if TYPE_CHECKING:
    from app.models.store import Store
    from app.views.jobs import Progress

_PAUSE_MS = 60
_NOTE = "Enter adds it, Shift Enter begins a line, Ctrl Enter adds it and asks for the next."


class QuickLeadDialog(FormDialog):
    """Reads the names in the background; what one has edited by hand is left alone when more is typed."""

    added = Signal(int, str)
    """The new deal and its title."""

    def __init__(self, parent: QWidget, store: Store, stage_id: int | None = None) -> None:
        super().__init__(
            parent, "Quick lead", "One line, such as ‘Acme, Jane Doe, 4500 EUR, March’, or the foot of an e-mail.", width=560
        )  # fmt: skip
        self._store, self._stage = store, stage_id
        self._home = settings.home_currency(store)
        self._names: Names | None = None
        self._mine: set[str] = set()
        self.draft = Draft(currency=self._home)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.read)
        self.paper = _Paper(self)
        self.body.addWidget(self.paper)
        self.body.addSpacing(4)
        self._add_fields()
        self.set_note(_NOTE)
        self.add_button(QuietButton("Close"))
        self.add_button(PlainButton("Add and next"), lambda: self.submit(again=True))
        self.add_button(MainButton("Add lead"), self.submit)
        self.paper.textChanged.connect(self._pause.start)
        self.paper.entered.connect(lambda again: self.submit(again=again))
        self._show()
        self._learn()

    def _add_fields(self) -> None:
        self.title_field = self._field(
            "Title", TextField("Title", self._own("title"), boxed=True, placeholder="What is sold")
        )
        self.client = self._field(
            "Client", ClientField(self._store, self._on_client, add_new=str, empty="Nobody", boxed=True, placeholder="Nobody named"),
        )  # fmt: skip
        self.swap = IconButton("arrows-down-up", "Swap client and contact", "Alt+X")
        self.swap.clicked.connect(self.swap_names)
        QShortcut(QKeySequence("Alt+X"), self, self.swap_names)
        contact = ChoiceField(
            "Contact", (), self._own("contact"), add_new=str, empty="Nobody", boxed=True, placeholder="Nobody named"
        )
        self.contact = self.add_field("Contact", contact, beside=self.swap)
        self.email = self._field("E-mail", TextField("E-mail", self._own("email"), boxed=True))
        self.phone = self._field("Phone", TextField("Phone", self._own("phone"), boxed=True))
        self.website = self._field("Website", TextField("Website", self._own("website"), boxed=True))
        self.currency = TextField("Currency", self._on_currency, boxed=True, required=True)
        self.currency.setFixedWidth(px(72))
        amount = AmountField(
            "Amount", self._own("amount_minor"), currency=self._home, boxed=True, placeholder="None named"
        )
        self.amount = self.add_field("Amount", amount, beside=self.currency)
        self.closes = self._field(
            "Closes", DateField("Closes", self._own("closes"), boxed=True, placeholder="No day named")
        )
        self.notes = self._field(
            "Notes", NotesField("Notes", self._own("notes"), boxed=True, placeholder="Nothing else was said")
        )

    def _field(self, name: str, field: Any) -> Any:
        return self.add_field(name, field)

    def open(self) -> None:
        super().open()
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is understood ---------------------------------------------------------

    @property
    def is_ready(self) -> bool:
        """Whether the names are known, so that what is typed is read at once."""
        return self._names is not None

    def _learn(self) -> None:
        store = self._store

        def work(_progress: Progress) -> Names:
            names = quick_deal.learn(store)
            quick_deal.understand(names, "Acme, 1 EUR, March", today=today(), home="EUR")  # loads the names of months
            return names

        jobs.run(work, self._on_learnt, self._on_failed, title="Reading names")

    def _on_learnt(self, names: Names) -> None:
        if isValid(self):
            self._names = names
            self.read()

    def _on_failed(self, problem: Exception) -> None:
        """Without the names a lead can still be kept; clients of the same name are found when it is."""
        if isValid(self):
            self._on_learnt(quick_deal.NOBODY)
            self.refuse(UserError(f"The names of clients could not be read: {problem}"))

    def read(self) -> None:
        """Understand what stands in the paper; fields that were edited by hand keep what they say."""
        self._pause.stop()
        if self._names is None:
            return
        form = QLocale().dateFormat(QLocale.FormatType.ShortFormat)
        found = quick_deal.understand(
            self._names,
            self.paper.toPlainText(),
            today=today(),
            home=self._home,
            month_first=form.find("M") < form.find("d"),
        )
        kept = {name: getattr(self.draft, name) for name in self._mine}
        if "client" in self._mine:
            kept["person"] = self.draft.person
        self.draft = found._replace(**kept)
        self._show()

    def _show(self) -> None:
        draft = self.draft
        self.title_field.set_value(draft.title)
        self._show_client()
        self._show_contact()
        self.email.set_value(draft.email)
        self.phone.set_value(draft.phone)
        self.website.set_value(draft.website)
        row = self.website.parentWidget()
        if row is not None:
            row.setVisible(bool(draft.website) or "website" in self._mine)
        self.currency.set_value(draft.currency or self._home)
        self.amount.set_currency(draft.currency or self._home)
        self.amount.set_value(draft.amount_minor)
        self.closes.set_value(draft.closes)
        self.notes.set_value(draft.notes)
        if self.isVisible():
            self._fit()

    def _show_client(self) -> None:
        client = self.draft.client
        if isinstance(client, int):
            self.client.set_choice(Option(client, self._client_name(client)), "known")
        else:
            hint = "" if not client else "new, a person" if self.draft.person else "new"
            self.client.set_choice(Option(client, str(client)) if client else None, hint)

    def _show_contact(self) -> None:
        client, contact = self.draft.client, self.draft.contact
        options = as_options(deal_detail.contacts(self._store, client)) if isinstance(client, int) else []
        if isinstance(contact, int):
            if all(option.key != contact for option in options):
                options.append(Option(contact, self._contact_name(contact)))
        elif contact:
            options.append(Option(contact, contact))
        self.contact.set_options(options)
        self.contact.set_value(contact or None, "" if not contact else "known" if isinstance(contact, int) else "new")

    def _contact_name(self, contact: int) -> str:
        rows = self._names.contacts.values() if self._names else ()
        return next((row[1] for alike in rows for row in alike if row[0] == contact), "")

    def _fit(self) -> None:
        """Grow with what was found, never below what it was: fields must not jump under the pointer."""
        height = self.height()
        self.adjustSize()
        if self.height() < height:
            self.resize(self.width(), height)

    # --- what is edited by hand -----------------------------------------------------

    def _own(self, name: str) -> Any:
        return partial(self._on_own, name)

    def _on_own(self, name: str, value: Any) -> None:
        self._mine.add(name)
        self.draft = self.draft._replace(**{name: value})
        if name == "contact":
            QTimer.singleShot(0, self, self._show_contact)  # when the field has taken the value

    def _on_client(self, value: int | str | None) -> None:
        """Another client has other contacts; one who was a person of their own may now be the contact."""
        self._mine.add("client")
        draft = self.draft
        if draft.person and value != draft.client and isinstance(draft.client, str) and draft.contact is None:
            draft = draft._replace(contact=draft.client)
        elif isinstance(draft.contact, int):
            draft = draft._replace(contact=None)
        self.draft = draft._replace(client=value, person=False)
        QTimer.singleShot(0, self, self._show_who)

    def swap_names(self) -> None:
        """Who was taken for the client is the contact, and the other way round."""
        draft = self.draft
        client = self._client_name(draft.client) if isinstance(draft.client, int) else draft.client or ""
        contact = self._contact_name(draft.contact) if isinstance(draft.contact, int) else draft.contact or ""
        known = self._names.clients.get(fold(contact)) if self._names else None
        self._mine |= {"client", "contact"}
        self.draft = draft._replace(client=known[0] if known else contact or None, contact=client or None, person=False)
        self._show_who()

    def _client_name(self, client: int) -> str:
        return self._names.client_names.get(client, "") if self._names else ""

    def _show_who(self) -> None:
        self._show_client()
        self._show_contact()

    def _on_currency(self, typed: str) -> None:
        code = deal_rules.currency(typed)
        self._on_own("currency", code)
        self.amount.set_currency(code)
        QTimer.singleShot(0, self, self._show)

    # --- keeping it -----------------------------------------------------------------

    def submit(self, *, again: bool = False) -> None:
        if self._names is None:  # Enter was faster than the names: it waits for them
            QTimer.singleShot(_PAUSE_MS, self, lambda: self.submit(again=again))
            return
        if self._pause.isActive():
            self.read()
        if not self.take_typed() or not self.notes.finish():
            return
        if not self.draft.title.strip():
            self.refuse(UserError("A lead needs a title, or the name of a client or contact."), self.title_field)
            return
        try:
            made = quick_deal.save(self._store, self.draft, self._stage)
        except UserError as problem:
            self.refuse(problem)
            return
        title = self.draft.title
        self.added.emit(made, title)
        if not again:
            self.accept()
            return
        self._begin_again(title)

    def _begin_again(self, title: str) -> None:
        self._mine.clear()
        self.draft = Draft(currency=self._home)
        for field in self.fields:
            field.forget_edit()
        self.paper.clear()
        self._show()
        self.set_note(f"{title} is added.")
        self._names = None
        self._learn()
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)


class _Paper(QPlainTextEdit):
    """Where the line is typed or the mail pasted."""

    entered = Signal(bool)
    """Enter; True with Ctrl."""

    def __init__(self, dialog: QWidget) -> None:
        super().__init__(dialog)
        self.setAccessibleName("Line or e-mail")
        self.setPlaceholderText("Who, how much, what, by when")
        self.setTabChangesFocus(True)
        self.setFixedHeight(px(84))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if held & Qt.KeyboardModifier.ShiftModifier:
                self.insertPlainText("\n")
            else:
                self.entered.emit(bool(held & Qt.KeyboardModifier.ControlModifier))
        elif event.key() == Qt.Key.Key_Escape and self.toPlainText():
            self.selectAll()
            self.insertPlainText("")  # Ctrl+Z brings it back
        else:
            super().keyPressEvent(event)
