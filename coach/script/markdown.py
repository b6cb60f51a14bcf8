"""Markdown to sections: headings, list items, quotes and alerts become steps; the rest is for the reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import ScriptError, nearest
from coach.script.inline import is_script, lone_link, sources_of, words_of
from coach.script.lexicon import speakable
from coach.script.routine import Doubt, Line, Place, Section, Step, Time
from coach.script.text import Text
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
    doubts: list[Doubt] = field(default_factory=list)


def parse_markdown(text: str, file: str, speaker: Speaker, include: Callable[[str, Place], Part]) -> Part:
    """The sections written in `text`, whose front matter has been blanked out.

    `include` is called with the address of a linked script and the place of its link. Raises ScriptError.
    """
    return _Parser(Text(text, file), speaker, include).parse()


class _Parser:
    def __init__(self, text: Text, speaker: Speaker, include: Callable[[str, Place], Part]) -> None:
        self.text, self.include = text, include
        self.speaker: Listener = speaker
        self.client: Listener = "client" if speaker == "therapist" else "self"
        self.part = Part()
        self.open = [(Section("", (), Place(text.file, 1)), list[Step]())]  # the section being read, then its areas
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
        for node in self.text.tree().children:
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
            self.part.doubts.append(Doubt(self.text.place(node), "what stands in raw HTML is not spoken"))

    def _heading(self, node: SyntaxTreeNode) -> None:
        words, inside = split_bracket(words_of(node))
        place = self.text.place(node)
        bracket = self._bracket(inside, place)
        if bracket.time.timed or bracket.time.repeats > 1:
            raise self.text.error("a heading has no time: give it to the steps below.", place, inside)
        is_title = node.tag == "h1" and not self.part.title and not self.steps and not self.part.sections
        if (bracket.each_side or bracket.optional) and (is_title or node.tag not in ("h1", "h2")):
            raise self.text.error("only a section, a heading with ##, can have this.", place, inside)
        if len(words) > LONGEST_LINE:
            raise self.text.error(f"a heading has at most {LONGEST_LINE} characters.", place)
        if is_title:
            self.part.title = words
        elif node.tag in ("h1", "h2", "h3"):
            self._doubt(words, place)
            self._placeholders(words, place, sided=False)
            heading = Section(words, (), place, bracket.each_side, bracket.optional)
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
        self.open = [(Section("", (), heading.place), [])]
        self.quotes_belong = False

    def _item(self, item: SyntaxTreeNode) -> None:
        for index, node in enumerate(item.children):
            # A paragraph further down an item is a note; a list, quote or alert in it counts as anywhere.
            if node.type != "paragraph":
                self._block(node)
            elif index == 0:
                self._step(node)

    def _step(self, node: SyntaxTreeNode) -> None:
        place = self.text.place(node)
        if lone_link(node) is not None:
            raise self.text.error("a link includes a script only as a paragraph of its own, outside a list.", place)
        words, inside = split_bracket(words_of(node))
        bracket = self._bracket(inside, place)
        if bracket.optional:
            raise self.text.error("(optional) belongs on a heading: a whole section is left out.", place, inside)
        if bracket.each_side and self.section.each_side:
            raise self.text.error("(each side) inside a section that is done on each side already.", place, inside)
        sided = self.section.each_side or bracket.each_side
        if words or not bracket.time.timed:
            lines: tuple[Line, ...] = (self._line(words, self.speaker, place, sided),)
        else:
            lines = ()
        self.steps.append(Step(lines, bracket.time, place, each_side=bracket.each_side, sources=sources_of(node)))
        self.quotes_belong = True

    def _quote(self, node: SyntaxTreeNode) -> None:
        paragraphs = [child for child in node.walk() if child.type == "paragraph"]
        alert = _ALERT.match(words_of(paragraphs[0])) if paragraphs else None
        if alert is None:
            self._client_lines(paragraphs)
            return
        kind = alert[1].upper()
        if kind not in _ALERTS:
            place = self.text.place(node)
            raise self.text.error(f"unknown alert [!{alert[1]}].{nearest(kind, _ALERTS)}", place)
        if kind in _CAUTIONS:
            for child in node.walk():
                if child.type in ("heading", "table", "fence", "code_block", "html_block"):
                    message = "a caution holds paragraphs and lists only: this would not be spoken."
                    raise self.text.error(message, self.text.place(child))
            self._cautions(paragraphs)

    def _client_lines(self, paragraphs: list[SyntaxTreeNode]) -> None:
        for node in paragraphs:
            place = self.text.place(node)
            words, inside = split_bracket(words_of(node))
            bracket = self._bracket(inside, place)
            if not words and inside is None:
                continue
            if _ALERT.match(words):
                raise self.text.error("an alert begins a quote of its own: put an empty line before it.", place)
            if _LIKE_CAUTION.match(words):
                self.part.doubts.append(Doubt(place, "these are words to the client; a caution begins with [!CAUTION]"))
            if self.quotes_belong:
                if inside is not None:
                    raise self.text.error("a time belongs on the step, not on the words to the client.", place, inside)
                step = self.steps[-1]
                sided = self.section.each_side or step.each_side
                line = self._line(words, self.client, place, sided)
                sources = step.sources + sources_of(node)
                self.steps[-1] = replace(step, lines=(*step.lines, line), sources=sources)
            else:
                if bracket.each_side or bracket.optional:
                    raise self.text.error("words to the client have no sides of their own.", place, inside)
                line = self._line(words, self.client, place, self.section.each_side)
                self.steps.append(Step((line,), bracket.time, place, sources=sources_of(node)))

    def _cautions(self, paragraphs: list[SyntaxTreeNode]) -> None:
        before = len(self.steps)
        for index, node in enumerate(paragraphs):
            words = words_of(node)
            place = self.text.place(node)
            if index == 0:
                words = _ALERT.sub("", words, count=1)
                if not words:
                    continue
                if self.text.line(place.line).rstrip().endswith("]"):
                    place = replace(place, line=place.line + 1)
            words, inside = split_bracket(words)
            if inside is not None:
                raise self.text.error("a caution has no time: it is always spoken in full.", place, inside)
            line = self._line(words, self.speaker, place, self.section.each_side)
            self.steps.append(Step((line,), Time(), place, caution=True, sources=sources_of(node)))
        if len(self.steps) == before:
            raise self.text.error("this caution says nothing.", self.text.place(paragraphs[0]))
        self.quotes_belong = False

    def _paragraph(self, node: SyntaxTreeNode) -> None:
        target = lone_link(node)
        if target is None:
            if re.fullmatch(r"\[[^\]]*\]\([^)]*\.md\)", words_of(node)):
                message = "this link is not one: put an address with spaces in angle brackets."
                raise self.text.error(message, self.text.place(node))
            if _ALERT.match(words_of(node)):
                raise self.text.error("an alert is a quote: begin each of its lines with '>'.", self.text.place(node))
            if any(is_script(str(link.attrs.get("href", ""))) for link in node.walk() if link.type == "link"):
                message = "this link includes nothing: an include is one link, and nothing else, between empty lines"
                self.part.doubts.append(Doubt(self.text.place(node), message))
            return
        part = self.include(target, self.text.place(node))
        titled = any(section.title for section in part.sections)
        if titled and (self.section.each_side or self.section.optional):
            message = (
                "a script with sections of its own cannot be included in one that is each side or optional: "
                "give it areas, headings with ###."
            )
            raise self.text.error(message, self.text.place(node))
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
                raise ScriptError(message, step.place.file, step.place.line, step.place.column)
            for line in step.lines:
                sided = self.section.each_side or step.each_side
                self._placeholders(line.text, line.place, sided)
        self.steps.extend(section.steps)
        for area in section.areas:
            self._open_area(area, area.steps)
        self.quotes_belong = False

    def _line(self, words: str, to: Listener, place: Place, sided: bool) -> Line:
        if len(words) > LONGEST_LINE:
            raise self.text.error(
                f"this spoken line has {len(words)} characters; split it: {LONGEST_LINE} are the most.", place
            )
        if not speakable(words):
            raise self.text.error("there is nothing here that can be spoken: write it in words.", place)
        self._placeholders(words, place, sided)
        self._doubt(words, place)
        return Line(words, to, place)

    def _placeholders(self, words: str, place: Place, sided: bool) -> None:
        # A part without headings joins the section that includes it, and only that one knows its sides.
        unknown = not self.section.title and is_part(self.text.file)
        for name in _PLACEHOLDER.findall(words):
            written = "{" + name + "}"
            if name != "side":
                raise self.text.error(f"unknown placeholder {written}; the only one is {{side}}.", place, written)
            if not sided and not unknown:
                raise self.text.error(
                    "{side} has a meaning only inside (each side), on the heading or the step.", place, written
                )

    def _bracket(self, inside: str | None, place: Place) -> Bracket:
        if inside is None:
            return Bracket()
        try:
            return parse_bracket(inside)
        except BadTime as error:
            raise self.text.error(f"{error}.", place, inside) from error

    def _doubt(self, words: str, place: Place) -> None:
        if (message := doubt(words)) is not None:
            self.part.doubts.append(Doubt(place, message))


def is_part(file: str) -> bool:
    """Whether a script lies in a folder `parts`, and so is there to be included."""
    return Path(file).absolute().parent.name == "parts"
