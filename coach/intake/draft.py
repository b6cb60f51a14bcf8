"""A draft: the result of all judgements, ready to be written as a script."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from coach.errors import IntakeError
from coach.intake.breathing import is_phase
from coach.intake.found_time import FoundTime
from coach.intake.group import Group, gather
from coach.intake.judging.judge import Judge
from coach.intake.labels import sense
from coach.intake.settle import settle
from coach.intake.sides import is_turning, means_all_of_it
from coach.intake.tidy import squeeze, without_pictures
from coach.intake.timed_line import TimedLine, timed_lines
from coach.script.spoken_form import speakable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coach.intake.block import Document
    from coach.intake.judgement import Judgement
    from coach.script.routine import Speaker

MOST_CHOSEN = 12 * 3600
"""Seconds: with more time chosen than that, the document is no session, and no time is chosen."""
_GUESS = 45
"""Seconds a step without a time gets, roughly, to judge that."""


@dataclass(slots=True)
class DraftSection:
    """A section or area of the draft."""

    title: str
    level: Literal[2, 3]
    each_side: bool
    cautions: list[Judgement]
    notes: list[str]
    steps: list[tuple[list[Judgement], list[TimedLine]]] = field(default_factory=list)
    """Each step's own cautions, and its lines."""


@dataclass(slots=True)
class Draft:
    """A script before it is written down."""

    title: str
    speaker: Speaker
    breath: str
    """A pattern such as `4-7-8`; empty: the usual one."""
    position: str
    cautions: list[Judgement]
    """About the whole session."""
    notes: list[str]
    sections: list[DraftSection]
    left_out: list[Judgement]
    pieces: list[Judgement]
    """Every judgement, in the order of the document."""
    source: tuple[str, ...]
    """Every piece of text that must not be lost."""

    def lines(self) -> list[TimedLine]:
        """Every line of every step."""
        return [line for section in self.sections for _, lines in section.steps for line in lines]

    def all_cautions(self) -> list[Judgement]:
        """Every caution: about the whole, about a section, and about a step."""
        parts = [piece for section in self.sections for piece in section.cautions]
        return [
            *self.cautions,
            *parts,
            *(each for section in self.sections for own, _ in section.steps for each in own),
        ]


def make_draft(document: Document, speaker: Speaker | None = None) -> Draft:
    """The draft of a document. `speaker` None: by its words. Raises IntakeError if it has nothing to say."""
    judge = Judge(document.blocks)
    pieces = _titled(_speakable(_with_something_to_do(judge.pieces())))
    title, groups, general, out = gather(pieces)
    groups = settle(groups)
    for_whom = speaker or _speaker(pieces)
    _wait_and_breathe(groups, for_whom, judge.pattern is not None)
    homeless = _without_steps(groups)
    choose = sum(len(group.works) for group in groups) * _GUESS < MOST_CHOSEN
    sections = _sections(groups, for_whom, choose)
    notes = [piece.text for piece in general if piece.kind == "note"]
    cautions = [piece for piece in [*general, *homeless] if piece.kind == "caution"]
    cautions.sort(key=lambda piece: piece.block)
    if not any(section.steps for section in sections) and not cautions:
        named = document.name or "it"
        raise IntakeError(f"There is nothing to say in {named}. Write the steps as a list, and import it again.")
    shown = title or _prettified(document.name)
    breath, position = judge.pattern[0] if judge.pattern else "", _position(sections)
    source = document.pieces()
    return Draft(_title(shown), for_whom, breath, position, cautions, notes, sections, out, pieces, source)


def _with_something_to_do(pieces: list[Judgement]) -> list[Judgement]:
    """Make steps of all sentences, if a document has no steps."""
    if any(piece.kind == "step" for piece in pieces):
        return pieces
    return [
        replace(piece, kind="step", rule="all-there-is", why="the document has no other steps")
        if piece.kind == "note"
        else piece
        for piece in pieces
    ]


_NEVER_A_TITLE = re.compile(
    r"(?:preparations?|before .*|introduction|intro|instructions?|directions|method|steps?|the (?:steps"
    r"|exercises|stretches|sequence|practice|routine)|exercises|techniques?|day \w+|week \w+|part \w+)",
    re.IGNORECASE,
)


def _titled(pieces: list[Judgement]) -> list[Judgement]:
    """The first heading is the title, if there is no other and it heads the whole and not a part of it."""
    if any(piece.rule == "title" for piece in pieces):
        return pieces
    at = next((index for index, piece in enumerate(pieces) if piece.kind not in ("out", "label")), None)
    if at is None or pieces[at].rule != "heading" or pieces[at].level > 2:
        return pieces
    first = pieces[at]
    later = [piece for piece in pieces[at + 1 :] if piece.kind == "heading"]
    following = next((piece for piece in pieces[at + 1 :] if piece.kind not in ("out", "label")), None)
    top = first.level == 1 and not any(piece.level == 1 for piece in later)
    leads = (
        following is not None and (following.kind in ("note", "heading", "caution") or following.rule == "sentence")
    ) or not later
    generic = sense(first.text) is not None or _NEVER_A_TITLE.fullmatch(first.text) is not None
    if top or (leads and not generic):
        pieces[at] = replace(first, rule="title")
    return pieces


_LONGEST_WORD = 60
"""Letters; what is longer is data."""


def _speakable(pieces: Iterable[Judgement]) -> list[Judgement]:
    """Keep what can be spoken, and leave out the rest."""
    return [
        piece
        if piece.kind in ("out", "note") or speakable(_said(piece.text)) or piece.timing.pause or piece.kind == "label"
        else _unsayable(piece)
        for piece in pieces
    ]


def _unsayable(piece: Judgement) -> Judgement:
    return replace(piece, kind="out", rule="not-sayable", why="there is nothing in it that can be said")


def _said(text: str) -> str:
    shown = without_pictures(text)
    return shown if max(map(len, shown.split()), default=0) <= _LONGEST_WORD else ""


_THERAPIST = re.compile(
    r"\b(?:clients?|patients?|receivers?|recipients?|the (?:person|massaged|massed)|(?:your|the) partner"
    r"|person being massaged|therapist)\b",
    re.IGNORECASE,
)


def _speaker(pieces: Sequence[Judgement]) -> Speaker:
    words = [piece.text for piece in pieces if piece.kind != "out"]
    found = sum(len(_THERAPIST.findall(text)) for text in words)
    total = sum(len(text.split()) for text in words)
    return "therapist" if found and found * 400 >= total else "self"


def _wait_and_breathe(groups: list[Group], speaker: Speaker, breathing: bool) -> None:
    works = [work for group in groups for work in group.works]
    for work in works:
        turning = speaker == "therapist" and is_turning(work.text)
        again = (
            "other-side" not in work.timing.rules
            and means_all_of_it(work.text)
            and re.search(r"\b(?:repeat\w*|again)\b.*\b(?:other|opposite|second)\b", work.text, re.I)
        )
        if (turning or again) and not work.timing.timed:
            work.timing = work.timing.and_then(
                FoundTime(wait=True, rules=("all-on-the-other-side" if again else "turning",))
            )
    if breathing and not any(work.timing.breaths for work in works):
        phases = [work for work in works if is_phase(work.text)]
        if phases and phases[-1].timing.repeats is not None:
            t = phases[-1].timing
            phases[-1].timing = FoundTime(
                breaths=t.repeats, each_side=t.each_side, rules=(*t.rules, "rounds-are-breaths")
            )
        elif phases:
            phases[-1].timing = FoundTime(breaths=3, rules=("breaths-chosen",))
    if breathing:
        for work in works:
            if is_phase(work.text) and (work.timing.seconds or 0) <= 30 and _only_a_length(work.timing):
                work.timing = FoundTime(rules=(*work.timing.rules, "phase"))


def _only_a_length(timing: FoundTime) -> bool:
    return timing.breaths is None and timing.repeats is None and timing.reps is None and timing.pause is None


def _without_steps(groups: list[Group]) -> list[Judgement]:
    """Take out the cautions of groups without steps: they go to the beginning, unless they are there."""
    homeless: list[Judgement] = []
    begun = False
    for group in groups:
        if group.works:
            begun = True
        elif begun or not group.title:
            homeless += group.cautions
            group.cautions = []
    return homeless


def _sections(groups: list[Group], speaker: Speaker, choose: bool) -> list[DraftSection]:
    sections: list[DraftSection] = []
    highest = min((group.level for group in groups if group.title and group.works), default=2)
    apart = False  # whether areas here must be sections: one of them is done on each side
    for index, group in enumerate(groups):
        level: Literal[2, 3] = 2 if group.level <= highest or not group.title else 3
        if level == 2:
            apart = _some_area_is_sided(groups, index, highest)
        section = DraftSection(
            group.title,
            2 if apart or group.each_side else level,
            group.each_side,
            group.cautions,
            [piece.text for piece in group.notes],
        )
        for work in group.works:
            section.steps.append((work.cautions, timed_lines(work, speaker, choose)))
        if section.title or section.steps or section.notes or section.cautions:
            sections.append(section)
    return sections


def _some_area_is_sided(groups: list[Group], index: int, highest: int) -> bool:
    for group in groups[index + 1 :]:
        if group.level <= highest:
            return False
        if group.each_side:
            return True
    return False


_POSITIONS = re.compile(
    r"\b(?P<down>face[- ]?down|prone|on (?:your|his|her|their|the) (?:stomach|front|belly))\b"
    r"|\b(?P<up>face[- ]?up|supine|on (?:your|his|her|their|the) back)\b|\b(?P<side>side-?lying|on (?:your"
    r"|one|the|their) side)\b|\b(?P<sit>sit(?:s|ting)?|seated)\b|\b(?P<stand>stand(?:s|ing)?)\b",
    re.IGNORECASE,
)
_NAMES = {"down": "face down", "up": "face up", "side": "on the side", "sit": "sitting", "stand": "standing"}


def _position(sections: list[DraftSection]) -> str:
    """How one lies or sits, by the first of the first steps that says so."""
    first = [line.text for section in sections for _, lines in section.steps for line in lines][:6]
    match = next((found for text in first if (found := _POSITIONS.search(text))), None)
    return _NAMES[match.lastgroup] if match and match.lastgroup else ""


def _prettified(name: str) -> str:
    words = squeeze(re.sub(r"[-_.]+", " ", name))
    named = re.search(r"\b[^\W\d_]{3,}\b", words)
    return words[:1].upper() + words[1:] if named else ""


def _title(text: str) -> str:
    text = squeeze(without_pictures(text)).strip(" #*_")[:200]
    return text if speakable(text) else "Imported routine"
