"""Voices of other packages, found by their entry points."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from coach.speech.engine_files import cause
from coach.speech.offers import Offer, VoiceInfo, unusable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib import metadata

    from coach.speech.voice import Voice

GROUP = "coach.voices"
"""The entry point group; each entry is a function without arguments that returns voices."""


def plugin_offers() -> list[Offer]:
    """The voices of other packages; a package whose function fails is one offer that says so."""
    from importlib import metadata

    return [offer for point in metadata.entry_points(group=GROUP) for offer in _offers(point)]


def _offers(point: metadata.EntryPoint) -> Iterator[Offer]:
    try:
        voices: list[Voice] = list(point.load()())
        infos = [_info(voice) for voice in voices]
    except Exception as error:  # another package may raise anything
        package = point.dist.name if point.dist is not None else point.value
        why = f"The voices of the package {package} cannot be used ({cause(error)})."
        yield unusable(VoiceInfo(point.name, point.name, "", False, why))
        return
    for voice, info in zip(voices, infos, strict=True):
        yield Offer(info, partial(_same, voice))


def _same(voice: Voice) -> Voice:
    return voice


def _info(voice: Voice) -> VoiceInfo:
    sex, licence = str(getattr(voice, "sex", "")), str(getattr(voice, "licence", ""))
    return VoiceInfo(voice.name, voice.engine, voice.language.lower(), True, "of another package", sex, licence)
