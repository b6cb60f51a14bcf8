"""A session: a routine on the clock, as a file, or through a loudspeaker."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import VoiceError
from coach.plan.planner import Planner
from coach.script import find_script, read_routine
from coach.session_request import SessionRequest
from coach.settings import Settings
from coach.sound.beds.bed_name import checked_bed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from coach.export import Exported
    from coach.live.playback import Playback
    from coach.output.players.player import Player
    from coach.plan import Plan
    from coach.script import Routine
    from coach.sound.music.music import Music
    from coach.speech.voices import Voices
    from coach.speech.voicing import Progress, Voicer


class Session:
    """A routine as it is to be done this time, with the settings of whoever does it."""

    def __init__(
        self, routine: Routine, request: SessionRequest | None = None, settings: Settings | None = None
    ) -> None:
        """Raises PlanError where the routine has nothing of what the request asks for, SettingsError."""
        self.routine = routine
        self.settings = settings or Settings()
        self.request = request or SessionRequest()
        if self.request.bed is None:
            self.request = replace(self.request, bed=checked_bed(self.settings.bed))
        self.voices = _voices(routine, self.settings)
        """Who speaks; None where nobody can, which `voicer` explains."""
        two = self.voices is not None and self.voices.client is not None
        self.planner = Planner.of_routine(routine, self.request.selection, self.request.target, two_voices=two)

    def plan(self) -> Plan:
        """The session on the clock, as far as it can be known without speaking: exact once every clip is cached."""
        try:
            with self.voicer() as voicer:
                return self.planner.plan(voicer.lengths(self.planner.outline.utterances()))
        except VoiceError:
            return self.planner.plan()

    def voicer(self) -> Voicer:
        """The voices for it, with their cache; a context manager. Raises VoiceError."""
        return open_voicer(self.planner, self.settings, self.voices)

    def export(
        self,
        path: str | PathLike[str],
        *,
        captions: bool = False,
        voicer: Voicer | None = None,
        progress: Progress = lambda *_: None,
    ) -> Exported:
        """Write it to a sound file of the format that the suffix of `path` names, with chapters, words and a cover.

        `captions`: also its words, in an `.lrc` and a `.vtt` file beside it. `voicer`: one that is open already.
        Raises OutputError, VoiceError, OutOfReach, MusicError.
        """
        from coach.export import export

        with self._voicing(voicer) as speaking:
            return export(self.planner, speaking, Path(path), self.request, self.settings, progress, captions=captions)

    def export_areas(
        self,
        folder: str | PathLike[str],
        suffix: str = ".mp3",
        *,
        captions: bool = False,
        voicer: Voicer | None = None,
        progress: Progress = lambda *_: None,
    ) -> Exported:
        """Write a file for each area into a folder, numbered, and a playlist; the rest as for `export`."""
        from coach.export import export_areas

        with self._voicing(voicer) as speaking:
            return export_areas(
                self.planner, speaking, Path(folder), suffix, self.request, self.settings, progress, captions=captions
            )

    @contextmanager
    def play(self, player: Player | None = None) -> Iterator[Playback]:
        """Play it from its beginning while in the block; `wait` on the playback for its end.

        `player`: the one of the settings, unless given. Raises NoDevice where there is none, VoiceError, MusicError.
        """
        from coach.live.playback import Playback
        from coach.output.players.process import ProcessPlayer

        with ExitStack() as stack:
            out = player or stack.enter_context(ProcessPlayer(self.settings.player, self.settings.device))
            voicer = stack.enter_context(self.voicer())
            music = stack.enter_context(self.music()) if self.request.music else None
            lead_in = self.settings.lead_in or 0
            yield stack.enter_context(Playback(self.planner, voicer, out, self.request, music=music, lead_in=lead_in))

    @contextmanager
    def _voicing(self, voicer: Voicer | None) -> Iterator[Voicer]:
        """The voicer that is open, or one of its own; the cache is trimmed after it."""
        with ExitStack() as stack:
            speaking = voicer or stack.enter_context(self.voicer())
            yield speaking
            speaking.tidy(self.settings.cache_limit_mb)

    def music(self) -> Music:
        """The music that the request names, opened for playing; a context manager. Raises MusicError."""
        from coach.sound.music.music import open_music

        assert self.request.music is not None
        return open_music(self.request.music, self.settings.music_path(), wait=False)


def open_session(name: str, settings: Settings, request: SessionRequest | None = None) -> Session:
    """The session of the routine that `name` means. Raises UnknownRoutine, ScriptError, PlanError."""
    return Session(read_routine(find_script(name, settings.scripts_path())), request, settings)


def open_voicer(planner: Planner, settings: Settings, voices: Voices | None = None) -> Voicer:
    """The voices for what is planned, with their cache; `voices`: those chosen already. Raises VoiceError."""
    from coach.speech.cache import ClipCache
    from coach.speech.voicing import Voicer

    chosen = voices or _chosen(planner.routine, settings)
    cache, header = ClipCache(settings.cache_path()), planner.routine.header
    voicer = Voicer(chosen.guide, cache, chosen.client, chosen.spares, language=header.language, say=header.say)
    voicer.note(chosen.notes)
    return voicer


def _voices(routine: Routine, settings: Settings) -> Voices | None:
    try:
        return _chosen(routine, settings)
    except VoiceError:
        return None


def _chosen(routine: Routine, settings: Settings) -> Voices:
    """Who speaks in a routine: two where it is for a therapist, and a second voice is there. Raises VoiceError."""
    from coach.speech.voices import choose_voices

    header = routine.header
    client = header.client_voice if header.speaker == "therapist" else None
    return choose_voices(settings, header.language, header.voice, client)
