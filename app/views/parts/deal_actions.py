"""What one does with deals, wherever they are shown: asks what is missing, does it, and says it with Undo.

    actions = DealActions(store, shell, page)
    actions.move(ids, stage_id, before)     a won or lost stage asks first
    actions.win(ids), .lose(ids), .hold(ids), .release(ids), .reopen(id), .delete(ids), .waive(ids), .hand_off(id)
    actions.choose_stage(ids, widget, rect) a list of stages at a place; actions.new(...) the dialog for a new deal
    actions.quick_lead(...)                 a lead in one line or out of a pasted e-mail
    actions.added(id)                       a new deal is there

What a service refuses is said by the window. Dialogs open on the next turn of the loop: this may be called from a drop.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.base import UserError
from app.services import deal_board, deal_detail, deals
from app.services.deal_board import DealCard
from app.services.deal_detail import StageChoice
from app.views import theme
from app.views.parts.attempt import attempt
from app.views.parts.dates import short_text

if TYPE_CHECKING:
    from app.models.store import Store
    from app.services.unwinning import Fate
    from app.views.page import ShellApi
    from app.views.parts.dialog import BatonDialog
    from app.views.parts.picker import Option


class DealActions(QObject):
    """See the top of this module."""

    added = Signal(int)

    def __init__(self, store: Store, shell: ShellApi, page: QWidget) -> None:
        super().__init__(page)
        self.store, self.shell, self.page = store, shell, page
        self.dialog: BatonDialog | None = None
        self.first_stage: Callable[[], int | None] = lambda: None  # where new leads go; None: the first of all

    def attempt(self, call: Callable[[], object]) -> bool:
        """Call; what is refused is said by the window. Whether it went well."""
        return attempt(self.shell, call)

    def cards(self, ids: Sequence[int]) -> list[DealCard]:
        """The deals, those that are gone left out."""
        return deal_board.cards(self.store, list(ids)) if ids else []

    # Moving

    def move(self, ids: Sequence[int], stage_id: int, before: int | None = None) -> None:
        """Move deals into a stage; Won and Lost ask first. Raises UserError."""
        found = self.cards(ids)
        stage = self.stage(stage_id)
        if not found or stage is None:
            return
        elsewhere = [card for card in found if card.stage_id != stage_id]
        if elsewhere and stage.kind == "won":
            self.win(ids, before)
        elif elsewhere and stage.kind == "lost":
            self.lose(ids)
        else:
            self._asking(ids if elsewhere and stage.kind == "open" else (), partial(self._move, found, stage, before))

    def _move(self, found: list[DealCard], stage: StageChoice, before: int | None, project: Fate) -> None:
        elsewhere = [card for card in found if card.stage_id != stage.id]
        deals.move(self.store, [card.id for card in found], stage.id, before, project=project)
        if elsewhere:
            reopened = any(card.closed_on is not None for card in elsewhere)
            words = "reopened in" if reopened else "moved to"
            self.shell.toast(f"{_named(found)} {words} {stage.name}")

    def _asking(self, ids: Sequence[int], then: Callable[[Fate], object]) -> None:
        """Go on at once, or first ask what becomes of the projects of those of the deals that are won."""
        from app.services import unwinning

        found = unwinning.bound(self.store, ids) if ids else []
        if not found:
            then("")
            return
        from app.views.dialogs.unwin import UnwinDialog

        dialog = UnwinDialog(self.page.window(), found)
        dialog.answered.connect(lambda fate: self.attempt(lambda: then(fate)))
        self.open_dialog(dialog)

    def stage(self, stage_id: int) -> StageChoice | None:
        """A stage of any pipeline."""
        return next((stage for _, _, stages in self.pipelines() for stage in stages if stage.id == stage_id), None)

    def pipelines(self) -> list[tuple[int, str, list[StageChoice]]]:
        """Every pipeline in use, with its stages."""
        return [(i, name, deal_detail.stages(self.store, i)) for i, name in deal_detail.pipelines(self.store)]

    def choose_stage(
        self, ids: Sequence[int], at: QWidget, rect: QRect | None = None, *, elsewhere_than: int | None = None
    ) -> None:
        """A list of stages below `rect` of `at`; with `elsewhere_than`, those of the other pipelines."""
        from app.views.parts.picker import Picker

        found = self.cards(ids)
        if not found:
            return
        options = stage_options(self.pipelines(), found[0].stage_id, elsewhere_than)

        def choose(option: Option) -> None:
            self.attempt(lambda: self.move(ids, int(str(option.key))))

        picker = Picker(
            at,
            options,
            choose,
            current=found[0].stage_id,
            head=f"Move {_named(found)} to",
        )
        picker.open_at(at, rect)

    # Closing

    def win(self, ids: Sequence[int], before: int | None = None) -> None:
        """Ask when the deals were won, then hand the first of them off or not."""
        from app.views.dialogs.win_deal import WinDialog

        found = [card for card in self.cards(ids) if card.stage_kind != "won"]
        if found:
            dialog = WinDialog(self.page.window(), self.store, found, before)
            dialog.won.connect(partial(self._on_won, found))
            self.open_dialog(dialog)

    def _on_won(self, found: list[DealCard], waiting: list[int], hand_off: bool) -> None:
        self.shell.toast(f"{_named(found)} won")
        able = [card.id for card in self.cards(waiting) if card.client_id is not None] if hand_off else []
        left = [deal for deal in able if not self._by_itself(deal)]
        if left:
            self.shell.start_handoff(left[0])

    def _by_itself(self, deal_id: int) -> bool:
        """Hand off without a question where an automatic rule says so and nothing is missing; else the wizard says what."""
        from app.services import handoff, handoff_rules

        done = handoff_rules.by_itself(self.store, deal_id)
        if not isinstance(done, handoff.Done):
            return False
        card = self.cards([deal_id])[0]
        words = f"{card.project_name or card.title} was handed off by its rule: {done.tasks} tasks, until {short_text(done.finish)}"
        self.shell.toast(words)
        return True

    def lose(self, ids: Sequence[int]) -> None:
        """Ask why the deals were lost."""
        from app.views.dialogs.lose_deal import LoseDialog

        found = self.cards(ids)

        def ask_why(project: Fate) -> None:
            dialog = LoseDialog(self.page.window(), self.store, found, project)
            dialog.lost.connect(lambda: self.shell.toast(f"{_named(found)} lost"))
            self.open_dialog(dialog)

        if found:
            self._asking(ids, ask_why)

    def hold(self, ids: Sequence[int]) -> None:
        """Ask until when the deals are on hold."""
        from app.views.dialogs.hold_deal import HoldDialog

        found = [card for card in self.cards(ids) if card.closed_on is None]
        if not found:
            self.shell.error("Only open deals can be put on hold. Reopen it first.")
            return
        dialog = HoldDialog(self.page.window(), self.store, found)
        dialog.held.connect(partial(self._on_held, found))
        self.open_dialog(dialog)

    def _on_held(self, found: list[DealCard], until: date | None) -> None:
        end = f" until {short_text(until)}" if until else ""
        self.shell.toast(f"{_named(found)} on hold{end}")

    def release(self, ids: Sequence[int]) -> None:
        """End the hold."""
        found = self.cards(ids)
        if found and self.attempt(lambda: deals.release(self.store, list(ids))):
            self.shell.toast(f"{_named(found)} off hold")

    def reopen(self, deal_id: int) -> None:
        """Open a closed deal again, in the last open stage of its pipeline."""

        def open_again(project: Fate) -> None:
            deals.reopen(self.store, deal_id, project=project)
            for card in self.cards([deal_id]):
                self.shell.toast(f"{card.title} reopened in {card.stage}")

        self.attempt(lambda: self._asking([deal_id], open_again))

    def delete(self, ids: Sequence[int]) -> None:
        """Delete the deals; Undo brings them back."""
        found = self.cards(ids)
        if found and self.attempt(lambda: deals.delete(self.store, list(ids))):
            self.shell.toast(f"{_named(found)} deleted")

    # Between the two places

    def hand_off(self, deal_id: int) -> None:
        """Hand off by an automatic rule where nothing is missing, else open the wizard; a deal without a client says what it
        lacks. Raises UserError."""
        found = self.cards([deal_id])
        if found and found[0].client_id is None:
            raise UserError(f"{found[0].title} has no client. Choose the client it is for, then hand it off.")
        if found and found[0].project_id is not None:
            return  # a second click on what the first has handed off
        if not self._by_itself(deal_id):
            self.shell.start_handoff(deal_id)

    def waive(self, ids: Sequence[int]) -> None:
        """Say that these won deals need no project."""
        found = [card for card in self.cards(ids) if card.needs_handoff]
        if found and self.attempt(lambda: deals.waive_handoff(self.store, [card.id for card in found])):
            verb = "needs" if len(found) == 1 else "need"
            self.shell.toast(f"{_named(found)} {verb} no project")

    # New ones

    def new(self, stage_id: int | None = None, client_id: int | None = None) -> None:
        """The dialog for a new deal."""
        from app.views.dialogs.new_deal import NewDealDialog

        dialog = NewDealDialog(self.page.window(), self.store, stage_id=stage_id, client_id=client_id, quick=True)
        dialog.added.connect(self._on_added)
        dialog.quick_wanted.connect(lambda: self.quick_lead(stage_id))
        dialog.open()
        self.dialog = dialog

    def quick_lead(self, stage_id: int | None = None) -> None:
        """The dialog for a lead in one line or out of a pasted e-mail."""
        from app.views.dialogs.quick_lead import QuickLeadDialog

        dialog = QuickLeadDialog(self.page.window(), self.store, stage_id or self.first_stage())
        dialog.added.connect(self._on_added)
        self.open_dialog(dialog)

    def _on_added(self, deal_id: int, title: str) -> None:
        self.shell.toast(f"{title} added")
        self.added.emit(deal_id)

    def parent_window(self) -> QWidget:
        """The window over which dialogs open."""
        return self.page.window()

    def open_dialog(self, dialog: BatonDialog) -> None:
        """Open a dialog on the next turn of the loop."""
        self.dialog = dialog
        QTimer.singleShot(0, dialog, dialog.open)


def stage_options(
    pipelines: Sequence[tuple[int, str, Sequence[StageChoice]]], current: int, elsewhere_than: int | None = None
) -> list[Option]:
    """The stages to choose from: the deal's own pipeline first, others with the pipeline's name before."""
    from app.views.parts.picker import Option

    home = next((i for i, _, stages in pipelines if any(stage.id == current for stage in stages)), None)
    options = []
    for i, name, stages in sorted(pipelines, key=lambda found: found[0] != home):
        if i == elsewhere_than:
            continue
        opens = [stage.id for stage in stages if stage.kind == "open"]
        for stage in stages:
            words = stage.name if i == home else f"{name} › {stage.name}"
            probability = f"{stage.probability}%" if stage.kind == "open" else ""
            options.append(Option(stage.id, words, probability, dot=stage_colour(stage, opens)))
    return options


def stage_colour(stage: StageChoice, opens: Sequence[int]) -> str:
    """The colour of a stage's bar; `opens` are the ids of the open stages of its pipeline."""
    if stage.kind == "open" and stage.colour is not None:
        return theme.colour(label_token(stage.colour)).name()
    if stage.kind == "open":
        return theme.stage_colour(opens.index(stage.id), len(opens))
    return theme.current().stage_won if stage.kind == "won" else theme.current().mark_line


def label_token(colour: int) -> str:
    """The theme's token of a label colour, 1 to 6."""
    return f"labels.{colour - 1}"


def _named(found: Sequence[DealCard]) -> str:
    return found[0].title if len(found) == 1 else f"{len(found)} deals"
