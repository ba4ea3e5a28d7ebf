"""Deeds of the random walk: what the main story needs, and rows of every table."""

from __future__ import annotations

from app.base import today
from app.exchange import importing
from app.models.between import Attachment, ChangeOrder, Promise
from app.models.delivering import Project
from app.models.people import Blob, CustomField, CustomValue, DayOff, Rate, SavedView
from app.models.selling import Channel, Deal, Pipeline, Renewal
from app.services import (
    activities,
    clients,
    deals,
    handoff,
    people,
    projects,
    settings,
    tasks,
    templates,
    timelog,
    workspace,
)
from tests.scenarios.walker import LIVE, Walk


def add_deal(w: Walk) -> None:
    deals.add(
        w.store, w.word(), client=w.word() if w.chance.random() < 0.5 else None, amount_minor=w.chance.randrange(10**7)
    )


def move_deals(w: Walk) -> None:
    deals.move(w.store, w.some("deal", LIVE), w.any("stage"), w.any("deal", LIVE) if w.chance.random() < 0.5 else None)


def win_deals(w: Walk) -> None:
    deals.win(w.store, w.some("deal", f"{LIVE} AND client_id IS NOT NULL"), min(w.day(), today()))


def lose_deal(w: Walk) -> None:
    deals.lose(w.store, [w.any("deal", f"{LIVE} AND closed_on IS NULL")], today(), w.word(), w.word())


def reopen_deal(w: Walk) -> None:
    deals.reopen(w.store, w.any("deal", f"{LIVE} AND closed_on IS NOT NULL"))


def hold_and_release(w: Walk) -> None:
    deals.hold(w.store, w.some("deal", LIVE), w.day())
    deals.release(w.store, w.some("deal", "on_hold = 1"))


def change_deal(w: Walk) -> None:
    field, value = w.chance.choice(
        (("title", w.word()), ("amount_minor", w.chance.randrange(-5, 10**6)), ("probability", w.chance.randrange(-10, 120)),
         ("expected_close_on", w.day()), ("owner_id", w.any("person")), ("notes", w.word() * 9), ("currency", w.chance.choice(("JPY", "KWD", "?")),),
         ("client_id", w.any("client")), ("forecast", "commit"), ("next_step", w.word()))
    )  # fmt: skip
    deals.change(w.store, w.any("deal", LIVE), field, value)


def change_lines(w: Walk) -> None:
    deal = w.any("deal", LIVE)
    deals.add_line(w.store, deal, w.word(), quantity="1.5", price_minor=w.chance.randrange(10**6), minutes=600)
    deals.change_line(w.store, w.any("deal_line"), "quantity", str(w.chance.randrange(9)))
    if w.chance.random() < 0.3:
        deals.remove_line(w.store, w.any("deal_line"))


def delete_deals(w: Walk) -> None:
    deals.delete(w.store, w.some("deal", LIVE))


def note(w: Walk) -> None:
    activities.log(w.store, w.chance.choice(("note", "call", "email")), w.word(), deal_id=w.any("deal", LIVE))


def client_and_contact(w: Walk) -> None:
    client = clients.add(w.store, w.word(), kind=w.chance.choice(("person", "organisation")))
    contact = clients.add_contact(w.store, w.word(), client_id=client, role="founder")
    clients.link_contact(w.store, w.any("client", LIVE), contact, "adviser")
    clients.change_contact(w.store, contact, "is_main", True, client_id=client)
    clients.change(w.store, w.any("client", LIVE), "city", w.word())


def delete_client(w: Walk) -> None:
    clients.delete(w.store, [w.any("client", LIVE)])


def add_person(w: Walk) -> None:
    people.add(w.store, w.word().replace("\n", " "))


def hand_off(w: Walk) -> None:
    deal = w.any(
        "deal",
        f"{LIVE} AND stage_id IN (SELECT id FROM stage WHERE kind = 'won') AND id NOT IN (SELECT deal_id FROM handoff)",
    )
    template = w.chance.choice([None, *templates.names(w.store)])
    plan = handoff.draft(w.store, deal, template=template, start=today(), owner=people.me(w.store).id)
    handoff.keep_draft(w.store, plan)
    if w.chance.random() < 0.7:
        handoff.complete(w.store, plan)


def waive(w: Walk) -> None:
    deals.waive_handoff(w.store, w.some("deal", f"{LIVE} AND closed_on IS NOT NULL"))


def add_project(w: Walk) -> None:
    projects.add(w.store, w.word(), client=w.any("client", LIVE))
    projects.add_milestone(w.store, w.any("project", LIVE), w.word(), w.day())


def change_project(w: Walk) -> None:
    field, value = w.chance.choice(
        (("name", w.word()), ("status", "on_hold"), ("promised_on", w.day()), ("owner_id", w.any("person")))
    )
    projects.change(w.store, w.any("project", LIVE), field, value)


def delete_project(w: Walk) -> None:
    projects.delete(w.store, [w.any("project", LIVE)])


def add_task(w: Walk) -> None:
    tasks.add(
        w.store, w.word(), project_id=w.any("project", LIVE), estimate_minutes=w.chance.randrange(900), due_on=w.day()
    )


def move_tasks(w: Walk) -> None:
    tasks.move(w.store, w.some("task", LIVE), w.any("status"), w.any("task", LIVE) if w.chance.random() < 0.5 else None)


def change_task(w: Walk) -> None:
    field, value = w.chance.choice(
        (("title", w.word()), ("due_on", w.day()), ("start_on", w.day()), ("assignee_id", w.any("person")), ("estimate_minutes", 77),
         ("project_id", w.any("project", LIVE)), ("description", w.word()))
    )  # fmt: skip
    tasks.change(w.store, w.any("task", LIVE), field, value)


def link_tasks(w: Walk) -> None:
    kind, lag = w.chance.choice(("FS", "SS", "FF", "SF")), w.chance.randrange(-2, 4)
    tasks.add_dependency(w.store, w.any("task", LIVE), w.any("task", LIVE), kind=kind, lag=lag)


def unlink_tasks(w: Walk) -> None:
    pair = w.chance.choice(w.store.rows("SELECT predecessor_id, successor_id FROM dependency") or [(0, 0)])
    tasks.remove_dependency(w.store, *pair)


def checklist(w: Walk) -> None:
    item = tasks.add_item(w.store, w.any("task", LIVE), w.word())
    tasks.tick(w.store, item)
    tasks.set_labels(w.store, w.any("task", LIVE), [w.word().replace("\n", " "), "shop"])
    tasks.add_comment(w.store, w.any("task", LIVE), w.word())


def log_time(w: Walk) -> None:
    timelog.add(w.store, w.chance.randrange(1, 300), task_id=w.any("task", LIVE), on=min(w.day(), today()))


def delete_tasks(w: Walk) -> None:
    tasks.delete(w.store, w.some("task", LIVE))


def import_deals(w: Walk) -> None:
    path = w.folder / "some.csv"
    rows = "".join(
        f"Imported {n},Client {n % 3},{w.chance.choice(('Won', 'Lead', 'New stage'))},{n},2026-01-0{n % 9 + 1},I{n},Product {n % 4},Source {n % 3}\n"
        for n in range(150)
    )
    path.write_text("title,client,stage,amount,created,external_id,product,source\n" + rows, encoding="utf-8")
    importing.run(w.store, "deals", path, on_duplicate=w.chance.choice(("update", "skip")))


def change_settings(w: Walk) -> None:
    settings.put(w.store, w.chance.choice(("paper", "business_name")), w.word())


def add_pipeline(w: Walk) -> None:
    with w.store.write("Add pipeline"):
        workspace.add_pipeline(w.store, w.word())


def the_rest(w: Walk) -> None:
    """Tables whose verbs come later are walked over too: what the Store promises holds for every table."""
    now = "2026-01-01T00:00:00Z"
    with w.store.write("Rest"):
        deal, client = w.any("deal", LIVE), w.any("client", LIVE)
        Channel.create(client=client, kind="phone", value=w.word())
        Rate.create(currency=w.chance.choice(("JPY", "USD", "CHF")), on_date=w.day(), rate="1.5")
        SavedView.create(page="deals", name=w.word())
        DayOff.create(person=w.any("person"), starts_on=today(), ends_on=today())
        Renewal.create(client=client, deal=deal, title=w.word(), due_on=w.day(), currency="EUR", created_at=now)
        Promise.create(deal=deal, text=w.word())
        data = w.chance.randbytes(200)
        Attachment.create(blob=Blob.create(sha256=data.hex()[:64], size=200, data=data), name="x.bin", deal=deal)
        field = CustomField.create(record="deal", name=w.word(), kind="text")
        CustomValue.create(field=field, record_id=deal, value=w.word())
        product = w.store.value("SELECT max(id) FROM product")
        if product:
            w.store.execute(
                "INSERT OR REPLACE INTO product_price (product_id, currency, price_minor) VALUES (?, 'USD', 5)",
                (product,),
            )
        project = w.store.value("SELECT max(id) FROM project")
        if project:
            number = w.store.value("SELECT count(*) + 1 FROM change_order WHERE project_id = ?", (project,))
            ChangeOrder.create(project=project, number=number, title=w.word())


def delete_for_good(w: Walk) -> None:
    """Cascades and set-nulls of rows that other rows point to."""
    with w.store.write("Purge"):
        unused = w.store.value(
            "SELECT id FROM pipeline WHERE id NOT IN (SELECT s.pipeline_id FROM stage s JOIN deal d ON d.stage_id = s.id) LIMIT 1"
        )
        if unused:
            Pipeline.delete().where(Pipeline.id == unused).execute()
        w.store.execute("DELETE FROM contact WHERE id = ?", (w.any("contact"),))
        w.store.execute(
            "DELETE FROM template WHERE id = (SELECT max(id) FROM template) AND (SELECT count(*) FROM template) > 1"
        )


def bulk_update(w: Walk) -> None:
    with w.store.write("Bulk"):
        Deal.update(amount_minor=Deal.amount_minor + 1).where(Deal.deleted_at.is_null()).execute()
        Project.update(brief="all").execute()
        w.store.execute("REPLACE INTO setting (key, value) VALUES ('x', ?)", (str(w.chance.random()),))


ACTS = (
    add_deal, add_deal, move_deals, move_deals, win_deals, lose_deal, reopen_deal, hold_and_release, change_deal, change_deal, change_lines,
    delete_deals, note, client_and_contact, delete_client, add_person, hand_off, hand_off, waive, add_project, change_project, delete_project,
    add_task, add_task, move_tasks, move_tasks, change_task, change_task, link_tasks, link_tasks, unlink_tasks, checklist, log_time, delete_tasks,
    import_deals, change_settings, add_pipeline, the_rest, delete_for_good, bulk_update,
)  # fmt: skip
