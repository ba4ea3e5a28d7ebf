"""From a won deal to the wizard, and from the wizard to the new project."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.views.shell import Shell


def open_wizard(shell: Shell, deal_id: int) -> None:
    """Open the handoff wizard for a won deal. Raises UserError when the deal cannot be handed off."""
    from app.views.handoff.wizard import HandoffWizard

    shell.voice.be_quiet()  # nothing behind the wizard can be pressed
    wizard = HandoffWizard(shell.store, deal_id, shell)
    wizard.accepted.connect(lambda: say_done(shell, deal_id))
    wizard.open()


def say_done(shell: Shell, deal_id: int) -> None:
    """Say that the project is there, and offer to open it."""
    from app.services import deal_board

    cards = deal_board.cards(shell.store, [deal_id])
    project = cards[0].project_id if cards else None
    if project is not None:
        name = cards[0].project_name or cards[0].title
        shell.toast(f"{name} is a project now", action=("Open project", lambda: shell.go("project", project)))
