"""Sums over several currencies are the exact sum, rounded once, wherever they are told."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from asking import asked, imported
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

RATES = {"EUR": Decimal(1), "USD": Decimal("0.913577"), "JPY": Decimal("0.00617"), "KWD": Decimal("3.0123")}
DIGITS = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
STAGES = {"Lead": 10, "Proposal": 50, "Won": 100}
MONTH = f"{date.today():%Y-%m}"  # noqa: DTZ011 - the day of the user
DEALS = st.lists(
    st.tuples(st.sampled_from(sorted(RATES)), st.integers(0, 10**7), st.sampled_from(sorted(STAGES))), min_size=1, max_size=12
)  # fmt: skip


def _cents(exact: Decimal) -> str:
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEALS)
@example([("KWD", 1_000, "Won")])
def test_totals_pipeline_and_forecast_tell_the_same_exact_sums(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], deals: list[tuple[str, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("sums")
    path, today = folder / "w.baton", date.today().isoformat()  # noqa: DTZ011
    (folder / "rates.csv").write_text(
        "currency,date,rate\n" + "".join(f"{code},2020-01-01,{rate}\n" for code, rate in RATES.items() if code != "EUR")
    )
    lines = ["title,stage,currency,amount,expected_close,closed", "Home,Lead,EUR,0,,", "Too,Lead,EUR,0,,"]
    exact: dict[str, Decimal] = defaultdict(Decimal)
    for number, (code, minor, stage) in enumerate(deals):
        amount = Decimal(minor).scaleb(-DIGITS[code])
        exact[stage] += amount * RATES[code]
        lines.append(f"Deal {number},{stage},{code},{amount},{today},{today if stage == 'Won' else ''}")
    lines += [f"Most {number},Lead,EUR,0,," for number in range(len(deals))]  # so that EUR becomes the home currency
    (folder / "deals.csv").write_text("\n".join(lines))
    asked(capsys, "import", path, "deals", folder / "deals.csv")
    asked(capsys, "import", path, "rates", folder / "rates.csv")
    weighted = sum(exact[stage] * chance / 100 for stage, chance in STAGES.items() if stage != "Won")
    totals = asked(capsys, "show", path, "totals")
    assert totals["won_amount"] == _cents(exact["Won"])
    assert totals["open_amount"] == _cents(exact["Lead"] + exact["Proposal"])
    assert totals["weighted_amount"] == _cents(Decimal(weighted))
    columns = {column["stage"]: column["amount"] for column in asked(capsys, "show", path, "pipeline")["stages"]}
    assert {stage: columns[stage] for stage in STAGES} == {stage: _cents(exact[stage]) for stage in STAGES}
    month = next(month for month in asked(capsys, "show", path, "forecast")["months"] if month["month"] == MONTH)
    assert (month["closed"], month["weighted"]) == (_cents(exact["Won"]), _cents(Decimal(weighted)))


def test_a_closed_deal_keeps_its_value_whatever_rates_come_later_and_a_day_gone_by_its_rates(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = [(date.today() - timedelta(days=days)).isoformat() for days in (90, 60, 30, 10, 0)]  # noqa: DTZ011
    imported(
        capsys, path, "deals",
        f"title,stage,amount,currency,created,closed\nHome,Lead,0,EUR,{day[0]},\nToo,Lead,0,EUR,{day[0]},\nHere,Lead,0,EUR,{day[0]},\n"
        f"Early,Won,100,USD,{day[0]},{day[1]}\nOpen,Lead,1000,USD,{day[0]},\nGone,Lost,500,CHF,{day[0]},{day[1]}\n",
    )  # fmt: skip

    def told(*as_of: str) -> tuple[str, str, int]:
        totals = asked(capsys, "show", path, "totals", *as_of)
        return totals["won_amount"], totals["open_amount"], totals["unconverted"]

    assert told() == ("0.00", "0.00", 2)  # what was lost is in no sum, so that it lacks no rate
    imported(capsys, path, "rates", f"currency,date,rate\nUSD,{day[2]},0.9\n", "--base", "EUR")
    assert told() == ("90.00", "900.00", 0)
    imported(capsys, path, "rates", f"currency,date,rate\nUSD,{day[3]},0.8\n", "--base", "EUR")
    assert told() == ("90.00", "800.00", 0)
    assert told("--as-of", day[2]) == ("90.00", "900.00", 0)
    stages = asked(capsys, "show", path, "pipeline", "--as-of", day[2])["stages"]
    assert [(one["amount"], one["kind"]) for one in stages if one["stage"] == "Lead"] == [("900.00", "open")]


def test_what_is_won_counts_in_full_whatever_was_expected_of_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = date.today() - timedelta(days=1)  # noqa: DTZ011
    head = "title,stage,amount,currency,created,closed,probability\n"
    imported(capsys, path, "deals", f"{head}Doubtful,Won,1500,EUR,{day},{day},20\nOpen,Lead,1000,EUR,{day},,20\n")
    for as_of in ((), ("--as-of", day.isoformat())):
        stages = asked(capsys, "show", path, "pipeline", *as_of)["stages"]
        assert {one["stage"]: one["weighted"] for one in stages if one["deals"]} == {"Lead": "200.00", "Won": "1500.00"}
