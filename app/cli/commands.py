"""The commands without a window: the same services, for scripts, scheduled backups and headless machines. Qt is never imported.

Exit 0: done. 1: not done, one line on standard error says why, nothing was changed. 2: wrong usage.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from app import __version__
from app.base import UserError
from app.cli import documents, output
from app.domain.workdays import FIRST_YEAR, LAST_YEAR
from app.models.store import Store
from app.services import workspace

NAMES = ("demo", "import", "handoff", "show", "report", "export", "backup", "restore", "check")
IMPORTS = ("clients", "contacts", "products", "deals", "tasks", "time")
EXPORTS = (*IMPORTS, "renewals", "everything", "calendar")


class Day(click.ParamType[date]):
    """A date on the command line: 2026-11-12."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is no date; write it as 2026-11-12.", param, ctx)


class DayOfPlans(Day):
    """A day on which Baton can stand and look around: it needs years before and after it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        day = super().convert(value, param, ctx)
        if not FIRST_YEAR <= day.year < LAST_YEAR:
            self.fail(f"{value} is outside the years {FIRST_YEAR} to {LAST_YEAR - 1}.", param, ctx)
        return day


class Words(click.ParamType[str]):
    """A name on the command line. A shell that claims to know ASCII alone hands over the bytes of a terminal that knows more."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return os.fsencode(value).decode("utf-8")
        except UnicodeError:
            self.fail(f"{os.fsencode(value).decode(errors='replace')} is no text in UTF-8.", param, ctx)


DAY, DAY_OF_PLANS, WORDS = Day(), DayOfPlans(), Words()
PATH = click.Path(path_type=Path, readable=False)  # what may not be read is no wrong usage; whoever opens it says why
WORKSPACE = click.argument("workspace_path", metavar="WORKSPACE", type=PATH)
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
AS_OF = click.option("--as-of", type=DAY_OF_PLANS, help="As it stood at the end of this day.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="baton")
def baton() -> None:
    """Clients and deals, projects and tasks, and the handoff between them. Without a command the window opens."""


def run(arguments: Sequence[str]) -> int:
    """Run a command line; returns its exit code."""
    output.speak_anyhow()
    try:
        result = baton.main(list(arguments), prog_name="baton", standalone_mode=False)
    except UserError as problem:
        return _failed(str(problem))
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except click.Abort:
        return _failed("Stopped; nothing was changed.")
    except Exception as problem:
        _note(problem)
        return _failed(f"Baton made a mistake ({type(problem).__name__}: {problem}); nothing was changed.")
    return result if isinstance(result, int) else 0


def _note(problem: Exception) -> None:
    """Keep what happened in the log, for whoever mends it; standard error has one line."""
    from app import paths

    log = paths.open_log(paths.log_folder())
    log.error("command failed", exc_info=problem)
    for handler in list(log.handlers):
        log.removeHandler(handler)
        handler.close()


def _failed(sentence: str) -> int:
    if sys.stderr is not None:
        print(" ".join(sentence.split()), file=sys.stderr)
    return 1


@contextlib.contextmanager
def _opened(path: Path, *, read_only: bool = False) -> Iterator[Store]:
    if read_only and workspace.is_older(path):  # a machine without a window has nobody else to do it
        workspace.open_workspace(path).close()
    store = workspace.open_workspace(path, read_only=read_only)
    try:
        yield store
    finally:
        store.close()


@contextlib.contextmanager
def _created_if_missing(path: Path) -> Iterator[Store]:
    """The workspace, new when there is none; a new one goes away again when the command fails."""
    fresh = not path.exists()
    store = workspace.create(path) if fresh else workspace.open_workspace(path)
    try:
        yield store
    except BaseException:
        store.close()
        if fresh:
            path.unlink(missing_ok=True)
        raise
    store.close()


@baton.command()
@WORKSPACE
@click.option("--deals", type=click.IntRange(0, 1_000_000))
@click.option("--tasks", type=click.IntRange(0, 1_000_000))
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--today", type=DAY_OF_PLANS, help="The day that the sample data is about.")
@JSON
def demo(
    workspace_path: Path, deals: int | None, tasks: int | None, seed: int, today: date | None, as_json: bool
) -> None:
    """Fill a new WORKSPACE with sample data: a small studio, or as many deals and tasks as asked for."""
    from app.base import today as this_day
    from app.services import demo as sample
    from app.services import figures

    with _created_if_missing(workspace_path) as store:
        sample.fill(store, today=today or this_day(), deals=deals, tasks=tasks, seed=seed)
        document = documents.totals(figures.totals(store))
    output.show(document, as_json)  # it is done, whether or not anybody reads on


@baton.command(name="import")
@WORKSPACE
@click.argument("kind", type=click.Choice((*IMPORTS, "rates")))
@click.argument("source", type=PATH)
@click.option(
    "--map",
    "maps",
    type=WORDS,
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column is a field; 'custom:Name=Column' keeps another one.",
)
@click.option("--on-duplicate", type=click.Choice(("update", "skip", "create")), default="update", show_default=True)
@click.option(
    "--base", type=WORDS, metavar="CURRENCY", help="The currency in which a file of rates is told, such as EUR."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@JSON
def import_(
    workspace_path: Path, kind: str, source: Path, maps: tuple[str, ...], on_duplicate: Any, base: str | None, dry_run: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Import KIND from SOURCE (CSV, xlsx, ods, vCard) into WORKSPACE, which is created when it does not exist."""
    from app.exchange import importing

    if kind == "rates" and maps:
        raise click.UsageError("--map is of no use with rates; --base names their currency.")
    if kind != "rates" and base:
        raise click.UsageError("--base is of use with rates alone.")
    explicit = {}
    for item in maps:
        field, sign, column = item.partition("=")
        if not sign or not field.strip() or not column.strip():
            raise click.UsageError(f"--map {item} is not FIELD=COLUMN.")
        if field.strip() in explicit:
            raise click.UsageError(f"--map {field.strip()} is there twice; a field has one column.")
        explicit[field.strip()] = column.strip()
    fresh = not workspace_path.exists()
    with _created_if_missing(workspace_path) as store:
        if kind == "rates":
            from app.exchange import rate_files

            report = rate_files.run(store, source, base=_currency(base), on_duplicate=on_duplicate, dry_run=dry_run)
        else:
            report = importing.run(store, kind, source, explicit=explicit, on_duplicate=on_duplicate, dry_run=dry_run)
    if dry_run and fresh:
        workspace_path.unlink(missing_ok=True)
    output.show(report.as_json(), as_json, table=output.import_lines(report))


def _currency(text: str | None) -> str | None:
    """The code of --base. Raises a usage error for what is no currency."""
    from app.domain import currency

    try:
        return currency.checked(text) if text is not None else None
    except UserError as error:
        raise click.UsageError(str(error)) from None


@baton.command()
@WORKSPACE
@click.argument("deal", type=WORDS)
@click.option("--template", type=WORDS, help="The template that the plan follows.")
@click.option("--no-template", is_flag=True, help="Every sold line becomes a task.")
@click.option("--start", type=DAY, help="Plan forward from this day.")
@click.option("--finish", type=DAY, help="Plan back from this day.")
@click.option("--owner", type=WORDS, help="Who owns every task that no role decides; else the deal's owner.")
@click.option("--assign", "assigns", type=WORDS, multiple=True, metavar="ROLE=PERSON")
@JSON
def handoff(
    workspace_path: Path, deal: str, template: str | None, no_template: bool, start: date | None, finish: date | None, owner: str | None,
    assigns: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Hand off the won DEAL: one project in which every task has an owner and a date."""
    from app.cli import records
    from app.services import handoff as service

    if bool(template) == no_template:
        raise click.UsageError("Say --template NAME or --no-template.")
    if (start is None) == (finish is None):
        raise click.UsageError("Say --start DATE or --finish DATE.")
    roles = {}
    for item in assigns:
        role, sign, person = item.partition("=")
        if not sign or not role.strip() or not person.strip():
            raise click.UsageError(f"--assign {item} is not ROLE=PERSON.")
        if role.strip() in roles:
            raise click.UsageError(f"The role {role.strip()} is assigned twice; name it once.")
        roles[role.strip()] = person.strip()
    with _opened(workspace_path) as store:
        deal_id = records.deal(store, deal)
        people = {role: records.known_person(store, person) for role, person in roles.items()}
        lead = records.known_person(store, owner) if owner is not None else records.owner_of(store, deal_id)
        plan = service.draft(
            store,
            deal_id,
            template=template,
            start=start,
            finish=finish,
            owner=lead,
            roles=people,
            as_last=owner is None,
        )
        unknown = sorted(set(people) - {task.role for task in plan.tasks})
        if unknown:
            known = ", ".join(dict.fromkeys(task.role for task in plan.tasks if task.role)) or "none"
            raise UserError(f"This plan has no role {unknown[0]}; its roles are: {known}.")
        done = service.complete(store, plan)
        output.show(
            {"project": done.project_id, "tasks": done.tasks, "start": done.start, "finish": done.finish, "unowned": 0},
            as_json,
        )


@baton.command()
@WORKSPACE
@click.argument("what", type=click.Choice(tuple(documents.SHOWS)))
@click.option("--project", type=WORDS, metavar="P", help="An id, or an exact name where it is unique.")
@click.option("--deal", type=WORDS, metavar="D")
@AS_OF
@JSON
def show(
    workspace_path: Path, what: str, project: str | None, deal: str | None, as_of: date | None, as_json: bool
) -> None:
    """Show WHAT of WORKSPACE: totals, pipeline, forecast, schedule, burndown, capacity, handoffs or accounts."""
    if as_of is not None and what in documents.OF_TODAY:
        raise click.UsageError(f"{what.capitalize()} are told as of today; leave --as-of out.")
    with _opened(workspace_path, read_only=True) as store:
        output.show(documents.SHOWS[what](store, project=project, deal=deal, as_of=as_of), as_json)


@baton.command()
@WORKSPACE
@click.argument("name", type=click.Choice(("forecast", "project", "handoff", "delivery", "brief", "hand-back")))
@click.option("--out", required=True, type=PATH, metavar="FILE.pdf")
@click.option("--project", type=WORDS, metavar="P")
@click.option("--deal", type=WORDS, metavar="D", help="The project of this deal.")
@click.option("--client", type=WORDS, metavar="C", help="The project of this client, where there is one.")
@click.option("--audience", type=click.Choice(("team", "client")), default="team", help="Of the brief.")
@click.option("--paper", type=click.Choice(("a4", "us-letter")), default=None)
@AS_OF
@JSON
def report(
    workspace_path: Path, name: str, out: Path, project: str | None, deal: str | None, client: str | None,
    audience: str, paper: str | None, as_of: date | None, as_json: bool,
) -> None:  # fmt: skip
    """Write a PDF report: the revenue forecast, the status of a project, where the handoff leaks, how delivery goes, the
    brief of a project for the team or the client, or how promise and result of it compare.
    """
    from app.cli import records
    from app.reports import reports

    if as_of is not None and name not in ("forecast", "project"):
        raise click.UsageError(f"The {name} report is of today; leave --as-of out.")
    with _opened(workspace_path, read_only=True) as store:
        if name == "forecast":
            reports.forecast(store, out, as_of=as_of, paper=paper)
        elif name == "handoff":
            reports.handoff(store, out, paper=paper)
        elif name == "delivery":
            about = records.project(store, project, deal=deal, client=client) if project or deal or client else None
            reports.delivery(store, out, project_id=about, paper=paper)
        elif name == "brief":
            about = records.project(store, project, deal=deal, client=client)
            reports.brief(store, about, "client" if audience == "client" else "team", out, paper=paper)
        elif name == "hand-back":
            reports.hand_back(store, records.project(store, project, deal=deal, client=client), out, paper=paper)
        else:
            reports.project(
                store, records.project(store, project, deal=deal, client=client), out, as_of=as_of, paper=paper
            )
    output.show({"report": name, "file": str(out), "bytes": out.stat().st_size}, as_json)


@baton.command()
@WORKSPACE
@click.argument("kind", type=click.Choice(EXPORTS))
@click.option("--out", required=True, type=PATH, metavar="FILE")
@JSON
def export(workspace_path: Path, kind: str, out: Path, as_json: bool) -> None:
    """Write records to a file: CSV or xlsx by its ending, JSON for everything, ics for the calendar."""
    from app.exchange import exporting

    with _opened(workspace_path, read_only=True) as store:
        count = exporting.export(store, kind, out)
    output.show({"kind": kind, "records": count, "file": str(out)}, as_json)


@baton.command()
@WORKSPACE
@click.option("--to", "folder", type=PATH, metavar="FOLDER")
@JSON
def backup(workspace_path: Path, folder: Path | None, as_json: bool) -> None:
    """Make a verified copy of WORKSPACE, open or not."""
    copy = workspace.back_up(workspace_path, folder)
    output.show({"backup": str(copy), "bytes": copy.stat().st_size}, as_json)


@baton.command()
@click.argument("backup_path", metavar="BACKUP", type=PATH)
@click.option("--to", "target", required=True, type=PATH, metavar="WORKSPACE")
@JSON
def restore(backup_path: Path, target: Path, as_json: bool) -> None:
    """Make BACKUP the workspace named by --to; what was there is backed up first."""
    workspace.restore(backup_path, target)
    output.show({"workspace": str(target), "bytes": target.stat().st_size}, as_json)


@baton.command()
@WORKSPACE
@JSON
def check(workspace_path: Path, as_json: bool) -> None:
    """Look whether WORKSPACE is sound."""
    problems = workspace.check(workspace_path)
    if problems:
        if as_json:
            output.show({"sound": False, "problems": problems}, as_json)
        raise UserError(
            f"{workspace_path} is damaged: {problems[0]}. Restore the last good backup with 'baton restore'."
        )
    output.show({"sound": True, "problems": []}, as_json)
