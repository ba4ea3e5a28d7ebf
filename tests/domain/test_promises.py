"""What reads like a promise in notes and mails, in several languages, and what does not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.promises import day_in, distinct, find, reasons, sentences

SAID = date(2026, 11, 2)

PROMISES = [
    "We will send the first draft by 14 December.",
    "You'll get two rounds of changes.",
    "Hosting for the first year is included.",
    "The launch is no later than 20 January 2027.",
    "I promise that the old links keep working.",
    "We guarantee an answer within two days.",
    "Training for six users, free of charge.",
    "We agreed on €2,400 for the photos.",
    "Up to three revisions until 5 March.",
    "We'll migrate all 1,200 articles.",
    "Wir liefern die Texte bis 15. Dezember.",
    "Zwei Korrekturrunden sind im Preis enthalten.",
    "Das wird bis Ende März fertig.",
    "Nous livrerons la maquette avant le 12 janvier.",
    "La formation est incluse.",
    "Entregaremos las páginas antes del 3 de marzo.",
    "Het logo is inbegrepen.",
    "This team won't touch the live shop before the fair.",
]
OTHERS = [
    "Could you send the logo by Friday?",
    "Will you be at the fair?",
    "Thanks for the call.",
    "Best regards",
    "She likes the blue version.",
    "The old site has 40 pages.",
    "Budget is tight this year.",
    "Können Sie das bis Montag schicken?",
    "If anything is unclear, let me know.",
    "Sent from my phone",
    "OK",
    "They asked about hosting.",
]


@pytest.mark.parametrize("sentence", PROMISES)
def test_a_promise_is_noticed(sentence):
    assert reasons(sentence, SAID)


@pytest.mark.parametrize("sentence", OTHERS)
def test_what_promises_nothing_is_left_alone(sentence):
    assert reasons(sentence, SAID) == ()


def test_sentences_end_at_stops_lines_and_bullets_but_not_within_numbers_or_abbreviations():
    text = "Hello Rosa,\n\nthe draft comes on 14. December, i.e. before the fair. It has 3.5 pages!\n- Hosting included\n2) Training\n> We will call."
    assert [sentence for _, sentence in sentences(text)] == [
        "Hello Rosa,",
        "the draft comes on 14. December, i.e. before the fair.",
        "It has 3.5 pages!",
        "Hosting included",
        "Training",
        "We will call.",
    ]


def test_a_mail_gives_its_promises_with_their_days_and_reasons():
    mail = """Hi Rosa,

    thanks for today. We will send two layouts by 20 November. Hosting is included in the first year.
    Do you have the logo as a vector?

    Best regards
    Mara"""
    first, second = find(mail, SAID)
    assert first.text == "We will send two layouts by 20 November."
    assert first.due_on == date(2026, 11, 20)
    assert first.why[0] == "commits"
    assert mail[first.at :].startswith("We will send")
    assert (second.text, second.why[0], second.due_on) == (
        "Hosting is included in the first year.", "includes", None,
    )  # fmt: skip


def test_days_are_reckoned_from_the_day_it_was_said():
    assert day_in("Done by 5 January.", SAID) == date(2027, 1, 5)
    assert day_in("Done by 5 January 2028.", SAID) == date(2028, 1, 5)


def test_the_same_sentence_in_a_reply_counts_once():
    found = find("We will call on Monday.\n> We will call on Monday!\nWe will write.", SAID)
    assert [promise.text for promise in distinct(found)] == ["We will call on Monday.", "We will write."]
    assert [p.text for p in distinct(found, known=["we will WRITE"])] == ["We will call on Monday."]


@given(st.text(max_size=400))
def test_any_text_is_read_without_harm_and_every_promise_is_a_sentence_of_it(text):
    known = [sentence for _, sentence in sentences(text)]
    for promise in find(text, SAID):
        assert promise.text in known
        assert promise.why


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_letter_is_lost_between_sentences(text):
    letters = "".join(ch for ch in text if ch.isalpha())
    assert "".join(ch for _, sentence in sentences(text) for ch in sentence if ch.isalpha()) == letters
