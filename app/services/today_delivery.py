"""What Today says of what follows a handoff: budgets that reached a mark, and deals that are no longer what was agreed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.services import agreed, people, project_budget, project_states
from app.services.today import Group, Row

if TYPE_CHECKING:
    from app.models.store import Store


def budgets(store: Store, me: int | None, most: int) -> Group:
    """The open projects of which 50, 80 or 100 % of the hours or the money are burnt, the most burnt first; each once."""
    alarms: dict[int, project_budget.Alarm] = {}
    for alarm in project_budget.alarms(store):
        alarms.setdefault(alarm.project_id, alarm)  # the worse of hours and money comes first
    owners = {
        row[0]: row[1:]
        for row in store.rows(
            "SELECT p.id, p.owner_id, ifnull(o.name, ''), ifnull(o.initials, '') FROM project p LEFT JOIN person o ON o.id = p.owner_id "
            "WHERE p.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(alarms)),),
        )
    }
    mine = people.me(store).id
    found = [alarm for alarm in alarms.values() if me is None or owners[alarm.project_id][0] == me]
    rows = []
    for alarm in found[:most]:
        owner, name, letters = owners[alarm.project_id]
        rows.append(
            Row(
                "budget", alarm.project_id, alarm.name, alarm.words, None, "", None, alarm.crossed_on, alarm.mark, alarm.tone, letters, name,
                owner == mine, ("project", alarm.project_id),
            )
        )  # fmt: skip
    return Group("budgets", len(found), rows)


def changed(store: Store, me: int | None, most: int) -> Group:
    """Handed-off deals under delivery whose amount is not what was agreed, and not in a proposed change order either, nor
    declined as it stands."""
    found = store.rows(
        "SELECT d.id, d.title, ifnull(c.name, ''), ifnull(d.amount_minor, 0) - ifnull((SELECT sum(a.amount_minor) FROM agreed_line a "
        "WHERE a.deal_id = d.id), 0) - ifnull((SELECT sum(i.amount_minor) FROM change_order o JOIN change_item i ON "
        "i.change_order_id = o.id WHERE o.deal_id = d.id AND o.state = 'proposed' AND i.kind = 'changed'), 0) AS more, d.currency, "
        "d.owner_id, ifnull(w.name, ''), ifnull(w.initials, '') FROM deal d JOIN stage s ON s.id = d.stage_id AND s.kind = 'won' "
        "LEFT JOIN client c ON c.id = d.client_id LEFT JOIN person w ON w.id = d.owner_id WHERE d.deleted_at IS NULL "
        "AND EXISTS (SELECT 1 FROM agreed_line a WHERE a.deal_id = d.id) AND d.id IN (SELECT h.deal_id FROM handoff h JOIN project p "
        f"ON p.id = h.project_id WHERE p.deleted_at IS NULL AND p.status IN {project_states.OPEN}) AND more <> 0 "
        "AND (:me IS NULL OR d.owner_id = :me) ORDER BY abs(more) DESC, d.id",
        {"me": me},
    )
    declined = set(
        store.ids("SELECT o.deal_id FROM change_order o JOIN change_item i ON i.change_order_id = o.id WHERE i.stands")
    )
    found = [row if row[0] not in declined else _but_declined(store, row) for row in found]
    found = [row for row in found if row[3]]
    mine = people.me(store).id
    rows = [
        Row(
            "changed", deal, title, ", ".join(part for part in (client, "not as it was agreed") if part), more, currency, None, None, 0, "",
            letters, name, owner == mine, ("deal", deal),
        )
        for deal, title, client, more, currency, owner, name, letters in found[:most]
    ]  # fmt: skip
    return Group("changed", len(found), rows)


def _but_declined(store: Store, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row with what is left of its difference once what was declined as it stands is taken off."""
    return (*row[:3], sum(each.amount_minor for each in agreed.differences(store, row[0])), *row[4:])
