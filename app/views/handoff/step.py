"""What the wizard asks of a step."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.views.handoff.work import Work
from app.views.parts.marks import Tone

EDGE: Final = 4  # px around what a step shows, so that the ring of the keyboard is not cut


class Settled(NamedTuple):
    """What the rail says below a step's title."""

    text: str
    tone: Tone = "plain"


class Missing(NamedTuple):
    """What is open before one may go on, and what puts the keyboard there."""

    text: str
    show: Callable[[], object]


class Step(QWidget):
    """One page of the wizard. It shows the work and hands every edit to it."""

    key: ClassVar[str] = ""
    title: ClassVar[str] = ""

    said = Signal(str)
    """A sentence for the foot: why an edit came out otherwise than asked."""
    done = Signal()
    """The step is settled; the wizard goes on."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.setAccessibleName(self.title)

    @classmethod
    def settled(cls, work: Work) -> Settled:
        """What this step has settled, without the step being built."""
        raise NotImplementedError

    @classmethod
    def title_for(cls, work: Work) -> str:  # noqa: ARG003
        """How the rail and the foot call the step."""
        return cls.title

    def controls(self) -> QWidget | None:
        """What stands at the right of the sentence."""
        return None

    def refresh(self) -> None:
        """Show the work as it is."""
        raise NotImplementedError

    def learn(self) -> None:
        """Free hours were read."""

    def missing(self) -> Missing | None:
        """What is open, so that Next goes there instead."""
        return None

    def take_focus(self) -> None:
        """Put the keyboard where the step begins."""
        self.setFocus()
