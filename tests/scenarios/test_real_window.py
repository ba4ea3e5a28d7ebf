"""The key moment with a real mouse: Baton in a window on an X server, a card dragged by the pointer, the commit read afterwards.

Xvfb, openbox and xdotool are started on a display that is free; where one of them is missing, the test is skipped.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time

import pytest

from app.base import today
from app.models.store import Store
from app.services import workspace
from tests.scenarios.real_screen import MISSING, PATIENCE, Screen, until

# The board at 1280 x 800, light, system font 13 px: five columns of 240 with 12 between them, cards of 108 from y 204 on.
COLUMN, FIRST_CARD, CARD = 252, 204, 116

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}")


@pytest.fixture
def screen(tmp_path):
    made = Screen(tmp_path)
    yield made
    made.close()


@pytest.fixture
def path(tmp_path, studio_of):
    """The sample studio as a file."""
    return shutil.copyfile(studio_of(today()), tmp_path / "studio.baton")


@pytest.fixture
def baton(screen, path, tmp_path):
    """The program, started as a user would, its window painted and as large as the screen."""
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    env = {**screen.env, **{name: str(tmp_path / "home") for name in names}}
    program = subprocess.Popen(
        [sys.executable, "-m", "app", str(path), "--page", "deals.board"], env=env, stdout=screen.log, stderr=screen.log
    )
    window = until("the window", lambda: screen.say("search", "--onlyvisible", "--name", "^Baton").split()[-1:])[0]
    screen.say("windowactivate", window)
    yield program, window
    program.terminate()
    program.wait(20)


def read(path, sql, *params):
    """One value of the workspace while Baton has it open."""
    with Store.open(path, read_only=True) as store:
        return store.value(sql, params)


def stage_of(path, title):
    return read(path, "SELECT s.name FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.title = ?", title)


def card(column, row, *, down=0):
    """The middle of a card, from the window's inner corner; `down` moves that point."""
    return 16 + COLUMN * column + 110, FIRST_CARD + CARD * row + 54 + down


def drag_until(screen, window, way, what, happened):
    """Drag, and again should the machine have been too slow to see the first one."""
    for _ in range(4):
        screen.drag(window, *way)
        end_of_wait = time.monotonic() + PATIENCE / 4
        while time.monotonic() < end_of_wait:
            if happened():
                return
            time.sleep(0.05)  # between two questions
    pytest.fail(f"{what}: not after four drags")


def test_a_card_is_dragged_with_the_mouse_to_another_stage_and_to_won(screen, baton, path):
    program, window = baton
    assert (stage_of(path, "Booking site"), stage_of(path, "E-learning course")) == ("Qualified", "Negotiation")

    # From Qualified to Proposal, between the first card and the second.
    drag_until(
        screen, window, (card(1, 0), card(2, 1, down=-50)), "Booking site in Proposal",
        lambda: stage_of(path, "Booking site") == "Proposal",
    )  # fmt: skip
    first = read(path, "SELECT rank FROM deal WHERE title = 'Rebrand and site'")
    second = read(path, "SELECT rank FROM deal WHERE title = 'Shop migration'")
    assert first < read(path, "SELECT rank FROM deal WHERE title = 'Booking site'") < second
    assert read(path, "SELECT count(*) FROM deal_event e JOIN deal d ON d.id = e.deal_id "
                      "WHERE d.title = 'Booking site' AND e.field = 'stage'") == 1  # fmt: skip

    # From Negotiation to Won: it asks for the date; nothing is won before it is answered.
    drag_until(
        screen, window, (card(3, 0), card(4, 1)), "the question for the closing date",
        lambda: screen.shown("Win E-learning course"),
    )  # fmt: skip
    assert stage_of(path, "E-learning course") == "Negotiation"

    # Enter takes today, and the wizard opens.
    def won():
        if stage_of(path, "E-learning course") != "Won" and screen.shown("Win E-learning course"):
            screen.say("key", "Return")
        return stage_of(path, "E-learning course") == "Won"

    until("E-learning course is won", won)
    assert read(path, "SELECT closed_on FROM deal WHERE title = 'E-learning course'") == today().isoformat()
    until("the handoff wizard", lambda: screen.shown("Handoff"))
    assert program.poll() is None

    # Closed from the keyboard, Baton leaves a workspace that is whole.
    def left():
        if screen.shown("Handoff"):
            screen.say("key", "Escape")
        return not screen.shown("Handoff")

    until("the wizard is gone", left)

    def ended():
        if program.poll() is None:
            screen.say("windowactivate", window)
            screen.say("key", "ctrl+q")
        return program.poll() is not None

    until("the program has ended", ended)
    assert program.returncode == 0
    assert workspace.check(path) == []
