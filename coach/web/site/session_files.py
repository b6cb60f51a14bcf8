"""The files of one published session: its sound, its timeline and its cover, each named by what shapes it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from coach.app.timeline import timeline
from coach.output.formats.cover import cover
from coach.output.formats.file_names import file_name
from coach.script.pictures import picture_file, step_pictures
from coach.storage import atomic

if TYPE_CHECKING:
    from pathlib import Path

    from coach.script.routine import StepPicture
    from coach.session import Session
    from coach.speech.voicing import Progress, Voicer

PIECE = 1 << 20
"""Bytes of the pieces in which a phone keeps and verifies a sound."""
FOLDER = "sessions"
"""The folder of all sessions' files, in the site."""
_COVER = 480
"""The width of a cover in pixels: that of a lock screen's picture."""


def session_files(session: Session, mark: str, site: Path, voicer: Voicer, progress: Progress) -> dict[str, Any]:
    """Make the files of a session in the folder `site`; its entry in the site's list of sessions.

    `mark`: a hash of all that shapes them. Raises OutputError, VoiceError, MusicError.
    """
    routine = session.routine
    stem = f"{FOLDER}/{file_name(routine.name)}"
    sound = f"{stem}-{mark[:16]}.mp3"
    exported = session.export(site / sound, voicer=voicer, progress=progress)
    plan = exported.plan
    size, pieces = _pieces(site / sound)
    picture = _named(site, stem, ".jpg", cover(plan, _COVER))
    pictures: set[str] = set()

    def shown(each: StepPicture) -> str | None:
        file = picture_file(each)
        if file is None:
            return None
        place = _named(site, stem, file.suffix.lower(), file.read_bytes())
        pictures.add(place)
        return place

    told = timeline(plan, routine.header.speaker, shown) | {
        "name": routine.name,
        "language": routine.header.language,
        "cover": picture,
        "sound": {"file": sound, "size": size, "piece": PIECE, "pieces": pieces},
    }
    data = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return {
        "name": routine.name,
        "title": routine.title,
        "summary": routine.header.summary,
        "for": routine.header.speaker,
        "position": routine.header.position,
        "tags": list(routine.header.tags),
        "length": plan.length,
        "size": size,
        "sound": sound,
        "cover": picture,
        "timeline": _named(site, stem, ".json", data),
        "pictures": sorted(pictures),
    }


def files_of(entry: dict[str, Any]) -> list[str]:
    """The files of a session, by their place in the site."""
    return [entry["sound"], entry["timeline"], entry["cover"], *entry["pictures"]]


def _named(site: Path, stem: str, suffix: str, data: bytes) -> str:
    """Write a file named by its content; its place in the site."""
    place = f"{stem}-{hashlib.sha256(data).hexdigest()[:16]}{suffix}"
    if not (site / place).is_file():
        with atomic.replacing(site / place) as temporary:
            temporary.write_bytes(data)
    return place


def pictures_mark(session: Session) -> str:
    """A hash of the pictures of a session's steps: another file under the same name is another picture."""
    files = [picture_file(each) for each in step_pictures(session.routine)]
    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in files if file is not None]
    return hashlib.sha256("".join(hashes).encode()).hexdigest()


def _pieces(path: Path) -> tuple[int, list[str]]:
    """The size of a file in bytes, and the hash of each of its pieces, in hexadecimal digits."""
    hashes, size = [], 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            hashes.append(hashlib.sha256(piece).hexdigest())
            size += len(piece)
    return size, hashes
