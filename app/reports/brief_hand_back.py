"""What the hand-back says on paper: how promise and result compare, every promise, every change of scope."""

from __future__ import annotations

from typing import Any

from app.base import today
from app.models.store import Store
from app.reports import wording
from app.reports.wording import NONE
from app.services import change_order_list, hand_back, promise_log
from app.services.hand_back import Result

_STATES = {
    "kept": ("Kept", "good"), "under_way": ("Under way", "plain"), "dropped": ("Dropped", "bad"), "declined": ("Declined", "plain"),
    "deferred": ("Deferred", "warn"), "open": ("Open", "warn"),
}  # fmt: skip


def gather(store: Store, project_id: int) -> dict[str, Any]:
    """All values of `hand-back.typ`. Raises UserError when the project is gone."""
    told, now = hand_back.result(store, project_id), today()
    return {
        "title": f"Hand-back: {told.name}",
        "business": wording.business(store),
        "dated": f"As of {wording.long_day(now)}",
        "client": wording.breakable(told.client or "No client", 420),
        "figures": _figures(told),
        "promises": [
            {
                "text": wording.breakable(each.text, 250), "state": _STATES[each.state][0], "tone": _STATES[each.state][1],
                "by": wording.breakable(each.task or each.reason, 160),
            }
            for each in promise_log.of_project(store, project_id)
        ],
        "orders": [
            {
                "number": str(row.number), "title": wording.breakable(row.title, 220), "state": row.state.capitalize(),
                "hours": wording.hours(row.minutes), "amount": wording.amount(row.amount_minor, row.currency),
            }
            for row in change_order_list.of_project(store, project_id)
        ],
        "tasks": f"{told.on_time} of {told.dated} dated tasks were done by their due day; {told.done} are done in all."
        if told.dated else f"{told.done} tasks are done.",
    }  # fmt: skip


def _figures(told: Result) -> list[dict[str, str]]:
    now = today()
    over = told.over_days
    late = "Nothing was promised" if over is None else "On the day" if not over else (
        f"{wording.count(abs(over), 'working day')} {'late' if over > 0 else 'early'}"
    )  # fmt: skip
    more = told.over_minutes
    margin = NONE if told.margin is None else f"{round(100 * told.margin)}%".replace("-", "−")
    return [
        wording.card("Finish", wording.day(told.finished_on, now), f"Promised {wording.day(told.promised_on, now)}. {late}" if told.promised_on else late, "bad" if (over or 0) > 0 else "plain"),
        wording.card("Hours", wording.hours(told.logged_minutes), f"Of {wording.hours(told.sold_minutes)} sold", "warn" if (more or 0) > 0 else "plain"),
        wording.card("Sold for", NONE if told.sold_minor is None else wording.amount(told.sold_minor, told.currency), "Changes included"),
        wording.card("Margin", margin, "What an hour costs is not set" if told.cost_minor is None else f"Cost {wording.whole(told.cost_minor, told.home)}"),
    ]  # fmt: skip
