"""The random user of the random walk. Its deeds stand in the `walk_*.py` beside this, each a function of a Walk, listed in ACTS."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

from app.base import UserError, today
from app.models.store import Store

LIVE = "deleted_at IS NULL"
Act = Callable[["Walk"], None]


class Walk:
    """One random user."""

    def __init__(self, store: Store, seed: int, folder: Path, acts: Sequence[Act]) -> None:
        self.store, self.chance, self.folder, self.acts = store, random.Random(seed), folder, acts
        self.done: dict[str, int] = {}
        self.bag: list[Act] = []

    def step(self) -> None:
        """Any deed, but none again before each has had its turn."""
        if not self.bag:
            self.bag = self.chance.sample(self.acts, len(self.acts))
        act = self.bag.pop()
        try:
            act(self)
            self.done[act.__name__] = self.done.get(act.__name__, 0) + 1
        except UserError:
            pass  # refused with a sentence: nothing has changed, and the comparison at the end would show it

    def any(self, table: str, where: str = "1") -> int:
        ids = self.store.ids(f"SELECT id FROM {table} WHERE {where}")
        if not ids:
            raise UserError(f"no {table} yet")
        return self.chance.choice(ids)

    def some(self, table: str, where: str = "1") -> list[int]:
        ids = self.store.ids(f"SELECT id FROM {table} WHERE {where}")
        return self.chance.sample(ids, min(len(ids), self.chance.randrange(1, 4)))

    def word(self) -> str:
        return self.chance.choice(
            ("Æther", "日本語", 'o\'Hara "quoted"', "x" * 40, "مرحبا", "𝄞 clef", "line\nbreak", "100%", "-- drop")
        ) + str(self.chance.randrange(1000))

    def day(self) -> date:
        return today() + timedelta(days=self.chance.randrange(-60, 90))


def all_acts() -> Sequence[Act]:
    """Every deed of every `walk_*.py`."""
    modules = sorted(path.stem for path in Path(__file__).parent.glob("walk_*.py"))
    return [act for name in modules for act in import_module(f"tests.scenarios.{name}").ACTS]
