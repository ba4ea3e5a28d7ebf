"""Health is the worst of plain reasons: nothing bad ever makes a client look better."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain import account_health as rules
from app.domain.account_health import LEVELS, Facts, Pending, Work

NOW = date(2026, 11, 30)
NEAR = st.dates(NOW - timedelta(days=200), NOW + timedelta(days=200))
WORK = st.builds(Work, st.integers(1, 9), st.just("Shop"), st.integers(0, 5), st.integers(0, 5))
RENEWAL = st.builds(Pending, st.integers(1, 9), st.just("Care"), NEAR, st.none() | st.integers(0, 90), st.booleans())
FACTS = st.builds(
    Facts, st.none() | st.dates(NOW - timedelta(days=400), NOW), st.dates(NOW - timedelta(days=900), NOW), st.booleans(),
    st.lists(WORK, max_size=3).map(tuple), st.lists(st.just("A manual"), max_size=2).map(tuple),
    st.lists(st.tuples(st.just("Call"), NEAR), max_size=3).map(tuple), st.lists(RENEWAL, max_size=3).map(tuple),
)  # fmt: skip


def well() -> Facts:
    return Facts(NOW - timedelta(days=3), NOW - timedelta(days=300), True)


@given(FACTS, st.integers(1, 200))
def test_there_is_always_a_reason_and_the_worst_decides(facts: Facts, silent: int) -> None:
    told = rules.health(facts, NOW, silent)
    assert told.reasons and all(reason.words for reason in told.reasons)
    worst = max(LEVELS.index(reason.level) for reason in told.reasons)
    assert LEVELS.index(told.level) == worst == LEVELS.index(told.reasons[0].level)


@given(FACTS, WORK, RENEWAL, st.integers(1, 200))
def test_what_gets_worse_never_looks_better(facts: Facts, work: Work, renewal: Pending, silent: int) -> None:
    before = LEVELS.index(rules.health(facts, NOW, silent).level)
    for worse in (
        facts._replace(work=(*facts.work, work)),
        facts._replace(missed=(*facts.missed, "A manual")),
        facts._replace(renewals=(*facts.renewals, renewal)),
        facts._replace(overdue_steps=(*facts.overdue_steps, ("Call", NOW - timedelta(days=3)))),
        facts._replace(active=True),
        facts._replace(spoken_on=facts.spoken_on and facts.spoken_on - timedelta(days=50)),
    ):
        assert LEVELS.index(rules.health(worse, NOW, silent).level) >= before


def test_reasons_are_words_that_one_can_act_on() -> None:
    facts = well()._replace(
        spoken_on=NOW - timedelta(days=74),
        work=(Work(1, "Kiosk app", 4, 2), Work(2, "Portal", 0, 1)),
        missed=("A manual in two languages",),
        overdue_steps=(("Call Rosa", NOW - timedelta(days=3)),),
        renewals=(Pending(7, "Care plan", NOW + timedelta(days=22), None, False),),
    )
    told = rules.health(facts, NOW)
    assert told.level == "risk"
    assert [reason.words for reason in told.reasons] == [
        "Kiosk app is 4 working days past its promise",
        "Promise missed: A manual in two languages",
        "1 task is late in Portal",
        "Care plan is due in 22 days and has no deal yet",
        "Next step overdue since 27 Nov: Call Rosa",
        "Not spoken to for 74 days",
    ]


def test_silence_counts_only_while_something_is_under_way() -> None:
    silent = well()._replace(spoken_on=NOW - timedelta(days=60))
    assert rules.health(silent, NOW).level == "watch" and rules.is_silent(silent, NOW)
    assert rules.health(silent._replace(spoken_on=NOW - timedelta(days=120)), NOW).level == "risk"
    assert rules.health(silent._replace(active=False), NOW).words == "Nothing is under way"
    assert rules.health(silent._replace(spoken_on=NOW - timedelta(days=59)), NOW).words == "Spoken to 59 days ago"
    never = silent._replace(spoken_on=None, since_on=NOW - timedelta(days=70))
    assert rules.health(never, NOW).words == "No call, mail, meeting or note in 70 days"


def test_notice_is_counted_in_calendar_days() -> None:
    assert rules.notice_words(date(2027, 3, 31), 109, NOW) == "Notice until 12 Dec, in 12 days"
    assert rules.notice_words(NOW, 0, NOW) == "Notice until 30 Nov, today"
    assert rules.notice_words(NOW, 3, NOW) == "Notice ended 27 Nov"
    assert rules.notice_words(NOW, None, NOW) == ""
