"""The main job by mouse, in a real window on an X server: from the first start to two reports, every drag a real one.

What is asserted was read from the screen, or from the workspace and the PDFs afterwards.
"""

from __future__ import annotations

import csv
import time
from datetime import timedelta

import pytest
from pypdf import PdfReader

from app import paths
from app.base import today
from app.models.store import Store
from app.services import figures, workspace
from tests.scenarios.real_screen import MISSING, Person, Screen, until

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}")

HEAD = ("Deal", "Client", "Stage", "Amount", "Created", "Expected close", "Closed")


@pytest.fixture
def screen(tmp_path):
    made = Screen(tmp_path)
    yield made
    made.close()


@pytest.fixture
def person(screen, tmp_path):
    """Someone who has just started Baton for the first time."""
    home = tmp_path / "home"
    home.mkdir()
    made = Person(screen, tmp_path, home=home)
    yield made
    made.close()


@pytest.fixture
def leads(tmp_path):
    """Six deals out of another program; one has an amount that is no number."""
    path = tmp_path / "leads.csv"
    day = today()
    rows = [
        ("Bakery site", "Copper Mill Bakery", "Proposal", "12000", day - timedelta(40), day + timedelta(20), ""),
        ("Menu cards", "Basil & Oak", "Lead", "1800", day - timedelta(9), day + timedelta(60), ""),
        ("Ticket shop", "Saltmarsh Museum", "Negotiation", "24600.50", day - timedelta(30), day + timedelta(5), ""),
        ("Old poster", "Inkwell Books", "Lost", "900", day - timedelta(200), "", day - timedelta(150)),
        ("Photo days", "Quince & Fig", "Qualified", "a lot", day - timedelta(3), day + timedelta(9), ""),
        ("Signage", "", "Lead", "3000", day - timedelta(3), day + timedelta(9), ""),
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def workspace_of(person):
    """The file that the first start made, wherever this system keeps such files."""
    return until("a workspace", lambda: next(person.home.rglob(paths.default_workspace().name), None))


def read(person, sql, *params):
    """One value of the workspace while Baton has it open."""
    with Store.open(workspace_of(person), read_only=True) as store:
        return store.value(sql, params)


def choose_file(person, button, path):
    """The button, then the path typed into the file dialog."""
    person.click_until(button, "File name:")
    person.key("ctrl+a")
    person.type(str(path))
    person.key("Return")
    person.gone("File name:")


def bring_in(person, kind, path, button):
    """In the import dialog: what the file holds, the file, and the button once it says what would land."""
    person.click(kind, "_Segment")
    choose_file(person, "Choose a file…", path)
    person.click_until(button, "Undo", "MainButton")


def column(person, name):
    """The head of a column of the board."""
    return person.see(f"{name}, ", "ColumnHead", whole=False)


def drag_to(person, card, stage, happened):
    """Take the card by its middle to the column, and again should the machine have been too slow."""
    for _ in range(4):
        start = person.see(card, "ColumnView row", whole=False).middle
        person.drag(start, (column(person, stage).middle[0], start[1] + 20))
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if happened():
                return
            time.sleep(0.05)  # between two looks
    pytest.fail(f"{card} to {stage}: not after four drags")


def hand_off(person, template):
    """Through the wizard with the button at its right end; what lacks an owner or a free week takes the first way out."""
    person.click_until("Next: Promised", "Next: Plan", "MainButton")
    person.click_until("Next: Plan", template, "MainButton")
    person.click(template, "TemplateCard")
    for _ in range(40):
        if person.find("Create project"):
            break
        way_on = "Apply" if person.find("Apply") else "Next: "
        person.click(way_on, "Button", whole=False)
        time.sleep(0.4)  # for the next conflict, or the next step, to come
    person.click("Create project")
    person.gone("Create project")


def forecast_row(person):
    """What the table on the Forecast page says of this month: column and figure."""
    person.click("Clients / Deals")
    person.click("Forecast", "PageTab")
    person.see(f"Month: {today():%B %Y}", "FigureTable row")
    cells = [each for each in person.look() if each.kind == "FigureTable row"]
    line = next(each.box[1] for each in cells if each.text == f"Month: {today():%B %Y}")
    return dict(each.text.split(": ", 1) for each in cells if each.box[1] == line)


def text_of(path):
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_the_whole_story_by_mouse(person, leads, tmp_path):
    # The first start offers three ways; the file comes in, the wrong row is named.
    person.click_until("Import a file…", "Choose a file…")
    bring_in(person, "Deals", leads, "Import 5 rows")
    person.see("5 new, 0 updated, 0 left as they are, 1 refused.", whole=False)
    person.click("Close")
    person.gone("Import deals")
    before = forecast_row(person)

    # A card is dragged to Won, dated, and handed off to a project in which all has an owner and a date.
    person.click("Board", "PageTab")
    drag_to(person, "Bakery site", "Won", lambda: person.find("Win Bakery site"))
    person.click_until("Win and hand off", "Next: Promised")
    hand_off(person, "Website")
    project = until("the project", lambda: read(person, "SELECT id FROM project WHERE name = 'Bakery site'"))
    tasks, complete = (
        read(person, f"SELECT count(*) FROM task WHERE project_id = ?{more}", project)
        for more in ("", " AND assignee_id IS NOT NULL AND start_on IS NOT NULL AND due_on IS NOT NULL")
    )
    assert tasks == complete == 15

    # The forecast has moved: the deal counts as closed this month.
    after = forecast_row(person)
    assert (before["Closed"], after["Closed"][1:]) == ("–", "12,000")

    # In the other tab a task is dragged to Done, and the burn-down says so.
    person.click("Projects / Tasks")
    person.click("Board", "PageTab")
    done = "SELECT count(*) FROM task WHERE done_on IS NOT NULL"
    drag_to(person, "Kick-off call and access", "Done", lambda: read(person, done) == 1)
    person.click("Burn-down", "PageTab")
    person.see("Done: 4 of 166 h", "line", whole=False)

    # Undo and redo with the buttons of the window: the task is open again, and done again.
    person.click("Undo: Move task")
    person.see("Done: 0 of 166 h", "line", whole=False)
    person.click("Redo: Move task")
    person.see("Done: 4 of 166 h", "line", whole=False)

    # Both reports as PDF: of the project from here, of the forecast from there.
    choose_report(person, tmp_path / "status.pdf")
    person.click("Clients / Deals")
    person.click("Forecast", "PageTab")
    choose_report(person, tmp_path / "forecast.pdf")
    status, forecast = text_of(tmp_path / "status.pdf"), text_of(tmp_path / "forecast.pdf")
    assert "Bakery site" in status
    assert "Copper Mill Bakery" in status
    assert "24,600.50" in forecast

    path = workspace_of(person)
    assert person.leave() == 0
    assert workspace.check(path) == []


def choose_report(person, path):
    """The page's own button, then the place."""
    person.click_until("Report…", "Save as PDF…")
    choose_file(person, "Save as PDF…", path)
    person.see(f"{path.name} is written")


def test_8800_real_deals_come_in_and_one_goes_all_the_way_by_mouse(person, data):
    crm = data / "crm"
    if not crm.is_dir():
        pytest.skip("the real input is not here")

    # Accounts and products first, then the deals; what needs a decision is asked, and said.
    person.click_until("Import a file…", "Choose a file…")
    bring_in(person, "Clients", crm / "accounts.csv", "Import 85 rows")
    person.click("Close")
    person.key("ctrl+i")
    bring_in(person, "Products", crm / "products.csv", "Import 7 rows")
    person.click("Close")
    person.key("ctrl+i")
    person.click("Deals", "_Segment")
    choose_file(person, "Choose a file…", crm / "sales_pipeline.csv")
    person.click("Take opportunity_id")
    person.click_until("Import 8,800 rows", "Show deals")
    person.see("8,800 deals are in")
    with Store.open(workspace_of(person), read_only=True) as store:
        totals = figures.totals(store)
    assert (totals.deals, totals.won, totals.lost, totals.open) == (8800, 4238, 2473, 2089)
    assert totals.won_minor == 10_005_534_00
    person.click("4,238 old wins need no project")
    person.gone("4,238 old wins need no project")
    person.click("Close")
    person.see("Every won deal has its project")

    # One of them, with a client, is dragged over the right edge to Won and handed off.
    card = person.see("UP409DSB, Ganjaflex", "ColumnView row", whole=False)
    person.screen.say("mousemove", *card.middle)
    person.screen.say("mousedown", 1)
    edge = (1262, card.middle[1])
    person.pull(card.middle, edge)

    def won_in_sight():
        person.screen.say("mousemove", edge[0] + int(time.monotonic() * 10) % 3, edge[1])
        found = person.find("Won, ", "ColumnHead", whole=False)
        return found if found and found.box[0] + found.box[2] <= 1275 else None

    won = until("the board to come along", won_in_sight)
    person.pull(edge, (won.middle[0], card.middle[1]))
    person.screen.say("mouseup", 1)
    person.click_until("Win and hand off", "Next: Promised")
    hand_off(person, "Onboarding")
    until("the project", lambda: read(person, "SELECT count(*) FROM project WHERE name = 'UP409DSB'"))
    owned = "SELECT count(*) FROM task WHERE assignee_id IS NOT NULL AND start_on IS NOT NULL AND due_on IS NOT NULL"
    assert read(person, "SELECT count(*) FROM task") == read(person, owned) > 5
    path = workspace_of(person)
    assert person.leave() == 0
    assert workspace.check(path) == []
