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
    from coach.script.routine import BedName
    from coach.sound.music.music import Music
    from coach.speech.clip_store import ClipStore
    from coach.speech.voices import Voices
    from coach.speech.voicing import Progress, Voicer


class Session:
    """One session of a routine: what was asked for, and the person's settings."""

    def __init__(
        self,
        routine: Routine,
        request: SessionRequest | None = None,
        settings: Settings | None = None,
        *,
        voices: Voices | None = None,
    ) -> None:
        """`voices`: by default chosen from the settings and the routine. Raises PlanError if nothing of the routine
        fits the request; SettingsError."""
        self.routine = routine
        self.request = request or SessionRequest()
        self.settings = with_voices(settings or Settings(), self.request)
        if self.request.bed is None:
            self.request = replace(self.request, bed=session_bed(routine, self.settings))
        self.voices = voices or _voices(routine, self.settings)
        """The voices that speak; None if there is none, in which case `voicer` raises the reason."""
        two = self.voices is not None and self.voices.client is not None
        self.planner = Planner.of_routine(routine, self.request.selection, self.request.target, two_voices=two)

    def plan(self) -> Plan:
        """The session's plan. Clips that are not cached yet have estimated lengths; it is exact once all are cached."""
        try:
            with self.voicer() as voicer:
                return self.planner.plan(voicer.lengths(self.planner.outline.utterances()))
        except VoiceError:
            return self.planner.plan()

    def voicer(self, clips: ClipStore | None = None) -> Voicer:
        """The session's voices with their cache, or other `clips`; a context manager. Raises VoiceError."""
        return open_voicer(self.planner, self.settings, self.voices, clips)

    def export(
        self,
        path: str | PathLike[str],
        *,
        captions: bool = False,
        voicer: Voicer | None = None,
        progress: Progress = lambda *_: None,
    ) -> Exported:
        """Write the session to a sound file with chapters, words and a cover; the suffix of `path` sets the format.

        `captions`: also write the words to an `.lrc` and a `.vtt` file beside it. `voicer`: an open one to use.
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
        """Write a numbered file for each area into a folder, and a playlist; otherwise as `export`."""
        from coach.export import export_areas

        with self._voicing(voicer) as speaking:
            return export_areas(
                self.planner, speaking, Path(folder), suffix, self.request, self.settings, progress, captions=captions
            )

    @contextmanager
    def play(self, player: Player | None = None) -> Iterator[Playback]:
        """Play the session from the beginning while inside the block; call `wait` on the playback to wait for its end.

        `player`: by default the one in the settings. Raises NoDevice if there is no sound device, VoiceError,
        MusicError.
        """
        from coach.live.playback import Playback
        from coach.output.players.devices import lead_in_of
        from coach.output.players.process import ProcessPlayer

        with ExitStack() as stack:
            out = player or stack.enter_context(ProcessPlayer(self.settings.player, self.settings.device))
            voicer = stack.enter_context(self.voicer())
            music = stack.enter_context(self.music()) if self.request.music else None
            # Of a player that is given, the loudspeaker is not known.
            lead_in = lead_in_of(self.settings) if player is None else self.settings.lead_in or 0
            yield stack.enter_context(Playback(self.planner, voicer, out, self.request, music=music, lead_in=lead_in))

    @contextmanager
    def _voicing(self, voicer: Voicer | None) -> Iterator[Voicer]:
        """The given open voicer, or a new one; the cache is trimmed afterwards."""
        with ExitStack() as stack:
            speaking = voicer or stack.enter_context(self.voicer())
            yield speaking
            speaking.tidy(self.settings.cache_limit_mb)

    def music(self) -> Music:
        """The music that the request names, opened for playing; a context manager. Raises MusicError."""
        from coach.sound.music.music import open_music

        assert self.request.music is not None
        return open_music(self.request.music, self.settings.music_path(), wait=False)


def with_voices(settings: Settings, request: SessionRequest) -> Settings:
    """The settings with the voices that a request asks for."""
    return replace(
        settings,
        voice=request.voice or settings.voice,
        client_voice=request.client_voice or settings.client_voice,
    )


def open_session(name: str, settings: Settings, request: SessionRequest | None = None) -> Session:
    """The session of the routine called `name`. Raises UnknownRoutine, ScriptError, PlanError."""
    return Session(read_routine(find_script(name, settings.scripts_path())), request, settings)


def open_voicer(
    planner: Planner, settings: Settings, voices: Voices | None = None, clips: ClipStore | None = None
) -> Voicer:
    """The voices for a plan, with their cache. `voices`: by default chosen from the settings; `clips`: by default the
    audio cache of the settings. Raises VoiceError."""
    from coach.speech.cache import ClipCache
    from coach.speech.voicing import Voicer

    chosen = voices or session_voices(planner.routine, settings)
    cache, header = clips or ClipCache(settings.cache_path()), planner.routine.header
    voicer = Voicer(chosen.guide, cache, chosen.client, chosen.spares, language=header.language, say=header.say)
    voicer.note(chosen.notes)
    return voicer


def session_voices(routine: Routine, settings: Settings) -> Voices:
    """The voices of a routine: two if it is for a therapist and a second voice is installed. Raises VoiceError."""
    from coach.speech.voices import choose_voices

    header = routine.header
    client = header.client_voice if header.speaker == "therapist" else None
    return choose_voices(settings, header.language, header.voice, client)


def session_bed(routine: Routine, settings: Settings) -> BedName:
    """The background sound of a routine where none is asked for: the settings', its script's, or soft air. Raises
    SettingsError."""
    return checked_bed(settings.bed) if settings.bed else routine.header.bed or "air"


def _voices(routine: Routine, settings: Settings) -> Voices | None:
    try:
        return session_voices(routine, settings)
    except VoiceError:
        return None
