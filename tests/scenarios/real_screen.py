"""An X server of its own with a window manager, a real mouse on it, and eyes for what Baton shows there."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

PROGRAMS = ("Xvfb", "openbox", "xdotool")
MISSING = [name for name in PROGRAMS if shutil.which(name) is None]
PATIENCE = 40
SIZE = (1280, 800)


def until(what, condition, patience=PATIENCE):
    """Ask again and again; what it answers when that is something, else the test fails naming `what`."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.05)  # between two questions, not instead of one
    pytest.fail(f"{what}: not within {patience} seconds")
    return None


class Screen:
    """An X server with a window manager, and the hand on its mouse."""

    def __init__(self, folder):
        self.log = (folder / "screen.log").open("w")
        self.server, self.display = self.start()
        self.env = {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}
        self.env.pop("WAYLAND_DISPLAY", None)
        self.manager = subprocess.Popen(["openbox"], env=self.env, stdout=self.log, stderr=self.log)
        until("the window manager", lambda: self.say("get_num_desktops"))

    def start(self):
        """Xvfb chooses a display that is free and writes its number down the pipe."""
        read, write = os.pipe()
        width, height = SIZE
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
            pass_fds=(write,), stdout=self.log, stderr=self.log,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            server.wait(10)
            pytest.skip("Xvfb does not start here")
        return server, f":{number}"

    def say(self, *words):
        """What xdotool answers, '' when it fails."""
        done = subprocess.run(
            ["xdotool", *map(str, words)], env=self.env, capture_output=True, text=True, check=False, timeout=20
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    def drag(self, window, start, end):
        """Press, move in steps as a hand does, let go; points count from the window's inner corner."""
        self.say("mousemove", "--window", window, *start)
        self.say("mousedown", 1)
        for step in range(1, 11):
            x, y = (round(a + (b - a) * step / 10) for a, b in zip(start, end, strict=True))
            self.say("mousemove", "--window", window, x, y)
        self.say("mousemove", "--window", window, end[0] + 2, end[1] + 2)
        self.say("mouseup", 1)

    def shown(self, name):
        """Whether a window of this name is open."""
        return bool(self.say("search", "--onlyvisible", "--name", f"^{name}"))

    def close(self):
        """End what was started, by its own process."""
        for process in (self.manager, self.server):
            process.terminate()
            process.wait(20)
        self.log.close()


class Seen(NamedTuple):
    """Something on the screen that has words: a button, a field, a card, a row, a window."""

    text: str
    kind: str
    box: tuple[int, int, int, int]
    on: bool

    @property
    def middle(self) -> tuple[int, int]:
        left, top, width, height = self.box
        return left + width // 2, top + height // 2


def _among(seen: list[Seen], text: str, kind: str = "", *, whole: bool = True) -> Seen | None:
    for each in seen:
        same = each.text == text if whole else each.text.startswith(text)
        if same and each.on and kind in each.kind:
            return each
    return None


class Person:
    """Someone before the screen: looks, clicks, drags and types until what they want to see is there.

    The program is Baton itself, run by `eyes.py` so that it can be asked what stands where.
    """

    def __init__(self, screen: Any, folder: Path, *args: str, home: Path) -> None:
        self.screen, self.folder, self.home = screen, folder, home
        place = str(folder / "eyes")
        names = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
        env = {**screen.env, **{name: str(home) for name in names}, "PYTHONPATH": str(Path.cwd())}
        self.program = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("eyes.py")), place, *args],
            env=env, stdout=screen.log, stderr=screen.log,
        )  # fmt: skip
        until("the program", lambda: Path(place).exists())
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(place)
        self.talk = self.socket.makefile("rw", encoding="utf-8")

    def look(self, picture: str = "") -> list[Seen]:
        """Everything that can be seen now."""
        self.talk.write(f"{picture}\n")
        self.talk.flush()
        answer = json.loads(self.talk.readline())
        assert isinstance(answer, list), answer
        return [Seen(each["text"], each["kind"], tuple(each["box"]), each["on"]) for each in answer]

    def find(self, text: str, kind: str = "", *, whole: bool = True) -> Seen | None:
        """The first thing that can be pressed and says this, or begins with it."""
        return _among(self.look(), text, kind, whole=whole)

    def see(self, text: str, kind: str = "", *, whole: bool = True) -> Seen:
        """Wait until it is there and stands still."""

        def still() -> Seen | None:
            found = self.find(text, kind, whole=whole)
            time.sleep(0.05)  # two looks at one place, so that nothing is pressed while it moves
            return found if found and found == self.find(text, kind, whole=whole) else None

        try:
            return until(f"to see {text!r}", still)  # type: ignore[no-any-return]
        except pytest.fail.Exception:
            shown = sorted({each.text for each in self.look(str(self.folder / "not-seen.png"))})
            pytest.fail(f"{text!r} cannot be seen. In sight: {shown}. Picture: {self.folder / 'not-seen.png'}")

    def gone(self, text: str, kind: str = "") -> None:
        """Wait until it is no longer there."""
        until(f"{text!r} to go", lambda: self.find(text, kind) is None)

    def click(self, text: str, kind: str = "", *, whole: bool = True) -> None:
        """Press it with the left button."""
        self.screen.say("mousemove", *self.see(text, kind, whole=whole).middle)
        self.screen.say("click", 1)

    def click_until(self, text: str, then: str, kind: str = "", *, whole: bool = True) -> Seen:
        """Press it, again should the machine be slow, until `then` can be seen."""
        for _ in range(4):
            seen = self.look()
            if _among(seen, then, whole=whole) is None and _among(seen, text, kind, whole=whole):
                self.click(text, kind, whole=whole)
            end = time.monotonic() + PATIENCE / 4
            while time.monotonic() < end:
                found = self.find(then, whole=whole)
                if found:
                    return found
                time.sleep(0.05)  # between two looks
        return self.see(then, whole=whole)

    def key(self, *keys: str) -> None:
        """Press keys, named as xdotool names them."""
        self.screen.say("key", *keys)

    def type(self, text: str) -> None:
        """Type where the keyboard is."""
        self.screen.say("type", "--delay", "5", text)

    def pull(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Move from one point of the screen to another as a hand does."""
        for step in range(1, 13):
            x, y = (round(a + (b - a) * step / 12) for a, b in zip(start, end, strict=True))
            self.screen.say("mousemove", x, y)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Press, move, let go; points of the screen."""
        self.screen.say("mousemove", *start)
        self.screen.say("mousedown", 1)
        self.pull(start, end)
        self.screen.say("mousemove", end[0] + 2, end[1] + 2)
        self.screen.say("mouseup", 1)

    def leave(self) -> int:
        """Close the window with the keyboard; how the program ended."""

        def ended() -> bool:
            if self.program.poll() is None:
                self.key("ctrl+q")
                time.sleep(0.3)  # for the keys to arrive
            return self.program.poll() is not None

        until("the program has ended", ended)
        self.close()
        return int(self.program.returncode)

    def close(self) -> None:
        """Put the eyes away; the program ends if it has not."""
        self.socket.close()
        if self.program.poll() is None:
            self.program.terminate()
            self.program.wait(20)
