"""What `baton show` answers, as JSON documents: money in major units beside its currency, dates as ISO."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from app.domain.money import major_text
from app.models.store import Store
from app.services import deal_board, figures
from app.services.figures import Totals


def totals(numbers: Totals) -> dict[str, Any]:
    """The document of `show totals`."""
    document = numbers._asdict()
    for name in ("won", "open", "weighted"):
        document[f"{name}_amount"] = major_text(document.pop(f"{name}_minor"), numbers.currency)
    order = ("deals", "won", "lost", "open", "won_amount", "open_amount", "weighted_amount", "clients", "contacts", "projects", "tasks",
             "tasks_done", "currency", "unconverted")  # fmt: skip
    return {name: document[name] for name in order}


def _totals(store: Store, *, as_of: date | None, **_: Any) -> dict[str, Any]:
    return totals(figures.totals(store, as_of=as_of))


def _pipeline(store: Store, *, as_of: date | None, **_: Any) -> dict[str, Any]:
    from app.base import today
    from app.services import currencies, deal_detail, past

    home = currencies.rates(store).home
    stages = []
    for pipeline, name in deal_detail.pipelines(store):
        if as_of is not None and as_of < today():
            columns = past.columns(store, as_of, pipeline)
        else:
            columns = deal_board.board(store, deal_board.DealFilter(pipeline_id=pipeline))
        for column in columns:
            stages += [
                {
                    "pipeline": name, "stage": column.name, "kind": column.kind, "deals": column.count, "amount": major_text(column.amount_minor, home),
                    "probability": column.probability, "weighted": major_text(column.weighted_minor, home), "unconverted": column.unconverted,
                }
            ]  # fmt: skip
    return {"currency": home, "stages": stages}


def _forecast(store: Store, *, as_of: date | None, **_: Any) -> dict[str, Any]:
    told = figures.forecast(store, as_of=as_of)

    def money(minor: int) -> str:
        return major_text(minor, told.currency)

    return {
        "as_of": told.as_of,
        "currency": told.currency,
        "months": [
            {
                "month": month.month, "closed": money(month.closed), "weighted": money(month.weighted), "commit": money(month.commit),
                "best_case": money(month.best_case), "pipeline": money(month.pipeline), "p10": money(month.p10), "p50": money(month.p50),
                "p90": money(month.p90), "open_deals": month.open_deals,
            }
            for month in told.months
        ],
        "overdue": {"count": told.overdue.count, "amount": money(told.overdue.amount_minor)},
        "undated": {"count": told.undated.count, "amount": money(told.undated.amount_minor)},
        "unconverted": {"count": told.unconverted},
    }  # fmt: skip


def _schedule(store: Store, *, project: str | None, deal: str | None, as_of: date | None, **_: Any) -> dict[str, Any]:
    from app.cli import records
    from app.services import schedules

    planned = schedules.schedule(store, records.project(store, project, deal=deal), as_of)
    whole = planned.plan
    return {
        "project": planned.name,
        "start": whole and whole.start,
        "finish": whole and whole.finish,
        "length_days": whole.length_days if whole else 0,
        "tasks": [
            {
                "key": task.key or str(task.id), "title": task.title, "start": task.start, "finish": task.finish, "duration_days": task.duration_days,
                "total_float": task.total_float, "free_float": task.free_float, "critical": task.critical,
            }
            for task in planned.rows
        ],
    }  # fmt: skip


def _burndown(store: Store, *, project: str | None, deal: str | None, as_of: date | None, **_: Any) -> dict[str, Any]:
    from app.base import today
    from app.cli import records

    until = min(as_of, today()) if as_of is not None else None  # nothing is burnt on a day to come
    told = figures.burndown(store, records.project(store, project, deal=deal), as_of=until)
    scale = 60 if told.unit == "hours" else 1

    def number(value: int | None) -> float | None:
        return None if value is None else round(value / scale, 2)

    return {
        "unit": told.unit,
        "baseline": number(told.baseline),
        "days": [
            {
                "date": day.date,
                "remaining": number(day.remaining),
                "ideal": number(day.ideal),
                "scope": number(day.scope),
                "done": number(day.done),
            }
            for day in told.days
        ],
        "unestimated": told.unestimated,
        "scope_changes": [{"date": c.on, "change": number(c.delta), "reason": c.reason} for c in told.scope_changes],
    }


def _capacity(store: Store, *, as_of: date | None, **_: Any) -> dict[str, Any]:
    from app.services import capacity

    return {
        "weeks": [
            {
                "week": week.week, "available_hours": round(week.available_minutes / 60, 2), "committed_hours": round(week.committed_minutes / 60, 2),
                "expected_hours": round(week.expected_minutes / 60, 2), "overload_probability": round(week.overload_probability, 3),
            }
            for week in capacity.weeks(store, as_of=as_of)
        ]
    }  # fmt: skip


def _handoffs(store: Store, **_: Any) -> dict[str, Any]:
    return figures.leaks(store)._asdict()


def _accounts(store: Store, **_: Any) -> dict[str, Any]:
    """How each client stands, what recurs, and what was kept of the renewals of the last 12 months."""
    from datetime import timedelta

    from app.base import today
    from app.services import accounts, expected, renewal_figures

    expected.learn(store)
    now, told = today(), accounts.read(store)
    kept = renewal_figures.retention(store, now - timedelta(days=364), now)

    def money(minor: int) -> str:
        return major_text(minor, told.home)

    return {
        "currency": told.home,
        "recurring_per_month": money(told.recurring.minor),
        "retained": {
            "due": kept.counted, "renewed": kept.renewed, "lapsed": kept.lapsed, "due_amount": money(kept.due_minor),
            "renewed_amount": money(kept.renewed_minor), "share": None if kept.share is None else round(kept.share, 4), "unconverted": kept.unconverted,
        },
        "accounts": [
            {
                "client": one.name, "health": one.health.level, "reasons": [reason.words for reason in one.health.reasons], "last_contact": one.spoken_on,
                "not_spoken_to": one.silent, "recurring_per_month": money(one.monthly_minor), "next_renewal": one.renewal and one.renewal.due_on,
                "notice_until": one.renewal and one.renewal.notice_on, "open_deals": one.open_deals, "open_amount": money(one.open_minor), "owner": one.owner,
            }
            for one in told.accounts.values()
        ],
    }  # fmt: skip


#: What tells how things stand, and takes no other day.
OF_TODAY = frozenset(("handoffs", "accounts"))
SHOWS: dict[str, Callable[..., dict[str, Any]]] = {
    "totals": _totals,
    "pipeline": _pipeline,
    "forecast": _forecast,
    "schedule": _schedule,
    "burndown": _burndown,
    "capacity": _capacity,
    "handoffs": _handoffs,
    "accounts": _accounts,
}
