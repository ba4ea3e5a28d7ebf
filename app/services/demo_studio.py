"""The small studio one looks around in: four people, two dozen deals, four projects under way. All of it is invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from app.base import moment_text, utc_now
from app.domain.workdays import Calendar
from app.models.between import Activity, Handoff, TagLink
from app.models.delivering import ChecklistItem, Dependency, Milestone, Project, ProjectMember, Task, TimeEntry
from app.models.people import Tag
from app.models.selling import Client, ClientContact, Contact, Deal, DealLine, Renewal
from app.models.store import Store
from app.services import ranking, schedules

if TYPE_CHECKING:
    from app.services.demo import Lists

WEEK = Calendar()
MARA, INES, JONAS, THEO = range(4)


class Sold(NamedTuple):
    """A deal; days count from today (calendar days), None is no date."""

    title: str
    client: str
    stage: str
    euros: int
    closes: int | None
    step: str
    step_in: int | None
    owner: int
    age: int = 6
    lines: tuple[tuple[str, int, int, int], ...] = ()  # title, quantity, euros each, hours in all


DEALS = (
    Sold("Webshop relaunch", "Heron Florists", "Lead", 14000, 106, "Call Petra", 4, INES),
    Sold("Annual report", "Saltmarsh Museum", "Lead", 9600, 64, "", None, MARA),
    Sold("Loyalty app", "Copper Mill Bakery", "Lead", 22000, 139, "Send questions", 8, THEO),
    Sold("Trade fair stand", "Slate Peak Gym", "Lead", 6400, 78, "Reply to e-mail", -3, THEO),
    Sold("Intranet tidy-up", "Alder Street Clinic", "Lead", 8000, None, "Ask for a date", 11, INES, 38),
    Sold("Booking site", "Lighthouse Hotels", "Qualified", 32000, 71, "Workshop", 6, MARA),
    Sold("Packaging set", "Brook Cider", "Qualified", 11600, 71, "Send samples", 5, INES),
    Sold("Member portal", "Meridian Cycles", "Qualified", 27400, 99, "Estimate the build", 7, THEO),
    Sold("Photo library", "Inkwell Books", "Qualified", 5000, -13, "Call back", -2, JONAS, 17),
    Sold("Rebrand and site", "Basil & Oak", "Proposal", 38400, 15, "Present proposal", 1, MARA, 8,
         (("Content", 1, 3200, 16), ("Design", 1, 12800, 80), ("Build", 8, 2100, 120),
          ("Test", 2, 1400, 20), ("Launch", 20, 140, 20))),
    Sold("Shop migration", "Paper Crane Press", "Proposal", 18400, 36, "Send timetable", 5, JONAS),
    Sold("Data dashboard", "Tideway Energy", "Proposal", 21800, 78, "Send answers", 4, JONAS),
    Sold("Support retainer", "Blue Door Dental", "Proposal", 12000, 29, "Confirm hours", 7, THEO, 10,
         (("Care hours", 96, 125, 96),)),
    Sold("Product videos", "Quince & Fig", "Proposal", 9800, 31, "", None, INES, 26),
    Sold("E-learning course", "Kettle & Leaf Tea", "Negotiation", 26500, 8, "Agree terms", 1, MARA),
    Sold("Wayfinding signs", "Larch Foods", "Negotiation", 7600, 13, "Send contract", 0, INES),
    Sold("Landing pages", "Meridian Cycles", "Negotiation", 9000, 33, "Call Emil", 6, THEO),
    Sold("Shelf labels", "Brook Cider", "Negotiation", 4300, -7, "Chase signature", -4, INES),
    Sold("Ticket shop", "Saltmarsh Museum", "Won", 24600, -1, "", None, MARA, 1,
         (("Discovery", 1, 2600, 16), ("Design", 1, 5400, 36), ("Build", 1, 11400, 76), ("Training", 1, 1200, 6), ("Launch", 1, 4000, 38))),
    Sold("Service portal", "Blue Door Dental", "Won", 16200, -10, "", None, JONAS),
    Sold("Seasonal menus", "Basil & Oak", "Won", 4800, -10, "", None, INES),
    Sold("Logo refresh", "Slate Peak Gym", "Won", 3400, -10, "", None, INES),
    Sold("Kiosk app", "Larch Foods", "Won", 42000, -45, "", None, MARA, 45,
         (("Concept", 1, 5200, 34), ("UX design", 1, 8400, 96), ("Build", 1, 22400, 172), ("Launch", 1, 6000, 56))),
    Sold("Poster series", "Inkwell Books", "Lost", 2600, -20, "", None, JONAS),
)  # fmt: skip


class Work(NamedTuple):
    """A task; `start` counts in working days from the project's start, `done` is how many working days after its start it ended.
    Of the `checks` the first so many are ticked.
    """

    title: str
    milestone: str
    owner: int
    start: int
    days: int
    hours: int
    done: int | None = None
    running: bool = False
    after: tuple[str, ...] = ()
    label: str = ""
    logged: int = 0
    checks: tuple[int, str] = (0, "")
    added: int = 0  # working days after the start on which the task was added to the plan
    part_of: str = ""


PROJECTS: dict[str, tuple[int, int, tuple[Work, ...]]] = {  # working days since the start, promised how many working days after it
    "Kiosk app": (24, 47, (
        Work("Kick-off workshop", "Concept approved", MARA, 0, 2, 12, 1, logged=12),
        Work("Visitor interviews", "Concept approved", INES, 2, 4, 22, 3, after=("Kick-off workshop",), logged=24),
        Work("Screen map", "Concept approved", INES, 6, 3, 16, 2, after=("Visitor interviews",), logged=15),
        Work("Visual design", "Design approved", INES, 9, 8, 44, 7, after=("Screen map",), label="design", logged=46),
        Work("Content and photos", "Design approved", MARA, 9, 7, 32, 7, after=("Screen map",), label="text", logged=30),
        Work("Checkout flow", "Design approved", INES, 17, 6, 40, running=True, after=("Visual design",), label="design", logged=28, checks=(3, "Basket, Guest or account, Pick-up time, Ways to pay, What goes wrong")),
        Work("Device set-up", "Ready to test", THEO, 11, 4, 24, 3, after=("Screen map",), label="device", logged=22),
        Work("Catalogue screens", "Ready to test", JONAS, 17, 9, 48, running=True, after=("Device set-up",), label="shop", logged=36, checks=(6, "Home, Menu groups, Search, Product, Allergens, Extras, Sold out, Languages")),
        Work("Payment", "Ready to test", THEO, 25, 8, 40, after=("Checkout flow",), label="shop", checks=(0, "Card reader, Receipt, Refund, Time-out, Tip, End of day")),
        Work("Receipt printer", "Ready to test", THEO, 33, 3, 12, after=("Payment",), label="device"),
        Work("Offline mode", "Ready to test", JONAS, 26, 5, 24, after=("Catalogue screens",), label="device"),
        Work("Admin page", "Ready to test", JONAS, 31, 4, 20, after=("Offline mode",), label="shop", added=12),
        Work("Test on site", "Live", INES, 36, 4, 16, after=("Receipt printer", "Admin page")),
        Work("Fixes", "Live", THEO, 40, 3, 16, after=("Test on site",)),
        Work("Staff training", "Live", MARA, 40, 2, 8, after=("Test on site",)),
        Work("Go-live", "Live", THEO, 43, 1, 6, after=("Fixes", "Staff training")),
    )),
    "Service portal": (6, 76, (
        Work("Kick-off call", "Start", MARA, 0, 1, 3, 0, logged=3),
        Work("Server set-up", "Build", THEO, 1, 2, 8, 3, after=("Kick-off call",), label="device", logged=7),
        Work("Sign-in screens", "Build", THEO, 4, 4, 12, running=True, after=("Server set-up",), label="design", logged=8),
        Work("Access roles", "Build", JONAS, 5, 5, 12, after=("Server set-up",), label="shop", checks=(0, "Reception, Dentist, Hygienist, Owner")),
        Work("Data import", "Build", THEO, 9, 5, 16, after=("Server set-up",), label="device", checks=(0, "Patients, Appointments, Invoices")),
        Work("Pilot with two clinics", "Pilot", INES, 16, 10, 20, after=("Access roles", "Data import")),
        Work("Roll-out", "Live", JONAS, 30, 5, 18, after=("Pilot with two clinics",)),
    )),
    "Seasonal menus": (6, 14, (
        Work("Menu texts", "Content", MARA, 1, 3, 5, 5, label="print", logged=5, part_of="Menu layout"),
        Work("Menu photos", "Content", MARA, 4, 6, 6, running=True, label="print", logged=4, part_of="Menu layout"),
        Work("Menu layout", "Content", INES, 5, 5, 10, running=True, label="print", logged=10),
        Work("Print files", "Print", INES, 10, 2, 6, after=("Menu layout",), label="print"),
    )),
    "Logo refresh": (6, 12, (
        Work("Logo sketches", "Files", INES, 1, 4, 12, 5, label="design", logged=14),
        Work("Logo files", "Files", INES, 6, 4, 8, running=True, after=("Logo sketches",), label="print", logged=9, checks=(4, "Vector, Print, Web, One colour")),
        Work("Brand sheet", "Handover", INES, 11, 3, 4, after=("Logo sketches",), label="print"),
    )),
}  # fmt: skip
# Both go to the printer in one run.
ACROSS = (("Logo files", "Print files"),)
ROLES = ("Founder", "Marketing lead", "Director", "Office manager", "Buyer")
IN_REVIEW = ("Logo files", "Menu layout")


def fill(store: Store, today: date, lists: Lists) -> None:
    """The studio as it stands on `today`. Inside `store.write`."""
    store.execute("UPDATE status SET wip_limit = 3 WHERE kind IN ('doing', 'review')")
    clients = _clients(lists)
    deals = {sold.title: _deal(sold, rank, clients, lists, today) for rank, sold in enumerate(DEALS, 1)}
    tags = {
        name: Tag.create(name=name, colour=number).id
        for number, name in enumerate(("shop", "print", "device", "design", "text"), 1)
    }
    made: dict[str, int] = {}
    for name, (since, promised, works) in PROJECTS.items():
        start = WEEK.add(WEEK.on_or_before(today), -since)
        made |= _project(store, name, deals[name], start, promised, works, lists, tags, today)
    for before, then in ACROSS:
        Dependency.create(predecessor=made[before], successor=made[then])
    _happened(deals, clients, lists, today)


class Said(NamedTuple):
    """Something that happened so many days ago, or a to-do that is due in so many."""

    kind: str
    about: str  # a deal, or a client
    text: str
    days: int
    person: int
    minutes: int | None = None


HAPPENED = (
    Said("note", "Rebrand and site", "“Live before the spring fair.”", 13, MARA),
    Said("call", "Rebrand and site", "likes the second idea best", 26, MARA, 25),
    Said("email", "Shelf labels", "Sent the contract for signature", 8, INES),
    Said("meeting", "E-learning course", "walked through the outline with both teams", 9, MARA, 90),
    Said("call", "Photo library", "asks for usage rights in the offer", 17, JONAS, 15),
    Said("note", "Blue Door Dental", "The practice closes between the years", 20, THEO),
    Said("todo", "Inkwell Books", "Send the case study", 0, JONAS),
    Said("todo", "Support retainer", "Ask for the order number", 1, THEO),
)
RENEWALS = (  # title, deal or client, euros, due in so many days
    ("Care plan", "Kettle & Leaf Tea", 7200, 22),
    ("Hosting", "Quince & Fig", 4800, 33),
    ("Support", "Tideway Energy", 14400, 64),
)


def _happened(deals: dict[str, int], clients: dict[str, int], lists: Lists, today: date) -> None:
    noon = utc_now().replace(hour=10, minute=30, second=0)
    for said in HAPPENED:
        todo = said.kind == "todo"
        Activity.create(
            kind=said.kind, deal=deals.get(said.about), client=clients.get(said.about), text=said.text, minutes=said.minutes,
            at=noon - timedelta(days=2 if todo else said.days), due_on=today + timedelta(days=said.days) if todo else None,
            by=lists.people[said.person],
        )  # fmt: skip
    for title, client, euros, days in RENEWALS:
        due = today + timedelta(days=days)
        Renewal.create(
            client=clients[client], title=f"{title} {due.year + (due.month > 10)}", due_on=due, amount_minor=euros * 100, currency="EUR", term_months=12,
        )  # fmt: skip


def _clients(lists: Lists) -> dict[str, int]:
    known: dict[str, int] = {}
    for number, name in enumerate(dict.fromkeys(sold.client for sold in DEALS)):
        client = Client.create(
            name=name, owner=lists.people[number % 4], city="Sampletown", email=f"hello{number}@example.com"
        )
        role = ROLES[number % len(ROLES)]
        contact = Contact.create(
            name=f"{('Rosa', 'Petra', 'Emil', 'Noor', 'Finn')[number % 5]} Sample", email=f"contact{number}@example.com",
            phone=f"+49 30 23125 {number:03}" if number % 4 else "", owner=client.owner_id,
        )  # fmt: skip
        ClientContact.create(client=client, contact=contact, role=role, is_main=True, decides=role != "Office manager")
        known[name] = client.id
    return known


def _deal(sold: Sold, rank: int, clients: dict[str, int], lists: Lists, today: date) -> int:
    closed = today + timedelta(days=sold.closes or 0) if sold.stage in ("Won", "Lost") else None
    since = closed or today - timedelta(days=sold.age)
    deal = Deal.create(
        title=sold.title, client=clients[sold.client], stage=lists.stages[sold.stage], rank=rank * ranking.STEP,
        contact=ClientContact.get(ClientContact.client == clients[sold.client]).contact_id,
        amount_minor=sold.euros * 100, currency="EUR", created_on=since - timedelta(days=30), stage_since_on=since, closed_on=closed,
        expected_close_on=None if sold.closes is None else today + timedelta(days=sold.closes),
        owner=lists.people[sold.owner], next_step=sold.step, next_step_on=None if sold.step_in is None else WEEK.on_or_after(today + timedelta(days=sold.step_in)),
        promised_on=WEEK.on_or_after(today + timedelta(days=68)) if sold.title == "Ticket shop" else None,
    )  # fmt: skip
    for position, (title, quantity, euros, hours) in enumerate(sold.lines, 1):
        DealLine.create(
            deal=deal, title=title, quantity=str(quantity), price_minor=euros * 100, amount_minor=quantity * euros * 100, minutes=hours * 60,
            rank=position * ranking.STEP,
        )  # fmt: skip
    return int(deal.id)


def _project(
    store: Store, name: str, deal_id: int, start: date, promised: int, works: tuple[Work, ...], lists: Lists, tags: dict[str, int], today: date
) -> dict[str, int]:  # fmt: skip
    """The project; returns its tasks by title."""
    deal = Deal.get_by_id(deal_id)
    finish = max(WEEK.add(start, work.start + work.days - 1) for work in works)
    project = Project.create(
        name=name, client=deal.client_id, deal=deal_id, owner=deal.owner_id, status="active", start_on=start, finish_on=finish,
        promised_on=WEEK.add(start, promised), baseline_on=start, budget_minor=deal.amount_minor, currency="EUR",
        budget_minutes=sum(work.hours * 60 for work in works),
    )  # fmt: skip
    Handoff.create(deal=deal_id, project=project, plan="{}", by=lists.people[MARA])
    for owner in dict.fromkeys(work.owner for work in works):
        ProjectMember.create(project=project, person=lists.people[owner])
    milestones = {}
    for rank, title in enumerate(dict.fromkeys(work.milestone for work in works), 1):
        due = max(WEEK.add(start, work.start + work.days - 1) for work in works if work.milestone == title)
        milestones[title] = Milestone.create(project=project, title=title, due_on=due, rank=rank * ranking.STEP).id
    made: dict[str, int] = {}
    for work in works:
        made[work.title] = _task(store, work, project.id, milestones[work.milestone], start, lists, tags, today)
        for before in work.after:
            Dependency.create(predecessor=made[before], successor=made[work.title])
    for work in works:
        if work.part_of:
            Task.update(parent=made[work.part_of]).where(Task.id == made[work.title]).execute()
    sold = DealLine.select().where(DealLine.deal == deal_id).order_by(DealLine.rank)
    for line, milestone in zip(sold, milestones.values(), strict=False):  # a milestone for each line
        Task.update(deal_line=line).where(Task.milestone == milestone).execute()
    schedules.settle(store, [project.id])
    return made


def _task(
    store: Store, work: Work, project: int, milestone: int, start: date, lists: Lists, tags: dict[str, int], today: date
) -> int:  # fmt: skip
    begins, due = WEEK.add(start, work.start), WEEK.add(start, work.start + work.days - 1)
    done = None if work.done is None else min(WEEK.add(begins, work.done), today)
    kind = "done" if done else "review" if work.title in IN_REVIEW else "doing" if work.running else "todo"
    status = lists.statuses[kind]
    task = Task.create(
        title=work.title, project=project, milestone=milestone, status=status, assignee=lists.people[work.owner],
        rank=ranking.top(store, "task", "status_id = ?", (status,)) + 2 * ranking.STEP * (project * 40 + work.start + 1),
        estimate_minutes=work.hours * 60, duration_days=work.days, start_on=begins, due_on=due,
        started_on=begins if kind != "todo" else None, done_on=done, baseline_start_on=begins, baseline_finish_on=due,
        baseline_minutes=work.hours * 60, created_on=WEEK.add(start, work.added),
    )  # fmt: skip
    if work.label:
        TagLink.create(tag=tags[work.label], task=task)
    ticked, titles = work.checks
    for number, title in enumerate(titles.split(", ") if titles else (), 1):
        done_at = moment_text(utc_now()) if number <= ticked else None
        ChecklistItem.create(task=task, title=title, rank=number, done_at=done_at)
    if work.logged:
        _log(task, lists.people[work.owner], done or min(today, due), work.logged * 60)
    return int(task.id)


def _log(task: Task, person: int, last: date, minutes: int) -> None:
    """The time that a task took, up to `last` and as far back as it needs: nobody works more than eight hours on a day."""
    day = WEEK.on_or_before(last)
    while minutes > 0:
        taken = sum(
            entry.minutes or 0
            for entry in TimeEntry.select().where(TimeEntry.person == person, TimeEntry.on_date == day)
        )
        share = min(minutes, 480 - taken)
        if share > 0:
            TimeEntry.create(task=task, project=task.project_id, person=person, on_date=day, minutes=share)
            minutes -= share
        day = WEEK.add(day, -1)
