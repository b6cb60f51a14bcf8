"""Downloads: files are stored only when they are complete and checked."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import http.client
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from coach.errors import VoiceError, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Progress = Callable[[str, int, int], object]
    """Called with what is being done, how much of it is done, and the total."""

PATIENCE = 30.0
"""Seconds without data after which a connection counts as broken."""
ATTEMPTS = 3
"""How often a broken download is resumed."""
_BLOCK = 1 << 16
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on a server, with its size and checksum."""

    url: str
    target: Path
    """Where it is stored."""
    size: int
    """Bytes."""
    algorithm: Literal["sha256", "md5"]
    digest: str
    """Its checksum, in hexadecimal."""

    @property
    def part(self) -> Path:
        """The hidden file with the part downloaded so far, from which a later run resumes."""
        return self.target.with_name(f".coach-{self.target.name}-{self.digest[:16]}.part")

    @property
    def is_whole(self) -> bool:
        """Whether it is stored, with the right checksum."""
        return self.target.is_file() and self._digest(self.target) == self.digest

    def check(self) -> None:
        """Check the downloaded file. If its checksum is wrong, it is deleted and VoiceError raised."""
        if self._digest(self.part) != self.digest:
            self.part.unlink(missing_ok=True)
            raise VoiceError(
                f"The file from {self.url} has the wrong checksum. It was deleted; try again, "
                "and if it happens again, do not use that source."
            )

    def _digest(self, path: Path) -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.new(self.algorithm, usedforsecurity=False)).hexdigest()


def fetch(files: Sequence[RemoteFile], what: str, progress: Progress) -> None:
    """Download files that belong together: all of them are stored, in order, or none.

    Partial downloads stay for the next run. Raises VoiceError: no connection, a missing file, a wrong checksum, a
    folder that cannot be written, or a full disk.
    """
    total, done = sum(file.size for file in files), 0
    for file in files:
        try:
            file.target.parent.mkdir(parents=True, exist_ok=True)
            if not file.is_whole:
                _fetch(file, lambda count, before=done: progress(what, before + count, total))  # type: ignore[misc]
                file.check()
        except OSError as error:
            raise _refused(file, error) from error
        done += file.size
        progress(what, done, total)
    for file in files:
        try:
            if file.part.exists():
                file.part.replace(file.target)
        except OSError as error:
            raise _refused(file, error) from error


def read(url: str) -> bytes:
    """A small file from the web. Raises VoiceError."""
    try:
        with _open(url, 0) as answer:
            content: bytes = answer.read()
            return content
    except (OSError, http.client.HTTPException) as error:
        raise _unreachable(url, error) from error


def _fetch(file: RemoteFile, progress: Callable[[int], object]) -> None:
    """Download into the partial file, resuming an earlier attempt."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            _go_on(file, progress)
        except (_Broken, TimeoutError, ConnectionError, http.client.HTTPException, urllib.error.URLError) as error:
            cause = error.__cause__ if isinstance(error, _Broken) and error.__cause__ else error
            if attempt == ATTEMPTS or isinstance(error, urllib.error.HTTPError):
                raise _unreachable(file.url, cause) from error
        else:
            return


def _go_on(file: RemoteFile, progress: Callable[[int], object]) -> None:
    there = file.part.stat().st_size if file.part.exists() else 0
    if there >= file.size:
        if there > file.size:
            file.part.unlink()
        else:
            return
        there = 0
    with _open(file.url, there) as answer:
        if there and answer.status != http.client.PARTIAL_CONTENT:
            there = 0  # the server sends the file from the start
        with file.part.open("r+b" if there else "wb") as part:
            part.seek(there)
            while there < file.size and (block := _block(answer)):
                part.write(block)
                there += len(block)
                progress(min(there, file.size))
    if there < file.size:
        raise _Broken(f"{there} of {file.size} bytes came")


class _Broken(Exception):
    """A connection that ended early."""


def _block(answer: Any) -> bytes:
    try:
        block: bytes = answer.read(_BLOCK)
    except OSError as error:
        raise _Broken(reason(error)) from error  # to distinguish it from a disk error
    return block


def _open(url: str, start: int) -> Any:
    request = urllib.request.Request(url, headers={"User-Agent": "coach"})  # noqa: S310 - https, or a mirror's own
    if start:
        request.add_header("Range", f"bytes={start}-")
    return urllib.request.urlopen(request, timeout=PATIENCE)  # noqa: S310


def _unreachable(url: str, error: BaseException) -> VoiceError:
    host = urllib.request.Request(url).host  # noqa: S310
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return VoiceError(f"{host} does not have {url} ({error.code} {error.reason}).")
    inner = error.reason if isinstance(error, urllib.error.URLError) and error.reason else error
    why = reason(inner) if isinstance(inner, OSError) else str(inner)
    return VoiceError(
        f"{url} could not be fetched ({why}). Check the connection and run it again: it continues where it stopped."
    )


def _refused(file: RemoteFile, error: OSError) -> VoiceError:
    folder = file.target.parent
    if error.errno in _FULL:
        with contextlib.suppress(OSError):
            file.part.unlink(missing_ok=True)
        return VoiceError(
            f"The disk with {folder} is full: the voice needs {file.size / 1e6:.0f} MB. Nothing was kept."
        )
    return VoiceError(f"The folder {folder} cannot be written ({reason(error)}). Choose another with --voices-dir.")


def endpoint() -> str:
    """The URL of the host of the models: Hugging Face, or a mirror set in its own variable HF_ENDPOINT."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
