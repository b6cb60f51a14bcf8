"""Announcements: a small file for each session that plays, by which other processes of the same person find it.

It holds a loopback address and a key, and only its owner may read it. A file whose process died is found out by whoever
follows it (`coach.app.stage.following`), and deleted.
"""

from __future__ import annotations

import json
import platform
import secrets
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from coach.storage.atomic import replace, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "playing"
"""In the data folder."""
_LARGEST = 4096
"""Bytes; a larger file is not ours."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Where a session can be reached."""

    id: str
    """The session's."""
    port: int
    """On the loopback address."""
    key: str
    """What a follower must know."""
    computer: str = field(default_factory=platform.node)
    """Whose loopback address it is: a data folder may be shared by several."""


def new_key() -> str:
    """A key that nobody can guess."""
    return secrets.token_hex(32)


@contextmanager
def announced(data_dir: Path, what: Announcement) -> Iterator[None]:
    """Inside the block other processes find the session. A folder that cannot be written to is no error: the session
    plays, and is not found."""
    file = data_dir / FOLDER / f"{what.id}.json"
    with suppress(OSError):
        sweep(file.parent)
        replace(file, json.dumps(asdict(what)).encode())
    try:
        yield
    finally:
        forget(data_dir, what)


def announcements(data_dir: Path) -> list[Announcement]:
    """All sessions announced on this computer, the last announced first; they may have ended since."""
    found = []
    for file in (data_dir / FOLDER).glob("*.json"):
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            if file.stat().st_size > _LARGEST:
                continue
            data = json.loads(file.read_bytes())
            told = Announcement(str(data["id"]), int(data["port"]), str(data["key"]), str(data["computer"]))
            if told.id == file.stem and 0 < told.port < 1 << 16 and told.computer == platform.node():
                found.append((file.stat().st_mtime_ns, told))
    return [told for _, told in sorted(found, key=lambda each: each[0], reverse=True)]


def forget(data_dir: Path, what: Announcement) -> None:
    """Delete an announcement."""
    with suppress(OSError):
        (data_dir / FOLDER / f"{what.id}.json").unlink(missing_ok=True)
