"""One deal, whole: its fields, lines, history, and what the inspector offers to choose from."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from app.models.store import Store
from app.services import deal_board
from app.services.deal_board import DealCard

if TYPE_CHECKING:
    from app.services.timeline import Entry


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
    colour: int | None = None
    """The number of a label colour, 1 to 6; None: its place decides."""


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
    timeline: list[Entry]


def detail(store: Store, deal_id: int) -> DealDetail | None:
    """One deal; None when it is gone."""
    from app.services import timeline  # the board, which asks for pipelines alone, is painted without it

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
    sold, told = lines(store, deal_id), timeline.page(store, "deal", deal_id).entries
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
        "SELECT id, name, kind, probability, colour FROM stage WHERE pipeline_id = ? ORDER BY rank, id", (pipeline_id,)
    )
    return [StageChoice(*row) for row in found]


def pipelines(store: Store) -> list[tuple[int, str]]:
    """Id and name of every pipeline in use."""
    return [
        (i, name) for i, name in store.rows("SELECT id, name FROM pipeline WHERE archived_at IS NULL ORDER BY rank, id")
    ]


def owners(store: Store) -> list[tuple[int, str, bool, bool]]:
    """Id, name, whether it is me and whether they have left, of everybody whose deals can be asked for: those who are here, those
    who have left and own deals, and 0 where deals have no owner.
    """
    owned = "SELECT 1 FROM deal d WHERE d.deleted_at IS NULL AND d.archived_at IS NULL AND d.owner_id"
    found = [
        (i, name, bool(mine), bool(left))
        for i, name, mine, left in store.rows(
            f"SELECT id, name, is_me, archived_at IS NOT NULL FROM person p WHERE archived_at IS NULL OR EXISTS ({owned} = p.id) "
            "ORDER BY archived_at IS NOT NULL, is_me DESC, name COLLATE NOCASE"
        )
    ]
    return found + [(0, "Nobody", False, False)] * int(store.value(f"SELECT EXISTS ({owned} IS NULL)"))


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
