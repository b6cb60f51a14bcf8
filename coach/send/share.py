"""A share: the files that can be downloaded, under paths that cannot be guessed."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import quote

from coach.errors import OutputError, reason
from coach.output.formats import captions, m3u
from coach.output.formats.formats import FORMATS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SOUNDS = {suffix: form.facts.media_type for form in FORMATS for suffix in (form.facts.suffix, *form.facts.aliases)}
"""The media type of each sound format, by suffix."""
BESIDE = {**captions.MEDIA_TYPES, m3u.SUFFIX: m3u.MEDIA_TYPE}
"""The same for files that go with a sound: captions and playlists."""

_TOKEN_BYTES = 16
"""2 to the power of 128 possible links, which cannot be guessed."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file that is shared."""

    path: Path
    name: str
    """The name as shown and saved, without characters that phones do not allow."""
    kind: str
    """The media type."""
    size: int
    length: int | None
    """Its length in milliseconds; None if unknown."""
    etag: str
    """The value of the ETag header, with quotes."""
    stamp: tuple[int, ...]
    """Values that change when the file does."""

    @property
    def plays(self) -> bool:
        """Whether it is a sound file."""
        return self.path.suffix.lower() in SOUNDS

    def open(self) -> BinaryIO:
        """Open the file for reading. Raises OSError if it is missing or has changed."""
        file = _open(self.path)
        if _stamp(file) != self.stamp:
            file.close()
            raise FileNotFoundError
        return file

    def is_unchanged(self, file: BinaryIO) -> bool:
        """Whether an open file of this item is still as it was shared."""
        return _stamp(file) == self.stamp


@dataclass(frozen=True, slots=True)
class Route:
    """What a path means: a file, to play or to save; or the page, if `number` is None."""

    number: int | None = None
    saving: bool = False


class Share:
    """Files with a title; all their paths begin with the same secret."""

    def __init__(self, title: str, items: Sequence[Item]) -> None:
        self.title, self.items = title, tuple(items)
        self._token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._routes = {"": Route()}
        for number, item in enumerate(self.items):
            self._routes[self._under(number, saving=True)] = Route(number, saving=True)
            if item.plays:
                self._routes[self._under(number, saving=False)] = Route(number)

    @property
    def path(self) -> str:
        """The path of the page."""
        return f"/{self._token}"

    def path_of(self, number: int, saving: bool) -> str:
        """The path of a file, by its index."""
        return self.path + self._under(number, saving)

    def find(self, path: str) -> Route | None:
        """What a path means, compared exactly, without decoding; None if nothing."""
        given, known = path.encode(errors="replace"), self.path.encode()
        # In constant time: the response time must not reveal how much of a guess is right.
        if not hmac.compare_digest(given[: len(known)], known):
            return None
        return self._routes.get(path[len(self.path) :])

    def _under(self, number: int, saving: bool) -> str:
        return f"/{'save' if saving else 'play'}/{number + 1}/{quote(self.items[number].name, safe='')}"


def share(files: Sequence[Path], title: str) -> Share:
    """A share of these files. Raises OutputError if one cannot be read, or is not a sound file."""
    return Share(title, [_item(path) for path in dict.fromkeys(files)])


def clean(name: str) -> str:
    """A file name without characters that cannot be shown, put in a header, or saved on a phone."""
    whole = name.encode("utf-8", "replace").decode("utf-8")  # broken file names may contain half a character
    return "".join(letter if _is_plain(letter) else "_" for letter in whole)


def _is_plain(letter: str) -> bool:
    # The joiner and the non-joiner are needed in Persian words and in emoji.
    return (letter.isprintable() and letter not in '\\/:*?"<>|') or letter in "\u200c\u200d"


def _item(path: Path) -> Item:
    kind = (SOUNDS | BESIDE).get(path.suffix.lower())
    if kind is None:
        if path.is_dir():
            raise OutputError(f"Cannot send {path}: it is a folder. Name the files in it.")
        *others, last = SOUNDS
        raise OutputError(f"Cannot send {path}: only sound files are sent ({', '.join(others)} or {last}).")
    try:
        with _open(path) as file:
            stamp = _stamp(file)
    except OSError as error:
        raise OutputError(f"Cannot send {path}: {reason(error)}.") from error
    size = stamp[0]
    if not size:
        raise OutputError(f"Cannot send {path}: it is empty. Export it again.")
    etag = hashlib.blake2b(repr(stamp).encode(), digest_size=12, key=secrets.token_bytes(16)).hexdigest()
    return Item(path.resolve(), clean(path.name), kind, size, _length(path), f'"{etag}"', stamp)


def _open(path: Path) -> BinaryIO:
    # Non-blocking: if a pipe has replaced the file, it must not block the thread.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = os.fdopen(os.open(path, flags), "rb", buffering=0)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise FileNotFoundError(2, "it is not a file")
    return file


def _stamp(file: BinaryIO) -> tuple[int, ...]:
    state = os.fstat(file.fileno())
    return state.st_size, state.st_mtime_ns, state.st_dev, state.st_ino


def _length(path: Path) -> int | None:
    """The length of a sound in milliseconds; None if unknown, which does not prevent sending it."""
    import mutagen

    if path.suffix.lower() not in SOUNDS:
        return None
    with suppress(Exception):  # a damaged file can raise anything here
        seconds: float = mutagen.File(path).info.length
        return round(seconds * 1000)
    return None
