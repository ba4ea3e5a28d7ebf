"""A chart on a card: drawn in the background, its bars answer the pointer and the keyboard.

    chart = Chart(shell, "Revenue by month")
    chart.show_figure(lambda palette, size, dpi: forecast_figure(data, palette, size, dpi), summary)
    chart.target_chosen.connect(open)   ('deals', {'month': '2026-11'})

While a new picture is drawn the old one stays. Left and Right walk what answers, Enter opens it.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QDesktopServices,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QToolTip, QWidget
from shiboken6 import isValid

from app.base import UserError
from app.views import jobs, theme
from app.views.chart_palette import chart_palette
from app.views.charts.render import Look, Maker, Picture, draw, save
from app.views.jobs import Progress
from app.views.parts.buttons import tooltip_html
from app.views.parts.focus_ring import by_keyboard
from app.views.parts.menu import Menu
from app.views.parts.paint import paint_box, paint_text

if TYPE_CHECKING:
    from app.reports.figures import Hit
    from app.views.page import ShellApi

SETTLE_MS = 80  # a window that is being resized asks for one picture at the end, not for a hundred
_FORMATS = ("PNG", "SVG", "PDF")
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Chart(QWidget):
    """See the top of this module. `target_chosen` passes on a place's target as the figure names it."""

    target_chosen = Signal(object)
    drawn = Signal()

    def __init__(self, shell: ShellApi, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._title = title
        self._make: Maker | None = None
        self._picture: Picture | None = None
        self._busy = self._stale = False
        self._hovered: Hit | None = None
        self._walked: Hit | None = None
        self._ring = False
        self._menu: Menu | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._redraw)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.px(320), theme.px(180))
        self.setAccessibleName(title)
        theme.notifier().changed.connect(self._redraw)

    # --- what a page calls ------------------------------------------------------------

    def show_figure(self, make: Maker, summary: str = "", title: str = "") -> None:
        """Draw what `make` makes; `summary` is what a screen reader says of the whole."""
        self._make = make
        self._title = title or self._title
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(summary)
        self._timer.start(0)  # what stands around it is painted first: a worker that draws makes each call into Qt wait

    def picture(self) -> Picture | None:
        """What is painted now; None before the first picture."""
        return self._picture

    def places(self) -> list[Hit]:
        """What answers, from left to right, as the keyboard walks it."""
        found = self._picture.baton_hits if self._picture else []
        return sorted(found, key=lambda hit: hit.box.x + hit.box.width / 2)

    def current(self) -> Hit | None:
        """Where the keyboard stands."""
        return self._walked

    # --- drawing ------------------------------------------------------------------------

    def _look(self) -> Look:
        return Look(chart_palette(), (self.width(), self.height()), self.devicePixelRatioF())

    def _redraw(self) -> None:
        """Ask for a picture, one at a time: what is wanted meanwhile is drawn when the running one is done."""
        self._timer.stop()
        self.update()
        if self._make is None or not self.isVisible():
            return  # shown later, it asks again
        if self._busy:
            self._stale = True
            return
        self._busy, self._stale = True, False
        make, look = self._make, self._look()

        def work(progress: Progress) -> tuple[Maker, Picture]:
            progress.check()
            return make, draw(make, look)

        title = f"Drawing {self._title.lower()}"
        jobs.run(work, self._on_drawn, self._on_failed, title=title, cancelled=self._on_cancelled)

    def _on_drawn(self, result: tuple[Maker, Picture]) -> None:
        if not isValid(self):
            return  # the page went while its chart was drawn
        make, picture = result
        if make is self._make:
            self._picture = picture
            self._hovered = None
            self._walked = self._same_place(self._walked)
            self.update()
        self._busy = False
        if self._stale or picture.look != self._look():
            self._timer.start()
        self.drawn.emit()

    def _on_failed(self, problem: Exception) -> None:
        if isValid(self):
            self._busy = False
            if isinstance(problem, UserError):
                self._shell.error(str(problem))

    def _on_cancelled(self) -> None:
        if isValid(self):
            self._busy = False

    def _same_place(self, old: Hit | None) -> Hit | None:
        """The place that opens the same as before, in a new picture."""
        return next((hit for hit in self.places() if old and hit.target == old.target), None)

    # --- the pointer --------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hit = self._place_at(event.position())
        if hit is not self._hovered:
            self._hovered = hit
            self.setCursor(Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor)
            self._tell(hit, event.globalPosition().toPoint() + QPoint(0, 4))

    def _place_at(self, at: QPointF) -> Hit | None:
        if self._picture is None:
            return None
        from app.reports.figures import hits

        return hits(self._picture, at.x(), at.y())

    def _tell(self, hit: Hit | None, at: QPoint) -> None:
        if hit is None:
            QToolTip.hideText()
            return
        box = hit.box
        room = QRect(round(box.x), round(box.y), max(1, round(box.width)), max(1, round(box.height)))
        QToolTip.showText(at, tooltip_html(hit.text), self, room)

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = None
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._ring = False
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        hit = self._place_at(event.position())
        if hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self._open(hit)

    def _open(self, hit: Hit) -> None:
        QToolTip.hideText()
        self._walked = hit
        self.target_chosen.emit(hit.target)

    # --- the keyboard -------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, places = event.key(), self.places()
        here = places.index(self._walked) if self._walked in places else None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._walked is not None:
            self._open(self._walked)
        elif key in _STEPS and places:
            start = -1 if key == Qt.Key.Key_Right else len(places)
            step = (start if here is None else here) + _STEPS[Qt.Key(key)]
            self._walk(places[max(0, min(len(places) - 1, step))])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and places:
            self._walk(places[0 if key == Qt.Key.Key_Home else -1])
        elif key == Qt.Key.Key_Escape and self._walked is not None:
            self._walked = None
            QToolTip.hideText()
            self.update()
        else:
            super().keyPressEvent(event)

    def _walk(self, hit: Hit) -> None:
        self._walked, self._ring = hit, True
        box = hit.box
        self._tell(hit, self.mapToGlobal(QPoint(round(box.x + box.width / 2), round(box.y))))
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, hit.text))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = by_keyboard(event)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._ring = False
        self.update()
        super().focusOutEvent(event)

    # --- out of the window --------------------------------------------------------------

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def menu(self) -> Menu:
        """What one can do with the picture."""
        why = "" if self._picture else "The chart is not drawn yet"
        self._menu = menu = Menu(self)
        menu.add("Copy picture", self.copy_picture, "copy", why_not=why)
        menu.addSeparator()
        for name in _FORMATS:
            menu.add(f"Save as {name}…", partial(self.ask_where, name), why_not=why)
        return menu

    def copy_picture(self) -> None:
        """The picture to the clipboard."""
        if self._picture is not None:
            QGuiApplication.clipboard().setImage(self._picture.image)
            self._shell.toast("The picture is on the clipboard", undo=False)

    def ask_where(self, name: str) -> None:
        """Ask where to save as 'PNG', 'SVG' or 'PDF', and save there."""
        suffix = name.lower()
        dialog = QFileDialog(
            self, f"Save as {name}", str(Path.home() / f"{self._title}.{suffix}"), f"{name} (*.{suffix})"
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix)
        dialog.fileSelected.connect(lambda chosen: self.save_to(Path(chosen)))
        dialog.open()

    def save_to(self, path: Path) -> None:
        """Write the chart as the suffix says, in the background, and offer to open it."""
        if self._make is None:
            return
        make, look = self._make, self._look()

        def work(progress: Progress) -> Path:
            progress.check()
            return save(make, look, path)

        def done(out: Path) -> None:
            url = QUrl.fromLocalFile(str(out))
            self._shell.toast(f"{out.name} is written", action=("Open", lambda: QDesktopServices.openUrl(url)))

        self._shell.run_job(work, done, title=f"Writing {path.name}")

    # --- Qt -----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._redraw()
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            return True  # told at once while the pointer moves
        return super().event(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._picture is None or self._stale or self._picture.look != self._look():
            self._timer.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._timer.start(SETTLE_MS)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(640), theme.px(320))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        paint_box(painter, self.rect(), theme.RADIUS, "card")
        if self._picture is not None:
            inside = QPainterPath()
            inside.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.RADIUS - 1, theme.RADIUS - 1)
            painter.setClipPath(inside)
            painter.drawImage(0, 0, self._picture.image)
            painter.setClipping(False)
        else:
            head = QRect(theme.px(16), 0, self.width() - theme.px(32), theme.px(44))
            paint_text(painter, head, self._title, weight=theme.SEMIBOLD)
        paint_box(painter, self.rect(), theme.RADIUS, None, "line")
        self._paint_ring(painter)

    def _paint_ring(self, painter: QPainter) -> None:
        if not (self._ring and self.hasFocus()):
            return
        if self._walked is None:
            paint_box(painter, self.rect(), theme.RADIUS, None, "accent", width=2)
            return
        box = self._walked.box
        around = QRectF(box.x, box.y, box.width, box.height).adjusted(-4, -4, 4, 4)
        around = around.intersected(QRectF(self.rect()).adjusted(2, 2, -2, -2))
        paint_box(painter, around, theme.RADIUS_MARK, None, "accent", width=2)
