"""People: added, renamed, given a week of their own, and let go without losing what they had in hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import UserError
from app.services import clients, deals, leaving, people, settings, tasks


def member(store, name):
    return next(found for found in people.members(store) if found.name == name)


def test_a_new_person_works_the_usual_week_and_has_initials(store):
    settings.change_week(store, (360, 360, 360, 360, 0, 0, 0))
    people.add(store, "  Jonas   Sample ")

    jonas = member(store, "Jonas Sample")
    assert (jonas.initials, sum(jonas.week), jonas.country, jonas.archived) == ("JS", 1440, "", False)


def test_a_rename_takes_the_initials_along_unless_they_were_chosen(store):
    jonas, ines = people.add(store, "Jonas Sample"), people.add(store, "Ines Sample")
    people.change(store, ines, "initials", "ixs")

    people.rename(store, jonas, "Jonas Berg")
    people.rename(store, ines, "Ines Berg")

    assert member(store, "Jonas Berg").initials == "JB"
    assert member(store, "Ines Berg").initials == "IXS"
    store.undo()
    assert store.undo_label == "Rename person"
    assert member(store, "Ines Sample")


@pytest.mark.parametrize("name", ["", "   ", "Mara Sample"])
def test_an_empty_or_taken_name_is_refused(store, name):
    jonas = people.add(store, "Jonas Sample")
    with pytest.raises(UserError):
        people.rename(store, jonas, name)
    with pytest.raises(UserError):
        people.add(store, name)
    assert member(store, "Jonas Sample")


@pytest.mark.parametrize(
    ("field", "value"), [("initials", ""), ("initials", "ABCD"), ("email", "jonas"), ("email", "a b@c")]
)
def test_what_cannot_be_initials_or_an_address_is_refused(store, field, value):
    with pytest.raises(UserError):
        people.change(store, people.me(store).id, field, value)


@given(
    st.lists(st.integers(0, 1440), min_size=7, max_size=7).filter(any),
    st.integers(1, 7 * 1440),
)
def test_hours_spread_over_the_days_one_works(week, total):
    try:
        spread = people.spread(week, total)
    except UserError:
        return
    assert sum(spread) == total
    assert all(not minutes for minutes, old in zip(spread, week, strict=True) if not old)
    assert max(spread) <= 1440


def test_no_hours_at_all_are_refused():
    with pytest.raises(UserError, match="at least an hour"):
        people.spread((480,) * 5 + (0, 0), 0)


def test_a_person_may_keep_the_holidays_of_another_country(store):
    jonas = people.add(store, "Jonas Sample")
    people.change_place(store, jonas, "AT")

    assert not settings.calendar(store).off
    assert settings.calendar(store, jonas).off
    with pytest.raises(UserError, match="No public holidays"):
        people.change_place(store, jonas, "QQ")
    assert member(store, "Jonas Sample").country == "AT"


def test_me_cannot_be_archived(store):
    with pytest.raises(UserError, match="This is you"):
        people.archive(store, people.me(store).id)


def test_who_has_nothing_in_hand_is_archived_and_restored(store):
    jonas = people.add(store, "Jonas Sample")
    people.archive(store, jonas)

    assert [person.name for person in people.everyone(store)] == ["Mara Sample"]
    assert member(store, "Jonas Sample").archived
    with pytest.raises(UserError, match="archived person named Jonas Sample"):
        people.add(store, "Jonas Sample")

    people.restore(store, jonas)
    assert len(people.everyone(store)) == 2


@pytest.fixture
def busy(store):
    """Jonas, with an open and a won deal, an open and a finished task, and a client."""
    from app.base import today

    jonas, me = people.add(store, "Jonas Sample"), people.me(store).id
    client = clients.add(store, "Blue Heron Dental")
    clients.change(store, client, "owner_id", jonas)
    deals.add(store, "Open deal", owner_id=jonas)
    won = deals.add(store, "Won deal", client=client, amount_minor=1000, owner_id=jonas)
    deals.win(store, [won], today())
    tasks.add(store, "Open task", assignee_id=jonas)
    done = tasks.add(store, "Done task", assignee_id=jonas)
    tasks.move(store, [done], store.value("SELECT id FROM status WHERE kind = 'done'"))
    tasks.add(store, "Mine", assignee_id=me)
    return jonas


def test_whoever_leaves_hands_over_what_is_open_in_one_undo(store, busy):
    me = people.me(store).id
    assert leaving.words(leaving.parts(store, busy)) == "1 deal, 1 client and 1 task"
    with pytest.raises(UserError, match="Choose who takes it"):
        people.archive(store, busy)

    people.archive(store, busy, me)

    assert dict(store.rows("SELECT title, owner_id FROM deal")) == {"Open deal": me, "Won deal": busy}
    assert dict(store.rows("SELECT title, assignee_id FROM task")) == {"Open task": me, "Done task": busy, "Mine": me}
    assert store.value("SELECT owner_id FROM client") == me

    store.undo()
    assert leaving.words(leaving.parts(store, me)) == "1 task"
    assert leaving.words(leaving.parts(store, busy)) == "1 deal, 1 client and 1 task"
    assert not member(store, "Jonas Sample").archived


def test_an_archived_person_or_the_leaver_takes_nothing(store, busy):
    gone = people.add(store, "Ines Sample")
    people.archive(store, gone)
    for heir in (gone, busy):
        with pytest.raises(UserError, match="somebody else"):
            people.archive(store, busy, heir)
