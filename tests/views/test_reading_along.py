"""A second program that has the workspace open for reading shows what the first one writes."""

import pytest
from selling_window import deal_id, open_window, turn

from app.base import UserError, today
from app.services import deals, tasks, timer, workspace
from app.views import registry


@pytest.fixture
def writer(studio):
    """The program that writes."""
    return studio


@pytest.fixture
def reader(qtbot, writer, tmp_path):
    """The window of the one that reads."""
    with workspace.open_workspace(writer.path, read_only=True) as store:
        shell = open_window(qtbot, store, tmp_path, "deals.board")
        yield shell
        shell.close()


def columns(shell):
    return {pane.column.name: pane.model.rowCount() for pane in shell.page.board.panes}


def test_a_card_that_is_moved_elsewhere_moves_here_too(qtbot, writer, reader):
    before = columns(reader)
    deals.move(
        writer, [deal_id(writer, "Shop migration")], writer.value("SELECT id FROM stage WHERE name = 'Negotiation'")
    )
    qtbot.waitUntil(lambda: columns(reader) != before, timeout=20_000)  # by its own clock
    assert columns(reader)["Negotiation"] == before["Negotiation"] + 1


def test_what_is_shown_follows_and_pages_out_of_sight_catch_up(writer, reader):
    reader.open_page("tasks.list")
    turn()
    reader.go("deal", deal_id(writer, "Shop migration"))
    deals.change(writer, deal_id(writer, "Shop migration"), "title", "Shop moved")
    made = tasks.add(writer, "Ring the printer")
    reader.hub.look_again()
    turn()
    assert reader.page.inspector.title.value() == "Shop moved"
    reader.open_page("tasks.list")
    turn()
    assert made in reader.page.rows.ids


def test_a_clock_that_is_started_elsewhere_runs_here(qtbot, writer, reader):
    qtbot.waitUntil(lambda: reader.clock is not None)
    timer.start(writer, deal_id=deal_id(writer, "Shop migration"))
    reader.hub.look_again()
    turn()
    assert reader.clock.running.title == "Shop migration"


def test_every_page_takes_it_that_anything_may_have_changed(qtbot, writer, reader):
    for entry in registry.ENTRIES:
        reader.open_page(entry.key, {})
        turn()
        deals.win(writer, [deals.add(writer, f"Won {entry.key}", amount_minor=100)], today())
        with qtbot.captureExceptions() as raised:
            reader.hub.look_again()
            turn()
        assert not raised, (entry.key, raised)


def test_nothing_is_read_anew_while_nobody_writes(writer, reader):
    heard = []
    reader.hub.changed.connect(heard.append)
    reader.hub.look_again()
    turn()
    deals.add(writer, "One more")
    for _ in range(3):
        reader.hub.look_again()
        turn()
    assert len(heard) == 1


def test_a_backup_that_is_restored_over_it_is_said_once_and_not_shown_as_a_mixture(qtbot, writer, reader, tmp_path):
    copy = workspace.back_up(writer.path, tmp_path / "copies")
    writer.close()
    workspace.restore(copy, writer.path)
    with qtbot.captureExceptions() as raised:
        qtbot.waitUntil(lambda: bool(raised), timeout=20_000)  # by its own clock
    assert "is another file now" in str(raised[0][1]) and issubclass(raised[0][0], UserError)
    assert not reader.hub._look.isActive()
    assert deal_id(reader.store, "Shop migration")
