"""Phonemes converted to an accent, and to an engine's notation."""

from __future__ import annotations

import re

_VOWEL = "aeiouæəɑɒɔɛɜɪʊʌAIOQWY"
_SYLLABLE = re.compile(rf"([ˈˌ])([^{_VOWEL}ˈˌ\s]+)")
_FLAPPED = re.compile(rf"(?<=[{_VOWEL}])(ː?)t(?=[əɪi])")
"""A t as Americans say it in `Achilles tendonitis`."""

_BRITISH = (
    ("oʊ", "əʊ"), (rf"([əɑɔ])ɹ(?![{_VOWEL}ˈˌ])", r"\1ː"), ("əː", "ə"),
)  # fmt: skip
_HIBARI = (
    ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("əʊ", "Q"), ("aʊ", "W"), ("ɔɪ", "Y"), ("tʃ", "ʧ"), ("dʒ", "ʤ"),
)  # fmt: skip
"""hibari's voices use the letters of misaki, one for each diphthong and affricate."""
_ESPEAK = ((r"ɑ(?!ː)", "ɑː"), (r"ɔ(?![ːɪ])", "ɔː"), (rf"(?<![ˈˌ])əɹ(?![{_VOWEL}ˈˌ])", "ɚ"))
"""Piper's voices use those of eSpeak NG: long vowels are marked, and a weak `er` is one sound."""

_LETTERS = {
    "A": "eɪ", "B": "biː", "C": "siː", "D": "diː", "E": "iː", "F": "ɛf", "G": "dʒiː", "H": "eɪtʃ", "I": "aɪ",
    "J": "dʒeɪ", "K": "keɪ", "L": "ɛl", "M": "ɛm", "N": "ɛn", "O": "oʊ", "P": "piː", "Q": "kjuː", "R": "ɑɹ",
    "S": "ɛs", "T": "tiː", "U": "juː", "V": "viː", "W": "dʌbəljuː", "X": "ɛks", "Y": "waɪ", "Z": "ziː",
}  # fmt: skip


def spelled_out(initials: str) -> str:
    """The phonemes of initials said letter by letter, with the main stress on the last."""
    *first, last = (_LETTERS[letter] for letter in initials)
    return "".join(f"ˌ{letter}" for letter in first) + f"ˈ{last}"


def plural(phonemes: str) -> str:
    """The phonemes with the s of a plural or possessive."""
    if phonemes.endswith(("s", "z", "ʃ", "ʒ")):
        return f"{phonemes}ɪz"
    return phonemes + ("s" if phonemes[-1] in "ptkfθ" else "z")


def british(word: str, phonemes: str) -> str:
    """American phonemes in a British accent: no r before a consonant, the o of `coccyx` short and round."""
    text = phonemes
    for american, english in _BRITISH:
        text = re.sub(american, english, text)
    return re.sub("ɑ(?!ː)", "ɒ" if "o" in word.lower() and not word.lower().endswith("ana") else "ɑː", text)


def to_hibari(phonemes: str, accent: str) -> str:
    """The text between the slashes of `[word](/…/)`."""
    text = phonemes
    for sound, letter in _HIBARI:
        text = text.replace(sound, letter)
    if accent == "en-gb":  # in British English long vowels are marked, and a t stays a t
        return _stress_at_the_vowel(text)
    return _FLAPPED.sub(r"\1T", _stress_at_the_vowel(text.replace("ɜː", "ɜɹ").replace("ː", "")))


def to_piper(phonemes: str, accent: str) -> str:
    """The text between the brackets of `[[…]]`."""
    if accent == "en-gb":
        return _stress_at_the_vowel(phonemes)
    text = phonemes
    for sound, letters in _ESPEAK:
        text = re.sub(sound, letters, text)
    return _FLAPPED.sub(r"\1ɾ", _stress_at_the_vowel(text))


def _stress_at_the_vowel(phonemes: str) -> str:
    """Dictionaries put the stress mark before the syllable, engines before its vowel: ˈstɪk, stˈɪk."""
    return _SYLLABLE.sub(r"\2\1", phonemes)
