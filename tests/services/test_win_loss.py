"""The figures of selling, from the deals and their history: every count can be opened as the deals behind it."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path as File

import pytest

from app.base import today
from app.domain import win_loss as rules
from app.exchange import importing
from app.models.store import Store
from app.reports import win_loss_bars
from app.services import clients, deal_board, deal_copies, deals, people, pipelines, rates, win_loss, workspace
from app.services.deal_filter import DealFilter, from_spec, to_spec
from app.services.win_loss import Asked, Numbers

YEAR = timedelta(days=365)


def ids(store: Store, flt: DealFilter) -> set[int]:
    return set(deal_board.list_ids(store, flt))


def stages(store: Store) -> list[int]:
    return store.ids("SELECT id FROM stage WHERE kind = 'open' ORDER BY rank")


def now_and_all(store: Store) -> Asked:
    return Asked(None, today())


def deal(
    store: Store,
    title: str,
    walk: tuple[int, ...] = (),
    end: str = "",
    *,
    euros: int = 1000,
    reason: str = "",
    rival: str = "",
    taken: int = 0,
) -> int:
    """A deal that goes through the open stages numbered `walk`, then ends 'won' or 'lost' after so many days."""
    made = deals.add(store, title, amount_minor=euros * 100, stage_id=stages(store)[walk[0] if walk else 0])
    if taken:
        deals.change(store, made, "created_on", today() - timedelta(days=taken - 1))
    for number in walk[1:]:
        deals.move(store, [made], stages(store)[number])
    if end == "won":
        deals.win(store, [made], today())
    elif end == "lost":
        deals.lose(store, [made], today(), reason, rival)
    return made


@pytest.fixture(scope="module")
def year_file(tmp_path_factory: pytest.TempPathFactory) -> File:
    """Forty deals that went all kinds of ways, made once."""
    path = tmp_path_factory.mktemp("year") / "year.baton"
    with workspace.create(path, my_name="Mara Sample", currency="EUR") as store:
        _fill(store)
    return path


@pytest.fixture
def year(year_file: File, tmp_path: File) -> Iterator[Store]:
    """A copy of them of one's own."""
    with workspace.open_workspace(File(shutil.copy(year_file, tmp_path / "year.baton"))) as store:
        yield store


def _fill(store: Store) -> None:
    chance = random.Random(3)
    for number in range(40):
        walk = tuple(chance.choices(range(4), k=chance.randrange(1, 5)))
        end = chance.choice(("won", "lost", "won", "lost", ""))
        why = chance.choice(("Price", "Timing", "")) if end == "lost" else ""
        deal(store, f"Deal {number}", walk, end, reason=why, rival=chance.choice(("", "Rival & Co")), taken=number + 1)


def test_the_win_rate_has_its_number_and_interval(store: Store) -> None:
    for number in range(20):
        deal(store, f"Deal {number}", (0,), "won" if number < 12 else "lost")
    told = win_loss.read(store, now_and_all(store))
    assert (told.won.count, told.lost.count) == (12, 8)
    assert told.rate is not None and told.rate.rate == 0.6 and told.rate.low < 0.6 < told.rate.high
    assert told.cohort == win_loss.Cohort(20, 12, 8, told.rate)
    assert ids(store, told.asked.closed("won")) | ids(store, told.asked.closed("lost")) == ids(store, DealFilter())


def test_too_few_closed_deals_tell_no_rate(store: Store) -> None:
    for number in range(19):
        deal(store, f"Deal {number}", (0,), "won")
    told = win_loss.read(store, now_and_all(store))
    assert told.rate is None and told.cohort.rate is None
    assert told.won_days.median == 1, "of ten won deals days can be told"
    assert not told.funnel.told


def test_a_reopened_deal_counts_once_by_how_it_stands(store: Store) -> None:
    made = deal(store, "Twice", (0, 2), "won")
    deals.reopen(store, made)
    told = win_loss.read(store, now_and_all(store))
    assert (told.won.count, told.lost.count, told.open, told.cohort.open) == (0, 0, 1, 1)
    deals.lose(store, [made], today())
    told = win_loss.read(store, now_and_all(store))
    assert (told.won.count, told.lost.count, told.cohort.created) == (0, 1, 1)
    assert [step.lost for step in told.funnel.steps] == [0, 0, 0, 1], "it was opened again in the last stage"


def test_every_stage_opens_the_deals_it_counts_and_follows_the_rule(year: Store) -> None:
    told = win_loss.read(year, now_and_all(year))
    order = [stage for stage, _ in told.stages]
    wanted: list[rules.Path] = []
    for made in year.ids("SELECT id FROM deal ORDER BY id"):
        visits = year.ids(
            "SELECT CAST(iif(field = 'stage', new, new ->> '$.stage') AS INTEGER) FROM deal_event "
            "WHERE deal_id = ? AND field IN ('created', 'stage')",
            (made,),
        )
        kind = year.value("SELECT s.kind FROM deal d JOIN stage s ON s.id = d.stage_id WHERE d.id = ?", (made,))
        wanted.append(rules.Path(rules.furthest(visits, order), kind, 1))
    assert told.funnel == rules.funnel(wanted, len(order))
    created = told.asked.created()
    for (stage, _), step in zip(told.stages, told.funnel.steps, strict=True):
        assert len(ids(year, created._replace(reached_id=stage))) == step.reached
        stuck = created._replace(furthest_id=stage)
        assert len(ids(year, stuck._replace(outcome="open"))) == step.still
        assert len(ids(year, stuck._replace(outcome="lost"))) == step.lost
        assert len(ids(year, stuck)) == step.still + step.lost


def test_a_removed_stage_leaves_the_past_as_it_was(year: Store) -> None:
    before = win_loss.read(year, now_and_all(year))
    order = stages(year)
    pipelines.remove_stage(year, order[2], order[1])
    after = win_loss.read(year, now_and_all(year))
    assert [name for _, name in after.stages] == ["Lead", "Qualified", "Negotiation"]
    assert after.funnel.steps[0].reached == before.funnel.steps[0].reached == 40
    assert after.funnel.steps[-1].reached == before.funnel.steps[-1].reached
    assert (after.won, after.lost, after.funnel.unknown) == (before.won, before.lost, 0)


def test_deals_that_came_in_closed_are_in_no_stage_and_say_so(store: Store) -> None:
    stage = store.value("SELECT id FROM stage WHERE kind = 'won'")
    day = (today() - timedelta(days=9)).isoformat()
    with store.write("Import deals"):
        store.insert(
            "deal",
            ("title", "stage_id", "currency", "created_on", "stage_since_on", "closed_on", "created_at"),
            [(f"Old {n}", stage, "EUR", day, day, day, f"{day}T10:00:00Z") for n in range(30)],
        )
    told = win_loss.read(store, now_and_all(store))
    assert told.won.count == 30 and told.rate is not None
    assert (told.funnel.closed, told.funnel.unknown, told.funnel.told) == (0, 30, False)
    assert (told.undated, told.won_days.median) == (30, None), "nobody knows when they began"


def test_reasons_and_competitors_name_what_was_lost(store: Store) -> None:
    deal(store, "One", (0,), "lost", reason="Price", rival="Rival", euros=100)
    deal(store, "Two", (0,), "lost", reason="Price", rival="rival", euros=200)
    deal(store, "Three", (0,), "lost", euros=400)
    told = win_loss.read(store, now_and_all(store))
    assert [(why.name, why.lost.count, why.lost.minor) for why in told.reasons] == [
        ("Price", 2, 300_00), ("No reason given", 1, 400_00)
    ]  # fmt: skip
    assert [(why.lost.count, why.lost.minor) for why in told.competitors] == [(2, 300_00)]
    lost = told.asked.closed("lost")
    for why in told.reasons:
        assert len(ids(store, lost._replace(lost_reason_id=int(why.key)))) == why.lost.count
    assert len(ids(store, lost._replace(competitor=str(told.competitors[0].key)))) == 2


def test_any_text_can_be_a_competitor_and_opens_its_deals(store: Store, data: File) -> None:
    texts = json.loads((data / "text" / "blns.json").read_text("utf-8"))
    texts = [*(text for text in texts if text and "\0" not in text), "ÄRGER", "ärger", "x" * 10_000]
    stage = store.value("SELECT id FROM stage WHERE kind = 'lost'")
    day = today().isoformat()
    with store.write("Import deals"):
        store.insert(
            "deal",
            ("title", "stage_id", "currency", "created_on", "stage_since_on", "closed_on", "created_at", "competitor"),
            [("Deal", stage, "EUR", day, day, day, f"{day}T10:00:00Z", text) for text in texts],
        )
    told = win_loss.read(store, now_and_all(store))
    assert sum(why.lost.count for why in told.competitors) == len(texts)
    lost = told.asked.closed("lost")
    for why in told.competitors[::7]:
        assert len(ids(store, lost._replace(competitor=str(why.key)))) == why.lost.count, why.name
    figure = win_loss_bars.competitors_figure(told)
    assert figure.baton_hits


def test_sources_and_owners_have_a_rate_of_their_own(store: Store) -> None:
    source = store.ids("SELECT id FROM source ORDER BY id")[0]
    ines = people.add(store, "Ines Sample")
    for number in range(22):
        made = deal(store, f"Deal {number}", (0,), "won" if number % 2 else "lost")
        if number < 21:
            deals.change(store, made, "source_id", source)
            deals.change(store, made, "owner_id", ines)
    told = win_loss.read(store, now_and_all(store))
    assert [(g.key, g.won.count, g.lost.count, g.rate is not None) for g in told.sources] == [
        (source, 10, 11, True), (0, 1, 0, False)
    ]  # fmt: skip
    assert [(g.name, g.won.count + g.lost.count) for g in told.owners] == [("Ines Sample", 21), ("Mara Sample", 1)]
    for group in told.sources:
        shown = told.asked.closed()._replace(source_id=group.key)
        assert len(ids(store, shown)) == group.won.count + group.lost.count
    only = win_loss.read(store, now_and_all(store)._replace(owner_id=ines))
    assert (only.closed, only.cohort.created) == (21, 21)


def test_deals_without_a_rate_are_named_and_in_no_sum(store: Store) -> None:
    rates.add(store, "USD", today() - timedelta(days=3), Decimal("0.5"))
    for currency in ("EUR", "USD", "NOK"):
        made = deals.add(store, currency, amount_minor=100_00, currency=currency)
        deals.win(store, [made], today())
    bare = deals.add(store, "No amount yet")
    deals.win(store, [bare], today())
    told = win_loss.read(store, now_and_all(store))
    assert told.won == win_loss.Sum(4, 150_00, 2, 1)
    assert told.average_minor == 75_00, "deals without an amount are not taken for 0"
    missing = told.asked.closed()._replace(rate="missing")
    assert [store.value("SELECT currency FROM deal WHERE id = ?", (i,)) for i in ids(store, missing)] == ["NOK"]


def test_velocity_needs_ten_wins_and_is_made_of_its_parts(store: Store) -> None:
    for number in range(12):
        deal(store, f"Deal {number}", (0,), "won" if number < 9 else "lost", taken=10)
    deal(store, "Open", (0,))
    assert win_loss.read(store, now_and_all(store)).velocity is None
    deal(store, "The tenth", (0,), "won", taken=10)
    told = win_loss.read(store, now_and_all(store))
    assert told.velocity is not None
    assert (told.velocity.open_deals, told.velocity.average_minor, told.velocity.cycle_days) == (1, 1000_00, 10)
    assert told.velocity.minor_per_day == round(1000_00 * 10 / 13 / 10)


def test_the_time_asked_for_narrows_what_closed_and_what_was_created(store: Store) -> None:
    old = deal(store, "Old", (0,), "won", taken=800)
    deals.change(store, old, "closed_on", today() - YEAR * 2)
    deal(store, "New", (0,), "won")
    last = win_loss.read(store, Asked(*win_loss.span("last_12_months")))
    assert (last.won.count, last.cohort.created) == (1, 1)
    assert win_loss.read(store, now_and_all(store)).won.count == 2
    assert last.trend is not None and last.trend.trailing and len(last.trend.points) == 12


def test_periods_end_today_or_with_the_year() -> None:
    now = date(2026, 11, 23)
    assert win_loss.span("last_12_months", now) == (date(2025, 12, 1), now)
    assert win_loss.span("last_12_months", date(2026, 12, 1)) == (date(2026, 1, 1), date(2026, 12, 1))
    assert win_loss.span("this_year", now) == (date(2026, 1, 1), now)
    assert win_loss.span("last_year", now) == (date(2025, 1, 1), date(2025, 12, 31))
    assert win_loss.span("all", now) == (None, now)


def test_archived_and_deleted_deals_are_in_no_figure(year: Store) -> None:
    before = win_loss.read(year, now_and_all(year))
    won = sorted(ids(year, before.asked.closed("won")))
    deal_copies.archive(year, won[:2])
    deals.delete(year, won[2:3])
    after = win_loss.read(year, now_and_all(year))
    assert after.won.count == before.won.count - 3 == len(ids(year, after.asked.closed("won")))
    assert after.cohort.created == before.cohort.created - 3
    year.undo()
    year.undo()
    assert win_loss.read(year, now_and_all(year)) == before


def test_a_pipeline_narrows_and_with_all_of_them_the_busiest_is_shown_by_its_stages(year: Store) -> None:
    second = pipelines.add(year, "Retainers")
    deals.add(year, "Other", stage_id=year.value("SELECT id FROM stage WHERE pipeline_id = ? LIMIT 1", (second,)))
    everything = win_loss.read(year, now_and_all(year))
    assert everything.pipeline is not None and everything.pipeline[1] == "New business"
    assert everything.funnel.steps[0].reached == 40
    other = win_loss.read(year, now_and_all(year)._replace(pipeline_id=second))
    assert other.pipeline == (second, "Retainers") and other.cohort.created == 1 and other.won.count == 0


def test_nothing_at_all_has_no_figures(store: Store) -> None:
    told = win_loss.read(store, now_and_all(store))
    assert (told.deals, told.trend, told.velocity, told.rate, told.pipeline) == (0, None, None, None, None)


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": "lost", "closes": "2026-01-01..2026-11-23"}, {"created": "..2026-11-23"}, {"reached_id": 2, "furthest_id": 1},
        {"lost_reason_id": 0}, {"competitor": "O'Rival; --"}, {"rate": "missing"}, {"owner_id": 0, "source_id": 0}, {"reached_id": 999},
    ],
)  # fmt: skip
def test_what_figures_open_can_be_kept_and_asked(year: Store, fields: dict[str, object]) -> None:
    flt = DealFilter(**fields)  # type: ignore[arg-type]
    assert from_spec(to_spec(flt)) == flt
    assert ids(year, flt) <= ids(year, DealFilter())
    deal_board.chips(year, flt)


@pytest.mark.parametrize(
    "spec", [{"outcome": "maybe"}, {"created": "yesterday"}, {"rate": "known"}, {"competitor": 3}, {"reached_id": "x"}]
)
def test_a_spec_that_no_figure_wrote_is_left_out(spec: dict[str, object]) -> None:
    assert from_spec(spec) == DealFilter()


def _sums(told: Numbers) -> tuple[int, int, int]:
    return told.won.count, told.lost.count, told.cohort.created


def test_the_real_deals_have_rates_but_no_stages(store: Store, data: File) -> None:
    maps = {
        "title": "opportunity_id", "external_id": "opportunity_id", "client": "account", "stage": "deal_stage", "created": "engage_date",
        "closed": "close_date", "amount": "close_value", "owner": "sales_agent", "product": "product",
    }  # fmt: skip
    importing.run(store, "deals", data / "crm" / "sales_pipeline.csv", explicit=maps)
    told = win_loss.read(store, now_and_all(store))
    assert _sums(told) == (4238, 2473, 8800)
    assert told.rate is not None and round(100 * told.rate.rate) == 63
    assert told.won.minor == 10_005_534_00 and len(told.owners) == 30
    assert told.won_days.median == 58 and told.undated == 0
    assert not told.funnel.told and told.funnel.mostly_unknown and told.funnel.unknown == 6711
    assert clients.find(store, "")
