"""Downloading voices of hibari and Piper by name into the voices folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from coach.errors import VoiceError, nearest
from coach.speech import hibari, piper
from coach.speech.download import RemoteFile, endpoint, fetch, read

if TYPE_CHECKING:
    from pathlib import Path

    from coach.speech.download import Progress

_HIBARI = "maureesewilliams/hibari/resolve/main/voices"
_PIPER = "rhasspy/piper-voices/resolve/main"


def add_voice(name: str, folder: Path, progress: Progress) -> tuple[str, bool]:
    """Download a voice; returns its full name, and False if it was here already. Raises VoiceError.

    `name` is hibari's (`kore`, `hibari:kore`) or Piper's (`en_US-amy-medium`, `piper:en_US-amy-medium`).
    """
    engine, _, short = name.strip().rpartition(":")
    models = {model.short: model for model in hibari.list_models(folder)}
    if engine == "hibari" and not models:
        raise VoiceError(f"{name} needs the hibari engine. Install it: {hibari.INSTALL}")
    if engine in ("", "hibari") and (model := models.get(short.lower())) is not None:
        return model.name, _fetched([_hibari_file(model)], model.name, progress)
    if engine not in ("", "piper"):
        known = ", ".join(model.name for model in models.values())
        raise VoiceError(f"There is no voice '{name}' to fetch. hibari has {known}; Piper's begin with piper:.")
    if engine == "" and "_" not in short:
        raise VoiceError(
            f"There is no voice '{name}' to fetch.{nearest(short, models)} hibari has {', '.join(models) or 'none'}; "
            "Piper's are named like en_US-amy-medium: https://rhasspy.github.io/piper-samples"
        )
    files = _piper_files(short, folder)
    return f"piper:{short}", _fetched(files, f"piper:{short}", progress)


def _fetched(files: list[RemoteFile], name: str, progress: Progress) -> bool:
    try:
        if all(file.is_whole for file in files):
            return False
    except OSError:
        pass  # the download will report what is wrong with the folder
    fetch(files, name, progress)
    return True


def _hibari_file(model: hibari.HibariModel) -> RemoteFile:
    if model.short == hibari.PACKAGED and model.here:
        hibari.checked(model)
    return RemoteFile(f"{endpoint()}/{_HIBARI}/{model.path.name}", model.path, model.bytes, "sha256", model.sha256)


def _piper_files(name: str, folder: Path) -> list[RemoteFile]:
    """The files of a Piper voice, from Piper's own list; the model comes last."""
    index = f"{endpoint()}/{_PIPER}/voices.json"
    try:
        listed: dict[str, Any] = json.loads(read(index))
        voice = listed.get(name)
        files = (
            [] if voice is None else [_piper_file(path, about, name, folder) for path, about in voice["files"].items()]
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise VoiceError(f"{index} is not a valid list of Piper's voices.") from error
    if not files:
        raise VoiceError(f"Piper has no voice '{name}'.{nearest(name, listed)} https://rhasspy.github.io/piper-samples")
    return sorted(files, key=lambda file: file.target.suffix == ".onnx")


def _piper_file(path: str, about: dict[str, Any], name: str, folder: Path) -> RemoteFile:
    last = path.rpartition("/")[2]
    if last not in (f"{name}.onnx", f"{name}.onnx.json", piper.CARD):
        raise ValueError(last)  # no other path is written, whatever the list says
    target = folder / (f"{name}.{piper.CARD}" if last == piper.CARD else last)
    return RemoteFile(
        f"{endpoint()}/{_PIPER}/{path}", target, int(about["size_bytes"]), "md5", str(about["md5_digest"])
    )
