"""Labels: "Setup: lie down", "Hold: 30 seconds", "Never use on:", and what they say about the text under them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from coach.intake.danger_signs import danger, danger_label
from coach.intake.judgement import INCOMPLETE
from coach.intake.times import find_timing
from coach.intake.verbs import begins_with_a_verb
from coach.intake.wording_rule import plain

if TYPE_CHECKING:
    from coach.intake.block import TextBlock

Sense = Literal["danger", "note", "attribute", "step", "frequency"]
"""danger: cautions; note: for the reader; attribute: time, count or sides of a step; step: a step like any other."""


class Label(NamedTuple):
    """The label of a block, and the words after it."""

    name: str
    """As written, without its colon; empty: there is none."""
    rest: str
    sense: Sense | None = None
    """What it means for these words and those under it; None: it is an ordinary title, or there is none."""

    @property
    def bare(self) -> bool:
        """Whether it stands by itself, over what follows."""
        return bool(self.name) and not self.rest.strip()


_COLON = re.compile(r"^(?P<name>[^.:!?;]{1,60}?)\s*(?::(?!\d)|\s[-–—]\s)\s*(?P<rest>.*)$", re.DOTALL)
_BARE = re.compile(r"^(?P<name>[^.:!?]{2,80})\s*[:：]\s*$")
_MOST_WORDS = 7

_NOTES = re.compile(
    r"(?:equipment|gear|(?:what )?you(?:'ll| will)? need.*|what you need|materials?|tools?|props?|supplies"
    r"|have ready|level|difficulty|skill level|intensity|total (?:time|duration|length)|time needed"
    r"|time required"
    r"|muscles?(?: (?:worked|targeted|involved|used))?|targets?|target (?:muscles?|areas?)|(?:key |main "
    r"|health )?benefits?.*|why\b.*|good for|great for|best for|goals?|purpose|aims?|about\b.*"
    r"|introduction|intro|overview|background|(?:pro |quick |top |expert |handy )?tips?.*|hint|notes?"
    r"|notes? (?:on|about|for).*|n\.?b"
    r"|variations?.*|modif(?:y|ications?).*|progressions?.*|regressions?.*|(?:to )?make it (?:easier"
    r"|harder).*|easier(?: .*)?|harder(?: .*)?|alternatives?.*|options?|references?|sources?|bibliography"
    r"|further reading|resources|faqs?|frequently asked questions|q|a|question|answer|credits?|author"
    r"|instructor|teacher|category|tags"
    r"|indications?|what it does|what is\b.*|how it works|how does\b.*|anatomy.*|summary|conclusion"
    r"|final thoughts|key takeaways?|takeaways?|did you know|fun fact|the science.*|research|history"
    r"|who (?:is it|it is|it's) for|prescribed by|patient|client name|name|date|clinic|music|playlist"
    r"|style|theme|type|source|suitable for|target audience|age group|description|keywords"
    r"|learning objectives?|objectives?|rationale|evidence|pacing|voice|tone|for the reader|reader)",
    re.IGNORECASE,
)
_ATTRIBUTES = re.compile(
    r"(?:holds?|hold (?:for|time)|time|duration|length|reps?|repetitions?|repeats?|sets?|sets? ?(?:[x×&/]"
    r"|and) ?reps?|rounds?|counts?|breaths?|sides?|each side|timing|dose|dosage|rest(?: between sets)?"
    r"|tempo|how (?:long|many)|minutes|seconds)",
    re.IGNORECASE,
)
_FREQUENCY = re.compile(
    r"(?:frequency|how often|times (?:a|per) (?:day|week)|schedule|when(?: to do it)?|per day|daily|sessions?)",
    re.IGNORECASE,
)
_STEPS = re.compile(
    r"(?:set-?\s?up|setup|starting position|start(?:ing)?(?: pos)?|position(?:ing)?|action|execution"
    r"|movement|technique|method|how(?: to)?(?: do it)?|do(?: this)?|instructions?|directions?|steps?"
    r"|step \w+|(?:exercise|pose|stretch|technique|move)(?: \d+)?|finish(?:ing)?|end|ending|begin|return"
    r"|release|breathing|breath|inhale|exhale|first|then|next|now|warm-?\s?up|cool-?\s?down|main|practice"
    r"|left|right|procedure|therapist|client|cue|cues|say|script|phase \w+|part \w+|round \w+)",
    re.IGNORECASE,
)


def find_label(block: TextBlock, following: TextBlock | None) -> Label:
    """The label of a block of text, with its sense; `following`: the block after it, which it may stand over."""
    if _labels_what_follows(block, following):
        name = block.text.rstrip(":")
        return Label(name, "", sense(name))
    label = _split_label(block.text, block.lead)
    if not label.bare and _forbids_what_follows(block, following):
        return Label(block.text.rstrip(":"), "", "danger")
    return label._replace(sense=sense(label.name)) if label.name else label


def _labels_what_follows(block: TextBlock, following: TextBlock | None) -> bool:
    """Whether a line without a colon is a label all the same: "Common mistakes", and lines right under it."""
    text = block.text
    if following is None or following.kind == "heading" or len(text.split()) > 8:
        return False
    if ": " in text or text.endswith((".", "!", "?", ",")):
        return False
    under = following.close or _is_list_under(block, following)
    one_of_many = following.close and block.close
    return under and sense(text) in ("danger", "note") and not (one_of_many and danger(text) is not None)


def _forbids_what_follows(block: TextBlock, following: TextBlock | None) -> bool:
    """Whether a line forbids what the items after it say: "Do not do this if you"."""
    if following is None or not _is_list_under(block, following):
        return False
    opens = block.text.rstrip().endswith(":") or INCOMPLETE.search(block.text) is not None
    return opens and len(block.text.split()) <= 16 and danger(block.text) is not None


def _is_list_under(block: TextBlock, following: TextBlock) -> bool:
    return following.kind == "item" and not (block.kind == "item" and following.level <= block.level)


def _split_label(text: str, lead: str) -> Label:
    """The label a block begins with, by its colon, its dash or its bold type."""
    shown = plain(text)
    if match := _BARE.match(shown):
        return Label(text[: match.end("name")].strip(), "")
    if lead and len(lead) < len(text) and len(lead.split()) <= _MOST_WORDS:
        name = lead.strip().rstrip(":.!-–— ")
        rest = text[len(lead) :].lstrip(" :.-–—")
        ends = lead.rstrip()[-1:] in ":.!" or text[len(lead) :].lstrip()[:1] in (":", "-", "–", "—")
        if name and (ends or danger_label(name)):
            return Label(name, rest)
    match = _COLON.match(shown)
    if match and not shown[match.end("name") :].lstrip().startswith(":") and not _dash_labels(match):
        return Label("", text)
    if match and len(match["name"].split()) <= _MOST_WORDS and match["rest"]:
        return Label(text[: match.end("name")].strip(), text[match.start("rest") :].strip())
    return Label("", text)


def _dash_labels(match: re.Match[str]) -> bool:
    """Whether a dash stands between a label and its words, and not in the middle of a sentence."""
    return danger_label(match["name"]) or not (begins_with_a_verb(match["name"]) or find_timing(match["rest"]).timed)


def sense(name: str) -> Sense | None:
    """What a label or heading means for the text under it; None if it is an ordinary title."""
    words = plain(name).strip(" \t:.!?*•-")
    if not words:
        return None
    if danger_label(name):
        return "danger"
    for pattern, meaning in _SENSES:
        if pattern.fullmatch(words):
            return meaning
    return None


_SENSES: tuple[tuple[re.Pattern[str], Sense], ...] = (
    (_ATTRIBUTES, "attribute"), (_FREQUENCY, "frequency"), (_STEPS, "step"), (_NOTES, "note"),
)  # fmt: skip
