"""A new workspace, ready to work in: a pipeline, statuses, reasons, templates and 'me' are there from the start."""

from __future__ import annotations

import locale
from pathlib import Path

from app.models import backup, workspace_file
from app.models.delivering import Status
from app.models.people import LostReason, Person, Source
from app.models.selling import Pipeline, Stage
from app.models.store import Store
from app.services import deal_rules, people, ranking, settings, templates

STAGES = (  # name, kind, probability, rotting after days, forecast category
    ("Lead", "open", 10, 30, "pipeline"),
    ("Qualified", "open", 25, 21, "pipeline"),
    ("Proposal", "open", 50, 14, "best_case"),
    ("Negotiation", "open", 75, 14, "commit"),
    ("Won", "won", 100, None, "closed"),
    ("Lost", "lost", 0, None, "omitted"),
)
STATUSES = (
    ("To do", "todo"),
    ("In progress", "doing"),
    ("Review", "review"),
    ("Done", "done"),
    ("Cancelled", "cancelled"),
)
LOST_REASONS = ("Price", "Timing", "Went with another", "No decision", "No budget", "Not a fit")
SOURCES = ("Referral", "Website", "Returning client", "Outreach", "Event")


def create(path: Path, *, my_name: str = "Me", currency: str | None = None, country: str = "") -> Store:
    """A new workspace at `path`, open and seeded; its undo log is empty.

    Raises UserError when something is there already or the folder cannot be written.
    """

    def fill(draft: Path) -> None:
        with Store.open(draft) as store, store.write("New workspace"):
            seed(store, my_name=my_name, currency=currency or local_currency(), country=country)

    return Store.create(path, fill)


def open_workspace(path: Path, *, read_only: bool = False) -> Store:
    """Open what is there; see `Store.open` for what is refused and how."""
    return Store.open(path, read_only=read_only)


def is_older(path: Path) -> bool:
    """Whether the workspace at `path` is to be brought up to date when it is next opened for writing. Raises UserError as `inspect`."""
    return workspace_file.inspect(path) < workspace_file.LATEST


def seed(store: Store, *, my_name: str, currency: str, country: str) -> None:
    """What every workspace starts with. Inside `store.write`."""
    settings.put(store, "home_currency", deal_rules.currency(currency))
    settings.put(store, "country", country)
    settings.put(store, "week_minutes", settings.DEFAULT_WEEK)
    Person.create(name=my_name, initials=people.initials_of(my_name), is_me=True)
    add_pipeline(store, "New business")
    for rank, (name, kind) in enumerate(STATUSES, 1):
        Status.create(name=name, kind=kind, rank=rank * ranking.STEP)
    for rank, name in enumerate(LOST_REASONS, 1):
        LostReason.create(name=name, rank=rank)
    for rank, name in enumerate(SOURCES, 1):
        Source.create(name=name, rank=rank)
    templates.seed(store)


def add_pipeline(store: Store, name: str) -> int:
    """A pipeline with the usual stages. Inside `store.write`."""
    rank = int(store.value("SELECT ifnull(max(rank), 0) FROM pipeline")) + ranking.STEP
    pipeline = Pipeline.create(name=name, rank=rank)
    for position, (stage, kind, probability, rotting, forecast) in enumerate(STAGES, 1):
        Stage.create(
            pipeline=pipeline, name=stage, kind=kind, rank=position * ranking.STEP, probability=probability,
            rotting_days=rotting, forecast=forecast,
        )  # fmt: skip
    return int(pipeline.id)


def back_up(path: Path, folder: Path | None = None) -> Path:
    """A verified backup of the workspace at `path`; returns where it lies."""
    return backup.back_up(path, folder)


def restore(copy: Path, path: Path) -> None:
    """Make the backup `copy` the workspace at `path`; what was there is backed up first."""
    backup.restore(copy, path)


def check(path: Path) -> list[str]:
    """What is wrong with the workspace at `path`; empty when all is well."""
    return backup.check(path)


def local_currency() -> str:
    """The currency of the user's locale, else EUR."""
    from babel import numbers

    region = (locale.getlocale()[0] or "").partition("_")[2]
    found = numbers.get_territory_currencies(region) if len(region) == 2 else []
    return str(found[0]) if found else "EUR"
