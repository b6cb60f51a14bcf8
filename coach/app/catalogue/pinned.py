"""Jobs for many machines: with the voices by name and content, so that all of them speak with the same ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coach.app.catalogue.job import CatalogueEntry
from coach.errors import VoiceError
from coach.session import session_bed, session_voices
from coach.speech.voices import SAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coach.app.catalogue.job import CatalogueJob
    from coach.settings import Settings

    Pin = tuple[str, str, str]
    """The guide's voice, the client's, and what both must be."""


def pinned(jobs: Iterable[CatalogueJob], settings: Settings) -> Iterator[CatalogueJob | CatalogueEntry]:
    """The jobs with what this machine's settings say, and an entry for each without a voice. Raises SettingsError."""
    pins: dict[tuple[str | None, str, str, str, str], Pin | VoiceError] = {}
    for job in jobs:
        header = job.routine.header
        asked = job.voice, header.language, header.voice, header.client_voice, header.speaker
        if asked not in pins:
            pins[asked] = _pin(job, settings)
        pin = pins[asked]
        if isinstance(pin, VoiceError):
            yield CatalogueEntry(job.name, "failed", reason=str(pin))
            continue
        guide, client, fingerprint = pin
        request = replace(job.request, bed=job.request.bed or session_bed(job.routine, settings))
        yield replace(job, request=request, voice=guide, client_voice=client, fingerprint=fingerprint)


def _pin(job: CatalogueJob, settings: Settings) -> Pin | VoiceError:
    try:
        voices = session_voices(job.routine, replace(settings, voice=job.voice or settings.voice))
    except VoiceError as error:
        return error
    client = SAME if voices.client is None else voices.client.name
    return voices.guide.name, client, voices.fingerprint()
