"""One deal, whole: its fields, lines, history, and what the inspector offers to choose from."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from app.base import moment_from
from app.domain.money import format_money
from app.models.store import Store
from app.services import deal_board
from app.services.deal_board import DealCard


class Line(NamedTuple):
    """A sold line; money in minor units of the deal's currency."""

    id: int
    title: str
    quantity: str
    unit: str
    price_minor: int
    amount_minor: int
    minutes: int | None
    product_id: int | None


class Moment(NamedTuple):
    """A row of a timeline: what happened, as words, the newest first. `kind` names its icon."""

    kind: str
    text: str
    at: datetime
    on: date
    by: str


class StageChoice(NamedTuple):
    """A stage as a strip or a menu shows it."""

    id: int
    name: str
    kind: str
    probability: int


class DealDetail(NamedTuple):
    """What the inspector shows."""

    card: DealCard
    contact_id: int | None
    contact: str | None
    contact_role: str
    forecast: str
    own_forecast: bool
    stage_probability: int
    promised_on: date | None
    held_until_on: date | None
    source_id: int | None
    source: str | None
    lost_reason: str | None
    competitor: str
    notes: str
    external_id: str
    pipeline_id: int
    lines: list[Line]
    timeline: list[Moment]


def detail(store: Store, deal_id: int) -> DealDetail | None:
    """One deal; None when it is gone."""
    card = next(iter(deal_board.cards(store, [deal_id])), None)
    row = store.row(
        "SELECT d.contact_id, x.name, ifnull((SELECT k.role FROM client_contact k WHERE k.client_id = d.client_id AND k.contact_id = x.id), ''), "
        "ifnull(d.forecast, s.forecast), d.forecast IS NOT NULL, s.probability, d.promised_on, d.held_until_on, d.source_id, o.name, r.name, "
        "d.competitor, d.notes, d.external_id, s.pipeline_id FROM deal d JOIN stage s ON s.id = d.stage_id "
        "LEFT JOIN contact x ON x.id = d.contact_id LEFT JOIN source o ON o.id = d.source_id LEFT JOIN lost_reason r ON r.id = d.lost_reason_id "
        "WHERE d.id = ? AND d.deleted_at IS NULL",
        (deal_id,),
    )
    if card is None or row is None:
        return None
    days = [date.fromisoformat(text) if text else None for text in row[6:8]]
    sold, told = lines(store, deal_id), timeline(store, card)
    return DealDetail._make((card, *row[:4], bool(row[4]), row[5], *days, *row[8:15], sold, told))


def lines(store: Store, deal_id: int) -> list[Line]:
    """What was sold, in its order."""
    found = store.rows(
        "SELECT id, title, quantity, unit, price_minor, amount_minor, minutes, product_id FROM deal_line WHERE deal_id = ? ORDER BY rank, id",
        (deal_id,),
    )
    return [Line(*row) for row in found]


def stages(store: Store, pipeline_id: int) -> list[StageChoice]:
    """The stages of a pipeline, in order."""
    found = store.rows(
        "SELECT id, name, kind, probability FROM stage WHERE pipeline_id = ? ORDER BY rank, id", (pipeline_id,)
    )
    return [StageChoice(*row) for row in found]


def pipelines(store: Store) -> list[tuple[int, str]]:
    """Id and name of every pipeline in use."""
    return [
        (i, name) for i, name in store.rows("SELECT id, name FROM pipeline WHERE archived_at IS NULL ORDER BY rank, id")
    ]


def lost_reasons(store: Store) -> list[str]:
    """Why deals are lost, as the list stands."""
    return [row[0] for row in store.rows("SELECT name FROM lost_reason ORDER BY rank, name")]


def sources(store: Store) -> list[tuple[int, str]]:
    """Where deals come from."""
    return [(i, name) for i, name in store.rows("SELECT id, name FROM source ORDER BY rank, name")]


def contacts(store: Store, client_id: int | None) -> list[tuple[int, str, str]]:
    """Who may be the contact of a deal: the people of its client (id, name, role)."""
    found = store.rows(
        "SELECT x.id, x.name, k.role FROM client_contact k JOIN contact x ON x.id = k.contact_id "
        "WHERE k.client_id = ? AND x.deleted_at IS NULL ORDER BY k.is_main DESC, x.name COLLATE NOCASE",
        (client_id,),
    )
    return [(row[0], row[1], row[2]) for row in found]


def timeline(store: Store, card: DealCard, limit: int = 100) -> list[Moment]:
    """What happened to a deal, notes and changes together, the newest first."""
    names = _names(store)
    found = store.rows(
        "SELECT e.id, e.field, e.old, e.new, e.on_date, e.at, ifnull(p.name, '') FROM deal_event e LEFT JOIN person p ON p.id = e.by_id "
        "WHERE e.deal_id = ? ORDER BY e.id DESC LIMIT ?",
        (card.id, limit),
    )
    moments = [
        Moment(*_words(field, old, new, card.currency, names), moment_from(at), date.fromisoformat(day), by)
        for _, field, old, new, day, at, by in found
        if field != "closed"
    ]
    for kind, text, at, by in store.rows(
        "SELECT a.kind, a.text, a.at, ifnull(p.name, '') FROM activity a LEFT JOIN person p ON p.id = a.by_id WHERE a.deal_id = ? "
        "ORDER BY a.at DESC LIMIT ?",
        (card.id, limit),
    ):
        when = moment_from(at)
        moments.append(Moment(kind, text, when, when.astimezone().date(), by))
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:limit]


def _names(store: Store) -> dict[str, dict[str, str]]:
    return {
        "stage": {str(i): name for i, name in store.rows("SELECT id, name FROM stage")},
        "owner": {str(i): name for i, name in store.rows("SELECT id, name FROM person")},
    }


def _words(
    field: str, old: str | None, new: str | None, currency: str, names: dict[str, dict[str, str]]
) -> tuple[str, str]:
    """The kind of icon and the words for one change."""
    if field == "created":
        return "created", "Created"
    if field == "deleted":
        return "deleted", "Deleted" if new else "Brought back"
    if field == "stage":
        stage = names["stage"]
        return (
            "stage",
            f"{stage.get(old, '?')} → {stage.get(new or '', '?')}" if old else f"→ {stage.get(new or '', '?')}",
        )
    if field == "on_hold":
        return "edit", "Put on hold" if new == "1" else "Resumed"
    if field == "client":
        return "edit", "Client changed"
    if field == "amount":
        old, new = (format_money(int(value), currency) if value else None for value in (old, new))
    if field == "owner":
        old, new = (names["owner"].get(value, "?") if value else None for value in (old, new))
    if field == "probability":
        old, new = (f"{value}%" if value else "from the stage" for value in (old, new))
    label = {"expected_close": "Closes", "forecast": "Forecast"}.get(field, field.replace("_", " ").capitalize())
    return "edit", f"{label} {old or 'none'} → {new or 'none'}"
