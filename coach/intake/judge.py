"""Judging: each piece of a block becomes a step, a caution, a note, a heading, or is left out, by a named rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from coach.intake.breathing import find_pattern
from coach.intake.danger_signs import bracketed_warnings, danger, is_general, refers_back, split_warning
from coach.intake.found_time import NO_TIME, FoundTime
from coach.intake.furniture import ADDRESS, URL, furniture, furniture_block, without_address, without_references
from coach.intake.judgement import INCOMPLETE, Judgement, caution, joint, out, whole
from coach.intake.labels import Label, Sense, sense, split_label
from coach.intake.notes import note, notes_of, stage_direction
from coach.intake.pauses import PAUSE_MARK, WrittenPause, split_pauses
from coach.intake.sentences import sentences
from coach.intake.table_rows import judge_row
from coach.intake.tidy import squeeze, without_pictures
from coach.intake.times import attribute_timing, find_timing, is_bare_timing
from coach.intake.verbs import instructs
from coach.script.timed_words import split_bracket

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coach.intake.block import TextBlock


@dataclass(slots=True)
class _Scope:
    """A label or heading whose meaning holds for what stands under it."""

    sense: Sense | Literal["out"]
    label: str
    by_heading: bool
    level: int = 0
    numbered: bool | None = None
    """Whether its items are numbered; None: there was none yet."""
    general: bool = False


_FORBIDS = ("never", "do-not", "avoid", "stop-if", "must-not", "forbidden", "not-there", "doctor", "warning-sign")
"""Dangers whose sentence says by itself what not to do, or what to do then."""
_BESIDE_THE_TEXT = re.compile(
    r"caption|sidebar|banner|widget|popup|modal|overlay|head or foot|head of the page|label", re.IGNORECASE
)
"""Parts of a page that can hold a warning of the text."""
_WEAK_FURNITURE = ("not-advice", "contact", "form", "see-also", "byline", "figure")
"""Parts of a page that are kept if the same words name a danger."""
_SENDS = re.compile(r"\b(?:consult|see|ask|talk|speak|seek|call|contact)\b", re.IGNORECASE)
_STRONG_DANGER = ("stop-if", "symptom", "condition", "doctor", "do-not", "warning-sign", "forbidden", "not-for")
_LEFT_OUT_HEADINGS = re.compile(
    r"\W*(?:(?:\d+ )?comments?(?: \(\d+\))?|\d+ (?:replies|responses|thoughts).*|leave a (?:comment|reply)"
    r"|related(?: (?:articles?|posts?|videos?|reading|content|links|pages|products|stories))?"
    r"|you (?:may|might) also.*|about the author|recent posts|categories|share this.*|references"
    r"|sources|bibliography|follow us.*|advertisement|sponsored.*|table of contents|contents|more (?:from"
    r"|like).*|popular (?:posts?|articles?|videos?)|archives|tags)\W*",
    re.I,
)

_ALL_AGAIN = re.compile(
    r"\W*(?:do|repeat|complete|perform|go through)\b.{0,40}\b(?:rounds?|circuits?|sequences?|series"
    r"|the whole|entire|all (?:the )?(?:steps|exercises))\b",
    re.I,
)
_OUR_BRACKET = re.compile(r"(?:[\d\s.,:x×–-]|s\b|min\b|breaths?\b|each side\b)*")
"""The inside of a bracket that is written again as it was."""


class Judge:
    """Reads the blocks in order, knowing under which heading and label each stands."""

    def __init__(self, blocks: Sequence[TextBlock]) -> None:
        self._blocks = blocks
        self._scope: _Scope | None = None
        self._headed = False  # whether there has been a heading, which may be the title
        self._begun = False  # whether there has been a heading of the text, or a step
        self._level = 9  # of the heading we are under
        words = "\n".join(block.text for block in blocks if not block.furniture and block.kind != "row")
        self.pattern = find_pattern(words)
        self._breathing = self.pattern is not None

    def pieces(self) -> list[Judgement]:
        """All judgements, in the order of the words."""
        found: list[Judgement] = []
        for index, block in enumerate(self._blocks):
            for piece in _together(list(self._block(index, block))):
                found.append(
                    replace(piece, block=index, line=block.line, listed=block.kind == "item", number=block.number)
                )
                self._begun = self._begun or piece.kind == "step"
        return found

    def _block(self, index: int, block: TextBlock) -> Iterator[Judgement]:
        following = self._blocks[index + 1] if index + 1 < len(self._blocks) else None
        if _BESIDE_THE_TEXT.search(block.furniture) and danger(block.text) and not furniture(block.text):
            yield caution(block.text, "beside-the-text", f"a warning in {block.furniture}", is_general(block.text))
        elif block.furniture:
            yield out(block.text, "furniture", block.furniture)
        elif not re.search(r"\w", block.text):
            yield out(block.text, "no-words", "no words")
        elif block.kind in ("title", "heading"):
            yield from self._heading(block)
        elif block.kind == "row":
            yield from self._row(block)
        else:
            yield from self._text(block, following)

    def _heading(self, block: TextBlock) -> Iterator[Judgement]:
        self._scope = None
        text = without_references(without_pictures(block.text))[0] or block.text
        rule = furniture(text) if len(text.split()) <= 25 else None
        if rule is not None or _LEFT_OUT_HEADINGS.fullmatch(text):
            if _LEFT_OUT_HEADINGS.fullmatch(text):
                self._scope = _Scope("out", text, True, block.level)
            yield out(block.text, rule.name if rule else "page-heading", rule.why if rule else "a part of the page")
            return
        if len(text) > 160:
            yield from self._sentences(replace(block, kind="paragraph", text=text), text)
            return
        closing = note(text, False, False)
        if closing is not None and closing.name == "signature":
            yield Judgement("note", text, closing.name, closing.why, 0)
            return
        meaning = sense(text) if block.kind == "heading" else None
        if meaning == "danger":
            mistakes = re.search(r"mistake|error|fault|pitfall", text, re.I) is not None
            general = (block.level <= self._level or is_general(text)) and not mistakes
            self._scope = _Scope("danger", text, True, block.level, general=general)
            yield Judgement("label", text, "danger-heading", "it heads what is dangerous", 0)
            return
        if meaning in ("note", "frequency"):
            self._scope = _Scope("note", text, True, block.level)
        elif block.kind == "heading":
            self._begun = self._begun or self._headed or (block.sure and block.level > 1)
            self._headed = True
        self._level = block.level
        name = "title" if block.kind == "title" else "note-heading" if meaning == "note" else "heading"
        text = re.sub(r"^\s*(?:\d{1,2}|[A-Z])[.)]\s+(?=\S)", "", text)
        words, inside = split_bracket(text)
        timing = find_timing(text)
        if inside is not None and words:
            yield Judgement("heading", words, name, "it heads what follows", 0, level=block.level, timing=timing)
            yield Judgement("note", inside, "heading-bracket", "it stands in the bracket of a heading", 0)
        else:
            yield Judgement("heading", text, name, "it heads what follows", 0, level=block.level, timing=timing)

    def _text(self, block: TextBlock, following: TextBlock | None) -> Iterator[Judgement]:
        self._leave_scope(block)
        text = block.text
        if self._scope is not None and self._scope.sense == "out":
            yield out(text, "page-heading", f"it stands under '{self._scope.label}'")
            return
        rule = furniture_block(text)
        if rule is not None and not self._overruled(rule.name, text):
            yield out(text, rule.name, rule.why)
            return
        label = split_label(text, block.lead)
        meaning = sense(label.name) if label.name else None
        if self._labels_what_follows(block, following):
            label = Label(text.rstrip(":"), "")
            meaning = sense(label.name)
        if label.name and not label.rest.strip():
            yield from self._bare_label(block, label.name, meaning, following)
            return
        if self._opens_list(text, following, block):
            yield from self._bare_label(block, text.rstrip(":"), "danger", following)
            return
        if label.name and meaning is not None:
            if not (self._scope and self._scope.by_heading):
                self._scope = None
            yield from self._labelled(block, label.name, label.rest, meaning, following)
            return
        if block.warning:
            yield from (caution(each, "set-apart", "the page sets it apart as a warning") for each in sentences(text))
            return
        about = ""
        if not PAUSE_MARK.search(text):
            about = next(
                (name for name in (label.name, block.lead) if name and len(name.split()) <= 5 and name != text), ""
            )
        yield from self._sentences(block, text, about)

    def _leave_scope(self, block: TextBlock) -> None:
        scope = self._scope
        if scope is None or scope.by_heading:
            return
        numbered = bool(block.number)
        if block.kind != "item":
            fragment = len(block.text.split()) <= 8 and not block.text.endswith((".", "!", "?", ":"))
            self._scope = (
                scope if scope.numbered is None or block.close or (fragment and scope.numbered is False) else None
            )
        elif scope.numbered is None:
            scope.numbered = numbered
            if block.level <= scope.level and scope.level > 0:
                self._scope = None
        elif scope.numbered != numbered and block.level <= scope.level:
            self._scope = None
        if self._scope is not None and block.kind != "item":
            self._scope.numbered = False

    def _overruled(self, name: str, text: str) -> bool:
        found = danger(text) if name in _WEAK_FURNITURE else None
        if name == "not-advice" and found is not None and found.name == "doctor" and not _SENDS.search(text):
            return False
        return found is not None and found.name in _STRONG_DANGER

    def _labels_what_follows(self, block: TextBlock, following: TextBlock | None) -> bool:
        """Whether a line without a colon is a label all the same: "Common mistakes", and lines right under it."""
        text = block.text
        if (
            following is None
            or following.kind == "heading"
            or len(text.split()) > 8
            or ": " in text
            or text.endswith((".", "!", "?", ","))
        ):
            return False
        under = following.close or (
            following.kind == "item" and not (block.kind == "item" and following.level <= block.level)
        )
        return (
            under
            and sense(text) in ("danger", "note")
            and not (danger(text) is not None and following.close and block.close)
        )

    def _opens_list(self, text: str, following: TextBlock | None, block: TextBlock) -> bool:
        """Whether a line forbids what the items after it say: "Do not do this if you"."""
        if following is None or following.kind != "item" or (block.kind == "item" and following.level <= block.level):
            return False
        opens = text.rstrip().endswith(":") or INCOMPLETE.search(text) is not None
        return opens and len(text.split()) <= 16 and danger(text) is not None

    def _bare_label(
        self, block: TextBlock, name: str, meaning: Sense | None, following: TextBlock | None
    ) -> Iterator[Judgement]:
        if meaning == "danger":
            level = block.level + 1 if block.kind == "item" else 0
            self._scope = _Scope("danger", name, False, level, general=is_general(name))
            yield Judgement("label", name, "danger-label", "it labels what is dangerous", 0)
        elif meaning in ("note", "frequency"):
            self._scope = _Scope("note", name, False, block.level + 1 if block.kind == "item" else 0)
            yield Judgement("note", name, "note-label", "it labels what is for the reader", 0)
        elif meaning in ("step", "attribute"):
            self._scope = None if not (self._scope and self._scope.by_heading) else self._scope
            yield out(name, "step-label", "a label; what it stands over is spoken")
        elif self._scope is not None and self._scope.sense in ("danger", "note"):
            yield from self._sentences(block, name)
        elif len(name.split()) <= 10 and following is not None and following.kind != "heading" and not instructs(name):
            self._level = max(3, self._level)
            self._begun = True
            yield Judgement(
                "heading", name, "label-heading", "it heads what follows", 0, level=3, timing=find_timing(name)
            )
        else:
            yield from self._sentences(block, f"{name}:")

    def _labelled(
        self, block: TextBlock, name: str, rest: str, meaning: Sense, following: TextBlock | None
    ) -> Iterator[Judgement]:
        if meaning == "danger":
            opens = following is not None and following.kind == "item" and rest.endswith(":")
            self._scope = _Scope("danger", name, False, general=is_general(name)) if opens else self._scope
            for index, each in enumerate(sentences(rest)):
                text = f"{name}{joint(name)}{each}" if index == 0 else each
                yield caution(text, "danger-label", f"it stands after '{name}'", is_general(text))
        elif meaning == "attribute":
            timing = attribute_timing(name, rest)
            if (timing.timed or timing.each_side) and self._begun:
                yield Judgement(
                    "step", f"{name}: {rest}", "attribute", "it gives the time of a step", 0, timing=timing, bare=True
                )
            else:
                yield from notes_of(f"{name}: {rest}", "attribute", "it says something about the whole", name)
        elif meaning in ("note", "frequency"):
            yield from notes_of(f"{name}: {rest}", f"{meaning}-label", f"it stands after '{name}'", name)
        else:
            yield out(name, "step-label", "a label; what it stands before is spoken")
            yield from self._sentences(replace(block, kind="item"), rest)

    def _sentences(self, block: TextBlock, text: str, about: str = "") -> Iterator[Judgement]:
        """Each sentence of a block by itself; a pause in brackets belongs to the sentence before it."""
        intro = not self._begun and block.kind == "paragraph"
        for piece_text, pause in split_pauses(text):
            parts = _with_questions(sentences(piece_text))
            for index, each in enumerate(part.lstrip(" ,;") for part in parts):
                last = index == len(parts) - 1
                yield from self._sentence(block, each, pause if last else None, about, intro and pause is None)
            if not parts and pause is not None:
                yield Judgement(
                    "step",
                    "",
                    "pause",
                    "a pause",
                    0,
                    timing=FoundTime(pause=pause.seconds, rules=("pause",)),
                    bare=True,
                    kept=pause.mark,
                )

    def _sentence(
        self, block: TextBlock, raw: str, pause: WrittenPause | None, about: str, intro: bool
    ) -> Iterator[Judgement]:
        text, references = without_references(raw)
        yield from (out(each, "reference", "a reference") for each in references if re.search(r"\w", text))
        if not re.search(r"\w", raw):
            return
        if not re.search(r"\w", without_pictures(text)):
            yield out(raw, "reference", "a reference")
            return
        rule = furniture(text)
        if rule is not None and not self._overruled(rule.name, text):
            yield out(raw, rule.name, rule.why)
            return
        if URL.search(text):
            kept = URL.sub("", text) if danger(text) is not None else without_address(text)
            if kept is None:
                yield out(raw, ADDRESS.name, ADDRESS.why)
                return
            text = squeeze(kept)
        scope = self._scope
        if scope is not None and scope.sense == "danger":
            yield self._in_danger(text, scope)
            return
        named = f"{about}: " if about and not text.startswith(about) else ""
        text, warnings = bracketed_warnings(text)
        for each in warnings:
            yield caution(each, "bracket", "a warning in brackets")
        if (split := split_warning(text)) is not None:
            text = split[0]
            yield caution(split[1], "hanging", "a warning that hangs on an instruction")
        elif (found := danger(text)) is not None:
            yield caution(named + text, found.name, found.why, general=is_general(text))
            return
        if scope is not None and scope.sense == "note":
            yield Judgement("note", text, "note-scope", f"it stands under '{scope.label}'", 0)
            return
        yield self._step_or_note(block, text, pause, about, intro)

    def _step_or_note(
        self, block: TextBlock, text: str, pause: WrittenPause | None, about: str, intro: bool
    ) -> Judgement:
        words, inside = split_bracket(text)
        closing = find_timing(inside) if inside is not None else NO_TIME
        kept = pause.mark if pause else ""
        if (closing.timed or closing.each_side) and len((inside or "").split()) <= 5:
            text, kept = words, kept if _OUR_BRACKET.fullmatch(inside or "") else f"({inside})"
        timing = closing.and_then(find_timing(text, self._breathing))
        if not self._breathing and _ALL_AGAIN.match(text):
            timing = FoundTime(wait=True, rules=("all-again",))
        if not text:
            return Judgement("step", "", "bracket-time", "a time in brackets", 0, timing=timing, bare=True, kept=kept)
        if pause is not None:
            timing = FoundTime(pause=pause.seconds, each_side=timing.each_side, rules=(*timing.rules, "pause"))
        if (rule := note(text, timing.timed, block.kind == "item")) is not None:
            return Judgement("note", text, rule.name, rule.why, 0)
        if block.italic and block.kind == "paragraph" and not timing.timed and stage_direction(text, self._begun):
            return Judgement("note", text, "stage-direction", "in italics, for the reader", 0)
        if intro and not timing.timed and not instructs(text):
            return Judgement("note", text, "introduction", "it comes before the first step, and says nothing to do", 0)
        bare = is_bare_timing(text, timing)
        return Judgement(
            "step",
            text,
            "item" if block.kind == "item" else "sentence",
            "it says what to do",
            0,
            timing=timing,
            bare=bare,
            about=about,
            kept=kept,
        )

    def _in_danger(self, text: str, scope: _Scope) -> Judgement:
        own = danger(text)
        if own is not None and len(text.split()) >= 4 and own.name in _FORBIDS:
            shown = text
        else:
            shown = f"{scope.label}{joint(scope.label)}{text}"
        return caution(shown, "danger-scope", f"it stands under '{scope.label}'", scope.general)

    def _row(self, block: TextBlock) -> Iterator[Judgement]:
        if self._scope is not None and not self._scope.by_heading:
            self._scope = None
        scope = self._scope
        if scope is not None and scope.sense == "danger":
            yield self._in_danger(" ".join(filter(None, block.cells)), scope)
        else:
            yield from judge_row(block, self._breathing, scope.label if scope is not None else "")


_OF_THE_WHOLE = re.compile(r"\bthis\b", re.I)


_WARNING_WORD = re.compile(r"\W*(?:warning|caution|danger|attention|important|beware|note)\W*", re.IGNORECASE)


def _asks(text: str) -> bool:
    """Whether a short question, or one about what one might feel, waits for what is said to it."""
    questions = re.split(r"(?<=\?)\s+", text)
    asked = questions[-1].endswith("?") and (len(questions[-1].split()) <= 3 or danger(questions[-1]) is not None)
    return asked or (questions[0].endswith("?") and danger(questions[0]) is not None)


def _with_questions(parts: list[str]) -> list[str]:
    """Sentences; a short question stays with what is said to it: "Hip replacement? Skip this."."""
    joined: list[str] = []
    for part in parts:
        if joined and (_asks(joined[-1]) or _WARNING_WORD.fullmatch(joined[-1])):
            joined[-1] = f"{joined[-1]} {part}"
        else:
            joined.append(part)
    return joined


def _together(pieces: list[Judgement]) -> list[Judgement]:
    """The cautions of one block stay together, and have the words with them that they refer back to.

    One that is about the whole session takes the others of its block with it.
    """
    general = any(piece.general for piece in pieces if piece.kind == "caution")
    found: list[Judgement] = []
    for piece in pieces:
        if piece.kind != "caution":
            found.append(piece)
            continue
        steps = [each for each in found if each.kind == "step" and not each.bare]
        before = (steps[0] if _OF_THE_WHOLE.search(piece.text) else steps[-1]) if steps else None
        lost = (
            before is not None
            and not piece.text.startswith(before.text)
            and (refers_back(piece.text) or len(piece.text.split()) <= 3)
            and len(before.text.split()) <= 16
        )
        text = f"{whole(before.text)} {piece.text}" if before is not None and lost else piece.text
        found.append(replace(piece, general=general, text=text))
    return found
