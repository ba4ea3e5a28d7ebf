"""Every page and dialog as a picture, to be looked at: `make shots` fills build/shots/ and its index.html.

    python tools/shots.py [--out FOLDER]     all of them, 1280 x 800 and 1920 x 1080, light and dark
    python tools/shots.py --guide            the few that the guide shows, small, in docs/guide/pictures/

What cannot be shown is named at the end, and the exit code is then 1; the others are made all the same.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtGui import QImage, QPixmap  # noqa: E402

from app.base import today  # noqa: E402
from app.services import demo, handoff, workspace  # noqa: E402
from app.tour.sample_deals import write_deals  # noqa: E402
from app.tour.steps import way_out  # noqa: E402
from app.views import registry  # noqa: E402
from app.views.tour_window import TourWindow  # noqa: E402

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.models.store import Store

Scheme = Literal["light", "dark"]
SIZES: Final = ((1280, 800), (1920, 1080))
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
GUIDE: Final = ROOT / "docs" / "guide" / "pictures"
GUIDE_SIZE: Final = (1280, 800)
GUIDE_BYTES: Final = 150_000


class Shot(NamedTuple):
    """One subject: `show` brings it on the screen and returns what to close afterwards, or None."""

    name: str
    show: Callable[[TourWindow], QWidget | None]


# --- subjects ---------------------------------------------------------------------------------------------------


def _page(key: str) -> Callable[[TourWindow], None]:
    return lambda window: _show_page(window, key)


def _show_page(window: TourWindow, key: str, filter: dict[str, object] | None = None) -> None:
    window.open_page(key, filter)


def _record(kind: str, sql: str) -> Callable[[TourWindow], None]:
    """A record with its inspector beside the list."""

    def show(window: TourWindow) -> None:
        window.shell.go(kind, int(window.shell.store.value(sql)))
        window.settle()

    return show


def _dragged(window: TourWindow) -> None:
    board = window.board("deals.board")
    deal = int(window.shell.store.value("SELECT id FROM deal WHERE title = 'Shop migration'"))
    window.lift(board, deal, board.panes[3].column.key, 1)


def _win(window: TourWindow) -> QWidget:
    from app.views.dialogs.win_deal import WinDialog

    window.shell.voice.be_quiet()
    board = window.board("deals.board")
    deal = int(window.shell.store.value("SELECT id FROM deal WHERE title = 'Shop migration'"))
    board.drop_cards([deal], board.panes[-1].column.key, None)
    window.settle()
    return window.dialog(WinDialog)


def _new(key: str) -> Callable[[TourWindow], QWidget]:
    """What the main button of a page opens."""

    def show(window: TourWindow) -> QWidget:
        from app.views.parts.dialog import BatonDialog

        window.open_page(key)
        window.shell.new()
        window.settle()
        return window.dialog(BatonDialog)

    return show


def _import(window: TourWindow) -> QWidget:
    from app.views.dialogs.import_dialog import ImportDialog

    window.open_page("deals.board")
    window.shell.files.import_data()
    window.settle()
    return window.dialog(ImportDialog)


def _preview(window: TourWindow) -> QWidget:
    from app.views.dialogs.import_dialog import ImportDialog

    dialog = _import(window)
    assert isinstance(dialog, ImportDialog)
    with tempfile.TemporaryDirectory(prefix="baton-shots-") as folder:
        source = Path(folder) / "deals.csv"
        write_deals(source, today())
        dialog.take_file("deals", source)
        window.wait_for("the preview of the import", dialog.main.isEnabled)
    return dialog


def _report(window: TourWindow) -> QWidget:
    from app.views.parts.dialog import BatonDialog

    window.open_page("forecast")
    window.shell.files.reports()
    window.settle()
    return window.dialog(BatonDialog)


def _wizard(step: int, settled: bool = True) -> Callable[[TourWindow], QWidget]:
    """A step of the wizard for the deal that waits; with every conflict settled, or with the first one open."""

    def show(window: TourWindow) -> QWidget:
        from app.views.handoff.wizard import HandoffWizard

        window.open_page("deals.board")
        store = window.shell.store
        deal = int(store.value("SELECT id FROM deal WHERE title = 'Ticket shop'"))
        handoff.drop_draft(store, deal)  # each picture begins anew
        window.shell.start_handoff(deal)
        window.settle()
        wizard = window.dialog(HandoffWizard)
        assert wizard.work is not None
        wizard.work.choose_template("Website")
        window.settle()
        for _ in range(60 if settled else 0):
            if wizard.work.conflict is None:
                break
            wizard.work.apply(way_out(wizard.work))
            window.settle(20)
        wizard.go(step)
        window.settle()
        return wizard

    return show


def _found(window: TourWindow) -> None:
    window.open_page("deals.board")
    find = window.shell.header.find_box
    window.activate()
    find.begin()
    find.setText("ki")
    window.settle()


def _keys(window: TourWindow) -> QWidget:
    from app.views.parts.dialog import BatonDialog

    window.open_page("deals.board")
    window.shell.commands.actions["keys"].trigger()
    window.settle()
    return window.dialog(BatonDialog)


def subjects() -> Iterator[Shot]:
    """All that there is to look at in the studio."""
    for entry in registry.ENTRIES:
        yield Shot(f"page-{entry.key}", _page(entry.key))
    yield Shot("record-deal", _record("deal", "SELECT id FROM deal WHERE title = 'Rebrand and site'"))
    yield Shot("record-client", _record("client", "SELECT id FROM client WHERE name = 'Basil & Oak'"))
    yield Shot("record-task", _record("task", "SELECT id FROM task WHERE title = 'Checkout flow'"))
    yield Shot("record-project", _record("project", "SELECT id FROM project WHERE name = 'Kiosk app'"))
    yield Shot("drag", _dragged)
    yield Shot("dialog-win", _win)
    yield Shot("dialog-new-deal", _new("deals.board"))
    yield Shot("dialog-new-client", _new("clients"))
    yield Shot("dialog-new-task", _new("projects.board"))
    yield Shot("dialog-new-project", _new("projects"))
    yield Shot("dialog-import-1", _import)
    yield Shot("dialog-import-2", _preview)
    yield Shot("dialog-report", _report)
    yield Shot("dialog-keys", _keys)
    yield Shot("search", _found)
    yield Shot("wizard-1-sold", _wizard(0))
    yield Shot("wizard-2-plan", _wizard(1))
    yield Shot("wizard-3-conflict", _wizard(2, settled=False))
    yield Shot("wizard-3-owners", _wizard(2))
    yield Shot("wizard-4-review", _wizard(3))


# --- taking them ------------------------------------------------------------------------------------------------


@contextmanager
def _window(size: tuple[int, int], *, sample: bool) -> Iterator[TourWindow]:
    """A window of this size on a workspace of its own: the studio, or nothing in it yet."""
    with tempfile.TemporaryDirectory(prefix="baton-shots-", ignore_cleanup_errors=True) as folder:
        store: Store = workspace.create(Path(folder) / "studio.baton", my_name="Mara Sample", currency="EUR")
        if sample:
            demo.fill(store, today=today(), past=True)
        with TourWindow(Path(folder), size) as window:
            window.use(store)
            yield window


def take(window: TourWindow, shot: Shot, schemes: tuple[Scheme, ...]) -> dict[Scheme, QPixmap]:
    """The subject in these colours; the window is as before afterwards."""
    dialog = shot.show(window)
    try:
        return {scheme: window.shot(scheme) for scheme in schemes}
    finally:
        window.show_in("light")
        _put_away(window, dialog)


def _put_away(window: TourWindow, dialog: QWidget | None) -> None:
    if dialog is not None:
        dialog.close()
    find = window.shell.header.find_box
    if find.hasFocus() or find.text():
        find.leave()
    window.put_back()
    page = window.shell.page
    if page is not None and hasattr(page, "close_inspector"):
        page.close_inspector()
    window.shell.voice.errors.clear()
    window.faults.clear()
    window.settle(20)


def all_shots(out: Path) -> list[str]:
    """Fill `out`; returns what could not be shown, a line each."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.png"):
        old.unlink()
    missing: list[str] = []
    for size in SIZES:
        with _window(size, sample=True) as window:
            for shot in subjects():
                _keep(window, shot, SCHEMES, out, missing)
    with _window(SIZES[0], sample=False) as window:
        _keep(window, Shot("welcome", lambda _: None), SCHEMES, out, missing)
        for entry in registry.ENTRIES[1:]:
            _keep(window, Shot(f"empty-{entry.key}", _page(entry.key)), ("light",), out, missing)
        _keep(window, Shot("empty-deals.board", _empty_board), ("light",), out, missing)
    _write_index(out)
    return missing


def _empty_board(window: TourWindow) -> None:
    window.shell.open_page("deals.board", {})
    window.settle()


def _keep(window: TourWindow, shot: Shot, schemes: tuple[Scheme, ...], out: Path, missing: list[str]) -> None:
    name = f"{shot.name}-{window.shell.width()}"
    try:
        for scheme, picture in take(window, shot, schemes).items():
            picture.save(str(out / f"{name}-{scheme}.png"), "PNG")
    except Exception as problem:  # one that fails must not keep the others from being looked at
        missing.append(f"{name}: {type(problem).__name__}: {problem}")
        traceback.print_exc()


def _write_index(out: Path) -> None:
    """All pictures on one page, small; a click shows them whole."""
    names = sorted(path.name for path in out.glob("*.png"))
    figures = "\n".join(
        f'<figure><a href="{name}"><img src="{name}" loading="lazy" alt=""></a><figcaption>{name}</figcaption></figure>'
        for name in names
    )
    style = (
        "body{font:13px sans-serif;display:grid;grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:16px;margin:16px}"
        "figure{margin:0}img{width:100%;border:1px solid #bbb}"
    )
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Baton, every page</title><style>{style}</style>{figures}</html>'
    (out / "index.html").write_text(page, encoding="utf-8")


# --- the guide --------------------------------------------------------------------------------------------------


def guide_shots() -> list[str]:
    """The pictures of README and guide; returns what could not be shown."""
    GUIDE.mkdir(parents=True, exist_ok=True)
    missing: list[str] = []
    with _window(GUIDE_SIZE, sample=True) as window:
        for name, show, schemes in (
            ("deals-board", _dragged, SCHEMES),
            ("tasks-board", _page("projects.board"), SCHEMES[:1]),
            ("handoff-wizard", _wizard(2), SCHEMES[:1]),
            ("forecast", _page("forecast"), SCHEMES[:1]),
            ("burn-down", _page("burndown"), SCHEMES[:1]),
            ("import", _preview, SCHEMES[:1]),
        ):
            _keep_small(window, Shot(name, show), schemes, missing)
    with _window(GUIDE_SIZE, sample=False) as window:
        _keep_small(window, Shot("welcome", lambda _: None), SCHEMES[:1], missing)
    return missing


def _keep_small(window: TourWindow, shot: Shot, schemes: tuple[Scheme, ...], missing: list[str]) -> None:
    try:
        for scheme, picture in take(window, shot, schemes).items():
            save_small(picture, GUIDE / f"{shot.name}-{scheme}.png")
    except Exception as problem:
        missing.append(f"{shot.name}: {type(problem).__name__}: {problem}")
        traceback.print_exc()


def save_small(picture: QPixmap, path: Path) -> None:
    """As PNG with 256 colours, undithered: flat surfaces and text need no more, and a third of the bytes.

    Raises ValueError when it is still too large to be worth a place in the repository.
    """
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    flags = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither
    image.convertToFormat(QImage.Format.Format_Indexed8, palette_of(image), flags).save(str(path), "PNG", 0)
    size = path.stat().st_size
    if size > GUIDE_BYTES:
        raise ValueError(f"{path.name} takes {size:,} bytes, more than {GUIDE_BYTES:,}")


def palette_of(image: QImage) -> list[int]:
    """The 256 colours that stand for all: the most frequent one of each cell of the colour space, by how often they occur."""
    from collections import Counter

    pixels = Counter(memoryview(image.constBits()).cast("I"))
    cells: dict[int, tuple[int, int]] = {}
    totals: Counter[int] = Counter()
    for colour, count in pixels.items():
        cell = colour & 0xF0F0F0
        totals[cell] += count
        if cell not in cells or count > cells[cell][1]:
            cells[cell] = colour, count
    exact = [colour for colour, _ in pixels.most_common(128)]
    rest = [cells[cell][0] for cell, _ in totals.most_common(512) if cells[cell][0] not in exact]
    return [colour | 0xFF000000 for colour in [*exact, *rest][:256]]


def main() -> int:
    """Take the pictures that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--guide", action="store_true", help="the pictures of the guide, into docs/guide/pictures/")
    asked.add_argument("--out", type=Path, default=ROOT / "build" / "shots", help="where to")
    wanted = asked.parse_args()
    missing = guide_shots() if wanted.guide else all_shots(wanted.out)
    where = GUIDE if wanted.guide else wanted.out
    print(f"{len(list(where.glob('*.png')))} pictures in {where}")
    for line in missing:
        print(f"not shown: {line}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
