"""Sides: each side, the other side, and all of it again on the other side."""

from __future__ import annotations

import re

from coach.intake.found_time import NO_TIME, FoundTime
from coach.intake.verbs import PART
from coach.intake.wording_rule import plain

_OTHER_SIDE = re.compile(
    rf"\b(?:(?:repeat\w*|switch\w*|chang\w*|swap\w*|same|do (?:it|this|all|everything"
    rf"|the same))\b.{{0,60}}?|(?:then|now|and then|again|finally) (?:on |with |for |do "
    rf"|to )?)\b(?:the )?(?:other|opposite|second|left|right)\s+(?:\w+\s+)?{PART}\b|\b(?:repeat\w*|switch"
    rf"|same|again)\s+(?:\w+\s+){{0,2}}?(?:on|to|with|for) the (?:left|right|other)\b(?! (?:of|hand of"
    rf"|part))|\b(?:switch|change|swap|alternat\w+)\s+(?:the\s+)?{PART}\b|\bon the (?:other"
    rf"|opposite) side (?:as well|too|also)\b|\b(?:other|opposite|second) side\b[^.]{{0,20}}\brepeat\b"
    rf"|\bleft and (?:then )?right\b|\bright and (?:then )?left\b",
    re.I,
)
_EACH_SIDE = re.compile(
    r"(?<!hand on )(?<!hands on )(?<!palm on )(?<!one on )(?<!finger on )(?<!fingers on )(?<!thumb on )(?<!thumbs on )"
    rf"(?<!\bin )(?<!\bwith )(?<!\bat )(?<!\bunder )(?<!\bbetween )\b(?:each"
    rf"|per|every)\s+{PART}\b(?!\s+of\s+(?:the|your)\s+(?:spine|joint|vertebra|neck|nose|tendon|body|muscle"
    rf"|knee|mat|sternum|throat|column|backbone))|\btimes (?:with|on|for) (?:each|every)\s+{PART}\b"
    rf"|/\s?(?:side|leg|arm|l\s*\+\s*r)\b|\ba side\b|(?<!on )\bboth sides\b(?!\s+of)|\bon both sides"
    rf"\b(?!\s+of)|\beither side\b(?!\s+of)|\bl\s*[/+&]\s*r\b",
    re.I,
)
_ALL_OF_IT = re.compile(r"\b(?:all|everything|entire|whole|every technique|complet(?:e|ing|ed)|full)\b", re.I)
_PLACE_ON_SIDES = re.compile(
    r"\b(?:on )?(?:each|either|both) sides? of (?:the|your|his|her|their) (?:\w+ )?(?:spin\w+|joint|neck"
    r"|nose|vertebra\w*|sternum|column|backbone|tendon|muscle|knee\w*|navel|mouth|jaw|ribs?|body|mat"
    r"|midline|belly|skull)\b",
    re.I,
)

_TURNS = re.compile(
    r"\b(?:turn|roll|flip)(?:s|ed|ing)? (?:over|face|on ?to|them|him|her|the client|the patient)\b"
    r"|\b(?:lie|lies|lying) face[- ]?(?:up|down)\b.{0,40}\bto\b|\bhave (?:them|the client|the patient|him"
    r"|her|your partner) (?:turn|lie|roll|sit up|undress|get)\b|\bmust lie on (?:his|her|their) back\b"
    r"|\bundress\w*\b",
    re.I,
)


def says_other_side(text: str) -> bool:
    """Whether a sentence says to do it again on the other side."""
    return _OTHER_SIDE.search(plain(text)) is not None


def means_all_of_it(text: str) -> bool:
    """Whether "repeat on the other side" is about everything before it, not about one exercise."""
    return _ALL_OF_IT.search(plain(text)) is not None


def is_turning(text: str) -> bool:
    """Whether a step to a therapist waits for the client to turn over, or undress."""
    return _TURNS.search(plain(text)) is not None


def find_sides(text: str) -> FoundTime:
    """Whether a sentence says that it is done on each side."""
    if _PLACE_ON_SIDES.search(text):
        text = _PLACE_ON_SIDES.sub("", text)
    if _EACH_SIDE.search(text):
        return FoundTime(each_side=True, rules=("each-side",))
    if _OTHER_SIDE.search(text) and not means_all_of_it(text):
        return FoundTime(each_side=True, rules=("other-side",))
    return NO_TIME
