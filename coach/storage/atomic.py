"""Atomic file writing: a temporary file beside the target is written whole, then renamed over it.

`replacing` is for a person's files: it waits for the disk, and its errors are sentences. `replace` and `create` are
for files that can be made again, such as caches: they are quick, and the caller decides what an OSError means.
"""

from __future__ import annotations

import errno
import os
import time
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from coach.errors import OutputError, reason

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_STALE_SECONDS = 24 * 3600
_PREFIX, _PART = ".coach-", ".part"
"""How unfinished files are named. A folder may hold a person's own files: only names like these are touched."""
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to write to, in the folder of `target`; at the end of the block it becomes `target`.

    It is a hidden, empty file with the same suffix. If the block raises, the file is deleted and `target` is
    unchanged. Files that crashed runs left for the same target are deleted first. An OSError in the block
    becomes OutputError, a sentence with the path.
    """
    try:
        final = _final(target)
        temporary = _temporary(final, target)
        try:
            yield temporary
            _to_disk(temporary)
            _move_or_say_why(temporary, final)
        finally:
            _delete(temporary)
    except OSError as error:
        raise OutputError(_sentence(error, target)) from error


def replace(target: Path, data: bytes) -> None:
    """Write `data` to `target`, whole or not at all; its folder is made if needed. OSError passes through."""
    with _part(target, data) as part:
        _move(part, target)


def create(target: Path, data: bytes) -> bool:
    """Write `data` to `target` unless that exists already; returns whether it was written.

    If several processes write at once, the first wins; on a file system without hard links, the last. OSError
    passes through.
    """
    with _part(target, data) as part:
        try:
            target.hardlink_to(part)  # fails if the name is taken; a rename would not
        except FileExistsError:
            return False
        except OSError:
            _move(part, target)
        return True


def sweep(folder: Path, older_than: float = 3600) -> None:
    """Delete files that crashed runs of `replace` or `create` left in a folder, if older than `older_than` seconds."""
    for part in folder.glob(f"{_PREFIX}*{_PART}"):
        with suppress(OSError):  # another user's, or already deleted
            if time.time() - part.stat().st_mtime >= older_than:
                part.unlink()


def is_unfinished(path: Path) -> bool:
    """Whether a file is one that is being written, or that a crashed run left."""
    return path.name.startswith(_PREFIX)


def check_target(target: Path) -> None:
    """Check before the work that a target can be written after it. Raises OutputError."""
    try:
        _temporary(_final(target), target).unlink()
    except OSError as error:
        raise OutputError(_sentence(error, target)) from error


def _final(target: Path) -> Path:
    """The file that `target` refers to: a link is kept, and the file it points to is replaced."""
    try:
        return target.resolve()
    except RuntimeError as error:
        raise OutputError(f"Cannot write {target}: it is a link to itself. Choose another name.") from error


def _temporary(target: Path, shown: Path) -> Path:
    """An empty file beside `target`; files that crashed runs left for the same target are deleted first."""
    _check_is_file(target, shown)
    _remove_strays(target)
    temporary = target.with_name(f"{_prefix(target)}{os.getpid()}-{os.urandom(4).hex()}{target.suffix}")
    temporary.touch(exist_ok=False)
    return temporary


def _check_is_file(target: Path, shown: Path) -> None:
    if target.is_dir():
        raise OutputError(f"Cannot write {shown}: it is a folder. Add a file name.")
    if target.exists() and not target.is_file():
        raise OutputError(f"Cannot write {shown}: it is a device, not a file. Choose another name.")
    if not target.parent.exists():
        raise OutputError(f"Cannot write {shown}: the folder {shown.parent} does not exist. Create it first.")
    if not target.parent.is_dir():
        raise OutputError(f"Cannot write {shown}: {shown.parent} is not a folder. Choose another.")


def _prefix(target: Path) -> str:
    """How temporary names for `target` begin: with a hash, because the name itself may be too long to extend."""
    return f"{_PREFIX}{zlib.crc32(os.fsencode(target.name)):08x}-"


def _remove_strays(target: Path) -> None:
    prefix = _prefix(target)
    for stray in target.parent.glob(f"{prefix}*"):
        owner = stray.name.removeprefix(prefix).partition("-")[0]
        with suppress(OSError):  # another user's, or already deleted
            age = time.time() - stray.stat().st_mtime
            if age > _STALE_SECONDS or (owner.isdecimal() and not _is_running(int(owner))):
                stray.unlink()


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return True  # on Windows `os.kill` would end the process, so only the file's age counts
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True  # another user's process
    return True


def _to_disk(path: Path) -> None:
    """Wait for the disk: a power cut must not leave an empty file under the final name."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


@contextmanager
def _part(target: Path, data: bytes) -> Iterator[Path]:
    """A file beside `target` that holds `data`, readable by its owner only; deleted at the end if it still exists."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{_PREFIX}{os.urandom(8).hex()}{_PART}")
    part.touch(mode=0o600, exist_ok=False)
    try:
        part.write_bytes(data)
        yield part
    finally:
        _delete(part)


def _move(source: Path, target: Path) -> None:
    """Rename. On Windows a virus scanner may hold a new file open for a moment, so it is tried for a second."""
    for _ in range(10 if os.name == "nt" else 0):
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(0.1)
        else:
            return
    source.replace(target)


def _move_or_say_why(source: Path, target: Path) -> None:
    try:
        _move(source, target)
    except PermissionError as error:
        if os.name == "nt" and target.exists():
            raise OutputError(
                f"Cannot replace {target}: another program has it open. Close it there and try again."
            ) from error
        raise


def _delete(temporary: Path) -> None:
    with suppress(OSError):
        temporary.unlink(missing_ok=True)


def _sentence(error: OSError, target: Path) -> str:
    if error.errno in _FULL:
        return f"Cannot write {target}: {reason(error)}. Free some room or choose another folder."
    if error.errno in _REFUSED:
        return f"Cannot write {target}: {reason(error)}. Choose a folder that you can write to."
    return f"Cannot write {target}: {reason(error)}."
