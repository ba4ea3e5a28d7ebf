"""Deeds of the random walk: tags, fields of one's own, saved views."""

from __future__ import annotations

from app.services import custom_fields, deal_board, deal_filter, saved_views, tags
from app.services.custom_sql import Asked
from tests.scenarios.walker import LIVE, Walk

KINDS = ("client", "contact", "deal", "product", "project", "task")
VALUES = {
    "text": "words", "number": "12.5", "money": "1250 EUR", "date": "2026-11-12", "choice": "one", "yes_no": "1", "link": "https://example.com",
}  # fmt: skip


def tag_records(w: Walk) -> None:
    kind = w.chance.choice(KINDS)
    ids = w.some(kind, "1" if kind == "product" else LIVE)
    tag = tags.put(w.store, kind, ids, w.chance.choice(("spring", "VIP", f"tag {w.chance.randrange(20)}")))
    if w.chance.random() < 0.3:
        tags.take(w.store, kind, ids[:1], tag)


def replace_tags(w: Walk) -> None:
    tags.replace(w.store, "deal", w.any("deal", LIVE), [f"tag {w.chance.randrange(20)}" for _ in range(3)])


def change_tags(w: Walk) -> None:
    tag = w.any("tag")
    tags.recolour(w.store, tag, w.chance.randrange(1, 7))
    stays = tags.rename(w.store, tag, f"tag {w.chance.randrange(20)}")
    if w.chance.random() < 0.2:
        tags.delete(w.store, stays)


def define_field(w: Walk) -> None:
    kind = w.chance.choice(tuple(VALUES))
    custom_fields.define(w.store, w.chance.choice(KINDS), w.word(), kind, ("one", "two") if kind == "choice" else ())


def fill_field(w: Walk) -> None:
    field = custom_fields.field(w.store, w.any("custom_field"))
    assert field is not None
    ids = w.some(field.record, "1" if field.record == "product" else LIVE)
    custom_fields.put(w.store, field.id, ids, w.chance.choice((VALUES[field.kind], VALUES[field.kind], "", "not fit")))


def change_field(w: Walk) -> None:
    field = custom_fields.field(w.store, w.any("custom_field"))
    assert field is not None
    custom_fields.move(w.store, field.id, w.chance.choice((-1, 1)))
    custom_fields.rename(w.store, field.id, w.word())
    if field.kind == "choice":
        custom_fields.set_options(w.store, field.id, (*field.options, f"more {w.chance.randrange(9)}"))
        custom_fields.rename_option(w.store, field.id, field.options[0], f"first {w.chance.randrange(9)}")
    if w.chance.random() < 0.2:
        custom_fields.delete(w.store, field.id)


def save_view(w: Walk) -> None:
    fields = w.store.ids("SELECT id FROM custom_field")
    flt = deal_board.DealFilter(
        closes=w.chance.choice(("", *deal_filter.PERIODS)), tag_ids=tuple(w.store.ids("SELECT id FROM tag LIMIT 1")),
        custom=tuple(Asked(field, "any") for field in fields[:1]), amount_from=w.chance.choice((None, 100)),
    )  # fmt: skip
    view = saved_views.save(w.store, "deals.list", f"view {w.chance.randrange(8)}", deal_filter.to_spec(flt))
    found = next(each for each in saved_views.of(w.store, "deals.list") if each.id == view)
    assert deal_filter.from_spec(found.spec) == flt
    assert deal_board.count(w.store, flt) == len(deal_board.list_ids(w.store, flt))


def change_view(w: Walk) -> None:
    view = w.any("saved_view")
    saved_views.move(w.store, view, w.chance.choice((-1, 1)))
    saved_views.rename(w.store, view, f"view {w.chance.randrange(8)}")
    if w.chance.random() < 0.3:
        saved_views.delete(w.store, view)


ACTS = (
    tag_records,
    replace_tags,
    change_tags,
    define_field,
    fill_field,
    fill_field,
    change_field,
    save_view,
    change_view,
)
