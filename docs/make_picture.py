"""Draws `docs/session.svg` from a plan: python docs/make_picture.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from coach.plan import lay_out, outline
from coach.script import read_routine
from coach.units import SECOND, clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coach.plan import Cue

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "session.svg"
ROUTINE = ROOT / "scripts" / "deep-hip-release.md"
SECTION, FROM_TEXT, SECONDS = "Piriformis", "Rest there", 58
WIDTH, HEIGHT, MARGIN = 1000, 300, 24
VOICE, BREATH, CHIME, INK, PAPER = "#b5533c", "#5b8e7d", "#d9a441", "#3b3a36", "#fbf7ef"


def picture() -> str:
    """The picture: a stretch of a routine on the clock, as SVG."""
    plan = lay_out(outline(read_routine(ROUTINE)))
    section = next(i for i, span in enumerate(plan.sections) if span.title == SECTION)
    first = next(c.start for c in plan.cues if c.section == section and c.text and c.text.startswith(FROM_TEXT))
    begin = first - 2 * SECOND
    opening = plan.sections[section].start
    cues = [cue for cue in plan.between(begin, begin + SECONDS * SECOND) if cue.kind != "rest"]
    scale = (WIDTH - 2 * MARGIN) / (SECONDS * SECOND)
    marks = [piece for cue in cues for piece in _mark(cue, MARGIN + (cue.start - begin) * scale, scale)]
    ticks = [
        f'<text x="{MARGIN + ms * scale:.1f}" y="{HEIGHT - 14}" class="tick">{clock(begin + ms - opening)}</text>'
        for ms in range(0, SECONDS * SECOND, 10 * SECOND)
    ]
    style = (
        f"text{{font:15px Georgia,serif;fill:{INK}}}.tick{{font-size:11px;opacity:.55}}"
        f".client{{font-style:italic}}.title{{font-size:19px}}"
    )
    title = f'<text x="{MARGIN}" y="36" class="title">{plan.title} · {plan.sections[section].name}</text>'
    body = "\n".join([title, *marks, *ticks])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n<style>{style}</style>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="14" fill="{PAPER}"/>\n{body}\n</svg>\n'
    )


def _mark(cue: Cue, x: float, scale: float) -> Iterator[str]:
    width = (cue.end - cue.start) * scale
    floor = HEIGHT - 40
    if cue.kind == "breath":
        low, high = floor, floor - 90
        start, end = (low, high) if cue.sound == "inhale" else (high, low)
        middle = x + width / 2
        curve = f"M{x:.1f} {floor}V{start}C{middle:.1f} {start} {middle:.1f} {end} {x + width:.1f} {end}V{floor}Z"
        yield f'<path d="{curve}" fill="{BREATH}" opacity=".55"/>'
        if cue.text:
            row = floor - (8 if cue.sound == "inhale" else 24)
            yield f'<text x="{x + 4:.1f}" y="{row}" class="tick">{cue.text}</text>'
    elif cue.kind == "chime":
        yield f'<circle cx="{x + 9:.1f}" cy="{floor - 12}" r="9" fill="{CHIME}"/>'
    else:
        kind = "client" if cue.to == "client" else "therapist"
        row = 78 if kind == "therapist" else 112
        yield f'<rect x="{x:.1f}" y="{floor - 22}" width="{width:.1f}" height="22" rx="5" fill="{VOICE}"/>'
        yield f'<path d="M{x:.1f} {floor - 22}V{row + 6}" stroke="{VOICE}" opacity=".35"/>'
        anchor = ' text-anchor="end"' if x > WIDTH * 0.8 else ""
        yield f'<text x="{x + (width if anchor else 0):.1f}" y="{row}" class="{kind}"{anchor}>{cue.text}</text>'


if __name__ == "__main__":
    PICTURE.write_text(picture(), "utf-8")
