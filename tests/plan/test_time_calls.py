"""Time calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.plan import Plan, Selection, lay_out, outline
from coach.plan.cue import Calls
from coach.script import list_scripts, read_routine
from coach.script.reader import parse_routine
from tests.conftest import ROOT

TEXT = """
## Back

- Stroke. (2 min)
- Press. (2 min)
- Hold. (3 min)
- Turn over. (wait, 3 min)

## Short

- Rest. (60s)
"""


def planned(calls: Calls, text: str = TEXT) -> Plan:
    """The plan of a script, with times called out."""
    return lay_out(outline(parse_routine(text, Path("x.md")), Selection(calls=calls)))


def called(plan: Plan) -> list[tuple[str, int]]:
    """What is called out, and how many seconds before the end of its area."""
    return [
        (cue.text, round((plan.sections[cue.section].end - cue.start) / 1000))
        for cue in plan.cues
        if cue.text and cue.text.endswith(" here.")
    ]


def test_times_are_called_at_the_start_halfway_and_before_the_end() -> None:
    """`few` tells how long an area lasts and that it is about to end, `all` its middle too; a short one has none."""
    text = TEXT.replace("(wait, 3 min)", "(3 min)")
    few = called(planned("few", text))
    assert few == [("10 minutes here.", 597), ("30 seconds here.", 30)]
    everything = called(planned("all", text))
    assert [words for words, _ in everything] == ["10 minutes here.", "Halfway here.", "30 seconds here."]
    assert called(planned("none", text)) == []


def test_nothing_is_called_while_nobody_knows_how_long() -> None:
    """A step that lasts until "next" has no call in it."""
    assert called(planned("all"))[-1][0] == "Halfway here."


def test_calls_move_nothing() -> None:
    """A plan with calls has every cue of the plan without where it was; only quiet gives way, and none overlap."""
    for calls in ("few", "all"):
        bare, plan = planned("none"), planned(calls)
        assert [cue for cue in plan.cues if cue.kind != "rest" and not (cue.text or "").endswith(" here.")] == [
            cue for cue in bare.cues if cue.kind != "rest"
        ]
        assert all(one.end == two.start for one, two in zip(plan.cues, plan.cues[1:], strict=False))
        assert plan.length == bare.length
        said = {cue.utterance for cue in plan.cues if cue.utterance}
        assert said <= {each for segment in plan.segments for each in segment.clips}


@pytest.mark.parametrize("path", list_scripts([ROOT / "scripts"]), ids=lambda path: path.stem)
def test_calls_are_true(path: Path) -> None:
    """In every routine, what is called is what is left, to half a minute, or five seconds near the end."""
    plan = lay_out(outline(read_routine(path), Selection(calls="all")))
    for words, seconds in called(plan):
        number, unit = words.split()[:2]
        if unit == "seconds":
            assert abs(int(number) - seconds) <= 5
        elif unit.startswith("minute"):
            assert abs(int(number) * 60 - seconds) <= 31
