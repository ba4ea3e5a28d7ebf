"""The window, driven by the program instead of a person: it comes to rest, is photographed, buttons are pressed, cards dragged.

    with TourWindow(folder, size=(1440, 900)) as window:
        window.use(store)
        window.open_page("forecast")
        window.picture(folder / "forecast.png", "dark")

The tour, the pictures of the guide, benchmarks and scenario tests all look through this one pair of eyes.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TypeVar

from PySide6.QtCore import QEventLoop, QPoint, QSize, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QFontDatabase, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app import paths
from app.base import UserError
from app.models.store import Store
from app.views import jobs, registry, theme
from app.views.page import Page
from app.views.parts.board import Board
from app.views.shell import Shell
from app.views.theme import Scheme, px
from app.views.window_state import WindowState

W = TypeVar("W", bound=QWidget)

QUIET_MS: Final = 150  # a chart that is resized waits 80 ms before it is drawn again
PATIENCE_S: Final = 60.0
_BUSY_S: Final = 0.1  # less than the quiet time, so that something is asked again after a long turn


def has_display() -> bool:
    """Whether there is a screen to open a window on; only X and Wayland can be without one."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application() -> QApplication:
    """The running application, else a new one, without a screen where there is none, and dressed either way."""
    app = QApplication.instance()
    if app is None:
        if not has_display():
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        app = QApplication(["baton"])
        app.setApplicationName("Baton")
    assert isinstance(app, QApplication)
    if app.platformName() == "offscreen" and not QFontDatabase.hasFamily("Inter"):
        for face in sorted(paths.resource("fonts", "text").glob("*.otf")):  # a bare machine has no typeface at all
            QFontDatabase.addApplicationFont(str(face))
    theme.apply(app)
    return app


class TourWindow:
    """A window of the given size that remembers nothing on this computer; `folder` takes its state.

    What is raised inside the window, where Qt would swallow it, is raised again by `settle`.
    """

    def __init__(self, folder: Path, size: tuple[int, int] = (1440, 900)) -> None:
        self.app = application()
        self.faults: list[BaseException] = []
        self._before = (sys.excepthook, theme.scheme())
        self._messages: Callable[[Any, Any, str], None] | None = None
        self._lifted: Callable[[], tuple[QPixmap, QPoint]] | None = None
        self.shell = Shell(WindowState(folder))
        self.shell.resize(QSize(*size))

    def __enter__(self) -> TourWindow:
        sys.excepthook = lambda _kind, problem, _trace: self.faults.append(problem)
        self._messages = qInstallMessageHandler(self._on_message)
        self.show_in("light")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for dialog in self._floating():
            dialog.close()
        self.shell.close()
        self._spin(lambda: not jobs.running())
        self.shell.deleteLater()
        sys.excepthook, scheme = self._before
        theme.override(scheme)
        qInstallMessageHandler(self._messages)

    def _on_message(self, kind: Any, where: Any, text: str) -> None:
        """What Qt says goes where it went before, but that there is no screen: nobody can do anything about it."""
        if text.startswith("This plugin does not support"):
            return
        if self._messages is not None:
            self._messages(kind, where, text)
        elif sys.stderr is not None:
            sys.stderr.write(text + "\n")

    # --- what is shown --------------------------------------------------------------

    def use(self, store: Store | None, page: str = "") -> None:
        """Show this workspace; the window closes it in the end."""
        self.shell.use(store, page)
        self.shell.show()
        self.activate()

    def activate(self) -> None:
        """Give the window, or the dialog on top of it, the keyboard; without a screen nobody else does."""
        top = [self.shell, *self._floating()][-1]
        if self.app.activeWindow() is not top:
            top.activateWindow()
        self.settle()

    def show_in(self, scheme: Scheme) -> None:
        """Wear these colours."""
        if theme.scheme() != scheme:
            theme.override(scheme)

    def open_page(self, key: str, filter: Mapping[str, Any] | None = None) -> Page:
        """Show a page of the registry and wait until it has all it shows. Raises UserError when it does not come."""
        self.shell.voice.be_quiet()
        self.shell.open_page(key, filter)
        self.settle()
        return self.page(key)

    def page(self, key: str) -> Page:
        """The page that is shown, which has to be this one. Raises UserError."""
        entry = registry.entry(key)
        if entry is None or self.shell.key != key or self.shell.page is None:
            raise UserError(f"The page {key} was not shown.")
        return self.shell.page

    def board(self, key: str) -> Board:
        """The board of that page, which is shown first."""
        page = self.shell.page if self.shell.key == key and self.shell.page else self.open_page(key)
        return self.part(page, Board)

    def part(self, inside: QWidget, kind: type[W]) -> W:
        """The first part of this kind that is in sight. Raises UserError."""
        found = next((part for part in inside.findChildren(kind) if part.isVisible()), None)
        if found is None:
            raise UserError(f"There is no {kind.__name__} on {inside.accessibleName() or type(inside).__name__}.")
        return found

    def dialog(self, kind: type[W]) -> W:
        """The open dialog of this kind. Raises UserError when it did not open."""
        found = next((each for each in self._floating() if isinstance(each, kind)), None)
        if found is None:
            raise UserError(f"The dialog {kind.__name__} did not open.")
        return found

    def _floating(self) -> list[QWidget]:
        """Dialogs and what pops up, the undermost first."""
        tips = Qt.WindowType.ToolTip
        return [
            each
            for each in self.app.topLevelWidgets()
            if each is not self.shell and each.isVisible() and each.windowType() != tips
        ]

    # --- waiting --------------------------------------------------------------------

    def settle(self, quiet_ms: int = QUIET_MS) -> None:
        """Let the window work until nothing runs in the background and it was idle for a moment.

        Raises what was raised inside it, and UserError for what it refused or when it finds no rest.
        """
        calm_since = looked = time.monotonic()

        def calm() -> bool:
            nonlocal calm_since, looked
            now = time.monotonic()
            if jobs.running() or now - looked > _BUSY_S:  # a turn that took so long may have left work for the next
                calm_since = now
            looked = now
            return now - calm_since >= quiet_ms / 1000

        self._spin(calm)
        if self.faults:
            raise self.faults.pop(0)
        if self.shell.voice.errors.text:
            raise UserError(self.shell.voice.errors.text)

    def wait_for(self, what: str, condition: Callable[[], bool]) -> None:
        """Let the window work until `condition` holds. Raises UserError naming `what` when it never does."""
        if not self._spin(condition):
            raise UserError(f"{what}: that did not happen within {PATIENCE_S:.0f} seconds.")
        self.settle()

    def _spin(self, until: Callable[[], bool]) -> bool:
        """Run the event loop until the condition holds, which is asked every few milliseconds; False: it never did."""
        loop, ticks, began = QEventLoop(), QTimer(), time.monotonic()

        def look() -> None:
            if self.faults or until():
                loop.exit(0)
            elif time.monotonic() - began > PATIENCE_S:
                loop.exit(1)

        ticks.timeout.connect(look)
        ticks.start(5)
        late = loop.exec()
        ticks.stop()
        return late == 0

    # --- hands ----------------------------------------------------------------------

    def press(self, inside: QWidget, words: str) -> None:
        """Press the button with these words. Raises UserError when there is none in sight that can be pressed."""
        for button in inside.findChildren(QAbstractButton):
            if button.text() == words and button.isVisible() and button.isEnabled():
                button.click()
                self.settle()
                return
        raise UserError(f"There is no button “{words}” on {inside.accessibleName() or type(inside).__name__}.")

    def lift(self, board: Board, card_id: int, column_key: int, place: int = 0) -> None:
        """Take a card and hold it over a column, below `place` cards, as the mouse would."""
        from app.views.parts.board_drag import picture
        from app.views.parts.card import item_height
        from app.views.parts.card_paint import HEIGHT, SIDE

        if not board.select(card_id) or board.source is None:
            raise UserError(f"The board has no card {card_id}.")
        pane = next((each for each in board.panes if each.column.key == column_key), None)
        if pane is None:
            raise UserError(f"The board has no column {column_key}.")
        self.shell.voice.be_quiet()
        self.settle(0)
        home = next(each for each in board.panes if each.model.row_of(card_id) is not None)
        board.hold.begin([card_id]).over(pane, place)
        card = next(iter(board.source.cards([card_id])))
        size = QSize(pane.width() - 2 * px(SIDE), px(HEIGHT))
        self.settle(0)
        gap = pane.view.viewport().mapTo(self.shell, QPoint(px(SIDE), place * item_height()))

        def lifted() -> tuple[QPixmap, QPoint]:
            look, corner = picture(card, 1, size, home.devicePixelRatioF(), home.view.delegate.bar)
            return look, gap - corner + QPoint(-px(28), px(22))

        self._lifted = lifted

    def put_back(self) -> None:
        """Let whatever card is carried go back to where it was."""
        self._lifted = None
        for board in self.shell.findChildren(Board):
            board.put_back()

    def drop(self, board: Board) -> None:
        """Let go of the card, and wait until what that does is done."""
        self._lifted = None
        board.let_go()
        self.settle()

    # --- eyes -----------------------------------------------------------------------

    def shot(self, scheme: Scheme = "light") -> QPixmap:
        """The window with its dialogs, menus and the card in the hand, in these colours."""
        self.show_in(scheme)
        self.settle()
        made = self.shell.grab()
        painter = QPainter(made)
        corner = self.shell.mapToGlobal(QPoint(0, 0))
        for each in self._floating():
            painter.drawPixmap(each.mapToGlobal(QPoint(0, 0)) - corner, each.grab())
        if self._lifted is not None:
            look, at = self._lifted()
            painter.drawPixmap(at, look)
        painter.end()
        return made

    def picture(self, path: Path, scheme: Scheme = "light") -> Path:
        """`shot` as a PNG file; the window wears light colours again. Raises UserError when it cannot be written."""
        made = self.shot(scheme)
        self.show_in("light")
        if not made.save(str(path), "PNG"):
            raise UserError(f"{path} could not be written. Choose a folder that you may write to.")
        return path
