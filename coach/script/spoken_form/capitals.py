"""Words in capitals: emphasised words become lower case, initials are spelled out."""

from __future__ import annotations

import re

from coach.script.spoken_form.rewriting import RuleGroup, group, rewriting

INITIALS = frozenset(
    """
    ACL ADHD AIIS ANS ASIS BMI BP BPM CD CNS COPD CPR CSF CT DIY DNA DVD DVT ECG EEG EKG EMG FAQ GP GPS HIV HR IBS ITB
    LCL LED LMT MCL MCP MRI MS MTP NHS NSAID OCD PCL PDF PMS PNF PSIS PT PTSD QL RMT ROM RPE SCM SI SIJ STI TFL TMJ TV
    UK USA USB UTI
    """.split()  # noqa: SIM905 - a list of thirty lines says no more
)
"""Abbreviations said letter by letter."""

_SHORT_WORDS = frozenset(
    """
    ALL AM AN AND ANY ARE AS ASK AT BE BOTH BUT BY CAN DO END FAR FEW FOR GET GO HAS HER HIP HIS HOW IF IN IS ITS KEY
    LEG LET LIE LOW MAY MY NEW NO NOR NOT NOW OF OFF OIL OLD ON ONE OR OUR OUT OWN PUT RIB SET SHE SIT SKY SO THE TO
    TOE TOO TRY TWO UP USE WAY WE WHO WHY YES YET YOU
    """.split()  # noqa: SIM905
)
"""Words of two and three letters: other short ones in capitals are read as initials."""

_SHOUTED = r"[^\W\d_a-z]{2,}(?:['’][^\W\d_a-z]+)?(?![\w])"
_IT_BAND = re.compile(
    r"\b(?:a|an|her|his|left|my|right|the|their|tight|your)\s+IT\b|\bIT(?=[\s-](?:BANDS?|TRACTS?)\b)", re.IGNORECASE
)


def is_initials(word: str) -> bool:
    """Whether a word is said letter by letter, also with a plural s."""
    return word in INITIALS or (word.endswith("s") and word[:-1] in INITIALS)


def _said(match: re.Match[str]) -> str:
    """The line with emphasised words in lower case; sentences still begin with a capital."""
    line = match[0]
    words = re.findall(rf"(?<!\w){_SHOUTED}", line)
    shouted = sum(word.isupper() and not is_initials(word) for word in words) > 1 and not re.search("[a-z]", line)
    bands = {found.end() for found in _IT_BAND.finditer(line)}

    def one(found: re.Match[str]) -> str:
        word = found[0]
        if not word.isupper() or is_initials(word) or (word == "IT" and found.end() in bands):
            return word
        bare = re.sub("['’].*", "", word)
        if not (shouted or word == "IT" or len(bare) > 3 or bare in _SHORT_WORDS or _beside(found)):
            return word
        begins = re.search(r"(?:^|[.!?]\s+)\W*$", line[: found.start()])
        return word.capitalize() if begins else word.lower()

    return re.sub(rf"(?<!\w){_SHOUTED}", one, line)


def _beside(found: re.Match[str]) -> bool:
    """Whether the word before or after is in capitals too: HEAD UP."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    neighbours = [*re.findall(rf"(?<!\w)({_SHOUTED})\W*$", before), *re.findall(rf"^\W*({_SHOUTED})", after)]
    return any(word.isupper() and not is_initials(word) and len(word) > 3 for word in neighbours)


CAPITALS: RuleGroup = group(r"[^\W\d_a-z]{2}", rewriting("capitals", r"(?s)\A.+\Z", _said))
