"""What is a deal's own when deals are merged: the fields that belong together, who can stay, and the lines.

What was handed off holds: of deals of which one has a project that one stays, with its stage, amount and lines. Two that were both
handed off are two deliveries and cannot become one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from app.base import UserError
from app.domain.money import format_money
from app.models.store import Store
from app.services import deal_lines, deal_rules, deals
from app.services.event_words import day_words
from app.services.merge_fields import Field, names_of

AMOUNT: Final = "amount_minor"
ALL: Final = -1
#: What stays with the deal that goes: its lines (those chosen are moved apart), what was agreed, and the wizard's own draft.
STAYS: Final = frozenset({"deal_line", "agreed_line", "handoff_draft"})
_TOGETHER: Final = {
    AMOUNT: (AMOUNT, "currency"),
    "recurring_minor": ("recurring_minor", "recurring_months"),
    "stage_id": (
        "stage_id", "rank", "probability", "forecast", "stage_since_on", "closed_on", "closed_rate", "on_hold", "held_until_on",
        "lost_reason_id", "handoff_waived_on",
    ),
    "next_step": ("next_step", "next_step_on"),
}  # fmt: skip
_SINGLE: Final = (
    ("competitor", "Competitor"), ("expected_close_on", "Expected close"), ("promised_on", "Promised for"), ("notes", "Notes"),
    ("external_id", "Id elsewhere"),
)  # fmt: skip
_LINKS: Final = (
    ("client_id", "Client", "client"), ("contact_id", "Contact", "contact"), ("owner_id", "Owner", "person"),
    ("source_id", "Source", "source"),
)  # fmt: skip
_ORDER: Final = {"lost": 0, "open": 1, "won": 2}
_Row = Mapping[str, Any]


def who_stays(store: Store, rows: Sequence[_Row]) -> tuple[str, list[tuple[int, int]]]:
    """Why only one of them can stay ('' when any can), and how much speaks for each: a project, then how far it came.

    Raises UserError when several were handed off.
    """
    handed = deal_rules.handed_off(store, [row["id"] for row in rows])
    bound = [row["title"] for row in rows if row["id"] in handed]
    if len(bound) > 1:
        raise UserError(
            f"“{bound[0]}” and “{bound[1]}” were both handed off. What was agreed and is delivered for two deals cannot become "
            "one. Delete the project of one of them first, or leave them apart."
        )
    kinds = dict(store.rows("SELECT id, kind FROM stage"))
    why = f"“{bound[0]}” was handed off, so it stays, with its stage, amount and lines." if bound else ""
    return why, [(int(row["id"] in handed), _ORDER[kinds[row["stage_id"]]]) for row in rows]


def fields(store: Store, rows: Sequence[_Row], stays: int, *, held: bool) -> list[Field]:
    """The fields side by side, those that belong together as one; `held`: stage and amount are those of the one that stays."""
    found = [Field("title", "Title", *_twice([row["title"] for row in rows]))]
    for column, name, table in _LINKS:
        cells = [row[column] for row in rows]
        found.append(Field(column, name, cells, names_of(store, table, cells)))
    found.insert(3, _stage(store, rows, stays, held=held))
    found.insert(4, _amount(store, rows, stays, held=held))
    if len({row["currency"] for row in rows}) == 1:
        cells = [(row["recurring_minor"], row["recurring_months"]) for row in rows]
        found.insert(5, Field("recurring_minor", "Recurring", cells, [_recurring(row) for row in rows]))
    created = [row["created_on"] for row in rows]
    found.append(Field("created_on", "Created", created, _days(created), proposed=created.index(min(created))))
    for column, name in _SINGLE:
        cells = [row[column] for row in rows]
        found.append(Field(column, name, cells, _days(cells) if column.endswith("_on") else cells))
    steps = [(row["next_step"], row["next_step_on"]) for row in rows]
    found.append(Field("next_step", "Next step", steps, [_joined(text, _day(day)) for text, day in steps]))
    return found


def take(store: Store, rows: Sequence[_Row], picked: Mapping[str, int], winner: int) -> None:
    """Write the chosen values to the deal that stays, and give it the chosen lines. Inside `store.write`."""
    record = rows[winner]["id"]
    values: dict[str, Any] = {}
    for key, place in picked.items():
        source = rows[winner if place == ALL else place]
        values |= {column: source[column] for column in _TOGETHER.get(key, (key,))}
    if len({row["currency"] for row in rows}) > 1 and AMOUNT in picked:  # what recurs is in the currency of the deal
        values |= {column: rows[picked[AMOUNT]][column] for column in _TOGETHER["recurring_minor"]}
    if values["closed_on"] and values.get("currency", rows[winner]["currency"]) != rows[picked["stage_id"]]["currency"]:
        rate = deals.frozen_rate(store, values["currency"], date.fromisoformat(values["closed_on"]))
        values["closed_rate"] = None if rate is None else str(rate)
    if AMOUNT in picked:
        _move_lines(store, [row["id"] for row in rows], picked[AMOUNT], winner)
        if picked[AMOUNT] == ALL:
            values[AMOUNT] = deal_rules.amount(deal_lines.total(store, record))
    sets = ", ".join(f"{column} = ?" for column in values)
    store.execute(f"UPDATE deal SET {sets} WHERE id = ?", (*values.values(), record))


def line_words(store: Store, deal_id: int) -> list[str]:
    """The lines of a deal in words: '3 day Design, €2,400'."""
    currency = str(store.value("SELECT currency FROM deal WHERE id = ?", (deal_id,), ""))
    return [
        f"{' '.join(filter(None, (line.quantity, line.unit, line.title)))}, {format_money(line.amount_minor, currency)}"
        for line in deal_lines.lines(store, deal_id)
    ]


def _stage(store: Store, rows: Sequence[_Row], stays: int, *, held: bool) -> Field:
    """Where they stand: won before open before lost, in one pipeline the further one."""
    stages = {
        row[0]: row[1:]
        for row in store.rows(
            "SELECT s.id, s.name, s.kind, s.rank, p.id, p.name FROM stage s JOIN pipeline p ON p.id = s.pipeline_id"
        )
    }
    here = [stages[row["stage_id"]] for row in rows]
    words = []
    for row, (name, _, _, _, pipeline) in zip(rows, here, strict=True):
        where = f"{name} ({pipeline})" if len({stage[3] for stage in here}) > 1 else name
        words.append(_joined(where, _day(row["closed_on"]), "on hold" if row["on_hold"] else ""))
    mine = here[stays][3]
    best = max(
        range(len(rows)),
        key=lambda place: (_ORDER[here[place][1]], here[place][2] if here[place][3] == mine else -1, place == stays),
    )
    cells = [(row["stage_id"], row["closed_on"], row["on_hold"], row["probability"], row["forecast"]) for row in rows]
    return Field("stage_id", "Stage", cells, words, proposed=stays if held else best, held=held)


def _amount(store: Store, rows: Sequence[_Row], stays: int, *, held: bool) -> Field:
    """Amount and lines: of like amounts the one with lines says more."""
    sold = [deal_lines.lines(store, row["id"]) for row in rows]
    mixed = len({row["currency"] for row in rows}) > 1
    words = []
    for row, lines in zip(rows, sold, strict=True):
        amount = "" if row[AMOUNT] is None else format_money(row[AMOUNT], row["currency"])
        words.append(_joined(amount, _count(len(lines)), _recurring(row) if mixed else ""))
    best = stays
    if not sold[stays]:
        mine = rows[stays][AMOUNT]
        fuller = [place for place, row in enumerate(rows) if sold[place] and mine in (None, row[AMOUNT])]
        empty = [place for place, text in enumerate(words) if text] if not words[stays] else []
        best = next(iter((*fuller, *empty)), stays)
    together = ""
    if not held and not mixed and sum(bool(lines) for lines in sold) > 1:
        every = [line for lines in sold for line in lines]
        minor = sum(line.amount_minor for line in every)
        together = f"All {_count(len(every))} together: {format_money(minor, rows[stays]['currency'])}" if minor else ""
    cells = [
        (row[AMOUNT], row["currency"], tuple(line[1:] for line in lines)) for row, lines in zip(rows, sold, strict=True)
    ]
    return Field(AMOUNT, "Amount", cells, words, proposed=stays if held else best, held=held, together=together)


def _move_lines(store: Store, ids: Sequence[int], place: int, winner: int) -> None:
    """Give the deal that stays the lines of the chosen one, or of all; its own go to the other then, where they are kept."""
    mine = ids[winner]
    if place == ALL:
        for other in ids:
            if other != mine:
                last = store.value("SELECT ifnull(max(rank), 0) FROM deal_line WHERE deal_id = ?", (mine,))
                store.execute(
                    "UPDATE deal_line SET deal_id = ?, rank = rank + ? WHERE deal_id = ?", (mine, last, other)
                )
    elif place != winner:
        given_up = store.ids("SELECT id FROM deal_line WHERE deal_id = ?", (mine,))
        store.execute("UPDATE deal_line SET deal_id = ? WHERE deal_id = ?", (mine, ids[place]))
        for line in given_up:
            store.execute("UPDATE deal_line SET deal_id = ? WHERE id = ?", (ids[place], line))


def _recurring(row: _Row) -> str:
    if row["recurring_minor"] is None:
        return ""
    months = row["recurring_months"] or 1
    return f"{format_money(row['recurring_minor'], row['currency'])} every {'month' if months == 1 else f'{months} months'}"


def _twice(cells: list[str]) -> tuple[list[str], list[str]]:
    return cells, cells


def _day(text: str | None) -> str:
    return day_words(date.fromisoformat(text)) if text else ""


def _days(cells: Sequence[str | None]) -> list[str]:
    return [_day(text) for text in cells]


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _count(lines: int) -> str:
    return "" if not lines else "1 line" if lines == 1 else f"{lines:,} lines"
