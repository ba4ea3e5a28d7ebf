"""Deeds of the random walk: deals in bulk, copies, the archive, lines, products, pipelines, reasons, files, quick leads."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.base import today
from app.services import (
    attachments,
    deal_bulk,
    deal_copies,
    deal_lines,
    lost_reasons,
    pipelines,
    products,
    quick_deal,
    sources,
    tags,
)
from tests.scenarios.walker import LIVE, Walk


def change_many(w: Walk) -> None:
    ids = w.some("deal", LIVE)
    deal_bulk.set_owner(w.store, ids, w.chance.choice((None, w.any("person"))))
    deal_bulk.set_close(w.store, ids, w.chance.choice((None, w.day())))


def shift_many(w: Walk) -> None:
    deal_bulk.shift_close(w.store, w.some("deal", LIVE), w.chance.randrange(-30, 30))


def price_many(w: Walk) -> None:
    ids, percent = w.some("deal", LIVE), Decimal(w.chance.randrange(-2000, 2000)) / 100
    seen = {line.id: line.after for line in deal_bulk.amounts(w.store, ids, percent)}
    deal_bulk.change_amounts(w.store, ids, percent)
    for deal, after in seen.items():
        assert after is None or w.store.value("SELECT amount_minor FROM deal WHERE id = ?", (deal,)) == after


def tag_many(w: Walk) -> None:
    ids = w.some("deal", LIVE)
    deal_bulk.put_tag(w.store, ids, f"tag {w.chance.randrange(20)}")
    deal_bulk.take_tag(w.store, ids[:1], tags.of(w.store, "deal", ids)[ids[0]][0].id)


def to_pipeline(w: Walk) -> None:
    deal_bulk.move_to_pipeline(w.store, w.some("deal", LIVE), w.any("pipeline", "archived_at IS NULL"))


def copy_deal(w: Walk) -> None:
    deal_copies.duplicate(w.store, w.any("deal", LIVE))


def archive_deals(w: Walk) -> None:
    deal_copies.archive(w.store, w.some("deal", LIVE))
    if w.chance.random() < 0.7:
        deal_copies.bring_back(w.store, [found.id for found in deal_copies.archived(w.store)[:5]])


def sell_product(w: Walk) -> None:
    deal = w.any("deal", LIVE)
    deal_lines.add_product(w.store, deal, w.any("product"), w.chance.choice(("1", "2.5", "12")))
    line = w.any("deal_line", "deal_id IN (SELECT id FROM deal WHERE deleted_at IS NULL)")
    deal_lines.set_product(w.store, line, w.chance.choice((None, w.any("product"))))
    deal_lines.move_line(w.store, line, w.chance.choice((-1, 1)))
    field, value = w.chance.choice((("discount", "12.5"), ("tax", "19"), ("minutes", 300), ("quantity", "3")))
    deal_lines.change_line(w.store, line, field, value)


def paste_lines(w: Walk) -> None:
    deal_lines.add_many(w.store, w.any("deal", LIVE), [(w.word(), "2", "h", 100_00), (w.word(), "1", "", 0)])


def add_product(w: Walk) -> None:
    made = products.add(w.store, w.word(), price_minor=w.chance.randrange(10**6), minutes=90, tax=Decimal(7))
    products.set_price(w.store, made, w.chance.choice(("USD", "CHF", "JPY")), w.chance.randrange(10**6))
    products.change(w.store, w.any("product"), "currency", w.chance.choice(("EUR", "USD", "JPY")))


def end_product(w: Walk) -> None:
    product = w.any("product")
    products.archive(w.store, product)
    products.bring_back(w.store, product)
    products.delete(w.store, product)


def change_stages(w: Walk) -> None:
    stage = w.any("stage", "kind = 'open' AND pipeline_id IN (SELECT id FROM pipeline WHERE archived_at IS NULL)")
    pipelines.change_stage(w.store, stage, "probability", w.chance.randrange(101))
    pipelines.move_stage(w.store, stage, w.chance.choice((-1, 1)))
    made = pipelines.add_stage(w.store, w.any("pipeline", "archived_at IS NULL"), w.word())
    if w.chance.random() < 0.5:
        pipelines.remove_stage(w.store, made)


def remove_stage(w: Walk) -> None:
    pipeline = w.any("pipeline", "archived_at IS NULL")
    opens = [row.id for row in pipelines.stages(w.store, pipeline) if row.kind == "open"]
    pipelines.remove_stage(w.store, opens[0], opens[-1])


def change_pipelines(w: Walk) -> None:
    made = pipelines.add(w.store, w.word())
    pipelines.rename(w.store, made, w.word())
    pipelines.move(w.store, made, -1)
    if w.chance.random() < 0.7:
        pipelines.archive(w.store, made, 1)
        if w.chance.random() < 0.3:
            pipelines.bring_back(w.store, made)


def change_reasons(w: Walk) -> None:
    made = lost_reasons.add(w.store, w.word())
    lost_reasons.rename(w.store, made, w.word())
    lost_reasons.move(w.store, made, -2)
    lost_reasons.remove(w.store, w.any("lost_reason", f"id <> {made}"), made)
    sources.find_or_add(w.store, w.word())


def attach_files(w: Walk) -> None:
    path = w.folder / f"{w.chance.randrange(4)}.txt"
    path.write_text(w.chance.choice(("one", "two")))
    kind = w.chance.choice(("deal", "client"))
    attachments.add_all(w.store, [path, w.folder / "missing"], kind, w.any(kind, LIVE))
    file = w.any("attachment")
    attachments.rename(w.store, file, w.word())
    if w.chance.random() < 0.5:
        attachments.remove(w.store, file)


def quick_lead(w: Walk) -> None:
    text = w.chance.choice(("{}, Jane Doe, 4500 EUR, March", "Jane Doe\n{} GmbH\njane@acme{}.example", "{}, 12k"))
    draft = quick_deal.understand(
        quick_deal.learn(w.store), text.replace("{}", w.word()), today=today() + timedelta(days=1), home="EUR"
    )
    quick_deal.save(w.store, draft)


ACTS = (
    change_many,
    shift_many,
    price_many,
    tag_many,
    to_pipeline,
    copy_deal,
    archive_deals,
    sell_product,
    paste_lines,
    add_product,
    end_product,
    change_stages,
    remove_stage,
    change_pipelines,
    change_reasons,
    attach_files,
    quick_lead,
)
