"""Sample data: a small invented studio to look around in, or as many deals and tasks as one asks for, to try how Baton carries them.

Every name is invented. The same seed and day give the same workspace.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from app.base import UserError, moment_text, utc_now
from app.domain.workdays import Calendar
from app.models.store import Store
from app.services import agreed, people, ranking, settings

FIRST = ("Amber", "Birch", "Cobalt", "Drift", "Ember", "Fable", "Grove", "Harbour", "Indigo", "Juniper", "Kestrel", "Linden", "Maple", "Nimbus",
         "Opal", "Pebble", "Quarry", "Raven", "Saffron", "Thistle", "Umber", "Velvet", "Willow", "Yarrow")  # fmt: skip
SECOND = ("Bakery", "Books", "Cinema", "Clinic", "Cycles", "Dairy", "Farms", "Florists", "Foods", "Gallery", "Hotel", "Interiors", "Kitchens",
          "Logistics", "Museum", "Optics", "Press", "Robotics", "School", "Studios", "Tea", "Theatre", "Travel", "Works")  # fmt: skip
WORK = ("Website relaunch", "Brand refresh", "Online shop", "Annual report", "Booking system", "Photo library", "Member portal", "Packaging set",
        "Trade fair stand", "Care plan", "Product film", "Newsletter set-up", "Signage", "App prototype", "Data dashboard", "Search audit")  # fmt: skip
STEPS = (
    "Call back",
    "Send proposal",
    "Agree terms",
    "Send samples",
    "Ask for a date",
    "Workshop",
    "Estimate the build",
    "Chase signature",
)
TASKS = ("Kick-off call", "Interviews", "Site map", "Wireframes", "Visual design", "Texts", "Photos", "Templates", "Catalogue", "Checkout", "Search",
         "Accounts", "Translations", "Test on devices", "Fixes", "Training", "Go-live", "Follow-up")  # fmt: skip
STAFF = ("Mara Sample", "Ines Sample", "Jonas Sample", "Theo Sample")
WEEK = Calendar()
COUNTRY = "DE"  # its public holidays keep Christmas and New Year free


class Lists(NamedTuple):
    """Ids of what a seeded workspace holds."""

    stages: dict[str, int]
    statuses: dict[str, int]
    people: list[int]


def fill(
    store: Store,
    *,
    today: date,
    deals: int | None = None,
    tasks: int | None = None,
    seed: int = 1,
    past: bool = False,
) -> None:
    """Fill a new workspace with the studio, or with exactly `deals` deals and `tasks` tasks, as one action.

    `past` gives the studio a year and a half of closed deals and finished projects besides, so that figures about the
    past have a history.
    Raises UserError when the workspace holds deals or tasks already, or a number is negative or beyond 1,000,000.
    """
    for number in (deals, tasks):
        if number is not None and not 0 <= number <= 1_000_000:
            raise UserError(f"{number} is not a number of records. Ask for 0 to 1,000,000.")
    if store.value("SELECT EXISTS (SELECT 1 FROM deal) + EXISTS (SELECT 1 FROM task)"):
        raise UserError(f"{store.path} holds deals or tasks already. Sample data goes into a new workspace only.")
    with store.write("Sample data"):
        settings.put(store, "business_name", "Sample Studio")
        settings.put(store, "home_currency", "EUR")
        store.execute(
            "UPDATE person SET name = ?, initials = ? WHERE is_me = 1", (STAFF[0], people.initials_of(STAFF[0]))
        )
        staff = people.ensure(store, STAFF)
        lists = Lists(
            dict(store.rows("SELECT name, id FROM stage")), dict(store.rows("SELECT kind, id FROM status WHERE project_id IS NULL")), list(staff.values())
        )  # fmt: skip
        if deals is None and tasks is None:
            from app.services import demo_products, demo_studio

            if not settings.place(store)[0]:
                settings.put(store, "country", COUNTRY)
            demo_studio.fill(store, today, lists)
            demo_products.fill(store)
            if past:
                from app.services import demo_accounts, demo_delivery, demo_numbers

                demo_numbers.fill_past(store, today, lists)
                demo_delivery.fill_past(store, today, lists)
                demo_accounts.fill_past(store, today, lists)
        else:
            _many(store, today, lists, deals or 0, tasks or 0, random.Random(seed))
        agreed.keep_missing(store)


def _many(store: Store, today: date, lists: Lists, deals: int, tasks: int, chance: random.Random) -> None:
    now = moment_text(utc_now())
    clients = max(1, min(len(FIRST) * len(SECOND), deals // 6))
    names = [f"{FIRST[n % len(FIRST)]} {SECOND[(n + n // len(FIRST)) % len(SECOND)]}" for n in range(clients)]
    store.insert(
        "client", ("id", "name", "city", "owner_id", "created_at"),
        [(n, name, "Sampletown", chance.choice(lists.people), now) for n, name in enumerate(names, 1)],
    )  # fmt: skip
    store.insert(
        "contact", ("id", "name", "email", "created_at"),
        [(n, f"Contact {n} Sample", f"contact{n}@example.com", now) for n in range(1, clients + 1)],
    )  # fmt: skip
    store.insert(
        "client_contact",
        ("client_id", "contact_id", "role", "is_main"),
        [(n, n, "Owner", 1) for n in range(1, clients + 1)],
    )
    rows = list(_deal_rows(today, lists, deals, clients, chance, now))
    store.insert("deal", DEAL, rows)
    won = [row[0] for row in rows if row[4] == lists.stages["Won"]]
    _many_projects(store, today, lists, tasks, won, {row[0]: row for row in rows}, chance, now)


DEAL = ("id", "title", "client_id", "contact_id", "stage_id", "rank", "amount_minor", "currency", "created_on", "stage_since_on",
        "expected_close_on", "closed_on", "owner_id", "next_step", "next_step_on", "created_at")  # fmt: skip


def _deal_rows(
    today: date, lists: Lists, deals: int, clients: int, chance: random.Random, now: str
) -> Iterator[tuple[Any, ...]]:
    open_stages = [lists.stages[name] for name in ("Lead", "Qualified", "Proposal", "Negotiation")]
    for n in range(1, deals + 1):
        created = today - timedelta(days=chance.randrange(5, 720))
        fate = chance.random()
        closed = fate > 0.3 and (today - created).days > 20
        stage = chance.choices(open_stages, (4, 3, 2, 1))[0]
        if closed:
            stage = lists.stages["Won" if fate > 0.62 else "Lost"]
        closed_on = created + timedelta(days=chance.randrange(10, (today - created).days)) if closed else None
        expected = closed_on or today + timedelta(days=int(chance.triangular(-20, 200, 30)))
        step = "" if closed or chance.random() < 0.1 else chance.choice(STEPS)
        client = chance.randrange(1, clients + 1)
        yield (
            n, f"{chance.choice(WORK)} {n}", client, client, stage, n * ranking.STEP, chance.randrange(8, 600) * 10_000, "EUR",
            created.isoformat(), (closed_on or max(created, today - timedelta(days=chance.randrange(1, 50)))).isoformat(),
            None if chance.random() < 0.05 and not closed else expected.isoformat(), closed_on and closed_on.isoformat(),
            chance.choice(lists.people), step, (today + timedelta(days=chance.randrange(-4, 20))).isoformat() if step else None, now,
        )  # fmt: skip


TASK = ("id", "title", "project_id", "milestone_id", "status_id", "rank", "assignee_id", "estimate_minutes", "duration_days", "start_on",
        "due_on", "started_on", "done_on", "baseline_start_on", "baseline_finish_on", "baseline_minutes", "created_on", "created_at")  # fmt: skip


def _many_projects(
    store: Store,
    today: date,
    lists: Lists,
    tasks: int,
    won: Sequence[int],
    deals: dict[int, tuple[Any, ...]],
    chance: random.Random,
    now: str,
) -> None:
    size = 40
    count = -(-tasks // size)
    projects, handoffs, rows, links = [], [], [], []
    for n in range(1, count + 1):
        deal = deals[won[n - 1]] if n <= len(won) else None
        start = (
            WEEK.on_or_after(date.fromisoformat(deal[11]) + timedelta(days=3))
            if deal
            else WEEK.add(today, -chance.randrange(0, 300))
        )
        mine = list(_task_rows(today, lists, n, start, min(size, tasks - (n - 1) * size), (n - 1) * size, chance, now))
        finish = max(row[10] for row in mine)
        done = all(row[12] for row in mine)
        projects.append(
            (n, deal[1] if deal else f"{chance.choice(WORK)} P{n}", deal[2] if deal else None, deal[0] if deal else None, lists.people[0],
             "done" if done else "active", start.isoformat(), finish, finish, start.isoformat(), deal[6] if deal else None, "EUR", now)
        )  # fmt: skip
        if deal:
            handoffs.append((deal[0], n, "", "{}", now))
        rows += mine
        links += [(row[0] - 1, row[0]) for row in mine[1:] if row[0] % 3]
    store.insert("project", PROJECT, projects)
    store.insert("handoff", ("deal_id", "project_id", "template_name", "plan", "at"), handoffs)
    store.insert("task", TASK, rows)
    store.insert("dependency", ("predecessor_id", "successor_id"), links)


PROJECT = ("id", "name", "client_id", "deal_id", "owner_id", "status", "start_on", "finish_on", "promised_on", "baseline_on", "budget_minor",
           "currency", "created_at")  # fmt: skip


def _task_rows(
    today: date, lists: Lists, project: int, start: date, count: int, before: int, chance: random.Random, now: str
) -> Iterator[tuple[Any, ...]]:
    day = start
    for n in range(1, count + 1):
        days = chance.randrange(1, 4)
        due = WEEK.add(day, days - 1)
        finished = due < today and chance.random() < 0.95
        running = not finished and day <= today and chance.random() < 0.4
        minutes = days * chance.choice((120, 240, 360))
        status = lists.statuses["done" if finished else "doing" if running else "todo"]
        yield (
            before + n, f"{TASKS[n % len(TASKS)]} {before + n}", project, None, status, (before + n) * ranking.STEP, chance.choice(lists.people),
            minutes, days, day.isoformat(), due.isoformat(), day.isoformat() if finished or running else None,
            due.isoformat() if finished else None, day.isoformat(), due.isoformat(), minutes, min(start, today).isoformat(), now,
        )  # fmt: skip
        if chance.random() < 0.6:
            day = WEEK.add(due, 1)
