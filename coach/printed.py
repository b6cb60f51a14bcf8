"""HTML pages to print: the opening check as a sheet to fill in, and a routine as a card to follow."""

from __future__ import annotations

import itertools
from html import escape
from typing import TYPE_CHECKING

from coach.plan.segment import Breathing, Slot
from coach.units import count_of, spoken_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan.outline import Outline
    from coach.plan.segment import Segment
    from coach.script import Routine

INTAKE = "intake"
"""The tag of a script whose questions are a sheet to fill in."""

NOTE = "General education, not medical advice."

_STYLE = """
@page { margin: 14mm }
* { box-sizing: border-box }
body { font: 10.5pt/1.35 system-ui, sans-serif; color: #1d1a14; margin: 0 auto; max-width: 46em }
h1 { font-size: 17pt; margin: 0 } h2 { font-size: 12pt; margin: 1em 0 .3em; break-after: avoid }
p { margin: .4em 0 } small, .quiet { color: #6f6857 }
table { border-collapse: collapse; width: 100% } tr { break-inside: avoid }
td { border-bottom: .5pt solid #c9bfa8; padding: .22em .3em; vertical-align: top }
td:last-child { white-space: nowrap; text-align: right }
.careful { border-left: 2.5pt solid #9a3b12; padding-left: .5em } .client { font-style: italic }
.blank { border-bottom: .5pt solid #1d1a14; display: inline-block; min-width: 16em }
.sheet { font-size: 9.5pt } .sheet h1 { font-size: 14pt }
"""


def sheet(routine: Routine) -> str:
    """The questions of a script as a sheet to fill in, with what a yes means, room for notes, and a signature."""
    rows: list[list[str]] = []
    told: list[str] = []
    advised = False  # whether what follows is what a yes to the last question means
    for step in (step for section in routine.sections for area in section.walk() for step in area.steps):
        for line in step.lines:
            if "?" in line.text:
                rows.append([line.text])
                advised = step.caution
            elif step.caution:  # other words are for a voice to say
                (rows[-1] if advised else told).append(line.text)
    asked = [
        f"<tr><td>{escape(question)} <small>{escape(' '.join(advice))}</small></td><td>☐ yes&ensp;☐ no</td></tr>"
        for question, *advice in rows
    ]
    names = " &ensp; ".join(f'{what} <span class="blank"></span>' for what in ("Name", "Date"))
    return _page(
        routine.title, "sheet",
        [f"<h1>{escape(routine.title)}</h1>", f"<p>{names}</p>", "<table>", *asked, "</table>",
         f"<p>{escape(' '.join(told))}</p>",
         '<p>Notes, and what is to be left out today</p><p class="blank" style="width: 100%; height: 3.5em"></p>',
         '<p>I have answered as well as I know. Signature <span class="blank"></span></p>', f"<small>{NOTE}</small>"],
    )  # fmt: skip


def card(outline: Outline) -> str:
    """A routine as a card to follow: its areas, the steps of each, how often and how long."""
    routine = outline.routine
    place = f" {escape(routine.header.position)}." if routine.header.position else ""
    body = [f"<h1>{escape(routine.title)}</h1>", f"<p>{escape(routine.header.summary)}{place}</p>"]
    for _, group in itertools.groupby(outline.segments, key=lambda segment: segment.section):
        segments = list(group)
        area = outline.passes[segments[0].section]
        side = f", {area.side} side" if area.side else ""
        if area.area.title:
            body.append(f"<h2>{escape(area.area.title)}{side}</h2>")
        body += ["<table>", *_rows([segment for segment in segments if segment.step >= 0]), "</table>"]
    return _page(routine.title, "card", [*body, f"<small>{NOTE}</small>"])


def _rows(segments: Sequence[Segment]) -> Iterator[str]:
    for _, group in itertools.groupby(segments, key=lambda segment: (segment.step, segment.side)):
        turns = list(group)
        lines = turns[0].lines
        if not lines:
            continue
        words = "<br>".join(
            f'<span class="client">{escape(line.text)}</span>' if line.to == "client" else escape(line.text)
            for line in lines
        )
        careful = ' class="careful"' if turns[0].caution else ""
        yield f'<tr><td{careful}>{words}</td><td class="quiet">{_lasting(turns)}</td></tr>'


def _lasting(turns: Sequence[Segment]) -> str:
    """How long a step lasts, as a person would write it."""
    times = f"{len(turns)} × " if len(turns) > 1 else ""
    ending = turns[0].ending
    if isinstance(ending, Breathing):
        return times + count_of(ending.cycles, "breath")
    if isinstance(ending, Slot) and not ending.wait:
        return f"{times}{spoken_length(ending.length)}"
    return ""


def _page(title: str, kind: str, body: Sequence[str]) -> str:
    return "\n".join([
        "<!doctype html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        f"<title>{escape(title)}</title>", f"<style>{_STYLE}</style>", "</head>", f'<body class="{kind}">', *body,
        "</body>", "</html>", "",
    ])  # fmt: skip
