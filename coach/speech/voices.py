"""Who can speak here, and who is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from coach.errors import VoiceError, nearest
from coach.speech import piper
from coach.speech.piper import Piper
from coach.speech.system import System, Worker, list_system_voices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coach.settings import Settings
    from coach.speech.voice import Voice

PACKAGED = "piper:en_US-joe-medium"
"""The voice the README's command installs."""

_PREFERRED = {"en": "en-us", "pt": "pt-br", "zh": "cmn"}
"""Of several kinds of a language, the one taken where none was asked for; else `de-de` before `de-at`."""


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice as it is listed."""

    name: str
    engine: str
    """`piper` or `system`."""
    language: str
    """BCP 47, lower case; empty where it is not known."""
    usable: bool
    why: str
    """A note for people: why it cannot be used, or where it comes from."""


@dataclass(frozen=True)
class _Candidate:
    """A voice that could be opened; nothing is loaded yet."""

    info: VoiceInfo
    open: Callable[[], Voice]
    """Raises VoiceError where it is not usable."""
    default: bool = False
    """The computer is set to it."""

    def answers_to(self, name: str) -> bool:
        """Whether `name`, in lower case, is its whole name, with or without the engine."""
        return name.lower() in (whole := self.info.name.lower(), whole.partition(":")[2])


def list_voices(settings: Settings) -> list[VoiceInfo]:
    """Every voice there is, the most natural first, with those that cannot be used and why."""
    worker = Worker()
    try:
        return [candidate.info for candidate in (*_natural(settings), *_system(worker))]
    finally:
        worker.close()


def choose_voice(settings: Settings, language: str = "en") -> Voice:
    """The voice that the settings name, or the most natural one for a language (BCP 47).

    A name is a voice's, with or without its engine; an engine's; or a part of one voice's name. Raises VoiceError.
    """
    wanted = (settings.voice or "").strip()
    natural = _natural(settings)
    worker = Worker()
    try:
        chosen = _named(wanted, natural, worker, language) if wanted else _best(natural, worker, language)
        voice = chosen.open()
    except VoiceError:
        worker.close()
        raise
    if not isinstance(voice, System):
        worker.close()
    return voice


def _best(natural: Sequence[_Candidate], worker: Worker, language: str) -> _Candidate:
    """The first that speaks the language, natural ones before the computer's; else the first there is."""
    if speaking := _speaking(natural, language):
        return speaking[0]  # the computer's voices are not even asked for
    system = _system(worker)
    if found := [*_speaking(system, language), *_speaking(natural, "en"), *_speaking(system, "en")]:
        return found[0]
    for candidate in (*natural, *system):
        if candidate.info.usable:
            return candidate
    raise VoiceError(f"There is no voice on this computer. Install a natural one: {piper.INSTALL}")


def _named(wanted: str, natural: Sequence[_Candidate], worker: Worker, language: str) -> _Candidate:
    """The voice somebody asked for: by its whole name, else its engine's, else a part of its name."""
    asked = wanted.lower()
    if found := [candidate for candidate in natural if candidate.answers_to(asked)]:
        return found[0]
    if asked == "piper":
        return (_speaking(natural, language) or natural)[0]
    if len(found := [candidate for candidate in natural if asked in candidate.info.name.lower()]) == 1:
        return found[0]
    system = _system(worker)
    if found := [candidate for candidate in system if candidate.answers_to(asked)]:
        return found[0]
    if asked == "system" or (asked.startswith("system:") and not system[0].info.usable):
        return (_speaking(system, language) or _speaking(system, "en") or system)[0]
    names = [candidate.info.name for candidate in (*natural, *system) if candidate.info.usable]
    matching = [name for name in names if asked in name.lower()]
    if len(matching) > 1:
        some = ", ".join(matching[:5]) + ", …" * (len(matching) > 5)
        raise VoiceError(f"'{wanted}' could be several voices ({some}): say which.")
    if not matching:
        raise VoiceError(f"There is no voice '{wanted}'.{nearest(wanted, names)} `coach voices` lists them all.")
    return next(candidate for candidate in system if candidate.info.name == matching[0])


def _natural(settings: Settings) -> list[_Candidate]:
    """Piper's voices: the packaged one, or how to get it, then those downloaded."""
    packaged = piper.packaged_model()
    downloaded = piper.find_models(settings.voices_path())
    if packaged is not None:
        model = piper.read_model(packaged)
        others = [_piper(other, "natural, downloaded") for other in downloaded if other.name != model.name]
        return [_piper(model, "natural, came with the program"), *others]
    others = [_piper(model, "natural, downloaded") for model in downloaded]
    if any(other.answers_to(PACKAGED) for other in others):
        return others
    note = f"The packaged natural voice is not installed. Install it: {piper.INSTALL}"
    return [_unusable(VoiceInfo(PACKAGED, "piper", "en-us", usable=False, why=note)), *others]


def _piper(model: piper.Model, note: str) -> _Candidate:
    problem = model.problem
    if not problem and not piper.is_available():
        problem = f"{model.name} needs the Piper engine. Install it: {piper.INSTALL}"
    if problem:
        return _unusable(VoiceInfo(model.name, "piper", model.language, usable=False, why=problem))
    return _Candidate(VoiceInfo(model.name, "piper", model.language, usable=True, why=note), partial(Piper, model.path))


def _system(worker: Worker) -> list[_Candidate]:
    """The computer's voices, or one line on why there are none; `worker` goes to the voice that is opened."""
    try:
        voices = list_system_voices(worker)
    except VoiceError as error:
        return [_unusable(VoiceInfo("system", "system", "", usable=False, why=str(error)))]
    return [
        _Candidate(
            VoiceInfo(voice.name, "system", voice.language, usable=True, why=voice.title),
            partial(System, voice, worker),
            voice.default,
        )
        for voice in voices
    ]


def _unusable(info: VoiceInfo) -> _Candidate:
    def refuse() -> Voice:
        raise VoiceError(info.why)

    return _Candidate(info, refuse)


def _speaking(candidates: Iterable[_Candidate], language: str) -> list[_Candidate]:
    """Those that speak a language, best first: to the region, as the computer is set, as is usual, any."""
    asked = language.replace("_", "-").lower()
    primary = asked.split("-")[0]
    usual = _PREFERRED.get(primary, f"{primary}-{primary}")

    def rank(candidate: _Candidate) -> tuple[bool, bool, bool]:
        spoken = candidate.info.language
        return spoken != asked or "-" not in asked, not candidate.default, spoken != usual

    found = (c for c in candidates if c.info.usable and c.info.language.split("-")[0] in (primary, usual))
    return sorted(found, key=rank)
