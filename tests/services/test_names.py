"""What is named can be seen: a name of nothing but zero-width signs would be a row nobody can read or click."""

from __future__ import annotations

import pytest

from app.base import UserError
from app.services import (
    clients,
    deal_lines,
    deals,
    lost_reasons,
    milestones,
    people,
    pipelines,
    products,
    projects,
    saved_views,
    status_edit,
    tags,
    tasks,
    template_edit,
)

NAMED = {
    "client": clients.add,
    "contact": clients.add_contact,
    "deal": deals.add,
    "line": lambda store, name: deal_lines.add_line(store, deals.add(store, "Shop"), name),
    "product": products.add,
    "pipeline": pipelines.add,
    "reason": lost_reasons.add,
    "person": people.add,
    "tag": tags.add,
    "project": projects.add,
    "task": tasks.add,
    "milestone": lambda store, name: milestones.add(store, projects.add(store, "Move"), name),
    "column": status_edit.add,
    "template": template_edit.add,
    "view": lambda store, name: saved_views.save(store, "deals.list", name, {}),
}


@pytest.mark.parametrize("what", NAMED)
@pytest.mark.parametrize("name", ["\u200b", "\u200b \ufeff", "\u2060", " \u00a0 "])
def test_a_name_that_cannot_be_seen_is_none(store, what, name):
    with pytest.raises(UserError, match=r"at least one letter|needs a name"):
        NAMED[what](store, name)
    NAMED[what](store, f"S{name}w")
