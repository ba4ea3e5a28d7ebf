"""Field types for STRICT tables: dates, moments, decimals and flags that are TEXT or INTEGER in the file and Python's own types outside."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import peewee

from app.base import UserError, moment_from, moment_text


class Record(peewee.Model):
    """The base of every table; the Store binds the models to its database."""

    class Meta:
        legacy_table_names = False
        only_save_dirty = True  # writing every column takes five times as long, and reads the triggers on every one

    if TYPE_CHECKING:  # what peewee adds to every model: the key, and NAME_id for each link
        id: Any

        def __getattr__(self, name: str) -> Any: ...


class Words(peewee.TextField):
    """Text. A NUL is refused: SQLite's quote(), which the undo log uses, cuts text there."""

    def db_value(self, value: Any) -> Any:
        if isinstance(value, str) and "\x00" in value:
            raise UserError(
                f"The {self.name.replace('_', ' ')} holds a NUL character, which cannot be kept; remove it and try again."
            )
        return value if value is None or isinstance(value, str) else str(value)


class Day(peewee.Field):
    """A date, kept as 'YYYY-MM-DD'."""

    field_type = "TEXT"

    def db_value(self, value: date | str | None) -> str | None:
        return value.isoformat() if isinstance(value, date) else value

    def python_value(self, value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None


class Moment(peewee.Field):
    """A moment, kept as UTC 'YYYY-MM-DDTHH:MM:SSZ'."""

    field_type = "TEXT"

    def db_value(self, value: datetime | str | None) -> str | None:
        return moment_text(value) if isinstance(value, datetime) else value

    def python_value(self, value: str | None) -> datetime | None:
        return moment_from(value) if value else None


class Exact(peewee.Field):
    """A Decimal, kept as its text; an empty text is None."""

    field_type = "TEXT"

    def db_value(self, value: Decimal | str | None) -> str | None:
        return str(value) if value is not None else ("" if not self.null else None)

    def python_value(self, value: str | None) -> Decimal | None:
        return Decimal(value) if value else None


class Flag(peewee.Field):
    """True or False, kept as 1 or 0."""

    field_type = "INTEGER"

    def db_value(self, value: bool) -> int:
        return int(bool(value))

    def python_value(self, value: int) -> bool:
        return bool(value)


def link(to: Any, *, on_delete: str = "SET NULL", null: bool = True) -> Any:
    """A foreign key without a back-reference: reads go through SQL, so nobody follows objects row by row."""
    return peewee.ForeignKeyField(to, null=null, on_delete=on_delete, backref="+", index=False)
