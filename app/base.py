"""What every layer may use: the two outcomes of an action (an error for the user, the changes it made), the clock, the endings of files,
and words on one line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal, NamedTuple


class UserError(Exception):
    """Something the user can act on, as one sentence that says what, where and what to do.

    Anything else that is raised is a defect and reaches the exception hook.
    """


class Changes(NamedTuple):
    """What one committed action touched. `at` is UTC; `tables` maps a table to the ids of its rows."""

    label: str
    at: datetime
    tables: Mapping[str, frozenset[int]]
    kind: Literal["do", "undo", "redo"] = "do"

    def touches(self, *tables: str) -> bool:
        """Whether any of `tables` was touched."""
        return any(table in self.tables for table in tables)


def utc_now() -> datetime:
    """The moment now, aware, in UTC."""
    return datetime.now(UTC)


def day_from(text: str | None) -> date | None:
    """A date as the database keeps it."""
    return date.fromisoformat(text) if text else None


def today() -> date:
    """The day now where the user is."""
    return datetime.now().astimezone().date()


def moment_text(moment: datetime) -> str:
    """A moment as the database keeps it: '2026-11-12T14:02:11Z'."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_from(text: str) -> datetime:
    """The reverse of `moment_text`."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


#: What is taken for the ending of a name: "v1.2" has none.
ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}")


def check_ending(path: Path, what: str, *endings: str) -> None:
    """Refuse a name that promises another kind of file than is written: `what` is 'Clients are', `endings` '.csv', '.xlsx'.

    Raises UserError. A name without an ending ('Offer', 'Offer v1.2') promises nothing.
    """
    said = path.suffix
    if ENDING.fullmatch(said) and said.lower() not in endings:
        raise UserError(f"{what} not written as {said}. Let the name of the file end in {' or '.join(endings)}.")


def on_one_line(text: str) -> str:
    """The words of a text with one blank between them; '' where nothing of it can be seen (a zero-width space)."""
    text = " ".join(text.split())
    return text if any(sign.isprintable() and sign != " " for sign in text) else ""
