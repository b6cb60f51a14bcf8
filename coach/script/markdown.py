"""Markdown to sections: headings, list items, quotes and alerts become steps; the rest is for the reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import ScriptError, nearest
from coach.script.inline import has_struck_out, is_script, lone_link, sources_of, words_of
from coach.script.routine import Diagnostic, Line, Location, Section, Step, Time
from coach.script.source import Source
from coach.script.spoken_form import speakable
from coach.script.timing import BadTime, Bracket, doubt, parse_bracket, split_bracket

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markdown_it.tree import SyntaxTreeNode

    from coach.script.routine import Listener, Speaker

LONGEST_LINE = 1000
"""Characters in one spoken line: over a minute of speech, more than anyone follows."""

_ALERT = re.compile(r"\[!(\w+)\]:?\s*")
_CAUTIONS = ("CAUTION", "WARNING")
_ALERTS = (*_CAUTIONS, "NOTE", "TIP", "IMPORTANT")
_PLACEHOLDER = re.compile(r"\{(\s*\w*\s*)\}")
_HTML = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)
_LIKE_CAUTION = re.compile(r"\W{0,4}(?:CAUTION|WARNING)\b")


@dataclass
class Part:
    """One file, parsed: its sections, the first `#` heading, and what is doubtful."""

    title: str = ""
    sections: list[Section] = field(default_factory=list)
    doubts: list[Diagnostic] = field(default_factory=list)


def parse_markdown(text: str, file: str, speaker: Speaker, include: Callable[[str, Location], Part]) -> Part:
    """The sections written in `text`, whose front matter has been blanked out.

    `include` is called with the address of a linked script and the place of its link. Raises ScriptError.
    """
    return _Parser(Source(text, file), speaker, include).parse()


class _Parser:
    def __init__(self, source: Source, speaker: Speaker, include: Callable[[str, Location], Part]) -> None:
        self.source, self.include = source, include
        self.speaker: Listener = speaker
        self.client: Listener = "client" if speaker == "therapist" else "self"
        self.part = Part()
        self.open = [
            (Section("", (), Location(source.file, 1)), list[Step]())
        ]  # the section being read, then its areas
        self.quotes_belong = False  # whether a quote here belongs to the step before it

    @property
    def section(self) -> Section:
        """The heading with ## under which we are."""
        return self.open[0][0]

    @property
    def steps(self) -> list[Step]:
        """Where the next step goes: to the section, or to its latest area."""
        return self.open[-1][1]

    def parse(self) -> Part:
        for node in self.source.tree().children:
            self._block(node)
        self._close_section()
        return self.part

    def _block(self, node: SyntaxTreeNode) -> None:
        if node.type == "heading":
            self._heading(node)
        elif node.type in ("bullet_list", "ordered_list"):
            for item in node.children:
                self._item(item)
        elif node.type == "blockquote":
            self._quote(node)
        elif node.type == "paragraph":
            self._paragraph(node)
        elif node.type == "html_block" and _HTML.sub("", node.content).strip():
            self.part.doubts.append(Diagnostic(self.source.location(node), "what stands in raw HTML is not spoken"))

    def _heading(self, node: SyntaxTreeNode) -> None:
        words, inside = split_bracket(words_of(node))
        location = self.source.location(node)
        bracket = self._bracket(inside, location)
        if bracket.time.timed or bracket.time.repeats > 1:
            raise self.source.error("a heading has no time: give it to the steps below.", location, inside)
        is_title = node.tag == "h1" and not self.part.title and not self.steps and not self.part.sections
        if (bracket.each_side or bracket.optional) and (is_title or node.tag not in ("h1", "h2")):
            raise self.source.error("only a section, a heading with ##, can have this.", location, inside)
        if len(words) > LONGEST_LINE:
            raise self.source.error(f"a heading has at most {LONGEST_LINE} characters.", location)
        if is_title:
            self.part.title = words
        elif node.tag in ("h1", "h2", "h3"):
            self._doubt(words, location)
            self._placeholders(words, location, sided=False)
            heading = Section(words, (), location, bracket.each_side, bracket.optional)
            if node.tag == "h3":
                self._open_area(heading, [])
            else:
                self._close_section()
                self.open = [(heading, [])]

    def _open_area(self, heading: Section, steps: Sequence[Step]) -> None:
        self.open.append((heading, list(steps)))
        self.quotes_belong = False

    def _close_section(self) -> None:
        (heading, steps), *inside = self.open
        areas = tuple(replace(area, steps=tuple(its_steps)) for area, its_steps in inside if its_steps)
        if steps or areas:
            self.part.sections.append(replace(heading, steps=tuple(steps), areas=areas))
        self.open = [(Section("", (), heading.location), [])]
        self.quotes_belong = False

    def _item(self, item: SyntaxTreeNode) -> None:
        for index, node in enumerate(item.children):
            # A paragraph further down an item is a note; a list, quote or alert in it counts as anywhere.
            if node.type != "paragraph":
                self._block(node)
            elif index == 0:
                self._step(node)

    def _step(self, node: SyntaxTreeNode) -> None:
        location = self.source.location(node)
        if lone_link(node) is not None:
            raise self.source.error(
                "a link includes a script only as a paragraph of its own, outside a list.", location
            )
        words, inside = split_bracket(words_of(node))
        if not words and has_struck_out(node):
            return
        bracket = self._bracket(inside, location)
        if bracket.optional:
            raise self.source.error("(optional) belongs on a heading: a whole section is left out.", location, inside)
        if bracket.each_side and self.section.each_side:
            raise self.source.error("(each side) inside a section that is done on each side already.", location, inside)
        sided = self.section.each_side or bracket.each_side
        if words or not bracket.time.timed:
            lines: tuple[Line, ...] = (self._line(words, self.speaker, location, sided),)
        else:
            lines = ()
        self.steps.append(Step(lines, bracket.time, location, each_side=bracket.each_side, sources=sources_of(node)))
        self.quotes_belong = True

    def _quote(self, node: SyntaxTreeNode) -> None:
        paragraphs = [child for child in node.walk() if child.type == "paragraph"]
        alert = _ALERT.match(words_of(paragraphs[0])) if paragraphs else None
        if alert is None:
            self._client_lines(paragraphs)
            return
        kind = alert[1].upper()
        if kind not in _ALERTS:
            location = self.source.location(node)
            raise self.source.error(f"unknown alert [!{alert[1]}].{nearest(kind, _ALERTS)}", location)
        if kind in _CAUTIONS:
            for child in node.walk():
                if child.type in ("heading", "table", "fence", "code_block", "html_block"):
                    message = "a caution holds paragraphs and lists only: this would not be spoken."
                    raise self.source.error(message, self.source.location(child))
            self._cautions(paragraphs)

    def _client_lines(self, paragraphs: list[SyntaxTreeNode]) -> None:
        for node in paragraphs:
            location = self.source.location(node)
            words, inside = split_bracket(words_of(node))
            bracket = self._bracket(inside, location)
            if not words and inside is None:
                continue
            if _ALERT.match(words):
                raise self.source.error("an alert begins a quote of its own: put an empty line before it.", location)
            if _LIKE_CAUTION.match(words):
                self.part.doubts.append(
                    Diagnostic(location, "these are words to the client; a caution begins with [!CAUTION]")
                )
            if self.quotes_belong:
                if inside is not None:
                    raise self.source.error(
                        "a time belongs on the step, not on the words to the client.", location, inside
                    )
                step = self.steps[-1]
                sided = self.section.each_side or step.each_side
                line = self._line(words, self.client, location, sided)
                sources = step.sources + sources_of(node)
                self.steps[-1] = replace(step, lines=(*step.lines, line), sources=sources)
            else:
                if bracket.each_side or bracket.optional:
                    raise self.source.error("words to the client have no sides of their own.", location, inside)
                line = self._line(words, self.client, location, self.section.each_side)
                self.steps.append(Step((line,), bracket.time, location, sources=sources_of(node)))

    def _cautions(self, paragraphs: list[SyntaxTreeNode]) -> None:
        before = len(self.steps)
        for index, node in enumerate(paragraphs):
            words = words_of(node)
            location = self.source.location(node)
            if index == 0:
                words = _ALERT.sub("", words, count=1)
                if not words:
                    continue
                if self.source.line(location.line).rstrip().endswith("]"):
                    location = replace(location, line=location.line + 1)
            words, inside = split_bracket(words)
            if inside is not None:
                raise self.source.error("a caution has no time: it is always spoken in full.", location, inside)
            line = self._line(words, self.speaker, location, self.section.each_side)
            self.steps.append(Step((line,), Time(), location, caution=True, sources=sources_of(node)))
        if len(self.steps) == before:
            raise self.source.error("this caution says nothing.", self.source.location(paragraphs[0]))
        self.quotes_belong = False

    def _paragraph(self, node: SyntaxTreeNode) -> None:
        target = lone_link(node)
        if target is None:
            if re.fullmatch(r"\[[^\]]*\]\([^)]*\.md\)", words_of(node)):
                message = "this link is not one: put an address with spaces in angle brackets."
                raise self.source.error(message, self.source.location(node))
            if _ALERT.match(words_of(node)):
                raise self.source.error(
                    "an alert is a quote: begin each of its lines with '>'.", self.source.location(node)
                )
            if any(is_script(str(link.attrs.get("href", ""))) for link in node.walk() if link.type == "link"):
                message = "this link includes nothing: an include is one link, and nothing else, between empty lines"
                self.part.doubts.append(Diagnostic(self.source.location(node), message))
            return
        part = self.include(target, self.source.location(node))
        titled = any(section.title for section in part.sections)
        if titled and (self.section.each_side or self.section.optional):
            message = (
                "a script with sections of its own cannot be included in one that is each side or optional: "
                "give it areas, headings with ###."
            )
            raise self.source.error(message, self.source.location(node))
        self.part.doubts.extend(part.doubts)
        for section in part.sections:
            if section.title:
                self._close_section()
                self.part.sections.append(section)
            else:
                self._join(section)

    def _join(self, section: Section) -> None:
        for step in (step for area in section.walk() for step in area.steps):
            if step.each_side and self.section.each_side:
                message = "(each side) inside a section that is done on each side already."
                raise ScriptError(message, step.location.file, step.location.line, step.location.column)
            for line in step.lines:
                sided = self.section.each_side or step.each_side
                self._placeholders(line.text, line.location, sided)
        self.steps.extend(section.steps)
        for area in section.areas:
            self._open_area(area, area.steps)
        self.quotes_belong = False

    def _line(self, words: str, to: Listener, location: Location, sided: bool) -> Line:
        if len(words) > LONGEST_LINE:
            raise self.source.error(
                f"this spoken line has {len(words)} characters; split it: {LONGEST_LINE} are the most.", location
            )
        if not speakable(words):
            raise self.source.error("there is nothing here that can be spoken: write it in words.", location)
        self._placeholders(words, location, sided)
        self._doubt(words, location)
        return Line(words, to, location)

    def _placeholders(self, words: str, location: Location, sided: bool) -> None:
        # A part without headings joins the section that includes it, and only that one knows its sides.
        unknown = not self.section.title and is_part(self.source.file)
        for name in _PLACEHOLDER.findall(words):
            written = "{" + name + "}"
            if name != "side":
                raise self.source.error(f"unknown placeholder {written}; the only one is {{side}}.", location, written)
            if not sided and not unknown:
                raise self.source.error(
                    "{side} has a meaning only inside (each side), on the heading or the step.", location, written
                )

    def _bracket(self, inside: str | None, location: Location) -> Bracket:
        if inside is None:
            return Bracket()
        try:
            return parse_bracket(inside)
        except BadTime as error:
            raise self.source.error(f"{error}.", location, inside) from error

    def _doubt(self, words: str, location: Location) -> None:
        if (message := doubt(words)) is not None:
            self.part.doubts.append(Diagnostic(location, message))


def is_part(file: str) -> bool:
    """Whether a script lies in a folder `parts`, and so is there to be included."""
    return Path(file).absolute().parent.name == "parts"
