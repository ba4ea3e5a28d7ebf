"""Fields edited in place: what is typed, accepted, refused and brought back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base import UserError, today
from app.views import theme
from app.views.parts.amount_field import AmountField
from app.views.parts.choice_field import ChoiceField, PersonField
from app.views.parts.date_field import DateField
from app.views.parts.dates import day_text, distance_text, full_text, parse_date
from app.views.parts.fields import (
    FormRow,
    HoursField,
    NotesField,
    PercentField,
    TextField,
    hours_text,
    parse_hours,
)
from app.views.parts.paint import text_width
from app.views.parts.picker import Option, matches
from app.views.parts.time_finder import minutes_text

NOW = date(2026, 11, 12)  # a Thursday
BRITISH = QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom)
AMERICAN = QLocale(QLocale.Language.English, QLocale.Country.UnitedStates)
GERMAN = QLocale(QLocale.Language.German, QLocale.Country.Germany)


@pytest.fixture
def form(qtbot, qapp):
    """A window that fields are put into."""
    theme.apply(qapp)
    window = QWidget()
    QVBoxLayout(window)
    window.resize(420, 300)
    qtbot.addWidget(window)
    return window


def put(form, *fields):
    for field in fields:
        form.layout().addWidget(FormRow(field.name, field))
    form.show()
    form.activateWindow()
    assert QTest.qWaitForWindowActive(form)
    return fields[0]


def typed(field, text, key=Qt.Key.Key_Return):
    field.begin_edit()
    line = field.line_input()
    line.setText(text)
    QTest.keyClick(line, key)


def test_enter_commits_and_puts_the_input_away(form):
    said = []
    field = put(form, TextField("Title", said.append))
    field.set_value("Old")
    typed(field, "  New title ")
    assert said == ["New title"]
    assert field.value() == "New title"
    assert not field.is_editing()


def test_escape_brings_the_old_value_back(form):
    said = []
    field = put(form, TextField("Title", said.append))
    field.set_value("Old")
    typed(field, "New", Qt.Key.Key_Escape)
    assert (said, field.value(), field.is_editing()) == ([], "Old", False)


def test_leaving_commits(form):
    said = []
    one, two = TextField("One", said.append), TextField("Two")
    put(form, one, two)
    one.begin_edit()
    QTest.keyClicks(one.line_input(), "typed")
    QTest.keyClick(one.line_input(), Qt.Key.Key_Tab)
    assert said == ["typed"]
    assert not one.is_editing()
    assert two.is_editing()


def test_tab_walks_forth_and_back_without_being_caught(form):
    one, two = TextField("One"), TextField("Two")
    put(form, one, two)
    one.begin_edit()
    QTest.keyClick(one.line_input(), Qt.Key.Key_Tab)
    assert two.is_editing()
    QTest.keyClick(two.line_input(), Qt.Key.Key_Backtab)
    assert one.is_editing()
    assert not two.is_editing()


def test_an_unchanged_value_is_not_committed(form):
    said = []
    field = put(form, TextField("Title", said.append))
    field.set_value("Same")
    typed(field, "Same")
    assert said == []


def test_a_refused_value_stays_in_sight_and_the_old_one_in_force(form):
    def refuse(_):
        raise UserError("The close date lies before the start.")

    field = put(form, TextField("Title", refuse))
    field.set_value("Old")
    low = field.heightForWidth(300)
    typed(field, "New")
    assert field.refusal() == "The close date lies before the start. Old is kept."
    assert field.value() == "Old"
    assert field.line_input().text() == "New"
    assert field.heightForWidth(300) > low
    assert field.accessibleDescription() == field.refusal()
    QTest.keyClick(field.line_input(), Qt.Key.Key_Escape)
    assert (field.refusal(), field.is_editing()) == ("", False)


def test_a_refused_value_is_not_asked_again_until_it_changes(form):
    asked = []

    def refuse(value):
        asked.append(value)
        if value != "good":
            raise UserError("Not this")

    one, two = TextField("One", refuse), TextField("Two")
    put(form, one, two)
    typed(one, "bad")
    QTest.keyClick(one.line_input(), Qt.Key.Key_Tab)
    assert asked == ["bad"]
    assert one.refusal()
    typed(one, "good")
    assert asked == ["bad", "good"]
    assert one.refusal() == ""


def test_a_defect_in_the_commit_is_not_swallowed(form):
    def broken(_):
        raise RuntimeError("defect")

    field = put(form, TextField("Title", broken))
    with pytest.raises(RuntimeError):
        field.try_commit("x")


def test_a_refresh_does_not_disturb_what_is_being_typed(form):
    field = put(form, TextField("Title"))
    field.set_value("Old")
    field.begin_edit()
    field.line_input().setText("half typ")
    field.set_value("From elsewhere")
    assert field.is_editing()
    assert field.line_input().text() == "half typ"
    QTest.keyClick(field.line_input(), Qt.Key.Key_Escape)
    assert field.display(field.value()) == "From elsewhere"


def test_another_record_drops_what_was_refused(form):
    def refuse(_):
        raise UserError("No")

    one, two = TextField("One", refuse), TextField("Two")
    put(form, one, two)
    one.set_value("Old")
    typed(one, "bad")
    two.begin_edit()
    one.set_value("Other record")
    assert (one.refusal(), one.is_editing()) == ("", False)


def test_a_read_only_field_cannot_be_edited_and_says_why(form):
    field = put(form, TextField("Amount"))
    field.set_value("€19,200", "50% of €38,400")
    field.set_read_only("It follows the lines")
    field.begin_edit()
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert not field.is_editing()
    assert field.toolTip() == "It follows the lines"
    field.set_read_only(None)
    field.begin_edit()
    assert field.is_editing()


def test_a_click_and_a_letter_begin_editing(form):
    field = put(form, TextField("Title"))
    field.set_value("Old")
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.is_editing()
    field.cancel()
    QTest.keyClicks(field, "N")
    assert field.line_input().text() == "N"


def test_the_field_tells_screen_readers_its_name_and_value(form):
    field = put(form, PercentField("Probability"))
    field.set_automatic(50)
    field.set_value(None)
    assert field.accessibleName() == "Probability: 50%, from the stage"


def test_a_required_text_cannot_be_emptied(form):
    field = put(form, TextField("Title", required=True))
    field.set_value("Old")
    typed(field, " ")
    assert field.refusal() == "Title cannot be empty. Old is kept."


def test_an_amount_is_typed_in_any_usual_way(form):
    said = []
    field = put(form, AmountField("Amount", said.append, currency="EUR"))
    field.set_value(3_840_000)
    assert field.display(field.value()) == "€38,400"
    typed(field, "€12,000.50")
    assert said == [1_200_050]
    typed(field, "nonsense")
    assert field.refusal().endswith("€12,000.50 is kept.")


def test_an_amount_edited_in_german_keeps_its_size(form):
    before = QLocale()
    QLocale.setDefault(GERMAN)
    try:
        said = []
        field = put(form, AmountField("Amount", said.append))
        field.set_value(3_840_000)
        field.begin_edit()
        field.line_input().setText(field.line_input().text().replace("8", "9"))
        field.finish()
        assert said == [3_940_000]
    finally:
        QLocale.setDefault(before)


def test_a_probability_of_ones_own_goes_back_to_automatic(form):
    said = []
    field = put(form, PercentField("Probability", said.append))
    field.set_automatic(50)
    field.set_value(None)
    assert not field.back.isVisible()
    typed(field, "60%")
    assert (said, field.value()) == ([60], 60)
    assert field.back.isVisible()
    QTest.keyClick(field.back, Qt.Key.Key_Return)
    assert said == [60, None]
    assert field.hint() == "from the stage"
    typed(field, "101")
    assert "0 to 100" in field.refusal()


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1.5", 90),
        ("1,5h", 90),
        ("90m", 90),
        ("1:30", 90),
        ("1h 30", 90),
        ("2 h", 120),
        (".5", 30),
        ("40 h", 2400),
    ],
)
def test_hours_are_typed_in_any_usual_way(text, minutes):
    assert parse_hours(text) == minutes


@pytest.mark.parametrize("text", ["", "h", "1:75", "-2", "soon", "99999999"])
def test_other_words_are_no_hours(text):
    with pytest.raises(UserError):
        parse_hours(text)


@given(st.integers(0, 10_000 * 60))
def test_hours_read_back_what_they_write(minutes):
    assert parse_hours(hours_text(minutes)) == parse_hours(minutes_text(minutes)) == minutes


def test_thousands_of_hours_are_parted():
    assert (hours_text(45), hours_text(-45), hours_text(0), hours_text(61)) == ("45 min", "−45 min", "0 h", "1 h 01")
    assert (hours_text(1_500 * 60 + 30), hours_text(-1_000 * 60)) == ("1,500 h 30", "−1,000 h")
    assert minutes_text(1_234 * 60 + 5) == "1,234:05"
    assert (parse_hours("1,5"), parse_hours("1,125 ")) == (90, 68)  # a comma that is typed begins the decimals


def test_an_empty_estimate_is_none(form):
    said = []
    field = put(form, HoursField("Estimate", said.append))
    field.set_value(90)
    typed(field, "1:45")
    field.begin_edit()
    field.line_input().clear()
    QTest.keyClick(field.line_input(), Qt.Key.Key_Return)
    assert said == [105, None]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", NOW),
        ("Tomorrow", date(2026, 11, 13)),
        ("fri", date(2026, 11, 13)),
        ("thu", date(2026, 11, 19)),
        ("next monday", date(2026, 11, 16)),
        ("+3", date(2026, 11, 15)),
        ("-1", date(2026, 11, 11)),
        ("+2w", date(2026, 11, 26)),
        ("+3m", date(2027, 2, 12)),
        ("27", date(2026, 11, 27)),
        ("5", date(2026, 12, 5)),
        ("27 nov", date(2026, 11, 27)),
        ("Nov 27", date(2026, 11, 27)),
        ("Fri 27 Nov 2026", date(2026, 11, 27)),
        ("1st january", date(2027, 1, 1)),
        ("5 nov", date(2026, 11, 5)),
        ("27/11", date(2026, 11, 27)),
        ("27.11.26", date(2026, 11, 27)),
        ("2027-02-28", date(2027, 2, 28)),
        ("29 feb", date(2028, 2, 29)),
    ],
)
def test_dates_are_typed_as_people_say_them(text, day):
    assert parse_date(text, NOW, BRITISH) == day


def test_the_order_of_day_and_month_is_the_systems():
    assert parse_date("3/4/2027", NOW, BRITISH) == date(2027, 4, 3)
    assert parse_date("3/4/2027", NOW, AMERICAN) == date(2027, 3, 4)
    assert parse_date("11/27", NOW, AMERICAN) == date(2026, 11, 27)
    assert parse_date("3. März", NOW, GERMAN) == date(2027, 3, 3)
    assert parse_date("freitag", NOW, GERMAN) == date(2026, 11, 13)


@pytest.mark.parametrize("text", ["", "soon", "31 feb", "32", "2026-13-01", "+99999"])
def test_other_words_are_no_dates(text):
    with pytest.raises(UserError):
        parse_date(text, NOW, BRITISH)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_dates_read_back_what_they_write(day):
    assert parse_date(full_text(day), NOW, BRITISH) == day


@given(st.text(max_size=12))
def test_no_words_break_the_reading_of_dates(text):
    with suppress(UserError):
        assert isinstance(parse_date(text, NOW, BRITISH), date)


def test_dates_are_written_short():
    assert day_text(NOW, NOW) == "Today"
    assert day_text(date(2026, 11, 13), NOW) == "Tomorrow"
    assert day_text(date(2026, 11, 18), NOW) == "Wed 18 Nov"
    assert day_text(date(2027, 2, 26), NOW) == "Fri 26 Feb 2027"
    assert distance_text(date(2026, 11, 27), NOW) == "in 15 days"
    assert distance_text(date(2026, 11, 10), NOW) == "2 days ago"


def test_a_date_says_how_far_it_is_and_can_be_cleared(form):
    said = []
    field = put(form, DateField("Closes", said.append))
    field.set_value(today() + timedelta(days=15))
    assert field.hint() == "in 15 days"
    typed(field, "+3")
    assert said == [today() + timedelta(days=3)]
    field.begin_edit()
    field.line_input().clear()
    field.finish()
    assert said[-1] is None


def test_how_far_a_date_is_stands_whole_or_not_at_all(form, monkeypatch):
    field = put(form, DateField("Finish"))
    field.set_value(today() + timedelta(days=444))
    drawn = []
    monkeypatch.setattr("app.views.parts.field.paint_text", lambda _p, rect, text, *a, **k: drawn.append((text, rect.width())) or text_width(text))  # fmt: skip
    for width in range(160, 420, 20):
        drawn.clear()
        field.setFixedWidth(width)
        field.grab()
        hints = [(text, room) for text, room in drawn if text == "in 444 days"]
        assert all(text_width(text) <= room for text, room in hints)
    assert hints, "where there is room it is said"


def test_the_calendar_is_worked_by_keys(form):
    said = []
    field = put(form, DateField("Closes", said.append))
    field.set_value(date(2026, 11, 27))
    field.begin_edit()
    QTest.keyClick(field.line_input(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    grid = field.calendar().grid
    QTest.keyClick(grid, Qt.Key.Key_PageDown)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert said == [date(2026, 12, 26)]
    assert field.calendar() is None
    assert not field.is_editing()


def test_the_calendar_is_left_without_a_choice(form):
    said = []
    field = put(form, DateField("Closes", said.append))
    field.open_calendar()
    QTest.keyClick(field.calendar(), Qt.Key.Key_Escape)
    assert (said, field.calendar()) == ([], None)


def test_notes_take_several_lines_and_grow(form):
    said = []
    field = put(form, NotesField("Notes", said.append, placeholder="Add notes"))
    field.set_value("One line")
    low = field.heightForWidth(300)
    field.begin_edit()
    paper = field.text_input()
    paper.setPlainText("One\nTwo\nThree\nFour\nFive")
    assert field.heightForWidth(300) > low
    QTest.keyClick(paper, Qt.Key.Key_Return)
    assert said == []
    QTest.keyClick(paper, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert said == ["One\nTwo\nThree\nFour\nFive"] or said[0].endswith("Five")
    assert not field.is_editing()
    field.begin_edit()
    field.text_input().setPlainText("dropped")
    QTest.keyClick(field.text_input(), Qt.Key.Key_Escape)
    assert field.value() == said[0]


STAGES = [("lead", "Lead"), ("qualified", "Qualified", "25%"), ("proposal", "Proposal", "50%")]


def test_a_choice_is_found_by_typing_and_taken_with_enter(form):
    said = []
    field = put(form, ChoiceField("Stage", STAGES, said.append))
    field.set_value("lead")
    QTest.keyClicks(field, "p")
    line = field.picker().search_line()
    assert line.text() == "p"
    QTest.keyClicks(line, "rop")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert said == ["proposal"]
    assert field.display(field.value()) == "Proposal"
    assert field.picker() is None


def test_a_choice_is_walked_with_the_arrows_and_left_with_escape(form):
    said = []
    field = put(form, ChoiceField("Stage", STAGES, said.append))
    field.set_value("lead")
    field.open_list()
    QTest.keyClick(field.picker().search_line(), Qt.Key.Key_Down)
    QTest.keyClick(field.picker().search_line(), Qt.Key.Key_Return)
    assert said == ["qualified"]
    field.open_list()
    QTest.keyClick(field.picker().search_line(), Qt.Key.Key_Escape)
    assert said == ["qualified"]
    assert field.picker() is None


def test_what_is_not_in_the_list_can_be_added(form):
    said, added = [], []

    def add(words):
        added.append(words)
        return 7

    field = put(form, ChoiceField("Client", [(1, "Fennel & Rye")], said.append, add_new=add))
    field.open_list("Larkspur")
    QTest.keyClick(field.picker().search_line(), Qt.Key.Key_Return)
    assert (added, said, field.display(7)) == (["Larkspur"], [7], "Larkspur")


def test_long_lists_are_found_by_a_function(form):
    said = []

    def find(words):
        return [Option(n, f"Client {n}") for n in range(1000) if words in str(n)][:20]

    field = put(form, ChoiceField("Client", find, said.append))
    field.set_choice((5, "Client 5"))
    assert field.display(field.value()) == "Client 5"
    field.open_list("417")
    QTest.keyClick(field.picker().search_line(), Qt.Key.Key_Return)
    assert said == [417]
    assert field.display(field.value()) == "Client 417"


def test_a_refused_choice_keeps_the_old_one(form):
    def refuse(_):
        raise UserError("Proposal needs an amount")

    field = put(form, ChoiceField("Stage", STAGES, refuse))
    field.set_value("lead")
    field.open_list("prop")
    QTest.keyClick(field.picker().search_line(), Qt.Key.Key_Return)
    assert field.value() == "lead"
    assert field.refusal() == "Proposal needs an amount. Lead is kept."


def test_a_person_may_be_nobody(form):
    said = []
    field = put(form, PersonField("Owner", [(1, "Mara Sample"), (2, "Jonas Sample")], said.append, me=1))
    field.set_value(1)
    field.open_list("nob")
    QTest.keyClick(field.picker().search_line(), Qt.Key.Key_Return)
    assert said == [None]


def test_options_are_found_without_accents_and_in_any_order():
    options = [Option(1, "Café Rouge", "Paris"), Option(2, "Rouge Café"), Option(3, "Other")]
    assert [o.key for o in matches(options, "cafe")] == [1, 2]
    assert [o.key for o in matches(options, "rouge caf")] == [2, 1]
    assert [o.key for o in matches(options, "PARIS")] == [1]
