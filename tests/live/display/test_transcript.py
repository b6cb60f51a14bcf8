"""The transcript: the lines of those without a screen."""

from __future__ import annotations

from coach.live.display.transcript import Transcript, script_of
from coach.live.view import snapshot
from tests.live.test_view import SPEAKER_GONE, at, planned


def test_a_session_line_by_line() -> None:
    """Each area and each step is written once, with its time; so is what lasts: a wait, a lost speaker."""
    plan, lines, seconds = planned(), list[str](), [0.0]
    transcript = Transcript(lines.append, lambda: seconds[0])
    for position in range(0, plan.length, 100):
        transcript.show(at(plan, position))
    last = len(plan.segments) - 1
    for _ in range(3):
        transcript.show(snapshot(plan, plan.segments[last].sounded, last, "waiting", notices=[SPEAKER_GONE]))
    for second in range(5):
        seconds[0] = second
        transcript.show(snapshot(plan, plan.segments[last].sounded, last, "voicing"))
    assert "\n".join(lines) == WRITTEN


WRITTEN = """\
   0:00  Warm-up
   0:04    caution: Mind the nerve.
   0:08    Palms on the back.
   0:08    client: Breathe with me.
   0:28    Wait for the breath.
   0:28    2 breaths
   0:57  Piriformis, left side
   1:04    Lean in on the left. (1 of 2)
   1:24    Again (2 of 2).
   1:44    Rest.
   2:14  Piriformis, right side
   2:22    Lean in on the right. (1 of 2)
   2:42    Again (2 of 2).
   3:02    Rest.
   3:32  To finish
   3:36    Roll over.
   3:37    The speaker is gone.
   3:37    Waiting.
   3:37    One moment: finding the words."""


def test_a_session_as_a_script() -> None:
    """Without any sound, everything that would be heard is listed with its time, side and listener."""
    plan = planned(
        "## Hips (each side)\n\n> [!CAUTION]\n> Mind it.\n\n- Lean in. (2 breaths)\n  > Breathe.\n- Turn. (wait)\n"
    )
    assert "\n".join(script_of(plan)) == LISTED


LISTED = """\
hips, 2 min 10 s
   0:00  Hips, left side
   0:00                      rest, 0.1 s
   0:00           therapist  hips.
   0:00                      rest, 1.7 s
   0:02           therapist  Hips.
   0:02                      rest, 1.7 s
   0:04           therapist  Left side.
   0:04                      rest, 2.3 s
   0:07    left   therapist  Caution: Mind it.
   0:07    left              rest, 2.3 s
   0:09    left   therapist  Lean in.
   0:10    left              rest, 1.7 s
   0:12    left   client     Breathe.
   0:12    left              rest, 2.2 s
   0:14    left              2 breaths, 20 s: "Now breathe in." "And breathe out." "Breathe in." "Slowly out."
   0:34    left   therapist  Turn.
   0:35    left              until next, or 30 s
   1:04  Hips, right side
   1:04                      two chimes
   1:07           therapist  Now the right side.
   1:08                      rest, 3.4 s
   1:11    right  therapist  Caution: Mind it.
   1:12    right             rest, 2.3 s
   1:14    right  therapist  Lean in.
   1:15    right             rest, 1.7 s
   1:16    right  client     Breathe.
   1:17    right             rest, 2.2 s
   1:19    right             2 breaths, 20 s: "Now breathe in." "And breathe out." "Breathe in." "Slowly out."
   1:39    right  therapist  Turn.
   1:39    right             until next, or 30 s"""
