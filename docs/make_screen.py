"""Draws `docs/screen.svg`, the screen while a routine plays: python docs/make_screen.py."""

from __future__ import annotations

import re
from pathlib import Path

from coach.live.display.picture import picture
from coach.live.view import snapshot
from coach.plan import lay_out, outline
from coach.script import read_routine

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "screen.svg"
ROUTINE = ROOT / "scripts" / "deep-hip-release.md"
AREA, WORDS = "Piriformis", "Rest there"
WIDTH, HEIGHT = 96, 28


def screen() -> str:
    """The screen in the middle of a breath, as SVG."""
    plan = lay_out(outline(read_routine(ROUTINE)))
    area = next(i for i, span in enumerate(plan.sections) if span.title == AREA)
    segment = next(cue.segment for cue in plan.cues if cue.section == area and cue.text and cue.text.startswith(WORDS))
    inhale = next(cue for cue in plan.cues if cue.segment == segment and cue.sound == "inhale")
    drawn = picture(snapshot(plan, (inhale.start + 3 * inhale.end) // 4, segment, "playing"), WIDTH, HEIGHT)
    # A font from elsewhere would be asked for, and not be shown.
    return re.sub(r"\s*@font-face \{.*?\}", "", drawn, flags=re.DOTALL)


if __name__ == "__main__":
    PICTURE.write_text(screen(), "utf-8")
