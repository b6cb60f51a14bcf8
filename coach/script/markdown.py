"""Markdown to sections: headings, list items, quotes and alerts become steps; other text is not spoken."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import nearest
from coach.script.conditions import split_if
from coach.script.dangers import danger_label, is_label
from coach.script.diagnostics import Diagnostics
from coach.script.inline import has_struck_out, is_script, lone_link, picture_of, sources_of, words_of
from coach.script.routine import Diagnostic, Line, Location, Section, Step, StepPicture, Time, Unspoken
from coach.script.slips import bare_times, other_side, slips
from coach.script.source import Source
from coach.script.spoken_words import LONGEST_LINE, UNKNOWN, SpokenWords
from coach.script.timed_words import split_bracket, split_pauses
from coach.script.timing import BadTime

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.tree import SyntaxTreeNode

    from coach.script.routine import Listener, Speaker

_ALERT = re.compile(r"\[!(\w+)\]:?\s*")
_CAUTIONS = ("CAUTION", "WARNING")
_ALERTS = (*_CAUTIONS, "NOTE", "TIP", "IMPORTANT")
_HTML = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_LIKE_CAUTION = re.compile(r"\W{0,4}(?:CAUTION|WARNING)\b")
_KINDS = {"table": "table", "fence": "code", "code_block": "code", "html_block": "HTML"}
"""Blocks that are not spoken, besides paragraphs and small headings."""


@dataclass
class Part:
    """A parsed file: its title (the first `#` heading), sections, diagnostics, and text that is not spoken."""

    title: str = ""
    sections: list[Section] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    unspoken: list[Unspoken] = field(default_factory=list)


def parse_markdown(
    text: str, file: str, speaker: Speaker, include: Callable[[str, Location], Part | Diagnostic]
) -> Part:
    """The parsed `text`, whose front matter has been blanked out.

    `include` is called with the address and the location of each link to a script; it returns its part or a diagnostic.
    """
    return _Parser(Source(text, file), speaker, include).parse()


_SIDES_WITHIN = "(each side) inside a section or an area that is done on each side already."


class _Parser:
    def __init__(self, source: Source, speaker: Speaker, include: Callable[[str, Location], Part | Diagnostic]) -> None:
        self.source, self.include = source, include
        self.speaker: Listener = speaker
        self.client: Listener = "client" if speaker == "therapist" else "self"
        self.part = Part()
        self.tell = Diagnostics(source, self.part.diagnostics)
        self.words = SpokenWords(self.tell)
        self.open = [(Section("", (), Location(source.file, 1)), list[Step]())]  # the current section, then its areas
        self.quotes_belong = False  # whether a quote here belongs to the step before it
        self.danger = ""  # the current danger label
        self.broken = False  # whether the current section's heading is invalid

    @property
    def section(self) -> Section:
        """The current section, a heading with ##."""
        return self.open[0][0]

    @property
    def sided(self) -> bool:
        """Whether what is read now is done on each side: its section, or its area."""
        return self.section.each_side or self.open[-1][0].each_side

    @property
    def steps(self) -> list[Step]:
        """The list for the next step: the section's, or its latest area's."""
        return self.open[-1][1]

    def parse(self) -> Part:
        for node in self.source.tree().children:
            self._block(node)
        self._close_section()
        return self.part

    def _unspoken(self, node: SyntaxTreeNode, kind: str) -> None:
        text = words_of(node) if node.type in ("paragraph", "heading") else " ".join(node.content.split())
        text = _ALERT.sub("", text, count=1) if kind == "note" else text
        if node.type == "table":
            text = " ".join(words_of(cell) for cell in node.walk() if cell.type == "inline")
        if text.strip():
            self.part.unspoken.append(Unspoken(self.source.location(node), kind, text))

    def _block(self, node: SyntaxTreeNode) -> None:
        if node.type == "heading":
            self._heading(node)
        elif node.type in ("bullet_list", "ordered_list"):
            if self.danger:
                message = (
                    f"what stands under '{self.danger}' will be spoken as steps: if it warns, make it a caution, "
                    "a quote that begins with > [!CAUTION]"
                )
                self.tell.doubt(message, self.source.location(node), code="danger-list")
                self.danger = ""
            for item in node.children:
                self._item(item)
        elif node.type == "blockquote":
            self._quote(node)
        elif node.type == "paragraph":
            self._paragraph(node)
        elif node.type == "html_block" and _HTML.sub("", node.content).strip():
            self.tell.doubt("what stands in raw HTML is not spoken", self.source.location(node), code="html")
        elif node.type in ("table", "fence", "code_block"):
            self._unspoken(node, _KINDS[node.type])

    def _heading(self, node: SyntaxTreeNode) -> None:
        location = self.source.location(node)
        words, inside = split_bracket(self.words.words(node, location))
        before = len(self.part.diagnostics)
        bracket = self.words.bracket(inside, location)
        self.danger = words if danger_label(words) else ""
        if bracket is not UNKNOWN and (bracket.time != Time() or bracket.pause is not None):
            message = "a time on a heading is a note, which nothing keeps to: give times to the steps below"
            self.tell.doubt(message, location, inside, "heading-time")
        if bracket.learn:
            self.tell.error("(learn) belongs on the steps that teach, not on a heading.", location, inside)
        is_title = node.tag == "h1" and not self.part.title and not self.steps and not self.part.sections
        if (bracket.optional or bracket.opening) and (is_title or node.tag not in ("h1", "h2")):
            self.tell.error("only a section, a heading with ##, can have this.", location, inside)
            bracket = replace(bracket, optional=False, opening=None)
        if bracket.each_side and node.tag == "h3" and self.section.each_side:
            self.tell.error(_SIDES_WITHIN, location, inside, "sides")
            bracket = replace(bracket, each_side=False)
        if (bracket.unless or bracket.each_side) and (is_title or node.tag not in ("h1", "h2", "h3")):
            self.tell.error("only a section or an area, a heading with ## or ###, can have this.", location, inside)
        if is_title:
            self.part.title = words
        elif node.tag in ("h1", "h2", "h3"):
            self.tell.slips(slips(words), location)
            self.words.placeholders(words, location, sided=self._may_have_sides)
            heading = Section(
                words, (), location, bracket.each_side, bracket.optional, bracket.unless, opening=bracket.opening
            )
            if node.tag == "h3":
                self._open_area(heading, [])
            else:
                self._close_section()
                self.open = [(heading, [])]
                self.broken = len(self.part.diagnostics) > before
        else:
            self._unspoken(node, "heading")

    def _open_area(self, heading: Section, steps: Sequence[Step]) -> None:
        self.open.append((heading, list(steps)))
        self.quotes_belong = False

    def _close_section(self) -> None:
        (heading, steps), *inside = self.open
        areas = tuple(replace(area, steps=tuple(its_steps)) for area, its_steps in inside if its_steps)
        if steps or areas:
            self.part.sections.append(replace(heading, steps=tuple(steps), areas=areas))
        self.open = [(Section("", (), heading.location), [])]
        self.quotes_belong = self.broken = False

    def _item(self, item: SyntaxTreeNode) -> None:
        for index, node in enumerate(item.children):
            # A later paragraph in an item is a note; a list, quote or alert in it counts as usual.
            if node.type != "paragraph":
                if node.type in ("bullet_list", "ordered_list") and index == 1 and item.children[0].type == "paragraph":
                    words = words_of(item.children[0])
                    self.danger = words if danger_label(words) else ""
                self._block(node)
            elif index == 0:
                self._step(node)
            else:
                self._show(self._picture(node))
                self._unspoken(node, "paragraph")

    def _step(self, node: SyntaxTreeNode) -> None:
        location = self.source.location(node)
        if lone_link(node) is not None:
            self.tell.error("a link includes a script only as a paragraph of its own, outside a list.", location)
            return
        text = self.words.words(node, location)
        words, inside = self.words.split(text, location)
        picture = self._picture(node)
        if not text and picture is not None and self.steps:
            self._show(picture)
            return
        if not words and ((not text and words_of(node)) or has_struck_out(node)):
            return
        self._strays(node)
        bracket = self.words.bracket(inside, location)
        if bracket.optional:
            message = "(optional) belongs on a heading: a whole section is left out."
            self.tell.error(message, location, inside)
        if bracket.each_side and self.sided:
            self.tell.error(_SIDES_WITHIN, location, inside, "sides")
            bracket = replace(bracket, each_side=False)
        sided = self.sided or bracket.each_side
        if inside is None:
            self.tell.slips(bare_times(words), location)
        if not sided:
            self.tell.slips(other_side(words), location)
        time, lines = bracket.time, tuple[Line, ...]()
        if words or not (time.timed or time.repeats > 1 or bracket.pause):
            lines = self._lines(words, self.speaker, location, sided)
        if bracket.pause is not None:
            if lines:
                lines = (*lines[:-1], replace(lines[-1], pause=bracket.pause))
            else:
                time = Time(bracket.pause)
        if not lines and not time.timed and time.repeats == 1:
            return  # its errors are reported already
        self.steps.append(
            Step(
                lines, time, location, each_side=bracket.each_side, sources=sources_of(node),
                learn=bracket.learn, unless=bracket.unless, picture=picture,
            )
        )  # fmt: skip
        self.quotes_belong = True

    def _picture(self, node: SyntaxTreeNode) -> StepPicture | None:
        """The picture in a paragraph, if any, with its own place."""
        found = picture_of(node)
        if found is None:
            return None
        address, text = found
        return StepPicture(address, text, self.source.find(self.source.location(node), "![")[0])

    def _show(self, picture: StepPicture | None) -> None:
        """Show a picture during the step before it, unless that has one."""
        if picture is not None and self.steps and self.steps[-1].picture is None:
            self.steps[-1] = replace(self.steps[-1], picture=picture)

    def _strays(self, node: SyntaxTreeNode) -> None:
        """A doubt for a line directly below a step that is not indented, and so becomes a part of it."""
        first, end = node.map or (0, 0)
        above = self.source.line(first + 1)
        margin = len(above) - len(above.lstrip())
        for number in range(first + 2, end + 1):
            line = self.source.line(number)
            stray = line.strip()
            indented = len(line) - len(line.lstrip()) > margin
            wrapped = len(above.rstrip()) > 60 and above.rstrip()[-1:] not in ".!?:)"
            if stray[:1].isupper() and not indented and not wrapped:
                message = (
                    f"'{stray}' is spoken as a part of the step above it: begin it with '- ' if it is a step, or leave "
                    "an empty line before it if it is a note"
                )
                self.tell.doubt(message, Location(self.source.file, number, margin + 1), code="stray-line")
            above = line

    def _quote(self, node: SyntaxTreeNode) -> None:
        paragraphs = [child for child in node.walk() if child.type == "paragraph"]
        alert = _ALERT.match(words_of(paragraphs[0])) if paragraphs else None
        self.danger = ""
        if alert is None:
            self._client_lines(paragraphs)
            return
        kind = alert[1].upper()
        if kind not in _ALERTS:
            message = f"unknown alert [!{alert[1]}].{nearest(kind, _ALERTS)}"
            self.tell.error(message, self.source.location(node), f"[!{alert[1]}]", "alert")
        elif kind in _CAUTIONS:
            for child in node.walk():
                if child.type in ("heading", "table", "fence", "code_block", "html_block"):
                    message = "a caution holds paragraphs and lists only: this would not be spoken."
                    self.tell.error(message, self.source.location(child), code="caution")
                    return
            self._cautions(paragraphs)
        else:
            for paragraph in paragraphs:
                self._unspoken(paragraph, "note")

    def _client_lines(self, paragraphs: list[SyntaxTreeNode]) -> None:
        for node in paragraphs:
            location = self.source.location(node)
            words, inside = self.words.split(self.words.words(node, location), location)
            if not words and inside is None:
                continue
            if _ALERT.match(words):
                self.tell.error(
                    "an alert begins a quote of its own: put an empty line before it.", location, code="alert"
                )
                continue
            bracket = self.words.bracket(inside, location)
            if _LIKE_CAUTION.match(words):
                self.tell.doubt(
                    "these are words to the client; a caution begins with [!CAUTION]", location, code="alert"
                )
            if bracket.learn or bracket.unless:
                self.tell.error("this belongs on the step, not on the words to the client.", location, inside)
            belongs = self.quotes_belong and bool(self.steps)
            sided = self.sided or (belongs and self.steps[-1].each_side)
            if bracket is UNKNOWN:
                pass
            elif belongs and bracket.time != Time():
                self.tell.error("a time belongs on the step, not on the words to the client.", location, inside)
            elif bracket.each_side or bracket.optional:
                self.tell.error("words to the client have no sides of their own.", location, inside)
            lines = self._lines(words, self.client, location, sided)
            if lines and bracket.pause is not None:
                lines = (*lines[:-1], replace(lines[-1], pause=bracket.pause))
            if belongs:
                step = self.steps[-1]
                sources = step.sources + sources_of(node)
                self.steps[-1] = replace(step, lines=(*step.lines, *lines), sources=sources)
            elif lines:
                self.steps.append(Step(lines, bracket.time, location, sources=sources_of(node)))

    def _cautions(self, paragraphs: list[SyntaxTreeNode]) -> None:
        before = len(self.steps), len(self.part.diagnostics)
        for index, node in enumerate(paragraphs):
            location = self.source.location(node)
            words = self.words.words(node, location)
            if index == 0:
                words = _ALERT.sub("", words, count=1)
                if not words:
                    continue
                if self.source.line(location.line).rstrip().endswith("]"):
                    location = replace(location, line=location.line + 1)
            words, only_if = split_if(words)
            words, inside = split_bracket(words)
            if inside is not None and inside.lower().startswith("unless "):
                words, inside = f"{words} ({inside})", None  # a caution is never left out, so these are its words
            if inside is not None:
                self.tell.error("a caution has no time: it is always spoken in full.", location, inside, "caution")
            lines = self._lines(words, self.speaker, location, self.sided, timed=False)
            if lines:
                step = Step(lines, Time(), location, caution=True, sources=sources_of(node), only_if=only_if)
                self.steps.append(step)
        if (len(self.steps), len(self.part.diagnostics)) == before:
            self.tell.error("this caution says nothing.", self.source.location(paragraphs[0]), code="caution")
        self.quotes_belong = False

    def _paragraph(self, node: SyntaxTreeNode) -> None:
        words, location = words_of(node), self.source.location(node)
        target = lone_link(node)
        if target is not None:
            self.danger = ""
            self._include(target, location)
            return
        if len(words) > LONGEST_LINE:
            self._unspoken(node, "paragraph")
            return
        if re.fullmatch(r"\[[^\]]*\]\([^)]*\.md\)", words):
            self.tell.error(
                "this link is not one: put an address with spaces in angle brackets.", location, code="include"
            )
        elif _ALERT.match(words):
            self.tell.error("an alert is a quote: begin each of its lines with '>'.", location, code="alert")
        elif any(is_script(str(link.attrs.get("href", ""))) for link in node.walk() if link.type == "link"):
            message = "this link includes nothing: an include is one link, and nothing else, between empty lines"
            self.tell.doubt(message, location, code="include")
        elif (rest := self._rest(words)) is not None:
            self.steps.append(Step((), Time(rest), location))
            self.quotes_belong = True
        elif is_label(words):
            self.danger = words if danger_label(words) else ""
        self._unspoken(node, "paragraph")

    def _rest(self, words: str) -> int | None:
        """The length of a pause that is a separate paragraph between steps; None: it is no pause."""
        try:
            pieces = split_pauses(words)
        except BadTime:
            return None
        return pieces[0][1] if len(pieces) == 1 and not pieces[0][0] and self.steps and pieces[0][1] else None

    def _include(self, target: str, location: Location) -> None:
        part = self.include(target, location)
        if isinstance(part, Diagnostic):
            self.part.diagnostics.append(replace(part, end=part.end or self.source.find(part.location)[1]))
            return
        self.part.diagnostics.extend(part.diagnostics)
        self.part.unspoken.extend(part.unspoken)
        titled = any(section.title for section in part.sections)
        if titled and (self.section.each_side or self.section.optional):
            message = (
                "a script with sections of its own cannot be included in one that is each side or optional: "
                "give it areas, headings with ###."
            )
            self.tell.error(message, location, code="include")
            return
        for section in part.sections:
            if section.title:
                self._close_section()
                self.part.sections.append(section)
            else:
                self._join(section)

    def _join(self, section: Section) -> None:
        for area in section.walk():
            if area.each_side and self.section.each_side:
                self.tell.error(_SIDES_WITHIN, area.location, code="sides")
            around = self.sided if area is section else self.section.each_side or area.each_side
            for step in area.steps:
                if step.each_side and around:
                    self.tell.error(_SIDES_WITHIN, step.location, code="sides")
                for line in step.lines:
                    sided = around or step.each_side or self._may_have_sides
                    self.words.placeholders(line.text, line.location, sided=sided, timed=not step.caution)
        self.steps.extend(section.steps)
        for area in section.areas:
            self._open_area(area, area.steps)
        self.quotes_belong = False

    def _lines(
        self, words: str, to: Listener, location: Location, sided: bool, *, timed: bool = True
    ) -> tuple[Line, ...]:
        """The lines of a step; a pause before its words becomes a step of its own."""
        before, lines = self.words.lines(words, to, location, sided=sided or self._may_have_sides, timed=timed)
        if before:
            self.steps.append(Step((), Time(before), location))
        return lines

    @property
    def _may_have_sides(self) -> bool:
        """Whether sides are unknown here: a part without headings joins the section that includes it, and only that
        section has them."""
        return self.broken or (not self.section.title and is_part(self.source.file))


def is_part(file: str) -> bool:
    """Whether a script is in a folder `parts`, and so only included by others."""
    return Path(file).absolute().parent.name == "parts"
