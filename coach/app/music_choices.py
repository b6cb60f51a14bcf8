"""Music to choose from: the files and folders in a person's music folder, by name."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from coach.errors import MusicError
from coach.sound.music.tracks import find_tracks

if TYPE_CHECKING:
    from pathlib import Path

    from coach.settings import Settings


def music_folder(settings: Settings) -> Path:
    """The folder `music` beside the person's own scripts."""
    return settings.own_scripts_path().parent / "music"


def music_choices(settings: Settings) -> dict[str, Path]:
    """The sound files in the music folder, and the folders in it that have some, by name."""
    found: dict[str, Path] = {}
    folder = music_folder(settings)
    with suppress(OSError, MusicError):
        found |= {track.name: track for track in find_tracks(folder)}
    with suppress(OSError):
        for inner in sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith(".")):
            with suppress(MusicError):
                find_tracks(inner)
                found[inner.name] = inner
    return found
