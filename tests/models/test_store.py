"""The Store: one action is one transaction, one undo step, one Changes; nothing is written besides."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import peewee
import pytest
from sqlcipher3 import dbapi2 as sqlite

from app.base import Changes, UserError
from app.models.selling import Client, Deal
from app.models.store import Store
from app.models.tables import COLUMNS, MODELS
from app.models.workspace_file import APPLICATION_ID, LATEST
from app.services import workspace


def _dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {table: store.rows(f"SELECT * FROM {table} ORDER BY id") for table in COLUMNS}


def _add(store: Store, title: str) -> int:
    with store.write("Add deal"):
        return int(Deal.create(title=title, stage=1, currency="EUR").id)


def test_models_and_schema_agree_on_every_column(store: Store) -> None:
    for table, columns in COLUMNS.items():
        assert tuple(row[1] for row in store.rows(f"PRAGMA table_info({table})")) == columns, table
    tables = {
        row[0] for row in store.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'")
    }
    assert tables == {*COLUMNS, "migration"}


def test_every_foreign_key_is_served_by_an_index_unless_its_parent_is_a_short_list(store: Store) -> None:
    short = {"source", "lost_reason", "person", "pipeline", "template", "template_role", "template_milestone", "template_task", "blob",
             "tag", "status", "product", "stage", "project", "deal", "task", "client", "custom_field"}  # fmt: skip
    for table in COLUMNS:
        indexed = {
            store.rows(f"PRAGMA index_info({index[1]})")[0][2] for index in store.rows(f"PRAGMA index_list({table})")
        }
        for key in store.rows(f"PRAGMA foreign_key_list({table})"):
            assert key[3] in indexed or key[2] in short, f"{table}.{key[3]}"


def test_a_new_workspace_is_durable_and_says_whose_it_is(store: Store) -> None:
    assert store.value("PRAGMA journal_mode") == "wal"
    assert store.value("PRAGMA synchronous") == 2
    assert store.value("PRAGMA foreign_keys") == 1
    assert store.value("PRAGMA application_id") == APPLICATION_ID
    assert store.value("PRAGMA user_version") == LATEST


def test_an_action_tells_once_what_it_touched(store: Store) -> None:
    told: list[Changes] = []
    store.subscribe(told.append)
    with store.write("Add two deals"):
        first = Deal.create(title="One", stage=1, currency="EUR").id
        second = Deal.create(title="Two", stage=1, currency="EUR").id
    assert [change.label for change in told] == ["Add two deals"]
    assert told[0].tables["deal"] == {first, second}
    assert told[0].touches("deal") and not told[0].touches("task")
    assert store.undo_label == "Add two deals" and store.saved_at == told[0].at


def test_an_action_that_fails_leaves_nothing(store: Store) -> None:
    before = _dump(store)
    with pytest.raises(UserError), store.write("Add and fail"):
        Client.create(name="Half")
        raise UserError("no")
    assert _dump(store) == before and store.undo_label is None


def test_a_write_outside_an_action_is_refused(store: Store) -> None:
    _add(store, "Shop")
    with pytest.raises(RuntimeError):
        store.execute("DELETE FROM person")
    with pytest.raises(peewee.OperationalError):
        Client.create(name="Sneaky")
    assert store.value("SELECT count(*) FROM client") == 0


def test_an_action_that_changes_nothing_is_no_undo_step(store: Store) -> None:
    with store.write("Nothing"):
        pass
    assert store.undo_label is None


def test_undo_and_redo_bring_back_every_column_and_the_history(store: Store) -> None:
    empty = _dump(store)
    deal = _add(store, "Shop")
    added = _dump(store)
    with store.write("Change amount"):
        Deal.update(amount_minor=5).where(Deal.id == deal).execute()
    changed = _dump(store)
    with store.write("Remove"):
        Deal.delete().where(Deal.id == deal).execute()
    for expected in (changed, added, empty):
        assert store.undo() is not None
        assert _dump(store) == expected
    assert store.undo() is None
    for expected in (added, changed):
        assert store.redo() is not None
        assert _dump(store) == expected


def test_a_new_action_ends_what_could_be_redone(store: Store) -> None:
    _add(store, "One")
    store.undo()
    _add(store, "Two")
    assert store.redo() is None and store.redo_label is None


def test_replace_and_cascades_are_in_the_undo_log(store: Store) -> None:
    with store.write("Add client"):
        client = Client.create(name="Acme").id
        store.execute("INSERT INTO contact (name, created_at) VALUES ('Rosa Sample', 'x')")
        store.execute("INSERT INTO client_contact (client_id, contact_id) VALUES (?, 1)", (client,))
    before = _dump(store)
    with store.write("Replace"):
        store.execute("REPLACE INTO client (id, name, created_at) VALUES (?, 'Other', 'x')", (client,))
    assert store.value("SELECT count(*) FROM client_contact") == 0
    store.undo()
    assert _dump(store) == before


def test_history_cannot_be_rewritten(store: Store) -> None:
    _add(store, "Shop")
    for statement in ("UPDATE deal_event SET new = 'x'", "DELETE FROM deal_event"):
        with pytest.raises(Exception, match="append-only"), store.write("Forge"):
            store.execute(statement)
        other = sqlite.connect(str(store.path))  # no program of ours
        with pytest.raises(sqlite.OperationalError, match="history_is_append_only"):
            other.execute(statement)
        other.close()
    before = store.rows("SELECT * FROM deal_event")
    store.undo()
    assert store.rows("SELECT * FROM deal_event") == []
    store.redo()
    assert store.rows("SELECT * FROM deal_event") == before


def test_history_rows_say_what_changed_and_on_which_day(store: Store) -> None:
    deal = _add(store, "Shop")
    with store.write("Move deal"):
        Deal.update(stage=5, closed_on="2026-01-31", amount_minor=900).where(Deal.id == deal).execute()
    events = store.rows("SELECT field, old, new, on_date FROM deal_event WHERE deal_id = ? ORDER BY id", (deal,))
    assert events[0][0] == "created"
    assert ("stage", "1", "5", "2026-01-31") in events
    assert ("amount", None, "900") in [event[:3] for event in events]


def test_text_with_a_nul_is_refused_with_a_sentence(store: Store) -> None:
    with pytest.raises(UserError, match="NUL"), store.write("Add"):
        Client.create(name="a\x00b")


def test_another_thread_reads_what_is_committed_and_may_not_write(store: Store) -> None:
    _add(store, "Shop")
    seen: list[object] = []

    def read() -> None:
        seen.append(store.value("SELECT title FROM deal"))
        try:
            with store.write("No"):
                pass
        except RuntimeError as problem:
            seen.append(str(problem))

    worker = threading.Thread(target=read)
    worker.start()
    worker.join()
    assert seen[0] == "Shop" and "thread" in str(seen[1])


def test_two_programs_never_write_one_workspace(store: Store) -> None:
    with pytest.raises(UserError, match="open in another Baton"):
        Store.open(store.path)
    with Store.open(store.path, read_only=True) as reader:
        assert reader.value("SELECT count(*) FROM person") == 1
        with pytest.raises(UserError, match="reading only"), reader.write("No"):
            pass


MAKER = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from app.base import UserError
from app.services import workspace
sys.stdin.readline()
try: workspace.create(Path(sys.argv[1])).close(); print("made")
except UserError as problem: print(problem)
"""


def test_of_programs_that_make_one_workspace_at_once_one_does_and_it_is_whole(tmp_path: Path) -> None:
    path, root = tmp_path / "new.baton", str(Path(__file__).parent.parent.parent)
    words = [sys.executable, "-c", MAKER, str(path), root]
    makers = [subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.write("go\n")
        maker.stdin.flush()
    said = sorted(maker.communicate()[0].strip() for maker in makers)
    assert said.count("made") == 1 and all(
        one == "made" or "open in another" in one or "exists already" in one for one in said
    )
    with Store.open(path) as store:
        assert store.value("SELECT count(*) FROM stage") == 6
    assert [each.name for each in tmp_path.iterdir()] == ["new.baton"]


def test_a_workspace_that_cannot_be_begun_with_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is no currency"):
        workspace.create(tmp_path / "new.baton", currency="money")
    assert list(tmp_path.iterdir()) == []


def test_what_was_committed_is_there_after_the_workspace_is_opened_again(store: Store) -> None:
    _add(store, "Shop")
    store.close()
    with Store.open(store.path) as again:
        assert again.value("SELECT title FROM deal") == "Shop"
        assert again.undo_label is None


def test_models_follow_the_workspace_that_is_written(store: Store, tmp_path: Path) -> None:
    with Store.create(tmp_path / "second.baton") as second:
        with second.write("Add"):
            Client.create(name="Second")
        with store.write("Add"):
            Client.create(name="First")
        assert second.ids("SELECT count(*) FROM client") == [1] and store.value("SELECT name FROM client") == "First"
    assert len(MODELS) == len(COLUMNS)
