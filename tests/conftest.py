"""What every test stands on: a home of its own, a real workspace in a temporary folder, real widgets without a screen."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.mkdtemp(prefix="baton-tests-")
for _name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = _HOME
os.environ.setdefault("MPLCONFIGDIR", str(Path(tempfile.gettempdir()) / "baton-tests-matplotlib"))

import hypothesis  # noqa: E402
import pytest  # noqa: E402

from app.models.store import Store  # noqa: E402

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("BATON_DATA") or ROOT.parent / "shared" / "data")

# How long an example takes says more about the machine than about the program.
hypothesis.settings.register_profile("baton", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("baton")


def pytest_unconfigure() -> None:
    """Leave nothing behind but matplotlib's list of fonts, which takes seconds to make."""
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture
def data() -> Path:
    """The folder of real input, which is not part of the project; without it the test is skipped."""
    if not DATA.is_dir():
        pytest.skip("the real input is not here")
    return DATA


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A new workspace in EUR, owned by Mara Sample alone."""
    from app.services import workspace

    with workspace.create(tmp_path / "work.baton", my_name="Mara Sample", currency="EUR") as opened:
        yield opened


@pytest.fixture
def studio(store: Store) -> Store:
    """The sample studio: 24 deals, 4 projects, 4 people, as of today."""
    from app.base import today
    from app.services import demo

    demo.fill(store, today=today())
    return store
