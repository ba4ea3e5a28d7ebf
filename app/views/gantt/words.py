"""The timeline in words: tooltips, the facts above it, the rows of its table."""

from __future__ import annotations

from datetime import date
from typing import Final

from app.domain.money import format_money
from app.services.project_timeline import Bar, Head, WhatIf
from app.views.gantt.summary import done_words
from app.views.parts.buttons import tooltip_html
from app.views.parts.dates import short_text

#: (keys, what they do on the page) for the sheet of keys.
SHORTCUTS: Final = (
    ("Up, Down", "Walk the rows"),
    ("Enter", "Open the task, or fold the group"),
    ("Alt+Left, Alt+Right", "Move the task by a working day"),
    ("Alt+Shift+Left, Right", "Make it shorter or longer"),
    ("T", "Go to today"),
    ("Plus, Minus, Ctrl+wheel", "Zoom"),
    ("L", "Link it with another task"),
    ("M, E", "Move it to another status, change it"),
    ("Menu", "What can be done with it"),
    ("G", "Go to the task in another project that it waits for or holds up"),
    ("Arrows, [ and ], 0", "In the graph: along the links, from link to link, show all"),
    ("D, F2, Del", "Done, rename it, delete it"),
    ("C", "Start the clock on it"),
    ("Esc", "Close the task"),
)


def days(count: int) -> str:
    """'1 working day', '4 working days'."""
    return f"{count} working day" + ("" if count == 1 else "s")


def tooltip(bar: Bar, now: date, project: str = "") -> str:
    """All of a bar, line by line; the name of its project where several are shown."""
    first, last = bar.span
    lines = [f"{short_text(first, now)} to {short_text(last, now)}, {days((bar.below or bar).days)}"]
    if bar.below is not None:
        lines.append(f"{done_words(bar.below)}, {bar.below.progress:.0%} of their hours")
    lines += [name for name in (project, bar.owner) if name]
    if bar.kind != "done" and bar.below is None:
        lines.append("On the critical path" if bar.critical else f"Float {days(bar.total_float)}")
    if bar.late and bar.due_on:
        lines.append(f"Due {short_text(bar.due_on, now)}, {days(bar.late)} late")
    if bar.waits_for:
        lines.append(f"Waits for {', '.join(bar.waits_for[:3])}" + (" and more" if len(bar.waits_for) > 3 else ""))
    return tooltip_html(bar.title + "\n" + "\n".join(lines))


def finish_words(head: Head, now: date) -> tuple[str, str, str]:
    """(headline, second line, tone) of when a project finishes."""
    if head.finish is None:
        return "No tasks yet", "Add the first one", "plain"
    ends = f"Finishes {short_text(head.finish, now)}"
    if head.promised_on is None:
        return ends, "Nothing is promised", "plain"
    ends += f", promised {short_text(head.promised_on, now)}"
    spare = head.spare or 0
    if spare < 0:
        return ends, f"{days(-spare)} past the promise", "bad"
    return ends, f"{days(spare)} to spare" if spare else "Nothing to spare", "good" if spare else "warn"


def baseline_words(head: Head, now: date) -> tuple[str, str] | None:
    """How the finish compares with the baseline's, or None where there is none."""
    if head.baseline_finish is None or head.behind is None:
        return None
    planned = f"planned {short_text(head.baseline_finish, now)}"
    if not head.behind:
        return "On the baseline", planned
    count = "1 day" if abs(head.behind) == 1 else f"{abs(head.behind)} days"
    return f"{count} {'behind' if head.behind > 0 else 'ahead of'} the baseline", planned


def hours_words(head: Head) -> tuple[str, str]:
    """Hours used and left, and what was planned."""
    return f"{head.used / 60:,.0f} h used, {head.left / 60:,.0f} h left", f"{head.planned / 60:,.0f} h planned"


def sold_words(head: Head) -> tuple[str, str] | None:
    """What the deal brought, and whether each of its lines became tasks; None without a deal."""
    if head.deal_id is None or head.sold_minor is None:
        return None
    lines = f"{head.lines} line" + ("" if head.lines == 1 else "s") + ("" if head.untasked else ", all planned")
    return f"Sold for {format_money(head.sold_minor, head.currency)}", lines if head.lines else "without lines"


def drag_words(what: WhatIf, now: date, promised: date | None = None) -> str:
    """What letting go here would do to what follows, the finish and the promise."""
    told = _moves(what, now)
    if promised is None or what.finish_after == what.finish_before:
        return told
    return (
        f"{told}, {'after the promise of' if what.finish_after > promised else 'promised'} {short_text(promised, now)}"
    )


def _moves(what: WhatIf, now: date) -> str:
    others = len(what.spans) - 1
    moves = f"moves {others} more task" + ("" if others == 1 else "s") if others > 0 else ""
    if what.elsewhere:
        moves += (
            ", in another project" if what.elsewhere == others else f", {what.elsewhere} of them in another project"
        )
    if what.finish_after != what.finish_before:
        finish = f"finish from {short_text(what.finish_before, now)} to {short_text(what.finish_after, now)}"
        return f"{moves}, {finish}" if moves else f"moves the {finish}"
    return f"{moves}, the finish stays" if moves else "the finish stays"
