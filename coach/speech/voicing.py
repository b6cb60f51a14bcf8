"""Voicing: an utterance becomes a clip, from the cache or by the voice of its speaker."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections import OrderedDict
from typing import TYPE_CHECKING, Self

from coach.errors import CacheError, VoiceError
from coach.script.spoken_form import is_english
from coach.speech.cache import clip_key
from coach.speech.clip import RECIPE
from coach.speech.parallel import VoiceLine, speak_many
from coach.speech.pronunciation import is_in_lexicon, pronounced
from coach.speech.voice_rate import speak_at
from coach.units import SAMPLES_PER_MS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from coach.plan import Plan, Utterance
    from coach.plan.cue import VoicePart
    from coach.plan.planner import Planner
    from coach.speech.clip_store import ClipStore
    from coach.speech.voice import Voice

    Progress = Callable[[str, int, int], object]
    """Called with what is being done, how much of it is done, and the total."""

_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")

AT_HAND = 64
"""Clips kept in memory, the most recently used: about 10 MB, however long the session."""


class Voicer:
    """Clips of the voices of a session. `make` is for one thread at a time; `get` and `lengths` for any."""

    def __init__(
        self,
        voice: Voice,
        cache: ClipStore,
        client: Voice | None = None,
        spares: Iterable[Voice] = (),
        *,
        language: str = "en",
        say: Mapping[str, str] | None = None,
    ) -> None:
        """`voice` guides, and speaks the client's lines too if `client` is None; `spares` replace a voice that fails.

        `language` is that of the words (BCP 47); `say` are the writer's own pronunciations.
        """
        self.cache = cache
        self._language, self._say = language, dict(say or {})
        self._settled = frozenset(word.lower() for word in self._say)
        self._notes: list[str] = []
        self.made = 0
        """Clips synthesised so far."""
        self.reused = 0
        """Clips found in the cache so far."""
        self.trouble: CacheError | None = None
        """Why clips could not be cached; the session continues without the cache."""
        self._voices: dict[VoicePart, Voice] = {"guide": voice, "client": client or voice}
        self._fingerprints = {speaker: each.fingerprint() for speaker, each in self._voices.items()}
        self._spares = iter(spares)
        self._keys: dict[Utterance, str] = {}
        self._at_hand: OrderedDict[str, NDArray[np.int16]] = OrderedDict()
        self._uncached: dict[str, NDArray[np.int16]] = {}  # clips that could not be cached

    @property
    def voice(self) -> Voice:
        """The guide's voice."""
        return self._voices["guide"]

    def note(self, sentences: Iterable[str]) -> None:
        """Add sentences about voices for `take_notes`."""
        self._notes.extend(sentences)

    def take_notes(self) -> list[str]:
        """Sentences about voices that failed and their replacements; each is returned once."""
        notes, self._notes = self._notes, []
        return list(dict.fromkeys(notes))

    def fingerprint(self) -> str:
        """A text that changes whenever the same utterances would sound different."""
        return " | ".join(dict.fromkeys(self._fingerprints.values()))

    def lengths(self, utterances: Iterable[Utterance]) -> dict[Utterance, int]:
        """The lengths in milliseconds of the clips that exist."""
        keys = {utterance: self._key(utterance) for utterance in utterances}
        self.cache.fetch(key for key in keys.values() if key not in self._uncached)
        found = ((utterance, self._length(key)) for utterance, key in keys.items())
        return {utterance: length for utterance, length in found if length is not None}

    def get(self, utterance: Utterance) -> NDArray[np.int16] | None:
        """The clip, int16 at `SAMPLE_RATE`, shape (frames,); None if it does not exist or is damaged."""
        key = self._key(utterance)
        clip = self._uncached.get(key)
        if clip is None and (clip := self._at_hand.get(key)) is not None:
            with contextlib.suppress(KeyError):  # another thread has just dropped it
                self._at_hand.move_to_end(key)
        if clip is None and (clip := self.cache.load(key)) is not None:
            self._keep_at_hand(key, clip)
        return clip

    def make(self, utterance: Utterance) -> int:
        """Make the clip unless it exists; returns its length in milliseconds. Raises VoiceError."""
        clip = self.get(utterance)
        if clip is not None:
            self.reused += 1
        else:
            return self._keep(utterance, self._spoken(utterance))
        return len(clip) // SAMPLES_PER_MS

    def make_all(self, utterances: Sequence[Utterance], progress: Progress) -> dict[Utterance, int]:
        """As `make`, for many, on all cores; returns their lengths. Raises VoiceError."""
        missing = [each for each in dict.fromkeys(utterances) if not self._is_kept(self._key(each))]
        done = len(utterances) - len(missing)
        found = {}
        voices = [self._voices[each.speaker] for each in missing]
        lines = [VoiceLine(voice, self._written(each.words, voice), each.pace)
                 for voice, each in zip(voices, missing, strict=True)]  # fmt: skip
        for number, clip in speak_many(lines, self.cache.folder):
            progress("Voicing", done, len(utterances))
            if clip is not None:
                found[missing[number]] = self._keep(missing[number], clip)
                done += 1
        lengths = {}
        for number, each in enumerate(utterances):
            progress("Voicing", max(number, done), len(utterances))
            lengths[each] = found[each] if each in found else self.make(each)
        progress("Voicing", len(utterances), len(utterances))
        return lengths

    def unsure(self, utterance: Utterance) -> list[str]:
        """The words of an utterance whose pronunciation its voice guesses."""
        voice = self._voices[utterance.speaker]
        asked = getattr(voice, "unsure", None)
        if asked is None or not is_english(self._language):
            return []
        decided = {word.lower() for text in (*self._say, *self._say.values()) for word in _WORD.findall(text)}
        words = [word for word in dict.fromkeys(_WORD.findall(utterance.words)) if word.lower() not in decided]
        return list(asked([word for word in words if not is_in_lexicon(word)]))

    def tidy(self, limit_mb: int) -> None:
        """Trim the cache to `limit_mb` megabytes; failing to do so is not an error."""
        if self.trouble is None:
            with contextlib.suppress(CacheError):
                self.cache.prune(limit_mb * 1_000_000)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for voice in self._voices.values():
            voice.close()

    def _spoken(self, utterance: Utterance) -> NDArray[np.int16]:
        voice = self._voices[utterance.speaker]
        try:
            return self._spoken_by(voice, utterance)
        except VoiceError as error:
            others = [other for other in self._voices.values() if other is not voice]
            for other in itertools.chain(others, self._spares):
                with contextlib.suppress(VoiceError):
                    clip = self._spoken_by(other, utterance)  # only replace the voice if another one can say the words
                    self._replace(voice, other, error)
                    return clip
            raise

    def _spoken_by(self, voice: Voice, utterance: Utterance) -> NDArray[np.int16]:
        return speak_at(voice, self._written(utterance.words, voice), utterance.pace, self.cache.folder)

    def _replace(self, voice: Voice, other: Voice, error: VoiceError) -> None:
        """Use `other` instead of `voice` from now on; existing clips stay."""
        self._keys = {said: key for said, key in self._keys.items() if self._is_kept(key)}
        self._voices = {speaker: other if each is voice else each for speaker, each in self._voices.items()}
        self._fingerprints = {speaker: each.fingerprint() for speaker, each in self._voices.items()}
        self._notes.append(f"{error} {other.name} speaks instead.")
        voice.close()

    def _is_kept(self, key: str) -> bool:
        return self._length(key) is not None

    def _length(self, key: str) -> int | None:
        clip = self._uncached.get(key)
        return self.cache.length(key) if clip is None else len(clip) // SAMPLES_PER_MS

    def _keep(self, utterance: Utterance, clip: NDArray[np.int16]) -> int:
        """Keep a clip that was spoken; returns its length in milliseconds."""
        key = self._key(utterance)
        try:
            clip = self.cache.store(key, clip)
            self._keep_at_hand(key, clip)
        except CacheError as error:
            self._uncached[key] = clip
            self.trouble = error
        self.made += 1
        return len(clip) // SAMPLES_PER_MS

    def _keep_at_hand(self, key: str, clip: NDArray[np.int16]) -> None:
        self._at_hand[key] = clip
        while len(self._at_hand) > AT_HAND:
            self._at_hand.popitem(last=False)

    def _written(self, words: str, voice: Voice) -> str:
        """The words rewritten for a voice's engine. They are part of the clip's key."""
        return pronounced(words, voice.engine, voice.language, self._language, self._settled)

    def _key(self, utterance: Utterance) -> str:
        key = self._keys.get(utterance)
        if key is None:
            voice = self._voices[utterance.speaker]
            fingerprint = self._fingerprints[utterance.speaker]
            words = self._written(utterance.words, voice)
            key = clip_key(RECIPE, fingerprint, voice.language, words, utterance.pace)
            self._keys[utterance] = key
        return key


def voiced(planner: Planner, voicer: Voicer, progress: Progress) -> Plan:
    """The exact plan, after making all its clips. Raises VoiceError, OutOfReach."""
    utterances = planner.outline.utterances()
    planner.slots(voicer.lengths(utterances))  # an impossible length is refused before an hour is voiced
    lengths = voicer.make_all(utterances, progress)
    # The time calls depend on the length of the other clips.
    while not (plan := planner.plan(lengths)).exact:
        lengths |= {each: voicer.make(each) for span in plan.segments for each in span.clips if each not in lengths}
    return plan
