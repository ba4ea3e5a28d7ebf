"""Rows as objects: read as peewee reads them, and written back without what another hand changed meanwhile."""

from __future__ import annotations

import pytest

from app.base import UserError, today
from app.models import records
from app.models.store import Store
from app.models.tables import MODELS
from app.services import clients, deals, tasks


def test_every_row_of_every_table_is_read_as_peewee_reads_it(studio: Store) -> None:
    with studio.write("Look"):
        for model in MODELS:
            own = {row.id: row.__data__ for row in model.read("1")}
            assert own == {row.id: row.__data__ for row in model.select()}, model


def test_two_who_change_other_fields_of_a_deal_keep_both(store: Store) -> None:
    deal = deals.add(store, "Website")
    with store.write("Both"):
        mine, other = (records.living(records.Deal, [deal])[0] for _ in range(2))
        mine.title, other.next_step = "Shop", "Call"
        assert mine.save() == other.save() == 1
    assert store.row("SELECT title, next_step FROM deal WHERE id = ?", (deal,)) == ("Shop", "Call")
    store.undo()
    assert store.row("SELECT title, next_step FROM deal WHERE id = ?", (deal,)) == ("Website", "")


def test_what_is_not_changed_writes_nothing(store: Store) -> None:
    client = clients.add(store, "Blue Heron")
    label = store.undo_label
    with store.write("Nothing"):
        assert records.live("client", client).save() == 0
    assert store.undo_label == label


def test_rows_come_once_each_in_the_order_asked_for_and_without_the_deleted(store: Store) -> None:
    first, gone, last = (tasks.add(store, title, due_on=today()) for title in ("A", "B", "C"))
    tasks.delete(store, [gone])
    with store.write("Look"):
        assert [row.title for row in records.living(records.Task, [last, gone, first, last])] == ["C", "A"]
    with pytest.raises(UserError, match="gone"), store.write("Look"):
        records.Stage.get_by_id(999)
