"""The sample studio's accounts: a year of renewals with what became of them, and when one last spoke with whom."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from app.base import moment_text, utc_now
from app.models.between import Activity
from app.models.selling import Deal, Renewal
from app.models.store import Store
from app.services import ranking

if TYPE_CHECKING:
    from app.services.demo import Lists

# title, client, euros, months, due so many days ago (below zero: to come), notice in days, what became of it, euros it was renewed for
_PAST: Final = (
    ("Care plan", "Meridian Cycles", 6_000, 12, 330, 60, "renewed", 6_600),
    ("Hosting", "Saltmarsh Museum", 1_800, 12, 290, 30, "renewed", 1_800),
    ("Support", "Alder Street Clinic", 4_800, 12, 240, 60, "lapsed", 0),
    ("Hosting", "Paper Crane Press", 1_200, 12, 150, None, "renewed", 1_200),
    ("Care plan", "Larch Foods", 9_600, 12, 100, 90, "renewed", 9_000),
    ("Photo licence", "Inkwell Books", 900, 12, 45, None, "lapsed", 0),
    ("Newsletter", "Brook Cider", 3_600, 12, 6, 30, "due", 0),
    ("Support", "Basil & Oak", 7_200, 12, -44, 30, "due", 0),
    ("Care plan", "Heron Florists", 2_400, 12, -150, 60, "due", 0),
)
_NOTICE: Final = {"Kettle & Leaf Tea": 14, "Quince & Fig": 14, "Tideway Energy": 60}
# Days since the last call with each client; who is not named was not called.
_CALLS: Final = {
    "Heron Florists": 21, "Saltmarsh Museum": 6, "Copper Mill Bakery": 74, "Slate Peak Gym": 12, "Alder Street Clinic": 33,
    "Lighthouse Hotels": 9, "Meridian Cycles": 3, "Paper Crane Press": 66, "Tideway Energy": 41, "Quince & Fig": 131, "Larch Foods": 15,
}  # fmt: skip
_SINCE: Final = 540


def fill_past(store: Store, today: date, lists: Lists) -> None:
    """Renewals of the past year, won again and lapsed, and the last calls. Inside `store.write`."""
    clients = {name: i for i, name in store.rows("SELECT id, name FROM client WHERE deleted_at IS NULL")}
    noon = utc_now().replace(hour=9, minute=15, second=0)
    store.execute("UPDATE client SET created_at = ?", (moment_text(noon - timedelta(days=_SINCE)),))
    for title, client, euros, months, ago, notice, became, again in _PAST:
        due = today - timedelta(days=ago)
        made = None
        if became == "renewed":
            closed = due - timedelta(days=12)
            made = Deal.create(
                title=f"{title} {due.year}", client=clients[client], stage=lists.stages["Won"], rank=(400 + ago) * ranking.STEP,
                amount_minor=again * 100, currency="EUR", recurring_minor=again * 100, recurring_months=months, created_on=closed - timedelta(days=20),
                stage_since_on=closed, closed_on=closed, expected_close_on=due, owner=lists.people[0], handoff_waived_on=closed,
            ).id  # fmt: skip
        Renewal.create(
            client=clients[client], renewed_deal=made, title=f"{title} {due.year}", due_on=due, amount_minor=euros * 100, currency="EUR",
            term_months=months, notice_days=notice, state="lapsed" if became == "lapsed" else "due",
        )  # fmt: skip
        if made is not None:
            again_on = due.replace(year=due.year + 1) if (due.month, due.day) != (2, 29) else due + timedelta(days=365)
            Renewal.create(
                client=clients[client], deal=made, title=f"{title} {again_on.year}", due_on=again_on, amount_minor=again * 100, currency="EUR",
                term_months=months, notice_days=notice,
            )  # fmt: skip
    for client, days in _NOTICE.items():
        store.execute(
            "UPDATE renewal SET notice_days = ? WHERE client_id = ? AND state = 'due'", (days, clients[client])
        )
    for number, (client, days) in enumerate(_CALLS.items()):
        Activity.create(
            kind="call", client=clients[client], text="How it goes, and what comes next", minutes=10 + number % 4 * 5,
            at=noon - timedelta(days=days), by=lists.people[number % len(lists.people)],
        )  # fmt: skip
