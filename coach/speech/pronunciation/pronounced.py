"""Words rewritten so that an engine says them correctly: respelled, or replaced by phonemes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from coach.script.spoken_form import is_english
from coach.script.spoken_form.capitals import INITIALS
from coach.speech.pronunciation.dictionary import PHONEMES, PIPER_KNOWS, UNLISTED
from coach.speech.pronunciation.homographs import VERBS, verbs_in
from coach.speech.pronunciation.phonetic import british, plural, spelled_out, to_hibari, to_piper
from coach.speech.pronunciation.respelled import FURTHER, RESPELLED

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

_LETTERS = INITIALS | {"IT"}
"""Initials, said letter by letter. The plan has already written words in capitals in small letters."""

_FOR_LETTERS = RESPELLED | FURTHER
_FOR_PIPER = {word: PHONEMES[word] for word in PHONEMES if word not in RESPELLED and word not in PIPER_KNOWS}

_LEXICON = ((_LETTERS, re.NOFLAG), (PHONEMES | _FOR_LETTERS, re.IGNORECASE))


@lru_cache(maxsize=4096)
def pronounced(
    words: str, engine: str, accent: str = "en-us", language: str = "en", own: frozenset[str] = frozenset()
) -> str:
    """`words` rewritten for `engine`, for a voice of the language `accent` (BCP 47).

    `language` is the routine's: only English is rewritten. `own`: words in small letters whose pronunciation the writer
    has set; they are left as they are. For an unknown engine the words are unchanged.
    """
    if not (is_english(language) and is_english(accent)):
        return words
    if engine == "hibari":
        return _for_hibari(words, own, accent)
    if engine == "piper":
        return _for_piper(words, own, accent)
    return _respelled(words, own, _FOR_LETTERS) if engine == "system" else words


def is_in_lexicon(word: str) -> bool:
    """Whether the dictionary has a word, or its singular."""
    return word.lower() in UNLISTED or any(_forms(words, flags).fullmatch(word) for words, flags in _LEXICON)


def _for_hibari(words: str, own: Collection[str], accent: str) -> str:
    """The engine's own notation for a word's sounds: `[psoas](/sˈOəs/)`."""

    def written(word: str, phonemes: str) -> str:
        return f"[{word}](/{to_hibari(_in_accent(word, phonemes, accent), accent)}/)"

    def letters(match: re.Match[str]) -> str:
        if match[1].lower() in own:
            return match[0]
        phonemes = spelled_out(match[1])
        return written(match[0], plural(phonemes) if match[2] else phonemes)

    text = _replaced(words, _LETTERS, letters, re.NOFLAG)
    for verb in reversed(verbs_in(text, own)):
        text = text[: verb.start()] + written(verb[0], VERBS[verb[0].lower()][1]) + text[verb.end() :]
    return _with_phonemes(text, PHONEMES, own, written)


def _for_piper(words: str, own: Collection[str], accent: str) -> str:
    """Respelled where that is enough, so that clips cached by earlier versions are found; otherwise `[[phonemes]]`."""

    def written(word: str, phonemes: str) -> str:
        return f"[[{to_piper(_in_accent(word, phonemes, accent), accent)}]]"

    text = _with_phonemes(_respelled(words, own, RESPELLED), _FOR_PIPER, own, written)
    return re.sub(r"\]\](\s+)\[\[", r"\1", text)  # the engine needs words between two such brackets


def _respelled(words: str, own: Collection[str], spellings: dict[str, str]) -> str:
    """Respelled in simple syllables, for engines that accept only letters, mainly eSpeak NG."""

    def letters(match: re.Match[str]) -> str:
        if match[1].lower() in own:
            return match[0]
        # "A S" would begin with the article "a".
        return ("-" if match[1][0] == "A" else " ").join(match[1]) + ("'s" if match[2] else "")

    def syllables(match: re.Match[str]) -> str:
        word = match[1].lower()
        return match[0] if word in own else spellings[word] + (match[2] or "")

    text = _replaced(words, _LETTERS, letters, re.NOFLAG)
    text = _replaced(text, spellings, syllables)
    for verb in reversed(verbs_in(text, own)):
        text = text[: verb.start()] + VERBS[verb[0].lower()][0] + text[verb.end() :]
    return text


def _with_phonemes(words: str, known: dict[str, str], own: Collection[str], written: Callable[[str, str], str]) -> str:
    def one(match: re.Match[str]) -> str:
        word = match[1].lower()
        if word in own:
            return match[0]
        return written(match[0], plural(known[word]) if match[2] else known[word])

    return _replaced(words, known, one)


def _in_accent(word: str, phonemes: str, accent: str) -> str:
    return british(word, phonemes) if accent == "en-gb" else phonemes


def _replaced(
    text: str, words: Iterable[str], one: Callable[[re.Match[str]], str], flags: re.RegexFlag = re.IGNORECASE
) -> str:
    """`text` with `one` of each form of `words` in it."""
    # A pattern of all words takes longer to compile than a session to plan, and a line has hardly any of them.
    lowered = text.lower() if flags else text
    there = [word for word in words if word in lowered]

    def known(match: re.Match[str]) -> str:
        # A pattern takes an old long s for an s.
        return one(match) if (match[1].lower() if flags else match[1]) in there else match[0]

    return _forms(there, flags).sub(known, text) if there else text


def _forms(words: Iterable[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    """A pattern for any of these whole words, with a plural or possessive ending."""
    return _pattern(tuple(words), flags)


@lru_cache(maxsize=512)
def _pattern(words: tuple[str, ...], flags: re.RegexFlag) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(s|['’]s)?(?!\w)", flags)
