"""The commands without a window, as outsiders use them."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from asking import asked, imported

from app.cli.commands import run
from app.services import workspace

DEALS = """title,client,stage,amount,currency,created,closed,external_id
Website relaunch,Acme GmbH,Won,12000,EUR,2026-09-01,2026-10-01,D1
Open one,Acme GmbH,Proposal,500,EUR,2026-09-01,,D2
"""


def _refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert run([*map(str, words)]) == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    return said.err


def test_deals_come_in_and_are_counted(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = imported(capsys, path, "deals", DEALS)
    assert (answer["created"], answer["errors"]) == (2, [])
    totals = asked(capsys, "show", path, "totals")
    assert (totals["won"], totals["won_amount"], totals["open_amount"], totals["currency"]) == (
        1,
        "12000.00",
        "500.00",
        "EUR",
    )


def test_accounts_are_shown_and_renewals_written(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(capsys, "demo", path)
    told = asked(capsys, "show", path, "accounts")
    one = next(account for account in told["accounts"] if account["client"] == "Kettle & Leaf Tea")
    assert told["recurring_per_month"] == "2200.00" and told["retained"]["share"] is None
    assert one["health"] == "watch" and one["recurring_per_month"] == "600.00" and one["reasons"]
    out = tmp_path / "renewals.csv"
    assert asked(capsys, "export", path, "renewals", "--out", out)["records"] == 3
    assert "Care plan" in out.read_text(encoding="utf-8-sig")


def test_rows_with_errors_are_named_and_the_others_land(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = imported(
        capsys, path, "deals", "title,amount,created\nGood,5,2026-01-02\nBad,-5,2026-01-02\nWorse,5,2026-02-31\n,1,\n"
    )
    assert answer["created"] == 1
    assert [(error["row"], error["field"]) for error in answer["errors"]] == [
        (2, "amount"),
        (3, "created"),
        (4, "title"),
    ]


def test_a_dry_run_leaves_no_workspace_behind(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(capsys, path, "deals", DEALS, "--dry-run")["created"] == 2
    assert not path.exists()


def test_a_file_that_is_no_table_leaves_no_workspace_behind(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = path.with_suffix(".png")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert "picture" in _refused(capsys, "import", path, "deals", picture)
    assert not path.exists()


def test_a_won_deal_is_handed_off_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "deals", DEALS)
    done = asked(capsys, "handoff", path, "Website relaunch", "--template", "Website", "--start", "2026-12-01")
    assert done["unowned"] == 0 and done["tasks"] > 5 and "2026-12-01" <= done["start"] < done["finish"]
    before = asked(capsys, "show", path, "totals")
    assert "handed off already" in _refused(
        capsys, "handoff", path, "Website relaunch", "--template", "Website", "--start", "2026-12-01"
    )
    assert "not won" in _refused(capsys, "handoff", path, "Open one", "--no-template", "--start", "2026-12-01")
    assert asked(capsys, "show", path, "totals") == before


@pytest.mark.parametrize("word", ["²", "9" * 30, "", "-1", "D1"])
def test_a_word_that_names_no_deal_is_said_in_one_line(
    word: str, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, path, "deals", DEALS)
    told = _refused(capsys, "handoff", path, "--template", "Website", "--start", "2026-12-01", "--", word)
    assert told == f"There is no deal “{word}”.\n"


def test_a_mistake_of_baton_is_one_line_and_its_details_go_to_the_log(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(capsys, path, "deals", DEALS)
    monkeypatch.setattr("app.paths.log_folder", lambda: tmp_path / "log")
    monkeypatch.setattr("app.services.figures.totals", lambda *_, **__: 1 // 0)
    assert "ZeroDivisionError" in _refused(capsys, "show", path, "totals")
    assert "Traceback" in (tmp_path / "log" / "baton.log").read_text(encoding="utf-8")


def test_a_handoff_counts_back_from_a_deadline(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "deals", DEALS)
    done = asked(capsys, "handoff", path, "Website relaunch", "--template", "Website", "--finish", "2027-06-30")
    assert done["finish"] <= "2027-06-30" and done["start"] > "2027-03-01"


def test_the_owner_that_is_named_outranks_who_did_it_last(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deals = (
        "title,client,stage,closed,owner\nOne,Acme,Won,2026-10-01,Mara Sample\nTwo,Acme,Won,2026-10-01,Jonas Sample\n"
    )
    imported(capsys, path, "deals", deals)
    asked(capsys, "handoff", path, "One", "--template", "Onboarding", "--start", "2026-12-01")
    words = ("--template", "Onboarding", "--start", "2026-12-01", "--owner", "Jonas Sample")
    project = asked(capsys, "handoff", path, "Two", *words)["project"]
    store = workspace.open_workspace(path, read_only=True)
    owners = store.rows(
        "SELECT DISTINCT p.name FROM task t JOIN person p ON p.id = t.assignee_id WHERE project_id = ?", (project,)
    )
    store.close()
    assert owners == [("Jonas Sample",)]


def test_an_unknown_role_or_person_is_named(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "deals", DEALS)
    words = ("handoff", path, "Website relaunch", "--template", "Website", "--start", "2026-12-01")
    assert "nobody named Nobody" in _refused(capsys, *words, "--owner", "Nobody")
    assert "no role Piper" in _refused(capsys, *words, "--assign", "Piper=Me")
    assert (
        "no template"
        in _refused(capsys, "handoff", path, "Website relaunch", "--template", "Nope", "--start", "2026-12-01").lower()
    )


def test_a_cycle_in_a_file_is_refused_with_its_path(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "key,title,project,duration_days,predecessors\n1,One,P,2,3\n2,Two,P,2,1\n3,Three,P,2,2FS+1\n4,Four,P,1,\n"
    answer = imported(capsys, path, "tasks", table)
    assert answer["created"] == 1
    assert {error["row"] for error in answer["errors"]} == {1, 2, 3}
    assert "→" in answer["errors"][0]["problem"]


def test_links_with_lag_shape_the_schedule(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = "key,title,project,duration_days,predecessors\nA,One,P,2,\nB,Two,P,3,AFS+1\nC,Three,P,1,ASS+1;BFF\n"
    assert imported(capsys, path, "tasks", table)["errors"] == []
    plan = asked(capsys, "show", path, "schedule", "--project", "P")
    rows = {task["key"]: task for task in plan["tasks"]}
    assert plan["length_days"] == 6 and rows["B"]["critical"] and rows["A"]["total_float"] == 0
    assert rows["C"]["finish"] >= rows["B"]["finish"]


def test_hours_come_in_once(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "tasks", "title,project\nDesign,P\n")
    table = (
        "task,project,person,started,hours\nDesign,P,Mara Sample,2026-11-02,1.5\nNothing,P,Mara Sample,2026-11-02,1\n"
    )
    answer = imported(capsys, path, "time", table)
    assert answer["created"] == 1 and answer["errors"][0]["field"] == "task"
    assert imported(capsys, path, "time", table)["created"] == 0


def test_what_goes_out_comes_in_again(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "demo", path)
    other = tmp_path / "other.baton"
    for kind in ("clients", "contacts", "deals", "tasks", "time"):
        for ending in (".csv", ".xlsx"):
            out = tmp_path / f"{kind}{ending}"
            asked(capsys, "export", path, kind, "--out", out)
            answer = asked(capsys, "import", other, kind, out)
            assert answer["errors"] == [] and (answer["created"] > 0) == (ending == ".csv"), (kind, ending, answer)
    ours, theirs = asked(capsys, "show", path, "totals"), asked(capsys, "show", other, "totals")
    assert ours == theirs
    assert asked(capsys, "export", path, "everything", "--out", tmp_path / "all.json")["records"] > 300
    assert asked(capsys, "export", path, "calendar", "--out", tmp_path / "due.ics")["records"] > 30


def test_every_show_answers(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "demo", path)
    for what in ("totals", "pipeline", "forecast", "capacity", "handoffs"):
        assert asked(capsys, "show", path, what)
        assert run(["show", str(path), what]) == 0 and capsys.readouterr().out
    burn = asked(capsys, "show", path, "burndown", "--project", "Kiosk app")
    assert burn["unit"] == "hours" and burn["days"][0]["remaining"] == burn["baseline"]
    assert asked(capsys, "show", path, "burndown", "--deal", "Kiosk app")["baseline"] == burn["baseline"]


def test_backup_restore_and_check(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "demo", path, "--deals", 30, "--tasks", 60)
    copy = asked(capsys, "backup", path, "--to", tmp_path / "safe")["backup"]
    back = tmp_path / "back.baton"
    asked(capsys, "restore", copy, "--to", back)
    assert asked(capsys, "check", back)["sound"]
    assert asked(capsys, "show", back, "totals") == asked(capsys, "show", path, "totals")
    back.write_bytes(back.read_bytes()[:5000])
    assert run(["check", str(back)]) == 1


def test_wrong_usage_is_2_and_a_missing_workspace_is_1(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", str(path), "nonsense"]) == 2
    assert run(["handoff", str(path), "X", "--start", "2026-12-01"]) == 2
    capsys.readouterr()
    assert "no workspace" in _refused(capsys, "show", path, "totals")
    assert not path.exists()


def test_a_demo_never_goes_into_a_workspace_with_records(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = asked(capsys, "demo", path, "--deals", 20, "--tasks", 45, "--seed", 3)
    assert (first["deals"], first["tasks"]) == (20, 45)
    assert "new workspace only" in _refused(capsys, "demo", path)


def test_commands_import_neither_qt_nor_the_slow_libraries(path: Path) -> None:
    program = (
        "import sys; from app.main import main; main(['demo', sys.argv[1], '--deals', '9', '--tasks', '9']); main(['show', sys.argv[1], 'totals'])\n"
        "print([name for name in ('PySide6', 'matplotlib', 'numpy', 'typst', 'superqt', 'qtawesome') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", ["handoff", "delivery"])
def test_reports_about_the_business_are_of_today(name: str, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo", str(path)]) == 0
    capsys.readouterr()
    out = path.with_suffix(".pdf")
    assert asked(capsys, "report", path, name, "--out", out)["report"] == name
    assert out.read_bytes().startswith(b"%PDF-")
    assert run(["report", str(path), name, "--out", str(out), "--as-of", "2026-01-01"]) == 2
    assert "leave --as-of out" in capsys.readouterr().err


def test_rates_of_a_bank_come_in_and_are_not_doubled(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bank = "Date,USD,GBP,\n2026-11-06,1.25,0.8,\n2026-11-05,1.6,N/A,\n2026-13-01,1,1,\n"
    imported(capsys, path, "deals", DEALS)
    assert imported(capsys, path, "rates", bank, "--dry-run")["created"] == 3
    answer = imported(capsys, path, "rates", bank)
    assert (answer["created"], [error["row"] for error in answer["errors"]]) == (3, [3])
    assert imported(capsys, path, "rates", bank)["skipped"] == 3
    assert imported(capsys, path, "rates", bank.replace("1.25", "1.3"), "--base", "eur")["updated"] == 1
    assert run(["import", str(path), "rates", "x.csv", "--base", "Euros"]) == 2


def test_tasks_that_nobody_could_plan_are_refused_row_by_row(path, capsys):
    text = (
        "key,title,project,start,due,duration_days\n"
        f"1,{'x' * 10_000},P,,,\n2,Backwards,P,2026-03-10,2026-03-01,\n3,Long,P,1901-01-01,2199-01-01,\n"
        "4,Longer,P,,,104000\n5,Early,P,1500-01-01,,\n6,Fine,P,2026-03-10,2026-03-12,3\n"
    )
    answer = imported(capsys, path, "tasks", text)
    assert answer["created"] == 1
    assert [(each["row"], each["field"]) for each in answer["errors"]] == [
        (1, "title"), (2, "due"), (3, "due"), (4, "duration_days"), (5, "start"),
    ]  # fmt: skip


def test_a_reader_that_stops_listening_takes_nothing_back(path: Path) -> None:
    command = [sys.executable, "-m", "app", "demo", str(path), "--json"]
    reads, writes = os.pipe()
    os.close(reads)
    try:
        done = subprocess.run(command, stdout=writes, stderr=subprocess.PIPE, check=False, timeout=120)
        assert (done.returncode, done.stderr) == (0, b"")
    finally:
        os.close(writes)
    with workspace.open_workspace(path, read_only=True) as store:
        assert store.value("SELECT count(*) FROM deal") == 24


def test_a_name_in_bytes_that_are_no_text_is_wrong_usage_and_one_from_a_plain_shell_is_read(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, path, "tasks", "title,project\nA,Öffnung\n")
    assert run(["show", str(path), "schedule", "--project", "\udcff"]) == 2
    assert "no text in UTF-8" in capsys.readouterr().err
    by_ascii = "Öffnung".encode().decode("ascii", "surrogateescape")
    assert asked(capsys, "show", path, "schedule", "--project", by_ascii)["project"] == "Öffnung"


def test_what_may_not_be_read_is_no_wrong_usage(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(capsys, path, "tasks", "title,project\nA,P\n")
    usual = Path.open

    def refuse(self: Path, *words: str, **more: str) -> object:
        if self == path:
            raise PermissionError(errno.EACCES, "Permission denied")
        return usual(self, *words, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(os, "access", lambda *_, **__: False)
    assert "may not be read" in _refused(capsys, "show", path, "totals")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_an_answer_is_whole_wherever_it_is_written(
    encoding: str, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(capsys, path, "deals", DEALS.replace("Acme GmbH", "İğne – Łódź"))
    for words in (["show", str(path), "accounts", "--json"], ["show", str(path), "accounts"]):
        out = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding))
        assert run(words) == 0
        told = out.getvalue().decode(encoding)
        if "--json" in words:
            assert json.loads(told)["accounts"][0]["client"] == "İğne – Łódź"
        else:
            assert "500.00" in told


class _Full(io.StringIO):
    """What is written to a full disk."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_what_is_done_is_not_called_undone_when_the_answer_finds_no_room(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = path.with_suffix(".csv")
    source.write_text(DEALS, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", _Full())
        assert run(["import", str(path), "deals", str(source)]) == 1
    assert capsys.readouterr().err == "It is done, but the answer could not be written: No space left on device.\n"
    assert asked(capsys, "show", path, "totals")["deals"] == 2


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2200-01-01"])
def test_a_day_of_no_plan_is_wrong_usage(day: str, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "deals", DEALS)
    assert run(["show", str(path), "capacity", "--as-of", day]) == 2
    assert run(["demo", str(path.with_name("new.baton")), "--today", day]) == 2
    assert "outside the years 1900 to 2199" in capsys.readouterr().err


def test_nothing_is_burnt_on_a_day_to_come(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "tasks", "title,project,estimate_hours,due\nA,P,8,2031-03-03\n")
    told = asked(capsys, "show", path, "burndown", "--as-of", "2031-03-03")
    assert told == asked(capsys, "show", path, "burndown")
    assert told["days"][-1]["remaining"] is None


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="there is no such device")
def test_a_table_is_written_into_a_pipe(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "deals", DEALS)
    words = [sys.executable, "-m", "app", "export", str(path), "deals", "--out", "/dev/stdout"]
    told = subprocess.run(words, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "Website relaunch,Acme GmbH" in told.stdout and told.stderr == ""


@pytest.mark.parametrize("words", [("=Mara Sample",), ("Lead=",), ("Lead",), ("Lead=Me", "Lead=Mara Sample")])
def test_a_role_is_given_to_one_person_by_name(
    words: tuple[str, ...], path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    imported(capsys, path, "deals", DEALS)
    options = [option for word in words for option in ("--assign", word)]
    assert (
        run(["handoff", str(path), "Website relaunch", "--template", "Website", "--start", "2026-12-01", *options]) == 2
    )
    capsys.readouterr()
    said = _refused(
        capsys, "handoff", path, "Website relaunch", "--template", "Website", "--start", "2026-12-01", "--owner", ""
    )
    assert said.startswith("A person needs a name. Known by name: ")


def test_a_deal_without_a_project_says_so(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    imported(capsys, path, "deals", DEALS)
    said = _refused(capsys, "report", path, "project", "--deal", "Open one", "--out", tmp_path / "p.pdf")
    assert said == "The deal “Open one” has no project. Hand it off first.\n"
    said = _refused(capsys, "report", path, "brief", "--client", "Acme GmbH", "--out", tmp_path / "p.pdf")
    assert said == "The client “Acme GmbH” has no project.\n"
