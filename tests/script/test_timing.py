"""The language of brackets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.script.bracket import Bracket
from coach.script.routine import Time
from coach.script.slips import slips
from coach.script.timed_words import split_bracket
from coach.script.timing import BadTime, parse_bracket


@pytest.mark.parametrize(
    ("written", "milliseconds"),
    [
        ("20s", 20_000), ("20 s", 20_000), ("20 sec", 20_000), ("20 seconds", 20_000), ("1 second", 1000),
        ("2 min", 120_000), ("2 minutes", 120_000), ("1.5 min", 90_000), ("1:30", 90_000), ("1:00:05", 3_605_000),
        ("1 h", 3_600_000), ("1 hour", 3_600_000), ("1 min 30 s", 90_000), ("0:05", 5000), ("20S", 20_000),
    ],
)  # fmt: skip
def test_lengths(written: str, milliseconds: int) -> None:
    """Every unit, and minutes with a colon, give the same whole milliseconds a person means."""
    assert parse_bracket(written) == Bracket(Time(milliseconds))


@pytest.mark.parametrize(
    ("written", "bracket"),
    [
        ("45s, 30-90s", Bracket(Time(45_000, (30_000, 90_000)))),
        ("45s, 30s-90s", Bracket(Time(45_000, (30_000, 90_000)))),
        ("1:00, 0:30–1:30", Bracket(Time(60_000, (30_000, 90_000)))),
        ("1-2 min", Bracket(Time(90_000, (60_000, 120_000)))),
        ("30 to 60 s", Bracket(Time(45_000, (30_000, 60_000)))),
        ("6 breaths", Bracket(Time(breaths=6))),
        ("1 breath", Bracket(Time(breaths=1))),
        ("x3, 20s", Bracket(Time(20_000, repeats=3))),
        ("3x, 20s", Bracket(Time(20_000, repeats=3))),
        ("x3,20s", Bracket(Time(20_000, repeats=3))),
        ("×2, 4 breaths", Bracket(Time(breaths=4, repeats=2))),
        ("x3, 20s, each side", Bracket(Time(20_000, repeats=3), each_side=True)),
        ("wait", Bracket(Time(wait=True))),
        ("wait, 60s", Bracket(Time(60_000, wait=True))),
        ("each side, optional", Bracket(each_side=True, optional=True)),
    ],
)
def test_the_rest_of_the_language(written: str, bracket: Bracket) -> None:
    """Bounds, breaths, repeats, sides and waits mean what the reference says."""
    assert parse_bracket(written) == bracket


@pytest.mark.parametrize("dash", ["-", "–", " - ", " to "])
@pytest.mark.parametrize(
    ("low", "high", "bounds"),
    [
        ("20", '30"', (20, 30)), ("20", '30 "', (20, 30)), ("20", "30″", (20, 30)), ("20", "30”", (20, 30)),
        ("20", "30''", (20, 30)), ("20", "30′′", (20, 30)), ('20"', '30"', (20, 30)), ("20''", "30''", (20, 30)),
        ("2", "3'", (120, 180)), ("2", "3′", (120, 180)), ("2", "3’", (120, 180)), ("1.5", "2'", (90, 120)),
        ("1", "1'30\"", (60, 90)), ("1", "1′30″", (60, 90)), ("1'", "1'30\"", (60, 90)), ('30"', "1'", (30, 60)),
        ("1", "1 min 30 s", (60, 90)), ("1", "1m30s", (60, 90)), ("1", "2 h 30 min", (3600, 9000)),
        ("1", "1:30", (60, 90)), ("1", "1:30 min", (60, 90)), ("1", "1:30 h", (3600, 5400)),
        ("20", "30 sec.", (20, 30)),
    ],
)  # fmt: skip
def test_a_bound_without_a_unit_has_the_first_unit_of_the_other(
    low: str, high: str, bounds: tuple[int, int], dash: str
) -> None:
    """Marks of minutes and seconds are units as words are; only a colon alone means minutes."""
    assert parse_bracket(f"{low}{dash}{high}").time.bounds == (bounds[0] * 1000, bounds[1] * 1000)


@pytest.mark.parametrize("written", ["30''", "30′′", '30"', "30″"])
def test_two_small_marks_are_seconds_as_one_great_mark_is(written: str) -> None:
    """Seconds may be written with a double mark, or with the single mark twice."""
    assert parse_bracket(written).time.length == 30_000


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("5 fortnights", "'fortnights' is not a unit"),
        ("20 secnds", "did you mean 'seconds'"),
        ("10 minutse", r"did you mean 'minutes'\? Write \(10 minutes\)"),
        ("20", "has no unit"),
        ("-20s", "no sign"),
        ("+5s", "no sign"),
        ("0s", "longer than zero"),
        ("0 breaths", "at least 1"),
        ("x0, 5s", "at least 1"),
        ("x1001, 5s", "at most 1000 times"),
        ("1.5 breaths", "counted whole"),
        ("9" * 400 + "s", "too long"),
        ("25 h", "at most 24 h"),
        ("99999999999 h", "too long"),
        ("45s, 90-30s", "wrong way round"),
        ("10s, 30-90s", "outside its bounds"),
        ("20s, 30s", "repeats what was said"),
        ("wait, wait", "repeats what was said"),
        ("6 breaths, 20s", "not both"),
        ("wait, 6 breaths", "stands alone"),
        ("wait, x3", "stands alone"),
        ("each", "not a valid time"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(written: str, complaint: str) -> None:
    """A bracket that is timing but makes no sense says what is wrong with it."""
    with pytest.raises(BadTime, match=complaint):
        parse_bracket(written)


def test_only_a_closing_bracket_that_begins_like_timing_is_timing() -> None:
    """Words in brackets stay words; a number, a sign or a known word makes a closing bracket timing."""
    assert split_bracket("Use the knuckles (not the fingers)") == ("Use the knuckles (not the fingers)", None)
    assert split_bracket("Hold. (20s)") == ("Hold.", "20s")
    assert split_bracket("Hold (20s).") == ("Hold", "20s")
    assert split_bracket("(60s)") == ("", "60s")
    assert split_bracket("Hold (-5s)") == ("Hold", "-5s")
    assert split_bracket("Hold (20s) and rest") == ("Hold (20s) and rest", None)


def test_a_time_that_would_be_read_aloud_is_doubted() -> None:
    """A slip of a letter or two, and a time in the wrong place, are pointed out."""
    assert "did you mean (each side)" in next(slips("Press (eech side)")).message
    assert "did you mean (wait)" in next(slips("Turn over (waitt)")).message
    assert "read aloud" in next(slips("Hold (20s) and rest")).message
    assert not list(slips("Use the knuckles (not the fingers)"))


@given(st.text(max_size=40))
def test_any_bracket_is_a_time_or_a_sentence(inside: str) -> None:
    """Whatever stands in a bracket, it is understood or refused; a time understood is positive and bounded."""
    try:
        time = parse_bracket(inside).time
    except BadTime as error:
        assert str(error)
    else:
        assert time.length is None or 0 < time.length <= 86_400_000
        if time.bounds and time.length:
            assert time.bounds[0] <= time.length <= time.bounds[1]
