"""A task in one line, and what is understood of it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.domain import quick_task
from app.domain.quick_task import QuickTask

MON = date(2026, 11, 23)
FRI = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("draft copy @jane ~4h fri #web after 12", QuickTask("draft copy", "jane", 240, FRI, ("web",), "", ("12",))),
        ("draft copy", QuickTask("draft copy")),
        ("Prepare the Friday meeting", QuickTask("Prepare the Friday meeting")),
        ("Prepare the Friday meeting thu", QuickTask("Prepare the Friday meeting", due=date(2026, 11, 26))),
        ("Call Jane mon", QuickTask("Call Jane", due=date(2026, 11, 30))),
        ("Call Jane today", QuickTask("Call Jane", due=MON)),
        ("Call Jane next fri", QuickTask("Call Jane", due=date(2026, 12, 4))),
        ("Pay by 27 nov", QuickTask("Pay", due=FRI)),
        ("Pay due 3 may", QuickTask("Pay", due=date(2027, 5, 3))),
        ("Pay Nov 27 2028", QuickTask("Pay", due=date(2028, 11, 27))),
        ("Pay 2027-02-28", QuickTask("Pay", due=date(2027, 2, 28))),
        ("Pay +2w", QuickTask("Pay", due=date(2026, 12, 7))),
        ("#web @jane fix the form ~1:30", QuickTask("fix the form", "jane", 90, None, ("web",))),
        ("fix ~2d", QuickTask("fix", minutes=960)),
        ("fix ~45m #a #b #A", QuickTask("fix", minutes=45, labels=("b", "A"))),
        ("fix ~1,5h /kiosk", QuickTask("fix", minutes=90, project="kiosk")),
        ("ship it after \"Visual design\" after 7", QuickTask("ship it", after=("Visual design", "7"))),
        ("mail a@b.com about C# and 1/2", QuickTask("mail a@b.com about C# and 1/2")),
        ("send invoice every month on the last day @jane", QuickTask("send invoice", "jane", every="every month on the last day")),
        ("greet every guest", QuickTask("greet every guest")),
        ('"call #1 fri"', QuickTask("call #1 fri")),
        ("fri", QuickTask("fri")),
        ("", QuickTask("")),
    ],
)  # fmt: skip
def test_a_line_is_understood(line: str, means: QuickTask) -> None:
    assert quick_task.parse(line, MON) == means


WORDS = st.sampled_from(
    ("draft", "copy", "fri", "@jane", "~4h", "#web", "after", "12", "every", "week", "on", "mon", '"quoted words"', "/kiosk",
     "by", "27", "nov", "next", "~", "@", "#", "+2w", "2026-13-45", "日本語", "31", "feb")
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(WORDS, max_size=9).map(" ".join) | st.text(max_size=40))
@example("after 31")
def test_nothing_is_lost_and_nothing_raises(line: str) -> None:
    found = quick_task.parse(line, MON)
    for word in found.title.split():
        assert word in line or word.strip('"“”') in line
    words = quick_task._WORD.findall(line)
    assert found.title or not words or any(word[0] in '@~#/"“' for word in words), "a line without signs is a title"
    assert found.due is None or found.due >= MON or "202" in line or "21" in line


@given(
    st.sampled_from(("draft copy", "Prepare the Friday meeting", "a b c")),
    st.permutations(["@jane", "~4h", "#web", "fri", "after 12"]),
)
def test_the_order_of_what_is_said_does_not_matter(title: str, said: list[str]) -> None:
    found = quick_task.parse(f"{title} {' '.join(said)}", MON)
    assert found == QuickTask(title, "jane", 240, FRI, ("web",), "", ("12",))
