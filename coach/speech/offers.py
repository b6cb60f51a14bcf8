"""The voices available from each engine, without loading them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from coach.errors import VoiceError
from coach.speech import hibari, piper
from coach.speech.hibari import Hibari
from coach.speech.piper import Piper
from coach.speech.system import System, SystemVoice, Worker, engine_name, list_system_voices

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.speech.voice import Voice

PACKAGED_PIPER = "piper:en_US-joe-medium"
"""The Piper voice that the README's command installs."""
_SYSTEM_LICENCES = {"espeak": "GPL-3.0", "nsss": "Apple's", "sapi5": "Microsoft's"}


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice in the list of voices."""

    name: str
    """Its full name: `hibari:heart`."""
    engine: str
    """`hibari`, `piper`, `system`, or another package's."""
    language: str
    """BCP 47, lower case; empty if unknown."""
    usable: bool
    why: str
    """A note for people: why it cannot be used, or its origin."""
    sex: str = ""
    """`female` or `male`; empty if unknown."""
    licence: str = ""
    """Its licence in a word; empty if unknown."""
    installed: bool = True
    """Whether it is on this machine; a damaged voice is installed but not usable."""
    get: str = ""
    """The command that installs it; empty if it is installed, or there is no such command."""


@dataclass(frozen=True)
class Offer:
    """A voice that can be opened."""

    info: VoiceInfo
    open: Callable[[], Voice]
    """Opens the voice. Raises VoiceError if it is not usable."""
    default: bool = False
    """Whether it is the computer's default voice."""

    def answers_to(self, name: str) -> bool:
        """Whether `name` is its full name, with or without the engine; case does not matter."""
        return name.lower() in (whole := self.info.name.lower(), whole.partition(":")[2])


def unusable(info: VoiceInfo) -> Offer:
    """The offer of a voice that cannot be used; opening it raises VoiceError with its `why`."""

    def refuse() -> Voice:
        raise VoiceError(info.why)

    return Offer(info, refuse)


def hibari_offers(folder: Path) -> list[Offer]:
    """hibari's voices, the packaged one first, or how to install it; `folder` is the voices folder."""
    try:
        models = hibari.list_models(folder)
    except VoiceError as error:
        models = []
        note, installed = str(error), True
    else:
        note, installed = f"The natural voice is not installed. Install it: {hibari.INSTALL}", False
    if not models:
        name = f"hibari:{hibari.PACKAGED}"
        get = "" if installed else hibari.INSTALL
        return [unusable(VoiceInfo(name, "hibari", "en-us", False, note, "female", hibari.LICENCE, installed, get))]
    return [_hibari(model) for model in models]


def _hibari(model: hibari.HibariModel) -> Offer:
    get = "" if model.here else f"coach voices add {model.name}"
    if not model.here and model.short == hibari.PACKAGED:
        get = hibari.INSTALL
    came = "natural, came with the program" if model.short == hibari.PACKAGED else "natural, downloaded"
    note = came if model.here else f"{model.name} is not on this machine. Get it: {get}"
    info = VoiceInfo(
        model.name, "hibari", model.language, model.here, note, model.sex, hibari.LICENCE, model.here, get
    )  # fmt: skip
    return Offer(info, partial(Hibari, model)) if model.here else unusable(info)


def piper_offers(folder: Path) -> list[Offer]:
    """Piper's voices: the packaged one, or how to install it, then those in the voices folder."""
    packaged = piper.packaged_model()
    downloaded = piper.find_models(folder)
    if packaged is not None:
        model = piper.read_model(packaged)
        others = [_piper(other, "natural, downloaded") for other in downloaded if other.name != model.name]
        return [_piper(model, "natural, came with the program"), *others]
    others = [_piper(model, "natural, downloaded") for model in downloaded]
    if any(other.answers_to(PACKAGED_PIPER) for other in others):
        return others
    note = f"Piper's packaged voice is not installed. Install it: {piper.INSTALL}"
    info = VoiceInfo(
        PACKAGED_PIPER, "piper", "en-us", False, note, "male", piper.PACKAGED_LICENCE, False, piper.INSTALL
    )  # fmt: skip
    return [unusable(info), *others]


def _piper(model: piper.PiperModel, note: str) -> Offer:
    problem = model.problem
    if not problem and not piper.is_available():
        problem = f"{model.name} needs the Piper engine. Install it: {piper.INSTALL}"
    info = VoiceInfo(model.name, "piper", model.language, not problem, problem or note, model.sex, model.licence)
    return unusable(info) if problem else Offer(info, partial(Piper, model.path))


def system_offers(worker: Worker) -> list[Offer]:
    """The computer's voices, or one that says why there are none; the first one opened takes over `worker`."""
    try:
        voices = list_system_voices(worker)
    except VoiceError as error:
        return [unusable(VoiceInfo("system", "system", "", False, str(error), installed=False))]
    spare = [worker]
    licence = _SYSTEM_LICENCES.get(engine_name(), "")
    return [
        Offer(
            VoiceInfo(voice.name, "system", voice.language, True, voice.title, voice.sex, licence),
            partial(_open_system, voice, spare),
            voice.default,
        )
        for voice in voices
    ]


def _open_system(voice: SystemVoice, spare: list[Worker]) -> Voice:
    return System(voice, spare.pop() if spare else None)
