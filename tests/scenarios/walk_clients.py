"""Deeds of the random walk: how clients and contacts are reached, and who speaks for whom."""

from __future__ import annotations

from app.domain import reach
from app.services import channels, client_page, clients, contacts
from tests.scenarios.walker import LIVE, Walk


def _somebody(w: Walk) -> tuple[str, int]:
    record = w.chance.choice(("client", "contact"))
    return record, w.any(record, LIVE)


def reach_somebody(w: Walk) -> None:
    record, record_id = _somebody(w)
    kind = w.chance.choice(tuple(reach.KINDS))
    channels.add(w.store, record, record_id, kind, w.word(), w.chance.choice(reach.LABELS[kind]))
    channels.add_many(w.store, record, record_id, kind, [w.word(), w.word()])


def change_how_they_are_reached(w: Walk) -> None:
    record, record_id = _somebody(w)
    found = channels.of(w.store, record, [record_id])[record_id]
    if not found:
        return reach_somebody(w)
    one = w.chance.choice(found)
    place = (w.store, record, record_id, one.kind, one.id)
    deed = w.chance.randrange(4)
    if deed == 0:
        return channels.change(*place, w.word())
    if deed == 1:
        return channels.label(*place, w.chance.choice(reach.LABELS[one.kind]))
    return channels.make_main(*place) if deed == 2 else channels.remove(*place)


def speak_for_another(w: Walk) -> None:
    client, contact = w.any("client", LIVE), w.any("contact", LIVE)
    clients.link_contact(w.store, client, contact, w.word())
    clients.change_contact(w.store, contact, "decides", True, client_id=client)
    clients.change_contact(w.store, contact, "owner_id", w.any("person", "archived_at IS NULL"))
    if w.chance.random() < 0.4:
        contacts.unlink(w.store, client, contact)


def look_at_a_client(w: Walk) -> None:
    page = client_page.read(w.store, w.any("client", LIVE))
    assert page.money.open_minor >= 0 and page.paid.minutes >= 0


ACTS = (reach_somebody, change_how_they_are_reached, speak_for_another, look_at_a_client)
