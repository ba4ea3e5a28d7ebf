"""Every table as a model, in one list: what the Store binds, logs and compares."""

from __future__ import annotations

from peewee import ForeignKeyField

from app.models import between, delivering, people, selling
from app.models.fields import Record

MODELS: tuple[type[Record], ...] = tuple(
    model
    for module in (people, selling, delivering, between)
    for model in vars(module).values()
    if isinstance(model, type) and issubclass(model, Record) and model.__module__ == module.__name__
)

COLUMNS: dict[str, tuple[str, ...]] = {
    model._meta.table_name: tuple(field.column_name for field in model._meta.sorted_fields) for model in MODELS
}


def references(table: str) -> tuple[tuple[str, str], ...]:
    """Every (table, column) that points to a row of `table`."""
    return tuple(
        (model._meta.table_name, field.column_name)
        for model in MODELS
        for field in model._meta.sorted_fields
        if isinstance(field, ForeignKeyField) and field.rel_model._meta.table_name == table
    )
