"""Every page and dialog as a picture, to be looked at: `make shots` fills build/shots/ and its index.html.

    python tools/shots.py [--out FOLDER]     all of them, 1280 x 800 and 1920 x 1080, light and dark; pages at 960 x 600 too
    python tools/shots.py --guide            the few that the guide shows, small, in docs/guide/pictures/
    python tools/shots.py --only lead,task   those with one of these words in their name

What cannot be shown is named at the end, and the exit code is then 1; the others are made all the same.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import Qt  # noqa: E402
from PySide6.QtGui import QImage, QPixmap  # noqa: E402

from app.base import today  # noqa: E402
from app.services import demo, workspace  # noqa: E402
from app.views.tour_window import TourWindow, has_display  # noqa: E402
from tools.shot_subjects import Shot, empty, guide, studio  # noqa: E402

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.models.store import Store

Scheme = Literal["light", "dark"]
SIZES: Final = ((1280, 800), (1920, 1080))
SMALL: Final = (960, 600)  # pages alone: a window beside another on a laptop
SCHEMES: Final[tuple[Scheme, ...]] = ("light", "dark")
GUIDE: Final = ROOT / "docs" / "guide" / "pictures"
GUIDE_SIZE: Final = (1280, 800)
GUIDE_BYTES: Final = 150_000


def _large_screen(folder: Path) -> None:
    """Without a screen Qt takes one of 800 x 800, which would squeeze dialogs: let it be a laptop's, and larger."""
    if os.environ.get("QT_QPA_PLATFORM", "offscreen") != "offscreen" or sys.platform in ("win32", "darwin"):
        return
    if "QT_QPA_PLATFORM" not in os.environ and has_display():
        return
    screen = {
        "name": "shots",
        "x": 0,
        "y": 0,
        "width": 2400,
        "height": 1350,
        "logicalDpi": 96,
        "logicalBaseDpi": 96,
        "dpr": 1,
    }
    config = folder / "screen.json"
    config.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"


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


def all_shots(out: Path, only: str = "") -> list[str]:
    """Fill `out`; returns what could not be shown, a line each."""
    out.mkdir(parents=True, exist_ok=True)
    for old in () if only else out.glob("*.png"):
        old.unlink()
    missing: list[str] = []
    for size in SIZES:
        with _window(size, sample=True) as window:
            for shot in _wanted(studio(), only):
                _keep(window, shot, SCHEMES, out, missing)
    with _window(SMALL, sample=True) as window:
        for shot in _wanted(studio(), only):
            if shot.name.startswith("page-"):
                _keep(window, shot, SCHEMES[:1], out, missing)
    with _window(SIZES[0], sample=False) as window:
        for shot in _wanted((Shot("welcome", lambda _: None), *empty()), only):
            _keep(window, shot, SCHEMES if shot.name == "welcome" else SCHEMES[:1], out, missing)
    _write_index(out)
    return missing


def _wanted(shots: Iterable[Shot], only: str) -> Iterator[Shot]:
    """Those whose name holds one of the words of `only`; all, without any."""
    words = only.split(",")
    return (shot for shot in shots if any(word in shot.name for word in words))


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


def guide_shots(only: str = "") -> list[str]:
    """The pictures of README and guide; returns what could not be shown."""
    GUIDE.mkdir(parents=True, exist_ok=True)
    missing: list[str] = []
    with _window(GUIDE_SIZE, sample=True) as window:
        for shot in _wanted(guide(), only):
            _keep_small(window, shot, SCHEMES if shot.name == "deals-board" else SCHEMES[:1], missing)
    with _window(GUIDE_SIZE, sample=False) as window:
        for shot in _wanted((Shot("welcome", lambda _: None),), only):
            _keep_small(window, shot, SCHEMES[:1], missing)
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
    asked.add_argument("--only", default="", metavar="WORDS", help="those whose name holds one of these, by commas")
    wanted = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="baton-shots-") as folder:
        _large_screen(Path(folder))
        missing = guide_shots(wanted.only) if wanted.guide else all_shots(wanted.out, wanted.only)
    where = GUIDE if wanted.guide else wanted.out
    print(f"{len(list(where.glob('*.png')))} pictures in {where}")
    for line in missing:
        print(f"not shown: {line}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
