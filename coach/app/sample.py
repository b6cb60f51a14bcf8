"""A single spoken line, never read as a script, to try a voice or a pronunciation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.export import export
from coach.live.playback import Playback
from coach.output.players.players import choose_player
from coach.plan.planner import Planner
from coach.session import open_voicer
from coach.session_request import SessionRequest

if TYPE_CHECKING:
    from pathlib import Path

    from coach.export import Exported
    from coach.settings import Settings


def play_line(words: str, settings: Settings) -> None:
    """Speak a line through the loudspeaker, and wait for its end. Raises NoDevice, VoiceError."""
    planner = Planner.of_line(" ".join(words.split()))
    with (
        open_voicer(planner, settings) as voicer,
        Playback(planner, voicer, choose_player(settings.player, settings.device)) as playback,
    ):
        playback.wait()


def export_line(words: str, settings: Settings, path: Path) -> tuple[Exported, str]:
    """Write a line to a sound file; returns the result, and the name of the voice. Raises OutputError, VoiceError."""
    planner = Planner.of_line(" ".join(words.split()))
    with open_voicer(planner, settings) as voicer:
        exported = export(planner, voicer, path, SessionRequest(), settings, lambda *_: None)
        return exported, voicer.voice.name
