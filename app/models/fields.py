"""Field types for STRICT tables: dates, moments, decimals and flags that are TEXT or INTEGER in the file and Python's own types outside."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import peewee

from app.base import UserError, moment_from, moment_text


class Record(peewee.Model):
    """The base of every table; the Store binds the models to its database.

    One row is read and written with statements that are written down once for each table: peewee does it anew every
    time, and takes longer for it than SQLite for the rest.
    """

    class Meta:
        legacy_table_names = False

    @classmethod
    def read(cls, where: str, *params: Any) -> list[Any]:
        """The rows of which this SQL holds, as objects."""
        fields = [(field.name, field.python_value) for field in cls._meta.sorted_fields]
        found = []
        for row in cls._meta.database.execute_sql(f"{_select(cls)} WHERE {where}", params):
            made = cls(__no_default__=True)
            made.__data__ = {name: value(cell) for (name, value), cell in zip(fields, row, strict=True)}
            found.append(made)
        return found

    @classmethod
    def get_by_id(cls, pk: int) -> Any:
        """The row of this id; raises DoesNotExist, which `Store.write` puts into words."""
        for found in cls.read("id = ?", pk):
            return found
        raise cls.DoesNotExist

    def save(self, force_insert: bool = False) -> int:  # type: ignore[override]
        """Write a new row whole, and of one that was read what has changed; how many rows that were."""
        if self.id is not None and not force_insert:
            names = tuple(name for name in self.__data__ if name in self._dirty and name != "id")
            written = self._write(_update(type(self), names), names, self.id).rowcount if names else 0
        else:
            names = tuple(name for name in self.__data__ if name != "id" or self.id is not None)
            cursor = self._write(_insert(type(self), names), names)
            self.id, written = self.id or cursor.lastrowid, 1
        self._dirty.clear()
        return int(written)

    def _write(self, statement: str, names: tuple[str, ...], *more: Any) -> Any:
        values = [self._meta.fields[name].db_value(self.__data__[name]) for name in names]
        return self._meta.database.execute_sql(statement, [*values, *more])

    if TYPE_CHECKING:  # what peewee adds to every model: the key, and NAME_id for each link
        id: Any
        DoesNotExist: type[Exception]

        def __getattr__(self, name: str) -> Any: ...


@cache
def _select(model: type[Record]) -> str:
    columns = ", ".join(f'"{field.column_name}"' for field in model._meta.sorted_fields)
    return f'SELECT {columns} FROM "{model._meta.table_name}"'


@lru_cache(maxsize=1_000)
def _insert(model: type[Record], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{model._meta.fields[name].column_name}"' for name in names)
    return f'INSERT INTO "{model._meta.table_name}" ({columns}) VALUES ({", ".join("?" * len(names))})'


@lru_cache(maxsize=1_000)
def _update(model: type[Record], names: tuple[str, ...]) -> str:
    sets = ", ".join(f'"{model._meta.fields[name].column_name}" = ?' for name in names)
    return f'UPDATE "{model._meta.table_name}" SET {sets} WHERE id = ?'


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
