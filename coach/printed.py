"""HTML pages to print: the opening check as a sheet to fill in, and a routine as a card to follow."""

from __future__ import annotations

import itertools
from html import escape
from typing import TYPE_CHECKING

from coach.plan.segment import Breathing, Slot
from coach.script.routine import steps_of
from coach.units import count_of, spoken_length

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.plan import Plan
    from coach.plan.outline import Outline
    from coach.plan.plan import SegmentSpan
    from coach.plan.segment import Segment
    from coach.script import Routine

    Timed = tuple[Segment, SegmentSpan | None]
    """A segment, and where it is in the plan, if there is one."""

INTAKE = "intake"
"""The tag of a script whose questions are a sheet to fill in."""

NOTE = "General education, not medical advice."

STYLE = """
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
.room { display: block; height: 3.5em }
.sheet { font-size: 9.5pt } .sheet h1 { font-size: 14pt }
"""


_WITH_STYLE = f"<style>{STYLE}</style>"


def sheet(routine: Routine, head: str = _WITH_STYLE) -> str:
    """The questions of a script as a sheet to fill in, with what a yes means, room for notes, and a signature.

    `head`: the HTML that brings `STYLE`, for a page that has it elsewhere.
    """
    rows: list[list[str]] = []
    told: list[str] = []
    advised = False  # whether what follows is what a yes to the last question means
    for step in steps_of(routine.sections):
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
        routine, "sheet", head,
        [f"<h1>{escape(routine.title)}</h1>", f"<p>{names}</p>", "<table>", *asked, "</table>",
         f"<p>{escape(' '.join(told))}</p>",
         '<p>Notes, and what is to be left out today</p><p class="blank room"></p>',
         '<p>I have answered as well as I know. Signature <span class="blank"></span></p>', f"<small>{NOTE}</small>"],
    )  # fmt: skip


def card(outline: Outline, plan: Plan | None = None, head: str = _WITH_STYLE) -> str:
    """A routine as a card to follow: its areas, the steps of each, how often and how long.

    With a plan, which must be of this outline, times are those of the plan, such as fitted ones; otherwise they are as
    written. `head` as for `sheet`.
    """
    routine = outline.routine
    position = routine.header.position
    place = f" {escape(position[:1].upper() + position[1:])}." if position else ""
    body = [f"<h1>{escape(routine.title)}</h1>", f"<p>{escape(routine.header.summary)}{place}</p>"]
    spans = plan.segments if plan is not None else [None] * len(outline.segments)
    timed = zip(outline.segments, spans, strict=True)
    for _, group in itertools.groupby(timed, key=lambda pair: pair[0].section):
        segments = list(group)
        area = outline.passes[segments[0][0].section]
        side = f", {area.side} side" if area.side else ""
        if area.area.title:
            body.append(f"<h2>{escape(area.area.title)}{side}</h2>")
        body += ["<table>", *_rows([pair for pair in segments if pair[0].step >= 0]), "</table>"]
    return _page(routine, "card", head, [*body, f"<small>{NOTE}</small>"])


def _rows(segments: Sequence[Timed]) -> Iterator[str]:
    for _, group in itertools.groupby(segments, key=lambda pair: (pair[0].step, pair[0].side)):
        turns = list(group)
        segment = turns[0][0]
        lines = segment.lines
        if not lines:
            continue
        words = "<br>".join(
            f'<span class="client">{escape(line.text)}</span>' if line.to == "client" else escape(line.text)
            for line in lines
        )
        careful = ' class="careful"' if segment.caution else ""
        yield f'<tr><td{careful}>{words}</td><td class="quiet">{_lasting(turns)}</td></tr>'


def _lasting(turns: Sequence[Timed]) -> str:
    """How long a step lasts, as a person would write it."""
    times = f"{len(turns)} × " if len(turns) > 1 else ""
    segment, span = turns[0]
    ending = segment.ending
    if isinstance(ending, Breathing):
        return times + count_of(ending.cycles, "breath")
    if isinstance(ending, Slot) and not ending.wait:
        return f"{times}{spoken_length(ending.length if span is None else span.end - span.start)}"
    return ""


def _page(routine: Routine, kind: str, head: str, body: Sequence[str]) -> str:
    return "\n".join([
        "<!doctype html>", f'<html lang="{escape(routine.header.language)}">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(routine.title)}</title>", head, "</head>", f'<body class="{kind}">', "<main>",
        *body, "</main>", "</body>", "</html>", "",
    ])  # fmt: skip
