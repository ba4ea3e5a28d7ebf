"""What a workspace keeps about itself: its week, its holidays, its days off, its currency and rates, its pipelines."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app import paths
from app.base import UserError, today
from app.services import deal_detail, deals, figures, people, pipelines, public_holidays, rates, settings

HOME_TEST = """
import sys
from pathlib import Path
from app.services import settings, workspace
with workspace.open_workspace(Path(sys.argv[1])) as store:
    found = len(settings.calendar(store).off)
print(found, "holidays" in sys.modules)
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache folder of its own for each test."""
    monkeypatch.setattr(paths, "cache_folder", lambda: tmp_path / "cache")
    public_holidays._known.cache_clear()
    yield tmp_path / "cache"
    public_holidays._known.cache_clear()


# --- the week ------------------------------------------------------------------------


def test_people_who_work_the_usual_week_follow_it(store):
    jonas = people.add(store, "Jonas Sample")
    people.change_week(store, jonas, (480, 480, 0, 0, 0, 0, 0))

    settings.change_week(store, (480, 480, 480, 480, 0, 0, 0))

    assert store.undo_label == "Change working week"
    weeks = {member.name: sum(member.week) for member in people.members(store)}
    assert weeks == {"Mara Sample": 1920, "Jonas Sample": 960}
    store.undo()
    assert settings.week(store) == settings.DEFAULT_WEEK


@pytest.mark.parametrize("week", [(0,) * 7, (480,) * 6, (1441, 0, 0, 0, 0, 0, 0)])
def test_a_week_that_cannot_be_is_refused(store, week):
    with pytest.raises(UserError):
        settings.change_week(store, week)
    assert settings.week(store) == settings.DEFAULT_WEEK


# --- holidays and days off -----------------------------------------------------------


def test_holidays_are_computed_once_and_then_read_without_the_library(store, cache):
    settings.change_place(store, "DE", "BY")
    off = settings.calendar(store).off
    assert date(today().year, 1, 6) in off  # Epiphany, in Bavaria alone
    assert len(list((cache / "holidays").iterdir())) == 1

    public_holidays._known.cache_clear()
    assert settings.calendar(store).off == off


def test_a_start_does_not_load_the_library(store, tmp_path):
    settings.change_place(store, "DE", "BY")
    path = store.path
    store.close()
    command = [sys.executable, "-c", HOME_TEST.replace("import sys", f"import sys; from app import paths; "
               f"from pathlib import Path; paths.cache_folder = lambda: Path({str(tmp_path / 'cache')!r})", 1), str(path)]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert int(said[0]) > 50
    assert said[1] == "False"


def test_a_damaged_or_short_cache_is_computed_anew(store, cache):
    settings.change_place(store, "DE")
    kept = next((cache / "holidays").iterdir())
    whole = kept.read_text(encoding="utf-8")
    year = today().year
    for broken in (
        "",
        "{",
        "[]",
        '{"for": 3}',
        whole.replace(f'"last": {year + public_holidays.KEPT[1]}', f'"last": {year}'),
    ):
        assert broken != whole
        kept.write_text(broken, encoding="utf-8")
        public_holidays._known.cache_clear()
        assert date(year, 1, 1) in settings.calendar(store).off
        assert kept.read_text(encoding="utf-8") == whole


def test_a_cache_that_cannot_be_written_costs_only_time(store, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(paths, "cache_folder", lambda: tmp_path / "file")
    settings.change_place(store, "DE")
    assert settings.calendar(store).off


def test_countries_regions_and_the_next_holidays_have_names(store):
    names = dict(public_holidays.countries())
    assert names["DE"] == "Germany"
    assert dict(public_holidays.regions("DE"))["BY"] == "Bayern"
    coming = public_holidays.coming("DE", "BY", 3)
    assert [day for day, _ in coming] == sorted(day for day, _ in coming)
    assert coming[0][0] >= today()
    assert public_holidays.regions("") == []
    assert public_holidays.coming("") == []


@pytest.mark.parametrize(("country", "region"), [("QQ", ""), ("DE", "QQ")])
def test_an_unknown_place_is_refused(store, country, region):
    with pytest.raises(UserError, match="No public holidays are known"):
        settings.change_place(store, country, region)
    assert settings.place(store) == ("", "")


def test_days_off_are_added_changed_and_removed(store):
    now = today()
    jonas = people.add(store, "Jonas Sample")
    later = settings.add_day_off(store, now + timedelta(10), now + timedelta(12), "Summer break")
    gone = settings.add_day_off(store, now - timedelta(9), now - timedelta(9))
    own = settings.add_day_off(store, now + timedelta(3), now + timedelta(3), "Dentist", jonas)

    assert [off.id for off in settings.days_off(store)] == [own, later, gone]
    assert now + timedelta(11) in settings.calendar(store).off
    assert now + timedelta(3) not in settings.calendar(store).off
    assert now + timedelta(3) in settings.calendar(store, jonas).off

    settings.change_day_off(store, own, "person", None)
    assert now + timedelta(3) in settings.calendar(store).off
    with pytest.raises(UserError, match="before the first"):
        settings.change_day_off(store, later, "ends_on", now)
    settings.remove_day_off(store, later)
    assert store.undo_label == "Remove days off"
    store.undo()
    assert len(settings.days_off(store)) == 3


def test_days_off_that_end_before_they_begin_are_refused(store):
    with pytest.raises(UserError, match="before the first"):
        settings.add_day_off(store, today(), today() - timedelta(1))
    with pytest.raises(UserError, match="more than a year"):
        settings.add_day_off(store, today(), today() + timedelta(400))


def test_paper_and_business_name(store):
    settings.choose_paper(store, "us-letter")
    settings.rename_business(store, "  Sample Studio ")
    assert (settings.get(store, "paper"), settings.get(store, "business_name")) == ("us-letter", "Sample Studio")
    with pytest.raises(UserError):
        settings.choose_paper(store, "napkin")


# --- rates ---------------------------------------------------------------------------


def won(store, amount, currency, on):
    deal = deals.add(store, f"{currency} {on}", amount_minor=amount, currency=currency, client="Blue Heron Dental")
    deals.win(store, [deal], on)
    return deal


def frozen(store, deal):
    return store.value("SELECT closed_rate FROM deal WHERE id = ?", (deal,))


def test_currencies_without_a_rate_are_named_until_they_have_one(store):
    deals.add(store, "One", amount_minor=100, currency="CHF")
    deals.add(store, "Two", amount_minor=100, currency="CHF")
    deals.add(store, "Three", amount_minor=100, currency="USD")
    deals.add(store, "No amount", currency="GBP")
    deals.add(store, "At home", amount_minor=100)

    assert rates.missing(store) == [rates.Missing("CHF", 2), rates.Missing("USD", 1)]
    rates.add(store, "CHF", today(), Decimal("1.05"))
    assert [missing.currency for missing in rates.missing(store)] == ["USD"]
    assert figures.totals(store).open_minor == 100 + 2 * 105


def test_a_closed_deal_keeps_to_the_rate_of_its_day_when_rates_are_mended(store):
    now = today()
    deal = won(store, 10_000, "USD", now - timedelta(20))
    assert frozen(store, deal) is None

    old = rates.add(store, "USD", now - timedelta(30), Decimal("0.80"))
    rates.add(store, "USD", now - timedelta(5), Decimal("0.95"))
    assert frozen(store, deal) == "0.8"

    rates.change(store, old, rate=Decimal("0.82"))
    assert frozen(store, deal) == "0.82"
    rates.change(store, old, on_date=now - timedelta(10))
    assert (
        frozen(store, deal) == "0.82"
    )  # before all that are known the first, so that no new rate moves what is closed
    store.undo()
    rates.remove(store, old)
    assert frozen(store, deal) == "0.95"
    rates.add(store, "USD", now, Decimal("0.70"))
    assert frozen(store, deal) == "0.95"
    store.undo()
    store.undo()
    assert frozen(store, deal) == "0.82"
    assert [row.on_date for row in rates.listed(store)] == [now - timedelta(5), now - timedelta(30)]


def test_rates_that_cannot_be_are_refused(store):
    rates.add(store, "USD", today(), Decimal("0.9"))
    for currency, day in (("EUR", today()), ("USD", today()), ("GBP", today() + timedelta(1))):
        with pytest.raises(UserError):
            rates.add(store, currency, day, Decimal(1))
    assert len(rates.listed(store)) == 1


@pytest.mark.parametrize("text", ["", "abc", "0", "-1", "nan", "inf", "1e99"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(UserError):
        rates.parse(text)


def test_a_rate_is_read_with_either_sign_of_decimals():
    assert rates.parse(" 0,92 ") == rates.parse("0.920") == Decimal("0.92")
    assert rates.text(Decimal("100")) == "100"


def test_another_home_currency_tells_every_rate_anew(store):
    now = today()
    rates.add(store, "USD", now - timedelta(30), Decimal("0.8"))
    rates.add(store, "CHF", now - timedelta(30), Decimal("1.25"))
    euros, dollars = won(store, 10_000, "EUR", now), won(store, 10_000, "USD", now)
    francs = won(store, 10_000, "CHF", now)
    before = figures.totals(store).won_minor

    assert rates.wants_rate(store, "CHF") == 0
    rates.change_home(store, "CHF")

    told = {row.currency: row.rate for row in rates.listed(store)}
    assert told == {"EUR": Decimal("0.8"), "USD": Decimal("0.64")}
    assert (frozen(store, euros), frozen(store, dollars), frozen(store, francs)) == ("0.8", "0.64", None)
    assert figures.totals(store).won_minor == round(before * 0.8)
    store.undo()
    assert figures.totals(store).won_minor == before
    assert settings.home_currency(store) == "EUR"


def test_without_a_rate_of_the_new_home_one_is_asked_for(store):
    deals.add(store, "One", amount_minor=10_000)
    rates.add(store, "USD", today() - timedelta(9), Decimal("0.8"))
    assert rates.wants_rate(store, "CHF") == 1

    rates.change_home(store, "CHF", Decimal("0.9"))
    assert figures.totals(store).open_minor == 9_000
    assert {row.currency: row.rate for row in rates.listed(store)} == {"EUR": Decimal("0.9"), "USD": Decimal("0.72")}

    store.undo()
    rates.change_home(store, "CHF")
    assert rates.listed(store) == []
    assert rates.missing(store) == [rates.Missing("EUR", 1)]
    with pytest.raises(UserError):
        rates.change_home(store, "francs")


# --- pipelines -----------------------------------------------------------------------


def names(store, pipeline=1):
    return [stage.name for stage in pipelines.stages(store, pipeline)]


def stage(store, name):
    return next(found for found in pipelines.stages(store, 1) if found.name == name)


def test_stages_are_added_renamed_and_moved_before_won_and_lost(store):
    pipelines.add_stage(store, 1, "Contract")
    assert names(store) == ["Lead", "Qualified", "Proposal", "Negotiation", "Contract", "Won", "Lost"]
    assert stage(store, "Contract").probability == 75

    assert pipelines.move_stage(store, stage(store, "Contract").id, -2)
    assert names(store)[:5] == ["Lead", "Qualified", "Contract", "Proposal", "Negotiation"]
    assert not pipelines.move_stage(store, stage(store, "Lead").id, -1)
    assert not pipelines.move_stage(store, stage(store, "Negotiation").id, 1)
    for field, value in (("name", "First talk"), ("probability", 15), ("rotting_days", None), ("forecast", "omitted")):
        pipelines.change_stage(
            store, stage(store, "Lead").id if field == "name" else stage(store, "First talk").id, field, value
        )
    assert stage(store, "First talk")[3:6] == (15, None, "omitted")
    store.undo()
    assert store.undo_label == "Change rotting days"


def test_what_a_stage_cannot_be_is_refused(store):
    lead, end = stage(store, "Lead"), stage(store, "Won")
    for field, value in (
        ("name", "qualified"),
        ("name", " "),
        ("probability", 101),
        ("probability", None),
        ("rotting_days", 0),
    ):
        with pytest.raises(UserError):
            pipelines.change_stage(store, lead.id, field, value)
    for field, value in (("probability", 90), ("rotting_days", 3), ("forecast", "commit")):
        with pytest.raises(UserError, match="Won closes a deal"):
            pipelines.change_stage(store, end.id, field, value)
    for refused in (lambda: pipelines.move_stage(store, end.id, -1), lambda: pipelines.remove_stage(store, end.id)):
        with pytest.raises(UserError, match="Won closes a deal"):
            refused()
    pipelines.change_stage(store, end.id, "name", "Signed")
    assert names(store)[-2:] == ["Signed", "Lost"]


def test_a_removed_stage_gives_its_deals_away_and_its_past_stays(store):
    first = deals.add(store, "First", amount_minor=1000, stage_id=stage(store, "Qualified").id)
    second = deals.add(store, "Second", amount_minor=1000, stage_id=stage(store, "Proposal").id)
    gone = deals.add(store, "Deleted", stage_id=stage(store, "Qualified").id)
    deals.delete(store, [gone])
    with pytest.raises(UserError, match="Choose the stage"):
        pipelines.remove_stage(store, stage(store, "Qualified").id)
    before = figures.forecast(store, as_of=today(), futures=10)

    pipelines.remove_stage(store, stage(store, "Qualified").id, stage(store, "Proposal").id)

    assert names(store) == ["Lead", "Proposal", "Negotiation", "Won", "Lost"]
    order = store.ids(
        "SELECT id FROM deal WHERE stage_id = ? AND deleted_at IS NULL ORDER BY rank", (stage(store, "Proposal").id,)
    )
    assert order == [second, first]
    after = figures.forecast(store, as_of=today(), futures=10)
    assert after.open_minor == before.open_minor
    assert store.value("SELECT kind FROM stage WHERE name = 'Qualified'") == "open"  # its history can still name it
    assert pipelines.REMOVED not in [name for _, name in deal_detail.pipelines(store)]

    store.undo()
    assert names(store)[1] == "Qualified"
    assert stage(store, "Qualified").deals == 1


def test_a_stage_nothing_ever_was_in_is_deleted(store):
    made = pipelines.add_stage(store, 1, "Contract")
    pipelines.remove_stage(store, made)
    assert store.value("SELECT count(*) FROM stage WHERE name = 'Contract'") == 0


def test_the_last_open_stage_stays(store):
    for name in ("Lead", "Qualified", "Proposal"):
        pipelines.remove_stage(store, stage(store, name).id)
    with pytest.raises(UserError, match="only open stage"):
        pipelines.remove_stage(store, stage(store, "Negotiation").id)


def test_pipelines_are_added_and_renamed(store):
    made = pipelines.add(store, "Renewals")
    assert names(store, made)[0] == "Lead"
    pipelines.rename(store, made, "Existing clients")
    for name in ("", "new business"):
        with pytest.raises(UserError):
            pipelines.rename(store, made, name)
