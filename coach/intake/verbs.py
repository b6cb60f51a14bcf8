"""The verbs of bodywork: what an instruction begins with, and what kind of step it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = """
add adjust alternate apply arch ask assume attempt balance begin bend breathe bring brush caress change
circle clasp clench close come complete compress continue contract count cover cradle cross cup curl cycle
do draw drag drape drink drop ease empty encourage engage exhale extend face fan feel find finish flatten
flex float flow focus fold follow fully gather gaze gently get give glide go grab grasp grip guide hang have
hinge hold hook hover hug imagine increase incorporate inhale interlace invite keep knead kneel knock lean
let lengthen lie lift linger listen locate look loosen lower make massage melt mobilise mobilize move nod
notice observe open palm palpate pat pause pay perform pick pinch place plant point position practice
practise prepare press proceed pull pump push put raise reach relax release remain remember remove repeat
reposition rest return ride rinse rise rock roll rotate round rub run scan scoop seat set settle shake shift
shrug sink sit slide slowly soften spread squeeze stack stand start stay step stir stop straighten stretch
stroke suggest support sway sweep swing switch take tap tell tense tighten tilt toggle touch trace tuck turn
twist undress unroll use vibrate visualise visualize wait walk warm wash watch wiggle wipe work wrap wring
alternating bending bringing holding keeping kneading lifting lying placing pressing pulling rolling seated
sitting sliding standing starting stroking supporting turning using working with
"""
_VERBS = _WORDS.split()
VERBS = "|".join(_VERBS)
"""A regex for what an instruction begins with."""
_BEFORE = (
    r"(?:(?:now|then|next|first|finally|lastly|slowly|gently|also|again|and|softly|carefully|please"
    r"|from (?:here|there)|to begin|to start|to finish|simply|just|you (?:can|may|should|will|need to"
    r"|want to)|have (?:the|your) (?:client|patient|partner)|(?:the )?(?:client|patient))[,]?\s+)*"
)
_IMPERATIVE = re.compile(rf"^\W*(?:step \d+\W+)?{_BEFORE}(?:{VERBS})\b", re.IGNORECASE)
_OBLIGES = re.compile(
    r"\b(?:should|must|need(?:s|ed)? to|ha(?:ve|s) to|(?:is|are) (?:necessary|to be|carried out|performed"
    r"|done|placed|held|made"
    r"|drawn|moved|repeated|taken|put|seated|warmed|spread|applied|directed)|it is (?:necessary|important"
    r"|best)|one (?:takes|puts|holds))\b",
    re.IGNORECASE,
)


def begins_with_a_verb(text: str) -> bool:
    """Whether `text` begins as an instruction does: "Lie down", "Then slowly lift the leg"."""
    return _IMPERATIVE.match(text) is not None


def instructs(text: str) -> bool:
    """Whether `text` tells somebody to do something, be it by "should"."""
    return begins_with_a_verb(text) or _OBLIGES.search(text) is not None


@dataclass(frozen=True, slots=True)
class KindOfStep:
    """A kind of step, and the time it gets where the writer gives none."""

    name: str
    length: int
    """Seconds."""
    bounds: tuple[int, int] | None
    """What the length may be fitted to, in seconds; None: it does not move."""
    pattern: re.Pattern[str]


def _kind(name: str, length: int, bounds: tuple[int, int] | None, words: str) -> KindOfStep:
    return KindOfStep(name, length, bounds, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))


KINDS = (
    _kind(
        "question",
        15,
        (10, 30),
        r"asks?|check (?:if|that|how|in|with)|tell|suggest\w*|encourag\w*|remind\w*|explain\w*|inform",
    ),
    _kind(
        "position",
        15,
        (10, 30),
        r"lies?|lying|sit(?:s|ting)?|seated|stand(?:s|ing)?|kneel(?:s|ing)?|place[ds]?|put|position\w*|set up"
        r"|pillows?|bolsters?|grasp|take an? |get (?:in|on)\w*|come (?:on|in|to)\w*|apply (?:a little "
        r"|some )?(?:oil|cream|lotion)",
    ),
    _kind(
        "hold",
        45,
        (30, 90),
        r"holds?(?! (?:the|your|his|her|their) breath)|holding(?! (?:the|your) breath)|sustain\w*|static"
        r"|sink\w*|linger\w*|pressure|press(?:es|ing)?|trigger points?|stay|pinch",
    ),
    _kind(
        "stretch",
        30,
        (20, 60),
        r"stretch\w*|lunge|fold|pose|twist|lean|bend|reach|pull(?:s|ing)?|extend|arch|traction|draw",
    ),
    _kind(
        "stroke",
        60,
        (30, 120),
        r"strok\w*|glid\w*|knead\w*|massag\w*|rub\w*|circl\w*|circular|effleurage|petrissage|friction"
        r"|compress\w*"
        r"|work|slid\w*|squeez\w*|roll\w*|rock\w*|rotat\w*|shak\w*|tap\w*|vibrat\w*|move[ds]?|moving|sweep\w*"
        r"|wring\w*|brush\w*|lift\w*|lower\w*|raise[ds]?",
    ),
    _kind(
        "rest",
        30,
        (15, 90),
        r"rest(?:s|ing)?|relax\w*|notice|feel|breathe?\w*|let|soften|observe|listen|scan|close your eyes",
    ),
)
"""If several are found, the first in the words wins."""


def kind_of(text: str) -> KindOfStep | None:
    """The kind of step, by the first word that shows it; None if the text explains or asks."""
    found = [(match.start(), index) for index, kind in enumerate(KINDS) if (match := kind.pattern.search(text))]
    return KINDS[min(found)[1]] if found else None


PART = (
    r"(?:sides?|legs?|arms?|hands?|f(?:oo|ee)t|hips?|knees?|shoulders?|ankles?|cal(?:f|ves)|wrists?"
    r"|thighs?|elbows?|forearms?|shins?"
    r"|heels?|buttocks?|glutes?|hamstrings?|quads?|ears?|cheeks?|nostrils?|soles?|palms?|thumbs?|achilles"
    r"|lats?|pecs?)"
)
"""A regex for a part of the body of which there are two."""

_ONE_OF_TWO = re.compile(
    rf"\b(?:one|left|right|front|back|upper|top|affected|injured|opposite|bent|raised|same)\s+(?:\w+\s+)?{PART}\b",
    re.IGNORECASE,
)


def names_one_side(text: str) -> bool:
    """Whether `text` speaks of one of two: "one leg", "the right hand"."""
    return _ONE_OF_TWO.search(text) is not None
