"""What every test stands on: a home of its own, a real workspace in a temporary folder, real widgets without a screen."""

from __future__ import annotations

import functools
import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("MPLCONFIGDIR", str(Path(tempfile.gettempdir()) / "baton-tests-matplotlib"))


def _in_memory() -> str | None:
    """Where what is written is on its disk at once: every commit waits for that; None where there is no room for it."""
    place = "/dev/shm"
    try:
        found = os.statvfs(place)
    except (AttributeError, OSError):
        return None
    fits = found.f_bavail * found.f_frsize >= 2**30 and not found.f_flag & os.ST_NOEXEC
    return place if fits and os.access(place, os.W_OK) else None


if "TMPDIR" not in os.environ and (_place := _in_memory()):
    os.environ["TMPDIR"] = tempfile.tempdir = _place
_HOME = tempfile.mkdtemp(prefix="baton-tests-")
for _name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = _HOME

import hypothesis  # noqa: E402
import pytest  # noqa: E402
from PySide6.QtCore import QCoreApplication, QEvent  # noqa: E402

from app.models.store import Store  # noqa: E402
from app.views.plain_imports import keep_plain  # noqa: E402

keep_plain()  # as the program does
gc.disable()  # until they are all there: nothing that is imported or collected goes away again

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("BATON_DATA") or ROOT.parent / "shared" / "data")

# How long an example takes says more about the machine than about the program.
# `make test` tries other examples each time; where it is decided what lands they follow from the tests alone.
hypothesis.settings.register_profile(
    "baton", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("baton")


def pytest_unconfigure() -> None:
    """Leave nothing behind but matplotlib's list of fonts, which takes seconds to make."""
    shutil.rmtree(_HOME, ignore_errors=True)


_finished = itertools.count(1)


def pytest_collection_finish() -> None:
    """The tests themselves live to the end: no search for garbage looks at them again."""
    gc.enable()
    gc.freeze()
    gc.set_threshold(5_000, 20, 1_000)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """A widget goes with its test: by itself it would stay, and be styled and told with all others, until some test waits."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pytest_runtest_logfinish() -> None:
    """All that tests left is searched between them, in the window's thread, and what lives on is set aside: see `app/views/garbage.py`."""
    if next(_finished) % 50 == 0:
        gc.collect()
        gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def nobody_leaves_the_window() -> Iterator[None]:
    """A window that closes is no user who leaves: a search of everything then would cost more than most tests do."""
    from PySide6.QtCore import QObject

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.views.jobs.Sweeper", QObject)
        yield


@pytest.fixture
def data() -> Path:
    """The folder of real input, which is not part of the project; without it the test is skipped."""
    if not DATA.is_dir():
        pytest.skip("the real input is not here")
    return DATA


@pytest.fixture(scope="session", autouse=True)
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What all migrations make of an empty file is made once and copied; a file that holds something is migrated by them."""
    from app.models import migrate

    plain, made = migrate._migrate, tmp_path_factory.mktemp("migrated") / "empty.baton"

    def _migrate(path: Path) -> None:
        if path.stat().st_size:
            plain(path)
            return
        if not made.exists():
            draft = made.with_name("draft.baton")
            draft.touch()
            plain(draft)
            draft.rename(made)
        shutil.copyfile(made, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "_migrate", _migrate)
        yield


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new workspace in EUR, owned by Mara Sample alone, to be copied: making one takes a hundred times as long."""
    from app.services import workspace

    path = tmp_path_factory.mktemp("new") / "work.baton"
    workspace.create(path, my_name="Mara Sample", currency="EUR").close()
    return path


@pytest.fixture(scope="session")
def studio_of(tmp_path_factory: pytest.TempPathFactory, new_file: Path) -> Callable[[date], Path]:
    """The sample studio as of a day, to be copied."""
    from app.services import demo, workspace

    @functools.cache
    def made(day: date) -> Path:
        path = shutil.copyfile(new_file, tmp_path_factory.mktemp("studio") / "work.baton")
        with workspace.open_workspace(path) as opened:
            demo.fill(opened, today=day)
        return path

    return made


@pytest.fixture(scope="session", autouse=True)
def models_are_for_writing() -> Iterator[None]:
    """Before the first write of a window the models are bound to no file, and with two files open to the other one."""
    from app.models.database import Database
    from app.models.tables import MODELS

    plain = Database.execute_sql

    def execute_sql(self: Database, *args: Any, **more: Any) -> Any:
        written = self._raw.in_transaction or MODELS[0]._meta.database is not self or not args[0].startswith("SELECT")
        assert written, "A model was used outside of store.write."
        return plain(self, *args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "execute_sql", execute_sql)
        yield


@pytest.fixture
def store(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A new workspace in EUR, owned by Mara Sample alone; the sample studio where a test asks for `studio`."""
    from app.base import today
    from app.services import workspace

    asked = "studio" in request.fixturenames
    path = request.getfixturevalue("studio_of")(today()) if asked else request.getfixturevalue("new_file")
    with workspace.open_workspace(shutil.copyfile(path, tmp_path / "work.baton")) as opened:
        yield opened


@pytest.fixture
def studio(store: Store) -> Store:
    """The sample studio: 24 deals, 4 projects, 4 people, as of today."""
    return store
