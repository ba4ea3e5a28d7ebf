"""The window: dropping a card, and how long any action keeps the event loop."""

from __future__ import annotations

import gc
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.harness import DEALS, Result, big_workspace, folder, milliseconds, percentile

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.views.parts.board import Board
    from app.views.tour_window import TourWindow

BAR, P95_MS = 5.0, 33.0
BLOCKED_MS = 50.0
BEAT_MS = 1


@contextmanager
def started(path: Path, page: str = "") -> Iterator[TourWindow]:
    """The window with a workspace, on a page, in the state in which `baton` leaves it once it was painted."""
    from app.views.plain_imports import keep_plain

    keep_plain()
    from app.main import load_first_actions
    from app.models.store import Store
    from app.views.tour_window import TourWindow

    with tempfile.TemporaryDirectory() as state, TourWindow(Path(state), (1280, 800)) as window:
        window.use(Store.open(path), page)
        gc.freeze()
        load_first_actions()
        yield window


def _copy(name: str) -> Path:
    """The large workspace once more, for a benchmark that writes."""
    path = folder() / name
    shutil.copyfile(big_workspace(), path)  # nobody has it open
    return path


# --- a drop -----------------------------------------------------------------------------------------------------


def drop(runs: int) -> Result:
    """Card let go over the next column until committed and repainted, 10,000 cards in one column, p95 of many drops.

    The floor is the p95 of one UPDATE committed to the same file without Baton, plus one repaint of the same board.
    """
    path = _one_column(_copy("drop.baton"))
    bare = folder() / "drop-floor.baton"
    shutil.copyfile(path, bare)
    count = max(20, runs * 20)
    with started(path) as window:
        board = window.board("deals.board")
        ours = _drops(window, board, count)
        repaints = [milliseconds(board.repaint) for _ in range(count)]
    commits = _bare_commits(bare, count)
    floor = [commit + repaint for commit, repaint in zip(commits, repaints, strict=True)]
    note = (
        f"p95 of {count}; medians {statistics.median(ours):.1f} to {statistics.median(floor):.1f} ms, "
        f"commit {statistics.median(commits):.2f}, repaint {statistics.median(repaints):.2f}"
    )
    name = f"card dropped to repainted, {DEALS:,} cards"
    return Result(name, percentile(ours, 0.95), percentile(floor, 0.95), BAR, limit=P95_MS, note=note)


def _one_column(path: Path) -> Path:
    """All deals open, in the first stage."""
    from app.models.store import Store

    with Store.open(path) as store, store.write("One column"):
        first = store.value("SELECT id FROM stage WHERE kind = 'open' ORDER BY rank LIMIT 1")
        store.execute("UPDATE deal SET stage_id = ?, closed_on = NULL", (first,))
    return path


def _drops(window: TourWindow, board: Board, count: int) -> list[float]:
    """Milliseconds of each drop: from a random card of the long column to the next one, near its top."""
    source, target = board.panes[0], board.panes[1]
    chance = random.Random(1)
    dropped: list[int] = []
    painted = _Paints(target.view.viewport(), lambda: board.hold.carry is None and dropped[-1] in target.model.ids)
    taken = []
    for number in range(count + 3):
        card = chance.choice(source.model.ids)
        above = target.model.ids[chance.randrange(min(4, len(target.model.ids)))] if target.model.ids else None
        carry = board.hold.begin([card])
        carry.over(target, target.model.ids.index(above) if above is not None else 0)
        window.settle(1)
        dropped.append(card)
        painted.count = 0
        began = time.perf_counter()
        board.let_go()
        while not painted.count:
            window.app.sendPostedEvents()  # painting; what a timer does after it is no part of a drop
            if not painted.count:
                window.app.processEvents()
        if number >= 3:  # the first ones import what a drop needs
            taken.append((time.perf_counter() - began) * 1000)
        window.settle(1)
    painted.stop()
    return taken


class _Paints:
    """Counts how often a widget was painted while something held."""

    def __init__(self, widget: QWidget, when: Callable[[], bool]) -> None:
        from PySide6.QtCore import QEvent, QObject

        owner = self
        self.count = 0

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
                if event.type() == QEvent.Type.Paint and when():
                    owner.count += 1
                return False

        self._widget, self._watch = widget, Watch()
        widget.installEventFilter(self._watch)

    def stop(self) -> None:
        """Count no more."""
        self._widget.removeEventFilter(self._watch)


def _bare_commits(path: Path, count: int) -> list[float]:
    """One UPDATE and its COMMIT each, on a connection without triggers, events or undo, as durable as Baton's."""
    from sqlcipher3 import dbapi2 as sqlite

    connection = sqlite.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    stage = connection.execute("SELECT id FROM stage WHERE kind = 'open' ORDER BY rank LIMIT 1 OFFSET 1").fetchone()[0]
    taken = [
        milliseconds(partial(connection.execute, "UPDATE deal SET stage_id = ? WHERE id = ?", (stage, n)))
        for n in range(1, count + 1)
    ]
    connection.close()
    return taken


# --- the event loop ---------------------------------------------------------------------------------------------


class Act(NamedTuple):
    """One thing a user does, with its name."""

    name: str
    do: Callable[[], object]


def loop(runs: int) -> Result:
    """The longest that a keystroke, scroll, click or page switch keeps the event loop, 100,000 tasks in the file.

    Every action is done several times; what counts is its median, and of those the worst. Pages were opened before.
    """
    rounds = max(1, runs // 3)
    found: dict[str, list[float]] = {}
    with started(_copy("loop.baton")) as window:
        window.settle()
        heart = Heart()
        for number in range(rounds + 1):
            for act in _script(window):
                took = heart.longest(window, act.do)
                if number:  # the first round opens, imports and reads for the first time
                    found.setdefault(act.name, []).append(took)
        heart.stop()
    worst = sorted(((statistics.median(times), name) for name, times in found.items()), reverse=True)
    note = "worst: " + ", ".join(f"{name} {took:.0f}" for took, name in worst[:5]) + f"; {len(found)} actions"
    return Result("event loop kept by one action, 100,000 tasks", worst[0][0], 0.0, None, limit=BLOCKED_MS, note=note)


class Heart:
    """A timer of a millisecond: the longest time between two beats is how long the loop was kept."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._last = time.perf_counter()
        self._longest = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT_MS)

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, (now - self._last) * 1000 - BEAT_MS)
        self._last = now

    def longest(self, window: TourWindow, do: Callable[[], object]) -> float:
        """Do it within a loop at rest, let everything that follows happen, and return the longest silence in milliseconds."""
        from PySide6.QtCore import QTimer

        self._last, self._longest = time.perf_counter(), 0.0
        QTimer.singleShot(0, window.shell, do)
        window.settle(40)
        return self._longest

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()


def _script(window: TourWindow) -> Iterator[Act]:
    """What is done, again and again; widgets are looked up when their turn comes."""
    from app.views import registry

    for entry in registry.ENTRIES:
        yield Act(f"switch to {entry.key}", partial(window.shell.open_page, entry.key))
        yield from _in_list(window, entry.key)
    find = window.shell.header.find_box
    yield Act("open find", find.begin)
    for letter in "website 9":
        yield Act(f"find, type '{letter}'", partial(_type, find, letter))
    yield Act("find, down", partial(_key, find, "Key_Down"))
    yield Act("leave find", partial(_key, find, "Key_Escape"))
    yield Act("switch to projects.board", partial(window.shell.open_page, "projects.board"))
    yield Act("drag a task on", partial(_move_on, window))
    yield Act("undo", window.shell.undo)
    yield Act("redo", window.shell.redo)


def _in_list(window: TourWindow, key: str) -> Iterator[Act]:
    """Scrolls, keys, clicks and typing on a board or list."""
    from PySide6.QtWidgets import QLineEdit

    page = window.page(key)
    view = _cards(page)
    if view is None:
        return
    for name in ("Key_Down", "Key_PageDown", "Key_End", "Key_Home", "Key_Right"):
        yield Act(f"{key}, {name.removeprefix('Key_')}", partial(_key, view, name))
    for turn in range(3):
        yield Act(f"{key}, scroll {turn + 1}", partial(_wheel, view, -240 * 4**turn))
    yield Act(f"{key}, click", partial(_click, view))
    yield Act(f"{key}, Enter", partial(_key, view, "Key_Return"))
    yield Act(f"{key}, next", partial(_key, view, "Key_Down"))
    yield Act(f"{key}, Esc", partial(_key, view, "Key_Escape"))
    line = next((each for each in page.findChildren(QLineEdit) if each.isVisible()), None)
    if line is not None:
        for letter in "kick":
            yield Act(f"{key}, filter, type '{letter}'", partial(_type, line, letter))
        yield Act(f"{key}, filter, empty", line.clear)


def _cards(page: QWidget) -> Any:
    """The list of cards or rows with most in it; None where there is none."""
    from PySide6.QtWidgets import QAbstractItemView

    views = [view for view in page.findChildren(QAbstractItemView) if view.isVisible() and view.model() is not None]
    return max(views, key=lambda view: view.model().rowCount(), default=None)


def _key(widget: QWidget, name: str) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    QTest.keyClick(widget, getattr(Qt.Key, name))


def _type(widget: QWidget, letter: str) -> None:
    from PySide6.QtTest import QTest

    QTest.keyClicks(widget, letter)


def _click(view: Any) -> None:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    where = QPoint(view.viewport().width() // 2, 60)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)


def _wheel(view: Any, by: int) -> None:
    from PySide6.QtCore import QPoint, QPointF, Qt
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    at = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        at, view.viewport().mapToGlobal(at), QPoint(0, by // 8), QPoint(0, by), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


def _move_on(window: TourWindow) -> None:
    """Drop the first card that was begun, but is not done, at the top of the next column."""
    board = window.part(window.page("projects.board"), _board_class())
    source = next(pane for pane in board.panes[1:-1] if pane.model.ids)
    target = board.panes[board.panes.index(source) + 1]
    above = target.model.ids[0] if target.model.ids else None
    board.drop_cards([source.model.ids[0]], target.column.key, above)


def _board_class() -> type[Board]:
    from app.views.parts.board import Board

    return Board
