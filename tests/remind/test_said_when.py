"""When a reminder is to speak can be said in a sentence, as people say it."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import ReminderError
from coach.remind.said_when import rules_said

WALL = datetime(2026, 11, 26, 10, 0, 30)

SAID = {
    "11:00": "at 11:00",
    "at 11:00, 15:30 on mon-fri": "at 11:00, 15:30 on mon-fri",
    "11:00 and 15:30 on weekdays": "at 11:00, 15:30 on mon-fri",
    "Weekdays at 9 am": "at 9:00 on mon-fri",
    "every Monday at 8:00": "at 8:00 on mon",
    "every day at 9": "at 9:00",
    "mon, wed 7:30": "at 7:30 on mon, wed",
    "noon on sundays": "at 12:00 on sun",
    "every 2 h between 9:00–18:00": "every 2 h between 9:00-18:00",
    "every 90 min between 9-17 on mon-fri": "every 90 min between 9:00-17:00 on mon-fri",
    "tomorrow 8:00": "once 2026-11-27 08:00",
    "2026-12-01 20:00": "once 2026-12-01 20:00",
    "once 20:00": "once 2026-11-26 20:00",
    "in 30 min": "once 2026-11-26 10:31",
    "at 9:00; every 2h between 10-12\ntomorrow 7": "at 9:00; every 2 h between 10:00-12:00; once 2026-11-27 07:00",
    "at 9:00; 9:00": "at 9:00",
}


def test_a_sentence_is_understood() -> None:
    """Each sentence means these rules, and the rules as they are shown are understood as the same rules."""
    for said, meant in SAID.items():
        rules = rules_said(said, WALL)
        assert "; ".join(map(str, rules)) == meant
        assert rules_said(meant, WALL) == rules


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("", "Say when. Write it like"),
        (" ; ", "Say when."),
        ("25:00", "'25:00' is not a time of day"),
        ("every day", "needs a time of day, such as: every day at 9:00."),
        ("monday", "needs a time of day, such as: monday at 9:00."),
        ("9:00 on funday", "Did you mean"),
        ("tomorrow", "is not a time of day"),
        ("2020-01-01 10:00", "has passed already"),
        ("every week", "'week' is not a length of time"),
        ("after lunch", "does not say when"),
        ("11:00; lunch", "'lunch' does not say when"),
        ("11:00\x00", "cannot be seen"),
    ],
)
def test_what_is_not_understood_is_a_sentence(said: str, complaint: str) -> None:
    """What is wrong, and how to write it."""
    with pytest.raises(ReminderError) as told:
        rules_said(said, WALL)
    assert complaint in str(told.value)


@given(st.text(max_size=60) | st.text("0123456789:apm ,;-onevrybtwu", max_size=40))
def test_any_text_is_understood_or_refused(text: str) -> None:
    """No text makes anything but rules or a sentence."""
    try:
        rules = rules_said(text, WALL)
    except ReminderError as error:
        assert str(error)
    else:
        assert rules
